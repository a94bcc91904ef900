package handlers

import (
	"errors"
	"net/http"

	"memberportal/internal/signin"
	"memberportal/views"
)

// showSignInLink shows a button: mail scanners open links, so a GET signs nobody in.
func showSignInLink(c *Context) error {
	var mine *signin.Pending
	if p := c.pending(); p != nil {
		mine = &p.Handle
	}
	link, err := c.app.Signin.Link(c.Ctx, c.Studio.Slug, mine, c.echo.Param("token"))
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	if !link.Alive {
		return c.linkOver(http.StatusOK)
	}
	page := views.SignInLinkPage{
		Page: c.page(c.Text.T("signin.link_title"), ""), Action: c.Paths.SignInLink(c.echo.Param("token")),
		SameBrowser: link.SameBrowser, RememberOffer: c.rememberOffer(),
	}
	return c.Render(http.StatusOK, views.SignInLink(page))
}

// linkOver: the link was used, is too old, or never was one. They look the same.
func (c *Context) linkOver(status int) error {
	if c.Who != nil {
		return c.redirect(c.Paths.Home())
	}
	page := c.signInPage("", false)
	page.Flash = &views.Notice{Tone: views.ToneWarn, Text: c.Text.T("signin.link_expired")}
	return c.Render(status, views.SignIn(page))
}

// useSignInLink signs in with the mailed link, in the browser that asked for it.
func useSignInLink(c *Context) error {
	p := c.pending()
	if p == nil && c.Who != nil {
		return c.redirect(c.Paths.Home())
	}
	if p == nil {
		page := views.SignInLinkPage{Page: c.page(c.Text.T("signin.link_title"), "")}
		return c.Render(http.StatusUnprocessableEntity, views.SignInLink(page))
	}
	p.Remember = c.rememberOffer() && c.form("remember") == "1"
	proof, err := c.app.Signin.TryLink(c.Ctx, c.Studio.Slug, p.Handle, c.echo.Param("token"))
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	if proof.State != signin.Proved && proof.State != signin.Choose {
		if done, err := c.provedBefore(p); done || err != nil {
			return err
		}
		c.app.Metrics.signin("wrong")
		return c.linkOver(http.StatusUnprocessableEntity)
	}
	return c.proved(p, proof)
}
