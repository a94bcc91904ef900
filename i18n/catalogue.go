package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
)

//go:embed locales
var locales embed.FS

// message is one key of a catalogue in one language.
type message struct {
	rule   *rule // of the language the texts are in, which may be the fallback's
	plural bool
	forms  [forms]*text // at plural.Other the only text of a plain message
}

// readCatalogue reads every file of one language. The error names each fault
// found, not only the first.
func readCatalogue(files fs.FS, l *locale) (*catalogue, error) {
	r := newRule(l.tag)
	names, err := fs.Glob(files, path.Join("locales", l.code, "*.yaml"))
	if err != nil {
		return nil, err
	}
	messages := make(map[string]*message)
	var faults []error
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		entries, err := goi18n.ParseMessageBytes(data, unmarshalYAML)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", name, err))
			continue
		}
		area := strings.TrimSuffix(path.Base(name), ".yaml")
		for _, entry := range entries {
			if found, _ := areaOf(entry.ID); found != area {
				faults = append(faults, fmt.Errorf("%s: key %q is not %s.snake_case", name, entry.ID, area))
				continue
			}
			m, err := newMessage(entry, r)
			if err != nil {
				faults = append(faults, fmt.Errorf("%s: %s: %w", name, entry.ID, err))
				continue
			}
			messages[entry.ID] = m
		}
	}
	return &catalogue{locale: l, messages: messages}, errors.Join(faults...)
}

// areaOf a key, "" and false when it has not the shape area.snake_case.
func areaOf(key string) (string, bool) {
	area, name, _ := strings.Cut(key, ".")
	if !isWord(area) || !isWord(name) || strings.Contains(area, "_") || strings.Contains(name, "__") || strings.HasSuffix(name, "_") {
		return "", false
	}
	return area, true
}

// isWord is true for small letters, digits and underscores, a letter first.
func isWord(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

func newMessage(entry *goi18n.Message, r *rule) (*message, error) {
	sources := [forms]string{
		plural.Zero: entry.Zero, plural.One: entry.One, plural.Two: entry.Two,
		plural.Few: entry.Few, plural.Many: entry.Many, plural.Other: entry.Other,
	}
	m := &message{rule: r}
	for f, source := range sources {
		if source != "" && plural.Form(f) != plural.Other {
			m.plural = true
		}
	}
	for f, source := range sources {
		needed := plural.Form(f) == plural.Other || m.plural && r.needed[f]
		switch {
		case source == "" && needed:
			return nil, fmt.Errorf("the text %q is missing", formName(plural.Form(f)))
		case source != "" && !needed:
			return nil, fmt.Errorf("the language has no form %q", formName(plural.Form(f)))
		case source == "":
			continue
		}
		t, err := parseText(source)
		if err != nil {
			return nil, err
		}
		m.forms[f] = t
	}
	return m, nil
}
