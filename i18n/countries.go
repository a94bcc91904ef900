package i18n

import (
	"embed"
	"slices"
	"strings"
)

// Country is one to live or to be born in.
type Country struct{ Code, Name string } // ISO 3166-1, two letters; in the printer's language

// Countries returns all countries by name, in the order of the language. The
// studio's own comes first: most live there.
func (p *Printer) Countries() []Country {
	all := p.catalogue.countries()
	own := p.CountryName(p.country)
	if own == "" {
		return all
	}
	first := []Country{{p.country, own}}
	return append(first, slices.DeleteFunc(slices.Clone(all), func(c Country) bool { return c == first[0] })...)
}

// CountryName is a country in the printer's language, "" for what is none.
func (p *Printer) CountryName(code string) string {
	code = strings.ToUpper(code)
	for _, c := range p.catalogue.countries() {
		if c.Code == code {
			return c.Name
		}
	}
	return ""
}

// CountryCode undoes CountryName, "" for a name that no country has.
func (p *Printer) CountryCode(name string) string {
	for _, c := range p.catalogue.countries() {
		if c.Name == name {
			return c.Code
		}
	}
	return ""
}

// countryNames are the names of Unicode's CLDR, a line each. The library that has them
// for all languages weighs a twentieth of the program; a test compares.
//
//go:embed countries
var countryNames embed.FS

// countriesIn lists the countries in a language, once for each.
func countriesIn(l *locale) []Country {
	names, err := countryNames.ReadFile("countries/" + l.code + ".txt")
	if err != nil {
		panic("i18n: " + err.Error()) // a language without its file: a fault of the program
	}
	var list []Country
	for line := range strings.Lines(string(names)) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if better := l.countries[code]; better != "" {
			name = better
		}
		list = append(list, Country{code, name})
	}
	order := alphabet(l.code)
	slices.SortStableFunc(list, func(a, b Country) int {
		return strings.Compare(order.Replace(strings.ToLower(a.Name)), order.Replace(strings.ToLower(b.Name)))
	})
	return list
}

// alphabet puts names into the order of a language when they are compared byte by
// byte: Polish has letters of its own after their plain ones, the others read marked
// letters as plain. The tables of a whole collation library weigh more than they are
// worth for one list of names.
func alphabet(language string) *strings.Replacer {
	var pairs []string
	if language == "pl" {
		pairs = []string{"ą", "a~", "ć", "c~", "ę", "e~", "ł", "l~", "ń", "n~", "ó", "o~", "ś", "s~", "ź", "z~", "ż", "z~~"}
	}
	return strings.NewReplacer(append(pairs, "ä", "a", "å", "a", "á", "a", "ã", "a", "é", "e", "ç", "c", "í", "i", "ñ", "n",
		"ö", "o", "ô", "o", "ó", "o", "ü", "u", "ß", "ss", "’", " ", "-", " ")...)
}
