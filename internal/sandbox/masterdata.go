package sandbox

import "slices"

type masterFields struct {
	FirstName      string `json:"firstName"`
	LastName       string `json:"lastName"`
	Gender         string `json:"gender"`
	DateOfBirth    string `json:"dateOfBirth"`
	CountryOfBirth string `json:"countryOfBirth,omitempty"`
	CustomerTitle  string `json:"customerTitle"`
}

type masterDataJSON struct {
	masterFields
	Status  string               `json:"amendmentConfigurationStatus"`
	Pending *masterAmendmentJSON `json:"pendingAmendment,omitempty"`
}

type masterAmendmentJSON struct {
	masterFields
	ID int64 `json:"id,omitempty"`
}

func (f *masterFields) check(today date) *refusal {
	if refused := requireValues(
		namedValue{"firstName", f.FirstName}, namedValue{"lastName", f.LastName}, namedValue{"gender", f.Gender},
		namedValue{"dateOfBirth", f.DateOfBirth}, namedValue{"customerTitle", f.CustomerTitle},
	); refused != nil {
		return refused
	}
	born, err := parseDate(f.DateOfBirth)
	switch {
	case !slices.Contains([]string{"MALE", "FEMALE", "UNISEX"}, f.Gender):
		return badRequest("error.validation.format", "gender")
	case err != nil:
		return badRequest("error.validation.format", "dateOfBirth")
	case today.before(born):
		return badRequest("error.amendment.birth", "dateOfBirth")
	case !slices.Contains([]string{"NONE", "DR", "PROF"}, f.CustomerTitle):
		return badRequest("error.validation.format", "customerTitle")
	case f.CountryOfBirth != "" && !isCountry(f.CountryOfBirth):
		return badRequest("error.validation.format", "countryOfBirth")
	}
	return nil
}

func (f *masterFields) apply(k *customer, details *personDetails) {
	r := &k.Record
	r.FirstName, r.LastName, r.Gender, r.DateOfBirth = f.FirstName, f.LastName, f.Gender, f.DateOfBirth
	details.Title, details.CountryOfBirth = f.CustomerTitle, f.CountryOfBirth
}

// masterOf fills what the contract requires and the studio was never told: UNISEX, the
// title NONE, and a day that is obviously nobody's.
func (c *call) masterOf(k *customer) masterFields {
	r := k.Record
	out := masterFields{FirstName: r.FirstName, LastName: r.LastName, Gender: r.Gender, DateOfBirth: r.DateOfBirth, CustomerTitle: "NONE"}
	if out.Gender == "" {
		out.Gender = "UNISEX"
	}
	if out.DateOfBirth == "" {
		out.DateOfBirth = "1900-01-01"
	}
	if details := c.studio.SelfService.Details[r.ID]; details != nil {
		out.CountryOfBirth = details.CountryOfBirth
		if details.Title != "" {
			out.CustomerTitle = details.Title
		}
	}
	return out
}

func getCustomerMasterData(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	out := masterDataJSON{masterFields: c.masterOf(k), Status: c.switches.MasterDataStatus}
	if a := c.studio.SelfService.pending(k.Record.ID, kindMaster); a != nil {
		out.Pending = &masterAmendmentJSON{*a.Master, a.ID}
	}
	return out, nil
}

func createCustomerMasterDataAmendment(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want masterFields
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if refused := want.check(c.today()); refused != nil {
		return nil, refused
	}
	a := &amendment{CustomerID: k.Record.ID, Kind: kindMaster, Master: &want}
	if refused := c.amend(a); refused != nil {
		return nil, refused
	}
	return masterAmendmentJSON{want, a.ID}, nil
}
