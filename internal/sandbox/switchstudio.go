package sandbox

import (
	"slices"
	"time"
)

type studioSwitchRequest struct {
	TargetStudioID *int64 `json:"targetStudioId"`
	SwitchDate     string `json:"switchDate"`
	Description    string `json:"description"`
}

// departure is a customer who went to another studio.
type departure struct {
	CustomerID  int64  `json:"customer_id"`
	StudioID    int64  `json:"studio_id"` // where to
	Date        string `json:"date"`
	Description string `json:"description"`
}

// switchStudio moves a customer to another studio of the tenant, at once: the date
// is for the books and cannot be one to come.
func switchStudio(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want studioSwitchRequest
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	switch {
	case want.TargetStudioID == nil:
		return nil, badRequest("error.validation.missing", "targetStudioId")
	case want.SwitchDate == "":
		return nil, badRequest("error.validation.missing", "switchDate")
	}
	day, err := parseDate(want.SwitchDate)
	if err != nil {
		return nil, badRequest("error.validation.format", "switchDate")
	}
	target := c.studioByID(*want.TargetStudioID)
	switch {
	case target == nil:
		return nil, c.foreign("targetStudioId")
	case target == c.studio:
		return nil, badRequest("error.studioSwitch.same", "targetStudioId")
	case c.today().before(day):
		return nil, badRequest("error.studioSwitch.future", "switchDate")
	}
	c.studio.Directory.Left = append(c.studio.Directory.Left, departure{
		CustomerID: k.Record.ID, StudioID: *want.TargetStudioID, Date: want.SwitchDate, Description: want.Description,
	})
	c.studio.move(k, target, c.now, c.switches)
	return nil, nil
}

// studioByID is a studio of the tenant.
func (c *call) studioByID(id int64) *studio {
	for _, st := range c.studios {
		if st.Information.StudioID == id {
			return st
		}
	}
	return nil
}

// move hands a customer over to another studio. The record goes along with
// everything that hangs on it: contracts as they were agreed on, their currency
// included, cancelations and pauses, what opens the door, and what the domains keep
// by customer. What belongs to the place stays: visits, and bookings that are past.
func (st *studio) move(k *customer, to *studio, now time.Time, sw Switches) {
	id := k.Record.ID
	if sw.StudioSwitchCancelsBookings {
		st.cancelComing(id, now, sw)
	}
	st.removeCustomer(k)
	k.Record.StudioID = to.Information.StudioID
	if !sw.StudioSwitchKeepsNumber || to.byNumber[k.Record.CustomerNumber] != nil {
		k.Record.CustomerNumber = to.nextNumber()
	}
	to.addCustomer(k)
	st.moveDomains(id, to)
	for _, both := range []*studio{st, to} {
		both.emit(now, "CUSTOMER_HOME_STUDIO_UPDATED", id, nil)
	}
}

// cancelComing cancels what a customer has booked from now on. A booking to be
// canceled by the studio knows no deadline.
func (st *studio) cancelComing(customerID int64, now time.Time, sw Switches) {
	for _, b := range st.bookingsOf[customerID] {
		if b.Status != statusCanceled && now.Before(st.slots[b.SlotID].Start) {
			st.cancelAndTell(b, now, sw)
		}
	}
	for _, a := range st.appointmentsOf[customerID] {
		if a.Status != statusCanceled && now.Before(a.Start) {
			a.Status = statusCanceled
			st.emit(now, "APPOINTMENT_BOOKING_CANCELLED", a.ID, nil)
		}
	}
}

// remembers tells whether a customer is or was the studio's.
func (st *studio) remembers(customerID int64) bool {
	return st.customers[customerID] != nil ||
		slices.ContainsFunc(st.Directory.Left, func(d departure) bool { return d.CustomerID == customerID })
}
