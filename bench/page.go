package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

const (
	mostCPU     = 1.00 // of the limit, uncached
	mostCPUWarm = 0.30 // with warm shared data
	window      = time.Second
	warmUp      = 4 * time.Second
	loadConns   = 32
	gzipAlone   = "gzip" // G1 is a goal with gzip; brotli costs more and is for https
)

// subject is something whose CPU time is measured.
type subject struct {
	name    string
	address string
	cookies string
	pid     int

	encodings string    // that are accepted; "" for Chromium's
	perPage   []float64 // CPU time a page, in microseconds, one a cycle
	ratios    []float64 // to the limit in the same cycle
}

// page measures the CPU time of the timetable, uncached and with warm shared data, beside the limit: all
// subjects alive at once, one window each in a new random order every cycle,
// ratios taken within a cycle, the median over all cycles.
func page(ctx context.Context, args []string) error {
	set, jsonFile := flags("page")
	cycles := set.Int("cycles", 11, "how many cycles; 21 and more for a figure to keep")
	profiles := set.String("profile", "", "folder to write the portal's profiles to afterwards: cpu.pprof, allocs.pprof")
	if err := parse(set, args); err != nil {
		return err
	}
	s, err := newStage(ctx, true)
	if err != nil {
		return err
	}
	defer s.close()
	limitPID := s.limitProcess.pid()
	limit := &subject{name: "the limit: bare handler, 3 calls of 5.3 KB", address: s.limit + "/limit", pid: limitPID, encodings: gzipAlone}
	same := &subject{name: "bare handler that decodes the portal's answers", address: s.limit + "/same", pid: limitPID, encodings: gzipAlone}
	timetable := &subject{name: "the portal's timetable, uncached", address: s.forgetful.base + s.timetable(), cookies: s.forgetfulCookie, pid: s.forgetful.child.pid(), encodings: gzipAlone}
	warm := &subject{name: "the portal's timetable, shared data warm", address: s.portal.base + s.timetable(), cookies: s.visitor.cookies(), pid: s.portal.child.pid(), encodings: gzipAlone}
	subjects := []*subject{limit, same, timetable, warm}
	r := newReport("page")
	client := newLoad()
	for _, x := range subjects {
		if _, err := x.drive(ctx, client, warmUp); err != nil {
			return err
		}
	}
	for cycle := range *cycles {
		order := rand.Perm(len(subjects))
		for _, i := range order {
			if err := subjects[i].measure(ctx, client); err != nil {
				return err
			}
		}
		for _, x := range subjects {
			x.ratios = append(x.ratios, x.perPage[cycle]/limit.perPage[cycle])
		}
	}
	for _, x := range subjects {
		v := spreadOf(x.perPage)
		r.add(result{Goal: "G1", What: x.name, Value: v.Median, Unit: "us", Verdict: noted, Spread: &v, Note: "CPU a page"})
	}
	r.ratio("G1", same.name, same.ratios, "x", 0, "what the portal's answers alone cost")
	r.ratio("G1", "the timetable of 45 slots, uncached", timetable.ratios, "x", mostCPU, "session, headers, log, templ, gzip")
	var beside []float64
	for cycle := range *cycles {
		beside = append(beside, timetable.perPage[cycle]/same.perPage[cycle])
	}
	r.ratio("G1", "the same, beside a bare handler of equal JSON", beside, "x", 0, "")
	r.ratio("G1", "the timetable with warm shared data", warm.ratios, "x", mostCPUWarm, "the member's own calls remain")
	if *profiles != "" {
		if err := warm.profile(ctx, client, s.portal.admin, *profiles); err != nil {
			return err
		}
	}
	return r.finish(*jsonFile)
}

func newLoad() *http.Client {
	return &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: 2 * loadConns, DisableCompression: true},
		Timeout:   20 * time.Second,
	}
}

// measure drives one window and notes the CPU time a page.
func (x *subject) measure(ctx context.Context, client *http.Client) error {
	before, err := cpuTime(x.pid)
	if err != nil {
		return err
	}
	pages, err := x.drive(ctx, client, window)
	if err != nil {
		return err
	}
	after, err := cpuTime(x.pid)
	if err != nil {
		return err
	}
	x.perPage = append(x.perPage, float64((after-before).Nanoseconds())/1e3/float64(pages))
	return nil
}

// profileTime is how long the processor is watched, in seconds.
const profileTime = 10

// profile keeps the portal busy and writes where its time and memory go.
func (x *subject) profile(ctx context.Context, client *http.Client, admin, folder string) error {
	failed := make(chan error, 1)
	go func() {
		_, err := x.drive(ctx, client, (profileTime+1)*time.Second)
		failed <- err
	}()
	for _, p := range []struct{ file, path string }{{"allocs.pprof", "allocs"}, {"cpu.pprof", fmt.Sprintf("profile?seconds=%d", profileTime)}} {
		data, err := fetch(ctx, http.MethodGet, admin+"/debug/pprof/"+p.path, nil)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, p.file), data, 0o600); err != nil {
			return err
		}
	}
	return <-failed
}

// drive asks for the page on loadConns connections, each as soon as the one
// before has come, and returns how many came.
func (x *subject) drive(ctx context.Context, client *http.Client, d time.Duration) (int, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var pages atomic.Int64
	var wait sync.WaitGroup
	end := time.Now().Add(d)
	for range loadConns {
		wait.Go(func() {
			for time.Now().Before(end) && ctx.Err() == nil {
				if err := x.fetch(ctx, client); err != nil {
					cancel(err)
					return
				}
				pages.Add(1)
			}
		})
	}
	wait.Wait()
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	if pages.Load() == 0 {
		return 0, fmt.Errorf("%s: no page in %s", x.name, d)
	}
	return int(pages.Load()), nil
}

func (x *subject) fetch(ctx context.Context, client *http.Client) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, x.address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Accept-Encoding", cmp.Or(x.encodings, encodings))
	r.Header.Set("Accept-Language", "de")
	if x.cookies != "" {
		r.Header.Set("Cookie", x.cookies)
		r.Header.Set("Sec-Fetch-Dest", "document")
	}
	res, err := client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode != http.StatusOK || n < 1000:
		return fmt.Errorf("%s: answered %s with %d bytes", x.name, res.Status, n)
	}
	return nil
}
