package sandbox

import (
	"sync"
	"time"
)

// clock is the world's time: it can be set to any instant and runs on from there
// as real time does.
type clock struct {
	mu     sync.Mutex
	base   time.Time // the world's time when set
	set    time.Time // the real time then, with its monotonic reading
	passed func(time.Time) time.Duration
}

func newClock(now time.Time) *clock {
	c := &clock{passed: time.Since}
	if now.IsZero() {
		now = time.Now()
	}
	c.setTo(now)
	return c
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Add(c.passed(c.set))
}

func (c *clock) setTo(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.set = now.UTC().Round(0), time.Now()
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base = c.base.Add(d)
}
