package store

import (
	"context"
	"fmt"
	"time"
)

const (
	// tombstoneLife is how long a dead session's row stays: far longer than any request that might
	// still try to write it.
	tombstoneLife = 24 * time.Hour
	// challengeLife covers the longest window that limits count in.
	challengeLife = 24 * time.Hour
	// finishedMailLife is how long a sent or dropped mail's cause is remembered.
	finishedMailLife = 30 * 24 * time.Hour
	// feedLife is how long a calendar feed that nobody reads is kept.
	feedLife = 400 * 24 * time.Hour
	// sweepBatch bounds how long one statement keeps other writers waiting.
	sweepBatch = 1000
)

// Sweep deletes what is past its time and blanks what must not be kept: sessions a day after their
// end, challenges a day after their start (their secrets at expiry), run-out counters, mails a month
// old, intents, devices and messages past their life, calendar feeds that nobody has read for a year, events of bookings long
// past, declarations and receipts past their life. A pending mail past its deadline is dropped. An open intent and a declaration
// that is still worked on are never deleted.
// It is meant to run about once a minute; several processes may run it at once.
func (s *Store) Sweep(ctx context.Context) error {
	now := s.now()
	before := func(d time.Duration) int64 { return now - d.Milliseconds() }
	skip := s.db.skipLocked // what another process is sweeping
	steps := []struct {
		what, query string
		args        []any
	}{
		{"expired challenges", `UPDATE challenges SET ` + blankChallenge + ` WHERE id IN
			(SELECT id FROM challenges WHERE salt IS NOT NULL AND expires_at <= ? LIMIT ?` + skip + `)`, []any{now}},
		{"unchosen profiles", `UPDATE challenges SET ` + blankChallenge + ` WHERE id IN
			(SELECT id FROM challenges WHERE customers IS NOT NULL AND expires_at <= ? LIMIT ?` + skip + `)`, []any{before(profileWindow)}},
		{"challenges", `DELETE FROM challenges WHERE id IN
			(SELECT id FROM challenges WHERE created_at <= ? AND expires_at <= ? LIMIT ?` + skip + `)`, []any{before(challengeLife), before(profileWindow)}},
		{"sessions", `DELETE FROM sessions WHERE token IN
			(SELECT token FROM sessions WHERE idle_ends <= ? LIMIT ?` + skip + `)`, []any{before(tombstoneLife)}},
		{"counters", `DELETE FROM counters WHERE resets_at <= ? AND name IN
			(SELECT name FROM counters WHERE resets_at <= ? LIMIT ?` + skip + `)`, []any{now, now}},
		{"late mails", `UPDATE outbox SET ` + blankMail + `, state = ?, reason = 'past its deadline', finished_at = ? WHERE ` + isPending + ` AND id IN
			(SELECT id FROM outbox WHERE ` + isPending + ` AND deadline <= ? AND (lease_token = '' OR due_at <= ?) LIMIT ?` + skip + `)`,
			[]any{mailDropped, now, now, now}},
		{"finished mails", `DELETE FROM outbox WHERE id IN
			(SELECT id FROM outbox WHERE finished_at <= ? LIMIT ?` + skip + `)`, []any{before(finishedMailLife)}},
		{"intents", `DELETE FROM intents WHERE id IN
			(SELECT id FROM intents WHERE created_at <= ? AND state <> 'open' LIMIT ?` + skip + `)`, []any{before(s.ActivityLife())}},
		{"devices", `DELETE FROM devices WHERE (studio, customer_id, label) IN
			(SELECT studio, customer_id, label FROM devices WHERE seen_at <= ? LIMIT ?` + skip + `)`, []any{before(s.ActivityLife())}},
		{"messages", `DELETE FROM messages WHERE id IN
			(SELECT id FROM messages WHERE sent_at <= ? LIMIT ?` + skip + `)`, []any{before(s.MessageLife())}},
		{"declarations", `DELETE FROM declarations WHERE number IN
			(SELECT number FROM declarations WHERE arrived_at <= ? AND finished_at IS NOT NULL LIMIT ?` + skip + `)`, []any{before(s.DeclarationLife())}},
		{"receipts", `DELETE FROM receipts WHERE number IN
			(SELECT number FROM receipts WHERE arrived_at <= ? AND NOT EXISTS (SELECT 1 FROM declarations d WHERE d.number = receipts.number)
			LIMIT ?` + skip + `)`, []any{before(s.DeclarationLife())}},
		{"states of declarations", `DELETE FROM declaration_states WHERE (number, step) IN
			(SELECT number, step FROM declaration_states s WHERE at <= ? AND NOT EXISTS (SELECT 1 FROM declarations d WHERE d.number = s.number)
			LIMIT ?` + skip + `)`, []any{before(s.DeclarationLife())}},
		{"calendar feeds", `DELETE FROM calendar_feeds WHERE token_hash IN
			(SELECT token_hash FROM calendar_feeds WHERE read_at <= ? LIMIT ?` + skip + `)`, []any{before(feedLife)}},
		{"calendar events", `DELETE FROM calendar_events WHERE (studio, customer_id, uid) IN
			(SELECT studio, customer_id, uid FROM calendar_events WHERE keep_until <= ? LIMIT ?` + skip + `)`, []any{now}},
	}
	for _, step := range steps {
		n, err := s.sweep(ctx, step.query, step.args)
		if err != nil {
			return fmt.Errorf("store: sweep %s: %w", step.what, err)
		}
		if step.what == "late mails" && n > 0 {
			s.log.Warn("mails dropped past their deadline", "count", n)
		}
	}
	return nil
}

// sweep repeats a statement, whose last value is the batch's size, until nothing is left for it.
func (s *Store) sweep(ctx context.Context, query string, args []any) (total int64, err error) {
	for {
		n, err := s.db.exec(ctx, query, append(args, sweepBatch)...)
		total += n
		if err != nil || n < sweepBatch {
			return total, err
		}
	}
}
