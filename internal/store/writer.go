package store

import (
	"context"
	"database/sql"
	"errors"
)

// maxBatch bounds how many transactions share a commit, and so how long the first waits for the last.
const maxBatch = 100

// writer owns the one connection that writes to SQLite. SQLite commits one transaction at a time and
// waits for the disk each time, a few milliseconds. So what queues up while one commit is under way
// is committed together by the next: each transaction still stands or falls by itself (a savepoint),
// is durable before its caller hears of it, and in a rush many of them share the wait.
type writer struct {
	conn  *sql.Conn
	cache map[string]*sql.Stmt // used by the loop alone
	jobs  chan *job
	quit  chan struct{} // closed to stop the loop
	done  chan struct{} // closed by the loop
}

type job struct {
	ctx  context.Context
	run  func(session) error
	done chan error // has room for the answer, as the caller may have given up
}

var errClosed = errors.New("the database is closed")

func newWriter(ctx context.Context, pool *sql.DB) (*writer, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{
		conn: conn, cache: make(map[string]*sql.Stmt),
		jobs: make(chan *job), quit: make(chan struct{}), done: make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

// do runs fn in a transaction of its own. When the context ends first it returns at once; a
// transaction that has begun by then may still be committed. fn is called at most once.
func (w *writer) do(ctx context.Context, fn func(session) error) error {
	j := &job{ctx: ctx, run: fn, done: make(chan error, 1)}
	select {
	case w.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return errClosed
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close waits for the batch that is under way.
func (w *writer) close() error {
	close(w.quit)
	<-w.done
	errs := []error{}
	for _, stmt := range w.cache {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

func (w *writer) loop() {
	defer close(w.done)
	for {
		select {
		case <-w.quit:
			return
		case first := <-w.jobs:
			w.batch(first)
		}
	}
}

// batch runs the job and those that wait behind it in one SQLite transaction.
func (w *writer) batch(first *job) {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		first.done <- err
		return
	}
	var good []*job
	for n, j := 0, first; j != nil; n++ {
		broken, err := w.step(j)
		if broken {
			// SQLite has taken back the whole transaction, as when the disk is full.
			_ = w.exec("ROLLBACK") // there may be none any more
			answer(append(good, j), err)
			return
		}
		if err != nil {
			j.done <- err
		} else {
			good = append(good, j)
		}
		if j = nil; n < maxBatch {
			select {
			case j = <-w.jobs:
			default:
			}
		}
	}
	err := w.exec("COMMIT")
	if err != nil {
		err = errors.Join(err, w.exec("ROLLBACK"))
	}
	answer(good, err)
}

// step runs one job within the batch and takes back what it did if it fails. Broken means that this
// was not possible.
func (w *writer) step(j *job) (broken bool, err error) {
	if err := j.ctx.Err(); err != nil {
		return false, err
	}
	if err := w.exec("SAVEPOINT job"); err != nil {
		return true, err
	}
	err = j.run(w)
	if err == nil {
		err = j.ctx.Err() // the caller has gone and believes that nothing happened
	}
	if err != nil {
		if undo := w.exec("ROLLBACK TO job"); undo != nil {
			return true, errors.Join(err, undo)
		}
	}
	if release := w.exec("RELEASE job"); release != nil {
		return true, errors.Join(err, release)
	}
	return false, err
}

func answer(jobs []*job, err error) {
	for _, j := range jobs {
		j.done <- err
	}
}

func (w *writer) exec(query string) error {
	_, err := w.ExecContext(context.Background(), query)
	return err
}

// stmt prepares each statement once, for the life of the connection.
func (w *writer) stmt(query string) (*sql.Stmt, error) {
	if stmt := w.cache[query]; stmt != nil {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		w.cache[query] = stmt
	}
	return stmt, err
}

// The statements below do not stop when the caller's context ends: SQLite answers an interrupted
// write by taking back the whole transaction, and with it the work of other callers.

// ExecContext implements session.
func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := w.stmt(query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(context.WithoutCancel(ctx), args...)
}

// QueryContext implements session.
func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := w.stmt(query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(context.WithoutCancel(ctx), args...)
}

// QueryRowContext implements session.
func (w *writer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := w.stmt(query)
	if err != nil { // asked again without preparing, the row holds the error
		return w.conn.QueryRowContext(context.WithoutCancel(ctx), query, args...)
	}
	return stmt.QueryRowContext(context.WithoutCancel(ctx), args...)
}

// Script implements session: several statements, not prepared.
func (w *writer) Script(ctx context.Context, text string) error {
	_, err := w.conn.ExecContext(context.WithoutCancel(ctx), text)
	return err
}
