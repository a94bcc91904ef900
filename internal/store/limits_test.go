package store

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHit(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		for range 3 {
			allowed, wait, err := s.Hit(t.Context(), "a", time.Minute, 3)
			require.NoError(t, err)
			require.True(t, allowed)
			require.Zero(t, wait)
			clock.Advance(10 * time.Second)
		}
		allowed, wait, err := s.Hit(t.Context(), "a", time.Minute, 3)
		require.NoError(t, err)
		require.False(t, allowed)
		require.Equal(t, 30*time.Second, wait)

		allowed, _, err = s.Hit(t.Context(), "b", time.Minute, 3)
		require.NoError(t, err)
		require.True(t, allowed, "another key")

		clock.Advance(30*time.Second - time.Millisecond)
		allowed, _, err = s.Hit(t.Context(), "a", time.Minute, 3)
		require.NoError(t, err)
		require.False(t, allowed)
		clock.Advance(time.Millisecond)
		for range 3 {
			allowed, _, err = s.Hit(t.Context(), "a", time.Minute, 3)
			require.NoError(t, err)
			require.True(t, allowed, "the next window")
		}
		allowed, wait, err = s.Hit(t.Context(), "a", time.Minute, 3)
		require.NoError(t, err)
		require.False(t, allowed)
		require.Equal(t, time.Minute, wait)
	})
}

func TestHitTogether(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		var allowed atomic.Int64
		together(300, func(int) {
			ok, _, err := s.Hit(t.Context(), "a", time.Minute, 7)
			if err != nil {
				t.Error(err)
			}
			if ok {
				allowed.Add(1)
			}
		})
		require.Equal(t, int64(7), allowed.Load())
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM counters WHERE hits = 300`))
	})
}
