package pgclient

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
)

// CustomerAccountBalance is how a customer stands with the studio.
type CustomerAccountBalance struct {
	AccountBalance    *Money `json:"accountBalance"`    // whether a negative one is a debt is not documented: ask the studio
	ConsumptionCredit *Money `json:"consumptionCredit"` // prepaid
	DunningLevel      string `json:"dunningLevel"`      // the studio's own words; "" for none
	InDebtCollection  bool   `json:"inDebtCollection"`  // open claims went to an agency
}

// BookingEntry is a claim of the studio against a customer.
type BookingEntry struct {
	ID              int64  `json:"id"` // of the debt claim, for DebtClaimIDs
	DueDate         Date   `json:"dueDate"`
	Description     string `json:"description"`
	Amount          *Money `json:"amount"`
	OpenAmount      *Money `json:"openAmount"`      // what is not yet paid
	InstallmentPlan bool   `json:"installmentPlan"` // moved into an installment plan
}

// CustomerPaymentRequest settles claims with a payment that the member made in the
// payment widget.
type CustomerPaymentRequest struct {
	PaymentRequestToken string  `json:"paymentRequestToken"`   // from a session of the same customer and amount
	Amount              Money   `json:"amount"`                // in major units of the studio's currency
	DebtClaimIDs        []int64 `json:"debtClaimIds,omitzero"` // the account entries this settles
}

// PaymentInstrumentUpdateRequest replaces how a customer pays.
type PaymentInstrumentUpdateRequest struct {
	PaymentRequestToken string `json:"paymentRequestToken"` // from a session of the same customer
}

// LogValue keeps what a customer owes out of logs.
func (CustomerAccountBalance) LogValue() slog.Value { return slog.StringValue("account balance") }

// LogValue keeps what a customer owes out of logs.
func (e BookingEntry) LogValue() slog.Value { return slog.GroupValue(slog.Int64("id", e.ID)) }

// LogValue keeps the token, which is worth money, out of logs.
func (CustomerPaymentRequest) LogValue() slog.Value { return slog.StringValue("payment") }

// LogValue keeps the token out of logs.
func (PaymentInstrumentUpdateRequest) LogValue() slog.Value {
	return slog.StringValue("payment instrument")
}

func accountOf(customerID int64) string { return "/v1/customers/" + id(customerID) + "/account" }

// GetCustomersAccountBalanceData returns how a customer stands with the studio.
func (c *Client) GetCustomersAccountBalanceData(ctx context.Context, customerID int64) (CustomerAccountBalance, error) {
	return get[CustomerAccountBalance](ctx, c, "getCustomersAccountBalanceData", accountOf(customerID)+"/balances", nil)
}

// GetCustomersAccountTransactionData returns one slice of the entries that were due
// before today, in no stated order: sort by DueDate. A slice has 10 entries unless
// the size, 1 to 50, says otherwise.
func (c *Client) GetCustomersAccountTransactionData(ctx context.Context, customerID int64, p SliceParams) (Slice[BookingEntry], error) {
	return get[Slice[BookingEntry]](ctx, c, "getCustomersAccountTransactionData", accountOf(customerID)+"/transactions", p.query())
}

// AllCustomersAccountTransactionData returns all entries that were due before today,
// slice by slice. It stops after the first error.
func (c *Client) AllCustomersAccountTransactionData(ctx context.Context, customerID int64) iter.Seq2[BookingEntry, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[BookingEntry], error) {
		return c.GetCustomersAccountTransactionData(ctx, customerID, p)
	})
}

// GetCustomersAccountUpcomingData returns one slice of the entries due today and
// within a year; order and sizes as for the past ones.
func (c *Client) GetCustomersAccountUpcomingData(ctx context.Context, customerID int64, p SliceParams) (Slice[BookingEntry], error) {
	return get[Slice[BookingEntry]](ctx, c, "getCustomersAccountUpcomingData", accountOf(customerID)+"/transactions/upcoming", p.query())
}

// AllCustomersAccountUpcomingData returns all entries due today and within a year,
// slice by slice. It stops after the first error.
func (c *Client) AllCustomersAccountUpcomingData(ctx context.Context, customerID int64) iter.Seq2[BookingEntry, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[BookingEntry], error) {
		return c.GetCustomersAccountUpcomingData(ctx, customerID, p)
	})
}

// BookCustomerPayment settles claims; the payment is captured by this call and not
// before. Conflict if a claim was settled in the meantime. It is a write: never sent
// twice; see [Unclear], and read the account again to learn what became of it. Since
// release 1.11.0.
func (c *Client) BookCustomerPayment(ctx context.Context, customerID int64, r CustomerPaymentRequest) error {
	return act(ctx, c, "bookCustomerPayment", http.MethodPost, accountOf(customerID)+"/payment", r)
}

// UpdateCustomerPaymentInstrument replaces how a customer pays in future. It is a
// write: never sent twice; see [Unclear]. Since release 1.11.0.
func (c *Client) UpdateCustomerPaymentInstrument(ctx context.Context, customerID int64, r PaymentInstrumentUpdateRequest) error {
	return act(ctx, c, "updateCustomerPaymentInstrument", http.MethodPost, accountOf(customerID)+"/payment-instrument", r)
}
