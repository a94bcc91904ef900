package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"memberportal/internal/mail"
	"memberportal/internal/store"
)

// MailerOptions of Service.Mailer. All are needed.
type MailerOptions struct {
	API    func(studio string) (API, bool)                                 // the client of a studio, by slug
	Render func(ctx context.Context, m mail.SignIn) (*mail.Message, error) // mail.Renderer.SignIn
	Link   func(studio, host, token string) string                         // absolute address of the mailed link
}

// Mailer is the worker's part of a sign-in: it looks up who is asked for,
// makes code and link, and writes the mail. Its Prepare handles the outbox's
// rows of kind store.MailKindSignIn.
type Mailer struct {
	service *Service
	o       MailerOptions
}

// Mailer returns the worker's part of the service.
func (s *Service) Mailer(o MailerOptions) *Mailer { return &Mailer{service: s, o: o} }

// Prepare makes the mail of one sign-in. Nobody found means no mail and no
// error; the challenge stays one that no code answers. A look-up that fails is
// a *mail.Failure to try again, until the row's deadline.
//
// Each call makes a fresh code and link that replace those of an earlier call,
// so that after a crash the newest mail is the one that works.
func (m *Mailer) Prepare(ctx context.Context, row store.Mail) (*mail.Message, error) {
	var asked store.SignInMail
	if err := json.Unmarshal(row.Payload, &asked); err != nil {
		return nil, &mail.Failure{Reason: "payload unreadable", Permanent: true, Quiet: true, Err: err}
	}
	api, ok := m.o.API(row.Studio)
	if !ok {
		return nil, &mail.Failure{Reason: "studio unknown", Permanent: true, Quiet: true}
	}
	found, err := lookUp(ctx, api, asked.Identifier, asked.ByNumber)
	if err != nil || len(found.customers) == 0 {
		return nil, err
	}
	s := m.service
	key := s.keys.newest()
	code := newCode(asked.LongCode || s.attacked())
	salt := key.named(saltBytes)
	var link string
	var linkMAC []byte
	if !asked.Framed {
		token := base64.RawURLEncoding.EncodeToString(key.named(tokenBytes))
		link = m.o.Link(row.Studio, asked.Host, token)
		linkMAC, _ = s.linkMAC(row.Studio, token)
	}
	err = s.store.ArmChallenge(ctx, asked.Challenge, row.Lease, salt, s.codeMAC(salt, row.Studio, asked.Challenge, code), linkMAC, found.customers)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, &mail.Failure{Reason: "challenge over", Permanent: true, Quiet: true, Err: err}
	case errors.Is(err, store.ErrLeaseLost):
		return nil, &mail.Failure{Reason: "lease lost", Quiet: true, Err: err}
	case err != nil:
		return nil, &mail.Failure{Reason: "store", Quiet: true, Err: err}
	}
	return m.o.Render(ctx, mail.SignIn{
		Cause: row.Cause, Studio: row.Studio, Language: row.Language, To: found.to,
		Code: groupCode(code), Link: link, Confirm: asked.Confirm, Minutes: minutesLeft(row.Deadline.Sub(s.clock())),
	})
}

// minutesLeft is what the mail promises: whole minutes, never none.
func minutesLeft(d time.Duration) int {
	return max(1, int(d.Round(time.Minute)/time.Minute))
}
