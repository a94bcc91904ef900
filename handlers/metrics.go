package handlers

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"memberportal/internal/store"
	"memberportal/pgclient"
)

// Metrics are what an operator sees of the portal. Labels are patterns,
// operations and outcomes, never ids. Safe for concurrent use.
type Metrics struct {
	set    *metrics.Set
	helps  map[string]string // by name; written once, in NewMetrics
	outbox *store.Store      // nil: nothing is said of the outbox
}

// requestBuckets are the upper bounds of the histograms, in seconds.
func requestBuckets() []float64 {
	return []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
}

// NewMetrics makes the metrics; version is shown as a label of portal_build_info.
func NewMetrics(version string) *Metrics {
	// The library writes types only when told so for the whole process.
	metrics.ExposeMetadata(true)
	m := &Metrics{set: metrics.NewSet(), helps: map[string]string{
		"portal_requests_total":        "Requests by route, method and status.",
		"portal_request_seconds":       "Time to answer a request, in seconds.",
		"portal_upstream_calls_total":  "Calls of the studio's API by studio, operation and outcome; outcome is ok or the kind of error.",
		"portal_upstream_seconds":      "Time of one try of an upstream call, in seconds.",
		"portal_mails_total":           "Mails by outcome: sent, nothing, failed, dropped.",
		"portal_shared_reads_total":    "Reads of what all visitors of a studio share, by outcome: hit, renewed (shown while a newer answer is fetched), miss (waited for the API), stale (shown with its age, the API is in trouble), failed.",
		"portal_upstream_held_total":   "Calls of a studio's API that the portal did not send, by reason: budget, in_flight, breaker, limited (the API said when to come back).",
		"portal_upstream_breaker_open": "1 while the portal does not ask a studio's API, by class of call: read, write, signin; absent before the first time.",
		"portal_signins_total":         "Sign-in steps by outcome.",
		"portal_mail_server_up":        "1 when the mail server answered the last probe or took a mail since, 0 when it did not; absent before.",
		"portal_build_info":            "Always 1; the version is a label.",
		"portal_outbox_depth":          "Mails that wait to be sent.",
		"portal_outbox_oldest_seconds": "Age of the oldest waiting mail, in seconds.",
	}}
	m.set.GetOrCreateGauge(series("portal_build_info", "version", version), nil).Set(1)
	return m
}

// WatchOutbox shows how many mails wait and for how long, read when asked. It is
// called before Handler serves.
func (m *Metrics) WatchOutbox(st *store.Store) { m.outbox = st }

// Handler serves the metrics in the text format of Prometheus, version 0.0.4; 500
// when the outbox cannot be read, so that nobody takes silence for an empty one.
func (m *Metrics) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var out bytes.Buffer
		m.set.WritePrometheus(&out)
		if m.outbox != nil {
			if err := writeOutbox(r.Context(), &out, m.outbox); err != nil {
				http.Error(w, "the outbox cannot be read", http.StatusInternalServerError)
				return
			}
		}
		metrics.WriteProcessMetrics(&out)
		metrics.WriteFDMetrics(&out)
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write(m.explained(out.Bytes()))
	})
}

// explained puts our own words into the HELP lines, which the library leaves empty.
func (m *Metrics) explained(text []byte) []byte {
	out := make([]byte, 0, len(text)+1024)
	for line := range bytes.Lines(text) {
		if name, ok := bytes.CutPrefix(line, []byte("# HELP ")); ok {
			if help := m.helps[string(bytes.TrimSpace(name))]; help != "" {
				line = append(append(bytes.TrimSpace(line), ' '), help+"\n"...)
			}
		}
		out = append(out, line...)
	}
	return out
}

// writeOutbox waits a second for the database at most.
func writeOutbox(ctx context.Context, out *bytes.Buffer, st *store.Store) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	depth, oldest, err := st.OutboxDepth(ctx)
	if err != nil {
		return err
	}
	metrics.WriteGaugeUint64(out, "portal_outbox_depth", uint64(depth))
	metrics.WriteGaugeFloat64(out, "portal_outbox_oldest_seconds", oldest.Seconds())
	return nil
}

// series is the name of one time series: pairs are labels and their values, the
// labels in alphabetical order. The library takes names as they are, so quotes in a
// value would end it.
func series(name string, pairs ...string) string {
	var b strings.Builder
	b.WriteString(name)
	before := byte('{')
	for ; len(pairs) >= 2; pairs = pairs[2:] {
		b.WriteByte(before)
		b.WriteString(pairs[0])
		b.WriteString(`="`)
		_, _ = labelEscapes.WriteString(&b, strings.ToValidUTF8(pairs[1], "\uFFFD"))
		b.WriteByte('"')
		before = ','
	}
	b.WriteByte('}')
	return b.String()
}

var labelEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func (m *Metrics) count(name string, pairs ...string) {
	m.set.GetOrCreateCounter(series(name, pairs...)).Inc()
}

func (m *Metrics) took(d time.Duration, name string, pairs ...string) {
	m.set.GetOrCreatePrometheusHistogramExt(series(name, pairs...), requestBuckets()).Update(d.Seconds())
}

// Upstream counts one try of an upstream call of a studio.
func (m *Metrics) Upstream(slug string, o pgclient.Observation) {
	outcome := string(o.Kind)
	if outcome == "" {
		outcome = "ok"
	}
	m.count("portal_upstream_calls_total", "operation", o.Op, "outcome", outcome, "studio", slug)
	m.took(o.Duration, "portal_upstream_seconds", "operation", o.Op)
}

// Shared counts what became of a read that everybody shares; with Held and Breaker it makes Metrics the studios' Events.
func (m *Metrics) Shared(slug, outcome string) {
	m.count("portal_shared_reads_total", "outcome", outcome, "studio", slug)
}

// Held counts a call that was not sent.
func (m *Metrics) Held(slug, reason string) {
	m.count("portal_upstream_held_total", "reason", reason, "studio", slug)
}

// Breaker notes whether a studio's API is asked at present.
func (m *Metrics) Breaker(slug, class string, open bool) {
	up := 0.0
	if open {
		up = 1
	}
	m.set.GetOrCreateGauge(series("portal_upstream_breaker_open", "class", class, "studio", slug), nil).Set(up)
}

// Mail counts what became of a mail.
func (m *Metrics) Mail(outcome string) { m.count("portal_mails_total", "outcome", outcome) }

// MailServer notes whether the mail server could be reached.
func (m *Metrics) MailServer(up bool) {
	gauge := m.set.GetOrCreateGauge("portal_mail_server_up", nil)
	if up {
		gauge.Set(1)
		return
	}
	gauge.Set(0)
}

func (m *Metrics) signin(outcome string) { m.count("portal_signins_total", "outcome", outcome) }

func (m *Metrics) request(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		method = "other"
	}
	m.count("portal_requests_total", "method", method, "route", route, "status", strconv.Itoa(status))
	m.took(took, "portal_request_seconds", "route", route)
}
