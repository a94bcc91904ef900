package sandbox

// What the API says about offers, previews and switches. A field without a JSON
// name is the studio's own: it is part of dumps and of no answer.

type membershipOffer struct {
	ID                    int64                 `json:"id"`
	Description           string                `json:"description"`
	Name                  string                `json:"name"`
	SubDescription        string                `json:"subDescription,omitempty"`
	ImageURL              string                `json:"imageUrl,omitempty"` // link dies after 2 hours
	Footnote              string                `json:"footnote,omitempty"`
	PreUseType            string                `json:"preUseType"`
	LimitedOfferingPeriod datePeriod            `json:"limitedOfferingPeriod"`
	RateCodes             []rateCode            `json:"rateCodes"`
	Terms                 []membershipOfferTerm `json:"terms"`
}

type membershipOfferExtended struct {
	ID                               int64                           `json:"id"`
	Description                      string                          `json:"description"`
	Name                             string                          `json:"name"`
	SubDescription                   string                          `json:"subDescription,omitempty"`
	ImageURL                         string                          `json:"imageUrl,omitempty"` // link dies after 2 hours
	Footnote                         string                          `json:"footnote,omitempty"`
	PreUseType                       string                          `json:"preUseType"`
	LimitedOfferingPeriod            datePeriod                      `json:"limitedOfferingPeriod"`
	RateCodes                        []rateCode                      `json:"rateCodes"`
	IncludedModules                  []membershipOfferIncludedModule `json:"includedModules"`
	ContractSignaturesRequired       *bool                           `json:"contractSignaturesRequired,omitempty"`
	AllowedPaymentChoices            []string                        `json:"allowedPaymentChoices"`
	MaximumNumberOfSelectableModules *int                            `json:"maximumNumberOfSelectableModules,omitempty"` // 0 means none
	ContractTextBlocks               []textBlock                     `json:"contractTextBlocks"`
	SelectableModules                []membershipOfferModule         `json:"selectableModules,omitempty"`
	Terms                            []membershipOfferTermExtended   `json:"terms,omitempty"`
	TimeRestrictions                 *offerTimeRestrictions          `json:"timeRestrictions,omitempty"` // null without restriction
	Picture                          int64                           // file that ImageURL links to
	OffSale                          bool                            // the studio has taken it back
}

type membershipSignupRequest struct {
	Contract newContract `json:"contract"`
	Customer newCustomer `json:"customer"`
}

type newContract struct {
	ContractOfferTermID         int64                `json:"contractOfferTermId"` // id of a term of the offer
	StartDate                   string               `json:"startDate"`
	PreuseDate                  string               `json:"preuseDate,omitempty"` // chosen by the offer if left out
	Notes                       string               `json:"notes,omitempty"`
	ThirdPartyID                string               `json:"thirdPartyId,omitempty"`
	EmployeeID                  *int64               `json:"employeeId,omitempty"`
	ReferralCode                string               `json:"referralCode,omitempty"`                // who recruited
	SelectedSelectableModuleIDs []int64              `json:"selectedSelectableModuleIds,omitempty"` // free add-ons, limited in number
	SelectedOptionalModuleIDs   []int64              `json:"selectedOptionalModuleIds,omitempty"`   // paid add-ons of the chosen term
	InitialPaymentRequestToken  string               `json:"initialPaymentRequestToken,omitempty"`  // token for what is due at signing; not for previews
	ContractSignature           *signature           `json:"contractSignature,omitempty"`
	TextBlockSignatures         []textBlockSignature `json:"textBlockSignatures,omitempty"`
	VoucherCode                 string               `json:"voucherCode,omitempty"` // credit or discount vouchers
}

type membershipSwitchConfig struct {
	ID              int64                            `json:"id"`
	Name            string                           `json:"name"`
	Presentation    membershipSwitchPresentation     `json:"presentation"`
	SourceContracts []membershipSwitchSourceContract `json:"sourceContracts"` // contracts that may be switched
}

type membershipSwitchConfigExtended struct {
	ID                          int64                            `json:"id"`
	Name                        string                           `json:"name"`
	Presentation                membershipSwitchPresentation     `json:"presentation"`
	SourceContracts             []membershipSwitchSourceContract `json:"sourceContracts"`
	DestinationMembershipOffers []membershipOfferExtended        `json:"destinationMembershipOffers"`
}

type membershipSwitchRequest struct {
	ConfigID                    int64   `json:"configId"`
	MembershipOfferTermID       int64   `json:"membershipOfferTermId"`
	SourceContractID            int64   `json:"sourceContractId"` // contract to leave
	StartDate                   string  `json:"startDate"`
	Notes                       string  `json:"notes,omitempty"`
	ThirdPartyID                string  `json:"thirdPartyId,omitempty"`
	SelectedSelectableModuleIDs []int64 `json:"selectedSelectableModuleIds,omitempty"`
	SelectedOptionalModuleIDs   []int64 `json:"selectedOptionalModuleIds,omitempty"`
	InitialPaymentRequestToken  string  `json:"initialPaymentRequestToken,omitempty"` // token for what is due now; not for previews
}

type studioSummary struct {
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Country     string `json:"country,omitempty"`
	CountryCode string `json:"countryCode,omitempty"`
	StudioID    int64  `json:"studioId"`
	OpeningDate string `json:"openingDate,omitempty"`
	ClosingDate string `json:"closingDate,omitempty"`
}

type membershipPreview struct {
	BasePrice                       money                   `json:"basePrice"`
	PreUseCharge                    *money                  `json:"preUseCharge,omitempty"` // use before the start
	VoucherType                     string                  `json:"voucherType,omitempty"`
	VoucherRemarks                  string                  `json:"voucherRemarks,omitempty"`
	DiscountedPreUseCharge          *money                  `json:"discountedPreUseCharge,omitempty"`
	CreditValue                     *money                  `json:"creditValue,omitempty"`
	CompanyFeeSplitType             string                  `json:"companyFeeSplitType,omitempty"`
	CompanyFeeSplitValue            *money                  `json:"companyFeeSplitValue,omitempty"`
	CompanyName                     string                  `json:"companyName,omitempty"`
	CompanyAmount                   *money                  `json:"companyAmount,omitempty"` // with several discount periods look there
	MemberAmount                    *money                  `json:"memberAmount,omitempty"`  // with several discount periods look there
	CompanyAmountWithoutDiscount    *money                  `json:"companyAmountWithoutDiscount,omitempty"`
	MemberAmountWithoutDiscount     *money                  `json:"memberAmountWithoutDiscount,omitempty"`
	VoucherBonusPeriod              *rateBonusPeriod        `json:"voucherBonusPeriod,omitempty"`
	VoucherTextBlocks               []textBlock             `json:"voucherTextBlocks,omitempty"`
	FlatFeePreviews                 []flatFeePreview        `json:"flatFeePreviews,omitempty"`
	VoucherSuccessMessage           string                  `json:"voucherSuccessMessage,omitempty"`
	VoucherErrorCode                string                  `json:"voucherErrorCode,omitempty"`
	AgeAdjustedPrice                *money                  `json:"ageAdjustedPrice,omitempty"` // null if no age rule applies
	ContractVolumeInformation       *contractVolume         `json:"contractVolumeInformation,omitempty"`
	ModuleConsentTextBlocks         []textBlock             `json:"moduleConsentTextBlocks,omitempty"`
	SelectedOptionalModulesPreviews []moduleContractPreview `json:"selectedOptionalModulesPreviews,omitempty"`
	VoucherDiscountPeriods          []voucherDiscountPeriod `json:"voucherDiscountPeriods,omitempty"`
	PaymentPreview                  *paymentPreview         `json:"paymentPreview,omitempty"`
}

type membershipSwitchPreview struct {
	ContractVolumeInformation *contractVolume `json:"contractVolumeInformation,omitempty"`
	AgeAdjustedPrice          *money          `json:"ageAdjustedPrice,omitempty"`
	ModuleConsentTextBlocks   []textBlock     `json:"moduleConsentTextBlocks,omitempty"`
	PaymentPreview            *paymentPreview `json:"paymentPreview,omitempty"`
}

type datePeriod struct {
	StartDate string `json:"startDate"`
	EndDate   string `json:"endDate"`
}

type membershipOfferTerm struct {
	ID                        int64                           `json:"id"`
	Term                      *termJSON                       `json:"term,omitempty"`
	ContractVolumeInformation *contractVolume                 `json:"contractVolumeInformation,omitempty"`
	PaymentFrequency          membershipOfferPaymentFrequency `json:"paymentFrequency"`
	ExtensionTerm             *termJSON                       `json:"extensionTerm,omitempty"`
}

type membershipOfferIncludedModule struct {
	ID               int64                       `json:"id"`
	Name             string                      `json:"name"`
	Description      string                      `json:"description"`
	ImageURL         string                      `json:"imageUrl,omitempty"` // link dies after 5 hours
	Term             membershipOfferModuleTerm   `json:"term"`
	TrialPeriod      *membershipOfferTrialPeriod `json:"trialPeriod,omitempty"`
	ConsentTextBlock *textBlock                  `json:"consentTextBlock,omitempty"`
	RateCodes        []rateCode                  `json:"rateCodes,omitempty"`
	Picture          int64                       // file that ImageURL links to
}

type textBlock struct {
	ID                              *int64            `json:"id,omitempty"`
	Title                           string            `json:"title,omitempty"`
	Text                            string            `json:"text,omitempty"`
	Order                           *int              `json:"order,omitempty"`
	HasSignature                    *bool             `json:"hasSignature,omitempty"`                    // may be signed; not enforced
	ShowCommunicationPrivacyOptions *bool             `json:"showCommunicationPrivacyOptions,omitempty"` // show the consent matrix with it
	AttachmentType                  string            `json:"attachmentType,omitempty"`
	AttachedExternalURLDto          *attachedURL      `json:"attachedExternalUrlDto,omitempty"`
	AttachedDocument                *attachedDocument `json:"attachedDocument,omitempty"`
	RateBundleModuleID              *int64            `json:"rateBundleModuleId,omitempty"` // set for module consents
	ConfirmationRequired            *bool             `json:"confirmationRequired,omitempty"`
}

type membershipOfferModule struct {
	ID               int64                           `json:"id"`
	Name             string                          `json:"name"`
	Description      string                          `json:"description"`
	ImageURL         string                          `json:"imageUrl,omitempty"` // link dies after 5 hours
	Term             membershipOfferModuleTerm       `json:"term"`
	TrialPeriod      *membershipOfferTrialPeriod     `json:"trialPeriod,omitempty"`
	ConsentTextBlock *textBlock                      `json:"consentTextBlock,omitempty"`
	PaymentFrequency membershipOfferPaymentFrequency `json:"paymentFrequency"`
	RateCodes        []rateCode                      `json:"rateCodes,omitempty"`
	Picture          int64                           // file that ImageURL links to
}

type membershipOfferTermExtended struct {
	ID                            int64                               `json:"id"`
	Term                          *termJSON                           `json:"term,omitempty"`
	ContractVolumeInformation     *contractVolume                     `json:"contractVolumeInformation,omitempty"`
	PaymentFrequency              membershipOfferPaymentFrequency     `json:"paymentFrequency"`
	ExtensionTerm                 *termJSON                           `json:"extensionTerm,omitempty"`
	DefaultContractStartDate      string                              `json:"defaultContractStartDate,omitempty"`
	DefaultContractStartDateOfUse string                              `json:"defaultContractStartDateOfUse,omitempty"`
	PriceAdjustmentRules          []membershipOfferTermAdjustmentRule `json:"priceAdjustmentRules,omitempty"`
	FlatFees                      []membershipOfferFlatFee            `json:"flatFees"`
	ExtensionFixedTerm            *termJSON                           `json:"extensionFixedTerm,omitempty"`
	ExtensionType                 string                              `json:"extensionType"`
	SubsequentRate                *membershipOfferSubsequentRate      `json:"subsequentRate,omitempty"`
	CancelationStrategy           string                              `json:"cancelationStrategy"`
	CancelationPeriod             *termJSON                           `json:"cancelationPeriod,omitempty"`
	ExtensionCancelationPeriod    *termJSON                           `json:"extensionCancelationPeriod,omitempty"`
	RateBonusPeriods              []rateBonusPeriod                   `json:"rateBonusPeriods,omitempty"`
	RateStartPrice                *money                              `json:"rateStartPrice,omitempty"`
	OptionalModules               []membershipOfferModule             `json:"optionalModules,omitempty"`
	TermAfterExtension            *termJSON                           `json:"termAfterExtension,omitempty"`
	PriceAfterExtension           *money                              `json:"priceAfterExtension,omitempty"`
	StartsIn                      int                                 // days from today to the usual first day
}

type offerTimeRestrictions struct {
	OpeningHoursCategory *openingHoursCategoryRef `json:"openingHoursCategory,omitempty"`
	Availabilities       []dayOpeningHours        `json:"availabilities,omitempty"`
}

type textBlockSignature struct {
	Base64SVGSignature string `json:"base64SvgSignature"` // SVG in base64
	TextBlockID        int64  `json:"textBlockId"`
}

type membershipSwitchPresentation struct {
	BannerText string `json:"bannerText,omitempty"`
	ImageURL   string `json:"imageUrl,omitempty"` // link dies after 15 minutes
}

type membershipSwitchSourceContract struct {
	ID       int64  `json:"id"` // id of a contract rate; see behaviour.md
	RateName string `json:"rateName"`
}

type rateBonusPeriod struct {
	Term                      termJSON `json:"term"`
	TermStrategy              string   `json:"termStrategy"`
	DisplaySeparately         *bool    `json:"displaySeparately,omitempty"`
	RuntimeExtensionType      string   `json:"runtimeExtensionType"`
	ExtendsCancellationPeriod *bool    `json:"extendsCancellationPeriod,omitempty"`
}

type flatFeePreview struct {
	Name                          string                          `json:"name"`
	CompanyAmount                 *money                          `json:"companyAmount,omitempty"`
	MemberAmount                  *money                          `json:"memberAmount,omitempty"`
	PaidTimePeriodCalculationType string                          `json:"paidTimePeriodCalculationType,omitempty"`
	PaymentFrequency              membershipOfferPaymentFrequency `json:"paymentFrequency"`
	FormattedPaymentFrequency     string                          `json:"formattedPaymentFrequency,omitempty"`
	VoucherBonusPeriod            *rateBonusPeriod                `json:"voucherBonusPeriod,omitempty"`
	CreditValue                   *money                          `json:"creditValue,omitempty"`
	Identifier                    string                          `json:"identifier"`
	DiscountPeriods               []voucherDiscountPeriod         `json:"discountPeriods,omitempty"`
}

type contractVolume struct {
	TotalContractVolume                         *money `json:"totalContractVolume,omitempty"`
	AveragePaymentVolumePerMonth                *money `json:"averagePaymentVolumePerMonth,omitempty"`
	AveragePaymentVolumePerPaymentFrequencyTerm *money `json:"averagePaymentVolumePerPaymentFrequencyTerm,omitempty"`
}

type moduleContractPreview struct {
	Name                          string                          `json:"name"`
	CompanyAmount                 *money                          `json:"companyAmount,omitempty"`
	MemberAmount                  *money                          `json:"memberAmount,omitempty"`
	PaidTimePeriodCalculationType string                          `json:"paidTimePeriodCalculationType,omitempty"`
	PaymentFrequency              membershipOfferPaymentFrequency `json:"paymentFrequency"`
	FormattedPaymentFrequency     string                          `json:"formattedPaymentFrequency,omitempty"`
	VoucherBonusPeriod            *rateBonusPeriod                `json:"voucherBonusPeriod,omitempty"`
	CreditValue                   *money                          `json:"creditValue,omitempty"`
	ID                            int64                           `json:"id"`
	DiscountPeriods               []voucherDiscountPeriod         `json:"discountPeriods,omitempty"`
}

type voucherDiscountPeriod struct {
	DiscountType                 string    `json:"discountType"`
	DiscountValue                money     `json:"discountValue"`
	EffectivePeriod              string    `json:"effectivePeriod"`
	EffectivePeriodTimeBasedTerm *termJSON `json:"effectivePeriodTimeBasedTerm,omitempty"`
	DiscountedBasePrice          *money    `json:"discountedBasePrice,omitempty"`
	CompanyAmount                *money    `json:"companyAmount,omitempty"`
	MemberAmount                 *money    `json:"memberAmount,omitempty"`
}

type paymentPreview struct {
	PaymentSchedule    []paymentScheduleEntry `json:"paymentSchedule,omitempty"`
	DueOnSigningAmount *money                 `json:"dueOnSigningAmount,omitempty"` // decides whether a payment session is needed
}

type membershipOfferPaymentFrequency struct {
	ID                        *int64               `json:"id,omitempty"` // may be missing for a starter package
	Type                      string               `json:"type"`
	Term                      *termJSON            `json:"term,omitempty"`
	Price                     *money               `json:"price,omitempty"`             // for RECURRING
	MonthDaysToPrices         []monthDayToPrice    `json:"monthDaysToPrices,omitempty"` // for MONTH_DAY
	TermsToPrices             []termToPrice        `json:"termsToPrices,omitempty"`     // for TERM_BASED; each price starts after its term
	Recurring                 *bool                `json:"recurring,omitempty"`         // whether payments go on without end
	AgeBasedAdjustments       []ageBasedAdjustment `json:"ageBasedAdjustments,omitempty"`
	FormattedPaymentFrequency string               `json:"formattedPaymentFrequency"`
}

type membershipOfferModuleTerm struct {
	ExtensionType              string    `json:"extensionType"`
	Term                       *termJSON `json:"term,omitempty"`
	TermExtension              *termJSON `json:"termExtension,omitempty"`
	CancelationPeriod          *termJSON `json:"cancelationPeriod,omitempty"`
	ExtensionCancelationPeriod *termJSON `json:"extensionCancelationPeriod,omitempty"`
}

type membershipOfferTrialPeriod struct {
	TrialPeriod termJSON `json:"trialPeriod"`
	Description string   `json:"description"`
}

type attachedURL struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

type attachedDocument struct {
	FileName string `json:"fileName"`
	URL      string `json:"url"` // link dies after 5 hours
	File     int64  // that URL links to
}

type membershipOfferTermAdjustmentRule struct {
	DefaultDescription   string `json:"defaultDescription"`
	Value                string `json:"value"`
	RecurrenceFrequency  string `json:"recurrenceFrequency"`
	Type                 string `json:"type"`
	ChargeAdjustmentType string `json:"chargeAdjustmentType"`
}

type membershipOfferFlatFee struct {
	Name                      string                           `json:"name"`
	Identifier                string                           `json:"identifier,omitempty"`
	FormattedPaymentFrequency string                           `json:"formattedPaymentFrequency"`
	FirstBookingDelay         *termJSON                        `json:"firstBookingDelay,omitempty"`
	PaymentFrequency          *membershipOfferPaymentFrequency `json:"paymentFrequency,omitempty"`
	StarterPackage            *bool                            `json:"starterPackage,omitempty"`
}

type membershipOfferSubsequentRate struct {
	Name             string                          `json:"name"`
	PaymentFrequency membershipOfferPaymentFrequency `json:"paymentFrequency"`
}

type openingHoursCategoryRef struct {
	CategoryID int64  `json:"categoryId"`
	Name       string `json:"name"`
}

type paymentScheduleEntry struct {
	DueDate            string `json:"dueDate,omitempty"`
	Description        string `json:"description,omitempty"`
	Type               string `json:"type,omitempty"`
	Amount             *money `json:"amount,omitempty"`
	MandatoryOnSigning *bool  `json:"mandatoryOnSigning,omitempty"`
}

type ageBasedAdjustment struct {
	AgeRange ageRange `json:"ageRange"`
	Value    number   `json:"value"`
	Type     string   `json:"type"`
}

type ageRange struct {
	StartAge int `json:"startAge"`
	EndAge   int `json:"endAge"`
}
