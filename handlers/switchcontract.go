package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"memberportal/i18n"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// actionSwitchContract is the write of this page, by the action its intents carry.
const actionSwitchContract = "contract.switch"

// switchLoad is what a contract may be switched to.
type switchLoad struct {
	contract pgclient.ContractData
	configs  []pgclient.MembershipSwitchConfigExtended
	missing  bool // a way could not be loaded
}

// leaves tells whether a way leads away from the contract. Its sources are named by
// the contract's id or, where the API means the rate's, by the name of the rate.
func leaves(sources []pgclient.MembershipSwitchSourceContract, k pgclient.ContractData) bool {
	if slices.ContainsFunc(sources, func(s pgclient.MembershipSwitchSourceContract) bool { return s.ID == k.ID }) {
		return true
	}
	return slices.ContainsFunc(sources, func(s pgclient.MembershipSwitchSourceContract) bool {
		return s.RateName != "" && s.RateName == k.RateName
	})
}

// showSwitchContract shows what a contract may be switched to; with a way and a
// term in the query, what that would change.
func showSwitchContract(c *Context) error {
	if id := c.echo.QueryParam("receipt"); id != "" {
		return c.showSwitchReceipt(id)
	}
	form := switchForm{start: c.echo.QueryParam("start")}
	form.config, _ = parseID(c.echo.QueryParam("config"))
	form.term, _ = parseID(c.echo.QueryParam("term"))
	form.modules = moduleIDs(c.echo.QueryParams())
	if form.config != 0 && form.term != 0 {
		return c.showSwitchConfirm(form)
	}
	l, err := c.loadSwitch()
	if err != nil {
		return err
	}
	page := newSwitchPage(c.page(c.Text.T("switch.title"), "contracts"), c.now(), l)
	return c.Render(http.StatusOK, views.SwitchContract(page))
}

func (c *Context) loadSwitch() (switchLoad, error) {
	var l switchLoad
	load := c.newParts()
	need(load, &l.contract, c.endingContract)
	var all []part[pgclient.MembershipSwitchConfigExtended]
	need(load, &all, func(ctx context.Context) ([]part[pgclient.MembershipSwitchConfigExtended], error) {
		list, err := c.API.GetMembershipSwitchConfigurationsForCustomer(ctx, c.Who.CustomerID, 0)
		if err != nil {
			return nil, err
		}
		found := make([]part[pgclient.MembershipSwitchConfigExtended], len(list))
		var group errgroup.Group
		for i, config := range list {
			group.Go(func() error {
				found[i].value, found[i].err = c.API.GetMembershipSwitchConfigurationForCustomer(ctx, c.Who.CustomerID, config.ID, 0)
				return nil
			})
		}
		return found, group.Wait()
	})
	if err := load.wait(); err != nil {
		return l, err
	}
	for _, p := range all {
		switch {
		case p.err != nil:
			l.missing = l.missing || p.missing() && !notThere(p.err)
			c.note(p.err)
		case leaves(p.value.SourceContracts, l.contract):
			l.configs = append(l.configs, p.value)
		}
	}
	return l, nil
}

func newSwitchPage(base views.Page, now time.Time, l switchLoad) views.SwitchPage {
	text := base.Text
	p := views.SwitchPage{Page: base, BackTo: base.Paths.Contract(l.contract.ID), Name: l.contract.RateName, Rows: contractNow(text, l.contract)}
	for _, config := range l.configs {
		for _, o := range config.DestinationMembershipOffers {
			offer := views.SwitchOffer{Name: o.Name, About: cmp.Or(o.SubDescription, o.Description), Footnote: o.Footnote}
			for _, m := range o.IncludedModules {
				offer.Includes = append(offer.Includes, m.Name)
			}
			for _, t := range o.Terms {
				term := switchTerm(text, t)
				offer.Terms = append(offer.Terms, views.SwitchTerm{
					Text: term, Price: offerPrice(text, t.PaymentFrequency), Label: text.T("switch.look_label", "term", term, "name", o.Name),
					To: base.Paths.SwitchTo(l.contract.ID, config.ID, t.ID),
				})
			}
			if len(offer.Terms) > 0 {
				p.Offers = append(p.Offers, offer)
			}
		}
	}
	switch {
	case l.missing:
		p.Notice = &views.Notice{Tone: views.ToneWarn, Text: text.T("switch.missing")}
	case len(p.Offers) > 0:
	case contractEnding(l.contract, pgclient.DateOf(now)) == endingByStudio:
		_, p.Notice = stateInWords(text, endingByStudio, l.contract.RateName, endingDate(text, l.contract.CancelationDate))
	default:
		p.Notice = &views.Notice{Tone: views.ToneInfo, Title: text.T("switch.none_title"), Text: text.T("switch.none_text")}
	}
	return p
}

// contractNow is what one has, in rows.
func contractNow(text *i18n.Printer, k pgclient.ContractData) []views.Row {
	rows := []views.Row{{Term: text.T("extras.price"), Value: cmp.Or(priceText(text, k.PriceDetails), text.T("switch.unknown"))}}
	if !k.EndDate.IsZero() {
		rows = append(rows, views.Row{Term: text.T("endings.runs_until"), Value: endingDate(text, k.EndDate)})
	}
	if period := k.CancelationPeriod; period != nil {
		if notice := endingTerm(text, pgclient.Term{Value: period.PeriodValue, Unit: period.PeriodUnit}); notice != "" {
			rows = append(rows, views.Row{Term: text.T("endings.notice_period"), Value: notice})
		}
	}
	return rows
}

// switchTerm is how long a term binds, in words.
func switchTerm(text *i18n.Printer, t pgclient.MembershipOfferTermExtended) string {
	if t.Term != nil {
		if term := endingTerm(text, *t.Term); term != "" {
			return text.T("switch.term", "term", term)
		}
	}
	return text.T("switch.no_term")
}

// offerPrice is the price of an offer, in the words of its kind or the studio's own.
func offerPrice(text *i18n.Printer, f pgclient.MembershipOfferPaymentFrequency) string {
	price := extraPrice(text, pgclient.PaymentFrequency{
		ID: f.ID, Type: f.Type, Term: f.Term, Price: f.Price, MonthDaysToPrices: f.MonthDaysToPrices, TermsToPrices: f.TermsToPrices,
	})
	return cmp.Or(price, f.FormattedPaymentFrequency)
}

// switchForm is what was chosen, and what was on the page.
type switchForm struct {
	config, term int64
	modules      []int64 // extras chosen with it, in order; one below 1 is none of any offer
	start        string
	seen         string
	agreed       bool
}

// switchQuote is one switch with what it costs.
type switchQuote struct {
	contract  pgclient.ContractData
	contracts []pgclient.ContractData // all of the member
	configID  int64
	offer     pgclient.MembershipOfferExtended
	term      pgclient.MembershipOfferTermExtended
	start     pgclient.Date
	free      []pgclient.MembershipOfferModule // chosen of those that cost nothing
	paid      []pgclient.MembershipOfferModule // chosen of those of the term
	preview   part[pgclient.MembershipSwitchPreview]
}

// switchGoneError: the chosen way, term or start is not on offer any more.
type switchGoneError struct{ contract pgclient.ContractData }

func (switchGoneError) Error() string { return "switch not on offer" }

// loadSwitchQuote reads the chosen way anew: it must lead away from the member's own
// contract, and to the chosen term. Then it asks what that costs.
func (c *Context) loadSwitchQuote(form switchForm) (switchQuote, error) {
	q := switchQuote{configID: form.config}
	id, err := c.pathID("contractID")
	if err != nil {
		return q, err
	}
	var config part[pgclient.MembershipSwitchConfigExtended]
	load := c.newParts()
	need(load, &q.contracts, func(ctx context.Context) ([]pgclient.ContractData, error) {
		return c.API.GetContractData(ctx, c.Who.CustomerID)
	})
	want(load, &config, func(ctx context.Context) (pgclient.MembershipSwitchConfigExtended, error) {
		return c.API.GetMembershipSwitchConfigurationForCustomer(ctx, c.Who.CustomerID, form.config, 0)
	})
	if err := load.wait(); err != nil {
		return q, err
	}
	i := slices.IndexFunc(q.contracts, func(k pgclient.ContractData) bool { return k.ID == id })
	if i < 0 {
		return q, errNotFound
	}
	q.contract = q.contracts[i]
	switch {
	case notThere(config.err):
		return q, switchGoneError{q.contract}
	case config.err != nil:
		return q, config.err
	case !leaves(config.value.SourceContracts, q.contract):
		return q, switchGoneError{q.contract}
	}
	if !q.find(config.value, form.term) || !q.choose(form.modules) {
		return q, switchGoneError{q.contract}
	}
	q.start = cmp.Or(q.term.DefaultContractStartDate, c.today().AddDays(1))
	if form.start != "" {
		day, err := pgclient.ParseDate(form.start)
		if err != nil || day.Before(c.today()) {
			return q, switchGoneError{q.contract}
		}
		q.start = day
	}
	load = c.newParts()
	want(load, &q.preview, func(ctx context.Context) (pgclient.MembershipSwitchPreview, error) {
		return c.API.PostMembershipSwitchPreview(ctx, c.Who.CustomerID, 0, q.request())
	})
	return q, load.wait()
}

// find looks for a term among those that the way leads to.
func (q *switchQuote) find(config pgclient.MembershipSwitchConfigExtended, termID int64) bool {
	for _, o := range config.DestinationMembershipOffers {
		for _, t := range o.Terms {
			if t.ID == termID {
				q.offer, q.term = o, t
				return true
			}
		}
	}
	return false
}

func (q switchQuote) request() pgclient.MembershipSwitchRequest {
	return pgclient.MembershipSwitchRequest{
		ConfigID: q.configID, MembershipOfferTermID: q.term.ID, SourceContractID: q.contract.ID, StartDate: q.start,
		SelectedSelectableModuleIDs: idsOf(q.free), SelectedOptionalModuleIDs: idsOf(q.paid),
	}
}

// due is what has to be paid on signing.
func (q switchQuote) due() (amount pgclient.Money, pays bool) {
	if p := q.preview.value.PaymentPreview; p != nil && p.DueOnSigningAmount != nil && p.DueOnSigningAmount.Amount.Sign() > 0 {
		return *p.DueOnSigningAmount, true
	}
	return pgclient.Money{}, false
}

// startsWithPackage tells whether a starter package is paid: who switches often need not.
func (q switchQuote) startsWithPackage() bool {
	p := q.preview.value.PaymentPreview
	return p != nil && slices.ContainsFunc(p.PaymentSchedule, func(e pgclient.PaymentScheduleEntry) bool {
		return e.Type == pgclient.PaymentScheduleTypeStarterPackage
	})
}

// seen is a fingerprint of what a switch would agree to.
func (q switchQuote) seen() string {
	return conditions(q.start, q.term.ID, q.term.Term, q.term.PaymentFrequency, q.modulePrices(), q.preview.value.PaymentPreview, q.preview.value.AgeAdjustedPrice)
}

// texts are those of the offer and of the extras chosen with it.
func (q switchQuote) texts() []pgclient.TextBlock {
	return slices.Concat(q.offer.ContractTextBlocks, q.preview.value.ModuleConsentTextBlocks)
}

// mustAgree tells whether a text wants to be agreed to.
func (q switchQuote) mustAgree() bool {
	return slices.ContainsFunc(q.texts(), func(b pgclient.TextBlock) bool { return b.ConfirmationRequired != nil && *b.ConfirmationRequired })
}

// showSwitchConfirm shows old and new beside each other, and what follows.
func (c *Context) showSwitchConfirm(form switchForm) error {
	q, err := c.loadSwitchQuote(form)
	if err != nil {
		return c.switchAgain(err, nil)
	}
	c.note(q.preview.err)
	if q.preview.missing() && pgclient.KindOf(q.preview.err) != pgclient.Invalid {
		return q.preview.err
	}
	return c.Render(http.StatusOK, views.SwitchConfirm(newSwitchConfirmPage(c.page("", "contracts"), q, form)))
}

// switchAgain leads from a way that is gone back to those that are there.
func (c *Context) switchAgain(err error, problems []views.FieldError) error {
	if _, gone := err.(switchGoneError); !gone { //nolint:errorlint // never wrapped
		return err
	}
	l, err := c.loadSwitch()
	if err != nil {
		return err
	}
	page := newSwitchPage(c.page(c.Text.T("switch.title"), "contracts"), c.now(), l)
	page.Errors = problems
	if len(problems) == 0 {
		page.Errors = []views.FieldError{{Text: c.Text.T("switch.gone")}}
	}
	return c.Render(http.StatusUnprocessableEntity, views.SwitchContract(page))
}

func newSwitchConfirmPage(base views.Page, q switchQuote, form switchForm) views.SwitchConfirmPage {
	text, at, t := base.Text, base.Paths, q.term
	p := views.SwitchConfirmPage{
		Page: base, BackTo: at.SwitchContract(q.contract.ID), OldName: q.contract.RateName, NewName: q.offer.Name,
		Action: at.SwitchContract(q.contract.ID), Config: idText(q.configID), Term: idText(t.ID), Start: q.start.String(), Agreed: form.agreed,
	}
	p.Title = text.T("switch.confirm_title", "name", q.offer.Name)
	money := func(m pgclient.Money) string { return text.Money(m.Amount.String(), m.Currency) }
	row := func(list *[]views.Row, key, value string) {
		if value != "" {
			*list = append(*list, views.Row{Term: text.T(key), Value: value})
		}
	}
	price := offerPrice(text, t.PaymentFrequency)
	if adjusted := q.preview.value.AgeAdjustedPrice; adjusted != nil && adjusted.Currency != "" {
		if t.PaymentFrequency.Term != nil && t.PaymentFrequency.Type == pgclient.PaymentFrequencyTypeRecurring {
			price = everyTerm(text, money(*adjusted), *t.PaymentFrequency.Term)
		} else {
			price = money(*adjusted)
		}
	}
	row(&p.New, "switch.starts", endingDate(text, q.start))
	row(&p.New, "extras.price", price)
	if t.Term != nil {
		row(&p.New, "extras.term", endingTerm(text, *t.Term))
	} else {
		row(&p.New, "extras.term", text.T("switch.no_term"))
	}
	switch {
	case t.ExtensionType == pgclient.OfferExtensionTypeNone:
		row(&p.New, "extras.after", text.T("extras.after_ends"))
	case t.ExtensionType == pgclient.OfferExtensionTypeSubsequentRateDetail && t.SubsequentRate != nil:
		row(&p.New, "extras.after", text.T("switch.after_rate", "name", t.SubsequentRate.Name, "price", offerPrice(text, t.SubsequentRate.PaymentFrequency)))
	case t.ExtensionTerm != nil:
		row(&p.New, "extras.after", text.T("extras.after_extends", "term", endingTerm(text, *t.ExtensionTerm)))
	}
	if t.PriceAfterExtension != nil {
		row(&p.New, "switch.price_after", money(*t.PriceAfterExtension))
	}
	switch {
	case t.CancelationPeriod != nil:
		row(&p.New, "endings.notice_period", endingTerm(text, *t.CancelationPeriod))
	case t.ExtensionType == pgclient.OfferExtensionTypeNone:
		row(&p.New, "endings.notice_period", text.T("extras.no_notice"))
	default:
		row(&p.New, "endings.notice_period", text.T("extras.notice_untold"))
	}
	for _, f := range t.FlatFees {
		if f.PaymentFrequency != nil && (f.StarterPackage == nil || !*f.StarterPackage || q.startsWithPackage()) {
			p.New = append(p.New, views.Row{Term: f.Name, Value: offerPrice(text, *f.PaymentFrequency)})
		}
	}
	q.modulesOn(&p)
	if v := q.preview.value.ContractVolumeInformation; v != nil && v.TotalContractVolume != nil {
		row(&p.New, "switch.total", money(*v.TotalContractVolume))
	} else {
		row(&p.New, "switch.total", text.T("extras.total_open", "price", price))
	}
	due, pays := q.due()
	if pays {
		row(&p.New, "switch.due", money(due))
	} else {
		row(&p.New, "switch.due", text.T("switch.due_nothing"))
	}
	p.Old = slices.DeleteFunc(contractNow(text, q.contract), func(r views.Row) bool { return r.Term == text.T("endings.runs_until") }) // it will not
	row(&p.Old, "endings.last_day", endingDate(text, q.start.AddDays(-1)))
	if preview := q.preview.value.PaymentPreview; preview != nil {
		for _, e := range preview.PaymentSchedule[:min(len(preview.PaymentSchedule), mostPayments)] {
			if e.Amount != nil && !e.DueDate.IsZero() {
				p.Schedule = append(p.Schedule, views.Row{
					Term: strings.TrimPrefix(e.Description+" · "+endingDate(text, e.DueDate), " · "), Value: money(*e.Amount),
				})
			}
		}
	}
	for _, b := range q.texts() {
		if b.Title == "" && b.Text == "" {
			continue
		}
		shown := views.SwitchText{Title: cmp.Or(b.Title, text.T("switch.text")), Text: b.Text}
		if link := b.AttachedExternalURLDto; link != nil && strings.HasPrefix(link.URL, "https://") {
			shown.To = link.URL
		}
		p.Texts = append(p.Texts, shown)
	}
	for _, rule := range t.PriceAdjustmentRules {
		if rule.DefaultDescription != "" {
			p.Notes = append(p.Notes, rule.DefaultDescription)
		}
	}
	p.Notes = append(p.Notes,
		text.T("switch.note_old", "name", q.contract.RateName, "date", endingDate(text, q.start.AddDays(-1))),
		text.T("switch.note_new", "name", q.offer.Name, "date", endingDate(text, q.start)), text.T("switch.note_final"))
	p.MustAgree, p.Seen = q.mustAgree(), q.seen()
	switch {
	case q.tooManyFree():
		p.Refusal = &views.Notice{Tone: views.ToneWarn, Text: text.N("switch.too_many_free", q.mostFree())}
	case q.preview.err != nil:
		p.Refusal = &views.Notice{Tone: views.ToneWarn, Title: text.T("switch.refused_title"), Text: cmp.Or(refusedInWords(q.preview.err).Message, text.T("switch.none_text"))}
	case pays:
		p.Refusal = &views.Notice{Tone: views.ToneInfo, Title: text.T("switch.due_title", "amount", money(due)), Text: text.T("switch.due_text")}
	}
	return p
}

// mostPayments is how many payments to come are listed.
const mostPayments = 12

// switched is what a switch was about. Known are the contracts that the member had
// before: a new one that starts on that day is this switch.
type switched struct {
	ContractID int64         `json:"contract_id"`
	ConfigID   int64         `json:"config_id"`
	TermID     int64         `json:"term_id"`
	Start      pgclient.Date `json:"start"`
	Known      []int64       `json:"known"`
	Arrived    time.Time     `json:"arrived"`
}

// switchContract leaves the member's own contract for another offer, once.
func switchContract(c *Context) error {
	form := switchForm{start: c.form("start"), seen: c.form("seen"), agreed: c.form("agree") != ""}
	form.config, _ = parseID(c.form("config"))
	form.term, _ = parseID(c.form("term"))
	form.modules = moduleIDs(c.echo.Request().PostForm)
	q, err := c.loadSwitchQuote(form)
	gone, isGone := err.(switchGoneError) //nolint:errorlint // never wrapped
	if err != nil && !isGone {
		return err
	}
	id := q.contract.ID
	if isGone {
		id = gone.contract.ID
	}
	again := func(problems []views.FieldError) error {
		fresh, err := c.loadSwitchQuote(form)
		if err != nil {
			return c.switchAgain(err, problems)
		}
		page := newSwitchConfirmPage(c.page("", "contracts"), fresh, form)
		page.Errors = problems
		return c.Render(http.StatusUnprocessableEntity, views.SwitchConfirm(page))
	}
	if !isGone && q.mustAgree() && !form.agreed {
		return again([]views.FieldError{{Text: c.Text.T("switch.must_agree")}})
	}
	d := switched{ContractID: id, ConfigID: form.config, TermID: form.term, Start: q.start, Arrived: c.now()}
	for _, k := range q.contracts {
		d.Known = append(d.Known, k.ID)
	}
	var kept *receipt.Receipt
	if !isGone {
		kept = c.switchReceipt(q, form)
	}
	intent, err := c.writeOnce(attempt{
		action: actionSwitchContract, target: idText(id), details: d, receipt: kept, changes: about(q.contract.RateName, startOf(c, q.start)),
		send: func(ctx context.Context) (outcome, error) {
			switch _, pays := q.due(); {
			case isGone:
				return outcome{}, refusedHere("", c.Text.T("switch.gone"))
			case q.tooManyFree():
				return outcome{}, refusedHere("", c.Text.N("switch.too_many_free", q.mostFree()))
			case q.preview.err != nil:
				return outcome{}, q.preview.err // a read: nothing was sent
			case pays:
				return outcome{}, refusedHere("", c.Text.T("switch.due_text"))
			case form.seen != q.seen():
				return outcome{}, refusedHere("", c.Text.T("extras.changed"))
			}
			if err := c.API.SwitchMembership(ctx, c.Who.CustomerID, q.request()); err != nil {
				return outcome{}, err
			}
			o, _, _ := switchContractLook(ctx, c.API, c.Who.CustomerID, d) // at worst the page does not name the new contract
			return o, nil
		},
	})
	done := func(outcome) error { return c.redirect(c.Paths.SwitchReceipt(id, intent.ID)) }
	return c.conclude(intent, err, nil, done, again)
}

// switchReceipt is what the member keeps of a switch: what was agreed to, as the page
// with the button showed it.
func (c *Context) switchReceipt(q switchQuote, form switchForm) *receipt.Receipt {
	p := newSwitchConfirmPage(views.Page{Text: c.Text, Paths: c.Paths}, q, form)
	rows := append([]views.Row{{Term: c.Text.T("rights.ordered"), Value: p.NewName}, {Term: c.Text.T("switch.receipt_old"), Value: p.OldName}}, p.New...)
	lines := linesOf(c.Text, c.Text.T("rights.declare_order"), append(rows, p.Schedule...))
	for _, n := range p.Notes {
		lines = append(lines, receipt.Line{Label: c.Text.T("rights.note"), Value: n})
	}
	return &receipt.Receipt{Kind: receipt.Purchase, Lines: lines}
}

// switchContractLook reads the contracts: a new one starts on the day, or the old
// one ends the day before by the studio's hand.
func switchContractLook(ctx context.Context, api *pgclient.Client, customerID int64, d switched) (outcome, bool, error) {
	list, err := api.GetContractData(ctx, customerID)
	if err != nil {
		return outcome{}, false, err
	}
	for _, k := range list {
		if !slices.Contains(d.Known, k.ID) && k.StartDate == d.Start {
			return outcome{Status: "SWITCHED", ID: k.ID}, true, nil
		}
	}
	for _, k := range list {
		if k.ID == d.ContractID && k.CancelationStatus == pgclient.CancelationStatusCanceled &&
			k.CancelationOrigin == pgclient.CancelationOriginStudio && k.CancelationDate == d.Start.AddDays(-1) {
			return outcome{Status: "SWITCHED"}, true, nil
		}
	}
	return outcome{}, false, nil
}

// showSwitchReceipt shows what was ordered, when that arrived, and what came of it.
func (c *Context) showSwitchReceipt(intentID string) error {
	intent, d, err := receiptOf[switched](c, intentID, actionSwitchContract)
	if err != nil {
		return err
	}
	id, err := c.pathID("contractID")
	if err != nil {
		return err
	}
	list, err := c.API.GetContractData(c.Ctx, c.Who.CustomerID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(k pgclient.ContractData) bool { return k.ID == id })
	if i < 0 || d.ContractID != id {
		return errNotFound
	}
	if intent.State != store.IntentDone {
		return c.redirect(c.Paths.Done(intent.ID))
	}
	o := outcomeOf(intent)
	var fresh *pgclient.ContractData
	for n, k := range list {
		if k.ID == o.ID {
			fresh = &list[n]
		}
	}
	page := newSwitchReceiptPage(c.page(c.Text.T("switch.done_title"), "contracts"), list[i], fresh, d)
	page.ReceiptTo = c.receiptOfIntent(intent.ID)
	return c.Render(http.StatusOK, views.Ending(page))
}

func newSwitchReceiptPage(base views.Page, old pgclient.ContractData, fresh *pgclient.ContractData, d switched) views.EndingPage {
	text := base.Text
	p := views.EndingPage{
		Page: base, Heading: base.Title, Name: old.RateName, BackTo: base.Paths.Contracts(), BackText: text.T("switch.to_contracts"),
		Rows:   []views.Row{{Term: text.T("endings.last_day"), Value: endingDate(text, cmp.Or(old.CancelationDate, d.Start.AddDays(-1)))}},
		Notice: &views.Notice{Tone: views.ToneGood, Text: text.T("switch.done_text", "date", endingDate(text, d.Start))},
	}
	p.Receipt = append(p.Receipt, views.Row{Term: text.T("endings.receipt_what"), Value: text.T("switch.receipt_what")})
	if fresh != nil {
		p.Name = fresh.RateName
		p.Rows = append(contractNow(text, *fresh), views.Row{Term: text.T("switch.starts"), Value: endingDate(text, fresh.StartDate)})
		p.Receipt = append(p.Receipt, views.Row{Term: text.T("switch.receipt_new"), Value: fresh.RateName},
			views.Row{Term: text.T("endings.contract_number"), Value: idText(fresh.ID)})
	}
	p.Receipt = append(p.Receipt,
		views.Row{Term: text.T("switch.starts"), Value: endingDate(text, d.Start)},
		views.Row{Term: text.T("switch.receipt_old"), Value: old.RateName},
		views.Row{Term: text.T("endings.arrived"), Value: arrivalText(text, d.Arrived)})
	return p
}

func tellSwitch(base views.Page, intent store.Intent, o outcome) told {
	text := base.Text
	var d switched
	_ = json.Unmarshal(intent.Details, &d) // an intent of ours always unmarshals
	to := told{to: base.Paths.SwitchContract(d.ContractID), toText: text.T("switch.to_switch")}
	switch intent.State {
	case store.IntentDone:
		to.notice = views.Notice{Tone: views.ToneGood, Title: text.T("switch.done_title"), Text: text.T("switch.done_text", "date", endingDate(text, d.Start))}
		to.to, to.toText = base.Paths.SwitchReceipt(d.ContractID, intent.ID), text.T("endings.to_receipt")
	case store.IntentRefused:
		to.heading, to.notice = text.T("switch.refused_title"), refusedNotice(text, o)
	default:
		to.notice.Text = text.T("switch.unclear_text")
	}
	return to
}
