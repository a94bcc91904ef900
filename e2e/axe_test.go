package e2e

import (
	_ "embed"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

//go:embed inspect.js
var inspect string // a function that runs axe

// axeSource reads axe-core; without it the test is left out or fails.
func axeSource(t *testing.T) string {
	t.Helper()
	source := axeIfThere(t)
	if source == "" {
		t.Skip("there is no axe-core")
	}
	return source
}

// axeIfThere reads axe-core; "" when it is not there and need not be.
func axeIfThere(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("node_modules", "axe-core", "axe.min.js"))
	if err != nil && !browserRequired() {
		t.Log("left out: the accessibility checks: no axe-core in e2e/node_modules (npm ci --prefix e2e)")
		return ""
	}
	require.NoError(t, err)
	return string(source)
}

// inspection is what axe found.
type inspection struct {
	Violations []string `json:"violations"`
	Undecided  []string `json:"undecided"` // texts whose contrast could not be told
	Read       int      `json:"read"`      // texts whose contrast could
	Rules      []string `json:"rules"`     // that had something to look at, and liked it
}

// way is one way to look at a page.
type way struct {
	width int64
	dark  bool
}

func (w way) String() string {
	if w.dark {
		return itoa(w.width) + " px, dark"
	}
	return itoa(w.width) + " px, light"
}

// rulesOfLook are those whose verdict depends on the width or the scheme a page is looked
// at in. The others ask what the page is made of, which is the same in every way.
func rulesOfLook() []string {
	return []string{"color-contrast", "target-size", "scrollable-region-focusable", "region", "link-in-text-block"}
}

// everyWay is phone and desktop, light and dark.
func everyWay() []way { return []way{{1280, false}, {1280, true}, {360, false}, {360, true}} }

// requireAccessible runs the rules of WCAG 2.0 to 2.2, A and AA, and of good
// practice over the page, or a part of it: all of them in the first way, and in the
// others those that could judge differently. The page's content security policy
// forbids it such a script; the protocol may run it.
func requireAccessible(b *tab, source, part string, ways ...way) {
	b.t.Helper()
	if !eval[bool](b, `"axe" in window`) {
		eval[bool](b, source+"; true")
	}
	for n, w := range ways {
		b.resize(w.width, 800)
		b.scheme(w.dark)
		rules := "null"
		if n > 0 {
			rules = `["` + strings.Join(rulesOfLook(), `","`) + `"]`
		}
		found := eval[inspection](b, "("+inspect+")("+quote(part)+", "+rules+")")
		require.Empty(b.t, found.Violations, "%s, %s", b.path(), w)
		require.Empty(b.t, found.Undecided, "contrast that cannot be told: %s, %s", b.path(), w)
		require.Positive(b.t, found.Read, "the contrast of texts was looked at: %s, %s", b.path(), w)
		require.Contains(b.t, found.Rules, "color-contrast")
		if part == "" && n == 0 {
			require.Subset(b.t, found.Rules, []string{"document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one", "region", "target-size"})
		}
	}
	b.scheme(false)
	b.resize(1280, 900)
}

// inEveryWay looks at every state in every language, width and scheme, which takes longer
// than CI can wait: go test ./e2e -run EveryState -every-way -timeout 90m
var inEveryWay = flag.Bool("every-way", false, "accessibility of every state in every language, width and scheme")

// share is the ways in which a state is looked at in a language. In English every state is
// seen wide and narrow, light and dark, dealt out by turns; in the other languages, whose
// words are longer but whose pages are the same, those states where that matters.
func share(name string) []way {
	language, state, _ := strings.Cut(name, "/")
	switch {
	case state == "classes-many", state == "visits-many":
		return nil // hundreds of rows like those of the other states, and minutes of axe
	case *inEveryWay:
		return everyWay()
	case language != "en":
		if telling(state) {
			return []way{{360, language == "de"}}
		}
		return nil
	case len(state)%2 == 0:
		return []way{{1280, true}, {360, false}}
	}
	return []way{{1280, false}, {360, true}}
}

// telling are the states with the most of a language's words.
func telling(state string) bool {
	switch state {
	case "welcome", "signin-error", "code", "profile", "home-trouble", "classes", "slot", "slot-paused", "bookings", "booking-waiting", "cancel", "done-unclear", "error-unavailable",
		"account", "appointments", "appointment", "calendar", "checkin", "contract", "documents", "ending-choose", "extras", "messages", "own-data", "pause", "switch", "visits",
		"accessibility", "activity", "privacy-many", "new-tab", "refused-sandbox", "embed", "unsent", "pause-change":
		return true
	}
	return false
}

// TestAccessibilityOfTheRunningPortal looks at pages as members with all sorts
// of stories get them.
func TestAccessibilityOfTheRunningPortal(t *testing.T) {
	t.Parallel()
	source := axeSource(t)
	for studio, stories := range map[string][]string{"nordlicht": {"regular", "debtor", "extras"}, "forge": {"paused", "restricted", "pending", "former"}} {
		t.Run(studio, func(t *testing.T) {
			t.Parallel()
			d := startDemo(t)
			b := newTab(t, d.portal, setup{})
			look := func(path string, status int) {
				t.Helper()
				require.Equal(t, status, b.open(path))
				requireAccessible(b, source, "", way{360, true}, way{1280, false})
			}
			look("/"+studio+"/", 200)
			look("/"+studio+dayAfter, 200)
			look("/"+studio+"/nothing-here", 404)
			look("/", 200)
			for _, story := range stories {
				who := newTab(t, d.portal, setup{})
				signIn(who, d, d.member(studio, story), "/")
				b = who
				look("/"+studio+"/", 200)
				if story != stories[0] {
					continue
				}
				look("/"+studio+tomorrow, 200)
				look("/"+studio+"/bookings", 200)
				if studio == "nordlicht" {
					require.Equal(t, 200, b.press(`.slots a[href*="/bookings/"]:not(.btn)`))
					requireAccessible(b, source, "", everyWay()...)
					require.Equal(t, 200, b.press(`main a[href$="/cancel"]`))
					requireAccessible(b, source, "", everyWay()...)
				}
				require.Equal(t, 200, b.open("/"+studio+tomorrow))
				require.Equal(t, 200, b.press(`.slots a[href*="/slots/"]`))
				requireAccessible(b, source, "", everyWay()...)
			}
			look("/demo/", 200)
			look("/demo/mailbox", 200)
		})
	}
}
