// Package conformance is what the accessibility statement may claim: the list of the
// checks that run on every change, with the success criteria of WCAG 2.2 they cover. Its
// test holds the list to the checks that are really there.
package conformance

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed checks.json
var list []byte

// Check is one kind of check.
type Check struct {
	Name     string   `json:"name"`
	RanBy    string   `json:"ran_by"`   // file and function of the test
	Criteria []string `json:"criteria"` // of WCAG 2.2: "1.4.3"
}

// Axe is what axe-core is asked.
type Axe struct {
	Tags     []string `json:"tags"` // of the rules that run
	RanBy    string   `json:"ran_by"`
	Criteria []string `json:"criteria"`
}

// Checks is the whole list.
type Checks struct {
	Reviewed string  `json:"reviewed"` // the day somebody last read all of it, YYYY-MM-DD
	Total    int     `json:"criteria"` // success criteria of WCAG 2.2, levels A and AA
	Axe      Axe     `json:"axe"`
	Each     []Check `json:"checks"`
}

// Load reads the embedded list.
func Load() (Checks, error) {
	var c Checks
	if err := json.Unmarshal(list, &c); err != nil {
		return Checks{}, fmt.Errorf("conformance: %w", err)
	}
	return c, nil
}

// Day is when the list was last read by somebody, midnight UTC.
func (c Checks) Day() time.Time {
	day, _ := time.Parse(time.DateOnly, c.Reviewed) // held to by the test
	return day
}

// Names are the kinds of checks in the order of the list, each once.
func (c Checks) Names() []string {
	var names []string
	for _, check := range c.Each {
		if !slices.Contains(names, check.Name) {
			names = append(names, check.Name)
		}
	}
	return names
}

// Of are the success criteria that the checks of a kind cover, in order.
func (c Checks) Of(name string) []string {
	var all []string
	for _, check := range c.Each {
		if check.Name == name {
			all = append(all, check.Criteria...)
		}
	}
	return inOrder(all)
}

// Covered are all success criteria that some check covers, in order, each once.
func (c Checks) Covered() []string {
	all := slices.Clone(c.Axe.Criteria)
	for _, check := range c.Each {
		all = append(all, check.Criteria...)
	}
	return inOrder(all)
}

// inOrder sorts criteria by their numbers.
func inOrder(list []string) []string {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b string) int { return slices.Compare(numbers(a), numbers(b)) })
	return slices.Compact(list)
}

func numbers(criterion string) []int {
	var list []int
	for part := range strings.SplitSeq(criterion, ".") {
		n, _ := strconv.Atoi(part)
		list = append(list, n)
	}
	return list
}
