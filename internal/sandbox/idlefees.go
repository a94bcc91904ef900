package sandbox

import (
	"fmt"
	"strconv"
	"strings"
)

// How the fee of a pause is worked out.
const (
	feeNone    = "NONE"
	feeOnce    = "ABSOLUTE"   // an amount for each pause
	feeByTerm  = "TERM_BASED" // an amount for each term that is not free
	feeOfPrice = "RELATIVE"   // a part of the contract's price for each term that is not free
)

type idleFee struct {
	Kind    string `json:"kind"`
	Cents   int64  `json:"cents"`
	Percent int64  `json:"percent"`
}

// each is the fee of one term, or of the pause if it is paid once.
func (f idleFee) each(k *contract) int64 {
	if f.Kind == feeOfPrice {
		return centsOf(k.Price.CurrentPrice.Amount) * f.Percent / 100
	}
	return f.Cents
}

// fee is what a pause of this contract costs, beside those there are already.
func (s *idlePeriodsState) fee(k *contract, p *idlePeriod) int64 { return s.feeBeside(k, p, nil) }

// feeBeside is the fee of a pause that takes the place of another. A pause without
// end costs its first terms only; what follows is billed as it comes.
func (s *idlePeriodsState) feeBeside(k *contract, p, instead *idlePeriod) int64 {
	fee := s.of(k).Fee
	switch fee.Kind {
	case feeNone:
		return 0
	case feeOnce:
		return fee.each(k)
	}
	paid := max(p.Terms-s.freeLeft(k, instead), 0)
	return fee.each(k) * int64(paid)
}

func (st *studio) idleMoney(cents int64) money {
	return st.money(fmt.Sprintf("%d.%02d", cents/100, cents%100))
}

// centsOf reads an amount of this package, which has at most two decimals.
func centsOf(amount number) int64 {
	whole, fraction, _ := strings.Cut(string(amount), ".")
	n, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	if err != nil {
		panic("sandbox: " + err.Error()) // written by this package
	}
	return n
}

// idleFeeConfig is how the fee is shown since release 1.11.0.
func (st *studio) idleFeeConfig(k *contract) *idleFeeConfigJSON {
	rules := st.IdlePeriods.of(k)
	each := st.idleMoney(rules.Fee.each(k))
	recurring := rules.Fee.Kind == feeByTerm || rules.Fee.Kind == feeOfPrice
	out := &idleFeeConfigJSON{IdlePeriodAmount: each, DefaultTemporalUnit: rules.Unit, RecurringIdlePeriodCharges: &recurring}
	switch rules.Fee.Kind {
	case feeByTerm:
		out.IdlePeriodAmountPerTermUnit = &each
	case feeOfPrice:
		out.DynamicIdlePeriodAmountPercentage = number(strconv.FormatInt(rules.Fee.Percent, 10))
	}
	return out
}

func (st *studio) idleFeeJSON(k *contract, p *idlePeriod) *idlePeriodFeeJSON {
	rules := st.IdlePeriods.of(k)
	out := &idlePeriodFeeJSON{IdlePeriodFeeCalculationType: rules.Fee.Kind}
	if !p.Unlimited {
		total := st.idleMoney(p.FeeCents)
		out.IdlePeriodTotalAmount = &total
	}
	each := st.idleMoney(rules.Fee.each(k))
	switch rules.Fee.Kind {
	case feeOnce:
		out.IdlePeriodFeeCalculationAmount = &each
	case feeByTerm:
		out.IdlePeriodFeeCalculationAmount, out.IdlePeriodFeeCalculationTerm = &each, &termJSON{1, rules.Unit}
	case feeOfPrice:
		out.IdlePeriodFeeCalculationPercentage = number(strconv.FormatInt(rules.Fee.Percent, 10))
	}
	return out
}

// idleCharges is what a pause would be billed, term by term; days are billed
// together. Free terms stand there with nothing to pay.
func (st *studio) idleCharges(k *contract, p, instead *idlePeriod) []idleChargeJSON {
	rules := st.IdlePeriods.of(k)
	name := "Idle period fee"
	if st.Language == "de" {
		name = "Ruhezeitgebühr"
	}
	charge := func(from, to string, cents int64) idleChargeJSON {
		return idleChargeJSON{PaidPeriodFrom: from, PaidPeriodTo: to, DueDate: from, Description: name, Amount: st.idleMoney(cents)}
	}
	switch {
	case rules.Fee.Kind == feeNone, p.Unlimited:
		return []idleChargeJSON{}
	case rules.Fee.Kind == feeOnce, rules.Unit == "DAY":
		return []idleChargeJSON{charge(p.Start, p.End, p.FeeCents)}
	}
	free := st.IdlePeriods.freeLeft(k, instead)
	out := []idleChargeJSON{}
	for i := range p.Terms {
		from := writtenDate(p.Start).addTerms(termJSON{i, rules.Unit}, 1).String()
		to := min(rules.lastDay(writtenDate(p.Start), i+1, true).String(), p.End)
		entry := charge(from, to, rules.Fee.each(k))
		if i < free {
			nothing := st.idleMoney(0)
			entry.DiscountedAmount = &nothing
		}
		out = append(out, entry)
	}
	return out
}
