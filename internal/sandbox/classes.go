package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

func classOperations() []*operation {
	read, write := []string{"CLASSES_READ"}, []string{"CLASSES_WRITE"}
	return []*operation{
		{id: "getActiveClasses", method: "GET", pattern: "/v1/classes", scopes: read, handle: getActiveClasses},
		{id: "getClassById", method: "GET", pattern: "/v1/classes/{classId}", scopes: read, handle: getClassByID},
		{id: "getClassSlotsForMultipleClasses", method: "GET", pattern: "/v1/classes/slots", scopes: read, handle: getClassSlotsForMultipleClasses},
		{id: "getClassSlots", method: "GET", pattern: "/v1/classes/{classId}/slots", scopes: read, handle: getClassSlots},
		{id: "getClassSlotById", method: "GET", pattern: "/v1/classes/{classId}/slots/{classSlotId}", scopes: read, handle: getClassSlotByID},
		{id: "validateClassSlot", method: "POST", pattern: "/v1/classes/booking/validate", scopes: read, handle: validateClassSlot},
		{id: "bookClassSlot", method: "POST", pattern: "/v1/classes/booking/book", scopes: write, handle: bookClassSlot},
		{id: "getClassBookingById", method: "GET", pattern: "/v1/classes/booking/{bookingId}", scopes: read, handle: getClassBookingByID},
		{id: "cancelClassSlotById", method: "DELETE", pattern: "/v1/classes/booking/{bookingId}", scopes: write, handle: cancelClassSlotByID},
		{id: "getClassBookingsByCustomerId", method: "GET", pattern: "/v1/classes/booking", scopes: read, handle: getClassBookingsByCustomerID},
	}
}

// Windows of the timetable, in days around today.
const (
	daysBack  = 1
	daysAhead = 14
)

// timetableWindow is the time in which a class must have a slot to be active.
func (c *call) timetableWindow() (from, to time.Time) {
	today := on(c.now, c.studio.loc)
	return today.add(-daysBack).at(0, 0, c.studio.loc), today.add(daysAhead+1).at(0, 0, c.studio.loc)
}

func getActiveClasses(c *call) (any, *refusal) {
	w, refused := c.window(50, 10, 100)
	if refused != nil {
		return nil, refused
	}
	from, to := c.timetableWindow()
	var active []classJSON
	for _, class := range c.studio.Classes {
		if len(slotsBetween(c.studio.slotsOf[class.ID], from, to)) > 0 {
			active = append(active, class.json())
		}
	}
	return sliceByID(active, w, func(class classJSON) int64 { return class.ID }), nil
}

func (c *call) class() (*class, *refusal) {
	id, refused := c.id("classId")
	if refused != nil {
		return nil, refused
	}
	class := c.studio.classes[id]
	if class == nil {
		return nil, c.foreign("classId")
	}
	return class, nil
}

func getClassByID(c *call) (any, *refusal) {
	class, refused := c.class()
	if refused != nil {
		return nil, refused
	}
	return class.json(), nil
}

func (k *class) json() classJSON {
	out := classJSON{
		ID: k.ID, Title: k.Title, Type: k.Type, Duration: k.Minutes, Category: k.Category,
		Description: k.Description, Bookable: k.Bookable,
	}
	if k.CancelTerm != nil || k.LateCancel != nil {
		out.CancelCondition = &cancelCondition{CancelationAfterLatestPossible: k.LateCancel, LatestCancelTerm: k.CancelTerm}
	}
	return out
}

func getClassSlotsForMultipleClasses(c *call) (any, *refusal) {
	w, refused := c.window(50, 1, 100)
	if refused != nil {
		return nil, refused
	}
	days, refused := c.queryInt("daysAhead", 1, 1, 365)
	if refused != nil {
		return nil, refused
	}
	first := on(c.now, c.studio.loc)
	if text := c.query.Get("slotWindowStartDate"); text != "" {
		var err error
		if first, err = parseDate(text); err != nil {
			return nil, badRequest("error.validation.format", "slotWindowStartDate")
		}
	}
	if c.switches.WindowIncludesLastDay {
		days++
	}
	found := slotsBetween(c.studio.Slots, first.at(0, 0, c.studio.loc), first.add(days).at(0, 0, c.studio.loc))
	return c.slotSlice(found, w), nil
}

func getClassSlots(c *call) (any, *refusal) {
	class, refused := c.class()
	if refused != nil {
		return nil, refused
	}
	w, refused := c.window(50, 10, 100)
	if refused != nil {
		return nil, refused
	}
	from, to := c.timetableWindow()
	return c.slotSlice(slotsBetween(c.studio.slotsOf[class.ID], from, to), w), nil
}

// slotSlice cuts first and only then works out what a slot looks like.
func (c *call) slotSlice(found []*slot, w window) slice[classSlotJSON] {
	part := sliceByCount(found, w)
	out := slice[classSlotJSON]{Result: make([]classSlotJSON, len(part.Result)), HasNext: part.HasNext, Offset: part.Offset}
	for i, s := range part.Result {
		out.Result[i] = c.slotJSON(s)
	}
	return out
}

func (c *call) slotJSON(s *slot) classSlotJSON {
	st := c.studio
	class := st.classes[s.ClassID]
	booked, waiting := s.counts()
	if c.switches.BookedIncludesAdditional {
		booked += s.Additional
	}
	texts := st.textsOf(s)
	out := classSlotJSON{
		ID:                         s.ID,
		StartDateTime:              texts.start,
		EndDateTime:                texts.end,
		Instructors:                st.instructorsOf(s.Instructors),
		EarliestBookingDateTime:    texts.opens,
		LatestBookingDateTime:      texts.closes,
		MaxParticipants:            s.Max,
		MaxWaitingListParticipants: s.MaxWaiting,
		BookedParticipants:         &booked,
		AdditionalParticipants:     s.Additional,
		ClassInformation:           &classInformation{ID: class.ID, Title: class.Title},
	}
	if s.MaxWaiting != nil {
		out.WaitingListParticipants = &waiting
	}
	if room, ok := st.Locations[s.Location]; ok {
		out.Location = &room
	}
	return out
}

func getClassSlotByID(c *call) (any, *refusal) {
	class, refused := c.class()
	if refused != nil {
		return nil, refused
	}
	id, refused := c.id("classSlotId")
	if refused != nil {
		return nil, refused
	}
	s := c.studio.slots[id]
	if s == nil || s.ClassID != class.ID {
		return nil, c.foreign("classSlotId")
	}
	return c.slotJSON(s), nil
}

// bookingRequest reads who wants to book what.
func (c *call) bookingRequest() (*customer, *slot, *refusal) {
	var want classBookingRequest
	if refused := c.decode(&want); refused != nil {
		return nil, nil, refused
	}
	switch {
	case want.CustomerID == nil:
		return nil, nil, badRequest("error.validation.missing", "customerId")
	case want.ClassSlotID == nil:
		return nil, nil, badRequest("error.validation.missing", "classSlotId")
	}
	customer, s := c.studio.customers[*want.CustomerID], c.studio.slots[*want.ClassSlotID]
	switch {
	case customer == nil:
		return nil, nil, c.foreign("customerId")
	case s == nil:
		return nil, nil, c.foreign("classSlotId")
	}
	return customer, s, nil
}

func validateClassSlot(c *call) (any, *refusal) {
	customer, s, refused := c.bookingRequest()
	if refused != nil {
		return nil, refused
	}
	_, reason := c.studio.mayBook(customer, s, c.now, c.switches)
	return classBookingValidation{ValidationStatus: reason}, nil
}

func bookClassSlot(c *call) (any, *refusal) {
	customer, s, refused := c.bookingRequest()
	if refused != nil {
		return nil, refused
	}
	outcome, reason := c.studio.mayBook(customer, s, c.now, c.switches)
	if reason != statusAvailable {
		return nil, &refusal{status: c.switches.RefusedBookingStatus, code: "error.booking." + reason}
	}
	b := &booking{ID: c.studio.newID(), SlotID: s.ID, CustomerID: customer.Record.ID, Status: outcome, Participant: "UNSET"}
	c.studio.addBooking(b)
	c.studio.emit(c.now, classBookingCreated, b.ID, nil)
	return c.bookingJSON(b), nil
}

func (c *call) bookingJSON(b *booking) classBookingJSON {
	s := c.studio.slots[b.SlotID]
	return classBookingJSON{
		BookingID: b.ID, BookingStatus: b.Status, ClassSlotID: s.ID, ClassID: s.ClassID, CustomerID: b.CustomerID,
		ClassSlotStatus: s.status(c.now), ParticipantStatus: b.Participant,
	}
}

func (c *call) booking() (*booking, *refusal) {
	id, refused := c.id("bookingId")
	if refused != nil {
		return nil, refused
	}
	b := c.studio.bookings[id]
	if b == nil {
		return nil, c.foreign("bookingId")
	}
	return b, nil
}

func getClassBookingByID(c *call) (any, *refusal) {
	b, refused := c.booking()
	if refused != nil {
		return nil, refused
	}
	return c.bookingJSON(b), nil
}

func cancelClassSlotByID(c *call) (any, *refusal) {
	b, refused := c.booking()
	if refused != nil {
		return nil, refused
	}
	if refused := c.studio.mayCancel(b, c.now, c.switches); refused != nil {
		if refused.status == http.StatusOK { // a switch: repeating is harmless
			return nil, nil
		}
		return nil, refused
	}
	c.studio.cancelAndTell(b, c.now, c.switches)
	return nil, nil
}

// bookingsReach is how far a customer's list of bookings reaches, back and ahead.
const bookingsReach = 14 * 24 * time.Hour

func (c *call) withinReach(start time.Time) bool {
	return !start.Before(c.now.Add(-bookingsReach)) && !start.After(c.now.Add(bookingsReach))
}

func getClassBookingsByCustomerID(c *call) (any, *refusal) {
	id, refused := c.queryID("customerId")
	if refused != nil {
		return nil, refused
	}
	if c.studio.customers[id] == nil {
		return nil, c.foreign("customerId")
	}
	out := []classBookingJSON{}
	for _, b := range c.studio.bookingsOf[id] {
		if !c.withinReach(c.studio.slots[b.SlotID].Start) {
			continue
		}
		if b.Status == statusCanceled && !c.switches.CanceledBookingsListed {
			continue
		}
		out = append(out, c.bookingJSON(b))
	}
	slices.SortFunc(out, func(a, b classBookingJSON) int { return cmp.Compare(a.BookingID, b.BookingID) })
	return out, nil
}
