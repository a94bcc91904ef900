package studio

import (
	"sync"
	"time"
)

// window is how long the API counts calls.
const window = time.Minute

// budget counts the calls of each operation in the last minute, second by second: the
// second that is only partly in the minute counts in full.
type budget struct {
	limits    Limits
	instances func() Instances
	start     time.Time

	mu  sync.Mutex
	ops map[string]*minute
}

// minute is what one operation was called, by second.
type minute struct {
	second [61]int64 // since the budget's start, plus 1; 0 is unused
	calls  [61]int
}

// Instances tells among how many portals the budget is divided.
type Instances struct {
	Count int // those that sent something in the last minute, this one included; 0 counts as 1
	// Since is when this one joined the others, zero where it found none. What the others
	// sent before they knew of it still counts with the API, so for a minute its part grows
	// from nothing.
	Since time.Time
}

// share is this portal's part of n calls.
func (i Instances) share(n int, now time.Time) int {
	if i.Count > 1 {
		n /= i.Count
	}
	if age := now.Sub(i.Since); !i.Since.IsZero() && age >= 0 && age < window {
		n = int(int64(n) * int64(age) / int64(window))
	}
	return n
}

func newBudget(l Limits, instances func() Instances, now time.Time) *budget {
	return &budget{limits: l, instances: instances, start: now, ops: map[string]*minute{}}
}

// take takes one call. Where there is none left, free is when there may be one again.
func (b *budget) take(op string, urgent bool, now time.Time) (ok bool, free time.Duration) {
	if b.limits.PerMinute <= 0 {
		return true, 0
	}
	most := b.limits.PerMinute - b.limits.Spare
	if !urgent {
		most -= b.limits.Reserve
	}
	if b.instances != nil {
		most = b.instances().share(most, now)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	m := b.ops[op]
	if m == nil {
		m = &minute{}
		b.ops[op] = m
	}
	second := int64(now.Sub(b.start)/time.Second) + 1
	used, oldest := 0, second
	for i, at := range m.second {
		if at != 0 && at > second-int64(len(m.second)) && at <= second {
			used += m.calls[i]
			if m.calls[i] > 0 {
				oldest = min(oldest, at)
			}
		}
	}
	if used >= most {
		leaves := b.start.Add(time.Duration(oldest-1)*time.Second + time.Duration(len(m.second))*time.Second)
		return false, max(leaves.Sub(now), time.Millisecond)
	}
	i := second % int64(len(m.second))
	if m.second[i] != second {
		m.second[i], m.calls[i] = second, 0
	}
	m.calls[i]++
	return true, 0
}
