package signin

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"memberportal/internal/address"
)

// longestNumber is our own choice for customer numbers, which the API leaves open.
const longestNumber = 64

// identifier is what a person gave to say who they are.
type identifier struct {
	value    string // as typed, trimmed
	byNumber bool
}

// newIdentifier trims and checks the form only; whether anybody has the
// address or number is not asked here.
func newIdentifier(value string, byNumber bool) (identifier, bool) {
	value = strings.TrimFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	i := identifier{value: value, byNumber: byNumber}
	if byNumber {
		return i, validNumber(value)
	}
	return i, address.Valid(value)
}

func validNumber(s string) bool {
	return s != "" && len(s) <= longestNumber && utf8.ValidString(s) && strings.IndexFunc(s, strange) < 0
}

func strange(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

// canonical is the form that is counted: letter case makes no other member.
// Limits must see "Jane@Example.com" and "jane@example.com" as one.
func (i identifier) canonical() []byte {
	kind := "email\x00"
	if i.byNumber {
		kind = "number\x00"
	}
	return []byte(kind + strings.ToLower(i.value))
}

// mask shows an address as "j•••@example.com": enough to notice a typing
// error, too little to read over a shoulder. Numbers are not shown at all.
func (i identifier) mask() string {
	if i.byNumber {
		return ""
	}
	local, domain, _ := strings.Cut(i.value, "@")
	_, size := utf8.DecodeRuneInString(local)
	return local[:size] + "•••@" + domain
}

// Mask shows an address as "j•••@example.com", "" for what is none.
func Mask(email string) string {
	i, ok := newIdentifier(email, false)
	if !ok {
		return ""
	}
	return i.mask()
}

// ValidEmail tells whether a mail can be sent to the address and the portal can
// find a member by it: a bare address with a dotted domain.
func ValidEmail(text string) bool { return address.Valid(text) }

// network is the part of a client's address that is counted: IPv4 whole, IPv6
// its /64, which is what one customer of a provider gets.
func network(a netip.Addr) []byte {
	a = a.Unmap().WithZone("")
	if !a.IsValid() {
		return []byte("unknown")
	}
	bits := 64
	if a.Is4() {
		bits = 32
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return []byte("unknown")
	}
	return []byte(prefix.String())
}
