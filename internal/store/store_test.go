package store

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store/storetest"
)

// testClock is a clock that stands still until it is moved.
type testClock struct {
	mu  sync.Mutex
	now time.Time
}

func newTestClock() *testClock {
	return &testClock{now: time.Date(2027, 3, 27, 20, 0, 0, 0, time.UTC)}
}

func (c *testClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *testClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// each runs the test on a new store in each kind of database.
func each(t *testing.T, test func(t *testing.T, s *Store, clock *testClock)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, address string) {
		clock := newTestClock()
		test(t, open(t, address, clock), clock)
	})
}

func open(t testing.TB, address string, clock *testClock) *Store {
	t.Helper()
	s, err := Open(t.Context(), address, Options{Clock: clock.Now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// together runs n calls that wait for each other at the start.
func together(n int, call func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			call(i)
		})
	}
	close(start)
	wg.Wait()
}

// count returns what a SELECT COUNT(*) finds.
func count(t testing.TB, s *Store, query string, args ...any) int {
	t.Helper()
	var n int
	require.NoError(t, s.db.queryRow(context.Background(), query, args, &n))
	return n
}

func TestOpenAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		clock := newTestClock()
		first, err := Open(t.Context(), address, Options{Clock: clock.Now})
		require.NoError(t, err)
		require.NoError(t, first.Ping(t.Context()))
		require.NoError(t, first.EnqueueMail(t.Context(), NewMail{Cause: "a", Kind: "k"}))
		require.NoError(t, first.Close())
		require.NoError(t, first.Close(), "again does nothing")
		require.Error(t, first.Ping(t.Context()))

		second := open(t, address, clock)
		depth, _, err := second.OutboxDepth(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, depth, "what was written must survive a restart")
	})
}

func TestOpenTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		stores, errs := make([]*Store, 8), make([]error, 8)
		together(len(stores), func(i int) {
			stores[i], errs[i] = Open(t.Context(), address, Options{})
		})
		for i := range stores {
			require.NoError(t, errs[i])
			t.Cleanup(func() { require.NoError(t, stores[i].Close()) })
		}
		steps, err := loadMigrations(migrations)
		require.NoError(t, err)
		require.Equal(t, len(steps), count(t, stores[0], `SELECT COUNT(*) FROM schema_version`), "each taken once")
	})
}

func TestOpenNewerSchema(t *testing.T) {
	storetest.Each(t, func(t *testing.T, address string) {
		s := open(t, address, newTestClock())
		_, err := s.db.exec(t.Context(), `INSERT INTO schema_version (version, name, applied_at) VALUES (9999, 'later', 0)`)
		require.NoError(t, err)
		_, err = Open(t.Context(), address, Options{})
		require.ErrorContains(t, err, "newer portal")
	})
}

func TestMigrationThatFailsLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		err := s.db.tx(t.Context(), func(tx *transaction) error {
			if err := tx.script("CREATE TABLE half (x BIGINT); CREATE TABLE other (x BIGINT);"); err != nil {
				return err
			}
			return tx.script("CREATE TABLE half (x BIGINT)")
		})
		require.Error(t, err)
		_, err = s.db.exec(t.Context(), `INSERT INTO half (x) VALUES (1)`)
		require.Error(t, err, "the first script must have been rolled back")
	})
}

func TestLoadMigrations(t *testing.T) {
	_, err := loadMigrations(fstest.MapFS{
		"migrations/0001_a.sql": {Data: []byte("SELECT 1")},
		"migrations/0003_b.sql": {Data: []byte("SELECT 1")},
	})
	require.ErrorContains(t, err, "0003_b.sql")
	steps, err := loadMigrations(migrations)
	require.NoError(t, err)
	require.NotEmpty(t, steps)
}

func TestOpenSQLiteFaults(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "notes.db")
	require.NoError(t, os.WriteFile(text, []byte("Dear diary, "+string(make([]byte, 4096))), 0o600))
	short := filepath.Join(folder, "short.db")
	require.NoError(t, os.WriteFile(short, []byte("hello"), 0o600))
	for _, test := range []struct{ name, address, path, message string }{
		{"folder missing", "file:" + folder + "/none/portal.db", folder + "/none/portal.db", "no such file or directory"},
		{"folder is a file", "file:" + text + "/portal.db", text + "/portal.db", "not a directory"},
		{"path is a folder", "file:" + folder, folder, "it is a folder"},
		{"not a database", "file:" + text, text, "is not an SQLite database"},
		{"not a database, short", "file://" + short, short, "is not an SQLite database"},
		{"unwritable", "file:/proc/portal.db", "/proc/portal.db", "cannot be opened for writing"},
		{"options", "file:portal.db?mode=ro", "portal.db?mode=ro", "no options"},
		{"memory", "file::memory:", ":memory:", "no file is named"},
		{"nothing", "file:", "file:", "no file is named"},
		{"relative with host", "file://portal.db", "//portal.db", "must begin with a slash"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(t.Context(), test.address, Options{})
			require.ErrorContains(t, err, test.path)
			require.ErrorContains(t, err, test.message)
		})
	}
}

func TestOpenFolderNotWritable(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "portal.db"), nil, 0o600))
	require.NoError(t, os.Chmod(folder, 0o500))
	if probe, err := os.CreateTemp(folder, "x"); err == nil {
		// The system administrator may write everywhere, so there must be no complaint.
		require.NoError(t, probe.Close())
		require.NoError(t, createFile(filepath.Join(folder, "portal.db")))
		return
	}
	_, err := Open(t.Context(), "file:"+filepath.Join(folder, "portal.db"), Options{})
	require.ErrorContains(t, err, "its folder "+folder+" cannot be written: permission denied")
}

func TestOpenUnknownAddress(t *testing.T) {
	for _, address := range []string{"", "portal.db", "mysql://root:hunter2@host/x"} {
		_, err := Open(t.Context(), address, Options{})
		require.ErrorContains(t, err, `must be "file:…" or "postgres://…"`)
		require.NotContains(t, err.Error(), "hunter2")
	}
}

func TestOpenPostgresFaultsHideThePassword(t *testing.T) {
	for _, address := range []string{"postgres://u:hunter2@127.0.0.1:1/x?sslmode=disable", "postgres://u:hunter2@127.0.0.1:port/x"} {
		_, err := Open(t.Context(), address, Options{})
		require.ErrorContains(t, err, "PostgreSQL")
		require.NotContains(t, err.Error(), "hunter2")
	}
}

func TestFileModeAndOddNames(t *testing.T) {
	folder := t.TempDir()
	s := open(t, "file:"+folder+"/a%20b%3Fc%25.db", newTestClock())
	require.NoError(t, s.EnqueueMail(t.Context(), NewMail{Cause: "a", Kind: "k"}))
	path := filepath.Join(folder, "a b?c%.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), path+suffix)
	}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, 3, "nothing else is left in the folder")
}

func TestSQLiteSettings(t *testing.T) {
	s := open(t, storetest.SQLite(t), newTestClock())
	for query, want := range map[string]string{
		"PRAGMA journal_mode": "wal", "PRAGMA foreign_keys": "1", "PRAGMA synchronous": "2", "PRAGMA busy_timeout": "5000",
	} {
		var got string
		require.NoError(t, s.db.tx(t.Context(), func(tx *transaction) error { return tx.queryRow(query, nil, &got) }))
		require.Equal(t, want, got, query)
	}
	_, err := s.db.pool.ExecContext(t.Context(), `DELETE FROM outbox`)
	require.Error(t, err, "the read pool must not write")
}

func TestRewrite(t *testing.T) {
	const query = `SELECT a FROM b WHERE c = ? AND d IN (?, ?)`
	require.Equal(t, query, sqliteDialect().rewrite(query))
	require.Equal(t, `SELECT a FROM b WHERE c = $1 AND d IN ($2, $3)`, postgresDialect().rewrite(query))
}

func TestTransactionRollsBack(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *testClock) {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.db.tx(ctx, func(tx *transaction) error {
			_, err := enqueue(tx, NewMail{Cause: "a", Kind: "k"}, 1)
			cancel() // the member's browser went away
			return err
		})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM outbox`))
	})
}
