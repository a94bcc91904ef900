package pgclient

import (
	"context"
	"net/http"
)

// AppointmentBooking is a booked appointment. Unlike a class booking it carries its
// times and title.
type AppointmentBooking struct {
	BookingID         int64                    `json:"bookingId"`
	BookingStatus     AppointmentBookingStatus `json:"bookingStatus"`
	StartDateTime     ZonedTime                `json:"startDateTime"`
	EndDateTime       ZonedTime                `json:"endDateTime"`
	Title             string                   `json:"title"`
	Duration          *int                     `json:"duration"` // minutes
	Category          string                   `json:"category"`
	Description       string                   `json:"description"`
	ImgURL            string                   `json:"imgUrl"` // temporary: fetch at once, never store
	Instructors       []Instructor             `json:"instructors"`
	AppointmentStatus EventStatus              `json:"appointmentStatus"`
	ParticipantStatus ParticipantStatus        `json:"participantStatus"`
}

func (b *AppointmentBooking) incomplete() bool { return b.BookingID == 0 || b.BookingStatus == "" }

// AppointmentBookingOfCustomer is a booked appointment that says whose it is, which
// those of a list do not.
type AppointmentBookingOfCustomer struct {
	AppointmentBooking
	CustomerID int64 `json:"customerId"` // compare with the signed-in member: the key reads everybody's
}

func (b *AppointmentBookingOfCustomer) incomplete() bool {
	return b.BookingID == 0 || b.CustomerID == 0
}

// AppointmentBookingStatus is the state of a booked appointment. There is no
// waiting list for them.
type AppointmentBookingStatus string

// The states of release 1.8.3.
const (
	AppointmentBookingStatusBooked                         AppointmentBookingStatus = "BOOKED"
	AppointmentBookingStatusBookedWithConfirmationRequired AppointmentBookingStatus = "BOOKED_WITH_CONFIRMATION_REQUIRED"
	AppointmentBookingStatusCanceled                       AppointmentBookingStatus = "CANCELED"
)

// GetAppointmentBookings returns a customer's appointments from two weeks back to
// two weeks ahead.
func (c *Client) GetAppointmentBookings(ctx context.Context, customerID int64) ([]AppointmentBooking, error) {
	return get[[]AppointmentBooking](ctx, c, "getAppointmentBookings", "/v1/appointments/booking", customer(customerID))
}

// GetAppointmentBooking returns one appointment, whoever's it is.
func (c *Client) GetAppointmentBooking(ctx context.Context, bookingID int64) (AppointmentBookingOfCustomer, error) {
	return get[AppointmentBookingOfCustomer](ctx, c, "getAppointmentBooking", "/v1/appointments/booking/"+id(bookingID), nil)
}

// DeleteAppointmentBooking cancels an appointment. Until when that is possible is
// in the studio's settings and not in the API: Invalid means too late. It is a
// write: never sent twice; see [Unclear].
func (c *Client) DeleteAppointmentBooking(ctx context.Context, bookingID int64) error {
	return act(ctx, c, "deleteAppointmentBooking", http.MethodDelete, "/v1/appointments/booking/"+id(bookingID), nil)
}
