package signin

import (
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store"
)

func TestSignInByCode(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start(" jane@EXAMPLE.com ")
	g.handled(1)
	m := g.box.List()[0]
	require.Equal(t, "Jane@Example.com", m.To, "the address on record, not the one typed")
	require.Contains(t, m.Subject, "Gym forge")
	code, _ := g.mailed()
	require.Len(t, code, 9)
	require.NotContains(t, m.Subject, code)
	require.Contains(t, m.HTML, code)
	require.Contains(t, m.Text, "10 minutes")

	wrong := g.try(p, wrongCode(code))
	require.Equal(t, Proof{State: Wrong, Left: 4}, wrong)
	require.Equal(t, Proof{State: Malformed, Left: 4}, g.try(p, "hello"))
	proof := g.try(p, code)
	require.Equal(t, Proved, proof.State)
	require.EqualValues(t, 1000001, proof.CustomerID)
	require.Equal(t, "/forge/classes", proof.Next)
	require.Equal(t, "en", proof.Language)
	require.WithinDuration(t, g.clock.Now(), proof.At, time.Minute)
	require.Equal(t, Proof{State: Over}, g.try(p, code), "once")
}

func TestSignInByLink(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start("jane@example.com")
	g.handled(1)
	_, token := g.mailed()
	require.NotEmpty(t, token)
	other := Pending{ID: p.ID, Nonce: g.start("former@example.com").Nonce}

	view, err := g.service.Link(t.Context(), "forge", &p, token)
	require.NoError(t, err)
	require.Equal(t, LinkView{Alive: true, SameBrowser: true}, view)
	for name, elsewhere := range map[string]*Pending{"no cookie": nil, "another nonce": &other, "another handle": {ID: "x", Nonce: p.Nonce}} {
		view, err = g.service.Link(t.Context(), "forge", elsewhere, token)
		require.NoError(t, err)
		require.Equal(t, LinkView{Alive: true}, view, name)
	}
	for _, bad := range []string{"", "x", token[:len(token)-4], strings.Repeat("A", len(token))} {
		view, err = g.service.Link(t.Context(), "forge", &p, bad)
		require.NoError(t, err)
		require.Equal(t, LinkView{}, view)
		proof, err := g.service.TryLink(t.Context(), "forge", p, bad)
		require.NoError(t, err)
		require.Equal(t, Over, proof.State)
	}
	view, err = g.service.Link(t.Context(), "nordlicht", &p, token)
	require.NoError(t, err)
	require.Equal(t, LinkView{}, view, "a link is its studio's")

	proof, err := g.service.TryLink(t.Context(), "forge", other, token)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State, "another browser")
	proof, err = g.service.TryLink(t.Context(), "forge", p, token)
	require.NoError(t, err)
	require.Equal(t, Proved, proof.State)
	require.EqualValues(t, 1000001, proof.CustomerID)
	proof, err = g.service.TryLink(t.Context(), "forge", p, token)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State, "once")
}

func TestNothingWorksAtAnotherStudio(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start("jane@example.com")
	g.handled(1)
	code, token := g.mailed()
	proof, err := g.service.TryCode(t.Context(), "nordlicht", p, code, home)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State)
	proof, err = g.service.TryLink(t.Context(), "nordlicht", p, token)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State)
	view, err := g.service.Pending(t.Context(), "nordlicht", p)
	require.NoError(t, err)
	require.False(t, view.Alive)
	require.Equal(t, Proved, g.try(p, code).State, "no try was lost")
}

func TestFramedMailHasNoLink(t *testing.T) {
	g := newGym(t)
	g.work()
	_, _, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "jane@example.com", Framed: true, Language: "en", Network: home})
	require.NoError(t, err)
	g.handled(1)
	_, token := g.mailed()
	require.Empty(t, token)
	require.NotContains(t, g.box.List()[0].HTML, "href")
}

func TestFamilyChoosesAfterTheProof(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start("family@example.com")
	g.handled(1)
	proof, err := g.service.Profiles(t.Context(), "forge", p)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State, "nothing before the proof")
	code, _ := g.mailed()
	proof = g.try(p, code)
	require.Equal(t, Choose, proof.State)
	require.Equal(t, []int64{1000002, 1000003}, proof.Customers)
	proof, err = g.service.Profiles(t.Context(), "forge", p)
	require.NoError(t, err)
	require.Equal(t, []int64{1000002, 1000003}, proof.Customers)
	require.Equal(t, "/forge/classes", proof.Next)
	for _, stranger := range []int64{1000001, 0} {
		proof, err = g.service.Choose(t.Context(), "forge", p, stranger)
		require.NoError(t, err)
		require.Equal(t, Over, proof.State)
	}
	proof, err = g.service.Choose(t.Context(), "nordlicht", p, 1000003)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State)
	proof, err = g.service.Choose(t.Context(), "forge", p, 1000003)
	require.NoError(t, err)
	require.Equal(t, Proved, proof.State)
	require.EqualValues(t, 1000003, proof.CustomerID)
	require.Equal(t, "/forge/classes", proof.Next)
	proof, err = g.service.Choose(t.Context(), "forge", p, 1000002)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State, "once")
}

// A known and an unknown address cannot be told apart by anything but the mailbox.
func TestUnknownBehavesLikeKnown(t *testing.T) {
	type seen struct {
		outcome Outcome
		view    PendingView
		proofs  []Proof
		again   Outcome
		slow    bool
	}
	watch := func(email string) seen {
		g := newGym(t)
		g.work()
		var s seen
		p, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: email, Language: "en", Network: home})
		require.NoError(t, err)
		s.outcome = outcome
		g.handled(1)
		s.view, err = g.service.Pending(t.Context(), "forge", p)
		require.NoError(t, err)
		s.view.Expires = s.view.Expires.Truncate(time.Hour * 24 * 365)
		s.view.ResendIn = s.view.ResendIn.Round(20 * time.Second)
		for range MaxTries + 1 {
			s.proofs = append(s.proofs, g.try(p, "1234 5678"))
		}
		_, s.again, err = g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: email, Language: "en", Network: home, Pending: &p})
		require.NoError(t, err)
		s.again.MailIn, s.again.ResendIn = s.again.MailIn.Round(20*time.Second), s.again.ResendIn.Round(20*time.Second)
		s.outcome.Masked, s.again.Masked = "", ""
		s.slow = g.worker.Slow("forge")
		return s
	}
	known, unknown := watch("jane@example.com"), watch("john@example.com")
	require.Equal(t, known, unknown)
	require.Equal(t, []State{Wrong, Wrong, Wrong, Wrong, Over, Over}, states(known.proofs))
	require.Equal(t, []int{4, 3, 2, 1, 0, 0}, []int{known.proofs[0].Left, known.proofs[1].Left, known.proofs[2].Left, known.proofs[3].Left, known.proofs[4].Left, known.proofs[5].Left})
}

func states(proofs []Proof) []State {
	var all []State
	for _, p := range proofs {
		all = append(all, p.State)
	}
	return all
}

// Start must not touch the API, however it stands; the worker does.
func TestStartLooksNothingUp(t *testing.T) {
	g := newGym(t)
	g.api.hang = true
	began := time.Now()
	for _, email := range []string{"jane@example.com", "john@example.com", "family@example.com"} {
		g.start(email)
	}
	require.Less(t, time.Since(began), 5*time.Second)
	require.Zero(t, g.api.called("search")+g.api.called("by")+g.api.called("id"))
	require.EqualValues(t, 3, g.wakes.Load())
}

func TestInvalidIdentifiersBeginNothing(t *testing.T) {
	g := newGym(t)
	p, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "jane@example.com\nBcc: x@y.example", Network: home})
	require.NoError(t, err)
	require.Equal(t, Pending{}, p)
	require.Equal(t, Outcome{Invalid: true}, outcome)
	require.Zero(t, g.wakes.Load())
}

func TestSameBrowserAsksAgain(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start("jane@example.com")
	g.handled(1)
	again := func(email string) (Pending, Outcome) {
		q, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: email, Language: "en", Network: home, Pending: &p})
		require.NoError(t, err)
		return q, outcome
	}
	q, outcome := again("JANE@example.com")
	require.Equal(t, p, q)
	require.True(t, outcome.AlreadySent)
	require.Equal(t, "J•••@example.com", outcome.Masked)
	require.InDelta(t, 60, outcome.ResendIn.Seconds(), 15)
	require.EqualValues(t, 1, g.wakes.Load())

	code, _ := g.mailed()
	g.clock.Advance(time.Minute)
	q, outcome = again("jane@example.com")
	require.NotEqual(t, p, q)
	require.False(t, outcome.AlreadySent)
	g.handled(2)
	require.Len(t, g.box.List(), 2)
	require.Equal(t, Over, g.try(p, code).State, "the newest wins")
	code, _ = g.mailed()
	require.Equal(t, Proved, g.try(q, code).State)
}

func TestAnotherAddressInTheSameBrowserIsNewAtOnce(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start("jnae@example.com")
	q, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "jane@example.com", Language: "en", Network: home, Pending: &p})
	require.NoError(t, err)
	require.NotEqual(t, p, q)
	require.False(t, outcome.AlreadySent)
	require.Zero(t, outcome.MailIn)
}

func TestExpiry(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start("jane@example.com")
	g.handled(1)
	code, token := g.mailed()
	g.clock.Advance(Lifetime)
	require.Equal(t, Over, g.try(p, code).State)
	proof, err := g.service.TryLink(t.Context(), "forge", p, token)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State)
}

func TestFiveTriesExactlyEvenInParallel(t *testing.T) {
	g := newGym(t)
	g.service.limits.WrongPerNetwork = 1000
	g.work()
	p := g.start("jane@example.com")
	g.handled(1)
	code, _ := g.mailed()
	var wg sync.WaitGroup
	results := make([]Proof, 40)
	for i := range results {
		wg.Go(func() {
			proof, err := g.service.TryCode(t.Context(), "forge", p, wrongCode(code), home)
			if err == nil {
				results[i] = proof
			}
		})
	}
	wg.Wait()
	wrong := 0
	for _, r := range results {
		if r.State == Wrong {
			wrong++
		}
		require.NotEqual(t, Proved, r.State)
		require.NotEmpty(t, r.State)
	}
	require.Equal(t, MaxTries-1, wrong, "the fifth says over")
	require.Equal(t, Over, g.try(p, code).State)
}

func TestOldKeysStillVerify(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start("jane@example.com")
	g.handled(1)
	code, token := g.mailed()
	family := g.start("family@example.com")
	g.handled(2)
	familyCode, _ := g.mailed()

	rotated := g.newService(key(2), key(1))
	proof, err := rotated.TryCode(t.Context(), "forge", p, wrongCode(code), home)
	require.NoError(t, err)
	require.Equal(t, Proof{State: Wrong, Left: 4}, proof, "one guess is one guess with two keys")
	view, err := rotated.Link(t.Context(), "forge", &p, token)
	require.NoError(t, err)
	require.Equal(t, LinkView{Alive: true, SameBrowser: true}, view)
	_, outcome, err := rotated.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "jane@example.com", Network: home, Pending: &p})
	require.NoError(t, err)
	require.True(t, outcome.AlreadySent)
	proof, err = rotated.TryCode(t.Context(), "forge", p, code, home)
	require.NoError(t, err)
	require.Equal(t, Proved, proof.State)
	proof, err = rotated.TryCode(t.Context(), "forge", family, familyCode, home)
	require.NoError(t, err)
	require.Equal(t, Choose, proof.State)
	proof, err = rotated.Choose(t.Context(), "forge", family, 1000002)
	require.NoError(t, err)
	require.Equal(t, Proved, proof.State)

	q := g.start("former@example.com")
	g.handled(3)
	code, _ = g.mailed()
	foreign := g.newService(key(3))
	proof, err = foreign.TryCode(t.Context(), "forge", q, code, home)
	require.NoError(t, err)
	require.Equal(t, Over, proof.State, "a key that is gone verifies nothing")
}

func TestManyChallengesForOneAddressMakeLongCodesNeverALock(t *testing.T) {
	g := newGym(t)
	g.work()
	begin := func() (Pending, Outcome) {
		p, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "jane@example.com", Language: "en", Network: home})
		require.NoError(t, err)
		require.Empty(t, outcome.Refused)
		return p, outcome
	}
	for i := range 5 {
		_, outcome := begin()
		require.False(t, outcome.LongCode, i)
		g.handled(i + 1)
		g.clock.Advance(time.Minute)
	}
	p, outcome := begin()
	require.True(t, outcome.LongCode)
	require.InDelta(t, (4 * time.Minute).Seconds(), outcome.MailIn.Seconds(), 20)
	g.clock.Advance(outcome.MailIn)
	g.handled(6)
	code, _ := g.mailed()
	require.Len(t, code, len("1234 5678 9012"))
	require.Equal(t, Proved, g.try(p, code).State)
}

func TestNetworkLimits(t *testing.T) {
	g := newGym(t)
	limits := DefaultLimits()
	limits.PerNetwork, limits.WrongPerNetwork = 4, 7
	g.service.limits = limits
	var last Pending
	for i := range 4 {
		last = g.start("nobody" + string(rune('a'+i)) + "@example.com")
	}
	_, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "x@example.com", Network: home})
	require.NoError(t, err)
	require.Equal(t, RefusedNetwork, outcome.Refused)
	require.Positive(t, outcome.RetryAfter)
	elsewhere := netip.MustParseAddr("192.0.2.8")
	p, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "x@example.com", Network: elsewhere})
	require.NoError(t, err)
	require.Empty(t, outcome.Refused)

	for range 5 {
		g.try(last, "12345678")
	}
	require.Equal(t, Wrong, g.try(p, "12345678").State)
	require.Equal(t, Wrong, g.try(p, "12345678").State)
	limited := g.try(p, "12345678")
	require.Equal(t, Limited, limited.State)
	require.Positive(t, limited.RetryAfter)
	proof, err := g.service.TryCode(t.Context(), "forge", p, "12345678", elsewhere)
	require.NoError(t, err)
	require.Equal(t, Proof{State: Wrong, Left: 2}, proof, "the limited try was not counted on the challenge")

	second := g.newService(key(1)) // another process
	second.limits = limits
	proof, err = second.TryCode(t.Context(), "forge", p, "12345678", home)
	require.NoError(t, err)
	require.Equal(t, Wrong, proof.State)
	proof, err = second.TryCode(t.Context(), "forge", p, "12345678", home)
	require.NoError(t, err)
	require.Equal(t, Limited, proof.State, "it learned the shared count with its first wrong code")

	g.clock.Advance(limits.Window)
	p = g.start("y@example.com")
	require.Equal(t, Wrong, g.try(p, "12345678").State)
}

func TestParallelGuessesMeetTheNetworkLimit(t *testing.T) {
	g := newGym(t)
	g.service.limits.WrongPerNetwork = 10
	var pending []Pending
	for i := range 12 {
		pending = append(pending, g.start("nobody"+string(rune('a'+i))+"@example.com"))
	}
	var mu sync.Mutex
	count := map[State]int{}
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			proof, err := g.service.TryCode(t.Context(), "forge", pending[i%12], "12345678", home)
			if err != nil {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			count[proof.State]++
		})
	}
	wg.Wait()
	require.LessOrEqual(t, count[Wrong]+count[Over], 10)
	require.GreaterOrEqual(t, count[Limited], 50)
}

func TestRightCodesDoNotCountAgainstTheNetwork(t *testing.T) {
	g := newGym(t)
	g.service.limits.WrongPerNetwork = 2
	g.work()
	for i := range 4 {
		p := g.start("jane@example.com")
		g.handled(i + 1)
		code, _ := g.mailed()
		require.Equal(t, Proved, g.try(p, code).State)
	}
	require.Empty(t, g.service.wrong.networks)
}

func TestStudioLimit(t *testing.T) {
	g := newGym(t)
	g.service.limits.PerStudio = 2
	g.start("a@example.com")
	g.start("b@example.com")
	_, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "c@example.com", Network: home})
	require.NoError(t, err)
	require.Equal(t, RefusedStudio, outcome.Refused)
	_, outcome, err = g.service.Start(t.Context(), StartRequest{Studio: "nordlicht", Identifier: "c@example.com", Network: home})
	require.NoError(t, err)
	require.Empty(t, outcome.Refused)
}

func TestAttackMakesCodesLong(t *testing.T) {
	g := newGym(t)
	g.service.limits.WrongInAll = 3
	g.work()
	p := g.start("nobody@example.com")
	for range 4 {
		g.try(p, "12345678")
	}
	p, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "jane@example.com", Language: "en", Network: home})
	require.NoError(t, err)
	require.True(t, outcome.LongCode)
	g.handled(2)
	code, _ := g.mailed()
	require.Len(t, code, len("1234 5678 9012"))
	require.Equal(t, Proved, g.try(p, code).State)
	g.clock.Advance(g.service.limits.Window)
	_, outcome, err = g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "former@example.com", Language: "en", Network: home})
	require.NoError(t, err)
	require.False(t, outcome.LongCode)
}

func TestStoreFailureIsAnError(t *testing.T) {
	g := newGym(t)
	p := g.start("jane@example.com")
	require.NoError(t, g.closeStore())
	_, _, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "jane@example.com", Network: home})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "jane")
	_, err = g.service.TryCode(t.Context(), "forge", p, "12345678", home)
	require.Error(t, err)
	_, err = g.service.Pending(t.Context(), "forge", p)
	require.Error(t, err)
	require.NotErrorIs(t, err, store.ErrNotFound)
}
