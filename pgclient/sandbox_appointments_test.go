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

// appointmentsWorld is a world with a client of one studio, every request and answer
// held to the contract.
func appointmentsWorld(t *testing.T, studio string) (*sandbox.Sandbox, *pgclient.Client) {
	t.Helper()
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	server := httptest.NewServer(contract.Handler(t, world))
	t.Cleanup(server.Close)
	c, err := pgclient.New(server.URL, "sandbox-"+studio)
	require.NoError(t, err)
	return world, c
}

func storyOf(t *testing.T, world *sandbox.Sandbox, studio, story string) int64 {
	t.Helper()
	members := world.Members()
	i := slices.IndexFunc(members, func(m sandbox.Member) bool { return m.Studio == studio && m.Story == story })
	require.GreaterOrEqual(t, i, 0)
	return members[i].CustomerID
}

func TestAppointmentsAgainstTheSandbox(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		t.Run(studio, func(t *testing.T) {
			world, c := appointmentsWorld(t, studio)
			ctx := pgclient.WithLanguage(t.Context(), "en")
			who, other := storyOf(t, world, studio, "newcomer"), storyOf(t, world, studio, "prospect")
			services, err := collect(c.AllBookableAppointments(ctx), 0)
			require.NoError(t, err)
			require.Len(t, services, 10)
			statuses := map[pgclient.AppointmentBookingValidationStatus]bool{}
			booked := 0
			for _, service := range services {
				same, err := c.GetBookableAppointment(ctx, service.ID)
				require.NoError(t, err)
				require.Equal(t, service.Title, same.Title)
				slots, err := c.GetBookableAppointmentSlots(ctx, service.ID, pgclient.AppointmentSlotsParams{
					CustomerID: who, Start: pgclient.DateOf(world.Now()).AddDays(1), DaysAhead: 3,
				})
				require.NoError(t, err)
				if len(slots) == 0 {
					continue
				}
				slot := slots[len(slots)/2]
				require.Equal(t, *service.Duration, int(slot.EndDateTime.Time().Sub(slot.StartDateTime.Time()).Minutes()))
				for _, customer := range []int64{other, who} {
					request := slot.Request(customer, service.ID)
					v, err := c.ValidateForAppointmentBooking(ctx, request)
					require.NoError(t, err)
					statuses[v.ValidationStatus] = true
					b, err := c.BookAppointmentBooking(ctx, request)
					if v.ValidationStatus != pgclient.AppointmentBookingValidationStatusAvailable {
						require.Equal(t, pgclient.Invalid, pgclient.KindOf(err), "validate and book agree: %s", v.ValidationStatus)
						require.False(t, pgclient.Unclear(err))
						continue
					}
					require.NoError(t, err)
					booked++
					require.Equal(t, slot.StartDateTime.String(), b.StartDateTime.String(), "the very text")
					read, err := c.GetAppointmentBooking(ctx, b.BookingID)
					require.NoError(t, err)
					require.Equal(t, customer, read.CustomerID)
					require.Equal(t, b.Title, read.Title)
					require.Equal(t, b.BookingStatus, read.BookingStatus)
					require.NoError(t, c.DeleteAppointmentBooking(ctx, b.BookingID))
				}
			}
			require.Greater(t, booked, 5)
			require.True(t, statuses[pgclient.AppointmentBookingValidationStatusNoContingent])
			require.True(t, statuses[pgclient.AppointmentBookingValidationStatusBookableAppointmentRestrictionsNotFulfilled])
			_, err = c.GetBookableAppointment(ctx, 1)
			require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
		})
	}
}

// somebody is a person with all that these rules ask for, and nothing that they do not.
func somebody(rules pgclient.TrialOfferConfig, email string) pgclient.TrialLeadRequest {
	r := pgclient.TrialLeadRequest{TrialOfferConfigID: rules.ID, LeadCustomerData: pgclient.TrialLeadCustomer{
		Firstname: "Marie", Lastname: "Sommer", Email: email, Language: &pgclient.Language{LanguageCode: "de"},
	}}
	asked := func(mode pgclient.InputFieldMode) bool { return mode == pgclient.InputFieldModeMandatory }
	if asked(rules.LeadDataConfig.GenderMode) {
		r.LeadCustomerData.Gender = pgclient.GenderFemale
	}
	if asked(rules.LeadDataConfig.DateOfBirthMode) {
		r.LeadCustomerData.DateOfBirth = pgclient.Date{Year: 1996, Month: time.February, Day: 29}
	}
	if asked(rules.LeadDataConfig.TelephoneMode) {
		r.LeadCustomerData.Telephone = "+49 40 0000001"
	}
	if asked(rules.LeadDataConfig.AddressMode) {
		r.LeadCustomerData.Address = &pgclient.TrialLeadAddress{Street: "Lindenallee", ZipCode: "20457", City: "Hamburg"}
	}
	return r
}

func TestTrialOfAClassAgainstTheSandbox(t *testing.T) {
	world, c := appointmentsWorld(t, "nordlicht")
	ctx := pgclient.WithLanguage(t.Context(), "de")
	offers, err := collect(c.AllBookableTrialOfferClasses(ctx), 0)
	require.NoError(t, err)
	rules, err := c.GetTrialOfferConfig(ctx, offers[0].TrialOfferConfigID)
	require.NoError(t, err)

	lead := somebody(rules, "marie.sommer@example.org")
	v, err := c.ValidateForLeadCustomerCreation(ctx, lead)
	require.NoError(t, err)
	require.Equal(t, pgclient.TrialLeadValidationStatusPossible, v.ValidationStatus)
	made, err := c.CreateLeadCustomer(ctx, lead)
	require.NoError(t, err)
	customer, err := c.GetCustomerById(ctx, *made.LeadCustomerID)
	require.NoError(t, err)
	require.Equal(t, pgclient.CustomerStatusProspect, customer.Status)
	require.Equal(t, "1996-02-29", customer.DateOfBirth.String())
	v, err = c.ValidateForLeadCustomerCreation(ctx, lead)
	require.NoError(t, err)
	require.Equal(t, pgclient.TrialLeadValidationStatusDuplicateCustomer, v.ValidationStatus)
	_, err = c.CreateLeadCustomer(ctx, lead)
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	lead.LeadCustomerData.Email = "nobody"
	v, err = c.ValidateForLeadCustomerCreation(ctx, lead)
	require.NoError(t, err)
	require.Equal(t, pgclient.TrialLeadValidationStatusInvalidLeadCustomerData, v.ValidationStatus)

	slots, err := collect(c.AllClassSlotsForTrialOffers(ctx, offers[0].TrialOfferClass.ID), 0)
	require.NoError(t, err)
	slots = later(slots, world.Now().Add(48*time.Hour))
	booked := false
	for _, slot := range slots {
		request := pgclient.ClassBookingRequest{CustomerID: *made.LeadCustomerID, ClassSlotID: slot.ID}
		v, err := c.ValidateClassSlotForTrialOffers(ctx, request)
		require.NoError(t, err)
		b, err := c.BookClassSlotForTrialOffers(ctx, request)
		if v.ValidationStatus != pgclient.ClassBookingValidationStatusAvailable {
			require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
			continue
		}
		require.NoError(t, err)
		if b.BookingStatus != pgclient.ClassBookingStatusBookedWithConfirmationRequired { // the waiting list
			require.NoError(t, c.CancelClassSlotById(ctx, b.BookingID))
			continue
		}
		confirmation, err := c.ConfirmTrialOfferBooking(ctx, b.BookingID)
		require.NoError(t, err)
		require.Equal(t, pgclient.BookingConfirmationStatusConfirmed, confirmation.Status)
		read, err := c.GetClassBookingById(ctx, b.BookingID)
		require.NoError(t, err)
		require.Equal(t, pgclient.ClassBookingStatusBooked, read.BookingStatus)
		booked = true
		break
	}
	require.True(t, booked)
}

func TestTrialOfAServiceAgainstTheSandbox(t *testing.T) {
	world, c := appointmentsWorld(t, "forge")
	ctx := pgclient.WithLanguage(t.Context(), "en")
	offers, err := collect(c.AllBookableTrialOfferAppointments(ctx), 0)
	require.NoError(t, err)
	i := slices.IndexFunc(offers, func(o pgclient.TrialOfferAppointment) bool {
		return o.TrialOfferBookableAppointment.Title == "Personal Training"
	})
	service := offers[i].TrialOfferBookableAppointment.ID
	rules, err := c.GetTrialOfferConfig(ctx, offers[i].TrialOfferConfigID)
	require.NoError(t, err)
	made, err := c.CreateLeadCustomer(ctx, somebody(rules, "marie.sommer@example.org"))
	require.NoError(t, err)
	slots, err := c.GetBookableAppointmentSlotsForTrialOffers(ctx, service, pgclient.AppointmentSlotsParams{
		CustomerID: *made.LeadCustomerID, Start: pgclient.DateOf(world.Now()).AddDays(3), DaysAhead: 6,
	})
	require.NoError(t, err)
	require.NotEmpty(t, slots)
	request := slots[0].Request(*made.LeadCustomerID, service)
	v, err := c.ValidateForAppointmentBookingForTrialOffers(ctx, request)
	require.NoError(t, err)
	require.Equal(t, pgclient.AppointmentBookingValidationStatusAvailable, v.ValidationStatus)
	b, err := c.BookAppointmentForTrialOffer(ctx, request)
	require.NoError(t, err)
	require.Equal(t, pgclient.AppointmentBookingStatusBookedWithConfirmationRequired, b.BookingStatus)
	v, err = c.ValidateForAppointmentBookingForTrialOffers(ctx, request)
	require.NoError(t, err)
	require.Equal(t, pgclient.AppointmentBookingValidationStatusCustomerInOtherBooking, v.ValidationStatus)

	world.SetNow(b.StartDateTime.Time().Add(-time.Hour))
	confirmation, err := c.ConfirmTrialOfferBooking(ctx, b.BookingID)
	require.NoError(t, err)
	require.Equal(t, pgclient.BookingConfirmationStatusExpired, confirmation.Status)
	read, err := c.GetAppointmentBooking(ctx, b.BookingID)
	require.NoError(t, err)
	require.Equal(t, pgclient.AppointmentBookingStatusCanceled, read.BookingStatus)
}
