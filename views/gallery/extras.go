package gallery

import (
	"strings"
	"time"

	"memberportal/views"
	"memberportal/views/components"
)

func (g book) extra(name, letter, price string, state views.Chip, rows ...views.Row) views.Extra {
	return views.Extra{Name: name, Letter: letter, Price: price, State: state, Rows: rows}
}

func (g book) everyMonth(amount string) string {
	return g.text.N("home.price_months", 1, "amount", g.text.Money(amount, "EUR"))
}

func (g book) extrasPages() []State {
	t := g.text.T
	page := func(o ...option) views.ExtrasPage {
		frame := g.page(t("extras.title"), "contracts", "/contracts/1000500/extras", o...)
		return views.ExtrasPage{Page: frame, BackTo: frame.Paths.Contract(1000500), Contract: "Premium"}
	}
	row := func(key, value string) views.Row { return views.Row{Term: t(key), Value: value} }
	since, until := row("extras.since", g.day(2026, time.June, 26)), row("endings.runs_until", g.day(2026, time.December, 25))
	fill := func(p *views.ExtrasPage) {
		running := g.extra("Sauna", "S", g.everyMonth("9.90"), views.Chip{Tone: views.ToneGood, Text: t("extras.running")}, since, until,
			row("endings.hand_in_by", g.day(2026, time.December, 18)))
		running.To, running.ToText, running.ToLabel = p.Paths.CancelExtra(1000500, 1000600), t("extras.cancel"), t("extras.cancel_label", "name", "Sauna")
		ending := g.extra("Getränke-Flat", "G", g.everyMonth("6.50"), views.Chip{Tone: views.ToneWarn, Text: t("home.state_canceled")}, since,
			row("endings.last_day", g.day(2026, time.December, 25)))
		ending.To, ending.ToText, ending.ToLabel = p.Paths.WithdrawCancelExtra(1000500, 1000601), t("endings.take_back"), t("extras.take_back_label", "name", "Getränke-Flat")
		listed := g.extra(longName, "N", g.everyMonth("12.00"), views.Chip{Tone: views.ToneInfo, Text: t("home.state_pending")}, since)
		listed.Note = t("extras.read_only")
		p.Owned = []views.Extra{running, ending, listed}
		drinks := g.extra("Handtuchservice", "H", t("home.price_once", "amount", g.text.Money("39.00", "EUR")), views.Chip{}, row("extras.term", g.text.N("endings.months", 12)))
		drinks.To, drinks.ToText, drinks.ToLabel = p.Paths.OrderExtra(1000500, 1000700), t("extras.look"), t("extras.look_label", "name", "Handtuchservice")
		trial := g.extra("Solarium", "S", g.everyMonth("6.50"), views.Chip{Tone: views.ToneGood, Text: t("extras.trial_chip", "term", g.text.N("endings.days", 14))}, row("extras.term", g.text.N("endings.months", 1)))
		trial.About = "So viel du trinken kannst"
		trial.To, trial.ToText, trial.ToLabel = p.Paths.OrderExtra(1000500, 1000701), t("extras.look"), t("extras.look_label", "name", "Solarium")
		p.Offers = []views.Extra{drinks, trial}
	}
	full, inFrame := page(flash(views.Notice{Tone: views.ToneGood, Title: t("extras.ordered_title"), Text: t("extras.ordered_text", "title", "Sauna", "when", g.text.DateTime(g.at(9, 41)))})), page(framed)
	fill(&full)
	fill(&inFrame)
	long := page()
	long.Contract = longName
	fill(&long)
	long.Owned = long.Owned[2:]
	for i := range long.Offers {
		long.Offers[i].Name, long.Offers[i].About = longName, longGerman
		long.Offers[i].Price = t("extras.price_first", "amount", g.text.Money("3.25", "EUR")) + ", " + g.text.N("extras.after_months", 6, "amount", g.text.Money("6.50", "EUR"))
	}
	broken := page()
	broken.OffersMissing = true
	hidden := page()
	hidden.OffersHidden = true
	return append([]State{
		{"extras", views.Extras(full)},
		{"extras-framed", views.Extras(inFrame)},
		{"extras-long", views.Extras(long)},
		{"extras-empty", views.Extras(page())},
		{"extras-broken", views.Extras(broken)},
		{"extras-none-sold", views.Extras(hidden)},
	}, append(g.orderPages(), g.switchPages()...)...)
}

func (g book) orderPages() []State {
	t := g.text.T
	page := func(o ...option) views.OrderExtraPage {
		frame := g.page("Getränke-Flat", "contracts", "/contracts/1000500/extras/1000701", o...)
		return views.OrderExtraPage{
			Page: frame, BackTo: frame.Paths.Extras(1000500), Name: "Getränke-Flat", Letter: "G", About: "So viel du trinken kannst",
			Action: frame.Paths.OrderExtra(1000500, 1000701),
		}
	}
	choose := func(o ...option) views.OrderExtraPage {
		p := page(o...)
		p.Choosing, p.Frequency, p.TrialOffer = true, "1000800", t("extras.trial_offer", "term", g.text.N("endings.days", 14))
		p.Frequencies = []components.Choice{
			{Value: "1000800", Text: g.everyMonth("6.50"), Detail: t("extras.total_of_term", "amount", g.text.Money("19.50", "EUR"))},
			{Value: "1000801", Text: t("extras.price_first", "amount", g.text.Money("3.25", "EUR")) + ", " + g.text.N("extras.after_months", 6, "amount", g.text.Money("6.50", "EUR"))},
		}
		return p
	}
	order := func(o ...option) views.OrderExtraPage {
		p := page(o...)
		p.Frequency, p.Trial, p.Seen, p.ChangeTo = "1000800", true, "5b1c2d3e", p.Action
		p.Rows = []views.Row{
			{Term: t("extras.for_contract"), Value: "Premium"}, {Term: t("extras.price"), Value: g.everyMonth("6.50")},
			{Term: t("extras.trial"), Value: g.text.N("endings.days", 14)}, {Term: t("extras.term"), Value: g.text.N("endings.months", 3)},
			{Term: t("extras.after"), Value: t("extras.after_extends", "term", g.text.N("endings.months", 1))},
			{Term: t("endings.notice_period"), Value: g.text.N("endings.weeks", 1)}, {Term: t("extras.total"), Value: g.text.Money("19.50", "EUR")},
		}
		p.Notes = []string{t("extras.note_trial"), t("extras.note_start")}
		return p
	}
	long := order(framed)
	long.Name, long.Title, long.About, long.ChangeTo, long.Trial = longName, longName, longGerman, "", false
	long.Rows[0].Value, long.Notes = longName, long.Notes[1:]
	refused := page()
	refused.Name = longName
	refused.Refusal = &views.Notice{Tone: views.ToneWarn, Title: t("extras.refused_title"), Text: t("extras.refused_already")}
	return []State{
		{"order-choose", views.OrderExtra(choose())},
		{"order-choose-framed", views.OrderExtra(choose(framed))},
		{"order", views.OrderExtra(order())},
		{"order-long-framed", views.OrderExtra(long)},
		{"order-changed", views.OrderExtra(order(errorsAt(views.FieldError{Text: t("extras.changed")})))},
		{"order-refused", views.OrderExtra(refused)},
	}
}

func (g book) switchPages() []State {
	t := g.text.T
	rows := []views.Row{
		{Term: t("extras.price"), Value: g.everyMonth("29.90")}, {Term: t("endings.runs_until"), Value: g.day(2027, time.March, 31)},
		{Term: t("endings.notice_period"), Value: g.text.N("endings.months", 1)},
	}
	page := func(o ...option) views.SwitchPage {
		frame := g.page(t("switch.title"), "contracts", "/contracts/1000500/switch", o...)
		return views.SwitchPage{Page: frame, BackTo: frame.Paths.Contract(1000500), Name: "Basic", Rows: rows}
	}
	fill := func(p views.SwitchPage) views.SwitchPage {
		term := func(months int, amount string, id int64) views.SwitchTerm {
			text := t("switch.term", "term", g.text.N("endings.months", months))
			return views.SwitchTerm{Text: text, Price: g.everyMonth(amount), Label: t("switch.look_label", "term", text, "name", "Premium"), To: p.Paths.SwitchTo(1000500, 1000900, id)}
		}
		p.Offers = []views.SwitchOffer{
			{Name: "Premium", About: "Für alle, die regelmäßig trainieren.", Footnote: "Preise inklusive Mehrwertsteuer.", Includes: []string{"Kurse", "Sauna"}, Terms: []views.SwitchTerm{term(12, "39.90", 1), term(24, "34.90", 2)}},
			{Name: longName, Terms: []views.SwitchTerm{term(1, "9.90", 3)}},
		}
		return p
	}
	none := page()
	none.Notice = &views.Notice{Tone: views.ToneInfo, Title: t("switch.none_title"), Text: t("switch.none_text")}
	missing := fill(page(errorsAt(views.FieldError{Text: t("switch.gone")})))
	missing.Notice = &views.Notice{Tone: views.ToneWarn, Text: t("switch.missing")}

	confirm := func(o ...option) views.SwitchConfirmPage {
		frame := g.page(t("switch.confirm_title", "name", "Premium"), "contracts", "/contracts/1000500/switch?config=1000900&term=1", o...)
		start, last := g.day(2026, time.November, 27), g.day(2026, time.November, 26)
		return views.SwitchConfirmPage{
			Page: frame, BackTo: frame.Paths.SwitchContract(1000500), OldName: "Basic", NewName: "Premium", Action: frame.Paths.SwitchContract(1000500),
			Old: append(rows[:1:1], views.Row{Term: t("endings.last_day"), Value: last}),
			New: []views.Row{
				{Term: t("switch.starts"), Value: start}, {Term: t("extras.price"), Value: g.everyMonth("34.90")}, {Term: t("extras.term"), Value: g.text.N("endings.months", 24)},
				{Term: t("extras.after"), Value: t("extras.after_extends", "term", g.text.N("endings.months", 1))}, {Term: t("endings.notice_period"), Value: g.text.N("endings.months", 1)},
				{Term: t("switch.total"), Value: g.text.Money("837.60", "EUR")}, {Term: t("switch.due"), Value: t("switch.due_nothing")},
			},
			Schedule: []views.Row{{Term: "Beitrag · " + start, Value: g.text.Money("34.90", "EUR")}},
			Notes:    []string{t("switch.note_old", "name", "Basic", "date", last), t("switch.note_new", "name", "Premium", "date", start), t("switch.note_final")},
			Texts:    []views.SwitchText{{Title: "Allgemeine Geschäftsbedingungen", Text: "Es gelten unsere AGB."}, {Title: "Hausordnung", Text: "Bitte lies unsere Hausordnung.", To: "https://www.nordlicht.example/rules"}},
			Config:   "1000900", Term: "1", Start: "2026-11-27", Seen: "5b1c2d3e", MustAgree: true,
		}
	}
	long := confirm(errorsAt(views.FieldError{Text: t("switch.gone")}))
	long.OldName, long.NewName, long.Title, long.Agreed = longName, longName, t("switch.confirm_title", "name", longName), true
	long.Texts[0].Title, long.Texts[0].Text = longGerman, strings.Repeat("Es gelten unsere Allgemeinen Geschäftsbedingungen. ", 20)
	chosen := confirm()
	chosen.Free = components.Choices{Name: "module", Label: t("switch.free_modules"), Hint: g.text.N("switch.free_hint", 1), Options: []components.Choice{
		{Value: "11", Text: "Sauna", Detail: t("home.price_free")}, {Value: "12", Text: longName, Detail: t("home.price_free")},
	}}
	chosen.Paid = components.Choices{Name: "extra", Label: t("switch.paid_modules"), Options: []components.Choice{{Value: "13", Text: "Getränke-Flat", Detail: g.everyMonth("6.50")}}}
	chosen.Modules = []string{"11", "13"}
	chosen.New = append(chosen.New, views.Row{Term: "Sauna", Value: t("home.price_free")}, views.Row{Term: "Getränke-Flat", Value: g.everyMonth("6.50")})
	tooMany := chosen
	tooMany.Modules = []string{"11", "12"}
	tooMany.Refusal = &views.Notice{Tone: views.ToneWarn, Text: g.text.N("switch.too_many_free", 1)}
	due := confirm()
	due.Refusal = &views.Notice{Tone: views.ToneInfo, Title: t("switch.due_title", "amount", g.text.Money("29.90", "EUR")), Text: t("switch.due_text")}

	receipt := g.ending()
	receipt.Heading, receipt.Title, receipt.BackTo, receipt.BackText = t("switch.done_title"), t("switch.done_title"), receipt.Paths.Contracts(), t("switch.to_contracts")
	receipt.Notice = &views.Notice{Tone: views.ToneGood, Text: t("switch.done_text", "date", g.day(2026, time.November, 27))}
	receipt.Receipt = []views.Row{
		{Term: t("endings.receipt_what"), Value: t("switch.receipt_what")}, {Term: t("switch.receipt_new"), Value: "Premium"}, {Term: t("switch.receipt_old"), Value: "Basic"},
		{Term: t("endings.arrived"), Value: t("endings.moment", "date", g.text.Date(g.at(9, 41)), "time", g.text.Time(g.at(9, 41)), "zone", "CET, Europe/Berlin")},
	}
	return []State{
		{"switch", views.SwitchContract(fill(page()))},
		{"switch-framed", views.SwitchContract(fill(page(framed)))},
		{"switch-none", views.SwitchContract(none)},
		{"switch-gone", views.SwitchContract(missing)},
		{"switch-confirm", views.SwitchConfirm(confirm())},
		{"switch-confirm-framed", views.SwitchConfirm(confirm(framed))},
		{"switch-must-agree", views.SwitchConfirm(confirm(errorsAt(views.FieldError{Text: t("switch.must_agree")})))},
		{"switch-confirm-long", views.SwitchConfirm(long)},
		{"switch-modules", views.SwitchConfirm(chosen)},
		{"switch-modules-too-many", views.SwitchConfirm(tooMany)},
		{"switch-due", views.SwitchConfirm(due)},
		{"switch-receipt", views.Ending(receipt)},
	}
}
