package handlers

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"memberportal/internal/declaration"
	"memberportal/internal/paper"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/paths"
)

// How the addresses of a receipt's files end.
const (
	receiptText  = ".txt" // signed
	receiptPaper = ".pdf"
)

// showReceipt shows a receipt to who has a key of it; to everybody else there is none.
func showReceipt(c *Context) error {
	number, asText := strings.CutSuffix(c.echo.Param("number"), receiptText)
	number, asPaper := strings.CutSuffix(number, receiptPaper)
	kept, err := c.app.Desk.Receipt(c.Ctx, c.Studio.Slug, number)
	switch {
	case errors.Is(err, declaration.ErrNoReceipt):
		return errNotFound
	case err != nil:
		return errors.Join(errStoreDown, err)
	}
	key := c.echo.QueryParam("k")
	whole := sameKey(key, kept.StateKey)
	if !whole && !sameKey(key, kept.ViewKey) {
		return errNotFound
	}
	switch {
	case asText:
		return c.sendReceipt(kept, receiptText, "text/plain; charset=utf-8", []byte(kept.Text))
	case asPaper:
		return c.sendReceiptPaper(kept)
	}
	page, err := c.newReceiptPage(kept, key)
	if err != nil {
		return err
	}
	switch {
	case kept.CustomerID != 0 && (whole || c.Who != nil && c.Who.CustomerID == kept.CustomerID):
		c.addOutcome(&page, kept)
	case whole:
		c.addSteps(&page, kept)
	}
	return c.Render(http.StatusOK, views.Receipt(page))
}

// sameKey compares in constant time; a key is never empty.
func sameKey(given, kept string) bool {
	return kept != "" && subtle.ConstantTimeCompare([]byte(given), []byte(kept)) == 1
}

func (c *Context) sendReceipt(kept store.Receipt, ending, kind string, content []byte) error {
	c.echo.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+kept.Number+ending+`"`)
	return c.echo.Blob(http.StatusOK, kind, content)
}

// sendReceiptPaper draws the receipt in the language it was made in.
func (c *Context) sendReceiptPaper(kept store.Receipt) error {
	r, err := receipt.Parse(kept.Text)
	if err != nil {
		return err
	}
	file, err := paper.Receipt(c.Studio.Printer(c.app.Texts, r.Language), kept.Text)
	if err != nil {
		return err
	}
	return c.sendReceipt(kept, receiptPaper, "application/pdf", file)
}

func (c *Context) newReceiptPage(kept store.Receipt, key string) (views.ReceiptPage, error) {
	r, err := receipt.Parse(kept.Text)
	if err != nil {
		return views.ReceiptPage{}, err
	}
	t := c.Text.T
	title := c.receiptTitle(r.Kind)
	arrived := arrivalText(c.Text, r.Arrived)
	p := views.ReceiptPage{
		Page: c.page(title, ""), Heading: title, Lead: t("rights.arrived_text", "when", arrived),
		Rows:  []views.Row{{Term: t("rights.number"), Value: r.Number}, {Term: t("rights.arrived"), Value: arrived}},
		PDFTo: c.Paths.ReceiptPDF(r.Number, key), TextTo: c.Paths.ReceiptText(r.Number, key), KeysTo: paths.ReceiptKeys(), Key: receipt.KeyID(kept.Text),
		Steps: []views.ReceiptStep{{Name: t("rights.state_received"), When: arrived, Text: t("rights.state_received_text")}},
	}
	if r.Ends != "" {
		p.Rows = append(p.Rows, views.Row{Term: t("rights.ends"), Value: c.endsText(r.Ends)})
	}
	for _, l := range r.Lines {
		p.Declared = append(p.Declared, views.Row{Term: l.Label, Value: l.Value})
	}
	if r.Language != c.Text.Language() {
		p.Language = r.Language
	}
	if to := r.Lines[len(r.Lines)-1].Value; kept.CustomerID == 0 { // the last line of a declaration is where its receipt goes
		p.Note = t("rights.mailed", "email", to)
		if c.echo.QueryParam(paths.Unmailed) != "" {
			p.Note = t("rights.not_mailed", "email", to)
		}
	}
	_, err = c.app.Desk.Check(c.Ctx, kept)
	p.Genuine = err == nil
	if err != nil {
		c.note(err)
	}
	return p, nil
}

func (c *Context) receiptTitle(kind receipt.Kind) string {
	switch kind {
	case receipt.Cancellation:
		return c.Text.T("rights.cancellation_arrived")
	case receipt.Withdrawal:
		return c.Text.T("rights.withdrawal_arrived")
	}
	return c.Text.T("rights.receipt_title")
}

func (c *Context) endsText(ends string) string {
	day, err := time.ParseInLocation(time.DateOnly, ends, c.Text.Location())
	if err != nil {
		return c.Text.T("rights.ends_earliest")
	}
	return c.Text.Date(day)
}

// addSteps adds what has become of a declaration. What the studio still had to check
// is looked at now; a look that fails leaves what was known.
func (c *Context) addSteps(p *views.ReceiptPage, kept store.Receipt) {
	d, steps, err := c.app.Store.GetDeclaration(c.Ctx, c.Studio.Slug, kept.Number)
	if err != nil {
		if !errors.Is(err, store.ErrNotFound) { // it may still be in the spool
			c.note(err)
		}
		return
	}
	if d.State == store.DeclarationChecking && c.lookAtChecked(d) {
		if fresh, more, err := c.app.Store.GetDeclaration(c.Ctx, c.Studio.Slug, kept.Number); err == nil {
			d, steps = fresh, more
		}
	}
	words := map[store.DeclarationState][2]string{
		store.DeclarationReceived: {c.Text.T("rights.state_received"), ""},
		store.DeclarationHanded:   {c.Text.T("rights.state_handed"), c.Text.T("rights.state_handed_text")},
		store.DeclarationChecking: {c.Text.T("rights.state_checking"), c.Text.T("rights.state_checking_text")},
		store.DeclarationAccepted: {c.Text.T("rights.state_accepted"), c.Text.T("rights.state_accepted_text")},
	}
	p.Steps = nil
	for i, s := range steps {
		if s.State == store.DeclarationReceived && i > 0 {
			continue // it was not to be filed after all; it has arrived once
		}
		if w, ok := words[s.State]; ok { // that it was being filed tells nobody anything
			p.Steps = append(p.Steps, views.ReceiptStep{Name: w[0], When: arrivalText(c.Text, s.At), Text: w[1]})
		}
	}
	if d.Ends != "" && d.State != store.DeclarationFiling { // while it is being filed that is what is asked for
		p.Rows = append(p.Rows, views.Row{Term: c.Text.T("rights.last_day"), Value: c.endsText(d.Ends)})
	}
}

// lookAtChecked asks whether the studio has confirmed by now, and notes it if so.
func (c *Context) lookAtChecked(d store.Declaration) bool {
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.part)
	defer cancel()
	contracts, err := c.API.GetContractData(ctx, d.CustomerID)
	if err != nil {
		c.note(err)
		return false
	}
	for _, k := range contracts {
		if k.ID == d.ContractID && k.CancelationStatus == pgclient.CancelationStatusCanceled {
			if err := c.app.Store.ConfirmDeclaration(c.Ctx, d.Number, k.CancelationDate.String()); err != nil {
				c.note(err)
				return false
			}
			return true
		}
	}
	return false
}

// showReceiptKeys publishes the keys that receipts can be checked with. They are the
// same for all studios, and for ever.
func (a *App) showReceiptKeys(e echo.Context) error {
	infoOf(e.Request().Context()).route = e.Path()
	keys, err := a.Desk.Keys(e.Request().Context())
	if err != nil {
		infoOf(e.Request().Context()).failure = err // those of the configuration are told all the same
	}
	body, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return err
	}
	h := e.Response().Header()
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Access-Control-Allow-Origin", "*") // public keys, for whoever checks
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return e.Blob(http.StatusOK, "application/jwk-set+json", append(body, '\n'))
}
