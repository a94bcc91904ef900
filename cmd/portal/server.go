package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"sync/atomic"
	"time"

	"memberportal/handlers"
	"memberportal/i18n"
	"memberportal/internal/brand"
	"memberportal/internal/config"
	"memberportal/internal/declaration"
	"memberportal/internal/mail"
	"memberportal/internal/signin"
	"memberportal/internal/store"
	"memberportal/internal/studio"
	"memberportal/static"
	"memberportal/views/paths"
)

// drainTime is how long a stopping portal finishes what it has begun.
const drainTime = 25 * time.Second

// server is a running portal: what lives as long as the process, and the
// generation made from the present configuration.
type server struct {
	store   *store.Store
	texts   *i18n.Bundle
	assets  *static.Assets
	metrics *handlers.Metrics
	logger  *slog.Logger
	worker  *mail.Worker
	filing  *declaration.Worker // of what was declared without signing in
	now     func() time.Time    // of pages
	demo    http.Handler        // nil outside the demo
	current atomic.Pointer[generation]
	leaving atomic.Bool
	id      string                           // of this process, among the portals on the same database
	among   atomic.Pointer[studio.Instances] // how many those are
	lane    *declaration.Lane
	writes  sync.WaitGroup // to the API; one may have begun under an earlier configuration
}

// generation is everything a configuration becomes; a reload makes another.
type generation struct {
	config *config.Config
	app    *handlers.App
	signin *signin.Service
	mailer *signin.Mailer
	mails  map[string]mail.Prepare // those about declarations and writes, by kind
	desk   *declaration.Desk
	list   *studio.Registry
}

// serverOptions are what serve and demo do differently.
type serverOptions struct {
	config *config.Config
	sender mail.Sender
	logger *slog.Logger
	now    func() time.Time
	demo   func(*server) http.Handler // nil outside the demo
}

// newServer opens the database and makes the first generation.
func newServer(ctx context.Context, o serverOptions) (*server, error) {
	texts, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	s := &server{id: rand.Text(), texts: texts, assets: static.New(), metrics: handlers.NewMetrics(currentVersion()), logger: o.logger, now: o.now, lane: declaration.NewLane(time.Now)}
	if s.store, err = store.Open(ctx, o.config.Database, store.Options{Logger: o.logger}); err != nil {
		return nil, err
	}
	s.metrics.WatchOutbox(s.store)
	kinds := s.presentMails()
	kinds[store.MailKindSignIn] = func(ctx context.Context, row store.Mail) (*mail.Message, error) {
		return s.current.Load().mailer.Prepare(ctx, row)
	}
	s.worker = mail.NewWorker(mail.WorkerOptions{
		Outbox: s.store, Sender: o.sender, Logger: o.logger, Kinds: kinds,
		Lasting: map[string]bool{mail.KindHanded: true}, // or the studio would never hear of a declaration
		Observe: func(e mail.Event) {
			s.metrics.Mail(string(e.Result))
			if e.Result == mail.Sent {
				s.metrics.MailServer(true)
			}
		},
	})
	s.filing = s.newFiling()
	if o.demo != nil {
		s.demo = o.demo(s)
	}
	s.joinOthers(ctx)
	if err := s.use(o.config); err != nil {
		return nil, errors.Join(err, s.store.Close())
	}
	return s, nil
}

// use makes a generation of the configuration and puts it in place. On an
// error the one before stays.
func (s *server) use(cfg *config.Config) error {
	if err := checkTexts(s.texts, cfg); err != nil {
		return err
	}
	g := &generation{config: cfg}
	var err error
	limits := studio.DefaultLimits()
	if measured != "" {
		limits.InFlight = 0
	}
	if measured == "asked" {
		limits.Ages, limits.Apart = studio.Ages{}, true
	}
	options := studio.Options{Limits: limits, Events: s.metrics, Instances: func() studio.Instances { return *s.among.Load() }}
	if before := s.current.Load(); before != nil {
		options.Before = before.list
	}
	if g.list, err = studio.NewRegistry(cfg, s.assets, options); err != nil {
		return err
	}
	if g.signin, err = signin.New(signin.Options{Store: s.store, Keys: cfg.Keys, Wake: s.worker.Wake}); err != nil {
		return err
	}
	renderer := mail.NewRenderer(s.mailStudio, cfg.Mail.From)
	g.mails = g.declarationMails(s.store, renderer)
	maps.Copy(g.mails, g.writeMails(s.store, renderer))
	g.mailer = g.signin.Mailer(signin.MailerOptions{
		API: func(slug string) (signin.API, bool) {
			st := g.list.BySlug(slug)
			if st == nil {
				return nil, false
			}
			return st.Lookup(), true
		},
		Render: renderer.SignIn,
		Link: func(slug, host, token string) string {
			return cfg.PublicURL.Scheme + "://" + host + paths.For(slug, false).SignInLink(token)
		},
	})
	if g.desk, err = declaration.NewDesk(s.store, declaration.NewSpool(cfg.Spool), cfg.Keys, s.logger); err != nil {
		return err
	}
	g.app, err = handlers.New(handlers.Options{
		Desk: g.desk, Lane: s.lane, File: s.filing.Wake, Config: cfg, Studios: g.list, Store: s.store, Signin: g.signin, Mail: s.worker, Texts: s.texts, Assets: s.assets,
		Metrics: s.metrics, Logger: s.logger, Clock: time.Now, Now: s.now, Demo: s.demo, Writes: &s.writes,
	})
	if err != nil {
		return err
	}
	s.store.KeepMessagesFor(cfg.Retention.Activity)
	s.store.KeepActivityFor(cfg.Retention.Activity)
	s.store.KeepDeclarationsFor(cfg.Retention.Declarations)
	s.current.Store(g)
	return nil
}

// mailStudio is what a mail shows of a studio.
func (s *server) mailStudio(slug string) (mail.Studio, bool) {
	st := s.current.Load().list.BySlug(slug)
	if st == nil {
		return mail.Studio{}, false
	}
	light := st.Look("", brand.ThemeAuto).Palette.Light
	return mail.Studio{
		Name: st.Name, ContactEmail: st.ContactEmail,
		BrandColor: light.Color(brand.Brand), OnBrand: light.Color(brand.OnBrand),
		Printer: func(language string) *i18n.Printer { return st.Printer(s.texts, language) },
	}, true
}

// ServeHTTP hands a request to the present generation.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.current.Load().app.ServeHTTP(w, r)
}

// newHTTP sets the limits every listener of the portal has.
func newHTTP(h http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second,
		WriteTimeout: 40 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}

// admin is the listener for operators: not for the public.
func (s *server) admin() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", s.metrics.Handler())
	mux.HandleFunc("GET /readyz", s.ready)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// ready tells a load balancer whether to send requests here.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if s.leaving.Load() {
		http.Error(w, "stopping", http.StatusServiceUnavailable)
		return
	}
	if err := s.store.Ping(ctx); err != nil {
		http.Error(w, "database unavailable", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// run serves until ctx ends, then drains: requests first, then writes to the
// API that nobody waits for any more, then mail and declarations, then the database.
func (s *server) run(ctx context.Context, public, admin net.Listener) error {
	background, stopBackground := context.WithCancel(context.WithoutCancel(ctx))
	defer stopBackground()
	workersDone := make(chan struct{})
	go func() {
		defer close(workersDone)
		var both sync.WaitGroup
		both.Go(func() { s.worker.Run(background) })
		both.Go(func() { s.filing.Run(background) })
		both.Wait()
	}()
	go s.keepHouse(background)
	go s.countOthers(background)

	failed := make(chan error, 2)
	web := newHTTP(s, s.logger)
	go func() { failed <- web.Serve(public) }()
	var adminWeb *http.Server
	if admin != nil {
		adminWeb = newHTTP(s.admin(), s.logger)
		adminWeb.WriteTimeout = 2 * time.Minute // profiles take their time
		go func() { failed <- adminWeb.Serve(admin) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	s.leaving.Store(true)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	err = errors.Join(err, web.Shutdown(drain), s.current.Load().app.Drain(drain))
	stopBackground()
	select {
	case <-workersDone:
	case <-drain.Done():
	}
	if adminWeb != nil {
		err = errors.Join(err, adminWeb.Close())
	}
	return errors.Join(err, s.store.Close())
}

// keepHouse finds out about writes a crash left open, and removes rows that
// are past their time.
func (s *server) keepHouse(ctx context.Context) {
	every := time.NewTicker(time.Minute)
	defer every.Stop()
	for minute := 0; ; minute++ {
		if err := s.current.Load().app.SweepIntents(ctx); err != nil && ctx.Err() == nil {
			s.logger.Warn("open writes not swept", "failure", err.Error())
		}
		s.current.Load().list.Sweep()
		if err := s.takeHome(ctx); err != nil && ctx.Err() == nil {
			s.logger.Warn("spool not imported", "failure", err.Error())
		}
		if minute%10 == 0 {
			if err := s.store.Sweep(ctx); err != nil && ctx.Err() == nil {
				s.logger.Warn("old rows not removed", "failure", err.Error())
			}
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// takeHome publishes the keys receipts are signed with, and takes declarations that were
// made while the database was down into it.
func (s *server) takeHome(ctx context.Context) error {
	desk := s.current.Load().desk
	if err := desk.KeepKeys(ctx); err != nil {
		return err
	}
	return desk.Import(ctx)
}

// listen opens an address; the error names it.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}
