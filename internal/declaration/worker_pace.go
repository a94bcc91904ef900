package declaration

import (
	"math/rand/v2"
	"sync"
	"time"

	"memberportal/pgclient"
)

// Pauses between tries of one declaration.
const (
	firstPause   = 4 * time.Second
	longestPause = 15 * time.Minute
)

// pause is how long to wait after so many failed tries: 4, 8, 16 … seconds, at most 15
// minutes, and never less than the other side asked for.
func pause(attempts int, asked time.Duration) time.Duration {
	return max(min(firstPause<<min(max(attempts-1, 0), 16), longestPause), asked)
}

// jittered adds up to a quarter, so that what failed together does not come back together.
func jittered(d time.Duration) time.Duration { return d + rand.N(d/4+1) }

// turns says whose turn it is: one declaration of a studio at a time, and a pace between
// two. A studio whose API fails is left alone for a growing while.
type turns struct {
	pace time.Duration

	mu      sync.Mutex
	studios map[string]*turn
}

type turn struct {
	running  bool
	next     time.Time // when its next declaration may be begun
	failures int       // of its API, in a row
	rest     time.Time // until when the API is left alone
}

func (t *turns) of(studio string) *turn {
	if t.studios == nil {
		t.studios = map[string]*turn{}
	}
	s := t.studios[studio]
	if s == nil {
		s = &turn{}
		t.studios[studio] = s
	}
	return s
}

// others are the studios whose turn it is not.
func (t *turns) others(now time.Time) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var list []string
	for studio, s := range t.studios {
		if s.running || now.Before(s.next) {
			list = append(list, studio)
		}
	}
	return list
}

// until is how long it takes until it is another studio's turn, at most so long.
func (t *turns) until(now time.Time, most time.Duration) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, s := range t.studios {
		if wait := s.next.Sub(now); !s.running && wait > 0 {
			most = min(most, wait)
		}
	}
	return most
}

func (t *turns) begin(studio string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.of(studio)
	s.running, s.next = true, now.Add(t.pace)
}

func (t *turns) end(studio string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.of(studio).running = false
}

// resting is how long the studio's API is still left alone.
func (t *turns) resting(studio string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(0, t.of(studio).rest.Sub(now))
}

// learn notes what a try came to. What failed for one declaration alone says nothing
// about the API.
func (t *turns) learn(studio string, now time.Time, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.of(studio)
	switch pgclient.KindOf(err) {
	case pgclient.Unavailable, pgclient.Timeout, pgclient.RateLimited, pgclient.Unauthorized:
		s.failures++
		s.rest = now.Add(pause(s.failures, 0))
	case pgclient.Canceled:
	default:
		s.failures, s.rest = 0, time.Time{}
	}
}
