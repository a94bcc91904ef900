package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	ical "github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// calendar reads an answer as a calendar does.
func (p page) calendar() *ical.Calendar {
	p.t.Helper()
	require.Equal(p.t, http.StatusOK, p.status, p.html)
	require.Equal(p.t, "text/calendar; charset=utf-8", p.header.Get("Content-Type"))
	cal, err := ical.NewDecoder(strings.NewReader(p.html)).Decode()
	require.NoError(p.t, err, p.html)
	return cal
}

func prop(t *testing.T, e ical.Event, name string) string {
	t.Helper()
	text, err := e.Props.Text(name)
	require.NoError(t, err)
	return text
}

// event finds the one event whose UID begins so.
func event(t *testing.T, cal *ical.Calendar, uid string) ical.Event {
	t.Helper()
	var found []ical.Event
	for _, e := range cal.Events() {
		if strings.HasPrefix(prop(t, e, "UID"), uid+".") {
			found = append(found, e)
		}
	}
	require.Len(t, found, 1, uid)
	return found[0]
}

// feed makes the member's feed and returns its path.
func (b *browser) feed(studio string) string {
	b.p.t.Helper()
	action, values := b.get("/" + studio + "/calendar").form("/calendar")
	require.Equal(b.p.t, "make", values.Get("change"))
	return feedPath(b.post(action, values))
}

// feedPath reads the address on the page.
func feedPath(pg page) string {
	pg.t.Helper()
	address, err := url.Parse(pg.text("main code"))
	require.NoError(pg.t, err)
	require.Regexp(pg.t, `^/[a-z]+/calendar/[A-Za-z0-9_-]{43}\.ics$`, address.Path)
	return address.Path
}

func TestBookingsAsFiles(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	list := b.get("/forge/bookings")
	for _, kind := range []string{"class", "appointment"} {
		to := list.Find(`main section:first-of-type a[href*="/bookings/`+kind+`/"]:not(.btn)`).First().AttrOr("href", "")
		booking := b.get(to)
		file := booking.Find(`main a[href$=".ics"]`).AttrOr("href", "")
		require.Equal(t, to+".ics", file)
		answer := b.get(file)
		cal := answer.calendar()
		require.Contains(t, answer.header.Get("Content-Disposition"), `attachment; filename="`+kind+`-`)
		require.Equal(t, "no-store", answer.header.Get("Cache-Control"))
		require.Len(t, cal.Events(), 1)
		e := cal.Events()[0]
		require.Contains(t, prop(t, e, "SUMMARY"), booking.text("h1"))
		require.Contains(t, prop(t, e, "LOCATION"), "The Forge")
		require.Equal(t, "CONFIRMED", prop(t, e, "STATUS"))
		link, err := e.Props.URI("URL")
		require.NoError(t, err)
		require.Equal(t, p.server.URL+to, link.String())
		start, err := e.DateTimeStart(time.UTC)
		require.NoError(t, err)
		shown, err := time.Parse(time.RFC3339, booking.Find("main .lead time").AttrOr("datetime", ""))
		require.NoError(t, err)
		require.True(t, start.Equal(shown))
		require.Equal(t, answer.html, b.get(file).html, "nothing changed, the same file")
	}
	for _, path := range []string{"/forge/bookings/class/999999999.ics", "/forge/bookings/appointment/x.ics", "/forge/bookings/class/.ics", "/forge/bookings/class/1.ics.ics"} {
		require.Equal(t, http.StatusNotFound, b.get(path).status, path)
	}
	require.Contains(t, p.browser().get("/forge/bookings/class/1.ics").path, "/signin", "strangers sign in")
}

func TestForeignBookingsAsFilesAreNotFound(t *testing.T) {
	p := newPortal(t)
	victim := p.member("forge", "regular")
	classes, err := p.client("forge").GetClassBookingsByCustomerId(t.Context(), victim.CustomerID)
	require.NoError(t, err)
	appointments, err := p.client("forge").GetAppointmentBookings(t.Context(), victim.CustomerID)
	require.NoError(t, err)
	own := p.signIn("forge", "regular")
	for _, story := range []string{"debtor", "family"} {
		b := p.signInAs(p.member("forge", story))
		for _, path := range []string{"/forge/bookings/class/" + id(classes[0].BookingID) + ".ics", "/forge/bookings/appointment/" + id(appointments[0].BookingID) + ".ics"} {
			require.Equal(t, http.StatusOK, own.get(path).status)
			require.Equal(t, http.StatusNotFound, b.get(path).status, "%s %s", story, path)
		}
	}
}

func TestFeedIsMadeRenewedAndRevoked(t *testing.T) { onEachDatabase(t, feedIsMadeRenewedAndRevoked) }

func feedIsMadeRenewedAndRevoked(t *testing.T, p *portal) {
	b, stranger := p.signIn("forge", "regular"), p.browser()
	require.Equal(t, 1, b.get("/forge/bookings").Find(`main a[href="/forge/calendar"]`).Length())
	first := b.feed("forge")
	shown := b.get("/forge/calendar")
	require.Equal(t, first, feedPath(shown), "it can be looked up again")
	require.Equal(t, "webcal://"+strings.TrimPrefix(p.server.URL, "http://")+first, shown.Find("main a.btn").AttrOr("href", ""))
	require.Len(t, stranger.get(first).calendar().Events(), len(b.get("/forge/bookings").Find(".slots li").Nodes), "without signing in")

	// Made again in another tab: the same.
	_, values := shown.form("/calendar")
	values.Set("change", "make")
	require.Equal(t, first, feedPath(b.post("/forge/calendar", values)))

	values.Set("change", "renew")
	renewed := b.post("/forge/calendar", values)
	require.Contains(t, renewed.text("[role=status]"), "The old one no longer works.")
	second := feedPath(renewed)
	require.NotEqual(t, first, second)
	require.Equal(t, http.StatusNotFound, stranger.get(first).status)
	require.Equal(t, http.StatusOK, stranger.get(second).status)

	values.Set("change", "revoke")
	require.Contains(t, b.post("/forge/calendar", values).text("main"), "The address no longer works.")
	require.Equal(t, http.StatusNotFound, stranger.get(second).status)
	require.Equal(t, http.StatusNotFound, b.get(second).status, "not for its owner either")
	values.Set("change", "renew")
	require.Zero(t, b.post("/forge/calendar", values).Find("main code").Length(), "a stale page does not bring it back")
	require.NotEqual(t, second, b.feed("forge"))
	require.Zero(t, p.writes(), "all of it is the portal's own")
}

func TestFeedIsOneMembersAlone(t *testing.T) {
	p := newPortal(t)
	feeds := map[string]bool{}
	for _, story := range []string{"regular", "newcomer"} {
		path := p.signIn("forge", story).feed("forge")
		require.False(t, feeds[path])
		feeds[path] = true
		require.Equal(t, http.StatusNotFound, p.browser().get(strings.Replace(path, "forge", "nordlicht", 1)).status, "of another studio")
		require.Equal(t, story == "regular", len(p.browser().get(path).calendar().Events()) > 0, story)
	}
	for _, token := range []string{"x.ics", strings.Repeat("a", 43) + ".ics", strings.Repeat("a", 43), strings.Repeat("ä", 43) + ".ics", ".ics", "%00.ics", strings.Repeat("a", 5000) + ".ics"} {
		require.Equal(t, http.StatusNotFound, p.browser().get("/forge/calendar/"+token).status, token)
	}
	for path := range feeds {
		require.NotContains(t, p.logs.String(), strings.TrimSuffix(path[len("/forge/calendar/"):], ".ics"), "no log holds the address")
	}
}

func TestStaleCalendarForms(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	path := b.feed("forge")
	_, foreign := p.signIn("forge", "newcomer").get("/forge/calendar").form("/calendar")
	for name, once := range map[string]string{"none": "", "another's": foreign.Get("once")} {
		pg := b.post("/forge/calendar", url.Values{"once": {once}, "change": {"revoke"}})
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, name)
		require.Contains(t, pg.text("[role=alert]"), "nothing was sent", name)
	}
	_, values := b.get("/forge/calendar").form("/calendar")
	values.Set("change", "everything")
	require.Equal(t, http.StatusBadRequest, b.post("/forge/calendar", values).status)
	require.Equal(t, http.StatusOK, p.browser().get(path).status, "it stands")
}

// What changes reaches the calendars: the same event, a higher number, and a cancellation is one.
func TestFeedFollowsTheBookings(t *testing.T) { onEachDatabase(t, feedFollowsTheBookings) }

func feedFollowsTheBookings(t *testing.T, p *portal) {
	b, reader := p.signIn("forge", "newcomer"), p.browser()
	path := b.feed("forge")
	empty := reader.get(path)
	require.Equal(t, http.StatusOK, empty.status)
	require.NotContains(t, empty.html, "VEVENT", "nothing is booked")

	m := p.member("forge", "newcomer")
	class := p.openSlot("forge", "newcomer", free)
	booked, err := p.client("forge").BookClassSlot(t.Context(), pgclient.ClassBookingRequest{CustomerID: m.CustomerID, ClassSlotID: class.ID})
	require.NoError(t, err)
	queue := p.openSlot("forge", "newcomer", full)
	waiting, err := p.client("forge").BookClassSlot(t.Context(), pgclient.ClassBookingRequest{CustomerID: m.CustomerID, ClassSlotID: queue.ID})
	require.NoError(t, err)
	massage := p.service("forge", "massage")
	slot := p.freeAt("forge", "newcomer", massage, 3)
	requested, err := p.client("forge").BookAppointmentBooking(t.Context(), slot.Request(m.CustomerID, massage))
	require.NoError(t, err)

	cal := reader.get(path).calendar()
	require.Len(t, cal.Events(), 3)
	classEvent, waitEvent, massageEvent := event(t, cal, "class-"+id(booked.BookingID)), event(t, cal, "class-"+id(waiting.BookingID)), event(t, cal, "appointment-"+id(requested.BookingID))
	for e, want := range map[*ical.Event][3]string{
		&classEvent:   {"CONFIRMED", class.ClassInformation.Title, ""},
		&waitEvent:    {"TENTATIVE", "Waiting list: " + queue.ClassInformation.Title, "You are on the waiting list"},
		&massageEvent: {"TENTATIVE", "To be confirmed: Sports Massage", "The studio still has to confirm"},
	} {
		require.Equal(t, want[0], prop(t, *e, "STATUS"))
		require.Equal(t, want[1], prop(t, *e, "SUMMARY"))
		require.Contains(t, prop(t, *e, "DESCRIPTION"), want[2])
		require.Equal(t, "0", e.Props.Get("SEQUENCE").Value)
	}
	start, err := classEvent.DateTimeStart(time.UTC)
	require.NoError(t, err)
	require.True(t, start.Equal(class.StartDateTime.Time()))

	// The studio confirms one and cancels another; the member's own file says the same.
	require.NoError(t, p.world.Staff("appointment_booking", requested.BookingID, true))
	require.NoError(t, p.world.Staff("class_slot", class.ID, false))
	cal = reader.get(path).calendar()
	canceled := event(t, cal, "class-"+id(booked.BookingID))
	require.Equal(t, "CANCELLED", prop(t, canceled, "STATUS"))
	require.Equal(t, "1", canceled.Props.Get("SEQUENCE").Value)
	confirmed := event(t, cal, "appointment-"+id(requested.BookingID))
	require.Equal(t, "CONFIRMED", prop(t, confirmed, "STATUS"))
	require.Equal(t, "1", confirmed.Props.Get("SEQUENCE").Value)
	require.Equal(t, "0", event(t, cal, "class-"+id(waiting.BookingID)).Props.Get("SEQUENCE").Value, "what did not change keeps its number")
	own := b.get("/forge/bookings/appointment/" + id(requested.BookingID) + ".ics").calendar()
	require.Equal(t, prop(t, confirmed, "UID"), prop(t, own.Events()[0], "UID"))
	require.Equal(t, "1", own.Events()[0].Props.Get("SEQUENCE").Value)

	require.NoError(t, p.client("forge").DeleteAppointmentBooking(t.Context(), requested.BookingID))
	gone := event(t, reader.get(path).calendar(), "appointment-"+id(requested.BookingID))
	require.Equal(t, "CANCELLED", prop(t, gone, "STATUS"))
	require.Equal(t, "2", gone.Props.Get("SEQUENCE").Value)
	b.post("/forge/language", url.Values{"language": {"pl"}, "next": {"/forge/"}})
	polish := b.get("/forge/bookings/class/" + id(waiting.BookingID) + ".ics").calendar().Events()[0]
	require.Contains(t, prop(t, polish, "SUMMARY"), "Lista oczekujących")
	require.Equal(t, "0", polish.Props.Get("SEQUENCE").Value, "another language is no change")
}

func TestFeedIsCachedForMinutes(t *testing.T) {
	p := newPortal(t)
	path := p.signIn("forge", "regular").feed("forge")
	reader := p.browser()
	answer := reader.get(path)
	require.Equal(t, "private, max-age=300", answer.header.Get("Cache-Control"))
	require.Equal(t, "noindex", answer.header.Get("X-Robots-Tag"))
	require.Empty(t, answer.header.Values("Set-Cookie"))
	reader.headers["If-None-Match"] = answer.header.Get("ETag")
	same := reader.get(path)
	require.Equal(t, http.StatusNotModified, same.status)
	require.Empty(t, same.html)
	for n := range 40 {
		if answer = reader.get(path); answer.status != http.StatusNotModified {
			require.Greater(t, n, 20)
			break
		}
	}
	require.Equal(t, http.StatusTooManyRequests, answer.status, "nobody needs it that often")
	require.NotEmpty(t, answer.header.Get("Retry-After"))
}

// What is missing from a feed is deleted from the calendars that read it, so it is whole or not at all.
func TestFeedIsWholeOrNotAtAll(t *testing.T) {
	for _, operation := range []string{"getClassBookingsByCustomerId", "getAppointmentBookings", "getClassSlotById"} {
		p := newPortal(t, func(s *setup) { s.faulty = true })
		path := p.signIn("forge", "regular").feed("forge")
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: operation, Kind: sandbox.FaultStatus, Status: 503}))
		answer := p.browser().get(path)
		require.Equal(t, http.StatusServiceUnavailable, answer.status, operation)
		require.NotEmpty(t, answer.header.Get("Retry-After"), operation)
	}
	p := newPortal(t)
	path := p.signIn("forge", "regular").feed("forge")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "APPOINTMENTS_READ"))
	cal := p.browser().get(path).calendar()
	require.NotEmpty(t, cal.Events(), "what the studio never shows is no failure")
	for _, e := range cal.Events() {
		require.Contains(t, prop(t, e, "UID"), "appointment-")
	}
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ"))
	require.Equal(t, http.StatusNotFound, p.browser().get(path).status)
}

// A key that is no longer configured: the address works where it is used, and can only be replaced here.
func TestFeedOutlivesItsKey(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	path := b.feed("forge")
	p.app.ForgetFeedKeys()
	require.Equal(t, http.StatusOK, p.browser().get(path).status)
	pg := b.get("/forge/calendar")
	require.Contains(t, pg.text("main"), "can no longer be shown")
	require.Zero(t, pg.Find("main code").Length())
	_, values := pg.form("/calendar")
	values.Set("change", "renew")
	require.NotEqual(t, path, feedPath(b.post("/forge/calendar", values)))
}

// Times are right on both sides of the end of summer time.
func TestFeedAcrossAClockChange(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.now = time.Date(2026, 10, 23, 8, 0, 0, 0, time.UTC) })
	b := p.signIn("nordlicht", "newcomer")
	path := b.feed("nordlicht")
	m := p.member("nordlicht", "newcomer")
	service := p.service("nordlicht", "training")
	want := map[string]time.Time{}
	for _, ahead := range []int{1, 2, 3} {
		slot := p.freeAt("nordlicht", "newcomer", service, ahead)
		a, err := p.client("nordlicht").BookAppointmentBooking(t.Context(), slot.Request(m.CustomerID, service))
		require.NoError(t, err)
		want["appointment-"+id(a.BookingID)] = slot.StartDateTime.Time()
	}
	offsets := map[int]bool{}
	cal := p.browser().get(path).calendar()
	for uid, at := range want {
		e := event(t, cal, uid)
		start, err := e.DateTimeStart(time.UTC)
		require.NoError(t, err)
		require.True(t, start.Equal(at), uid)
		end, err := e.DateTimeEnd(time.UTC)
		require.NoError(t, err)
		require.Equal(t, time.Hour, end.Sub(start))
		_, offset := at.Zone()
		offsets[offset] = true
	}
	require.Len(t, offsets, 2, "summer and winter")
}
