package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/components"
)

const (
	actionPay = "account.pay"
	saidPaid  = "paid"
)

// canPay: settling came with release 1.11.0 of the API, and the widget is the
// vendor's. Without either nothing leads here, and the page does not exist.
func (c *Context) canPay() bool {
	return c.Studio.Payment.WidgetURL != "" && sinceRelease(c.Studio.API.Release, 1, 11) &&
		c.Studio.May("userSession") && c.Studio.May("bookCustomerPayment")
}

// payLoad is what can be paid.
type payLoad struct {
	past    accountEntries
	balance part[pgclient.CustomerAccountBalance]
	debt    debt
}

func (c *Context) loadPay() (payLoad, error) {
	var d payLoad
	if !c.canPay() {
		return d, errNotFound
	}
	load := c.newParts()
	need(load, &d.past, func(ctx context.Context) (accountEntries, error) {
		return readEntries(ctx, c.API.GetCustomersAccountTransactionData, c.Who.CustomerID, "", readSlices)
	})
	want(load, &d.balance, func(ctx context.Context) (pgclient.CustomerAccountBalance, error) {
		return c.API.GetCustomersAccountBalanceData(ctx, c.Who.CustomerID)
	})
	err := load.wait()
	c.note(d.balance.err, d.past.fault)
	d.debt = debtOf(d.past, c.Studio.Currency)
	return d, err
}

// showPay asks which of the open amounts are to be paid.
func showPay(c *Context) error {
	d, err := c.loadPay()
	if err != nil {
		return err
	}
	if len(d.debt.claims) == 0 {
		return errNotFound
	}
	return c.Render(http.StatusOK, views.Pay(newPayPage(c.page(c.Text.T("account.pay_title"), "account"), c.Studio.Currency, d, nil)))
}

// newPayPage offers what is open; chosen nil means all of it.
func newPayPage(base views.Page, currency string, d payLoad, chosen []int64) views.PayPage {
	text := base.Text
	p := views.PayPage{Page: base, Total: text.Money(d.debt.sum.String(), currency)}
	p.Claims = components.Choices{Name: "claim", Label: text.T("account.pay_what"), Error: base.ErrorAt("claim")}
	for _, e := range d.debt.claims {
		open, _ := openAmount(e, currency)
		entry := newEntry(text, e, currency)
		p.Claims.Options = append(p.Claims.Options, components.Choice{
			Value: idText(e.ID), Lead: text.Money(open.String(), currency), Text: entry.Title, Detail: text.T("account.due_since", "date", entry.Date),
		})
		if chosen == nil || slices.Contains(chosen, e.ID) {
			p.Chosen = append(p.Chosen, idText(e.ID))
		}
	}
	if d.balance.value.InDebtCollection {
		p.Warning = &views.Notice{Tone: views.ToneWarn, Title: text.T("account.collection_title"), Text: text.T("account.pay_collection")}
		if base.Studio.ContactEmail != "" {
			p.Warning.LinkText, p.Warning.LinkTo = text.T("account.ask_studio"), "mailto:"+base.Studio.ContactEmail
		}
	}
	return p
}

// pay opens a payment session for what was chosen or, when the widget has come
// back with its token, takes the payment.
func pay(c *Context) error {
	d, err := c.loadPay()
	if err != nil {
		return err
	}
	ids, err := c.chosenClaims(d)
	if err != nil {
		return err
	}
	if token := c.form("payment_request_token"); token != "" {
		return c.settleClaims(d, ids, token)
	}
	return c.openPaymentSession(d, ids)
}

// chosenClaims are ids of the member's own claims, each once. Whether they are still
// open is another matter.
func (c *Context) chosenClaims(d payLoad) ([]int64, error) {
	var ids []int64
	for _, text := range c.echo.Request().PostForm["claim"] {
		n, ok := parseID(text)
		if !ok || !slices.ContainsFunc(d.past.all, func(e pgclient.BookingEntry) bool { return e.ID == n }) {
			if ok && d.past.fault != nil { // it may stand in what could not be read
				return nil, d.past.fault
			}
			return nil, errNotFound
		}
		ids = append(ids, n)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// chosenSum is what is open of the chosen claims, and the claims themselves; all is
// false when one of them can no longer be paid here.
func (d payLoad) chosenSum(ids []int64, currency string) (sum pgclient.Decimal, claims []pgclient.BookingEntry, all bool) {
	for _, e := range d.debt.claims {
		if slices.Contains(ids, e.ID) {
			open, _ := openAmount(e, currency)
			sum, claims = sum.Add(open), append(claims, e)
		}
	}
	return sum, claims, len(claims) == len(ids)
}

// payAgain shows the form with what has to be mended, and what is open by now.
func (c *Context) payAgain(d payLoad, ids []int64, errs ...views.FieldError) error {
	base := c.page(c.Text.T("account.pay_title"), "account")
	if len(d.debt.claims) == 0 {
		for i := range errs {
			errs[i].Field = "" // the field is gone
		}
	}
	base.Errors = errs
	p := newPayPage(base, c.Studio.Currency, d, ids)
	p.Refused = true
	return c.Render(http.StatusUnprocessableEntity, views.Pay(p))
}

// openPaymentSession charges nothing: a session that nobody uses lapses. That is why it
// needs no read-back, and why a second click may open a second one.
func (c *Context) openPaymentSession(d payLoad, ids []int64) error {
	text, currency := c.Text, c.Studio.Currency
	if _, ok := c.app.once.Check(c.form("once"), c.Studio.Slug, c.binding()); !ok {
		return c.payAgain(d, ids, views.FieldError{Text: text.T("errors.form_expired")})
	}
	sum, claims, all := d.chosenSum(ids, currency)
	switch {
	case len(ids) == 0:
		return c.payAgain(d, []int64{}, views.FieldError{Field: "claim", Text: text.T("account.pay_choose")})
	case !all:
		return c.payAgain(d, ids, views.FieldError{Field: "claim", Text: text.T("account.pay_settled")})
	}
	me := c.Who.CustomerID
	session, err := c.API.UserSession(c.Ctx, pgclient.PaymentUserSessionRequest{
		Amount: sum, Scope: pgclient.PaymentSessionScopeEcom, CustomerID: &me, ReferenceText: text.T("account.pay_reference", "studio", c.Studio.Name),
	})
	switch pgclient.KindOf(err) {
	case pgclient.Invalid, pgclient.Conflict:
		o := refusedInWords(err)
		if o.Message == "" {
			o.Message = text.T("errors.refused_text")
		}
		return c.payAgain(d, ids, views.FieldError{Field: payFields()[o.Reference], Text: o.Message})
	}
	if err != nil && failureOf(err).status == http.StatusServiceUnavailable {
		c.note(err)
		c.keepOnce = true
		return c.unsentAgain(pgclient.KindOf(err) == pgclient.RateLimited, func(errs []views.FieldError) error { return c.payAgain(d, ids, errs...) })
	}
	if err != nil {
		return err
	}
	page := newPayNowPage(c.page("", "account"), currency, sum, claims, session, c.now())
	page.Widget, page.Script, page.Country = c.Studio.Payment.WidgetURL, c.script("pay"), c.Studio.Country
	h := c.echo.Response().Header()
	h.Set("Content-Security-Policy", payPolicy(h.Get("Content-Security-Policy"), page.Widget))
	return c.Render(http.StatusOK, views.PayNow(page))
}

func newPayNowPage(base views.Page, currency string, sum pgclient.Decimal, claims []pgclient.BookingEntry, session pgclient.PaymentUserSession, now time.Time) views.PayNowPage {
	text := base.Text
	p := views.PayNowPage{Page: base, Amount: text.Money(sum.String(), currency), Session: session.Token}
	p.Title = text.T("account.pay_now_title", "amount", p.Amount)
	for _, e := range claims {
		open, _ := openAmount(e, currency)
		entry := newEntry(text, e, currency)
		entry.Amount, entry.State = text.Money(open.String(), currency), views.Chip{}
		p.Entries, p.Claims = append(p.Entries, entry), append(p.Claims, idText(e.ID))
	}
	if until := session.TokenValidUntil.Time(); until.After(now) {
		p.Until = text.T("account.pay_until", "time", text.Time(until))
	}
	return p
}

// payPolicy lets the page of the widget use the widget's origin, and no other page.
func payPolicy(policy, widget string) string {
	u, err := url.Parse(widget)
	if err != nil {
		return policy // the configuration has parsed it before
	}
	origin := u.Scheme + "://" + u.Host
	return strings.NewReplacer(
		"script-src 'self'", "script-src 'self' "+origin,
		"style-src 'self'", "style-src 'self' "+origin,
		"img-src 'self'", "img-src 'self' "+origin,
		"connect-src 'self'", "connect-src 'self' "+origin+"; frame-src "+origin,
	).Replace(policy)
}

// payFields are the inputs by the reference the API names them with.
func payFields() map[string]string {
	return map[string]string{"debtClaimIds": "claim", "amount": "claim", "amount.amount": "claim"}
}

// payDetails are kept with the intent.
type payDetails struct {
	Claims []int64 `json:"claims"`
}

// settleClaims takes the payment, once. Whether the claims are still open and the
// token is good is for the API to say: it decides and captures in one step.
func (c *Context) settleClaims(d payLoad, ids []int64, token string) error {
	if len(ids) == 0 {
		return c.payAgain(d, []int64{}, views.FieldError{Field: "claim", Text: c.Text.T("account.pay_choose")})
	}
	currency := c.Studio.Currency
	sum, _, _ := d.chosenSum(ids, currency)
	intent, err := c.writeOnce(attempt{
		action: actionPay, target: claimsTarget(ids), details: payDetails{Claims: ids}, changes: []store.Change{{Field: aboutAmount, To: sum.String() + " " + currency}},
		send: func(ctx context.Context) (outcome, error) {
			return outcome{}, c.API.BookCustomerPayment(ctx, c.Who.CustomerID, pgclient.CustomerPaymentRequest{
				PaymentRequestToken: token, Amount: pgclient.Money{Amount: sum, Currency: currency}, DebtClaimIDs: ids,
			})
		},
	})
	return c.conclude(intent, err, payFields(), func(outcome) error {
		f := flash{Key: saidPaid}
		if sum.Sign() > 0 { // a second click comes when nothing is open any more
			f.Title, f.When = c.Text.Money(sum.String(), currency), c.Text.Date(c.now())
		}
		return c.redirectSaying(c.Paths.Account("", ""), f)
	}, func(errs []views.FieldError) error {
		fresh, err := c.loadPay() // what was refused may have been settled by somebody else
		if err != nil {
			fresh = d
		}
		return c.payAgain(fresh, ids, errs...)
	})
}

// claimsTarget names a set of claims in a few characters.
func claimsTarget(ids []int64) string {
	var b strings.Builder
	for _, n := range ids {
		b.WriteString(idText(n) + " ")
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:16])
}

// payLook reads the claims: nothing may be open of any of them.
func payLook(ctx context.Context, api *pgclient.Client, customerID int64, d payDetails) (outcome, bool, error) {
	past, err := readEntries(ctx, api.GetCustomersAccountTransactionData, customerID, "", readSlices)
	if err != nil {
		return outcome{}, false, err
	}
	for _, claim := range d.Claims {
		settled := slices.ContainsFunc(past.all, func(e pgclient.BookingEntry) bool {
			return e.ID == claim && e.OpenAmount != nil && e.OpenAmount.Amount.Sign() <= 0
		})
		if !settled {
			return outcome{}, false, past.fault
		}
	}
	return outcome{}, len(d.Claims) > 0, nil
}

func tellPay(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	to := told{to: base.Paths.Account("", ""), toText: text.T("account.to_account")}
	switch intent.State {
	case store.IntentDone:
		to.notice, _ = sayOutcome(text, saidPaid, "", "")
	case store.IntentRefused:
		to.heading = text.T("account.not_paid")
		to.notice = views.Notice{Tone: views.ToneWarn, Title: o.Message, Text: text.T("account.not_charged")}
	default:
		to.notice.Text = text.T("account.pay_unclear")
	}
	return to
}
