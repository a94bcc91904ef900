package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/paths"
)

// slotsAtOnce bounds the look-ups of slots a page has in flight.
const slotsAtOnce = 8

// bookedClass is a class booking with the slot it is for; the API's booking
// has no times of its own.
type bookedClass struct {
	booking pgclient.ClassBooking
	slot    *pgclient.ClassSlot // nil: could not be read, or is gone
	gone    bool                // the API knows no such slot (any more)
	title   string              // of the class, where only that could be read
	failed  error               // why the slot could not be read
}

// unread tells whether there are times that the page would show if the API had
// answered. A slot that is said not to exist has none.
func (b bookedClass) unread() bool { return b.slot == nil && !b.gone }

// classBookings reads the member's class bookings and then their slots, all
// together. A slot that cannot be read leaves its booking without times.
func (c *Context) classBookings(ctx context.Context) ([]bookedClass, error) {
	return c.classBookingsOf(ctx, c.Who.CustomerID)
}

// classBookingsOf is the same for whom a calendar feed is, who is not signed in.
func (c *Context) classBookingsOf(ctx context.Context, customerID int64) ([]bookedClass, error) {
	list, err := c.API.GetClassBookingsByCustomerId(ctx, customerID)
	if err != nil {
		return nil, err
	}
	booked := make([]bookedClass, len(list))
	bySlot := map[[2]int64][]int{}
	for i, b := range list {
		booked[i].booking = b
		key := [2]int64{b.ClassID, b.ClassSlotID}
		bySlot[key] = append(bySlot[key], i)
	}
	var group errgroup.Group
	group.SetLimit(slotsAtOnce)
	var mu sync.Mutex
	for key, at := range bySlot {
		group.Go(func() error {
			slot, err := c.Studio.BookedSlot(ctx, key[0], key[1])
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				c.note(err)
				for _, i := range at {
					booked[i].gone, booked[i].failed = notThere(err), err
				}
				return nil
			}
			for _, i := range at {
				booked[i].slot = &slot
			}
			return nil
		})
	}
	_ = group.Wait() // look-ups report nothing: their bookings stay without times
	return booked, nil
}

// showBookings lists what is to come and what was, classes and appointments.
func showBookings(c *Context) error {
	var classes part[[]bookedClass]
	var appointments part[[]pgclient.AppointmentBooking]
	load := c.newParts()
	wantChain(load, &classes, 2, c.classBookings)
	want(load, &appointments, func(ctx context.Context) ([]pgclient.AppointmentBooking, error) {
		return c.API.GetAppointmentBookings(ctx, c.Who.CustomerID)
	})
	_ = load.wait() // both are parts: neither takes the page down
	c.note(classes.err, appointments.err)
	if classes.missing() && appointments.err != nil {
		return classes.err
	}
	c.nameUnread(classes.value)
	page := newBookingsPage(c.page(c.Text.T("bookings.title"), "bookings"), c.now(), classes.value, appointments.value)
	page.ClassesMissing, page.AppointmentsMissing = classes.missing(), appointments.missing()
	page.CalendarTo = c.Paths.Calendar()
	if c.Studio.May("getBookableAppointments") {
		page.AppointmentsTo = c.Paths.Appointments()
	}
	return c.Render(http.StatusOK, views.Bookings(page))
}

// nameUnread reads what the classes are called whose slots could not be read. It
// costs a call only then: what is booked and to come is among the active classes.
func (c *Context) nameUnread(booked []bookedClass) {
	if !slices.ContainsFunc(booked, bookedClass.unread) {
		return
	}
	var classes part[[]pgclient.Class]
	load := c.newParts()
	want(load, &classes, c.Studio.Classes)
	_ = load.wait() // a part: without it the rows stay without a name
	c.note(classes.err)
	byID := classesByID(classes.value)
	for i, b := range booked {
		if class := byID[b.booking.ClassID]; class != nil && b.unread() {
			booked[i].title = class.Title
		}
	}
}

// timedBooking is a row with what it is sorted by.
type timedBooking struct {
	row        views.Booking
	start, end time.Time // zero when not known
	canceled   bool
	completed  bool // as the API says, which knows it without the times, too
	unread     bool // the times could not be read
}

// mayCome: nothing says that it is not the next one.
func (b timedBooking) mayCome() bool { return b.unread && !b.canceled && !b.completed }

func newBookingsPage(base views.Page, now time.Time, classes []bookedClass, appointments []pgclient.AppointmentBooking) views.BookingsPage {
	p := views.BookingsPage{Page: base}
	list := timedBookings(base.Text, base.Paths, now, classes, appointments)
	for _, b := range list {
		p.TimesMissing = p.TimesMissing || b.mayCome()
		p.ZoneNote = cmp.Or(p.ZoneNote, b.row.ZoneNote) // once for the page; a studio has one zone
		if b.past(now) {
			p.Past = append(p.Past, b.row)
		} else {
			p.Upcoming = append(p.Upcoming, b.row)
		}
	}
	slices.Reverse(p.Past) // the latest first
	return p
}

// past: over, or canceled before it began.
func (b timedBooking) past(now time.Time) bool {
	return b.canceled || b.completed || (!b.end.IsZero() && now.After(b.end))
}

func timedBookings(text *i18n.Printer, at paths.Studio, now time.Time, classes []bookedClass, appointments []pgclient.AppointmentBooking) []timedBooking {
	list := make([]timedBooking, 0, len(classes)+len(appointments))
	for _, b := range classes {
		list = append(list, newClassBooking(text, at, now, b))
	}
	for _, b := range appointments {
		list = append(list, newAppointmentBooking(text, at, now, b))
	}
	slices.SortStableFunc(list, func(a, b timedBooking) int {
		if n := a.start.Compare(b.start); n != 0 {
			return n
		}
		return cmp.Compare(a.row.ID, b.row.ID)
	})
	return list
}

func newClassBooking(text *i18n.Printer, at paths.Studio, now time.Time, b bookedClass) timedBooking {
	status := b.booking.BookingStatus
	t := timedBooking{canceled: status == pgclient.ClassBookingStatusCanceled || b.booking.ClassSlotStatus == pgclient.EventStatusCanceled}
	t.completed, t.unread = b.booking.ClassSlotStatus == pgclient.EventStatusCompleted, b.unread()
	t.row = views.Booking{
		ID: b.booking.BookingID, To: at.ClassBooking(b.booking.BookingID), Title: cmp.Or(b.title, text.T("timetable.untitled")),
		Status: views.Chip{Tone: statusTone(status), Text: text.T(statusKey(status))},
	}
	if b.booking.ClassSlotStatus == pgclient.EventStatusCanceled && status != pgclient.ClassBookingStatusCanceled {
		t.row.Status = views.Chip{Tone: views.ToneBad, Text: text.T("bookings.canceled_by_studio")}
	}
	if s := b.slot; s != nil {
		if i := s.ClassInformation; i != nil && i.Title != "" {
			t.row.Title = i.Title
		}
		t.row.Detail = slotDetail(text, *s)
		t.row.Length = minutes(text, slotLength(*s))
		t.start, t.end = setTimes(&t.row, text, s.StartDateTime, s.EndDateTime)
	}
	// Nobody can be asked whether to cancel something that has no name and no time.
	nameless := t.unread && b.title == ""
	if !t.canceled && !t.completed && !nameless && (t.start.IsZero() || now.Before(t.start)) {
		t.row.CancelTo = at.CancelClassBooking(b.booking.BookingID)
	}
	if t.past(now) && !t.canceled {
		t.row.Status = visitChip(text, b.booking.ParticipantStatus, t.row.Status)
	}
	return t
}

func newAppointmentBooking(text *i18n.Printer, at paths.Studio, now time.Time, b pgclient.AppointmentBooking) timedBooking {
	t := timedBooking{canceled: b.BookingStatus == pgclient.AppointmentBookingStatusCanceled || b.AppointmentStatus == pgclient.EventStatusCanceled}
	t.completed = b.AppointmentStatus == pgclient.EventStatusCompleted
	status := pgclient.ClassBookingStatus(b.BookingStatus) // the same words, less the waiting list
	if t.canceled {
		status = pgclient.ClassBookingStatusCanceled
	}
	t.row = views.Booking{
		ID: b.BookingID, Appointment: true, To: at.AppointmentBooking(b.BookingID), Title: b.Title, Detail: instructorNames(text, b.Instructors),
		Status: views.Chip{Tone: statusTone(status), Text: text.T(statusKey(status))},
	}
	if b.Title == "" {
		t.row.Title = text.T("bookings.appointment")
	}
	t.start, t.end = setTimes(&t.row, text, b.StartDateTime, b.EndDateTime)
	t.row.Length = minutes(text, t.end.Sub(t.start))
	if !t.canceled && !t.completed && now.Before(t.start) {
		t.row.CancelTo = at.CancelAppointmentBooking(b.BookingID)
	}
	if t.past(now) && !t.canceled {
		t.row.Status = visitChip(text, b.ParticipantStatus, t.row.Status)
	}
	return t
}

// visitChip is what a past booking says: whether the member came, where the
// studio has noted it; a place that was never confirmed stays what it was.
func visitChip(text *i18n.Printer, s pgclient.ParticipantStatus, before views.Chip) views.Chip {
	switch s {
	case pgclient.ParticipantStatusParticipating:
		return views.Chip{Tone: views.ToneGood, Text: text.T("bookings.attended")}
	case pgclient.ParticipantStatusNotParticipating:
		return views.Chip{Tone: views.ToneInfo, Text: text.T("bookings.missed")}
	}
	before.Tone = views.ToneInfo
	return before
}

// whenText is day and time of a booking, "" when they are not known.
func whenText(text *i18n.Printer, t timedBooking) string {
	if t.start.IsZero() {
		return ""
	}
	return text.In(t.start.Location()).DateTime(t.start)
}

// setTimes writes a row's times in the zone they came with and returns them;
// an end that is not known counts as the start.
func setTimes(row *views.Booking, text *i18n.Printer, start, end pgclient.ZonedTime) (from, to time.Time) {
	if start.IsZero() {
		return time.Time{}, time.Time{}
	}
	from = local(text, start)
	text = text.In(from.Location())
	row.Time, row.Day, row.DateTime = text.Time(from), text.ShortDay(from), from.Format(time.RFC3339)
	row.ZoneNote = zoneNote(text)
	if end.IsZero() {
		return from, from
	}
	return from, end.Time()
}
