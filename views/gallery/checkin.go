package gallery

import (
	"time"

	"memberportal/views"
)

// doorCode is "0012345678901234567" as a QR code.
const doorCode = "M0 0h7v1h-7zM8 0h1v1h-1zM14 0h7v1h-7zM0 1h1v1h-1zM6 1h1v1h-1zM8 1h1v1h-1zM10 1h1v1h-1zM12 1h1v1h-1zM14 1h1v1h-1zM20 1h1v1h-1zM0 2h1v1h-1zM2 2h3v1h-3zM6 2h1v1h-1zM10 2h2v1h-2zM14 2h1v1h-1zM16 2h3v1h-3zM20 2h1v1h-1zM0 3h1v1h-1zM2 3h3v1h-3zM6 3h1v1h-1zM8 3h1v1h-1zM10 3h2v1h-2zM14 3h1v1h-1zM16 3h3v1h-3zM20 3h1v1h-1zM0 4h1v1h-1zM2 4h3v1h-3zM6 4h1v1h-1zM10 4h2v1h-2zM14 4h1v1h-1zM16 4h3v1h-3zM20 4h1v1h-1zM0 5h1v1h-1zM6 5h1v1h-1zM10 5h3v1h-3zM14 5h1v1h-1zM20 5h1v1h-1zM0 6h7v1h-7zM8 6h1v1h-1zM10 6h1v1h-1zM12 6h1v1h-1zM14 6h7v1h-7zM8 7h5v1h-5zM0 8h1v1h-1zM2 8h2v1h-2zM5 8h3v1h-3zM9 8h1v1h-1zM11 8h2v1h-2zM14 8h1v1h-1zM17 8h1v1h-1zM19 8h2v1h-2zM2 9h1v1h-1zM4 9h2v1h-2zM7 9h2v1h-2zM10 9h3v1h-3zM15 9h2v1h-2zM18 9h2v1h-2zM1 10h6v1h-6zM8 10h4v1h-4zM13 10h2v1h-2zM18 10h1v1h-1zM20 10h1v1h-1zM0 11h2v1h-2zM3 11h3v1h-3zM8 11h4v1h-4zM14 11h2v1h-2zM18 11h2v1h-2zM1 12h2v1h-2zM5 12h5v1h-5zM12 12h1v1h-1zM8 13h1v1h-1zM10 13h2v1h-2zM14 13h5v1h-5zM20 13h1v1h-1zM0 14h7v1h-7zM8 14h1v1h-1zM10 14h4v1h-4zM18 14h1v1h-1zM20 14h1v1h-1zM0 15h1v1h-1zM6 15h1v1h-1zM8 15h2v1h-2zM16 15h1v1h-1zM18 15h1v1h-1zM0 16h1v1h-1zM2 16h3v1h-3zM6 16h1v1h-1zM10 16h1v1h-1zM12 16h1v1h-1zM14 16h2v1h-2zM18 16h3v1h-3zM0 17h1v1h-1zM2 17h3v1h-3zM6 17h1v1h-1zM8 17h4v1h-4zM14 17h1v1h-1zM16 17h2v1h-2zM19 17h1v1h-1zM0 18h1v1h-1zM2 18h3v1h-3zM6 18h1v1h-1zM8 18h2v1h-2zM12 18h1v1h-1zM14 18h4v1h-4zM0 19h1v1h-1zM6 19h1v1h-1zM10 19h1v1h-1zM13 19h1v1h-1zM16 19h1v1h-1zM18 19h3v1h-3zM0 20h7v1h-7zM8 20h3v1h-3zM13 20h1v1h-1zM15 20h1v1h-1zM17 20h1v1h-1zM19 20h1v1h-1z"

const scriptsOfCode = "/static/portal-checkin.3c4d5e6f.js"

func (g book) checkinPages() []State {
	t := g.text.T
	page := func() views.CheckinPage {
		return views.CheckinPage{Page: g.page(t("checkin.title"), "checkin", "/checkin"), VisitsTo: "/nordlicht/checkin/visits"}
	}
	full := page()
	full.Renew, full.Script = 100, scriptsOfCode
	full.Code = &views.DoorCode{Size: 21, Path: doorCode, Valid: t("checkin.code_valid", "time", "18:32"), Fresh: 100}
	full.Media = []views.Row{
		{Term: t("checkin.medium_card"), Value: t("checkin.medium_end", "end", "4711")},
		{Term: t("checkin.medium_pin"), Value: t("checkin.medium_secret")},
		{Term: t("checkin.medium_wallet"), Value: t("checkin.medium_end", "end", "9f2c")},
	}
	now := views.Chip{Tone: views.ToneGood, Text: t("checkin.benefit_now")}
	full.Benefits = []views.Benefit{
		{Name: t("checkin.benefit_sauna"), State: now},
		{Name: t("checkin.benefit_drinks"), State: views.Chip{Text: t("checkin.benefit_not")}},
		{Name: "Donaudampfschifffahrtsgesellschaftskapitänskajütennutzung am Wochenende", State: now},
	}

	shut := page()
	shut.Notices = []views.Notice{
		{Tone: views.ToneWarn, Title: t("home.restricted_title"), Text: t("home.restricted_text"), LinkText: t("checkin.write"), LinkTo: "/nordlicht/messages"},
		{Tone: views.ToneInfo, Title: t("home.paused_title", "date", g.text.Date(g.at(12, 0).AddDate(0, 0, 39))), Text: t("checkin.paused_text")},
	}
	shut.CodeOff, shut.NoBenefits, shut.Media = true, true, full.Media[:1]

	broken := page()
	broken.CodeMissing, broken.NoticesMissing, broken.MediaMissing, broken.BenefitsOut = true, true, true, true
	broken.Renew, broken.Script = 150, scriptsOfCode

	none := page()
	none.Notices = []views.Notice{{Tone: views.ToneInfo, Title: t("checkin.no_contract"), Text: t("checkin.no_contract_text")}}
	none.Code, none.Renew, none.Script = full.Code, 60, scriptsOfCode
	renews := *full.Code
	renews.Valid = t("checkin.code_renews")
	none.Code = &renews
	none.VisitsTo = ""

	inFrame := full
	inFrame.Page = g.page(t("checkin.title"), "checkin", "/checkin", framed)
	inFrame.Renew = 100
	inFrame.VisitsTo = inFrame.Paths.Visits("", "")

	return append([]State{
		{"checkin", views.Checkin(full)},
		{"checkin-shut", views.Checkin(shut)},
		{"checkin-broken", views.Checkin(broken)},
		{"checkin-none", views.Checkin(none)},
		{"checkin-framed", views.Checkin(inFrame)},
	}, g.visitsPages()...)
}

func (g book) visitsPages() []State {
	t := g.text.T
	page := func(o ...option) views.VisitsPage {
		return views.VisitsPage{
			Page: g.page(t("checkin.visits"), "checkin", "/checkin/visits", o...), From: "2025-11-27", To: "2026-11-26",
			Period: t("checkin.between", "from", g.text.Date(g.at(12, 0).AddDate(-1, 0, 1)), "to", g.text.Date(g.at(12, 0))),
			Zone:   t("common.zone_note", "zone", "Berlin"),
		}
	}
	few := page()
	g.visit(&few, 9)
	few.Inside = t("checkin.inside_since", "time", "18:04", "place", "Nordlicht Fitness")
	few.Weeks[0].Visits[0].Out = t("checkin.still_inside")
	few.Weeks[1].Visits[0].Out = t("checkin.no_out")
	few.Weeks[1].Visits[1].Place = longName

	one := page()
	g.visit(&one, 1)
	one.Usual = g.text.N("checkin.a_week", 1)

	many := page()
	g.visit(&many, 170)

	none := page()
	none.Total = g.text.N("checkin.visit_count", 0)

	refused := page(errorsAt(views.FieldError{Field: "from", Text: g.text.N("checkin.date_span", 365)}))
	refused.From, refused.Refused = "2020-01-01", true

	missing := page()
	missing.Missing = true

	inFrame := page(framed)
	g.visit(&inFrame, 3)

	return []State{
		{"visits", views.Visits(few)},
		{"visits-one", views.Visits(one)},
		{"visits-many", views.Visits(many)},
		{"visits-none", views.Visits(none)},
		{"visits-refused", views.Visits(refused)},
		{"visits-missing", views.Visits(missing)},
		{"visits-framed", views.Visits(inFrame)},
	}
}

// visit fills a page with so many visits, every second day, two of them a day now
// and then.
func (g book) visit(p *views.VisitsPage, count int) {
	t := g.text.T
	p.Total, p.Usual = g.text.N("checkin.visit_count", count), g.text.N("checkin.a_week", 3)
	p.Shades = views.Legend(t("checkin.shade_none"), t("checkin.shade_one"), t("checkin.shade_more"))
	shade := map[int]int{}
	for n := range count {
		ago := 2 * n
		if n%7 == 6 {
			ago -= 2
		}
		shade[ago] = min(shade[ago]+1, 2)
		day := g.at(18, 4).AddDate(0, 0, -ago)
		monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
		name := t("checkin.week_of", "date", g.text.Date(monday))
		if len(p.Weeks) == 0 || p.Weeks[len(p.Weeks)-1].Name != name {
			p.Weeks = append(p.Weeks, views.VisitWeek{Name: name})
		}
		w := &p.Weeks[len(p.Weeks)-1]
		w.Visits = append(w.Visits, views.Visit{Day: g.text.ShortDay(day), In: g.text.Time(day), Out: g.text.Time(day.Add(70 * time.Minute)), Place: "Nordlicht Fitness"})
		w.Count = g.text.N("checkin.visit_count", len(w.Visits))
	}
	for half := range 2 {
		v := views.VisitPicture{Box: views.SquareBox(27, 7, true)}
		var squares views.Squares
		for n := range 7 * 27 {
			if ago := 7*27*(2-half) - 4 - n; ago >= 0 && ago < 365 {
				squares.Add(n/7, n%7, shade[ago])
			}
		}
		v.Shades = squares.Shades()
		for row := 0; row < 7; row += 2 {
			v.Labels = append(v.Labels, views.RowLabel(row, g.text.WeekdayShort(g.at(12, 0).AddDate(0, 0, row-3))))
		}
		for n := range 6 {
			v.Labels = append(v.Labels, views.ColumnLabel(n*4+2, g.text.MonthShort(g.at(12, 0).AddDate(0, half*6+n-11, -20))))
		}
		p.Pictures = append(p.Pictures, v)
	}
}

// recent is the home page's part of it.
func (g book) recent(count int) *views.RecentVisits {
	var squares views.Squares
	for n := range 28 {
		visits := 0
		if n%3 == 0 && n/3 < count {
			visits = 1 + n%2
		}
		squares.Add(n, 0, visits)
	}
	return &views.RecentVisits{
		Text: g.text.N("checkin.recent", count), To: "/nordlicht/checkin/visits",
		Picture: views.VisitPicture{Box: views.SquareBox(28, 1, false), Shades: squares.Shades()},
	}
}
