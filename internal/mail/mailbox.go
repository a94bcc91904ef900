package mail

import (
	"context"
	"sync"
	"time"
)

// mailboxSize bounds the Mailbox, so that a demo left running stays small.
const mailboxSize = 500

// Mailbox is a Sender that keeps the mails in memory instead of delivering
// them: the mailbox page of the demo. It is safe for concurrent use.
type Mailbox struct {
	clock func() time.Time

	mu      sync.Mutex
	entries []Entry // oldest first
}

// Entry is one mail in the Mailbox.
type Entry struct {
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	SentAt  time.Time `json:"sent_at"` // UTC

	ReplyTo     string       `json:"reply_to,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// NewMailbox returns an empty mailbox; a nil clock is time.Now.
func NewMailbox(clock func() time.Time) *Mailbox {
	if clock == nil {
		clock = time.Now
	}
	return &Mailbox{clock: clock}
}

// Send keeps the message. Beyond 500 the oldest one goes.
func (b *Mailbox) Send(_ context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	b.Add(Entry{To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML, SentAt: b.clock().UTC(), ReplyTo: m.ReplyTo, Attachments: m.Attachments})
	return nil
}

// Add keeps an entry.
func (b *Mailbox) Add(e Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.entries) == mailboxSize {
		b.entries = append(b.entries[:0], b.entries[1:]...)
	}
	b.entries = append(b.entries, e)
}

// List returns the mails, newest first; never nil, so that it is "[]" in JSON.
func (b *Mailbox) List() []Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := make([]Entry, 0, len(b.entries))
	for i := len(b.entries) - 1; i >= 0; i-- {
		list = append(list, b.entries[i])
	}
	return list
}
