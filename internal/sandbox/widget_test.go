package sandbox_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The widget's page is of another origin. What it needs is open to pages of this
// machine, everything else of the control API stays shut.
func TestPaymentWidgetIsOpenToPagesOfThisMachine(t *testing.T) {
	server := start(t, monday).base
	answer, err := http.Get(server + "/_widget.js")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Equal(t, "text/javascript; charset=utf-8", answer.Header.Get("Content-Type"))

	ask := func(path, origin string) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server+path, strings.NewReader(`{"session_token":"nobody's"}`))
		require.NoError(t, err)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Origin", origin)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer
	}
	for _, origin := range []string{"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:1"} {
		answer := ask("/_control/payment-request-tokens", origin)
		require.Equal(t, http.StatusBadRequest, answer.StatusCode, "asked, and there is no such session")
		require.Equal(t, origin, answer.Header.Get("Access-Control-Allow-Origin"))
	}
	for _, origin := range []string{"https://evil.example", "http://127.0.0.1.evil.example", "null", ""} {
		answer := ask("/_control/payment-request-tokens", origin)
		require.Equal(t, http.StatusForbidden, answer.StatusCode, origin)
		require.Empty(t, answer.Header.Get("Access-Control-Allow-Origin"), origin)
	}
	require.Equal(t, http.StatusForbidden, ask("/_control/clock", "http://127.0.0.1:8080").StatusCode)
}
