package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// accountRoutes are what is owed and was paid.
func accountRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/account", true, showAccount, ""},
		{get, "/account/transactions.csv", true, showTransactionsCSV, ""},
		{get, "/account/pay", true, showPay, ""},
		{post, "/account/pay", true, pay, ""},
	}
}

// accountKinds are the writes of these pages, by action.
func accountKinds() map[string]kind {
	return map[string]kind{actionPay: {lookFor(payLook), tellPay}}
}

// accountSayings are their messages.
func accountSayings() map[string]saying {
	return map[string]saying{saidPaid: {views.ToneGood, "account.paid_title", "account.paid_text"}}
}

// A page shows what a few slices of the largest size hold; what is open is looked
// for in many more. The order inside and between slices is not documented, so
// what is read together is sorted together.
const (
	entrySlice  = 50 // the most that is known to be allowed
	shownSlices = 2
	readSlices  = 20
	homeSlices  = 4
)

// accountEntries are transactions as far as they were read.
type accountEntries struct {
	shown []pgclient.BookingEntry // of the first slices
	next  string                  // offset after them; "" at the end
	all   []pgclient.BookingEntry
	whole bool  // all is everything there is
	fault error // why reading ended early; nil at the end or at the limit
}

type entryCall func(context.Context, int64, pgclient.SliceParams) (pgclient.Slice[pgclient.BookingEntry], error)

// readEntries reads slices from an offset of the API, "" for the beginning. Only
// when not even the first comes back there is an error.
func readEntries(ctx context.Context, call entryCall, customerID int64, offset string, limit int) (accountEntries, error) {
	var e accountEntries
	p := pgclient.SliceParams{Offset: offset, SliceSize: entrySlice}
	sent := map[string]bool{"": true, "0": true, offset: true}
	known := map[int64]bool{}
	for n := range limit {
		slice, err := call(ctx, customerID, p)
		if err != nil {
			if n == 0 {
				return accountEntries{}, err
			}
			e.fault = err
			return e, nil
		}
		for _, entry := range slice.Result {
			if known[entry.ID] { // the list moved while it was read
				continue
			}
			known[entry.ID] = true
			e.all = append(e.all, entry)
			if n < shownSlices {
				e.shown = append(e.shown, entry)
			}
		}
		more := slice.HasNext && !sent[slice.Offset]
		if n < shownSlices {
			e.next = ""
			if more {
				e.next = slice.Offset
			}
		}
		if !more {
			e.whole = !slice.HasNext && offset == ""
			return e, nil
		}
		sent[slice.Offset] = true
		p.Offset = slice.Offset
	}
	return e, nil
}

// byDue sorts a copy, the earliest first.
func byDue(list []pgclient.BookingEntry) []pgclient.BookingEntry {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b pgclient.BookingEntry) int {
		switch {
		case a.DueDate.Before(b.DueDate):
			return -1
		case b.DueDate.Before(a.DueDate):
			return 1
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return list
}

// openAmount is what is not yet paid of an entry; one in a currency that is not
// the studio's is for the studio to settle.
func openAmount(e pgclient.BookingEntry, currency string) (pgclient.Decimal, bool) {
	if e.OpenAmount == nil || e.OpenAmount.Amount.Sign() <= 0 || e.OpenAmount.Currency != "" && e.OpenAmount.Currency != currency {
		return pgclient.Decimal{}, false
	}
	return e.OpenAmount.Amount, true
}

// debt is what was due before today and is not paid. It is taken from the claims
// and never from the sign of the balance, which is not documented (decision 0009).
type debt struct {
	sum         pgclient.Decimal
	claims      []pgclient.BookingEntry // what the sum is made of, the oldest first
	instalments pgclient.Decimal        // what is being paid off as agreed, apart from the sum
	atLeast     bool                    // not everything could be read
}

func debtOf(e accountEntries, currency string) debt {
	d := debt{atLeast: !e.whole}
	for _, entry := range byDue(e.all) {
		open, ok := openAmount(entry, currency)
		switch {
		case !ok:
		case entry.InstallmentPlan:
			d.instalments = d.instalments.Add(open)
		default:
			d.sum = d.sum.Add(open)
			d.claims = append(d.claims, entry)
		}
	}
	return d
}

// nextDue is the day on which something falls due next, and how much.
func nextDue(e accountEntries, currency string) (day pgclient.Date, sum pgclient.Decimal, ok bool) {
	for _, entry := range byDue(e.all) {
		open, due := openAmount(entry, currency)
		switch {
		case !due:
		case !ok:
			day, sum, ok = entry.DueDate, open, true
		case entry.DueDate == day:
			sum = sum.Add(open)
		}
	}
	return day, sum, ok
}

// accountLoad is what the page is made of; each part may be missing.
type accountLoad struct {
	balance  part[pgclient.CustomerAccountBalance]
	past     part[accountEntries] // from the beginning
	earlier  part[accountEntries] // from the asked offset
	upcoming part[accountEntries]
	payment  part[pgclient.PaymentData]

	pastAt, upcomingAt string // offsets that were asked for
	currency           string
	canPay             bool
}

// showAccount shows the balance, what is open, what comes and what was.
func showAccount(c *Context) error {
	query := c.echo.Request().URL.Query()
	a := accountLoad{currency: c.Studio.Currency, canPay: c.canPay(), pastAt: query.Get("past"), upcomingAt: query.Get("upcoming")}
	const longest = 64 // of an offset: the API's own are ids and counts
	if len(a.pastAt) > longest || len(a.upcomingAt) > longest {
		return errNotFound
	}
	me := c.Who.CustomerID
	load := c.newParts()
	want(load, &a.balance, func(ctx context.Context) (pgclient.CustomerAccountBalance, error) {
		return c.API.GetCustomersAccountBalanceData(ctx, me)
	})
	wantChain(load, &a.past, 2, func(ctx context.Context) (accountEntries, error) {
		return readEntries(ctx, c.API.GetCustomersAccountTransactionData, me, "", readSlices)
	})
	if a.pastAt != "" {
		wantChain(load, &a.earlier, 2, func(ctx context.Context) (accountEntries, error) {
			return readEntries(ctx, c.API.GetCustomersAccountTransactionData, me, a.pastAt, shownSlices)
		})
	}
	wantChain(load, &a.upcoming, 2, func(ctx context.Context) (accountEntries, error) {
		return readEntries(ctx, c.API.GetCustomersAccountUpcomingData, me, a.upcomingAt, shownSlices)
	})
	want(load, &a.payment, func(ctx context.Context) (pgclient.PaymentData, error) {
		return c.API.GetCustomerPaymentData(ctx, me)
	})
	_ = load.wait() // every part of this page can be missing
	c.note(a.balance.err, a.past.err, a.earlier.err, a.upcoming.err, a.payment.err, a.past.value.fault, a.earlier.value.fault, a.upcoming.value.fault)
	if err := a.nothing(); err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.Account(newAccountPage(c.page(c.Text.T("account.title"), "account"), c.today(), a)))
}

// nothing is why there is no page at all: an offset that nobody gave, no scope for
// any of the parts, or an API that answers for none of them.
func (a *accountLoad) nothing() error {
	if a.pastAt != "" && pgclient.KindOf(a.earlier.err) == pgclient.Invalid || a.upcomingAt != "" && pgclient.KindOf(a.upcoming.err) == pgclient.Invalid {
		return errNotFound
	}
	var down error
	for _, err := range []error{a.balance.err, a.past.err, a.upcoming.err} {
		switch {
		case err == nil:
			return nil
		case pgclient.KindOf(err) != pgclient.Forbidden:
			down = err
		}
	}
	if down != nil {
		return down
	}
	return errNotFound
}

func newAccountPage(base views.Page, today pgclient.Date, a accountLoad) views.AccountPage {
	p := views.AccountPage{Page: base}
	p.Notices = duesNotices(base, a.balance.value)
	fillOpen(&p, a)
	fillBalance(&p, a)
	fillInstrument(&p, a.payment)
	shown, at := a.past, a.pastAt
	if at != "" {
		shown = a.earlier
	}
	p.Past = newEntryList(base.Text, shown, at, 12, a.currency, true, today)
	p.Past.Empty = base.Text.T("account.past_none")
	p.Upcoming = newEntryList(base.Text, a.upcoming, a.upcomingAt, 6, a.currency, false, today)
	p.Upcoming.Empty = base.Text.T("account.upcoming_none")
	if n := len(p.Past.Rest); n > 0 {
		p.Past.RestText = base.Text.N("account.rest_past", n)
	}
	if n := len(p.Upcoming.Rest); n > 0 {
		p.Upcoming.RestText = base.Text.N("account.rest_upcoming", n)
	}
	// Each list keeps its place while the other one moves.
	if next := shown.value.next; next != "" {
		p.Past.More = base.Paths.Account(next, a.upcomingAt) + "#past"
	}
	if next := a.upcoming.value.next; next != "" {
		p.Upcoming.More = base.Paths.Account(a.pastAt, next) + "#upcoming"
	}
	if a.pastAt != "" {
		p.Past.Back = base.Paths.Account("", a.upcomingAt) + "#past"
	}
	if a.upcomingAt != "" {
		p.Upcoming.Back = base.Paths.Account(a.pastAt, "") + "#upcoming"
	}
	if len(a.past.value.all) > 0 {
		p.CSV = base.Paths.TransactionsCSV()
	}
	return p
}

// duesNotices tell of reminders and of debt collection: what it means, and whom to ask.
func duesNotices(base views.Page, b pgclient.CustomerAccountBalance) []views.Notice {
	text := base.Text
	var list []views.Notice
	add := func(n views.Notice) {
		if mail := base.Studio.ContactEmail; mail != "" && len(list) == 0 { // one way to the studio is enough
			n.LinkText, n.LinkTo = text.T("account.ask_studio"), "mailto:"+mail
		}
		list = append(list, n)
	}
	if b.InDebtCollection {
		add(views.Notice{Tone: views.ToneWarn, Title: text.T("account.collection_title"), Text: text.T("account.collection_text")})
	}
	if level := strings.TrimSpace(b.DunningLevel); level != "" {
		add(views.Notice{Tone: views.ToneInfo, Title: text.T("account.dunning_title", "level", level), Text: text.T("account.dunning_text")})
	}
	return list
}

func fillOpen(p *views.AccountPage, a accountLoad) {
	text := p.Text
	p.OpenHidden, p.OpenMissing = a.past.hidden(), a.past.missing()
	if a.past.err != nil {
		return
	}
	d := debtOf(a.past.value, a.currency)
	switch {
	case d.sum.Sign() > 0 && d.atLeast:
		p.Open, p.OpenText = text.Money(d.sum.String(), a.currency), text.T("account.open_at_least")
	case d.sum.Sign() > 0:
		p.Open, p.OpenText = text.Money(d.sum.String(), a.currency), text.T("account.open_text")
	case d.atLeast:
		p.OpenText = text.T("account.open_none_known")
	default:
		p.OpenText = text.T("account.open_none")
	}
	for _, e := range d.claims {
		entry := newEntry(text, e, a.currency)
		open, _ := openAmount(e, a.currency)
		entry.Date = text.T("account.due_since", "date", entry.Date)
		entry.Amount, entry.State = text.Money(open.String(), a.currency), views.Chip{}
		p.OpenEntries = append(p.OpenEntries, entry)
	}
	if d.instalments.Sign() > 0 {
		p.Instalments = text.T("account.instalments", "amount", text.Money(d.instalments.String(), a.currency))
	}
	switch {
	case len(d.claims) == 0:
	case a.canPay:
		p.PayTo = p.Paths.Pay()
	default:
		p.HowToPay = text.T("account.how_to_pay")
	}
}

// fillBalance shows the figure as it is. What its sign means is not documented, so
// nothing but zero is given a meaning.
func fillBalance(p *views.AccountPage, a accountLoad) {
	text := p.Text
	p.BalanceGone = a.balance.missing()
	if m := a.balance.value.AccountBalance; m != nil {
		p.Balance = append(p.Balance, views.Row{Term: text.T("account.balance"), Value: text.Money(m.Amount.String(), m.Currency)})
		p.BalanceHint = text.T("account.balance_hint")
		if m.Amount.IsZero() {
			p.BalanceHint = text.T("account.balance_even")
		}
	}
	if m := a.balance.value.ConsumptionCredit; m != nil {
		p.Balance = append(p.Balance, views.Row{Term: text.T("account.credit"), Value: text.Money(m.Amount.String(), m.Currency)})
		p.BalanceHint = strings.TrimSpace(p.BalanceHint + " " + text.T("account.credit_hint"))
	}
}

// fillInstrument tells which bank account is on record, as little of it as is
// needed to recognise it.
func fillInstrument(p *views.AccountPage, payment part[pgclient.PaymentData]) {
	text := p.Text
	p.InstrumentNo = payment.missing()
	if payment.err != nil {
		return
	}
	d := payment.value
	end := ibanEnd(d.IBAN)
	if end == "" {
		p.InstrumentBy = text.T("account.instrument_none")
	} else {
		p.Instrument = append(p.Instrument, views.Row{Term: text.T("account.iban"), Value: text.T("account.iban_ending", "end", end)})
		if d.BankName != "" {
			p.Instrument = append(p.Instrument, views.Row{Term: text.T("account.bank"), Value: d.BankName})
		}
		if d.AccountHolder != "" {
			p.Instrument = append(p.Instrument, views.Row{Term: text.T("account.holder"), Value: d.AccountHolder})
		}
		p.InstrumentBy = text.T("account.instrument_text")
	}
	if d.PendingAmendment != nil {
		p.InstrumentBy = text.T("account.instrument_pending")
	}
}

// ibanEnd is the last four characters of an IBAN, masked or not; "" for none that
// is long enough to hide the rest.
func ibanEnd(iban string) string {
	iban = strings.ToUpper(strings.Join(strings.Fields(iban), ""))
	if len(iban) < 12 {
		return ""
	}
	end := iban[len(iban)-4:]
	if strings.Trim(end, "0123456789ABCDEFGHIJKLMNOPQRSTUVWYZ") != "" { // a mask of * or X
		return ""
	}
	return end
}

func newEntryList(text *i18n.Printer, from part[accountEntries], at string, first int, currency string, past bool, today pgclient.Date) views.EntryList {
	l := views.EntryList{Missing: from.missing(), Hidden: from.hidden()}
	list := byDue(from.value.shown)
	if past {
		slices.Reverse(list)
	}
	for _, e := range list {
		entry := newEntry(text, e, currency)
		if !past && e.DueDate == today {
			entry.Date = text.T("account.due_today")
		}
		if !past && entry.State.Tone == views.ToneWarn { // what is to come is open as a matter of course
			entry.State = views.Chip{}
		}
		if !past && e.OpenAmount != nil && e.OpenAmount.Amount.IsZero() {
			entry.State = views.Chip{Tone: views.ToneGood, Text: text.T("account.paid")}
		}
		if len(l.First) < first || at != "" { // whoever turned the page wants to see it
			l.First = append(l.First, entry)
		} else {
			l.Rest = append(l.Rest, entry)
		}
	}
	return l
}

// newEntry is a transaction with what is open of it.
func newEntry(text *i18n.Printer, e pgclient.BookingEntry, currency string) views.Entry {
	v := views.Entry{Title: strings.TrimSpace(e.Description)}
	if v.Title == "" {
		v.Title = text.T("account.no_description")
	}
	if !e.DueDate.IsZero() {
		v.Date = text.Date(e.DueDate.In(text.Location()))
	}
	if e.Amount != nil {
		v.Amount = text.Money(e.Amount.Amount.String(), e.Amount.Currency)
	}
	open, ok := openAmount(e, currency)
	switch {
	case ok && e.InstallmentPlan:
		v.State = views.Chip{Tone: views.ToneInfo, Text: text.T("account.in_instalments")}
	case ok && e.Amount != nil && open.Cmp(e.Amount.Amount) != 0:
		v.State = views.Chip{Tone: views.ToneWarn, Text: text.T("account.part_open", "amount", text.Money(open.String(), currency))}
	case ok:
		v.State = views.Chip{Tone: views.ToneWarn, Text: text.T("account.is_open")}
	}
	return v
}

// soon is how many days ahead the first page speaks of what falls due.
const soon = 14

// accountNotices tell on the member's first page what is owed or falls due soon.
// A part that is missing is not mentioned: it is not where one looks for it.
func accountNotices(base views.Page, today pgclient.Date, currency string, past, upcoming part[accountEntries]) []views.Notice {
	text := base.Text
	n := views.Notice{LinkText: text.T("account.title"), LinkTo: base.Paths.Account("", "")}
	if past.err == nil {
		if d := debtOf(past.value, currency); d.sum.Sign() > 0 {
			n.Tone, n.Title, n.Text = views.ToneWarn, text.T("account.home_open_title", "amount", text.Money(d.sum.String(), currency)), text.T("account.home_open_text")
			if d.atLeast {
				n.Title = text.T("account.home_open_some")
			}
			return []views.Notice{n}
		}
	}
	if upcoming.err != nil || !upcoming.value.whole { // the earliest may not be among them
		return nil
	}
	day, sum, ok := nextDue(upcoming.value, currency)
	if !ok || today.AddDays(soon).Before(day) {
		return nil
	}
	amount := text.Money(sum.String(), currency)
	n.Tone, n.Title = views.ToneInfo, text.T("account.home_due_title", "amount", amount, "date", text.Date(day.In(text.Location())))
	if day == today {
		n.Title = text.T("account.home_due_today", "amount", amount)
	}
	return []views.Notice{n}
}
