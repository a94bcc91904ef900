package sandbox

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Types of access mediums.
const (
	mediumCard    = "CARD_NUMBER"
	mediumPIN     = "PIN"
	mediumBarcode = "BARCODE"
)

// Formats of card numbers. Records hold them in decimal.
const (
	cardDecimal = "DECIMAL"
	cardHexMSB  = "HEX_MSB" // the most significant byte first
	cardHexLSB  = "HEX_LSB"
)

func (c *call) cardNumberFormat(format string) *refusal {
	if format == "" || slices.Contains([]string{cardDecimal, cardHexMSB, cardHexLSB}, format) {
		return nil
	}
	return badRequest("error.validation.format", "cardNumberFormat")
}

// writtenCard writes a card number of a record in a format. What is no number has
// only one way to be written.
func writtenCard(value, format string) string {
	if format == "" || format == cardDecimal {
		return value
	}
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil {
		return value
	}
	text := fmt.Sprintf("%08X", n)
	if len(text)%2 == 1 {
		text = "0" + text
	}
	if format == cardHexMSB {
		return text
	}
	return reversedBytes(text)
}

// cardIs tells whether a card number of a record is the one that a client wrote
// in a format.
func cardIs(value, asked, format string) bool {
	if format == "" || format == cardDecimal {
		return value == asked
	}
	n, ok := readCard(asked, format)
	return ok && strings.TrimLeft(value, "0") == n
}

// readCard reads a card number in a format as decimal without leading zeros.
func readCard(asked, format string) (string, bool) {
	if format == "" || format == cardDecimal {
		return strings.TrimLeft(asked, "0"), true
	}
	if format == cardHexLSB {
		asked = reversedBytes(asked)
	}
	n, err := strconv.ParseUint(asked, 16, 64)
	if err != nil {
		return "", false
	}
	return strings.TrimLeft(strconv.FormatUint(n, 10), "0"), true
}

// reversedBytes turns hexadecimal bytes round; what is none stays as it is.
func reversedBytes(text string) string {
	b, err := hex.DecodeString(text)
	if err != nil {
		return text
	}
	slices.Reverse(b)
	return strings.ToUpper(hex.EncodeToString(b))
}

// shown is the record with its card numbers in a format.
func (k *customer) shown(format string) customerJSON {
	r := k.Record
	if format == "" || format == cardDecimal {
		return r
	}
	r.AccessMediums, r.CardNumbers = slices.Clone(r.AccessMediums), slices.Clone(r.CardNumbers)
	for i, m := range r.AccessMediums {
		if m.Type == mediumCard {
			r.AccessMediums[i].Value = writtenCard(m.Value, format)
		}
	}
	for i, number := range r.CardNumbers {
		r.CardNumbers[i] = writtenCard(number, format)
	}
	return r
}
