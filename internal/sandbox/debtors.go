package sandbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// settle makes the agency's view of a new world: cases it has had for a while, a run
// it has to fetch with the debtor in it, one the studio is still at, and one that failed.
func (s *collectionState) settle(st *studio, members []Member, today date) {
	s.runs, s.cases = map[int64]*collectionRun{}, map[string]*caseFile{}
	s.Blocks, s.Requests = map[int64]*block{}, map[string]bool{}
	s.Configuration = st.collectionConfiguration()
	r := st.random("debt collection")
	morning := today.add(1).at(6, 0, st.loc)
	old := s.addRun(st, "AUTOMATIC_HANDOVER", runCompleted, today.addMonths(-2), morning)
	failed := s.addRun(st, "CONTRACT_CANCELATION", runFailed, today.addMonths(-1), morning)
	fetch := s.addRun(st, "DEBT_COLLECTION_RUN", runWaiting, today, morning)
	busy := s.addRun(st, "DEBT_COLLECTION_RUN", runProcessing, today, morning)

	for _, m := range members {
		switch m.Story {
		case storyDebtor:
			s.handOver(st, fetch, st.customers[m.CustomerID], 3, today, r)
		case storyFormer:
			s.handOver(st, failed, st.customers[m.CustomerID], 2, today.addMonths(-1), r)
		}
	}
	of := func(n int) *customer { return st.customers[st.Crowd[n]] }
	var had []*caseFile
	for n := range 4 {
		had = append(had, s.handOver(st, old, of(n), 2, today.addMonths(-2), r))
	}
	for n := 4; n < 16; n++ {
		s.handOver(st, fetch, of(n), 1+n%3, today, r)
	}
	for n := 16; n < 18; n++ {
		s.handOver(st, busy, of(n), 2, today, r)
	}
	s.tell(had, today)
	for _, f := range had {
		st.settleClaims(f)
	}
}

// tell is what has become of the cases that the agency has had for a while; of the last
// it has not said anything.
func (s *collectionState) tell(had []*caseFile, today date) {
	for n, f := range had[:3] {
		f.AgencyID, f.PublicID = fmt.Sprintf("AG-%04d", n+1), fmt.Sprintf("2%05d", 117*(n+1))
	}
	for _, d := range had[0].Debts {
		d.Paid = d.Amount
	}
	had[0].Closure = &closureUpdate{Type: "POSITIVE", Date: today.add(-12).String()}
	had[1].Debts[0].Paid = had[1].Debts[0].Amount / 2
	had[1].Debts[1].Claim.Block = &block{LimitType: "LIMITED", EndDate: today.add(30).String()}
	had[2].Closure = &closureUpdate{Type: "REJECTION", Date: today.add(-20).String(), RejectionReason: "POSTAL_DELIVERY_NOT_POSSIBLE"}
	s.Blocks[had[3].CustomerID] = &block{LimitType: "UNLIMITED"}
}

func (s *collectionState) addRun(st *studio, origin, status string, day date, ready time.Time) *collectionRun {
	run := &collectionRun{ID: st.newID(), Date: day.String(), Origin: origin, Status: status, Ready: ready}
	s.Runs = append(s.Runs, run)
	s.runs[run.ID] = run
	return run
}

// handOver makes a case of what a customer owes.
func (s *collectionState) handOver(st *studio, run *collectionRun, c *customer, periods int, today date, r *rand.Rand) *caseFile {
	f := &caseFile{ID: newUUID(r), RunID: run.ID, CustomerID: c.Record.ID, Debts: st.unpaid(c, periods, today, r)}
	s.Cases = append(s.Cases, f)
	s.cases[f.ID] = f
	return f
}

func newUUID(r *rand.Rand) string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48))
}

// unpaid are the debts that a hand-over finds: what the account says, the oldest first.
// If that is nothing they are made up, and are in the account from then on.
func (st *studio) unpaid(c *customer, periods int, today date, r *rand.Rand) []*collectedDebt {
	a := st.Account.of(c.Record.ID)
	var claims []*claim
	for _, k := range st.claimsOf(c) {
		if k.Due < today.String() && a.open(k, today) > 0 {
			claims = append(claims, k)
		}
	}
	if len(claims) == 0 {
		made := st.madeUpDebts(c, periods, today, r)
		for _, d := range made {
			k := st.charge(c.Record.ID, writtenDate(d.Claim.DebtDate), d.Claim.Designation, d.Amount)
			k.Bounced, d.ClaimID = true, k.ID
		}
		return made
	}
	slices.SortFunc(claims, claimsByAge)
	one := 1
	var out []*collectedDebt
	for _, k := range claims {
		open := a.open(k, today)
		d := &collectedDebt{ClaimID: k.ID, Amount: open, Claim: debt{
			DebtID: newUUID(r), DebtDate: k.Due, Amount: amountOf(open), Currency: st.Currency, Type: "BANK_FEE", Designation: k.Description,
			Recurrence: recurrence{Period: "ONCE", Frequency: &one}, MaturityType: "NORMAL",
		}}
		if contract := st.contracts[k.ContractID]; contract != nil {
			d.Claim.Type, d.Claim.LatestRejectionReason = "DEBT_CLAIM", "INSUFFICIENT_COVERING"
			d.Claim.ContractID, d.Claim.ContractStartDate = &contract.ID, contract.Start
			if term := contract.Price.PaymentFrequency.Term; term != nil {
				value, from := term.Value, writtenDate(k.Due)
				d.Claim.Recurrence = recurrence{Period: term.Unit, Frequency: &value}
				d.Claim.ServicePeriodStartDate, d.Claim.ServicePeriodEndDate = k.Due, from.addTerms(*term, 1).add(-1).String()
			}
		}
		out = append(out, d)
	}
	return out
}

// settleClaims lets the account show what is still open of a case's debts.
func (st *studio) settleClaims(f *caseFile) {
	a := st.Account.Accounts[f.CustomerID]
	if a == nil { // it has gone to another studio with the customer
		return
	}
	for _, d := range f.Debts {
		if k := a.claim(d.ClaimID); k != nil {
			k.Open = d.open()
		}
	}
}

func (a *account) claim(id int64) *claim {
	if i := slices.IndexFunc(a.Claims, func(k *claim) bool { return k.ID == id }); i >= 0 {
		return a.Claims[i]
	}
	return nil
}

// tellAgency notes in a customer's open cases with the studio what was paid, by the
// customer's account, which may be another studio's by now.
func (st *studio) tellAgency(customerID int64, a *account, now time.Time) {
	// An error means that there is nothing to tell.
	_ = st.adjustCases(decision{id: customerID, now: now}, func(f *caseFile) bool {
		paid := false
		for _, d := range f.Debts {
			if k := a.claim(d.ClaimID); k != nil && k.Open < d.open() {
				d.Paid += d.open() - k.Open
				paid = true
			}
		}
		return paid
	})
}

// madeUpDebts are so many instalments of the contract, what the bank took for the last
// one that bounced, and the reminder.
func (st *studio) madeUpDebts(c *customer, periods int, today date, r *rand.Rand) []*collectedDebt {
	say := func(de, en string) string {
		if st.Language == "de" {
			return de
		}
		return en
	}
	k := c.Contracts[0]
	amount, unit := k.Price.BasePrice.Amount, "MONTH"
	step := func(n int) date { return today.addMonths(-2 - n) }
	if term := k.Price.PaymentFrequency.Term; term != nil && term.Unit == "WEEK" {
		unit, step = "WEEK", func(n int) date { return today.add(-56 - 7*n) }
	}
	one := 1
	var out []*collectedDebt
	add := func(kind, designation string, day date, amount number, period, reason string) *debt {
		cents, _ := amount.hundredths() // written by this package
		d := &collectedDebt{Amount: cents, Claim: debt{
			DebtID: newUUID(r), DebtDate: day.String(), Amount: amountOf(cents), Currency: st.Currency, Type: kind, Designation: designation,
			Recurrence: recurrence{Period: period, Frequency: &one}, MaturityType: "NORMAL", LatestRejectionReason: reason,
		}}
		out = append(out, d)
		return &d.Claim
	}
	for n := range periods {
		from := step(n)
		claim := add("DEBT_CLAIM", say("Mitgliedsbeitrag", "Membership fee"), from, amount, unit, "INSUFFICIENT_COVERING")
		claim.ContractID, claim.ContractStartDate = &k.ID, k.Start
		until := from.addMonths(1)
		if unit == "WEEK" {
			until = from.add(7)
		}
		claim.ServicePeriodStartDate, claim.ServicePeriodEndDate = from.String(), until.add(-1).String()
	}
	add("BANK_FEE", say("Rücklastschriftgebühr", "Returned direct debit fee"), step(0).add(4), "3.50", "ONCE", "")
	add("DUNNING_FEE", say("Mahngebühr", "Reminder fee"), step(0).add(18), "5.00", "ONCE", "")
	return out
}

// collectionConfiguration: one studio keeps its debts, the other sells them.
func (st *studio) collectionConfiguration() debtCollectionConfiguration {
	info := st.Information
	client := &clientDetails{
		Name1: info.Name, PreTaxAttribute: true, PostalCode: info.Zip, City: info.City, CountryCode: info.CountryCode, Country: info.Country,
		AddressLine1:   info.Street + " " + info.HouseNumber,
		AddressData:    &addressDetails{Street: info.Street, HouseNumber: info.HouseNumber},
		ContactDetails: []contactDetails{{Type: "EMAIL", Value: info.Email}},
	}
	if st.Language == "de" {
		client.LegalForm, client.VatSerialNo = "GmbH", "DE 123456789"
		client.PaymentDetails = &paymentDetails{Bank: "Commerzbank", BIC: "COBADEFFXXX", IBAN: "DE02 1203 0000 0000 2020 51", BankCountryCode: "DE"}
		return debtCollectionConfiguration{
			Client: client, DebtCollectionType: "TRUST",
			DerecognizeRemainingDebtsOnClosure: "BY_PARTNER", DerecognizeRemainingDebtsOnRejection: "BY_PARTNER",
		}
	}
	client.LegalForm = "Ltd"
	client.PaymentDetails = &paymentDetails{Bank: "Barclays", AccountNumber: "55779911", BankCode: "20-00-00", BankCountryCode: "GB"}
	return debtCollectionConfiguration{
		Client: client, DebtCollectionType: "PURCHASE",
		DerecognizeRemainingDebtsOnClosure: "ALWAYS", DerecognizeRemainingDebtsOnRejection: "BY_PARTNER",
	}
}

// debtorJSON is a customer as a run hands him over.
func (c *call) debtorJSON(customerID, runID int64) debtor {
	s := &c.studio.Finance.Collection
	k := c.anywhere(customerID)
	r := k.Record
	out := debtor{
		DebtorID: debtorID(r.ID), MembershipNr: r.CustomerNumber, FirstName: r.FirstName, LastName: r.LastName, SecondLastName: r.SecondLastName,
		Sex: r.Gender, Birthdate: r.DateOfBirth, CountryCode: r.Country, PostalCode: r.ZipCode, City: r.City,
		AddressLine1: r.Street + " " + r.HouseNumber,
		AddressData:  &addressDetails{Street: r.Street, HouseNumber: r.HouseNumber, AddressStatus: &addressStatus{Type: "VALID"}},
		Block:        s.Blocks[r.ID].shown(c.today()),
	}
	if out.Sex == "" {
		out.Sex = "UNISEX"
	}
	if r.Email != "" {
		out.ContactDetails = append(out.ContactDetails, contactDetails{Type: "EMAIL", Value: r.Email, Status: &contactStatus{Type: "VALID"}})
	}
	if r.PhonePrivateMobile != "" {
		out.ContactDetails = append(out.ContactDetails, contactDetails{Type: "TEL_PRIVATE_MOBILE", Value: r.PhonePrivateMobile})
	}
	if b := r.BankAccount; b != nil {
		out.PaymentDetails = &paymentDetails{Bank: b.BankName, IBAN: b.IBAN, BIC: b.BIC, AccountHolder: b.AccountHolder}
	}
	for _, k := range k.Contracts {
		out.ContractDetails = append(out.ContractDetails, contractDetails{
			ID: k.ID, RateName: k.RateName, StartDate: k.Start, EndDate: k.End, CreatedDate: k.Created, Cancelled: k.canceled(),
			ContractPeriod: k.Term.recurrence(), ExtensionPeriod: k.Extension.recurrence(), CancellationPeriod: k.Period.recurrence(),
		})
	}
	for _, f := range s.Cases {
		if f.RunID != runID || f.CustomerID != customerID {
			continue
		}
		one := collectionCase{CollectionCaseID: f.ID, OpenAmount: amountOf(f.open())}
		for _, d := range f.Debts {
			one.Debt = append(one.Debt, d.json(c.today()))
		}
		out.CollectionCases = append(out.CollectionCases, one)
	}
	return out
}

// anywhere is a customer of any studio: cases stay with the studio that has handed them
// over when the debtor moves to another one.
func (c *call) anywhere(customerID int64) *customer {
	for _, st := range c.studios {
		if k := st.customers[customerID]; k != nil {
			return k
		}
	}
	return nil
}

func (p timePeriod) recurrence() *recurrence {
	return &recurrence{Period: p.PeriodUnit, Frequency: &p.PeriodValue}
}
