package sandbox

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

func communicationOperations() []*operation {
	const of = "/v1/communications/{customerId}/"
	return []*operation{
		{id: "createCommunicationInNewCommunicationThread", method: "POST", pattern: of + "threads", scopes: []string{"COMMUNICATION_WRITE"}, handle: createCommunicationInNewCommunicationThread},
		{id: "createCommunicationInExistingCommunicationThread", method: "PUT", pattern: of + "threads/{threadId}", scopes: []string{"COMMUNICATION_WRITE"}, handle: createCommunicationInExistingCommunicationThread},
		{id: "getCommunicationPreferences", method: "GET", pattern: of + "communication-preferences", scopes: []string{"COMMUNICATION_PREFERENCES_READ"}, handle: getCommunicationPreferences},
		{id: "updateCommunicationPreferences", method: "PUT", pattern: of + "communication-preferences", scopes: []string{"COMMUNICATION_PREFERENCES_WRITE"}, handle: updateCommunicationPreferences},
	}
}

func communicationTexts() map[string]text {
	return map[string]text{
		"error.preference.locked":  {"Dieser Kanal kann nicht geändert werden.", "This channel cannot be changed.", "Tego kanału nie można zmienić."},
		"error.preference.unknown": {"Diesen Kanal gibt es im Studio nicht.", "The studio has no such channel.", "Studio nie ma takiego kanału."},
	}
}

// communicationState is threads and preferences.
type communicationState struct {
	Threads     []*thread                           `json:"threads"`     // by id
	Preferences map[int64][]communicationPreference `json:"preferences"` // of customers who ever changed them
}

// thread is a conversation as it was recorded; the API can only add to it.
type thread struct {
	ID         int64           `json:"id"`
	CustomerID int64           `json:"customer_id"`
	Status     string          `json:"status"`
	Subject    string          `json:"subject"`
	Messages   []threadMessage `json:"messages"`
}

type threadMessage struct {
	ID           int64     `json:"id"`
	At           time.Time `json:"at"`
	Content      string    `json:"content"`
	Direction    string    `json:"direction"`
	Channel      string    `json:"channel"`
	Agent        string    `json:"agent"`
	TicketNumber string    `json:"ticket_number"`
	TicketLink   string    `json:"ticket_link"`
}

func (s *communicationState) settle(_ *studio, _ []Member, _ date) {
	s.Preferences = map[int64][]communicationPreference{}
}

func (s *communicationState) index(st *studio) error {
	if s.Preferences == nil {
		s.Preferences = map[int64][]communicationPreference{}
	}
	for _, t := range s.Threads {
		if st.customers[t.CustomerID] == nil {
			return fmt.Errorf("thread %d has no customer", t.ID)
		}
	}
	return nil
}

// move takes along what was said and what the customer wants to hear.
func (s *communicationState) move(customerID int64, _, to *studio) {
	carry(customerID, s.Preferences, to.Communication.Preferences)
	carryList(&s.Threads, &to.Communication.Threads, func(t *thread) bool { return t.CustomerID == customerID })
}

type communicationRequest struct {
	Status       string  `json:"communicationThreadStatus"`
	TicketNumber string  `json:"ticketNumber"`
	Subject      string  `json:"subject"`
	Content      string  `json:"content"`
	Direction    string  `json:"communicationDirection"`
	TicketLink   string  `json:"ticketLink"`
	Channel      string  `json:"communicationChannel"`
	Agent        string  `json:"agent"`
	DateTime     *string `json:"communicationDateTime"`
}

type communicationJSON struct {
	CustomerID      int64  `json:"customerId"`
	CommunicationID int64  `json:"communicationId"`
	ThreadID        int64  `json:"threadId"`
	Status          string `json:"communicationThreadStatus"`
	TicketNumber    string `json:"ticketNumber,omitempty"`
	Subject         string `json:"subject"`
	Content         string `json:"content"`
	Direction       string `json:"communicationDirection"`
	TicketLink      string `json:"ticketLink,omitempty"`
	Channel         string `json:"communicationChannel"`
	Agent           string `json:"agent,omitempty"`
}

// message reads and checks the body of a message.
func (c *call) message() (communicationRequest, threadMessage, *refusal) {
	var want communicationRequest
	refused := c.decode(&want)
	if refused == nil {
		refused = want.check()
	}
	if refused != nil {
		return want, threadMessage{}, refused
	}
	m := threadMessage{
		At: c.now, Content: want.Content, Direction: want.Direction, Channel: want.Channel,
		Agent: want.Agent, TicketNumber: want.TicketNumber, TicketLink: want.TicketLink,
	}
	if want.DateTime != nil {
		at, err := parseZoned(*want.DateTime)
		if err != nil {
			return want, threadMessage{}, badRequest("error.validation.format", "communicationDateTime")
		}
		m.At = at.UTC()
	}
	return want, m, nil
}

func (r *communicationRequest) check() *refusal {
	if refused := requireValues(
		namedValue{"communicationThreadStatus", r.Status}, namedValue{"subject", r.Subject}, namedValue{"content", r.Content},
		namedValue{"communicationDirection", r.Direction}, namedValue{"communicationChannel", r.Channel},
	); refused != nil {
		return refused
	}
	link, err := url.Parse(r.TicketLink)
	switch {
	case !slices.Contains([]string{"CREATED", "ONGOING", "CLOSED"}, r.Status):
		return badRequest("error.validation.format", "communicationThreadStatus")
	case r.Direction != "INCOMING" && r.Direction != "OUTGOING":
		return badRequest("error.validation.format", "communicationDirection")
	case !slices.Contains(communicationChannels(), r.Channel):
		return badRequest("error.validation.format", "communicationChannel")
	case r.TicketLink != "" && (err != nil || !link.IsAbs()):
		return badRequest("error.validation.format", "ticketLink")
	}
	return nil
}

func communicationChannels() []string {
	return []string{"LETTER", "EMAIL", "TEXT_MESSAGE", "PHONE", "FAX", "CONVERSATION", "CHAT", "OTHER"}
}

// parseZoned reads a date-time with offset, with or without a zone id in brackets.
func parseZoned(s string) (time.Time, error) {
	text, _, _ := strings.Cut(s, "[")
	return time.Parse(time.RFC3339Nano, text)
}

// record adds a message to a thread, which takes its status and subject from it.
func (c *call) record(t *thread, want communicationRequest, m threadMessage) communicationJSON {
	m.ID = c.studio.newID()
	t.Status, t.Subject = want.Status, want.Subject
	t.Messages = append(t.Messages, m)
	return communicationJSON{
		CustomerID: t.CustomerID, CommunicationID: m.ID, ThreadID: t.ID, Status: t.Status, TicketNumber: m.TicketNumber,
		Subject: t.Subject, Content: m.Content, Direction: m.Direction, TicketLink: m.TicketLink, Channel: m.Channel, Agent: m.Agent,
	}
}

func createCommunicationInNewCommunicationThread(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	want, m, refused := c.message()
	if refused != nil {
		return nil, refused
	}
	t := &thread{ID: c.studio.newID(), CustomerID: k.Record.ID}
	c.studio.Communication.Threads = append(c.studio.Communication.Threads, t)
	return c.record(t, want, m), nil
}

func createCommunicationInExistingCommunicationThread(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	id, refused := c.id("threadId")
	if refused != nil {
		return nil, refused
	}
	all := c.studio.Communication.Threads
	at := slices.IndexFunc(all, func(t *thread) bool { return t.ID == id && t.CustomerID == k.Record.ID })
	if at < 0 {
		return nil, c.foreign("threadId")
	}
	want, m, refused := c.message()
	if refused != nil {
		return nil, refused
	}
	return c.record(all[at], want, m), nil
}
