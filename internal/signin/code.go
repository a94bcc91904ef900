package signin

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"unicode"
)

// Lengths of codes, in digits. 8 digits are 26 bits; the long code is for
// identifiers and times under attack.
const (
	codeDigits     = 8
	longCodeDigits = 12
)

// newCode draws a code uniformly from crypto/rand.
func newCode(long bool) string {
	digits, limit := codeDigits, uint64(1e8)
	if long {
		digits, limit = longCodeDigits, 1e12
	}
	// Drawing again above the last whole multiple keeps every code equally likely.
	whole := math.MaxUint64 - math.MaxUint64%limit
	n := binary.BigEndian.Uint64(random(8))
	for n >= whole {
		n = binary.BigEndian.Uint64(random(8))
	}
	return fmt.Sprintf("%0*d", digits, n%limit)
}

// groupCode shows a code in groups of four: "1234 5678".
func groupCode(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(code[i:min(i+4, len(code))])
	}
	return b.String()
}

// longestInput bounds what is read of a typed code, in bytes.
const longestInput = 200

// normalizeCode reads a code as people type and paste it: blanks, dashes, dots
// and invisible marks are ignored, digits of any script count. ok is false for
// what cannot be a code; that is no guess and need not cost a try.
func normalizeCode(input string) (code string, ok bool) {
	if len(input) > longestInput {
		return "", false
	}
	var b strings.Builder
	for _, r := range input {
		switch {
		case unicode.Is(unicode.Nd, r):
			b.WriteByte('0' + digitValue(r))
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), unicode.Is(unicode.Cf, r), r == '.', r == '\u2212', r == '\u00b7':
		default:
			return "", false
		}
	}
	n := b.Len()
	return b.String(), n == codeDigits || n == longCodeDigits
}

// digitValue is the value of a decimal digit. Unicode lays the ten digits of a
// script out in order, and each range of category Nd is whole sets of ten.
func digitValue(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	return 0
}
