package declaration

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/internal/contract"
	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/internal/store"
	"memberportal/internal/store/storetest"
	"memberportal/pgclient"
)

// clock runs with real time, moved forward by hand.
type clock struct {
	begin, real time.Time
	offset      atomic.Int64
}

func (c *clock) Now() time.Time {
	return c.begin.Add(time.Since(c.real)).Add(time.Duration(c.offset.Load()))
}

// house is two studios over the sandbox on real HTTP, a store, the worker and the mails.
type house struct {
	t      *testing.T
	clock  *clock
	world  *sandbox.Sandbox
	api    string // its address
	store  *store.Store
	desk   *Desk
	texts  *i18n.Bundle
	worker *Worker
	box    *mail.Mailbox
	log    *lockedBuffer
	reason map[string]int64 // the configured default, by studio
	ledger *ledger
	cause  atomic.Int64
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// ledger counts the writes that reached the API, by path.
type ledger struct {
	mu    sync.Mutex
	calls map[string]int
	next  http.Handler
}

func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && !strings.HasSuffix(r.URL.Path, "/search") {
		l.mu.Lock()
		l.calls[r.URL.Path]++
		l.mu.Unlock()
	}
	l.next.ServeHTTP(w, r)
}

func (l *ledger) of(path string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls[path]
}

func (l *ledger) all() (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.calls {
		n += c
	}
	return n
}

// worldNow is a Monday morning.
func worldNow() time.Time { return time.Date(2026, 6, 15, 6, 0, 0, 0, time.UTC) }

func newHouse(t *testing.T, database string) *house {
	t.Helper()
	h := &house{t: t, clock: &clock{begin: worldNow(), real: time.Now()}, world: sandbox.New(sandbox.Options{Seed: 1, Now: worldNow()}), log: &lockedBuffer{}, reason: map[string]int64{}}
	h.ledger = &ledger{calls: map[string]int{}, next: h.world}
	checked := contract.Handler(t, h.world)
	h.ledger.next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(h.world.AllCalls()) >= 0 && h.faulty() {
			h.world.ServeHTTP(w, r) // what a fault answers is not held to the contract
			return
		}
		checked.ServeHTTP(w, r)
	})
	server := httptest.NewServer(h.ledger)
	t.Cleanup(server.Close)
	h.api = server.URL
	var err error
	h.texts, err = i18n.Load()
	require.NoError(t, err)
	h.box = mail.NewMailbox(h.clock.Now)
	for _, studio := range []string{"forge", "nordlicht"} {
		reasons, err := h.client(studio).GetContractCancelationReasonData(t.Context())
		require.NoError(t, err)
		h.reason[studio] = reasons[len(reasons)-1].CancelationReasonID
	}
	h.open(database)
	return h
}

// faulty tells whether a fault is set.
func (h *house) faulty() bool {
	w := httptest.NewRecorder()
	h.world.Control().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/_control/faults", nil))
	return strings.TrimSpace(w.Body.String()) != "[]"
}

func (h *house) open(database string) {
	var err error
	h.store, err = store.Open(h.t.Context(), database, store.Options{Clock: h.clock.Now})
	require.NoError(h.t, err)
	h.t.Cleanup(func() { _ = h.store.Close() })
	h.desk, err = NewDesk(h.store, NewSpool(h.t.TempDir()), testKeys("a"), slog.New(slog.DiscardHandler))
	require.NoError(h.t, err)
	h.worker = h.newWorker(h.store, nil)
}

func (h *house) client(studio string) *pgclient.Client {
	c, err := pgclient.New(h.api, "sandbox-"+studio, pgclient.WithTimeouts(2*time.Second, 2*time.Second))
	require.NoError(h.t, err)
	return c
}

func (h *house) printer(studio, language string) *i18n.Printer {
	zone := map[string]string{"forge": "Europe/London", "nordlicht": "Europe/Berlin"}[studio]
	location, err := time.LoadLocation(zone)
	require.NoError(h.t, err)
	return h.texts.Printer(i18n.PrinterOptions{Language: language, Location: location})
}

// newWorker makes a worker over a store and, where it is given, another API.
func (h *house) newWorker(st Store, api func(studio string, client API) API) *Worker {
	language := map[string]string{"forge": "en", "nordlicht": "de"}
	studios := map[string]Studio{}
	for studio, reason := range h.reason {
		var client API = h.client(studio)
		if api != nil {
			client = api(studio, client)
		}
		p := h.printer(studio, language[studio])
		studios[studio] = Studio{API: client, Zone: p.Location(), Language: language[studio], Printer: p, DefaultReason: reason}
	}
	return New(Options{
		Store: st, Clock: h.clock.Now, Pace: time.Nanosecond, Poll: 10 * time.Millisecond, Secret: func() []byte { return testKeys("a")[0] },
		Logger:  slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Studio:  func(slug string) (Studio, bool) { s, ok := studios[slug]; return s, ok },
		Studios: func() []string { return []string{"forge", "nordlicht"} },
	})
}

func (h *house) advance(d time.Duration) {
	h.clock.offset.Add(int64(d))
	h.world.Advance(d)
}

func (h *house) member(studio, story string, nth ...int) sandbox.Member {
	h.t.Helper()
	n := append(nth, 0)[0]
	for _, m := range h.world.Members() {
		if m.Studio == studio && m.Story == story {
			if n == 0 {
				return m
			}
			n--
		}
	}
	h.t.Fatalf("no %s at %s", story, studio)
	return sandbox.Member{}
}

func (h *house) record(studio string, id int64) pgclient.Customer {
	h.t.Helper()
	c, err := h.client(studio).GetCustomerById(h.t.Context(), id)
	require.NoError(h.t, err)
	return c
}

func (h *house) contracts(studio string, id int64) []pgclient.ContractData {
	h.t.Helper()
	list, err := h.client(studio).GetContractData(h.t.Context(), id)
	require.NoError(h.t, err)
	return list
}

// filedPath is where a cancellation of the customer is posted to, threadPath a message.
func filedPath(id int64) string {
	return fmt.Sprintf("/v1/memberships/%d/self-service/ordinary-contract-cancelation", id)
}

// declare takes a declaration at the desk and returns its number.
func (h *house) declare(studio string, kind receipt.Kind, form Form) string {
	h.t.Helper()
	p := h.printer(studio, "en")
	ends := receipt.EarliestPossible
	if kind == receipt.Withdrawal {
		ends = ""
	} else if form.Wished() != "" {
		ends = form.Wished()
	}
	kept, _, err := h.desk.Take(h.t.Context(), Received{Cause: fmt.Append(nil, "cause ", h.cause.Add(1)), Form: form, Receipt: receipt.Receipt{
		Kind: kind, Studio: studio, StudioName: "Gym", Language: "en", Ends: ends, Arrived: h.clock.Now().In(p.Location()),
		Lines: []receipt.Line{{Label: "Name", Value: form.Name}, {Label: "Reason", Value: form.Reason}},
	}})
	require.NoError(h.t, err)
	return kept.Number
}

// settle works until nothing is due.
func (h *house) settle() {
	h.t.Helper()
	h.settleWith(h.worker)
}

func (h *house) settleWith(w *Worker) {
	h.t.Helper()
	for range 2000 {
		d, err := w.claim(h.t.Context())
		require.NoError(h.t, err)
		if d == nil {
			if len(w.turns.others(h.clock.Now())) == 0 {
				return
			}
			continue
		}
		w.work(h.t.Context(), d)
	}
	h.t.Fatal("it does not come to an end")
}

func (h *house) state(studio, number string) store.Declaration {
	h.t.Helper()
	d, _, err := h.store.GetDeclaration(h.t.Context(), studio, number)
	require.NoError(h.t, err)
	return d
}

func (h *house) mailKinds() map[string]mail.Prepare {
	renderer := mail.NewRenderer(func(slug string) (mail.Studio, bool) {
		return mail.Studio{Name: "Gym " + slug, ContactEmail: "team@" + slug + ".example", BrandColor: "#0b6e4f", OnBrand: "#ffffff",
			Printer: func(l string) *i18n.Printer { return h.printer(slug, l) }}, true
	}, "Members <no-reply@portal.example>")
	link := func(studio, number, key string) string {
		return "https://portal.example/" + studio + "/receipts/" + number + "?k=" + key
	}
	return map[string]mail.Prepare{
		mail.KindReceipt:          renderer.Receipts(h.store, link),
		mail.KindDeclarationState: renderer.DeclarationStates(h.store, OnRecord(func(slug string) (People, bool) { return h.client(slug), true }), link),
		mail.KindHanded:           renderer.Handed(h.store),
		mail.KindDigest:           renderer.Digest(h.store),
	}
}

// post sends every mail that is due and returns them by kind.
func (h *house) post() map[string][]mail.Entry {
	h.t.Helper()
	sent := map[string][]mail.Entry{}
	kinds := h.mailKinds()
	for {
		row, err := h.store.ClaimMail(h.t.Context(), time.Minute)
		require.NoError(h.t, err)
		if row == nil {
			return sent
		}
		m, err := kinds[row.Kind](h.t.Context(), *row)
		require.NoError(h.t, err)
		if m != nil {
			if err := h.box.Send(h.t.Context(), *m); err != nil { // "at home" is no address
				require.NoError(h.t, h.store.DropMail(h.t.Context(), *row, err.Error()))
				continue
			}
			sent[row.Kind] = append(sent[row.Kind], h.box.List()[0])
		}
		require.NoError(h.t, h.store.FinishMail(h.t.Context(), *row))
	}
}

func (h *house) verified(studio string, needed bool) {
	s := h.world.Switches()
	s.CancelationNeedsVerification = needed
	h.world.SetSwitches(s)
}

// onEach runs a test on each database.
func onEach(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, address string) { test(t, newHouse(t, address)) })
}

// silent fails where a log names what it must not.
func (h *house) silent(secrets ...string) {
	h.t.Helper()
	log := h.log.String()
	for _, s := range secrets {
		if s != "" {
			require.NotContains(h.t, log, s)
		}
	}
}
