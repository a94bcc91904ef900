package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type communication struct {
	CustomerID, CommunicationID, ThreadID int64
	CommunicationThreadStatus             string
	TicketNumber, TicketLink, Agent       string
	Subject, Content                      string
	CommunicationDirection                string
	CommunicationChannel                  string
}

func TestThreads(t *testing.T) {
	s := startLoose(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	path := fmt.Sprintf("/v1/communications/%d/threads", id)
	first := ask[communication](s, http.MethodPost, path, newMessage())
	require.Equal(t, communication{
		CustomerID: id, CommunicationID: first.CommunicationID, ThreadID: first.ThreadID, CommunicationThreadStatus: "CREATED",
		Subject: "Spind", Content: "Mein Spind klemmt.", CommunicationDirection: "INCOMING", CommunicationChannel: "CHAT",
	}, first)
	require.NotEqual(t, first.CommunicationID, first.ThreadID)

	one := fmt.Sprintf("%s/%d", path, first.ThreadID)
	second := ask[communication](s, http.MethodPut, one, with(newMessage(), object{
		"communicationThreadStatus": "ONGOING", "subject": "Spind 12", "content": "Er klemmt noch.", "agent": "Katrin", "ticketNumber": "A1",
		"ticketLink": "https://tickets.example/A1", "communicationDateTime": "2026-05-17T08:00:00.000+02:00[Europe/Berlin]",
		"communicationDirection": "OUTGOING", "communicationChannel": "PHONE",
	}))
	require.Equal(t, first.ThreadID, second.ThreadID)
	require.NotEqual(t, first.CommunicationID, second.CommunicationID)
	require.Equal(t, "A1", second.TicketNumber)
	require.Equal(t, "https://tickets.example/A1", second.TicketLink)
	require.Equal(t, "Katrin", second.Agent)
	ask[communication](s, http.MethodPut, one, with(newMessage(), object{"communicationThreadStatus": "CLOSED", "subject": "Spind 12"}))
	other := ask[communication](s, http.MethodPost, path, newMessage())
	require.NotEqual(t, first.ThreadID, other.ThreadID)

	threads := s.box.CommunicationThreads("nordlicht")
	require.Len(t, threads, 2)
	require.Equal(t, "CLOSED", threads[0].Status)
	require.Equal(t, "Spind 12", threads[0].Subject)
	require.Len(t, threads[0].Messages, 3)
	require.WithinDuration(t, monday, threads[0].Messages[0].At, 5*time.Second)
	require.Equal(t, "Er klemmt noch.", threads[0].Messages[1].Content)
	require.True(t, threads[0].Messages[1].At.Equal(time.Date(2026, 5, 17, 6, 0, 0, 0, time.UTC)))
	require.Empty(t, s.box.CommunicationThreads("forge"))
	require.Empty(t, s.box.CommunicationThreads("nowhere"))

	// Neither an unknown thread nor somebody else's is found.
	s.refused(http.StatusNotFound, http.MethodPut, path+"/7", newMessage())
	foreign := fmt.Sprintf("/v1/communications/%d/threads/%d", s.member("nordlicht", "newcomer").CustomerID, first.ThreadID)
	require.Equal(t, "threadId", s.refused(http.StatusNotFound, http.MethodPut, foreign, newMessage())["reference"])
	s.refused(http.StatusNotFound, http.MethodPut, foreign, object{}) // before the body is looked at
	require.Equal(t, threads, s.box.CommunicationThreads("nordlicht"))

	dump, err := s.box.Dump()
	require.NoError(t, err)
	ask[communication](s, http.MethodPost, path, newMessage())
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, threads, s.box.CommunicationThreads("nordlicht"))
	ask[communication](s, http.MethodPut, one, newMessage())
}

func TestMessageChecks(t *testing.T) {
	s := startLoose(t, monday)
	path := fmt.Sprintf("/v1/communications/%d/threads", s.member("nordlicht", "regular").CustomerID)
	for _, tt := range []struct {
		changes         object
		code, reference string
	}{
		{object{"communicationThreadStatus": nil}, "missing", "communicationThreadStatus"},
		{object{"communicationThreadStatus": "LOST"}, "format", "communicationThreadStatus"},
		{object{"subject": ""}, "missing", "subject"},
		{object{"content": nil}, "missing", "content"},
		{object{"communicationDirection": nil}, "missing", "communicationDirection"},
		{object{"communicationDirection": "UP"}, "format", "communicationDirection"},
		{object{"communicationChannel": nil}, "missing", "communicationChannel"},
		{object{"communicationChannel": "PIGEON"}, "format", "communicationChannel"},
		{object{"ticketLink": "A1"}, "format", "ticketLink"},
		{object{"communicationDateTime": "yesterday"}, "format", "communicationDateTime"},
	} {
		refused := s.refused(http.StatusBadRequest, http.MethodPost, path, with(newMessage(), tt.changes))
		require.Equal(t, "error.validation."+tt.code, refused["errorCode"], "%v", tt.changes)
		require.Equal(t, tt.reference, refused["reference"], "%v", tt.changes)
	}
	require.Empty(t, s.box.CommunicationThreads("nordlicht"))
}

func (s *server) preferences(story string) string {
	return fmt.Sprintf("/v1/communications/%d/communication-preferences", s.member("nordlicht", story).CustomerID)
}

// active finds a channel in a matrix.
func active(t *testing.T, matrix []object, category, channel string) any {
	t.Helper()
	for _, p := range matrix {
		for _, ch := range p["channels"].([]any) {
			if p["messageCategory"] == category && ch.(object)["communicationChannel"] == channel {
				return ch.(object)["active"]
			}
		}
	}
	t.Fatalf("no %s over %s", category, channel)
	return nil
}

// setActive changes a channel of a matrix.
func setActive(t *testing.T, matrix []object, category, channel string, on bool) []object {
	t.Helper()
	for _, p := range matrix {
		for _, ch := range p["channels"].([]any) {
			if p["messageCategory"] == category && ch.(object)["communicationChannel"] == channel {
				ch.(object)["active"] = on
				return matrix
			}
		}
	}
	t.Fatalf("no %s over %s", category, channel)
	return nil
}

func TestPreferences(t *testing.T) {
	s := start(t, monday)
	path := s.preferences("regular")
	matrix := wishable(get[[]object](s, path))
	require.Equal(t, false, active(t, matrix, "NEWSLETTER", "EMAIL"))
	require.Equal(t, true, active(t, matrix, "GENERAL", "EMAIL"))

	setActive(t, matrix, "NEWSLETTER", "EMAIL", true)
	setActive(t, matrix, "GENERAL", "EMAIL", false)
	for _, now := range [][]object{ask[[]object](s, http.MethodPut, path, matrix), get[[]object](s, path)} {
		require.Equal(t, true, active(t, now, "NEWSLETTER", "EMAIL"))
		require.Equal(t, false, active(t, now, "GENERAL", "EMAIL"))
		require.Equal(t, true, active(t, now, "CONTRACT", "EMAIL"))
	}
	require.Equal(t, false, active(t, get[[]object](s, s.preferences("newcomer")), "NEWSLETTER", "EMAIL"), "nobody else's")
	require.Equal(t, 1, s.eventsAbout("CUSTOMER_COMMUNICATION_PREFERENCES_UPDATED", s.member("nordlicht", "regular").CustomerID))

	dump, err := s.box.Dump()
	require.NoError(t, err)
	ask[[]object](s, http.MethodPut, path, setActive(t, matrix, "NEWSLETTER", "EMAIL", false))
	require.NoError(t, s.box.Restore(dump))
	require.Equal(t, true, active(t, get[[]object](s, path), "NEWSLETTER", "EMAIL"))
	require.Len(t, get[[]object](s.as("sandbox-forge"), fmt.Sprintf("/v1/communications/%d/communication-preferences", s.member("forge", "regular").CustomerID)), 5)
}

func TestPreferencesThatAreNotTheMembers(t *testing.T) {
	s := startLoose(t, monday)
	path := s.preferences("regular")
	one := func(category, channel string, changes object) []object {
		return []object{{"messageCategory": category, "channels": []object{with(object{"communicationChannel": channel}, changes)}}}
	}
	newsletter := one("NEWSLETTER", "EMAIL", object{"active": true})
	for _, tt := range []struct {
		body            any
		code, reference string
	}{
		{one("CONTRACT", "EMAIL", object{"active": false}), "error.preference.locked", "0.channels.0.active"},
		{one("CONTRACT", "EMAIL", object{"active": false, "customerOverridable": true}), "error.preference.locked", "0.channels.0.active"},
		{one("GENERAL", "FAX", object{"active": true}), "error.preference.locked", "0.channels.0.active"}, // not said to be theirs
		{append(newsletter, one("APPOINTMENT", "EMAIL", object{"active": false})...), "error.preference.locked", "1.channels.0.active"},
		{one("LOYALTY_PROGRAM", "EMAIL", nil), "error.preference.unknown", "0.channels.0.communicationChannel"},
		{one("NEWSLETTER", "PIGEON", nil), "error.validation.format", "0.channels.0.communicationChannel"},
		{append(newsletter, newsletter...), "error.validation", "1.channels.0.communicationChannel"},
		{[]object{{"channels": []object{}}}, "error.validation.missing", "0.messageCategory"},
		{object{}, "error.validation.format", ""},
	} {
		refused := s.refused(http.StatusBadRequest, http.MethodPut, path, tt.body)
		require.Equal(t, tt.code, refused["errorCode"], "%v", tt.body)
		if tt.reference != "" {
			require.Equal(t, tt.reference, refused["reference"], "%v", tt.body)
		}
	}
	status, _ := s.do(http.MethodPut, path, nil)
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, false, active(t, get[[]object](s, path), "NEWSLETTER", "EMAIL"), "a refused request changes nothing")
}

func TestHalfAMatrix(t *testing.T) {
	newsletter := []object{{"messageCategory": "NEWSLETTER", "channels": []object{{"communicationChannel": "EMAIL", "active": true}}}}
	unsaid := []object{{"messageCategory": "NEWSLETTER", "channels": []object{{"communicationChannel": "EMAIL"}}}}
	for name, replaced := range map[string]bool{"replaced": true, "merged": false} {
		t.Run(name, func(t *testing.T) {
			s := start(t, monday)
			s.control(http.MethodPut, "switches", object{"preferences_replaced": replaced})
			path := s.preferences("regular")
			for _, body := range [][]object{newsletter, unsaid} {
				now := ask[[]object](s, http.MethodPut, path, body)
				require.Equal(t, true, active(t, now, "NEWSLETTER", "EMAIL"), "named without a wish it stays")
				require.Equal(t, !replaced, active(t, now, "GENERAL", "EMAIL"))
				require.Equal(t, true, active(t, now, "CONTRACT", "EMAIL"), "not the member's to turn off")
			}
		})
	}
}
