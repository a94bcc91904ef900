package sandbox

import (
	"encoding/json"
	"reflect"
)

// The types below are what the API answers and is asked, field by field as the
// contract has them. `omitempty` marks an optional property of an answer: absent
// values are left out or written as null, see encoder.

// number is a JSON number kept as its text, so that 39.90 stays 39.90. The empty
// one is null.
type number string

// MarshalJSON writes the number as it was read.
func (n number) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return []byte(n), nil
}

// UnmarshalJSON reads a number or null; a text is none, whatever is in it.
func (n *number) UnmarshalJSON(text []byte) error {
	switch c := text[0]; {
	case c == '-' || '0' <= c && c <= '9':
		*n = number(text)
	case c == 'n':
		*n = ""
	default:
		return &json.UnmarshalTypeError{Value: "value", Type: reflect.TypeFor[number]()}
	}
	return nil
}

type money struct {
	Amount   number `json:"amount"`
	Currency string `json:"currency"`
}

type slice[T any] struct {
	Result  []T    `json:"result"`
	HasNext bool   `json:"hasNext"`
	Offset  string `json:"offset"`
}

type termJSON struct {
	Value int    `json:"value"`
	Unit  string `json:"unit"`
}

type timePeriod struct {
	PeriodValue int    `json:"periodValue"`
	PeriodUnit  string `json:"periodUnit"`
}

type classJSON struct {
	ID              int64            `json:"id"`
	Title           string           `json:"title,omitempty"`
	Type            string           `json:"type,omitempty"`
	Duration        int              `json:"duration,omitempty"` // minutes
	Category        string           `json:"category,omitempty"`
	Description     string           `json:"description,omitempty"`
	ImgURL          string           `json:"imgUrl,omitempty"`
	Bookable        bool             `json:"bookable"`
	CancelCondition *cancelCondition `json:"cancelCondition,omitempty"`
}

type cancelCondition struct {
	CancelationAfterLatestPossible *bool     `json:"cancelationAfterLatestPossible,omitempty"`
	LatestCancelTerm               *termJSON `json:"latestCancelTerm,omitempty"`
}

type instructor struct {
	ID         int64  `json:"id"`
	FirstName  string `json:"firstName"`
	LastName   string `json:"lastName"`
	PublicName string `json:"publicName,omitempty"`
}

type location struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type classInformation struct {
	ID    int64  `json:"id"`
	Title string `json:"title,omitempty"`
}

type classSlotJSON struct {
	ID                         int64             `json:"id"`
	StartDateTime              string            `json:"startDateTime,omitempty"`
	EndDateTime                string            `json:"endDateTime,omitempty"`
	Instructors                []instructor      `json:"instructors,omitempty"`
	Location                   *location         `json:"location,omitempty"`
	EarliestBookingDateTime    string            `json:"earliestBookingDateTime,omitempty"`
	LatestBookingDateTime      string            `json:"latestBookingDateTime,omitempty"`
	MaxParticipants            *int              `json:"maxParticipants,omitempty"`
	MaxWaitingListParticipants *int              `json:"maxWaitingListParticipants,omitempty"`
	BookedParticipants         *int              `json:"bookedParticipants,omitempty"`
	AdditionalParticipants     int               `json:"additionalParticipants"`
	WaitingListParticipants    *int              `json:"waitingListParticipants,omitempty"`
	ClassInformation           *classInformation `json:"classInformation,omitempty"`
}

type classBookingRequest struct {
	CustomerID  *int64 `json:"customerId"`
	ClassSlotID *int64 `json:"classSlotId"`
}

type classBookingValidation struct {
	ValidationStatus string `json:"validationStatus"`
}

type classBookingJSON struct {
	BookingID         int64  `json:"bookingId"`
	BookingStatus     string `json:"bookingStatus"`
	ClassSlotID       int64  `json:"classSlotId"`
	ClassID           int64  `json:"classId"`
	CustomerID        int64  `json:"customerId"`
	ClassSlotStatus   string `json:"classSlotStatus"`
	ParticipantStatus string `json:"participantStatus"`
}

type appointmentBookingJSON struct {
	BookingID         int64        `json:"bookingId"`
	BookingStatus     string       `json:"bookingStatus"`
	StartDateTime     string       `json:"startDateTime"`
	EndDateTime       string       `json:"endDateTime"`
	Title             string       `json:"title,omitempty"`
	Duration          int          `json:"duration,omitempty"` // minutes
	Category          string       `json:"category,omitempty"`
	Description       string       `json:"description,omitempty"`
	ImgURL            string       `json:"imgUrl,omitempty"`
	Instructors       []instructor `json:"instructors,omitempty"`
	AppointmentStatus string       `json:"appointmentStatus"`
	ParticipantStatus string       `json:"participantStatus"`
}

type appointmentBookingOfCustomerJSON struct {
	appointmentBookingJSON
	CustomerID int64 `json:"customerId"`
}

type voidResult struct {
	Success string `json:"success,omitempty"`
}

type customerJSON struct {
	ID                                    int64                  `json:"id"`
	CustomerNumber                        string                 `json:"customerNumber,omitempty"`
	FirstName                             string                 `json:"firstName,omitempty"`
	LastName                              string                 `json:"lastName,omitempty"`
	DateOfBirth                           string                 `json:"dateOfBirth,omitempty"`
	Email                                 string                 `json:"email,omitempty"`
	Gender                                string                 `json:"gender,omitempty"`
	Street                                string                 `json:"street,omitempty"`
	HouseNumber                           string                 `json:"houseNumber,omitempty"`
	ZipCode                               string                 `json:"zipCode,omitempty"`
	City                                  string                 `json:"city,omitempty"`
	Country                               string                 `json:"country,omitempty"`
	Status                                string                 `json:"status"`
	CardNumbers                           []string               `json:"cardNumbers,omitempty"`
	ImageURL                              string                 `json:"imageUrl,omitempty"`
	PhonePrivate                          string                 `json:"phonePrivate,omitempty"`
	PhonePrivateMobile                    string                 `json:"phonePrivateMobile,omitempty"`
	PhoneBusiness                         string                 `json:"phoneBusiness,omitempty"`
	PhoneBusinessMobile                   string                 `json:"phoneBusinessMobile,omitempty"`
	IdlePeriods                           []customerIdlePeriod   `json:"idlePeriods,omitempty"`
	BankAccount                           *bankAccount           `json:"bankAccount,omitempty"`
	AccessRefusal                         bool                   `json:"accessRefusal"`
	AccessRestrictions                    []accessRestriction    `json:"accessRestrictions,omitempty"`
	UUID                                  string                 `json:"uuid,omitempty"`
	ReferralCode                          string                 `json:"referralCode,omitempty"`
	StudioID                              int64                  `json:"studioId,omitempty"`
	PreferredLanguage                     *languageJSON          `json:"preferredLanguage,omitempty"`
	AdditionalInformationFieldAssignments []additionalAssignment `json:"additionalInformationFieldAssignments,omitempty"`
	ThirdPartyID                          string                 `json:"thirdPartyId,omitempty"`
	AccessMediums                         []accessMedium         `json:"accessMediums,omitempty"`
	SecondFirstName                       string                 `json:"secondFirstName,omitempty"`
	SecondLastName                        string                 `json:"secondLastName,omitempty"`
	SecondStreet                          string                 `json:"secondStreet,omitempty"`
	CityPart                              string                 `json:"cityPart,omitempty"`
	District                              string                 `json:"district,omitempty"`
	StreetType                            string                 `json:"streetType,omitempty"`
	StreetBlock                           string                 `json:"streetBlock,omitempty"`
	Portal                                string                 `json:"portal,omitempty"`
	Stairway                              string                 `json:"stairway,omitempty"`
	Door                                  string                 `json:"door,omitempty"`
	Province                              string                 `json:"province,omitempty"`
	AdditionalAddressInformation          string                 `json:"additionalAddressInformation,omitempty"`
	Floor                                 string                 `json:"floor,omitempty"`
	BuildingName                          string                 `json:"buildingName,omitempty"`
	CreatedDateTime                       string                 `json:"createdDateTime,omitempty"`
}

// sparseCustomer is a search hit: enough to tell people apart, no more.
type sparseCustomer struct {
	ID            int64  `json:"id"`
	FirstName     string `json:"firstName,omitempty"`
	LastName      string `json:"lastName,omitempty"`
	Status        string `json:"status"`
	Email         string `json:"email,omitempty"`
	AccessRefusal bool   `json:"accessRefusal"`
}

type customerIdlePeriod struct {
	ID        int64        `json:"id"`
	StartDate string       `json:"startDate"`
	EndDate   string       `json:"endDate,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	Contract  *contractRef `json:"contract,omitempty"`
	Unlimited *bool        `json:"unlimited,omitempty"`
}

type contractRef struct {
	ID       int64  `json:"id"`
	RateName string `json:"rateName"`
}

type bankAccount struct {
	AccountHolder string `json:"accountHolder,omitempty"`
	BankName      string `json:"bankName,omitempty"`
	BIC           string `json:"bic,omitempty"`
	IBAN          string `json:"iban,omitempty"`
}

type accessRestriction struct {
	Reason    string `json:"reason"`
	StartDate string `json:"startDate,omitempty"`
	EndDate   string `json:"endDate,omitempty"`
}

type languageJSON struct {
	LanguageCode string `json:"languageCode"`
	CountryCode  string `json:"countryCode,omitempty"`
}

type additionalAssignment struct {
	AdditionalInformationFieldID int64  `json:"additionalInformationFieldId"`
	Value                        string `json:"value"`
}

type accessMedium struct {
	ID    int64  `json:"id,omitempty"`
	Type  string `json:"type,omitempty"`
	Value string `json:"value,omitempty"`
}

type customerSearchRequest struct {
	FirstName        string `json:"firstName"`
	LastName         string `json:"lastName"`
	Email            string `json:"email"`
	DateOfBirth      string `json:"dateOfBirth"`
	CardNumberFormat string `json:"cardNumberFormat"`
}

type contractJSON struct {
	ID                           int64         `json:"id"`
	CreatedDate                  string        `json:"createdDate"`
	StartDate                    string        `json:"startDate"`
	EndDate                      string        `json:"endDate"`
	RateName                     string        `json:"rateName"`
	ContractStatus               string        `json:"contractStatus"`
	CancellationPeriod           *timePeriod   `json:"cancellationPeriod,omitempty"`
	Cancelled                    bool          `json:"cancelled"`
	CancellationDate             string        `json:"cancellationDate,omitempty"`
	CancellationReceiptDate      string        `json:"cancellationReceiptDate,omitempty"`
	CancellationReason           string        `json:"cancellationReason,omitempty"`
	Price                        number        `json:"price"`
	PriceDetails                 priceDetails  `json:"priceDetails"`
	LastPossibleCancellationDate string        `json:"lastPossibleCancellationDate"`
	Term                         timePeriod    `json:"term"`
	ExtensionTerm                timePeriod    `json:"extensionTerm"`
	FlatFeeContracts             []subContract `json:"flatFeeContracts,omitempty"`
	ModuleContracts              []subContract `json:"moduleContracts,omitempty"`
	SignedDocumentURL            string        `json:"signedDocumentUrl,omitempty"`
	ThirdPartyID                 string        `json:"thirdPartyId,omitempty"`
	RateCodes                    []rateCode    `json:"rateCodes,omitempty"`
}

type contractDataJSON struct {
	ID                          int64        `json:"id"`
	StartDate                   string       `json:"startDate"`
	EndDate                     string       `json:"endDate"`
	RateName                    string       `json:"rateName"`
	ContractStatus              string       `json:"contractStatus"`
	CancelationPeriod           *timePeriod  `json:"cancelationPeriod,omitempty"`
	CancelationStatus           string       `json:"cancelationStatus,omitempty"`
	CancelationDate             string       `json:"cancelationDate,omitempty"`
	CancelationReason           string       `json:"cancelationReason,omitempty"`
	Price                       number       `json:"price"`
	PriceDetails                priceDetails `json:"priceDetails"`
	LastPossibleCancelationDate string       `json:"lastPossibleCancelationDate,omitempty"`
	AvailableCancelationDates   []string     `json:"availableCancelationDates,omitempty"`
	CancelationOrigin           string       `json:"cancelationOrigin,omitempty"`
	RateCodes                   []rateCode   `json:"rateCodes,omitempty"`
}

type priceDetails struct {
	BasePrice        money            `json:"basePrice"`
	CurrentPrice     money            `json:"currentPrice"`
	PaymentFrequency paymentFrequency `json:"paymentFrequency"`
}

type paymentFrequency struct {
	ID                int64             `json:"id,omitempty"`
	Type              string            `json:"type"`
	Term              *termJSON         `json:"term,omitempty"`
	Price             *money            `json:"price,omitempty"`
	MonthDaysToPrices []monthDayToPrice `json:"monthDaysToPrices,omitempty"`
	TermsToPrices     []termToPrice     `json:"termsToPrices,omitempty"`
}

type monthDayToPrice struct {
	MonthDay monthDay `json:"monthDay"`
	Price    money    `json:"price"`
}

type monthDay struct {
	Month      string `json:"month,omitempty"`
	MonthValue int    `json:"monthValue,omitempty"`
	DayOfMonth int    `json:"dayOfMonth,omitempty"`
}

type termToPrice struct {
	Term  termJSON `json:"term"`
	Price money    `json:"price"`
}

type subContract struct {
	ID                      int64        `json:"id"`
	RateName                string       `json:"rateName"`
	StartDate               string       `json:"startDate"`
	EndDate                 string       `json:"endDate,omitempty"`
	PaymentFrequency        string       `json:"paymentFrequency"`
	Price                   number       `json:"price"`
	PriceDetails            priceDetails `json:"priceDetails"`
	Cancelled               bool         `json:"cancelled"`
	CancellationDate        string       `json:"cancellationDate,omitempty"`
	CancellationReceiptDate string       `json:"cancellationReceiptDate,omitempty"`
	ContractStatus          string       `json:"contractStatus"`
	RateCodes               []rateCode   `json:"rateCodes,omitempty"`
}

type rateCode struct {
	Name       string `json:"name,omitempty"`
	Identifier string `json:"identifier,omitempty"`
}

type studioUtilization struct {
	Capacity *int `json:"capacity,omitempty"`
	Count    int  `json:"count"`
}

type studioInformation struct {
	Name                    string                  `json:"name,omitempty"`
	Description             string                  `json:"description,omitempty"`
	Country                 string                  `json:"country,omitempty"`
	CountryCode             string                  `json:"countryCode,omitempty"`
	StudioID                int64                   `json:"studioId"`
	OpeningDate             string                  `json:"openingDate,omitempty"`
	ClosingDate             string                  `json:"closingDate,omitempty"`
	Email                   string                  `json:"email,omitempty"`
	LogoURL                 string                  `json:"logoUrl,omitempty"`
	Telephone               string                  `json:"telephone,omitempty"`
	Website                 string                  `json:"website,omitempty"`
	OpeningHours            []openingHours          `json:"openingHours,omitempty"`
	PublicOpeningHours      []openingHours          `json:"publicOpeningHours,omitempty"`
	ClosingHours            []closingHours          `json:"closingHours,omitempty"`
	Street                  string                  `json:"street,omitempty"`
	HouseNumber             string                  `json:"houseNumber,omitempty"`
	Zip                     string                  `json:"zip,omitempty"`
	City                    string                  `json:"city,omitempty"`
	AccessCodeConfiguration accessCodeConfiguration `json:"accessCodeConfiguration"`
	Location                *geoLocation            `json:"location,omitempty"`
	StudioTags              []studioTag             `json:"studioTags,omitempty"`
	OpeningHoursCategories  []openingHoursCategory  `json:"openingHoursCategories,omitempty"`
}

type openingHours struct {
	DayOfWeekFrom string `json:"dayOfWeekFrom,omitempty"`
	DayOfWeekTo   string `json:"dayOfWeekTo,omitempty"`
	TimeFrom      string `json:"timeFrom,omitempty"`
	TimeTo        string `json:"timeTo,omitempty"`
}

type closingHours struct {
	Reason       string `json:"reason,omitempty"`
	DateTimeFrom string `json:"dateTimeFrom,omitempty"`
	DateTimeTo   string `json:"dateTimeTo,omitempty"`
}

type accessCodeConfiguration struct {
	Enabled *bool `json:"enabled,omitempty"`
}

type geoLocation struct {
	Longitude number `json:"longitude,omitempty"`
	Latitude  number `json:"latitude,omitempty"`
}

type studioTag struct {
	Name string `json:"name"`
}

type openingHoursCategory struct {
	CategoryID   int64             `json:"categoryId"`
	Name         string            `json:"name"`
	OpeningHours []dayOpeningHours `json:"openingHours"`
}

type dayOpeningHours struct {
	DayOfWeek string `json:"dayOfWeek"`
	TimeFrom  string `json:"timeFrom"`
	TimeTo    string `json:"timeTo"`
}
