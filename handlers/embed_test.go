package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/static"
)

// pasted is what a browser makes of the lines that a page shows.
func pasted(t *testing.T, p page, n int) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(p.Find("pre").Eq(n).Text()))
	require.NoError(t, err)
	return doc
}

func TestEmbedPageShowsTheLines(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	pg := b.get("/nordlicht/embed")
	require.Equal(t, http.StatusOK, pg.status)
	require.Contains(t, pg.text("main"), "https://www.nordlicht.example:8443")
	lines := pasted(t, pg, 0)
	require.Equal(t, p.server.URL+"/nordlicht", lines.Find("div").AttrOr("data-portal", ""))
	require.Equal(t, p.server.URL+"/nordlicht/", lines.Find("div > a").AttrOr("href", ""))
	require.Equal(t, p.server.URL+"/embed.js", lines.Find("script[async]").AttrOr("src", ""))
	for _, absent := range []string{"data-path", "data-lang", "data-theme", "data-brand", "data-key", "data-offset", "data-min-height", "data-nobook"} {
		_, there := lines.Find("div").Attr(absent)
		require.False(t, there, absent)
	}
	require.Equal(t, 1, pg.Find(`main [data-portal]`).Length(), "the preview")
	require.Contains(t, pg.header.Get("Content-Security-Policy"), "frame-src 'self';")
	require.True(t, strings.HasSuffix(pg.header.Get("Content-Security-Policy"), "frame-ancestors 'none'"))

	nowhere := b.get("/forge/embed")
	require.Contains(t, nowhere.text(".notice"), "No website may show this portal yet")
	require.Contains(t, nowhere.Find("pre").First().Text(), "origins:")
}

func TestEmbedPageTurnsOptionsIntoLines(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string {
			return strings.Replace(y, `color: "#0b6e4f"`, `color: "#0b6e4f", variants: [{ name: summer, color: "#b3541e" }]`, 1)
		}
	})
	choice := url.Values{"start": {"/classes"}, "speech": {"pl"}, "look": {"dark"}, "variant": {"summer"}, "key": {"portal"}, "min_height": {"600"}, "offset": {"072"}, "strangers": {"1"}}
	pg := p.browser().get("/nordlicht/embed?" + choice.Encode())
	require.Equal(t, http.StatusOK, pg.status)
	div := pasted(t, pg, 0).Find("div")
	for name, want := range map[string]string{
		"data-path": "/classes", "data-lang": "pl", "data-theme": "dark", "data-brand": "summer", "data-key": "portal", "data-min-height": "600", "data-offset": "72", "data-nobook": "1",
	} {
		require.Equal(t, want, div.AttrOr(name, ""), name)
	}
	frame := pasted(t, pg, 1).Find("iframe")
	src, err := url.Parse(frame.AttrOr("src", ""))
	require.NoError(t, err)
	require.Equal(t, "/nordlicht/classes", src.Path)
	require.Equal(t, url.Values{"embed": {"1"}, "lang": {"pl"}, "theme": {"dark"}, "brand": {"summer"}, "nobook": {"1"}}, src.Query())
	require.Contains(t, frame.AttrOr("title", ""), "Nordlicht Fitness")
	require.Equal(t, "lazy", frame.AttrOr("loading", ""))
	require.Equal(t, "strict-origin-when-cross-origin", frame.AttrOr("referrerpolicy", ""))
	require.Contains(t, frame.AttrOr("style", ""), "height:600px")
	require.Equal(t, "pl", pg.Find(`select[name=speech] option[selected]`).AttrOr("value", ""), "the form keeps what was chosen")
	require.Equal(t, "en", pg.Find("html").AttrOr("lang", ""), "the page itself stays as it is")
	require.Equal(t, "/classes", pg.Find("main [data-portal]").AttrOr("data-path", ""))
}

func TestEmbedPagePinsTheScript(t *testing.T) {
	p := newPortal(t)
	script := pasted(t, p.browser().get("/nordlicht/embed"), 2).Find("script")
	embed := static.NewEmbed(static.New())
	require.Equal(t, p.server.URL+embed.Pinned(), script.AttrOr("src", ""))
	require.Equal(t, embed.Integrity(), script.AttrOr("integrity", ""))
	require.Equal(t, "anonymous", script.AttrOr("crossorigin", ""))
	answer := p.browser().get(embed.Pinned())
	require.Equal(t, http.StatusOK, answer.status)
	require.Equal(t, "*", answer.header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, "cross-origin", answer.header.Get("Cross-Origin-Resource-Policy"))
	require.Empty(t, answer.header.Values("Set-Cookie"))
}

// Whatever is typed, the lines hold one div, one link and one script, and a value stays a value.
func TestEmbedPageEscapes(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string { return strings.Replace(y, "Nordlicht Fitness", `N & "Sons" <b>`, 1) }
	})
	evil := `"><script>alert(1)</script>`
	for _, field := range []string{"start", "speech", "look", "key", "min_height", "offset", "strangers"} {
		pg := p.browser().get("/nordlicht/embed?" + url.Values{field: {evil}}.Encode())
		require.NotContains(t, pg.html, "<script>alert", field)
		lines := pasted(t, pg, 0)
		require.Equal(t, 1, lines.Find("script").Length(), field)
		require.Equal(t, 1, lines.Find("div").Length(), field)
		require.NotContains(t, pg.Find("pre").Text(), "alert", field)
		refused := field == "key" || field == "min_height" || field == "offset"
		require.Equal(t, refused, pg.status == http.StatusUnprocessableEntity, field)
		if refused {
			require.Equal(t, evil, pg.Find("#"+field).AttrOr("value", ""), "what was typed is kept")
		}
		require.Equal(t, `Member portal, N & "Sons" <b>`, pasted(t, pg, 1).Find("iframe").AttrOr("title", ""))
	}
}

// A studio with a hostname of its own is embedded from there: its cookies last in every browser.
func TestEmbedPageNamesTheStudiosOwnHost(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string {
			return strings.Replace(y, "slug: nordlicht", "slug: nordlicht\n    hosts: [members.nordlicht.example]", 1)
		}
	})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.server.URL+"/nordlicht/embed", nil)
	require.NoError(t, err)
	r.Host = "members.nordlicht.example"
	require.Equal(t, "http://members.nordlicht.example/nordlicht", pasted(t, p.browser().do(r), 0).Find("div").AttrOr("data-portal", ""))
}

func TestFramedPagesNameWhomTheyTalkTo(t *testing.T) {
	p := newPortal(t)
	b := p.browser()
	for _, path := range []string{"/nordlicht/classes", "/nordlicht/nothing-here"} {
		alone := b.get(path)
		_, told := alone.Find("html").Attr("data-origins")
		require.False(t, told, path)
		require.NotContains(t, alone.Find("script").AttrOr("src", ""), "frame")
		framed := b.get(path + "?embed=1")
		require.Equal(t, "https://www.nordlicht.example:8443", framed.Find("html").AttrOr("data-origins", ""), path)
		require.Contains(t, framed.Find("script").AttrOr("src", ""), "portal-frame.")
		require.Equal(t, 1, framed.Find("script").Length(), "one request for all scripts")
	}
	_, told := b.get("/forge/classes?embed=1").Find("html").Attr("data-origins")
	require.False(t, told)
}

// The portal may show itself in a frame of its own; nobody else gains by that.
func TestOnlyThePortalFramesItself(t *testing.T) {
	p := newPortal(t)
	policy := func(path, site, dest string) string {
		b := p.browser()
		b.headers["Sec-Fetch-Site"], b.headers["Sec-Fetch-Dest"] = site, dest
		_, after, _ := strings.Cut(b.get(path).header.Get("Content-Security-Policy"), "frame-ancestors ")
		return after
	}
	const listed = "https://www.nordlicht.example:8443"
	require.Equal(t, "'self' "+listed, policy("/nordlicht/classes?embed=1", "same-origin", "iframe"))
	require.Equal(t, "'self'", policy("/forge/classes?embed=1", "same-origin", "iframe"))
	for _, site := range []string{"cross-site", "same-site", "none", ""} {
		require.Equal(t, listed, policy("/nordlicht/classes?embed=1", site, "iframe"), site)
		require.Equal(t, "'none'", policy("/forge/classes?embed=1", site, "iframe"), site)
	}
	require.Equal(t, listed, policy("/nordlicht/classes?embed=1", "same-origin", "document"))
	require.Equal(t, "'none'", policy("/nobody/classes", "same-origin", "iframe"))
}
