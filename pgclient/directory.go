package pgclient

import (
	"context"
	"iter"
	"log/slog"
	"net/http"
)

// CustomersParams says which part of the studio's customers to return.
type CustomersParams struct {
	// Status is member, the API's default, or prospect. Former members cannot be
	// listed.
	Status           CustomerStatus
	CardNumberFormat CardNumberFormat // of the answer
	// SliceSize is 50 to 500 according to an old release, 100 if it is 0.
	SliceParams
}

// GetCustomers returns a slice of the studio's members or prospects; AllCustomers
// returns all of them. It is meant for keeping a directory in step, not for finding
// somebody: that is SearchCustomers or GetCustomerBy.
func (c *Client) GetCustomers(ctx context.Context, p CustomersParams) (Slice[Customer], error) {
	q := p.query()
	if p.Status != "" {
		q.Set("customerStatus", string(p.Status))
	}
	if p.CardNumberFormat != "" {
		q.Set("cardNumberFormat", string(p.CardNumberFormat))
	}
	return get[Slice[Customer]](ctx, c, "getCustomers", "/v1/customers", q)
}

// AllCustomers returns the studio's members or prospects.
func (c *Client) AllCustomers(ctx context.Context, status CustomerStatus) iter.Seq2[Customer, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[Customer], error) {
		return c.GetCustomers(ctx, CustomersParams{Status: status, SliceParams: p})
	})
}

// CreateCustomer enters a person into the studio's system as a prospect and returns
// their id. Nothing says that the same person is not made twice: search before, and
// after an outcome that is [Unclear] search again.
//
// Invalid if the data is refused; Error.Reference names the field.
func (c *Client) CreateCustomer(ctx context.Context, n NewCustomer) (CustomerId, error) {
	return send[CustomerId](ctx, c, "createCustomer", http.MethodPost, "/v1/customers/create", n)
}

// StudioSwitchRequest says where a customer goes.
type StudioSwitchRequest struct {
	TargetStudioID int64  `json:"targetStudioId"`
	SwitchDate     Date   `json:"switchDate"` // today or earlier, in the zone of the studio that is left
	Description    string `json:"description,omitzero"`
}

// LogValue keeps what somebody wrote about a customer out of logs.
func (r StudioSwitchRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("targetStudioId", r.TargetStudioID))
}

// SwitchStudio makes another studio of the tenant a customer's home. It is asked of
// the studio that the customer leaves, whose key does not see them afterwards; the
// customer number may be another then.
//
// Invalid for a date to come or for the studio they are in; NotFound for a studio or
// customer that this key does not know.
func (c *Client) SwitchStudio(ctx context.Context, customerID int64, r StudioSwitchRequest) error {
	return act(ctx, c, "switchStudio", http.MethodPost, "/v1/customers/"+id(customerID)+"/switch-studio", r)
}
