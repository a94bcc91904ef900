// Package address tells whether a text is an e-mail address, and whether two are the
// same. It is a leaf, for whoever has to hold a typed address against the one on record.
package address

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Same compares ignoring the case of A to Z alone. Unicode folding would take the
// Kelvin sign for a k: whoever owns such an address would pass for the other member.
func Same(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lowerASCII(a[i]) != lowerASCII(b[i]) {
			return false
		}
	}
	return true
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// longest is the most an address may have, RFC 5321.
const longest = 254

// Valid accepts a bare address with a dotted domain. Anything that could be read as
// two addresses or as a header is refused.
func Valid(s string) bool {
	if len(s) > longest || !utf8.ValidString(s) || strings.IndexFunc(s, strange) >= 0 || strings.ContainsAny(s, `"<>,;:()[]\`) {
		return false
	}
	local, domain, found := strings.Cut(s, "@")
	if !found || local == "" || len(local) > 64 || !strings.Contains(strings.Trim(domain, "."), ".") {
		return false
	}
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

func strange(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}
