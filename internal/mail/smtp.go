package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
	"golang.org/x/net/idna"
)

// smtpTimeout bounds connecting with its greeting, and again the transfer.
const smtpTimeout = 10 * time.Second

// SMTP sends by a mail server. A connection is made for each mail: there are
// few, and an idle connection that has died in between would cost a retry.
type SMTP struct {
	host     string
	port     int
	user     string
	password string
	implicit bool // TLS from the first byte (smtps)
	loopback bool // plain text allowed: it does not leave the machine
	from     *mail.Address

	dial  gomail.DialContextFunc // nil: the network's; tests lead a name to their server with it
	roots *x509.CertPool         // nil: the system's
	clock func() time.Time
}

// NewSMTP returns a Sender for a URL of the configuration:
// smtp://user:password@host:587 uses STARTTLS and refuses to go on without it,
// except towards loopback; smtps://… is TLS from the start (port 465 unless
// given). from is the mailbox used where a message names none, and its address
// is the envelope sender of every mail. Errors never repeat the URL, which
// holds a password.
func NewSMTP(rawURL, from string) (Sender, error) { return newSMTP(rawURL, from) }

func newSMTP(rawURL, from string) (*SMTP, error) {
	s, err := parseSMTP(rawURL)
	if err != nil {
		return nil, err
	}
	if s.from, err = mail.ParseAddress(from); err != nil || strings.IndexFunc(from, unsafeInHeader) >= 0 {
		return nil, errors.New("mail: from is not a mailbox such as \"Members <no-reply@example.com>\"")
	}
	return s, nil
}

func parseSMTP(rawURL string) (*SMTP, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, errors.New("mail: smtp is not a URL such as smtp://user:password@host:587")
	}
	s := &SMTP{host: u.Hostname(), clock: time.Now}
	switch u.Scheme {
	case "smtp":
		s.port = 587
	case "smtps":
		s.port, s.implicit = 465, true
	default:
		return nil, errors.New("mail: smtp must begin with smtp:// or smtps://")
	}
	if s.host == "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" {
		return nil, errors.New("mail: smtp needs a host and nothing behind the port")
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil || s.port < 1 || s.port > 65535 {
			return nil, errors.New("mail: smtp has no usable port")
		}
	}
	if u.User != nil {
		s.user = u.User.Username()
		s.password, _ = u.User.Password()
	}
	ip := net.ParseIP(s.host)
	s.loopback = s.host == "localhost" || (ip != nil && ip.IsLoopback())
	return s, nil
}

// CheckSMTP connects, encrypts and signs in as a mail would, and sends
// nothing. The caller warns and goes on: mails wait in the outbox meanwhile.
func CheckSMTP(ctx context.Context, rawURL string) error {
	s, err := parseSMTP(rawURL)
	if err != nil {
		return err
	}
	return s.Probe(ctx)
}

// Send delivers one message. A *Failure is permanent only where the server
// refused this recipient or this content for good (5xx); everything about the
// connection, our credentials or our sender address may be mended by the
// operator before the mail's deadline and is tried again.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	message, err := s.compose(m)
	if err != nil {
		return &Failure{Reason: "message refused", Permanent: true, Quiet: true, Err: err}
	}
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	// Hanging up may fail after the mail was accepted; that is no failure of
	// the mail and must not send it again.
	defer c.hangUp()
	if err := c.SendWithSMTPClient(c.session, message); err != nil && !message.IsDelivered() {
		return sendFailure(err)
	}
	return nil
}

// Probe goes as far as a mail goes before its recipient is named.
func (s *SMTP) Probe(ctx context.Context) error {
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer c.hangUp()
	if s.from == nil {
		return nil
	}
	if err := c.session.Mail(s.from.Address); err != nil {
		return &Failure{Reason: "smtp sender refused", Err: err}
	}
	return nil
}

// connection is one conversation with the mail server, signed in.
type connection struct {
	*gomail.Client
	session *smtp.Client
	raw     net.Conn
	unwatch func() bool
}

// hangUp says goodbye and closes in any case.
func (c *connection) hangUp() {
	_ = c.CloseWithSMTPClient(c.session)
	c.unwatch()
	_ = c.raw.Close()
}

func (s *SMTP) connect(ctx context.Context) (*connection, error) {
	c := &connection{}
	var err error
	c.Client, err = s.client(func(dialCtx context.Context, network, address string) (net.Conn, error) {
		conn, err := s.open(dialCtx, network, address)
		if err == nil {
			c.raw = conn
			// The library looks at the context while dialling only.
			c.unwatch = context.AfterFunc(ctx, func() { _ = conn.Close() })
		}
		return conn, err
	})
	if err != nil {
		return nil, &Failure{Reason: "smtp setup", Err: err}
	}
	c.session, err = c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		if c.raw != nil {
			c.unwatch()
			_ = c.raw.Close() // the library leaves it open when greeting, TLS or sign-in fail
		}
		return nil, &Failure{Reason: "smtp connect", Err: err}
	}
	return c, nil
}

// open connects, with TLS at once for smtps.
func (s *SMTP) open(ctx context.Context, network, address string) (net.Conn, error) {
	dial := s.dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	raw, err := dial(ctx, network, address)
	if err != nil || !s.implicit {
		return raw, err
	}
	conn := tls.Client(raw, s.tls())
	if err := conn.HandshakeContext(ctx); err != nil {
		_ = raw.Close()
		return nil, err
	}
	return conn, nil
}

func (s *SMTP) tls() *tls.Config {
	config := &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12}
	if s.roots != nil {
		config.RootCAs = s.roots
	}
	return config
}

func (s *SMTP) client(dial gomail.DialContextFunc) (*gomail.Client, error) {
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(smtpTimeout), gomail.WithDialContextFunc(dial),
		gomail.WithoutNoop(), gomail.WithoutRset(), // one mail a connection needs neither
		gomail.WithTLSConfig(s.tls()),
	}
	plainText := s.loopback && !s.implicit
	switch {
	case s.implicit:
		options = append(options, gomail.WithSSL())
	case plainText:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.user != "" {
		mechanisms := []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
		if plainText {
			mechanisms = []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc}
		}
		options = append(options, gomail.WithUsername(s.user), gomail.WithPassword(s.password), gomail.WithOpportunisticSMTPAuth(mechanisms...))
	}
	return gomail.NewClient(s.host, options...)
}

// compose writes the headers: RFC 3834 Auto-Submitted and Exchange's
// X-Auto-Response-Suppress keep out-of-office answers away.
func (s *SMTP) compose(m Message) (*gomail.Msg, error) {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := s.from
	if m.From != "" {
		parsed, err := mail.ParseAddress(m.From)
		if err != nil {
			return nil, err
		}
		from = parsed
	}
	message.FromMailAddress(from)
	if err := message.EnvelopeFrom(s.from.Address); err != nil {
		return nil, err
	}
	if err := message.To(asciiDomain(m.To)); err != nil {
		return nil, err
	}
	if m.ReplyTo != "" {
		if err := message.ReplyTo(asciiDomain(m.ReplyTo)); err != nil {
			return nil, err
		}
	}
	_, domain, _ := strings.Cut(s.from.Address, "@")
	message.SetMessageIDWithValue(m.ID + "@" + asciiHost(domain))
	message.SetDateWithValue(s.clock())
	message.Subject(m.Subject)
	message.SetGenHeader("Auto-Submitted", "auto-generated")
	message.SetGenHeader("X-Auto-Response-Suppress", "All")
	if m.Language != "" {
		message.SetGenHeader(gomail.HeaderContentLang, m.Language)
	}
	message.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		message.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		if err := message.AttachReader(a.Name, bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(a.Type))); err != nil {
			return nil, err
		}
	}
	return message, nil
}

// asciiDomain writes an internationalised domain as mail servers without
// SMTPUTF8 know it. A local part beyond ASCII stays and needs SMTPUTF8.
func asciiDomain(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	return address[:at+1] + asciiHost(address[at+1:])
}

func asciiHost(host string) string {
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return host
}

// sendFailure reads what went wrong once the connection stood. What the server
// says about one recipient or content is quiet, see Failure.
func sendFailure(err error) *Failure {
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		return &Failure{Reason: "smtp transfer", Quiet: true, Err: err}
	}
	refused := sent.ErrorCode() >= 500
	switch sent.Reason {
	case gomail.ErrSMTPMailFrom:
		return &Failure{Reason: withCode("smtp sender refused", sent.ErrorCode()), Err: err}
	case gomail.ErrSMTPRcptTo:
		return &Failure{Reason: withCode("smtp recipient refused", sent.ErrorCode()), Permanent: refused, Quiet: true, Err: err}
	case gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		return &Failure{Reason: withCode("smtp content refused", sent.ErrorCode()), Permanent: refused, Quiet: true, Err: err}
	case gomail.ErrGetSender, gomail.ErrGetRcpts, gomail.ErrNoUnencoded:
		return &Failure{Reason: "message refused", Permanent: true, Quiet: true, Err: err}
	default:
		return &Failure{Reason: "smtp transfer", Quiet: true, Err: err}
	}
}

func withCode(reason string, code int) string {
	if code == 0 {
		return reason
	}
	return fmt.Sprintf("%s %d", reason, code)
}
