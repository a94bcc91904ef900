package sandbox

import (
	"cmp"
	"slices"
)

func crossStudioOperations() []*operation {
	read := []string{"CUSTOMER_READ"}
	return []*operation{
		{id: "getCrossStudioCustomerBy", method: "GET", pattern: "/v1/cross-studio/customers/by", scopes: read, handle: getCrossStudioCustomerBy},
		{id: "getCrossStudioCustomerById", method: "GET", pattern: "/v1/cross-studio/customers/{customerId}", scopes: read, handle: getCrossStudioCustomerByID},
		{id: "searchCrossStudioCustomers", method: "POST", pattern: "/v1/cross-studio/customers/search", scopes: read, handle: searchCrossStudioCustomers},
		{
			id: "getCrossStudioCustomersCheckinHistory", method: "GET", pattern: "/v1/cross-studio/customers/{customerId}/activities/checkins",
			scopes: []string{"CHECKIN_READ"}, handle: getCrossStudioCustomersCheckinHistory,
		},
	}
}

// connected are the studios of the tenant, the key's own first.
func (c *call) connected() []*studio {
	all := []*studio{c.studio}
	for _, st := range c.studios {
		if st != c.studio {
			all = append(all, st)
		}
	}
	slices.SortFunc(all[1:], func(a, b *studio) int { return cmp.Compare(a.Information.StudioID, b.Information.StudioID) })
	return all
}

// connectedCustomer reads a customer of any studio from the path.
func (c *call) connectedCustomer() (*customer, *refusal) {
	id, refused := c.id("customerId")
	if refused != nil {
		return nil, refused
	}
	if k := c.anywhere(id); k != nil {
		return k, nil
	}
	return nil, c.foreign("customerId")
}

// getCrossStudioCustomerBy finds one customer. Two studios may have given out the
// same number; the key's own is looked through first.
func getCrossStudioCustomerBy(c *call) (any, *refusal) {
	by, refused := c.identification("customerNumber", "cardNumber", "barcode", "pin", "debtorId", "qrCodeUuid")
	if refused != nil {
		return nil, refused
	}
	for _, st := range c.connected() {
		if found := st.findCustomer(by); found != nil {
			return c.recordOf(found, by.format), nil
		}
	}
	return nil, notFound("")
}

func getCrossStudioCustomerByID(c *call) (any, *refusal) {
	format := c.query.Get("cardNumberFormat")
	if refused := c.cardNumberFormat(format); refused != nil {
		return nil, refused
	}
	k, refused := c.connectedCustomer()
	if refused != nil {
		return nil, refused
	}
	return c.recordOf(k, format), nil
}

// placedCustomer is a sparse hit that also tells which studio's key to use.
type placedCustomer struct {
	sparseCustomer
	StudioID int64 `json:"studioId,omitempty"`
}

func searchCrossStudioCustomers(c *call) (any, *refusal) {
	want, refused := c.searchRequest()
	if refused != nil {
		return nil, refused
	}
	full, sparse := []customerJSON{}, []placedCustomer{}
	for _, st := range c.connected() {
		for _, k := range st.search(want, c.switches) {
			r := c.recordOf(k, want.CardNumberFormat)
			full = append(full, r)
			sparse = append(sparse, placedCustomer{r.sparse(), r.StudioID})
		}
	}
	if c.switches.SparseSearchHits {
		return sparse, nil
	}
	return full, nil
}
