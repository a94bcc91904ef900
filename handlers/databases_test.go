package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/mail"
	"memberportal/internal/store/storetest"
)

// onEachDatabase runs a test over the whole application on every kind of
// database it may keep sessions, sign-ins and writes in.
func onEachDatabase(t *testing.T, test func(*testing.T, *portal)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, address string) {
		test(t, newPortal(t, func(s *setup) { s.database = address }))
	})
}

var baseURL = regexp.MustCompile(`base_url: "[^"]*"`)

// twoOnEachDatabase gives a test two portals, as behind a load balancer: one
// database, one studio's API, two processes' worth of everything else.
func twoOnEachDatabase(t *testing.T, test func(t *testing.T, one, two *portal)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, address string) {
		one := newPortal(t, func(s *setup) { s.database = address })
		two := newPortal(t, func(s *setup) {
			s.database, s.mailbox = address, one.mailbox // whichever worker sends
			s.yaml = func(yaml string) string { return baseURL.ReplaceAllString(yaml, `base_url: "`+one.api.URL+`"`) }
		})
		test(t, one, two)
	})
}

// at is the same browser at another process; cookies do not know of ports.
func (b *browser) at(p *portal) *browser { return &browser{p: p, client: b.client, headers: b.headers} }

func TestSessionIsKnownToEveryProcess(t *testing.T) {
	twoOnEachDatabase(t, func(t *testing.T, one, two *portal) {
		b := one.signIn("forge", "regular")
		require.Equal(t, "/forge/bookings", b.at(two).get("/forge/bookings").path)
		action, values := b.at(two).get("/forge/").form("/signout")
		b.post(action, values) // the form of one process is good at the other
		require.Contains(t, b.get("/forge/bookings").path, "/signin")
		require.Contains(t, b.at(two).get("/forge/bookings").path, "/signin")
	})
}

func TestSignInIsFinishedByWhicheverProcess(t *testing.T) {
	twoOnEachDatabase(t, func(t *testing.T, one, two *portal) {
		b, m := one.browser(), one.member("forge", "regular")
		b.post("/forge/signin", url.Values{"email": {m.Email}})
		mails := func() []mail.Entry { return one.mailsTo(m.Email) }
		require.Eventually(t, func() bool { return len(mails()) > 0 }, 10*time.Second, 20*time.Millisecond)
		code := codeLine.FindString(mails()[0].Text)
		var wg sync.WaitGroup
		answers := make(chan page, 20)
		for i := range 20 {
			wg.Go(func() {
				answers <- b.at([]*portal{one, two}[i%2]).stay().post("/forge/signin/code", url.Values{"code": {code}})
			})
		}
		wg.Wait()
		close(answers)
		in := 0
		for a := range answers {
			if a.status == http.StatusSeeOther && a.header.Get("Location") == "/forge/" {
				in++
			}
		}
		require.Positive(t, in)
		// Who comes after the first is signed in already, and only led on.
		sessions, err := one.store.EndSessions(t.Context(), "forge", m.CustomerID)
		require.NoError(t, err)
		require.Equal(t, 1, sessions, "a code works once")
		require.Len(t, mails(), 1, "whichever worker sent it, a cause has one mail")
	})
}

func TestBookedOnceAtHoweverManyProcesses(t *testing.T) {
	twoOnEachDatabase(t, func(t *testing.T, one, two *portal) {
		b := one.signIn("forge", "newcomer")
		slot := one.openSlot("forge", "newcomer", free)
		switches := one.world.Switches()
		switches.LatencyMS = 150 // time for the clicks to meet
		one.world.SetSwitches(switches)
		action, values := b.get(at("forge", slot)).form("/book")
		var wg sync.WaitGroup
		places := make(chan string, 20)
		for i := range 20 {
			wg.Go(func() {
				places <- b.at([]*portal{one, two}[i%2]).stay().post(action, values).header.Get("Location")
			})
		}
		wg.Wait()
		close(places)
		seen := map[string]bool{}
		for to := range places {
			seen[to] = true
			require.True(t, strings.HasPrefix(to, "/forge/bookings/class/"), to)
		}
		require.Len(t, seen, 1, "every click shows the same outcome")
		require.Equal(t, 1, one.calls("bookClassSlot"))
		require.Zero(t, two.calls("bookClassSlot"), "the second portal asks the first one's API")
	})
}
