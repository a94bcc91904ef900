package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// While the times of class bookings cannot be read, nothing else is called the
// next one, the list says what it lacks, and nobody is asked about a nameless thing.
func TestSlotsThatCannotBeRead(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	booked := b.book("forge", slot)
	name := slot.ClassInformation.Title
	require.Contains(t, b.get("/forge/").text("main"), name)

	down := func(operations ...string) {
		p.world.ClearFaults()
		for _, op := range operations {
			require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: op, Kind: sandbox.FaultStatus, Status: 503}))
		}
	}
	down("getClassSlotById")
	require.Contains(t, b.get("/forge/").text("main"), "Your bookings are not available right now.")
	list := b.get("/forge/bookings")
	require.Contains(t, list.text("main"), "The times of some classes are not available right now.")
	cancel := list.Find(`main a[href$="/cancel"]`).FilterFunction(func(_ int, a *goquery.Selection) bool {
		return strings.HasPrefix(a.AttrOr("href", ""), booked.path)
	})
	require.Equal(t, "Cancel "+name, cancel.AttrOr("aria-label", ""))
	ask := b.get(cancel.AttrOr("href", ""))
	require.Contains(t, ask.text("main"), name)
	require.Contains(t, ask.text("main"), "Day and time are not available right now.")
	require.Contains(t, b.get(booked.path).text("main"), "Day and time are not available right now.")

	down("getClassSlotById", "getClassById", "getActiveClasses")
	require.Zero(t, b.get("/forge/bookings").Find(`main a[href*="/bookings/class/"][href$="/cancel"]`).Length())
	nameless := b.get(booked.path + "/cancel")
	require.Equal(t, http.StatusServiceUnavailable, nameless.status)
	require.Equal(t, booked.path+"/cancel", nameless.Find("main a.btn").First().AttrOr("href", ""), "to be tried again")

	down()
	require.NotContains(t, b.get("/forge/bookings").text("main"), "not available")
}
