package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// IntentState tells how far a write has come.
type IntentState string

// States of an intent. Open and unclear ones can still change; the others are final.
const (
	IntentOpen    IntentState = "open"    // the call is being made, or the process died over it
	IntentDone    IntentState = "done"    // it happened
	IntentRefused IntentState = "refused" // the API said no
	IntentFailed  IntentState = "failed"  // it surely did not happen
	IntentUnclear IntentState = "unclear" // sent, and reading back did not tell
)

// NewIntent is a write that a member is about to make.
type NewIntent struct {
	OnceMAC        []byte // of the form's one-time token
	Action, Target string // such as "book" and the slot
	Studio         string
	CustomerID     int64           // 0 for a guest
	Details        json.RawMessage // what reading back needs; nil for none
	Changes        []Change        // before and after, masked; nil for none
	// Notice is a mail about the write, put into the outbox together with the intent, so that
	// neither is without the other; nil for none. Its cause is made of its kind and the intent's
	// id: the worker asks for the outcome by it, see IntentOf.
	Notice *NewMail
	// Receipt is what the member keeps of the write, put down together with the intent; nil for
	// none. Its studio, customer and intent are the intent's.
	Receipt *Receipt
}

// noticeDelay is how long a mail waits at least for the outcome of the write it is about.
const noticeDelay = 2 * time.Second

// IntentOf is the id of the intent that a mail was written with, "" for a mail without one.
func (m Mail) IntentOf() string {
	id, ok := strings.CutPrefix(m.Cause, m.Kind+"/")
	if !ok {
		return ""
	}
	return id
}

// Intent is a write and its outcome.
type Intent struct {
	ID               string // random; in the address of the outcome's page
	Studio           string
	CustomerID       int64
	Action, Target   string
	Details          json.RawMessage
	Changes          []Change
	State            IntentState
	Outcome          json.RawMessage // nil while open
	Created, Updated time.Time       // UTC
}

const intentColumns = `id, studio, customer_id, action, target, details, state, outcome, created_at, updated_at, changes`

// SpendOnce spends a form's one-time token for this action and target. Whoever is first wins and
// makes the call; everybody else gets the winner's intent and shows its outcome. A token that was
// spent by another member is ErrNotFound.
func (s *Store) SpendOnce(ctx context.Context, n NewIntent) (Intent, bool, error) {
	if len(n.OnceMAC) == 0 || n.Action == "" {
		return Intent{}, false, errors.New("store: spend once: token and action must not be empty")
	}
	now := s.now()
	id := rand.Text()
	inserted, err := s.insertIntent(ctx, id, n, now)
	if err != nil {
		return Intent{}, false, fmt.Errorf("store: spend once: %w", err)
	}
	if inserted == 1 {
		return Intent{
			ID: id, Studio: n.Studio, CustomerID: n.CustomerID, Action: n.Action, Target: n.Target,
			Details: n.Details, Changes: n.Changes, State: IntentOpen, Created: timeOf(now), Updated: timeOf(now),
		}, true, nil
	}
	intent, err := s.intent(ctx, `once_mac = ? AND action = ? AND target = ? AND studio = ? AND customer_id = ?`,
		n.OnceMAC, n.Action, n.Target, n.Studio, n.CustomerID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("store: spend once: %w", err)
	}
	return intent, false, err
}

// SpentIntent is the intent that spent the token for this action and target, so that a form sent
// again shows what became of it the first time. ErrNotFound while nobody has spent it.
func (s *Store) SpentIntent(ctx context.Context, n NewIntent) (Intent, error) {
	intent, err := s.intent(ctx, `once_mac = ? AND action = ? AND target = ? AND studio = ? AND customer_id = ?`,
		n.OnceMAC, n.Action, n.Target, n.Studio, n.CustomerID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("store: spent intent: %w", err)
	}
	return intent, err
}

func (s *Store) insertIntent(ctx context.Context, id string, n NewIntent, now int64) (inserted int64, err error) {
	changes := sql.NullString{Valid: len(n.Changes) > 0}
	if changes.Valid {
		text, err := json.Marshal(n.Changes)
		if err != nil {
			return 0, err
		}
		changes.String = string(text)
	}
	insert := func(to execer) (int64, error) {
		return to.exec(`INSERT INTO intents
			(id, once_mac, action, target, studio, customer_id, details, state, outcome, created_at, updated_at, changes)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?) ON CONFLICT (once_mac, action, target) DO NOTHING`,
			id, n.OnceMAC, n.Action, n.Target, n.Studio, n.CustomerID, string(n.Details), string(IntentOpen), now, now, changes)
	}
	if n.Notice == nil && n.Receipt == nil {
		return insert(s.db.withContext(ctx))
	}
	err = s.db.tx(ctx, func(tx *transaction) error {
		var err error
		if inserted, err = insert(tx); err != nil || inserted == 0 {
			return err
		}
		if n.Receipt != nil {
			receipt := *n.Receipt
			receipt.Studio, receipt.CustomerID, receipt.IntentID = n.Studio, n.CustomerID, id
			if _, err := keepReceipt(tx, receipt); err != nil {
				return err
			}
		}
		if n.Notice == nil {
			return nil
		}
		notice := *n.Notice
		notice.Cause = notice.Kind + "/" + id
		if notice.NotBefore.IsZero() {
			notice.NotBefore = timeOf(now + noticeDelay.Milliseconds())
		}
		_, err = enqueue(tx, notice, now)
		return err
	})
	return inserted, err
}

// GetIntent returns an intent of this member; one of anybody else is ErrNotFound.
func (s *Store) GetIntent(ctx context.Context, studio string, customerID int64, id string) (Intent, error) {
	if !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
		return Intent{}, ErrNotFound // PostgreSQL refuses to compare such a text at all
	}
	intent, err := s.intent(ctx, `id = ? AND studio = ? AND customer_id = ?`, id, studio, customerID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("store: get intent: %w", err)
	}
	return intent, err
}

func (s *Store) intent(ctx context.Context, where string, args ...any) (Intent, error) {
	intent, err := scanIntent(func(into ...any) error {
		return s.db.queryRow(ctx, `SELECT `+intentColumns+` FROM intents WHERE `+where, args, into...)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return Intent{}, ErrNotFound
	}
	return intent, err
}

func scanIntent(scan func(...any) error) (Intent, error) {
	var (
		i                       Intent
		details, state, outcome string
		created, updated        int64
		changes                 sql.NullString
	)
	if err := scan(&i.ID, &i.Studio, &i.CustomerID, &i.Action, &i.Target, &details, &state, &outcome, &created, &updated, &changes); err != nil {
		return Intent{}, err
	}
	if changes.String != "" {
		if err := json.Unmarshal([]byte(changes.String), &i.Changes); err != nil {
			return Intent{}, err
		}
	}
	i.State, i.Created, i.Updated = IntentState(state), timeOf(created), timeOf(updated)
	if details != "" {
		i.Details = json.RawMessage(details)
	}
	if outcome != "" {
		i.Outcome = json.RawMessage(outcome)
	}
	return i, nil
}

// FinishIntent notes the outcome of an open or unclear intent. ErrFinished when somebody else has
// noted a final one before, which then stands; ErrNotFound when there is no such intent.
func (s *Store) FinishIntent(ctx context.Context, id string, state IntentState, outcome json.RawMessage) error {
	switch state {
	case IntentDone, IntentRefused, IntentFailed, IntentUnclear:
	default:
		return fmt.Errorf("store: finish intent: %q is no outcome", state)
	}
	n, err := s.db.exec(ctx, `UPDATE intents SET state = ?, outcome = ?, updated_at = ? WHERE id = ? AND state IN (?, ?)`,
		string(state), string(outcome), s.now(), id, string(IntentOpen), string(IntentUnclear))
	if err != nil {
		return fmt.Errorf("store: finish intent: %w", err)
	}
	if n == 1 {
		return nil
	}
	if _, err := s.intent(ctx, `id = ?`, id); err != nil {
		if errors.Is(err, ErrNotFound) {
			return ErrNotFound
		}
		return fmt.Errorf("store: finish intent: %w", err)
	}
	return ErrFinished
}

// IntentsSince returns a member's intents of one action since then, newest first.
func (s *Store) IntentsSince(ctx context.Context, studio string, customerID int64, action string, since time.Time) (intents []Intent, err error) {
	rows, err := s.db.query(ctx, `SELECT `+intentColumns+` FROM intents WHERE studio = ? AND customer_id = ? AND action = ? AND created_at >= ?
		ORDER BY created_at DESC, id LIMIT ?`, studio, customerID, action, since.UnixMilli(), maxOpenIntents)
	if err != nil {
		return nil, fmt.Errorf("store: intents of a member: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		intent, err := scanIntent(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("store: intents of a member: %w", err)
		}
		intents = append(intents, intent)
	}
	return intents, rows.Err()
}

// maxOpenIntents bounds one look at what a crash left behind.
const maxOpenIntents = 1000

// OpenIntents returns the intents that have been open for longer than that, oldest first and at
// most a thousand: the process that made the call has probably died, and the outcome must be read
// back.
func (s *Store) OpenIntents(ctx context.Context, olderThan time.Duration) (intents []Intent, err error) {
	rows, err := s.db.query(ctx, `SELECT `+intentColumns+` FROM intents WHERE state = 'open' AND created_at <= ?
		ORDER BY created_at, id LIMIT ?`, s.now()-olderThan.Milliseconds(), maxOpenIntents)
	if err != nil {
		return nil, fmt.Errorf("store: open intents: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		intent, err := scanIntent(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("store: open intents: %w", err)
		}
		intents = append(intents, intent)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: open intents: %w", err)
	}
	return intents, nil
}
