package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/internal/store"
	"memberportal/pgclient"
)

// service is the id of one of the sandbox's services.
func (p *portal) service(studio, key string) int64 {
	p.t.Helper()
	for _, s := range p.world.BookableServices(studio) {
		if s.Key == key {
			return s.ID
		}
	}
	require.FailNow(p.t, "no such service", key)
	return 0
}

func appointmentAt(studio string, serviceID int64) string {
	return "/" + studio + "/appointments/" + id(serviceID)
}

// freeAt asks the API for a free time of a service some days ahead.
func (p *portal) freeAt(studio, story string, serviceID int64, ahead int) pgclient.BookableAppointmentSlot {
	p.t.Helper()
	for n := range 10 {
		slots, err := p.client(studio).GetBookableAppointmentSlots(p.t.Context(), serviceID, pgclient.AppointmentSlotsParams{
			CustomerID: p.member(studio, story).CustomerID, Start: pgclient.DateOf(p.world.Now()).AddDays(ahead + n), DaysAhead: 1,
		})
		require.NoError(p.t, err)
		if len(slots) > 0 {
			p.world.ResetCalls()
			return slots[len(slots)/2]
		}
	}
	require.FailNow(p.t, "nothing free")
	return pgclient.BookableAppointmentSlot{}
}

// confirmAt is the address of the confirm page of a time.
func confirmAt(studio string, serviceID int64, s pgclient.BookableAppointmentSlot) string {
	ids := make([]string, 0, len(s.Instructors))
	for _, i := range s.Instructors {
		ids = append(ids, id(i.ID))
	}
	q := url.Values{"start": {s.StartDateTime.String()}, "end": {s.EndDateTime.String()}, "instructor": {strings.Join(ids, ",")}}
	return appointmentAt(studio, serviceID) + "/book?" + q.Encode()
}

// appointmentsOf are the member's appointments that stand.
func (p *portal) appointmentsOf(studio, story string) []sandbox.AppointmentBooking {
	p.t.Helper()
	var own []sandbox.AppointmentBooking
	for _, a := range p.world.AppointmentBookings(studio) {
		if a.CustomerID == p.member(studio, story).CustomerID && a.Status != "CANCELED" {
			own = append(own, a)
		}
	}
	return own
}

func TestServicesAreListedByCategory(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		p := newPortal(t)
		pg := p.signIn(studio, "regular").get("/" + studio + "/appointments")
		require.Equal(t, http.StatusOK, pg.status)
		require.Equal(t, len(p.world.BookableServices(studio)), pg.Find(".slots li").Length())
		require.Equal(t, 4, pg.Find("main h2").Length(), "three categories and the rest")
		for _, s := range p.world.BookableServices(studio) {
			link := pg.Find(`main a[href="` + appointmentAt(studio, s.ID) + `"]`)
			require.Equal(t, s.Title, link.Text())
			require.Contains(t, link.Parent().Text(), strconv.Itoa(int(s.Length.Minutes()))+"\u00a0min")
		}
	}
}

func TestServiceTakenOutByTheStudioIsGone(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	for _, s := range p.world.BookableServices("forge") {
		require.NoError(t, p.world.Staff("bookable_appointment", s.ID, false))
	}
	require.Contains(t, b.get("/forge/appointments").text("main"), "No appointments to book")
}

func TestFreeTimesOfAWeek(t *testing.T) {
	for _, includesLast := range []bool{false, true} {
		p := newPortal(t)
		switches := p.world.Switches()
		switches.WindowIncludesLastDay, switches.AppointmentsThreeDaysAhead = includesLast, true
		p.world.SetSwitches(switches)
		b := p.signIn("forge", "regular")
		massage := p.service("forge", "massage")
		p.world.ResetCalls()
		pg := b.get(appointmentAt("forge", massage))
		require.Equal(t, http.StatusOK, pg.status)
		require.Equal(t, 3, p.calls("getBookableAppointmentSlots"), "a week is three windows")
		require.Equal(t, 7, pg.Find("details.day").Length(), "every day has a time")
		require.Equal(t, 1, pg.Find("details.day[open]").Length())
		want := map[string]bool{}
		for day := range 7 {
			slots, err := p.client("forge").GetBookableAppointmentSlots(t.Context(), massage, pgclient.AppointmentSlotsParams{
				CustomerID: p.member("forge", "regular").CustomerID, Start: pgclient.DateOf(p.world.Now()).AddDays(day), DaysAhead: 1,
			})
			require.NoError(t, err)
			for _, s := range slots {
				if !s.StartDateTime.Time().Before(p.world.Now()) && pgclient.DateOf(s.StartDateTime.Time()).Before(pgclient.DateOf(p.world.Now()).AddDays(7)) {
					want[s.StartDateTime.String()] = true
				}
			}
		}
		seen := map[string]bool{}
		pg.Find(".times a").Each(func(_ int, a *goquery.Selection) {
			to, err := url.Parse(a.AttrOr("href", ""))
			require.NoError(t, err)
			start := to.Query().Get("start")
			require.False(t, seen[start], "twice: %s", start)
			seen[start] = true
		})
		require.Equal(t, want, seen)
		require.Contains(t, pg.text("main"), "All times are local to the studio (London).")
	}
}

func TestNextFreeTimeIsFound(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	physio := p.service("forge", "physio") // on leave for five weeks
	p.world.ResetCalls()
	pg := b.get(appointmentAt("forge", physio))
	require.Contains(t, pg.text("main"), "Nothing is free in these days")
	require.Contains(t, pg.text("main"), "The next free time is on Monday, 20 July.")
	require.Equal(t, 15, p.calls("getBookableAppointmentSlots"), "three windows and twelve further ones, no more")
	there := b.get(pg.Find(".empty a").AttrOr("href", ""))
	require.Contains(t, there.text("details[open] h2"), "Monday, 20 July")
	require.NotZero(t, there.Find(".times a").Length())
}

func TestNothingFreeInReach(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	couple := p.service("forge", "couple")
	require.NoError(t, p.world.Staff("bookable_appointment", couple, false)) // readable, never free
	pg := b.get(appointmentAt("forge", couple))
	require.Contains(t, pg.text("main"), "We looked up to and including Monday, 27 July, and nothing was free.")
	on := b.get(pg.Find(".empty a").AttrOr("href", ""))
	require.Equal(t, appointmentAt("forge", couple)+"?from=2026-07-28", on.path)
	require.Equal(t, http.StatusOK, on.status)
}

func TestWeeksHaveABeginningAndAnEnd(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	at := appointmentAt("forge", p.service("forge", "massage"))
	first := b.get(at)
	require.Contains(t, first.text("main .head b"), "15 Jun – Sun 21 Jun")
	require.Equal(t, []string{at + "?from=2026-06-22"}, links(first, "main nav a"))
	require.Equal(t, []string{at + "?from=2026-06-15", at + "?from=2026-06-25"}, links(b.get(at+"?from=2026-06-18"), "main nav a"))
	for _, from := range []string{"2026-06-14", "2020-01-01", "2027-01-01", "9999-12-31"} {
		require.Equal(t, at, b.get(at+"?from="+from).path, from)
	}
	require.Len(t, links(b.get(at+"?from=2026-12-14"), "main nav a"), 1, "half a year ahead is the end")
	for _, from := range []string{"tomorrow", "2026-13-01", "%00"} {
		require.Equal(t, http.StatusNotFound, b.get(at+"?from="+from).status, from)
	}
	require.Equal(t, http.StatusNotFound, b.get("/forge/appointments/999999999").status)
	require.Equal(t, http.StatusNotFound, b.get("/forge/appointments/abc").status)
}

func links(pg page, selector string) []string {
	var list []string
	pg.Find(selector).Each(func(_ int, a *goquery.Selection) { list = append(list, a.AttrOr("href", "")) })
	return list
}

// A window that cannot be read is said, and the rest of the week shown; with none the page is down.
func TestSomeDaysCannotBeRead(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.faulty = true })
	b := p.signIn("forge", "regular")
	at := appointmentAt("forge", p.service("forge", "massage"))
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getBookableAppointmentSlots", Kind: sandbox.FaultStatus, Status: 400, Times: 1}))
	pg := b.get(at)
	require.Equal(t, http.StatusOK, pg.status)
	require.Contains(t, pg.text(".missing"), "Some days could not be read.")
	require.NotZero(t, pg.Find(".times a").Length())
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getBookableAppointmentSlots", Kind: sandbox.FaultStatus, Status: 503}))
	require.Equal(t, http.StatusServiceUnavailable, b.get(at).status)
}

func TestBookAnAppointment(t *testing.T) {
	for _, c := range []struct {
		key, said, other string
		needsConfirm     bool
	}{{"training", "You are booked.", "Requested.", false}, {"massage", "Requested. The studio still has to confirm your booking of Sports Massage", "You are booked.", true}, {"couple", "You are booked.", "Requested.", false}} {
		p := newPortal(t)
		b := p.signIn("forge", "newcomer")
		service := p.service("forge", c.key)
		slot := p.freeAt("forge", "newcomer", service, 2)
		ask := b.get(confirmAt("forge", service, slot))
		require.Equal(t, http.StatusOK, ask.status)
		require.Equal(t, "Book this appointment?", ask.text("h1"))
		require.Contains(t, ask.text("main"), "whether the studio still has to confirm it")
		require.Contains(t, ask.text("main"), "The Forge")
		require.Contains(t, ask.text("main"), slot.StartDateTime.Time().Format("15:04"))
		for _, i := range slot.Instructors {
			name := i.PublicName
			if name == "" {
				name = i.LastName
			}
			require.Contains(t, ask.text("main dl"), name)
		}
		require.Zero(t, p.writes(), "a GET changes nothing")
		action, values := ask.form("/book")
		done := b.post(action, values)
		require.Equal(t, http.StatusOK, done.status)
		own := p.appointmentsOf("forge", "newcomer")
		require.Len(t, own, 1)
		require.Equal(t, "/forge/bookings/appointment/"+id(own[0].ID), done.path)
		require.Contains(t, done.text("[role=status]"), c.said)
		require.NotContains(t, done.text("main"), c.other)
		require.True(t, own[0].Start.Equal(slot.StartDateTime.Time()))
		require.Equal(t, service, own[0].ServiceID)
		require.Equal(t, 1, p.calls("bookAppointmentBooking"))
		require.Contains(t, b.get("/forge/bookings").text("main"), done.text("h1"))

		// Said once; what is still open is said as long as it is.
		again := b.get(done.path)
		require.Equal(t, c.needsConfirm, strings.Contains(again.text("main"), "Requested."))
		if c.needsConfirm {
			require.NoError(t, p.world.Staff("appointment_booking", own[0].ID, true))
			require.NotContains(t, b.get(done.path).text("main"), "Requested.")
		}
	}
}

func TestAppointmentIsBookedOnceWhateverIsClicked(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, p *portal) {
		b := p.signIn("forge", "newcomer")
		service := p.service("forge", "training")
		action, values := b.get(confirmAt("forge", service, p.freeAt("forge", "newcomer", service, 2))).form("/book")
		switches := p.world.Switches()
		switches.LatencyMS = 100 // time for the clicks to meet
		p.world.SetSwitches(switches)
		var wg sync.WaitGroup
		places := make(chan string, 20)
		for range 20 {
			wg.Go(func() { places <- b.stay().post(action, values).header.Get("Location") })
		}
		wg.Wait()
		close(places)
		own := p.appointmentsOf("forge", "newcomer")
		require.Len(t, own, 1)
		for to := range places {
			require.Equal(t, "/forge/bookings/appointment/"+id(own[0].ID), to)
		}
		require.Equal(t, "/forge/bookings/appointment/"+id(own[0].ID), b.post(action, values).path, "sent again from the history")
		require.Equal(t, 1, p.calls("bookAppointmentBooking"))
	})
}

// Whatever happens to the connection, one booking at most exists and the page tells the truth.
func TestUnclearAppointmentIsReadBack(t *testing.T) {
	for _, kind := range []string{sandbox.FaultDropAfter, sandbox.FaultDropBefore, sandbox.FaultTruncate, sandbox.FaultWrongType, sandbox.FaultHang, sandbox.FaultStatus} {
		t.Run(kind, func(t *testing.T) {
			p := newPortal(t, func(s *setup) { s.faulty = true })
			p.app.Hurry()
			b := p.signIn("forge", "newcomer")
			service := p.service("forge", "massage")
			action, values := b.get(confirmAt("forge", service, p.freeAt("forge", "newcomer", service, 2))).form("/book")
			require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "bookAppointmentBooking", Kind: kind, DelayMS: 2000 * b2i(kind == sandbox.FaultHang), Times: 1}))
			pg := b.settled(b.post(action, values))
			require.Equal(t, http.StatusOK, pg.status)
			own := p.appointmentsOf("forge", "newcomer")
			if len(own) == 1 {
				require.Contains(t, pg.text("main"), "Requested.")
			} else {
				require.Empty(t, own)
				require.Contains(t, pg.text("main"), "could not confirm")
				require.NotContains(t, pg.text("main"), "Requested.")
			}
			require.Equal(t, 1, p.calls("bookAppointmentBooking"), "never sent a second time")
			require.Equal(t, kind != sandbox.FaultDropBefore && kind != sandbox.FaultHang && kind != sandbox.FaultStatus, len(own) == 1, "the fault did what its name says")
		})
	}
}

// The member's list reaches two weeks ahead: of what lies beyond it can be told that it is there, not what it is.
func TestUnclearAppointmentFarAhead(t *testing.T) {
	for kind, said := range map[string]string{sandbox.FaultDropAfter: "This time is now taken by a booking of yours.", sandbox.FaultDropBefore: "could not confirm"} {
		p := newPortal(t, func(s *setup) { s.faulty = true })
		p.app.Hurry()
		b := p.signIn("forge", "newcomer")
		service := p.service("forge", "training")
		ask := b.get(confirmAt("forge", service, p.freeAt("forge", "newcomer", service, 30)))
		require.Contains(t, ask.text("main"), "two weeks ahead")
		action, values := ask.form("/book")
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "bookAppointmentBooking", Kind: kind, Times: 1}))
		pg := b.settled(b.post(action, values))
		require.Contains(t, pg.text("main"), said)
		require.Equal(t, 1, p.calls("bookAppointmentBooking"))
	}
}

// The times cannot be read again before the booking: nothing is sent, and that is said.
func TestAppointmentIsNotSentUnseen(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.faulty = true })
	b := p.signIn("forge", "newcomer")
	service := p.service("forge", "training")
	action, values := b.get(confirmAt("forge", service, p.freeAt("forge", "newcomer", service, 2))).form("/book")
	for _, status := range []int{503, 429} {
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getBookableAppointmentSlots", Kind: sandbox.FaultStatus, Status: status}))
		pg := b.post(action, values)
		require.Equal(t, http.StatusServiceUnavailable, pg.status, status)
		require.Contains(t, pg.text("main"), "Nothing was changed", status)
		_, values = b.get("/forge/").form("/signout")
		values.Set("start", "2026-06-17T10:00:00.000+01:00[Europe/London]")
		values.Set("end", "2026-06-17T11:00:00.000+01:00[Europe/London]")
	}
	require.Zero(t, p.writes())
	require.Empty(t, p.appointmentsOf("forge", "newcomer"))
}

func TestAppointmentTakenMeanwhile(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	service := p.service("forge", "scan") // one device
	slot := p.freeAt("forge", "newcomer", service, 2)
	action, values := b.get(confirmAt("forge", service, slot)).form("/book")
	_, err := p.client("forge").BookAppointmentBooking(t.Context(), slot.Request(p.member("forge", "regular").CustomerID, service))
	require.NoError(t, err)
	p.world.ResetCalls()
	pg := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Contains(t, pg.text("[role=alert]"), "no longer free, and nothing was booked")
	require.NotZero(t, pg.Find(".times a").Length(), "the times that are free now")
	require.Zero(t, p.writes(), "what is not offered is not sent")
	require.Equal(t, http.StatusOK, b.get(confirmAt("forge", service, slot)).status)
	require.Contains(t, b.get(confirmAt("forge", service, slot)).text("main"), "no longer free")
}

// Only a time that the API offers for this service and this member is accepted.
func TestMadeUpTimesAreNotSent(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	service := p.service("forge", "training")
	slot := p.freeAt("forge", "newcomer", service, 2)
	start, end := slot.StartDateTime.String(), slot.EndDateTime.String()
	with := id(slot.Instructors[0].ID)
	for name, form := range map[string][3]string{
		"another length":        {start, p.freeAt("forge", "newcomer", service, 4).EndDateTime.String(), with},
		"the end first":         {end, start, with},
		"another instructor":    {start, end, "1"},
		"no instructor":         {start, end, ""},
		"the same moment in Z":  {slot.StartDateTime.Time().UTC().Format(time.RFC3339), end, with},
		"the past":              {"2020-01-01T10:00:00.000Z[Europe/London]", "2020-01-01T11:00:00.000Z[Europe/London]", with},
		"no time":               {"now", "later", with},
		"nothing":               {"", "", ""},
		"not an id":             {start, end, "1,x"},
		"far too long":          {start, end, strings.Repeat("1,", 5000) + "1"},
		"the end of all things": {"9999-12-31T10:00:00.000Z[Europe/London]", "9999-12-31T11:00:00.000Z[Europe/London]", with},
	} {
		_, values := b.get("/forge/").form("/signout")
		values.Set("start", form[0])
		values.Set("end", form[1])
		values.Set("instructor", form[2])
		pg := b.post(appointmentAt("forge", service)+"/book", values)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, name)
		require.NotEmpty(t, pg.text("[role=alert]"), name)
		q := url.Values{"start": {form[0]}, "end": {form[1]}, "instructor": {form[2]}}
		require.Zero(t, b.get(appointmentAt("forge", service)+"/book?"+q.Encode()).Find(`form[action$="/book"]`).Length(), name)
	}
	require.Zero(t, p.writes())
	require.Empty(t, p.appointmentsOf("forge", "newcomer"))
}

func TestStaleAppointmentFormSendsNothing(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	service := p.service("forge", "training")
	action, values := b.get(confirmAt("forge", service, p.freeAt("forge", "newcomer", service, 2))).form("/book")
	values.Set("once", "x")
	pg := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Contains(t, pg.text("[role=alert]"), "nothing was sent")
	require.Zero(t, p.writes())
	action, again := pg.form("/book")
	require.Equal(t, values.Get("start"), again.Get("start"), "the form comes back filled in")
	require.True(t, strings.HasPrefix(b.post(action, again).path, "/forge/bookings/appointment/"))
}

// Every reason the API can name is a sentence, and no button beside it.
func TestAppointmentRefusalsAreExplained(t *testing.T) {
	p := newPortal(t)
	member := map[string]*browser{}
	for _, story := range []string{"regular", "newcomer", "prospect", "paused"} {
		member[story] = p.signIn("forge", story)
	}
	client := p.client("forge")

	// About the member and the service: said above the week, and no times shown.
	scan := p.service("forge", "scan")
	slot := p.freeAt("forge", "newcomer", scan, 2)
	_, err := client.BookAppointmentBooking(t.Context(), slot.Request(p.member("forge", "newcomer").CustomerID, scan))
	require.NoError(t, err)
	for _, c := range []struct{ story, key, said string }{
		{"prospect", "training", "Your membership includes no bookings of this kind"},
		{"newcomer", "plan", "This needs a rate or an extra"},
		{"newcomer", "scan", "as many bookings of this kind as one may have"},
	} {
		pg := member[c.story].get(appointmentAt("forge", p.service("forge", c.key)))
		require.Contains(t, pg.text("main"), c.said, c.key)
		require.Zero(t, pg.Find(".times a").Length(), c.key)
		ask := member[c.story].get(confirmAt("forge", p.service("forge", c.key), p.freeAt("forge", c.story, p.service("forge", c.key), 3)))
		require.Contains(t, ask.text("main"), c.said, c.key)
		require.Zero(t, ask.Find(`form[action$="/book"]`).Length(), c.key)
	}
	// About the time, which is offered all the same.
	training := p.service("forge", "training")
	ask := member["paused"].get(confirmAt("forge", training, p.freeAt("forge", "paused", training, 2)))
	require.Contains(t, ask.text("main"), "Your membership is paused until 10 July 2026.")
	require.Zero(t, ask.Find(`form[action$="/book"]`).Length())

	// About the time, which is not offered: the reason stands above the week.
	ids := p.world.BookableServices("forge")
	var one int64
	for _, s := range ids {
		if s.Key == "training" {
			one = s.Instructors[0]
		}
	}
	london := func(day, hour, minutes int) pgclient.ZonedTime {
		at := time.Date(2026, 6, day, hour, minutes, 0, 0, slot.StartDateTime.Time().Location())
		z, err := pgclient.ParseZonedTime(at.Format("2006-01-02T15:04:05.000-07:00") + "[Europe/London]")
		require.NoError(t, err)
		return z
	}
	at := func(day, hour, length int, with ...int64) pgclient.BookableAppointmentSlot {
		s := pgclient.BookableAppointmentSlot{StartDateTime: london(day, hour, 0), EndDateTime: london(day, hour, length)}
		for _, i := range with {
			s.Instructors = append(s.Instructors, pgclient.Instructor{ID: i})
		}
		return s
	}
	long := p.service("forge", "long")
	for name, c := range map[string]struct {
		story   string
		service int64
		slot    pgclient.BookableAppointmentSlot
		said    string
	}{
		"past":         {"regular", training, at(14, 10, 60, one), "This time is over"},
		"end first":    {"regular", training, at(17, 10, -60, one), "These times do not fit"},
		"other length": {"regular", training, at(17, 10, 30, one), "These times do not fit"},
		"too early":    {"regular", long, at(25, 8, 75), "cannot be booked yet"},
		"too late":     {"regular", long, at(15, 20, 75), "too late to book"},
		"own booking":  {"regular", training, at(19, 13, 60, one), "You have another booking at this time."},
		"closed":       {"regular", training, at(17, 3, 60, one), "The studio is closed at this time."},
	} {
		b := member[c.story]
		pg := b.get(confirmAt("forge", c.service, c.slot))
		require.Equal(t, http.StatusOK, pg.status, name)
		require.Contains(t, pg.text("main .notice"), c.said, name)
		require.Zero(t, pg.Find(`form[action$="/book"]`).Length(), name)
		_, values := b.get("/forge/").form("/signout")
		to, err := url.Parse(confirmAt("forge", c.service, c.slot))
		require.NoError(t, err)
		for key, value := range to.Query() {
			values[key] = value
		}
		pressed := b.post(to.Path, values)
		require.Equal(t, http.StatusUnprocessableEntity, pressed.status, name)
		require.Contains(t, pressed.text("[role=alert]"), c.said, name)
	}
	require.Zero(t, p.calls("bookAppointmentBooking"))
}

// The API refuses what it has just offered: its own words, and the week again.
func TestRefusalInTheWordsOfTheAPI(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.faulty = true })
	b := p.signIn("forge", "newcomer")
	service := p.service("forge", "training")
	for _, status := range []int{400, 404, 409} {
		action, values := b.get(confirmAt("forge", service, p.freeAt("forge", "newcomer", service, 2))).form("/book")
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "bookAppointmentBooking", Kind: sandbox.FaultStatus, Status: status, Times: 1}))
		pg := b.post(action, values)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, status)
		require.NotEmpty(t, pg.text("[role=alert] li"), status)
		require.NotZero(t, pg.Find(".times a").Length(), status)
		require.Equal(t, 1, p.calls("bookAppointmentBooking"), status)
		require.Empty(t, p.appointmentsOf("forge", "newcomer"), status)
	}
}

func TestAppointmentsWithoutScope(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	service := p.service("forge", "training")
	link := `main a[href="/forge/appointments"]`
	require.Equal(t, 1, b.get("/forge/bookings").Find(link).Length())
	slot := p.freeAt("forge", "regular", service, 2)
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "CLASSES_READ", "APPOINTMENTS_READ", "BOOKABLE_APPOINTMENTS_READ"))
	action, values := b.get(confirmAt("forge", service, slot)).form("/book")
	pg := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Contains(t, pg.text("[role=alert]"), "takes no bookings of appointments online")
	ask := b.get(confirmAt("forge", service, slot))
	require.Contains(t, ask.text("main"), "takes no bookings of appointments online", "from then on it is known")
	require.Zero(t, ask.Find(`form[action$="/book"]`).Length())

	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "APPOINTMENTS_READ"))
	require.Equal(t, http.StatusNotFound, b.get("/forge/appointments").status)
	require.Equal(t, http.StatusNotFound, b.get(appointmentAt("forge", service)).status)
	require.Zero(t, b.get("/forge/bookings").Find(link).Length(), "nothing leads there")
}

// openAppointment leaves behind what a process that died over an appointment leaves.
func (p *portal) openAppointment(customerID, serviceID int64, slot pgclient.BookableAppointmentSlot) string {
	p.t.Helper()
	details, err := json.Marshal(map[string]any{"service_id": serviceID, "start": slot.StartDateTime, "end": slot.EndDateTime})
	require.NoError(p.t, err)
	intent, won, err := p.store.SpendOnce(p.t.Context(), store.NewIntent{
		OnceMAC: []byte("a token of the process that died"), Action: "appointment.book", Target: id(serviceID), Studio: "forge", CustomerID: customerID, Details: details,
	})
	require.NoError(p.t, err)
	require.True(p.t, won)
	return intent.ID
}

// A process that died over an appointment is caught up with at the next start.
func TestOpenAppointmentIsSwept(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, p *portal) {
		p.app.Hurry()
		b := p.signIn("forge", "newcomer")
		m := p.member("forge", "newcomer")
		service := p.service("forge", "training")
		slot := p.freeAt("forge", "newcomer", service, 2)
		intent := p.openAppointment(m.CustomerID, service, slot)
		_, err := p.client("forge").BookAppointmentBooking(t.Context(), slot.Request(m.CustomerID, service))
		require.NoError(t, err)
		time.Sleep(1100 * time.Millisecond)
		require.NoError(t, p.app.SweepIntents(t.Context()))
		require.Contains(t, b.get("/forge/done/"+intent).text("main"), "You are booked.")
		require.Equal(t, 1, p.calls("bookAppointmentBooking"), "the sweep reads, it never books")
	})
}

// Across the end of summer time: days keep their times, and each is booked at its moment.
func TestAppointmentsAcrossAClockChange(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.now = time.Date(2026, 10, 23, 8, 0, 0, 0, time.UTC) })
	b := p.signIn("nordlicht", "newcomer")
	service := p.service("nordlicht", "training")
	pg := b.get(appointmentAt("nordlicht", service))
	require.Equal(t, 7, pg.Find("details.day").Length())
	for _, ahead := range []int{1, 2, 3} { // Saturday, the day itself, Monday
		slot := p.freeAt("nordlicht", "newcomer", service, ahead)
		action, values := b.get(confirmAt("nordlicht", service, slot)).form("/book")
		done := b.post(action, values)
		require.Contains(t, done.text("main"), slot.StartDateTime.Time().Format("15:04"))
		require.True(t, strings.HasPrefix(done.path, "/nordlicht/bookings/appointment/"), done.path)
	}
	own := p.appointmentsOf("nordlicht", "newcomer")
	require.Len(t, own, 3)
}
