package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// everywhere runs an errand in both studios, with and without script: on a
// phone with it, on a desktop without, so that both are met.
func everywhere(t *testing.T, errand func(t *testing.T, d *demo, studio string, s setup)) {
	t.Helper()
	for _, studio := range []string{"nordlicht", "forge"} {
		for _, s := range []setup{{width: 390, height: 844}, {noScript: true}} {
			t.Run(studio+" "+s.String(), func(t *testing.T) {
				t.Parallel()
				errand(t, startDemo(t), studio, s)
			})
		}
	}
}

// crosswise runs an errand once with script and once without, each in another
// studio: for errands in which the studios do not differ.
func crosswise(t *testing.T, errand func(t *testing.T, d *demo, studio string, s setup)) {
	t.Helper()
	for studio, s := range map[string]setup{"nordlicht": {width: 390, height: 844}, "forge": {noScript: true}} {
		t.Run(studio+" "+s.String(), func(t *testing.T) {
			t.Parallel()
			errand(t, startDemo(t), studio, s)
		})
	}
}

// ask asks for a code and returns the mail.
func ask(b *tab, d *demo, m member) sentMail {
	b.t.Helper()
	before := len(d.mailsTo(m.Email))
	b.fill("email", m.Email)
	require.Equal(b.t, 200, b.press("main form button"))
	require.Equal(b.t, "/"+m.Studio+"/signin/code", b.path())
	return d.newMail(m.Email, before)
}

// signIn signs a member in by code; the tab is then at the studio's path.
func signIn(b *tab, d *demo, m member, path string) {
	b.t.Helper()
	require.Equal(b.t, 200, b.open("/"+m.Studio+"/signin?next="+url.QueryEscape("/"+m.Studio+path)))
	b.fill("code", ask(b, d, m).code(b.t))
	require.Equal(b.t, 200, b.press(`form:has([name="code"]) button`))
}

// signedIn tells whether the page shows a member.
func (b *tab) signedIn() bool {
	b.t.Helper()
	return b.has("details.menu .ava")
}

func TestSignInByCode(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		m := d.member(studio, "regular")

		require.Equal(t, 200, b.open("/"+studio+"/"))
		require.False(t, b.signedIn())
		require.Equal(t, 200, b.open("/"+studio+"/bookings"), "a stranger is led to sign in")
		require.Contains(t, b.path(), "/"+studio+"/signin?next=")

		mail := ask(b, d, m)
		require.NotContains(t, b.text("main"), m.Email, "the address is not shown in full")

		b.fill("code", "0000 0000")
		require.Equal(t, 422, b.press(`form:has([name="code"]) button`))
		require.Contains(t, b.text("[role=alert]"), "4 more tries")
		require.Equal(t, "code", b.attribute("[aria-invalid=true]", "name"), "the field is marked")
		require.False(t, b.signedIn())

		b.fill("code", mail.code(t))
		require.Equal(t, 200, b.press(`form:has([name="code"]) button`))
		require.Equal(t, "/"+studio+"/bookings", b.path(), "the way back is kept")
		require.True(t, b.signedIn())

		require.Equal(t, 200, b.open("/"+studio+"/"))
		require.Contains(t, b.text("h1"), strings.Fields(m.Name)[0])

		other := "nordlicht"
		if studio == other {
			other = "forge"
		}
		require.Equal(t, 200, b.open("/"+other+"/"))
		require.False(t, b.signedIn(), "the session is bound to its studio")
		require.Equal(t, 200, b.open("/"+studio+"/"))
		require.True(t, b.signedIn())
	})
}

func TestSignInByLink(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		m := d.member(studio, "newcomer")
		require.Equal(t, 200, b.open("/"+studio+"/classes"))
		require.Equal(t, 200, b.press(`.slots a.btn[href*="/signin"]`))
		link := ask(b, d, m).link(t)

		elsewhere := newTab(t, d.portal, s)
		elsewhere.open(link)
		require.False(t, elsewhere.has("main form"), "another browser cannot use the link")
		require.False(t, elsewhere.signedIn())

		require.Equal(t, 200, b.open(link))
		require.False(t, b.signedIn(), "opening the link changes nothing: mail programs open it too")
		require.Equal(t, 200, b.open(link))
		require.Equal(t, 200, b.press("main form button"))
		require.True(t, b.signedIn())
		require.Regexp(t, "^/"+studio+`/classes/\d+/slots/\d+$`, b.path(), "at the class that was to be booked")

		b.open(link)
		require.Equal(t, 200, b.open("/"+studio+"/"))
		require.True(t, b.signedIn(), "a used link does no harm")
	})
}

func TestFamilyChoosesWhoSignsIn(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		var family []member
		for _, m := range d.members() {
			if m.Studio == studio && m.Story == "family" {
				family = append(family, m)
			}
		}
		require.Len(t, family, 3)
		b := newTab(t, d.portal, s)
		signIn(b, d, family[0], "/")
		require.Equal(t, "/"+studio+"/signin/profile", b.path())
		require.False(t, b.signedIn())
		for _, m := range family {
			require.Contains(t, b.text("main"), m.Name)
		}
		require.Equal(t, 422, b.press("main form button"), "nobody was chosen")
		require.NotEmpty(t, b.text("[role=alert]"))

		second := strings.Fields(family[1].Name)[0]
		choice := eval[string](b, `[...document.querySelectorAll("label.pick")].find(l => l.innerText.includes(`+quote(second)+`)).querySelector("input").id`)
		b.do(chromedp.Click(chromedp.CSS("#" + choice)))
		require.Equal(t, 200, b.press("main form button"))
		require.True(t, b.signedIn())
		require.Equal(t, 200, b.open("/"+studio+"/"))
		require.Contains(t, b.text("h1"), second)
	})
}

// switchLanguage picks an entry as a member does: with the mouse where the
// script sends the form, else with the button that the keyboard reaches.
func switchLanguage(b *tab, s setup, language string) {
	b.t.Helper()
	if b.signedIn() {
		b.do(chromedp.Click(chromedp.CSS("details.menu summary")))
	}
	if s.noScript {
		b.do(chromedp.Focus(chromedp.CSS("select[name=language]")))
		eval[bool](b, `(document.activeElement.value = `+quote(language)+`, true)`)
		b.key(kb.Tab)
		require.Equal(b.t, "BUTTON", eval[string](b, `document.activeElement.tagName`))
		require.Equal(b.t, "1", eval[string](b, `getComputedStyle(document.activeElement).opacity`), "the button is there for the keyboard")
		require.Equal(b.t, 200, b.arrive("changing the language", chromedp.KeyEvent(kb.Enter)))
	} else {
		// A browser shows the list of a select outside the page, where tests
		// cannot click; its choice is a change event without keyboard focus.
		require.Equal(b.t, 200, b.arrive("changing the language", chromedp.Evaluate[chromedp.Void](`(() => {
			const s = document.querySelector("select[name=language]");
			s.value = `+quote(language)+`;
			s.dispatchEvent(new Event("change", {bubbles: true}));
		})()`)))
	}
	require.Equal(b.t, language, b.language())
}

func TestLanguageIsKept(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		languages := []string{"pl", "en"}
		if studio == "nordlicht" {
			languages = []string{"de", "pl", "en"}
		}
		require.Equal(t, 200, b.open("/"+studio+"/classes"))
		require.Equal(t, "en", b.language(), "the browser's language comes first")
		for _, language := range languages {
			switchLanguage(b, s, language)
			require.Contains(t, b.path(), "/"+studio+"/classes", "back on the same page")
			require.Equal(t, 200, b.open("/"+studio+"/signin"))
			require.Equal(t, language, b.language())
			require.Equal(t, 200, b.open("/"+studio+"/classes"))
		}
		switchLanguage(b, s, "pl")
		signIn(b, d, d.member(studio, "extras"), "/bookings")
		require.True(t, b.signedIn())
		require.Equal(t, "pl", b.language(), "kept through the sign-in")
		switchLanguage(b, s, "en")
		require.Equal(t, 200, b.open("/"+studio+"/"))
		require.Equal(t, "en", b.language())
	})
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "regular"), "/bookings")
		require.True(t, b.signedIn())
		b.do(chromedp.Click(chromedp.CSS("details.menu summary")))
		require.Equal(t, 200, b.press(`details.menu form[action$="/signout"] button`))
		require.False(t, b.signedIn())
		require.Equal(t, 200, b.open("/"+studio+"/bookings"))
		require.Contains(t, b.path(), "/signin?next=")
		for range 3 {
			b.back()
			require.False(t, b.signedIn(), "nothing of the member comes back with the back button: %s", b.path())
		}
	})
}

func TestSignOutEverywhere(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		m := d.member(studio, "regular")
		here, there := newTab(t, d.portal, s), newTab(t, d.portal, s)
		signIn(here, d, m, "/bookings")
		signIn(there, d, m, "/bookings")
		require.True(t, here.signedIn())
		require.True(t, there.signedIn())
		here.do(chromedp.Click(chromedp.CSS("details.menu summary")))
		require.Equal(t, 200, here.press(`details.menu form[action$="/privacy/sessions/end"] button`))
		require.False(t, here.signedIn())
		require.Equal(t, 200, there.open("/"+studio+"/bookings"))
		require.Contains(t, there.path(), "/signin?next=", "the other browser is out, too")
	})
}

// restart gives a new tab what a browser keeps when it is closed: the cookies
// that have a date.
func restart(b *tab, s setup) (*tab, []*network.Cookie) {
	b.t.Helper()
	var kept []*network.Cookie
	fresh := newTab(b.t, b.base, s)
	for _, c := range call(b, network.GetCookies, network.GetCookiesParams{}).Cookies {
		if c.Session {
			continue
		}
		kept = append(kept, c)
		expires := cdp.TimeSinceEpoch(c.Expires)
		call(fresh, network.SetCookie, network.SetCookieParams{
			Name: c.Name, Value: c.Value, Domain: c.Domain, Path: c.Path, HTTPOnly: &c.HTTPOnly, Secure: &c.Secure, SameSite: c.SameSite, Expires: expires,
		})
	}
	return fresh, kept
}

func TestStaySignedIn(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		m := d.member(studio, "regular")
		for _, remember := range []bool{false, true} {
			b := newTab(t, d.portal, s)
			require.Equal(t, 200, b.open("/"+studio+"/signin"))
			b.fill("code", ask(b, d, m).code(t))
			if remember {
				b.do(chromedp.Click(chromedp.CSS("#remember")))
			}
			require.Equal(t, 200, b.press(`form:has([name="code"]) button`))
			require.True(t, b.signedIn())
			fresh, kept := restart(b, s)
			require.Equal(t, 200, fresh.open("/"+studio+"/"))
			require.Equal(t, remember, fresh.signedIn(), "after the browser was closed; kept %d cookies", len(kept))
		}
	})
}
