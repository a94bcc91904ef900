package studio

import (
	"context"
	"sync"
	"time"
)

// Reader is a visitor for whose page something is read. It travels in the context of
// the page, not in that of the calls.
type Reader struct {
	// Since is when the visitor last changed something themselves: counts of places that
	// are shown to them are not older. Zero: never, as far as is known.
	Since time.Time

	mu   sync.Mutex
	late time.Duration
}

type readerKey struct{}

// WithReader says for whom is read. Without it a read knows no line that its answer
// must not be older than.
func WithReader(ctx context.Context, r *Reader) context.Context {
	return context.WithValue(ctx, readerKey{}, r)
}

func readerOf(ctx context.Context) *Reader {
	r, _ := ctx.Value(readerKey{}).(*Reader)
	return r
}

// Late is the age of the oldest answer that the page had to do with, although the API
// should have been asked again; 0 where there is none. The page says so.
func (r *Reader) Late() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.late
}

func (r *Reader) add(late time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.late = max(r.late, late)
}
