package declaration

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/internal/store/storetest"
)

func testKeys(letters ...string) [][]byte {
	var keys [][]byte
	for _, l := range letters {
		keys = append(keys, []byte(strings.Repeat(l, 32)))
	}
	return keys
}

func openStore(t *testing.T, address string) *store.Store {
	t.Helper()
	st, err := store.Open(t.Context(), address, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = st.Close() })
	return st
}

func newDesk(t *testing.T, st *store.Store, folder string, letters ...string) *Desk {
	t.Helper()
	d, err := NewDesk(st, NewSpool(folder), testKeys(letters...), slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return d
}

func someReceived(cause string) Received {
	return Received{
		Cause: []byte(cause), Form: Form{Name: "Jo Weber", Email: "jo@example.org"},
		Receipt: receipt.Receipt{
			Kind: receipt.Cancellation, Studio: "forge", StudioName: "The Forge", Language: "en", Ends: receipt.EarliestPossible,
			Arrived: time.Date(2026, 11, 25, 20, 0, 0, 123456789, time.UTC), Lines: []receipt.Line{{Label: "Name", Value: "Jo Weber"}},
		},
	}
}

func countDeclarations(t *testing.T, st *store.Store) (n int) {
	t.Helper()
	require.NoError(t, st.EachDeclaration(t.Context(), "", time.Time{}, func(store.Declaration) error { n++; return nil }))
	return n
}

// A declaration is in the database, or in the spool and then in the database: once, with
// the same receipt at the same address, whatever is down and however often it is sent.
func TestTakenOnceWhateverIsDown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		folder := filepath.Join(t.TempDir(), "spool")
		st := openStore(t, address)
		up := newDesk(t, st, folder, "a")
		closed := openStore(t, address)
		require.NoError(t, closed.Close())
		down := newDesk(t, closed, folder, "a")

		first, mailed, err := up.Take(t.Context(), someReceived("kept"))
		require.NoError(t, err)
		require.True(t, mailed)
		again, _, err := up.Take(t.Context(), someReceived("kept"))
		require.NoError(t, err)
		require.Equal(t, first, again)

		spooled, mailed, err := down.Take(t.Context(), someReceived("spooled"))
		require.NoError(t, err)
		require.True(t, mailed)
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		require.NoError(t, err)
		require.Equal(t, []string{filepath.Join(folder, spooled.Number+".json")}, files, "nothing half-written is left")

		late := someReceived("spooled")
		late.Receipt.Arrived = late.Receipt.Arrived.Add(time.Hour)
		for _, desk := range []*Desk{down, up} {
			again, _, err = desk.Take(t.Context(), late)
			require.NoError(t, err)
			require.Equal(t, spooled, again, "the first arrival counts, also once the database is back")
			got, err := desk.Receipt(t.Context(), "forge", spooled.Number)
			require.NoError(t, err)
			require.Equal(t, spooled, got)
			_, err = desk.Receipt(t.Context(), "nordlicht", spooled.Number)
			require.Error(t, err)
		}
		require.Equal(t, 1, countDeclarations(t, st))
		require.Error(t, down.Import(t.Context()))
		require.NoError(t, up.Import(t.Context()))
		require.NoError(t, up.Import(t.Context()))
		require.Equal(t, 2, countDeclarations(t, st))
		files, err = filepath.Glob(filepath.Join(folder, "*"))
		require.NoError(t, err)
		require.Empty(t, files)
		got, err := up.Receipt(t.Context(), "forge", spooled.Number)
		require.NoError(t, err)
		require.Equal(t, spooled, got)

		read, err := up.Check(t.Context(), got)
		require.NoError(t, err)
		require.Equal(t, time.Date(2026, 11, 25, 20, 0, 0, 123e6, time.UTC), read.Arrived)
		mail, err := st.ClaimMail(t.Context(), time.Minute)
		require.NoError(t, err)
		var payload ReceiptMail
		require.NoError(t, json.Unmarshal(mail.Payload, &payload))
		require.Equal(t, ReceiptMail{Number: first.Number, Key: first.ViewKey}, payload)
	})
}

// What the process died over between two steps is neither lost nor doubled.
func TestSpoolSurvivesItsProcess(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "spool")
	st := openStore(t, storetest.SQLite(t))
	up := newDesk(t, st, folder, "a")
	closed := openStore(t, storetest.SQLite(t))
	require.NoError(t, closed.Close())
	down := newDesk(t, closed, folder, "a")
	kept, _, err := down.Take(t.Context(), someReceived("x"))
	require.NoError(t, err)

	// Killed after the database took it and before the file was removed.
	data, err := os.ReadFile(filepath.Join(folder, kept.Number+".json"))
	require.NoError(t, err)
	require.NoError(t, up.Import(t.Context()))
	require.NoError(t, os.WriteFile(filepath.Join(folder, kept.Number+".json"), data, 0o600))
	// Killed while it wrote.
	require.NoError(t, os.WriteFile(filepath.Join(folder, "part-123"), data[:20], 0o600))
	// And one that the disk has spoilt keeps no other waiting.
	spoilt := receipt.NumberOf([]byte("spoilt"))
	require.NoError(t, os.WriteFile(filepath.Join(folder, spoilt+".json"), data[:20], 0o600))

	second, _, err := down.Take(t.Context(), someReceived("y"))
	require.NoError(t, err)
	require.NoError(t, up.Import(t.Context()))
	require.Equal(t, 2, countDeclarations(t, st))
	got, err := up.Receipt(t.Context(), "forge", second.Number)
	require.NoError(t, err)
	require.Equal(t, second, got)
	_, err = os.Stat(filepath.Join(folder, spoilt+".json"))
	require.NoError(t, err, "it is left for the operator")
}

// Nothing is receipted that neither database nor spool has.
func TestNothingIsReceiptedThatIsNotKept(t *testing.T) {
	closed := openStore(t, storetest.SQLite(t))
	require.NoError(t, closed.Close())
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, _, err := newDesk(t, closed, filepath.Join(file, "spool"), "a").Take(t.Context(), someReceived("x"))
	require.Error(t, err)
}

func TestManyAtOnceAreOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		st := openStore(t, address)
		desk := newDesk(t, st, filepath.Join(t.TempDir(), "spool"), "a")
		receipts := make([]store.Receipt, 20)
		var wg sync.WaitGroup
		for i := range receipts {
			wg.Go(func() { receipts[i], _, _ = desk.Take(t.Context(), someReceived("x")) })
		}
		wg.Wait()
		for _, r := range receipts {
			require.Equal(t, receipts[0], r)
		}
		require.NotEmpty(t, receipts[0].Text)
		require.Equal(t, 1, countDeclarations(t, st))
	})
}

// A closed tab does not lose a declaration that was sent.
func TestTakenAlthoughNobodyWaits(t *testing.T) {
	st := openStore(t, storetest.SQLite(t))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err := newDesk(t, st, t.TempDir(), "a").Take(gone, someReceived("x"))
	require.NoError(t, err)
	require.Equal(t, 1, countDeclarations(t, st))
}

func TestKeysArePublishedForEver(t *testing.T) {
	st := openStore(t, storetest.SQLite(t))
	old := newDesk(t, st, t.TempDir(), "a")
	kept, _, err := old.Take(t.Context(), someReceived("x"))
	require.NoError(t, err)
	require.NoError(t, old.KeepKeys(t.Context()))

	rotated := newDesk(t, st, t.TempDir(), "b") // the old key is gone from the configuration
	require.NoError(t, rotated.KeepKeys(t.Context()))
	keys, err := rotated.Keys(t.Context())
	require.NoError(t, err)
	require.Len(t, keys.Keys, 2)
	_, err = rotated.Check(t.Context(), kept)
	require.NoError(t, err)
	again, err := rotated.Receipt(t.Context(), "forge", kept.Number)
	require.NoError(t, err)
	require.Equal(t, kept.ViewKey, again.ViewKey, "its address opens it still")

	require.NoError(t, st.Close())
	keys, err = rotated.Keys(t.Context())
	require.Error(t, err)
	require.Len(t, keys.Keys, 1, "without the database those of the configuration")
}

func TestWishedDay(t *testing.T) {
	for typed, want := range map[string]string{
		"2027-01-31": "2027-01-31", " 31.1.2027 ": "2027-01-31", "31/01/2027": "2027-01-31", "1875-02-03": "1875-02-03",
		"": "", "soon": "", "2027-02-30": "", "31.13.2027": "",
	} {
		require.Equal(t, want, Form{Date: typed}.Wished(), typed)
	}
}

func TestEqualContentsHaveOneFingerprint(t *testing.T) {
	f := Form{Name: "Jo", Email: "jo@example.org"}
	same := f.Fingerprint("forge", receipt.Cancellation, "2026-11-25")
	require.Equal(t, same, f.Fingerprint("forge", receipt.Cancellation, "2026-11-25"))
	other := f
	other.Contract = "Premium"
	for _, differs := range [][]byte{
		other.Fingerprint("forge", receipt.Cancellation, "2026-11-25"), f.Fingerprint("nordlicht", receipt.Cancellation, "2026-11-25"),
		f.Fingerprint("forge", receipt.Withdrawal, "2026-11-25"), f.Fingerprint("forge", receipt.Cancellation, "2026-11-26"),
	} {
		require.NotEqual(t, same, differs)
	}
}

// A flood from one network is slowed down, then held off for seconds; somebody from
// another network does not notice.
func TestLaneSlowsDownOneNetwork(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	lane := NewLane(func() time.Time { return now })
	flood, other := netip.MustParseAddr("203.0.113.7"), netip.MustParseAddr("2001:db8:1:2::1")
	for i := range laneFree {
		wait, ok := lane.Enter(flood)
		require.True(t, ok)
		require.Zero(t, wait, "place %d", i)
	}
	wait, ok := lane.Enter(flood)
	require.True(t, ok)
	require.Equal(t, laneEvery, wait)
	var held int
	for range 100 {
		if _, ok := lane.Enter(flood); !ok {
			held++
		}
	}
	require.Equal(t, 98, held)
	wait, ok = lane.Enter(other)
	require.True(t, ok)
	require.Zero(t, wait)
	for range laneFree {
		lane.Enter(netip.MustParseAddr("2001:db8:1:2:ffff::9"))
	}
	wait, _ = lane.Enter(other)
	require.Equal(t, 2*laneEvery, wait, "one household has 64 bits of IPv6")

	now = now.Add(time.Hour)
	wait, ok = lane.Enter(flood)
	require.True(t, ok)
	require.Zero(t, wait)
}

// A botnet slows everybody down who is not new, and never who is.
func TestLaneOfEverybody(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	lane := NewLane(func() time.Time { return now })
	address := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}) }
	for i := range allFree + 500 {
		wait, ok := lane.Enter(address(i))
		require.True(t, ok)
		require.Zero(t, wait, "the first of a network never waits")
	}
	wait, ok := lane.Enter(address(0))
	require.False(t, ok)
	require.Positive(t, wait)
}
