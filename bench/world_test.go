package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func TestBusyDay(t *testing.T) {
	now, err := time.Parse(time.RFC3339, weighTime)
	require.NoError(t, err)
	world := sandbox.New(sandbox.Options{Seed: 1, Now: now})
	dump, err := world.Dump()
	require.NoError(t, err)
	changed, day, err := busyDay(dump, busyStudio)
	require.NoError(t, err)
	require.Equal(t, "2026-06-16", day)
	require.NoError(t, world.Restore(changed))
	require.Equal(t, busySlots, slotsOn(t, world, day))
	require.Zero(t, slotsOn(t, world, "2026-06-17"), "its slots were moved")
	require.NotZero(t, slotsOn(t, world, "2026-06-20"), "days further on stay")

	_, _, err = busyDay(changed, busyStudio)
	require.NoError(t, err, "a busy day stays one")
	_, _, err = busyDay(dump, "nobody")
	require.Error(t, err)
	_, _, err = busyDay([]byte("{"), busyStudio)
	require.Error(t, err)
}

func slotsOn(t *testing.T, world http.Handler, day string) int {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/v1/classes/slots?daysAhead=1&sliceSize=100&slotWindowStartDate="+day, nil)
	r.Header.Set("X-API-KEY", busyKey)
	w := httptest.NewRecorder()
	world.ServeHTTP(w, r)
	require.Equal(t, http.StatusOK, w.Code)
	var list sliced[json.RawMessage]
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &list))
	return len(list.Result)
}

func TestTheLimitDecodesWhatTheDesignSays(t *testing.T) {
	text, err := plainList()
	require.NoError(t, err)
	require.Len(t, text, plainBytes)
	var list []plainSlot
	require.NoError(t, json.Unmarshal(text, &list))
	require.Len(t, list, busySlots)
}

func TestDigestCalls(t *testing.T) {
	const ms = int64(time.Millisecond)
	for name, c := range map[string]struct {
		calls            []ledgerCall
		slowest, waiting int64
		depth            int
	}{
		"none":              {nil, 0, 0, 0},
		"three at once":     {[]ledgerCall{{"a", 0, 50 * ms}, {"b", 1 * ms, 52 * ms}, {"c", 2 * ms, 51 * ms}}, 51, 52, 1},
		"one after another": {[]ledgerCall{{"a", 0, 50 * ms}, {"b", 51 * ms, 101 * ms}}, 50, 100, 2},
		"a chain beside another call": {[]ledgerCall{
			{"a", 0, 50 * ms}, {"slow", 0, 90 * ms}, {"b", 55 * ms, 105 * ms}}, 90, 105, 2},
		"a list in slices": {[]ledgerCall{{"a", 0, 50 * ms}, {"a?offset=50", 50 * ms, 100 * ms}, {"a?sliceSize=50&offset=100", 100 * ms, 150 * ms}}, 50, 150, 1},
	} {
		slowest, waiting, depth := digestCalls(c.calls)
		require.Equal(t, time.Duration(c.slowest*ms), slowest, name)
		require.Equal(t, time.Duration(c.waiting*ms), waiting, name)
		require.Equal(t, c.depth, depth, name)
	}
}
