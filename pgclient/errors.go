package pgclient

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind says what a caller can do about an error. All errors of this package have
// one of these kinds.
type Kind string

const (
	// Invalid: the API says no to this request, status 400 or any other 4xx without
	// a kind of its own. Message is for the member, Reference names the field. For
	// bookings, the validate operation tells the reason.
	Invalid Kind = "invalid"
	// Unauthorized: the key is missing or wrong, status 401. A matter for the
	// operator, never the member's fault.
	Unauthorized Kind = "unauthorized"
	// Forbidden: the key lacks a scope, or the entity is off limits, status 403.
	Forbidden Kind = "forbidden"
	// NotFound: no such entity, status 404 or 410; also for one of another studio.
	NotFound Kind = "not_found"
	// Conflict: somebody else changed the entity at the same time, status 409. Read
	// again and offer again.
	Conflict Kind = "conflict"
	// RateLimited: more than 1000 calls of this operation in a minute, status 429.
	// RetryAfter is set if the API said when.
	RateLimited Kind = "rate_limited"
	// Unavailable: no connection, a lost one, or a 5xx.
	Unavailable Kind = "unavailable"
	// Timeout: no complete answer in time, be it the time of a try or that of the context.
	Timeout Kind = "timeout"
	// Canceled: the caller gave up. Not a failure of the API.
	Canceled Kind = "canceled"
	// Unexpected: an answer that the contract does not allow, such as an HTML page,
	// half a body, or a redirect.
	Unexpected Kind = "unexpected"
)

// Error is the error of every call. It carries neither the key nor, outside of
// Message and Reference, anything the API said about a member.
type Error struct {
	Op     string // operationId
	Kind   Kind
	Status int // of the answer, 0 if there was none

	// From the body of the answer, all optional. Message is in the language asked
	// for and may name the member's own data: it can be shown to them, not logged.
	// Code is a translation key of which no list is published: log it, do not
	// branch on it. Reference is the dotted path of the offending field. TraceID is
	// what the vendor's support asks for.
	Code, Message, Reference, TraceID string

	// RetryAfter is how long the API asked to wait, at most one minute; 0 if it did not say.
	RetryAfter time.Duration

	cause error
	write bool // the call would have changed something
	sent  bool // the request may have reached the API
	again bool // worth another try although the kind does not say so
}

// Error names operation, kind, status, code and trace id, and the cause if there
// was no answer. It is fit for logs: neither the key nor member data nor the API's
// message are in it.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("pgclient: " + e.Op + ": " + string(e.Kind))
	if e.Status != 0 {
		b.WriteString(", status " + strconv.Itoa(e.Status))
	}
	if e.Code != "" && plain(e.Code) {
		b.WriteString(", code " + e.Code)
	}
	if e.TraceID != "" && plain(e.TraceID) {
		b.WriteString(", trace " + e.TraceID)
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause, nil if the API refused: a context error, an error of
// package net, or a text. It has been cleared of URL and answer.
func (e *Error) Unwrap() error { return e.cause }

// errNoCriterion is the cause when a call would not say which customer it means.
var errNoCriterion = errors.New("not sent: it does not say which customer")

// plain reports whether s can stand in a log line: a key or an id, no sentence.
func plain(s string) bool {
	if len(s) > 100 {
		return false
	}
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("._-:", r):
		default:
			return false
		}
	}
	return true
}

// KindOf returns the kind of an error of this package, wrapped or not, and "" for
// nil. Of other errors, a cancelled context is Canceled, an expired one Timeout,
// and all else Unexpected.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return Timeout
	}
	return Unexpected
}

// Unclear reports whether err is that of a write whose outcome is unknown: the
// request may have reached the API, and the API did not say no. That is a timeout
// or a lost connection after sending, a 5xx, a redirect, or a success whose answer
// cannot be read. The caller has to read back what became of it and must not try
// again.
//
// It is false for reads, for every 4xx, and for a write that was never sent because
// no connection could be made.
func Unclear(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.write && e.sent && (e.Status < 400 || e.Status > 499)
}

// failed returns the error for a try without a complete answer. ctx is the
// caller's, not the one that the time of the try is taken from.
func (k call) failed(ctx context.Context, err error, sent bool) *Error {
	e := &Error{Op: k.op, Kind: Unavailable, cause: caused(err), write: k.write, sent: sent}
	if ctx.Err() != nil {
		e.cause = ctx.Err() // whatever shape it took on its way through net/http
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Kind = Canceled
	case ctx.Err() != nil:
		e.Kind = Timeout
	case sent && errors.Is(e.cause, context.DeadlineExceeded):
		e.Kind = Timeout
	}
	return e
}

// caused returns what lies behind an error of net/http, without the URL (which
// may hold a customer number) and without anything the server sent (which net/http
// quotes when it cannot parse it).
func caused(err error) error {
	var (
		op          *net.OpError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case errors.As(err, &op):
		return op
	case errors.As(err, &timeout) && timeout.Timeout():
		return context.DeadlineExceeded
	case errors.As(err, &certificate):
		return errors.New("the certificate of the server is not trusted")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return io.ErrUnexpectedEOF
	}
	return errors.New("the connection was lost or does not speak HTTP")
}

// refused returns the error for an answer that is no success.
func (k call) refused(res *http.Response) *Error {
	e := &Error{
		Op: k.op, Kind: kindOfStatus(res.StatusCode), Status: res.StatusCode,
		RetryAfter: retryAfter(res.Header), write: k.write, sent: true,
	}
	// A gateway may answer without JSON, or break off: the status alone will do.
	body, _ := io.ReadAll(io.LimitReader(res.Body, maxErrorAnswer))
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) == nil {
		e.Message = text(fields["errorMessage"])
		e.Code = text(fields["errorCode"])
		e.Reference = text(fields["reference"])
		e.TraceID = text(fields["traceId"])
	}
	return e
}

func kindOfStatus(status int) Kind {
	switch {
	case status == http.StatusUnauthorized:
		return Unauthorized
	case status == http.StatusForbidden:
		return Forbidden
	case status == http.StatusNotFound, status == http.StatusGone:
		return NotFound
	case status == http.StatusConflict:
		return Conflict
	case status == http.StatusTooManyRequests:
		return RateLimited
	case status >= 400 && status <= 499:
		return Invalid // which status a business rule has is not documented: every other 4xx is a no
	case status >= 500 && status <= 599:
		return Unavailable
	}
	return Unexpected
}

// text returns a JSON string, shortened, and "" for anything else.
func text(raw json.RawMessage) string {
	const most = 1000 // bytes; longer ones are no sentence for a member
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	if len(s) > most {
		s = s[:most]
		for !utf8.ValidString(s) {
			s = s[:len(s)-1]
		}
	}
	return s
}
