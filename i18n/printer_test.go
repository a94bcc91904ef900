package i18n

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func sampleTexts(t testing.TB) *Bundle {
	return loadTexts(t, map[string]string{
		"en/home.yaml": `
home.plain: "Hello"
home.greeting: "Good evening, {{.name}}"
home.twice: "{{.a}} and {{.b}} and {{.a}}"
home.only_english: "In English: {{.name}}"
home.english_count:
  one: "{{.n}} thing"
  other: "{{.n}} things"
home.waiting:
  one: "{{.n}} waits for {{.class}}"
  other: "{{.n}} wait for {{.class}}"
`,
		"de/home.yaml": `
home.plain: "Hallo"
home.greeting: "Guten Abend, {{.name}}"
home.waiting:
  one: "{{.n}} wartet auf {{.class}}"
  other: "{{.n}} warten auf {{.class}}"
`,
		"pl/home.yaml": `
home.plain: "Cześć"
home.waiting:
  one: "{{.n}} osoba czeka na {{.class}}"
  few: "{{.n}} osoby czekają na {{.class}}"
  many: "{{.n}} osób czeka na {{.class}}"
  other: "{{.n}} osoby czeka na {{.class}}"
`,
	})
}

func TestTFillsPlaceholders(t *testing.T) {
	b := sampleTexts(t)
	de := b.Printer(PrinterOptions{Language: "de"})
	en := b.Printer(PrinterOptions{Language: "en"})
	require.Equal(t, "Hallo", de.T("home.plain"))
	require.Equal(t, "Guten Abend, Jana", de.T("home.greeting", "name", "Jana"))
	require.Equal(t, "1 and 2 and 1", en.T("home.twice", "b", 2, "a", "1"))
	require.Equal(t, "{{.b}} <b> and x and {{.b}} <b>", en.T("home.twice", "a", "{{.b}} <b>", "b", "x"), "values are not read again")
}

func TestTShowsWhatIsMissing(t *testing.T) {
	b := sampleTexts(t)
	de := b.Printer(PrinterOptions{Language: "de"})
	require.Equal(t, "In English: Jana", de.T("home.only_english", "name", "Jana"), "English stands in")
	require.Equal(t, "home.unknown", de.T("home.unknown", "name", "Jana"))
	require.Equal(t, "home.unknown", de.N("home.unknown", 3))
	require.Equal(t, "", de.T(""))
	require.Equal(t, "Guten Abend, {{.name}}", de.T("home.greeting"), "a missing value is seen")
	require.Equal(t, "Guten Abend, {{.name}}", de.T("home.greeting", "name"), "so is half a pair")
	require.Equal(t, "Guten Abend, {{.name}}", de.T("home.greeting", 7, "name", nil))
	pl := b.Printer(PrinterOptions{Language: "pl"})
	require.Equal(t, "2 things", pl.N("home.english_count", 2), "an English text follows the English rule")
}

type panics struct{}

func (panics) String() string { panic("no text") }

func TestTTakesAnyValue(t *testing.T) {
	p := sampleTexts(t).Printer(PrinterOptions{Language: "de", Location: time.FixedZone("", 3600)})
	at := time.Date(2026, 11, 26, 17, 0, 0, 0, time.UTC)
	var none *time.Time
	for want, value := range map[string]any{
		"":                                    nil,
		"1.234.567":                           1234567,
		"−5":                                  int64(-5),
		"12":                                  int32(12),
		"true":                                true,
		"1.5":                                 1.5,
		"boom":                                errors.New("boom"),
		"[1 2]":                               []int{1, 2},
		"<nil>":                               none,
		"8h0m0s":                              8 * time.Hour,
		"%!v(PANIC=String method: no text)":   panics{},
		"Donnerstag, 26. November, 18:00 Uhr": at,
	} {
		require.Equal(t, "Guten Abend, "+want, p.T("home.greeting", "name", value))
	}
}

func TestNChoosesTheForm(t *testing.T) {
	b := sampleTexts(t)
	for lang, counts := range map[string]map[int]string{
		"en": {0: "0 wait for Yoga", 1: "1 waits for Yoga", 2: "2 wait for Yoga", -1: "−1 waits for Yoga", 21: "21 wait for Yoga"},
		"de": {0: "0 warten auf Yoga", 1: "1 wartet auf Yoga", 1001: "1.001 warten auf Yoga", 2: "2 warten auf Yoga"},
		"pl": {
			0: "0 osób czeka na Yoga", 1: "1 osoba czeka na Yoga", 2: "2 osoby czekają na Yoga", 4: "4 osoby czekają na Yoga",
			5: "5 osób czeka na Yoga", 12: "12 osób czeka na Yoga", 14: "14 osób czeka na Yoga", 21: "21 osób czeka na Yoga",
			22: "22 osoby czekają na Yoga", 112: "112 osób czeka na Yoga", 1002: "1002 osoby czekają na Yoga",
			12_000_022: "12\u00a0000\u00a0022 osoby czekają na Yoga", 10_000_001: "10\u00a0000\u00a0001 osób czeka na Yoga",
		},
	} {
		p := b.Printer(PrinterOptions{Language: lang})
		for n, want := range counts {
			require.Equal(t, want, p.N("home.waiting", n, "class", "Yoga"), "%s %d", lang, n)
			require.Equal(t, want, p.N("home.waiting", n, "n", "nonsense", "class", "Yoga"), "the count cannot be replaced")
		}
		require.NotEmpty(t, p.N("home.waiting", math.MinInt, "class", "Yoga"))
		require.NotEmpty(t, p.N("home.waiting", math.MaxInt, "class", "Yoga"))
	}
	en := b.Printer(PrinterOptions{Language: "en"})
	require.Equal(t, "Hello", en.N("home.plain", 3), "a plain text has one form")
	require.Equal(t, "{{.n}} wait for Yoga", en.T("home.waiting", "class", "Yoga"))
}

func TestPreparedFormsAreTheRules(t *testing.T) {
	for _, l := range loadTexts(t, nil).locales {
		r := newRule(l.tag)
		for n := range 3 * preparedCounts {
			require.Equal(t, match(l.tag, n), r.form(n), "%s %d", l.code, n)
			require.Equal(t, r.form(n), r.form(-n))
			require.True(t, r.needed[r.form(n)])
		}
	}
}

func TestOverridesReplaceTexts(t *testing.T) {
	b := sampleTexts(t)
	p := b.Printer(PrinterOptions{Language: "pl", Overrides: map[string]string{
		"home.plain":       "Hej!",
		"home.greeting":    "Hej, {{.name}}!",
		"home.broken":      "never shown",
		"home.waiting.few": "{{.n}} czekają: {{.class}}",
	}})
	for range 2 { // the second time from the prepared texts
		require.Equal(t, "Hej!", p.T("home.plain"))
		require.Equal(t, "Hej, Jana!", p.T("home.greeting", "name", "Jana"))
		require.Equal(t, "3 czekają: Yoga", p.N("home.waiting", 3, "class", "Yoga"))
		require.Equal(t, "5 osób czeka na Yoga", p.N("home.waiting", 5, "class", "Yoga"))
	}
	odd := b.Printer(PrinterOptions{Language: "de", Overrides: map[string]string{"home.plain": "{{if}}", "home.greeting": ""}})
	require.Equal(t, "{{if}}", odd.T("home.plain"), "a faulty text is shown, not a panic")
	require.Equal(t, "", odd.T("home.greeting", "name", "Jana"))
}

func TestCheckOverridesNamesEveryFault(t *testing.T) {
	b := sampleTexts(t)
	require.Empty(t, b.CheckOverrides("de", map[string]string{
		"home.plain": "Moin!", "home.greeting": "Moin {{.name}}", "home.waiting.one": "{{.n}}: {{.class}}",
	}))
	faults := b.CheckOverrides("de", map[string]string{
		"home.plain":        "Moin {{.name}}",
		"home.greeting":     "Moin",
		"home.twice":        "{{.a}} {{.c}}",
		"home.unknown":      "x",
		"home.waiting":      "x",
		"home.waiting.few":  "x",
		"home.waiting.one":  "  ",
		"home.only_english": "{{if}}",
	})
	texts := make([]string, len(faults))
	for i, fault := range faults {
		texts[i] = fault.Error()
	}
	require.Equal(t, []string{
		"home.greeting: {{.name}} is missing",
		"home.only_english: {{if}} is no placeholder, write {{.name}}",
		"home.plain: there is no {{.name}} here, the text has no placeholders",
		"home.twice: there is no {{.c}} here, only {{.a}}, {{.b}}",
		"home.unknown: there is no such text",
		"home.waiting: the text depends on a count, replace home.waiting.one, home.waiting.other",
		"home.waiting.few: the language has no such form, there are home.waiting.one, home.waiting.other",
		"home.waiting.one: the text is empty",
	}, texts)
	require.ErrorContains(t, b.CheckOverrides("fr", nil)[0], `no language "fr", there are de, en, pl`)
	require.ErrorContains(t, CheckOverrides("de", map[string]string{"home.none": "x"})[0], "home.none: there is no such text")
}

func TestJoinAndCapital(t *testing.T) {
	b := sampleTexts(t)
	for lang, and := range map[string]string{"en": "and", "de": "und", "pl": "i"} {
		p := b.Printer(PrinterOptions{Language: lang})
		require.Equal(t, "", p.Join())
		require.Equal(t, "", p.Join("", ""))
		require.Equal(t, "A", p.Join("A"))
		require.Equal(t, "A "+and+" B", p.Join("A", "", "B"))
		require.Equal(t, "A, B "+and+" C", p.Join("A", "B", "C"))
	}
	p := b.Printer(PrinterOptions{Language: "pl"})
	require.Equal(t, "Środa", p.Capital("środa"))
	require.Equal(t, "Środa", p.Capital("Środa"))
	require.Equal(t, "", p.Capital(""))
	require.Equal(t, "\xff", p.Capital("\xff"))
	require.Equal(t, "7 dni", p.Capital("7 dni"))
}

func TestPrinterKnowsTheStudio(t *testing.T) {
	b := sampleTexts(t)
	p := b.Printer(PrinterOptions{Country: "DE"})
	require.Equal(t, "DE", p.Country())
	require.Equal(t, time.UTC, p.Location())
}

func FuzzT(f *testing.F) {
	b := sampleTexts(f)
	printers := []*Printer{
		b.Printer(PrinterOptions{Language: "de"}),
		b.Printer(PrinterOptions{Language: "pl", Overrides: map[string]string{"home.greeting": "Hej, {{.name}}!"}}),
	}
	f.Add("home.greeting", "name", "Jana", 1)
	f.Add("home.waiting", "class", "{{.n}}", -7)
	f.Add("home.twice", "a", "\xff\x00", 1<<40)
	f.Fuzz(func(t *testing.T, key, name, value string, n int) {
		for _, p := range printers {
			_ = p.T(key)
			_ = p.T(key, name)
			_ = p.T(key, name, value, n)
			_ = p.T(key, n, name, value)
			_ = p.T(key, nil, nil, name, nil)
			_ = p.N(key, n)
			_ = p.N(key, n, name, value, value)
			_ = p.Money(value, name)
			_ = p.Number(n)
			_ = b.Match(value, []string{"de", "pl"})
			if got := p.T("home.greeting", "name", value); got != "Guten Abend, "+value && got != "Hej, "+value+"!" {
				t.Errorf("%q became %q", value, got)
			}
		}
	})
}
