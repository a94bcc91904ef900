package handlers

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/paths"
)

// The tests in pages_*_test.go look at what becomes of the API's data, without
// any request: one page struct after the other.

var pageTexts = func() func(*testing.T) *i18n.Bundle {
	var bundle *i18n.Bundle
	return func(t *testing.T) *i18n.Bundle {
		t.Helper()
		if bundle == nil {
			b, err := i18n.Load()
			require.NoError(t, err)
			bundle = b
		}
		return bundle
	}
}()

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// berlinPage is a page of a studio in Berlin, in English.
func berlinPage(t *testing.T) views.Page { return speaking(t, "en") }

func speaking(t *testing.T, language string) views.Page {
	t.Helper()
	text := pageTexts(t).Printer(i18n.PrinterOptions{Language: language, Currency: "EUR", Location: zone(t, "Europe/Berlin"), Country: "DE"})
	return views.Page{Text: text, Paths: paths.For("nordlicht", false)}
}

// zt reads a timestamp of the API.
func zt(t *testing.T, text string) pgclient.ZonedTime {
	t.Helper()
	z, err := pgclient.ParseZonedTime(text)
	require.NoError(t, err)
	return z
}

// wall is a moment by the clock on the wall in Berlin, as the API writes it.
func wall(t *testing.T, clock string) pgclient.ZonedTime {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", clock, zone(t, "Europe/Berlin"))
	require.NoError(t, err)
	return zt(t, at.Format("2006-01-02T15:04:05.000-07:00")+"[Europe/Berlin]")
}

// moment is the same as a time.
func moment(t *testing.T, clock string) time.Time { return wall(t, clock).Time() }

func day(t *testing.T, text string) pgclient.Date {
	t.Helper()
	d, err := pgclient.ParseDate(text)
	require.NoError(t, err)
	return d
}

func money(t *testing.T, amount, currency string) pgclient.Money {
	t.Helper()
	d, err := pgclient.ParseDecimal(amount)
	require.NoError(t, err)
	return pgclient.Money{Amount: d, Currency: currency}
}

// yoga is an ordinary class, and slotAt one hour of it.
func yoga() *pgclient.Class {
	return &pgclient.Class{ID: 7, Title: "Yoga Flow", Type: pgclient.ClassTypeStudio, Bookable: true}
}

func slotAt(t *testing.T, id int64, start string, change ...func(*pgclient.ClassSlot)) pgclient.ClassSlot {
	t.Helper()
	from := wall(t, start)
	s := pgclient.ClassSlot{
		ID: id, StartDateTime: from, EndDateTime: wall(t, from.Time().Add(time.Hour).Format("2006-01-02 15:04")),
		Instructors:      []pgclient.Instructor{{ID: 31, FirstName: "Marek", LastName: "Nowak"}},
		Location:         &pgclient.Location{ID: 5, Name: "Studio 2"},
		MaxParticipants:  new(20),
		ClassInformation: &pgclient.ClassInformation{ID: 7, Title: "Yoga Flow"},
	}
	s.BookedParticipants = new(8)
	for _, c := range change {
		c(&s)
	}
	return s
}

func ownBooking(slotID int64, status pgclient.ClassBookingStatus) *pgclient.ClassBooking {
	return &pgclient.ClassBooking{BookingID: 900, BookingStatus: status, ClassSlotID: slotID, ClassID: 7, CustomerID: 1, ClassSlotStatus: pgclient.EventStatusPlanned}
}

// rowsOf are the lines of a definition list by their terms.
func rowsOf(rows []views.Row) map[string]string {
	m := map[string]string{}
	for _, r := range rows {
		m[r.Term] = r.Value
	}
	return m
}
