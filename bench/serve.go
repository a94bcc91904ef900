package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// serveConfig is the portal.yaml that timings are taken with: one studio, on
// the fake upstream, SQLite as a real portal has it.
const serveConfig = `
listen: "%[1]s"
admin_listen: "%[2]s"
public_url: "http://%[1]s"
database: "file:%[3]s"
mail: { smtp: "smtp://%[4]s", from: "Members <no-reply@portal.example>" }
keys: ["%[5]s"]
studios:
  - slug: nordlicht
    name: Nordlicht Fitness
    # The release is the sandbox's: with none the portal asks about a pause twice. What is
    # measured is a page, not how a portal spares an API that is asked too much.
    api: { base_url: "%[6]s", key: "` + busyKey + `", release: "1.11.0", calls_per_minute: 1000000 }
    time_zone: Europe/Berlin
    country: DE
    currency: EUR
    languages: [de, en, pl]
    contact_email: team@nordlicht.example
    brand: { color: "#0b6e4f" }
`

// portal is a `portal serve` of its own, log and database in files.
type portal struct {
	binary, folder, config string
	base, admin            string // addresses, http://…
	box                    *postbox
	child                  *child
	cpus                   []int
}

// newPortal writes a configuration; start starts it.
func newPortal(ctx context.Context, folder, upstream, flags string, cpus []int) (*portal, error) {
	binary, err := buildPortalWith(ctx, folder, flags)
	if err != nil {
		return nil, err
	}
	box, err := newPostbox()
	if err != nil {
		return nil, err
	}
	var ports [2]string
	for i := range ports {
		if ports[i], err = freePort(); err != nil {
			return nil, err
		}
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	p := &portal{binary: binary, folder: folder, config: filepath.Join(folder, "portal.yaml"), base: "http://" + ports[0], admin: "http://" + ports[1], box: box, cpus: cpus}
	text := fmt.Sprintf(serveConfig, ports[0], ports[1], filepath.Join(folder, "portal.db"), box.address, base64.StdEncoding.EncodeToString(key), upstream)
	return p, os.WriteFile(p.config, []byte(text), 0o600)
}

// freePort is one that nobody listened on a moment ago.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// start starts the portal, which logs to a file as an operator's would, and
// returns when path is answered with 200, and how long that took from exec on.
func (p *portal) start(ctx context.Context, path string) (time.Duration, error) {
	logFile, err := os.OpenFile(filepath.Join(p.folder, "portal.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	defer logFile.Close()
	cmd := exec.CommandContext(ctx, p.binary, "serve", "--config", p.config)
	cmd.Stderr = logFile
	// A client of its own: a connection kept from the process before would be dead.
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	began := time.Now()
	if p.child, err = start(p.cpus, cmd); err != nil {
		return 0, err
	}
	for time.Since(began) < 30*time.Second && ctx.Err() == nil {
		res, err := client.Get(p.base + path)
		if err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return time.Since(began), nil
			}
		}
		time.Sleep(100 * time.Microsecond)
	}
	p.child.stop()
	text, _ := os.ReadFile(filepath.Join(p.folder, "portal.log"))
	return 0, fmt.Errorf("the portal does not answer %s\n%s", path, text[max(0, len(text)-2000):])
}

func (p *portal) stop() { p.child.stop() }

// signIn signs the member in and returns a visitor with the session.
func (p *portal) signIn(ctx context.Context, email string) (*visitor, error) {
	v, err := newVisitor(p.base)
	if err != nil {
		return nil, err
	}
	return v, v.signIn(ctx, p.box.mails, busyStudio, email)
}

// postbox is a mail server that keeps what it is given.
type postbox struct {
	address string
	mu      sync.Mutex
	got     map[string][]string // by recipient
}

func newPostbox() (*postbox, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b := &postbox{address: l.Addr().String(), got: map[string][]string{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &postSession{box: b}, nil }))
	server.Domain = "localhost"
	server.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // clients that stop in the middle
	go func() { _ = server.Serve(l) }()                                       // until this process ends
	return b, nil
}

func (b *postbox) mails(_ context.Context, to string) ([]string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.got[to]...), nil
}

type postSession struct {
	box *postbox
	to  string
}

func (*postSession) Mail(string, *smtp.MailOptions) error { return nil }

func (s *postSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return nil
}

func (s *postSession) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	s.box.got[s.to] = append(s.box.got[s.to], strings.ReplaceAll(string(text), "\r\n", "\n"))
	return nil
}

func (*postSession) Reset()        {}
func (*postSession) Logout() error { return nil }
