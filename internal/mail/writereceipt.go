package mail

import (
	"context"
	"encoding/json"
	"errors"

	"memberportal/internal/address"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	views "memberportal/views/mail"
)

// KindWriteReceipt is the kind of the outbox row that brings the receipt of a write by
// somebody signed in; it is written with the intent of the write.
const KindWriteReceipt = "write-receipt"

// KindCoolingOff is the kind of the row with the notice that the law of the United Kingdom
// wants in a mail of its own; its payload is a WriteReceipt, too.
const KindCoolingOff = "cooling-off"

// WriteReceipt is its payload. The address is looked up when it is sent: a session
// does not know it.
type WriteReceipt struct {
	CustomerID int64 `json:"customer_id"`
}

// Writes is where writes and their receipts stand; *store.Store is one.
type Writes interface {
	Changes
	EnqueueMail(ctx context.Context, m store.NewMail) error
}

// Links make the absolute addresses that mails need.
type Links struct {
	Receipt  ReceiptLink
	Withdraw func(studio string) string // of the page to withdraw at
	Cancel   func(studio string) string // of the page to cancel at
}

// WriteReceipts handles the rows of KindWriteReceipt. It waits until the outcome is known,
// and is left out where nothing happened. With an order goes what the law says about going
// back from it; where that is a mail of its own, its row is written here.
func (r *Renderer) WriteReceipts(writes Writes, onRecord OnRecord, links Links) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		w, err := r.write(ctx, row, writes, onRecord)
		if err != nil || w == nil {
			return nil, err
		}
		onPaper, err := paperOf(w.studio, w.text.Language, w.signed)
		if err != nil {
			return nil, err
		}
		printer := w.studio.Printer(row.Language)
		m := views.WriteMail{
			Text: printer, StudioName: w.studio.Name, About: aboutOf(w.kept.Kind), Outcome: outcomeOf(w.text.Kind, w.intent), Number: w.text.Number,
			Arrived: arrivalOf(printer, w.text), Ends: dayText(printer, w.text.Ends), Lines: linesOf(w.text), File: w.signed.Name,
			Link: links.Receipt(row.Studio, w.kept.Number, w.kept.StateKey), Notice: w.notice(row, links),
			BrandColor: w.studio.BrandColor, OnBrand: w.studio.OnBrand, ContactEmail: w.studio.ContactEmail,
		}
		if m.About == views.AboutPurchase && m.Notice.Regime == views.RegimeUK {
			err := writes.EnqueueMail(ctx, store.NewMail{ // the cause makes it one, however often this is prepared
				Cause: KindCoolingOff + "/" + w.intent.ID, Kind: KindCoolingOff, Studio: row.Studio, Language: row.Language, Payload: row.Payload,
			})
			if err != nil {
				return nil, &Failure{Reason: "store", Quiet: true, Err: err}
			}
		}
		subject, plain, html := views.Write(m)
		return r.message(ctx, w.studio, printer, Message{
			ID: MessageID(row.Cause), To: w.to, Subject: subject, Text: plain, Attachments: []Attachment{onPaper, w.signed},
		}, html)
	}
}

// CoolingOff handles the rows of KindCoolingOff.
func (r *Renderer) CoolingOff(writes Writes, onRecord OnRecord, links Links) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		w, err := r.write(ctx, row, writes, onRecord)
		if err != nil || w == nil {
			return nil, err
		}
		printer := w.studio.Printer(row.Language)
		subject, plain, html := views.CoolingOff(views.CoolingOffMail{
			Notice: w.notice(row, links), Number: w.text.Number, Arrived: arrivalOf(printer, w.text),
			Link: links.Receipt(row.Studio, w.kept.Number, w.kept.StateKey),
		})
		return r.message(ctx, w.studio, printer, Message{ID: MessageID(row.Cause), To: w.to, Subject: subject, Text: plain}, html)
	}
}

// write is a write that happened, or may have, with what a mail about it has to know.
type write struct {
	studio Studio
	intent store.Intent
	kept   store.Receipt
	text   receipt.Receipt
	signed Attachment
	to     string // the address on record
}

// write finds the write of a row; nil where nothing happened, or where there is nobody to
// write to.
func (r *Renderer) write(ctx context.Context, row store.Mail, writes Writes, onRecord OnRecord) (*write, error) {
	var notice WriteReceipt
	if err := json.Unmarshal(row.Payload, &notice); err != nil {
		return nil, &Failure{Reason: "payload unreadable", Permanent: true, Quiet: true, Err: err}
	}
	w := write{}
	var ok bool
	if w.studio, ok = r.studio(row.Studio); !ok {
		return nil, &Failure{Reason: "studio unknown", Quiet: true}
	}
	intent, err := happened(ctx, writes, row, notice.CustomerID)
	if err != nil || intent == nil {
		return nil, err
	}
	w.intent = *intent
	kept, err := writes.ReceiptOf(ctx, row.Studio, notice.CustomerID, intent.ID)
	if w.kept, w.text, w.signed, err = opened(kept, err); err != nil {
		return nil, err
	}
	if w.to, err = onRecord(ctx, row.Studio, notice.CustomerID); err != nil || !address.Valid(w.to) {
		return nil, err
	}
	return &w, nil
}

func (w write) notice(row store.Mail, links Links) views.Notice {
	printer := w.studio.Printer(row.Language)
	return views.Notice{
		Text: printer, Regime: regimeOf(printer.Country()), StudioName: w.studio.Name, ContactEmail: w.studio.ContactEmail,
		WithdrawLink: links.Withdraw(row.Studio), CancelLink: links.Cancel(row.Studio), BrandColor: w.studio.BrandColor, OnBrand: w.studio.OnBrand,
	}
}

// happened waits for the outcome of the write that a row was written with; nil where
// nothing happened. Its errors are those of a Prepare.
func happened(ctx context.Context, intents Intents, row store.Mail, customerID int64) (*store.Intent, error) {
	intent, err := intents.GetIntent(ctx, row.Studio, customerID, row.IntentOf())
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, &Failure{Reason: "write unknown", Permanent: true, Quiet: true, Err: err}
	case err != nil:
		return nil, &Failure{Reason: "store", Quiet: true, Err: err}
	}
	switch intent.State {
	case store.IntentOpen:
		return nil, &Failure{Reason: "write under way", Quiet: true}
	case store.IntentRefused, store.IntentFailed:
		return nil, nil
	}
	return &intent, nil
}

// outcomeOf is how much of a write is settled, by the status that was kept with it: as the
// API names it. An order is settled when it was taken.
func outcomeOf(kind receipt.Kind, intent store.Intent) views.Outcome {
	if intent.State != store.IntentDone {
		return views.OutcomeUnclear
	}
	settled := map[receipt.Kind]string{receipt.Cancellation: "CANCELED", receipt.Pause: "ACCEPTED", receipt.BankData: string(views.DataChanged)}
	want, waits := settled[kind]
	var o struct {
		Status string `json:"status"`
	}
	if !waits || json.Unmarshal(intent.Outcome, &o) == nil && o.Status == want {
		return views.OutcomeRecorded
	}
	return views.OutcomeRequested
}
