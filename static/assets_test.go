package static_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"memberportal/static"
)

func request(handler http.Handler, method, target string, acceptEncoding ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for _, line := range acceptEncoding {
		r.Header.Add("Accept-Encoding", line)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func decoded(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var body io.Reader = w.Body
	switch encoding := w.Header().Get("Content-Encoding"); encoding {
	case "gzip":
		r, err := gzip.NewReader(body)
		require.NoError(t, err)
		body = r
	case "br":
		body = brotli.NewReader(body)
	default:
		require.Empty(t, encoding)
	}
	data, err := io.ReadAll(body)
	require.NoError(t, err)
	return string(data)
}

func TestEmbeddedFilesAreMinifiedAndImmutable(t *testing.T) {
	assets := static.New()
	for name, contentType := range map[string]string{"base.css": "text/css; charset=utf-8", "portal.js": "text/javascript; charset=utf-8"} {
		source, err := os.ReadFile(filepath.Join("src", name))
		require.NoError(t, err)
		url := assets.URL(name)
		stem, ext, _ := strings.Cut(name, ".")
		require.Regexp(t, regexp.MustCompile(`^/static/`+stem+`\.[A-Za-z0-9_-]{12}\.`+ext+`$`), url)

		w := request(assets.Handler(), http.MethodGet, url)
		require.Equal(t, http.StatusOK, w.Code)
		require.Equal(t, contentType, w.Header().Get("Content-Type"))
		require.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
		require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
		require.Equal(t, "same-origin", w.Header().Get("Cross-Origin-Resource-Policy"))
		require.Less(t, w.Body.Len(), len(source), "minified")
	}
	require.Equal(t, request(assets.Handler(), http.MethodGet, assets.URL("base.css")).Body.Bytes(), assets.CSS("base"))
	require.NotEmpty(t, assets.CSS("base"))
	require.Equal(t, static.New().URL("portal.js"), assets.URL("portal.js"), "the address depends on the content alone")
	require.Empty(t, assets.URL("none.js"))
}

func TestNothingElseIsServed(t *testing.T) {
	assets := static.New()
	good := assets.URL("portal.js")
	for _, target := range []string{"/static/", "/static", "/static/portal.js", "/static/base.css", strings.Replace(good, "portal.", "portal.x", 1),
		"/static/../assets.go", "/static/src/portal.js", "/" + strings.TrimPrefix(good, "/static/"), good + "/", "/static/%2e%2e/assets.go"} {
		w := request(assets.Handler(), http.MethodGet, target)
		require.Equal(t, http.StatusNotFound, w.Code, target)
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"), target)
		require.NotContains(t, w.Body.String(), "portal", target)
	}
	w := request(assets.Handler(), http.MethodPost, good)
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
	require.Empty(t, w.Body.String())
}

func TestHead(t *testing.T) {
	file := static.NewFile("text/css; charset=utf-8", []byte(strings.Repeat("a{color:red}", 100)))
	for _, encoding := range []string{"", "gzip", "br"} {
		get := request(file, http.MethodGet, "/x", encoding)
		head := request(file, http.MethodHead, "/x", encoding)
		require.Equal(t, http.StatusOK, head.Code)
		require.Empty(t, head.Body.Bytes())
		require.Equal(t, get.Header(), head.Header())
	}
}

func TestNegotiation(t *testing.T) {
	content := strings.Repeat("a{color:var(--ink)}b{color:var(--paper)}", 50)
	file := static.NewFile("text/css; charset=utf-8", []byte(content))
	for accept, want := range map[string]string{
		"":                        "",
		"identity":                "",
		"gzip":                    "gzip",
		"GZIP":                    "gzip",
		"x-gzip":                  "gzip",
		"gzip, deflate":           "gzip",
		"gzip, deflate, br, zstd": "br",
		"br":                      "br",
		"br;q=0, gzip":            "gzip",
		"br; q=0.0 , gzip ;q=0.1": "gzip",
		"gzip;q=0":                "",
		"gzip;q=0, *":             "br",
		"*":                       "br",
		"*;q=0":                   "",
		"*;q=0, gzip":             "gzip",
		"zstd":                    "",
		"gzip;q=nonsense":         "",
		"gzip;level=9;q=1":        "gzip",
		"gzipped":                 "",
		",,":                      "",
	} {
		w := request(file, http.MethodGet, "/x", accept)
		require.Equal(t, want, w.Header().Get("Content-Encoding"), accept)
		require.Equal(t, []string{"Accept-Encoding"}, w.Header().Values("Vary"), accept)
		if want != "" {
			require.Less(t, w.Body.Len(), len(content)/4, accept)
		}
		require.Equal(t, content, decoded(t, w), accept)
	}
	w := request(file, http.MethodGet, "/x", "zstd", "gzip")
	require.Equal(t, "gzip", w.Header().Get("Content-Encoding"), "on two lines")
}

func TestContentLengthIsOfWhatIsSent(t *testing.T) {
	file := static.NewFile("text/css; charset=utf-8", []byte(strings.Repeat("a{color:red}", 100)))
	for _, accept := range []string{"identity", "gzip", "br"} {
		server := httptest.NewServer(file)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		require.NoError(t, err)
		r.Header.Set("Accept-Encoding", accept)
		answer, err := server.Client().Do(r)
		require.NoError(t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Len(t, body, int(answer.ContentLength), accept)
		server.Close()
	}
}

func TestOnlyWhatGainsIsCompressed(t *testing.T) {
	text := strings.Repeat("text ", 400)
	for contentType, compressed := range map[string]bool{"image/svg+xml": true, "image/x-icon": true, "text/css; charset=utf-8": true,
		"image/png": false, "image/jpeg": false, "image/webp": false, "font/woff2": false} {
		w := request(static.NewFile(contentType, []byte(text)), http.MethodGet, "/x", "gzip")
		require.Equal(t, compressed, w.Header().Get("Content-Encoding") == "gzip", contentType)
		require.Equal(t, compressed, w.Header().Get("Vary") != "", contentType)
		require.Equal(t, contentType, w.Header().Get("Content-Type"))
	}
	w := request(static.NewFile("text/css; charset=utf-8", []byte("a{}")), http.MethodGet, "/x", "gzip, br")
	require.Empty(t, w.Header().Get("Content-Encoding"), "tiny")
	require.Equal(t, "a{}", w.Body.String())
}

// A drawing opened by its own address runs nothing, but keeps its style.
func TestDrawingsAreFenced(t *testing.T) {
	w := request(static.NewFile("image/svg+xml", []byte("<svg/>")), http.MethodGet, "/x")
	policy := w.Header().Get("Content-Security-Policy")
	require.Contains(t, policy, "script-src 'none'")
	require.Contains(t, policy, "sandbox")
	require.NotContains(t, policy, "unsafe")
	require.NotContains(t, policy, "style-src")
	require.NotContains(t, policy, "default-src")
	require.Empty(t, request(static.NewFile("image/png", nil), http.MethodGet, "/x").Header().Get("Content-Security-Policy"))
}

func TestHashTellsContentsApart(t *testing.T) {
	one, same, other := static.NewFile("text/css", []byte("a")), static.NewFile("text/css", []byte("a")), static.NewFile("text/css", []byte("b"))
	require.Equal(t, one.Hash(), same.Hash())
	require.NotEqual(t, one.Hash(), other.Hash())
	require.Equal(t, "text/css", one.ContentType())
}

// Requests that come while the background is still compressing get what they
// asked for; run with -race.
func TestConcurrentRequests(t *testing.T) {
	assets := static.New()
	plain := string(assets.CSS("base"))
	var all sync.WaitGroup
	answers := make([]*httptest.ResponseRecorder, 24)
	for i := range answers {
		all.Go(func() {
			answers[i] = request(assets.Handler(), http.MethodGet, assets.URL("base.css"), []string{"", "gzip", "br"}[i%3])
		})
	}
	all.Wait()
	for _, w := range answers {
		require.Equal(t, plain, decoded(t, w))
	}
}

func TestFromDiskShowsEveryEdit(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	write("base.css", "a { color : red }")
	write("portal.js", "first()")
	write("secret.txt", "x")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "below"), 0o750))
	write("below/more.js", "x")
	assets := static.FromDisk(dir)

	before := assets.URL("portal.js")
	require.Equal(t, "first()", request(assets.Handler(), http.MethodGet, before).Body.String())
	require.Equal(t, "a { color : red }", string(assets.CSS("base")), "as written, for reading in the browser")

	write("portal.js", "second()")
	require.NotEqual(t, before, assets.URL("portal.js"))
	for _, url := range []string{before, assets.URL("portal.js")} {
		w := request(assets.Handler(), http.MethodGet, url)
		require.Equal(t, "second()", w.Body.String())
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	}
	for _, target := range []string{"/static/secret.x.txt", "/static/none.x.js", "/static/below/more.x.js", "/static/../x.y.js", "/static/", "/other/portal.x.js"} {
		require.Equal(t, http.StatusNotFound, request(assets.Handler(), http.MethodGet, target).Code, target)
	}
	require.Empty(t, assets.URL("none.js"))
	require.Empty(t, assets.URL("below/more.js"))
}

// The minifier must understand the sources: it serves them whole otherwise.
func TestTheSourcesAreUnderstood(t *testing.T) {
	for name, comment := range map[string]string{"base.css": "/*", "portal.js": "//"} {
		source, err := os.ReadFile(filepath.Join("src", name))
		require.NoError(t, err)
		require.Contains(t, string(source), comment, "the source explains itself")
		served := request(static.New().Handler(), http.MethodGet, static.New().URL(name)).Body.Bytes()
		require.False(t, bytes.Contains(served, []byte("\n\n")), name)
		require.NotContains(t, string(served), "/* ", name)
	}
}
