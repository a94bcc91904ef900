package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// control talks to the control API and expects 200.
func (s *server) control(method, path string, body any) object {
	s.t.Helper()
	status, content := s.as("").do(method, "/_control/"+path, body)
	require.Equal(s.t, http.StatusOK, status, "%s", content)
	var out any
	require.NoError(s.t, json.Unmarshal(content, &out))
	if list, ok := out.([]any); ok {
		return object{"list": list}
	}
	return out.(object)
}

func TestRateLimit(t *testing.T) {
	s := start(t, monday)
	const path = "/v1/studios/utilization"
	for range 1000 {
		status, _ := s.do(http.MethodGet, path, nil)
		require.Equal(t, http.StatusOK, status)
	}
	s.box.Advance(30 * time.Second)
	s.refused(http.StatusTooManyRequests, http.MethodGet, path, nil)
	get[object](s, "/v1/studios/information") // another operation
	get[object](s.as("sandbox-forge"), path)  // another key
	s.box.Advance(50 * time.Second)           // the window is over, the block is not
	s.refused(http.StatusTooManyRequests, http.MethodGet, path, nil)
	s.box.Advance(11 * time.Second)
	get[object](s, path)

	require.Equal(t, sandbox.CallCount{Calls: 1004, Denied: 2, PeakPerMinute: 1004}, s.box.Calls("getUtilization"))
	calls := s.control(http.MethodGet, "calls", nil)
	require.Equal(t, object{"calls": 1004.0, "denied": 2.0, "peak_per_minute": 1004.0}, calls["getUtilization"])
	require.Equal(t, object{"calls": 1.0, "denied": 0.0, "peak_per_minute": 1.0}, calls["getStudioInformation"])
	require.Empty(t, s.control(http.MethodDelete, "calls", nil))
	require.Zero(t, s.box.Calls("getUtilization"))
}

// TestRateWindowIsFixed: the budget comes back a minute after the first call.
func TestRateWindowIsFixed(t *testing.T) {
	s := start(t, monday)
	s.control(http.MethodPut, "switches", object{"rate_limit": 3})
	const path = "/v1/studios/utilization"
	get[object](s, path)
	s.box.Advance(55 * time.Second)
	get[object](s, path)
	get[object](s, path)
	s.box.Advance(6 * time.Second)
	for range 3 {
		get[object](s, path)
	}
	s.refused(http.StatusTooManyRequests, http.MethodGet, path, nil)
}

func TestFaults(t *testing.T) {
	const path = "/v1/studios/information"
	fault := func(s *server, f object) {
		t.Helper()
		f["operation"] = "getStudioInformation"
		s.control(http.MethodPost, "faults", f)
	}
	t.Run("status", func(t *testing.T) {
		s := start(t, monday)
		fault(s, object{"kind": "status", "status": 503, "times": 2})
		s.refused(http.StatusServiceUnavailable, http.MethodGet, path, nil)
		s.refused(http.StatusServiceUnavailable, http.MethodGet, path, nil)
		get[object](s, path)
		fault(s, object{"kind": "status"})
		s.refused(http.StatusInternalServerError, http.MethodGet, path, nil)
		get[object](s, "/v1/studios/utilization")
		require.Empty(t, s.control(http.MethodDelete, "faults", nil)["list"])
		get[object](s, path)
	})
	t.Run("one studio", func(t *testing.T) {
		s := start(t, monday)
		fault(s, object{"kind": "status", "status": 500, "studio": "forge"})
		get[object](s, path)
		s.as("sandbox-forge").refused(http.StatusInternalServerError, http.MethodGet, path, nil)
	})
	t.Run("any operation", func(t *testing.T) {
		s := start(t, monday)
		require.NoError(t, s.box.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 500}))
		s.refused(http.StatusInternalServerError, http.MethodGet, path, nil)
		s.refused(http.StatusInternalServerError, http.MethodGet, "/v1/classes", nil)
	})
	t.Run("hang until the client leaves", func(t *testing.T) {
		s := start(t, monday)
		fault(s, object{"kind": "hang"})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
		require.NoError(t, err)
		req.Header.Set("X-API-KEY", s.key)
		_, err = http.DefaultClient.Do(req) //nolint:bodyclose // there is no answer
		require.ErrorIs(t, err, context.DeadlineExceeded)
		// That the server can be closed at the end of the test shows that the handler has ended.
	})
	t.Run("hang for a while", func(t *testing.T) {
		s := start(t, monday)
		fault(s, object{"kind": "hang", "delay_ms": 60, "times": 1})
		before := time.Now()
		get[object](s, path)
		require.GreaterOrEqual(t, time.Since(before), 60*time.Millisecond)
	})
	t.Run("drip", func(t *testing.T) {
		s := start(t, monday)
		fault(s, object{"kind": "drip", "delay_ms": 100, "times": 1})
		before := time.Now()
		require.NotEmpty(t, get[object](s, path)["studioId"])
		require.GreaterOrEqual(t, time.Since(before), 100*time.Millisecond)
	})
}

// bookFaulty books while a fault is set and reports what the client saw and
// whether the studio has the booking.
func bookFaulty(t *testing.T, kind string) (resp *http.Response, body []byte, err error, held bool) {
	t.Helper()
	s := start(t, monday)
	s.box.SetSwitches(func() sandbox.Switches { w := s.box.Switches(); w.UnknownFields = false; return w }())
	who := s.member("nordlicht", "newcomer").CustomerID
	slot := s.slot(free("Bootcamp"))
	loose := startLooseOver(t, s)
	require.NoError(t, s.box.SetFault(sandbox.Fault{Operation: "bookClassSlot", Kind: kind, Times: 1}))
	resp, body, err = loose.try(http.MethodPost, "/v1/classes/booking/book", request(who, slot.ID))
	return resp, body, err, len(s.bookings(who)) == 1
}

func TestFaultsOfAWrite(t *testing.T) {
	_, _, err, held := bookFaulty(t, sandbox.FaultDropBefore)
	require.ErrorIs(t, err, io.EOF)
	require.False(t, held)

	_, _, err, held = bookFaulty(t, sandbox.FaultDropAfter)
	require.ErrorIs(t, err, io.EOF)
	require.True(t, held)

	resp, body, err, held := bookFaulty(t, sandbox.FaultTruncate)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.True(t, strings.HasPrefix(string(body), `{"bookingId":`), "%s", body)
	require.True(t, held)

	resp, body, err, held = bookFaulty(t, sandbox.FaultWrongType)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.Error(t, json.Unmarshal(body, new(booking)))
	require.True(t, json.Valid(body))
	require.True(t, held)

	resp, _, err, held = bookFaulty(t, sandbox.FaultStatus)
	require.NoError(t, err)
	require.Equal(t, http.StatusInternalServerError, resp.StatusCode)
	require.False(t, held)
}

func TestFaultsThatMakeNoSense(t *testing.T) {
	box := sandbox.New(sandbox.Options{Now: monday})
	for _, f := range []sandbox.Fault{
		{Operation: "getClassById", Kind: "explode"},
		{Operation: "noSuchOperation", Kind: sandbox.FaultHang},
		{Kind: sandbox.FaultHang},
		{Operation: "*", Kind: sandbox.FaultStatus, Status: 42},
		{Operation: "*", Kind: sandbox.FaultHang, DelayMS: -1},
		{Operation: "*", Kind: sandbox.FaultHang, Studio: "nowhere"},
	} {
		require.Error(t, box.SetFault(f), "%+v", f)
	}
}

func TestClock(t *testing.T) {
	s := start(t, monday)
	now := func(body object) time.Time {
		at, err := time.Parse(time.RFC3339Nano, s.control(http.MethodPost, "clock", body)["now"].(string))
		require.NoError(t, err)
		return at
	}
	near := func(want, got time.Time) { t.Helper(); require.WithinDuration(t, want, got, 5*time.Second) }
	near(monday.Add(36*time.Hour), now(object{"advance": "36h"}))
	near(monday.Add(36*time.Hour+90*time.Second), now(object{"advance": 90}))
	near(monday.Add(-time.Hour), now(object{"now": monday.Add(-time.Hour).Format(time.RFC3339)}))
	near(monday.Add(-time.Hour), s.box.Now())
	first := s.box.Now()
	time.Sleep(5 * time.Millisecond)
	require.GreaterOrEqual(t, s.box.Now().Sub(first), 5*time.Millisecond, "it runs on")
	near(time.Now(), sandbox.New(sandbox.Options{}).Now())
	for _, wrong := range []object{{}, {"now": "x"}, {"advance": "soon"}, {"now": monday, "advance": "1h"}, {"when": 1}} {
		status, _ := s.do(http.MethodPost, "/_control/clock", wrong)
		require.Equal(t, http.StatusBadRequest, status, "%v", wrong)
	}
}

func TestStaffThroughControl(t *testing.T) {
	s := start(t, monday)
	for story, accept := range map[string]bool{"pending": true, "family": false} {
		var member sandbox.Member
		for _, m := range s.box.Members() {
			if m.Studio == "nordlicht" && m.Story == story && (story != "family" || strings.HasPrefix(m.Name, "Mia")) {
				member = m
			}
		}
		path := fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", member.CustomerID)
		id := int64(get[[]object](s, path)[0]["id"].(float64))
		s.control(http.MethodPost, "staff", object{"kind": "contract_cancelation", "id": id, "accept": accept})
		require.Equal(t, "CANCELED", get[[]object](s, path)[0]["cancelationStatus"], story)
		status, _ := s.do(http.MethodPost, "/_control/staff", object{"kind": "contract_cancelation", "id": id, "accept": accept})
		require.Equal(t, http.StatusBadRequest, status, "decided already")
	}
	for _, wrong := range []object{{"kind": "class_booking", "id": 1, "accept": true}, {"kind": "magic", "id": 1}, {"kind": "class_slot", "id": "x"}} {
		status, _ := s.do(http.MethodPost, "/_control/staff", wrong)
		require.Equal(t, http.StatusBadRequest, status, "%v", wrong)
	}
}

func TestScopesThroughControl(t *testing.T) {
	s := start(t, monday)
	got := s.control(http.MethodPut, "scopes", object{"studio": "nordlicht", "scopes": []string{"STUDIO_READ"}})
	require.Equal(t, []any{"STUDIO_READ"}, got["nordlicht"])
	require.Greater(t, len(got["forge"].([]any)), 40)
	s.refused(http.StatusForbidden, http.MethodGet, "/v1/classes", nil)
	s.control(http.MethodPut, "scopes", object{"studio": "nordlicht", "scopes": nil})
	get[object](s, "/v1/classes")
}

func TestSwitchesThroughControl(t *testing.T) {
	s := start(t, monday)
	before := s.control(http.MethodGet, "switches", nil)
	after := s.control(http.MethodPut, "switches", object{"waiting_list_promotion": false})
	require.Equal(t, false, after["waiting_list_promotion"])
	before["waiting_list_promotion"] = false
	require.Equal(t, before, after, "nothing else has changed")
	for _, wrong := range []object{{"no_such": true}, {"refused_booking_status": 200}, {"latency_ms": -1}} {
		status, _ := s.do(http.MethodPut, "/_control/switches", wrong)
		require.Equal(t, http.StatusBadRequest, status, "%v", wrong)
	}
	require.Equal(t, after, s.control(http.MethodGet, "switches", nil))
}

// TestDumpAndRestore takes a world into another process.
func TestDumpAndRestore(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "newcomer")
	s.book(who.CustomerID, s.slot(free("Bootcamp")).ID)
	s.book(who.CustomerID, s.slot(full(true)).ID)
	require.NoError(t, s.box.SetScopes("forge", "STUDIO_READ"))
	s.box.Advance(time.Hour)
	dump := s.control(http.MethodGet, "state", nil)
	bookings, slots := s.bookings(who.CustomerID), allSlots(s)

	other := serve(t, time.Now(), func(_ testing.TB, h http.Handler) http.Handler { return h })
	other.control(http.MethodPut, "state", dump)
	require.WithinDuration(t, s.box.Now(), other.box.Now(), 5*time.Second)
	require.Equal(t, s.box.Members(), other.box.Members())
	require.Equal(t, bookings, other.bookings(who.CustomerID))
	require.Equal(t, slots, allSlots(other))
	other.as("sandbox-forge").refused(http.StatusForbidden, http.MethodGet, "/v1/classes", nil)
	// And it goes on living: ids go on, rules hold, the timetable grows.
	next := other.slot(func(c sandbox.ClassSlot) bool { return free("Yoga Flow")(c) })
	require.Greater(t, other.book(who.CustomerID, next.ID).BookingID, bookings[1].BookingID)
	other.cancel(bookings[0].BookingID)
	other.box.Advance(30 * day)
	require.NotEmpty(t, get[slotSlice](other, "/v1/classes/slots").Result)
	// The first world knows nothing of that.
	require.Equal(t, bookings, s.bookings(who.CustomerID))

	before := other.control(http.MethodGet, "state", nil)["studios"]
	for _, wrong := range []any{object{}, object{"version": 1}, object{"version": 99}, "text"} {
		status, _ := other.do(http.MethodPut, "/_control/state", wrong)
		require.Equal(t, http.StatusBadRequest, status, "%v", wrong)
	}
	require.Equal(t, before, other.control(http.MethodGet, "state", nil)["studios"])
}

// TestControlRefusesOtherSites: a page open in the same browser must not steer the sandbox.
func TestControlRefusesOtherSites(t *testing.T) {
	s := start(t, monday)
	for site, want := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 200, "none": 200} {
		status, _ := s.do(http.MethodGet, "/_control/switches", nil, "Sec-Fetch-Site", site)
		require.Equal(t, want, status, site)
	}
	status, _ := s.do(http.MethodGet, "/_control/nothing", nil)
	require.Equal(t, http.StatusNotFound, status)
}

func TestKeysOfOnesOwn(t *testing.T) {
	box := sandbox.New(sandbox.Options{Now: monday, Keys: map[string]string{"nordlicht": "other-key", "harbour": "third-key"}})
	studios := map[string]bool{}
	ids := map[int64]bool{}
	for _, m := range box.Members() {
		studios[m.Studio] = true
		require.False(t, ids[m.CustomerID], "ids are unique over all studios")
		ids[m.CustomerID] = true
	}
	require.Equal(t, map[string]bool{"nordlicht": true, "harbour": true}, studios)
}

// TestLatency: an answer comes later, and a client that leaves is let go.
func TestLatency(t *testing.T) {
	s := start(t, monday)
	s.control(http.MethodPut, "switches", object{"latency_ms": 40})
	before := time.Now()
	get[object](s, "/v1/studios/information")
	require.GreaterOrEqual(t, time.Since(before), 40*time.Millisecond)

	s.control(http.MethodPut, "switches", object{"latency_ms": 600_000})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/v1/studios/information", nil)
	require.NoError(t, err)
	req.Header.Set("X-API-KEY", s.key)
	_, err = http.DefaultClient.Do(req) //nolint:bodyclose // there is no answer
	require.True(t, errors.Is(err, context.DeadlineExceeded))
}
