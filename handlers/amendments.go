package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// withdrawAmendment takes back a change that waits for the studio. The id must be
// that of a change just read from the member's own data.
func withdrawAmendment(c *Context) error {
	id, err := c.pathID("amendmentID")
	if err != nil {
		return err
	}
	if intent, found, err := c.spent(actionWithdrawAmendment, idText(id)); found || err != nil {
		return c.concludeWithdrawal(intent, err)
	}
	d, err := c.ownAmendment(id)
	if errors.Is(err, errNotFound) {
		return c.amendmentOver()
	}
	if err != nil {
		return err
	}
	me := c.Who.CustomerID
	details := newDataChange(d.kind, d.pending)
	details.ID = id
	intent, err := c.writeOnce(attempt{
		action: actionWithdrawAmendment, target: idText(id), details: details, changes: maskedChanges(d.kind, d.pending, d.now),
		send: func(ctx context.Context) (outcome, error) {
			err := c.API.WithdrawAmendment(ctx, me, id)
			if pgclient.KindOf(err) == pgclient.NotFound { // the studio decided in this very moment, or it was taken back elsewhere
				o, over, lookErr := withdrawLook(ctx, c.API, me, details)
				switch {
				case lookErr != nil:
					return o, errors.Join(errUnclear, lookErr)
				case over:
					return o, nil
				}
			}
			return outcome{Status: dataWithdrawn}, err
		},
	})
	return c.concludeWithdrawal(intent, err)
}

func (c *Context) concludeWithdrawal(intent store.Intent, err error) error {
	var d dataChange
	_ = json.Unmarshal(intent.Details, &d) // without them the overview shows where things stand
	to := c.Paths.Profile()
	if slices.Contains(dataKinds(), d.Kind) {
		to = c.Paths.ProfileData(string(d.Kind))
	}
	return c.conclude(intent, err, nil,
		func(o outcome) error { return c.redirectSaying(to, flash{Key: "amendment_" + o.Status}) },
		func(errs []views.FieldError) error {
			if !slices.Contains(dataKinds(), d.Kind) {
				return c.redirect(to)
			}
			l, err := c.loadOwnData(d.Kind)
			if err != nil {
				return err
			}
			page := newOwnDataPage(c.page("", "profile"), c.today(), c.Who.CustomerID, l, l.data.now, errs)
			return c.Render(http.StatusUnprocessableEntity, views.OwnData(page))
		})
}

// ownAmendment finds the change among those that wait, reading all kinds at the
// same time. Where it is not among them and one kind could not be read, that is
// the error.
func (c *Context) ownAmendment(id int64) (ownData, error) {
	var list [4]part[ownData]
	load := c.newParts()
	for i, kind := range dataKinds() {
		want(load, &list[i], func(ctx context.Context) (ownData, error) {
			return readOwnData(ctx, c.API, c.Who.CustomerID, kind)
		})
	}
	_ = load.wait() // looked at one by one
	found := slices.IndexFunc(list[:], func(p part[ownData]) bool {
		return p.err == nil && p.value.pending != nil && p.value.pendingID == id
	})
	if found >= 0 {
		return list[found].value, nil
	}
	for _, p := range list {
		if p.missing() {
			return ownData{}, p.err
		}
	}
	return ownData{}, errNotFound
}

// amendmentOver answers for a change that does not wait (any more), whoever's it
// was: the member's own may have been decided while the page was open.
func (c *Context) amendmentOver() error {
	page := views.ErrorPage{
		Page: c.page(c.Text.T("profile.over_heading"), "profile"), Status: http.StatusNotFound,
		Heading: c.Text.T("profile.over_heading"), Text: c.Text.T("profile.over_text"), RetryTo: "", HomeTo: c.Paths.Home(),
	}
	return c.Render(http.StatusNotFound, views.Error(page))
}

// tellWithdrawal puts a withdrawal that took long into words.
func tellWithdrawal(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	t := toldOfData(base, intent)
	switch intent.State {
	case store.IntentDone:
		t.notice = views.Notice{Tone: views.ToneInfo, Title: text.T("profile.over_heading"), Text: text.T("profile.said_over")}
		switch o.Status {
		case dataWithdrawn:
			t.notice = views.Notice{Tone: views.ToneGood, Title: text.T("profile.done_withdrawn"), Text: text.T("profile.said_withdrawn")}
		case dataChanged:
			t.notice.Text = text.T("profile.said_applied")
		}
	case store.IntentRefused:
		if t.notice.Text = o.Message; o.Message == "" {
			t.notice.Text = text.T("errors.refused_text")
		}
	}
	return t
}
