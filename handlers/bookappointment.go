package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"memberportal/i18n"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

const actionBookAppointment = "appointment.book"

// The messages about an appointment that was just booked.
const (
	saidAppointmentBooked    = "appointment_booked"
	saidAppointmentRequested = "appointment_requested"
	saidAppointmentHeld      = "appointment_held"
)

// statusHeld is what reading back may find of an appointment that is too far
// ahead for the member's list: the time is taken by the member, whose booking
// it is can be told, its status cannot.
const statusHeld = "HELD"

// appointmentKinds are the writes of these pages, by action.
func appointmentKinds() map[string]kind {
	return map[string]kind{actionBookAppointment: {lookFor(bookAppointmentLook), tellAppointment}}
}

// appointmentSayings are their messages.
func appointmentSayings() map[string]saying {
	return map[string]saying{
		saidAppointmentBooked:    {views.ToneGood, "bookings.outcome_booked_title", "bookings.outcome_booked_text"},
		saidAppointmentRequested: {views.ToneInfo, "bookings.outcome_requested_title", "bookings.outcome_requested_text"},
		saidAppointmentHeld:      {views.ToneInfo, "", "appointments.outcome_held_text"},
	}
}

// wish is a time of a service as a browser names it. Nothing of it is believed
// until the API has offered the same time again.
type wish struct {
	serviceID   int64
	start, end  pgclient.ZonedTime
	instructors []int64
	with        string // the ids as they came
}

// longestWish is more than a time or the ids of its instructors take, in bytes.
const longestWish = 200

// readWish reads a time from the address or from the form.
func (c *Context) readWish(value func(string) string) (w wish, ok bool, err error) {
	if w.serviceID, err = c.pathID("serviceID"); err != nil {
		return w, false, err
	}
	start, end := value("start"), value("end")
	w.with = value("instructor")
	if start == "" || end == "" || max(len(start), len(end), len(w.with)) > longestWish {
		return w, false, nil
	}
	var errStart, errEnd error
	w.start, errStart = pgclient.ParseZonedTime(start)
	w.end, errEnd = pgclient.ParseZonedTime(end)
	w.instructors, ok = parseIDs(w.with)
	return w, ok && errStart == nil && errEnd == nil, nil
}

func (w wish) request(customerID int64) pgclient.AppointmentBookingRequest {
	return pgclient.AppointmentBookingRequest{
		CustomerID: customerID, BookableAppointmentID: w.serviceID, StartDateTime: w.start, EndDateTime: w.end, InstructorIDs: w.instructors,
	}
}

// of finds the time among those that the API offers: to the letter, since that
// is how it will be sent back.
func (w wish) of(slots []freeSlot) *freeSlot {
	i := slices.IndexFunc(slots, func(s freeSlot) bool {
		return s.StartDateTime.String() == w.start.String() && s.EndDateTime.String() == w.end.String() && instructorIDs(s) == w.with
	})
	if i < 0 {
		return nil
	}
	return &slots[i]
}

// day is the studio's calendar day of the time.
func (w wish) day(text *i18n.Printer) pgclient.Date { return pgclient.DateOf(local(text, w.start)) }

// weekOfWish is where to look for other times: the days from the wish on, or
// today where that lies behind or too far ahead.
func (c *Context) weekOfWish(w wish) pgclient.Date {
	if !w.start.IsZero() {
		if day, inReach, err := c.weekOf(w.day(c.Text).String()); err == nil && inReach {
			return day
		}
	}
	return c.today()
}

// confirmLoad is what the confirm page is made of.
type confirmLoad struct {
	now      time.Time
	service  pgclient.BookableAppointment
	wish     wish
	slot     *freeSlot                                   // nil: not offered now
	status   pgclient.AppointmentBookingValidationStatus // "" when it could not be asked
	standing standing                                    // read only where a pause explains the refusal
	closed   bool                                        // the studio has not given the portal the right to book
}

// showBookAppointment asks before it books. What the API does not offer (any
// more) leads back to the times, with the reason.
func showBookAppointment(c *Context) error {
	w, ok, err := c.readWish(c.echo.QueryParam)
	if err != nil {
		return err
	}
	if !ok {
		return c.redirect(c.Paths.Appointment(w.serviceID, ""))
	}
	return c.confirmAppointment(http.StatusOK, w, nil)
}

// confirmAppointment answers with the confirm page of a time.
func (c *Context) confirmAppointment(status int, w wish, wrong []views.FieldError) error {
	l, err := c.loadConfirm(w)
	if err != nil {
		return err
	}
	if l.slot == nil {
		return c.renderAppointment(status, w.serviceID, c.weekOfWish(w), wrong, goneText(c.Text, l.status))
	}
	base := c.page("", "appointments")
	base.Errors = wrong
	return c.Render(status, views.BookAppointment(newBookAppointmentPage(base, l)))
}

func (c *Context) loadConfirm(w wish) (confirmLoad, error) {
	l := confirmLoad{now: c.now(), wish: w, closed: !c.Studio.May("bookAppointmentBooking")}
	var slots []freeSlot
	var valid part[pgclient.AppointmentBookingValidation]
	calls := c.newParts()
	need(calls, &l.service, func(ctx context.Context) (pgclient.BookableAppointment, error) {
		return c.Studio.Service(ctx, w.serviceID)
	})
	need(calls, &slots, func(ctx context.Context) ([]freeSlot, error) {
		return c.freeWindow(ctx, w.serviceID, w.day(c.Text), 1)
	})
	want(calls, &valid, func(ctx context.Context) (pgclient.AppointmentBookingValidation, error) {
		return validateWish(ctx, c.API, w.request(c.Who.CustomerID))
	})
	if err := calls.wait(); err != nil {
		return l, err
	}
	if pgclient.KindOf(valid.err) != pgclient.Invalid && !notThere(valid.err) { // made-up times and ids are no failure
		c.note(valid.err)
	}
	l.slot, l.status = w.of(slots), valid.value.ValidationStatus
	if l.slot != nil && l.status == pgclient.AppointmentBookingValidationStatusCustomerIdle {
		load := c.newParts()
		c.wantStanding(load, &l.standing)
		_ = load.wait() // both are parts
		c.note(l.standing.customer.err, l.standing.contracts.err)
	}
	return l, nil
}

// validateWish asks the API about a time that a browser named. One without a
// zone never came from the API, which would not take it: it is not asked.
func validateWish(ctx context.Context, api *pgclient.Client, r pgclient.AppointmentBookingRequest) (pgclient.AppointmentBookingValidation, error) {
	if r.StartDateTime.Zone() == "" || r.EndDateTime.Zone() == "" {
		return pgclient.AppointmentBookingValidation{}, nil
	}
	return api.ValidateForAppointmentBooking(ctx, r)
}

// goneText is why a time is not offered: the API's reason where it has one.
func goneText(text *i18n.Printer, status pgclient.AppointmentBookingValidationStatus) string {
	switch status {
	case "", pgclient.AppointmentBookingValidationStatusAvailable,
		pgclient.AppointmentBookingValidationStatusResourceNotAvailable, pgclient.AppointmentBookingValidationStatusNotAvailable:
		return text.T("appointments.gone")
	}
	return appointmentReason(text, status)
}

// listedAhead is how far ahead the API lists a customer's appointments, with a
// day to spare: two weeks, it says, and not to the hour.
const listedAhead = 13 * 24 * time.Hour

// beyondList tells whether an appointment is too far ahead to be in the
// member's list.
func beyondList(now, start time.Time) bool { return start.Sub(now) > listedAhead }

func newBookAppointmentPage(base views.Page, l confirmLoad) views.BookAppointmentPage {
	text, at := zoned(base.Text, l.slot.StartDateTime), base.Paths
	start := l.slot.StartDateTime.Time()
	p := views.BookAppointmentPage{
		Page: base, Service: newService(base, l.service), Action: at.BookAppointment(l.service.ID),
		Start: l.slot.StartDateTime.String(), End: l.slot.EndDateTime.String(), With: instructorIDs(*l.slot),
		BackTo: at.Appointment(l.service.ID, l.wish.day(base.Text).String()), ZoneNote: zoneNote(text),
	}
	p.Title = text.T("appointments.confirm_heading")
	list := &rowList{text: text}
	list.add("appointments.row_what", p.Service.Title)
	list.add("timetable.row_day", text.Capital(text.DayMonth(local(base.Text, l.slot.StartDateTime)))+" "+start.Format("2006"))
	list.add("classes.when", spanText(text, l.slot.StartDateTime, l.slot.EndDateTime))
	list.add("appointments.row_length", p.Service.Length)
	list.add("classes.who", namesOf(*l.slot))
	list.add("classes.where", base.Studio.Name)
	p.Rows = list.rows
	if p.Refusal = confirmRefusal(base, l); p.Refusal != nil {
		return p
	}
	p.Means = []string{text.T("appointments.means_book"), text.T("appointments.means_cancel")}
	if len(l.slot.Instructors) > 1 {
		p.Means = append(p.Means, text.T("appointments.means_with"))
	}
	if beyondList(l.now, start) {
		p.Means = append(p.Means, text.T("appointments.means_far"))
	}
	return p
}

// confirmRefusal says why the member cannot have the time, as the API sees it.
func confirmRefusal(base views.Page, l confirmLoad) *views.Notice {
	text := base.Text
	if l.closed {
		return &views.Notice{Tone: views.ToneInfo, Text: text.T("appointments.not_online")}
	}
	n := &views.Notice{Tone: views.ToneWarn, Title: text.T("appointments.refused_title"), Text: appointmentReason(text, l.status)}
	switch l.status {
	case "", pgclient.AppointmentBookingValidationStatusAvailable:
		// Not asked, or not answered, is not refused: the API has the last word.
		return nil
	case pgclient.AppointmentBookingValidationStatusCustomerIdle:
		if until := l.standing.pauseEnd(pgclient.DateOf(l.slot.StartDateTime.Time().In(text.Location()))); !until.IsZero() {
			n.Text = text.T("classes.refused_idle_until", "date", text.Date(until.In(text.Location())))
		}
	}
	return n
}

// bookAppointment books a time that the API offers at this moment: once,
// whatever is clicked twice, sent again or reloaded.
func bookAppointment(c *Context) error {
	w, ok, err := c.readWish(c.form)
	if err != nil {
		return err
	}
	if !ok {
		return c.renderAppointment(http.StatusUnprocessableEntity, w.serviceID, c.today(), []views.FieldError{{Text: c.Text.T("appointments.gone")}}, "")
	}
	request := w.request(c.Who.CustomerID)
	text := c.Text
	intent, err := c.writeOnce(attempt{
		action: actionBookAppointment, target: idText(w.serviceID) + " " + w.start.String() + " " + w.with,
		details: appointmentTarget{ServiceID: w.serviceID, Start: w.start, End: w.end, Far: beyondList(c.now(), w.start.Time())},
		send: func(ctx context.Context) (outcome, error) {
			slots, err := c.freeWindow(ctx, w.serviceID, w.day(text), 1)
			if err != nil {
				return outcome{}, err
			}
			slot := w.of(slots)
			if slot == nil {
				return outcome{}, errGone
			}
			b, err := c.API.BookAppointmentBooking(ctx, slot.Request(request.CustomerID, w.serviceID))
			return outcome{Status: string(b.BookingStatus), BookingID: b.BookingID}, err
		},
		refused: func(ctx context.Context, err error) outcome {
			return bookAppointmentRefused(ctx, c.API, text, request, err)
		},
	})
	if errors.Is(err, errStaleForm) {
		return c.confirmAppointment(http.StatusUnprocessableEntity, w, []views.FieldError{{Text: c.Text.T("errors.form_expired")}})
	}
	return c.conclude(intent, err, nil, func(o outcome) error {
		to := c.Paths.Bookings()
		if o.BookingID != 0 {
			to = c.Paths.AppointmentBooking(o.BookingID)
		}
		return c.redirectSaying(to, flash{Key: appointmentKey(o)})
	}, func(wrong []views.FieldError) error {
		if c.unsent {
			return c.confirmAppointment(http.StatusUnprocessableEntity, w, nil)
		}
		return c.renderAppointment(http.StatusUnprocessableEntity, w.serviceID, c.weekOfWish(w), wrong, "")
	})
}

// errGone: the API no longer offers the time. Nothing was sent.
var errGone = &pgclient.Error{Op: "bookAppointmentBooking", Kind: pgclient.Conflict}

// bookAppointmentRefused asks why: the refusal's own status is not documented.
// Where the API knows no reason, its own words stand.
func bookAppointmentRefused(ctx context.Context, api *pgclient.Client, text *i18n.Printer, r pgclient.AppointmentBookingRequest, err error) outcome {
	if pgclient.KindOf(err) == pgclient.Forbidden {
		return outcome{Message: text.T("appointments.not_online")}
	}
	v, why := validateWish(ctx, api, r)
	o := outcome{Refusal: string(v.ValidationStatus), Message: goneText(text, v.ValidationStatus)}
	said := refusedInWords(err).Message
	if said != "" && (why != nil || v.ValidationStatus == pgclient.AppointmentBookingValidationStatusAvailable) {
		o.Message = said
	}
	return o
}

// appointmentTarget is what was to be booked, kept with the intent so that it
// can be looked for after a restart.
type appointmentTarget struct {
	ServiceID int64              `json:"service_id"`
	Start     pgclient.ZonedTime `json:"start"`
	End       pgclient.ZonedTime `json:"end"`
	Far       bool               `json:"far,omitempty"` // too far ahead for the member's list
}

// bookAppointmentLook looks for the member's appointment of the service at the
// time. The list reaches two weeks ahead and names no service, only its title;
// beyond it the API is asked whether the member has something at that time,
// which was free for them when the booking was sent.
func bookAppointmentLook(ctx context.Context, api *pgclient.Client, customerID int64, t appointmentTarget) (outcome, bool, error) {
	list, err := api.GetAppointmentBookings(ctx, customerID)
	if err != nil {
		return outcome{}, false, err
	}
	list = slices.DeleteFunc(list, func(b pgclient.AppointmentBooking) bool {
		return b.BookingStatus == pgclient.AppointmentBookingStatusCanceled || !b.StartDateTime.Time().Equal(t.Start.Time()) || !b.EndDateTime.Time().Equal(t.End.Time())
	})
	if len(list) > 0 {
		service, err := api.GetBookableAppointment(ctx, t.ServiceID)
		if err != nil {
			return outcome{}, false, err
		}
		for _, b := range list {
			if b.Title == service.Title {
				return outcome{Status: string(b.BookingStatus), BookingID: b.BookingID}, true, nil
			}
		}
	}
	if !t.Far {
		return outcome{}, false, nil
	}
	v, err := api.ValidateForAppointmentBooking(ctx, pgclient.AppointmentBookingRequest{
		CustomerID: customerID, BookableAppointmentID: t.ServiceID, StartDateTime: t.Start, EndDateTime: t.End,
	})
	held := v.ValidationStatus == pgclient.AppointmentBookingValidationStatusCustomerInOtherBooking
	return outcome{Status: statusHeld}, err == nil && held, err
}

// appointmentKey is the message for an appointment that was booked.
func appointmentKey(o outcome) string {
	switch o.Status {
	case string(pgclient.AppointmentBookingStatusBooked):
		return saidAppointmentBooked
	case statusHeld:
		return saidAppointmentHeld
	default: // BOOKED_WITH_CONFIRMATION_REQUIRED, and what later releases may add
		return saidAppointmentRequested
	}
}

func tellAppointment(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	to := told{to: base.Paths.Bookings(), toText: text.T("bookings.to_bookings")}
	switch intent.State {
	case store.IntentDone:
		to.notice, _ = sayOutcome(text, appointmentKey(o), "", "")
		if to.notice.Title == "" {
			to.notice.Title = text.T("appointments.outcome_held_title")
		}
		if o.BookingID != 0 {
			to.to, to.toText = base.Paths.AppointmentBooking(o.BookingID), text.T("bookings.details")
		}
	case store.IntentRefused:
		to.heading = text.T("bookings.refused_heading")
		to.notice = views.Notice{Tone: views.ToneWarn, Text: o.Message}
		var t appointmentTarget
		if json.Unmarshal(intent.Details, &t) == nil {
			to.to, to.toText = base.Paths.Appointment(t.ServiceID, ""), text.T("appointments.to_times")
		}
	default:
		to.notice.Text = text.T("bookings.unclear_text")
	}
	return to
}
