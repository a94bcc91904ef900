package handlers

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"memberportal/internal/signin"
	"memberportal/views"
)

// showSignInCode asks for the code.
func showSignInCode(c *Context) error {
	p := c.pending()
	if p == nil {
		return c.signInLost()
	}
	if p.Proved {
		return c.redirect(c.Paths.SignInProfile())
	}
	page, err := c.signInCodePage(p)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.SignInCode(page))
}

// signInLost starts over where the browser has no pending sign-in: it is too
// old, was finished in another tab, or the browser keeps no cookie here.
func (c *Context) signInLost() error {
	if c.Who != nil {
		return c.redirect(c.Paths.Home())
	}
	page := c.signInPage("", false)
	page.Flash = &views.Notice{Tone: views.ToneWarn, Text: c.Text.T("signin.form_expired")}
	status := http.StatusOK
	if c.echo.Request().Method == http.MethodPost {
		status = http.StatusUnprocessableEntity
	}
	return c.Render(status, views.SignIn(page))
}

func (c *Context) signInCodePage(p *pendingSign) (views.SignInCodePage, error) {
	view, err := c.app.Signin.Pending(c.Ctx, c.Studio.Slug, p.Handle)
	if err != nil {
		return views.SignInCodePage{}, errors.Join(errStoreDown, err)
	}
	page := views.SignInCodePage{
		Page: c.page(c.Text.T("signin.code_title"), ""), Next: c.safeNext(p.Next), MaskedAddress: p.Masked, Digits: 8,
		Remember: p.Remember, RememberOffer: c.rememberOffer(), AlreadySent: p.Again,
		ResendIn: int((view.ResendIn + time.Second - 1) / time.Second),
		// Said to everybody alike, whoever asked: it depends on the studio's API
		// and the mail server alone.
		MailSlow: c.app.Mail.Slow(c.Studio.Slug) || view.MailIn > time.Minute,
	}
	if p.Long {
		page.Digits = 12
	}
	return page, nil
}

// rememberOffer: the operator may have switched "stay signed in" off.
func (c *Context) rememberOffer() bool { return c.app.Config.Sessions.RememberedAbsolute > 0 }

// enterSignInCode checks the code. Unknown, wrong, used and expired read the same.
func enterSignInCode(c *Context) error {
	p := c.pending()
	if p == nil {
		return c.signInLost()
	}
	p.Remember = c.rememberOffer() && c.form("remember") == "1"
	if strings.TrimSpace(c.form("code")) == "" {
		return c.codeAgain(p, c.Text.T("signin.code_missing"))
	}
	proof, err := c.app.Signin.TryCode(c.Ctx, c.Studio.Slug, p.Handle, c.form("code"), c.info.network)
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	switch proof.State {
	case signin.Proved, signin.Choose:
		return c.proved(p, proof)
	case signin.Limited:
		c.app.Metrics.signin("refused")
		return errTooOften{proof.RetryAfter}
	case signin.Wrong:
		c.app.Metrics.signin("wrong")
		return c.codeAgain(p, c.Text.N("signin.code_wrong", proof.Left))
	case signin.Malformed:
		return c.codeAgain(p, c.Text.T("signin.code_missing"))
	}
	if done, err := c.provedBefore(p); done || err != nil {
		return err
	}
	c.app.Metrics.signin("wrong")
	return c.codeAgain(p, c.Text.T("signin.code_expired"))
}

// provedBefore leads on where this browser has already proved what it tries to
// prove again: the second click on a button, or a page from the history. It
// tells whether it answered.
func (c *Context) provedBefore(p *pendingSign) (bool, error) {
	if c.Who != nil {
		c.guest.Pending = nil
		if err := c.saveGuest(); err != nil {
			return true, err
		}
		return true, c.redirect(c.afterSignIn(c.safeNext(p.Next)))
	}
	proof, err := c.app.Signin.Profiles(c.Ctx, c.Studio.Slug, p.Handle)
	if err != nil {
		return true, errors.Join(errStoreDown, err)
	}
	if proof.State != signin.Choose {
		return false, nil
	}
	return true, c.proved(p, proof)
}

// codeAgain shows the form with what was wrong with the code.
func (c *Context) codeAgain(p *pendingSign, message string) error {
	page, err := c.signInCodePage(p)
	if err != nil {
		return err
	}
	page.Errors = []views.FieldError{{Field: "code", Text: message}}
	page.AlreadySent, p.Again = false, false
	if err := c.saveGuest(); err != nil {
		return err
	}
	return c.Render(http.StatusUnprocessableEntity, views.SignInCode(page))
}

// proved goes on after the proof: one customer is signed in, of several one is chosen.
func (c *Context) proved(p *pendingSign, proof signin.Proof) error {
	if proof.State == signin.Proved {
		return c.finishSignIn(p, proof)
	}
	p.Proved = true
	if err := c.saveGuest(); err != nil {
		return err
	}
	return c.redirect(c.Paths.SignInProfile())
}

// resendSignInCode asks for a fresh code; the newest challenge wins.
func resendSignInCode(c *Context) error {
	p := c.pending()
	if p == nil {
		return c.signInLost()
	}
	handle, outcome, err := c.startChallenge(p.Identifier, p.ByNumber, p.Next)
	if err != nil {
		return err
	}
	if !outcome.AlreadySent {
		c.guest.Flash = &flash{Studio: c.Studio.Slug, Key: "resent"}
	}
	p.Handle, p.Long, p.Again, p.Proved = handle, outcome.LongCode || outcome.AlreadySent && p.Long, outcome.AlreadySent, false
	if err := c.saveGuest(); err != nil {
		return err
	}
	return c.redirect(c.Paths.SignInCode())
}
