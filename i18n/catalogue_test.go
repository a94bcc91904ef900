package i18n

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// source is one text as it stands in a catalogue file.
type source struct {
	key, form, text string
}

func (s source) name() string { return s.key + "." + s.form }

// sources reads the texts of one language, by area, with the YAML library
// alone: what these tests hold is the files, not our reading of them.
func sources(t *testing.T, lang string) map[string][]source {
	t.Helper()
	files, err := fs.Glob(locales, path.Join("locales", lang, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	areas := make(map[string][]source)
	for _, name := range files {
		data, err := fs.ReadFile(locales, name)
		require.NoError(t, err)
		entries, err := goi18n.ParseMessageBytes(data, func(b []byte, v any) error { return yaml.Unmarshal(b, v) })
		require.NoError(t, err, name)
		area := strings.TrimSuffix(path.Base(name), ".yaml")
		for _, e := range entries {
			texts := map[string]string{"zero": e.Zero, "one": e.One, "two": e.Two, "few": e.Few, "many": e.Many, "other": e.Other}
			for form, text := range texts {
				if text != "" {
					areas[area] = append(areas[area], source{e.ID, form, text})
				}
			}
		}
		slices.SortFunc(areas[area], func(a, b source) int { return strings.Compare(a.name(), b.name()) })
	}
	return areas
}

func allSources(t *testing.T, lang string) []source {
	var all []source
	areas := sources(t, lang)
	for _, area := range slices.Sorted(maps.Keys(areas)) {
		all = append(all, areas[area]...)
	}
	return all
}

func keysOf(all []source) []string {
	keys := make([]string, 0, len(all))
	for _, s := range all {
		keys = append(keys, s.key)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func translations() []string { return []string{"de", "pl"} }

func TestEveryKeyStandsInEveryLanguage(t *testing.T) {
	want := sources(t, sourceLanguage)
	for _, lang := range translations() {
		got := sources(t, lang)
		require.ElementsMatch(t, slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(got)), "files of %s", lang)
		for area := range want {
			require.Equal(t, keysOf(want[area]), keysOf(got[area]), "locales/%s/%s.yaml", lang, area)
		}
	}
}

// placeholders of each key: in any form, and the sets of each form.
func placeholders(t *testing.T, all []source) (keys map[string][]string, byForm map[string][]string) {
	keys, byForm = make(map[string][]string), make(map[string][]string)
	for _, s := range all {
		parsed, err := parseText(s.text)
		require.NoError(t, err, s.name())
		byForm[s.name()] = parsed.names()
		keys[s.key] = append(keys[s.key], parsed.names()...)
	}
	for key, names := range keys {
		slices.Sort(names)
		keys[key] = slices.Compact(names)
	}
	return keys, byForm
}

func TestEveryLanguageHasTheSamePlaceholders(t *testing.T) {
	want, _ := placeholders(t, allSources(t, sourceLanguage))
	for _, lang := range append(translations(), sourceLanguage) {
		all := allSources(t, lang)
		got, byForm := placeholders(t, all)
		for key := range want {
			require.Equal(t, want[key], got[key], "%s %s", lang, key)
		}
		for _, s := range all {
			for _, name := range got[s.key] {
				// "one" may be written out as a word: in these languages it is 1 alone.
				if name == "n" && s.form == "one" {
					continue
				}
				require.Contains(t, byForm[s.name()], name, "%s %s", lang, s.name())
			}
		}
	}
}

// The forms by the plural rules themselves, not by the loader's reading of them.
func TestEveryPluralHasAllAndOnlyTheFormsOfItsLanguage(t *testing.T) {
	plurals := make(map[string]bool)
	for _, s := range allSources(t, sourceLanguage) {
		if s.form != "other" {
			plurals[s.key] = true
		}
	}
	require.NotEmpty(t, plurals)
	for lang, forms := range map[string][]string{"de": {"one", "other"}, "en": {"one", "other"}, "pl": {"few", "many", "one", "other"}} {
		for n := range 300 {
			form := plural.Cardinal.MatchPlural(language.MustParse(lang), n, 0, 0, 0, 0)
			require.Contains(t, forms, formName(form))
		}
		got := make(map[string][]string)
		for _, s := range allSources(t, lang) {
			got[s.key] = append(got[s.key], s.form)
		}
		for key, has := range got {
			slices.Sort(has)
			if plurals[key] {
				require.Equal(t, forms, has, "%s %s", lang, key)
			} else {
				require.Equal(t, []string{"other"}, has, "%s %s", lang, key)
			}
		}
	}
}

// sameInBoth lists, by language, the texts that rightly read as in English, and why.
func sameInBoth() map[string]map[string]string {
	return map[string]map[string]string{
		"de": {
			"bookings.details":              "the German word",
			"bookings.left_text":            "placeholders alone",
			"bookings.outcome_booked_text":  "placeholders alone",
			"checkin.benefit_sauna":         "the German word",
			"checkin.benefit_solarium":      "the German word",
			"checkin.medium_pin":            "the German word",
			"classes.filters":               "the German word",
			"classes.online":                "the German word",
			"common.nav_checkin":            "the German word",
			"documents.category_newsletter": "the German word",
			"rights.line_name":              "the German word",
			"rights.paused":                 "the German word",
			"host.nav":                      "the German word",
			"documents.channel_chat":        "the German word",
			"documents.channel_fax":         "the German word",
			"home.details":                  "the German word",
			"home.details_label":            "the German word",
			"profile.bic":                   "the same in every language",
			"profile.iban":                  "the same in every language",
			"signin.code":                   "the German word",
			"takeout.f_identifier":          "the German word",
			"takeout.f_name":                "the German word",
			"takeout.f_status":              "the German word",
			"takeout.f_studio_name":         "the German word",
			"takeout.f_text":                "the German word",
			"takeout.f_title":               "the German word",
			"timetable.from_to":             "placeholders alone",
		},
		"pl": {
			"bookings.left_text":            "placeholders alone",
			"bookings.outcome_booked_text":  "placeholders alone",
			"checkin.benefit_parking":       "the Polish word",
			"checkin.benefit_sauna":         "the Polish word",
			"checkin.benefit_solarium":      "the Polish word",
			"checkin.medium_pin":            "the Polish word",
			"classes.online":                "the Polish word",
			"common.minutes":                "the unit's sign",
			"documents.category_newsletter": "the Polish word",
			"documents.channel_email":       "the Polish word",
			"profile.bic":                   "the same in every language",
			"profile.iban":                  "the same in every language",
			"takeout.f_status":              "the Polish word",
			"timetable.day_at":              "placeholders alone",
			"timetable.from_to":             "placeholders alone",
		},
	}
}

func TestNothingIsLeftInEnglish(t *testing.T) {
	english := make(map[string]map[string]bool)
	for _, s := range allSources(t, sourceLanguage) {
		if english[s.key] == nil {
			english[s.key] = make(map[string]bool)
		}
		english[s.key][s.text] = true
	}
	words := regexp.MustCompile(`(?i)(^|[^\pL{.])(the|your|you|please|and|with|book|booking|class|classes|sign|of|not yet)($|[^\pL}])`)
	for _, lang := range translations() {
		allowed, seen := sameInBoth()[lang], make(map[string]bool)
		for _, s := range allSources(t, lang) {
			require.False(t, words.MatchString(s.text), "%s %s: %q has an English word", lang, s.name(), s.text)
			if !english[s.key][s.text] {
				continue
			}
			seen[s.key] = true
			require.NotEmpty(t, allowed[s.key], "%s %s: %q is the English text; translate it or say in sameInBoth why", lang, s.name(), s.text)
		}
		for key := range allowed {
			require.True(t, seen[key], "%s %s differs from English: take it off sameInBoth", lang, key)
		}
	}
}

func TestTypography(t *testing.T) {
	for lang, style := range map[string]struct{ quotes, foreign string }{
		"en": {"“”", "„«»"},
		"de": {"„“", "”«»"},
		"pl": {"„”", "“«»"},
	} {
		quotes := []rune(style.quotes)
		for _, s := range allSources(t, lang) {
			where := lang + " " + s.name() + ": " + s.text
			require.NotContains(t, s.text, "  ", where)
			require.Equal(t, strings.TrimSpace(s.text), s.text, where)
			require.NotContains(t, s.text, "...", where)
			require.NotContains(t, s.text, " - ", where)
			require.NotContains(t, s.text, "--", where)
			require.False(t, strings.ContainsAny(s.text, `"'`), "straight quote: %s", where)
			require.False(t, strings.ContainsAny(s.text, style.foreign), "another language's quotes: %s", where)
			require.Equal(t, strings.Count(s.text, string(quotes[0])), strings.Count(s.text, string(quotes[1])), where)
			require.False(t, regexp.MustCompile(`\s[,.;:!?]`).MatchString(s.text), "blank before a stop: %s", where)
			text := s.text
			if strings.HasPrefix(s.key, "withdrawal.") { // notices of several paragraphs, each replaced as a whole
				text = strings.ReplaceAll(text, "\n", " ")
			}
			require.False(t, strings.ContainsAny(text, "\n\t\u200b\ufeff<>"), where)
		}
	}
}

// A translation much shorter or longer than its source is usually another text.
func TestLengthsAreSane(t *testing.T) {
	longest := make(map[string]int)
	for _, s := range allSources(t, sourceLanguage) {
		longest[s.key] = max(longest[s.key], utf8.RuneCountInString(s.text))
	}
	for _, lang := range translations() {
		for _, s := range allSources(t, lang) {
			english, length := longest[s.key], utf8.RuneCountInString(s.text)
			require.LessOrEqual(t, length, english*16/10+14, "%s %s: %q", lang, s.name(), s.text)
			require.GreaterOrEqual(t, length, english*4/10-4, "%s %s: %q", lang, s.name(), s.text)
		}
	}
}

func TestSentencesEndAlike(t *testing.T) {
	const stops = ".?!:…"
	ends := make(map[string]string)
	for _, s := range allSources(t, sourceLanguage) {
		ends[s.key] = s.text[len(strings.TrimRight(s.text, stops)):]
	}
	for _, lang := range translations() {
		for _, s := range allSources(t, lang) {
			end := s.text[len(strings.TrimRight(s.text, stops)):]
			if lang == "de" && end == "." && strings.HasSuffix(s.text, "\u00a0Min.") {
				end = "" // an abbreviation's stop
			}
			require.Equal(t, ends[s.key], end, "%s %s: %q", lang, s.name(), s.text)
		}
	}
}

// German says Sie; Polish does without a form of address.
func TestFormOfAddress(t *testing.T) {
	for lang, words := range map[string]string{
		"de": `(?i)(^|\PL)(du|dich|dir|dein|deine|deinen|deinem|deiner|deines|euch|euer|eure)(\PL|$)`,
		"pl": `(?i)(^|\PL)(ty|cię|ciebie|tobie|tobą|twój|twoja|twoje|twojego|twojej|twoich|twoim|pan|pani|pana|panią|masz|możesz|chcesz)(\PL|$)`,
	} {
		wrong := regexp.MustCompile(words)
		for _, s := range allSources(t, lang) {
			require.False(t, wrong.MatchString(s.text), "%s %s: %q", lang, s.name(), s.text)
		}
	}
	small := regexp.MustCompile(`[^.?!:;]\s(ihre[mnrs]?|ihnen)\s`) // the polite form is written with a capital
	for _, s := range allSources(t, "de") {
		text := strings.ReplaceAll(s.text, "Uhrzeit ihres Eingangs", "Uhrzeit des Eingangs") // the declaration's: the words of the law
		require.False(t, small.MatchString(text), "%s: %q", s.name(), s.text)
	}
}

// Who speaks to a control says what is written on it: the name that screen
// readers and voice control use contains the visible words (WCAG 2.5.3).
func TestLabelsContainTheVisibleWords(t *testing.T) {
	for _, lang := range append(translations(), sourceLanguage) {
		texts, checked := make(map[string]string), 0
		for _, s := range allSources(t, lang) {
			texts[s.key] = s.text
		}
		for key, label := range texts {
			visible, ok := texts[strings.TrimSuffix(key, "_label")]
			if !ok || !strings.HasSuffix(key, "_label") {
				continue
			}
			checked++
			require.True(t, strings.HasPrefix(label, visible), "%s %s: %q does not begin with %q", lang, key, label, visible)
		}
		require.NotZero(t, checked)
	}
}

// With its placeholders given, every text of every language comes out whole.
func TestEveryTextCanBeShown(t *testing.T) {
	b, err := Load()
	require.NoError(t, err)
	for _, lang := range b.Languages() {
		p := b.Printer(PrinterOptions{Language: lang})
		all := allSources(t, lang)
		names, _ := placeholders(t, all)
		for key, placeholders := range names {
			var args []any
			for _, name := range placeholders {
				args = append(args, name, "‹"+name+"›")
			}
			shown := p.T(key, args...)
			require.NotContains(t, shown, "{{", key)
			require.NotEqual(t, key, shown)
			for _, name := range placeholders {
				require.Contains(t, shown, "‹"+name+"›", key)
			}
			for _, n := range []int{0, 1, 2, 5, 22, 1000} {
				require.NotContains(t, p.N(key, n, args...), "{{", key)
			}
		}
	}
}
