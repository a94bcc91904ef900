package static_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/static"
)

func served(t *testing.T, assets *static.Assets, url string) string {
	t.Helper()
	w := request(assets.Handler(), http.MethodGet, url)
	require.Equal(t, http.StatusOK, w.Code, url)
	return w.Body.String()
}

func TestScriptsOfAPageAreOneFile(t *testing.T) {
	assets := static.New()
	url := assets.Script("portal", "sign")
	require.Regexp(t, `^/static/portal-sign\.[A-Za-z0-9_-]{12}\.js$`, url)
	portal, sign := served(t, assets, assets.URL("portal.js")), served(t, assets, assets.URL("sign.js"))
	require.Equal(t, "{"+portal+"\n}\n{"+sign+"\n}\n", served(t, assets, url))

	w := request(assets.Handler(), http.MethodGet, url, "br")
	require.Equal(t, "br", w.Header().Get("Content-Encoding"))
	require.Equal(t, "text/javascript; charset=utf-8", w.Header().Get("Content-Type"))
	require.Equal(t, "public, max-age=31536000, immutable", w.Header().Get("Cache-Control"))
	require.Equal(t, served(t, assets, url), decoded(t, w))

	require.Equal(t, assets.URL("portal.js"), assets.Script("portal"), "one alone is the file itself")
	require.NotEqual(t, url, assets.Script("sign", "portal"), "the order counts")
}

// Right after a deployment a browser may ask an instance for what the page of
// another one named.
func TestABundleIsServedBeforeAPageAskedForIt(t *testing.T) {
	url := static.New().Script("portal", "checkin")
	require.Contains(t, served(t, static.New(), url), "data-fresh")
}

func TestOnlyWhatIsThereIsBundled(t *testing.T) {
	assets := static.New()
	for _, names := range [][]string{{}, {""}, {"portal", "none"}, {"none", "portal"}, {"portal", "portal"}, {"portal", ""}, {"portal", "base"}, {"portal", "../sign"},
		{"portal", "sign", "checkin", "pay", "sign"}} {
		require.Empty(t, assets.Script(names...), names)
	}
	good := assets.Script("portal", "sign")
	for _, target := range []string{"/static/portal-sign.js", strings.Replace(good, "sign.", "sign.x", 1), strings.Replace(good, "portal-sign", "sign-portal", 1),
		strings.Replace(good, "portal-sign", "portal-portal", 1), strings.TrimSuffix(good, "js") + "css"} {
		require.Equal(t, http.StatusNotFound, request(assets.Handler(), http.MethodGet, target).Code, target)
	}
}

// Run with -race.
func TestABundleIsMadeOnce(t *testing.T) {
	assets := static.New()
	var all sync.WaitGroup
	urls := make([]string, 16)
	for i := range urls {
		all.Go(func() {
			urls[i] = assets.Script("portal", "sign", "checkin")
			request(assets.Handler(), http.MethodGet, urls[i], "br")
		})
	}
	all.Wait()
	for _, url := range urls {
		require.Equal(t, urls[0], url)
	}
}

func TestABundleFromDiskShowsEveryEdit(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	write("portal.js", "first() // no line after it")
	write("sign.js", "sign()")
	assets := static.FromDisk(dir)
	before := assets.Script("portal", "sign")
	require.Equal(t, "{first() // no line after it\n}\n{sign()\n}\n", served(t, assets, before))

	write("sign.js", "draw()")
	require.NotEqual(t, before, assets.Script("portal", "sign"))
	for _, url := range []string{before, assets.Script("portal", "sign")} {
		w := request(assets.Handler(), http.MethodGet, url)
		require.Contains(t, w.Body.String(), "draw()")
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	}
	require.Empty(t, assets.Script("portal", "none"))
}

// A script is put into a block, where nothing can be imported or exported, and its
// name into that of a bundle.
func TestScriptsCanBeBundled(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("min", "*.js"))
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, name := range scripts {
		require.NotContains(t, filepath.Base(name), "-")
		script, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NotRegexp(t, regexp.MustCompile(`(^|[;}\n])(import|export)\b`), string(script), name)
	}
}
