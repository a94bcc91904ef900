package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// AdditionalModule is something that can be added to a contract, such as a sauna or
// drinks.
type AdditionalModule struct {
	ID                 int64                              `json:"id"`
	Name               string                             `json:"name"`
	Description        string                             `json:"description"`
	ImageURL           string                             `json:"imageUrl"` // dies after 5 hours
	PaymentFrequencies []PaymentFrequency                 `json:"paymentFrequencies"`
	TermInformation    AdditionalModuleTermInformation    `json:"termInformation"`
	TrialPeriodConfig  *AdditionalModuleTrialPeriodConfig `json:"trialPeriodConfig"` // nil: no trial can be booked
	RateCodes          []RateCode                         `json:"rateCodes"`
}

// AdditionalModuleTermInformation is how long a module runs.
type AdditionalModuleTermInformation struct {
	Term              Term                       `json:"term"`
	Extension         *AdditionalModuleExtension `json:"extension"` // nil: it ends with its term
	CancelationPeriod *Term                      `json:"cancelationPeriod"`
}

// AdditionalModuleExtension is what follows the first term.
type AdditionalModuleExtension struct {
	ExtensionType              AdditionalModuleExtensionType `json:"extensionType"`
	TermExtension              *Term                         `json:"termExtension"`
	ExtensionCancelationPeriod *Term                         `json:"extensionCancelationPeriod"`
}

// AdditionalModuleExtensionType is the kind of an AdditionalModuleExtension.
type AdditionalModuleExtensionType string

// The kinds of release 1.8.3.
const (
	AdditionalModuleExtensionTypeTermExtension AdditionalModuleExtensionType = "TERM_EXTENSION" // it goes on
	AdditionalModuleExtensionTypeNew           AdditionalModuleExtensionType = "NEW"            // a new contract follows
)

// AdditionalModuleTrialPeriodConfig is a trial before the first term.
type AdditionalModuleTrialPeriodConfig struct {
	Term        Term   `json:"term"`
	Description string `json:"description"`
}

// AdditionalModuleContractRequest asks to buy a module, or whether it could be bought.
type AdditionalModuleContractRequest struct {
	AdditionalModuleID int64 `json:"additionalModuleId"`
	PaymentFrequencyID int64 `json:"paymentFrequencyId"` // one of the module's
	BookTrialPeriod    bool  `json:"bookTrialPeriod"`    // only if the module has one
}

// AdditionalModuleContractValidation tells whether a module could be bought, and if
// not, why.
type AdditionalModuleContractValidation struct {
	ValidationStatus AdditionalModuleContractValidationStatus `json:"validationStatus"`
}

func (v *AdditionalModuleContractValidation) incomplete() bool { return v.ValidationStatus == "" }

// AdditionalModuleContractValidationStatus is why a module cannot be bought, or
// Purchasable. Take a value that is not known here as a no.
type AdditionalModuleContractValidationStatus string

// The answers of release 1.8.3.
const (
	AdditionalModuleContractValidationStatusPurchasable            AdditionalModuleContractValidationStatus = "ADDITIONAL_MODULE_PURCHASABLE" // the only yes
	AdditionalModuleContractValidationStatusAlreadyPurchased       AdditionalModuleContractValidationStatus = "ADDITIONAL_MODULE_CONTRACT_ALREADY_PURCHASED"
	AdditionalModuleContractValidationStatusInvalidStatus          AdditionalModuleContractValidationStatus = "ADDITIONAL_MODULE_CONTRACT_INVALID_STATUS" // of the contract
	AdditionalModuleContractValidationStatusNotFound               AdditionalModuleContractValidationStatus = "ADDITIONAL_MODULE_NOT_FOUND"
	AdditionalModuleContractValidationStatusNotOnlinePurchasable   AdditionalModuleContractValidationStatus = "ADDITIONAL_MODULE_NOT_ONLINE_PURCHASABLE"
	AdditionalModuleContractValidationStatusTrialPeriodNotBookable AdditionalModuleContractValidationStatus = "ADDITIONAL_MODULE_TRIAL_PERIOD_NOT_BOOKABLE"
)

// AdditionalModuleContractId is the answer to a purchase. No list has these ids for
// sure, so keep it; where it is nil, look into Contract.ModuleContracts.
type AdditionalModuleContractId struct {
	ID *int64 `json:"id"`
}

// AdditionalModuleContract is a module that was bought.
type AdditionalModuleContract struct {
	Name                              string                               `json:"name"`
	Price                             Money                                `json:"price"`
	StartDate                         Date                                 `json:"startDate"`
	EndDate                           Date                                 `json:"endDate"`
	CancelationDate                   Date                                 `json:"cancelationDate"`             // the day it ends
	LastPossibleCancelationDate       Date                                 `json:"lastPossibleCancelationDate"` // last day to hand in the cancelation
	CancelationReason                 string                               `json:"cancelationReason"`
	ContractCancelationStatus         CancelationStatus                    `json:"contractCancelationStatus"` // "" while it runs uncanceled
	ContractCancelationCanBeWithdrawn bool                                 `json:"contractCancelationCanBeWithdrawn"`
	TrialPeriod                       *AdditionalModuleContractTrialPeriod `json:"trialPeriod"`
	AvailableCancelationDates         []Date                               `json:"availableCancelationDates"` // the days one may choose
	RateCodes                         []RateCode                           `json:"rateCodes"`
}

func (c *AdditionalModuleContract) incomplete() bool { return c.Name == "" }

// AdditionalModuleContractTrialPeriod is the trial of a module that was bought.
type AdditionalModuleContractTrialPeriod struct {
	Term      *Term `json:"term"`
	StartDate Date  `json:"startDate"`
}

// AdditionalModuleContractCancelationRequest asks for the end of a module.
type AdditionalModuleContractCancelationRequest struct {
	CancelationDate     Date  `json:"cancelationDate"`     // one of AvailableCancelationDates
	CancelationReasonID int64 `json:"cancelationReasonId"` // of GetContractCancelationReasonData
}

// LogValue keeps why and when somebody cancels out of logs.
func (AdditionalModuleContractCancelationRequest) LogValue() slog.Value {
	return slog.StringValue("module cancelation")
}

// GetAdditionalModules returns the modules that the studio sells online. What one
// contract may buy is GetPurchasableAdditionalModules.
func (c *Client) GetAdditionalModules(ctx context.Context) ([]AdditionalModule, error) {
	return get[[]AdditionalModule](ctx, c, "getAdditionalModules", "/v1/memberships/self-service/additional-modules", nil)
}

func additionalModules(contractID int64) string {
	return "/v1/memberships/" + id(contractID) + "/self-service/additional-modules"
}

func additionalModuleContract(contractID, moduleContractID int64) string {
	return "/v1/memberships/" + id(contractID) + "/self-service/additional-module-contracts/" + id(moduleContractID)
}

// GetPurchasableAdditionalModules returns the modules that a contract may buy.
func (c *Client) GetPurchasableAdditionalModules(ctx context.Context, contractID int64) ([]AdditionalModule, error) {
	return get[[]AdditionalModule](ctx, c, "getPurchasableAdditionalModules", additionalModules(contractID)+"/purchasable", nil)
}

// ValidateAdditionalModuleContractRequest tells whether a module could be bought at
// this moment. It changes nothing and counts as a read.
func (c *Client) ValidateAdditionalModuleContractRequest(ctx context.Context, contractID int64, r AdditionalModuleContractRequest) (AdditionalModuleContractValidation, error) {
	return ask[AdditionalModuleContractValidation](ctx, c, "validateAdditionalModuleContractRequest", additionalModules(contractID)+"/validate", r)
}

// PurchaseAdditionalModuleContract buys a module for a contract. It is a write:
// never sent twice; see [Unclear].
//
// Invalid means refused; ValidateAdditionalModuleContractRequest then tells why.
func (c *Client) PurchaseAdditionalModuleContract(ctx context.Context, contractID int64, r AdditionalModuleContractRequest) (AdditionalModuleContractId, error) {
	return send[AdditionalModuleContractId](ctx, c, "purchaseAdditionalModuleContract", http.MethodPost, additionalModules(contractID)+"/purchase", r)
}

// GetAdditionalModuleContract returns a module that was bought for a contract. The
// ids of Contract.ModuleContracts are said to fit, which nobody promises: after
// NotFound show such a module, but offer nothing.
func (c *Client) GetAdditionalModuleContract(ctx context.Context, contractID, moduleContractID int64) (AdditionalModuleContract, error) {
	return get[AdditionalModuleContract](ctx, c, "getAdditionalModuleContract", additionalModuleContract(contractID, moduleContractID), nil)
}

// CreateModuleContractCancelationAmendment cancels a module or, where the studio
// wants to look at it first, asks for that: read GetAdditionalModuleContract
// afterwards. It is a write: never sent twice; see [Unclear].
//
// Invalid if the module cannot be canceled, or not to that day.
func (c *Client) CreateModuleContractCancelationAmendment(ctx context.Context, contractID, moduleContractID int64, r AdditionalModuleContractCancelationRequest) error {
	return act(ctx, c, "createModuleContractCancelationAmendment", http.MethodPost, additionalModuleContract(contractID, moduleContractID)+"/ordinary-cancelation", r)
}

// WithdrawAdditionalModuleContractCancelation takes back the cancelation of a module,
// or the request for one, if ContractCancelationCanBeWithdrawn. It is a write: never
// sent twice; see [Unclear].
func (c *Client) WithdrawAdditionalModuleContractCancelation(ctx context.Context, contractID, moduleContractID int64) error {
	return act(ctx, c, "withdrawAdditionalModuleContractCancelation", http.MethodPost, additionalModuleContract(contractID, moduleContractID)+"/withdraw-cancelation", nil)
}
