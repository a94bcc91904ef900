package ics

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	parser "github.com/emersion/go-ical"
	"github.com/stretchr/testify/require"
)

func someEvent() Event {
	return Event{
		UID: "class-1@forge.portal.example", Start: time.Date(2026, 6, 15, 16, 0, 0, 0, time.UTC), End: time.Date(2026, 6, 15, 17, 0, 0, 0, time.UTC),
		Status: Confirmed, Sequence: 2, Changed: time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC), Summary: "Yoga", URL: "https://portal.example/forge/bookings/class/1",
	}
}

// parse reads a calendar with another library than the one that wrote it.
func parse(t *testing.T, data []byte) *parser.Calendar {
	t.Helper()
	cal, err := parser.NewDecoder(bytes.NewReader(data)).Decode()
	require.NoError(t, err, "%s", data)
	return cal
}

func TestLinesAreFoldedAndEnded(t *testing.T) {
	e := someEvent()
	e.Summary = strings.Repeat("Rücken & Füße 🧘 żółć ", 20)
	data := Calendar{Events: []Event{e}}.Bytes()
	require.True(t, bytes.HasSuffix(data, []byte("END:VCALENDAR\r\n")))
	for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\r\n"), "\r\n") {
		require.LessOrEqual(t, len(line), 75, line)
		require.NotContains(t, line, "\n")
		require.True(t, utf8.ValidString(line), "no letter is cut in two")
	}
	summary, err := parse(t, data).Events()[0].Props.Text("SUMMARY")
	require.NoError(t, err)
	require.Equal(t, e.Summary, summary)
}

func TestTextsComeThrough(t *testing.T) {
	for _, text := range []string{`a, b; c \ d "e": f`, "one\ntwo\n\nthree", `C:\new`, "يوغا 🧘", "END:VEVENT\nBEGIN:VEVENT"} {
		e := someEvent()
		e.Summary, e.Details, e.Location = text, text, text
		events := parse(t, Calendar{Name: text, Events: []Event{e}}.Bytes()).Events()
		require.Len(t, events, 1)
		for _, name := range []string{"SUMMARY", "DESCRIPTION", "LOCATION"} {
			got, err := events[0].Props.Text(name)
			require.NoError(t, err)
			require.Equal(t, text, got, name)
		}
	}
	e := someEvent()
	e.Summary, e.URL = "a\r\nb\x00\x07c\xffd", "https://portal.example/\r\nX-EVIL:1"
	cal := parse(t, Calendar{Events: []Event{e}}.Bytes())
	got, err := cal.Events()[0].Props.Text("SUMMARY")
	require.NoError(t, err)
	require.Equal(t, "a\nbc\uFFFDd", got)
	require.Empty(t, cal.Events()[0].Props.Values("X-EVIL"))
}

// The hour before the clocks go back, the repeated one and the one after are
// three moments, and so they stay.
func TestTimesAcrossClockChanges(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	first := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC) // 02:30 summer time
	for _, start := range []time.Time{first, first.Add(time.Hour), first.Add(2 * time.Hour), time.Date(2026, 3, 29, 0, 30, 0, 0, time.UTC)} {
		e := someEvent()
		e.Start, e.End = start.In(berlin), start.Add(time.Hour).In(berlin)
		data := Calendar{Events: []Event{e}}.Bytes()
		event := parse(t, data).Events()[0]
		got, err := event.DateTimeStart(berlin)
		require.NoError(t, err)
		require.True(t, got.Equal(start), "%s: %s", start, got)
		got, err = event.DateTimeEnd(berlin)
		require.NoError(t, err)
		require.True(t, got.Equal(start.Add(time.Hour)))
		require.Contains(t, string(data), "\r\nDTSTART:"+start.Format("20060102T150405Z")+"\r\n")
	}
}

func TestWhatAnEventTells(t *testing.T) {
	e := someEvent()
	data := string(Calendar{Name: "Bookings", Refresh: "PT1H", Events: []Event{e}}.Bytes())
	for _, line := range []string{
		"VERSION:2.0", "PRODID:-//memberportal//bookings//EN", "X-WR-CALNAME:Bookings", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "UID:class-1@forge.portal.example",
		"SEQUENCE:2", "STATUS:CONFIRMED", "TRANSP:OPAQUE", "DTSTAMP:20260601T100000Z", "LAST-MODIFIED:20260601T100000Z", "DTEND:20260615T170000Z",
		"URL:https://portal.example/forge/bookings/class/1",
	} {
		require.Contains(t, data, "\r\n"+line+"\r\n")
	}
	require.NotContains(t, data, "DESCRIPTION")
	require.Equal(t, data, string(Calendar{Name: "Bookings", Refresh: "PT1H", Events: []Event{e}}.Bytes()), "the same events make the same bytes")
	e.Status, e.End = Cancelled, time.Time{}
	data = string(Calendar{Events: []Event{e}}.Bytes())
	require.Contains(t, data, "\r\nSTATUS:CANCELLED\r\n")
	require.Contains(t, data, "\r\nTRANSP:TRANSPARENT\r\n")
	require.NotContains(t, data, "DTEND", "an end that is not known is not made up")
	require.NotContains(t, data, "REFRESH-INTERVAL")
}
