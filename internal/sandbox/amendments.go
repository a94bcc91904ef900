package sandbox

import (
	"net/http"
	"strings"
	"time"
)

// What becomes of a change that a member asks for, by the studio's settings.
const (
	amendmentRead      = "READ"
	amendmentVerified  = "CHANGES_REQUIRE_VERIFICATION"
	amendmentImmediate = "CHANGES_WITHOUT_VERIFICATION"
)

// The kinds of own data. They share one state machine and do not touch each other.
const (
	kindContact = "contact"
	kindAddress = "address"
	kindMaster  = "master"
	kindPayment = "payment"
)

// amendment is a change of one kind of own data; only the fields of its kind are set.
type amendment struct {
	ID         int64          `json:"id"`
	CustomerID int64          `json:"customer_id"`
	Kind       string         `json:"kind"`
	Contact    *contactFields `json:"contact,omitempty"`
	Address    *addressFields `json:"address,omitempty"`
	Master     *masterFields  `json:"master,omitempty"`
	Payment    *paymentFields `json:"payment,omitempty"`
	Signature  string         `json:"signature,omitempty"` // of a payment change
}

// whole tells whether the fields of its kind are there.
func (a *amendment) whole() bool {
	return map[string]bool{
		kindContact: a.Contact != nil, kindAddress: a.Address != nil, kindMaster: a.Master != nil, kindPayment: a.Payment != nil,
	}[a.Kind]
}

// amendmentStatus is what the studio's settings say of a kind.
func (s Switches) amendmentStatus(kind string) string {
	switch kind {
	case kindContact:
		return s.ContactDataStatus
	case kindAddress:
		return s.AddressDataStatus
	case kindMaster:
		return s.MasterDataStatus
	}
	return s.PaymentDataStatus
}

// amend is what happens to a checked change: it is refused, waits for the studio, or
// applies at once.
func (c *call) amend(a *amendment) *refusal {
	own := &c.studio.SelfService
	waiting := own.pending(a.CustomerID, a.Kind)
	status := c.switches.amendmentStatus(a.Kind)
	switch {
	case status == amendmentRead:
		return &refusal{status: c.switches.ReadOnlyAmendmentStatus, code: "error.amendment.readOnly"}
	case waiting != nil && c.switches.PendingAmendmentStatus != http.StatusOK:
		return &refusal{status: c.switches.PendingAmendmentStatus, code: "error.amendment.pending"}
	}
	if waiting != nil {
		own.settled(waiting)
	}
	if status == amendmentImmediate {
		if c.switches.AppliedAmendmentHasID {
			a.ID = c.studio.newID()
		}
		c.studio.applyAmendment(a, c.now)
		return nil
	}
	a.ID = c.studio.newID()
	own.Pending = append(own.Pending, a)
	return nil
}

// applyAmendment makes a change part of the customer's record.
func (st *studio) applyAmendment(a *amendment, now time.Time) {
	k := st.customers[a.CustomerID]
	details := st.SelfService.detailsOf(a.CustomerID)
	switch a.Kind {
	case kindContact:
		a.Contact.apply(st, k)
	case kindAddress:
		a.Address.apply(k, details)
	case kindMaster:
		a.Master.apply(k, details)
	case kindPayment:
		a.Payment.apply(k)
	}
	st.emit(now, "CUSTOMER_UPDATED", a.CustomerID, nil)
}

func withdrawAmendment(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	id, refused := c.id("amendmentId")
	if refused != nil {
		return nil, refused
	}
	own := &c.studio.SelfService
	for _, a := range own.Pending {
		if a.ID == id && a.CustomerID == k.Record.ID {
			own.settled(a)
			return nil, nil
		}
	}
	return nil, c.foreign("amendmentId")
}

// decideAmendment is the studio's word on a change that waits for it. A rejection
// leaves no trace.
func (st *studio) decideAmendment(d decision) (bool, error) {
	for _, a := range st.SelfService.Pending {
		if a.ID != d.id {
			continue
		}
		st.SelfService.settled(a)
		if d.accept {
			st.applyAmendment(a, d.now)
		}
		return true, nil
	}
	return false, nil
}

// moveEmail gives a customer another address, also where customers are looked up by it.
func (st *studio) moveEmail(k *customer, email string) {
	old := strings.ToLower(k.Record.Email)
	var others []*customer
	for _, other := range st.byEmail[old] {
		if other != k {
			others = append(others, other)
		}
	}
	st.byEmail[old] = others
	if len(others) == 0 {
		delete(st.byEmail, old)
	}
	k.Record.Email = email
	st.byEmail[strings.ToLower(email)] = append(st.byEmail[strings.ToLower(email)], k)
}
