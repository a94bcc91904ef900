package pgclient_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// financeWorld is a sandbox held to the contract, and a client of nordlicht.
func financeWorld(t *testing.T) (*sandbox.Sandbox, *pgclient.Client) {
	t.Helper()
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	server := httptest.NewServer(contract.Handler(t, world))
	t.Cleanup(server.Close)
	c, err := pgclient.New(server.URL, "sandbox-nordlicht")
	require.NoError(t, err)
	return world, c
}

// An agency's day: it takes a run over, works on its cases and reports how they end.
func TestDebtCollectionAgainstTheSandbox(t *testing.T) {
	world, c := financeWorld(t)
	ctx := t.Context()
	configuration, err := c.GetDebtCollectionConfiguration(ctx)
	require.NoError(t, err)
	require.Equal(t, pgclient.DebtCollectionTypeTrust, configuration.DebtCollectionType)
	require.Equal(t, pgclient.DerecognitionPolicyByPartner, configuration.DerecognizeRemainingDebtsOnClosure)

	runs := world.DebtCollectionRuns("nordlicht")
	run := runs[slices.IndexFunc(runs, func(r sandbox.DebtCollectionRun) bool {
		return r.Status == string(pgclient.TransferStatusWaitingForConfirmation)
	})]
	details, err := c.GetTransferDetails(ctx, run.ID)
	require.NoError(t, err)
	require.Equal(t, pgclient.TransferStatusWaitingForConfirmation, details.Status)
	require.Equal(t, pgclient.DateOf(world.Now()), details.CollectionDate)

	debtors, err := collect(c.AllDebtors(ctx, run.ID), 0)
	require.NoError(t, err)
	require.Len(t, debtors, len(run.CustomerIDs))
	slice, err := c.GetDebtors(ctx, run.ID, pgclient.SliceParams{SliceSize: 1})
	require.NoError(t, err)
	require.True(t, slice.HasNext)
	require.Equal(t, debtors[:1], slice.Result)
	_, err = c.GetDebtors(ctx, 7, pgclient.SliceParams{})
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))

	require.NoError(t, c.ConfirmTransfer(ctx, run.ID))
	require.NoError(t, c.ConfirmTransfer(ctx, run.ID))
	details, err = c.GetTransferDetails(ctx, run.ID)
	require.NoError(t, err)
	require.Equal(t, pgclient.TransferStatusCompleted, details.Status)
	failed := runs[slices.IndexFunc(runs, func(r sandbox.DebtCollectionRun) bool { return r.Status == string(pgclient.TransferStatusFailed) })]
	err = c.ConfirmTransfer(ctx, failed.ID)
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	require.False(t, pgclient.Unclear(err))

	debtor := debtors[0]
	cases, err := c.GetDebtCollectionCases(ctx, pgclient.DebtCollectionCasesParams{DebtorIDs: []string{debtor.DebtorID}})
	require.NoError(t, err)
	require.Len(t, cases, 1)
	paidAndClosed(t, c, cases[0])
	ids := cases[0].AgencyCollectionCases[0].CollectionCaseIDs
	after, err := c.GetDebtCollectionCases(ctx, pgclient.DebtCollectionCasesParams{CollectionCaseIDs: ids, AgencyCollectionCaseIDs: []string{"A-1"}})
	require.NoError(t, err)
	closed := after[0].AgencyCollectionCases[0]
	require.Equal(t, pgclient.ClosureTypePositive, closed.Closure.Type)
	require.Equal(t, closed.Debts[0].OriginalAmount, closed.Debts[0].PaidAmount)

	// The blocks: of the debtor, by the report above, and of a debt from before.
	blocked, err := collect(c.AllDebtCollectionBlockedDebtors(ctx, debtor.DebtorID), 0)
	require.NoError(t, err)
	require.Equal(t, pgclient.BlockLimitTypeLimited, blocked[0].Block.LimitType)
	all, err := c.GetDebtCollectionBlockedDebtors(ctx, pgclient.BlockedDebtorsParams{SliceParams: pgclient.SliceParams{SliceSize: 1}})
	require.NoError(t, err)
	require.True(t, all.HasNext)
	debts, err := collect(c.AllDebtCollectionBlockedDebts(ctx), 0)
	require.NoError(t, err)
	require.Len(t, debts, 1)
	one, err := c.GetDebtCollectionBlockedDebts(ctx, pgclient.BlockedDebtsParams{DebtIDs: []string{debts[0].Debts[0].DebtID}})
	require.NoError(t, err)
	require.Equal(t, debts, one.Result)

	// The studio takes a payment at the desk, of which the agency hears.
	other := debtors[1]
	var customer int64
	_, err = fmt.Sscan(other.DebtorID, &customer)
	require.NoError(t, err)
	require.NoError(t, world.Staff("debt_collection_payment", customer, true))
	for _, w := range world.Webhooks() {
		if w.Studio == "nordlicht" {
			heard := w.Unsent[len(w.Unsent)-1]
			require.Equal(t, "FINANCE_DEBT_COLLECTION_CASE_UPDATED", heard.Payload[0].Type)
			adjusted, err := c.GetDebtCollectionCases(ctx, pgclient.DebtCollectionCasesParams{CaseAdjustmentRequestID: heard.EntityID})
			require.NoError(t, err)
			require.Equal(t, other.DebtorID, adjusted[0].DebtorID)
			require.Positive(t, adjusted[0].AgencyCollectionCases[0].Debts[0].PaidAmount.Sign())
		}
	}
}

// paidAndClosed reports that everything of a case was paid.
func paidAndClosed(t *testing.T, c *pgclient.Client, update pgclient.DebtorUpdate) {
	t.Helper()
	report := update.AgencyCollectionCases[0]
	report.AgencyCollectionCaseID = "A-1"
	report.Closure = &pgclient.ClosureUpdate{Type: pgclient.ClosureTypePositive, Date: pgclient.Date{Year: 2026, Month: 11, Day: 26}}
	for i := range report.Debts {
		report.Debts[i].PaidAmount = report.Debts[i].OriginalAmount
	}
	send := pgclient.DebtCollectionUpdate{RequestID: "r-1", Debtors: []pgclient.DebtorUpdate{{
		DebtorID: update.DebtorID, AgencyCollectionCases: []pgclient.AgencyCollectionCaseUpdate{report},
		Block: &pgclient.BlockUpdate{LimitType: pgclient.BlockLimitTypeLimited, EndDate: pgclient.Date{Year: 2026, Month: 12, Day: 24}},
	}}}
	require.NoError(t, c.UpdateDebtCollection(t.Context(), send))
	send.RequestID = "r-2"
	require.Equal(t, pgclient.Conflict, pgclient.KindOf(c.UpdateDebtCollection(t.Context(), send)), "it is closed")
}

func TestExportsAgainstTheSandbox(t *testing.T) {
	world, c := financeWorld(t)
	files := httptest.NewServer(world) // links are no part of the contract
	defer files.Close()
	ctx := t.Context()
	want := pgclient.TaxAdvisorExportRequest{
		FromDate: pgclient.Date{Year: 2026, Month: 10, Day: 1}, ToDate: pgclient.Date{Year: 2026, Month: 10, Day: 31},
		ExportFormat: pgclient.ExportFormatSingle, ExportFileFormat: pgclient.ExportFileFormatCSV,
	}
	started, err := c.CreateExport(ctx, want)
	require.NoError(t, err)
	_, err = c.GetExport(ctx, *started.ExportID)
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err), "not yet")
	world.Advance(5 * time.Minute)

	direct, err := pgclient.New(files.URL, "sandbox-nordlicht")
	require.NoError(t, err)
	ready, err := direct.GetExport(ctx, *started.ExportID)
	require.NoError(t, err)
	require.Equal(t, want.FromDate, ready.FromDate)
	require.Empty(t, ready.ExportLocale)
	fetch := func() (int, string) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, ready.DownloadURL, nil)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer func() { _ = resp.Body.Close() }()
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(body)
	}
	status, text := fetch()
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "Premium")
	world.Advance(16 * time.Minute)
	status, _ = fetch()
	require.Equal(t, http.StatusForbidden, status, "links die")

	want.ToDate = pgclient.DateOf(world.Now())
	_, err = c.CreateExport(ctx, want)
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	require.False(t, pgclient.Unclear(err))
}

func TestStudioAdministrationAgainstTheSandbox(t *testing.T) {
	world, c := financeWorld(t)
	ctx := t.Context()
	devices, err := c.GetDevices(ctx)
	require.NoError(t, err)
	activated := 0
	for _, d := range devices {
		activation, err := c.ActivateDevice(ctx, *d.ID)
		if d.Active {
			require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
			continue
		}
		require.NoError(t, err)
		require.NotEmpty(t, activation.AccessToken)
		activated++
	}
	require.Equal(t, 1, activated)

	employees, err := collect(c.AllEmployees(ctx), 0)
	require.NoError(t, err)
	slice, err := c.GetEmployees(ctx, pgclient.SliceParams{SliceSize: 10})
	require.NoError(t, err)
	require.True(t, slice.HasNext)
	one, err := c.GetEmployee(ctx, employees[3].ID)
	require.NoError(t, err)
	require.Equal(t, employees[3].LastName, one.LastName)
	_, err = c.GetEmployee(ctx, 7)
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))

	known, err := c.GetAll(ctx)
	require.NoError(t, err)
	now, err := c.UpdateStudioTags(ctx, known[:2])
	require.NoError(t, err)
	require.Equal(t, known[:2], now)
	information, err := c.GetStudioInformation(ctx)
	require.NoError(t, err)
	require.Equal(t, now, information.StudioTags)
	_, err = c.UpdateStudioTags(ctx, []pgclient.StudioTag{{Name: "moat"}})
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	now, err = c.UpdateStudioTags(ctx, nil)
	require.NoError(t, err)
	require.Empty(t, now)

	require.NoError(t, c.ConfirmActivation(ctx))
	require.True(t, world.Webhooks()[1].Confirmed)
}
