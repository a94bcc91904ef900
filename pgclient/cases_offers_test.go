package pgclient_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

const (
	monthlyJSON = `{"id":2,"type":"RECURRING","term":{"value":1,"unit":"MONTH"},"price":{"amount":39.90,"currency":"EUR"},"recurring":true,
		"ageBasedAdjustments":[{"ageRange":{"startAge":14,"endAge":25},"value":-20,"type":"PERCENTAGE"}],"formattedPaymentFrequency":"Every month"}`
	offerFields = `"id":9007199254740993,"name":"Premium","description":"All of it","subDescription":null,"imageUrl":"https://img.example/1.png",
		"preUseType":"CHARGEABLE","limitedOfferingPeriod":{"startDate":"2026-01-01","endDate":"2026-12-31"},"rateCodes":[{"name":"Premium","identifier":null}],"newField":1`
	offerModuleJSON = `{"id":31,"name":"Sauna","description":"Hot","imageUrl":null,"term":{"extensionType":"TERM_EXTENSION","term":{"value":1,"unit":"MONTH"}},
		"trialPeriod":{"trialPeriod":{"value":14,"unit":"DAY"},"description":"Free for 14 days"},
		"consentTextBlock":{"id":41,"title":"Health","rateBundleModuleId":31,"confirmationRequired":true},"paymentFrequency":` + monthlyJSON + `,"rateCodes":null}`
	offerJSON      = `{` + offerFields + `,"terms":[{"id":21,"term":null,"paymentFrequency":` + monthlyJSON + `}]}`
	wholeOfferJSON = `{` + offerFields + `,"includedModules":[{"id":30,"name":"Classes","description":"All","term":{"extensionType":"NONE"}}],
		"contractSignaturesRequired":true,"allowedPaymentChoices":["SEPA","CASH"],"maximumNumberOfSelectableModules":0,"selectableModules":[` + offerModuleJSON + `],
		"contractTextBlocks":[{"id":40,"title":"Terms","order":1,"hasSignature":false,"attachmentType":"FILE","attachedDocument":{"fileName":"agb.pdf","url":"https://x.example/1"}},
			{"id":42,"title":"Rules","order":2,"attachmentType":"URL","attachedExternalUrlDto":{"title":"Rules","url":"https://x.example/2"},"attachedDocument":null}],
		"terms":[{"id":21,"term":{"value":12,"unit":"MONTH"},"paymentFrequency":` + monthlyJSON + `,"defaultContractStartDate":"2026-11-27","flatFees":[
			{"name":"Starter","identifier":null,"formattedPaymentFrequency":"Once","firstBookingDelay":null,"starterPackage":true,"paymentFrequency":{"type":"NON_RECURRING","price":{"amount":29.9,"currency":"EUR"},"formattedPaymentFrequency":"Once"}}],
			"extensionType":"SUBSEQUENT_RATE_DETAIL","subsequentRate":{"name":"Later","paymentFrequency":` + monthlyJSON + `},"cancelationStrategy":"RECEIPT_DATE","cancelationPeriod":{"value":1,"unit":"MONTH"},
			"priceAdjustmentRules":[{"defaultDescription":"rises","value":"3%","recurrenceFrequency":"yearly","type":"RAISE","chargeAdjustmentType":"RELATIVE"}],
			"rateBonusPeriods":[{"term":{"value":1,"unit":"MONTH"},"termStrategy":"CONTRACT_START","runtimeExtensionType":"WITH_EXTENSION","displaySeparately":null}],
			"optionalModules":[` + offerModuleJSON + `],"priceAfterExtension":{"amount":39.90,"currency":"EUR"}}],
		"timeRestrictions":{"openingHoursCategory":{"categoryId":5,"name":"Off-Peak"},"availabilities":[{"dayOfWeek":"MONDAY","timeFrom":"10:00:00","timeTo":"15:00:00"}]}}`
	paymentPreviewJSON = `{"paymentSchedule":[{"dueDate":"2026-11-26","description":"Starter","type":"STARTER_PACKAGE","amount":{"amount":29.90,"currency":"EUR"},"mandatoryOnSigning":true},
		{"dueDate":"2026-12-01","description":null,"type":"CONTRACT_FEE","amount":{"amount":19.95,"currency":"EUR"},"mandatoryOnSigning":null}],"dueOnSigningAmount":{"amount":29.90,"currency":"EUR"}}`
	previewJSON = `{"basePrice":{"amount":39.90,"currency":"EUR"},"preUseCharge":null,"voucherType":"DISCOUNT","voucherSuccessMessage":"Half price","voucherErrorCode":null,
		"discountType":"PERCENTAGE","discountValue":{"amount":50,"currency":"EUR"},
		"voucherDiscountPeriods":[{"discountType":"PERCENTAGE","discountValue":{"amount":50,"currency":"EUR"},"effectivePeriod":"TIME_BASED","effectivePeriodTimeBasedTerm":{"value":2,"unit":"MONTH"},"discountedBasePrice":{"amount":19.95,"currency":"EUR"}}],
		"flatFeePreviews":[{"name":"Starter","identifier":"S1","memberAmount":{"amount":29.90,"currency":"EUR"},"paymentFrequency":` + monthlyJSON + `}],
		"selectedOptionalModulesPreviews":[{"id":31,"name":"Sauna","paymentFrequency":` + monthlyJSON + `,"paidTimePeriodCalculationType":"REFERENCE_DATE"}],
		"ageAdjustedPrice":{"amount":31.92,"currency":"EUR"},"contractVolumeInformation":{"totalContractVolume":{"amount":508.70,"currency":"EUR"},"averagePaymentVolumePerMonth":null},
		"paymentPreview":` + paymentPreviewJSON + `,"laterField":{}}`
	switchConfigFields = `"id":51,"name":"Upgrade","presentation":{"bannerText":"More","imageUrl":null},"sourceContracts":[{"id":9,"rateName":"Basic"}]`
)

// offersCases are memberships on sale, signup, switch, leads.
func offersCases() []operation {
	contract := pgclient.NewContract{
		ContractOfferTermID: 21, StartDate: pgclient.Date{Year: 2026, Month: time.December, Day: 1}, SelectedOptionalModuleIDs: []int64{31},
		TextBlockSignatures: []pgclient.TextBlockSignature{{Base64SVGSignature: "PHN2Zz4=", TextBlockID: 40}}, VoucherCode: "WELCOME50",
		ContractSignature: &pgclient.Signature{Base64SVGSignature: "PHN2Zz4="},
	}
	const contractBody = `{"contractOfferTermId":21,"startDate":"2026-12-01","selectedOptionalModuleIds":[31],
		"textBlockSignatures":[{"base64SvgSignature":"PHN2Zz4=","textBlockId":40}],"voucherCode":"WELCOME50","contractSignature":{"base64SvgSignature":"PHN2Zz4="}}`
	signup := pgclient.MembershipSignupRequest{
		Contract: pgclient.NewContract{ContractOfferTermID: 21, StartDate: pgclient.Date{Year: 2026, Month: time.December, Day: 1}, InitialPaymentRequestToken: "ecom"},
		Customer: pgclient.NewCustomer{
			FirstName: "Edgar", LastName: "Bullock", DateOfBirth: pgclient.Date{Year: 1952, Month: time.May, Day: 4}, Email: "edgar@example.com",
			Street: "High Street", City: "Leeds", ZipCode: "LS1", CountryCode: "GB", Language: pgclient.Language{LanguageCode: "en"}, PaymentRequestToken: "account",
		},
	}
	const signupBody = `{"contract":{"contractOfferTermId":21,"startDate":"2026-12-01","initialPaymentRequestToken":"ecom"},
		"customer":{"firstName":"Edgar","lastName":"Bullock","dateOfBirth":"1952-05-04","email":"edgar@example.com","street":"High Street","city":"Leeds",
			"zipCode":"LS1","countryCode":"GB","language":{"languageCode":"en"},"paymentRequestToken":"account"}}`
	change := pgclient.MembershipSwitchRequest{ConfigID: 51, MembershipOfferTermID: 21, SourceContractID: 9, StartDate: pgclient.Date{Year: 2026, Month: time.December, Day: 1}}
	const changeBody = `{"configId":51,"membershipOfferTermId":21,"sourceContractId":9,"startDate":"2026-12-01"}`
	lead := pgclient.LeadRequest{
		LeadCustomer:          pgclient.LeadCustomer{Firstname: "Edgar", Lastname: "Bullock", Email: "edgar@example.com", Telephone: "5006001112"},
		AdditionalInformation: []pgclient.LeadAdditionalInformation{{AdditionalFieldID: 61, Values: []string{"Radio"}}},
	}
	const leadBody = `{"leadCustomer":{"firstname":"Edgar","lastname":"Bullock","email":"edgar@example.com","telephone":"5006001112"},
		"additionalInformation":[{"additionalFieldId":61,"values":["Radio"]}]}`
	preview := func(t *testing.T, got any) {
		p := got.(pgclient.MembershipPreview)
		require.Equal(t, "39.90", p.BasePrice.Amount.String())
		require.Nil(t, p.PreUseCharge)
		require.Empty(t, p.VoucherErrorCode)
		require.Equal(t, "19.95", p.VoucherDiscountPeriods[0].DiscountedBasePrice.Amount.String())
		require.Equal(t, "31.92", p.AgeAdjustedPrice.Amount.String())
		require.Equal(t, "29.90", p.PaymentPreview.DueOnSigningAmount.Amount.String())
		require.True(t, *p.PaymentPreview.PaymentSchedule[0].MandatoryOnSigning)
		require.Nil(t, p.PaymentPreview.PaymentSchedule[1].MandatoryOnSigning)
		require.Nil(t, p.ContractVolumeInformation.AveragePaymentVolumePerMonth)
	}
	type api = pgclient.Client
	return []operation{
		{
			"getMembershipOffers", "GET", "/v1/memberships/membership-offers", "", "[" + offerJSON + "]",
			func(ctx context.Context, c *api) (any, error) { return of(c.GetMembershipOffers(ctx)) },
			func(t *testing.T, got any) {
				o := got.([]pgclient.MembershipOffer)[0]
				require.Equal(t, int64(9007199254740993), o.ID, "beyond what a float can hold")
				require.Equal(t, pgclient.ContractPreUseTypeChargeable, o.PreUseType)
				require.Empty(t, o.SubDescription)
				require.Nil(t, o.Terms[0].Term)
				require.Equal(t, "-20", o.Terms[0].PaymentFrequency.AgeBasedAdjustments[0].Value.String())
			},
		},
		{
			"getMembershipOfferById", "GET", "/v1/memberships/membership-offers/20", "", wholeOfferJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetMembershipOfferById(ctx, 20)) },
			func(t *testing.T, got any) {
				o := got.(pgclient.MembershipOfferExtended)
				require.Equal(t, 0, *o.MaximumNumberOfSelectableModules, "none is not absent")
				require.Equal(t, pgclient.AttachmentTypeFile, o.ContractTextBlocks[0].AttachmentType)
				require.Nil(t, o.ContractTextBlocks[1].AttachedDocument)
				require.Equal(t, "Rules", o.ContractTextBlocks[1].AttachedExternalURLDto.Title)
				term := o.Terms[0]
				require.True(t, *term.FlatFees[0].StarterPackage)
				require.Nil(t, term.FlatFees[0].PaymentFrequency.ID)
				require.Equal(t, pgclient.RateBonusTermStrategyContractStart, term.RateBonusPeriods[0].TermStrategy)
				require.Equal(t, pgclient.PriceAdjustmentRaise, term.PriceAdjustmentRules[0].Type)
				require.Equal(t, int64(31), *term.OptionalModules[0].ConsentTextBlock.RateBundleModuleID)
				require.Equal(t, "Off-Peak", o.TimeRestrictions.OpeningHoursCategory.Name)
				require.Equal(t, "15:00", o.TimeRestrictions.Availabilities[0].TimeTo.String())
			},
		},
		{
			"postSignupPreview", "POST", "/v1/memberships/signup/preview", signupBody, previewJSON,
			func(ctx context.Context, c *api) (any, error) { return of(c.PostSignupPreview(ctx, signup)) }, preview,
		},
		{
			"signupMembership", "POST", "/v1/memberships/signup", signupBody, `{"customerId":1001,"contractId":9}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.SignupMembership(ctx, signup)) },
			func(t *testing.T, got any) { require.Equal(t, pgclient.CustomerId{CustomerID: 1001}, got) },
		},
		{
			"postMembershipPreview", "POST", "/v1/memberships/customers/1001/add-membership/preview", contractBody, previewJSON,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.PostMembershipPreview(ctx, 1001, contract))
			}, preview,
		},
		{
			"addMembership", "POST", "/v1/memberships/customers/1001/add-membership", contractBody, "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.AddMembership(ctx, 1001, contract) }, nil,
		},
		{
			"getMembershipSwitchConfigurationsForCustomer", "GET", "/v1/memberships/1001/membership-switch/configs", "", "[{" + switchConfigFields + "}]",
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetMembershipSwitchConfigurationsForCustomer(ctx, 1001, 0))
			},
			func(t *testing.T, got any) {
				m := got.([]pgclient.MembershipSwitchConfig)[0]
				require.Equal(t, []pgclient.MembershipSwitchSourceContract{{ID: 9, RateName: "Basic"}}, m.SourceContracts)
				require.Empty(t, m.Presentation.ImageURL)
			},
		},
		{
			"getMembershipSwitchConfigurationForCustomer", "GET", "/v1/memberships/1001/membership-switch/configs/51?studioId=7", "",
			"{" + switchConfigFields + `,"destinationMembershipOffers":[` + wholeOfferJSON + "]}",
			func(ctx context.Context, c *api) (any, error) {
				return of(c.GetMembershipSwitchConfigurationForCustomer(ctx, 1001, 51, 7))
			},
			func(t *testing.T, got any) {
				require.Equal(t, "Premium", got.(pgclient.MembershipSwitchConfigExtended).DestinationMembershipOffers[0].Name)
			},
		},
		{
			"postMembershipSwitchPreview", "POST", "/v1/memberships/1001/membership-switch/preview?studioId=7", changeBody, `{"ageAdjustedPrice":null,"paymentPreview":` + paymentPreviewJSON + `}`,
			func(ctx context.Context, c *api) (any, error) {
				return of(c.PostMembershipSwitchPreview(ctx, 1001, 7, change))
			},
			func(t *testing.T, got any) {
				p := got.(pgclient.MembershipSwitchPreview)
				require.Nil(t, p.AgeAdjustedPrice)
				require.Equal(t, pgclient.PaymentScheduleTypeStarterPackage, p.PaymentPreview.PaymentSchedule[0].Type)
			},
		},
		{
			"switchMembership", "POST", "/v1/memberships/1001/membership-switch", changeBody, "",
			func(ctx context.Context, c *api) (any, error) { return nil, c.SwitchMembership(ctx, 1001, change) }, nil,
		},
		{
			"getStudiosWithActiveMembershipOffers", "GET", "/v1/cross-studio/membership-offers/studios", "", `[{"studioId":7,"name":"Nordlicht","closingDate":null}]`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetStudiosWithActiveMembershipOffers(ctx)) },
			func(t *testing.T, got any) {
				require.Equal(t, []pgclient.StudioSummary{{StudioID: 7, Name: "Nordlicht"}}, got)
			},
		},
		{
			"getLeadConfig", "GET", "/v1/leads/config", "",
			`{"addressMode":"OPTIONAL","dateOfBirthMode":"INACTIVE","genderMode":"MANDATORY","telephoneMode":"OPTIONAL","additionalInformation":[
				{"additionalFieldId":61,"name":"Heard","type":"LIST","allowMultiSelection":true,"selectionValues":["Radio"],"mode":"OPTIONAL"}],"communicationPreferences":null}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.GetLeadConfig(ctx)) },
			func(t *testing.T, got any) {
				l := got.(pgclient.LeadConfig)
				require.Equal(t, pgclient.InputFieldModeMandatory, l.GenderMode)
				require.Equal(t, pgclient.AdditionalInformationFieldTypeList, l.AdditionalInformation[0].Type)
			},
		},
		{
			"validateForLeadCreation", "POST", "/v1/leads/validate", leadBody, `{"status":"DUPLICATE_CUSTOMER"}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.ValidateForLeadCreation(ctx, lead)) },
			func(t *testing.T, got any) {
				require.Equal(t, pgclient.LeadValidationStatusDuplicateCustomer, got.(pgclient.LeadValidation).Status)
			},
		},
		{
			"createLead", "POST", "/v1/leads/create", leadBody, `{"id":71,"customerId":null,"uuid":"2340b1cc-3fe7-4f81-8eca-f92181dd2bb4","customerNumber":"1-4139"}`,
			func(ctx context.Context, c *api) (any, error) { return of(c.CreateLead(ctx, lead)) },
			func(t *testing.T, got any) {
				l := got.(pgclient.Lead)
				require.Equal(t, int64(71), l.ID)
				require.Nil(t, l.CustomerID, "before release 1.11.0")
			},
		},
	}
}

func offersTypes() []any {
	return []any{
		pgclient.MembershipOffer{}, pgclient.MembershipOfferExtended{}, pgclient.MembershipSignupRequest{}, pgclient.MembershipPreview{},
		pgclient.NewContract{}, pgclient.MembershipSwitchConfig{}, pgclient.MembershipSwitchConfigExtended{}, pgclient.MembershipSwitchRequest{},
		pgclient.MembershipSwitchPreview{}, pgclient.StudioSummary{}, pgclient.LeadRequest{}, pgclient.Lead{}, pgclient.LeadConfig{}, pgclient.LeadValidation{},
	}
}
