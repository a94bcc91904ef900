package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

// mailServer is a real SMTP server on loopback that keeps what it accepted.
type mailServer struct {
	addr string

	mu       sync.Mutex
	accepted []accepted
	refuse   map[string]error // by step: "mail", "rcpt", "data"
	sessions int
}

type accepted struct {
	from, to string
	data     []byte
	secure   bool
	user     string
}

func (s *mailServer) all() []accepted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]accepted(nil), s.accepted...)
}

func (s *mailServer) answer(step string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = map[string]error{step: err}
}

func (s *mailServer) refusal(step string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refuse[step]
}

type session struct {
	server *mailServer
	conn   *smtp.Conn
	mail   accepted
	user   string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "portal" || password != "right" {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	_, secure := s.conn.TLSConnectionState()
	s.mail = accepted{from: from, secure: secure, user: s.user}
	return s.server.refusal("mail")
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.to = to
	return s.server.refusal("rcpt")
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.server.refusal("data"); err != nil {
		return err
	}
	s.mail.data = data
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.accepted = append(s.server.accepted, s.mail)
	return nil
}

// startServer listens on loopback; with a certificate it offers STARTTLS, or
// speaks TLS at once when implicit.
func startServer(t *testing.T, certificate *tls.Certificate, implicit bool) *mailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &mailServer{addr: listener.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		s.mu.Lock()
		s.sessions++
		s.mu.Unlock()
		return &session{server: s, conn: c}, nil
	}))
	server.AllowInsecureAuth = true
	server.ErrorLog = log.New(io.Discard, "", 0)
	server.ReadTimeout = 10 * time.Second
	if certificate != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*certificate}}
	}
	if implicit {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		_ = listener.Close() // Close knows no listener that Serve has not reached yet
		<-done
	})
	return s
}

// authority makes a certificate for mail.example.test and the pool that trusts it.
func authority(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, DNSNames: []string{"mail.example.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// senderTo returns a sender that believes to talk to mail.example.test, which
// is not loopback, and reaches the server.
func senderTo(t *testing.T, scheme string, user *url.Userinfo, server *mailServer, roots *x509.CertPool) *SMTP {
	t.Helper()
	u := url.URL{Scheme: scheme, User: user, Host: "mail.example.test"}
	s, err := newSMTP(u.String(), "Members <no-reply@example.com>")
	require.NoError(t, err)
	s.roots = roots
	s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil || host != "mail.example.test" {
			return nil, errors.New("dialled somewhere else")
		}
		return (&net.Dialer{}).DialContext(ctx, network, server.addr)
	}
	return s
}
