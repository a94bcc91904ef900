package handlers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// Files are the same whoever asks. A Vary of pages would make a browser fetch
// them anew each time a cookie changes, which here is every few clicks.
func TestFilesDoNotVaryWithTheVisitor(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	home := b.get("/forge/")
	for _, file := range []string{home.Find("link[rel=stylesheet]").AttrOr("href", ""), home.Find("script").AttrOr("src", ""), home.Find("link[rel=icon]").AttrOr("href", "")} {
		answer := b.get(file)
		require.Equal(t, http.StatusOK, answer.status, file)
		require.Contains(t, answer.header.Get("Cache-Control"), "immutable", file)
		for _, vary := range answer.header.Values("Vary") {
			require.Equal(t, "Accept-Encoding", vary, file)
		}
	}
	require.Contains(t, home.header.Get("Vary"), "Cookie", "pages do")
}

func TestHeadWhereGetAnswers(t *testing.T) {
	p := newPortal(t)
	b := p.browser().stay()
	for path, status := range map[string]int{"/": http.StatusOK, "/forge": http.StatusSeeOther, "/forge/": http.StatusOK, "/nobody": http.StatusNotFound} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, p.server.URL+path, nil)
		require.NoError(t, err)
		require.Equal(t, status, b.do(r).status, path)
	}
}

// A way back that is no plain address is dropped, and nothing else goes wrong.
func TestNextIsPrintableASCII(t *testing.T) {
	p := newPortal(t)
	for _, next := range []string{"/forge/?a=\xff\xfe", "/forge/?a=\u00e9", "/forge/?a=b c", "/forge/?a=\x00"} {
		answer := p.browser().stay().post("/forge/language", url.Values{"language": {"pl"}, "next": {next}})
		require.Equal(t, http.StatusSeeOther, answer.status)
		require.Equal(t, "/forge/", answer.header.Get("Location"), "%q", next)
	}
}

func TestLongFilterMakesNoLongPage(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	plain := b.get("/forge/classes")
	long := b.get("/forge/classes?class=" + strings.Repeat("a", 20000))
	require.Equal(t, http.StatusOK, long.status)
	require.Less(t, len(long.html), len(plain.html)+50000)
}

// The guest's cookie holds at most 4,096 bytes. Whatever was typed, and however
// long the studio's titles are, it must fit.
func TestGuestCookieAlwaysFits(t *testing.T) {
	p := newPortal(t)
	label := strings.Repeat("b", 60)
	address := strings.Repeat("ü", 32) + "@" + label + "." + label + "." + label + ".de"
	for _, filler := range []string{"&", "<", `"`, "a"} {
		next := "/forge/?" + strings.Repeat(filler, 490)
		answer := p.browser().stay().post("/forge/signin", url.Values{"email": {address}, "next": {next}})
		require.Equal(t, http.StatusSeeOther, answer.status, "filled with %s", filler)
		require.Less(t, len(answer.header.Get("Set-Cookie")), 4096)
	}
}

func TestEndlessTitleIsCanceledAllTheSame(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	slot := p.slotLike("forge", func(s pgclient.ClassSlot) bool {
		return s.StartDateTime.Time().After(p.world.Now().Add(36*time.Hour)) && p.bookable("forge", m.CustomerID, s.ID)
	})
	p.rename(slot, strings.Repeat("Ж", 1500))
	b := p.signIn("forge", "regular")
	action, values := b.get(fmt.Sprintf("/forge/classes/%d/slots/%d", slot.ClassInformation.ID, slot.ID)).form("/book")
	booked := b.post(action, values)
	require.Equal(t, http.StatusOK, booked.status)
	action, values = b.get(booked.path + "/cancel").form("/cancel")
	canceled := b.post(action, values)
	require.Equal(t, http.StatusOK, canceled.status)
	require.Contains(t, canceled.text("[role=status]"), "ЖЖЖ")
}

// rename gives the slot and its class another title, through the control API.
func (p *portal) rename(slot pgclient.ClassSlot, title string) {
	p.t.Helper()
	answer, err := http.Get(p.api.URL + "/_control/state") //nolint:noctx // a test server
	require.NoError(p.t, err)
	var state map[string]any
	require.NoError(p.t, json.NewDecoder(answer.Body).Decode(&state))
	require.NoError(p.t, answer.Body.Close())
	old := slot.ClassInformation.Title
	text, err := json.Marshal(retitled(state, old, title))
	require.NoError(p.t, err)
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPut, p.api.URL+"/_control/state", bytes.NewReader(text))
	require.NoError(p.t, err)
	answer, err = http.DefaultClient.Do(r)
	require.NoError(p.t, err)
	require.NoError(p.t, answer.Body.Close())
	require.Equal(p.t, http.StatusOK, answer.StatusCode)
}

func retitled(v any, old, title string) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			if inner == old && (k == "title" || k == "name") {
				v[k] = title
				continue
			}
			v[k] = retitled(inner, old, title)
		}
	case []any:
		for i := range v {
			v[i] = retitled(v[i], old, title)
		}
	}
	return v
}

// A double click sends the code twice with the same cookies. The browser shows
// the second answer, and keeps the cookies of both.
func TestCodeClickedTwice(t *testing.T) {
	p := newPortal(t)
	for _, story := range []string{"regular", "family"} {
		b := p.browser()
		code, _ := b.askCode("forge", p.member("forge", story).Email)
		before := b.client.Jar.Cookies(p.url())
		twin := p.browser()
		twin.client.Jar.SetCookies(p.url(), before)
		require.Equal(t, http.StatusSeeOther, b.stay().post("/forge/signin/code", url.Values{"code": {code}}).status)
		twin.stay().post("/forge/signin/code", url.Values{"code": {code}})
		b.client.Jar.SetCookies(p.url(), twin.client.Jar.Cookies(p.url()))

		again := b.post("/forge/signin/code", url.Values{"code": {code}})
		require.Equal(t, http.StatusOK, again.status, story)
		if story == "family" {
			require.Equal(t, "/forge/signin/profile", again.path)
			require.Equal(t, 3, again.Find("input[name=customer]").Length())
			continue
		}
		require.Equal(t, "/forge/", again.path)
		require.Equal(t, http.StatusOK, b.get("/forge/bookings").status)
	}
}

func TestLinkClickedTwice(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	_, m := b.askCode("forge", p.member("forge", "regular").Email)
	link := regexp.MustCompile(`/forge/signin/link/\S+`).FindString(m.Text)
	require.Equal(t, "/forge/", b.post(link, nil).path)
	again := b.post(link, nil)
	require.Equal(t, http.StatusOK, again.status)
	require.Equal(t, "/forge/", again.path)
}

func (p *portal) url() *url.URL {
	u, err := url.Parse(p.server.URL)
	require.NoError(p.t, err)
	return u
}

// Each value of Vary stands once, and a page has one address: with a slash too many there
// is none, and nothing that leads from it.
func TestOneVaryAndOneAddress(t *testing.T) {
	p := newPortal(t)
	for _, b := range []*browser{p.browser().stay(), p.signIn("forge", "regular").stay()} {
		for path, status := range map[string]int{
			"/": http.StatusOK, "/forge": http.StatusSeeOther, "/forge/": http.StatusOK, "/forge/classes": http.StatusOK,
			"/forge/classes/": http.StatusNotFound, "/forge/signin/": http.StatusNotFound, "/forge/bookings/": http.StatusNotFound, "/nobody/": http.StatusNotFound,
		} {
			pg := b.get(path)
			require.Equal(t, status, pg.status, path)
			require.Equal(t, []string{"Cookie, Sec-Fetch-Dest, Accept-Language, Accept-Encoding"}, pg.header.Values("Vary"), path)
			if status == http.StatusNotFound {
				require.Empty(t, pg.header.Get("Location"), path)
				require.Equal(t, 1, pg.Find("h1").Length(), path)
			}
		}
	}
}
