package mail

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"memberportal/i18n"
	"memberportal/internal/address"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	views "memberportal/views/mail"
)

// Kinds of outbox rows about declarations. The payload of the first is a StateNotice,
// of the second a HandedNotice.
const (
	KindDeclarationState = "declaration-state"
	KindHanded           = "declaration-handed"
)

// StateNotice is what the mail to a member in whose name something was declared has to
// know. Neither address nor key is in it: both are found when the mail is made.
type StateNotice struct {
	Number     string `json:"number"`
	CustomerID int64  `json:"customer_id"`
}

// HandedNotice is what the mail that gives a declaration to the studio has to know.
type HandedNotice struct {
	Number  string         `json:"number"`
	ReplyTo string         `json:"reply_to,omitempty"` // as typed
	Remarks []views.Remark `json:"remarks"`
}

// Declarations is where declarations and their receipts stand; *store.Store is one.
type Declarations interface {
	Receipts
	GetDeclaration(ctx context.Context, studio, number string) (store.Declaration, []store.DeclarationStep, error)
}

// OnRecord finds the address on record of a customer, "" for none. Its error is a
// *Failure, and a quiet one: only those are asked about who were matched.
type OnRecord func(ctx context.Context, studio string, customerID int64) (string, error)

// DeclarationStates handles the rows of KindDeclarationState. The address is the one on
// record at that moment, the link opens the state: nobody else may have it.
func (r *Renderer) DeclarationStates(declarations Declarations, onRecord OnRecord, link ReceiptLink) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		var notice StateNotice
		if err := json.Unmarshal(row.Payload, &notice); err != nil {
			return nil, &Failure{Reason: "payload unreadable", Permanent: true, Quiet: true, Err: err}
		}
		studio, ok := r.studio(row.Studio)
		if !ok {
			return nil, &Failure{Reason: "studio unknown", Quiet: true}
		}
		standing, ends, err := standingOf(ctx, declarations, row.Studio, notice.Number)
		if err != nil || standing == "" {
			return nil, err
		}
		kept, text, _, err := signedReceipt(ctx, declarations, row.Studio, notice.Number)
		if err != nil {
			return nil, err
		}
		to, err := onRecord(ctx, row.Studio, notice.CustomerID)
		if err != nil || !address.Valid(to) {
			return nil, err
		}
		printer := studio.Printer(row.Language)
		subject, plain, html := views.Declaration(views.DeclarationMail{
			Text: printer, StudioName: studio.Name, About: aboutOf(kept.Kind), Number: kept.Number, Arrived: arrivalOf(printer, text),
			Standing: standing, Ends: dayText(printer, ends), Link: link(row.Studio, kept.Number, kept.StateKey),
			BrandColor: studio.BrandColor, OnBrand: studio.OnBrand, ContactEmail: studio.ContactEmail,
		})
		return r.message(ctx, studio, printer, Message{ID: MessageID(row.Cause), To: to, Subject: subject, Text: plain}, html)
	}
}

// standingOf is what there is to tell about a declaration, "" while nothing is.
func standingOf(ctx context.Context, declarations Declarations, slug, number string) (views.Standing, string, error) {
	d, _, err := declarations.GetDeclaration(ctx, slug, number)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return "", "", &Failure{Reason: "declaration unknown", Permanent: true, Quiet: true, Err: err}
	case err != nil:
		return "", "", &Failure{Reason: "store", Quiet: true, Err: err}
	}
	switch d.State {
	case store.DeclarationAccepted:
		return views.StandingAccepted, d.Ends, nil
	case store.DeclarationChecking:
		return views.StandingChecking, d.Ends, nil
	case store.DeclarationHanded:
		return views.StandingHanded, "", nil
	}
	return "", "", nil
}

// Handed handles the rows of KindHanded: the declaration goes to the studio, whole, and
// the answer to whoever declared.
func (r *Renderer) Handed(receipts Receipts) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		var notice HandedNotice
		if err := json.Unmarshal(row.Payload, &notice); err != nil {
			return nil, &Failure{Reason: "payload unreadable", Permanent: true, Quiet: true, Err: err}
		}
		studio, ok := r.studio(row.Studio)
		if !ok {
			return nil, &Failure{Reason: "studio unknown", Quiet: true}
		}
		_, text, signed, err := signedReceipt(ctx, receipts, row.Studio, notice.Number)
		if err != nil {
			return nil, err
		}
		printer := studio.Printer(row.Language)
		m := handedMail(printer, studio, text, signed, notice)
		subject, plain, html := views.Handed(m)
		message, err := r.message(ctx, studio, printer, Message{
			ID: MessageID(row.Cause), To: studio.ContactEmail, Subject: subject, Text: plain, Attachments: []Attachment{signed},
		}, html)
		if err == nil {
			message.ReplyTo = m.ReplyTo
		}
		return message, err
	}
}

func handedMail(printer *i18n.Printer, studio Studio, text receipt.Receipt, signed Attachment, notice HandedNotice) views.HandedMail {
	m := views.HandedMail{
		Text: printer, StudioName: studio.Name, About: aboutOf(string(text.Kind)), Number: text.Number, Arrived: arrivalOf(printer, text),
		Remarks: notice.Remarks, Signed: string(signed.Data), BrandColor: studio.BrandColor, OnBrand: studio.OnBrand,
	}
	if typed := strings.TrimSpace(notice.ReplyTo); address.Valid(typed) {
		m.ReplyTo = typed
	}
	return m
}

// DeclarationThread writes a declaration as a message among those of the member it was
// matched with, in the studio's language. The errors are those of the Receipts.
func DeclarationThread(ctx context.Context, receipts Receipts, printer *i18n.Printer, slug string, notice HandedNotice) (subject, content string, err error) {
	_, text, signed, err := signedReceipt(ctx, receipts, slug, notice.Number)
	if err != nil {
		return "", "", err
	}
	subject, content = views.Thread(handedMail(printer, Studio{}, text, signed, notice))
	return subject, content, nil
}
