package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// slotLoad is everything the page of one slot is made of.
type slotLoad struct {
	facts    slotFacts
	status   pgclient.ClassBookingValidationStatus // "" for a stranger, or when it could not be asked
	standing standing                              // read only where it explains the refusal
	// What could not be read.
	classMissing, ownMissing, statusMissing bool
}

// showClassSlot shows one slot, and asks the API whether this member could
// book it, so that nothing is offered that will be refused.
func showClassSlot(c *Context) error {
	load, err := c.loadSlot()
	if err != nil {
		return err
	}
	page := newClassSlotPage(c.page("", "classes"), c.now(), load)
	return c.Render(http.StatusOK, views.ClassSlot(page))
}

func (c *Context) loadSlot() (slotLoad, error) {
	if c.Who == nil && !c.Studio.Features.PublicTimetable {
		return slotLoad{}, errSignIn
	}
	classID, err := c.pathID("classID")
	if err != nil {
		return slotLoad{}, err
	}
	slotID, err := c.pathID("slotID")
	if err != nil {
		return slotLoad{}, err
	}
	var l slotLoad
	var slot pgclient.ClassSlot
	var class part[pgclient.Class]
	var own part[[]pgclient.ClassBooking]
	var valid part[pgclient.ClassBookingValidation]
	calls := c.newParts()
	need(calls, &slot, func(ctx context.Context) (pgclient.ClassSlot, error) {
		return c.Studio.ClassSlot(ctx, classID, slotID)
	})
	want(calls, &class, func(ctx context.Context) (pgclient.Class, error) { return c.Studio.Class(ctx, classID) })
	if c.Who != nil {
		want(calls, &own, func(ctx context.Context) ([]pgclient.ClassBooking, error) {
			return c.API.GetClassBookingsByCustomerId(ctx, c.Who.CustomerID)
		})
		want(calls, &valid, func(ctx context.Context) (pgclient.ClassBookingValidation, error) {
			return c.API.ValidateClassSlot(ctx, pgclient.ClassBookingRequest{CustomerID: c.Who.CustomerID, ClassSlotID: slotID})
		})
	}
	if err := calls.wait(); err != nil {
		return slotLoad{}, err
	}
	c.note(class.err, own.err, valid.err)
	l.facts = slotFacts{slot: slot, own: ownBySlot(own.value)[slotID], stranger: c.Who == nil, readOnly: c.info.frame.NoBook}
	if class.err == nil {
		l.facts.class = &class.value
	} else if slot.ClassInformation == nil {
		l.facts.slot.ClassInformation = &pgclient.ClassInformation{ID: classID}
	}
	l.status = valid.value.ValidationStatus
	l.classMissing, l.ownMissing, l.statusMissing = class.missing(), own.missing(), valid.missing()
	c.explain(&l)
	return l, nil
}

// explain reads what lies behind a refusal that may have to do with the member:
// a pause, a closed door, no membership. Without it the sentence is shorter, not wrong.
func (c *Context) explain(l *slotLoad) {
	if l.facts.own != nil || l.standing.asked {
		return
	}
	switch l.status {
	case pgclient.ClassBookingValidationStatusCustomerIdle, pgclient.ClassBookingValidationStatusNotAvailable, pgclient.ClassBookingValidationStatusNoContingent:
		load := c.newParts()
		c.wantStanding(load, &l.standing)
		_ = load.wait() // both are parts
		c.note(l.standing.customer.err, l.standing.contracts.err)
	}
}

// countdown is how long before the booking opens the page counts the seconds;
// earlier the day and hour say more.
const countdown = time.Hour

func newClassSlotPage(base views.Page, now time.Time, l slotLoad) views.ClassSlotPage {
	s := l.facts.slot
	text, at := zoned(base.Text, s.StartDateTime), base.Paths
	p := views.ClassSlotPage{Page: base, Slot: newSlot(base.Text, at, now, l.facts)}
	if l.status == pgclient.ClassBookingValidationStatusAvailable && p.Slot.Action == views.ActionNone && closedBecause(now, l.facts) == "" {
		// Full by the cautious count, but the API would take the booking: it knows
		// better who is counted twice.
		p.Slot.Action, p.Slot.ActionText = views.ActionBook, base.Text.T("classes.book")
		p.Slot.ActionTo = at.BookClassSlot(l.facts.classID(), s.ID)
	}
	p.Title = p.Slot.Name
	p.ZoneNote = zoneNote(text)
	p.BackTo = at.Classes("", "", "", "")
	if class := l.facts.class; class != nil {
		p.Description = strings.TrimSpace(class.Description)
	}
	if !s.StartDateTime.IsZero() {
		start := local(base.Text, s.StartDateTime)
		p.Day = text.Capital(text.DayMonth(start))
		p.BackTo = at.Classes(pgclient.DateOf(start).String(), "", "", "")
	}
	p.Rows = slotRows(base, now, l)
	if own := l.facts.own; own != nil {
		b := views.Booking{ID: own.BookingID, To: at.ClassBooking(own.BookingID), CancelTo: at.CancelClassBooking(own.BookingID),
			Status: views.Chip{Tone: statusTone(own.BookingStatus), Text: text.T(statusKey(own.BookingStatus))}}
		p.Own = &b
		// The chip has said what it is; the control says where it leads.
		p.Slot.OwnTone, p.Slot.ActionText = views.ToneInfo, text.T("classes.to_booking")
		return p
	}
	if closedBecause(now, l.facts) == "" {
		p.Missing = uncheckedText(base.Text, l)
	}
	p.Refusal = slotRefusal(base, now, l)
	if p.Refusal != nil {
		if opens := s.EarliestBookingDateTime; !opens.IsZero() {
			if now.Before(opens.Time()) && l.status == pgclient.ClassBookingValidationStatusDateTimeBeforeEarliestBookingDateTime {
				p.Slot.Places, p.Slot.Max, p.Slot.Few, p.Slot.Full = "", 0, false, false // would say the same a second time
			}
			if left := opens.Time().Sub(now); left > 0 && left <= countdown {
				p.OpensIn = int(left.Seconds()) + 1
			}
		}
		p.Slot.Action, p.Slot.ActionTo = views.ActionNone, ""
		return p
	}
	switch p.Slot.Action {
	case views.ActionWait:
		p.Before = text.T("classes.before_wait")
	case views.ActionBook:
		p.Before = cancelBefore(base, now, l)
	}
	return p
}

// uncheckedText says what could not be asked about the member, "" where
// nothing is open: what may be booked is not booked already.
func uncheckedText(text *i18n.Printer, l slotLoad) string {
	answered := l.status == pgclient.ClassBookingValidationStatusAvailable || l.status == pgclient.ClassBookingValidationStatusCustomerAlreadyBooked
	switch {
	case l.statusMissing && l.ownMissing:
		return text.T("classes.nothing_checked")
	case l.statusMissing:
		return text.T("classes.may_unchecked")
	case l.ownMissing && !answered:
		return text.T("classes.own_unchecked")
	}
	return ""
}

// rowList collects the lines of a definition list; empty values leave no line.
type rowList struct {
	text *i18n.Printer
	rows []views.Row
}

func (l *rowList) add(key, value string) {
	if value != "" {
		l.rows = append(l.rows, views.Row{Term: l.text.T(key), Value: value})
	}
}

// eventRows is when, with whom and where.
func eventRows(base views.Page, s pgclient.ClassSlot, class *pgclient.Class) *rowList {
	text := zoned(base.Text, s.StartDateTime)
	l := &rowList{text: text}
	if !s.StartDateTime.IsZero() {
		l.add("classes.when", spanText(text, s.StartDateTime, s.EndDateTime))
	}
	l.add("classes.who", instructorNames(text, s.Instructors))
	if s.Location != nil {
		l.add("classes.where", s.Location.Name)
	}
	if class != nil && class.Type == pgclient.ClassTypeStream {
		l.add("classes.category", text.T("classes.online"))
	}
	return l
}

// slotRows adds waiting list and booking window; the places stand beside the button.
func slotRows(base views.Page, now time.Time, l slotLoad) []views.Row {
	s := l.facts.slot
	list := eventRows(base, s, l.facts.class)
	text := list.text
	if waiting := count(s.WaitingListParticipants); full(s) && waitingRoom(s) && waiting > 0 {
		list.add("classes.waiting_list", text.N("classes.waiting_count", waiting))
	}
	if opens := s.EarliestBookingDateTime; !opens.IsZero() && now.Before(opens.Time()) {
		list.add("classes.booking_opens", opensText(text, now, opens, s))
	}
	if closes := s.LatestBookingDateTime; !closes.IsZero() && now.Before(closes.Time()) {
		list.add("classes.booking_closes", opensText(text, now, closes, s))
	}
	return list.rows
}

// slotRefusal says why the member cannot book, as the API sees it; where the
// API was not asked, as the slot itself shows it.
func slotRefusal(base views.Page, now time.Time, l slotLoad) *views.Notice {
	text, s := base.Text, l.facts.slot
	n := &views.Notice{Tone: views.ToneWarn, Title: text.T("classes.refused_title"), Text: reasonText(text, l.status)}
	day := pgclient.DateOf(now)
	if !s.StartDateTime.IsZero() {
		day = pgclient.DateOf(local(text, s.StartDateTime))
	}
	switch l.status {
	case "", pgclient.ClassBookingValidationStatusAvailable:
		// Not asked, or not answered, is not refused: the API has the last word
		// when the button is pressed.
		return nil
	case pgclient.ClassBookingValidationStatusDateTimeBeforeEarliestBookingDateTime:
		if opens := s.EarliestBookingDateTime; !opens.IsZero() {
			return &views.Notice{Tone: views.ToneInfo, Title: text.T("classes.refused_open_title"), Text: text.T("classes.refused_early", "when", opensText(text, now, opens, s))}
		}
	case pgclient.ClassBookingValidationStatusDateTimeAfterLatestBookingDateTime:
		if closed := s.LatestBookingDateTime; !closed.IsZero() {
			n.Text = text.T("classes.refused_late", "when", opensText(text, now, closed, s))
		}
	case pgclient.ClassBookingValidationStatusCustomerIdle:
		if until := l.standing.pauseEnd(day); !until.IsZero() {
			n.Text = text.T("classes.refused_idle_until", "date", text.Date(until.In(text.Location())))
		}
	case pgclient.ClassBookingValidationStatusNoContingent:
		if l.standing.noContract(day) {
			n.Text = text.T("classes.no_membership")
		}
	case pgclient.ClassBookingValidationStatusNotAvailable:
		if !s.StartDateTime.IsZero() && !now.Before(s.StartDateTime.Time()) {
			n.Text = text.T("classes.refused_started")
		} else if blocked := blockNotice(base, day, l.standing.customer.value); blocked != nil {
			return blocked
		}
	}
	return n
}

// cancelBefore says, before the booking, until when it can be taken back.
func cancelBefore(base views.Page, now time.Time, l slotLoad) string {
	if l.classMissing {
		return base.Text.T("classes.limit_missing")
	}
	limit, late, known := cancelLimit(base.Text, l.facts.class, l.facts.slot)
	if !known {
		return ""
	}
	text := zoned(base.Text, l.facts.slot.StartDateTime)
	switch {
	case now.Before(limit):
		return text.T("classes.before_cancel", "when", momentText(text, now, limit, l.facts.slot.StartDateTime.Time()))
	case late:
		return text.T("timetable.before_late")
	}
	return text.T("timetable.before_final")
}

// cancelLimit is the moment up to which a booking of the slot may be canceled
// without being late, and whether late canceling is accepted at all. The
// API tells it since release 1.9.0; before, known is false.
func cancelLimit(text *i18n.Printer, class *pgclient.Class, slot pgclient.ClassSlot) (limit time.Time, late, known bool) {
	if class == nil || class.CancelCondition == nil || class.CancelCondition.LatestCancelTerm == nil || slot.StartDateTime.IsZero() {
		return time.Time{}, false, false
	}
	late = class.CancelCondition.CancelationAfterLatestPossible != nil && *class.CancelCondition.CancelationAfterLatestPossible
	limit, known = termBefore(*class.CancelCondition.LatestCancelTerm, local(text, slot.StartDateTime))
	return limit, late, known
}

// zoneNote names the zone the times are in, for members who are elsewhere.
func zoneNote(text interface {
	Location() *time.Location
	T(string, ...any) string
}) string {
	return text.T("common.zone_note", "zone", zoneName(text.Location()))
}

// zoneName is the place that a zone is named after.
func zoneName(zone *time.Location) string {
	name := zone.String()
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = strings.ReplaceAll(name[i+1:], "_", " ")
	}
	return name
}
