package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
)

// monday is an ordinary day, far from any clock change: Monday 18 May 2026, 10:00 in Berlin.
var monday = time.Date(2026, time.May, 18, 8, 0, 0, 0, time.UTC)

type object = map[string]any

// server is a running sandbox with all its traffic held to the contract.
type server struct {
	t    *testing.T
	box  *sandbox.Sandbox
	base string
	key  string
}

func start(t *testing.T, now time.Time) *server {
	t.Helper()
	return serve(t, now, contract.Handler)
}

// startLoose is for tests that send wrong requests on purpose.
func startLoose(t *testing.T, now time.Time) *server {
	t.Helper()
	return serve(t, now, contract.Answers)
}

// startLooseOver serves the same world without holding it to the contract, for
// answers that are broken on purpose.
func startLooseOver(t *testing.T, s *server) *server {
	t.Helper()
	web := httptest.NewServer(s.box)
	t.Cleanup(web.Close)
	other := *s
	other.base = web.URL
	return &other
}

func serve(t *testing.T, now time.Time, hold func(testing.TB, http.Handler) http.Handler) *server {
	t.Helper()
	box := sandbox.New(sandbox.Options{Seed: 1, Now: now})
	web := httptest.NewServer(hold(t, box))
	t.Cleanup(web.Close)
	return &server{t: t, box: box, base: web.URL, key: "sandbox-nordlicht"}
}

func (s *server) as(key string) *server {
	other := *s
	other.key = key
	return &other
}

// do sends a request and returns status and body.
func (s *server) do(method, path string, body any, headers ...string) (int, []byte) {
	s.t.Helper()
	resp, content, err := s.try(method, path, body, headers...)
	require.NoError(s.t, err)
	return resp.StatusCode, content
}

func (s *server) try(method, path string, body any, headers ...string) (*http.Response, []byte, error) {
	s.t.Helper()
	var reader io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		require.NoError(s.t, err)
		reader = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, reader)
	require.NoError(s.t, err)
	if s.key != "" {
		req.Header.Set("X-API-KEY", s.key)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	return resp, content, err
}

// get reads an answer that has to be 200.
func get[T any](s *server, path string) T {
	s.t.Helper()
	return ask[T](s, http.MethodGet, path, nil)
}

func ask[T any](s *server, method, path string, body any) T {
	s.t.Helper()
	status, content := s.do(method, path, body)
	require.Equal(s.t, http.StatusOK, status, "%s %s: %s", method, path, content)
	var out T
	require.NoError(s.t, json.Unmarshal(content, &out), "%s", content)
	return out
}

// refused sends a request that has to fail and returns the error.
func (s *server) refused(want int, method, path string, body any, headers ...string) object {
	s.t.Helper()
	status, content := s.do(method, path, body, headers...)
	require.Equal(s.t, want, status, "%s %s: %s", method, path, content)
	var out object
	require.NoError(s.t, json.Unmarshal(content, &out), "%s", content)
	require.NotEmpty(s.t, out["errorMessage"])
	require.NotEmpty(s.t, out["traceId"])
	return out
}

func (s *server) member(studio, story string) sandbox.Member {
	s.t.Helper()
	for _, m := range s.box.Members() {
		if m.Studio == studio && m.Story == story {
			return m
		}
	}
	s.t.Fatalf("no %s in %s", story, studio)
	return sandbox.Member{}
}

// slot returns the first coming slot that fits.
func (s *server) slot(fits func(sandbox.ClassSlot) bool) sandbox.ClassSlot {
	s.t.Helper()
	for _, c := range s.box.ClassSlots("nordlicht") {
		if c.Start.After(s.box.Now()) && fits(c) {
			return c
		}
	}
	s.t.Fatal("no such slot")
	return sandbox.ClassSlot{}
}

func request(customer, slot int64) object {
	return object{"customerId": customer, "classSlotId": slot}
}

func (s *server) validate(customer, slot int64) string {
	s.t.Helper()
	answer := ask[object](s, http.MethodPost, "/v1/classes/booking/validate", request(customer, slot))
	return answer["validationStatus"].(string)
}

type booking struct {
	BookingID         int64
	BookingStatus     string
	ClassSlotID       int64
	ClassID           int64
	CustomerID        int64
	ClassSlotStatus   string
	ParticipantStatus string
}

func (s *server) book(customer, slot int64) booking {
	s.t.Helper()
	return ask[booking](s, http.MethodPost, "/v1/classes/booking/book", request(customer, slot))
}

func (s *server) booking(id int64) booking {
	s.t.Helper()
	return get[booking](s, fmt.Sprintf("/v1/classes/booking/%d", id))
}

func (s *server) bookings(customer int64) []booking {
	s.t.Helper()
	return get[[]booking](s, fmt.Sprintf("/v1/classes/booking?customerId=%d", customer))
}

type slotJSON struct {
	ID                         int64
	StartDateTime, EndDateTime string
	Instructors                []object
	Location                   object
	EarliestBookingDateTime    string
	LatestBookingDateTime      string
	MaxParticipants            *int
	MaxWaitingListParticipants *int
	BookedParticipants         *int
	AdditionalParticipants     int
	WaitingListParticipants    *int
	ClassInformation           struct {
		ID    int64
		Title string
	}
}

type slotSlice struct {
	Result  []slotJSON
	HasNext bool
	Offset  string
}

// instant reads the API's zoned date-time.
func instant(t *testing.T, text string) time.Time {
	t.Helper()
	cut, _, ok := bytes.Cut([]byte(text), []byte("["))
	require.True(t, ok, text)
	at, err := time.Parse(time.RFC3339Nano, string(cut))
	require.NoError(t, err)
	return at
}

// restoreWith dumps the world, replaces a text in the dump and restores it.
func (s *server) restoreWith(old, new string) {
	s.t.Helper()
	dump, err := s.box.Dump()
	require.NoError(s.t, err)
	require.Contains(s.t, string(dump), old)
	require.NoError(s.t, s.box.Restore(bytes.ReplaceAll(dump, []byte(old), []byte(new))))
}
