package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// feedReadEvery is how exactly it is known when a feed was last read.
const feedReadEvery = 24 * time.Hour

// CalendarFeed is the private calendar of a member.
type CalendarFeed struct {
	Studio     string
	CustomerID int64
	Hash       []byte // SHA-256 of the token in its address
	Nonce      []byte // what the token is derived from
	Language   string
	Created    time.Time // UTC
}

const feedColumns = `studio, customer_id, token_hash, nonce, language, created_at`

// MakeCalendarFeed keeps a new feed. Where the member has one already that one stays.
func (s *Store) MakeCalendarFeed(ctx context.Context, f CalendarFeed) error {
	if err := f.check(); err != nil {
		return err
	}
	now := s.now()
	_, err := s.db.exec(ctx, `INSERT INTO calendar_feeds (studio, customer_id, token_hash, nonce, language, created_at, read_at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (studio, customer_id) DO NOTHING`,
		f.Studio, f.CustomerID, f.Hash, f.Nonce, f.Language, now, now)
	if err != nil {
		return fmt.Errorf("store: make calendar feed: %w", err)
	}
	return nil
}

// RenewCalendarFeed puts another token in the place of the member's: the old one is worth nothing
// from then on. ErrNotFound when the member has no feed.
func (s *Store) RenewCalendarFeed(ctx context.Context, f CalendarFeed) error {
	if err := f.check(); err != nil {
		return err
	}
	now := s.now()
	n, err := s.db.exec(ctx, `UPDATE calendar_feeds SET token_hash = ?, nonce = ?, language = ?, created_at = ?, read_at = ?
		WHERE studio = ? AND customer_id = ?`, f.Hash, f.Nonce, f.Language, now, now, f.Studio, f.CustomerID)
	switch {
	case err != nil:
		return fmt.Errorf("store: renew calendar feed: %w", err)
	case n == 0:
		return ErrNotFound
	}
	return nil
}

func (f CalendarFeed) check() error {
	if len(f.Hash) == 0 || len(f.Nonce) == 0 || f.Studio == "" || f.CustomerID == 0 {
		return errors.New("store: calendar feed: member, token and nonce must not be empty")
	}
	return nil
}

// RevokeCalendarFeed ends the member's feed, if there is one.
func (s *Store) RevokeCalendarFeed(ctx context.Context, studio string, customerID int64) error {
	if _, err := s.db.exec(ctx, `DELETE FROM calendar_feeds WHERE studio = ? AND customer_id = ?`, studio, customerID); err != nil {
		return fmt.Errorf("store: revoke calendar feed: %w", err)
	}
	return nil
}

// GetCalendarFeed is the member's feed, or ErrNotFound.
func (s *Store) GetCalendarFeed(ctx context.Context, studio string, customerID int64) (CalendarFeed, error) {
	f, _, err := s.feed(ctx, `studio = ? AND customer_id = ?`, studio, customerID)
	return f, err
}

// ReadCalendarFeed is the feed of a studio with this token, and notes that it was read. ErrNotFound
// when there is none, or no more.
func (s *Store) ReadCalendarFeed(ctx context.Context, studio string, hash []byte) (CalendarFeed, error) {
	f, read, err := s.feed(ctx, `studio = ? AND token_hash = ?`, studio, hash)
	if err != nil || s.now()-read < feedReadEvery.Milliseconds() {
		return f, err
	}
	if _, err := s.db.exec(ctx, `UPDATE calendar_feeds SET read_at = ? WHERE token_hash = ?`, s.now(), hash); err != nil {
		return f, fmt.Errorf("store: read calendar feed: %w", err)
	}
	return f, nil
}

func (s *Store) feed(ctx context.Context, where string, args ...any) (f CalendarFeed, read int64, err error) {
	var created int64
	err = s.db.queryRow(ctx, `SELECT `+feedColumns+`, read_at FROM calendar_feeds WHERE `+where, args,
		&f.Studio, &f.CustomerID, &f.Hash, &f.Nonce, &f.Language, &created, &read)
	if errors.Is(err, sql.ErrNoRows) {
		return CalendarFeed{}, 0, ErrNotFound
	}
	if err != nil {
		return CalendarFeed{}, 0, fmt.Errorf("store: calendar feed: %w", err)
	}
	f.Created = timeOf(created)
	return f, read, nil
}

// CalendarEvent is a booking as a calendar is told of it. The caller gives UID, Fingerprint and
// KeepUntil; the store knows how often the fingerprint has changed, and when.
type CalendarEvent struct {
	UID         string
	Fingerprint []byte    // a hash of all that the calendar is told
	KeepUntil   time.Time // after which the booking interests nobody
	Sequence    int
	Changed     time.Time // UTC, whole seconds
}

// CountCalendarEvents fills in Sequence and Changed of a member's events: 0 for one that is seen
// for the first time, one more for each change of its fingerprint.
func (s *Store) CountCalendarEvents(ctx context.Context, studio string, customerID int64, events []CalendarEvent) error {
	known, err := s.calendarEvents(ctx, studio, customerID)
	if err != nil {
		return fmt.Errorf("store: calendar events: %w", err)
	}
	for i := range events {
		e := &events[i]
		if k, ok := known[e.UID]; ok && bytes.Equal(k.Fingerprint, e.Fingerprint) {
			e.Sequence, e.Changed = k.Sequence, k.Changed
			continue
		}
		var changed int64
		// Whole seconds: calendars know nothing finer.
		now := s.now() / 1000 * 1000
		err := s.db.writeRow(ctx, `INSERT INTO calendar_events (studio, customer_id, uid, fingerprint, sequence, changed_at, keep_until)
			VALUES (?, ?, ?, ?, 0, ?, ?)
			ON CONFLICT (studio, customer_id, uid) DO UPDATE SET
				sequence = CASE WHEN calendar_events.fingerprint = excluded.fingerprint THEN calendar_events.sequence ELSE calendar_events.sequence + 1 END,
				changed_at = CASE WHEN calendar_events.fingerprint = excluded.fingerprint THEN calendar_events.changed_at ELSE excluded.changed_at END,
				fingerprint = excluded.fingerprint, keep_until = excluded.keep_until
			RETURNING sequence, changed_at`,
			[]any{studio, customerID, e.UID, e.Fingerprint, now, e.KeepUntil.UnixMilli()}, &e.Sequence, &changed)
		if err != nil {
			return fmt.Errorf("store: calendar events: %w", err)
		}
		e.Changed = timeOf(changed)
	}
	return nil
}

func (s *Store) calendarEvents(ctx context.Context, studio string, customerID int64) (known map[string]CalendarEvent, err error) {
	rows, err := s.db.query(ctx, `SELECT uid, fingerprint, sequence, changed_at FROM calendar_events WHERE studio = ? AND customer_id = ?`, studio, customerID)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	known = map[string]CalendarEvent{}
	for rows.Next() {
		var e CalendarEvent
		var changed int64
		if err := rows.Scan(&e.UID, &e.Fingerprint, &e.Sequence, &changed); err != nil {
			return nil, err
		}
		e.Changed = timeOf(changed)
		known[e.UID] = e
	}
	return known, rows.Err()
}
