package pgclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"
)

// Date is a day of the calendar without time or zone. The API's days are those of
// the studio. The zero value means absent; it is written as null and left out
// where a field is tagged omitzero.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads a date such as 2027-03-31. Its error does not repeat the text,
// which may be a date of birth.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, errors.New("pgclient: not a date of the form 2006-01-02")
	}
	return DateOf(t), nil
}

// DateOf returns the day of t in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// String returns the date as 2027-03-31, and "" for the zero value.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// IsZero reports whether d is the zero value, that is absent.
func (d Date) IsZero() bool { return d == Date{} }

// In returns the first moment of the day in loc: midnight, or the moment to which
// the clocks jump where they skip midnight, or the first of two midnights where
// they go through it twice.
func (d Date) In(loc *time.Location) time.Time {
	const step = 15 * time.Minute // divides every change of clocks since zones follow the hour
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
	d = DateOf(time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)) // 31 June is 1 July
	for DateOf(t.Add(-step)) == d {
		t = t.Add(-step)
	}
	for n := 0; DateOf(t).Before(d) && n < 96; n++ {
		t = t.Add(step)
	}
	return t
}

// AddDays returns the date n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC))
}

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool {
	if d.Year != other.Year {
		return d.Year < other.Year
	}
	if d.Month != other.Month {
		return d.Month < other.Month
	}
	return d.Day < other.Day
}

// MarshalJSON writes the date as text and the zero value as null.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads a date; null and the empty text are the zero value.
func (d *Date) UnmarshalJSON(data []byte) error {
	s, err := optionalText(data)
	if err != nil || s == "" {
		*d = Date{}
		return misfit[Date](err)
	}
	parsed, err := ParseDate(s)
	if err != nil {
		return misfit[Date](err)
	}
	*d = parsed
	return nil
}

// optionalText reads a JSON text or null, which is "".
func optionalText(data []byte) (string, error) {
	if n := len(data); n >= 2 && data[0] == '"' && data[n-1] == '"' && verbatim(data[1:n-1]) {
		return string(data[1 : n-1]), nil // a timetable has hundreds of these
	}
	var s *string
	if err := json.Unmarshal(data, &s); err != nil || s == nil {
		return "", err
	}
	return *s, nil
}

// verbatim reports whether the inside of a JSON text stands for itself.
func verbatim(data []byte) bool {
	for _, b := range data {
		if b < ' ' || b >= 0x7f || b == '\\' || b == '"' {
			return false
		}
	}
	return true
}

// misfit turns an error of an UnmarshalJSON into the one to which package json
// adds the path of the field. The value is left out: it may be a member's.
func misfit[T any](err error) error {
	if err == nil {
		return nil
	}
	return &json.UnmarshalTypeError{Value: "value", Type: reflect.TypeFor[T]()}
}
