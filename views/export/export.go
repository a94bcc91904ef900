// Package export holds the one file that members take home to read: everything about
// them, on a page that loads nothing and needs nothing but a browser or a printer.
package export

import "memberportal/i18n"

// FilePage is the file. Everything in it is text for people.
type FilePage struct {
	Text     *i18n.Printer
	Title    string // of the file: "Your data at …"
	Intro    string // whose data, and from when
	Missing  []string
	Sections []Section
}

// Section is a part of what is known, under its heading.
type Section struct {
	Heading string
	Origin  string // where it is from: the operation's name, or the portal
	Values  Values
	Empty   bool // nothing is known
}

// Values are fields with a value, then what has fields of its own.
type Values struct {
	Rows   []Row
	Groups []Group
	Table  *Table // a list whose entries are alike and short
}

// Row is a field with its value.
type Row struct{ Term, Value string }

// Group is a value that has fields of its own, or one entry of a list.
type Group struct {
	Heading string
	Values  Values
}

// Table is a list of short entries.
type Table struct {
	Heading string
	Head    []string
	Rows    [][]string
}
