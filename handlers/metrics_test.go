package handlers

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// shown is what /metrics says: the value of each series, and of each family its help and type.
type shown struct {
	values       map[string]string
	helps, types map[string]string
	text         string
}

var sample = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",? ?)+\})?) (\S+)$`)

// ask reads /metrics as strictly as Prometheus does: a family is explained once,
// before its first value, and no series comes twice.
func ask(t *testing.T, m *Metrics) shown {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, "text/plain; version=0.0.4; charset=utf-8", w.Header().Get("Content-Type"))
	s := shown{map[string]string{}, map[string]string{}, map[string]string{}, w.Body.String()}
	for lines := bufio.NewScanner(strings.NewReader(s.text)); lines.Scan(); {
		line := lines.Text()
		if rest, ok := strings.CutPrefix(line, "# HELP "); ok {
			name, help, _ := strings.Cut(rest, " ")
			require.NotContains(t, s.helps, name, "explained twice")
			s.helps[name] = help
			continue
		}
		if rest, ok := strings.CutPrefix(line, "# TYPE "); ok {
			name, kind, _ := strings.Cut(rest, " ")
			require.NotContains(t, s.types, name, "typed twice")
			s.types[name] = kind
			continue
		}
		parts := sample.FindStringSubmatch(line)
		require.NotNil(t, parts, line)
		require.NotContains(t, s.values, parts[1], "twice")
		s.values[parts[1]] = parts[2]
	}
	return s
}

func TestMetrics(t *testing.T) {
	m := NewMetrics("1.2")
	require.NotContains(t, ask(t, m).text, "portal_mail_server_up", "nothing is known yet")
	m.request("/:studio/", "GET", 200, 30*time.Millisecond)
	m.request("/:studio/", "GET", 200, 3*time.Second)
	m.request("", "BREW", 404, time.Millisecond)
	m.Upstream("forge", pgclient.Observation{Op: "getCustomer", Kind: "timeout", Duration: time.Minute})
	m.Upstream("forge", pgclient.Observation{Op: "getCustomer", Duration: 20 * time.Millisecond})
	m.Mail("sent")
	m.MailServer(true)
	m.signin("started")

	s := ask(t, m)
	for series, value := range map[string]string{
		`portal_requests_total{method="GET",route="/:studio/",status="200"}`:                    "2",
		`portal_requests_total{method="other",route="none",status="404"}`:                       "1",
		`portal_request_seconds_bucket{route="/:studio/",le="0.025"}`:                           "0",
		`portal_request_seconds_bucket{route="/:studio/",le="0.05"}`:                            "1",
		`portal_request_seconds_bucket{route="/:studio/",le="+Inf"}`:                            "2",
		`portal_request_seconds_sum{route="/:studio/"}`:                                         "3.03",
		`portal_request_seconds_count{route="/:studio/"}`:                                       "2",
		`portal_upstream_calls_total{operation="getCustomer",outcome="timeout",studio="forge"}`: "1",
		`portal_upstream_calls_total{operation="getCustomer",outcome="ok",studio="forge"}`:      "1",
		`portal_upstream_seconds_count{operation="getCustomer"}`:                                "2",
		`portal_mails_total{outcome="sent"}`:                                                    "1",
		`portal_signins_total{outcome="started"}`:                                               "1",
		`portal_mail_server_up`:            "1",
		`portal_build_info{version="1.2"}`: "1",
	} {
		require.Equal(t, value, s.values[series], series)
	}
	for name, kind := range map[string]string{
		"portal_requests_total": "counter", "portal_request_seconds": "histogram", "portal_upstream_calls_total": "counter", "portal_upstream_seconds": "histogram",
		"portal_mails_total": "counter", "portal_signins_total": "counter", "portal_mail_server_up": "gauge", "portal_build_info": "gauge",
	} {
		require.Equal(t, kind, s.types[name], name)
		require.NotEmpty(t, s.helps[name], name)
	}
	// What dashboards for any Go program ask for.
	for _, name := range []string{"go_goroutines", "go_threads", "go_memstats_heap_alloc_bytes", "go_gc_duration_seconds_count", "process_cpu_seconds_total",
		"process_resident_memory_bytes", "process_virtual_memory_bytes", "process_open_fds", "process_max_fds", "process_start_time_seconds"} {
		require.Regexp(t, `^[1-9][0-9.e+]*$|^0\.[0-9]+$|^0$`, s.values[name], name)
	}
	m.MailServer(false)
	require.Equal(t, "0", ask(t, m).values["portal_mail_server_up"])
}

// A label's value cannot end the label, nor the line.
func TestMetricsLabels(t *testing.T) {
	m := NewMetrics("1\"} 5\n\\\xff")
	require.Equal(t, "1", ask(t, m).values[`portal_build_info{version="1\"} 5\n\\`+"\uFFFD"+`"}`])
}

// Many at once count every one; a page read meanwhile is whole.
func TestMetricsTogether(t *testing.T) {
	m := NewMetrics("1")
	done := make(chan struct{})
	for range 8 {
		go func() {
			defer func() { done <- struct{}{} }()
			for range 500 {
				m.request("/", "POST", 303, time.Millisecond)
			}
		}()
	}
	ask(t, m)
	for range 8 {
		<-done
	}
	require.Equal(t, "4000", ask(t, m).values[`portal_requests_total{method="POST",route="/",status="303"}`])
}
