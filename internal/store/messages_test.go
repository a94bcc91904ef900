package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func someMessage(id string) Message {
	return Message{ID: id, Studio: "forge", CustomerID: 1234567, Subject: "Lost gloves", Body: "Line one\nLine two – ąöü"}
}

func TestMessageIsKeptAndFinished(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.NoError(t, s.KeepMessage(t.Context(), someMessage("a")))
		require.Error(t, s.KeepMessage(t.Context(), someMessage("a")), "an id is taken once")
		require.Error(t, s.KeepMessage(t.Context(), someMessage("")))
		want := someMessage("a")
		want.State, want.Sent = MessageSending, clock.Now()
		got, err := s.GetMessage(t.Context(), "forge", 1234567, "a")
		require.NoError(t, err)
		require.Equal(t, want, got)

		require.Error(t, s.FinishMessage(t.Context(), "a", MessageSending, 5), "sending is no outcome")
		require.NoError(t, s.FinishMessage(t.Context(), "a", MessageSent, 77))
		want.State, want.ThreadID = MessageSent, 77
		got, err = s.GetMessage(t.Context(), "forge", 1234567, "a")
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.ErrorIs(t, s.FinishMessage(t.Context(), "a", MessageUnclear, 0), ErrNotFound, "it is finished")
		require.ErrorIs(t, s.DropMessage(t.Context(), "a"), ErrNotFound, "what arrived is not forgotten")

		require.NoError(t, s.KeepMessage(t.Context(), someMessage("b")))
		require.NoError(t, s.DropMessage(t.Context(), "b"))
		_, err = s.GetMessage(t.Context(), "forge", 1234567, "b")
		require.ErrorIs(t, err, ErrNotFound)
	})
}

func TestMessageOfSomebodyElse(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		require.NoError(t, s.KeepMessage(t.Context(), someMessage("a")))
		for _, c := range []struct {
			studio   string
			customer int64
			id       string
		}{{"forge", 1234568, "a"}, {"nordlicht", 1234567, "a"}, {"forge", 1234567, "b"}, {"forge", 1234567, "a\x00"}, {"forge", 1234567, "\xff"}} {
			_, err := s.GetMessage(t.Context(), c.studio, c.customer, c.id)
			require.ErrorIs(t, err, ErrNotFound)
		}
		list, total, err := s.ListMessages(t.Context(), "forge", 1234568, 0, 10)
		require.NoError(t, err)
		require.Empty(t, list)
		require.Zero(t, total)
	})
}

func TestMessagesAreListedInParts(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		for i := range 5 {
			require.NoError(t, s.KeepMessage(t.Context(), someMessage(fmt.Sprint(i))))
			clock.Advance(time.Second)
		}
		ids := func(skip, limit int) string {
			list, total, err := s.ListMessages(t.Context(), "forge", 1234567, skip, limit)
			require.NoError(t, err)
			require.Equal(t, 5, total)
			var ids []string
			for _, m := range list {
				ids = append(ids, m.ID)
			}
			return strings.Join(ids, "")
		}
		require.Equal(t, "43", ids(0, 2))
		require.Equal(t, "21", ids(2, 2))
		require.Equal(t, "0", ids(4, 2))
		require.Empty(t, ids(6, 2))
	})
}

func TestSweepMessages(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		const life = 10 * 24 * time.Hour
		s.KeepMessagesFor(life)
		require.NoError(t, s.KeepMessage(t.Context(), someMessage("old")))
		clock.Advance(time.Hour)
		require.NoError(t, s.KeepMessage(t.Context(), someMessage("young")))
		rows := func() int {
			require.NoError(t, s.Sweep(t.Context()))
			return count(t, s, `SELECT COUNT(*) FROM messages`)
		}
		clock.Advance(life - time.Hour - time.Millisecond)
		require.Equal(t, 2, rows())
		clock.Advance(time.Millisecond)
		require.Equal(t, 1, rows())
		clock.Advance(time.Hour)
		require.Equal(t, 0, rows())
	})
}

func TestMessagesAreKeptForHalfAYearUnlessTold(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		require.Equal(t, 180*24*time.Hour, s.MessageLife())
	})
}
