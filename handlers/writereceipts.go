package handlers

import (
	"encoding/json"
	"errors"
	"slices"

	"memberportal/i18n"
	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/views"
)

// signReceipt gives a write its receipt, which is kept together with the intent, and the
// mail that brings it once the outcome is known. A write that has a mail of its own
// keeps that.
func (c *Context) signReceipt(n *store.NewIntent, r receipt.Receipt) {
	r.Studio, r.StudioName, r.Language, r.Arrived = c.Studio.Slug, c.Studio.Name, c.Text.Language(), c.now()
	signed := c.app.Desk.Sign(slices.Concat(n.OnceMAC, []byte("\x00"+n.Action+"\x00"+n.Target)), r)
	n.Receipt = &signed
	if n.Notice == nil {
		payload, _ := json.Marshal(mail.WriteReceipt{CustomerID: c.Who.CustomerID}) // a number always marshals
		n.Notice = &store.NewMail{Kind: mail.KindWriteReceipt, Studio: c.Studio.Slug, Language: c.Text.Language(), Payload: payload}
	}
}

// receiptOfIntent is the address of the receipt of the member's own write, "" where it
// has none, or where it cannot be read now.
func (c *Context) receiptOfIntent(intentID string) string {
	if intentID == "" || c.Who == nil {
		return ""
	}
	kept, err := c.app.Store.ReceiptOf(c.Ctx, c.Studio.Slug, c.Who.CustomerID, intentID)
	if err != nil {
		if !errors.Is(err, store.ErrNotFound) {
			c.note(err)
		}
		return ""
	}
	return c.Paths.Receipt(kept.Number, kept.ViewKey)
}

// addOutcome adds what has become of a write, in the words of its kind.
func (c *Context) addOutcome(p *views.ReceiptPage, kept store.Receipt) {
	p.Steps[0].Text = ""
	intent, err := c.app.Store.GetIntent(c.Ctx, kept.Studio, kept.CustomerID, kept.IntentID)
	if err != nil {
		if !errors.Is(err, store.ErrNotFound) { // its time is over; the receipt stays
			c.note(err)
		}
		return
	}
	if intent.State == store.IntentOpen {
		return
	}
	page := newDonePage(p.Page, c.app.kinds, intent)
	p.Steps = append(p.Steps, views.ReceiptStep{Name: page.Heading, When: arrivalText(c.Text, intent.Updated), Text: page.Notice.Text})
}

// linesOf are rows of a page as the lines of a receipt.
func linesOf(text *i18n.Printer, declared string, rows []views.Row) []receipt.Line {
	lines := []receipt.Line{{Label: text.T("rights.declaration"), Value: declared}}
	for _, r := range rows {
		lines = append(lines, receipt.Line{Label: r.Term, Value: r.Value})
	}
	return given(lines...)
}
