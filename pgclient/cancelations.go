package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// ContractCancelationReason is one of the studio's reasons to choose from.
type ContractCancelationReason struct {
	CancelationReasonID   int64  `json:"cancelationReasonId"`
	CancelationReasonName string `json:"cancelationReasonName"` // as the studio wrote it; not translated
}

// ContractCancelationRequest asks for the end of a contract.
type ContractCancelationRequest struct {
	CancelationDate     Date  `json:"cancelationDate"` // the last day of the contract; one of ContractData.AvailableCancelationDates
	CancelationReasonID int64 `json:"cancelationReasonId"`
	ContractID          int64 `json:"contractId"`
}

// LogValue keeps why and when somebody leaves out of logs.
func (r ContractCancelationRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("contract", r.ContractID))
}

// GetContractCancelationReasonData returns the studio's reasons for a cancelation.
// They serve for additional modules as well (an assumption: there is no other list).
func (c *Client) GetContractCancelationReasonData(ctx context.Context) ([]ContractCancelationReason, error) {
	return get[[]ContractCancelationReason](ctx, c, "getContractCancelationReasonData", "/v1/memberships/self-service/contract-cancelation-reasons", nil)
}

// CreateContractCancelationAmendment cancels a contract of a customer or, where the
// studio wants to look at it first, asks for that. Nothing tells beforehand which:
// read GetContractData afterwards. It is a write: never sent twice; see [Unclear].
//
// Invalid if the contract cannot be canceled, or not to that day.
func (c *Client) CreateContractCancelationAmendment(ctx context.Context, customerID int64, r ContractCancelationRequest) error {
	return act(ctx, c, "createContractCancelationAmendment", http.MethodPost, "/v1/memberships/"+id(customerID)+"/self-service/ordinary-contract-cancelation", r)
}

// WithdrawContractCancelation takes back the cancelation of a contract, or the
// request for one; the former may have to wait for the studio, see GetContractData.
// It is a write: never sent twice; see [Unclear].
//
// Invalid if there is nothing to take back, such as the second time.
func (c *Client) WithdrawContractCancelation(ctx context.Context, customerID, contractID int64) error {
	return act(ctx, c, "withdrawContractCancelation", http.MethodPost,
		"/v1/memberships/"+id(customerID)+"/self-service/withdraw-ordinary-contract-cancelation/"+id(contractID), nil)
}
