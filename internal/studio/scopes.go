package studio

import (
	"sync"
	"time"

	"memberportal/pgclient"
)

// forgetAfter is how long a refusal is believed: a scope that the studio grants
// shows up after this without a restart.
const forgetAfter = 5 * time.Minute

// denials remembers which operations the studio's key may not use, so that pages
// hide what would only be refused. A missing scope is no error.
type denials struct {
	mu sync.RWMutex
	at map[string]time.Time // by operation
}

// learn notes what a call came to.
func (d *denials) learn(o pgclient.Observation, now time.Time) {
	denied := o.Kind == pgclient.Forbidden
	d.mu.RLock()
	_, known := d.at[o.Op]
	d.mu.RUnlock()
	if !denied && !known { // nearly always
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case denied && d.at == nil:
		d.at = map[string]time.Time{o.Op: now}
	case denied:
		d.at[o.Op] = now
	case o.Kind != pgclient.Unavailable && o.Kind != pgclient.Timeout && o.Kind != pgclient.RateLimited && o.Kind != pgclient.Canceled:
		delete(d.at, o.Op)
	}
}

func (d *denials) denied(operation string, now time.Time) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	at, known := d.at[operation]
	return known && now.Sub(at) < forgetAfter
}

// May tells whether the studio's key may use at least one of these operations,
// as far as is known. What has never been tried may be.
func (s *Studio) May(operations ...string) bool {
	if s.up == nil { // of a test of pages
		return true
	}
	now := time.Now()
	for _, o := range operations {
		if !s.up.denials.denied(o, now) {
			return true
		}
	}
	return len(operations) == 0
}
