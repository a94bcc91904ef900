package store

import (
	"context"
	"fmt"
	"time"
)

// Hit counts one event against a limit for each window of time, in one atomic step that all
// processes share. The window begins with the first event. Over the limit it is not allowed, and
// retryAfter tells when the window ends. The key is stored as it is: give it a MAC where it would
// name a member or an address.
func (s *Store) Hit(ctx context.Context, key string, window time.Duration, limit int) (allowed bool, retryAfter time.Duration, err error) {
	now := s.now()
	var count, resets int64
	err = s.db.writeRow(ctx, `INSERT INTO counters (name, hits, resets_at) VALUES (?, 1, ?)
		ON CONFLICT (name) DO UPDATE SET
			hits = CASE WHEN counters.resets_at <= ? THEN 1 ELSE counters.hits + 1 END,
			resets_at = CASE WHEN counters.resets_at <= ? THEN excluded.resets_at ELSE counters.resets_at END
		RETURNING hits, resets_at`,
		[]any{key, now + window.Milliseconds(), now, now}, &count, &resets)
	if err != nil {
		return false, 0, fmt.Errorf("store: hit: %w", err)
	}
	if count <= int64(limit) {
		return true, 0, nil
	}
	return false, time.Duration(resets-now) * time.Millisecond, nil
}
