package sandbox

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

// historyDays is how far back visits are made up, the most that one call can ask for.
const historyDays = 365

// habit is when somebody likes to train, in local wall time.
type habit struct {
	days    weekdays
	hour    int // of the arrival, somewhere within it
	minutes int // about how long
	skips   int // per cent of the times
}

const (
	sunday weekdays = 1 << iota
	monday
	tuesday
	wednesday
	thursday
	friday
	saturday
)

// habits are how the stories train. Who is not here does not.
func habits() map[string]habit {
	return map[string]habit{
		storyRegular:    {monday | wednesday | friday | saturday, 17, 80, 15},
		storyFamily:     {saturday, 10, 110, 20},
		storyDebtor:     {wednesday | sunday, 19, 50, 60},
		storyPaused:     {tuesday | thursday, 9, 70, 20},
		storyCanceled:   {monday | thursday, 18, 45, 65},
		storyPending:    {sunday, 11, 90, 30},
		storyFormer:     {tuesday | thursday, 20, 60, 35},
		storyRestricted: {workdays | weekend, 19, 140, 40},
		storyExtras:     {workdays, 7, 95, 10},
		storyNewcomer:   {workdays | weekend, 16, 60, 0},
	}
}

// pastVisits makes up where the members have been in the last year, while they
// were members and free to come in.
func (st *studio) pastVisits(members []Member, today date) {
	habits := habits()
	for i, m := range members {
		how, ok := habits[m.Story]
		if !ok {
			continue
		}
		// A family comes together: equal draws, a few seconds apart.
		r := st.random("visits " + m.Story)
		from, until := st.memberSince(m.CustomerID, today), st.lastVisit(m.CustomerID, today)
		classes := st.takenPart(m.CustomerID)
		for day := today.add(-historyDays); day.before(today); day = day.add(1) {
			if !how.days.has(day.weekday()) {
				continue
			}
			in, out, comes := how.draw(day, st.loc, r)
			if !comes || day.before(from) || until.before(day) || slices.ContainsFunc(classes, func(s *slot) bool { return on(s.Start, st.loc) == day }) {
				continue
			}
			in, out = in.Add(time.Duration(i*7)*time.Second), out.Add(time.Duration(i*4)*time.Second)
			st.enter(m.CustomerID, in, &out)
		}
		for _, s := range classes { // they were inside while those took place
			out := s.End.Add(20 * time.Minute)
			st.enter(m.CustomerID, s.Start.Add(-15*time.Minute), &out)
		}
	}
	st.forgetToCheckOut(members)
}

// draw says how one occasion goes. It draws the same whether they come or not, so
// that the others of a family come to the same.
func (h habit) draw(day date, loc *time.Location, r *rand.Rand) (in, out time.Time, comes bool) {
	comes = r.IntN(100) >= h.skips
	in = day.at(h.hour, r.IntN(60), loc).Add(time.Duration(r.IntN(60)) * time.Second)
	stay := h.minutes*3/4 + r.IntN(h.minutes/2)
	return in, in.Add(time.Duration(stay)*time.Minute + time.Duration(r.IntN(60))*time.Second), comes
}

// memberSince is the first day on which the customer could come in.
func (st *studio) memberSince(customerID int64, today date) date {
	from := today
	for _, k := range st.customers[customerID].Contracts {
		if start, err := parseDate(k.Start); err == nil && start.before(from) {
			from = start
		}
	}
	return from
}

// lastVisit is the last day before today on which nothing kept the customer out:
// no contract that is over, no pause and no restriction.
func (st *studio) lastVisit(customerID int64, today date) date {
	k := st.customers[customerID]
	last := today.add(-1)
	earlier := func(text string, days int) {
		if d, err := parseDate(text); err == nil && d.add(days).before(last) {
			last = d.add(days)
		}
	}
	for _, c := range k.Contracts {
		if c.Status != "ACTIVE" {
			earlier(c.End, 0)
		}
	}
	for _, p := range k.Record.IdlePeriods {
		earlier(p.StartDate, -1)
	}
	for _, a := range k.Record.AccessRestrictions {
		earlier(a.StartDate, -1)
	}
	return last
}

// takenPart are the classes that the customer took part in.
func (st *studio) takenPart(customerID int64) []*slot {
	var classes []*slot
	for _, b := range st.bookingsOf[customerID] {
		if b.Participant == "PARTICIPATING" {
			classes = append(classes, st.slots[b.SlotID])
		}
	}
	return classes
}

// forgetToCheckOut lets the last of the family walk out past the door, once.
func (st *studio) forgetToCheckOut(members []Member) {
	var last int64
	for _, m := range members {
		if m.Story == storyFamily {
			last = m.CustomerID
		}
	}
	if visits := st.Directory.Visits[last]; len(visits) > 0 {
		visits[len(visits)-1].Out = nil
	}
}

// letIn puts the one with the extras inside right now, by day.
func (st *studio) letIn(members []Member, now time.Time) {
	if hour := now.In(st.loc).Hour(); hour < 9 || hour >= 21 {
		return
	}
	for _, m := range members {
		if m.Story == storyExtras {
			st.enter(m.CustomerID, now.Truncate(time.Second).Add(-35*time.Minute), nil)
		}
	}
}

// travel has the regulars train in the next studio of the tenant now and then, so
// that not all of their visits are to their own.
func (s *Sandbox) travel(now time.Time) {
	slugs := slices.Sorted(maps.Keys(s.studios))
	for i, home := range slugs {
		away := s.studios[slugs[(i+1)%len(slugs)]]
		if away.Slug == home {
			return // there is but one
		}
		for _, m := range s.members {
			if m.Studio != home || m.Story != storyRegular {
				continue
			}
			for _, ago := range []int{75, 12, 11} {
				in := on(now, away.loc).add(-ago).at(12, 10+ago%20, away.loc)
				out := in.Add(time.Duration(60+ago) * time.Minute)
				away.enter(m.CustomerID, in, &out)
			}
		}
	}
}
