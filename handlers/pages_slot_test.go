package handlers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// slotPage is the page of a slot on Wednesday the 17th, seen on the Monday before.
func slotPage(t *testing.T, status pgclient.ClassBookingValidationStatus, change ...func(*slotLoad)) views.ClassSlotPage {
	t.Helper()
	l := slotLoad{facts: slotFacts{slot: slotAt(t, 1, "2026-06-17 18:00"), class: yoga()}, status: status}
	for _, c := range change {
		c(&l)
	}
	return newClassSlotPage(berlinPage(t), moment(t, "2026-06-15 12:00"), l)
}

func TestSlotPageSaysWhyNot(t *testing.T) {
	start := func(at string) func(*slotLoad) {
		return func(l *slotLoad) { l.facts.slot = slotAt(t, 1, at) }
	}
	opens := func(at string) func(*slotLoad) {
		return func(l *slotLoad) { l.facts.slot.EarliestBookingDateTime = wall(t, at) }
	}
	closes := func(at string) func(*slotLoad) {
		return func(l *slotLoad) { l.facts.slot.LatestBookingDateTime = wall(t, at) }
	}
	pause := func(periods ...pgclient.CustomerIdlePeriod) func(*slotLoad) {
		return func(l *slotLoad) { l.standing.customer.value.IdlePeriods = periods }
	}
	from, until := day(t, "2026-06-01"), day(t, "2026-06-30")
	const cannot = "You cannot book this class."
	for name, c := range map[string]struct {
		status      pgclient.ClassBookingValidationStatus
		change      func(*slotLoad)
		title, text string
		tone        views.Tone
	}{
		"no contingent":           {"NO_CONTINGENT", nil, cannot, "Your membership has no bookings left for this class.", views.ToneWarn},
		"limit":                   {"BOOKING_LIMIT_REACHED", nil, cannot, "The class and its waiting list are full.", views.ToneWarn},
		"already":                 {"CUSTOMER_ALREADY_BOOKED", nil, cannot, "You have booked this class already.", views.ToneWarn},
		"paused, nothing known":   {"CUSTOMER_IDLE", nil, cannot, "Your membership is paused.", views.ToneWarn},
		"paused, no period":       {"CUSTOMER_IDLE", pause(), cannot, "Your membership is paused.", views.ToneWarn},
		"paused until":            {"CUSTOMER_IDLE", pause(pgclient.CustomerIdlePeriod{StartDate: from, EndDate: until}), cannot, "Your membership is paused until 30 June 2026.", views.ToneWarn},
		"paused to that day":      {"CUSTOMER_IDLE", pause(pgclient.CustomerIdlePeriod{StartDate: from, EndDate: day(t, "2026-06-17")}), cannot, "Your membership is paused until 17 June 2026.", views.ToneWarn},
		"paused, over before":     {"CUSTOMER_IDLE", pause(pgclient.CustomerIdlePeriod{StartDate: from, EndDate: day(t, "2026-06-16")}), cannot, "Your membership is paused.", views.ToneWarn},
		"paused, starts after":    {"CUSTOMER_IDLE", pause(pgclient.CustomerIdlePeriod{StartDate: day(t, "2026-06-18"), EndDate: until}), cannot, "Your membership is paused.", views.ToneWarn},
		"paused without end":      {"CUSTOMER_IDLE", pause(pgclient.CustomerIdlePeriod{StartDate: from}), cannot, "Your membership is paused.", views.ToneWarn},
		"paused, unlimited":       {"CUSTOMER_IDLE", pause(pgclient.CustomerIdlePeriod{StartDate: from, EndDate: day(t, "2099-12-31"), Unlimited: new(true)}), cannot, "Your membership is paused.", views.ToneWarn},
		"paused, said limited":    {"CUSTOMER_IDLE", pause(pgclient.CustomerIdlePeriod{StartDate: from, EndDate: until, Unlimited: new(false)}), cannot, "Your membership is paused until 30 June 2026.", views.ToneWarn},
		"paused, the second one":  {"CUSTOMER_IDLE", pause(pgclient.CustomerIdlePeriod{StartDate: day(t, "2026-01-01"), EndDate: day(t, "2026-01-31")}, pgclient.CustomerIdlePeriod{StartDate: from, EndDate: until}), cannot, "Your membership is paused until 30 June 2026.", views.ToneWarn},
		"another booking":         {"CUSTOMER_IN_OTHER_BOOKING", nil, cannot, "You have another booking at this time.", views.ToneWarn},
		"display only":            {"DISPLAY_ONLY", nil, cannot, "This class cannot be booked. Just come along, or ask the studio.", views.ToneWarn},
		"too early":               {"DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME", opens("2026-06-16 20:30"), "Booking is not open yet.", "Booking opens tomorrow 20:30.", views.ToneInfo},
		"too early, unknown when": {"DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME", nil, cannot, "Booking is not open yet.", views.ToneWarn},
		"too late":                {"DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME", closes("2026-06-15 10:00"), cannot, "Booking closed today 10:00.", views.ToneWarn},
		"too late, long ago":      {"DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME", closes("2026-06-01 10:00"), cannot, "Booking closed Mon 1 Jun, 10:00.", views.ToneWarn},
		"too late, unknown when":  {"DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME", nil, cannot, "Booking has closed.", views.ToneWarn},
		"studio closed":           {"STUDIO_CLOSED", nil, cannot, "The studio is closed at this time.", views.ToneWarn},
		"any other reason":        {"NOT_AVAILABLE", nil, cannot, "The studio does not take a booking for it at present.", views.ToneWarn},
		"any other, has started":  {"NOT_AVAILABLE", start("2026-06-15 11:30"), cannot, "The class has started.", views.ToneWarn},
		"of a later release":      {"MOON_TOO_FULL", nil, cannot, "The studio does not take a booking for it at present.", views.ToneWarn},
	} {
		p := slotPage(t, c.status, func(l *slotLoad) {
			if c.change != nil {
				c.change(l)
			}
		})
		require.Equal(t, &views.Notice{Tone: c.tone, Title: c.title, Text: c.text}, p.Refusal, name)
		require.Equal(t, views.ActionNone, p.Slot.Action, "%s: nothing is offered that will be refused", name)
		require.Empty(t, p.Slot.ActionTo, name)
		require.Empty(t, p.Before, name)
	}
}

// Not asked, or not answered, is not refused.
func TestSlotPageOffersWhatIsNotRefused(t *testing.T) {
	for _, status := range []pgclient.ClassBookingValidationStatus{"", pgclient.ClassBookingValidationStatusAvailable} {
		p := slotPage(t, status)
		require.Nil(t, p.Refusal)
		require.Equal(t, views.ActionBook, p.Slot.Action)
		require.Equal(t, "/nordlicht/classes/7/slots/1/book", p.Slot.ActionTo)
		require.Equal(t, "Wednesday, 17 June", p.Day)
		require.Equal(t, "/nordlicht/classes?day=2026-06-17", p.BackTo)
		require.Equal(t, "All times are local to the studio (Berlin).", p.ZoneNote)
		require.Equal(t, "Yoga Flow", p.Title)
	}
	wait := slotPage(t, "AVAILABLE", func(l *slotLoad) {
		l.facts.slot.BookedParticipants, l.facts.slot.MaxWaitingListParticipants, l.facts.slot.WaitingListParticipants = new(20), new(5), new(1)
	})
	require.Equal(t, views.ActionWait, wait.Slot.Action)
	require.Contains(t, wait.Before, "You join the waiting list")
	require.Equal(t, "1 person waiting", rowsOf(wait.Rows)["Waiting list"])
}

func TestSlotPageOfAnOwnBooking(t *testing.T) {
	for status, want := range map[pgclient.ClassBookingStatus]views.Chip{
		pgclient.ClassBookingStatusBooked:                         {Tone: views.ToneGood, Text: "Booked"},
		pgclient.ClassBookingStatusWaitingList:                    {Tone: views.ToneWarn, Text: "On the waiting list"},
		pgclient.ClassBookingStatusBookedWithConfirmationRequired: {Tone: views.ToneWarn, Text: "To be confirmed"},
		"OF_A_LATER_RELEASE":                                      {Tone: views.ToneWarn, Text: "Ask the studio"},
	} {
		p := slotPage(t, "CUSTOMER_ALREADY_BOOKED", func(l *slotLoad) { l.facts.own = ownBooking(1, status) })
		require.NotNil(t, p.Own)
		require.Equal(t, want, p.Own.Status)
		require.Nil(t, p.Refusal, "whose the place is needs no reason")
		require.Equal(t, views.ActionBooked, p.Slot.Action)
		require.Empty(t, p.Before)
		require.Equal(t, "To your booking", p.Slot.ActionText, "the chip has said the status")
		require.Empty(t, p.Missing)
	}
}

// What could not be read about the member or the class is said, above a button
// that may still work.
func TestSlotPageSaysWhatWasNotChecked(t *testing.T) {
	for name, c := range map[string]struct {
		status                    pgclient.ClassBookingValidationStatus
		ownMissing, statusMissing bool
		want                      string
	}{
		"all read":                    {status: "AVAILABLE"},
		"nothing read":                {ownMissing: true, statusMissing: true, want: "We could not check whether you can book, or whether you are booked already."},
		"not asked whether":           {statusMissing: true, want: "We could not check whether you can book."},
		"own unread, can be booked":   {status: "AVAILABLE", ownMissing: true},
		"own unread, booked it is":    {status: "CUSTOMER_ALREADY_BOOKED", ownMissing: true},
		"own unread, refused as full": {status: "BOOKING_LIMIT_REACHED", ownMissing: true, want: "We could not check whether you are booked already."},
	} {
		p := slotPage(t, c.status, func(l *slotLoad) { l.ownMissing, l.statusMissing = c.ownMissing, c.statusMissing })
		require.Equal(t, c.want, p.Missing, name)
	}
	booked := slotPage(t, "", func(l *slotLoad) {
		l.statusMissing, l.facts.own = true, ownBooking(1, pgclient.ClassBookingStatusBooked)
	})
	over := slotPage(t, "", func(l *slotLoad) { l.statusMissing, l.facts.slot = true, slotAt(t, 1, "2026-06-15 09:00") })
	require.Empty(t, over.Missing, "nobody can book it")
	require.Empty(t, booked.Missing, "whose the place is needs no check")
	p := slotPage(t, "AVAILABLE", func(l *slotLoad) { l.facts.class, l.classMissing = nil, true })
	require.Equal(t, "Until when you can cancel is not known right now.", p.Before)
	require.Equal(t, views.ActionBook, p.Slot.Action)
}

// What the studio's records tell about the member says more than the API's one word.
func TestSlotPageExplainsTheMember(t *testing.T) {
	blocked := func(l *slotLoad) {
		l.standing.customer.value = pgclient.Customer{AccessRefusal: true, AccessRestrictions: []pgclient.AccessRestriction{{Reason: "House rules broken"}}}
	}
	require.Equal(t, &views.Notice{Tone: views.ToneWarn, Title: "Your access is blocked at present.", Text: "House rules broken. Please talk to the studio."}, slotPage(t, "NOT_AVAILABLE", blocked).Refusal)
	none := func(l *slotLoad) { l.standing.asked = true }
	require.Equal(t, "You have no running membership on this day.", slotPage(t, "NO_CONTINGENT", none).Refusal.Text)
	unknown := func(l *slotLoad) {
		l.standing.asked, l.standing.contracts = true, failed[[]pgclient.ContractData](pgclient.Timeout)
	}
	require.Equal(t, "Your membership has no bookings left for this class.", slotPage(t, "NO_CONTINGENT", unknown).Refusal.Text)
}

// The moment of opening stands in the refusal and in the rows; the places need not say it, too.
func TestSlotPageSaysOnceWhenItOpens(t *testing.T) {
	opens := func(l *slotLoad) { l.facts.slot.EarliestBookingDateTime = wall(t, "2026-06-16 20:30") }
	refused := slotPage(t, "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME", opens)
	require.Empty(t, refused.Slot.Places)
	require.Contains(t, refused.Refusal.Text, "tomorrow 20:30")
	require.Equal(t, "Opens tomorrow 20:30", slotPage(t, "", opens).Slot.Places)
}

func TestSlotPageRows(t *testing.T) {
	p := slotPage(t, "", func(l *slotLoad) {
		l.facts.slot.EarliestBookingDateTime = wall(t, "2026-06-16 20:30")
		l.facts.slot.LatestBookingDateTime = wall(t, "2026-06-17 17:00")
		l.facts.class.Type = pgclient.ClassTypeStream
	})
	require.Equal(t, []views.Row{
		{Term: "When", Value: "18:00 – 19:00"}, {Term: "With", Value: "Marek Nowak"}, {Term: "Where", Value: "Studio 2"}, {Term: "Kind", Value: "Online"},
		{Term: "Booking opens", Value: "tomorrow 20:30"}, {Term: "Booking closes", Value: "Wed 17:00"},
	}, p.Rows)
	bare := slotPage(t, "", func(l *slotLoad) {
		l.facts.slot = pgclient.ClassSlot{ID: 1, ClassInformation: &pgclient.ClassInformation{ID: 7}}
		l.facts.class = nil
	})
	require.Empty(t, bare.Rows)
	require.Equal(t, "Places free", bare.Slot.Places)
	require.Equal(t, "Class", bare.Title)
	require.Equal(t, "/nordlicht/classes", bare.BackTo)
	require.Empty(t, bare.Day)
	passed := slotPage(t, "", func(l *slotLoad) {
		l.facts.slot.EarliestBookingDateTime, l.facts.slot.LatestBookingDateTime = wall(t, "2026-06-01 08:00"), wall(t, "2026-06-15 11:00")
	})
	require.NotContains(t, rowsOf(passed.Rows), "Booking opens")
	require.NotContains(t, rowsOf(passed.Rows), "Booking closes")
}

// A countdown runs in the last hour; days are not counted in seconds.
func TestSlotPageCountsDown(t *testing.T) {
	for opens, want := range map[string]int{
		"2026-06-15 12:01": 61, "2026-06-15 12:59": 59*60 + 1, "2026-06-15 13:00": 3601, "2026-06-15 13:01": 0, "2026-06-18 12:00": 0, "2026-06-15 12:00": 0, "2026-06-15 11:59": 0,
	} {
		p := slotPage(t, "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME", func(l *slotLoad) { l.facts.slot.EarliestBookingDateTime = wall(t, opens) })
		require.Equal(t, want, p.OpensIn, opens)
	}
	require.Zero(t, slotPage(t, "AVAILABLE", func(l *slotLoad) { l.facts.slot.EarliestBookingDateTime = wall(t, "2026-06-15 12:01") }).OpensIn, "where the API takes it already")
}

func condition(late *bool, value int, unit pgclient.TermUnitWithMinutes) *pgclient.ClassCancelCondition {
	return &pgclient.ClassCancelCondition{CancelationAfterLatestPossible: late, LatestCancelTerm: &pgclient.TermWithMinutes{Value: value, Unit: unit}}
}

func TestSlotPageSaysUntilWhenItCanBeTakenBack(t *testing.T) {
	for name, c := range map[string]struct {
		condition *pgclient.ClassCancelCondition
		want      string
	}{
		"not told":             {nil, ""},
		"told nothing":         {&pgclient.ClassCancelCondition{}, ""},
		"in a unit to come":    {condition(nil, 3, "FORTNIGHT"), ""},
		"this week":            {condition(nil, 3, pgclient.TermUnitWithMinutesHours), "You can cancel until Wed 15:00."},
		"today":                {condition(nil, 2, pgclient.TermUnitWithMinutesDay), "You can cancel until today 18:00."},
		"to the last second":   {condition(nil, 0, pgclient.TermUnitWithMinutesMinutes), "You can cancel until Wed 18:00."},
		"this minute":          {condition(nil, 54*60, pgclient.TermUnitWithMinutesMinutes), "The time to cancel has passed. A booking made now is final."},
		"passed, late allowed": {condition(new(true), 1, pgclient.TermUnitWithMinutesWeek), "The time to cancel has passed. You can still cancel, but the studio may count it as late."},
		"passed, final":        {condition(new(false), 1, pgclient.TermUnitWithMinutesMonth), "The time to cancel has passed. A booking made now is final."},
		"passed, not told":     {condition(nil, 1, pgclient.TermUnitWithMinutesYear), "The time to cancel has passed. A booking made now is final."},
	} {
		p := slotPage(t, "AVAILABLE", func(l *slotLoad) { l.facts.class.CancelCondition = c.condition })
		require.Equal(t, c.want, p.Before, name)
	}
	noClass := slotPage(t, "AVAILABLE", func(l *slotLoad) { l.facts.class = nil })
	require.Empty(t, noClass.Before)
	noStart := slotPage(t, "AVAILABLE", func(l *slotLoad) {
		l.facts.class.CancelCondition = condition(nil, 3, pgclient.TermUnitWithMinutesHours)
		l.facts.slot.StartDateTime = pgclient.ZonedTime{}
	})
	require.Empty(t, noStart.Before)
}

// Hours are hours; days are the same time on another day, whatever the clocks do.
func TestTermsAcrossClockChanges(t *testing.T) {
	for _, c := range []struct {
		value       int
		unit        pgclient.TermUnitWithMinutes
		start, want string
	}{
		{90, pgclient.TermUnitWithMinutesMinutes, "2026-10-25T03:00:00.000+01:00[Europe/Berlin]", "2026-10-25T02:30:00+02:00"},
		{24, pgclient.TermUnitWithMinutesHours, "2026-10-25T18:00:00.000+01:00[Europe/Berlin]", "2026-10-24T19:00:00+02:00"},
		{1, pgclient.TermUnitWithMinutesDay, "2026-10-25T18:00:00.000+01:00[Europe/Berlin]", "2026-10-24T18:00:00+02:00"},
		{1, pgclient.TermUnitWithMinutesDay, "2026-10-25T17:00:00.000Z", "2026-10-24T18:00:00+02:00"},
		{1, pgclient.TermUnitWithMinutesDay, "2026-10-25T18:00:00.000+01:00", "2026-10-24T18:00:00+02:00"},
		{1, pgclient.TermUnitWithMinutesWeek, "2026-10-31T18:00:00.000+01:00[Europe/Berlin]", "2026-10-24T18:00:00+02:00"},
		{24, pgclient.TermUnitWithMinutesHours, "2027-03-28T18:00:00.000+02:00[Europe/Berlin]", "2027-03-27T17:00:00+01:00"},
		{1, pgclient.TermUnitWithMinutesDay, "2027-03-28T18:00:00.000+02:00[Europe/Berlin]", "2027-03-27T18:00:00+01:00"},
		{1, pgclient.TermUnitWithMinutesDay, "2027-03-29T02:30:00.000+02:00[Europe/Berlin]", "2027-03-28T03:30:00+02:00"},
		{30, pgclient.TermUnitWithMinutesMinutes, "2027-03-28T03:15:00.000+02:00[Europe/Berlin]", "2027-03-28T01:45:00+01:00"},
		{1, pgclient.TermUnitWithMinutesMonth, "2026-11-15T18:00:00.000+01:00[Europe/Berlin]", "2026-10-15T18:00:00+02:00"},
		{1, pgclient.TermUnitWithMinutesYear, "2027-03-28T18:00:00.000+02:00[Europe/Berlin]", "2026-03-28T18:00:00+01:00"},
		{1, pgclient.TermUnitWithMinutesDay, "2026-10-25T18:00:00.000+00:00[Europe/London]", "2026-10-24T18:00:00+01:00"},
	} {
		class := yoga()
		class.CancelCondition = condition(nil, c.value, c.unit)
		s := slotAt(t, 1, "2026-06-15 10:00")
		s.StartDateTime = zt(t, c.start)
		limit, _, known := cancelLimit(berlinPage(t).Text, class, s)
		require.True(t, known)
		require.Equal(t, c.want, limit.Format(time.RFC3339), "%d %s before %s", c.value, c.unit, c.start)
	}
}

func TestMomentText(t *testing.T) {
	for now, c := range map[string]map[string]string{
		"2026-06-15 12:00": {
			"2026-06-15 20:30": "today 20:30", "2026-06-15 00:00": "today 00:00", "2026-06-16 00:00": "tomorrow 00:00", "2026-06-17 00:00": "Wed 00:00", "2026-06-21 23:59": "Sun 23:59",
			"2026-06-22 00:00": "Mon 22 Jun, 00:00", "2026-06-14 23:59": "Sun 14 Jun, 23:59", "2027-06-15 12:00": "Tue 15 Jun, 12:00",
		},
		"2026-10-24 23:30": {"2026-10-25 00:30": "tomorrow 00:30", "2026-10-30 23:30": "Fri 23:30", "2026-10-31 00:00": "Sat 31 Oct, 00:00"},
		"2026-10-25 00:30": {"2026-10-25 23:30": "today 23:30", "2026-10-31 23:59": "Sat 23:59", "2026-11-01 00:00": "Sun 1 Nov, 00:00"},
		"2027-03-27 23:30": {"2027-03-28 00:30": "tomorrow 00:30", "2027-04-02 23:59": "Fri 23:59", "2027-04-03 00:00": "Sat 3 Apr, 00:00"},
		"2027-03-28 23:30": {"2027-03-28 00:30": "today 00:30", "2027-03-29 00:00": "tomorrow 00:00"},
	} {
		for then, want := range c {
			require.Equal(t, want, momentText(berlinPage(t).Text, moment(t, now), moment(t, then).UTC(), moment(t, then)), "%s seen at %s", then, now)
		}
	}
	london := i18n.PrinterOptions{Language: "en", Location: zone(t, "Europe/London")}
	require.Equal(t, "today 23:30", momentText(pageTexts(t).Printer(london), moment(t, "2026-06-16 00:15"), moment(t, "2026-06-16 00:30"), moment(t, "2026-06-16 00:30")), "the day is that of the printer's zone")
}

// A bare weekday means one day only, whichever page it stands on: "Opens Thu
// 00:00" on the page of another Thursday could be that Thursday.
func TestMomentOfAnEventFarAway(t *testing.T) {
	for event, want := range map[string]string{
		"2026-06-25 18:00": "Thu 18 Jun, 00:00", "2026-06-26 18:00": "Thu 18 Jun, 00:00", "2026-06-24 23:59": "Thu 00:00", "2026-06-18 18:00": "Thu 00:00",
		"2026-06-12 00:00": "Thu 00:00", "2026-06-11 18:00": "Thu 18 Jun, 00:00",
	} {
		require.Equal(t, want, momentText(berlinPage(t).Text, moment(t, "2026-06-15 12:00"), moment(t, "2026-06-18 00:00"), moment(t, event)), event)
	}
	for at, want := range map[string]string{"2026-06-15 20:30": "today 20:30", "2026-06-16 20:30": "tomorrow 20:30"} {
		require.Equal(t, want, momentText(berlinPage(t).Text, moment(t, "2026-06-15 12:00"), moment(t, at), moment(t, "2026-07-15 12:00")))
	}
}

func TestZoneNote(t *testing.T) {
	for name, want := range map[string]string{"Europe/Berlin": "Berlin", "America/New_York": "New York", "America/Argentina/Buenos_Aires": "Buenos Aires", "UTC": "UTC"} {
		text := pageTexts(t).Printer(i18n.PrinterOptions{Language: "en", Location: zone(t, name)})
		require.Equal(t, "All times are local to the studio ("+want+").", zoneNote(text))
	}
}
