package studio

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// gated is a gate of a test with what it told.
type gated struct {
	*gate
	mu   sync.Mutex
	held map[string]int
	open map[string]bool
}

func newGated(l Limits, instances func() Instances) *gated {
	g := &gated{held: map[string]int{}, open: map[string]bool{}}
	g.gate = newGate(l, time.Now, instances,
		func(why string) {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.held[why]++
		},
		func(class string, open bool) { g.open[class] = open })
	return g
}

// call makes one call that takes no time and comes to what is said.
func (g *gated) call(t *testing.T, try pgclient.Try, o pgclient.Observation) *pgclient.Held {
	t.Helper()
	return g.callAs(t.Context(), try, o)
}

func (g *gated) callAs(ctx context.Context, try pgclient.Try, o pgclient.Observation) *pgclient.Held {
	done, no := g.enter(ctx, try)
	if no == nil {
		o.Op, o.Write = try.Op, try.Write
		done(o)
	}
	return no
}

var (
	aRead    = pgclient.Try{Op: "getActiveClasses", Try: 1}
	another  = pgclient.Try{Op: "getUtilization", Try: 1}
	aBooking = pgclient.Try{Op: "bookClassSlot", Write: true, Try: 1}

	well    = pgclient.Observation{Status: 200}
	refused = pgclient.Observation{Status: 400, Kind: pgclient.Invalid}
	down    = pgclient.Observation{Status: 503, Kind: pgclient.Unavailable}
	silent  = pgclient.Observation{Kind: pgclient.Timeout}
)

// In no sixty seconds more calls are sent than the API takes, and what is kept back is
// there for the urgent.
func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := DefaultLimits()
		g := newGated(l, nil)
		var sent []time.Time
		ctx := t.Context()
		try := func(ctx context.Context, try pgclient.Try) bool {
			ok := g.callAs(ctx, try, well) == nil
			if ok && try.Op == aRead.Op {
				sent = append(sent, time.Now())
			}
			return ok
		}
		for range 4000 { // over two minutes and a half, many more than allowed
			try(ctx, aRead)
			time.Sleep(38 * time.Millisecond)
		}
		for i := range sent {
			n := 0
			for _, at := range sent[i:] {
				if at.Sub(sent[i]) < window {
					n++
				}
			}
			require.LessOrEqual(t, n, l.PerMinute-l.Spare-l.Reserve)
		}
		require.Greater(t, len(sent), 2000, "the budget is used")
		require.Positive(t, g.held[HeldBudget])

		time.Sleep(2 * window)
		n := 0
		for try(ctx, aRead) {
			n++
		}
		require.Equal(t, l.PerMinute-l.Spare-l.Reserve, n)
		no := g.call(t, aRead, well)
		require.Equal(t, pgclient.RateLimited, no.Kind)
		require.InDelta(t, window, no.RetryAfter, float64(2*time.Second), "when the minute is over")
		require.True(t, try(ctx, another), "every operation has its own")
		for range l.Reserve {
			require.True(t, try(Urgently(ctx), aRead))
		}
		require.False(t, try(Urgently(ctx), aRead), "what is spare stays so")
		for range l.PerMinute - l.Spare {
			require.True(t, try(ctx, aBooking))
		}
		require.False(t, try(ctx, aBooking))

		time.Sleep(no.RetryAfter)
		require.True(t, try(ctx, aRead))
	})
}

// A call that comes a moment too early waits for it.
func TestBudgetIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := DefaultLimits()
		l.PerMinute, l.Spare, l.Reserve = 1, 0, 0
		g := newGated(l, nil)
		require.Nil(t, g.call(t, aRead, well))
		time.Sleep(61*time.Second - l.Patience/2)
		began := time.Now()
		require.Nil(t, g.call(t, aRead, well))
		require.Equal(t, l.Patience/2, time.Since(began))
		time.Sleep(window - time.Second)
		began = time.Now()
		require.NotNil(t, g.call(t, aRead, well))
		require.Zero(t, time.Since(began), "no use in waiting")
	})
}

func TestBudgetIsDivided(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := DefaultLimits()
		l.PerMinute, l.Spare, l.Reserve = 120, 0, 0
		count := func(g *gated) (n int) {
			for g.call(t, aRead, well) == nil {
				n++
			}
			return n
		}
		require.Equal(t, 40, count(newGated(l, func() Instances { return Instances{Count: 3} })))
		// One that begins leaves room for what the others called before.
		joined := Instances{Count: 2, Since: time.Now(), Used: 120}
		g := newGated(l, func() Instances { return joined })
		require.Zero(t, count(g))
		time.Sleep(15 * time.Second)
		require.Equal(t, 30, count(g))
		time.Sleep(90 * time.Second)
		require.Equal(t, 60, count(g))
		require.Equal(t, 60, g.budget.most(time.Now()))
		joined = Instances{Count: 2, Since: time.Now(), Used: 20}
		require.Equal(t, 60, count(newGated(l, func() Instances { return joined })), "they did not call much")
	})
}

func TestRetryAfterRestsTheOperation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGated(DefaultLimits(), nil)
		require.Nil(t, g.call(t, aRead, pgclient.Observation{Status: 429, Kind: pgclient.RateLimited, RetryAfter: 7 * time.Second}))
		no := g.call(t, aRead, well)
		require.Equal(t, pgclient.RateLimited, no.Kind)
		require.Equal(t, 7*time.Second, no.RetryAfter)
		require.Nil(t, g.call(t, another, well), "that operation alone")
		time.Sleep(7*time.Second - time.Nanosecond)
		require.NotNil(t, g.call(t, aRead, well))
		time.Sleep(time.Nanosecond)
		require.Nil(t, g.call(t, aRead, pgclient.Observation{Status: 429, Kind: pgclient.RateLimited}))
		require.Equal(t, time.Minute, g.call(t, aRead, well).RetryAfter, "no time was said")
		require.Equal(t, 3, g.held[HeldLimited])
	})
}

func TestBreaker(t *testing.T) {
	const probing = 30 * time.Second // the latest moment of a probe
	for name, fail := range map[string]pgclient.Observation{"down": down, "silent": silent} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGated(DefaultLimits(), nil)
				for range 4 {
					require.Nil(t, g.call(t, aRead, fail))
				}
				require.Nil(t, g.call(t, another, well), "not in a row")
				for range 5 {
					require.Nil(t, g.call(t, aRead, fail))
				}
				no := g.call(t, another, well)
				require.NotNil(t, no, "open for all reads")
				require.Equal(t, pgclient.Unavailable, no.Kind)
				require.True(t, g.open["read"])
				require.Nil(t, g.call(t, aBooking, well), "another class")
				require.Nil(t, g.callAs(signingIn(t.Context()), another, well), "another class")
				time.Sleep(10*time.Second - 1)
				require.NotNil(t, g.call(t, aRead, well), "not before 10 s")
				time.Sleep(probing - 10*time.Second + 1)

				done, no := g.enter(t.Context(), aRead)
				require.Nil(t, no, "the probe")
				require.NotNil(t, g.call(t, another, well), "one at a time")
				done(fail)
				require.NotNil(t, g.call(t, aRead, well), "open again")
				time.Sleep(probing + 1)
				require.Nil(t, g.call(t, aRead, well))
				require.Nil(t, g.call(t, aRead, well))
				require.False(t, g.open["read"])
			})
		})
	}
	t.Run("half of twenty", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGated(DefaultLimits(), nil)
			n := 0
			for ; n < 40; n++ {
				o := well
				if n%2 == 0 {
					o = down
				}
				if g.call(t, aRead, o) != nil {
					break
				}
			}
			require.Equal(t, 21, n, "with the twenty-first, the eleventh failure")
		})
	})
	t.Run("what says nothing", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGated(DefaultLimits(), nil)
			for range 30 {
				require.Nil(t, g.call(t, aRead, pgclient.Observation{Kind: pgclient.Canceled, Abandoned: true}))
				require.Nil(t, g.call(t, aRead, pgclient.Observation{Kind: pgclient.Timeout, Abandoned: true}), "the page's time, not the API's")
				require.Nil(t, g.call(t, aRead, refused))
				require.Nil(t, g.call(t, aRead, pgclient.Observation{Status: 503, Kind: pgclient.Unavailable, Again: true}), "the retry will tell")
			}
			require.Empty(t, g.open)
		})
	})
}

// A booking is never what finds out whether the API is back.
func TestWritesAreProbedByReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGated(DefaultLimits(), nil)
		health, probes := down, 0
		g.probe = func(ctx context.Context) error {
			probes++
			g.callAs(ctx, pgclient.Try{Op: "checkKey", Try: 1}, health)
			return nil
		}
		for range 5 {
			require.Nil(t, g.call(t, aBooking, down))
		}
		require.NotNil(t, g.call(t, aBooking, well))
		require.Nil(t, g.call(t, aRead, well), "reads go on, and prove nothing yet")
		require.NotNil(t, g.call(t, aBooking, well))
		require.Zero(t, probes)

		time.Sleep(30*time.Second + 1)
		require.NotNil(t, g.call(t, aBooking, well), "the probe failed")
		require.Equal(t, 1, probes)
		require.NotNil(t, g.call(t, aBooking, well), "and is not repeated at once")
		require.Equal(t, 1, probes)

		time.Sleep(30*time.Second + 1)
		health = well
		require.Nil(t, g.call(t, aBooking, well))
		require.Equal(t, 2, probes)

		// Where no read can be sent the booking waits.
		for range 5 {
			require.Nil(t, g.call(t, aBooking, down))
		}
		time.Sleep(30*time.Second + 1)
		probe := g.probe
		g.probe = func(context.Context) error { return errFailed }
		require.NotNil(t, g.call(t, aBooking, well))
		g.probe = probe
		require.Nil(t, g.call(t, aBooking, well))
		require.Equal(t, 3, probes)

		// A page that was read meanwhile does as well.
		for range 5 {
			require.Nil(t, g.call(t, aBooking, down))
		}
		time.Sleep(30*time.Second + 1)
		require.Nil(t, g.call(t, aRead, well))
		require.Nil(t, g.call(t, aBooking, well))
		require.Equal(t, 3, probes)
	})
}

func TestInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := DefaultLimits()
		g := newGated(l, nil)
		ctx := t.Context()
		var mu sync.Mutex
		busy, peak, sent, kept := 0, 0, 0, 0
		var longest time.Duration
		visit := func(try pgclient.Try, takes time.Duration) {
			began := time.Now()
			done, no := g.enter(ctx, try)
			mu.Lock()
			longest = max(longest, time.Since(began))
			if no != nil {
				kept++
				mu.Unlock()
				if no.Kind != pgclient.RateLimited {
					t.Errorf("held as %s", no.Kind)
				}
				return
			}
			busy, sent = busy+1, sent+1
			peak = max(peak, busy)
			mu.Unlock()
			time.Sleep(takes)
			mu.Lock()
			busy--
			mu.Unlock()
			done(well)
		}
		now := func() int {
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			return busy
		}
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() { visit(aRead, 100*time.Millisecond) })
		}
		require.Equal(t, l.InFlight-l.Kept, now(), "some places are kept")
		for range 4 {
			all.Go(func() { visit(aBooking, 100*time.Millisecond) })
		}
		require.Equal(t, l.InFlight, now(), "for the urgent")
		all.Wait()
		require.Equal(t, l.InFlight, peak)
		require.Equal(t, l.Patience, longest)
		require.Equal(t, 204, sent+kept)
		require.Equal(t, kept, g.held[HeldInFlight])
		require.Greater(t, sent, 2*l.InFlight, "the line moves")
		require.Zero(t, g.inFlight.busy)
		require.Empty(t, g.inFlight.urgent)
		require.Empty(t, g.inFlight.others)

		// Whoever leaves the line leaves nothing behind.
		for range l.InFlight - l.Kept {
			all.Go(func() { visit(aRead, time.Second) })
		}
		synctest.Wait()
		gone, leave := context.WithCancel(ctx)
		leave()
		_, no := g.enter(gone, aRead)
		require.Equal(t, pgclient.Canceled, no.Kind)
		require.Empty(t, g.inFlight.others)
		all.Wait()
	})
}
