package handlers

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"memberportal/internal/signin"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// freshFor is how long after a proof delicate data may be changed: whoever finds
// a phone unlocked must not be able to take the membership over.
const freshFor = 10 * time.Minute

// fresh tells whether the member has proved lately who they are.
func (c *Context) fresh() bool { return c.app.Clock().Sub(c.Who.ProvedAt) < freshFor }

// errNoAddress: the studio has no address that a code could be mailed to.
var errNoAddress = errors.New("no address on record")

// confirming is the fresh proof that this browser has begun at this studio and can
// still complete.
func (c *Context) confirming() (*confirming, signin.PendingView, error) {
	p := c.guest.Confirm
	if p == nil || p.Studio != c.Studio.Slug {
		return nil, signin.PendingView{}, nil
	}
	view, err := c.app.Signin.Pending(c.Ctx, c.Studio.Slug, p.Handle)
	if err != nil {
		return nil, view, errors.Join(errStoreDown, err)
	}
	if !view.Alive || view.Left == 0 {
		return nil, view, nil
	}
	return p, view, nil
}

// sendProof mails a code to the address on record. The customer number names this
// very member, also where a family shares an address. It keeps the handle in the
// guest's cookie.
func (c *Context) sendProof(customer pgclient.Customer) error {
	masked := signin.Mask(strings.TrimSpace(customer.Email))
	if masked == "" {
		return errNoAddress
	}
	request := signin.StartRequest{
		Studio: c.Studio.Slug, Identifier: customer.CustomerNumber, ByNumber: true, Confirm: true, Host: c.ownHost(),
		Language: c.Text.Language(), Network: c.info.network,
	}
	if customer.CustomerNumber == "" {
		request.Identifier, request.ByNumber = strings.TrimSpace(customer.Email), false
	}
	before := c.guest.Confirm
	if before != nil && before.Studio == c.Studio.Slug {
		request.Pending = &before.Handle
	}
	handle, outcome, err := c.app.Signin.Start(c.Ctx, request)
	switch {
	case err != nil:
		return errors.Join(errStoreDown, err)
	case outcome.Refused != "":
		c.app.Metrics.signin("refused")
		return errTooOften{outcome.RetryAfter}
	case outcome.Invalid:
		return errNoAddress
	}
	c.guest.Confirm = &confirming{
		Studio: c.Studio.Slug, Handle: handle, Masked: masked, Again: outcome.AlreadySent,
		Long: outcome.LongCode || outcome.AlreadySent && before != nil && before.Long,
	}
	c.app.Mail.Wake()
	return c.saveGuest()
}

// tryProof checks a code. On success the session goes on under a new token with
// the proof in it; otherwise problem says what to do.
func (c *Context) tryProof(code string) (problem string, err error) {
	p := c.guest.Confirm
	if p == nil || p.Studio != c.Studio.Slug {
		return c.Text.T("signin.code_expired"), nil
	}
	if strings.TrimSpace(code) == "" {
		return c.Text.T("signin.code_missing"), nil
	}
	proof, err := c.app.Signin.TryCode(c.Ctx, c.Studio.Slug, p.Handle, code, c.info.network)
	if err == nil && proof.State == signin.Choose {
		proof, err = c.app.Signin.Choose(c.Ctx, c.Studio.Slug, p.Handle, c.Who.CustomerID)
	}
	if err != nil {
		return "", errors.Join(errStoreDown, err)
	}
	switch {
	case proof.State == signin.Limited:
		c.app.Metrics.signin("refused")
		return "", errTooOften{proof.RetryAfter}
	case proof.State == signin.Wrong:
		c.app.Metrics.signin("wrong")
		return c.Text.N("signin.code_wrong", proof.Left), nil
	case proof.State == signin.Malformed:
		return c.Text.T("signin.code_missing"), nil
	case proof.State != signin.Proved || proof.CustomerID != c.Who.CustomerID:
		c.app.Metrics.signin("wrong")
		return c.Text.T("signin.code_expired"), nil
	}
	if err := c.renewProof(); err != nil {
		return "", errors.Join(errStoreDown, err)
	}
	c.guest.Confirm = nil
	return "", c.saveGuest()
}

// renewProof notes the proof in the session, which goes on under a new token and
// ends when it would have ended.
func (c *Context) renewProof() error {
	ends := c.sessions.Deadline(c.Ctx)
	if err := c.sessions.RenewToken(c.Ctx); err != nil {
		return err
	}
	c.sessions.SetDeadline(c.Ctx, ends)
	identity := *c.Who
	identity.ProvedAt = c.app.Clock().UTC()
	c.sessions.Put(c.Ctx, store.IdentityKey, identity)
	c.Who = &identity
	return nil
}

// showSignInAgain asks for the code that was mailed, or offers to mail one: a GET
// sends nothing.
func showSignInAgain(c *Context) error {
	next := c.safeNext(c.echo.QueryParam("next"))
	if c.fresh() {
		return c.redirect(c.afterProof(next))
	}
	page, err := c.signInAgainPage(next)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.SignInAgain(page))
}

func (c *Context) afterProof(next string) string {
	if next == "" {
		return c.Paths.Profile()
	}
	return next
}

func (c *Context) signInAgainPage(next string) (views.SignInAgainPage, error) {
	p, view, err := c.confirming()
	if err != nil {
		return views.SignInAgainPage{}, err
	}
	page := views.SignInAgainPage{
		Page: c.page(c.Text.T("profile.gate_heading"), "profile"), Next: next, BackTo: c.afterProof(next), Digits: 8,
	}
	if p != nil {
		page.Sent, page.Address, page.AlreadySent = true, p.Masked, p.Again
		page.ResendIn = int((view.ResendIn + time.Second - 1) / time.Second)
		page.MailSlow = c.app.Mail.Slow(c.Studio.Slug) || view.MailIn > time.Minute
		if p.Long {
			page.Digits = 12
		}
	}
	return page, nil
}

// signInAgain mails a code, or checks the one that was typed.
func signInAgain(c *Context) error {
	next := c.safeNext(c.form("next"))
	if !c.echo.Request().PostForm.Has("code") {
		return c.startSignInAgain(next)
	}
	problem, err := c.tryProof(c.form("code"))
	if err != nil {
		return err
	}
	if problem == "" {
		return c.redirect(c.afterProof(next))
	}
	if c.fresh() { // the second click on the button
		return c.redirect(c.afterProof(next))
	}
	page, err := c.signInAgainPage(next)
	if err != nil {
		return err
	}
	page.AlreadySent = false
	page.Errors = []views.FieldError{{Field: "code", Text: problem}}
	if !page.Sent {
		page.Errors[0].Field = ""
	}
	return c.Render(http.StatusUnprocessableEntity, views.SignInAgain(page))
}

func (c *Context) startSignInAgain(next string) error {
	customer, err := c.Studio.Lookup().GetCustomerById(c.Ctx, c.Who.CustomerID)
	if err != nil {
		return err
	}
	err = c.sendProof(customer)
	if errors.Is(err, errNoAddress) {
		page, err := c.signInAgainPage(next)
		if err != nil {
			return err
		}
		page.NoAddress, page.Sent = true, false
		return c.Render(http.StatusUnprocessableEntity, views.SignInAgain(page))
	}
	if err != nil {
		return err
	}
	return c.redirect(c.Paths.SignInAgain(next))
}
