package pgclient

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fileServer is a host of files, which is not the API's.
func fileServer(t *testing.T, serve http.HandlerFunc) (link string, c *Client, seen *[]Observation) {
	t.Helper()
	seen = &[]Observation{}
	files := httptest.NewServer(serve)
	t.Cleanup(files.Close)
	c, err := New("https://api.example", "the-secret-key", WithObserver(func(o Observation) { *seen = append(*seen, o) }))
	require.NoError(t, err)
	return files.URL + "/file?signature=private", c, seen
}

func TestDownloadSendsNoKey(t *testing.T) {
	var asked http.Header
	link, c, seen := fileServer(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header.Clone()
		_, _ = io.WriteString(w, "%PDF-1.7")
	})
	d, err := c.Download(WithLanguage(t.Context(), "de"), link)
	require.NoError(t, err)
	content, err := io.ReadAll(d.Content)
	require.NoError(t, err)
	require.NoError(t, d.Content.Close())
	require.Equal(t, "%PDF-1.7", string(content))
	require.Equal(t, int64(8), d.Size)
	require.Empty(t, asked.Get("X-Api-Key"))
	for name, values := range asked {
		require.NotContains(t, strings.Join(values, " "), "secret", name)
	}
	require.Equal(t, []Observation{{Op: "download", Status: 200, Duration: (*seen)[0].Duration, Try: 1}}, *seen)
}

func TestDownloadTakesAddressesOfFilesAlone(t *testing.T) {
	_, c, seen := fileServer(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	for _, link := range []string{"", "/file", "file:///etc/passwd", "ftp://files.example/a", "gopher://a", "https://", "http://user:pass@files.example/a", "data:text/plain,a", "ht tp://a", "//files.example/a", "https://a\x7f/b"} {
		_, err := c.Download(t.Context(), link)
		require.Equal(t, NotFound, KindOf(err), "%q", link)
	}
	require.Empty(t, *seen)
}

func TestDownloadRefusals(t *testing.T) {
	for status, kind := range map[int]Kind{
		204: Unexpected, 206: Unexpected, 301: Unexpected, 302: Unexpected, 304: Unexpected, 307: Unexpected,
		400: Invalid, 401: NotFound, 403: NotFound, 404: NotFound, 410: NotFound, 429: RateLimited, 500: Unavailable, 503: Unavailable,
	} {
		tries := 0
		link, c, _ := fileServer(t, func(w http.ResponseWriter, _ *http.Request) {
			tries++
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		})
		_, err := c.Download(t.Context(), link)
		require.Equal(t, kind, KindOf(err), status)
		require.NotContains(t, err.Error(), "private", "a link opens the file to whoever has it")
		require.NotContains(t, err.Error(), "127.0.0.1")
		require.Equal(t, 1, tries, "%d: no redirect is followed", status)
		require.False(t, Unclear(err))
	}
}

func TestDownloadIsBounded(t *testing.T) {
	link, c, _ := fileServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(MaxDownload+1))
		w.WriteHeader(http.StatusOK)
	})
	_, err := c.Download(t.Context(), link)
	require.Equal(t, Unexpected, KindOf(err), "told beforehand")

	block := make([]byte, 1<<20)
	link, c, _ = fileServer(t, func(w http.ResponseWriter, _ *http.Request) {
		for range MaxDownload/len(block) + 2 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	d, err := c.Download(t.Context(), link)
	require.NoError(t, err)
	require.Equal(t, int64(-1), d.Size)
	n, err := io.Copy(io.Discard, d.Content)
	require.Equal(t, Unexpected, KindOf(err))
	require.LessOrEqual(t, n, int64(MaxDownload))
	require.NoError(t, d.Content.Close())
}

func TestDownloadThatBreaksOff(t *testing.T) {
	link, c, _ := fileServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "half")
	})
	d, err := c.Download(t.Context(), link)
	require.NoError(t, err)
	_, err = io.ReadAll(d.Content)
	require.Equal(t, Unavailable, KindOf(err), "half a file is not taken for one")
	require.NoError(t, d.Content.Close())

	stop := make(chan struct{})
	link, c, _ = fileServer(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "half")
		_ = http.NewResponseController(w).Flush()
		select {
		case <-stop:
		case <-r.Context().Done():
		}
	})
	defer close(stop)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	d, err = c.Download(ctx, link)
	require.NoError(t, err)
	_, err = io.ReadAll(d.Content)
	require.Equal(t, Timeout, KindOf(err))
	require.NoError(t, d.Content.Close())
}
