package pgclient_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

const (
	clientJSON = `{"name1":"Nordlicht Fitness","name2":"GmbH","preTaxAttribute":true,"postalCode":"20457","city":"Hamburg","countryCode":"DE","region":null,
		"paymentDetails":{"bank":"Commerzbank","iban":"DE89 3704 0044 0532 0130 00","accountNumber":null},
		"contactDetails":[{"type":"EMAIL","value":"team@nordlicht.example","status":null}],"later":{"a":1}}`
	debtJSON = `{"debtId":"123e4567-e89b-42d3-a456-556642440000","debtDate":"2026-09-01","amount":39.90,"currency":"EUR","type":"DEBT_CLAIM",
		"designation":"Beitrag September","recurrence":{"period":"MONTH","frequency":1},"servicePeriodStartDate":"2026-09-01","maturityType":"NORMAL",
		"latestRejectionReason":"INSUFFICIENT_COVERING","contractId":9007199254740993,"block":{"limitType":"LIMITED","endDate":"2026-12-31"}}`
	debtorJSON = `{"debtorId":"2334545","membershipNr":"1-20017","firstName":"Sven","lastName":"Vogt","sex":"MALE","city":"Hamburg","birthdate":null,
		"contractDetails":[{"id":9,"startDate":"2022-01-15","endDate":"2027-03-31","createdDate":"2022-01-01","cancelled":false,"contractPeriod":{"period":"YEAR","frequency":null}}],
		"liablePerson":{"firstName":"Karin","lastName":"Vogt"},"addressData":{"street":"Am Deich","addressStatus":{"type":"INVALID","since":"2026-10-01"}},
		"collectionCases":[{"collectionCaseId":"523e4567-e89b-42d3-a456-556642440000","openAmount":39.9,"debt":[` + debtJSON + `],"extHumanId":null}],"block":null}`
	caseJSON = `{"debtorId":"2334545","agencyCollectionCases":[{"agencyCollectionCaseId":"A-1","publicCollectionCaseId":null,
		"collectionCaseIds":["523e4567-e89b-42d3-a456-556642440000"],"closure":{"type":"REJECTION","options":[{"key":"WRITE_OFF_REMAINING_DEBTS","value":"true"}],
		"date":"2026-11-20","rejectionReason":"FRAUD","closureReason":null},"debts":[{"debtId":"123e4567-e89b-42d3-a456-556642440000","originalAmount":39.90,
		"canceledAmount":0,"paidAmount":10.5,"currency":"EUR","block":null}]}],"block":{"limitType":"UNLIMITED","endDate":"2026-12-31"}}`
	employeeJSON = `{"id":1001,"firstName":"Katrin","lastName":"Lindner","gender":"FEMALE","employeeInitials":"KL","dateOfBirth":null,"publicName":"Katrin",
		"businessRole":"TRAINER","employeeCompetences":["Yoga","Pilates"],"employeeImageUrl":null,"shoeSize":38}`
	exportJSON = `{"fromDate":"2026-10-01","toDate":"2026-10-31","exportFileFormat":"CSV","exportFormat":"SINGLE","exportLocale":null,
		"downloadUrl":"https://files.example/1?sig=abc"}`
)

func financeCases() []operation {
	type api = pgclient.Client
	day := func(month time.Month, day int) pgclient.Date {
		return pgclient.Date{Year: 2026, Month: month, Day: day}
	}
	amount := func(text string) pgclient.Decimal { d, _ := pgclient.ParseDecimal(text); return d }
	return []operation{
		{
			"getDebtCollectionConfiguration", "GET", "/v1/debt-collection/configuration", "",
			`{"client":` + clientJSON + `,"debtCollectionType":"TRUST","derecognizeRemainingDebtsOnClosure":"BY_PARTNER","derecognizeRemainingDebtsOnRejection":null}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetDebtCollectionConfiguration(ctx)) },
			func(t *testing.T, got any) {
				configuration := got.(pgclient.DebtCollectionConfiguration)
				require.Equal(t, pgclient.DebtCollectionTypeTrust, configuration.DebtCollectionType)
				require.Equal(t, pgclient.DerecognitionPolicyByPartner, configuration.DerecognizeRemainingDebtsOnClosure)
				require.Empty(t, configuration.DerecognizeRemainingDebtsOnRejection)
				require.Equal(t, "Commerzbank", configuration.Client.PaymentDetails.Bank)
				require.Nil(t, configuration.Client.ContactDetails[0].Status)
			},
		},
		{
			"getDebtors", "GET", "/v1/debt-collection/7001/debtors?offset=10&sliceSize=10", "", sliceOf(debtorJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetDebtors(ctx, 7001, pgclient.SliceParams{Offset: "10", SliceSize: 10}))
			},
			func(t *testing.T, got any) {
				debtor := got.(pgclient.Slice[pgclient.Debtor]).Result[0]
				require.True(t, debtor.Birthdate.IsZero())
				require.Equal(t, "Karin", debtor.LiablePerson.FirstName)
				require.Equal(t, "INVALID", debtor.AddressData.AddressStatus.Type)
				require.Nil(t, debtor.ContractDetails[0].ContractPeriod.Frequency)
				debt := debtor.CollectionCases[0].Debt[0]
				require.Equal(t, "39.90", debt.Amount.String())
				require.Equal(t, int64(9007199254740993), *debt.ContractID, "beyond what a float can hold")
				require.Equal(t, pgclient.Block{LimitType: pgclient.BlockLimitTypeLimited, EndDate: day(time.December, 31)}, *debt.Block)
			},
		},
		{
			"getTransferDetails", "GET", "/v1/debt-collection/7001/details", "",
			`{"collectionDate":"2026-11-25","debtCollectionType":"PURCHASE","client":null,"status":"WAITING_FOR_CONFIRMATION","origin":"AUTOMATIC_HANDOVER"}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetTransferDetails(ctx, 7001)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.TransferDetails{
					CollectionDate: day(time.November, 25), DebtCollectionType: pgclient.DebtCollectionTypePurchase,
					Status: pgclient.TransferStatusWaitingForConfirmation, Origin: pgclient.TransferOriginAutomaticHandover,
				}, got)
			},
		},
		{
			"confirmTransfer", "POST", "/v1/debt-collection/7001/confirmTransfer", "", "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.ConfirmTransfer(ctx, 7001) }, nil,
		},
		{
			"updateDebtCollection", "POST", "/v1/debt-collection/update",
			`{"requestId":"r-1","debtors":[{"debtorId":"2334545","agencyCollectionCases":[{"agencyCollectionCaseId":"A-1","collectionCaseIds":["c-1"],
				"closure":{"type":"POSITIVE","date":"2026-11-20"},"debts":[{"debtId":"d-1","originalAmount":39.90,"canceledAmount":0,"paidAmount":39.90,"currency":"EUR"}]}],
				"block":{"limitType":"DISABLED","endDate":"2026-11-20"}}]}`, "",
			func(ctx context.Context, c *api) (any, error) {
				return nil, c.UpdateDebtCollection(ctx, pgclient.DebtCollectionUpdate{RequestID: "r-1", Debtors: []pgclient.DebtorUpdate{{
					DebtorID: "2334545",
					AgencyCollectionCases: []pgclient.AgencyCollectionCaseUpdate{{
						AgencyCollectionCaseID: "A-1", CollectionCaseIDs: []string{"c-1"},
						Closure: &pgclient.ClosureUpdate{Type: pgclient.ClosureTypePositive, Date: day(time.November, 20)},
						Debts: []pgclient.DebtUpdate{{
							DebtID: "d-1", OriginalAmount: amount("39.90"), CanceledAmount: amount("0"), PaidAmount: amount("39.90"), Currency: "EUR",
						}},
					}},
					Block: &pgclient.BlockUpdate{LimitType: pgclient.BlockLimitTypeDisabled, EndDate: day(time.November, 20)},
				}}})
			}, nil,
		},
		{
			"getDebtCollectionCases", "GET",
			"/v1/debt-collection/cases?agencyCollectionCaseId=A-1&caseAdjustmentRequestId=8&collectionCaseId=c-1&debtorId=2334545&debtorId=2334546", "", "[" + caseJSON + "]",
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetDebtCollectionCases(ctx, pgclient.DebtCollectionCasesParams{
					DebtorIDs: []string{"2334545", "2334546"}, CollectionCaseIDs: []string{"c-1"}, AgencyCollectionCaseIDs: []string{"A-1"}, CaseAdjustmentRequestID: 8,
				}))
			},
			func(t *testing.T, got any) {
				update := got.([]pgclient.DebtorUpdate)[0]
				require.Equal(t, pgclient.BlockLimitTypeUnlimited, update.Block.LimitType)
				one := update.AgencyCollectionCases[0]
				require.Equal(t, pgclient.ClosureTypeRejection, one.Closure.Type)
				require.Equal(t, pgclient.ClosureRejectionReasonFraud, one.Closure.RejectionReason)
				require.Equal(t, []pgclient.ClosureOption{{Key: pgclient.ClosureOptionKeyWriteOffRemainingDebts, Value: "true"}}, one.Closure.Options)
				require.Equal(t, "10.5", one.Debts[0].PaidAmount.String())
				require.Nil(t, one.Debts[0].Block)
			},
		},
		{
			"getDebtCollectionBlockedDebtors", "GET", "/v1/debt-collection/blocked/debtors?debtorId=2334545&sliceSize=50", "",
			sliceOf(`{"debtorId":"2334545","block":{"limitType":"UNLIMITED","endDate":null},"debts":null}`),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetDebtCollectionBlockedDebtors(ctx, pgclient.BlockedDebtorsParams{
					DebtorIDs: []string{"2334545"}, SliceParams: pgclient.SliceParams{SliceSize: 50},
				}))
			},
			func(t *testing.T, got any) {
				blocked := got.(pgclient.Slice[pgclient.BlockedDebtor]).Result[0]
				require.True(t, blocked.Block.EndDate.IsZero())
				require.Empty(t, blocked.Debts)
			},
		},
		{
			"getDebtCollectionBlockedDebts", "GET", "/v1/debt-collection/blocked/debts?debtId=123e4567-e89b-42d3-a456-556642440000", "",
			sliceOf(`{"debtorId":"2334545","debts":[` + debtJSON + `]}`),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetDebtCollectionBlockedDebts(ctx, pgclient.BlockedDebtsParams{DebtIDs: []string{"123e4567-e89b-42d3-a456-556642440000"}}))
			},
			func(t *testing.T, got any) {
				blocked := got.(pgclient.Slice[pgclient.BlockedDebtor]).Result[0]
				require.Nil(t, blocked.Block)
				require.Equal(t, pgclient.DebtTypeDebtClaim, blocked.Debts[0].Type)
			},
		},
		{
			"createExport", "POST", "/v1/taxadvisor/exports/create",
			`{"fromDate":"2026-10-01","toDate":"2026-10-31","exportFormat":"AGGREGATED","exportFileFormat":"XLSX","exportLocale":"GERMAN"}`, `{"exportId":5}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateExport(ctx, pgclient.TaxAdvisorExportRequest{
					FromDate: day(time.October, 1), ToDate: day(time.October, 31), ExportFormat: pgclient.ExportFormatAggregated,
					ExportFileFormat: pgclient.ExportFileFormatXLSX, ExportLocale: pgclient.ExportLocaleGerman,
				}))
			},
			func(t *testing.T, got any) {
				require.Equal(t, int64(5), *got.(pgclient.TaxAdvisorExportResult).ExportID)
			},
		},
		{
			"getExport", "GET", "/v1/taxadvisor/exports/5", "", exportJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetExport(ctx, 5)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.TaxAdvisorExportDownload{
					FromDate: day(time.October, 1), ToDate: day(time.October, 31), ExportFileFormat: pgclient.ExportFileFormatCSV,
					ExportFormat: pgclient.ExportFormatSingle, DownloadURL: "https://files.example/1?sig=abc",
				}, got)
			},
		},
		{
			"getDevices", "GET", "/v1/devices", "", `[{"id":26,"name":null,"active":false,"model":"GENERIC_CARD_READER","room":"x"},{"active":true}]`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetDevices(ctx)) },
			func(t *testing.T, got any) {
				devices := got.([]pgclient.Device)
				require.Equal(t, int64(26), *devices[0].ID)
				require.Equal(t, pgclient.DeviceModelGenericCardReader, devices[0].Model)
				require.False(t, devices[0].Active)
				require.Nil(t, devices[1].ID)
			},
		},
		{
			"activateDevice", "PUT", "/v1/devices/26/activate", "", `{"id":26,"accessToken":"53cda15a-5652-4f62-9b97-508f870ff40b"}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.ActivateDevice(ctx, 26)) },
			func(t *testing.T, got any) {
				require.Equal(t, "53cda15a-5652-4f62-9b97-508f870ff40b", got.(pgclient.DeviceActivation).AccessToken)
			},
		},
		{
			"getEmployees", "GET", "/v1/employees?offset=50&sliceSize=10", "", sliceOf(employeeJSON),
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetEmployees(ctx, pgclient.SliceParams{Offset: "50", SliceSize: 10}))
			},
			func(t *testing.T, got any) {
				employee := got.(pgclient.Slice[pgclient.Employee]).Result[0]
				require.Equal(t, []string{"Yoga", "Pilates"}, employee.EmployeeCompetences)
				require.Equal(t, pgclient.BusinessRoleTrainer, employee.BusinessRole)
			},
		},
		{
			"getEmployee", "GET", "/v1/employees/1001", "", employeeJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetEmployee(ctx, 1001)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.GenderFemale, got.(pgclient.Employee).Gender)
				require.True(t, got.(pgclient.Employee).DateOfBirth.IsZero())
			},
		},
		{
			"confirmActivation", "POST", "/v1/studios/confirmActivation", "", "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.ConfirmActivation(ctx) }, nil,
		},
		{
			"getAll", "GET", "/v1/studios/tags", "", `[{"name":"sauna"},{"name":"pool","color":"blue"}]`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetAll(ctx)) },
			func(t *testing.T, got any) {
				require.Equal(t, []pgclient.StudioTag{{Name: "sauna"}, {Name: "pool"}}, got)
			},
		},
		{
			"updateStudioTags", "PUT", "/v1/studios/information/tags", `[]`, `[]`,
			func(ctx context.Context, c *api) (any, error) { return of(c.UpdateStudioTags(ctx, nil)) },
			func(t *testing.T, got any) { require.Empty(t, got) },
		},
	}
}

func financeTypes() []any {
	return []any{
		pgclient.DebtCollectionConfiguration{}, pgclient.Debtor{}, pgclient.TransferDetails{}, pgclient.DebtCollectionUpdate{}, pgclient.BlockedDebtor{},
		pgclient.TaxAdvisorExportRequest{}, pgclient.TaxAdvisorExportResult{}, pgclient.TaxAdvisorExportDownload{},
		pgclient.Device{}, pgclient.DeviceActivation{}, pgclient.Employee{}, pgclient.StudioTag{},
	}
}

// The constants are the values of the contract, also of lists without a name.
func TestFinanceEnums(t *testing.T) {
	schemas := contract.Load(t).Doc.Components.Schemas
	for _, e := range []struct {
		schema, property string
		constants        []any
	}{
		{"DebtCollectionType", "", values(pgclient.DebtCollectionTypeTrust, pgclient.DebtCollectionTypePurchase)},
		{"TransferStatus", "", values(pgclient.TransferStatusInternalProcessing, pgclient.TransferStatusWaitingForConfirmation, pgclient.TransferStatusCompleted, pgclient.TransferStatusFailed)},
		{"BlockLimitType", "", values(pgclient.BlockLimitTypeDisabled, pgclient.BlockLimitTypeLimited, pgclient.BlockLimitTypeUnlimited)},
		{"ExportFormat", "", values(pgclient.ExportFormatSingle, pgclient.ExportFormatAggregated)},
		{"ExportFileFormat", "", values(pgclient.ExportFileFormatJSON, pgclient.ExportFileFormatCSV, pgclient.ExportFileFormatXLSX)},
		{"ExportLocale", "", values(pgclient.ExportLocaleEnglish, pgclient.ExportLocaleGerman)},
		{"DebtCollectionConfiguration", "derecognizeRemainingDebtsOnClosure", values(pgclient.DerecognitionPolicyByPartner, pgclient.DerecognitionPolicyAlways)},
		{"DebtCollectionConfiguration", "derecognizeRemainingDebtsOnRejection", values(pgclient.DerecognitionPolicyByPartner, pgclient.DerecognitionPolicyAlways)},
		{"TransferDetails", "origin", values(pgclient.TransferOriginDebtCollectionRun, pgclient.TransferOriginIndividualHandover, pgclient.TransferOriginAutomaticHandover, pgclient.TransferOriginContractCancelation)},
		{"ClosureUpdate", "type", values(pgclient.ClosureTypePositive, pgclient.ClosureTypeNegative, pgclient.ClosureTypeReversal, pgclient.ClosureTypeRejection)},
		{"ClosureOption", "key", values(pgclient.ClosureOptionKeyWriteOffRemainingDebts)},
		{"ClosureUpdate", "rejectionReason", values(
			pgclient.ClosureRejectionReasonClaimsAlreadyInCourt, pgclient.ClosureRejectionReasonMissingCompensationBlockingDunningProcess,
			pgclient.ClosureRejectionReasonNoInformationAboutLegalRepresentative, pgclient.ClosureRejectionReasonNoCollectionAbroadPossible,
			pgclient.ClosureRejectionReasonCollectingFromInheritNotPossible, pgclient.ClosureRejectionReasonClaimsTimeBarredOrResidualDebtDischargeGranted,
			pgclient.ClosureRejectionReasonRemainingClaimBelowLimit, pgclient.ClosureRejectionReasonNotificationObligationsNotPossible,
			pgclient.ClosureRejectionReasonFraud, pgclient.ClosureRejectionReasonConflictOfInterest, pgclient.ClosureRejectionReasonWithdrawnByStudio,
			pgclient.ClosureRejectionReasonNoProcessingAtAll, pgclient.ClosureRejectionReasonHardNegativesInDebtorRegister,
			pgclient.ClosureRejectionReasonPostalDeliveryNotPossible, pgclient.ClosureRejectionReasonClaimIncreaseImportedSystem)},
		{"Recurrence", "period", values(pgclient.RecurrencePeriodDay, pgclient.RecurrencePeriodWeek, pgclient.RecurrencePeriodMonth, pgclient.RecurrencePeriodYear, pgclient.RecurrencePeriodOnce)},
		{"Debt", "type", values(pgclient.DebtTypePrincipalClaim, pgclient.DebtTypeSale, pgclient.DebtTypeDebtClaim, pgclient.DebtTypeFlatFee, pgclient.DebtTypeDunningFee, pgclient.DebtTypeBankFee)},
		{"ContactDetails", "type", values(pgclient.ContactTypeTelPrivate, pgclient.ContactTypeTelPrivateMobile, pgclient.ContactTypeTelBusiness, pgclient.ContactTypeTelBusinessMobile, pgclient.ContactTypeFax, pgclient.ContactTypeEmail)},
		{"Device", "model", values(pgclient.DeviceModelGenericVendingReader, pgclient.DeviceModelGenericCardReader, pgclient.DeviceModelGenericTimeReader)},
		{"Employee", "businessRole", values(pgclient.BusinessRoleStudioOwner, pgclient.BusinessRoleStudioManager, pgclient.BusinessRoleTrainer,
			pgclient.BusinessRoleServiceEmployee, pgclient.BusinessRoleAdministrationOrFinance, pgclient.BusinessRoleMarketing)},
	} {
		schema := schemas[e.schema].Value
		if e.property != "" {
			schema = schema.Properties[e.property].Value
		}
		require.ElementsMatch(t, schema.Enum, e.constants, "%s.%s", e.schema, e.property)
	}
}
