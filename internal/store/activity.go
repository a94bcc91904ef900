package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// defaultActivityLife is how long it is kept what was done through the portal, where nobody says.
const defaultActivityLife = 180 * 24 * time.Hour

// leastActivityLife is how long an outcome can be looked at, whatever is configured: a form's token
// lives two hours, and a spent one must not be good again.
const leastActivityLife = 24 * time.Hour

// KeepActivityFor says how long intents and the devices of sign-ins are kept: from the next sweep
// on, whenever they were written.
func (s *Store) KeepActivityFor(life time.Duration) {
	s.activityLife.Store(int64(max(life, leastActivityLife)))
}

// ActivityLife is what KeepActivityFor said, and at least a day.
func (s *Store) ActivityLife() time.Duration { return time.Duration(s.activityLife.Load()) }

// Change is one value before and after a write, both masked: enough for a member to know it again,
// too little for anybody else.
type Change struct {
	Field string `json:"field"`          // as the API names it
	From  string `json:"from,omitempty"` // "" for none
	To    string `json:"to,omitempty"`   // "" for none
}

// ListActivity returns the intents of a member that are not past their life, newest first, without
// the first so many and at most limit, and how many there are at all.
func (s *Store) ListActivity(ctx context.Context, studio string, customerID int64, skip, limit int) (list []Intent, total int, err error) {
	since := s.now() - s.ActivityLife().Milliseconds()
	if err := s.db.queryRow(ctx, `SELECT COUNT(*) FROM intents WHERE studio = ? AND customer_id = ? AND created_at > ?`,
		[]any{studio, customerID, since}, &total); err != nil {
		return nil, 0, fmt.Errorf("store: count activity: %w", err)
	}
	rows, err := s.db.query(ctx, `SELECT `+intentColumns+` FROM intents WHERE studio = ? AND customer_id = ? AND created_at > ?
		ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?`, studio, customerID, since, limit, skip)
	if err != nil {
		return nil, 0, fmt.Errorf("store: list activity: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		intent, err := scanIntent(rows.Scan)
		if err != nil {
			return nil, 0, fmt.Errorf("store: list activity: %w", err)
		}
		list = append(list, intent)
	}
	if err := rows.Err(); err != nil {
		return nil, 0, fmt.Errorf("store: list activity: %w", err)
	}
	return list, total, nil
}
