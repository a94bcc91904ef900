package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// PaymentUserSessionRequest says what the payment widget is to be opened for. At most
// one of CustomerID and FinionPayCustomerID is set; neither means a person who is not
// known yet.
type PaymentUserSessionRequest struct {
	Amount                         Decimal             `json:"amount"` // major units of the studio's currency; 0 only stores a payment method
	Scope                          PaymentSessionScope `json:"scope"`
	CustomerID                     *int64              `json:"customerId,omitzero"`
	FinionPayCustomerID            string              `json:"finionPayCustomerId,omitzero"`     // of an earlier session of the same person
	PermittedPaymentChoices        []PaymentChoice     `json:"permittedPaymentChoices,omitzero"` // nil offers all that the studio has
	ReferenceText                  string              `json:"referenceText"`                    // on the bank statement
	RequireDirectDebitSignature    *bool               `json:"requireDirectDebitSignature,omitzero"`
	ShowExistingPaymentInstruments *bool               `json:"showExistingPaymentInstruments,omitzero"` // nil means true
}

// PaymentSessionScope is what a payment session is for.
type PaymentSessionScope string

// The scopes of release 1.8.3.
const (
	PaymentSessionScopeMemberAccount PaymentSessionScope = "MEMBER_ACCOUNT" // a method for payment runs
	PaymentSessionScopeEcom          PaymentSessionScope = "ECOM"           // a purchase now, or a method that the payer keeps
)

// PaymentUserSession opens the payment widget in a browser. The widget hands back
// another token, the payment request token, one for each session: only that one is
// worth something to the API, and nothing is captured before it is used.
type PaymentUserSession struct {
	Token               string    `json:"token"` // for the widget, not for the API
	TokenValidUntil     ZonedTime `json:"tokenValidUntil"`
	FinionPayCustomerID string    `json:"finionPayCustomerId"` // for the next session of the same person
}

func (s *PaymentUserSession) incomplete() bool { return s.Token == "" }

// LogValue keeps who pays what out of logs.
func (r PaymentUserSessionRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.String("scope", string(r.Scope)))
}

// LogValue keeps the token out of logs.
func (PaymentUserSession) LogValue() slog.Value { return slog.StringValue("payment session") }

// UserSession opens a payment session. It is a write: never sent twice. One whose
// outcome is unknown needs no care, since a session that nobody uses lapses.
func (c *Client) UserSession(ctx context.Context, r PaymentUserSessionRequest) (PaymentUserSession, error) {
	return send[PaymentUserSession](ctx, c, "userSession", http.MethodPost, "/v1/payments/user-session", r)
}
