package handlers

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	"memberportal/views"
)

// dayOf is the timetable of a day, seen at six in the morning.
func dayOf(t *testing.T, date string, slots ...pgclient.ClassSlot) timetable {
	t.Helper()
	return timetable{
		now: moment(t, date+" 06:00"), today: day(t, date), day: day(t, date), zone: zone(t, "Europe/Berlin"),
		slots: slots, classes: []pgclient.Class{*yoga()},
	}
}

func allSlots(p views.ClassesPage) []views.Slot {
	var list []views.Slot
	for _, part := range p.Parts {
		list = append(list, part.Slots...)
	}
	return list
}

func TestTimetableWithoutSlots(t *testing.T) {
	p := newClassesPage(berlinPage(t), dayOf(t, "2026-06-15"))
	require.Empty(t, p.Parts)
	require.False(t, p.Filtered)
	require.Equal(t, "Monday, 15 June", p.Day)
	require.Equal(t, "2026-06-15", p.DayValue)
	require.Len(t, p.Days, 14)
	require.Len(t, p.Filters, 3)
	require.Len(t, p.Filters[0].Options, 1, "only All classes")
}

func TestTimetableOfFiveHundredSlots(t *testing.T) {
	tt := dayOf(t, "2026-06-15")
	for i := range 500 {
		minute := 500 - i // the API promises no order
		tt.slots = append(tt.slots, slotAt(t, int64(1000+i), fmt.Sprintf("2026-06-15 %02d:%02d", 7+minute/60, minute%60)))
	}
	p := newClassesPage(berlinPage(t), tt)
	list := allSlots(p)
	require.Len(t, list, 500)
	for i := 1; i < len(list); i++ {
		require.LessOrEqual(t, list[i-1].DateTime, list[i].DateTime)
	}
	counts := 0
	for _, part := range p.Parts {
		var n int
		_, err := fmt.Sscanf(part.Count, "%d classes", &n)
		require.NoError(t, err)
		require.Len(t, part.Slots, n)
		counts += n
	}
	require.Equal(t, 500, counts)
}

// The API does not say whether its window includes its last day, and a slot
// may come twice where a list changes between two slices.
func TestTimetableShowsEachSlotOfTheDayOnce(t *testing.T) {
	tt := dayOf(t, "2026-06-15",
		slotAt(t, 2, "2026-06-15 18:00"), slotAt(t, 1, "2026-06-15 18:00"), slotAt(t, 2, "2026-06-15 18:00"),
		slotAt(t, 3, "2026-06-14 23:59"), slotAt(t, 4, "2026-06-16 00:00"), slotAt(t, 5, "2026-06-15 00:00"),
		slotAt(t, 6, "2026-06-15 23:59"), slotAt(t, 7, "2026-06-15 12:00"), slotAt(t, 8, "2026-06-15 11:59"),
		slotAt(t, 9, "2026-06-15 17:00"), slotAt(t, 10, "2026-06-15 16:59"),
		slotAt(t, 11, "2026-06-15 10:00", func(s *pgclient.ClassSlot) { s.StartDateTime = pgclient.ZonedTime{} }),
	)
	tt.now = moment(t, "2026-06-15 00:00") // nothing is over
	p := newClassesPage(berlinPage(t), tt)
	got := map[string]string{}
	for _, part := range p.Parts {
		for _, s := range part.Slots {
			got[part.Heading] += s.Time + " " + s.To[strings.LastIndex(s.To, "/")+1:] + ","
		}
	}
	require.Equal(t, map[string]string{
		"Morning": "00:00 5,11:59 8,", "Afternoon": "12:00 7,16:59 10,", "Evening": "17:00 9,18:00 1,18:00 2,23:59 6,",
	}, got)
}

// A slot stands on the day and in the part of the day that its own time says,
// whether that came with a zone, another zone, or an offset alone.
func TestTimetableOfSlotsFromOtherZones(t *testing.T) {
	for name, c := range map[string]struct{ start, day, part, time string }{
		"the studio's zone":               {"2026-06-15T18:00:00.000+02:00[Europe/Berlin]", "2026-06-15", "Evening", "18:00"},
		"another zone":                    {"2026-06-15T11:30:00.000+01:00[Europe/London]", "2026-06-15", "Morning", "11:30"},
		"another zone, late":              {"2026-06-15T23:30:00.000+01:00[Europe/London]", "2026-06-15", "Evening", "23:30"},
		"UTC before the studio's noon":    {"2026-06-15T09:59:00.000Z", "2026-06-15", "Morning", "11:59"},
		"UTC after the studio's noon":     {"2026-06-15T10:30:00.000Z", "2026-06-15", "Afternoon", "12:30"},
		"UTC of the day before":           {"2026-06-14T22:30:00.000Z", "2026-06-15", "Morning", "00:30"},
		"UTC of the next day":             {"2026-06-15T22:30:00.000Z", "2026-06-16", "Morning", "00:30"},
		"an offset of the day before":     {"2026-06-14T18:30:00.000-05:00", "2026-06-15", "Morning", "01:30"},
		"an unknown zone with its offset": {"2026-06-15T18:00:00.000+02:00[Europe/Atlantis]", "2026-06-15", "Evening", "18:00"},
	} {
		slot := slotAt(t, 1, "2026-06-15 10:00", func(s *pgclient.ClassSlot) {
			s.StartDateTime, s.EndDateTime = zt(t, c.start), pgclient.ZonedTime{}
		})
		for _, date := range []string{"2026-06-14", "2026-06-15", "2026-06-16"} {
			tt := dayOf(t, "2026-06-14", slot)
			tt.day = day(t, date)
			p := newClassesPage(berlinPage(t), tt)
			if date != c.day {
				require.Empty(t, p.Parts, "%s: on %s", name, date)
				continue
			}
			require.Len(t, p.Parts, 1, "%s: on %s", name, date)
			require.Equal(t, c.part, p.Parts[0].Heading, name)
			require.Equal(t, c.time, p.Parts[0].Slots[0].Time, name)

			tt.part = strings.ToLower(c.part)
			require.Len(t, allSlots(newClassesPage(berlinPage(t), tt)), 1, "%s: filtered", name)
		}
	}
}

func TestTimetableFilters(t *testing.T) {
	boxing := pgclient.Class{ID: 8, Title: "boxing", Bookable: true}
	of := func(class int64, title string, instructors ...pgclient.Instructor) func(*pgclient.ClassSlot) {
		return func(s *pgclient.ClassSlot) {
			s.ClassInformation = &pgclient.ClassInformation{ID: class, Title: title}
			s.Instructors = instructors
		}
	}
	ann, bob := pgclient.Instructor{ID: 1, PublicName: "Ann"}, pgclient.Instructor{ID: 2, FirstName: "Bob"}
	tt := dayOf(t, "2026-06-15",
		slotAt(t, 1, "2026-06-15 09:00", of(7, "Yoga Flow", ann)), slotAt(t, 2, "2026-06-15 13:00", of(8, "boxing", bob)),
		slotAt(t, 3, "2026-06-15 19:00", of(8, "boxing", bob, ann)), slotAt(t, 4, "2026-06-15 20:00", of(7, "Yoga Flow")),
		slotAt(t, 5, "2026-06-15 21:00", func(s *pgclient.ClassSlot) { s.ClassInformation, s.Instructors = nil, nil }),
	)
	tt.classes = append(tt.classes, boxing, pgclient.Class{ID: 9, Title: "Not today"})
	for name, c := range map[string]struct {
		class, instructor, part string
		want                    []string
		chosen                  int // options that are selected
	}{
		"none":                        {"", "", "", []string{"09:00", "13:00", "19:00", "20:00", "21:00"}, 0},
		"class":                       {"8", "", "", []string{"13:00", "19:00"}, 1},
		"instructor":                  {"", "1", "", []string{"09:00", "19:00"}, 1},
		"part":                        {"", "", "evening", []string{"19:00", "20:00", "21:00"}, 1},
		"all three":                   {"8", "2", "afternoon", []string{"13:00"}, 3},
		"nothing left":                {"7", "2", "", nil, 2},
		"class of another day":        {"9", "", "", nil, 1},
		"unknown class":               {"4711", "", "", nil, 0},
		"unknown instructor":          {"", "4711", "", nil, 0},
		"unknown part":                {"", "", "midnight", nil, 0},
		"class that is no number":     {"<script>", "", "", nil, 0},
		"instructor that is an id +0": {"", "01", "", nil, 0},
	} {
		tt.class, tt.instructor, tt.part = c.class, c.instructor, c.part
		p := newClassesPage(berlinPage(t), tt)
		var got []string
		for _, s := range allSlots(p) {
			got = append(got, s.Time)
		}
		require.Equal(t, c.want, got, name)
		require.Equal(t, name != "none", p.Filtered, name)
		require.Equal(t, "/nordlicht/classes?day=2026-06-15", p.ClearTo, name)
		chosen := 0
		for _, f := range p.Filters {
			for _, o := range f.Options {
				chosen += len(map[bool]string{true: "x"}[o.Selected])
			}
		}
		require.Equal(t, c.chosen, chosen, name)
	}
	tt.class, tt.instructor, tt.part = "9", "", ""
	p := newClassesPage(berlinPage(t), tt)
	require.Equal(t, []views.Option{
		{Value: "", Text: "All classes"}, {Value: "8", Text: "boxing"}, {Value: "9", Text: "Not today", Selected: true}, {Value: "7", Text: "Yoga Flow"},
	}, p.Filters[0].Options, "by name whatever its case; what is chosen stays")
	require.Equal(t, []views.Option{{Value: "", Text: "All instructors"}, {Value: "1", Text: "Ann"}, {Value: "2", Text: "Bob"}}, p.Filters[1].Options)
	require.Contains(t, p.Days[3].To, "class=9", "the filter stays when the day changes")
}

func TestTimetableNames(t *testing.T) {
	long := strings.Repeat("Langhantel & Beweglichkeit ", 3)[:80]
	for name, c := range map[string]struct {
		class *pgclient.Class
		info  *pgclient.ClassInformation
		want  string
	}{
		"eighty characters":    {nil, &pgclient.ClassInformation{ID: 7, Title: long}, long},
		"right to left":        {nil, &pgclient.ClassInformation{ID: 7, Title: "يوغا للمبتدئين"}, "يوغا للمبتدئين"},
		"emoji":                {nil, &pgclient.ClassInformation{ID: 7, Title: "🧘‍♀️ Yin & Yang"}, "🧘‍♀️ Yin & Yang"},
		"the class knows it":   {&pgclient.Class{ID: 7, Title: "Yoga Flow", Bookable: true}, &pgclient.ClassInformation{ID: 7, Title: "Old name"}, "Yoga Flow"},
		"the class has none":   {&pgclient.Class{ID: 7, Bookable: true}, &pgclient.ClassInformation{ID: 7, Title: "From the slot"}, "From the slot"},
		"nobody has one":       {nil, &pgclient.ClassInformation{ID: 7}, "Class"},
		"no class at all":      {nil, nil, "Class"},
		"untitled by accident": {&pgclient.Class{ID: 7, Bookable: true}, nil, "Class"},
	} {
		tt := dayOf(t, "2026-06-15", slotAt(t, 1, "2026-06-15 09:00", func(s *pgclient.ClassSlot) { s.ClassInformation = c.info }))
		tt.classes = nil
		if c.class != nil {
			tt.classes = []pgclient.Class{*c.class}
		}
		list := allSlots(newClassesPage(berlinPage(t), tt))
		require.Len(t, list, 1, name)
		require.Equal(t, c.want, list[0].Name, name)
	}
}

func TestSlotDetail(t *testing.T) {
	base := berlinPage(t)
	room := &pgclient.Location{Name: "Studio 2"}
	for want, s := range map[string]pgclient.ClassSlot{
		"":                   {},
		"Studio 2":           {Location: room},
		"Ann":                {Instructors: []pgclient.Instructor{{PublicName: "Ann", FirstName: "Annegret"}}},
		"Bob Lee · Studio 2": {Instructors: []pgclient.Instructor{{FirstName: "Bob", LastName: "Lee"}}, Location: room},
		"Ann, Bob and Eve":   {Instructors: []pgclient.Instructor{{PublicName: "Ann"}, {FirstName: "Bob"}, {LastName: "Eve"}}, Location: &pgclient.Location{}},
		"ליאת · Studio 2":    {Instructors: []pgclient.Instructor{{PublicName: "ליאת"}, {}}, Location: room},
	} {
		require.Equal(t, want, slotDetail(base.Text, s))
	}
}

func TestSlotPlacesAndControl(t *testing.T) {
	n := func(i int) *int { return &i }
	places := func(most, booked, added int, waiting, room *int) func(*pgclient.ClassSlot) {
		return func(s *pgclient.ClassSlot) {
			s.MaxParticipants, s.BookedParticipants, s.AdditionalParticipants = n(most), n(booked), added
			s.WaitingListParticipants, s.MaxWaitingListParticipants = waiting, room
		}
	}
	unlimited := func(s *pgclient.ClassSlot) { s.MaxParticipants = nil }
	opens := func(at string) func(*pgclient.ClassSlot) {
		return func(s *pgclient.ClassSlot) { s.EarliestBookingDateTime = wall(t, at) }
	}
	closes := func(at string) func(*pgclient.ClassSlot) {
		return func(s *pgclient.ClassSlot) { s.LatestBookingDateTime = wall(t, at) }
	}
	starts := func(at string) func(*pgclient.ClassSlot) {
		return func(s *pgclient.ClassSlot) { *s = slotAt(t, 1, at) }
	}
	const now = "2026-06-15 12:00"
	own := func(s pgclient.ClassBookingStatus) *pgclient.ClassBooking { return ownBooking(1, s) }
	for name, c := range map[string]struct {
		change           func(*pgclient.ClassSlot)
		own              *pgclient.ClassBooking
		stranger, hidden bool
		barred           string
		places, word     string
		few, full        bool
		taken, most      int
		action           views.SlotAction
		to               string
		tone             views.Tone
	}{
		"places":                      {change: places(20, 8, 0, nil, nil), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionBook, word: "Book"},
		"four left":                   {change: places(20, 15, 1, nil, nil), places: "4 of 20 places left", taken: 16, most: 20, action: views.ActionBook, word: "Book"},
		"three left":                  {change: places(20, 17, 0, nil, nil), places: "3 places left", few: true, taken: 17, most: 20, action: views.ActionBook, word: "Book"},
		"one left":                    {change: places(20, 17, 2, nil, nil), places: "1 place left", few: true, taken: 19, most: 20, action: views.ActionBook, word: "Book"},
		"nobody counted":              {change: func(s *pgclient.ClassSlot) { s.BookedParticipants = nil }, places: "20 of 20 places left", most: 20, action: views.ActionBook, word: "Book"},
		"no limit":                    {change: unlimited, places: "Places free", action: views.ActionBook, word: "Book"},
		"full, a list":                {change: places(20, 20, 0, n(0), n(5)), places: "Full", full: true, taken: 20, most: 20, action: views.ActionWait, word: "Join waiting list"},
		"full, people wait":           {change: places(20, 18, 2, n(3), n(5)), places: "Full · 3 waiting", full: true, taken: 20, most: 20, action: views.ActionWait, word: "Join waiting list"},
		"full, the list too":          {change: places(20, 20, 0, n(5), n(5)), places: "Full · 5 waiting", full: true, taken: 20, most: 20, action: views.ActionNone},
		"full, no list":               {change: places(20, 20, 0, nil, nil), places: "Full", full: true, taken: 20, most: 20, action: views.ActionNone},
		"full, a list for nobody":     {change: places(20, 20, 0, nil, n(0)), places: "Full", full: true, taken: 20, most: 20, action: views.ActionNone},
		"more than full":              {change: places(20, 25, 2, nil, nil), places: "Full", full: true, taken: 20, most: 20, action: views.ActionNone},
		"no places at all":            {change: places(0, 0, 0, nil, nil), places: "Full", full: true, action: views.ActionNone},
		"a stranger":                  {stranger: true, places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionSignIn, word: "Sign in", to: "/nordlicht/signin?next=%2Fnordlicht%2Fclasses%2F7%2Fslots%2F1"},
		"a stranger, full with list":  {stranger: true, change: places(20, 20, 0, nil, n(2)), places: "Full", full: true, taken: 20, most: 20, action: views.ActionSignIn, word: "Sign in", to: "/nordlicht/signin?next=%2Fnordlicht%2Fclasses%2F7%2Fslots%2F1"},
		"a stranger, full":            {stranger: true, change: places(20, 20, 0, nil, nil), places: "Full", full: true, taken: 20, most: 20, action: views.ActionNone},
		"booked":                      {own: own(pgclient.ClassBookingStatusBooked), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionBooked, word: "Booked", tone: views.ToneGood, to: "/nordlicht/bookings/class/900"},
		"on the list":                 {own: own(pgclient.ClassBookingStatusWaitingList), change: places(20, 20, 0, n(1), n(1)), places: "Full · 1 waiting", full: true, taken: 20, most: 20, action: views.ActionBooked, word: "Waiting list", tone: views.ToneWarn, to: "/nordlicht/bookings/class/900"},
		"requested":                   {own: own(pgclient.ClassBookingStatusBookedWithConfirmationRequired), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionBooked, word: "Requested", tone: views.ToneWarn, to: "/nordlicht/bookings/class/900"},
		"a status of a later release": {own: own("PENCILLED_IN"), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionBooked, word: "Requested", tone: views.ToneWarn, to: "/nordlicht/bookings/class/900"},
		"booked and over":             {own: own(pgclient.ClassBookingStatusBooked), change: starts("2026-06-15 09:00"), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionBooked, word: "Booked", tone: views.ToneGood, to: "/nordlicht/bookings/class/900"},
		"starts this minute":          {change: starts(now), taken: 8, action: views.ActionNone, word: "Has started"},
		"has started, was full":       {change: func(s *pgclient.ClassSlot) { *s = slotAt(t, 1, "2026-06-15 11:30"); s.BookedParticipants = n(20) }, taken: 20, action: views.ActionNone, word: "Has started"},
		"ends this minute":            {change: starts("2026-06-15 11:00"), taken: 8, action: views.ActionNone, word: "Over"},
		"over":                        {change: starts("2026-06-15 09:00"), taken: 8, action: views.ActionNone, word: "Over"},
		"opens today":                 {change: opens("2026-06-15 20:30"), places: "Opens today 20:30", taken: 8, most: 20, action: views.ActionNone, word: "Not open yet"},
		"opens this week":             {change: opens("2026-06-17 20:30"), places: "Opens Wed 20:30", taken: 8, most: 20, action: views.ActionNone, word: "Not open yet"},
		"opens in six days":           {change: opens("2026-06-21 08:00"), places: "Opens Sun 08:00", taken: 8, most: 20, action: views.ActionNone, word: "Not open yet"},
		"opens in seven days":         {change: opens("2026-06-22 08:00"), places: "Opens Mon 22 Jun, 08:00", taken: 8, most: 20, action: views.ActionNone, word: "Not open yet"},
		"opens later":                 {change: opens("2026-07-01 08:00"), places: "Opens Wed 1 Jul, 08:00", taken: 8, most: 20, action: views.ActionNone, word: "Not open yet"},
		"opens this minute":           {change: opens(now), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionBook, word: "Book"},
		"closes this minute":          {change: closes(now), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionBook, word: "Book"},
		"closed":                      {change: closes("2026-06-15 11:59"), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionNone, word: "Booking has closed"},
		"paused":                      {barred: "Paused", places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionNone, word: "Paused"},
		"paused, but booked":          {barred: "Paused", own: own(pgclient.ClassBookingStatusBooked), places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionBooked, word: "Booked", tone: views.ToneGood, to: "/nordlicht/bookings/class/900"},
		"paused, full with a list":    {barred: "Paused", change: places(20, 20, 0, nil, n(2)), places: "Full", full: true, taken: 20, most: 20, action: views.ActionNone, word: "Paused"},
		"paused, full":                {barred: "Paused", change: places(20, 20, 0, nil, nil), places: "Full", full: true, taken: 20, most: 20, action: views.ActionNone},
		"paused, and over":            {barred: "Paused", change: starts("2026-06-15 09:00"), taken: 8, action: views.ActionNone, word: "Over"},
		"display only":                {hidden: true, places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionNone, word: "Without booking"},
		"display only, and over":      {hidden: true, change: starts("2026-06-15 09:00"), taken: 8, action: views.ActionNone, word: "Over"},
		"display only, stranger":      {hidden: true, stranger: true, places: "12 of 20 places left", taken: 8, most: 20, action: views.ActionNone, word: "Without booking"},
	} {
		s := slotAt(t, 1, "2026-06-23 18:00")
		if c.change != nil {
			c.change(&s)
		}
		class := yoga()
		class.Bookable = !c.hidden
		base := berlinPage(t)
		got := newSlot(base.Text, base.Paths, moment(t, now), slotFacts{slot: s, class: class, own: c.own, stranger: c.stranger, barred: c.barred})
		if c.to == "" && (c.action == views.ActionBook || c.action == views.ActionWait) {
			c.to = "/nordlicht/classes/7/slots/1/book"
		}
		require.Equal(t, views.Slot{
			To: "/nordlicht/classes/7/slots/1", Time: got.Time, DateTime: got.DateTime, Length: "60\u00a0min", Name: "Yoga Flow", Detail: "Marek Nowak · Studio 2",
			Places: c.places, Few: c.few, Full: c.full, Taken: c.taken, Max: c.most, Action: c.action, ActionText: c.word, ActionTo: c.to, OwnTone: c.tone,
		}, got, name)
	}
}

// What booking status somebody has, the newest that counts is shown; canceled ones do not.
func TestOwnBookingsOfASlot(t *testing.T) {
	tt := dayOf(t, "2026-06-15", slotAt(t, 1, "2026-06-15 18:00"), slotAt(t, 2, "2026-06-15 19:00"), slotAt(t, 3, "2026-06-15 20:00"))
	canceled := *ownBooking(1, pgclient.ClassBookingStatusCanceled)
	booked := *ownBooking(2, pgclient.ClassBookingStatusBooked)
	again := *ownBooking(2, pgclient.ClassBookingStatusCanceled)
	again.BookingID = 901
	tt.own = []pgclient.ClassBooking{canceled, booked, again}
	var actions []views.SlotAction
	for _, s := range allSlots(newClassesPage(berlinPage(t), tt)) {
		actions = append(actions, s.Action)
	}
	require.Equal(t, []views.SlotAction{views.ActionBook, views.ActionBooked, views.ActionBook}, actions)
}

// The fourteen days on offer follow each other across a change of clocks, and a
// class in the night of the change lasts as long as it lasts.
func TestTimetableAcrossClockChanges(t *testing.T) {
	for _, c := range []struct{ today, change, start, end, length, time string }{
		{"2026-10-19", "2026-10-25", "2026-10-25T02:30:00.000+02:00[Europe/Berlin]", "2026-10-25T02:30:00.000+01:00[Europe/Berlin]", "60\u00a0min", "02:30"},
		{"2026-10-19", "2026-10-25", "2026-10-25T01:30:00.000+02:00[Europe/Berlin]", "2026-10-25T03:30:00.000+01:00[Europe/Berlin]", "180\u00a0min", "01:30"},
		{"2027-03-22", "2027-03-28", "2027-03-28T01:30:00.000+01:00[Europe/Berlin]", "2027-03-28T03:30:00.000+02:00[Europe/Berlin]", "60\u00a0min", "01:30"},
		{"2027-03-28", "2027-03-28", "2027-03-28T00:00:00.000+01:00[Europe/Berlin]", "2027-03-28T01:00:00.000+01:00[Europe/Berlin]", "60\u00a0min", "00:00"},
		{"2026-10-25", "2026-10-25", "2026-10-25T23:59:00.000+01:00[Europe/Berlin]", "2026-10-26T00:59:00.000+01:00[Europe/Berlin]", "60\u00a0min", "23:59"},
	} {
		slot := slotAt(t, 1, "2026-06-15 10:00", func(s *pgclient.ClassSlot) { s.StartDateTime, s.EndDateTime = zt(t, c.start), zt(t, c.end) })
		tt := dayOf(t, c.today, slot)
		tt.now, tt.day = tt.now.Add(-6*time.Hour), day(t, c.change)
		p := newClassesPage(berlinPage(t), tt)
		seen := map[string]bool{}
		for i, d := range p.Days {
			want := day(t, c.today).AddDays(i)
			require.Equal(t, "/nordlicht/classes?day="+want.String(), d.To)
			require.Equal(t, fmt.Sprint(want.Day), d.Number)
			require.False(t, seen[d.To], d.To)
			seen[d.To] = true
			require.Equal(t, want == tt.day, d.Current)
		}
		require.Len(t, p.Days, 14)
		list := allSlots(p)
		require.Len(t, list, 1, c.start)
		require.Equal(t, c.length, list[0].Length, c.start)
		require.Equal(t, c.time, list[0].Time, c.start)
	}
}

func TestTimetableSaysWhenOwnBookingsAreMissing(t *testing.T) {
	tt := dayOf(t, "2026-06-15", slotAt(t, 1, "2026-06-15 18:00"))
	require.False(t, newClassesPage(berlinPage(t), tt).Missing)
	tt.ownMissing = true
	require.True(t, newClassesPage(berlinPage(t), tt).Missing)
}

// What is over stands apart, at the end, and the day begins with what can be taken part in.
func TestTimetablePutsWhatIsOverApart(t *testing.T) {
	tt := dayOf(t, "2026-06-15", slotAt(t, 1, "2026-06-15 09:00"), slotAt(t, 2, "2026-06-15 11:30"), slotAt(t, 3, "2026-06-15 18:00"))
	tt.now = moment(t, "2026-06-15 12:00")
	tt.own = []pgclient.ClassBooking{*ownBooking(1, pgclient.ClassBookingStatusBooked)}
	p := newClassesPage(berlinPage(t), tt)
	require.Len(t, p.Earlier, 1)
	require.Equal(t, views.ActionBooked, p.Earlier[0].Action)
	require.Equal(t, "Earlier today (1)", p.EarlierText)
	require.Len(t, allSlots(p), 2, "what has begun is not over")
	require.Equal(t, "1 class", p.Parts[0].Count)
	tt.class = "4711"
	require.Empty(t, newClassesPage(berlinPage(t), tt).Earlier, "filtered like the rest")
}

func TestTimetableNamesTheZone(t *testing.T) {
	require.Equal(t, "Berlin time", newClassesPage(berlinPage(t), dayOf(t, "2026-06-15", slotAt(t, 1, "2026-06-15 18:00"))).Zone)
	require.Empty(t, newClassesPage(berlinPage(t), dayOf(t, "2026-06-15")).Zone, "no times, no zone")
}
