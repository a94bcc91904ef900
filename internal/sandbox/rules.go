package sandbox

import "time"

// Booking statuses of class and appointment bookings.
const (
	statusBooked          = "BOOKED"
	statusBookedToConfirm = "BOOKED_WITH_CONFIRMATION_REQUIRED"
	statusWaitingList     = "WAITING_LIST"
	statusCanceled        = "CANCELED"
)

// Validation statuses.
const (
	statusAvailable              = "AVAILABLE"
	statusNoContingent           = "NO_CONTINGENT"
	statusBookingLimitReached    = "BOOKING_LIMIT_REACHED"
	statusCustomerAlreadyBooked  = "CUSTOMER_ALREADY_BOOKED"
	statusCustomerInOtherBooking = "CUSTOMER_IN_OTHER_BOOKING"
	statusCustomerIdle           = "CUSTOMER_IDLE"
	statusDisplayOnly            = "DISPLAY_ONLY"
	statusBeforeEarliest         = "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME"
	statusAfterLatest            = "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME"
	statusStudioClosed           = "STUDIO_CLOSED"
	statusNotAvailable           = "NOT_AVAILABLE"
)

// mayBook decides whether a customer may book a slot: with what status it would
// be booked, or why not. Validate and book both ask here, so that they cannot
// disagree. The reasons are tried in the order in which the vendor lists them.
func (st *studio) mayBook(c *customer, s *slot, now time.Time, sw Switches) (outcome, reason string) {
	return st.mayTake(c, s, bookingClaim{contingent: c.hasContractOn(on(s.Start, st.loc)), barred: st.refuses(c, on(s.Start, st.loc))}, now, sw)
}

// mayTake is mayBook for whatever a customer has to show.
func (st *studio) mayTake(c *customer, s *slot, claim bookingClaim, now time.Time, sw Switches) (outcome, reason string) {
	class := st.classes[s.ClassID]
	outcome, room := st.roomIn(class, s, sw)
	if outcome == statusBooked && claim.confirmBy != nil {
		outcome = statusBookedToConfirm
	}
	switch {
	case !claim.contingent:
		return "", statusNoContingent
	case !room, outcome == statusWaitingList && claim.placesOnly:
		return "", statusBookingLimitReached
	case s.holds(c.Record.ID):
		return "", statusCustomerAlreadyBooked
	case st.busy(c.Record.ID, s.Start, s.End):
		return "", statusCustomerInOtherBooking
	case c.idleOn(on(s.Start, st.loc)):
		return "", statusCustomerIdle
	case !class.Bookable:
		return "", statusDisplayOnly
	case s.Opens != nil && now.Before(*s.Opens):
		return "", statusBeforeEarliest
	case !now.Before(s.Start), s.Closes != nil && now.After(*s.Closes), claim.confirmBy != nil && now.After(*claim.confirmBy):
		return "", statusAfterLatest
	case st.closed(s.Start, s.End):
		return "", statusStudioClosed
	case s.Canceled, claim.barred:
		return "", statusNotAvailable
	}
	return outcome, statusAvailable
}

// roomIn tells whether one more fits onto a slot, and where.
func (st *studio) roomIn(class *class, s *slot, sw Switches) (outcome string, room bool) {
	booked, waiting := s.counts()
	if s.Max == nil || booked+s.Additional < *s.Max {
		if class.NeedsConfirmation {
			return statusBookedToConfirm, true
		}
		return statusBooked, true
	}
	if s.MaxWaiting == nil {
		return statusWaitingList, !sw.NoWaitingListMaximumMeansNone
	}
	return statusWaitingList, waiting < *s.MaxWaiting
}

// holds tells whether a customer is on the slot or on its waiting list.
func (s *slot) holds(customerID int64) bool {
	for _, b := range s.bookings {
		if b.CustomerID == customerID && b.Status != statusCanceled {
			return true
		}
	}
	return false
}

// busy tells whether a customer has something else at that time.
func (st *studio) busy(customerID int64, start, end time.Time) bool {
	for _, b := range st.bookingsOf[customerID] {
		s := st.slots[b.SlotID]
		if b.Status != statusCanceled && !s.Canceled && s.Start.Before(end) && start.Before(s.End) {
			return true
		}
	}
	for _, a := range st.appointmentsOf[customerID] {
		if a.Status != statusCanceled && a.Start.Before(end) && start.Before(a.End) {
			return true
		}
	}
	return false
}

func (st *studio) closed(start, end time.Time) bool {
	for _, p := range st.Closings {
		if p.overlaps(start, end) {
			return true
		}
	}
	return false
}

// mayCancel decides whether a booking can still be canceled.
func (st *studio) mayCancel(b *booking, now time.Time, sw Switches) *refusal {
	s := st.slots[b.SlotID]
	class := st.classes[s.ClassID]
	switch {
	case b.Status == statusCanceled:
		return &refusal{status: sw.RepeatedCancelStatus, code: "error.booking.canceledAlready"}
	case !now.Before(s.Start):
		return badRequest("error.booking.cancelTooLate", "")
	case b.Status == statusWaitingList && !sw.WaitingListCancelable:
		return badRequest("error.booking.waitingList", "")
	case b.Status == statusWaitingList: // gives up nothing, so no deadline
		return nil
	case class.CancelTerm == nil || class.LateCancel != nil && *class.LateCancel:
		return nil
	case now.After(class.CancelTerm.before(s.Start.In(st.loc))):
		return badRequest("error.booking.cancelTooLate", "")
	}
	return nil
}

// before is the instant that lies a term earlier; t is in the studio's zone, since
// a day is a calendar day.
func (term termJSON) before(t time.Time) time.Time {
	switch term.Unit {
	case "MINUTES":
		return t.Add(-time.Duration(term.Value) * time.Minute)
	case "HOURS":
		return t.Add(-time.Duration(term.Value) * time.Hour)
	case "DAY":
		return t.AddDate(0, 0, -term.Value)
	case "WEEK":
		return t.AddDate(0, 0, -7*term.Value)
	case "MONTH":
		return t.AddDate(0, -term.Value, 0)
	}
	return t.AddDate(-term.Value, 0, 0)
}

// cancel cancels a booking and lets the waiting list move up. It returns the booking
// that moved up, nil if none did.
func (st *studio) cancel(b *booking, sw Switches) *booking {
	held := b.Status == statusBooked || b.Status == statusBookedToConfirm
	b.Status = statusCanceled
	if !held || !sw.WaitingListPromotion {
		return nil
	}
	s := st.slots[b.SlotID]
	booked, _ := s.counts()
	if s.Max != nil && booked+s.Additional >= *s.Max {
		return nil // the studio had put more on it than fit
	}
	for _, next := range s.bookings {
		if next.Status == statusWaitingList {
			next.Status = statusBooked
			return next
		}
	}
	return nil
}

func (k *customer) hasContractOn(day date) bool {
	for _, contract := range k.Contracts {
		if contract.covers(day) {
			return true
		}
	}
	return false
}

func (k *customer) idleOn(day date) bool {
	text := day.String() // ISO dates sort as text
	for _, p := range k.Record.IdlePeriods {
		if p.StartDate <= text && (p.EndDate == "" || text <= p.EndDate) {
			return true
		}
	}
	return false
}
