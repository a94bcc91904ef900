package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"memberportal/internal/signin"
	"memberportal/views"
)

// showSignIn asks for the address, or for the customer number.
func showSignIn(c *Context) error {
	next := c.safeNext(c.echo.QueryParam("next"))
	if c.Who != nil {
		return c.redirect(c.afterSignIn(next))
	}
	page := c.signInPage(next, c.echo.QueryParam("by") == "number")
	if err := c.expectCookie(); err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.SignIn(page))
}

func (c *Context) signInPage(next string, byNumber bool) views.SignInPage {
	return views.SignInPage{Page: c.page(c.Text.T("signin.title"), ""), Next: next, ByNumber: byNumber}
}

// afterSignIn is the way back, or the studio's start.
func (c *Context) afterSignIn(next string) string {
	if next == "" {
		return c.Paths.Home()
	}
	return next
}

// startSignIn answers alike whether or not anybody has the address: the
// look-up and the mail happen afterwards, in the outbox worker.
func startSignIn(c *Context) error {
	next := c.safeNext(c.form("next"))
	email, number := strings.TrimSpace(c.form("email")), strings.TrimSpace(c.form("customer_number"))
	byNumber := email == "" && number != "" || c.form("by") == "number"
	identifier := email
	if byNumber {
		identifier = number
	}
	pending, outcome, err := c.startChallenge(identifier, byNumber, next)
	if err != nil {
		return err
	}
	if outcome.Invalid {
		page := c.signInPage(next, byNumber)
		page.Email, page.CustomerNumber = email, number
		field, key := "email", "signin.email_invalid"
		switch {
		case byNumber:
			field, key = "customer_number", "signin.number_missing"
		case email == "":
			key = "signin.email_missing"
		}
		page.Errors = []views.FieldError{{Field: field, Text: c.Text.T(key)}}
		return c.Render(http.StatusUnprocessableEntity, views.SignIn(page))
	}
	c.guest.Pending = &pendingSign{
		Studio: c.Studio.Slug, Handle: pending, Identifier: identifier, ByNumber: byNumber,
		Masked: outcome.Masked, Next: next, Long: outcome.LongCode, Again: outcome.AlreadySent,
	}
	if err := c.saveGuest(); err != nil {
		return err
	}
	return c.redirect(c.Paths.SignInCode())
}

func (c *Context) startChallenge(identifier string, byNumber bool, next string) (signin.Pending, signin.Outcome, error) {
	request := signin.StartRequest{
		Studio: c.Studio.Slug, Identifier: identifier, ByNumber: byNumber, Framed: c.info.inFrame, Host: c.ownHost(),
		Language: c.Text.Language(), Next: next, Network: c.info.network,
	}
	if p := c.pending(); p != nil {
		request.Pending = &p.Handle
	}
	pending, outcome, err := c.app.Signin.Start(c.Ctx, request)
	switch {
	case err != nil:
		return pending, outcome, errors.Join(errStoreDown, err)
	case outcome.Refused != "":
		c.app.Metrics.signin("refused")
		return pending, outcome, errTooOften{outcome.RetryAfter}
	case outcome.Invalid:
		return pending, outcome, nil
	}
	c.app.Metrics.signin("started")
	c.app.Mail.Wake()
	return pending, outcome, nil
}

// ownHost is the host the browser reached the portal at, for the mailed link:
// elsewhere the link would find another cookie jar. The Host header is the
// visitor's to choose, so only hosts of the configuration count.
func (c *Context) ownHost() string {
	host := strings.ToLower(c.echo.Request().Host)
	if slices.Contains(c.Studio.Hosts, host) {
		return host
	}
	return c.app.Config.PublicURL.Host
}

// pending is the sign-in this browser has begun at this studio.
func (c *Context) pending() *pendingSign {
	if p := c.guest.Pending; p != nil && p.Studio == c.Studio.Slug {
		return p
	}
	return nil
}
