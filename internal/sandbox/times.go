package sandbox

import "time"

// zoned writes an instant as the API does: 2022-06-22T08:00:00.000+02:00[Europe/Berlin].
func (st *studio) zoned(t time.Time) string {
	return t.In(st.loc).Format("2006-01-02T15:04:05.000Z07:00") + "[" + st.TimeZone + "]"
}

func (st *studio) zonedOr(t *time.Time) string {
	if t == nil {
		return ""
	}
	return st.zoned(*t)
}

// date is a calendar day without a zone.
type date struct {
	year  int
	month time.Month
	day   int
}

// on returns the day it is in a zone.
func on(t time.Time, loc *time.Location) date {
	y, m, d := t.In(loc).Date()
	return date{y, m, d}
}

func parseDate(s string) (date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return date{}, err
	}
	return on(t, time.UTC), nil
}

func (d date) utc() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC) }

func (d date) String() string { return d.utc().Format(time.DateOnly) }

func (d date) weekday() time.Weekday { return d.utc().Weekday() }

func (d date) add(days int) date { return on(d.utc().AddDate(0, 0, days), time.UTC) }

func (d date) addMonths(months int) date { return on(d.utc().AddDate(0, months, 0), time.UTC) }

func (d date) before(o date) bool { return d.utc().Before(o.utc()) }

// at is a local wall time of the day. Wall times that a clock change leaves out
// are not used in this package.
func (d date) at(hour, minute int, loc *time.Location) time.Time {
	return time.Date(d.year, d.month, d.day, hour, minute, 0, 0, loc)
}

// clockChange returns the instant at which the clocks change on a day.
func (d date) clockChange(loc *time.Location) (time.Time, bool) {
	offset := func(t time.Time) int { _, o := t.Zone(); return o }
	low, high := d.at(0, 0, loc), d.add(1).at(0, 0, loc)
	before := offset(low)
	if before == offset(high) {
		return time.Time{}, false
	}
	for high.Sub(low) > time.Second {
		middle := low.Add(high.Sub(low) / 2)
		if offset(middle) == before {
			low = middle
		} else {
			high = middle
		}
	}
	return high.Truncate(time.Second), true
}

// addTerms adds a term n times. A day that a month lacks becomes its last, and comes
// back in the next.
func (d date) addTerms(term termJSON, n int) date {
	months := n * term.Value
	switch term.Unit {
	case "DAY":
		return d.add(n * term.Value)
	case "WEEK":
		return d.add(7 * n * term.Value)
	case "YEAR":
		months *= 12
	}
	first := date{d.year, d.month, 1}.addMonths(months)
	last := first.addMonths(1).add(-1)
	return date{first.year, first.month, min(d.day, last.day)}
}
