package sandbox

import (
	"cmp"
	"slices"
	"time"
)

func bookableOperations() []*operation {
	read := []string{"BOOKABLE_APPOINTMENTS_READ"}
	return []*operation{
		{id: "getBookableAppointments", method: "GET", pattern: "/v1/appointments/bookable", scopes: read, handle: getBookableAppointments},
		{id: "getBookableAppointment", method: "GET", pattern: "/v1/appointments/bookable/{bookableAppointmentId}", scopes: read, handle: getBookableAppointment},
		{id: "getBookableAppointmentSlots", method: "GET", pattern: "/v1/appointments/bookable/{bookableAppointmentId}/slots", scopes: read, handle: getBookableAppointmentSlots},
		{id: "validateForAppointmentBooking", method: "POST", pattern: "/v1/appointments/bookable/validate", scopes: read, handle: validateForAppointmentBooking},
		{id: "bookAppointmentBooking", method: "POST", pattern: "/v1/appointments/booking/book", scopes: []string{"APPOINTMENTS_WRITE"}, handle: bookAppointmentBooking},
	}
}

// bookableState is services with their people, rooms and equipment.
type bookableState struct {
	Services  []*bookableService    `json:"services"` // by id
	Equipment map[int64]string      `json:"equipment"`
	Shifts    map[int64][]workShift `json:"shifts"`   // by instructor; nobody's means whenever the studio is open
	Absences  map[int64][]period    `json:"absences"` // by instructor

	services map[int64]*bookableService
}

// bookableService is what members book online. It takes a person, a room and a
// device, as far as it names any, for all of its time.
type bookableService struct {
	ID                int64                 `json:"id"`
	Key               string                `json:"key"` // stable name
	Title             string                `json:"title"`
	Category          string                `json:"category"`
	Description       string                `json:"description"`
	Image             int64                 `json:"image"` // file; 0: none
	Minutes           int                   `json:"minutes"`
	Step              int                   `json:"step"` // minutes between two starts
	Hours             []workShift           `json:"hours"`
	Instructors       []int64               `json:"instructors"`
	Together          bool                  `json:"together"` // all instructors come, not one of them
	Rooms             []int64               `json:"rooms"`    // one of them
	Equipment         []int64               `json:"equipment"`
	Open              bool                  `json:"open"` // needs no contract
	NeedsConfirmation bool                  `json:"needs_confirmation"`
	Restriction       appointmentConditions `json:"restriction"`
	Limit             int                   `json:"limit"`          // coming bookings for each customer; 0: none
	OpensDays         int                   `json:"opens_days"`     // days before the start; 0: any time
	ClosesMinutes     int                   `json:"closes_minutes"` // before the start
	Offline           bool                  `json:"offline"`        // taken out of the online booking
}

// appointmentConditions is what a customer must have, one of each list that is not empty.
type appointmentConditions struct {
	Rates   []string `json:"rates"`
	Modules []string `json:"modules"`
	Codes   []string `json:"codes"`
}

// workShift is hours of a day in local wall time, on some days of the week.
type workShift struct {
	Days weekdays `json:"days"`
	From int      `json:"from"` // minutes after midnight
	To   int      `json:"to"`
}

// on are the hours of one day.
func (w workShift) on(day date, loc *time.Location) (from, to time.Time) {
	return day.at(w.From/60, w.From%60, loc), day.at(w.To/60, w.To%60, loc)
}

func (s *bookableState) index(*studio) error {
	s.services = make(map[int64]*bookableService, len(s.Services))
	for _, service := range s.Services {
		s.services[service.ID] = service
	}
	return nil
}

type bookableAppointmentJSON struct {
	ID          int64  `json:"id"`
	Title       string `json:"title,omitempty"`
	Duration    int    `json:"duration,omitempty"` // minutes
	Category    string `json:"category,omitempty"`
	Description string `json:"description,omitempty"`
	ImgURL      string `json:"imgUrl,omitempty"`
}

type bookableAppointmentSlotJSON struct {
	StartDateTime string       `json:"startDateTime,omitempty"`
	EndDateTime   string       `json:"endDateTime,omitempty"`
	Instructors   []instructor `json:"instructors,omitempty"`
}

type appointmentBookingRequest struct {
	CustomerID            *int64  `json:"customerId"`
	BookableAppointmentID *int64  `json:"bookableAppointmentId"`
	StartDateTime         string  `json:"startDateTime"`
	EndDateTime           string  `json:"endDateTime"`
	InstructorIDs         []int64 `json:"instructorIds"`
}

type appointmentBookingValidation struct {
	ValidationStatus string `json:"validationStatus"`
}

func (c *call) serviceJSON(s *bookableService) bookableAppointmentJSON {
	return bookableAppointmentJSON{
		ID: s.ID, Title: s.Title, Duration: s.Minutes, Category: s.Category, Description: s.Description,
		ImgURL: c.link(s.Image, shortLink),
	}
}

func getBookableAppointments(c *call) (any, *refusal) {
	w, refused := c.window(50, 10, 100)
	if refused != nil {
		return nil, refused
	}
	var online []bookableAppointmentJSON
	for _, s := range c.studio.Bookable.Services {
		if !s.Offline {
			online = append(online, c.serviceJSON(s))
		}
	}
	return sliceByID(online, w, func(s bookableAppointmentJSON) int64 { return s.ID }), nil
}

// service is the one of the path. One that is offline can still be read: bookings
// of it remain.
func (c *call) service() (*bookableService, *refusal) {
	id, refused := c.id("bookableAppointmentId")
	if refused != nil {
		return nil, refused
	}
	s := c.studio.Bookable.services[id]
	if s == nil {
		return nil, c.foreign("bookableAppointmentId")
	}
	return s, nil
}

func getBookableAppointment(c *call) (any, *refusal) {
	s, refused := c.service()
	if refused != nil {
		return nil, refused
	}
	return c.serviceJSON(s), nil
}

func getBookableAppointmentSlots(c *call) (any, *refusal) {
	s, refused := c.service()
	if refused != nil {
		return nil, refused
	}
	return c.appointmentSlots(s, c.studio.memberClaim)
}

// claimOf is what a customer has to show for an appointment.
type claimOf func(k *customer, s *bookableService, start, now time.Time) bookingClaim

// appointmentSlots works out when a service can be had in the window of the query.
func (c *call) appointmentSlots(s *bookableService, claim claimOf) (any, *refusal) {
	days, refused := c.queryInt("daysAhead", 1, 1, 6)
	if refused != nil {
		return nil, refused
	}
	first := c.today()
	if text := c.query.Get("slotWindowStartDate"); text != "" {
		var err error
		if first, err = parseDate(text); err != nil {
			return nil, badRequest("error.validation.format", "slotWindowStartDate")
		}
	}
	var customer *customer
	if c.query.Get("customerId") != "" {
		id, refused := c.queryID("customerId")
		if refused != nil {
			return nil, refused
		}
		if customer = c.studio.customers[id]; customer == nil {
			return nil, c.foreign("customerId")
		}
	}
	if c.switches.WindowIncludesLastDay {
		days++
	}
	if c.switches.AppointmentsThreeDaysAhead {
		days = min(days, 3)
	}
	out := []bookableAppointmentSlotJSON{}
	for n := range min(max(days, 0), 366) { // whatever the switch on bounds lets through
		for _, start := range s.startsOn(first.add(n), c.studio.loc) {
			out = append(out, c.slotsAt(s, start, customer, claim)...)
		}
	}
	return out, nil
}

// slotsAt is no slot, one, or where each instructor gets a slot, several.
func (c *call) slotsAt(s *bookableService, start time.Time, k *customer, claim claimOf) []bookableAppointmentSlotJSON {
	st, w := c.studio, appointmentWish{service: s, start: start, end: s.endOf(start)}
	if w.misshapen(c.now) != "" {
		return nil
	}
	has := bookingClaim{}
	switch {
	case k == nil:
	case c.switches.SlotsFollowAllCustomerRules:
		has = claim(k, s, start, c.now)
		if st.unentitled(k, w, has) != "" {
			return nil
		}
	case st.busy(k.Record.ID, w.start, w.end):
		return nil
	}
	means, reason := st.unoffered(w, has, c.now, c.switches)
	if reason != "" {
		return nil
	}
	slot := bookableAppointmentSlotJSON{StartDateTime: st.zoned(w.start), EndDateTime: st.zoned(w.end)}
	if len(s.Instructors) == 0 {
		return []bookableAppointmentSlotJSON{slot}
	}
	if s.Together || c.switches.InstructorsAreAlternatives {
		slot.Instructors = st.instructorsOf(means.free)
		return []bookableAppointmentSlotJSON{slot}
	}
	var each []bookableAppointmentSlotJSON
	for _, one := range means.free {
		slot.Instructors = st.instructorsOf([]int64{one})
		each = append(each, slot)
	}
	return each
}

// appointmentRequest reads who wants to book what, and when.
func (c *call) appointmentRequest() (*customer, appointmentWish, *refusal) {
	var want appointmentBookingRequest
	var w appointmentWish
	if refused := c.decode(&want); refused != nil {
		return nil, w, refused
	}
	switch {
	case want.CustomerID == nil:
		return nil, w, badRequest("error.validation.missing", "customerId")
	case want.BookableAppointmentID == nil:
		return nil, w, badRequest("error.validation.missing", "bookableAppointmentId")
	}
	var refused *refusal
	if w.start, refused = instantOf(want.StartDateTime, "startDateTime"); refused != nil {
		return nil, w, refused
	}
	if w.end, refused = instantOf(want.EndDateTime, "endDateTime"); refused != nil {
		return nil, w, refused
	}
	customer := c.studio.customers[*want.CustomerID]
	w.service = c.studio.Bookable.services[*want.BookableAppointmentID]
	switch {
	case customer == nil:
		return nil, w, c.foreign("customerId")
	case w.service == nil:
		return nil, w, c.foreign("bookableAppointmentId")
	}
	for _, id := range want.InstructorIDs {
		if _, known := c.studio.Instructors[id]; !known {
			return nil, w, c.foreign("instructorIds")
		}
		if !slices.Contains(w.instructors, id) {
			w.instructors = append(w.instructors, id)
		}
	}
	return customer, w, nil
}

func validateForAppointmentBooking(c *call) (any, *refusal) {
	customer, w, refused := c.appointmentRequest()
	if refused != nil {
		return nil, refused
	}
	_, reason := c.studio.mayHave(customer, w, c.studio.memberClaim(customer, w.service, w.start, c.now), c.now, c.switches)
	return appointmentBookingValidation{ValidationStatus: reason}, nil
}

func bookAppointmentBooking(c *call) (any, *refusal) {
	customer, w, refused := c.appointmentRequest()
	if refused != nil {
		return nil, refused
	}
	a, refused := c.bookAppointment(customer, w, c.studio.memberClaim(customer, w.service, w.start, c.now))
	if refused != nil {
		return nil, refused
	}
	return c.appointmentJSON(a), nil
}

// bookAppointment makes the booking, if the rules allow it.
func (c *call) bookAppointment(k *customer, w appointmentWish, claim bookingClaim) (*appointment, *refusal) {
	means, reason := c.studio.mayHave(k, w, claim, c.now, c.switches)
	if reason != statusAvailable {
		return nil, &refusal{status: c.switches.RefusedBookingStatus, code: "error.appointment." + reason}
	}
	status := statusBooked
	if w.service.NeedsConfirmation || claim.confirmBy != nil {
		status = statusBookedToConfirm
	}
	s := w.service
	a := &appointment{
		ID: c.studio.newID(), CustomerID: k.Record.ID, Status: status, Start: w.start, End: w.end,
		Title: s.Title, Category: s.Category, Description: s.Description, Participant: "UNSET",
		ServiceID: s.ID, Instructors: means.taken, Room: means.room, Equipment: means.equipment,
	}
	c.studio.addAppointment(a)
	c.studio.emit(c.now, "APPOINTMENT_BOOKING_CREATED", a.ID, nil)
	return a, nil
}

// decideService takes a service out of the online booking, or puts it back.
func (st *studio) decideService(d decision) (bool, error) {
	s := st.Bookable.services[d.id]
	if s == nil {
		return false, nil
	}
	s.Offline = !d.accept
	return true, nil
}

// addService keeps the services in the order of their ids.
func (s *bookableState) addService(service *bookableService) {
	s.Services = append(s.Services, service)
	slices.SortFunc(s.Services, func(a, b *bookableService) int { return cmp.Compare(a.ID, b.ID) })
	s.services[service.ID] = service
}
