package handlers

import (
	"maps"
	"net/http"

	"memberportal/i18n"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

// renewEvery is how often the waiting page asks again, in seconds.
const renewEvery = 2

// showDone tells what became of a write that took long, or whose outcome is
// not known. Looking never sends anything again.
func showDone(c *Context) error {
	intent, err := c.app.Store.GetIntent(c.Ctx, c.Studio.Slug, c.Who.CustomerID, c.echo.Param("intentID"))
	if err != nil {
		return err
	}
	stale := intent.State == store.IntentOpen && c.app.Clock().Sub(intent.Created) > c.app.timing.stale
	if stale || intent.State == store.IntentUnclear {
		intent = c.app.lookAgain(c.Ctx, c.API, intent)
	}
	if intent.State != store.IntentOpen {
		c.wrote() // what took long has happened only now
	}
	page := newDonePage(c.page(c.Text.T("common.working_heading"), ""), c.app.kinds, intent)
	return c.Render(http.StatusOK, views.Done(page))
}

// newDonePage tells the outcome in the words of its kind. What no kind knows is
// of another version of the portal, and is unclear.
func newDonePage(base views.Page, kinds map[string]kind, intent store.Intent) views.DonePage {
	text := base.Text
	p := views.DonePage{Page: base, Heading: base.Title}
	if intent.State == store.IntentOpen {
		p.Working, p.Renew = true, renewEvery
		p.Notice = views.Notice{Tone: views.ToneInfo, Text: text.T("common.working_text")}
		return p
	}
	t := told{to: base.Paths.Home(), toText: text.T("common.to_start"), notice: views.Notice{Text: text.T("common.unclear_text")}}
	if k, ok := kinds[intent.Action]; ok {
		t = k.tell(base, intent, outcomeOf(intent))
	}
	p.Notice, p.To, p.ToText = t.notice, t.to, t.toText
	switch intent.State {
	case store.IntentDone:
		p.Heading = p.Notice.Title
	case store.IntentRefused:
		p.Heading = t.heading
	case store.IntentFailed:
		p.Heading = text.T("bookings.failed_heading")
		p.Notice = views.Notice{Tone: views.ToneBad, Text: text.T("bookings.failed_text")}
	default:
		p.Heading = text.T("common.unclear_heading")
		p.Notice = views.Notice{Tone: views.ToneWarn, Text: t.notice.Text}
		if k, ok := kinds[intent.Action]; !ok || k.look != nil {
			p.ElseTo, p.ElseText = p.To, p.ToText // where to look oneself
			p.To, p.ToText = base.Paths.Done(intent.ID), text.T("common.look_again")
		}
	}
	p.Title = p.Heading
	return p
}

// saying is the message for an outcome: what happened in a few words, and,
// where it is known what it is about, in a sentence.
type saying struct {
	tone        views.Tone
	title, text string
}

// The keys of the messages. Three outcomes of a booking are three sentences.
const (
	saidBooked    = "booked"
	saidWaiting   = "waiting"
	saidRequested = "requested"
	saidCanceled  = "canceled"
	saidLeft      = "left"
)

func sayings() map[string]saying {
	all := map[string]saying{
		saidBooked:              {views.ToneGood, "bookings.outcome_booked_title", "bookings.outcome_booked_text"},
		saidWaiting:             {views.ToneInfo, "bookings.outcome_waiting_title", "bookings.outcome_waiting_text"},
		saidRequested:           {views.ToneInfo, "bookings.outcome_requested_title", "bookings.outcome_requested_text"},
		saidCanceled:            {views.ToneGood, "bookings.canceled_title", "bookings.canceled_text"},
		"resent":                {views.ToneInfo, "", "signin.resent"},
		"session_ended":         {views.ToneWarn, "", "common.session_ended"},
		saidLeft:                {views.ToneGood, "bookings.left_title", "bookings.left_text"},
		"signed_out":            {views.ToneInfo, "", "common.signed_out"},
		"signed_out_everywhere": {views.ToneInfo, "", "common.signed_out_everywhere"},
	}
	for _, area := range []map[string]saying{
		appointmentSayings(), calendarSayings(), accountSayings(), profileSayings(), contractSayings(),
		pauseSayings(), endingSayings(), extraSayings(), documentSayings(), checkinSayings(), messageSayings(), privacySayings(),
	} {
		maps.Copy(all, area)
	}
	return all
}

// sayOutcome puts an outcome into words; false for a key of another version. The
// sentence needs what and when; without them the few words stand alone.
func sayOutcome(text *i18n.Printer, key, title, when string) (views.Notice, bool) {
	s, ok := sayings()[key]
	if !ok {
		return views.Notice{}, false
	}
	n := views.Notice{Tone: s.tone, Event: eventOf(key)}
	if s.title != "" {
		n.Title = text.T(s.title)
	}
	if title != "" && when != "" || s.title == "" {
		n.Text = text.T(s.text, "class", title, "title", title, "when", when)
	}
	return n, true
}

// doneKey is the message for a write that went through.
func doneKey(action string, o outcome) string {
	if action != actionBookClass {
		if o.Status == string(pgclient.ClassBookingStatusWaitingList) {
			return saidLeft
		}
		return saidCanceled
	}
	switch pgclient.ClassBookingStatus(o.Status) {
	case pgclient.ClassBookingStatusBooked:
		return saidBooked
	case pgclient.ClassBookingStatusWaitingList:
		return saidWaiting
	default: // BOOKED_WITH_CONFIRMATION_REQUIRED, and what later releases may add
		return saidRequested
	}
}

func refusalText(text *i18n.Printer, action string, o outcome) string {
	if action == actionBookClass && o.Refusal == string(pgclient.ClassBookingValidationStatusNotAvailable) {
		return text.T("bookings.refused_text")
	}
	if action == actionBookClass {
		return reasonText(text, pgclient.ClassBookingValidationStatus(o.Refusal))
	}
	if o.Message != "" {
		return o.Message
	}
	return text.T("bookings.cancel_failed_text")
}
