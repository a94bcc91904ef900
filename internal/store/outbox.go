package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"
)

// States of an outbox row. Pending is also spelled out as SQL, because only a literal lets the
// databases use the index over pending rows.
const (
	mailSent    = 1
	mailDropped = 2
	isPending   = `state = 0`
)

// noDeadline stands for a mail that may be sent however late.
const noDeadline = math.MaxInt64

// NewMail is a mail to be sent once.
type NewMail struct {
	// Cause names what the mail is about, such as "sign-in/{challenge}". A second mail for the same
	// cause is not taken. It stays readable after the mail is sent, so it must not name a person.
	Cause            string
	Kind             string // which mail it is; the worker knows what to do with the payload
	Studio, Language string
	To               string          // address; "" when the worker has to find it first
	Payload          json.RawMessage // nil for none
	NotBefore        time.Time       // zero: at once
	Deadline         time.Time       // after this it is dropped instead of sent; zero: never
}

// MailKindDataChange is the kind of the outbox row that tells a member of a change of own data; it is
// written with the intent of the change.
const MailKindDataChange = "data-change"

// Lease is the right of one worker to send a mail. It ends by itself, so that the mail of a worker
// that died passes to another.
type Lease struct {
	mail  int64
	token string
	until int64
}

// Until is when the lease ends, UTC.
func (l Lease) Until() time.Time { return timeOf(l.until) }

// Mail is a mail that a worker has claimed.
type Mail struct {
	ID                         int64
	Cause                      string
	Kind, Studio, Language, To string
	Payload                    json.RawMessage
	Attempts                   int       // claims so far, this one included
	Created, Deadline          time.Time // UTC; no deadline is the zero time
	Lease                      Lease
}

// EnqueueMail puts a mail into the outbox. One whose cause is known already is not put in again.
func (s *Store) EnqueueMail(ctx context.Context, m NewMail) error {
	_, err := enqueue(s.db.withContext(ctx), m, s.now())
	if err != nil {
		return fmt.Errorf("store: enqueue mail: %w", err)
	}
	return nil
}

// execer is a transaction, or the database when one statement is enough.
type execer interface {
	exec(query string, args ...any) (int64, error)
}

// enqueue reports false when the cause was known already.
func enqueue(to execer, m NewMail, now int64) (bool, error) {
	if m.Cause == "" || m.Kind == "" {
		return false, errors.New("a mail needs a cause and a kind")
	}
	due, deadline := now, int64(noDeadline)
	if !m.NotBefore.IsZero() {
		due = m.NotBefore.UnixMilli()
	}
	if !m.Deadline.IsZero() {
		deadline = m.Deadline.UnixMilli()
	}
	n, err := to.exec(`INSERT INTO outbox (cause, kind, studio, language, recipient, payload, created_at, due_at, deadline)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (cause) DO NOTHING`,
		m.Cause, m.Kind, m.Studio, m.Language, m.To, string(m.Payload), now, due, deadline)
	return n == 1, err
}

// ClaimMail leases the mail that has been due longest to the caller; nil means that none is due.
// Two workers never hold one mail at the same time. A mail past its deadline is not handed out.
func (s *Store) ClaimMail(ctx context.Context, lease time.Duration) (*Mail, error) {
	var (
		now               = s.now()
		m                 = Mail{Lease: Lease{token: rand.Text(), until: now + lease.Milliseconds()}}
		payload           string
		created, deadline int64
	)
	// While it is leased a mail is due again at the end of the lease.
	err := s.db.writeRow(ctx, `UPDATE outbox SET lease_token = ?, due_at = ?, attempts = attempts + 1
		WHERE id = (SELECT id FROM outbox WHERE `+isPending+` AND due_at <= ? AND deadline > ? ORDER BY due_at, id LIMIT 1`+s.db.skipLocked+`)
		RETURNING id, cause, kind, studio, language, recipient, payload, attempts, created_at, deadline`,
		[]any{m.Lease.token, m.Lease.until, now, now},
		&m.ID, &m.Cause, &m.Kind, &m.Studio, &m.Language, &m.To, &payload, &m.Attempts, &created, &deadline)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: claim mail: %w", err)
	}
	m.Lease.mail = m.ID
	m.Created = timeOf(created)
	if deadline != noDeadline {
		m.Deadline = timeOf(deadline)
	}
	if payload != "" {
		m.Payload = json.RawMessage(payload)
	}
	return &m, nil
}

// holds reports whether the lease is still this worker's.
func (s *Store) holds(ctx context.Context, lease Lease, now int64) (bool, error) {
	var n int
	err := s.db.queryRow(ctx, `SELECT COUNT(*) FROM outbox WHERE id = ? AND lease_token = ? AND due_at > ? AND `+isPending,
		[]any{lease.mail, lease.token, now}, &n)
	return n == 1, err
}

// blankMail removes whom a mail went to and what it said; cause and times stay.
const blankMail = `recipient = '', payload = '', lease_token = ''`

// FinishMail notes that the mail was sent and blanks its recipient and payload. ErrLeaseLost when
// another worker has claimed it since; a lease that merely ran out is no obstacle, because the mail
// is sent and must not be sent again.
func (s *Store) FinishMail(ctx context.Context, m Mail) error {
	return s.endMail(ctx, m, mailSent, "")
}

// DropMail gives the mail up for the reason, which is kept and must not name a person, and blanks
// its recipient and payload. ErrLeaseLost as with FinishMail.
func (s *Store) DropMail(ctx context.Context, m Mail, reason string) error {
	return s.endMail(ctx, m, mailDropped, reason)
}

func (s *Store) endMail(ctx context.Context, m Mail, state int, reason string) error {
	n, err := s.db.exec(ctx, `UPDATE outbox SET `+blankMail+`, state = ?, reason = ?, finished_at = ?
		WHERE id = ? AND lease_token = ? AND `+isPending, state, reason, s.now(), m.Lease.mail, m.Lease.token)
	if err != nil {
		return fmt.Errorf("store: end mail: %w", err)
	}
	if n == 0 {
		return ErrLeaseLost
	}
	return nil
}

// RetryMail gives the mail back to be claimed again at the given time; a time at or after the
// deadline drops it. The reason is kept and must not name a person. ErrLeaseLost as with FinishMail.
func (s *Store) RetryMail(ctx context.Context, m Mail, at time.Time, reason string) error {
	if !m.Deadline.IsZero() && !at.Before(m.Deadline) {
		return s.DropMail(ctx, m, reason+"; no time left to try again")
	}
	n, err := s.db.exec(ctx, `UPDATE outbox SET lease_token = '', due_at = ?, reason = ?
		WHERE id = ? AND lease_token = ? AND `+isPending, at.UnixMilli(), reason, m.Lease.mail, m.Lease.token)
	if err != nil {
		return fmt.Errorf("store: retry mail: %w", err)
	}
	if n == 0 {
		return ErrLeaseLost
	}
	return nil
}

// OutboxDepth returns how many mails wait to be sent, those being sent included, and for how long
// the oldest of them has been in the outbox. A mail that is held back on purpose is among them, but
// none that waits for too long.
func (s *Store) OutboxDepth(ctx context.Context) (depth int, oldest time.Duration, err error) {
	now := s.now()
	var created int64
	err = s.db.queryRow(ctx, `SELECT COUNT(*), COALESCE(MIN(CASE WHEN attempts > 0 OR due_at <= ? THEN created_at END), 0)
		FROM outbox WHERE `+isPending+` AND deadline > ?`, []any{now, now}, &depth, &created)
	if err != nil {
		return 0, 0, fmt.Errorf("store: outbox depth: %w", err)
	}
	if created == 0 {
		return depth, 0, nil
	}
	return depth, time.Duration(max(0, now-created)) * time.Millisecond, nil
}

// NextMailAt returns when the next mail is or becomes due, UTC; false when the outbox is empty. A
// leased mail is due at the end of its lease.
func (s *Store) NextMailAt(ctx context.Context) (time.Time, bool, error) {
	var due int64
	err := s.db.queryRow(ctx, `SELECT COALESCE(MIN(due_at), 0) FROM outbox WHERE `+isPending+` AND deadline > ?`,
		[]any{s.now()}, &due)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("store: next mail: %w", err)
	}
	return timeOf(due), due != 0, nil
}
