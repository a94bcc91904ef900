package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"
)

func paymentOperations() []*operation {
	return []*operation{
		{id: "userSession", method: "POST", pattern: "/v1/payments/user-session", scopes: []string{"PAYMENT_WRITE"}, handle: userSession},
	}
}

// What a payment session is for.
const (
	scopeMemberAccount = "MEMBER_ACCOUNT"
	scopeECOM          = "ECOM"
)

func paymentTexts() map[string]text {
	return map[string]text{
		"error.payment.onePayer":      {"Nur eine der beiden Kennungen ist erlaubt.", "Only one of the two identifiers is allowed.", "Dozwolony jest tylko jeden z dwóch identyfikatorów."},
		"error.payment.token.unknown": {"Das Zahlungstoken ist unbekannt.", "The payment token is unknown.", "Token płatności jest nieznany."},
		"error.payment.token.expired": {"Die Zahlungssitzung ist abgelaufen.", "The payment session has expired.", "Sesja płatności wygasła."},
		"error.payment.token.used":    {"Das Zahlungstoken wurde bereits verwendet.", "The payment token has already been used.", "Token płatności został już użyty."},
		"error.payment.token.payer":   {"Das Zahlungstoken gehört zu einer anderen Person.", "The payment token belongs to somebody else.", "Token płatności należy do innej osoby."},
		"error.payment.token.scope":   {"Das Zahlungstoken ist für einen anderen Zweck.", "The payment token is for another purpose.", "Token płatności ma inne przeznaczenie."},
		"error.payment.token.amount":  {"Das Zahlungstoken ist für einen anderen Betrag.", "The payment token is for another amount.", "Token płatności opiewa na inną kwotę."},
	}
}

// paymentsState is the payment service behind the studio: sessions and who pays in them.
type paymentsState struct {
	Sessions []*paymentSession `json:"sessions"` // by the time they were opened
	Payers   map[string]int64  `json:"payers"`   // customer by finionPayCustomerId, 0 for somebody new
}

// paymentSession is what was asked for, and what became of it.
type paymentSession struct {
	Token        string    `json:"token"`         // for the widget
	RequestToken string    `json:"request_token"` // for the API; empty until the widget was gone through
	Payer        string    `json:"payer"`         // finionPayCustomerId
	Scope        string    `json:"scope"`
	Amount       int64     `json:"amount"` // hundredths
	Reference    string    `json:"reference"`
	Choices      []string  `json:"choices"`
	ValidUntil   time.Time `json:"valid_until"`
	Used         bool      `json:"used"` // captured
}

func (s *paymentsState) settle(_ *studio, _ []Member, _ date) { s.Payers = map[string]int64{} }

func (s *paymentsState) index(st *studio) error {
	if s.Payers == nil {
		s.Payers = map[string]int64{}
	}
	for _, p := range s.Sessions {
		if id, ok := s.Payers[p.Payer]; !ok || id != 0 && st.customers[id] == nil {
			return fmt.Errorf("payment session of an unknown payer %s", p.Payer)
		}
	}
	return nil
}

// move takes along who pays and the sessions that were opened for them.
func (s *paymentsState) move(customerID int64, _, to *studio) {
	var stay []*paymentSession
	for _, p := range s.Sessions {
		if s.Payers[p.Payer] != customerID {
			stay = append(stay, p)
			continue
		}
		to.Payments.Sessions = append(to.Payments.Sessions, p)
	}
	s.Sessions = stay
	for payer, id := range s.Payers {
		if id == customerID {
			to.Payments.Payers[payer] = id
			delete(s.Payers, payer)
		}
	}
	slices.SortStableFunc(to.Payments.Sessions, func(a, b *paymentSession) int { return a.ValidUntil.Compare(b.ValidUntil) })
}

// payer is the finionPayCustomerId of a customer, or a new one for somebody new.
func (st *studio) payer(customerID int64) string {
	known := ""
	for payer, id := range st.Payments.Payers {
		if id == customerID && id != 0 && (known == "" || payer < known) {
			known = payer
		}
	}
	if known != "" {
		return known
	}
	n := st.newID()
	payer := fmt.Sprintf("%08x-f1a0-4000-8000-%012x", uint32(hash(fmt.Sprintf("payer %d %d", st.Seed, n))), n)
	st.Payments.Payers[payer] = customerID
	return payer
}

// alive are the sessions that anybody can still ask about: lapsed ones are forgotten
// after a day, captured ones never.
func (s *paymentsState) alive(now time.Time) []*paymentSession {
	return slices.DeleteFunc(s.Sessions, func(p *paymentSession) bool {
		return !p.Used && p.ValidUntil.Before(now.AddDate(0, 0, -1))
	})
}

type paymentSessionRequest struct {
	Amount              *json.Number `json:"amount"`
	Scope               string       `json:"scope"`
	CustomerID          *int64       `json:"customerId"`
	FinionPayCustomerID string       `json:"finionPayCustomerId"`
	Choices             []string     `json:"permittedPaymentChoices"`
	ReferenceText       string       `json:"referenceText"`
}

// allPaymentChoices are the methods that the contract knows.
func allPaymentChoices() []string {
	return []string{
		"CASH", "BANK_TRANSFER", "BACS", "SEPA", "CH_DD", "LSV", "CREDIT_CARD", "TWINT", "PAYPAL", "BANCONTACT", "IDEAL",
	}
}

func (r *paymentSessionRequest) check() (int64, *refusal) {
	if r.Amount == nil {
		return 0, badRequest("error.validation.missing", "amount")
	}
	amount, ok := number(*r.Amount).hundredths()
	switch {
	case !ok || amount < 0:
		return 0, badRequest("error.validation.range", "amount")
	case r.Scope == "":
		return 0, badRequest("error.validation.missing", "scope")
	case r.Scope != scopeMemberAccount && r.Scope != scopeECOM:
		return 0, badRequest("error.validation.format", "scope")
	case r.CustomerID != nil && r.FinionPayCustomerID != "":
		return 0, badRequest("error.payment.onePayer", "finionPayCustomerId")
	case r.FinionPayCustomerID != "" && !regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`).MatchString(r.FinionPayCustomerID):
		return 0, badRequest("error.validation.format", "finionPayCustomerId")
	}
	for _, choice := range r.Choices {
		if !slices.Contains(allPaymentChoices(), choice) {
			return 0, badRequest("error.validation.format", "permittedPaymentChoices")
		}
	}
	return amount, requireValues(namedValue{"referenceText", r.ReferenceText})
}

type paymentSessionJSON struct {
	Token               string `json:"token"`
	TokenValidUntil     string `json:"tokenValidUntil"`
	FinionPayCustomerID string `json:"finionPayCustomerId"`
}

func userSession(c *call) (any, *refusal) {
	var want paymentSessionRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	amount, refused := want.check()
	if refused != nil {
		return nil, refused
	}
	payer := want.FinionPayCustomerID
	if _, known := c.studio.Payments.Payers[payer]; payer != "" && !known {
		return nil, c.foreign("finionPayCustomerId")
	}
	if want.CustomerID != nil && c.studio.customers[*want.CustomerID] == nil {
		return nil, c.foreign("customerId")
	}
	if payer == "" {
		var customerID int64
		if want.CustomerID != nil {
			customerID = *want.CustomerID
		}
		payer = c.studio.payer(customerID)
	}
	p := &paymentSession{
		Token: c.studio.paymentToken("session"), Payer: payer, Scope: want.Scope, Amount: amount,
		Reference: want.ReferenceText, Choices: want.Choices,
		ValidUntil: c.now.Add(time.Duration(c.switches.PaymentSessionMinutes) * time.Minute).Truncate(time.Microsecond),
	}
	c.studio.Payments.Sessions = append(c.studio.Payments.alive(c.now), p)
	return paymentSessionJSON{Token: p.Token, TokenValidUntil: p.ValidUntil.UTC().Format("2006-01-02T15:04:05.000000Z"), FinionPayCustomerID: payer}, nil
}

// paymentToken makes a token whose form says that it is worth nothing outside.
func (st *studio) paymentToken(kind string) string {
	n := st.newID()
	return fmt.Sprintf("sandbox-payment-%s-%016x%x", kind, hash(fmt.Sprintf("%s %d %d", kind, st.Seed, n)), n)
}

// PaymentRequestToken stands for the vendor's payment widget in the browser: it turns
// the token of a payment session into the payment request token that the API takes.
// Asked again it returns the same one. It is an error if there is no such session, or
// if it has lapsed or was used.
func (s *Sandbox) PaymentRequestToken(sessionToken string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.now()
	for _, st := range s.studios {
		for _, p := range st.Payments.Sessions {
			switch {
			case p.Token != sessionToken:
				continue
			case p.Used:
				return "", errors.New("sandbox: the payment session was used")
			case now.After(p.ValidUntil):
				return "", errors.New("sandbox: the payment session has lapsed")
			}
			if p.RequestToken == "" {
				p.RequestToken = st.paymentToken("request")
			}
			return p.RequestToken, nil
		}
	}
	return "", errors.New("sandbox: no such payment session")
}

// checkPayment tells why a payment request token is no good for a customer, a purpose
// and an amount; customerID 0 is somebody new. The refusal names the field
// paymentRequestToken; callers whose body has another name for it put that in its place.
func (st *studio) checkPayment(token string, customerID int64, scope string, amount number, now time.Time) *refusal {
	_, refused := st.payment(token, customerID, scope, amount, now)
	return refused
}

// redeemPayment checks a payment request token and captures the payment, after which
// the token is worth nothing. It is to be the last check: what it did is not undone.
// Whoever needs several tokens asks checkPayment about all of them first.
func (st *studio) redeemPayment(token string, customerID int64, scope string, amount number, now time.Time) *refusal {
	p, refused := st.payment(token, customerID, scope, amount, now)
	if refused != nil {
		return refused
	}
	p.Used = true
	return nil
}

func (st *studio) payment(token string, customerID int64, scope string, amount number, now time.Time) (*paymentSession, *refusal) {
	no := func(why string) (*paymentSession, *refusal) {
		return nil, badRequest("error.payment.token."+why, "paymentRequestToken")
	}
	at := slices.IndexFunc(st.Payments.Sessions, func(p *paymentSession) bool { return token != "" && p.RequestToken == token })
	if at < 0 {
		return no("unknown")
	}
	p := st.Payments.Sessions[at]
	want, ok := amount.hundredths()
	switch {
	case p.Used:
		return no("used")
	case now.After(p.ValidUntil):
		return no("expired")
	case st.Payments.Payers[p.Payer] != customerID:
		return no("payer")
	case p.Scope != scope:
		return no("scope")
	case !ok || p.Amount != want:
		return no("amount")
	}
	return p, nil
}

// payerBecomes makes the new person behind a payment request token the customer that
// signing up made of them, so that later sessions know them.
func (st *studio) payerBecomes(token string, customerID int64) {
	for _, p := range st.Payments.Sessions {
		if token != "" && p.RequestToken == token && st.Payments.Payers[p.Payer] == 0 {
			st.Payments.Payers[p.Payer] = customerID
		}
	}
}
