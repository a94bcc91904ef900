package handlers_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/handlers"
	"memberportal/i18n"
	"memberportal/internal/config"
	"memberportal/internal/contract"
	"memberportal/internal/declaration"
	"memberportal/internal/mail"
	"memberportal/internal/sandbox"
	"memberportal/internal/signin"
	"memberportal/internal/store"
	"memberportal/internal/studio"
	"memberportal/pgclient"
	"memberportal/static"
	"memberportal/views/paths"
)

// portal is the whole application over a sandbox on real HTTP, with every
// request it makes and every answer it gets held to the contract.
type portal struct {
	t       *testing.T
	world   *sandbox.Sandbox
	store   *store.Store
	mailbox *mail.Mailbox
	desk    *declaration.Desk
	spool   string
	app     *handlers.App
	server  *httptest.Server
	api     *httptest.Server
	logs    *logBuffer
}

// setup changes how a portal is made.
type setup struct {
	yaml     func(string) string // of the configuration
	database string
	spool    string
	mailbox  *mail.Mailbox // shared with another portal; nil: its own
	now      time.Time
	faulty   bool                                // answers outside the contract are wanted: truncated, of the wrong type
	between  func(api http.Handler) http.Handler // stands before the API
	limits   studio.Limits                       // of what is asked of the API and kept of it, see newPortal
	slow     *bool                               // whether mails are late, whatever the worker finds; nil: it decides
}

// pinnedMail is a worker whose mails are late or are not, as a test wants it.
type pinnedMail struct {
	handlers.MailState
	late bool
}

func (m pinnedMail) Slow(string) bool { return m.late }

// worldNow is a Monday morning in Berlin, far from any clock change.
func worldNow() time.Time { return time.Date(2026, 6, 15, 8, 0, 0, 0, time.UTC) }

const testConfig = `
public_url: "PUBLIC"
mail: { smtp: "smtp://127.0.0.1:2525", from: "Members <no-reply@portal.example>" }
keys: ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]
studios:
  - slug: nordlicht
    name: Nordlicht Fitness
    api: { base_url: "API", key: sandbox-nordlicht }
    time_zone: Europe/Berlin
    country: DE
    currency: EUR
    languages: [de, en, pl]
    contact_email: team@nordlicht.example
    brand: { color: "#0b6e4f" }
    embed: { origins: ["https://www.nordlicht.example:8443"] }
  - slug: forge
    name: The Forge
    api: { base_url: "API", key: sandbox-forge }
    time_zone: Europe/London
    country: GB
    currency: GBP
    languages: [en, pl]
    contact_email: hello@forge.example
    brand: { color: "#b4410e" }
`

// newPortal starts everything. Unless a test says otherwise nothing is kept of what the
// API says, though visitors of the same moment still ask together, and the API is asked
// whatever it answered before: most tests change the world or break the API and look at
// the next page at once. Those of shared_test.go run with what the portal is served with.
func newPortal(t *testing.T, change ...func(*setup)) *portal {
	t.Helper()
	s := setup{now: worldNow(), spool: filepath.Join(t.TempDir(), "spool"), database: "file:" + filepath.Join(t.TempDir(), "portal.db"), yaml: func(y string) string { return y }}
	for _, c := range change {
		c(&s)
	}
	p := &portal{t: t, world: sandbox.New(sandbox.Options{Seed: 1, Now: s.now}), mailbox: mail.NewMailbox(time.Now), logs: &logBuffer{}}
	api := contract.Handler(t, p.world)
	if s.faulty {
		api = p.world
	}
	if s.mailbox != nil {
		p.mailbox = s.mailbox
	}
	if s.between != nil {
		api = s.between(api)
	}
	p.api = httptest.NewServer(api)
	t.Cleanup(p.api.Close)

	var app http.Handler
	front := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { app.ServeHTTP(w, r) })
	p.server = httptest.NewServer(front)
	t.Cleanup(p.server.Close)
	yaml := strings.NewReplacer("PUBLIC", p.server.URL, "API", p.api.URL).Replace(testConfig)
	cfg, err := config.Parse([]byte(s.yaml(yaml)), t.TempDir(), func(string) (string, bool) { return "", false })
	require.NoError(t, err)

	p.store, err = store.Open(t.Context(), s.database, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.store.Close() })
	texts, err := i18n.Load()
	require.NoError(t, err)
	assets := static.New()
	metrics := handlers.NewMetrics("test")
	studios, err := studio.NewRegistry(cfg, assets, studio.Options{Limits: s.limits, Events: metrics})
	require.NoError(t, err)
	t.Cleanup(studios.Close)
	service, err := signin.New(signin.Options{Store: p.store, Keys: cfg.Keys})
	require.NoError(t, err)
	logger := slog.New(slog.NewJSONHandler(p.logs, nil))
	renderer := mail.NewRenderer(func(slug string) (mail.Studio, bool) {
		st := studios.BySlug(slug)
		return mail.Studio{Name: st.Name, ContactEmail: st.ContactEmail, BrandColor: "#0b6e4f", OnBrand: "#ffffff",
			Printer: func(l string) *i18n.Printer { return st.Printer(texts, l) }}, true
	}, cfg.Mail.From)
	mailer := service.Mailer(signin.MailerOptions{
		API: func(slug string) (signin.API, bool) {
			st := studios.BySlug(slug)
			return st.Lookup(), st != nil
		},
		Render: renderer.SignIn,
		Link: func(slug, host, token string) string {
			return "http://" + host + paths.For(slug, false).SignInLink(token)
		},
	})
	onRecord := declaration.OnRecord(func(slug string) (declaration.People, bool) {
		st := studios.BySlug(slug)
		return st.Client, st != nil
	})
	links := mail.Links{
		Receipt: func(slug, number, key string) string {
			return p.server.URL + paths.For(slug, false).Receipt(number, key)
		},
		Withdraw: func(slug string) string { return p.server.URL + paths.For(slug, false).WithdrawHere() },
		Cancel:   func(slug string) string { return p.server.URL + paths.For(slug, false).CancelHere() },
	}
	worker := mail.NewWorker(mail.WorkerOptions{
		Outbox: p.store, Sender: p.mailbox, Logger: logger, Poll: 50 * time.Millisecond,
		Kinds: map[string]mail.Prepare{
			store.MailKindSignIn: mailer.Prepare, store.MailKindDataChange: renderer.DataChanges(p.store, links.Receipt),
			mail.KindWriteReceipt: renderer.WriteReceipts(p.store, onRecord, links), mail.KindCoolingOff: renderer.CoolingOff(p.store, onRecord, links),
			store.MailKindNewDevice: renderer.NewDevices(onRecord, func(slug string) string { return p.server.URL + paths.For(slug, false).Privacy() }),
		},
	})
	p.spool = s.spool
	p.desk, err = declaration.NewDesk(p.store, declaration.NewSpool(p.spool), cfg.Keys, logger)
	require.NoError(t, err)
	var state handlers.MailState = worker
	if s.slow != nil {
		state = pinnedMail{worker, *s.slow}
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); worker.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	p.app, err = handlers.New(handlers.Options{
		Desk: p.desk, Config: cfg, Studios: studios, Store: p.store, Signin: service, Mail: state, Texts: texts, Assets: assets,
		Metrics: metrics, Logger: logger, Clock: time.Now, Now: p.world.Now,
	})
	require.NoError(t, err)
	p.app.Parts(20 * time.Second)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		require.NoError(t, p.app.Drain(ctx))
	})
	app = p.app
	return p
}

// member finds who plays a story.
func (p *portal) member(studio, story string) sandbox.Member {
	p.t.Helper()
	for _, m := range p.world.Members() {
		if m.Studio == studio && m.Story == story {
			return m
		}
	}
	require.FailNow(p.t, "nobody plays the story", "%s %s", studio, story)
	return sandbox.Member{}
}

// browser keeps cookies and follows redirects, as members' browsers do.
type browser struct {
	p       *portal
	client  *http.Client
	headers map[string]string
}

func (p *portal) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(p.t, err)
	return &browser{p: p, client: &http.Client{Jar: jar, Timeout: 40 * time.Second}, headers: map[string]string{"Accept-Language": "en"}}
}

// page is an answer, parsed.
type page struct {
	*goquery.Document
	t      *testing.T
	status int
	path   string // where the redirects ended
	header http.Header
	html   string
}

func (b *browser) do(r *http.Request) page {
	b.p.t.Helper()
	for k, v := range b.headers {
		r.Header.Set(k, v)
	}
	answer, err := b.client.Do(r)
	require.NoError(b.p.t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(b.p.t, err)
	require.NoError(b.p.t, answer.Body.Close())
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(body)))
	require.NoError(b.p.t, err)
	return page{Document: doc, t: b.p.t, status: answer.StatusCode, path: answer.Request.URL.RequestURI(), header: answer.Header, html: string(body)}
}

func (b *browser) get(path string) page {
	b.p.t.Helper()
	r, err := http.NewRequestWithContext(b.p.t.Context(), http.MethodGet, b.p.server.URL+path, nil)
	require.NoError(b.p.t, err)
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) page {
	b.p.t.Helper()
	r, err := http.NewRequestWithContext(b.p.t.Context(), http.MethodPost, b.p.server.URL+path, strings.NewReader(form.Encode()))
	require.NoError(b.p.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// stay makes the browser show redirects instead of following them.
func (b *browser) stay() *browser {
	c := *b.client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{p: b.p, client: &c, headers: b.headers}
}

// text is what a reader sees of a selection, white space collapsed.
func (p page) text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// script is the address of the one script of the portal's own that a page loads.
func (p page) script() string {
	p.t.Helper()
	scripts := p.Find(`script[type=module]`)
	require.Equal(p.t, 1, scripts.Length(), "one request for all scripts")
	return scripts.AttrOr("src", "")
}

// form finds the form that posts to an address with this ending and returns
// its address and the values it would send.
func (p page) form(ending string) (string, url.Values) {
	p.t.Helper()
	values := url.Values{}
	var action string
	p.Find("form").EachWithBreak(func(_ int, f *goquery.Selection) bool {
		a, _ := f.Attr("action")
		if !strings.HasSuffix(a, ending) {
			return true
		}
		action = a
		f.Find("input[name]").Each(func(_ int, in *goquery.Selection) {
			if kind := in.AttrOr("type", "text"); kind == "checkbox" || kind == "radio" {
				if _, on := in.Attr("checked"); !on {
					return
				}
			}
			values.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
		})
		return false
	})
	require.NotEmpty(p.t, action, "no form to …%s on\n%s", ending, p.text("body"))
	return action, values
}

var codeLine = regexp.MustCompile(`(?m)^(\d{4}) (\d{4})$`)

// newestMail waits for a mail to the address, sent after so many before it.
func (p *portal) newestMail(to string, before int) mail.Entry {
	p.t.Helper()
	var found mail.Entry
	require.Eventually(p.t, func() bool {
		list := p.mailsTo(to)
		if len(list) <= before {
			return false
		}
		found = list[0]
		return true
	}, 10*time.Second, 20*time.Millisecond, "no mail to %s", to)
	return found
}

// mailsTo lists the mails to an address, newest first, without those about receipts:
// they come when they come, also between a code and its use.
func (p *portal) mailsTo(to string) []mail.Entry {
	return p.mailsOf(to, func(e mail.Entry) bool { return !receiptLine.MatchString(e.Text) })
}

// receiptMailsTo lists the others.
func (p *portal) receiptMailsTo(to string) []mail.Entry {
	return p.mailsOf(to, func(e mail.Entry) bool { return receiptLine.MatchString(e.Text) })
}

// receiptLine is the number of a receipt in words, not in an address.
var receiptLine = regexp.MustCompile(` [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b`)

func (p *portal) mailsOf(to string, wanted func(mail.Entry) bool) []mail.Entry {
	var list []mail.Entry
	for _, e := range p.mailbox.List() {
		if e.To == to && wanted(e) {
			list = append(list, e)
		}
	}
	return list
}

// askCode starts a sign-in and returns the code that was mailed.
func (b *browser) askCode(studio, email string) (code string, m mail.Entry) {
	b.p.t.Helper()
	before := len(b.p.mailsTo(email))
	form := b.get("/" + studio + "/signin")
	action, values := form.form("/signin")
	values.Set("email", email)
	answer := b.post(action, values)
	require.Equal(b.p.t, "/"+studio+"/signin/code", answer.path)
	m = b.p.newestMail(email, before)
	digits := codeLine.FindStringSubmatch(m.Text)
	require.NotNil(b.p.t, digits, "no code alone on its line in\n%s", m.Text)
	return digits[1] + " " + digits[2], m
}

// signIn signs the story's member in by code.
func (p *portal) signIn(studio, story string) *browser {
	p.t.Helper()
	return p.signInAs(p.member(studio, story))
}

// signInAs signs one member in, also one of a family on one address.
func (p *portal) signInAs(m sandbox.Member) *browser {
	p.t.Helper()
	b := p.browser()
	code, _ := b.askCode(m.Studio, m.Email)
	home := b.post("/"+m.Studio+"/signin/code", url.Values{"code": {code}})
	if home.path == "/"+m.Studio+"/signin/profile" {
		home = b.post(home.path, url.Values{"customer": {id(m.CustomerID)}})
	}
	require.Equal(p.t, http.StatusOK, home.status)
	require.Equal(p.t, "/"+m.Studio+"/", home.path)
	return b
}

// calls counts the calls of an operation since the last reset.
func (p *portal) calls(operation string) int { return p.world.Calls(operation).Calls }

// writes counts the calls that could have changed something upstream: everything
// that is not a GET, save the reads that the API wants as a POST.
func (p *portal) writes() int {
	n := 0
	methods := contract.Load(p.t).Operations()
	for op, count := range p.world.AllCalls() {
		method, _, _ := strings.Cut(methods[op], " ")
		if method != "" && method != http.MethodGet && !readsByPost(op) {
			n += count.Calls
		}
	}
	return n
}

// readsByPost tells of an operation that it changes nothing although it is no GET.
func readsByPost(op string) bool {
	for _, verb := range []string{"search", "validate"} {
		if strings.HasPrefix(op, verb) {
			return true
		}
	}
	return strings.HasSuffix(op, "Preview")
}

// slotLike finds a slot of the studio's timetable, from the API itself.
func (p *portal) slotLike(slug string, fits func(pgclient.ClassSlot) bool) pgclient.ClassSlot {
	p.t.Helper()
	client, err := pgclient.New(p.api.URL, "sandbox-"+slug)
	require.NoError(p.t, err)
	start := pgclient.DateOf(p.world.Now())
	for slot, err := range client.AllClassSlotsForMultipleClasses(p.t.Context(), start, 13) {
		require.NoError(p.t, err)
		if fits(slot) {
			return slot
		}
	}
	require.FailNow(p.t, "no such slot in the sandbox's world")
	return pgclient.ClassSlot{}
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// bookable asks the API whether the customer could book the slot.
func (p *portal) bookable(studio string, customerID, slotID int64) bool {
	return p.validate(studio, customerID, slotID) == pgclient.ClassBookingValidationStatusAvailable
}

func (p *portal) validate(studio string, customerID, slotID int64) pgclient.ClassBookingValidationStatus {
	p.t.Helper()
	client, err := pgclient.New(p.api.URL, "sandbox-"+studio)
	require.NoError(p.t, err)
	v, err := client.ValidateClassSlot(p.t.Context(), pgclient.ClassBookingRequest{CustomerID: customerID, ClassSlotID: slotID})
	require.NoError(p.t, err)
	return v.ValidationStatus
}

// openIntent leaves behind what a process that died over a booking leaves.
func (p *portal) openIntent(customerID int64, slot pgclient.ClassSlot) string {
	p.t.Helper()
	details, err := json.Marshal(map[string]int64{"class_id": slot.ClassInformation.ID, "slot_id": slot.ID})
	require.NoError(p.t, err)
	intent, won, err := p.store.SpendOnce(p.t.Context(), store.NewIntent{
		OnceMAC: []byte("a token of the process that died"), Action: "class.book", Target: id(slot.ID), Studio: "forge", CustomerID: customerID, Details: details,
	})
	require.NoError(p.t, err)
	require.True(p.t, won)
	return intent.ID
}

// settled follows the page that waits for an outcome, which renews itself,
// until the outcome is known.
func (b *browser) settled(pg page) page {
	b.p.t.Helper()
	for range 100 {
		if pg.Find(`[data-renew]`).Length() == 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
		pg = b.get(pg.path)
	}
	return pg
}
