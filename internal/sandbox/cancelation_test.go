package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// data is what self-service shows of a story's contract; of family, the nth member's.
func (s *server) data(story string, nth ...int) object {
	s.t.Helper()
	id := s.contractOf(story, nth...)
	for _, m := range s.box.Members() {
		for _, k := range get[[]object](s.as("sandbox-"+m.Studio), fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", m.CustomerID)) {
			if number(k["id"]) == id {
				return k
			}
		}
	}
	s.t.Fatalf("no contract %d", id)
	return nil
}

// reason is one that the studio takes for a cancelation.
func (s *server) reason() int64 {
	s.t.Helper()
	return number(get[[]object](s, "/v1/memberships/self-service/contract-cancelation-reasons")[1]["cancelationReasonId"])
}

// cancelation is the body that cancels a story's contract to the nth day there is.
func (s *server) cancelation(story string, nth int) object {
	s.t.Helper()
	k := s.data(story)
	body := object{"contractId": number(k["id"]), "cancelationReasonId": s.reason()}
	if days, _ := k["availableCancelationDates"].([]any); nth < len(days) {
		body["cancelationDate"] = days[nth]
	}
	return body
}

func (s *server) cancelationPath(story string) string {
	return fmt.Sprintf("/v1/memberships/%d/self-service/ordinary-contract-cancelation", s.member("nordlicht", story).CustomerID)
}

func (s *server) withdrawal(story string) string {
	return fmt.Sprintf("/v1/memberships/%d/self-service/withdraw-ordinary-contract-cancelation/%d", s.member("nordlicht", story).CustomerID, s.contractOf(story))
}

// TestContractCancelationStates walks every edge of the states of a contract.
func TestContractCancelationStates(t *testing.T) {
	s := start(t, monday)
	id := s.contractOf("regular")
	before := s.data("regular")
	request := func() { t.Helper(); s.post(s.cancelationPath("regular"), s.cancelation("regular", 2)) }
	withdraw := func() { t.Helper(); s.post(s.withdrawal("regular"), nil) }
	decide := func(accept bool) { t.Helper(); require.NoError(t, s.box.Staff("contract_cancelation", id, accept)) }
	days := before["availableCancelationDates"].([]any)
	is := func(want any) {
		t.Helper()
		k := s.data("regular")
		require.Equal(t, want, k["cancelationStatus"])
		if want == nil {
			require.Equal(t, before, k, "as if nothing had been")
			return
		}
		require.Equal(t, days[2], k["cancelationDate"])
		require.Equal(t, "Zeitmangel", k["cancelationReason"])
		require.Equal(t, "CUSTOMER", k["cancelationOrigin"])
		require.Nil(t, k["availableCancelationDates"])
	}
	request()
	is("PENDING_VERIFICATION")
	require.Equal(t, before["endDate"], s.data("regular")["endDate"], "nothing is decided")
	withdraw()
	is(nil)
	request()
	decide(false)
	is(nil)
	request()
	decide(true)
	is("CANCELED")
	require.Equal(t, days[2], s.data("regular")["endDate"])
	withdraw()
	is("PENDING_WITHDRAWAL_VERIFICATION")
	decide(false)
	is("CANCELED")
	withdraw()
	decide(true)
	is(nil)
	require.Error(t, s.box.Staff("contract_cancelation", id, true))

	s.with(func(w *sandbox.Switches) {
		w.CancelationNeedsVerification, w.CancelationWithdrawalNeedsVerification = false, false
	})
	request()
	is("CANCELED")
	shown := get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", s.member("nordlicht", "regular").CustomerID))[0]
	require.Equal(t, true, shown["cancelled"])
	require.Equal(t, days[2], shown["cancellationDate"])
	require.Equal(t, "2026-05-18", shown["cancellationReceiptDate"])
	withdraw()
	is(nil)
}

func TestContractCancelationRefusals(t *testing.T) {
	s := startLoose(t, monday)
	refuse := func(code, reference, story string, change func(object)) {
		t.Helper()
		body := s.cancelation(story, 0)
		if body["cancelationDate"] == nil {
			body["cancelationDate"] = "2026-12-31"
		}
		change(body)
		answer := s.refused(http.StatusBadRequest, http.MethodPost, s.cancelationPath(story), body)
		require.Equal(t, code, answer["errorCode"])
		require.Equal(t, reference, text(answer["reference"]))
	}
	as := func(object) {}
	refuse("error.cancelation.already", "", "pending", as)
	refuse("error.cancelation.already", "", "canceled", as)
	refuse("error.cancelation.inactive", "", "former", as)
	refuse("error.cancelation.date", "cancelationDate", "regular", func(b object) { b["cancelationDate"] = "2026-12-24" })
	refuse("error.cancelation.reason", "cancelationReasonId", "regular", func(b object) { b["cancelationReasonId"] = 7 })
	refuse("error.validation.missing", "cancelationReasonId", "regular", func(b object) { delete(b, "cancelationReasonId") })
	refuse("error.validation.missing", "contractId", "regular", func(b object) { delete(b, "contractId") })
	refuse("error.validation.missing", "cancelationDate", "regular", func(b object) { delete(b, "cancelationDate") })
	refuse("error.validation.format", "cancelationDate", "regular", func(b object) { b["cancelationDate"] = "31.12.2026" })
	other := s.cancelation("newcomer", 0)
	s.refused(http.StatusNotFound, http.MethodPost, s.cancelationPath("regular"), other) // somebody else's contract

	s.with(func(w *sandbox.Switches) { w.OnlyAvailableCancelationDates = false })
	free := s.cancelation("regular", 0)
	free["cancelationDate"] = "2026-12-24"
	s.post(s.cancelationPath("regular"), free)
	require.Equal(t, "2026-12-24", s.data("regular")["cancelationDate"])
	free = s.cancelation("newcomer", 0)
	free["cancelationDate"] = "2026-05-17"
	s.refused(http.StatusBadRequest, http.MethodPost, s.cancelationPath("newcomer"), free)
}

func TestContractCancelationThatCannotBeTakenBack(t *testing.T) {
	s := start(t, monday)
	refuse := func(code, story string) {
		t.Helper()
		require.Equal(t, code, s.refused(http.StatusBadRequest, http.MethodPost, s.withdrawal(story), nil)["errorCode"])
	}
	refuse("error.cancelation.none", "regular")
	refuse("error.cancelation.past", "former")
	s.post(s.withdrawal("canceled"), nil)
	refuse("error.cancelation.none", "canceled") // twice
	require.NoError(t, s.box.Staff("contract_cancelation", s.contractOf("canceled"), false))
	s.box.SetNow(monday.Add(41 * day))
	refuse("error.cancelation.past", "canceled")

	s.restoreWith(`"cancelation_origin":"CUSTOMER"`, `"cancelation_origin":"STUDIO"`)
	s.box.SetNow(monday)
	refuse("error.cancelation.studio", "canceled")
}

// Days whose notice has gone by are no choice, and a contract that went on by
// itself has new ones.
func TestDaysToCancelToMoveOn(t *testing.T) {
	s := start(t, monday)
	days := s.data("regular")["availableCancelationDates"].([]any)
	require.Len(t, days, 3)
	require.Equal(t, "2026-10-17", days[0])
	require.Equal(t, "2026-09-17", s.data("regular")["lastPossibleCancelationDate"])
	s.box.SetNow(monday.AddDate(0, 4, 0)) // the day after the notice for the first
	require.Equal(t, []any{days[1], days[2], "2027-01-17"}, s.data("regular")["availableCancelationDates"])
	require.Equal(t, "2026-10-17", s.data("regular")["lastPossibleCancelationDate"])
	s.box.SetNow(monday.AddDate(2, 0, 0))
	later := s.data("regular")["availableCancelationDates"].([]any)
	require.Len(t, later, 3)
	require.Greater(t, later[0], "2028-06-17")
}

func TestCancelationReasonsAreTheStudios(t *testing.T) {
	s := start(t, monday)
	names := func(s *server) []string {
		var out []string
		for _, r := range get[[]object](s, "/v1/memberships/self-service/contract-cancelation-reasons") {
			out = append(out, r["cancelationReasonName"].(string))
		}
		return out
	}
	require.Contains(t, names(s), "Umzug")
	require.Contains(t, names(s.as("sandbox-forge")), "Moving away")
	require.Len(t, names(s.as("sandbox-forge")), 5)
}

// A canceled contract pays for no booking after its end, one that was taken back does.
func TestBookingsAfterACancelation(t *testing.T) {
	s := start(t, monday)
	s.with(func(w *sandbox.Switches) { w.CancelationNeedsVerification = false })
	who := s.member("nordlicht", "regular").CustomerID
	body := s.cancelation("regular", 0)
	s.post(s.cancelationPath("regular"), body)
	s.box.SetNow(monday.AddDate(0, 4, 29))
	after := s.slot(func(c sandbox.ClassSlot) bool { return free("Bootcamp")(c) && c.Start.After(monday.AddDate(0, 5, 1)) })
	require.Equal(t, "NO_CONTINGENT", s.validate(who, after.ID))
	s.post(s.withdrawal("regular"), nil)
	require.NoError(t, s.box.Staff("contract_cancelation", s.contractOf("regular"), true))
	require.Equal(t, "AVAILABLE", s.validate(who, after.ID))
}

// A canceled contract runs to the end of its last day and is not running on the next.
func TestAContractIsOverAfterItsLastDay(t *testing.T) {
	s := start(t, monday)
	s.with(func(w *sandbox.Switches) { w.CancelationNeedsVerification = false })
	who := s.member("nordlicht", "regular").CustomerID
	body := s.cancelation("regular", 0)
	s.post(s.cancelationPath("regular"), body)
	status := func(day time.Time) string {
		s.box.SetNow(day)
		return s.contracts(who)[0].ContractStatus
	}
	last, err := time.Parse(time.DateOnly, body["cancelationDate"].(string))
	require.NoError(t, err)
	require.Equal(t, "ACTIVE", status(last.Add(12*time.Hour)))
	require.Equal(t, "INACTIVE", status(last.Add(36*time.Hour)))
	require.Len(t, get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts?status=INACTIVE", who)), 1)
}
