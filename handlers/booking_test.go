package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// at is the address of a slot's page.
func at(studio string, s pgclient.ClassSlot) string {
	return "/" + studio + "/classes/" + id(s.ClassInformation.ID) + "/slots/" + id(s.ID)
}

func free(s pgclient.ClassSlot) bool {
	return s.MaxParticipants != nil && s.BookedParticipants != nil && *s.BookedParticipants+s.AdditionalParticipants+1 < *s.MaxParticipants
}

func full(s pgclient.ClassSlot) bool {
	return s.MaxParticipants != nil && s.BookedParticipants != nil && *s.BookedParticipants+s.AdditionalParticipants >= *s.MaxParticipants
}

// openSlot is one the story's member could book now and that fits.
func (p *portal) openSlot(studio, story string, fits func(pgclient.ClassSlot) bool) pgclient.ClassSlot {
	p.t.Helper()
	m := p.member(studio, story)
	slot := p.slotLike(studio, func(s pgclient.ClassSlot) bool {
		return s.ClassInformation != nil && fits(s) && p.bookable(studio, m.CustomerID, s.ID)
	})
	p.world.ResetCalls()
	return slot
}

// book presses the button on the slot's page.
func (b *browser) book(studio string, s pgclient.ClassSlot) page {
	b.p.t.Helper()
	action, values := b.get(at(studio, s)).form("/book")
	return b.post(action, values)
}

func TestThreeOutcomesAreThreeSentences(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "newcomer")
	outcomes := map[pgclient.ClassBookingStatus]string{
		pgclient.ClassBookingStatusBooked:                         "You are booked.",
		pgclient.ClassBookingStatusWaitingList:                    "You are on the waiting list.",
		pgclient.ClassBookingStatusBookedWithConfirmationRequired: "Requested.",
	}
	client, err := pgclient.New(p.api.URL, "sandbox-forge")
	require.NoError(t, err)
	b := p.signIn("forge", "newcomer")
	seen := map[pgclient.ClassBookingStatus]bool{}
	for slot, err := range client.AllClassSlotsForMultipleClasses(t.Context(), pgclient.DateOf(p.world.Now()), 13) {
		require.NoError(t, err)
		if slot.ClassInformation == nil || !p.bookable("forge", m.CustomerID, slot.ID) || len(seen) == len(outcomes) {
			continue
		}
		if seen[pgclient.ClassBookingStatusBooked] && free(slot) && slot.EarliestBookingDateTime.IsZero() {
			continue
		}
		pg := b.get(at("forge", slot))
		action, values := pg.form("/book")
		done := b.post(action, values)
		require.Equal(t, http.StatusOK, done.status)
		require.True(t, strings.HasPrefix(done.path, "/forge/bookings/class/"), done.path)
		list, err := client.GetClassBookingsByCustomerId(t.Context(), m.CustomerID)
		require.NoError(t, err)
		for _, own := range list {
			if own.ClassSlotID == slot.ID {
				seen[own.BookingStatus] = true
				require.Contains(t, done.text("main"), outcomes[own.BookingStatus])
				for other, sentence := range outcomes {
					if other != own.BookingStatus {
						require.NotContains(t, done.text("main"), sentence)
					}
				}
				if own.BookingStatus == pgclient.ClassBookingStatusWaitingList {
					require.Contains(t, pg.text("main"), "waiting list", "said before the button is pressed")
					require.Equal(t, "Join waiting list", pg.text(`form[action$="/book"] button`))
				}
			}
		}
	}
	require.Len(t, seen, 3)
}

// Every reason the API can name is a sentence on the page, and no button beside it.
func TestRefusalsAreExplained(t *testing.T) {
	p := newPortal(t)
	sentences := map[pgclient.ClassBookingValidationStatus]string{
		pgclient.ClassBookingValidationStatusNoContingent:                          "You have no running membership on this day.",
		pgclient.ClassBookingValidationStatusBookingLimitReached:                   "The class and its waiting list are full.",
		pgclient.ClassBookingValidationStatusCustomerIdle:                          "Your membership is paused until",
		pgclient.ClassBookingValidationStatusCustomerInOtherBooking:                "You have another booking at this time.",
		pgclient.ClassBookingValidationStatusDisplayOnly:                           "This class cannot be booked.",
		pgclient.ClassBookingValidationStatusDateTimeBeforeEarliestBookingDateTime: "Booking opens",
		pgclient.ClassBookingValidationStatusNotAvailable:                          "Your access is blocked at present.",
	}
	client, err := pgclient.New(p.api.URL, "sandbox-forge")
	require.NoError(t, err)
	var slots []pgclient.ClassSlot
	for slot, err := range client.AllClassSlotsForMultipleClasses(t.Context(), pgclient.DateOf(p.world.Now()), 13) {
		require.NoError(t, err)
		if slot.ClassInformation != nil {
			slots = append(slots, slot)
		}
	}
	seen := map[pgclient.ClassBookingValidationStatus]bool{}
	for _, story := range []string{"regular", "prospect", "paused", "restricted"} {
		m := p.member("forge", story)
		b := p.signIn("forge", story)
		for _, slot := range slots {
			status := p.validate("forge", m.CustomerID, slot.ID)
			if sentences[status] == "" || seen[status] {
				continue
			}
			seen[status] = true
			pg := b.get(at("forge", slot))
			require.Equal(t, http.StatusOK, pg.status)
			require.Contains(t, pg.text("main"), sentences[status], status)
			require.Zero(t, pg.Find(`form[action$="/book"]`).Length(), "%s: nothing is offered that will be refused", status)

			_, once := b.get("/forge/").form("/signout")
			pressed := b.post(at("forge", slot)+"/book", once)
			require.Equal(t, http.StatusUnprocessableEntity, pressed.status, status)
			require.Contains(t, pressed.text("main"), sentences[status], status)
		}
	}
	for status := range sentences {
		require.True(t, seen[status], "the sandbox's world has no %s", status)
	}
}

func TestBookedOnceWhateverIsClicked(t *testing.T) { onEachDatabase(t, bookedOnceWhateverIsClicked) }

func bookedOnceWhateverIsClicked(t *testing.T, p *portal) {
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	switches := p.world.Switches()
	switches.LatencyMS = 150 // time for the clicks to meet
	p.world.SetSwitches(switches)
	action, values := b.get(at("forge", slot)).form("/book")
	var wg sync.WaitGroup
	places := make(chan string, 30)
	for range 30 {
		wg.Go(func() { places <- b.stay().post(action, values).header.Get("Location") })
	}
	wg.Wait()
	close(places)
	first := ""
	for to := range places {
		if first == "" {
			first = to
		}
		require.Equal(t, first, to, "every click shows the same outcome")
	}
	require.True(t, strings.HasPrefix(first, "/forge/bookings/class/"), first)
	require.Equal(t, first, b.post(action, values).path, "sent again from the history")
	require.Equal(t, 1, p.calls("bookClassSlot"))
}

func TestTwoSlotsOfOnePageAreTwoBookings(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	first := p.openSlot("forge", "newcomer", free)
	second := p.openSlot("forge", "newcomer", func(s pgclient.ClassSlot) bool {
		return free(s) && s.StartDateTime.Time().After(first.EndDateTime.Time())
	})
	_, values := b.get(at("forge", first)).form("/book")
	b.post(at("forge", first)+"/book", values)
	require.True(t, strings.HasPrefix(b.post(at("forge", second)+"/book", values).path, "/forge/bookings/class/"), "one token a page serves every form on it")
	require.Equal(t, 2, p.calls("bookClassSlot"))
}

func TestStaleFormsSendNothing(t *testing.T) {
	p := newPortal(t)
	b, other := p.signIn("forge", "newcomer"), p.signIn("forge", "regular")
	slot := p.openSlot("forge", "newcomer", free)
	_, foreign := other.get("/forge/").form("/signout")
	_, own := b.get("/forge/").form("/signout")
	broken := []byte(own.Get("once"))
	broken[3] ^= 1
	for name, once := range map[string]string{"missing": "", "another session's": foreign.Get("once"), "broken": string(broken), "not a token": "!"} {
		pg := b.post(at("forge", slot)+"/book", url.Values{"once": {once}})
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, name)
		require.Contains(t, pg.text("main"), "nothing was sent", name)
		action, values := pg.form("/book")
		require.NotEmpty(t, values.Get("once"), "the form comes back ready to be sent: %s %s", name, action)
	}
	require.Zero(t, p.writes())
}

// Whatever happens to the connection, one booking at most exists and the page tells the truth.
func TestUnclearBookingIsReadBack(t *testing.T) {
	for _, kind := range []string{sandbox.FaultDropAfter, sandbox.FaultDropBefore, sandbox.FaultTruncate, sandbox.FaultWrongType, sandbox.FaultHang, sandbox.FaultStatus} {
		t.Run(kind, func(t *testing.T) {
			p := newPortal(t, func(s *setup) { s.faulty = true })
			p.app.Hurry()
			b := p.signIn("forge", "newcomer")
			m := p.member("forge", "newcomer")
			slot := p.openSlot("forge", "newcomer", free)
			action, values := b.get(at("forge", slot)).form("/book")
			require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "bookClassSlot", Kind: kind, DelayMS: 2000 * b2i(kind == sandbox.FaultHang), Times: 1}))
			pg := b.settled(b.post(action, values))
			require.Equal(t, http.StatusOK, pg.status)
			client, err := pgclient.New(p.api.URL, "sandbox-forge")
			require.NoError(t, err)
			list, err := client.GetClassBookingsByCustomerId(t.Context(), m.CustomerID)
			require.NoError(t, err)
			booked := 0
			for _, own := range list {
				if own.ClassSlotID == slot.ID && own.BookingStatus != pgclient.ClassBookingStatusCanceled {
					booked++
				}
			}
			if booked == 1 {
				require.Contains(t, pg.text("main"), "You are booked.")
			} else {
				require.Zero(t, booked)
				require.Contains(t, pg.text("main"), "could not confirm")
				require.NotContains(t, pg.text("main"), "You are booked.")
			}
			require.Equal(t, 1, p.calls("bookClassSlot"), "never sent a second time")
			want := kind != sandbox.FaultDropBefore && kind != sandbox.FaultHang && kind != sandbox.FaultStatus
			require.Equal(t, want, booked == 1, "the fault did what its name says")
		})
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestRefusedForLoadIsSaidAndNotSent(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	action, values := b.get(at("forge", slot)).form("/book")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "bookClassSlot", Kind: sandbox.FaultStatus, Status: 429}))
	pg := b.post(action, values)
	require.Equal(t, http.StatusServiceUnavailable, pg.status)
	require.NotEmpty(t, pg.header.Get("Retry-After"))
	require.Contains(t, pg.text("main"), "Nothing was changed.")
	require.Equal(t, 1, p.calls("bookClassSlot"))
	retry := b.get(pg.Find("main a.btn").First().AttrOr("href", ""))
	require.Equal(t, 1, retry.Find(`form[action$="/book"]`).Length(), "the way back leads to the form")
}

func TestCancelAsksFirst(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	booking := b.book("forge", slot)
	cancel := booking.Find(`main a[href$="/cancel"]`).AttrOr("href", "")
	require.NotEmpty(t, cancel)
	ask := b.get(cancel)
	require.Zero(t, p.calls("cancelClassSlotById"), "a GET changes nothing")
	action, values := ask.form("/cancel")
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { b.stay().post(action, values) })
	}
	wg.Wait()
	done := b.get("/forge/bookings")
	require.Equal(t, 1, p.calls("cancelClassSlotById"))
	require.Contains(t, done.text("main"), "Cancelled")
	require.Contains(t, b.get(at("forge", slot)).text(`form[action$="/book"] button`), "Book", "can be booked again")
}

func TestUnclearCancelIsReadBack(t *testing.T) {
	p := newPortal(t, func(s *setup) { s.faulty = true })
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	booking := b.book("forge", slot)
	action, values := b.get(booking.Find(`main a[href$="/cancel"]`).AttrOr("href", "")).form("/cancel")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "cancelClassSlotById", Kind: sandbox.FaultDropAfter, Times: 1}))
	p.app.Hurry()
	require.Contains(t, b.settled(b.post(action, values)).text("main"), "Cancelled.")
	require.Equal(t, 1, p.calls("cancelClassSlotById"))
}

func TestWaitingListCanBeLeft(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", full)
	booking := b.book("forge", slot)
	require.Contains(t, booking.text("main"), "You are on the waiting list.")
	ask := b.get(booking.Find(`main a[href$="/cancel"]`).AttrOr("href", ""))
	require.Contains(t, ask.text("h1"), "Leave the waiting list?")
	action, values := ask.form("/cancel")
	require.Contains(t, b.post(action, values).text("main"), "You left the waiting list.")
}

func TestAppointmentCanBeCanceled(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	row := b.get("/forge/bookings").Find(`a[href*="/bookings/appointment/"][href$="/cancel"]`).First()
	ask := b.get(row.AttrOr("href", ""))
	action, values := ask.form("/cancel")
	require.Contains(t, b.post(action, values).text("main"), "Cancelled.")
	require.Equal(t, 1, p.calls("deleteAppointmentBooking"))
}

// A process that died over a write is caught up with at the next start.
func TestOpenIntentsAreSwept(t *testing.T) { onEachDatabase(t, openIntentsAreSwept) }

func openIntentsAreSwept(t *testing.T, p *portal) {
	p.app.Hurry()
	m := p.member("forge", "newcomer")
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	client, err := pgclient.New(p.api.URL, "sandbox-forge")
	require.NoError(t, err)
	intent := p.openIntent(m.CustomerID, slot)
	_, err = client.BookClassSlot(t.Context(), pgclient.ClassBookingRequest{CustomerID: m.CustomerID, ClassSlotID: slot.ID})
	require.NoError(t, err)
	time.Sleep(1100 * time.Millisecond)
	require.NoError(t, p.app.SweepIntents(t.Context()))
	require.Contains(t, b.get("/forge/done/"+intent).text("main"), "You are booked.")
	require.Equal(t, 1, p.calls("bookClassSlot"), "the sweep reads, it never books")
}

// "No such booking" as the answer to a cancellation may be untrue: the member's own list decides.
func TestCancelAnsweredNotFoundIsLookedInto(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	booking := b.book("forge", slot)
	action, values := b.get(booking.Find(`main a[href$="/cancel"]`).AttrOr("href", "")).form("/cancel")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "cancelClassSlotById", Kind: sandbox.FaultStatus, Status: 404, Times: 1}))
	pg := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.NotContains(t, pg.text("main"), "Cancelled.")
	require.Contains(t, b.get("/forge/bookings").text("main"), "Booked", "it stands")

	action, values = b.get(action).form("/cancel")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "cancelClassSlotById", Kind: sandbox.FaultDropAfter, Times: 1}))
	p.app.Hurry()
	require.Contains(t, b.settled(b.post(action, values)).text("main"), "Cancelled.")
}

// The database is gone while the studio's system books: the member hears what happened all the same.
func TestStoreGoneDuringABooking(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	action, values := b.get(at("forge", slot)).form("/book")
	switches := p.world.Switches()
	switches.LatencyMS = 400
	p.world.SetSwitches(switches)
	gone := make(chan error, 1)
	go func() {
		for p.calls("bookClassSlot") == 0 {
			time.Sleep(5 * time.Millisecond)
		}
		gone <- p.store.Close()
	}()
	answer := b.stay().post(action, values)
	require.NoError(t, <-gone)
	require.Equal(t, http.StatusSeeOther, answer.status)
	require.True(t, strings.HasPrefix(answer.header.Get("Location"), "/forge/bookings/class/"), answer.header.Get("Location"))
	require.Equal(t, 1, p.calls("bookClassSlot"))
}
