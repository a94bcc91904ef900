package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
	"memberportal/internal/mail"
	"memberportal/internal/sandbox"
)

const testKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

// configFile writes a configuration for one studio on the given API.
func configFile(t *testing.T, api string, change ...string) string {
	t.Helper()
	text := fmt.Sprintf(`public_url: http://127.0.0.1:8080
listen: "127.0.0.1:18431"
admin_listen: "127.0.0.1:18432"
database: "file:%s"
mail: { smtp: "smtp://127.0.0.1:2", from: "no-reply@portal.example" }
keys: ["%s"]
studios:
  - slug: forge
    name: The Forge
    api: { base_url: "%s", key: sandbox-forge }
    time_zone: Europe/London
    country: GB
    currency: GBP
    languages: [en, pl]
    contact_email: hello@forge.example
    brand: { color: "#b4410e" }
`, filepath.Join(t.TempDir(), "portal.db"), testKey, api)
	path := filepath.Join(t.TempDir(), "portal.yaml")
	require.NoError(t, os.WriteFile(path, []byte(strings.NewReplacer(change...).Replace(text)), 0o600))
	return path
}

// output runs a command line and returns what it printed.
func output(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	read := func(target **os.File) func() string {
		r, w, err := os.Pipe()
		require.NoError(t, err)
		old := *target
		*target = w
		text := make(chan string)
		go func() {
			b, _ := io.ReadAll(r)
			text <- string(b)
		}()
		return func() string {
			*target = old
			_ = w.Close()
			return <-text
		}
	}
	outDone, errDone := read(&os.Stdout), read(&os.Stderr)
	code = run(args)
	return code, outDone(), errDone()
}

func TestCheck(t *testing.T) {
	world := httptest.NewServer(sandbox.New(sandbox.Options{}))
	defer world.Close()
	code, stdout, _ := output(t, "check", "--config", configFile(t, world.URL))
	require.Zero(t, code)
	require.Contains(t, stdout, "is fine: 1 studio")

	code, stdout, _ = output(t, "check", "--online", "--config", configFile(t, world.URL))
	require.Zero(t, code, stdout)
	require.Contains(t, stdout, "forge: the key is accepted")
	require.Regexp(t, `CLASSES_READ +yes`, stdout)

	code, stdout, _ = output(t, "check", "--online", "--config", configFile(t, world.URL, "sandbox-forge", "another-key"))
	require.Equal(t, 1, code)
	require.Contains(t, stdout, "forge: the key is not accepted")
	require.NotContains(t, stdout, "another-key")

	code, _, stderr := output(t, "check", "--config", configFile(t, world.URL, "Europe/London", "Europe/Lodnon", "#b4410e", "red", testKey, "c2hvcnQ="))
	require.Equal(t, 1, code)
	for _, fault := range []string{":6: ", ":11: ", ":16: ", "has 3 faults"} {
		require.Contains(t, stderr, fault)
	}

	code, _, stderr = output(t, "check", "--config", configFile(t, world.URL, `brand: {`, "texts: { en: { home.welcom: Hi } }\n    brand: {"))
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "home.welcom")
}

func TestScopesAreFound(t *testing.T) {
	sim := sandbox.New(sandbox.Options{})
	require.NoError(t, sim.SetScopes("forge", "CUSTOMER_READ"))
	world := httptest.NewServer(sim)
	defer world.Close()
	_, stdout, _ := output(t, "check", "--online", "--config", configFile(t, world.URL))
	require.Regexp(t, `CUSTOMER_READ +yes`, stdout)
	require.Regexp(t, `CLASSES_READ +no`, stdout)
}

func TestCommandLine(t *testing.T) {
	code, stdout, _ := output(t, "-version")
	require.Zero(t, code)
	require.Contains(t, stdout, "portal ")
	for _, args := range [][]string{{}, {"fly"}, {"check", "surplus"}, {"demo", "--nope"}} {
		code, _, stderr := output(t, args...)
		require.Equal(t, 2, code, args)
		require.NotEmpty(t, stderr)
	}
	code, _, stderr := output(t, "sandbox", "--now", "tomorrow")
	require.Equal(t, 1, code)
	require.Contains(t, stderr, "--now wants a time")
}

func TestHealthcheck(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	code, _, _ := output(t, "healthcheck", "--url", server.URL)
	require.Zero(t, code)
	status = http.StatusServiceUnavailable
	code, _, _ = output(t, "healthcheck", "--url", server.URL)
	require.Equal(t, 1, code)
	server.Close()
	code, _, _ = output(t, "healthcheck", "--url", server.URL)
	require.Equal(t, 1, code)
}

func TestServeRefusesWhatItCannotUse(t *testing.T) {
	for name, change := range map[string][]string{
		"key too short":       {testKey, "c2hvcnQ="},
		"database unwritable": {"file:", "file:/proc/nowhere"},
	} {
		code, _, stderr := output(t, "serve", "--config", configFile(t, "http://127.0.0.1:1", change...))
		require.Equal(t, 1, code, name)
		require.NotEmpty(t, stderr)
		require.NotContains(t, stderr, "goroutine")
	}
}

// started is a portal on listeners of its own.
type started struct {
	*server
	url, admin string
	stop       func() error
	logs       *bytes.Buffer
}

func start(t *testing.T, path string) started {
	t.Helper()
	cfg, err := config.Load(path, os.LookupEnv)
	require.NoError(t, err)
	logs := &bytes.Buffer{}
	sender, err := mail.NewSMTP(cfg.Mail.SMTP, cfg.Mail.From)
	require.NoError(t, err)
	s, err := newServer(t.Context(), serverOptions{config: cfg, sender: newSwapSender(sender), logger: slog.New(slog.NewJSONHandler(logs, nil)), now: time.Now})
	require.NoError(t, err)
	public, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	admin, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.run(ctx, public, admin) }()
	stopped := false
	stop := func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-done
	}
	t.Cleanup(func() { _ = stop() })
	return started{s, "http://" + public.Addr().String(), "http://" + admin.Addr().String(), stop, logs}
}

func fetch(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode, string(body)
}

func TestReload(t *testing.T) {
	path := configFile(t, "http://127.0.0.1:1")
	s := start(t, path)
	sender := newSwapSender(mail.NewMailbox(nil))
	_, page := fetch(t, s.url+"/forge/")
	require.Contains(t, page, "The Forge")

	good, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, bytes.Replace(good, []byte("name: The Forge"), []byte("name: The Anvil"), 1), 0o600))
	s.reload(path, sender)
	_, page = fetch(t, s.url+"/forge/")
	require.Contains(t, page, "The Anvil")

	require.Equal(t, 180*24*time.Hour, s.store.MessageLife())
	require.NoError(t, os.WriteFile(path, append(bytes.Replace(good, []byte("name: The Forge"), []byte("name: The Anvil"), 1), []byte("\nretention: { activity: 48h }\n")...), 0o600))
	s.reload(path, sender)
	require.Equal(t, 48*time.Hour, s.store.MessageLife(), "how long messages are kept is a promise of the file, too")

	require.NoError(t, os.WriteFile(path, bytes.Replace(good, []byte("name: The Forge"), []byte("nme: The Hammer"), 1), 0o600))
	s.reload(path, sender)
	status, page := fetch(t, s.url+"/forge/")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "The Anvil", "a file with faults changes nothing")
}

func TestAdmin(t *testing.T) {
	s := start(t, configFile(t, "http://127.0.0.1:1"))
	status, _ := fetch(t, s.admin+"/readyz")
	require.Equal(t, http.StatusOK, status)
	fetch(t, s.url+"/forge/")
	fetch(t, s.url+"/forge/classes") // the API is not there
	_, metrics := fetch(t, s.admin+"/metrics")
	require.Contains(t, metrics, `portal_requests_total{method="GET",route="/:studio/",status="200"} 1`)
	require.Contains(t, metrics, `portal_upstream_calls_total{operation="getClassSlotsForMultipleClasses",outcome="unavailable",studio="forge"}`)
	require.Contains(t, metrics, "portal_outbox_depth 0")
	status, _ = fetch(t, s.url+"/metrics")
	require.Equal(t, http.StatusNotFound, status, "metrics are not for the public")
	require.NoError(t, s.store.Close())
	status, _ = fetch(t, s.admin+"/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)
}

// A request under way is answered before the portal stops.
func TestStopDrains(t *testing.T) {
	sim := sandbox.New(sandbox.Options{})
	switches := sim.Switches()
	switches.LatencyMS = 500
	sim.SetSwitches(switches)
	world := httptest.NewServer(sim)
	defer world.Close()
	s := start(t, configFile(t, world.URL))
	answered := make(chan int, 1)
	go func() {
		status, _ := fetch(t, s.url+"/forge/classes")
		answered <- status
	}()
	require.Eventually(t, func() bool { return sim.Calls("getClassSlotsForMultipleClasses").Calls > 0 }, 5*time.Second, 5*time.Millisecond)
	require.NoError(t, s.stop())
	require.Equal(t, http.StatusOK, <-answered)
}

func TestDemoNeedsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, w, err := os.Pipe()
	require.NoError(t, err)
	old := os.Stdout
	os.Stdout = w
	done := make(chan error, 1)
	go func() {
		done <- demo(ctx, []string{"--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0", "--data", t.TempDir(), "--now", "2027-03-20T10:00:00Z"})
	}()
	text := ""
	buf := make([]byte, 64<<10)
	for !strings.Contains(text, "isla.morgan") && !strings.Contains(text, "newcomer") {
		n, err := r.Read(buf)
		require.NoError(t, err)
		text += string(buf[:n])
	}
	os.Stdout = old
	var portal string
	for _, word := range strings.Fields(text) {
		if strings.HasSuffix(word, "/nordlicht/") {
			portal = strings.TrimSuffix(word, "/nordlicht/")
		}
	}
	require.NotEmpty(t, portal, text)
	for _, path := range []string{"/nordlicht/", "/forge/classes", "/demo/", "/demo/mailbox", "/demo/mailbox.json", "/demo/members.json"} {
		status, _ := fetch(t, portal+path)
		require.Equal(t, http.StatusOK, status, path)
	}
	_, page := fetch(t, portal+"/nordlicht/classes")
	require.Contains(t, page, "20. März", "--now moves the dates on pages")
	_, mails := fetch(t, portal+"/demo/mailbox.json")
	require.Equal(t, "[]", strings.TrimSpace(mails))
	cancel()
	require.NoError(t, <-done)
}
