package sandbox

import (
	"fmt"
	"time"
)

// Types of events that several parts of the API bring about. The vendor writes
// CANCELLED here, whatever the paths say.
const (
	classBookingCreated         = "CLASS_BOOKING_CREATED"
	classBookingUpdated         = "CLASS_BOOKING_UPDATED"
	classBookingCancelled       = "CLASS_BOOKING_CANCELLED"
	classSlotUpdated            = "CLASS_SLOT_UPDATED"
	classSlotCancelled          = "CLASS_SLOT_CANCELLED"
	appointmentBookingUpdated   = "APPOINTMENT_BOOKING_UPDATED"
	appointmentBookingCancelled = "APPOINTMENT_BOOKING_CANCELLED"
	contractUpdated             = "CONTRACT_UPDATED"
	contractCancelled           = "CONTRACT_CANCELLED"
)

// mostEvents is how many events are kept until they are sent or forgotten.
const mostEvents = 10_000

// event is something a webhook would tell.
type event struct {
	UUID      string           `json:"uuid"`
	EntityID  int64            `json:"entity_id"`
	Type      string           `json:"type"`
	Timestamp int64            `json:"timestamp"` // ms
	Content   map[string]int64 `json:"content,omitempty"`
}

// emit notes an event. Webhooks carry ids only; content names further ones, such
// as contractId or classId.
func (st *studio) emit(now time.Time, kind string, entityID int64, content map[string]int64) {
	st.EventCount++
	st.Events = append(st.Events, event{
		UUID:     fmt.Sprintf("%08x-0000-4000-8000-%012x", uint32(st.Seed), st.EventCount),
		EntityID: entityID, Type: kind, Timestamp: now.UnixMilli(), Content: content,
	})
	if len(st.Events) > mostEvents {
		st.Events = append([]event{}, st.Events[len(st.Events)-mostEvents:]...)
	}
}

// cancelAndTell cancels a booking, with the events of it and of who moves up.
func (st *studio) cancelAndTell(b *booking, now time.Time, sw Switches) {
	next := st.cancel(b, sw)
	st.emit(now, classBookingCancelled, b.ID, nil)
	if next != nil {
		st.emit(now, classBookingUpdated, next.ID, nil)
	}
}
