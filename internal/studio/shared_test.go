package studio

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// kept is a shared of a test, with what was counted.
type kept struct {
	*shared
	counts map[string]int
}

func newKept(t *testing.T) kept {
	life, end := context.WithCancel(context.WithoutCancel(t.Context()))
	t.Cleanup(end)
	k := kept{counts: map[string]int{}}
	var mu sync.Mutex
	k.shared = newShared(life, DefaultLimits().Ages, time.Now, func(how string) {
		mu.Lock()
		defer mu.Unlock()
		k.counts[how]++
	})
	return k
}

var (
	errDown   = &pgclient.Error{Op: "x", Kind: pgclient.Unavailable}
	errDenied = &pgclient.Error{Op: "x", Kind: pgclient.Forbidden}
)

// The clock of these tests is that of synctest: it moves when everybody waits.

func TestManyVisitorsAskOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKept(t)
		var calls atomic.Int64
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				v, late, err := read(t.Context(), k.shared, sharedKey{op: "x"}, k.ages.Places, time.Time{}, func(context.Context) (int64, error) {
					time.Sleep(80 * time.Millisecond)
					return calls.Add(1), nil
				})
				if v != 1 || late != 0 || err != nil {
					t.Errorf("got %d, %s, %v", v, late, err)
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 1, calls.Load())
		require.Equal(t, map[string]int{SharedMiss: 100}, k.counts)
	})
}

// Counts of places are at most five seconds old, whatever the API takes and whenever
// somebody comes, unless it is said.
func TestPlacesAreAtMostFiveSecondsOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKept(t)
		random := rand.New(rand.NewPCG(1, 2))
		down := false
		var calls atomic.Int64
		oldest, said := time.Duration(0), 0
		for range 5000 {
			time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond)
			if random.IntN(40) == 0 {
				down = !down
			}
			synctest.Wait()
			out, slow := down, time.Duration(random.IntN(1500))*time.Millisecond
			asked, late, err := read(t.Context(), k.shared, sharedKey{op: "x"}, k.ages.Places, time.Time{}, func(context.Context) (time.Time, error) {
				calls.Add(1)
				now := time.Now() // the API counts when it is asked
				time.Sleep(slow)
				if out {
					return time.Time{}, errDown
				}
				return now, nil
			})
			switch {
			case err != nil:
				require.True(t, down || slow > 0)
			case late > 0:
				said++
				require.LessOrEqual(t, time.Since(asked), time.Minute+time.Second)
				require.Equal(t, time.Since(asked), late, "what is said is true")
			default:
				oldest = max(oldest, time.Since(asked))
			}
		}
		require.LessOrEqual(t, oldest, 5*time.Second)
		require.Greater(t, oldest, 3*time.Second, "the test reaches the bound")
		require.Positive(t, said)
		require.Less(t, calls.Load(), int64(4000))
		synctest.Wait()
		time.Sleep(flightTime)
	})
}

func TestTroubleIsBridgedAndSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKept(t)
		var fails error
		var takes time.Duration
		calls := 0
		ask := func() (string, time.Duration, error) {
			return read(t.Context(), k.shared, sharedKey{op: "x"}, k.ages.Places, time.Time{}, func(context.Context) (string, error) {
				calls++
				why := fails
				time.Sleep(takes)
				return fmt.Sprintf("answer %d", calls), why
			})
		}
		v, late, err := ask()
		require.Equal(t, "answer 1", v)
		require.Zero(t, late)
		require.NoError(t, err)

		// Not quite fresh: shown at once, and renewed behind it.
		time.Sleep(2 * time.Second)
		synctest.Wait()
		takes = 300 * time.Millisecond
		began := time.Now()
		v, _, _ = ask()
		require.Equal(t, "answer 1", v)
		require.Zero(t, time.Since(began))
		time.Sleep(takes)
		synctest.Wait()
		v, _, _ = ask()
		require.Equal(t, "answer 2", v)
		require.Equal(t, 2, calls)

		// Down: shown with its age, and for a second without another try.
		synctest.Wait()
		fails, takes = errDown, 0
		time.Sleep(20 * time.Second)
		v, late, err = ask()
		require.NoError(t, err)
		require.Equal(t, "answer 2", v)
		require.Equal(t, 20300*time.Millisecond, late)
		require.Equal(t, 3, calls)
		_, late, _ = ask()
		require.Positive(t, late)
		require.Equal(t, 3, calls, "it rests")
		time.Sleep(k.ages.Rest)
		_, _, _ = ask()
		require.Equal(t, 4, calls)

		// Silent: the page does not wait for it to the end.
		synctest.Wait()
		fails, takes = nil, 3*time.Second
		time.Sleep(k.ages.Rest)
		began = time.Now()
		_, late, err = ask()
		require.NoError(t, err)
		require.Equal(t, k.ages.Wait, time.Since(began))
		require.Equal(t, 22300*time.Millisecond+k.ages.Wait, late)
		time.Sleep(takes)
		synctest.Wait()
		v, late, _ = ask()
		require.Equal(t, "answer 5", v, "the answer was not lost")
		require.Zero(t, late)

		// Down for longer than anything old may be shown.
		synctest.Wait()
		fails, takes = errDown, 0
		time.Sleep(time.Minute)
		_, _, err = ask()
		require.ErrorIs(t, err, errDown)

		// Gone, or not for us: not hidden behind an older answer.
		synctest.Wait()
		fails = nil
		_, _, err = ask()
		require.NoError(t, err)
		synctest.Wait()
		fails = errDenied
		time.Sleep(5 * time.Second)
		_, _, err = ask()
		require.ErrorIs(t, err, errDenied)
		synctest.Wait()
		fails = errDown
		_, _, err = ask()
		require.ErrorIs(t, err, errDown, "forgotten")
		require.Positive(t, k.counts[SharedStale])
		require.Positive(t, k.counts[SharedRenewed])
		require.Positive(t, k.counts[SharedFailed])
		require.Positive(t, k.counts[SharedHit])
	})
}

// Nobody is shown what was read before they changed something themselves, not even by a
// flight that was under way.
func TestOwnWritesAreALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKept(t)
		places := 3
		var fails error
		ask := func(since time.Time) (int, time.Duration, error) {
			return read(t.Context(), k.shared, sharedKey{op: "x"}, k.ages.Places, since, func(context.Context) (int, error) {
				n, why := places, fails
				time.Sleep(100 * time.Millisecond)
				return n, why
			})
		}
		n, _, _ := ask(time.Time{})
		require.Equal(t, 3, n)
		time.Sleep(3 * time.Second)
		n, _, _ = ask(time.Time{}) // sends a flight that counts before the booking
		require.Equal(t, 3, n)
		time.Sleep(50 * time.Millisecond)
		synctest.Wait()
		places = 2
		wrote := time.Now()
		n, _, err := ask(wrote)
		require.NoError(t, err)
		require.Equal(t, 2, n)
		n, _, _ = ask(time.Time{})
		require.Equal(t, 2, n, "others gain by it")

		synctest.Wait()
		fails = errDown
		time.Sleep(2 * time.Second)
		_, late, err := ask(wrote)
		require.NoError(t, err)
		require.Zero(t, late, "newer than the write, and not old")
		time.Sleep(10 * time.Second)
		_, late, err = ask(wrote)
		require.NoError(t, err)
		require.Positive(t, late)
		_, _, err = ask(time.Now())
		require.ErrorIs(t, err, errDown, "rather nothing than what was before the write")

		synctest.Wait()
		fails = nil
		n, _, err = ask(time.Now().Add(time.Hour))
		require.NoError(t, err, "the clock of another instance")
		require.Equal(t, 2, n)
	})
}

func TestWhoLeavesEndsNobodysWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKept(t)
		key := sharedKey{op: "x", language: "pl"}
		call := func(ctx context.Context) (string, error) {
			select {
			case <-time.After(time.Second):
				return pgclient.LanguageOf(ctx), nil
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		first, leave := context.WithCancel(pgclient.WithLanguage(t.Context(), "pl"))
		var all sync.WaitGroup
		all.Go(func() {
			_, _, err := read(first, k.shared, key, k.ages.Places, time.Time{}, call)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the first got %v", err)
			}
		})
		synctest.Wait()
		all.Go(func() {
			v, _, err := read(t.Context(), k.shared, key, k.ages.Places, time.Time{}, call)
			if v != "pl" || err != nil {
				t.Errorf("the second got %q, %v", v, err)
			}
		})
		synctest.Wait()
		leave()
		all.Wait()

		// A flight ends with the program.
		gone := newShared(first, k.ages, time.Now, func(string) {})
		_, _, err := read(t.Context(), gone, key, k.ages.Places, time.Time{}, call)
		require.ErrorIs(t, err, context.Canceled)
	})
}

func TestAnswersAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKept(t)
		ask := func(n int64, age Age) {
			_, _, err := read(t.Context(), k.shared, sharedKey{op: "x", a: n}, age, time.Time{}, func(context.Context) (int64, error) { return n, nil })
			require.NoError(t, err)
		}
		for n := range int64(mostShared + 50) {
			ask(n, k.ages.Places)
			time.Sleep(time.Millisecond)
		}
		require.Len(t, k.values, mostShared)
		require.NotContains(t, k.values, sharedKey{op: "x", a: 0}, "the oldest first")
		require.Contains(t, k.values, sharedKey{op: "x", a: mostShared + 49})
		ask(1000, k.ages.Texts)
		time.Sleep(k.ages.Places.Stale)
		k.sweep()
		require.Len(t, k.values, 1)
		time.Sleep(k.ages.Texts.Stale)
		k.sweep()
		require.Empty(t, k.values)
	})
}

// With the zero Limits nothing is kept, but what is asked at the same moment is asked once.
func TestWithoutAgesNothingIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newShared(t.Context(), Ages{}, time.Now, func(string) {})
		calls := 0
		call := func(context.Context) (int, error) {
			calls++
			time.Sleep(time.Millisecond)
			return calls, nil
		}
		for want := 1; want < 4; want++ {
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					v, late, err := read(t.Context(), s, sharedKey{}, Age{}, time.Time{}, call)
					if v != want || late != 0 || err != nil {
						t.Errorf("got %d, %s, %v", v, late, err)
					}
				})
			}
			all.Wait()
		}
	})
}
