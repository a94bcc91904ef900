package i18n

import (
	"strconv"
	"strings"
	"time"
)

// All of these show t in the printer's zone.

// Date returns "31 March 2027".
func (p *Printer) Date(t time.Time) string { return p.format(p.locale.date, t) }

// DayMonth returns "Thursday, 26 November". In Polish it begins with a small
// letter; see Capital.
func (p *Printer) DayMonth(t time.Time) string { return p.format(p.locale.dayMonth, t) }

// WeekdayDate returns "Wed, 31 March 2027".
func (p *Printer) WeekdayDate(t time.Time) string { return p.format("E, "+p.locale.date, t) }

// DayOfYear is the date without its year: "1 January", for what comes every year.
func (p *Printer) DayOfYear(t time.Time) string {
	return p.format(strings.TrimSuffix(p.locale.date, " y"), t)
}

// ShortDay returns "Thu 26 Nov".
func (p *Printer) ShortDay(t time.Time) string { return p.format(p.locale.shortDay, t) }

// WeekdayShort returns "Thu".
func (p *Printer) WeekdayShort(t time.Time) string {
	return p.locale.weekdaysShort[t.In(p.location).Weekday()]
}

// Time returns "18:00", by the 24-hour clock in every language.
func (p *Printer) Time(t time.Time) string { return p.format(p.locale.time, t) }

// WeekdayTime returns "Wed 20:30".
func (p *Printer) WeekdayTime(t time.Time) string { return p.format(p.locale.weekdayTime, t) }

// DateTime returns "Thursday, 26 November, 18:00".
func (p *Printer) DateTime(t time.Time) string { return p.format(p.locale.dateTime, t) }

func (p *Printer) format(pattern string, t time.Time) string {
	var buf [64]byte
	return string(p.appendTime(buf[:0], pattern, t))
}

// appendTime appends t by a pattern in the letters of CLDR, see locale.
func (p *Printer) appendTime(b []byte, pattern string, t time.Time) []byte {
	t = t.In(p.location)
	l := p.locale
	for i := 0; i < len(pattern); {
		c := pattern[i]
		if c == '\'' {
			end := strings.IndexByte(pattern[i+1:], '\'')
			if end < 0 {
				return append(b, pattern[i+1:]...)
			}
			b = append(b, pattern[i+1:i+1+end]...)
			i += end + 2
			continue
		}
		width := 1
		for i+width < len(pattern) && pattern[i+width] == c {
			width++
		}
		i += width
		switch {
		case c == 'E' && width == 4:
			b = append(b, l.weekdays[t.Weekday()]...)
		case c == 'E':
			b = append(b, l.weekdaysShort[t.Weekday()]...)
		case c == 'M' && width == 4:
			b = append(b, l.months[t.Month()-1]...)
		case c == 'M':
			b = append(b, l.monthsShort[t.Month()-1]...)
		case c == 'd':
			b = strconv.AppendInt(b, int64(t.Day()), 10)
		case c == 'y':
			b = strconv.AppendInt(b, int64(t.Year()), 10)
		case c == 'H':
			b = appendTwo(b, t.Hour())
		case c == 'm':
			b = appendTwo(b, t.Minute())
		default:
			b = append(b, pattern[i-width:i]...)
		}
	}
	return b
}

func appendTwo(b []byte, n int) []byte {
	return append(b, byte('0'+n/10), byte('0'+n%10))
}

// MonthShort returns "Nov".
func (p *Printer) MonthShort(t time.Time) string {
	return p.locale.monthsShort[t.In(p.location).Month()-1]
}
