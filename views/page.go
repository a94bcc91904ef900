// Package views holds the pages: templ components and the structs they show.
// A page struct is display-ready: it carries texts in the member's language,
// never a type of the API and never a request.
package views

import (
	"memberportal/i18n"
	"memberportal/views/paths"
)

// Page is what every page needs; page structs embed it.
type Page struct {
	Text    *i18n.Printer // texts, dates, money in the member's language
	Title   string        // of the page, without the studio's name
	Studio  Studio
	Paths   paths.Studio
	Member  *Member  // nil for a stranger
	Nav     string   // the current area, see Areas, or ""
	Hidden  []string // areas that the studio gave no scope for: no link leads there
	Framed  bool     // inside the studio's own website: no header, no bottom bar
	Origins string   // of the websites that may frame the page, for its script; "" where nothing frames it
	Flash   *Notice  // one message after a redirect
	AsOf    *Notice  // says how old the page is, where the studio's system could not be asked again; nil as a rule
	Said    string   // what just happened, where the page itself shows it; see Flash
	Errors  []FieldError
	Once    string // one-time form token, one a page, repeated in every form that writes
	Self    string // path and query of this page, for the way back after a change of language
	Script  string // address of the page's scripts, all in one file
	Renew   int    // seconds after which the page loads itself again; 0 never
}

// Studio is what a page shows of the studio.
type Studio struct {
	Slug, Name   string
	Style        string // address of the stylesheet
	OwnStyle     string // that of the member's own affairs
	Logo         string // addresses; empty where the studio has none
	LogoDark     string
	Favicon      string
	Languages    []Language
	ContactEmail string
	Sells        bool // contracts are made through this portal, so that one can withdraw from them
	Imprint      string
	Privacy      string
	Terms        string
	ThemeLight   string // canvas colours for <meta name=theme-color>, "#rrggbb"
	ThemeDark    string
}

// Language is one of the studio's languages, named in itself.
type Language struct {
	Code, Name string
	Current    bool
}

// Member is the signed-in person as the header shows them.
type Member struct {
	Initials string // at most two letters, may be empty
}

// Tone is how a notice or chip sounds; the words come first, colour second.
type Tone string

// The tones.
const (
	ToneInfo Tone = "info"
	ToneGood Tone = "good"
	ToneWarn Tone = "warn"
	ToneBad  Tone = "bad"
)

// Notice is a message at the top of a page, with an optional way on.
type Notice struct {
	Tone             Tone
	Title, Text      string
	LinkText, LinkTo string
	Event            string // what a website around the frame is told of it: "booked", "cancelled", "signup-done", or ""
}

// FieldError is an error of a form: the summary links to Field, the field shows Text.
type FieldError struct {
	Field string // id of the input; empty for an error of the whole form
	Text  string
}

// ErrorAt returns the text of the error at a field, or "".
func (p Page) ErrorAt(field string) string {
	for _, e := range p.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}
