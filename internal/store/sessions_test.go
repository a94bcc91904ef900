package store

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store/storetest"
)

func someLimits() SessionLimits {
	return SessionLimits{
		Absolute: 12 * time.Hour, Idle: time.Hour,
		RememberedAbsolute: 30 * 24 * time.Hour, RememberedIdle: 14 * 24 * time.Hour,
	}
}

func encodeSession(t testing.TB, who Identity, deadline time.Time) []byte {
	t.Helper()
	b, err := SessionCodec{}.Encode(deadline, map[string]any{IdentityKey: who})
	require.NoError(t, err)
	return b
}

// patient is the session store with time enough for a machine that is busy with other things.
func patient(s *Store, limits SessionLimits) *SessionStore {
	sessions := s.Sessions(limits)
	sessions.timeout = time.Minute
	return sessions
}

// signIn commits a session as scs does.
func signIn(t testing.TB, s *SessionStore, clock *testClock, token string, who Identity) []byte {
	t.Helper()
	absolute, _ := s.limits.of(who.Remembered)
	ends := clock.Now().Add(absolute)
	data := encodeSession(t, who, ends)
	require.NoError(t, s.CommitCtx(t.Context(), token, data, ends))
	return data
}

func found(t testing.TB, s *SessionStore, token string) bool {
	t.Helper()
	_, ok, err := s.FindCtx(t.Context(), token)
	require.NoError(t, err)
	return ok
}

func TestSessionFindCommitDelete(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		who := someIdentity()
		who.Remembered = false
		require.False(t, found(t, sessions, "unknown"))
		require.False(t, found(t, sessions, ""))
		require.NoError(t, sessions.Delete("unknown"))
		require.NoError(t, sessions.Delete(""))

		data := signIn(t, sessions, clock, "token", who)
		got, ok, err := sessions.Find("token")
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, data, got)

		who.Initials = "XY"
		changed := encodeSession(t, who, clock.Now().Add(time.Hour))
		require.NoError(t, sessions.Commit("token", changed, clock.Now().Add(12*time.Hour)))
		got, _, err = sessions.Find("token")
		require.NoError(t, err)
		require.Equal(t, changed, got)

		require.NoError(t, sessions.Delete("token"))
		require.False(t, found(t, sessions, "token"))
		require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM sessions WHERE token = ?`, []byte("token")), "the token itself is never stored")
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM sessions WHERE device = '' AND length(data) = 0`), "a tombstone holds no data")
	})
}

func TestSessionRefusesForeignData(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.Error(t, patient(s, someLimits()).Commit("token", []byte("gob"), clock.Now().Add(time.Hour)))
		require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM sessions`))
	})
}

func TestSessionOfOtherVersionIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		signIn(t, sessions, clock, "token", someIdentity())
		_, err := s.db.exec(t.Context(), `UPDATE sessions SET data = ?`, []byte{sessionVersion + 1, 2, 3})
		require.NoError(t, err)
		require.False(t, found(t, sessions, "token"))
	})
}

// A request that was running at sign-out must not write the session back.
func TestSessionEndedStaysEnded(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *Store, *SessionStore){
		"sign out": func(t *testing.T, _ *Store, sessions *SessionStore) { require.NoError(t, sessions.Delete("token")) },
		"sign out everywhere": func(t *testing.T, s *Store, _ *SessionStore) {
			n, err := s.EndSessions(t.Context(), someIdentity().Studio, someIdentity().CustomerID)
			require.NoError(t, err)
			require.Equal(t, 1, n)
		},
		"from another device": func(t *testing.T, s *Store, _ *SessionStore) {
			list, err := s.ListSessions(t.Context(), someIdentity().Studio, someIdentity().CustomerID, "")
			require.NoError(t, err)
			ok, err := s.EndSession(t.Context(), list[0].Studio, list[0].CustomerID, list[0].ID)
			require.NoError(t, err)
			require.True(t, ok)
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, s *Store, clock *testClock) {
				sessions := patient(s, someLimits())
				data := signIn(t, sessions, clock, "token", someIdentity())
				end(t, s, sessions)
				require.NoError(t, sessions.Commit("token", data, clock.Now().Add(time.Hour)), "a late write has nobody to tell")
				require.False(t, found(t, sessions, "token"))
				clock.Advance(time.Minute)
				require.NoError(t, sessions.Commit("token", data, clock.Now().Add(time.Hour)))
				require.False(t, found(t, sessions, "token"))
				clock.Advance(-2 * time.Minute) // a process whose clock is behind
				require.NoError(t, sessions.Commit("token", data, clock.Now().Add(time.Hour)))
				require.False(t, found(t, sessions, "token"))
				require.NoError(t, sessions.touch(t.Context(), tokenKey("token"), clock.Now().UnixMilli()+1e6, time.Hour, 0))
				require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM sessions WHERE idle_ends = ended_at`), "nor does a late use count")
			})
		})
	}
}

func TestSessionEndedStaysEndedUnderLoad(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		data := signIn(t, sessions, clock, "token", someIdentity())
		together(100, func(i int) {
			if i == 50 {
				if err := sessions.Delete("token"); err != nil {
					t.Error(err)
				}
			}
			if err := sessions.Commit("token", data, clock.Now().Add(time.Hour)); err != nil {
				t.Error(err)
			}
		})
		require.False(t, found(t, sessions, "token"))

		together(100, func(int) {
			if err := sessions.Commit("token", data, clock.Now().Add(time.Hour)); err != nil {
				t.Error(err)
			}
		})
		require.False(t, found(t, sessions, "token"))
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM sessions WHERE ended_at IS NOT NULL`))
	})
}

func TestSessionCannotPassToAnotherMember(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		before := signIn(t, sessions, clock, "token", someIdentity())
		for _, change := range []func(*Identity){
			func(who *Identity) { who.CustomerID++ },
			func(who *Identity) { who.Studio = "forge" },
		} {
			who := someIdentity()
			change(&who)
			err := sessions.Commit("token", encodeSession(t, who, clock.Now()), clock.Now().Add(time.Hour))
			require.ErrorContains(t, err, "another member")
			got, _, err := sessions.Find("token")
			require.NoError(t, err)
			require.Equal(t, before, got)
		}
	})
}

func TestSessionIdle(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		who := someIdentity()
		who.Remembered = false
		signIn(t, sessions, clock, "used", who)
		signIn(t, sessions, clock, "idle", who)
		for range 11 { // never an hour apart, 10:49 in all
			clock.Advance(59 * time.Minute)
			require.True(t, found(t, sessions, "used"))
		}
		require.False(t, found(t, sessions, "idle"))
		clock.Advance(50 * time.Minute)
		require.True(t, found(t, sessions, "used"))
		clock.Advance(21 * time.Minute)
		require.False(t, found(t, sessions, "used"), "12 hours are the end, however much it is used")
	})
}

func TestSessionIdleEndsExactly(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		who := someIdentity()
		who.Remembered = false
		data := signIn(t, sessions, clock, "a", who)
		signIn(t, sessions, clock, "b", who)
		clock.Advance(time.Hour - time.Millisecond)
		require.True(t, found(t, sessions, "a"))
		clock.Advance(time.Millisecond)
		require.False(t, found(t, sessions, "b"))
		require.True(t, found(t, sessions, "a"))
		require.NoError(t, sessions.Commit("b", data, clock.Now().Add(time.Hour)))
		require.False(t, found(t, sessions, "b"), "a session that ran out is not written again")
	})
}

func TestSessionRemembered(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		signIn(t, sessions, clock, "token", someIdentity())
		clock.Advance(13 * 24 * time.Hour)
		require.True(t, found(t, sessions, "token"))
		clock.Advance(13 * 24 * time.Hour)
		require.True(t, found(t, sessions, "token"))
		clock.Advance(4*24*time.Hour - time.Millisecond)
		require.True(t, found(t, sessions, "token"))
		clock.Advance(time.Millisecond)
		require.False(t, found(t, sessions, "token"), "30 days are the end")

		signIn(t, sessions, clock, "other", someIdentity())
		clock.Advance(14 * 24 * time.Hour)
		require.False(t, found(t, sessions, "other"), "14 idle days are the end")
	})
}

func TestSessionUseIsNotedOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		signIn(t, sessions, clock, "token", someIdentity())
		start := clock.Now().UnixMilli()
		lastUse := func() int64 {
			var ms int64
			require.NoError(t, s.db.queryRow(t.Context(), `SELECT last_use FROM sessions`, nil, &ms))
			return ms - start
		}
		clock.Advance(59 * time.Second)
		require.True(t, found(t, sessions, "token"))
		require.Equal(t, int64(0), lastUse())
		clock.Advance(time.Second)
		require.True(t, found(t, sessions, "token"))
		require.Equal(t, int64(60_000), lastUse())
		clock.Advance(59 * time.Second)
		require.True(t, found(t, sessions, "token"))
		require.Equal(t, int64(60_000), lastUse())
	})
}

func TestSessionAbsoluteEnd(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		who := someIdentity()
		who.Remembered = false
		ends := func() time.Time {
			list, err := s.ListSessions(t.Context(), who.Studio, who.CustomerID, "")
			require.NoError(t, err)
			require.Len(t, list, 1)
			return list[0].Ends
		}
		start := clock.Now()
		data := encodeSession(t, who, start)
		require.NoError(t, sessions.Commit("token", data, start.Add(10*time.Minute)))
		require.Equal(t, start.Add(10*time.Minute), ends(), "the expiry given to Commit")
		require.NoError(t, sessions.Commit("token", data, start.Add(100*time.Hour)))
		require.Equal(t, start.Add(12*time.Hour), ends(), "but never beyond the limit")
		_, err := s.EndSessions(t.Context(), who.Studio, who.CustomerID)
		require.NoError(t, err)
		require.NoError(t, sessions.Commit("token 2", data, start.Add(100*time.Hour)))
		require.Equal(t, start.Add(12*time.Hour), ends(), "from the first commit on")
		clock.Advance(30 * time.Minute)
		require.NoError(t, sessions.Commit("token 2", data, start.Add(100*time.Hour)))
		require.Equal(t, start.Add(12*time.Hour), ends(), "which counts from sign-in")

		require.NoError(t, sessions.Commit("past", data, clock.Now()))
		require.False(t, found(t, sessions, "past"))

		free := patient(s, SessionLimits{Idle: 100 * time.Hour})
		require.NoError(t, free.Commit("free", data, start.Add(90*time.Hour)))
		clock.Advance(89 * time.Hour)
		require.True(t, found(t, free, "free"), "no limit of its own")
		clock.Advance(31 * time.Minute)
		require.False(t, found(t, free, "free"))
	})
}

func TestSessionListAndEnd(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		who := someIdentity()
		phone := who
		phone.Device = "Safari, iPhone"
		signIn(t, sessions, clock, "desk", who)
		clock.Advance(time.Hour)
		signIn(t, sessions, clock, "phone", phone)
		signIn(t, sessions, clock, "ended", who)
		require.NoError(t, sessions.Delete("ended"))
		other := who
		other.CustomerID++
		signIn(t, sessions, clock, "other member", other)
		elsewhere := who
		elsewhere.Studio = "forge"
		signIn(t, sessions, clock, "other studio", elsewhere)

		list, err := s.ListSessions(t.Context(), who.Studio, who.CustomerID, "desk")
		require.NoError(t, err)
		require.Len(t, list, 2)
		require.NotEqual(t, list[0].ID, list[1].ID)
		now := clock.Now()
		require.Equal(t, []Session{
			{ID: list[0].ID, Studio: who.Studio, CustomerID: who.CustomerID, Device: "Safari, iPhone", Remembered: true,
				Created: now, LastUse: now, Ends: now.Add(30 * 24 * time.Hour)},
			{ID: list[1].ID, Studio: who.Studio, CustomerID: who.CustomerID, Device: "Firefox, Windows", Remembered: true,
				Created: now.Add(-time.Hour), LastUse: now.Add(-time.Hour), Ends: now.Add(-time.Hour).Add(30 * 24 * time.Hour), Current: true},
		}, list)
		require.False(t, found(t, sessions, list[0].ID), "the handle is no token")

		for _, theirs := range []Identity{other, elsewhere} {
			ok, err := s.EndSession(t.Context(), theirs.Studio, theirs.CustomerID, list[0].ID)
			require.NoError(t, err)
			require.False(t, ok, "nobody ends a session of somebody else")
		}
		require.True(t, found(t, sessions, "phone"))
		ok, err := s.EndSession(t.Context(), who.Studio, who.CustomerID, list[0].ID)
		require.NoError(t, err)
		require.True(t, ok)
		require.False(t, found(t, sessions, "phone"))
		ok, err = s.EndSession(t.Context(), who.Studio, who.CustomerID, list[0].ID)
		require.NoError(t, err)
		require.False(t, ok, "once")

		n, err := s.EndSessions(t.Context(), who.Studio, who.CustomerID)
		require.NoError(t, err)
		require.Equal(t, 1, n)
		require.False(t, found(t, sessions, "desk"))
		require.True(t, found(t, sessions, "other member"))
		require.True(t, found(t, sessions, "other studio"))
		list, err = s.ListSessions(t.Context(), who.Studio, who.CustomerID, "desk")
		require.NoError(t, err)
		require.Empty(t, list)
	})
}

// A database that does not answer costs half a second, not the page's deadline.
func TestSessionTimeout(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		clock := newTestClock()
		var log bytes.Buffer
		s, other := open(t, address, clock), open(t, address, clock)
		s.log = slog.New(slog.NewTextHandler(&log, nil))
		sessions := s.Sessions(someLimits())
		signIn(t, patient(s, someLimits()), clock, "token", someIdentity())
		data := encodeSession(t, someIdentity(), clock.Now())
		release := block(t, other)
		defer release()

		for name, step := range map[string]func() error{
			"commit": func() error { return sessions.Commit("token", data, clock.Now().Add(time.Hour)) },
			"delete": func() error { return sessions.Delete("token") },
		} {
			start := time.Now()
			require.ErrorIs(t, step(), context.DeadlineExceeded, name)
			require.Less(t, time.Since(start), 4*sessionTimeout, name) // room for a busy machine
		}
		clock.Advance(59 * time.Second)
		require.True(t, found(t, sessions, "token"))
		require.Empty(t, log.String(), "within a minute reading does not even try to write")
		clock.Advance(time.Second)
		require.True(t, found(t, sessions, "token"), "reading goes on although the use cannot be noted")
		require.Contains(t, log.String(), "session use not noted")
		release()
		require.Eventually(t, func() bool { return s.Ping(t.Context()) == nil }, 10*time.Second, 10*time.Millisecond)
		sessions = patient(s, someLimits())
		require.True(t, found(t, sessions, "token"), "a sign-out that was reported as failed has not happened")
		require.NoError(t, sessions.Delete("token"))
		require.False(t, found(t, sessions, "token"))
	})
}

// block holds the sessions in a transaction that another process has open, until it is released.
func block(t *testing.T, other *Store) (release func()) {
	begun, end, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- other.db.tx(context.Background(), func(tx *transaction) error {
			_, err := tx.exec(`UPDATE sessions SET last_use = last_use`)
			close(begun)
			<-end
			return err
		})
	}()
	<-begun
	return sync.OnceFunc(func() {
		close(end)
		require.NoError(t, <-ended)
	})
}

func TestSessionFindEndedContext(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		sessions := patient(s, someLimits())
		signIn(t, sessions, clock, "token", someIdentity())
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, ok, err := sessions.FindCtx(ctx, "token")
		require.ErrorIs(t, err, context.Canceled)
		require.False(t, ok)
	})
}

func BenchmarkSessionFind(b *testing.B) {
	clock := newTestClock()
	s := open(b, storetest.SQLite(b), clock)
	sessions := patient(s, someLimits())
	const n = 1000
	tokens := make([]string, n)
	for i := range tokens {
		tokens[i] = fmt.Sprintf("token %d", i)
		signIn(b, sessions, clock, tokens[i], someIdentity())
	}
	ctx, cancel := context.WithCancel(context.Background()) // as a request's
	defer cancel()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, ok, err := sessions.FindCtx(ctx, tokens[i%n]); err != nil || !ok {
			b.Fatal(ok, err)
		}
		i++
	}
}

// Many at once, as in a rush: they share the waits for the disk.
func BenchmarkSessionCommitParallel(b *testing.B) {
	clock := newTestClock()
	s := open(b, storetest.SQLite(b), clock)
	sessions := patient(s, someLimits())
	data := encodeSession(b, someIdentity(), clock.Now())
	var n atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := sessions.Commit(fmt.Sprint(n.Add(1)), data, clock.Now().Add(time.Hour)); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

func BenchmarkSessionCommit(b *testing.B) {
	clock := newTestClock()
	s := open(b, storetest.SQLite(b), clock)
	sessions := patient(s, someLimits())
	data := encodeSession(b, someIdentity(), clock.Now())
	i := 0
	for b.Loop() {
		i++
		if err := sessions.Commit(fmt.Sprint(i), data, clock.Now().Add(time.Hour)); err != nil {
			b.Fatal(err)
		}
	}
}
