package pgclient_test

import (
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// salesWorld is a sandbox held to the contract, with a client for one of its studios.
func salesWorld(t *testing.T, studio string) (*sandbox.Sandbox, *pgclient.Client) {
	t.Helper()
	world := sandbox.New(sandbox.Options{Seed: 1, Now: time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)})
	server := httptest.NewServer(contract.Handler(t, world))
	t.Cleanup(server.Close)
	c, err := pgclient.New(server.URL, "sandbox-"+studio)
	require.NoError(t, err)
	return world, c
}

func memberOf(t *testing.T, world *sandbox.Sandbox, studio, story string) int64 {
	t.Helper()
	i := slices.IndexFunc(world.Members(), func(m sandbox.Member) bool { return m.Studio == studio && m.Story == story })
	require.GreaterOrEqual(t, i, 0)
	return world.Members()[i].CustomerID
}

// drawn is a signature: an SVG in base64.
var drawn = pgclient.Signature{Base64SVGSignature: "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="}

// paid opens a payment session and returns what the widget would return after it.
func paid(t *testing.T, world *sandbox.Sandbox, c *pgclient.Client, request pgclient.PaymentUserSessionRequest) string {
	t.Helper()
	session, err := c.UserSession(t.Context(), request)
	require.NoError(t, err)
	token, err := world.PaymentRequestToken(session.Token)
	require.NoError(t, err)
	return token
}

// From the list of offers to a member with a contract.
func TestSigningUpAtTheSandbox(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		t.Run(studio, func(t *testing.T) {
			world, c := salesWorld(t, studio)
			ctx := pgclient.WithLanguage(t.Context(), "en")
			studios, err := c.GetStudiosWithActiveMembershipOffers(ctx)
			require.NoError(t, err)
			require.Len(t, studios, 2)
			offers, err := c.GetMembershipOffers(ctx)
			require.NoError(t, err)
			for _, o := range offers {
				whole, err := c.GetMembershipOfferById(ctx, o.ID)
				require.NoError(t, err)
				require.Equal(t, o.Name, whole.Name)
				require.Len(t, whole.Terms, len(o.Terms))
			}
			offer, err := c.GetMembershipOfferById(ctx, offers[0].ID)
			require.NoError(t, err)
			require.True(t, *offer.ContractSignaturesRequired)
			term := offer.Terms[0]
			request := pgclient.MembershipSignupRequest{
				Contract: pgclient.NewContract{
					ContractOfferTermID: term.ID, StartDate: term.DefaultContractStartDate, VoucherCode: "nonsense",
					SelectedOptionalModuleIDs: []int64{term.OptionalModules[0].ID},
				},
				Customer: pgclient.NewCustomer{
					FirstName: "Edgar", LastName: "Bullock", DateOfBirth: pgclient.Date{Year: 1952, Month: time.May, Day: 4}, Email: "edgar@example.com",
					Street: "High Street", City: "Leeds", ZipCode: "LS1 1AA", CountryCode: "GB", Language: pgclient.Language{LanguageCode: "en"},
				},
			}
			preview, err := c.PostSignupPreview(ctx, request)
			require.NoError(t, err)
			require.Equal(t, pgclient.VoucherErrorCodeInvalidCode, preview.VoucherErrorCode)
			request.Contract.VoucherCode = "WELCOME50"
			preview, err = c.PostSignupPreview(ctx, request)
			require.NoError(t, err)
			require.Equal(t, pgclient.VoucherTypeDiscount, preview.VoucherType)
			due := preview.PaymentPreview.DueOnSigningAmount
			require.Equal(t, "29.90", due.Amount.String())
			sum := pgclient.Decimal{}
			for _, e := range preview.PaymentPreview.PaymentSchedule {
				sum = sum.Add(e.Amount.Amount)
			}
			require.Zero(t, sum.Cmp(preview.ContractVolumeInformation.TotalContractVolume.Amount), "the schedule is all there is to pay")

			request.Contract.ContractSignature = &drawn
			_, err = c.SignupMembership(ctx, request)
			require.Equal(t, pgclient.Invalid, pgclient.KindOf(err), "unpaid")
			request.Contract.InitialPaymentRequestToken = paid(t, world, c, pgclient.PaymentUserSessionRequest{
				Amount: due.Amount, Scope: pgclient.PaymentSessionScopeEcom, ReferenceText: "Joining Fee",
			})
			request.Customer.PaymentRequestToken = paid(t, world, c, pgclient.PaymentUserSessionRequest{Scope: pgclient.PaymentSessionScopeMemberAccount, ReferenceText: "Membership Fees"})
			made, err := c.SignupMembership(ctx, request)
			require.NoError(t, err)
			customer, err := c.GetCustomerById(ctx, made.CustomerID)
			require.NoError(t, err)
			require.Equal(t, pgclient.CustomerStatusMember, customer.Status)
			contracts, err := c.GetCustomersContracts(ctx, made.CustomerID, pgclient.ContractStatusActive)
			require.NoError(t, err)
			require.Equal(t, term.DefaultContractStartDate, contracts[0].StartDate)
			require.Equal(t, preview.BasePrice, contracts[0].PriceDetails.BasePrice)
			require.Equal(t, preview.VoucherDiscountPeriods[0].DiscountedBasePrice.Amount.String(), contracts[0].PriceDetails.CurrentPrice.Amount.String())
		})
	}
}

// A further contract for somebody known.
func TestAddingAContractAtTheSandbox(t *testing.T) {
	world, c := salesWorld(t, "forge")
	ctx := t.Context()
	customer := memberOf(t, world, "forge", "regular")
	offers, err := c.GetMembershipOffers(ctx)
	require.NoError(t, err)
	i := slices.IndexFunc(offers, func(o pgclient.MembershipOffer) bool { return o.Name == "Basic" })
	request := pgclient.NewContract{ContractOfferTermID: offers[i].Terms[0].ID, StartDate: pgclient.DateOf(world.Now()).AddDays(10), PreuseDate: pgclient.DateOf(world.Now())}
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(c.AddMembership(ctx, customer, request)), "not without a preview")
	preview, err := c.PostMembershipPreview(ctx, customer, request)
	require.NoError(t, err)
	require.Equal(t, "GBP", preview.BasePrice.Currency)
	require.Equal(t, 1, preview.PreUseCharge.Amount.Sign())
	require.Zero(t, preview.PaymentPreview.DueOnSigningAmount.Amount.Sign())
	require.NoError(t, c.AddMembership(ctx, customer, request))
	contracts, err := c.GetContractData(ctx, customer)
	require.NoError(t, err)
	require.Len(t, contracts, 2)
	_, err = c.PostMembershipPreview(ctx, 7, request)
	require.Equal(t, pgclient.NotFound, pgclient.KindOf(err))
}

// From the ways that are open to the contract that has taken the old one's place.
func TestSwitchingAtTheSandbox(t *testing.T) {
	world, c := salesWorld(t, "nordlicht")
	ctx := t.Context()
	customer := memberOf(t, world, "nordlicht", "newcomer")
	none, err := c.GetMembershipSwitchConfigurationsForCustomer(ctx, memberOf(t, world, "nordlicht", "prospect"), 0)
	require.NoError(t, err)
	require.Empty(t, none)
	configs, err := c.GetMembershipSwitchConfigurationsForCustomer(ctx, customer, 0)
	require.NoError(t, err)
	config, err := c.GetMembershipSwitchConfigurationForCustomer(ctx, customer, configs[0].ID, 0)
	require.NoError(t, err)
	before, err := c.GetContractData(ctx, customer)
	require.NoError(t, err)
	require.Equal(t, before[0].ID, config.SourceContracts[0].ID)
	request := pgclient.MembershipSwitchRequest{
		ConfigID: config.ID, SourceContractID: config.SourceContracts[0].ID, MembershipOfferTermID: config.DestinationMembershipOffers[0].Terms[0].ID,
		StartDate: pgclient.DateOf(world.Now()).AddDays(5),
	}
	preview, err := c.PostMembershipSwitchPreview(ctx, customer, 0, request)
	require.NoError(t, err)
	require.Zero(t, preview.PaymentPreview.DueOnSigningAmount.Amount.Sign())
	require.NoError(t, c.SwitchMembership(ctx, customer, request))
	after, err := c.GetContractData(ctx, customer)
	require.NoError(t, err)
	require.Len(t, after, 2)
	require.Equal(t, pgclient.CancelationStatusCanceled, after[0].CancelationStatus)
	require.Equal(t, pgclient.CancelationOriginStudio, after[0].CancelationOrigin)
	require.Equal(t, request.StartDate.AddDays(-1), after[0].CancelationDate)
	require.Equal(t, request.StartDate, after[1].StartDate)
	require.Empty(t, after[1].CancelationStatus)
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(c.SwitchMembership(ctx, customer, request)))
}

// Somebody asks, and is known from then on.
func TestAskingAtTheSandbox(t *testing.T) {
	_, c := salesWorld(t, "nordlicht")
	ctx := t.Context()
	config, err := c.GetLeadConfig(ctx)
	require.NoError(t, err)
	require.Equal(t, pgclient.InputFieldModeMandatory, config.TelephoneMode)
	request := pgclient.LeadRequest{LeadCustomer: pgclient.LeadCustomer{Firstname: "Edgar", Lastname: "Bullock", Email: "edgar@example.com"}}
	verdict := func() pgclient.LeadValidationStatus {
		v, err := c.ValidateForLeadCreation(ctx, request)
		require.NoError(t, err)
		return v.Status
	}
	require.Equal(t, pgclient.LeadValidationStatusInvalidLeadData, verdict())
	request.LeadCustomer.Telephone = "+49 1555 1234567"
	for _, f := range config.AdditionalInformation {
		if f.Type == pgclient.AdditionalInformationFieldTypeList {
			request.AdditionalInformation = append(request.AdditionalInformation, pgclient.LeadAdditionalInformation{AdditionalFieldID: f.AdditionalFieldID, Values: f.SelectionValues})
		}
	}
	require.Equal(t, pgclient.LeadValidationStatusPossible, verdict())
	lead, err := c.CreateLead(ctx, request)
	require.NoError(t, err)
	customer, err := c.GetCustomerById(ctx, *lead.CustomerID)
	require.NoError(t, err)
	require.Equal(t, pgclient.CustomerStatusProspect, customer.Status)
	require.Equal(t, pgclient.LeadValidationStatusDuplicateCustomer, verdict())
	_, err = c.CreateLead(ctx, request)
	require.Equal(t, pgclient.Invalid, pgclient.KindOf(err))
}
