package handlers

import (
	"strconv"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/paths"
)

// fewPlaces is how many free places count as "only a few left".
const fewPlaces = 3

// slotFacts is everything a row about a slot is made of.
type slotFacts struct {
	slot     pgclient.ClassSlot
	class    *pgclient.Class        // nil: not known
	own      *pgclient.ClassBooking // the member's own, not canceled
	stranger bool
	readOnly bool   // the website around the page wants strangers to read only
	barred   string // why this member can book nothing on the day, in a word; "": nothing is known against it
}

// zoned shows times in the zone that came with the timestamp; the studio's
// zone where it came with an offset alone.
func zoned(text *i18n.Printer, t pgclient.ZonedTime) *i18n.Printer {
	if t.IsZero() || t.Zone() == "" {
		return text
	}
	return text.In(t.Time().Location())
}

// local is the moment in the zone it is shown in: day and hour are read there.
func local(text *i18n.Printer, t pgclient.ZonedTime) time.Time {
	return t.Time().In(zoned(text, t).Location())
}

// taken adds the people the studio put in by hand: whether the API counts
// them already is not documented, and the sum is the cautious reading.
func taken(s pgclient.ClassSlot) int { return count(s.BookedParticipants) + s.AdditionalParticipants }

func count(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

func full(s pgclient.ClassSlot) bool {
	return s.MaxParticipants != nil && taken(s) >= *s.MaxParticipants
}

// waitingRoom tells whether the list takes another one; no maximum means no list.
func waitingRoom(s pgclient.ClassSlot) bool {
	return s.MaxWaitingListParticipants != nil && count(s.WaitingListParticipants) < *s.MaxWaitingListParticipants
}

func (f slotFacts) classID() int64 {
	if f.slot.ClassInformation != nil {
		return f.slot.ClassInformation.ID
	}
	if f.class != nil {
		return f.class.ID
	}
	return 0
}

func (f slotFacts) title(text *i18n.Printer) string {
	if f.class != nil && f.class.Title != "" {
		return f.class.Title
	}
	if i := f.slot.ClassInformation; i != nil && i.Title != "" {
		return i.Title
	}
	return text.T("timetable.untitled")
}

// instructorName is the public name where there is one.
func instructorName(i pgclient.Instructor) string {
	if i.PublicName != "" {
		return i.PublicName
	}
	return strings.TrimSpace(i.FirstName + " " + i.LastName)
}

// instructorNames is "Aylin Demir and Tom Berger", "" for nobody.
func instructorNames(text *i18n.Printer, list []pgclient.Instructor) string {
	names := make([]string, 0, len(list))
	for _, i := range list {
		names = append(names, instructorName(i))
	}
	return text.Join(names...)
}

// spanText is "18:00 – 19:00", the start alone where no end is known; start is known.
func spanText(text *i18n.Printer, start, end pgclient.ZonedTime) string {
	from := text.Time(start.Time())
	if end.IsZero() {
		return from
	}
	return text.T("timetable.from_to", "from", from, "to", text.Time(end.Time()))
}

func slotDetail(text *i18n.Printer, s pgclient.ClassSlot) string {
	detail := instructorNames(text, s.Instructors)
	if s.Location != nil && s.Location.Name != "" {
		if detail != "" {
			detail += " · "
		}
		detail += s.Location.Name
	}
	return detail
}

func minutes(text *i18n.Printer, d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return text.N("common.minutes", int(d.Round(time.Minute)/time.Minute))
}

func slotLength(s pgclient.ClassSlot) time.Duration {
	if s.StartDateTime.IsZero() || s.EndDateTime.IsZero() {
		return 0
	}
	return s.EndDateTime.Time().Sub(s.StartDateTime.Time())
}

// newSlot maps a slot to its row: what it says and which one control it has.
func newSlot(text *i18n.Printer, at paths.Studio, now time.Time, f slotFacts) views.Slot {
	s := f.slot
	start := s.StartDateTime
	text = zoned(text, start)
	v := views.Slot{
		To: at.ClassSlot(f.classID(), s.ID), Name: f.title(text), Detail: slotDetail(text, s),
		Length: minutes(text, slotLength(s)), Full: full(s),
	}
	if !start.IsZero() {
		v.Time = text.Time(start.Time())
		v.DateTime = start.Time().Format(time.RFC3339)
	}
	v.Places = placesText(text, s)
	if s.MaxParticipants != nil {
		v.Max, v.Taken = *s.MaxParticipants, min(taken(s), *s.MaxParticipants)
		free := v.Max - v.Taken
		v.Few = free > 0 && free <= fewPlaces
	}
	v.Action, v.ActionText = slotAction(text, now, f)
	switch v.Action {
	case views.ActionBook, views.ActionWait:
		v.ActionTo = at.BookClassSlot(f.classID(), s.ID)
	case views.ActionBooked:
		v.OwnTone = statusTone(f.own.BookingStatus)
		v.ActionTo = at.ClassBooking(f.own.BookingID)
	case views.ActionSignIn:
		v.ActionTo = at.SignIn(v.To)
	case views.ActionNone:
		if !start.IsZero() && !now.Before(start.Time()) {
			v.Places, v.Max, v.Few, v.Full = "", 0, false, false // places no longer matter
		}
		if opens := s.EarliestBookingDateTime; !opens.IsZero() && now.Before(opens.Time()) {
			v.Places = text.T("classes.opens", "when", opensText(text, now, opens, s))
		}
	}
	return v
}

// opensText is a moment of a slot in the zone it came with.
func opensText(text *i18n.Printer, now time.Time, t pgclient.ZonedTime, s pgclient.ClassSlot) string {
	return momentText(zoned(text, t), now, t.Time(), s.StartDateTime.Time())
}

func placesText(text *i18n.Printer, s pgclient.ClassSlot) string {
	if s.MaxParticipants == nil {
		return text.T("classes.open_places") // no maximum means no limit
	}
	if full(s) {
		if waiting := count(s.WaitingListParticipants); waiting > 0 {
			return text.N("classes.full_waiting", waiting)
		}
		return text.T("classes.full")
	}
	free := *s.MaxParticipants - taken(s)
	if free <= fewPlaces {
		return text.N("classes.few_left", free)
	}
	return text.N("classes.places_left", free, "total", *s.MaxParticipants)
}

// slotAction decides the one control of a slot, by the rules that can be seen
// without asking the API; validate has the last word when it is pressed.
func slotAction(text *i18n.Printer, now time.Time, f slotFacts) (views.SlotAction, string) {
	s := f.slot
	if f.own != nil {
		switch f.own.BookingStatus {
		case pgclient.ClassBookingStatusBooked:
			return views.ActionBooked, text.T("classes.booked")
		case pgclient.ClassBookingStatusWaitingList:
			return views.ActionBooked, text.T("classes.waiting")
		}
		return views.ActionBooked, text.T("classes.requested")
	}
	if key := closedBecause(now, f); key != "" {
		return views.ActionNone, text.T(key)
	}
	switch {
	case full(s) && !waitingRoom(s):
		return views.ActionNone, "" // the places have said it
	case f.barred != "":
		return views.ActionNone, f.barred
	case f.stranger && f.readOnly:
		return views.ActionNone, ""
	case f.stranger:
		return views.ActionSignIn, text.T("classes.sign_in")
	case full(s):
		return views.ActionWait, text.T("classes.join")
	}
	return views.ActionBook, text.T("classes.book")
}

// over tells whether the slot has ended.
func over(s pgclient.ClassSlot, now time.Time) bool {
	return !s.EndDateTime.IsZero() && !now.Before(s.EndDateTime.Time())
}

// closedBecause is the key of why nobody can book the slot now, "" when somebody can.
func closedBecause(now time.Time, f slotFacts) string {
	s := f.slot
	switch {
	case over(s, now):
		return "timetable.over"
	case !s.StartDateTime.IsZero() && !now.Before(s.StartDateTime.Time()):
		return "classes.started"
	case f.class != nil && !f.class.Bookable:
		return "classes.display_only"
	case !s.EarliestBookingDateTime.IsZero() && now.Before(s.EarliestBookingDateTime.Time()):
		return "classes.not_open"
	case !s.LatestBookingDateTime.IsZero() && now.After(s.LatestBookingDateTime.Time()):
		return "classes.closed"
	}
	return ""
}

// statusKey is the short word for a booking's status.
func statusKey(s pgclient.ClassBookingStatus) string {
	switch s {
	case pgclient.ClassBookingStatusBooked:
		return "bookings.booked"
	case pgclient.ClassBookingStatusWaitingList:
		return "bookings.waiting"
	case pgclient.ClassBookingStatusCanceled:
		return "bookings.canceled"
	case pgclient.ClassBookingStatusBookedWithConfirmationRequired:
		return "bookings.requested"
	}
	return "timetable.status_other"
}

func statusTone(s pgclient.ClassBookingStatus) views.Tone {
	switch s {
	case pgclient.ClassBookingStatusBooked:
		return views.ToneGood
	case pgclient.ClassBookingStatusCanceled:
		return views.ToneBad
	}
	return views.ToneWarn
}

// dayPart is the part of the day a slot starts in.
type dayPart string

// The parts of a day, in their order.
const (
	morning   dayPart = "morning"
	afternoon dayPart = "afternoon"
	evening   dayPart = "evening"
)

// partNames are the parts in their order, each with the key of its name.
func partNames() [3]struct {
	part dayPart
	key  string
} {
	return [...]struct {
		part dayPart
		key  string
	}{{morning, "classes.morning"}, {afternoon, "classes.afternoon"}, {evening, "classes.evening"}}
}

func partOf(t time.Time) dayPart {
	switch h := t.Hour(); {
	case h < 12:
		return morning
	case h < 17:
		return afternoon
	}
	return evening
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }
