package pgclient_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// counted counts requests by method and lets h answer; h learns the number of the
// request, from 1.
func counted(counts *sync.Map, h func(n int64, w http.ResponseWriter, r *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := counts.LoadOrStore(r.Method, new(atomic.Int64))
		h(n.(*atomic.Int64).Add(1), w, r)
	})
}

func count(counts *sync.Map, method string) int64 {
	n, ok := counts.Load(method)
	if !ok {
		return 0
	}
	return n.(*atomic.Int64).Load()
}

func TestReadIsTriedTwice(t *testing.T) {
	fail := func(status int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if len(header) == 2 {
				w.Header().Set(header[0], header[1])
			}
			answers(status, "application/json", errorJSON).ServeHTTP(w, r)
		}
	}
	tests := []struct {
		name  string
		first http.HandlerFunc
		want  int64 // requests
		kind  pgclient.Kind
	}{
		{"500", fail(500), 2, ""},
		{"502", fail(502), 2, ""},
		{"503", fail(503), 2, ""},
		{"503 with a time", fail(503, "Retry-After", "0"), 2, ""},
		{"connection lost", drop, 2, ""},
		{"answer broken off", raw("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"), 2, ""},
		{"silence", hang, 2, ""},
		{"429 with a time", fail(429, "Retry-After", "1"), 2, ""},
		{"429 without", fail(429), 1, pgclient.RateLimited},
		{"400", fail(400), 1, pgclient.Invalid},
		{"401", fail(401), 1, pgclient.Unauthorized},
		{"403", fail(403), 1, pgclient.Forbidden},
		{"404", fail(404), 1, pgclient.NotFound},
		{"409", fail(409), 1, pgclient.Conflict},
		{"HTML", answers(200, "text/html", "<p>").ServeHTTP, 1, pgclient.Unexpected},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var counts sync.Map
			var seen []pgclient.Observation
			c := newClient(t, counted(&counts, func(n int64, w http.ResponseWriter, r *http.Request) {
				if n == 1 {
					tt.first(w, r)
					return
				}
				_, _ = io.WriteString(w, `{"count":3}`)
			}), patience(tt.name), pgclient.WithObserver(func(o pgclient.Observation) { seen = append(seen, o) }))
			_, err := c.GetUtilization(t.Context())
			require.Equal(t, tt.kind, pgclient.KindOf(err), "%v", err)
			require.Equal(t, tt.want, count(&counts, "GET"))
			require.Len(t, seen, int(tt.want))
			for i, o := range seen {
				require.Equal(t, i+1, o.Try)
				require.Equal(t, "getUtilization", o.Op)
			}
			require.NotEmpty(t, seen[0].Kind)
			require.Equal(t, tt.kind, seen[len(seen)-1].Kind)
		})
	}
}

func TestReadIsNotTriedThrice(t *testing.T) {
	var counts sync.Map
	c := newClient(t, counted(&counts, func(_ int64, w http.ResponseWriter, r *http.Request) {
		answers(503, "text/plain", "").ServeHTTP(w, r)
	}))
	_, err := c.GetUtilization(t.Context())
	require.Equal(t, pgclient.Unavailable, pgclient.KindOf(err))
	require.Equal(t, int64(2), count(&counts, "GET"))

	// POST, but reads all the same.
	_, err = c.ValidateClassSlot(t.Context(), pgclient.ClassBookingRequest{CustomerID: 1, ClassSlotID: 2})
	require.False(t, pgclient.Unclear(err))
	_, err = c.SearchCustomers(t.Context(), pgclient.CustomerSearchRequest{Email: "x@example.com"})
	require.False(t, pgclient.Unclear(err))
	require.Equal(t, int64(4), count(&counts, "POST"))

	require.Error(t, c.CheckKey(t.Context()))
	require.Equal(t, int64(2), count(&counts, "HEAD"))
}

func TestRetryAfterIsHonoured(t *testing.T) {
	var times []time.Time
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		times = append(times, time.Now())
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := c.GetUtilization(ctx)
	var e *pgclient.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, time.Second, e.RetryAfter)
	require.Len(t, times, 2)
	require.GreaterOrEqual(t, times[1].Sub(times[0]), time.Second)

	// No waiting for what would come too late.
	short, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err = c.GetUtilization(short)
	require.Equal(t, pgclient.RateLimited, pgclient.KindOf(err), "the answer, not a timeout")
	require.Less(t, time.Since(start), 400*time.Millisecond)
	require.Len(t, times, 3)
}

func TestWaitingForARetryEndsWithTheContext(t *testing.T) {
	var counts sync.Map
	c := newClient(t, counted(&counts, func(_ int64, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := c.GetUtilization(ctx)
	require.Equal(t, pgclient.Unavailable, pgclient.KindOf(err))
	require.Equal(t, int64(1), count(&counts, "GET"))
}

func TestReadsAndWritesHaveTheirOwnTime(t *testing.T) {
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(500 * time.Millisecond):
			_, _ = io.WriteString(w, classBookingJSON)
		case <-r.Context().Done():
		}
	})
	c := newClient(t, slow, pgclient.WithTimeouts(100*time.Millisecond, time.Minute))
	_, err := c.GetClassBookingById(t.Context(), 31)
	require.Equal(t, pgclient.Timeout, pgclient.KindOf(err))
	_, err = c.BookClassSlot(t.Context(), pgclient.ClassBookingRequest{CustomerID: 1, ClassSlotID: 2})
	require.NoError(t, err)
}

// In an outage, retries stay below a tenth of the calls plus the initial five.
func TestRetryBudget(t *testing.T) {
	var counts sync.Map
	c := newClient(t, counted(&counts, func(_ int64, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	const calls = 100
	var wait sync.WaitGroup
	for range calls {
		wait.Go(func() { _, _ = c.GetUtilization(t.Context()) })
	}
	wait.Wait()
	got := count(&counts, "GET")
	require.Greater(t, got, int64(calls+5), "the floor and something earned")
	require.LessOrEqual(t, got, int64(calls+5+calls/10))
}

// A write is on the wire once, however it fails.
func TestWriteIsSentOnce(t *testing.T) {
	failures := map[string]http.HandlerFunc{
		"503":               answers(503, "text/plain", "").ServeHTTP,
		"500":               answers(500, "text/plain", "").ServeHTTP,
		"429 with a time":   func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "0"); w.WriteHeader(429) },
		"503 with a time":   func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "0"); w.WriteHeader(503) },
		"connection lost":   drop,
		"redirect":          func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Location", "/again"); w.WriteHeader(307) },
		"redirect 308":      func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Location", "/again"); w.WriteHeader(308) },
		"silence":           hang,
		"answer broken off": raw("HTTP/1.1 500 Oops\r\nContent-Length: 999\r\n\r\n{"),
	}
	for name, failure := range failures {
		for _, op := range operations() {
			if !op.writes() {
				continue
			}
			t.Run(name+"/"+op.id, func(t *testing.T) {
				var requests atomic.Int64
				c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					requests.Add(1)
					failure(w, r)
				}), patience(name))
				_, err := op.call(t.Context(), c)
				require.Error(t, err)
				require.Equal(t, int64(1), requests.Load())
			})
		}
	}
}

// writes tells whether an operation changes something. Whatever is no GET does, but for
// what asks with a body.
func (o operation) writes() bool {
	asks := strings.HasPrefix(o.id, "validate") || strings.HasPrefix(o.id, "search") || strings.HasSuffix(o.id, "Preview")
	return o.method != http.MethodGet && o.method != http.MethodHead && !asks
}

// Every read is tried a second time, so that what is not sent once is no write by mistake.
func TestEveryReadIsTriedTwice(t *testing.T) {
	for _, op := range operations() {
		if op.writes() {
			continue
		}
		t.Run(op.id, func(t *testing.T) {
			var requests atomic.Int64
			c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				requests.Add(1)
				w.WriteHeader(http.StatusServiceUnavailable)
			}))
			_, err := op.call(t.Context(), c)
			require.Equal(t, pgclient.Unavailable, pgclient.KindOf(err))
			require.Equal(t, int64(2), requests.Load())
		})
	}
}

// staleServer answers the first request of each connection and, at the second,
// reads it and hangs up: the case in which net/http repeats what it believes to be
// idempotent. It keeps the request lines it has read.
func staleServer(t *testing.T) (url string, lines func() []string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var (
		mu   sync.Mutex
		seen []string
		wait sync.WaitGroup
	)
	serve := func(conn net.Conn) {
		defer func() { _ = conn.Close() }()
		buf := make([]byte, 64<<10)
		for n := 1; ; n++ {
			size, err := conn.Read(buf) // these requests fit into one segment
			if err != nil {
				return
			}
			line, _, _ := strings.Cut(string(buf[:size]), "\r\n")
			mu.Lock()
			seen = append(seen, line)
			mu.Unlock()
			if n == 2 {
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"count\":3}")
		}
	}
	wait.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wait.Go(func() { serve(conn) })
		}
	})
	t.Cleanup(func() { _ = l.Close() })
	return "http://" + l.Addr().String(), func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), seen...)
	}
}

func TestWriteOnAStaleConnectionIsSentOnce(t *testing.T) {
	const warmUp = "GET /v1/studios/utilization HTTP/1.1"
	type write = func(context.Context, *pgclient.Client) error
	for line, call := range map[string]write{
		"POST /v1/classes/booking/book HTTP/1.1": func(ctx context.Context, c *pgclient.Client) error {
			_, err := c.BookClassSlot(ctx, pgclient.ClassBookingRequest{CustomerID: 1, ClassSlotID: 2})
			return err
		},
		"DELETE /v1/classes/booking/1 HTTP/1.1": func(ctx context.Context, c *pgclient.Client) error {
			return c.CancelClassSlotById(ctx, 1)
		},
		"DELETE /v1/appointments/booking/1 HTTP/1.1": func(ctx context.Context, c *pgclient.Client) error {
			return c.DeleteAppointmentBooking(ctx, 1)
		},
	} {
		t.Run(line, func(t *testing.T) {
			url, lines := staleServer(t)
			c, err := pgclient.New(url, testKey)
			require.NoError(t, err)
			_, err = c.GetUtilization(t.Context())
			require.NoError(t, err)

			err = call(t.Context(), c)
			require.Equal(t, pgclient.Unavailable, pgclient.KindOf(err))
			require.True(t, pgclient.Unclear(err))
			require.Equal(t, []string{warmUp, line}, lines())
		})
	}

	// The same server shows that net/http does repeat, where it may.
	url, lines := staleServer(t)
	c, err := pgclient.New(url, testKey)
	require.NoError(t, err)
	for range 2 {
		_, err = c.GetUtilization(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, []string{warmUp, warmUp, warmUp}, lines())
}

// Two requests that follow each other use one connection, and an own HTTP client
// keeps its settings but not its redirects.
func TestConnectionsAreReused(t *testing.T) {
	var opened atomic.Int64
	server := httptest.NewUnstartedServer(answers(200, "application/json", `{"count":3}`))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c, err := pgclient.New(server.URL, testKey)
	require.NoError(t, err)
	for range 5 {
		_, err = c.GetUtilization(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, int64(1), opened.Load())

	mine := &http.Client{Transport: server.Client().Transport}
	c, err = pgclient.New(server.URL, testKey, pgclient.WithHTTPClient(mine))
	require.NoError(t, err)
	_, err = c.GetUtilization(t.Context())
	require.NoError(t, err)
	require.Nil(t, mine.CheckRedirect, "the caller's client is left alone")
}
