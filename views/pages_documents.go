package views

import "memberportal/views/components"

// DocumentsPage lists one slice of the member's documents and takes a new one.
type DocumentsPage struct {
	Page
	Documents   []Document
	ListHidden  bool   // the studio has given no scope to read them
	Missing     bool   // the list could not be read; only after a refusal of the form
	FirstTo     string // the first slice; empty on it
	MoreTo      string // the next slice; empty on the last
	Upload      bool   // documents may be sent
	Description string // as it was typed
}

// Document is one file in the list.
type Document struct {
	To           string // through the portal; empty: it cannot be opened
	Name, Detail string // what it is, and the name of the file
	Kind         string // "PDF"
}

// PhotoPage shows the member's picture and takes another.
type PhotoPage struct {
	Page
	Has     bool
	Missing bool // whether there is one could not be read
	Change  bool // another may be sent
	Whole   bool // the whole picture is to be kept, with white beside it
}

// AdditionalPage is the studio's own fields about the member.
type AdditionalPage struct {
	Page
	Fields []AdditionalField
	Fixed  []Row  // what can be seen but not changed
	Seen   string // fingerprint of the values that the form was made from
}

// AdditionalKind says which input a field has.
type AdditionalKind string

// The inputs.
const (
	AdditionalText   AdditionalKind = "text"
	AdditionalLong   AdditionalKind = "long"
	AdditionalNumber AdditionalKind = "number"
	AdditionalDate   AdditionalKind = "date"
	AdditionalList   AdditionalKind = "list"
	AdditionalYesNo  AdditionalKind = "yesno"
)

// AdditionalField is one of them. Its error is looked up by Name.
type AdditionalField struct {
	Kind        AdditionalKind
	Name, Label string
	Value       string
	Options     []Option // of AdditionalList and AdditionalYesNo
}

// PreferencesPage is what the member hears over which channels.
type PreferencesPage struct {
	Page
	Categories []PreferenceCategory
	Change     bool   // something can be changed
	Seen       string // fingerprint of the matrix that the form was made from
}

// PreferenceCategory is one kind of message.
type PreferenceCategory struct {
	Heading, Text string
	Channels      []PreferenceChannel
	Fixed         []Row  // channels that only the studio can change
	FixedNote     string // says so of them
}

// PreferenceChannel is one way that can be switched on or off.
type PreferenceChannel struct {
	Name, Label string
	On          bool
}

func (p AdditionalPage) input(f AdditionalField) components.Input {
	i := components.Input{Name: f.Name, Label: f.Label, Value: f.Value, Error: p.ErrorAt(f.Name)}
	switch f.Kind {
	case AdditionalDate:
		i.Type = "date"
	case AdditionalNumber:
		i.InputMode = "numeric"
	}
	return i
}

func (p AdditionalPage) choices(f AdditionalField) components.Choices {
	c := components.Choices{Name: f.Name, Label: f.Label, Error: p.ErrorAt(f.Name), Selected: f.Value}
	for _, o := range f.Options {
		c.Options = append(c.Options, components.Choice{Value: o.Value, Text: o.Text})
	}
	return c
}

func (p PhotoPage) crops() components.Choices {
	c := components.Choices{Name: "crop", Label: p.Text.T("documents.crop"), Selected: "square", Options: []components.Choice{
		{Value: "square", Text: p.Text.T("documents.crop_square"), Detail: p.Text.T("documents.crop_square_detail")},
		{Value: "whole", Text: p.Text.T("documents.crop_whole"), Detail: p.Text.T("documents.crop_whole_detail")},
	}}
	if p.Whole {
		c.Selected = "whole"
	}
	return c
}
