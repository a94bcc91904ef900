package pgclient_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// quick keeps tests with hanging servers short.
func quick() pgclient.Option {
	return pgclient.WithTimeouts(300*time.Millisecond, 300*time.Millisecond)
}

// patience is quick for tests that wait in silence and ample for all others, which
// may run on a busy machine.
func patience(test string) pgclient.Option {
	if strings.HasPrefix(test, "silence") || strings.HasSuffix(test, "silence") {
		return quick()
	}
	return pgclient.WithTimeouts(time.Minute, time.Minute)
}

// hang waits until the client has gone.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // or the server does not notice
	<-r.Context().Done()
}

// drop reads the request and closes the connection without an answer.
func drop(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	panic(http.ErrAbortHandler)
}

// raw answers with these bytes and closes the connection.
func raw(bytes string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, bytes)
		_ = conn.Close()
	}
}

const errorJSON = `{"errorMessage":"Edgar Bullock hat schon gebucht","errorCode":"booking.exists","reference":"a.b","traceId":"4f-1","args":[1]}`

// What each answer, good or bad, means for a read and for a write.
func TestErrorTable(t *testing.T) {
	html := "<!doctype html><title>Bad gateway</title>"
	huge := `{"count":1,"x":"` + strings.Repeat("x", 9<<20) + `"}`
	tests := []struct {
		name    string
		handler http.Handler
		kind    pgclient.Kind // "" when both succeed
		status  int
		unclear bool // of a write
	}{
		{"400", answers(400, "application/json", errorJSON), pgclient.Invalid, 400, false},
		{"401", answers(401, "application/json", errorJSON), pgclient.Unauthorized, 401, false},
		{"403", answers(403, "application/json", errorJSON), pgclient.Forbidden, 403, false},
		{"404", answers(404, "application/json", errorJSON), pgclient.NotFound, 404, false},
		{"409", answers(409, "application/json", errorJSON), pgclient.Conflict, 409, false},
		{"410", answers(410, "application/json", errorJSON), pgclient.NotFound, 410, false},
		{"418", answers(418, "text/plain", "teapot"), pgclient.Invalid, 418, false},
		{"422", answers(422, "application/json", errorJSON), pgclient.Invalid, 422, false},
		{"429", answers(429, "application/json", errorJSON), pgclient.RateLimited, 429, false},
		{"500", answers(500, "application/json", errorJSON), pgclient.Unavailable, 500, true},
		{"502 HTML", answers(502, "text/html", html), pgclient.Unavailable, 502, true},
		{"503 empty", answers(503, "", ""), pgclient.Unavailable, 503, true},
		{"504", answers(504, "text/plain", "timeout"), pgclient.Unavailable, 504, true},
		{"302", http.RedirectHandler("/elsewhere", 302), pgclient.Unexpected, 302, true},
		{"307", http.RedirectHandler("/elsewhere", 307), pgclient.Unexpected, 307, true},
		{"204", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }), pgclient.Unexpected, 204, true},
		{"200 HTML", answers(200, "text/html", html), pgclient.Unexpected, 200, true},
		{"200 empty", answers(200, "application/json", ""), pgclient.Unexpected, 200, true},
		{"200 null", answers(200, "application/json", " null\n"), pgclient.Unexpected, 200, true},
		{"200 array", answers(200, "application/json", "[]"), pgclient.Unexpected, 200, true},
		{"200 nonsense after it", answers(200, "application/json", classBookingJSON+"x"), pgclient.Unexpected, 200, true},
		{"200 half a value", answers(200, "application/json", classBookingJSON[:40]), pgclient.Unexpected, 200, true},
		{"200 deeply nested", answers(200, "application/json", strings.Repeat("[", 1<<20)), pgclient.Unexpected, 200, true},
		{"200 too large", answers(200, "application/json", huge), pgclient.Unexpected, 200, true},
		{"200 broken off", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{\"bookingId\":1"), pgclient.Unexpected, 200, true},
		{"200 broken gzip", raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"), pgclient.Unexpected, 200, true},
		{"not HTTP", raw("SSH-2.0-Edgar Bullock\r\n"), pgclient.Unavailable, 0, true},
		{"no answer, connection lost", http.HandlerFunc(drop), pgclient.Unavailable, 0, true},
		{"no answer, silence", http.HandlerFunc(hang), pgclient.Timeout, 0, true},
		{"silence within the answer", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"bookingId":`)
			_ = http.NewResponseController(w).Flush()
			hang(w, r)
		}), pgclient.Timeout, 200, true},
		{"silence within a refusal", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_ = http.NewResponseController(w).Flush()
			hang(w, r)
		}), pgclient.Invalid, 400, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, tt.handler, patience(tt.name))
			check := func(err error, op string, unclear bool) {
				t.Helper()
				var e *pgclient.Error
				require.ErrorAs(t, err, &e)
				require.Equal(t, op, e.Op)
				require.Equal(t, tt.kind, e.Kind, "%v", err)
				require.Equal(t, tt.status, e.Status)
				require.Equal(t, unclear, pgclient.Unclear(err), "%v", err)
				for text := error(e); text != nil; text = errors.Unwrap(text) {
					require.NotContains(t, text.Error(), "Edgar")
					require.NotContains(t, text.Error(), testKey)
					require.NotContains(t, text.Error(), "1-4711")
				}
			}

			customer, err := c.GetCustomerBy(t.Context(), pgclient.CustomerBy{CustomerNumber: "1-4711"})
			check(err, "getCustomerBy", false)
			require.Zero(t, customer)

			booking, err := c.BookClassSlot(t.Context(), pgclient.ClassBookingRequest{CustomerID: 1, ClassSlotID: 2})
			check(err, "bookClassSlot", tt.unclear)
			require.Zero(t, booking)
		})
	}
}

// A write without documented body has succeeded with its status, whatever follows.
func TestUndocumentedBodyIsNotRead(t *testing.T) {
	for name, h := range map[string]http.Handler{
		"empty": answers(200, "", ""),
		"204":   http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }),
		"HTML":  answers(200, "text/html", "<p>fine"),
		"half":  raw("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"),
		"silence": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			_ = http.NewResponseController(w).Flush()
			hang(w, r)
		}),
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, h, patience(name))
			require.NoError(t, c.CancelClassSlotById(t.Context(), 1))
			require.NoError(t, c.DeleteAppointmentBooking(t.Context(), 1))
		})
	}
}

func TestErrorFields(t *testing.T) {
	fields := func(body string) *pgclient.Error {
		_, err := newClient(t, answers(400, "application/json", body)).GetUtilization(t.Context())
		var e *pgclient.Error
		require.ErrorAs(t, err, &e)
		return e
	}
	e := fields(errorJSON)
	require.Equal(t, "Edgar Bullock hat schon gebucht", e.Message)
	require.Equal(t, "booking.exists", e.Code)
	require.Equal(t, "a.b", e.Reference)
	require.Equal(t, "4f-1", e.TraceID)
	require.EqualError(t, e, "pgclient: getUtilization: invalid, status 400, code booking.exists, trace 4f-1")
	require.NoError(t, e.Unwrap())

	e = fields(`{"errorMessage":{"text":"no"},"errorCode":7,"traceId":null,"reference":"x"}`)
	require.Empty(t, e.Message)
	require.Empty(t, e.Code)
	require.Equal(t, "x", e.Reference, "one odd field does not hide the others")

	e = fields(`{"errorMessage":"` + strings.Repeat("ü", 5000) + `","errorCode":"two words\nlevel=ERROR","traceId":"` + strings.Repeat("1", 200) + `"}`)
	require.Equal(t, strings.Repeat("ü", 500), e.Message)
	require.EqualError(t, e, "pgclient: getUtilization: invalid, status 400", "nothing that could forge a log line")
}

func TestKindOf(t *testing.T) {
	mine := &pgclient.Error{Op: "x", Kind: pgclient.Conflict}
	for _, tt := range []struct {
		err  error
		want pgclient.Kind
	}{
		{nil, ""},
		{mine, pgclient.Conflict},
		{fmt.Errorf("booking: %w", mine), pgclient.Conflict},
		{errors.New("other"), pgclient.Unexpected},
		{fmt.Errorf("x: %w", context.Canceled), pgclient.Canceled},
		{context.DeadlineExceeded, pgclient.Timeout},
	} {
		require.Equal(t, tt.want, pgclient.KindOf(tt.err), "%v", tt.err)
		require.False(t, pgclient.Unclear(tt.err))
	}
}

func TestCallerGivesUp(t *testing.T) {
	t.Run("before sending", func(t *testing.T) {
		c := newClient(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("sent") }))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		err := c.CancelClassSlotById(ctx, 1)
		require.Equal(t, pgclient.Canceled, pgclient.KindOf(err))
		require.ErrorIs(t, err, context.Canceled)
		require.False(t, pgclient.Unclear(err))

		late, cancel := context.WithTimeout(t.Context(), -time.Second)
		defer cancel()
		err = c.CancelClassSlotById(late, 1)
		require.Equal(t, pgclient.Timeout, pgclient.KindOf(err))
		require.False(t, pgclient.Unclear(err))
	})
	t.Run("while waiting", func(t *testing.T) {
		arrived := make(chan struct{}, 1)
		c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			arrived <- struct{}{}
			hang(w, r)
		}))
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-arrived; cancel() }()
		err := c.CancelClassSlotById(ctx, 1)
		require.Equal(t, pgclient.Canceled, pgclient.KindOf(err))
		require.True(t, pgclient.Unclear(err), "the server may have acted on it")
	})
	t.Run("by deadline", func(t *testing.T) {
		c := newClient(t, http.HandlerFunc(hang))
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := c.GetUtilization(ctx)
		require.Equal(t, pgclient.Timeout, pgclient.KindOf(err))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Less(t, time.Since(start), time.Second, "the context ends the call, tries and pauses together")
	})
}

func TestNeverSentIsClear(t *testing.T) {
	book := func(t *testing.T, url string, opts ...pgclient.Option) error {
		c, err := pgclient.New(url, testKey, opts...)
		require.NoError(t, err)
		_, err = c.BookClassSlot(t.Context(), pgclient.ClassBookingRequest{CustomerID: 1, ClassSlotID: 2})
		return err
	}
	t.Run("nobody listens", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address := l.Addr().String()
		require.NoError(t, l.Close())
		err = book(t, "http://"+address)
		require.Equal(t, pgclient.Unavailable, pgclient.KindOf(err))
		require.False(t, pgclient.Unclear(err))
		var op *net.OpError
		require.ErrorAs(t, err, &op)
	})
	t.Run("connecting takes too long", func(t *testing.T) {
		err := book(t, "http://api.example", quick(), pgclient.WithHTTPClient(&http.Client{Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() },
		}}))
		require.Equal(t, pgclient.Unavailable, pgclient.KindOf(err))
		require.False(t, pgclient.Unclear(err))
	})
	t.Run("unknown certificate", func(t *testing.T) {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("sent") }))
		server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		server.StartTLS()
		defer server.Close()
		err := book(t, server.URL)
		require.Equal(t, pgclient.Unavailable, pgclient.KindOf(err))
		require.False(t, pgclient.Unclear(err))
		require.ErrorContains(t, err, "certificate")
	})
}

// An answer of another shape names the field and keeps the value to itself.
func TestMisfitNamesTheField(t *testing.T) {
	for body, want := range map[string]string{
		`{"id":1,"dateOfBirth":"31.12.1999"}`:                        "field dateOfBirth is no pgclient.Date",
		`{"id":1,"dateOfBirth":19991231}`:                            "field dateOfBirth is no pgclient.Date",
		`{"id":1,"createdDateTime":"31.12.1999"}`:                    "field createdDateTime is no pgclient.ZonedTime",
		`{"id":"31.12.1999"}`:                                        "field id is no int64",
		`{"id":1,"idlePeriods":[{"id":1,"startDate":"31.12.1999"}]}`: "idlePeriods",
		`{"status":"MEMBER","accessRefusal":false}`:                  "lacks required fields",
	} {
		_, err := newClient(t, answers(200, "application/json", body)).GetCustomerById(t.Context(), 1)
		require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
		require.ErrorContains(t, err, want)
		require.NotContains(t, err.Error(), "1999")
	}
}

func TestTolerantReading(t *testing.T) {
	body := `{"id":7,"bookable":true,"type":"HOLOGRAM","title":null,"duration":null,"cancelCondition":null,"imgUrl":"","extra":[{"deep":{"er":1}}]}`
	class, err := newClient(t, answers(200, "text/plain", "\ufeff"+body)).GetClassById(t.Context(), 7)
	require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err), "a byte order mark is not JSON")
	require.Zero(t, class)

	class, err = newClient(t, answers(200, "text/plain", body)).GetClassById(t.Context(), 7)
	require.NoError(t, err)
	require.Equal(t, pgclient.Class{ID: 7, Bookable: true, Type: "HOLOGRAM"}, class)

	_, err = newClient(t, answers(200, "application/json", "null")).GetUtilization(t.Context())
	require.ErrorContains(t, err, "null", "or nobody would be in the studio")

	list, err := newClient(t, answers(200, "application/json", "null")).GetClassBookingsByCustomerId(t.Context(), 7)
	require.NoError(t, err)
	require.Empty(t, list)
}

func TestGzipIsReadAndBounded(t *testing.T) {
	zipped := func(body io.Reader) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.Copy(z, body)
			_ = z.Close()
		})
	}
	u, err := newClient(t, zipped(strings.NewReader(`{"count":3}`))).GetUtilization(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, u.Count)

	bomb := io.LimitReader(endless{}, 64<<20)
	_, err = newClient(t, zipped(io.MultiReader(strings.NewReader(`{"count":3}`), bomb)), patience("")).GetUtilization(t.Context())
	require.ErrorContains(t, err, "too large")
}

func TestReadingStopsAtTheBound(t *testing.T) {
	sent := make(chan int64, 1)
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n, _ := io.Copy(w, io.LimitReader(endless{}, 64<<20))
		sent <- n
	}), patience(""))
	_, err := c.GetUtilization(t.Context())
	require.ErrorContains(t, err, "too large")
	require.Less(t, <-sent, int64(32<<20), "the rest was not read")
}

// endless is blanks without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestKeyIsNotPrinted(t *testing.T) {
	c, err := pgclient.New("https://api.example", testKey)
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "client", c)
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%s %d", c, c), log.String()} {
		require.Contains(t, text, "api.example")
		require.NotContains(t, text, testKey)
	}
}

func TestMemberDataIsNotLogged(t *testing.T) {
	var log strings.Builder
	w := bufio.NewWriter(&log)
	slog.New(slog.NewJSONHandler(w, nil)).Info("found",
		"customer", pgclient.Customer{ID: 1001, FirstName: "Edgar", Email: "edgar@example.com"},
		"account", pgclient.BankAccount{IBAN: "DE91"}, "medium", pgclient.AccessMedium{Type: "PIN", Value: "0815"})
	require.NoError(t, w.Flush())
	require.Contains(t, log.String(), "1001")
	for _, secret := range []string{"Edgar", "edgar@", "DE91", "0815"} {
		require.NotContains(t, log.String(), secret)
	}
}
