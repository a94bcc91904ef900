package handlers

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"memberportal/internal/declaration"
	"memberportal/internal/receipt"
	"memberportal/internal/signin"
	"memberportal/internal/store"
	"memberportal/views"
	"memberportal/views/components"
)

// rightsRoutes are what the law gives everybody, signed in or not, with a cookie or
// without (Germany: BGB sections 312k and 356a).
func rightsRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, cancelHere, false, showCancelHere, ""},
		{post, cancelHere, false, cancelHerePosted, ""},
		{get, withdrawHere, false, showWithdrawHere, ""},
		{post, withdrawHere, false, withdrawHerePosted, ""},
		{get, "/receipts/:number", false, showReceipt, ""},
	}
}

const (
	cancelHere   = "/cancel-contract"
	withdrawHere = "/withdraw-from-contract"
)

// publicForm binds the one-time token of a form that works without a cookie: there is
// nothing else to bind it to. It guards against a second click, not against forgery;
// the origin check does that.
const publicForm = "public form"

// withdrawalTime is how long one may withdraw from what was bought: 14 days
// (Directive 2011/83/EU, article 9; BGB section 355), counted here from the moment of the
// order. It decides what is offered to choose from, never what is taken.
const withdrawalTime = 15 * 24 * time.Hour

// showCancelHere is the confirmation page: the link to it and this page are all there is.
func showCancelHere(c *Context) error {
	form := declaration.Form{}
	c.prefill(&form)
	return c.Render(http.StatusOK, views.Declare(c.cancelHerePage(form)))
}

func (c *Context) cancelHerePage(form declaration.Form) views.DeclarePage {
	t := c.Text.T
	p := c.declarePage(t("rights.cancel_title"), t("rights.cancel_lead"), form)
	p.Action, p.Button = c.Paths.CancelHere(), t("rights.cancel_button")
	p.Hint = &views.Notice{Tone: views.ToneInfo, Text: t("rights.pause_hint"), LinkText: t("rights.pause_link"), LinkTo: c.Paths.Contracts()}
	return p
}

func (c *Context) declarePage(title, lead string, form declaration.Form) views.DeclarePage {
	p := views.DeclarePage{Page: c.page(title, ""), Heading: title, Lead: lead, Token: c.app.once.New(c.Studio.Slug, publicForm)}
	p.Form = views.DeclareForm{
		Extraordinary: form.Extraordinary, Reason: form.Reason, Name: form.Name, BirthDate: form.BirthDate, MemberNumber: form.MemberNumber,
		Address: form.Address, Contract: form.Contract, Date: form.Date, Email: form.Email,
	}
	if c.echo.Request().Method == http.MethodPost {
		if _, good := c.app.once.Check(c.form("once"), c.Studio.Slug, publicForm); good {
			p.Token = c.form("once") // nothing was taken, so it is still the same declaration
		}
	}
	return p
}

// prefill puts in what is known of somebody signed in. What cannot be read now is
// asked for, as of everybody else.
func (c *Context) prefill(form *declaration.Form) {
	if c.Who == nil {
		return
	}
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.part)
	defer cancel()
	who, err := c.API.GetCustomerById(ctx, c.Who.CustomerID)
	if err != nil {
		c.note(err)
		return
	}
	form.Name = strings.TrimSpace(who.FirstName + " " + who.LastName)
	form.MemberNumber, form.Email = who.CustomerNumber, who.Email
}

// cancelHerePosted takes the declaration: it has arrived before this answers.
func cancelHerePosted(c *Context) error {
	form := declaration.Form{
		Extraordinary: c.form("kind") == "extraordinary", Reason: c.form("reason"), Name: c.form("name"), BirthDate: c.form("birth_date"),
		MemberNumber: c.form("member_number"), Address: c.form("address"), Contract: c.form("contract"), Date: c.form("date"),
		Email: strings.TrimSpace(c.form("email")),
	}
	again := func(status int, problems ...views.FieldError) error {
		p := c.cancelHerePage(form)
		p.Errors = problems
		return c.Render(status, views.Declare(p))
	}
	problems := c.declarantProblems(form)
	if form.Extraordinary && strings.TrimSpace(form.Reason) == "" {
		problems = append(problems, views.FieldError{Field: "reason", Text: c.Text.T("rights.reason_missing")})
	}
	if len(problems) > 0 {
		return again(http.StatusUnprocessableEntity, problems...)
	}
	ends := receipt.EarliestPossible
	if day := form.Wished(); day != "" {
		ends = day
	}
	return c.take(form, receipt.Receipt{Kind: receipt.Cancellation, Ends: ends, Lines: c.cancelLines(form)}, again)
}

// declarantProblems is all that can be wrong with a declaration: without a name it is
// nobody's, and without an address its receipt cannot be sent.
func (c *Context) declarantProblems(form declaration.Form) []views.FieldError {
	var problems []views.FieldError
	add := func(field, key string) {
		problems = append(problems, views.FieldError{Field: field, Text: c.Text.T(key)})
	}
	if strings.TrimSpace(form.Name) == "" {
		add("name", "rights.name_missing")
	}
	switch {
	case form.Email == "":
		add("email", "rights.email_missing")
	case !signin.ValidEmail(form.Email):
		add("email", "rights.email_invalid")
	}
	return problems
}

// cancelLines is the declaration in words; what was left empty is left out.
func (c *Context) cancelLines(form declaration.Form) []receipt.Line {
	t := c.Text.T
	declared := t("rights.declare_ordinary")
	if form.Extraordinary {
		declared = t("rights.declare_extraordinary")
	}
	wished := form.Date
	if day := form.Wished(); day != "" {
		wished = day
	}
	return given(
		receipt.Line{Label: t("rights.declaration"), Value: declared},
		receipt.Line{Label: t("rights.reason"), Value: form.Reason},
		receipt.Line{Label: t("rights.line_name"), Value: form.Name},
		receipt.Line{Label: t("rights.birth_date"), Value: form.BirthDate},
		receipt.Line{Label: t("rights.member_number"), Value: form.MemberNumber},
		receipt.Line{Label: t("rights.address"), Value: form.Address},
		receipt.Line{Label: t("rights.line_contract"), Value: orElse(form.Contract, t("rights.only_contract"))},
		receipt.Line{Label: t("rights.line_date"), Value: orElse(wished, t("rights.ends_earliest"))},
		receipt.Line{Label: t("rights.line_email"), Value: form.Email},
	)
}

func given(lines ...receipt.Line) []receipt.Line {
	var kept []receipt.Line
	for _, l := range lines {
		if l.Value = strings.TrimSpace(l.Value); l.Value != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

func orElse(text, other string) string {
	if strings.TrimSpace(text) == "" {
		return other
	}
	return text
}

// take makes a declaration durable and leads to its receipt. A form that was sent
// before leads to the receipt it has; one whose token is missing or too old is known by
// its contents, for nobody is sent away over that.
func (c *Context) take(form declaration.Form, r receipt.Receipt, again func(int, ...views.FieldError) error) error {
	if wait, ok := c.app.Lane.Enter(c.info.network); !ok {
		c.retryAfter(wait)
		return again(http.StatusTooManyRequests, views.FieldError{Text: c.Text.T("rights.busy", "n", strconv.Itoa(int(math.Ceil(wait.Seconds()))))})
	} else if wait > 0 {
		select {
		case <-time.After(wait):
		case <-c.Ctx.Done():
			return c.Ctx.Err()
		}
	}
	if c.Who != nil {
		form.SignedIn = c.Who.CustomerID
	}
	r.Studio, r.StudioName, r.Language, r.Arrived = c.Studio.Slug, c.Studio.Name, c.Text.Language(), c.now()
	cause, good := c.app.once.Check(c.form("once"), c.Studio.Slug, publicForm)
	if !good {
		cause = form.Fingerprint(c.Studio.Slug, r.Kind, c.today().String())
	}
	kept, mailed, err := c.app.Desk.Take(c.Ctx, declaration.Received{Cause: cause, Form: form, Receipt: r})
	if err != nil {
		c.note(err)
		c.retryAfter(failStore.after)
		return again(http.StatusServiceUnavailable, views.FieldError{Text: c.Text.T("rights.not_kept")})
	}
	c.app.Mail.Wake()
	if c.app.File != nil {
		c.app.File()
	}
	to := c.Paths.Receipt(kept.Number, kept.ViewKey)
	if !mailed {
		to = c.Paths.ReceiptUnmailed(kept.Number, kept.ViewKey)
	}
	return c.redirect(to)
}

// showWithdrawHere asks what somebody withdraws from.
func showWithdrawHere(c *Context) error {
	form := declaration.Form{}
	c.prefill(&form)
	form.MemberNumber = ""
	return c.Render(http.StatusOK, views.Declare(c.withdrawHerePage(form)))
}

func (c *Context) withdrawHerePage(form declaration.Form) views.DeclarePage {
	t := c.Text.T
	p := c.declarePage(t("rights.withdraw_title"), t("rights.withdraw_lead"), form)
	p.Withdrawal, p.Action, p.Button = true, c.Paths.WithdrawHere(), t("rights.withdraw_button")
	if c.Who == nil {
		return p
	}
	for _, b := range c.boughtHere() {
		p.Bought = append(p.Bought, components.Choice{Value: b.intent, Text: t("rights.withdraw_bought", "name", b.Name, "when", c.Text.Date(b.Arrived))})
	}
	if len(p.Bought) > 0 {
		p.Bought = append(p.Bought, components.Choice{Value: "", Text: t("rights.withdraw_other")})
		p.Chosen = form.Intent
		if c.echo.Request().Method == http.MethodGet && len(p.Bought) == 2 {
			p.Chosen = p.Bought[0].Value
		}
	}
	if strings.TrimSpace(form.Name) != "" && signin.ValidEmail(form.Email) {
		p.Known = []views.Row{{Term: t("rights.line_name"), Value: form.Name}, {Term: t("rights.confirmation_to"), Value: form.Email}}
	}
	return p
}

// bought is a purchase through this portal.
type bought struct {
	order
	intent string
}

// boughtHere is what the member bought here and may withdraw from; nothing where that
// cannot be read now, since it can be typed.
func (c *Context) boughtHere() []bought {
	if c.Who == nil {
		return nil
	}
	intents, err := c.app.Store.IntentsSince(c.Ctx, c.Studio.Slug, c.Who.CustomerID, actionOrderExtra, c.app.Clock().Add(-withdrawalTime))
	if err != nil {
		c.note(err)
		return nil
	}
	var list []bought
	for _, i := range intents {
		b := bought{intent: i.ID}
		if (i.State == store.IntentDone || i.State == store.IntentUnclear) && json.Unmarshal(i.Details, &b.order) == nil {
			list = append(list, b)
		}
	}
	return list
}

// withdrawHerePosted takes the declaration, as cancelHerePosted does.
func withdrawHerePosted(c *Context) error {
	form := declaration.Form{Name: c.form("name"), Contract: c.form("contract"), Email: strings.TrimSpace(c.form("email"))}
	list := c.boughtHere()
	var chosen *bought
	for i := range list {
		if list[i].intent == c.form("bought") {
			chosen = &list[i]
			form.Intent = chosen.intent
		}
	}
	again := func(status int, problems ...views.FieldError) error {
		p := c.withdrawHerePage(form)
		p.Errors = problems
		return c.Render(status, views.Declare(p))
	}
	problems := c.declarantProblems(form)
	if chosen == nil && strings.TrimSpace(form.Contract) == "" {
		problems = append(problems, views.FieldError{Field: "contract", Text: c.Text.T("rights.contract_missing")})
	}
	if len(problems) > 0 {
		return again(http.StatusUnprocessableEntity, problems...)
	}
	contract := form.Contract
	if chosen != nil {
		contract = c.Text.T("rights.withdraw_bought", "name", chosen.Name, "when", c.Text.Date(chosen.Arrived))
		if strings.TrimSpace(form.Contract) != "" {
			contract += "\n" + form.Contract
		}
	}
	t := c.Text.T
	return c.take(form, receipt.Receipt{Kind: receipt.Withdrawal, Lines: given(
		receipt.Line{Label: t("rights.declaration"), Value: t("rights.declare_withdrawal")},
		receipt.Line{Label: t("rights.line_name"), Value: form.Name},
		receipt.Line{Label: t("rights.line_contract"), Value: contract},
		receipt.Line{Label: t("rights.line_email"), Value: form.Email},
	)}, again)
}

// sells tells whether contracts are made through this portal, so that one can withdraw
// from them.
func sells(may func(...string) bool) bool { return may("purchaseAdditionalModuleContract") }
