package e2e

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// embedded is a page of a studio's website that shows the portal by script, in
// surroundings that would let a frame grow for ever, and listens to all it is told.
func (r *rig) embedded(path string) string {
	return r.website(studioOne, "/embedded", `
		<style>body, main, [data-portal] { min-height: 100vh; padding: 20px; box-sizing: content-box }</style>
		<script>`+listen+`</script>
		<main><div data-portal="`+r.at(portalHost, "/nordlicht")+`" data-path="`+path+`"></div></main>
		<script src="`+r.at(portalHost, "/embed.js")+`"></script>`)
}

// follows waits until the frame is as high as the page in it, which leaves
// nothing to scroll, and returns the height.
func (w *view) follows(inside *view, what string) float64 {
	w.t.Helper()
	var outer, inner, hidden float64
	require.Eventually(w.t, func() bool {
		outer = value[float64](w, `document.querySelector("iframe").getBoundingClientRect().height`)
		inner = value[float64](inside, `document.documentElement.getBoundingClientRect().height`)
		hidden = value[float64](inside, `document.documentElement.scrollHeight - innerHeight`)
		return outer-inner <= 2 && inner-outer <= 2 && hidden <= 2
	}, patience, 50*time.Millisecond, "%s: the frame follows", what)
	return outer
}

// longNumber is long enough to be an id, which has at least seven digits.
var longNumber = regexp.MustCompile(`\d{6,}`)

// On a website of its own, through a whole errand: the frame is as high as its
// page, and the website is told nothing of the member.
func TestEmbedInEveryBrowser(t *testing.T) {
	t.Parallel()
	inFrames(t, func(t *testing.T, v visitor) {
		r := newRig(t)
		m := r.member("nordlicht", "newcomer")
		page := r.visit(t, v, r.embedded("/classes"))
		w := page.frame("iframe")
		first := page.follows(w, "the timetable")
		require.Greater(t, first, 300.0)

		// More and less on the same page.
		value[bool](w, `(document.querySelector("main").append(Object.assign(document.createElement("p"), {id: "more", style: "height: 700px"})), true)`)
		require.Eventually(t, func() bool { return page.follows(w, "more") >= first+700 }, patience, 50*time.Millisecond)
		value[bool](w, `(document.querySelector("#more").remove(), true)`)
		require.Eventually(t, func() bool {
			now := page.follows(w, "less")
			return now-first <= 2 && first-now <= 2
		}, patience, 50*time.Millisecond, "it shrinks again")

		// The errand. Pages are of all lengths.
		require.Equal(t, 200, w.goTo(r.at(portalHost, "/nordlicht/signin?embed=1&next=%2Fnordlicht%2Fclasses%3Fembed%3D1")))
		require.Less(t, page.follows(w, "signing in"), first, "a shorter page, a lower frame")
		mail := r.enter(w, m)
		page.follows(w, "signed in")
		row := w.toBookable()
		class := w.book(row)
		page.follows(w, "booked")
		for _, path := range []string{"/bookings", "/profile", "/profile/contact", "/account", "/contracts", "/checkin", "/bookings"} {
			require.Equal(t, 200, w.goTo(r.at(portalHost, "/nordlicht"+path+"?embed=1")))
			page.follows(w, path)
		}
		w.cancel(class)
		page.follows(w, "cancelled")
		w.click("details.menu summary")
		require.Equal(t, 200, w.press(`details.menu form[action*="/signout"] button`))
		page.until(`said.some(([type, detail]) => type === "state" && detail.signedIn) && !said.findLast(([type]) => type === "state")[1].signedIn`, "signed out")

		// Left alone it stays as it is.
		last := page.follows(w, "at the end")
		time.Sleep(2500 * time.Millisecond)
		require.InDelta(t, last, page.follows(w, "a while later"), 0.5)

		// What the website was told, by message and by event.
		var all []string
		for _, heard := range value[[]heardMessage](page, `heard`) {
			if heard.To == "window" {
				require.Equal(t, heardMessage{To: "window", Data: "portal-ready", From: r.portal}, heard, "the greeting is all that goes to the window")
				continue
			}
			text, err := json.Marshal(heard.Data)
			require.NoError(t, err)
			all = append(all, string(text))
		}
		require.Subset(t, all, []string{`["event","booked"]`, `["event","cancelled"]`, `["state",true]`, `["state",false]`, `["path","/bookings"]`})
		require.True(t, slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, `["height",`) }))
		all = append(all, value[string](page, `JSON.stringify(said)`), value[string](page, `document.querySelector("iframe").title`), page.address().String())
		for _, text := range all {
			require.NotRegexp(t, longNumber, strings.ReplaceAll(text, r.portal, ""), "an id")
			for _, secret := range append(strings.Fields(m.Name), m.Email, m.Number, class, mail.code(t)) {
				require.NotContains(t, strings.ToLower(text), strings.ToLower(secret))
			}
		}
	})
}
