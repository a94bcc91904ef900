// Package phone reads telephone numbers as people write them and brings them
// into the one form in which they can be dialled from anywhere.
//
// The plans of all countries are those of Google's libphonenumber (plans.txt). The
// tests take them from github.com/nyaruka/phonenumbers, its port to Go, and hold
// Format against that: see docs/decisions/0011.
package phone

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// longest is what is read of a number at most, in bytes.
const longest = 60

// Digits of a number within its country, as ITU-T E.164 and Germany's exceptions to it have them.
const (
	fewestDigits = 2
	mostDigits   = 17
)

// Format returns the number in international form, "+49 1555 1234567". A number
// without a country's code is one of the given country (ISO 3166-1, two letters).
// false: nobody can have this number, it is too short, too long, or of no network.
func Format(typed, country string) (string, bool) {
	if len(typed) > longest {
		return "", false
	}
	all := plans()
	n, ok := all.parse(typed, country)
	if !ok || !all.valid(n) {
		return "", false
	}
	return all.write(n), true
}

// number is what was typed, taken apart.
type number struct {
	code      int    // of the country or of a worldwide service
	digits    string // within it
	extension string
}

// What is taken for the beginning of a number, for a number at all, and for an extension.
const (
	plus        = "+\uFF0B"
	digit       = `\p{Nd}`
	punctuation = "-x\u2010-\u2015\u2212\u30FC\uFF0D-\uFF0F \u00A0\u00AD\u200B\u2060\u3000()\uFF08\uFF09\uFF3B\uFF3D.\\[\\]/~\u2053\u223C\uFF5E"

	explicitly  = "(?:e?xt(?:ensi(?:o\u0301?|\u00F3))?n?|\uFF45?\uFF58\uFF54\uFF4E?|\u0434\u043E\u0431|anexo)"
	briefly     = "(?:[x\uFF58#\uFF03~\uFF5E]|int|\uFF49\uFF4E\uFF54)"
	afterLabel  = "[:\\.\uFF0E]?[ \u00A0\\t,-]*"
	beforeLabel = "[ \u00A0\\t,]*"
	extensions  = ";ext=(" + digit + "{1,20})" +
		"|" + beforeLabel + explicitly + afterLabel + "(" + digit + "{1,20})#?" +
		"|" + beforeLabel + briefly + afterLabel + "(" + digit + "{1,9})#?" +
		"|[- ]+(" + digit + "{1,6})#" +
		"|[ \u00A0\\t]*(?:,{2}|;)" + afterLabel + "(" + digit + "{1,15})#?" +
		"|[ \u00A0\\t]*(?:,)+" + afterLabel + "(" + digit + "{1,9})#?"
	numbers = digit + "{2}|[" + plus + "]*(?:[" + punctuation + "*]*" + digit + "){3,}[" + punctuation + "*a-zA-Z" + digit + "]*"
)

var (
	beginning   = regexp.MustCompile("[" + plus + digit + "]")
	second      = regexp.MustCompile(`[\\/] *x`)
	viable      = regexp.MustCompile("(?i)^(" + numbers + "(?:" + extensions + ")?)$")
	extension   = regexp.MustCompile("(?i)(?:" + extensions + ")$")
	leadingPlus = regexp.MustCompile("^[" + plus + "]+")
	anyPlus     = regexp.MustCompile("[" + plus + "]+")
)

// parse takes a number apart; false: it is none, or its country is not known.
func (all *world) parse(typed, country string) (number, bool) {
	start := beginning.FindStringIndex(typed)
	if start == nil {
		return number{}, false
	}
	text := typed[start[0]:]
	if cut := second.FindStringIndex(text); cut != nil {
		text = text[:cut[0]]
	}
	if cut := strings.Index(text, ";isub="); cut > 0 {
		text = text[:cut]
	}
	home := all.regions[country]
	if !viable.MatchString(text) || home == nil && !anyPlus.MatchString(text) {
		return number{}, false
	}
	var n number
	text, n.extension = splitExtension(text)
	rest, code, ok := all.splitCode(text, home)
	if !ok {
		sign := anyPlus.FindStringIndex(text)
		if sign == nil {
			return number{}, false
		}
		// A plus that only stands for "call me".
		if rest, code, ok = all.splitCode(text[sign[1]:], home); !ok || code == 0 {
			return number{}, false
		}
	}
	local := home
	if code != 0 {
		local = all.main(code)
	} else {
		if home == nil {
			return number{}, false
		}
		rest, code = digitsOf(text), home.Code
	}
	if len(rest) < fewestDigits {
		return number{}, false
	}
	rest = local.withoutPrefix(rest)
	n.code, n.digits = code, rest
	return n, len(rest) >= fewestDigits && len(rest) <= mostDigits
}

func splitExtension(text string) (before, digits string) {
	at := extension.FindStringSubmatchIndex(text)
	if at == nil || !viable.MatchString(text[:at[0]]) {
		return text, ""
	}
	for i := 2; i < len(at); i += 2 {
		if at[i] >= 0 && at[i+1] > at[i] {
			return text[:at[0]], text[at[i]:at[i+1]]
		}
	}
	return text, ""
}

// splitCode takes the country's code off; 0: none is written. false: one is
// written that no country has, or nothing behind it.
func (all *world) splitCode(text string, home *region) (rest string, code int, ok bool) {
	if text == "" {
		return "", 0, true
	}
	abroad := false
	if sign := leadingPlus.FindString(text); sign != "" {
		abroad, rest = true, digitsOf(text[len(sign):])
	} else {
		rest = digitsOf(text)
		if home != nil {
			// Codes begin with no 0, so "00" before a 0 is no way abroad.
			if exit := compile("^(?:" + home.Exit + ")").FindStringIndex(rest); home.Exit != "" && exit != nil && !strings.HasPrefix(rest[exit[1]:], "0") {
				abroad, rest = true, rest[exit[1]:]
			}
		}
	}
	if abroad {
		if len(rest) <= fewestDigits || rest[0] == '0' {
			return "", 0, false
		}
		for i := 1; i <= 3 && i <= len(rest); i++ {
			if c, err := strconv.Atoi(rest[:i]); err == nil && all.codes[c] != nil {
				return rest[i:], c, true
			}
		}
		return "", 0, false
	}
	if home == nil {
		return rest, 0, true
	}
	// "49 170 1234567" in Germany: the code without a plus, if that makes more sense.
	if without, ok := strings.CutPrefix(rest, strconv.Itoa(home.Code)); ok {
		without = home.withoutPrefix(without)
		if !home.General.pattern(rest) && home.General.pattern(without) || len(rest) > home.General.most() {
			return without, home.Code, true
		}
	}
	return rest, 0, true
}

// digitsOf are the digits of a number, letters of words ("0800 FLOWERS") as on a
// telephone's keys. Digits of other scripts but Arabic's count as no digits.
func digitsOf(text string) string {
	letters := 0
	for _, c := range text {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			letters++
		}
	}
	var b strings.Builder
	for _, c := range text {
		switch up := unicode.ToUpper(c); {
		case c >= '0' && c <= '9':
			b.WriteRune(c)
		case letters >= 3 && up >= 'A' && up <= 'Z':
			b.WriteByte("22233344455566677778889999"[up-'A'])
		case letters >= 3:
		case c >= '٠' && c <= '٩':
			b.WriteRune(c - '٠' + '0')
		case c >= '۰' && c <= '۹':
			b.WriteRune(c - '۰' + '0')
		case c >= '０' && c <= '９':
			b.WriteRune(c - '０' + '0')
		}
	}
	return b.String()
}

// withoutPrefix takes off what is dialled before a number within the country, or
// puts another in its place, unless that makes of a number none.
func (r *region) withoutPrefix(digits string) string {
	if digits == "" || r.Prefix == "" {
		return digits
	}
	prefix := compile("^(?:" + r.Prefix + ")")
	at := prefix.FindStringSubmatchIndex(digits)
	if at == nil {
		return digits
	}
	without := digits[at[1]:]
	if r.Instead != "" && at[len(at)-2] >= 0 {
		without = prefix.ReplaceAllString(digits, r.Instead)
	}
	if r.General.pattern(digits) && !r.General.pattern(without) {
		return digits
	}
	return without
}

// valid tells whether some network can have this number.
func (all *world) valid(n number) bool {
	return slices.ContainsFunc(all.codes[n.code], func(r *region) bool { return r.has(n.digits) })
}

func (r *region) has(digits string) bool {
	return r.General.matches(digits) && slices.ContainsFunc(r.Kinds, func(k kind) bool { return k.matches(digits) })
}

// write groups the digits as their country does for callers from abroad.
func (all *world) write(n number) string {
	r := all.main(n.code)
	text := n.digits
	for _, f := range r.Formats {
		if leading := compile(f.Leading).FindStringIndex(n.digits); leading == nil || leading[0] != 0 {
			continue
		}
		if compile("^(?:" + f.Pattern + ")$").MatchString(n.digits) {
			text = compile(f.Pattern).ReplaceAllString(n.digits, f.Format)
			break
		}
	}
	if n.extension != "" {
		label := r.Extension
		if label == "" {
			label = " ext. "
		}
		text += label + n.extension
	}
	return "+" + strconv.Itoa(n.code) + " " + text
}
