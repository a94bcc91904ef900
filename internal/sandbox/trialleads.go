package sandbox

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
)

const (
	trialLeadPossible  = "POSSIBLE"
	trialLeadInvalid   = "INVALID_LEAD_CUSTOMER_DATA"
	trialLeadDuplicate = "DUPLICATE_CUSTOMER"
)

type trialLeadRequest struct {
	LeadCustomerData   *trialLeadCustomer `json:"leadCustomerData"`
	TrialOfferConfigID *int64             `json:"trialOfferConfigId"`
}

// trialLeadCustomer is a person. Pointers tell what is missing from what is empty:
// the one breaks the contract, the other is wrong data.
type trialLeadCustomer struct {
	Firstname       *string           `json:"firstname"`
	SecondFirstname string            `json:"secondFirstname"`
	Lastname        *string           `json:"lastname"`
	SecondLastname  string            `json:"secondLastname"`
	Email           *string           `json:"email"`
	Gender          string            `json:"gender"`
	DateOfBirth     string            `json:"dateOfBirth"`
	Telephone       string            `json:"telephone"`
	Address         *trialLeadAddress `json:"address"`
	ThirdPartyID    string            `json:"thirdPartyId"`
	Language        *languageJSON     `json:"language"`
}

type trialLeadAddress struct {
	Street      string `json:"street"`
	HouseNumber string `json:"houseNumber"`
	ZipCode     string `json:"zipCode"`
	City        string `json:"city"`
}

type trialLeadValidation struct {
	ValidationStatus string `json:"validationStatus"`
}

type trialLeadJSON struct {
	LeadCustomerID int64 `json:"leadCustomerId"`
}

// trialLead reads who wants a trial of what.
func (c *call) trialLead() (*trialLeadCustomer, *trialConfig, *refusal) {
	var want trialLeadRequest
	if refused := c.decode(&want); refused != nil {
		return nil, nil, refused
	}
	p := want.LeadCustomerData
	missing := ""
	switch {
	case p == nil:
		missing = "leadCustomerData"
	case want.TrialOfferConfigID == nil:
		missing = "trialOfferConfigId"
	case p.Firstname == nil:
		missing = "leadCustomerData.firstname"
	case p.Lastname == nil:
		missing = "leadCustomerData.lastname"
	case p.Email == nil:
		missing = "leadCustomerData.email"
	}
	if missing != "" {
		return nil, nil, badRequest("error.validation.missing", missing)
	}
	rules := c.studio.Trials.config(*want.TrialOfferConfigID)
	if rules == nil {
		return nil, nil, c.foreign("trialOfferConfigId")
	}
	return p, rules, nil
}

// mayEnter decides whether a person can be entered: the status, and the field that is
// wrong. Validate and create both ask here.
func (st *studio) mayEnter(p *trialLeadCustomer, rules *trialConfig, today date, sw Switches) (status, field string) {
	if field := p.wrong(rules.Modes, today); field != "" {
		return trialLeadInvalid, "leadCustomerData." + field
	}
	for _, k := range st.byEmail[strings.ToLower(strings.TrimSpace(*p.Email))] {
		same := strings.EqualFold(k.Record.FirstName, strings.TrimSpace(*p.Firstname)) && strings.EqualFold(k.Record.LastName, strings.TrimSpace(*p.Lastname))
		if sw.TrialDuplicateByEmailAlone || same {
			return trialLeadDuplicate, ""
		}
	}
	return trialLeadPossible, ""
}

// wrong names the first field that is missing where it must be given, or cannot be
// right. What is not asked for is not looked at.
func (p *trialLeadCustomer) wrong(modes trialModes, today date) string {
	const off, mandatory = "INACTIVE", "MANDATORY"
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	bad := func(mode string, given bool, fits func() bool) bool {
		return mode == mandatory && !given || mode != off && given && !fits()
	}
	switch {
	case blank(*p.Firstname):
		return "firstname"
	case blank(*p.Lastname):
		return "lastname"
	case !isAddress(*p.Email):
		return "email"
	case bad(modes.Gender, p.Gender != "", func() bool { return slices.Contains([]string{"MALE", "FEMALE", "UNISEX"}, p.Gender) }):
		return "gender"
	case bad(modes.DateOfBirth, p.DateOfBirth != "", func() bool {
		born, err := parseDate(p.DateOfBirth)
		return err == nil && born.before(today) && today.addMonths(-12*120).before(born)
	}):
		return "dateOfBirth"
	case bad(modes.Telephone, !blank(p.Telephone), func() bool { return strings.ContainsAny(p.Telephone, "0123456789") }):
		return "telephone"
	case bad(modes.Address, p.Address != nil, func() bool {
		return !blank(p.Address.Street) && !blank(p.Address.ZipCode) && !blank(p.Address.City)
	}):
		return "address"
	}
	return ""
}

// isAddress tells whether a text is a bare e-mail address.
func isAddress(text string) bool {
	text = strings.TrimSpace(text)
	parsed, err := mail.ParseAddress(text)
	return err == nil && parsed.Address == text && strings.Contains(text[strings.LastIndex(text, "@"):], ".")
}

func validateForLeadCustomerCreation(c *call) (any, *refusal) {
	p, rules, refused := c.trialLead()
	if refused != nil {
		return nil, refused
	}
	status, _ := c.studio.mayEnter(p, rules, c.today(), c.switches)
	return trialLeadValidation{status}, nil
}

func createLeadCustomer(c *call) (any, *refusal) {
	p, rules, refused := c.trialLead()
	if refused != nil {
		return nil, refused
	}
	switch status, field := c.studio.mayEnter(p, rules, c.today(), c.switches); status {
	case trialLeadInvalid:
		return nil, &refusal{c.switches.RefusedTrialLeadStatus, "error.trial.lead", field}
	case trialLeadDuplicate:
		return nil, &refusal{c.switches.RefusedTrialLeadStatus, "error.trial.duplicate", ""}
	}
	k := &customer{Record: c.studio.trialRecord(p, rules.Modes, c.now)}
	c.studio.addCustomer(k)
	c.studio.Trials.Leads[k.Record.ID] = rules.ID
	return trialLeadJSON{k.Record.ID}, nil
}

// trialRecord is the record of a lead: a customer who is a prospect, with what was
// asked for and nothing else.
func (st *studio) trialRecord(p *trialLeadCustomer, modes trialModes, now time.Time) customerJSON {
	const off = "INACTIVE"
	id := st.newID()
	r := st.random(fmt.Sprint("lead ", id))
	record := customerJSON{
		ID: id, CustomerNumber: fmt.Sprintf("1-%d", id), Status: "PROSPECT", StudioID: st.Information.StudioID,
		FirstName: strings.TrimSpace(*p.Firstname), SecondFirstName: p.SecondFirstname,
		LastName: strings.TrimSpace(*p.Lastname), SecondLastName: p.SecondLastname,
		Email: strings.TrimSpace(*p.Email), ThirdPartyID: p.ThirdPartyID, PreferredLanguage: p.Language,
		UUID:            fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<12), r.IntN(1<<12), r.Int64N(1<<48)),
		CreatedDateTime: st.zoned(now),
	}
	if modes.Gender != off {
		record.Gender = p.Gender
	}
	if modes.DateOfBirth != off {
		record.DateOfBirth = p.DateOfBirth
	}
	if modes.Telephone != off {
		record.PhonePrivate = p.Telephone
	}
	if modes.Address != off && p.Address != nil {
		record.Street, record.HouseNumber = p.Address.Street, p.Address.HouseNumber
		record.ZipCode, record.City, record.Country = p.Address.ZipCode, p.Address.City, st.Information.CountryCode
	}
	return record
}
