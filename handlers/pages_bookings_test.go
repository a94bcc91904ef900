package handlers

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	"memberportal/views"
)

// booked is a class booking with its slot, an hour from start.
func booked(t *testing.T, id int64, start string, status pgclient.ClassBookingStatus) bookedClass {
	t.Helper()
	slot := slotAt(t, id, start)
	b := *ownBooking(id, status)
	b.BookingID = id
	return bookedClass{booking: b, slot: &slot}
}

func appointment(t *testing.T, id int64, start string, status pgclient.AppointmentBookingStatus) pgclient.AppointmentBooking {
	t.Helper()
	from := wall(t, start)
	return pgclient.AppointmentBooking{
		BookingID: id, BookingStatus: status, StartDateTime: from, EndDateTime: wall(t, from.Time().Add(time.Hour).Format("2006-01-02 15:04")),
		Title: "Personal Training", Instructors: []pgclient.Instructor{{PublicName: "Ann"}}, AppointmentStatus: pgclient.EventStatusPlanned,
	}
}

func bookingIDs(list []views.Booking) []int64 {
	var out []int64
	for _, b := range list {
		out = append(out, b.ID)
	}
	return out
}

func TestBookingsInTheirOrder(t *testing.T) {
	const booking, waiting, canceled = pgclient.ClassBookingStatusBooked, pgclient.ClassBookingStatusWaitingList, pgclient.ClassBookingStatusCanceled
	noSlot := booked(t, 9, "2026-06-16 18:00", booking)
	noSlot.slot = nil
	byStudio := booked(t, 5, "2026-06-18 18:00", booking)
	byStudio.booking.ClassSlotStatus = pgclient.EventStatusCanceled
	completed := booked(t, 12, "2026-06-01 18:00", booking)
	completed.slot, completed.booking.ClassSlotStatus = nil, pgclient.EventStatusCompleted
	p := newBookingsPage(berlinPage(t), moment(t, "2026-06-15 18:30"), []bookedClass{
		booked(t, 1, "2026-06-20 18:00", booking), booked(t, 2, "2026-06-16 18:00", waiting), booked(t, 3, "2026-06-10 18:00", booking),
		booked(t, 4, "2026-06-17 18:00", canceled), byStudio, booked(t, 6, "2026-06-15 18:00", booking), // runs
		booked(t, 7, "2026-06-15 17:00", booking), noSlot, completed, booked(t, 8, "2026-06-16 18:00", booking),
	}, []pgclient.AppointmentBooking{
		appointment(t, 10, "2026-06-16 08:00", pgclient.AppointmentBookingStatusBooked), appointment(t, 11, "2026-06-12 08:00", pgclient.AppointmentBookingStatusBooked),
	})
	require.Equal(t, []int64{9, 6, 10, 2, 8, 1}, bookingIDs(p.Upcoming), "the next first; what has no time before all")
	require.Equal(t, []int64{5, 4, 7, 11, 3, 12}, bookingIDs(p.Past), "the latest first")
	for _, b := range p.Past {
		require.Empty(t, b.CancelTo, b.ID)
	}
	cancel := map[int64]string{}
	for _, b := range p.Upcoming {
		cancel[b.ID] = b.CancelTo
	}
	require.Equal(t, map[int64]string{
		9: "", 6: "", 10: "/nordlicht/bookings/appointment/10/cancel",
		2: "/nordlicht/bookings/class/2/cancel", 8: "/nordlicht/bookings/class/8/cancel", 1: "/nordlicht/bookings/class/1/cancel",
	}, cancel, "what has begun cannot be canceled; what has neither name nor time nobody is asked about")
	require.True(t, p.TimesMissing)
	named := noSlot
	named.title = "Yoga Flow"
	b := newBookingsPage(berlinPage(t), moment(t, "2026-06-15 18:30"), []bookedClass{named}, nil).Upcoming[0]
	require.Equal(t, [2]string{"Yoga Flow", "/nordlicht/bookings/class/9/cancel"}, [2]string{b.Title, b.CancelTo})
	noSlot.gone = true
	require.False(t, newBookingsPage(berlinPage(t), moment(t, "2026-06-15 18:30"), []bookedClass{noSlot, completed}, nil).TimesMissing, "nothing that an answer would add")
	require.Equal(t, "All times are local to the studio (Berlin).", p.ZoneNote)
	empty := newBookingsPage(berlinPage(t), moment(t, "2026-06-15 18:30"), nil, nil)
	require.Empty(t, empty.Upcoming)
	require.Empty(t, empty.Past)
}

func TestBookingStatusInWords(t *testing.T) {
	type say struct {
		status      pgclient.ClassBookingStatus
		slot        pgclient.EventStatus
		participant pgclient.ParticipantStatus
		start       string
	}
	const soon, before = "2026-06-16 18:00", "2026-06-10 18:00"
	for c, want := range map[say]views.Chip{
		{"BOOKED", "PLANNED", "UNSET", soon}:                            {Tone: views.ToneGood, Text: "Booked"},
		{"WAITING_LIST", "PLANNED", "UNSET", soon}:                      {Tone: views.ToneWarn, Text: "On the waiting list"},
		{"BOOKED_WITH_CONFIRMATION_REQUIRED", "PLANNED", "UNSET", soon}: {Tone: views.ToneWarn, Text: "To be confirmed"},
		{"CANCELED", "PLANNED", "UNSET", soon}:                          {Tone: views.ToneBad, Text: "Cancelled"},
		{"CANCELED", "CANCELED", "UNSET", soon}:                         {Tone: views.ToneBad, Text: "Cancelled"},
		{"BOOKED", "CANCELED", "UNSET", soon}:                           {Tone: views.ToneBad, Text: "Cancelled by the studio"},
		{"WAITING_LIST", "CANCELED", "UNSET", soon}:                     {Tone: views.ToneBad, Text: "Cancelled by the studio"},
		{"PENCILLED_IN", "PLANNED", "UNSET", soon}:                      {Tone: views.ToneWarn, Text: "Ask the studio"},
		{"BOOKED", "COMPLETED", "PARTICIPATING", before}:                {Tone: views.ToneGood, Text: "Attended"},
		{"BOOKED", "COMPLETED", "NOT_PARTICIPATING", before}:            {Tone: views.ToneInfo, Text: "Missed"},
		{"BOOKED", "PLANNED", "UNSET", before}:                          {Tone: views.ToneInfo, Text: "Booked"},
		{"BOOKED", "PLANNED", "LATER_RELEASE", before}:                  {Tone: views.ToneInfo, Text: "Booked"},
		{"WAITING_LIST", "COMPLETED", "UNSET", before}:                  {Tone: views.ToneInfo, Text: "On the waiting list"},
		{"BOOKED_WITH_CONFIRMATION_REQUIRED", "COMPLETED", "", before}:  {Tone: views.ToneInfo, Text: "To be confirmed"},
		{"CANCELED", "COMPLETED", "NOT_PARTICIPATING", before}:          {Tone: views.ToneBad, Text: "Cancelled"},
		{"BOOKED", "CANCELED", "PARTICIPATING", before}:                 {Tone: views.ToneBad, Text: "Cancelled by the studio"},
		{"BOOKED", "PLANNED", "PARTICIPATING", soon /* noted early */}:  {Tone: views.ToneGood, Text: "Booked"},
	} {
		b := booked(t, 1, c.start, c.status)
		b.booking.ClassSlotStatus, b.booking.ParticipantStatus = c.slot, c.participant
		base := berlinPage(t)
		require.Equal(t, want, newClassBooking(base.Text, base.Paths, moment(t, "2026-06-15 12:00"), b).row.Status, "%+v", c)
	}
	type ask struct {
		status      pgclient.AppointmentBookingStatus
		event       pgclient.EventStatus
		participant pgclient.ParticipantStatus
		start       string
	}
	for c, want := range map[ask]views.Chip{
		{"BOOKED", "PLANNED", "UNSET", soon}:                            {Tone: views.ToneGood, Text: "Booked"},
		{"BOOKED_WITH_CONFIRMATION_REQUIRED", "PLANNED", "UNSET", soon}: {Tone: views.ToneWarn, Text: "To be confirmed"},
		{"CANCELED", "PLANNED", "UNSET", soon}:                          {Tone: views.ToneBad, Text: "Cancelled"},
		{"BOOKED", "COMPLETED", "PARTICIPATING", before}:                {Tone: views.ToneGood, Text: "Attended"},
		{"BOOKED", "COMPLETED", "NOT_PARTICIPATING", before}:            {Tone: views.ToneInfo, Text: "Missed"},
	} {
		a := appointment(t, 1, c.start, c.status)
		a.AppointmentStatus, a.ParticipantStatus = c.event, c.participant
		base := berlinPage(t)
		require.Equal(t, want, newAppointmentBooking(base.Text, base.Paths, moment(t, "2026-06-15 12:00"), a).row.Status, "%+v", c)
	}
}

func TestBookingRowFields(t *testing.T) {
	base, now := berlinPage(t), moment(t, "2026-06-15 12:00")
	const berlin = "All times are local to the studio (Berlin)."
	b := newClassBooking(base.Text, base.Paths, now, booked(t, 3, "2026-06-25 18:00", pgclient.ClassBookingStatusBooked)).row
	require.Equal(t, views.Booking{
		ID: 3, To: "/nordlicht/bookings/class/3", CancelTo: "/nordlicht/bookings/class/3/cancel", Title: "Yoga Flow", Time: "18:00", Day: "Thu 25 Jun",
		Length: "60\u00a0min", DateTime: "2026-06-25T18:00:00+02:00", Detail: "Marek Nowak · Studio 2", Status: views.Chip{Tone: views.ToneGood, Text: "Booked"}, ZoneNote: berlin,
	}, b)
	a := newAppointmentBooking(base.Text, base.Paths, now, appointment(t, 4, "2026-10-25 02:30", pgclient.AppointmentBookingStatusBooked)).row
	require.Equal(t, views.Booking{
		ID: 4, Appointment: true, To: "/nordlicht/bookings/appointment/4", CancelTo: "/nordlicht/bookings/appointment/4/cancel", Title: "Personal Training",
		Time: "02:30", Day: "Sun 25 Oct", Length: a.Length, DateTime: a.DateTime, Detail: "Ann", Status: views.Chip{Tone: views.ToneGood, Text: "Booked"}, ZoneNote: berlin,
	}, a)
	bare := newAppointmentBooking(base.Text, base.Paths, now, pgclient.AppointmentBooking{BookingID: 5, BookingStatus: pgclient.AppointmentBookingStatusBooked}).row
	require.Equal(t, views.Booking{
		ID: 5, Appointment: true, To: "/nordlicht/bookings/appointment/5", Title: "Appointment", Status: views.Chip{Tone: views.ToneGood, Text: "Booked"},
	}, bare, "without times nobody knows whether it can be canceled")
}

// What is said about a booking and what its row says is the same hour.
func TestBookingTimesWithoutAZone(t *testing.T) {
	base, now := berlinPage(t), moment(t, "2026-06-15 12:00")
	b := booked(t, 1, "2026-06-16 18:00", pgclient.ClassBookingStatusBooked)
	for start, want := range map[string]string{
		"2026-06-16T16:00:00.000Z":                     "Tuesday, 16 June, 18:00",
		"2026-06-16T22:30:00.000Z":                     "Wednesday, 17 June, 00:30",
		"2026-06-16T18:00:00.000+01:00[Europe/London]": "Tuesday, 16 June, 18:00",
	} {
		b.slot.StartDateTime, b.slot.EndDateTime = zt(t, start), pgclient.ZonedTime{}
		row := newClassBooking(base.Text, base.Paths, now, b)
		require.Equal(t, want, whenText(base.Text, row))
		require.True(t, strings.HasSuffix(want, row.row.Time), row.row.Time)
		p := newClassBookingPage(base, now, classDetail{bookedClass: b}, saidBooked)
		require.Equal(t, "Yoga Flow, "+want+".", p.Outcome.Text)
	}
}

func TestClassBookingPage(t *testing.T) {
	now := moment(t, "2026-06-15 12:00")
	class := yoga()
	class.Description = "  Slow and warm.\n"
	d := func(status pgclient.ClassBookingStatus, start string) classDetail {
		return classDetail{bookedClass: booked(t, 1, start, status), class: class}
	}
	const soon, running, over = "2026-06-16 18:00", "2026-06-15 11:30", "2026-06-10 18:00"
	for name, c := range map[string]struct {
		status      pgclient.ClassBookingStatus
		start, said string
		title, text string
	}{
		"later":                 {"BOOKED", soon, "", "", ""},
		"just booked":           {"BOOKED", soon, saidBooked, "You are booked.", "Yoga Flow, Tuesday, 16 June, 18:00."},
		"on the list":           {"WAITING_LIST", soon, "", "You are on the waiting list.", "Yoga Flow, Tuesday, 16 June, 18:00. You have no place yet."},
		"just joined the list":  {"WAITING_LIST", soon, saidWaiting, "You are on the waiting list.", "Yoga Flow, Tuesday, 16 June, 18:00. You have no place yet."},
		"booked, on the list":   {"WAITING_LIST", soon, saidBooked, "You are on the waiting list.", "Yoga Flow, Tuesday, 16 June, 18:00. You have no place yet."},
		"requested":             {"BOOKED_WITH_CONFIRMATION_REQUIRED", soon, "", "Requested.", "The studio still has to confirm your booking of Yoga Flow, Tuesday, 16 June, 18:00."},
		"runs":                  {"BOOKED", running, "", "", ""},
		"over, was on the list": {"WAITING_LIST", over, "", "", ""},
		"over, as if just now":  {"BOOKED", over, saidBooked, "", ""},
		"canceled":              {"CANCELED", soon, "", "", ""},
		"something unheard-of":  {"BOOKED", soon, "of another version", "", ""},
	} {
		p := newClassBookingPage(berlinPage(t), now, d(c.status, c.start), c.said)
		if c.title == "" {
			require.Nil(t, p.Outcome, name)
		} else {
			require.NotNil(t, p.Outcome, name)
			require.Equal(t, [2]string{c.title, c.text}, [2]string{p.Outcome.Title, p.Outcome.Text}, name)
			require.Equal(t, c.said != "", p.Said != "", "%s: news once, later a fact", name)
		}
		require.Equal(t, "Yoga Flow", p.Title, name)
		require.Equal(t, "Slow and warm.", p.Description, name)
		require.Equal(t, "/nordlicht/classes/7/slots/1", p.SlotTo, name)
	}
	p := newClassBookingPage(berlinPage(t), now, d("BOOKED", soon), "")
	require.Equal(t, []views.Row{{Term: "Day", Value: "Tuesday, 16 June"}, {Term: "When", Value: "18:00 – 19:00"}, {Term: "With", Value: "Marek Nowak"}, {Term: "Where", Value: "Studio 2"}}, p.Rows)
}

// Without the slot there is no day to name: what happened is said all the same.
func TestClassBookingPageWithoutItsSlot(t *testing.T) {
	now := moment(t, "2026-06-15 12:00")
	for status, title := range map[pgclient.ClassBookingStatus]string{"BOOKED": "You are booked.", "WAITING_LIST": "You are on the waiting list.", "BOOKED_WITH_CONFIRMATION_REQUIRED": "Requested."} {
		b := booked(t, 1, "2026-06-16 18:00", status)
		b.slot = nil
		p := newClassBookingPage(berlinPage(t), now, classDetail{bookedClass: b, class: yoga()}, saidBooked)
		require.Equal(t, title, p.Outcome.Title)
		require.Empty(t, p.Outcome.Text, "no sentence with a hole in it")
		require.Empty(t, p.Rows)
		require.Equal(t, "Yoga Flow", p.Title, "the class is known")
		require.Equal(t, "/nordlicht/bookings/class/1/cancel", p.Booking.CancelTo)
		require.Empty(t, p.CancelNote)
		require.True(t, p.TimeMissing)
		nothing := newClassBookingPage(berlinPage(t), now, classDetail{bookedClass: b}, "")
		require.Equal(t, "Class", nothing.Title)
	}
}

func TestCancelPageSaysWhatWillHappen(t *testing.T) {
	now := moment(t, "2026-06-15 12:00")
	hours := func(n int, late *bool) *pgclient.ClassCancelCondition {
		return condition(late, n, pgclient.TermUnitWithMinutesHours)
	}
	const place, again, turn = "Your place goes to somebody else.", "You can book again as long as there are places.", "You lose your turn on the waiting list."
	const soon, started, over = "2026-06-15 18:00", "2026-06-15 12:00", "2026-06-10 18:00"
	for name, c := range map[string]struct {
		status      pgclient.ClassBookingStatus
		start       string
		condition   *pgclient.ClassCancelCondition
		consequence []string
		refusal     string
		note        string // on the page of the booking
	}{
		"no limit known":     {"BOOKED", soon, nil, []string{place, again}, "", ""},
		"before the limit":   {"BOOKED", soon, hours(3, nil), []string{place, again, "You can cancel until today 15:00."}, "", "You can cancel until today 15:00."},
		"to be confirmed":    {"BOOKED_WITH_CONFIRMATION_REQUIRED", soon, hours(3, nil), []string{place, again, "You can cancel until today 15:00."}, "", "You can cancel until today 15:00."},
		"late, accepted":     {"BOOKED", soon, hours(24, new(true)), []string{place, again, "It is after Sun 14 Jun, 18:00. The studio may count the cancellation as late."}, "", "The time to cancel passed Sun 14 Jun, 18:00. You can still cancel, but the studio may count it as late."},
		"late, final":        {"BOOKED", soon, hours(24, new(false)), []string{place, again}, "The time to cancel passed Sun 14 Jun, 18:00.", "The time to cancel passed Sun 14 Jun, 18:00."},
		"late, not told":     {"BOOKED", soon, hours(7, nil), []string{place, again}, "The time to cancel passed today 11:00.", "The time to cancel passed today 11:00."},
		"at the very minute": {"BOOKED", soon, hours(6, nil), []string{place, again}, "The time to cancel passed today 12:00.", "The time to cancel passed today 12:00."},
		"on the list":        {"WAITING_LIST", soon, hours(3, nil), []string{turn}, "", ""},
		"on the list, late":  {"WAITING_LIST", soon, hours(24, new(false)), []string{turn}, "", ""},
		"has started":        {"BOOKED", started, hours(0, nil), []string{place, again}, "This booking is over.", ""},
		"list, has started":  {"WAITING_LIST", started, nil, []string{turn}, "This booking is over.", ""},
		"is over":            {"BOOKED", over, nil, []string{place, again}, "This booking is over.", ""},
		"canceled":           {"CANCELED", soon, hours(3, nil), []string{place, again}, "Cancelled.", ""},
	} {
		class := yoga()
		class.CancelCondition = c.condition
		d := classDetail{bookedClass: booked(t, 1, c.start, c.status), class: class}
		p := newCancelClassPage(berlinPage(t), now, d)
		require.Equal(t, c.consequence, p.Consequence, name)
		if c.refusal == "" {
			require.Nil(t, p.Refusal, name)
		} else {
			require.NotNil(t, p.Refusal, name)
			require.Equal(t, c.refusal, p.Refusal.Text, name)
		}
		require.Equal(t, "/nordlicht/bookings/class/1/cancel", p.Action, name)
		require.Equal(t, "/nordlicht/bookings/class/1", p.BackTo, name)
		heading, button := "Cancel this booking?", "Cancel booking"
		if c.status == pgclient.ClassBookingStatusWaitingList {
			heading, button = "Leave the waiting list?", "Leave waiting list"
		}
		require.Equal(t, [3]string{heading, heading, button}, [3]string{p.Title, p.Heading, p.Button}, name)

		detail := newClassBookingPage(berlinPage(t), now, d, "")
		require.Equal(t, c.note, detail.CancelNote, name)
		require.Equal(t, c.refusal == "", detail.Booking.CancelTo != "", "%s: the way to cancel is there where it leads somewhere", name)
	}
	byStudio := booked(t, 1, soon, pgclient.ClassBookingStatusBooked)
	byStudio.booking.ClassSlotStatus = pgclient.EventStatusCanceled
	require.Equal(t, "Cancelled.", newCancelClassPage(berlinPage(t), now, classDetail{bookedClass: byStudio}).Refusal.Text)
	lost := booked(t, 1, soon, pgclient.ClassBookingStatusBooked)
	lost.slot = nil
	unread := newCancelClassPage(berlinPage(t), now, classDetail{bookedClass: lost, class: yoga()})
	require.Nil(t, unread.Refusal, "what is not known is not refused")
	require.True(t, unread.TimeMissing)
	require.Equal(t, "Yoga Flow", unread.Booking.Title)
	lost.booking.ClassSlotStatus = pgclient.EventStatusCompleted
	require.Equal(t, "This booking is over.", newCancelClassPage(berlinPage(t), now, classDetail{bookedClass: lost, class: yoga()}).Refusal.Text)
}

func TestAppointmentPages(t *testing.T) {
	now := moment(t, "2026-06-15 12:00")
	a := appointment(t, 4, "2026-06-16 18:00", pgclient.AppointmentBookingStatusBooked)
	a.Description = " Bring shoes. "
	p := newAppointmentPage(berlinPage(t), now, a)
	require.Nil(t, p.Outcome)
	require.Equal(t, "Personal Training", p.Title)
	require.Equal(t, "Bring shoes.", p.Description)
	require.Equal(t, []views.Row{{Term: "Day", Value: "Tuesday, 16 June"}, {Term: "When", Value: "18:00 – 19:00"}, {Term: "With", Value: "Ann"}}, p.Rows)
	cancel := newCancelAppointmentPage(berlinPage(t), now, a)
	require.Nil(t, cancel.Refusal)
	require.Equal(t, []string{"It takes effect at once."}, cancel.Consequence)

	a.BookingStatus = pgclient.AppointmentBookingStatusBookedWithConfirmationRequired
	require.Equal(t, "The studio still has to confirm your booking of Personal Training, Tuesday, 16 June, 18:00.", newAppointmentPage(berlinPage(t), now, a).Outcome.Text)
	a.StartDateTime, a.EndDateTime = pgclient.ZonedTime{}, pgclient.ZonedTime{}
	require.Equal(t, "Requested.", newAppointmentPage(berlinPage(t), now, a).Outcome.Title)
	require.Empty(t, newAppointmentPage(berlinPage(t), now, a).Outcome.Text)

	past := appointment(t, 4, "2026-06-14 18:00", pgclient.AppointmentBookingStatusBookedWithConfirmationRequired)
	require.Nil(t, newAppointmentPage(berlinPage(t), now, past).Outcome)
	require.Equal(t, "This booking is over.", newCancelAppointmentPage(berlinPage(t), now, past).Refusal.Text)
	for _, canceled := range []pgclient.AppointmentBooking{appointment(t, 4, "2026-06-16 18:00", pgclient.AppointmentBookingStatusCanceled), func() pgclient.AppointmentBooking {
		b := appointment(t, 4, "2026-06-16 18:00", pgclient.AppointmentBookingStatusBooked)
		b.AppointmentStatus = pgclient.EventStatusCanceled
		return b
	}()} {
		require.Equal(t, "Cancelled.", newCancelAppointmentPage(berlinPage(t), now, canceled).Refusal.Text)
	}
}
