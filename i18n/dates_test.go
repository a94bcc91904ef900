package i18n

import (
	"testing"
	"time"

	_ "time/tzdata"

	"github.com/stretchr/testify/require"
)

func TestDates(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	at := time.Date(2026, 11, 26, 17, 0, 0, 0, time.UTC)
	b := loadTexts(t, nil)
	type dates struct{ date, dayMonth, shortDay, weekdayShort, time, weekdayTime, dateTime string }
	for lang, want := range map[string]dates{
		"de": {"26. November 2026", "Donnerstag, 26. November", "Do 26. Nov.", "Do", "18:00", "Do 18:00 Uhr", "Donnerstag, 26. November, 18:00 Uhr"},
		"en": {"26 November 2026", "Thursday, 26 November", "Thu 26 Nov", "Thu", "18:00", "Thu 18:00", "Thursday, 26 November, 18:00"},
		"pl": {"26 listopada 2026", "czwartek, 26 listopada", "czw. 26 lis", "czw.", "18:00", "czw. 18:00", "czwartek, 26 listopada, 18:00"},
	} {
		p := b.Printer(PrinterOptions{Language: lang, Location: berlin})
		require.Equal(t, want, dates{p.Date(at), p.DayMonth(at), p.ShortDay(at), p.WeekdayShort(at), p.Time(at), p.WeekdayTime(at), p.DateTime(at)})
	}
}

func TestEveryMonthAndWeekday(t *testing.T) {
	b := loadTexts(t, nil)
	months := map[string][]string{
		"de": {"1. Januar", "1. Februar", "1. März", "1. April", "1. Mai", "1. Juni", "1. Juli", "1. August", "1. September", "1. Oktober", "1. November", "1. Dezember"},
		"en": {"1 January", "1 February", "1 March", "1 April", "1 May", "1 June", "1 July", "1 August", "1 September", "1 October", "1 November", "1 December"},
		"pl": {"1 stycznia", "1 lutego", "1 marca", "1 kwietnia", "1 maja", "1 czerwca", "1 lipca", "1 sierpnia", "1 września", "1 października", "1 listopada", "1 grudnia"},
	}
	days := map[string][]string{ // from Monday, 1 March 2027
		"de": {"Mo 1. März", "Di 2. März", "Mi 3. März", "Do 4. März", "Fr 5. März", "Sa 6. März", "So 7. März"},
		"en": {"Mon 1 Mar", "Tue 2 Mar", "Wed 3 Mar", "Thu 4 Mar", "Fri 5 Mar", "Sat 6 Mar", "Sun 7 Mar"},
		"pl": {"pon. 1 mar", "wt. 2 mar", "śr. 3 mar", "czw. 4 mar", "pt. 5 mar", "sob. 6 mar", "niedz. 7 mar"},
	}
	long := map[string][]string{
		"de": {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
		"en": {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		"pl": {"poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"},
	}
	for lang := range months {
		p := b.Printer(PrinterOptions{Language: lang})
		for i, want := range months[lang] {
			require.Equal(t, want+" 2027", p.Date(time.Date(2027, time.Month(i+1), 1, 12, 0, 0, 0, time.UTC)))
		}
		for i, want := range days[lang] {
			day := time.Date(2027, 3, 1+i, 12, 0, 0, 0, time.UTC)
			require.Equal(t, want, p.ShortDay(day))
			require.Contains(t, p.DayMonth(day), long[lang][i]+", ")
		}
	}
}

func TestTimesAreShownInTheStudiosZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	p := loadTexts(t, nil).Printer(PrinterOptions{Language: "en", Location: berlin})
	// 25 October 2026 has two half past two; the clock goes back at 3:00.
	first := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	require.Equal(t, "Sun 02:30", p.WeekdayTime(first))
	require.Equal(t, "Sun 02:30", p.WeekdayTime(first.Add(time.Hour)))
	require.Equal(t, "Sun 03:30", p.WeekdayTime(first.Add(2*time.Hour)))
	// An evening in New York is the next day in Berlin.
	newYork, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	evening := time.Date(2026, 12, 31, 20, 5, 0, 0, newYork)
	require.Equal(t, "1 January 2027", p.Date(evening))
	require.Equal(t, "02:05", p.Time(evening))
	require.Equal(t, "Fri", p.WeekdayShort(evening))
	require.Equal(t, "Friday, 1 January, 02:05", p.DateTime(evening))
}

func TestPatterns(t *testing.T) {
	p := loadTexts(t, nil).Printer(PrinterOptions{Language: "en"})
	at := time.Date(2026, 3, 5, 7, 9, 0, 0, time.UTC)
	for pattern, want := range map[string]string{
		"":                  "",
		"d. MMM 'um' HH:mm": "5. Mar um 07:09",
		"EEEE 'open":        "Thursday open",
		"[y]":               "[2026]",
		"'d' d":             "d 5",
	} {
		require.Equal(t, want, p.format(pattern, at))
	}
}

func TestDatesOfOtherForms(t *testing.T) {
	at := time.Date(2027, 1, 9, 12, 0, 0, 0, time.UTC)
	b, err := Load()
	require.NoError(t, err)
	for lang, want := range map[string][2]string{
		"en": {"9 January", "Sat, 9 January 2027"}, "de": {"9. Januar", "Sa, 9. Januar 2027"}, "pl": {"9 stycznia", "sob., 9 stycznia 2027"},
	} {
		p := b.Printer(PrinterOptions{Language: lang})
		require.Equal(t, want, [2]string{p.DayOfYear(at), p.WeekdayDate(at)})
	}
}
