package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/handlers"
	"memberportal/pgclient"
)

// frame is a browser that shows the portal inside the studio's website: framed
// documents ask as iframes. Its jar takes Secure cookies over http, as browsers do on
// loopback.
func (p *portal) frame() *browser {
	b := p.browser()
	b.client.Jar = loopbackJar{b.client.Jar}
	b.headers["Sec-Fetch-Dest"] = "iframe"
	b.headers["Sec-Fetch-Site"] = "same-origin"
	return b
}

// loopbackJar keeps what is for https although the tests speak http.
type loopbackJar struct{ http.CookieJar }

func secure(u *url.URL) *url.URL {
	s := *u
	s.Scheme = "https"
	return &s
}

func (j loopbackJar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	j.CookieJar.SetCookies(secure(u), cookies)
}
func (j loopbackJar) Cookies(u *url.URL) []*http.Cookie { return j.CookieJar.Cookies(secure(u)) }

// forgetful is a frame whose browser keeps no cookie there.
func (p *portal) forgetful() *browser {
	b := p.frame()
	b.client.Jar = nil
	return b
}

// tab is the same browser's new tab: another jar, no frame.
func (p *portal) tab() *browser {
	b := p.browser()
	b.headers["Sec-Fetch-Dest"] = "document"
	b.headers["Sec-Fetch-Site"] = "same-origin"
	return b
}

// In a frame a member signs in by the code, which is typed there: the mail has no link.
func TestSignInInAFrame(t *testing.T) {
	p := newPortal(t)
	b := p.frame()
	m := p.member("forge", "regular")
	page := b.get("/forge/signin?embed=1&next=%2Fforge%2Fbookings%3Fembed%3D1")
	action, values := page.form("/signin?embed=1")
	values.Set("email", m.Email)
	page = b.post(action, values)
	require.Equal(t, "/forge/signin/code?embed=1", page.path)
	mail := p.newestMail(m.Email, 0)
	require.NotContains(t, mail.Text, "/signin/link/")
	require.NotContains(t, mail.HTML, "/signin/link/")
	code := codeLine.FindStringSubmatch(mail.Text)
	action, values = page.form("/signin/code?embed=1")
	values.Set("code", code[1]+code[2])
	page = b.post(action, values)
	require.Equal(t, "/forge/bookings?embed=1", page.path)
	for _, c := range b.client.Jar.Cookies(mustParse(t, p.server.URL)) {
		require.True(t, strings.HasSuffix(c.Name, "-f"), c.Name)
	}
	require.Equal(t, "/forge/signin?next=%2Fforge%2Fbookings", p.tab().get("/forge/bookings").path, "at top level nobody is signed in")
}

// A browser that keeps no cookies in frames: one card, and the sign-in goes on in a tab
// of its own with what was typed.
func TestFrameWithoutCookies(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b := p.forgetful()
	page := b.get("/forge/signin?embed=1&lang=pl&nobook=1&next=%2Fforge%2Fbookings%3Fembed%3D1%26lang%3Dpl")
	require.Equal(t, http.StatusOK, page.status)
	action, values := page.form("/signin?embed=1&lang=pl&nobook=1")
	values.Set("email", m.Email)
	page = b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, page.status)
	require.Equal(t, text(t, "pl", "frames.new_tab_title"), page.text("h1"))
	require.Empty(t, p.mailsTo(m.Email), "nothing was done")
	card := page.Find(`main form[target="_blank"]`)
	require.Equal(t, 1, card.Length())
	require.Equal(t, "post", card.AttrOr("method", ""))
	action, values = page.form("/forge/signin?lang=pl")
	require.Equal(t, url.Values{"email": {m.Email}, "next": {"/forge/bookings?lang=pl"}}, values)

	tab := p.tab()
	page = tab.post(action, values)
	require.Equal(t, "/forge/signin/code?lang=pl", page.path)
	code := codeLine.FindStringSubmatch(p.newestMail(m.Email, 0).Text)
	page = tab.post("/forge/signin/code?lang=pl", url.Values{"code": {code[1] + code[2]}})
	require.Equal(t, "/forge/bookings?lang=pl", page.path)
	require.Empty(t, page.Find(".framed").Nodes)
}

// Every form in a frame whose cookies are gone leads to the card, and none writes.
func TestEveryFormOfAFrameWithoutCookies(t *testing.T) {
	p := newPortal(t)
	b := p.forgetful()
	tried := 0
	for _, r := range handlers.Routes() {
		path := filled(r.Path)
		if r.Method != http.MethodPost || strings.HasSuffix(path, "/language") || path == "/cancel-contract" || path == "/withdraw-from-contract" {
			continue // these need no cookie
		}
		tried++
		page := b.post("/forge"+path+"?embed=1", url.Values{"once": {"x"}, "iban": {"DE02120300000000202051"}, "message": {"Guten Tag"}})
		require.Equal(t, http.StatusUnprocessableEntity, page.status, path)
		require.Equal(t, text(t, "en", "frames.new_tab_title"), page.text("h1"), path)
		form := page.Find(`main form[target="_blank"]`)
		require.Equal(t, 1, form.Length(), path)
		require.NotContains(t, form.AttrOr("action", ""), "embed", path)
		require.NotContains(t, page.html, "DE0212", "bank data are not handed on: %s", path)
		if form.AttrOr("method", "") == "post" {
			require.Contains(t, page.html, "Guten Tag", path)
		}
	}
	require.Greater(t, tried, 30)
	require.Zero(t, p.writes())
}

// filled puts ids into a pattern.
func filled(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, ":") {
			parts[i] = "1"
		}
	}
	return strings.Join(parts, "/")
}

// What needs no cookie gets along without: reading, filters, another language.
func TestPublicPagesOfAFrameNeedNoCookie(t *testing.T) {
	p := newPortal(t)
	b := p.forgetful()
	page := b.get("/nordlicht/classes?embed=1")
	require.Equal(t, http.StatusOK, page.status)
	require.Empty(t, page.header.Get("Set-Cookie"))
	action, values := page.form("/language?embed=1")
	values.Set("language", "pl")
	page = b.post(action, values)
	require.Equal(t, "/nordlicht/classes?embed=1&lang=pl", page.path)
	require.Equal(t, "pl", page.lang())
	action, values = page.form("/language?embed=1&lang=pl")
	values.Set("language", "de")
	page = b.post(action, values)
	require.Equal(t, "/nordlicht/classes?embed=1&lang=de", page.path)
	require.Equal(t, "de", page.lang())
}

// What the studio's website asks for stays on through every link and form.
func TestMarksOfAFrameStay(t *testing.T) {
	p := newPortal(t)
	b := p.frame()
	b.enter("nordlicht", "regular")
	b.get("/nordlicht/language?embed=1")
	for _, path := range []string{"/", "/classes", "/bookings", "/contracts", "/profile", "/checkin/visits", "/appointments", "/account", "/messages", "/nothing-here"} {
		page := b.get("/nordlicht" + path + "?embed=1&lang=pl&theme=dark")
		require.Equal(t, "pl", page.lang(), path)
		page.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			to := a.AttrOr("href", "")
			if !strings.HasPrefix(to, "/nordlicht/") || strings.HasSuffix(strings.Split(to, "?")[0], ".ics") || strings.Contains(to, ".csv") {
				return
			}
			u := mustParse(t, to)
			require.Equal(t, "1", u.Query().Get("embed"), "%s: %s", path, to)
			require.Equal(t, "pl", u.Query().Get("lang"), "%s: %s", path, to)
			require.Equal(t, "dark", u.Query().Get("theme"), "%s: %s", path, to)
		})
		page.Find("form").Each(func(_ int, f *goquery.Selection) {
			if f.AttrOr("method", "get") == "get" {
				require.Equal(t, "pl", f.Find(`input[type="hidden"][name="lang"]`).AttrOr("value", ""), path)
				require.Equal(t, "1", f.Find(`input[type="hidden"][name="embed"]`).AttrOr("value", ""), path)
				require.Equal(t, "dark", f.Find(`input[type="hidden"][name="theme"]`).AttrOr("value", ""), path)
				return
			}
			require.Equal(t, "dark", mustParse(t, f.AttrOr("action", "")).Query().Get("theme"), path)
		})
	}
	other := b.get("/nordlicht/classes?embed=1&lang=xx&theme=pink")
	require.Empty(t, other.Find(`a[href*="lang=xx"], a[href*="pink"], form[action*="lang=xx"], form[action*="pink"]`).Nodes, "what nobody knows")
}

// A link to sign out asks first, since other websites can lead there.
func TestSigningOutByALinkAsksFirst(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	page := b.get("/forge/signout")
	require.Equal(t, http.StatusOK, page.status)
	require.Equal(t, "/forge/bookings", b.get("/forge/bookings").path, "still signed in")
	action, values := page.form("/signout")
	b.post(action, values)
	require.Contains(t, b.get("/forge/bookings").path, "/forge/signin")
	require.Equal(t, "/forge/", b.get("/forge/signout").path, "who is out is led home")
}

// A refused form says what the people behind the studio's website have to change.
func TestRefusalExplains(t *testing.T) {
	p := newPortal(t)
	for name, c := range map[string]struct{ site, origin, key string }{
		"sandboxed frame":    {"cross-site", "null", "frames.refused_sandbox"},
		"another website":    {"cross-site", "https://evil.example", "frames.refused_foreign"},
		"a sibling":          {"same-site", "https://evil.portal.example", "frames.refused_foreign"},
		"behind a bad proxy": {"", "https://members.example", "frames.refused_host"},
	} {
		b := p.browser()
		b.headers["Origin"], b.headers["Sec-Fetch-Dest"] = c.origin, "iframe"
		if c.site != "" {
			b.headers["Sec-Fetch-Site"] = c.site
		}
		page := b.post("/nordlicht/signin?embed=1", url.Values{"email": {"x@example.org"}})
		require.Equal(t, http.StatusForbidden, page.status, name)
		require.Contains(t, page.text("details"), text(t, "en", c.key), name)
		require.Contains(t, page.text("details"), c.origin, name)
		require.Equal(t, strings.Contains(page.text("details"), "allow-same-origin"), c.origin == "null", name)
		require.Contains(t, page.header.Get("Content-Security-Policy"), "frame-ancestors https://www.nordlicht.example:8443", name)
		require.Equal(t, "_blank", page.Find(".acts a").AttrOr("target", ""), name)
	}
	b := p.browser()
	b.headers["Origin"], b.headers["Sec-Fetch-Site"] = "https://"+strings.Repeat("e", 4000)+"<script>", "cross-site"
	require.Less(t, len(b.post("/nordlicht/signin", nil).html), 20_000)
}

// The mailed link opens at top level, and nowhere else.
func TestMailedLinkCannotBeFramed(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	_, m := b.askCode("nordlicht", p.member("nordlicht", "regular").Email)
	at := strings.Index(m.Text, "/nordlicht/signin/link/")
	require.Positive(t, at)
	link := strings.Fields(m.Text[at:])[0]
	require.Contains(t, b.get(link).header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	require.Contains(t, b.get("/nordlicht/signin").header.Get("Content-Security-Policy"), "frame-ancestors https://www.nordlicht.example:8443")
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u
}

// Where the website wants strangers to read only, nothing invites them to book; members
// are not strangers.
func TestStrangersWhoReadOnly(t *testing.T) {
	p := newPortal(t)
	slot := p.slotLike("nordlicht", func(s pgclient.ClassSlot) bool {
		return p.bookable("nordlicht", p.member("nordlicht", "regular").CustomerID, s.ID)
	})
	day := "/nordlicht/classes?day=" + pgclient.DateOf(slot.StartDateTime.Time()).String()
	one := "/nordlicht/classes/" + id(slot.ClassInformation.ID) + "/slots/" + id(slot.ID)
	b := p.frame()
	const invitation = `main a[href*="/signin"]`
	for _, path := range []string{day + "&", one + "?"} {
		require.NotEmpty(t, b.get(path+"embed=1").Find(invitation).Nodes, path)
		require.Empty(t, b.get(path+"embed=1&nobook=1").Find(invitation).Nodes, path)
	}
	b.enter("nordlicht", "regular")
	require.NotEmpty(t, b.get(one+"?nobook=1").Find(`main form[action*="/book"]`).Nodes)
}

// A website chooses a theme or a variant of the brand by the address; each is a
// stylesheet of its own.
func TestLookThatTheWebsiteAsksFor(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string {
			return strings.Replace(y, `brand: { color: "#0b6e4f" }`, `brand: { color: "#0b6e4f", fonts: "Georgia, serif", variants: [{ name: summer, color: "#b3541e" }] }`, 1)
		}
	})
	b := p.browser()
	sheets := map[string]string{}
	for _, query := range []string{"", "theme=light", "theme=dark", "brand=summer", "brand=summer&theme=dark"} {
		page := b.get("/nordlicht/?" + query)
		at := page.Find(`link[rel="stylesheet"]`).AttrOr("href", "")
		css := b.get(at)
		require.Equal(t, http.StatusOK, css.status)
		require.Equal(t, at, css.path, "it is there, not elsewhere")
		require.Contains(t, css.html, "--font:Georgia, serif")
		require.Equal(t, strings.Contains(query, "theme"), strings.Contains(css.html, "html:root{color-scheme:"), query)
		require.Equal(t, !strings.Contains(query, "theme"), strings.Contains(css.html, "prefers-color-scheme"), query)
		sheets[at] = query
		own := b.get(strings.Replace(at, "/style.", "/own.", 1))
		require.Contains(t, own.path, "/nordlicht/own.", "another sheet's hash leads to the present one")
	}
	require.Len(t, sheets, 5)
	require.Equal(t, b.get("/nordlicht/").Find(`link[rel="stylesheet"]`).AttrOr("href", ""),
		b.get("/nordlicht/?theme=pink&brand=winter").Find(`link[rel="stylesheet"]`).AttrOr("href", ""))
	require.Empty(t, b.get("/forge/?brand=summer").Find(`a[href*="brand="]`).Nodes, "of another studio")
}

// A cookie that nobody can read any more, of an older version or another key, is none:
// the page says so in its own way, and the next sign-in works.
func TestStaleCookiesInAFrame(t *testing.T) {
	p := newPortal(t)
	b := p.frame()
	at := mustParse(t, p.server.URL)
	stale := func() {
		for _, name := range []string{"__Host-guest-f", "__Host-member-forge-f"} {
			b.client.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: "bm90LW9mLXRoaXMtdmVyc2lvbg==", Path: "/", Secure: true}})
		}
	}
	stale()
	require.Equal(t, http.StatusOK, b.get("/forge/classes?embed=1").status)
	page := b.get("/forge/bookings?embed=1")
	require.Equal(t, "/forge/signin?embed=1&next=%2Fforge%2Fbookings%3Fembed%3D1", page.path)
	stale()
	require.Equal(t, "/forge/signin/code?embed=1", b.post("/forge/signin?embed=1", url.Values{"email": {p.member("forge", "regular").Email}}).path,
		"the browser keeps cookies, so the sign-in goes on here")
	code := codeLine.FindStringSubmatch(p.newestMail(p.member("forge", "regular").Email, 0).Text)
	require.Equal(t, "/forge/?embed=1", b.post("/forge/signin/code?embed=1", url.Values{"code": {code[1] + code[2]}}).path)
}

// A studio that is no longer in the configuration is nobody's: not even the website
// that framed it may frame what is said about it.
func TestStudioThatIsGoneFromTheConfiguration(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string { return y[:strings.Index(y, "  - slug: forge")] }
	})
	b := p.frame()
	b.client.Jar.SetCookies(mustParse(t, p.server.URL), []*http.Cookie{{Name: "__Host-member-forge-f", Value: strings.Repeat("a", 43), Path: "/", Secure: true}})
	for _, path := range []string{"/forge/bookings?embed=1", "/forge/", "/forge/style.x.css"} {
		page := b.get(path)
		require.Equal(t, http.StatusNotFound, page.status, path)
		require.Contains(t, page.header.Get("Content-Security-Policy"), "frame-ancestors 'none'", path)
		require.Empty(t, page.header.Get("Set-Cookie"), path)
	}
	require.Equal(t, http.StatusNotFound, b.post("/forge/signout?embed=1", nil).status)
}
