package e2e

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// The names of the web, each of another registrable domain but for the sibling,
// which a careless operator might give away. All lead to this machine.
const (
	portalHost   = "members.portal.test"
	siblingHost  = "evil.portal.test"
	studioOne    = "www.studio-one.test"
	studioTwo    = "www.studio-two.test"
	attackerHost = "www.attacker.test"
)

// rigConfig is the portal.yaml of a portal that lives in frames. The Forge is
// also shown on the site of the first studio, for pages that frame both; its
// second entry is for a site that isolates itself (COEP).
const rigConfig = `
listen: 127.0.0.1:0
admin_listen: localhost:0
public_url: https://` + portalHost + `:%[1]d
database: "file:%[2]s"
mail: { smtp: "smtp://%[3]s", from: "Members <no-reply@portal.example>" }
keys: ["%[4]s"]
trusted_proxies: [127.0.0.0/8]
studios:
  - slug: nordlicht
    name: Nordlicht Fitness
    api: { base_url: "%[5]s", key: sandbox-nordlicht, release: "1.11.0" }
    time_zone: Europe/Berlin
    country: DE
    sepa: { creditor: Nordlicht Fitness GmbH, creditor_id: DE98ZZZ09999999999 }
    currency: EUR
    languages: [de, en, pl]
    contact_email: team@nordlicht.example
    brand: { color: "#0b6e4f", dark_color: "#4fd1a5" }
    embed: { origins: ["https://` + studioOne + `:%[1]d"] }
  - &forge
    slug: forge
    name: The Forge
    api: { base_url: "%[5]s", key: sandbox-forge, release: "1.11.0" }
    time_zone: Europe/London
    country: GB
    currency: GBP
    languages: [en, pl]
    contact_email: hello@forge.example
    brand: { color: "#b4410e", radius: 6 }
    embed: { origins: ["https://` + studioTwo + `:%[1]d", "https://` + studioOne + `:%[1]d"] }
  - slug: isolated
    name: The Isolated Forge
    api: { base_url: "%[5]s", key: sandbox-forge, release: "1.11.0" }
    time_zone: Europe/London
    country: GB
    currency: GBP
    languages: [en, pl]
    contact_email: hello@forge.example
    brand: { color: "#b4410e" }
    embed: { origins: ["https://` + studioTwo + `:%[1]d"], coep: true }
`

// rig is a small web: the portal as an operator runs it (portal serve behind a
// proxy that ends TLS), the studios' API and mail server, and the websites of
// the studios and of an attacker.
type rig struct {
	t      *testing.T
	world  *sandbox.Sandbox
	box    *postbox
	port   int // of every website
	other  int // of the same websites once more: another origin
	portal string

	mu       sync.Mutex
	pages    map[string]http.Handler // by host and path
	request  func(*http.Request)     // on its way to the portal
	answer   func(*http.Response)    // on its way back
	statuses map[string]int          // status of what a tab or frame last got at an address of the portal
}

// newRig runs until the test ends.
func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, world: sandbox.New(sandbox.Options{Seed: 1}), box: newPostbox(t), pages: map[string]http.Handler{}, statuses: map[string]int{}}
	api := httptest.NewServer(r.world)
	t.Cleanup(api.Close)

	var behind url.URL // the portal, once it says where it listens
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(&behind)
			p.Out.Host = p.In.Host
			p.SetXForwarded()
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.request != nil {
				r.request(p.Out)
			}
		},
		ModifyResponse: func(a *http.Response) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			switch a.Request.Header.Get("Sec-Fetch-Dest") {
			case "document", "iframe":
				r.statuses[a.Request.URL.RequestURI()] = a.StatusCode
			}
			if r.answer != nil {
				r.answer(a)
			}
			return nil
		},
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // browsers that leave
	}
	web := &http.Server{
		ReadHeaderTimeout: 10 * time.Second, TLSConfig: world.authority.tls(),
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // browsers that try again without TLS
		Handler: http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
			if hostOf(q) == portalHost {
				proxy.ServeHTTP(w, q)
				return
			}
			r.page(hostOf(q)+q.URL.Path).ServeHTTP(w, q)
		}),
	}
	t.Cleanup(func() { _ = web.Close() })
	first, second := newListener(t), newListener(t)
	r.port, r.other = portOf(first), portOf(second)
	r.portal = r.at(portalHost, "")
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	folder := t.TempDir()
	config := filepath.Join(folder, "portal.yaml")
	text := fmt.Sprintf(rigConfig, r.port, filepath.Join(folder, "portal.db"), r.box.address, base64.StdEncoding.EncodeToString(key), api.URL)
	require.NoError(t, os.WriteFile(config, []byte(text), 0o600))
	behind = url.URL{Scheme: "http", Host: servePortal(t, config)}
	go func() { _ = web.ServeTLS(first, "", "") }()
	go func() { _ = web.ServeTLS(second, "", "") }()
	return r
}

// servePortal runs the portal until the test ends and returns where it listens.
func servePortal(t *testing.T, config string) string {
	t.Helper()
	program := exec.Command(world.portal, "serve", "--config", config)
	out, err := program.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, program.Start())
	var log bytes.Buffer
	address, ended := make(chan string, 1), make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			log.WriteString(lines.Text() + "\n")
			var line struct{ Msg, Listen string }
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "portal started" {
				address <- line.Listen
			}
		}
		close(address)
	}()
	t.Cleanup(func() {
		_ = program.Process.Signal(syscall.SIGTERM)
		<-ended
		_ = program.Wait()
		if t.Failed() {
			t.Logf("log of the portal:\n%s", log.String())
		}
	})
	select {
	case at, ok := <-address:
		require.True(t, ok, "the portal did not start")
		return at
	case <-time.After(30 * time.Second):
		require.FailNow(t, "the portal did not say where it listens")
		return ""
	}
}

func newListener(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return l
}

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

func hostOf(q *http.Request) string {
	host, _, err := net.SplitHostPort(q.Host)
	if err != nil {
		return q.Host
	}
	return host
}

// at is an address of the rig's web.
func (r *rig) at(host, path string) string { return fmt.Sprintf("https://%s:%d%s", host, r.port, path) }

// status is what a tab or frame was last answered with at an address of the portal.
func (r *rig) status(at string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.statuses[at]
}

// tamper changes requests on their way to the portal, one after another.
func (r *rig) tamper(change func(*http.Request)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.request = change
}

// answers changes the portal's answers on their way back, one after another.
func (r *rig) answers(change func(*http.Response)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = change
}

func (r *rig) page(at string) http.Handler {
	r.mu.Lock()
	defer r.mu.Unlock()
	if h := r.pages[at]; h != nil {
		return h
	}
	return http.NotFoundHandler()
}

// handle puts something on a website and returns its address.
func (r *rig) handle(host, path string, h http.HandlerFunc) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages[host+path] = h
	return r.at(host, path)
}

// website puts a page on a website, with headers as pairs of name and value,
// and returns its address.
func (r *rig) website(host, path, body string, headers ...string) string {
	return r.handle(host, path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		_, _ = fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>%s</title><link rel="icon" href="data:,"><body>%s</body></html>`, host, body)
	})
}

// frame is what a studio pastes into its page where it may paste no script.
func (r *rig) frame(path string, attributes ...string) string {
	all := ""
	for _, a := range attributes {
		all += " " + a
	}
	return fmt.Sprintf(`<iframe src="%s" title="Members" width="700" height="900"%s></iframe>`, r.at(portalHost, path), all)
}

// member finds the studio's first member with a story.
func (r *rig) member(studio, story string) member {
	r.t.Helper()
	for _, m := range r.world.Members() {
		if m.Studio == studio && m.Story == story {
			return member{Studio: m.Studio, Name: m.Name, Email: m.Email, Number: m.CustomerNumber, Story: m.Story}
		}
	}
	require.FailNow(r.t, "nobody has the story "+story)
	return member{}
}

// calls is how often an operation of the API was asked for since the start.
func (r *rig) calls(operation string) int { return r.world.Calls(operation).Calls }
