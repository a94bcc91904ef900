package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"memberportal/handlers"
	"memberportal/internal/config"
	"memberportal/internal/mail"
	"memberportal/internal/sandbox"
)

// demoConfig is the portal.yaml of the demo: the same file, read by the same
// code, as a real one.
const demoConfig = `
listen: "${LISTEN}"
public_url: "${PUBLIC_URL}"
database: "${DATABASE}"
spool: "${SPOOL}"
mail:
  smtp: smtp://127.0.0.1:25
  from: "Members <no-reply@portal.example>"
keys: ["${KEY}"]
studios:
  - slug: nordlicht
    name: Nordlicht Fitness
    api: { base_url: "${SANDBOX_URL}", key: sandbox-nordlicht, release: "1.11.0" }
    time_zone: Europe/Berlin
    country: DE
    sepa: { creditor: Nordlicht Fitness GmbH, creditor_id: DE98ZZZ09999999999 }
    currency: EUR
    languages: [de, en, pl]
    contact_email: team@nordlicht.example
    brand: { color: "#0b6e4f", dark_color: "#4fd1a5" }
    payment: { widget_url: "${SANDBOX_URL}/_widget.js" }
    benefits: [SAUNA, DRINKS, TOWEL]
    embed: { origins: ["${HOST}"] }
    links: { imprint: "https://nordlicht.example/impressum", privacy: "https://nordlicht.example/datenschutz", terms: "https://nordlicht.example/agb" }
  - slug: forge
    name: The Forge
    api: { base_url: "${SANDBOX_URL}", key: sandbox-forge, release: "1.11.0" }
    time_zone: Europe/London
    country: GB
    currency: GBP
    languages: [en, pl]
    contact_email: hello@forge.example
    brand: { color: "#b4410e", radius: 6 }
    payment: { widget_url: "${SANDBOX_URL}/_widget.js" }
    benefits: [SAUNA, DRINKS, TOWEL]
    embed: { origins: ["${HOST}"] }
    links: { imprint: "https://forge.example/about", privacy: "https://forge.example/privacy", terms: "https://forge.example/terms" }
`

// demo runs portal, sandbox, database and mailbox in one process.
func demo(ctx context.Context, args []string) error {
	set := flags("demo")
	address := set.String("listen", "127.0.0.1:8080", "address of the portal, on this machine")
	sandboxAddress := set.String("sandbox-listen", "127.0.0.1:8090", "address of the sandbox")
	data := set.String("data", "", "folder for the database; empty: a temporary one")
	seed := set.Int64("seed", 1, "equal seeds give equal worlds")
	now := set.String("now", "", "the world's time, RFC 3339; empty: the present")
	if err := parse(set, args); err != nil {
		return err
	}
	start, err := parseNow(*now)
	if err != nil {
		return err
	}
	folder, remove, err := dataFolder(*data)
	if err != nil {
		return err
	}
	defer remove()
	world := sandbox.New(sandbox.Options{Seed: *seed, Now: start})
	sandboxListener, err := listen(*sandboxAddress)
	if err != nil {
		return err
	}
	listener, err := listen(*address)
	if err != nil {
		return errors.Join(err, sandboxListener.Close())
	}
	admin, err := listen("127.0.0.1:0")
	if err != nil {
		return errors.Join(err, sandboxListener.Close(), listener.Close())
	}
	logger := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	sandboxWeb := newHTTP(world, logger)
	sandboxWeb.WriteTimeout = 2 * time.Minute // faults may hang
	go func() { _ = sandboxWeb.Serve(sandboxListener) }()
	defer func() { _ = sandboxWeb.Close() }()

	s, err := demoServer(ctx, folder, listener, sandboxListener, world, logger)
	if err != nil {
		return errors.Join(err, listener.Close(), admin.Close())
	}
	printDemo(os.Stdout, hostOf(listener), "http://"+sandboxListener.Addr().String(), admin, world, *data, folder)
	return s.run(ctx, listener, admin)
}

func demoServer(ctx context.Context, folder string, listener, sandboxListener net.Listener, world *sandbox.Sandbox, logger *slog.Logger) (*server, error) {
	key, err := demoKey(folder)
	if err != nil {
		return nil, err
	}
	public := &url.URL{Scheme: "http", Host: hostOf(listener)}
	values := map[string]string{
		"LISTEN": listener.Addr().String(), "PUBLIC_URL": public.String(), "HOST": handlers.DemoHostOrigin(public), "KEY": key,
		"DATABASE": "file:" + filepath.Join(folder, "portal.db"), "SPOOL": filepath.Join(folder, "spool"), "SANDBOX_URL": "http://" + sandboxListener.Addr().String(),
	}
	cfg, err := config.Parse([]byte(demoConfig), folder, func(name string) (string, bool) {
		v, ok := values[name]
		return v, ok
	})
	if err != nil {
		return nil, configError("demo", err)
	}
	mailbox := mail.NewMailbox(time.Now)
	return newServer(ctx, serverOptions{
		config: cfg, sender: mailbox, logger: logger, now: world.Now,
		demo: func(s *server) http.Handler {
			return handlers.NewDemo(handlers.DemoOptions{
				Config: cfg, Members: demoMembers(world), Mails: func() []handlers.DemoMail { return demoMails(mailbox) },
				Texts: s.texts, Assets: s.assets,
			})
		},
	})
}

// hostOf is the address a browser on this machine reaches the listener at.
func hostOf(l net.Listener) string {
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok || !addr.IP.IsUnspecified() {
		return l.Addr().String()
	}
	return net.JoinHostPort("127.0.0.1", fmt.Sprint(addr.Port))
}

// dataFolder is where the demo keeps its files, and how they are removed.
func dataFolder(given string) (string, func(), error) {
	if given != "" {
		return given, func() {}, os.MkdirAll(given, 0o700)
	}
	folder, err := os.MkdirTemp("", "portal-demo-")
	return folder, func() { _ = os.RemoveAll(folder) }, err
}

// demoKey makes a key once a folder, so that a demo with --data keeps its
// members signed in across restarts.
func demoKey(folder string) (string, error) {
	path := filepath.Join(folder, "key")
	if text, err := os.ReadFile(path); err == nil {
		return string(text), nil
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return "", err
	}
	text := base64.StdEncoding.EncodeToString(key)
	return text, os.WriteFile(path, []byte(text), 0o600)
}

func demoMembers(world *sandbox.Sandbox) []handlers.DemoMember {
	var list []handlers.DemoMember
	for _, m := range world.Members() {
		list = append(list, handlers.DemoMember{Studio: m.Studio, Name: m.Name, Email: m.Email, CustomerNumber: m.CustomerNumber, Story: m.Story})
	}
	return list
}

func demoMails(box *mail.Mailbox) []handlers.DemoMail {
	var list []handlers.DemoMail
	for _, e := range box.List() {
		list = append(list, handlers.DemoMail{To: e.To, Subject: e.Subject, Text: e.Text, HTML: e.HTML, SentAt: e.SentAt})
	}
	return list
}

func printDemo(out io.Writer, host, api string, admin net.Listener, world *sandbox.Sandbox, given, folder string) {
	portal := &url.URL{Scheme: "http", Host: host}
	fmt.Fprintf(out, `
The portal is running. Stop it with Ctrl-C.

  Nordlicht Fitness   %[1]s/nordlicht/
  The Forge           %[1]s/forge/
  A studio's website  %[4]s/demo/host     (shows the portal in its pages)
  Mailbox             %[1]s/demo/mailbox     (sign-in codes arrive here)
  Sandbox of the API  %[2]s     (control: %[2]s/_control/)
  Metrics             http://%[3]s/metrics
`, portal, api, admin.Addr(), handlers.DemoHostOrigin(portal))
	if given != "" {
		fmt.Fprintf(out, "  Data                %s\n", folder)
	}
	fmt.Fprint(out, "\nMembers to sign in as:\n\n")
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "  studio\tstory\te-mail\tname\tnumber")
	for _, m := range world.Members() {
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\t%s\n", m.Studio, m.Story, m.Email, m.Name, m.CustomerNumber)
	}
	_ = table.Flush() // standard output
	fmt.Fprintln(out)
}
