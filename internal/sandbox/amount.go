package sandbox

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
)

// hundredths reads an exact amount, false for what has more than two decimals or is
// beyond any price.
func (n number) hundredths() (int64, bool) {
	if len(n) > 15 || strings.ContainsAny(string(n), "eE/_xXpP") {
		return 0, false
	}
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return 0, false
	}
	r.Mul(r, big.NewRat(100, 1))
	if !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return r.Num().Int64(), true
}

// amountOf writes hundredths with two decimals.
func amountOf(hundredths int64) number {
	sign := ""
	if hundredths < 0 {
		sign, hundredths = "-", -hundredths
	}
	return number(fmt.Sprintf("%s%d.%02d", sign, hundredths/100, hundredths%100))
}

// moneyAsked is an amount in a request.
type moneyAsked struct {
	Amount   *json.Number `json:"amount"`
	Currency string       `json:"currency"`
}

// hundredths is the amount, which has to be positive and in the studio's currency.
func (m *moneyAsked) hundredths(currency string) (int64, *refusal) {
	switch {
	case m == nil:
		return 0, badRequest("error.validation.missing", "amount")
	case m.Amount == nil:
		return 0, badRequest("error.validation.missing", "amount.amount")
	case m.Currency == "":
		return 0, badRequest("error.validation.missing", "amount.currency")
	case m.Currency != currency:
		return 0, badRequest("error.account.currency", "amount.currency")
	}
	n, ok := number(*m.Amount).hundredths()
	if !ok || n <= 0 {
		return 0, badRequest("error.validation.range", "amount.amount")
	}
	return n, nil
}
