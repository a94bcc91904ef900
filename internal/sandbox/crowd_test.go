package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// lookUps are the ways to find one member of the crowd: method, path, body.
func lookUps(box *sandbox.Sandbox, nth int) map[string][3]string {
	who := box.CrowdForTest("nordlicht", nth)
	return map[string][3]string{
		"email":  {http.MethodPost, "/v1/customers/search", fmt.Sprintf(`{"email":%q}`, who.Email)},
		"cross":  {http.MethodPost, "/v1/cross-studio/customers/search", fmt.Sprintf(`{"email":%q}`, who.Email)},
		"number": {http.MethodGet, "/v1/customers/by?customerNumber=" + who.CustomerNumber, ""},
		"card":   {http.MethodGet, "/v1/customers/by?cardNumber=" + who.CardNumber, ""},
		"hex":    {http.MethodGet, "/v1/customers/by?cardNumberFormat=HEX_LSB&cardNumber=" + sandbox.WrittenCardForTest(who.CardNumber, "HEX_LSB"), ""},
		"list":   {http.MethodGet, fmt.Sprintf("/v1/customers?sliceSize=50&offset=%d", who.ID-1), ""},
	}
}

// answerTo has the sandbox answer without a network in between.
func answerTo(t testing.TB, box *sandbox.Sandbox, ask [3]string) string {
	t.Helper()
	var body io.Reader = http.NoBody
	if ask[2] != "" {
		body = strings.NewReader(ask[2])
	}
	r := httptest.NewRequest(ask[0], ask[1], body)
	r.Header.Set("X-API-KEY", "sandbox-nordlicht")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	box.ServeHTTP(w, r)
	require.Equal(t, http.StatusOK, w.Code, "%s", w.Body)
	return w.Body.String()
}

// TestLookUpsDoNotWalkThroughEverybody counts instead of measuring: how many are
// looked at must not depend on how many there are.
func TestLookUpsDoNotWalkThroughEverybody(t *testing.T) {
	box := sandbox.New(sandbox.Options{Seed: 1, Now: monday, Crowd: 2000})
	for name, ask := range lookUps(box, 1700) {
		before := box.ExaminedForTest()
		answer := answerTo(t, box, ask)
		require.Contains(t, answer, fmt.Sprint(box.CrowdForTest("nordlicht", 1700).ID), name)
		require.LessOrEqual(t, box.ExaminedForTest()-before, 2, "a look-up by %s", name)
	}
	// The count counts: nothing leads to a first name.
	before := box.ExaminedForTest()
	answerTo(t, box, [3]string{http.MethodPost, "/v1/customers/search", `{"firstName":"Q"}`})
	require.Greater(t, box.ExaminedForTest()-before, 2000)
}

// TestIndexesFollowTheRecords: what a write or the staff changes in a record is found
// under its new name, and no longer under its old one.
func TestIndexesFollowTheRecords(t *testing.T) {
	s := start(t, monday)
	m := s.member("nordlicht", "debtor")
	search := func(email string) []int64 {
		return ids(ask[[]record](s, http.MethodPost, "/v1/customers/search", object{"email": email}))
	}
	old := s.medium("debtor", "CARD_NUMBER")
	s.box.ChangeForTest("nordlicht", m.CustomerID, "new@example.org", "0000000042")
	require.NoError(t, s.box.Staff("checkin", m.CustomerID, true))
	require.Equal(t, []int64{m.CustomerID}, search("new@example.org"))
	require.Empty(t, search(m.Email))
	require.Equal(t, m.CustomerID, get[record](s, "/v1/customers/by?cardNumber=0000000042").ID)
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?cardNumber="+old, nil)

	s.box.ChangeForTest("nordlicht", m.CustomerID, "newer@example.org", "0000000043")
	ask[object](s, http.MethodPost, fmt.Sprintf("/v1/customers/%d/weighing", m.CustomerID), object{"rawResults": ""})
	require.Equal(t, []int64{m.CustomerID}, search("newer@example.org"))
	require.Empty(t, search("new@example.org"))
	require.Equal(t, m.CustomerID, get[record](s, "/v1/customers/by?cardNumber=0000000043").ID)

	// Two with one card are both kept; the one who was there first is found.
	other := s.member("nordlicht", "extras").CustomerID
	s.box.ChangeForTest("nordlicht", other, "newer@example.org", "0000000043")
	require.NoError(t, s.box.Staff("checkin", m.CustomerID, false))
	require.Equal(t, []int64{m.CustomerID, other}, search("newer@example.org"))
	require.Equal(t, m.CustomerID, get[record](s, "/v1/customers/by?cardNumber=0000000043").ID)
	s.moveToForge(m.CustomerID)
	require.Equal(t, other, get[record](s, "/v1/customers/by?cardNumber=0000000043").ID)
	require.Equal(t, []int64{other}, search("newer@example.org"))
}

// BenchmarkLargeWorld is a studio with 100,000 customers and 10,000 slots: it has to
// fit into 1 GiB, and one customer has to be found within 1 ms.
func BenchmarkLargeWorld(b *testing.B) {
	const customers, slots = 100_000, 10_000
	before := heap()
	began := time.Now()
	box := sandbox.New(sandbox.Options{Seed: 1, Now: monday, Crowd: customers, Keys: map[string]string{"nordlicht": "sandbox-nordlicht"}})
	box.ScheduleForTest("nordlicht", slots)
	took := time.Since(began)
	size := float64(heap()-before) / (1 << 20)
	require.GreaterOrEqual(b, len(box.ClassSlots("nordlicht")), slots)
	require.Less(b, size, 1024.0, "MiB")
	sw := box.Switches()
	sw.RateLimit = 0
	box.SetSwitches(sw)
	for name, ask := range lookUps(box, customers-7) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				answerTo(b, box, ask)
			}
			b.ReportMetric(size, "MiB-world")
			b.ReportMetric(took.Seconds(), "s-to-make")
			if b.N > 100 && name != "list" {
				require.Less(b, b.Elapsed()/time.Duration(b.N), time.Millisecond)
			}
		})
	}
	runtime.KeepAlive(box)
}

// heap is how much memory is in use, in bytes.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
