package i18n

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
)

// PrinterOptions says for whom a Printer prints.
type PrinterOptions struct {
	Language  string            // one of Bundle.Languages; another one reads English
	Currency  string            // ISO 4217, of amounts that name none
	Location  *time.Location    // the zone all times are shown in; nil is UTC
	Country   string            // ISO 3166-1 alpha-2, of the studio
	Overrides map[string]string // the studio's own texts in this language, by key; not changed after it was passed
}

// Printer shows texts, dates, numbers and money in one language. It is cheap
// to make, one a request, and safe for concurrent use. It never fails: a key
// that no catalogue has is shown itself, a placeholder without a value as it
// stands in the catalogue, so that both are seen in tests and never crash a page.
type Printer struct {
	bundle    *Bundle
	catalogue *catalogue
	locale    *locale
	messages  map[string]*message
	overrides map[string]string
	location  *time.Location
	currency  string
	country   string
}

// Printer returns the printer for a request.
func (b *Bundle) Printer(o PrinterOptions) *Printer {
	c, ok := b.catalogues[o.Language]
	if !ok {
		c = b.catalogues[sourceLanguage]
	}
	p := &Printer{
		bundle: b, catalogue: c, locale: c.locale, messages: c.messages, overrides: o.Overrides,
		location: o.Location, currency: o.Currency, country: o.Country,
	}
	if p.location == nil {
		p.location = time.UTC
	}
	return p
}

// Language returns the code of the printer's language, for the lang attribute.
func (p *Printer) Language() string { return p.locale.code }

// Dir returns the direction of the script, for the dir attribute.
func (p *Printer) Dir() string { return p.locale.dir }

// Country returns the studio's country, which chooses statutory wording.
func (p *Printer) Country() string { return p.country }

// Location returns the zone times are shown in, never nil.
func (p *Printer) Location() *time.Location { return p.location }

// T returns the text of a key. args are pairs of placeholder name and value:
//
//	p.T("classes.book_label", "class", "Yoga Flow", "time", p.Time(start))
//
// Strings are put in as they are, whole numbers in the language's grouping,
// times as DateTime.
func (p *Printer) T(key string, args ...any) string {
	if p.overrides != nil {
		if source, ok := p.overrides[key]; ok {
			return p.print(p.bundle.override(source), nil, args)
		}
	}
	m, ok := p.messages[key]
	if !ok {
		return key
	}
	return p.print(m.forms[plural.Other], nil, args)
}

// N returns the text of a key in the plural form of n; {{.n}} in it is n in the
// language's grouping. args as in T.
func (p *Printer) N(key string, n int, args ...any) string {
	m, ok := p.messages[key]
	if !ok {
		return key
	}
	form := plural.Other
	if m.plural {
		form = m.rule.form(n)
	}
	if len(p.overrides) > 0 {
		if source, ok := p.overrideOf(key, form, m.plural); ok {
			return p.print(p.bundle.override(source), &n, args)
		}
	}
	return p.print(m.forms[form], &n, args)
}

// overrideOf looks up a studio's text for one form without building the key
// on the heap.
func (p *Printer) overrideOf(key string, form plural.Form, plural bool) (string, bool) {
	if !plural {
		source, ok := p.overrides[key]
		return source, ok
	}
	var buf [96]byte
	b := append(buf[:0], key...)
	b = append(b, '.')
	b = append(b, formName(form)...)
	source, ok := p.overrides[string(b)]
	return source, ok
}

func (p *Printer) print(t *text, n *int, args []any) string {
	if len(t.segments) == 1 && t.segments[0].name == "" {
		return t.segments[0].literal
	}
	var buf [256]byte
	b := buf[:0]
	for i := range t.segments {
		s := &t.segments[i]
		switch {
		case s.name == "":
			b = append(b, s.literal...)
		case n != nil && s.name == "n":
			b = p.appendNumber(b, int64(*n))
		default:
			b = p.appendArg(b, s.name, args)
		}
	}
	return string(b)
}

func (p *Printer) appendArg(b []byte, name string, args []any) []byte {
	for i := 0; i+1 < len(args); i += 2 {
		if given, ok := args[i].(string); ok && given == name {
			return p.appendValue(b, args[i+1])
		}
	}
	b = append(b, placeholderStart...)
	b = append(b, name...)
	return append(b, placeholderEnd...)
}

func (p *Printer) appendValue(b []byte, value any) []byte {
	switch v := value.(type) {
	case nil:
		return b
	case string:
		return append(b, v...)
	case int:
		return p.appendNumber(b, int64(v))
	case int64:
		return p.appendNumber(b, v)
	case int32:
		return p.appendNumber(b, int64(v))
	case time.Time:
		return p.appendTime(b, p.locale.dateTime, v)
	default:
		return fmt.Append(b, v)
	}
}

// Number returns a whole number in the language's grouping.
func (p *Printer) Number(n int) string {
	var buf [48]byte
	return string(p.appendNumber(buf[:0], int64(n)))
}

// Join lists items: "A", "A and B", "A, B and C". Empty items are left out.
func (p *Printer) Join(items ...string) string {
	given := make([]string, 0, len(items))
	for _, item := range items {
		if item != "" {
			given = append(given, item)
		}
	}
	if len(given) < 2 {
		return strings.Join(given, "")
	}
	last := len(given) - 1
	return strings.Join(given[:last], ", ") + p.locale.listAnd + given[last]
}

// Capital returns s with its first letter in upper case: a date that opens a
// heading, in languages that write weekdays small.
func (p *Printer) Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	upper := unicode.ToUpper(first)
	if first == upper || first == utf8.RuneError {
		return s
	}
	return string(upper) + s[size:]
}
