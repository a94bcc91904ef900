package handlers

import (
	"cmp"
	"context"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/components"
)

const (
	// mostLengths is up to how many terms are listed; more are typed.
	mostLengths = 60
	// mostTerms is beyond any pause.
	mostTerms = 10_000
)

// pauseForm is what the member chose, as it came.
type pauseForm struct{ start, unit, terms, unlimited, reason string }

func readPauseForm(get func(string) string) pauseForm {
	return pauseForm{get("start"), get("unit"), strings.TrimSpace(get("terms")), get("unlimited"), get("reason")}
}

// values are the fields that were filled in, for a form that sends them along unseen.
func (f pauseForm) values() []views.Value {
	var filled []views.Value
	for _, v := range []views.Value{{Name: "start", Value: f.start}, {Name: "unit", Value: f.unit}, {Name: "terms", Value: f.terms}, {Name: "unlimited", Value: f.unlimited}, {Name: "reason", Value: f.reason}} {
		if v.Value != "" {
			filled = append(filled, v)
		}
	}
	return filled
}

// sent: the form was sent; without the unit its values only fill it in.
func (f pauseForm) sent() bool { return f.unit != "" }

// pauseWish is a form that could be read.
type pauseWish struct {
	start     pgclient.Date
	unit      pgclient.IdlePeriodTemporalUnit
	terms     int // 0 if unlimited
	unlimited bool
	reasonID  int64
}

// read reads the form; what cannot be read is named beside its field.
func (f pauseForm) read(text *i18n.Printer) (pauseWish, []views.FieldError) {
	var problems []views.FieldError
	w := pauseWish{unit: pgclient.IdlePeriodTemporalUnit(f.unit), unlimited: f.unlimited != ""}
	var err error
	if w.start, err = pgclient.ParseDate(f.start); err != nil {
		problems = append(problems, views.FieldError{Field: "start", Text: text.T("pauses.start_missing")})
	}
	if !w.unlimited {
		if w.terms, err = strconv.Atoi(f.terms); err != nil || w.terms < 1 || w.terms > mostTerms {
			problems = append(problems, views.FieldError{Field: "terms", Text: text.T("pauses.terms_missing")})
		}
	}
	var ok bool
	if w.reasonID, ok = parseID(f.reason); !ok {
		problems = append(problems, views.FieldError{Field: "reason", Text: text.T("pauses.reason_missing")})
	}
	return w, problems
}

// request is what validating and creating send. Releases before 1.8.5 know no
// pause without end; later ones want to be told whether it is one.
func (w pauseWish) request(tellsUnlimited bool) pgclient.IdlePeriodValidationRequest {
	r := pgclient.IdlePeriodValidationRequest{StartDate: w.start}
	if tellsUnlimited {
		r.Unlimited = &w.unlimited
	}
	if !w.unlimited {
		r.TemporalUnit, r.TermValue = w.unit, &w.terms
	}
	return r
}

// last is the last day, zero for none: the API computes it the same way, as far as is known.
func (w pauseWish) last() pgclient.Date {
	if w.unlimited {
		return pgclient.Date{}
	}
	return termEnd(w.start, w.terms, w.unit).AddDays(-1)
}

// termEnd is the day after so many terms. A month that is too short for the day
// ends it.
func termEnd(start pgclient.Date, n int, unit pgclient.IdlePeriodTemporalUnit) pgclient.Date {
	switch unit {
	case pgclient.IdlePeriodTemporalUnitWeek:
		return start.AddDays(7 * n)
	case pgclient.IdlePeriodTemporalUnitMonth:
		first := pgclient.DateOf(pgclient.Date{Year: start.Year, Month: start.Month, Day: 1}.In(time.UTC).AddDate(0, n, 0))
		next := pgclient.DateOf(first.In(time.UTC).AddDate(0, 1, 0))
		end := first.AddDays(start.Day - 1)
		if !end.Before(next) {
			return next.AddDays(-1)
		}
		return end
	}
	return start.AddDays(n)
}

// span is "from 1 June 2026 to 30 June 2026".
func (w pauseWish) span(text *i18n.Printer) string {
	if w.unlimited {
		return text.T("pauses.span_open", "from", contractDate(text, w.start))
	}
	return text.T("pauses.span", "from", contractDate(text, w.start), "to", contractDate(text, w.last()))
}

// pauseLoad is what the pages of a pause are made of.
type pauseLoad struct {
	contract  pgclient.ContractData
	config    pgclient.IdlePeriodConfig
	periods   part[pgclient.IdlePeriodLists]
	remaining part[pgclient.RemainingIdlePeriods]
	status    pgclient.IdlePeriodValidationStatus // of the wish; "" when it was not asked
	unlimited bool                                // the API knows pauses without end
	changes   bool                                // a pause can be changed here
}

// loadPause reads what a pause depends on, and asks whether the wish, if there is
// one, would be accepted. All of it runs together.
func (c *Context) loadPause(contract pgclient.ContractData, wish *pauseWish) (pauseLoad, error) {
	l := pauseLoad{contract: contract, unlimited: c.knowsUnlimited(), changes: c.changesPauses()}
	load := c.newParts()
	need(load, &l.config, func(ctx context.Context) (pgclient.IdlePeriodConfig, error) {
		return c.API.GetIdlePeriodConfig(ctx, contract.ID)
	})
	want(load, &l.periods, func(ctx context.Context) (pgclient.IdlePeriodLists, error) {
		return c.API.GetIdlePeriods(ctx, contract.ID)
	})
	c.wantRemaining(load, &l.remaining, contract.ID)
	if wish != nil {
		need(load, &l.status, func(ctx context.Context) (pgclient.IdlePeriodValidationStatus, error) {
			return c.validatePause(ctx, contract.ID, *wish)
		})
	}
	err := load.wait()
	c.note(l.periods.err)
	l.unlimited = l.unlimited || l.config.IdlePeriodFeeCalculationConfig != nil
	return l, err
}

// validatePause asks the API. One that is newer than the configuration says wants
// to be told whether the pause has an end.
func (c *Context) validatePause(ctx context.Context, contractID int64, w pauseWish) (pgclient.IdlePeriodValidationStatus, error) {
	v, err := c.API.ValidateIdlePeriodRequest(ctx, contractID, w.request(c.knowsUnlimited()))
	if err == nil && v.ValidationStatus == pgclient.IdlePeriodValidationStatusUnlimitedParameterIsMissing && !c.knowsUnlimited() {
		v, err = c.API.ValidateIdlePeriodRequest(ctx, contractID, w.request(true))
	}
	return v.ValidationStatus, err
}

// showPause asks when and how long; with its values in the address it says what
// will happen, and asks again.
func showPause(c *Context) error {
	contract, err := c.selfServiceContract(c.Ctx)
	if err != nil {
		return err
	}
	form := readPauseForm(c.echo.QueryParam)
	if !form.sent() {
		l, err := c.loadPause(contract, nil)
		if err != nil {
			return err
		}
		return c.Render(http.StatusOK, views.PauseForm(newPausePage(c.page("", "contracts"), c.today(), l, form)))
	}
	return c.checkPause(contract, form, http.StatusOK, nil)
}

// pauseAgain shows the form, or the confirm page where that holds the field, with
// what has to be mended.
func (c *Context) pauseAgain(contract pgclient.ContractData, form pauseForm, problems []views.FieldError) error {
	return c.checkPause(contract, form, http.StatusUnprocessableEntity, problems)
}

// checkPause leads to the confirm page where the API would accept the wish, and
// back to the form where it would not.
func (c *Context) checkPause(contract pgclient.ContractData, form pauseForm, status int, problems []views.FieldError) error {
	wish, unread := form.read(c.Text)
	var asked *pauseWish
	if len(unread) == 0 {
		asked = &wish
	}
	l, err := c.loadPause(contract, asked)
	if err != nil && problems == nil {
		return err
	}
	if asked != nil && err == nil {
		unread = l.problems(c.Text, wish)
	}
	onConfirm := !slices.ContainsFunc(problems, func(e views.FieldError) bool { return e.Field != proofField && e.Field != "" })
	if len(unread) == 0 && err == nil && onConfirm {
		page := newPauseConfirmPage(c.page("", "contracts"), l, form, wish)
		page.Errors = problems
		return c.Render(status, views.PauseConfirm(page))
	}
	if err != nil {
		return err
	}
	for _, e := range unread { // one sentence a field
		if !slices.ContainsFunc(problems, func(p views.FieldError) bool { return p.Field == e.Field }) {
			problems = append(problems, e)
		}
	}
	problems = slices.DeleteFunc(problems, func(p views.FieldError) bool { return p.Field == proofField })
	page := newPausePage(c.page("", "contracts"), c.today(), l, form)
	if page.Refusal != nil { // it stands above the page, where it is heard, too
		problems = []views.FieldError{{Text: page.Refusal.Text}}
	}
	page = page.With(problems)
	return c.Render(http.StatusUnprocessableEntity, views.PauseForm(page))
}

// problems are what stands against a wish that could be read.
func (l pauseLoad) problems(text *i18n.Printer, w pauseWish) []views.FieldError {
	if w.unlimited && !l.unlimited {
		return []views.FieldError{{Field: "terms", Text: text.T("pauses.no_unlimited")}}
	}
	if _, ok := reasonOf(l.config, w.reasonID); !ok {
		return []views.FieldError{{Field: "reason", Text: text.T("pauses.reason_gone")}}
	}
	if l.status == pgclient.IdlePeriodValidationStatusCreatable {
		return nil
	}
	return []views.FieldError{{Field: pauseFields()[statusReference(l.status)], Text: statusSentence(text, l.status, l.config, w)}}
}

func reasonOf(config pgclient.IdlePeriodConfig, id int64) (pgclient.IdlePeriodReason, bool) {
	at := slices.IndexFunc(config.IdlePeriodReasons, func(r pgclient.IdlePeriodReason) bool { return r.ID == id })
	if at < 0 {
		return pgclient.IdlePeriodReason{}, false
	}
	return config.IdlePeriodReasons[at], true
}

// closed is why no pause can be asked for now, "" when one can.
func (l pauseLoad) closed(base views.Page, today pgclient.Date) string {
	text := base.Text
	pending := slices.ContainsFunc(l.periods.value.CurrentAndUpcomingIdlePeriods, func(p pgclient.IdlePeriod) bool {
		return p.State == pgclient.IdlePeriodStatePendingVerification
	})
	endless := l.config.UnlimitedAllowed && l.unlimited
	switch {
	case l.contract.ContractStatus != pgclient.ContractStatusActive:
		return text.T("pauses.closed_ended")
	case l.config.IdlePeriodCreationStatus == pgclient.AmendmentConfigurationStatusRead, l.config.MaxTerms <= 0 && !endless, len(l.config.IdlePeriodReasons) == 0:
		return text.T("pauses.closed_studio")
	case pending:
		return text.T("pauses.closed_pending")
	case l.most() <= 0 && !endless:
		return text.T("pauses.closed_used")
	case len(l.starts(today)) == 0:
		return text.T("pauses.closed_no_day")
	}
	return ""
}

// most is how many terms the next pause may take.
func (l pauseLoad) most() int {
	if r := l.remaining.value.RemainingMaxTerms; l.remaining.err == nil && r != nil && string(r.Unit) == string(l.config.TemporalUnit) {
		return min(r.Value, l.config.MaxTerms)
	}
	return l.config.MaxTerms
}

// free is how many terms of the next pause cost nothing; false when it is not known.
func (l pauseLoad) free() (int, bool) {
	fits := func(t pgclient.Term) bool { return t.Value == 0 || string(t.Unit) == string(l.config.TemporalUnit) }
	if l.remaining.err == nil {
		return l.remaining.value.RemainingFreeTerms.Value, fits(l.remaining.value.RemainingFreeTerms)
	}
	untouched := l.periods.err == nil && len(l.periods.value.PastIdlePeriods) == 0 && len(l.periods.value.CurrentAndUpcomingIdlePeriods) == 0
	return l.config.FreeTerms.Value, fits(l.config.FreeTerms) && (untouched || l.config.FreeTerms.Value == 0)
}

// starts are the days on which the next pause may begin: the first one the API
// names, and those that follow by its unit, without those that lie in a pause or
// after the end of a contract that is canceled.
func (l pauseLoad) starts(today pgclient.Date) []pgclient.Date {
	first := l.config.FirstPossibleStartDate
	if first.IsZero() {
		first = today.AddDays(1)
	}
	days := []pgclient.Date{first}
	if !l.config.NextPossibleStartDateOnly {
		switch l.config.TemporalUnit {
		case pgclient.IdlePeriodTemporalUnitWeek:
			monday := first.AddDays((8 - int(first.In(time.UTC).Weekday())) % 7)
			for n := range 26 {
				days = append(days, monday.AddDays(7*n))
			}
		case pgclient.IdlePeriodTemporalUnitMonth:
			for n := range 12 {
				days = append(days, pgclient.DateOf(pgclient.Date{Year: first.Year, Month: first.Month, Day: 1}.In(time.UTC).AddDate(0, n+1, 0)))
			}
		default:
			for n := range 60 {
				days = append(days, first.AddDays(n+1))
			}
		}
	}
	days = slices.DeleteFunc(days, func(d pgclient.Date) bool {
		return l.contract.CancelationStatus == pgclient.CancelationStatusCanceled && !l.contract.CancelationDate.IsZero() && l.contract.CancelationDate.Before(d) ||
			slices.ContainsFunc(l.periods.value.CurrentAndUpcomingIdlePeriods, func(p pgclient.IdlePeriod) bool {
				return !d.Before(p.StartDate) && (endless(p) || !p.EndDate.Before(d))
			})
	})
	return slices.Compact(days)
}

// endless: a pause without end, whatever end it comes with.
func endless(p pgclient.IdlePeriod) bool {
	return p.Unlimited != nil && *p.Unlimited || p.EndDate.IsZero()
}

func newPausePage(base views.Page, today pgclient.Date, l pauseLoad, f pauseForm) views.PausePage {
	text, at := base.Text, base.Paths
	p := views.PausePage{
		Page: base, Contract: contractName(text, l.contract), BackTo: at.Contract(l.contract.ID), Action: at.Pause(l.contract.ID),
		Unit: string(l.config.TemporalUnit), PausesMissing: l.periods.missing(), Pauses: pauseList(base, today, l.contract.ID, l.periods.value, l.changes),
	}
	p.Title = text.T("pauses.title")
	if why := l.closed(base, today); why != "" {
		p.Refusal = &views.Notice{Tone: views.ToneInfo, Text: why}
		return p
	}
	p.Starts = components.Choices{Name: "start", Label: text.T("pauses.start"), Hint: startHint(text, l.config), Selected: f.start}
	for _, d := range l.starts(today) {
		p.Starts.Options = append(p.Starts.Options, components.Choice{Value: d.String(), Text: startText(text, d)})
	}
	if most := l.most(); most > mostLengths {
		p.Length = &components.Input{Name: "terms", Label: lengthLabel(text, l.config.TemporalUnit), Hint: text.T("pauses.terms_hint", "most", most), Value: f.terms, InputMode: "numeric", MaxLength: "4"}
	} else if most > 0 {
		p.Lengths = components.Choices{Name: "terms", Label: text.T("pauses.terms"), Hint: lengthHint(text, l), Selected: f.terms}
		for n := range most {
			p.Lengths.Options = append(p.Lengths.Options, components.Choice{Value: strconv.Itoa(n + 1), Text: unitLength(text, n+1, l.config.TemporalUnit)})
		}
	}
	p.Unlimited, p.UnlimitedOn = l.config.UnlimitedAllowed && l.unlimited, f.unlimited != ""
	p.Reasons = components.Choices{Name: "reason", Label: text.T("pauses.reason"), Selected: f.reason}
	for _, r := range l.config.IdlePeriodReasons {
		name := r.Name
		if r.DocumentRequired {
			name = text.T("pauses.reason_proof", "reason", r.Name)
			p.Reasons.Hint = text.T("pauses.reason_hint")
		}
		p.Reasons.Options = append(p.Reasons.Options, components.Choice{Value: idText(r.ID), Text: name})
	}
	p.Facts, p.Notes = pauseFacts(text, l)
	return p
}

// pauseFacts are what holds for any pause of the contract.
func pauseFacts(text *i18n.Printer, l pauseLoad) (rows []views.Row, notes []string) {
	fee := newPauseFee(text, l)
	rows = append(rows, views.Row{Term: text.T("pauses.fee"), Value: fee.rate})
	if free, known := l.free(); known && free > 0 && fee.charged() {
		rows = append(rows, views.Row{Term: text.T("pauses.free_left"), Value: unitLength(text, free, l.config.TemporalUnit)})
	} else if !known && l.config.FreeTerms.Value > 0 && fee.charged() {
		rows = append(rows, views.Row{Term: text.T("pauses.free_total"), Value: contractLength(text, l.config.FreeTerms.Value, l.config.FreeTerms.Unit)})
	}
	if l.most() > 0 {
		rows = append(rows, views.Row{Term: text.T("pauses.longest"), Value: unitLength(text, l.most(), l.config.TemporalUnit)})
	}
	rows = append(rows, accessRow(text, l.config))
	if fee.note != "" {
		notes = append(notes, fee.note)
	}
	if l.extends() {
		notes = append(notes, text.T("pauses.extends"))
	}
	return rows, append(notes, decisionNote(text, l.config))
}

// extends: the contract's end moves out. One that is canceled has its end.
func (l pauseLoad) extends() bool {
	return l.config.ContractHasExtension && (l.contract.CancelationStatus == "" || l.contract.CancelationStatus == pgclient.CancelationStatusPendingVerification)
}

func accessRow(text *i18n.Printer, config pgclient.IdlePeriodConfig) views.Row {
	r := views.Row{Term: text.T("pauses.access"), Value: text.T("pauses.access_yes")}
	if config.AccessRefusal {
		r.Value = text.T("pauses.access_no")
	}
	return r
}

func decisionNote(text *i18n.Printer, config pgclient.IdlePeriodConfig) string {
	if config.IdlePeriodCreationStatus == pgclient.AmendmentConfigurationStatusChangesWithoutVerification {
		return text.T("pauses.at_once")
	}
	return text.T("pauses.studio_decides")
}

// pauseFee is what a pause costs, as far as the API tells.
type pauseFee struct {
	rate    string          // "€5.00 per month"
	note    string          // what has to be known beside it
	each    *pgclient.Money // for each term that is not free; nil: another way of counting
	whole   *pgclient.Money // for the pause; nil: another way of counting
	percent string
}

func (f pauseFee) charged() bool { return f.each != nil || f.whole != nil || f.percent != "" }

// newPauseFee reads the fee. Before release 1.11.0 an amount comes without saying
// what it is for; then neither does the portal.
func newPauseFee(text *i18n.Printer, l pauseLoad) pauseFee {
	money := func(m pgclient.Money) string { return text.Money(m.Amount.String(), m.Currency) }
	how := l.config.IdlePeriodFeeCalculationConfig
	unit := l.config.TemporalUnit
	switch {
	case how == nil && l.config.IdlePeriodFee.Amount.IsZero():
	case how == nil:
		fee := l.config.IdlePeriodFee
		return pauseFee{rate: money(fee), whole: &fee, note: text.T("pauses.fee_unclear")}
	case how.DynamicIdlePeriodAmountPercentage != nil && !how.DynamicIdlePeriodAmountPercentage.IsZero():
		share := decimalText(text, how.DynamicIdlePeriodAmountPercentage.String())
		return pauseFee{rate: perUnit(text, text.T("pauses.fee_share", "percent", share), unit), percent: share}
	case how.IdlePeriodAmountPerTermUnit != nil && !how.IdlePeriodAmountPerTermUnit.Amount.IsZero():
		return pauseFee{rate: perUnit(text, money(*how.IdlePeriodAmountPerTermUnit), unit), each: how.IdlePeriodAmountPerTermUnit}
	case !how.IdlePeriodAmount.Amount.IsZero():
		fee := how.IdlePeriodAmount
		return pauseFee{rate: text.T("pauses.fee_once", "amount", money(fee)), whole: &fee}
	}
	return pauseFee{rate: text.T("pauses.fee_none")}
}

// decimalText writes a number of the API with the language's decimal sign.
func decimalText(text *i18n.Printer, number string) string {
	if text.Language() == "en" {
		return number
	}
	return strings.Replace(number, ".", ",", 1)
}

func perUnit(text *i18n.Printer, amount string, unit pgclient.IdlePeriodTemporalUnit) string {
	switch unit {
	case pgclient.IdlePeriodTemporalUnitDay:
		return text.T("pauses.per_day", "amount", amount)
	case pgclient.IdlePeriodTemporalUnitWeek:
		return text.T("pauses.per_week", "amount", amount)
	case pgclient.IdlePeriodTemporalUnitMonth:
		return text.T("pauses.per_month", "amount", amount)
	}
	return amount
}

// cost is what this pause costs, and how that comes about.
func (l pauseLoad) cost(text *i18n.Printer, w pauseWish) (amount, how string) {
	fee := newPauseFee(text, l)
	free, known := l.free()
	unit := l.config.TemporalUnit
	var sentences []string
	if fee.note != "" {
		sentences = append(sentences, fee.note)
	}
	switch {
	case !fee.charged(), fee.whole != nil && fee.note == "":
		return fee.rate, ""
	case fee.whole != nil:
		amount = fee.rate
		if known && !w.unlimited && free >= w.terms {
			return text.T("pauses.fee_none"), text.T("pauses.fee_all_free")
		}
	case known && !w.unlimited && free >= w.terms:
		return text.T("pauses.fee_none"), text.T("pauses.fee_all_free")
	case fee.each != nil && known && !w.unlimited:
		paid := w.terms - free
		amount = text.Money(manyTimes(fee.each.Amount, paid), fee.each.Currency)
		if paid > 1 || free > 0 {
			sentences = append(sentences, text.T("pauses.fee_sum", "length", unitLength(text, paid, unit), "rate", fee.rate))
		}
	default:
		amount = fee.rate
	}
	if l.config.FreeTerms.Value > 0 && !known {
		sentences = append(sentences, text.T("pauses.fee_free_unknown", "length", contractLength(text, l.config.FreeTerms.Value, l.config.FreeTerms.Unit)))
	} else if free > 0 {
		sentences = append(sentences, text.T("pauses.fee_free", "length", unitLength(text, free, unit)))
	}
	return amount, strings.Join(sentences, " ")
}

// manyTimes is an amount so many times, exactly.
func manyTimes(amount pgclient.Decimal, n int) string {
	_, fraction, _ := strings.Cut(amount.String(), ".")
	product, ok := new(big.Rat).SetString(amount.String())
	if !ok {
		return amount.String()
	}
	return product.Mul(product, big.NewRat(int64(n), 1)).FloatString(len(fraction))
}

func newPauseConfirmPage(base views.Page, l pauseLoad, f pauseForm, w pauseWish) views.PauseConfirmPage {
	text, at := base.Text, base.Paths
	reason, _ := reasonOf(l.config, w.reasonID)
	p := views.PauseConfirmPage{
		Page: base, Contract: contractName(text, l.contract), BackTo: at.Contract(l.contract.ID), Action: at.Pause(l.contract.ID),
		ChangeTo: at.PauseAgain(l.contract.ID, f.start, f.terms, f.unlimited, f.reason), Proof: reason.DocumentRequired,
		Button: text.T("pauses.button_request"),
	}
	p.Title = text.T("pauses.confirm_title")
	if l.config.IdlePeriodCreationStatus == pgclient.AmendmentConfigurationStatusChangesWithoutVerification {
		p.Button = text.T("pauses.button")
	}
	row := func(key, value string) { p.Rows = append(p.Rows, views.Row{Term: text.T(key), Value: value}) }
	row("pauses.first_day", startText(text, w.start))
	if w.unlimited {
		row("pauses.last_day", text.T("pauses.no_end"))
	} else {
		row("pauses.last_day", startText(text, w.last()))
		row("pauses.terms", unitLength(text, w.terms, l.config.TemporalUnit))
	}
	row("pauses.reason", reason.Name)
	amount, how := l.cost(text, w)
	row("pauses.fee", amount)
	if l.extends() && !w.unlimited && !l.contract.EndDate.IsZero() {
		row("pauses.contract_ends", contractDate(text, l.contract.EndDate.AddDays(daysBetween(w.start, w.last())+1)))
	}
	p.Rows = append(p.Rows, accessRow(text, l.config))
	say := func(sentence string) {
		if sentence != "" {
			p.Consequence = append(p.Consequence, sentence)
		}
	}
	say(how)
	if l.extends() {
		say(text.T("pauses.extends"))
	}
	if w.unlimited {
		say(text.T("pauses.unlimited_text"))
	}
	say(text.T("pauses.no_bookings"))
	say(decisionNote(text, l.config))
	p.Values = f.values()
	return p
}

// pauseList shows pauses: what waits and what is to come first, then what has been,
// the latest first.
func pauseList(base views.Page, today pgclient.Date, contractID int64, lists pgclient.IdlePeriodLists, changes bool) []views.Pause {
	byStart := func(a, b pgclient.IdlePeriod) int { return cmp.Compare(a.StartDate.String(), b.StartDate.String()) }
	ahead, past := slices.SortedStableFunc(slices.Values(lists.CurrentAndUpcomingIdlePeriods), byStart), slices.SortedStableFunc(slices.Values(lists.PastIdlePeriods), byStart)
	slices.Reverse(past)
	// One change or request at a time.
	changes = changes && !slices.ContainsFunc(ahead, func(p pgclient.IdlePeriod) bool { return p.State == pgclient.IdlePeriodStatePendingVerification })
	var list []views.Pause
	for _, p := range slices.Concat(ahead, past) {
		list = append(list, newPause(base, today, contractID, p, changes))
	}
	return list
}

func newPause(base views.Page, today pgclient.Date, contractID int64, p pgclient.IdlePeriod, changes bool) views.Pause {
	text := base.Text
	from := contractDate(text, p.StartDate)
	v := views.Pause{Days: text.T("pauses.days_open", "from", from)}
	if !endless(p) {
		v.Days = text.T("pauses.days", "from", from, "to", contractDate(text, p.EndDate))
	}
	var about []string
	if p.IdlePeriodReason != nil && p.IdlePeriodReason.Name != "" {
		about = append(about, p.IdlePeriodReason.Name)
	}
	if f := p.IdlePeriodFee; f != nil && f.IdlePeriodTotalAmount != nil {
		if f.IdlePeriodTotalAmount.Amount.IsZero() {
			about = append(about, text.T("pauses.listed_free"))
		} else {
			about = append(about, text.T("pauses.listed_fee", "amount", text.Money(f.IdlePeriodTotalAmount.Amount.String(), f.IdlePeriodTotalAmount.Currency)))
		}
	}
	v.Detail = strings.Join(about, " · ")
	withdraw := true
	switch {
	case p.State == pgclient.IdlePeriodStatePendingVerification:
		v.Status = views.Chip{Tone: views.ToneWarn, Text: text.T("pauses.state_pending")}
		v.Label = text.T("pauses.withdraw_request_label", "days", v.Days)
	case today.Before(p.StartDate):
		v.Status = views.Chip{Tone: views.ToneGood, Text: text.T("pauses.state_planned")}
		v.Label = text.T("pauses.withdraw_label", "days", v.Days)
	case endless(p), !p.EndDate.Before(today):
		withdraw, v.Status = false, views.Chip{Tone: views.ToneInfo, Text: text.T("pauses.state_running")}
	default:
		withdraw, v.Status = false, views.Chip{Text: text.T("pauses.state_over")}
	}
	if withdraw {
		v.WithdrawTo = base.Paths.WithdrawPause(contractID, p.ID)
	}
	if changes && changeable(p, today) {
		v.ChangeTo, v.ChangeLabel = base.Paths.ChangePause(contractID, p.ID), text.T("pauses.change_label", "days", v.Days)
	}
	return v
}
