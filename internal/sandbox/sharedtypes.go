package sandbox

// The types below are asked or answered by several parts of the API.

type communicationPreference struct {
	MessageCategory string                           `json:"messageCategory,omitempty"`
	Channels        []communicationChannelPreference `json:"channels,omitempty"` // one entry per channel
}

type customerIDJSON struct {
	CustomerID int64 `json:"customerId"`
}

type documentIdentification struct {
	DocumentNumber string `json:"documentNumber"`
	DocumentType   string `json:"documentType"`
}

type newCustomer struct {
	ThirdPartyID                          string                    `json:"thirdPartyId,omitempty"`
	FirstName                             string                    `json:"firstName"`
	SecondFirstName                       string                    `json:"secondFirstName,omitempty"`
	LastName                              string                    `json:"lastName"`
	SecondLastName                        string                    `json:"secondLastName,omitempty"`
	DateOfBirth                           string                    `json:"dateOfBirth"`
	Email                                 string                    `json:"email"`
	Gender                                string                    `json:"gender,omitempty"`
	PhoneNumberPrivate                    string                    `json:"phoneNumberPrivate,omitempty"`
	PhoneNumberMobile                     string                    `json:"phoneNumberMobile,omitempty"`
	Street                                string                    `json:"street"`
	SecondStreet                          string                    `json:"secondStreet,omitempty"`
	CityPart                              string                    `json:"cityPart,omitempty"`
	District                              string                    `json:"district,omitempty"`
	StreetType                            string                    `json:"streetType,omitempty"`
	StreetBlock                           string                    `json:"streetBlock,omitempty"`
	Portal                                string                    `json:"portal,omitempty"`
	Stairway                              string                    `json:"stairway,omitempty"`
	Door                                  string                    `json:"door,omitempty"`
	Province                              string                    `json:"province,omitempty"`
	AdditionalAddressInformation          string                    `json:"additionalAddressInformation,omitempty"`
	Floor                                 string                    `json:"floor,omitempty"`
	Language                              languageJSON              `json:"language"`
	HouseNumber                           string                    `json:"houseNumber,omitempty"`
	BuildingName                          string                    `json:"buildingName,omitempty"`
	City                                  string                    `json:"city"`
	ZipCode                               string                    `json:"zipCode"`
	CountryCode                           string                    `json:"countryCode"`
	CommunicationPreferences              []communicationPreference `json:"communicationPreferences,omitempty"`
	DocumentIdentification                *documentIdentification   `json:"documentIdentification,omitempty"`
	PaymentRequestToken                   string                    `json:"paymentRequestToken,omitempty"` // token for the recurring payment method
	AdditionalInformationFieldAssignments []additionalAssignment    `json:"additionalInformationFieldAssignments,omitempty"`
	PlaceOfBirth                          string                    `json:"placeOfBirth,omitempty"`   // Italian studios, Italian nationals
	CountryOfBirth                        string                    `json:"countryOfBirth,omitempty"` // Italian studios, other nationals
	TaxID                                 string                    `json:"taxId,omitempty"`          // Spain and Italy, unless a document is given
}

type signature struct {
	Base64SVGSignature string `json:"base64SvgSignature"` // SVG in base64
}

type communicationChannelPreference struct {
	CommunicationChannel string `json:"communicationChannel"`
	CustomerOverridable  *bool  `json:"customerOverridable,omitempty"` // whether the member may change it
	Active               *bool  `json:"active,omitempty"`
}
