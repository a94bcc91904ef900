package sandbox

import (
	"slices"
	"strings"
)

func accessRestrictionOperations() []*operation {
	write := []string{"CUSTOMER_ACCESS_RESTRICTION_WRITE"}
	return []*operation{
		{id: "setAccessRestriction", method: "PUT", pattern: "/v1/customers/{customerId}/access-restrictions", scopes: write, handle: setAccessRestriction},
		{id: "deleteAccessRestriction", method: "DELETE", pattern: "/v1/customers/{customerId}/access-restrictions", scopes: write, handle: deleteAccessRestriction},
	}
}

func accessRestrictionTexts() map[string]text {
	return map[string]text{
		"error.accessRestriction.dates": {"Beginn und Ende gehören zusammen, und das Ende liegt nicht vor dem Beginn.", "Start and end go together, and the end is not before the start.", "Początek i koniec podaje się razem, a koniec nie może być przed początkiem."},
	}
}

// covers tells whether a restriction holds on a day; one without days always does.
func (r accessRestriction) covers(day date) bool {
	text := day.String()
	return r.StartDate == "" || r.StartDate <= text && text <= r.EndDate
}

// restrictions are the studio's own ones and that of this integration.
func (st *studio) restrictions(k *customer) []accessRestriction {
	own, ok := st.Access.Restrictions[k.Record.ID]
	if !ok {
		return k.Record.AccessRestrictions
	}
	return append(slices.Clone(k.Record.AccessRestrictions), own)
}

// refuses tells whether the door stays shut for a customer on a day.
func (st *studio) refuses(k *customer, day date) bool {
	return k.Record.AccessRefusal || st.shutWhilePaused(k, day) || slices.ContainsFunc(st.restrictions(k), func(r accessRestriction) bool { return r.covers(day) })
}

// shutWhilePaused tells whether a contract that is paused on a day shuts the door, and
// no other contract opens it.
func (st *studio) shutWhilePaused(k *customer, day date) bool {
	shut := false
	for _, contract := range k.Contracts {
		if !contract.covers(day) {
			continue
		}
		paused := slices.ContainsFunc(st.IdlePeriods.periodsOf(contract), func(p *idlePeriod) bool {
			return !p.Pending && p.Start <= day.String() && !p.over(day)
		})
		if !paused || !st.IdlePeriods.of(contract).AccessRefusal {
			return false
		}
		shut = true
	}
	return shut
}

func setAccessRestriction(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want accessRestriction
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if strings.TrimSpace(want.Reason) == "" {
		return nil, badRequest("error.validation.missing", "reason")
	}
	for _, day := range []struct{ name, text string }{{"startDate", want.StartDate}, {"endDate", want.EndDate}} {
		if _, err := parseDate(day.text); day.text != "" && err != nil {
			return nil, badRequest("error.validation.format", day.name)
		}
	}
	switch {
	case want.StartDate == "" && want.EndDate != "":
		return nil, badRequest("error.accessRestriction.dates", "startDate")
	case want.EndDate < want.StartDate: // also without an end
		return nil, badRequest("error.accessRestriction.dates", "endDate")
	}
	open := !c.studio.refuses(k, c.today())
	c.studio.Access.Restrictions[k.Record.ID] = want
	c.studio.emit(c.now, "CUSTOMER_UPDATED", k.Record.ID, nil)
	if open && c.studio.refuses(k, c.today()) {
		c.studio.emit(c.now, "CUSTOMER_ACCESS_DISABLED", k.Record.ID, nil)
	}
	return want, nil
}

func deleteAccessRestriction(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	if _, ok := c.studio.Access.Restrictions[k.Record.ID]; !ok {
		return nil, notFound("")
	}
	delete(c.studio.Access.Restrictions, k.Record.ID)
	c.studio.emit(c.now, "CUSTOMER_UPDATED", k.Record.ID, nil)
	return nil, nil
}
