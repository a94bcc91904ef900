package mail

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

func message() Message {
	return Message{
		ID: MessageID("sign-in/abc"), From: FromStudio(`Bob's "Gym", Köln`, "Members <no-reply@example.com>"), To: "jane@example.org",
		ReplyTo: "team@studio.example", Subject: "Dein Code für Köln", Text: "Code:\n\n4821 0735\n\nGrüße\n", HTML: "<p>4821 0735</p>", Language: "de",
	}
}

func TestSTARTTLS(t *testing.T) {
	certificate, roots := authority(t)
	server := startServer(t, &certificate, false)
	sender := senderTo(t, "smtp", url.UserPassword("portal", "right"), server, roots)
	require.NoError(t, sender.Send(t.Context(), message()))

	mails := server.all()
	require.Len(t, mails, 1)
	require.True(t, mails[0].secure)
	require.Equal(t, "portal", mails[0].user)
	require.Equal(t, "no-reply@example.com", mails[0].from)
	require.Equal(t, "jane@example.org", mails[0].to)

	m, err := netmail.ReadMessage(bytes.NewReader(mails[0].data))
	require.NoError(t, err)
	from, err := netmail.ParseAddress(m.Header.Get("From"))
	require.NoError(t, err)
	require.Equal(t, netmail.Address{Name: `Bob's "Gym", Köln`, Address: "no-reply@example.com"}, *from)
	require.Equal(t, "<"+MessageID("sign-in/abc")+"@example.com>", m.Header.Get("Message-ID"))
	require.Equal(t, "<team@studio.example>", m.Header.Get("Reply-To"))
	require.Equal(t, "auto-generated", m.Header.Get("Auto-Submitted"))
	require.Equal(t, "All", m.Header.Get("X-Auto-Response-Suppress"))
	require.Equal(t, "de", m.Header.Get("Content-Language"))
	date, err := m.Header.Date()
	require.NoError(t, err)
	require.WithinDuration(t, time.Now(), date, time.Minute)
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, "Dein Code für Köln", subject)
	require.Equal(t, []string{"text/plain", "text/html"}, parts(t, m))
}

func parts(t *testing.T, m *netmail.Message) []string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	var kinds []string
	for reader := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return kinds
		}
		require.NoError(t, err)
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		require.NoError(t, err)
		kinds = append(kinds, kind)
		body, err := io.ReadAll(quotedprintable.NewReader(part)) // NextPart has decoded it already; reading it twice is harmless here
		require.NoError(t, err)
		require.Contains(t, string(body), "4821 0735")
	}
}

func TestImplicitTLS(t *testing.T) {
	certificate, roots := authority(t)
	server := startServer(t, &certificate, true)
	sender := senderTo(t, "smtps", url.UserPassword("portal", "right"), server, roots)
	require.NoError(t, sender.Send(t.Context(), message()))
	require.Len(t, server.all(), 1)
	require.True(t, server.all()[0].secure)
	require.NoError(t, sender.Probe(t.Context()))
}

func TestNothingWithoutEncryption(t *testing.T) {
	certificate, roots := authority(t)
	for name, test := range map[string]struct {
		server *mailServer
		sender func(*mailServer) *SMTP
	}{
		"server offers no STARTTLS": {startServer(t, nil, false), func(s *mailServer) *SMTP {
			return senderTo(t, "smtp", url.UserPassword("portal", "right"), s, roots)
		}},
		"certificate of an unknown authority": {startServer(t, &certificate, false), func(s *mailServer) *SMTP {
			return senderTo(t, "smtp", url.UserPassword("portal", "right"), s, nil)
		}},
		"implicit, unknown authority": {startServer(t, &certificate, true), func(s *mailServer) *SMTP {
			return senderTo(t, "smtps", nil, s, nil)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			sender := test.sender(test.server)
			for _, err := range []error{sender.Send(t.Context(), message()), sender.Probe(t.Context())} {
				var failure *Failure
				require.ErrorAs(t, err, &failure)
				require.Equal(t, "smtp connect", failure.Reason)
				require.False(t, failure.Permanent)
				require.False(t, failure.Quiet)
			}
			require.Empty(t, test.server.all())
		})
	}
}

func TestLoopbackNeedsNoEncryption(t *testing.T) {
	server := startServer(t, nil, false)
	for _, credentials := range []string{"", "portal:right@"} {
		sender, err := NewSMTP("smtp://"+credentials+server.addr, "no-reply@example.com")
		require.NoError(t, err)
		require.NoError(t, sender.Send(t.Context(), message()))
	}
	require.Len(t, server.all(), 2)
	require.Equal(t, "portal", server.all()[1].user)
}

func TestRefusals(t *testing.T) {
	gone := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "jane@example.org unknown"}
	later := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "try jane@example.org later"}
	for _, test := range []struct {
		step             string
		answer           error
		reason           string
		permanent, quiet bool
	}{
		{"rcpt", gone, "smtp recipient refused 550", true, true},
		{"rcpt", later, "smtp recipient refused 451", false, true},
		{"data", gone, "smtp content refused 550", true, true},
		{"data", later, "smtp content refused 451", false, true},
		{"mail", gone, "smtp sender refused 550", false, false},
		{"mail", later, "smtp sender refused 451", false, false},
	} {
		t.Run(test.step+" "+test.reason, func(t *testing.T) {
			server := startServer(t, nil, false)
			server.answer(test.step, test.answer)
			sender, err := NewSMTP("smtp://"+server.addr, "no-reply@example.com")
			require.NoError(t, err)
			err = sender.Send(t.Context(), message())
			var failure *Failure
			require.ErrorAs(t, err, &failure)
			require.Equal(t, test.reason, failure.Error(), "the text names no address")
			require.Equal(t, test.permanent, failure.Permanent)
			require.Equal(t, test.quiet, failure.Quiet)
			// What makes Slow true must not depend on a recipient.
			probe := sender.(Prober).Probe(t.Context())
			require.Equal(t, !test.quiet, probe != nil)
		})
	}
}

func TestWrongPassword(t *testing.T) {
	server := startServer(t, nil, false)
	sender, err := NewSMTP("smtp://portal:wrong@"+server.addr, "no-reply@example.com")
	require.NoError(t, err)
	var failure *Failure
	require.ErrorAs(t, sender.Send(t.Context(), message()), &failure)
	require.Equal(t, "smtp connect", failure.Reason)
	require.False(t, failure.Permanent, "the operator can mend it")
	require.Error(t, CheckSMTP(t.Context(), "smtp://portal:wrong@"+server.addr))
	require.NoError(t, CheckSMTP(t.Context(), "smtp://portal:right@"+server.addr))
}

// A mail that was accepted is sent, whatever the goodbye says: an error would
// send it again.
func TestAcceptedThenHungUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "220 here\r\n")
		buffer := make([]byte, 64<<10)
		var data bool
		for {
			n, err := conn.Read(buffer)
			if err != nil {
				return
			}
			line := string(buffer[:n])
			switch {
			case data && strings.HasSuffix(line, "\r\n.\r\n"):
				_, _ = io.WriteString(conn, "250 accepted\r\n")
				return // gone before QUIT
			case data:
			case strings.HasPrefix(line, "DATA"):
				data = true
				_, _ = io.WriteString(conn, "354 go on\r\n")
			default:
				_, _ = io.WriteString(conn, "250 fine\r\n")
			}
		}
	}()
	sender, err := NewSMTP("smtp://"+listener.Addr().String(), "no-reply@example.com")
	require.NoError(t, err)
	require.NoError(t, sender.Send(t.Context(), message()))
}

func TestSilentServerEndsWithTheContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	require.Error(t, CheckSMTP(ctx, "smtp://"+listener.Addr().String()))
	require.Less(t, time.Since(start), 5*time.Second)
}

func TestHeaderInjectionIsRefused(t *testing.T) {
	server := startServer(t, nil, false)
	sender, err := NewSMTP("smtp://"+server.addr, "no-reply@example.com")
	require.NoError(t, err)
	for name, spoil := range map[string]func(*Message){
		"subject":       func(m *Message) { m.Subject = "Hi\r\nBcc: eve@example.net" },
		"to":            func(m *Message) { m.To = "jane@example.org\r\nBcc: eve@example.net" },
		"two":           func(m *Message) { m.To = "jane@example.org, eve@example.net" },
		"display name":  func(m *Message) { m.To = "Jane <jane@example.org>" },
		"no recipient":  func(m *Message) { m.To = "" },
		"from":          func(m *Message) { m.From = "Gym\nX: y <no-reply@example.com>" },
		"reply":         func(m *Message) { m.ReplyTo = "a@b.example\n\nbody" },
		"language":      func(m *Message) { m.Language = "de\r\nX: y" },
		"id":            func(m *Message) { m.ID = "a> <b" },
		"no id":         func(m *Message) { m.ID = "" },
		"line separate": func(m *Message) { m.Subject = "a\u2028b" },
	} {
		t.Run(name, func(t *testing.T) {
			m := message()
			spoil(&m)
			for _, s := range []Sender{sender, NewMailbox(nil)} {
				var failure *Failure
				require.ErrorAs(t, s.Send(t.Context(), m), &failure)
				require.True(t, failure.Permanent)
				require.True(t, failure.Quiet)
			}
		})
	}
	require.Empty(t, server.all())
}

func TestStudioNameCannotInject(t *testing.T) {
	from := FromStudio("Gym\r\nBcc: eve@example.net", "Members <no-reply@example.com>")
	a, err := netmail.ParseAddress(from)
	require.NoError(t, err)
	require.Equal(t, "no-reply@example.com", a.Address)
	require.NotContains(t, from, "\n")
}

func TestSMTPAddressesAreChecked(t *testing.T) {
	for _, bad := range []string{"", "mail.example.com:25", "http://mail.example.com", "smtp://", "smtp://mail.example.com/path", "smtp://h:99999", "smtp://a:b@h?x=y", "smtp://user:secret@h:port"} {
		_, err := NewSMTP(bad, "no-reply@example.com")
		require.Error(t, err, bad)
		require.NotContains(t, err.Error(), "secret")
		require.Error(t, CheckSMTP(t.Context(), bad))
	}
	_, err := NewSMTP("smtp://mail.example.com", "no address")
	require.Error(t, err)
	s, err := newSMTP("smtps://mail.example.com", "no-reply@example.com")
	require.NoError(t, err)
	require.Equal(t, 465, s.port)
}

func TestInternationalDomains(t *testing.T) {
	server := startServer(t, nil, false)
	sender, err := NewSMTP("smtp://"+server.addr, "no-reply@example.com")
	require.NoError(t, err)
	m := message()
	m.To = "jane@müller.example"
	require.NoError(t, sender.Send(t.Context(), m))
	require.Equal(t, "jane@xn--mller-kva.example", server.all()[0].to)
}

func TestMailboxIsBoundedAndNewestFirst(t *testing.T) {
	box := NewMailbox(func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) })
	require.NotNil(t, box.List())
	for i := range mailboxSize + 3 {
		m := message()
		m.Subject = strings.Repeat("x", i)
		require.NoError(t, box.Send(t.Context(), m))
	}
	list := box.List()
	require.Len(t, list, mailboxSize)
	require.Len(t, list[0].Subject, mailboxSize+2)
	require.Len(t, list[mailboxSize-1].Subject, 3)
	require.Equal(t, "jane@example.org", list[0].To)
}
