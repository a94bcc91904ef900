package sandbox

import (
	"cmp"
	"slices"
	"strings"
)

func customerOperations() []*operation {
	read := []string{"CUSTOMER_READ"}
	return []*operation{
		{id: "searchCustomers", method: "POST", pattern: "/v1/customers/search", scopes: read, handle: searchCustomers},
		{id: "getCustomerBy", method: "GET", pattern: "/v1/customers/by", scopes: read, handle: getCustomerBy},
		{id: "getCustomerById", method: "GET", pattern: "/v1/customers/{customerId}", scopes: read, handle: getCustomerByID},
	}
}

func (c *call) customer() (*customer, *refusal) {
	id, refused := c.id("customerId")
	if refused != nil {
		return nil, refused
	}
	customer := c.studio.customers[id]
	if customer == nil {
		return nil, c.foreign("customerId")
	}
	return customer, nil
}

func getCustomerByID(c *call) (any, *refusal) {
	format := c.query.Get("cardNumberFormat")
	if refused := c.cardNumberFormat(format); refused != nil {
		return nil, refused
	}
	customer, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	return c.recordOf(customer, format), nil
}

func searchCustomers(c *call) (any, *refusal) {
	want, refused := c.searchRequest()
	if refused != nil {
		return nil, refused
	}
	full, sparse := []customerJSON{}, []sparseCustomer{}
	for _, customer := range c.studio.search(want, c.switches) {
		r := c.recordOf(customer, want.CardNumberFormat)
		full = append(full, r)
		sparse = append(sparse, r.sparse())
	}
	if c.switches.SparseSearchHits {
		return sparse, nil
	}
	return full, nil
}

// searchRequest reads what a search asks for.
func (c *call) searchRequest() (customerSearchRequest, *refusal) {
	var want customerSearchRequest
	if refused := c.decode(&want); refused != nil {
		return want, refused
	}
	if refused := c.cardNumberFormat(want.CardNumberFormat); refused != nil {
		return want, refused
	}
	if want.DateOfBirth != "" {
		if _, err := parseDate(want.DateOfBirth); err != nil {
			return want, badRequest("error.validation.format", "dateOfBirth")
		}
	}
	if len(want.tests()) == 0 {
		return want, badRequest("error.search.empty", "")
	}
	return want, nil
}

// search returns the customers that fit, by id. An e-mail address that has to fit
// leads straight to those who have it; other searches look at everybody.
func (st *studio) search(want customerSearchRequest, sw Switches) []*customer {
	tests := want.tests()
	candidates := st.ordered
	if want.Email != "" && sw.SearchCombinesWithAnd {
		candidates = slices.Clone(st.byEmail[strings.ToLower(want.Email)])
		slices.SortFunc(candidates, func(a, b *customer) int { return cmp.Compare(a.Record.ID, b.Record.ID) })
	}
	var found []*customer
	for _, customer := range candidates {
		st.examined++
		if customer.fits(tests, sw.SearchCombinesWithAnd) {
			found = append(found, customer)
		}
	}
	return found
}

func (r *customerJSON) sparse() sparseCustomer {
	return sparseCustomer{ID: r.ID, FirstName: r.FirstName, LastName: r.LastName, Status: r.Status, Email: r.Email, AccessRefusal: r.AccessRefusal}
}

// tests are the criteria that the request names. Names match by their beginning,
// e-mail addresses as a whole; case never matters.
func (want customerSearchRequest) tests() []func(*customerJSON) bool {
	var tests []func(*customerJSON) bool
	begins := func(name, with string) bool {
		return strings.HasPrefix(strings.ToLower(name), strings.ToLower(with))
	}
	if want.Email != "" {
		tests = append(tests, func(r *customerJSON) bool { return strings.EqualFold(r.Email, want.Email) })
	}
	if want.FirstName != "" {
		tests = append(tests, func(r *customerJSON) bool { return begins(r.FirstName, want.FirstName) })
	}
	if want.LastName != "" {
		tests = append(tests, func(r *customerJSON) bool { return begins(r.LastName, want.LastName) })
	}
	if want.DateOfBirth != "" {
		tests = append(tests, func(r *customerJSON) bool { return r.DateOfBirth == want.DateOfBirth })
	}
	return tests
}

func (k *customer) fits(tests []func(*customerJSON) bool, all bool) bool {
	for _, test := range tests {
		if test(&k.Record) != all {
			return !all
		}
	}
	return all
}
