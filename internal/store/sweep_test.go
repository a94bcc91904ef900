package store

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store/storetest"
)

func TestSweepSessions(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		brief := someIdentity()
		brief.Remembered = false
		late := signIn(t, sessions, clock, "ended", someIdentity())
		signIn(t, sessions, clock, "idle", brief)
		signIn(t, sessions, clock, "living", someIdentity())
		require.NoError(t, sessions.Delete("ended"))
		rows := func() int { return count(t, s, `SELECT COUNT(*) FROM sessions`) }

		clock.Advance(tombstoneLife - time.Millisecond)
		require.NoError(t, s.Sweep(t.Context()))
		require.Equal(t, 3, rows(), "a tombstone still refuses late writes")
		require.NoError(t, sessions.Commit("ended", late, clock.Now().Add(time.Hour)))
		require.False(t, found(t, sessions, "ended"))

		clock.Advance(time.Millisecond)
		require.NoError(t, s.Sweep(t.Context()))
		require.Equal(t, 2, rows())
		clock.Advance(time.Hour)
		require.NoError(t, s.Sweep(t.Context()))
		require.Equal(t, 1, rows())
		require.True(t, found(t, sessions, "living"))
		clock.Advance(60 * 24 * time.Hour)
		require.NoError(t, s.Sweep(t.Context()))
		require.Equal(t, 0, rows())
	})
}

func TestSweepTheRest(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		start(t, s, someChallenge("a", clock))
		require.NoError(t, s.DropMail(t.Context(), *claim(t, s), "test"))
		require.NoError(t, s.EnqueueMail(t.Context(), someMail("sent")))
		require.NoError(t, s.FinishMail(t.Context(), *claim(t, s)))
		require.NoError(t, s.EnqueueMail(t.Context(), someMail("waiting")))
		_, _, err := s.Hit(t.Context(), "key", time.Hour, 1)
		require.NoError(t, err)
		done, _, err := s.SpendOnce(t.Context(), someIntent())
		require.NoError(t, err)
		require.NoError(t, s.FinishIntent(t.Context(), done.ID, IntentDone, nil))
		open := someIntent()
		open.Target = "slot/78"
		_, _, err = s.SpendOnce(t.Context(), open)
		require.NoError(t, err)
		requireRows := func(challenges, counters, outbox, intents int) {
			t.Helper()
			require.NoError(t, s.Sweep(t.Context()))
			require.Equal(t, challenges, count(t, s, `SELECT COUNT(*) FROM challenges`), "challenges")
			require.Equal(t, counters, count(t, s, `SELECT COUNT(*) FROM counters`), "counters")
			require.Equal(t, outbox, count(t, s, `SELECT COUNT(*) FROM outbox`), "outbox")
			require.Equal(t, intents, count(t, s, `SELECT COUNT(*) FROM intents`), "intents")
		}
		requireRows(1, 1, 3, 2)
		clock.Advance(time.Hour - time.Millisecond)
		requireRows(1, 1, 3, 2)
		clock.Advance(time.Millisecond)
		requireRows(1, 0, 3, 2)
		clock.Advance(challengeLife - time.Hour - time.Millisecond)
		requireRows(1, 0, 3, 2)
		clock.Advance(time.Millisecond)
		requireRows(0, 0, 3, 2)
		clock.Advance(finishedMailLife - challengeLife - time.Millisecond)
		requireRows(0, 0, 3, 2)
		clock.Advance(time.Millisecond)
		requireRows(0, 0, 1, 2)
		clock.Advance(s.ActivityLife() - finishedMailLife - time.Millisecond)
		requireRows(0, 0, 1, 2)
		clock.Advance(time.Millisecond)
		requireRows(0, 0, 1, 1)
		clock.Advance(365 * 24 * time.Hour)
		requireRows(0, 0, 1, 1) // what is not finished is never deleted
	})
}

func TestSweepManyRows(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		const n = 2*sweepBatch + 1
		require.NoError(t, s.db.tx(t.Context(), func(tx *transaction) error {
			for i := range n {
				if _, err := tx.exec(`INSERT INTO counters (name, hits, resets_at) VALUES (?, 1, ?)`, fmt.Sprint(i), s.now()); err != nil {
					return err
				}
			}
			return nil
		}))
		require.NoError(t, s.Sweep(t.Context()))
		require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM counters`))
	})
}

func TestSweepTellsOfDroppedMails(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		var log bytes.Buffer
		clock := newTestClock()
		s, err := Open(t.Context(), address, Options{Clock: clock.Now, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		mail := someMail("late")
		mail.Deadline = clock.Now().Add(time.Minute)
		require.NoError(t, s.EnqueueMail(t.Context(), mail))
		require.NoError(t, s.Sweep(t.Context()))
		require.Empty(t, log.String())
		clock.Advance(time.Minute)
		require.NoError(t, s.Sweep(t.Context()))
		require.Contains(t, log.String(), "count=1")
		require.NotContains(t, log.String(), "amy")
	})
}

// Sweeps of several processes do not disturb each other.
func TestSweepTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		clock := newTestClock()
		stores := []*Store{open(t, address, clock), open(t, address, clock)}
		for i := range 50 {
			_, _, err := stores[0].Hit(t.Context(), fmt.Sprint(i), time.Minute, 1)
			require.NoError(t, err)
			start(t, stores[0], someChallenge(fmt.Sprint("c", i), clock))
		}
		clock.Advance(48 * time.Hour)
		together(8, func(i int) {
			if err := stores[i%2].Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
		require.Equal(t, 0, count(t, stores[0], `SELECT COUNT(*) FROM challenges`))
	})
}
