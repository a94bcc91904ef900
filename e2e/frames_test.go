package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// enter signs a member in by the code of a mail. The view is at the sign-in page.
func (r *rig) enter(w *view, m member) sentMail {
	w.t.Helper()
	before := len(r.box.to(m.Email))
	w.fill("email", m.Email)
	require.Equal(w.t, 200, w.press("main form button"), "asking for a code")
	require.Equal(w.t, "/"+m.Studio+"/signin/code", w.path())
	mail := r.box.next(m.Email, before)
	w.fill("code", mail.code(w.t))
	require.Equal(w.t, 200, w.press(`form:has([name="code"]) button`))
	require.True(w.t, w.signedIn(), "signed in")
	return mail
}

// framed shows a path of the portal in the only frame of a page of a studio's website.
func (r *rig) framed(v visitor, t *testing.T, site, path string, attributes ...string) (page, inside *view) {
	t.Helper()
	page = r.visit(t, v, r.website(site, "/"+strings.ReplaceAll(t.Name(), "/", "-"), r.frame(path, attributes...)))
	return page, page.frame("iframe")
}

// toSignIn is what strangers find there.
const toSignIn = `.slots a.btn[href*="/signin"]`

// toBookable goes from day to day until one has a class that can be booked, and
// returns its row. Today's may be about to begin, and a class that the coach
// confirms is not yet booked.
func (w *view) toBookable() string { return w.toBookableFrom(3) }

// toBookableFrom is toBookable from a day of the strip on; 1 is the first.
func (w *view) toBookableFrom(day int64) string {
	w.t.Helper()
	for ; ; day++ {
		w.toDay(day)
		links := value[[]string](w, `[...document.querySelectorAll(".slots li:has(form button:not(.quiet)) > a, .slots li:has(form button:not(.quiet)) a[href*='/slots/']")].map(a => new URL(a.href).pathname)`)
		for _, s := range w.r.world.ClassSlots("nordlicht") {
			at := fmt.Sprintf("/nordlicht/classes/%d/slots/%d", s.ClassID, s.ID)
			if !s.NeedsConfirmation && slices.Contains(links, at) {
				return `.slots li:has(a[href^="` + at + `?"], a[href="` + at + `"])`
			}
		}
	}
}

// toDay goes to a day of the strip above the timetable; 1 is the first.
func (w *view) toDay(day int64) {
	w.t.Helper()
	require.Equal(w.t, 200, w.press(`.days > :nth-child(`+itoa(day)+`)`))
}

// book books the class of a row.
func (w *view) book(row string) (class string) {
	w.t.Helper()
	class = w.text(row + " a")
	require.Equal(w.t, 200, w.press(row+" form button"), w.text("main"))
	require.Contains(w.t, w.text("h1"), class)
	require.Contains(w.t, w.text("[role=status]"), "You are booked.")
	return class
}

// cancel cancels the booking whose page or row is open.
func (w *view) cancel(class string) {
	w.t.Helper()
	before := w.r.calls("cancelClassSlotById")
	require.Equal(w.t, 200, w.press(`main a[href*="/cancel"]`))
	require.Contains(w.t, w.text("main"), class)
	require.Equal(w.t, before, w.r.calls("cancelClassSlotById"), "asking changes nothing")
	require.Equal(w.t, 200, w.press(`main form[action*="/cancel"] button`))
	require.Equal(w.t, before+1, w.r.calls("cancelClassSlotById"))
	require.Contains(w.t, w.text("[role=status]"), "Cancelled.")
}

// choose picks a language. A browser shows the list of a select outside the
// page, where tests cannot click.
func (w *view) choose(language string) {
	w.t.Helper()
	require.Equal(w.t, 200, w.arrive("changing the language", func() error {
		_, err := w.d.evaluate(`(() => {
			const s = document.querySelector("select[name=language]");
			s.value = ` + quote(language) + `;
			s.dispatchEvent(new Event("change", {bubbles: true}));
		})()`)
		return err
	}))
	require.Equal(w.t, language, w.language())
}

// signOut signs out by the account menu.
func (w *view) signOut() {
	w.t.Helper()
	w.click("details.menu summary")
	require.Equal(w.t, 200, w.press(`details.menu form[action*="/signout"] button`))
	require.False(w.t, w.signedIn())
}

func TestErrandsInAFrame(t *testing.T) {
	t.Parallel()
	inFrames(t, func(t *testing.T, v visitor) {
		r := newRig(t)
		page, w := r.framed(v, t, studioOne, "/nordlicht/classes?embed=1")
		m := r.member("nordlicht", "newcomer")
		stays := func(what string) {
			t.Helper()
			require.Equal(t, "1", w.query().Get("embed"), what)
			require.False(t, w.has("header.top"), "the studio's page has a header already: %s", what)
		}
		stays("at first")
		require.False(t, w.signedIn())

		// Sign in on the way to a class; the code is typed here.
		for day := int64(2); !w.has(toSignIn); day++ {
			w.toDay(day)
		}
		wanted := w.attribute(toSignIn, "href")
		require.Equal(t, 200, w.press(toSignIn))
		stays("sign in")
		mail := r.enter(w, m)
		require.NotContains(t, mail.Text, "/signin/link/", "a link would open where these cookies are not")
		require.Contains(t, strings.ReplaceAll(wanted, "%2F", "/"), w.path(), "on to what was asked for")
		stays("signed in")

		// Book, and see it booked.
		require.Equal(t, 200, w.press(`.strip a[href*="/classes"]`))
		row := w.toBookable()
		stays("the day")
		class := w.book(row)
		stays("booked")
		require.Equal(t, 1, r.calls("bookClassSlot"))
		require.Equal(t, 200, w.press(`.strip a[href*="/bookings"]`))
		require.Contains(t, w.text("main"), class)

		// The next visit to the website finds the member signed in.
		page = r.visit(t, v, page.address().String())
		w = page.frame("iframe")
		require.True(t, w.signedIn(), "the frame's cookie is kept")
		require.Equal(t, 200, w.press(`.strip a[href*="/bookings"]`))

		// Cancel.
		w.cancel(class)
		stays("cancelled")

		w.click("details.menu summary")
		w.choose("pl")
		stays("in Polish")
		require.Equal(t, 200, w.press(`.strip a[href*="/classes"]`))
		require.Equal(t, "pl", w.language(), "the language is kept")

		w.signOut()
		stays("signed out")
		require.Equal(t, 200, w.goTo(r.at(portalHost, "/nordlicht/bookings?embed=1")))
		require.Equal(t, "/nordlicht/signin", w.path())
		require.Equal(t, r.at(studioOne, page.path()), page.address().String(), "the website's own page never moved")
	})
}

// The session of a member of one studio is worth nothing at another, in
// whatever way it gets there.
func TestSessionOfAnotherStudio(t *testing.T) {
	t.Parallel()
	inFrames(t, func(t *testing.T, v visitor) {
		r := newRig(t)
		both := r.website(studioOne, "/both", r.frame("/nordlicht/signin?embed=1", `id="a"`)+r.frame("/forge/?embed=1", `id="b"`))
		page := r.visit(t, v, both)
		a, b := page.frame("#a"), page.frame("#b")
		r.enter(a, r.member("nordlicht", "regular"))
		stranger := func(w *view) {
			t.Helper()
			for _, path := range []string{"/forge/?embed=1", "/forge/bookings?embed=1"} {
				w.goTo(r.at(portalHost, path))
				require.False(t, w.signedIn(), path)
				if strings.Contains(path, "bookings") {
					require.Contains(t, w.path(), "/signin", path)
				}
			}
		}
		stranger(b)
		require.Equal(t, 200, a.goTo(r.at(portalHost, "/nordlicht/?embed=1")))
		require.True(t, a.signedIn(), "the member's own frame goes on beside it")

		// Its value under the name of the other studio's cookie.
		offered := 0
		r.tamper(func(q *http.Request) {
			own, err := q.Cookie("__Host-member-nordlicht-f")
			if err == nil && !strings.HasPrefix(q.URL.Path, "/nordlicht/") {
				offered++
				q.Header.Set("Cookie", "__Host-member-forge-f="+own.Value+"; __Host-member-forge-t="+own.Value)
			}
		})
		stranger(b)
		require.GreaterOrEqual(t, offered, 2, "the cookie came along and was offered")
		r.tamper(nil)
		require.Equal(t, 200, a.goTo(r.at(portalHost, "/nordlicht/?embed=1")))
		require.True(t, a.signedIn(), "what was offered elsewhere ends nothing here")
	})
}

// A browser that does not know Partitioned brings a frame's cookie to every
// other website that frames the portal.
func TestSessionOfABrowserThatKnowsNoPartitions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	v := world.allowed.visitor(t)
	r.answers(func(a *http.Response) {
		for i, c := range a.Header["Set-Cookie"] {
			a.Header["Set-Cookie"][i] = strings.ReplaceAll(c, "; Partitioned", "")
		}
	})
	_, a := r.framed(v, t, studioOne, "/nordlicht/signin?embed=1")
	r.enter(a, r.member("nordlicht", "regular"))
	brought := false
	r.tamper(func(q *http.Request) {
		_, err := q.Cookie("__Host-member-nordlicht-f")
		brought = brought || err == nil
	})
	page := r.visit(t, v, r.website(studioTwo, "/elsewhere", r.frame("/forge/bookings?embed=1")))
	b := page.frame("iframe")
	require.True(t, brought, "the browser brings the cookie of the other website")
	require.False(t, b.signedIn())
	require.Contains(t, b.path(), "/forge/signin")
}
