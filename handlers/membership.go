package handlers

import (
	"cmp"
	"slices"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// newMembership shows the main contract in three lines; nil when none runs.
func newMembership(base views.Page, today pgclient.Date, contracts []pgclient.ContractData) *views.Membership {
	var running []pgclient.ContractData
	for _, c := range contracts {
		if c.ContractStatus == pgclient.ContractStatusActive {
			running = append(running, c)
		}
	}
	if len(running) == 0 {
		return nil
	}
	slices.SortStableFunc(running, func(a, b pgclient.ContractData) int { return cmp.Compare(a.ID, b.ID) })
	m := membershipOf(base, today, running[0])
	m.More = len(running) - 1
	return &m
}

// membershipOf shows one contract in three lines.
func membershipOf(base views.Page, today pgclient.Date, c pgclient.ContractData) views.Membership {
	text := base.Text
	m := views.Membership{Name: c.RateName, Price: priceText(text, c.PriceDetails), To: base.Paths.Contract(c.ID)}
	row := func(key string, d pgclient.Date) {
		if !d.IsZero() {
			m.Rows = append(m.Rows, views.Row{Term: text.T(key), Value: text.Date(d.In(text.Location()))})
		}
	}
	switch c.CancelationStatus {
	case pgclient.CancelationStatusCanceled:
		m.State = &views.Chip{Tone: views.ToneWarn, Text: text.T("home.state_canceled")}
		row("home.ends", cmp.Or(c.CancelationDate, c.EndDate))
	case pgclient.CancelationStatusPendingVerification:
		m.State = &views.Chip{Tone: views.ToneInfo, Text: text.T("home.state_pending")}
		row("home.runs_until", c.EndDate)
		row("timetable.ends_asked", c.CancelationDate)
	case pgclient.CancelationStatusPendingWithdrawalVerification:
		m.State = &views.Chip{Tone: views.ToneInfo, Text: text.T("home.state_withdrawal")}
		row("home.ends", cmp.Or(c.CancelationDate, c.EndDate))
	default: // absent while the contract simply runs; a later release may add others
		if today.Before(c.StartDate) {
			row("home.starts", c.StartDate)
		}
		row("home.runs_until", c.EndDate)
		if c.EndDate.IsZero() {
			m.Rows = append(m.Rows, views.Row{Term: text.T("home.runs_until"), Value: text.T("home.runs_open")})
		}
		row("home.cancel_by", c.LastPossibleCancelationDate)
	}
	return m
}

// priceText is the price with its rhythm, by payment frequency. Where the
// frequency has a list of prices, the current price stands alone.
func priceText(text *i18n.Printer, p pgclient.PriceDetails) string {
	money := func(m pgclient.Money) string { return text.Money(m.Amount.String(), m.Currency) }
	f, price := p.PaymentFrequency, p.CurrentPrice
	if price.Currency == "" && f.Price != nil && f.Type == pgclient.PaymentFrequencyTypeRecurring {
		price = *f.Price
	}
	switch {
	case f.Type == pgclient.PaymentFrequencyTypeFree:
		return text.T("home.price_free")
	case price.Currency == "":
		return "" // not told; zero would be a lie
	case f.Type == pgclient.PaymentFrequencyTypeNonRecurring:
		return text.T("home.price_once", "amount", money(price))
	case f.Type == pgclient.PaymentFrequencyTypeRecurring && f.Term != nil:
		return everyTerm(text, money(price), *f.Term)
	}
	return money(price)
}

// everyTerm is "39.90 € / month", "every 2 weeks" and so on.
func everyTerm(text *i18n.Printer, price string, t pgclient.Term) string {
	switch t.Unit {
	case pgclient.TermUnitDay:
		return text.N("home.price_days", t.Value, "amount", price)
	case pgclient.TermUnitWeek:
		return text.N("home.price_weeks", t.Value, "amount", price)
	case pgclient.TermUnitMonth:
		return text.N("home.price_months", t.Value, "amount", price)
	case pgclient.TermUnitYear:
		return text.N("home.price_years", t.Value, "amount", price)
	}
	return price
}
