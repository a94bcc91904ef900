package gallery

import (
	"time"

	"memberportal/views"
	"memberportal/views/paths"
)

const contractID = 4000001

// day is a date of the made-up studio.
func (g book) day(year int, month time.Month, day int) string {
	return g.text.Date(time.Date(year, month, day, 12, 0, 0, 0, g.text.Location()))
}

func (g book) contractCard(at paths.Studio) views.Membership {
	t := g.text.T
	return views.Membership{
		Name: "Premium 24", Price: g.text.N("home.price_months", 1, "amount", g.text.Money("39.9", "EUR")), To: at.Contract(contractID),
		Rows: []views.Row{{Term: t("home.runs_until"), Value: g.day(2027, 3, 31)}, {Term: t("home.cancel_by"), Value: g.day(2027, 2, 28)}},
	}
}

func (g book) contractPage(o ...option) views.ContractPage {
	t := g.text.T
	frame := g.page("Premium 24", "contracts", "/contracts/4000001", o...)
	months := func(n int) string { return g.text.N("contracts.months", n) }
	p := views.ContractPage{Page: frame, Name: frame.Title}
	p.State = &views.Chip{Tone: views.ToneGood, Text: t("contracts.state_running")}
	card := g.contractCard(frame.Paths)
	p.Rows = append([]views.Row{{Term: t("contracts.price"), Value: card.Price}, {Term: t("contracts.began"), Value: g.day(2025, 4, 1)}}, card.Rows...)
	p.Terms = []string{
		t("contracts.first_term", "length", months(24)), t("contracts.extension", "date", g.day(2027, 3, 31), "length", months(1)),
		t("contracts.notice", "length", months(1)), t("contracts.next_end_by", "date", g.day(2027, 3, 31), "last", g.day(2027, 2, 28)),
	}
	p.Actions = []views.Action{{Text: t("contracts.pause"), To: frame.Paths.Pause(contractID)}}
	return p
}

func (g book) contractsPages() []State {
	t := g.text.T
	list := func(o ...option) views.ContractsPage {
		return views.ContractsPage{Page: g.page(t("contracts.title"), "contracts", "/contracts", o...)}
	}
	full := list()
	main := g.contractCard(full.Paths)
	main.State = &views.Chip{Tone: views.ToneGood, Text: t("contracts.state_running")}
	canceled := main
	canceled.Name, canceled.State = longName, &views.Chip{Tone: views.ToneWarn, Text: t("home.state_canceled")}
	canceled.Rows = []views.Row{{Term: t("home.ends"), Value: g.day(2026, 12, 31)}}
	past := main
	past.Name, past.State = t("contracts.nameless", "number", "3999999"), &views.Chip{Tone: views.ToneInfo, Text: t("contracts.state_ended")}
	past.Price, past.Rows = "", []views.Row{{Term: t("contracts.ended"), Value: g.day(2024, 6, 30)}}
	full.Running, full.Past = []views.Membership{main, canceled}, []views.Membership{past}
	inFrame := list(framed)
	inFrame.Running = []views.Membership{g.contractCard(inFrame.Paths)}

	many := list()
	for range 12 {
		many.Running = append(many.Running, main)
	}

	plain := g.contractPage()
	rich := g.contractPage()
	rich.Name, rich.Title = longName, longName
	rich.Notice = &views.Notice{Tone: views.ToneWarn, Title: t("contracts.canceled_title", "date", g.day(2026, 12, 31)), Text: t("contracts.canceled_by_you")}
	rich.State = &views.Chip{Tone: views.ToneWarn, Text: t("home.state_canceled")}
	rich.Terms = rich.Terms[:1]
	rich.Rows = append(rich.Rows[:2:2], views.Row{Term: t("home.ends"), Value: g.day(2026, 12, 31)})
	rich.Prices = []string{
		t("contracts.price_first", "amount", g.text.Money("19.9", "EUR")),
		t("contracts.price_after", "amount", g.text.Money("29.9", "EUR"), "length", g.text.N("contracts.months", 6)),
	}
	rich.Fees = []views.SubContract{{Name: "Servicepauschale", Price: g.text.N("home.price_months", 6, "amount", g.text.Money("19.9", "EUR")), Detail: t("contracts.since", "date", g.day(2025, 4, 1))}}
	rich.Extras = []views.SubContract{
		{Name: "Sauna", Price: g.text.N("home.price_months", 1, "amount", g.text.Money("9.9", "EUR")), Detail: t("contracts.until", "date", g.day(2026, 12, 31)), State: &views.Chip{Tone: views.ToneWarn, Text: t("home.state_canceled")}},
		{Name: longName, Price: g.text.Money("6.5", "EUR"), Detail: t("contracts.from", "date", g.day(2027, 1, 1))},
	}
	rich.Pauses = g.pauses(rich.Paths)
	asked := g.contractPage(flash(views.Notice{Tone: views.ToneInfo, Title: t("pauses.requested_title"), Text: t("pauses.requested_text", "title", "Premium 24", "when", t("pauses.span", "from", g.day(2027, 1, 1), "to", g.day(2027, 1, 31)))}))
	asked.Notice = &views.Notice{Tone: views.ToneInfo, Title: t("contracts.asked_title"), Text: t("contracts.asked_text", "date", g.day(2027, 3, 31))}
	asked.Actions, asked.PauseNote = nil, t("pauses.closed_pending")
	asked.Pauses = g.pauses(asked.Paths)[:1]
	half := g.contractPage(framed)
	half.Notice = &views.Notice{Tone: views.ToneInfo, Title: t("contracts.withdrawal_title"), Text: t("contracts.withdrawal_text", "date", g.day(2026, 12, 31))}
	half.DetailMissing, half.PausesMissing, half.Terms = true, true, nil
	half.Prices = []string{t("contracts.price_on_day", "amount", g.text.Money("228", "EUR"), "day", g.text.DayOfYear(time.Date(2027, 1, 1, 12, 0, 0, 0, g.text.Location())))}

	return []State{
		{"contracts", views.Contracts(full)},
		{"contracts-empty", views.Contracts(list())},
		{"contracts-many", views.Contracts(many)},
		{"contracts-framed", views.Contracts(inFrame)},
		{"contract", views.ContractDetail(plain)},
		{"contract-rich", views.ContractDetail(rich)},
		{"contract-asked", views.ContractDetail(asked)},
		{"contract-half-framed", views.ContractDetail(half)},
	}
}
