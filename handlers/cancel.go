package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// showCancelClassBooking asks before it cancels; not about something that it
// cannot name.
func showCancelClassBooking(c *Context) error {
	d, err := c.loadClassBooking()
	if err = cmp.Or(err, d.nameless); err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.Cancel(newCancelClassPage(c.page("", "bookings"), c.now(), d)))
}

func newCancelClassPage(base views.Page, now time.Time, d classDetail) views.CancelPage {
	text, at := base.Text, base.Paths
	t := d.row(text, at, now)
	p := views.CancelPage{
		Page: base, Booking: t.row, Heading: text.T("bookings.cancel_heading"), Action: at.CancelClassBooking(t.row.ID),
		Button: text.T("bookings.cancel_booking"), BackTo: t.row.To,
	}
	waiting := d.booking.BookingStatus == pgclient.ClassBookingStatusWaitingList
	if waiting {
		p.Heading, p.Button = text.T("bookings.leave_heading"), text.T("bookings.leave_list")
		p.Consequence = []string{text.T("bookings.consequence_list")}
	} else {
		p.Consequence = []string{text.T("bookings.consequence_place"), text.T("bookings.consequence_again")}
	}
	p.Title, p.TimeMissing = p.Heading, t.mayCome()
	note, to := cancelNote(base, now, d, t)
	switch {
	case t.canceled:
		p.Refusal = &views.Notice{Tone: views.ToneInfo, Text: text.T("bookings.canceled_title")}
	case to == "" && note == "" && !t.mayCome():
		p.Refusal = &views.Notice{Tone: views.ToneWarn, Text: text.T("bookings.cancel_past")}
	case to == "":
		p.Refusal = &views.Notice{Tone: views.ToneWarn, Title: text.T("bookings.cancel_refused_title"), Text: note}
	case !waiting:
		if late := lateNote(base, now, d); late != "" {
			p.Consequence = append(p.Consequence, late)
		} else if note != "" {
			p.Consequence = append(p.Consequence, note)
		}
	}
	return p
}

// lateNote is what a late cancellation costs, "" while it is not late.
func lateNote(base views.Page, now time.Time, d classDetail) string {
	if d.slot == nil {
		return ""
	}
	limit, late, known := cancelLimit(base.Text, d.class, *d.slot)
	if !known || !late || now.Before(limit) {
		return ""
	}
	text := zoned(base.Text, d.slot.StartDateTime)
	return text.T("bookings.consequence_late", "when", momentText(text, now, limit, d.slot.StartDateTime.Time()))
}

// showCancelAppointmentBooking asks before it cancels. The API does not tell
// the deadline of an appointment, so none is named.
func showCancelAppointmentBooking(c *Context) error {
	b, err := c.ownAppointmentBooking(c.Ctx)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.Cancel(newCancelAppointmentPage(c.page("", "bookings"), c.now(), b)))
}

func newCancelAppointmentPage(base views.Page, now time.Time, b pgclient.AppointmentBooking) views.CancelPage {
	text, at := base.Text, base.Paths
	t := newAppointmentBooking(text, at, now, b)
	p := views.CancelPage{
		Page: base, Booking: t.row, Heading: text.T("bookings.cancel_heading"), Action: at.CancelAppointmentBooking(t.row.ID),
		Button: text.T("bookings.cancel_booking"), BackTo: t.row.To, Consequence: []string{text.T("bookings.consequence_now")},
	}
	p.Title = p.Heading
	switch {
	case t.canceled:
		p.Refusal = &views.Notice{Tone: views.ToneInfo, Text: text.T("bookings.canceled_title")}
	case t.row.CancelTo == "":
		p.Refusal = &views.Notice{Tone: views.ToneWarn, Text: text.T("bookings.cancel_past")}
	}
	return p
}

// cancelClassBooking cancels the member's own booking, once.
func cancelClassBooking(c *Context) error {
	d, err := c.loadClassBooking()
	if err != nil {
		return err
	}
	again := func(problem string) error {
		return c.cancelAgain(newCancelClassPage(c.page("", "bookings"), c.now(), d), problem)
	}
	row := d.row(c.Text, c.Paths, c.now())
	t := target{ID: d.booking.BookingID, ClassID: d.booking.ClassID, SlotID: d.booking.ClassSlotID}
	t.Waiting = d.booking.BookingStatus == pgclient.ClassBookingStatusWaitingList
	return c.cancelOnce(c.cancelAttempt(actionCancelClass, t, c.API.CancelClassSlotById, cancelClassLook), row, again)
}

// cancelAppointmentBooking cancels the member's own appointment, once.
func cancelAppointmentBooking(c *Context) error {
	b, err := c.ownAppointmentBooking(c.Ctx)
	if err != nil {
		return err
	}
	again := func(problem string) error {
		return c.cancelAgain(newCancelAppointmentPage(c.page("", "bookings"), c.now(), b), problem)
	}
	row := newAppointmentBooking(c.Text, c.Paths, c.now(), b)
	t := target{ID: b.BookingID}
	return c.cancelOnce(c.cancelAttempt(actionCancelAppointment, t, c.API.DeleteAppointmentBooking, cancelAppointmentLook), row, again)
}

func (c *Context) cancelAgain(page views.CancelPage, problem string) error {
	page.Errors = []views.FieldError{{Text: problem}}
	return c.Render(http.StatusUnprocessableEntity, views.Cancel(page))
}

func (c *Context) cancelOnce(t attempt, row timedBooking, again func(problem string) error) error {
	t.changes = about(row.row.Title, row.start)
	intent, err := c.writeOnce(t)
	if errors.Is(err, errStaleForm) {
		return again(c.Text.T("errors.form_expired"))
	}
	if err != nil {
		return err
	}
	o := outcomeOf(intent)
	switch intent.State {
	case store.IntentDone:
		return c.redirectSaying(c.Paths.Bookings(), flash{Key: doneKey(t.action, o), Title: row.row.Title, When: whenText(c.Text, row)})
	case store.IntentRefused:
		return again(refusalText(c.Text, t.action, o))
	case store.IntentFailed:
		return notSent(o)
	}
	return c.redirect(c.Paths.Done(intent.ID))
}

func cancelStatus(t target) outcome {
	o := outcome{Status: string(pgclient.ClassBookingStatusCanceled), BookingID: t.ID}
	if t.Waiting {
		o.Status = string(pgclient.ClassBookingStatusWaitingList)
	}
	return o
}

// notThere: the API knows no such booking. Whether a canceled booking stays
// readable is not documented, so this alone proves nothing.
func notThere(err error) bool { return pgclient.KindOf(err) == pgclient.NotFound }

// errUnclear: whether a write happened could not be read back.
var errUnclear = errors.New("outcome unclear")

// afterCancel is what a cancel call came to: "no such booking" is looked into,
// since it may mean canceled already, or nothing at all.
func afterCancel(ctx context.Context, api *pgclient.Client, customerID int64, t target, err error,
	look func(context.Context, *pgclient.Client, int64, target) (outcome, bool, error),
) (outcome, error) {
	if !notThere(err) {
		return cancelStatus(t), err
	}
	o, canceled, lookErr := look(ctx, api, customerID, t)
	switch {
	case lookErr != nil:
		return o, errors.Join(errUnclear, lookErr)
	case canceled:
		return o, nil
	}
	return o, err
}

// cancelClassLook reads the booking; one that cannot be found must be gone
// from the member's own list, too.
func cancelClassLook(ctx context.Context, api *pgclient.Client, customerID int64, t target) (outcome, bool, error) {
	b, err := api.GetClassBookingById(ctx, t.ID)
	if !notThere(err) {
		return cancelStatus(t), err == nil && b.BookingStatus == pgclient.ClassBookingStatusCanceled, err
	}
	list, err := api.GetClassBookingsByCustomerId(ctx, customerID)
	stands := slices.ContainsFunc(list, func(b pgclient.ClassBooking) bool {
		return b.BookingID == t.ID && b.BookingStatus != pgclient.ClassBookingStatusCanceled
	})
	return cancelStatus(t), err == nil && !stands, err
}

// cancelAppointmentLook is the same for an appointment.
func cancelAppointmentLook(ctx context.Context, api *pgclient.Client, customerID int64, t target) (outcome, bool, error) {
	b, err := api.GetAppointmentBooking(ctx, t.ID)
	if !notThere(err) {
		return cancelStatus(t), err == nil && b.BookingStatus == pgclient.AppointmentBookingStatusCanceled, err
	}
	list, err := api.GetAppointmentBookings(ctx, customerID)
	stands := slices.ContainsFunc(list, func(b pgclient.AppointmentBooking) bool {
		return b.BookingID == t.ID && b.BookingStatus != pgclient.AppointmentBookingStatusCanceled
	})
	return cancelStatus(t), err == nil && !stands, err
}
