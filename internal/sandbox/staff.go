package sandbox

import (
	"fmt"
	"time"
)

// staffAction is something the studio's people do at their own desk.
type staffAction struct {
	Kind   string `json:"kind"`
	ID     int64  `json:"id"`
	Accept bool   `json:"accept"`
}

// Staff does what the studio's people do at their desk. Ids are unique over all
// studios. Kinds:
//
//   - class_slot: refused, the studio cancels the slot; accepted, it takes place again
//   - class_booking: accepted, the booking is confirmed or moves up from the
//     waiting list, places or not; refused, it is canceled
//   - appointment_booking: likewise
//   - checkin: accepted, the customer with the id comes in; refused, goes out
//   - contract_cancelation: decides a cancelation, or the taking back of one,
//     that waits for the studio; the id is the contract's
//   - access_codes: accepted, the studio gives out door codes; refused, it does not;
//     the id is the studio's
//   - amendment: accepted, a change of own data that waits becomes part of the
//     customer's record; refused, it is gone without a trace
//   - idle_period: decides a request for a pause, or for its change; accepted, the
//     pause has a new id
//   - module_cancelation: as contract_cancelation; the id is the module contract's
//   - membership_offer: refused, the studio takes the offer back; accepted, it
//     sells it again
//   - bookable_appointment: refused, a service can no longer be booked online;
//     accepted, it can again
//   - debt_collection_run: accepted, a run in processing waits to be fetched;
//     refused, a run that has not been fetched fails
//   - debt_collection_handover: accepted, a customer is handed over to the agency
//     by a run of its own; refused, the studio takes the customer's open cases back
//   - debt_collection_payment: accepted, the customer pays the oldest open debt at
//     the desk
//   - device: refused, an active device is taken out of service
func (s *Sandbox) Staff(kind string, id int64, accept bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	desk := desks()[kind]
	if desk == nil {
		return fmt.Errorf("sandbox: staff: no kind %q", kind)
	}
	now := s.clock.now()
	for _, st := range s.studios {
		st.lapse(now, s.switches)
		if done, err := desk(st, decision{id: id, accept: accept, now: now, switches: s.switches, studios: s.studios}); done || err != nil {
			st.refileAll()
			return err
		}
	}
	return fmt.Errorf("sandbox: staff: no %s %d", kind, id)
}

// decision is what somebody at the studio decided.
type decision struct {
	id       int64
	accept   bool
	now      time.Time
	switches Switches
	studios  map[string]*studio // all of the tenant: a debtor may have moved to another
}

// desks are the kinds of decisions. A desk tells whether the id is one of its
// studio's.
func desks() map[string]func(*studio, decision) (bool, error) {
	return map[string]func(*studio, decision) (bool, error){
		"class_slot":           (*studio).decideSlot,
		"class_booking":        (*studio).decideBooking,
		"appointment_booking":  (*studio).decideAppointment,
		"checkin":              (*studio).decideCheckin,
		"contract_cancelation": (*studio).decideCancelation,
		"access_codes":         (*studio).decideAccessCodes,
		"amendment":            (*studio).decideAmendment,
		"idle_period":          (*studio).decideIdlePeriod,
		"module_cancelation":   (*studio).decideModuleCancelation,
		"membership_offer":     (*studio).decideOffer,
		"bookable_appointment": (*studio).decideService,

		"debt_collection_run":      (*studio).decideRun,
		"debt_collection_handover": (*studio).decideHandover,
		"debt_collection_payment":  (*studio).decidePayment,
		"device":                   (*studio).decideDevice,
	}
}

func (st *studio) decideSlot(d decision) (bool, error) {
	slot := st.slots[d.id]
	if slot == nil {
		return false, nil
	}
	slot.Canceled = !d.accept
	if !slot.Canceled {
		st.emit(d.now, classSlotUpdated, slot.ID, map[string]int64{"classId": slot.ClassID})
		return true, nil
	}
	st.emit(d.now, classSlotCancelled, slot.ID, map[string]int64{"classId": slot.ClassID})
	if d.switches.SlotCancelCancelsBookings {
		for _, b := range slot.bookings {
			if b.Status != statusCanceled {
				b.Status = statusCanceled
				st.emit(d.now, classBookingCancelled, b.ID, nil)
			}
		}
	}
	return true, nil
}

func (st *studio) decideBooking(d decision) (bool, error) {
	b := st.bookings[d.id]
	if b == nil {
		return false, nil
	}
	if b.Status == statusCanceled {
		return true, fmt.Errorf("sandbox: staff: booking %d is canceled", d.id)
	}
	if d.accept {
		b.Status = statusBooked
		st.emit(d.now, classBookingUpdated, b.ID, nil)
		return true, nil
	}
	st.cancelAndTell(b, d.now, d.switches)
	return true, nil
}

func (st *studio) decideAppointment(d decision) (bool, error) {
	a := st.appointments[d.id]
	if a == nil {
		return false, nil
	}
	if a.Status == statusCanceled {
		return true, fmt.Errorf("sandbox: staff: appointment booking %d is canceled", d.id)
	}
	if d.accept {
		a.Status = statusBooked
		st.emit(d.now, appointmentBookingUpdated, a.ID, nil)
		return true, nil
	}
	a.Status = statusCanceled
	st.emit(d.now, appointmentBookingCancelled, a.ID, nil)
	return true, nil
}
