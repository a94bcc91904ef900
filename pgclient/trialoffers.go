package pgclient

import (
	"context"
	"iter"
	"net/http"
)

// TrialOfferClass is a class open to people who are no members yet.
type TrialOfferClass struct {
	TrialOfferConfigID int64  `json:"trialOfferConfigId"` // for GetTrialOfferConfig
	TrialOfferClass    Class  `json:"trialOfferClass"`
	ID                 *int64 `json:"id"`
}

// TrialOfferAppointment is a service open to people who are no members yet.
type TrialOfferAppointment struct {
	TrialOfferConfigID            int64               `json:"trialOfferConfigId"` // for GetTrialOfferConfig
	TrialOfferBookableAppointment BookableAppointment `json:"trialOfferBookableAppointment"`
	ID                            *int64              `json:"id"`
}

// TrialOfferConfig is the rules of a trial offer, which several classes and services
// may share.
type TrialOfferConfig struct {
	ID                          int64                    `json:"id"`
	Name                        string                   `json:"name"`
	PreventMultipleBookingsTerm Term                     `json:"preventMultipleBookingsTerm"` // pause between two bookings
	Contingent                  int                      `json:"contingent"`                  // bookings for each person
	ConfirmationOfBookingTerm   *TermWithMinutes         `json:"confirmationOfBookingTerm"`   // time before the start by which to confirm
	AllowBookingForLeads        bool                     `json:"allowBookingForLeads"`
	LeadDataConfig              TrialOfferLeadDataConfig `json:"leadDataConfig"`
}

func (c *TrialOfferConfig) incomplete() bool { return c.ID == 0 }

// TrialOfferLeadDataConfig says what to ask a person for. Names and e-mail address
// are always needed.
type TrialOfferLeadDataConfig struct {
	TrialOfferLeadDataConfigID int64          `json:"trialOfferLeadDataConfigId"`
	GenderMode                 InputFieldMode `json:"genderMode"`
	DateOfBirthMode            InputFieldMode `json:"dateOfBirthMode"`
	TelephoneMode              InputFieldMode `json:"telephoneMode"`
	AddressMode                InputFieldMode `json:"addressMode"`
}

// GetBookableTrialOfferClasses returns one slice of the classes open for trial within
// a year.
func (c *Client) GetBookableTrialOfferClasses(ctx context.Context, p SliceParams) (Slice[TrialOfferClass], error) {
	return get[Slice[TrialOfferClass]](ctx, c, "getBookableTrialOfferClasses", "/v1/trial-offers/bookable-trial-offers/classes", p.query())
}

// AllBookableTrialOfferClasses returns the entries of all slices of
// GetBookableTrialOfferClasses. It ends after the first error.
func (c *Client) AllBookableTrialOfferClasses(ctx context.Context) iter.Seq2[TrialOfferClass, error] {
	return all(ctx, c.GetBookableTrialOfferClasses)
}

// GetBookableTrialOfferAppointments returns one slice of the services open for trial
// within a year.
func (c *Client) GetBookableTrialOfferAppointments(ctx context.Context, p SliceParams) (Slice[TrialOfferAppointment], error) {
	return get[Slice[TrialOfferAppointment]](ctx, c, "getBookableTrialOfferAppointments", "/v1/trial-offers/bookable-trial-offers/appointments/bookable", p.query())
}

// AllBookableTrialOfferAppointments returns the entries of all slices of
// GetBookableTrialOfferAppointments. It ends after the first error.
func (c *Client) AllBookableTrialOfferAppointments(ctx context.Context) iter.Seq2[TrialOfferAppointment, error] {
	return all(ctx, c.GetBookableTrialOfferAppointments)
}

// GetTrialOfferConfig returns the rules of a trial offer and what to ask a person for.
func (c *Client) GetTrialOfferConfig(ctx context.Context, configID int64) (TrialOfferConfig, error) {
	return get[TrialOfferConfig](ctx, c, "getTrialOfferConfig", "/v1/trial-offers/config/"+id(configID), nil)
}

// GetClassSlotsForTrialOffers returns one slice of the slots of a trial class from one
// day back to fourteen days ahead. NotFound also means that the class is not open for trial.
func (c *Client) GetClassSlotsForTrialOffers(ctx context.Context, classID int64, p SliceParams) (Slice[ClassSlot], error) {
	return get[Slice[ClassSlot]](ctx, c, "getClassSlotsForTrialOffers", "/v1/trial-offers/bookable-trial-offers/classes/"+id(classID)+"/slots", p.query())
}

// AllClassSlotsForTrialOffers returns the entries of all slices of
// GetClassSlotsForTrialOffers. It ends after the first error.
func (c *Client) AllClassSlotsForTrialOffers(ctx context.Context, classID int64) iter.Seq2[ClassSlot, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[ClassSlot], error) {
		return c.GetClassSlotsForTrialOffers(ctx, classID, p)
	})
}

// GetBookableAppointmentSlotsForTrialOffers returns when a trial service can be had.
// No slot means that nothing is free in the window.
func (c *Client) GetBookableAppointmentSlotsForTrialOffers(ctx context.Context, bookableAppointmentID int64, p AppointmentSlotsParams) ([]BookableAppointmentSlot, error) {
	return get[[]BookableAppointmentSlot](ctx, c, "getBookableAppointmentSlotsForTrialOffers",
		"/v1/trial-offers/bookable-trial-offers/appointments/bookable/"+id(bookableAppointmentID)+"/slots", p.query())
}

// ValidateClassSlotForTrialOffers tells whether a booking would be accepted at this
// moment; the customer is a [TrialLead]. It changes and reserves nothing and counts
// as a read.
func (c *Client) ValidateClassSlotForTrialOffers(ctx context.Context, r ClassBookingRequest) (ClassBookingValidation, error) {
	return ask[ClassBookingValidation](ctx, c, "validateClassSlotForTrialOffers", "/v1/trial-offers/classes/booking/validate", r)
}

// ValidateForAppointmentBookingForTrialOffers tells whether a booking would be
// accepted at this moment; the customer is a [TrialLead]. It changes and reserves
// nothing and counts as a read.
func (c *Client) ValidateForAppointmentBookingForTrialOffers(ctx context.Context, r AppointmentBookingRequest) (AppointmentBookingValidation, error) {
	return ask[AppointmentBookingValidation](ctx, c, "validateForAppointmentBookingForTrialOffers", "/v1/trial-offers/appointments/booking/validate", r)
}

// BookClassSlotForTrialOffers puts a [TrialLead] on a slot. A status of
// BookedWithConfirmationRequired wants ConfirmTrialOfferBooking in time. It is a
// write: never sent twice; see [Unclear].
//
// Invalid means refused; ValidateClassSlotForTrialOffers then tells why.
func (c *Client) BookClassSlotForTrialOffers(ctx context.Context, r ClassBookingRequest) (ClassBooking, error) {
	return send[ClassBooking](ctx, c, "bookClassSlotForTrialOffers", http.MethodPost, "/v1/trial-offers/classes/booking/book", r)
}

// BookAppointmentForTrialOffer books a service for a [TrialLead]. A status of
// BookedWithConfirmationRequired wants ConfirmTrialOfferBooking in time. It is a
// write: never sent twice; see [Unclear].
//
// Invalid means refused; ValidateForAppointmentBookingForTrialOffers then tells why.
func (c *Client) BookAppointmentForTrialOffer(ctx context.Context, r AppointmentBookingRequest) (AppointmentBooking, error) {
	return send[AppointmentBooking](ctx, c, "bookAppointmentForTrialOffer", http.MethodPost, "/v1/trial-offers/appointments/booking/book", r)
}

// BookingConfirmation is what became of a confirmation.
type BookingConfirmation struct {
	Status BookingConfirmationStatus `json:"status"`
}

func (c *BookingConfirmation) incomplete() bool { return c.Status == "" }

// BookingConfirmationStatus tells whether a confirmation came in time.
type BookingConfirmationStatus string

// The answers of release 1.8.3.
const (
	BookingConfirmationStatusConfirmed BookingConfirmationStatus = "CONFIRMED"
	BookingConfirmationStatusExpired   BookingConfirmationStatus = "EXPIRED" // too late; the server has cancelled the booking
)

// ConfirmTrialOfferBooking confirms a trial booking, of a class or a service alike.
// Booking ids are easy to guess: whoever follows a link must prove more than the id.
// It is a write: never sent twice; see [Unclear].
func (c *Client) ConfirmTrialOfferBooking(ctx context.Context, bookingID int64) (BookingConfirmation, error) {
	return send[BookingConfirmation](ctx, c, "confirmTrialOfferBooking", http.MethodPost, "/v1/trial-offers/bookings/"+id(bookingID)+"/confirm", nil)
}
