package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wednesday is when the made-up world of most tests begins: a plain week, no
// clock change near.
const wednesday = "2027-02-10T10:00:00+01:00"

// demo is a running portal with its own sandbox, database and mailbox.
type demo struct {
	t       *testing.T
	portal  string // http://host:port
	sandbox string
}

// startDemo runs the demo until the test ends.
func startDemo(t *testing.T) *demo {
	t.Helper()
	d := &demo{t: t}
	var log bytes.Buffer
	program := exec.Command(world.portal, "demo", "--listen", "127.0.0.1:0", "--sandbox-listen", "127.0.0.1:0", "--now", wednesday)
	program.Stderr = &log
	out, err := program.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, program.Start())
	said := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		var all strings.Builder
		for lines.Scan() {
			all.WriteString(lines.Text() + "\n")
			if strings.HasPrefix(lines.Text(), "Members to sign in as") {
				said <- all.String()
			}
		}
		close(said)
	}()
	t.Cleanup(func() {
		_ = program.Process.Signal(syscall.SIGTERM)
		_ = program.Wait()
		if t.Failed() {
			t.Logf("log of the portal:\n%s", log.String())
		}
	})
	select {
	case text, ok := <-said:
		require.True(t, ok, "the demo did not start: %s", log.String())
		d.portal = address(t, text, `Nordlicht Fitness +(http://\S+)/nordlicht/`)
		d.sandbox = address(t, text, `control: (http://\S+)/_control/`)
	case <-time.After(30 * time.Second):
		require.FailNow(t, "the demo did not say where it listens")
	}
	return d
}

func address(t *testing.T, text, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	require.Len(t, found, 2, "in what the demo printed: %s", text)
	return found[1]
}

// member is somebody one can sign in as.
type member struct {
	Studio string `json:"studio"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Number string `json:"customer_number"`
	Story  string `json:"story"`
}

// member finds the studio's first member with a story.
func (d *demo) member(studio, story string) member {
	d.t.Helper()
	for _, m := range d.members() {
		if m.Studio == studio && m.Story == story {
			return m
		}
	}
	require.FailNow(d.t, "nobody has the story "+story)
	return member{}
}

func (d *demo) members() []member {
	d.t.Helper()
	var list []member
	d.json(http.MethodGet, d.portal+"/demo/members.json", nil, &list)
	return list
}

// sentMail is one mail of the demo's mailbox.
type sentMail struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// code is the sign-in code on its own line; link the address below it.
func (m sentMail) code(t *testing.T) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^\d{4} \d{4}( \d{4})?\r?$`).FindString(m.Text)
	require.NotEmpty(t, found, "no code in: %s", m.Text)
	return strings.TrimSpace(found)
}

func (m sentMail) link(t *testing.T) string {
	t.Helper()
	found := regexp.MustCompile(`http://\S+/signin/link/\S+`).FindString(m.Text)
	require.NotEmpty(t, found, "no link in: %s", m.Text)
	return found
}

// mailsTo counts the mails to an address.
func (d *demo) mailsTo(to string) []sentMail {
	d.t.Helper()
	var list, own []sentMail
	d.json(http.MethodGet, d.portal+"/demo/mailbox.json", nil, &list)
	for _, m := range list {
		if strings.Contains(m.To, to) {
			own = append(own, m)
		}
	}
	return own
}

// newMail waits for the next mail to an address after the ones already there.
func (d *demo) newMail(to string, before int) sentMail {
	d.t.Helper()
	var own []sentMail
	require.Eventually(d.t, func() bool {
		own = d.mailsTo(to)
		return len(own) > before
	}, 20*time.Second, 50*time.Millisecond, "no mail to %s", to)
	return own[0]
}

// calls is how often an operation of the API was asked for since the start.
func (d *demo) calls(operation string) int {
	d.t.Helper()
	var counts map[string]struct {
		Calls int `json:"calls"`
	}
	d.json(http.MethodGet, d.sandbox+"/_control/calls", nil, &counts)
	return counts[operation].Calls
}

// fault is something that goes wrong on purpose in the studio's system.
type fault struct {
	Operation string `json:"operation"`
	Kind      string `json:"kind"`
	Status    int    `json:"status,omitempty"`
	DelayMS   int    `json:"delay_ms,omitempty"`
	Studio    string `json:"studio,omitempty"`
}

func (d *demo) breakAPI(f fault) { d.json(http.MethodPost, d.sandbox+"/_control/faults", f, nil) }
func (d *demo) mendAPI()         { d.json(http.MethodDelete, d.sandbox+"/_control/faults", nil, nil) }

func (d *demo) json(method, url string, body, into any) {
	d.t.Helper()
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		require.NoError(d.t, err)
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, url, sent)
	require.NoError(d.t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(d.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(d.t, err)
	require.Equal(d.t, http.StatusOK, answer.StatusCode, "%s %s: %s", method, url, text)
	if into != nil {
		require.NoError(d.t, json.Unmarshal(text, into), fmt.Sprintf("%s: %s", url, text))
	}
}
