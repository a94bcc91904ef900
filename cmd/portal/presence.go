package main

import (
	"context"
	"time"

	"memberportal/internal/studio"
)

const (
	// presentEvery is how often a portal tells the others on its database that it is there.
	presentEvery = 5 * time.Second
	// presentFor is how long it counts as there: as long as the studios' APIs count its calls.
	presentFor = time.Minute
)

// joinOthers finds out how many portals share the budgets of the studios' APIs, before
// the first call. Without an answer of the database this one is alone.
func (s *server) joinOthers(ctx context.Context) {
	s.among.Store(&studio.Instances{Count: 1})
	count, used, err := s.store.Present(ctx, s.id, 0, presentFor)
	if err != nil {
		s.logger.Warn("other portals not counted", "failure", err.Error())
		return
	}
	s.among.Store(&studio.Instances{Count: count, Since: time.Now(), Used: used})
}

// countOthers keeps the number right. While the database is gone it stays what it was.
func (s *server) countOthers(ctx context.Context) {
	every := time.NewTicker(presentEvery)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
		count, _, err := s.store.Present(ctx, s.id, s.current.Load().list.Busiest(), presentFor)
		if err != nil {
			continue // the database's own trouble is told elsewhere
		}
		among := *s.among.Load()
		among.Count = count
		s.among.Store(&among)
	}
}
