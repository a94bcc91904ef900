package sandbox

// What the API says about people who ask. Other than with customers the parts of a
// name have no capital in the middle: firstname, lastname.

type leadRequest struct {
	LeadCustomer             leadCustomer                `json:"leadCustomer"`
	Address                  *leadAddress                `json:"address,omitempty"`
	CommunicationPreferences []communicationPreference   `json:"communicationPreferences,omitempty"`
	AdditionalInformation    []leadAdditionalInformation `json:"additionalInformation,omitempty"`
	Notes                    string                      `json:"notes,omitempty"`
	ExternalIdentifier       string                      `json:"externalIdentifier,omitempty"`
}

type leadCustomer struct {
	ThirdPartyID    string        `json:"thirdPartyId,omitempty"`
	Firstname       string        `json:"firstname"`
	SecondFirstname string        `json:"secondFirstname,omitempty"`
	Lastname        string        `json:"lastname"`
	SecondLastname  string        `json:"secondLastname,omitempty"`
	Email           string        `json:"email"`
	Gender          string        `json:"gender,omitempty"`
	DateOfBirth     string        `json:"dateOfBirth,omitempty"`
	Telephone       string        `json:"telephone,omitempty"`
	Language        *languageJSON `json:"language,omitempty"`
}

type leadAddress struct {
	Street                       string `json:"street"`
	HouseNumber                  string `json:"houseNumber"`
	ZipCode                      string `json:"zipCode"`
	City                         string `json:"city"`
	CountryCode                  string `json:"countryCode"`
	Province                     string `json:"province,omitempty"`
	ProvinceCode                 string `json:"provinceCode,omitempty"`
	SecondStreet                 string `json:"secondStreet,omitempty"`
	CityPart                     string `json:"cityPart,omitempty"`
	District                     string `json:"district,omitempty"`
	StreetType                   string `json:"streetType,omitempty"`
	StreetBlock                  string `json:"streetBlock,omitempty"`
	Portal                       string `json:"portal,omitempty"`
	Stairway                     string `json:"stairway,omitempty"`
	Door                         string `json:"door,omitempty"`
	AdditionalAddressInformation string `json:"additionalAddressInformation,omitempty"`
	Floor                        string `json:"floor,omitempty"`
	BuildingName                 string `json:"buildingName,omitempty"`
}

type leadAdditionalInformation struct {
	AdditionalFieldID int64    `json:"additionalFieldId"`
	Value             string   `json:"value,omitempty"`  // text, integer, ISO date or true/false
	Values            []string `json:"values,omitempty"` // for fields with allowMultiSelection
}

type leadJSON struct {
	ID             int64  `json:"id"`
	CustomerID     *int64 `json:"customerId,omitempty"` // since release 1.11.0
	UUID           string `json:"uuid"`
	CustomerNumber string `json:"customerNumber"`
}

type leadConfig struct {
	AddressMode              string                           `json:"addressMode"`
	DateOfBirthMode          string                           `json:"dateOfBirthMode"`
	GenderMode               string                           `json:"genderMode"`
	TelephoneMode            string                           `json:"telephoneMode"`
	AdditionalInformation    []leadAdditionalInformationField `json:"additionalInformation,omitempty"`
	CommunicationPreferences []communicationPreference        `json:"communicationPreferences,omitempty"`
}

type leadAdditionalInformationField struct {
	AdditionalFieldID   int64    `json:"additionalFieldId"`
	Name                string   `json:"name"`
	Type                string   `json:"type"`
	AllowMultiSelection bool     `json:"allowMultiSelection"`
	SelectionValues     []string `json:"selectionValues,omitempty"`
	Mode                string   `json:"mode"`
}

type leadValidation struct {
	Status string `json:"status"`
}
