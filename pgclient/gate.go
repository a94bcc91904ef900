package pgclient

import (
	"context"
	"net/http"
	"time"
)

// Gate is asked before each try. It may wait, as long as ctx lives, and it may say no:
// then nothing is sent, and the call fails as the gate says. After a try that it let
// through, done is called once, on the same goroutine.
//
// A Gate is where a program keeps to its budget and spares a server in trouble. It must
// be safe for concurrent use.
type Gate func(ctx context.Context, t Try) (done func(Observation), no *Held)

// Try is what a Gate learns of a try before it is made.
type Try struct {
	Op    string // operationId of the contract, "checkKey" for CheckKey
	Write bool   // it changes something
	Try   int    // 1, or 2 for the retry of a read
}

// Held is how a Gate says no.
type Held struct {
	Kind       Kind          // of the error of the call: RateLimited, Unavailable, Timeout or Canceled
	RetryAfter time.Duration // when it may be worth asking again; 0 if that is not known
	Reason     string        // for logs
}

// Error implements error; it is the cause of the call's *Error.
func (h *Held) Error() string { return "not sent: " + h.Reason }

// WithGate has g asked before each try. Downloads are not asked for: their links lead
// to other servers.
func WithGate(g Gate) Option {
	return func(c *Client) error {
		c.gate = g
		return nil
	}
}

// WithConnections bounds how many connections the Client has to its server at once; a
// call over that waits for one. It is without effect beside [WithHTTPClient].
func WithConnections(most int) Option {
	return func(c *Client) error {
		c.connections = most
		return nil
	}
}

func noGate(context.Context, Try) (func(Observation), *Held) { return func(Observation) {}, nil }

// held returns the error for a try that the gate kept back.
func (k call) held(h *Held) *Error {
	return &Error{Op: k.op, Kind: h.Kind, RetryAfter: h.RetryAfter, cause: h, write: k.write}
}

// LanguageOf returns what calls with ctx ask for, see [WithLanguage]; "" for nothing.
// Answers to different languages may differ: whoever keeps one has to keep them apart.
func LanguageOf(ctx context.Context) string { return language(ctx) }

// observed is what is told about a try.
func (k call) observed(ctx context.Context, e *Error, took time.Duration, try int) Observation {
	seen := Observation{Op: k.op, Write: k.write, Status: http.StatusOK, Duration: took, Try: try}
	if e != nil {
		seen.Kind, seen.Status, seen.RetryAfter = e.Kind, e.Status, e.RetryAfter
		seen.Abandoned = ctx.Err() != nil
	}
	return seen
}
