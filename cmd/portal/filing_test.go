package main

import (
	"context"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
	"memberportal/internal/declaration"
	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/internal/store"
)

// The wiring of a whole portal: what is declared is filed, its mails go out, a reload
// holds at once, and what a stop interrupts the next start goes on with.
func TestDeclarationsAreWorkedOn(t *testing.T) {
	sim := sandbox.New(sandbox.Options{})
	world := httptest.NewServer(sim)
	defer world.Close()
	var member sandbox.Member
	for _, m := range sim.Members() {
		if m.Studio == "forge" && m.Story == "regular" {
			member = m
		}
	}
	path := configFile(t, world.URL)
	box := mail.NewMailbox(nil)
	begin := func() (*server, func()) {
		cfg, err := config.Load(path, os.LookupEnv)
		require.NoError(t, err)
		s, err := newServer(t.Context(), serverOptions{config: cfg, sender: newSwapSender(box), logger: slog.New(slog.DiscardHandler), now: time.Now})
		require.NoError(t, err)
		public, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.run(ctx, public, nil) }()
		return s, func() { cancel(); require.NoError(t, <-done) }
	}
	declare := func(s *server, form declaration.Form) string {
		kept, mailed, err := s.current.Load().desk.Take(t.Context(), declaration.Received{Cause: []byte(form.Name + form.Reason), Form: form, Receipt: receipt.Receipt{
			Kind: receipt.Cancellation, Studio: "forge", StudioName: "The Forge", Language: "en", Ends: receipt.EarliestPossible, Arrived: time.Now().UTC(),
			Lines: []receipt.Line{{Label: "Name", Value: form.Name}},
		}})
		require.NoError(t, err)
		require.True(t, mailed)
		s.filing.Wake()
		return kept.Number
	}
	arrives := func(to string, words ...string) {
		t.Helper()
		require.Eventually(t, func() bool {
			for _, e := range box.List() {
				found := e.To == to
				for _, w := range words {
					found = found && strings.Contains(e.Text, w)
				}
				if found {
					return true
				}
			}
			return false
		}, 10*time.Second, 20*time.Millisecond, "%v", words)
	}

	s, stop := begin()
	number := declare(s, declaration.Form{Name: "Nobody Knows", Email: "nobody@example.net"})
	arrives("nobody@example.net", number, "http://127.0.0.1:8080/forge/receipts/"+number+"?k=")
	arrives("hello@forge.example", number, "No member fits")

	// Without a reason of its own to give, the portal hands over; with one it files, once the file says so.
	number = declare(s, declaration.Form{Name: member.Name, Email: member.Email})
	arrives("hello@forge.example", number, "cancel.default_reason")
	arrives(member.Email, number, "now with the studio")
	api := s.current.Load().list.BySlug("forge").Client
	reasons, err := api.GetContractCancelationReasonData(t.Context())
	require.NoError(t, err)
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(string(good), "    brand:", "    cancel: { default_reason: "+idOf(reasons[0].CancelationReasonID)+" }\n    brand:", 1)), 0o600))
	s.reload(path, newSwapSender(box))
	number = declare(s, declaration.Form{Name: member.Name, Email: member.Email, Reason: "again"})
	require.Eventually(t, func() bool { return stateOf(t, s, number) == store.DeclarationChecking }, 10*time.Second, 20*time.Millisecond)
	require.Equal(t, 1, sim.Calls("createContractCancelationAmendment").Calls)
	stop()

	s, stop = begin()
	defer stop()
	require.Equal(t, store.DeclarationChecking, stateOf(t, s, number))
	number = declare(s, declaration.Form{Name: "Somebody Else", Email: "else@example.net"})
	arrives("hello@forge.example", number)
	require.Equal(t, 1, sim.Calls("createContractCancelationAmendment").Calls)
}

func stateOf(t *testing.T, s *server, number string) store.DeclarationState {
	t.Helper()
	d, _, err := s.store.GetDeclaration(t.Context(), "forge", number)
	require.NoError(t, err)
	return d.State
}
