package pgclient

import (
	"context"
	"iter"
	"net/url"
)

// The methods here look into all studios of the tenant that are connected. What
// they find may belong to any of them: Customer.StudioID tells whose key to use for
// everything else.

// GetCrossStudioCustomerBy returns the customer with a number, card, barcode or PIN.
// Two studios may have given out the same one; compare what is found with what is
// known of the person.
//
// NotFound if there is none; Invalid, and nothing sent, unless exactly one field is set.
func (c *Client) GetCrossStudioCustomerBy(ctx context.Context, by CustomerBy) (Customer, error) {
	return lookUp[Customer](ctx, c, "getCrossStudioCustomerBy", "/v1/cross-studio/customers/by", by, url.Values{})
}

// GetCrossStudioCustomerById returns a customer of any studio.
func (c *Client) GetCrossStudioCustomerById(ctx context.Context, customerID int64) (Customer, error) {
	return get[Customer](ctx, c, "getCrossStudioCustomerById", "/v1/cross-studio/customers/"+id(customerID), nil)
}

// SearchCrossStudioCustomers returns the customers of any studio that fit, see
// SearchCustomers. Hits may be sparse; GetCrossStudioCustomerById has everything.
func (c *Client) SearchCrossStudioCustomers(ctx context.Context, r CustomerSearchRequest) ([]Customer, error) {
	return c.search(ctx, "searchCrossStudioCustomers", "/v1/cross-studio/customers/search", r)
}

// GetCrossStudioCustomersCheckinHistory returns a slice of a customer's check-ins in
// any studio, see GetCustomersCheckinHistory. Each has the offset of its own studio.
func (c *Client) GetCrossStudioCustomersCheckinHistory(ctx context.Context, customerID int64, p CheckinsParams) (Slice[CustomerCheckin], error) {
	return c.checkins(ctx, "getCrossStudioCustomersCheckinHistory", "/v1/cross-studio/customers/", customerID, p)
}

// AllCrossStudioCustomersCheckinHistory returns a customer's check-ins in any studio from
// one day to another. Zero days are those of GetCustomersCheckinHistory.
func (c *Client) AllCrossStudioCustomersCheckinHistory(ctx context.Context, customerID int64, from, to Date) iter.Seq2[CustomerCheckin, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[CustomerCheckin], error) {
		return c.GetCrossStudioCustomersCheckinHistory(ctx, customerID, CheckinsParams{From: from, To: to, SliceParams: p})
	})
}
