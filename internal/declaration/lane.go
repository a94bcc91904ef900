package declaration

import (
	"net/netip"
	"sync"
	"time"
)

// Lane slows down whoever sends many declarations. The first of a network is never
// kept waiting; only so many in a row are, and nothing is ever turned away for good.
type Lane struct {
	clock func() time.Time
	mu    sync.Mutex
	all   time.Time                  // when the place after the last one taken begins, of everybody
	ends  map[netip.Prefix]time.Time // the same by network
}

// The pace of one network, and of all of them together: how many go at once, and how
// far apart they are from then on.
const (
	laneFree, laneEvery = 10, 2 * time.Second
	allFree, allEvery   = 1000, 20 * time.Millisecond
	// laneLongest is how long an answer may be held back.
	laneLongest = 6 * time.Second
	// laneSize is the number of networks beyond which those that have long been quiet are forgotten.
	laneSize = 4096
)

// NewLane returns a lane; clock tells the time.
func NewLane(clock func() time.Time) *Lane {
	return &Lane{clock: clock, ends: map[netip.Prefix]time.Time{}}
}

// Enter takes a place for a declaration from an address and says how long to wait for
// it. False means that too many wait already; the place is not taken, and the wait is
// until one becomes free.
func (l *Lane) Enter(from netip.Addr) (wait time.Duration, ok bool) {
	network := networkOf(from)
	now := l.clock()
	l.mu.Lock()
	defer l.mu.Unlock()
	own, known := l.ends[network]
	if known { // a network that was quiet goes at once, however crowded it is
		wait = max(due(own, now, laneFree, laneEvery), due(l.all, now, allFree, allEvery))
	}
	if wait > laneLongest {
		return wait - laneLongest, false
	}
	if len(l.ends) >= laneSize {
		l.forget(now)
	}
	l.ends[network] = later(own, now).Add(laneEvery)
	l.all = later(l.all, now).Add(allEvery)
	return wait, true
}

// due is how long the next place is away.
func due(end, now time.Time, free int, every time.Duration) time.Duration {
	return max(0, end.Sub(now)-time.Duration(free-1)*every)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (l *Lane) forget(now time.Time) {
	for network, end := range l.ends {
		if !end.After(now) {
			delete(l.ends, network)
		}
	}
}

// networkOf is what one household has: an IPv4 address, or 64 bits of IPv6.
func networkOf(a netip.Addr) netip.Prefix {
	bits := 32
	if a.Is6() && !a.Is4In6() {
		bits = 64
	}
	p, err := a.Unmap().Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
