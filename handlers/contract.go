package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// contractLoad is what the page of a contract is made of.
type contractLoad struct {
	own       ownContract
	missing   bool // one of both reads is down: not everything is known
	config    part[pgclient.IdlePeriodConfig]
	periods   part[pgclient.IdlePeriodLists]
	remaining part[pgclient.RemainingIdlePeriods]
	asked     bool                                    // whether the pauses were read at all
	changes   bool                                    // a pause can be changed here
	ways      part[[]pgclient.MembershipSwitchConfig] // that lead away from any of the member's contracts
	onSale    part[[]pgclient.AdditionalModule]       // extras that this contract may add

	may func(operations ...string) bool // what the studio's key may do; nil: everything
}

// showContract shows one contract of the member.
func showContract(c *Context) error {
	id, err := c.pathID("contractID")
	if err != nil {
		return err
	}
	var ways part[[]pgclient.MembershipSwitchConfig]
	beside := c.newParts()
	if c.Studio.May("getMembershipSwitchConfigurationsForCustomer") {
		want(beside, &ways, func(ctx context.Context) ([]pgclient.MembershipSwitchConfig, error) {
			return c.API.GetMembershipSwitchConfigurationsForCustomer(ctx, c.Who.CustomerID, 0)
		})
	}
	r, err := c.readContracts()
	if err != nil {
		beside.cancel()
		_ = beside.wait()
		return err
	}
	l := contractLoad{missing: r.full.missing() || r.data.missing(), may: c.Studio.May, changes: c.changesPauses()}
	_ = beside.wait() // it can be missing
	l.ways = ways
	if l.own, err = r.find(id); err != nil {
		return err
	}
	if l.own.actionable {
		l.asked = true
		load := c.newParts()
		want(load, &l.config, func(ctx context.Context) (pgclient.IdlePeriodConfig, error) {
			return c.API.GetIdlePeriodConfig(ctx, id)
		})
		want(load, &l.periods, func(ctx context.Context) (pgclient.IdlePeriodLists, error) { return c.API.GetIdlePeriods(ctx, id) })
		c.wantRemaining(load, &l.remaining, id)
		if l.own.runs() && c.Studio.May("getPurchasableAdditionalModules") {
			want(load, &l.onSale, func(ctx context.Context) ([]pgclient.AdditionalModule, error) {
				return c.API.GetPurchasableAdditionalModules(ctx, id)
			})
		}
		_ = load.wait() // each part of it can be missing
		c.note(l.periods.err, l.ways.err, l.onSale.err)
		if pgclient.KindOf(l.config.err) != pgclient.NotFound { // which is a contract without pauses
			c.note(l.config.err)
		}
	}
	return c.Render(http.StatusOK, views.ContractDetail(newContractPage(c.page("", "contracts"), c.today(), l)))
}

func newContractPage(base views.Page, today pgclient.Date, l contractLoad) views.ContractPage {
	text, o := base.Text, l.own
	card := contractCard(base, today, o)
	p := views.ContractPage{
		Page: base, Name: card.Name, State: card.State, Notice: cancelationNotice(text, o),
		Terms: termSentences(text, today, o), Prices: priceSentences(text, o.PriceDetails), DetailMissing: l.missing && o.full == nil,
	}
	p.Title = p.Name
	if card.Price != "" {
		p.Rows = append(p.Rows, views.Row{Term: text.T("contracts.price"), Value: card.Price})
	}
	if !o.StartDate.IsZero() && !today.Before(o.StartDate) {
		p.Rows = append(p.Rows, views.Row{Term: text.T("contracts.began"), Value: contractDate(text, o.StartDate)})
	}
	p.Rows = append(p.Rows, card.Rows...)
	if o.full != nil {
		p.Fees = subContracts(text, today, o.full.FlatFeeContracts)
		p.Extras = subContracts(text, today, o.full.ModuleContracts)
	}
	p.Actions = contractActions(base, today, l)
	if l.asked {
		fillPauses(&p, today, l)
	}
	return p
}

// fillPauses shows the pauses of the contract and whether another can be asked for.
func fillPauses(p *views.ContractPage, today pgclient.Date, l contractLoad) {
	p.PausesMissing = l.periods.missing()
	p.PausesHidden = l.config.hidden() && l.periods.hidden()
	p.Pauses = pauseList(p.Page, today, l.own.ID, l.periods.value, l.changes)
	if l.config.err != nil {
		return
	}
	load := pauseLoad{contract: l.own.ContractData, config: l.config.value, periods: l.periods, remaining: l.remaining}
	if why := load.closed(p.Page, today); why != "" {
		if l.own.runs() {
			p.PauseNote = why
		}
		return
	}
	p.Actions = slices.Insert(p.Actions, 0, views.Action{Text: p.Text.T("contracts.pause"), To: p.Paths.Pause(l.own.ID)})
}

// contractActions are links to what can be done with the contract: to pages that
// there are, and only where the API will allow it. What could not be asked may be.
func contractActions(base views.Page, today pgclient.Date, l contractLoad) []views.Action {
	o, may := l.own, l.may
	if !o.actionable || !o.runs() {
		return nil
	}
	var list []views.Action
	text := base.Text
	add := func(key, to, operation string) {
		if may == nil || may(operation) {
			list = append(list, views.Action{Text: text.T(key), To: to})
		}
	}
	at := base.Paths
	if l.hasExtras() {
		add("contracts.extras", at.Extras(o.ID), "getPurchasableAdditionalModules")
	}
	switch o.CancelationStatus {
	case pgclient.CancelationStatusPendingVerification:
		add("contracts.withdraw_request", at.WithdrawCancel(o.ID), "withdrawContractCancelation")
	case pgclient.CancelationStatusCanceled:
		if o.CancelationOrigin == pgclient.CancelationOriginCustomer && !o.CancelationDate.Before(today) {
			add("contracts.withdraw_cancelation", at.WithdrawCancel(o.ID), "withdrawContractCancelation")
		}
	case "":
		if l.leads() {
			add("contracts.switch", at.SwitchContract(o.ID), "getMembershipSwitchConfigurationsForCustomer")
		}
		if len(o.AvailableCancelationDates) > 0 {
			add("contracts.cancel", at.CancelContract(o.ID), "createContractCancelationAmendment")
		}
	}
	return list
}

// hasExtras: the contract has extras or may add some, as far as is known.
func (l contractLoad) hasExtras() bool {
	return l.onSale.missing() || len(l.onSale.value) > 0 || l.own.full == nil || len(l.own.full.ModuleContracts) > 0
}

// leads: the contract may be switched to something else, as far as is known.
func (l contractLoad) leads() bool {
	return l.ways.missing() || slices.ContainsFunc(l.ways.value, func(way pgclient.MembershipSwitchConfig) bool {
		return leaves(way.SourceContracts, l.own.ContractData)
	})
}

// cancelationNotice says who canceled, how far it has come and when it ends.
func cancelationNotice(text *i18n.Printer, o ownContract) *views.Notice {
	end := cmp.Or(o.CancelationDate, o.EndDate)
	if end.IsZero() || !o.runs() {
		return nil
	}
	n := &views.Notice{Tone: views.ToneInfo}
	date := contractDate(text, end)
	switch o.CancelationStatus {
	case pgclient.CancelationStatusPendingVerification:
		n.Title = text.T("contracts.asked_title")
		n.Text = text.T("contracts.asked_text", "date", date)
	case pgclient.CancelationStatusPendingWithdrawalVerification:
		n.Title = text.T("contracts.withdrawal_title")
		n.Text = text.T("contracts.withdrawal_text", "date", date)
	case pgclient.CancelationStatusCanceled:
		n.Tone, n.Title = views.ToneWarn, text.T("contracts.canceled_title", "date", date)
		switch o.CancelationOrigin {
		case pgclient.CancelationOriginCustomer:
			n.Text = text.T("contracts.canceled_by_you")
		case pgclient.CancelationOriginStudio:
			n.Text = text.T("contracts.canceled_by_studio")
		}
	default:
		return nil
	}
	return n
}

// termSentences say for how long the contract was made, how it goes on, and how and
// when it can end.
func termSentences(text *i18n.Printer, today pgclient.Date, o ownContract) []string {
	var list []string
	say := func(sentence string) { list = append(list, sentence) }
	if !o.runs() {
		return nil
	}
	if f := o.full; f != nil {
		if length := contractPeriod(text, f.Term); length != "" {
			say(text.T("contracts.first_term", "length", length))
		}
		if !o.canceled() {
			if length := contractPeriod(text, f.ExtensionTerm); length != "" && !o.EndDate.IsZero() {
				say(text.T("contracts.extension", "date", contractDate(text, o.EndDate), "length", length))
			}
		}
	}
	if o.canceled() {
		return list
	}
	if o.CancelationPeriod != nil {
		if length := contractPeriod(text, *o.CancelationPeriod); length != "" {
			say(text.T("contracts.notice", "length", length))
		}
	}
	if o.CancelationStatus != "" || len(o.AvailableCancelationDates) == 0 {
		return list
	}
	next := slices.MinFunc(o.AvailableCancelationDates, func(a, b pgclient.Date) int {
		if a.Before(b) {
			return -1
		}
		return 1
	})
	if last := o.LastPossibleCancelationDate; !last.IsZero() && !last.Before(today) {
		say(text.T("contracts.next_end_by", "date", contractDate(text, next), "last", contractDate(text, last)))
	} else {
		say(text.T("contracts.next_end", "date", contractDate(text, next)))
	}
	return list
}

// contractPeriod is "12 months", "" for what is not told.
func contractPeriod(text *i18n.Printer, p pgclient.TimePeriod) string {
	return contractLength(text, p.PeriodValue, p.PeriodUnit)
}

// contractLength is a number of units, "" for a unit that this release does not know.
func contractLength(text *i18n.Printer, n int, unit pgclient.TermUnit) string {
	if n <= 0 {
		return ""
	}
	switch unit {
	case pgclient.TermUnitDay:
		return text.N("contracts.days", n)
	case pgclient.TermUnitWeek:
		return text.N("contracts.weeks", n)
	case pgclient.TermUnitMonth:
		return text.N("contracts.months", n)
	case pgclient.TermUnitYear:
		return text.N("contracts.years", n)
	}
	return ""
}

// priceSentences say what is to be paid when, where the price and its rhythm do not.
func priceSentences(text *i18n.Printer, p pgclient.PriceDetails) []string {
	money := func(m pgclient.Money) string { return text.Money(m.Amount.String(), m.Currency) }
	var list []string
	f := p.PaymentFrequency
	switch f.Type {
	case pgclient.PaymentFrequencyTypeNonRecurring:
		list = append(list, text.T("contracts.price_once"))
	case pgclient.PaymentFrequencyTypeMonthDay:
		for _, d := range f.MonthDaysToPrices {
			if day := yearDay(text, d.MonthDay); day != "" {
				list = append(list, text.T("contracts.price_on_day", "amount", money(d.Price), "day", day))
			}
		}
	case pgclient.PaymentFrequencyTypeTermBased:
		for _, t := range f.TermsToPrices {
			switch length := contractLength(text, t.Term.Value, t.Term.Unit); {
			case length != "":
				list = append(list, text.T("contracts.price_after", "amount", money(t.Price), "length", length))
			case t.Term.Value == 0:
				list = append(list, text.T("contracts.price_first", "amount", money(t.Price)))
			}
		}
	}
	recurring := f.Type == pgclient.PaymentFrequencyTypeRecurring
	if recurring && p.BasePrice.Currency != "" && p.CurrentPrice.Currency == p.BasePrice.Currency && p.CurrentPrice.Amount.Cmp(p.BasePrice.Amount) != 0 {
		list = append(list, text.T("contracts.price_adjusted", "amount", money(p.BasePrice)))
	}
	return list
}

// yearDay is "1 January", "" for a day that cannot be one.
func yearDay(text *i18n.Printer, d pgclient.MonthDay) string {
	month := time.Month(0)
	if d.MonthValue != nil {
		month = time.Month(*d.MonthValue)
	} else if at := slices.Index(yearMonths(), d.Month); at >= 0 {
		month = time.Month(at + 1)
	}
	if month < time.January || month > time.December || d.DayOfMonth == nil {
		return ""
	}
	return text.DayOfYear(time.Date(2000, month, *d.DayOfMonth, 12, 0, 0, 0, text.Location())) // a leap year
}

func yearMonths() []pgclient.Month {
	return []pgclient.Month{
		pgclient.MonthJanuary, pgclient.MonthFebruary, pgclient.MonthMarch, pgclient.MonthApril, pgclient.MonthMay, pgclient.MonthJune,
		pgclient.MonthJuly, pgclient.MonthAugust, pgclient.MonthSeptember, pgclient.MonthOctober, pgclient.MonthNovember, pgclient.MonthDecember,
	}
}

// subContracts are fees or extras: what they cost, and until when.
func subContracts(text *i18n.Printer, today pgclient.Date, list []pgclient.SubContract) []views.SubContract {
	var shown []views.SubContract
	for _, s := range list {
		if s.ContractStatus == pgclient.ContractStatusInactive {
			continue
		}
		v := views.SubContract{Name: s.RateName, Price: priceText(text, s.PriceDetails)}
		switch end := cmp.Or(s.CancellationDate, s.EndDate); {
		case s.Cancelled && !end.IsZero():
			v.State = &views.Chip{Tone: views.ToneWarn, Text: text.T("home.state_canceled")}
			v.Detail = text.T("contracts.until", "date", contractDate(text, end))
		case !end.IsZero():
			v.Detail = text.T("contracts.until", "date", contractDate(text, end))
		case s.StartDate.IsZero():
		case today.Before(s.StartDate):
			v.Detail = text.T("contracts.from", "date", contractDate(text, s.StartDate))
		default:
			v.Detail = text.T("contracts.since", "date", contractDate(text, s.StartDate))
		}
		shown = append(shown, v)
	}
	return shown
}

// contractDate is a day of the studio's calendar.
func contractDate(text *i18n.Printer, d pgclient.Date) string {
	return text.Date(d.In(text.Location()))
}
