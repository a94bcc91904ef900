package pgclient

import (
	"errors"
	"strings"
	"sync"
	"time"
)

// ZonedTime is a moment together with the text it came as. The API writes most
// moments with offset and zone id, 2022-06-22T08:00:00.000+02:00[Europe/Berlin],
// and some with an offset or Z alone; all forms are read everywhere. The text is
// kept because the API wants a slot's times back unchanged in a booking.
//
// The zero value means absent. Compare moments with Time().Equal, not ZonedTime
// values with ==.
type ZonedTime struct {
	text string
	time time.Time
}

var errZonedTime = errors.New("pgclient: not a date and time with offset, Z or zone id")

// ParseZonedTime reads any of the three forms; seconds and their fraction may be
// missing. The offset decides the moment, the zone id only how it is shown. A zone
// that this machine does not know is no error: the moment is then shown at its offset.
func ParseZonedTime(s string) (ZonedTime, error) {
	text, zone, bracket := strings.Cut(s, "[")
	if bracket {
		var closed bool
		if zone, closed = strings.CutSuffix(zone, "]"); !closed || !zoneID(zone) {
			return ZonedTime{}, errZonedTime
		}
	}
	// In UTC, or Parse would put the machine's own zone in place of an equal offset.
	t, err := time.ParseInLocation(time.RFC3339Nano, text, time.UTC)
	if err != nil {
		if t, err = time.ParseInLocation("2006-01-02T15:04Z07:00", text, time.UTC); err != nil {
			return ZonedTime{}, errZonedTime
		}
	}
	if bracket {
		if loc := zoneOf(zone); loc != nil {
			t = t.In(loc)
		}
	}
	return ZonedTime{text: s, time: t}, nil
}

// Time returns the moment in the zone of the text, or at its offset if it names no zone.
func (z ZonedTime) Time() time.Time { return z.time }

// Zone returns the IANA zone id, such as Europe/Berlin, and "" if the text names
// none that is known.
func (z ZonedTime) Zone() string {
	if !strings.HasSuffix(z.text, "]") {
		return ""
	}
	name := z.time.Location().String()
	if !strings.HasSuffix(z.text, "["+name+"]") {
		return "" // an unknown zone: the location is that of the offset
	}
	return name
}

// IsZero reports whether z is the zero value, that is absent.
func (z ZonedTime) IsZero() bool { return z.text == "" }

// String returns the text that was parsed.
func (z ZonedTime) String() string { return z.text }

// MarshalJSON writes the text that was read, and the zero value as null.
func (z ZonedTime) MarshalJSON() ([]byte, error) {
	if z.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + z.text + `"`), nil // nothing in it needs escaping, see zoneID
}

// UnmarshalJSON reads any of the three forms; null and the empty text are the zero value.
func (z *ZonedTime) UnmarshalJSON(data []byte) error {
	s, err := optionalText(data)
	if err != nil || s == "" {
		*z = ZonedTime{}
		return misfit[ZonedTime](err)
	}
	parsed, err := ParseZonedTime(s)
	if err != nil {
		return misfit[ZonedTime](err)
	}
	*z = parsed
	return nil
}

// zoneID reports whether s has only characters of zone ids and offsets.
func zoneID(s string) bool {
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("/_+-:", r):
		default:
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// zoneOf returns the zone with an id, nil if it is unknown. Loading one reads a
// file, and a timetable has hundreds of times in the same zone, so those found are
// kept; there are only some hundred.
var zoneOf = func() func(string) *time.Location {
	var known sync.Map
	return func(id string) *time.Location {
		if loc, ok := known.Load(id); ok {
			return loc.(*time.Location)
		}
		if id == "Local" {
			return nil // to LoadLocation that is the zone of this machine
		}
		loc, err := time.LoadLocation(id)
		if err != nil {
			return nil
		}
		known.Store(id, loc)
		return loc
	}
}()
