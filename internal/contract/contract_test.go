package contract

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// witness is a test that remembers its failures instead of failing.
type witness struct {
	testing.TB
	complaints []string
}

func (w *witness) Helper() {}

func (w *witness) Errorf(format string, args ...any) {
	w.complaints = append(w.complaints, fmt.Sprintf(format, args...))
}

func TestContractHasAllOperations(t *testing.T) {
	c := Load(t)
	operations := c.Operations()
	require.Len(t, operations, len(c.routes), "operation ids are unique")
	require.Equal(t, "DELETE /v1/classes/booking/{bookingId}", operations["cancelClassSlotById"])

	for path, want := range map[string]string{
		"/v1/classes":           "getActiveClasses",
		"/v1/classes/7":         "getClassById",
		"/v1/classes/slots":     "getClassSlotsForMultipleClasses",
		"/v1/classes/7/slots":   "getClassSlots",
		"/v1/classes/booking/7": "getClassBookingById",
		"/v1/customers/by":      "getCustomerBy",
		"/v1/customers/7":       "getCustomerById",
		"/v1/memberships/7/self-service/contract-data": "getContractData",
	} {
		got, err := c.Operation(http.MethodGet, path)
		require.NoError(t, err, path)
		require.Equal(t, want, got)
	}

	_, err := c.Operation(http.MethodGet, "/v1/classes/")
	require.ErrorContains(t, err, "no such path")
	_, err = c.Operation(http.MethodPatch, "/v1/classes")
	require.ErrorContains(t, err, "no such method")
}

const (
	slot   = `{"id":1,"additionalParticipants":0,"startDateTime":"2022-06-22T08:00:00.000+02:00[Europe/Berlin]"}`
	failed = `{"errorMessage":"no"}`
)

func TestCheckRequest(t *testing.T) {
	const day = "/v1/classes/slots?slotWindowStartDate=2026-11-26"
	tests := []struct {
		name, method, target, body, key string
		want                            string // "" when the request is fine
	}{
		{"fine", "GET", day + "&daysAhead=3&sliceSize=50&offset=0", "", "k", ""},
		{"without key", "GET", day, "", "", "no X-API-KEY"},
		{"unknown path", "GET", "/v1/clases", "", "k", "no such path"},
		{"unknown method", "PUT", "/v1/classes", "", "k", "no such method"},
		{"misspelt parameter", "GET", "/v1/classes/slots?slotWindowStart=2026-11-26", "", "k", "not in the contract"},
		{"parameter twice", "GET", day + "&offset=1&offset=2", "", "k", "2 times"},
		{"no day of the calendar", "GET", "/v1/classes/slots?slotWindowStartDate=2026-02-30", "", "k", "slotWindowStartDate"},
		{"out of bounds", "GET", "/v1/classes?sliceSize=101", "", "k", "sliceSize"},
		{"required parameter missing", "GET", "/v1/classes/booking", "", "k", "customerId"},
		{"id that is none", "GET", "/v1/classes/seven", "", "k", "classId"},
		{"largest id", "GET", "/v1/classes/9223372036854775807", "", "k", ""},
		{"enum value unknown", "GET", "/v1/customers/1/contracts?status=GONE", "", "k", "status"},
		{"booking", "POST", "/v1/classes/booking/book", `{"customerId":1,"classSlotId":2}`, "k", ""},
		{"booking, field missing", "POST", "/v1/classes/booking/book", `{"customerId":1}`, "k", "classSlotId"},
		{"booking, text for a number", "POST", "/v1/classes/booking/book", `{"customerId":"1","classSlotId":2}`, "k", "customerId"},
		{"booking, unknown field", "POST", "/v1/classes/booking/book", `{"customerId":1,"classSlotId":2,"slotId":2}`, "k", `"slotId" is not in the contract`},
		{"booking, no body", "POST", "/v1/classes/booking/book", "", "k", "body"},
		{"body where none belongs", "DELETE", "/v1/classes/booking/1", "{}", "k", "body not allowed"},
		{"unknown field deep down", "PUT", "/v1/communications/1/communication-preferences", `[{"messageCategory":"GENERAL","channels":[{"communicationChannel":"EMAIL","customerOverridable":true,"active":true,"on":true}]}]`, "k", `"channels.on" is not in the contract`},
		{"HEAD anywhere", "HEAD", "/nowhere", "", "k", ""},
		{"HEAD without key", "HEAD", "/nowhere", "", "", "no X-API-KEY"},
	}
	c := Load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, tt.target, strings.NewReader(tt.body))
			if tt.key != "" {
				r.Header.Set("X-API-KEY", tt.key)
			}
			if tt.body != "" {
				r.Header.Set("Content-Type", "application/json")
			}
			err := c.CheckRequest(r, []byte(tt.body))
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestCheckAnswer(t *testing.T) {
	slots := func(entries string) string { return `{"result":[` + entries + `],"hasNext":false,"offset":"0"}` }
	tests := []struct {
		name, target string
		status       int
		contentType  string
		body         string
		want         string
	}{
		{"fine", "/v1/classes/slots", 200, "application/json", slots(slot), ""},
		{"charset named", "/v1/classes/slots", 200, "application/json;charset=UTF-8", slots(""), ""},
		{"unknown field", "/v1/classes/slots", 200, "application/json", slots(`{"id":1,"additionalParticipants":0,"new":1}`), ""},
		{"null for an optional", "/v1/classes/slots", 200, "application/json", slots(`{"id":1,"additionalParticipants":0,"location":null,"maxParticipants":null,"instructors":null}`), ""},
		{"null for an optional enum", "/v1/classes/1", 200, "application/json", `{"id":1,"bookable":true,"type":null,"cancelCondition":null}`, ""},
		{"enum value unknown", "/v1/classes/1", 200, "application/json", `{"id":1,"bookable":true,"type":"ROOF"}`, "type"},
		{"null for a required", "/v1/classes/slots", 200, "application/json", slots(`{"id":null,"additionalParticipants":0}`), "id"},
		{"required missing", "/v1/classes/slots", 200, "application/json", `{"result":[],"hasNext":false}`, "offset"},
		{"time without zone id", "/v1/classes/slots", 200, "application/json", slots(strings.Replace(slot, "[Europe/Berlin]", "", 1)), "no zone id"},
		{"offset of another season", "/v1/classes/slots", 200, "application/json", slots(strings.Replace(slot, "+02:00", "+01:00", 1)), "offset"},
		{"HTML", "/v1/classes/slots", 200, "text/html", "<p>hello", "Content-Type"},
		{"documented error", "/v1/classes/slots", 404, "application/json", failed, ""},
		{"error without message", "/v1/classes/slots", 404, "application/json", `{"errorCode":"x"}`, "errorMessage"},
		{"undocumented status", "/v1/classes/slots", 418, "application/json", failed, "418"},
		{"redirect", "/v1/classes/slots", 302, "", "", "302"},
		{"status of a gateway", "/v1/classes/slots", 502, "text/html", "<p>bad gateway", ""},
	}
	c := Load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, tt.target, nil)
			err := c.CheckAnswer(r, tt.status, http.Header{"Content-Type": {tt.contentType}}, []byte(tt.body))
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.want)
		})
	}
	require.NoError(t, c.CheckAnswer(httptest.NewRequest(http.MethodDelete, "/v1/classes/booking/1", nil), 200, http.Header{}, nil))
	require.Error(t, c.CheckAnswer(httptest.NewRequest(http.MethodHead, "/x", nil), 404, http.Header{}, nil))
}

func TestHandlerAndTransportComplain(t *testing.T) {
	answer := `{"count":3,"capacity":null}`
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, answer)
	})
	send := func(t *testing.T, base http.RoundTripper, url, key string) string {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		require.NoError(t, err)
		r.Header.Set("X-API-KEY", key)
		res, err := base.RoundTrip(r)
		require.NoError(t, err)
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return string(body)
	}

	t.Run("handler", func(t *testing.T) {
		w := &witness{TB: t}
		server := httptest.NewServer(Handler(w, api))
		defer server.Close()
		require.Equal(t, answer, send(t, http.DefaultTransport, server.URL+"/v1/studios/utilization", "k"))
		require.Empty(t, w.complaints)
		send(t, http.DefaultTransport, server.URL+"/v1/studios/utilization", "")
		require.Len(t, w.complaints, 1)
		send(t, http.DefaultTransport, server.URL+"/v1/studios/information", "k")
		require.Len(t, w.complaints, 2)
		send(t, http.DefaultTransport, server.URL+"/_control/anything", "")
		require.Len(t, w.complaints, 2)
	})
	t.Run("answers alone", func(t *testing.T) {
		w := &witness{TB: t}
		server := httptest.NewServer(Answers(w, api))
		defer server.Close()
		send(t, http.DefaultTransport, server.URL+"/v1/studios/utilization", "")
		send(t, http.DefaultTransport, server.URL+"/v1/nowhere", "")
		require.Empty(t, w.complaints)
		send(t, http.DefaultTransport, server.URL+"/v1/studios/information", "")
		require.Len(t, w.complaints, 1)
	})
	t.Run("transport", func(t *testing.T) {
		w := &witness{TB: t}
		server := httptest.NewServer(api)
		defer server.Close()
		client := Transport(w, http.DefaultTransport)
		require.Equal(t, answer, send(t, client, server.URL+"/v1/studios/utilization", "k"))
		require.Empty(t, w.complaints)
		send(t, client, server.URL+"/v1/studios/utilization?when=now", "k")
		require.Len(t, w.complaints, 1)
		send(t, client, server.URL+"/v1/studios/information", "k")
		require.Len(t, w.complaints, 2)
	})
}
