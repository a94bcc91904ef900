package pgclient_test

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// gatekeeper is a gate that says no when it is told to, and what it saw.
type gatekeeper struct {
	no    func(pgclient.Try) *pgclient.Held
	tries []pgclient.Try
	seen  []pgclient.Observation
}

func (g *gatekeeper) enter(_ context.Context, t pgclient.Try) (func(pgclient.Observation), *pgclient.Held) {
	g.tries = append(g.tries, t)
	if g.no != nil {
		if no := g.no(t); no != nil {
			return nil, no
		}
	}
	return func(o pgclient.Observation) { g.seen = append(g.seen, o) }, nil
}

func TestGateIsAskedBeforeEachTry(t *testing.T) {
	var requests atomic.Int64
	status := http.StatusServiceUnavailable
	g := &gatekeeper{}
	var observed []pgclient.Observation
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if requests.Add(1) == 2 {
			_, _ = io.WriteString(w, `{"count":3}`)
			return
		}
		w.WriteHeader(status)
	}), pgclient.WithGate(g.enter), pgclient.WithObserver(func(o pgclient.Observation) { observed = append(observed, o) }))
	_, err := c.GetUtilization(t.Context())
	require.NoError(t, err)
	require.Equal(t, []pgclient.Try{{Op: "getUtilization", Try: 1}, {Op: "getUtilization", Try: 2}}, g.tries)
	require.Len(t, g.seen, 2)
	require.Equal(t, observed, g.seen)
	require.True(t, g.seen[0].Again)
	require.False(t, g.seen[1].Again)

	// A no for the retry leaves the error of the try.
	g.no = func(t pgclient.Try) *pgclient.Held {
		if t.Try == 2 {
			return &pgclient.Held{Kind: pgclient.RateLimited, Reason: "budget"}
		}
		return nil
	}
	_, err = c.GetUtilization(t.Context())
	require.Equal(t, pgclient.Unavailable, pgclient.KindOf(err))
	require.EqualValues(t, 3, requests.Load())

	// A write, and a no to it: nothing was sent, and that is known.
	g.tries = nil
	status = http.StatusInternalServerError
	err = c.CancelClassSlotById(t.Context(), 7)
	require.True(t, pgclient.Unclear(err))
	require.Equal(t, []pgclient.Try{{Op: "cancelClassSlotById", Write: true, Try: 1}}, g.tries)
	g.no = func(pgclient.Try) *pgclient.Held {
		return &pgclient.Held{Kind: pgclient.RateLimited, RetryAfter: 7 * time.Second, Reason: "budget"}
	}
	err = c.CancelClassSlotById(t.Context(), 7)
	var e *pgclient.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, pgclient.RateLimited, e.Kind)
	require.Equal(t, 7*time.Second, e.RetryAfter)
	require.False(t, pgclient.Unclear(err))
	require.EqualError(t, err, "pgclient: cancelClassSlotById: rate_limited: not sent: budget")
	require.EqualValues(t, 4, requests.Load())
	require.Len(t, observed, 4, "what was not sent is not observed")
}

func TestWhatTheCallerEndedSaysNothingOfTheAPI(t *testing.T) {
	g := &gatekeeper{}
	c := newClient(t, http.HandlerFunc(hang), pgclient.WithGate(g.enter), pgclient.WithTimeouts(200*time.Millisecond, time.Second))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.GetUtilization(ctx)
	require.Equal(t, pgclient.Timeout, pgclient.KindOf(err))
	require.Len(t, g.seen, 1)
	require.True(t, g.seen[0].Abandoned)
	_, err = c.GetUtilization(t.Context())
	require.Equal(t, pgclient.Timeout, pgclient.KindOf(err))
	require.False(t, g.seen[1].Abandoned)

	// And a time that the API names reaches the gate, in both of its forms.
	for _, v := range []string{"7", "Mon, 15 Jun 2026 08:00:07 GMT"} {
		g.seen = nil
		c = newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", "Mon, 15 Jun 2026 08:00:00 GMT")
			w.Header().Set("Retry-After", v)
			w.WriteHeader(http.StatusTooManyRequests)
		}), pgclient.WithGate(g.enter))
		_, err = c.GetUtilization(ctxOf(t, 3*time.Second))
		require.Equal(t, pgclient.RateLimited, pgclient.KindOf(err))
		require.Len(t, g.seen, 1)
		require.Equal(t, 7*time.Second, g.seen[0].RetryAfter)
	}
}

func ctxOf(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestConnectionsAreBounded(t *testing.T) {
	var open, peak atomic.Int64
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		peak.Store(max(peak.Load(), open.Add(1)))
		time.Sleep(20 * time.Millisecond)
		open.Add(-1)
		_, _ = io.WriteString(w, `{"count":3}`)
	}), pgclient.WithConnections(3))
	done := make(chan error)
	for range 12 {
		go func() { _, err := c.GetUtilization(t.Context()); done <- err }()
	}
	for range 12 {
		require.NoError(t, <-done)
	}
	require.LessOrEqual(t, peak.Load(), int64(3))
}
