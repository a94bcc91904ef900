package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPresent(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		says := func(id string, used, count, others int) {
			t.Helper()
			n, rest, err := s.Present(t.Context(), id, used, time.Minute)
			require.NoError(t, err)
			require.Equal(t, []int{count, others}, []int{n, rest})
		}
		_, _, err := s.Hit(t.Context(), "a limit", time.Hour, 3)
		require.NoError(t, err)
		says("a", 10, 1, 0)
		says("a", 20, 1, 0)
		says("b", 5, 2, 20)
		clock.Advance(30 * time.Second)
		says("c", 7, 3, 25)
		says("b", 6, 3, 27)
		clock.Advance(30 * time.Second)
		says("c", 7, 2, 6)
		require.NoError(t, s.Sweep(t.Context()))
		says("c", 7, 2, 6)
	})
}
