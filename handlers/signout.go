package handlers

import (
	"errors"
	"net/http"

	"memberportal/views"
)

// showSignOut asks first: another website can lead here, and leading must not sign out.
func showSignOut(c *Context) error {
	if c.Who == nil {
		return c.redirect(c.Paths.Home())
	}
	return c.Render(http.StatusOK, views.SignOut(c.page(c.Text.T("common.sign_out"), "")))
}

// signOut ends this session; ended stays ended.
func signOut(c *Context) error { return c.leave("signed_out") }

// signOutEverywhere ends every session of the member at this studio.
func signOutEverywhere(c *Context) error {
	if _, err := c.app.Store.EndSessions(c.Ctx, c.Studio.Slug, c.Who.CustomerID); err != nil {
		return errors.Join(errStoreDown, err)
	}
	return c.leave("signed_out_everywhere")
}

func (c *Context) leave(key string) error {
	if err := c.sessions.Destroy(c.Ctx); err != nil {
		return errors.Join(errStoreDown, err)
	}
	language := c.Text.Language()
	if c.Who != nil {
		c.guest.Language = language // the page after it speaks the same language
	}
	c.guest.Pending = nil
	c.echo.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return c.redirectSaying(c.Paths.Home(), flash{Key: key})
}
