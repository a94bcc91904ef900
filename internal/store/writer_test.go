package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store/storetest"
)

// arrival is a context that tells when a caller begins to wait on it.
type arrival struct {
	context.Context
	arrived func()
}

func (a arrival) Done() <-chan struct{} {
	a.arrived()
	return a.Context.Done()
}

// queueUp holds the writer until n transactions wait behind it, so that they share a batch. It
// returns the errors of the n and that of the one in front.
func queueUp(t *testing.T, s *Store, n int, call func(ctx context.Context, i int) error) (errs []error, front error) {
	t.Helper()
	begun, end, held := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		held <- s.db.tx(context.Background(), func(*transaction) error {
			close(begun)
			<-end
			return nil
		})
	}()
	<-begun
	var waiting, finished sync.WaitGroup
	waiting.Add(n)
	errs = make([]error, n)
	for i := range n {
		finished.Go(func() { errs[i] = call(arrival{t.Context(), sync.OnceFunc(waiting.Done)}, i) })
	}
	waiting.Wait()
	time.Sleep(20 * time.Millisecond) // from asking for the channel to waiting on it
	close(end)
	finished.Wait()
	return errs, <-held
}

func TestWriterTransactionsStandAlone(t *testing.T) {
	s := open(t, storetest.SQLite(t), newTestClock())
	fault := errors.New("fault")
	errs, front := queueUp(t, s, 20, func(ctx context.Context, i int) error {
		return s.db.tx(ctx, func(tx *transaction) error {
			if _, err := enqueue(tx, NewMail{Cause: fmt.Sprint("mail ", i), Kind: "k"}, 1); err != nil {
				return err
			}
			if i%2 == 1 {
				return fault
			}
			return nil
		})
	})
	require.NoError(t, front)
	for i, err := range errs {
		if i%2 == 1 {
			require.ErrorIs(t, err, fault)
		} else {
			require.NoError(t, err)
		}
		require.Equal(t, 1-i%2, count(t, s, `SELECT COUNT(*) FROM outbox WHERE cause = ?`, fmt.Sprint("mail ", i)), i)
	}
}

// SQLite takes back the whole transaction on some errors. Then none of the batch may be told that
// its part was kept.
func TestWriterBatchThatIsTakenBack(t *testing.T) {
	s := open(t, storetest.SQLite(t), newTestClock())
	require.NoError(t, s.db.tx(t.Context(), func(tx *transaction) error {
		return tx.script(`CREATE TRIGGER disk_full BEFORE INSERT ON outbox WHEN NEW.cause = 'bad'
			BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END`)
	}))
	errs, front := queueUp(t, s, 20, func(ctx context.Context, i int) error {
		cause := fmt.Sprint("mail ", i)
		if i == 10 {
			cause = "bad"
		}
		return s.EnqueueMail(ctx, NewMail{Cause: cause, Kind: "k"})
	})
	require.ErrorContains(t, errs[10], "disk full")
	require.ErrorContains(t, front, "disk full", "it shared the batch")
	failed := 0
	for i, err := range errs {
		want := 1
		if err != nil {
			want = 0
			failed++
		}
		require.Equal(t, want, count(t, s, `SELECT COUNT(*) FROM outbox WHERE cause = ?`, fmt.Sprint("mail ", i)), "mail %d: %v", i, err)
	}
	require.GreaterOrEqual(t, failed, 1)
	require.NoError(t, s.EnqueueMail(t.Context(), NewMail{Cause: "after", Kind: "k"}), "the writer goes on")
}

func TestWriterCallerThatGaveUp(t *testing.T) {
	s := open(t, storetest.SQLite(t), newTestClock())
	errs, front := queueUp(t, s, 10, func(ctx context.Context, i int) error {
		ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		return s.EnqueueMail(ctx, NewMail{Cause: fmt.Sprint("mail ", i), Kind: "k"})
	})
	require.NoError(t, front)
	for _, err := range errs {
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
	require.NoError(t, s.Ping(t.Context()))
	require.Equal(t, 0, count(t, s, `SELECT COUNT(*) FROM outbox`))
}

func TestWriterClosed(t *testing.T) {
	s, err := Open(t.Context(), storetest.SQLite(t), Options{})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.ErrorIs(t, s.EnqueueMail(t.Context(), NewMail{Cause: "a", Kind: "k"}), errClosed)
}
