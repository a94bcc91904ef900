// Package store keeps what must survive a restart: sessions, sign-in challenges, counters, the
// outbox, the intents of writes, calendar feeds, what members wrote to their studio, and
// declarations with their receipts. It speaks to SQLite and
// PostgreSQL with the same code.
//
// Times are kept as whole milliseconds since 1970 in UTC and are returned in UTC. Every method is
// safe for concurrent use, also by several processes on one database. An error is ErrNotFound,
// ErrLeaseLost or ErrFinished where a method says so; anything else is a failure of the database,
// wrapped, and never holds a value that was stored.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// ErrNotFound says that there is no such row for the one who asks. A row of somebody else is
// reported the same way.
var ErrNotFound = errors.New("store: not found")

// ErrLeaseLost says that the lease on a mail has passed to another worker, so that this one must
// leave the mail alone.
var ErrLeaseLost = errors.New("store: lease lost")

// ErrFinished says that an intent already has its final outcome.
var ErrFinished = errors.New("store: already finished")

// Options of Open. The zero value is fit for use.
type Options struct {
	// Clock tells the time; nil means time.Now.
	Clock func() time.Time
	// Logger hears what no caller is there to be told, such as a mail dropped for its age.
	// Nil means silence. It is never given a name, an address or a secret.
	Logger *slog.Logger
}

// Store is an open database.
type Store struct {
	db    *database
	clock func() time.Time
	log   *slog.Logger
	close func() error // once

	messageLife     atomic.Int64 // a time.Duration; see KeepMessagesFor
	activityLife    atomic.Int64 // a time.Duration; see KeepActivityFor
	declarationLife atomic.Int64 // a time.Duration; see KeepDeclarationsFor
}

// Open connects to the database and brings its tables up to date. Two processes that start
// together wait for each other.
//
// The URL is "file:portal.db" for SQLite (the file is created for its owner alone; percent-escapes
// are resolved) or "postgres://user:password@host/name" for PostgreSQL. A folder that cannot be
// written and a file that is not a database are reported with their path.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	s := &Store{clock: opts.Clock, log: opts.Logger}
	s.KeepMessagesFor(defaultMessageLife)
	s.KeepActivityFor(defaultActivityLife)
	s.KeepDeclarationsFor(defaultDeclarationLife)
	if s.clock == nil {
		s.clock = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	db, err := openDatabase(ctx, url)
	if err != nil {
		return nil, err
	}
	s.db = db
	s.close = sync.OnceValue(db.close)
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store: bring %s up to date: %w", db.where, err), db.close())
	}
	return s, nil
}

// Close waits for running statements and closes the database. Closing again does nothing.
func (s *Store) Close() error { return s.close() }

// Ping reports whether the database can be read and written to right now.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.db.ping(ctx); err != nil {
		return fmt.Errorf("store: ping: %w", err)
	}
	return nil
}

// now is the time that is written to and compared with rows.
func (s *Store) now() int64 { return s.clock().UnixMilli() }

// timeOf turns a stored time into UTC; none is the zero time.
func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
