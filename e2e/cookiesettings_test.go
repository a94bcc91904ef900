package e2e

import (
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

var starting sync.Mutex

// startAlone starts one browser after another: together none would be ready in time.
func startAlone(start func()) {
	starting.Lock()
	defer starting.Unlock()
	start()
}

// setting is a browser as members have it, by what becomes of the cookies of
// a frame of another site.
type setting struct {
	name    string
	visitor func(*testing.T) visitor
	plain   string // what becomes of a cookie that is not partitioned: "", "shared" by all sites, or "own" of each
	split   bool   // whether a partitioned one is kept
}

func settings() []setting {
	return []setting{
		{"Chromium with cookies of other sites blocked", world.blocked.visitor, "", true},
		{"Chromium with cookies of other sites allowed", world.allowed.visitor, "shared", true},
		{"Firefox as it comes", world.firefoxes[0].visitor, "own", true},
		{"Firefox, strict", world.firefoxes[1].visitor, "own", true},
		{"Firefox with all cookies of other sites blocked", world.firefoxes[2].visitor, "", false},
	}
}

// inFrames runs an errand in the browsers whose frames keep our cookies.
func inFrames(t *testing.T, errand func(t *testing.T, v visitor)) {
	t.Helper()
	for _, s := range settings()[:3] {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			errand(t, s.visitor(t))
		})
	}
}

// What the other tests rest on: the browsers treat cookies as they were told.
func TestCookiesOfOtherSites(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	// A stranger's site, with cookies as the portal would and would not set them.
	framed := r.handle(siblingHost, "/cookies", func(w http.ResponseWriter, q *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Add("Set-Cookie", "split=1; Path=/; Secure; HttpOnly; SameSite=None; Partitioned")
		w.Header().Add("Set-Cookie", "plain=1; Path=/; Secure; HttpOnly; SameSite=None")
		w.Header().Add("Set-Cookie", "lax=1; Path=/; Secure; HttpOnly; SameSite=Lax")
		var names []string
		for _, c := range q.Cookies() {
			names = append(names, c.Name)
		}
		slices.Sort(names)
		for _, n := range names {
			_, _ = w.Write([]byte("<i>" + n + "</i>"))
		}
	})
	sites := []string{studioOne, studioTwo}
	for _, site := range sites {
		r.website(site, "/cookies", `<iframe src="`+framed+`"></iframe>`)
	}
	for _, s := range settings() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			v := s.visitor(t)
			came := func(site string) []string {
				return value[[]string](r.visit(t, v, r.at(site, "/cookies")).frame("iframe"), `[...document.querySelectorAll("i")].map(e => e.innerText)`)
			}
			require.Empty(t, came(sites[0]), "at first")
			var again, elsewhere []string
			if s.split {
				again = append(again, "split")
			}
			if s.plain != "" {
				again = append(again, "plain")
			}
			slices.Sort(again)
			if s.plain == "shared" {
				elsewhere = []string{"plain"}
			}
			require.ElementsMatch(t, again, came(sites[0]), "again on the same site")
			require.ElementsMatch(t, elsewhere, came(sites[1]), "on another site")
		})
	}
}
