package i18n

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/currency"
)

// Money shows an amount in the currency's major unit, given as a decimal text
// ("39.9", "-19.90"), with as many digits as the currency has minor ones
// (ISO 4217: EUR 2, JPY 0). Further digits are kept, never rounded away. An
// empty currency is the printer's own. What is no decimal number is shown as
// it is, with the currency's code. Blanks inside are non-breaking.
func (p *Printer) Money(amount, currencyCode string) string {
	if currencyCode == "" {
		currencyCode = p.currency
	}
	var buf [64]byte
	b := buf[:0]
	d, ok := parseDecimal(amount)
	if !ok {
		return strings.Trim(amount+noBreakSpace+currencyCode, noBreakSpace)
	}
	if d.negative {
		b = append(b, minus...)
	}
	symbol := p.symbol(currencyCode)
	if p.locale.symbolFirst && symbol != "" {
		b = append(b, symbol...)
		if endsInLetter(symbol) {
			b = append(b, noBreakSpace...)
		}
	}
	b = p.appendGrouped(b, d.whole)
	fraction := d.fraction
	digits := minorDigits(currencyCode)
	if len(fraction) > 0 || digits > 0 {
		b = append(b, p.locale.decimal...)
		b = append(b, fraction...)
		for i := len(fraction); i < digits; i++ {
			b = append(b, '0')
		}
	}
	if !p.locale.symbolFirst && symbol != "" {
		b = append(b, noBreakSpace...)
		b = append(b, symbol...)
	}
	return string(b)
}

// symbol of a currency as this language writes it; the dollar of a studio that
// bills in dollars needs no country before it.
func (p *Printer) symbol(code string) string {
	if symbol, ok := p.locale.symbols[code]; ok {
		if p.locale.symbolFirst && code == p.currency {
			if at := strings.IndexByte(symbol, '$'); at > 0 {
				return symbol[at:]
			}
		}
		return symbol
	}
	return code
}

func endsInLetter(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return last >= 'A' && last <= 'Z' || last >= 'a' && last <= 'z'
}

// minorDigits of a currency; two for a code ISO 4217 does not have.
func minorDigits(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	digits, _ := currency.Standard.Rounding(unit)
	return digits
}

// decimal is a number as digits: no leading zero but one, no trailing zero in
// the fraction.
type decimal struct {
	negative        bool
	whole, fraction string
}

// digitLimit bounds what is taken for an amount; every real one is shorter.
const digitLimit = 40

// parseDecimal reads the decimal notation of JSON, exponent included.
func parseDecimal(s string) (decimal, bool) {
	var d decimal
	s, d.negative = strings.CutPrefix(s, "-")
	exponent := 0
	if at := strings.IndexAny(s, "eE"); at >= 0 {
		e, err := strconv.Atoi(s[at+1:])
		if err != nil || e < -digitLimit || e > digitLimit {
			return d, false
		}
		exponent, s = e, s[:at]
	}
	whole, fraction, point := strings.Cut(s, ".")
	if len(s) > digitLimit || !allDigits(whole) || whole == "" || point && fraction == "" || !allDigits(fraction) {
		return d, false
	}
	for ; exponent > 0; exponent-- {
		if fraction == "" {
			fraction = "0"
		}
		whole, fraction = whole+fraction[:1], fraction[1:]
	}
	for ; exponent < 0; exponent++ {
		if whole == "" {
			whole = "0"
		}
		fraction, whole = whole[len(whole)-1:]+fraction, whole[:len(whole)-1]
	}
	d.whole = strings.TrimLeft(whole, "0")
	d.fraction = strings.TrimRight(fraction, "0")
	if d.whole == "" {
		d.whole = "0"
		d.negative = d.negative && d.fraction != "" // there is no minus zero
	}
	return d, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func (p *Printer) appendNumber(b []byte, n int64) []byte {
	var buf [20]byte
	m := uint64(n)
	if n < 0 {
		b = append(b, minus...)
		m = -m
	}
	if m < 1000 {
		return strconv.AppendUint(b, m, 10)
	}
	digits := strconv.AppendUint(buf[:0], m, 10)
	return appendGrouped(b, digits, p.locale)
}

func (p *Printer) appendGrouped(b []byte, digits string) []byte {
	return appendGrouped(b, digits, p.locale)
}

// appendGrouped appends digits in threes.
func appendGrouped[T string | []byte](b []byte, digits T, l *locale) []byte {
	if len(digits) < l.groupFrom {
		return append(b, digits...)
	}
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, l.group...)
		}
		b = append(b, digits[i])
	}
	return b
}
