package studio

import (
	"context"
	"sync"
	"time"

	"memberportal/pgclient"
)

const (
	mostShared = 400             // answers kept of a studio; a timetable of two weeks in three languages is 42
	flightTime = 5 * time.Second // of a read for everybody, with its retry and further slices
)

// shared keeps what a studio's API says to everybody alike. Nothing in it is of a
// member: what is kept is chosen in reads.go, one method each.
//
// Each answer is asked for by one flight at a time, which belongs to no visitor: who
// leaves ends nobody else's wait. A flight that began before a visitor's own write is
// not good enough for that visitor, and another is sent after it; neither
// x/sync/singleflight nor a cache library knows of such a line.
type shared struct {
	ages   Ages
	apart  bool // nothing is shared, see Limits
	clock  func() time.Time
	life   context.Context // of the flights
	note   func(how string)
	mu     sync.Mutex
	values map[sharedKey]*sharedValue
}

// sharedKey names an answer. The language is part of it because the API may put its
// texts into the language asked for.
type sharedKey struct {
	op, language string
	day          pgclient.Date
	a, b         int64
}

// sharedValue is the newest answer under a key, and who is fetching a newer one.
type sharedValue struct {
	mu     sync.Mutex
	has    bool
	value  any
	asked  time.Time // when the flight that brought it set out: the answer may be as old as that
	failed time.Time // when the last flight came back with nothing
	flight *flight   // the latest, nil: none is under way
	keep   time.Duration
}

type flight struct {
	asked time.Time
	done  chan struct{} // closed when value and err are there
	value any
	err   error
}

// What becomes of a read, as metrics count it.
const (
	SharedHit     = "hit"     // fresh
	SharedRenewed = "renewed" // not quite fresh, and being renewed
	SharedMiss    = "miss"    // waited for the API
	SharedStale   = "stale"   // older than it should be: the API is in trouble
	SharedFailed  = "failed"
)

func newShared(life context.Context, ages Ages, clock func() time.Time, note func(string)) *shared {
	return &shared{ages: ages, clock: clock, life: life, note: note, values: map[sharedKey]*sharedValue{}}
}

// read answers from what is kept, or asks. since is a moment that the answer must not
// be older than, zero for any. The age is returned where the answer is older than it
// should be, else 0.
//
// Errors are those of call; a visitor who leaves gets that of ctx.
func read[T any](ctx context.Context, s *shared, key sharedKey, age Age, since time.Time, call func(context.Context) (T, error)) (value T, late time.Duration, err error) {
	if s.apart {
		value, err = call(ctx)
		return value, 0, err
	}
	v := s.entry(key)
	now := s.clock()
	v.mu.Lock()
	v.keep = max(v.keep, age.Stale)
	if since.After(now) {
		since = now // the clock of another instance, or one that was set back
	}
	old := now.Sub(v.asked)
	kept, has := v.value, v.has && old >= 0 && !v.asked.Before(since)
	switch {
	case has && old < age.Fresh:
		v.mu.Unlock()
		s.note(SharedHit)
		return kept.(T), 0, nil
	case has && old < age.Stale && now.Sub(v.failed) < s.ages.Rest && now.Sub(v.failed) >= 0:
		v.mu.Unlock()
		if old < age.Easy {
			s.note(SharedHit)
			return kept.(T), 0, nil
		}
		s.note(SharedStale)
		return kept.(T), old, nil
	}
	f := v.flight
	if f == nil || f.asked.Before(since) {
		f = &flight{asked: now, done: make(chan struct{})}
		v.flight = f
		go s.fly(v, f, key.language, func(ctx context.Context) (any, error) { return call(ctx) })
	}
	v.mu.Unlock()
	if has && old < age.Easy {
		s.note(SharedRenewed)
		return kept.(T), 0, nil
	}
	stale := has && old < age.Stale
	var enough <-chan time.Time
	if stale {
		timer := time.NewTimer(s.ages.Wait)
		defer timer.Stop()
		enough = timer.C
	}
	select {
	case <-f.done:
		if f.err == nil {
			s.note(SharedMiss)
			return f.value.(T), 0, nil
		}
		if !stale || !inTrouble(f.err) {
			s.note(SharedFailed)
			return value, 0, f.err
		}
	case <-enough:
	case <-ctx.Done():
		return value, 0, ctx.Err()
	}
	s.note(SharedStale)
	return kept.(T), s.clock().Sub(now) + old, nil
}

// fly asks the API on nobody's behalf: what it carries of the visitor who happened to
// come first is the language alone, which is part of the key.
func (s *shared) fly(v *sharedValue, f *flight, language string, call func(context.Context) (any, error)) {
	ctx, cancel := context.WithTimeout(pgclient.WithLanguage(s.life, language), flightTime)
	defer cancel()
	f.value, f.err = call(ctx)
	v.mu.Lock()
	switch {
	case f.err == nil && !f.asked.Before(v.asked):
		v.has, v.value, v.asked, v.failed = true, f.value, f.asked, time.Time{}
	case f.err != nil && !inTrouble(f.err):
		// It is gone, or not for us: that is an answer, and the one before is no longer true.
		v.has, v.value = false, nil
	case f.err != nil:
		v.failed = s.clock()
	}
	if v.flight == f {
		v.flight = nil
	}
	v.mu.Unlock()
	close(f.done)
}

// inTrouble tells whether an error says nothing of what was asked for: what the API
// said before may still be true.
func inTrouble(err error) bool {
	switch pgclient.KindOf(err) {
	case pgclient.NotFound, pgclient.Forbidden, pgclient.Invalid, pgclient.Conflict:
		return false
	}
	return true
}

func (s *shared) entry(key sharedKey) *sharedValue {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.values[key]
	if v == nil {
		if len(s.values) >= mostShared {
			s.makeRoom()
		}
		v = &sharedValue{}
		s.values[key] = v
	}
	return v
}

// makeRoom forgets what was asked for longest ago; the lock is held.
func (s *shared) makeRoom() {
	s.forget()
	for len(s.values) >= mostShared {
		var oldest sharedKey
		var at time.Time
		first := true
		for key, v := range s.values {
			v.mu.Lock()
			asked := v.asked
			v.mu.Unlock()
			if first || asked.Before(at) {
				oldest, at, first = key, asked, false
			}
		}
		delete(s.values, oldest)
	}
}

// sweep forgets what is too old to be shown, whatever happens.
func (s *shared) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forget()
}

func (s *shared) forget() {
	now := s.clock()
	for key, v := range s.values {
		v.mu.Lock()
		over := v.flight == nil && (!v.has || now.Sub(v.asked) >= v.keep)
		v.mu.Unlock()
		if over {
			delete(s.values, key)
		}
	}
}
