package config

import (
	"encoding/base64"
	"fmt"
	"math/big"
	netmail "net/mail"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The checks below are of type check: the value, and a complaint or "".

func anything(s string) (string, string) { return s, "" }

// reserved are the words at the root of the portal, and a few that would
// mislead there.
func reserved() []string {
	return []string{"static", "embed", "hooks", "receipts", "healthz", "readyz", "metrics", "demo", "debug", "admin", "api", "favicon", "robots", "well-known"}
}

var slugPattern = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

func slug(s string) (string, string) {
	if !slugPattern.MatchString(s) {
		return "", "{} must be 1 to 40 of the letters a-z, digits and hyphens"
	}
	if slices.Contains(reserved(), s) {
		return "", "{} is kept for the portal itself; choose another slug"
	}
	return s, ""
}

func name(s string) (string, string) {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", "must be one line without control characters"
	}
	return strings.TrimSpace(s), ""
}

func variantName(s string) (string, string) {
	if !slugPattern.MatchString(s) {
		return "", "{} must be 1 to 40 of the letters a-z, digits and hyphens"
	}
	return s, ""
}

// fontsPattern is a list of names of fonts; quotes in pairs, nothing else of CSS.
var fontsPattern = regexp.MustCompile(`^(\pL[\pL\pN -]*|"[\pL\pN -]+"|'[\pL\pN -]+')(, ?(\pL[\pL\pN -]*|"[\pL\pN -]+"|'[\pL\pN -]+'))*$`)

func fonts(s string) (string, string) {
	if !fontsPattern.MatchString(s) || len(s) > 200 {
		return "", "{} is not a list of fonts; write it as 'Georgia, \"Times New Roman\", serif'"
	}
	return s, ""
}

var colorPattern = regexp.MustCompile(`^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

func color(s string) (string, string) {
	if !colorPattern.MatchString(s) {
		return "", "{} is not a colour; write it as \"#0b6e4f\", in quotes"
	}
	digits := strings.ToLower(s[1:])
	if len(digits) == 3 {
		digits = strings.Repeat(digits[0:1], 2) + strings.Repeat(digits[1:2], 2) + strings.Repeat(digits[2:3], 2)
	}
	return "#" + digits, ""
}

func radius(s string) (int, string) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 32 {
		return 0, "{} must be a number of pixels from 0 to 32"
	}
	return n, ""
}

func positive(s string) (int64, string) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, "{} must be a whole number above 0"
	}
	return n, ""
}

func yesNo(s string) (bool, string) {
	switch s {
	case "true":
		return true, ""
	case "false":
		return false, ""
	}
	return false, "{} must be true or false"
}

// timeZone wants the IANA database, which the program carries in itself.
func timeZone(s string) (*time.Location, string) {
	location, err := time.LoadLocation(s)
	if err != nil || s == "Local" {
		return nil, "there is no time zone {}; write it as Europe/Berlin"
	}
	return location, ""
}

func country(s string) (string, string) {
	if s == "UK" {
		return "", "{} is not a country code; the United Kingdom's is GB"
	}
	if !hasCode(countries, s) {
		return "", "{} is not a country code of ISO 3166, such as DE"
	}
	return s, ""
}

func currency(s string) (string, string) {
	if !hasCode(currencies, s) {
		return "", "{} is not a currency code of ISO 4217, such as EUR"
	}
	return s, ""
}

func language(s string) (string, string) {
	if known := []string{"de", "en", "pl"}; !slices.Contains(known, s) {
		return "", "the portal does not speak {}; its languages are de, en, pl"
	}
	return s, ""
}

// mailbox is a bare address.
func mailbox(s string) (string, string) {
	parsed, err := netmail.ParseAddress(s)
	if err != nil || parsed.Address != s {
		return "", "{} is not an e-mail address, such as team@example.com"
	}
	return s, ""
}

// sender is an address with or without a name.
func sender(s string) (string, string) {
	if _, err := netmail.ParseAddress(s); err != nil || strings.ContainsAny(s, "\r\n") {
		return "", "{} is not a sender, such as “Members <no-reply@example.com>”"
	}
	return s, ""
}

const newKey = "make one with “openssl rand -base64 32”"

// key is secret: complaints say nothing of its content.
func key(s string) ([]byte, string) {
	unpadded := strings.TrimRight(s, "=")
	decoded, err := base64.RawStdEncoding.DecodeString(unpadded)
	if err != nil {
		decoded, err = base64.RawURLEncoding.DecodeString(unpadded)
	}
	switch {
	case err != nil:
		return nil, "the key is not base64; " + newKey
	case len(decoded) < 32:
		return nil, fmt.Sprintf("the key is too short: it has %d bytes and needs 32; %s", len(decoded), newKey)
	case len(decoded) > 32:
		return nil, fmt.Sprintf("the key is too long: it has %d bytes and needs 32; %s", len(decoded), newKey)
	}
	return decoded, ""
}

// apiKey is secret: complaints say nothing of its content.
func apiKey(s string) (string, string) {
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return "", "the key holds blanks or characters that cannot stand in an HTTP header"
	}
	return s, ""
}

var releasePattern = regexp.MustCompile(`^[0-9]+\.[0-9]+(\.[0-9]+)?$`)

func release(s string) (string, string) {
	if !releasePattern.MatchString(s) {
		return "", "{} is not a release of the API, such as \"1.8.3\""
	}
	return s, ""
}

// perMinute is at least what sign-in and writes are kept of the budget, and some more.
func perMinute(s string) (int, string) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 200 || n > 1_000_000 {
		return 0, "{} is not a number of calls from 200 to 1000000"
	}
	return n, ""
}

func network(s string) (netip.Prefix, string) {
	if single, err := netip.ParseAddr(s); err == nil && single.Zone() == "" {
		return netip.PrefixFrom(single, single.BitLen()), ""
	}
	prefix, err := netip.ParsePrefix(s)
	if err != nil {
		return netip.Prefix{}, "{} is not a network, such as 10.0.0.0/8"
	}
	if prefix.Bits() == 0 {
		return netip.Prefix{}, "{} would believe everybody; name the proxies alone"
	}
	if prefix != prefix.Masked() {
		return netip.Prefix{}, "{} is an address inside a network" + suggestion + "“" + prefix.Masked().String() + "”?"
	}
	return prefix, ""
}

func duration(s string, least, most time.Duration) (time.Duration, string) {
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, "{} is not a duration, such as 12h or 90m"
	}
	if d < least || d > most {
		return 0, fmt.Sprintf("{} must lie between %s and %s", plainDuration(least), plainDuration(most))
	}
	return d, ""
}

// plainDuration leaves out the zeros: 24h instead of 24h0m0s.
func plainDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// lifetime is of a session. Its last use is noted at most once a minute, so a
// shorter one would end under the member's hands; browsers keep no cookie for
// more than 400 days.
func lifetime(s string) (time.Duration, string) {
	return duration(s, 5*time.Minute, 400*24*time.Hour)
}

func retained(s string) (time.Duration, string) {
	return duration(s, 24*time.Hour, 20*365*24*time.Hour)
}

var creditorPattern = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{3}[A-Z0-9]{1,28}$`)

// creditorID is a SEPA creditor identifier (EPC262-08): country, check
// digits by ISO 7064 mod 97-10, a business code the digits leave out, and the
// national part.
func creditorID(s string) (string, string) {
	compact := strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	if !creditorPattern.MatchString(compact) {
		return "", "{} is not a SEPA creditor identifier, such as DE98ZZZ09999999999"
	}
	var digits strings.Builder
	for _, r := range compact[7:] + compact[:4] {
		if r >= 'A' {
			digits.WriteString(strconv.Itoa(int(r-'A') + 10))
		} else {
			digits.WriteRune(r)
		}
	}
	n, ok := new(big.Int).SetString(digits.String(), 10)
	if !ok || n.Mod(n, big.NewInt(97)).Int64() != 1 {
		return "", "{} is not a SEPA creditor identifier: its check digits are wrong"
	}
	return compact, ""
}

var textKey = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
