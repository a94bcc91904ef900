package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

const (
	// windowDays is what one call asks for: the API never answers for more than
	// three days, whatever it is asked.
	windowDays = 3
	weekDays   = 7
	// farthestDays is how far ahead the pages go: half a year.
	farthestDays = 182
	// lookAhead is how many windows are looked into for the next free time.
	lookAhead = 12
	// openTimes is up to how many times a week is shown whole; of more only the
	// first day is.
	openTimes = 24
)

// freeSlot is what the API calls it: a time at which a service can be had.
type freeSlot = pgclient.BookableAppointmentSlot

// appointmentLoad is what the page of one service is made of.
type appointmentLoad struct {
	now         time.Time
	today, from pgclient.Date
	service     pgclient.BookableAppointment
	slots       []freeSlot
	missing     bool                                        // a window could not be read
	status      pgclient.AppointmentBookingValidationStatus // of the first time; "" when not asked
	next        pgclient.Date                               // the first free day after these; zero when none was found
	lookedTo    pgclient.Date                               // the last day looked at for it; zero when not looked
}

// showAppointment shows the free times of a service in seven days.
func showAppointment(c *Context) error {
	from, inReach, err := c.weekOf(c.echo.QueryParam("from"))
	if err != nil {
		return err
	}
	id, err := c.pathID("serviceID")
	if err != nil {
		return err
	}
	if !inReach {
		// A bookmark of another season: today's times are closer than none.
		return c.redirect(c.Paths.Appointment(id, ""))
	}
	return c.renderAppointment(http.StatusOK, id, from, nil, "")
}

// weekOf reads a day to begin with; "" is today.
func (c *Context) weekOf(text string) (day pgclient.Date, inReach bool, err error) {
	today := c.today()
	if text == "" {
		return today, true, nil
	}
	if day, err = pgclient.ParseDate(text); err != nil {
		return day, false, errNotFound
	}
	return day, !day.Before(today) && !today.AddDays(farthestDays).Before(day), nil
}

// renderAppointment answers with the times of a service: with what went wrong
// above the page, or with why a time that was asked for cannot be had.
func (c *Context) renderAppointment(status int, serviceID int64, from pgclient.Date, wrong []views.FieldError, problem string) error {
	load, err := c.loadAppointment(serviceID, from)
	if err != nil {
		return err
	}
	base := c.page("", "appointments")
	base.Errors = wrong
	page := newAppointmentTimesPage(base, load)
	if problem != "" {
		page.Problem = &views.Notice{Tone: views.ToneWarn, Text: problem}
	}
	return c.Render(status, views.Appointment(page))
}

func (c *Context) loadAppointment(serviceID int64, from pgclient.Date) (appointmentLoad, error) {
	l := appointmentLoad{now: c.now(), today: c.today(), from: from}
	var week freeDays
	calls := c.newParts()
	need(calls, &l.service, func(ctx context.Context) (pgclient.BookableAppointment, error) {
		return c.Studio.Service(ctx, serviceID)
	})
	need(calls, &week, func(ctx context.Context) (freeDays, error) {
		return c.freeDays(ctx, serviceID, from, weekDays)
	})
	if err := calls.wait(); err != nil {
		return l, err
	}
	c.note(week.failed)
	l.slots, l.missing = week.slots, week.failed != nil
	after := c.newParts()
	if len(l.slots) > 0 {
		var valid part[pgclient.AppointmentBookingValidation]
		want(after, &valid, func(ctx context.Context) (pgclient.AppointmentBookingValidation, error) {
			return c.API.ValidateForAppointmentBooking(ctx, l.slots[0].Request(c.Who.CustomerID, serviceID))
		})
		_ = after.wait() // a part
		c.note(valid.err)
		l.status = valid.value.ValidationStatus
		return l, nil
	}
	if l.missing {
		after.cancel()
		return l, nil // who has not seen these days cannot say which is the next
	}
	var next part[pgclient.Date]
	first := from.AddDays(weekDays)
	want(after, &next, func(ctx context.Context) (pgclient.Date, error) {
		return c.nextFree(ctx, serviceID, first)
	})
	_ = after.wait() // a part
	c.note(next.err)
	if l.next = next.value; next.err == nil {
		l.lookedTo = first.AddDays(lookAhead*windowDays - 1)
	}
	return l, nil
}

// freeDays are the times of some days; failed is why some of them may be missing.
type freeDays struct {
	slots  []freeSlot
	failed error
}

// freeDays reads windows that do not overlap, together. It is an error only
// when none could be read.
func (c *Context) freeDays(ctx context.Context, serviceID int64, from pgclient.Date, days int) (freeDays, error) {
	windows := make([][]freeSlot, (days+windowDays-1)/windowDays)
	failures := make([]error, len(windows))
	var group errgroup.Group
	for i := range windows {
		group.Go(func() error {
			windows[i], failures[i] = c.freeWindow(ctx, serviceID, from.AddDays(i*windowDays), min(windowDays, days-i*windowDays))
			return nil
		})
	}
	_ = group.Wait() // failures are kept by window
	d := freeDays{slots: mergeSlots(c.Text, c.now(), from, days, windows...), failed: errors.Join(failures...)}
	if !slices.Contains(failures, nil) {
		return d, failures[0]
	}
	return d, nil
}

func (c *Context) freeWindow(ctx context.Context, serviceID int64, from pgclient.Date, days int) ([]freeSlot, error) {
	return c.API.GetBookableAppointmentSlots(ctx, serviceID, pgclient.AppointmentSlotsParams{CustomerID: c.Who.CustomerID, Start: from, DaysAhead: days})
}

// nextFree is the first day with a free time from a day on, zero when there is
// none in reach. All windows are looked into together: one more round trip, not
// one for each week that is full.
func (c *Context) nextFree(ctx context.Context, serviceID int64, from pgclient.Date) (pgclient.Date, error) {
	days, err := c.freeDays(ctx, serviceID, from, lookAhead*windowDays)
	switch {
	case err != nil:
		return pgclient.Date{}, err
	case len(days.slots) > 0:
		return pgclient.DateOf(local(c.Text, days.slots[0].StartDateTime)), nil
	}
	return pgclient.Date{}, days.failed
}

// mergeSlots keeps what begins in these days and has not begun yet, in order,
// each once: the API does not say whether a window includes its last day.
func mergeSlots(text *i18n.Printer, now time.Time, from pgclient.Date, days int, windows ...[]freeSlot) []freeSlot {
	var list []freeSlot
	seen := map[string]bool{}
	end := from.AddDays(days)
	for _, s := range slices.Concat(windows...) {
		if s.StartDateTime.IsZero() || s.EndDateTime.IsZero() || !now.Before(s.StartDateTime.Time()) {
			continue
		}
		day := pgclient.DateOf(local(text, s.StartDateTime))
		key := s.StartDateTime.String() + " " + s.EndDateTime.String() + " " + instructorIDs(s)
		if day.Before(from) || !day.Before(end) || seen[key] {
			continue
		}
		seen[key] = true
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(a, b freeSlot) int {
		if n := a.StartDateTime.Time().Compare(b.StartDateTime.Time()); n != 0 {
			return n
		}
		return cmp.Compare(namesOf(a), namesOf(b))
	})
	return list
}

// instructorIDs are the ids of a time's instructors as an address carries them.
func instructorIDs(s freeSlot) string {
	ids := make([]string, 0, len(s.Instructors))
	for _, i := range s.Instructors {
		ids = append(ids, idText(i.ID))
	}
	return strings.Join(ids, ",")
}

// namesOf are the instructors of a time. Whether several are alternatives or
// all of them come is not documented, so no "and" stands between them.
func namesOf(s freeSlot) string {
	names := make([]string, 0, len(s.Instructors))
	for _, i := range s.Instructors {
		names = append(names, instructorName(i))
	}
	return strings.Join(names, " · ")
}

// shortNames fits a button: one name, or the first one and how many more.
func shortNames(text *i18n.Printer, s freeSlot) string {
	if more := len(s.Instructors) - 1; more > 0 {
		return text.N("appointments.name_more", more, "name", instructorName(s.Instructors[0]))
	}
	return namesOf(s)
}

// nobodyMayBook is whether a refusal is about the member and the service, not
// about the time.
func nobodyMayBook(s pgclient.AppointmentBookingValidationStatus) bool {
	switch s {
	case pgclient.AppointmentBookingValidationStatusNoContingent,
		pgclient.AppointmentBookingValidationStatusBookableAppointmentRestrictionsNotFulfilled,
		pgclient.AppointmentBookingValidationStatusBookingLimitReached:
		return true
	}
	return false
}

func newAppointmentTimesPage(base views.Page, l appointmentLoad) views.AppointmentPage {
	text, at := base.Text, base.Paths
	p := views.AppointmentPage{Page: base, Service: newService(base, l.service), Category: strings.TrimSpace(l.service.Category), Missing: l.missing}
	p.Title = p.Service.Title
	last := l.from.AddDays(weekDays - 1)
	zone := text.Location()
	p.Week = text.T("timetable.from_to", "from", text.ShortDay(l.from.In(zone)), "to", text.ShortDay(last.In(zone)))
	if l.today.Before(l.from) {
		earlier := l.from.AddDays(-weekDays)
		if earlier.Before(l.today) {
			earlier = l.today
		}
		p.EarlierTo = at.Appointment(l.service.ID, earlier.String())
	}
	later := l.from.AddDays(weekDays)
	if !l.today.AddDays(farthestDays).Before(later) {
		p.LaterTo = at.Appointment(l.service.ID, later.String())
	}
	switch {
	case nobodyMayBook(l.status):
		p.Problem = &views.Notice{Tone: views.ToneWarn, Title: text.T("appointments.refused_title"), Text: appointmentReason(text, l.status)}
	case len(l.slots) > 0:
		p.ZoneNote = zoneNote(zoned(text, l.slots[0].StartDateTime))
		p.With = sameNames(l.slots)
		p.Days = freeDayList(base, l, p.With == "")
	case !l.missing:
		nothingFree(&p, l)
	}
	return p
}

// nothingFree says so, and where to look instead.
func nothingFree(p *views.AppointmentPage, l appointmentLoad) {
	text, at := p.Text, p.Paths
	p.EmptyTitle = text.T("appointments.none_week_title")
	day := func(d pgclient.Date) string { return text.DayMonth(d.In(text.Location())) }
	reach := func(d pgclient.Date) bool { return !l.today.AddDays(farthestDays).Before(d) }
	switch {
	case !l.next.IsZero() && reach(l.next):
		p.EmptyText = text.T("appointments.none_week_next", "day", day(l.next))
		p.NextTo, p.NextText = at.Appointment(l.service.ID, l.next.String()), text.T("appointments.to_next")
	case l.lookedTo.IsZero():
		p.EmptyText = text.T("appointments.none_week_text")
	default:
		p.EmptyText = text.T("appointments.none_week_far", "day", day(l.lookedTo))
		if on := l.lookedTo.AddDays(1); reach(on) {
			p.NextTo, p.NextText = at.Appointment(l.service.ID, on.String()), text.T("appointments.look_further")
		}
	}
}

// sameNames is who gives all of the times, "" where that differs.
func sameNames(slots []freeSlot) string {
	for _, s := range slots {
		if instructorIDs(s) != instructorIDs(slots[0]) {
			return ""
		}
	}
	return namesOf(slots[0])
}

// freeDayList puts the times under their days and parts of the day.
func freeDayList(base views.Page, l appointmentLoad, named bool) []views.FreeDay {
	text, at := base.Text, base.Paths
	var days []views.FreeDay
	var of pgclient.Date
	var part dayPart
	headings := map[dayPart]string{}
	for _, h := range partNames() {
		headings[h.part] = text.T(h.key)
	}
	counts := []int{}
	twice := repeatedTimes(text, l.slots)
	for _, s := range l.slots {
		start := local(text, s.StartDateTime)
		in := zoned(text, s.StartDateTime)
		if day := pgclient.DateOf(start); day != of || len(days) == 0 {
			days = append(days, views.FreeDay{Heading: in.Capital(in.DayMonth(start)), Open: len(days) == 0 || len(l.slots) <= openTimes})
			counts = append(counts, 0)
			of, part = day, ""
		}
		d := &days[len(days)-1]
		counts[len(counts)-1]++
		if when := partOf(start); when != part {
			d.Parts = append(d.Parts, views.FreePart{Heading: headings[when]})
			part = when
		}
		v := views.FreeTime{
			To:   at.ConfirmAppointment(l.service.ID, s.StartDateTime.String(), s.EndDateTime.String(), instructorIDs(s)),
			Time: in.Time(start),
		}
		if twice[wallClock(start)] {
			v.Time += " " + start.Format("MST") // the hour that the change of clocks repeats
		}
		if named {
			v.Detail = shortNames(text, s)
		}
		last := &d.Parts[len(d.Parts)-1]
		last.Times = append(last.Times, v)
	}
	for i := range days {
		days[i].Count = text.N("appointments.count", counts[i])
	}
	return days
}

func wallClock(t time.Time) string { return t.Format("2006-01-02 15:04") }

// repeatedTimes are the wall clock times that stand for two moments.
func repeatedTimes(text *i18n.Printer, slots []freeSlot) map[string]bool {
	moments, twice := map[string]time.Time{}, map[string]bool{}
	for _, s := range slots {
		start := local(text, s.StartDateTime)
		wall := wallClock(start)
		if other, known := moments[wall]; known && !other.Equal(start) {
			twice[wall] = true
		}
		moments[wall] = start
	}
	return twice
}

// appointmentReasons puts each validation status of an appointment into words.
var appointmentReasons = map[pgclient.AppointmentBookingValidationStatus]string{
	pgclient.AppointmentBookingValidationStatusPastStartDateTime:                           "appointments.refused_past",
	pgclient.AppointmentBookingValidationStatusEndDateTimeNotAfterStartDateTime:            "appointments.refused_times",
	pgclient.AppointmentBookingValidationStatusPeriodDoesNotMatch:                          "appointments.refused_times",
	pgclient.AppointmentBookingValidationStatusCustomerInOtherBooking:                      "appointments.refused_other",
	pgclient.AppointmentBookingValidationStatusCustomerIdle:                                "appointments.refused_idle",
	pgclient.AppointmentBookingValidationStatusNoContingent:                                "appointments.refused_contingent",
	pgclient.AppointmentBookingValidationStatusBookableAppointmentRestrictionsNotFulfilled: "appointments.refused_restricted",
	pgclient.AppointmentBookingValidationStatusBookingLimitReached:                         "appointments.refused_limit",
	pgclient.AppointmentBookingValidationStatusDateTimeBeforeEarliestBookingDateTime:       "appointments.refused_early",
	pgclient.AppointmentBookingValidationStatusDateTimeAfterLatestBookingDateTime:          "appointments.refused_late",
	pgclient.AppointmentBookingValidationStatusStudioClosed:                                "appointments.refused_closed",
	pgclient.AppointmentBookingValidationStatusResourceNotAvailable:                        "appointments.refused_taken",
	pgclient.AppointmentBookingValidationStatusNotAvailable:                                "appointments.refused_unknown",
}

// appointmentReason is the sentence for a status; one this release does not
// know reads as "not available".
func appointmentReason(text *i18n.Printer, status pgclient.AppointmentBookingValidationStatus) string {
	key, ok := appointmentReasons[status]
	if !ok {
		key = "appointments.refused_unknown"
	}
	return text.T(key)
}

// parseIDs reads "1,2"; "" is none.
func parseIDs(text string) ([]int64, bool) {
	if text == "" {
		return nil, true
	}
	var ids []int64
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil || n <= 0 {
			return nil, false
		}
		ids = append(ids, n)
	}
	return ids, true
}
