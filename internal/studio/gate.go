package studio

import (
	"context"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"

	"memberportal/pgclient"
)

// retryUnsaid is how long an operation rests after a 429 that named no time: the API's
// penalty is a minute, and asking again may prolong it.
const retryUnsaid = time.Minute

// gate stands before every call of a studio's API: it spares an API in trouble, keeps
// within the budget, and bounds what is under way. One studio's gate knows nothing of
// another's.
type gate struct {
	limits   Limits
	clock    func() time.Time
	budget   *budget
	inFlight inFlight
	breakers [3]*gobreaker.TwoStepCircuitBreaker[any] // by class
	probe    func(context.Context) error              // a read that finds out whether the API is back
	held     func(why string)

	mu     sync.Mutex
	resume map[string]time.Time // by operation: when it may be asked again after a 429
}

// Why a call is kept back, as metrics count it.
const (
	HeldBudget   = "budget"    // the minute's calls are spent
	HeldInFlight = "in_flight" // too many under way
	HeldBreaker  = "breaker"   // the API is down
	HeldLimited  = "limited"   // the API said when to come back
)

func newGate(l Limits, clock func() time.Time, instances func() Instances, held func(string), breaker func(class string, open bool)) *gate {
	g := &gate{
		limits: l, clock: clock, budget: newBudget(l, instances, clock()), held: held, resume: map[string]time.Time{},
		inFlight: inFlight{most: l.InFlight, kept: l.Kept, queue: l.Queue},
	}
	for i, name := range classes() {
		g.breakers[i] = newBreaker(func(open bool) { breaker(name, open) })
	}
	return g
}

type urgentKey struct{}

type signInKey struct{}

// Urgently marks calls that may use what is kept back of the budget: what finds out
// about a write, and what a sign-in needs. Writes are urgent by themselves.
func Urgently(ctx context.Context) context.Context { return context.WithValue(ctx, urgentKey{}, true) }

func urgent(ctx context.Context, t pgclient.Try) bool {
	return t.Write || ctx.Value(urgentKey{}) != nil
}

func classOf(ctx context.Context, t pgclient.Try) class {
	switch {
	case t.Write:
		return writes
	case ctx.Value(signInKey{}) != nil:
		return signIns
	}
	return reads
}

// enter is the pgclient.Gate. Nothing of the order is arbitrary: what costs nothing
// comes first, and a call that has to wait spends its budget when it is let through.
func (g *gate) enter(ctx context.Context, t pgclient.Try) (func(pgclient.Observation), *pgclient.Held) {
	of, now := classOf(ctx, t), g.clock()
	if wait := g.limited(t.Op, now); wait > 0 {
		return nil, g.no(HeldLimited, pgclient.RateLimited, wait)
	}
	if !g.closed(ctx, of) {
		return nil, g.no(HeldBreaker, pgclient.Unavailable, 0)
	}
	first := urgent(ctx, t)
	if !g.inFlight.enter(ctx, first, g.limits.Patience) {
		if err := ctx.Err(); err != nil {
			return nil, &pgclient.Held{Kind: pgclient.KindOf(err), Reason: "the caller's time is over"}
		}
		return nil, g.no(HeldInFlight, pgclient.RateLimited, 0)
	}
	if wait := g.spend(ctx, t.Op, first); wait > 0 {
		g.inFlight.leave()
		return nil, g.no(HeldBudget, pgclient.RateLimited, wait)
	}
	told, ok := g.allow(of)
	if !ok {
		g.inFlight.leave()
		return nil, g.no(HeldBreaker, pgclient.Unavailable, 0)
	}
	return func(o pgclient.Observation) {
		g.inFlight.leave()
		g.learn(o)
		told(verdict(o))
	}, nil
}

func (g *gate) no(why string, kind pgclient.Kind, after time.Duration) *pgclient.Held {
	g.held(why)
	return &pgclient.Held{Kind: kind, RetryAfter: after, Reason: why}
}

// closed tells whether calls of a class are let through. A breaker of writes that has
// been open for its time is never tried with a member's booking: a read goes first.
func (g *gate) closed(ctx context.Context, of class) bool {
	if !g.limits.Breaker {
		return true
	}
	state := g.breakers[of].State()
	if of == writes && state == gobreaker.StateHalfOpen && g.probe != nil {
		_ = g.probe(ctx) // its outcome is in the state
		state = g.breakers[of].State()
		return state == gobreaker.StateClosed
	}
	return state != gobreaker.StateOpen
}

// allow counts a call with the breaker of its class. A read is also the probe of the
// writes, once their breaker waits for one.
func (g *gate) allow(of class) (told func(error), ok bool) {
	if !g.limits.Breaker {
		return func(error) {}, true
	}
	told, err := g.breakers[of].Allow()
	if err != nil {
		return nil, false
	}
	if of == reads && g.breakers[writes].State() == gobreaker.StateHalfOpen {
		if also, err := g.breakers[writes].Allow(); err == nil {
			own := told
			told = func(err error) { own(err); also(err) }
		}
	}
	return told, true
}

// spend takes a call from the budget, after a short wait where that helps. It returns
// how long there will be none.
func (g *gate) spend(ctx context.Context, op string, first bool) time.Duration {
	if op == "checkKey" {
		return 0 // the API counts none
	}
	ok, free := g.budget.take(op, first, g.clock())
	if ok {
		return 0
	}
	if free > g.limits.Patience {
		return free
	}
	timer := time.NewTimer(free)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return free
	}
	if ok, free = g.budget.take(op, first, g.clock()); ok {
		return 0
	}
	return free
}

// learn notes when the API wants to be asked again.
func (g *gate) learn(o pgclient.Observation) {
	if o.Kind != pgclient.RateLimited || g.limits.PerMinute <= 0 {
		return
	}
	wait := o.RetryAfter
	if wait == 0 {
		wait = retryUnsaid
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.resume[o.Op] = g.clock().Add(wait)
}

// limited is how long an operation has to rest, 0 where it has not.
func (g *gate) limited(op string, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	at, known := g.resume[op]
	if !known {
		return 0
	}
	if !now.Before(at) {
		delete(g.resume, op)
		return 0
	}
	return at.Sub(now)
}
