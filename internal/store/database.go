package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// database is the small layer between the statements of this package and database/sql: it puts
// them into the dialect, keeps them prepared where that pays, and knows which connection may write.
type database struct {
	dialect
	where string // path or address for messages, without password
	// pool reads, and in PostgreSQL writes too.
	pool *sql.DB
	// prepared holds *sql.Stmt by statement, for SQLite; pgx keeps its own.
	prepared sync.Map
	// writer and its pool of one connection are SQLite's, nil in PostgreSQL.
	writer     *writer
	writerPool *sql.DB
}

func openDatabase(ctx context.Context, address string) (*database, error) {
	scheme, rest, found := strings.Cut(address, ":")
	switch {
	case found && scheme == "file":
		return openSQLite(ctx, rest)
	case found && (scheme == "postgres" || scheme == "postgresql"):
		return openPostgres(ctx, address)
	}
	// Not the address itself: it may be a mistyped one with a password.
	return nil, errors.New(`store: the database must be "file:…" or "postgres://…"`)
}

// unescapePath resolves the percent-escapes of a file URL's path.
func unescapePath(rest string) (string, error) {
	if strings.ContainsAny(rest, "?#") {
		return "", errors.New("no options can be given with a file, and ? and # are written %3F and %23")
	}
	path, err := url.PathUnescape(strings.TrimPrefix(rest, "//"))
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(rest, "//") && !strings.HasPrefix(path, "/") {
		return "", errors.New("after file:// the path must begin with a slash")
	}
	if path == "" || path == ":memory:" {
		return "", errors.New("no file is named")
	}
	return path, nil
}

func (d *database) close() error {
	var errs []error
	if d.writer != nil {
		errs = append(errs, d.writer.close())
	}
	if d.writerPool != nil {
		errs = append(errs, d.writerPool.Close())
	}
	d.prepared.Range(func(_, stmt any) bool {
		errs = append(errs, stmt.(*sql.Stmt).Close())
		return true
	})
	return errors.Join(append(errs, d.pool.Close())...)
}

// ping reads, and begins a write that changes nothing.
func (d *database) ping(ctx context.Context) error {
	var n int
	if err := d.queryRow(ctx, `SELECT COUNT(*) FROM schema_version`, nil, &n); err != nil {
		return err
	}
	_, err := d.exec(ctx, `UPDATE schema_version SET applied_at = 0 WHERE version < 0`)
	return err
}

// statement returns the prepared statement for reading from SQLite.
func (d *database) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := d.prepared.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := d.pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if other, loaded := d.prepared.LoadOrStore(query, stmt); loaded {
		return other.(*sql.Stmt), stmt.Close()
	}
	return stmt, nil
}

// queryRow reads one row; sql.ErrNoRows when there is none.
func (d *database) queryRow(ctx context.Context, query string, args []any, into ...any) error {
	if d.writer == nil {
		return d.pool.QueryRowContext(ctx, d.rewrite(query), args...).Scan(into...)
	}
	stmt, err := d.statement(ctx, query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(ctx, args...).Scan(into...)
}

func (d *database) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if d.writer == nil {
		return d.pool.QueryContext(ctx, d.rewrite(query), args...)
	}
	stmt, err := d.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// writeRow runs a statement that writes and returns one row. What it points to must not be looked
// at after an error.
func (d *database) writeRow(ctx context.Context, query string, args []any, into ...any) error {
	if d.writer == nil {
		return d.pool.QueryRowContext(ctx, d.rewrite(query), args...).Scan(into...)
	}
	return d.tx(ctx, func(tx *transaction) error { return tx.queryRow(query, args, into...) })
}

// exec runs one statement in a transaction of its own and returns how many rows it changed.
func (d *database) exec(ctx context.Context, query string, args ...any) (int64, error) {
	if d.writer == nil {
		return rowsAffected(d.pool.ExecContext(ctx, d.rewrite(query), args...))
	}
	var n int64
	err := d.tx(ctx, func(tx *transaction) (err error) {
		n, err = tx.exec(query, args...)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func rowsAffected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// tx runs fn once, in a transaction: all of it or nothing. fn must use nothing but its transaction.
// After an error the caller must not look at what fn has set: with SQLite it may still be running
// when the caller's context ends.
func (d *database) tx(ctx context.Context, fn func(tx *transaction) error) error {
	if d.writer != nil {
		return d.writer.do(ctx, func(s session) error { return fn(&transaction{d.dialect, ctx, s}) })
	}
	sqlTx, err := d.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(&transaction{d.dialect, ctx, postgresSession{sqlTx}}); err != nil {
		// A context that ended has rolled back already.
		if rollback := sqlTx.Rollback(); rollback != nil && !errors.Is(rollback, sql.ErrTxDone) {
			err = errors.Join(err, rollback)
		}
		return err
	}
	err = sqlTx.Commit()
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return ctx.Err() // it rolled back before the commit was asked for
	}
	return err
}

// session is what a transaction runs its statements on.
type session interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	Script(ctx context.Context, text string) error
}

type postgresSession struct{ *sql.Tx }

// Script implements session: without values pgx sends several statements as they stand.
func (s postgresSession) Script(ctx context.Context, text string) error {
	_, err := s.ExecContext(ctx, text)
	return err
}

// withContext is the database as an execer.
func (d *database) withContext(ctx context.Context) execer { return contextExecer{d, ctx} }

type contextExecer struct {
	db  *database
	ctx context.Context
}

func (e contextExecer) exec(query string, args ...any) (int64, error) {
	return e.db.exec(e.ctx, query, args...)
}

// transaction is a running transaction.
type transaction struct {
	dialect
	ctx     context.Context
	session session
}

func (t *transaction) exec(query string, args ...any) (int64, error) {
	return rowsAffected(t.session.ExecContext(t.ctx, t.rewrite(query), args...))
}

func (t *transaction) queryRow(query string, args []any, into ...any) error {
	return t.session.QueryRowContext(t.ctx, t.rewrite(query), args...).Scan(into...)
}

// script runs statements as they stand, without values.
func (t *transaction) script(text string) error { return t.session.Script(t.ctx, text) }

// strings reads a column of texts.
func (t *transaction) strings(query string, args ...any) (values []string, err error) {
	rows, err := t.session.QueryContext(t.ctx, t.rewrite(query), args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, rows.Err()
}

// lock makes transactions that name the same key follow one another. In SQLite all writing
// transactions do.
func (t *transaction) lock(keys ...string) error {
	if !t.numbered {
		return nil
	}
	numbers := make([]int64, len(keys))
	for i, key := range keys {
		sum := sha256.Sum256([]byte("memberportal " + key))
		numbers[i] = int64(binary.BigEndian.Uint64(sum[:]))
	}
	slices.Sort(numbers) // everybody in the same order, so that nobody waits in a circle
	for _, number := range numbers {
		if _, err := t.exec(`SELECT pg_advisory_xact_lock(?)`, number); err != nil {
			return fmt.Errorf("lock: %w", err)
		}
	}
	return nil
}

// nullBytes stores no bytes as NULL.
func nullBytes(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}
