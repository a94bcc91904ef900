package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Where a frame keeps no cookie the portal leads out of it, with everything
// that was typed and where it was to lead.
func TestFrameWithoutCookies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		visitor func(*testing.T) visitor
		lose    bool // the cookies of frames, on their way: for want of a Safari
	}{
		{"Firefox with all cookies of other sites blocked", world.firefoxes[2].visitor, false},
		{"Chromium that loses them", world.blocked.visitor, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if c.lose {
				r.tamper(func(q *http.Request) {
					if q.Header.Get("Sec-Fetch-Dest") != "document" {
						q.Header.Del("Cookie")
					}
				})
			}
			_, w := r.framed(c.visitor(t), t, studioOne, "/nordlicht/classes?embed=1")
			m := r.member("nordlicht", "newcomer")

			// What needs no cookie works here.
			w.choose("pl")
			w.toDay(3)
			require.Equal(t, "pl", w.language(), "the language is in the address")
			w.choose("en")
			for day := int64(2); !w.has(toSignIn); day++ {
				w.toDay(day)
			}
			require.Equal(t, 200, w.press(toSignIn))
			next := w.query().Get("next")
			require.Contains(t, next, "/nordlicht/classes/")

			w.fill("email", m.Email)
			require.Equal(t, 422, w.press("main form button"))
			require.Equal(t, "Continue in a new tab", w.text("h1"))
			require.Empty(t, r.box.to(m.Email), "nothing was done yet")

			before := w.tabs()
			w.click(`main form[target="_blank"] button`)
			tab := w.tab(before)
			require.Equal(t, "/nordlicht/signin/code", tab.path(), "what was typed came along")
			require.Empty(t, tab.query().Get("embed"), "a tab has the page's own header")
			require.True(t, value[bool](tab, `window.opener === null`))
			mail := r.box.next(m.Email, 0)
			require.Contains(t, mail.Text, "/nordlicht/signin/link/", "a link opens in this browser's tabs")
			tab.fill("code", mail.code(t))
			require.Equal(t, 200, tab.press(`form:has([name="code"]) button`))
			require.True(t, tab.signedIn())
			target := tab.address()
			require.Contains(t, next, target.Path, "on to what was asked for in the frame")

			// The same errands.
			require.Equal(t, 200, tab.goTo(r.at(portalHost, "/nordlicht/classes")))
			class := tab.book(tab.toBookable())
			require.Equal(t, 1, r.calls("bookClassSlot"))
			tab.cancel(class)
			tab.click("details.menu summary")
			tab.choose("pl")
			tab.signOut()
			require.Len(t, r.box.to(m.Email), 1)

			// The frame stays what it was: there is nothing in it to go round in circles.
			require.Equal(t, "Continue in a new tab", w.text("h1"))
			require.False(t, w.signedIn())
		})
	}
}
