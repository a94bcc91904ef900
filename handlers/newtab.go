package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"memberportal/views"
	"memberportal/views/paths"
)

// needsNoCookie are the forms that work in a browser that keeps no cookie in frames.
func needsNoCookie(path string) bool {
	return path == "/language" || path == cancelHere || path == withdrawHere
}

// lostItsCookie tells whether a form came out of a frame whose browser kept none of the
// cookies it was given: the page with the form had set at least one.
func (c *Context) lostItsCookie() bool {
	r := c.echo.Request()
	if r.Method != http.MethodPost || !c.info.inFrame {
		return false
	}
	for _, name := range []string{c.app.guests.framedName, c.app.sessions[c.Studio.Slug].framed.Cookie.Name} {
		if _, err := r.Cookie(name); err == nil {
			return false
		}
	}
	return true
}

// expectCookie gives a stranger's page in a frame a cookie, so that its form tells
// whether the browser keeps it. Nothing else could: asking by a redirect would
// send some browsers in a circle.
func (c *Context) expectCookie() error {
	if !c.info.inFrame || c.guest != (guest{}) {
		return nil
	}
	c.guest.Framed = true
	return c.saveGuest()
}

// showNewTab leads out of a frame that keeps no cookies: what was typed is sent again
// from this card into a tab of its own, where the portal's cookies are first-party.
// There is no way back into the frame on it, so it cannot be met in a circle.
func (c *Context) showNewTab(r route) error {
	page := views.NewTabPage{Page: c.page(c.Text.T("frames.new_tab_title"), "")}
	page.Method, page.Action = http.MethodPost, outside(c.echo.Request().URL.RequestURI())
	switch {
	case r.path != "/signin" && strings.HasPrefix(r.path, "/signin"):
		// A code belongs to the browser's cookie that is gone.
		page.Method, page.Action = http.MethodGet, outside(c.Paths.SignIn(""))
	case r.file != "":
		page.Method = http.MethodGet // a file cannot be handed on
	default:
		page.Fields = keptFields(c.echo.Request().PostForm)
	}
	return c.Render(http.StatusUnprocessableEntity, views.NewTab(page))
}

// outside is an address of the portal as a tab of its own has it.
func outside(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := u.Query()
	paths.Outside(query)
	u.RawQuery = query.Encode()
	return u.String()
}

// keptFields is what was typed and may be shown again. The way back goes along: the new
// tab has none of its own.
func keptFields(form url.Values) []views.Value {
	fields, _ := typed(form)
	for _, next := range form["next"] {
		fields = append(fields, views.Value{Name: "next", Value: outside(next)})
	}
	return fields
}
