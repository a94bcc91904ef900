package pgclient_test

import (
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// The client and the simulated API were written apart from the same contract; here
// they meet, with every request and answer held to it.
func TestAgainstTheSandbox(t *testing.T) {
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	server := httptest.NewServer(contract.Handler(t, world))
	defer server.Close()
	ctx := pgclient.WithLanguage(t.Context(), "en")

	wrong, err := pgclient.New(server.URL, "no-such-key")
	require.NoError(t, err)
	require.Equal(t, pgclient.Unauthorized, pgclient.KindOf(wrong.CheckKey(ctx)))

	for _, studio := range []string{"nordlicht", "forge"} {
		t.Run(studio, func(t *testing.T) {
			c, err := pgclient.New(server.URL, "sandbox-"+studio)
			require.NoError(t, err)
			require.NoError(t, c.CheckKey(ctx))
			information, err := c.GetStudioInformation(ctx)
			require.NoError(t, err)
			require.NotEmpty(t, information.Name)
			_, err = c.GetUtilization(ctx)
			require.NoError(t, err)

			classes, err := collect(c.AllActiveClasses(ctx), 0)
			require.NoError(t, err)
			require.NotEmpty(t, classes)
			slots, err := collect(c.AllClassSlotsForMultipleClasses(ctx, pgclient.DateOf(world.Now()), 6), 0)
			require.NoError(t, err)
			require.NotEmpty(t, slots)
			slot := slots[0]
			require.False(t, slot.StartDateTime.IsZero())
			require.NotEmpty(t, slot.StartDateTime.Zone())
			one, err := c.GetClassSlotById(ctx, slot.ClassInformation.ID, slot.ID)
			require.NoError(t, err)
			require.Equal(t, slot.StartDateTime.String(), one.StartDateTime.String())
			ofClass, err := collect(c.AllClassSlots(ctx, slot.ClassInformation.ID), 0)
			require.NoError(t, err)
			require.NotEmpty(t, ofClass)
			_, err = c.GetClassById(ctx, 1)
			require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))

			booked := false
			for _, m := range world.Members() {
				if m.Studio != studio {
					continue
				}
				customer, err := c.GetCustomerById(ctx, m.CustomerID)
				require.NoError(t, err)
				require.Equal(t, m.Email, customer.Email)
				same, err := c.GetCustomerBy(ctx, pgclient.CustomerBy{CustomerNumber: m.CustomerNumber})
				require.NoError(t, err)
				require.Equal(t, m.CustomerID, same.ID)
				found, err := c.SearchCustomers(ctx, pgclient.CustomerSearchRequest{Email: m.Email})
				require.NoError(t, err)
				require.NotEmpty(t, found)
				_, err = c.GetCustomersContracts(ctx, m.CustomerID, "")
				require.NoError(t, err)
				_, err = c.GetContractData(ctx, m.CustomerID)
				require.NoError(t, err)
				appointments, err := c.GetAppointmentBookings(ctx, m.CustomerID)
				require.NoError(t, err)
				for _, a := range appointments {
					whole, err := c.GetAppointmentBooking(ctx, a.BookingID)
					require.NoError(t, err)
					require.Equal(t, m.CustomerID, whole.CustomerID)
				}
				booked = booked || bookAndCancel(t, c, m.CustomerID, later(slots, world.Now().Add(48*time.Hour)))
			}
			require.True(t, booked, "somebody can book something")
		})
	}
}

// later returns the slots that start after a time, which can be canceled without
// being too late.
func later(slots []pgclient.ClassSlot, after time.Time) []pgclient.ClassSlot {
	return slices.DeleteFunc(slices.Clone(slots), func(s pgclient.ClassSlot) bool { return s.StartDateTime.Time().Before(after) })
}

// bookAndCancel books the first slot that can be, and cancels it again.
func bookAndCancel(t *testing.T, c *pgclient.Client, customerID int64, slots []pgclient.ClassSlot) bool {
	t.Helper()
	ctx := t.Context()
	for _, slot := range slots {
		request := pgclient.ClassBookingRequest{CustomerID: customerID, ClassSlotID: slot.ID}
		v, err := c.ValidateClassSlot(ctx, request)
		require.NoError(t, err)
		if v.ValidationStatus != pgclient.ClassBookingValidationStatusAvailable {
			_, err = c.BookClassSlot(ctx, request)
			require.Equal(t, pgclient.Invalid, pgclient.KindOf(err), "validate and book agree: %s", v.ValidationStatus)
			require.False(t, pgclient.Unclear(err))
			continue
		}
		booking, err := c.BookClassSlot(ctx, request)
		require.NoError(t, err)
		require.Equal(t, customerID, booking.CustomerID)
		read, err := c.GetClassBookingById(ctx, booking.BookingID)
		require.NoError(t, err)
		require.Equal(t, booking, read)
		list, err := c.GetClassBookingsByCustomerId(ctx, customerID)
		require.NoError(t, err)
		require.Contains(t, list, booking)
		require.NoError(t, c.CancelClassSlotById(ctx, booking.BookingID))
		read, err = c.GetClassBookingById(ctx, booking.BookingID)
		if err == nil {
			require.Equal(t, pgclient.ClassBookingStatusCanceled, read.BookingStatus)
		} else {
			require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
		}
		return true
	}
	return false
}
