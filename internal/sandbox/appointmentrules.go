package sandbox

import (
	"slices"
	"strings"
	"time"
)

// Validation statuses that only appointments have.
const (
	statusPastStart           = "PAST_START_DATE_TIME"
	statusEndNotAfterStart    = "END_DATE_TIME_NOT_AFTER_START_DATE_TIME"
	statusPeriodDoesNotMatch  = "PERIOD_DOES_NOT_MATCH"
	statusRestrictions        = "BOOKABLE_APPOINTMENT_RESTRICTIONS_NOT_FULFILLED"
	statusResourceUnavailable = "RESOURCE_NOT_AVAILABLE"
)

// appointmentWish is a service at a time, with one of these instructors or, where
// none is named, with any.
type appointmentWish struct {
	service     *bookableService
	start, end  time.Time
	instructors []int64
}

// appointmentMeans is who and what an appointment would take.
type appointmentMeans struct {
	free      []int64 // instructors who could
	taken     []int64 // instructors who would
	room      int64
	equipment int64
}

// bookingClaim is what a customer has to show for a booking of a class or an
// appointment. Members and people on trial differ in nothing else.
type bookingClaim struct {
	contingent bool
	fulfilled  bool       // the conditions of the service, see appointmentConditions
	exhausted  bool       // has as many bookings of the service as one may have
	barred     bool       // for a reason that has no status of its own
	placesOnly bool       // not onto a waiting list
	confirmBy  *time.Time // by when the customer has to confirm; nil: never
}

// memberClaim is what a member has to show for an appointment.
func (st *studio) memberClaim(k *customer, s *bookableService, start, now time.Time) bookingClaim {
	day := on(start, st.loc)
	return bookingClaim{
		contingent: s.Open || k.hasContractOn(day),
		fulfilled:  s.Restriction.fulfilledBy(k, day),
		exhausted:  s.Limit > 0 && st.comingAppointments(k, s, now) >= s.Limit,
		barred:     st.refuses(k, day),
	}
}

// mayHave decides whether a customer may book an appointment: with whom and what, or
// why not. Validate, book and the list of free slots ask the parts of it, so that they
// cannot disagree. The reasons are tried in the order in which the vendor lists them.
func (st *studio) mayHave(k *customer, w appointmentWish, claim bookingClaim, now time.Time, sw Switches) (appointmentMeans, string) {
	if reason := w.misshapen(now); reason != "" {
		return appointmentMeans{}, reason
	}
	if reason := st.unentitled(k, w, claim); reason != "" {
		return appointmentMeans{}, reason
	}
	means, reason := st.unoffered(w, claim, now, sw)
	if reason != "" {
		return appointmentMeans{}, reason
	}
	return means, statusAvailable
}

// misshapen is what is wrong with the times alone, "" for nothing.
func (w appointmentWish) misshapen(now time.Time) string {
	switch {
	case w.start.Before(now):
		return statusPastStart
	case !w.end.After(w.start):
		return statusEndNotAfterStart
	case !w.end.Equal(w.service.endOf(w.start)):
		return statusPeriodDoesNotMatch
	}
	return ""
}

// unentitled is why a customer may not have it, "" for nothing.
func (st *studio) unentitled(k *customer, w appointmentWish, claim bookingClaim) string {
	switch {
	case st.busy(k.Record.ID, w.start, w.end):
		return statusCustomerInOtherBooking
	case k.idleOn(on(w.start, st.loc)):
		return statusCustomerIdle
	case !claim.contingent:
		return statusNoContingent
	case !claim.fulfilled:
		return statusRestrictions
	case claim.exhausted:
		return statusBookingLimitReached
	}
	return ""
}

// unoffered is why nobody, or nobody with this claim, may have it, "" for nothing.
func (st *studio) unoffered(w appointmentWish, claim bookingClaim, now time.Time, sw Switches) (appointmentMeans, string) {
	s := w.service
	means, ok := st.meansFor(w, sw)
	switch {
	case s.OpensDays > 0 && now.Before(on(w.start, st.loc).add(-s.OpensDays).at(0, 0, st.loc)):
		return means, statusBeforeEarliest
	case now.After(w.start.Add(-time.Duration(s.ClosesMinutes) * time.Minute)), claim.confirmBy != nil && now.After(*claim.confirmBy):
		return means, statusAfterLatest
	case !st.opensFor(w.start, w.end), st.closed(w.start, w.end):
		return means, statusStudioClosed
	case !ok:
		return means, statusResourceUnavailable
	case s.Offline, claim.barred, !s.offeredAt(w.start, st.loc), !s.givenBy(w.instructors):
		return means, statusNotAvailable
	}
	return means, ""
}

// comingAppointments counts a customer's bookings of a service that are still ahead.
func (st *studio) comingAppointments(k *customer, s *bookableService, now time.Time) int {
	n := 0
	for _, a := range st.appointmentsOf[k.Record.ID] {
		if a.ServiceID == s.ID && a.Status != statusCanceled && a.End.After(now) {
			n++
		}
	}
	return n
}

// fulfilledBy tells whether a customer has what is asked for on a day.
func (r appointmentConditions) fulfilledBy(k *customer, day date) bool {
	var has appointmentConditions
	for _, contract := range k.Contracts {
		if !contract.covers(day) {
			continue
		}
		has.Rates = append(has.Rates, contract.RateName)
		for _, code := range contract.RateCodes {
			has.Codes = append(has.Codes, code.Identifier)
		}
		for _, module := range contract.Modules {
			if module.ContractStatus == "ACTIVE" {
				has.Modules = append(has.Modules, module.RateName)
			}
		}
	}
	oneOf := func(wanted, have []string) bool {
		return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(have, w) })
	}
	return oneOf(r.Rates, has.Rates) && oneOf(r.Modules, has.Modules) && oneOf(r.Codes, has.Codes)
}

func (s *bookableService) endOf(start time.Time) time.Time {
	return start.Add(time.Duration(s.Minutes) * time.Minute)
}

// startsOn are the times of a day at which a service can begin. They are counted from
// the wall time at which it is first offered, so that a clock change moves them along.
func (s *bookableService) startsOn(day date, loc *time.Location) []time.Time {
	var starts []time.Time
	for _, hours := range s.Hours {
		if !hours.Days.has(day.weekday()) {
			continue
		}
		from, to := hours.on(day, loc)
		for at := from; !s.endOf(at).After(to); at = at.Add(time.Duration(s.Step) * time.Minute) {
			starts = append(starts, at)
		}
	}
	return starts
}

func (s *bookableService) offeredAt(start time.Time, loc *time.Location) bool {
	return slices.ContainsFunc(s.startsOn(on(start, loc), loc), start.Equal)
}

// givenBy tells whether the instructors that are wanted give this service at all.
func (s *bookableService) givenBy(wanted []int64) bool {
	return !slices.ContainsFunc(wanted, func(id int64) bool { return !slices.Contains(s.Instructors, id) })
}

// opensFor tells whether the studio is open to the public all the time.
func (st *studio) opensFor(start, end time.Time) bool {
	day := on(start, st.loc)
	for _, hours := range st.Information.PublicOpeningHours {
		if !daysFrom(hours.DayOfWeekFrom, hours.DayOfWeekTo).has(day.weekday()) {
			continue
		}
		from, to := clockMinutes(hours.TimeFrom), clockMinutes(hours.TimeTo)
		opens, closes := workShift{From: from, To: to}.on(day, st.loc)
		if !start.Before(opens) && !end.After(closes) {
			return true
		}
	}
	return false
}

// daysFrom is a range of days as opening hours name them; it may go over the end of the week.
func daysFrom(first, last string) weekdays {
	var days weekdays
	inside := false
	for n := range 14 {
		day := time.Weekday(n % 7)
		name := strings.ToUpper(day.String())
		inside = inside || name == first
		if inside {
			days |= 1 << day
		}
		if inside && name == last {
			break
		}
	}
	return days
}

// clockMinutes reads a local time such as 06:00:00.
func clockMinutes(text string) int {
	t, err := time.Parse(time.TimeOnly, text)
	if err != nil {
		return 0
	}
	return t.Hour()*60 + t.Minute()
}

// instantOf reads a time of a request: with offset, Z or zone id. The offset decides;
// two texts for one instant are equal.
func instantOf(text, field string) (time.Time, *refusal) {
	if text == "" {
		return time.Time{}, badRequest("error.validation.missing", field)
	}
	cut, _, _ := strings.Cut(text, "[")
	t, err := time.Parse(time.RFC3339Nano, cut)
	if err != nil {
		return time.Time{}, badRequest("error.validation.format", field)
	}
	return t.UTC(), nil
}
