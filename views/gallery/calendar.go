package gallery

import "memberportal/views"

func (g book) calendarPages() []State {
	t := g.text.T
	page := func(o ...option) views.CalendarPage {
		p := views.CalendarPage{Page: g.page(t("calendar.title"), "bookings", "/calendar", o...)}
		p.Action = p.Paths.Calendar()
		return p
	}
	has := page(flash(views.Notice{Tone: views.ToneGood, Text: t("calendar.made")}))
	has.Has, has.Made = true, t("calendar.made_on", "date", g.text.Date(g.at(9, 0)))
	has.Address = "https://members.example.com" + has.Paths.CalendarFeed("Zk3vQ2u8Zk3vQ2u8Zk3vQ2u8Zk3vQ2u8Zk3vQ2u8abc")
	lost := page(framed)
	lost.Has, lost.Made = true, has.Made
	return []State{
		{"calendar-none", views.Calendar(page())},
		{"calendar", views.Calendar(has)},
		{"calendar-lost", views.Calendar(lost)},
		{"calendar-stale", views.Calendar(page(errorsAt(views.FieldError{Text: t("errors.form_expired")})))},
	}
}
