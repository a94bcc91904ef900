package declaration

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"memberportal/internal/mail"
	"memberportal/internal/store"
	"memberportal/pgclient"
	views "memberportal/views/mail"
)

// Store is what the Worker needs of the store; *store.Store is one.
type Store interface {
	mail.Declarations
	mail.Waiting
	ClaimDeclaration(ctx context.Context, lease time.Duration, except ...string) (*store.Declaration, error)
	MoveDeclaration(ctx context.Context, d *store.Declaration, to store.DeclarationState, mails ...store.NewMail) error
	RetryDeclaration(ctx context.Context, d store.Declaration, at time.Time) error
	ConfirmDeclaration(ctx context.Context, number, ends string) error
	EnqueueMail(ctx context.Context, m store.NewMail) error
	Hit(ctx context.Context, key string, window time.Duration, limit int) (allowed bool, retryAfter time.Duration, err error)
}

// Options of New. Those without a word on what else holds are needed.
type Options struct {
	Store    Store
	Studio   func(slug string) (Studio, bool) // of the present configuration
	Studios  func() []string                  // the slugs of the present configuration
	Secret   func() []byte                    // the newest key of the portal, from which pseudonyms are made
	MailWake func()                           // tells the mail worker that something is due
	Clock    func() time.Time                 // the store's; nil: time.Now
	Now      func() time.Time                 // the studios', by which declarations arrive; nil: Clock
	Logger   *slog.Logger                     // nil: discards. It is told no name, address, number or key
	Parallel int                              // declarations worked on at the same time, one a studio; 0: 4
	Pace     time.Duration                    // between two of one studio; 0: 1 s
	Poll     time.Duration                    // between looks at the store without Wake; 0: 3 s
}

const (
	// lease is longer than everything one try may take.
	lease = 3 * time.Minute
	// noteTime bounds each step in the store.
	noteTime = 5 * time.Second
)

// Worker brings declarations to where they belong: filed with the API, or with the
// studio. It never gives one up. Several workers, in one process or many, share a store
// safely: what one has claimed no other touches, and what one has begun to file no other
// files again.
//
// One studio's declarations are worked on one after another and at a pace, so that a
// flood of false ones uses up neither its API's patience nor other studios' places.
type Worker struct {
	o      Options
	wake   chan struct{}
	places chan struct{}
	turns  turns
	days   digestDays
}

// New returns a worker; Run starts it.
func New(o Options) *Worker {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Now == nil {
		o.Now = o.Clock
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.MailWake == nil {
		o.MailWake = func() {}
	}
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	if o.Pace <= 0 {
		o.Pace = time.Second
	}
	if o.Poll <= 0 {
		o.Poll = 3 * time.Second
	}
	return &Worker{o: o, wake: make(chan struct{}, 1), places: make(chan struct{}, o.Parallel), turns: turns{pace: o.Pace}}
}

// Wake makes the worker look at the store now; call it after a declaration was kept. It
// never blocks and may be called before Run.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default: // a look is due already
	}
}

// Run works until the context is done. A call that writes, and what has to be written
// down about it, is finished then; everything else goes on with the next start. Run
// returns after that.
func (w *Worker) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { w.keepDays(ctx) })
	down := false
	for {
		select {
		case w.places <- struct{}{}:
		case <-ctx.Done():
			return
		}
		d, err := w.claim(ctx)
		if ctx.Err() == nil && (err != nil) != down {
			down = err != nil
			w.tellStore(err)
		}
		if d != nil {
			running.Go(func() {
				defer func() { <-w.places }()
				w.work(ctx, d)
			})
			continue
		}
		<-w.places
		timer := time.NewTimer(w.turns.until(w.o.Clock(), w.o.Poll))
		select {
		case <-w.wake:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

func (w *Worker) tellStore(err error) {
	if err == nil {
		w.o.Logger.Info("declarations can be read again")
		return
	}
	w.o.Logger.Error("declarations cannot be read, they wait", "failure", err.Error())
}

// claim takes the next declaration of a studio whose turn it is.
func (w *Worker) claim(ctx context.Context) (*store.Declaration, error) {
	claimCtx, cancel := context.WithTimeout(ctx, noteTime)
	defer cancel()
	d, err := w.o.Store.ClaimDeclaration(claimCtx, lease, w.turns.others(w.o.Clock())...)
	if d != nil {
		w.turns.begin(d.Studio, w.o.Clock())
	}
	return d, err
}

// work tries one declaration and says when to try it again, if that is needed.
func (w *Worker) work(ctx context.Context, d *store.Declaration) {
	defer w.Wake() // the studio's next may have been left out meanwhile
	defer w.turns.end(d.Studio)
	err := w.try(ctx, d)
	switch {
	case err == nil:
		w.o.Logger.Info("declaration", "state", string(d.State), "studio", d.Studio, "kind", d.Kind, "attempt", d.Attempts)
		return
	case errors.Is(err, store.ErrLeaseLost):
		return // another process has it
	}
	at := w.o.Clock().Add(w.wait(ctx, d, err))
	w.o.Logger.Warn("declaration waits", "studio", d.Studio, "kind", d.Kind, "attempt", d.Attempts, "failure", reasonOf(err))
	retry, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	if err := w.o.Store.RetryDeclaration(retry, *d, at); err != nil && !errors.Is(err, store.ErrLeaseLost) {
		w.o.Logger.Error("declaration waits for its lease to end", "failure", err.Error())
	}
}

// wait is how long to wait after a try that failed.
func (w *Worker) wait(ctx context.Context, d *store.Declaration, err error) time.Duration {
	var turn *notItsTurn
	switch {
	case ctx.Err() != nil:
		return 0 // the portal stops; the next start goes on
	case errors.As(err, &turn):
		return turn.wait
	case errors.Is(err, errNotFoundYet):
		return jittered(min(firstPause<<min(max(d.Attempts-1, 0), 4), time.Minute))
	}
	var answer *pgclient.Error
	asked := time.Duration(0)
	if errors.As(err, &answer) {
		asked = answer.RetryAfter
	}
	return jittered(pause(d.Attempts, asked))
}

// errPanicked says that a declaration made the program fail.
var errPanicked = errors.New("declaration: the program failed over it")

// notItsTurn says that the studio's API is being left alone.
type notItsTurn struct{ wait time.Duration }

func (*notItsTurn) Error() string { return "declaration: the studio's API is being left alone" }

// try is one try. Where the API cannot be asked for hours the studio gets the
// declaration by mail.
func (w *Worker) try(ctx context.Context, d *store.Declaration) error {
	st, known := w.o.Studio(d.Studio)
	if !known {
		return errUnknownStudio // it may be back with the next configuration; there is nobody to hand it to
	}
	form, err := ParseForm(d.Form)
	f := &filing{Worker: w, d: d, form: form, studio: st}
	if err != nil {
		f.say(views.RemarkUnreadable, "")
		return f.handOver(ctx, false)
	}
	late := w.o.Now().Sub(d.Arrived) >= giveUp
	if wait := w.turns.resting(d.Studio, w.o.Clock()); wait > 0 && !late {
		return &notItsTurn{jittered(wait)}
	} else if wait == 0 {
		err = f.safely(func() error { return f.advance(ctx) })
		w.turns.learn(d.Studio, w.o.Clock(), err)
		var answer *pgclient.Error // a failure of the store is no reason to stop trying
		if !late || ctx.Err() != nil || !errors.As(err, &answer) && !errors.Is(err, errPanicked) {
			return err
		}
	}
	last := &filing{Worker: w, d: d, form: form, studio: st}
	switch {
	case errors.Is(err, errPanicked):
		last.say(views.RemarkUnreadable, "")
	default:
		last.say(views.RemarkUnreachable, "")
	}
	if d.State == store.DeclarationFiling {
		last.say(views.RemarkUnclear, "")
	}
	return f.safely(func() error { return last.handOver(ctx, false) })
}

var errUnknownStudio = errors.New("declaration: no such studio is configured")

// safely turns a panic into an error. Its value may hold what was typed: it is not told.
func (f *filing) safely(do func() error) (err error) {
	defer func() {
		if recover() != nil {
			f.o.Logger.Error("panic over a declaration", "studio", f.d.Studio, "stack", string(debug.Stack()))
			err = errPanicked
		}
	}()
	return do()
}

// reasonOf is fit for a log.
func reasonOf(err error) string {
	var answer *pgclient.Error
	if errors.As(err, &answer) {
		return answer.Error()
	}
	return err.Error()
}
