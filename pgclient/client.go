package pgclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	connectTimeout      = time.Second
	defaultReadTimeout  = 3 * time.Second
	defaultWriteTimeout = 15 * time.Second

	maxAnswer      = 8 << 20  // bytes of a decoded answer; a full slice is well below 1 MiB
	maxErrorAnswer = 64 << 10 // bytes of an error answer that are looked at
	maxKeptBuffer  = 1 << 20  // larger buffers are not kept for the next answer
)

// Client calls the API with the key of one studio. It is safe for concurrent use
// and is meant to live as long as the program: it owns the connections and the
// retry budget.
type Client struct {
	base    string // scheme, host and path prefix, without a slash at the end
	host    string
	key     string
	http    *http.Client
	read    time.Duration
	write   time.Duration
	observe func(Observation)
	gate    Gate
	budget  retryBudget
	buffers sync.Pool // of *bytes.Buffer

	connections int // at once, 0: as many as it takes
}

// Option changes a Client while it is made.
type Option func(*Client) error

// New returns a client for the tenant at baseURL, for example
// https://example.open-api.perfectgym.com, and the studio that key belongs to.
// It sends nothing; [Client.CheckKey] tells whether the key is accepted.
//
// The error never contains the key.
func New(baseURL, key string, opts ...Option) (*Client, error) {
	u, err := url.Parse(baseURL)
	switch {
	case err != nil:
		return nil, errors.New("pgclient: the base URL cannot be parsed")
	case u.Scheme != "https" && u.Scheme != "http", u.Host == "":
		return nil, errors.New("pgclient: the base URL must start with https:// or http:// and a host")
	case u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, errors.New("pgclient: the base URL must have neither user, query nor fragment")
	case key == "":
		return nil, errors.New("pgclient: the key is empty")
	case strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return nil, errors.New("pgclient: the key contains a blank or a character outside ASCII")
	}
	c := &Client{
		base:    strings.TrimRight(u.Scheme+"://"+u.Host+u.EscapedPath(), "/"),
		host:    u.Host,
		key:     key,
		read:    defaultReadTimeout,
		write:   defaultWriteTimeout,
		observe: func(Observation) {},
		gate:    noGate,
		buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}
	c.budget.tenths.Store(retryFloor * callsPerRetry)
	for _, o := range opts {
		if err := o(c); err != nil {
			return nil, err
		}
	}
	if c.http == nil {
		c.http = &http.Client{Transport: newTransport(c.connections)}
	}
	// A redirect could send a write a second time and the key to another host.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c, nil
}

// newTransport returns the Transport of a client that was given none.
//
// It speaks HTTP/1.1 alone: there, net/http sends a request a second time only if
// it is a GET or HEAD, or if not one byte of it was written. For HTTP/2 it also
// repeats a POST or DELETE whose stream the server reset with PROTOCOL_ERROR,
// which may be after the server acted on it.
func newTransport(connections int) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext,
		Protocols:              protocols,
		TLSHandshakeTimeout:    2 * connectTimeout,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    64,
		MaxConnsPerHost:        connections,
		IdleConnTimeout:        30 * time.Second, // shorter than usual servers keep one, so that few requests meet a closed one
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// WithHTTPClient lets calls go through hc, of which a copy is made; its
// CheckRedirect is replaced, since this client never follows redirects. Without
// this option each Client has a Transport of its own with a connect timeout of 1 s.
//
// A Transport that speaks HTTP/2 may repeat a write by itself when the server
// resets its stream; give it one for HTTP/1.1, as the Client's own is.
func WithHTTPClient(hc *http.Client) Option {
	return func(c *Client) error {
		if hc == nil {
			return errors.New("pgclient: the HTTP client is nil")
		}
		copied := *hc
		c.http = &copied
		return nil
	}
}

// WithTimeouts sets how long one try may take, from connecting to the last byte of
// the answer: 3 s for reads and 15 s for writes unless set. The context of a call
// limits all of its tries together.
func WithTimeouts(read, write time.Duration) Option {
	return func(c *Client) error {
		if read <= 0 || write <= 0 {
			return errors.New("pgclient: timeouts must be positive")
		}
		c.read, c.write = read, write
		return nil
	}
}

// WithObserver has f called after each try, on the goroutine of the call. f must
// be quick and safe for concurrent use.
func WithObserver(f func(Observation)) Option {
	return func(c *Client) error {
		if f == nil {
			return errors.New("pgclient: the observer is nil")
		}
		c.observe = f
		return nil
	}
}

// Observation is what an observer learns about one try. It holds nothing of a
// member, so all of it may become a metric or a log line.
type Observation struct {
	Op       string        // operationId of the contract, "checkKey" for CheckKey
	Kind     Kind          // "" on success
	Status   int           // of the answer, 0 if there was none
	Duration time.Duration // of this try alone
	Try      int           // 1, or 2 for the retry of a read

	Write      bool          // the call would have changed something
	Again      bool          // another try follows
	Abandoned  bool          // the caller's own time ended, or the caller left: says nothing of the API
	RetryAfter time.Duration // as the API asked, at most a minute; 0 if it did not say
}

type languageKey struct{}

// WithLanguage makes calls with the returned context ask for messages in language,
// a tag such as "de" or "de-CH". The API answers in English or the studio's
// language if it is not told, so callers should always say. Class titles and other
// texts of the studio are not translated.
func WithLanguage(ctx context.Context, language string) context.Context {
	return context.WithValue(ctx, languageKey{}, language)
}

// language returns what to send as Accept-Language, "" for nothing. What is no
// language tag is left out rather than sent.
func language(ctx context.Context) string {
	l, _ := ctx.Value(languageKey{}).(string)
	for _, r := range l {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-':
		default:
			return ""
		}
	}
	return l
}

// Format keeps the key out of logs whatever verb a Client is printed with.
func (c *Client) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "pgclient("+c.host+")") }

// call is one operation to perform.
type call struct {
	op     string // operationId
	method string
	path   string // starts with a slash; holds ids only
	query  url.Values
	body   any   // nil: none is sent
	form   *form // instead of body, for writes: multipart
	out    any   // pointer the answer is decoded into; nil: the answer has no documented body
	write  bool  // it changes something: sent once, whatever happens
}

// incomplete is implemented by answers that are worth nothing without certain
// fields. To go on with a booking whose id is 0 would be worse than to fail.
type incomplete interface{ incomplete() bool }

// do performs a call: at most one try for a write, at most two for a read.
func (c *Client) do(ctx context.Context, k call) error {
	encode, err := k.encoder()
	if err != nil {
		return &Error{Op: k.op, Kind: Invalid, cause: err}
	}
	c.budget.earn()
	var before *Error // of the try before
	for try := 1; ; try++ {
		done, no := c.gate(ctx, Try{Op: k.op, Write: k.write, Try: try})
		switch {
		case no != nil && before != nil:
			return before // it says more
		case no != nil:
			return k.held(no)
		}
		start := time.Now()
		e := c.try(ctx, k, encode())
		seen := k.observed(ctx, e, time.Since(start), try)
		var wait time.Duration
		if e != nil && !k.write && try == 1 {
			wait, seen.Again = c.retry(ctx, e)
		}
		done(seen)
		c.observe(seen)
		if e == nil {
			return nil
		}
		if !seen.Again || !pause(ctx, wait) {
			return e
		}
		before = e
	}
}

// encoder returns what makes the body of each try.
func (k call) encoder() (func() content, error) {
	switch {
	case k.form != nil:
		body, err := k.form.encode()
		return func() content { return body }, err // a file is read once, and a write is sent once
	case k.body != nil:
		text, err := json.Marshal(k.body)
		if err != nil {
			return nil, errors.New("the request cannot be encoded")
		}
		return func() content { return content{bytes.NewReader(text), "application/json", int64(len(text))} }, nil
	}
	return func() content { return content{} }, nil
}

// try sends the request once. It returns *Error and not error because do and the
// retry look at it; do never lets a nil *Error become a non-nil error.
func (c *Client) try(ctx context.Context, k call, body content) *Error {
	if err := ctx.Err(); err != nil {
		return k.failed(ctx, err, false)
	}
	limit := c.read
	if k.write {
		limit = c.write
	}
	tryCtx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	// A connection is the line between "surely not sent" and "maybe sent".
	var connected atomic.Bool
	tryCtx = httptrace.WithClientTrace(tryCtx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	req, err := c.request(tryCtx, k, body)
	if err != nil {
		return k.failed(ctx, err, false)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return k.failed(ctx, err, connected.Load())
	}
	defer func() { _ = res.Body.Close() }()

	if res.StatusCode < 200 || res.StatusCode > 299 {
		return k.refused(res)
	}
	if k.out == nil {
		return nil // not even read: the status is the answer
	}
	buf, _ := c.buffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= maxKeptBuffer {
			buf.Reset()
			c.buffers.Put(buf)
		}
	}()
	if _, err := buf.ReadFrom(io.LimitReader(res.Body, maxAnswer+1)); err != nil {
		e := k.failed(ctx, err, true)
		e.Status = res.StatusCode
		if e.Kind == Unavailable {
			e.Kind = Unexpected // there was an answer, but half of it
			e.again = true
		}
		return e
	}
	if err := decode(buf.Bytes(), k.out); err != nil {
		return &Error{Op: k.op, Kind: Unexpected, Status: res.StatusCode, cause: err, write: k.write, sent: true}
	}
	record(ctx, k, buf.Bytes())
	return nil
}

func (c *Client) request(ctx context.Context, k call, body content) (*http.Request, error) {
	target := c.base + k.path
	if len(k.query) > 0 {
		target += "?" + k.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, k.method, target, body.reader)
	if err != nil {
		return nil, errors.New("the request cannot be made")
	}
	if body.reader != nil {
		req.ContentLength = body.size
		req.Header.Set("Content-Type", body.mediaType)
	}
	// Never an Idempotency-Key: the API knows none, and net/http takes the header
	// as leave to repeat a POST on its own.
	req.Header.Set("X-API-KEY", c.key)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "member-portal")
	if l := language(ctx); l != "" {
		req.Header.Set("Accept-Language", l)
	}
	return req, nil
}

// decode reads one JSON value into out. Its errors name the place, never the value.
func decode(data []byte, out any) error {
	switch {
	case len(data) > maxAnswer:
		return errors.New("the answer is too large")
	case len(bytes.TrimSpace(data)) == 0:
		return errors.New("the answer is empty")
	}
	if err := json.Unmarshal(data, out); err != nil {
		var mismatch *json.UnmarshalTypeError
		if errors.As(err, &mismatch) && mismatch.Field != "" {
			return fmt.Errorf("the answer does not fit: field %s is no %s", mismatch.Field, mismatch.Type)
		}
		return errors.New("the answer is not the JSON of the contract")
	}
	if reflect.TypeOf(out).Elem().Kind() == reflect.Struct && bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return errors.New("the answer is null")
	}
	if v, ok := out.(incomplete); ok && v.incomplete() {
		return errors.New("the answer lacks required fields")
	}
	return nil
}

// get performs a read and returns what it answers.
func get[T any](ctx context.Context, c *Client, op, path string, query url.Values) (T, error) {
	var out T
	err := c.do(ctx, call{op: op, method: http.MethodGet, path: path, query: query, out: &out})
	return result(out, err)
}

// send performs an operation that changes something and returns what it answers.
func send[T any](ctx context.Context, c *Client, op, method, path string, body any) (T, error) {
	var out T
	err := c.do(ctx, call{op: op, method: method, path: path, body: body, out: &out, write: true})
	return result(out, err)
}

// act performs an operation that changes something and whose answer says nothing.
func act(ctx context.Context, c *Client, op, method, path string, body any) error {
	return c.do(ctx, call{op: op, method: method, path: path, body: body, write: true})
}

// ask performs a read that the API wants as a POST with a body.
func ask[T any](ctx context.Context, c *Client, op, path string, body any) (T, error) {
	var out T
	err := c.do(ctx, call{op: op, method: http.MethodPost, path: path, body: body, out: &out})
	return result(out, err)
}

// result makes sure that a failed call returns the zero value, not the half of an answer.
func result[T any](out T, err error) (T, error) {
	if err != nil {
		var zero T
		return zero, err
	}
	return out, nil
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
