package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// told is an event without its moment.
type told struct {
	kind    string
	entity  int64
	content string // JSON, "" for none
}

func toldBy(e sandbox.WebhookEvent) told {
	out := told{kind: e.Payload[0].Type, entity: e.EntityID}
	if c := e.Payload[0].Content; c != nil {
		text, _ := json.Marshal(c)
		out.content = string(text)
	}
	return out
}

// eventsOf are the events of a studio that wait.
func eventsOf(s *server, studio string) (out []told) {
	s.t.Helper()
	for _, w := range s.box.Webhooks() {
		if w.Studio == studio {
			for _, e := range w.Unsent {
				out = append(out, toldBy(e))
			}
		}
	}
	return out
}

// hookReceiver is somebody who is told, and how he answers.
type hookReceiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []sandbox.WebhookEvent
	keys   []string
	answer func(w http.ResponseWriter, r *http.Request)
}

func receive(t *testing.T) *hookReceiver {
	t.Helper()
	h := &hookReceiver{answer: func(http.ResponseWriter, *http.Request) {}}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var e sandbox.WebhookEvent
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &e)
		h.mu.Lock()
		h.got, h.keys = append(h.got, e), append(h.keys, r.Header.Get("X-Api-Key"))
		answer := h.answer
		h.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hookReceiver) answers(answer func(w http.ResponseWriter, r *http.Request)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = answer
}

func (h *hookReceiver) events() []sandbox.WebhookEvent {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.got)
}

// TestBookingsAreTold: what is done to bookings and slots, by members and the studio.
func TestBookingsAreTold(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "newcomer").CustomerID
	require.Empty(t, eventsOf(s, "nordlicht"), "a new world has nothing to tell")

	slot := s.slot(full(true))
	mine := s.book(who, slot.ID)
	require.Equal(t, "WAITING_LIST", mine.BookingStatus)
	want := []told{{"CLASS_BOOKING_CREATED", mine.BookingID, ""}}
	require.Equal(t, want, eventsOf(s, "nordlicht"))

	// Somebody leaves: he is told of, and the first of the list moves up.
	var leaves, first sandbox.ClassBooking
	for _, b := range s.box.ClassBookings("nordlicht") {
		switch {
		case b.SlotID != slot.ID:
		case b.Status == "BOOKED" && leaves.ID == 0:
			leaves = b
		case b.Status == "WAITING_LIST" && first.ID == 0:
			first = b
		}
	}
	s.cancel(leaves.ID)
	want = append(want, told{"CLASS_BOOKING_CANCELLED", leaves.ID, ""}, told{"CLASS_BOOKING_UPDATED", first.ID, ""})
	require.Equal(t, want, eventsOf(s, "nordlicht"))
	s.refused(http.StatusBadRequest, http.MethodDelete, fmt.Sprintf("/v1/classes/booking/%d", leaves.ID), nil)
	require.NoError(t, s.box.Staff("class_booking", mine.BookingID, true))
	want = append(want, told{"CLASS_BOOKING_UPDATED", mine.BookingID, ""})
	require.Equal(t, want, eventsOf(s, "nordlicht"), "a refusal is not told")

	before := len(want)
	require.NoError(t, s.box.Staff("class_slot", slot.ID, false))
	class := fmt.Sprintf(`{"classId":%d}`, slot.ClassID)
	got := eventsOf(s, "nordlicht")[before:]
	require.Equal(t, told{"CLASS_SLOT_CANCELLED", slot.ID, class}, got[0])
	require.Contains(t, got, told{"CLASS_BOOKING_CANCELLED", mine.BookingID, ""})
	require.NotContains(t, got, told{"CLASS_BOOKING_CANCELLED", leaves.ID, ""}, "that one was canceled already")
	require.NoError(t, s.box.Staff("class_slot", slot.ID, true))
	got = eventsOf(s, "nordlicht")
	require.Equal(t, told{"CLASS_SLOT_UPDATED", slot.ID, class}, got[len(got)-1])
	require.Empty(t, eventsOf(s, "forge"))
}

func TestAppointmentsAndContractsAreTold(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	appointment := int64(get[[]object](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", id))[0]["bookingId"].(float64))
	require.NoError(t, s.box.Staff("appointment_booking", appointment, true))
	ask[object](s, http.MethodDelete, fmt.Sprintf("/v1/appointments/booking/%d", appointment), nil)
	require.Equal(t, []told{{"APPOINTMENT_BOOKING_UPDATED", appointment, ""}, {"APPOINTMENT_BOOKING_CANCELLED", appointment, ""}}, eventsOf(s, "nordlicht"))

	pending := s.member("nordlicht", "pending").CustomerID
	path := fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", pending)
	contract := int64(get[[]object](s, path)[0]["id"].(float64))
	require.NoError(t, s.box.Staff("contract_cancelation", contract, true))
	got := eventsOf(s, "nordlicht")
	require.Equal(t, told{"CONTRACT_CANCELLED", pending, fmt.Sprintf(`{"contractId":%d}`, contract)}, got[len(got)-1])

	s = start(t, monday)
	require.NoError(t, s.box.Staff("contract_cancelation", contract, false))
	require.Equal(t, []told{{"CONTRACT_UPDATED", pending, fmt.Sprintf(`{"contractId":%d}`, contract)}}, eventsOf(s, "nordlicht"))
	require.NoError(t, s.box.Staff("appointment_booking", appointment, false))
	require.Equal(t, told{"APPOINTMENT_BOOKING_CANCELLED", appointment, ""}, eventsOf(s, "nordlicht")[1])
}

// webhooks asks the control API.
func (s *server) webhooks() map[string]sandbox.WebhookState {
	s.t.Helper()
	out := map[string]sandbox.WebhookState{}
	for _, w := range get[[]sandbox.WebhookState](s.as(""), "/_control/webhooks") {
		out[w.Studio] = w
	}
	return out
}

func (s *server) sendHooks(body object) []sandbox.Delivery {
	s.t.Helper()
	return ask[[]sandbox.Delivery](s.as(""), http.MethodPost, "/_control/webhooks/send", body)
}

// TestWebhooksThroughControl sends, repeats, and keeps the studios apart.
func TestWebhooksThroughControl(t *testing.T) {
	s := start(t, monday)
	hook := receive(t)
	s.control(http.MethodPut, "webhooks", object{"studio": "nordlicht", "url": hook.URL + "/hooks/nordlicht", "key": "hook-key"})
	require.Equal(t, hook.URL+"/hooks/nordlicht", s.webhooks()["nordlicht"].URL)
	require.Empty(t, s.webhooks()["forge"].URL)
	require.Empty(t, s.sendHooks(object{}), "nothing to tell yet")

	s.control(http.MethodPost, "webhooks/events", object{"studio": "nordlicht", "type": "CUSTOMER_UPDATED", "entityId": 42})
	s.control(http.MethodPost, "webhooks/events", object{"studio": "nordlicht", "type": "CUSTOMER_HOME_STUDIO_UPDATED", "entityId": 42, "content": object{"targetStudioId": 8}})
	s.control(http.MethodPost, "webhooks/events", object{"studio": "forge", "type": "CUSTOMER_CHECKIN", "entityId": 7})
	waiting := s.webhooks()["nordlicht"].Unsent
	require.Len(t, waiting, 2)
	require.Empty(t, hook.events(), "nothing is sent by itself")

	sent := s.sendHooks(nil)
	require.Len(t, sent, 2)
	require.Equal(t, sandbox.Delivery{Studio: "nordlicht", UUID: waiting[0].UUID, Type: "CUSTOMER_UPDATED", EntityID: 42, Status: 200}, sent[0])
	require.Equal(t, waiting, hook.events(), "as they were shown, in order")
	require.Equal(t, []string{"hook-key", "hook-key"}, hook.keys)
	require.InDelta(t, monday.UnixMilli(), hook.events()[0].Payload[0].Timestamp, 5000)
	require.NotEqual(t, waiting[0].UUID, waiting[1].UUID)
	require.Empty(t, s.sendHooks(nil), "once")

	again := s.sendHooks(object{"repeat": true})
	require.Equal(t, sent, again)
	require.Equal(t, append(waiting, waiting...), hook.events(), "under the same uuids")

	require.Len(t, s.webhooks()["forge"].Unsent, 1, "it has no receiver")
	s.control(http.MethodPut, "webhooks", object{"studio": "forge", "url": hook.URL, "key": "other"})
	require.Empty(t, s.sendHooks(object{"studio": "nordlicht"}))
	require.Len(t, s.sendHooks(object{"studio": "forge"}), 1)
	require.Equal(t, "other", hook.keys[len(hook.keys)-1])

	s.control(http.MethodPut, "webhooks", object{"studio": "nordlicht", "url": "", "key": ""})
	s.control(http.MethodPost, "webhooks/events", object{"studio": "nordlicht", "type": "CUSTOMER_UPDATED", "entityId": 1})
	require.Empty(t, s.sendHooks(object{"studio": "nordlicht"}))
	require.Empty(t, s.sendHooks(object{"studio": "nordlicht", "repeat": true}))
}

func TestWebhookRequestsThatMakeNoSense(t *testing.T) {
	s := start(t, monday)
	for path, bodies := range map[string][]object{
		"PUT webhooks": {
			{"studio": "nowhere", "url": "http://127.0.0.1:1/"}, {"studio": "nordlicht", "url": "http://192.0.2.1/"}, {"studio": "nordlicht", "url": "http://example.com/"},
			{"studio": "nordlicht", "url": "ftp://127.0.0.1/"}, {"studio": "nordlicht", "url": "http://u:p@127.0.0.1/"}, {"studio": "nordlicht", "url": "http://127.0.0.1.example.com/"},
			{"studio": "nordlicht", "url": "127.0.0.1:80"}, {"studio": "nordlicht", "uri": "x"},
		},
		"POST webhooks/send":   {{"studio": "nowhere"}, {"repeat": "yes"}},
		"POST webhooks/events": {{"studio": "nowhere", "type": "X"}, {"studio": "nordlicht", "type": ""}, {"studio": "nordlicht", "type": "x"}, {"studio": "nordlicht", "type": "X", "content": object{"a": "b"}}},
	} {
		method, path, _ := strings.Cut(path, " ")
		for _, body := range bodies {
			status, content := s.as("").do(method, "/_control/"+path, body)
			require.Equal(t, http.StatusBadRequest, status, "%v: %s", body, content)
		}
	}
	for _, fine := range []string{"http://localhost:9/", "http://[::1]:9/", "https://127.8.8.8/x"} {
		require.NoError(t, s.box.SetWebhook("nordlicht", fine, "k"))
	}
}

// TestReceiversThatFail: one that answers badly is done with, one that does not answer
// costs its time once, and neither stops the API.
func TestReceiversThatFail(t *testing.T) {
	s := start(t, monday)
	s.box.PatienceForTest(100 * time.Millisecond)
	hook := receive(t)
	require.NoError(t, s.box.SetWebhook("nordlicht", hook.URL, "k"))
	emit := func(n int) {
		for i := range n {
			require.NoError(t, s.box.Emit("nordlicht", "CUSTOMER_UPDATED", int64(i), nil))
		}
	}
	emit(3)
	hook.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	sent := s.sendHooks(nil)
	require.Len(t, sent, 3)
	require.Equal(t, 500, sent[2].Status)
	require.Empty(t, s.webhooks()["nordlicht"].Unsent, "each is tried once")

	// A redirect is an answer, and is not followed.
	emit(1)
	hook.answers(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	require.Equal(t, http.StatusTemporaryRedirect, s.sendHooks(nil)[0].Status)
	require.Len(t, hook.events(), 4)

	// Hanging: the first is given up, the others wait; the API answers meanwhile.
	emit(3)
	asked, release := make(chan bool), make(chan bool)
	hook.answers(func(http.ResponseWriter, *http.Request) { // says nothing until it is released, to whoever asks
		select {
		case asked <- true:
			<-release
		case <-release:
		}
	})
	s.box.PatienceForTest(time.Second)
	result := make(chan []sandbox.Delivery)
	go func() { result <- s.sendHooks(nil) }()
	<-asked
	get[object](s, "/v1/studios/information")
	require.NoError(t, s.box.Emit("nordlicht", "CUSTOMER_CHECKIN", 9, nil), "new events come meanwhile")
	sent = <-result
	close(release)
	require.Len(t, sent, 1)
	require.Contains(t, sent[0].Error, "no answer within")
	require.Len(t, s.webhooks()["nordlicht"].Unsent, 3)

	// Nobody there at all.
	hook.Close()
	sent = s.sendHooks(nil)
	require.Len(t, sent, 1)
	require.NotEmpty(t, sent[0].Error)
	require.Zero(t, sent[0].Status)
	require.Len(t, s.webhooks()["nordlicht"].Unsent, 2)
}

// TestPendingEventsAreInADump, but not whom to tell.
func TestPendingEventsAreInADump(t *testing.T) {
	s := start(t, monday)
	require.NoError(t, s.box.SetWebhook("nordlicht", "http://127.0.0.1:1/", "k"))
	require.NoError(t, s.box.Emit("nordlicht", "CUSTOMER_UPDATED", 42, map[string]int64{"a": 1}))
	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NotContains(t, string(dump), "127.0.0.1:1")
	other := start(t, monday)
	require.NoError(t, other.box.Restore(dump))
	require.Equal(t, s.webhooks()["nordlicht"].Unsent, other.webhooks()["nordlicht"].Unsent)
	require.Empty(t, other.webhooks()["nordlicht"].URL)
}

// TestWebhooksMayNeedActivation, as the vendor has it.
func TestWebhooksMayNeedActivation(t *testing.T) {
	s := start(t, monday)
	hook := receive(t)
	require.NoError(t, s.box.SetWebhook("nordlicht", hook.URL, "k"))
	require.NoError(t, s.box.Emit("nordlicht", "CUSTOMER_UPDATED", 42, nil))
	s.control(http.MethodPut, "switches", object{"webhooks_need_activation": true})
	require.Empty(t, s.sendHooks(nil))
	status, _ := s.do(http.MethodPost, "/v1/studios/confirmActivation", nil)
	require.Equal(t, http.StatusOK, status)
	require.Len(t, s.sendHooks(nil), 1)
}
