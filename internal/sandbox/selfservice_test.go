package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// ownKind is one of the four kinds with a change that every rule lets pass.
type ownKind struct {
	name   string
	change object
	field  string // one that the change sets anew
	want   string // its new value as it is shown
}

func ownKinds() []ownKind {
	return []ownKind{
		{"contact", newContact(), "email", "lena.neu@example.org"},
		{"address", newAddress(), "street", "Neue Straße"},
		{"master", newMaster(), "lastName", "Jensen"},
		{"payment", newBank(), "iban", "DE02 1203 0000 0000 2020 51"},
	}
}

func (s *server) setStatus(kind, status string) {
	s.t.Helper()
	s.control(http.MethodPut, "switches", object{kind + "_data_status": status})
}

// amend asks for a change and returns its id, 0 if the answer has none.
func (s *server) amend(story string, k ownKind) int64 {
	s.t.Helper()
	answer := ask[object](s, http.MethodPost, s.ownData(story, k.name+"-data"), k.change)
	require.Equal(s.t, k.want, answer[k.field])
	id, _ := answer["id"].(float64)
	return int64(id)
}

// own reads a kind of own data: the field that the change sets and the pending value of it.
func (s *server) own(story string, k ownKind) (field, pending any) {
	s.t.Helper()
	data := get[object](s, s.ownData(story, k.name+"-data"))
	if p, ok := data["pendingAmendment"].(object); ok {
		return data[k.field], p[k.field]
	}
	return data[k.field], nil
}

// Every edge of the state machine, for each kind.
func TestAmendments(t *testing.T) {
	for _, k := range ownKinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			s := startLoose(t, monday)
			path := s.ownData("regular", k.name+"-data")
			before, pending := s.own("regular", k)
			require.NotEqual(t, k.want, before)
			require.Nil(t, pending)

			s.setStatus(k.name, "READ")
			require.Equal(t, "READ", get[object](s, path)["amendmentConfigurationStatus"])
			refused := s.refused(http.StatusBadRequest, http.MethodPost, path, k.change)
			require.Equal(t, "error.amendment.readOnly", refused["errorCode"])

			s.setStatus(k.name, "CHANGES_REQUIRE_VERIFICATION")
			id := s.amend("regular", k)
			require.NotZero(t, id)
			field, pending := s.own("regular", k)
			require.Equal(t, before, field, "unchanged while it waits")
			require.Equal(t, k.want, pending)
			refused = s.refused(http.StatusConflict, http.MethodPost, path, k.change)
			require.Equal(t, "error.amendment.pending", refused["errorCode"])
			for _, other := range ownKinds() { // the kinds are independent
				if other.name != k.name {
					_, pending := s.own("regular", other)
					require.Nil(t, pending)
				}
			}

			require.NoError(t, s.box.Staff("amendment", id, false))
			field, pending = s.own("regular", k)
			require.Equal(t, before, field)
			require.Nil(t, pending, "a rejection leaves no trace")
			require.Error(t, s.box.Staff("amendment", id, true), "it is decided")

			id = s.amend("regular", k)
			withdraw := s.ownData("regular", fmt.Sprintf("amendment/%d", id))
			s.refused(http.StatusNotFound, http.MethodDelete, s.ownData("newcomer", fmt.Sprintf("amendment/%d", id)), nil) // another's
			status, content := s.do(http.MethodDelete, withdraw, nil)
			require.Equal(t, http.StatusOK, status)
			require.Empty(t, content)
			field, pending = s.own("regular", k)
			require.Equal(t, before, field)
			require.Nil(t, pending)
			s.refused(http.StatusNotFound, http.MethodDelete, withdraw, nil) // withdrawn

			id = s.amend("regular", k)
			require.NoError(t, s.box.Staff("amendment", id, true))
			field, pending = s.own("regular", k)
			require.Equal(t, k.want, field)
			require.Nil(t, pending)
			s.refused(http.StatusNotFound, http.MethodDelete, s.ownData("regular", fmt.Sprintf("amendment/%d", id)), nil) // decided
		})
	}
}

func TestAmendmentsWithoutVerification(t *testing.T) {
	for _, k := range ownKinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, monday)
			s.setStatus(k.name, "CHANGES_WITHOUT_VERIFICATION")
			require.Zero(t, s.amend("regular", k), "nothing to withdraw")
			field, pending := s.own("regular", k)
			require.Equal(t, k.want, field)
			require.Nil(t, pending)

			s.control(http.MethodPut, "switches", object{"applied_amendment_has_id": true})
			id := s.amend("regular", k)
			require.NotZero(t, id)
			s.refused(http.StatusNotFound, http.MethodDelete, s.ownData("regular", fmt.Sprintf("amendment/%d", id)), nil)
		})
	}
}

// A change that waits goes on waiting when the studio changes its settings.
func TestPendingAmendmentOutlivesSettings(t *testing.T) {
	s := start(t, monday)
	k := ownKinds()[2]
	id := s.amend("regular", k)
	s.setStatus(k.name, "CHANGES_WITHOUT_VERIFICATION")
	s.refused(http.StatusConflict, http.MethodPost, s.ownData("regular", "master-data"), k.change)
	s.setStatus(k.name, "READ")
	_, pending := s.own("regular", k)
	require.Equal(t, k.want, pending)
	status, _ := s.do(http.MethodDelete, s.ownData("regular", fmt.Sprintf("amendment/%d", id)), nil)
	require.Equal(t, http.StatusOK, status)
}

func TestAmendmentSwitches(t *testing.T) {
	t.Run("defaults", func(t *testing.T) {
		s := start(t, monday)
		for kind, status := range map[string]string{
			"contact": "CHANGES_WITHOUT_VERIFICATION", "address": "CHANGES_WITHOUT_VERIFICATION",
			"master": "CHANGES_REQUIRE_VERIFICATION", "payment": "CHANGES_REQUIRE_VERIFICATION",
		} {
			require.Equal(t, status, get[object](s, s.ownData("regular", kind+"-data"))["amendmentConfigurationStatus"])
		}
	})
	t.Run("a second one takes the place of the first", func(t *testing.T) {
		s := start(t, monday)
		s.control(http.MethodPut, "switches", object{"pending_amendment_status": http.StatusOK})
		first := s.amend("regular", ownKinds()[2])
		second := s.amend("regular", ownKind{"master", with(newMaster(), object{"lastName": "Nissen"}), "lastName", "Nissen"})
		require.NotEqual(t, first, second)
		require.Error(t, s.box.Staff("amendment", first, true))
		require.NoError(t, s.box.Staff("amendment", second, true))
		require.Equal(t, "Nissen", get[object](s, s.ownData("regular", "master-data"))["lastName"])
	})
	t.Run("read-only answers 403", func(t *testing.T) {
		s := start(t, monday)
		s.control(http.MethodPut, "switches", object{"read_only_amendment_status": http.StatusForbidden, "contact_data_status": "READ"})
		s.refused(http.StatusForbidden, http.MethodPost, s.ownData("regular", "contact-data"), newContact())
	})
	t.Run("nonsense is refused", func(t *testing.T) {
		s := start(t, monday)
		for _, change := range []object{
			{"contact_data_status": "MAYBE"}, {"payment_data_status": ""}, {"pending_amendment_status": 500}, {"read_only_amendment_status": 200},
			{"payment_session_minutes": 0},
		} {
			status, _ := s.as("").do(http.MethodPut, "/_control/switches", change)
			require.Equal(t, http.StatusBadRequest, status, "%v", change)
		}
	})
}

func TestOmittedContactFields(t *testing.T) {
	for name, kept := range map[string]bool{"kept": true, "cleared": false} {
		for _, verified := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, verified %t", name, verified), func(t *testing.T) {
				s := start(t, monday)
				s.control(http.MethodPut, "switches", object{"omitted_contact_fields_kept": kept})
				if verified {
					s.setStatus("contact", "CHANGES_REQUIRE_VERIFICATION")
				}
				path := s.ownData("regular", "contact-data")
				before := get[object](s, path)
				require.NotEmpty(t, before["phonePrivateMobile"])
				answer := ask[object](s, http.MethodPost, path, object{"phoneBusiness": "+49 40 1"})
				if verified {
					require.NoError(t, s.box.Staff("amendment", int64(answer["id"].(float64)), true))
				}
				after := get[object](s, path)
				require.Equal(t, "+49 40 1", after["phoneBusiness"])
				if kept {
					require.Equal(t, before["email"], after["email"])
					require.Equal(t, before["phonePrivateMobile"], after["phonePrivateMobile"])
				} else {
					require.Nil(t, after["email"])
					require.Nil(t, after["phonePrivateMobile"])
				}
				ask[object](s, http.MethodPost, path, object{"phoneBusiness": ""})
				if !verified {
					require.Nil(t, get[object](s, path)["phoneBusiness"], "an empty one is cleared in any case")
				}
			})
		}
	}
}

// What was changed shows in the customer's record, and whoever looks for the customer
// finds the new and not the old.
func TestAmendmentsReachTheRecord(t *testing.T) {
	s := start(t, monday)
	for _, k := range ownKinds() {
		s.setStatus(k.name, "CHANGES_WITHOUT_VERIFICATION")
	}
	father := s.member("nordlicht", "family")
	search := func(email string) []object {
		return ask[[]object](s, http.MethodPost, "/v1/customers/search", object{"email": email})
	}
	require.Len(t, search(father.Email), 3)
	own := func(kind string) string {
		return fmt.Sprintf("/v1/customers/%d/self-service/%s-data", father.CustomerID, kind)
	}
	ask[object](s, http.MethodPost, own("contact"), object{"email": "Jonas.Petersen@Example.org", "phonePrivate": "+49 40 2"})
	ask[object](s, http.MethodPost, own("address"), with(newAddress(), object{"buildingName": "Speicher 3", "provinceCode": "HH"}))
	ask[object](s, http.MethodPost, own("master"), newMaster())
	ask[object](s, http.MethodPost, own("payment"), newBank())

	require.Len(t, search(father.Email), 2, "the others keep the family's address")
	found := search("jonas.petersen@example.org")
	require.Len(t, found, 1)
	require.EqualValues(t, father.CustomerID, found[0]["id"])

	record := get[object](s, fmt.Sprintf("/v1/customers/%d", father.CustomerID))
	for name, want := range map[string]any{
		"email": "Jonas.Petersen@Example.org", "phonePrivate": "+49 40 2",
		"street": "Neue Straße", "houseNumber": "7b", "zipCode": "20095", "country": "DE", "floor": "3", "buildingName": "Speicher 3",
		"firstName": "Lena", "lastName": "Jensen", "gender": "FEMALE", "dateOfBirth": "1990-02-28",
	} {
		require.Equal(t, want, record[name], name)
	}
	require.Equal(t, "DE02 1203 0000 0000 2020 51", record["bankAccount"].(object)["iban"])
	require.Equal(t, "HH", get[object](s, own("address"))["provinceCode"])
	require.Equal(t, "DK", get[object](s, own("master"))["countryOfBirth"])
	require.Equal(t, "PROF", get[object](s, own("master"))["customerTitle"])

	require.Contains(t, s.box.Members(), sandbox.Member{
		Studio: "nordlicht", Name: "Lena Jensen", Email: "Jonas.Petersen@Example.org",
		CustomerNumber: father.CustomerNumber, Story: "family", CustomerID: father.CustomerID,
	})
	require.Equal(t, 4, s.eventsAbout("CUSTOMER_UPDATED", father.CustomerID))

	ask[object](s, http.MethodPost, own("address"), with(newAddress(), object{"houseNumber": nil, "floor": nil}))
	record = get[object](s, fmt.Sprintf("/v1/customers/%d", father.CustomerID))
	require.Nil(t, record["houseNumber"], "an address is replaced as a whole")
	require.Nil(t, record["buildingName"])

	ask[object](s, http.MethodPost, own("contact"), object{"email": father.Email})
	require.Len(t, search(father.Email), 3, "back again, and nobody is found twice")
}

// eventsAbout counts the events of a kind about an entity that wait to be sent.
func (s *server) eventsAbout(kind string, entityID int64) int {
	s.t.Helper()
	dump, err := s.box.Dump()
	require.NoError(s.t, err)
	var world struct {
		Studios map[string]struct {
			Events []struct {
				EntityID int64 `json:"entity_id"`
				Type     string
			}
		}
	}
	require.NoError(s.t, json.Unmarshal(dump, &world))
	n := 0
	for _, e := range world.Studios["nordlicht"].Events {
		if e.Type == kind && e.EntityID == entityID {
			n++
		}
	}
	return n
}

func TestOwnDataOfAnybody(t *testing.T) {
	s := start(t, monday)
	for _, studio := range []string{"nordlicht", "forge"} {
		s := s.as("sandbox-" + studio)
		for _, m := range s.box.Members() {
			if m.Studio != studio {
				continue
			}
			for _, k := range ownKinds() {
				data := get[object](s, fmt.Sprintf("/v1/customers/%d/self-service/%s-data", m.CustomerID, k.name))
				require.Equal(t, m.Story == "pending" && k.name == "payment", data["pendingAmendment"] != nil, "%s %s", m.Name, k.name)
			}
		}
		pending := s.member(studio, "pending").CustomerID
		require.Equal(t, "NONE", get[object](s, fmt.Sprintf("/v1/customers/%d/self-service/master-data", pending))["customerTitle"])
	}
	s.refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("/v1/customers/%d/self-service/contact-data", s.member("forge", "regular").CustomerID), nil)
}

func TestAmendmentChecks(t *testing.T) {
	s := startLoose(t, monday)
	for _, tt := range []struct {
		kind      string
		body      object
		code      string
		reference string
	}{
		{"contact", object{"email": "a b@example.org"}, "error.amendment.email", "email"},
		{"contact", object{"email": "@example.org"}, "error.amendment.email", "email"},
		{"contact", object{"email": 7}, "error.validation.format", "email"},
		{"address", with(newAddress(), object{"street": "  "}), "error.validation.missing", "street"},
		{"address", with(newAddress(), object{"zipCode": nil}), "error.validation.missing", "zipCode"},
		{"address", with(newAddress(), object{"countryCode": nil}), "error.validation.missing", "countryCode"},
		{"address", with(newAddress(), object{"countryCode": "de"}), "error.validation.format", "countryCode"},
		{"master", with(newMaster(), object{"firstName": nil}), "error.validation.missing", "firstName"},
		{"master", with(newMaster(), object{"lastName": ""}), "error.validation.missing", "lastName"},
		{"master", with(newMaster(), object{"gender": nil}), "error.validation.missing", "gender"},
		{"master", with(newMaster(), object{"dateOfBirth": nil}), "error.validation.missing", "dateOfBirth"},
		{"master", with(newMaster(), object{"dateOfBirth": "1990-02-30"}), "error.validation.format", "dateOfBirth"},
		{"master", with(newMaster(), object{"dateOfBirth": "2026-05-19"}), "error.amendment.birth", "dateOfBirth"},
		{"master", with(newMaster(), object{"customerTitle": nil}), "error.validation.missing", "customerTitle"},
		{"master", with(newMaster(), object{"customerTitle": "SIR"}), "error.validation.format", "customerTitle"},
		{"master", with(newMaster(), object{"countryOfBirth": "Denmark"}), "error.validation.format", "countryOfBirth"},
		{"payment", with(newBank(), object{"accountHolder": nil}), "error.validation.missing", "accountHolder"},
		{"payment", with(newBank(), object{"bankName": nil}), "error.validation.missing", "bankName"},
		{"payment", with(newBank(), object{"bic": nil}), "error.validation.missing", "bic"},
		{"payment", with(newBank(), object{"bic": "GLS"}), "error.amendment.bic", "bic"},
		{"payment", with(newBank(), object{"iban": "DE02 1203"}), "error.amendment.iban", "iban"},
		{"payment", with(newBank(), object{"iban": "DE02 **** **** **** 2020 51"}), "error.amendment.iban", "iban"},
		{"payment", with(newBank(), object{"signature": object{"base64SvgSignature": "no"}}), "error.amendment.signature", "signature.base64SvgSignature"},
	} {
		// Even where nothing can be changed the body is looked at first.
		s.setStatus(tt.kind, "READ")
		refused := s.refused(http.StatusBadRequest, http.MethodPost, s.ownData("regular", tt.kind+"-data"), tt.body)
		require.Equal(t, tt.code, refused["errorCode"], "%v", tt.body)
		require.Equal(t, tt.reference, refused["reference"], "%v", tt.body)
	}
}

func TestBankData(t *testing.T) {
	s := startLoose(t, monday)
	s.setStatus("payment", "CHANGES_WITHOUT_VERIFICATION")
	path := s.ownData("regular", "payment-data")
	require.Equal(t, "DE89 3704 0044 0532 0130 00", get[object](s, path)["iban"])
	for _, iban := range []string{"DE02120300000000202051", "de02 1203 0000 0000 2020 51", " DE02 12030000 0000202051 "} {
		ask[object](s, http.MethodPost, path, with(newBank(), object{"iban": iban}))
		require.Equal(t, "DE02 1203 0000 0000 2020 51", get[object](s, path)["iban"], "%q", iban)
	}

	t.Run("masked", func(t *testing.T) {
		s.control(http.MethodPut, "switches", object{"ibans_masked": true})
		require.Equal(t, "DE02 **** **** **** **20 51", get[object](s, path)["iban"])
		pending := get[object](s, s.ownData("pending", "payment-data"))["pendingAmendment"].(object)
		require.Equal(t, "DE02 **** **** **** **20 51", pending["iban"])
		s.control(http.MethodPut, "switches", object{"ibans_masked": false})
	})
	t.Run("unchecked", func(t *testing.T) {
		wrong := with(newBank(), object{"iban": "DE00 1203 0000 0000 2020 51", "bic": "?"})
		s.refused(http.StatusBadRequest, http.MethodPost, path, wrong)
		s.control(http.MethodPut, "switches", object{"checks_bank_data": false})
		ask[object](s, http.MethodPost, path, wrong)
		require.Equal(t, "DE00 1203 0000 0000 2020 51", get[object](s, path)["iban"])
	})
	t.Run("signed", func(t *testing.T) {
		require.Equal(t, false, get[object](s, path)["requireSignature"])
		s.control(http.MethodPut, "switches", object{"payment_data_require_signature": true})
		require.Equal(t, true, get[object](s, path)["requireSignature"])
		refused := s.refused(http.StatusBadRequest, http.MethodPost, path, newBank())
		require.Equal(t, "error.amendment.signature", refused["errorCode"])
		signed := with(newBank(), object{"signature": object{"base64SvgSignature": base64.StdEncoding.EncodeToString([]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`))}})
		ask[object](s, http.MethodPost, path, signed)
	})
}

func TestAmendmentsSurviveADump(t *testing.T) {
	s := start(t, monday)
	for _, k := range ownKinds() {
		s.setStatus(k.name, "CHANGES_REQUIRE_VERIFICATION")
	}
	ids := map[string]int64{}
	for _, k := range ownKinds() {
		ids[k.name] = s.amend("regular", k)
	}
	dump, err := s.box.Dump()
	require.NoError(t, err)
	for _, k := range ownKinds() {
		require.NoError(t, s.box.Staff("amendment", ids[k.name], false))
	}
	require.NoError(t, s.box.Restore(dump))
	for _, k := range ownKinds() {
		_, pending := s.own("regular", k)
		require.Equal(t, k.want, pending)
		require.NoError(t, s.box.Staff("amendment", ids[k.name], true))
		field, _ := s.own("regular", k)
		require.Equal(t, k.want, field)
	}
	again, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(again))
	require.Equal(t, "PROF", get[object](s, s.ownData("regular", "master-data"))["customerTitle"])
	require.Len(t, ask[[]object](s, http.MethodPost, "/v1/customers/search", object{"email": "lena.neu@example.org"}), 1)
}
