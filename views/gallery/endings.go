package gallery

import (
	"time"

	"memberportal/views"
	"memberportal/views/components"
)

// endingDates are so many last days, the first with details.
func (g book) endingDates(n int) []components.Choice {
	var list []components.Choice
	for i := range n {
		d := time.Date(2027, time.Month(3+i), 28, 12, 0, 0, 0, g.text.Location())
		list = append(list, components.Choice{Value: d.Format(time.DateOnly), Text: g.text.Date(d)})
	}
	list[0].Detail = g.text.T("endings.earliest") + " · " + g.text.N("endings.bookings_after", 2) + " · " +
		g.text.T("endings.last_payment", "amount", g.text.Money("39.90", "EUR"), "date", g.day(2027, time.March, 1))
	return list
}

func (g book) endingReasons(optional bool) []components.Choice {
	first := g.text.T("endings.choose_reason")
	if optional {
		first = g.text.T("endings.no_reason")
	}
	return []components.Choice{{Text: first}, {Value: "1000001", Text: "Umzug"}, {Value: "1000002", Text: "Schließung durch behördliche Anordnung"}}
}

func (g book) ending(o ...option) views.EndingPage {
	t := g.text.T
	frame := g.page(t("endings.title"), "contracts", "/contracts/1000500/cancel", o...)
	return views.EndingPage{
		Page: frame, Heading: frame.Title, BackTo: frame.Paths.Contract(1000500), BackText: t("endings.to_contract"), Name: "Premium",
		Rows: []views.Row{
			{Term: t("endings.contract_number"), Value: "1000500"}, {Term: t("endings.runs_until"), Value: g.day(2027, time.March, 31)},
			{Term: t("endings.notice_period"), Value: g.text.N("endings.months", 1)}, {Term: t("endings.hand_in_by"), Value: g.day(2027, time.February, 28)},
		},
	}
}

func (g book) endingForm(n int, o ...option) views.EndingPage {
	t := g.text.T
	p := g.ending(o...)
	p.Dates, p.Reasons, p.ReasonHint = g.endingDates(n), g.endingReasons(true), t("endings.reason_optional")
	p.Date = p.Dates[0].Value
	p.Follows = []string{t("endings.follows_access"), t("endings.follows_payments"), t("endings.follows_check"), t("endings.follows_back"), t("endings.follows_bookings")}
	p.Action, p.Button, p.Stop = p.Paths.CancelContract(1000500), t("endings.button"), true
	p.Hint = &views.Notice{Tone: views.ToneInfo, Text: t("endings.pause_hint"), LinkText: t("endings.pause_link"), LinkTo: p.BackTo}
	return p
}

func (g book) endingsPages() []State {
	t := g.text.T
	refused := g.endingForm(3, errorsAt(views.FieldError{Field: "date", Text: t("endings.date_gone")}, views.FieldError{Field: "reason", Text: t("endings.choose_reason_error")}))
	refused.Date, refused.Reasons, refused.ReasonHint = "", g.endingReasons(false), t("endings.reason_needed")
	long := g.endingForm(12, framed)
	long.Name = longName

	expired := g.endingForm(1, errorsAt(views.FieldError{Text: t("errors.form_expired")}))
	expired.Reason = expired.Reasons[1].Value

	last := g.day(2027, time.March, 31)
	state := func(tone views.Tone, chip, title, text string, takeBack bool) views.EndingPage {
		p := g.ending()
		p.Rows = []views.Row{{Term: t("endings.contract_number"), Value: "1000500"}, {Term: t("endings.last_day"), Value: last}}
		p.State = &views.Chip{Tone: tone, Text: t(chip)}
		p.Notice = &views.Notice{Tone: tone, Title: t(title), Text: t(text, "name", "Premium", "date", last)}
		if takeBack {
			p.TakeBackTo = p.Paths.WithdrawCancel(1000500)
		}
		return p
	}
	canceled := state(views.ToneWarn, "home.state_canceled", "endings.canceled_title", "endings.canceled_text", true)
	asked := state(views.ToneInfo, "home.state_pending", "endings.asked_title", "endings.asked_text", true)
	asked.Rows[1].Term = t("endings.asked_date")
	receipt := asked
	receipt.Heading, receipt.Title = t("endings.receipt_title"), t("endings.receipt_title")
	receipt.Receipt = []views.Row{
		{Term: t("endings.receipt_what"), Value: t("endings.receipt_cancel")}, {Term: t("endings.contract"), Value: "Premium"},
		{Term: t("endings.contract_number"), Value: "1000500"}, {Term: t("endings.asked_date"), Value: last},
		{Term: t("endings.arrived"), Value: t("endings.moment", "date", g.text.Date(g.at(9, 41)), "time", g.text.Time(g.at(9, 41)), "zone", "CET, Europe/Berlin")},
	}
	done := receipt
	done.State, done.Notice = canceled.State, canceled.Notice
	over := g.ending()
	over.State, over.Notice = &views.Chip{Tone: views.ToneInfo, Text: t("endings.over")}, &views.Notice{Tone: views.ToneInfo, Title: t("endings.over_title"), Text: t("endings.over_text")}
	fixed := g.ending()
	fixed.Notice = &views.Notice{Tone: views.ToneInfo, Text: t("endings.fixed_text")}
	noReasons := g.ending()
	noReasons.Notice = &views.Notice{Tone: views.ToneWarn, Text: t("endings.reasons_missing")}
	back := state(views.ToneWarn, "home.state_canceled", "endings.canceled_title", "endings.canceled_text", false)
	back.Heading, back.Title, back.Notice = t("endings.back_title"), t("endings.back_title"), nil
	back.Follows = []string{t("endings.back_goes_on"), t("endings.back_check")}
	back.Action, back.Button = back.Paths.WithdrawCancel(1000500), t("endings.back_button")
	taken := g.ending(flash(views.Notice{Tone: views.ToneGood, Title: t("endings.taken_back_title"), Text: t("endings.taken_back_text", "title", "Premium", "when", g.text.DateTime(g.at(9, 41)))}))
	taken.Heading, taken.Title = back.Heading, back.Title
	return []State{
		{"ending-choose", views.Ending(g.endingForm(3))},
		{"ending-many-dates-framed", views.Ending(long)},
		{"ending-refused", views.Ending(refused)},
		{"ending-expired", views.Ending(expired)},
		{"ending-no-date", views.Ending(fixed)},
		{"ending-no-reasons", views.Ending(noReasons)},
		{"ending-receipt", views.Ending(done)},
		{"ending-receipt-pending", views.Ending(receipt)},
		{"ending-canceled", views.Ending(canceled)},
		{"ending-by-studio", views.Ending(state(views.ToneWarn, "home.state_canceled", "endings.by_studio_title", "endings.by_studio_text", false))},
		{"ending-taking-back", views.Ending(state(views.ToneInfo, "home.state_withdrawal", "endings.regret_title", "endings.regret_text", false))},
		{"ending-over", views.Ending(over)},
		{"ending-take-back", views.Ending(back)},
		{"ending-taken-back", views.Ending(taken)},
	}
}
