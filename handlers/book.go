package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// showBookClassSlot leads to the slot: the address of the form may be opened
// by itself, after signing in or from the history.
func showBookClassSlot(c *Context) error {
	classID, err := c.pathID("classID")
	if err != nil {
		return err
	}
	slotID, err := c.pathID("slotID")
	if err != nil {
		return err
	}
	return c.redirect(c.Paths.ClassSlot(classID, slotID))
}

// bookClassSlot books a place or joins the waiting list: once, whatever is
// clicked twice, sent again or reloaded.
func bookClassSlot(c *Context) error {
	classID, err := c.pathID("classID")
	if err != nil {
		return err
	}
	slotID, err := c.pathID("slotID")
	if err != nil {
		return err
	}
	request := pgclient.ClassBookingRequest{CustomerID: c.Who.CustomerID, ClassSlotID: slotID}
	intent, err := c.writeOnce(attempt{
		action: actionBookClass, target: idText(slotID), details: target{ClassID: classID, SlotID: slotID},
		send: func(ctx context.Context) (outcome, error) {
			b, err := c.API.BookClassSlot(ctx, request)
			return outcome{Status: string(b.BookingStatus), BookingID: b.BookingID}, err
		},
		refused: func(ctx context.Context, _ error) outcome { return bookClassRefused(ctx, c.API, request) },
	})
	if errors.Is(err, errStaleForm) {
		return c.slotAgain(c.Text.T("errors.form_expired"), "")
	}
	if err != nil {
		return err
	}
	o := outcomeOf(intent)
	switch intent.State {
	case store.IntentDone:
		to := c.Paths.Bookings()
		if o.BookingID != 0 {
			to = c.Paths.ClassBooking(o.BookingID)
		}
		return c.redirectSaying(to, flash{Key: doneKey(intent.Action, o)})
	case store.IntentRefused:
		status := pgclient.ClassBookingValidationStatus(o.Refusal)
		if status == pgclient.ClassBookingValidationStatusBookingLimitReached {
			return c.slotAgain(c.Text.T("bookings.full_text"), status)
		}
		return c.slotAgain("", status)
	case store.IntentFailed:
		return notSent(o)
	}
	return c.redirect(c.Paths.Done(intent.ID))
}

// slotAgain shows the slot with why nothing was booked: the problem given, or
// the API's reason. It stands above the page, where it is heard, too.
func (c *Context) slotAgain(problem string, status pgclient.ClassBookingValidationStatus) error {
	l, err := c.loadSlot()
	if err != nil {
		return err
	}
	if status != "" {
		l.status = status
		c.explain(&l)
	}
	page := newClassSlotPage(c.page("", "classes"), c.now(), l)
	switch {
	case problem != "":
	case page.Refusal != nil:
		problem = cmp.Or(page.Refusal.Text, page.Refusal.Title)
	default:
		problem = reasonText(c.Text, status)
	}
	page.Errors = []views.FieldError{{Text: problem}}
	return c.Render(http.StatusUnprocessableEntity, views.ClassSlot(page))
}

// notSentError says that a write surely did not happen.
type notSentError struct{ busy bool }

func (notSentError) Error() string { return "write not sent" }

func notSent(o outcome) error { return notSentError{busy: o.Busy} }

// bookClassRefused asks why: the refusal's own status is not documented.
func bookClassRefused(ctx context.Context, api *pgclient.Client, r pgclient.ClassBookingRequest) outcome {
	v, why := api.ValidateClassSlot(ctx, r)
	if why != nil || v.ValidationStatus == pgclient.ClassBookingValidationStatusAvailable {
		return outcome{Refusal: string(pgclient.ClassBookingValidationStatusNotAvailable)}
	}
	return outcome{Refusal: string(v.ValidationStatus)}
}

func bookClassLook(ctx context.Context, api *pgclient.Client, customerID int64, t target) (outcome, bool, error) {
	list, err := api.GetClassBookingsByCustomerId(ctx, customerID)
	if err != nil {
		return outcome{}, false, err
	}
	if b := ownBySlot(list)[t.SlotID]; b != nil {
		return outcome{Status: string(b.BookingStatus), BookingID: b.BookingID}, true, nil
	}
	return outcome{}, false, nil
}
