// Package components holds the parts every form is made of. Field is the only
// place that writes a label, its hint, its error and what ties them together.
package components

import "strings"

// Input describes one labelled input. Its id equals its name.
type Input struct {
	Name, Label  string
	Hint, Error  string // empty: none
	Type         string // of the input element; "text" when empty
	Value        string
	Class        string
	Autocomplete string
	InputMode    string
	MaxLength    string
}

func (i Input) kind() string {
	if i.Type == "" {
		return "text"
	}
	return i.Type
}

// described lists the ids of the hint and the error, in the order they are read.
func (i Input) described() string { return describedBy(i.Name, i.Hint, i.Error) }

func describedBy(name, hint, failure string) string {
	var ids []string
	if hint != "" {
		ids = append(ids, name+"-hint")
	}
	if failure != "" {
		ids = append(ids, name+"-error")
	}
	return strings.Join(ids, " ")
}

// Option is one entry of a select.
type Option struct {
	Value, Text, Lang string
	Selected          bool
}

// Choice is one of several to choose from. Lead stands before the text, as an amount
// does, and keeps its own direction of writing; only Checks shows it.
type Choice struct {
	Value, Lead, Text, Detail string
}

// Choices is one of several to choose: by radio buttons, of which the first one's
// id equals the name, so that the error summary can lead to it, or by a select,
// which shows no details.
type Choices struct {
	Name, Label, Hint, Error string
	Autocomplete             string // of a select
	Options                  []Choice
	Selected                 string
}
