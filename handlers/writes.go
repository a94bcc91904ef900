package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/internal/studio"
	"memberportal/pgclient"
	"memberportal/views"
)

// errStaleForm: the form token is missing, too old, or of another session.
// Nothing was sent; the form is shown again.
var errStaleForm = errors.New("form token missing or stale")

// outcome is what is remembered of a write.
type outcome struct {
	Status    string `json:"status,omitempty"`     // as the API names it
	BookingID int64  `json:"booking_id,omitempty"` // of what was booked or canceled
	ID        int64  `json:"id,omitempty"`         // of what else came into being
	Refusal   string `json:"refusal,omitempty"`    // validation status, or "" when the API gave none
	Message   string `json:"message,omitempty"`    // the API's own words on a refusal, in the member's language
	Reference string `json:"reference,omitempty"`  // the field that the API refused
	Busy      bool   `json:"busy,omitempty"`       // refused for load: nothing happened
}

// attempt is a write that a member is about to make. What it sends lives in its
// closure alone; details are kept with the intent, so they hold ids and
// fingerprints, never what the member typed.
type attempt struct {
	action  string         // of its kind
	target  string         // what it is about; together with form and action it happens once
	details any            // what reading back needs, also after a restart
	changes []store.Change // for the member's list of what was done: masked, or nil
	send    func(ctx context.Context) (outcome, error)
	refused func(ctx context.Context, err error) outcome // explains a refusal; nil: in the API's words
	notice  *store.NewMail                               // a mail about the write, which waits for its outcome; nil for none
	receipt *receipt.Receipt                             // what the member keeps of it: kind, end and lines; nil for none
}

// look finds out what became of a write; found is false when it has left no
// trace (yet).
type look func(ctx context.Context, api *pgclient.Client, customerID int64, details json.RawMessage) (o outcome, found bool, err error)

// kind is one kind of write: how it is read back, and how its outcome is told
// on the page of those that took long.
type kind struct {
	look look // nil: the API has no way to read it back
	tell func(base views.Page, intent store.Intent, o outcome) told
}

// told is an outcome in words, with the way on.
type told struct {
	heading    string
	notice     views.Notice
	to, toText string
}

// kinds are all writes, by the action their intents carry.
func kinds() map[string]kind {
	all := map[string]kind{}
	for _, area := range []map[string]kind{
		bookingKinds(), appointmentKinds(), calendarKinds(), accountKinds(), profileKinds(), contractKinds(), pauseKinds(),
		endingKinds(), extraKinds(), documentKinds(), checkinKinds(), messageKinds(),
	} {
		maps.Copy(all, area)
	}
	return all
}

// lookFor is a look with its details read.
func lookFor[T any](find func(ctx context.Context, api *pgclient.Client, customerID int64, details T) (outcome, bool, error)) look {
	return func(ctx context.Context, api *pgclient.Client, customerID int64, raw json.RawMessage) (outcome, bool, error) {
		var details T
		if err := json.Unmarshal(raw, &details); err != nil {
			return outcome{}, false, err
		}
		return find(ctx, api, customerID, details)
	}
}

// refusedInWords keeps what the API said.
func refusedInWords(err error) outcome {
	var api *pgclient.Error
	if errors.As(err, &api) {
		return outcome{Message: api.Message, Reference: api.Reference}
	}
	return outcome{}
}

// writeOnce makes a write once for a form: whoever inserts the intent sends
// it, everybody else waits for that outcome. After the member's patience the intent
// comes back still open; the write goes on without the member.
func (c *Context) writeOnce(t attempt) (store.Intent, error) {
	spend, ok := c.app.once.Check(c.form("once"), c.Studio.Slug, c.came)
	if !ok {
		return store.Intent{}, errStaleForm
	}
	details, err := json.Marshal(t.details)
	if err != nil {
		return store.Intent{}, err
	}
	n := store.NewIntent{
		OnceMAC: spend, Action: t.action, Target: t.target, Studio: c.Studio.Slug, CustomerID: c.Who.CustomerID, Details: details, Changes: t.changes, Notice: t.notice,
	}
	if t.receipt != nil {
		c.signReceipt(&n, *t.receipt)
	}
	// Not on the visitor's context: one that ends between the insert and its answer
	// would leave a spent form that nobody sends.
	spendCtx, cancel := context.WithTimeout(context.WithoutCancel(c.Ctx), c.app.timing.spend)
	defer cancel()
	intent, won, err := c.app.Store.SpendOnce(spendCtx, n)
	if err != nil {
		return store.Intent{}, errors.Join(errUnspent, errStoreDown, err)
	}
	c.onceSpent = true
	if won {
		ctx := context.WithoutCancel(c.Ctx)
		// Not read from the store: the member hears the truth though it be gone.
		finished := make(chan store.Intent, 1)
		c.app.Writes.Go(func() { finished <- c.app.carryOut(ctx, c.API, intent, t) })
		patience := time.NewTimer(c.app.timing.patience)
		defer patience.Stop()
		select {
		case intent = <-finished:
			c.wrote()
			return intent, nil
		case <-patience.C:
			return intent, nil
		case <-c.Ctx.Done():
			return intent, c.Ctx.Err()
		}
	}
	return c.awaitIntent(intent)
}

// spent finds what became of the form when it was sent before, for handlers that look
// at the state of things first: that has changed since, by this very form.
func (c *Context) spent(action, target string) (intent store.Intent, found bool, err error) {
	spend, ok := c.app.once.Check(c.form("once"), c.Studio.Slug, c.came)
	if !ok {
		return store.Intent{}, false, nil
	}
	intent, err = c.app.Store.SpentIntent(c.Ctx, store.NewIntent{
		OnceMAC: spend, Action: action, Target: target, Studio: c.Studio.Slug, CustomerID: c.Who.CustomerID,
	})
	if errors.Is(err, store.ErrNotFound) {
		return store.Intent{}, false, nil
	}
	if err != nil {
		return store.Intent{}, false, errors.Join(errStoreDown, err)
	}
	intent, err = c.awaitIntent(intent)
	return intent, true, err
}

// awaitIntent waits for the outcome of somebody else's write.
func (c *Context) awaitIntent(intent store.Intent) (store.Intent, error) {
	c.onceSpent = true
	defer c.wrote()
	if intent.CustomerID != c.Who.CustomerID || intent.Studio != c.Studio.Slug {
		return store.Intent{}, errStaleForm
	}
	deadline := time.Now().Add(c.app.timing.patience)
	for intent.State == store.IntentOpen && time.Now().Before(deadline) {
		select {
		case <-time.After(c.app.timing.poll):
		case <-c.Ctx.Done():
			return intent, c.Ctx.Err()
		}
		var err error
		if intent, err = c.app.Store.GetIntent(c.Ctx, intent.Studio, intent.CustomerID, intent.ID); err != nil {
			c.inDoubt = true
			return intent, errors.Join(errStoreDown, err)
		}
	}
	return intent, nil
}

// carryOut sends a write, stores what became of it and returns that. It is
// never sent a second time, whatever happens.
func (a *App) carryOut(ctx context.Context, api *pgclient.Client, intent store.Intent, t attempt) store.Intent {
	ctx, cancel := context.WithTimeout(studio.Urgently(ctx), a.timing.budget)
	defer cancel()
	state, o := a.sendAndLook(ctx, api, intent, t)
	return a.finish(ctx, intent, state, o)
}

// finish stores an outcome and returns the intent with it. Where it cannot be
// stored the intent stays open there, and is looked into later.
func (a *App) finish(ctx context.Context, intent store.Intent, state store.IntentState, o outcome) store.Intent {
	intent.State = state
	intent.Outcome, _ = json.Marshal(o) // an outcome always marshals
	if err := a.Store.FinishIntent(context.WithoutCancel(ctx), intent.ID, state, intent.Outcome); err != nil {
		a.Logger.Error("outcome not stored", "intent", intent.ID, "action", intent.Action, "failure", describe(err))
	}
	return intent
}

func (a *App) sendAndLook(ctx context.Context, api *pgclient.Client, intent store.Intent, t attempt) (store.IntentState, outcome) {
	sendCtx, cancel := context.WithTimeout(ctx, a.timing.send)
	defer cancel()
	o, err := t.send(sendCtx)
	switch {
	case err == nil:
		return store.IntentDone, o
	case pgclient.Unclear(err), errors.Is(err, errUnclear):
		a.Logger.Warn("outcome unclear", "intent", intent.ID, "action", intent.Action, "failure", describe(err))
		find := a.kinds[intent.Action].look
		if find == nil {
			return store.IntentUnclear, outcome{}
		}
		for _, wait := range a.timing.looks {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return store.IntentUnclear, outcome{}
			}
			if o, found, err := find(ctx, api, intent.CustomerID, intent.Details); err == nil && found {
				return store.IntentDone, o
			}
		}
		return store.IntentUnclear, outcome{}
	}
	switch pgclient.KindOf(err) {
	case pgclient.Invalid, pgclient.Conflict, pgclient.NotFound, pgclient.Forbidden:
		if t.refused == nil {
			return store.IntentRefused, refusedInWords(err)
		}
		return store.IntentRefused, t.refused(ctx, err)
	case pgclient.RateLimited:
		return store.IntentFailed, outcome{Busy: true}
	}
	a.Logger.Warn("write not sent", "intent", intent.ID, "action", intent.Action, "failure", describe(err))
	return store.IntentFailed, outcome{}
}

// lookAgain reads back a write whose outcome is not known, once, and keeps
// what it finds. It never sends the write again.
func (a *App) lookAgain(ctx context.Context, api *pgclient.Client, intent store.Intent) store.Intent {
	k, ok := a.kinds[intent.Action]
	if !ok {
		return intent // of another version
	}
	var o outcome
	var found bool
	var err error
	if k.look != nil {
		o, found, err = k.look(studio.Urgently(ctx), api, intent.CustomerID, intent.Details)
	}
	switch {
	case err == nil && found:
		return a.finish(ctx, intent, store.IntentDone, o)
	case intent.State == store.IntentOpen:
		return a.finish(ctx, intent, store.IntentUnclear, outcome{})
	}
	return intent
}

// SweepIntents finds out what became of writes whose process ended before it
// knew. Called at start; errors leave an intent for the next start or for the
// member's own look.
func (a *App) SweepIntents(ctx context.Context) error {
	open, err := a.Store.OpenIntents(ctx, a.timing.stale)
	if err != nil {
		return err
	}
	for _, intent := range open {
		s := a.Studios.BySlug(intent.Studio)
		if s == nil {
			continue
		}
		lookCtx, cancel := context.WithTimeout(ctx, a.timing.send)
		a.lookAgain(lookCtx, s.Client, intent)
		cancel()
	}
	return nil
}

// conclude leads on from a write: done where it happened, again with what has
// to be mended where it was refused, or with nothing to mend where it was not sent,
// and to the page of those that take long.
// fields are the inputs by the reference the API names them with.
func (c *Context) conclude(intent store.Intent, err error, fields map[string]string, done func(outcome) error, again func([]views.FieldError) error) error {
	if errors.Is(err, errStaleForm) {
		return again([]views.FieldError{{Text: c.Text.T("errors.form_expired")}})
	}
	if errors.Is(err, errUnspent) {
		c.note(err)
		c.keepOnce = true
		return c.unsentAgain(true, again)
	}
	if err != nil {
		return err
	}
	o := outcomeOf(intent)
	switch intent.State {
	case store.IntentDone:
		return done(o)
	case store.IntentRefused:
		text := o.Message
		if text == "" {
			text = c.Text.T("errors.refused_text")
		}
		return again([]views.FieldError{{Field: fields[o.Reference], Text: text}})
	case store.IntentFailed:
		return c.unsentAgain(o.Busy, again)
	}
	return c.redirect(c.Paths.Done(intent.ID))
}

func outcomeOf(intent store.Intent) outcome {
	var o outcome
	_ = json.Unmarshal(intent.Outcome, &o) // an open intent has none
	return o
}
