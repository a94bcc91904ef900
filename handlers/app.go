// Package handlers is the web side of the portal: the route table, the
// middleware, and one file per page. A handler parses, calls the API, maps
// what came back to a page struct and renders it.
package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"memberportal/i18n"
	"memberportal/internal/brand"
	"memberportal/internal/config"
	"memberportal/internal/declaration"
	"memberportal/internal/signin"
	"memberportal/internal/store"
	"memberportal/internal/studio"
	"memberportal/static"
	"memberportal/views/paths"
)

// MailState is what the pages need to know of the outbox worker.
type MailState interface {
	Wake()                   // something is due
	Slow(studio string) bool // look-ups or mails of the studio fail at present
}

// Options are what an App is made of. All of them are needed unless said otherwise.
type Options struct {
	Config  *config.Config
	Studios *studio.Registry
	Store   *store.Store
	Signin  *signin.Service
	Mail    MailState
	Desk    *declaration.Desk // takes what is declared without signing in
	File    func()            // a declaration waits to be worked on; nil: nobody is told
	Lane    *declaration.Lane // slows down who declares much; nil: one of this App alone
	Texts   *i18n.Bundle
	Assets  *static.Assets
	Metrics *Metrics
	Logger  *slog.Logger
	Clock   func() time.Time // real time: sessions, form tokens
	Now     func() time.Time // the time pages show; the demo may move it
	Demo    http.Handler     // serves /demo/, nil outside the demo
	Writes  *sync.WaitGroup  // the writes under way, for the Apps of all configurations; nil: of this one alone
}

// App serves every address of the portal. It is made once per configuration;
// a reload makes another one.
type App struct {
	Options
	echo          *echo.Echo
	sessions      map[string]sessionPair // by slug
	guests        guestPair
	once          onceSigner
	feeds         [][]byte                               // keys of the calendar feeds' addresses, newest first
	origins       *http.CrossOriginProtection            // outside the studios
	studioOrigins map[string]*http.CrossOriginProtection // by slug
	secure        bool                                   // the portal is reached over https
	proxies       []netip.Prefix
	neutral       neutralLook
	timing        timing
	kinds         map[string]kind // of writes, by action
	embed         *static.Embed   // what other websites load
	pictures      chan struct{}   // held while a picture is worked on, which takes much memory
}

// New checks what it is given and builds the App.
func New(o Options) (*App, error) {
	a := &App{Options: o, sessions: map[string]sessionPair{}, studioOrigins: map[string]*http.CrossOriginProtection{}, secure: o.Config.PublicURL.Scheme == "https", proxies: o.Config.TrustedProxies, timing: defaultTiming(), kinds: kinds(), embed: static.NewEmbed(o.Assets), pictures: make(chan struct{}, 1)}
	if a.Lane == nil {
		a.Lane = declaration.NewLane(o.Clock)
	}
	if a.Writes == nil {
		a.Writes = &sync.WaitGroup{}
	}
	keys, err := deriveKeys(o.Config.Keys)
	if err != nil {
		return nil, err
	}
	a.once = onceSigner{keys: keys.once, clock: o.Clock}
	a.feeds = keys.feeds
	a.guests = newGuestPair(keys.guest, a.secure)
	for _, s := range o.Studios.List() {
		a.sessions[s.Slug] = newSessionPair(s.Slug, o.Store, o.Config.Sessions, a.secure, a.sessionFailed)
	}
	if a.neutral, err = newNeutralLook(o.Assets); err != nil {
		return nil, err
	}
	if a.origins, err = newOrigins(o.Config.PublicURL, nil); err != nil {
		return nil, err
	}
	for _, s := range o.Studios.List() {
		if a.studioOrigins[s.Slug], err = newOrigins(o.Config.PublicURL, s.Hosts); err != nil {
			return nil, err
		}
	}
	a.echo = a.newEcho()
	return a, nil
}

// newOrigins refuses cross-site writes. The origins the portal itself is
// reached at are named, because a proxy that rewrites Host would otherwise lock
// members out; a studio's own hostname may write to that studio alone.
func newOrigins(public *url.URL, hosts []string) (*http.CrossOriginProtection, error) {
	origins := http.NewCrossOriginProtection()
	for _, host := range append([]string{public.Host}, hosts...) {
		if err := origins.AddTrustedOrigin(public.Scheme + "://" + host); err != nil {
			return nil, err
		}
	}
	return origins, nil
}

// checkOrigin is the origin check of the studio in the address.
func (a *App) checkOrigin(r *http.Request, info *requestInfo) error {
	if info.studio != nil {
		return a.studioOrigins[info.studio.Slug].Check(r)
	}
	return a.origins.Check(r)
}

// Drain waits until the writes that are still under way have their outcome,
// or ctx ends.
func (a *App) Drain(ctx context.Context) error {
	done := make(chan struct{})
	go func() { a.Writes.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return errors.New("writes to the API are still under way")
	}
}

// ServeHTTP is the way of every request: request id, headers of the studio in
// the address, log; then files and health, which need no session; then the
// origin check, the member's session, and the routes.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	info := a.newRequestInfo(r)
	r = r.WithContext(withInfo(r.Context(), info))
	rec := &recorder{ResponseWriter: w}
	defer a.logRequest(info, rec, r)
	defer a.recoverPanic(info, rec, r)
	a.setHeaders(rec.Header(), r, info)
	if a.serveFiles(rec, r, info) {
		return
	}
	r.Body = http.MaxBytesReader(rec, r.Body, mostRead) // less for forms without a file, see page
	if err := a.checkOrigin(r, info); err != nil {
		info.route = "refused"
		a.failPlain(rec, r, info, errCrossSite)
		return
	}
	if info.studio == nil {
		a.echo.ServeHTTP(rec, r)
		return
	}
	a.sessions[info.studio.Slug].choose(r).LoadAndSave(a.echo).ServeHTTP(rec, r)
}

// serveFiles answers what needs neither session nor language. It tells whether it did.
func (a *App) serveFiles(w http.ResponseWriter, r *http.Request, info *requestInfo) bool {
	switch path := r.URL.Path; {
	case path == "/healthz":
		info.route = "/healthz"
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("ok\n"))
	case path == a.neutral.styleTo:
		info.route = "/static"
		a.neutral.style.ServeHTTP(w, r)
	case path == a.neutral.iconTo:
		info.route = "/static"
		a.neutral.icon.ServeHTTP(w, r)
	case strings.HasPrefix(path, "/static/"):
		info.route = "/static"
		a.Assets.Handler().ServeHTTP(w, r)
	case a.embed.Serve(w, r):
		info.route = "/embed.js"
	case strings.HasPrefix(path, "/demo/") && a.Demo != nil:
		info.route = "/demo"
		a.Demo.ServeHTTP(w, r)
	case info.studio != nil && strings.HasPrefix(info.rest, "style."):
		info.route = "/:studio/style"
		serveStyle(w, r, info, false)
	case info.studio != nil && strings.HasPrefix(info.rest, "own."):
		info.route = "/:studio/style"
		serveStyle(w, r, info, true)
	case info.studio != nil && strings.HasPrefix(info.rest, "brand/"):
		info.route = "/:studio/brand"
		file := info.studio.Files[strings.TrimPrefix(info.rest, "brand/")]
		if file == nil {
			return false
		}
		file.ServeHTTP(w, r)
	default:
		return false
	}
	return true
}

// serveStyle serves a stylesheet of a studio. An address of an older configuration
// leads to the present one: it is closer than none, but must not be kept for ever
// under the old name.
func serveStyle(w http.ResponseWriter, r *http.Request, info *requestInfo, own bool) {
	_, hash, _ := strings.Cut(strings.TrimSuffix(info.rest, ".css"), ".")
	if file := info.studio.Sheet(hash, own); file != nil {
		file.ServeHTTP(w, r)
		return
	}
	at, present := paths.For(info.slug, false), info.studio.Look("", brand.ThemeAuto)
	to := at.Style(present.Page.Style.Hash())
	if own {
		to = at.OwnStyle(present.Page.Own.Hash())
	}
	http.Redirect(w, r, to, http.StatusFound)
}
