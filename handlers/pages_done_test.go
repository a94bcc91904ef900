package handlers

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store"
	"memberportal/views"
)

func TestDonePage(t *testing.T) {
	const toBookings, toBookingsText = "/nordlicht/bookings", "To your bookings"
	const refused, refusedCancel = "Not booked", "Not cancelled"
	details := target{ClassID: 7, SlotID: 1, ID: 900}
	// What a website around the frame may know. A waiting list is no booking.
	events := map[string]string{"booked": "booked", "booked, id not told": "booked", "canceled": "cancelled", "appointment canceled": "cancelled"}
	for name, c := range map[string]struct {
		action      string
		state       store.IntentState
		outcome     outcome
		heading     string
		tone        views.Tone
		title, text string
		to, toText  string
	}{
		"booked":                {actionBookClass, store.IntentDone, outcome{Status: "BOOKED", BookingID: 900}, "You are booked.", views.ToneGood, "You are booked.", "", "/nordlicht/bookings/class/900", "Details"},
		"booked, id not told":   {actionBookClass, store.IntentDone, outcome{Status: "BOOKED"}, "You are booked.", views.ToneGood, "You are booked.", "", toBookings, toBookingsText},
		"on the list":           {actionBookClass, store.IntentDone, outcome{Status: "WAITING_LIST", BookingID: 900}, "You are on the waiting list.", views.ToneInfo, "You are on the waiting list.", "", "/nordlicht/bookings/class/900", "Details"},
		"requested":             {actionBookClass, store.IntentDone, outcome{Status: "BOOKED_WITH_CONFIRMATION_REQUIRED", BookingID: 900}, "Requested.", views.ToneInfo, "Requested.", "", "/nordlicht/bookings/class/900", "Details"},
		"of a later release":    {actionBookClass, store.IntentDone, outcome{Status: "PENCILLED_IN", BookingID: 900}, "Requested.", views.ToneInfo, "Requested.", "", "/nordlicht/bookings/class/900", "Details"},
		"canceled":              {actionCancelClass, store.IntentDone, outcome{Status: "CANCELED", BookingID: 900}, "Cancelled.", views.ToneGood, "Cancelled.", "", toBookings, toBookingsText},
		"left the list":         {actionCancelClass, store.IntentDone, outcome{Status: "WAITING_LIST", BookingID: 900}, "You left the waiting list.", views.ToneGood, "You left the waiting list.", "", toBookings, toBookingsText},
		"appointment canceled":  {actionCancelAppointment, store.IntentDone, outcome{Status: "CANCELED", BookingID: 900}, "Cancelled.", views.ToneGood, "Cancelled.", "", toBookings, toBookingsText},
		"refused, any reason":   {actionBookClass, store.IntentRefused, outcome{Refusal: "NOT_AVAILABLE"}, refused, views.ToneWarn, "", "The studio did not take the booking. Nothing was changed.", "/nordlicht/classes/7/slots/1", "To the class"},
		"refused, paused":       {actionBookClass, store.IntentRefused, outcome{Refusal: "CUSTOMER_IDLE"}, refused, views.ToneWarn, "", "Your membership is paused.", "/nordlicht/classes/7/slots/1", "To the class"},
		"refused, to come":      {actionBookClass, store.IntentRefused, outcome{Refusal: "MOON_TOO_FULL"}, refused, views.ToneWarn, "", "The studio does not take a booking for it at present.", "/nordlicht/classes/7/slots/1", "To the class"},
		"refused, told nothing": {actionBookClass, store.IntentRefused, outcome{}, refused, views.ToneWarn, "", "The studio does not take a booking for it at present.", "/nordlicht/classes/7/slots/1", "To the class"},
		"cancel refused":        {actionCancelClass, store.IntentRefused, outcome{BookingID: 900}, refusedCancel, views.ToneWarn, "", "The studio did not take the cancellation. Your booking stands.", toBookings, toBookingsText},
		"in the studio's words": {actionCancelClass, store.IntentRefused, outcome{Message: "Too late, sorry."}, refusedCancel, views.ToneWarn, "", "Too late, sorry.", toBookings, toBookingsText},
		"appointment refused":   {actionCancelAppointment, store.IntentRefused, outcome{}, refusedCancel, views.ToneWarn, "", "The studio did not take the cancellation. Your booking stands.", toBookings, toBookingsText},
		"booking failed":        {actionBookClass, store.IntentFailed, outcome{}, "That did not work", views.ToneBad, "", "The studio’s system is not available. Nothing was changed.", toBookings, toBookingsText},
		"cancel failed, busy":   {actionCancelClass, store.IntentFailed, outcome{Busy: true}, "That did not work", views.ToneBad, "", "The studio’s system is not available. Nothing was changed.", toBookings, toBookingsText},
		"booking unclear":       {actionBookClass, store.IntentUnclear, outcome{}, "We could not confirm it", views.ToneWarn, "", "The studio’s system did not answer in time. Look at your bookings before you try again.", "/nordlicht/done/I1", "Look again"},
		"cancel unclear":        {actionCancelClass, store.IntentUnclear, outcome{}, "We could not confirm it", views.ToneWarn, "", "The studio’s system did not answer in time. Look at your bookings before you try again.", "/nordlicht/done/I1", "Look again"},
		"a state to come":       {actionBookClass, "paused", outcome{}, "We could not confirm it", views.ToneWarn, "", "The studio’s system did not answer in time. Look at your bookings before you try again.", "/nordlicht/done/I1", "Look again"},
	} {
		intent := store.Intent{ID: "I1", Action: c.action, State: c.state}
		var err error
		intent.Outcome, err = json.Marshal(c.outcome)
		require.NoError(t, err)
		intent.Details, err = json.Marshal(details)
		require.NoError(t, err)
		base := berlinPage(t)
		base.Title = "One moment"
		p := newDonePage(base, kinds(), intent)
		require.Equal(t, [2]string{c.heading, c.heading}, [2]string{p.Heading, p.Title}, name)
		require.Equal(t, views.Notice{Tone: c.tone, Title: c.title, Text: c.text, Event: events[name]}, p.Notice, name)
		require.Equal(t, [2]string{c.to, c.toText}, [2]string{p.To, p.ToText}, name)
		if p.ToText == "Look again" {
			require.Equal(t, [2]string{toBookings, toBookingsText}, [2]string{p.ElseTo, p.ElseText}, name)
		} else {
			require.Empty(t, p.ElseTo, name)
		}
		require.False(t, p.Working, name)
		require.Zero(t, p.Renew, name)
	}
	for _, action := range []string{actionBookClass, actionCancelClass, actionCancelAppointment} {
		base := berlinPage(t)
		base.Title = "One moment"
		p := newDonePage(base, kinds(), store.Intent{ID: "I1", Action: action, State: store.IntentOpen})
		require.True(t, p.Working)
		require.Equal(t, renewEvery, p.Renew)
		require.Equal(t, "One moment", p.Heading)
		require.Contains(t, p.Notice.Text, "whether it went through")
	}
	p := newDonePage(berlinPage(t), kinds(), store.Intent{Action: actionBookClass, State: store.IntentRefused, Details: json.RawMessage(`"?"`)})
	require.Equal(t, toBookings, p.To, "details nobody can read")
}

func TestEverySayingHasItsWords(t *testing.T) {
	for _, language := range pageTexts(t).Languages() {
		base := speaking(t, language)
		for key := range sayings() {
			n, ok := sayOutcome(base.Text, key, "Yoga Flow", "at six")
			require.True(t, ok, key)
			require.NotContains(t, n.Title+n.Text, "{{", "%s %s", language, key)
			require.NotContains(t, n.Text, sayings()[key].text, "%s %s: a key instead of a text", language, key)
			require.NotEmpty(t, n.Text)
		}
	}
	_, ok := sayOutcome(berlinPage(t).Text, "of another version", "", "")
	require.False(t, ok)
}
