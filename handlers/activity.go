package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"memberportal/i18n"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
)

const (
	activityAPage = 20
	// mostActivity bounds the pages: whoever did more finds it in the export.
	mostActivity = 10_000
	// namesAtOnce bounds the reads that tell what was booked.
	namesAtOnce = 6
)

// deed is a kind of write in the member's list of what was done.
type deed struct {
	what string                   // text key
	done func(o outcome) activity // how far it came when it went through; nil: it is done
}

// activity is an outcome in a few words.
type activity struct {
	tone views.Tone
	text string // text key
	note string // text key, or ""
}

func activityDone() activity { return activity{tone: views.ToneGood, text: "privacy.outcome_done"} }
func activityRequested() activity {
	return activity{tone: views.ToneInfo, text: "privacy.outcome_requested"}
}

// doneAt is for writes whose status tells whether the studio still decides: whatever
// is not known to be over was only asked for.
func doneAt(status string) func(outcome) activity {
	return func(o outcome) activity {
		if o.Status == status {
			return activityDone()
		}
		return activityRequested()
	}
}

// deeds are all kinds of writes, by the action their intents carry.
func deeds() map[string]deed {
	return map[string]deed{
		actionBookClass: {"privacy.did_book_class", func(o outcome) activity {
			if o.Status == string(pgclient.ClassBookingStatusWaitingList) {
				return activity{tone: views.ToneInfo, text: "privacy.outcome_waiting"}
			}
			return doneAt(string(pgclient.ClassBookingStatusBooked))(o)
		}},
		actionCancelClass: {"privacy.did_cancel_class", nil},
		actionBookAppointment: {"privacy.did_book_appointment", func(o outcome) activity {
			if o.Status == statusHeld {
				return activity{tone: views.ToneInfo, text: "privacy.outcome_done", note: "appointments.outcome_held_text"}
			}
			return doneAt(string(pgclient.AppointmentBookingStatusBooked))(o)
		}},
		actionCancelAppointment: {"privacy.did_cancel_appointment", nil},
		actionPay:               {"privacy.did_pay", nil},
		actionChangeData:        {"privacy.did_change_data", doneAt(dataChanged)},
		actionWithdrawAmendment: {"privacy.did_withdraw_amendment", func(o outcome) activity {
			switch o.Status {
			case dataChanged:
				return activity{tone: views.ToneInfo, text: "privacy.outcome_late", note: "profile.said_applied"}
			case dataOver:
				return activity{tone: views.ToneInfo, text: "privacy.outcome_over", note: "profile.said_over"}
			}
			return activityDone()
		}},
		actionPause:               {"privacy.did_pause", doneAt(string(pgclient.IdlePeriodStateAccepted))},
		actionChangePause:         {"privacy.did_change_pause", doneAt(string(pgclient.IdlePeriodStateAccepted))},
		actionWithdrawPause:       {"privacy.did_withdraw_pause", nil},
		actionCancelContract:      {"privacy.did_cancel_contract", doneAt(string(pgclient.CancelationStatusCanceled))},
		actionWithdrawCancel:      {"privacy.did_withdraw_cancel", doneAt(withdrawn)},
		actionOrderExtra:          {"privacy.did_order_extra", nil},
		actionCancelExtra:         {"privacy.did_cancel_extra", doneAt(string(pgclient.CancelationStatusCanceled))},
		actionWithdrawCancelExtra: {"privacy.did_withdraw_cancel_extra", doneAt(withdrawn)},
		actionSwitchContract:      {"privacy.did_switch", nil},
		actionUploadDocument:      {"privacy.did_upload", nil},
		actionReplacePhoto:        {"privacy.did_photo", nil},
		actionSaveAdditional:      {"privacy.did_additional", nil},
		actionSavePreferences: {"privacy.did_preferences", func(o outcome) activity {
			if o.Status == partly {
				return activity{tone: views.ToneWarn, text: "privacy.outcome_partly", note: "documents.pref_partly"}
			}
			return activityDone()
		}},
		actionSendMessage: {"privacy.did_message", nil},
	}
}

// showActivity lists what was done through the portal, newest first: also what a
// browser that died never showed the outcome of.
func showActivity(c *Context) error {
	number, err := strconv.Atoi(c.echo.QueryParam("page"))
	if err != nil || number < 1 || number > mostActivity/activityAPage {
		number = 1
	}
	list, total, err := c.app.Store.ListActivity(c.Ctx, c.Studio.Slug, c.Who.CustomerID, (number-1)*activityAPage, activityAPage)
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	titles := c.bookedTitles(list)
	base := c.page(c.Text.T("privacy.activity_title"), "privacy")
	page := newActivityPage(base, c.app.kinds, c.app.Clock().Add(-c.app.timing.stale), list, titles)
	page.Kept = c.Text.T("privacy.activity_kept", "days", c.Text.N("privacy.days", days(c.app.Store.ActivityLife())))
	if total > activityAPage {
		first := (number-1)*activityAPage + 1
		page.Position = c.Text.T("privacy.position", "from", c.Text.Number(min(first, total)), "to", c.Text.Number(min(first+activityAPage-1, total)), "total", c.Text.Number(total))
		if number > 1 {
			page.Newer = c.Paths.Activity(number - 1)
		}
		if first+activityAPage <= total {
			page.Older = c.Paths.Activity(number + 1)
		}
	}
	return c.Render(http.StatusOK, views.Activity(page))
}

// dayAndTime has the year, which lists that reach far back need.
func dayAndTime(text *i18n.Printer, t time.Time) string { return text.Date(t) + ", " + text.Time(t) }

// days are the whole days of a time, at least one.
func days(d time.Duration) int { return max(1, int(d/(24*time.Hour))) }

// bookedThing is what a booking was of, where it can still be read.
type bookedThing struct {
	title string
	start time.Time
}

// bookedTitles reads what the bookings on a page were of, by the id of the intent:
// a booking made with one click knows ids alone. What cannot be read in time is left
// out.
func (c *Context) bookedTitles(list []store.Intent) map[string]bookedThing {
	ctx, cancel := context.WithTimeout(c.Ctx, c.app.timing.part)
	defer cancel()
	read := make([]bookedThing, len(list))
	var group errgroup.Group
	group.SetLimit(namesAtOnce)
	for i, intent := range list {
		switch intent.Action {
		case actionBookClass:
			var t target
			if json.Unmarshal(intent.Details, &t) != nil || t.ClassID == 0 {
				continue
			}
			group.Go(func() error {
				if slot, err := c.Studio.BookedSlot(ctx, t.ClassID, t.SlotID); err == nil {
					read[i].title, read[i].start = slot.ClassInformation.Title, slot.StartDateTime.Time()
				}
				return nil
			})
		case actionBookAppointment:
			var t appointmentTarget
			if json.Unmarshal(intent.Details, &t) != nil || t.ServiceID == 0 {
				continue
			}
			read[i].start = t.Start.Time()
			group.Go(func() error {
				if service, err := c.Studio.Service(ctx, t.ServiceID); err == nil {
					read[i].title = service.Title
				}
				return nil
			})
		}
	}
	_ = group.Wait() // none of them fails
	titles := map[string]bookedThing{}
	for i, intent := range list {
		if read[i] != (bookedThing{}) {
			titles[intent.ID] = read[i]
		}
	}
	return titles
}

// newActivityPage puts intents into words. What was begun before lost and is still
// open has lost its process: nobody knows (yet) what became of it.
func newActivityPage(base views.Page, kinds map[string]kind, lost time.Time, list []store.Intent, titles map[string]bookedThing) views.ActivityPage {
	p := views.ActivityPage{Page: base}
	all := deeds()
	for _, intent := range list {
		p.Entries = append(p.Entries, newActivityEntry(base, kinds, all, lost, intent, titles[intent.ID]))
	}
	return p
}

func newActivityEntry(base views.Page, kinds map[string]kind, all map[string]deed, lost time.Time, intent store.Intent, b bookedThing) views.ActivityEntry {
	text := base.Text
	o := outcomeOf(intent)
	e := views.ActivityEntry{
		What: text.T("privacy.did_something"), When: dayAndTime(text, intent.Created),
		DateTime: intent.Created.In(text.Location()).Format(time.RFC3339),
	}
	d, known := all[intent.Action]
	if known {
		e.What = text.T(d.what)
	}
	var details dataChange
	if intent.Action == actionChangeData && json.Unmarshal(intent.Details, &details) == nil && details.Kind != "" {
		e.What = text.T("privacy.did_change", "what", kindHeading(text, details.Kind))
	}
	var a activity
	switch {
	case intent.State == store.IntentDone && known && d.done != nil:
		a = d.done(o)
	case intent.State == store.IntentDone:
		a = activityDone()
	case intent.State == store.IntentRefused:
		a = activity{tone: views.ToneWarn, text: "privacy.outcome_refused"}
	case intent.State == store.IntentFailed:
		a = activity{tone: views.ToneBad, text: "privacy.outcome_failed"}
	case intent.State == store.IntentOpen && intent.Created.After(lost):
		a = activity{tone: views.ToneInfo, text: "privacy.outcome_open"}
	default:
		a = activity{tone: views.ToneWarn, text: "privacy.outcome_unclear"}
	}
	e.State = views.Chip{Tone: a.tone, Text: text.T(a.text)}
	if a.note != "" {
		e.Note = text.T(a.note)
	}
	switch k, ok := kinds[intent.Action]; {
	case intent.State == store.IntentRefused && ok:
		e.Note = k.tell(base, intent, o).notice.Text
	case intent.State == store.IntentOpen, intent.State == store.IntentUnclear && ok && k.look != nil:
		e.To, e.ToText = base.Paths.Done(intent.ID), text.T("common.look_again")
	}
	e.About, e.Changes = activityChanges(text, intent.Changes, b)
	return e
}

// activityChanges are what a write was about, and each value before and after.
func activityChanges(text *i18n.Printer, list []store.Change, b bookedThing) (about string, rows []views.ChangedRow) {
	title, when := b.title, ""
	if !b.start.IsZero() {
		when = dayAndTime(text, b.start)
	}
	for _, ch := range list {
		switch {
		case ch.Field == aboutTitle:
			title = ch.To
		case ch.Field == aboutStart:
			when = beginText(text, ch.To)
		case ch.Field == aboutAmount:
			amount, currency, _ := strings.Cut(ch.To, " ")
			title = text.Money(amount, currency)
		case strings.HasPrefix(ch.Field, aboutSwitch):
			category, channel, _ := strings.Cut(strings.TrimPrefix(ch.Field, aboutSwitch), ":")
			heading, _ := categoryText(text, pgclient.MessageCategory(category))
			term := heading + ", " + channelText(text, pgclient.CommunicationChannel(channel))
			rows = append(rows, views.ChangedRow{Term: term, From: switchText(text, ch.From), To: switchText(text, ch.To)})
		default:
			rows = append(rows, views.ChangedRow{Term: knownLabel(text, ch.Field), From: ch.From, To: ch.To})
		}
	}
	switch {
	case title != "" && when != "":
		return title + " · " + when, rows
	case title != "":
		return title, rows
	}
	return when, rows
}

// beginText is the beginning of what a write was about: a day where it begins with
// the day, as contracts and pauses do.
func beginText(text *i18n.Printer, value string) string {
	start, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return ""
	}
	if local := start.In(text.Location()); local.Hour() == 0 && local.Minute() == 0 {
		return text.Date(start)
	}
	return dayAndTime(text, start)
}

func switchText(text *i18n.Printer, state string) string {
	if state == switchOn {
		return text.T("documents.pref_on")
	}
	return text.T("documents.pref_off")
}

// knownLabel names a field of own data, and one of another version as it is.
func knownLabel(text *i18n.Printer, field string) string {
	for _, kind := range dataKinds() {
		for _, name := range kind.fields() {
			if name == field {
				return fieldLabel(text, field)
			}
		}
	}
	return field
}
