package i18n

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// formName is the CLDR name of a plural form, as catalogues spell it.
func formName(f plural.Form) string {
	switch f {
	case plural.Zero:
		return "zero"
	case plural.One:
		return "one"
	case plural.Two:
		return "two"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	default:
		return "other"
	}
}

// forms is the number of plural forms CLDR knows.
const forms = int(plural.Many) + 1

// preparedCounts is how many counts have their form looked up beforehand;
// nearly every count a member sees is below it.
const preparedCounts = 1000

// rule chooses the plural form of whole numbers in one language.
type rule struct {
	tag      language.Tag
	prepared [preparedCounts]uint8
	needed   [forms]bool // forms that some number takes, "other" always
}

func newRule(tag language.Tag) *rule {
	r := &rule{tag: tag}
	r.needed[plural.Other] = true
	for n := range r.prepared {
		f := match(tag, n)
		r.prepared[n] = uint8(f)
		r.needed[f] = true
	}
	r.needed[match(tag, 1_000_000)] = true // some languages treat millions apart
	return r
}

func match(tag language.Tag, n int) plural.Form {
	return plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)
}

// form of a count; of a negative one that of its absolute value.
func (r *rule) form(n int) plural.Form {
	m := uint64(n)
	if n < 0 {
		m = -m
	}
	if m < preparedCounts {
		return plural.Form(r.prepared[m])
	}
	// No rule of CLDR looks at more than the last seven digits and whether there are more.
	if m >= 10_000_000 {
		m = m%10_000_000 + 10_000_000
	}
	return match(r.tag, int(m))
}
