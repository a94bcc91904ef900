package pgclient_test

import (
	"bufio"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/pgclient"
)

func TestConstantsOfOffersAreThoseOfTheContract(t *testing.T) {
	schemas := contract.Load(t).Doc.Components.Schemas
	for name, constants := range map[string][]any{
		"ContractPreUseType":            values(pgclient.ContractPreUseTypeNotAvailable, pgclient.ContractPreUseTypeChargeable, pgclient.ContractPreUseTypeFree),
		"AdjustmentType":                values(pgclient.AdjustmentTypeAbsolute, pgclient.AdjustmentTypePercentage),
		"OfferExtensionType":            values(pgclient.OfferExtensionTypeNone, pgclient.OfferExtensionTypeTermExtension, pgclient.OfferExtensionTypeSubsequentRateDetail),
		"CancelationStrategy":           values(pgclient.CancelationStrategyTerm, pgclient.CancelationStrategyReceiptDate),
		"AttachmentType":                values(pgclient.AttachmentTypeNone, pgclient.AttachmentTypeFile, pgclient.AttachmentTypeURL, pgclient.AttachmentTypeContractPDFPreview),
		"VoucherType":                   values(pgclient.VoucherTypeContract, pgclient.VoucherTypeCredit, pgclient.VoucherTypeDiscount, pgclient.VoucherTypeCompanyFeeSplit, pgclient.VoucherTypeCheckin),
		"VoucherErrorCode":              values(pgclient.VoucherErrorCodeInvalidCode),
		"VoucherEffectivePeriod":        values(pgclient.VoucherEffectivePeriodUnlimited, pgclient.VoucherEffectivePeriodInitialTerm, pgclient.VoucherEffectivePeriodTimeBased),
		"PaidTimePeriodCalculationType": values(pgclient.PaidTimePeriodCalculationTypeReferenceDate, pgclient.PaidTimePeriodCalculationTypeNormalizationOnCalendarUnit),
		"PaymentScheduleType": values(pgclient.PaymentScheduleTypeContractFee, pgclient.PaymentScheduleTypeStarterPackage, pgclient.PaymentScheduleTypeFlatFee,
			pgclient.PaymentScheduleTypeModuleFee, pgclient.PaymentScheduleTypeBonusPeriod),
		"LeadValidationStatus": values(pgclient.LeadValidationStatusPossible, pgclient.LeadValidationStatusInvalidLeadData, pgclient.LeadValidationStatusDuplicateCustomer),
	} {
		require.ElementsMatch(t, schemas[name].Value.Enum, constants, name)
	}
	for field, constants := range map[[2]string][]any{
		{"RateBonusPeriod", "termStrategy"}: values(pgclient.RateBonusTermStrategyContractStart, pgclient.RateBonusTermStrategyFixed,
			pgclient.RateBonusTermStrategyEndOfCurrentTerm, pgclient.RateBonusTermStrategyStartOfNextTerm),
		{"RateBonusPeriod", "runtimeExtensionType"}:                   values(pgclient.RateBonusExtensionWithExtension, pgclient.RateBonusExtensionWithoutExtension),
		{"MembershipOfferTermAdjustmentRule", "type"}:                 values(pgclient.PriceAdjustmentRaise, pgclient.PriceAdjustmentReduction, pgclient.PriceAdjustmentNewBasicAmount),
		{"MembershipOfferTermAdjustmentRule", "chargeAdjustmentType"}: values(pgclient.ChargeAdjustmentRelative, pgclient.ChargeAdjustmentAbsolute, pgclient.ChargeAdjustmentBasicAmount),
	} {
		require.ElementsMatch(t, schemas[field[0]].Value.Properties[field[1]].Value.Enum, constants, field)
	}
}

func TestWhoBuysAndWhoAsksIsNotLogged(t *testing.T) {
	person := pgclient.NewCustomer{FirstName: "Edgar", Email: "edgar@example.com"}
	contract := pgclient.NewContract{ContractOfferTermID: 4711, InitialPaymentRequestToken: "t0ken", ContractSignature: &pgclient.Signature{Base64SVGSignature: "PHN2Zz4="}}
	lead := pgclient.LeadCustomer{Firstname: "Edgar", Telephone: "5006001112"}
	var log strings.Builder
	w := bufio.NewWriter(&log)
	slog.New(slog.NewJSONHandler(w, nil)).Info("sale",
		"signup", pgclient.MembershipSignupRequest{Customer: person, Contract: contract}, "contract", contract,
		"text", pgclient.TextBlockSignature{Base64SVGSignature: "PHN2Zz4=", TextBlockID: 40},
		"request", pgclient.LeadRequest{LeadCustomer: lead}, "person", lead, "address", pgclient.LeadAddress{Street: "Am Bahnhof"},
		"answer", pgclient.LeadAdditionalInformation{AdditionalFieldID: 61, Value: "Bad knee"}, "lead", pgclient.Lead{ID: 71, CustomerNumber: "1-4139"},
		"switch", pgclient.MembershipSwitchRequest{ConfigID: 51, Notes: "Bad knee", InitialPaymentRequestToken: "t0ken"})
	require.NoError(t, w.Flush())
	for _, id := range []string{"4711", "51", "71"} {
		require.Contains(t, log.String(), id)
	}
	for _, secret := range []string{"Edgar", "edgar@", "t0ken", "PHN2", "5006", "Bahnhof", "knee", "4139"} {
		require.NotContains(t, log.String(), secret)
	}
}

// Whatever a preview holds, reading what was written of it gives the same.
func FuzzMembershipPreview(f *testing.F) {
	f.Add([]byte(previewJSON))
	f.Add([]byte(`{"basePrice":39.9,"paymentPreview":{"dueOnSigningAmount":"0.00"}}`)) // bare amounts, as in release 1.5.0
	f.Add([]byte(`{"basePrice":null,"voucherDiscountPeriods":[null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var p pgclient.MembershipPreview
		if json.Unmarshal(data, &p) != nil {
			return
		}
		first, err := json.Marshal(p)
		require.NoError(t, err)
		var again pgclient.MembershipPreview
		require.NoError(t, json.Unmarshal(first, &again))
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	})
}
