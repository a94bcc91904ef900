package signin

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/mail"
	"memberportal/internal/store"
	"memberportal/pgclient"
)

func TestSparseHitsAreReadAgain(t *testing.T) {
	g := newGym(t)
	g.api.sparse = true
	g.api.extra = []int64{1000006, 1000001, 9999999} // another address, a duplicate, one that is gone
	g.work()
	p := g.start("jane@example.com")
	g.handled(1)
	code, _ := g.mailed()
	proof := g.try(p, code)
	require.Equal(t, Proved, proof.State, "only the customer whose record has the address")
	require.EqualValues(t, 1000001, proof.CustomerID)
	require.Equal(t, 3, g.api.called("id"))
}

func TestHitsAreReadAtTheSameTime(t *testing.T) {
	g := newGym(t)
	g.api.gate = make(chan struct{}) // a read alone waits for a second one
	g.work()
	g.start("family@example.com")
	g.handled(1)
	require.Equal(t, []mail.Result{mail.Sent}, g.outcomes())
}

func TestASearchKinderThanEqualHarmsNobody(t *testing.T) {
	g := newGym(t)
	g.api.customers = append([]pgclient.Customer{{ID: 999, Email: "\u212aay@example.com"}}, pgclient.Customer{ID: 1000, Email: "kay@example.com"})
	g.work()
	p := g.start("kay@example.com")
	g.handled(1)
	require.Equal(t, "kay@example.com", g.box.List()[0].To)
	code, _ := g.mailed()
	require.EqualValues(t, 1000, g.try(p, code).CustomerID)
}

func TestSignInByCustomerNumber(t *testing.T) {
	for _, sparse := range []bool{false, true} {
		g := newGym(t)
		g.api.sparse = sparse
		g.work()
		p, outcome, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: " N-3 ", ByNumber: true, Language: "en", Network: home})
		require.NoError(t, err)
		require.Empty(t, outcome.Masked)
		g.handled(1)
		require.Equal(t, "family@example.com", g.box.List()[0].To)
		code, _ := g.mailed()
		proof := g.try(p, code)
		require.Equal(t, Proved, proof.State)
		require.EqualValues(t, 1000003, proof.CustomerID, "the number names one of the family")
	}
}

func TestNobodyAndNoAddressEndSilently(t *testing.T) {
	for name, request := range map[string]StartRequest{
		"unknown address":  {Identifier: "nobody@example.com"},
		"unknown number":   {Identifier: "N-99", ByNumber: true},
		"no address known": {Identifier: "N-5", ByNumber: true},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGym(t)
			g.work()
			request.Studio, request.Network, request.Language = "forge", home, "en"
			p, _, err := g.service.Start(t.Context(), request)
			require.NoError(t, err)
			g.handled(1)
			g.stop()
			require.Equal(t, []mail.Result{mail.Nothing}, g.outcomes())
			require.Empty(t, g.box.List())
			require.Equal(t, Proof{State: Wrong, Left: 4}, g.try(p, "12345678"))
			require.False(t, g.worker.Slow("forge"))
		})
	}
}

func TestFormerMembersAndProspectsMaySignIn(t *testing.T) {
	g := newGym(t)
	g.work()
	p := g.start("former@example.com")
	g.handled(1)
	code, _ := g.mailed()
	require.EqualValues(t, 1000004, g.try(p, code).CustomerID)
}

func TestLookUpsThatFailAreTriedAgain(t *testing.T) {
	for kind, slow := range map[pgclient.Kind]bool{
		pgclient.Unavailable: true, pgclient.Timeout: true, pgclient.RateLimited: true, pgclient.Unauthorized: true,
		pgclient.Forbidden: true, pgclient.Unexpected: true,
	} {
		t.Run(string(kind), func(t *testing.T) {
			g := newGym(t)
			g.api.fault = map[string]error{"search": &pgclient.Error{Op: "searchCustomers", Kind: kind}}
			g.work()
			p := g.start("jane@example.com")
			g.handled(1)
			require.Equal(t, slow, g.worker.Slow("forge"))
			require.False(t, g.worker.Slow("nordlicht"))
			require.Equal(t, Wrong, g.try(p, "12345678").State, "alike meanwhile")
			g.api.set(func() { g.api.fault = nil })
			g.eventually("mail after all", func() bool { return len(g.box.List()) == 1 })
			require.False(t, g.worker.Slow("forge"))
			code, _ := g.mailed()
			require.Equal(t, Proved, g.try(p, code).State)
		})
	}
}

func TestRetryAfterIsHeeded(t *testing.T) {
	err := lookUpFailure(&pgclient.Error{Kind: pgclient.RateLimited, RetryAfter: 42 * time.Second}, false)
	var failure *mail.Failure
	require.ErrorAs(t, err, &failure)
	require.Equal(t, 42*time.Second, failure.After)
	require.Equal(t, pgclient.RateLimited, pgclient.KindOf(err))
}

// The reading again happens for known addresses alone, so its failing must not show.
func TestFailingReReadIsQuiet(t *testing.T) {
	g := newGym(t)
	g.api.fault = map[string]error{"id": &pgclient.Error{Kind: pgclient.Unavailable}}
	g.work()
	g.start("jane@example.com")
	g.handled(1)
	require.Equal(t, []mail.Result{mail.Failed}, g.outcomes())
	require.False(t, g.worker.Slow("forge"))
	g.api.set(func() { g.api.fault = nil })
	g.eventually("mail after all", func() bool { return len(g.box.List()) == 1 })
}

func TestLookUpsEndWithTheChallenge(t *testing.T) {
	g := newGym(t)
	g.api.fault = map[string]error{"search": &pgclient.Error{Kind: pgclient.Unavailable}}
	g.work()
	g.start("jane@example.com")
	g.handled(1)
	g.clock.Advance(Lifetime)
	tried := g.api.called("search")
	time.Sleep(200 * time.Millisecond)
	require.Equal(t, tried, g.api.called("search"))
	depth, _, err := g.store.OutboxDepth(t.Context())
	require.NoError(t, err)
	require.Zero(t, depth)
}

func TestHangingLookUpStopsWithTheWorker(t *testing.T) {
	g := newGym(t)
	g.api.hang = true
	stop := g.work()
	g.start("jane@example.com")
	g.eventually("looking up", func() bool { return g.api.called("search") == 1 })
	began := time.Now()
	stop()
	require.Less(t, time.Since(began), 5*time.Second)
	g.api.set(func() { g.api.hang = false })
	g.work()
	g.eventually("the next process sends it", func() bool { return len(g.box.List()) == 1 })
}

// A worker that dies after the mail went out and before the row was finished.
func TestCrashBetweenSendingAndFinishing(t *testing.T) {
	g := newGym(t)
	p := g.start("jane@example.com")
	row, err := g.store.ClaimMail(t.Context(), time.Minute)
	require.NoError(t, err)
	require.Equal(t, store.MailKindSignIn, row.Kind)
	var first *mail.Message
	mailer := g.service.Mailer(MailerOptions{
		API:  func(string) (API, bool) { return g.api, true },
		Link: func(_, _, token string) string { return "https://portal.example/forge/signin/link/" + token },
		Render: mail.NewRenderer(func(string) (mail.Studio, bool) {
			return mail.Studio{Name: "Forge", Printer: printer(t)}, true
		}, "Members <no-reply@example.com>").SignIn,
	})
	first, err = mailer.Prepare(t.Context(), *row)
	require.NoError(t, err)
	firstCode := codeLine.FindString(first.Text)
	require.NotEmpty(t, firstCode)

	g.clock.Advance(time.Minute) // the process is gone, its lease ends
	g.work()
	g.handled(1)
	require.Equal(t, []mail.Result{mail.Sent}, g.outcomes())
	require.Len(t, g.box.List(), 1)
	require.Equal(t, first.ID, mail.MessageID(row.Cause), "the repetition has the Message-ID of the first")
	code, _ := g.mailed()
	require.NotEqual(t, firstCode, code)
	require.Equal(t, Wrong, g.try(p, firstCode).State, "the first code is replaced")
	require.Equal(t, Proved, g.try(p, code).State)

	_, err = mailer.Prepare(t.Context(), *row)
	require.Error(t, err, "the dead worker's lease arms nothing")
	depth, _, err := g.store.OutboxDepth(t.Context())
	require.NoError(t, err)
	require.Zero(t, depth)
}

func TestUsedChallengeGetsNoMail(t *testing.T) {
	g := newGym(t)
	g.dead.Store(true)
	g.work()
	p := g.start("jane@example.com")
	g.handled(1)
	require.True(t, g.worker.Slow("forge"), "the mail server fails")
	// The same browser starts for another address: the first challenge is closed.
	_, _, err := g.service.Start(t.Context(), StartRequest{Studio: "forge", Identifier: "former@example.com", Language: "en", Network: home, Pending: &p})
	require.NoError(t, err)
	g.dead.Store(false)
	g.eventually("one mail", func() bool { return len(g.box.List()) == 1 })
	g.eventually("nothing waits", func() bool {
		depth, _, err := g.store.OutboxDepth(t.Context())
		return err == nil && depth == 0
	})
	g.stop()
	require.Len(t, g.box.List(), 1)
	require.Equal(t, "former@example.com", g.box.List()[0].To)
	require.Contains(t, g.outcomes(), mail.Dropped)
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	g := newGym(t)
	g.api.fault = map[string]error{"search": &pgclient.Error{Kind: pgclient.Unavailable, Message: "no answer for jane@example.com"}}
	g.work()
	p := g.start("jane@example.com")
	g.start("nobody@example.com")
	g.handled(2)
	g.api.set(func() { g.api.fault = nil })
	g.eventually("mail", func() bool { return len(g.box.List()) == 1 })
	code, token := g.mailed()
	g.try(p, wrongCode(code))
	g.try(p, code)
	g.stop()
	log := g.log.String()
	require.Contains(t, log, "lookup unavailable")
	for _, secret := range []string{"jane", "nobody", "example.com", code, code[:4] + code[5:], token, p.ID, p.Nonce, "1000001", "192.0.2"} {
		require.NotContains(t, log, secret)
	}
}
