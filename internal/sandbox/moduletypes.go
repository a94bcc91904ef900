package sandbox

type additionalModuleJSON struct {
	ID                 int64                  `json:"id"`
	Name               string                 `json:"name"`
	Description        string                 `json:"description,omitempty"`
	ImageURL           string                 `json:"imageUrl"`
	PaymentFrequencies []paymentFrequency     `json:"paymentFrequencies"`
	TermInformation    moduleTermInformation  `json:"termInformation"`
	TrialPeriodConfig  *moduleTrialPeriodJSON `json:"trialPeriodConfig,omitempty"`
	RateCodes          []rateCode             `json:"rateCodes,omitempty"`
}

type moduleTermInformation struct {
	Term              termJSON         `json:"term"`
	Extension         *moduleExtension `json:"extension,omitempty"`
	CancelationPeriod *termJSON        `json:"cancelationPeriod,omitempty"`
}

type moduleExtension struct {
	ExtensionType              string    `json:"extensionType"` // TERM_EXTENSION or NEW
	TermExtension              *termJSON `json:"termExtension,omitempty"`
	ExtensionCancelationPeriod *termJSON `json:"extensionCancelationPeriod,omitempty"`
}

type moduleTrialPeriodJSON struct {
	Term        termJSON `json:"term"`
	Description string   `json:"description,omitempty"`
}

type moduleContractRequest struct {
	AdditionalModuleID *int64 `json:"additionalModuleId"`
	PaymentFrequencyID *int64 `json:"paymentFrequencyId"`
	BookTrialPeriod    *bool  `json:"bookTrialPeriod"`
}

type moduleContractValidation struct {
	ValidationStatus string `json:"validationStatus"`
}

type moduleContractIDJSON struct {
	ID int64 `json:"id"`
}

type moduleContractJSON struct {
	Name                              string                   `json:"name"`
	Price                             money                    `json:"price"`
	StartDate                         string                   `json:"startDate"`
	EndDate                           string                   `json:"endDate,omitempty"`
	CancelationDate                   string                   `json:"cancelationDate,omitempty"`
	LastPossibleCancelationDate       string                   `json:"lastPossibleCancelationDate,omitempty"`
	CancelationReason                 string                   `json:"cancelationReason,omitempty"`
	ContractCancelationStatus         string                   `json:"contractCancelationStatus,omitempty"`
	ContractCancelationCanBeWithdrawn bool                     `json:"contractCancelationCanBeWithdrawn"`
	TrialPeriod                       *moduleContractTrialJSON `json:"trialPeriod,omitempty"`
	AvailableCancelationDates         []string                 `json:"availableCancelationDates,omitempty"`
	RateCodes                         []rateCode               `json:"rateCodes,omitempty"`
}

type moduleContractTrialJSON struct {
	Term      *termJSON `json:"term,omitempty"`
	StartDate string    `json:"startDate,omitempty"`
}

type moduleCancelationRequest struct {
	CancelationDate     string `json:"cancelationDate"`
	CancelationReasonID *int64 `json:"cancelationReasonId"`
}
