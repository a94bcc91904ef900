package signin

import (
	"sync"
	"time"

	"memberportal/internal/store"
)

// Limits of sign-ins; the package comment explains them.
type Limits struct {
	PerIdentifierHour, PerIdentifierDay int
	PerNetwork                          int           // uncompleted challenges of a network within Window
	PerStudio                           int           // challenges of a studio within Window
	WrongPerNetwork                     int           // wrong codes of a network within Window
	WrongInAll                          int           // wrong codes of all networks within Window before codes become long
	Window                              time.Duration // of the four above
	ResendPause                         time.Duration // least time between two mails to one identifier
	LongPause                           time.Duration // the same beyond the limits of an identifier
}

// DefaultLimits are the documented ones.
func DefaultLimits() Limits {
	return Limits{
		PerIdentifierHour: 5, PerIdentifierDay: 10,
		PerNetwork: 120, PerStudio: 3000, WrongPerNetwork: 60, WrongInAll: 500, Window: 10 * time.Minute,
		ResendPause: time.Minute, LongPause: 5 * time.Minute,
	}
}

// refusedFor is what a refused start asks to wait. The windows slide, so that
// places become free all the time; when exactly is not worth a query.
const refusedFor = time.Minute

func (l Limits) policy() store.ChallengePolicy {
	return store.ChallengePolicy{
		PerIdentifierHour: l.PerIdentifierHour, PerIdentifierDay: l.PerIdentifierDay,
		PerNetwork: l.PerNetwork, NetworkWindow: l.Window, PerStudio: l.PerStudio, StudioWindow: l.Window,
		ResendPause: l.ResendPause, LongPause: l.LongPause,
	}
}

// guard stops a network that guesses, before its next guess is looked at. The
// count that all processes share is in the store but only counts after a guess
// was wrong; the guard adds the guesses under way in this process, so that a
// burst of parallel ones gets no further than single ones.
type guard struct {
	mu       sync.Mutex
	networks map[string]*guesses
}

type guesses struct {
	wrong, running int
	ends           time.Time // of the window
}

// guardSize is the number of networks beyond which old windows are cleared away.
const guardSize = 4096

// begin takes a place for one guess; false, with how long to wait, where the
// network has none left.
func (g *guard) begin(network string, limit int, window time.Duration, now time.Time) (bool, time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.networks == nil {
		g.networks = make(map[string]*guesses)
	}
	n := g.networks[network]
	if n == nil {
		if len(g.networks) >= guardSize {
			g.clear(now)
		}
		n = &guesses{}
		g.networks[network] = n
	}
	if !now.Before(n.ends) {
		n.wrong, n.ends = 0, now.Add(window)
	}
	if n.wrong+n.running >= limit {
		return false, n.ends.Sub(now)
	}
	n.running++
	return true, 0
}

// end gives the place back, and counts the guess if it was wrong.
func (g *guard) end(network string, wrong bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := g.networks[network]
	n.running--
	if wrong {
		n.wrong++
	} else if n.wrong == 0 && n.running == 0 {
		delete(g.networks, network) // most networks never guess wrong
	}
}

// block stops the network for a while: the shared count has reached its limit.
func (g *guard) block(network string, limit int, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := g.networks[network]; n != nil {
		n.wrong, n.ends = limit, until
	}
}

func (g *guard) clear(now time.Time) {
	for network, n := range g.networks {
		if n.running == 0 && !now.Before(n.ends) {
			delete(g.networks, network)
		}
	}
}
