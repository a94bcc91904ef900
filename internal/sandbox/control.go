package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxState bounds a request to the control API, in bytes.
const maxState = 64 << 20

// controlRoutes is the control API. It has no key: it belongs on loopback. What
// it does guard against is a web page open on the same machine.
func (s *Sandbox) controlRoutes() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, f func(body []byte) (any, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxState))
			if err != nil {
				controlError(w, http.StatusBadRequest, err)
				return
			}
			answer, err := f(body)
			if err != nil {
				controlError(w, http.StatusBadRequest, err)
				return
			}
			writeJSON(w, http.StatusOK, answer)
		})
	}
	handle("GET /_control/state", func([]byte) (any, error) {
		dump, err := s.Dump()
		return json.RawMessage(dump), err
	})
	handle("PUT /_control/state", func(body []byte) (any, error) {
		return map[string]bool{"restored": true}, s.Restore(body)
	})
	handle("GET /_control/calls", func([]byte) (any, error) { return s.traffic.snapshot(), nil })
	handle("DELETE /_control/calls", func([]byte) (any, error) {
		s.ResetCalls()
		return s.traffic.snapshot(), nil
	})
	handle("GET /_control/faults", func([]byte) (any, error) { return s.faults.all(), nil })
	handle("POST /_control/faults", func(body []byte) (any, error) {
		var f Fault
		if err := strict(body, &f); err != nil {
			return nil, err
		}
		err := s.SetFault(f)
		return s.faults.all(), err
	})
	handle("DELETE /_control/faults", func([]byte) (any, error) {
		s.ClearFaults()
		return s.faults.all(), nil
	})
	handle("GET /_control/clock", func([]byte) (any, error) { return s.clockAnswer(), nil })
	handle("POST /_control/clock", s.controlClock)
	handle("POST /_control/staff", func(body []byte) (any, error) {
		var a staffAction
		if err := strict(body, &a); err != nil {
			return nil, err
		}
		return map[string]bool{"done": true}, s.Staff(a.Kind, a.ID, a.Accept)
	})
	handle("POST /_control/payment-request-tokens", func(body []byte) (any, error) {
		var want struct {
			SessionToken string `json:"session_token"`
		}
		if err := strict(body, &want); err != nil {
			return nil, err
		}
		token, err := s.PaymentRequestToken(want.SessionToken)
		return map[string]string{"payment_request_token": token}, err
	})
	handle("GET /_control/scopes", func([]byte) (any, error) { return s.scopesAnswer(), nil })
	handle("PUT /_control/scopes", func(body []byte) (any, error) {
		var want struct {
			Studio string   `json:"studio"`
			Scopes []string `json:"scopes"` // null: all
		}
		if err := strict(body, &want); err != nil {
			return nil, err
		}
		if want.Scopes == nil {
			want.Scopes = allScopeNames()
		}
		err := s.SetScopes(want.Studio, want.Scopes...)
		return s.scopesAnswer(), err
	})
	handle("GET /_control/switches", func([]byte) (any, error) { return s.Switches(), nil })
	handle("PUT /_control/switches", func(body []byte) (any, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		changed, err := s.switches.patched(body)
		if err != nil {
			return nil, err
		}
		s.switches = changed
		return changed, nil
	})
	s.webhookRoutes(handle)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("Sec-Fetch-Site") {
		case "", "none", "same-origin":
			mux.ServeHTTP(w, r)
		default:
			if widgetMay(w, r) {
				mux.ServeHTTP(w, r)
				return
			}
			controlError(w, http.StatusForbidden, errors.New("not from another site"))
		}
	})
}

// controlClock takes {"now": RFC 3339} or {"advance": "36h" or a number of seconds}.
func (s *Sandbox) controlClock(body []byte) (any, error) {
	var want struct {
		Now     *time.Time      `json:"now"`
		Advance json.RawMessage `json:"advance"`
	}
	if err := strict(body, &want); err != nil {
		return nil, err
	}
	switch {
	case want.Now != nil && want.Advance == nil:
		s.SetNow(*want.Now)
	case want.Now == nil && want.Advance != nil:
		d, err := parseAdvance(want.Advance)
		if err != nil {
			return nil, err
		}
		s.Advance(d)
	default:
		return nil, errors.New("want either now or advance")
	}
	return s.clockAnswer(), nil
}

func parseAdvance(raw json.RawMessage) (time.Duration, error) {
	var seconds float64
	if json.Unmarshal(raw, &seconds) == nil {
		return time.Duration(seconds * float64(time.Second)), nil
	}
	var duration string
	if err := json.Unmarshal(raw, &duration); err != nil {
		return 0, fmt.Errorf("advance: %w", err)
	}
	d, err := time.ParseDuration(duration)
	if err != nil {
		return 0, fmt.Errorf("advance: %w", err)
	}
	return d, nil
}

func (s *Sandbox) clockAnswer() any {
	return map[string]string{"now": s.Now().Format(time.RFC3339Nano)}
}

func (s *Sandbox) scopesAnswer() map[string][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string][]string{}
	for slug, st := range s.studios {
		out[slug] = append([]string{}, st.Scopes...)
	}
	return out
}

func strict(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func controlError(w http.ResponseWriter, status int, err error) {
	writeJSON(w, status, map[string]string{"error": err.Error()})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"error":"cannot write the answer"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have left
}
