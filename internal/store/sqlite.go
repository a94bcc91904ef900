package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlitecode "modernc.org/sqlite/lib"
)

// sqliteBusyTimeout is how long a writer waits for another process that writes to the same file.
const sqliteBusyTimeout = 5 * time.Second

func openSQLite(ctx context.Context, rest string) (*database, error) {
	path, err := unescapePath(rest)
	if err != nil {
		return nil, fmt.Errorf("store: database file:%s: %w", rest, err)
	}
	if err := createFile(path); err != nil {
		return nil, fmt.Errorf("store: SQLite file %s cannot be opened for writing: %w", path, err)
	}
	d := &database{dialect: sqliteDialect(), where: path}
	common := fmt.Sprintf("_busy_timeout=%d&_pragma=foreign_keys(1)", sqliteBusyTimeout.Milliseconds())
	// A write that was confirmed must be there after a power cut too, hence FULL.
	d.writerPool, err = connectSQLite(ctx, path, 1, common+"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	d.pool, err = connectSQLite(ctx, path, max(4, 2*runtime.GOMAXPROCS(0)), common+"&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(err, d.writerPool.Close())
	}
	d.writer, err = newWriter(ctx, d.writerPool)
	if err != nil {
		return nil, errors.Join(sqliteError(path, err), d.close())
	}
	return d, nil
}

// createFile makes sure that the file is there and can be written, and the folder too, as SQLite
// keeps its journal beside the file. A new file is readable to its owner alone, and the journal
// gets the same mode.
func createFile(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errors.New("it is a folder")
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return cause(err)
	}
	if err := file.Close(); err != nil {
		return err
	}
	folder := filepath.Dir(path)
	probe, err := os.CreateTemp(folder, ".portal-*")
	if err != nil {
		return fmt.Errorf("its folder %s cannot be written: %w", folder, cause(err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// cause strips the operation and the path off an error of os, for messages that have named it.
func cause(err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

func connectSQLite(ctx context.Context, path string, connections int, options string) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+options)
	if err != nil {
		return nil, fmt.Errorf("store: SQLite file %s: %w", path, err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	err = pool.PingContext(ctx)
	// Switching a new file to WAL does not wait for another process that does the same.
	for wait := time.Millisecond; isSQLiteBusy(err) && wait < sqliteBusyTimeout; wait *= 2 {
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), pool.Close())
		case <-time.After(wait):
		}
		err = pool.PingContext(ctx)
	}
	if err != nil {
		return nil, errors.Join(sqliteError(path, err), pool.Close())
	}
	return pool, nil
}

func isSQLiteBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlitecode.SQLITE_BUSY
}

func sqliteError(path string, err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code()&0xff == sqlitecode.SQLITE_NOTADB {
		return fmt.Errorf("store: %s is not an SQLite database", path)
	}
	return fmt.Errorf("store: SQLite file %s: %s", path, strings.TrimSpace(err.Error()))
}
