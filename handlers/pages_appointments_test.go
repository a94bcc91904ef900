package handlers

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	"memberportal/views"
)

// freeFrom is an hour from start, by the clock on the wall in Berlin.
func freeFrom(t *testing.T, start string, instructors ...int64) freeSlot {
	t.Helper()
	from := wall(t, start)
	return hourFrom(t, from, instructors...)
}

func hourFrom(t *testing.T, from pgclient.ZonedTime, instructors ...int64) freeSlot {
	t.Helper()
	end := from.Time().Add(time.Hour)
	s := freeSlot{StartDateTime: from, EndDateTime: zt(t, end.Format("2006-01-02T15:04:05.000-07:00")+"[Europe/Berlin]")}
	for _, i := range instructors {
		s.Instructors = append(s.Instructors, pgclient.Instructor{ID: i, PublicName: fmt.Sprintf("Coach %d", i)})
	}
	return s
}

func starts(list []freeSlot) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.StartDateTime.Time().Format("02 15:04")+" "+instructorIDs(s))
	}
	return out
}

func TestMergeSlots(t *testing.T) {
	text := berlinPage(t).Text
	now := moment(t, "2026-06-15 10:00")
	from := pgclient.DateOf(now)
	list := mergeSlots(text, now, from, 3,
		[]freeSlot{freeFrom(t, "2026-06-15 09:00", 1), freeFrom(t, "2026-06-15 10:00", 1), freeFrom(t, "2026-06-15 11:00", 2), freeFrom(t, "2026-06-15 11:00", 1), {}},
		[]freeSlot{freeFrom(t, "2026-06-17 23:30"), freeFrom(t, "2026-06-18 00:00"), freeFrom(t, "2026-06-14 11:00")},
		[]freeSlot{freeFrom(t, "2026-06-15 11:00", 1), freeFrom(t, "2026-06-17 23:30"), freeFrom(t, "2026-06-16 08:00", 1, 2)},
	)
	require.Equal(t, []string{"15 11:00 1", "15 11:00 2", "16 08:00 1,2", "17 23:30 "}, starts(list), "in order, each once, none that has begun, none of other days")
	require.Empty(t, mergeSlots(text, now, from, 3))
}

func load(t *testing.T, slots ...freeSlot) appointmentLoad {
	t.Helper()
	now := moment(t, "2026-06-15 10:00")
	minutes := 60
	return appointmentLoad{
		now: now, today: pgclient.DateOf(now), from: pgclient.DateOf(now), slots: slots,
		service: pgclient.BookableAppointment{ID: 7, Title: " Massage ", Duration: &minutes, Category: "Wellness"},
	}
}

func TestAppointmentTimesPage(t *testing.T) {
	p := newAppointmentTimesPage(berlinPage(t), load(t, freeFrom(t, "2026-06-15 11:00", 1), freeFrom(t, "2026-06-15 12:00", 1), freeFrom(t, "2026-06-17 18:30", 1)))
	require.Equal(t, "Massage", p.Title)
	require.Equal(t, "60\u00a0min", p.Service.Length)
	require.Equal(t, "Coach 1", p.With, "the same for all: said once")
	require.Equal(t, "Mon 15 Jun – Sun 21 Jun", p.Week)
	require.Empty(t, p.EarlierTo)
	require.Equal(t, "/nordlicht/appointments/7?from=2026-06-22", p.LaterTo)
	require.Len(t, p.Days, 2)
	require.Equal(t, "Monday, 15 June", p.Days[0].Heading)
	require.Equal(t, "2 free times", p.Days[0].Count)
	require.Equal(t, []string{"Morning", "Afternoon"}, []string{p.Days[0].Parts[0].Heading, p.Days[0].Parts[1].Heading})
	require.Equal(t, "1 free time", p.Days[1].Count)
	require.True(t, p.Days[1].Open, "few times are all shown")
	require.Empty(t, p.Days[0].Parts[0].Times[0].Detail)
	require.Contains(t, p.Days[0].Parts[0].Times[0].To, "start=2026-06-15T11%3A00%3A00.000%2B02%3A00%5BEurope%2FBerlin%5D", "to the letter")

	several := newAppointmentTimesPage(berlinPage(t), load(t, freeFrom(t, "2026-06-15 11:00", 1), freeFrom(t, "2026-06-15 12:00", 2, 3, 4), freeFrom(t, "2026-06-15 13:00")))
	require.Empty(t, several.With)
	require.Equal(t, "Coach 1", several.Days[0].Parts[0].Times[0].Detail)
	require.Equal(t, "Coach 2 and 2 others", several.Days[0].Parts[1].Times[0].Detail)
	require.Empty(t, several.Days[0].Parts[1].Times[1].Detail)

	var many []freeSlot
	for n := range 30 {
		many = append(many, freeFrom(t, fmt.Sprintf("2026-06-%d 12:%02d", 16+n/15, n%15)))
	}
	crowded := newAppointmentTimesPage(berlinPage(t), load(t, many...))
	require.True(t, crowded.Days[0].Open)
	require.False(t, crowded.Days[1].Open, "of many, the first day alone")
}

func TestAppointmentTimesPageWithNothingToBook(t *testing.T) {
	empty := load(t)
	empty.lookedTo = empty.from.AddDays(42)
	p := newAppointmentTimesPage(berlinPage(t), empty)
	require.Equal(t, "We looked up to and including Monday, 27 July, and nothing was free.", p.EmptyText)
	require.Equal(t, "/nordlicht/appointments/7?from=2026-07-28", p.NextTo)
	empty.next = empty.from.AddDays(9)
	p = newAppointmentTimesPage(berlinPage(t), empty)
	require.Equal(t, "The next free time is on Wednesday, 24 June.", p.EmptyText)
	require.Equal(t, "/nordlicht/appointments/7?from=2026-06-24", p.NextTo)

	end := load(t)
	end.from = end.today.AddDays(farthestDays)
	end.lookedTo = end.from.AddDays(42)
	p = newAppointmentTimesPage(berlinPage(t), end)
	require.Empty(t, p.NextTo, "no way on beyond the end")
	require.Empty(t, p.LaterTo)
	end.next = end.today.AddDays(farthestDays + 3)
	require.Empty(t, newAppointmentTimesPage(berlinPage(t), end).NextTo)

	late := load(t) // the search took too long
	p = newAppointmentTimesPage(berlinPage(t), late)
	require.Equal(t, "Look at other days, or ask the studio.", p.EmptyText)
	unread := load(t)
	unread.missing = true
	p = newAppointmentTimesPage(berlinPage(t), unread)
	require.Empty(t, p.EmptyTitle, "who has not seen the days does not say that they are full")
	require.True(t, p.Missing)

	barred := load(t, freeFrom(t, "2026-06-15 11:00", 1))
	barred.status = pgclient.AppointmentBookingValidationStatusNoContingent
	p = newAppointmentTimesPage(berlinPage(t), barred)
	require.Empty(t, p.Days, "nothing is offered that will be refused")
	require.NotNil(t, p.Problem)
	barred.status = pgclient.AppointmentBookingValidationStatusCustomerInOtherBooking
	require.Len(t, newAppointmentTimesPage(berlinPage(t), barred).Days, 1, "what is wrong with one time says nothing of the others")
}

// In the repeated hour the same clock time stands for two moments.
func TestRepeatedHour(t *testing.T) {
	l := load(t,
		hourFrom(t, zt(t, "2026-10-25T02:30:00.000+02:00[Europe/Berlin]")), hourFrom(t, zt(t, "2026-10-25T02:30:00.000+01:00[Europe/Berlin]")),
		hourFrom(t, zt(t, "2026-10-25T03:30:00.000+01:00[Europe/Berlin]")),
	)
	p := newAppointmentTimesPage(berlinPage(t), l)
	var shown []string
	for _, v := range p.Days[0].Parts[0].Times {
		shown = append(shown, v.Time)
	}
	require.Equal(t, []string{"02:30 CEST", "02:30 CET", "03:30"}, shown)
}

func TestEveryAppointmentStatusHasItsSentence(t *testing.T) {
	for _, language := range []string{"en", "de", "pl"} {
		text := speaking(t, language).Text
		for status := range appointmentReasons {
			require.NotEmpty(t, appointmentReason(text, status), status)
		}
		require.Equal(t, text.T("appointments.refused_unknown"), appointmentReason(text, "SOMETHING_NEW"))
	}
	require.Len(t, appointmentReasons, 13, "all but AVAILABLE")
}

func TestConfirmPage(t *testing.T) {
	base := berlinPage(t)
	base.Studio.Name = "Nordlicht"
	slot := freeFrom(t, "2026-06-16 11:00", 1, 2)
	l := confirmLoad{now: moment(t, "2026-06-15 10:00"), slot: &slot, service: load(t).service, wish: wish{start: slot.StartDateTime}}
	for _, status := range []pgclient.AppointmentBookingValidationStatus{"", pgclient.AppointmentBookingValidationStatusAvailable} {
		l.status = status
		p := newBookAppointmentPage(base, l)
		require.Nil(t, p.Refusal, "not asked is not refused")
		require.Equal(t, []views.Row{
			{Term: "Appointment", Value: "Massage"}, {Term: "Day", Value: "Tuesday, 16 June 2026"}, {Term: "When", Value: "11:00 – 12:00"},
			{Term: "Length", Value: "60\u00a0min"}, {Term: "With", Value: "Coach 1 · Coach 2"}, {Term: "Where", Value: "Nordlicht"},
		}, p.Rows)
		require.Len(t, p.Means, 3)
		require.Equal(t, slot.StartDateTime.String(), p.Start)
		require.Equal(t, "1,2", p.With)
		require.Equal(t, "/nordlicht/appointments/7?from=2026-06-16", p.BackTo)
	}
	for status := range appointmentReasons {
		l.status = status
		p := newBookAppointmentPage(base, l)
		require.NotNil(t, p.Refusal, status)
		require.Empty(t, p.Means, status)
	}
	l.status, l.closed = pgclient.AppointmentBookingValidationStatusAvailable, true
	require.NotNil(t, newBookAppointmentPage(base, l).Refusal)
	l.closed, l.now = false, moment(t, "2026-06-01 10:00")
	require.Contains(t, newBookAppointmentPage(base, l).Means, base.Text.T("appointments.means_far"))
}

func TestServicesWithoutCategories(t *testing.T) {
	p := newAppointmentsPage(berlinPage(t), []pgclient.BookableAppointment{{ID: 1, Title: "A"}, {ID: 2}})
	require.Len(t, p.Groups, 1)
	require.Empty(t, p.Groups[0].Heading, "there is nothing to tell apart")
	require.Equal(t, "Appointment", p.Groups[0].Services[1].Title)
	p = newAppointmentsPage(berlinPage(t), []pgclient.BookableAppointment{{ID: 1, Title: "A"}, {ID: 2, Title: "B", Category: "X "}, {ID: 3, Title: "C", Category: "X"}})
	require.Len(t, p.Groups, 2)
	require.Equal(t, "X", p.Groups[0].Heading)
	require.Len(t, p.Groups[0].Services, 2)
	require.Equal(t, "More", p.Groups[1].Heading, "what has none comes last")
}

func TestParseIDs(t *testing.T) {
	for text, want := range map[string][]int64{"": nil, "1": {1}, "1,22": {1, 22}} {
		got, ok := parseIDs(text)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{",", "1,", "0", "-1", "x", "1 2", "99999999999999999999"} {
		_, ok := parseIDs(text)
		require.False(t, ok, text)
	}
}
