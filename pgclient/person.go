package pgclient

import "log/slog"

// NewCustomer is a person to be entered into the studio's system.
type NewCustomer struct {
	ThirdPartyID                          string                                 `json:"thirdPartyId,omitzero"`
	FirstName                             string                                 `json:"firstName"`
	SecondFirstName                       string                                 `json:"secondFirstName,omitzero"`
	LastName                              string                                 `json:"lastName"`
	SecondLastName                        string                                 `json:"secondLastName,omitzero"`
	DateOfBirth                           Date                                   `json:"dateOfBirth"`
	Email                                 string                                 `json:"email"`
	Gender                                Gender                                 `json:"gender,omitzero"`
	PhoneNumberPrivate                    string                                 `json:"phoneNumberPrivate,omitzero"`
	PhoneNumberMobile                     string                                 `json:"phoneNumberMobile,omitzero"`
	Street                                string                                 `json:"street"`
	SecondStreet                          string                                 `json:"secondStreet,omitzero"`
	CityPart                              string                                 `json:"cityPart,omitzero"`
	District                              string                                 `json:"district,omitzero"`
	StreetType                            string                                 `json:"streetType,omitzero"`
	StreetBlock                           string                                 `json:"streetBlock,omitzero"`
	Portal                                string                                 `json:"portal,omitzero"`
	Stairway                              string                                 `json:"stairway,omitzero"`
	Door                                  string                                 `json:"door,omitzero"`
	Province                              string                                 `json:"province,omitzero"`
	AdditionalAddressInformation          string                                 `json:"additionalAddressInformation,omitzero"`
	Floor                                 string                                 `json:"floor,omitzero"`
	Language                              Language                               `json:"language"`
	HouseNumber                           string                                 `json:"houseNumber,omitzero"`
	BuildingName                          string                                 `json:"buildingName,omitzero"`
	City                                  string                                 `json:"city"`
	ZipCode                               string                                 `json:"zipCode"`
	CountryCode                           string                                 `json:"countryCode"`
	CommunicationPreferences              []CommunicationPreference              `json:"communicationPreferences,omitzero"`
	DocumentIdentification                *DocumentIdentification                `json:"documentIdentification,omitzero"`
	PaymentRequestToken                   string                                 `json:"paymentRequestToken,omitzero"` // token for the recurring payment method
	AdditionalInformationFieldAssignments []AdditionalInformationFieldAssignment `json:"additionalInformationFieldAssignments,omitzero"`
	PlaceOfBirth                          string                                 `json:"placeOfBirth,omitzero"`   // Italian studios, Italian nationals
	CountryOfBirth                        string                                 `json:"countryOfBirth,omitzero"` // Italian studios, other nationals
	TaxID                                 string                                 `json:"taxId,omitzero"`          // Spain and Italy, unless a document is given
}

// CustomerId is the answer to operations that make a customer.
type CustomerId struct {
	CustomerID int64 `json:"customerId"`
}

// DocumentIdentification is an identity document.
type DocumentIdentification struct {
	DocumentNumber string                     `json:"documentNumber"`
	DocumentType   DocumentIdentificationType `json:"documentType"`
}

// DocumentIdentificationType is the kind of an identity document.
type DocumentIdentificationType string

// The values of release 1.8.3.
const (
	DocumentIdentificationTypeIDCard           DocumentIdentificationType = "ID_CARD"
	DocumentIdentificationTypePassport         DocumentIdentificationType = "PASSPORT"
	DocumentIdentificationTypeDriversLicence   DocumentIdentificationType = "DRIVERS_LICENCE"
	DocumentIdentificationTypeResidencePermit  DocumentIdentificationType = "RESIDENCE_PERMIT"
	DocumentIdentificationTypeNationalIDNumber DocumentIdentificationType = "NATIONAL_ID_NUMBER"
	DocumentIdentificationTypeOthers           DocumentIdentificationType = "OTHERS"
)

// AdditionalInformationFieldType is what kind of value a field of the studio's own takes.
type AdditionalInformationFieldType string

// The values of release 1.8.3.
const (
	AdditionalInformationFieldTypeBoolean AdditionalInformationFieldType = "BOOLEAN"
	AdditionalInformationFieldTypeDate    AdditionalInformationFieldType = "DATE"
	AdditionalInformationFieldTypeList    AdditionalInformationFieldType = "LIST"
	AdditionalInformationFieldTypeNumeric AdditionalInformationFieldType = "NUMERIC"
	AdditionalInformationFieldTypeText    AdditionalInformationFieldType = "TEXT"
)

// InputFieldMode says whether a form shows and demands a field. Take a value that is not
// known here, and a missing one, as INACTIVE.
type InputFieldMode string

// The values of release 1.8.3.
const (
	InputFieldModeInactive  InputFieldMode = "INACTIVE"  // hide it
	InputFieldModeOptional  InputFieldMode = "OPTIONAL"  // show it
	InputFieldModeMandatory InputFieldMode = "MANDATORY" // demand it
)

// PaymentChoice is a way to pay.
type PaymentChoice string

// The values of release 1.8.3.
const (
	PaymentChoiceCash         PaymentChoice = "CASH"
	PaymentChoiceBankTransfer PaymentChoice = "BANK_TRANSFER"
	PaymentChoiceBacs         PaymentChoice = "BACS"  // direct debit, United Kingdom
	PaymentChoiceSEPA         PaymentChoice = "SEPA"  // direct debit, Europe
	PaymentChoiceChDd         PaymentChoice = "CH_DD" // direct debit, Switzerland
	PaymentChoiceLsv          PaymentChoice = "LSV"   // Lastschriftverfahren, Switzerland
	PaymentChoiceCreditCard   PaymentChoice = "CREDIT_CARD"
	PaymentChoiceTwint        PaymentChoice = "TWINT"
	PaymentChoicePaypal       PaymentChoice = "PAYPAL"
	PaymentChoiceBancontact   PaymentChoice = "BANCONTACT"
	PaymentChoiceIdeal        PaymentChoice = "IDEAL"
)

// Signature is a drawn signature.
type Signature struct {
	Base64SVGSignature string `json:"base64SvgSignature"` // SVG in base64
}

// AmendmentConfigurationStatus says what happens to a change that a member asks for, by the
// studio's settings. Take a value that is not known here as READ.
type AmendmentConfigurationStatus string

// The values of release 1.8.3.
const (
	AmendmentConfigurationStatusRead                       AmendmentConfigurationStatus = "READ"                         // no change is possible
	AmendmentConfigurationStatusChangesRequireVerification AmendmentConfigurationStatus = "CHANGES_REQUIRE_VERIFICATION" // a change waits for the studio
	AmendmentConfigurationStatusChangesWithoutVerification AmendmentConfigurationStatus = "CHANGES_WITHOUT_VERIFICATION" // a change applies at once
)

func (c *CustomerId) incomplete() bool { return c.CustomerID == 0 }

// LogValue keeps a person out of logs.
func (NewCustomer) LogValue() slog.Value { return slog.StringValue("new customer") }

// LogValue keeps an identity document out of logs.
func (d DocumentIdentification) LogValue() slog.Value {
	return slog.StringValue(string(d.DocumentType))
}

// LogValue keeps a signature out of logs.
func (Signature) LogValue() slog.Value { return slog.StringValue("signature") }
