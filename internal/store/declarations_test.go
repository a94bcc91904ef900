package store

import (
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func someDeclaration(number string, clock *testClock) (Declaration, Receipt, NewMail) {
	d := Declaration{
		Number: number, Studio: "forge", Kind: "contract-cancellation", Language: "en", Form: json.RawMessage(`{"name":"Jo Weber"}`),
		Recipient: "jo@example.org", Arrived: clock.Now(),
	}
	r := Receipt{
		Number: number, Studio: "forge", Kind: d.Kind, Text: "signed " + number, ViewKey: "view-" + number, StateKey: "state-" + number, Arrived: d.Arrived,
	}
	return d, r, NewMail{Kind: "receipt", Studio: "forge", Language: "en", To: "Jo@example.org", Payload: json.RawMessage(`{}`)}
}

func somePace() MailPace {
	return MailPace{Window: 24 * time.Hour, Free: 2, Pause: time.Hour, Most: 4}
}

func keep(t *testing.T, s *Store, clock *testClock, number string) (Receipt, bool) {
	t.Helper()
	d, r, m := someDeclaration(number, clock)
	kept, mailed, err := s.KeepDeclaration(t.Context(), d, r, m, somePace())
	require.NoError(t, err)
	return kept, mailed
}

func TestDeclarationIsKeptOnceWithReceiptAndMail(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		d, r, m := someDeclaration("A", clock)
		kept, mailed, err := s.KeepDeclaration(t.Context(), d, r, m, somePace())
		require.NoError(t, err)
		require.True(t, mailed)
		require.Equal(t, r, kept)

		again := r
		again.ViewKey, again.Text = "other", "other"
		kept, mailed, err = s.KeepDeclaration(t.Context(), d, again, m, somePace())
		require.NoError(t, err)
		require.True(t, mailed)
		require.Equal(t, r, kept, "the first receipt stands")
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM outbox`))
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM declarations`))

		got, err := s.GetReceipt(t.Context(), "forge", "A")
		require.NoError(t, err)
		require.Equal(t, r, got)
		for _, other := range [][2]string{{"nordlicht", "A"}, {"forge", "B"}, {"forge", "\xff"}} {
			_, err = s.GetReceipt(t.Context(), other[0], other[1])
			require.ErrorIs(t, err, ErrNotFound)
		}
		row := claim(t, s)
		require.Equal(t, ReceiptCause("A"), row.Cause)
		require.Equal(t, "Jo@example.org", row.To)

		state, steps, err := s.GetDeclaration(t.Context(), "forge", "A")
		require.NoError(t, err)
		d.State, d.Finished = DeclarationReceived, time.Time{}
		require.Equal(t, d, state)
		require.Equal(t, []DeclarationStep{{DeclarationReceived, clock.Now()}}, steps)
	})
}

// A receipt that cannot be told apart from nothing, or opened by one key alone, is refused whole.
func TestDeclarationWithoutReceiptIsRefused(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		d, r, m := someDeclaration("A", clock)
		for name, change := range map[string]func(*Receipt){
			"text": func(r *Receipt) { r.Text = "" }, "key": func(r *Receipt) { r.ViewKey = "" }, "one key": func(r *Receipt) { r.StateKey = r.ViewKey },
			"other number": func(r *Receipt) { r.Number = "B" }, "other studio": func(r *Receipt) { r.Studio = "nordlicht" },
		} {
			bad := r
			change(&bad)
			_, _, err := s.KeepDeclaration(t.Context(), d, bad, m, somePace())
			require.Error(t, err, name)
		}
		m.Kind = "" // the outbox refuses it, so nothing of the declaration may stay
		_, _, err := s.KeepDeclaration(t.Context(), d, r, m, somePace())
		require.Error(t, err)
		require.Zero(t, count(t, s, `SELECT COUNT(*) FROM declarations`)+count(t, s, `SELECT COUNT(*) FROM receipts`)+count(t, s, `SELECT COUNT(*) FROM declaration_states`))
	})
}

// Nobody can fill a stranger's mailbox, whatever the case of the address; every declaration is kept.
func TestReceiptMailsToOneAddressSlowDown(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		var mailed []bool
		for _, number := range []string{"A", "B", "C", "D", "E"} {
			_, m := keep(t, s, clock, number)
			mailed = append(mailed, m)
		}
		require.Equal(t, []bool{true, true, true, true, false}, mailed)
		require.Equal(t, 5, count(t, s, `SELECT COUNT(*) FROM declarations`))
		due := func() (n int) {
			for {
				row, err := s.ClaimMail(t.Context(), time.Minute)
				require.NoError(t, err)
				if row == nil {
					return n
				}
				require.NoError(t, s.FinishMail(t.Context(), *row))
				n++
			}
		}
		require.Equal(t, 2, due(), "so many go at once")
		clock.Advance(time.Hour)
		require.Equal(t, 1, due())
		clock.Advance(time.Hour)
		require.Equal(t, 1, due())

		clock.Advance(22*time.Hour + time.Millisecond)
		_, m := keep(t, s, clock, "F")
		require.True(t, m, "a day later there is room again")
		require.Equal(t, 1, due())
	})
}

func TestDeclarationIsClaimedByOne(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		keep(t, s, clock, "A")
		var claimed atomic.Int32
		var mine *Declaration
		together(8, func(int) {
			d, err := s.ClaimDeclaration(t.Context(), time.Minute)
			if err == nil && d != nil {
				claimed.Add(1)
				mine = d
			}
		})
		require.EqualValues(t, 1, claimed.Load())
		require.Equal(t, 1, mine.Attempts)

		clock.Advance(time.Minute)
		second, err := s.ClaimDeclaration(t.Context(), time.Minute)
		require.NoError(t, err)
		require.Equal(t, 2, second.Attempts, "a lease of a process that died ends")
		require.ErrorIs(t, s.MoveDeclaration(t.Context(), mine, DeclarationHanded), ErrLeaseLost)
		require.ErrorIs(t, s.RetryDeclaration(t.Context(), *mine, clock.Now()), ErrLeaseLost)

		require.NoError(t, s.RetryDeclaration(t.Context(), *second, clock.Now().Add(time.Hour)))
		none, err := s.ClaimDeclaration(t.Context(), time.Minute)
		require.NoError(t, err)
		require.Nil(t, none)
		clock.Advance(time.Hour)
		third, err := s.ClaimDeclaration(t.Context(), time.Minute)
		require.NoError(t, err)
		require.Equal(t, 3, third.Attempts)
	})
}

func TestDeclarationMovesWithItsMails(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		keep(t, s, clock, "A")
		d, err := s.ClaimDeclaration(t.Context(), time.Minute)
		require.NoError(t, err)
		d.CustomerID, d.ContractID = 1234567, 7654321
		clock.Advance(time.Second)
		require.NoError(t, s.MoveDeclaration(t.Context(), d, DeclarationFiling))
		d.Ends = "2027-04-30"
		clock.Advance(time.Second)
		require.NoError(t, s.MoveDeclaration(t.Context(), d, DeclarationChecking, NewMail{Cause: "declaration-state/A", Kind: "x", Studio: "forge", To: "a@example.org"}))
		require.ErrorIs(t, s.MoveDeclaration(t.Context(), d, DeclarationHanded), ErrLeaseLost, "it is finished")
		require.NoError(t, s.ConfirmDeclaration(t.Context(), "A", "2027-05-31"))
		require.NoError(t, s.ConfirmDeclaration(t.Context(), "A", "2027-06-30"), "confirmed once")

		got, steps, err := s.GetDeclaration(t.Context(), "forge", "A")
		require.NoError(t, err)
		require.Equal(t, "2027-05-31", got.Ends)
		require.EqualValues(t, 1234567, got.CustomerID)
		require.EqualValues(t, 7654321, got.ContractID)
		require.False(t, got.Finished.IsZero())
		var states []DeclarationState
		for _, step := range steps {
			states = append(states, step.State)
		}
		require.Equal(t, []DeclarationState{DeclarationReceived, DeclarationFiling, DeclarationChecking, DeclarationAccepted}, states)
		require.Equal(t, 2, count(t, s, `SELECT COUNT(*) FROM outbox`))
		clock.Advance(time.Hour)
		none, err := s.ClaimDeclaration(t.Context(), time.Minute)
		require.NoError(t, err)
		require.Nil(t, none)

		_, _, err = s.GetDeclaration(t.Context(), "nordlicht", "A")
		require.ErrorIs(t, err, ErrNotFound)
	})
}

func TestDeclarationsAreListedInTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		start := clock.Now()
		keep(t, s, clock, "B")
		clock.Advance(time.Second)
		keep(t, s, clock, "A")
		list := func(studio string, since time.Time) (numbers []string) {
			require.NoError(t, s.EachDeclaration(t.Context(), studio, since, func(d Declaration) error {
				numbers = append(numbers, d.Number)
				return nil
			}))
			return numbers
		}
		require.Equal(t, []string{"B", "A"}, list("", start))
		require.Equal(t, []string{"A"}, list("forge", start.Add(time.Millisecond)))
		require.Empty(t, list("nordlicht", start))
	})
}

// Retention takes what is finished; what is still worked on stays, however old.
func TestSweepDeclarations(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		s.KeepDeclarationsFor(time.Hour)
		keep(t, s, clock, "A")
		d, err := s.ClaimDeclaration(t.Context(), time.Minute)
		require.NoError(t, err)
		require.NoError(t, s.MoveDeclaration(t.Context(), d, DeclarationHanded))
		keep(t, s, clock, "B")
		left := func() []int {
			require.NoError(t, s.Sweep(t.Context()))
			return []int{count(t, s, `SELECT COUNT(*) FROM declarations`), count(t, s, `SELECT COUNT(*) FROM receipts`), count(t, s, `SELECT COUNT(*) FROM declaration_states`)}
		}
		clock.Advance(time.Hour - time.Millisecond)
		require.Equal(t, []int{2, 2, 3}, left())
		clock.Advance(time.Millisecond)
		require.Equal(t, []int{1, 1, 1}, left())
		clock.Advance(1000 * time.Hour)
		require.Equal(t, []int{1, 1, 1}, left())
	})
}

func TestReceiptsOfAMember(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		mine := Receipt{Number: "A", Studio: "forge", Kind: "contract-pause", CustomerID: 1234567, IntentID: "I", Text: "x", ViewKey: "v", StateKey: "s", Arrived: clock.Now()}
		fresh, err := keepReceipt(s.db.withContext(t.Context()), mine)
		require.NoError(t, err)
		require.True(t, fresh)
		keep(t, s, clock, "B") // without signing in: nobody's
		list, err := s.ListReceipts(t.Context(), "forge", 1234567, 10)
		require.NoError(t, err)
		require.Equal(t, []Receipt{mine}, list)
		got, err := s.ReceiptOf(t.Context(), "forge", 1234567, "I")
		require.NoError(t, err)
		require.Equal(t, mine, got)
		for _, other := range []struct {
			studio   string
			customer int64
			intent   string
		}{{"forge", 1234568, "I"}, {"nordlicht", 1234567, "I"}, {"forge", 1234567, ""}, {"forge", 0, ""}} {
			_, err := s.ReceiptOf(t.Context(), other.studio, other.customer, other.intent)
			require.ErrorIs(t, err, ErrNotFound)
		}
	})
}

// The receipt of a write stands or falls with its intent, and a form sent twice has one.
func TestReceiptIsKeptWithItsIntent(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		n := someIntent()
		n.Receipt = &Receipt{Number: "A", Kind: "purchase", Text: "x", ViewKey: "v", StateKey: "s", Arrived: clock.Now()}
		intent, won, err := s.SpendOnce(t.Context(), n)
		require.NoError(t, err)
		require.True(t, won)
		want := *n.Receipt
		want.Studio, want.CustomerID, want.IntentID = n.Studio, n.CustomerID, intent.ID
		got, err := s.ReceiptOf(t.Context(), n.Studio, n.CustomerID, intent.ID)
		require.NoError(t, err)
		require.Equal(t, want, got)

		_, won, err = s.SpendOnce(t.Context(), n)
		require.NoError(t, err)
		require.False(t, won)
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM receipts`))

		n.Target, n.Receipt = "other", &Receipt{Number: "B"}
		_, _, err = s.SpendOnce(t.Context(), n)
		require.Error(t, err)
		require.Equal(t, 1, count(t, s, `SELECT COUNT(*) FROM intents`), "no intent without its receipt")
	})
}

func TestReceiptKeysStay(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.NoError(t, s.KeepReceiptKey(t.Context(), "old", json.RawMessage(`{"kid":"old"}`)))
		clock.Advance(time.Second)
		require.NoError(t, s.KeepReceiptKey(t.Context(), "new", json.RawMessage(`{"kid":"new"}`)))
		require.NoError(t, s.KeepReceiptKey(t.Context(), "old", json.RawMessage(`{"kid":"forged"}`)))
		clock.Advance(20 * 365 * 24 * time.Hour)
		require.NoError(t, s.Sweep(t.Context()))
		keys, err := s.ReceiptKeys(t.Context())
		require.NoError(t, err)
		require.Equal(t, []json.RawMessage{json.RawMessage(`{"kid":"new"}`), json.RawMessage(`{"kid":"old"}`)}, keys)
	})
}

// A worker may leave studios out whose turn it is not.
func TestClaimLeavesStudiosOut(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		for number, studio := range map[string]string{"A": "forge", "B": "nordlicht", "C": "south"} {
			d, r, m := someDeclaration(number, clock)
			d.Studio, r.Studio, m.Studio = studio, studio, studio
			_, _, err := s.KeepDeclaration(t.Context(), d, r, m, somePace())
			require.NoError(t, err)
		}
		claimed := func(except ...string) string {
			d, err := s.ClaimDeclaration(t.Context(), time.Minute, except...)
			require.NoError(t, err)
			if d == nil {
				return ""
			}
			return d.Studio
		}
		require.Empty(t, claimed("forge", "nordlicht", "south"))
		require.Equal(t, "nordlicht", claimed("forge", "south"))
		require.Equal(t, "south", claimed("forge"))
		require.Empty(t, claimed("forge"))
		require.Equal(t, "forge", claimed())
	})
}
