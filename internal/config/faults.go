package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong with the file. Its message is in English, for the
// operator, and never holds a secret.
type Fault struct {
	Line    int    // in the file, from 1; 0 when the fault has no place
	Path    string // such as "studios[0].brand.color", "" for the whole file
	Message string
}

// String is the fault on one line.
func (f Fault) String() string {
	var text strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&text, "line %d: ", f.Line)
	}
	if f.Path != "" {
		text.WriteString(f.Path + ": ")
	}
	text.WriteString(f.Message)
	return text.String()
}

// Faults is everything wrong with a file, in the order of its lines.
type Faults []Fault

// Error has one line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

func (f Faults) sorted() Faults {
	slices.SortStableFunc(f, func(a, b Fault) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Path, b.Path)) })
	return f
}
