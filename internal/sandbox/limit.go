package sandbox

import (
	"sync"
	"time"
)

const (
	ratePeriod  = time.Minute // the counted window, and how long an overflow blocks
	defaultRate = 1000        // calls per window, key and operation
)

// CallCount says how often an operation was called.
type CallCount struct {
	Calls  int `json:"calls"`  // requests that arrived, refused ones included
	Denied int `json:"denied"` // of these answered 429 for want of budget
	// PeakPerMinute is the highest number of requests in any 60 seconds of real time.
	PeakPerMinute int `json:"peak_per_minute"`
}

// traffic counts requests and keeps the rate limit.
type traffic struct {
	mu      sync.Mutex
	counts  map[string]*counter
	windows map[limitKey]*rateWindow
}

type counter struct {
	CallCount
	recent []time.Time // arrivals of the last minute, oldest first
}

type limitKey struct{ key, op string }

type rateWindow struct {
	start   time.Time
	calls   int
	blocked time.Time // until then everything is refused
}

func newTraffic() *traffic {
	return &traffic{counts: map[string]*counter{}, windows: map[limitKey]*rateWindow{}}
}

// arrived counts a request; now is real time.
func (t *traffic) arrived(op string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.counts[op]
	if c == nil {
		c = &counter{}
		t.counts[op] = c
	}
	c.Calls++
	old := 0
	for old < len(c.recent) && now.Sub(c.recent[old]) >= ratePeriod {
		old++
	}
	c.recent = append(c.recent[old:], now)
	c.PeakPerMinute = max(c.PeakPerMinute, len(c.recent))
}

func (t *traffic) refused(op string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.counts[op]; c != nil { // nil if the counts were reset meanwhile
		c.Denied++
	}
}

// admit takes one call from the budget; now is the world's time, so that a test
// need not wait out a block. A limit of zero or less is none.
func (t *traffic) admit(key limitKey, now time.Time, limit int) bool {
	if limit <= 0 {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.windows[key]
	if w == nil {
		w = &rateWindow{start: now}
		t.windows[key] = w
	}
	if age := now.Sub(w.start); age >= ratePeriod && !now.Before(w.blocked) || age < 0 {
		*w = rateWindow{start: now}
	}
	if now.Before(w.blocked) {
		return false
	}
	w.calls++
	if w.calls > limit {
		w.blocked = now.Add(ratePeriod)
		return false
	}
	return true
}

func (t *traffic) snapshot() map[string]CallCount {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make(map[string]CallCount, len(t.counts))
	for op, c := range t.counts {
		out[op] = c.CallCount
	}
	return out
}

func (t *traffic) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.counts)
}

func (t *traffic) forgive() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.windows)
}
