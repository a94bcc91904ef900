package gallery

import (
	"strconv"
	"time"

	"memberportal/views"
	"memberportal/views/components"
	"memberportal/views/paths"
)

func (g book) pauses(at paths.Studio) []views.Pause {
	t := g.text.T
	fee := t("pauses.listed_fee", "amount", g.text.Money("5", "EUR"))
	waiting := views.Pause{
		Days: t("pauses.days", "from", g.day(2027, 1, 1), "to", g.day(2027, 1, 31)), Detail: "Krankheit · " + fee,
		Status: views.Chip{Tone: views.ToneWarn, Text: t("pauses.state_pending")}, WithdrawTo: at.WithdrawPause(contractID, 5000001),
	}
	waiting.Label = t("pauses.withdraw_request_label", "days", waiting.Days)
	planned := views.Pause{
		Days: t("pauses.days_open", "from", g.day(2027, 3, 1)), Detail: longName,
		Status: views.Chip{Tone: views.ToneGood, Text: t("pauses.state_planned")}, WithdrawTo: at.WithdrawPause(contractID, 5000002),
	}
	planned.Label = t("pauses.withdraw_label", "days", planned.Days)
	planned.ChangeTo, planned.ChangeLabel = at.ChangePause(contractID, 5000002), t("pauses.change_label", "days", planned.Days)
	return []views.Pause{
		waiting, planned,
		{Days: t("pauses.days", "from", g.day(2026, 11, 1), "to", g.day(2026, 11, 30)), Status: views.Chip{Tone: views.ToneInfo, Text: t("pauses.state_running")}},
		{Days: t("pauses.days", "from", g.day(2025, 7, 1), "to", g.day(2025, 7, 31)), Detail: "Urlaub · " + t("pauses.listed_free"), Status: views.Chip{Text: t("pauses.state_over")}},
	}
}

func (g book) pausePage(o ...option) views.PausePage {
	t := g.text.T
	frame := g.page(t("pauses.title"), "contracts", "/contracts/4000001/pause", o...)
	months := func(n int) string { return g.text.N("contracts.months", n) }
	p := views.PausePage{
		Page: frame, Contract: "Premium 24", BackTo: frame.Paths.Contract(contractID), Action: frame.Paths.Pause(contractID), Unit: "MONTH",
		Starts:  components.Choices{Name: "start", Label: t("pauses.start"), Hint: t("pauses.start_hint_month"), Selected: "2027-02-01"},
		Lengths: components.Choices{Name: "terms", Label: t("pauses.terms"), Hint: t("pauses.terms_left", "left", months(3), "total", months(6))},
		Reasons: components.Choices{Name: "reason", Label: t("pauses.reason"), Hint: t("pauses.reason_hint"), Options: []components.Choice{
			{Value: "7", Text: "Urlaub"}, {Value: "8", Text: t("pauses.reason_proof", "reason", longName)},
		}},
		Facts: []views.Row{
			{Term: t("pauses.fee"), Value: t("pauses.per_month", "amount", g.text.Money("5", "EUR"))},
			{Term: t("pauses.free_left"), Value: months(1)}, {Term: t("pauses.longest"), Value: months(3)},
			{Term: t("pauses.access"), Value: t("pauses.access_no")},
		},
		Notes: []string{t("pauses.extends"), t("pauses.studio_decides")},
	}
	for n := range 12 {
		d := time.Date(2027, time.Month(n+1), 1, 12, 0, 0, 0, g.text.Location())
		p.Starts.Options = append(p.Starts.Options, components.Choice{Value: d.Format(time.DateOnly), Text: g.text.WeekdayDate(d)})
	}
	for n := range 3 {
		p.Lengths.Options = append(p.Lengths.Options, components.Choice{Value: strconv.Itoa(n + 1), Text: months(n + 1)})
	}
	return p
}

func (g book) confirmPause(o ...option) views.PauseConfirmPage {
	t := g.text.T
	frame := g.page(t("pauses.confirm_title"), "contracts", "/contracts/4000001/pause", o...)
	return views.PauseConfirmPage{
		Page: frame, Contract: "Premium 24", BackTo: frame.Paths.Contract(contractID), Action: frame.Paths.Pause(contractID),
		ChangeTo: frame.Paths.PauseAgain(contractID, "2027-01-01", "2", "", "7"), Button: t("pauses.button_request"),
		Rows: []views.Row{
			{Term: t("pauses.first_day"), Value: g.text.WeekdayDate(time.Date(2027, 1, 1, 12, 0, 0, 0, g.text.Location()))},
			{Term: t("pauses.last_day"), Value: g.text.WeekdayDate(time.Date(2027, 2, 28, 12, 0, 0, 0, g.text.Location()))},
			{Term: t("pauses.terms"), Value: g.text.N("contracts.months", 2)}, {Term: t("pauses.reason"), Value: "Urlaub"},
			{Term: t("pauses.fee"), Value: g.text.Money("5.00", "EUR")}, {Term: t("pauses.contract_ends"), Value: g.day(2027, 5, 29)},
			{Term: t("pauses.access"), Value: t("pauses.access_no")},
		},
		Consequence: []string{
			t("pauses.fee_sum", "length", g.text.N("contracts.months", 1), "rate", t("pauses.per_month", "amount", g.text.Money("5", "EUR"))) + " " + t("pauses.fee_free", "length", g.text.N("contracts.months", 1)),
			t("pauses.extends"), t("pauses.no_bookings"), t("pauses.studio_decides"),
		},
		Values: []views.Value{{Name: "start", Value: "2027-01-01"}, {Name: "unit", Value: "MONTH"}, {Name: "terms", Value: "2"}, {Name: "reason", Value: "7"}},
	}
}

func (g book) pausesPages() []State {
	t := g.text.T
	listed := g.pausePage(framed)
	listed.Pauses = g.pauses(listed.Paths)[1:]
	wrong := g.pausePage(errorsAt()).With([]views.FieldError{
		{Field: "start", Text: t("pauses.refused_too_soon_first", "first", g.text.WeekdayDate(g.at(12, 0)))}, {Field: "terms", Text: t("pauses.refused_terms")}, {Field: "reason", Text: t("pauses.reason_gone")},
	})
	days := g.pausePage()
	days.Unit, days.Unlimited, days.UnlimitedOn = "DAY", true, true
	days.Starts.Hint, days.Starts.Options = "", nil
	for n := range 60 {
		d := g.at(12, 0).AddDate(0, 0, n+1)
		days.Starts.Options = append(days.Starts.Options, components.Choice{Value: d.Format(time.DateOnly), Text: g.text.WeekdayDate(d)})
	}
	days.Length = &components.Input{Name: "terms", Label: t("pauses.terms_days"), Hint: t("pauses.terms_hint", "most", 90), Value: "14", InputMode: "numeric", MaxLength: "4"}
	wrongDays := days.With([]views.FieldError{{Field: "terms", Text: t("pauses.refused_terms")}, {Text: t("errors.form_expired")}})
	wrongDays.Starts.Options = wrongDays.Starts.Options[:14]
	one := g.pausePage()
	one.Starts.Options, one.Lengths.Options, one.Reasons.Options = one.Starts.Options[:1], one.Lengths.Options[:1], one.Reasons.Options[:1]
	one.Lengths.Hint, one.Facts, one.Notes = "", one.Facts[3:], one.Notes[1:]
	closed := g.pausePage()
	closed.Refusal = &views.Notice{Tone: views.ToneInfo, Text: t("pauses.closed_pending")}
	closed.Pauses, closed.PausesMissing = g.pauses(closed.Paths)[:1], true
	refused := g.pausePage(errorsAt(views.FieldError{Text: t("pauses.closed_pending")}))
	refused.Refusal = &views.Notice{Tone: views.ToneInfo, Text: t("pauses.closed_pending")}

	proof := g.confirmPause()
	proof.Proof = true
	noProof := g.confirmPause(errorsAt(views.FieldError{Field: "document", Text: t("pauses.proof_missing")}))
	noProof.Proof = true
	open := g.confirmPause(framed)
	open.Button, open.Rows = t("pauses.button"), open.Rows[:1]
	open.Consequence = []string{t("pauses.unlimited_text"), t("pauses.fee_unclear"), t("pauses.at_once")}

	change := g.pausePage()
	change.Title, change.Action, change.Reasons = t("pauses.change_title"), change.Paths.ChangePause(contractID, 5000002), components.Choices{}
	change.Values = []views.Value{{Name: "reason", Value: "7"}}
	change.Facts = append([]views.Row{{Term: t("pauses.so_far"), Value: g.pauses(change.Paths)[2].Days}, {Term: t("pauses.reason"), Value: "Urlaub"}}, change.Facts[3])
	change.Notes = []string{t("pauses.change_preview"), t("pauses.change_decides")}
	change.Ends = components.Choices{Name: "end", Label: t("pauses.end_earlier"), Hint: t("pauses.end_hint"), Options: []components.Choice{{Text: t("pauses.end_by_terms")}}}
	for n := range 14 {
		d := g.at(12, 0).AddDate(0, 0, n)
		change.Ends.Options = append(change.Ends.Options, components.Choice{Value: d.Format(time.DateOnly), Text: g.text.WeekdayDate(d)})
	}
	noEnd := change.With([]views.FieldError{{Field: "end", Text: t("pauses.end_gone")}})
	changing := g.confirmPause()
	changing.Title, changing.Action, changing.Button = t("pauses.change_confirm"), changing.Paths.ChangePause(contractID, 5000002), t("pauses.change_button")
	changing.Rows = append([]views.Row{{Term: t("pauses.so_far"), Value: g.pauses(changing.Paths)[2].Days}}, changing.Rows...)
	changing.Rows[5] = views.Row{Term: t("pauses.fee") + " · " + t("pauses.days", "from", g.day(2027, 2, 1), "to", g.day(2027, 2, 28)), Value: t("pauses.charge_due", "amount", g.text.Money("5.00", "EUR"), "date", g.day(2027, 2, 1))}
	changing.Consequence = []string{t("pauses.no_bookings"), t("pauses.change_at_once")}

	withdraw := func(o ...option) views.PauseWithdrawPage {
		frame := g.page(t("pauses.withdraw_request_heading"), "contracts", "/contracts/4000001/pause/5000001/withdraw", o...)
		return views.PauseWithdrawPage{
			Page: frame, Contract: longName, BackTo: frame.Paths.Contract(contractID), Action: frame.Paths.WithdrawPause(contractID, 5000001),
			Heading: frame.Title, Pause: g.pauses(frame.Paths)[0], Consequence: []string{t("pauses.withdraw_request_text")}, Button: t("pauses.withdraw_request_button"),
		}
	}
	begun := withdraw(framed)
	begun.Pause, begun.Refusal = g.pauses(begun.Paths)[2], &views.Notice{Tone: views.ToneWarn, Text: t("pauses.begun")}
	gone := withdraw()
	gone.Pause, gone.Refusal = views.Pause{}, &views.Notice{Tone: views.ToneInfo, Title: t("pauses.gone_title"), Text: t("pauses.gone_text")}
	return []State{
		{"pause", views.PauseForm(g.pausePage())},
		{"pause-listed-framed", views.PauseForm(listed)},
		{"pause-wrong", views.PauseForm(wrong)},
		{"pause-days", views.PauseForm(days)},
		{"pause-days-wrong", views.PauseForm(wrongDays)},
		{"pause-one", views.PauseForm(one)},
		{"pause-closed", views.PauseForm(closed)},
		{"pause-refused", views.PauseForm(refused)},
		{"pause-confirm", views.PauseConfirm(g.confirmPause())},
		{"pause-confirm-proof", views.PauseConfirm(proof)},
		{"pause-confirm-no-proof", views.PauseConfirm(noProof)},
		{"pause-confirm-framed", views.PauseConfirm(open)},
		{"pause-change", views.PauseForm(change)},
		{"pause-change-wrong", views.PauseForm(noEnd)},
		{"pause-change-confirm", views.PauseConfirm(changing)},
		{"pause-withdraw", views.PauseWithdraw(withdraw())},
		{"pause-withdraw-expired", views.PauseWithdraw(withdraw(errorsAt(views.FieldError{Text: t("errors.form_expired")})))},
		{"pause-withdraw-begun", views.PauseWithdraw(begun)},
		{"pause-withdraw-gone", views.PauseWithdraw(gone)},
	}
}
