package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"memberportal/internal/sandbox"
)

// roleUpstream plays the API of the studios: the sandbox with a busy day,
// whose answers to reads are kept and replayed, so that it costs little and
// says the same every time. It adds a latency, and keeps a ledger of calls.
//
//	plainPath                a constant list of plainBytes
//	/_bench/latency?ms=50    what every answer takes from now on
//	/_bench/ledger           the calls since it was last asked
//	/_bench/members          who plays which story
const roleUpstream = "_upstream"

const (
	plainPath  = "/_bench/plain"
	plainBytes = 5_300
)

// ledgerCall is one call as the upstream saw it, in nanoseconds of its own clock.
type ledgerCall struct {
	Path  string // with the query
	Start int64
	End   int64
}

type upstream struct {
	world   *sandbox.Sandbox
	plain   []byte
	began   time.Time
	latency atomic.Int64 // nanoseconds
	keep    atomic.Bool  // the ledger

	mu     sync.Mutex
	kept   map[string][]byte // answers to reads, by what was asked
	ledger []ledgerCall
}

func serveUpstream(ctx context.Context, args []string) error {
	set, _ := flags("upstream")
	if err := parse(set, args); err != nil {
		return err
	}
	u, day, err := newUpstream()
	if err != nil {
		return err
	}
	member := u.member(busyStudio, busyStory)
	return serveRole(ctx, u, fmt.Sprintf("%s %s %d", day, member.Email, member.CustomerID))
}

func newUpstream() (*upstream, string, error) {
	world := sandbox.New(sandbox.Options{Seed: 1})
	dump, err := world.Dump()
	if err != nil {
		return nil, "", err
	}
	changed, day, err := busyDay(dump, busyStudio)
	if err != nil {
		return nil, "", err
	}
	if err := world.Restore(changed); err != nil {
		return nil, "", err
	}
	switches := world.Switches()
	switches.RateLimit = 0
	world.SetSwitches(switches)
	plain, err := plainList()
	return &upstream{world: world, plain: plain, began: time.Now(), kept: map[string][]byte{}}, day, err
}

// plainList is the JSON the limit decodes: as many rows as the timetable has,
// each with what a row must know, together plainBytes.
func plainList() ([]byte, error) {
	var list []plainSlot
	for n := range busySlots {
		list = append(list, plainSlot{
			ID: int64(10_000 + n), Title: "Yoga", Start: fmt.Sprintf("2026-06-16T%02d:00Z", 7+n/4),
			Instructor: "Tom Berger", Room: "Hall", Max: 20, Booked: n % 20,
		})
	}
	text, err := json.Marshal(list)
	if len(text) < plainBytes {
		// White space costs a decoder next to nothing; what is missing is a few bytes.
		text = append(text, bytes.Repeat([]byte(" "), plainBytes-len(text))...)
	}
	return text, err
}

func (u *upstream) member(studio, story string) sandbox.Member {
	for _, m := range u.world.Members() {
		if m.Studio == studio && m.Story == story {
			return m
		}
	}
	return sandbox.Member{}
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/_bench/latency":
		ms, err := strconv.Atoi(r.URL.Query().Get("ms"))
		if err != nil || ms < 0 || ms > 1000 {
			http.Error(w, "ms: want 0 to 1000", http.StatusBadRequest)
			return
		}
		u.latency.Store(int64(ms) * int64(time.Millisecond))
		return
	case "/_bench/members":
		_ = json.NewEncoder(w).Encode(u.world.Members()) // the reader may have left
		return
	case "/_bench/ledger":
		u.keep.Store(true)
		u.mu.Lock()
		calls := u.ledger
		u.ledger = nil
		u.mu.Unlock()
		_ = json.NewEncoder(w).Encode(calls) // the reader may have left
		return
	}
	start := time.Since(u.began)
	if d := time.Duration(u.latency.Load()); d > 0 {
		time.Sleep(d)
	}
	u.answer(w, r)
	if u.keep.Load() {
		end := time.Since(u.began)
		u.mu.Lock()
		u.ledger = append(u.ledger, ledgerCall{r.URL.RequestURI(), int64(start), int64(end)})
		u.mu.Unlock()
	}
}

func (u *upstream) answer(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == plainPath {
		writeAnswer(w, u.plain)
		return
	}
	if r.Method != http.MethodGet {
		u.world.ServeHTTP(w, r)
		return
	}
	key := r.Header.Get("X-API-KEY") + " " + r.Header.Get("Accept-Language") + " " + r.URL.RequestURI()
	u.mu.Lock()
	body, known := u.kept[key]
	u.mu.Unlock()
	if !known {
		rec := httptest.NewRecorder()
		u.world.ServeHTTP(rec, r)
		if rec.Code != http.StatusOK {
			for name, values := range rec.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(rec.Code)
			_, _ = w.Write(rec.Body.Bytes())
			return
		}
		body = rec.Body.Bytes()
		u.mu.Lock()
		u.kept[key] = body
		u.mu.Unlock()
	}
	writeAnswer(w, body)
}

func writeAnswer(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}
