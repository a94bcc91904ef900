package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"syscall"
	"time"
)

const (
	// hookTimeout is how long a receiver may take for one event.
	hookTimeout = 5 * time.Second
	// sendTimeout is how long a whole sending may take. It is shorter than the
	// listeners of the control API let an answer take.
	sendTimeout = 90 * time.Second
)

// webhooks is who is to be told what happens, and what was told last. Like faults it
// is no part of a dump: a world must not call the receivers of another.
type webhooks struct {
	client   *http.Client
	patience time.Duration // with a receiver, for one event
	sending  sync.Mutex    // one sending at a time, so that events keep their order

	mu        sync.Mutex
	receivers map[string]receiver // by studio
	last      map[string][]event  // by studio: those of the last sending
}

type receiver struct{ url, key string }

func newWebhooks() *webhooks {
	dialer := &net.Dialer{Timeout: time.Second, Control: onlyLoopback}
	return &webhooks{
		client: &http.Client{
			Transport:     &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Second},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		patience:  hookTimeout,
		receivers: map[string]receiver{},
		last:      map[string][]event{},
	}
}

// onlyLoopback refuses to connect to another machine, whatever a name resolves to.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !to.Addr().Unmap().IsLoopback() {
		return errors.New("not a loopback address")
	}
	return nil
}

// SetWebhook has the events of a studio sent to a loopback address, with the key as
// x-api-key; an empty address ends that. Nothing is sent by itself, see
// [Sandbox.SendWebhooks].
func (s *Sandbox) SetWebhook(studio, address, key string) error {
	if err := s.knowsStudio(studio); err != nil {
		return err
	}
	if address != "" {
		if err := checkReceiver(address); err != nil {
			return fmt.Errorf("sandbox: webhook: %w", err)
		}
	}
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	if address == "" {
		delete(s.hooks.receivers, studio)
		return nil
	}
	s.hooks.receivers[studio] = receiver{address, key}
	return nil
}

func (s *Sandbox) knowsStudio(studio string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.studios[studio] == nil {
		return fmt.Errorf("sandbox: webhook: no studio %q", studio)
	}
	return nil
}

func checkReceiver(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.User != nil:
		return errors.New("url: want http://127.0.0.1:PORT/…")
	case u.Hostname() == "localhost":
		return nil
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err != nil || !ip.Unmap().IsLoopback() {
		return errors.New("url: only loopback addresses")
	}
	return nil
}

// Emit makes an event up: something that the sandbox has no rule for.
func (s *Sandbox) Emit(studio, kind string, entityID int64, content map[string]int64) error {
	if err := s.knowsStudio(studio); err != nil {
		return err
	}
	if !regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`).MatchString(kind) {
		return fmt.Errorf("sandbox: webhook: type %q: want capital letters and underscores", kind)
	}
	now := s.clock.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.studios[studio].emit(now, kind, entityID, content)
	return nil
}

// Delivery is what became of one event.
type Delivery struct {
	Studio   string `json:"studio"`
	UUID     string `json:"uuid"`
	Type     string `json:"type"`
	EntityID int64  `json:"entityId"`
	Status   int    `json:"status,omitempty"` // of the receiver's answer
	Error    string `json:"error,omitempty"`  // why there was none
}

// SendWebhooks tries each pending event once, in order: of one studio, or of all for "".
// An event counts as sent whatever the receiver answers. A receiver that does not
// answer at all gets no more of them; they stay pending, as those without receiver do.
// Repeat sends those of the last time again, under the same uuid.
func (s *Sandbox) SendWebhooks(ctx context.Context, studio string, repeat bool) ([]Delivery, error) {
	if studio != "" {
		if err := s.knowsStudio(studio); err != nil {
			return nil, err
		}
	}
	s.hooks.sending.Lock()
	defer s.hooks.sending.Unlock()
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	out := []Delivery{}
	for _, slug := range s.studioNames() {
		if studio == "" || studio == slug {
			out = append(out, s.sendEvents(ctx, slug, repeat)...)
		}
	}
	return out, nil
}

func (s *Sandbox) studioNames() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for slug := range s.studios {
		names = append(names, slug)
	}
	slices.Sort(names)
	return names
}

func (s *Sandbox) sendEvents(ctx context.Context, slug string, repeat bool) []Delivery {
	s.hooks.mu.Lock()
	to, known := s.hooks.receivers[slug]
	events := s.hooks.last[slug]
	s.hooks.mu.Unlock()
	if !known {
		return nil
	}
	if !repeat {
		if events = s.pending(slug); len(events) == 0 {
			return nil // and what was sent last can still be repeated
		}
	}
	var out []Delivery
	for _, e := range events {
		d := Delivery{Studio: slug, UUID: e.UUID, Type: e.Type, EntityID: e.EntityID}
		status, err := s.hooks.post(ctx, to, e)
		if d.Status = status; err != nil {
			d.Error = err.Error()
		}
		out = append(out, d)
		if err != nil {
			break
		}
	}
	if !repeat {
		s.sent(slug, events[:len(out)])
	}
	return out
}

// pending are the events that may be sent now.
func (s *Sandbox) pending(slug string) []event {
	now := s.clock.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[slug]
	if st == nil || s.switches.WebhooksNeedActivation && !st.Tags.WebhooksConfirmed {
		return nil
	}
	st.schedule(now) // what time alone has brought about
	return slices.Clone(st.Events)
}

// sent takes events off the list, on which others may have come meanwhile.
func (s *Sandbox) sent(slug string, events []event) {
	gone := map[string]bool{}
	for _, e := range events {
		gone[e.UUID] = true
	}
	s.mu.Lock()
	if st := s.studios[slug]; st != nil {
		st.Events = slices.DeleteFunc(slices.Clone(st.Events), func(e event) bool { return gone[e.UUID] })
	}
	s.mu.Unlock()
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	s.hooks.last[slug] = events
}

// WebhookEvent is what a receiver gets: ids only, and a uuid to know repeats by.
type WebhookEvent struct {
	EntityID int64            `json:"entityId"`
	UUID     string           `json:"uuid"`
	Payload  []WebhookPayload `json:"payload"`
}

// WebhookPayload is what happened.
type WebhookPayload struct {
	Timestamp int64            `json:"timestamp"` // ms
	Type      string           `json:"type"`
	Content   map[string]int64 `json:"content,omitempty"`
}

func (e event) body() WebhookEvent {
	return WebhookEvent{EntityID: e.EntityID, UUID: e.UUID, Payload: []WebhookPayload{{Timestamp: e.Timestamp, Type: e.Type, Content: e.Content}}}
}

// post sends one event.
func (w *webhooks) post(ctx context.Context, to receiver, e event) (int, error) {
	body, err := json.Marshal(e.body())
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, w.patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.url, bytes.NewReader(body))
	if err != nil {
		return 0, errors.New("the request cannot be made")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("x-api-key", to.key)
	resp, err := w.client.Do(req)
	if err != nil {
		var timeout interface{ Timeout() bool }
		if errors.As(err, &timeout) && timeout.Timeout() {
			return 0, fmt.Errorf("no answer within %s", w.patience)
		}
		return 0, errors.Unwrap(err)
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // only so that the connection can be kept
	return resp.StatusCode, nil
}

// WebhookState is what a studio has to tell and whom.
type WebhookState struct {
	Studio    string         `json:"studio"`
	URL       string         `json:"url"`       // "" for none
	Confirmed bool           `json:"confirmed"` // confirmActivation was called
	Unsent    []WebhookEvent `json:"unsent"`
	Last      int            `json:"last"` // how many the last sending sent, which can be repeated
}

// Webhooks are the receivers and the events that wait, by studio.
func (s *Sandbox) Webhooks() []WebhookState {
	now := s.clock.now()
	var out []WebhookState
	s.mu.Lock()
	for slug, st := range s.studios {
		st.schedule(now)
		state := WebhookState{Studio: slug, Confirmed: st.Tags.WebhooksConfirmed, Unsent: []WebhookEvent{}}
		for _, e := range st.Events {
			state.Unsent = append(state.Unsent, e.body())
		}
		out = append(out, state)
	}
	s.mu.Unlock()
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	for i := range out {
		out[i].URL, out[i].Last = s.hooks.receivers[out[i].Studio].url, len(s.hooks.last[out[i].Studio])
	}
	slices.SortFunc(out, func(a, b WebhookState) int { return cmp.Compare(a.Studio, b.Studio) })
	return out
}

// webhookRoutes is the part of the control API for webhooks.
func (s *Sandbox) webhookRoutes(handle func(pattern string, f func(body []byte) (any, error))) {
	handle("GET /_control/webhooks", func([]byte) (any, error) { return s.Webhooks(), nil })
	handle("PUT /_control/webhooks", func(body []byte) (any, error) {
		var want struct {
			Studio string `json:"studio"`
			URL    string `json:"url"`
			Key    string `json:"key"`
		}
		if err := strict(body, &want); err != nil {
			return nil, err
		}
		err := s.SetWebhook(want.Studio, want.URL, want.Key)
		return s.Webhooks(), err
	})
	handle("POST /_control/webhooks/send", func(body []byte) (any, error) {
		var want struct {
			Studio string `json:"studio"`
			Repeat bool   `json:"repeat"`
		}
		if len(bytes.TrimSpace(body)) > 0 {
			if err := strict(body, &want); err != nil {
				return nil, err
			}
		}
		return s.SendWebhooks(context.Background(), want.Studio, want.Repeat)
	})
	handle("POST /_control/webhooks/events", func(body []byte) (any, error) {
		var want struct {
			Studio   string           `json:"studio"`
			Type     string           `json:"type"`
			EntityID int64            `json:"entityId"`
			Content  map[string]int64 `json:"content"`
		}
		if err := strict(body, &want); err != nil {
			return nil, err
		}
		return map[string]bool{"done": true}, s.Emit(want.Studio, want.Type, want.EntityID, want.Content)
	})
}
