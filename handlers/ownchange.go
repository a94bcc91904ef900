package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"memberportal/internal/mail"
	"memberportal/internal/receipt"
	"memberportal/internal/signin"
	"memberportal/internal/store"
	"memberportal/views"
	mailviews "memberportal/views/mail"
)

// change is a posted form of own data on its way to the studio.
type change struct {
	load      ownLoad
	typed     values // as it was typed
	to        values // what is sent
	signature string // SVG in base64, or ""
	place     string // of a SEPA mandate
}

// changeOwnData asks the studio for a change: checked first, proved where it is
// delicate, and sent once.
func changeOwnData(c *Context, kind dataKind) error {
	l, err := c.loadOwnData(kind)
	if err != nil {
		return err
	}
	ch := change{load: l, typed: c.postedValues(l.data)}
	if intent, found, err := c.spent(actionChangeData, string(kind)); found || err != nil {
		return c.concludeChange(ch, intent, err)
	}
	var errs []views.FieldError
	if problem := c.obstacle(l.data); problem != "" {
		errs = []views.FieldError{{Text: problem}}
	} else {
		ch, errs = c.checkChange(ch)
	}
	if len(errs) > 0 {
		return c.ownDataAgain(ch, errs, nil)
	}
	if answered, err := c.proveChange(ch); answered || err != nil {
		return err
	}
	return c.sendChange(ch)
}

// postedValues are the fields of the form; one that the form did not have stays as
// it is on record. Nothing of an account is taken from there.
func (c *Context) postedValues(d ownData) values {
	posted, now := values{}, d.now
	if d.kind == dataPayment {
		now = values{}
	}
	for _, name := range d.kind.fields() {
		if c.echo.Request().PostForm.Has(name) {
			posted[name] = cleaned(c.form(name))
			if code := c.Text.CountryCode(posted[name]); code != "" && countryField(name) {
				posted[name] = code
			}
			if posted[name] == cleaned(now[name]) {
				posted[name] = now[name] // an odd value on record was not touched
			}
		}
	}
	return merged(now, posted)
}

// obstacle is why no change can be taken now, "" where one can.
func (c *Context) obstacle(d ownData) string {
	shown := c.form("shown")
	_, once := c.app.once.Check(c.form("once"), c.Studio.Slug, c.came)
	switch {
	case !once:
		return c.Text.T("errors.form_expired")
	case d.pending != nil:
		return c.Text.T("profile.already_pending")
	case !d.changeable() || !c.Studio.May(d.kind.writes()):
		return c.Text.T("profile.read_only", "studio", c.Studio.Name)
	case shown != "" && shown != d.shownPrint(c.Who.CustomerID):
		return c.Text.T("profile.changed_meanwhile")
	}
	return ""
}

// checkChange looks at what was typed.
func (c *Context) checkChange(ch change) (change, []views.FieldError) {
	d := ch.load.data
	from := d.now
	if d.kind == dataPayment {
		from = values{}
	}
	k := checker{text: c.Text, kind: d.kind, from: from, to: merged(ch.typed, nil), country: c.Studio.Country, today: c.today()}
	var errs []views.FieldError
	ch.to, errs = k.check()
	if ch.load.mandated() {
		if ch.place = cleaned(c.form("place")); ch.place == "" || len([]rune(ch.place)) > longest("place") {
			errs = append(errs, views.FieldError{Field: "place", Text: c.Text.T("profile.place_missing")})
		}
	}
	if d.kind == dataPayment && d.signed {
		var ok bool
		if ch.signature, ok = c.signature(ch.place); !ok {
			errs = append(errs, views.FieldError{Field: "signature_name", Text: c.Text.T("profile.sign_missing")})
		}
	}
	if len(errs) == 0 && len(d.kind.changed(from, ch.to)) == 0 {
		errs = []views.FieldError{{Text: c.Text.T("profile.nothing_changed")}}
	}
	return ch, errs
}

// signature is the drawn one, or the typed one where nothing was drawn.
func (c *Context) signature(place string) (string, bool) {
	about := c.Text.T("profile.sign_about", "date", c.Text.Date(c.now()), "place", place)
	if strokes := c.form("signature"); strokes != "" {
		if picture, ok := drawnSignature(strokes, about); ok {
			return picture, true
		}
	}
	return typedSignature(c.form("signature_name"), about)
}

// proveChange asks for a fresh code before a delicate change where the last proof is
// too old. It tells whether it answered; otherwise the change may be sent.
func (c *Context) proveChange(ch change) (answered bool, err error) {
	kind := ch.load.data.kind
	if ch.load.fresh || kind != dataContact && kind != dataPayment {
		return false, nil
	}
	if kind == dataPayment { // nothing of it comes back in the form: first the proof, then the account
		return true, c.ownDataAgain(ch, []views.FieldError{{Text: c.Text.T("profile.gate_late")}}, nil)
	}
	problem, form := "", c.echo.Request().PostForm
	if form.Has("code") && !form.Has("resend") {
		if problem, err = c.tryProof(c.form("code")); err != nil {
			return true, err
		}
		if problem == "" {
			return false, nil
		}
	}
	if p, _, err := c.confirming(); err != nil {
		return true, err
	} else if p == nil || form.Has("resend") {
		problem = ""
		if ch.load.customer.err != nil {
			return true, ch.load.customer.err
		}
		err := c.sendProof(ch.load.customer.value)
		if errors.Is(err, errNoAddress) {
			return true, c.ownDataAgain(ch, []views.FieldError{{Text: c.Text.T("profile.gate_no_address")}}, nil)
		}
		if err != nil {
			return true, err
		}
	}
	if problem == "" {
		problem = c.Text.T("profile.code_needed")
	}
	proof := &views.ProofPart{Address: c.guest.Confirm.Masked, Error: problem}
	return true, c.ownDataAgain(ch, []views.FieldError{{Field: "code", Text: problem}}, proof)
}

// ownDataAgain shows the form with what was typed and what has to be mended. Of an
// account only the holder and the place come back.
func (c *Context) ownDataAgain(ch change, errs []views.FieldError, proof *views.ProofPart) error {
	filled := ch.typed
	if ch.load.data.kind == dataPayment {
		filled = merged(filled, values{"place": cleaned(c.form("place"))})
	}
	base := c.page("", "profile")
	base.Errors = errs
	page := newOwnDataPage(base, c.today(), c.Who.CustomerID, ch.load, filled, errs)
	if page.Form != nil {
		page.Form.Proof = proof
		if ch.load.data.kind == dataPayment {
			page.Note = &views.Notice{Tone: views.ToneInfo, Text: c.Text.T("profile.bank_again")}
		}
	}
	if proof != nil {
		page.Errors = errs // its field is on the page now
		page.Errors[0].Field = "code"
	}
	return c.Render(http.StatusUnprocessableEntity, views.OwnData(page))
}

// sendChange sends the change once and leads on.
func (c *Context) sendChange(ch change) error {
	d := ch.load.data
	kind, me := d.kind, c.Who.CustomerID
	notice, err := c.changeNotice(ch)
	if err != nil {
		return err
	}
	intent, err := c.writeOnce(attempt{
		action: actionChangeData, target: string(kind), details: newDataChange(kind, ch.to), notice: notice, receipt: c.bankReceipt(ch), changes: maskedChanges(kind, d.now, ch.to),
		send: func(ctx context.Context) (outcome, error) {
			if err := sendOwnData(ctx, c.API, me, kind, ch.to, ch.signature); err != nil {
				return outcome{}, err
			}
			if d.verified() {
				return outcome{Status: dataPending}, nil
			}
			return outcome{Status: dataChanged}, nil
		},
	})
	return c.concludeChange(ch, intent, err)
}

// bankReceipt is what the member keeps of a change of bank details, the account masked as
// everywhere; nil for other data.
func (c *Context) bankReceipt(ch change) *receipt.Receipt {
	if ch.load.data.kind != dataPayment {
		return nil
	}
	t := c.Text.T
	return &receipt.Receipt{Kind: receipt.BankData, Lines: linesOf(c.Text, t("rights.declare_bank"), []views.Row{
		{Term: t("profile.account_holder"), Value: ch.to["accountHolder"]}, {Term: t("profile.iban"), Value: maskIBAN(ch.to["iban"])},
		{Term: t("profile.bic"), Value: ch.to["bic"]}, {Term: t("profile.bank_name"), Value: ch.to["bankName"]},
	})}
}

// concludeChange leads on from a change that was sent.
func (c *Context) concludeChange(ch change, intent store.Intent, err error) error {
	kind := ch.load.data.kind
	fields := map[string]string{"signature": "signature_name", "signature.base64SvgSignature": "signature_name"}
	for _, name := range kind.fields() {
		fields[name] = name
	}
	return c.conclude(intent, err, fields,
		func(o outcome) error {
			c.app.Mail.Wake()
			return c.redirectSaying(c.Paths.ProfileData(string(kind)), flash{Key: "data_" + o.Status, Intent: intent.ID})
		},
		func(errs []views.FieldError) error {
			l, err := c.loadOwnData(kind) // the refusal may mean that somebody else was faster
			if err != nil {
				return err
			}
			l.fresh = true // what was proved a moment ago
			ch.load = l
			return c.ownDataAgain(ch, errs, nil)
		})
}

// changeNotice is the mail to the address on record before the change; nil where
// none is owed, or where there is no address.
func (c *Context) changeNotice(ch change) (*store.NewMail, error) {
	d := ch.load.data
	payload := mail.DataChange{CustomerID: c.Who.CustomerID}
	to := ""
	switch d.kind {
	case dataContact:
		to = strings.TrimSpace(d.now["email"])
		changed := d.kind.changed(d.now, ch.to)
		if slices.Contains(changed, "email") {
			payload.What = append(payload.What, "email")
		}
		if slices.ContainsFunc(changed, func(name string) bool { return name != "email" }) {
			payload.What = append(payload.What, "phone")
		}
	case dataPayment:
		if ch.load.customer.err != nil {
			return nil, ch.load.customer.err // without the address nobody would be told
		}
		to = strings.TrimSpace(ch.load.customer.value.Email)
		payload.What = []string{"bank"}
		if ch.load.mandated() {
			payload.Mandate = &mailviews.Mandate{
				Creditor: ch.load.sepa.Creditor, CreditorAddress: creditorAddress(ch.load), CreditorID: ch.load.sepa.CreditorID,
				Payer: ch.to["accountHolder"], IBAN: maskIBAN(ch.to["iban"]), BIC: ch.to["bic"], Bank: ch.to["bankName"],
				Place: ch.place, Date: c.Text.Date(c.now()),
			}
		}
	}
	if !signin.ValidEmail(to) || len(payload.What) == 0 {
		return nil, nil
	}
	raw, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	return &store.NewMail{Kind: store.MailKindDataChange, Studio: c.Studio.Slug, Language: c.Text.Language(), To: to, Payload: raw}, nil
}

// toldOfData is what is said of a change of data, or of its withdrawal, as long as
// nothing more is known, and where it leads.
func toldOfData(base views.Page, intent store.Intent) told {
	text := base.Text
	t := told{
		to: base.Paths.Profile(), toText: text.T("profile.to_profile"), heading: text.T("profile.refused_heading"),
		notice: views.Notice{Tone: views.ToneWarn, Text: text.T("profile.unclear")},
	}
	var d dataChange
	if json.Unmarshal(intent.Details, &d) == nil && slices.Contains(dataKinds(), d.Kind) {
		t.to, t.toText = base.Paths.ProfileData(string(d.Kind)), text.T("profile.to_data")
	}
	return t
}

// tellDataChange puts a change that took long into words.
func tellDataChange(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	t := toldOfData(base, intent)
	switch intent.State {
	case store.IntentDone:
		t.notice = views.Notice{Tone: views.ToneGood, Title: text.T("profile.done_changed"), Text: text.T("profile.said_changed")}
		if o.Status == dataPending {
			t.notice = views.Notice{Tone: views.ToneInfo, Title: text.T("profile.done_pending"), Text: text.T("profile.said_pending")}
		}
	case store.IntentRefused:
		if t.notice.Text = o.Message; o.Message == "" {
			t.notice.Text = text.T("errors.refused_text")
		}
	}
	return t
}
