package pgclient_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// slots is how many a slice of the measurements has: a full one.
const slots = 100

func slotsBody() string {
	return `{"result":[` + strings.Repeat(slotJSON+",", slots-1) + slotJSON + `],"hasNext":false,"offset":"0"}`
}

// byHand is what a program without this package would write.
func byHand(tb testing.TB, web *http.Client) func() {
	return func() {
		req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, "http://api.example/v1/classes/5/slots", nil)
		require.NoError(tb, err)
		req.Header.Set("X-API-KEY", testKey)
		res, err := web.Do(req)
		require.NoError(tb, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(tb, err)
		require.NoError(tb, res.Body.Close())
		var s pgclient.Slice[pgclient.ClassSlot]
		require.NoError(tb, json.Unmarshal(body, &s))
		require.Len(tb, s.Result, slots)
	}
}

func withClient(tb testing.TB, web *http.Client) func() {
	c, err := pgclient.New("http://api.example", testKey, pgclient.WithHTTPClient(web))
	require.NoError(tb, err)
	return func() {
		s, err := c.GetClassSlots(tb.Context(), 5, pgclient.SliceParams{})
		require.NoError(tb, err)
		require.Len(tb, s.Result, slots)
	}
}

// A slice of 100 slots with its decoding, once through the client and once by hand.
// The goal is 1.15 times the time of the latter.
func BenchmarkSlice(b *testing.B) {
	body := slotsBody()
	web := &http.Client{Transport: canned(body)}
	for name, call := range map[string]func(){"client": withClient(b, web), "by hand": byHand(b, web)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				call()
			}
		})
	}
}

// BenchmarkSliceRatio takes turns between the two, so that a noisy machine hits both
// alike, and reports the client's time as a multiple of the other's.
func BenchmarkSliceRatio(b *testing.B) {
	web := &http.Client{Transport: canned(slotsBody())}
	client, hand := withClient(b, web), byHand(b, web)
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		client()
		middle := time.Now()
		hand()
		ours += middle.Sub(start)
		theirs += time.Since(middle)
	}
	b.ReportMetric(float64(ours)/float64(theirs), "times-by-hand")
}

// The client costs at most 1.2 times the allocations of the same by hand.
func TestAllocationsOfASlice(t *testing.T) {
	web := &http.Client{Transport: canned(slotsBody())}
	hand := testing.AllocsPerRun(20, byHand(t, web))
	client := testing.AllocsPerRun(20, withClient(t, web))
	t.Logf("client %.0f, by hand %.0f: %.2f times", client, hand, client/hand)
	require.Less(t, client, 1.2*hand)
}

// canned answers without a network.
type canned string

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(string(c)))}, nil
}
