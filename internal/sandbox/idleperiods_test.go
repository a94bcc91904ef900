package sandbox_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func (s *server) pausePath(story string, nth ...int) string {
	s.t.Helper()
	return fmt.Sprintf("/v1/memberships/%d/self-service/idle-periods", s.contractOf(story, nth...))
}

// pauseReason is a reason that needs a proof, or one that does not.
func (s *server) pauseReason(story string, proof bool) int64 {
	s.t.Helper()
	for _, r := range get[object](s, s.pausePath(story)+"/config")["idlePeriodReasons"].([]any) {
		if reason := r.(object); reason["documentRequired"] == proof {
			return number(reason["id"])
		}
	}
	s.t.Fatal("no such reason")
	return 0
}

func (s *server) pauseForm(body object, proof *formPart) []formPart {
	s.t.Helper()
	content, err := json.Marshal(body)
	require.NoError(s.t, err)
	form := []formPart{{name: "data", contentType: "application/json", content: string(content)}}
	if proof != nil {
		form = append(form, *proof)
	}
	return form
}

// sendPause sends a form that creates or changes a pause.
func (s *server) sendPause(method, path string, body object, proof *formPart) (int, object) {
	s.t.Helper()
	status, content := s.send(method, sent{path: path, form: s.pauseForm(body, proof)})
	var out object
	require.NoError(s.t, json.Unmarshal(content, &out), "%s", content)
	return status, out
}

// pause creates one, by default for a reason that needs no proof.
func (s *server) pause(story string, body object) object {
	s.t.Helper()
	asked := object{"reasonId": s.pauseReason(story, false)}
	for name, value := range body {
		asked[name] = value
	}
	status, made := s.sendPause(http.MethodPost, s.pausePath(story), asked, nil)
	require.Equal(s.t, http.StatusOK, status, "%v", made)
	return made
}

type pauseLists struct{ past, coming []object }

func (s *server) pauses(story string) pauseLists {
	s.t.Helper()
	lists := get[map[string][]object](s, s.pausePath(story))
	return pauseLists{lists["pastIdlePeriods"], lists["currentAndUpcomingIdlePeriods"]}
}

// judge is the verdict of validate; create has to agree with a no.
func (s *server) judge(story string, body object, nth ...int) string {
	s.t.Helper()
	verdict := s.post(s.pausePath(story, nth...)+"/validate", body)["validationStatus"].(string)
	if verdict != "IDLEPERIOD_CREATABLE" {
		asked := object{"reasonId": s.pauseReason(story, false)}
		for name, value := range body {
			asked[name] = value
		}
		status, refusal := s.sendPause(http.MethodPost, s.pausePath(story, nth...), asked, nil)
		require.Equal(s.t, http.StatusBadRequest, status)
		require.Equal(s.t, "error.idle."+verdict, refusal["errorCode"])
	}
	return verdict
}

func (s *server) remaining(story string) (most, free any) {
	s.t.Helper()
	left := get[object](s, s.pausePath(story)+"/remaining")
	value := func(v any) any {
		if v == nil {
			return nil
		}
		return int(number(v.(object)["value"]))
	}
	return value(left["remainingMaxTerms"]), value(left["remainingFreeTerms"])
}

func term(start, unit string, n int) object {
	return object{"startDate": start, "temporalUnit": unit, "termValue": n, "unlimited": false}
}

func forever(start string) object { return object{"startDate": start, "unlimited": true} }

// file follows a temporary link, without a key.
func (s *server) file(link string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, link, nil)
	require.NoError(s.t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(s.t, err)
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	require.NoError(s.t, err)
	return resp.StatusCode, string(content)
}

// TestIdlePeriodVerdicts reaches each answer of validate; create agrees on each no.
func TestIdlePeriodVerdicts(t *testing.T) {
	s := start(t, monday)
	require.Equal(t, "IDLEPERIOD_CREATABLE", s.judge("regular", term("2026-06-01", "MONTH", 2)))
	require.Equal(t, "IDLEPERIOD_DEACTIVATED_FOR_CONTRACT", s.judge("debtor", term("2026-06-01", "MONTH", 1)))
	require.Equal(t, "IDLEPERIOD_DEACTIVATED_FOR_CONTRACT", s.judge("family", term("2026-06-01", "MONTH", 1)), "READ")
	require.Equal(t, "IDLEPERIOD_CREATABLE", s.judge("family", term("2026-06-01", "MONTH", 1), 1))
	require.Equal(t, "IDLEPERIOD_DEACTIVATED_FOR_CONTRACT", s.judge("former", term("2026-06-01", "MONTH", 1)))
	require.Equal(t, "IDLEPERIOD_DEACTIVATED_FOR_CONTRACT", s.judge("canceled", term("2026-07-01", "MONTH", 1)), "ends before")
	require.Equal(t, "IDLEPERIOD_PENDING_VERIFICATION", s.judge("pending", term("2026-09-01", "MONTH", 1)))
	require.Equal(t, "IDLEPERIOD_DATE_NOT_FIRSTDAY_OF_TEMPORALUNIT", s.judge("regular", term("2026-06-02", "MONTH", 1)))
	require.Equal(t, "IDLEPERIOD_DEADLINE_VIOLATED", s.judge("regular", term("2026-05-01", "MONTH", 1)))
	require.Equal(t, "IDLEPERIOD_DEADLINE_VIOLATED", s.judge("newcomer", term("2026-05-18", "DAY", 1)))
	require.Equal(t, "IDLEPERIOD_EXPECTED_STARTDATE_MISMATCH", s.judge("extras", term("2026-07-01", "MONTH", 1)))
	require.Equal(t, "IDLEPERIOD_CREATABLE", s.judge("extras", term("2026-06-01", "MONTH", 1)))
	require.Equal(t, "IDLEPERIOD_MAXIMUM_YEARS_VIOLATED", s.judge("regular", term("2026-06-01", "MONTH", 61)))
	require.Equal(t, "IDLEPERIOD_MAXIMUM_TERMS_VIOLATED", s.judge("regular", term("2026-06-01", "MONTH", 60)), "five years are not too many years")
	require.Equal(t, "IDLEPERIOD_OVERLAPPING", s.judge("paused", term("2026-06-12", "DAY", 1)), "the last day of the pause there is")
	require.Equal(t, "IDLEPERIOD_CREATABLE", s.judge("paused", term("2026-06-13", "DAY", 1)))
	require.Equal(t, "IDLEPERIOD_TEMPORALUNIT_INVALID", s.judge("regular", term("2026-06-01", "WEEK", 1)))
	require.Equal(t, "IDLEPERIOD_MAXIMUM_TERMS_VIOLATED", s.judge("regular", term("2026-06-01", "MONTH", 7)))
	require.Equal(t, "IDLEPERIOD_MAXIMUM_TERMS_VIOLATED", s.judge("regular", forever("2026-06-01")), "no end is too long")
	require.Equal(t, "IDLEPERIOD_TERMVALUE_MISSING", s.judge("regular", object{"startDate": "2026-06-01", "unlimited": false}))
	require.Equal(t, "IDLEPERIOD_TERMVALUE_MISSING", s.judge("regular", object{"startDate": "2026-06-01", "unlimited": false, "termValue": 1}))
	require.Equal(t, "IDLEPERIOD_UNLIMITED_PARAMETER_IS_MISSING", s.judge("regular", object{"startDate": "2026-06-01", "temporalUnit": "MONTH", "termValue": 1}))
	require.Equal(t, "IDLEPERIOD_CREATABLE", s.judge("newcomer", forever("2026-06-02")))

	other := s.as("sandbox-forge")
	require.Equal(t, "IDLEPERIOD_DATE_NOT_FIRSTDAY_OF_TEMPORALUNIT", other.judge("regular", term("2026-06-02", "WEEK", 1)))
	require.Equal(t, "IDLEPERIOD_CREATABLE", other.judge("regular", term("2026-06-01", "WEEK", 260)))
	require.Equal(t, "IDLEPERIOD_MAXIMUM_YEARS_VIOLATED", other.judge("regular", term("2026-06-01", "WEEK", 261)))
}

func TestIdlePeriodConfigs(t *testing.T) {
	s := start(t, monday)
	config := func(s *server, story string) object { return get[object](s, s.pausePath(story)+"/config") }
	c := config(s, "regular")
	require.Equal(t, "MONTH", c["temporalUnit"])
	require.Equal(t, "CHANGES_REQUIRE_VERIFICATION", c["idlePeriodCreationStatus"])
	require.Equal(t, "2026-06-01", c["firstPossibleStartDate"])
	require.Equal(t, object{"amount": 5.0, "currency": "EUR"}, money(c["idlePeriodFee"]))
	require.Equal(t, "READ", config(s, "family")["idlePeriodCreationStatus"])
	require.Equal(t, "READ", config(s, "debtor")["idlePeriodCreationStatus"])
	require.Equal(t, true, config(s, "extras")["nextPossibleStartDateOnly"])
	c = config(s.as("sandbox-forge"), "regular")
	require.Equal(t, "WEEK", c["temporalUnit"])
	require.Equal(t, "2026-05-25", c["firstPossibleStartDate"])
	c = config(s, "newcomer")
	require.Equal(t, "DAY", c["temporalUnit"])
	require.Equal(t, "CHANGES_WITHOUT_VERIFICATION", c["idlePeriodCreationStatus"])
	require.Equal(t, true, c["unlimitedAllowed"])
}

// money is an amount without what the encoder may have added.
func money(v any) object {
	m := v.(object)
	return object{"amount": m["amount"], "currency": m["currency"]}
}

// TestIdlePeriodStates walks every edge of the states of a pause.
func TestIdlePeriodStates(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "regular").CustomerID
	end := s.data("regular")["endDate"]
	inJuly := func() object { return s.pause("regular", term("2026-07-01", "MONTH", 2)) }

	asked := inJuly()
	require.Equal(t, "PENDING_VERIFICATION", asked["state"])
	require.Equal(t, "2026-08-31", asked["endDate"])
	require.Equal(t, false, asked["unlimited"])
	require.Equal(t, object{"amount": 5.0, "currency": "EUR"}, money(asked["fee"]), "the first month is free")
	require.Equal(t, asked["id"], s.pauses("regular").coming[0]["id"])
	require.Equal(t, asked["id"], get[object](s, fmt.Sprintf("%s/%d", s.pausePath("regular"), number(asked["id"])))["id"])
	require.Nil(t, get[object](s, fmt.Sprintf("/v1/customers/%d", who))["idlePeriods"], "only asked for")
	require.Equal(t, "IDLEPERIOD_PENDING_VERIFICATION", s.judge("regular", term("2026-11-01", "MONTH", 1)), "one at a time")

	require.NoError(t, s.box.Staff("idle_period", number(asked["id"]), false))
	require.Empty(t, s.pauses("regular").coming)
	require.Error(t, s.box.Staff("idle_period", number(asked["id"]), false))

	asked = inJuly()
	one := fmt.Sprintf("%s/%d", s.pausePath("regular"), number(asked["id"]))
	ask[object](s, http.MethodDelete, one, nil)
	require.Empty(t, s.pauses("regular").coming)
	s.refused(http.StatusNotFound, http.MethodDelete, one, nil)

	asked = inJuly()
	require.Equal(t, end, s.data("regular")["endDate"])
	require.NoError(t, s.box.Staff("idle_period", number(asked["id"]), true))
	made := s.pauses("regular").coming[0]
	require.Equal(t, "ACCEPTED", made["state"])
	require.NotEqual(t, asked["id"], made["id"])
	s.refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("%s/%d", s.pausePath("regular"), number(asked["id"])), nil)
	require.Error(t, s.box.Staff("idle_period", number(made["id"]), true), "nothing waits")
	idle := get[object](s, fmt.Sprintf("/v1/customers/%d", who))["idlePeriods"].([]any)[0].(object)
	require.Equal(t, made["id"], idle["id"])
	require.Equal(t, "2026-08-31", idle["endDate"])
	require.Equal(t, "2026-10-17", end)
	require.Equal(t, "2026-12-18", s.data("regular")["endDate"], "62 days later")
	require.Equal(t, "2026-12-18", s.data("regular")["availableCancelationDates"].([]any)[0])

	ask[object](s, http.MethodDelete, fmt.Sprintf("%s/%d", s.pausePath("regular"), number(made["id"])), nil)
	require.Empty(t, s.pauses("regular").coming)
	require.Equal(t, end, s.data("regular")["endDate"])
	require.Nil(t, get[object](s, fmt.Sprintf("/v1/customers/%d", who))["idlePeriods"])

	direct := s.pause("newcomer", term("2026-06-10", "DAY", 7))
	require.Equal(t, "ACCEPTED", direct["state"])
	require.Equal(t, "2026-06-16", direct["endDate"])
}

// A pause that has begun or is over stays.
func TestIdlePeriodsThatCannotBeTakenBack(t *testing.T) {
	s := start(t, monday)
	lists := s.pauses("paused")
	require.Len(t, lists.past, 1)
	require.Len(t, lists.coming, 1)
	path := func(p object) string { return fmt.Sprintf("%s/%d", s.pausePath("paused"), number(p["id"])) }
	for _, p := range []object{lists.past[0], lists.coming[0]} {
		require.Equal(t, "error.idle.begun", s.refused(http.StatusBadRequest, http.MethodDelete, path(p), nil)["errorCode"])
	}
	s.with(func(w *sandbox.Switches) { w.RunningIdlePeriodWithdrawable = true })
	s.refused(http.StatusBadRequest, http.MethodDelete, path(lists.past[0]), nil)
	ask[object](s, http.MethodDelete, path(lists.coming[0]), nil)
	require.Empty(t, s.pauses("paused").coming)
	s.refused(http.StatusNotFound, http.MethodDelete, fmt.Sprintf("%s/%d", s.pausePath("regular"), number(lists.past[0]["id"])), nil)
}

// While a contract pauses, bookings are refused, and afterwards not.
func TestBookingsWhileIdle(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "newcomer").CustomerID
	slot := s.slot(func(c sandbox.ClassSlot) bool { return free("Bootcamp")(c) && c.Start.After(monday.Add(4*day)) })
	require.Equal(t, "AVAILABLE", s.validate(who, slot.ID))
	p := s.pause("newcomer", term(slot.Start.Format(time.DateOnly), "DAY", 1))
	require.Equal(t, "CUSTOMER_IDLE", s.validate(who, slot.ID))
	ask[object](s, http.MethodDelete, fmt.Sprintf("%s/%d", s.pausePath("newcomer"), number(p["id"])), nil)
	require.Equal(t, "AVAILABLE", s.validate(who, slot.ID))
	s.pause("newcomer", forever("2026-05-20"))
	require.Equal(t, "CUSTOMER_IDLE", s.validate(who, slot.ID))
}

func TestUnlimitedIdlePeriod(t *testing.T) {
	s := start(t, monday)
	p := s.pause("newcomer", forever("2026-06-10"))
	require.Equal(t, true, p["unlimited"])
	require.Nil(t, p["endDate"])
	require.Equal(t, "IDLEPERIOD_OVERLAPPING", s.judge("newcomer", term("2030-06-10", "DAY", 1)))
	require.Equal(t, "IDLEPERIOD_CREATABLE", s.judge("newcomer", term("2026-06-09", "DAY", 1)))
	record := get[object](s, fmt.Sprintf("/v1/customers/%d", s.member("nordlicht", "newcomer").CustomerID))
	require.Nil(t, record["idlePeriods"].([]any)[0].(object)["endDate"])

	s = start(t, monday)
	s.with(func(w *sandbox.Switches) { w.UnlimitedIdleWithoutEnd = false })
	require.Equal(t, "2999-12-31", s.pause("newcomer", forever("2026-06-10"))["endDate"])
	require.Empty(t, s.pauses("newcomer").past)
	require.Equal(t, "IDLEPERIOD_OVERLAPPING", s.judge("newcomer", term("2030-06-10", "DAY", 1)))
}

func TestIdlePeriodEndsTheDayBefore(t *testing.T) {
	s := start(t, monday).as("sandbox-forge")
	s.with(func(w *sandbox.Switches) { w.IdleEndsDayBefore = false })
	require.Equal(t, "2026-06-15", s.pause("regular", term("2026-06-01", "WEEK", 2))["endDate"])
	require.Equal(t, "IDLEPERIOD_OVERLAPPING", s.judge("regular", term("2026-06-15", "WEEK", 2)))
	s.with(func(w *sandbox.Switches) { w.IdleEndsDayBefore = true })
	require.Equal(t, "2026-07-05", s.pause("regular", term("2026-06-22", "WEEK", 2))["endDate"])
}

func TestProofOfAnIdlePeriod(t *testing.T) {
	s := startLoose(t, monday)
	body := term("2026-06-10", "DAY", 7)
	body["reasonId"] = s.pauseReason("newcomer", true)
	try := func(proof *formPart) (int, object) {
		return s.sendPause(http.MethodPost, s.pausePath("newcomer"), body, proof)
	}
	status, refusal := try(nil)
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, "document", refusal["reference"])
	for _, wrong := range []formPart{{"document", "proof.exe", "application/x-msdownload", "MZ"}, {"document", "proof.png", "image/png", ""}} {
		status, refusal = try(&wrong)
		require.Equal(t, http.StatusBadRequest, status)
		require.Equal(t, "document", refusal["reference"])
	}
	for _, kind := range []string{"image/jpeg", "image/png", "application/pdf", "image/heic"} {
		status, made := try(&formPart{"document", "proof.bin", kind, "content of " + kind})
		require.Equal(t, http.StatusOK, status, "%v", made)
		link := made["documentUrl"].(string)
		code, content := s.file(link)
		require.Equal(t, http.StatusOK, code)
		require.Equal(t, "content of "+kind, content)
		s.box.Advance(16 * time.Minute)
		code, _ = s.file(link)
		require.Equal(t, http.StatusForbidden, code, "links die after 15 minutes")
		one := fmt.Sprintf("%s/%d", s.pausePath("newcomer"), number(made["id"]))
		link = get[object](s, one)["documentUrl"].(string)
		ask[object](s, http.MethodDelete, one, nil)
		code, _ = s.file(link)
		require.Equal(t, http.StatusNotFound, code, "the proof goes with the pause")
	}
	s.with(func(w *sandbox.Switches) { w.IdleProofRequired = false })
	status, made := try(nil)
	require.Equal(t, http.StatusOK, status)
	require.Nil(t, made["documentUrl"])
	require.NotEmpty(t, s.pauses("paused").coming[0]["documentUrl"])
}

func TestIdlePeriodBodies(t *testing.T) {
	s := startLoose(t, monday)
	refuse := func(reference string, change func(object)) {
		t.Helper()
		body := term("2026-06-10", "DAY", 7)
		body["reasonId"] = s.pauseReason("newcomer", false)
		change(body)
		status, refusal := s.sendPause(http.MethodPost, s.pausePath("newcomer"), body, nil)
		require.Equal(t, http.StatusBadRequest, status)
		require.Equal(t, reference, text(refusal["reference"]))
	}
	refuse("startDate", func(b object) { delete(b, "startDate") })
	refuse("startDate", func(b object) { b["startDate"] = "10.06.2026" })
	refuse("temporalUnit", func(b object) { b["temporalUnit"] = "YEAR" })
	refuse("termValue", func(b object) { b["termValue"] = 0 })
	refuse("termValue", func(b object) { b["termValue"] = "one" })
	refuse("reasonId", func(b object) { delete(b, "reasonId") })
	refuse("reasonId", func(b object) { b["reasonId"] = 7 })
	status, refusal := s.send(http.MethodPost, sent{path: s.pausePath("newcomer"), form: []formPart{{name: "data", content: "{}"}}})
	require.Equal(t, http.StatusBadRequest, status, "%s", refusal)
	status, _ = s.send(http.MethodPost, sent{path: s.pausePath("newcomer"), form: []formPart{{"document", "a.png", "image/png", "x"}}})
	require.Equal(t, http.StatusBadRequest, status)
}

// A canceled contract still ends when it was canceled to; taken back, it ends later.
func TestIdlePeriodOfACanceledContract(t *testing.T) {
	s := start(t, monday)
	end := s.data("canceled")["endDate"]
	require.Equal(t, "2026-06-27", end)
	p := s.pause("canceled", term("2026-06-01", "MONTH", 1))
	require.NoError(t, s.box.Staff("idle_period", number(p["id"]), true))
	require.Equal(t, end, s.data("canceled")["endDate"])
	s.post(s.withdrawal("canceled"), nil)
	require.NoError(t, s.box.Staff("contract_cancelation", s.contractOf("canceled"), true))
	require.Equal(t, "2026-11-16", s.data("canceled")["endDate"], "30 days after 17 October")
}

// Contracts without a story of their own pause by the rules of the studio.
func TestIdlePeriodsOfOtherContracts(t *testing.T) {
	s := start(t, monday)
	other := get[object](s, "/v1/customers/by?customerNumber=1-40007")
	k := number(get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", number(other["id"])))[0]["id"])
	require.Equal(t, "MONTH", get[object](s, fmt.Sprintf("/v1/memberships/%d/self-service/idle-periods/config", k))["temporalUnit"])
	s.refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("/v1/memberships/%d/self-service/idle-periods/config", s.as("sandbox-forge").contractOf("regular")), nil)
}

func TestIdlePeriodReleaseIsChecked(t *testing.T) {
	s := startLoose(t, monday)
	status, _ := s.do(http.MethodPut, "/_control/switches", object{"idle_period_release": "1.8.5"})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "1.8.5", s.box.Switches().IdlePeriodRelease)
	for _, wrong := range []object{{"idle_period_release": "2"}, {"refused_idle_period_status": 500}} {
		status, _ = s.do(http.MethodPut, "/_control/switches", wrong)
		require.Equal(t, http.StatusBadRequest, status)
	}
}

// What is left counts requests, and grows when one is taken back.
func TestRemainingIdlePeriods(t *testing.T) {
	s := start(t, monday)
	is := func(story string, most, free any) {
		t.Helper()
		m, f := s.remaining(story)
		require.Equal(t, []any{most, free}, []any{m, f})
	}
	is("regular", 6, 1)
	p := s.pause("regular", term("2026-07-01", "MONTH", 4))
	is("regular", 2, 0)
	require.NoError(t, s.box.Staff("idle_period", number(p["id"]), true))
	require.Equal(t, "IDLEPERIOD_MAXIMUM_TERMS_VIOLATED", s.judge("regular", term("2026-11-01", "MONTH", 3)))
	require.Equal(t, "IDLEPERIOD_CREATABLE", s.judge("regular", term("2026-11-01", "MONTH", 2)))
	ask[object](s, http.MethodDelete, fmt.Sprintf("%s/%d", s.pausePath("regular"), number(s.pauses("regular").coming[0]["id"])), nil)
	is("regular", 6, 1)
	is("paused", 90-14-36, 0)
	s = s.as("sandbox-forge")
	s.pause("regular", term("2026-06-01", "WEEK", 4))
	is("regular", nil, 0)
}

func TestFeesOfIdlePeriods(t *testing.T) {
	s := start(t, monday)
	fee := func(p object) (any, any, any) {
		f := p["idlePeriodFee"].(object)
		return p["fee"].(object)["amount"], f["idlePeriodFeeCalculationType"], f["idlePeriodTotalAmount"].(object)["amount"]
	}
	check := func(p object, amount float64, kind string) {
		t.Helper()
		a, k, total := fee(p)
		require.Equal(t, []any{amount, kind, amount}, []any{a, k, total})
	}
	check(s.pause("regular", term("2026-07-01", "MONTH", 3)), 10, "TERM_BASED")
	check(s.pause("extras", term("2026-06-01", "MONTH", 2)), 7.98, "RELATIVE")
	check(s.pause("newcomer", term("2026-06-10", "DAY", 7)), 0, "NONE")
	check(s.pauses("paused").past[0], 0, "TERM_BASED")
	check(s.pauses("paused").coming[0], 7.2, "TERM_BASED") // 36 days, and the free ones are used up
	check(s.as("sandbox-forge").pause("regular", term("2026-06-01", "WEEK", 4)), 10, "ABSOLUTE")
}

// TestReleasesOfIdlePeriods: what later releases brought is unknown to earlier ones.
func TestReleasesOfIdlePeriods(t *testing.T) {
	s := startLoose(t, monday)
	without := func(body object, names ...string) object {
		for _, n := range names {
			delete(body, n)
		}
		return body
	}
	judge := func(body object) string {
		t.Helper()
		return s.post(s.pausePath("newcomer")+"/validate", body)["validationStatus"].(string)
	}
	made := s.pause("newcomer", term("2026-06-10", "DAY", 7))
	one := fmt.Sprintf("%s/%d", s.pausePath("newcomer"), number(made["id"]))
	change := object{"startDate": "2026-06-10", "endDate": "2026-06-12", "reasonId": s.pauseReason("newcomer", false)}

	s.with(func(w *sandbox.Switches) { w.IdlePeriodRelease = "1.8.5" })
	require.Equal(t, "IDLEPERIOD_CREATABLE", judge(without(term("2026-07-10", "DAY", 7), "unlimited")))
	require.Equal(t, "IDLEPERIOD_TERMVALUE_MISSING", judge(object{"startDate": "2026-07-10"}))
	require.Equal(t, "IDLEPERIOD_CREATABLE", judge(forever("2026-07-10")))
	p := get[object](s, one)
	require.Equal(t, false, p["unlimited"])
	require.Nil(t, p["idlePeriodReason"])
	require.NotNil(t, p["reason"])
	s.refused(http.StatusNotFound, http.MethodPut, one+"/preview", change)
	status, _ := s.sendPause(http.MethodPut, one, change, nil)
	require.Equal(t, http.StatusNotFound, status)

	s.with(func(w *sandbox.Switches) { w.IdlePeriodRelease = "1.8.3" })
	require.Equal(t, "IDLEPERIOD_CREATABLE", judge(without(term("2026-07-10", "DAY", 7), "unlimited")))
	require.Equal(t, "temporalUnit", s.refused(http.StatusBadRequest, http.MethodPost, s.pausePath("newcomer")+"/validate", forever("2026-07-10"))["reference"])
	require.Equal(t, "termValue", s.refused(http.StatusBadRequest, http.MethodPost, s.pausePath("newcomer")+"/validate", object{"startDate": "2026-07-10", "temporalUnit": "DAY"})["reference"])
	require.Equal(t, "2026-07-16", s.pause("newcomer", object{"startDate": "2026-07-10", "temporalUnit": "DAY", "termValue": 7, "unlimited": true})["endDate"], "unlimited is unknown")
	s.refused(http.StatusNotFound, http.MethodGet, one, nil)
	s.refused(http.StatusNotFound, http.MethodGet, s.pausePath("newcomer")+"/remaining", nil)
	require.Nil(t, s.pauses("newcomer").coming[0]["unlimited"])
	config := get[object](s, s.pausePath("newcomer")+"/config")
	require.Equal(t, false, config["unlimitedAllowed"])
	require.Nil(t, config["dayBasedTermShorteningAllowed"])
	ask[object](s, http.MethodDelete, one, nil)
}

func TestIdlePeriodsSurviveARestore(t *testing.T) {
	s := start(t, monday)
	p := s.pause("regular", term("2026-07-01", "MONTH", 2))
	before := s.pauses("regular")
	s.restoreWith("x", "x")
	require.Equal(t, before.coming[0]["id"], s.pauses("regular").coming[0]["id"])
	require.Len(t, s.pauses("paused").past, 1)
	require.NoError(t, s.box.Staff("idle_period", number(p["id"]), true))
	require.Equal(t, "ACCEPTED", s.pauses("regular").coming[0]["state"])

	dump, err := s.box.Dump()
	require.NoError(t, err)
	var world map[string]any
	require.NoError(t, json.Unmarshal(dump, &world))
	world["studios"].(object)["nordlicht"].(object)["idle_periods"].(object)["periods"].([]any)[0].(object)["contract_id"] = 7
	dump, err = json.Marshal(world)
	require.NoError(t, err)
	require.ErrorContains(t, s.box.Restore(dump), "has no contract")
}
