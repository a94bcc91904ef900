package handlers_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/handlers"
)

// longestChain is how many calls of a page may need the answer of another: a list
// names what is asked for next. Further slices of a list come on top.
const longestChain = 2

// waves holds back the API's answers until no more calls come, and then gives all of
// them at once: how often it has to is how many calls need the answer of another,
// whatever the machine does beside. One that is late for its wave makes a wave too
// many, never one too few.
type waves struct {
	api http.Handler

	mu      sync.Mutex
	holding bool
	calls   []string // of the present wave
	open    chan struct{}
	last    *time.Timer
	past    [][]string
}

// quiet is how long no call may come for a wave to be complete.
const quiet = 40 * time.Millisecond

func (v *waves) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if open := v.join(r); open != nil {
		<-open
	}
	v.api.ServeHTTP(w, r)
}

// join makes a call one of the present wave; nil where it need not wait.
func (v *waves) join(r *http.Request) chan struct{} {
	v.mu.Lock()
	defer v.mu.Unlock()
	if offset := r.URL.Query().Get("offset"); !v.holding || offset != "" && offset != "0" {
		return nil
	}
	v.calls = append(v.calls, r.Method+" "+r.URL.Path)
	if v.open == nil {
		v.open = make(chan struct{})
		v.last = time.AfterFunc(quiet, v.release)
	} else {
		v.last.Reset(quiet)
	}
	return v.open
}

func (v *waves) release() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.open == nil {
		return
	}
	v.past = append(v.past, v.calls)
	close(v.open)
	v.open, v.calls = nil, nil
}

// of tells which calls a page makes, wave by wave.
func (v *waves) of(page func()) [][]string {
	v.mu.Lock()
	v.holding, v.past = true, nil
	v.mu.Unlock()
	page()
	v.mu.Lock()
	defer v.mu.Unlock()
	v.holding = false
	return v.past
}

// routeOf is the route of an address of a studio that answers GET, "" where none does.
func routeOf(path string) string {
	parts := strings.Split(path, "/")
	best := ""
	for _, r := range handlers.Routes() {
		pattern := strings.Split("/:studio"+r.Path, "/")
		fits := r.Method == http.MethodGet && len(pattern) == len(parts)
		for i := 0; fits && i < len(parts); i++ {
			fits = pattern[i] == parts[i] || strings.HasPrefix(pattern[i], ":")
		}
		if fits && (best == "" || strings.Count(r.Path, ":") < strings.Count(best, ":")) {
			best = r.Path
		}
	}
	return best
}

// linked follows the links of pages from a member's start page on and returns one
// address for each route.
func (b *browser) linked(studio string) map[string]string {
	b.p.t.Helper()
	found := map[string]string{}
	queue := []string{"/" + studio + "/"}
	for n := 0; n < len(queue); n++ {
		u, err := url.Parse(queue[n])
		require.NoError(b.p.t, err)
		route := routeOf(u.Path)
		if u.Host != "" || route == "" || found[route] != "" {
			continue
		}
		found[route] = u.RequestURI()
		pg := b.get(u.RequestURI())
		require.Contains(b.p.t, []int{http.StatusOK, http.StatusUnprocessableEntity}, pg.status, u.Path)
		for _, link := range pg.Find("a[href]").EachIter() {
			queue = append(queue, link.AttrOr("href", ""))
		}
	}
	return found
}

// unlinked are pages for people who are not signed in, what only websites lead to, and files.
func unlinked() []string {
	return []string{"/signin", "/signin/code", "/signin/link/:token", "/signin/profile", "/signin/again", "/done/:intentID", "/calendar/:token",
		"/classes/:classID/slots/:slotID/book", "/classes/:classID/image", "/embed", "/signout", "/profile/photo.jpg", "/profile/documents/:documentID",
		"/receipts/:number"}
}

// everything tells of the files with all that is held on a member: they read a few parts at
// a time, to spare the studio's system, and have a time limit of their own.
func everything(route string) bool { return strings.HasPrefix(route, "/privacy/export.") }

// TestCallsThatCanGoTogetherDo holds for every page: what does not need the answer of
// another call does not wait for it.
func TestCallsThatCanGoTogetherDo(t *testing.T) {
	gate := &waves{}
	p := newPortal(t, paying, func(s *setup) {
		s.between = func(api http.Handler) http.Handler {
			gate.api = api
			return gate
		}
	})
	reached := map[string]bool{}
	for _, story := range []string{"regular", "extras", "debtor", "paused", "canceled"} {
		b := p.signIn("forge", story)
		pages := b.linked("forge")
		if extra := pages["/contracts/:contractID/extras/:extraID/cancel"]; extra != "" {
			pages["/contracts/:contractID/extras/:extraID/cancel/withdraw"] = extra + "/withdraw"
		}
		if story == "paused" {
			pages["/contracts/:contractID/pause/:idlePeriodID/withdraw"] = p.pauseAddress("forge", story) + "/" + id(p.pausesNow("forge", story)[0].ID) + "/withdraw"
		}
		for route, address := range pages {
			reached[route] = true
			if everything(route) {
				continue
			}
			var calls [][]string
			for range 3 { // a busy machine makes chains longer, never shorter
				if calls = gate.of(func() { b.get(address) }); len(calls) <= longestChain {
					break
				}
			}
			t.Logf("%s (%s): %d %s", route, story, len(calls), calls)
			if len(calls) > longestChain {
				t.Errorf("%s (%s, %s): %d calls after each other: %s", route, story, address, len(calls), calls)
			}
		}
	}
	for _, r := range handlers.Routes() {
		if r.Method == http.MethodGet && !reached[r.Path] && !slices.Contains(unlinked(), r.Path) {
			t.Errorf("no page was reached at %s", r.Path)
		}
	}
}

// A page that asks one after the other is found out.
func TestWaves(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	gate := &waves{api: answer}
	call := func(path string) {
		gate.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	together := gate.of(func() {
		var all sync.WaitGroup
		for _, path := range []string{"/a", "/b", "/c"} {
			all.Go(func() { call(path) })
		}
		all.Wait()
	})
	require.Len(t, together, 1)
	require.Len(t, together[0], 3)
	require.Equal(t, [][]string{{"GET /a"}, {"GET /b"}}, gate.of(func() { call("/a"); call("/b?offset=0"); call("/b?offset=50") }))
}
