package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"golang.org/x/sync/errgroup"

	"memberportal/internal/signin"
	"memberportal/views"
)

// showSignInProfile lets one of several customers on the address be chosen,
// after the proof and never before.
func showSignInProfile(c *Context) error { return c.renderProfiles(http.StatusOK, "") }

func (c *Context) renderProfiles(status int, problem string) error {
	p := c.pending()
	if p == nil || !p.Proved {
		return c.signInLost()
	}
	proof, err := c.app.Signin.Profiles(c.Ctx, c.Studio.Slug, p.Handle)
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	if proof.State != signin.Choose {
		c.guest.Pending = nil
		if err := c.saveGuest(); err != nil {
			return err
		}
		return c.signInLost()
	}
	profiles, err := c.profiles(proof.Customers)
	if err != nil {
		return err
	}
	page := views.SignInProfilePage{Page: c.page(c.Text.T("signin.profile_title"), ""), Profiles: profiles}
	if problem != "" {
		page.Errors = []views.FieldError{{Field: "customer", Text: problem}}
	}
	return c.Render(status, views.SignInProfile(page))
}

// profiles reads the names of the customers, all together.
func (c *Context) profiles(ids []int64) ([]views.Profile, error) {
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.page)
	defer cancel()
	list := make([]views.Profile, len(ids))
	group, ctx := errgroup.WithContext(ctx)
	for i, id := range ids {
		group.Go(func() error {
			customer, err := c.Studio.Lookup().GetCustomerById(ctx, id)
			if err != nil {
				return err
			}
			name := strings.TrimSpace(customer.FirstName + " " + customer.LastName)
			list[i] = views.Profile{Value: idText(id), Name: name, Detail: customer.CustomerNumber}
			if name == "" {
				list[i].Name = c.Text.T("signin.customer_number", "number", customer.CustomerNumber)
			}
			return nil
		})
	}
	return list, group.Wait()
}

// chooseSignInProfile signs the chosen customer in, once, and only one the proof is for.
func chooseSignInProfile(c *Context) error {
	p := c.pending()
	if p == nil || !p.Proved {
		return c.signInLost()
	}
	id, ok := parseID(c.form("customer"))
	if !ok {
		return c.renderProfiles(http.StatusUnprocessableEntity, c.Text.T("signin.profile_missing"))
	}
	chosen, err := c.app.Signin.Choose(c.Ctx, c.Studio.Slug, p.Handle, id)
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	if chosen.State != signin.Proved {
		return c.renderProfiles(http.StatusUnprocessableEntity, c.Text.T("signin.profile_missing"))
	}
	return c.finishSignIn(p, chosen)
}
