package sandbox

import (
	"slices"
	"time"
)

// settle gives everybody of the cast what a year of their contracts claims, and the
// debtor a debt.
func (s *accountState) settle(st *studio, members []Member, today date) {
	s.Accounts = map[int64]*account{}
	say := func(de, en string) string {
		if st.Language == "de" {
			return de
		}
		return en
	}
	credit := func(n int64) *int64 { return &n }
	r := st.random("account")
	for _, m := range members {
		k := st.customers[m.CustomerID]
		if len(k.Contracts) == 0 {
			continue
		}
		for _, c := range k.Contracts {
			st.bill(k, c, today)
		}
		a := s.of(m.CustomerID)
		a.CollectsFrom = "0001-01-01"
		switch m.Story {
		case storyDebtor:
			a.CollectsFrom = ""
			a.DunningLevel = say("Mahnstufe 2", "Dunning Level 2")
			st.owe(m.CustomerID, a, say("Rücklastschriftgebühr", "Returned Debit Fee"), today)
		case storyRegular:
			a.Credit = credit(1250)
			st.charge(m.CustomerID, today, say("Personal Training", "Personal Training"), 6500)
		case storyExtras:
			a.Credit = credit(4000)
			for _, days := range []int{-2, -2, -16, -40} {
				st.charge(m.CustomerID, today.add(days), say("Proteinshake", "Protein Shake"), 450)
			}
		}
		// The API states no order; a client that relies on one is to notice.
		r.Shuffle(len(a.Claims), func(i, j int) { a.Claims[i], a.Claims[j] = a.Claims[j], a.Claims[i] })
	}
}

// owe leaves the last six fees of the past unpaid, one of them half, and one of the
// older ones in installments.
func (st *studio) owe(customerID int64, a *account, fee string, today date) {
	past := 0
	for i := len(a.Claims) - 1; i >= 0; i-- { // made in the order of their days
		k := a.Claims[i]
		if k.Due >= today.String() {
			continue
		}
		past++
		switch {
		case past == 6:
			k.Open = k.Amount / 2
		case past == 9:
			k.Installment = true
			k.Open = k.Amount / 3
		case past > 6:
			k.Open = 0
		}
	}
	st.charge(customerID, today.add(-20), fee, 500)
}

// bill makes the claims of a contract, its modules and flat fees, for a year back and
// two ahead, so that a clock that is set on still finds a year before it. On a new
// account they are collected as they fall due.
func (st *studio) bill(k *customer, c *contract, today date) {
	if a := st.Account.of(k.Record.ID); len(a.Claims) == 0 {
		a.CollectsFrom = today.String()
	}
	st.billFrom(k, c, today.addMonths(-12), today)
}

// billFrom makes the claims of a contract that fall due from a day on.
func (st *studio) billFrom(k *customer, c *contract, from, today date) {
	st.billFee(k, c.ID, 0, c.RateName, c.Price, c.Start, from, today)
	for _, part := range slices.Concat(c.Modules, c.FlatFees) {
		st.billFee(k, c.ID, part.ID, part.RateName, part.PriceDetails, part.StartDate, from, today)
	}
}

// billSale makes the claims of what was sold: those of the first term as the preview
// showed them, of which what was due on signing is paid, and after it those that go on.
func (st *studio) billSale(k *customer, made *contract, s sale, q quote, today date) {
	a := st.Account.of(k.Record.ID)
	if len(a.Claims) == 0 && a.CollectsFrom == "" {
		a.CollectsFrom = today.String()
	}
	parts := map[string]int64{}
	for _, part := range slices.Concat(made.Modules, made.FlatFees) {
		parts[part.RateName] = part.ID
	}
	for _, e := range q.schedule {
		amount, _ := e.Amount.Amount.hundredths() // written by the quote
		if amount == 0 {
			continue
		}
		claim := st.charge(k.Record.ID, writtenDate(e.DueDate), e.Description, amount)
		claim.ContractID = made.ID
		if e.Type != feeContract {
			claim.PartID = parts[e.Description]
		}
		if *e.MandatoryOnSigning {
			claim.Open = 0
		}
	}
	if s.term.ExtensionType != "NONE" {
		st.billFrom(k, made, q.end.add(1), today)
	}
}

// billFee makes the claims of one price of a contract. Whether they stand when they fall
// due is for claimsOf to say.
func (st *studio) billFee(k *customer, contractID, partID int64, name string, price priceDetails, start string, since, today date) {
	first, err := parseDate(start)
	if err != nil {
		panic("sandbox: " + err.Error()) // written by newContract
	}
	from, to := since.String(), today.addMonths(24).String()
	claim := func(day date, amount number) {
		hundredths, ok := amount.hundredths()
		if text := day.String(); ok && hundredths > 0 && text >= max(from, start) && text <= to {
			made := st.charge(k.Record.ID, day, name, hundredths)
			made.ContractID, made.PartID = contractID, partID
		}
	}
	switch f := price.PaymentFrequency; f.Type {
	case "NON_RECURRING":
		claim(first, f.Price.Amount)
	case "RECURRING":
		for i := 0; ; i++ {
			day := first.addTerms(*f.Term, i)
			if day.String() > to {
				return
			}
			amount := f.Price.Amount
			if i == 0 {
				amount = price.CurrentPrice.Amount // discounts are for the beginning
			}
			claim(day, amount)
		}
	case "MONTH_DAY":
		for year := today.year - 1; year <= today.year+3; year++ {
			for _, p := range f.MonthDaysToPrices {
				claim(date{year, time.Month(p.MonthDay.MonthValue), p.MonthDay.DayOfMonth}, p.Price.Amount)
			}
		}
	case "TERM_BASED":
		for i := 0; ; i++ {
			day := first.addTerms(termJSON{Value: 1, Unit: "MONTH"}, i)
			if day.String() > to {
				return
			}
			amount := f.TermsToPrices[0].Price.Amount
			for _, p := range f.TermsToPrices {
				if !day.before(first.addTerms(p.Term, 1)) {
					amount = p.Price.Amount
				}
			}
			claim(day, amount)
		}
	}
}
