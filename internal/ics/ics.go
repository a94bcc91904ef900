// Package ics writes bookings as iCalendar (RFC 5545). All times are written in
// UTC, which no change of clocks and no calendar's own idea of a zone can shift;
// the calendar shows them where its reader is.
package ics

import (
	"bytes"
	"strings"
	"time"
	"unicode"

	ical "github.com/arran4/golang-ical"
)

// Status is how sure a booking is.
type Status string

// The states of an event.
const (
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE" // not a place yet
	Cancelled Status = "CANCELLED" // iCalendar spells it so
)

// Event is one booking.
type Event struct {
	UID        string // never changes, whatever becomes of the booking
	Start, End time.Time
	Status     Status
	Sequence   int       // of the changes
	Changed    time.Time // when the last change was seen
	Summary    string
	Details    string // of one line or several
	Location   string
	URL        string // of the booking's page
}

// Calendar is a file with events. A subscribed one has a name, and says how
// often to look again.
type Calendar struct {
	Name    string
	Refresh string // such as PT1H; empty for a file that is read once
	Events  []Event
}

// Bytes is the calendar as it is sent, lines folded and ended as the RFC wants
// them. The same events make the same bytes.
func (c Calendar) Bytes() []byte {
	cal := ical.NewCalendar()
	cal.SetProductId("-//memberportal//bookings//EN")
	cal.SetCalscale("GREGORIAN")
	if c.Name != "" {
		cal.SetName(clean(c.Name))
		cal.SetXWRCalName(clean(c.Name))
	}
	if c.Refresh != "" {
		cal.SetRefreshInterval(c.Refresh)
		cal.SetXPublishedTTL(c.Refresh)
	}
	for _, e := range c.Events {
		cal.AddVEvent(e.component())
	}
	var out bytes.Buffer
	_ = cal.SerializeTo(&out, ical.WithNewLineWindows) // a buffer takes everything
	return out.Bytes()
}

func (e Event) component() *ical.VEvent {
	v := ical.NewEvent(e.UID)
	v.SetDtStampTime(e.Changed)
	v.SetModifiedAt(e.Changed)
	v.SetSequence(e.Sequence)
	v.SetStartAt(e.Start)
	if e.End.After(e.Start) {
		v.SetEndAt(e.End)
	}
	v.SetStatus(ical.ObjectStatus(e.Status))
	v.SetTimeTransparency(ical.TransparencyOpaque)
	if e.Status == Cancelled {
		v.SetTimeTransparency(ical.TransparencyTransparent)
	}
	v.SetSummary(clean(e.Summary))
	if e.Details != "" {
		v.SetDescription(clean(e.Details))
	}
	if e.Location != "" {
		v.SetLocation(clean(e.Location))
	}
	if e.URL != "" {
		v.SetURL(strings.ReplaceAll(clean(e.URL), "\n", "")) // no text: nothing of it is escaped
	}
	return v
}

// clean removes what no text of a calendar may hold: control characters other
// than the line feed, which is written as \n.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD"))
}
