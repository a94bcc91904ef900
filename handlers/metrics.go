package handlers

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"memberportal/internal/store"
	"memberportal/pgclient"
)

// Metrics are what an operator sees of the portal. Labels are patterns,
// operations and outcomes, never ids.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	upstream *prometheus.CounterVec
	upTime   *prometheus.HistogramVec
	mails    *prometheus.CounterVec
	signins  *prometheus.CounterVec
	smtp     *prometheus.GaugeVec
	shared   *prometheus.CounterVec
	held     *prometheus.CounterVec
	breakers *prometheus.GaugeVec
}

// NewMetrics registers the metrics; version is shown as a label of
// portal_build_info.
func NewMetrics(version string) *Metrics {
	buckets := []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "portal_requests_total", Help: "Requests by route, method and status."}, []string{"route", "method", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "portal_request_seconds", Help: "Time to answer a request, in seconds.", Buckets: buckets}, []string{"route"}),
		upstream: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "portal_upstream_calls_total", Help: "Calls of the studio's API by studio, operation and outcome; outcome is ok or the kind of error."}, []string{"studio", "operation", "outcome"}),
		upTime:   prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "portal_upstream_seconds", Help: "Time of one try of an upstream call, in seconds.", Buckets: buckets}, []string{"operation"}),
		mails:    prometheus.NewCounterVec(prometheus.CounterOpts{Name: "portal_mails_total", Help: "Mails by outcome: sent, retried, dropped."}, []string{"outcome"}),
		signins:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "portal_signins_total", Help: "Sign-in steps by outcome."}, []string{"outcome"}),
	}
	m.smtp = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "portal_mail_server_up", Help: "1 when the mail server answered the last probe or took a mail since, 0 when it did not; absent before."}, nil)
	m.shared = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "portal_shared_reads_total", Help: "Reads of what all visitors of a studio share, by outcome: hit, renewed (shown while a newer answer is fetched), miss (waited for the API), stale (shown with its age, the API is in trouble), failed."}, []string{"studio", "outcome"})
	m.held = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "portal_upstream_held_total", Help: "Calls of a studio's API that the portal did not send, by reason: budget, in_flight, breaker, limited (the API said when to come back)."}, []string{"studio", "reason"})
	m.breakers = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "portal_upstream_breaker_open", Help: "1 while the portal does not ask a studio's API, by class of call: read, write, signin; absent before the first time."}, []string{"studio", "class"})
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "portal_build_info", Help: "Always 1; the version is a label.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.seconds, m.upstream, m.upTime, m.mails, m.signins, m.smtp, m.shared, m.held, m.breakers, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// WatchOutbox shows how many mails wait and for how long, read when asked.
func (m *Metrics) WatchOutbox(st *store.Store) { m.registry.MustRegister(outboxCollector{st}) }

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Upstream counts one try of an upstream call of a studio.
func (m *Metrics) Upstream(slug string, o pgclient.Observation) {
	outcome := string(o.Kind)
	if outcome == "" {
		outcome = "ok"
	}
	m.upstream.WithLabelValues(slug, o.Op, outcome).Inc()
	m.upTime.WithLabelValues(o.Op).Observe(o.Duration.Seconds())
}

// Shared, Held and Breaker make Metrics the studios' Events.
func (m *Metrics) Shared(slug, outcome string) { m.shared.WithLabelValues(slug, outcome).Inc() }

// Held counts a call that was not sent.
func (m *Metrics) Held(slug, reason string) { m.held.WithLabelValues(slug, reason).Inc() }

// Breaker notes whether a studio's API is asked at present.
func (m *Metrics) Breaker(slug, class string, open bool) {
	v := 0.0
	if open {
		v = 1
	}
	m.breakers.WithLabelValues(slug, class).Set(v)
}

// Mail counts what became of a mail.
func (m *Metrics) Mail(outcome string) { m.mails.WithLabelValues(outcome).Inc() }

// MailServer notes whether the mail server could be reached.
func (m *Metrics) MailServer(up bool) {
	if up {
		m.smtp.WithLabelValues().Set(1)
		return
	}
	m.smtp.WithLabelValues().Set(0)
}

func (m *Metrics) signin(outcome string) { m.signins.WithLabelValues(outcome).Inc() }

func (m *Metrics) request(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		method = "other"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}

type outboxCollector struct{ store *store.Store }

var (
	outboxDepth = prometheus.NewDesc("portal_outbox_depth", "Mails that wait to be sent.", nil, nil)
	outboxAge   = prometheus.NewDesc("portal_outbox_oldest_seconds", "Age of the oldest waiting mail, in seconds.", nil, nil)
)

func (outboxCollector) Describe(ch chan<- *prometheus.Desc) { ch <- outboxDepth; ch <- outboxAge }

func (c outboxCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	depth, oldest, err := c.store.OutboxDepth(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(outboxDepth, err)
		return
	}
	ch <- prometheus.MustNewConstMetric(outboxDepth, prometheus.GaugeValue, float64(depth))
	ch <- prometheus.MustNewConstMetric(outboxAge, prometheus.GaugeValue, oldest.Seconds())
}
