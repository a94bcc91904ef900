package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// run is the first debt collection run of nordlicht with a status.
func (s *server) run(status string) sandbox.DebtCollectionRun {
	s.t.Helper()
	runs := s.box.DebtCollectionRuns("nordlicht")
	i := slices.IndexFunc(runs, func(r sandbox.DebtCollectionRun) bool { return r.Status == status })
	require.GreaterOrEqual(s.t, i, 0, "no run is %s", status)
	return runs[i]
}

// inRun puts the id of such a run in place of the %d.
func inRun(status, format string) func(*server) sent {
	return func(s *server) sent { return sent{path: fmt.Sprintf(format, s.run(status).ID)} }
}

const (
	waiting   = "WAITING_FOR_CONFIRMATION"
	completed = "COMPLETED"
	updates   = "/v1/debt-collection/update"
)

// caseOf is a case of the agency as the API shows it.
type caseOf struct {
	AgencyCollectionCaseID string
	PublicCollectionCaseID *string
	CollectionCaseIDs      []string
	Closure                object
	Debts                  []struct {
		DebtID                                     string
		OriginalAmount, CanceledAmount, PaidAmount float64
		Currency                                   string
		Block                                      object
	}
}

type casesOf struct {
	DebtorID              string
	AgencyCollectionCases []caseOf
	Block                 object
}

func (s *server) cases(query string) []casesOf {
	s.t.Helper()
	return get[[]casesOf](s, "/v1/debt-collection/cases"+query)
}

// openCase is a case that the agency has and has not closed.
func (s *server) openCase() (debtor string, one caseOf) {
	s.t.Helper()
	for _, d := range s.cases("") {
		for _, c := range d.AgencyCollectionCases {
			if c.Closure == nil {
				return d.DebtorID, c
			}
		}
	}
	s.t.Fatal("no open case")
	return "", caseOf{}
}

// report is a report about one case; change may alter the report's parts.
func report(debtor string, one caseOf, change func(debtor, agencyCase, debt object)) object {
	d := one.Debts[0]
	debt := object{"debtId": d.DebtID, "originalAmount": d.OriginalAmount, "canceledAmount": 0, "paidAmount": d.OriginalAmount, "currency": d.Currency}
	agencyCase := object{"agencyCollectionCaseId": "A-7", "collectionCaseIds": one.CollectionCaseIDs, "debts": []object{debt}}
	person := object{"debtorId": debtor, "agencyCollectionCases": []object{agencyCase}}
	if change != nil {
		change(person, agencyCase, debt)
	}
	return object{"requestId": "r-1", "debtors": []object{person}}
}

func reporting(change func(debtor, agencyCase, debt object)) func(*server) sent {
	return func(s *server) sent {
		debtor, one := s.openCase()
		return sent{path: updates, body: report(debtor, one, change)}
	}
}

func closure(kind string, more object) object {
	out := object{"type": kind, "date": "2026-05-18"}
	for k, v := range more {
		out[k] = v
	}
	return out
}

var lastMonth = object{"fromDate": "2026-04-01", "toDate": "2026-04-30", "exportFormat": "SINGLE", "exportFileFormat": "CSV"}

// exported is the path of an export that was asked for some time ago.
func exported(ago time.Duration) func(*server) sent {
	return func(s *server) sent {
		id := ask[struct{ ExportID int64 }](s, http.MethodPost, "/v1/taxadvisor/exports/create", lastMonth).ExportID
		s.box.Advance(ago)
		return sent{path: fmt.Sprintf("/v1/taxadvisor/exports/%d", id)}
	}
}

type device struct {
	ID     int64
	Name   string
	Active bool
	Model  string
}

// activating is the path that activates the first device that is active, or not.
func activating(active bool) func(*server) sent {
	return func(s *server) sent {
		for _, d := range get[[]device](s, "/v1/devices") {
			if d.Active == active {
				return sent{path: fmt.Sprintf("/v1/devices/%d/activate", d.ID)}
			}
		}
		s.t.Fatal("no such device")
		return sent{}
	}
}

// switched changes the switches before a request.
func switched(change func(*sandbox.Switches), ask func(*server) sent) func(*server) sent {
	return func(s *server) sent {
		sw := s.box.Switches()
		change(&sw)
		s.box.SetSwitches(sw)
		return ask(s)
	}
}

func financeRows() []row {
	const (
		tags   = "/v1/studios/information/tags"
		export = "/v1/taxadvisor/exports/create"
	)
	return slices.Concat(collectionRows(), []row{
		{
			op: "createExport", success: answer{ask: func(*server) sent { return sent{path: export, body: lastMonth} }, check: func(s *server, content []byte) {
				var made struct{ ExportID int64 }
				require.NoError(s.t, json.Unmarshal(content, &made))
				require.Positive(s.t, made.ExportID)
			}},
			invalid: answer{ask: func(*server) sent {
				return sent{path: export, body: object{"fromDate": "2026-04-30", "toDate": "2026-04-01", "exportFormat": "SINGLE", "exportFileFormat": "CSV"}}
			}, reference: "toDate"},
			never: map[int]string{http.StatusNotFound: nothingToMiss, http.StatusConflict: nothingShared},
		},
		{
			op: "getExport", success: answer{ask: exported(2 * time.Minute)},
			invalid: answer{ask: at("/v1/taxadvisor/exports/seven"), reference: "exportId"},
			missing: answer{ask: exported(time.Minute), reference: "exportId"},
			conflict: answer{ask: switched(func(sw *sandbox.Switches) { sw.UnreadyExportStatus = http.StatusConflict }, exported(time.Minute)),
				reference: "exportId"},
		},
		{
			op: "getDevices", success: answer{ask: at("/v1/devices")},
			never: read(map[int]string{http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "activateDevice", success: answer{ask: activating(false)},
			invalid: answer{ask: activating(true), reference: "deviceId"},
			missing: answer{ask: at("/v1/devices/7/activate"), reference: "deviceId"},
			conflict: answer{ask: switched(func(sw *sandbox.Switches) { sw.RepeatedActivationStatus = http.StatusConflict }, activating(true)),
				reference: "deviceId"},
		},
		{
			op: "getEmployees", success: answer{ask: at("/v1/employees")},
			invalid: answer{ask: at("/v1/employees?sliceSize=9"), reference: "sliceSize"},
			never:   read(map[int]string{http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "getEmployee", success: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf("/v1/employees/%.0f", get[struct{ Result []object }](s, "/v1/employees").Result[0]["id"])}
			}},
			invalid: answer{ask: at("/v1/employees/seven"), reference: "id"},
			missing: answer{ask: at("/v1/employees/7"), reference: "id"},
			never:   read(nil),
		},
		{
			op: "confirmActivation", success: answer{ask: at("/v1/studios/confirmActivation")},
			never: map[int]string{
				http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss,
				http.StatusConflict: "confirming again changes nothing",
			},
		},
		{
			op: "getAll", success: answer{ask: at("/v1/studios/tags")},
			never: read(map[int]string{http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "updateStudioTags", success: answer{ask: func(*server) sent { return sent{path: tags, body: []object{{"name": "sauna"}}} }},
			invalid: answer{ask: func(*server) sent { return sent{path: tags, body: []object{{"name": "sauna"}, {"name": "moat"}}} }, reference: "[1].name"},
			never:   map[int]string{http.StatusNotFound: nothingToMiss, http.StatusConflict: nothingShared},
		},
	})
}

func collectionRows() []row {
	const run = "/v1/debt-collection/%d/"
	return []row{
		{
			op: "getDebtCollectionConfiguration", success: answer{ask: at("/v1/debt-collection/configuration")},
			never: read(map[int]string{http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "getDebtors", success: answer{ask: inRun(waiting, run+"debtors?sliceSize=1")},
			invalid: answer{ask: inRun(waiting, run+"debtors?sliceSize=51"), reference: "sliceSize"},
			missing: answer{ask: at("/v1/debt-collection/7/debtors"), reference: "debtCollectionRunId"},
			never:   read(nil),
		},
		{
			op: "getTransferDetails", success: answer{ask: inRun(waiting, run+"details")},
			invalid: answer{ask: at("/v1/debt-collection/seven/details"), reference: "debtCollectionRunId"},
			missing: answer{ask: at("/v1/debt-collection/7/details"), reference: "debtCollectionRunId"},
			never:   read(nil),
		},
		{
			op: "confirmTransfer", success: answer{ask: inRun(waiting, run+"confirmTransfer"), check: func(s *server, _ []byte) {
				for _, r := range s.box.DebtCollectionRuns("nordlicht") {
					require.NotEqual(s.t, waiting, r.Status)
				}
			}},
			invalid: answer{ask: inRun("FAILED", run+"confirmTransfer")},
			missing: answer{ask: at("/v1/debt-collection/7/confirmTransfer"), reference: "debtCollectionRunId"},
			conflict: answer{ask: switched(func(sw *sandbox.Switches) { sw.UnconfirmableTransferStatus = http.StatusConflict },
				inRun("INTERNAL_PROCESSING", run+"confirmTransfer"))},
		},
		{
			op: "updateDebtCollection", success: answer{ask: reporting(nil), check: func(s *server, _ []byte) {
				got := s.cases("?agencyCollectionCaseId=A-7")[0].AgencyCollectionCases[0]
				require.Positive(s.t, got.Debts[0].OriginalAmount)
				require.InDelta(s.t, got.Debts[0].OriginalAmount, got.Debts[0].PaidAmount, 0.001)
			}},
			invalid: answer{ask: reporting(func(_, _, debt object) { debt["canceledAmount"] = 1 }), reference: "debtors[0].agencyCollectionCases[0].debts[0].paidAmount"},
			missing: answer{ask: reporting(func(debtor, _, _ object) { debtor["debtorId"] = "7" }), reference: "debtors[0].debtorId"},
			conflict: answer{ask: func(s *server) sent {
				debtor, one := s.openCase()
				body := report(debtor, one, func(_, agencyCase, _ object) { agencyCase["closure"] = closure("POSITIVE", nil) })
				status, content := s.do(http.MethodPost, updates, body)
				require.Equal(s.t, http.StatusOK, status, "%s", content)
				body["requestId"] = "r-2"
				return sent{path: updates, body: body}
			}, reference: "debtors[0].agencyCollectionCases[0].collectionCaseIds[0]"},
		},
		{
			op: "getDebtCollectionCases", success: answer{ask: at("/v1/debt-collection/cases")},
			invalid: answer{ask: at("/v1/debt-collection/cases?caseAdjustmentRequestId=seven"), reference: "caseAdjustmentRequestId"},
			missing: answer{ask: at("/v1/debt-collection/cases?caseAdjustmentRequestId=7"), reference: "caseAdjustmentRequestId"},
			never:   read(nil),
		},
		{
			op: "getDebtCollectionBlockedDebtors", success: answer{ask: at("/v1/debt-collection/blocked/debtors")},
			invalid: answer{ask: at("/v1/debt-collection/blocked/debtors?offset=x"), reference: "offset"},
			never:   read(map[int]string{http.StatusNotFound: "debtors that are not blocked are left out, unknown ones among them"}),
		},
		{
			op: "getDebtCollectionBlockedDebts", success: answer{ask: at("/v1/debt-collection/blocked/debts")},
			invalid: answer{ask: at("/v1/debt-collection/blocked/debts?sliceSize=0"), reference: "sliceSize"},
			never:   read(map[int]string{http.StatusNotFound: "debts that are not blocked are left out, unknown ones among them"}),
		},
	}
}
