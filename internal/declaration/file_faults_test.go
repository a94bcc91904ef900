package declaration

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/internal/store"
	"memberportal/internal/store/storetest"
	"memberportal/pgclient"
)

const (
	opFile   = "createContractCancelationAmendment"
	opThread = "createCommunicationInNewCommunicationThread"
)

func (h *house) fault(f sandbox.Fault) {
	h.t.Helper()
	require.NoError(h.t, h.world.SetFault(f))
}

// until settles again and again while time passes, at most so long.
func (h *house) until(studio, number string, most time.Duration, states ...store.DeclarationState) store.Declaration {
	h.t.Helper()
	const step = time.Minute
	for passed := time.Duration(0); ; passed += step {
		h.settle()
		d := h.state(studio, number)
		for _, s := range states {
			if d.State == s {
				return d
			}
		}
		require.Less(h.t, passed, most, "it is %s", d.State)
		h.advance(step)
	}
}

// Whatever goes wrong with the one call that files: it is made once where it may have
// happened, and again where it surely has not; what is told is true.
func TestFaultsOfFiling(t *testing.T) {
	for name, c := range map[string]struct {
		fault  sandbox.Fault
		state  store.DeclarationState
		calls  int // that reached the server
		filed  bool
		within time.Duration
		says   string
	}{
		"answered too late, done":       {sandbox.Fault{Kind: sandbox.FaultDropAfter, Times: 1}, store.DeclarationAccepted, 1, true, 0, ""},
		"half an answer":                {sandbox.Fault{Kind: sandbox.FaultTruncate, Times: 1}, store.DeclarationAccepted, 1, true, 0, ""},
		"lost before it was done":       {sandbox.Fault{Kind: sandbox.FaultDropBefore, Times: 1}, store.DeclarationHanded, 1, false, 15 * time.Minute, "could not find out whether that worked"},
		"500, not done":                 {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Times: 1}, store.DeclarationHanded, 1, false, 15 * time.Minute, "could not find out whether that worked"},
		"503, not done":                 {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503, Times: 1}, store.DeclarationHanded, 1, false, 15 * time.Minute, "could not find out whether that worked"},
		"429, then well":                {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 429, Times: 3}, store.DeclarationAccepted, 4, true, 10 * time.Minute, ""},
		"401, then well":                {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 401, Times: 2}, store.DeclarationAccepted, 3, true, 10 * time.Minute, ""},
		"refused":                       {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 400, Times: 1}, store.DeclarationHanded, 1, false, 0, "refused the entry"},
		"refused over somebody else":    {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 409, Times: 1}, store.DeclarationHanded, 1, false, 0, "refused the entry"},
		"not allowed":                   {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 403, Times: 1}, store.DeclarationHanded, 1, false, 0, "does not allow"},
		"hangs, is carried out, unseen": {sandbox.Fault{Kind: sandbox.FaultHang, DelayMS: 4000, Times: 1}, store.DeclarationHanded, 1, false, 15 * time.Minute, "could not find out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, storetest.SQLite(t))
			h.verified("forge", false)
			m := h.member("forge", "regular")
			c.fault.Operation = opFile
			h.fault(c.fault)
			number := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
			d := h.until("forge", number, c.within, c.state)
			require.Equal(t, c.calls, h.ledger.of(filedPath(m.CustomerID)))
			require.Equal(t, c.filed, h.contracts("forge", m.CustomerID)[0].CancelationStatus == pgclient.CancelationStatusCanceled)
			sent := h.post()
			require.Len(t, sent[mail.KindReceipt], 1)
			require.Len(t, sent[mail.KindDeclarationState], 1)
			if c.state == store.DeclarationHanded {
				require.Empty(t, d.Ends)
				require.Len(t, sent[mail.KindHanded], 1)
				require.Contains(t, sent[mail.KindHanded][0].Text, c.says)
				require.Len(t, h.world.CommunicationThreads("forge"), 1)
			}
			h.silent(m.Name, m.Email, number)
		})
	}
}

// The call that was given up may be carried out after all: the portal keeps looking.
func TestFiledAfterItWasGivenUp(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.verified("forge", false)
	m := h.member("forge", "regular")
	h.fault(sandbox.Fault{Operation: opFile, Kind: sandbox.FaultDropBefore, Times: 1})
	number := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
	h.settle()
	d := h.state("forge", number)
	require.Equal(t, store.DeclarationFiling, d.State)
	day, err := pgclient.ParseDate(d.Ends)
	require.NoError(t, err)
	require.NoError(t, h.client("forge").CreateContractCancelationAmendment(t.Context(), m.CustomerID, pgclient.ContractCancelationRequest{
		ContractID: d.ContractID, CancelationDate: day, CancelationReasonID: h.reason["forge"]})) // as the API does, late
	require.Equal(t, store.DeclarationAccepted, h.until("forge", number, 5*time.Minute, store.DeclarationAccepted, store.DeclarationHanded).State)
	require.Empty(t, h.world.CommunicationThreads("forge"))
}

// The thread is tried at most once, whatever becomes of it: the mail is the guarantee.
func TestFaultsOfTheThread(t *testing.T) {
	for name, c := range map[string]struct {
		fault   sandbox.Fault
		threads int
	}{
		"done, no answer": {sandbox.Fault{Kind: sandbox.FaultDropAfter}, 1},
		"lost":            {sandbox.Fault{Kind: sandbox.FaultDropBefore}, 0},
		"hangs":           {sandbox.Fault{Kind: sandbox.FaultHang, DelayMS: 3000}, 0},
		"refused":         {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 400}, 0},
		"429":             {sandbox.Fault{Kind: sandbox.FaultStatus, Status: 429}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, storetest.SQLite(t))
			m := h.member("forge", "regular")
			c.fault.Operation = opThread
			h.fault(c.fault)
			number := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email, Extraordinary: true})
			h.settle()
			h.advance(time.Hour)
			h.settle()
			require.Equal(t, store.DeclarationHanded, h.state("forge", number).State)
			require.Equal(t, 1, h.world.Calls(opThread).Calls)
			require.Len(t, h.world.CommunicationThreads("forge"), c.threads)
			sent := h.post()
			require.Len(t, sent[mail.KindHanded], 1)
			require.NotContains(t, sent[mail.KindHanded][0].Text, "among the member’s messages", "not sure of it")
		})
	}
}

// While the API is down nothing is lost and nobody is asked too often; after six hours the studio has it by mail.
func TestAPIDown(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.verified("forge", false)
		m := h.member("forge", "regular")
		for _, op := range []string{"searchCustomers", "getContractData"} {
			h.fault(sandbox.Fault{Operation: op, Kind: sandbox.FaultStatus, Status: 503})
		}
		first := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
		second := h.declare("forge", receipt.Cancellation, Form{Name: "Nobody", Email: "nobody@example.net"})
		h.world.ResetCalls()
		for range 5*60 + 50 {
			h.settle()
			h.advance(time.Minute)
		}
		require.Equal(t, store.DeclarationReceived, h.state("forge", first).State)
		tries := h.world.Calls("searchCustomers").Calls
		require.Less(t, tries, 120, "it is left alone in between")
		require.Greater(t, tries, 20)
		require.Empty(t, h.post()[mail.KindHanded])
		for _, n := range []string{first, second} {
			require.Equal(t, store.DeclarationHanded, h.until("forge", n, time.Hour, store.DeclarationHanded).State)
		}
		list := h.post()[mail.KindHanded]
		require.Len(t, list, 2)
		require.Contains(t, list[0].Text, "could not be reached for hours")
		require.Zero(t, h.ledger.all())
		h.world.ClearFaults()
		third := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
		require.Equal(t, store.DeclarationAccepted, h.until("forge", third, time.Hour, store.DeclarationAccepted).State)
	})
}

// Many that wait do not ask an API that fails any more often than one.
func TestFailingAPIIsLeftAlone(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.fault(sandbox.Fault{Operation: "searchCustomers", Kind: sandbox.FaultStatus, Status: 503})
	var numbers []string
	for i := range 40 {
		numbers = append(numbers, h.declare("forge", receipt.Cancellation, Form{Name: "Nobody", Email: fmt.Sprintf("x%d@example.net", i)}))
	}
	for range 30 {
		h.settle()
		h.advance(time.Minute)
	}
	require.Less(t, h.world.Calls("searchCustomers").Calls, 60)
	h.world.ClearFaults()
	for _, n := range numbers {
		h.until("forge", n, time.Hour, store.DeclarationHanded)
	}
	require.NotContains(t, h.post()[mail.KindHanded][0].Text, "could not be reached")
}

func TestScopeMissing(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	m := h.member("forge", "regular")
	require.NoError(t, h.world.SetScopes("forge", "CLASSES_READ"))
	number := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
	h.settle()
	require.Equal(t, store.DeclarationHanded, h.state("forge", number).State)
	require.Contains(t, h.post()[mail.KindHanded][0].Text, "does not allow")
}

// A studio that was taken out of the configuration keeps its declarations.
func TestStudioUnknown(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	studio := h.worker.o.Studio
	h.worker.o.Studio = func(string) (Studio, bool) { return Studio{}, false }
	number := h.declare("forge", receipt.Cancellation, Form{Name: "Nobody", Email: "nobody@example.net"})
	for range 10 {
		h.settle()
		h.advance(time.Hour)
	}
	require.Equal(t, store.DeclarationReceived, h.state("forge", number).State)
	h.worker.o.Studio = studio
	h.until("forge", number, time.Hour, store.DeclarationHanded)
}

// What the program cannot cope with reaches the studio all the same.
func TestPanicIsHandedInTheEnd(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.worker = h.newWorker(h.store, func(_ string, api API) API { return panicking{api} })
	number := h.declare("forge", receipt.Cancellation, Form{Name: "Nobody Knows", Email: "nobody@example.net"})
	h.settle()
	require.Equal(t, store.DeclarationReceived, h.state("forge", number).State)
	h.advance(giveUp + longestPause*2)
	h.until("forge", number, time.Hour, store.DeclarationHanded)
	require.Contains(t, h.log.String(), "panic over a declaration")
	h.silent("Nobody Knows", "nobody@example.net", number)
}

type panicking struct{ API }

func (panicking) SearchCustomers(context.Context, pgclient.CustomerSearchRequest) ([]pgclient.Customer, error) {
	panic("Nobody Knows")
}

var errKilled = errors.New("killed")

// guillotine kills a worker at one of its steps: before it, or after it without anybody
// hearing of it. A step is a call of the API or the store. From then on nothing of this
// worker works any more.
type guillotine struct {
	mu    sync.Mutex
	steps int // left
	dead  bool
	after bool // the last step is still done
	kill  context.CancelFunc
}

func (g *guillotine) step(do func() error) error {
	g.mu.Lock()
	if g.dead {
		g.mu.Unlock()
		return errKilled
	}
	g.steps--
	last := g.steps == 0
	g.dead = last
	g.mu.Unlock()
	if last {
		if g.after {
			_ = do()
		}
		g.kill()
		return errKilled
	}
	return do()
}

type mortalStore struct {
	*store.Store
	g *guillotine
}

func (s mortalStore) ClaimDeclaration(ctx context.Context, l time.Duration, except ...string) (d *store.Declaration, err error) {
	err = s.g.step(func() error { d, err = s.Store.ClaimDeclaration(ctx, l, except...); return err })
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (s mortalStore) MoveDeclaration(ctx context.Context, d *store.Declaration, to store.DeclarationState, mails ...store.NewMail) error {
	return s.g.step(func() error { return s.Store.MoveDeclaration(ctx, d, to, mails...) })
}

func (s mortalStore) RetryDeclaration(ctx context.Context, d store.Declaration, at time.Time) error {
	return s.g.step(func() error { return s.Store.RetryDeclaration(ctx, d, at) })
}

func (s mortalStore) Hit(ctx context.Context, key string, window time.Duration, limit int) (ok bool, after time.Duration, err error) {
	err = s.g.step(func() error { ok, after, err = s.Store.Hit(ctx, key, window, limit); return err })
	return ok && err == nil, after, err
}

type mortalAPI struct {
	API
	g *guillotine
}

func (a mortalAPI) SearchCustomers(ctx context.Context, r pgclient.CustomerSearchRequest) (list []pgclient.Customer, err error) {
	err = a.g.step(func() error { list, err = a.API.SearchCustomers(ctx, r); return err })
	return list, err
}

func (a mortalAPI) GetContractData(ctx context.Context, id int64) (list []pgclient.ContractData, err error) {
	err = a.g.step(func() error { list, err = a.API.GetContractData(ctx, id); return err })
	return list, err
}

func (a mortalAPI) CreateContractCancelationAmendment(ctx context.Context, id int64, r pgclient.ContractCancelationRequest) error {
	return a.g.step(func() error { return a.API.CreateContractCancelationAmendment(ctx, id, r) })
}

func (a mortalAPI) CreateCommunicationInNewCommunicationThread(ctx context.Context, id int64, r pgclient.CommunicationRequest) (c pgclient.Communication, err error) {
	err = a.g.step(func() error { c, err = a.API.CreateCommunicationInNewCommunicationThread(ctx, id, r); return err })
	return c, err
}

// Two hundred kills, each at a random step, some of them several times over one
// declaration: none is lost, none filed or written to the member twice, each mail is
// sent once, and the state is true.
func TestKilledAtAnyStep(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.verified("forge", false)
		crowd := h.crowd("forge", 130)
		random := rand.New(rand.NewPCG(6, 312)) // the same kills each time
		kills, unclear, accepted := 0, 0, 0
		sent := map[string]int{}
		post := func() {
			for kind, list := range h.post() {
				sent[kind] += len(list)
			}
		}
		for i, c := range crowd {
			form := Form{Name: c.FirstName + " " + c.LastName, Email: c.Email, Extraordinary: i%3 == 2}
			number := h.declare("forge", receipt.Cancellation, form)
			for n := 1 + random.IntN(3); n > 0; n-- {
				g := &guillotine{steps: 1 + random.IntN(10), after: random.IntN(2) == 0}
				ctx, cancel := context.WithCancel(t.Context())
				g.kill = cancel
				w := h.newWorker(mortalStore{h.store, g}, func(_ string, api API) API { return mortalAPI{api, g} })
				for range 5 {
					if d, err := w.claim(ctx); err == nil && d != nil {
						w.work(ctx, d)
					}
				}
				cancel()
				if g.dead {
					kills++
				}
				h.advance(lease + time.Second) // another start, after the lease of the dead
			}
			d := h.until("forge", number, time.Hour, store.DeclarationAccepted, store.DeclarationHanded)
			k := h.contracts("forge", c.ID)[0]
			canceled := k.CancelationStatus == pgclient.CancelationStatusCanceled
			require.LessOrEqual(t, h.ledger.of(filedPath(c.ID)), 1, "filed twice")
			threads := 0
			for _, thread := range h.world.CommunicationThreads("forge") {
				if thread.CustomerID == c.ID {
					threads++
				}
			}
			require.LessOrEqual(t, threads, 1, "written to the member twice")
			require.Equal(t, d.State == store.DeclarationAccepted, canceled, "the state is true")
			if d.State == store.DeclarationAccepted {
				accepted++
				require.Equal(t, k.CancelationDate.String(), d.Ends)
				require.Zero(t, threads)
			} else if !form.Extraordinary {
				unclear++
			}
			post()
		}
		for range mostStateDays { // a day that a dead worker had taken is lost: those mails come later
			post()
			h.advance(24 * time.Hour)
		}
		require.Equal(t, len(crowd), sent[mail.KindReceipt])
		require.Equal(t, len(crowd)-accepted, sent[mail.KindHanded])
		require.Equal(t, len(crowd), sent[mail.KindDeclarationState], "each member is told once")
		require.Greater(t, kills, 200)
		require.Positive(t, unclear, "some died right over the call")
		require.Greater(t, accepted, 50)
		t.Logf("%d kills, %d accepted, %d told to the studio as not known", kills, accepted, unclear)
	})
}

// crowd are members nobody else plays with, each with one contract.
func (h *house) crowd(studio string, n int) []pgclient.Customer {
	h.t.Helper()
	var list []pgclient.Customer
	for i := 1; i <= n; i++ {
		hits, err := h.client(studio).SearchCustomers(h.t.Context(), pgclient.CustomerSearchRequest{Email: fmt.Sprintf("customer%03d@example.edu", i)})
		require.NoError(h.t, err)
		require.Len(h.t, hits, 1)
		list = append(list, hits[0])
	}
	require.Len(h.t, list, n)
	return list
}

// While nobody heard what became of the call, somebody ended the contract on another day: that is not what was declared.
func TestEndedOnOtherDay(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	h.verified("forge", false)
	m := h.member("forge", "regular")
	h.fault(sandbox.Fault{Operation: opFile, Kind: sandbox.FaultDropBefore, Times: 1})
	number := h.declare("forge", receipt.Cancellation, Form{Name: m.Name, Email: m.Email})
	h.settle()
	d := h.state("forge", number)
	require.Equal(t, store.DeclarationFiling, d.State)
	require.NoError(t, h.client("forge").CreateContractCancelationAmendment(t.Context(), m.CustomerID, pgclient.ContractCancelationRequest{
		ContractID: d.ContractID, CancelationDate: h.contracts("forge", m.CustomerID)[0].AvailableCancelationDates[1], CancelationReasonID: h.reason["forge"]}))
	d = h.until("forge", number, 5*time.Minute, store.DeclarationHanded, store.DeclarationAccepted)
	require.Equal(t, store.DeclarationHanded, d.State)
	require.Empty(t, d.Ends)
	require.Contains(t, h.post()[mail.KindHanded][0].Text, "an end on another day than the one asked for")
}

// A form that the program cannot read any more, as of another release, reaches the studio by its signed text.
func TestUnreadableFormIsHanded(t *testing.T) {
	h := newHouse(t, storetest.SQLite(t))
	number := h.declare("forge", receipt.Cancellation, Form{Name: "Nobody Knows", Email: "nobody@example.net"})
	d, err := h.store.ClaimDeclaration(t.Context(), time.Minute)
	require.NoError(t, err)
	d.Form = []byte(`{"name": 7}`)
	h.worker.work(t.Context(), d)
	require.Equal(t, store.DeclarationHanded, h.state("forge", number).State)
	text := h.post()[mail.KindHanded][0].Text
	require.Contains(t, text, "could not be read again by the program")
	require.Contains(t, text, "Nobody Knows")
}
