package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds a request to the API, in bytes.
const maxBody = 20 << 20

// serveAPI takes a request through the checks in the order key, rate, scope;
// handlers go on with path entity, body, state.
func (s *Sandbox) serveAPI(w http.ResponseWriter, r *http.Request) {
	// The whole body first: net/http only notices a client that leaves once
	// its request has been read.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	x := &exchange{sandbox: s, w: w, r: r, body: body}

	name := "unknown"
	op, params, methods := s.routes.find(r.Method, r.URL.Path)
	switch {
	case r.Method == http.MethodHead:
		name = keyTest
	case op != nil:
		name = op.id
	}
	s.traffic.arrived(name, time.Now())

	key := r.Header.Get("X-API-KEY")
	slug, known := s.byKey[key]
	x.slug = slug
	if !known {
		x.refuse(refuseWith(http.StatusUnauthorized))
		return
	}
	s.mu.Lock()
	x.switches = s.switches
	s.mu.Unlock()
	wait(r.Context(), time.Duration(x.switches.LatencyMS)*time.Millisecond)

	fault := s.faults.take(name, slug)
	if fault.before(x) {
		return
	}
	x.fault = fault

	if name == keyTest {
		w.WriteHeader(http.StatusOK)
		return
	}
	if !s.traffic.admit(limitKey{x.limitedKey(key), name}, s.clock.now(), x.switches.RateLimit) {
		s.traffic.refused(name)
		x.refuse(refuseWith(http.StatusTooManyRequests))
		return
	}
	switch {
	case op == nil && methods != nil:
		w.Header().Set("Allow", strings.Join(methods, ", "))
		x.refuse(&refusal{status: http.StatusMethodNotAllowed, code: "error.method"})
	case op == nil:
		x.refuse(&refusal{status: http.StatusNotFound, code: "error.path.notFound"})
	case len(body) > 0 && op.form != isForm(r.Header), len(body) > 0 && !op.form && !isJSON(r.Header):
		x.refuse(badRequest("error.validation.json", ""))
	default:
		x.run(op, params)
	}
}

// exchange is one request with all that is needed to answer it.
type exchange struct {
	sandbox  *Sandbox
	w        http.ResponseWriter
	r        *http.Request
	body     []byte
	slug     string
	switches Switches
	fault    *Fault
}

func (x *exchange) limitedKey(key string) string {
	if x.switches.RateLimitPerKey {
		return key
	}
	return ""
}

// run lets the operation do its work under the world's lock and sends the answer
// after the lock has been given back.
func (x *exchange) run(op *operation, params map[string]string) {
	s := x.sandbox
	now := s.clock.now()
	answer, refused := func() (any, *refusal) {
		s.mu.Lock()
		defer s.mu.Unlock()
		st := s.studios[x.slug]
		if !op.allowed(st.scopes) {
			return nil, refuseWith(http.StatusForbidden)
		}
		st.schedule(now)
		st.lapse(now, s.switches)
		answer, refused := op.handle(&call{
			studio: st, studios: s.studios, switches: s.switches, now: now, language: languageOf(x.r.Header.Get("Accept-Language"), st.Language),
			base: "http://" + x.r.Host, params: params, query: x.r.URL.Query(), header: x.r.Header, body: x.body,
		})
		if op.method != http.MethodGet {
			st.refile(params["customerId"])
		}
		return answer, refused
	}()
	switch {
	case refused != nil:
		x.refuse(refused)
	case answer == nil:
		x.send(http.StatusOK, nil)
	default:
		x.send(http.StatusOK, s.plans.encode(answer, x.switches))
	}
}

// refuse sends an Error in the language the client asks for.
func (x *exchange) refuse(r *refusal) {
	s := x.sandbox
	s.mu.Lock()
	s.traces++
	trace := fmt.Sprintf("%016x", uint64(s.seed)*0x9e3779b97f4a7c15^s.traces)
	language := "en"
	if st := s.studios[x.slug]; st != nil {
		language = st.Language
	}
	s.mu.Unlock()
	language = languageOf(x.r.Header.Get("Accept-Language"), language)
	x.w.Header().Set("Content-Language", language)
	x.send(r.status, s.plans.encode(errorJSON{
		ErrorMessage: s.message(r.code).in(language),
		ErrorCode:    r.code,
		TraceID:      trace,
		Reference:    r.reference,
	}, Switches{}))
}

// send writes an answer, spoilt as the fault asks.
func (x *exchange) send(status int, body []byte) {
	body = x.fault.after(x, body)
	h := x.w.Header()
	if body != nil {
		h.Set("Content-Type", "application/json")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if x.r.Method == http.MethodHead {
		body = nil
	}
	x.w.WriteHeader(status)
	x.fault.write(x, body)
}

// wait returns when the time is over, true, or the client has left, false.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
