package sandbox

import (
	"math/big"
	"slices"
	"time"
)

// sale is what somebody wants to buy, once it is known that the studio sells it.
type sale struct {
	offer      *membershipOfferExtended
	term       *membershipOfferTermExtended
	start      date
	use        date // first day of use; before start it is pre-use
	born       date // zero: not known, so no rule for an age applies
	selectable []membershipOfferModule
	optional   []membershipOfferModule
	voucher    *contractVoucher
	switched   bool // from another contract: nobody pays for starting twice
}

// quote is what a sale costs. It is made in one place, so that a preview, the sale
// after it and the contract that comes of it cannot disagree.
type quote struct {
	base        money
	ageAdjusted *money
	current     money // the first payment for the contract itself
	preUse      *money
	preUsePaid  *money // less the voucher
	discounts   []voucherDiscountPeriod
	company     *money // what the company pays of each payment, with its voucher
	member      *money
	flatFees    []flatFeePreview
	modules     []moduleContractPreview
	schedule    []paymentScheduleEntry
	due         money // on signing
	volume      contractVolume
	end         date // last day of the first term
}

// payment is a price and when it is due.
type payment struct {
	day    date
	amount *big.Rat
}

const (
	feeContract = "CONTRACT_FEE"
	feeStarter  = "STARTER_PACKAGE"
	feeFlat     = "FLAT_FEE"
	feeModule   = "MODULE_FEE"
	feeBonus    = "BONUS_PERIOD"
)

// mostPayments bounds a schedule: ten years of weeks.
const mostPayments = 520

// quote works out what a sale costs that is signed today.
func (st *studio) quote(s sale, today date, sw Switches) quote {
	f := s.term.PaymentFrequency
	base := f.basePrice()
	q := quote{base: st.rounded(base)}
	adjusted, byAge := f.atAge(base, s.born, s.start)
	if byAge {
		price := st.rounded(adjusted)
		q.ageAdjusted = &price
	}
	ends := s.start.addTerms(s.term.initial(), 1)
	paid := s.start // from here on
	bonuses := slices.Clone(s.term.RateBonusPeriods)
	if s.voucher != nil && s.voucher.Bonus != nil {
		bonuses = append(bonuses, *s.voucher.Bonus)
	}
	var total big.Rat
	add := func(day date, kind, description string, amount *big.Rat, onSigning bool) {
		if onSigning {
			day = today
		}
		price := st.rounded(amount)
		q.schedule = append(q.schedule, paymentScheduleEntry{
			DueDate: day.String(), Description: description, Type: kind, Amount: &price, MandatoryOnSigning: &onSigning,
		})
		total.Add(&total, priceOf(price.Amount))
	}
	for _, b := range bonuses {
		if b.RuntimeExtensionType == "WITH_EXTENSION" {
			ends = ends.addTerms(b.Term, 1)
		}
	}
	q.end = ends.add(-1)
	unpaid := ends // from here on
	for _, b := range bonuses {
		day := paid
		switch b.TermStrategy {
		case "CONTRACT_START":
			paid = paid.addTerms(b.Term, 1)
		case "END_OF_CURRENT_TERM":
			unpaid = unpaid.addTerms(b.Term, -1)
			day = unpaid
		default: // comes at a time that this schedule does not show
			continue
		}
		add(day, feeBonus, st.word("Freier Zeitraum", "Free period"), new(big.Rat), false)
	}
	payments := 0
	for i, p := range f.payments(paid, unpaid) {
		amount, _ := f.atAge(p.amount, s.born, s.start)
		amount = st.afterVoucher(s, amount, p.day)
		payments++
		add(p.day, feeContract, s.offer.Name, amount, f.Type == "NON_RECURRING" || i == 0 && sw.FirstFeeDueOnSigning)
	}
	volume := new(big.Rat).Set(&total)

	q.current = st.rounded(st.afterVoucher(s, adjusted, paid))
	if s.voucher != nil {
		q.discounts = st.discountPeriods(s, adjusted)
		if s.voucher.CompanyName != "" {
			company := st.rounded(new(big.Rat).Sub(adjusted, st.afterVoucher(s, adjusted, paid)))
			member := q.current
			q.company, q.member = &company, &member
		}
	}
	if s.use.before(s.start) {
		full := new(big.Rat)
		if s.offer.PreUseType == "CHARGEABLE" {
			full.Mul(f.perDay(adjusted, s.term.initial()), big.NewRat(int64(s.start.utc().Sub(s.use.utc())/(24*time.Hour)), 1))
		}
		charge, reduced := st.rounded(full), st.rounded(st.afterVoucher(s, full, s.start))
		q.preUse, q.preUsePaid = &charge, &reduced
		if full.Sign() > 0 {
			add(s.use, feeContract, st.word("Vorabnutzung", "Use before the start"), priceOf(reduced.Amount), false)
		}
	}
	for _, fee := range s.term.FlatFees {
		st.quoteFlatFee(&q, s, fee, ends, add)
	}
	for _, m := range s.optional {
		from := s.start
		if m.TrialPeriod != nil {
			from = from.addTerms(m.TrialPeriod.TrialPeriod, 1)
		}
		for _, p := range m.PaymentFrequency.payments(from, ends) {
			add(p.day, feeModule, m.Name, p.amount, false)
		}
		price := st.rounded(m.PaymentFrequency.basePrice())
		q.modules = append(q.modules, moduleContractPreview{
			ID: m.ID, Name: m.Name, MemberAmount: &price, PaidTimePeriodCalculationType: "REFERENCE_DATE",
			PaymentFrequency: m.PaymentFrequency, FormattedPaymentFrequency: m.PaymentFrequency.FormattedPaymentFrequency,
		})
	}
	slices.SortStableFunc(q.schedule, func(a, b paymentScheduleEntry) int {
		if a.DueDate < b.DueDate {
			return -1
		} else if a.DueDate > b.DueDate {
			return 1
		}
		return 0
	})
	due := new(big.Rat)
	for _, e := range q.schedule {
		if *e.MandatoryOnSigning {
			due.Add(due, priceOf(e.Amount.Amount))
		}
	}
	q.due = st.rounded(due)
	q.volume = st.volumeOf(&total, volume, payments, s.start, ends)
	return q
}

// quoteFlatFee adds what is to be paid beside the price, once or every now and then.
func (st *studio) quoteFlatFee(q *quote, s sale, fee membershipOfferFlatFee, ends date, add func(date, string, string, *big.Rat, bool)) {
	starter := fee.StarterPackage != nil && *fee.StarterPackage
	if fee.PaymentFrequency == nil || starter && s.switched {
		return
	}
	kind, from := feeFlat, s.start
	if starter {
		kind = feeStarter
	}
	if fee.FirstBookingDelay != nil {
		from = from.addTerms(*fee.FirstBookingDelay, 1)
	}
	for _, p := range fee.PaymentFrequency.payments(from, ends) {
		add(p.day, kind, fee.Name, p.amount, starter)
	}
	price := st.rounded(fee.PaymentFrequency.basePrice())
	q.flatFees = append(q.flatFees, flatFeePreview{
		Name: fee.Name, Identifier: fee.Identifier, MemberAmount: &price, PaidTimePeriodCalculationType: "REFERENCE_DATE",
		PaymentFrequency: *fee.PaymentFrequency, FormattedPaymentFrequency: fee.FormattedPaymentFrequency,
	})
}

// volumeOf is what the first term costs altogether, and on average. Fees, modules
// and pre-use count; the average of a payment is that of the contract alone.
func (st *studio) volumeOf(total, ofContract *big.Rat, payments int, start, ends date) contractVolume {
	whole := st.rounded(total)
	v := contractVolume{TotalContractVolume: &whole}
	if months := monthsBetween(start, ends); months > 0 {
		average := st.rounded(new(big.Rat).Quo(total, big.NewRat(int64(months), 1)))
		v.AveragePaymentVolumePerMonth = &average
	}
	if payments > 0 {
		average := st.rounded(new(big.Rat).Quo(ofContract, big.NewRat(int64(payments), 1)))
		v.AveragePaymentVolumePerPaymentFrequencyTerm = &average
	}
	return v
}

func monthsBetween(from, to date) int {
	return (to.year-from.year)*12 + int(to.month) - int(from.month)
}

// initial is the first term; one without a fixed term runs from payment to payment.
func (t *membershipOfferTermExtended) initial() termJSON {
	switch {
	case t.Term != nil:
		return *t.Term
	case t.ExtensionTerm != nil:
		return *t.ExtensionTerm
	}
	return termJSON{Value: 1, Unit: "MONTH"}
}

// payments are the prices that are due from a day until before another.
func (f membershipOfferPaymentFrequency) payments(from, until date) []payment {
	var out []payment
	switch f.Type {
	case "NON_RECURRING":
		if from.before(until) {
			out = append(out, payment{from, f.basePrice()})
		}
	case "RECURRING", "TERM_BASED":
		if f.Term == nil {
			return nil
		}
		for n := range mostPayments {
			day := from.addTerms(*f.Term, n)
			if !day.before(until) {
				break
			}
			price := f.basePrice()
			for _, step := range f.TermsToPrices { // the last that has begun
				if !day.before(from.addTerms(step.Term, 1)) {
					price = priceOf(step.Price.Amount)
				}
			}
			out = append(out, payment{day, price})
		}
	case "MONTH_DAY":
		for year := from.year; year <= until.year; year++ {
			for _, p := range f.MonthDaysToPrices {
				day := date{year, time.Month(p.MonthDay.MonthValue), p.MonthDay.DayOfMonth}
				if !day.before(from) && day.before(until) {
					out = append(out, payment{day, priceOf(p.Price.Amount)})
				}
			}
		}
	}
	return out
}

// basePrice is the price of the first payment.
func (f membershipOfferPaymentFrequency) basePrice() *big.Rat {
	switch {
	case f.Price != nil:
		return priceOf(f.Price.Amount)
	case len(f.TermsToPrices) > 0:
		return priceOf(f.TermsToPrices[0].Price.Amount)
	case len(f.MonthDaysToPrices) > 0:
		return priceOf(f.MonthDaysToPrices[0].Price.Amount)
	}
	return new(big.Rat)
}

// atAge is the price for somebody of the age at the start; a negative adjustment
// makes it cheaper. It also tells whether there is a rule for the age.
func (f membershipOfferPaymentFrequency) atAge(price *big.Rat, born, start date) (*big.Rat, bool) {
	if born == (date{}) {
		return price, false
	}
	age := start.year - born.year
	if (date{start.year, born.month, born.day}).utc().After(start.utc()) {
		age--
	}
	for _, rule := range f.AgeBasedAdjustments {
		if age < rule.AgeRange.StartAge || age > rule.AgeRange.EndAge {
			continue
		}
		change := priceOf(rule.Value)
		if rule.Type == "PERCENTAGE" {
			change = percent(price, rule.Value)
		}
		return atLeastNothing(new(big.Rat).Add(price, change)), true
	}
	return price, false
}

// perDay spreads a payment over the days that it pays for, with months of 30 days.
func (f membershipOfferPaymentFrequency) perDay(price *big.Rat, initial termJSON) *big.Rat {
	pays := initial
	switch {
	case f.Term != nil:
		pays = *f.Term
	case f.Type == "MONTH_DAY":
		pays = termJSON{Value: 12 / max(len(f.MonthDaysToPrices), 1), Unit: "MONTH"}
	}
	days := map[string]int64{"DAY": 1, "WEEK": 7, "MONTH": 30, "YEAR": 365}[pays.Unit] * int64(pays.Value)
	return new(big.Rat).Quo(price, big.NewRat(max(days, 1), 1))
}

// priceOf reads an amount. It is exact: prices are never floats.
func priceOf(n number) *big.Rat {
	r, ok := new(big.Rat).SetString(string(n))
	if !ok {
		panic("sandbox: no amount: " + string(n)) // amounts are written by this package alone
	}
	return r
}

// rounded is an amount in the studio's currency, rounded to cents, halves up.
func (st *studio) rounded(r *big.Rat) money { return st.money(r.FloatString(2)) }

func percent(of *big.Rat, n number) *big.Rat {
	return new(big.Rat).Quo(new(big.Rat).Mul(of, priceOf(n)), big.NewRat(100, 1))
}

func atLeastNothing(r *big.Rat) *big.Rat {
	if r.Sign() < 0 {
		return new(big.Rat)
	}
	return r
}

// word is a text of the studio's own, which nobody translates.
func (st *studio) word(de, en string) string {
	if st.Language == "de" {
		return de
	}
	return en
}
