package store

import (
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func someIntent() NewIntent {
	return NewIntent{
		OnceMAC: []byte("once"), Action: "book", Target: "slot/77", Studio: "forge", CustomerID: 1234567,
		Details: json.RawMessage(`{"slot":77}`),
	}
}

func TestIntentIsSpentOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		var won atomic.Int64
		var mu sync.Mutex
		ids := map[string]bool{}
		together(200, func(int) {
			intent, first, err := s.SpendOnce(t.Context(), someIntent())
			if err != nil {
				t.Error(err)
				return
			}
			if first {
				won.Add(1)
			}
			mu.Lock()
			defer mu.Unlock()
			ids[intent.ID] = true
		})
		require.Equal(t, int64(1), won.Load())
		require.Len(t, ids, 1, "the others get the winner's intent")

		intent, first, err := s.SpendOnce(t.Context(), someIntent())
		require.NoError(t, err)
		require.False(t, first)
		require.Equal(t, Intent{
			ID: intent.ID, Studio: "forge", CustomerID: 1234567, Action: "book", Target: "slot/77",
			Details: json.RawMessage(`{"slot":77}`), State: IntentOpen, Created: clock.Now(), Updated: clock.Now(),
		}, intent)
	})
}

func TestIntentPerActionAndTarget(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		for _, change := range []func(*NewIntent){
			func(*NewIntent) {},
			func(n *NewIntent) { n.Action = "cancel" },
			func(n *NewIntent) { n.Target = "slot/78" },
			func(n *NewIntent) { n.OnceMAC = []byte("other") },
		} {
			n := someIntent()
			change(&n)
			got, won, err := s.SpendOnce(t.Context(), n)
			require.NoError(t, err)
			require.True(t, won)
			stored, err := s.GetIntent(t.Context(), n.Studio, n.CustomerID, got.ID)
			require.NoError(t, err)
			require.Equal(t, got, stored)
		}
		_, _, err := s.SpendOnce(t.Context(), NewIntent{Action: "book"})
		require.Error(t, err)
		_, _, err = s.SpendOnce(t.Context(), NewIntent{OnceMAC: []byte("x")})
		require.Error(t, err)
	})
}

func TestIntentOfSomebodyElse(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		n := someIntent()
		intent, _, err := s.SpendOnce(t.Context(), n)
		require.NoError(t, err)
		for _, change := range []func(*NewIntent){
			func(n *NewIntent) { n.CustomerID++ },
			func(n *NewIntent) { n.CustomerID = 0 },
			func(n *NewIntent) { n.Studio = "nordlicht" },
		} {
			other := n
			change(&other)
			_, err := s.GetIntent(t.Context(), other.Studio, other.CustomerID, intent.ID)
			require.ErrorIs(t, err, ErrNotFound)
			_, won, err := s.SpendOnce(t.Context(), other)
			require.ErrorIs(t, err, ErrNotFound, "a token spent by another member")
			require.False(t, won)
		}
		_, err = s.GetIntent(t.Context(), n.Studio, n.CustomerID, "unknown")
		require.ErrorIs(t, err, ErrNotFound)
	})
}

func TestIntentFinish(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		n := someIntent()
		intent, _, err := s.SpendOnce(t.Context(), n)
		require.NoError(t, err)
		require.Error(t, s.FinishIntent(t.Context(), intent.ID, IntentOpen, nil), "open is no outcome")
		require.ErrorIs(t, s.FinishIntent(t.Context(), "unknown", IntentDone, nil), ErrNotFound)

		clock.Advance(time.Second)
		require.NoError(t, s.FinishIntent(t.Context(), intent.ID, IntentUnclear, nil))
		clock.Advance(time.Second)
		require.NoError(t, s.FinishIntent(t.Context(), intent.ID, IntentDone, json.RawMessage(`{"booking":5}`)), "reading back told later")
		require.ErrorIs(t, s.FinishIntent(t.Context(), intent.ID, IntentFailed, nil), ErrFinished)
		got, won, err := s.SpendOnce(t.Context(), n)
		require.NoError(t, err)
		require.False(t, won)
		require.Equal(t, IntentDone, got.State)
		require.JSONEq(t, `{"booking":5}`, string(got.Outcome))
		require.Equal(t, clock.Now(), got.Updated)
		require.Equal(t, clock.Now().Add(-2*time.Second), got.Created)
	})
}

func TestIntentFinishedTogether(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		intent, _, err := s.SpendOnce(t.Context(), someIntent())
		require.NoError(t, err)
		var first atomic.Int64
		together(50, func(int) {
			switch err := s.FinishIntent(t.Context(), intent.ID, IntentDone, nil); err {
			case nil:
				first.Add(1)
			case ErrFinished:
			default:
				t.Error(err)
			}
		})
		require.Equal(t, int64(1), first.Load())
	})
}

func TestOpenIntents(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		var ids []string
		for i, state := range []IntentState{IntentOpen, IntentDone, IntentRefused, IntentFailed, IntentUnclear, IntentOpen, IntentOpen} {
			n := someIntent()
			n.Target = fmt.Sprint("slot/", i)
			intent, _, err := s.SpendOnce(t.Context(), n)
			require.NoError(t, err)
			if state != IntentOpen {
				require.NoError(t, s.FinishIntent(t.Context(), intent.ID, state, nil))
			}
			ids = append(ids, intent.ID)
			clock.Advance(10 * time.Second)
		}
		open, err := s.OpenIntents(t.Context(), 20*time.Second)
		require.NoError(t, err)
		require.Len(t, open, 2, "the last is too young")
		require.Equal(t, ids[0], open[0].ID)
		require.Equal(t, ids[5], open[1].ID)
		require.JSONEq(t, `{"slot":77}`, string(open[0].Details))
	})
}

func TestIntentOfNoPossibleName(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		for _, id := range []string{"", "\x00", "a\x00b", "\xff", "nobody's"} {
			_, err := s.GetIntent(t.Context(), "forge", 1234567, id)
			require.ErrorIs(t, err, ErrNotFound, "%q", id)
		}
	})
}
