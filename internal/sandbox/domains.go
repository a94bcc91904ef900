package sandbox

import (
	"cmp"
	"slices"
)

// domains are the parts of a studio's world beside classes and customers. Each
// lives in a file of its own, which makes it, puts it into dumps and takes it out.
type domains struct {
	Directory     directoryState     `json:"directory"`
	Access        accessState        `json:"access"`
	Documents     documentsState     `json:"documents"`
	SelfService   selfServiceState   `json:"self_service"`
	Account       accountState       `json:"account"`
	Payments      paymentsState      `json:"payments"`
	Communication communicationState `json:"communication"`
	Cancelation   cancelationState   `json:"cancelation"`
	IdlePeriods   idlePeriodsState   `json:"idle_periods"`
	Modules       modulesState       `json:"modules"`
	Offers        offersState        `json:"offers"`
	Leads         leadsState         `json:"leads"`
	Bookable      bookableState      `json:"bookable"`
	Trials        trialsState        `json:"trials"`
	Finance       financeState       `json:"finance"`
	Devices       devicesState       `json:"devices"`
	Tags          tagsState          `json:"tags"`
}

// settle makes the domains of a new world, after people, classes and contracts.
func (st *studio) settle(members []Member, today date) {
	st.Directory.settle(st, members, today)
	st.Access.settle(st, members, today)
	st.Documents.settle(st, members, today)
	st.SelfService.settle(st, members, today)
	st.Account.settle(st, members, today)
	st.Payments.settle(st, members, today)
	st.Communication.settle(st, members, today)
	st.Cancelation.settle(st, members, today)
	st.IdlePeriods.settle(st, members, today)
	st.Modules.settle(st, members, today)
	st.Offers.settle(st, members, today)
	st.Leads.settle(st, members, today)
	st.Bookable.settle(st, members, today)
	st.Trials.settle(st, members, today)
	st.Finance.settle(st, members, today)
	st.Devices.settle(st, members, today)
	st.Tags.settle(st, members, today)
}

// mover is a domain that keeps something by customer which has to go along when
// the customer moves to another studio of the tenant.
type mover interface {
	move(customerID int64, from, to *studio)
}

// moveDomains lets a customer's things go along to another studio.
func (st *studio) moveDomains(customerID int64, to *studio) {
	for _, d := range []any{
		&st.Directory,
		&st.Access,
		&st.Documents,
		&st.SelfService,
		&st.Account,
		&st.Payments,
		&st.Communication,
		&st.IdlePeriods,
		&st.Modules,
		&st.Offers,
		&st.Leads,
		&st.Bookable,
		&st.Trials,
		&st.Finance,
		&st.Devices,
		&st.Tags,
	} {
		if m, ok := d.(mover); ok {
			m.move(customerID, st, to)
		}
	}
}

// carry takes along what is kept under a key.
func carry[K comparable, V any](key K, from, to map[K]V) {
	if v, ok := from[key]; ok {
		to[key] = v
		delete(from, key)
	}
}

// carryList takes along a part of a list. Its order is that of the ids, which grow as
// time goes by.
func carryList[T interface{ number() int64 }](from, to *[]T, goes func(T) bool) {
	var stay []T
	for _, v := range *from {
		if goes(v) {
			*to = append(*to, v)
		} else {
			stay = append(stay, v)
		}
	}
	*from = stay
	slices.SortStableFunc(*to, func(a, b T) int { return cmp.Compare(a.number(), b.number()) })
}

func (t *thread) number() int64         { return t.ID }
func (a *amendment) number() int64      { return a.ID }
func (p *idlePeriod) number() int64     { return p.ID }
func (m *moduleContract) number() int64 { return m.ID }

// indexDomains rebuilds what is derived from a dump.
func (st *studio) indexDomains() error {
	for _, d := range []interface{ index(st *studio) error }{
		&st.Directory,
		&st.Access,
		&st.Documents,
		&st.SelfService,
		&st.Account,
		&st.Payments,
		&st.Communication,
		&st.Cancelation,
		&st.IdlePeriods,
		&st.Modules,
		&st.Offers,
		&st.Leads,
		&st.Bookable,
		&st.Trials,
		&st.Finance,
		&st.Devices,
		&st.Tags,
	} {
		if err := d.index(st); err != nil {
			return err
		}
	}
	return nil
}
