package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/internal/store/storetest"
)

// kills is how often the portal is killed; the default is the short form.
var kills = flag.Int("kills", 15, "how often TestKilledAtAnyPoint kills the portal, with each database")

// letterbox takes mail over SMTP and counts how often each message came.
type letterbox struct {
	mu     sync.Mutex
	copies map[string]int      // by Message-ID
	about  map[string][]string // Message-IDs of the mails to whoever declared, by the receipt's number
}

var numberInMail = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}`)

func newLetterbox(t *testing.T) (*letterbox, string) {
	t.Helper()
	box := &letterbox{copies: map[string]int{}, about: map[string][]string{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return letter{box}, nil }))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return box, l.Addr().String()
}

type letter struct{ box *letterbox }

func (letter) Mail(string, *smtp.MailOptions) error { return nil }
func (letter) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (letter) Reset()                               {}
func (letter) Logout() error                        { return nil }

func (l letter) Data(r io.Reader) error {
	m, err := mail.ReadMessage(bufio.NewReader(r))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		return err // the portal died over it
	}
	l.box.mu.Lock()
	defer l.box.mu.Unlock()
	id := m.Header.Get("Message-ID")
	if l.box.copies[id]++; l.box.copies[id] == 1 {
		if strings.Contains(m.Header.Get("To"), "forge.example") {
			return nil // the studio's own, about what it has to see to
		}
		if number := numberInMail.FindString(strings.ReplaceAll(string(body), "=\r\n", "")); number != "" {
			l.box.about[number] = append(l.box.about[number], id)
		}
	}
	return nil
}

// killable is a portal in a process of its own.
type killable struct {
	cmd *exec.Cmd
	url string
}

func (k *killable) start(t *testing.T, binary, config string) {
	t.Helper()
	k.cmd = exec.Command(binary, "serve", "--config", config)
	k.cmd.Stderr, k.cmd.Stdout = io.Discard, io.Discard
	require.NoError(t, k.cmd.Start())
	require.Eventually(t, func() bool {
		answer, err := http.Get(k.url + "/healthz")
		if err != nil {
			return false
		}
		_ = answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	}, 20*time.Second, 5*time.Millisecond)
}

// kill is kill -9: nothing is finished, flushed or said goodbye to.
func (k *killable) kill() {
	_ = k.cmd.Process.Kill()
	_ = k.cmd.Wait()
}

// Whoever was told that their declaration arrived has a receipt that holds, whenever the
// portal was killed; no declaration has two, and no second mail is written about one. A
// mail that the killed process was sending may come again as the same message.
func TestKilledAtAnyPoint(t *testing.T) {
	if testing.Short() {
		t.Skip("left out: it builds the program and kills it")
	}
	binary := filepath.Join(t.TempDir(), "portal")
	built, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, string(built))
	// At the same time: the end of each is a minute's wait for the leases of the killed.
	for name, database := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			killOften(t, binary, database(t))
		})
	}
}

func killOften(t *testing.T, binary, database string) {
	world := httptest.NewServer(sandbox.New(sandbox.Options{}))
	t.Cleanup(world.Close)
	box, smtpAddress := newLetterbox(t)
	public, admin := freeAddress(t), freeAddress(t)
	config := configFile(t, world.URL, "127.0.0.1:18431", public, "127.0.0.1:18432", admin, "http://127.0.0.1:8080", "http://"+public,
		`mail: {`, fmt.Sprintf("spool: %q\nmail: {", filepath.Join(t.TempDir(), "spool")), "smtp://127.0.0.1:2", "smtp://"+smtpAddress)
	text, err := os.ReadFile(config)
	require.NoError(t, err)
	replaced := regexp.MustCompile(`(?m)^database: .*$`).ReplaceAllString(string(text), fmt.Sprintf("database: %q", database))
	require.NoError(t, os.WriteFile(config, []byte(replaced), 0o600))

	portal := &killable{url: "http://" + public}
	t.Cleanup(func() { portal.kill() })
	var mu sync.Mutex
	told := map[string]string{} // addresses of receipts, by who declared
	random := rand.New(rand.NewPCG(1, 2))
	for round := range *kills {
		portal.start(t, binary, config)
		var wg sync.WaitGroup
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		for i := range 4 {
			wg.Go(func() {
				who := fmt.Sprintf("Jo %d-%d", round, i)
				if to := declare(ctx, portal.url, who); to != "" {
					mu.Lock()
					defer mu.Unlock()
					told[who] = to
				}
			})
		}
		time.Sleep(time.Duration(random.IntN(120_000)) * time.Microsecond)
		portal.kill()
		cancel()
		wg.Wait()
	}
	require.NotEmpty(t, told, "no declaration was ever answered: the kills come too early")
	t.Logf("%d kills, %d of %d declarations answered before", *kills, len(told), 4**kills)

	portal.start(t, binary, config)
	keysText := got(t, portal.url+"/receipts/keys.json")
	keys, err := receipt.ParseKeys([]byte(keysText))
	require.NoError(t, err)
	numbers := map[string]bool{}
	for who, to := range told {
		signed := got(t, portal.url+strings.Replace(to, "?", ".txt?", 1))
		r, err := receipt.Verify(signed, keys)
		require.NoError(t, err, who)
		require.Contains(t, r.Text(), "  "+who+"\n")
		require.False(t, numbers[r.Number], "two declarations share a receipt")
		numbers[r.Number] = true
	}
	require.Eventually(t, func() bool {
		box.mu.Lock()
		defer box.mu.Unlock()
		for number := range numbers {
			if len(box.about[number]) == 0 {
				return false
			}
		}
		return true
	}, 2*time.Minute, 50*time.Millisecond, "a receipt was never mailed")
	time.Sleep(time.Second) // whatever else would be sent
	box.mu.Lock()
	defer box.mu.Unlock()
	again := 0
	for _, n := range box.copies {
		again += n - 1
	}
	t.Logf("%d messages, %d of them sent a second time as they were", len(box.copies), again)
	for number := range numbers {
		require.Len(t, box.about[number], 1, "one mail about a receipt, however often it was sent")
	}
}

// declare sends a declaration and returns where its receipt is, "" when nobody answered.
func declare(ctx context.Context, portal, who string) string {
	form := url.Values{"name": {who}, "email": {strings.ReplaceAll(strings.ToLower(who), " ", ".") + "@example.org"}, "contract": {"Premium"}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, portal+"/forge/cancel-contract", strings.NewReader(form.Encode()))
	if err != nil {
		return ""
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		return ""
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusSeeOther {
		return ""
	}
	return answer.Header.Get("Location")
}

func got(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	require.Equal(t, http.StatusOK, answer.StatusCode, address)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return string(body)
}
