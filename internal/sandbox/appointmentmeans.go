package sandbox

import (
	"slices"
	"time"
)

// occupied is what is taken at a time.
type occupied struct {
	instructors, rooms, equipment map[int64]bool
}

// longestClass bounds how far back a class that still goes on can have begun.
const longestClass = 24 * time.Hour

// occupiedBetween gathers what classes and appointments take. An instructor who
// teaches gives no appointment; a room in which a class is has no other use.
func (st *studio) occupiedBetween(start, end time.Time) occupied {
	o := occupied{map[int64]bool{}, map[int64]bool{}, map[int64]bool{}}
	first, _ := slices.BinarySearchFunc(st.Slots, start.Add(-longestClass), func(s *slot, t time.Time) int { return s.Start.Compare(t) })
	for _, s := range st.Slots[first:] {
		if !s.Start.Before(end) {
			break
		}
		if s.Canceled || !start.Before(s.End) {
			continue
		}
		o.rooms[s.Location] = true
		for _, id := range s.Instructors {
			o.instructors[id] = true
		}
	}
	for _, a := range st.appointments {
		if a.Status == statusCanceled || !a.Start.Before(end) || !start.Before(a.End) {
			continue
		}
		o.rooms[a.Room], o.equipment[a.Equipment] = true, true
		for _, id := range a.Instructors {
			o.instructors[id] = true
		}
	}
	for id, absences := range st.Bookable.Absences {
		for _, p := range absences {
			if p.overlaps(start, end) {
				o.instructors[id] = true
			}
		}
	}
	return o
}

// works tells whether an instructor is at work all the time.
func (st *studio) works(id int64, start, end time.Time) bool {
	shifts, some := st.Bookable.Shifts[id]
	day := on(start, st.loc)
	return !some || slices.ContainsFunc(shifts, func(w workShift) bool {
		from, to := w.on(day, st.loc)
		return w.Days.has(day.weekday()) && !start.Before(from) && !end.After(to)
	})
}

// meansFor finds who and what a wish takes; false if something is not to be had.
func (st *studio) meansFor(w appointmentWish, sw Switches) (appointmentMeans, bool) {
	s, o := w.service, st.occupiedBetween(w.start, w.end)
	var m appointmentMeans
	wanted := s.Instructors
	if len(w.instructors) > 0 && !s.Together {
		wanted = w.instructors
	}
	for _, id := range wanted {
		if !o.instructors[id] && st.works(id, w.start, w.end) {
			m.free = append(m.free, id)
		}
	}
	all := s.Together || len(w.instructors) > 0 && !sw.InstructorsAreAlternatives
	switch {
	case all && len(m.free) < len(wanted), len(wanted) > 0 && len(m.free) == 0:
		return m, false
	case all:
		m.taken = m.free
	case len(m.free) > 0:
		m.taken = m.free[:1:1]
	}
	firstOf := func(ids []int64, busy map[int64]bool) (int64, bool) {
		i := slices.IndexFunc(ids, func(id int64) bool { return !busy[id] })
		if i < 0 {
			return 0, len(ids) == 0
		}
		return ids[i], true
	}
	var room, device bool
	m.room, room = firstOf(s.Rooms, o.rooms)
	m.equipment, device = firstOf(s.Equipment, o.equipment)
	return m, room && device
}
