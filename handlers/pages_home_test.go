package handlers

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
	"memberportal/views"
)

// failed is an answer of the API that did not come.
func failed[T any](kind pgclient.Kind) part[T] {
	return part[T]{err: &pgclient.Error{Op: "op", Kind: kind}}
}

func TestHomePage(t *testing.T) {
	base, now := berlinPage(t), moment(t, "2026-06-15 12:00")
	booked1 := booked(t, 1, "2026-06-17 18:00", pgclient.ClassBookingStatusBooked)
	full := homeLoad{
		customer:     part[pgclient.Customer]{value: pgclient.Customer{FirstName: " Olivia "}},
		contracts:    part[[]pgclient.ContractData]{value: []pgclient.ContractData{{ID: 1, RateName: "Premium", ContractStatus: pgclient.ContractStatusActive}}},
		classes:      part[[]bookedClass]{value: []bookedClass{booked1}},
		appointments: part[[]pgclient.AppointmentBooking]{value: []pgclient.AppointmentBooking{appointment(t, 2, "2026-06-16 18:00", pgclient.AppointmentBookingStatusBooked)}},
		utilization:  part[pgclient.StudioUtilization]{value: pgclient.StudioUtilization{Count: 3}},
	}
	p := newHomePage(base, now, full)
	require.Equal(t, "Hello, Olivia", p.Greeting)
	require.Equal(t, "Monday, 15 June", p.Today)
	require.Equal(t, int64(2), p.Next.ID, "the earlier one, class or appointment")
	require.Equal(t, "Premium", p.Membership.Name)
	require.Equal(t, "3 people", p.Utilization.Text)
	require.False(t, p.NextMissing || p.MembershipMissing || p.MembershipNone || p.UtilizationMissing)
	require.False(t, full.nothing())

	for name, c := range map[string]struct {
		change func(*homeLoad)
		want   [4]bool // next, membership, none, utilization missing
	}{
		"classes are down":        {func(h *homeLoad) { h.classes = failed[[]bookedClass](pgclient.Timeout) }, [4]bool{true, false, false, false}},
		"appointments are down":   {func(h *homeLoad) { h.appointments = failed[[]pgclient.AppointmentBooking](pgclient.Unavailable) }, [4]bool{true, false, false, false}},
		"no scope for them":       {func(h *homeLoad) { h.appointments = failed[[]pgclient.AppointmentBooking](pgclient.Forbidden) }, [4]bool{}},
		"contracts are down":      {func(h *homeLoad) { h.contracts = failed[[]pgclient.ContractData](pgclient.Unexpected) }, [4]bool{false, true, false, false}},
		"no scope for contracts":  {func(h *homeLoad) { h.contracts = failed[[]pgclient.ContractData](pgclient.Forbidden) }, [4]bool{}},
		"no contract":             {func(h *homeLoad) { h.contracts.value = nil }, [4]bool{false, false, true, false}},
		"utilization is down":     {func(h *homeLoad) { h.utilization = failed[pgclient.StudioUtilization](pgclient.RateLimited) }, [4]bool{false, false, false, true}},
		"no scope for it":         {func(h *homeLoad) { h.utilization = failed[pgclient.StudioUtilization](pgclient.Forbidden) }, [4]bool{}},
		"the customer is unknown": {func(h *homeLoad) { h.customer = failed[pgclient.Customer](pgclient.NotFound) }, [4]bool{}},
	} {
		h := full
		c.change(&h)
		p := newHomePage(base, now, h)
		require.Equal(t, c.want, [4]bool{p.NextMissing, p.MembershipMissing, p.MembershipNone, p.UtilizationMissing}, name)
		require.Equal(t, c.want[0], p.Next == nil, "%s: what is known may not be the next one", name)
		require.Equal(t, h.contracts.err != nil || c.want[2], p.Membership == nil, name)
		require.Equal(t, h.utilization.err != nil, p.Utilization == nil, name)
		require.Equal(t, h.customer.err != nil, p.Greeting == "Welcome", name)
	}
	down := homeLoad{
		customer: failed[pgclient.Customer](pgclient.Timeout), contracts: failed[[]pgclient.ContractData](pgclient.Timeout), classes: failed[[]bookedClass](pgclient.Timeout),
		appointments: failed[[]pgclient.AppointmentBooking](pgclient.Timeout), utilization: failed[pgclient.StudioUtilization](pgclient.Timeout),
		visits: failed[[]pgclient.CustomerCheckin](pgclient.Timeout),
	}
	require.True(t, down.nothing())
	down.utilization = failed[pgclient.StudioUtilization](pgclient.Forbidden)
	require.False(t, down.nothing(), "an answer of a kind")
}

func TestNextBooking(t *testing.T) {
	base, now := berlinPage(t), moment(t, "2026-06-15 12:00")
	const booking = pgclient.ClassBookingStatusBooked
	gone := booked(t, 8, "2026-06-16 08:00", booking)
	gone.slot, gone.gone = nil, true
	lost := booked(t, 9, "2026-06-16 08:00", booking)
	lost.slot = nil
	byStudio := booked(t, 7, "2026-06-15 13:00", booking)
	byStudio.booking.ClassSlotStatus = pgclient.EventStatusCanceled
	h := homeLoad{classes: part[[]bookedClass]{value: []bookedClass{
		booked(t, 1, "2026-06-15 10:00", booking), booked(t, 2, "2026-06-15 14:00", pgclient.ClassBookingStatusCanceled), byStudio, gone,
		booked(t, 3, "2026-06-17 18:00", booking), booked(t, 4, "2026-06-16 18:00", pgclient.ClassBookingStatusWaitingList),
	}}}
	require.Equal(t, int64(4), newHomePage(base, now, h).Next.ID)
	h.classes.value = append(h.classes.value, booked(t, 5, "2026-06-15 11:30", booking))
	require.Equal(t, int64(5), newHomePage(base, now, h).Next.ID, "the one that runs")
	for _, over := range []func(*bookedClass){
		func(b *bookedClass) { b.booking.BookingStatus = pgclient.ClassBookingStatusCanceled },
		func(b *bookedClass) { b.booking.ClassSlotStatus = pgclient.EventStatusCanceled },
		func(b *bookedClass) { b.booking.ClassSlotStatus = pgclient.EventStatusCompleted },
	} {
		h := h
		b := lost
		over(&b)
		h.classes.value = append(slices.Clone(h.classes.value), b)
		require.Equal(t, int64(5), newHomePage(base, now, h).Next.ID, "what is not to come may stay without times")
	}
	unsure := h
	unsure.classes.value = append(slices.Clone(h.classes.value), lost)
	p := newHomePage(base, now, unsure)
	require.Nil(t, p.Next, "the one that could not be read may be earlier")
	require.True(t, p.NextMissing)
	h.classes.value = h.classes.value[:4]
	require.Nil(t, newHomePage(base, now, h).Next)
	require.False(t, newHomePage(base, now, h).NextMissing)
}

func TestGreeting(t *testing.T) {
	for at, want := range map[string]string{
		"2026-06-15 00:00": "Good morning, ليلى", "2026-06-15 10:59": "Good morning, ليلى", "2026-06-15 11:00": "Hello, ليلى",
		"2026-06-15 17:59": "Hello, ليلى", "2026-06-15 18:00": "Good evening, ليلى", "2026-06-15 23:59": "Good evening, ليلى",
		"2026-10-25 02:30": "Good morning, ليلى",
	} {
		require.Equal(t, want, greeting(berlinPage(t), moment(t, at), "ليلى"), at)
		require.Equal(t, "Welcome", greeting(berlinPage(t), moment(t, at), ""))
	}
}

func TestMembership(t *testing.T) {
	today := day(t, "2026-06-15")
	begin, end, until := day(t, "2025-01-01"), day(t, "2026-12-31"), day(t, "2026-09-30")
	ended := day(t, "2026-08-31")
	type contract = pgclient.ContractData
	for name, c := range map[string]struct {
		contract contract
		rows     []views.Row
		state    *views.Chip
	}{
		"runs":                    {contract{StartDate: begin, EndDate: end, LastPossibleCancelationDate: until}, []views.Row{{Term: "Runs until", Value: "31 December 2026"}, {Term: "Cancel at the latest by", Value: "30 September 2026"}}, nil},
		"without end":             {contract{StartDate: begin}, []views.Row{{Term: "Runs until", Value: "No fixed end"}}, nil},
		"starts tomorrow":         {contract{StartDate: day(t, "2026-06-16"), EndDate: end}, []views.Row{{Term: "Starts", Value: "16 June 2026"}, {Term: "Runs until", Value: "31 December 2026"}}, nil},
		"starts today":            {contract{StartDate: today, EndDate: end}, []views.Row{{Term: "Runs until", Value: "31 December 2026"}}, nil},
		"starts later, no end":    {contract{StartDate: day(t, "2026-07-01")}, []views.Row{{Term: "Starts", Value: "1 July 2026"}, {Term: "Runs until", Value: "No fixed end"}}, nil},
		"canceled":                {contract{EndDate: end, CancelationDate: ended, CancelationStatus: "CANCELED", LastPossibleCancelationDate: until}, []views.Row{{Term: "Ends", Value: "31 August 2026"}}, &views.Chip{Tone: views.ToneWarn, Text: "Cancelled"}},
		"canceled, no date":       {contract{EndDate: end, CancelationStatus: "CANCELED"}, []views.Row{{Term: "Ends", Value: "31 December 2026"}}, &views.Chip{Tone: views.ToneWarn, Text: "Cancelled"}},
		"canceled, no date ever":  {contract{CancelationStatus: "CANCELED"}, nil, &views.Chip{Tone: views.ToneWarn, Text: "Cancelled"}},
		"cancellation asked for":  {contract{EndDate: end, CancelationDate: ended, CancelationStatus: "PENDING_VERIFICATION"}, []views.Row{{Term: "Runs until", Value: "31 December 2026"}, {Term: "End requested for", Value: "31 August 2026"}}, &views.Chip{Tone: views.ToneInfo, Text: "Cancellation requested"}},
		"asked for, dates absent": {contract{CancelationStatus: "PENDING_VERIFICATION"}, nil, &views.Chip{Tone: views.ToneInfo, Text: "Cancellation requested"}},
		"taking back asked for":   {contract{EndDate: end, CancelationDate: ended, CancelationStatus: "PENDING_WITHDRAWAL_VERIFICATION"}, []views.Row{{Term: "Ends", Value: "31 August 2026"}}, &views.Chip{Tone: views.ToneInfo, Text: "Taking the cancellation back requested"}},
		"of a later release":      {contract{StartDate: begin, EndDate: end, CancelationStatus: "FROZEN"}, []views.Row{{Term: "Runs until", Value: "31 December 2026"}}, nil},
	} {
		c.contract.RateName, c.contract.ContractStatus = "Premium", pgclient.ContractStatusActive
		m := newMembership(berlinPage(t), today, []contract{c.contract})
		require.NotNil(t, m, name)
		require.Equal(t, c.rows, m.Rows, name)
		require.Equal(t, c.state, m.State, name)
		require.Zero(t, m.More, name)
	}
	running := contract{ID: 5, RateName: "Second", ContractStatus: pgclient.ContractStatusActive}
	main, over, odd := running, running, running
	main.ID, main.RateName = 3, "Main"
	over.ID, over.ContractStatus = 1, pgclient.ContractStatusInactive
	odd.ID, odd.ContractStatus = 2, "OF_A_LATER_RELEASE"
	m := newMembership(berlinPage(t), today, []contract{running, over, main, odd})
	require.Equal(t, "Main", m.Name)
	require.Equal(t, 1, m.More)
	require.Nil(t, newMembership(berlinPage(t), today, []contract{over, odd}))
	require.Nil(t, newMembership(berlinPage(t), today, nil))
}

func TestPriceText(t *testing.T) {
	price, other := money(t, "39.90", "EUR"), money(t, "29.9", "EUR")
	every := func(n int, unit pgclient.TermUnit) pgclient.PaymentFrequency {
		return pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring, Term: &pgclient.Term{Value: n, Unit: unit}}
	}
	for name, c := range map[string]struct {
		price     pgclient.Money
		frequency pgclient.PaymentFrequency
		want      string
	}{
		"free":                   {price, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeFree}, "Free of charge"},
		"once":                   {price, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeNonRecurring}, "€39.90 once"},
		"every day":              {price, every(1, pgclient.TermUnitDay), "€39.90 / day"},
		"every ten days":         {price, every(10, pgclient.TermUnitDay), "€39.90 every 10 days"},
		"every week":             {price, every(1, pgclient.TermUnitWeek), "€39.90 / week"},
		"every four weeks":       {price, every(4, pgclient.TermUnitWeek), "€39.90 every 4 weeks"},
		"every month":            {price, every(1, pgclient.TermUnitMonth), "€39.90 / month"},
		"every quarter":          {price, every(3, pgclient.TermUnitMonth), "€39.90 every 3 months"},
		"every year":             {price, every(1, pgclient.TermUnitYear), "€39.90 / year"},
		"every other year":       {price, every(2, pgclient.TermUnitYear), "€39.90 every 2 years"},
		"a unit to come":         {price, every(2, "FORTNIGHT"), "€39.90"},
		"no rhythm":              {price, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring}, "€39.90"},
		"price of the frequency": {pgclient.Money{}, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring, Price: &other, Term: &pgclient.Term{Value: 1, Unit: pgclient.TermUnitMonth}}, "€29.90 / month"},
		"both prices":            {price, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring, Price: &other, Term: &pgclient.Term{Value: 1, Unit: pgclient.TermUnitMonth}}, "€39.90 / month"},
		"on days of the year":    {price, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeMonthDay}, "€39.90"},
		"by terms":               {price, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeTermBased}, "€39.90"},
		"by terms, no price":     {pgclient.Money{}, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeTermBased}, ""},
		"a type to come":         {price, pgclient.PaymentFrequency{Type: "BARTER"}, "€39.90"},
		"nothing at all":         {pgclient.Money{}, pgclient.PaymentFrequency{}, ""},
		"recurring, no price":    {pgclient.Money{}, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeRecurring}, ""},
		"recurring, a term only": {pgclient.Money{}, every(1, pgclient.TermUnitMonth), ""},
		"once, no price":         {pgclient.Money{}, pgclient.PaymentFrequency{Type: pgclient.PaymentFrequencyTypeNonRecurring}, ""},
	} {
		require.Equal(t, c.want, priceText(berlinPage(t).Text, pgclient.PriceDetails{CurrentPrice: c.price, PaymentFrequency: c.frequency}), name)
	}
}

func TestCustomerNotices(t *testing.T) {
	type pause = pgclient.CustomerIdlePeriod
	type shut = pgclient.AccessRestriction
	first, last := day(t, "2026-06-01"), day(t, "2026-07-04")
	today, yesterday, tomorrow := day(t, "2026-06-15"), day(t, "2026-06-14"), day(t, "2026-06-16")
	until := views.Notice{Tone: views.ToneInfo, Title: "Your membership is paused until 4 July 2026.", Text: "You cannot book classes until then."}
	open := views.Notice{Tone: views.ToneInfo, Title: "Your membership is paused.", Text: "Ask the studio when you want to come back."}
	blocked := func(why string) views.Notice {
		return views.Notice{Tone: views.ToneWarn, Title: "Your access is blocked at present.", Text: why + "Please talk to the studio."}
	}
	for name, c := range map[string]struct {
		customer pgclient.Customer
		want     []views.Notice
	}{
		"nothing":                 {pgclient.Customer{}, nil},
		"paused":                  {pgclient.Customer{IdlePeriods: []pause{{StartDate: first, EndDate: last}}}, []views.Notice{until}},
		"paused since today":      {pgclient.Customer{IdlePeriods: []pause{{StartDate: today, EndDate: last}}}, []views.Notice{until}},
		"paused, last day":        {pgclient.Customer{IdlePeriods: []pause{{StartDate: first, EndDate: today}}}, []views.Notice{{Tone: views.ToneInfo, Title: "Your membership is paused until 15 June 2026.", Text: until.Text}}},
		"pause over":              {pgclient.Customer{IdlePeriods: []pause{{StartDate: first, EndDate: yesterday}}}, nil},
		"pause to come":           {pgclient.Customer{IdlePeriods: []pause{{StartDate: tomorrow, EndDate: last}}}, nil},
		"open to come":            {pgclient.Customer{IdlePeriods: []pause{{StartDate: tomorrow, Unlimited: new(true)}}}, nil},
		"paused without end":      {pgclient.Customer{IdlePeriods: []pause{{StartDate: first}}}, []views.Notice{open}},
		"unlimited, far end":      {pgclient.Customer{IdlePeriods: []pause{{StartDate: first, EndDate: day(t, "2099-12-31"), Unlimited: new(true)}}}, []views.Notice{open}},
		"said not unlimited":      {pgclient.Customer{IdlePeriods: []pause{{StartDate: first, EndDate: last, Unlimited: new(false)}}}, []views.Notice{until}},
		"two contracts paused":    {pgclient.Customer{IdlePeriods: []pause{{StartDate: first, EndDate: yesterday}, {StartDate: first, EndDate: last}, {StartDate: first}}}, []views.Notice{until}},
		"refused":                 {pgclient.Customer{AccessRefusal: true}, []views.Notice{blocked("")}},
		"restricted":              {pgclient.Customer{AccessRestrictions: []shut{{Reason: "Open fees"}}}, []views.Notice{blocked("Open fees. ")}},
		"for two reasons":         {pgclient.Customer{AccessRefusal: true, AccessRestrictions: []shut{{Reason: "Open fees"}, {Reason: "Card lost", StartDate: first, EndDate: today}}}, []views.Notice{blocked("Open fees · Card lost. ")}},
		"in a sentence":           {pgclient.Customer{AccessRestrictions: []shut{{Reason: "Please pay first."}}}, []views.Notice{blocked("Please pay first. ")}},
		"restriction over":        {pgclient.Customer{AccessRestrictions: []shut{{Reason: "Open fees", StartDate: first, EndDate: yesterday}}}, nil},
		"restriction to come":     {pgclient.Customer{AccessRestrictions: []shut{{Reason: "Open fees", StartDate: tomorrow, EndDate: last}}}, nil},
		"restriction, no reason":  {pgclient.Customer{AccessRestrictions: []shut{{}}}, nil},
		"refused and paused":      {pgclient.Customer{AccessRefusal: true, IdlePeriods: []pause{{StartDate: first, EndDate: last}}}, []views.Notice{until, blocked("")}},
		"restricted for one day":  {pgclient.Customer{AccessRestrictions: []shut{{Reason: "Open fees", StartDate: today, EndDate: today}}}, []views.Notice{blocked("Open fees. ")}},
		"unlimited but ended odd": {pgclient.Customer{IdlePeriods: []pause{{StartDate: first, EndDate: yesterday, Unlimited: new(true)}}}, []views.Notice{open}},
	} {
		require.Equal(t, c.want, customerNotices(berlinPage(t), moment(t, "2026-06-15 12:00"), c.customer), name)
	}
	midnight := pgclient.Customer{IdlePeriods: []pause{{StartDate: day(t, "2026-10-25"), EndDate: day(t, "2026-10-25")}}}
	for at, n := range map[string]int{"2026-10-24 23:59": 0, "2026-10-25 00:00": 1, "2026-10-25 23:59": 1, "2026-10-26 00:00": 0} {
		require.Len(t, customerNotices(berlinPage(t), moment(t, at), midnight), n, at)
	}
}

func TestUtilization(t *testing.T) {
	type util = views.Utilization
	for _, c := range []struct {
		count    int
		capacity *int
		want     util
	}{
		{0, nil, util{Text: "0 people", State: views.Chip{Tone: views.ToneInfo}}},
		{1, nil, util{Text: "1 person", Count: 1, State: views.Chip{Tone: views.ToneInfo}}},
		{64, new(0), util{Text: "64 people", Count: 64, State: views.Chip{Tone: views.ToneInfo}}},
		{64, new(-1), util{Text: "64 people", Count: 64, State: views.Chip{Tone: views.ToneInfo}}},
		{0, new(200), util{Text: "0 of 200 people", Max: 200, State: views.Chip{Tone: views.ToneGood, Text: "Quiet"}}},
		{79, new(200), util{Text: "79 of 200 people", Count: 79, Max: 200, State: views.Chip{Tone: views.ToneGood, Text: "Quiet"}}},
		{80, new(200), util{Text: "80 of 200 people", Count: 80, Max: 200, State: views.Chip{Tone: views.ToneInfo, Text: "Lively"}}},
		{149, new(200), util{Text: "149 of 200 people", Count: 149, Max: 200, State: views.Chip{Tone: views.ToneInfo, Text: "Lively"}}},
		{150, new(200), util{Text: "150 of 200 people", Count: 150, Max: 200, State: views.Chip{Tone: views.ToneWarn, Text: "Crowded"}}},
		{212, new(200), util{Text: "212 of 200 people", Count: 212, Max: 200, State: views.Chip{Tone: views.ToneWarn, Text: "Crowded"}}},
		{1, new(1), util{Text: "1 of 1 people", Count: 1, Max: 1, State: views.Chip{Tone: views.ToneWarn, Text: "Crowded"}}},
	} {
		require.Equal(t, &c.want, newUtilization(berlinPage(t), pgclient.StudioUtilization{Count: c.count, Capacity: c.capacity}))
	}
}

func TestDaysBetween(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     int
	}{{"2026-10-24", "2026-10-26", 2}, {"2027-03-27", "2027-03-29", 2}, {"2026-12-31", "2027-01-01", 1}, {"2026-06-15", "2026-06-15", 0}, {"2026-06-15", "2026-06-14", -1}, {"2028-02-28", "2028-03-01", 2}} {
		require.Equal(t, c.want, daysBetween(day(t, c.from), day(t, c.to)))
	}
}
