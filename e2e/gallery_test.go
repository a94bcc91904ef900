package e2e

import (
	"bytes"
	"context"
	_ "embed"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/internal/brand"
	"memberportal/static"
	"memberportal/views/gallery"
)

//go:embed measure.js
var measure string // a list of what is wrong with the page's layout

// look is the brand of a made-up studio.
type look struct {
	color, dark string
	radius      int
}

// looks has one brand for each language of the gallery: an easy one and two
// whose colour cannot be used as it is.
func looks() map[string]look {
	return map[string]look{
		"en": {"#0b6e4f", "#4fd1a5", 14},
		"de": {"#b4410e", "", 6},
		"pl": {"#ffe600", "", 0},
	}
}

// galleryServer serves every state of the gallery as the portal would: with its
// stylesheet, script, brand and headers. Each language has an origin of its own, and a
// brand: its files have the same addresses as the others' and stay in the browser's cache.
func galleryServer(t *testing.T) (origins map[string]string, states []gallery.State) {
	t.Helper()
	bundle, err := i18n.Load()
	require.NoError(t, err)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	states = gallery.All(func(language string) *i18n.Printer {
		return bundle.Printer(i18n.PrinterOptions{Language: language, Currency: "EUR", Location: berlin, Country: "DE"})
	})
	require.NotEmpty(t, states)
	pages := map[string][]byte{}
	for _, s := range states {
		var html bytes.Buffer
		require.NoError(t, s.Component.Render(context.Background(), &html), s.Name)
		pages["/"+s.Name] = html.Bytes()
	}

	assets := static.New()
	headers := portalHeaders(t)
	origins = map[string]string{}
	for language, l := range looks() {
		palette, err := brand.Derive(l.color, l.dark)
		require.NoError(t, err)
		server := httptest.NewServer(galleryHandler(headers, pages, assets, palette.CSS(l.radius, brand.ThemeAuto), palette.Icon("Nordlicht Fitness")))
		t.Cleanup(server.Close)
		origins[language] = server.URL
	}
	return origins, states
}

func galleryHandler(headers http.Header, pages map[string][]byte, assets *static.Assets, palette string, icon []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for name, values := range headers {
			w.Header()[name] = values
		}
		path := r.URL.Path
		if pages[path] == nil {
			w.Header().Set("Cache-Control", "max-age=3600, immutable")
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(path, static.Prefix), ".")
		script := assets.URL(name + ".js")
		switch {
		case pages[path] != nil:
			send(w, "text/html; charset=utf-8", pages[path])
		case strings.HasSuffix(path, ".css"):
			send(w, "text/css; charset=utf-8", append([]byte(palette), assets.CSS(sheets(path)...)...))
		case strings.HasPrefix(path, static.Prefix) && script != "": // the hashes of the gallery are made up
			r.URL.Path = script
			assets.Handler().ServeHTTP(w, r)
		case strings.HasPrefix(path, "/static/widget."): // draws nothing: what is the vendor's is not ours to look at
			send(w, "text/javascript; charset=utf-8", []byte("window.paymentWidget = { init() {} };"))
		case strings.Contains(path, "/brand/"), strings.HasSuffix(path, "/image"), strings.HasSuffix(path, "/photo.jpg"), path == "/favicon.ico":
			send(w, "image/svg+xml", icon)
		default:
			http.NotFound(w, r)
		}
	}
}

// sheets are those that the stylesheet of a page is made of.
func sheets(path string) []string {
	list := []string{"base"}
	if strings.HasPrefix(path, static.Prefix) { // of no studio
		return list
	}
	if !strings.Contains(path, ".framed") {
		list = append(list, "top")
	}
	if strings.Contains(path, "/own.") {
		return append(list, "own")
	}
	return append(list, "classes")
}

func send(w http.ResponseWriter, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body) // the browser may have left
}

// portalHeaders are the security headers of the running portal.
func portalHeaders(t *testing.T) http.Header {
	t.Helper()
	answer, err := http.Get(startDemo(t).portal + "/nordlicht/")
	require.NoError(t, err)
	defer answer.Body.Close()
	kept := http.Header{}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"} {
		require.NotEmpty(t, answer.Header.Get(name), name)
		kept.Set(name, answer.Header.Get(name))
	}
	require.NotContains(t, kept.Get("Content-Security-Policy"), "unsafe")
	return kept
}

// eachState visits the states of the gallery that there is something to look at in, with
// a few tabs at a time. A script runs in each of their pages.
func eachState(t *testing.T, script string, visit func(b *tab, name string)) {
	t.Helper()
	origins, states := galleryServer(t)
	const tabs = 4
	free := make(chan *tab, tabs)
	for range tabs {
		b := newTab(t, origins["en"], setup{})
		call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		free <- b
	}
	t.Run("states", func(t *testing.T) {
		for _, s := range states {
			if len(sizes(s.Name)) == 0 && len(share(s.Name)) == 0 {
				continue
			}
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				b := <-free
				defer func() { free <- b }()
				b.use(t)
				b.resize(1280, 900)
				language, _, _ := strings.Cut(s.Name, "/")
				require.Equal(t, 200, b.open(origins[language]+"/"+s.Name))
				visit(b, s.Name)
			})
		}
	})
}

// fontSize is the size of text the member has chosen in the browser.
func (b *tab) fontSize(pixels int64) {
	b.t.Helper()
	call(b, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: pixels, Fixed: pixels * 13 / 16}})
}

// size is a width of the window and the size of its text, in pixels.
type size struct{ width, text int64 }

// sizes are those that a state is measured at. The rules of the stylesheets change at 48
// and at 17 times the text's size, which 16 and 32 pixels put between these widths. In
// German, whose words are the longest, a state is measured at all of them; in the other
// languages at the narrowest of these three sets of rules.
func sizes(name string) []size {
	language, state, _ := strings.Cut(name, "/")
	many := state == "classes-many" || state == "visits-many" // hundreds of rows like those of other states
	switch {
	case language == "de" && !many:
		return []size{{1280, 16}, {360, 16}, {320, 16}, {1280, 32}, {360, 32}, {320, 32}}
	case language != "de" && many:
		return nil
	}
	return []size{{1280, 16}, {320, 16}, {320, 32}}
}

// TestEveryState looks at every state of the gallery once: is its layout whole, and can
// everybody read and use it? Coming to a page takes longer than either.
func TestEveryState(t *testing.T) {
	t.Parallel()
	source := axeIfThere(t)
	eachState(t, source, func(b *tab, name string) {
		b.requireLayout(sizes(name))
		if source == "" {
			return
		}
		requireAccessible(b, source, "", share(name)...)
		switch name {
		case "en/home", "en/home-framed", "de/home-trouble":
			eval[bool](b, `document.querySelector("details.menu").open = true`)
			requireAccessible(b, source, "details.menu", everyWay()...)
		}
	})
}

// requireLayout measures the page at some sizes.
func (b *tab) requireLayout(at []size) {
	b.t.Helper()
	var wrong []string
	now := int64(16)
	for _, s := range at {
		if s.text != now {
			now = s.text
			b.fontSize(now)
			require.Equal(b.t, float64(now), eval[float64](b, `parseFloat(getComputedStyle(document.documentElement).fontSize)`))
		}
		b.resize(s.width, 740)
		for _, problem := range eval[[]string](b, measure) {
			wrong = append(wrong, strings.TrimSpace(strings.Join([]string{problem, "at", itoa(s.width), "px, text", itoa(s.text * 100 / 16), "%"}, " ")))
		}
	}
	if now != 16 {
		b.fontSize(16)
	}
	if len(wrong) > 0 { // what axe finds is of interest, too
		b.t.Error(strings.Join(wrong, "\n"))
	}
}
