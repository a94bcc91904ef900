package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// freeAddress is an address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// request sends one to a sandbox and returns the status, 0 for no answer.
func request(t *testing.T, method, address, key, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("X-API-KEY", key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0
	}
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode
}

// The sandbox listens where it is told, has the keys it is given, and when it stops it
// finishes what it has begun, but does not wait for what hangs on purpose.
func TestSandboxCommand(t *testing.T) {
	api, control := freeAddress(t), freeAddress(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	args := []string{"--listen", api, "--control-listen", control, "--key", "forge=other-key", "--seed", "7", "--now", "2027-03-20T10:00:00Z"}
	go func() { done <- runSandbox(ctx, args) }()
	api, control = "http://"+api, "http://"+control
	require.Eventually(t, func() bool { return request(t, "HEAD", api+"/", "sandbox-nordlicht", "") == http.StatusOK }, 5*time.Second, 20*time.Millisecond)
	require.Equal(t, http.StatusOK, request(t, "GET", api+"/v1/classes", "other-key", ""))
	require.Equal(t, http.StatusUnauthorized, request(t, "GET", api+"/v1/classes", "sandbox-forge", ""))
	require.Equal(t, http.StatusNotFound, request(t, "GET", api+"/_control/clock", "other-key", ""), "the control API is elsewhere")
	status, clock := fetch(t, control+"/_control/clock")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, clock, `"now":"2027-03-20T10:00`)

	for _, fault := range []string{
		`{"operation":"getUtilization","kind":"hang","delay_ms":700}`, `{"operation":"getActiveClasses","kind":"hang","delay_ms":60000}`,
	} {
		require.Equal(t, http.StatusOK, request(t, "POST", control+"/_control/faults", "", fault))
	}
	slow, never := make(chan int, 1), make(chan int, 1)
	go func() { slow <- request(t, "GET", api+"/v1/studios/utilization", "other-key", "") }()
	go func() { never <- request(t, "GET", api+"/v1/classes", "other-key", "") }()
	require.Eventually(t, func() bool {
		_, calls := fetch(t, control+"/_control/calls")
		return strings.Contains(calls, "getUtilization") && strings.Contains(calls, `"getActiveClasses":{"calls":3`)
	}, 5*time.Second, 20*time.Millisecond)
	cancel()
	require.Equal(t, http.StatusOK, <-slow)
	require.Zero(t, <-never)
	select {
	case err := <-done:
		require.NoError(t, err)
	case <-time.After(10 * time.Second):
		t.Fatal("it does not stop")
	}
}

func TestSandboxRefusesWhatItCannotUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = taken.Close() }()
	for name, args := range map[string][]string{
		"address taken":         {"--listen", taken.Addr().String()},
		"control address taken": {"--listen", "127.0.0.1:0", "--control-listen", taken.Addr().String()},
		"no key":                {"--key", "forge="},
		"no such studio":        {"--key", "harbour=key"},
		"one key for both":      {"--key", "forge=k", "--key", "nordlicht=k"},
	} {
		code, _, stderr := output(t, append([]string{"sandbox"}, args...)...)
		require.NotZero(t, code, name)
		require.NotEmpty(t, stderr, name)
	}
}

const recipes = "../../docs/sandbox.md"

// Every recipe of the documentation works, pasted in order, whatever day it is.
func TestRecipes(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no curl: .ci/run installs it")
		}
		t.Skip("left out: the recipes of docs/sandbox.md (they are curl commands, and there is no curl here)")
	}
	text, err := os.ReadFile(recipes)
	require.NoError(t, err)
	now := time.Now()
	for name, when := range map[string]time.Time{
		"now": now, "before a clock change": time.Date(2027, 3, 20, 22, 30, 0, 0, time.UTC), "an early Monday": time.Date(2026, 5, 18, 4, 0, 0, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			world := sandbox.New(sandbox.Options{Seed: 1, Now: when})
			server := httptest.NewServer(world)
			defer server.Close()
			script, count := scriptOf(string(text))
			require.Greater(t, count, 10)
			shell := exec.CommandContext(t.Context(), "bash", "-eu", "-o", "pipefail")
			shell.Env = append(os.Environ(), "API="+server.URL, "KEY=sandbox-nordlicht")
			shell.Stdin = strings.NewReader(script)
			var out bytes.Buffer
			shell.Stdout, shell.Stderr = &out, &out
			err := shell.Run()
			tail := out.String()
			require.NoError(t, err, "%s", tail[max(0, len(tail)-3000):])
			require.Contains(t, tail, "recipes done")
		})
	}
}

// scriptOf puts the fenced sh blocks together, each behind a line that says where it is.
func scriptOf(text string) (string, int) {
	var script strings.Builder
	count := 0
	for _, m := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```$").FindAllStringSubmatchIndex(text, -1) {
		block, line := text[m[2]:m[3]], 1+strings.Count(text[:m[2]], "\n")
		count++
		script.WriteString("echo '== line " + strconv.Itoa(line) + "' >&2\n" + block)
	}
	script.WriteString("echo 'recipes done'\n")
	return script.String(), count
}
