package pgclient

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	retryFloor    = 5                      // retries a new client may spend before it has earned any
	retryCeiling  = 10                     // retries that can be saved up
	callsPerRetry = 10                     // calls that earn one retry
	maxBackoff    = 200 * time.Millisecond // of a retry that the API gave no time for
	maxRetryAfter = time.Minute            // the API's longest penalty
	leastTry      = 50 * time.Millisecond  // a retry with less time left than this is not worth sending
)

// retryBudget keeps retries below a tenth of all calls, so that a client does not
// double the load on a server that is already failing under it. It counts in
// tenths of a retry: each call earns one, a retry costs ten.
type retryBudget struct{ tenths atomic.Int64 }

func (b *retryBudget) earn() {
	for {
		n := b.tenths.Load()
		if n >= retryCeiling*callsPerRetry || b.tenths.CompareAndSwap(n, n+1) {
			return
		}
	}
}

func (b *retryBudget) spend() bool {
	for {
		n := b.tenths.Load()
		if n < callsPerRetry {
			return false
		}
		if b.tenths.CompareAndSwap(n, n-callsPerRetry) {
			return true
		}
	}
}

// retry reports whether there is to be a second try of a read, and how long to wait
// for it. It is not asked for writes.
func (c *Client) retry(ctx context.Context, e *Error) (wait time.Duration, again bool) {
	switch {
	case ctx.Err() != nil:
		return 0, false
	case e.Kind == Unavailable, e.Kind == Timeout, e.again:
	case e.Kind == RateLimited && e.RetryAfter > 0:
		// Without a time the limit lasts up to a minute, and each further call may prolong it.
	default:
		return 0, false
	}
	wait = e.RetryAfter
	if wait == 0 {
		wait = rand.N(maxBackoff) // full jitter: clients that failed together do not come back together
	}
	if end, ok := ctx.Deadline(); ok && time.Until(end) < wait+leastTry {
		return 0, false // better an answer now than a timeout later
	}
	return wait, c.budget.spend()
}

// pause waits and reports whether ctx still lives after it.
func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// retryAfter reads the header of that name, in seconds or as a date; 0 if there is
// none that makes sense. A date is taken relative to the server's own clock.
func retryAfter(h http.Header) time.Duration {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	var wait time.Duration
	if seconds, err := strconv.ParseInt(v, 10, 32); err == nil {
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(v); err == nil {
		now, err := http.ParseTime(h.Get("Date"))
		if err != nil {
			now = time.Now()
		}
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxRetryAfter)
}
