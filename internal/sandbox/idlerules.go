package sandbox

import (
	"slices"
	"time"
)

// The releases after which pauses can behave.
const (
	release183  = "1.8.3"
	release185  = "1.8.5"
	release1110 = "1.11.0"
)

func idleReleases() []string { return []string{release183, release185, release1110} }

// Validation statuses of a pause.
const (
	idleCreatable        = "IDLEPERIOD_CREATABLE"
	idleUpdatable        = "IDLEPERIOD_UPDATABLE"
	idleDeactivated      = "IDLEPERIOD_DEACTIVATED_FOR_CONTRACT"
	idlePending          = "IDLEPERIOD_PENDING_VERIFICATION"
	idleNotFirstDay      = "IDLEPERIOD_DATE_NOT_FIRSTDAY_OF_TEMPORALUNIT"
	idleTooSoon          = "IDLEPERIOD_DEADLINE_VIOLATED"
	idleOtherStart       = "IDLEPERIOD_EXPECTED_STARTDATE_MISMATCH"
	idleTooManyYears     = "IDLEPERIOD_MAXIMUM_YEARS_VIOLATED"
	idleOverlapping      = "IDLEPERIOD_OVERLAPPING"
	idleOtherUnit        = "IDLEPERIOD_TEMPORALUNIT_INVALID"
	idleTooManyTerms     = "IDLEPERIOD_MAXIMUM_TERMS_VIOLATED"
	idleNoTerm           = "IDLEPERIOD_TERMVALUE_MISSING"
	idleNoUnlimited      = "IDLEPERIOD_UNLIMITED_PARAMETER_IS_MISSING"
	idleEndAndTerm       = "IDLEPERIOD_ENDDATE_AND_TERM_PROVIDED"
	idleEndBeforeStart   = "IDLEPERIOD_ENDDATE_BEFORE_STARTDATE"
	idleEndNotShortening = "IDLEPERIOD_ENDDATE_ONLY_FOR_SHORTENING"
)

// idleMaxYears is the hard limit of the vendor.
const idleMaxYears = 5

// farEnd is what a pause without end shows where it must have an end date.
const farEnd = "2999-12-31"

// idleWish is a request after it was read.
type idleWish struct {
	start     date
	end       date // zero: none given
	unit      string
	terms     *int
	unlimited *bool
	changes   *idlePeriod // the pause to be changed, nil for a new one
}

// forever tells whether the wish is for a pause without end.
func (w idleWish) forever() bool { return w.unlimited != nil && *w.unlimited }

// mayIdle decides whether a contract may pause as wished, and from when to when
// it would; the id, the reason and the proof are left to the caller. Validate,
// create, preview and update all ask here, so that they cannot disagree. What
// belongs to the contract is tried first, then whether the wish is complete, then
// the reasons in the order in which the vendor lists them.
func (st *studio) mayIdle(k *contract, w idleWish, today date, sw Switches) (*idlePeriod, string) {
	s := &st.IdlePeriods
	rules := s.of(k)
	switch {
	case rules.Off, rules.Changes == changesNone, !k.covers(w.start):
		return nil, idleDeactivated
	case slices.ContainsFunc(s.periodsOf(k), func(p *idlePeriod) bool { return p.Pending }):
		return nil, idlePending
	}
	if status := w.incomplete(sw); status != "" {
		return nil, status
	}
	p := &idlePeriod{ContractID: k.ID, Start: w.start.String(), Unlimited: w.forever()}
	if status := rules.fits(w, today); status != "" {
		return nil, status
	}
	var last date
	switch {
	case p.Unlimited:
		if !sw.UnlimitedIdleWithoutEnd {
			p.End = farEnd
		}
	case w.end != date{}:
		last = w.end
	default:
		last = termDays(w.start, *w.terms, w.unit, sw.IdleEndsDayBefore)
	}
	if !p.Unlimited {
		if w.start.addMonths(12 * idleMaxYears).before(last.add(1)) {
			return nil, idleTooManyYears
		}
		p.End, p.Terms = last.String(), rules.termsIn(w.start, last)
	}
	if s.overlaps(k, p, w.changes) {
		return nil, idleOverlapping
	}
	if w.unit != "" && w.unit != rules.Unit {
		return nil, idleOtherUnit
	}
	if w.terms != nil && !p.Unlimited {
		p.Terms = *w.terms
	}
	if p.Unlimited && !rules.Unlimited || p.Terms > s.left(k, w.changes) && (w.end == date{}) {
		return nil, idleTooManyTerms
	}
	p.FeeCents = s.feeBeside(k, p, w.changes)
	if w.changes != nil {
		return p, idleUpdatable
	}
	return p, idleCreatable
}

// incomplete tells what of the wish is missing or contradicts itself.
func (w idleWish) incomplete(sw Switches) string {
	term := w.unit != "" && w.terms != nil
	if w.changes != nil && (w.end != date{}) {
		switch {
		case w.unit != "", w.terms != nil, w.forever():
			return idleEndAndTerm
		case w.end.before(w.start):
			return idleEndBeforeStart
		case w.start.String() != w.changes.Start, !w.changes.Unlimited && w.end.String() >= w.changes.End:
			return idleEndNotShortening
		}
		return ""
	}
	switch {
	case w.unlimited == nil && sw.IdlePeriodRelease == release1110:
		return idleNoUnlimited
	case !w.forever() && !term:
		return idleNoTerm
	}
	return ""
}

// fits tells what the days of a wish violate. The start of a pause that keeps it
// was right once and is not looked at again.
func (rules idleRules) fits(w idleWish, today date) string {
	if w.changes != nil {
		switch {
		case w.changes.over(today), (w.end != date{}) && w.end.before(today.add(-1)):
			return idleTooSoon
		case (w.end != date{}) && !rules.DayShortening && !rules.beginsTerm(w.end.add(1)):
			return idleNotFirstDay
		case w.start.String() == w.changes.Start:
			return ""
		case w.changes.Start <= today.String(): // it runs already
			return idleTooSoon
		}
	}
	first := rules.firstStart(today)
	switch {
	case !rules.beginsTerm(w.start):
		return idleNotFirstDay
	case w.start.before(first):
		return idleTooSoon
	case rules.NextStartOnly && w.start != first:
		return idleOtherStart
	}
	return ""
}

// beginsTerm tells whether a day is the first of a week or a month.
func (rules idleRules) beginsTerm(day date) bool {
	switch rules.Unit {
	case "WEEK":
		return day.weekday() == time.Monday
	case "MONTH":
		return day.day == 1
	}
	return true
}

// firstStart is the first day on which a pause can begin, if it is asked for today.
func (rules idleRules) firstStart(today date) date {
	day := today.add(rules.NoticeDays)
	for !rules.beginsTerm(day) {
		day = day.add(1)
	}
	return day
}

// termDays is the last day of a number of terms.
func termDays(start date, terms int, unit string, dayBefore bool) date {
	last := start.addTerms(termJSON{terms, unit}, 1)
	if dayBefore {
		return last.add(-1)
	}
	return last
}

func (rules idleRules) lastDay(start date, terms int, dayBefore bool) date {
	return termDays(start, terms, rules.Unit, dayBefore)
}

// termsIn is how many terms have begun by the last day.
func (rules idleRules) termsIn(start, last date) int {
	n := 1
	for n < 366*idleMaxYears && rules.lastDay(start, n, true).before(last) {
		n++
	}
	return n
}

// overlaps tells whether another pause takes one of the days.
func (s *idlePeriodsState) overlaps(k *contract, p, except *idlePeriod) bool {
	for _, other := range s.periodsOf(k) {
		if other != except && (other.Unlimited || p.Start <= other.End) && (p.Unlimited || other.Start <= p.End) {
			return true
		}
	}
	return false
}

// used is how many terms a contract's pauses take, requests for new ones included
// and one pause left out.
func (s *idlePeriodsState) used(k *contract, except *idlePeriod) int {
	n := 0
	for _, p := range s.periodsOf(k) {
		if p != except && p.Replaces == 0 {
			n += p.Terms
		}
	}
	return n
}

// left is how many terms a further pause may take.
func (s *idlePeriodsState) left(k *contract, except *idlePeriod) int {
	rules := s.of(k)
	if rules.NoTotal {
		return rules.MaxTerms
	}
	return max(rules.MaxTerms-s.used(k, except), 0)
}

// freeLeft is how many terms of a further pause cost nothing.
func (s *idlePeriodsState) freeLeft(k *contract, except *idlePeriod) int {
	return max(s.of(k).FreeTerms-s.used(k, except), 0)
}
