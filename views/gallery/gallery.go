// Package gallery holds every state of every page, with made-up people, so
// that each can be looked at, compared with its golden HTML and held to the
// invariants of the house without a server behind it.
package gallery

import (
	"time"

	"github.com/a-h/templ"

	"memberportal/i18n"
	"memberportal/views"
	"memberportal/views/paths"
)

// State is one page in one state. Its name is "language/page-state".
type State struct {
	Name      string
	Component templ.Component
}

// All returns every state in every language the gallery speaks. printer gives
// the printer of a language; its zone is the made-up studio's.
func All(printer func(lang string) *i18n.Printer) []State {
	var states []State
	for _, lang := range []string{"en", "de", "pl"} {
		g := book{text: printer(lang), lang: lang}
		for _, page := range [][]State{g.signIn(), g.home(), g.classes(), g.slot(), g.bookings(), g.cancel(), g.done(), g.errors(), g.unsentPages(),
			g.appointmentsPages(), g.calendarPages(), g.accountPages(), g.profilePages(), g.contractsPages(), g.pausesPages(),
			g.endingsPages(), g.extrasPages(), g.documentsPages(), g.checkinPages(), g.messagesPages(), g.rightsPages(), g.privacyPages(), g.accessibilityPages(), g.framesPages(), g.embedPages(), g.demoPages(),
		} {
			for _, s := range page {
				states = append(states, State{Name: lang + "/" + s.Name, Component: s.Component})
			}
		}
	}
	return states
}

// book makes the states of one language.
type book struct {
	text *i18n.Printer
	lang string
}

// options vary the frame of a page.
type option func(*views.Page)

func stranger(p *views.Page) { p.Member = nil }

func framed(p *views.Page) {
	p.Framed = true
	p.Studio.Style, p.Studio.OwnStyle = "/nordlicht/style.framed1a.css", "/nordlicht/own.framed2b.css"
	p.Paths = paths.For("nordlicht", true)
	p.Self += "?embed=1"
}

func nameless(p *views.Page) { p.Member = &views.Member{} }

func logo(p *views.Page) {
	p.Studio.Logo = "/nordlicht/brand/logo.77f1.svg"
	p.Studio.LogoDark = "/nordlicht/brand/logo-dark.77f2.svg"
}

func oneLanguage(p *views.Page) { p.Studio.Languages = p.Studio.Languages[:1] }

func longStudio(p *views.Page) {
	p.Studio.Name = "Gesundheits- und Rehabilitationssportzentrum Donaudampfschifffahrtsgesellschaft"
}

func errorsAt(list ...views.FieldError) option {
	return func(p *views.Page) { p.Errors = list }
}

func flash(n views.Notice) option { return func(p *views.Page) { p.Flash = &n } }

// page is the frame of a signed-in member in the studio Nordlicht.
func (g book) page(title, nav, self string, options ...option) views.Page {
	p := views.Page{
		Text:  g.text,
		Title: title,
		Studio: views.Studio{
			Slug: "nordlicht", Name: "Nordlicht Fitness", Style: "/nordlicht/style.5b1c2d3e.css", OwnStyle: "/nordlicht/own.6c2d3e4f.css", Favicon: "/nordlicht/brand/favicon.9a8b.svg",
			Languages: []views.Language{
				{Code: "de", Name: "Deutsch", Current: g.lang == "de"},
				{Code: "en", Name: "English", Current: g.lang == "en"},
				{Code: "pl", Name: "Polski", Current: g.lang == "pl"},
			},
			ContactEmail: "team@nordlicht.example", Sells: true, Imprint: "https://www.nordlicht.example/imprint", Privacy: "https://www.nordlicht.example/privacy",
			Terms: "https://www.nordlicht.example/terms", ThemeLight: "#f5f7f6", ThemeDark: "#101312",
		},
		Paths:  paths.For("nordlicht", false),
		Member: &views.Member{Initials: "JM"},
		Nav:    nav,
		Once:   "MTc5NTY4NDQwMHxhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODk",
		Self:   "/nordlicht" + self,
		Script: "/static/portal.0f1e2d3c.js",
	}
	for _, o := range options {
		o(&p)
	}
	return p
}

// at is a moment of the made-up week, Thursday 26 November 2026, in the studio's zone.
func (g book) at(hour, minute int) time.Time {
	return time.Date(2026, time.November, 26, hour, minute, 0, 0, g.text.Location())
}
