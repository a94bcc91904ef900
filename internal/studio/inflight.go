package studio

import (
	"context"
	"sync"
	"time"
)

// inFlight bounds the calls under way to one studio. Some places are kept for what is
// urgent, so that pages that hang cannot hold up a booking; whoever finds none waits in
// a short line, the urgent before the others.
type inFlight struct {
	most, kept, queue int

	mu     sync.Mutex
	busy   int
	urgent []chan struct{}
	others []chan struct{}
}

// enter takes a place. It reports whether there was one in time; leave gives it back.
func (f *inFlight) enter(ctx context.Context, urgent bool, patience time.Duration) bool {
	if f.most <= 0 {
		return true
	}
	f.mu.Lock()
	if f.busy < f.room(urgent) {
		f.busy++
		f.mu.Unlock()
		return true
	}
	if len(f.urgent)+len(f.others) >= f.queue {
		f.mu.Unlock()
		return false
	}
	place := make(chan struct{})
	line := &f.others
	if urgent {
		line = &f.urgent
	}
	*line = append(*line, place)
	f.mu.Unlock()

	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-place:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, p := range *line {
		if p == place {
			*line = append((*line)[:i], (*line)[i+1:]...)
			return false
		}
	}
	return true // it was given at the same moment
}

func (f *inFlight) room(urgent bool) int {
	if urgent {
		return f.most
	}
	return f.most - f.kept
}

func (f *inFlight) leave() {
	if f.most <= 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy--
	for _, line := range []struct {
		waiting *[]chan struct{}
		urgent  bool
	}{{&f.urgent, true}, {&f.others, false}} {
		for len(*line.waiting) > 0 && f.busy < f.room(line.urgent) {
			f.busy++
			close((*line.waiting)[0])
			*line.waiting = (*line.waiting)[1:]
		}
	}
}
