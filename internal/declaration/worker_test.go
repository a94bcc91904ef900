package declaration

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/internal/store/storetest"
	"memberportal/pgclient"
)

// running starts workers and returns what stops them.
func running(workers ...*Worker) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, w := range workers {
		wg.Go(func() { w.Run(ctx) })
	}
	return sync.OnceFunc(func() { cancel(); wg.Wait() })
}

// A stranger floods one studio: its look-ups go at their pace, and a member of another
// studio does not wait for them.
func TestFloodDelaysNobodyElse(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.verified("forge", false)
		for i := range 300 {
			h.declare("nordlicht", receipt.Cancellation, Form{Name: fmt.Sprintf("Nobody %d", i), Email: fmt.Sprintf("x%d@example.net", i)})
		}
		h.world.ResetCalls()
		h.worker.o.Pace, h.worker.turns.pace, h.worker.o.Poll = time.Second, time.Second, 3*time.Second
		stop := running(h.worker)
		defer stop()
		time.Sleep(1500 * time.Millisecond) // the flood is under way
		m := h.member("forge", "regular")
		number := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
		begin := time.Now()
		h.worker.Wake()
		require.Eventually(t, func() bool { return h.state("forge", number).State == store.DeclarationAccepted }, 5*time.Second, 5*time.Millisecond)
		require.Less(t, time.Since(begin), time.Second, "no more than the pace")
		time.Sleep(1500 * time.Millisecond)
		stop()
		searches := h.world.Calls("searchCustomers").Calls
		require.LessOrEqual(t, searches, 7, "one look-up a second at the flooded studio")
		require.GreaterOrEqual(t, searches, 3)
	})
}

// Several processes share the work; each declaration is filed once.
func TestSeveralWorkersShareTheWork(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.verified("forge", false)
		crowd := h.crowd("forge", 30)
		var numbers []string
		for _, c := range crowd {
			numbers = append(numbers, h.declare("forge", receipt.Cancellation, Form{Name: c.FirstName + " " + c.LastName, Email: c.Email}))
		}
		stop := running(h.newWorker(h.store, nil), h.newWorker(h.store, nil), h.newWorker(h.store, nil))
		defer stop()
		for i, n := range numbers {
			require.Eventually(t, func() bool { return h.state("forge", n).State == store.DeclarationAccepted }, 20*time.Second, 10*time.Millisecond)
			require.Equal(t, 1, h.ledger.of(filedPath(crowd[i].ID)))
		}
		stop()
		require.Len(t, h.post()[mail.KindDeclarationState], len(crowd))
	})
}

// The stop waits for what writes, and leaves the rest to the next start.
func TestStopInTheMiddle(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.verified("forge", false)
	m := h.member("forge", "regular")
	asked := make(chan struct{})
	w := h.newWorker(h.store, func(_ string, api API) API { return slow{api, asked} })
	number := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
	stop := running(w)
	<-asked
	stop()
	require.Equal(t, store.DeclarationAccepted, h.state("forge", number).State, "the call was made, and its outcome written down")
}

// slow takes its time over the one call that must not be cut off.
type slow struct {
	API
	asked chan struct{}
}

func (s slow) CreateContractCancelationAmendment(ctx context.Context, id int64, r pgclient.ContractCancelationRequest) error {
	close(s.asked)
	time.Sleep(300 * time.Millisecond)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return s.API.CreateContractCancelationAmendment(ctx, id, r)
}

func TestPauses(t *testing.T) {
	require.Equal(t, 4*time.Second, pause(1, 0))
	require.Equal(t, 8*time.Second, pause(2, 0))
	require.Equal(t, longestPause, pause(500, 0))
	require.Equal(t, time.Minute, pause(1, time.Minute), "the other side may ask for more")
	for range 100 {
		p := jittered(time.Minute)
		require.GreaterOrEqual(t, p, time.Minute)
		require.LessOrEqual(t, p, 75*time.Second+1)
	}
}

// The digest comes once a studio and day, however many processes run and restart, and not at all where nothing waits.
func TestDigest(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.verified("forge", true)
		m := h.member("forge", "regular")
		handed := h.declare("forge", receipt.Cancellation, Form{Name: "Nobody <b>Knows</b>", Email: "nobody@example.net", BirthDate: "1.2.1990", Address: "1 Mill Lane"})
		checking := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
		h.settle()
		h.post()
		keep := func(w *Worker) {
			w.keepDay(t.Context(), "forge")
			w.keepDay(t.Context(), "nordlicht")
		}
		h.clock.offset.Store(int64(-90 * time.Minute)) // 04:30 UTC, 05:30 in London, 06:30 in Berlin
		keep(h.worker)
		require.Empty(t, h.post(), "not before seven")
		h.clock.offset.Store(int64(5 * time.Minute)) // 07:05 in London
		for range 3 {
			keep(h.worker)
			keep(h.newWorker(h.store, nil)) // another process
		}
		sent := h.post()
		require.Len(t, sent[mail.KindDigest], 1, "nothing waits at the other studio")
		digest := sent[mail.KindDigest][0]
		require.Equal(t, "team@forge.example", digest.To)
		require.Equal(t, "Gym forge: 2 declarations wait", digest.Subject)
		for _, words := range []string{handed, checking, m.Name, "Nobody <b>Knows</b>", "For you to see to", "for you to confirm in your system"} {
			require.Contains(t, digest.Text, words)
		}
		require.NotContains(t, digest.Text+digest.HTML, "1.2.1990", "no more of anybody than is needed")
		require.NotContains(t, digest.Text+digest.HTML, "nobody@example.net")
		require.NotContains(t, digest.Text+digest.HTML, "Mill Lane")
		require.NotContains(t, digest.HTML, "<b>Knows")

		require.NoError(t, h.world.Staff("contract_cancelation", h.state("forge", checking).ContractID, true))
		h.advance(24 * time.Hour)
		keep(h.worker)
		sent = h.post()
		require.Len(t, sent[mail.KindDigest], 1, "the next day")
		require.NotContains(t, sent[mail.KindDigest][0].Text, checking, "the studio has confirmed it meanwhile")
		require.Equal(t, store.DeclarationAccepted, h.state("forge", checking).State)
		h.advance(3 * 24 * time.Hour)
		keep(h.worker)
		require.Empty(t, h.post(), "nothing waits any more, as far as the portal knows")
	})
}

func TestDigestOfManyIsShort(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	for i := range 120 {
		h.declare("nordlicht", receipt.Withdrawal, Form{Name: strings.Repeat("Long Name ", 1000), Email: fmt.Sprintf("x%d@example.net", i)})
	}
	h.settle()
	h.advance(2 * time.Hour)
	h.worker.keepDay(t.Context(), "nordlicht")
	list := h.post()[mail.KindDigest]
	require.Len(t, list, 1)
	require.Equal(t, "Gym nordlicht: 120 Erklärungen warten", list[0].Subject)
	require.Contains(t, list[0].Text, "und 20 weitere")
	require.Less(t, len(list[0].HTML), 60_000)
}
