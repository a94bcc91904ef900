package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// LeadConfig says which fields a form for leads shows and demands; names and e-mail always.
type LeadConfig struct {
	AddressMode              InputFieldMode                   `json:"addressMode"`
	DateOfBirthMode          InputFieldMode                   `json:"dateOfBirthMode"`
	GenderMode               InputFieldMode                   `json:"genderMode"`
	TelephoneMode            InputFieldMode                   `json:"telephoneMode"`
	AdditionalInformation    []LeadAdditionalInformationField `json:"additionalInformation"`
	CommunicationPreferences []CommunicationPreference        `json:"communicationPreferences"`
}

// LeadAdditionalInformationField is a question of the studio's own.
type LeadAdditionalInformationField struct {
	AdditionalFieldID   int64                          `json:"additionalFieldId"`
	Name                string                         `json:"name"`
	Type                AdditionalInformationFieldType `json:"type"`
	AllowMultiSelection bool                           `json:"allowMultiSelection"`
	SelectionValues     []string                       `json:"selectionValues"`
	Mode                InputFieldMode                 `json:"mode"`
}

// LeadRequest is somebody who asks. [LeadConfig] says what the studio wants to know.
type LeadRequest struct {
	LeadCustomer             LeadCustomer                `json:"leadCustomer"`
	Address                  *LeadAddress                `json:"address,omitzero"`
	CommunicationPreferences []CommunicationPreference   `json:"communicationPreferences,omitzero"`
	AdditionalInformation    []LeadAdditionalInformation `json:"additionalInformation,omitzero"`
	Notes                    string                      `json:"notes,omitzero"`
	ExternalIdentifier       string                      `json:"externalIdentifier,omitzero"`
}

// LeadCustomer is the person. The parts of the name are spelt firstname and lastname here,
// other than in NewCustomer.
type LeadCustomer struct {
	ThirdPartyID    string    `json:"thirdPartyId,omitzero"`
	Firstname       string    `json:"firstname"`
	SecondFirstname string    `json:"secondFirstname,omitzero"`
	Lastname        string    `json:"lastname"`
	SecondLastname  string    `json:"secondLastname,omitzero"`
	Email           string    `json:"email"`
	Gender          Gender    `json:"gender,omitzero"`
	DateOfBirth     Date      `json:"dateOfBirth,omitzero"`
	Telephone       string    `json:"telephone,omitzero"`
	Language        *Language `json:"language,omitzero"`
}

// LeadAddress is where the person lives.
type LeadAddress struct {
	Street                       string `json:"street"`
	HouseNumber                  string `json:"houseNumber"`
	ZipCode                      string `json:"zipCode"`
	City                         string `json:"city"`
	CountryCode                  string `json:"countryCode"`
	Province                     string `json:"province,omitzero"`
	ProvinceCode                 string `json:"provinceCode,omitzero"`
	SecondStreet                 string `json:"secondStreet,omitzero"`
	CityPart                     string `json:"cityPart,omitzero"`
	District                     string `json:"district,omitzero"`
	StreetType                   string `json:"streetType,omitzero"`
	StreetBlock                  string `json:"streetBlock,omitzero"`
	Portal                       string `json:"portal,omitzero"`
	Stairway                     string `json:"stairway,omitzero"`
	Door                         string `json:"door,omitzero"`
	AdditionalAddressInformation string `json:"additionalAddressInformation,omitzero"`
	Floor                        string `json:"floor,omitzero"`
	BuildingName                 string `json:"buildingName,omitzero"`
}

// LeadAdditionalInformation is the answer to a question of the studio's own: Values where
// several may be chosen, otherwise Value.
type LeadAdditionalInformation struct {
	AdditionalFieldID int64    `json:"additionalFieldId"`
	Value             string   `json:"value,omitzero"`  // text, integer, ISO date or true/false
	Values            []string `json:"values,omitzero"` // for fields with allowMultiSelection
}

// LeadValidation is whether somebody may be entered.
type LeadValidation struct {
	Status LeadValidationStatus `json:"status"`
}

// LeadValidationStatus says whether somebody may be entered. Take a value that is not known here
// as a no.
type LeadValidationStatus string

// The values of release 1.9.0.
const (
	LeadValidationStatusPossible          LeadValidationStatus = "POSSIBLE"           // the only yes
	LeadValidationStatusInvalidLeadData   LeadValidationStatus = "INVALID_LEAD_DATA"  // a field is missing or wrong
	LeadValidationStatusDuplicateCustomer LeadValidationStatus = "DUPLICATE_CUSTOMER" // the person is known
)

// Lead is somebody who was entered.
type Lead struct {
	ID             int64  `json:"id"`
	CustomerID     *int64 `json:"customerId"` // since release 1.11.0
	UUID           string `json:"uuid"`
	CustomerNumber string `json:"customerNumber"`
}

func (v *LeadValidation) incomplete() bool { return v.Status == "" }

func (l *Lead) incomplete() bool { return l.ID == 0 }

// LogValue keeps a person out of logs.
func (LeadRequest) LogValue() slog.Value { return slog.StringValue("lead") }

// LogValue keeps a person out of logs.
func (LeadCustomer) LogValue() slog.Value { return slog.StringValue("lead customer") }

// LogValue keeps an address out of logs.
func (LeadAddress) LogValue() slog.Value { return slog.StringValue("lead address") }

// LogValue keeps an answer out of logs.
func (i LeadAdditionalInformation) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("additionalFieldId", i.AdditionalFieldID))
}

// LogValue keeps the customer number out of logs.
func (l Lead) LogValue() slog.Value { return slog.GroupValue(slog.Int64("id", l.ID)) }

// GetLeadConfig returns what the studio wants to know of people who ask; since release
// 1.9.0.
func (c *Client) GetLeadConfig(ctx context.Context) (LeadConfig, error) {
	return get[LeadConfig](ctx, c, "getLeadConfig", "/v1/leads/config", nil)
}

// ValidateForLeadCreation tells whether somebody may become a lead. It is a read:
// nobody is entered. Never tell a visitor that a person is known. Since release 1.9.0.
func (c *Client) ValidateForLeadCreation(ctx context.Context, r LeadRequest) (LeadValidation, error) {
	return ask[LeadValidation](ctx, c, "validateForLeadCreation", "/v1/leads/validate", r)
}

// CreateLead enters somebody who asks; since release 1.9.0.
func (c *Client) CreateLead(ctx context.Context, r LeadRequest) (Lead, error) {
	return send[Lead](ctx, c, "createLead", http.MethodPost, "/v1/leads/create", r)
}
