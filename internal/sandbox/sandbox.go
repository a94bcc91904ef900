// Package sandbox is the other company's server: a simulator of the studio API
// with state, spoken to over real HTTP. It exists so that the portal can be
// shown, developed and tested without anybody's real members.
//
// A [Sandbox] holds one made-up world with a studio per API key. The world is
// always "this week": its timetable runs from two weeks back to two weeks ahead
// of its clock, which can be set and runs on by itself. Equal seeds give equal
// worlds at equal times.
//
// Where the vendor's documentation leaves a behaviour open, the sandbox chooses
// one; [Switches] turns such choices, and /_control/ lets a test in another
// process do all that the methods of Sandbox do.
package sandbox

import (
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options make a world.
type Options struct {
	// Seed decides names, numbers and how full classes are.
	Seed int64
	// Now is the world's time at the start; zero is the real time.
	Now time.Time
	// Crowd is how many customers each studio has beside those with a story; 0
	// means 300, which is also the least that the timetable needs.
	Crowd int
	// Keys are the API keys, by studio. Nil means sandbox-nordlicht and
	// sandbox-forge. A studio other than these two is a copy of nordlicht.
	Keys map[string]string
}

// Sandbox is a running world. It is an http.Handler and safe for concurrent use.
// It drops connections by panicking with [http.ErrAbortHandler], as a handler
// must; so faults need a real server in front, not a response recorder.
type Sandbox struct {
	clock   *clock
	seed    int64
	byKey   map[string]string // key → studio
	routes  *route
	texts   map[string]text
	plans   plans
	control http.Handler
	traffic *traffic
	faults  *faults
	hooks   *webhooks

	mu       sync.Mutex // guards all below and everything reachable from it
	switches Switches
	studios  map[string]*studio
	traces   uint64
	members  []Member
}

// Member is somebody who can sign in.
type Member struct {
	Studio         string `json:"studio"`
	Name           string `json:"name"`
	Email          string `json:"email"`
	CustomerNumber string `json:"customer_number"`
	Story          string `json:"story"`
	CustomerID     int64  `json:"-"`
}

// New makes a world.
func New(o Options) *Sandbox {
	keys := o.Keys
	if keys == nil {
		keys = map[string]string{nordlicht: "sandbox-nordlicht", forge: "sandbox-forge"}
	}
	s := &Sandbox{
		clock:    newClock(o.Now),
		seed:     o.Seed,
		byKey:    make(map[string]string, len(keys)),
		routes:   newRoutes(operations()),
		texts:    errorTexts(),
		traffic:  newTraffic(),
		faults:   &faults{},
		hooks:    newWebhooks(),
		switches: defaultSwitches(),
		studios:  make(map[string]*studio, len(keys)),
	}
	s.control = s.controlRoutes()
	now := s.clock.now()
	for i, slug := range studioOrder(keys) {
		s.byKey[keys[slug]] = slug
		st, members := newStudio(slug, i+1, max(o.Crowd, crowdSize), o.Seed, now)
		s.studios[slug] = st
		s.members = append(s.members, members...)
	}
	s.travel(now)
	return s
}

// studioOrder puts the two known studios first, so that their ids do not depend
// on which others there are.
func studioOrder(keys map[string]string) []string {
	rank := func(slug string) int {
		switch slug {
		case nordlicht:
			return 0
		case forge:
			return 1
		}
		return 2
	}
	return slices.SortedFunc(maps.Keys(keys), func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
}

// Now is the world's time, in UTC.
func (s *Sandbox) Now() time.Time { return s.clock.now() }

// Members are the people who can sign in, studio by studio, with the names and
// addresses they have now.
func (s *Sandbox) Members() []Member {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.membersNow()
}

// membersNow are the members with what changes of their data and of studio have made of them.
func (s *Sandbox) membersNow() []Member {
	members := slices.Clone(s.members)
	for i, m := range members {
		for slug, st := range s.studios {
			if c := st.customers[m.CustomerID]; c != nil {
				members[i].Studio, members[i].CustomerNumber = slug, c.Record.CustomerNumber
				members[i].Name, members[i].Email = c.Record.FirstName+" "+c.Record.LastName, c.Record.Email
			}
		}
	}
	return members
}

// ServeHTTP answers for the API, below /_control/ for the control API, and at
// /_widget.js for the vendor's payment widget.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_control/") {
		s.control.ServeHTTP(w, r)
		return
	}
	if r.URL.Path == widgetPath {
		serveWidget(w, r)
		return
	}
	s.API().ServeHTTP(w, r)
}

// API is the studio API alone, for a listener that must not offer the control API.
func (s *Sandbox) API() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_files/") {
			s.serveFile(w, r)
			return
		}
		s.serveAPI(w, r)
	})
}

// message is the text of an error code.
func (s *Sandbox) message(code string) text {
	if t, ok := s.texts[code]; ok {
		return t
	}
	return s.texts["error.internal"]
}

// Control is the control API alone.
func (s *Sandbox) Control() http.Handler { return s.control }

// hash is a stable number for a text, to derive seeds from.
func hash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // never fails
	return h.Sum64()
}
