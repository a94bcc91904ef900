package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/internal/studio"
	"memberportal/pgclient"
)

// served makes a portal with what it is served with.
func served(s *setup) { s.limits = studio.DefaultLimits() }

// old makes a portal that asks for everything anew, and has the old answer where the
// API is in trouble: as if each page came long after the one before.
func old(s *setup) {
	s.limits = studio.DefaultLimits()
	s.limits.Ages = studio.Ages{Wait: 700 * time.Millisecond}
	for _, a := range []*studio.Age{&s.limits.Ages.Places, &s.limits.Ages.Booked, &s.limits.Ages.Now, &s.limits.Ages.Texts} {
		a.Stale = time.Hour
	}
}

// What is the same for everybody is asked for once, however many come at once.
func TestManyVisitorsAskOnceForWhatTheyShare(t *testing.T) {
	p := newPortal(t, served)
	b := p.signIn("forge", "regular")
	shared := []string{"getClassSlotsForMultipleClasses", "getActiveClasses", "getUtilization"}
	p.world.ResetCalls()
	var all sync.WaitGroup
	for n := range 100 {
		all.Go(func() {
			path := "/forge/classes"
			if n%2 == 0 {
				path = "/forge/"
			}
			answer, err := b.client.Get(p.server.URL + path) //nolint:noctx // the client has its time
			if err != nil {
				t.Error(err)
				return
			}
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("%s: %d", path, answer.StatusCode)
			}
		})
	}
	all.Wait()
	for _, op := range shared {
		require.LessOrEqual(t, p.calls(op), 2, op) // once more where the machine took longer than an answer is fresh
	}
	require.Positive(t, p.calls("getClassSlotsForMultipleClasses"))
	require.Greater(t, p.calls("getClassBookingsByCustomerId"), 2, "what is the member's is not shared")

	// The other studio's timetable is another one.
	before := p.calls("getClassSlotsForMultipleClasses")
	other := p.signIn("nordlicht", "regular").get("/nordlicht/classes")
	require.Greater(t, p.calls("getClassSlotsForMultipleClasses"), before)
	require.Positive(t, other.Find(".slots li").Length())
	require.NotEqual(t, other.text(".slots"), b.get("/forge/classes").text(".slots"))
	// And so is the same one in another language.
	before = p.calls("getActiveClasses")
	b.headers = map[string]string{"Accept-Language": "pl"}
	require.Equal(t, "pl", b.get("/forge/classes").Find("html").AttrOr("lang", ""))
	require.Greater(t, p.calls("getActiveClasses"), before)
}

// A member sees their own booking, and its end, on the very next page.
func TestOwnBookingIsSeenAtOnce(t *testing.T) {
	p := newPortal(t, served)
	b := p.signIn("forge", "regular")
	m := p.member("forge", "regular")
	slot := p.slotLike("forge", func(s pgclient.ClassSlot) bool {
		return s.MaxParticipants != nil && s.BookedParticipants != nil && *s.MaxParticipants-*s.BookedParticipants-s.AdditionalParticipants > 1 && p.bookable("forge", m.CustomerID, s.ID)
	})
	path := "/forge/classes/" + id(slot.ClassInformation.ID) + "/slots/" + id(slot.ID)
	places := func() string {
		t.Helper()
		pg := b.get(path)
		require.Equal(t, http.StatusOK, pg.status)
		text := pg.text("main .act p.lead")
		require.Contains(t, text, "places")
		return text
	}
	list := "/forge/classes?day=" + pgclient.DateOf(slot.StartDateTime.Time()).String()
	b.get(list) // now it is kept
	before := places()
	require.Equal(t, before, places())
	form := b.get(path)
	action, values := form.form("/book")
	asked := p.calls("getClassSlotById")
	booked := b.post(action, values)
	require.Equal(t, http.StatusOK, booked.status)
	require.Contains(t, booked.path, "/bookings/")
	require.Greater(t, p.calls("getClassSlotById"), asked)
	require.NotEqual(t, before, places(), "one place less")

	action, values = b.get(booked.path + "/cancel").form("/cancel")
	require.Equal(t, http.StatusOK, b.post(action, values).status)
	require.Equal(t, before, places(), "and free again")
}

// Where the API is in trouble, pages show what it said before, and say so.
func TestOldAnswersAreShownWithTheirAge(t *testing.T) {
	p := newPortal(t, old)
	b := p.signIn("forge", "regular")
	fresh := b.get("/forge/classes")
	require.NotContains(t, fresh.text("main"), "not answering")
	for _, f := range []sandbox.Fault{
		{Kind: sandbox.FaultStatus, Status: 503}, {Kind: sandbox.FaultDropBefore}, {Kind: sandbox.FaultStatus, Status: 429},
	} {
		f.Operation = "getClassSlotsForMultipleClasses"
		require.NoError(t, p.world.SetFault(f))
		pg := b.get("/forge/classes")
		require.Equal(t, http.StatusOK, pg.status, "%+v", f)
		require.Contains(t, pg.text("main .notice"), "not answering at the moment. What you see here is as it was today", "%+v", f)
		require.Equal(t, fresh.Find(".slots li").Length(), pg.Find(".slots li").Length())
		p.world.ClearFaults()
	}
	// Nobody has an old answer for another day: that page cannot do without. The operation
	// rests since it was answered 429, so nobody asks.
	asked := p.calls("getClassSlotsForMultipleClasses")
	day := pgclient.DateOf(p.world.Now()).AddDays(3).String()
	busy := b.get("/forge/classes?day=" + day)
	require.Equal(t, http.StatusServiceUnavailable, busy.status)
	require.Equal(t, asked, p.calls("getClassSlotsForMultipleClasses"))
	require.Equal(t, "Very busy at the moment", busy.text("h1"))
	require.Contains(t, busy.text("main"), "tries again by itself")
	require.NotEmpty(t, busy.header.Get("Retry-After"))
	require.Equal(t, busy.header.Get("Retry-After"), busy.Find("main [data-renew]").AttrOr("data-renew", ""))
	require.Contains(t, busy.html, `<noscript><meta http-equiv="refresh" content="`+busy.header.Get("Retry-After")+`"`)
	require.Equal(t, "/forge/classes?day="+day, busy.Find("main a.btn").First().AttrOr("href", ""))

	// An API that is silent keeps nobody waiting for long.
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getActiveClasses", Kind: sandbox.FaultHang}))
	began := time.Now()
	pg := b.get("/forge/classes")
	require.Equal(t, http.StatusOK, pg.status)
	require.Contains(t, pg.text("main .notice"), "not answering")
	require.Less(t, time.Since(began), 3*time.Second, "a try takes as long")
}

// A studio whose API is down is left alone after a few tries, its pages say so at once,
// and the other studio does not notice.
func TestOneStudiosOutageIsItsOwn(t *testing.T) {
	p := newPortal(t, served)
	forge, nordlicht := p.signIn("forge", "regular"), p.signIn("nordlicht", "regular")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 503, Studio: "forge"}))
	for range 4 {
		require.Equal(t, http.StatusServiceUnavailable, forge.get("/forge/contracts").status)
	}
	p.world.ResetCalls()
	require.Equal(t, http.StatusServiceUnavailable, forge.get("/forge/contracts").status)
	require.Empty(t, p.world.AllCalls(), "not asked")
	pg := nordlicht.get("/nordlicht/contracts")
	require.Equal(t, http.StatusOK, pg.status)
	require.Zero(t, pg.Find(".missing").Length())
	answer := httptest.NewRecorder()
	p.app.Metrics.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	metrics := answer.Body.String()
	require.Contains(t, metrics, `portal_upstream_breaker_open{class="read",studio="forge"} 1`)
	require.NotContains(t, metrics, `portal_upstream_breaker_open{class="read",studio="nordlicht"} 1`)
	require.Contains(t, metrics, `portal_upstream_held_total{reason="breaker",studio="forge"}`)
	require.Contains(t, metrics, `portal_shared_reads_total{outcome="miss",studio="`)
}
