package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"memberportal/i18n"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// The errors a handler returns to say which page the visitor gets.
var (
	errNotFound  = errors.New("not found")
	errNoStudio  = errors.New("no such studio")
	errSignIn    = errors.New("sign in first")
	errCrossSite = errors.New("cross-site request refused")
	errBadForm   = errors.New("form unreadable")
	errStoreDown = errors.New("store unavailable")
)

// errTooOften says how long to wait.
type errTooOften struct{ after time.Duration }

func (errTooOften) Error() string { return "too many requests" }

// errClientGone: the browser left before the page was out. Not an error of ours.
type errClientGone struct{ error }

// failure is the page an error becomes.
type failure struct {
	status  int
	heading string // text keys
	text    string
	retry   bool          // offer the same address again
	after   time.Duration // Retry-After, 0: none
	quote   bool          // show the request id
	renew   bool          // the page asks again by itself, unless a form was sent
}

// The one table from what went wrong to what the visitor sees. What a member
// can act on never comes here: it stays on the form.
var (
	failNotFound    = failure{status: http.StatusNotFound, heading: "errors.not_found_title", text: "errors.not_found_text"}
	failStudio      = failure{status: http.StatusNotFound, heading: "errors.unknown_studio_title", text: "errors.unknown_studio_text"}
	failMethod      = failure{status: http.StatusMethodNotAllowed, heading: "errors.method_title", text: "errors.method_text"}
	failCrossSite   = failure{status: http.StatusForbidden, heading: "errors.not_allowed_title", text: "errors.not_allowed_text"}
	failForm        = failure{status: http.StatusBadRequest, heading: "errors.internal_title", text: "errors.form_expired"}
	failTooLarge    = failure{status: http.StatusRequestEntityTooLarge, heading: "errors.too_large_title", text: "errors.too_large_text"}
	failTooOften    = failure{status: http.StatusTooManyRequests, heading: "errors.too_many_title", text: "signin.too_many"}
	failExports     = failure{status: http.StatusTooManyRequests, heading: "errors.too_many_title", text: "privacy.export_too_often"}
	failUpstream    = failure{status: http.StatusServiceUnavailable, heading: "errors.unavailable_title", text: "errors.unavailable_text", retry: true, after: 10 * time.Second}
	failBusy        = failure{status: http.StatusServiceUnavailable, heading: "errors.busy_title", text: "timetable.busy_text", retry: true, after: 30 * time.Second, renew: true}
	failNotSent     = failure{status: http.StatusServiceUnavailable, heading: "bookings.failed_heading", text: "bookings.failed_text", retry: true, after: 10 * time.Second}
	failNotSentBusy = failure{status: http.StatusServiceUnavailable, heading: "errors.unavailable_title", text: "bookings.failed_text", retry: true, after: 30 * time.Second}
	failStore       = failure{status: http.StatusServiceUnavailable, heading: "errors.unavailable_title", text: "errors.unavailable_text", retry: true, after: 10 * time.Second}
	failInternal    = failure{status: http.StatusInternalServerError, heading: "errors.internal_title", text: "errors.internal_text", retry: true, quote: true}
)

func failureOf(err error) failure {
	var often errTooOften
	var tooLarge *http.MaxBytesError
	var httpError *echo.HTTPError
	var unsent notSentError
	var exports errExportsOften
	switch {
	case errors.Is(err, errNoStudio):
		return failStudio
	case errors.Is(err, errNotFound), errors.Is(err, store.ErrNotFound):
		return failNotFound
	case errors.As(err, &unsent):
		if unsent.busy {
			return failNotSentBusy
		}
		return failNotSent
	case errors.Is(err, errCrossSite):
		return failCrossSite
	case errors.As(err, &tooLarge):
		return failTooLarge
	case errors.Is(err, errBadForm):
		return failForm
	case errors.Is(err, errStoreDown):
		return failStore
	case errors.Is(err, context.DeadlineExceeded):
		return failUpstream // a page waits for nothing else so long
	case errors.As(err, &often):
		f := failTooOften
		f.after = often.after
		return f
	case errors.As(err, &exports):
		f := failExports
		f.after = exports.after
		return f
	case errors.As(err, &httpError):
		switch httpError.Code {
		case http.StatusNotFound:
			return failNotFound
		case http.StatusMethodNotAllowed:
			return failMethod
		case http.StatusRequestEntityTooLarge:
			return failTooLarge
		}
		return failInternal
	}
	var api *pgclient.Error
	if !errors.As(err, &api) {
		return failInternal
	}
	switch api.Kind {
	case pgclient.NotFound:
		return failNotFound
	case pgclient.RateLimited:
		f := failBusy
		if api.RetryAfter > f.after {
			f.after = min(api.RetryAfter, time.Minute)
		}
		return f
	case pgclient.Unavailable, pgclient.Timeout, pgclient.Unexpected, pgclient.Unauthorized:
		return failUpstream
	case pgclient.Forbidden:
		// The studio has not given the portal this scope: the page does not exist here.
		return failNotFound
	default:
		return failInternal
	}
}

// describe is what a log may say of an error: kinds and operations, no data.
func describe(err error) string {
	var api *pgclient.Error
	if errors.As(err, &api) {
		return fmt.Sprintf("api %s: %s %d", api.Op, api.Kind, api.Status)
	}
	return err.Error()
}

// handleError is the end of every failed request inside the routes.
func (a *App) handleError(err error, e echo.Context) {
	r := e.Request()
	info := infoOf(r.Context())
	var gone errClientGone
	if errors.As(err, &gone) || (errors.Is(err, context.Canceled) && r.Context().Err() != nil) || pgclient.KindOf(err) == pgclient.Canceled {
		// Nobody waits for an answer any more.
		if !e.Response().Committed {
			e.Response().WriteHeader(499)
		}
		return
	}
	if e.Response().Committed {
		info.failure = err
		return
	}
	if errors.Is(err, errSignIn) && info.studio != nil {
		next := ""
		if r.Method == http.MethodGet || a.opens(e.Path()) {
			next = r.URL.RequestURI()
		}
		_ = e.Redirect(http.StatusSeeOther, info.paths().SignIn(next))
		return
	}
	if info.studio != nil && info.language == "" {
		a.newContext(e) // no route: nobody has looked yet who asks
	}
	a.failPlain(e.Response(), r, info, err)
}

// failPlain answers with the error page, in the studio's brand where the
// address names one.
func (a *App) failPlain(w http.ResponseWriter, r *http.Request, info *requestInfo, err error) {
	f := failureOf(err)
	if f.status >= 500 || info.failure == nil {
		info.failure = err
	}
	if f.after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(max(f.after, time.Second).Seconds())))
	}
	page := a.errorPage(r, info, f)
	if renderErr := render(w, r, f.status, views.Error(page)); renderErr != nil {
		var gone errClientGone
		if !errors.As(renderErr, &gone) {
			info.failure = errors.Join(info.failure, renderErr)
			http.Error(w, http.StatusText(f.status), f.status)
		}
	}
}

func (a *App) errorPage(r *http.Request, info *requestInfo, f failure) views.ErrorPage {
	text := a.errorPrinter(r, info)
	page := views.ErrorPage{
		Page: a.barePage(info, text, text.T(f.heading)), Status: f.status,
		Heading: text.T(f.heading), Text: text.T(f.text), HomeTo: "/",
	}
	page.Self = selfOf(r)
	if info.studio != nil {
		page.HomeTo = page.Paths.Home()
	}
	if f == failCrossSite {
		page.Refused = refusalOf(r, text)
		if info.framed {
			page.HomeTo = outside(page.HomeTo) // opens in a tab of its own
		}
	}
	if f.quote {
		page.RequestID = info.id
	}
	if f.renew && r.Method == http.MethodGet {
		page.Renew, page.Text = int(f.after.Seconds()), text.T("timetable.busy_renews")
	}
	if f.retry {
		// Every form's address can be opened: it leads to the page the form stands on.
		page.RetryTo = r.URL.RequestURI()
	}
	return page
}

// errorPrinter speaks the page's language, where it got that far; an error may
// also come before the session is read.
func (a *App) errorPrinter(r *http.Request, info *requestInfo) *i18n.Printer {
	g := a.loadGuest(r)
	accept := r.Header.Get("Accept-Language")
	if s := info.studio; s != nil {
		language := s.Languages[0]
		if fit := a.Texts.Match(accept, s.Languages); fit != "" {
			language = fit
		}
		if s.Offers(g.Language) {
			language = g.Language
		}
		if info.language != "" {
			language = info.language
		}
		return s.Printer(a.Texts, language)
	}
	language := "en"
	if fit := a.Texts.Match(accept, a.Texts.Languages()); fit != "" {
		language = fit
	}
	return a.Texts.Printer(i18n.PrinterOptions{Language: language, Location: time.UTC})
}

// barePage is a page that needs no session: errors, and what lies outside the studios.
func (a *App) barePage(info *requestInfo, text *i18n.Printer, title string) views.Page {
	p := views.Page{Text: text, Title: title, Framed: info.framed, Script: a.script(info)}
	if s := info.studio; s != nil {
		p.Studio = a.studioView(info, text.Language())
		p.Paths = info.paths()
		p.Origins = origins(info)
		if info.initials != nil {
			p.Member = &views.Member{Initials: *info.initials}
			p.Hidden = hidden(s) // the error itself may be how that was learnt
		}
		return p
	}
	p.Studio = a.neutral.studio()
	return p
}

// script is the address of the scripts of a page in one file. More names what is not
// for every page.
func (a *App) script(info *requestInfo, more ...string) string {
	names := []string{"portal"}
	if info.framed {
		names = append(names, "frame") // tells the studio's website how high the page is
	}
	return a.Assets.Script(append(names, more...)...)
}
