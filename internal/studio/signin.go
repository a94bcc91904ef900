package studio

import (
	"context"

	"memberportal/pgclient"
)

// Lookup is the client for finding out who signs in: the same calls of the same API,
// with what is kept for them of the budget, and a breaker of their own.
type Lookup struct{ client *pgclient.Client }

// Lookup is for sign-ins.
func (s *Studio) Lookup() Lookup { return Lookup{s.Client} }

func signingIn(ctx context.Context) context.Context {
	return Urgently(context.WithValue(ctx, signInKey{}, true))
}

// SearchCustomers is the client's.
func (l Lookup) SearchCustomers(ctx context.Context, search pgclient.CustomerSearchRequest) ([]pgclient.Customer, error) {
	return l.client.SearchCustomers(signingIn(ctx), search)
}

// GetCustomerBy is the client's.
func (l Lookup) GetCustomerBy(ctx context.Context, by pgclient.CustomerBy) (pgclient.Customer, error) {
	return l.client.GetCustomerBy(signingIn(ctx), by)
}

// GetCustomerById is the client's.
func (l Lookup) GetCustomerById(ctx context.Context, id int64) (pgclient.Customer, error) {
	return l.client.GetCustomerById(signingIn(ctx), id)
}
