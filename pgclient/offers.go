package pgclient

import "context"

// MembershipOffer is a membership on sale, in short. Its picture is a temporary link of two hours.
type MembershipOffer struct {
	ID                    int64                 `json:"id"`
	Description           string                `json:"description"`
	Name                  string                `json:"name"`
	SubDescription        string                `json:"subDescription"`
	ImageURL              string                `json:"imageUrl"` // link dies after 2 hours
	Footnote              string                `json:"footnote"`
	PreUseType            ContractPreUseType    `json:"preUseType"`
	LimitedOfferingPeriod DatePeriod            `json:"limitedOfferingPeriod"`
	RateCodes             []RateCode            `json:"rateCodes"`
	Terms                 []MembershipOfferTerm `json:"terms"`
}

// MembershipOfferTerm is one of the terms that an offer comes in; its id is what is bought.
type MembershipOfferTerm struct {
	ID                        int64                           `json:"id"`
	Term                      *Term                           `json:"term"`
	ContractVolumeInformation *ContractVolume                 `json:"contractVolumeInformation"`
	PaymentFrequency          MembershipOfferPaymentFrequency `json:"paymentFrequency"`
	ExtensionTerm             *Term                           `json:"extensionTerm"`
}

// ContractPreUseType says whether the studio may be used before the contract starts. Take a
// value that is not known here as NOT_AVAILABLE.
type ContractPreUseType string

// The values of release 1.8.3.
const (
	ContractPreUseTypeNotAvailable ContractPreUseType = "NOT_AVAILABLE"
	ContractPreUseTypeChargeable   ContractPreUseType = "CHARGEABLE" // at a charge, see the preview
	ContractPreUseTypeFree         ContractPreUseType = "FREE"
)

// DatePeriod is a span of days; both ends belong to it.
type DatePeriod struct {
	StartDate Date `json:"startDate"`
	EndDate   Date `json:"endDate"`
}

// MembershipOfferExtended is all there is to know about an offer: what is in it, what
// may be added, and what has to be read and signed.
type MembershipOfferExtended struct {
	ID                               int64                           `json:"id"`
	Description                      string                          `json:"description"`
	Name                             string                          `json:"name"`
	SubDescription                   string                          `json:"subDescription"`
	ImageURL                         string                          `json:"imageUrl"` // link dies after 2 hours
	Footnote                         string                          `json:"footnote"`
	PreUseType                       ContractPreUseType              `json:"preUseType"`
	LimitedOfferingPeriod            DatePeriod                      `json:"limitedOfferingPeriod"`
	RateCodes                        []RateCode                      `json:"rateCodes"`
	IncludedModules                  []MembershipOfferIncludedModule `json:"includedModules"`
	ContractSignaturesRequired       *bool                           `json:"contractSignaturesRequired"`
	AllowedPaymentChoices            []PaymentChoice                 `json:"allowedPaymentChoices"`
	MaximumNumberOfSelectableModules *int                            `json:"maximumNumberOfSelectableModules"` // 0 means none
	ContractTextBlocks               []TextBlock                     `json:"contractTextBlocks"`
	SelectableModules                []MembershipOfferModule         `json:"selectableModules"`
	Terms                            []MembershipOfferTermExtended   `json:"terms"`
	TimeRestrictions                 *OfferTimeRestrictions          `json:"timeRestrictions"` // null without restriction
}

// MembershipOfferTermExtended is a term in full. The paid add-ons depend on it: ask again
// when another term is chosen.
type MembershipOfferTermExtended struct {
	ID                            int64                               `json:"id"`
	Term                          *Term                               `json:"term"`
	ContractVolumeInformation     *ContractVolume                     `json:"contractVolumeInformation"`
	PaymentFrequency              MembershipOfferPaymentFrequency     `json:"paymentFrequency"`
	ExtensionTerm                 *Term                               `json:"extensionTerm"`
	DefaultContractStartDate      Date                                `json:"defaultContractStartDate"`
	DefaultContractStartDateOfUse Date                                `json:"defaultContractStartDateOfUse"`
	PriceAdjustmentRules          []MembershipOfferTermAdjustmentRule `json:"priceAdjustmentRules"`
	FlatFees                      []MembershipOfferFlatFee            `json:"flatFees"`
	ExtensionFixedTerm            *Term                               `json:"extensionFixedTerm"`
	ExtensionType                 OfferExtensionType                  `json:"extensionType"`
	SubsequentRate                *MembershipOfferSubsequentRate      `json:"subsequentRate"`
	CancelationStrategy           CancelationStrategy                 `json:"cancelationStrategy"`
	CancelationPeriod             *Term                               `json:"cancelationPeriod"`
	ExtensionCancelationPeriod    *Term                               `json:"extensionCancelationPeriod"`
	RateBonusPeriods              []RateBonusPeriod                   `json:"rateBonusPeriods"`
	RateStartPrice                *Money                              `json:"rateStartPrice"`
	OptionalModules               []MembershipOfferModule             `json:"optionalModules"`
	TermAfterExtension            *Term                               `json:"termAfterExtension"`
	PriceAfterExtension           *Money                              `json:"priceAfterExtension"`
}

// MembershipOfferIncludedModule is an add-on that comes with an offer.
type MembershipOfferIncludedModule struct {
	ID               int64                       `json:"id"`
	Name             string                      `json:"name"`
	Description      string                      `json:"description"`
	ImageURL         string                      `json:"imageUrl"` // link dies after 5 hours
	Term             MembershipOfferModuleTerm   `json:"term"`
	TrialPeriod      *MembershipOfferTrialPeriod `json:"trialPeriod"`
	ConsentTextBlock *TextBlock                  `json:"consentTextBlock"`
	RateCodes        []RateCode                  `json:"rateCodes"`
}

// MembershipOfferModule is an add-on that may be chosen.
type MembershipOfferModule struct {
	ID               int64                           `json:"id"`
	Name             string                          `json:"name"`
	Description      string                          `json:"description"`
	ImageURL         string                          `json:"imageUrl"` // link dies after 5 hours
	Term             MembershipOfferModuleTerm       `json:"term"`
	TrialPeriod      *MembershipOfferTrialPeriod     `json:"trialPeriod"`
	ConsentTextBlock *TextBlock                      `json:"consentTextBlock"`
	PaymentFrequency MembershipOfferPaymentFrequency `json:"paymentFrequency"`
	RateCodes        []RateCode                      `json:"rateCodes"`
}

// MembershipOfferModuleTerm is how long an add-on runs and how it goes on.
type MembershipOfferModuleTerm struct {
	ExtensionType              OfferExtensionType `json:"extensionType"`
	Term                       *Term              `json:"term"`
	TermExtension              *Term              `json:"termExtension"`
	CancelationPeriod          *Term              `json:"cancelationPeriod"`
	ExtensionCancelationPeriod *Term              `json:"extensionCancelationPeriod"`
}

// MembershipOfferTrialPeriod is how long an add-on costs nothing.
type MembershipOfferTrialPeriod struct {
	TrialPeriod Term   `json:"trialPeriod"`
	Description string `json:"description"`
}

// MembershipOfferPaymentFrequency is how often something is paid and at what price. Which
// of the prices is set depends on the type.
type MembershipOfferPaymentFrequency struct {
	ID                        *int64               `json:"id"` // may be missing for a starter package
	Type                      PaymentFrequencyType `json:"type"`
	Term                      *Term                `json:"term"`
	Price                     *Money               `json:"price"`             // for RECURRING
	MonthDaysToPrices         []MonthDayToPrice    `json:"monthDaysToPrices"` // for MONTH_DAY
	TermsToPrices             []TermToPrice        `json:"termsToPrices"`     // for TERM_BASED; each price starts after its term
	Recurring                 *bool                `json:"recurring"`         // whether payments go on without end
	AgeBasedAdjustments       []AgeBasedAdjustment `json:"ageBasedAdjustments"`
	FormattedPaymentFrequency string               `json:"formattedPaymentFrequency"`
}

// AgeBasedAdjustment changes a price for an age at the start of the contract.
type AgeBasedAdjustment struct {
	AgeRange AgeRange       `json:"ageRange"`
	Value    Decimal        `json:"value"`
	Type     AdjustmentType `json:"type"`
}

// AgeRange is a span of ages in years; both ends belong to it.
type AgeRange struct {
	StartAge int `json:"startAge"`
	EndAge   int `json:"endAge"`
}

// AdjustmentType is how the value of a discount or adjustment is meant.
type AdjustmentType string

// The values of release 1.8.3.
const (
	AdjustmentTypeAbsolute   AdjustmentType = "ABSOLUTE"   // an amount
	AdjustmentTypePercentage AdjustmentType = "PERCENTAGE" // per cent of the price
)

// MembershipOfferFlatFee is paid beside the price: once, or every now and then. A starter
// package is one, too.
type MembershipOfferFlatFee struct {
	Name                      string                           `json:"name"`
	Identifier                string                           `json:"identifier"`
	FormattedPaymentFrequency string                           `json:"formattedPaymentFrequency"`
	FirstBookingDelay         *Term                            `json:"firstBookingDelay"`
	PaymentFrequency          *MembershipOfferPaymentFrequency `json:"paymentFrequency"`
	StarterPackage            *bool                            `json:"starterPackage"`
}

// MembershipOfferTermAdjustmentRule is how a price changes over time, in words.
type MembershipOfferTermAdjustmentRule struct {
	DefaultDescription   string           `json:"defaultDescription"`
	Value                string           `json:"value"`
	RecurrenceFrequency  string           `json:"recurrenceFrequency"`
	Type                 PriceAdjustment  `json:"type"`
	ChargeAdjustmentType ChargeAdjustment `json:"chargeAdjustmentType"`
}

// MembershipOfferSubsequentRate is the rate that follows on the first term.
type MembershipOfferSubsequentRate struct {
	Name             string                          `json:"name"`
	PaymentFrequency MembershipOfferPaymentFrequency `json:"paymentFrequency"`
}

// OfferExtensionType is how a contract goes on after its first term.
type OfferExtensionType string

// The values of release 1.8.3.
const (
	OfferExtensionTypeNone                 OfferExtensionType = "NONE"                   // it ends
	OfferExtensionTypeTermExtension        OfferExtensionType = "TERM_EXTENSION"         // it is extended
	OfferExtensionTypeSubsequentRateDetail OfferExtensionType = "SUBSEQUENT_RATE_DETAIL" // another rate follows
)

// CancelationStrategy is what the period of notice counts to.
type CancelationStrategy string

// The values of release 1.8.3.
const (
	CancelationStrategyTerm        CancelationStrategy = "TERM"         // the end of a term
	CancelationStrategyReceiptDate CancelationStrategy = "RECEIPT_DATE" // the day the cancelation arrives
)

// RateBonusPeriod is a time that costs nothing.
type RateBonusPeriod struct {
	Term                      Term                  `json:"term"`
	TermStrategy              RateBonusTermStrategy `json:"termStrategy"`
	DisplaySeparately         *bool                 `json:"displaySeparately"`
	RuntimeExtensionType      RateBonusExtension    `json:"runtimeExtensionType"`
	ExtendsCancellationPeriod *bool                 `json:"extendsCancellationPeriod"`
}

// OfferTimeRestrictions is when an offer lets its members in.
type OfferTimeRestrictions struct {
	OpeningHoursCategory *OpeningHoursCategoryRef `json:"openingHoursCategory"`
	Availabilities       []DayOpeningHours        `json:"availabilities"`
}

// OpeningHoursCategoryRef names a set of hours of the studio.
type OpeningHoursCategoryRef struct {
	CategoryID int64  `json:"categoryId"`
	Name       string `json:"name"`
}

// TextBlock is a text of a contract. Nothing enforces its signature or confirmation: who
// shows it has to.
type TextBlock struct {
	ID                              *int64            `json:"id"`
	Title                           string            `json:"title"`
	Text                            string            `json:"text"`
	Order                           *int              `json:"order"`
	HasSignature                    *bool             `json:"hasSignature"`                    // may be signed; not enforced
	ShowCommunicationPrivacyOptions *bool             `json:"showCommunicationPrivacyOptions"` // show the consent matrix with it
	AttachmentType                  AttachmentType    `json:"attachmentType"`
	AttachedExternalURLDto          *AttachedUrl      `json:"attachedExternalUrlDto"`
	AttachedDocument                *AttachedDocument `json:"attachedDocument"`
	RateBundleModuleID              *int64            `json:"rateBundleModuleId"` // set for module consents
	ConfirmationRequired            *bool             `json:"confirmationRequired"`
}

// AttachmentType is what hangs on a text block.
type AttachmentType string

// The values of release 1.8.3.
const (
	AttachmentTypeNone               AttachmentType = "NONE"
	AttachmentTypeFile               AttachmentType = "FILE"                 // AttachedDocument is set
	AttachmentTypeURL                AttachmentType = "URL"                  // AttachedExternalURLDto is set
	AttachmentTypeContractPDFPreview AttachmentType = "CONTRACT_PDF_PREVIEW" // the contract itself
)

// AttachedUrl is a page that a text refers to.
type AttachedUrl struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// AttachedDocument is a file that a text refers to. The link dies after five hours.
type AttachedDocument struct {
	FileName string `json:"fileName"`
	URL      string `json:"url"` // link dies after 5 hours
}

// PriceAdjustment is what an adjustment rule does to the price.
type PriceAdjustment string

// The values of release 1.8.3.
const (
	PriceAdjustmentRaise          PriceAdjustment = "RAISE"
	PriceAdjustmentReduction      PriceAdjustment = "REDUCTION"
	PriceAdjustmentNewBasicAmount PriceAdjustment = "NEW_BASIC_AMOUNT"
)

// ChargeAdjustment is how the value of an adjustment rule is meant.
type ChargeAdjustment string

// The values of release 1.8.3.
const (
	ChargeAdjustmentRelative    ChargeAdjustment = "RELATIVE"
	ChargeAdjustmentAbsolute    ChargeAdjustment = "ABSOLUTE"
	ChargeAdjustmentBasicAmount ChargeAdjustment = "BASIC_AMOUNT"
)

// RateBonusTermStrategy is when a bonus period comes.
type RateBonusTermStrategy string

// The values of release 1.8.3.
const (
	RateBonusTermStrategyContractStart    RateBonusTermStrategy = "CONTRACT_START"
	RateBonusTermStrategyFixed            RateBonusTermStrategy = "FIXED"
	RateBonusTermStrategyEndOfCurrentTerm RateBonusTermStrategy = "END_OF_CURRENT_TERM"
	RateBonusTermStrategyStartOfNextTerm  RateBonusTermStrategy = "START_OF_NEXT_TERM"
)

// RateBonusExtension says whether a bonus period makes the term longer.
type RateBonusExtension string

// The values of release 1.8.3.
const (
	RateBonusExtensionWithExtension    RateBonusExtension = "WITH_EXTENSION"
	RateBonusExtensionWithoutExtension RateBonusExtension = "WITHOUT_EXTENSION"
)

func (o *MembershipOfferExtended) incomplete() bool { return o.ID == 0 }

// GetMembershipOffers returns what the studio sells.
func (c *Client) GetMembershipOffers(ctx context.Context) ([]MembershipOffer, error) {
	return get[[]MembershipOffer](ctx, c, "getMembershipOffers", "/v1/memberships/membership-offers", nil)
}

// GetMembershipOfferById returns one offer in full.
func (c *Client) GetMembershipOfferById(ctx context.Context, offerID int64) (MembershipOfferExtended, error) {
	return get[MembershipOfferExtended](ctx, c, "getMembershipOfferById", "/v1/memberships/membership-offers/"+id(offerID), nil)
}
