package sandbox

import (
	"fmt"
	"slices"
	"time"
)

func checkinOperations() []*operation {
	return []*operation{{
		id: "getCustomersCheckinHistory", method: "GET", pattern: "/v1/customers/{customerId}/activities/checkins",
		scopes: []string{"CHECKIN_READ"}, handle: getCustomersCheckinHistory,
	}}
}

// visit is a stay in the studio; Out is nil for somebody who is still inside or
// never checked out.
type visit struct {
	ID  int64      `json:"id"`
	In  time.Time  `json:"in"`
	Out *time.Time `json:"out"`
}

type checkinJSON struct {
	CheckinID        int64  `json:"checkinId"`
	CheckInDateTime  string `json:"checkInDateTime,omitempty"`
	CheckOutDateTime string `json:"checkOutDateTime,omitempty"`
	StudioID         int64  `json:"studioId,omitempty"`
	StudioName       string `json:"studioName,omitempty"`
}

// offsetTime is how check-ins write a time: with its offset, without a zone.
const offsetTime = "2006-01-02T15:04:05Z07:00"

func (st *studio) checkin(v visit) checkinJSON {
	out := checkinJSON{
		CheckinID: v.ID, CheckInDateTime: v.In.In(st.loc).Format(offsetTime),
		StudioID: st.Information.StudioID, StudioName: st.Information.Name,
	}
	if v.Out != nil {
		out.CheckOutDateTime = v.Out.In(st.loc).Format(offsetTime)
	}
	return out
}

func getCustomersCheckinHistory(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	if c.switches.CheckinsOfKeyStudioOnly {
		return c.checkins(k, []*studio{c.studio})
	}
	return c.checkins(k, c.connected())
}

func getCrossStudioCustomersCheckinHistory(c *call) (any, *refusal) {
	k, refused := c.connectedCustomer()
	if refused != nil {
		return nil, refused
	}
	return c.checkins(k, c.connected())
}

// checkins are a customer's visits to some studios in the days that the query asks
// for. A day is that of the place.
func (c *call) checkins(k *customer, places []*studio) (any, *refusal) {
	from, to, refused := c.checkinDays()
	if refused != nil {
		return nil, refused
	}
	type made struct {
		visit
		place *studio
	}
	var all []made
	for _, place := range places {
		for _, v := range place.Directory.Visits[k.Record.ID] {
			if day := on(v.In, place.loc); !day.before(from) && !to.before(day) {
				all = append(all, made{v, place})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b made) int {
		if c.switches.CheckinsNewestFirst {
			a, b = b, a
		}
		return a.In.Compare(b.In)
	})
	out := make([]checkinJSON, len(all))
	for i, m := range all {
		out[i] = m.place.checkin(m.visit)
	}
	return pageOf(c, out, 10, 1, 50)
}

// checkinDays reads the days to look at, the last month unless told otherwise.
func (c *call) checkinDays() (from, to date, refused *refusal) {
	day := func(name string, missing date) date {
		text := c.query.Get(name)
		if text == "" {
			return missing
		}
		d, err := parseDate(text)
		if err != nil && refused == nil {
			refused = badRequest("error.validation.format", name)
		}
		return d
	}
	from = day("fromDate", c.today().addMonths(-1))
	to = day("toDate", c.today())
	switch {
	case refused != nil:
	case to.before(from):
		refused = badRequest("error.checkin.order", "toDate")
	case from.add(365).before(to):
		refused = badRequest("error.checkin.period", "toDate")
	}
	return from, to, refused
}

// enter notes a visit, in the order of time.
func (st *studio) enter(customerID int64, in time.Time, out *time.Time) {
	visits := st.Directory.Visits[customerID]
	at, _ := slices.BinarySearchFunc(visits, in, func(v visit, in time.Time) int { return v.In.Compare(in) })
	st.Directory.Visits[customerID] = slices.Insert(visits, at, visit{ID: st.newID(), In: in, Out: out})
}

// inside is the visit of somebody who came in today and has not gone out.
func (st *studio) inside(customerID int64, now time.Time) *visit {
	visits := st.Directory.Visits[customerID]
	if len(visits) == 0 {
		return nil
	}
	last := &visits[len(visits)-1]
	if last.Out != nil || on(last.In, st.loc) != on(now, st.loc) {
		return nil
	}
	return last
}

// decideCheckin lets a customer in or out at the front desk.
func (st *studio) decideCheckin(d decision) (bool, error) {
	k := st.customers[d.id]
	if k == nil {
		return false, nil
	}
	now := d.now.Truncate(time.Second)
	switch here := st.inside(d.id, d.now); {
	case d.accept && here != nil:
		return true, fmt.Errorf("sandbox: staff: customer %d is inside", d.id)
	case d.accept && st.refuses(k, on(d.now, st.loc)):
		return true, fmt.Errorf("sandbox: staff: customer %d may not come in", d.id)
	case d.accept:
		st.enter(d.id, now, nil)
		st.emit(d.now, "CUSTOMER_CHECKIN", d.id, nil)
	case here == nil:
		return true, fmt.Errorf("sandbox: staff: customer %d is not inside", d.id)
	default:
		here.Out = &now
		st.emit(d.now, "CUSTOMER_CHECKOUT", d.id, nil)
	}
	return true, nil
}
