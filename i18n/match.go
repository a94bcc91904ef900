package i18n

import (
	"strings"

	"golang.org/x/text/language"
)

// acceptLimit bounds how much of an Accept-Language header is read; browsers
// send a tenth of it.
const acceptLimit = 512

// matcher finds the best of a studio's languages.
type matcher struct {
	codes []string
	find  language.Matcher
}

// Match returns the one of the offered languages that fits a browser's
// Accept-Language header best (or a single tag such as "de-CH"), or "" when
// none fits, the header is malformed, or nothing is offered. Offered languages
// without a catalogue are never chosen.
func (b *Bundle) Match(acceptLanguage string, offered []string) string {
	if acceptLanguage == "" || len(offered) == 0 || len(acceptLanguage) > acceptLimit {
		return ""
	}
	m := b.matcher(offered)
	if m == nil {
		return ""
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(tags) == 0 {
		return ""
	}
	_, i, confidence := m.find.Match(tags...)
	if confidence == language.No {
		return ""
	}
	return m.codes[i]
}

// matcher is made once for each list of languages; there are as many lists as
// the configuration has.
func (b *Bundle) matcher(offered []string) *matcher {
	key := strings.Join(offered, " ")
	if m, ok := b.matchers.Load(key); ok {
		return m.(*matcher)
	}
	m := &matcher{}
	var tags []language.Tag
	for _, code := range offered {
		if c, ok := b.catalogues[code]; ok {
			m.codes = append(m.codes, code)
			tags = append(tags, c.locale.tag)
		}
	}
	if len(tags) == 0 {
		return nil
	}
	m.find = language.NewMatcher(tags)
	b.matchers.Store(key, m)
	return m
}
