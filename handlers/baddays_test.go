package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func memberPages(p *portal, b *browser) map[string]string {
	booking := b.get("/forge/bookings").Find(`main a[href*="/bookings/class/"]`).First().AttrOr("href", "")
	slot := b.get("/forge/classes").Find(`main a[href*="/slots/"]`).First().AttrOr("href", "")
	require.NotEmpty(p.t, booking)
	require.NotEmpty(p.t, slot)
	return map[string]string{"home": "/forge/", "classes": "/forge/classes", "slot": slot, "bookings": "/forge/bookings", "booking": strings.TrimSuffix(booking, "/cancel")}
}

// With the API down each page says so within its deadline, offers to try
// again, and the member stays signed in.
func TestApiDown(t *testing.T) {
	faults := map[string]sandbox.Fault{
		"500":              {Kind: sandbox.FaultStatus, Status: 500},
		"503":              {Kind: sandbox.FaultStatus, Status: 503},
		"429":              {Kind: sandbox.FaultStatus, Status: 429},
		"401":              {Kind: sandbox.FaultStatus, Status: 401},
		"garbage":          {Kind: sandbox.FaultWrongType},
		"cut short":        {Kind: sandbox.FaultTruncate},
		"connection drops": {Kind: sandbox.FaultDropBefore},
		"silence":          {Kind: sandbox.FaultHang, DelayMS: 30000},
	}
	p := newPortal(t, func(s *setup) { s.faulty = true })
	b := p.signIn("forge", "regular")
	pages := memberPages(p, b)
	p.app.Parts(800 * time.Millisecond)
	for name, fault := range faults {
		fault.Operation = "*"
		for page, path := range pages {
			t.Run(name+"/"+page, func(t *testing.T) {
				require.NoError(t, p.world.SetFault(fault))
				defer p.world.ClearFaults()
				start := time.Now()
				pg := b.get(path)
				took := time.Since(start)
				p.world.ClearFaults()
				require.Equal(t, http.StatusServiceUnavailable, pg.status)
				require.NotEmpty(t, pg.header.Get("Retry-After"))
				require.Less(t, took, 9*time.Second, "within the deadline")
				require.Equal(t, 1, pg.Find("h1").Length())
				retry := pg.Find("main a.btn").First().AttrOr("href", "")
				require.Equal(t, path, retry)
				require.Equal(t, http.StatusOK, b.get(retry).status, "the session is kept")
			})
		}
	}
}

// A part that is down says so; the rest of the page is there.
func TestPartDown(t *testing.T) {
	p := newPortal(t)
	p.app.Parts(1200 * time.Millisecond)
	b := p.signIn("forge", "regular")
	first, _, _ := strings.Cut(p.member("forge", "regular").Name, " ")
	for _, c := range []struct{ path, operation, says, lives string }{
		{"/forge/", "getClassBookingsByCustomerId", "Your bookings are not available right now.", first},
		{"/forge/", "getContractData", "Your membership is not available right now.", first},
		{"/forge/", "getUtilization", "Not available right now.", first},
		{"/forge/", "getCustomerById", "Whether there is a notice about your membership is not known right now.", "Your membership"},
		{"/forge/classes", "getCustomerById", "", "Morning"},
		{"/forge/classes", "getContractData", "", "Morning"},
		{"/forge/classes", "getClassBookingsByCustomerId", "Your own bookings could not be read.", "Morning"},
		{"/forge/classes", "getActiveClasses", "", "Morning"},
		{"/forge/bookings", "getClassBookingsByCustomerId", "Your class bookings are not available right now.", "Personal Training"},
		{"/forge/bookings", "getAppointmentBookings", "Your appointments are not available right now.", "Past"},
	} {
		t.Run(c.path+c.operation, func(t *testing.T) {
			for _, fault := range []sandbox.Fault{{Kind: sandbox.FaultStatus, Status: 503}, {Kind: sandbox.FaultHang, DelayMS: 20000}} {
				fault.Operation = c.operation
				require.NoError(t, p.world.SetFault(fault))
				start := time.Now()
				pg := b.get(c.path)
				took := time.Since(start)
				p.world.ClearFaults()
				require.Equal(t, http.StatusOK, pg.status)
				require.Less(t, took, 8*time.Second, "a part the page can do without is not waited for")
				require.Contains(t, pg.text("main"), c.says)
				require.Contains(t, pg.text("main"), c.lives)
			}
		})
	}
}

// A part the studio has given no scope for is hidden, not an error.
func TestMissingScopeHidesThePart(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	require.Contains(t, b.get("/forge/").text("main"), "In the studio now")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "CLASSES_READ", "CLASSES_WRITE", "MEMBERSHIP_SELF_SERVICE_READ"))
	home := b.get("/forge/")
	require.Equal(t, http.StatusOK, home.status)
	require.NotContains(t, home.text("main"), "In the studio now")
	require.NotContains(t, home.text("main"), "not available")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ"))
	bare := b.get("/forge/")
	require.Equal(t, http.StatusOK, bare.status)
	require.NotContains(t, bare.text("main"), "Next booking")
	require.NotContains(t, bare.text("main"), "membership", "a part without a scope is hidden, not said to be empty")
	// What nobody has asked for yet may be there; a click tells.
	for _, area := range []string{"classes", "appointments", "account", "profile/contact"} {
		require.Equal(t, http.StatusNotFound, b.get("/forge/"+area).status, area)
	}
	links := b.get("/forge/").Find("nav.nav a").Map(func(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") })
	require.Equal(t, []string{"/forge/", "/forge/checkin"}, links, "nothing leads to what the studio gave no scope for")

	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "CLASSES_READ", "CLASSES_WRITE", "MEMBERSHIP_SELF_SERVICE_READ"))
	bookings := b.get("/forge/bookings")
	require.Equal(t, http.StatusOK, bookings.status)
	require.NotContains(t, bookings.text("main"), "not available")
	require.NotContains(t, bookings.text("main"), "Personal Training")
}

// While look-ups fail everybody is told that mail may be slow, and the mail
// comes when the API is back.
func TestSignInWhileTheApiIsDown(t *testing.T) {
	p := newPortal(t)
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 503}))
	m := p.member("forge", "regular")
	b, stranger := p.browser(), p.browser()
	b.post("/forge/signin", url.Values{"email": {m.Email}})
	require.Eventually(t, func() bool {
		return strings.Contains(b.get("/forge/signin/code").text("main"), "Mail may take a few minutes")
	}, 15*time.Second, 100*time.Millisecond)
	told := stranger.post("/forge/signin", url.Values{"email": {"nobody@example.org"}})
	require.Contains(t, told.text("main"), "Mail may take a few minutes", "said to everyone alike")
	require.Empty(t, p.mailsTo(m.Email))

	p.world.ClearFaults()
	mail := p.newestMail(m.Email, 0)
	require.Equal(t, "/forge/", b.post("/forge/signin/code", url.Values{"code": {codeLine.FindString(mail.Text)}}).path)
}

// The code is spent when it was right; a customer that cannot be read then
// must not cost the member the sign-in.
func TestSignInSurvivesAnApiThatDiesInBetween(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	code, _ := b.askCode("forge", p.member("forge", "regular").Email)
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 503}))
	answer := b.stay().post("/forge/signin/code", url.Values{"code": {code}})
	require.Equal(t, "/forge/", answer.header.Get("Location"))
	p.world.ClearFaults()
	require.Equal(t, "/forge/bookings", b.get("/forge/bookings").path)
}

// With the database gone public pages live, and signed-in ones say so.
func TestStoreDown(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	require.NoError(t, p.store.Close())
	public := b.get("/forge/classes")
	require.Equal(t, http.StatusOK, public.status)
	require.Contains(t, public.text("main"), "Morning")
	for _, path := range []string{"/forge/", "/forge/bookings"} {
		private := b.get(path)
		require.Equal(t, http.StatusServiceUnavailable, private.status, path)
		require.Equal(t, 1, strings.Count(private.html, "<h1"), "one page, not two glued together")
	}
	stranger := p.browser()
	require.Equal(t, http.StatusOK, stranger.get("/forge/").status)
	require.Equal(t, http.StatusServiceUnavailable, stranger.post("/forge/signin", url.Values{"email": {"a@example.org"}}).status)
}

func TestPanicBecomesTheErrorPage(t *testing.T) {
	p := newPortal(t)
	p.app.PanicAt("/forge/classes")
	pg := p.browser().get("/forge/classes")
	require.Equal(t, http.StatusInternalServerError, pg.status)
	require.Equal(t, "Something went wrong", pg.text("h1"))
	require.Equal(t, pg.header.Get("X-Request-Id"), pg.text("code"))
	require.Contains(t, p.logs.String(), `"msg":"panic"`)
	require.NotContains(t, p.logs.String(), "a secret in the panic")
}

func TestTooManySignIns(t *testing.T) {
	p := newPortal(t)
	b := p.browser().stay()
	var last page
	for i := range 130 {
		last = b.post("/forge/signin", url.Values{"email": {"someone" + id(int64(i)) + "@example.org"}})
		if last.status != http.StatusSeeOther {
			break
		}
	}
	require.Equal(t, http.StatusTooManyRequests, last.status)
	require.NotEmpty(t, last.header.Get("Retry-After"))
	require.Equal(t, 1, last.Find("h1").Length())
}
