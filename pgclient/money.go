package pgclient

import (
	"encoding/json"
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is an exact decimal number of any size; no float is involved anywhere.
// It keeps the digits it came with: 19.90 stays 19.90. The zero value is 0.
//
// Compare with [Decimal.Cmp], not ==: 19.9 and 19.90 are equal in value alone.
type Decimal struct{ text string }

// maxDigits is far beyond any amount. It keeps a number such as 1e999999999 from
// filling the memory.
const maxDigits = 60

// ParseDecimal reads a number such as 39.9, -19.90 or 2E+1. Exponents are written
// out: 2E+1 becomes 20.
func ParseDecimal(s string) (Decimal, error) {
	fault := errors.New("pgclient: not a decimal number")
	digits, negative := strings.CutPrefix(s, "-")
	exponent := 0
	if i := strings.IndexAny(digits, "eE"); i >= 0 {
		n, err := strconv.ParseInt(digits[i+1:], 10, 16)
		if err != nil || n > maxDigits || n < -maxDigits {
			return Decimal{}, fault
		}
		digits, exponent = digits[:i], int(n)
	}
	whole, fraction, point := strings.Cut(digits, ".")
	if !allDigits(whole) || point && !allDigits(fraction) || len(whole)+len(fraction) > maxDigits {
		return Decimal{}, fault
	}
	switch {
	case exponent > 0:
		fraction += strings.Repeat("0", max(exponent-len(fraction), 0))
		whole, fraction = whole+fraction[:exponent], fraction[exponent:]
	case exponent < 0:
		whole = strings.Repeat("0", max(1-exponent-len(whole), 0)) + whole
		cut := len(whole) + exponent
		whole, fraction = whole[:cut], whole[cut:]+fraction
	}
	return joined(negative, whole, fraction), nil
}

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// joined returns the canonical form: no leading zeros, no minus before a zero.
func joined(negative bool, whole, fraction string) Decimal {
	text := strings.TrimLeft(whole, "0")
	if text == "" {
		text = "0"
	}
	if fraction != "" {
		text += "." + fraction
	}
	if negative && strings.Trim(text, "0.") != "" {
		text = "-" + text
	}
	return Decimal{text}
}

// String returns the number in plain digits with a point, as many decimals as it
// came with.
func (d Decimal) String() string {
	if d.text == "" {
		return "0"
	}
	return d.text
}

// scaled returns the number times ten to the power of scale, which must be at
// least that of d.
func (d Decimal) scaled(scale int) *big.Int {
	whole, fraction, _ := strings.Cut(d.String(), ".")
	n, _ := new(big.Int).SetString(whole+fraction+strings.Repeat("0", scale-len(fraction)), 10)
	return n
}

// scale returns the number of decimals.
func (d Decimal) scale() int {
	_, fraction, _ := strings.Cut(d.text, ".")
	return len(fraction)
}

// Add returns the exact sum, with as many decimals as the longer of the two.
func (d Decimal) Add(other Decimal) Decimal {
	scale := max(d.scale(), other.scale())
	sum := new(big.Int).Add(d.scaled(scale), other.scaled(scale))
	digits := new(big.Int).Abs(sum).String()
	digits = strings.Repeat("0", max(scale+1-len(digits), 0)) + digits
	cut := len(digits) - scale
	return joined(sum.Sign() < 0, digits[:cut], digits[cut:])
}

// Cmp returns -1, 0 or 1 as d is less than, equal to or greater than other in value.
func (d Decimal) Cmp(other Decimal) int {
	scale := max(d.scale(), other.scale())
	return d.scaled(scale).Cmp(other.scaled(scale))
}

// Sign returns -1, 0 or 1.
func (d Decimal) Sign() int {
	switch {
	case strings.HasPrefix(d.text, "-"):
		return -1
	case d.IsZero():
		return 0
	}
	return 1
}

// IsZero reports whether the number is 0, however many decimals it has.
func (d Decimal) IsZero() bool { return strings.Trim(d.text, "0.") == "" }

// MarshalJSON writes a JSON number.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON reads a JSON number or a text that holds one; null is 0.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	s := string(data)
	if s == "null" {
		*d = Decimal{}
		return nil
	}
	if strings.HasPrefix(s, `"`) {
		var err error
		if s, err = optionalText(data); err != nil {
			return misfit[Decimal](err)
		}
	}
	parsed, err := ParseDecimal(s)
	if err != nil {
		return misfit[Decimal](err)
	}
	*d = parsed
	return nil
}

// Money is an amount in major units, such as euros, and its currency.
type Money struct {
	Amount   Decimal `json:"amount"`
	Currency string  `json:"currency"` // ISO 4217; "" from releases that sent bare numbers
}

// UnmarshalJSON reads the object of the contract, and the bare number that old
// releases of the API send instead.
func (m *Money) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		type object Money // without this method
		var o object
		if err := json.Unmarshal(data, &o); err != nil {
			return misfit[Money](err)
		}
		*m = Money(o)
		return nil
	}
	*m = Money{}
	return m.Amount.UnmarshalJSON(data)
}
