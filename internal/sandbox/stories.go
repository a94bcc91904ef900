package sandbox

import (
	"strings"
	"time"
)

// contractsFor gives a member the contracts and the record of the story. Each
// contract is paid in another way, so that every payment frequency occurs.
func (st *studio) contractsFor(c *customer, story string, nth int, today date) {
	rate := func(de, en string) string {
		if st.Language == "de" {
			return de
		}
		return en
	}
	r := &c.Record
	monthly := st.recurring("39.90", "39.90", 1, "MONTH")
	k := st.newContract("Premium", monthly, today.addMonths(-7), 12, today)
	switch story {
	case storyFamily:
		switch nth {
		case 1:
			k.Price = st.monthDays("228.00")
		case 2:
			k.Price = st.termBased("19.90", "29.90")
			k.cancel(cancelationWithdrawalPending, today.addMonths(2), today.add(-20), rate("Umzug", "Moving away"), "CUSTOMER")
		default:
			k.Price = st.free()
			k.RateName = rate("Kids frei", "Kids free")
		}
	case storyDebtor:
		k.Price = st.recurring("9.90", "9.90", 1, "WEEK")
		k.RateName = "Flex"
	case storyPaused:
		unlimited := false
		r.IdlePeriods = []customerIdlePeriod{{
			ID: st.newID(), StartDate: today.add(-10).String(), EndDate: today.add(25).String(),
			Reason: rate("Krankheit", "Illness"), Contract: &contractRef{ID: k.ID, RateName: k.RateName}, Unlimited: &unlimited,
		}}
	case storyCanceled:
		k.cancel(cancelationDone, today.add(40), today.add(-30), rate("Umzug", "Moving away"), "CUSTOMER")
	case storyPending:
		k.cancel(cancelationPending, endOfContract(k), today.add(-2), rate("Sonstiges", "Other"), "CUSTOMER")
	case storyProspect:
		r.Status = "PROSPECT"
		return // has none
	case storyFormer:
		r.Status = "FORMER_MEMBER"
		ended := today.addMonths(-3)
		k.Start, k.Created = ended.addMonths(-24).String(), ended.addMonths(-25).String()
		k.End, k.Status, k.Available = ended.String(), "INACTIVE", nil
		k.LastPossible = ended.addMonths(-1).String()
		k.cancel(cancelationDone, ended, ended.addMonths(-2), rate("Zeitmangel", "No time"), "CUSTOMER")
	case storyRestricted:
		k.Price = st.once("399.00")
		k.RateName = rate("Jahreskarte", "Annual Pass")
		r.AccessRefusal = true
		r.AccessRestrictions = []accessRestriction{{
			Reason:    rate("Hausordnung verletzt", "House rules broken"),
			StartDate: today.add(-5).String(), EndDate: today.add(30).String(),
		}}
	case storyExtras:
		k.Modules = []subContract{
			st.subContract(rate("Sauna", "Sauna"), "9.90", today.addMonths(-5)),
			st.subContract(rate("Getränke-Flat", "Drinks Flat Rate"), "6.50", today.addMonths(-2)),
		}
		k.FlatFees = []subContract{st.subContract(rate("Servicepauschale", "Service Fee"), "19.90", today.addMonths(-7))}
		k.RateCodes = []rateCode{{Name: "Premium", Identifier: "PREM-12"}}
	case storyNewcomer:
		k = st.newContract("Basic", st.recurring("29.90", "14.95", 1, "MONTH"), today.add(-2), 12, today)
	}
	c.Contracts = []*contract{k}
}

// newContract makes an active contract that began on a day and has been extended
// until it reaches past today.
func (st *studio) newContract(rateName string, price priceDetails, start date, months int, today date) *contract {
	end := start.addMonths(months)
	for end.before(today.addMonths(1)) {
		end = end.addMonths(1)
	}
	end = end.add(-1)
	return &contract{
		ID: st.newID(), Created: start.add(-6).String(), Start: start.String(), End: end.String(),
		RateName: rateName, Status: "ACTIVE", Price: price,
		Period:       timePeriod{PeriodValue: 1, PeriodUnit: "MONTH"},
		Term:         timePeriod{PeriodValue: months, PeriodUnit: "MONTH"},
		Extension:    timePeriod{PeriodValue: 1, PeriodUnit: "MONTH"},
		LastPossible: end.addMonths(-1).String(),
		Available:    []string{end.String(), end.addMonths(1).String(), end.addMonths(2).String()},
	}
}

func endOfContract(k *contract) date {
	end, err := parseDate(k.End)
	if err != nil {
		panic("sandbox: " + err.Error()) // written by newContract
	}
	return end
}

func (k *contract) cancel(status string, end, received date, reason, origin string) {
	k.CancelationStatus, k.CancelationDate, k.CancelationReceived = status, end.String(), received.String()
	k.CancelationReason, k.CancelationOrigin = reason, origin
	if k.canceled() {
		k.endEarly()
	}
}

func (st *studio) money(amount string) money {
	return money{Amount: number(amount), Currency: st.Currency}
}

func (st *studio) recurring(base, current string, value int, unit string) priceDetails {
	price := st.money(base)
	return priceDetails{
		BasePrice: price, CurrentPrice: st.money(current),
		PaymentFrequency: paymentFrequency{ID: st.newID(), Type: "RECURRING", Term: &termJSON{Value: value, Unit: unit}, Price: &price},
	}
}

func (st *studio) monthDays(amount string) priceDetails {
	price := st.money(amount)
	return priceDetails{BasePrice: price, CurrentPrice: price, PaymentFrequency: paymentFrequency{
		ID: st.newID(), Type: "MONTH_DAY",
		MonthDaysToPrices: []monthDayToPrice{
			{MonthDay: monthDay{Month: "JANUARY", MonthValue: 1, DayOfMonth: 1}, Price: price},
			{MonthDay: monthDay{Month: "JULY", MonthValue: 7, DayOfMonth: 1}, Price: price},
		},
	}}
}

func (st *studio) termBased(first, then string) priceDetails {
	return priceDetails{BasePrice: st.money(then), CurrentPrice: st.money(first), PaymentFrequency: paymentFrequency{
		ID: st.newID(), Type: "TERM_BASED",
		TermsToPrices: []termToPrice{
			{Term: termJSON{Value: 0, Unit: "MONTH"}, Price: st.money(first)},
			{Term: termJSON{Value: 6, Unit: "MONTH"}, Price: st.money(then)},
		},
	}}
}

func (st *studio) free() priceDetails {
	return priceDetails{BasePrice: st.money("0"), CurrentPrice: st.money("0"), PaymentFrequency: paymentFrequency{ID: st.newID(), Type: "FREE"}}
}

func (st *studio) once(amount string) priceDetails {
	price := st.money(amount)
	return priceDetails{BasePrice: price, CurrentPrice: price, PaymentFrequency: paymentFrequency{ID: st.newID(), Type: "NON_RECURRING", Price: &price}}
}

func (st *studio) subContract(name, amount string, start date) subContract {
	price := st.recurring(amount, amount, 1, "MONTH")
	return subContract{
		ID: st.newID(), RateName: name, StartDate: start.String(), PaymentFrequency: "RECURRING",
		Price: number(amount), PriceDetails: price, ContractStatus: "ACTIVE",
	}
}

// tell puts what the stories need onto the timetable: full classes, the one that
// opens in minutes, the one that has closed, and what the regular has booked.
func (st *studio) tell(members []Member, now time.Time) {
	today := on(now, st.loc)
	r := st.random("stories")
	crowd := newCrowd(st.Crowd, r)
	stage := func(s *slot, booked, waiting int) *slot {
		st.vacate(s)
		s.Additional, s.Opens = 0, nil
		st.seat(s, booked, waiting, crowd)
		return s
	}
	tomorrow, after := today.add(1), today.add(2)
	full := st.lastSlot(tomorrow, keySpinning)
	stage(full, *full.Max, 2)
	fuller := st.lastSlot(tomorrow, keyBootcamp)
	stage(fuller, *fuller.Max, *fuller.MaxWaiting)
	noList := st.lastSlot(tomorrow, keyHIIT)
	stage(noList, *noList.Max, 0)
	stage(st.lastSlot(after, keyBoxing), 3, 0)
	stage(st.lastSlot(after, keyBootcamp), 7, 0)

	opens := now.Truncate(time.Minute).Add(5 * time.Minute)
	stage(st.lastSlot(today.add(3), keyLong), 0, 0).Opens = &opens

	closed := now.Truncate(time.Minute).Add(-10 * time.Minute)
	for _, s := range st.Slots {
		if class := st.classes[s.ClassID]; s.Start.After(now.Add(20*time.Minute)) && class.Bookable && class.Key != keyNight {
			s.Opens, s.Closes = nil, &closed
			break
		}
	}
	for _, m := range members {
		if m.Story == storyRegular {
			st.tellRegular(m.CustomerID, today, stage)
		}
	}
}

func (st *studio) tellRegular(id int64, today date, stage func(s *slot, booked, waiting int) *slot) {
	put := func(s *slot, status, participant string) {
		st.addBooking(&booking{ID: st.newID(), SlotID: s.ID, CustomerID: id, Status: status, Participant: participant})
	}
	put(st.lastSlot(today.add(-3), keyYoga), statusBooked, "PARTICIPATING")
	put(stage(st.lastSlot(today.add(1), keyYoga), 8, 0), statusBooked, "UNSET")
	queue := st.lastSlot(today.add(2), keySpinning)
	put(stage(queue, *queue.Max, 1), statusWaitingList, "UNSET")

	title, category, about := "Personal Training", "Personal Training", "One hour with your coach."
	if st.Language == "de" {
		about = "Eine Stunde mit Ihrer Trainerin."
	}
	start := today.add(4).at(13, 0, st.loc)
	st.addAppointment(&appointment{
		ID: st.newID(), CustomerID: id, Status: statusBooked, Start: start, End: start.Add(time.Hour),
		Title: title, Category: category, Description: about,
		Instructors: st.classByKey(keyBoxing).Instructors, Participant: "UNSET",
	})
}

// lastSlot is the last slot of a class on a day on which the plan always has one.
func (st *studio) lastSlot(day date, key string) *slot {
	slots := slotsBetween(st.slotsOf[st.classByKey(key).ID], day.at(0, 0, st.loc), day.add(1).at(0, 0, st.loc))
	if len(slots) == 0 {
		panic("sandbox: no " + strings.ToLower(key) + " on " + day.String()) // the plan and the stories disagree
	}
	return slots[len(slots)-1]
}
