package sandbox

type idlePeriodConfigJSON struct {
	TemporalUnit                   string                 `json:"temporalUnit"`
	MaxTerms                       int                    `json:"maxTerms"`
	FirstPossibleStartDate         string                 `json:"firstPossibleStartDate"`
	NextPossibleStartDateOnly      bool                   `json:"nextPossibleStartDateOnly"`
	IdlePeriodFee                  money                  `json:"idlePeriodFee"`
	AccessRefusal                  bool                   `json:"accessRefusal"`
	IdlePeriodReasons              []idlePeriodReasonJSON `json:"idlePeriodReasons"`
	IdlePeriodCreationStatus       string                 `json:"idlePeriodCreationStatus"`
	ContractHasExtension           bool                   `json:"contractHasExtension"`
	UnlimitedAllowed               bool                   `json:"unlimitedAllowed"`
	FreeTerms                      termJSON               `json:"freeTerms"`
	DayBasedTermShorteningAllowed  *bool                  `json:"dayBasedTermShorteningAllowed,omitempty"`  // since release 1.11.0
	IdlePeriodFeeCalculationConfig *idleFeeConfigJSON     `json:"idlePeriodFeeCalculationConfig,omitempty"` // since release 1.11.0
}

type idlePeriodReasonJSON struct {
	ID               int64  `json:"id"`
	Name             string `json:"name"`
	DocumentRequired bool   `json:"documentRequired"`
}

type idleFeeConfigJSON struct {
	IdlePeriodAmount                  money  `json:"idlePeriodAmount"`
	IdlePeriodAmountPerTermUnit       *money `json:"idlePeriodAmountPerTermUnit,omitempty"`
	DefaultTemporalUnit               string `json:"defaultTemporalUnit,omitempty"`
	DynamicIdlePeriodAmountPercentage number `json:"dynamicIdlePeriodAmountPercentage,omitempty"`
	RecurringIdlePeriodCharges        *bool  `json:"recurringIdlePeriodCharges,omitempty"`
}

type idlePeriodValidation struct {
	ValidationStatus string `json:"validationStatus"`
}

// idlePeriodRequest is what validate, create, preview and update are asked: the
// reason is missing in the first, the end in the first two.
type idlePeriodRequest struct {
	StartDate    string `json:"startDate"`
	TemporalUnit string `json:"temporalUnit"`
	TermValue    *int   `json:"termValue"`
	Unlimited    *bool  `json:"unlimited"`
	ReasonID     *int64 `json:"reasonId"`
	EndDate      string `json:"endDate"`
}

type idlePeriodListsJSON struct {
	PastIdlePeriods               []idlePeriodJSON `json:"pastIdlePeriods"`
	CurrentAndUpcomingIdlePeriods []idlePeriodJSON `json:"currentAndUpcomingIdlePeriods"`
}

type idlePeriodJSON struct {
	ID                             int64                 `json:"id"`
	StartDate                      string                `json:"startDate"`
	EndDate                        string                `json:"endDate,omitempty"`
	Reason                         string                `json:"reason"`
	Fee                            money                 `json:"fee"`
	DocumentURL                    string                `json:"documentUrl,omitempty"`
	State                          string                `json:"state"`
	Unlimited                      *bool                 `json:"unlimited,omitempty"`                      // since release 1.8.5
	IdlePeriodFeeCalculationConfig *idleFeeConfigJSON    `json:"idlePeriodFeeCalculationConfig,omitempty"` // since release 1.11.0
	IdlePeriodFee                  *idlePeriodFeeJSON    `json:"idlePeriodFee,omitempty"`                  // since release 1.11.0
	IdlePeriodReason               *idlePeriodReasonJSON `json:"idlePeriodReason,omitempty"`               // since release 1.11.0
}

type idlePeriodFeeJSON struct {
	IdlePeriodFeeCalculationType       string    `json:"idlePeriodFeeCalculationType,omitempty"`
	IdlePeriodTotalAmount              *money    `json:"idlePeriodTotalAmount,omitempty"`
	IdlePeriodFeeCalculationAmount     *money    `json:"idlePeriodFeeCalculationAmount,omitempty"`
	IdlePeriodFeeCalculationTerm       *termJSON `json:"idlePeriodFeeCalculationTerm,omitempty"`
	IdlePeriodFeeCalculationPercentage number    `json:"idlePeriodFeeCalculationPercentage,omitempty"`
}

type remainingIdlePeriodsJSON struct {
	RemainingMaxTerms  *termJSON `json:"remainingMaxTerms,omitempty"`
	RemainingFreeTerms termJSON  `json:"remainingFreeTerms"`
}

type idlePeriodUpdatePreviewJSON struct {
	PreviewEndDate   string           `json:"previewEndDate,omitempty"`
	PreviewCharges   []idleChargeJSON `json:"previewCharges,omitempty"`
	ValidationStatus string           `json:"validationStatus"`
}

type idleChargeJSON struct {
	PaidPeriodFrom   string `json:"paidPeriodFrom,omitempty"`
	PaidPeriodTo     string `json:"paidPeriodTo,omitempty"`
	DueDate          string `json:"dueDate"`
	Description      string `json:"description,omitempty"`
	Amount           money  `json:"amount"`
	DiscountedAmount *money `json:"discountedAmount,omitempty"`
}
