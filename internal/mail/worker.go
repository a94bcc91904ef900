package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"memberportal/internal/store"
)

// Outbox is what the Worker needs of the store; *store.Store is one.
type Outbox interface {
	ClaimMail(ctx context.Context, lease time.Duration) (*store.Mail, error)
	FinishMail(ctx context.Context, m store.Mail) error
	RetryMail(ctx context.Context, m store.Mail, at time.Time, reason string) error
	DropMail(ctx context.Context, m store.Mail, reason string) error
}

// Prepare makes the message of a claimed row. A nil message without an error
// means that there is nothing to send. An error is a *Failure, or is taken as
// one to try again.
type Prepare func(ctx context.Context, row store.Mail) (*Message, error)

// Result is what became of one try of one row.
type Result string

// The results.
const (
	Sent    Result = "sent"    // accepted by the mail server
	Nothing Result = "nothing" // there was nothing to send, which is no failure
	Failed  Result = "failed"  // will be tried again
	Dropped Result = "dropped" // given up: refused for good, or past its deadline
)

// Event is told to the observer after each try. It holds nothing personal.
type Event struct {
	Kind, Studio string
	Result       Result
	Reason       string // of a failure
	Duration     time.Duration
}

// WorkerOptions of NewWorker. Outbox, Sender and Kinds are needed.
type WorkerOptions struct {
	Outbox  Outbox
	Sender  Sender
	Kinds   map[string]Prepare
	Lasting map[string]bool  // kinds that are tried until they go out, also where a mail server refuses them for good
	Clock   func() time.Time // nil: time.Now
	Logger  *slog.Logger     // nil: discards
	Observe func(Event)      // nil: nobody; called from several goroutines
	Senders int              // rows worked on at the same time; 0: 3
	Poll    time.Duration    // between looks at the outbox without Wake; 0: 1 s
}

const (
	// prepareTimeout and sendTimeout together stay below the lease, or a
	// second worker would take a row that the first still works on.
	prepareTimeout = 20 * time.Second
	sendTimeout    = 25 * time.Second
	lease          = time.Minute

	// storeTimeout bounds each step in the store.
	storeTimeout = 5 * time.Second
)

// errStopped says that the worker was stopped while it prepared a mail.
var errStopped = errors.New("mail: worker stopped")

// Worker sends what is due in the outbox. Several workers, in one process or
// many, share an outbox safely.
type Worker struct {
	o      WorkerOptions
	wake   chan struct{}
	places chan struct{}
	health health
}

// NewWorker returns a worker; Run starts it.
func NewWorker(o WorkerOptions) *Worker {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Observe == nil {
		o.Observe = func(Event) {}
	}
	if o.Senders <= 0 {
		o.Senders = 3
	}
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	return &Worker{o: o, wake: make(chan struct{}, 1), places: make(chan struct{}, o.Senders)}
}

// Wake makes the worker look at the outbox now; call it after a mail was
// written. It never blocks and may be called before Run.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default: // a look is due already
	}
}

// Slow tells whether mails of the studio are late at present: its look-ups
// fail, or the mail server does. The code page then says so, to everyone
// alike; nothing that depends on whether an address is known ever changes the
// answer. It knows of this process's tries alone.
func (w *Worker) Slow(studio string) bool { return w.health.slow(studio) }

// Run works until the context is done. What is being sent then is finished;
// what is still being prepared goes back into the outbox. Run returns after
// that.
func (w *Worker) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	storeDown := false
	for {
		select {
		case w.places <- struct{}{}:
		case <-ctx.Done():
			return
		}
		row, err := w.claim(ctx)
		if ctx.Err() != nil && row == nil {
			<-w.places
			return
		}
		if (err != nil) != storeDown {
			storeDown = err != nil
			w.logStore(ctx, err)
		}
		if row != nil {
			running.Go(func() {
				defer func() { <-w.places }()
				w.work(ctx, *row)
			})
			continue
		}
		<-w.places
		timer.Reset(w.o.Poll)
		select {
		case <-w.wake:
		case <-timer.C:
		case <-ctx.Done():
			return
		}
	}
}

func (w *Worker) logStore(ctx context.Context, err error) {
	if err == nil {
		w.o.Logger.InfoContext(ctx, "outbox can be read again")
		return
	}
	w.o.Logger.ErrorContext(ctx, "outbox cannot be read, mails wait", "error", err)
}

func (w *Worker) claim(ctx context.Context) (*store.Mail, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	return w.o.Outbox.ClaimMail(ctx, lease)
}

// work tries one row and writes down what came of it.
func (w *Worker) work(ctx context.Context, row store.Mail) {
	start := w.o.Clock()
	if late(row, start) {
		w.drop(ctx, row, start, &Failure{Reason: "past its deadline"})
		return
	}
	if !w.health.enter(row.Studio) {
		// One try at a time of a studio whose look-ups fail; its other mails
		// step back and leave the places to other studios.
		w.again(ctx, row, start, &Failure{Reason: "studio failing"})
		return
	}
	defer w.health.leave(row.Studio)
	result, err := w.try(ctx, row)
	if err == nil {
		w.finish(ctx, row)
		w.tell(ctx, row, start, result, "")
		return
	}
	switch failure := failureOf(err); {
	case errors.Is(err, errStopped):
		w.store(ctx, "retry", func(ctx context.Context) error {
			return w.o.Outbox.RetryMail(ctx, row, w.o.Clock(), "shutdown")
		})
	case failure.Permanent && !w.o.Lasting[row.Kind]:
		w.drop(ctx, row, start, failure)
	default:
		w.again(ctx, row, start, failure)
	}
}

// try prepares and sends. The preparing ends with the worker; the sending
// does not.
func (w *Worker) try(ctx context.Context, row store.Mail) (result Result, err error) {
	defer func() {
		if p := recover(); p != nil {
			// The value may hold what a log must not; its type tells enough.
			err = &Failure{Reason: "panic", Quiet: true, Err: fmt.Errorf("panic: %T", p)}
		}
	}()
	prepare := w.o.Kinds[row.Kind]
	if prepare == nil {
		return "", &Failure{Reason: "kind unknown", Permanent: true}
	}
	prepareCtx, cancel := context.WithTimeout(ctx, prepareTimeout)
	defer cancel()
	message, err := prepare(prepareCtx, row)
	if err != nil && ctx.Err() != nil {
		return "", errStopped // says nothing about the studio
	}
	w.health.lookedUp(row.Studio, err)
	if err != nil {
		return "", err
	}
	sendCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
	defer cancel()
	if message == nil {
		// Try the mail server all the same: otherwise a failing one would make
		// Slow true for known addresses alone.
		if p, ok := w.o.Sender.(Prober); ok {
			err = p.Probe(sendCtx)
		}
		w.health.sent(err)
		return Nothing, err
	}
	err = w.o.Sender.Send(sendCtx, *message)
	w.health.sent(err)
	return Sent, err
}

// again gives the row back for a later try, the last one just before the
// deadline.
func (w *Worker) again(ctx context.Context, row store.Mail, start time.Time, failure *Failure) {
	now := w.o.Clock()
	at := now.Add(pause(row.Attempts, now.Sub(row.Created), failure.After))
	if last := row.Deadline.Add(-firstPause); !row.Deadline.IsZero() && at.After(last) {
		if !now.Before(last) {
			w.drop(ctx, row, start, failure)
			return
		}
		at = last
	}
	w.store(ctx, "retry", func(ctx context.Context) error {
		return w.o.Outbox.RetryMail(ctx, row, at, failure.Reason)
	})
	w.tell(ctx, row, start, Failed, failure.Reason)
}

// late is true for a mail nobody wants any more; a zero deadline never passes.
func late(row store.Mail, now time.Time) bool {
	return !row.Deadline.IsZero() && !now.Before(row.Deadline)
}

func (w *Worker) drop(ctx context.Context, row store.Mail, start time.Time, failure *Failure) {
	w.store(ctx, "drop", func(ctx context.Context) error {
		return w.o.Outbox.DropMail(ctx, row, failure.Reason)
	})
	w.tell(ctx, row, start, Dropped, failure.Reason)
}

func (w *Worker) finish(ctx context.Context, row store.Mail) {
	w.store(ctx, "finish", func(ctx context.Context) error { return w.o.Outbox.FinishMail(ctx, row) })
}

// store writes down an outcome, also while the worker stops, and tries again
// for a moment: an outcome that is lost repeats the mail once its lease is over.
func (w *Worker) store(ctx context.Context, step string, write func(context.Context) error) {
	ctx = context.WithoutCancel(ctx)
	var err error
	for _, wait := range []time.Duration{0, 100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second} {
		time.Sleep(wait)
		attempt, cancel := context.WithTimeout(ctx, storeTimeout)
		err = write(attempt)
		cancel()
		if err == nil || errors.Is(err, store.ErrLeaseLost) { // lost: another worker writes the outcome
			return
		}
	}
	w.o.Logger.ErrorContext(ctx, "outcome of a mail could not be written down, it may be repeated", "step", step, "error", err)
}

func (w *Worker) tell(ctx context.Context, row store.Mail, start time.Time, result Result, reason string) {
	e := Event{Kind: row.Kind, Studio: row.Studio, Result: result, Reason: reason, Duration: w.o.Clock().Sub(start)}
	w.o.Observe(e)
	level := slog.LevelInfo
	if result == Failed || result == Dropped {
		level = slog.LevelWarn
	}
	w.o.Logger.LogAttrs(ctx, level, "mail", slog.String("result", string(result)), slog.String("kind", row.Kind),
		slog.String("studio", row.Studio), slog.Int("attempt", row.Attempts), slog.String("reason", reason), slog.Duration("took", e.Duration))
}
