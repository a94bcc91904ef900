package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// stateVersion changes when a dump of another version cannot be read any more.
const stateVersion = 3

// world is a dump: everything that the API and the control API can change,
// except counts, faults and keys.
type world struct {
	Version  int                `json:"version"`
	Seed     int64              `json:"seed"`
	Now      time.Time          `json:"now"`
	Switches Switches           `json:"switches"`
	Members  []Member           `json:"members"`
	Studios  map[string]*studio `json:"studios"`
}

// Dump returns the state as JSON.
func (s *Sandbox) Dump() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock.now()
	for _, st := range s.studios {
		st.schedule(now)
		st.lapse(now, s.switches)
		st.collect()
	}
	return json.Marshal(world{
		Version: stateVersion, Seed: s.seed, Now: now, Switches: s.switches, Members: s.membersNow(), Studios: s.studios,
	})
}

// Restore replaces the state with a dump, and with it the clock, the scopes and
// the switches. Rate limits start anew; counts and faults stay. On an error
// nothing has changed.
func (s *Sandbox) Restore(dump []byte) error {
	var w world
	if err := json.Unmarshal(dump, &w); err != nil {
		return fmt.Errorf("sandbox: reading the state: %w", err)
	}
	if w.Version != stateVersion {
		return fmt.Errorf("sandbox: state has version %d, want %d", w.Version, stateVersion)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for slug := range s.studios {
		if w.Studios[slug] == nil {
			return fmt.Errorf("sandbox: state lacks studio %q", slug)
		}
	}
	if len(w.Studios) != len(s.studios) {
		return errors.New("sandbox: state has studios that this sandbox has no key for")
	}
	for slug, st := range w.Studios {
		if err := st.index(); err != nil {
			return fmt.Errorf("sandbox: studio %q: %w", slug, err)
		}
	}
	for i, m := range w.Members { // the id is not part of a member's JSON
		st := w.Studios[m.Studio]
		if st == nil {
			return fmt.Errorf("sandbox: member of an unknown studio %q", m.Studio)
		}
		c := st.byNumber[m.CustomerNumber]
		if c == nil {
			return fmt.Errorf("sandbox: studio %q: a member has no customer", m.Studio)
		}
		w.Members[i].CustomerID = c.Record.ID
	}
	s.studios, s.switches, s.members, s.seed = w.Studios, w.Switches, w.Members, w.Seed
	s.clock.setTo(w.Now)
	s.traffic.forgive()
	return nil
}

// collect fills the lists that only exist in a dump, in the order of their ids.
func (st *studio) collect() {
	st.Customers = slices.Clone(st.ordered)
	st.Bookings = sorted(st.bookings, func(b *booking) int64 { return b.ID })
	st.Appointments = sorted(st.appointments, func(a *appointment) int64 { return a.ID })
}

// index rebuilds what is derived from the lists of a dump.
func (st *studio) index() error {
	loc, err := time.LoadLocation(st.TimeZone)
	if err != nil {
		return err
	}
	st.loc = loc
	st.resetIndexes()
	for _, scope := range st.Scopes {
		st.scopes[scope] = true
	}
	for _, c := range st.Customers {
		st.addCustomer(c)
	}
	for _, c := range st.Classes {
		st.classes[c.ID] = c
	}
	for _, slot := range st.Slots {
		if st.classes[slot.ClassID] == nil {
			return fmt.Errorf("slot %d has no class", slot.ID)
		}
		slot.bookings = nil
		st.slots[slot.ID] = slot
	}
	for _, b := range st.Bookings {
		if st.slots[b.SlotID] == nil || !st.remembers(b.CustomerID) {
			return fmt.Errorf("booking %d has no slot or no customer", b.ID)
		}
		st.addBooking(b)
	}
	for _, a := range st.Appointments {
		if !st.remembers(a.CustomerID) {
			return fmt.Errorf("appointment booking %d has no customer", a.ID)
		}
		st.addAppointment(a)
	}
	st.sortSlots()
	return st.indexDomains()
}

func sorted[T any](m map[int64]T, id func(T) int64) []T {
	out := make([]T, 0, len(m))
	for _, v := range m {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b T) int {
		switch ia, ib := id(a), id(b); {
		case ia < ib:
			return -1
		case ia > ib:
			return 1
		}
		return 0
	})
	return out
}
