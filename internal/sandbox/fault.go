package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Fault kinds.
const (
	FaultStatus     = "status"      // answer Status, do nothing
	FaultHang       = "hang"        // say nothing until the delay is over or the client leaves, then go on as usual
	FaultDropBefore = "drop_before" // close the connection, do nothing
	FaultDropAfter  = "drop_after"  // do it, close the connection without an answer
	FaultTruncate   = "truncate"    // do it, close the connection in the middle of the answer
	FaultWrongType  = "wrong_type"  // do it, answer JSON of the wrong types
	FaultDrip       = "drip"        // do it, answer byte by byte over the delay
)

// defaultDelay is how long hang and drip take when nothing is said.
const defaultDelay = 30 * time.Second

// Fault is something that goes wrong on purpose.
type Fault struct {
	Operation string `json:"operation"` // operationId, HEAD for the key test, * for any
	Kind      string `json:"kind"`
	Status    int    `json:"status,omitempty"`   // for status; default 500
	DelayMS   int    `json:"delay_ms,omitempty"` // waited before; for hang and drip the length, default 30 s
	Times     int    `json:"times,omitempty"`    // how often; 0 until cleared
	Studio    string `json:"studio,omitempty"`   // only this studio's key
}

func (f Fault) check(ops map[string]bool) error {
	kinds := []string{FaultStatus, FaultHang, FaultDropBefore, FaultDropAfter, FaultTruncate, FaultWrongType, FaultDrip}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("kind %q: want one of %v", f.Kind, kinds)
	case f.Operation != "*" && f.Operation != keyTest && !ops[f.Operation]:
		return fmt.Errorf("operation %q is not known", f.Operation)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("status %d: want 200 to 599", f.Status)
	case f.DelayMS < 0 || f.Times < 0:
		return fmt.Errorf("delay_ms and times cannot be negative")
	}
	return nil
}

type faults struct {
	mu   sync.Mutex
	list []Fault
}

func (f *faults) add(fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, fault)
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
}

func (f *faults) all() []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]Fault{}, f.list...)
}

// take returns the first fault meant for this call, nil if there is none, and
// counts it down.
func (f *faults) take(op, studio string) *Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.list {
		fault := f.list[i]
		if (fault.Operation != "*" && fault.Operation != op) || (fault.Studio != "" && fault.Studio != studio) {
			continue
		}
		switch fault.Times {
		case 0:
		case 1:
			f.list = slices.Delete(f.list, i, i+1)
		default:
			f.list[i].Times--
		}
		return &fault
	}
	return nil
}

func (f *Fault) delay() time.Duration {
	if f.DelayMS == 0 && (f.Kind == FaultHang || f.Kind == FaultDrip) {
		return defaultDelay
	}
	return time.Duration(f.DelayMS) * time.Millisecond
}

// before applies what comes before the work and reports whether that was all.
func (f *Fault) before(x *exchange) (done bool) {
	if f == nil {
		return false
	}
	switch f.Kind {
	case FaultStatus, FaultHang, FaultDropBefore:
		if !wait(x.r.Context(), f.delay()) {
			panic(http.ErrAbortHandler)
		}
	}
	switch f.Kind {
	case FaultStatus:
		status := f.Status
		if status == 0 {
			status = http.StatusInternalServerError
		}
		r := refuseWith(status)
		x.refuse(r)
		return true
	case FaultDropBefore:
		panic(http.ErrAbortHandler)
	}
	return false
}

// after applies what happens between the work and the answer.
func (f *Fault) after(x *exchange, body []byte) []byte {
	if f == nil {
		return body
	}
	switch f.Kind {
	case FaultDropAfter:
		wait(x.r.Context(), f.delay())
		panic(http.ErrAbortHandler)
	case FaultTruncate:
		wait(x.r.Context(), f.delay())
		if len(body) < 2 {
			return []byte("  ") // an empty answer must be made longer to be cut
		}
	case FaultWrongType:
		wait(x.r.Context(), f.delay())
		return wrongTypes(body)
	}
	return body
}

// write sends the body as the fault asks.
func (f *Fault) write(x *exchange, body []byte) {
	if f != nil {
		switch f.Kind {
		case FaultTruncate:
			_, _ = x.w.Write(body[:len(body)/2])
			_ = http.NewResponseController(x.w).Flush()
			panic(http.ErrAbortHandler)
		case FaultDrip:
			f.drip(x, body)
			return
		}
	}
	_, _ = x.w.Write(body) // the client may have left
}

func (f *Fault) drip(x *exchange, body []byte) {
	if len(body) == 0 {
		return
	}
	steps := min(len(body), max(1, int(f.delay()/(20*time.Millisecond))))
	pause := f.delay() / time.Duration(steps)
	flusher := http.NewResponseController(x.w)
	for i := range steps {
		if !wait(x.r.Context(), pause) {
			panic(http.ErrAbortHandler)
		}
		_, _ = x.w.Write(body[i*len(body)/steps : (i+1)*len(body)/steps])
		_ = flusher.Flush()
	}
}

// wrongTypes swaps the types of what a client would read: numbers become text,
// truth values numbers, and a list with nothing in it an object.
func wrongTypes(body []byte) []byte {
	var v any
	if len(body) == 0 || json.Unmarshal(body, &v) != nil {
		return []byte(`"wrong"`)
	}
	if list, ok := v.([]any); ok && len(list) == 0 {
		return []byte(`{"wrong":true}`)
	}
	out, err := json.Marshal(wrong(v))
	if err != nil {
		return []byte(`"wrong"`)
	}
	return out
}

func wrong(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return []any{}
		}
		for k := range v {
			v[k] = wrong(v[k])
		}
		return v
	case []any:
		for i := range v {
			v[i] = wrong(v[i])
		}
		return v
	case string:
		return map[string]any{"text": v}
	case bool:
		return 7
	case nil:
		return nil
	}
	return "wrong"
}
