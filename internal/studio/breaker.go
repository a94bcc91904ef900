package studio

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/sony/gobreaker/v2"

	"memberportal/pgclient"
)

// class is a class of calls that fail together.
type class int

// The classes. What is urgent is decided apart from them.
const (
	reads class = iota
	writes
	signIns
)

// classes are their names in metrics.
func classes() [3]string { return [...]string{"read", "write", "signin"} }

var (
	errFailed  = errors.New("failed")
	errSaysNot = errors.New("says nothing of the API")
)

// verdict is what a try says of the API's health: nil for well, errSaysNot for nothing.
// A no of the API is an answer like any other; so is one that cannot be read, which is
// a matter of one operation.
func verdict(o pgclient.Observation) error {
	switch {
	case o.Abandoned, o.Again, o.Kind == pgclient.Canceled, o.Kind == pgclient.RateLimited:
		return errSaysNot
	case o.Kind == pgclient.Unavailable, o.Kind == pgclient.Timeout:
		return errFailed
	}
	return nil
}

// newBreaker opens after five failures in a row, or when of at least twenty calls of the
// last half minute half failed. After 10 to 30 s one call finds out whether the API is
// back: each breaker has its own time, so that the portal's do not all try at once.
func newBreaker(changed func(open bool)) *gobreaker.TwoStepCircuitBreaker[any] {
	return gobreaker.NewTwoStepCircuitBreaker[any](gobreaker.Settings{
		Interval: 30 * time.Second, BucketPeriod: 5 * time.Second,
		Timeout: 10*time.Second + rand.N(20*time.Second), // spreads load, guards nothing
		ReadyToTrip: func(c gobreaker.Counts) bool {
			ended := c.TotalSuccesses + c.TotalFailures
			return c.ConsecutiveFailures >= 5 || ended >= 20 && 2*c.TotalFailures >= ended
		},
		IsExcluded:    func(err error) bool { return errors.Is(err, errSaysNot) },
		OnStateChange: func(_ string, _, to gobreaker.State) { changed(to != gobreaker.StateClosed) },
	})
}
