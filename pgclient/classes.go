package pgclient

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// Class is a course of the studio, of which slots are the single dates.
type Class struct {
	ID              int64                 `json:"id"`
	Title           string                `json:"title"`
	Type            ClassType             `json:"type"`
	Duration        *int                  `json:"duration"` // minutes
	Category        string                `json:"category"`
	Description     string                `json:"description"`
	ImgURL          string                `json:"imgUrl"`   // temporary: fetch at once, never store
	Bookable        bool                  `json:"bookable"` // false: shown, not bookable
	CancelCondition *ClassCancelCondition `json:"cancelCondition"`
}

func (c *Class) incomplete() bool { return c.ID == 0 }

// ClassType is where a class takes place.
type ClassType string

// The types of release 1.8.3.
const (
	ClassTypeStudio ClassType = "STUDIO"
	ClassTypeStream ClassType = "STREAM"
)

// ClassCancelCondition says until when a booking can be canceled; since release
// 1.9.0. Without one, the portal just tries.
type ClassCancelCondition struct {
	CancelationAfterLatestPossible *bool            `json:"cancelationAfterLatestPossible"` // a late cancelation is still accepted
	LatestCancelTerm               *TermWithMinutes `json:"latestCancelTerm"`               // before the start
}

// TermWithMinutes is a length of time.
type TermWithMinutes struct {
	Value int                 `json:"value"`
	Unit  TermUnitWithMinutes `json:"unit"`
}

// TermUnitWithMinutes is the unit of a TermWithMinutes. Mind the plural of the
// first two.
type TermUnitWithMinutes string

// The units of release 1.8.3.
const (
	TermUnitWithMinutesMinutes TermUnitWithMinutes = "MINUTES"
	TermUnitWithMinutesHours   TermUnitWithMinutes = "HOURS"
	TermUnitWithMinutesDay     TermUnitWithMinutes = "DAY"
	TermUnitWithMinutesWeek    TermUnitWithMinutes = "WEEK"
	TermUnitWithMinutesMonth   TermUnitWithMinutes = "MONTH"
	TermUnitWithMinutesYear    TermUnitWithMinutes = "YEAR"
)

// ClassSlot is one date of a class.
//
// Taken places are BookedParticipants plus AdditionalParticipants, the cautious
// reading, since it is not documented whether the first includes the second. No
// MaxParticipants means no limit, no MaxWaitingListParticipants no waiting list.
type ClassSlot struct {
	ID                         int64             `json:"id"`
	StartDateTime              ZonedTime         `json:"startDateTime"`
	EndDateTime                ZonedTime         `json:"endDateTime"`
	Instructors                []Instructor      `json:"instructors"` // the final ones, after stand-ins
	Location                   *Location         `json:"location"`
	EarliestBookingDateTime    ZonedTime         `json:"earliestBookingDateTime"` // booking opens
	LatestBookingDateTime      ZonedTime         `json:"latestBookingDateTime"`   // booking closes
	MaxParticipants            *int              `json:"maxParticipants"`
	MaxWaitingListParticipants *int              `json:"maxWaitingListParticipants"`
	BookedParticipants         *int              `json:"bookedParticipants"`
	AdditionalParticipants     int               `json:"additionalParticipants"` // added by the studio by hand
	WaitingListParticipants    *int              `json:"waitingListParticipants"`
	ClassInformation           *ClassInformation `json:"classInformation"`
}

func (s *ClassSlot) incomplete() bool { return s.ID == 0 }

// ClassInformation names the class of a slot.
type ClassInformation struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
}

// Instructor leads a class or gives an appointment. Members are shown PublicName
// where there is one.
type Instructor struct {
	ID         int64  `json:"id"`
	FirstName  string `json:"firstName"`
	LastName   string `json:"lastName"`
	PublicName string `json:"publicName"`
}

// Location is a room.
type Location struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// ClassBookingRequest says who wants which slot.
type ClassBookingRequest struct {
	CustomerID  int64 `json:"customerId"`
	ClassSlotID int64 `json:"classSlotId"`
}

// ClassBooking is a customer's booking of a slot. It has no times: look them up
// with the slot.
type ClassBooking struct {
	BookingID         int64              `json:"bookingId"`
	BookingStatus     ClassBookingStatus `json:"bookingStatus"`
	ClassSlotID       int64              `json:"classSlotId"`
	ClassID           int64              `json:"classId"`
	CustomerID        int64              `json:"customerId"` // compare with the signed-in member: the key reads everybody's
	ClassSlotStatus   EventStatus        `json:"classSlotStatus"`
	ParticipantStatus ParticipantStatus  `json:"participantStatus"`
}

func (b *ClassBooking) incomplete() bool { return b.BookingID == 0 || b.BookingStatus == "" }

// ClassBookingStatus is the state of a booking of a class.
type ClassBookingStatus string

// The states of release 1.8.3. A booking leaves the waiting list by the studio's
// doing and keeps its id.
const (
	ClassBookingStatusBooked                         ClassBookingStatus = "BOOKED"
	ClassBookingStatusBookedWithConfirmationRequired ClassBookingStatus = "BOOKED_WITH_CONFIRMATION_REQUIRED"
	ClassBookingStatusWaitingList                    ClassBookingStatus = "WAITING_LIST"
	ClassBookingStatusCanceled                       ClassBookingStatus = "CANCELED"
)

// EventStatus is the state of a slot or an appointment, whoever booked it.
type EventStatus string

// The states of release 1.8.3.
const (
	EventStatusPlanned   EventStatus = "PLANNED"
	EventStatusCanceled  EventStatus = "CANCELED"
	EventStatusCompleted EventStatus = "COMPLETED"
)

// ParticipantStatus says whether a customer took part.
type ParticipantStatus string

// The states of release 1.8.3.
const (
	ParticipantStatusParticipating    ParticipantStatus = "PARTICIPATING"
	ParticipantStatusNotParticipating ParticipantStatus = "NOT_PARTICIPATING"
	ParticipantStatusUnset            ParticipantStatus = "UNSET"
)

// ClassBookingValidation tells whether a booking is possible.
type ClassBookingValidation struct {
	ValidationStatus ClassBookingValidationStatus `json:"validationStatus"`
}

func (v *ClassBookingValidation) incomplete() bool { return v.ValidationStatus == "" }

// ClassBookingValidationStatus is the reason why a slot cannot be booked, or Available.
type ClassBookingValidationStatus string

// The answers of release 1.8.3. Available includes the waiting list.
const (
	ClassBookingValidationStatusAvailable                             ClassBookingValidationStatus = "AVAILABLE"
	ClassBookingValidationStatusNoContingent                          ClassBookingValidationStatus = "NO_CONTINGENT"
	ClassBookingValidationStatusBookingLimitReached                   ClassBookingValidationStatus = "BOOKING_LIMIT_REACHED" // participants and waiting list
	ClassBookingValidationStatusCustomerAlreadyBooked                 ClassBookingValidationStatus = "CUSTOMER_ALREADY_BOOKED"
	ClassBookingValidationStatusCustomerIdle                          ClassBookingValidationStatus = "CUSTOMER_IDLE" // paused then
	ClassBookingValidationStatusCustomerInOtherBooking                ClassBookingValidationStatus = "CUSTOMER_IN_OTHER_BOOKING"
	ClassBookingValidationStatusDisplayOnly                           ClassBookingValidationStatus = "DISPLAY_ONLY"
	ClassBookingValidationStatusDateTimeBeforeEarliestBookingDateTime ClassBookingValidationStatus = "DATE_TIME_BEFORE_EARLIEST_BOOKING_DATE_TIME"
	ClassBookingValidationStatusDateTimeAfterLatestBookingDateTime    ClassBookingValidationStatus = "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME"
	ClassBookingValidationStatusStudioClosed                          ClassBookingValidationStatus = "STUDIO_CLOSED"
	ClassBookingValidationStatusNotAvailable                          ClassBookingValidationStatus = "NOT_AVAILABLE" // any other reason
)

// GetActiveClasses returns one slice of the classes that have a slot between
// yesterday and two weeks ahead.
func (c *Client) GetActiveClasses(ctx context.Context, p SliceParams) (Slice[Class], error) {
	return get[Slice[Class]](ctx, c, "getActiveClasses", "/v1/classes", p.query())
}

// AllActiveClasses returns the entries of all slices of GetActiveClasses. It ends
// after the first error.
func (c *Client) AllActiveClasses(ctx context.Context) iter.Seq2[Class, error] {
	return all(ctx, c.GetActiveClasses)
}

// GetClassById returns one class.
func (c *Client) GetClassById(ctx context.Context, classID int64) (Class, error) {
	return get[Class](ctx, c, "getClassById", "/v1/classes/"+id(classID), nil)
}

// ClassSlotsParams chooses slots of all classes by day.
type ClassSlotsParams struct {
	Start     Date // first day of the window; zero for today
	DaysAhead int  // length of the window in days; 0 leaves it to the API, of which no bounds are known
	SliceParams
}

// GetClassSlotsForMultipleClasses returns one slice of the slots of all classes in
// a window of days, for a timetable.
func (c *Client) GetClassSlotsForMultipleClasses(ctx context.Context, p ClassSlotsParams) (Slice[ClassSlot], error) {
	q := p.query()
	if !p.Start.IsZero() {
		q.Set("slotWindowStartDate", p.Start.String())
	}
	if p.DaysAhead > 0 {
		q.Set("daysAhead", strconv.Itoa(p.DaysAhead))
	}
	return get[Slice[ClassSlot]](ctx, c, "getClassSlotsForMultipleClasses", "/v1/classes/slots", q)
}

// AllClassSlotsForMultipleClasses returns the entries of all slices of
// GetClassSlotsForMultipleClasses. It ends after the first error.
func (c *Client) AllClassSlotsForMultipleClasses(ctx context.Context, start Date, daysAhead int) iter.Seq2[ClassSlot, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[ClassSlot], error) {
		return c.GetClassSlotsForMultipleClasses(ctx, ClassSlotsParams{Start: start, DaysAhead: daysAhead, SliceParams: p})
	})
}

// GetClassSlots returns one slice of the slots of a class between yesterday and two
// weeks ahead.
func (c *Client) GetClassSlots(ctx context.Context, classID int64, p SliceParams) (Slice[ClassSlot], error) {
	return get[Slice[ClassSlot]](ctx, c, "getClassSlots", "/v1/classes/"+id(classID)+"/slots", p.query())
}

// AllClassSlots returns the entries of all slices of GetClassSlots. It ends after
// the first error.
func (c *Client) AllClassSlots(ctx context.Context, classID int64) iter.Seq2[ClassSlot, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[ClassSlot], error) {
		return c.GetClassSlots(ctx, classID, p)
	})
}

// GetClassSlotById returns one slot, also one outside the window of the lists.
func (c *Client) GetClassSlotById(ctx context.Context, classID, slotID int64) (ClassSlot, error) {
	return get[ClassSlot](ctx, c, "getClassSlotById", "/v1/classes/"+id(classID)+"/slots/"+id(slotID), nil)
}

// ValidateClassSlot tells whether a booking would be accepted at this moment. It
// changes and reserves nothing and counts as a read.
func (c *Client) ValidateClassSlot(ctx context.Context, r ClassBookingRequest) (ClassBookingValidation, error) {
	return ask[ClassBookingValidation](ctx, c, "validateClassSlot", "/v1/classes/booking/validate", r)
}

// BookClassSlot books a slot, or a place on its waiting list if it is full: the
// status of the answer tells which. It is a write: never sent twice; see [Unclear].
//
// Invalid means refused; ValidateClassSlot then tells why.
func (c *Client) BookClassSlot(ctx context.Context, r ClassBookingRequest) (ClassBooking, error) {
	return send[ClassBooking](ctx, c, "bookClassSlot", http.MethodPost, "/v1/classes/booking/book", r)
}

// GetClassBookingById returns one booking, whoever's it is.
func (c *Client) GetClassBookingById(ctx context.Context, bookingID int64) (ClassBooking, error) {
	return get[ClassBooking](ctx, c, "getClassBookingById", "/v1/classes/booking/"+id(bookingID), nil)
}

// GetClassBookingsByCustomerId returns a customer's bookings from two weeks back to
// two weeks ahead. Canceled ones may be among them.
func (c *Client) GetClassBookingsByCustomerId(ctx context.Context, customerID int64) ([]ClassBooking, error) {
	return get[[]ClassBooking](ctx, c, "getClassBookingsByCustomerId", "/v1/classes/booking", customer(customerID))
}

// CancelClassSlotById cancels a booking or leaves the waiting list. It is a write:
// never sent twice; see [Unclear]. NotFound may mean that it was gone already.
func (c *Client) CancelClassSlotById(ctx context.Context, bookingID int64) error {
	return act(ctx, c, "cancelClassSlotById", http.MethodDelete, "/v1/classes/booking/"+id(bookingID), nil)
}

func customer(customerID int64) url.Values { return url.Values{"customerId": {id(customerID)}} }
