package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"memberportal/i18n"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/components"
)

// The writes on extras, by the action their intents carry.
const (
	actionOrderExtra          = "extra.order"
	actionCancelExtra         = "extra.cancel"
	actionWithdrawCancelExtra = "extra.cancel.withdraw"
)

// The messages of these pages.
const (
	saidOrdered       = "extra_ordered"
	saidExtraCanceled = "extra_canceled"
	saidExtraAsked    = "extra_asked"
	saidExtraBack     = "extra_taken_back"
	saidExtraBackAsk  = "extra_taking_back"
)

// mostExtras is how many extras of a contract are looked up in full; what lies
// beyond is shown as the contract lists it.
const mostExtras = 30

// extraRoutes are extras and the switch of a membership.
func extraRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/contracts/:contractID/extras", true, showExtras, ""},
		{get, "/contracts/:contractID/extras/:extraID", true, showOrderExtra, ""},
		{post, "/contracts/:contractID/extras/:extraID", true, orderExtra, ""},
		{get, "/contracts/:contractID/extras/:extraID/cancel", true, showCancelExtra, ""},
		{post, "/contracts/:contractID/extras/:extraID/cancel", true, cancelExtra, ""},
		{get, "/contracts/:contractID/extras/:extraID/cancel/withdraw", true, showWithdrawCancelExtra, ""},
		{post, "/contracts/:contractID/extras/:extraID/cancel/withdraw", true, withdrawCancelExtra, ""},
		{get, "/contracts/:contractID/switch", true, showSwitchContract, ""},
		{post, "/contracts/:contractID/switch", true, switchContract, ""},
	}
}

// extraKinds are the writes of these pages, by action.
func extraKinds() map[string]kind {
	return map[string]kind{
		actionOrderExtra:          {lookFor(orderExtraLook), tellOrder},
		actionCancelExtra:         {lookFor(cancelExtraLook), tellEnding},
		actionWithdrawCancelExtra: {lookFor(withdrawCancelExtraLook), tellTakingBack},
		actionSwitchContract:      {lookFor(switchContractLook), tellSwitch},
	}
}

// extraSayings are their messages.
func extraSayings() map[string]saying {
	return map[string]saying{
		saidOrdered:       {views.ToneGood, "extras.ordered_title", "extras.ordered_text"},
		saidExtraCanceled: {views.ToneGood, "endings.canceled_title", "extras.canceled_text"},
		saidExtraAsked:    {views.ToneInfo, "endings.asked_title", "extras.asked_text"},
		saidExtraBack:     {views.ToneGood, "endings.taken_back_title", "extras.taken_back_text"},
		saidExtraBackAsk:  {views.ToneInfo, "endings.taking_back_title", "endings.taking_back_text"},
	}
}

// extrasContract is the member's own contract of the address, with its extras.
func (c *Context) extrasContract(ctx context.Context) (pgclient.Contract, error) {
	id, err := c.pathID("contractID")
	if err != nil {
		return pgclient.Contract{}, err
	}
	return extrasContractOf(ctx, c.API, c.Who.CustomerID, id)
}

func extrasContractOf(ctx context.Context, api *pgclient.Client, customerID, id int64) (pgclient.Contract, error) {
	list, err := api.GetCustomersContracts(ctx, customerID, "")
	if err != nil {
		return pgclient.Contract{}, err
	}
	i := slices.IndexFunc(list, func(k pgclient.Contract) bool { return k.ID == id })
	if i < 0 {
		return pgclient.Contract{}, errNotFound
	}
	return list[i], nil
}

// ownedExtra is an extra as the contract lists it and, where self-service knows
// it by the same id, in full.
type ownedExtra struct {
	listed pgclient.SubContract
	full   part[pgclient.AdditionalModuleContract]
}

// extrasLoad is what the list of extras is made of.
type extrasLoad struct {
	contract pgclient.Contract
	owned    []ownedExtra
	onSale   part[[]pgclient.AdditionalModule]
}

// showExtras lists what a contract has and what it may add.
func showExtras(c *Context) error {
	k, err := c.extrasContract(c.Ctx)
	if err != nil {
		return err
	}
	l := extrasLoad{contract: k}
	for _, m := range k.ModuleContracts {
		if m.EndDate.IsZero() || !m.EndDate.Before(c.today()) {
			l.owned = append(l.owned, ownedExtra{listed: m, full: part[pgclient.AdditionalModuleContract]{err: errNotFound}})
		}
	}
	load := c.newParts()
	want(load, &l.onSale, func(ctx context.Context) ([]pgclient.AdditionalModule, error) {
		return c.API.GetPurchasableAdditionalModules(ctx, k.ID)
	})
	for i := range l.owned[:min(len(l.owned), mostExtras)] {
		want(load, &l.owned[i].full, func(ctx context.Context) (pgclient.AdditionalModuleContract, error) {
			return c.API.GetAdditionalModuleContract(ctx, k.ID, l.owned[i].listed.ID)
		})
	}
	_ = load.wait() // each part can be missing
	c.note(l.onSale.err)
	return c.Render(http.StatusOK, views.Extras(newExtrasPage(c.page(c.Text.T("extras.title"), "contracts"), c.now(), l)))
}

func newExtrasPage(base views.Page, now time.Time, l extrasLoad) views.ExtrasPage {
	p := views.ExtrasPage{
		Page: base, BackTo: base.Paths.Contract(l.contract.ID), Contract: l.contract.RateName,
		OffersMissing: l.onSale.missing(), OffersHidden: l.onSale.hidden(),
	}
	for _, o := range l.owned {
		p.Owned = append(p.Owned, newOwnedExtra(base, now, l.contract.ID, o))
	}
	for _, m := range l.onSale.value {
		p.Offers = append(p.Offers, newOfferedExtra(base, l.contract.ID, m))
	}
	return p
}

// firstLetter stands where a picture would: those of the API are on another server.
func firstLetter(name string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
	if r == utf8.RuneError {
		return "+"
	}
	return strings.ToUpper(string(r))
}

// extraEnding is how far the end of an extra has come.
func extraEnding(m pgclient.AdditionalModuleContract, today pgclient.Date) endingState {
	switch s := m.ContractCancelationStatus; {
	case s == pgclient.CancelationStatusCanceled && !m.CancelationDate.IsZero() && m.CancelationDate.Before(today):
		return endingOver
	case s == pgclient.CancelationStatusCanceled:
		return endingCanceled
	case s == pgclient.CancelationStatusPendingVerification:
		return endingAsked
	case s == pgclient.CancelationStatusPendingWithdrawalVerification:
		return endingRegret
	case s != "" || len(m.AvailableCancelationDates) == 0:
		return endingFixed
	}
	return endingOpen
}

func newOwnedExtra(base views.Page, now time.Time, contractID int64, o ownedExtra) views.Extra {
	text, s := base.Text, o.listed
	e := views.Extra{Name: s.RateName, Letter: firstLetter(s.RateName), Price: extraPrice(text, s.PriceDetails.PaymentFrequency)}
	if e.Price == "" {
		e.Price = priceText(text, s.PriceDetails)
	}
	row := func(key, value string) {
		if value != "" {
			e.Rows = append(e.Rows, views.Row{Term: text.T(key), Value: value})
		}
	}
	row("extras.since", endingDate(text, s.StartDate))
	m := o.full.value
	if o.full.err != nil {
		switch {
		case s.Cancelled:
			e.State = views.Chip{Tone: views.ToneWarn, Text: text.T("home.state_canceled")}
			row("endings.last_day", endingDate(text, s.CancellationDate))
		default:
			e.State = views.Chip{Tone: views.ToneGood, Text: text.T("extras.running")}
			row("endings.runs_until", endingDate(text, s.EndDate))
		}
		e.Note = text.T("extras.read_only")
		return e
	}
	today := pgclient.DateOf(now)
	state := extraEnding(m, today)
	if chip, _ := stateInWords(text, state, "", ""); chip != nil {
		e.State = *chip
	} else {
		e.State = views.Chip{Tone: views.ToneGood, Text: text.T("extras.running")}
	}
	if t := m.TrialPeriod; t != nil && t.Term != nil {
		if end := trialEnd(*t); !end.IsZero() && !end.Before(today) {
			row("extras.trial_until", endingDate(text, end))
		}
	}
	switch state {
	case endingOpen, endingFixed:
		row("endings.runs_until", endingDate(text, m.EndDate))
		row("endings.hand_in_by", endingDate(text, m.LastPossibleCancelationDate))
	case endingAsked:
		row("endings.asked_date", endingDate(text, m.CancelationDate))
	default:
		row("endings.last_day", endingDate(text, m.CancelationDate))
	}
	way := func(to, key, label string) {
		e.To, e.ToText = to, text.T(key)
		e.ToLabel = text.T(label, "name", s.RateName)
	}
	switch {
	case state == endingOpen:
		way(base.Paths.CancelExtra(contractID, s.ID), "extras.cancel", "extras.cancel_label")
	case m.ContractCancelationCanBeWithdrawn && state != endingOver:
		way(base.Paths.WithdrawCancelExtra(contractID, s.ID), "endings.take_back", "extras.take_back_label")
	case state == endingFixed:
		e.Note = text.T("extras.fixed")
	}
	return e
}

// trialEnd is the last day of a trial, zero where its length is not known.
func trialEnd(t pgclient.AdditionalModuleContractTrialPeriod) pgclient.Date {
	from := t.StartDate.In(time.UTC)
	switch n := t.Term.Value; t.Term.Unit {
	case pgclient.TermUnitDay:
		return pgclient.DateOf(from.AddDate(0, 0, n-1))
	case pgclient.TermUnitWeek:
		return pgclient.DateOf(from.AddDate(0, 0, 7*n-1))
	case pgclient.TermUnitMonth:
		return pgclient.DateOf(from.AddDate(0, n, -1))
	case pgclient.TermUnitYear:
		return pgclient.DateOf(from.AddDate(n, 0, -1))
	}
	return pgclient.Date{}
}

func newOfferedExtra(base views.Page, contractID int64, m pgclient.AdditionalModule) views.Extra {
	text := base.Text
	e := views.Extra{Name: m.Name, Letter: firstLetter(m.Name), About: m.Description}
	var prices []string
	for _, f := range m.PaymentFrequencies {
		if price := extraPrice(text, f); price != "" {
			prices = append(prices, price)
		}
	}
	e.Price = strings.Join(prices, " · ")
	if term := endingTerm(text, m.TermInformation.Term); term != "" {
		e.Rows = append(e.Rows, views.Row{Term: text.T("extras.term"), Value: term})
	}
	if t := m.TrialPeriodConfig; t != nil {
		if term := endingTerm(text, t.Term); term != "" {
			e.State = views.Chip{Tone: views.ToneGood, Text: text.T("extras.trial_chip", "term", term)}
		}
	}
	e.To, e.ToText, e.ToLabel = base.Paths.OrderExtra(contractID, m.ID), text.T("extras.look"), text.T("extras.look_label", "name", m.Name)
	if id, only := onlyWay(m); only {
		e.To = base.Paths.OrderExtraAs(contractID, m.ID, id)
	}
	return e
}

// onlyWay tells whether there is nothing to choose about an extra, and then its
// payment frequency.
func onlyWay(m pgclient.AdditionalModule) (int64, bool) {
	if len(m.PaymentFrequencies) != 1 || m.TrialPeriodConfig != nil || m.PaymentFrequencies[0].ID == nil {
		return 0, false
	}
	return *m.PaymentFrequencies[0].ID, true
}

// extraPrice is what is paid when, by the kind of the payment frequency; "" for
// what is not told.
func extraPrice(text *i18n.Printer, f pgclient.PaymentFrequency) string {
	money := func(m pgclient.Money) string { return text.Money(m.Amount.String(), m.Currency) }
	switch f.Type {
	case pgclient.PaymentFrequencyTypeFree:
		return text.T("home.price_free")
	case pgclient.PaymentFrequencyTypeNonRecurring:
		if f.Price != nil {
			return text.T("home.price_once", "amount", money(*f.Price))
		}
	case pgclient.PaymentFrequencyTypeRecurring:
		if f.Price != nil && f.Term != nil {
			return everyTerm(text, money(*f.Price), *f.Term)
		}
	case pgclient.PaymentFrequencyTypeMonthDay:
		var list []string
		for _, d := range f.MonthDaysToPrices {
			if day := yearDay(text, d.MonthDay); day != "" {
				list = append(list, text.T("extras.on_day", "amount", money(d.Price), "day", day))
			}
		}
		return text.Join(list...)
	case pgclient.PaymentFrequencyTypeTermBased:
		var list []string
		for _, s := range f.TermsToPrices {
			list = append(list, priceAfter(text, money(s.Price), s.Term))
		}
		return strings.Join(list, ", ")
	}
	return ""
}

// priceAfter is a price that holds from the end of a term on.
func priceAfter(text *i18n.Printer, price string, t pgclient.Term) string {
	switch {
	case t.Value <= 0:
		return text.T("extras.price_first", "amount", price)
	case t.Unit == pgclient.TermUnitDay:
		return text.N("extras.after_days", t.Value, "amount", price)
	case t.Unit == pgclient.TermUnitWeek:
		return text.N("extras.after_weeks", t.Value, "amount", price)
	case t.Unit == pgclient.TermUnitMonth:
		return text.N("extras.after_months", t.Value, "amount", price)
	case t.Unit == pgclient.TermUnitYear:
		return text.N("extras.after_years", t.Value, "amount", price)
	}
	return price
}

// extraTotal is what the first term costs, "" where that cannot be told: prices
// by date and by term depend on when they fall.
func extraTotal(text *i18n.Printer, f pgclient.PaymentFrequency, term pgclient.Term) string {
	times := 0
	switch {
	case f.Type == pgclient.PaymentFrequencyTypeFree:
		return text.T("home.price_free")
	case f.Price == nil:
		return ""
	case f.Type == pgclient.PaymentFrequencyTypeNonRecurring:
		times = 1
	case f.Type == pgclient.PaymentFrequencyTypeRecurring && f.Term != nil:
		times = timesIn(term, *f.Term)
	}
	if times == 0 {
		return ""
	}
	var sum pgclient.Decimal
	for range times {
		sum = sum.Add(f.Price.Amount)
	}
	return text.Money(sum.String(), f.Price.Currency)
}

// timesIn is how often a term goes into another, 0 where it does not go evenly.
func timesIn(long, short pgclient.Term) int {
	months := func(t pgclient.Term) (int, bool) {
		switch t.Unit {
		case pgclient.TermUnitMonth:
			return t.Value, true
		case pgclient.TermUnitYear:
			return 12 * t.Value, true
		}
		return 0, false
	}
	days := func(t pgclient.Term) (int, bool) {
		switch t.Unit {
		case pgclient.TermUnitDay:
			return t.Value, true
		case pgclient.TermUnitWeek:
			return 7 * t.Value, true
		}
		return 0, false
	}
	for _, in := range []func(pgclient.Term) (int, bool){months, days} {
		l, fits := in(long)
		s, also := in(short)
		if fits && also && s > 0 && l%s == 0 && l/s <= 1000 {
			return l / s
		}
	}
	return 0
}

// extraRefusals puts each validation status into words.
var extraRefusals = map[pgclient.AdditionalModuleContractValidationStatus]string{
	pgclient.AdditionalModuleContractValidationStatusAlreadyPurchased:       "extras.refused_already",
	pgclient.AdditionalModuleContractValidationStatusInvalidStatus:          "extras.refused_contract",
	pgclient.AdditionalModuleContractValidationStatusNotFound:               "extras.refused_unknown",
	pgclient.AdditionalModuleContractValidationStatusNotOnlinePurchasable:   "extras.refused_online",
	pgclient.AdditionalModuleContractValidationStatusTrialPeriodNotBookable: "extras.refused_trial",
}

func extraRefusal(text *i18n.Printer, s pgclient.AdditionalModuleContractValidationStatus) string {
	if key, ok := extraRefusals[s]; ok {
		return text.T(key)
	}
	return text.T("extras.refused_unknown")
}

// orderForm is what was chosen about an extra.
type orderForm struct {
	frequency int64 // 0: nothing yet
	trial     bool
	seen      string // fingerprint of the conditions that were on the page
}

// orderLoad is what the order page is made of.
type orderLoad struct {
	contract pgclient.Contract
	module   pgclient.AdditionalModule
	onSale   bool // to this contract, at this moment
	status   part[pgclient.AdditionalModuleContractValidation]
}

// loadOrder finds the extra of the address among those that the contract may buy,
// else among all that the studio sells, and asks whether it can be bought.
func (c *Context) loadOrder(form orderForm) (orderLoad, error) {
	moduleID, err := c.pathID("extraID")
	if err != nil {
		return orderLoad{}, err
	}
	k, err := c.extrasContract(c.Ctx)
	if err != nil {
		return orderLoad{}, err
	}
	l := orderLoad{contract: k}
	var mine []pgclient.AdditionalModule
	var all part[[]pgclient.AdditionalModule]
	load := c.newParts()
	need(load, &mine, func(ctx context.Context) ([]pgclient.AdditionalModule, error) {
		return c.API.GetPurchasableAdditionalModules(ctx, k.ID)
	})
	want(load, &all, c.Studio.Modules)
	if form.frequency != 0 {
		want(load, &l.status, func(ctx context.Context) (pgclient.AdditionalModuleContractValidation, error) {
			return c.API.ValidateAdditionalModuleContractRequest(ctx, k.ID, pgclient.AdditionalModuleContractRequest{
				AdditionalModuleID: moduleID, PaymentFrequencyID: form.frequency, BookTrialPeriod: form.trial,
			})
		})
	}
	if err := load.wait(); err != nil {
		return l, err
	}
	this := func(m pgclient.AdditionalModule) bool { return m.ID == moduleID }
	if i := slices.IndexFunc(mine, this); i >= 0 {
		l.module, l.onSale = mine[i], true
		return l, nil
	}
	if i := slices.IndexFunc(all.value, this); i >= 0 {
		l.module = all.value[i]
		return l, nil
	}
	c.note(all.err)
	return l, errNotFound
}

// frequency is the chosen one of the extra's own.
func (l orderLoad) frequency(id int64) (pgclient.PaymentFrequency, bool) {
	for _, f := range l.module.PaymentFrequencies {
		if f.ID != nil && *f.ID == id {
			return f, true
		}
	}
	return pgclient.PaymentFrequency{}, false
}

// conditions are a fingerprint of what an order would agree to.
func conditions(list ...any) string {
	data, _ := json.Marshal(list) // types of the API always marshal
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12])
}

// refusal is why the extra cannot be ordered, "" where it can.
func (l orderLoad) refusal(text *i18n.Printer) string {
	status := l.status.value.ValidationStatus
	switch {
	case l.status.err == nil && status != "" && status != pgclient.AdditionalModuleContractValidationStatusPurchasable:
		return extraRefusal(text, status)
	case l.onSale:
		return ""
	case slices.ContainsFunc(l.contract.ModuleContracts, func(s pgclient.SubContract) bool { return s.RateName == l.module.Name }):
		return text.T("extras.refused_already")
	}
	return text.T("extras.refused_online")
}

// showOrderExtra lets one choose, and then says what it will cost.
func showOrderExtra(c *Context) error {
	var form orderForm
	form.frequency, _ = parseID(c.echo.QueryParam("frequency"))
	form.trial = c.echo.QueryParam("trial") != ""
	l, err := c.loadOrder(form)
	if err != nil {
		return err
	}
	c.note(l.status.err)
	return c.Render(http.StatusOK, views.OrderExtra(newOrderExtraPage(c.page("", "contracts"), l, form)))
}

func newOrderExtraPage(base views.Page, l orderLoad, form orderForm) views.OrderExtraPage {
	text, at, m := base.Text, base.Paths, l.module
	p := views.OrderExtraPage{
		Page: base, BackTo: at.Extras(l.contract.ID), Name: m.Name, Letter: firstLetter(m.Name), About: m.Description,
		Action: at.OrderExtra(l.contract.ID, m.ID), Trial: form.trial,
	}
	p.Title = m.Name
	if why := l.refusal(text); why != "" {
		p.Refusal = &views.Notice{Tone: views.ToneWarn, Title: text.T("extras.refused_title"), Text: why}
		return p
	}
	f, chosen := l.frequency(form.frequency)
	if !chosen {
		p.Choosing = true
		for _, f := range m.PaymentFrequencies {
			if f.ID == nil {
				continue
			}
			choice := components.Choice{Value: idText(*f.ID), Text: extraPrice(text, f)}
			if total := extraTotal(text, f, m.TermInformation.Term); total != "" {
				choice.Detail = text.T("extras.total_of_term", "amount", total)
			}
			p.Frequencies = append(p.Frequencies, choice)
		}
		if len(p.Frequencies) == 0 {
			p.Refusal = &views.Notice{Tone: views.ToneWarn, Title: text.T("extras.refused_title"), Text: text.T("extras.refused_unknown")}
			return p
		}
		p.Frequency = p.Frequencies[0].Value
		if t := m.TrialPeriodConfig; t != nil {
			p.TrialOffer, p.Trial = text.T("extras.trial_offer", "term", endingTerm(text, t.Term)), false
		}
		return p
	}
	p.Frequency, p.Seen = idText(form.frequency), conditions(m.TermInformation, f, form.trial)
	if _, only := onlyWay(m); !only {
		p.ChangeTo = p.Action
	}
	orderRows(&p, l, f, form.trial)
	return p
}

// orderRows are price, term, notice and total, as the law wants them beside the button.
func orderRows(p *views.OrderExtraPage, l orderLoad, f pgclient.PaymentFrequency, trial bool) {
	text, t := p.Text, l.module.TermInformation
	row := func(key, value string) {
		if value != "" {
			p.Rows = append(p.Rows, views.Row{Term: text.T(key), Value: value})
		}
	}
	row("extras.for_contract", l.contract.RateName)
	row("extras.price", extraPrice(text, f))
	if config := l.module.TrialPeriodConfig; trial && config != nil {
		row("extras.trial", endingTerm(text, config.Term))
		if config.Description != "" {
			p.Notes = append(p.Notes, config.Description)
		}
		p.Notes = append(p.Notes, text.T("extras.note_trial"))
	}
	row("extras.term", endingTerm(text, t.Term))
	extension := ""
	if e := t.Extension; e != nil && e.TermExtension != nil {
		extension = endingTerm(text, *e.TermExtension)
	}
	switch {
	case t.Extension == nil:
		row("extras.after", text.T("extras.after_ends"))
	case t.Extension.ExtensionType == pgclient.AdditionalModuleExtensionTypeNew:
		row("extras.after", text.T("extras.after_new", "term", extension))
	default:
		row("extras.after", text.T("extras.after_extends", "term", extension))
	}
	switch {
	case t.CancelationPeriod != nil:
		row("endings.notice_period", endingTerm(text, *t.CancelationPeriod))
	case t.Extension == nil:
		row("endings.notice_period", text.T("extras.no_notice"))
	default:
		row("endings.notice_period", text.T("extras.notice_untold"))
	}
	total := extraTotal(text, f, t.Term)
	if total == "" {
		total = text.T("extras.total_open", "price", extraPrice(text, f))
	}
	row("extras.total", total)
	p.Notes = append(p.Notes, text.T("extras.note_start"))
}

// order is what a purchase was about. Known are the extras that the contract had
// before: a new one is this purchase.
type order struct {
	ContractID int64     `json:"contract_id"`
	ModuleID   int64     `json:"module_id"`
	Name       string    `json:"name"` // of the extra
	Known      []int64   `json:"known,omitempty"`
	Arrived    time.Time `json:"arrived"`
}

// orderExtra buys an extra for the member's own contract, once.
func orderExtra(c *Context) error {
	form := orderForm{trial: c.form("trial") != "", seen: c.form("seen")}
	form.frequency, _ = parseID(c.form("frequency"))
	l, err := c.loadOrder(form)
	if err != nil {
		return err
	}
	again := func(problems []views.FieldError) error {
		if fresh, err := c.loadOrder(form); err == nil {
			l = fresh
		}
		page := newOrderExtraPage(c.page("", "contracts"), l, form)
		page.Errors = problems
		return c.Render(http.StatusUnprocessableEntity, views.OrderExtra(page))
	}
	f, chosen := l.frequency(form.frequency)
	if !chosen {
		return again([]views.FieldError{{Text: c.Text.T("extras.choose_frequency")}})
	}
	d := order{ContractID: l.contract.ID, ModuleID: l.module.ID, Name: l.module.Name, Arrived: c.now()}
	for _, m := range l.contract.ModuleContracts {
		d.Known = append(d.Known, m.ID)
	}
	intent, err := c.writeOnce(attempt{
		action: actionOrderExtra, target: idText(d.ContractID) + "/" + idText(d.ModuleID), details: d, receipt: c.orderReceipt(l, f, form.trial), changes: about(d.Name, time.Time{}),
		send: func(ctx context.Context) (outcome, error) {
			switch why := l.refusal(c.Text); {
			case why != "":
				return outcome{}, refusedHere("", why)
			case l.status.err != nil:
				return outcome{}, l.status.err // a read: nothing was sent
			case form.seen != conditions(l.module.TermInformation, f, form.trial):
				return outcome{}, refusedHere("", c.Text.T("extras.changed"))
			}
			bought, err := c.API.PurchaseAdditionalModuleContract(ctx, d.ContractID, pgclient.AdditionalModuleContractRequest{
				AdditionalModuleID: d.ModuleID, PaymentFrequencyID: form.frequency, BookTrialPeriod: form.trial,
			})
			o := outcome{Status: "ORDERED"}
			if bought.ID != nil {
				o.ID = *bought.ID
			}
			return o, err
		},
	})
	done := func(outcome) error {
		return c.redirectSaying(c.Paths.Extras(d.ContractID), flash{Key: saidOrdered, Title: d.Name, When: arrivalText(c.Text, d.Arrived), Intent: intent.ID})
	}
	return c.conclude(intent, err, nil, done, again)
}

// orderReceipt is what the member keeps of an order: what was agreed to, as the page
// with the button showed it.
func (c *Context) orderReceipt(l orderLoad, f pgclient.PaymentFrequency, trial bool) *receipt.Receipt {
	p := views.OrderExtraPage{Page: views.Page{Text: c.Text}}
	orderRows(&p, l, f, trial)
	rows := append([]views.Row{{Term: c.Text.T("rights.ordered"), Value: l.module.Name}}, p.Rows...)
	lines := linesOf(c.Text, c.Text.T("rights.declare_order"), rows)
	for _, n := range p.Notes {
		lines = append(lines, receipt.Line{Label: c.Text.T("rights.note"), Value: n})
	}
	return &receipt.Receipt{Kind: receipt.Purchase, Lines: lines}
}

// orderExtraLook finds the purchase: an extra that the contract did not have, by
// its name, or because what was ordered cannot be bought any more.
func orderExtraLook(ctx context.Context, api *pgclient.Client, customerID int64, d order) (outcome, bool, error) {
	k, err := extrasContractOf(ctx, api, customerID, d.ContractID)
	if err != nil {
		return outcome{}, false, err
	}
	var fresh []pgclient.SubContract
	for _, m := range k.ModuleContracts {
		if !slices.Contains(d.Known, m.ID) {
			fresh = append(fresh, m)
		}
	}
	if len(fresh) == 0 {
		return outcome{}, false, nil
	}
	if i := slices.IndexFunc(fresh, func(m pgclient.SubContract) bool { return m.RateName == d.Name }); i >= 0 {
		return outcome{Status: "ORDERED", ID: fresh[i].ID}, true, nil
	}
	list, err := api.GetPurchasableAdditionalModules(ctx, d.ContractID)
	if err != nil {
		return outcome{}, false, err
	}
	gone := !slices.ContainsFunc(list, func(m pgclient.AdditionalModule) bool { return m.ID == d.ModuleID })
	return outcome{Status: "ORDERED"}, gone, nil
}

func tellOrder(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	var d order
	_ = json.Unmarshal(intent.Details, &d) // an intent of ours always unmarshals
	to := told{to: base.Paths.Extras(d.ContractID), toText: text.T("extras.to_extras")}
	switch intent.State {
	case store.IntentDone:
		to.notice, _ = sayOutcome(text, saidOrdered, d.Name, arrivalText(text, d.Arrived))
	case store.IntentRefused:
		to.heading, to.notice = text.T("extras.refused_title"), refusedNotice(text, o)
	default:
		to.notice.Text = text.T("extras.unclear_text")
	}
	return to
}

// extraEnd is an extra of the member's own contract, with the reasons for its end.
type extraEnd struct {
	contract pgclient.Contract
	id       int64
	extra    pgclient.AdditionalModuleContract
	reasons  part[[]pgclient.ContractCancelationReason]
	noReason int64
}

// loadExtraEnd finds the extra of the address among those of the contract. One that
// self-service knows by another id is not found: it can only be shown.
func (c *Context) loadExtraEnd(reasons bool) (extraEnd, error) {
	id, err := c.pathID("extraID")
	if err != nil {
		return extraEnd{}, err
	}
	k, err := c.extrasContract(c.Ctx)
	if err != nil {
		return extraEnd{}, err
	}
	if !slices.ContainsFunc(k.ModuleContracts, func(m pgclient.SubContract) bool { return m.ID == id }) {
		return extraEnd{}, errNotFound
	}
	l := extraEnd{contract: k, id: id, noReason: c.Studio.Cancel.DefaultReason}
	load := c.newParts()
	need(load, &l.extra, func(ctx context.Context) (pgclient.AdditionalModuleContract, error) {
		return c.API.GetAdditionalModuleContract(ctx, k.ID, id)
	})
	if reasons {
		want(load, &l.reasons, c.Studio.CancelationReasons)
	}
	if err := load.wait(); err != nil {
		return l, err
	}
	c.note(l.reasons.err)
	return l, nil
}

// newExtraEndPage says how far the end of an extra has come.
func newExtraEndPage(base views.Page, now time.Time, l extraEnd) views.EndingPage {
	text, m := base.Text, l.extra
	p := views.EndingPage{
		Page: base, Heading: base.Title, Name: m.Name, BackTo: base.Paths.Extras(l.contract.ID), BackText: text.T("extras.title"),
		Rows: []views.Row{
			{Term: text.T("endings.contract"), Value: l.contract.RateName},
			{Term: text.T("extras.price"), Value: text.Money(m.Price.Amount.String(), m.Price.Currency)},
		},
	}
	row := func(key string, d pgclient.Date) {
		if !d.IsZero() {
			p.Rows = append(p.Rows, views.Row{Term: text.T(key), Value: endingDate(text, d)})
		}
	}
	row("extras.since", m.StartDate)
	state := extraEnding(m, pgclient.DateOf(now))
	switch state {
	case endingOpen, endingFixed:
		row("endings.runs_until", m.EndDate)
		row("endings.hand_in_by", m.LastPossibleCancelationDate)
	case endingAsked:
		row("endings.asked_date", m.CancelationDate)
	default:
		row("endings.last_day", m.CancelationDate)
	}
	p.State, p.Notice = stateInWords(text, state, m.Name, endingDate(text, m.CancelationDate))
	if state == endingFixed {
		p.Notice = &views.Notice{Tone: views.ToneInfo, Text: text.T("extras.fixed")}
	}
	if m.ContractCancelationCanBeWithdrawn && state != endingOver {
		p.TakeBackTo = base.Paths.WithdrawCancelExtra(l.contract.ID, l.id)
	}
	return p
}

// showCancelExtra says what ending an extra does and asks for the day.
func showCancelExtra(c *Context) error {
	l, err := c.loadExtraEnd(true)
	if err != nil {
		return err
	}
	page := newCancelExtraPage(c.page(c.Text.T("extras.cancel_title"), "contracts"), c.now(), l, endingForm{})
	return c.Render(http.StatusOK, views.Ending(page))
}

func newCancelExtraPage(base views.Page, now time.Time, l extraEnd, form endingForm) views.EndingPage {
	text := base.Text
	p := newExtraEndPage(base, now, l)
	if extraEnding(l.extra, pgclient.DateOf(now)) != endingOpen {
		return p
	}
	reasonsOf(&p, l.reasons, l.noReason, form.reason)
	if len(p.Reasons) == 0 && l.noReason == 0 {
		p.Notice = &views.Notice{Tone: views.ToneWarn, Text: text.T("endings.reasons_missing")}
		return p
	}
	datesOf(&p, l.extra.AvailableCancelationDates, form.date, func(pgclient.Date) []string { return nil })
	p.Follows = []string{text.T("extras.follows_use"), text.T("extras.follows_contract"), text.T("endings.follows_check")}
	p.Action, p.Button, p.Stop = base.Paths.CancelExtra(l.contract.ID, l.id), text.T("endings.button"), true
	return p
}

// cancelExtra asks for the end of an extra of the member's own contract, once.
func cancelExtra(c *Context) error {
	l, err := c.loadExtraEnd(true)
	if err != nil {
		return err
	}
	form := endingForm{c.form("date"), c.form("reason")}
	again := func(problems []views.FieldError) error {
		if fresh, err := c.loadExtraEnd(true); err == nil {
			l = fresh
		}
		page := newCancelExtraPage(c.page(c.Text.T("extras.cancel_title"), "contracts"), c.now(), l, form)
		errorsOn(&page, problems)
		return c.Render(http.StatusUnprocessableEntity, views.Ending(page))
	}
	day, reason, problems := readEndingForm(c.Text, form, l.noReason)
	if len(problems) > 0 {
		return again(problems)
	}
	d := ending{ContractID: l.contract.ID, ExtraID: l.id, Date: day, Arrived: c.now()}
	intent, err := c.writeOnce(attempt{
		action: actionCancelExtra, target: idText(d.ContractID) + "/" + idText(d.ExtraID), details: d, changes: about(l.extra.Name, startOf(c, day)),
		send: func(ctx context.Context) (outcome, error) {
			if extraEnding(l.extra, c.today()) != endingOpen {
				return outcome{}, refusedHere("", c.Text.T("extras.not_now"))
			}
			if err := mayEnd(c.Text, l.extra.AvailableCancelationDates, day, l.reasons, reason, l.noReason); err != nil {
				return outcome{}, err
			}
			err := c.API.CreateModuleContractCancelationAmendment(ctx, d.ContractID, d.ExtraID, pgclient.AdditionalModuleContractCancelationRequest{
				CancelationDate: day, CancelationReasonID: reason,
			})
			if err != nil {
				return outcome{}, err
			}
			o, _, _ := cancelExtraLook(ctx, c.API, c.Who.CustomerID, d) // at worst the page says which state it is in
			return o, nil
		},
	})
	done := func(o outcome) error {
		key := saidExtraAsked
		if o.Status == string(pgclient.CancelationStatusCanceled) {
			key = saidExtraCanceled
		}
		return c.redirectSaying(c.Paths.Extras(d.ContractID), flash{Key: key, Title: l.extra.Name, When: arrivalText(c.Text, d.Arrived)})
	}
	return c.conclude(intent, err, endingFields(), done, again)
}

// cancelExtraLook reads the extra: canceled, or asked for, to that day.
func cancelExtraLook(ctx context.Context, api *pgclient.Client, _ int64, d ending) (outcome, bool, error) {
	m, err := api.GetAdditionalModuleContract(ctx, d.ContractID, d.ExtraID)
	if err != nil {
		return outcome{}, false, err
	}
	if m.CancelationDate != d.Date || m.ContractCancelationStatus != pgclient.CancelationStatusCanceled && m.ContractCancelationStatus != pgclient.CancelationStatusPendingVerification {
		return outcome{}, false, nil
	}
	return outcome{Status: string(m.ContractCancelationStatus), ID: d.ExtraID}, true, nil
}

// showWithdrawCancelExtra asks before it takes the end of an extra back.
func showWithdrawCancelExtra(c *Context) error {
	l, err := c.loadExtraEnd(false)
	if err != nil {
		return err
	}
	page := newWithdrawCancelExtraPage(c.page(c.Text.T("endings.back_title"), "contracts"), c.now(), l)
	return c.Render(http.StatusOK, views.Ending(page))
}

func newWithdrawCancelExtraPage(base views.Page, now time.Time, l extraEnd) views.EndingPage {
	text := base.Text
	p := newExtraEndPage(base, now, l)
	if p.TakeBackTo == "" {
		if p.State == nil {
			p.Notice = &views.Notice{Tone: views.ToneInfo, Text: text.T("extras.nothing_to_take_back")}
		}
		return p
	}
	p.TakeBackTo, p.Notice = "", nil
	p.Action, p.Button = base.Paths.WithdrawCancelExtra(l.contract.ID, l.id), text.T("endings.back_button")
	if l.extra.ContractCancelationStatus == pgclient.CancelationStatusPendingVerification {
		p.Follows = []string{text.T("extras.back_request")}
	} else {
		p.Follows = []string{text.T("extras.back_goes_on"), text.T("endings.back_check")}
	}
	return p
}

// withdrawCancelExtra takes the end of an extra back, once.
func withdrawCancelExtra(c *Context) error {
	l, err := c.loadExtraEnd(false)
	if err != nil {
		return err
	}
	again := func(problems []views.FieldError) error {
		if fresh, err := c.loadExtraEnd(false); err == nil {
			l = fresh
		}
		page := newWithdrawCancelExtraPage(c.page(c.Text.T("endings.back_title"), "contracts"), c.now(), l)
		errorsOn(&page, problems)
		return c.Render(http.StatusUnprocessableEntity, views.Ending(page))
	}
	d := ending{ContractID: l.contract.ID, ExtraID: l.id, Arrived: c.now()}
	intent, err := c.writeOnce(attempt{
		action: actionWithdrawCancelExtra, target: idText(d.ContractID) + "/" + idText(d.ExtraID), details: d, changes: about(l.extra.Name, time.Time{}),
		send: func(ctx context.Context) (outcome, error) {
			if !l.extra.ContractCancelationCanBeWithdrawn {
				return outcome{}, refusedHere("", c.Text.T("endings.back_not_now"))
			}
			if err := c.API.WithdrawAdditionalModuleContractCancelation(ctx, d.ContractID, d.ExtraID); err != nil {
				return outcome{}, err
			}
			o, _, _ := withdrawCancelExtraLook(ctx, c.API, c.Who.CustomerID, d)
			return o, nil
		},
	})
	done := func(o outcome) error {
		key := saidExtraBackAsk
		if o.Status == withdrawn {
			key = saidExtraBack
		}
		return c.redirectSaying(c.Paths.Extras(d.ContractID), flash{Key: key, Title: l.extra.Name, When: arrivalText(c.Text, d.Arrived)})
	}
	return c.conclude(intent, err, nil, done, again)
}

// withdrawCancelExtraLook reads the extra: it runs as if never canceled, or the
// studio decides on that.
func withdrawCancelExtraLook(ctx context.Context, api *pgclient.Client, _ int64, d ending) (outcome, bool, error) {
	m, err := api.GetAdditionalModuleContract(ctx, d.ContractID, d.ExtraID)
	if err != nil {
		return outcome{}, false, err
	}
	o, found := takenBack(m.ContractCancelationStatus)
	return o, found, nil
}
