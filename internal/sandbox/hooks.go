package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// The methods here are the control API for tests in the same process.

// Calls says how often an operation was called; HEAD is the key test.
func (s *Sandbox) Calls(op string) CallCount { return s.traffic.snapshot()[op] }

// AllCalls are the counts of every operation that was called.
func (s *Sandbox) AllCalls() map[string]CallCount { return s.traffic.snapshot() }

// ResetCalls sets all counts to zero. Rate limits are not affected.
func (s *Sandbox) ResetCalls() { s.traffic.reset() }

// SetFault adds a fault behind those there are; the first that fits a call is used.
func (s *Sandbox) SetFault(f Fault) error {
	known := map[string]bool{}
	for _, op := range operations() {
		known[op.id] = true
	}
	if err := f.check(known); err != nil {
		return fmt.Errorf("sandbox: fault: %w", err)
	}
	if f.Studio != "" {
		s.mu.Lock()
		_, ok := s.studios[f.Studio]
		s.mu.Unlock()
		if !ok {
			return fmt.Errorf("sandbox: fault: no studio %q", f.Studio)
		}
	}
	s.faults.add(f)
	return nil
}

// ClearFaults removes all faults. Calls that hang already go on hanging.
func (s *Sandbox) ClearFaults() { s.faults.clear() }

// Advance moves the world's clock.
func (s *Sandbox) Advance(d time.Duration) { s.clock.advance(d) }

// SetNow sets the world's clock; it runs on from there.
func (s *Sandbox) SetNow(now time.Time) { s.clock.setTo(now) }

// SetScopes gives the key of a studio these scopes and no others; an empty
// studio means every studio.
func (s *Sandbox) SetScopes(studio string, scopes ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if studio != "" && s.studios[studio] == nil {
		return fmt.Errorf("sandbox: no studio %q", studio)
	}
	known := allScopeNames()
	for _, scope := range scopes {
		if !slices.Contains(known, scope) {
			return fmt.Errorf("sandbox: no scope %q", scope)
		}
	}
	for slug, st := range s.studios {
		if studio == "" || studio == slug {
			st.grant(scopes)
		}
	}
	return nil
}

// Switches are the switches as they are now.
func (s *Sandbox) Switches() Switches {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.switches
}

// SetSwitches replaces the switches; start from [Sandbox.Switches].
func (s *Sandbox) SetSwitches(w Switches) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.switches = w
}

// ClassBooking is a booking as the studio holds it.
type ClassBooking struct {
	ID, CustomerID, ClassID, SlotID int64
	Status                          string
	Start                           time.Time
}

// ClassBookings are all bookings of a studio in the order they were made.
func (s *Sandbox) ClassBookings(studio string) []ClassBooking {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	st.lapse(s.clock.now(), s.switches)
	var out []ClassBooking
	for _, b := range sorted(st.bookings, func(b *booking) int64 { return b.ID }) {
		slot := st.slots[b.SlotID]
		out = append(out, ClassBooking{ID: b.ID, CustomerID: b.CustomerID, ClassID: slot.ClassID, SlotID: b.SlotID, Status: b.Status, Start: slot.Start})
	}
	return out
}

// ClassSlot is a slot as the studio holds it. Max and MaxWaiting are -1 where
// there is no maximum.
type ClassSlot struct {
	ID, ClassID                           int64
	Title                                 string
	Start, End                            time.Time
	Max, Booked, Additional               int
	MaxWaiting, Waiting                   int
	Bookable, NeedsConfirmation, Canceled bool
}

// ClassSlots are all slots of a studio by start.
func (s *Sandbox) ClassSlots(studio string) []ClassSlot {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	st.schedule(s.clock.now())
	orNone := func(n *int) int {
		if n == nil {
			return -1
		}
		return *n
	}
	var out []ClassSlot
	for _, slot := range st.Slots {
		class := st.classes[slot.ClassID]
		booked, waiting := slot.counts()
		out = append(out, ClassSlot{
			ID: slot.ID, ClassID: slot.ClassID, Title: class.Title, Start: slot.Start, End: slot.End,
			Max: orNone(slot.Max), Booked: booked, Additional: slot.Additional,
			MaxWaiting: orNone(slot.MaxWaiting), Waiting: waiting,
			Bookable: class.Bookable, NeedsConfirmation: class.NeedsConfirmation, Canceled: slot.Canceled,
		})
	}
	return out
}
