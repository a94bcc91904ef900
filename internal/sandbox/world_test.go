package sandbox_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func TestEqualSeedsMakeEqualWorlds(t *testing.T) {
	dump := func(seed int64, now time.Time) string {
		box := sandbox.New(sandbox.Options{Seed: seed, Now: now})
		text, err := box.Dump()
		require.NoError(t, err)
		// The clock runs on, so that instant alone differs.
		return regexp.MustCompile(`"now":"[^"]*"`).ReplaceAllString(string(text), "")
	}
	require.Equal(t, dump(7, monday), dump(7, monday))
	require.NotEqual(t, dump(7, monday), dump(8, monday))
	require.NotEqual(t, dump(7, monday), dump(7, monday.AddDate(0, 0, 1)))
}

func TestEveryStoryExistsInBothStudios(t *testing.T) {
	box := sandbox.New(sandbox.Options{Now: monday})
	stories := map[string]map[string]int{}
	emails := map[string][]string{}
	for _, m := range box.Members() {
		if stories[m.Studio] == nil {
			stories[m.Studio] = map[string]int{}
		}
		stories[m.Studio][m.Story]++
		emails[m.Email] = append(emails[m.Email], m.Story)
		require.Regexp(t, `^1-\d{5}$`, m.CustomerNumber)
		require.GreaterOrEqual(t, m.CustomerID, int64(1_000_000))
	}
	want := map[string]int{
		"regular": 1, "family": 3, "debtor": 1, "paused": 1, "canceled": 1, "pending": 1,
		"prospect": 1, "former": 1, "restricted": 1, "extras": 1, "newcomer": 1,
	}
	require.Equal(t, map[string]map[string]int{"nordlicht": want, "forge": want}, stories)
	for email, who := range emails {
		if len(who) > 1 {
			require.Equal(t, []string{"family", "family", "family"}, who, email)
		}
	}
	text, err := json.Marshal(box.Members()[0])
	require.NoError(t, err)
	require.JSONEq(t, `{"studio":"nordlicht","name":"Lena Hansen","email":"lena.hansen@example.org","customer_number":"1-20017","story":"regular"}`, string(text))
}

func TestNamesAreOddInEachWayAClientHasToCopeWith(t *testing.T) {
	box := sandbox.New(sandbox.Options{Now: monday})
	for _, studio := range []string{"nordlicht", "forge"} {
		has := func(what string, test func(name string) bool) {
			require.True(t, slices.ContainsFunc(box.Members(), func(m sandbox.Member) bool {
				return m.Studio == studio && test(m.Name)
			}), "%s: no name %s", studio, what)
		}
		has("from right to left", func(n string) bool {
			return strings.ContainsFunc(n, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })
		})
		has("with an emoji", func(n string) bool { return strings.Contains(n, "🌻") })
		has("very long", func(n string) bool { return utf8.RuneCountInString(n) > 65 })
	}
}

// TestTimetable: the timetable is this week's, whatever day it is, and has every
// kind of class.
func TestTimetable(t *testing.T) {
	for day := range 8 { // every weekday, at every time of the day
		now := monday.AddDate(0, 0, day).Add(time.Duration(day*3) * time.Hour)
		box := sandbox.New(sandbox.Options{Seed: int64(day), Now: now})
		for studio, zone := range map[string]string{"nordlicht": "Europe/Berlin", "forge": "Europe/London"} {
			checkTimetable(t, box, studio, zone, now)
		}
	}
}

func checkTimetable(t *testing.T, box *sandbox.Sandbox, studio, zone string, now time.Time) {
	loc, err := time.LoadLocation(zone)
	require.NoError(t, err)
	days := map[string]int{}
	classes := map[int64]bool{}
	var fullWithRoom, full, noList, unlimited, displayOnly, toConfirm, longTitle int
	for _, s := range box.ClassSlots(studio) {
		local := s.Start.In(loc)
		days[local.Format(time.DateOnly)]++
		classes[s.ClassID] = true
		require.True(t, s.End.After(s.Start))
		require.GreaterOrEqual(t, local.Hour(), 6, "%s %s", s.Title, local)
		if s.Max >= 0 {
			require.LessOrEqual(t, s.Booked+s.Additional, s.Max, s.Title)
			if s.MaxWaiting >= 0 {
				require.LessOrEqual(t, s.Waiting, s.MaxWaiting, s.Title)
			} else {
				require.Zero(t, s.Waiting)
			}
			require.True(t, s.Waiting == 0 || s.Booked+s.Additional == s.Max, "%s: people wait although there is a place", s.Title)
		}
		if !s.Start.After(now) {
			continue
		}
		switch {
		case s.Max < 0:
			unlimited++
		case s.Booked+s.Additional < s.Max:
		case s.MaxWaiting < 0:
			noList++
		case s.Waiting < s.MaxWaiting:
			fullWithRoom++
		default:
			full++
		}
		if !s.Bookable {
			displayOnly++
		}
		if s.NeedsConfirmation {
			toConfirm++
		}
		if utf8.RuneCountInString(s.Title) == 80 {
			longTitle++
		}
	}
	for name, n := range map[string]int{
		"full with room on the waiting list": fullWithRoom, "full with full waiting list": full,
		"full without waiting list": noList, "unlimited": unlimited, "display only": displayOnly,
		"to be confirmed": toConfirm, "80 characters": longTitle,
	} {
		require.Positive(t, n, "%s at %s: no slot that is %s", studio, now, name)
	}
	require.InDelta(t, 13, len(classes), 1)
	today := now.In(loc)
	for ahead := -1; ahead <= 14; ahead++ {
		n := days[today.AddDate(0, 0, ahead).Format(time.DateOnly)]
		require.True(t, n >= 12 && n <= 18, "%d slots %d days ahead", n, ahead)
	}
}

// TestNobodyIsInTwoPlaces holds for the whole made-up world.
func TestNobodyIsInTwoPlaces(t *testing.T) {
	box := sandbox.New(sandbox.Options{Seed: 3, Now: monday})
	ends := map[int64]time.Time{}
	for _, s := range box.ClassSlots("forge") {
		ends[s.ID] = s.End
	}
	of := map[int64][]sandbox.ClassBooking{}
	for _, b := range box.ClassBookings("forge") {
		of[b.CustomerID] = append(of[b.CustomerID], b)
	}
	for customer, bookings := range of {
		slices.SortFunc(bookings, func(a, b sandbox.ClassBooking) int { return a.Start.Compare(b.Start) })
		for i := 1; i < len(bookings); i++ {
			require.False(t, bookings[i].Start.Before(ends[bookings[i-1].SlotID]), "customer %d", customer)
		}
	}
	require.Greater(t, len(of), 250)
}

// TestClockChange: on the Sunday the clocks change there is a class across it,
// with the offsets before and after in its two ends.
func TestClockChange(t *testing.T) {
	for _, c := range []struct {
		now        string
		studio     string
		start, end string
		hours      float64
	}{
		{now: "2027-03-20T10:00:00Z", studio: "nordlicht", start: "2027-03-28T01:30:00.000+01:00[Europe/Berlin]", end: "2027-03-28T03:30:00.000+02:00[Europe/Berlin]", hours: 1},
		{now: "2026-10-20T10:00:00Z", studio: "nordlicht", start: "2026-10-25T01:30:00.000+02:00[Europe/Berlin]", end: "2026-10-25T03:30:00.000+01:00[Europe/Berlin]", hours: 3},
		{now: "2027-03-20T10:00:00Z", studio: "forge", start: "2027-03-28T00:30:00.000Z[Europe/London]", end: "2027-03-28T02:30:00.000+01:00[Europe/London]", hours: 1},
		{now: "2026-10-20T10:00:00Z", studio: "forge", start: "2026-10-25T00:30:00.000+01:00[Europe/London]", end: "2026-10-25T02:30:00.000Z[Europe/London]", hours: 3},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		require.NoError(t, err)
		s := start(t, now).as("sandbox-" + c.studio)
		day := c.start[:10]
		slots := get[slotSlice](s, "/v1/classes/slots?daysAhead=1&sliceSize=50&slotWindowStartDate="+day)
		i := slices.IndexFunc(slots.Result, func(s slotJSON) bool { return s.ClassInformation.Title == "Night Yoga" })
		require.GreaterOrEqual(t, i, 0, "%s: no class across the clock change", c.studio)
		night := slots.Result[i]
		require.Equal(t, c.start, night.StartDateTime)
		require.Equal(t, c.end, night.EndDateTime)
		require.Equal(t, c.hours, instant(t, night.EndDateTime).Sub(instant(t, night.StartDateTime)).Hours())
		// The day before and after keep their wall times.
		for _, other := range []int{-1, 1, 0} {
			on := instant(t, c.start).AddDate(0, 0, other).Format(time.DateOnly)
			for _, o := range get[slotSlice](s, "/v1/classes/slots?daysAhead=1&sliceSize=50&slotWindowStartDate="+on).Result {
				if strings.Contains(o.ClassInformation.Title, "HIIT") && strings.Contains(o.StartDateTime, "T12") {
					require.Contains(t, o.StartDateTime, on+"T12:30:00.000", c.studio)
				}
			}
		}
	}
	far := sandbox.New(sandbox.Options{Now: monday})
	for _, s := range far.ClassSlots("nordlicht") {
		require.NotEqual(t, "Night Yoga", s.Title)
	}
}

// TestTheWorldGoesOn: when days pass the timetable grows, and what was there stays.
func TestTheWorldGoesOn(t *testing.T) {
	s := start(t, monday)
	before := get[slotSlice](s, "/v1/classes/slots?daysAhead=1&sliceSize=50&slotWindowStartDate=2026-05-20")
	require.Empty(t, get[slotSlice](s, "/v1/classes/slots?daysAhead=1&slotWindowStartDate=2026-06-20").Result)
	for _, ahead := range []time.Duration{48 * time.Hour, 30 * 24 * time.Hour} {
		s.box.SetNow(monday.Add(ahead))
		for day := -1; day <= 14; day++ {
			on := monday.Add(ahead).AddDate(0, 0, day).Format(time.DateOnly)
			n := len(get[slotSlice](s, "/v1/classes/slots?daysAhead=1&sliceSize=50&slotWindowStartDate="+on).Result)
			require.GreaterOrEqual(t, n, 12, on)
		}
	}
	s.box.SetNow(monday)
	after := get[slotSlice](s, "/v1/classes/slots?daysAhead=1&sliceSize=50&slotWindowStartDate=2026-05-20")
	require.Equal(t, before, after)
}

func TestTheRegularHasOneOfEach(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		s := start(t, monday).as("sandbox-" + studio)
		id := s.member(studio, "regular").CustomerID
		var got []string
		for _, b := range s.bookings(id) {
			got = append(got, b.BookingStatus+" "+b.ClassSlotStatus+" "+b.ParticipantStatus)
		}
		require.Equal(t, []string{"BOOKED COMPLETED PARTICIPATING", "BOOKED PLANNED UNSET", "WAITING_LIST PLANNED UNSET"}, got)
		require.Len(t, get[[]object](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", id)), 1)
		newcomer := s.member(studio, "newcomer").CustomerID
		require.Empty(t, s.bookings(newcomer))
		require.Empty(t, get[[]object](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", newcomer)))
	}
}

// TestOpensAndClosesAroundNow: a class opens within minutes, another has just closed.
func TestOpensAndClosesAroundNow(t *testing.T) {
	s := start(t, monday)
	var opens, closed bool
	for _, slot := range allSlots(s) {
		if slot.EarliestBookingDateTime != "" {
			until := instant(t, slot.EarliestBookingDateTime).Sub(s.box.Now())
			opens = opens || until > 0 && until < 10*time.Minute
		}
		if slot.LatestBookingDateTime != "" {
			since := s.box.Now().Sub(instant(t, slot.LatestBookingDateTime))
			closed = closed || since > 0 && since < time.Hour && instant(t, slot.StartDateTime).After(s.box.Now())
		}
	}
	require.True(t, opens)
	require.True(t, closed)
}

func allSlots(s *server) []slotJSON {
	s.t.Helper()
	var all []slotJSON
	offset := "0"
	for {
		part := get[slotSlice](s, "/v1/classes/slots?daysAhead=16&sliceSize=100&slotWindowStartDate="+
			s.box.Now().AddDate(0, 0, -1).Format(time.DateOnly)+"&offset="+offset)
		all = append(all, part.Result...)
		if !part.HasNext {
			return all
		}
		require.NotEqual(s.t, offset, part.Offset)
		offset = part.Offset
	}
}

// TestAnswersVary: optionals are present, absent and null, and unknown fields occur.
func TestAnswersVary(t *testing.T) {
	s := start(t, monday)
	count := func() (present, absent, null, unknown int) {
		type raw = map[string]json.RawMessage
		for _, slot := range get[struct{ Result []raw }](s, "/v1/classes/slots?daysAhead=14&sliceSize=100").Result {
			switch value, ok := slot["location"]; {
			case !ok:
				absent++
			case string(value) == "null":
				null++
			default:
				present++
			}
			if _, ok := slot["laterField"]; ok {
				unknown++
			}
		}
		return present, absent, null, unknown
	}
	present, absent, null, unknown := count()
	require.Positive(t, present)
	require.Positive(t, absent)
	require.Positive(t, null)
	require.Positive(t, unknown)

	sw := s.box.Switches()
	sw.Nulls, sw.UnknownFields = false, false
	s.box.SetSwitches(sw)
	_, _, null, unknown = count()
	require.Zero(t, null)
	require.Zero(t, unknown)
}
