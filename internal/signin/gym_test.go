package signin

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/internal/mail"
	"memberportal/internal/store"
	"memberportal/internal/store/storetest"
	"memberportal/pgclient"
)

const (
	second = time.Second
	minute = time.Minute
)

// clock runs with real time, moved forward by hand.
type clock struct{ offset atomic.Int64 }

func (c *clock) Now() time.Time          { return time.Now().Add(time.Duration(c.offset.Load())) }
func (c *clock) Advance(d time.Duration) { c.offset.Add(int64(d)) }

// fakeAPI is a studio's customers, with faults.
type fakeAPI struct {
	mu        sync.Mutex
	customers []pgclient.Customer
	sparse    bool             // hits carry ids alone
	extra     []int64          // ids the search finds besides: it is kinder than "equal"
	fault     map[string]error // by operation
	hang      bool
	calls     map[string]int
	gate      chan struct{} // reads by id wait here until as many as wanted have come
}

func (f *fakeAPI) enter(ctx context.Context, op string) error {
	f.mu.Lock()
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	f.calls[op]++
	err, hang := f.fault[op], f.hang
	f.mu.Unlock()
	if hang {
		<-ctx.Done()
		return &pgclient.Error{Op: op, Kind: pgclient.Timeout}
	}
	return err
}

func (f *fakeAPI) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fakeAPI) called(op string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[op]
}

func (f *fakeAPI) SearchCustomers(ctx context.Context, r pgclient.CustomerSearchRequest) ([]pgclient.Customer, error) {
	if err := f.enter(ctx, "search"); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var hits []pgclient.Customer
	for _, c := range f.customers {
		if strings.EqualFold(c.Email, r.Email) {
			if f.sparse {
				c = pgclient.Customer{ID: c.ID}
			}
			hits = append(hits, c)
		}
	}
	for _, id := range f.extra {
		hits = append(hits, pgclient.Customer{ID: id})
	}
	return hits, nil
}

func (f *fakeAPI) GetCustomerBy(ctx context.Context, by pgclient.CustomerBy) (pgclient.Customer, error) {
	if err := f.enter(ctx, "by"); err != nil {
		return pgclient.Customer{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.customers {
		if c.CustomerNumber == by.CustomerNumber {
			if f.sparse {
				c = pgclient.Customer{ID: c.ID}
			}
			return c, nil
		}
	}
	return pgclient.Customer{}, &pgclient.Error{Op: "getCustomerBy", Kind: pgclient.NotFound}
}

func (f *fakeAPI) GetCustomerById(ctx context.Context, id int64) (pgclient.Customer, error) {
	if err := f.enter(ctx, "id"); err != nil {
		return pgclient.Customer{}, err
	}
	if f.gate != nil {
		select {
		case f.gate <- struct{}{}:
		case <-f.gate:
		case <-ctx.Done():
			return pgclient.Customer{}, &pgclient.Error{Op: "getCustomerById", Kind: pgclient.Timeout}
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.customers {
		if c.ID == id {
			return c, nil
		}
	}
	return pgclient.Customer{}, &pgclient.Error{Op: "getCustomerById", Kind: pgclient.NotFound}
}

// The made-up customers.
var people = []pgclient.Customer{
	{ID: 1000001, CustomerNumber: "N-1", Email: "Jane@Example.com", Status: pgclient.CustomerStatusMember},
	{ID: 1000002, CustomerNumber: "N-2", Email: "family@example.com", Status: pgclient.CustomerStatusMember},
	{ID: 1000003, CustomerNumber: "N-3", Email: "family@example.com", Status: pgclient.CustomerStatusProspect},
	{ID: 1000004, CustomerNumber: "N-4", Email: "former@example.com", Status: pgclient.CustomerStatusFormerMember},
	{ID: 1000005, CustomerNumber: "N-5", Status: pgclient.CustomerStatusMember},
	{ID: 1000006, CustomerNumber: "N-6", Email: "other@example.com", Status: pgclient.CustomerStatusMember},
}

// gym is the sign-in of two studios: real store, real outbox worker, mailbox.
type gym struct {
	t       *testing.T
	clock   *clock
	store   *store.Store
	service *Service
	worker  *mail.Worker
	box     *mail.Mailbox
	api     *fakeAPI
	log     *buffer
	wakes   atomic.Int32
	dead    atomic.Bool // the mail server

	closeStore func() error

	mu      sync.Mutex
	results []mail.Result
	stop    func()
}

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *buffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *buffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// Send and Probe make the gym its own mail server.
func (g *gym) Send(ctx context.Context, m mail.Message) error {
	if err := g.Probe(ctx); err != nil {
		return err
	}
	return g.box.Send(ctx, m)
}

func (g *gym) Probe(context.Context) error {
	if g.dead.Load() {
		return &mail.Failure{Reason: "smtp connect"}
	}
	return nil
}

func printer(t *testing.T) func(language string) *i18n.Printer {
	t.Helper()
	bundle, err := i18n.Load()
	require.NoError(t, err)
	return func(language string) *i18n.Printer {
		return bundle.Printer(i18n.PrinterOptions{Language: language})
	}
}

func key(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

func newGym(t *testing.T) *gym {
	t.Helper()
	g := &gym{t: t, clock: &clock{}, log: &buffer{}, api: &fakeAPI{customers: people}, stop: func() {}}
	logger := slog.New(slog.NewTextHandler(g.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	g.store, err = store.Open(t.Context(), storetest.SQLite(t), store.Options{Clock: g.clock.Now, Logger: logger})
	require.NoError(t, err)
	g.closeStore = sync.OnceValue(g.store.Close)
	t.Cleanup(func() { require.NoError(t, g.closeStore()) })
	g.box = mail.NewMailbox(g.clock.Now)
	g.service = g.newService(key(1))
	speak := printer(t)
	renderer := mail.NewRenderer(func(slug string) (mail.Studio, bool) {
		return mail.Studio{
			Name: "Gym " + slug, ContactEmail: "team@gym.example", BrandColor: "#0b6e4f", OnBrand: "#ffffff",
			Printer: speak,
		}, true
	}, "Members <no-reply@example.com>")
	mailer := func(ctx context.Context, row store.Mail) (*mail.Message, error) {
		return g.service.Mailer(MailerOptions{
			API:    func(slug string) (API, bool) { return g.api, slug == "forge" || slug == "nordlicht" },
			Render: renderer.SignIn,
			Link: func(studio, host, token string) string {
				return "https://" + host + "/" + studio + "/signin/link/" + token
			},
		}).Prepare(ctx, row)
	}
	g.worker = mail.NewWorker(mail.WorkerOptions{
		Outbox: g.store, Sender: g, Kinds: map[string]mail.Prepare{store.MailKindSignIn: mailer}, Clock: g.clock.Now, Logger: logger,
		Poll: 20 * time.Millisecond, Observe: func(e mail.Event) {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.results = append(g.results, e.Result)
		},
	})
	t.Cleanup(func() { g.stop() })
	return g
}

func (g *gym) newService(keys ...[]byte) *Service {
	g.t.Helper()
	s, err := New(Options{Store: g.store, Keys: keys, Clock: g.clock.Now, Wake: func() {
		g.wakes.Add(1)
		if g.worker != nil {
			g.worker.Wake()
		}
	}})
	require.NoError(g.t, err)
	return s
}

// work runs the worker until the test ends or the returned function is called.
func (g *gym) work() func() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.worker.Run(ctx)
	}()
	g.stop = sync.OnceFunc(func() {
		cancel()
		<-done
	})
	return g.stop
}

func (g *gym) outcomes() []mail.Result {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]mail.Result(nil), g.results...)
}

var home = netip.MustParseAddr("192.0.2.7")

// start begins a sign-in at forge by e-mail.
func (g *gym) start(email string) Pending {
	g.t.Helper()
	p, outcome, err := g.service.Start(g.t.Context(), StartRequest{Studio: "forge", Identifier: email, Language: "en", Host: "portal.example", Next: "/forge/classes", Network: home})
	require.NoError(g.t, err)
	require.Equal(g.t, "", string(outcome.Refused))
	require.False(g.t, outcome.Invalid)
	return p
}

// eventually waits for the worker.
func (g *gym) eventually(what string, condition func() bool) {
	g.t.Helper()
	require.Eventually(g.t, condition, 15*time.Second, 5*time.Millisecond, what)
}

// handled waits until n rows have come to an end or failed once.
func (g *gym) handled(n int) {
	g.t.Helper()
	g.eventually(fmt.Sprintf("%d tries of the worker", n), func() bool { return len(g.outcomes()) >= n })
}

var (
	codeLine = regexp.MustCompile(`(?m)^(\d{4}(?: \d{4})+)$`)
	linkLine = regexp.MustCompile(`(?m)^https://portal\.example/([a-z]+)/signin/link/([A-Za-z0-9_-]+)$`)
)

// mailed returns code and link token of the newest mail.
func (g *gym) mailed() (code, token string) {
	g.t.Helper()
	list := g.box.List()
	require.NotEmpty(g.t, list)
	found := codeLine.FindAllStringSubmatch(list[0].Text, -1)
	require.Len(g.t, found, 1, "the code stands alone on one line")
	if link := linkLine.FindStringSubmatch(list[0].Text); link != nil {
		token = link[2]
	}
	return found[0][1], token
}

func (g *gym) try(p Pending, code string) Proof {
	g.t.Helper()
	proof, err := g.service.TryCode(g.t.Context(), "forge", p, code, home)
	require.NoError(g.t, err)
	return proof
}

// wrongCode differs from the code.
func wrongCode(code string) string {
	last := code[len(code)-1]
	return code[:len(code)-1] + string('0'+(last-'0'+1)%10)
}
