package mail

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/internal/paper"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	views "memberportal/views/mail"
)

// KindReceipt is the kind of the outbox row that carries a receipt to the address that
// was typed; its payload is a ReceiptNotice.
const KindReceipt = "receipt"

// ReceiptNotice is what such a row has to know.
type ReceiptNotice struct {
	Number string `json:"number"`
	Key    string `json:"key"` // opens the receipt, and nothing of what became of it
}

// Receipts is where signed receipts stand; *store.Store is one.
type Receipts interface {
	GetReceipt(ctx context.Context, studio, number string) (store.Receipt, error)
}

// ReceiptLink makes the absolute address of a receipt, for a studio, a receipt's number
// and a key.
type ReceiptLink func(studio, number, key string) string

// Receipts handles the rows of KindReceipt. The mail says what the signed text says, and
// carries it as a file.
func (r *Renderer) Receipts(receipts Receipts, link ReceiptLink) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		var notice ReceiptNotice
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
		onPaper, err := paperOf(studio, text.Language, signed)
		if err != nil {
			return nil, err
		}
		printer := studio.Printer(row.Language)
		m := views.ReceiptMail{
			Text: printer, StudioName: studio.Name, About: aboutOf(string(text.Kind)), Number: text.Number, Arrived: arrivalOf(printer, text),
			Earliest: text.Ends == receipt.EarliestPossible, Link: link(row.Studio, text.Number, notice.Key), File: signed.Name,
			BrandColor: studio.BrandColor, OnBrand: studio.OnBrand, ContactEmail: studio.ContactEmail,
		}
		if !m.Earliest {
			m.Ends = dayText(printer, text.Ends)
		}
		m.Lines = linesOf(text)
		subject, plain, html := views.Receipt(m)
		return r.message(ctx, studio, printer, Message{
			ID: MessageID(row.Cause), To: row.To, Subject: subject, Text: plain, Attachments: []Attachment{onPaper, signed},
		}, html)
	}
}

// signedReceipt reads a kept receipt: its row, what it says, and the text as a file.
func signedReceipt(ctx context.Context, receipts Receipts, slug, number string) (store.Receipt, receipt.Receipt, Attachment, error) {
	return opened(receipts.GetReceipt(ctx, slug, number))
}

// opened reads a receipt that was looked for; its errors are those of a Prepare.
func opened(kept store.Receipt, err error) (store.Receipt, receipt.Receipt, Attachment, error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return kept, receipt.Receipt{}, Attachment{}, &Failure{Reason: "receipt unknown", Permanent: true, Quiet: true, Err: err}
	case err != nil:
		return kept, receipt.Receipt{}, Attachment{}, &Failure{Reason: "store", Quiet: true, Err: err}
	}
	text, err := receipt.Parse(kept.Text)
	if err != nil {
		return kept, text, Attachment{}, &Failure{Reason: "receipt unreadable", Permanent: true, Quiet: true, Err: err}
	}
	return kept, text, Attachment{Name: kept.Number + ".txt", Type: "text/plain; charset=utf-8", Data: []byte(kept.Text)}, nil
}

// paperOf is a receipt as PDF, in the language it was made in.
func paperOf(studio Studio, language string, signed Attachment) (Attachment, error) {
	file, err := paper.Receipt(studio.Printer(language), string(signed.Data))
	if err != nil {
		return Attachment{}, &Failure{Reason: "receipt not drawn", Permanent: true, Quiet: true, Err: err}
	}
	return Attachment{Name: strings.TrimSuffix(signed.Name, ".txt") + ".pdf", Type: "application/pdf", Data: file}, nil
}

func linesOf(text receipt.Receipt) []views.Line {
	var lines []views.Line
	for _, l := range text.Lines {
		lines = append(lines, views.Line{Label: l.Label, Value: l.Value})
	}
	return lines
}

func aboutOf(kind string) views.About {
	switch receipt.Kind(kind) {
	case receipt.Cancellation:
		return views.AboutCancellation
	case receipt.Withdrawal:
		return views.AboutWithdrawal
	case receipt.Pause:
		return views.AboutPause
	case receipt.Purchase:
		return views.AboutPurchase
	}
	return views.AboutOther
}

// arrivalOf is the moment of arrival, in the zone that the receipt names.
func arrivalOf(p *i18n.Printer, r receipt.Receipt) views.Arrival {
	zone := r.Arrived.Location()
	p = p.In(zone)
	return views.Arrival{Date: p.Date(r.Arrived), Time: p.Time(r.Arrived), Zone: r.Arrived.Format("MST") + ", " + zone.String()}
}

// dayText is a day such as "2006-01-02" in words, "" for none.
func dayText(p *i18n.Printer, day string) string {
	noon, err := time.ParseInLocation(time.DateOnly+" 15", day+" 12", p.Location()) // a clock may skip midnight
	if err != nil {
		return ""
	}
	return p.Date(noon)
}
