package declaration

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"memberportal/pgclient"
)

// mostNameWords is far beyond any name. What is longer is none, and costs nothing.
const mostNameWords = 40

// nameFits tells whether a typed name is that of the record: in any order, whatever
// the case, accents, hyphens and titles. Of several first names one is enough; every
// word of the last name has to be there, but for particles such as "von". A word that
// the record does not know is somebody else's name, and nobody fits.
func nameFits(typed string, c pgclient.Customer) bool {
	words := nameWords(typed)
	first := nameWords(c.FirstName)
	last := nameWords(c.LastName)
	more := append(nameWords(c.SecondFirstName), nameWords(c.SecondLastName)...)
	known := slices.Concat(first, last, more)
	if len(words) == 0 || len(words) > mostNameWords || len(first)+len(last) == 0 {
		return false
	}
	for _, w := range words {
		if !w.in(known) && !titles(w) && !w.initialOf(known) {
			return false
		}
	}
	if len(first) > 0 && !slices.ContainsFunc(first, func(w word) bool { return w.in(words) }) {
		return false
	}
	for _, w := range last {
		if !w.in(words) && (!particles(w) || len(last) == 1) {
			return false
		}
	}
	return true
}

// word is a word of a name in the ways it may be written without its accents: Krüger
// is Kruger to some and Krueger to others.
type word [2]string

func (w word) in(list []word) bool {
	return slices.ContainsFunc(list, func(other word) bool {
		return w[0] == other[0] || w[0] == other[1] || w[1] == other[0] || w[1] == other[1]
	})
}

// initialOf: a single letter stands for a name of the record that begins with it. It
// never stands for the whole of one, see nameFits.
func (w word) initialOf(list []word) bool {
	return len([]rune(w[0])) == 1 && slices.ContainsFunc(list, func(other word) bool { return strings.HasPrefix(other[0], w[0]) })
}

// nameWords are the words of a name, folded. An apostrophe joins (O'Brien is OBrien to
// some), everything else that is no letter parts. More than enough words are left out.
func nameWords(name string) []word {
	name = strings.ToLower(norm.NFC.String(strings.ToValidUTF8(name, "\ufffd")))
	var words []word
	for field := range strings.FieldsFuncSeq(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsNumber(r) && !strings.ContainsRune("'’`´ʼ", r)
	}) {
		field = strings.Map(func(r rune) rune {
			if strings.ContainsRune("'’`´ʼ", r) {
				return -1
			}
			return r
		}, field)
		if field == "" {
			continue
		}
		if words = append(words, word{plainLetters(unbound(field)), plainLetters(umlauts(field))}); len(words) > mostNameWords {
			break
		}
	}
	return words
}

// umlauts writes letters out in full, as where a keyboard has none of them.
func umlauts(s string) string {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ø", "oe", "å", "aa", "æ", "ae", "œ", "oe").Replace(s)
}

// unbound makes of letters that no decomposition takes apart the ones they look like.
func unbound(s string) string {
	return strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe").Replace(s)
}

// plainLetters takes the accents off.
func plainLetters(s string) string {
	s = strings.NewReplacer("ß", "ss", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

// titles are words that may stand before a name without being part of it.
func titles(w word) bool {
	switch w[0] {
	case "dr", "prof", "med", "dent", "phil", "jur", "rer", "nat", "ing", "dipl", "mag", "msc", "bsc", "mba", "phd", "hc",
		"herr", "herrn", "frau", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "pan", "pani", "inz", "mgr", "hab", "lek":
		return true
	}
	return false
}

// particles are words of last names that people leave out.
func particles(w word) bool {
	switch w[0] {
	case "von", "vom", "van", "zu", "zur", "zum", "und", "de", "der", "den", "del", "della", "di", "da", "dos", "la", "le", "du",
		"af", "al", "el", "bin", "ibn", "ter", "ten", "freifrau", "freiherr", "freiin", "graf", "grafin", "baron", "baronin":
		return true
	}
	return false
}
