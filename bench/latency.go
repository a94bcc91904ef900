package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"memberportal/internal/sandbox"
)

const (
	upstreamLatency = 50 * time.Millisecond
	mostOwn         = 1.0 // ms, p50
	mostTail        = 1.5 // of the bare handler's p95
	mostChained     = 2   // calls that need each other's answers: a list names what is asked for next
)

// probed is a page whose latency is measured, one request at a time.
type probed struct {
	subject
	own   []float64 // page minus its slowest chain of calls; ms
	calls []float64
	depth []float64 // how many calls follow each other
}

// latency measures what a page adds to its slowest upstream call, on a machine
// that does nothing else: the probes of all pages take turns in random order.
func latency(ctx context.Context, args []string) error {
	set, jsonFile := flags("latency")
	probes := set.Int("probes", 50, "how many requests to each page")
	if err := parse(set, args); err != nil {
		return err
	}
	s, err := newStage(ctx, false)
	if err != nil {
		return err
	}
	defer s.close()
	pages, err := s.probedPages(ctx)
	if err != nil {
		return err
	}
	if _, err := fetch(ctx, http.MethodGet, fmt.Sprintf("%s/_bench/latency?ms=%d", s.upstream, upstreamLatency.Milliseconds()), nil); err != nil {
		return err
	}
	r := newReport("latency")
	client := newLoad()
	for n := -5; n < *probes; n++ { // the first few warm up
		for _, i := range rand.Perm(len(pages)) {
			if err := s.probe(ctx, client, pages[i], n >= 0); err != nil {
				return err
			}
		}
	}
	bare := pages[0]
	tail := quantile(bare.own, 0.95)
	for _, p := range pages[1:] {
		// A call that a busy machine starts late makes a chain longer, nothing makes it shorter.
		r.atMost("G2", p.name+": calls after each other", quantile(p.depth, 0), "calls", mostChained, "further slices apart")
	}
	for _, p := range pages {
		most := mostOwn
		if p == bare {
			most = 0
		}
		note := fmt.Sprintf("%.0f calls, %.0f after each other", quantile(p.calls, 0.5), quantile(p.depth, 0))
		r.ratio("G2", p.name+": page minus slowest chain, p50", p.own, "ms", most, note)
	}
	for _, p := range pages {
		v := quantile(p.own, 0.95)
		if p == bare {
			r.note("G2", p.name+": p95", v, "ms", "")
			continue
		}
		r.atMost("G2", p.name+": p95 to the bare handler's", v/tail, "x", mostTail, number(v, "ms"))
	}
	return r.finish(*jsonFile)
}

// probedPages are the bare handler, the timetable of 45 slots, and one page of each kind
// that somebody reaches: one member has a bill, another a pause, a third a contract that ends.
func (s *stage) probedPages(ctx context.Context) ([]*probed, error) {
	text, err := fetch(ctx, http.MethodGet, s.upstream+"/_bench/members", nil)
	if err != nil {
		return nil, err
	}
	var people []sandbox.Member
	if err := json.Unmarshal(text, &people); err != nil {
		return nil, err
	}
	of := func(name, path string, v *visitor) *probed {
		return &probed{subject: subject{name: name, address: s.portal.base + path, cookies: v.cookies()}}
	}
	pages := []*probed{{subject: subject{name: "bare handler", address: s.limit + "/limit"}}, of("timetable", s.timetable(), s.visitor)}
	known := map[string]bool{"classes": true}
	for _, m := range people {
		if m.Studio != busyStudio {
			continue
		}
		v := s.visitor
		if m.Story != busyStory {
			if v, err = s.portal.signIn(ctx, m.Email); err == nil {
				err = v.chooseProfile(ctx, busyStudio)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m.Story, err)
			}
		}
		reachable, err := crawl(ctx, v, busyStudio)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Story, err)
		}
		for _, p := range reachable {
			// A page without a call, such as the calendar's, has nothing to wait for.
			if strings.HasSuffix(p.address, "/privacy/export.html") {
				continue // handed out a few times a day
			}
			if known[p.kind] || p.status != http.StatusOK || slices.Contains(callless(), p.kind) {
				continue
			}
			known[p.kind] = true
			pages = append(pages, of(p.kind, p.address, v))
		}
	}
	for _, k := range kinds() {
		if !known[k.name] && !slices.Contains(callless(), k.name) && !slices.Contains(unprobed(), k.name) {
			return nil, fmt.Errorf("no page of the kind %q was reached", k.name)
		}
	}
	return pages, nil
}

// callless are the pages that are made of what the portal keeps itself.
func callless() []string { return []string{"calendar", "messages"} }

// unprobed are pages that need more than reading: paying a widget in the configuration.
func unprobed() []string { return []string{"pay"} }

func (s *stage) probe(ctx context.Context, client *http.Client, p *probed, counts bool) error {
	if _, err := s.calls(ctx); err != nil { // empties the ledger
		return err
	}
	began := time.Now()
	if err := p.fetch(ctx, client); err != nil {
		return err
	}
	took := time.Since(began)
	calls, err := s.calls(ctx)
	if err != nil || !counts {
		return err
	}
	// A page whose answers are all shared and still fresh makes none.
	slowest, waiting, depth := digestCalls(calls)
	if depth == 1 {
		waiting = slowest
	}
	p.own = append(p.own, float64((took-waiting).Microseconds())/1e3)
	p.calls = append(p.calls, float64(len(calls)))
	p.depth = append(p.depth, float64(depth))
	return nil
}

// calls reads and empties the upstream's ledger. A call is written down just
// after its answer has gone, so the last one may be a moment late.
func (s *stage) calls(ctx context.Context) ([]ledgerCall, error) {
	time.Sleep(time.Millisecond)
	text, err := fetch(ctx, http.MethodGet, s.upstream+"/_bench/ledger", nil)
	if err != nil {
		return nil, err
	}
	var list []ledgerCall
	err = json.Unmarshal(text, &list)
	return list, err
}

// digestCalls tells how long the slowest call took, how long at least one was
// under way, and how many followed each other: calls that overlap count once.
func digestCalls(calls []ledgerCall) (slowest, waiting time.Duration, depth int) {
	byStart := slices.SortedFunc(slices.Values(calls), func(a, b ledgerCall) int { return cmp.Compare(a.Start, b.Start) })
	var until int64
	for _, c := range byStart {
		slowest = max(slowest, time.Duration(c.End-c.Start))
		if from := max(c.Start, until); c.End > from {
			waiting += time.Duration(c.End - from)
			until = c.End
		}
	}
	// The longest chain: always go on with the call that ends first.
	byEnd := slices.SortedFunc(slices.Values(calls), func(a, b ledgerCall) int { return cmp.Compare(a.End, b.End) })
	var last int64
	for _, c := range byEnd {
		if c.Start >= last && !furtherSlice(c.Path) {
			depth++
			last = c.End
		}
	}
	return slowest, waiting, depth
}

// furtherSlice tells of a call that it goes on with a list that came in slices.
func furtherSlice(path string) bool {
	_, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	return err == nil && values.Get("offset") != "" && values.Get("offset") != "0"
}
