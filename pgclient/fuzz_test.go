package pgclient_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

func FuzzParseZonedTime(f *testing.F) {
	for _, s := range []string{
		"2022-06-22T08:00:00.000+02:00[Europe/Berlin]", "2023-12-03T10:15:30+01:00", "2023-12-03T10:15:30.416924Z", "2023-12-03T10:15Z[UTC]",
		"2026-10-25T02:30:00+02:00[Nowhere/At-All_1]", "0000-01-01T00:00:00Z", "[", "]", "", "2022-06-22T08:00:00Z[Local]",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		z, err := pgclient.ParseZonedTime(s)
		if err != nil {
			require.Zero(t, z)
			return
		}
		require.Equal(t, s, z.String())
		require.NotPanics(t, func() { _ = z.Zone() + z.Time().String() })
		out, err := json.Marshal(z)
		require.NoError(t, err)
		require.Equal(t, `"`+s+`"`, string(out), "byte for byte")
		var again pgclient.ZonedTime
		require.NoError(t, json.Unmarshal(out, &again))
		require.True(t, z.Time().Equal(again.Time()))
		require.Equal(t, z.Zone(), again.Zone())
	})
}

// Whatever the API answers becomes slots or an error, never a panic, and what was
// read can be written and read again without a change.
func FuzzDecodeSlots(f *testing.F) {
	f.Add([]byte(sliceOf(slotJSON)))
	f.Add([]byte(`{"result":[{"id":1,"startDateTime":"2022-06-22","location":[]}],"hasNext":"yes"}`))
	f.Add([]byte(`{"result":[null,{}],"offset":1}`))
	f.Add([]byte(`{"result":null}`))
	f.Add([]byte(`<html>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s pgclient.Slice[pgclient.ClassSlot]
		if json.Unmarshal(data, &s) != nil {
			return
		}
		first, err := json.Marshal(s)
		require.NoError(t, err)
		var again pgclient.Slice[pgclient.ClassSlot]
		require.NoError(t, json.Unmarshal(first, &again))
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	})
}

// Whatever a server or a gateway answers, every operation returns a value or an error
// of this package that says nothing of what was answered. It never panics.
func FuzzAnswers(f *testing.F) {
	all := operations()
	for i, op := range all {
		f.Add(uint16(i), 200, "application/json", []byte(op.answer))
	}
	for i, body := range []string{
		`null`, `[]`, `{}`, `[null]`, `{"result":[null]}`, `"text"`, `7`, `[[[]]]`, `{"result":{},"hasNext":"no"}`, `{"id":"seven"}`,
		`<html><body>Bad gateway</body></html>`, `{"errorMessage":7,"args":{}}`, "\x1f\x8b", `{"result":[`, `{"amount":1e999999999}`,
	} {
		for _, status := range []int{200, 204, 302, 400, 404, 429, 500, 502} {
			f.Add(uint16(i), status, "text/html", []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, which uint16, status int, contentType string, body []byte) {
		if status < 200 || status > 599 {
			return
		}
		op := all[int(which)%len(all)]
		web := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Body != nil {
				_, _ = io.Copy(io.Discard, r.Body)
			}
			return &http.Response{
				StatusCode: status, Request: r, Header: http.Header{"Content-Type": {contentType}}, Body: io.NopCloser(bytes.NewReader(body)),
			}, nil
		})}
		c, err := pgclient.New("http://api.example", testKey, pgclient.WithHTTPClient(web))
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 40*time.Millisecond) // no time for a second try
		defer cancel()
		_, err = op.call(ctx, c)
		if status > 299 {
			require.Error(t, err)
		}
		if err == nil {
			return
		}
		var known *pgclient.Error
		require.ErrorAs(t, err, &known)
		require.Equal(t, op.id, known.Op)
		require.NotContains(t, err.Error(), testKey)
		if len(body) > 12 && utf8.Valid(body) {
			require.NotContains(t, err.Error(), string(body), "an error repeats what was answered")
		}
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Decimals agree with exact rational arithmetic.
func FuzzDecimal(f *testing.F) {
	f.Add("39.9", "-19.90")
	f.Add("2E+1", "1e-60")
	f.Add("-0.00", "00")
	f.Fuzz(func(t *testing.T, x, y string) {
		a, errA := pgclient.ParseDecimal(x)
		b, errB := pgclient.ParseDecimal(y)
		if errA != nil || errB != nil {
			return
		}
		ra, ok := new(big.Rat).SetString(a.String())
		require.True(t, ok)
		read, ok := new(big.Rat).SetString(x)
		require.True(t, ok)
		require.Zero(t, ra.Cmp(read), "%s became %s", x, a)
		rb, _ := new(big.Rat).SetString(b.String())
		sum, _ := new(big.Rat).SetString(a.Add(b).String())
		require.Zero(t, new(big.Rat).Add(ra, rb).Cmp(sum))
		require.Equal(t, ra.Cmp(rb), a.Cmp(b))
		require.Equal(t, ra.Sign(), a.Sign())
		out, err := json.Marshal(a)
		require.NoError(t, err)
		require.True(t, json.Valid(out))
	})
}
