package sandbox

import (
	"cmp"
	"fmt"
	"slices"
)

func accountOperations() []*operation {
	read, write := []string{"CUSTOMER_ACCOUNT_READ"}, []string{"CUSTOMER_ACCOUNT_WRITE"}
	const account = "/v1/customers/{customerId}/account/"
	return []*operation{
		{id: "getCustomersAccountBalanceData", method: "GET", pattern: account + "balances", scopes: read, handle: getCustomersAccountBalanceData},
		{id: "getCustomersAccountTransactionData", method: "GET", pattern: account + "transactions", scopes: read, handle: getCustomersAccountTransactionData},
		{id: "getCustomersAccountUpcomingData", method: "GET", pattern: account + "transactions/upcoming", scopes: read, handle: getCustomersAccountUpcomingData},
		{id: "bookCustomerPayment", method: "POST", pattern: account + "payment", scopes: write, handle: bookCustomerPayment},
		{id: "updateCustomerPaymentInstrument", method: "POST", pattern: account + "payment-instrument", scopes: write, handle: updateCustomerPaymentInstrument},
	}
}

func accountTexts() map[string]text {
	return map[string]text{
		"error.account.settled":  {"Eine der Forderungen ist bereits beglichen.", "One of the claims has already been settled.", "Jedna z należności jest już uregulowana."},
		"error.account.amount":   {"Der Betrag passt nicht zu den Forderungen.", "The amount does not fit the claims.", "Kwota nie zgadza się z należnościami."},
		"error.account.currency": {"Die Währung ist nicht die des Studios.", "The currency is not the studio's.", "Waluta nie jest walutą studia."},
	}
}

// accountState is what customers owe and have paid. Customers without an account are
// owed nothing and owe nothing.
type accountState struct {
	Accounts map[int64]*account `json:"accounts"` // by customer
}

// account is one customer's. Amounts are in hundredths of the studio's currency, days
// are ISO dates.
type account struct {
	Claims       []*claim `json:"claims"` // in no order, as the API shows them
	Credit       *int64   `json:"credit"` // prepaid for consumption; nil: none is kept
	DunningLevel string   `json:"dunning_level"`
	// CollectsFrom is the day from which claims are collected when they fall due;
	// empty: nothing is.
	CollectsFrom string `json:"collects_from"`
	Instrument   string `json:"instrument"` // token that stands for how the customer pays, if one was used
}

// claim is a debt claim.
type claim struct {
	ID          int64  `json:"id"`
	ContractID  int64  `json:"contract_id"` // 0: not one of a contract's fees
	PartID      int64  `json:"part_id"`     // of the module or flat fee, 0: the contract's own
	Due         string `json:"due"`
	Description string `json:"description"`
	Amount      int64  `json:"amount"`
	Open        int64  `json:"open"` // unless collected
	Installment bool   `json:"installment_plan"`
	Bounced     bool   `json:"bounced"` // the bank gave the money back: it is not collected
}

// open is what is not yet paid of a claim. A claim is collected on the night after it
// fell due, so one that is due today still is open.
func (a *account) open(k *claim, today date) int64 {
	if !k.Bounced && a.CollectsFrom != "" && a.CollectsFrom <= k.Due && k.Due < today.String() {
		return 0
	}
	return k.Open
}

// claimsOf are the claims against a customer that stand. A fee that would fall due
// after the end of its contract or module, or in a pause, does not, unless it was paid.
func (st *studio) claimsOf(k *customer) []*claim {
	a := st.Account.Accounts[k.Record.ID]
	if a == nil {
		return nil
	}
	var out []*claim
	for _, c := range a.Claims {
		contract := st.contracts[c.ContractID]
		if contract != nil && c.Open == c.Amount && (c.Due > contract.lastDay(c.PartID) || k.idleOnText(c.Due)) {
			continue
		}
		out = append(out, c)
	}
	return out
}

// idleOnText is idleOn for an ISO date.
func (k *customer) idleOnText(day string) bool {
	d, err := parseDate(day)
	return err == nil && k.idleOn(d)
}

// lastDay is the last day of a contract, or of one of its modules, if that is known;
// what is not canceled goes on.
func (k *contract) lastDay(partID int64) string {
	last := "9999-12-31"
	if k.canceled() {
		last = k.CancelationDate
	}
	for _, m := range k.Modules {
		if m.ID == partID && m.Cancelled && m.CancellationDate != "" {
			last = min(last, m.CancellationDate)
		}
	}
	return last
}

// owed is what fell due before today and is not paid.
func (st *studio) owed(k *customer, today date) int64 {
	var sum int64
	for _, c := range st.claimsOf(k) {
		if c.Due < today.String() {
			sum += st.Account.of(k.Record.ID).open(c, today)
		}
	}
	return sum
}

// of is a customer's account, made if there is none.
func (s *accountState) of(customerID int64) *account {
	if s.Accounts[customerID] == nil {
		s.Accounts[customerID] = &account{}
	}
	return s.Accounts[customerID]
}

// charge adds a claim to a customer's account. Its amount is in hundredths.
func (st *studio) charge(customerID int64, due date, description string, amount int64) *claim {
	k := &claim{ID: st.newID(), Due: due.String(), Description: description, Amount: amount, Open: amount}
	a := st.Account.of(customerID)
	a.Claims = append(a.Claims, k)
	return k
}

func (s *accountState) index(st *studio) error {
	if s.Accounts == nil {
		s.Accounts = map[int64]*account{}
	}
	for id := range s.Accounts {
		if st.customers[id] == nil {
			return fmt.Errorf("account of %d has no customer", id)
		}
	}
	return nil
}

// move takes an account along: what is owed is owed for contracts, which go along too.
func (s *accountState) move(customerID int64, _, to *studio) {
	carry(customerID, s.Accounts, to.Account.Accounts)
}

type accountBalanceJSON struct {
	AccountBalance    *money `json:"accountBalance,omitempty"`
	ConsumptionCredit *money `json:"consumptionCredit,omitempty"`
	DunningLevel      string `json:"dunningLevel,omitempty"`
	InDebtCollection  bool   `json:"inDebtCollection"`
}

type bookingEntryJSON struct {
	ID              int64  `json:"id"`
	DueDate         string `json:"dueDate"`
	Description     string `json:"description,omitempty"`
	Amount          *money `json:"amount,omitempty"`
	OpenAmount      *money `json:"openAmount,omitempty"`
	InstallmentPlan bool   `json:"installmentPlan"`
}

func (st *studio) sum(hundredths int64) *money {
	return &money{Amount: amountOf(hundredths), Currency: st.Currency}
}

// accountOfPath is the account in the path; one that was never used is empty.
func (c *call) accountOfPath() (*customer, *account, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, nil, refused
	}
	if a := c.studio.Account.Accounts[k.Record.ID]; a != nil {
		return k, a, nil
	}
	return k, &account{}, nil
}

// getCustomersAccountBalanceData: a negative balance is what the member owes.
func getCustomersAccountBalanceData(c *call) (any, *refusal) {
	k, a, refused := c.accountOfPath()
	if refused != nil {
		return nil, refused
	}
	out := accountBalanceJSON{DunningLevel: a.DunningLevel, InDebtCollection: c.inCollection(k.Record.ID)}
	if len(a.Claims) > 0 {
		out.AccountBalance = c.studio.sum(-c.studio.owed(k, c.today()))
	}
	if a.Credit != nil {
		out.ConsumptionCredit = c.studio.sum(*a.Credit)
	}
	return out, nil
}

// entries are the claims that fall due within days, both included.
func (c *call) entries(customer *customer, a *account, from, to string) []bookingEntryJSON {
	out := []bookingEntryJSON{}
	for _, k := range c.studio.claimsOf(customer) {
		if k.Due < from || k.Due > to {
			continue
		}
		out = append(out, bookingEntryJSON{
			ID: k.ID, DueDate: k.Due, Description: k.Description, InstallmentPlan: k.Installment,
			Amount: c.studio.sum(k.Amount), OpenAmount: c.studio.sum(a.open(k, c.today())),
		})
	}
	return out
}

func getCustomersAccountTransactionData(c *call) (any, *refusal) {
	k, a, refused := c.accountOfPath()
	if refused != nil {
		return nil, refused
	}
	return pageOf(c, c.entries(k, a, "", c.today().add(-1).String()), 10, 1, 50)
}

func getCustomersAccountUpcomingData(c *call) (any, *refusal) {
	k, a, refused := c.accountOfPath()
	if refused != nil {
		return nil, refused
	}
	return pageOf(c, c.entries(k, a, c.today().String(), c.today().addMonths(12).String()), 10, 1, 50)
}

type customerPaymentRequest struct {
	PaymentRequestToken string      `json:"paymentRequestToken"`
	Amount              *moneyAsked `json:"amount"`
	DebtClaimIDs        []int64     `json:"debtClaimIds"`
}

func bookCustomerPayment(c *call) (any, *refusal) {
	customer, a, refused := c.accountOfPath()
	if refused != nil {
		return nil, refused
	}
	var want customerPaymentRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if want.PaymentRequestToken == "" {
		return nil, badRequest("error.validation.missing", "paymentRequestToken")
	}
	paid, refused := want.Amount.hundredths(c.studio.Currency)
	if refused != nil {
		return nil, refused
	}
	claims, refused := c.claimsToSettle(customer, a, want.DebtClaimIDs)
	if refused != nil {
		return nil, refused
	}
	var open int64
	for _, k := range claims {
		open += a.open(k, c.today())
	}
	if paid > open || paid < open && want.DebtClaimIDs != nil {
		return nil, badRequest("error.account.amount", "amount.amount")
	}
	if refused := c.studio.redeemPayment(want.PaymentRequestToken, customer.Record.ID, scopeECOM, amountOf(paid), c.now); refused != nil {
		return nil, refused
	}
	a.pay(claims, paid, c.today())
	for _, st := range c.studios {
		st.tellAgency(customer.Record.ID, a, c.now)
	}
	if c.studio.owed(customer, c.today()) == 0 { // who owes nothing any more is not dunned
		a.DunningLevel = ""
	}
	return nil, nil
}

// collect lets claims be collected by a payment method from a day on.
func (a *account) collect(token string, today date) {
	a.Instrument = token
	if a.CollectsFrom == "" {
		a.CollectsFrom = today.String()
	}
}

// claimsToSettle are the named claims, or, if none is named, all that fell due, the
// oldest first.
func (c *call) claimsToSettle(customer *customer, a *account, ids []int64) ([]*claim, *refusal) {
	all := c.studio.claimsOf(customer)
	var out []*claim
	if ids == nil {
		for _, k := range all {
			if k.Due <= c.today().String() && a.open(k, c.today()) > 0 {
				out = append(out, k)
			}
		}
		slices.SortFunc(out, claimsByAge)
		return out, nil
	}
	for i, id := range ids {
		at := slices.IndexFunc(all, func(k *claim) bool { return k.ID == id })
		switch {
		case at < 0:
			return nil, c.foreign("debtClaimIds")
		case slices.Contains(ids[:i], id):
			return nil, badRequest("error.validation", "debtClaimIds")
		case a.open(all[at], c.today()) == 0: // somebody else was faster, such as the collection by night
			return nil, conflict("error.account.settled", "debtClaimIds")
		}
		out = append(out, all[at])
	}
	return out, nil
}

// claimsByAge puts the oldest first.
func claimsByAge(x, y *claim) int { return cmp.Or(cmp.Compare(x.Due, y.Due), cmp.Compare(x.ID, y.ID)) }

// pay settles claims in their order.
func (a *account) pay(claims []*claim, paid int64, today date) {
	for _, k := range claims {
		part := min(paid, a.open(k, today))
		k.Open -= part
		paid -= part
	}
}

// updateCustomerPaymentInstrument: what falls due from today on is collected. What was
// due before stays open.
func updateCustomerPaymentInstrument(c *call) (any, *refusal) {
	customer, _, refused := c.accountOfPath()
	if refused != nil {
		return nil, refused
	}
	var want struct {
		PaymentRequestToken string `json:"paymentRequestToken"`
	}
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if want.PaymentRequestToken == "" {
		return nil, badRequest("error.validation.missing", "paymentRequestToken")
	}
	if refused := c.studio.redeemPayment(want.PaymentRequestToken, customer.Record.ID, scopeMemberAccount, "0", c.now); refused != nil {
		return nil, refused
	}
	c.studio.Account.of(customer.Record.ID).collect(want.PaymentRequestToken, c.today())
	c.studio.emit(c.now, "CUSTOMER_UPDATED", customer.Record.ID, nil)
	return nil, nil
}
