package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shown tells whether the frame of a page shows the portal. A browser shows a
// page of its own in a frame that is refused.
func (w *view) shown(selector string) bool {
	w.t.Helper()
	var shown bool
	require.Eventually(w.t, func() bool {
		d, err := w.d.frame(selector)
		if err != nil {
			return false
		}
		text, err := d.evaluate(`[!!document.querySelector("main#main"), /^(chrome-error:|about:neterror)/.test(document.URL)]`)
		var refused bool
		return err == nil && json.Unmarshal(text, &[]any{&shown, &refused}) == nil && (shown || refused)
	}, patience, 50*time.Millisecond, "the frame %s shows something", selector)
	return shown
}

// Only the websites that the studio names may frame its pages.
func TestWhoMayFrame(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	outer := func(site, path string) string {
		return r.website(site, path, r.frame("/nordlicht/classes?embed=1"))
	}
	listed := outer(studioOne, "/listed")
	for _, s := range []setting{settings()[0], settings()[2]} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			v := s.visitor(t)
			name := strings.ReplaceAll(t.Name(), "/", "-")
			for _, c := range []struct {
				name, at string
				shown    bool
			}{
				{"a listed site", listed, true},
				{"a listed host at another port", fmt.Sprintf("https://%s:%d/listed", studioOne, r.other), false},
				{"the site of another studio", outer(studioTwo, "/"+name), false},
				{"a site that is not listed", outer(attackerHost, "/"+name), false},
				{"a sibling of the portal's host", outer(siblingHost, "/"+name), false},
				{"a studio that does not exist", r.website(studioOne, "/nobody"+name, r.frame("/nobody/?embed=1")), false},
				{"the choice of studios", r.website(studioOne, "/choice"+name, r.frame("/?embed=1")), false},
				{"the page of a mailed link", r.website(studioOne, "/link"+name, r.frame("/nordlicht/signin/link/abc")), false},
				{"a page without an address in the portal", r.website(studioOne, "/lost"+name, r.frame("/nordlicht/lost?embed=1")), true},
			} {
				require.Equal(t, c.shown, r.visit(t, v, c.at).shown("iframe"), c.name)
			}
			// All pages around the frame count, not the next one alone.
			wrapped := r.visit(t, v, r.website(attackerHost, "/wrap"+name, `<iframe id="site" src="`+listed+`" width="800" height="600"></iframe>`))
			require.False(t, wrapped.frame("#site").shown("iframe"), "a listed site inside one that is not")
		})
	}
}

// Websites that shut themselves off can still show the portal, where the
// portal is told (embed.coep) or they allow it themselves.
func TestFramesOfShutOffWebsites(t *testing.T) {
	t.Parallel()
	for _, s := range []setting{settings()[0], settings()[2]} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r, v := newRig(t), s.visitor(t)
			name := strings.ReplaceAll(t.Name(), "/", "-")
			isolated := func(studio string) *view {
				at := r.website(studioTwo, "/"+name+studio, r.frame("/"+studio+"/signin?embed=1"),
					"Cross-Origin-Embedder-Policy", "require-corp", "Cross-Origin-Opener-Policy", "same-origin")
				page := r.visit(t, v, at)
				require.True(t, value[bool](page, `crossOriginIsolated`), "the website has shut itself off")
				return page
			}
			require.False(t, isolated("forge").shown("iframe"), "of a studio that does not know")
			page := isolated("isolated")
			require.True(t, page.shown("iframe"), "of a studio with embed.coep")
			m := r.member("forge", "regular")
			m.Studio = "isolated"
			r.enter(page.frame("iframe"), m)

			strict := r.visit(t, v, r.website(studioOne, "/strict"+name, r.frame("/nordlicht/signin?embed=1"),
				"Content-Security-Policy", "default-src 'none'; frame-src "+r.at(portalHost, "")+"; sandbox allow-scripts allow-forms allow-same-origin",
				"Cross-Origin-Opener-Policy", "same-origin", "Referrer-Policy", "no-referrer"))
			r.enter(strict.frame("iframe"), r.member("nordlicht", "regular"))
		})
	}
}

// tokens are what docs and the portal's own words recommend to whoever is
// forced to give a frame a sandbox.
const tokens = `sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads allow-top-navigation-by-user-activation"`

func TestFrameInASandbox(t *testing.T) {
	t.Parallel()
	inFrames(t, func(t *testing.T, v visitor) {
		r := newRig(t)
		_, w := r.framed(v, t, studioOne, "/nordlicht/signin?embed=1", tokens)
		r.enter(w, r.member("nordlicht", "regular"))

		// Without allow-same-origin its forms come from nowhere. What is missing is said.
		page := r.visit(t, v, r.website(studioOne, "/narrow", r.frame("/forge/signin?embed=1", strings.Replace(tokens, " allow-same-origin", "", 1))))
		w = page.frame("iframe")
		w.fill("email", "somebody@portal.example")
		require.Equal(t, 403, w.press("main form button"))
		require.Contains(t, value[string](w, `document.querySelector("main details code").textContent`), tokens)
		require.Empty(t, r.box.to("somebody@portal.example"))
	})
}

// A frame of 280 px is a narrow column of a website.
func TestNarrowFrame(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	v := world.blocked.visitor(t)
	page := r.visit(t, v, r.website(studioOne, "/narrow", strings.Replace(r.frame("/nordlicht/?embed=1"), `width="700"`, `width="280"`, 1)))
	w := page.frame("iframe")
	fits := func() {
		t.Helper()
		require.Equal(t, 280, value[int](w, `innerWidth`))
		require.LessOrEqual(t, value[int](w, `document.documentElement.scrollWidth`), 280, "%s fits", w.address())
	}
	fits()
	require.Equal(t, 200, w.goTo(r.at(portalHost, "/nordlicht/classes?embed=1")))
	fits()
	require.Equal(t, 200, w.goTo(r.at(portalHost, "/nordlicht/signin?embed=1")))
	fits()
	r.enter(w, r.member("nordlicht", "extras"))
	w.click("details.menu summary")
	fits()
	for _, path := range []string{"/", "/classes", "/bookings", "/appointments", "/account", "/profile", "/contracts", "/checkin", "/messages", "/signout"} {
		require.Equal(t, 200, w.goTo(r.at(portalHost, "/nordlicht"+path+"?embed=1")), path)
		fits()
	}
	require.Equal(t, 200, w.goTo(r.at(portalHost, "/nordlicht/classes?embed=1")))
	w.toDay(3) // today's classes are folded away when they are over
	fits()
	require.Equal(t, 200, w.press(".slots li a"))
	fits()
}

// Neither the website nor the portal needs a script.
func TestFrameWithoutScripts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	page, w := r.framed(world.blocked.visitor(t), t, studioOne, "/nordlicht/classes?embed=1")
	for _, silent := range []*view{page, w} {
		silent.noScript = true
		require.NoError(t, silent.d.(*chromiumDocument).silence())
	}
	require.Equal(t, 200, w.goTo(r.at(portalHost, "/nordlicht/signin?embed=1&next=%2Fnordlicht%2Fclasses%3Fembed%3D1")))
	require.False(t, w.has("html.js"))
	r.enter(w, r.member("nordlicht", "newcomer"))
	class := w.book(w.toBookable())
	require.Equal(t, 1, r.calls("bookClassSlot"))
	w.cancel(class)
	w.click("details.menu summary")
	value[bool](w, `(document.querySelector("select[name=language]").value = "pl", true)`)
	require.Equal(t, 200, w.press(`form.lang button`))
	require.Equal(t, "pl", w.language())
	w.signOut()
	require.Equal(t, "1", w.query().Get("embed"))
}
