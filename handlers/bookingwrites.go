package handlers

import (
	"context"
	"encoding/json"

	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// The writes on bookings, by the action their intents carry.
const (
	actionBookClass         = "class.book"
	actionCancelClass       = "class.cancel"
	actionCancelAppointment = "appointment.cancel"
)

// target is the booking that a write is about, kept with the intent so that it
// can be looked for after a restart.
type target struct {
	ClassID int64 `json:"class_id,omitempty"`
	SlotID  int64 `json:"slot_id,omitempty"`
	ID      int64 `json:"id,omitempty"`      // of a booking
	Waiting bool  `json:"waiting,omitempty"` // the booking was a place on the waiting list
}

func bookingKinds() map[string]kind {
	return map[string]kind{
		actionBookClass:         {lookFor(bookClassLook), tellBooking},
		actionCancelClass:       {lookFor(cancelClassLook), tellCancel},
		actionCancelAppointment: {lookFor(cancelAppointmentLook), tellCancel},
	}
}

// cancelAttempt is a cancellation by any of the two ways.
func (c *Context) cancelAttempt(action string, t target, call func(context.Context, int64) error,
	find func(context.Context, *pgclient.Client, int64, target) (outcome, bool, error),
) attempt {
	return attempt{
		action: action, target: idText(t.ID), details: t,
		send: func(ctx context.Context) (outcome, error) {
			return afterCancel(ctx, c.API, c.Who.CustomerID, t, call(ctx, t.ID), find)
		},
		refused: func(_ context.Context, err error) outcome {
			o := refusedInWords(err)
			o.BookingID = t.ID
			return o
		},
	}
}

func tellBooking(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	to := told{to: base.Paths.Bookings(), toText: text.T("bookings.to_bookings")}
	switch intent.State {
	case store.IntentDone:
		to.notice, _ = sayOutcome(text, doneKey(intent.Action, o), "", "")
		if o.BookingID != 0 {
			to.to, to.toText = base.Paths.ClassBooking(o.BookingID), text.T("bookings.details")
		}
	case store.IntentRefused:
		to.heading = text.T("bookings.refused_heading")
		to.notice = views.Notice{Tone: views.ToneWarn, Text: refusalText(text, intent.Action, o)}
		var t target
		if json.Unmarshal(intent.Details, &t) == nil {
			to.to, to.toText = base.Paths.ClassSlot(t.ClassID, t.SlotID), text.T("bookings.to_class")
		}
	default:
		to.notice.Text = text.T("bookings.unclear_text")
	}
	return to
}

func tellCancel(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	to := told{to: base.Paths.Bookings(), toText: text.T("bookings.to_bookings")}
	switch intent.State {
	case store.IntentDone:
		to.notice, _ = sayOutcome(text, doneKey(intent.Action, o), "", "")
	case store.IntentRefused:
		to.heading = text.T("bookings.cancel_failed_heading")
		to.notice = views.Notice{Tone: views.ToneWarn, Text: refusalText(text, intent.Action, o)}
	default:
		to.notice.Text = text.T("bookings.unclear_text")
	}
	return to
}
