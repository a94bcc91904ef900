package store

import (
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store/storetest"
)

const maxTries = 5

func somePolicy() ChallengePolicy {
	return ChallengePolicy{
		PerIdentifierHour: 5, PerIdentifierDay: 10,
		PerNetwork: 100, NetworkWindow: 10 * time.Minute, PerStudio: 1000, StudioWindow: 10 * time.Minute,
		ResendPause: time.Minute, LongPause: 10 * time.Minute,
	}
}

func someChallenge(id string, clock *testClock) NewChallenge {
	return NewChallenge{
		ID: id, NonceMAC: []byte("nonce of " + id), Studio: "nordlicht", Language: "de",
		IdentifierMAC: []byte("amy"), NetworkMAC: []byte("home"), Identifier: "amy@example.com",
		Next: "/nordlicht/classes", Expires: clock.Now().Add(10 * time.Minute),
	}
}

func start(t testing.TB, s *Store, c NewChallenge) StartResult {
	t.Helper()
	result, err := s.StartChallenge(t.Context(), c, somePolicy())
	require.NoError(t, err)
	return result
}

// arm starts a challenge, and does the worker's part of it.
func arm(t testing.TB, s *Store, c NewChallenge, customers ...int64) *Mail {
	t.Helper()
	require.Empty(t, start(t, s, c).Refused)
	m := claim(t, s)
	require.NotNil(t, m)
	require.NoError(t, s.ArmChallenge(t.Context(), c.ID, m.Lease, []byte("salt"), []byte("code"), []byte("link of "+c.ID), customers))
	return m
}

func try(t testing.TB, s *Store, id, code string) TryResult {
	t.Helper()
	result, err := s.TryCode(t.Context(), id, []byte("nonce of "+id), []byte(code), maxTries)
	require.NoError(t, err)
	return result
}

func TestChallengeCode(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		begun := clock.Now()
		c := someChallenge("a", clock)
		c.Host = "members.nordlicht.example"
		result := start(t, s, c)
		require.Equal(t, StartResult{MailAfter: begun, Expires: begun.Add(10 * time.Minute)}, result)
		m := claim(t, s)
		require.Equal(t, MailKindSignIn, m.Kind)
		require.Equal(t, "nordlicht", m.Studio)
		require.Equal(t, "de", m.Language)
		require.Equal(t, begun.Add(10*time.Minute), m.Deadline)
		var payload SignInMail
		require.NoError(t, json.Unmarshal(m.Payload, &payload))
		require.Equal(t, SignInMail{Challenge: "a", Identifier: "amy@example.com", Host: "members.nordlicht.example"}, payload)
		require.NoError(t, s.ArmChallenge(t.Context(), "a", m.Lease, []byte("salt"), []byte("code"), []byte("link"), []int64{42}))
		require.NoError(t, s.FinishMail(t.Context(), *m))

		require.Equal(t, TryResult{Left: 4}, try(t, s, "a", "wrong"))
		view, err := s.ChallengeSalt(t.Context(), "a", []byte("nonce of a"))
		require.NoError(t, err)
		require.Equal(t, ChallengeView{
			ID: "a", Studio: "nordlicht", Language: "de", Next: "/nordlicht/classes", Salt: []byte("salt"), Tries: 1,
			Created: begun, Expires: begun.Add(10 * time.Minute), Mail: begun,
		}, view)
		clock.Advance(time.Minute)
		require.Equal(t, TryResult{
			OK: true, Studio: "nordlicht", Language: "de", Customers: []int64{42}, Next: "/nordlicht/classes", Proved: clock.Now(),
		}, try(t, s, "a", "code"))

		require.Equal(t, TryResult{}, try(t, s, "a", "code"), "once")
		_, err = s.ChallengeSalt(t.Context(), "a", []byte("nonce of a"))
		require.ErrorIs(t, err, ErrNotFound)
		chosen, err := s.ChooseProfile(t.Context(), "a", []byte("nonce of a"), 42)
		require.NoError(t, err)
		require.False(t, chosen, "one customer alone was chosen with the proof")
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM challenges WHERE salt IS NULL AND code_mac IS NULL AND link_mac IS NULL
			AND customers IS NULL AND next = ''`), "secrets are blanked when it is used")
		require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM outbox WHERE payload <> ''`), "so is the identifier")
	})
}

func TestChallengeLastTryMayBeRight(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		arm(t, s, someChallenge("a", clock), 42)
		for left := 4; left > 0; left-- {
			require.Equal(t, TryResult{Left: left}, try(t, s, "a", "wrong"))
		}
		require.True(t, try(t, s, "a", "code").OK)
	})
}

func TestChallengeTriesRunOut(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		arm(t, s, someChallenge("a", clock), 42)
		for left := 4; left >= 0; left-- {
			require.Equal(t, TryResult{Left: left}, try(t, s, "a", "wrong"))
		}
		require.Equal(t, TryResult{}, try(t, s, "a", "code"))
		view, err := s.ChallengeSalt(t.Context(), "a", []byte("nonce of a"))
		require.NoError(t, err)
		require.Equal(t, 5, view.Tries)
		result, err := s.TryLink(t.Context(), "a", []byte("nonce of a"), []byte("link of a"))
		require.NoError(t, err)
		require.True(t, result.OK, "the link cannot be guessed and still works")
	})
}

func TestChallengeParallelGuesses(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		arm(t, s, someChallenge("a", clock), 42)
		var counted, right atomic.Int64
		together(300, func(i int) {
			result, err := s.TryCode(t.Context(), "a", []byte("nonce of a"), fmt.Appendf(nil, "guess %d", i), maxTries)
			if err != nil {
				t.Error(err)
			}
			if result.OK {
				right.Add(1)
			}
			if result.Left > 0 {
				counted.Add(1)
			}
		})
		require.Zero(t, right.Load())
		require.Equal(t, int64(4), counted.Load(), "the fifth leaves none")
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM challenges WHERE tries = 5`))
	})
}

func TestChallengeRightCodeInParallel(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		arm(t, s, someChallenge("a", clock), 42)
		var right atomic.Int64
		together(50, func(i int) {
			var result TryResult
			var err error
			if i%2 == 0 {
				result, err = s.TryCode(t.Context(), "a", []byte("nonce of a"), []byte("code"), maxTries)
			} else {
				result, err = s.TryLink(t.Context(), "a", []byte("nonce of a"), []byte("link of a"))
			}
			if err != nil {
				t.Error(err)
			}
			if result.OK {
				right.Add(1)
			}
		})
		require.Equal(t, int64(1), right.Load())
	})
}

func TestChallengeExpires(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		c := someChallenge("a", clock)
		arm(t, s, c, 42)
		late := someChallenge("b", clock)
		late.IdentifierMAC = []byte("bob")
		start(t, s, late)
		lease := claim(t, s).Lease
		clock.Advance(10*time.Minute - time.Millisecond)
		require.Equal(t, TryResult{Left: 4}, try(t, s, "a", "wrong"))
		clock.Advance(time.Millisecond)
		require.Equal(t, TryResult{}, try(t, s, "a", "code"))
		result, err := s.TryLink(t.Context(), "a", c.NonceMAC, []byte("link of a"))
		require.NoError(t, err)
		require.Equal(t, TryResult{}, result)
		_, err = s.ChallengeSalt(t.Context(), "a", c.NonceMAC)
		require.ErrorIs(t, err, ErrNotFound)
		_, err = s.ChallengeByLink(t.Context(), []byte("link of a"))
		require.ErrorIs(t, err, ErrNotFound)
		require.ErrorIs(t, s.ArmChallenge(t.Context(), "b", lease, []byte("s"), []byte("c"), nil, []int64{1}), ErrLeaseLost)

		require.Equal(t, 2, count(t, s, `SELECT COUNT(*) FROM challenges WHERE salt IS NOT NULL`))
		require.NoError(t, s.Sweep(t.Context()))
		require.Equal(t, 2, count(t, s, `SELECT COUNT(*) FROM challenges WHERE salt IS NULL AND code_mac IS NULL AND link_mac IS NULL
			AND customers IS NULL AND next = ''`), "secrets are blanked, the rows still count")
	})
}

func TestChallengeOfAnotherBrowser(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		arm(t, s, someChallenge("a", clock), 42)
		for _, nonce := range [][]byte{[]byte("nonce of b"), nil, {}} {
			result, err := s.TryCode(t.Context(), "a", nonce, []byte("code"), maxTries)
			require.NoError(t, err)
			require.Equal(t, TryResult{}, result)
			result, err = s.TryLink(t.Context(), "a", nonce, []byte("link of a"))
			require.NoError(t, err)
			require.Equal(t, TryResult{}, result)
			_, err = s.ChallengeSalt(t.Context(), "a", nonce)
			require.ErrorIs(t, err, ErrNotFound)
		}
		require.Equal(t, TryResult{}, try(t, s, "unknown", "code"), "the same as unknown")
		_, err := s.ChallengeSalt(t.Context(), "unknown", []byte("nonce of unknown"))
		require.ErrorIs(t, err, ErrNotFound)
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM challenges WHERE tries = 0`), "and nothing was counted")
		require.True(t, try(t, s, "a", "code").OK)
	})
}

// Where nobody has the address the challenge is never armed. It must not show.
func TestChallengeUnarmedLooksTheSame(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		fake, real := someChallenge("fake", clock), someChallenge("real", clock)
		fake.IdentifierMAC = []byte("nobody")
		require.Equal(t, start(t, s, real), start(t, s, fake))
		first := claim(t, s)
		require.NoError(t, s.ArmChallenge(t.Context(), "real", first.Lease, make([]byte, saltSize), []byte("code"), []byte("link"), []int64{42}))
		require.NoError(t, s.FinishMail(t.Context(), *first))
		require.NoError(t, s.FinishMail(t.Context(), *claim(t, s)))

		var salt []byte
		for range maxTries + 2 {
			views := map[string]ChallengeView{}
			for _, id := range []string{"fake", "real"} {
				view, err := s.ChallengeSalt(t.Context(), id, []byte("nonce of "+id))
				require.NoError(t, err)
				require.Len(t, view.Salt, saltSize)
				if id == "fake" && salt != nil {
					require.Equal(t, salt, view.Salt, "stays as it is")
				}
				if id == "fake" {
					salt = view.Salt
				}
				view.ID, view.Salt = "", nil
				views[id] = view
			}
			require.Equal(t, views["real"], views["fake"])
			require.Equal(t, try(t, s, "real", "wrong"), try(t, s, "fake", "wrong"))
		}
		// Neither nothing nor the dummy salt opens it.
		again := someChallenge("again", clock)
		start(t, s, again)
		for _, code := range [][]byte{nil, {}, salt} {
			result, err := s.TryCode(t.Context(), "again", again.NonceMAC, code, maxTries)
			require.NoError(t, err)
			require.False(t, result.OK)
			result, err = s.TryLink(t.Context(), "again", again.NonceMAC, code)
			require.NoError(t, err)
			require.False(t, result.OK)
		}
	})
}

func TestChallengeArmedAgain(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		first := arm(t, s, someChallenge("a", clock), 42)
		clock.Advance(someLease)
		require.ErrorIs(t, s.ArmChallenge(t.Context(), "a", first.Lease, []byte("s"), []byte("c"), nil, []int64{42}), ErrLeaseLost, "run out")
		second := claim(t, s)
		require.Equal(t, first.ID, second.ID)
		require.ErrorIs(t, s.ArmChallenge(t.Context(), "a", first.Lease, []byte("s"), []byte("c"), nil, []int64{42}), ErrLeaseLost, "taken over")
		require.NoError(t, s.ArmChallenge(t.Context(), "a", second.Lease, []byte("salt 2"), []byte("code 2"), []byte("link 2"), []int64{43}))

		require.False(t, try(t, s, "a", "code").OK, "the first code is void")
		_, err := s.ChallengeByLink(t.Context(), []byte("link of a"))
		require.ErrorIs(t, err, ErrNotFound)
		view, err := s.ChallengeSalt(t.Context(), "a", []byte("nonce of a"))
		require.NoError(t, err)
		require.Equal(t, []byte("salt 2"), view.Salt)
		require.Equal(t, 1, view.Tries, "tries are not given back")
		require.Equal(t, []int64{43}, try(t, s, "a", "code 2").Customers)

		require.ErrorIs(t, s.ArmChallenge(t.Context(), "a", second.Lease, []byte("s"), []byte("c"), nil, []int64{42}), ErrNotFound, "used up")
		require.Equal(t, TryResult{}, try(t, s, "a", "c"))
	})
}

func TestChallengeArmNeeds(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		start(t, s, someChallenge("a", clock))
		lease := claim(t, s).Lease
		other := someChallenge("b", clock)
		other.IdentifierMAC = []byte("bob")
		start(t, s, other)
		require.ErrorIs(t, s.ArmChallenge(t.Context(), "b", lease, []byte("s"), []byte("c"), nil, []int64{1}), ErrNotFound, "the lease is for another one's mail")
		require.Error(t, s.ArmChallenge(t.Context(), "a", lease, nil, []byte("c"), nil, []int64{1}))
		require.Error(t, s.ArmChallenge(t.Context(), "a", lease, []byte("s"), nil, nil, []int64{1}))
		require.Error(t, s.ArmChallenge(t.Context(), "a", lease, []byte("s"), []byte("c"), nil, nil))
		require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM challenges WHERE armed_at IS NOT NULL`))
	})
}

func TestChallengeLink(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		c := someChallenge("a", clock)
		arm(t, s, c, 42)
		view, err := s.ChallengeByLink(t.Context(), []byte("link of a"))
		require.NoError(t, err)
		require.Equal(t, "a", view.ID)
		require.Equal(t, "nordlicht", view.Studio)
		require.Nil(t, view.Salt)
		_, err = s.ChallengeByLink(t.Context(), []byte("other"))
		require.ErrorIs(t, err, ErrNotFound)
		_, err = s.ChallengeByLink(t.Context(), nil)
		require.ErrorIs(t, err, ErrNotFound)

		result, err := s.TryLink(t.Context(), "a", c.NonceMAC, []byte("wrong"))
		require.NoError(t, err)
		require.Equal(t, TryResult{}, result)
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM challenges WHERE tries = 0`))
		result, err = s.TryLink(t.Context(), "a", c.NonceMAC, []byte("link of a"))
		require.NoError(t, err)
		require.True(t, result.OK)
		require.Equal(t, []int64{42}, result.Customers)
		require.Equal(t, "/nordlicht/classes", result.Next)
		result, err = s.TryLink(t.Context(), "a", c.NonceMAC, []byte("link of a"))
		require.NoError(t, err)
		require.Equal(t, TryResult{}, result, "once")
		require.Equal(t, TryResult{}, try(t, s, "a", "code"), "and the code with it")
	})
}

func TestChallengeFramedHasNoLink(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		for _, id := range []string{"a", "b"} { // two without a link are no conflict
			c := someChallenge(id, clock)
			c.IdentifierMAC, c.Framed, c.ByNumber, c.Identifier = []byte(id), true, true, "100-7"
			start(t, s, c)
			m := claim(t, s)
			var payload SignInMail
			require.NoError(t, json.Unmarshal(m.Payload, &payload))
			require.Equal(t, SignInMail{Challenge: id, Identifier: "100-7", ByNumber: true, Framed: true}, payload)
			require.Empty(t, m.To)
			require.NoError(t, s.ArmChallenge(t.Context(), id, m.Lease, []byte("salt"), []byte("code"), nil, []int64{42}))
			view, err := s.ChallengeSalt(t.Context(), id, c.NonceMAC)
			require.NoError(t, err)
			require.True(t, view.Framed)
			require.True(t, view.ByNumber)
			result, err := s.TryLink(t.Context(), id, c.NonceMAC, nil)
			require.NoError(t, err)
			require.False(t, result.OK)
			require.True(t, try(t, s, id, "code").OK)
		}
	})
}

func TestChallengeProfiles(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		c := someChallenge("a", clock)
		arm(t, s, c, 42, 43, 44)
		choose := func(nonce []byte, customer int64) bool {
			t.Helper()
			chosen, err := s.ChooseProfile(t.Context(), "a", nonce, customer)
			require.NoError(t, err)
			return chosen
		}
		require.False(t, choose(c.NonceMAC, 42), "not before the proof")
		_, err := s.ProvedChallenge(t.Context(), "a", c.NonceMAC)
		require.ErrorIs(t, err, ErrNotFound)
		require.Equal(t, []int64{42, 43, 44}, try(t, s, "a", "code").Customers)
		proved := clock.Now()
		clock.Advance(time.Minute)

		proof, err := s.ProvedChallenge(t.Context(), "a", c.NonceMAC)
		require.NoError(t, err)
		require.Equal(t, Proof{Studio: "nordlicht", Language: "de", Customers: []int64{42, 43, 44}, Next: "/nordlicht/classes", Proved: proved}, proof)
		_, err = s.ProvedChallenge(t.Context(), "a", []byte("other"))
		require.ErrorIs(t, err, ErrNotFound)
		require.False(t, choose([]byte("other"), 42), "another browser")
		require.False(t, choose(c.NonceMAC, 45), "not one of the listed")
		var chosen atomic.Int64
		together(30, func(i int) {
			ok, err := s.ChooseProfile(t.Context(), "a", c.NonceMAC, int64(42+i%3))
			if err != nil {
				t.Error(err)
			}
			if ok {
				chosen.Add(1)
			}
		})
		require.Equal(t, int64(1), chosen.Load(), "once")
		_, err = s.ProvedChallenge(t.Context(), "a", c.NonceMAC)
		require.ErrorIs(t, err, ErrNotFound)
	})
}

func TestChallengeProfilesTooLate(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		c := someChallenge("a", clock)
		arm(t, s, c, 42, 43)
		clock.Advance(9 * time.Minute)
		require.True(t, try(t, s, "a", "code").OK)
		clock.Advance(profileWindow - time.Millisecond)
		require.NoError(t, s.Sweep(t.Context()))
		_, err := s.ProvedChallenge(t.Context(), "a", c.NonceMAC)
		require.NoError(t, err, "the choice has its own ten minutes")
		clock.Advance(time.Millisecond)
		_, err = s.ProvedChallenge(t.Context(), "a", c.NonceMAC)
		require.ErrorIs(t, err, ErrNotFound)
		chosen, err := s.ChooseProfile(t.Context(), "a", c.NonceMAC, 42)
		require.NoError(t, err)
		require.False(t, chosen)
		clock.Advance(time.Minute)
		require.NoError(t, s.Sweep(t.Context()))
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM challenges WHERE customers IS NULL AND next = ''`))
	})
}

// The challenge and its mail are written together or not at all.
func TestChallengeStartIsOneTransaction(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.NoError(t, s.EnqueueMail(t.Context(), someMail(signInCause("a"))))
		_, err := s.StartChallenge(t.Context(), someChallenge("a", clock), somePolicy())
		require.ErrorContains(t, err, "already has a mail")
		require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM challenges`))
		require.NotContains(t, err.Error(), "amy")

		_, err = s.db.exec(t.Context(), `ALTER TABLE outbox RENAME TO gone`)
		require.NoError(t, err)
		_, err = s.StartChallenge(t.Context(), someChallenge("b", clock), somePolicy())
		require.Error(t, err)
		require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM challenges`))
	})
}

func TestChallengePacing(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		n := 0
		next := func() StartResult {
			t.Helper()
			n++
			c := someChallenge(fmt.Sprint("c", n), clock)
			result := start(t, s, c)
			require.Empty(t, result.Refused)
			require.Equal(t, c.Expires.Add(result.MailAfter.Sub(clock.Now())), result.Expires, "the wait does not shorten its life")
			return result
		}
		begun := clock.Now()
		require.Equal(t, begun, next().MailAfter)
		require.Equal(t, []string{signInCause("c1")}, sendAll(t, s))
		clock.Advance(20 * time.Second)
		require.Equal(t, begun.Add(time.Minute), next().MailAfter, "a minute after the last")
		require.Empty(t, sendAll(t, s), "not yet")
		clock.Advance(40 * time.Second)
		require.Equal(t, []string{signInCause("c2")}, sendAll(t, s))
		for range 3 {
			clock.Advance(time.Minute)
			result := next()
			require.Equal(t, clock.Now(), result.MailAfter)
			require.False(t, result.LongCode)
			require.Equal(t, []string{signInCause(fmt.Sprint("c", n))}, sendAll(t, s))
		}
		last := clock.Now()
		clock.Advance(2 * time.Minute)
		result := next() // the sixth within an hour
		require.Equal(t, last.Add(10*time.Minute), result.MailAfter)
		require.True(t, result.LongCode)
		var payload string
		require.NoError(t, s.db.queryRow(t.Context(), `SELECT payload FROM outbox WHERE cause = ?`, []any{signInCause("c6")}, &payload))
		require.Contains(t, payload, `"long_code":true`)

		clock.Advance(time.Minute)
		again := next()
		require.Equal(t, last.Add(10*time.Minute), again.MailAfter, "waits do not add up")
		clock.Advance(7 * time.Minute)
		require.Equal(t, []string{signInCause("c7")}, sendAll(t, s), "of the waiting mails only the newest is sent")

		clock.Advance(time.Hour)
		result = next()
		require.Equal(t, clock.Now(), result.MailAfter, "an hour later all is as before")
		require.False(t, result.LongCode)

		for n < 10 {
			clock.Advance(61 * time.Minute)
			require.False(t, next().LongCode)
		}
		clock.Advance(61 * time.Minute)
		require.True(t, next().LongCode, "the eleventh of a day")
	})
}

// A stranger's waiting mail does not take the place of the member's.
func TestChallengeWaitingMailsOfTwoNetworks(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		start(t, s, someChallenge("sent", clock))
		require.Equal(t, []string{signInCause("sent")}, sendAll(t, s))
		mine := someChallenge("mine", clock)
		result := start(t, s, mine)
		for i := range 3 {
			theirs := someChallenge(fmt.Sprint("theirs", i), clock)
			theirs.NetworkMAC = []byte("elsewhere")
			require.Equal(t, result.MailAfter, start(t, s, theirs).MailAfter)
		}
		clock.Advance(time.Minute)
		require.Equal(t, []string{signInCause("mine"), signInCause("theirs2")}, sendAll(t, s))
	})
}

func TestChallengeConsumedDoNotCount(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		for i := range 12 {
			c := someChallenge(fmt.Sprint("c", i), clock)
			result := start(t, s, c)
			require.Equal(t, clock.Now(), result.MailAfter, "whoever signed in needs no pause")
			require.False(t, result.LongCode)
			m := claim(t, s)
			require.NoError(t, s.ArmChallenge(t.Context(), c.ID, m.Lease, []byte("salt"), []byte("code"), nil, []int64{42}))
			require.NoError(t, s.FinishMail(t.Context(), *m))
			require.True(t, try(t, s, c.ID, "code").OK)
			clock.Advance(time.Second)
		}
	})
}

func TestChallengeNetworkLimit(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		policy := somePolicy()
		policy.PerNetwork = 3
		begin := func(id string, change func(*NewChallenge)) string {
			t.Helper()
			c := someChallenge(id, clock)
			c.IdentifierMAC = []byte("somebody " + id)
			if change != nil {
				change(&c)
			}
			result, err := s.StartChallenge(t.Context(), c, policy)
			require.NoError(t, err)
			if result.Refused != "" {
				require.Equal(t, StartResult{Refused: result.Refused}, result)
			}
			return result.Refused
		}
		require.Empty(t, begin("1", nil))
		m := claim(t, s)
		require.NoError(t, s.ArmChallenge(t.Context(), "1", m.Lease, []byte("salt"), []byte("code"), nil, []int64{42}))
		require.NoError(t, s.FinishMail(t.Context(), *m))
		require.True(t, try(t, s, "1", "code").OK) // completed: does not count
		clock.Advance(time.Minute)
		for _, id := range []string{"2", "3", "4"} {
			require.Empty(t, begin(id, nil))
		}
		require.Equal(t, "network", begin("5", nil))
		require.Equal(t, "network", begin("6", func(c *NewChallenge) { c.Studio = "forge" }), "all studios together")
		require.Empty(t, begin("7", func(c *NewChallenge) { c.NetworkMAC = []byte("elsewhere") }))
		require.Equal(t, 5, count(t, s, `SELECT COUNT(*) FROM challenges`), "a refused one writes nothing")
		require.Equal(t, 5, count(t, s, `SELECT COUNT(*) FROM outbox`))
		clock.Advance(policy.NetworkWindow)
		require.Empty(t, begin("8", nil))
	})
}

func TestChallengeStudioLimit(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		policy := somePolicy()
		policy.PerStudio = 3
		begin := func(id, studio string) string {
			t.Helper()
			c := someChallenge(id, clock)
			c.IdentifierMAC, c.NetworkMAC, c.Studio = []byte("id "+id), []byte("network "+id), studio
			result, err := s.StartChallenge(t.Context(), c, policy)
			require.NoError(t, err)
			return result.Refused
		}
		for _, id := range []string{"1", "2", "3"} {
			require.Empty(t, begin(id, "forge"))
		}
		require.Equal(t, "studio", begin("4", "forge"))
		require.Empty(t, begin("5", "nordlicht"))
		clock.Advance(policy.StudioWindow)
		require.Empty(t, begin("6", "forge"))
	})
}

// Limits hold when the starts come at once, to two processes.
func TestChallengeLimitsTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		clock := newTestClock()
		stores := []*Store{open(t, address, clock), open(t, address, clock)}
		policy := somePolicy()
		policy.PerNetwork = 20
		var begun, refused, atOnce, short atomic.Int64
		together(60, func(i int) {
			result, err := stores[i%2].StartChallenge(t.Context(), someChallenge(fmt.Sprint("c", i), clock), policy)
			switch {
			case err != nil:
				t.Error(err)
			case result.Refused != "":
				refused.Add(1)
			default:
				begun.Add(1)
				if result.MailAfter.Equal(clock.Now()) {
					atOnce.Add(1)
				}
				if !result.LongCode {
					short.Add(1)
				}
			}
		})
		require.Equal(t, int64(20), begun.Load())
		require.Equal(t, int64(40), refused.Load())
		require.Equal(t, int64(1), atOnce.Load(), "one mail now")
		require.Equal(t, int64(5), short.Load())
		require.Equal(t, 2, count(t, stores[0], `SELECT COUNT(*) FROM outbox WHERE state = 0`), "and the newest later")
	})
}

func TestChallengeNoLimits(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		for i := range 12 {
			result, err := s.StartChallenge(t.Context(), someChallenge(fmt.Sprint("c", i), clock), ChallengePolicy{})
			require.NoError(t, err)
			require.Equal(t, StartResult{MailAfter: clock.Now(), Expires: clock.Now().Add(10 * time.Minute)}, result)
		}
	})
}

// In one browser the newest challenge wins.
func TestChallengeReplaces(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		old := someChallenge("old", clock)
		arm(t, s, old, 42)
		foreign := someChallenge("foreign", clock)
		foreign.Replaces, foreign.ReplacesNonceMAC = "old", []byte("nonce of foreign")
		start(t, s, foreign)
		_, err := s.ChallengeSalt(t.Context(), "old", old.NonceMAC)
		require.NoError(t, err, "another browser cannot replace it")

		renewed := someChallenge("new", clock)
		renewed.Replaces, renewed.ReplacesNonceMAC = "old", old.NonceMAC
		start(t, s, renewed)
		require.Equal(t, TryResult{}, try(t, s, "old", "code"))
		_, err = s.ChallengeByLink(t.Context(), []byte("link of old"))
		require.ErrorIs(t, err, ErrNotFound)
		_, err = s.ChallengeSalt(t.Context(), "new", renewed.NonceMAC)
		require.NoError(t, err)
	})
}

func TestChallengeReplacesBeforeTheMail(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		old := someChallenge("old", clock)
		start(t, s, old)
		clock.Advance(time.Second)
		renewed := someChallenge("new", clock)
		renewed.Replaces, renewed.ReplacesNonceMAC = "old", old.NonceMAC
		require.Equal(t, clock.Now(), start(t, s, renewed).MailAfter, "no mail went out, so there is nothing to wait for")
		require.Equal(t, signInCause("new"), claim(t, s).Cause)
		require.Nil(t, claim(t, s), "the old mail is taken back")
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM outbox WHERE state = 2 AND payload = '' AND cause = ?`, signInCause("old")))
	})
}

func TestChallengeReplacedWhileBeingSent(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		old := someChallenge("old", clock)
		start(t, s, old)
		m := claim(t, s)
		renewed := someChallenge("new", clock)
		renewed.Replaces, renewed.ReplacesNonceMAC = "old", old.NonceMAC
		require.Equal(t, clock.Now().Add(time.Minute), start(t, s, renewed).MailAfter)
		require.ErrorIs(t, s.ArmChallenge(t.Context(), "old", m.Lease, []byte("s"), []byte("c"), nil, []int64{42}), ErrNotFound)
		require.NoError(t, s.DropMail(t.Context(), *m, "over"))
	})
}
