package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

const day = 24 * time.Hour

// free fits slots of a class that can be booked and have places.
func free(title string) func(sandbox.ClassSlot) bool {
	return func(c sandbox.ClassSlot) bool {
		return c.Title == title && c.Bookable && c.Booked+c.Additional < c.Max
	}
}

func full(waitingRoom bool) func(sandbox.ClassSlot) bool {
	return func(c sandbox.ClassSlot) bool {
		return c.Bookable && c.Max >= 0 && c.Booked+c.Additional >= c.Max && c.MaxWaiting >= 0 && (c.Waiting < c.MaxWaiting) == waitingRoom
	}
}

func (s *server) reload(slot sandbox.ClassSlot) slotJSON {
	s.t.Helper()
	return get[slotJSON](s, fmt.Sprintf("/v1/classes/%d/slots/%d", slot.ClassID, slot.ID))
}

func (s *server) cancel(id int64) {
	s.t.Helper()
	status, body := s.do(http.MethodDelete, fmt.Sprintf("/v1/classes/booking/%d", id), nil)
	require.Equal(s.t, http.StatusOK, status, "%s", body)
	require.Empty(s.t, body)
}

func (s *server) cannotCancel(id int64) {
	s.t.Helper()
	s.refused(http.StatusBadRequest, http.MethodDelete, fmt.Sprintf("/v1/classes/booking/%d", id), nil)
}

func TestBookAndCancel(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "newcomer").CustomerID
	slot := s.slot(free("Bootcamp"))
	require.Equal(t, "AVAILABLE", s.validate(who, slot.ID))

	b := s.book(who, slot.ID)
	require.Equal(t, booking{BookingID: b.BookingID, BookingStatus: "BOOKED", ClassSlotID: slot.ID, ClassID: slot.ClassID,
		CustomerID: who, ClassSlotStatus: "PLANNED", ParticipantStatus: "UNSET"}, b)
	require.Equal(t, b, s.booking(b.BookingID))
	require.Equal(t, []booking{b}, s.bookings(who))
	require.Equal(t, slot.Booked+1, *s.reload(slot).BookedParticipants)

	require.Equal(t, "CUSTOMER_ALREADY_BOOKED", s.validate(who, slot.ID))
	s.refused(http.StatusBadRequest, http.MethodPost, "/v1/classes/booking/book", request(who, slot.ID))

	s.cancel(b.BookingID)
	require.Equal(t, slot.Booked, *s.reload(slot).BookedParticipants)
	require.Equal(t, "CANCELED", s.bookings(who)[0].BookingStatus, "canceled bookings stay in the list")
	s.cannotCancel(b.BookingID)

	again := s.book(who, slot.ID)
	require.NotEqual(t, b.BookingID, again.BookingID)
	require.Len(t, s.bookings(who), 2)

	sw := s.box.Switches()
	sw.CanceledBookingsListed, sw.RepeatedCancelStatus = false, http.StatusOK
	s.box.SetSwitches(sw)
	require.Equal(t, []booking{again}, s.bookings(who))
	s.cancel(b.BookingID)
}

func TestWaitingListAndPromotion(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "newcomer").CustomerID
	slot := s.slot(full(true))
	require.Equal(t, "AVAILABLE", s.validate(who, slot.ID), "validation does not tell the waiting list from a place")
	mine := s.book(who, slot.ID)
	require.Equal(t, "WAITING_LIST", mine.BookingStatus)
	require.Equal(t, slot.Waiting+1, *s.reload(slot).WaitingListParticipants)

	var taken []int64
	for _, b := range s.box.ClassBookings("nordlicht") {
		if b.SlotID == slot.ID && b.Status == "BOOKED" {
			taken = append(taken, b.ID)
		}
	}
	for i := range slot.Waiting { // those before me move up first
		s.cancel(taken[i])
		require.Equal(t, "WAITING_LIST", s.booking(mine.BookingID).BookingStatus)
		require.Equal(t, slot.Booked, *s.reload(slot).BookedParticipants, "the place goes to the next")
	}
	s.cancel(taken[slot.Waiting])
	require.Equal(t, "BOOKED", s.booking(mine.BookingID).BookingStatus)
	require.Equal(t, 0, *s.reload(slot).WaitingListParticipants)
}

func TestWithoutPromotionThePlaceStaysFree(t *testing.T) {
	s := start(t, monday)
	sw := s.box.Switches()
	sw.WaitingListPromotion = false
	s.box.SetSwitches(sw)
	slot := s.slot(full(true))
	mine := s.book(s.member("nordlicht", "newcomer").CustomerID, slot.ID)
	i := slices.IndexFunc(s.box.ClassBookings("nordlicht"), func(b sandbox.ClassBooking) bool {
		return b.SlotID == slot.ID && b.Status == "BOOKED"
	})
	s.cancel(s.box.ClassBookings("nordlicht")[i].ID)
	require.Equal(t, "WAITING_LIST", s.booking(mine.BookingID).BookingStatus)
	require.Equal(t, slot.Booked-1, *s.reload(slot).BookedParticipants)
}

func TestLeavingTheWaitingList(t *testing.T) {
	s := start(t, monday)
	slot := s.slot(full(true))
	mine := s.book(s.member("nordlicht", "newcomer").CustomerID, slot.ID)
	sw := s.box.Switches()
	sw.WaitingListCancelable = false
	s.box.SetSwitches(sw)
	s.cannotCancel(mine.BookingID)
	sw.WaitingListCancelable = true
	s.box.SetSwitches(sw)
	s.box.SetNow(slot.Start.Add(-time.Minute)) // no deadline: it gives up nothing
	s.cancel(mine.BookingID)
	require.Equal(t, slot.Booked, *s.reload(slot).BookedParticipants)
	require.Equal(t, slot.Waiting, *s.reload(slot).WaitingListParticipants)
}

func TestBookingThatNeedsConfirmation(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "newcomer").CustomerID
	slot := s.slot(free("Boxtechnik"))
	require.True(t, slot.NeedsConfirmation)
	b := s.book(who, slot.ID)
	require.Equal(t, "BOOKED_WITH_CONFIRMATION_REQUIRED", b.BookingStatus)
	require.Equal(t, slot.Booked+1, *s.reload(slot).BookedParticipants, "it takes a place")
	require.NoError(t, s.box.Staff("class_booking", b.BookingID, true))
	require.Equal(t, "BOOKED", s.booking(b.BookingID).BookingStatus)
	require.NoError(t, s.box.Staff("class_booking", b.BookingID, false))
	require.Equal(t, "CANCELED", s.booking(b.BookingID).BookingStatus)
	require.Error(t, s.box.Staff("class_booking", b.BookingID, true))
}

// TestReasons goes through every reason not to book. Validate and book have to agree on each.
func TestReasons(t *testing.T) {
	s := start(t, monday)
	member := func(story string) int64 { return s.member("nordlicht", story).CustomerID }
	refuse := func(want string, who int64, slot sandbox.ClassSlot) {
		t.Helper()
		require.Equal(t, want, s.validate(who, slot.ID))
		before := len(s.box.ClassBookings("nordlicht"))
		answer := s.refused(http.StatusBadRequest, http.MethodPost, "/v1/classes/booking/book", request(who, slot.ID))
		require.Equal(t, "error.booking."+want, answer["errorCode"])
		require.Len(t, s.box.ClassBookings("nordlicht"), before)
	}
	place := s.slot(free("Bootcamp"))
	refuse("NO_CONTINGENT", member("prospect"), place)
	refuse("NO_CONTINGENT", member("former"), place)
	refuse("BOOKING_LIMIT_REACHED", member("newcomer"), s.slot(full(false)))
	refuse("BOOKING_LIMIT_REACHED", member("newcomer"), s.slot(func(c sandbox.ClassSlot) bool {
		return c.MaxWaiting < 0 && c.Max >= 0 && c.Bookable && c.Booked+c.Additional >= c.Max
	}))
	s.book(member("newcomer"), place.ID)
	refuse("CUSTOMER_ALREADY_BOOKED", member("newcomer"), place)
	refuse("CUSTOMER_IDLE", member("paused"), place)
	refuse("NOT_AVAILABLE", member("restricted"), place)
	refuse("DISPLAY_ONLY", member("newcomer"), s.slot(func(c sandbox.ClassSlot) bool { return !c.Bookable }))
	refuse("STUDIO_CLOSED", member("newcomer"), s.slot(func(c sandbox.ClassSlot) bool {
		return c.Title == "HIIT Express" && c.Start.UTC().Format("2006-01-02 15") == "2026-05-27 10" // half past twelve in Berlin
	}))

	// The pause and the contract end on a day.
	s.box.SetNow(monday.Add(20 * day))
	later := s.slot(func(c sandbox.ClassSlot) bool {
		return free("Bootcamp")(c) && c.Start.After(monday.Add(26*day))
	})
	require.Equal(t, "AVAILABLE", s.validate(member("paused"), later.ID))
	s.box.SetNow(monday.Add(41 * day))
	afterEnd := s.slot(free("Bootcamp"))
	refuse("NO_CONTINGENT", member("canceled"), afterEnd)
	require.Equal(t, "AVAILABLE", s.validate(member("pending"), afterEnd.ID))
}

func TestBookingWindow(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "newcomer").CustomerID
	for _, slot := range allSlots(s) {
		begins := instant(t, slot.StartDateTime)
		if slot.EarliestBookingDateTime == "" || slot.LatestBookingDateTime == "" || begins.Before(monday.Add(5*day)) || *slot.BookedParticipants > 0 {
			continue
		}
		opens, closes := instant(t, slot.EarliestBookingDateTime), instant(t, slot.LatestBookingDateTime)
		require.True(t, opens.Before(closes))
		for _, c := range []struct {
			at   time.Time
			want string
		}{
			{opens.Add(-time.Minute), "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME"},
			{opens.Add(time.Second), "AVAILABLE"},
			{closes.Add(-time.Minute), "AVAILABLE"},
			{closes.Add(time.Second), "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME"},
			{begins.Add(time.Second), "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME"},
		} {
			s.box.SetNow(c.at)
			require.Equal(t, c.want, s.validate(who, slot.ID), "%s of %s", c.at, slot.StartDateTime)
		}
		return
	}
	t.Fatal("no slot with a window")
}

func TestOtherBookingAtThatTime(t *testing.T) {
	s := start(t, monday)
	regular := s.member("nordlicht", "regular").CustomerID
	appointment := get[[]object](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", regular))[0]
	at := instant(t, appointment["startDateTime"].(string)) // 13:00; the open gym is at 14:00, HIIT until 13:00
	on := at.Format(time.DateOnly)
	slotOn := func(title string, hour int) sandbox.ClassSlot {
		return s.slot(func(c sandbox.ClassSlot) bool {
			return c.Title == title && c.Start.Format(time.DateOnly) == on && c.Start.In(at.Location()).Hour() == hour
		})
	}
	require.Equal(t, "AVAILABLE", s.validate(regular, slotOn("HIIT Express", 12).ID), "one ends as the other begins")
	require.Equal(t, "AVAILABLE", s.validate(regular, slotOn("Freies Training", 14).ID))

	// Rückenfit is from 9:00 to 9:45, Pilates from 9:30 on.
	who := s.member("nordlicht", "newcomer").CustomerID
	s.box.SetNow(monday.Add(3 * day))
	first := slotOn("Rückenfit", 9)
	mine := s.book(who, first.ID)
	require.Equal(t, "CUSTOMER_IN_OTHER_BOOKING", s.validate(who, slotOn("Pilates", 9).ID))
	s.cancel(mine.BookingID)
	require.Equal(t, "AVAILABLE", s.validate(who, slotOn("Pilates", 9).ID))

	// Boxing begins at 19:15, when the bootcamp ends.
	s.book(who, slotOn("Bootcamp", 18).ID)
	require.Equal(t, "AVAILABLE", s.validate(who, slotOn("Boxtechnik", 19).ID))
}

func TestCancelTerm(t *testing.T) {
	for _, c := range []struct {
		title   string
		before  time.Duration
		allowed bool
	}{
		{"Bootcamp", 2*time.Hour + time.Minute, true}, // two hours, strictly
		{"Bootcamp", 2*time.Hour - time.Minute, false},
		{"Indoor Cycling", 2*time.Hour - time.Minute, true}, // two hours, but later is accepted
		{"Indoor Cycling", -time.Minute, false},             // never once it has begun
		{"🔥 Power Hour 💪", time.Minute, true},               // no condition
		{"HIIT Express", 31 * time.Minute, true},
		{"HIIT Express", 29 * time.Minute, false},
	} {
		s := start(t, monday)
		slot := s.slot(func(slot sandbox.ClassSlot) bool {
			return free(c.title)(slot) && slot.Start.Before(monday.Add(3*day)) && slot.Start.After(monday.Add(3*time.Hour))
		})
		b := s.book(s.member("nordlicht", "newcomer").CustomerID, slot.ID)
		s.box.SetNow(slot.Start.Add(-c.before))
		if c.allowed {
			s.cancel(b.BookingID)
		} else {
			s.cannotCancel(b.BookingID)
			require.Equal(t, "BOOKED", s.booking(b.BookingID).BookingStatus)
		}
	}
	type class struct {
		Title           string
		CancelCondition *struct {
			CancelationAfterLatestPossible *bool
			LatestCancelTerm               *struct {
				Value int
				Unit  string
			}
		}
	}
	with := map[string]bool{}
	for _, k := range get[struct{ Result []class }](start(t, monday), "/v1/classes").Result {
		switch {
		case k.CancelCondition == nil:
			with["nothing"] = true
		case k.CancelCondition.LatestCancelTerm == nil:
			with["no term"] = true
		case *k.CancelCondition.CancelationAfterLatestPossible:
			with["late"] = true
		case k.CancelCondition.LatestCancelTerm.Unit == "HOURS" && k.CancelCondition.LatestCancelTerm.Value == 2:
			with["2 hours"] = true
		}
	}
	require.Equal(t, map[string]bool{"nothing": true, "no term": true, "late": true, "2 hours": true}, with)
}

func TestTwoWeeksBackAndAhead(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	require.Len(t, s.bookings(id), 3)
	s.box.SetNow(monday.Add(12 * day))
	require.Len(t, s.bookings(id), 2, "the oldest is out of reach")
	s.box.SetNow(monday.Add(17 * day))
	require.Empty(t, s.bookings(id))
	require.Empty(t, get[[]object](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", id))[1:])
}

func TestTheStudioCancelsASlot(t *testing.T) {
	s := start(t, monday)
	slot := s.slot(free("Bootcamp"))
	b := s.book(s.member("nordlicht", "newcomer").CustomerID, slot.ID)
	require.NoError(t, s.box.Staff("class_slot", slot.ID, false))
	got := s.booking(b.BookingID)
	require.Equal(t, "CANCELED", got.ClassSlotStatus)
	require.Equal(t, "CANCELED", got.BookingStatus)
	require.False(t, slices.ContainsFunc(allSlots(s), func(other slotJSON) bool { return other.ID == slot.ID }))
	require.Equal(t, slot.ID, s.reload(slot).ID, "one by one it can still be read")
	require.Equal(t, "NOT_AVAILABLE", s.validate(s.member("nordlicht", "debtor").CustomerID, slot.ID))

	sw := s.box.Switches()
	sw.SlotCancelCancelsBookings = false
	s.box.SetSwitches(sw)
	other := s.slot(free("Yoga Flow"))
	kept := s.book(s.member("nordlicht", "newcomer").CustomerID, other.ID)
	require.NoError(t, s.box.Staff("class_slot", other.ID, false))
	require.Equal(t, "BOOKED", s.booking(kept.BookingID).BookingStatus)
	require.Equal(t, "CANCELED", s.booking(kept.BookingID).ClassSlotStatus)
}

// TestRush: 200 people want the 30 places of a class at the same time. The places
// and the waiting list are given away exactly once.
func TestRush(t *testing.T) {
	s := start(t, monday)
	slot := s.slot(func(c sandbox.ClassSlot) bool {
		return c.Title == "Bootcamp" && c.Additional > 0 // by hand: they take places too
	})
	for _, b := range s.box.ClassBookings("nordlicht") {
		if b.SlotID == slot.ID {
			s.cancel(b.ID)
		}
	}
	places := slot.Max - slot.Additional
	var people []int64
	for _, m := range crowdOf(t, s) {
		if len(people) < 200 && s.validate(m, slot.ID) == "AVAILABLE" {
			people = append(people, m)
		}
	}
	require.Len(t, people, 200)

	var mu sync.Mutex
	got := map[string]int{}
	var group sync.WaitGroup
	for _, who := range people {
		group.Go(func() {
			text, _ := json.Marshal(request(who, slot.ID))
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/v1/classes/booking/book", bytes.NewReader(text))
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("X-API-KEY", s.key)
			req.Header.Set("Content-Type", "application/json")
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = resp.Body.Close() }()
			var b booking
			outcome := fmt.Sprint(resp.StatusCode)
			if resp.StatusCode == http.StatusOK {
				if err := json.NewDecoder(resp.Body).Decode(&b); err != nil {
					t.Error(err)
				}
				outcome = b.BookingStatus
			}
			mu.Lock()
			defer mu.Unlock()
			got[outcome]++
		})
	}
	group.Wait()
	require.Equal(t, map[string]int{"BOOKED": places, "WAITING_LIST": 10, "400": 200 - places - 10}, got)
	held := s.reload(slot)
	require.Equal(t, places, *held.BookedParticipants)
	require.Equal(t, 10, *held.WaitingListParticipants)
	require.Equal(t, 200, s.box.Calls("bookClassSlot").Calls)
}

// crowdOf are the customers who fill the classes.
func crowdOf(t *testing.T, s *server) []int64 {
	t.Helper()
	text, err := s.box.Dump()
	require.NoError(t, err)
	var dump struct {
		Studios map[string]struct{ Crowd []int64 }
	}
	require.NoError(t, json.Unmarshal(text, &dump))
	return dump.Studios["nordlicht"].Crowd
}
