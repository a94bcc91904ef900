package handlers

import (
	"context"
	"errors"
	"strings"
	"unicode"

	"memberportal/internal/signin"
	"memberportal/internal/store"
)

// finishSignIn opens the session. The customer is read for initials and
// language; without them the member is signed in all the same, since the
// code is spent.
func (c *Context) finishSignIn(p *pendingSign, proof signin.Proof) error {
	identity := store.Identity{
		Studio: c.Studio.Slug, CustomerID: proof.CustomerID, Device: deviceLabel(c.echo.Request().UserAgent()),
		Remembered: p.Remember, ProvedAt: proof.At, Language: c.guest.Language,
	}
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.part)
	defer cancel()
	customer, err := c.Studio.Lookup().GetCustomerById(ctx, proof.CustomerID)
	c.note(err)
	if err == nil {
		identity.Initials = initials(customer.FirstName, customer.LastName)
		if l := customer.PreferredLanguage; identity.Language == "" && l != nil && c.Studio.Offers(strings.ToLower(l.LanguageCode)) {
			identity.Language = strings.ToLower(l.LanguageCode)
		}
	}
	if err := c.signIn(identity); err != nil {
		return errors.Join(errStoreDown, err)
	}
	c.noteDevice(identity)
	c.app.Metrics.signin("completed")
	next := c.safeNext(proof.Next)
	c.guest.Pending = nil
	if err := c.saveGuest(); err != nil {
		return err
	}
	return c.redirect(c.afterSignIn(next))
}

// initials are at most two letters for the avatar.
func initials(names ...string) string {
	var out []rune
	for _, name := range names {
		for _, r := range name {
			if unicode.IsLetter(r) {
				out = append(out, unicode.ToUpper(r))
				break
			}
		}
	}
	return string(out[:min(len(out), 2)])
}
