package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type debtorOf struct {
	DebtorID, MembershipNr string
	LastName               string
	Block                  object
	CollectionCases        []struct {
		CollectionCaseID string
		OpenAmount       float64
		Debt             []struct {
			DebtID, Type, Currency string
			Amount                 float64
			Block                  object
		}
	}
}

type debtorsOf struct {
	Result  []debtorOf
	HasNext bool
	Offset  string
}

func (s *server) runStatus(run int64) string {
	s.t.Helper()
	return get[object](s, fmt.Sprintf("/v1/debt-collection/%d/details", run))["status"].(string)
}

func (s *server) report(want int, body object) {
	s.t.Helper()
	status, content := s.do(http.MethodPost, updates, body)
	require.Equal(s.t, want, status, "%s", content)
}

// TestARunIsFetchedAndConfirmed walks the way of a run.
func TestARunIsFetchedAndConfirmed(t *testing.T) {
	s := start(t, monday)
	run := s.run(waiting)
	path := fmt.Sprintf("/v1/debt-collection/%d", run.ID)
	debtor := s.member("nordlicht", "debtor")

	details := get[object](s, path+"/details")
	require.Equal(t, "2026-05-18", details["collectionDate"])
	require.Equal(t, "TRUST", details["debtCollectionType"])
	require.Equal(t, "Nordlicht Fitness", details["client"].(object)["name1"])

	first := get[debtorsOf](s, path+"/debtors")
	require.Len(t, first.Result, 10, "the API's own size")
	require.True(t, first.HasNext)
	rest := get[debtorsOf](s, path+"/debtors?offset="+first.Offset)
	require.False(t, rest.HasNext)
	all := append(first.Result, rest.Result...)
	require.Len(t, all, len(run.CustomerIDs))
	var his *debtorOf
	for i, d := range all {
		require.NotEmpty(t, d.CollectionCases)
		for _, one := range d.CollectionCases {
			sum := 0.0
			for _, debt := range one.Debt {
				sum += debt.Amount
				require.Equal(t, "EUR", debt.Currency)
			}
			require.InDelta(t, one.OpenAmount, sum, 0.001)
		}
		if d.MembershipNr == debtor.CustomerNumber {
			his = &all[i]
		}
	}
	require.NotNil(t, his, "the debtor is among the debtors")
	require.Equal(t, "Vogt", his.LastName)
	require.Len(t, his.CollectionCases[0].Debt, len(s.openClaims("debtor")), "what the account says")
	require.Equal(t, s.balance("debtor").AccountBalance.Amount.String(), fmt.Sprintf("-%.2f", his.CollectionCases[0].OpenAmount))

	require.Empty(t, s.cases("?debtorId="+his.DebtorID), "the agency does not have it yet")
	status, _ := s.do(http.MethodPost, path+"/confirmTransfer", nil)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, completed, s.runStatus(run.ID))
	status, _ = s.do(http.MethodPost, path+"/confirmTransfer", nil)
	require.Equal(t, http.StatusOK, status, "repeating it is harmless")
	mine := s.cases("?debtorId=" + his.DebtorID)
	require.Len(t, mine, 1)
	require.Equal(t, his.CollectionCases[0].CollectionCaseID, mine[0].AgencyCollectionCases[0].CollectionCaseIDs[0])
	require.Empty(t, mine[0].AgencyCollectionCases[0].AgencyCollectionCaseID, "the agency has not said anything")
}

// TestRunsInOtherStates: what is in the making has no debtors yet, and time, or the
// studio, ends that.
func TestRunsInOtherStates(t *testing.T) {
	s := start(t, monday)
	run := s.run("INTERNAL_PROCESSING")
	path := fmt.Sprintf("/v1/debt-collection/%d", run.ID)
	require.Empty(t, get[debtorsOf](s, path+"/debtors").Result)
	s.refused(http.StatusBadRequest, http.MethodPost, path+"/confirmTransfer", nil)
	s.box.Advance(24 * time.Hour)
	require.Equal(t, waiting, s.runStatus(run.ID))
	require.Len(t, get[debtorsOf](s, path+"/debtors").Result, len(run.CustomerIDs))
	require.Contains(t, eventsOf(s, "nordlicht"), told{"FINANCE_DEBT_COLLECTION_RUN_CREATED", run.ID, ""})

	require.NoError(t, s.box.Staff("debt_collection_run", run.ID, false))
	require.Equal(t, "FAILED", s.runStatus(run.ID))
	s.refused(http.StatusBadRequest, http.MethodPost, path+"/confirmTransfer", nil)
	require.Error(t, s.box.Staff("debt_collection_run", run.ID, true), "what has failed stays so")
	require.Error(t, s.box.Staff("debt_collection_run", 7, true))

	// Another studio's runs are not seen.
	s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodGet, path+"/details", nil)
	require.Equal(t, "PURCHASE", get[object](s.as("sandbox-forge"), "/v1/debt-collection/configuration")["debtCollectionType"])
}

// TestHandover: the studio hands somebody over, and takes the cases back.
func TestHandover(t *testing.T) {
	s := start(t, monday)
	who := s.member("nordlicht", "regular").CustomerID
	require.NoError(t, s.box.Staff("debt_collection_handover", who, true))
	require.Error(t, s.box.Staff("debt_collection_handover", who, true), "once is enough")
	require.Error(t, s.box.Staff("debt_collection_handover", s.member("nordlicht", "prospect").CustomerID, true))
	require.Error(t, s.box.Staff("debt_collection_handover", 7, true))
	runs := s.box.DebtCollectionRuns("nordlicht")
	run := runs[len(runs)-1]
	require.Equal(t, "INDIVIDUAL_HANDOVER", run.Origin)
	require.Equal(t, []int64{who}, run.CustomerIDs)
	require.Equal(t, "INTERNAL_PROCESSING", s.runStatus(run.ID))
	require.NoError(t, s.box.Staff("debt_collection_run", run.ID, true))
	status, _ := s.do(http.MethodPost, fmt.Sprintf("/v1/debt-collection/%d/confirmTransfer", run.ID), nil)
	require.Equal(t, http.StatusOK, status)

	query := "?debtorId=" + strconv.FormatInt(who, 10)
	before := s.cases(query)[0].AgencyCollectionCases[0]
	require.NoError(t, s.box.Staff("debt_collection_payment", who, true))
	require.Error(t, s.box.Staff("debt_collection_payment", who, false))
	adjustment := eventsOf(s, "nordlicht")
	last := adjustment[len(adjustment)-1]
	require.Equal(t, "FINANCE_DEBT_COLLECTION_CASE_UPDATED", last.kind)
	adjusted := s.cases(fmt.Sprintf("?caseAdjustmentRequestId=%d", last.entity))
	require.Len(t, adjusted, 1)
	require.InDelta(t, before.Debts[0].OriginalAmount, adjusted[0].AgencyCollectionCases[0].Debts[0].PaidAmount, 0.001)

	require.NoError(t, s.box.Staff("debt_collection_handover", who, false))
	require.Equal(t, "WITHDRAWN_BY_STUDIO", s.cases(query)[0].AgencyCollectionCases[0].Closure["rejectionReason"])
	require.Error(t, s.box.Staff("debt_collection_handover", who, false), "nothing is left to take back")
	require.Error(t, s.box.Staff("debt_collection_payment", who, true))
	require.NoError(t, s.box.Staff("debt_collection_handover", who, true), "and it can begin anew")
}

// TestAPaymentBeforeTheTransfer is the studio's business alone: the agency finds less
// to collect, and is told nothing.
func TestAPaymentBeforeTheTransfer(t *testing.T) {
	s := start(t, monday)
	before := s.balance("debtor").AccountBalance.Amount.String()
	require.NoError(t, s.box.Staff("debt_collection_payment", s.member("nordlicht", "debtor").CustomerID, true))
	after := s.balance("debtor").AccountBalance.Amount.String()
	require.NotEqual(t, before, after, "the account knows it, too")
	require.Empty(t, eventsOf(s, "nordlicht"))
	for _, d := range get[debtorsOf](s, fmt.Sprintf("/v1/debt-collection/%d/debtors?sliceSize=50", s.run(waiting).ID)).Result {
		if d.LastName == "Vogt" {
			require.Equal(t, after, fmt.Sprintf("-%.2f", d.CollectionCases[0].OpenAmount))
		}
	}
}

func TestCasesByCriteria(t *testing.T) {
	s := start(t, monday)
	all := s.cases("")
	require.Len(t, all, 4)
	one := all[1]
	id, agency := one.AgencyCollectionCases[0].CollectionCaseIDs[0], one.AgencyCollectionCases[0].AgencyCollectionCaseID
	for _, query := range []string{"debtorId=" + one.DebtorID, "collectionCaseId=" + id, "agencyCollectionCaseId=" + agency, "debtorId=" + one.DebtorID + "&collectionCaseId=" + id} {
		require.Equal(t, []casesOf{one}, s.cases("?"+query), query)
	}
	require.Len(t, s.cases("?debtorId="+one.DebtorID+"&debtorId="+all[0].DebtorID), 2)
	require.Empty(t, s.cases("?debtorId="+all[0].DebtorID+"&collectionCaseId="+id), "all criteria have to fit")
	require.Empty(t, s.cases("?debtorId=7"))
	query := "?debtorId=7"
	for range 50 {
		query += "&debtorId=7"
	}
	loose := startLoose(t, monday)
	require.Equal(t, "debtorId", loose.refused(http.StatusBadRequest, http.MethodGet, "/v1/debt-collection/cases"+query, nil)["reference"])
}

// TestReportsThatMakeNoSense: a report is taken as a whole or not at all.
func TestReportsThatMakeNoSense(t *testing.T) {
	s := startLoose(t, monday)
	debtor, one := s.openCase()
	other := s.cases("?debtorId=" + debtor)
	all := s.cases("")
	i := slices.IndexFunc(all, func(c casesOf) bool { return c.DebtorID != debtor })
	foreign := all[i].AgencyCollectionCases[0].CollectionCaseIDs[0]
	waitingRun := get[debtorsOf](s, fmt.Sprintf("/v1/debt-collection/%d/debtors", s.run(waiting).ID)).Result[0]
	const c, d = "debtors[0].agencyCollectionCases[0]", "debtors[0].agencyCollectionCases[0].debts[0]"
	for name, tt := range map[string]struct {
		change    func(debtor, agencyCase, debt object)
		status    int
		reference string
	}{
		"no debtor":         {func(debtor, _, _ object) { delete(debtor, "debtorId") }, 400, "debtors[0].debtorId"},
		"no cases":          {func(debtor, _, _ object) { delete(debtor, "agencyCollectionCases") }, 400, "debtors[0].agencyCollectionCases"},
		"strange debtor":    {func(debtor, _, _ object) { debtor["debtorId"] = "x" }, 404, "debtors[0].debtorId"},
		"no agency id":      {func(_, agencyCase, _ object) { delete(agencyCase, "agencyCollectionCaseId") }, 400, c + ".agencyCollectionCaseId"},
		"no case ids":       {func(_, agencyCase, _ object) { agencyCase["collectionCaseIds"] = []string{} }, 400, c + ".collectionCaseIds"},
		"no debts":          {func(_, agencyCase, _ object) { delete(agencyCase, "debts") }, 400, c + ".debts"},
		"strange case":      {func(_, agencyCase, _ object) { agencyCase["collectionCaseIds"] = []string{"x"} }, 404, c + ".collectionCaseIds[0]"},
		"another's case":    {func(_, agencyCase, _ object) { agencyCase["collectionCaseIds"] = []string{foreign} }, 400, c + ".collectionCaseIds[0]"},
		"strange debt":      {func(_, _, debt object) { debt["debtId"] = "x" }, 400, d + ".debtId"},
		"no paid amount":    {func(_, _, debt object) { delete(debt, "paidAmount") }, 400, d + ".paidAmount"},
		"negative":          {func(_, _, debt object) { debt["paidAmount"] = -1 }, 400, d + ".paidAmount"},
		"fractions of cent": {func(_, _, debt object) { debt["canceledAmount"] = 0.001 }, 400, d + ".canceledAmount"},
		"paid too much":     {func(_, _, debt object) { debt["paidAmount"] = 1000 }, 400, d + ".paidAmount"},
		"another amount":    {func(_, _, debt object) { debt["originalAmount"] = 1 }, 400, d + ".originalAmount"},
		"another currency":  {func(_, _, debt object) { debt["currency"] = "GBP" }, 400, d + ".currency"},
		"strange closure":   {func(_, k, _ object) { k["closure"] = closure("MAYBE", nil) }, 400, c + ".closure.type"},
		"closure undated":   {func(_, k, _ object) { k["closure"] = object{"type": "POSITIVE"} }, 400, c + ".closure.date"},
		"strange option": {func(_, k, _ object) {
			k["closure"] = closure("NEGATIVE", object{"options": []object{{"key": "KEEP", "value": "x"}}})
		}, 400, c + ".closure.options[0].key"},
		"rejected without reason": {func(_, k, _ object) { k["closure"] = closure("REJECTION", nil) }, 400, c + ".closure.rejectionReason"},
		"strange reason":          {func(_, k, _ object) { k["closure"] = closure("REJECTION", object{"rejectionReason": "MOON"}) }, 400, c + ".closure.rejectionReason"},
		"reason without rejection": {func(_, k, _ object) {
			k["closure"] = closure("POSITIVE", object{"rejectionReason": "FRAUD"})
		}, 400, c + ".closure.rejectionReason"},
		"strange block":    {func(debtor, _, _ object) { debtor["block"] = object{"limitType": "SOFT", "endDate": "2026-06-01"} }, 400, "debtors[0].block.limitType"},
		"endless block":    {func(debtor, _, _ object) { debtor["block"] = object{"limitType": "LIMITED"} }, 400, "debtors[0].block.endDate"},
		"block of nothing": {func(debtor, _, _ object) { debtor["block"] = object{"limitType": "LIMITED", "endDate": "x"} }, 400, "debtors[0].block.endDate"},
		"block that is over": {func(debtor, _, _ object) {
			debtor["block"] = object{"limitType": "LIMITED", "endDate": "2026-05-17"}
		}, 400, "debtors[0].block.endDate"},
		"debt blocked wrongly": {func(_, _, debt object) { debt["block"] = object{"limitType": "LIMITED", "endDate": "x"} }, 400, d + ".block.endDate"},
		"not transferred": {func(debtor, k, _ object) {
			debtor["debtorId"] = waitingRun.DebtorID
			k["collectionCaseIds"], k["debts"] = []string{waitingRun.CollectionCases[0].CollectionCaseID}, []object{}
		}, 400, c + ".collectionCaseIds[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			in := *s
			in.t = t
			require.Equal(t, tt.reference, text(in.refused(tt.status, http.MethodPost, updates, report(debtor, one, tt.change))["reference"]))
		})
	}
	for _, body := range []object{{"debtors": []object{}}, {"requestId": "r"}} {
		s.refused(http.StatusBadRequest, http.MethodPost, updates, body)
	}
	// The second debtor is wrong: nothing of the first is kept.
	body := report(debtor, one, nil)
	body["debtors"] = append(body["debtors"].([]object), object{"debtorId": "7", "agencyCollectionCases": []object{}})
	s.refused(http.StatusNotFound, http.MethodPost, updates, body)
	require.Equal(t, other, s.cases("?debtorId="+debtor))
}

// TestClosures: how a case ends decides what becomes of what is still open.
func TestClosures(t *testing.T) {
	writeOff := object{"options": []object{{"key": "WRITE_OFF_REMAINING_DEBTS", "value": "true"}}}
	reason := object{"rejectionReason": "CONFLICT_OF_INTEREST"}
	for _, tt := range []struct {
		name, key string
		closure   object
		gaveUp    bool
	}{
		{"the agency decides, and keeps them", "sandbox-nordlicht", closure("NEGATIVE", nil), false},
		{"the agency gives them up", "sandbox-nordlicht", closure("NEGATIVE", writeOff), true},
		{"the studio always gives them up", "sandbox-forge", closure("NEGATIVE", nil), true},
		{"but not what was not taken on", "sandbox-forge", closure("REJECTION", reason), false},
		{"nor what is handed back", "sandbox-forge", closure("REVERSAL", nil), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, monday).as(tt.key)
			debtor, one := s.openCase()
			s.report(http.StatusOK, report(debtor, one, func(_, agencyCase, debt object) {
				agencyCase["closure"], agencyCase["publicCollectionCaseId"], debt["paidAmount"] = tt.closure, "P-7", 1
			}))
			got := s.cases("?debtorId=" + debtor)[0].AgencyCollectionCases[0]
			require.Equal(t, tt.closure["type"], got.Closure["type"])
			require.Equal(t, "A-7", got.AgencyCollectionCaseID)
			require.Equal(t, "P-7", *got.PublicCollectionCaseID)
			require.InDelta(t, 1, got.Debts[0].PaidAmount, 0.001)
			canceled := 0.0
			if tt.gaveUp {
				canceled = got.Debts[0].OriginalAmount - 1
			}
			require.InDelta(t, canceled, got.Debts[0].CanceledAmount, 0.001)
		})
	}
}

// TestARepeatedReport: the same request id is the same report.
func TestARepeatedReport(t *testing.T) {
	for ignored, want := range map[bool]int{true: http.StatusOK, false: http.StatusForbidden} {
		s := start(t, monday)
		sw := s.box.Switches()
		sw.RepeatedReportIgnored, sw.ClosedCaseStatus = ignored, http.StatusForbidden
		s.box.SetSwitches(sw)
		debtor, one := s.openCase()
		body := report(debtor, one, func(_, agencyCase, _ object) { agencyCase["closure"] = closure("POSITIVE", nil) })
		s.report(http.StatusOK, body)
		s.report(want, body)
		body["requestId"] = "r-2"
		s.report(http.StatusForbidden, body) // the case is closed
	}
}

type blockedOf struct {
	Result []struct {
		DebtorID string
		Block    object
		Debts    []struct{ DebtID string }
	}
}

// TestBlocks come and go by report and by time.
func TestBlocks(t *testing.T) {
	s := start(t, monday)
	const debtors, debts = "/v1/debt-collection/blocked/debtors", "/v1/debt-collection/blocked/debts"
	require.Len(t, get[blockedOf](s, debtors).Result, 1)
	require.Equal(t, "UNLIMITED", get[blockedOf](s, debtors).Result[0].Block["limitType"])
	had := get[blockedOf](s, debts).Result
	require.Len(t, had, 1)

	debtor, one := s.openCase()
	block := func(kind, end string) object { return object{"limitType": kind, "endDate": end} }
	s.report(http.StatusOK, report(debtor, one, func(person, _, debt object) {
		person["block"], debt["block"] = block("LIMITED", "2026-05-20"), block("LIMITED", "2026-05-18")
	}))
	require.Equal(t, "2026-05-20", s.cases("?debtorId=" + debtor)[0].Block["endDate"])
	require.Len(t, get[blockedOf](s, debtors).Result, 2)
	require.Equal(t, debtor, get[blockedOf](s, debtors+"?debtorId="+debtor).Result[0].DebtorID)
	found := get[blockedOf](s, debts+"?debtId="+one.Debts[0].DebtID).Result
	require.Len(t, found, 1)
	require.Len(t, found[0].Debts, 1)
	require.Equal(t, "LIMITED", found[0].Block["limitType"])

	s.box.Advance(24 * time.Hour) // Tuesday: the debt is free again, the debtor is not
	require.Empty(t, get[blockedOf](s, debts+"?debtId="+one.Debts[0].DebtID).Result)
	require.Len(t, get[blockedOf](s, debtors).Result, 2)
	s.box.Advance(48 * time.Hour)
	require.Len(t, get[blockedOf](s, debtors).Result, 1)
	require.Nil(t, s.cases("?debtorId=" + debtor)[0].Block)

	body := report(debtor, one, func(person, _, debt object) {
		person["block"], debt["block"] = block("UNLIMITED", "2026-05-22"), block("UNLIMITED", "2026-05-22")
	})
	body["requestId"] = "r-2"
	s.report(http.StatusOK, body)
	s.box.Advance(400 * 24 * time.Hour)
	require.Len(t, get[blockedOf](s, debts+"?debtId="+one.Debts[0].DebtID).Result, 1)
	s.report(http.StatusOK, object{"requestId": "r-3", "debtors": []object{{"debtorId": debtor, "agencyCollectionCases": []object{}, "block": block("DISABLED", "2027-07-01")}}})
	require.Empty(t, get[blockedOf](s, debtors+"?debtorId="+debtor).Result)
}

// TestCollectionSurvivesADump, with runs, cases, blocks and what the agency has said.
func TestCollectionSurvivesADump(t *testing.T) {
	s := start(t, monday)
	debtor, one := s.openCase()
	s.report(http.StatusOK, report(debtor, one, func(person, _, _ object) { person["block"] = object{"limitType": "UNLIMITED", "endDate": "2026-06-01"} }))
	require.NoError(t, s.box.Staff("debt_collection_payment", s.run(completed).CustomerIDs[1], true))
	dump, err := s.box.Dump()
	require.NoError(t, err)
	cases, runs := s.cases(""), s.box.DebtCollectionRuns("nordlicht")

	other := start(t, monday.Add(time.Hour))
	require.NoError(t, other.box.Restore(dump))
	require.Equal(t, cases, other.cases(""))
	require.Equal(t, runs, other.box.DebtCollectionRuns("nordlicht"))
	other.report(http.StatusOK, report(debtor, one, nil)) // the request id is known there, too
	require.Equal(t, cases, other.cases(""))
	require.Equal(t, eventsOf(s, "nordlicht"), eventsOf(other, "nordlicht"))
	require.NoError(t, other.box.Staff("debt_collection_run", other.run("INTERNAL_PROCESSING").ID, true))
}

// TestADebtFollowsItsDebtor: the cases stay with the studio, the account moves. What is
// paid at the one's desk or into the other is known to both.
func TestADebtFollowsItsDebtor(t *testing.T) {
	s := start(t, monday)
	forge := s.as("sandbox-forge")
	who := s.member("nordlicht", "debtor").CustomerID
	s.moveToForge(who)
	owed := func() string {
		return get[balance](forge, fmt.Sprintf("/v1/customers/%d/account/balances", who)).AccountBalance.Amount.String()
	}
	wanted := func() string {
		for _, d := range get[debtorsOf](s, fmt.Sprintf("/v1/debt-collection/%d/debtors?sliceSize=50", s.run(waiting).ID)).Result {
			if d.LastName == "Vogt" {
				return fmt.Sprintf("-%.2f", d.CollectionCases[0].OpenAmount)
			}
		}
		return "nothing"
	}
	before := owed()
	require.Equal(t, before, wanted())
	require.NoError(t, s.box.Staff("debt_collection_payment", who, true))
	rest := owed()
	require.NotEqual(t, before, rest, "paid at the old studio")
	require.Equal(t, rest, wanted())

	session := forge.post("/v1/payments/user-session", object{
		"amount": json.Number("5.00"), "scope": "ECOM", "referenceText": "Test", "customerId": who,
	})
	token, err := s.box.PaymentRequestToken(session["token"].(string))
	require.NoError(t, err)
	ask200(forge, fmt.Sprintf("/v1/customers/%d/account/payment", who), object{
		"paymentRequestToken": token,
		"amount":              object{"amount": json.Number("5.00"), "currency": "GBP"},
	})
	require.NotEqual(t, rest, owed(), "paid in the new studio")
	require.Equal(t, owed(), wanted())
}
