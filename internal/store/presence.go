package store

import (
	"context"
	"fmt"
	"time"
)

// presence is what the counters of portals begin with; no other key does.
const presence = "portal:"

// Present says that the portal with this id was there just now and what it used of some
// limit that all share, and tells how many were within life, this one included, and what
// the others used together. Rows go when life is over, also those of portals that ended.
func (s *Store) Present(ctx context.Context, id string, used int, life time.Duration) (count, others int, err error) {
	now := s.now()
	_, err = s.db.exec(ctx, `INSERT INTO counters (name, hits, resets_at) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET hits = excluded.hits, resets_at = excluded.resets_at`,
		presence+id, used, now+life.Milliseconds())
	if err == nil {
		err = s.db.queryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN name = ? THEN 0 ELSE hits END), 0)
			FROM counters WHERE name LIKE ? AND resets_at > ?`, []any{presence + id, presence + "%", now}, &count, &others)
	}
	if err != nil {
		return 0, 0, fmt.Errorf("store: present: %w", err)
	}
	return count, others, nil
}
