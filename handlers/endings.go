package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"memberportal/i18n"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/components"
)

// The writes on the end of a contract, by the action their intents carry.
const (
	actionCancelContract = "contract.cancel"
	actionWithdrawCancel = "contract.cancel.withdraw"
)

// The messages of these pages.
const (
	saidTakenBack  = "ending_taken_back"
	saidTakingBack = "ending_taking_back"
)

// withdrawn is the status of a cancellation that was taken back: the API has none.
const withdrawn = "WITHDRAWN"

// endingRoutes are cancelling a contract, and taking that back.
func endingRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/contracts/:contractID/cancel", true, showCancelContract, ""},
		{post, "/contracts/:contractID/cancel", true, cancelContract, ""},
		{get, "/contracts/:contractID/cancel/withdraw", true, showWithdrawCancel, ""},
		{post, "/contracts/:contractID/cancel/withdraw", true, withdrawCancel, ""},
	}
}

// endingKinds are the writes of these pages, by action.
func endingKinds() map[string]kind {
	return map[string]kind{
		actionCancelContract: {lookFor(cancelContractLook), tellEnding},
		actionWithdrawCancel: {lookFor(withdrawCancelLook), tellTakingBack},
	}
}

// endingSayings are their messages.
func endingSayings() map[string]saying {
	return map[string]saying{
		saidTakenBack:  {views.ToneGood, "endings.taken_back_title", "endings.taken_back_text"},
		saidTakingBack: {views.ToneInfo, "endings.taking_back_title", "endings.taking_back_text"},
	}
}

// ending is what a cancellation, or taking it back, was about. Arrived is the
// moment it reached this server, by the clock of the pages.
type ending struct {
	ContractID int64         `json:"contract_id"`
	ExtraID    int64         `json:"extra_id,omitempty"` // of an extra of that contract, 0 for the contract itself
	Date       pgclient.Date `json:"date,omitzero"`      // the last day asked for
	Arrived    time.Time     `json:"arrived"`
}

// endingState is how far the end of a contract or an extra has come.
type endingState int

const (
	endingOpen     endingState = iota // runs, and can be canceled
	endingFixed                       // runs, and cannot be canceled here now
	endingOver                        // has ended
	endingAsked                       // the studio decides on the end
	endingCanceled                    // ends on a day
	endingByStudio                    // the studio ended it
	endingRegret                      // the studio decides on taking the end back
)

func contractEnding(c pgclient.ContractData, today pgclient.Date) endingState {
	switch last := cmp.Or(c.CancelationDate, c.EndDate); {
	case c.ContractStatus == pgclient.ContractStatusInactive,
		c.CancelationStatus == pgclient.CancelationStatusCanceled && !last.IsZero() && last.Before(today):
		return endingOver
	case c.CancelationStatus == pgclient.CancelationStatusPendingVerification:
		return endingAsked
	case c.CancelationStatus == pgclient.CancelationStatusPendingWithdrawalVerification:
		return endingRegret
	case c.CancelationStatus == pgclient.CancelationStatusCanceled && c.CancelationOrigin == pgclient.CancelationOriginStudio:
		return endingByStudio
	case c.CancelationStatus == pgclient.CancelationStatusCanceled:
		return endingCanceled
	case c.CancelationStatus != "" || len(c.AvailableCancelationDates) == 0:
		return endingFixed // a status of a later release says nothing we could offer anything on
	}
	return endingOpen
}

// endingContract is the member's own contract of the address.
func (c *Context) endingContract(ctx context.Context) (pgclient.ContractData, error) {
	id, err := c.pathID("contractID")
	if err != nil {
		return pgclient.ContractData{}, err
	}
	return endingContractOf(ctx, c.API, c.Who.CustomerID, id)
}

func endingContractOf(ctx context.Context, api *pgclient.Client, customerID, id int64) (pgclient.ContractData, error) {
	list, err := api.GetContractData(ctx, customerID)
	if err != nil {
		return pgclient.ContractData{}, err
	}
	i := slices.IndexFunc(list, func(k pgclient.ContractData) bool { return k.ID == id })
	if i < 0 {
		return pgclient.ContractData{}, errNotFound
	}
	return list[i], nil
}

// endingForm is what was chosen.
type endingForm struct{ date, reason string }

// endingLoad is what the page about the end of a contract is made of.
type endingLoad struct {
	contract     pgclient.ContractData
	reasons      part[[]pgclient.ContractCancelationReason]
	classes      part[[]bookedClass]
	appointments part[[]pgclient.AppointmentBooking]
	upcoming     part[pgclient.Slice[pgclient.BookingEntry]]
	noReason     int64 // stands where the member gives none; 0: one has to be given
}

// loadEnding fetches it; without what follows from the end, which sending does not need.
func (c *Context) loadEnding(follows bool) (endingLoad, error) {
	l := endingLoad{noReason: c.Studio.Cancel.DefaultReason}
	load := c.newParts()
	need(load, &l.contract, c.endingContract)
	want(load, &l.reasons, c.Studio.CancelationReasons)
	if follows {
		c.loadFollows(load, &l)
	}
	if err := load.wait(); err != nil {
		return l, err
	}
	c.note(l.reasons.err, l.classes.err, l.appointments.err, l.upcoming.err)
	return l, nil
}

func (c *Context) loadFollows(load *parts, l *endingLoad) {
	wantChain(load, &l.classes, 2, c.classBookings)
	want(load, &l.appointments, func(ctx context.Context) ([]pgclient.AppointmentBooking, error) {
		return c.API.GetAppointmentBookings(ctx, c.Who.CustomerID)
	})
	want(load, &l.upcoming, func(ctx context.Context) (pgclient.Slice[pgclient.BookingEntry], error) {
		return c.API.GetCustomersAccountUpcomingData(ctx, c.Who.CustomerID, pgclient.SliceParams{SliceSize: 50})
	})
}

// showCancelContract says what a cancellation does and asks for the day; once
// asked for, it says how far that has come.
func showCancelContract(c *Context) error {
	if id := c.echo.QueryParam("receipt"); id != "" {
		return c.showCancelReceipt(id)
	}
	l, err := c.loadEnding(true)
	if err != nil {
		return err
	}
	page := newCancelContractPage(c.page(c.Text.T("endings.title"), "contracts"), c.now(), l, endingForm{})
	return c.Render(http.StatusOK, views.Ending(page))
}

func endingDate(text *i18n.Printer, d pgclient.Date) string {
	if d.IsZero() {
		return ""
	}
	return text.Date(d.In(text.Location()))
}

// arrivalText is a moment with its zone, as a receipt needs it.
func arrivalText(text *i18n.Printer, t time.Time) string {
	local := t.In(text.Location())
	return text.T("endings.moment", "date", text.Date(local), "time", text.Time(local), "zone", local.Format("MST")+", "+text.Location().String())
}

func newCancelContractPage(base views.Page, now time.Time, l endingLoad, form endingForm) views.EndingPage {
	text, k, today := base.Text, l.contract, pgclient.DateOf(now)
	p := newEndingPage(base, now, k)
	if contractEnding(k, today) != endingOpen {
		return p
	}
	reasonsOf(&p, l.reasons, l.noReason, form.reason)
	if len(p.Reasons) == 0 && l.noReason == 0 {
		p.Notice = &views.Notice{Tone: views.ToneWarn, Text: text.T("endings.reasons_missing")}
		return p
	}
	bookings := timedBookings(text, base.Paths, now, l.classes.value, l.appointments.value)
	var payments []pgclient.BookingEntry
	if l.upcoming.err == nil && !l.upcoming.value.HasNext {
		payments = l.upcoming.value.Result
	}
	datesOf(&p, k.AvailableCancelationDates, form.date, func(d pgclient.Date) []string {
		var more []string
		if n := bookingsAfter(bookings, d.AddDays(1).In(text.Location())); n > 0 {
			more = append(more, text.N("endings.bookings_after", n))
		}
		if e := lastPayment(payments, d); e != nil {
			more = append(more, text.T("endings.last_payment", "amount", text.Money(e.Amount.Amount.String(), e.Amount.Currency), "date", endingDate(text, e.DueDate)))
		}
		return more
	})
	p.Follows = []string{text.T("endings.follows_access"), text.T("endings.follows_payments"), text.T("endings.follows_check"), text.T("endings.follows_back")}
	if n := bookingsAfter(bookings, slices.MinFunc(k.AvailableCancelationDates, compareDates).AddDays(1).In(text.Location())); n > 0 {
		p.Follows = append(p.Follows, text.T("endings.follows_bookings"))
	}
	if l.classes.missing() || l.appointments.missing() {
		p.Follows = append(p.Follows, text.T("endings.bookings_missing"))
	}
	p.Action, p.Button, p.Stop = base.Paths.CancelContract(k.ID), text.T("endings.button"), true
	p.Hint = &views.Notice{Tone: views.ToneInfo, Text: text.T("endings.pause_hint"), LinkText: text.T("endings.pause_link"), LinkTo: base.Paths.Contract(k.ID)}
	return p
}

// newEndingPage says how far the end of a contract has come.
func newEndingPage(base views.Page, now time.Time, k pgclient.ContractData) views.EndingPage {
	text, today := base.Text, pgclient.DateOf(now)
	p := views.EndingPage{
		Page: base, Heading: text.T("endings.title"), Name: k.RateName,
		BackTo: base.Paths.Contract(k.ID), BackText: text.T("endings.to_contract"),
	}
	row := func(key, value string) {
		if value != "" {
			p.Rows = append(p.Rows, views.Row{Term: text.T(key), Value: value})
		}
	}
	last := endingDate(text, cmp.Or(k.CancelationDate, k.EndDate))
	state := contractEnding(k, today)
	row("endings.contract_number", idText(k.ID))
	switch state {
	case endingOpen, endingFixed:
		row("endings.runs_until", endingDate(text, k.EndDate))
		if period := k.CancelationPeriod; period != nil {
			row("endings.notice_period", endingTerm(text, pgclient.Term{Value: period.PeriodValue, Unit: period.PeriodUnit}))
		}
		if state == endingOpen {
			row("endings.hand_in_by", endingDate(text, k.LastPossibleCancelationDate))
		}
	case endingAsked:
		row("endings.asked_date", last)
	default:
		row("endings.last_day", last)
	}
	p.State, p.Notice = stateInWords(text, state, k.RateName, last)
	if takeBackable(k, today) {
		p.TakeBackTo = base.Paths.WithdrawCancel(k.ID)
	}
	return p
}

// stateInWords is a chip and a sentence for a state; none while it simply runs.
func stateInWords(text *i18n.Printer, state endingState, name, last string) (*views.Chip, *views.Notice) {
	say := func(tone views.Tone, chip, title, sentence string) (*views.Chip, *views.Notice) {
		return &views.Chip{Tone: tone, Text: text.T(chip)},
			&views.Notice{Tone: tone, Title: text.T(title), Text: text.T(sentence, "name", name, "date", last)}
	}
	switch state {
	case endingFixed:
		return nil, &views.Notice{Tone: views.ToneInfo, Text: text.T("endings.fixed_text")}
	case endingOver:
		return say(views.ToneInfo, "endings.over", "endings.over_title", "endings.over_text")
	case endingAsked:
		return say(views.ToneInfo, "home.state_pending", "endings.asked_title", "endings.asked_text")
	case endingCanceled:
		return say(views.ToneWarn, "home.state_canceled", "endings.canceled_title", "endings.canceled_text")
	case endingByStudio:
		return say(views.ToneWarn, "home.state_canceled", "endings.by_studio_title", "endings.by_studio_text")
	case endingRegret:
		return say(views.ToneInfo, "home.state_withdrawal", "endings.regret_title", "endings.regret_text")
	}
	return nil, nil
}

// takeBackable: asked for or canceled by the member, and not over.
func takeBackable(k pgclient.ContractData, today pgclient.Date) bool {
	switch contractEnding(k, today) {
	case endingAsked:
		return k.CancelationOrigin != pgclient.CancelationOriginStudio && (k.CancelationDate.IsZero() || !k.CancelationDate.Before(today))
	case endingCanceled:
		return true
	}
	return false
}

// endingTerm is a length of time, "" for a unit that is not known.
func endingTerm(text *i18n.Printer, t pgclient.Term) string {
	if t.Value <= 0 {
		return ""
	}
	switch t.Unit {
	case pgclient.TermUnitDay:
		return text.N("endings.days", t.Value)
	case pgclient.TermUnitWeek:
		return text.N("endings.weeks", t.Value)
	case pgclient.TermUnitMonth:
		return text.N("endings.months", t.Value)
	case pgclient.TermUnitYear:
		return text.N("endings.years", t.Value)
	}
	return ""
}

func compareDates(a, b pgclient.Date) int {
	switch {
	case a.Before(b):
		return -1
	case b.Before(a):
		return 1
	}
	return 0
}

// datesOf lists the days to choose from, the earliest first and chosen unless
// another one was.
func datesOf(p *views.EndingPage, days []pgclient.Date, chosen string, more func(pgclient.Date) []string) {
	days = slices.SortedFunc(slices.Values(days), compareDates)
	days = slices.Compact(days)
	for n, d := range days {
		details := more(d)
		if n == 0 {
			details = append([]string{p.Text.T("endings.earliest")}, details...)
		}
		choice := components.Choice{Value: d.String(), Text: endingDate(p.Text, d)}
		for i, s := range details {
			if i > 0 {
				choice.Detail += " · "
			}
			choice.Detail += s
		}
		p.Dates = append(p.Dates, choice)
		if d.String() == chosen {
			p.Date = chosen
		}
	}
	if p.Date == "" && chosen == "" && len(days) > 0 {
		p.Date = days[0].String()
	}
}

// reasonsOf lists the studio's reasons. Giving none is possible where the studio
// has said what then stands for it.
func reasonsOf(p *views.EndingPage, reasons part[[]pgclient.ContractCancelationReason], noReason int64, chosen string) {
	if len(reasons.value) == 0 {
		return
	}
	p.Reason = chosen
	if noReason != 0 {
		p.Reasons = append(p.Reasons, components.Choice{Text: p.Text.T("endings.no_reason")})
		p.ReasonHint = p.Text.T("endings.reason_optional")
	} else {
		p.Reasons = append(p.Reasons, components.Choice{Text: p.Text.T("endings.choose_reason")})
		p.ReasonHint = p.Text.T("endings.reason_needed")
	}
	for _, r := range reasons.value {
		p.Reasons = append(p.Reasons, components.Choice{Value: idText(r.CancelationReasonID), Text: r.CancelationReasonName})
	}
}

// bookingsAfter counts what stands booked from a moment on.
func bookingsAfter(list []timedBooking, from time.Time) int {
	n := 0
	for _, b := range list {
		if !b.canceled && !b.start.IsZero() && !b.start.Before(from) {
			n++
		}
	}
	return n
}

// lastPayment is the latest payment that is known until a day; nil for none.
func lastPayment(list []pgclient.BookingEntry, until pgclient.Date) *pgclient.BookingEntry {
	var last *pgclient.BookingEntry
	for i, e := range list {
		if e.Amount == nil || e.Amount.Currency == "" || e.DueDate.IsZero() || until.Before(e.DueDate) {
			continue
		}
		if last == nil || last.DueDate.Before(e.DueDate) {
			last = &list[i]
		}
	}
	return last
}

// readEndingForm reads the day and the reason; what cannot be read is told beside it.
func readEndingForm(text *i18n.Printer, form endingForm, noReason int64) (day pgclient.Date, reason int64, problems []views.FieldError) {
	day, err := pgclient.ParseDate(form.date)
	if err != nil || day.IsZero() {
		problems = append(problems, views.FieldError{Field: "date", Text: text.T("endings.choose_date")})
	}
	if form.reason == "" && noReason != 0 {
		return day, noReason, problems
	}
	reason, err = strconv.ParseInt(form.reason, 10, 64)
	if err != nil || reason <= 0 {
		problems = append(problems, views.FieldError{Field: "reason", Text: text.T("endings.choose_reason_error")})
	}
	return day, reason, problems
}

// refusedHere is a refusal that the portal gives itself: nothing is sent. It is
// given within the write, so that a form that is sent twice tells its first outcome.
func refusedHere(reference, text string) error {
	return &pgclient.Error{Op: "portal", Kind: pgclient.Invalid, Status: http.StatusBadRequest, Message: text, Reference: reference}
}

// mayEnd checks what was chosen against what was just read.
func mayEnd(text *i18n.Printer, days []pgclient.Date, day pgclient.Date, reasons part[[]pgclient.ContractCancelationReason], reason, noReason int64) error {
	if !slices.Contains(days, day) {
		return refusedHere("cancelationDate", text.T("endings.date_gone"))
	}
	known := slices.ContainsFunc(reasons.value, func(r pgclient.ContractCancelationReason) bool { return r.CancelationReasonID == reason })
	if !known && reason != noReason {
		return refusedHere("cancelationReasonId", text.T("endings.choose_reason_error"))
	}
	return nil
}

// endingFields are the inputs by the API's names.
func endingFields() map[string]string {
	return map[string]string{"cancelationDate": "date", "cancelationReasonId": "reason"}
}

// errorsOn puts errors onto a page; those of inputs that are not on it any more
// stand above it.
func errorsOn(p *views.EndingPage, problems []views.FieldError) {
	for _, e := range problems {
		if e.Field == "date" && len(p.Dates) == 0 || e.Field == "reason" && len(p.Reasons) == 0 {
			e.Field = ""
		}
		p.Errors = append(p.Errors, e)
	}
}

// cancelContract asks for the end of the member's own contract, once.
func cancelContract(c *Context) error {
	l, err := c.loadEnding(false)
	if err != nil {
		return err
	}
	form := endingForm{c.form("date"), c.form("reason")}
	again := func(problems []views.FieldError) error {
		if fresh, err := c.loadEnding(true); err == nil {
			l = fresh // the state may be why it was refused
		}
		page := newCancelContractPage(c.page(c.Text.T("endings.title"), "contracts"), c.now(), l, form)
		errorsOn(&page, problems)
		return c.Render(http.StatusUnprocessableEntity, views.Ending(page))
	}
	day, reason, problems := readEndingForm(c.Text, form, l.noReason)
	if len(problems) > 0 {
		return again(problems)
	}
	d := ending{ContractID: l.contract.ID, Date: day, Arrived: c.now()}
	intent, err := c.writeOnce(attempt{
		action: actionCancelContract, target: idText(d.ContractID), details: d, receipt: c.endingReceipt(l, day, reason), changes: about(l.contract.RateName, startOf(c, day)),
		send: func(ctx context.Context) (outcome, error) {
			if contractEnding(l.contract, c.today()) != endingOpen {
				return outcome{}, refusedHere("", c.Text.T("endings.not_now"))
			}
			if err := mayEnd(c.Text, l.contract.AvailableCancelationDates, day, l.reasons, reason, l.noReason); err != nil {
				return outcome{}, err
			}
			err := c.API.CreateContractCancelationAmendment(ctx, c.Who.CustomerID, pgclient.ContractCancelationRequest{
				ContractID: d.ContractID, CancelationDate: day, CancelationReasonID: reason,
			})
			if err != nil {
				return outcome{}, err
			}
			o, _, _ := cancelContractLook(ctx, c.API, c.Who.CustomerID, d) // at worst the page says which state it is in
			return o, nil
		},
	})
	done := func(outcome) error { return c.redirect(c.Paths.CancelReceipt(d.ContractID, intent.ID)) }
	return c.conclude(intent, err, endingFields(), done, again)
}

// endingReceipt is what the member keeps of a cancellation.
func (c *Context) endingReceipt(l endingLoad, day pgclient.Date, reason int64) *receipt.Receipt {
	t := c.Text.T
	rows := []views.Row{
		{Term: t("endings.contract"), Value: l.contract.RateName}, {Term: t("endings.contract_number"), Value: idText(l.contract.ID)},
		{Term: t("endings.asked_date"), Value: endingDate(c.Text, day)},
	}
	if i := slices.IndexFunc(l.reasons.value, func(r pgclient.ContractCancelationReason) bool { return r.CancelationReasonID == reason }); i >= 0 {
		rows = append(rows, views.Row{Term: t("endings.reason"), Value: l.reasons.value[i].CancelationReasonName})
	}
	return &receipt.Receipt{Kind: receipt.Cancellation, Ends: day.String(), Lines: linesOf(c.Text, t("rights.declare_ordinary"), rows)}
}

// cancelContractLook reads the contract: canceled, or asked for, to that day.
func cancelContractLook(ctx context.Context, api *pgclient.Client, customerID int64, d ending) (outcome, bool, error) {
	k, err := endingContractOf(ctx, api, customerID, d.ContractID)
	if err != nil {
		return outcome{}, false, err
	}
	if k.CancelationDate != d.Date || k.CancelationStatus != pgclient.CancelationStatusCanceled && k.CancelationStatus != pgclient.CancelationStatusPendingVerification {
		return outcome{}, false, nil
	}
	return outcome{Status: string(k.CancelationStatus), ID: k.ID}, true, nil
}

// showCancelReceipt shows what was asked for, when it arrived, and what has become of it.
func (c *Context) showCancelReceipt(intentID string) error {
	intent, d, err := receiptOf[ending](c, intentID, actionCancelContract)
	if err != nil {
		return err
	}
	k, err := c.endingContract(c.Ctx)
	if err != nil {
		return err
	}
	if d.ContractID != k.ID {
		return errNotFound
	}
	if intent.State != store.IntentDone {
		return c.redirect(c.Paths.Done(intent.ID))
	}
	page := newCancelReceiptPage(c.page(c.Text.T("endings.receipt_title"), "contracts"), c.now(), k, d)
	page.ReceiptTo = c.receiptOfIntent(intent.ID)
	return c.Render(http.StatusOK, views.Ending(page))
}

// receiptOf finds the member's own write of one kind.
func receiptOf[T any](c *Context, intentID, action string) (store.Intent, T, error) {
	var details T
	intent, err := c.app.Store.GetIntent(c.Ctx, c.Studio.Slug, c.Who.CustomerID, intentID)
	switch {
	case err != nil:
		return intent, details, err
	case intent.Action != action:
		return intent, details, errNotFound
	}
	return intent, details, json.Unmarshal(intent.Details, &details)
}

func newCancelReceiptPage(base views.Page, now time.Time, k pgclient.ContractData, d ending) views.EndingPage {
	text := base.Text
	p := newEndingPage(base, now, k)
	p.Heading = text.T("endings.receipt_title")
	if p.Notice == nil || contractEnding(k, pgclient.DateOf(now)) == endingFixed {
		p.Notice = &views.Notice{Tone: views.ToneWarn, Text: text.T("endings.no_longer")}
	}
	p.Receipt = []views.Row{
		{Term: text.T("endings.receipt_what"), Value: text.T("endings.receipt_cancel")},
		{Term: text.T("endings.contract"), Value: k.RateName},
		{Term: text.T("endings.contract_number"), Value: idText(k.ID)},
		{Term: text.T("endings.asked_date"), Value: endingDate(text, d.Date)},
		{Term: text.T("endings.arrived"), Value: arrivalText(text, d.Arrived)},
	}
	return p
}

// showWithdrawCancel asks before it takes a cancellation back.
func showWithdrawCancel(c *Context) error {
	k, err := c.endingContract(c.Ctx)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.Ending(newWithdrawCancelPage(c.page(c.Text.T("endings.back_title"), "contracts"), c.now(), k)))
}

func newWithdrawCancelPage(base views.Page, now time.Time, k pgclient.ContractData) views.EndingPage {
	text := base.Text
	p := newEndingPage(base, now, k)
	p.Heading = text.T("endings.back_title")
	if p.TakeBackTo == "" {
		if state := contractEnding(k, pgclient.DateOf(now)); base.Flash == nil && (state == endingOpen || state == endingFixed) {
			p.Notice = &views.Notice{Tone: views.ToneInfo, Text: text.T("endings.nothing_to_take_back")}
		} else if base.Flash != nil && state == endingFixed {
			p.Notice = nil
		}
		return p
	}
	p.TakeBackTo, p.Notice = "", nil
	p.Action, p.Button = base.Paths.WithdrawCancel(k.ID), text.T("endings.back_button")
	if k.CancelationStatus == pgclient.CancelationStatusPendingVerification {
		p.Follows = []string{text.T("endings.back_request")}
	} else {
		p.Follows = []string{text.T("endings.back_goes_on"), text.T("endings.back_check")}
	}
	return p
}

// withdrawCancel takes the cancellation of the member's own contract back, once.
func withdrawCancel(c *Context) error {
	k, err := c.endingContract(c.Ctx)
	if err != nil {
		return err
	}
	again := func(problems []views.FieldError) error {
		if fresh, err := c.endingContract(c.Ctx); err == nil {
			k = fresh
		}
		page := newWithdrawCancelPage(c.page(c.Text.T("endings.back_title"), "contracts"), c.now(), k)
		errorsOn(&page, problems)
		return c.Render(http.StatusUnprocessableEntity, views.Ending(page))
	}
	d := ending{ContractID: k.ID, Arrived: c.now()}
	intent, err := c.writeOnce(attempt{
		action: actionWithdrawCancel, target: idText(k.ID), details: d, changes: about(k.RateName, time.Time{}),
		send: func(ctx context.Context) (outcome, error) {
			if !takeBackable(k, c.today()) {
				return outcome{}, refusedHere("", c.Text.T("endings.back_not_now"))
			}
			if err := c.API.WithdrawContractCancelation(ctx, c.Who.CustomerID, k.ID); err != nil {
				return outcome{}, err
			}
			o, _, _ := withdrawCancelLook(ctx, c.API, c.Who.CustomerID, d)
			return o, nil
		},
	})
	done := func(o outcome) error {
		return c.redirectSaying(c.Paths.WithdrawCancel(k.ID), flash{Key: takenBackKey(o), Title: k.RateName, When: arrivalText(c.Text, d.Arrived)})
	}
	return c.conclude(intent, err, nil, done, again)
}

// withdrawCancelLook reads the contract: it runs as if never canceled, or the
// studio decides on that.
func withdrawCancelLook(ctx context.Context, api *pgclient.Client, customerID int64, d ending) (outcome, bool, error) {
	k, err := endingContractOf(ctx, api, customerID, d.ContractID)
	if err != nil {
		return outcome{}, false, err
	}
	o, found := takenBack(k.CancelationStatus)
	return o, found, nil
}

func takenBack(s pgclient.CancelationStatus) (outcome, bool) {
	switch s {
	case "":
		return outcome{Status: withdrawn}, true
	case pgclient.CancelationStatusPendingWithdrawalVerification:
		return outcome{Status: string(s)}, true
	}
	return outcome{}, false
}

// takenBackKey is the message for what taking back came to. What could not be
// read again is as yet only asked for.
func takenBackKey(o outcome) string {
	if o.Status == withdrawn {
		return saidTakenBack
	}
	return saidTakingBack
}

// toldOfEnding is where a cancellation, or taking it back, leads from its page of
// waiting, and what it was about.
func toldOfEnding(base views.Page, intent store.Intent) (told, ending) {
	var d ending
	_ = json.Unmarshal(intent.Details, &d) // an intent of ours always unmarshals
	if d.ExtraID != 0 {
		return told{to: base.Paths.Extras(d.ContractID), toText: base.Text.T("extras.to_extras")}, d
	}
	return told{to: base.Paths.CancelContract(d.ContractID), toText: base.Text.T("endings.to_state")}, d
}

// tellEnding puts a cancellation into words, of a contract or of an extra.
func tellEnding(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	to, d := toldOfEnding(base, intent)
	switch intent.State {
	case store.IntentDone:
		to.notice = views.Notice{Tone: views.ToneInfo, Title: text.T("endings.asked_title"), Text: text.T("endings.arrived_at", "when", arrivalText(text, d.Arrived))}
		if o.Status == string(pgclient.CancelationStatusCanceled) {
			to.notice.Tone, to.notice.Title = views.ToneGood, text.T("endings.canceled_title")
		}
		if d.ExtraID == 0 {
			to.to, to.toText = base.Paths.CancelReceipt(d.ContractID, intent.ID), text.T("endings.to_receipt")
		}
	case store.IntentRefused:
		to.heading, to.notice = text.T("endings.refused_heading"), refusedNotice(text, o)
	default:
		to.notice.Text = text.T("endings.unclear_text")
	}
	return to
}

// tellTakingBack puts taking a cancellation back into words.
func tellTakingBack(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	to, _ := toldOfEnding(base, intent)
	switch intent.State {
	case store.IntentDone:
		to.notice, _ = sayOutcome(text, takenBackKey(o), "", "")
	case store.IntentRefused:
		to.heading, to.notice = text.T("endings.back_refused_heading"), refusedNotice(text, o)
	default:
		to.notice.Text = text.T("endings.unclear_text")
	}
	return to
}

// refusedNotice is why something was refused, in the API's words where it gave any.
func refusedNotice(text *i18n.Printer, o outcome) views.Notice {
	return views.Notice{Tone: views.ToneWarn, Text: cmp.Or(o.Message, text.T("errors.refused_text"))}
}
