package handlers

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	"memberportal/views"
)

func TestJoinedContracts(t *testing.T) {
	active, over := pgclient.ContractStatusActive, pgclient.ContractStatusInactive
	r := contractReads{
		data: part[[]pgclient.ContractData]{value: []pgclient.ContractData{{ID: 1, ContractStatus: over}, {ID: 4, ContractStatus: active}, {ID: 2, ContractStatus: active}}},
		full: part[[]pgclient.Contract]{value: []pgclient.Contract{
			{ID: 2, ContractStatus: active, Term: pgclient.TimePeriod{PeriodValue: 12, PeriodUnit: pgclient.TermUnitMonth}},
			{ID: 3, ContractStatus: active, Cancelled: true, CancellationDate: day(t, "2026-12-31")},
		}},
	}
	list := r.joined()
	var ids []int64
	for _, o := range list {
		ids = append(ids, o.ID)
	}
	require.Equal(t, []int64{2, 3, 4, 1}, ids, "what runs first, then by number")
	require.Equal(t, 12, list[0].full.Term.PeriodValue)
	require.True(t, list[0].actionable)
	require.False(t, list[1].actionable, "self-service does not know it")
	require.True(t, list[1].canceled())
	require.Nil(t, list[2].full)

	_, err := r.find(9)
	require.ErrorIs(t, err, errNotFound)
	r.full = failed[[]pgclient.Contract](pgclient.Timeout)
	_, err = r.find(3)
	require.Equal(t, pgclient.Timeout, pgclient.KindOf(err), "it may be among those that were not read")
	r.full = failed[[]pgclient.Contract](pgclient.Forbidden)
	_, err = r.find(3)
	require.ErrorIs(t, err, errNotFound)
}

func TestPriceSentences(t *testing.T) {
	price := money(t, "19.90", "EUR")
	for name, c := range map[string]struct {
		price pgclient.PriceDetails
		want  []string
	}{
		"free":       {pgclient.PriceDetails{PaymentFrequency: pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeFree}}, nil},
		"once":       {pgclient.PriceDetails{PaymentFrequency: pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeNonRecurring}}, []string{"It is paid once; nothing further is charged for it."}},
		"recurring":  {pgclient.PriceDetails{BasePrice: price, CurrentPrice: price, PaymentFrequency: pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring}}, nil},
		"discounted": {pgclient.PriceDetails{BasePrice: money(t, "29.9", "EUR"), CurrentPrice: price, PaymentFrequency: pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring}}, []string{"The usual price is €29.90."}},
		"on days": {pgclient.PriceDetails{PaymentFrequency: pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeMonthDay, MonthDaysToPrices: []pgclient.MonthDayToPrice{
			{MonthDay: pgclient.MonthDay{Month: pgclient.MonthJuly, DayOfMonth: new(1)}, Price: price}, {MonthDay: pgclient.MonthDay{MonthValue: new(2), DayOfMonth: new(29)}, Price: price},
			{MonthDay: pgclient.MonthDay{Month: "SMARCH", DayOfMonth: new(1)}, Price: price}, {MonthDay: pgclient.MonthDay{Month: pgclient.MonthMay}, Price: price},
		}}}, []string{"On 1 July each year €19.90 is due.", "On 29 February each year €19.90 is due."}},
		"by terms": {pgclient.PriceDetails{PaymentFrequency: pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeTermBased, TermsToPrices: []pgclient.TermToPrice{
			{Term: pgclient.Term{Unit: pgclient.TermUnitMonth}, Price: price}, {Term: pgclient.Term{Value: 6, Unit: pgclient.TermUnitMonth}, Price: price}, {Term: pgclient.Term{Value: 1, Unit: "MOON"}, Price: price},
		}}}, []string{"From the beginning you pay €19.90.", "After 6 months you pay €19.90."}},
		"a type to come": {pgclient.PriceDetails{PaymentFrequency: pgclient.PaymentFrequency{Type: "BARTER"}}, nil},
	} {
		require.Equal(t, c.want, priceSentences(berlinPage(t).Text, c.price), name)
	}
}

func TestTermSentencesAndNotices(t *testing.T) {
	text, today := berlinPage(t).Text, day(t, "2026-06-15")
	month := pgclient.TimePeriod{PeriodValue: 1, PeriodUnit: pgclient.TermUnitMonth}
	base := pgclient.ContractData{
		ContractStatus: pgclient.ContractStatusActive, EndDate: day(t, "2026-12-31"), CancelationPeriod: &month,
		AvailableCancelationDates: []pgclient.Date{day(t, "2027-01-31"), day(t, "2026-12-31")}, LastPossibleCancelationDate: day(t, "2026-11-30"),
	}
	full := &pgclient.Contract{Term: pgclient.TimePeriod{PeriodValue: 1, PeriodUnit: pgclient.TermUnitYear}, ExtensionTerm: month}
	runs := ownContract{ContractData: base, full: full, actionable: true}
	require.Equal(t, []string{
		"The contract was first made for 1 year.", "After 31 December 2026 it goes on for 1 month at a time, unless somebody cancels.",
		"The notice period is 1 month.", "The next possible end is 31 December 2026, if you cancel by 30 November 2026.",
	}, termSentences(text, today, runs))
	require.Nil(t, cancelationNotice(text, runs))
	late := runs
	late.LastPossibleCancelationDate = day(t, "2026-06-14")
	require.Contains(t, termSentences(text, today, late), "The next possible end is 31 December 2026.")
	require.Empty(t, termSentences(text, today, ownContract{ContractData: pgclient.ContractData{ContractStatus: pgclient.ContractStatusActive}}))
	require.Empty(t, termSentences(text, today, ownContract{ContractData: pgclient.ContractData{ContractStatus: pgclient.ContractStatusInactive, CancelationPeriod: &month}}))

	for status, want := range map[pgclient.CancelationStatus]string{
		pgclient.CancelationStatusPendingVerification:           "Cancellation requested.",
		pgclient.CancelationStatusPendingWithdrawalVerification: "You asked to take your cancellation back.",
		pgclient.CancelationStatusCanceled:                      "Cancelled. The contract ends on 31 October 2026.",
	} {
		o := runs
		o.CancelationStatus, o.CancelationDate = status, day(t, "2026-10-31")
		require.Equal(t, want, cancelationNotice(text, o).Title)
		require.NotContains(t, strings.Join(termSentences(text, today, o), " "), "next possible end")
		o.CancelationOrigin = pgclient.CancelationOriginStudio
		if status == pgclient.CancelationStatusCanceled {
			require.Equal(t, "The studio ended it. Please ask the studio if you have questions.", cancelationNotice(text, o).Text)
		}
		require.Nil(t, cancelationNotice(text, ownContract{ContractData: pgclient.ContractData{ContractStatus: pgclient.ContractStatusActive, CancelationStatus: status}}), "no date, no sentence")
	}
}

func TestSinceRelease(t *testing.T) {
	for release, want := range map[string]bool{"1.8.3": false, "1.8.5": true, "1.8.10": true, "1.9": true, "1.9.0": true, "1.11.0": true, "2": true, "1.8": false, "": false, "x": false} {
		require.Equal(t, want, sinceRelease(release, 1, 8, 5), release)
	}
}

func TestTermEnd(t *testing.T) {
	for _, c := range []struct {
		start string
		n     int
		unit  pgclient.IdlePeriodTemporalUnit
		last  string
	}{
		{"2026-06-15", 1, "DAY", "2026-06-15"}, {"2026-12-30", 3, "DAY", "2027-01-01"}, {"2026-06-15", 2, "WEEK", "2026-06-28"},
		{"2026-10-01", 1, "MONTH", "2026-10-31"}, {"2027-12-01", 3, "MONTH", "2028-02-29"}, {"2027-01-31", 1, "MONTH", "2027-02-27"},
	} {
		w := pauseWish{start: day(t, c.start), terms: c.n, unit: c.unit}
		require.Equal(t, c.last, w.last().String(), "%v", c)
	}
	require.True(t, pauseWish{start: day(t, "2026-06-15"), unlimited: true}.last().IsZero())
}

func pauseConfig(t *testing.T, change func(*pgclient.IdlePeriodConfig)) pgclient.IdlePeriodConfig {
	t.Helper()
	c := pgclient.IdlePeriodConfig{
		TemporalUnit: pgclient.IdlePeriodTemporalUnitMonth, MaxTerms: 6, FirstPossibleStartDate: day(t, "2026-07-01"),
		IdlePeriodReasons: []pgclient.IdlePeriodReason{{ID: 7, Name: "Holiday"}}, IdlePeriodCreationStatus: pgclient.AmendmentConfigurationStatusChangesWithoutVerification,
		FreeTerms: pgclient.Term{Value: 1, Unit: pgclient.TermUnitMonth},
	}
	if change != nil {
		change(&c)
	}
	return c
}

func TestPauseCost(t *testing.T) {
	five := money(t, "5.00", "EUR")
	calc := func(f pgclient.IdlePeriodFeeCalculationConfig) func(*pgclient.IdlePeriodConfig) {
		return func(c *pgclient.IdlePeriodConfig) { c.IdlePeriodFeeCalculationConfig = &f }
	}
	perTerm := calc(pgclient.IdlePeriodFeeCalculationConfig{IdlePeriodAmount: five, IdlePeriodAmountPerTermUnit: &five})
	tenth, err := pgclient.ParseDecimal("12.5")
	require.NoError(t, err)
	left := func(n int) part[pgclient.RemainingIdlePeriods] {
		return part[pgclient.RemainingIdlePeriods]{value: pgclient.RemainingIdlePeriods{RemainingFreeTerms: pgclient.Term{Value: n, Unit: pgclient.TermUnitMonth}}}
	}
	unknown := failed[pgclient.RemainingIdlePeriods](pgclient.NotFound)
	used := part[pgclient.IdlePeriodLists]{value: pgclient.IdlePeriodLists{PastIdlePeriods: []pgclient.IdlePeriod{{ID: 1}}}}
	for name, c := range map[string]struct {
		change    func(*pgclient.IdlePeriodConfig)
		remaining part[pgclient.RemainingIdlePeriods]
		periods   part[pgclient.IdlePeriodLists]
		terms     int
		amount    string
		how       string
	}{
		"no fee":                                 {nil, left(0), part[pgclient.IdlePeriodLists]{}, 2, "None", ""},
		"all free":                               {perTerm, left(2), part[pgclient.IdlePeriodLists]{}, 2, "None", "Your free time covers the whole pause."},
		"one free of three":                      {perTerm, left(1), part[pgclient.IdlePeriodLists]{}, 3, "€10.00", "You pay for 2 months: €5.00 per month. Of the pause this much is free: 1 month."},
		"none free":                              {perTerm, left(0), part[pgclient.IdlePeriodLists]{}, 1, "€5.00", ""},
		"first pause, release without remaining": {perTerm, unknown, part[pgclient.IdlePeriodLists]{}, 2, "€5.00", "You pay for 1 month: €5.00 per month. Of the pause this much is free: 1 month."},
		"used before, not known how much":        {perTerm, unknown, used, 2, "€5.00 per month", "Your contract has this much free in all: 1 month. Earlier pauses may have used some of it."},
		"once":                                   {calc(pgclient.IdlePeriodFeeCalculationConfig{IdlePeriodAmount: five}), left(0), used, 2, "€5.00 once", ""},
		"a share":                                {calc(pgclient.IdlePeriodFeeCalculationConfig{IdlePeriodAmount: five, DynamicIdlePeriodAmountPercentage: &tenth}), left(0), used, 2, "12.5% of the price per month", ""},
		"without end":                            {perTerm, left(1), used, 0, "€5.00 per month", "Of the pause this much is free: 1 month."},
		"old release":                            {func(c *pgclient.IdlePeriodConfig) { c.IdlePeriodFee, c.FreeTerms = five, pgclient.Term{} }, unknown, used, 2, "€5.00", ""},
	} {
		l := pauseLoad{config: pauseConfig(t, c.change), remaining: c.remaining, periods: c.periods}
		amount, how := l.cost(berlinPage(t).Text, pauseWish{terms: c.terms, unlimited: c.terms == 0})
		require.Equal(t, c.amount, amount, name)
		if c.how != "" || name != "old release" {
			require.Equal(t, c.how, how, name)
		}
	}
}

func TestPauseStartsAndWhatStandsAgainst(t *testing.T) {
	today := day(t, "2026-06-15")
	running := pgclient.ContractData{ContractStatus: pgclient.ContractStatusActive}
	l := pauseLoad{contract: running, config: pauseConfig(t, nil), remaining: failed[pgclient.RemainingIdlePeriods](pgclient.NotFound)}
	require.Len(t, l.starts(today), 13)
	require.Empty(t, l.closed(berlinPage(t), today))
	l.config.FirstPossibleStartDate = day(t, "2026-06-20") // reported of the real API; its word goes first
	require.Equal(t, []string{"2026-06-20", "2026-07-01"}, []string{l.starts(today)[0].String(), l.starts(today)[1].String()})
	l.config.NextPossibleStartDateOnly = true
	require.Len(t, l.starts(today), 1)
	l.config.NextPossibleStartDateOnly = false
	l.contract.CancelationStatus, l.contract.CancelationDate = pgclient.CancelationStatusCanceled, day(t, "2026-07-31")
	require.Len(t, l.starts(today), 2, "not after the end")
	l.contract = running
	l.periods.value.CurrentAndUpcomingIdlePeriods = []pgclient.IdlePeriod{{ID: 1, State: pgclient.IdlePeriodStateAccepted, StartDate: day(t, "2026-06-01"), EndDate: day(t, "2999-12-31"), Unlimited: new(true)}}
	require.Equal(t, "There is no day on which a further pause could begin.", l.closed(berlinPage(t), today))
	l.periods.value.CurrentAndUpcomingIdlePeriods[0].State = pgclient.IdlePeriodStatePendingVerification
	require.Contains(t, l.closed(berlinPage(t), today), "already waiting")
	l.periods.value = pgclient.IdlePeriodLists{}
	l.remaining = part[pgclient.RemainingIdlePeriods]{value: pgclient.RemainingIdlePeriods{RemainingMaxTerms: &pgclient.Term{Unit: pgclient.TermUnitMonth}}}
	require.Contains(t, l.closed(berlinPage(t), today), "used up")
	l.config.UnlimitedAllowed, l.unlimited = true, true
	require.Empty(t, l.closed(berlinPage(t), today))
	l.config.IdlePeriodReasons = nil
	require.Contains(t, l.closed(berlinPage(t), today), "cannot be paused online")
	l.contract.ContractStatus = pgclient.ContractStatusInactive
	require.Contains(t, l.closed(berlinPage(t), today), "does not run any more")
}

// Every validation status has a sentence of its own, and none looks like a key.
func TestEveryPauseStatusHasItsSentence(t *testing.T) {
	all := []pgclient.IdlePeriodValidationStatus{
		pgclient.IdlePeriodValidationStatusDeactivatedForContract, pgclient.IdlePeriodValidationStatusPendingVerification, pgclient.IdlePeriodValidationStatusDateNotFirstDayOfUnit,
		pgclient.IdlePeriodValidationStatusDeadlineViolated, pgclient.IdlePeriodValidationStatusExpectedStartDateMismatch, pgclient.IdlePeriodValidationStatusMaximumYearsViolated,
		pgclient.IdlePeriodValidationStatusOverlapping, pgclient.IdlePeriodValidationStatusTemporalUnitInvalid, pgclient.IdlePeriodValidationStatusMaximumTermsViolated,
		pgclient.IdlePeriodValidationStatusTermValueMissing, pgclient.IdlePeriodValidationStatusUnlimitedParameterIsMissing,
		pgclient.IdlePeriodValidationStatusEndDateAndTermProvided,
	}
	for _, language := range []string{"en", "de", "pl"} {
		seen := map[string]pgclient.IdlePeriodValidationStatus{}
		for _, s := range all {
			sentence := statusSentence(speaking(t, language).Text, s, pauseConfig(t, nil), pauseWish{})
			require.NotContains(t, sentence, "pauses.")
			require.NotContains(t, sentence, "{{")
			require.Empty(t, seen[sentence], "%s says the same", s)
			seen[sentence] = s
		}
		other := statusSentence(speaking(t, language).Text, "OF_A_LATER_RELEASE", pauseConfig(t, nil), pauseWish{})
		require.NotContains(t, other, "pauses.")
		require.Empty(t, seen[other])
		bare := pgclient.IdlePeriodConfig{TemporalUnit: pgclient.IdlePeriodTemporalUnitWeek}
		for _, s := range all[2:5] {
			require.NotContains(t, statusSentence(speaking(t, language).Text, s, bare, pauseWish{}), "pauses.")
		}
	}
}

func TestPauseListed(t *testing.T) {
	base, today := berlinPage(t), day(t, "2026-06-15")
	type pause = pgclient.IdlePeriod
	for name, c := range map[string]struct {
		pause  pause
		status string
		taken  bool
	}{
		"waits":            {pause{StartDate: day(t, "2026-06-01"), EndDate: day(t, "2026-06-30"), State: "PENDING_VERIFICATION"}, "Requested", true},
		"is to come":       {pause{StartDate: day(t, "2026-06-16"), EndDate: day(t, "2026-06-30"), State: "ACCEPTED"}, "Planned", true},
		"begins today":     {pause{StartDate: today, EndDate: day(t, "2026-06-30"), State: "ACCEPTED"}, "Running", false},
		"ends today":       {pause{StartDate: day(t, "2026-06-01"), EndDate: today, State: "ACCEPTED"}, "Running", false},
		"has no end":       {pause{StartDate: day(t, "2026-06-01"), State: "ACCEPTED"}, "Running", false},
		"unlimited, ended": {pause{StartDate: day(t, "2026-06-01"), EndDate: day(t, "2026-06-02"), Unlimited: new(true), State: "ACCEPTED"}, "Running", false},
		"is over":          {pause{StartDate: day(t, "2026-06-01"), EndDate: day(t, "2026-06-14"), State: "ACCEPTED"}, "Over", false},
	} {
		v := newPause(base, today, 4, c.pause, false)
		require.Equal(t, c.status, v.Status.Text, name)
		require.Equal(t, c.taken, v.WithdrawTo != "", name)
		require.Equal(t, c.taken, strings.HasPrefix(v.Label, base.Text.T("pauses.withdraw")), name)
	}
	price := money(t, "5.00", "EUR")
	v := newPause(base, today, 4, pause{IdlePeriodReason: &pgclient.IdlePeriodReason{Name: "Holiday"}, IdlePeriodFee: &pgclient.IdlePeriodFee{IdlePeriodTotalAmount: &price}}, false)
	require.Equal(t, "Holiday · fee €5.00", v.Detail)
	order := pauseList(base, today, 4, pgclient.IdlePeriodLists{
		PastIdlePeriods:               []pause{{StartDate: day(t, "2024-01-01"), EndDate: day(t, "2024-01-02")}, {StartDate: day(t, "2025-01-01"), EndDate: day(t, "2025-01-02")}},
		CurrentAndUpcomingIdlePeriods: []pause{{StartDate: day(t, "2027-01-01"), EndDate: day(t, "2027-01-02")}, {StartDate: day(t, "2026-07-01"), EndDate: day(t, "2026-07-02")}},
	}, false)
	var days []string
	for _, one := range order {
		days = append(days, one.Days)
	}
	require.Equal(t, []string{"1 July 2026 to 2 July 2026", "1 January 2027 to 2 January 2027", "1 January 2025 to 2 January 2025", "1 January 2024 to 2 January 2024"}, days)
}

func TestPauseProblemsStandWhereTheirFieldIs(t *testing.T) {
	l := pauseLoad{contract: pgclient.ContractData{ContractStatus: pgclient.ContractStatusActive}, config: pauseConfig(t, func(c *pgclient.IdlePeriodConfig) { c.MaxTerms, c.UnlimitedAllowed = 0, true }), unlimited: true}
	page := newPausePage(berlinPage(t), day(t, "2026-06-15"), l, pauseForm{}).With([]views.FieldError{{Field: "terms", Text: "no"}, {Field: "start", Text: "wrong"}, {Text: "at all"}})
	require.Equal(t, []views.FieldError{{Text: "no"}, {Field: "start", Text: "wrong"}, {Text: "at all"}}, page.Errors, "a link leads to what is there")
	require.Equal(t, "wrong", page.Starts.Error)
}

func TestPassingFile(t *testing.T) {
	p := &passing{Reader: strings.NewReader("proof"), done: make(chan struct{})}
	p.wait(t.Context(), time.Minute) // has not set out
	p.began.Store(true)
	short, stop := context.WithTimeout(t.Context(), time.Millisecond)
	defer stop()
	p.wait(short, time.Minute)
	p.wait(t.Context(), time.Millisecond)
	got, err := io.ReadAll(p)
	require.NoError(t, err)
	require.Equal(t, "proof", string(got))
	p.wait(t.Context(), time.Minute)
	p.end()

	long := &passing{Reader: io.LimitReader(zeros{}, maxFile+1), done: make(chan struct{})}
	_, err = io.Copy(io.Discard, long)
	require.True(t, errors.Is(err, errProofTooLarge))
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }
