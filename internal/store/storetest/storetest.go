// Package storetest gives tests a fresh database of each kind that the store supports.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/stretchr/testify/require"
)

// defaultPostgres is asked when PORTAL_TEST_POSTGRES is not set.
const defaultPostgres = "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable"

// Each runs the test as the subtests "sqlite" and "postgres", each with the address of an empty
// database of its own, fit for store.Open.
//
// PostgreSQL is the server in PORTAL_TEST_POSTGRES (postgres://…), else one on this machine; each
// subtest has a schema that is dropped afterwards. Without a server the subtest is skipped, or
// fails when PORTAL_REQUIRE_POSTGRES is 1.
func Each(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns the address of a new file.
func SQLite(t testing.TB) string {
	t.Helper()
	return "file:" + (&url.URL{Path: filepath.Join(t.TempDir(), "portal.db")}).EscapedPath()
}

// Postgres returns the address of a new schema, see Each.
func Postgres(t testing.TB) string {
	t.Helper()
	address := os.Getenv("PORTAL_TEST_POSTGRES")
	if address == "" {
		address = defaultPostgres
	}
	server, err := sql.Open("pgx", address)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := server.PingContext(ctx); err != nil {
		if os.Getenv("PORTAL_REQUIRE_POSTGRES") == "1" {
			t.Fatalf("PostgreSQL is required and cannot be reached: %v", err)
		}
		t.Skip("left out: PostgreSQL cannot be reached (PORTAL_TEST_POSTGRES names another server)")
	}
	schema := "portal_test_" + strings.ToLower(rand.Text())
	_, err = server.ExecContext(ctx, "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := server.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE")
		require.NoError(t, err)
	})
	u, err := url.Parse(address)
	require.NoError(t, err, "PORTAL_TEST_POSTGRES must be a postgres:// address")
	query := u.Query()
	query.Set("search_path", schema)
	query.Set("synchronous_commit", "off") // what a test writes need not outlive a power cut
	u.RawQuery = query.Encode()
	return u.String()
}
