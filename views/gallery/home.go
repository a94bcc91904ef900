package gallery

import (
	"time"

	"memberportal/views"
)

func (g book) home() []State {
	t := g.text.T
	page := func(o ...option) views.HomePage {
		return views.HomePage{
			Page:     g.page(t("home.title"), "home", "/", o...),
			Greeting: t("home.greeting_evening", "name", "Jana"), Today: g.text.DayMonth(g.at(19, 0)),
		}
	}
	full := page()
	next := g.booking()
	next.Status = views.Chip{Tone: views.ToneGood, Text: t("bookings.booked")}
	full.Next = &next
	full.Membership = &views.Membership{
		Name: "Premium 24", Price: g.text.N("home.price_months", 1, "amount", g.text.Money("39.9", "EUR")), To: full.Paths.Contract(4000001),
		Rows: []views.Row{
			{Term: t("home.runs_until"), Value: g.text.Date(time.Date(2027, 3, 31, 12, 0, 0, 0, time.UTC))},
			{Term: t("home.cancel_by"), Value: g.text.Date(time.Date(2027, 2, 28, 12, 0, 0, 0, time.UTC))},
		},
	}
	full.Utilization = &views.Utilization{
		Text: g.text.N("home.utilization_of", 64, "max", 200), State: views.Chip{Tone: views.ToneGood, Text: t("home.quiet")}, Count: 64, Max: 200,
	}

	full.Visits, full.CheckinTo = g.recent(9), full.Paths.Checkin()

	busy := full
	busy.Page = g.page(t("home.title"), "home", "/", logo)
	busy.Greeting = t("home.greeting_morning", "name", "عبد الرحمن")
	busy.Notices = []views.Notice{
		{Tone: views.ToneBad, Title: t("home.restricted_title"), Text: t("home.restricted_text")},
		{Tone: views.ToneWarn, Title: t("home.paused_title", "date", g.text.Date(g.at(12, 0).AddDate(0, 0, 39))), Text: t("home.paused_text")},
	}
	waiting := g.booking()
	waiting.Title = longName
	waiting.Status = views.Chip{Tone: views.ToneWarn, Text: t("bookings.waiting")}
	waiting.ZoneNote = t("common.zone_note", "zone", "Berlin")
	busy.Next = &waiting
	canceled := *full.Membership
	canceled.Name = "Betriebliche Gesundheitsförderung Donaudampfschifffahrtsgesellschaft Premium 24"
	canceled.State = &views.Chip{Tone: views.ToneWarn, Text: t("home.state_canceled")}
	canceled.More = 2
	busy.Membership = &canceled
	busy.Utilization = &views.Utilization{Text: g.text.N("home.utilization_of", 214, "max", 200), State: views.Chip{Tone: views.ToneWarn, Text: t("home.crowded")}, Count: 214, Max: 200}

	empty := page(nameless)
	empty.MembershipNone = true
	empty.Visits = g.recent(0)

	broken := page()
	broken.NextMissing, broken.MembershipMissing, broken.UtilizationMissing, broken.NoticesMissing = true, true, true, true
	broken.VisitsMissing, broken.CheckinTo = true, broken.Paths.Checkin()

	inFrame := full
	inFrame.Page = g.page(t("home.title"), "home", "/", framed)
	framedNext := g.bookingAt(inFrame.Paths)
	inFrame.Next = &framedNext
	inFrame.Visits, inFrame.CheckinTo = g.recent(1), inFrame.Paths.Checkin()
	inFrame.Visits.To = inFrame.Paths.Visits("", "")
	framedContract := *full.Membership
	framedContract.To = inFrame.Paths.Contract(4000001)
	inFrame.Membership = &framedContract
	inFrame.Utilization = &views.Utilization{Text: g.text.N("home.utilization_count", 1), Count: 1}

	// A studio that gave the portal the scopes for little more than contracts.
	bare := page(func(p *views.Page) {
		p.Hidden = []string{"classes", "appointments", "bookings", "checkin", "account", "messages"}
	})
	bare.NextHidden, bare.Membership = true, full.Membership

	return []State{
		{"home", views.Home(full)},
		{"home-hidden", views.Home(bare)},
		{"home-trouble", views.Home(busy)},
		{"home-empty", views.Home(empty)},
		{"home-broken", views.Home(broken)},
		{"home-framed", views.Home(inFrame)},
	}
}
