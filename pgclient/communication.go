package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// CommunicationRequest is a message to be kept in a thread. It is recorded, not
// delivered: nobody is sent anything.
type CommunicationRequest struct {
	CommunicationThreadStatus CommunicationThreadStatus `json:"communicationThreadStatus"` // the thread's from now on
	TicketNumber              string                    `json:"ticketNumber,omitzero"`     // of another ticket system
	Subject                   string                    `json:"subject"`                   // the thread's from now on
	Content                   string                    `json:"content"`
	CommunicationDirection    CommunicationDirection    `json:"communicationDirection"`
	TicketLink                string                    `json:"ticketLink,omitzero"` // an absolute URL
	CommunicationChannel      CommunicationChannel      `json:"communicationChannel"`
	Agent                     string                    `json:"agent,omitzero"`                 // who spoke for the studio
	CommunicationDateTime     ZonedTime                 `json:"communicationDateTime,omitzero"` // absent means now
}

// Communication is a message as it was recorded. There is no way to read it again.
type Communication struct {
	CustomerID                int64                     `json:"customerId"`
	CommunicationID           int64                     `json:"communicationId"`
	ThreadID                  int64                     `json:"threadId"` // keep it: the next message needs it, and no operation lists threads
	CommunicationThreadStatus CommunicationThreadStatus `json:"communicationThreadStatus"`
	TicketNumber              string                    `json:"ticketNumber"`
	Subject                   string                    `json:"subject"`
	Content                   string                    `json:"content"`
	CommunicationDirection    CommunicationDirection    `json:"communicationDirection"`
	TicketLink                string                    `json:"ticketLink"`
	CommunicationChannel      CommunicationChannel      `json:"communicationChannel"`
	Agent                     string                    `json:"agent"`
}

// CommunicationThreadStatus is how far a thread has come.
type CommunicationThreadStatus string

// The states of release 1.8.3.
const (
	CommunicationThreadStatusCreated CommunicationThreadStatus = "CREATED"
	CommunicationThreadStatusOngoing CommunicationThreadStatus = "ONGOING"
	CommunicationThreadStatusClosed  CommunicationThreadStatus = "CLOSED"
)

// CommunicationDirection says who speaks to whom.
type CommunicationDirection string

// The directions of release 1.8.3.
const (
	CommunicationDirectionIncoming CommunicationDirection = "INCOMING" // from the customer
	CommunicationDirectionOutgoing CommunicationDirection = "OUTGOING"
)

func (m *Communication) incomplete() bool { return m.ThreadID == 0 }

// LogValue keeps what was said out of logs.
func (m Communication) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("thread", m.ThreadID), slog.Int64("id", m.CommunicationID))
}

// LogValue keeps what was said out of logs.
func (CommunicationRequest) LogValue() slog.Value { return slog.StringValue("communication") }

func communications(customerID int64) string { return "/v1/communications/" + id(customerID) }

// CreateCommunicationInNewCommunicationThread starts a thread with its first message.
// It is a write: never sent twice. When its outcome is unknown nothing tells it, since
// threads cannot be read.
func (c *Client) CreateCommunicationInNewCommunicationThread(ctx context.Context, customerID int64, r CommunicationRequest) (Communication, error) {
	return send[Communication](ctx, c, "createCommunicationInNewCommunicationThread", http.MethodPost, communications(customerID)+"/threads", r)
}

// CreateCommunicationInExistingCommunicationThread adds a message to a thread, and
// gives the thread its status and subject. NotFound if the thread is not the
// customer's. It is a write, likewise.
func (c *Client) CreateCommunicationInExistingCommunicationThread(ctx context.Context, customerID, threadID int64, r CommunicationRequest) (Communication, error) {
	return send[Communication](ctx, c, "createCommunicationInExistingCommunicationThread", http.MethodPut, communications(customerID)+"/threads/"+id(threadID), r)
}

// GetCommunicationPreferences returns over which channels a customer hears about
// what. What is missing does not exist for the studio: show only what is there.
func (c *Client) GetCommunicationPreferences(ctx context.Context, customerID int64) ([]CommunicationPreference, error) {
	return get[[]CommunicationPreference](ctx, c, "getCommunicationPreferences", communications(customerID)+"/communication-preferences", nil)
}

// UpdateCommunicationPreferences changes where a customer is heard and returns what
// is so now; it applies at once. Send everything that GetCommunicationPreferences
// returned with Active changed where CustomerOverridable is true: whether the API
// replaces or merges is not documented. It is a write: never sent twice; see [Unclear].
func (c *Client) UpdateCommunicationPreferences(ctx context.Context, customerID int64, all []CommunicationPreference) ([]CommunicationPreference, error) {
	return send[[]CommunicationPreference](ctx, c, "updateCommunicationPreferences", http.MethodPut, communications(customerID)+"/communication-preferences", all)
}
