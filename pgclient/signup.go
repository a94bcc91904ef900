package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// MembershipSignupRequest is who signs up and for what; preview and signup take the same.
type MembershipSignupRequest struct {
	Contract NewContract `json:"contract"`
	Customer NewCustomer `json:"customer"`
}

// NewContract is what somebody buys. The ids of add-ons in the sale have to be those of
// the preview.
type NewContract struct {
	ContractOfferTermID         int64                `json:"contractOfferTermId"` // id of a term of the offer
	StartDate                   Date                 `json:"startDate"`
	PreuseDate                  Date                 `json:"preuseDate,omitzero"` // chosen by the offer if left out
	Notes                       string               `json:"notes,omitzero"`
	ThirdPartyID                string               `json:"thirdPartyId,omitzero"`
	EmployeeID                  *int64               `json:"employeeId,omitzero"`
	ReferralCode                string               `json:"referralCode,omitzero"`                // who recruited
	SelectedSelectableModuleIDs []int64              `json:"selectedSelectableModuleIds,omitzero"` // free add-ons, limited in number
	SelectedOptionalModuleIDs   []int64              `json:"selectedOptionalModuleIds,omitzero"`   // paid add-ons of the chosen term
	InitialPaymentRequestToken  string               `json:"initialPaymentRequestToken,omitzero"`  // token for what is due at signing; not for previews
	ContractSignature           *Signature           `json:"contractSignature,omitzero"`
	TextBlockSignatures         []TextBlockSignature `json:"textBlockSignatures,omitzero"`
	VoucherCode                 string               `json:"voucherCode,omitzero"` // credit or discount vouchers
}

// TextBlockSignature is a drawn signature below a text block.
type TextBlockSignature struct {
	Base64SVGSignature string `json:"base64SvgSignature"` // SVG in base64
	TextBlockID        int64  `json:"textBlockId"`
}

// MembershipPreview is what a contract will cost. It is the only source of what is due on
// signing: never add prices up. A wrong voucher code is VoucherErrorCode, not an error.
type MembershipPreview struct {
	BasePrice                       Money                   `json:"basePrice"`
	PreUseCharge                    *Money                  `json:"preUseCharge"` // use before the start
	VoucherType                     VoucherType             `json:"voucherType"`
	VoucherRemarks                  string                  `json:"voucherRemarks"`
	DiscountedPreUseCharge          *Money                  `json:"discountedPreUseCharge"`
	CreditValue                     *Money                  `json:"creditValue"`
	CompanyFeeSplitType             AdjustmentType          `json:"companyFeeSplitType"`
	CompanyFeeSplitValue            *Money                  `json:"companyFeeSplitValue"`
	CompanyName                     string                  `json:"companyName"`
	CompanyAmount                   *Money                  `json:"companyAmount"` // with several discount periods look there
	MemberAmount                    *Money                  `json:"memberAmount"`  // with several discount periods look there
	CompanyAmountWithoutDiscount    *Money                  `json:"companyAmountWithoutDiscount"`
	MemberAmountWithoutDiscount     *Money                  `json:"memberAmountWithoutDiscount"`
	VoucherBonusPeriod              *RateBonusPeriod        `json:"voucherBonusPeriod"`
	VoucherTextBlocks               []TextBlock             `json:"voucherTextBlocks"`
	FlatFeePreviews                 []FlatFeePreview        `json:"flatFeePreviews"`
	VoucherSuccessMessage           string                  `json:"voucherSuccessMessage"`
	VoucherErrorCode                VoucherErrorCode        `json:"voucherErrorCode"`
	AgeAdjustedPrice                *Money                  `json:"ageAdjustedPrice"` // null if no age rule applies
	ContractVolumeInformation       *ContractVolume         `json:"contractVolumeInformation"`
	ModuleConsentTextBlocks         []TextBlock             `json:"moduleConsentTextBlocks"`
	SelectedOptionalModulesPreviews []ModuleContractPreview `json:"selectedOptionalModulesPreviews"`
	VoucherDiscountPeriods          []VoucherDiscountPeriod `json:"voucherDiscountPeriods"`
	PaymentPreview                  *PaymentPreview         `json:"paymentPreview"`
}

// VoucherType is what a voucher gives.
type VoucherType string

// The values of release 1.8.3.
const (
	VoucherTypeContract        VoucherType = "CONTRACT"
	VoucherTypeCredit          VoucherType = "CREDIT" // credit on the account
	VoucherTypeDiscount        VoucherType = "DISCOUNT"
	VoucherTypeCompanyFeeSplit VoucherType = "COMPANY_FEE_SPLIT" // an employer pays a part
	VoucherTypeCheckin         VoucherType = "CHECKIN"           // opens the door once; not for contracts
)

// VoucherErrorCode says what is wrong with a voucher.
type VoucherErrorCode string

// The values of release 1.8.3.
const (
	VoucherErrorCodeInvalidCode VoucherErrorCode = "INVALID_CODE"
)

// VoucherDiscountPeriod is a time with a discount; several follow on each other.
type VoucherDiscountPeriod struct {
	DiscountType                 AdjustmentType         `json:"discountType"`
	DiscountValue                Money                  `json:"discountValue"`
	EffectivePeriod              VoucherEffectivePeriod `json:"effectivePeriod"`
	EffectivePeriodTimeBasedTerm *Term                  `json:"effectivePeriodTimeBasedTerm"`
	DiscountedBasePrice          *Money                 `json:"discountedBasePrice"`
	CompanyAmount                *Money                 `json:"companyAmount"`
	MemberAmount                 *Money                 `json:"memberAmount"`
}

// VoucherEffectivePeriod is how long a discount lasts.
type VoucherEffectivePeriod string

// The values of release 1.8.3.
const (
	VoucherEffectivePeriodUnlimited   VoucherEffectivePeriod = "UNLIMITED"
	VoucherEffectivePeriodInitialTerm VoucherEffectivePeriod = "INITIAL_TERM"
	VoucherEffectivePeriodTimeBased   VoucherEffectivePeriod = "TIME_BASED" // as long as EffectivePeriodTimeBasedTerm
)

// FlatFeePreview is what a flat fee will cost.
type FlatFeePreview struct {
	Name                          string                          `json:"name"`
	CompanyAmount                 *Money                          `json:"companyAmount"`
	MemberAmount                  *Money                          `json:"memberAmount"`
	PaidTimePeriodCalculationType PaidTimePeriodCalculationType   `json:"paidTimePeriodCalculationType"`
	PaymentFrequency              MembershipOfferPaymentFrequency `json:"paymentFrequency"`
	FormattedPaymentFrequency     string                          `json:"formattedPaymentFrequency"`
	VoucherBonusPeriod            *RateBonusPeriod                `json:"voucherBonusPeriod"`
	CreditValue                   *Money                          `json:"creditValue"`
	Identifier                    string                          `json:"identifier"`
	DiscountPeriods               []VoucherDiscountPeriod         `json:"discountPeriods"`
}

// ModuleContractPreview is what a chosen add-on will cost.
type ModuleContractPreview struct {
	Name                          string                          `json:"name"`
	CompanyAmount                 *Money                          `json:"companyAmount"`
	MemberAmount                  *Money                          `json:"memberAmount"`
	PaidTimePeriodCalculationType PaidTimePeriodCalculationType   `json:"paidTimePeriodCalculationType"`
	PaymentFrequency              MembershipOfferPaymentFrequency `json:"paymentFrequency"`
	FormattedPaymentFrequency     string                          `json:"formattedPaymentFrequency"`
	VoucherBonusPeriod            *RateBonusPeriod                `json:"voucherBonusPeriod"`
	CreditValue                   *Money                          `json:"creditValue"`
	ID                            int64                           `json:"id"`
	DiscountPeriods               []VoucherDiscountPeriod         `json:"discountPeriods"`
}

// PaidTimePeriodCalculationType is how the time that a payment covers is reckoned.
type PaidTimePeriodCalculationType string

// The values of release 1.8.3.
const (
	PaidTimePeriodCalculationTypeReferenceDate               PaidTimePeriodCalculationType = "REFERENCE_DATE"                 // from the day of the start
	PaidTimePeriodCalculationTypeNormalizationOnCalendarUnit PaidTimePeriodCalculationType = "NORMALIZATION_ON_CALENDAR_UNIT" // by calendar units
)

// ContractVolume is what the first term costs altogether and on average.
type ContractVolume struct {
	TotalContractVolume                         *Money `json:"totalContractVolume"`
	AveragePaymentVolumePerMonth                *Money `json:"averagePaymentVolumePerMonth"`
	AveragePaymentVolumePerPaymentFrequencyTerm *Money `json:"averagePaymentVolumePerPaymentFrequencyTerm"`
}

// PaymentPreview is what will be paid, and what of it on signing.
type PaymentPreview struct {
	PaymentSchedule    []PaymentScheduleEntry `json:"paymentSchedule"`
	DueOnSigningAmount *Money                 `json:"dueOnSigningAmount"` // above 0: a payment session of exactly that is needed; nil: not known
}

// PaymentScheduleEntry is one payment to come.
type PaymentScheduleEntry struct {
	DueDate            Date                `json:"dueDate"`
	Description        string              `json:"description"`
	Type               PaymentScheduleType `json:"type"`
	Amount             *Money              `json:"amount"`
	MandatoryOnSigning *bool               `json:"mandatoryOnSigning"`
}

// PaymentScheduleType is what a payment is for.
type PaymentScheduleType string

// The values of release 1.8.3.
const (
	PaymentScheduleTypeContractFee    PaymentScheduleType = "CONTRACT_FEE"
	PaymentScheduleTypeStarterPackage PaymentScheduleType = "STARTER_PACKAGE"
	PaymentScheduleTypeFlatFee        PaymentScheduleType = "FLAT_FEE"
	PaymentScheduleTypeModuleFee      PaymentScheduleType = "MODULE_FEE"
	PaymentScheduleTypeBonusPeriod    PaymentScheduleType = "BONUS_PERIOD" // a time that costs nothing
)

// LogValue keeps signatures and tokens out of logs.
func (r NewContract) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("contractOfferTermId", r.ContractOfferTermID))
}

// LogValue keeps a person out of logs.
func (r MembershipSignupRequest) LogValue() slog.Value { return r.Contract.LogValue() }

// LogValue keeps a signature out of logs.
func (s TextBlockSignature) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("textBlockId", s.TextBlockID))
}

// PostSignupPreview returns what a signup will cost. It is a read: nothing is sold.
// Payment tokens belong into the signup alone.
func (c *Client) PostSignupPreview(ctx context.Context, r MembershipSignupRequest) (MembershipPreview, error) {
	return ask[MembershipPreview](ctx, c, "postSignupPreview", "/v1/memberships/signup/preview", r)
}

// SignupMembership makes a customer with a contract. If something is due on signing,
// InitialPaymentRequestToken has to pay exactly that. When the outcome is unknown, see
// [Unclear], look for the customer before anybody tries again.
func (c *Client) SignupMembership(ctx context.Context, r MembershipSignupRequest) (CustomerId, error) {
	return send[CustomerId](ctx, c, "signupMembership", http.MethodPost, "/v1/memberships/signup", r)
}

// PostMembershipPreview returns what a further contract of a customer will cost. It is
// a read: nothing is sold.
func (c *Client) PostMembershipPreview(ctx context.Context, customerID int64, r NewContract) (MembershipPreview, error) {
	return ask[MembershipPreview](ctx, c, "postMembershipPreview", "/v1/memberships/customers/"+id(customerID)+"/add-membership/preview", r)
}

// AddMembership makes a further contract for a customer. The API answers nothing: read
// the contracts again, and before anybody tries again, too.
func (c *Client) AddMembership(ctx context.Context, customerID int64, r NewContract) error {
	return act(ctx, c, "addMembership", http.MethodPost, "/v1/memberships/customers/"+id(customerID)+"/add-membership", r)
}
