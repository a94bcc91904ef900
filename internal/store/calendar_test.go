package store

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func someFeed() CalendarFeed {
	return CalendarFeed{Studio: "forge", CustomerID: 1234567, Hash: []byte("hash"), Nonce: []byte("nonce"), Language: "pl"}
}

func TestCalendarFeed(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		f := someFeed()
		_, err := s.GetCalendarFeed(t.Context(), "forge", 1234567)
		require.ErrorIs(t, err, ErrNotFound)
		require.ErrorIs(t, s.RenewCalendarFeed(t.Context(), f), ErrNotFound, "what was never made is not renewed")
		require.NoError(t, s.MakeCalendarFeed(t.Context(), f))
		again := f
		again.Hash, again.Nonce = []byte("other"), []byte("other")
		require.NoError(t, s.MakeCalendarFeed(t.Context(), again))
		f.Created = clock.Now()
		got, err := s.GetCalendarFeed(t.Context(), "forge", 1234567)
		require.NoError(t, err)
		require.Equal(t, f, got, "made twice, the first stays")
		got, err = s.ReadCalendarFeed(t.Context(), "forge", []byte("hash"))
		require.NoError(t, err)
		require.Equal(t, f, got)
		for _, c := range []struct {
			studio, hash string
		}{{"nordlicht", "hash"}, {"forge", "other"}, {"forge", ""}} {
			_, err = s.ReadCalendarFeed(t.Context(), c.studio, []byte(c.hash))
			require.ErrorIs(t, err, ErrNotFound, "%v", c)
		}

		clock.Advance(time.Hour)
		require.NoError(t, s.RenewCalendarFeed(t.Context(), again))
		_, err = s.ReadCalendarFeed(t.Context(), "forge", []byte("hash"))
		require.ErrorIs(t, err, ErrNotFound, "the old address is worth nothing")
		got, err = s.ReadCalendarFeed(t.Context(), "forge", []byte("other"))
		require.NoError(t, err)
		require.Equal(t, clock.Now(), got.Created)

		require.NoError(t, s.RevokeCalendarFeed(t.Context(), "forge", 7654321))
		require.NoError(t, s.RevokeCalendarFeed(t.Context(), "nordlicht", 1234567))
		_, err = s.ReadCalendarFeed(t.Context(), "forge", []byte("other"))
		require.NoError(t, err, "somebody else's was revoked")
		require.NoError(t, s.RevokeCalendarFeed(t.Context(), "forge", 1234567))
		require.NoError(t, s.RevokeCalendarFeed(t.Context(), "forge", 1234567))
		_, err = s.ReadCalendarFeed(t.Context(), "forge", []byte("other"))
		require.ErrorIs(t, err, ErrNotFound)
		for _, empty := range []CalendarFeed{{}, {Studio: "forge", CustomerID: 1, Hash: []byte("x")}, {Studio: "forge", Hash: []byte("x"), Nonce: []byte("x")}} {
			require.Error(t, s.MakeCalendarFeed(t.Context(), empty))
			require.Error(t, s.RenewCalendarFeed(t.Context(), empty))
		}
	})
}

func TestCalendarFeedThatNobodyReadsIsSwept(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		f := someFeed()
		require.NoError(t, s.MakeCalendarFeed(t.Context(), f))
		for range 3 { // read, it lives on
			clock.Advance(300 * 24 * time.Hour)
			_, err := s.ReadCalendarFeed(t.Context(), "forge", f.Hash)
			require.NoError(t, err)
			require.NoError(t, s.Sweep(t.Context()))
		}
		clock.Advance(401 * 24 * time.Hour)
		require.NoError(t, s.Sweep(t.Context()))
		_, err := s.ReadCalendarFeed(t.Context(), "forge", f.Hash)
		require.ErrorIs(t, err, ErrNotFound)
	})
}

func TestCalendarEventsCountChanges(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		until := clock.Now().Add(48 * time.Hour)
		see := func(customer int64, uid, fingerprint string) (int, time.Time) {
			t.Helper()
			events := []CalendarEvent{{UID: uid, Fingerprint: []byte(fingerprint), KeepUntil: until}}
			require.NoError(t, s.CountCalendarEvents(t.Context(), "forge", customer, events))
			return events[0].Sequence, events[0].Changed
		}
		began := clock.Now()
		n, changed := see(1, "a", "booked")
		require.Zero(t, n)
		require.Equal(t, began, changed)
		clock.Advance(time.Minute)
		n, changed = see(1, "a", "booked")
		require.Zero(t, n)
		require.Equal(t, began, changed, "seen again is not changed")
		n, changed = see(1, "a", "canceled")
		require.Equal(t, 1, n)
		require.Equal(t, began.Add(time.Minute), changed)
		n, _ = see(1, "a", "booked")
		require.Equal(t, 2, n, "changed back is a change")
		n, _ = see(1, "b", "booked")
		require.Zero(t, n)
		n, _ = see(2, "a", "booked")
		require.Zero(t, n, "another member's")

		clock.Advance(49 * time.Hour)
		require.NoError(t, s.Sweep(t.Context()))
		require.Zero(t, count(t, s, `SELECT COUNT(*) FROM calendar_events`))
	})
}

func TestCalendarEventsReadTogether(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		see := func(fingerprint string) {
			events := make([]CalendarEvent, 5)
			for i := range events {
				events[i] = CalendarEvent{UID: fmt.Sprint(i), Fingerprint: []byte(fingerprint), KeepUntil: clock.Now().Add(time.Hour)}
			}
			if err := s.CountCalendarEvents(t.Context(), "forge", 1, events); err != nil {
				t.Error(err)
			}
		}
		see("booked")
		var calls atomic.Int64
		together(20, func(int) { see("canceled"); calls.Add(1) })
		require.Equal(t, int64(20), calls.Load())
		require.Equal(t, 5, count(t, s, `SELECT COUNT(*) FROM calendar_events WHERE sequence = 1`), "one change, however many saw it")
	})
}
