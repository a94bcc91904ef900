package handlers

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"memberportal/pgclient"
	"memberportal/views"
)

// standing is how a member stands with the studio, which decides whether the API
// takes any booking of theirs at all. Each part may be missing.
type standing struct {
	asked     bool
	customer  part[pgclient.Customer]
	contracts part[[]pgclient.ContractData]
}

// wantStanding reads both parts beside the other calls of a page.
func (c *Context) wantStanding(load *parts, into *standing) {
	into.asked = true
	want(load, &into.customer, func(ctx context.Context) (pgclient.Customer, error) {
		return c.API.GetCustomerById(ctx, c.Who.CustomerID)
	})
	want(load, &into.contracts, func(ctx context.Context) ([]pgclient.ContractData, error) {
		return c.API.GetContractData(ctx, c.Who.CustomerID)
	})
}

// bar is why a member can book nothing on a day: a word for every row, and a
// notice for the page.
type bar struct {
	word   string // key
	notice views.Notice
}

// barOn is why nothing can be booked on the day, nil where nothing known speaks
// against it. The order is the API's.
func (s standing) barOn(base views.Page, day pgclient.Date) *bar {
	if s.noContract(day) {
		return &bar{"classes.barred_none", views.Notice{Tone: views.ToneInfo, Title: base.Text.T("classes.no_membership")}}
	}
	if s.pausedOn(day) {
		return &bar{"classes.barred_idle", *pauseNotice(base, day, s.customer.value)}
	}
	if n := blockNotice(base, day, s.customer.value); n != nil {
		return &bar{"classes.barred_access", *n}
	}
	return nil
}

// noContract: the contracts are known, and none runs on the day.
func (s standing) noContract(day pgclient.Date) bool {
	return s.asked && s.contracts.err == nil &&
		!slices.ContainsFunc(s.contracts.value, func(c pgclient.ContractData) bool { return runsOn(c, day) })
}

// runsOn tells whether a contract runs on a day. The end of its term ends it
// only where it is canceled: otherwise it goes on.
func runsOn(c pgclient.ContractData, day pgclient.Date) bool {
	if c.ContractStatus != pgclient.ContractStatusActive || day.Before(c.StartDate) {
		return false
	}
	end := cmp.Or(c.CancelationDate, c.EndDate)
	return c.CancelationStatus != pgclient.CancelationStatusCanceled || end.IsZero() || !end.Before(day)
}

// pausedOn: a pause covers the day, and no other contract runs that could be
// booked with.
func (s standing) pausedOn(day pgclient.Date) bool {
	resting := map[int64]bool{}
	covered := false
	for _, p := range s.customer.value.IdlePeriods {
		if !paused(p, day) {
			continue
		}
		if p.Contract == nil {
			return true
		}
		covered = true
		resting[p.Contract.ID] = true
	}
	return covered && !slices.ContainsFunc(s.contracts.value, func(c pgclient.ContractData) bool { return runsOn(c, day) && !resting[c.ID] })
}

// pauseEnd is the last day of the pause that covers the day; zero when it is
// unlimited or not known.
func (s standing) pauseEnd(day pgclient.Date) pgclient.Date {
	for _, p := range s.customer.value.IdlePeriods {
		if end, limited := pauseOn(p, day); limited {
			return end
		}
	}
	return pgclient.Date{}
}

// pauseNotice says that the membership is paused on the day, nil where it is not.
func pauseNotice(base views.Page, day pgclient.Date, c pgclient.Customer) *views.Notice {
	text := base.Text
	for _, p := range c.IdlePeriods {
		if !paused(p, day) {
			continue
		}
		if end, limited := pauseOn(p, day); limited {
			return &views.Notice{Tone: views.ToneInfo, Title: text.T("home.paused_title", "date", text.Date(end.In(text.Location()))), Text: text.T("home.paused_text")}
		}
		return &views.Notice{Tone: views.ToneInfo, Title: text.T("home.paused_open_title"), Text: text.T("home.paused_open_text")}
	}
	return nil
}

// blockNotice says that the door stays shut on the day, nil where it does not.
func blockNotice(base views.Page, day pgclient.Date, c pgclient.Customer) *views.Notice {
	var reasons []string
	for _, r := range c.AccessRestrictions {
		if restricts(r, day) && r.Reason != "" {
			reasons = append(reasons, r.Reason)
		}
	}
	if !c.AccessRefusal && len(reasons) == 0 {
		return nil
	}
	n := &views.Notice{Tone: views.ToneWarn, Title: base.Text.T("home.restricted_title"), Text: base.Text.T("home.restricted_text")}
	if len(reasons) > 0 {
		n.Text = strings.TrimSuffix(strings.Join(reasons, " · "), ".") + ". " + n.Text
	}
	return n
}

// restricts tells whether a restriction holds on the day; without dates it does.
func restricts(r pgclient.AccessRestriction, day pgclient.Date) bool {
	if !r.StartDate.IsZero() && day.Before(r.StartDate) {
		return false
	}
	return r.EndDate.IsZero() || !r.EndDate.Before(day)
}
