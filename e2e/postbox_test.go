package e2e

import (
	"bytes"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/mail"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

// postbox is a mail server that keeps what it is given.
type postbox struct {
	t       *testing.T
	address string

	mu  sync.Mutex
	got []sentMail
}

func newPostbox(t *testing.T) *postbox {
	t.Helper()
	l := newListener(t)
	b := &postbox{t: t, address: l.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{box: b}, nil }))
	server.Domain = "localhost"
	server.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // a portal that stops in the middle
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return b
}

// to are the mails to an address so far, oldest first.
func (b *postbox) to(address string) []sentMail {
	b.mu.Lock()
	defer b.mu.Unlock()
	var own []sentMail
	for _, m := range b.got {
		if m.To == address {
			own = append(own, m)
		}
	}
	return own
}

// next waits for the mail to an address after those already there.
func (b *postbox) next(address string, before int) sentMail {
	b.t.Helper()
	require.Eventually(b.t, func() bool { return len(b.to(address)) > before }, patience, 30*time.Millisecond, "no mail to %s", address)
	return b.to(address)[before]
}

// delivery is one mail on its way in.
type delivery struct {
	box *postbox
	to  string
}

func (*delivery) Mail(string, *smtp.MailOptions) error { return nil }

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = to
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	m := sentMail{To: d.to}
	if err := m.read(r); err != nil {
		return err
	}
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	d.box.got = append(d.box.got, m)
	return nil
}

func (*delivery) Reset()        {}
func (*delivery) Logout() error { return nil }

// read takes subject and all texts, plain and HTML, out of a mail.
func (m *sentMail) read(r io.Reader) error {
	letter, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject")); err != nil {
		return err
	}
	_, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	var all bytes.Buffer
	for parts := multipart.NewReader(letter.Body, params["boundary"]); ; {
		part, err := parts.NextPart() // decodes quoted-printable
		if err == io.EOF {            //nolint:errorlint // the package says so
			break
		}
		if err != nil {
			return err
		}
		if _, err := io.Copy(&all, part); err != nil {
			return err
		}
	}
	m.Text = all.String()
	return nil
}
