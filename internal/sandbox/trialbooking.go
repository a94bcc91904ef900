package sandbox

import (
	"net/http"
	"time"
)

const (
	trialConfirmed = "CONFIRMED"
	trialExpired   = "EXPIRED"
)

func trialTexts() map[string]text {
	return map[string]text{
		"error.trial.lead":      {"Die Angaben zur Person sind unvollständig oder ungültig.", "The personal data are incomplete or invalid.", "Dane osoby są niepełne lub nieprawidłowe."},
		"error.trial.duplicate": {"Diese Person ist bereits bekannt.", "This person is already known.", "Ta osoba jest już znana."},
		"error.trial.canceled":  {"Die Buchung wurde abgesagt.", "The booking has been canceled.", "Rezerwacja została odwołana."},
		"error.trial.waiting":   {"Auf der Warteliste gibt es nichts zu bestätigen.", "There is nothing to confirm on a waiting list.", "Na liście rezerwowej nie ma czego potwierdzać."},
		"error.trial.confirmed": {"Die Buchung ist bereits bestätigt.", "The booking has been confirmed already.", "Rezerwacja jest już potwierdzona."},
	}
}

// trialClaim is what somebody on trial has to show. A trial is for people who are no
// members; without rules there is no trial.
func (st *studio) trialClaim(k *customer, rules *trialConfig, start time.Time) bookingClaim {
	if rules == nil {
		return bookingClaim{contingent: true, fulfilled: true, barred: true}
	}
	claim := bookingClaim{fulfilled: true, barred: k.Record.Status != "PROSPECT" || st.refuses(k, on(start, st.loc))}
	if !rules.AllowLeads && st.Trials.Leads[k.Record.ID] != rules.ID {
		claim.barred = true
	}
	used := 0
	for _, t := range st.Trials.Bookings {
		if t.CustomerID != k.Record.ID || t.ConfigID != rules.ID {
			continue
		}
		status, other := st.trialStatus(t)
		if status == statusCanceled {
			continue
		}
		used++
		// The pause counts from start to start, whichever was booked first.
		earlier, later := other.In(st.loc), start.In(st.loc)
		if later.Before(earlier) {
			earlier, later = later, earlier
		}
		if rules.Pause.before(later).Before(earlier) {
			claim.barred = true
		}
	}
	claim.contingent = used < rules.Contingent
	if rules.Confirm != nil {
		by := rules.Confirm.before(start.In(st.loc))
		claim.confirmBy = &by
	}
	return claim
}

func (st *studio) trialAppointmentClaim(k *customer, s *bookableService, start, _ time.Time) bookingClaim {
	return st.trialClaim(k, st.Trials.ofService(s.ID), start)
}

// trialStatus is how a trial booking stands, and when it begins.
func (st *studio) trialStatus(t *trialBooking) (status string, start time.Time) {
	if b := st.bookings[t.BookingID]; b != nil {
		return b.Status, st.slots[b.SlotID].Start
	}
	a := st.appointments[t.BookingID]
	return a.Status, a.Start
}

func validateClassSlotForTrialOffers(c *call) (any, *refusal) {
	customer, s, refused := c.bookingRequest()
	if refused != nil {
		return nil, refused
	}
	claim, _ := c.trialClassClaim(customer, s)
	_, reason := c.studio.mayTake(customer, s, claim, c.now, c.switches)
	return classBookingValidation{ValidationStatus: reason}, nil
}

// trialClassClaim also returns the rules, nil for a class that is not open for trial.
func (c *call) trialClassClaim(k *customer, s *slot) (bookingClaim, *trialConfig) {
	rules := c.studio.Trials.ofClass(s.ClassID)
	claim := c.studio.trialClaim(k, rules, s.Start)
	claim.placesOnly = !c.switches.TrialWaitingList
	return claim, rules
}

func bookClassSlotForTrialOffers(c *call) (any, *refusal) {
	customer, s, refused := c.bookingRequest()
	if refused != nil {
		return nil, refused
	}
	claim, rules := c.trialClassClaim(customer, s)
	outcome, reason := c.studio.mayTake(customer, s, claim, c.now, c.switches)
	if reason != statusAvailable {
		return nil, &refusal{status: c.switches.RefusedBookingStatus, code: "error.booking." + reason}
	}
	b := &booking{ID: c.studio.newID(), SlotID: s.ID, CustomerID: customer.Record.ID, Status: outcome, Participant: "UNSET"}
	c.studio.addBooking(b)
	c.studio.emit(c.now, "CLASS_BOOKING_CREATED", b.ID, nil)
	c.studio.Trials.note(b.ID, b.Status, b.CustomerID, rules, claim.until(s.Start))
	return c.bookingJSON(b), nil
}

func validateForAppointmentBookingForTrialOffers(c *call) (any, *refusal) {
	customer, w, refused := c.appointmentRequest()
	if refused != nil {
		return nil, refused
	}
	claim := c.studio.trialAppointmentClaim(customer, w.service, w.start, c.now)
	_, reason := c.studio.mayHave(customer, w, claim, c.now, c.switches)
	return appointmentBookingValidation{ValidationStatus: reason}, nil
}

func bookAppointmentForTrialOffer(c *call) (any, *refusal) {
	customer, w, refused := c.appointmentRequest()
	if refused != nil {
		return nil, refused
	}
	claim := c.studio.trialAppointmentClaim(customer, w.service, w.start, c.now)
	a, refused := c.bookAppointment(customer, w, claim)
	if refused != nil {
		return nil, refused
	}
	c.studio.Trials.note(a.ID, a.Status, a.CustomerID, c.studio.Trials.ofService(w.service.ID), claim.until(w.start))
	return c.appointmentJSON(a), nil
}

// until is by when a booking has to be confirmed that the rules give no time for: its start.
func (c bookingClaim) until(start time.Time) time.Time {
	if c.confirmBy != nil {
		return *c.confirmBy
	}
	return start
}

// note keeps by when a booking has to be confirmed. A place on a waiting list needs
// no confirmation, and none when it becomes a real one.
func (s *trialsState) note(id int64, status string, customerID int64, rules *trialConfig, by time.Time) {
	t := &trialBooking{BookingID: id, ConfigID: rules.ID, CustomerID: customerID}
	if status == statusBookedToConfirm {
		t.ConfirmBy = &by
	}
	s.Bookings = append(s.Bookings, t)
}

type bookingConfirmationJSON struct {
	Status string `json:"status"`
}

func confirmTrialOfferBooking(c *call) (any, *refusal) {
	id, refused := c.id("bookingId")
	if refused != nil {
		return nil, refused
	}
	var found *trialBooking
	for _, t := range c.studio.Trials.Bookings {
		if t.BookingID == id {
			found = t
		}
	}
	if found == nil { // those of members included: they are confirmed by the studio
		return nil, c.foreign("bookingId")
	}
	status, _ := c.studio.trialStatus(found)
	switch {
	case found.Lapsed:
		return bookingConfirmationJSON{trialExpired}, nil
	case status == statusCanceled:
		return nil, badRequest("error.trial.canceled", "")
	case status == statusWaitingList:
		return nil, badRequest("error.trial.waiting", "")
	case status == statusBooked && c.switches.RepeatedConfirmStatus != http.StatusOK:
		return nil, &refusal{status: c.switches.RepeatedConfirmStatus, code: "error.trial.confirmed"}
	case status == statusBooked:
		return bookingConfirmationJSON{trialConfirmed}, nil
	}
	found.ConfirmBy = nil
	if b := c.studio.bookings[id]; b != nil {
		b.Status = statusBooked
		c.studio.emit(c.now, "CLASS_BOOKING_UPDATED", id, nil)
	} else {
		c.studio.appointments[id].Status = statusBooked
		c.studio.emit(c.now, "APPOINTMENT_BOOKING_UPDATED", id, nil)
	}
	return bookingConfirmationJSON{trialConfirmed}, nil
}

// lapse cancels what nobody has confirmed in time, as the server does by itself.
func (st *studio) lapse(now time.Time, sw Switches) {
	for _, t := range st.Trials.Bookings {
		if t.ConfirmBy == nil || !now.After(*t.ConfirmBy) {
			continue
		}
		at := *t.ConfirmBy
		t.ConfirmBy = nil
		if status, _ := st.trialStatus(t); status != statusBookedToConfirm { // decided by somebody else
			continue
		}
		t.Lapsed = true
		if b := st.bookings[t.BookingID]; b != nil {
			st.cancelAndTell(b, at, sw)
			continue
		}
		st.appointments[t.BookingID].Status = statusCanceled
		st.emit(at, "APPOINTMENT_BOOKING_CANCELLED", t.BookingID, nil)
	}
}
