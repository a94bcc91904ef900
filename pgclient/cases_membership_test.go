package pgclient_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

const (
	idleConfigJSON = `{"temporalUnit":"MONTH","maxTerms":6,"firstPossibleStartDate":"2027-01-01","nextPossibleStartDateOnly":false,
		"idlePeriodFee":{"amount":5.00,"currency":"EUR"},"accessRefusal":true,"idlePeriodReasons":[{"id":3,"name":"Krankheit","documentRequired":true}],
		"idlePeriodCreationStatus":"CHANGES_REQUIRE_VERIFICATION","contractHasExtension":true,"unlimitedAllowed":false,
		"freeTerms":{"value":1,"unit":"MONTH"},"dayBasedTermShorteningAllowed":null,"laterField":{},
		"idlePeriodFeeCalculationConfig":{"idlePeriodAmount":{"amount":5,"currency":"EUR"},"dynamicIdlePeriodAmountPercentage":10.5,"recurringIdlePeriodCharges":true}}`
	idleOldJSON = `{"id":203,"startDate":"2027-01-01","endDate":"2027-01-31","reason":"Krankheit","fee":{"amount":5.00,"currency":"EUR"},
		"documentUrl":"https://files.example/1","state":"ACCEPTED"}`
	idleNewJSON = `{"id":204,"startDate":"2027-03-01","endDate":null,"reason":"Urlaub","fee":{"amount":5,"currency":"EUR"},"documentUrl":null,
		"state":"PENDING_VERIFICATION","unlimited":true,"laterField":1,"idlePeriodReason":{"id":4,"name":"Urlaub","documentRequired":false},
		"idlePeriodFee":{"idlePeriodFeeCalculationType":"TERM_BASED","idlePeriodTotalAmount":null,
			"idlePeriodFeeCalculationAmount":{"amount":5.00,"currency":"EUR"},"idlePeriodFeeCalculationTerm":{"value":1,"unit":"MONTH"}}}`
	addOnJSON = `{"id":203,"name":"Sauna","description":null,"imageUrl":"https://files.example/2","laterField":[],
		"paymentFrequencies":[{"id":11,"type":"RECURRING","term":{"value":1,"unit":"MONTH"},"price":{"amount":9.90,"currency":"EUR"}},{"id":null,"type":"FREE"}],
		"termInformation":{"term":{"value":3,"unit":"MONTH"},"extension":{"extensionType":"NEW","termExtension":{"value":1,"unit":"MONTH"}},"cancelationPeriod":null},
		"trialPeriodConfig":{"term":{"value":14,"unit":"DAY"},"description":"14 Tage testen"}}`
	addOnContractJSON = `{"name":"Sauna","price":{"amount":9.90,"currency":"EUR"},"startDate":"2026-11-26","endDate":"2027-02-25","contractCancelationStatus":null,
		"cancelationDate":null,"contractCancelationCanBeWithdrawn":false,"lastPossibleCancelationDate":"2027-02-18",
		"trialPeriod":{"term":{"value":14,"unit":"DAY"},"startDate":"2026-11-26"},"availableCancelationDates":["2027-02-25","2027-03-25"]}`
)

func membershipCases() []operation {
	return slices.Concat(cancelationCases(), idlePeriodCases(), addOnCases())
}

func cancelationCases() []operation {
	type api = pgclient.Client
	return []operation{
		{
			"getContractCancelationReasonData", "GET", "/v1/memberships/self-service/contract-cancelation-reasons", "",
			`[{"cancelationReasonId":1000,"cancelationReasonName":"Umzug","laterField":true}]`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetContractCancelationReasonData(ctx)) },
			func(t *testing.T, got any) {
				require.Equal(t, []pgclient.ContractCancelationReason{{CancelationReasonID: 1000, CancelationReasonName: "Umzug"}}, got)
			},
		},
		{
			"createContractCancelationAmendment", "POST", "/v1/memberships/1001/self-service/ordinary-contract-cancelation",
			`{"cancelationDate":"2027-03-31","cancelationReasonId":1000,"contractId":9}`, `{"success":null}`,
			func(ctx context.Context, c *api) (any, error) {
				return nil, c.CreateContractCancelationAmendment(ctx, 1001, pgclient.ContractCancelationRequest{
					CancelationDate: pgclient.Date{Year: 2027, Month: time.March, Day: 31}, CancelationReasonID: 1000, ContractID: 9,
				})
			},
			nil,
		},
		{
			"withdrawContractCancelation", "POST", "/v1/memberships/1001/self-service/withdraw-ordinary-contract-cancelation/9", "", `{}`,
			func(ctx context.Context, c *api) (any, error) {
				return nil, c.WithdrawContractCancelation(ctx, 1001, 9)
			},
			nil,
		},
	}
}

func idlePeriodCases() []operation {
	type api = pgclient.Client
	first := pgclient.Date{Year: 2027, Month: time.January, Day: 1}
	return []operation{
		{
			"getIdlePeriodConfig", "GET", "/v1/memberships/9/self-service/idle-periods/config", "", idleConfigJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetIdlePeriodConfig(ctx, 9)) },
			func(t *testing.T, got any) {
				k := got.(pgclient.IdlePeriodConfig)
				require.Equal(t, pgclient.IdlePeriodTemporalUnitMonth, k.TemporalUnit)
				require.Equal(t, first, k.FirstPossibleStartDate)
				require.Equal(t, "5.00", k.IdlePeriodFee.Amount.String())
				require.Equal(t, pgclient.Term{Value: 1, Unit: pgclient.TermUnitMonth}, k.FreeTerms)
				require.Nil(t, k.DayBasedTermShorteningAllowed)
				require.Equal(t, "10.5", k.IdlePeriodFeeCalculationConfig.DynamicIdlePeriodAmountPercentage.String())
				require.Nil(t, k.IdlePeriodFeeCalculationConfig.IdlePeriodAmountPerTermUnit)
			},
		},
		{
			"validateIdlePeriodRequest", "POST", "/v1/memberships/9/self-service/idle-periods/validate",
			`{"startDate":"2027-01-01","temporalUnit":"MONTH","termValue":2,"unlimited":false}`, `{"validationStatus":"IDLEPERIOD_OVERLAPPING"}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.ValidateIdlePeriodRequest(ctx, 9, pgclient.IdlePeriodValidationRequest{
					StartDate: first, TemporalUnit: pgclient.IdlePeriodTemporalUnitMonth, TermValue: new(2), Unlimited: new(false),
				}))
			},
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.IdlePeriodValidationStatusOverlapping, got.(pgclient.IdlePeriodValidation).ValidationStatus)
			},
		},
		{
			"getIdlePeriods", "GET", "/v1/memberships/9/self-service/idle-periods", "",
			`{"pastIdlePeriods":[` + idleOldJSON + `],"currentAndUpcomingIdlePeriods":[` + idleNewJSON + `]}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetIdlePeriods(ctx, 9)) },
			func(t *testing.T, got any) {
				lists := got.(pgclient.IdlePeriodLists)
				old := lists.PastIdlePeriods[0]
				require.Equal(t, pgclient.IdlePeriodStateAccepted, old.State)
				require.Equal(t, "Krankheit", old.IdlePeriodReason.Name, "what releases before 1.11.0 call reason")
				require.Equal(t, "5.00", old.IdlePeriodFee.IdlePeriodTotalAmount.Amount.String())
				require.Nil(t, old.Unlimited)
				later := lists.CurrentAndUpcomingIdlePeriods[0]
				require.True(t, *later.Unlimited)
				require.True(t, later.EndDate.IsZero())
				require.Equal(t, int64(4), later.IdlePeriodReason.ID)
				require.Nil(t, later.IdlePeriodFee.IdlePeriodTotalAmount, "the deprecated fee does not count beside the new one")
			},
		},
		{
			"createIdlePeriodAmendment", "POST", "/v1/memberships/9/self-service/idle-periods",
			`data||application/json|{"startDate":"2027-01-01","temporalUnit":"MONTH","termValue":1,"reasonId":3,"unlimited":false}` + "\n" + `document|attest.pdf|application/pdf|%PDF` + "\n",
			idleOldJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.CreateIdlePeriodAmendment(ctx, 9, pgclient.IdlePeriodRequest{
					StartDate: first, TemporalUnit: pgclient.IdlePeriodTemporalUnitMonth, TermValue: new(1), ReasonID: 3, Unlimited: new(false),
				}, &pgclient.Upload{Name: "attest.pdf", ContentType: "application/pdf", Content: strings.NewReader("%PDF"), Size: 4}))
			},
			func(t *testing.T, got any) { require.Equal(t, int64(203), got.(pgclient.IdlePeriod).ID) },
		},
		{
			"withdrawIdlePeriod", "DELETE", "/v1/memberships/9/self-service/idle-periods/203", "", `{}`,
			func(ctx context.Context, c *api) (any, error) { return nil, c.WithdrawIdlePeriod(ctx, 9, 203) },
			nil,
		},
		{
			"getIdlePeriodById", "GET", "/v1/memberships/9/self-service/idle-periods/204", "", idleNewJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetIdlePeriodById(ctx, 9, 204)) },
			func(t *testing.T, got any) {
				fee := got.(pgclient.IdlePeriod).IdlePeriodFee
				require.Equal(t, pgclient.IdlePeriodFeeCalculationTypeTermBased, fee.IdlePeriodFeeCalculationType)
				require.Nil(t, fee.IdlePeriodFeeCalculationPercentage)
			},
		},
		{
			"updateIdlePeriod", "PUT", "/v1/memberships/9/self-service/idle-periods/203",
			`data||application/json|{"startDate":"2027-01-01","reasonId":3,"endDate":"2027-01-15"}` + "\n", idleOldJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.UpdateIdlePeriod(ctx, 9, 203, pgclient.IdlePeriodUpdateRequest{StartDate: first, ReasonID: 3, EndDate: first.AddDays(14)}, nil))
			},
			func(t *testing.T, got any) { require.Equal(t, int64(203), got.(pgclient.IdlePeriod).ID) },
		},
		{
			"getRemainingIdlePeriods", "GET", "/v1/memberships/9/self-service/idle-periods/remaining", "",
			`{"remainingMaxTerms":null,"remainingFreeTerms":{"value":0,"unit":"WEEK"}}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetRemainingIdlePeriods(ctx, 9)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.RemainingIdlePeriods{RemainingFreeTerms: pgclient.Term{Unit: pgclient.TermUnitWeek}}, got)
			},
		},
		{
			"idlePeriodUpdatePreview", "PUT", "/v1/memberships/9/self-service/idle-periods/203/preview",
			`{"startDate":"2027-01-01","unlimited":true,"reasonId":3}`,
			`{"previewEndDate":"2027-04-15","validationStatus":"IDLEPERIOD_UPDATABLE","previewCharges":[{"paidPeriodFrom":null,"dueDate":"2027-01-01",
				"description":"Ruhezeit","amount":{"amount":5,"currency":"EUR"},"discountedAmount":{"amount":0,"currency":"EUR"}}]}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.IdlePeriodUpdatePreview(ctx, 9, 203, pgclient.IdlePeriodUpdateRequest{StartDate: first, ReasonID: 3, Unlimited: new(true)}))
			},
			func(t *testing.T, got any) {
				p := got.(pgclient.IdlePeriodUpdatePreview)
				require.Equal(t, pgclient.IdlePeriodValidationStatusUpdatable, p.ValidationStatus)
				require.True(t, p.PreviewCharges[0].PaidPeriodFrom.IsZero())
				require.True(t, p.PreviewCharges[0].DiscountedAmount.Amount.IsZero())
			},
		},
	}
}

func addOnCases() []operation {
	type api = pgclient.Client
	want := pgclient.AdditionalModuleContractRequest{AdditionalModuleID: 203, PaymentFrequencyID: 11}
	const wantBody = `{"additionalModuleId":203,"paymentFrequencyId":11,"bookTrialPeriod":false}`
	return []operation{
		{
			"getAdditionalModules", "GET", "/v1/memberships/self-service/additional-modules", "", "[" + addOnJSON + "]",
			func(ctx context.Context, c *api) (any, error) { return of(c.GetAdditionalModules(ctx)) },
			func(t *testing.T, got any) {
				m := got.([]pgclient.AdditionalModule)[0]
				require.Equal(t, int64(11), *m.PaymentFrequencies[0].ID)
				require.Nil(t, m.PaymentFrequencies[1].ID)
				require.Equal(t, pgclient.AdditionalModuleExtensionTypeNew, m.TermInformation.Extension.ExtensionType)
				require.Nil(t, m.TermInformation.CancelationPeriod)
				require.Equal(t, 14, m.TrialPeriodConfig.Term.Value)
			},
		},
		{
			"getPurchasableAdditionalModules", "GET", "/v1/memberships/9/self-service/additional-modules/purchasable", "", "[" + addOnJSON + "]",
			func(ctx context.Context, c *api) (any, error) { return of(c.GetPurchasableAdditionalModules(ctx, 9)) },
			func(t *testing.T, got any) { require.Equal(t, "Sauna", got.([]pgclient.AdditionalModule)[0].Name) },
		},
		{
			"validateAdditionalModuleContractRequest", "POST", "/v1/memberships/9/self-service/additional-modules/validate", wantBody,
			`{"validationStatus":"ADDITIONAL_MODULE_CONTRACT_INVALID_STATUS"}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.ValidateAdditionalModuleContractRequest(ctx, 9, want))
			},
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.AdditionalModuleContractValidationStatusInvalidStatus, got.(pgclient.AdditionalModuleContractValidation).ValidationStatus)
			},
		},
		{
			"purchaseAdditionalModuleContract", "POST", "/v1/memberships/9/self-service/additional-modules/purchase", wantBody, `{"id":1001}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.PurchaseAdditionalModuleContract(ctx, 9, want))
			},
			func(t *testing.T, got any) {
				require.Equal(t, int64(1001), *got.(pgclient.AdditionalModuleContractId).ID)
			},
		},
		{
			"getAdditionalModuleContract", "GET", "/v1/memberships/9/self-service/additional-module-contracts/1001", "", addOnContractJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetAdditionalModuleContract(ctx, 9, 1001)) },
			func(t *testing.T, got any) {
				m := got.(pgclient.AdditionalModuleContract)
				require.Empty(t, m.ContractCancelationStatus)
				require.True(t, m.CancelationDate.IsZero())
				require.Equal(t, "2027-03-25", m.AvailableCancelationDates[1].String())
				require.Equal(t, pgclient.TermUnitDay, m.TrialPeriod.Term.Unit)
			},
		},
		{
			"createModuleContractCancelationAmendment", "POST", "/v1/memberships/9/self-service/additional-module-contracts/1001/ordinary-cancelation",
			`{"cancelationDate":"2027-02-25","cancelationReasonId":1000}`, `{"success":"x"}`,
			func(ctx context.Context, c *api) (any, error) {
				return nil, c.CreateModuleContractCancelationAmendment(ctx, 9, 1001, pgclient.AdditionalModuleContractCancelationRequest{
					CancelationDate: pgclient.Date{Year: 2027, Month: time.February, Day: 25}, CancelationReasonID: 1000,
				})
			},
			nil,
		},
		{
			"withdrawAdditionalModuleContractCancelation", "POST", "/v1/memberships/9/self-service/additional-module-contracts/1001/withdraw-cancelation", "", `{}`,
			func(ctx context.Context, c *api) (any, error) {
				return nil, c.WithdrawAdditionalModuleContractCancelation(ctx, 9, 1001)
			},
			nil,
		},
	}
}

func membershipTypes() []any {
	return []any{
		pgclient.ContractCancelationReason{}, pgclient.ContractCancelationRequest{},
		pgclient.IdlePeriodConfig{}, pgclient.IdlePeriodValidationRequest{}, pgclient.IdlePeriodValidation{}, pgclient.IdlePeriodRequest{},
		pgclient.IdlePeriodLists{}, pgclient.IdlePeriod{}, pgclient.RemainingIdlePeriods{}, pgclient.IdlePeriodUpdateRequest{}, pgclient.IdlePeriodUpdatePreview{},
		pgclient.AdditionalModule{}, pgclient.AdditionalModuleContractRequest{}, pgclient.AdditionalModuleContractValidation{},
		pgclient.AdditionalModuleContractId{}, pgclient.AdditionalModuleContract{}, pgclient.AdditionalModuleContractCancelationRequest{},
	}
}

func TestConstantsOfMembershipsAreThoseOfTheContract(t *testing.T) {
	schemas := contract.Load(t).Doc.Components.Schemas
	for name, constants := range map[string][]any{
		"IdlePeriodTemporalUnit":       values(pgclient.IdlePeriodTemporalUnitDay, pgclient.IdlePeriodTemporalUnitWeek, pgclient.IdlePeriodTemporalUnitMonth),
		"IdlePeriodState":              values(pgclient.IdlePeriodStatePendingVerification, pgclient.IdlePeriodStateAccepted),
		"IdlePeriodFeeCalculationType": values(pgclient.IdlePeriodFeeCalculationTypeNone, pgclient.IdlePeriodFeeCalculationTypeAbsolute, pgclient.IdlePeriodFeeCalculationTypeRelative, pgclient.IdlePeriodFeeCalculationTypeTermBased),
		"IdlePeriodValidationStatus": values(
			pgclient.IdlePeriodValidationStatusCreatable, pgclient.IdlePeriodValidationStatusDeactivatedForContract,
			pgclient.IdlePeriodValidationStatusPendingVerification, pgclient.IdlePeriodValidationStatusDateNotFirstDayOfUnit,
			pgclient.IdlePeriodValidationStatusDeadlineViolated, pgclient.IdlePeriodValidationStatusExpectedStartDateMismatch,
			pgclient.IdlePeriodValidationStatusMaximumYearsViolated, pgclient.IdlePeriodValidationStatusOverlapping,
			pgclient.IdlePeriodValidationStatusTemporalUnitInvalid, pgclient.IdlePeriodValidationStatusMaximumTermsViolated,
			pgclient.IdlePeriodValidationStatusTermValueMissing, pgclient.IdlePeriodValidationStatusUnlimitedParameterIsMissing,
			pgclient.IdlePeriodValidationStatusEndDateAndTermProvided, pgclient.IdlePeriodValidationStatusEndDateBeforeStartDate,
			pgclient.IdlePeriodValidationStatusEndDateOnlyForShortening, pgclient.IdlePeriodValidationStatusUpdatable),
		"AdditionalModuleContractValidationStatus": values(
			pgclient.AdditionalModuleContractValidationStatusPurchasable, pgclient.AdditionalModuleContractValidationStatusAlreadyPurchased,
			pgclient.AdditionalModuleContractValidationStatusInvalidStatus, pgclient.AdditionalModuleContractValidationStatusNotFound,
			pgclient.AdditionalModuleContractValidationStatusNotOnlinePurchasable, pgclient.AdditionalModuleContractValidationStatusTrialPeriodNotBookable),
		"AmendmentConfigurationStatus": values(pgclient.AmendmentConfigurationStatusRead, pgclient.AmendmentConfigurationStatusChangesRequireVerification, pgclient.AmendmentConfigurationStatusChangesWithoutVerification),
	} {
		require.ElementsMatch(t, schemas[name].Value.Enum, constants, name)
	}
	kinds := schemas["AdditionalModuleExtension"].Value.Properties["extensionType"].Value.Enum
	require.ElementsMatch(t, kinds, values(pgclient.AdditionalModuleExtensionTypeTermExtension, pgclient.AdditionalModuleExtensionTypeNew))
}

// An answer without the field it is about is no answer.
func TestIncompleteAnswersOfMemberships(t *testing.T) {
	c := newClient(t, answers(200, "application/json", `{"laterField":1}`))
	for name, call := range map[string]func() error{
		"config": func() error { _, err := c.GetIdlePeriodConfig(t.Context(), 9); return err },
		"validate": func() error {
			_, err := c.ValidateIdlePeriodRequest(t.Context(), 9, pgclient.IdlePeriodValidationRequest{})
			return err
		},
		"create": func() error {
			_, err := c.CreateIdlePeriodAmendment(t.Context(), 9, pgclient.IdlePeriodRequest{}, nil)
			return err
		},
		"preview": func() error {
			_, err := c.IdlePeriodUpdatePreview(t.Context(), 9, 1, pgclient.IdlePeriodUpdateRequest{})
			return err
		},
		"module": func() error { _, err := c.GetAdditionalModuleContract(t.Context(), 9, 1); return err },
		"buyable": func() error {
			_, err := c.ValidateAdditionalModuleContractRequest(t.Context(), 9, pgclient.AdditionalModuleContractRequest{})
			return err
		},
	} {
		require.Equal(t, pgclient.Unexpected, pgclient.KindOf(call()), name)
	}
	bought, err := c.PurchaseAdditionalModuleContract(t.Context(), 9, pgclient.AdditionalModuleContractRequest{})
	require.NoError(t, err, "the contract lets the id be absent")
	require.Nil(t, bought.ID)
}

// A field of the wrong kind is an error that names the place and not the value.
func TestIdlePeriodThatDoesNotFit(t *testing.T) {
	c := newClient(t, answers(200, "application/json", `{"pastIdlePeriods":[{"id":1,"reason":{"name":"Krankheit"}}],"currentAndUpcomingIdlePeriods":[]}`))
	_, err := c.GetIdlePeriods(t.Context(), 9)
	require.Equal(t, pgclient.Unexpected, pgclient.KindOf(err))
	require.NotContains(t, err.Error(), "Krankheit")
	require.ErrorContains(t, err, "pastIdlePeriods")
}

// Why somebody pauses or leaves is nothing for a log.
func TestMembershipsStayOutOfLogs(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	var p pgclient.IdlePeriod
	require.NoError(t, json.Unmarshal([]byte(idleOldJSON), &p))
	day := pgclient.Date{Year: 2027, Month: time.January, Day: 1}
	logger.Info("x", "period", p, "reason", *p.IdlePeriodReason, "request", pgclient.IdlePeriodRequest{ReasonID: 4711, StartDate: day},
		"change", pgclient.IdlePeriodUpdateRequest{ReasonID: 4711, StartDate: day}, "module", pgclient.AdditionalModuleContractCancelationRequest{CancelationReasonID: 4711, CancelationDate: day},
		"cancelation", pgclient.ContractCancelationRequest{ContractID: 9, CancelationReasonID: 4711, CancelationDate: day})
	for _, secret := range []string{"Krankheit", "files.example", "4711", "2027"} {
		require.NotContains(t, log.String(), secret)
	}
	require.Contains(t, log.String(), "203")
}

// Whatever stands where old and new releases put reason and fee becomes a pause or
// an error, and what was read can be written and read again without a change.
func FuzzDecodeIdlePeriod(f *testing.F) {
	f.Add([]byte(idleOldJSON))
	f.Add([]byte(idleNewJSON))
	f.Add([]byte(`{"id":1,"fee":5.5,"reason":null,"idlePeriodFee":null}`))
	f.Add([]byte(`{"reason":"a","Reason":"b","idlePeriodReason":{}}`))
	f.Add([]byte(`null`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var p pgclient.IdlePeriod
		if json.Unmarshal(data, &p) != nil {
			return
		}
		first, err := json.Marshal(p)
		require.NoError(t, err)
		var again pgclient.IdlePeriod
		require.NoError(t, json.Unmarshal(first, &again))
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	})
}
