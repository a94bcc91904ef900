package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store"
	"memberportal/internal/store/storetest"
)

// clock runs with real time, moved forward by hand.
type clock struct{ offset atomic.Int64 }

func (c *clock) Now() time.Time          { return time.Now().Add(time.Duration(c.offset.Load())) }
func (c *clock) Advance(d time.Duration) { c.offset.Add(int64(d)) }

// office is a worker on a real store, with what it sent and said.
type office struct {
	t      *testing.T
	clock  *clock
	store  *store.Store
	worker *Worker
	log    *lockedBuffer

	mu     sync.Mutex
	events []Event
	stop   func()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newOffice(t *testing.T, sender Sender, prepare Prepare) *office {
	t.Helper()
	o := &office{t: t, clock: &clock{}, log: &lockedBuffer{}, stop: func() {}}
	var err error
	o.store, err = store.Open(t.Context(), storetest.SQLite(t), store.Options{Clock: o.clock.Now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, o.store.Close()) })
	o.worker = NewWorker(WorkerOptions{
		Outbox: o.store, Sender: sender, Kinds: map[string]Prepare{"note": prepare}, Clock: o.clock.Now,
		Logger: slog.New(slog.NewTextHandler(o.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Poll: 20 * time.Millisecond,
		Observe: func(e Event) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.events = append(o.events, e)
		},
	})
	t.Cleanup(func() { o.stop() })
	return o
}

// start runs the worker; the returned function stops it and waits.
func (o *office) start() func() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		o.worker.Run(ctx)
	}()
	o.stop = sync.OnceFunc(func() {
		cancel()
		<-done
	})
	return o.stop
}

func (o *office) enqueue(cause, studio string) {
	o.t.Helper()
	require.NoError(o.t, o.store.EnqueueMail(o.t.Context(), store.NewMail{
		Cause: cause, Kind: "note", Studio: studio, Language: "en", To: "jane.secret@example.org",
		Payload: []byte(`{"code":"48210735"}`), Deadline: o.clock.Now().Add(10 * time.Minute),
	}))
}

func (o *office) results() []Result {
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []Result
	for _, e := range o.events {
		all = append(all, e.Result)
	}
	return all
}

func (o *office) waiting() int {
	o.t.Helper()
	depth, _, err := o.store.OutboxDepth(o.t.Context())
	require.NoError(o.t, err)
	return depth
}

// note writes the mail of a row.
func note(_ context.Context, row store.Mail) (*Message, error) {
	return &Message{ID: MessageID(row.Cause), To: row.To, Subject: "Note", Text: "48210735"}, nil
}

// senderFunc is a Sender made of a function.
type senderFunc func(ctx context.Context, m Message) error

func (f senderFunc) Send(ctx context.Context, m Message) error { return f(ctx, m) }

// probing is a Sender that can be probed.
type probing struct {
	senderFunc
	probe func() error
}

func (p probing) Probe(context.Context) error { return p.probe() }

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, 10*time.Second, 5*time.Millisecond, what)
}

func TestOneCauseIsSentOnce(t *testing.T) {
	box := NewMailbox(nil)
	o := newOffice(t, box, note)
	o.enqueue("note/1", "forge")
	o.enqueue("note/1", "forge")
	o.enqueue("note/2", "forge")
	o.start()
	eventually(t, "sent", func() bool { return o.waiting() == 0 })
	o.stop()
	require.Len(t, box.List(), 2)
	require.Equal(t, []Result{Sent, Sent}, o.results())
}

func TestWakeSendsAtOnce(t *testing.T) {
	box := NewMailbox(nil)
	o := newOffice(t, box, note)
	o.worker.o.Poll = time.Hour
	o.start()
	time.Sleep(50 * time.Millisecond) // the first look is over
	o.enqueue("note/1", "forge")
	o.worker.Wake()
	eventually(t, "sent without waiting for the poll", func() bool { return len(box.List()) == 1 })
}

func TestDeadMailServerKeepsTheMailAndDeliversLater(t *testing.T) {
	server := startServer(t, nil, false)
	smtp, err := newSMTP("smtp://"+server.addr, "no-reply@example.com")
	require.NoError(t, err)
	var up atomic.Bool
	smtp.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if !up.Load() {
			return nil, errors.New("connection refused")
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	o := newOffice(t, smtp, note)
	o.enqueue("note/1", "forge")
	o.start()
	eventually(t, "slow", func() bool { return o.worker.Slow("forge") && o.worker.Slow("nordlicht") })
	require.Equal(t, 1, o.waiting())
	up.Store(true)
	eventually(t, "delivered", func() bool { return len(server.all()) == 1 })
	eventually(t, "finished", func() bool { return o.waiting() == 0 })
	o.stop()
	require.False(t, o.worker.Slow("forge"))
	require.Equal(t, Sent, o.results()[len(o.results())-1])
}

func TestRefusedForGoodIsDropped(t *testing.T) {
	var calls atomic.Int32
	o := newOffice(t, senderFunc(func(context.Context, Message) error {
		calls.Add(1)
		return &Failure{Reason: "smtp recipient refused 550", Permanent: true, Quiet: true}
	}), note)
	o.enqueue("note/1", "forge")
	o.start()
	eventually(t, "dropped", func() bool { return o.waiting() == 0 })
	o.stop()
	require.Equal(t, []Result{Dropped}, o.results())
	require.EqualValues(t, 1, calls.Load())
	require.False(t, o.worker.Slow("forge"))
}

func TestGivenUpAtTheDeadline(t *testing.T) {
	var calls atomic.Int32
	o := newOffice(t, senderFunc(func(context.Context, Message) error {
		calls.Add(1)
		return &Failure{Reason: "smtp connect"}
	}), note)
	o.enqueue("note/1", "forge")
	o.start()
	eventually(t, "tried", func() bool { return len(o.results()) == 1 })
	o.clock.Advance(10*time.Minute - 10*time.Second)
	eventually(t, "tried again", func() bool { return len(o.results()) == 2 })
	o.clock.Advance(9 * time.Second) // the last try comes a second before the deadline
	eventually(t, "given up", func() bool { return o.waiting() == 0 })
	o.stop()
	require.Equal(t, []Result{Failed, Failed, Dropped}, o.results())
	require.EqualValues(t, 3, calls.Load())
}

// A worker that dies between claiming and finishing leaves the row claimed.
func TestWorkerDiesWithTheMail(t *testing.T) {
	var mu sync.Mutex
	var ids []string
	o := newOffice(t, senderFunc(func(_ context.Context, m Message) error {
		mu.Lock()
		defer mu.Unlock()
		ids = append(ids, m.ID)
		return nil
	}), note)
	o.enqueue("note/1", "forge")
	dead, err := o.store.ClaimMail(t.Context(), lease)
	require.NoError(t, err)
	require.NotNil(t, dead)
	message, err := note(t.Context(), *dead)
	require.NoError(t, err)

	o.start()
	time.Sleep(150 * time.Millisecond)
	require.Empty(t, o.results(), "the lease of the dead worker still holds")
	o.clock.Advance(lease)
	eventually(t, "taken over", func() bool { return o.waiting() == 0 })
	o.stop()
	require.Equal(t, []Result{Sent}, o.results())
	require.Equal(t, []string{message.ID}, ids, "both copies would carry the same Message-ID")
	require.ErrorIs(t, o.store.FinishMail(t.Context(), *dead), store.ErrLeaseLost)
	o.enqueue("note/1", "forge")
	require.Zero(t, o.waiting(), "one cause never has two rows")
}

func TestStopFinishesWhatIsBeingSent(t *testing.T) {
	sending, release := make(chan struct{}), make(chan struct{})
	var sent atomic.Int32
	o := newOffice(t, senderFunc(func(ctx context.Context, _ Message) error {
		close(sending)
		<-release
		if ctx.Err() != nil {
			return ctx.Err()
		}
		sent.Add(1)
		return nil
	}), note)
	o.enqueue("note/1", "forge")
	stop := o.start()
	<-sending
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		stop()
	}()
	select {
	case <-stopped:
		t.Fatal("the worker stopped in the middle of a mail")
	case <-time.After(100 * time.Millisecond):
	}
	close(release)
	<-stopped
	require.EqualValues(t, 1, sent.Load())
	require.Zero(t, o.waiting())
}

func TestStopGivesBackWhatIsBeingPrepared(t *testing.T) {
	preparing := make(chan struct{})
	o := newOffice(t, NewMailbox(nil), func(ctx context.Context, _ store.Mail) (*Message, error) {
		close(preparing)
		<-ctx.Done()
		return nil, &Failure{Reason: "lookup timeout", Err: ctx.Err()}
	})
	o.enqueue("note/1", "forge")
	stop := o.start()
	<-preparing
	stop()
	row, err := o.store.ClaimMail(t.Context(), lease)
	require.NoError(t, err)
	require.NotNil(t, row, "the next process takes it at once")
	require.False(t, o.worker.Slow("forge"))
}

func TestPanicCostsOneTry(t *testing.T) {
	var calls atomic.Int32
	box := NewMailbox(nil)
	o := newOffice(t, box, func(ctx context.Context, row store.Mail) (*Message, error) {
		if calls.Add(1) == 1 {
			panic(row.To)
		}
		return note(ctx, row)
	})
	o.enqueue("note/1", "forge")
	o.start()
	eventually(t, "sent at the second try", func() bool { return len(box.List()) == 1 })
	require.NotContains(t, o.log.String(), "jane.secret")
}

func TestFailingStudioDoesNotStarveOthers(t *testing.T) {
	box := NewMailbox(nil)
	var peak, running atomic.Int32
	o := newOffice(t, box, func(ctx context.Context, row store.Mail) (*Message, error) {
		if row.Studio != "broken" {
			return note(ctx, row)
		}
		n := running.Add(1)
		defer running.Add(-1)
		for p := peak.Load(); n > p && !peak.CompareAndSwap(p, n); p = peak.Load() {
		}
		time.Sleep(300 * time.Millisecond)
		return nil, &Failure{Reason: "lookup timeout"}
	})
	o.enqueue("first", "broken")
	o.start()
	eventually(t, "known to fail", func() bool { return o.worker.Slow("broken") })
	peak.Store(0)
	for i := range 6 {
		o.enqueue(fmt.Sprintf("broken/%d", i), "broken")
	}
	o.enqueue("fine", "forge")
	start := time.Now()
	eventually(t, "the other studio's mail", func() bool { return len(box.List()) == 1 })
	require.Less(t, time.Since(start), 2*time.Second)
	require.LessOrEqual(t, peak.Load(), int32(1))
	require.False(t, o.worker.Slow("forge"))
}

// Whether somebody has the address must not show in Slow: a row without a mail
// meets a dead mail server just as one with a mail does.
func TestSlowIsTheSameForUnknownAddresses(t *testing.T) {
	for name, prepare := range map[string]Prepare{
		"known":   note,
		"unknown": func(context.Context, store.Mail) (*Message, error) { return nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			var down atomic.Bool
			down.Store(true)
			check := func() error {
				if down.Load() {
					return &Failure{Reason: "smtp connect"}
				}
				return nil
			}
			o := newOffice(t, probing{func(context.Context, Message) error { return check() }, check}, prepare)
			o.enqueue("note/1", "forge")
			o.start()
			eventually(t, "slow", func() bool { return o.worker.Slow("forge") })
			require.Equal(t, 1, o.waiting())
			down.Store(false)
			eventually(t, "over", func() bool { return o.waiting() == 0 })
			require.False(t, o.worker.Slow("forge"))
		})
	}
}

func TestQuietFailuresDoNotShow(t *testing.T) {
	o := newOffice(t, NewMailbox(nil), func(context.Context, store.Mail) (*Message, error) {
		return nil, &Failure{Reason: "lookup timeout", Quiet: true}
	})
	o.enqueue("note/1", "forge")
	o.start()
	eventually(t, "tried", func() bool { return len(o.results()) > 0 })
	require.False(t, o.worker.Slow("forge"))
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	var calls atomic.Int32
	o := newOffice(t, senderFunc(func(_ context.Context, m Message) error {
		if calls.Add(1) == 1 {
			return &Failure{Reason: "smtp connect", Err: fmt.Errorf("server said: %s unknown, code %s", m.To, m.Text)}
		}
		if calls.Load() == 2 {
			return fmt.Errorf("foreign error about %s", m.To)
		}
		return nil
	}), note)
	o.enqueue("note/1", "forge")
	o.start()
	eventually(t, "sent", func() bool { return o.waiting() == 0 })
	o.stop()
	require.Equal(t, []Result{Failed, Failed, Sent}, o.results())
	log := o.log.String()
	require.Contains(t, log, "smtp connect")
	require.Contains(t, log, "studio=forge")
	for _, secret := range []string{"jane", "example.org", "48210735", "0735"} {
		require.NotContains(t, log, secret)
	}
}

func TestPause(t *testing.T) {
	for _, test := range []struct {
		attempts   int
		age, asked time.Duration
		least      time.Duration
	}{
		{1, 0, 0, time.Second},
		{2, time.Second, 0, 2 * time.Second},
		{3, 3 * time.Second, 0, 4 * time.Second},
		{6, time.Minute, 0, 30 * time.Second},
		{1000, 5 * time.Minute, 0, 30 * time.Second},
		{1000, 100 * time.Minute, 0, 10 * time.Minute},
		{1000, 100 * time.Hour, 0, 15 * time.Minute},
		{1, 0, 20 * time.Second, 20 * time.Second},
		{1, 0, time.Hour, time.Minute},
	} {
		for range 50 {
			p := pause(test.attempts, test.age, test.asked)
			require.GreaterOrEqual(t, p, test.least)
			require.LessOrEqual(t, p, test.least*5/4)
		}
	}
}
