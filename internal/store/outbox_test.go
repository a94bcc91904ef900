package store

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store/storetest"
)

const someLease = time.Minute

func claim(t testing.TB, s *Store) *Mail {
	t.Helper()
	m, err := s.ClaimMail(t.Context(), someLease)
	require.NoError(t, err)
	return m
}

// sendAll claims and finishes all that is due and returns the causes.
func sendAll(t testing.TB, s *Store) (causes []string) {
	t.Helper()
	for m := claim(t, s); m != nil; m = claim(t, s) {
		require.NoError(t, s.FinishMail(t.Context(), *m))
		causes = append(causes, m.Cause)
	}
	return causes
}

func someMail(cause string) NewMail {
	return NewMail{
		Cause: cause, Kind: "receipt", Studio: "forge", Language: "en", To: "amy@example.com",
		Payload: json.RawMessage(`{"number":"ü 39.90"}`),
	}
}

func TestOutboxClaimAndFinish(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.Nil(t, claim(t, s))
		mail := someMail("receipt/1")
		mail.Deadline = clock.Now().Add(time.Hour)
		require.NoError(t, s.EnqueueMail(t.Context(), mail))
		created := clock.Now()
		clock.Advance(time.Second)
		m := claim(t, s)
		require.Equal(t, &Mail{
			ID: m.ID, Cause: "receipt/1", Kind: "receipt", Studio: "forge", Language: "en", To: "amy@example.com",
			Payload: json.RawMessage(`{"number":"ü 39.90"}`), Attempts: 1, Created: created, Deadline: created.Add(time.Hour), Lease: m.Lease,
		}, m)
		require.Equal(t, clock.Now().Add(someLease), m.Lease.Until())
		require.Nil(t, claim(t, s), "it is leased")

		require.NoError(t, s.FinishMail(t.Context(), *m))
		require.ErrorIs(t, s.FinishMail(t.Context(), *m), ErrLeaseLost, "once")
		require.ErrorIs(t, s.RetryMail(t.Context(), *m, clock.Now(), "x"), ErrLeaseLost)
		clock.Advance(time.Hour)
		require.Nil(t, claim(t, s), "sent is sent")
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM outbox WHERE cause = 'receipt/1' AND recipient = '' AND payload = '' AND state = 1`),
			"whom it went to and what it said is gone")
	})
}

func TestOutboxCauseIsUnique(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		together(50, func(int) {
			if err := s.EnqueueMail(t.Context(), someMail("receipt/1")); err != nil {
				t.Error(err)
			}
		})
		m := claim(t, s)
		require.NotNil(t, m)
		require.Nil(t, claim(t, s))
		require.NoError(t, s.FinishMail(t.Context(), *m))
		require.NoError(t, s.EnqueueMail(t.Context(), someMail("receipt/1")))
		clock.Advance(time.Hour)
		require.Nil(t, claim(t, s), "nor a second time after it was sent")
	})
}

func TestOutboxNeedsCauseAndKind(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		require.Error(t, s.EnqueueMail(t.Context(), NewMail{Kind: "k"}))
		require.Error(t, s.EnqueueMail(t.Context(), NewMail{Cause: "c"}))
		require.NoError(t, s.EnqueueMail(t.Context(), NewMail{Cause: "c", Kind: "k"}))
		m := claim(t, s)
		require.Nil(t, m.Payload)
		require.True(t, m.Deadline.IsZero())
	})
}

// Workers in two processes never hold the same row.
func TestOutboxClaimTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		clock := newTestClock()
		workers := []*Store{open(t, address, clock), open(t, address, clock)}
		const mails = 100
		for i := range mails {
			require.NoError(t, workers[0].EnqueueMail(t.Context(), someMail(fmt.Sprint("receipt/", i))))
		}
		var mu sync.Mutex
		claims := map[int64]int{}
		together(8, func(i int) {
			for {
				m, err := workers[i%2].ClaimMail(t.Context(), someLease)
				if err != nil {
					t.Error(err)
					return
				}
				if m == nil {
					return
				}
				mu.Lock()
				claims[m.ID]++
				mu.Unlock()
			}
		})
		require.Len(t, claims, mails)
		for id, n := range claims {
			require.Equal(t, 1, n, "mail %d", id)
		}
	})
}

func TestOutboxLeaseEnds(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.NoError(t, s.EnqueueMail(t.Context(), someMail("receipt/1")))
		first := claim(t, s)
		clock.Advance(someLease - time.Millisecond)
		require.Nil(t, claim(t, s))
		clock.Advance(time.Millisecond)
		second := claim(t, s)
		require.NotNil(t, second, "the first worker died")
		require.Equal(t, first.ID, second.ID)
		require.Equal(t, 2, second.Attempts)

		require.ErrorIs(t, s.FinishMail(t.Context(), *first), ErrLeaseLost)
		require.ErrorIs(t, s.RetryMail(t.Context(), *first, clock.Now(), "x"), ErrLeaseLost)
		require.ErrorIs(t, s.DropMail(t.Context(), *first, "x"), ErrLeaseLost)
		require.NoError(t, s.FinishMail(t.Context(), *second))
	})
}

func TestOutboxFinishAfterTheLease(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.NoError(t, s.EnqueueMail(t.Context(), someMail("receipt/1")))
		m := claim(t, s)
		clock.Advance(2 * someLease)
		require.NoError(t, s.FinishMail(t.Context(), *m), "nobody else has it, and it is sent")
		require.Nil(t, claim(t, s))
	})
}

func TestOutboxRetry(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		mail := someMail("receipt/1")
		mail.Deadline = clock.Now().Add(time.Hour)
		require.NoError(t, s.EnqueueMail(t.Context(), mail))
		m := claim(t, s)
		at := clock.Now().Add(10 * time.Second)
		require.NoError(t, s.RetryMail(t.Context(), *m, at, "server busy"))
		require.ErrorIs(t, s.FinishMail(t.Context(), *m), ErrLeaseLost, "it was given back")
		next, ok, err := s.NextMailAt(t.Context())
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, at, next)
		require.Nil(t, claim(t, s))
		clock.Advance(10 * time.Second)
		m = claim(t, s)
		require.Equal(t, 2, m.Attempts)
		require.Equal(t, "amy@example.com", m.To)

		require.NoError(t, s.RetryMail(t.Context(), *m, m.Deadline, "server busy"))
		clock.Advance(time.Hour)
		require.Nil(t, claim(t, s))
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM outbox WHERE state = 2 AND recipient = '' AND payload = ''
			AND reason = 'server busy; no time left to try again'`))
	})
}

func TestOutboxDrop(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.NoError(t, s.EnqueueMail(t.Context(), someMail("receipt/1")))
		require.NoError(t, s.DropMail(t.Context(), *claim(t, s), "refused"))
		clock.Advance(time.Hour)
		require.Nil(t, claim(t, s))
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM outbox WHERE state = 2 AND recipient = '' AND payload = '' AND reason = 'refused'`))
	})
}

func TestOutboxOrderAndNotBefore(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		later := someMail("later")
		later.NotBefore = clock.Now().Add(time.Minute)
		for _, mail := range []NewMail{later, someMail("first"), someMail("second")} {
			require.NoError(t, s.EnqueueMail(t.Context(), mail))
		}
		require.Equal(t, "first", claim(t, s).Cause)
		require.Equal(t, "second", claim(t, s).Cause)
		require.Nil(t, claim(t, s))
		next, ok, err := s.NextMailAt(t.Context())
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, later.NotBefore, next)
	})
}

func TestOutboxDeadline(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		mail := someMail("receipt/1")
		mail.Deadline = clock.Now().Add(10 * time.Minute)
		require.NoError(t, s.EnqueueMail(t.Context(), mail))
		working := someMail("receipt/2")
		working.Deadline = clock.Now().Add(10 * time.Minute)
		working.NotBefore = clock.Now().Add(-time.Minute)
		require.NoError(t, s.EnqueueMail(t.Context(), working))
		clock.Advance(10*time.Minute - time.Second)
		m := claim(t, s)
		require.Equal(t, "receipt/2", m.Cause)
		clock.Advance(time.Second)
		require.Nil(t, claim(t, s), "too late")
		_, ok, err := s.NextMailAt(t.Context())
		require.NoError(t, err)
		require.False(t, ok)
		require.NoError(t, s.Sweep(t.Context()))
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM outbox WHERE state = 2 AND recipient = '' AND payload = '' AND cause = 'receipt/1'`))
		require.NoError(t, s.FinishMail(t.Context(), *m), "the one that is being sent is left to its worker")
	})
}

func TestOutboxDepth(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		requireDepth := func(depth int, oldest time.Duration) {
			t.Helper()
			gotDepth, gotOldest, err := s.OutboxDepth(t.Context())
			require.NoError(t, err)
			require.Equal(t, depth, gotDepth)
			require.Equal(t, oldest, gotOldest)
		}
		requireDepth(0, 0)
		_, ok, err := s.NextMailAt(t.Context())
		require.NoError(t, err)
		require.False(t, ok)
		require.NoError(t, s.EnqueueMail(t.Context(), someMail("a")))
		clock.Advance(5 * time.Second)
		require.NoError(t, s.EnqueueMail(t.Context(), someMail("b")))
		requireDepth(2, 5*time.Second)
		m := claim(t, s)
		requireDepth(2, 5*time.Second)
		require.NoError(t, s.FinishMail(t.Context(), *m))
		requireDepth(1, 0)
		m = claim(t, s)
		require.NoError(t, s.FinishMail(t.Context(), *m))
		later := someMail("c")
		later.NotBefore = clock.Now().Add(time.Hour)
		require.NoError(t, s.EnqueueMail(t.Context(), later))
		clock.Advance(30 * time.Minute)
		requireDepth(1, 0) // held back on purpose: nothing is wrong
		clock.Advance(30 * time.Minute)
		requireDepth(1, time.Hour)
		m = claim(t, s)
		require.NoError(t, s.RetryMail(t.Context(), *m, clock.Now().Add(time.Hour), "smtp connect"))
		clock.Advance(time.Minute)
		requireDepth(1, time.Hour+time.Minute) // that one should have gone
	})
}
