package sandbox

import "strings"

// contactFields: nil is a field that was not named, which leaves it as it is.
type contactFields struct {
	Email               *string `json:"email,omitempty"`
	PhonePrivate        *string `json:"phonePrivate,omitempty"`
	PhonePrivateMobile  *string `json:"phonePrivateMobile,omitempty"`
	PhoneBusiness       *string `json:"phoneBusiness,omitempty"`
	PhoneBusinessMobile *string `json:"phoneBusinessMobile,omitempty"`
}

type contactDataJSON struct {
	contactFields
	Status  string                `json:"amendmentConfigurationStatus"`
	Pending *contactAmendmentJSON `json:"pendingAmendment,omitempty"`
}

type contactAmendmentJSON struct {
	contactFields
	ID int64 `json:"id,omitempty"`
}

func (f *contactFields) all() []**string {
	return []**string{&f.Email, &f.PhonePrivate, &f.PhonePrivateMobile, &f.PhoneBusiness, &f.PhoneBusinessMobile}
}

func (f *contactFields) check() *refusal {
	if f.Email == nil || *f.Email == "" {
		return nil
	}
	name, domain, _ := strings.Cut(*f.Email, "@")
	if name == "" || !strings.Contains(domain, ".") || strings.ContainsAny(*f.Email, " \t\r\n<>") {
		return badRequest("error.amendment.email", "email")
	}
	return nil
}

func (f *contactFields) apply(st *studio, k *customer) {
	r := &k.Record
	if f.Email != nil && *f.Email != r.Email {
		st.moveEmail(k, *f.Email)
	}
	set := func(field, value *string) {
		if value != nil {
			*field = *value
		}
	}
	set(&r.PhonePrivate, f.PhonePrivate)
	set(&r.PhonePrivateMobile, f.PhonePrivateMobile)
	set(&r.PhoneBusiness, f.PhoneBusiness)
	set(&r.PhoneBusinessMobile, f.PhoneBusinessMobile)
}

func contactOf(k *customer) contactFields {
	given := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	r := k.Record
	return contactFields{given(r.Email), given(r.PhonePrivate), given(r.PhonePrivateMobile), given(r.PhoneBusiness), given(r.PhoneBusinessMobile)}
}

func getCustomerContactData(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	out := contactDataJSON{contactFields: contactOf(k), Status: c.switches.ContactDataStatus}
	if a := c.studio.SelfService.pending(k.Record.ID, kindContact); a != nil {
		out.Pending = &contactAmendmentJSON{*a.Contact, a.ID}
	}
	return out, nil
}

func createCustomerContactDataAmendment(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	var want contactFields
	if refused := c.decode(&want); refused != nil {
		return nil, refused
	}
	if refused := want.check(); refused != nil {
		return nil, refused
	}
	if !c.switches.OmittedContactFieldsKept {
		for _, field := range want.all() {
			if *field == nil {
				*field = new(string)
			}
		}
	}
	a := &amendment{CustomerID: k.Record.ID, Kind: kindContact, Contact: &want}
	if refused := c.amend(a); refused != nil {
		return nil, refused
	}
	return contactAmendmentJSON{want, a.ID}, nil
}
