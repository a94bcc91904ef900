package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/labstack/echo/v4"

	"memberportal/i18n"
	"memberportal/internal/brand"
	"memberportal/internal/store"
	"memberportal/internal/studio"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/paths"
)

// Context is one request to a page of a studio.
type Context struct {
	app      *App
	echo     echo.Context
	info     *requestInfo
	sessions *scs.SessionManager
	guest    guest
	Ctx      context.Context // carries the language for the API
	Studio   *studio.Studio
	API      *pgclient.Client
	Text     *i18n.Printer
	Paths    paths.Studio
	Who      *store.Identity // nil: a stranger
	reader   studio.Reader   // for whom shared answers are read
	file     *file           // of a posted form that has one
	came     string          // what the form that was posted is bound to, also after the session's token was renewed

	again     int  // status of a form that comes back; 0: 422
	unsent    bool // the form comes back because it was not sent
	keepOnce  bool // and keeps its token
	onceSpent bool
	inDoubt   bool // somebody may have sent it
}

func (a *App) newContext(e echo.Context) *Context {
	r := e.Request()
	info := infoOf(r.Context())
	s := info.studio
	c := &Context{app: a, echo: e, info: info, Studio: s, API: s.Client, Ctx: r.Context(), Paths: info.paths()}
	c.sessions = a.sessions[s.Slug].choose(r)
	c.guest = a.loadGuest(r)
	c.reader.Since = c.guest.lastWrite()
	if c.Who = c.who(); c.Who != nil {
		info.initials = &c.Who.Initials
	}
	c.came = c.binding()
	c.speak(c.language())
	return c
}

// speak sets the language of the page and of the API's messages.
func (c *Context) speak(language string) {
	c.info.language = language
	c.Text = c.Studio.Printer(c.app.Texts, language)
	c.Ctx = pgclient.WithLanguage(studio.WithReader(c.echo.Request().Context(), &c.reader), language)
}

// language is what the studio's website asks for, then the member's choice, then
// their record's (both are kept in the session), then the browser's, then the
// studio's first.
func (c *Context) language() string {
	if asked := c.info.frame.Language; asked != "" {
		return asked
	}
	if c.Who != nil && c.Studio.Offers(c.Who.Language) {
		return c.Who.Language
	}
	if c.Studio.Offers(c.guest.Language) {
		return c.guest.Language
	}
	if fit := c.app.Texts.Match(c.echo.Request().Header.Get("Accept-Language"), c.Studio.Languages); fit != "" {
		return fit
	}
	return c.Studio.Languages[0]
}

// now is the time that pages show and compare with, in the studio's zone.
func (c *Context) now() time.Time { return c.app.Now().In(c.Studio.TimeZone) }

// today is the studio's calendar day.
func (c *Context) today() pgclient.Date { return c.Studio.Today(c.app.Now()) }

// pathID reads an id of the address; anything but a positive number is not found.
func (c *Context) pathID(name string) (int64, error) {
	n, ok := parseID(c.echo.Param(name))
	if !ok {
		return 0, errNotFound
	}
	return n, nil
}

// parseID reads an id of the API: a positive 64-bit number.
func parseID(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0
}

// form reads a field of the posted form; never one of the address.
func (c *Context) form(name string) string { return c.echo.Request().PostForm.Get(name) }

// binding is what a form token of this visitor is bound to.
func (c *Context) binding() string {
	if c.Who == nil {
		return ""
	}
	return c.sessions.Token(c.Ctx)
}

// saveGuest keeps the guest's cookie for the answer.
func (c *Context) saveGuest() error {
	return c.app.saveGuest(c.echo.Response(), c.echo.Request(), c.guest)
}

// redirectSaying leads to a page with a message for it. The message shows on
// that page alone: a redirect that nobody followed must not speak elsewhere.
func (c *Context) redirectSaying(to string, f flash) error {
	f.Studio = c.Studio.Slug
	f.To, _, _ = strings.Cut(to, "?")
	c.guest.Flash = &f
	if err := c.saveGuest(); err != nil {
		return err
	}
	return c.redirect(to)
}

// takeFlash shows the message once.
func (c *Context) takeFlash() *views.Notice {
	f := c.guest.Flash
	if f == nil || f.Studio != c.Studio.Slug || (f.To != "" && f.To != c.echo.Request().URL.Path) {
		return nil
	}
	c.guest.Flash = nil
	_ = c.saveGuest() // at worst the message is shown twice
	n, ok := sayOutcome(c.Text, f.Key, f.Title, f.When)
	if !ok {
		return nil
	}
	if to := c.receiptOfIntent(f.Intent); to != "" {
		n.LinkText, n.LinkTo = c.Text.T("rights.to_receipt"), to
	}
	return &n
}

// message is what stands above the page.
func (c *Context) message() *views.Notice {
	if c.unsent {
		return unsentNotice(c.Text)
	}
	return c.takeFlash()
}

// page fills what every page shows.
func (c *Context) page(title, nav string) views.Page {
	p := views.Page{
		Text: c.Text, Title: title, Nav: nav, Paths: c.Paths, Framed: c.info.framed,
		Studio: c.app.studioView(c.info, c.Text.Language()),
		Flash:  c.message(), Self: selfOf(c.echo.Request()), Script: c.script(),
	}
	p.Origins = origins(c.info)
	p.AsOf = c.asOf()
	if c.Who != nil {
		p.Member = &views.Member{Initials: c.Who.Initials}
		p.Once = c.nextOnce()
		p.Hidden = hidden(c.Studio)
	}
	return p
}

// script is the address of what a page of this request runs: what every page does,
// and what this one names.
func (c *Context) script(more ...string) string { return c.app.script(c.info, more...) }

// selfOf is the page to come back to; after a POST that is the studio's start.
func selfOf(r *http.Request) string {
	if r.Method != http.MethodGet {
		return ""
	}
	return r.URL.RequestURI()
}

func (a *App) studioView(info *requestInfo, language string) views.Studio {
	s := info.studio
	look := s.Look(info.frame.Brand, brand.Theme(info.frame.Theme))
	sheets := look.Of(info.framed)
	at := paths.For(s.Slug, false)
	file := func(name string) string {
		if name == "" {
			return ""
		}
		return at.Brand(name)
	}
	v := views.Studio{
		Slug: s.Slug, Name: s.Name, Style: at.Style(sheets.Style.Hash()), OwnStyle: at.OwnStyle(sheets.Own.Hash()),
		Logo: file(look.Logo), LogoDark: file(look.Dark), Favicon: file(s.Icon),
		ContactEmail: s.ContactEmail, Sells: sells(s.May), Imprint: s.Links.Imprint, Privacy: s.Links.Privacy, Terms: s.Links.Terms,
		ThemeLight: look.Palette.Light.Color(brand.Canvas), ThemeDark: look.Palette.Dark.Color(brand.Canvas),
	}
	for _, code := range s.Languages {
		v.Languages = append(v.Languages, views.Language{Code: code, Name: a.Texts.Name(code), Current: code == language})
	}
	return v
}
