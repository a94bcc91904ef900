package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"memberportal/i18n"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/components"
)

// The change of a pause, by the action its intents carry, and its messages.
const (
	actionChangePause    = "pause.change"
	saidPauseChanged     = "pause_changed"
	saidPauseChangeAsked = "pause_change_requested"
	mostEnds             = 120 // days to end a pause on that are listed
)

// changesPauses: changing a pause came with release 1.11.0 of the API. Without it, or
// without the scope, nothing leads there, and the page does not exist.
func (c *Context) changesPauses() bool {
	return sinceRelease(c.Studio.API.Release, 1, 11) &&
		c.Studio.May("updateIdlePeriod") && c.Studio.May("idlePeriodUpdatePreview")
}

// changeable tells of a pause that the studio could change: one that is set and not
// over, whose reason is known, since that is sent again.
func changeable(p pgclient.IdlePeriod, today pgclient.Date) bool {
	return p.State == pgclient.IdlePeriodStateAccepted && (endless(p) || !p.EndDate.Before(today)) &&
		p.IdlePeriodReason != nil && p.IdlePeriodReason.ID != 0
}

// changeForm is what the member chose: a first day with so many terms or without end,
// or the pause as it is with an earlier end.
type changeForm struct {
	pauseForm
	end string
}

func readChangeForm(get func(string) string) changeForm {
	return changeForm{readPauseForm(get), get("end")}
}

// changeWish is a form that could be read.
type changeWish struct {
	pauseWish
	end pgclient.Date // zero: by terms, or without end
}

func (w changeWish) last() pgclient.Date {
	return cmp.Or(w.end, w.pauseWish.last())
}

func (w changeWish) span(text *i18n.Printer) string {
	if w.unlimited {
		return w.pauseWish.span(text)
	}
	return text.T("pauses.span", "from", contractDate(text, w.start), "to", contractDate(text, w.last()))
}

// request is what preview and change send. The end is for shortening alone, and comes
// without anything else about the length.
func (w changeWish) request() pgclient.IdlePeriodUpdateRequest {
	r := pgclient.IdlePeriodUpdateRequest{StartDate: w.start, ReasonID: w.reasonID}
	switch {
	case !w.end.IsZero():
		r.EndDate = w.end
	case w.unlimited:
		r.Unlimited = &w.unlimited
	default:
		r.Unlimited, r.TemporalUnit, r.TermValue = &w.unlimited, w.unit, &w.terms
	}
	return r
}

// read reads the form. An earlier end goes before a number of terms.
func (f changeForm) read(text *i18n.Printer) (changeWish, []views.FieldError) {
	if f.end == "" {
		w, problems := f.pauseForm.read(text)
		return changeWish{pauseWish: w}, problems
	}
	plain := f.pauseForm
	plain.unlimited, plain.terms = "", "1"
	w, problems := plain.read(text)
	end, err := pgclient.ParseDate(f.end)
	if err != nil {
		problems = append(problems, views.FieldError{Field: "end", Text: text.T("pauses.end_gone")})
	}
	w.terms = 0
	return changeWish{w, end}, problems
}

// changeLoad is what the pages of a change are made of; periods leave the pause out.
type changeLoad struct {
	pauseLoad
	old     pgclient.IdlePeriod
	preview pgclient.IdlePeriodUpdatePreview // of the wish; empty when it was not asked
}

// loadChange reads what a change depends on and asks what it would do, together.
func (c *Context) loadChange(wish *changeWish) (changeLoad, error) {
	var l changeLoad
	if !c.changesPauses() {
		return l, errNotFound
	}
	id, err := c.pathID("idlePeriodID")
	if err != nil {
		return l, err
	}
	contract, err := c.selfServiceContract(c.Ctx)
	if err != nil {
		return l, err
	}
	l.pauseLoad = pauseLoad{contract: contract, unlimited: true}
	load := c.newParts()
	need(load, &l.config, func(ctx context.Context) (pgclient.IdlePeriodConfig, error) {
		return c.API.GetIdlePeriodConfig(ctx, contract.ID)
	})
	need(load, &l.periods.value, func(ctx context.Context) (pgclient.IdlePeriodLists, error) {
		return c.API.GetIdlePeriods(ctx, contract.ID)
	})
	c.wantRemaining(load, &l.remaining, contract.ID)
	var preview part[pgclient.IdlePeriodUpdatePreview]
	if wish != nil {
		want(load, &preview, func(ctx context.Context) (pgclient.IdlePeriodUpdatePreview, error) {
			return c.API.IdlePeriodUpdatePreview(ctx, contract.ID, id, wish.request())
		})
	}
	if err := load.wait(); err != nil {
		return l, err
	}
	all := slices.Concat(l.periods.value.CurrentAndUpcomingIdlePeriods, l.periods.value.PastIdlePeriods)
	at := slices.IndexFunc(all, func(p pgclient.IdlePeriod) bool { return p.ID == id })
	if at < 0 {
		return l, errPauseGone
	}
	l.old = all[at]
	l.periods.value.CurrentAndUpcomingIdlePeriods = slices.DeleteFunc(l.periods.value.CurrentAndUpcomingIdlePeriods, func(p pgclient.IdlePeriod) bool { return p.ID == id })
	l.preview = preview.value
	return l, preview.err
}

// closed is why the pause cannot be changed now, "" when it can.
func (l changeLoad) closed(text *i18n.Printer, today pgclient.Date) string {
	pending := slices.ContainsFunc(l.periods.value.CurrentAndUpcomingIdlePeriods, func(p pgclient.IdlePeriod) bool {
		return p.State == pgclient.IdlePeriodStatePendingVerification
	})
	switch {
	case pending || l.old.State == pgclient.IdlePeriodStatePendingVerification:
		return text.T("pauses.closed_pending")
	case l.config.IdlePeriodCreationStatus == pgclient.AmendmentConfigurationStatusRead, l.contract.ContractStatus != pgclient.ContractStatusActive, !changeable(l.old, today):
		return text.T("pauses.change_closed")
	}
	return ""
}

// terms is how many terms the pause takes as it is; 0: it has no end.
func (l changeLoad) terms() int {
	if endless(l.old) {
		return 0
	}
	n := 1
	for n < mostTerms && termEnd(l.old.StartDate, n, l.config.TemporalUnit).AddDays(-1).Before(l.old.EndDate) {
		n++
	}
	return n
}

// most is how many terms it may take: its own, and those that are left.
func (l changeLoad) most() int {
	if r := l.remaining.value.RemainingMaxTerms; l.remaining.err == nil && r != nil && string(r.Unit) == string(l.config.TemporalUnit) {
		return min(l.terms()+r.Value, l.config.MaxTerms)
	}
	return l.config.MaxTerms
}

// starts are the days it may begin on: the one it has, and where it has not begun
// those on which a new one could.
func (l changeLoad) starts(today pgclient.Date) []pgclient.Date {
	days := []pgclient.Date{l.old.StartDate}
	if today.Before(l.old.StartDate) {
		days = append(days, l.pauseLoad.starts(today)...)
	}
	slices.SortFunc(days, compareDates)
	return slices.Compact(days)
}

// ends are the days it can be shortened to, where the studio allows any day.
func (l changeLoad) ends(today pgclient.Date) []pgclient.Date {
	if l.config.DayBasedTermShorteningAllowed == nil || !*l.config.DayBasedTermShorteningAllowed {
		return nil
	}
	day := l.old.StartDate
	if day.Before(today) {
		day = today
	}
	var days []pgclient.Date
	for ; len(days) < mostEnds && (endless(l.old) || day.Before(l.old.EndDate)); day = day.AddDays(1) {
		days = append(days, day)
	}
	return days
}

// problems are what stands against a wish that could be read.
func (l changeLoad) problems(text *i18n.Printer, w changeWish) []views.FieldError {
	same := w.start == l.old.StartDate && (w.unlimited && endless(l.old) || !w.unlimited && !endless(l.old) && w.last() == l.old.EndDate)
	switch status := l.preview.ValidationStatus; {
	case l.old.IdlePeriodReason == nil || w.reasonID != l.old.IdlePeriodReason.ID:
		return []views.FieldError{{Text: text.T("errors.form_expired")}}
	case same:
		return []views.FieldError{{Text: text.T("pauses.change_nothing")}}
	case status != pgclient.IdlePeriodValidationStatusUpdatable:
		return []views.FieldError{{Field: changeFields(w)[statusReference(status)], Text: statusSentence(text, status, l.config, w.pauseWish)}}
	}
	return nil
}

// changeFields are the inputs by the reference that the API names them with.
func changeFields(w changeWish) map[string]string {
	fields := map[string]string{"startDate": "start", "termValue": "terms", "temporalUnit": "terms", "unlimited": "terms", "endDate": "end"}
	if !w.end.IsZero() {
		fields["startDate"], fields["termValue"] = "end", "end" // the day is what was chosen
	}
	return fields
}

// showChangePause asks what the pause is to become; with its values in the address it
// says what that does, and asks again.
func showChangePause(c *Context) error {
	return c.checkChangePause(readChangeForm(c.echo.QueryParam), http.StatusOK, nil)
}

// checkChangePause leads to the confirm page where the API would accept the change,
// and back to the form where it would not.
func (c *Context) checkChangePause(form changeForm, status int, problems []views.FieldError) error {
	var asked *changeWish
	wish, unread := form.read(c.Text)
	if form.sent() && len(unread) == 0 {
		asked = &wish
	}
	l, err := c.loadChange(asked)
	if errors.Is(err, errPauseGone) {
		return c.pauseGone(l.contract)
	}
	if pgclient.KindOf(err) == pgclient.Invalid { // values that no form of ours sends
		err, unread = nil, []views.FieldError{{Text: cmp.Or(refusedInWords(err).Message, c.Text.T("pauses.refused_other"))}}
	}
	if err != nil {
		return err
	}
	base := c.page("", "contracts")
	if asked != nil && len(unread) == 0 {
		unread = l.problems(c.Text, wish)
	}
	if asked != nil && len(unread) == 0 && l.closed(c.Text, c.today()) == "" && !slices.ContainsFunc(problems, func(e views.FieldError) bool { return e.Field != "" }) {
		page := newChangeConfirmPage(base, l, form, wish)
		page.Errors = problems
		return c.Render(status, views.PauseConfirm(page))
	}
	if form.sent() {
		status = http.StatusUnprocessableEntity
		for _, e := range unread {
			if !slices.ContainsFunc(problems, func(p views.FieldError) bool { return p.Field == e.Field }) {
				problems = append(problems, e)
			}
		}
	}
	page := newChangePage(base, c.today(), l, form)
	if page.Refusal != nil && form.sent() {
		problems = []views.FieldError{{Text: page.Refusal.Text}}
	}
	return c.Render(status, views.PauseForm(page.With(problems)))
}

func newChangePage(base views.Page, today pgclient.Date, l changeLoad, f changeForm) views.PausePage {
	text := base.Text
	unit := l.config.TemporalUnit
	p := views.PausePage{
		Page: base, Contract: contractName(text, l.contract), BackTo: base.Paths.Contract(l.contract.ID),
		Action: base.Paths.ChangePause(l.contract.ID, l.old.ID), Unit: string(unit),
	}
	p.Title = text.T("pauses.change_title")
	now := newPause(base, today, l.contract.ID, l.old, false)
	p.Facts = []views.Row{{Term: text.T("pauses.so_far"), Value: now.Days}}
	if now.Detail != "" {
		p.Facts = append(p.Facts, views.Row{Term: text.T("pauses.reason"), Value: now.Detail})
	}
	if why := l.closed(text, today); why != "" {
		p.Refusal = &views.Notice{Tone: views.ToneInfo, Text: why}
		return p
	}
	p.Values = []views.Value{{Name: "reason", Value: idText(l.old.IdlePeriodReason.ID)}}
	selected := cmp.Or(f.start, l.old.StartDate.String())
	if days := l.starts(today); len(days) > 1 {
		p.Starts = components.Choices{Name: "start", Label: text.T("pauses.start"), Hint: startHint(text, l.config), Selected: selected}
		for _, d := range days {
			p.Starts.Options = append(p.Starts.Options, components.Choice{Value: d.String(), Text: startText(text, d)})
		}
	} else {
		p.Values = append(p.Values, views.Value{Name: "start", Value: l.old.StartDate.String()})
	}
	terms := f.terms
	if n := l.terms(); terms == "" && n > 0 {
		terms = strconv.Itoa(n)
	}
	if most := l.most(); most > mostLengths {
		p.Length = &components.Input{Name: "terms", Label: lengthLabel(text, unit), Hint: text.T("pauses.terms_hint", "most", most), Value: terms, InputMode: "numeric", MaxLength: "4"}
	} else if most > 0 {
		p.Lengths = components.Choices{Name: "terms", Label: text.T("pauses.terms"), Selected: terms}
		for n := 1; n <= most; n++ {
			if last := termEnd(l.old.StartDate, n, unit).AddDays(-1); today.Before(l.old.StartDate) || !last.Before(today) {
				p.Lengths.Options = append(p.Lengths.Options, components.Choice{Value: strconv.Itoa(n), Text: unitLength(text, n, unit)})
			}
		}
	}
	if days := l.ends(today); len(days) > 0 {
		p.Ends = components.Choices{
			Name: "end", Label: text.T("pauses.end_earlier"), Hint: text.T("pauses.end_hint"), Selected: f.end,
			Options: []components.Choice{{Text: text.T("pauses.end_by_terms")}},
		}
		for _, d := range days {
			p.Ends.Options = append(p.Ends.Options, components.Choice{Value: d.String(), Text: startText(text, d)})
		}
	}
	p.Unlimited = l.config.UnlimitedAllowed
	p.UnlimitedOn = f.unlimited != "" || !f.sent() && endless(l.old)
	p.Facts = append(p.Facts, accessRow(text, l.config))
	p.Notes = []string{text.T("pauses.change_preview"), changeNote(text, l.config)}
	return p
}

// changeNote says who decides on the change.
func changeNote(text *i18n.Printer, config pgclient.IdlePeriodConfig) string {
	if config.IdlePeriodCreationStatus == pgclient.AmendmentConfigurationStatusChangesWithoutVerification {
		return text.T("pauses.change_at_once")
	}
	return text.T("pauses.change_decides")
}

func newChangeConfirmPage(base views.Page, l changeLoad, f changeForm, w changeWish) views.PauseConfirmPage {
	text, at := base.Text, base.Paths
	p := views.PauseConfirmPage{
		Page: base, Contract: contractName(text, l.contract), BackTo: at.Contract(l.contract.ID), Action: at.ChangePause(l.contract.ID, l.old.ID),
		ChangeTo: at.ChangePauseAgain(l.contract.ID, l.old.ID, f.start, f.terms, f.unlimited, f.end), Button: text.T("pauses.button_request"),
	}
	p.Title = text.T("pauses.change_confirm")
	if l.config.IdlePeriodCreationStatus == pgclient.AmendmentConfigurationStatusChangesWithoutVerification {
		p.Button = text.T("pauses.change_button")
	}
	row := func(term, value string) {
		if value != "" {
			p.Rows = append(p.Rows, views.Row{Term: term, Value: value})
		}
	}
	row(text.T("pauses.so_far"), newPause(base, pgclient.Date{}, l.contract.ID, l.old, false).Days)
	row(text.T("pauses.first_day"), startText(text, w.start))
	switch {
	case w.unlimited:
		row(text.T("pauses.last_day"), text.T("pauses.no_end"))
	case !w.end.IsZero():
		row(text.T("pauses.last_day"), startText(text, w.end))
	default:
		row(text.T("pauses.last_day"), startText(text, w.last()))
		row(text.T("pauses.terms"), unitLength(text, w.terms, l.config.TemporalUnit))
	}
	row(text.T("pauses.reason"), l.old.IdlePeriodReason.Name)
	for _, charge := range l.preview.PreviewCharges {
		term, value := chargeText(text, charge)
		row(term, value)
	}
	if len(l.preview.PreviewCharges) == 0 {
		row(text.T("pauses.fee"), text.T("pauses.fee_none"))
	}
	if !l.preview.PreviewEndDate.IsZero() {
		row(text.T("pauses.contract_ends"), contractDate(text, l.preview.PreviewEndDate))
	}
	p.Rows = append(p.Rows, accessRow(text, l.config))
	if w.unlimited {
		p.Consequence = append(p.Consequence, text.T("pauses.unlimited_text"))
	}
	p.Consequence = append(p.Consequence, text.T("pauses.no_bookings"), changeNote(text, l.config))
	p.Values = f.values()
	if f.end != "" {
		p.Values = append(p.Values, views.Value{Name: "end", Value: f.end})
	}
	return p
}

// chargeText is a charge of the changed pause: for which days, how much, and when.
func chargeText(text *i18n.Printer, charge pgclient.IdlePeriodPreviewCharge) (term, value string) {
	about := []string{text.T("pauses.fee")}
	if charge.Description != "" {
		about = append(about, charge.Description)
	}
	if !charge.PaidPeriodFrom.IsZero() && !charge.PaidPeriodTo.IsZero() {
		about = append(about, text.T("pauses.days", "from", contractDate(text, charge.PaidPeriodFrom), "to", contractDate(text, charge.PaidPeriodTo)))
	}
	amount := charge.Amount
	if charge.DiscountedAmount != nil {
		amount = *charge.DiscountedAmount
	}
	value = text.Money(amount.Amount.String(), amount.Currency)
	if amount.Amount.IsZero() {
		value = text.T("pauses.fee_none")
	} else if !charge.DueDate.IsZero() {
		value = text.T("pauses.charge_due", "amount", value, "date", contractDate(text, charge.DueDate))
	}
	return strings.Join(about, " · "), value
}

// changeTarget is what the change of a pause was about; nothing of its reason.
type changeTarget struct {
	ContractID int64         `json:"contract_id"`
	ID         int64         `json:"id"`
	Start      pgclient.Date `json:"start"`
	End        pgclient.Date `json:"end,omitzero"` // zero: none
}

func (t changeTarget) becameOf(p pgclient.IdlePeriod) bool {
	return p.StartDate == t.Start && (t.End.IsZero() && endless(p) || !t.End.IsZero() && !endless(p) && p.EndDate == t.End)
}

// changePauseLook reads the pause: it is what was asked for, or a request for that
// waits beside it, or has been accepted under another id.
func changePauseLook(ctx context.Context, api *pgclient.Client, _ int64, t changeTarget) (outcome, bool, error) {
	p, err := api.GetIdlePeriodById(ctx, t.ContractID, t.ID)
	if err == nil && t.becameOf(p) {
		return outcome{Status: string(p.State), ID: p.ID}, true, nil
	}
	if err != nil && !notThere(err) {
		return outcome{}, false, err
	}
	lists, err := api.GetIdlePeriods(ctx, t.ContractID)
	if err != nil {
		return outcome{}, false, err
	}
	for _, p := range lists.CurrentAndUpcomingIdlePeriods {
		if t.becameOf(p) {
			return outcome{Status: string(p.State), ID: p.ID}, true, nil
		}
	}
	return outcome{}, false, nil
}

// changePause changes a pause of the member's own contract, or asks for that, once.
func changePause(c *Context) error {
	c.drainFile() // the form is that of a new pause, but its reason stays, and so does its proof
	form := readChangeForm(c.form)
	wish, unread := form.read(c.Text)
	contractID, err := c.pathID("contractID")
	if err != nil {
		return err
	}
	id, err := c.pathID("idlePeriodID")
	if err != nil {
		return err
	}
	target := idText(contractID) + "/" + idText(id)
	if intent, found, err := c.spent(actionChangePause, target); found || err != nil {
		return c.concludeChangePause(form, wish, intent, err)
	}
	if len(unread) > 0 {
		form.unit = cmp.Or(form.unit, "?")
		return c.checkChangePause(form, http.StatusUnprocessableEntity, unread)
	}
	l, err := c.loadChange(&wish)
	if errors.Is(err, errPauseGone) {
		return c.pauseGone(l.contract)
	}
	if err != nil && pgclient.KindOf(err) != pgclient.Invalid {
		return err
	}
	if err != nil || l.closed(c.Text, c.today()) != "" || len(l.problems(c.Text, wish)) > 0 {
		return c.checkChangePause(form, http.StatusUnprocessableEntity, nil)
	}
	t := changeTarget{ContractID: l.contract.ID, ID: l.old.ID, Start: wish.start}
	if !wish.unlimited {
		t.End = wish.last()
	}
	intent, err := c.writeOnce(attempt{
		action: actionChangePause, target: target, details: t, changes: about(contractName(c.Text, l.contract), startOf(c, wish.start)),
		send: func(ctx context.Context) (outcome, error) {
			p, err := c.API.UpdateIdlePeriod(ctx, t.ContractID, t.ID, wish.request(), nil)
			return outcome{Status: string(p.State), ID: p.ID}, err
		},
		refused: func(ctx context.Context, err error) outcome {
			o := refusedInWords(err)
			preview, why := c.API.IdlePeriodUpdatePreview(ctx, t.ContractID, t.ID, wish.request())
			if o.Reference == "" && why == nil && preview.ValidationStatus != pgclient.IdlePeriodValidationStatusUpdatable {
				o.Refusal, o.Reference = string(preview.ValidationStatus), statusReference(preview.ValidationStatus)
				o.Message = statusSentence(c.Text, preview.ValidationStatus, l.config, wish.pauseWish)
			}
			return o
		},
	})
	return c.concludeChangePause(form, wish, intent, err)
}

func (c *Context) concludeChangePause(form changeForm, wish changeWish, intent store.Intent, err error) error {
	return c.conclude(intent, err, changeFields(wish),
		func(o outcome) error {
			f := flash{Key: pauseSaid(actionChangePause, o)}
			var t changeTarget
			if json.Unmarshal(intent.Details, &t) != nil {
				return c.redirect(c.Paths.Contracts())
			}
			if contract, err := c.selfServiceContract(c.Ctx); err == nil { // at worst the few words stand alone
				f.Title, f.When = contractName(c.Text, contract), wish.span(c.Text)
			}
			return c.redirectSaying(c.Paths.Contract(t.ContractID), f)
		},
		func(problems []views.FieldError) error {
			return c.checkChangePause(form, http.StatusUnprocessableEntity, problems)
		})
}
