package pgclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// LocalTime is a time of day in the studio's zone, as in opening hours.
type LocalTime struct{ Hour, Minute, Second int }

// ParseLocalTime reads a time of day such as 06:00:00, 06:00 or 23:59:59.999.
func ParseLocalTime(s string) (LocalTime, error) {
	t, err := time.Parse("15:04:05", s) // takes a fraction as well
	if err != nil {
		if t, err = time.Parse("15:04", s); err != nil {
			return LocalTime{}, errors.New("pgclient: not a time of day of the form 15:04:05")
		}
	}
	return LocalTime{t.Hour(), t.Minute(), t.Second()}, nil
}

// String returns the time of day as 06:00, without seconds.
func (l LocalTime) String() string { return fmt.Sprintf("%02d:%02d", l.Hour, l.Minute) }

// MarshalJSON writes the time of day as 06:00:00.
func (l LocalTime) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `"%02d:%02d:%02d"`, l.Hour, l.Minute, l.Second), nil
}

// UnmarshalJSON reads text, and the object {hour, minute, second, nano} that older
// releases of the API send instead.
func (l *LocalTime) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var o struct{ Hour, Minute, Second int }
		if err := json.Unmarshal(data, &o); err != nil || !clock(o.Hour, o.Minute, o.Second) {
			return misfit[LocalTime](errors.New("not a time of day"))
		}
		*l = o
		return nil
	}
	s, err := optionalText(data)
	if err != nil || s == "" {
		*l = LocalTime{}
		return misfit[LocalTime](err)
	}
	parsed, err := ParseLocalTime(s)
	if err != nil {
		return misfit[LocalTime](err)
	}
	*l = parsed
	return nil
}

func clock(h, m, s int) bool {
	return 0 <= h && h < 24 && 0 <= m && m < 60 && 0 <= s && s < 60
}

// LocalDateTime is a date and time of day in the studio's zone, as in closing
// hours. The zero value means absent.
type LocalDateTime struct {
	Date Date
	Time LocalTime
}

// ParseLocalDateTime reads a date and time such as 2025-09-21T00:00:00; seconds may
// be missing or have a fraction.
func ParseLocalDateTime(s string) (LocalDateTime, error) {
	t, err := time.Parse("2006-01-02T15:04:05", s)
	if err != nil {
		if t, err = time.Parse("2006-01-02T15:04", s); err != nil {
			return LocalDateTime{}, errors.New("pgclient: not a date and time of the form 2006-01-02T15:04:05")
		}
	}
	return LocalDateTime{DateOf(t), LocalTime{t.Hour(), t.Minute(), t.Second()}}, nil
}

// IsZero reports whether l is the zero value, that is absent.
func (l LocalDateTime) IsZero() bool { return l == LocalDateTime{} }

// In returns the moment in the studio's zone loc.
func (l LocalDateTime) In(loc *time.Location) time.Time {
	return time.Date(l.Date.Year, l.Date.Month, l.Date.Day, l.Time.Hour, l.Time.Minute, l.Time.Second, 0, loc)
}

// MarshalJSON writes the date and time as 2025-09-21T00:00:00, the zero value as null.
func (l LocalDateTime) MarshalJSON() ([]byte, error) {
	if l.IsZero() {
		return []byte("null"), nil
	}
	return fmt.Appendf(nil, `"%sT%02d:%02d:%02d"`, l.Date, l.Time.Hour, l.Time.Minute, l.Time.Second), nil
}

// UnmarshalJSON reads a date and time; null and the empty text are the zero value.
func (l *LocalDateTime) UnmarshalJSON(data []byte) error {
	s, err := optionalText(data)
	if err != nil || s == "" {
		*l = LocalDateTime{}
		return misfit[LocalDateTime](err)
	}
	parsed, err := ParseLocalDateTime(s)
	if err != nil {
		return misfit[LocalDateTime](err)
	}
	*l = parsed
	return nil
}
