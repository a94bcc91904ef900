package contract

import (
	"bytes"
	"io"
	"net/http"
	"testing"
)

// Handler passes requests to next and fails the test on any request or answer
// outside the contract. Paths below /_ are not the API's and pass unchecked.
func Handler(t testing.TB, next http.Handler) http.Handler {
	t.Helper()
	return &handler{t: t, contract: Load(t), next: next, requests: true}
}

// Answers is [Handler] for tests that send wrong requests on purpose: it checks
// the answers to known paths and leaves requests alone.
func Answers(t testing.TB, next http.Handler) http.Handler {
	t.Helper()
	return &handler{t: t, contract: Load(t), next: next}
}

type handler struct {
	t        testing.TB
	contract *Contract
	next     http.Handler
	requests bool
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if len(r.URL.Path) > 1 && r.URL.Path[1] == '_' {
		h.next.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		h.t.Errorf("contract: %s %s: reading the request: %v", r.Method, r.URL.Path, err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if h.requests {
		if err := h.contract.CheckRequest(r, body); err != nil {
			h.t.Errorf("contract: %s %s: %v", r.Method, r.URL.Path, err)
		}
	} else if _, _, err := h.contract.find(r.Method, r.URL.Path); err != nil {
		h.next.ServeHTTP(w, r)
		return
	}

	seen := &recorder{ResponseWriter: w, status: http.StatusOK}
	h.next.ServeHTTP(seen, r) // a panic, as of a dropped connection, leaves nothing to check
	if err := h.contract.CheckAnswer(r, seen.status, w.Header(), seen.body.Bytes()); err != nil {
		h.t.Errorf("contract: %s %s: %v", r.Method, r.URL.Path, err)
	}
}

// recorder keeps a copy of what goes by.
type recorder struct {
	http.ResponseWriter
	status int
	wrote  bool
	body   bytes.Buffer
}

func (r *recorder) WriteHeader(status int) {
	if !r.wrote && status >= http.StatusOK {
		r.wrote, r.status = true, status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	r.wrote = true
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController find flushing and deadlines.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Transport passes requests to next and fails the test on any request or answer
// outside the contract. The base URL of the API must have no path of its own.
func Transport(t testing.TB, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	return &transport{t: t, contract: Load(t), next: next}
}

type transport struct {
	t        testing.TB
	contract *Contract
	next     http.RoundTripper
}

func (c *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		r = r.Clone(r.Context()) // a RoundTripper must not change its request
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	if err := c.contract.CheckRequest(r, body); err != nil {
		c.t.Errorf("contract: %s %s: %v", r.Method, r.URL.Path, err)
	}
	answer, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(content))
	if err := c.contract.CheckAnswer(r, answer.StatusCode, answer.Header, content); err != nil {
		c.t.Errorf("contract: %s %s: %v", r.Method, r.URL.Path, err)
	}
	return answer, nil
}
