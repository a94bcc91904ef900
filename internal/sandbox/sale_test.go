package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// TestASaleIsInTheAccount: what the preview showed is what is owed, and what was due on
// signing is paid.
func TestASaleIsInTheAccount(t *testing.T) {
	s := start(t, monday)
	body := signupBody(s, "Premium")
	p := s.preview(signupPath, body)
	body["contract"].(object)["initialPaymentRequestToken"] = s.payFor(newcomer, p.PaymentPreview.DueOnSigningAmount.Amount.String())
	body["customer"].(object)["paymentRequestToken"] = s.payFrom(newcomer)
	id := ask[struct{ CustomerID int64 }](s, http.MethodPost, signupPath, body).CustomerID
	type claim struct {
		DueDate, Description string
		Amount, OpenAmount   amount
	}
	coming := get[struct{ Result []claim }](s, fmt.Sprintf("/v1/customers/%d/account/transactions/upcoming?sliceSize=50", id)).Result
	var want, have []string
	for _, e := range p.PaymentPreview.PaymentSchedule {
		if e.Amount.Amount != "0.00" && e.DueDate <= "2027-05-18" {
			want = append(want, e.DueDate+" "+e.Amount.Amount.String())
		}
	}
	for _, c := range coming {
		have = append(have, c.DueDate+" "+c.Amount.Amount.String())
		if c.Description == "Startpaket" {
			require.Equal(t, "0.00", c.OpenAmount.Amount.String(), "it was due on signing")
		}
	}
	slices.Sort(have)
	slices.Sort(want)
	require.Equal(t, want, have)

	// The payer of the sessions is the new customer from now on.
	s.payFrom(id)
}

// TestSoldModulesAreModuleContracts: under the ids that the contract lists.
func TestSoldModulesAreModuleContracts(t *testing.T) {
	s := start(t, monday)
	id, path, body := s.member("nordlicht", "prospect").CustomerID, addPath(s, "prospect"), contractBody(s, "Premium")
	body["startDate"] = s.day(0)
	body["selectedOptionalModuleIds"] = []int64{s.offer("Premium").Terms[0].OptionalModules[0].ID}
	body["initialPaymentRequestToken"] = s.payFor(id, s.preview(path, body).PaymentPreview.DueOnSigningAmount.Amount.String())
	status, content := s.do(http.MethodPost, path, body)
	require.Equal(t, http.StatusOK, status, "%s", content)
	contract := get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", id))[0]
	listed := contract["moduleContracts"].([]any)
	require.Len(t, listed, 2, "the flat fees are none")
	for _, m := range listed {
		one := get[object](s, fmt.Sprintf("/v1/memberships/%.0f/self-service/additional-module-contracts/%.0f", contract["id"], m.(object)["id"]))
		require.Equal(t, m.(object)["rateName"], one["name"])
	}
	status, _, paper := s.fetch(contract["signedDocumentUrl"].(string))
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, string(paper), "%PDF-")

	// The sauna is theirs, as the device at its door sees it.
	benefits := get[[]object](s, fmt.Sprintf("/v1/customers/%d/benefits?key=SAUNA", id))
	require.Equal(t, true, benefits[0]["valid"])
}

// TestACreatedCustomerIsAsNamed: preferences and how they pay are there, and a refusal
// uses nothing up.
func TestACreatedCustomerIsAsNamed(t *testing.T) {
	s := start(t, monday)
	token := s.payFrom(newcomer)
	body := newPerson(object{
		"paymentRequestToken": token, "countryOfBirth": "PL",
		"communicationPreferences": []object{{"messageCategory": "NEWSLETTER", "channels": []object{{"communicationChannel": "EMAIL", "active": true}}}},
	})
	wrong := with(body, object{"additionalInformationFieldAssignments": []object{{"additionalInformationFieldId": 7, "value": "x"}}})
	answer := s.refused(http.StatusNotFound, http.MethodPost, "/v1/customers/create", wrong)
	require.Equal(t, "additionalInformationFieldAssignments[0].additionalInformationFieldId", answer["reference"])
	id := int64(ask[object](s, http.MethodPost, "/v1/customers/create", body)["customerId"].(float64))
	preferences := get[[]object](s, fmt.Sprintf("/v1/communications/%d/communication-preferences", id))
	at := slices.IndexFunc(preferences, func(p object) bool { return p["messageCategory"] == "NEWSLETTER" })
	require.Equal(t, true, preferences[at]["channels"].([]any)[0].(object)["active"])
	require.Equal(t, "PL", get[object](s, fmt.Sprintf("/v1/customers/%d/self-service/master-data", id))["countryOfBirth"])
	answer = s.refused(http.StatusBadRequest, http.MethodPost, "/v1/customers/create", body)
	require.Equal(t, "error.payment.token.used", answer["errorCode"])
}

// TestWhoIsPausedStaysOutside where the pause says so.
func TestWhoIsPausedStaysOutside(t *testing.T) {
	s := start(t, monday)
	require.Error(t, s.box.Staff("checkin", s.member("nordlicht", "paused").CustomerID, true))
	require.NoError(t, s.box.Staff("checkin", s.member("nordlicht", "regular").CustomerID, true))
}

// TestAMoveTakesAlongWhatIsTheirs: pauses, modules and what is owed, wherever they go.
func TestAMoveTakesAlongWhatIsTheirs(t *testing.T) {
	s := start(t, monday)
	forge := s.as("sandbox-forge")
	for _, story := range []string{"paused", "pending", "extras", "debtor"} {
		id := s.member("nordlicht", story).CustomerID
		contract := s.contracts(id)[0].ID
		paths := []string{
			fmt.Sprintf("/v1/memberships/%d/self-service/idle-periods/config", contract),
			fmt.Sprintf("/v1/customers/%d/account/transactions?sliceSize=50", id),
			fmt.Sprintf("/v1/customers/%d/self-service/payment-data", id),
		}
		modules, _ := get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", id))[0]["moduleContracts"].([]any)
		for _, m := range modules {
			paths = append(paths, fmt.Sprintf("/v1/memberships/%d/self-service/additional-module-contracts/%.0f", contract, m.(object)["id"]))
		}
		var had []int
		for _, path := range paths {
			_, body := s.do(http.MethodGet, path, nil)
			had = append(had, len(body))
		}
		s.moveToForge(id)
		for i, path := range paths {
			status, body := forge.do(http.MethodGet, path, nil)
			require.Equal(t, http.StatusOK, status, "%s %s", story, path)
			require.InDelta(t, had[i], len(body), float64(had[i])/2, "%s %s", story, path)
		}
	}
	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, sandbox.New(sandbox.Options{Seed: 2}).Restore(dump))
	run := s.run(waiting)
	require.NotEmpty(t, get[debtorsOf](s, fmt.Sprintf("/v1/debt-collection/%d/debtors?sliceSize=50", run.ID)).Result, "cases stay with the studio")
}
