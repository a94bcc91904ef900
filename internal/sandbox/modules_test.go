package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func (s *server) addOnPath(story, more string) string {
	s.t.Helper()
	return fmt.Sprintf("/v1/memberships/%d/self-service/%s", s.contractOf(story), more)
}

// addOn is the body that buys an add-on with its first payment frequency.
func (s *server) addOn(name string, trial bool) object {
	s.t.Helper()
	for _, m := range get[[]object](s, "/v1/memberships/self-service/additional-modules") {
		if m["name"] == name {
			first := m["paymentFrequencies"].([]any)[0].(object)
			return object{"additionalModuleId": number(m["id"]), "paymentFrequencyId": number(first["id"]), "bookTrialPeriod": trial}
		}
	}
	s.t.Fatalf("no module %s", name)
	return nil
}

func (s *server) buy(story, name string, trial bool) int64 {
	s.t.Helper()
	return number(s.post(s.addOnPath(story, "additional-modules/purchase"), s.addOn(name, trial))["id"])
}

func (s *server) moduleContract(story string, id int64) object {
	s.t.Helper()
	return get[object](s, s.addOnPath(story, fmt.Sprintf("additional-module-contracts/%d", id)))
}

func (s *server) purchasable(story string) map[string]object {
	s.t.Helper()
	out := map[string]object{}
	for _, m := range get[[]object](s, s.addOnPath(story, "additional-modules/purchasable")) {
		out[m["name"].(string)] = m
	}
	return out
}

// TestModuleVerdicts reaches each answer of validate; purchase agrees on each no.
func TestModuleVerdicts(t *testing.T) {
	s := start(t, monday)
	judge := func(want, story string, body object) {
		t.Helper()
		require.Equal(t, want, s.post(s.addOnPath(story, "additional-modules/validate"), body)["validationStatus"])
		if want != "ADDITIONAL_MODULE_PURCHASABLE" {
			refusal := s.refused(http.StatusBadRequest, http.MethodPost, s.addOnPath(story, "additional-modules/purchase"), body)
			require.Equal(t, "error.module."+want, refusal["errorCode"])
		}
	}
	judge("ADDITIONAL_MODULE_PURCHASABLE", "newcomer", s.addOn("Sauna", false))
	judge("ADDITIONAL_MODULE_CONTRACT_ALREADY_PURCHASED", "extras", s.addOn("Sauna", false))
	judge("ADDITIONAL_MODULE_CONTRACT_INVALID_STATUS", "former", s.addOn("Sauna", false))
	judge("ADDITIONAL_MODULE_CONTRACT_INVALID_STATUS", "canceled", s.addOn("Sauna", false))
	judge("ADDITIONAL_MODULE_NOT_FOUND", "newcomer", object{"additionalModuleId": 7, "paymentFrequencyId": 7, "bookTrialPeriod": false})
	judge("ADDITIONAL_MODULE_NOT_ONLINE_PURCHASABLE", "newcomer", s.addOn("Online-Kurse", false))
	judge("ADDITIONAL_MODULE_PURCHASABLE", "regular", s.addOn("Online-Kurse", false))
	judge("ADDITIONAL_MODULE_TRIAL_PERIOD_NOT_BOOKABLE", "newcomer", s.addOn("Sauna", true))
	judge("ADDITIONAL_MODULE_PURCHASABLE", "newcomer", s.addOn("Getränke-Flat", true))

	require.NotContains(t, s.purchasable("extras"), "Sauna")
	require.NotContains(t, s.purchasable("newcomer"), "Online-Kurse")
	require.Contains(t, s.purchasable("regular"), "Online-Kurse")
	require.Empty(t, s.purchasable("former"))
	require.NotContains(t, s.purchasable("regular"), "Solarium", "only at reception")

	loose := startLoose(t, monday)
	refuse := func(reference string, change func(object)) {
		t.Helper()
		body := loose.addOn("Sauna", false)
		change(body)
		for _, path := range []string{"validate", "purchase"} {
			answer := loose.refused(http.StatusBadRequest, http.MethodPost, loose.addOnPath("newcomer", "additional-modules/"+path), body)
			require.Equal(t, reference, answer["reference"])
		}
	}
	refuse("additionalModuleId", func(b object) { delete(b, "additionalModuleId") })
	refuse("paymentFrequencyId", func(b object) { delete(b, "paymentFrequencyId") })
	refuse("paymentFrequencyId", func(b object) { b["paymentFrequencyId"] = 7 })
	refuse("bookTrialPeriod", func(b object) { delete(b, "bookTrialPeriod") })
}

func TestModulesArePaidInEveryWay(t *testing.T) {
	s := start(t, monday)
	for _, key := range []string{"sandbox-nordlicht", "sandbox-forge"} {
		kinds := map[string]bool{}
		for _, m := range get[[]object](s.as(key), "/v1/memberships/self-service/additional-modules") {
			for _, f := range m["paymentFrequencies"].([]any) {
				kinds[f.(object)["type"].(string)] = true
			}
			status, content := s.file(m["imageUrl"].(string))
			require.Equal(t, http.StatusOK, status)
			require.NotEmpty(t, content)
		}
		require.Len(t, kinds, 5)
	}
	link := get[[]object](s, "/v1/memberships/self-service/additional-modules")[0]["imageUrl"].(string)
	s.box.Advance(5*time.Hour + time.Minute)
	status, _ := s.file(link)
	require.Equal(t, http.StatusForbidden, status)
}

// listedModules are the modules that the contract itself lists.
func (s *server) listedModules(story string) []object {
	s.t.Helper()
	var out []object
	list, _ := get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", s.member("nordlicht", story).CustomerID))[0]["moduleContracts"].([]any)
	for _, m := range list {
		out = append(out, m.(object))
	}
	return out
}

func TestPurchaseOfAModule(t *testing.T) {
	s := start(t, monday)
	id := s.buy("newcomer", "Sauna", false)
	m := s.moduleContract("newcomer", id)
	require.Equal(t, "2026-05-18", m["startDate"])
	require.Equal(t, "2026-08-17", m["endDate"])
	require.Equal(t, []any{"2026-08-17", "2026-09-17", "2026-10-17"}, m["availableCancelationDates"])
	require.Equal(t, "2026-08-10", m["lastPossibleCancelationDate"])
	require.Equal(t, false, m["contractCancelationCanBeWithdrawn"])
	require.Nil(t, m["contractCancelationStatus"])
	require.Nil(t, m["trialPeriod"])
	require.Equal(t, object{"amount": 9.9, "currency": "EUR"}, money(m["price"]))
	listed := s.listedModules("newcomer")
	require.Len(t, listed, 1)
	require.Equal(t, id, number(listed[0]["id"]))
	require.Equal(t, "Sauna", listed[0]["rateName"])
	s.refused(http.StatusNotFound, http.MethodGet, s.addOnPath("regular", fmt.Sprintf("additional-module-contracts/%d", id)), nil)
	var due []string
	for _, e := range s.transactions("newcomer", "/upcoming") {
		if e.Description == "Sauna" {
			require.Equal(t, "9.9", strings.TrimSuffix(e.OpenAmount.Amount.String(), "0"))
			due = append(due, e.DueDate)
		}
	}
	require.Greater(t, len(due), 3, "the account knows what is to be paid for it")
	require.IsIncreasing(t, due)

	s.with(func(w *sandbox.Switches) { w.ModuleContractIDsShared = false })
	other := number(s.listedModules("newcomer")[0]["id"])
	require.NotEqual(t, id, other)
	s.refused(http.StatusNotFound, http.MethodGet, s.addOnPath("newcomer", fmt.Sprintf("additional-module-contracts/%d", other)), nil)
	require.Equal(t, "Sauna", s.moduleContract("newcomer", id)["name"])

	s.box.SetNow(monday.AddDate(0, 5, 0))
	require.Equal(t, "2026-11-17", s.moduleContract("newcomer", id)["endDate"], "it goes on month by month")
}

func TestModulesOfTheStory(t *testing.T) {
	s := start(t, monday)
	names := []string{}
	for _, m := range s.listedModules("extras") {
		names = append(names, s.moduleContract("extras", number(m["id"]))["name"].(string))
	}
	require.Equal(t, []string{"Sauna", "Getränke-Flat"}, names)
}

// A trial comes before the first term, can be ended with itself, and comes once.
func TestTrialOfAModule(t *testing.T) {
	s := start(t, monday)
	id := s.buy("newcomer", "Getränke-Flat", true)
	m := s.moduleContract("newcomer", id)
	require.Equal(t, "2026-05-18", m["trialPeriod"].(object)["startDate"])
	require.Equal(t, []any{"2026-05-31", "2026-06-30", "2026-07-31"}, m["availableCancelationDates"])
	require.Equal(t, "2026-05-31", m["lastPossibleCancelationDate"], "a trial ends without notice")
	s.cancelModule("newcomer", id, "2026-05-31")
	require.Equal(t, "2026-05-31", s.moduleContract("newcomer", id)["endDate"])
	require.NotContains(t, s.purchasable("newcomer"), "Getränke-Flat")
	s.box.SetNow(monday.AddDate(0, 0, 14))
	again := s.purchasable("newcomer")["Getränke-Flat"]
	require.NotNil(t, again)
	require.Nil(t, again["trialPeriodConfig"], "once")
	refusal := s.refused(http.StatusBadRequest, http.MethodPost, s.addOnPath("newcomer", "additional-modules/purchase"), s.addOn("Getränke-Flat", true))
	require.Equal(t, "error.module.ADDITIONAL_MODULE_TRIAL_PERIOD_NOT_BOOKABLE", refusal["errorCode"])
	s.buy("newcomer", "Getränke-Flat", false)
	require.Len(t, s.listedModules("newcomer"), 2)
	late := s.refused(http.StatusBadRequest, http.MethodPost, s.addOnPath("newcomer", fmt.Sprintf("additional-module-contracts/%d/withdraw-cancelation", id)), nil)
	require.Equal(t, "error.cancelation.none", late["errorCode"])
}

func (s *server) cancelModule(story string, id int64, day string) {
	s.t.Helper()
	s.post(s.addOnPath(story, fmt.Sprintf("additional-module-contracts/%d/ordinary-cancelation", id)), object{"cancelationDate": day, "cancelationReasonId": s.reason()})
}

// TestModuleCancelationStates walks every edge of the states of a module contract.
func TestModuleCancelationStates(t *testing.T) {
	s := start(t, monday)
	var story string
	var id int64
	is := func(status any, withdrawable bool) {
		t.Helper()
		m := s.moduleContract(story, id)
		require.Equal(t, status, m["contractCancelationStatus"])
		require.Equal(t, withdrawable, m["contractCancelationCanBeWithdrawn"])
		require.Equal(t, status == nil, m["cancelationDate"] == nil)
		require.Equal(t, status == nil, m["availableCancelationDates"] != nil)
		listed := s.listedModules(story)[0]
		require.Equal(t, status == "CANCELED" || status == "PENDING_WITHDRAWAL_VERIFICATION", listed["cancelled"])
		require.Equal(t, listed["cancelled"], listed["cancellationDate"] != nil)
	}
	withdrawPath := func() string {
		return s.addOnPath(story, fmt.Sprintf("additional-module-contracts/%d/withdraw-cancelation", id))
	}
	decide := func(accept bool) { t.Helper(); require.NoError(t, s.box.Staff("module_cancelation", id, accept)) }

	// The sauna waits for the studio.
	story, id = "extras", number(s.listedModules("extras")[0]["id"])
	cancel := func() {
		t.Helper()
		s.cancelModule(story, id, s.moduleContract(story, id)["availableCancelationDates"].([]any)[1].(string))
	}
	is(nil, false)
	cancel()
	is("PENDING_VERIFICATION", true)
	s.post(withdrawPath(), nil)
	is(nil, false)
	cancel()
	decide(false)
	is(nil, false)
	cancel()
	decide(true)
	is("CANCELED", true)
	s.post(withdrawPath(), nil)
	is("PENDING_WITHDRAWAL_VERIFICATION", false)
	s.refused(http.StatusBadRequest, http.MethodPost, withdrawPath(), nil)
	decide(false)
	is("CANCELED", true)
	s.post(withdrawPath(), nil)
	s.restoreWith("x", "x")
	is("PENDING_WITHDRAWAL_VERIFICATION", false)
	decide(true)
	is(nil, false)
	require.Error(t, s.box.Staff("module_cancelation", id, true))

	// Drinks are canceled at once, and taken back at once.
	story = "newcomer"
	id = s.buy(story, "Getränke-Flat", false)
	s.cancelModule(story, id, "2026-06-17")
	is("CANCELED", true)
	s.post(withdrawPath(), nil)
	is(nil, false)

	// Towels are canceled for good.
	story = "regular"
	id = s.buy(story, "Handtuchservice", false)
	s.cancelModule(story, id, "2027-05-17")
	is("CANCELED", false)
	s.refused(http.StatusBadRequest, http.MethodPost, withdrawPath(), nil)
}

func TestModuleCancelationRefusals(t *testing.T) {
	s := startLoose(t, monday)
	id := s.buy("newcomer", "Getränke-Flat", false)
	path := s.addOnPath("newcomer", fmt.Sprintf("additional-module-contracts/%d/ordinary-cancelation", id))
	refuse := func(code, reference string, body object) {
		t.Helper()
		answer := s.refused(http.StatusBadRequest, http.MethodPost, path, body)
		require.Equal(t, code, answer["errorCode"])
		require.Equal(t, reference, text(answer["reference"]))
	}
	refuse("error.validation.missing", "cancelationDate", object{"cancelationReasonId": s.reason()})
	refuse("error.validation.missing", "cancelationReasonId", object{"cancelationDate": "2026-06-17"})
	refuse("error.cancelation.reason", "cancelationReasonId", object{"cancelationDate": "2026-06-17", "cancelationReasonId": 7})
	refuse("error.cancelation.date", "cancelationDate", object{"cancelationDate": "2026-06-18", "cancelationReasonId": s.reason()})
	s.with(func(w *sandbox.Switches) { w.ModuleReasonsAreContractReasons = false })
	s.post(path, object{"cancelationDate": "2026-06-17", "cancelationReasonId": 7})
	refuse("error.cancelation.already", "", object{"cancelationDate": "2026-06-17", "cancelationReasonId": 7})

	// What ends by itself cannot be canceled once it has.
	online := s.buy("regular", "Online-Kurse", false)
	require.Empty(t, s.moduleContract("regular", online)["availableCancelationDates"])
	s.box.SetNow(monday.AddDate(0, 2, 0))
	path = s.addOnPath("regular", fmt.Sprintf("additional-module-contracts/%d/ordinary-cancelation", online))
	refuse("error.cancelation.past", "", object{"cancelationDate": "2026-09-17", "cancelationReasonId": 7})
}

// Events of a contract name its holder and the contract.
func TestEventsOfMemberships(t *testing.T) {
	s := start(t, monday)
	s.with(func(w *sandbox.Switches) { w.CancelationNeedsVerification = false })
	who, k := s.member("nordlicht", "newcomer").CustomerID, s.contractOf("newcomer")
	p := s.pause("newcomer", term("2026-06-10", "DAY", 7))
	s.change("newcomer", p["id"]).yes(until("2026-06-10", "2026-06-12"))
	ask[object](s, http.MethodDelete, s.change("newcomer", p["id"]).path, nil)
	s.cancelModule("newcomer", s.buy("newcomer", "Getränke-Flat", false), "2026-06-17")
	body := s.cancelation("newcomer", 0)
	s.post(s.cancelationPath("newcomer"), body)

	dump, err := s.box.Dump()
	require.NoError(t, err)
	for _, kind := range []string{
		"CONTRACT_IDLE_PERIOD_CREATED", "CONTRACT_IDLE_PERIOD_UPDATED", "CONTRACT_IDLE_PERIOD_CANCELLED",
		"CONTRACT_ADDITIONAL_MODULE_CREATED", "CONTRACT_ADDITIONAL_MODULE_CANCELLED", "CONTRACT_CANCELLED",
	} {
		require.Regexp(t, fmt.Sprintf(`"entity_id":%d,"type":"%s","timestamp":\d+,"content":\{"contractId":%d\}`, who, kind, k), string(dump))
	}
}
