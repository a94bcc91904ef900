package pgclient

import (
	"context"
	"iter"
	"net/url"
	"strconv"
)

// Slice is one part of a list that is too long for one answer.
type Slice[T any] struct {
	Result  []T    `json:"result"`
	HasNext bool   `json:"hasNext"`
	Offset  string `json:"offset"` // opaque; goes into SliceParams for the next slice
}

// SliceParams asks for one part of a list. The zero value asks for the first, in
// the API's own size.
type SliceParams struct {
	// Offset of the previous slice, sent back as it came. It may be the id of the
	// last entry or a count; never compute one.
	Offset string
	// SliceSize is the most entries to return; 0 leaves it to the API. Lists of
	// classes, slots and services take 10 to 100 according to an old release, the
	// slots of several classes have no stated bounds.
	SliceSize int
}

func (p SliceParams) query() url.Values {
	q := url.Values{}
	if p.Offset != "" {
		q.Set("offset", p.Offset)
	}
	if p.SliceSize > 0 {
		q.Set("sliceSize", strconv.Itoa(p.SliceSize))
	}
	return q
}

// eachSliceSize is inside the bounds of every sliced list, stated and guessed.
const eachSliceSize = 50

// all returns the entries of all slices in order and fetches each slice when it is
// reached. It ends at hasNext false, after the first error, and at an offset that
// it has sent before, which would go round in circles.
func all[T any](ctx context.Context, fetch func(context.Context, SliceParams) (Slice[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		p := SliceParams{SliceSize: eachSliceSize}
		sent := map[string]bool{"": true, "0": true} // the first slice: "0" is the contract's default
		for {
			s, err := fetch(ctx, p)
			if err != nil {
				var zero T
				yield(zero, err)
				return
			}
			for _, entry := range s.Result {
				if !yield(entry, nil) {
					return
				}
			}
			if !s.HasNext || sent[s.Offset] {
				return
			}
			sent[s.Offset] = true
			p.Offset = s.Offset
		}
	}
}
