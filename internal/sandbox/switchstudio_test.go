package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// moveToForge moves a member of nordlicht.
func (s *server) moveToForge(id int64) {
	s.t.Helper()
	status, body := s.do(http.MethodPost, fmt.Sprintf("/v1/customers/%d/switch-studio", id), object{
		"targetStudioId": s.studioID("sandbox-forge"), "switchDate": "2026-05-17", "description": "moved to Manchester",
	})
	require.Equal(s.t, http.StatusOK, status, "%s", body)
	require.Empty(s.t, body)
}

// signedPapers takes the links out of contracts after it has fetched what they lead to:
// they are others each time.
func (s *server) signedPapers(contracts []object) []object {
	s.t.Helper()
	for _, c := range contracts {
		status, _, content := s.fetch(c["signedDocumentUrl"].(string))
		require.Equal(s.t, http.StatusOK, status)
		require.Contains(s.t, string(content), "%PDF-")
		delete(c, "signedDocumentUrl")
	}
	return contracts
}

// TestSwitchStudio: all that belongs to the person goes along, what belongs to the
// place stays.
func TestSwitchStudio(t *testing.T) {
	s := start(t, monday)
	forge := s.as("sandbox-forge")
	m := s.member("nordlicht", "regular")
	id := m.CustomerID
	path := fmt.Sprintf("/v1/customers/%d", id)
	before := get[record](s, path)
	contracts, data := s.signedPapers(get[[]object](s, path+"/contracts")), get[[]object](s, fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", id))
	visits, everywhere := s.checkins("/v1", id, year), s.checkins("/v1/cross-studio", id, year)
	bookings := s.bookings(id)
	ask[object](s, http.MethodPost, path+"/weighing", object{"height": 170.5, "rawResults": "H=170.5"})
	appointment := int64(get[[]object](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", id))[0]["bookingId"].(float64))

	s.moveToForge(id)

	after := get[record](forge, path)
	require.Equal(t, s.studioID("sandbox-forge"), after.StudioID)
	require.NotEqual(t, before.CustomerNumber, after.CustomerNumber, "somebody in the new studio has that number")
	require.Equal(t, before.AccessMediums, after.AccessMediums)
	require.Equal(t, before.UUID, after.UUID)
	for _, gone := range []string{path, path + "/contracts", path + "/activities/checkins", fmt.Sprintf("/v1/classes/booking?customerId=%d", id)} {
		s.refused(http.StatusNotFound, http.MethodGet, gone, nil)
	}
	require.Equal(t, id, get[record](forge, "/v1/customers/by?customerNumber="+after.CustomerNumber).ID)
	require.Equal(t, id, get[record](forge, "/v1/customers/by?cardNumber="+after.AccessMediums[0].Value).ID)
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?customerNumber="+before.CustomerNumber, nil)
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?cardNumber="+after.AccessMediums[0].Value, nil)
	require.Empty(t, ask[[]record](s, http.MethodPost, "/v1/customers/search", object{"email": before.Email}))
	require.Equal(t, []int64{id}, ids(ask[[]record](forge, http.MethodPost, "/v1/customers/search", object{"email": before.Email})))
	require.NotContains(t, ids(get[customerSlice](s, "/v1/customers?sliceSize=500").Result), id)
	listed := ids(get[customerSlice](forge, "/v1/customers?sliceSize=500").Result)
	require.Contains(t, listed, id)
	require.True(t, slices.IsSorted(listed), "with an id from another studio in between")

	require.Equal(t, contracts, s.signedPapers(get[[]object](forge, path+"/contracts")), "as they were agreed on, in euros")
	require.Equal(t, data, get[[]object](forge, fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", id)))
	require.InDelta(t, 170.5, get[object](forge, "/v1/customers/measurement/latest?cardNumber="+after.AccessMediums[0].Value)["height"], 0.001)

	require.Equal(t, everywhere, forge.checkins("/v1/cross-studio", id, year))
	require.Len(t, forge.checkins("/v1", id, year), len(everywhere)-len(visits), "only those to the new studio")
	require.Empty(t, forge.bookings(id))
	require.Equal(t, bookings[0], s.booking(bookings[0].BookingID), "what is past stays")
	for _, b := range bookings[1:] {
		require.Equal(t, "CANCELED", s.booking(b.BookingID).BookingStatus)
	}
	require.Equal(t, "CANCELED", get[object](s, fmt.Sprintf("/v1/appointments/booking/%d", appointment))["bookingStatus"])

	require.Equal(t, []string{"CUSTOMER_HOME_STUDIO_UPDATED"}, s.emitted("nordlicht", id))
	require.Equal(t, []string{"CUSTOMER_HOME_STUDIO_UPDATED"}, s.emitted("forge", id))
	require.Equal(t, []string{"CLASS_BOOKING_CANCELLED"}, s.emitted("nordlicht", bookings[1].BookingID))
	require.Equal(t, []string{"APPOINTMENT_BOOKING_CANCELLED"}, s.emitted("nordlicht", appointment))

	// The new studio's rules and staff are theirs now.
	slot := s.box.ClassSlots("forge")[slices.IndexFunc(s.box.ClassSlots("forge"), func(c sandbox.ClassSlot) bool {
		return c.Start.After(s.box.Now()) && free("Yoga Flow")(c)
	})]
	booked := forge.book(id, slot.ID)
	require.NoError(t, s.box.Staff("checkin", id, true))
	require.Len(t, forge.checkins("/v1", id, "&fromDate=2026-05-18"), 1)

	// Members tells where they are now, and a dump keeps all of it.
	moved := s.box.Members()
	at := slices.IndexFunc(moved, func(o sandbox.Member) bool { return o.CustomerID == id })
	require.Equal(t, "forge", moved[at].Studio)
	require.Equal(t, after.CustomerNumber, moved[at].CustomerNumber)
	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, moved, s.box.Members())
	require.Equal(t, after, get[record](forge, path))
	require.Equal(t, booked, forge.booking(booked.BookingID))
	require.Equal(t, "CANCELED", s.booking(bookings[1].BookingID).BookingStatus)

	// And back again, with the number they had: it has become free.
	status, body := forge.do(http.MethodPost, path+"/switch-studio", object{"targetStudioId": s.studioID("sandbox-nordlicht"), "switchDate": "2026-05-18"})
	require.Equal(t, http.StatusOK, status, "%s", body)
	require.Equal(t, id, get[record](s, path).ID)
	require.Equal(t, contracts, s.signedPapers(get[[]object](s, path+"/contracts")))
	require.Equal(t, bookings[0], s.bookings(id)[0])
}

func TestSwitchStudioSwitches(t *testing.T) {
	s := start(t, monday)
	forge := s.as("sandbox-forge")
	number := func(id int64) string { return get[record](forge, fmt.Sprintf("/v1/customers/%d", id)).CustomerNumber }
	created := func(name string) record {
		id := int64(ask[object](s, http.MethodPost, "/v1/customers/create", newPerson(object{"firstName": name}))["customerId"].(float64))
		return get[record](s, fmt.Sprintf("/v1/customers/%d", id))
	}
	a, _, b := created("Anna"), created("Berta"), created("Clara")
	s.moveToForge(a.ID)
	require.Equal(t, a.CustomerNumber, number(a.ID), "it was free")
	s.setSwitches(func(sw *sandbox.Switches) {
		sw.StudioSwitchKeepsNumber = false
		sw.StudioSwitchCancelsBookings = false
	})
	s.moveToForge(b.ID)
	require.NotEqual(t, b.CustomerNumber, number(b.ID))

	id := s.member("nordlicht", "regular").CustomerID
	bookings := s.bookings(id)
	s.moveToForge(id)
	for _, was := range bookings {
		require.Equal(t, was, s.booking(was.BookingID), "kept")
	}
	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump), "bookings of somebody who left are no fault")
}

// TestACrowdMemberMayLeave: the timetable must not put people into classes who have
// gone.
func TestACrowdMemberMayLeave(t *testing.T) {
	s := start(t, monday)
	left := map[int64]bool{}
	for _, b := range s.box.ClassBookings("nordlicht")[:20] {
		if !left[b.CustomerID] {
			left[b.CustomerID] = true
			s.moveToForge(b.CustomerID)
		}
	}
	s.box.Advance(20 * day)
	get[slotSlice](s, "/v1/classes/slots")
	for _, b := range s.box.ClassBookings("nordlicht") {
		require.False(t, left[b.CustomerID] && b.Status != "CANCELED" && b.Start.After(monday))
	}
}

// TestAFreedPlaceGoesToTheWaitingList also when it is a move that frees it.
func TestAFreedPlaceGoesToTheWaitingList(t *testing.T) {
	s := start(t, monday)
	slot := s.slot(func(c sandbox.ClassSlot) bool { return full(true)(c) && c.Waiting > 0 })
	find := func(status string) sandbox.ClassBooking {
		all := s.box.ClassBookings("nordlicht")
		i := slices.IndexFunc(all, func(b sandbox.ClassBooking) bool { return b.SlotID == slot.ID && b.Status == status })
		require.GreaterOrEqual(t, i, 0)
		return all[i]
	}
	waiting := find("WAITING_LIST")
	s.moveToForge(find("BOOKED").CustomerID)
	require.Equal(t, "BOOKED", s.booking(waiting.ID).BookingStatus)
}

func TestSwitchStudioIsRefused(t *testing.T) {
	s := startLoose(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	path := fmt.Sprintf("/v1/customers/%d/switch-studio", id)
	here, there := s.studioID("sandbox-nordlicht"), s.studioID("sandbox-forge")
	for _, c := range []struct {
		body   object
		status int
		field  string
	}{
		{object{"switchDate": "2026-05-18"}, 400, "targetStudioId"},
		{object{"targetStudioId": there}, 400, "switchDate"},
		{object{"targetStudioId": there, "switchDate": "18.5.2026"}, 400, "switchDate"},
		{object{"targetStudioId": there, "switchDate": "2026-05-19"}, 400, "switchDate"},
		{object{"targetStudioId": "x", "switchDate": "2026-05-18"}, 400, "targetStudioId"},
		{object{"targetStudioId": here, "switchDate": "2026-05-18"}, 400, "targetStudioId"},
		{object{"targetStudioId": 7, "switchDate": "2026-05-18"}, 404, "targetStudioId"},
	} {
		require.Equal(t, c.field, s.refused(c.status, http.MethodPost, path, c.body)["reference"], "%v", c.body)
	}
	// Only the studio that is left can do it, and its calendar counts: at half past
	// eleven at night in London it is tomorrow in Hamburg.
	s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodPost, path, object{"targetStudioId": there, "switchDate": "2026-05-18"})
	s.box.SetNow(monday.Add(14*time.Hour + 30*time.Minute))
	status, _ := s.do(http.MethodPost, path, object{"targetStudioId": there, "switchDate": "2026-05-19"})
	require.Equal(t, http.StatusOK, status)
	s.as("sandbox-forge").refused(http.StatusBadRequest, http.MethodPost, path, object{"targetStudioId": here, "switchDate": "2026-05-19"})
}
