package sandbox

import (
	"math/rand/v2"
	"slices"
	"time"
)

// schedule does what time has brought about since the last look, and makes sure
// that the timetable reaches from yesterday to two weeks ahead of now. Days that
// exist stay as they are.
func (st *studio) schedule(now time.Time) {
	st.Finance.pass(st, now)
	today := on(now, st.loc)
	if today == st.today {
		return
	}
	st.today = today
	st.scheduleDays(today, -daysBack, daysAhead)
}

func (st *studio) scheduleDays(today date, from, to int) {
	added := false
	for ahead := from; ahead <= to; ahead++ {
		day := today.add(ahead)
		if st.Days[day.String()] {
			continue
		}
		st.Days[day.String()] = true
		st.scheduleDay(day, ahead)
		added = true
	}
	if added {
		st.sortSlots()
	}
}

// random is a source that depends on the world's seed and what it is for, and on
// nothing that was drawn before.
func (st *studio) random(purpose string) *rand.Rand {
	return rand.New(rand.NewPCG(st.Seed, hash(purpose)))
}

func (st *studio) scheduleDay(day date, ahead int) {
	r := st.random("day " + day.String())
	crowd := newCrowd(st.Crowd, r)
	for _, p := range st.Plan {
		if !p.Days.has(day.weekday()) || p.Optional && r.IntN(3) == 0 {
			continue
		}
		class := st.classByKey(p.Key)
		start := day.at(p.Hour, p.Minute, st.loc)
		s := st.newSlot(class, day, start, start.Add(time.Duration(class.Minutes)*time.Minute), r)
		if ahead >= -daysBack {
			st.fill(s, class, ahead, crowd, r)
		}
	}
	if change, ok := day.clockChange(st.loc); ok {
		st.addNight(day, change, r)
	}
}

// addNight adds the class that a clock change falls into. Its wall times, half
// past to half past two hours later, exist only once and always.
func (st *studio) addNight(day date, change time.Time, r *rand.Rand) {
	before, after := change.Add(-time.Second).In(st.loc), change.In(st.loc)
	minute := min(before.Hour()*60+before.Minute()+1, after.Hour()*60+after.Minute()) - 30
	start := day.at(minute/60, minute%60, st.loc)
	end := day.at(minute/60+2, minute%60, st.loc)
	st.newSlot(st.classByKey(keyNight), day, start, end, r)
}

func (st *studio) newSlot(class *class, day date, start, end time.Time, r *rand.Rand) *slot {
	s := &slot{
		ID: st.newID(), ClassID: class.ID, Start: start, End: end,
		Max: class.Max, MaxWaiting: class.MaxWaiting, Location: class.Location,
	}
	if n := len(class.Instructors); n > 0 && r.IntN(14) != 0 { // now and then nobody is named yet
		first := r.IntN(n)
		s.Instructors = []int64{class.Instructors[first]}
		if n > 1 && r.IntN(6) == 0 {
			s.Instructors = append(s.Instructors, class.Instructors[(first+1)%n])
		}
	}
	if r.IntN(16) == 0 {
		s.Location = 0
	}
	if class.Opens != nil {
		opens := day.add(-class.Opens.Days).at(class.Opens.Hour, class.Opens.Minute, st.loc)
		s.Opens = &opens
	}
	if class.ClosesMinutes != nil {
		closes := start.Add(-time.Duration(*class.ClosesMinutes) * time.Minute)
		s.Closes = &closes
	}
	st.addSlot(s)
	return s
}

// fill puts other customers onto a slot: some are full, with or without room on
// the waiting list, the rest fill up as the day comes nearer.
func (st *studio) fill(s *slot, class *class, ahead int, crowd *crowd, r *rand.Rand) {
	if !class.Bookable || class.Opens != nil && ahead > class.Opens.Days {
		return
	}
	if r.IntN(5) == 0 {
		s.Additional = 1 + r.IntN(2)
	}
	if s.Max == nil {
		st.seat(s, 3+r.IntN(20), 0, crowd)
		return
	}
	places := *s.Max - s.Additional
	waiting := 0
	if s.MaxWaiting != nil {
		waiting = *s.MaxWaiting
	}
	switch n := r.IntN(100); {
	case n < 12 && waiting > 1:
		st.seat(s, places, 1+r.IntN(waiting-1), crowd)
	case n < 18:
		st.seat(s, places, waiting, crowd)
	case n < 28:
		st.seat(s, places-1, 0, crowd)
	default:
		busy := max(20, 90-5*max(ahead, 0)) // per cent
		st.seat(s, places*(5+r.IntN(busy))/100, 0, crowd)
	}
}

// seat books places and waiting-list places for customers from the crowd.
func (st *studio) seat(s *slot, booked, waiting int, crowd *crowd) {
	status := statusBooked
	for i := range booked + waiting {
		if i == booked {
			status = statusWaitingList
		}
		st.addBooking(&booking{ID: st.newID(), SlotID: s.ID, CustomerID: crowd.next(st, s), Status: status, Participant: "UNSET"})
	}
}

// vacate takes all bookings off a slot, before anybody has seen them.
func (st *studio) vacate(s *slot) {
	for _, b := range s.bookings {
		delete(st.bookings, b.ID)
		st.bookingsOf[b.CustomerID] = slices.DeleteFunc(st.bookingsOf[b.CustomerID], func(o *booking) bool { return o == b })
	}
	s.bookings = nil
}

// crowd deals out customers who have nothing else at that time.
type crowd struct {
	ids []int64
	at  int
}

func newCrowd(ids []int64, r *rand.Rand) *crowd {
	c := &crowd{ids: slices.Clone(ids)}
	r.Shuffle(len(c.ids), func(i, j int) { c.ids[i], c.ids[j] = c.ids[j], c.ids[i] })
	return c
}

// next returns somebody for the slot. There are more people in the crowd than
// could be in classes at one time.
func (c *crowd) next(st *studio, s *slot) int64 {
	for range c.ids {
		id := c.ids[c.at%len(c.ids)]
		c.at++
		if !st.busy(id, s.Start, s.End) {
			return id
		}
	}
	panic("sandbox: the crowd is too small for the timetable")
}
