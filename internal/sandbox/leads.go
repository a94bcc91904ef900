package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

func leadOperations() []*operation {
	read, write := []string{"LEAD_READ"}, []string{"LEAD_WRITE"}
	return []*operation{
		{id: "getLeadConfig", method: "GET", pattern: "/v1/leads/config", scopes: read, handle: getLeadConfig},
		{id: "validateForLeadCreation", method: "POST", pattern: "/v1/leads/validate", scopes: read, handle: validateForLeadCreation},
		{id: "createLead", method: "POST", pattern: "/v1/leads/create", scopes: write, handle: createLead},
	}
}

func leadTexts() map[string]text {
	return map[string]text{
		"error.lead." + leadInvalid:   {"Bitte prüfe deine Angaben.", "Please check your details.", "Sprawdź swoje dane."},
		"error.lead." + leadDuplicate: {"Mit diesen Angaben bist du schon bekannt.", "We know somebody with these details already.", "Osoba o tych danych jest już zarejestrowana."},
	}
}

// Validation statuses of leads.
const (
	leadPossible  = "POSSIBLE"
	leadInvalid   = "INVALID_LEAD_DATA"
	leadDuplicate = "DUPLICATE_CUSTOMER"
)

// leadsState is people who asked, and what the studio wants to know of them.
type leadsState struct {
	Config leadConfig   `json:"config"`
	Leads  []leadRecord `json:"leads"`
}

// leadRecord is one who asked; the person is a customer with status PROSPECT.
type leadRecord struct {
	ID                 int64  `json:"id"`
	CustomerID         int64  `json:"customer_id"`
	Notes              string `json:"notes"`
	ExternalIdentifier string `json:"external_identifier"`
}

// settle lets each studio ask for something else, so that each mode occurs for
// most fields.
func (s *leadsState) settle(st *studio, _ []Member, _ date) {
	field := func(de, en, kind, mode string, values ...string) leadAdditionalInformationField {
		return leadAdditionalInformationField{AdditionalFieldID: st.newID(), Name: st.word(de, en), Type: kind, Mode: mode, SelectionValues: values}
	}
	sources := field("Wie hast du von uns gehört?", "How did you hear about us?", "LIST", "OPTIONAL", st.word("Freunde", "Friends"), "Radio", st.word("Plakat", "Poster"))
	sources.AllowMultiSelection = true
	yes := true
	s.Config = leadConfig{
		AddressMode: "OPTIONAL", DateOfBirthMode: "OPTIONAL", GenderMode: "INACTIVE", TelephoneMode: "MANDATORY",
		AdditionalInformation: []leadAdditionalInformationField{
			sources,
			field("Wie oft willst du trainieren?", "How often do you want to train?", "NUMERIC", "OPTIONAL"),
			field("Hast du schon trainiert?", "Have you trained before?", "BOOLEAN", "OPTIONAL"),
			field("Ab wann?", "From when?", "DATE", "OPTIONAL"),
			field("Ziele", "Goals", "TEXT", "OPTIONAL"),
			field("Altes Feld", "Old field", "TEXT", "INACTIVE"),
		},
		CommunicationPreferences: []communicationPreference{
			{MessageCategory: "NEWSLETTER", Channels: []communicationChannelPreference{{CommunicationChannel: "EMAIL", CustomerOverridable: &yes, Active: &yes}}},
		},
	}
	if st.Language != "de" {
		s.Config.AddressMode, s.Config.DateOfBirthMode, s.Config.GenderMode, s.Config.TelephoneMode = "MANDATORY", "MANDATORY", "OPTIONAL", "INACTIVE"
		s.Config.AdditionalInformation = append(s.Config.AdditionalInformation, field("Ort", "Nearest club", "LIST", "MANDATORY", "City Centre", "Salford"))
	}
}

func (s *leadsState) index(*studio) error { return nil }

func getLeadConfig(c *call) (any, *refusal) { return c.studio.Leads.Config, nil }

// leadRequest reads a request and checks what the contract demands of it; the
// studio's own demands are a matter of judge.
func (c *call) leadRequest() (leadRequest, *refusal) {
	var want leadRequest
	if refused := c.decode(&want); refused != nil {
		return want, refused
	}
	type given struct{ name, value string }
	required := []given{
		{"leadCustomer.firstname", want.LeadCustomer.Firstname},
		{"leadCustomer.lastname", want.LeadCustomer.Lastname},
		{"leadCustomer.email", want.LeadCustomer.Email},
	}
	if a := want.Address; a != nil {
		required = append(required, given{"address.street", a.Street}, given{"address.houseNumber", a.HouseNumber},
			given{"address.zipCode", a.ZipCode}, given{"address.city", a.City}, given{"address.countryCode", a.CountryCode})
	}
	for _, f := range required {
		if strings.TrimSpace(f.value) == "" {
			return want, badRequest("error.validation.missing", f.name)
		}
	}
	if gender := want.LeadCustomer.Gender; gender != "" && !slices.Contains([]string{"MALE", "FEMALE", "UNISEX"}, gender) {
		return want, badRequest("error.validation.format", "leadCustomer.gender")
	}
	if born := want.LeadCustomer.DateOfBirth; born != "" {
		if _, err := parseDate(born); err != nil {
			return want, badRequest("error.validation.format", "leadCustomer.dateOfBirth")
		}
	}
	return want, nil
}

// judge decides whether somebody may become a lead, and names the field that speaks
// against it. Validate and create both ask here.
func (s *leadsState) judge(c *call, r leadRequest) (status, reference string) {
	k := r.LeadCustomer
	born, _ := parseDate(k.DateOfBirth) // has been read before
	missing := func(mode string, there bool) bool { return mode == "MANDATORY" && !there }
	switch {
	case !isAddress(k.Email):
		return leadInvalid, "leadCustomer.email"
	case missing(s.Config.DateOfBirthMode, k.DateOfBirth != ""), k.DateOfBirth != "" && !born.before(c.today()):
		return leadInvalid, "leadCustomer.dateOfBirth"
	case missing(s.Config.GenderMode, k.Gender != ""):
		return leadInvalid, "leadCustomer.gender"
	case missing(s.Config.TelephoneMode, k.Telephone != ""):
		return leadInvalid, "leadCustomer.telephone"
	case missing(s.Config.AddressMode, r.Address != nil):
		return leadInvalid, "address"
	}
	for _, given := range r.AdditionalInformation {
		i := slices.IndexFunc(s.Config.AdditionalInformation, func(f leadAdditionalInformationField) bool { return f.AdditionalFieldID == given.AdditionalFieldID })
		if i < 0 || !s.Config.AdditionalInformation[i].takes(given) {
			return leadInvalid, "additionalInformation"
		}
	}
	for _, f := range s.Config.AdditionalInformation {
		if missing(f.Mode, slices.ContainsFunc(r.AdditionalInformation, func(g leadAdditionalInformation) bool { return g.AdditionalFieldID == f.AdditionalFieldID })) {
			return leadInvalid, "additionalInformation"
		}
	}
	for _, known := range c.studio.byEmail[strings.ToLower(k.Email)] {
		sameName := strings.EqualFold(known.Record.FirstName, k.Firstname) && strings.EqualFold(known.Record.LastName, k.Lastname)
		if sameName || c.switches.LeadDuplicateByEmailAlone {
			return leadDuplicate, "leadCustomer.email"
		}
	}
	return leadPossible, ""
}

// takes tells whether a value fits the field's type.
func (f leadAdditionalInformationField) takes(g leadAdditionalInformation) bool {
	values := g.Values
	if g.Value != "" {
		values = append(slices.Clone(values), g.Value)
	}
	if f.Mode == "INACTIVE" || len(values) == 0 || len(values) > 1 && !f.AllowMultiSelection {
		return false
	}
	for _, v := range values {
		fits := true
		switch f.Type {
		case "LIST":
			fits = slices.Contains(f.SelectionValues, v)
		case "NUMERIC":
			_, err := strconv.Atoi(v)
			fits = err == nil
		case "DATE":
			_, err := parseDate(v)
			fits = err == nil
		case "BOOLEAN":
			fits = v == "true" || v == "false"
		}
		if !fits {
			return false
		}
	}
	return true
}

func validateForLeadCreation(c *call) (any, *refusal) {
	want, refused := c.leadRequest()
	if refused != nil {
		return nil, refused
	}
	status, _ := c.studio.Leads.judge(c, want)
	return leadValidation{Status: status}, nil
}

func createLead(c *call) (any, *refusal) {
	want, refused := c.leadRequest()
	if refused != nil {
		return nil, refused
	}
	s := &c.studio.Leads
	if status, reference := s.judge(c, want); status != leadPossible {
		return nil, &refusal{c.switches.RefusedLeadStatus, "error.lead." + status, reference}
	}
	k := c.enter(want.person(c.studio.Language))
	made := leadRecord{ID: c.studio.newID(), CustomerID: k.Record.ID, Notes: want.Notes, ExternalIdentifier: want.ExternalIdentifier}
	s.Leads = append(s.Leads, made)
	out := leadJSON{ID: made.ID, UUID: k.Record.UUID, CustomerNumber: k.Record.CustomerNumber}
	if c.switches.LeadAnswersCustomerID {
		out.CustomerID = &made.CustomerID
	}
	return out, nil
}

// person is a lead in the words that customers are entered with.
func (r leadRequest) person(language string) newCustomer {
	k := r.LeadCustomer
	out := newCustomer{
		ThirdPartyID: k.ThirdPartyID, FirstName: k.Firstname, SecondFirstName: k.SecondFirstname, LastName: k.Lastname, SecondLastName: k.SecondLastname,
		Email: k.Email, Gender: k.Gender, DateOfBirth: k.DateOfBirth, PhoneNumberPrivate: k.Telephone, Language: languageJSON{LanguageCode: language},
	}
	if k.Language != nil {
		out.Language = *k.Language
	}
	if a := r.Address; a != nil {
		out.Street, out.HouseNumber, out.ZipCode, out.City, out.CountryCode = a.Street, a.HouseNumber, a.ZipCode, a.City, a.CountryCode
		out.CityPart, out.AdditionalAddressInformation = a.CityPart, a.AdditionalAddressInformation
	}
	for _, g := range r.AdditionalInformation {
		for _, v := range slices.Concat(g.Values, []string{g.Value}) {
			if v != "" {
				out.AdditionalInformationFieldAssignments = append(out.AdditionalInformationFieldAssignments, additionalAssignment{g.AdditionalFieldID, v})
			}
		}
	}
	return out
}
