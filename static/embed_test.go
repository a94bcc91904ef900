package static

import (
	"crypto/sha512"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	heaviestEmbed = 3072 // bytes of gzip: what every page of a studio's website loads
	heaviestFrame = 700  // bytes of brotli that a framed page loads more than another one
)

func ask(t *testing.T, e *Embed, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	if !e.Serve(w, r) {
		return nil
	}
	return w.Result()
}

func TestEmbedScriptIsLight(t *testing.T) {
	embed, err := os.ReadFile("min/embed.js")
	require.NoError(t, err)
	t.Logf("embed.js: %d bytes of gzip, %d of brotli", len(gzipOf(embed)), len(brotliOf(embed)))
	require.LessOrEqual(t, len(gzipOf(embed)), heaviestEmbed)

	portal, err := os.ReadFile("min/portal.js")
	require.NoError(t, err)
	frame, err := os.ReadFile("min/frame.js")
	require.NoError(t, err)
	more := len(brotliOf(append(portal[:len(portal):len(portal)], frame...))) - len(brotliOf(portal))
	t.Logf("frame.js: %d bytes of brotli more", more)
	require.LessOrEqual(t, more, heaviestFrame)
}

func TestEmbedScriptIsForEveryWebsite(t *testing.T) {
	e := NewEmbed(New())
	for path, cache := range map[string]string{
		"/embed.js": "public, max-age=600, must-revalidate", "/embed-clientportal.js": "public, max-age=600, must-revalidate",
		"/embed.d.ts": "public, max-age=600, must-revalidate", e.Pinned(): "public, max-age=31536000, immutable",
	} {
		answer := ask(t, e, path, "Cookie", "a=b", "Origin", "https://www.nordlicht.example")
		require.NotNil(t, answer, path)
		require.Equal(t, http.StatusOK, answer.StatusCode, path)
		require.Equal(t, "*", answer.Header.Get("Access-Control-Allow-Origin"), path)
		require.Equal(t, "cross-origin", answer.Header.Get("Cross-Origin-Resource-Policy"), path)
		require.Equal(t, cache, answer.Header.Get("Cache-Control"), path)
		require.Equal(t, "Accept-Encoding", answer.Header.Get("Vary"), path)
		require.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"), path)
		require.Empty(t, answer.Header.Values("Set-Cookie"), path)
	}
	require.Equal(t, "text/javascript; charset=utf-8", ask(t, e, "/embed.js").Header.Get("Content-Type"))
	require.Equal(t, "text/plain; charset=utf-8", ask(t, e, "/embed.d.ts").Header.Get("Content-Type"))
}

func TestEmbedScriptIsAskedForAnew(t *testing.T) {
	e := NewEmbed(New())
	first := ask(t, e, "/embed.js")
	tag := first.Header.Get("ETag")
	require.NotEmpty(t, tag)
	for _, known := range []string{tag, `"other", ` + tag, strings.TrimPrefix(tag, "W/")} {
		again := ask(t, e, "/embed.js", "If-None-Match", known)
		require.Equal(t, http.StatusNotModified, again.StatusCode, known)
		require.Equal(t, first.Header.Get("Cache-Control"), again.Header.Get("Cache-Control"))
		require.Equal(t, "*", again.Header.Get("Access-Control-Allow-Origin"))
		body, err := io.ReadAll(again.Body)
		require.NoError(t, err)
		require.Empty(t, body)
	}
	require.Equal(t, http.StatusOK, ask(t, e, "/embed.js", "If-None-Match", `W/"older"`).StatusCode)
	require.NotEqual(t, tag, ask(t, e, "/embed-clientportal.js").Header.Get("ETag"))
}

func TestEmbedChecksumIsOfWhatIsServed(t *testing.T) {
	e := NewEmbed(New())
	body, err := io.ReadAll(ask(t, e, e.Pinned()).Body)
	require.NoError(t, err)
	sum := sha512.Sum384(body)
	require.Equal(t, "sha384-"+base64.StdEncoding.EncodeToString(sum[:]), e.Integrity())
	require.Regexp(t, `^/embed\.[A-Za-z0-9_-]{12}\.js$`, e.Pinned())
}

func TestEmbedAnswersNothingElse(t *testing.T) {
	e := NewEmbed(New())
	require.Equal(t, http.StatusNotFound, ask(t, e, "/embed.AAAAAAAAAAAA.js").StatusCode)
	require.Equal(t, "no-store", ask(t, e, "/embed.AAAAAAAAAAAA.js").Header.Get("Cache-Control"))
	for _, path := range []string{"/", "/embed", "/embed/", "/embeds/", "/embed.js/x", "/nordlicht/embed", "/nordlicht/embed.js"} {
		require.Nil(t, ask(t, e, path), path)
	}
	w := httptest.NewRecorder()
	require.True(t, e.Serve(w, httptest.NewRequest(http.MethodPost, "/embed.js", nil)))
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
}

// A drop-in needs no second file: the script it builds on stands before it.
func TestPeersDropInHoldsTheScript(t *testing.T) {
	e := NewEmbed(New())
	body, err := io.ReadAll(ask(t, e, "/embed-clientportal.js").Body)
	require.NoError(t, err)
	script, err := os.ReadFile("min/embed.js")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(body), string(script)))
	require.Contains(t, string(body), "ClientPortal")
}

// What the types describe is what the script reads.
func TestEmbedTypesNameEveryOption(t *testing.T) {
	script, err := os.ReadFile("src/embed.js")
	require.NoError(t, err)
	types, err := os.ReadFile("embed.d.ts")
	require.NoError(t, err)
	read := map[string]bool{}
	for _, m := range regexp.MustCompile(`options\.([a-zA-Z]+)|asked\("([a-z]+)"\)`).FindAllStringSubmatch(string(script), -1) {
		read[m[1]+m[2]] = true
	}
	described := map[string]bool{}
	block := regexp.MustCompile(`(?s)interface MemberPortalOptions \{.*?\n  \}`).FindString(string(types))
	for _, m := range regexp.MustCompile(`(?m)^    ([a-zA-Z]+)\?:`).FindAllStringSubmatch(block, -1) {
		described[m[1]] = true
	}
	require.Equal(t, read, described)
}
