package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"
	"net/mail"
	"strings"
	"unicode"
)

// Message is one mail, ready to be sent to one recipient.
type Message struct {
	ID       string // left part of the Message-ID, see MessageID
	From     string // RFC 5322 mailbox with display name; "" for the sender's own
	To       string // bare address
	ReplyTo  string // bare address; "" for none
	Subject  string
	Text     string
	HTML     string // "" for a mail of text alone
	Language string // BCP 47, for Content-Language

	Attachments []Attachment
}

// Attachment is a file that goes with a mail.
type Attachment struct {
	Name string // of the file, plain ASCII without a folder
	Type string // media type, such as "text/plain; charset=utf-8"
	Data []byte
}

// Sender hands a message to whoever delivers it. It returns nil once the
// message has been accepted, or a *Failure.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Prober is a Sender that can tell whether it could send now, without sending.
type Prober interface {
	Probe(ctx context.Context) error
}

// MessageID returns the left part of the Message-ID for a cause. It is the
// same for the same cause, so that a mail repeated after a crash can be
// recognised, and tells nothing about the cause.
func MessageID(cause string) string {
	sum := sha256.Sum256([]byte("message-id\x00" + cause))
	return hex.EncodeToString(sum[:16])
}

// errUnsafe is the cause of a refused message; it names no value.
var errUnsafe = errors.New("mail: line break, control character or unparsable address in a header")

// check refuses whatever could start a header of its own or reach another
// recipient (mail injection).
func (m Message) check() error {
	for _, header := range []string{m.ID, m.From, m.To, m.ReplyTo, m.Subject, m.Language} {
		if strings.IndexFunc(header, unsafeInHeader) >= 0 {
			return &Failure{Reason: "message refused", Permanent: true, Quiet: true, Err: errUnsafe}
		}
	}
	if m.ID == "" || strings.ContainsAny(m.ID, "<>@ ") || !bareAddress(m.To) || (m.ReplyTo != "" && !bareAddress(m.ReplyTo)) {
		return &Failure{Reason: "message refused", Permanent: true, Quiet: true, Err: errUnsafe}
	}
	for _, a := range m.Attachments {
		kind, _, err := mime.ParseMediaType(a.Type)
		if err != nil || !strings.Contains(kind, "/") || strings.IndexFunc(a.Type, unsafeInHeader) >= 0 || !plainFileName(a.Name) {
			return &Failure{Reason: "message refused", Permanent: true, Quiet: true, Err: errUnsafe}
		}
	}
	if m.From != "" {
		if _, err := mail.ParseAddress(m.From); err != nil {
			return &Failure{Reason: "message refused", Permanent: true, Quiet: true, Err: errUnsafe}
		}
	}
	return nil
}

func unsafeInHeader(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}

// plainFileName is true for a name that means the same to every mail program.
func plainFileName(s string) bool {
	return s != "" && len(s) <= 80 && s[0] != '.' && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
	}) < 0
}

// bareAddress is true for one address without display name or comment.
func bareAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s
}

// FromStudio composes the From mailbox: the studio's name before the
// configured address, whose own display name is left out. An address that
// cannot be read is returned as it is and refused when it is sent.
func FromStudio(studio, configured string) string {
	a, err := mail.ParseAddress(configured)
	if err != nil {
		return configured
	}
	a.Name = studio
	return a.String()
}
