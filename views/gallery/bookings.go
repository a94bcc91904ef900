package gallery

import (
	"time"

	"memberportal/views"
	"memberportal/views/paths"
)

func (g book) booking() views.Booking { return g.bookingAt(paths.For("nordlicht", false)) }

func (g book) bookingAt(at paths.Studio) views.Booking {
	start := g.at(18, 0)
	return views.Booking{
		ID: 3000001, To: at.ClassBooking(3000001), CancelTo: at.CancelClassBooking(3000001),
		Title: "Indoor Cycling", Time: g.text.Time(start), Day: g.text.ShortDay(start), Length: g.text.T("common.minutes", "n", 55),
		DateTime: start.Format(time.RFC3339), Detail: "Marek Nowak · Cycle room",
		Status: views.Chip{Tone: views.ToneGood, Text: g.text.T("bookings.booked")},
	}
}

// bookingOf is a booking with the note on its zone.
func (g book) bookingOf(note string) views.Booking {
	b := g.booking()
	b.ZoneNote = note
	return b
}

func (g book) bookings() []State {
	t := g.text.T
	page := func(o ...option) views.BookingsPage {
		return views.BookingsPage{Page: g.page(t("bookings.title"), "bookings", "/bookings", o...)}
	}
	full := page()
	statuses := []views.Chip{
		{Tone: views.ToneGood, Text: t("bookings.booked")}, {Tone: views.ToneInfo, Text: t("bookings.requested")},
		{Tone: views.ToneWarn, Text: t("bookings.waiting")}, {Tone: views.ToneBad, Text: t("bookings.canceled_by_studio")},
	}
	titles := []string{"Indoor Cycling", "Physio-Erstgespräch", longName, "يوغا للمبتدئين 🧘"}
	for n, title := range titles {
		b := g.booking()
		b.ID += int64(n)
		b.Title, b.Status = title, statuses[n]
		b.To, b.CancelTo = full.Paths.ClassBooking(b.ID), full.Paths.CancelClassBooking(b.ID)
		if n == 3 {
			b.CancelTo = ""
		}
		full.Upcoming = append(full.Upcoming, b)
	}
	past := g.booking()
	past.CancelTo, past.Status = "", views.Chip{Tone: views.ToneInfo, Text: t("bookings.attended")}
	unknown := past
	unknown.ID, unknown.Time, unknown.Day, unknown.Length, unknown.DateTime, unknown.Detail = 3000009, "", "", "", "", ""
	unknown.To = full.Paths.ClassBooking(unknown.ID)
	full.Past = []views.Booking{past, unknown}
	full.ZoneNote = t("common.zone_note", "zone", "Berlin")
	full.AppointmentsTo, full.CalendarTo = full.Paths.Appointments(), full.Paths.Calendar()

	half := page()
	half.AppointmentsMissing, half.Upcoming = true, full.Upcoming[:1]
	broken := page()
	broken.AppointmentsMissing, broken.ClassesMissing = true, true
	unread := g.booking()
	unread.Time, unread.Day, unread.Length, unread.DateTime, unread.Detail = "", "", "", "", ""
	timeless := page()
	timeless.TimesMissing, timeless.Upcoming = true, []views.Booking{unread, full.Upcoming[1]}
	inFrame := page(framed)
	inFrame.Upcoming = []views.Booking{g.bookingAt(inFrame.Paths)}

	return append([]State{
		{"bookings", views.Bookings(full)},
		{"bookings-empty", views.Bookings(page())},
		{"bookings-half", views.Bookings(half)},
		{"bookings-broken", views.Bookings(broken)},
		{"bookings-times-missing", views.Bookings(timeless)},
		{"bookings-framed", views.Bookings(inFrame)},
	}, g.booked()...)
}

func (g book) booked() []State {
	t := g.text.T
	page := func(b views.Booking, outcome *views.Notice) views.BookingPage {
		return views.BookingPage{
			Page: g.page(b.Title, "bookings", "/bookings/class/3000001"), Booking: b, Outcome: outcome,
			Rows: []views.Row{
				{Term: t("classes.who"), Value: "Marek Nowak"}, {Term: t("classes.where"), Value: "Cycle room"},
			},
			SlotTo: "/nordlicht/classes/1000015/slots/2000345", CancelNote: t("bookings.cancel_until", "when", g.text.DateTime(g.at(16, 0))),
		}
	}
	when := g.text.DateTime(g.at(18, 0))
	fresh := page(g.bookingOf(t("common.zone_note", "zone", "Berlin")), &views.Notice{Tone: views.ToneGood, Title: t("bookings.outcome_booked_title"), Text: t("bookings.outcome_booked_text", "class", "Indoor Cycling", "when", when)})

	fresh.Said = t("bookings.outcome_booked_title")
	fresh.FileTo = fresh.Paths.ClassBookingFile(3000001)

	waiting := g.booking()
	waiting.Status = views.Chip{Tone: views.ToneWarn, Text: t("bookings.waiting")}
	list := page(waiting, &views.Notice{Tone: views.ToneWarn, Title: t("bookings.outcome_waiting_title"), Text: t("bookings.outcome_waiting_text", "class", "Indoor Cycling", "when", when)})

	asked := g.booking()
	asked.Status = views.Chip{Tone: views.ToneInfo, Text: t("bookings.requested")}
	requested := page(asked, &views.Notice{Tone: views.ToneInfo, Title: t("bookings.outcome_requested_title"), Text: t("bookings.outcome_requested_text", "class", "Indoor Cycling", "when", when)})

	late := g.booking()
	late.CancelTo, late.ZoneNote = "", t("common.zone_note", "zone", "Berlin")
	closed := page(late, nil)
	closed.CancelNote = t("bookings.cancel_over", "when", g.text.WeekdayTime(g.at(16, 0)))
	closed.Description = "Bring a towel."

	past := g.booking()
	past.Title, past.CancelTo, past.Status = longName, "", views.Chip{Tone: views.ToneInfo, Text: t("bookings.attended")}
	over := page(past, nil)
	over.CancelNote, over.SlotTo = "", ""

	unread := g.booking()
	unread.Time, unread.Day, unread.Length, unread.DateTime = "", "", "", ""
	timeless := page(unread, nil)
	timeless.TimeMissing, timeless.CancelNote, timeless.SlotTo = true, "", ""

	return []State{
		{"booking-booked", views.BookingDetail(fresh)},
		{"booking-waiting", views.BookingDetail(list)},
		{"booking-requested", views.BookingDetail(requested)},
		{"booking-too-late", views.BookingDetail(closed)},
		{"booking-past", views.BookingDetail(over)},
		{"booking-time-missing", views.BookingDetail(timeless)},
	}
}

func (g book) cancel() []State {
	t := g.text.T
	page := func(o ...option) views.CancelPage {
		frame := g.page(t("bookings.cancel_heading"), "bookings", "/bookings/class/3000001/cancel", o...)
		b := g.bookingAt(frame.Paths)
		b.ZoneNote = t("common.zone_note", "zone", "Berlin")
		return views.CancelPage{
			Page:    frame,
			Heading: t("bookings.cancel_heading"), Booking: b, Consequence: []string{t("bookings.consequence_now"), t("bookings.consequence_place"), t("bookings.consequence_again"), t("bookings.cancel_until", "when", g.text.WeekdayTime(g.at(16, 0)))},
			Action: b.CancelTo, Button: t("bookings.cancel_booking"), BackTo: b.To,
		}
	}
	leave := page(framed)
	leave.Heading, leave.Button, leave.Consequence = t("bookings.leave_heading"), t("bookings.leave_list"), []string{t("bookings.consequence_list")}
	leave.Booking.Title = longName
	refused := page()
	refused.Refusal = &views.Notice{Tone: views.ToneWarn, Title: t("bookings.cancel_refused_title"), Text: t("bookings.cancel_over", "when", g.text.WeekdayTime(g.at(16, 0)))}
	timeless := page()
	timeless.TimeMissing = true
	timeless.Booking.Time, timeless.Booking.Day, timeless.Booking.Length, timeless.Booking.DateTime, timeless.Booking.Detail = "", "", "", "", ""
	timeless.Booking.ZoneNote, timeless.Consequence = "", timeless.Consequence[:3]
	return []State{
		{"cancel", views.Cancel(page())},
		{"cancel-time-missing", views.Cancel(timeless)},
		{"cancel-leave-framed", views.Cancel(leave)},
		{"cancel-refused", views.Cancel(refused)},
		{"cancel-expired", views.Cancel(page(errorsAt(views.FieldError{Text: t("errors.form_expired")})))},
	}
}

func (g book) done() []State {
	t := g.text.T
	page := func(heading string) views.DonePage {
		return views.DonePage{
			Page: g.page(heading, "bookings", "/done/aGVsbG8"), Heading: heading,
			To: "/nordlicht/bookings", ToText: t("bookings.to_bookings"),
		}
	}
	working := page(t("common.working_heading"))
	// Long enough to be looked at: a page that reloads under axe is one that axe cannot read.
	working.Working, working.Renew, working.Notice = true, 300, views.Notice{Tone: views.ToneInfo, Text: t("common.working_text")}
	refused := page(t("bookings.refused_heading"))
	refused.Notice = views.Notice{Tone: views.ToneBad, Title: t("bookings.full_text"), Text: t("bookings.refused_text")}
	unclear := page(t("common.unclear_heading"))
	unclear.Notice = views.Notice{Tone: views.ToneWarn, Text: t("bookings.unclear_text")}
	unclear.ElseTo, unclear.ElseText = unclear.To, unclear.ToText
	unclear.To, unclear.ToText = unclear.Self, t("common.look_again")
	booked := page(t("bookings.outcome_booked_title"))
	booked.Notice = views.Notice{Tone: views.ToneGood, Title: t("bookings.outcome_booked_title")}
	return []State{
		{"done-working", views.Done(working)},
		{"done-refused", views.Done(refused)},
		{"done-unclear", views.Done(unclear)},
		{"done-booked", views.Done(booked)},
	}
}

func (g book) errors() []State {
	t := g.text.T
	page := func(status int, title, text string, o ...option) views.ErrorPage {
		frame := g.page(title, "", "/nothing", o...)
		return views.ErrorPage{
			Page: frame, Status: status, Heading: title, Text: text, HomeTo: frame.Paths.Home(),
		}
	}
	down := page(503, t("errors.unavailable_title"), t("errors.unavailable_text"))
	down.RetryTo = "/nordlicht/classes"
	busy := page(503, t("errors.busy_title"), t("timetable.busy_renews"))
	busy.RetryTo, busy.Renew = "/nordlicht/classes", 30
	broken := page(500, t("errors.internal_title"), t("errors.internal_text"), stranger)
	broken.RequestID = "Zk3vQ2u8"
	unknown := page(404, t("errors.unknown_studio_title"), t("errors.unknown_studio_text"), stranger)
	unknown.Studio, unknown.HomeTo = views.Studio{Style: "/static/style.5b1c2d3e.css"}, "/"
	return []State{
		{"error-not-found", views.Error(page(404, t("errors.not_found_title"), t("errors.not_found_text"), framed))},
		{"error-unavailable", views.Error(down)},
		{"error-busy", views.Error(busy)},
		{"error-internal", views.Error(broken)},
		{"error-unknown-studio", views.Error(unknown)},
	}
}
