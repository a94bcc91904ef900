package handlers

import "time"

// timing says how long things may take: pages as the design's reliability rules
// have it, writes as in docs/decisions/0007. Tests change it.
type timing struct {
	page time.Duration // everything a page asks the API for
	part time.Duration // a part the page can do without

	spend    time.Duration   // the insert of the intent
	send     time.Duration   // the one call that writes
	budget   time.Duration   // the call and all looks afterwards
	patience time.Duration   // how long a member waits before /done takes over
	poll     time.Duration   // how often the loser of a double click looks
	stale    time.Duration   // an intent still open after this has lost its process
	looks    []time.Duration // waits before each look for a write of unknown outcome
}

func defaultTiming() timing {
	return timing{
		page: 5 * time.Second, part: 800 * time.Millisecond,
		spend: 5 * time.Second, send: 15 * time.Second, budget: time.Minute, patience: 8 * time.Second, poll: 100 * time.Millisecond,
		stale: 90 * time.Second, looks: []time.Duration{0, 2 * time.Second, 10 * time.Second},
	}
}
