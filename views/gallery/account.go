package gallery

import (
	"time"

	"memberportal/views"
	"memberportal/views/components"
)

func (g book) accountPages() []State {
	t := g.text.T
	euro := func(amount string) string { return g.text.Money(amount, "EUR") }
	day := func(month time.Month, day, year int) string {
		return g.text.Date(time.Date(year, month, day, 12, 0, 0, 0, time.UTC))
	}
	page := func(o ...option) views.AccountPage {
		return views.AccountPage{
			Page: g.page(t("account.title"), "account", "/account", o...), OpenText: t("account.open_none"),
			Balance: []views.Row{{Term: t("account.balance"), Value: euro("0")}}, BalanceHint: t("account.balance_even"),
			Instrument: []views.Row{
				{Term: t("account.iban"), Value: t("account.iban_ending", "end", "6789")}, {Term: t("account.bank"), Value: "Sparkasse Nordsee"},
				{Term: t("account.holder"), Value: "Jana Meyer"},
			},
			InstrumentBy: t("account.instrument_text"),
			Upcoming:     views.EntryList{Empty: t("account.upcoming_none")}, Past: views.EntryList{Empty: t("account.past_none")},
		}
	}
	fee := func(date, state string, tone views.Tone) views.Entry {
		return views.Entry{Title: "Premium 24", Date: date, Amount: euro("39.9"), State: views.Chip{Tone: tone, Text: state}}
	}
	entries := func(first time.Month, n int) []views.Entry {
		var list []views.Entry
		for i := range n {
			list = append(list, fee(day(first+time.Month(i), 1, 2026), "", ""))
		}
		return list
	}

	even := page()
	even.Upcoming.First, even.Past.First = entries(12, 6), entries(1, 11)
	even.Upcoming.Rest, even.Upcoming.RestText = entries(18, 6), g.text.N("account.rest_upcoming", 6)
	even.Upcoming.First[0].Date = t("account.due_today")
	even.Balance = append(even.Balance, views.Row{Term: t("account.credit"), Value: euro("12.5")})
	even.BalanceHint += " " + t("account.credit_hint")
	even.CSV = even.Paths.TransactionsCSV()

	late := page()
	late.Notices = []views.Notice{
		{Tone: views.ToneWarn, Title: t("account.collection_title"), Text: t("account.collection_text"), LinkText: t("account.ask_studio"), LinkTo: "mailto:team@nordlicht.example"},
		{Tone: views.ToneInfo, Title: t("account.dunning_title", "level", "Mahnstufe 2"), Text: t("account.dunning_text")},
	}
	late.Open, late.OpenText = euro("64.8"), t("account.open_text")
	late.OpenEntries = []views.Entry{
		fee(t("account.due_since", "date", day(time.October, 1, 2026)), "", ""),
		{Title: "Betriebliche Gesundheitsförderung Donaudampfschifffahrtsgesellschaftskapitänsausbildung", Date: t("account.due_since", "date", day(time.November, 1, 2026)), Amount: euro("19.9")},
		{Title: "رسوم التأخير", Date: t("account.due_since", "date", day(time.November, 6, 2026)), Amount: euro("5")},
	}
	late.Instalments = t("account.instalments", "amount", euro("26.6"))
	late.PayTo = late.Paths.Pay()
	late.Balance = []views.Row{{Term: t("account.balance"), Value: euro("-91.4")}}
	late.BalanceHint = t("account.balance_hint")
	late.InstrumentBy = t("account.instrument_pending")
	late.Past.First = []views.Entry{
		fee(day(time.November, 1, 2026), t("account.part_open", "amount", euro("19.9")), views.ToneWarn),
		fee(day(time.October, 1, 2026), t("account.is_open"), views.ToneWarn),
		fee(day(time.September, 1, 2026), t("account.in_instalments"), views.ToneInfo),
		{Title: t("account.no_description"), Amount: euro("-10")},
	}
	late.Past.More, late.CSV = late.Paths.Account("50", "")+"#past", late.Paths.TransactionsCSV()

	ask := page(framed)
	ask.Open, ask.OpenText = euro("39.9"), t("account.open_at_least")
	ask.OpenEntries = late.OpenEntries[:1]
	ask.HowToPay = t("account.how_to_pay")
	ask.Instrument, ask.InstrumentBy = nil, t("account.instrument_none")
	ask.Past.First, ask.Past.Back = entries(1, 2), ask.Paths.Account("", "")+"#past"
	ask.Balance = nil
	ask.BalanceHint = ""

	single := page()
	single.Open, single.OpenText, single.PayTo = euro("39.9"), t("account.open_text"), single.Paths.Pay()
	single.OpenEntries = []views.Entry{fee(t("account.due_since", "date", day(time.November, 1, 2026)), "", "")}
	single.Upcoming.First, single.Past.First = entries(12, 1), entries(11, 1)
	single.Upcoming.Rest, single.Upcoming.RestText = entries(13, 1), g.text.N("account.rest_upcoming", 1)

	broken := page()
	broken.OpenMissing, broken.BalanceGone, broken.InstrumentNo = true, true, true
	broken.Past.Missing, broken.Upcoming.Missing = true, true
	broken.Balance, broken.BalanceHint, broken.Instrument, broken.InstrumentBy = nil, "", nil, ""

	hidden := page(nameless)
	hidden.OpenHidden, hidden.Past.Hidden, hidden.Upcoming.Hidden = true, true, true
	hidden.Instrument, hidden.InstrumentBy = nil, ""

	pay := func(o ...option) views.PayPage {
		p := views.PayPage{Page: g.page(t("account.pay_title"), "account", "/account/pay", o...), Total: euro("64.8"), Chosen: []string{"1000101", "1000103"}}
		p.Claims = components.Choices{Name: "claim", Label: t("account.pay_what"), Error: p.ErrorAt("claim")}
		for i, e := range late.OpenEntries {
			p.Claims.Options = append(p.Claims.Options, components.Choice{Value: []string{"1000101", "1000102", "1000103"}[i], Lead: e.Amount, Text: e.Title, Detail: e.Date})
		}
		return p
	}
	choose := pay()
	choose.Warning = &views.Notice{Tone: views.ToneWarn, Title: t("account.collection_title"), Text: t("account.pay_collection"), LinkText: t("account.ask_studio"), LinkTo: "mailto:team@nordlicht.example"}
	refused := pay(errorsAt(views.FieldError{Field: "claim", Text: t("account.pay_settled")}))
	refused.Refused = true
	settled := pay(errorsAt(views.FieldError{Text: t("account.pay_settled")}))
	settled.Refused, settled.Claims.Options = true, nil
	inFrame := pay(framed)
	onlyOne := pay()
	onlyOne.Claims.Options, onlyOne.Chosen, onlyOne.Total = onlyOne.Claims.Options[:1], onlyOne.Chosen[:1], euro("39.9")

	now := views.PayNowPage{
		Page: g.page(t("account.pay_now_title", "amount", euro("64.8")), "account", "/account/pay"), Amount: euro("64.8"), Entries: late.OpenEntries,
		Claims: []string{"1000101", "1000102", "1000103"}, Session: "made-up-session", Country: "DE",
		Widget: "/static/widget.0f1e2d3c.js", Until: t("account.pay_until", "time", "19:30"),
	}
	now.Script = "/static/portal-pay.0f1e2d3c.js"

	return []State{
		{"account", views.Account(even)},
		{"account-empty", views.Account(page())},
		{"account-open", views.Account(late)},
		{"account-single", views.Account(single)},
		{"account-framed", views.Account(ask)},
		{"account-broken", views.Account(broken)},
		{"account-hidden", views.Account(hidden)},
		{"account-pay", views.Pay(choose)},
		{"account-pay-one", views.Pay(onlyOne)},
		{"account-pay-refused", views.Pay(refused)},
		{"account-pay-settled", views.Pay(settled)},
		{"account-pay-framed", views.Pay(inFrame)},
		{"account-pay-now", views.PayNow(now)},
	}
}
