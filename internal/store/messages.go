package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// MessageState tells whether a message is known to have arrived.
type MessageState string

// States of a message. One that is still being sent after its process has died
// stays so: nothing can tell what became of it.
const (
	MessageSending MessageState = "sending"
	MessageSent    MessageState = "sent"
	MessageUnclear MessageState = "unclear" // sent, and no answer came
)

// defaultMessageLife is how long messages are kept where nobody says.
const defaultMessageLife = 180 * 24 * time.Hour

// KeepMessagesFor says how long what members wrote to their studio is kept: from the
// next sweep on, whenever it was written.
func (s *Store) KeepMessagesFor(life time.Duration) { s.messageLife.Store(int64(life)) }

// MessageLife is what KeepMessagesFor said.
func (s *Store) MessageLife() time.Duration { return time.Duration(s.messageLife.Load()) }

// Message is what a member wrote to the studio, as this program keeps it.
type Message struct {
	ID            string // random
	Studio        string
	CustomerID    int64
	ThreadID      int64 // of the API; 0: not known
	Subject, Body string
	State         MessageState
	Sent          time.Time // UTC
}

// NewMessageID returns an id for a message that is about to be kept.
func NewMessageID() string { return rand.Text() }

const messageColumns = `id, studio, customer_id, thread_id, subject, body, state, sent_at`

// KeepMessage keeps a message that is about to be sent, in the state for that and with the present
// time.
func (s *Store) KeepMessage(ctx context.Context, m Message) error {
	if m.ID == "" {
		return errors.New("store: keep message: no id")
	}
	_, err := s.db.exec(ctx, `INSERT INTO messages (`+messageColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		m.ID, m.Studio, m.CustomerID, m.ThreadID, m.Subject, m.Body, string(MessageSending), s.now())
	if err != nil {
		return fmt.Errorf("store: keep message: %w", err)
	}
	return nil
}

// FinishMessage notes what became of a message, and the thread it is in. ErrNotFound when there is
// none that is being sent.
func (s *Store) FinishMessage(ctx context.Context, id string, state MessageState, threadID int64) error {
	if state != MessageSent && state != MessageUnclear {
		return fmt.Errorf("store: finish message: %q is no outcome", state)
	}
	return s.changeMessage(ctx, "finish message", `UPDATE messages SET state = ?, thread_id = ? WHERE id = ? AND state = ?`,
		string(state), threadID, id, string(MessageSending))
}

// DropMessage forgets a message that surely was not sent. ErrNotFound when there is none that is
// being sent.
func (s *Store) DropMessage(ctx context.Context, id string) error {
	return s.changeMessage(ctx, "drop message", `DELETE FROM messages WHERE id = ? AND state = ?`, id, string(MessageSending))
}

func (s *Store) changeMessage(ctx context.Context, what, query string, args ...any) error {
	n, err := s.db.exec(ctx, query, args...)
	switch {
	case err != nil:
		return fmt.Errorf("store: %s: %w", what, err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

// GetMessage returns a message of this member; one of anybody else is ErrNotFound.
func (s *Store) GetMessage(ctx context.Context, studio string, customerID int64, id string) (Message, error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return Message{}, ErrNotFound // PostgreSQL refuses to compare such a text at all
	}
	m, err := scanMessage(func(into ...any) error {
		return s.db.queryRow(ctx, `SELECT `+messageColumns+` FROM messages WHERE id = ? AND studio = ? AND customer_id = ?`,
			[]any{id, studio, customerID}, into...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, ErrNotFound
	}
	if err != nil {
		return Message{}, fmt.Errorf("store: get message: %w", err)
	}
	return m, nil
}

// ListMessages returns a member's messages, newest first, without the first so many and at most
// limit, and how many there are at all.
func (s *Store) ListMessages(ctx context.Context, studio string, customerID int64, skip, limit int) (list []Message, total int, err error) {
	if err := s.db.queryRow(ctx, `SELECT COUNT(*) FROM messages WHERE studio = ? AND customer_id = ?`, []any{studio, customerID}, &total); err != nil {
		return nil, 0, fmt.Errorf("store: count messages: %w", err)
	}
	rows, err := s.db.query(ctx, `SELECT `+messageColumns+` FROM messages WHERE studio = ? AND customer_id = ?
		ORDER BY sent_at DESC, id DESC LIMIT ? OFFSET ?`, studio, customerID, limit, skip)
	if err != nil {
		return nil, 0, fmt.Errorf("store: list messages: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		m, err := scanMessage(rows.Scan)
		if err != nil {
			return nil, 0, fmt.Errorf("store: list messages: %w", err)
		}
		list = append(list, m)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, fmt.Errorf("store: list messages: %w", err)
	}
	return list, total, nil
}

func scanMessage(scan func(...any) error) (Message, error) {
	var (
		m     Message
		state string
		sent  int64
	)
	err := scan(&m.ID, &m.Studio, &m.CustomerID, &m.ThreadID, &m.Subject, &m.Body, &state, &sent)
	m.State, m.Sent = MessageState(state), timeOf(sent)
	return m, err
}
