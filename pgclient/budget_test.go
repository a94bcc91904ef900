package pgclient

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetryBudgetEarnsATenth(t *testing.T) {
	var b retryBudget
	require.False(t, b.spend())
	for range callsPerRetry - 1 {
		b.earn()
	}
	require.False(t, b.spend())
	b.earn()
	require.True(t, b.spend())
	require.False(t, b.spend())

	for range 100_000 {
		b.earn()
	}
	saved := 0
	for b.spend() {
		saved++
	}
	require.Equal(t, retryCeiling, saved, "a quiet year does not pay for a storm")
}

func TestRetryAfter(t *testing.T) {
	const now = "Thu, 26 Nov 2026 10:00:00 GMT"
	for value, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"7":                             7 * time.Second,
		"-7":                            0,
		"3600":                          time.Minute,
		"99999999999999999999":          0,
		"soon":                          0,
		"1.5":                           0,
		"Thu, 26 Nov 2026 10:00:20 GMT": 20 * time.Second,
		"Thu, 26 Nov 2026 11:00:00 GMT": time.Minute,
		"Thu, 26 Nov 2026 09:00:00 GMT": 0,
	} {
		require.Equal(t, want, retryAfter(http.Header{"Retry-After": {value}, "Date": {now}}), value)
	}
	soon := time.Now().Add(30 * time.Second).UTC().Format(http.TimeFormat)
	require.InDelta(t, 29*time.Second, retryAfter(http.Header{"Retry-After": {soon}}), float64(2*time.Second), "by this machine's clock without theirs")
}
