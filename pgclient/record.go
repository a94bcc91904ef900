package pgclient

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"
)

// Record keeps the answers of reads as the API wrote them: with its own names, and
// with what the types of this package do not know. It is safe for concurrent use.
type Record struct {
	mu      sync.Mutex
	answers []json.RawMessage
}

type recordKey struct{}

// WithRecord makes reads with the returned context put their answers into r, each once
// it was decoded; those that failed leave nothing. They hold data of members.
func WithRecord(ctx context.Context, r *Record) context.Context {
	return context.WithValue(ctx, recordKey{}, r)
}

// Answers are those so far, in the order they came. A list in slices has one a slice.
func (r *Record) Answers() []json.RawMessage {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.answers)
}

// record keeps an answer for whoever asked for that.
func record(ctx context.Context, k call, answer []byte) {
	r, _ := ctx.Value(recordKey{}).(*Record)
	if r == nil || k.write {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers = append(r.answers, bytes.Clone(answer))
}
