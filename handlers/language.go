package handlers

import (
	"net/url"
	"strings"

	"memberportal/internal/store"
)

// changeLanguage keeps the choice: in the session for a member, in the guest
// cookie for a stranger.
func changeLanguage(c *Context) error {
	language := c.form("language")
	next := c.safeNext(c.form("next"))
	if c.Studio.Offers(language) {
		c.guest.Language = language
		if err := c.saveGuest(); err != nil {
			return err
		}
		if c.Who != nil {
			identity := *c.Who
			identity.Language = language
			c.sessions.Put(c.Ctx, store.IdentityKey, identity)
		}
	}
	if next == "" {
		next = c.Paths.Home()
	}
	if c.Studio.Offers(language) {
		next = c.speakingIn(next, language)
	}
	return c.redirect(next)
}

// speakingIn puts the choice into the address where the address has one already, which
// goes first, or where a stranger's frame may keep no cookie for it.
func (c *Context) speakingIn(address, language string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := u.Query()
	if !query.Has("lang") && (c.Who != nil || !c.info.inFrame) {
		return address
	}
	query.Set("lang", language)
	u.RawQuery = query.Encode()
	return u.String()
}

// safeNext lets a way back be a path of this studio only: no other host, no
// scheme, no control characters, nothing a browser reads as "//".
func (c *Context) safeNext(next string) string {
	if !strings.HasPrefix(next, "/"+c.Studio.Slug+"/") || len(next) > 500 {
		return ""
	}
	for i := range len(next) {
		// Addresses are printable ASCII; the rest has no place in a header, and
		// PostgreSQL takes no text that is not UTF-8.
		if b := next[i]; b <= 0x20 || b >= 0x7f || b == '\\' {
			return ""
		}
	}
	path, _, _ := strings.Cut(next, "?")
	if strings.Contains(path, "//") || strings.Contains(path, "/.") || strings.Contains(path, "%") {
		return ""
	}
	return next
}
