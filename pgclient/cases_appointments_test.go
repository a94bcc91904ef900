package pgclient_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

const (
	serviceJSON = `{"id":1001,"title":"Massage","duration":45,"category":null,"description":"Relax","imgUrl":"https://img.example/m.png","price":{"a":1}}`
	freeTime    = `"startDateTime":"2026-10-25T02:30:00.000+01:00[Europe/Berlin]","endDateTime":"2026-10-25T03:15:00.000+01:00[Europe/Berlin]"`
	freeSlots   = `[{` + freeTime + `,"instructors":[{"id":3,"firstName":"Ada","lastName":"Byron","publicName":null},{"id":4,"firstName":"Max","lastName":"Born"}],"room":null},
		{` + freeTime + `,"instructors":null}]`
	wishBody    = `{"customerId":1001,"bookableAppointmentId":55,` + freeTime + `,"instructorIds":[3,4]}`
	trialConfig = `{"id":7,"name":"Probeangebot","preventMultipleBookingsTerm":{"value":1,"unit":"WEEK"},"contingent":2,"confirmationOfBookingTerm":{"value":2,"unit":"HOURS"},
		"allowBookingForLeads":true,"leadDataConfig":{"trialOfferLeadDataConfigId":8,"genderMode":"OPTIONAL","dateOfBirthMode":"MANDATORY","telephoneMode":"INACTIVE","addressMode":"OPTIONAL"},"later":1}`
	trialLeadBody = `{"trialOfferConfigId":7,"leadCustomerData":{"firstname":"Max","lastname":"Muster","email":"max@example.com","gender":"MALE","dateOfBirth":"2000-10-10",
		"address":{"street":"Burgring","houseNumber":"23A","zipCode":"13000","city":"Berlin"},"language":{"languageCode":"de"}}}`
)

func trialLeadOfTests() pgclient.TrialLeadRequest {
	return pgclient.TrialLeadRequest{TrialOfferConfigID: 7, LeadCustomerData: pgclient.TrialLeadCustomer{
		Firstname: "Max", Lastname: "Muster", Email: "max@example.com", Gender: pgclient.GenderMale, DateOfBirth: pgclient.Date{Year: 2000, Month: time.October, Day: 10},
		Address:  &pgclient.TrialLeadAddress{Street: "Burgring", HouseNumber: "23A", ZipCode: "13000", City: "Berlin"},
		Language: &pgclient.Language{LanguageCode: "de"},
	}}
}

func appointmentsCases() []operation { return slices.Concat(serviceCases(), trialCases()) }

func serviceCases() []operation {
	var slots []pgclient.BookableAppointmentSlot
	if err := json.Unmarshal([]byte(freeSlots), &slots); err != nil {
		panic(err)
	}
	wish := slots[0].Request(1001, 55)
	type api = pgclient.Client
	return []operation{
		{
			"getBookableAppointments", "GET", "/v1/appointments/bookable?offset=55&sliceSize=10", "", sliceOf(serviceJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetBookableAppointments(ctx, pgclient.SliceParams{Offset: "55", SliceSize: 10}))
			},
			func(t *testing.T, got any) {
				s := got.(pgclient.Slice[pgclient.BookableAppointment])
				require.Equal(t, "Massage", s.Result[0].Title)
				require.Equal(t, 45, *s.Result[0].Duration)
				require.Empty(t, s.Result[0].Category)
			},
		},
		{
			"getBookableAppointment", "GET", "/v1/appointments/bookable/55", "", serviceJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetBookableAppointment(ctx, 55)) },
			func(t *testing.T, got any) { require.Equal(t, int64(1001), got.(pgclient.BookableAppointment).ID) },
		},
		{
			"getBookableAppointmentSlots", "GET", "/v1/appointments/bookable/55/slots?customerId=1001&daysAhead=3&slotWindowStartDate=2026-10-25", "", freeSlots,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetBookableAppointmentSlots(ctx, 55, pgclient.AppointmentSlotsParams{
					CustomerID: 1001, Start: pgclient.Date{Year: 2026, Month: time.October, Day: 25}, DaysAhead: 3,
				}))
			},
			func(t *testing.T, got any) {
				slots := got.([]pgclient.BookableAppointmentSlot)
				require.Equal(t, "2026-10-25T02:30:00.000+01:00[Europe/Berlin]", slots[0].StartDateTime.String())
				require.Equal(t, 45*time.Minute, slots[0].EndDateTime.Time().Sub(slots[0].StartDateTime.Time()))
				require.Len(t, slots[0].Instructors, 2)
				require.Empty(t, slots[1].Instructors)
				require.Nil(t, slots[1].Request(1, 2).InstructorIDs)
			},
		},
		{
			"validateForAppointmentBooking", "POST", "/v1/appointments/bookable/validate", wishBody, `{"validationStatus":"RESOURCE_NOT_AVAILABLE"}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.ValidateForAppointmentBooking(ctx, wish)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.AppointmentBookingValidationStatusResourceNotAvailable, got.(pgclient.AppointmentBookingValidation).ValidationStatus)
			},
		},
		{
			"bookAppointmentBooking", "POST", "/v1/appointments/booking/book", wishBody, "{" + appointmentFields + "}",
			func(ctx context.Context, c *api) (any, error) { return of(c.BookAppointmentBooking(ctx, wish)) },
			func(t *testing.T, got any) {
				b := got.(pgclient.AppointmentBooking)
				require.Equal(t, int64(41), b.BookingID)
				require.Equal(t, pgclient.AppointmentBookingStatusBooked, b.BookingStatus)
				require.Nil(t, b.Duration)
			},
		},
	}
}

func trialCases() []operation {
	var wish pgclient.AppointmentBookingRequest
	if err := json.Unmarshal([]byte(wishBody), &wish); err != nil {
		panic(err)
	}
	booking := pgclient.ClassBookingRequest{CustomerID: 1001, ClassSlotID: 77}
	const bookingBody = `{"customerId":1001,"classSlotId":77}`
	type api = pgclient.Client
	return []operation{
		{
			"getBookableTrialOfferClasses", "GET", "/v1/trial-offers/bookable-trial-offers/classes?sliceSize=10", "",
			sliceOf(`{"trialOfferConfigId":7,"trialOfferClass":` + classJSON + `,"id":null}`),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetBookableTrialOfferClasses(ctx, pgclient.SliceParams{SliceSize: 10}))
			},
			func(t *testing.T, got any) {
				o := got.(pgclient.Slice[pgclient.TrialOfferClass]).Result[0]
				require.Equal(t, int64(7), o.TrialOfferConfigID)
				require.Equal(t, "Yoga", o.TrialOfferClass.Title)
				require.Nil(t, o.ID)
			},
		},
		{
			"getBookableTrialOfferAppointments", "GET", "/v1/trial-offers/bookable-trial-offers/appointments/bookable", "",
			sliceOf(`{"trialOfferConfigId":7,"trialOfferBookableAppointment":` + serviceJSON + `,"id":9,"more":[]}`),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetBookableTrialOfferAppointments(ctx, pgclient.SliceParams{}))
			},
			func(t *testing.T, got any) {
				o := got.(pgclient.Slice[pgclient.TrialOfferAppointment]).Result[0]
				require.Equal(t, "Massage", o.TrialOfferBookableAppointment.Title)
				require.Equal(t, int64(9), *o.ID)
			},
		},
		{
			"getTrialOfferConfig", "GET", "/v1/trial-offers/config/7", "", trialConfig,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetTrialOfferConfig(ctx, 7)) },
			func(t *testing.T, got any) {
				k := got.(pgclient.TrialOfferConfig)
				require.Equal(t, pgclient.Term{Value: 1, Unit: pgclient.TermUnitWeek}, k.PreventMultipleBookingsTerm)
				require.Equal(t, pgclient.TermWithMinutes{Value: 2, Unit: pgclient.TermUnitWithMinutesHours}, *k.ConfirmationOfBookingTerm)
				require.Equal(t, pgclient.InputFieldModeMandatory, k.LeadDataConfig.DateOfBirthMode)
				require.True(t, k.AllowBookingForLeads)
			},
		},
		{
			"validateForLeadCustomerCreation", "POST", "/v1/trial-offers/lead/validate", trialLeadBody, `{"validationStatus":"DUPLICATE_CUSTOMER"}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.ValidateForLeadCustomerCreation(ctx, trialLeadOfTests()))
			},
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.TrialLeadValidationStatusDuplicateCustomer, got.(pgclient.TrialLeadValidation).ValidationStatus)
			},
		},
		{
			"createLeadCustomer", "POST", "/v1/trial-offers/lead/create", trialLeadBody, `{"leadCustomerId":1001,"since":"2.0.0"}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateLeadCustomer(ctx, trialLeadOfTests()))
			},
			func(t *testing.T, got any) { require.Equal(t, int64(1001), *got.(pgclient.TrialLead).LeadCustomerID) },
		},
		{
			"getClassSlotsForTrialOffers", "GET", "/v1/trial-offers/bookable-trial-offers/classes/5/slots?offset=10", "", sliceOf(slotJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetClassSlotsForTrialOffers(ctx, 5, pgclient.SliceParams{Offset: "10"}))
			},
			func(t *testing.T, got any) {
				require.Equal(t, int64(77), got.(pgclient.Slice[pgclient.ClassSlot]).Result[0].ID)
			},
		},
		{
			"getBookableAppointmentSlotsForTrialOffers", "GET", "/v1/trial-offers/bookable-trial-offers/appointments/bookable/55/slots?daysAhead=6", "", "[]",
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetBookableAppointmentSlotsForTrialOffers(ctx, 55, pgclient.AppointmentSlotsParams{DaysAhead: 6}))
			},
			func(t *testing.T, got any) { require.Empty(t, got) },
		},
		{
			"validateClassSlotForTrialOffers", "POST", "/v1/trial-offers/classes/booking/validate", bookingBody, `{"validationStatus":"NO_CONTINGENT"}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.ValidateClassSlotForTrialOffers(ctx, booking))
			},
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.ClassBookingValidationStatusNoContingent, got.(pgclient.ClassBookingValidation).ValidationStatus)
			},
		},
		{
			"validateForAppointmentBookingForTrialOffers", "POST", "/v1/trial-offers/appointments/booking/validate", wishBody, `{"validationStatus":"AVAILABLE"}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.ValidateForAppointmentBookingForTrialOffers(ctx, wish))
			},
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.AppointmentBookingValidationStatusAvailable, got.(pgclient.AppointmentBookingValidation).ValidationStatus)
			},
		},
		{
			"bookClassSlotForTrialOffers", "POST", "/v1/trial-offers/classes/booking/book", bookingBody, classBookingJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.BookClassSlotForTrialOffers(ctx, booking)) },
			func(t *testing.T, got any) { require.Equal(t, int64(31), got.(pgclient.ClassBooking).BookingID) },
		},
		{
			"bookAppointmentForTrialOffer", "POST", "/v1/trial-offers/appointments/booking/book", wishBody, "{" + appointmentFields + "}",
			func(ctx context.Context, c *api) (any, error) { return of(c.BookAppointmentForTrialOffer(ctx, wish)) },
			func(t *testing.T, got any) { require.Equal(t, int64(41), got.(pgclient.AppointmentBooking).BookingID) },
		},
		{
			"confirmTrialOfferBooking", "POST", "/v1/trial-offers/bookings/31/confirm", "", `{"status":"EXPIRED"}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.ConfirmTrialOfferBooking(ctx, 31)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.BookingConfirmationStatusExpired, got.(pgclient.BookingConfirmation).Status)
			},
		},
	}
}

func appointmentsTypes() []any {
	return []any{
		pgclient.BookableAppointment{}, pgclient.BookableAppointmentSlot{}, pgclient.AppointmentBookingRequest{}, pgclient.AppointmentBookingValidation{},
		pgclient.TrialOfferClass{}, pgclient.TrialOfferAppointment{}, pgclient.TrialOfferConfig{}, pgclient.TrialOfferLeadDataConfig{},
		pgclient.TrialLeadRequest{}, pgclient.TrialLeadCustomer{}, pgclient.TrialLeadAddress{}, pgclient.TrialLeadValidation{}, pgclient.TrialLead{},
		pgclient.BookingConfirmation{},
	}
}

func TestConstantsOfAppointmentsAreThoseOfTheContract(t *testing.T) {
	schemas := contract.Load(t).Doc.Components.Schemas
	for name, constants := range map[string][]any{
		"AppointmentBookingValidationStatus": values(
			pgclient.AppointmentBookingValidationStatusAvailable, pgclient.AppointmentBookingValidationStatusPastStartDateTime,
			pgclient.AppointmentBookingValidationStatusEndDateTimeNotAfterStartDateTime, pgclient.AppointmentBookingValidationStatusPeriodDoesNotMatch,
			pgclient.AppointmentBookingValidationStatusCustomerInOtherBooking, pgclient.AppointmentBookingValidationStatusCustomerIdle,
			pgclient.AppointmentBookingValidationStatusNoContingent, pgclient.AppointmentBookingValidationStatusBookableAppointmentRestrictionsNotFulfilled,
			pgclient.AppointmentBookingValidationStatusBookingLimitReached, pgclient.AppointmentBookingValidationStatusDateTimeBeforeEarliestBookingDateTime,
			pgclient.AppointmentBookingValidationStatusDateTimeAfterLatestBookingDateTime, pgclient.AppointmentBookingValidationStatusStudioClosed,
			pgclient.AppointmentBookingValidationStatusResourceNotAvailable, pgclient.AppointmentBookingValidationStatusNotAvailable),
		"TrialLeadValidationStatus": values(pgclient.TrialLeadValidationStatusPossible, pgclient.TrialLeadValidationStatusInvalidLeadCustomerData, pgclient.TrialLeadValidationStatusDuplicateCustomer),
		"BookingConfirmationStatus": values(pgclient.BookingConfirmationStatusConfirmed, pgclient.BookingConfirmationStatusExpired),
	} {
		require.ElementsMatch(t, schemas[name].Value.Enum, constants, name)
	}
}

// Answers without what the next step needs are errors, not zero values to go on with.
func TestHalfAnswersAboutAppointmentsAreErrors(t *testing.T) {
	for name, call := range map[string]func(*pgclient.Client) error{
		"service": func(c *pgclient.Client) error { _, err := c.GetBookableAppointment(t.Context(), 1); return err },
		"rules":   func(c *pgclient.Client) error { _, err := c.GetTrialOfferConfig(t.Context(), 1); return err },
		"lead": func(c *pgclient.Client) error {
			_, err := c.CreateLeadCustomer(t.Context(), trialLeadOfTests())
			return err
		},
		"confirmation": func(c *pgclient.Client) error { _, err := c.ConfirmTrialOfferBooking(t.Context(), 1); return err },
		"booking": func(c *pgclient.Client) error {
			_, err := c.BookAppointmentBooking(t.Context(), pgclient.AppointmentBookingRequest{})
			return err
		},
		"validation": func(c *pgclient.Client) error {
			_, err := c.ValidateForAppointmentBooking(t.Context(), pgclient.AppointmentBookingRequest{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := call(newClient(t, answers(200, "application/json", `{}`)))
			require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
		})
	}
}

func TestTrialLeadsStayOutOfLogs(t *testing.T) {
	var out bytes.Buffer
	lead := trialLeadOfTests()
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "request", lead, "lead", lead.LeadCustomerData, "address", *lead.LeadCustomerData.Address)
	for _, secret := range []string{"Max", "Muster", "max@example.com", "2000-10-10", "Burgring", "13000"} {
		require.NotContains(t, out.String(), secret)
	}
}

// Whatever a slot looks like, what is sent back to book it is what came.
func FuzzSlotRequest(f *testing.F) {
	f.Add([]byte(freeSlots))
	f.Add([]byte(`[{"startDateTime":"2022-06-22T08:00:00Z","endDateTime":null,"instructors":[{}]}]`))
	f.Add([]byte(`[{},null]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var slots []pgclient.BookableAppointmentSlot
		if json.Unmarshal(data, &slots) != nil {
			return
		}
		for _, slot := range slots {
			r := slot.Request(1, 2)
			require.Equal(t, slot.StartDateTime.String(), r.StartDateTime.String())
			require.Equal(t, slot.EndDateTime.String(), r.EndDateTime.String())
			require.Len(t, r.InstructorIDs, len(slot.Instructors))
			text, err := json.Marshal(r)
			require.NoError(t, err)
			var again pgclient.AppointmentBookingRequest
			require.NoError(t, json.Unmarshal(text, &again))
			require.Equal(t, r.StartDateTime.String(), again.StartDateTime.String())
		}
	})
}
