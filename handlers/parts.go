package handlers

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"memberportal/pgclient"
)

// part is one independent call of a page: what came back, or why it did not.
type part[T any] struct {
	value T
	err   error
}

// hidden: the studio has not given the portal the scope; the part is left out.
func (p *part[T]) hidden() bool { return pgclient.KindOf(p.err) == pgclient.Forbidden }

// missing: the part is down or late; the page says so and lives on.
func (p *part[T]) missing() bool { return p.err != nil && !p.hidden() }

// parts runs the independent calls of a page together.
type parts struct {
	group  errgroup.Group
	ctx    context.Context
	cancel context.CancelFunc
	late   time.Duration // after which a part is left out
}

func (c *Context) newParts() *parts {
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.page)
	return &parts{ctx: ctx, cancel: cancel, late: c.app.timing.part}
}

// need fetches what the page cannot do without: its error is the page's.
func need[T any](p *parts, into *T, call func(context.Context) (T, error)) {
	p.group.Go(func() error {
		v, err := call(p.ctx)
		*into = v
		return err
	})
}

// want fetches what the page can do without, in time.
func want[T any](p *parts, into *part[T], call func(context.Context) (T, error)) {
	wantChain(p, into, 1, call)
}

// wantChain is want for so many calls that depend on each other.
func wantChain[T any](p *parts, into *part[T], calls int, call func(context.Context) (T, error)) {
	p.group.Go(func() error {
		ctx, cancel := context.WithTimeout(p.ctx, time.Duration(calls)*p.late)
		defer cancel()
		into.value, into.err = call(ctx)
		return nil
	})
}

// wait returns the first error of what was needed, after everything came back.
func (p *parts) wait() error {
	defer p.cancel()
	return p.group.Wait()
}

// note keeps in the log that a part of a page that was answered is missing.
func (c *Context) note(errs ...error) {
	for _, err := range errs {
		if err != nil && pgclient.KindOf(err) != pgclient.Forbidden {
			c.info.failure = errors.Join(c.info.failure, err)
		}
	}
}
