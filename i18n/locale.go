package i18n

import (
	"golang.org/x/text/language"
)

// sourceLanguage is the language the texts are written in first; a text that
// another language lacks is shown in it.
const sourceLanguage = "en"

const (
	noBreakSpace = "\u00a0"
	minus        = "\u2212" // a screen reader says "minus"; a hyphen it passes over
)

// locale is how one language writes dates, numbers and money. The values are
// those of Unicode CLDR (English: en-GB) unless a comment says otherwise.
type locale struct {
	code, name string
	tag        language.Tag
	dir        string

	decimal, group string
	groupFrom      int // digits before the decimal sign from which on they are grouped

	symbolFirst bool              // "€39.90" rather than "39,90 €"
	symbols     map[string]string // by ISO 4217 code; a currency without one is shown by its code

	// Patterns in the letters of CLDR: EEEE and E weekday, d day, MMMM and MMM
	// month, y year, HH:mm time, 'literal'.
	date, dayMonth, shortDay, time, weekdayTime, dateTime string

	months, monthsShort     [12]string // as they stand beside a day: genitive where the language has one
	weekdays, weekdaysShort [7]string  // from Sunday
	listAnd                 string     // between the last two items of a list

	countries map[string]string // by code, where a name is newer or shorter than that of the library
}

// languages returns the languages with a catalogue, sorted by code.
func languages() []*locale {
	return []*locale{german(), english(), polish()}
}

func german() *locale {
	return &locale{
		code: "de", tag: language.German, name: "Deutsch", dir: "ltr",
		decimal: ",", group: ".", groupFrom: 4,
		symbols: map[string]string{
			"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥",
		},
		date: "d. MMMM y", dayMonth: "EEEE, d. MMMM", time: "HH:mm",
		// CLDR sets "Do., 26. Nov."; a column of days reads better without the
		// stop and the comma after the two letters.
		shortDay: "E d. MMM", weekdayTime: "E HH:mm'\u00a0Uhr'", dateTime: "EEEE, d. MMMM, HH:mm'\u00a0Uhr'",
		months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
			"August", "September", "Oktober", "November", "Dezember"},
		monthsShort: [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli",
			"Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
		weekdays:      [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"},
		weekdaysShort: [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"},
		listAnd:       " und ",
		countries:     map[string]string{"MK": "Nordmazedonien", "SZ": "Eswatini", "HK": "Hongkong", "MO": "Macau", "PS": "Palästina", "MD": "Moldau"},
	}
}

func english() *locale {
	return &locale{
		code: "en", tag: language.English, name: "English", dir: "ltr",
		decimal: ".", group: ",", groupFrom: 4,
		symbolFirst: true,
		symbols: map[string]string{
			"EUR": "€", "GBP": "£", "USD": "US$", "JPY": "JP¥",
			"AUD": "A$", "CAD": "CA$", "NZD": "NZ$",
		},
		date: "d MMMM y", dayMonth: "EEEE, d MMMM", time: "HH:mm",
		shortDay: "E d MMM", weekdayTime: "E HH:mm", dateTime: "EEEE, d MMMM, HH:mm",
		months: [12]string{"January", "February", "March", "April", "May", "June", "July",
			"August", "September", "October", "November", "December"},
		monthsShort: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
			"Aug", "Sept", "Oct", "Nov", "Dec"},
		weekdays:      [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		weekdaysShort: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		listAnd:       " and ",
		countries:     map[string]string{"MK": "North Macedonia", "SZ": "Eswatini", "HK": "Hong Kong", "MO": "Macao", "PS": "Palestine", "CZ": "Czechia"},
	}
}

func polish() *locale {
	return &locale{
		code: "pl", tag: language.Polish, name: "Polski", dir: "ltr",
		decimal: ",", group: noBreakSpace, groupFrom: 5, // 1234 but 12 345
		symbols: map[string]string{
			"PLN": "zł", "EUR": "€", "GBP": "£",
		},
		date: "d MMMM y", dayMonth: "EEEE, d MMMM", time: "HH:mm",
		shortDay: "E d MMM", weekdayTime: "E HH:mm", dateTime: "EEEE, d MMMM, HH:mm",
		months: [12]string{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca",
			"sierpnia", "września", "października", "listopada", "grudnia"},
		monthsShort: [12]string{"sty", "lut", "mar", "kwi", "maj", "cze", "lip",
			"sie", "wrz", "paź", "lis", "gru"},
		weekdays:      [7]string{"niedziela", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota"},
		weekdaysShort: [7]string{"niedz.", "pon.", "wt.", "śr.", "czw.", "pt.", "sob."},
		listAnd:       " i ",
		countries:     map[string]string{"MK": "Macedonia Północna", "SZ": "Eswatini", "HK": "Hongkong", "MO": "Makau", "PS": "Palestyna"},
	}
}
