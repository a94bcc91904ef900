package declaration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"memberportal/internal/mail"
	"memberportal/internal/store"
	"memberportal/pgclient"
)

const (
	// digestFrom is when the digest goes out, digestTo until when it may still go out
	// where nothing ran at that time; hours of the day in the studio's zone.
	digestFrom = 7
	digestTo   = 12
	// recheckEvery is how often the portal looks whether a studio has confirmed what it
	// had to check, mostRechecked at how many of them it looks, recheckedFor from their
	// arrival on.
	recheckEvery  = time.Hour
	mostRechecked = 50
	recheckedFor  = 30 * 24 * time.Hour
)

// DigestCause is the cause of a studio's digest of a day ("2006-01-02"): there is one,
// however many processes run and restart.
func DigestCause(studio, day string) string { return mail.KindDigest + "/" + studio + "/" + day }

// digestDays remembers for which day a studio's digest has been seen to.
type digestDays struct {
	mu   sync.Mutex
	done map[string]string
}

// first reports whether this process sees to the studio's day for the first time.
func (d *digestDays) first(studio, day string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.done[studio] == day {
		return false
	}
	if d.done == nil {
		d.done = map[string]string{}
	}
	d.done[studio] = day
	return true
}

func (d *digestDays) again(studio string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.done, studio)
}

// keepDays looks every minute for what is due by the studios' clocks.
func (w *Worker) keepDays(ctx context.Context) {
	every := time.NewTicker(time.Minute)
	defer every.Stop()
	for {
		for _, slug := range w.o.Studios() {
			if ctx.Err() != nil {
				return
			}
			w.keepDay(ctx, slug)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// keepDay sees to one studio; a failure is tried again a minute later.
func (w *Worker) keepDay(ctx context.Context, slug string) {
	defer func() {
		if recover() != nil {
			w.o.Logger.Error("panic over what waits for a studio", "studio", slug)
		}
	}()
	if err := w.recheck(ctx, slug); err != nil && ctx.Err() == nil {
		w.o.Logger.Warn("not looked at what the studio has to confirm", "studio", slug, "failure", reasonOf(err))
	}
	if err := w.digest(ctx, slug); err != nil && ctx.Err() == nil {
		w.o.Logger.Warn("digest not written", "studio", slug, "failure", err.Error())
	}
}

// digest writes the studio's mail of the morning, once a day, where something waits.
func (w *Worker) digest(ctx context.Context, slug string) error {
	st, ok := w.o.Studio(slug)
	if !ok {
		return nil
	}
	now := w.o.Clock().In(st.Zone)
	day := pgclient.DateOf(now).String()
	if now.Hour() < digestFrom || now.Hour() >= digestTo || !w.days.first(slug, day) {
		return nil
	}
	err := w.writeDigest(ctx, slug, day, st, now)
	if err != nil {
		w.days.again(slug)
	}
	return err
}

func (w *Worker) writeDigest(ctx context.Context, slug, day string, st Studio, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, 4*noteTime)
	defer cancel()
	waits, err := mail.WaitsAt(ctx, w.o.Store, slug, now)
	if err != nil || waits.None() {
		return err
	}
	payload, err := json.Marshal(mail.DigestNotice{Until: now.UTC()})
	if err != nil {
		return fmt.Errorf("declaration: digest: %w", err)
	}
	err = w.o.Store.EnqueueMail(ctx, store.NewMail{
		Cause: DigestCause(slug, day), Kind: mail.KindDigest, Studio: slug, Language: st.Language, Payload: payload, Deadline: now.Add(24 * time.Hour),
	})
	if err == nil {
		w.o.MailWake()
	}
	return err
}

// recheck looks whether the studio has confirmed what it had to check, once an hour in
// all processes together.
func (w *Worker) recheck(ctx context.Context, slug string) error {
	st, ok := w.o.Studio(slug)
	now := w.o.Clock()
	if !ok || w.turns.resting(slug, now) > 0 {
		return nil
	}
	due, _, err := w.o.Store.Hit(ctx, "declaration-recheck/"+slug, recheckEvery, 1)
	if err != nil || !due {
		return err
	}
	var list []store.Declaration
	enough := errors.New("enough")
	err = w.o.Store.EachDeclaration(ctx, slug, w.o.Now().Add(-recheckedFor), func(d store.Declaration) error {
		if d.State == store.DeclarationChecking {
			list = append(list, d)
		}
		if len(list) == mostRechecked {
			return enough
		}
		return nil
	})
	if err != nil && !errors.Is(err, enough) {
		return err
	}
	for _, d := range list {
		if err := w.recheckOne(ctx, st, d); err != nil {
			return err
		}
		select {
		case <-time.After(w.o.Pace):
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

func (w *Worker) recheckOne(ctx context.Context, st Studio, d store.Declaration) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	contracts, err := st.API.GetContractData(ctx, d.CustomerID)
	if err != nil && !nobody(err) {
		return err
	}
	i := slices.IndexFunc(contracts, func(k pgclient.ContractData) bool { return k.ID == d.ContractID })
	if i < 0 || contracts[i].CancelationStatus != pgclient.CancelationStatusCanceled {
		return nil
	}
	return w.o.Store.ConfirmDeclaration(ctx, d.Number, contracts[i].CancelationDate.String())
}
