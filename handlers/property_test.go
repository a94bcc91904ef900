package handlers_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// How many portals run side by side, and how many rounds each of them plays.
// The waits of slow answers overlap that way.
const (
	randomPortals = 4
	randomRounds  = 10
)

// Whatever goes wrong around a booking and its cancellation: no form is sent
// to the API twice, no slot is booked twice, and no page says what is not so.
func TestRandomBadDaysTellNoLie(t *testing.T) {
	for n := range randomPortals {
		t.Run(fmt.Sprintf("seed %d", n), func(t *testing.T) {
			t.Parallel()
			p := newPortal(t, func(s *setup) { s.faulty = true })
			p.app.Hurry()
			g := &game{portal: p, browser: p.signIn("forge", "newcomer"), member: p.member("forge", "newcomer"), dice: rand.New(rand.NewPCG(uint64(n), 7))}
			slots := g.candidates()
			for round := range randomRounds {
				g.play(fmt.Sprintf("seed %d, round %d", n, round), slots[g.dice.IntN(len(slots))])
			}
		})
	}
}

// game is one member's browser and the studio's ledger.
type game struct {
	*portal
	browser *browser
	member  sandbox.Member
	dice    *rand.Rand
	name    string
}

// candidates are slots of every kind that the member could book and has time to cancel.
func (g *game) candidates() []sandbox.ClassSlot {
	g.t.Helper()
	kinds := map[string]int{}
	var list []sandbox.ClassSlot
	for _, s := range g.world.ClassSlots("forge") {
		kind := "free"
		switch {
		case s.Max >= 0 && s.Booked+s.Additional >= s.Max:
			kind = "full"
		case s.NeedsConfirmation:
			kind = "to be confirmed"
		}
		if kinds[kind] < 3 && s.Start.Sub(g.world.Now()) > 72*time.Hour && g.bookable("forge", g.member.CustomerID, s.ID) {
			kinds[kind]++
			list = append(list, s)
		}
	}
	require.Len(g.t, kinds, 3, "%v", kinds)
	return list
}

// held is the status of the member's booking in the studio's ledger, "" when there is none.
func (g *game) held(slotID int64) string {
	g.t.Helper()
	var active []string
	for _, b := range g.world.ClassBookings("forge") {
		if b.CustomerID == g.member.CustomerID && b.SlotID == slotID && b.Status != string(pgclient.ClassBookingStatusCanceled) {
			active = append(active, b.Status)
		}
	}
	require.LessOrEqual(g.t, len(active), 1, "%s: booked twice", g.name)
	return strings.Join(active, "")
}

func (g *game) bookingID(slotID int64) int64 {
	for _, b := range g.world.ClassBookings("forge") {
		if b.CustomerID == g.member.CustomerID && b.SlotID == slotID && b.Status != string(pgclient.ClassBookingStatusCanceled) {
			return b.ID
		}
	}
	return 0
}

// play books a slot on a bad day, looks, cancels on another bad day, and looks again.
func (g *game) play(name string, s sandbox.ClassSlot) {
	g.t.Helper()
	slot := "/forge/classes/" + id(s.ClassID) + "/slots/" + id(s.ID)
	action, values := g.browser.get(slot).form("/book")
	g.name = name + ", booking " + s.Title
	g.press(action, values, s.ID, "bookClassSlot", says)

	booking := g.bookingID(s.ID)
	if booking == 0 {
		return
	}
	action, values = g.browser.get("/forge/bookings/class/" + id(booking) + "/cancel").form("/cancel")
	g.name = name + ", canceling " + s.Title
	g.press(action, values, s.ID, "cancelClassSlotById", saysOfCancel)

	if booking := g.bookingID(s.ID); booking != 0 { // the next round starts afresh
		client, err := pgclient.New(g.api.URL, "sandbox-forge")
		require.NoError(g.t, err)
		require.NoError(g.t, client.CancelClassSlotById(g.t.Context(), booking))
	}
}

// press sends a form while things go wrong, one to three times at once, and
// again from the history when all is well. Every page on the way is held to
// the ledger.
func (g *game) press(action string, values url.Values, slotID int64, operation string, claim func(page, string) error) {
	g.t.Helper()
	g.world.ResetCalls()
	for range 1 + g.dice.IntN(2) {
		fault := g.fault(operation)
		g.name += fmt.Sprintf(", %+v", fault)
		require.NoError(g.t, g.world.SetFault(fault))
	}
	clicks := 1 + g.dice.IntN(3)
	answers := make([]page, clicks)
	var wg sync.WaitGroup
	for i := range clicks {
		wg.Go(func() { answers[i] = g.browser.post(action, values) })
	}
	wg.Wait()
	for i := range answers {
		answers[i] = g.settle(answers[i])
		require.NoError(g.t, claim(answers[i], g.held(slotID)), "%s: %s says %q", g.name, answers[i].path, answers[i].text("main"))
	}
	g.world.ClearFaults()
	for _, pg := range answers {
		if pg.status == http.StatusServiceUnavailable || strings.Contains(pg.path, "/done/") {
			pg = g.settle(g.browser.get(pg.path))
			require.Equal(g.t, http.StatusOK, pg.status, g.name)
		}
		held := g.held(slotID)
		require.NoError(g.t, claim(pg, held), "%s, all well again: %s says %q", g.name, pg.path, pg.text("main"))
		if strings.Contains(pg.text("h1"), "could not confirm") {
			require.Equal(g.t, operation == "cancelClassSlotById", held != "", "%s: what can be read back is not unclear", g.name)
		}
	}
	again := g.settle(g.browser.post(action, values))
	require.NoError(g.t, claim(again, g.held(slotID)), "%s, from the history: %q", g.name, again.text("main"))
	require.LessOrEqual(g.t, g.calls(operation), 1, "%s: sent twice", g.name)
}

// fault is anything that can happen to a connection or an upstream, to one of
// the operations around the write or to all. An API that says "not found" of
// what is there would be lying, and is believed.
func (g *game) fault(write string) sandbox.Fault {
	operations := []string{write, write, write, "*", "getClassBookingsByCustomerId", "getClassBookingById", "getClassSlotById", "getClassById", "validateClassSlot"}
	kinds := []string{sandbox.FaultStatus, sandbox.FaultHang, sandbox.FaultDropBefore, sandbox.FaultDropAfter, sandbox.FaultTruncate, sandbox.FaultWrongType, sandbox.FaultDrip}
	statuses := []int{500, 502, 503, 504, 429, 401, 403, 400, 409}
	f := sandbox.Fault{Operation: operations[g.dice.IntN(len(operations))], Kind: kinds[g.dice.IntN(len(kinds))], Times: g.dice.IntN(4)}
	switch f.Kind {
	case sandbox.FaultStatus:
		f.Status = statuses[g.dice.IntN(len(statuses))]
	case sandbox.FaultHang, sandbox.FaultDrip:
		f.DelayMS = []int{400, 1500}[g.dice.IntN(2)] // within the time of a write, and beyond it
	}
	return f
}

// settle follows a page that renews itself until it knows.
func (g *game) settle(pg page) page {
	g.t.Helper()
	for range 100 {
		if pg.Find("[data-renew]").Length() == 0 {
			return pg
		}
		require.NotContains(g.t, pg.text("main"), "You are booked.", g.name)
		time.Sleep(100 * time.Millisecond)
		pg = g.browser.get(pg.path)
	}
	require.FailNow(g.t, "it is never known", "%s: %s", g.name, pg.text("main"))
	return pg
}

// says holds what a page says of a booking to what the studio holds.
func says(pg page, held string) error {
	said := pg.text("main")
	sentences := map[string]string{
		string(pgclient.ClassBookingStatusBooked):                         "You are booked.",
		string(pgclient.ClassBookingStatusWaitingList):                    "You are on the waiting list.",
		string(pgclient.ClassBookingStatusBookedWithConfirmationRequired): "Requested.",
	}
	for status, sentence := range sentences {
		if strings.Contains(said, sentence) && held != status {
			return fmt.Errorf("says %q, the studio holds %q", sentence, held)
		}
	}
	for _, no := range []string{"Nothing was changed", "nothing was sent", "Nothing was booked", "The studio does not take a booking"} {
		if strings.Contains(said, no) && held != "" {
			return fmt.Errorf("says %q, the studio holds %q", no, held)
		}
	}
	if held != "" && pg.Find(`form[action$="/book"]`).Length() > 0 {
		return fmt.Errorf("offers what the studio holds: %q", held)
	}
	return nil
}

// saysOfCancel holds what a page says of a cancellation to what the studio holds.
func saysOfCancel(pg page, held string) error {
	said := pg.text("main") // chips say "Cancelled", without the stop
	for _, yes := range []string{"Cancelled.", "You left the waiting list."} {
		if strings.Contains(said, yes) && held != "" {
			return fmt.Errorf("says %q, the studio holds %q", yes, held)
		}
	}
	for _, no := range []string{"Nothing was changed", "nothing was sent", "Your booking stands"} {
		if strings.Contains(said, no) && held == "" {
			return fmt.Errorf("says %q, the studio holds nothing", no)
		}
	}
	return nil
}
