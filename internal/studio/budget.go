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
	Count int // those that were there in the last minute, this one included; 0 counts as 1
	// Since is when this one began, and Used how much of an operation the others had
	// called in the minute before: with the API that still counts, until it is a minute ago.
	Since time.Time
	Used  int
}

// share is this portal's part of n calls.
func (i Instances) share(n int, now time.Time) int {
	part := n / max(i.Count, 1)
	if age := now.Sub(i.Since); age >= 0 && age < window {
		part = min(part, n-int(int64(i.Used)*int64(window-age)/int64(window)))
	}
	return max(part, 0)
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
	second := b.second(now)
	used, oldest := m.used(second)
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

func (b *budget) second(now time.Time) int64 { return int64(now.Sub(b.start)/time.Second) + 1 }

// used are the calls of the minute before and with the second, and the oldest second
// that has any.
func (m *minute) used(second int64) (used int, oldest int64) {
	oldest = second
	for i, at := range m.second {
		if m.calls[i] > 0 && at > second-int64(len(m.second)) && at <= second {
			used += m.calls[i]
			oldest = min(oldest, at)
		}
	}
	return used, oldest
}

// most is what the operation that was called most has used of its minute.
func (b *budget) most(now time.Time) (most int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.ops {
		used, _ := m.used(b.second(now))
		most = max(most, used)
	}
	return most
}
