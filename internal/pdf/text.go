package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean makes text that can be set: valid UTF-8 in normal form C, line feeds, and no
// other control characters. What is not allowed becomes U+FFFD, so that it is seen.
func clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == '\r':
			if !strings.HasPrefix(s[i+1:], "\n") {
				b.WriteByte('\n')
			}
		case r == '\n', r == '\u0085', r == '\u2028', r == '\u2029':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteString("    ")
		case unicode.IsControl(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// wrap breaks text into lines of at most width: at line feeds, else after a blank, a
// hyphen or a slash, else, where one word is longer than a line, anywhere. The lines
// together are the text without its line feeds: blanks stay at the end of their
// line, where they take no room, so that copied text keeps its words apart.
func wrap(text string, width float64, advance func(rune) float64) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		start, after := 0, 0 // of the line; where it can be broken, if that is behind start
		used, since := 0.0, 0.0
		for i, r := range paragraph {
			w := advance(r)
			if r == ' ' {
				used += w
				after, since = i+1, 0
				continue
			}
			if used+w > width && i > start {
				cut := i
				if after > start {
					cut = after
				} else {
					since = 0
				}
				lines = append(lines, paragraph[start:cut])
				start, after, used = cut, cut, since
			}
			used += w
			since += w
			if r == '-' || r == '/' || r == '–' {
				after, since = i+utf8.RuneLen(r), 0
			}
		}
		lines = append(lines, paragraph[start:])
	}
	return lines
}
