package mail

import (
	"bytes"
	"context"
	"io"

	"memberportal/i18n"
	views "memberportal/views/mail"
)

// Studio is what a mail shows of a studio.
type Studio struct {
	Name         string
	ContactEmail string                              // Reply-To; "" for none
	BrandColor   string                              // "#rrggbb", light palette
	OnBrand      string                              // "#rrggbb"
	Printer      func(language string) *i18n.Printer // with the studio's own texts and zone
}

// Renderer writes mails in a studio's name. Studios are looked up for each
// mail, so that a reloaded configuration holds at once.
type Renderer struct {
	studio func(slug string) (Studio, bool)
	from   string
}

// NewRenderer returns a Renderer; from is the configured mailbox, whose
// display name gives way to the studio's.
func NewRenderer(studio func(slug string) (Studio, bool), from string) *Renderer {
	return &Renderer{studio: studio, from: from}
}

// SignIn is what the sign-in mail says.
type SignIn struct {
	Cause    string // of the outbox row, makes the Message-ID
	Studio   string // slug
	Language string
	To       string // bare address
	Code     string // in groups of four
	Link     string // "" for none
	Minutes  int
	Confirm  bool // asked for by somebody signed in, before a delicate change
}

// SignIn renders the sign-in mail. A studio that is no longer configured is a
// permanent *Failure.
func (r *Renderer) SignIn(ctx context.Context, s SignIn) (*Message, error) {
	studio, ok := r.studio(s.Studio)
	if !ok {
		return nil, &Failure{Reason: "studio unknown", Permanent: true}
	}
	printer := studio.Printer(s.Language)
	subject, text, html := views.SignIn(views.SignInMail{
		Text: printer, StudioName: studio.Name, Code: s.Code, Link: s.Link, Minutes: s.Minutes, Confirm: s.Confirm,
		BrandColor: studio.BrandColor, OnBrand: studio.OnBrand, ContactEmail: studio.ContactEmail,
	})
	return r.message(ctx, studio, printer, Message{ID: MessageID(s.Cause), To: s.To, Subject: subject, Text: text}, html)
}

// message completes a mail in the studio's name.
func (r *Renderer) message(ctx context.Context, studio Studio, printer *i18n.Printer, m Message, html page) (*Message, error) {
	var out bytes.Buffer
	if err := html.Render(ctx, &out); err != nil {
		return nil, &Failure{Reason: "rendering", Quiet: true, Err: err}
	}
	m.From, m.ReplyTo, m.HTML, m.Language = FromStudio(studio.Name, r.from), studio.ContactEmail, out.String(), printer.Language()
	return &m, nil
}

// page is the HTML part of a mail.
type page interface {
	Render(ctx context.Context, w io.Writer) error
}
