package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"
)

func TestTheVisitorCountsWhatIsOnTheWire(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(strings.Repeat("the same again ", 100)))
	require.NoError(t, z.Close())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		require.Equal(t, encodings, r.Header.Get("Accept-Encoding"))
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("X-Long", strings.Repeat("x", 1000))
		_, _ = w.Write(packed.Bytes())
	}))
	defer server.Close()
	v, err := newVisitor(server.URL)
	require.NoError(t, err)
	for range 2 { // the second over the same connection
		a, err := v.visit(t.Context(), "/away")
		require.NoError(t, err)
		require.Equal(t, http.StatusOK, a.status)
		require.Equal(t, "/", a.url.Path)
		require.Equal(t, packed.Len(), a.wire)
		require.Len(t, a.body, 1500)
		require.Greater(t, a.heads, 1000)
		require.Less(t, a.heads, 1400)
	}
}

func TestAnEncodingNobodyOffered(t *testing.T) {
	_, err := decoded("zstd", []byte("x"))
	require.ErrorContains(t, err, "zstd")
}
