package sandbox

type addressFields struct {
	Street                       string `json:"street"`
	HouseNumber                  string `json:"houseNumber,omitempty"`
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

type addressDataJSON struct {
	addressFields
	Status  string                `json:"amendmentConfigurationStatus"`
	Pending *addressAmendmentJSON `json:"pendingAmendment,omitempty"`
}

type addressAmendmentJSON struct {
	addressFields
	ID int64 `json:"id,omitempty"`
}

func (f *addressFields) check() *refusal {
	if refused := requireValues(namedValue{"street", f.Street}, namedValue{"zipCode", f.ZipCode}, namedValue{"city", f.City}, namedValue{"countryCode", f.CountryCode}); refused != nil {
		return refused
	}
	if !isCountry(f.CountryCode) {
		return badRequest("error.validation.format", "countryCode")
	}
	return nil
}

// apply replaces the whole address: what was not named is empty, since half of an old
// address beside half of a new one is nobody's.
func (f *addressFields) apply(k *customer, details *personDetails) {
	r := &k.Record
	r.Street, r.HouseNumber, r.ZipCode, r.City, r.Country = f.Street, f.HouseNumber, f.ZipCode, f.City, f.CountryCode
	r.Province, details.ProvinceCode, r.SecondStreet, r.CityPart, r.District = f.Province, f.ProvinceCode, f.SecondStreet, f.CityPart, f.District
	r.StreetType, r.StreetBlock, r.Portal, r.Stairway, r.Door = f.StreetType, f.StreetBlock, f.Portal, f.Stairway, f.Door
	r.AdditionalAddressInformation, r.Floor, r.BuildingName = f.AdditionalAddressInformation, f.Floor, f.BuildingName
}

// addressOf: a prospect may have left no address, but the contract wants a country.
func (c *call) addressOf(k *customer) addressFields {
	r := k.Record
	out := addressFields{
		Street: r.Street, HouseNumber: r.HouseNumber, ZipCode: r.ZipCode, City: r.City, CountryCode: r.Country,
		Province: r.Province, SecondStreet: r.SecondStreet, CityPart: r.CityPart, District: r.District,
		StreetType: r.StreetType, StreetBlock: r.StreetBlock, Portal: r.Portal, Stairway: r.Stairway, Door: r.Door,
		AdditionalAddressInformation: r.AdditionalAddressInformation, Floor: r.Floor, BuildingName: r.BuildingName,
	}
	if details := c.studio.SelfService.Details[r.ID]; details != nil {
		out.ProvinceCode = details.ProvinceCode
	}
	if out.CountryCode == "" {
		out.CountryCode = c.studio.Information.CountryCode
	}
	return out
}

func getCustomerAddressData(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	out := addressDataJSON{addressFields: c.addressOf(k), Status: c.switches.AddressDataStatus}
	if a := c.studio.SelfService.pending(k.Record.ID, kindAddress); a != nil {
		out.Pending = &addressAmendmentJSON{*a.Address, a.ID}
	}
	return out, nil
}

func createCustomerAddressDataAmendment(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want addressFields
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if refused := want.check(); refused != nil {
		return nil, refused
	}
	a := &amendment{CustomerID: k.Record.ID, Kind: kindAddress, Address: &want}
	if refused := c.amend(a); refused != nil {
		return nil, refused
	}
	return addressAmendmentJSON{want, a.ID}, nil
}
