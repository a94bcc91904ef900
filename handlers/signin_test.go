package handlers_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSignInByCode(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		t.Run(studio, func(t *testing.T) {
			p := newPortal(t)
			b := p.browser()
			m := p.member(studio, "regular")
			code, mail := b.askCode(studio, m.Email)
			require.Contains(t, mail.Text, "/"+studio+"/signin/link/")
			require.NotContains(t, mail.Subject, strings.ReplaceAll(code, " ", ""), "the code must not stand in the subject")

			home := b.post("/"+studio+"/signin/code", url.Values{"code": {"  " + strings.ReplaceAll(code, " ", "-")}})
			require.Equal(t, http.StatusOK, home.status)
			require.Equal(t, "/"+studio+"/", home.path)
			first, _, _ := strings.Cut(m.Name, " ")
			require.Contains(t, home.text("h1"), first)
			require.Equal(t, "no-store", home.header.Get("Cache-Control"))
		})
	}
}

func TestSignInByLink(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	m := p.member("forge", "regular")
	_, mail := b.askCode("forge", m.Email)
	link := regexp.MustCompile(`/forge/signin/link/\S+`).FindString(mail.Text)
	require.NotEmpty(t, link)

	other := p.browser().get(link)
	require.Equal(t, http.StatusOK, other.status)
	require.Zero(t, other.Find(`form[action$="`+link+`"]`).Length(), "another browser must not get the button")

	for range 3 { // looking signs nobody in, however often a scanner opens it
		shown := b.get(link)
		require.Equal(t, http.StatusOK, shown.status)
		require.Equal(t, 1, shown.Find(`form[action="`+link+`"] button`).Length())
	}
	require.Equal(t, "/forge/signin?next=%2Fforge%2Fbookings", b.get("/forge/bookings").path)

	require.Equal(t, http.StatusUnprocessableEntity, p.browser().post(link, nil).status, "the link is bound to the browser")
	home := b.post(link, nil)
	require.Equal(t, "/forge/", home.path)
	require.Equal(t, "/forge/bookings", b.get("/forge/bookings").path)

	used := p.browser()
	require.Equal(t, http.StatusUnprocessableEntity, used.post(link, nil).status, "a link works once")
}

// countdown is the time left until a new code may be asked for.
var countdown = regexp.MustCompile(`<span data-wait="\d+">in \d+ seconds?</span>`)

// Page, wording, status and headers are the same whether or not anybody has the address.
//
// Whether mails are late is the same for everyone at one moment, but it may change from the
// first visitor of this test to the second, so it is held still. That it does not depend on
// who is looked up is tested where it is found out, in internal/mail.
func TestSignInTellsNothingAboutMembership(t *testing.T) {
	for _, late := range []bool{false, true} {
		t.Run("mails late: "+strconv.FormatBool(late), func(t *testing.T) { signInTellsNothing(t, late) })
	}
}

func signInTellsNothing(t *testing.T, late bool) {
	p := newPortal(t, func(s *setup) { s.slow = &late })
	known, unknown := p.member("nordlicht", "regular").Email, "nobody.here@example.org"
	require.Len(t, unknown, len(known), "equal lengths, so that even the bytes can be compared")
	type answer struct {
		status int
		header http.Header
		html   string
	}
	look := func(email string) []answer {
		b := p.browser()
		var list []answer
		keep := func(pg page) {
			h := pg.header.Clone()
			for _, own := range []string{"Date", "X-Request-Id", "Set-Cookie", "Content-Length"} {
				h.Del(own)
			}
			html := strings.ReplaceAll(pg.html, email[:1]+"•••", "x•••")
			list = append(list, answer{pg.status, h, countdown.ReplaceAllString(html, "")}) // the seconds that have passed are the test's
		}
		b.get("/nordlicht/signin")
		keep(b.stay().post("/nordlicht/signin", url.Values{"email": {email}}))
		for range 7 { // to the last try and beyond
			keep(b.post("/nordlicht/signin/code", url.Values{"code": {"0000 0000"}}))
		}
		keep(b.get("/nordlicht/signin/code"))
		return list
	}
	a := look(known)
	p.newestMail(known, 0)
	b := look(unknown)
	require.Equal(t, a, b)
	require.Equal(t, late, strings.Contains(a[1].html, "Mail may take a few minutes"))
	require.Empty(t, p.mailsTo(unknown))
}

func TestWrongCodesAreCounted(t *testing.T) { onEachDatabase(t, wrongCodesAreCounted) }

func wrongCodesAreCounted(t *testing.T, p *portal) {
	b := p.browser()
	code, _ := b.askCode("forge", p.member("forge", "regular").Email)
	wrong := "1234 5678"
	if wrong == code {
		wrong = "8765 4321"
	}
	for left := 4; left > 0; left-- {
		pg := b.post("/forge/signin/code", url.Values{"code": {wrong}})
		require.Equal(t, http.StatusUnprocessableEntity, pg.status)
		require.True(t, strings.HasPrefix(pg.text("title"), "Error:"))
		describedBy := pg.Find("#code").AttrOr("aria-describedby", "")
		require.NotEmpty(t, describedBy)
		require.Contains(t, pg.text(".error, #"+strings.ReplaceAll(describedBy, " ", ", #")), string(rune('0'+left)))
	}
	b.post("/forge/signin/code", url.Values{"code": {wrong}})
	after := b.post("/forge/signin/code", url.Values{"code": {code}})
	require.Equal(t, http.StatusUnprocessableEntity, after.status, "the right code is worth nothing after five tries")
	require.Equal(t, "/forge/signin?next=%2Fforge%2Fbookings", b.get("/forge/bookings").path)
}

func TestCodeWorksOnce(t *testing.T) { onEachDatabase(t, codeWorksOnce) }

func codeWorksOnce(t *testing.T, p *portal) {
	b := p.browser()
	m := p.member("forge", "regular")
	code, _ := b.askCode("forge", m.Email)
	var wg sync.WaitGroup
	var mu sync.Mutex
	accepted := 0
	for range 20 {
		wg.Go(func() {
			answer := b.stay().post("/forge/signin/code", url.Values{"code": {code}})
			mu.Lock()
			defer mu.Unlock()
			if answer.status == http.StatusSeeOther && answer.header.Get("Location") == "/forge/" {
				accepted++
			}
		})
	}
	wg.Wait()
	require.Positive(t, accepted)
	// Who comes after the first is signed in already, and only led on.
	sessions, err := p.store.EndSessions(t.Context(), "forge", m.CustomerID)
	require.NoError(t, err)
	require.Equal(t, 1, sessions)
}

func TestCodeIsBoundToTheBrowser(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b := p.browser()
	code, _ := b.askCode("forge", m.Email)
	thief := p.browser()
	thief.post("/forge/signin", url.Values{"email": {m.Email}})
	require.Equal(t, http.StatusUnprocessableEntity, thief.post("/forge/signin/code", url.Values{"code": {code}}).status)
	require.Equal(t, "/forge/", b.post("/forge/signin/code", url.Values{"code": {code}}).path)
}

func TestFamilyChoosesAfterTheProof(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	m := p.member("nordlicht", "family")
	code, _ := b.askCode("nordlicht", m.Email)
	require.NotContains(t, b.get("/nordlicht/signin/profile").text("main"), m.Name, "no name before the proof")
	choose := b.post("/nordlicht/signin/code", url.Values{"code": {code}})
	require.Equal(t, "/nordlicht/signin/profile", choose.path)
	require.Equal(t, 3, choose.Find(`input[name="customer"]`).Length())

	stranger := p.member("nordlicht", "regular").CustomerID
	require.Equal(t, http.StatusUnprocessableEntity, b.post("/nordlicht/signin/profile", url.Values{"customer": {id(stranger)}}).status)
	home := b.post("/nordlicht/signin/profile", url.Values{"customer": {id(m.CustomerID)}})
	require.Equal(t, "/nordlicht/", home.path)
	first, _, _ := strings.Cut(m.Name, " ")
	require.Contains(t, home.text("h1"), first)
}

func TestSignInByCustomerNumber(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	m := p.member("forge", "regular")
	require.Equal(t, 1, b.get("/forge/signin?by=number").Find(`input[name="customer_number"]`).Length())
	b.post("/forge/signin", url.Values{"customer_number": {m.CustomerNumber}})
	code := codeLine.FindString(p.newestMail(m.Email, 0).Text)
	require.Equal(t, "/forge/", b.post("/forge/signin/code", url.Values{"code": {code}}).path)
}

func TestBadAddressStaysInTheForm(t *testing.T) {
	p := newPortal(t)
	pg := p.browser().post("/forge/signin", url.Values{"email": {"not an address"}})
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Equal(t, "not an address", pg.Find("#email").AttrOr("value", ""))
	require.Equal(t, "true", pg.Find("#email").AttrOr("aria-invalid", ""))
}

func TestSignedOutStaysOut(t *testing.T) { onEachDatabase(t, signedOutStaysOut) }

func signedOutStaysOut(t *testing.T, p *portal) {
	b := p.signIn("forge", "regular")
	stolen := p.browser()
	at, err := url.Parse(p.server.URL)
	require.NoError(t, err)
	stolen.client.Jar.SetCookies(at, b.client.Jar.Cookies(at))
	require.Equal(t, "/forge/bookings", stolen.get("/forge/bookings").path)

	require.Equal(t, http.StatusOK, b.get("/forge/signout").status, "which asks")
	require.Equal(t, "/forge/bookings", b.get("/forge/bookings").path, "no GET may sign out")
	action, values := b.get("/forge/").form("/signout")
	out := b.stay().post(action, values)
	require.Equal(t, http.StatusSeeOther, out.status)
	require.Equal(t, `"cache", "storage"`, out.header.Get("Clear-Site-Data"))
	require.Contains(t, b.get("/forge/").text("main"), "You are signed out")
	require.Contains(t, stolen.get("/forge/bookings").path, "/signin", "the token itself is dead")
}

func TestSignOutEverywhere(t *testing.T) { onEachDatabase(t, signOutEverywhere) }

func signOutEverywhere(t *testing.T, p *portal) {
	m := p.member("forge", "regular")
	phone, laptop := p.signIn("forge", "regular"), p.signIn("forge", "regular")
	other := p.signIn("forge", "debtor")
	require.NotEqual(t, m.CustomerID, p.member("forge", "debtor").CustomerID)
	action, values := phone.get("/forge/").form("/privacy/sessions/end")
	phone.post(action, values)
	require.Contains(t, laptop.get("/forge/bookings").path, "/signin")
	require.Contains(t, phone.get("/forge/bookings").path, "/signin")
	require.Equal(t, "/forge/bookings", other.get("/forge/bookings").path)
}

func TestSessionBelongsToItsStudio(t *testing.T) { onEachDatabase(t, sessionBelongsToItsStudio) }

func sessionBelongsToItsStudio(t *testing.T, p *portal) {
	b := p.signIn("nordlicht", "regular")
	at, err := url.Parse(p.server.URL)
	require.NoError(t, err)
	var forged []*http.Cookie
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == "member-nordlicht-t" {
			forged = append(forged, &http.Cookie{Name: "member-forge-t", Value: c.Value, Path: "/"})
		}
	}
	require.Len(t, forged, 1)
	thief := p.browser()
	thief.client.Jar.SetCookies(at, forged)
	require.Contains(t, thief.get("/forge/bookings").path, "/forge/signin")
	require.Contains(t, b.get("/forge/bookings").path, "/forge/signin")
}

func TestTokenIsRenewedAtSignIn(t *testing.T) { onEachDatabase(t, tokenIsRenewedAtSignIn) }

func tokenIsRenewedAtSignIn(t *testing.T, p *portal) {
	at, err := url.Parse(p.server.URL)
	require.NoError(t, err)
	b := p.browser()
	fixed := &http.Cookie{Name: "member-forge-t", Value: "an-attackers-token", Path: "/"}
	b.client.Jar.SetCookies(at, []*http.Cookie{fixed})
	code, _ := b.askCode("forge", p.member("forge", "regular").Email)
	b.post("/forge/signin/code", url.Values{"code": {code}})
	for _, c := range b.client.Jar.Cookies(at) {
		if c.Name == fixed.Name {
			require.NotEqual(t, fixed.Value, c.Value)
		}
	}
	require.Equal(t, "/forge/bookings", b.get("/forge/bookings").path)
}

func TestRememberedCookieOutlivesTheBrowser(t *testing.T) {
	p := newPortal(t)
	for remember, want := range map[string]time.Duration{"": 0, "1": 720 * time.Hour} {
		b := p.browser()
		code, _ := b.askCode("forge", p.member("forge", "regular").Email)
		answer := b.stay().post("/forge/signin/code", url.Values{"code": {code}, "remember": {remember}})
		cookie := setCookie(t, answer, "member-forge-t")
		require.InDelta(t, want.Seconds(), float64(cookie.MaxAge), 5)
		require.True(t, cookie.HttpOnly)
		require.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	}
}

func TestFramedCookiesArePartitioned(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	b.headers["Sec-Fetch-Dest"] = "iframe"
	b.client.Jar = loopbackJar{b.client.Jar}
	shown := setCookie(t, b.get("/forge/signin"), "__Host-guest-f")
	started := b.stay().post("/forge/signin", url.Values{"email": {p.member("forge", "regular").Email}})
	guest := setCookie(t, started, "__Host-guest-f")
	m := p.newestMail(p.member("forge", "regular").Email, 0)
	require.NotContains(t, m.Text, "/signin/link/", "a mail begun in a frame carries no link")
	signedIn := b.stay().post("/forge/signin/code", url.Values{"code": {codeLine.FindString(m.Text)}})
	member := setCookie(t, signedIn, "__Host-member-forge-f")
	for _, c := range []*http.Cookie{shown, guest, member} {
		require.True(t, c.Secure && c.HttpOnly && c.Partitioned, c.Name)
		require.Equal(t, http.SameSiteNoneMode, c.SameSite, c.Name)
		require.Equal(t, "/", c.Path)
	}
}

func TestSignInKeepsTheWayBack(t *testing.T) {
	p := newPortal(t)
	for next, want := range map[string]string{
		"/forge/bookings":            "/forge/bookings",
		"/forge/classes?day=&part=":  "/forge/classes?day=&part=",
		"//evil.example/":            "/forge/",
		"https://evil.example/":      "/forge/",
		"/nordlicht/":                "/forge/",
		`/forge/\evil.example`:       "/forge/",
		"/forge//evil.example":       "/forge/",
		"/forge/../nordlicht/":       "/forge/",
		"/forge/a\r\nSet-Cookie: x=": "/forge/",
	} {
		b, email := p.browser(), p.member("forge", "newcomer").Email
		before := len(p.mailsTo(email))
		b.post("/forge/signin", url.Values{"email": {email}, "next": {next}})
		code := codeLine.FindString(p.newestMail(email, before).Text)
		answer := b.stay().post("/forge/signin/code", url.Values{"code": {code}})
		require.Equal(t, http.StatusSeeOther, answer.status)
		require.Equal(t, want, answer.header.Get("Location"), next)
	}
}

func TestLogsHoldNothingPersonal(t *testing.T) {
	p := newPortal(t)
	m := p.member("nordlicht", "regular")
	b := p.browser()
	code, mail := b.askCode("nordlicht", m.Email)
	b.post("/nordlicht/signin/code", url.Values{"code": {code}})
	b.get("/nordlicht/bookings")
	b.get("/nordlicht/classes/1/slots/2")
	link := regexp.MustCompile(`/signin/link/(\S+)`).FindStringSubmatch(mail.Text)[1]
	logs := p.logs.String()
	require.Contains(t, logs, `"route":"/:studio/signin/code"`)
	for _, secret := range []string{m.Email, m.Name, code, strings.ReplaceAll(code, " ", ""), link, m.CustomerNumber, id(m.CustomerID), "sandbox-nordlicht"} {
		require.NotContains(t, logs, secret)
	}
}

func setCookie(t *testing.T, p page, name string) *http.Cookie {
	t.Helper()
	for _, c := range (&http.Response{Header: p.header}).Cookies() {
		if c.Name == name {
			return c
		}
	}
	require.FailNow(t, "cookie not set", "%s in %v", name, p.header["Set-Cookie"])
	return nil
}

// The link leads to the host the browser is at, where its cookie is; a forged
// Host header leads nowhere else than to the portal.
func TestLinkLeadsWhereTheSignInBegan(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string {
			return strings.Replace(y, "slug: forge", "slug: forge\n    hosts: [members.forge.example]", 1)
		}
	})
	public, err := url.Parse(p.server.URL)
	require.NoError(t, err)
	for _, c := range []struct{ host, want, story string }{
		{public.Host, public.Host, "regular"}, {"members.forge.example", "members.forge.example", "debtor"}, {"evil.example", public.Host, "extras"},
	} {
		m := p.member("forge", c.story)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.server.URL+"/forge/signin", strings.NewReader(url.Values{"email": {m.Email}}.Encode()))
		require.NoError(t, err)
		r.Host = c.host
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		require.Equal(t, http.StatusSeeOther, p.browser().stay().do(r).status)
		require.Contains(t, p.newestMail(m.Email, 0).Text, "http://"+c.want+"/forge/signin/link/")
	}
}
