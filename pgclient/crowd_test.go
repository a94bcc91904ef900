package pgclient_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// crowd is how many members do things at the same time.
const crowd = 200

// A crowd of members searches, reads, books, cancels, changes own data, asks for pauses
// and takes them back against one sandbox. Nobody breaks anything for the others: no
// class has more people in it than places, and a dump still restores.
func TestCrowdOfMembers(t *testing.T) {
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	switches := world.Switches()
	switches.RateLimit = 0
	world.SetSwitches(switches)
	server := httptest.NewServer(world)
	defer server.Close()
	clients := map[string]*pgclient.Client{}
	for _, studio := range []string{"nordlicht", "forge"} {
		c, err := pgclient.New(server.URL, "sandbox-"+studio, pgclient.WithTimeouts(time.Minute, time.Minute))
		require.NoError(t, err)
		clients[studio] = c
	}
	slots := map[string][]int64{} // a few, so that they fill up
	for studio := range clients {
		for _, s := range world.ClassSlots(studio) {
			if s.Start.After(world.Now().Add(24*time.Hour)) && len(slots[studio]) < 6 {
				slots[studio] = append(slots[studio], s.ID)
			}
		}
	}
	members := world.Members()
	var all sync.WaitGroup
	failures := make(chan error, crowd*20)
	for n := range crowd {
		m := members[n%len(members)]
		all.Go(func() {
			for _, err := range visit(t, clients[m.Studio], m, slots[m.Studio][n%6]) {
				// The sandbox may say no, but it never breaks.
				if kind := pgclient.KindOf(err); kind != pgclient.Invalid && kind != pgclient.Conflict && kind != pgclient.NotFound {
					failures <- err
				}
			}
		})
	}
	all.Wait()
	close(failures)
	for err := range failures {
		require.NoError(t, err)
	}

	for studio := range clients {
		for _, s := range world.ClassSlots(studio) {
			taken := 0
			for _, b := range world.ClassBookings(studio) {
				if b.SlotID == s.ID && b.Status == "BOOKED" {
					taken++
				}
			}
			require.LessOrEqual(t, taken+s.Additional, max(s.Max, s.Booked+s.Additional), "slot %d", s.ID)
			require.Equal(t, taken, s.Booked, "slot %d", s.ID)
		}
	}
	dump, err := world.Dump()
	require.NoError(t, err)
	other := sandbox.New(sandbox.Options{Seed: 2})
	require.NoError(t, other.Restore(dump))
	again, err := other.Dump()
	require.NoError(t, err)
	require.Equal(t, withoutNow(t, dump), withoutNow(t, again))
}

// visit is what one member does. It returns the errors of all calls.
func visit(t *testing.T, c *pgclient.Client, m sandbox.Member, slot int64) (errs []error) {
	ctx := t.Context()
	note := func(err error) bool {
		if err != nil {
			errs = append(errs, err)
		}
		return err == nil
	}
	_, err := c.SearchCustomers(ctx, pgclient.CustomerSearchRequest{Email: m.Email})
	note(err)
	_, err = c.GetCustomerById(ctx, m.CustomerID)
	note(err)
	if booked, err := c.BookClassSlot(ctx, pgclient.ClassBookingRequest{CustomerID: m.CustomerID, ClassSlotID: slot}); note(err) {
		_, err = c.GetClassBookingsByCustomerId(ctx, m.CustomerID)
		note(err)
		if booked.BookingID%2 == 0 {
			note(c.CancelClassSlotById(ctx, booked.BookingID))
		}
	}
	if own, err := c.GetCustomerMasterData(ctx, m.CustomerID); note(err) {
		fields := own.MasterDataFields
		fields.LastName = strings.TrimSuffix(fields.LastName, "-Berg") + "-Berg"
		if made, err := c.CreateCustomerMasterDataAmendment(ctx, m.CustomerID, fields); note(err) && made.ID != nil {
			note(c.WithdrawAmendment(ctx, m.CustomerID, *made.ID))
		}
	}
	contracts, err := c.GetContractData(ctx, m.CustomerID)
	note(err)
	for _, contract := range contracts {
		config, err := c.GetIdlePeriodConfig(ctx, contract.ID)
		if !note(err) {
			continue
		}
		one, reason := 1, int64(0)
		for _, r := range config.IdlePeriodReasons {
			if !r.DocumentRequired {
				reason = r.ID
			}
		}
		pause, err := c.CreateIdlePeriodAmendment(ctx, contract.ID, pgclient.IdlePeriodRequest{
			StartDate: config.FirstPossibleStartDate, TemporalUnit: config.TemporalUnit, TermValue: &one, ReasonID: reason,
		}, nil)
		if note(err) {
			note(c.WithdrawIdlePeriod(ctx, contract.ID, pause.ID))
		}
	}
	return errs
}

// withoutNow is a dump without the time it was made at.
func withoutNow(t *testing.T, dump []byte) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, json.Unmarshal(dump, &out))
	delete(out, "now")
	return out
}
