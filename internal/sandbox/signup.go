package sandbox

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// signupSale checks person and wish of a signup.
func (c *call) signupSale(want membershipSignupRequest, w wish) (sale, *refusal) {
	if refused := c.fault(&want.Customer, "customer."); refused != nil {
		return sale{}, refused
	}
	s, refused := c.sale(w)
	if refused != nil {
		return sale{}, refused
	}
	s.born, _ = parseDate(want.Customer.DateOfBirth) // check has read it
	return s, nil
}

func signupMembership(c *call) (any, *refusal) {
	var want membershipSignupRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	w := want.Contract.wish("contract.")
	s, refused := c.signupSale(want, w)
	if refused != nil {
		return nil, refused
	}
	if refused := c.sellable(signupSubject(want.Customer), w, s); refused != nil {
		return nil, refused
	}
	if refused := c.signed(want.Contract, s, w.path); refused != nil {
		return nil, refused
	}
	recurring := want.Customer.PaymentRequestToken
	if recurring == "" && c.switches.SignupNeedsPaymentMethod && s.term.PaymentFrequency.Type != "FREE" {
		return nil, badRequest("error.sale.paymentMethod", "customer.paymentRequestToken")
	}
	q := c.studio.quote(s, c.today(), c.switches)
	if refused := c.payDue(q, want.Contract.InitialPaymentRequestToken, recurring, 0, w.path); refused != nil {
		return nil, refused
	}
	customer := c.enter(want.Customer) // addresses are not unique, so it may be somebody who is known already
	c.studio.payerBecomes(want.Contract.InitialPaymentRequestToken, customer.Record.ID)
	c.conclude(customer, s, q, want.Contract.ThirdPartyID)
	return customerIDJSON{CustomerID: customer.Record.ID}, nil
}

func addMembership(c *call) (any, *refusal) {
	customer, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want newContract
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	w := want.wish("")
	s, refused := c.sale(w)
	if refused != nil {
		return nil, refused
	}
	s.born = customer.born()
	if refused := c.sellable(contractSubject(customer), w, s); refused != nil {
		return nil, refused
	}
	if refused := c.signed(want, s, ""); refused != nil {
		return nil, refused
	}
	q := c.studio.quote(s, c.today(), c.switches)
	if refused := c.payDue(q, want.InitialPaymentRequestToken, "", customer.Record.ID, ""); refused != nil {
		return nil, refused
	}
	c.conclude(customer, s, q, want.ThirdPartyID)
	return nil, nil
}

// signed checks the signatures. Only the contract's own is asked for: texts may be
// signed, and confirming one leaves no trace in the request.
func (c *call) signed(r newContract, s sale, path string) *refusal {
	required := s.offer.ContractSignaturesRequired != nil && *s.offer.ContractSignaturesRequired && c.switches.ContractSignatureEnforced
	switch {
	case r.ContractSignature == nil && required, r.ContractSignature != nil && !isSignature(r.ContractSignature.Base64SVGSignature):
		return badRequest("error.sale.signature", path+"contractSignature")
	}
	blocks := slices.Clone(s.offer.ContractTextBlocks)
	if s.voucher != nil {
		blocks = append(blocks, s.voucher.TextBlocks...)
	}
	for _, m := range slices.Concat(s.selectable, s.optional) {
		if m.ConsentTextBlock != nil {
			blocks = append(blocks, *m.ConsentTextBlock)
		}
	}
	for _, m := range s.offer.IncludedModules {
		if m.ConsentTextBlock != nil {
			blocks = append(blocks, *m.ConsentTextBlock)
		}
	}
	for _, t := range r.TextBlockSignatures {
		switch {
		case !slices.ContainsFunc(blocks, func(b textBlock) bool { return *b.ID == t.TextBlockID }):
			return badRequest("error.sale.textBlock", path+"textBlockSignatures.textBlockId")
		case !isSignature(t.Base64SVGSignature):
			return badRequest("error.sale.signature", path+"textBlockSignatures.base64SvgSignature")
		}
	}
	return nil
}

// isSignature tells whether a text is an SVG in base64.
func isSignature(text string) bool {
	svg, err := base64.StdEncoding.DecodeString(text)
	return err == nil && strings.Contains(string(svg), "<svg")
}

// saleToken is a payment request token that comes with a sale, and what it has to be for.
type saleToken struct {
	token, scope string
	amount       number
	field        string // of the request
}

// payDue redeems the tokens of a sale: the last thing that can go wrong with it.
func (c *call) payDue(q quote, initial, recurring string, customerID int64, path string) *refusal {
	due := priceOf(q.due.Amount).Sign() > 0
	switch {
	case due && initial == "":
		return badRequest("error.sale.paymentMissing", path+"initialPaymentRequestToken")
	case due && initial == recurring:
		return badRequest("error.sale.paymentTwice", path+"initialPaymentRequestToken")
	}
	tokens := []saleToken{{recurring, scopeMemberAccount, "0", "customer.paymentRequestToken"}}
	if due { // a token for nothing is left to lapse (assumed)
		tokens = append(tokens, saleToken{initial, scopeECOM, q.due.Amount, path + "initialPaymentRequestToken"})
	}
	return c.redeem(tokens, customerID)
}

// redeem uses up the tokens that were given. All are looked at before one is used up,
// since a refusal changes nothing.
func (c *call) redeem(tokens []saleToken, customerID int64) *refusal {
	for _, step := range []func(string, int64, string, number, time.Time) *refusal{c.studio.checkPayment, c.studio.redeemPayment} {
		for _, t := range tokens {
			if t.token == "" {
				continue
			}
			if refused := step(t.token, customerID, t.scope, t.amount, c.now); refused != nil {
				return &refusal{refused.status, refused.code, t.field}
			}
		}
	}
	return nil
}

// conclude makes the contract of a sale.
func (c *call) conclude(k *customer, s sale, q quote, thirdPartyID string) *contract {
	st := c.studio
	made := st.contractOf(s, q, c.today())
	made.ThirdPartyID = thirdPartyID
	k.Contracts = append(k.Contracts, made)
	k.Record.Status = "MEMBER"
	st.contracts[made.ID] = made
	st.billSale(k, made, s, q, c.today())
	st.sellModules(made, s)
	st.contractPaper(k, made)
	if s.voucher != nil && s.voucher.Left != nil {
		*s.voucher.Left--
	}
	st.emit(c.now, "CONTRACT_CREATED", k.Record.ID, map[string]int64{"contractId": made.ID})
	return made
}

// contractOf writes down what was sold, at the price it was sold for.
func (st *studio) contractOf(s sale, q quote, today date) *contract {
	period := func(t *termJSON) timePeriod {
		if t == nil {
			return timePeriod{PeriodValue: 1, PeriodUnit: "MONTH"}
		}
		return timePeriod{PeriodValue: t.Value, PeriodUnit: t.Unit}
	}
	initial := s.term.initial()
	k := &contract{
		ID: st.newID(), Created: today.String(), Start: s.start.String(), End: q.end.String(), RateName: s.offer.Name, Status: "ACTIVE",
		Price:  priceDetails{BasePrice: q.base, CurrentPrice: q.current, PaymentFrequency: s.term.PaymentFrequency.ofContract()},
		Period: period(s.term.CancelationPeriod), Term: period(&initial), Extension: period(s.term.ExtensionTerm),
		Available: []string{q.end.String()}, RateCodes: slices.Clone(s.offer.RateCodes),
	}
	notice := termJSON{Value: k.Period.PeriodValue, Unit: k.Period.PeriodUnit}
	after := q.end.add(1) // terms go from first day to first day
	k.LastPossible = after.addTerms(notice, -1).add(-1).String()
	if s.term.ExtensionTerm != nil && s.term.ExtensionType != "NONE" {
		for n := range 2 {
			k.Available = append(k.Available, after.addTerms(*s.term.ExtensionTerm, n+1).add(-1).String())
		}
	}
	for _, m := range s.offer.IncludedModules {
		k.Modules = append(k.Modules, st.soldModule(m.Name, s.start, st.free(), m.RateCodes))
	}
	for _, m := range s.selectable {
		k.Modules = append(k.Modules, st.soldModule(m.Name, s.start, st.free(), m.RateCodes))
	}
	for _, m := range s.optional {
		k.Modules = append(k.Modules, st.soldModule(m.Name, s.start, m.PaymentFrequency.details(st), m.RateCodes))
	}
	for _, f := range q.flatFees {
		k.FlatFees = append(k.FlatFees, st.soldModule(f.Name, s.start, f.PaymentFrequency.details(st), nil))
	}
	return k
}

func (st *studio) soldModule(name string, start date, price priceDetails, codes []rateCode) subContract {
	return subContract{
		ID: st.newID(), RateName: name, StartDate: start.String(), PaymentFrequency: price.PaymentFrequency.Type,
		Price: price.CurrentPrice.Amount, PriceDetails: price, ContractStatus: "ACTIVE", RateCodes: slices.Clone(codes),
	}
}

func (f membershipOfferPaymentFrequency) details(st *studio) priceDetails {
	price := st.rounded(f.basePrice())
	return priceDetails{BasePrice: price, CurrentPrice: price, PaymentFrequency: f.ofContract()}
}

// ofContract is the frequency as contracts show it.
func (f membershipOfferPaymentFrequency) ofContract() paymentFrequency {
	out := paymentFrequency{Type: f.Type, Term: f.Term, Price: f.Price, MonthDaysToPrices: f.MonthDaysToPrices, TermsToPrices: f.TermsToPrices}
	if f.ID != nil {
		out.ID = *f.ID
	}
	return out
}
