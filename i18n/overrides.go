package i18n

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
)

// CheckOverrides checks a studio's own texts in one language against the
// catalogue: the key exists, the placeholders are those of the text replaced.
// Every fault is reported, ordered by key.
func CheckOverrides(lang string, texts map[string]string) []error {
	b, err := Load()
	if err != nil {
		return []error{err}
	}
	return b.CheckOverrides(lang, texts)
}

// CheckOverrides is the function of the same name over catalogues that are
// loaded already.
func (b *Bundle) CheckOverrides(lang string, texts map[string]string) []error {
	c, ok := b.catalogues[lang]
	if !ok {
		return []error{fmt.Errorf("no language %q, there are %s", lang, strings.Join(b.Languages(), ", "))}
	}
	var faults []error
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if err := c.checkOverride(key, texts[key]); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", key, err))
		}
	}
	return faults
}

func (c *catalogue) checkOverride(key, source string) error {
	if strings.TrimSpace(source) == "" {
		return fmt.Errorf("the text is empty")
	}
	given, err := parseText(source)
	if err != nil {
		return err
	}
	replaced, err := c.replaced(key)
	if err != nil {
		return err
	}
	want := replaced.names()
	for _, name := range given.names() {
		if !slices.Contains(want, name) {
			return fmt.Errorf("there is no {{.%s}} here%s", name, offer(want))
		}
	}
	for _, name := range want {
		if !slices.Contains(given.names(), name) {
			return fmt.Errorf("{{.%s}} is missing", name)
		}
	}
	return nil
}

// replaced finds the catalogue's text that a key of the configuration names.
func (c *catalogue) replaced(key string) (*text, error) {
	if m, ok := c.messages[key]; ok {
		if !m.plural {
			return m.forms[plural.Other], nil
		}
		return nil, fmt.Errorf("the text depends on a count, replace %s", strings.Join(m.formKeys(key), ", "))
	}
	if at := strings.LastIndexByte(key, '.'); at > 0 {
		if m, ok := c.messages[key[:at]]; ok && m.plural {
			for f, t := range m.forms {
				if t != nil && formName(plural.Form(f)) == key[at+1:] {
					return t, nil
				}
			}
			return nil, fmt.Errorf("the language has no such form, there are %s", strings.Join(m.formKeys(key[:at]), ", "))
		}
	}
	return nil, fmt.Errorf("there is no such text")
}

func (m *message) formKeys(key string) []string {
	var keys []string
	for _, f := range []plural.Form{plural.Zero, plural.One, plural.Two, plural.Few, plural.Many, plural.Other} {
		if m.forms[f] != nil {
			keys = append(keys, key+"."+formName(f))
		}
	}
	return keys
}

func offer(names []string) string {
	if len(names) == 0 {
		return ", the text has no placeholders"
	}
	return ", only {{." + strings.Join(names, "}}, {{.") + "}}"
}

// override takes a studio's text apart, once for each text. One that cannot be
// taken apart was reported by CheckOverrides; it is shown as it is.
func (b *Bundle) override(source string) *text {
	if t, ok := b.overrides.Load(source); ok {
		return t.(*text)
	}
	t, err := parseText(source)
	if err != nil {
		t = &text{segments: []segment{{literal: source}}}
	}
	b.overrides.Store(source, t)
	return t
}
