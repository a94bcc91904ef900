package signin

import (
	"context"
	"errors"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"memberportal/internal/address"
	"memberportal/internal/mail"
	"memberportal/pgclient"
)

// API is what the look-up needs of a studio's client; *pgclient.Client is one.
type API interface {
	SearchCustomers(ctx context.Context, search pgclient.CustomerSearchRequest) ([]pgclient.Customer, error)
	GetCustomerBy(ctx context.Context, by pgclient.CustomerBy) (pgclient.Customer, error)
	GetCustomerById(ctx context.Context, id int64) (pgclient.Customer, error)
}

// Bounds of a look-up: a family on one address is a handful of customers, and
// a search that ignores its filter must not become a thousand reads.
const (
	mostHits       = 20
	readsAtOnce    = 4
	mostOnOneEmail = 12
)

// found is who may sign in, and where the code goes.
type found struct {
	customers []int64 // ascending
	to        string  // the address on record
}

// lookUp finds the customers behind an identifier. Nobody found, or nobody
// with an address, is an empty result and no error.
func lookUp(ctx context.Context, api API, value string, byNumber bool) (found, error) {
	if byNumber {
		return lookUpNumber(ctx, api, value)
	}
	return lookUpEmail(ctx, api, value)
}

func lookUpNumber(ctx context.Context, api API, number string) (found, error) {
	customer, err := api.GetCustomerBy(ctx, pgclient.CustomerBy{CustomerNumber: number})
	if none(err) {
		return found{}, nil
	}
	if err != nil {
		return found{}, lookUpFailure(err, false)
	}
	if !strings.EqualFold(customer.CustomerNumber, number) || !address.Valid(customer.Email) {
		// The answer may be sparse; the record itself decides.
		if customer, err = api.GetCustomerById(ctx, customer.ID); none(err) {
			return found{}, nil
		} else if err != nil {
			return found{}, lookUpFailure(err, true)
		}
	}
	to := strings.TrimSpace(customer.Email)
	if !strings.EqualFold(customer.CustomerNumber, number) || !address.Valid(to) {
		return found{}, nil
	}
	return found{customers: []int64{customer.ID}, to: to}, nil
}

// lookUpEmail searches and re-reads every hit by its id, at the same time:
// hits may be sparse, and the search may be kinder than "equal". The code goes
// to the address on the record, never to the one typed.
func lookUpEmail(ctx context.Context, api API, email string) (found, error) {
	hits, err := api.SearchCustomers(ctx, pgclient.CustomerSearchRequest{Email: email})
	if none(err) {
		return found{}, nil
	}
	if err != nil {
		return found{}, lookUpFailure(err, false)
	}
	var ids []int64
	for _, hit := range hits {
		mayMatch := hit.Email == "" || address.Same(strings.TrimSpace(hit.Email), email)
		if mayMatch && !slices.Contains(ids, hit.ID) && len(ids) < mostHits {
			ids = append(ids, hit.ID)
		}
	}
	slices.Sort(ids)
	records := make([]pgclient.Customer, len(ids))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(readsAtOnce)
	for i, id := range ids {
		group.Go(func() error {
			record, err := api.GetCustomerById(groupCtx, id)
			if none(err) {
				return nil // gone between the two calls
			}
			records[i] = record
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return found{}, lookUpFailure(err, true)
	}
	var f found
	for i, record := range records {
		onRecord := strings.TrimSpace(record.Email)
		if record.ID != ids[i] || !address.Same(onRecord, email) || !address.Valid(onRecord) || len(f.customers) == mostOnOneEmail {
			continue
		}
		if f.to == "" {
			f.to = onRecord
		}
		f.customers = append(f.customers, record.ID)
	}
	return f, nil
}

// none is true for answers that mean "nobody": no such customer, or a value
// the API does not take as an address or number.
func none(err error) bool {
	switch pgclient.KindOf(err) {
	case pgclient.NotFound, pgclient.Invalid:
		return true
	default:
		return false
	}
}

// lookUpFailure makes every other error one to try again. The re-reading
// happens for known addresses alone, so its failures are quiet.
func lookUpFailure(err error, quiet bool) error {
	failure := &mail.Failure{Reason: "lookup unexpected", Quiet: quiet, Err: err}
	switch pgclient.KindOf(err) {
	case pgclient.Unauthorized:
		failure.Reason = "lookup unauthorized"
	case pgclient.Forbidden:
		failure.Reason = "lookup forbidden"
	case pgclient.Conflict:
		failure.Reason = "lookup conflict"
	case pgclient.RateLimited:
		failure.Reason = "lookup rate limited"
	case pgclient.Unavailable:
		failure.Reason = "lookup unavailable"
	case pgclient.Timeout:
		failure.Reason = "lookup timeout"
	case pgclient.Canceled:
		failure.Reason = "lookup canceled"
	}
	var answer *pgclient.Error
	if errors.As(err, &answer) {
		failure.After = answer.RetryAfter
	}
	return failure
}
