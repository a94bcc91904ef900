package gallery

import (
	"strconv"
	"time"

	"memberportal/views"
)

const massage = 3100003

func (g book) service(p views.Page) views.Service {
	return views.Service{
		To: p.Paths.Appointment(massage, ""), Title: "Sportmassage", Length: g.text.N("common.minutes", 45),
		Description: "Jede Anmeldung wird persönlich bestätigt.",
	}
}

// freeDay has a time every quarter of an hour from some hour on, each with or
// without who gives it.
func (g book) freeDay(p views.Page, days, from, count int, open bool, who ...string) views.FreeDay {
	t := g.text.T
	day := g.at(0, 0).AddDate(0, 0, days)
	d := views.FreeDay{Heading: g.text.Capital(g.text.DayMonth(day)), Count: g.text.N("appointments.count", count), Open: open}
	headings := []string{t("classes.morning"), t("classes.afternoon"), t("classes.evening")}
	for n := range count {
		start := time.Date(day.Year(), day.Month(), day.Day(), from, 15*n, 0, 0, day.Location())
		part := headings[min(max(0, (start.Hour()-7)/5), 2)]
		if len(d.Parts) == 0 || d.Parts[len(d.Parts)-1].Heading != part {
			d.Parts = append(d.Parts, views.FreePart{Heading: part})
		}
		v := views.FreeTime{Time: g.text.Time(start), To: p.Paths.ConfirmAppointment(massage, apiTime(start), apiTime(start.Add(45*time.Minute)), strconv.Itoa(1000020+n%2))}
		if len(who) > 0 {
			v.Detail = who[n%len(who)]
		}
		last := &d.Parts[len(d.Parts)-1]
		last.Times = append(last.Times, v)
	}
	return d
}

// apiTime is a moment as the API writes it.
func apiTime(t time.Time) string {
	return t.Format("2006-01-02T15:04:05.000-07:00") + "[" + t.Location().String() + "]"
}

func (g book) appointmentsPages() []State {
	t := g.text.T
	list := func(o ...option) views.AppointmentsPage {
		return views.AppointmentsPage{Page: g.page(t("appointments.title"), "appointments", "/appointments", o...)}
	}
	full := list()
	one := g.service(full.Page)
	bare := views.Service{To: full.Paths.Appointment(massage+1, ""), Title: "Hydrojet"}
	long := views.Service{To: full.Paths.Appointment(massage+2, ""), Title: longName, Length: g.text.N("common.minutes", 75), Description: "Rückenschulungsvorbereitungsgespräch mit Ganganalyse, Beweglichkeitstest und Trainingsempfehlung."}
	full.Groups = []views.ServiceGroup{
		{Heading: "Wellness", Services: []views.Service{one, bare}},
		{Heading: "Gesundheitsvorsorgeuntersuchungen", Services: []views.Service{long}},
		{Heading: t("appointments.more"), Services: []views.Service{{To: full.Paths.Appointment(massage+3, ""), Title: "يوغا للمبتدئين 🧘", Length: g.text.N("common.minutes", 30)}}},
	}
	plain := list(framed)
	plain.Groups = []views.ServiceGroup{{Services: []views.Service{g.service(plain.Page)}}}
	return append([]State{
		{"appointments", views.Appointments(full)},
		{"appointments-empty", views.Appointments(list())},
		{"appointments-framed", views.Appointments(plain)},
	}, append(g.appointmentTimes(), g.appointmentConfirm()...)...)
}

func (g book) appointmentTimes() []State {
	t := g.text.T
	page := func(o ...option) views.AppointmentPage {
		p := views.AppointmentPage{Page: g.page("Sportmassage", "appointments", "/appointments/3100003", o...), Category: "Wellness"}
		p.Service = g.service(p.Page)
		p.Week = t("timetable.from_to", "from", g.text.ShortDay(g.at(9, 0)), "to", g.text.ShortDay(g.at(9, 0).AddDate(0, 0, 6)))
		p.LaterTo = p.Paths.Appointment(massage, "2026-12-03")
		return p
	}
	zone := t("common.zone_note", "zone", "Berlin")
	week := page()
	week.ZoneNote = zone
	week.Days = []views.FreeDay{
		g.freeDay(week.Page, 0, 10, 12, true, "Ines", "Piotr Zieliński"), g.freeDay(week.Page, 1, 17, 4, false, "Ines"),
		g.freeDay(week.Page, 5, 9, 1, false, g.text.N("appointments.name_more", 3, "name", "Donaudampfschifffahrtsgesellschaftskapitänin")),
	}
	same := page(framed)
	same.ZoneNote, same.With, same.Missing = zone, "Ines", true
	same.EarlierTo = same.Paths.Appointment(massage, "2026-11-26")
	same.Days = []views.FreeDay{g.freeDay(same.Page, 7, 10, 3, true)}

	next := page()
	next.EmptyTitle, next.EmptyText = t("appointments.none_week_title"), t("appointments.none_week_next", "day", g.text.DayMonth(g.at(9, 0).AddDate(0, 0, 35)))
	next.NextTo, next.NextText = next.Paths.Appointment(massage, "2026-12-31"), t("appointments.to_next")
	far := page()
	far.EmptyTitle, far.EmptyText = t("appointments.none_week_title"), t("appointments.none_week_far", "day", g.text.DayMonth(g.at(9, 0).AddDate(0, 0, 42)))
	far.NextTo, far.NextText = far.Paths.Appointment(massage, "2027-01-08"), t("appointments.look_further")
	unknown := page()
	unknown.Missing = true
	barred := page()
	barred.Service.Title, barred.Service.Length, barred.Category = longName, "", ""
	barred.Problem = &views.Notice{Tone: views.ToneWarn, Title: t("appointments.refused_title"), Text: t("appointments.refused_restricted")}
	gone := page(errorsAt(views.FieldError{Text: t("appointments.gone")}))
	gone.Days = []views.FreeDay{g.freeDay(gone.Page, 0, 11, 3, true, "Ines")}
	return []State{
		{"appointment", views.Appointment(week)},
		{"appointment-framed", views.Appointment(same)},
		{"appointment-next", views.Appointment(next)},
		{"appointment-far", views.Appointment(far)},
		{"appointment-missing", views.Appointment(unknown)},
		{"appointment-barred", views.Appointment(barred)},
		{"appointment-gone", views.Appointment(gone)},
	}
}

func (g book) appointmentConfirm() []State {
	t := g.text.T
	page := func(title string, o ...option) views.BookAppointmentPage {
		p := views.BookAppointmentPage{Page: g.page(t("appointments.confirm_heading"), "appointments", "/appointments/3100003/book", o...)}
		p.Service, p.Action, p.BackTo = g.service(p.Page), p.Paths.BookAppointment(massage), p.Paths.Appointment(massage, "2026-11-26")
		start := g.at(10, 15)
		p.Start, p.End, p.With = apiTime(start), apiTime(start.Add(45*time.Minute)), "1000020"
		p.Rows = []views.Row{
			{Term: t("appointments.row_what"), Value: title},
			{Term: t("timetable.row_day"), Value: g.text.Capital(g.text.DayMonth(start)) + " 2026"},
			{Term: t("classes.when"), Value: t("timetable.from_to", "from", g.text.Time(start), "to", g.text.Time(start.Add(45*time.Minute)))},
			{Term: t("appointments.row_length"), Value: g.text.N("common.minutes", 45)},
			{Term: t("classes.who"), Value: "Ines"}, {Term: t("classes.where"), Value: "Nordlicht Fitness"},
		}
		p.ZoneNote = t("common.zone_note", "zone", "Berlin")
		p.Means = []string{t("appointments.means_book"), t("appointments.means_cancel")}
		return p
	}
	far := page(longName, framed)
	far.Means = append(far.Means, t("appointments.means_with"), t("appointments.means_far"))
	far.Rows[4].Value = "Ines · Piotr Zieliński"
	refused := page("Sportmassage")
	refused.Means, refused.Refusal = nil, &views.Notice{Tone: views.ToneWarn, Title: t("appointments.refused_title"), Text: t("appointments.refused_other")}
	stale := page("Sportmassage", errorsAt(views.FieldError{Text: t("errors.form_expired")}))
	return []State{
		{"appointment-book", views.BookAppointment(page("Sportmassage"))},
		{"appointment-book-far", views.BookAppointment(far)},
		{"appointment-book-refused", views.BookAppointment(refused)},
		{"appointment-book-stale", views.BookAppointment(stale)},
	}
}
