// Package iban reads account numbers as people type them (ISO 13616): it checks
// country, length and checksum, so that a typing error is found before a bank
// finds it. Whether the account exists only the bank knows.
package iban

import (
	"errors"
	"strings"
)

// What can be wrong with an IBAN, in the order it is looked at. No error repeats
// what was typed.
var (
	ErrForm     = errors.New("iban: not letters and digits in the order of an IBAN")
	ErrCountry  = errors.New("iban: no country with IBANs begins so")
	ErrLength   = errors.New("iban: too short or too long for its country")
	ErrChecksum = errors.New("iban: the check digits do not fit")
)

// longest is what is read at most, in bytes: 34 characters with blanks between.
const longest = 80

// Parse returns the IBAN in capital letters without blanks. Blanks, dashes and
// small letters are taken as they come.
func Parse(typed string) (string, error) {
	if len(typed) > longest {
		return "", ErrLength
	}
	plain := Plain(typed)
	for i := range len(plain) {
		c := plain[i]
		letter, digit := 'A' <= c && c <= 'Z', '0' <= c && c <= '9'
		if !letter && !digit || i < 2 && !letter || (i == 2 || i == 3) && !digit {
			return "", ErrForm
		}
	}
	if len(plain) < 4 {
		return "", ErrForm
	}
	length := lengthOf(plain[:2])
	switch {
	case length == 0:
		return "", ErrCountry
	case len(plain) != length:
		return "", ErrLength
	case remainder(plain[4:]+plain[:4]) != 1:
		return "", ErrChecksum
	}
	return plain, nil
}

// remainder is the number modulo 97 (ISO 7064), letters counting from 10.
func remainder(text string) int {
	n := 0
	for i := range len(text) {
		if c := int(text[i]); c >= 'A' {
			n = (n*100 + c - 'A' + 10) % 97
		} else {
			n = (n*10 + c - '0') % 97
		}
	}
	return n
}

// Plain is the text without what stands between the characters, in capitals.
func Plain(text string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.\t\n\r\u00a0\u202f\u2007\u200b\u2011\u2013", r) {
			return -1
		}
		return r
	}, text))
}

// Mask shows where the account is and how it ends, "DE89 •••• 3000": enough to
// know one's own by, also where the text is masked already. "" stays "".
func Mask(text string) string {
	plain := []rune(Plain(text))
	switch {
	case len(plain) == 0:
		return ""
	case len(plain) < 12:
		return "••••"
	}
	return string(plain[:4]) + " •••• " + string(plain[len(plain)-4:])
}

// lengthOf is the length of a country's IBANs as the registry of SWIFT lists
// them, 0 for a country without.
func lengthOf(country string) int {
	const table = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27" +
		"GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20" +
		"MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29" +
		"VA22VG24XK20YE30"
	for i := 0; i < len(table); i += 4 {
		if table[i:i+2] == country {
			return int(table[i+2]-'0')*10 + int(table[i+3]-'0')
		}
	}
	return 0
}

// BIC returns the bank's code in capitals (ISO 9362): four letters for the bank,
// two for the country, two or five more; false for what has another form.
func BIC(typed string) (string, bool) {
	if len(typed) > longest {
		return "", false
	}
	plain := Plain(typed)
	if len(plain) != 8 && len(plain) != 11 {
		return "", false
	}
	for i := range len(plain) {
		c := plain[i]
		if letter := 'A' <= c && c <= 'Z'; !letter && (i < 6 || c < '0' || c > '9') {
			return "", false
		}
	}
	return plain, true
}
