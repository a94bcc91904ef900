package i18n

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

// Bundle holds the catalogues of all languages. It is safe for concurrent use.
type Bundle struct {
	locales    []*locale
	catalogues map[string]*catalogue
	matchers   sync.Map // the offered languages, joined: *matcher
	overrides  sync.Map // text of a studio: *text; as many as the configuration has
}

// catalogue is everything the printer needs of one language. Keys that the
// language lacks are filled from English.
type catalogue struct {
	locale    *locale
	messages  map[string]*message
	countries func() []Country // made when first asked for: few pages do
}

// Load reads the embedded catalogues. An error is a fault of the program's own
// files and names every one of them: bad YAML, a key outside its area, a
// placeholder that is none, a plural form too few or too many.
func Load() (*Bundle, error) {
	return load(locales)
}

func load(files fs.FS) (*Bundle, error) {
	b := &Bundle{locales: languages(), catalogues: make(map[string]*catalogue)}
	// The languages are read side by side: this is on the way of every start.
	catalogues, faults := make([]*catalogue, len(b.locales)), make([]error, len(b.locales))
	var reading sync.WaitGroup
	for i, l := range b.locales {
		reading.Go(func() { catalogues[i], faults[i] = readCatalogue(files, l) })
	}
	reading.Wait()
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("i18n: %w", err)
	}
	for _, c := range catalogues {
		b.catalogues[c.locale.code] = c
		c.countries = sync.OnceValue(func() []Country { return countriesIn(c.locale) })
	}
	source := b.catalogues[sourceLanguage]
	for _, c := range b.catalogues {
		for key, m := range source.messages {
			if _, ok := c.messages[key]; !ok {
				c.messages[key] = m
			}
		}
	}
	return b, nil
}

// Languages returns the codes of all languages with a catalogue, sorted.
func (b *Bundle) Languages() []string {
	codes := make([]string, len(b.locales))
	for i, l := range b.locales {
		codes[i] = l.code
	}
	return codes
}

// Name returns a language's name in itself ("Deutsch"), or the code of a
// language that has no catalogue.
func (b *Bundle) Name(lang string) string {
	if c, ok := b.catalogues[lang]; ok {
		return c.locale.name
	}
	return lang
}
