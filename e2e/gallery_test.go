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

// galleryServer serves every state of the gallery as the portal would: with
// its stylesheet, script, brand and headers.
func galleryServer(t *testing.T) (*httptest.Server, []gallery.State) {
	t.Helper()
	bundle, err := i18n.Load()
	require.NoError(t, err)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	states := gallery.All(func(language string) *i18n.Printer {
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
	palettes, icons := map[string]string{}, map[string][]byte{}
	for language, l := range looks() {
		palette, err := brand.Derive(l.color, l.dark)
		require.NoError(t, err)
		palettes[language] = palette.CSS(l.radius, brand.ThemeAuto)
		icons[language] = palette.Icon("Nordlicht Fitness")
	}
	headers := portalHeaders(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, values := range headers {
			w.Header()[name] = values
		}
		// The pages name files of the studio; whose they are is in the address of the page.
		language := "en"
		if at := strings.Split(r.Referer(), "/"); len(at) > 3 && palettes[at[3]] != "" {
			language = at[3]
		}
		path := r.URL.Path
		name, _, _ := strings.Cut(strings.TrimPrefix(path, static.Prefix), ".")
		script := assets.URL(name + ".js")
		switch {
		case pages[path] != nil:
			send(w, "text/html; charset=utf-8", pages[path])
		case strings.HasSuffix(path, ".css"):
			send(w, "text/css; charset=utf-8", append([]byte(palettes[language]), assets.CSS(sheets(path)...)...))
		case strings.HasPrefix(path, static.Prefix) && script != "": // the hashes of the gallery are made up
			r.URL.Path = script
			assets.Handler().ServeHTTP(w, r)
		case strings.HasPrefix(path, "/static/widget."): // draws nothing: what is the vendor's is not ours to look at
			send(w, "text/javascript; charset=utf-8", []byte("window.paymentWidget = { init() {} };"))
		case strings.Contains(path, "/brand/"), strings.HasSuffix(path, "/image"), strings.HasSuffix(path, "/photo.jpg"), path == "/favicon.ico":
			send(w, "image/svg+xml", icons[language])
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server, states
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

// eachState visits the states of the gallery with a few tabs at a time.
func eachState(t *testing.T, wanted func(name string) bool, visit func(b *tab, name string)) {
	t.Helper()
	server, states := galleryServer(t)
	const tabs = 3
	free := make(chan *tab, tabs)
	for range tabs {
		free <- newTab(t, server.URL, setup{})
	}
	t.Run("states", func(t *testing.T) {
		for _, s := range states {
			if !wanted(s.Name) {
				continue
			}
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				b := <-free
				defer func() { free <- b }()
				b.use(t)
				b.resize(1280, 900)
				require.Equal(t, 200, b.open("/"+s.Name))
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

func TestLayoutOfEveryState(t *testing.T) {
	t.Parallel()
	eachState(t, func(string) bool { return true }, func(b *tab, name string) {
		var wrong []string
		for _, text := range []int64{16, 32} {
			b.fontSize(text)
			require.Equal(b.t, float64(text), eval[float64](b, `parseFloat(getComputedStyle(document.documentElement).fontSize)`))
			for _, width := range []int64{1280, 360, 320} {
				b.resize(width, 740)
				for _, problem := range eval[[]string](b, measure) {
					wrong = append(wrong, strings.TrimSpace(strings.Join([]string{problem, "at", itoa(width), "px, text", itoa(text * 100 / 16), "%"}, " ")))
				}
			}
		}
		b.fontSize(16)
		require.Empty(b.t, wrong, strings.Join(wrong, "\n"))
	})
}
