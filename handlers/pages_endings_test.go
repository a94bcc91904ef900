package handlers

import (
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	"memberportal/views"
)

func running(t *testing.T) pgclient.ContractData {
	t.Helper()
	return pgclient.ContractData{
		ID: 7, RateName: "Premium", ContractStatus: pgclient.ContractStatusActive, StartDate: day(t, "2026-01-01"), EndDate: day(t, "2026-12-31"),
		AvailableCancelationDates:   []pgclient.Date{day(t, "2027-01-31"), day(t, "2026-12-31")},
		LastPossibleCancelationDate: day(t, "2026-11-30"), CancelationPeriod: &pgclient.TimePeriod{PeriodValue: 1, PeriodUnit: pgclient.TermUnitMonth},
	}
}

func TestContractEndings(t *testing.T) {
	today := day(t, "2026-06-15")
	for name, c := range map[string]struct {
		change func(*pgclient.ContractData)
		want   endingState
		back   bool
	}{
		"runs":              {func(*pgclient.ContractData) {}, endingOpen, false},
		"no day is offered": {func(k *pgclient.ContractData) { k.AvailableCancelationDates = nil }, endingFixed, false},
		"a status of later": {func(k *pgclient.ContractData) { k.CancelationStatus = "SOMETHING" }, endingFixed, false},
		"not active":        {func(k *pgclient.ContractData) { k.ContractStatus = pgclient.ContractStatusInactive }, endingOver, false},
		"asked for":         {func(k *pgclient.ContractData) { k.CancelationStatus = pgclient.CancelationStatusPendingVerification }, endingAsked, true},
		"asked for by the studio": {func(k *pgclient.ContractData) {
			k.CancelationStatus, k.CancelationOrigin = pgclient.CancelationStatusPendingVerification, pgclient.CancelationOriginStudio
		}, endingAsked, false},
		"canceled": {func(k *pgclient.ContractData) {
			k.CancelationStatus, k.CancelationDate = pgclient.CancelationStatusCanceled, today
		}, endingCanceled, true},
		"canceled and over": {func(k *pgclient.ContractData) {
			k.CancelationStatus, k.CancelationDate = pgclient.CancelationStatusCanceled, day(t, "2026-06-14")
		}, endingOver, false},
		"canceled by the studio": {func(k *pgclient.ContractData) {
			k.CancelationStatus, k.CancelationOrigin = pgclient.CancelationStatusCanceled, pgclient.CancelationOriginStudio
		}, endingByStudio, false},
		"taking it back": {func(k *pgclient.ContractData) {
			k.CancelationStatus = pgclient.CancelationStatusPendingWithdrawalVerification
		}, endingRegret, false},
	} {
		k := running(t)
		c.change(&k)
		require.Equal(t, c.want, contractEnding(k, today), name)
		require.Equal(t, c.back, takeBackable(k, today), name)
		page := newEndingPage(berlinPage(t), moment(t, "2026-06-15 12:00"), k)
		require.Equal(t, c.back, page.TakeBackTo != "", name)
		require.Equal(t, c.want == endingOpen, page.Notice == nil, name)
	}
}

func TestCancelContractPage(t *testing.T) {
	now := moment(t, "2026-06-15 12:00")
	l := endingLoad{
		contract: running(t),
		reasons:  part[[]pgclient.ContractCancelationReason]{value: []pgclient.ContractCancelationReason{{CancelationReasonID: 3, CancelationReasonName: "Umzug"}}},
		classes: part[[]bookedClass]{value: []bookedClass{
			booked(t, 1, "2026-12-31 18:00", pgclient.ClassBookingStatusBooked), booked(t, 2, "2027-01-01 00:30", pgclient.ClassBookingStatusBooked),
			booked(t, 3, "2027-01-05 18:00", pgclient.ClassBookingStatusCanceled),
		}},
		upcoming: part[pgclient.Slice[pgclient.BookingEntry]]{value: pgclient.Slice[pgclient.BookingEntry]{Result: []pgclient.BookingEntry{
			{DueDate: day(t, "2027-01-01"), Amount: new(money(t, "41.00", "EUR"))}, {DueDate: day(t, "2026-12-01"), Amount: new(money(t, "39.90", "EUR"))},
			{DueDate: day(t, "2026-11-01"), Amount: new(money(t, "1.00", "EUR"))},
		}}},
	}
	p := newCancelContractPage(berlinPage(t), now, l, endingForm{})
	require.Equal(t, "2026-12-31", p.Date, "the earliest is chosen")
	require.Equal(t, "Earliest possible · 1 booking lies after it · Last payment known so far: €39.90 on 1 December 2026", p.Dates[0].Detail)
	require.Equal(t, "Last payment known so far: €41.00 on 1 January 2027", p.Dates[1].Detail)
	require.Equal(t, "cancel now", p.Button)
	require.Len(t, p.Reasons, 2)
	require.Equal(t, "Please choose", p.Reasons[0].Text)
	require.Equal(t, "1 month", rowsOf(p.Rows)["Notice period"])

	l.noReason = 9
	require.Equal(t, "No reason given", newCancelContractPage(berlinPage(t), now, l, endingForm{}).Reasons[0].Text)
	l.upcoming.value.HasNext = true
	require.NotContains(t, newCancelContractPage(berlinPage(t), now, l, endingForm{}).Dates[0].Detail, "payment", "what is not all of it is not the last of it")
	l.reasons = failed[[]pgclient.ContractCancelationReason](pgclient.Timeout)
	require.NotEmpty(t, newCancelContractPage(berlinPage(t), now, l, endingForm{}).Action, "a reason is not needed")
	l.noReason = 0
	require.Empty(t, newCancelContractPage(berlinPage(t), now, l, endingForm{}).Action)

	l = endingLoad{contract: running(t), noReason: 9, classes: failed[[]bookedClass](pgclient.Timeout)}
	p = newCancelContractPage(berlinPage(t), now, l, endingForm{date: "2031-01-01"})
	require.Empty(t, p.Date, "what is not offered is not chosen for one")
	require.Contains(t, p.Follows[len(p.Follows)-1], "could not be checked")
}

func TestErrorsFindTheirField(t *testing.T) {
	p := views.EndingPage{}
	errorsOn(&p, []views.FieldError{{Field: "date", Text: "a"}, {Field: "reason", Text: "b"}})
	require.Equal(t, []views.FieldError{{Text: "a"}, {Text: "b"}}, p.Errors, "what is not on the page cannot be led to")
}

func TestExtraPrices(t *testing.T) {
	text := berlinPage(t).Text
	price := func(amount string) *pgclient.Money { return new(money(t, amount, "EUR")) }
	month := pgclient.Term{Value: 1, Unit: pgclient.TermUnitMonth}
	for name, c := range map[string]struct {
		f            pgclient.PaymentFrequency
		price, total string
	}{
		"free":         {pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeFree}, "Free of charge", "Free of charge"},
		"once":         {pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeNonRecurring, Price: price("39.00")}, "€39.00 once", "€39.00"},
		"every month":  {pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring, Price: price("9.90"), Term: &month}, "€9.90 / month", "€29.70"},
		"every 2 week": {pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring, Price: price("9.90"), Term: &pgclient.Term{Value: 2, Unit: pgclient.TermUnitWeek}}, "€9.90 every 2 weeks", ""},
		"on days": {pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeMonthDay, MonthDaysToPrices: []pgclient.MonthDayToPrice{
			{MonthDay: pgclient.MonthDay{MonthValue: new(1), DayOfMonth: new(1)}, Price: *price("54.00")}, {MonthDay: pgclient.MonthDay{MonthValue: new(7), DayOfMonth: new(1)}, Price: *price("55.00")},
		}}, "€54.00 on 1 January and €55.00 on 1 July", ""},
		"rising": {pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeTermBased, TermsToPrices: []pgclient.TermToPrice{
			{Term: pgclient.Term{Unit: pgclient.TermUnitMonth}, Price: *price("3.25")}, {Term: pgclient.Term{Value: 6, Unit: pgclient.TermUnitMonth}, Price: *price("6.50")},
		}}, "€3.25 at first, €6.50 after 6 months", ""},
		"of later": {pgclient.PaymentFrequency{Type: "SOMETHING", Price: price("1.00")}, "", ""},
		"not told": {pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring}, "", ""},
	} {
		require.Equal(t, c.price, extraPrice(text, c.f), name)
		require.Equal(t, c.total, extraTotal(text, c.f, pgclient.Term{Value: 3, Unit: pgclient.TermUnitMonth}), name)
	}
	require.Equal(t, 12, timesIn(pgclient.Term{Value: 1, Unit: pgclient.TermUnitYear}, month))
	require.Equal(t, 2, timesIn(pgclient.Term{Value: 14, Unit: pgclient.TermUnitDay}, pgclient.Term{Value: 1, Unit: pgclient.TermUnitWeek}))
	require.Zero(t, timesIn(pgclient.Term{Value: 1, Unit: pgclient.TermUnitMonth}, pgclient.Term{Value: 2, Unit: pgclient.TermUnitMonth}))
	require.Zero(t, timesIn(month, pgclient.Term{Unit: pgclient.TermUnitMonth}))
}

func TestEveryValidationStatusHasItsSentence(t *testing.T) {
	text := berlinPage(t).Text
	seen := map[string]bool{}
	for status := range extraRefusals {
		sentence := extraRefusal(text, status)
		require.False(t, seen[sentence], status)
		seen[sentence] = true
	}
	require.Len(t, seen, 5)
	require.Equal(t, extraRefusal(text, pgclient.AdditionalModuleContractValidationStatusNotFound), extraRefusal(text, "SOMETHING"), "what is not known is a no")
}

func TestOwnedExtras(t *testing.T) {
	base, now := berlinPage(t), moment(t, "2026-06-15 12:00")
	listed := pgclient.SubContract{ID: 5, RateName: "Sauna", StartDate: day(t, "2026-06-10")}
	full := pgclient.AdditionalModuleContract{Name: "Sauna", StartDate: day(t, "2026-06-10"), AvailableCancelationDates: []pgclient.Date{day(t, "2026-09-09")}}
	show := func(change func(*pgclient.AdditionalModuleContract)) views.Extra {
		m := full
		change(&m)
		return newOwnedExtra(base, now, 7, ownedExtra{listed, part[pgclient.AdditionalModuleContract]{value: m}})
	}
	open := show(func(m *pgclient.AdditionalModuleContract) {
		m.TrialPeriod = &pgclient.AdditionalModuleContractTrialPeriod{Term: &pgclient.Term{Value: 14, Unit: pgclient.TermUnitDay}, StartDate: m.StartDate}
	})
	require.Equal(t, base.Paths.CancelExtra(7, 5), open.To)
	require.Equal(t, "23 June 2026", rowsOf(open.Rows)["Trial until"])
	final := show(func(m *pgclient.AdditionalModuleContract) {
		m.ContractCancelationStatus, m.CancelationDate = pgclient.CancelationStatusCanceled, day(t, "2026-09-09")
	})
	require.Empty(t, final.To, "it cannot be taken back")
	require.Equal(t, "Cancelled", final.State.Text)
	back := show(func(m *pgclient.AdditionalModuleContract) {
		m.ContractCancelationStatus, m.ContractCancelationCanBeWithdrawn = pgclient.CancelationStatusPendingVerification, true
	})
	require.Equal(t, base.Paths.WithdrawCancelExtra(7, 5), back.To)
	require.Empty(t, show(func(m *pgclient.AdditionalModuleContract) { m.AvailableCancelationDates = nil }).To)
	shown := newOwnedExtra(base, now, 7, ownedExtra{listed, failed[pgclient.AdditionalModuleContract](pgclient.NotFound)})
	require.Empty(t, shown.To)
	require.Contains(t, shown.Note, "can only be shown here")
}

func TestWhichContractsASwitchLeaves(t *testing.T) {
	k := pgclient.ContractData{ID: 7, RateName: "Basic"}
	for name, c := range map[string]struct {
		sources []pgclient.MembershipSwitchSourceContract
		want    bool
	}{
		"by id":       {[]pgclient.MembershipSwitchSourceContract{{ID: 7, RateName: "x"}}, true},
		"by its rate": {[]pgclient.MembershipSwitchSourceContract{{ID: 90, RateName: "Basic"}}, true},
		"another's":   {[]pgclient.MembershipSwitchSourceContract{{ID: 8, RateName: "Premium"}}, false},
		"nameless":    {[]pgclient.MembershipSwitchSourceContract{{ID: 8}}, false},
	} {
		require.Equal(t, c.want, leaves(c.sources, k), name)
	}
}
