package pgclient_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// membership is a story's member with a client and the contract.
type membership struct {
	t        *testing.T
	ctx      context.Context
	world    *sandbox.Sandbox
	client   *pgclient.Client
	customer int64
	contract int64
}

func membershipOf(t *testing.T, world *sandbox.Sandbox, url, studio, story string) membership {
	t.Helper()
	c, err := pgclient.New(url, "sandbox-"+studio)
	require.NoError(t, err)
	m := membership{t: t, ctx: pgclient.WithLanguage(t.Context(), "en"), world: world, client: c}
	for _, who := range world.Members() {
		if who.Studio == studio && who.Story == story {
			m.customer = who.CustomerID
		}
	}
	contracts, err := c.GetCustomersContracts(m.ctx, m.customer, "")
	require.NoError(t, err)
	m.contract = contracts[0].ID
	return m
}

func (m membership) data() pgclient.ContractData {
	m.t.Helper()
	data, err := m.client.GetContractData(m.ctx, m.customer)
	require.NoError(m.t, err)
	return data[0]
}

func newWorld(t *testing.T) (*sandbox.Sandbox, string) {
	t.Helper()
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	server := httptest.NewServer(contract.Handler(t, world))
	t.Cleanup(server.Close)
	return world, server.URL
}

func TestCancelationAgainstTheSandbox(t *testing.T) {
	world, url := newWorld(t)
	for _, studio := range []string{"nordlicht", "forge"} {
		m := membershipOf(t, world, url, studio, "regular")
		c, ctx := m.client, m.ctx
		reasons, err := c.GetContractCancelationReasonData(ctx)
		require.NoError(t, err)
		before := m.data()
		require.Len(t, before.AvailableCancelationDates, 3)
		want := pgclient.ContractCancelationRequest{
			ContractID: m.contract, CancelationDate: before.AvailableCancelationDates[1], CancelationReasonID: reasons[0].CancelationReasonID,
		}
		require.NoError(t, c.CreateContractCancelationAmendment(ctx, m.customer, want))
		asked := m.data()
		require.Equal(t, pgclient.CancelationStatusPendingVerification, asked.CancelationStatus)
		require.Equal(t, reasons[0].CancelationReasonName, asked.CancelationReason)
		require.Equal(t, pgclient.Invalid, pgclient.KindOf(c.CreateContractCancelationAmendment(ctx, m.customer, want)))

		require.NoError(t, world.Staff("contract_cancelation", m.contract, true))
		require.Equal(t, want.CancelationDate, m.data().EndDate)
		require.NoError(t, c.WithdrawContractCancelation(ctx, m.customer, m.contract))
		require.Equal(t, pgclient.CancelationStatusPendingWithdrawalVerification, m.data().CancelationStatus)
		require.NoError(t, world.Staff("contract_cancelation", m.contract, true))
		require.Equal(t, before, m.data())
		require.Equal(t, pgclient.Invalid, pgclient.KindOf(c.WithdrawContractCancelation(ctx, m.customer, m.contract)))
	}
}

func TestIdlePeriodsAgainstTheSandbox(t *testing.T) {
	world, url := newWorld(t)
	m := membershipOf(t, world, url, "nordlicht", "regular")
	c, ctx := m.client, m.ctx
	config, err := c.GetIdlePeriodConfig(ctx, m.contract)
	require.NoError(t, err)
	require.Equal(t, pgclient.AmendmentConfigurationStatusChangesRequireVerification, config.IdlePeriodCreationStatus)
	start, two, limited := config.FirstPossibleStartDate, 2, false
	ill := config.IdlePeriodReasons[1]
	require.True(t, ill.DocumentRequired)
	verdict, err := c.ValidateIdlePeriodRequest(ctx, m.contract, pgclient.IdlePeriodValidationRequest{StartDate: start, TemporalUnit: config.TemporalUnit, TermValue: &two, Unlimited: &limited})
	require.NoError(t, err)
	require.Equal(t, pgclient.IdlePeriodValidationStatusCreatable, verdict.ValidationStatus)

	want := pgclient.IdlePeriodRequest{StartDate: start, TemporalUnit: config.TemporalUnit, TermValue: &two, Unlimited: &limited, ReasonID: ill.ID}
	_, err = c.CreateIdlePeriodAmendment(ctx, m.contract, want, nil)
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	var refusal *pgclient.Error
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, "document", refusal.Reference)
	asked, err := c.CreateIdlePeriodAmendment(ctx, m.contract, want, &pgclient.Upload{Name: "attest.pdf", ContentType: "application/pdf", Content: strings.NewReader("%PDF-1.7")})
	require.NoError(t, err)
	require.Equal(t, pgclient.IdlePeriodStatePendingVerification, asked.State)
	require.NotEmpty(t, asked.DocumentURL)
	require.Equal(t, ill, *asked.IdlePeriodReason)

	require.NoError(t, world.Staff("idle_period", asked.ID, true))
	lists, err := c.GetIdlePeriods(ctx, m.contract)
	require.NoError(t, err)
	made := lists.CurrentAndUpcomingIdlePeriods[0]
	require.NotEqual(t, asked.ID, made.ID)
	one, err := c.GetIdlePeriodById(ctx, m.contract, made.ID)
	require.NoError(t, err)
	require.Equal(t, made.EndDate, one.EndDate)
	require.Equal(t, "5.00", one.IdlePeriodFee.IdlePeriodTotalAmount.Amount.String(), "the first month is free")
	left, err := c.GetRemainingIdlePeriods(ctx, m.contract)
	require.NoError(t, err)
	require.Equal(t, 4, left.RemainingMaxTerms.Value)
	record, err := c.GetCustomerById(ctx, m.customer)
	require.NoError(t, err)
	require.Equal(t, made.ID, record.IdlePeriods[0].ID)

	shorter := pgclient.IdlePeriodUpdateRequest{StartDate: start, ReasonID: ill.ID, EndDate: pgclient.Date{Year: 2027, Month: time.January, Day: 31}}
	preview, err := c.IdlePeriodUpdatePreview(ctx, m.contract, made.ID, shorter)
	require.NoError(t, err)
	require.Equal(t, pgclient.IdlePeriodValidationStatusUpdatable, preview.ValidationStatus)
	require.Len(t, preview.PreviewCharges, 1)
	change, err := c.UpdateIdlePeriod(ctx, m.contract, made.ID, shorter, nil)
	require.NoError(t, err)
	require.Equal(t, pgclient.IdlePeriodStatePendingVerification, change.State)
	require.NoError(t, c.WithdrawIdlePeriod(ctx, m.contract, change.ID))
	require.NoError(t, c.WithdrawIdlePeriod(ctx, m.contract, made.ID))
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(c.WithdrawIdlePeriod(ctx, m.contract, made.ID)))

	// The same against the baseline, which knows less.
	sw := world.Switches()
	sw.IdlePeriodRelease = "1.8.3"
	world.SetSwitches(sw)
	old, err := c.CreateIdlePeriodAmendment(ctx, m.contract, pgclient.IdlePeriodRequest{
		StartDate: start, TemporalUnit: config.TemporalUnit, TermValue: &two, Unlimited: &limited, ReasonID: config.IdlePeriodReasons[0].ID,
	}, nil)
	require.NoError(t, err)
	require.Nil(t, old.Unlimited)
	require.Equal(t, config.IdlePeriodReasons[0].Name, old.IdlePeriodReason.Name)
	require.Equal(t, "5.00", old.IdlePeriodFee.IdlePeriodTotalAmount.Amount.String())
	_, err = c.GetIdlePeriodById(ctx, m.contract, old.ID)
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
}

func TestAdditionalModulesAgainstTheSandbox(t *testing.T) {
	world, url := newWorld(t)
	m := membershipOf(t, world, url, "forge", "newcomer")
	c, ctx := m.client, m.ctx
	sold, err := c.GetAdditionalModules(ctx)
	require.NoError(t, err)
	mine, err := c.GetPurchasableAdditionalModules(ctx, m.contract)
	require.NoError(t, err)
	require.Less(t, len(mine), len(sold), "one is for another rate")
	var drinks pgclient.AdditionalModule
	for _, module := range mine {
		if module.TrialPeriodConfig != nil {
			drinks = module
		}
	}
	want := pgclient.AdditionalModuleContractRequest{AdditionalModuleID: drinks.ID, PaymentFrequencyID: *drinks.PaymentFrequencies[0].ID, BookTrialPeriod: true}
	verdict, err := c.ValidateAdditionalModuleContractRequest(ctx, m.contract, want)
	require.NoError(t, err)
	require.Equal(t, pgclient.AdditionalModuleContractValidationStatusPurchasable, verdict.ValidationStatus)
	bought, err := c.PurchaseAdditionalModuleContract(ctx, m.contract, want)
	require.NoError(t, err)
	_, err = c.PurchaseAdditionalModuleContract(ctx, m.contract, want)
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
	contracts, err := c.GetCustomersContracts(ctx, m.customer, "")
	require.NoError(t, err)
	require.Equal(t, *bought.ID, contracts[0].ModuleContracts[0].ID)

	got, err := c.GetAdditionalModuleContract(ctx, m.contract, *bought.ID)
	require.NoError(t, err)
	require.Equal(t, "GBP", got.Price.Currency)
	require.NotNil(t, got.TrialPeriod)
	reasons, err := c.GetContractCancelationReasonData(ctx)
	require.NoError(t, err)
	require.NoError(t, c.CreateModuleContractCancelationAmendment(ctx, m.contract, *bought.ID, pgclient.AdditionalModuleContractCancelationRequest{
		CancelationDate: got.AvailableCancelationDates[0], CancelationReasonID: reasons[0].CancelationReasonID,
	}))
	got, err = c.GetAdditionalModuleContract(ctx, m.contract, *bought.ID)
	require.NoError(t, err)
	require.Equal(t, pgclient.CancelationStatusCanceled, got.ContractCancelationStatus)
	require.True(t, got.ContractCancelationCanBeWithdrawn)
	require.NoError(t, c.WithdrawAdditionalModuleContractCancelation(ctx, m.contract, *bought.ID))
	got, err = c.GetAdditionalModuleContract(ctx, m.contract, *bought.ID)
	require.NoError(t, err)
	require.Empty(t, got.ContractCancelationStatus)
}
