package sandbox

import (
	"math/big"
	"strings"
)

// contractVoucher is a code that changes what a contract costs.
type contractVoucher struct {
	Code        string                  `json:"code"`
	Type        string                  `json:"type"`
	Remarks     string                  `json:"remarks"`
	Success     string                  `json:"success"`
	Periods     []voucherDiscountPeriod `json:"periods"` // one after the other
	Credit      *money                  `json:"credit"`
	Bonus       *rateBonusPeriod        `json:"bonus"`
	TextBlocks  []textBlock             `json:"text_blocks"`
	CompanyName string                  `json:"company_name"`
	SplitType   string                  `json:"split_type"`
	SplitValue  *money                  `json:"split_value"`
	Until       string                  `json:"until"` // last day, "" for no end
	Left        *int                    `json:"left"`  // how many more times, nil for no limit
}

// contractVoucher finds a voucher that a contract can be bought with today, nil if
// the code is worth nothing here. Case does not matter (assumed).
func (st *studio) contractVoucher(code string, today date) *contractVoucher {
	code = strings.TrimSpace(code)
	for _, v := range st.Offers.Vouchers {
		switch {
		case !strings.EqualFold(v.Code, code):
		case v.Type == "CHECKIN", v.Until != "" && v.Until < today.String(), v.Left != nil && *v.Left <= 0:
			return nil
		default:
			return v
		}
	}
	return nil
}

// afterVoucher is what is left to pay of a price that is due on a day.
func (st *studio) afterVoucher(s sale, price *big.Rat, day date) *big.Rat {
	if s.voucher == nil {
		return price
	}
	if s.voucher.SplitValue != nil {
		return reduced(price, s.voucher.SplitType, s.voucher.SplitValue.Amount)
	}
	from := s.start
	for _, p := range s.voucher.Periods {
		if p.EffectivePeriod == "TIME_BASED" {
			until := from.addTerms(*p.EffectivePeriodTimeBasedTerm, 1)
			if day.before(until) {
				return reduced(price, p.DiscountType, p.DiscountValue.Amount)
			}
			from = until
			continue
		}
		// An initial term covers all that a schedule shows, as does no limit.
		return reduced(price, p.DiscountType, p.DiscountValue.Amount)
	}
	return price
}

// discountPeriods shows what the voucher makes of the price, period by period.
func (st *studio) discountPeriods(s sale, price *big.Rat) []voucherDiscountPeriod {
	var out []voucherDiscountPeriod
	for _, p := range s.voucher.Periods {
		left := st.rounded(reduced(price, p.DiscountType, p.DiscountValue.Amount))
		p.DiscountedBasePrice, p.MemberAmount = &left, &left
		out = append(out, p)
	}
	return out
}

func reduced(price *big.Rat, kind string, by number) *big.Rat {
	less := priceOf(by)
	if kind == "PERCENTAGE" {
		less = percent(price, by)
	}
	return atLeastNothing(new(big.Rat).Sub(price, less))
}

// vouchers makes the codes. Each does something else.
func (st *studio) vouchers(today date) []*contractVoucher {
	percentOff := func(n number, period string, term *termJSON) voucherDiscountPeriod {
		return voucherDiscountPeriod{DiscountType: "PERCENTAGE", DiscountValue: money{n, st.Currency}, EffectivePeriod: period, EffectivePeriodTimeBasedTerm: term}
	}
	months := func(n int) *termJSON { return &termJSON{Value: n, Unit: "MONTH"} }
	credit, half, once := st.money("25.00"), st.money("50"), 1
	yes, order, id := true, 1, st.newID()
	company := st.word("Hafenwerk GmbH", "Foundry Works Ltd")
	return []*contractVoucher{
		{
			Code: "WELCOME50", Type: "DISCOUNT", Success: st.word("Zwei Monate zum halben Preis.", "Half price for two months."),
			Periods: []voucherDiscountPeriod{percentOff("50", "TIME_BASED", months(2))},
		},
		{
			Code: "STEPS", Type: "DISCOUNT", Success: st.word("Der Preis steigt in Stufen.", "The price rises in steps."),
			Periods: []voucherDiscountPeriod{percentOff("50", "TIME_BASED", months(1)), percentOff("25", "TIME_BASED", months(2))},
		},
		{
			Code: "FIRSTTERM", Type: "DISCOUNT", Success: st.word("Zehn Prozent auf die erste Laufzeit.", "Ten per cent off the first term."),
			Periods: []voucherDiscountPeriod{percentOff("10", "INITIAL_TERM", nil)}, Remarks: st.word("Gilt nicht für Zusatzmodule", "Not for add-ons"),
		},
		{
			Code: "FIVEOFF", Type: "DISCOUNT", Success: st.word("Dauerhaft fünf Euro weniger.", "Five pounds less for good."),
			Periods: []voucherDiscountPeriod{{DiscountType: "ABSOLUTE", DiscountValue: st.money("5.00"), EffectivePeriod: "UNLIMITED"}},
		},
		{Code: "CREDIT25", Type: "CREDIT", Success: st.word("25 Euro Guthaben.", "25 pounds of credit."), Credit: &credit},
		{
			Code: "FREEMONTH", Type: "CONTRACT", Success: st.word("Der erste Monat ist frei.", "The first month is free."),
			Bonus: &rateBonusPeriod{Term: *months(1), TermStrategy: "CONTRACT_START", RuntimeExtensionType: "WITH_EXTENSION", DisplaySeparately: &yes},
			TextBlocks: []textBlock{{
				ID: &id, Order: &order, Title: st.word("Aktionsbedingungen", "Terms of the promotion"), AttachmentType: "NONE",
				Text: st.word("Nur für neue Mitglieder.", "For new members only."), ConfirmationRequired: &yes,
			}},
		},
		{
			Code: "LASTMONTH", Type: "CONTRACT", Success: st.word("Der letzte Monat ist frei.", "The last month is free."),
			Bonus: &rateBonusPeriod{Term: *months(1), TermStrategy: "END_OF_CURRENT_TERM", RuntimeExtensionType: "WITHOUT_EXTENSION"},
		},
		{
			Code: "COMPANY", Type: "COMPANY_FEE_SPLIT", Success: st.word("Deine Firma zahlt die Hälfte.", "Your company pays half."),
			CompanyName: company, SplitType: "PERCENTAGE", SplitValue: &half,
		},
		{
			Code: "ONCE", Type: "DISCOUNT", Success: st.word("Einmalig gültig.", "Valid once."), Left: &once,
			Periods: []voucherDiscountPeriod{percentOff("20", "UNLIMITED", nil)},
		},
		{
			Code: "LASTSUMMER", Type: "DISCOUNT", Until: today.addMonths(-6).String(),
			Periods: []voucherDiscountPeriod{percentOff("50", "UNLIMITED", nil)},
		},
		{Code: "TRYOUT", Type: "CHECKIN"},
	}
}
