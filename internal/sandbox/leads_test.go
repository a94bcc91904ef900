package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

type leadConfig struct {
	AddressMode, DateOfBirthMode, GenderMode, TelephoneMode string
	AdditionalInformation                                   []struct {
		AdditionalFieldID int64
		Type, Mode        string
		SelectionValues   []string
	}
}

func (s *server) validateLead(body object) string {
	s.t.Helper()
	return ask[object](s, http.MethodPost, "/v1/leads/validate", body)["status"].(string)
}

// TestEachStudioAsksForSomethingElse: each mode and each type of field occurs.
func TestEachStudioAsksForSomethingElse(t *testing.T) {
	s := start(t, monday)
	modes, types := map[string]bool{}, map[string]bool{}
	for _, key := range []string{"sandbox-nordlicht", "sandbox-forge"} {
		c := get[leadConfig](s.as(key), "/v1/leads/config")
		for _, mode := range []string{c.AddressMode, c.DateOfBirthMode, c.GenderMode, c.TelephoneMode} {
			modes[mode] = true
		}
		for _, f := range c.AdditionalInformation {
			modes[f.Mode], types[f.Type] = true, true
		}
	}
	require.Len(t, modes, 3)
	require.Len(t, types, 5)
}

// TestLeadIsJudgedAlike: create refuses what validate does not call possible.
func TestLeadIsJudgedAlike(t *testing.T) {
	s := start(t, monday)
	config := get[leadConfig](s, "/v1/leads/config")
	field := func(kind, mode string) int64 {
		for _, f := range config.AdditionalInformation {
			if f.Type == kind && f.Mode == mode {
				return f.AdditionalFieldID
			}
		}
		t.Fatalf("no %s field", kind)
		return 0
	}
	list, numeric, boolean, day, free, old := field("LIST", "OPTIONAL"), field("NUMERIC", "OPTIONAL"), field("BOOLEAN", "OPTIONAL"), field("DATE", "OPTIONAL"), field("TEXT", "OPTIONAL"), field("TEXT", "INACTIVE")
	about := func(id int64, value string, values ...string) object {
		answer := object{"additionalFieldId": id}
		if value != "" {
			answer["value"] = value
		}
		if values != nil {
			answer["values"] = values
		}
		return object{"additionalInformation": []object{answer}}
	}
	person := func(change object) object { return object{"leadCustomer": change} }
	for name, c := range map[string]struct {
		change            object
		status, reference string
	}{
		"as it is":               {nil, "POSSIBLE", ""},
		"no address":             {person(object{"email": "edgar"}), "INVALID_LEAD_DATA", "leadCustomer.email"},
		"born tomorrow":          {person(object{"dateOfBirth": "2026-05-19"}), "INVALID_LEAD_DATA", "leadCustomer.dateOfBirth"},
		"no telephone":           {person(object{"telephone": ""}), "INVALID_LEAD_DATA", "leadCustomer.telephone"},
		"two of a list":          {about(list, "", "Radio", "Freunde"), "POSSIBLE", ""},
		"not on the list":        {about(list, "", "Radio", "TV"), "INVALID_LEAD_DATA", "additionalInformation"},
		"a number":               {about(numeric, "3"), "POSSIBLE", ""},
		"no number":              {about(numeric, "often"), "INVALID_LEAD_DATA", "additionalInformation"},
		"two numbers":            {about(numeric, "", "3", "4"), "INVALID_LEAD_DATA", "additionalInformation"},
		"yes or no":              {about(boolean, "true"), "POSSIBLE", ""},
		"neither":                {about(boolean, "perhaps"), "INVALID_LEAD_DATA", "additionalInformation"},
		"a day":                  {about(day, "2026-06-01"), "POSSIBLE", ""},
		"no day":                 {about(day, "soon"), "INVALID_LEAD_DATA", "additionalInformation"},
		"a text":                 {about(free, "Stronger"), "POSSIBLE", ""},
		"nothing":                {about(free, ""), "INVALID_LEAD_DATA", "additionalInformation"},
		"a field no longer used": {about(old, "x"), "INVALID_LEAD_DATA", "additionalInformation"},
		"a field nobody knows":   {about(7, "x"), "INVALID_LEAD_DATA", "additionalInformation"},
		"a member":               {person(object{"firstname": "LENA", "lastname": "Hansen", "email": "Lena.Hansen@example.org"}), "DUPLICATE_CUSTOMER", "leadCustomer.email"},
		"a member's family":      {person(object{"firstname": "Ole", "lastname": "Hansen", "email": "lena.hansen@example.org"}), "POSSIBLE", ""},
	} {
		body := leadBody("Edgar", "Bullock", "edgar@example.com")
		for part, change := range c.change {
			if of, ok := change.(object); ok {
				for field, value := range of {
					body[part].(object)[field] = value
				}
				continue
			}
			body[part] = change
		}
		require.Equal(t, c.status, s.validateLead(body), name)
		dump, err := s.box.Dump()
		require.NoError(t, err)
		if c.status == "POSSIBLE" {
			ask[object](s, http.MethodPost, "/v1/leads/create", body)
			require.Equal(t, "DUPLICATE_CUSTOMER", s.validateLead(body), "%s: known from now on", name)
		} else {
			answer := s.refused(http.StatusBadRequest, http.MethodPost, "/v1/leads/create", body)
			require.Equal(t, "error.lead."+c.status, answer["errorCode"], name)
			require.Equal(t, c.reference, answer["reference"], name)
		}
		require.NoError(t, s.box.Restore(dump))
	}
}

// TestTheOtherStudioDemandsMore: what is mandatory there, field by field.
func TestTheOtherStudioDemandsMore(t *testing.T) {
	s := start(t, monday).as("sandbox-forge")
	body := leadBody("Edgar", "Bullock", "edgar@example.com")
	person := body["leadCustomer"].(object)
	steps := []struct {
		missing string
		give    func()
	}{
		{"leadCustomer.dateOfBirth", func() { person["dateOfBirth"] = "1952-05-04" }},
		{"address", func() {
			body["address"] = object{"street": "Mill Lane", "houseNumber": "3", "zipCode": "M4 5AB", "city": "Manchester", "countryCode": "GB"}
		}},
		{"additionalInformation", func() {
			fields := get[leadConfig](s, "/v1/leads/config").AdditionalInformation
			body["additionalInformation"] = []object{{"additionalFieldId": fields[len(fields)-1].AdditionalFieldID, "value": "Salford"}}
		}},
	}
	for _, step := range steps {
		require.Equal(t, "INVALID_LEAD_DATA", s.validateLead(body))
		require.Equal(t, step.missing, s.refused(http.StatusBadRequest, http.MethodPost, "/v1/leads/create", body)["reference"])
		step.give()
	}
	require.Equal(t, "POSSIBLE", s.validateLead(body))
}

// TestALeadIsAProspect who can be found, sign up, and stays known after a restore.
func TestALeadIsAProspect(t *testing.T) {
	s := start(t, monday)
	body := leadBody("Edgar", "Bullock", "edgar@example.com")
	fields := get[leadConfig](s, "/v1/leads/config").AdditionalInformation
	body["additionalInformation"] = []object{{"additionalFieldId": fields[0].AdditionalFieldID, "values": []string{"Radio", "Plakat"}}}
	body["address"] = object{"street": "Elbchaussee", "houseNumber": "3", "zipCode": "20457", "city": "Hamburg", "countryCode": "DE"}
	body["notes"], body["externalIdentifier"] = "wants to try yoga", "CMPGN-123"
	made := ask[struct {
		ID, CustomerID       int64
		UUID, CustomerNumber string
	}](s, http.MethodPost, "/v1/leads/create", body)
	require.NotEqual(t, made.ID, made.CustomerID)
	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.Contains(t, string(dump), "CMPGN-123")
	require.NoError(t, s.box.Restore(dump))
	customer := get[object](s, fmt.Sprintf("/v1/customers/%d", made.CustomerID))
	require.Equal(t, "PROSPECT", customer["status"])
	require.Equal(t, made.UUID, customer["uuid"])
	require.Equal(t, made.CustomerNumber, customer["customerNumber"])
	require.Equal(t, "Elbchaussee", customer["street"])
	require.Len(t, customer["additionalInformationFieldAssignments"], 2)
	require.Empty(t, s.contracts(made.CustomerID))

	path := fmt.Sprintf("/v1/memberships/customers/%d/add-membership", made.CustomerID)
	s.preview(path, contractBody(s, "Flex"))
	s.do(http.MethodPost, path, contractBody(s, "Flex"))
	require.Equal(t, "MEMBER", get[object](s, fmt.Sprintf("/v1/customers/%d", made.CustomerID))["status"])
}

func TestSwitchesOfLeads(t *testing.T) {
	s := start(t, monday)
	sw := s.box.Switches()
	sw.LeadDuplicateByEmailAlone, sw.LeadAnswersCustomerID, sw.RefusedLeadStatus = true, false, http.StatusConflict
	s.box.SetSwitches(sw)
	family := leadBody("Ole", "Hansen", "lena.hansen@example.org")
	require.Equal(t, "DUPLICATE_CUSTOMER", s.validateLead(family))
	s.refused(http.StatusConflict, http.MethodPost, "/v1/leads/create", family)
	require.Nil(t, ask[object](s, http.MethodPost, "/v1/leads/create", leadBody("Edgar", "Bullock", "edgar@example.com"))["customerId"])
}

func TestLeadsNeedWhatTheContractRequires(t *testing.T) {
	s := startLoose(t, monday)
	for _, path := range []string{"/v1/leads/validate", "/v1/leads/create"} {
		for reference, body := range map[string]object{
			"leadCustomer.firstname":   leadBody("", "Bullock", "edgar@example.com"),
			"leadCustomer.email":       leadBody("Edgar", "Bullock", " "),
			"leadCustomer.dateOfBirth": {"leadCustomer": object{"firstname": "Edgar", "lastname": "Bullock", "email": "e@example.com", "dateOfBirth": "young"}},
			"leadCustomer.gender":      {"leadCustomer": object{"firstname": "Edgar", "lastname": "Bullock", "email": "e@example.com", "gender": "NONE"}},
			"address.houseNumber": {
				"leadCustomer": object{"firstname": "Edgar", "lastname": "Bullock", "email": "e@example.com"}, "address": object{"street": "Mill Lane"},
			},
		} {
			require.Equal(t, reference, s.refused(http.StatusBadRequest, http.MethodPost, path, body)["reference"])
		}
	}
}
