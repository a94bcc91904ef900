package sandbox

func appointmentOperations() []*operation {
	return []*operation{
		{id: "getAppointmentBookings", method: "GET", pattern: "/v1/appointments/booking", scopes: []string{"APPOINTMENTS_READ"}, handle: getAppointmentBookings},
		{id: "getAppointmentBooking", method: "GET", pattern: "/v1/appointments/booking/{bookingId}", scopes: []string{"APPOINTMENTS_READ"}, handle: getAppointmentBooking},
		{id: "deleteAppointmentBooking", method: "DELETE", pattern: "/v1/appointments/booking/{bookingId}", scopes: []string{"APPOINTMENTS_WRITE"}, handle: deleteAppointmentBooking},
	}
}

// appointmentCancelTerm is a setting of the studio that the API does not show.
func appointmentCancelTerm() termJSON { return termJSON{Value: 4, Unit: "HOURS"} }

func getAppointmentBookings(c *call) (any, *refusal) {
	id, refused := c.queryID("customerId")
	if refused != nil {
		return nil, refused
	}
	if c.studio.customers[id] == nil {
		return nil, c.foreign("customerId")
	}
	out := []appointmentBookingJSON{}
	for _, a := range c.studio.appointmentsOf[id] {
		if !c.withinReach(a.Start) || a.Status == statusCanceled && !c.switches.CanceledBookingsListed {
			continue
		}
		out = append(out, c.appointmentJSON(a))
	}
	return out, nil
}

func (c *call) appointmentJSON(a *appointment) appointmentBookingJSON {
	st := c.studio
	return appointmentBookingJSON{
		BookingID: a.ID, BookingStatus: a.Status,
		StartDateTime: st.zoned(a.Start), EndDateTime: st.zoned(a.End),
		Title: a.Title, Duration: int(a.End.Sub(a.Start).Minutes()), Category: a.Category, Description: a.Description,
		Instructors:       st.instructorsOf(a.Instructors),
		AppointmentStatus: eventStatus(a.Status == statusCanceled, a.End, c.now),
		ParticipantStatus: a.Participant,
	}
}

func (c *call) appointment() (*appointment, *refusal) {
	id, refused := c.id("bookingId")
	if refused != nil {
		return nil, refused
	}
	a := c.studio.appointments[id]
	if a == nil {
		return nil, c.foreign("bookingId")
	}
	return a, nil
}

func getAppointmentBooking(c *call) (any, *refusal) {
	a, refused := c.appointment()
	if refused != nil {
		return nil, refused
	}
	return appointmentBookingOfCustomerJSON{appointmentBookingJSON: c.appointmentJSON(a), CustomerID: a.CustomerID}, nil
}

func deleteAppointmentBooking(c *call) (any, *refusal) {
	a, refused := c.appointment()
	if refused != nil {
		return nil, refused
	}
	switch {
	case a.Status == statusCanceled && c.switches.RepeatedCancelStatus == 200:
		return voidResult{Success: "true"}, nil
	case a.Status == statusCanceled:
		return nil, &refusal{status: c.switches.RepeatedCancelStatus, code: "error.booking.canceledAlready"}
	case c.now.After(appointmentCancelTerm().before(a.Start.In(c.studio.loc))):
		return nil, badRequest("error.booking.cancelTooLate", "")
	}
	if a.Status != statusCanceled {
		a.Status = statusCanceled
		c.studio.emit(c.now, appointmentBookingCancelled, a.ID, nil)
	}
	return voidResult{Success: "true"}, nil
}
