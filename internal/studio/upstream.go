package studio

import (
	"context"
	"time"

	"memberportal/internal/config"
	"memberportal/pgclient"
)

// Events is told what happens between the portal and the studios' APIs. It must be
// quick and safe for concurrent use.
type Events interface {
	Upstream(slug string, o pgclient.Observation) // each try of a call
	Shared(slug, how string)                      // each read of what all visitors share: SharedHit and its like
	Held(slug, why string)                        // each call that was kept back: HeldBudget and its like
	Breaker(slug, class string, open bool)        // read, write or signin: the portal stopped asking, or asks again
}

// noEvents tells nobody.
type noEvents struct{}

func (noEvents) Upstream(string, pgclient.Observation) {}
func (noEvents) Shared(string, string)                 {}
func (noEvents) Held(string, string)                   {}
func (noEvents) Breaker(string, string, bool)          {}

// upstream is a studio's API with what is known of it: connections, budget, breakers,
// shared answers, missing scopes. It lives as long as slug, address and key stay what
// they are (and the other settings of the API), also when the configuration is read again: the API counts on meanwhile.
type upstream struct {
	config  config.API
	client  *pgclient.Client
	gate    *gate
	shared  *shared
	end     context.CancelFunc
	denials denials
}

func upstreamOf(c config.Studio, o Options) (*upstream, error) {
	if o.Before != nil {
		if s := o.Before.BySlug(c.Slug); s != nil && s.up.config == c.API {
			return s.up, nil
		}
	}
	clock, events := o.Clock, o.Events
	if clock == nil {
		clock = time.Now
	}
	if events == nil {
		events = noEvents{}
	}
	limits := o.Limits
	if limits.PerMinute > 0 && c.API.PerMinute > 0 {
		limits.PerMinute = c.API.PerMinute
	}
	u := &upstream{config: c.API}
	u.gate = newGate(limits, clock, o.Instances,
		func(why string) { events.Held(c.Slug, why) },
		func(class string, open bool) { events.Breaker(c.Slug, class, open) })
	var err error
	u.client, err = pgclient.New(c.API.BaseURL, c.API.Key,
		pgclient.WithGate(u.gate.enter), pgclient.WithConnections(o.Limits.InFlight),
		pgclient.WithObserver(func(o pgclient.Observation) {
			u.denials.learn(o, time.Now())
			events.Upstream(c.Slug, o)
		}))
	if err != nil {
		return nil, err
	}
	u.gate.probe = u.client.CheckKey
	var life context.Context
	life, u.end = context.WithCancel(context.Background())
	u.shared = newShared(life, o.Limits.Ages, clock, func(how string) { events.Shared(c.Slug, how) })
	u.shared.apart = o.Limits.Apart
	return u, nil
}
