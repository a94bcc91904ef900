package handlers

import (
	"time"

	"memberportal/i18n"
	"memberportal/pgclient"
)

// termBefore is the moment a term before t, by the calendar of t's zone; false
// for a unit this release does not know.
func termBefore(term pgclient.TermWithMinutes, t time.Time) (time.Time, bool) {
	n := term.Value
	switch term.Unit {
	case pgclient.TermUnitWithMinutesMinutes:
		return t.Add(-time.Duration(n) * time.Minute), true
	case pgclient.TermUnitWithMinutesHours:
		return t.Add(-time.Duration(n) * time.Hour), true
	case pgclient.TermUnitWithMinutesDay:
		return t.AddDate(0, 0, -n), true
	case pgclient.TermUnitWithMinutesWeek:
		return t.AddDate(0, 0, -7*n), true
	case pgclient.TermUnitWithMinutesMonth:
		return t.AddDate(0, -n, 0), true
	case pgclient.TermUnitWithMinutesYear:
		return t.AddDate(-n, 0, 0), true
	}
	return time.Time{}, false
}

// pauseOn tells whether the pause covers the day and has a last day. An
// unlimited pause may come with a far end date, which means nothing.
func pauseOn(p pgclient.CustomerIdlePeriod, day pgclient.Date) (end pgclient.Date, limited bool) {
	if day.Before(p.StartDate) {
		return pgclient.Date{}, false
	}
	if p.Unlimited != nil && *p.Unlimited || p.EndDate.IsZero() {
		return pgclient.Date{}, false
	}
	return p.EndDate, !p.EndDate.Before(day)
}

// paused tells whether the pause covers the day at all.
func paused(p pgclient.CustomerIdlePeriod, day pgclient.Date) bool {
	if day.Before(p.StartDate) {
		return false
	}
	_, limited := pauseOn(p, day)
	return limited || p.EndDate.IsZero() || (p.Unlimited != nil && *p.Unlimited)
}

// momentText is a moment that belongs to an event: "today 20:30", "tomorrow
// 20:30", "Wed 20:30", or the date. The bare weekday stands where it can mean one
// day only, to somebody who thinks of today and to somebody who looks at the
// day of the event.
func momentText(text *i18n.Printer, now, t, event time.Time) string {
	day := func(t time.Time) pgclient.Date { return pgclient.DateOf(t.In(text.Location())) }
	days, before := daysBetween(day(now), day(t)), daysBetween(day(t), day(event))
	switch {
	case days == 0:
		return text.T("timetable.today_at", "time", text.Time(t))
	case days == 1:
		return text.T("timetable.tomorrow_at", "time", text.Time(t))
	case days > 1 && days < 7 && before > -7 && before < 7:
		return text.WeekdayTime(t)
	}
	return text.T("timetable.day_at", "day", text.ShortDay(t), "time", text.Time(t))
}

// daysBetween counts calendar days from a to b.
func daysBetween(a, b pgclient.Date) int {
	return int(b.In(time.UTC).Sub(a.In(time.UTC)).Hours()) / 24
}
