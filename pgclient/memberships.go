package pgclient

import "context"

// ContractData is a membership as its member sees it: what it costs and whether
// and for when it can be canceled. The API spells cancelation with one l here and
// with two in Contract.
type ContractData struct {
	ID                          int64             `json:"id"`
	StartDate                   Date              `json:"startDate"`
	EndDate                     Date              `json:"endDate"`
	RateName                    string            `json:"rateName"`
	ContractStatus              ContractStatus    `json:"contractStatus"`
	CancelationPeriod           *TimePeriod       `json:"cancelationPeriod"`
	CancelationStatus           CancelationStatus `json:"cancelationStatus"` // "" while the contract runs uncanceled
	CancelationDate             Date              `json:"cancelationDate"`   // the day the contract ends
	CancelationReason           string            `json:"cancelationReason"`
	PriceDetails                PriceDetails      `json:"priceDetails"`
	LastPossibleCancelationDate Date              `json:"lastPossibleCancelationDate"` // last day to hand in the cancelation
	AvailableCancelationDates   []Date            `json:"availableCancelationDates"`   // the days one may choose
	CancelationOrigin           CancelationOrigin `json:"cancelationOrigin"`
	RateCodes                   []RateCode        `json:"rateCodes"`
}

// CancelationStatus is how far a cancelation has come. The API has no value for a
// contract that is not canceled: absent, null, and what is not known here mean that
// nothing can be said beyond the contract's dates.
type CancelationStatus string

// The states of release 1.8.3.
const (
	CancelationStatusCanceled                      CancelationStatus = "CANCELED"
	CancelationStatusPendingVerification           CancelationStatus = "PENDING_VERIFICATION"            // asked for, staff decide
	CancelationStatusPendingWithdrawalVerification CancelationStatus = "PENDING_WITHDRAWAL_VERIFICATION" // taking back asked for, staff decide
)

// CancelationOrigin says who canceled.
type CancelationOrigin string

// The origins of release 1.8.3.
const (
	CancelationOriginStudio   CancelationOrigin = "STUDIO" // also dunning, switch, import and the like
	CancelationOriginCustomer CancelationOrigin = "CUSTOMER"
)

// GetContractData returns a customer's contracts as self-service sees them.
func (c *Client) GetContractData(ctx context.Context, customerID int64) ([]ContractData, error) {
	return get[[]ContractData](ctx, c, "getContractData", "/v1/memberships/"+id(customerID)+"/self-service/contract-data", nil)
}
