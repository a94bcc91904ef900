package pgclient

import (
	"context"
	"net/http"
)

// StudioInformation describes the studio of the key. It changes rarely: keep it
// for some minutes.
type StudioInformation struct {
	Name                    string                        `json:"name"`
	Description             string                        `json:"description"`
	Country                 string                        `json:"country"`     // in words
	CountryCode             string                        `json:"countryCode"` // ISO 3166-1, two letters
	StudioID                int64                         `json:"studioId"`
	OpeningDate             Date                          `json:"openingDate"`
	ClosingDate             Date                          `json:"closingDate"`
	Email                   string                        `json:"email"`
	LogoURL                 string                        `json:"logoUrl"`
	Telephone               string                        `json:"telephone"`
	Website                 string                        `json:"website"`
	OpeningHours            []StudioOpeningHours          `json:"openingHours"`       // internal
	PublicOpeningHours      []StudioOpeningHours          `json:"publicOpeningHours"` // those to show
	ClosingHours            []StudioClosingHours          `json:"closingHours"`
	Street                  string                        `json:"street"`
	HouseNumber             string                        `json:"houseNumber"`
	Zip                     string                        `json:"zip"`
	City                    string                        `json:"city"`
	AccessCodeConfiguration StudioAccessCodeConfiguration `json:"accessCodeConfiguration"`
	Location                *GeoLocation                  `json:"location"`
	StudioTags              []StudioTag                   `json:"studioTags"`
	OpeningHoursCategories  []OpeningHoursCategory        `json:"openingHoursCategories"`
}

// StudioOpeningHours are the hours of a range of weekdays, in the studio's zone.
type StudioOpeningHours struct {
	DayOfWeekFrom DayOfWeek  `json:"dayOfWeekFrom"`
	DayOfWeekTo   DayOfWeek  `json:"dayOfWeekTo"`
	TimeFrom      *LocalTime `json:"timeFrom"`
	TimeTo        *LocalTime `json:"timeTo"`
}

// DayOfWeek is a weekday.
type DayOfWeek string

// The weekdays.
const (
	DayOfWeekMonday    DayOfWeek = "MONDAY"
	DayOfWeekTuesday   DayOfWeek = "TUESDAY"
	DayOfWeekWednesday DayOfWeek = "WEDNESDAY"
	DayOfWeekThursday  DayOfWeek = "THURSDAY"
	DayOfWeekFriday    DayOfWeek = "FRIDAY"
	DayOfWeekSaturday  DayOfWeek = "SATURDAY"
	DayOfWeekSunday    DayOfWeek = "SUNDAY"
)

// StudioClosingHours is a time when the studio is closed, in its own zone.
type StudioClosingHours struct {
	Reason       string        `json:"reason"`
	DateTimeFrom LocalDateTime `json:"dateTimeFrom"`
	DateTimeTo   LocalDateTime `json:"dateTimeTo"`
}

// StudioAccessCodeConfiguration tells whether members can open the door with a code.
type StudioAccessCodeConfiguration struct {
	Enabled *bool `json:"enabled"`
}

// GeoLocation is where the studio is, in degrees.
type GeoLocation struct {
	Longitude *float64 `json:"longitude"`
	Latitude  *float64 `json:"latitude"`
}

// StudioTag is a label the studio gave itself.
type StudioTag struct {
	Name string `json:"name"`
}

// OpeningHoursCategory is a named set of hours, such as off-peak.
type OpeningHoursCategory struct {
	CategoryID   int64             `json:"categoryId"`
	Name         string            `json:"name"`
	OpeningHours []DayOpeningHours `json:"openingHours"`
}

// DayOpeningHours are the hours of one weekday, in the studio's zone.
type DayOpeningHours struct {
	DayOfWeek DayOfWeek `json:"dayOfWeek"`
	TimeFrom  LocalTime `json:"timeFrom"`
	TimeTo    LocalTime `json:"timeTo"`
}

// StudioUtilization is how many people are in the studio now.
type StudioUtilization struct {
	Capacity *int `json:"capacity"` // nil: no limit
	Count    int  `json:"count"`    // may exceed Capacity
}

// GetStudioInformation describes the studio of the key.
func (c *Client) GetStudioInformation(ctx context.Context) (StudioInformation, error) {
	return get[StudioInformation](ctx, c, "getStudioInformation", "/v1/studios/information", nil)
}

// GetUtilization returns how many people are in the studio now.
func (c *Client) GetUtilization(ctx context.Context) (StudioUtilization, error) {
	return get[StudioUtilization](ctx, c, "getUtilization", "/v1/studios/utilization", nil)
}

// CheckKey asks whether the key is valid, without reading anything: Unauthorized if
// it is not. It says nothing about the key's scopes.
func (c *Client) CheckKey(ctx context.Context) error {
	return c.do(ctx, call{op: "checkKey", method: http.MethodHead, path: "/v1/studios/information"})
}
