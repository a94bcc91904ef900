package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

type checkin struct {
	CheckinID                         int64
	CheckInDateTime, CheckOutDateTime string
	StudioID                          int64
	StudioName                        string
}

type checkinSlice struct {
	Result  []checkin
	HasNext bool
	Offset  string
}

// moment reads a time that has an offset and no zone.
func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}

func (c checkin) day() string { return c.CheckInDateTime[:10] }

// checkins reads a whole history, below /v1 or /v1/cross-studio.
func (s *server) checkins(under string, id int64, query string) []checkin {
	s.t.Helper()
	var all []checkin
	for offset := "0"; ; {
		part := get[checkinSlice](s, fmt.Sprintf("%s/customers/%d/activities/checkins?sliceSize=50&offset=%s%s", under, id, offset, query))
		all = append(all, part.Result...)
		if !part.HasNext {
			return all
		}
		require.Len(s.t, part.Result, 50)
		require.NotEqual(s.t, offset, part.Offset)
		offset = part.Offset
	}
}

const year = "&fromDate=2025-05-18&toDate=2026-05-18"

func TestEveryStoryHasTheVisitsThatFitIt(t *testing.T) {
	s := start(t, monday)
	for _, m := range s.box.Members() {
		key := s.as("sandbox-" + m.Studio)
		visits := key.checkins("/v1", m.CustomerID, year)
		days := map[string]bool{}
		for i, v := range visits {
			require.False(t, days[v.day()], "twice a day")
			days[v.day()] = true
			require.NotContains(t, v.CheckInDateTime, "[", "with its offset, without a zone")
			require.Equal(t, key.studioID(key.key), v.StudioID)
			require.NotEmpty(t, v.StudioName)
			in := moment(t, v.CheckInDateTime)
			require.True(t, i == 0 || in.Before(moment(t, visits[i-1].CheckInDateTime)), "the newest first")
			if v.CheckOutDateTime != "" {
				stay := moment(t, v.CheckOutDateTime).Sub(in)
				require.True(t, stay > 15*time.Minute && stay < 4*time.Hour, "%s stayed %s", m.Story, stay)
			}
		}
		first, last := "", ""
		if len(visits) > 0 {
			first, last = visits[len(visits)-1].day(), visits[0].day()
		}
		switch m.Story {
		case "regular":
			require.Greater(t, len(visits), 80)
			require.GreaterOrEqual(t, last, "2026-05-15")
		case "extras":
			require.Greater(t, len(visits), 120)
			require.Equal(t, "2026-05-18", last)
			require.Empty(t, visits[0].CheckOutDateTime, "inside right now")
		case "prospect":
			require.Empty(t, visits)
		case "former":
			require.Greater(t, len(visits), 30)
			require.LessOrEqual(t, last, "2026-02-18", "the contract ended then")
			require.Less(t, first, "2025-06-15", "a year back")
		case "paused":
			require.Less(t, last, "2026-05-08", "before the pause")
		case "restricted":
			require.Less(t, last, "2026-05-13", "before the doors closed")
		case "newcomer":
			require.GreaterOrEqual(t, first, "2026-05-16", "a member for two days")
		}
	}
	// At night nobody is inside.
	night := start(t, monday.Add(-6*time.Hour))
	for _, m := range night.box.Members() {
		for _, v := range night.as("sandbox-"+m.Studio).checkins("/v1", m.CustomerID, "&fromDate=2026-05-18") {
			require.NotEmpty(t, v.CheckOutDateTime)
		}
	}
}

func TestAFamilyComesTogether(t *testing.T) {
	s := start(t, monday)
	var together [][]string
	open := 0
	for _, m := range s.box.Members() {
		if m.Studio != "nordlicht" || m.Story != "family" {
			continue
		}
		var days []string
		for _, v := range s.checkins("/v1", m.CustomerID, year) {
			days = append(days, v.day())
			if v.CheckOutDateTime == "" {
				open++
			}
		}
		together = append(together, days)
	}
	require.Len(t, together, 3)
	require.Equal(t, together[0], together[1])
	require.Equal(t, together[0], together[2])
	require.Equal(t, 1, open, "somebody never checked out")
}

// TestTheRegularWasThereWhenTheClassWas: bookings and visits tell one story.
func TestTheRegularWasThereWhenTheClassWas(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	checked := 0
	for _, b := range s.bookings(id) {
		if b.ParticipantStatus != "PARTICIPATING" {
			continue
		}
		checked++
		slot := get[slotJSON](s, fmt.Sprintf("/v1/classes/%d/slots/%d", b.ClassID, b.ClassSlotID))
		begin, end := instant(t, slot.StartDateTime), instant(t, slot.EndDateTime)
		require.True(t, slices.ContainsFunc(s.checkins("/v1", id, ""), func(v checkin) bool {
			return moment(t, v.CheckInDateTime).Before(begin) && v.CheckOutDateTime != "" && moment(t, v.CheckOutDateTime).After(end)
		}))
	}
	require.Equal(t, 1, checked)
}

func TestCheckinDays(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "extras").CustomerID
	all := s.checkins("/v1", id, year)
	between := func(from, to string) []checkin {
		return slices.DeleteFunc(slices.Clone(all), func(v checkin) bool { return v.day() < from || v.day() > to })
	}
	require.Equal(t, between("2026-04-18", "2026-05-18"), s.checkins("/v1", id, ""), "the last month")
	require.Equal(t, between("2026-04-18", "2026-05-01"), s.checkins("/v1", id, "&toDate=2026-05-01"))
	require.Equal(t, between("2026-03-02", "2026-05-18"), s.checkins("/v1", id, "&fromDate=2026-03-02"))
	day := all[3].day()
	require.Equal(t, between(day, day), s.checkins("/v1", id, "&fromDate="+day+"&toDate="+day), "first and last day count")
	first := get[checkinSlice](s, fmt.Sprintf("/v1/customers/%d/activities/checkins", id))
	require.Len(t, first.Result, 10)
	require.Equal(t, "10", first.Offset, "a count")

	loose := startLoose(t, monday)
	for query, field := range map[string]string{
		"fromDate=18.05.2026": "fromDate", "toDate=never": "toDate", "fromDate=2026-05-18&toDate=2026-05-17": "toDate",
		"fromDate=2025-05-17": "toDate", "toDate=2026-04-17": "toDate", "sliceSize=0": "sliceSize", "offset=-1": "offset",
	} {
		refusal := loose.refused(http.StatusBadRequest, http.MethodGet, fmt.Sprintf("/v1/customers/%d/activities/checkins?%s", id, query), nil)
		require.Equal(t, field, refusal["reference"], query)
	}
	s.setSwitches(func(sw *sandbox.Switches) { sw.CheckinsNewestFirst = false })
	slices.Reverse(all)
	require.Equal(t, all, s.checkins("/v1", id, year))
}

// TestVisitsElsewhere: a visit belongs to the studio it was made to, with its clock.
func TestVisitsElsewhere(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	own, all := s.checkins("/v1", id, year), s.checkins("/v1/cross-studio", id, year)
	require.Len(t, all, len(own)+3)
	forge := s.studioID("sandbox-forge")
	for _, v := range all {
		summer := v.day() > "2026-03-28" && v.day() < "2026-10-25" || v.day() < "2025-10-26"
		switch offset := v.CheckInDateTime[19:]; {
		case v.StudioID == forge && summer:
			require.Equal(t, "+01:00", offset)
			require.Equal(t, "The Forge", v.StudioName)
		case v.StudioID == forge:
			require.Equal(t, "Z", offset)
		case summer:
			require.Equal(t, "+02:00", offset)
		default:
			require.Equal(t, "+01:00", offset)
		}
	}
	require.Equal(t, all, s.as("sandbox-forge").checkins("/v1/cross-studio", id, year), "any key of the tenant sees the same")
	s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("/v1/customers/%d/activities/checkins", id), nil)
	s.setSwitches(func(sw *sandbox.Switches) { sw.CheckinsOfKeyStudioOnly = false })
	require.Equal(t, all, s.checkins("/v1", id, year))
}

// TestAVisitIsOnTheDayOfItsPlace: at half past eleven at night in London it is
// tomorrow in Hamburg.
func TestAVisitIsOnTheDayOfItsPlace(t *testing.T) {
	s := start(t, monday)
	id := s.member("forge", "newcomer").CustomerID
	s.box.SetNow(monday.Add(14*time.Hour + 30*time.Minute))
	require.NoError(t, s.box.Staff("checkin", id, true))
	require.Empty(t, s.checkins("/v1/cross-studio", id, "&fromDate=2026-05-19"))
	last := s.checkins("/v1/cross-studio", id, "&fromDate=2026-05-18&toDate=2026-05-18")[0]
	require.Equal(t, "2026-05-18T23:30", last.CheckInDateTime[:16])
}

func TestFrontDeskLetsInAndOut(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "newcomer").CustomerID
	today := func() []checkin { return s.checkins("/v1", id, "&fromDate=2026-05-18") }
	require.Empty(t, today())
	require.Error(t, s.box.Staff("checkin", id, false), "not inside")
	require.NoError(t, s.box.Staff("checkin", id, true))
	require.Error(t, s.box.Staff("checkin", id, true), "inside")
	require.Len(t, today(), 1)
	require.Empty(t, today()[0].CheckOutDateTime)
	require.True(t, strings.HasPrefix(today()[0].CheckInDateTime, "2026-05-18T10:00:0"))
	s.box.Advance(90 * time.Minute)
	require.NoError(t, s.box.Staff("checkin", id, false))
	require.True(t, strings.HasPrefix(today()[0].CheckOutDateTime, "2026-05-18T11:30:0"))
	require.Error(t, s.box.Staff("checkin", id, false))
	require.NoError(t, s.box.Staff("checkin", id, true), "twice a day is fine")
	require.Len(t, today(), 2)

	dump, err := s.box.Dump()
	require.NoError(t, err)
	before := today()
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, before, today())
	// Who stays over night has never checked out, and may come again.
	s.box.Advance(24 * time.Hour)
	require.Error(t, s.box.Staff("checkin", id, false))
	require.NoError(t, s.box.Staff("checkin", id, true))

	require.Error(t, s.box.Staff("checkin", s.member("nordlicht", "restricted").CustomerID, true))
	require.Error(t, s.box.Staff("checkin", 7, true))
	require.Equal(t, []string{"CUSTOMER_CHECKIN", "CUSTOMER_CHECKOUT", "CUSTOMER_CHECKIN", "CUSTOMER_CHECKIN"}, s.emitted("nordlicht", id))
}

// emitted are the kinds of what a webhook would tell of something.
func (s *server) emitted(studio string, id int64) []string {
	s.t.Helper()
	var kinds []string
	for _, e := range s.box.EventsForTest(studio) {
		if e.EntityID == id {
			kinds = append(kinds, e.Type)
		}
	}
	return kinds
}
