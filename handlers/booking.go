package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/paths"
)

// ownClassBooking finds a class booking of the signed-in member. Another
// member's, or one that does not exist, is not found: the key of the API
// could read it, the member may not.
func (c *Context) ownClassBooking(ctx context.Context) (pgclient.ClassBooking, error) {
	id, err := c.pathID("bookingID")
	if err != nil {
		return pgclient.ClassBooking{}, err
	}
	b, err := c.API.GetClassBookingById(ctx, id)
	if err != nil {
		return pgclient.ClassBooking{}, err
	}
	if b.CustomerID != c.Who.CustomerID {
		return pgclient.ClassBooking{}, errNotFound
	}
	return b, nil
}

// ownAppointmentBooking is the same for an appointment.
func (c *Context) ownAppointmentBooking(ctx context.Context) (pgclient.AppointmentBooking, error) {
	id, err := c.pathID("bookingID")
	if err != nil {
		return pgclient.AppointmentBooking{}, err
	}
	b, err := c.API.GetAppointmentBooking(ctx, id)
	if err != nil {
		return pgclient.AppointmentBooking{}, err
	}
	if b.CustomerID != c.Who.CustomerID {
		return pgclient.AppointmentBooking{}, errNotFound
	}
	return b.AppointmentBooking, nil
}

// classDetail is a class booking with what surrounds it.
type classDetail struct {
	bookedClass
	class    *pgclient.Class
	nameless error // why neither slot nor class could be read; nil where one tells what it is
}

// row is the booking as lists show it, named by its class where the slot is not known.
func (d classDetail) row(text *i18n.Printer, at paths.Studio, now time.Time) timedBooking {
	if d.class != nil {
		d.title = d.class.Title
	}
	return newClassBooking(text, at, now, d.bookedClass)
}

// loadClassBooking reads the member's booking, then its slot and class together.
func (c *Context) loadClassBooking() (classDetail, error) {
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.page)
	defer cancel()
	b, err := c.ownClassBooking(ctx)
	if err != nil {
		return classDetail{}, err
	}
	var slot part[pgclient.ClassSlot]
	var class part[pgclient.Class]
	load := c.newParts()
	want(load, &slot, func(ctx context.Context) (pgclient.ClassSlot, error) {
		return c.Studio.ClassSlot(ctx, b.ClassID, b.ClassSlotID)
	})
	want(load, &class, func(ctx context.Context) (pgclient.Class, error) { return c.Studio.Class(ctx, b.ClassID) })
	_ = load.wait() // both are parts
	c.note(slot.err, class.err)
	d := classDetail{bookedClass: bookedClass{booking: b}}
	if d.failed = slot.err; slot.err == nil {
		d.slot = &slot.value
	}
	if class.err == nil {
		d.class = &class.value
	}
	d.gone = notThere(slot.err)
	if d.unread() && (d.class == nil || d.class.Title == "") {
		d.nameless = slot.err
	}
	return d, nil
}

// showClassBooking is one class booking, also right after it was made.
func showClassBooking(c *Context) error {
	d, err := c.loadClassBooking()
	if err != nil {
		return err
	}
	said := ""
	if f := c.guest.Flash; f != nil {
		said = f.Key
	}
	base := c.page("", "bookings")
	if base.Flash != nil && isBookingOutcome(said) {
		base.Flash = nil // said below, with what was booked
	} else {
		said = ""
	}
	return c.Render(http.StatusOK, views.BookingDetail(newClassBookingPage(base, c.now(), d, said)))
}

// isBookingOutcome tells whether the message is about a booking that was just made.
func isBookingOutcome(key string) bool {
	return key == saidBooked || key == saidWaiting || key == saidRequested
}

// newClassBookingPage shows a class booking; said is the message when it was
// made just now, "" later. A booking that is no place yet always says so.
func newClassBookingPage(base views.Page, now time.Time, d classDetail, said string) views.BookingPage {
	text, at := base.Text, base.Paths
	t := d.row(text, at, now)
	p := views.BookingPage{Page: base, Booking: t.row, SlotTo: at.ClassSlot(d.booking.ClassID, d.booking.ClassSlotID)}
	if d.class != nil {
		p.Description = strings.TrimSpace(d.class.Description)
	}
	p.Title, p.TimeMissing = p.Booking.Title, t.mayCome()
	p.Rows = bookingRows(base, d)
	fresh := said != ""
	if !t.past(now) {
		switch d.booking.BookingStatus {
		case pgclient.ClassBookingStatusWaitingList:
			said = saidWaiting
		case pgclient.ClassBookingStatusBookedWithConfirmationRequired:
			said = saidRequested
		}
		if n, ok := sayOutcome(text, said, p.Booking.Title, whenText(text, t)); ok {
			p.Outcome = &n
			if fresh {
				p.Said = n.Title
			}
		}
	}
	p.CancelNote, p.Booking.CancelTo = cancelNote(base, now, d, t)
	if !t.start.IsZero() && !t.past(now) {
		p.FileTo = at.ClassBookingFile(d.booking.BookingID)
	}
	return p
}

// bookingRows is when, with whom and where; places and booking window no
// longer matter to somebody who is in.
func bookingRows(base views.Page, d classDetail) []views.Row {
	if d.slot == nil {
		return nil
	}
	rows := eventRows(base, *d.slot, d.class).rows
	if d.slot.StartDateTime.IsZero() {
		return rows
	}
	text := zoned(base.Text, d.slot.StartDateTime)
	day := views.Row{Term: text.T("timetable.row_day"), Value: text.Capital(text.DayMonth(d.slot.StartDateTime.Time()))}
	return append([]views.Row{day}, rows...)
}

// cancelNote says until when the booking can be canceled, or why it cannot,
// and gives the way to cancel where there is one.
func cancelNote(base views.Page, now time.Time, d classDetail, t timedBooking) (note, to string) {
	if t.row.CancelTo == "" {
		return "", ""
	}
	if d.slot == nil || d.booking.BookingStatus == pgclient.ClassBookingStatusWaitingList {
		return "", t.row.CancelTo
	}
	limit, late, known := cancelLimit(base.Text, d.class, *d.slot)
	if !known {
		return "", t.row.CancelTo
	}
	text := zoned(base.Text, d.slot.StartDateTime)
	switch {
	case now.Before(limit):
		return text.T("bookings.cancel_until", "when", momentText(text, now, limit, t.start)), t.row.CancelTo
	case late:
		return text.T("bookings.cancel_late", "when", momentText(text, now, limit, t.start)), t.row.CancelTo
	}
	return text.T("bookings.cancel_over", "when", momentText(text, now, limit, t.start)), ""
}

// showAppointmentBooking is one appointment booking.
func showAppointmentBooking(c *Context) error {
	b, err := c.ownAppointmentBooking(c.Ctx)
	if err != nil {
		return err
	}
	said := ""
	if f := c.guest.Flash; f != nil {
		said = f.Key
	}
	base := c.page("", "bookings")
	if _, own := appointmentSayings()[said]; own && base.Flash != nil {
		base.Flash = nil // said below, with what was booked
	} else {
		said = ""
	}
	page := newAppointmentPage(base, c.now(), b)
	if said == saidAppointmentBooked && page.Outcome == nil {
		t := newAppointmentBooking(c.Text, c.Paths, c.now(), b)
		if n, ok := sayOutcome(c.Text, said, t.row.Title, whenText(c.Text, t)); ok {
			page.Outcome = &n
		}
	}
	if said != "" && page.Outcome != nil {
		page.Said = page.Outcome.Title
	}
	return c.Render(http.StatusOK, views.BookingDetail(page))
}

func newAppointmentPage(base views.Page, now time.Time, b pgclient.AppointmentBooking) views.BookingPage {
	text := zoned(base.Text, b.StartDateTime)
	t := newAppointmentBooking(base.Text, base.Paths, now, b)
	p := views.BookingPage{Page: base, Booking: t.row, Description: strings.TrimSpace(b.Description)}
	p.Title = t.row.Title
	if !b.StartDateTime.IsZero() {
		when := spanText(text, b.StartDateTime, b.EndDateTime)
		p.Rows = append(p.Rows,
			views.Row{Term: text.T("timetable.row_day"), Value: text.Capital(text.DayMonth(b.StartDateTime.Time()))},
			views.Row{Term: text.T("classes.when"), Value: when})
	}
	if t.row.Detail != "" {
		p.Rows = append(p.Rows, views.Row{Term: text.T("classes.who"), Value: t.row.Detail})
	}
	if b.BookingStatus == pgclient.AppointmentBookingStatusBookedWithConfirmationRequired && !t.past(now) {
		n, _ := sayOutcome(text, saidRequested, t.row.Title, whenText(text, t))
		p.Outcome = &n
	}
	if !t.start.IsZero() && !t.past(now) {
		p.FileTo = base.Paths.AppointmentBookingFile(b.BookingID)
	}
	return p
}
