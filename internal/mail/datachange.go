package mail

import (
	"context"
	"encoding/json"
	"errors"

	"memberportal/internal/store"
	views "memberportal/views/mail"
)

// DataChange is the payload of the mail about a change of own data. It holds no
// new value but what the copy of a mandate needs, and is blanked once it is sent.
type DataChange struct {
	CustomerID int64          `json:"customer_id"`
	What       []string       `json:"what"` // of "email", "phone", "bank"
	Mandate    *views.Mandate `json:"mandate,omitempty"`
}

// Intents is where the outcome of a write stands; *store.Store is one.
type Intents interface {
	GetIntent(ctx context.Context, studio string, customerID int64, id string) (store.Intent, error)
}

// Changes is where changes and their receipts stand; *store.Store is one.
type Changes interface {
	Intents
	ReceiptOf(ctx context.Context, studio string, customerID int64, intentID string) (store.Receipt, error)
}

// DataChanges handles the rows of kind store.MailKindDataChange. The row was
// written before the studio's system was asked, so that no crash can keep the
// member from hearing of it: the mail waits until the outcome is known, and is
// left out where nothing was changed.
// The receipt of a change of bank details is linked with the key that opens its state: the
// mail goes to the address on record before the change.
func (r *Renderer) DataChanges(changes Changes, link ReceiptLink) Prepare {
	return func(ctx context.Context, row store.Mail) (*Message, error) {
		var change DataChange
		if err := json.Unmarshal(row.Payload, &change); err != nil {
			return nil, &Failure{Reason: "payload unreadable", Permanent: true, Quiet: true, Err: err}
		}
		intent, err := happened(ctx, changes, row, change.CustomerID)
		if err != nil || intent == nil {
			return nil, err
		}
		state := views.DataChangeUnclear
		var o struct {
			Status views.DataChangeState `json:"status"`
		}
		if intent.State == store.IntentDone && json.Unmarshal(intent.Outcome, &o) == nil && o.Status != "" {
			state = o.Status
		}
		receiptLink := ""
		kept, err := changes.ReceiptOf(ctx, row.Studio, change.CustomerID, intent.ID)
		switch {
		case err == nil:
			receiptLink = link(row.Studio, kept.Number, kept.StateKey)
		case !errors.Is(err, store.ErrNotFound): // other data have none
			return nil, &Failure{Reason: "store", Quiet: true, Err: err}
		}
		return r.dataChange(ctx, row, change, state, *intent, receiptLink)
	}
}

func (r *Renderer) dataChange(ctx context.Context, row store.Mail, change DataChange, state views.DataChangeState, intent store.Intent, receiptLink string) (*Message, error) {
	studio, ok := r.studio(row.Studio)
	if !ok {
		return nil, &Failure{Reason: "studio unknown", Permanent: true, Quiet: true}
	}
	printer := studio.Printer(row.Language)
	subject, text, html := views.DataChange(views.DataChangeMail{
		Text: printer, StudioName: studio.Name, What: change.What, State: state, When: printer.DateTime(intent.Created),
		BrandColor: studio.BrandColor, OnBrand: studio.OnBrand, ContactEmail: studio.ContactEmail, Mandate: change.Mandate, Receipt: receiptLink,
	})
	return r.message(ctx, studio, printer, Message{ID: MessageID(row.Cause), To: row.To, Subject: subject, Text: text}, html)
}
