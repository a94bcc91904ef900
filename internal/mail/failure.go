package mail

import (
	"errors"
	"time"
)

// Failure is why a mail did not go out. Its text is the short fixed Reason
// alone, so it may be logged and kept; the wrapped error may hold addresses
// and must not be.
type Failure struct {
	Reason string // a few fixed words: "smtp connect", "lookup timeout"

	// Permanent failures are not tried again: the row is dropped.
	Permanent bool

	// Quiet failures do not make Worker.Slow true. Whatever only happens when
	// an address is known has to be quiet, or the code page would tell
	// strangers who is a member.
	Quiet bool

	// After is how long the other side asked to wait; 0 when it did not.
	After time.Duration

	Err error // the cause, may be nil
}

// Error returns the reason and nothing of the cause.
func (f *Failure) Error() string { return f.Reason }

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// failureOf reads any error as a Failure; foreign ones are tried again.
func failureOf(err error) *Failure {
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return &Failure{Reason: "unexpected", Err: err}
}
