package pgclient

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
)

// DebtCollectionConfiguration is how the studio hands debts over to a collection agency.
type DebtCollectionConfiguration struct {
	Client                               *ClientDetails      `json:"client"`
	DebtCollectionType                   DebtCollectionType  `json:"debtCollectionType"`
	DerecognizeRemainingDebtsOnClosure   DerecognitionPolicy `json:"derecognizeRemainingDebtsOnClosure"`
	DerecognizeRemainingDebtsOnRejection DerecognitionPolicy `json:"derecognizeRemainingDebtsOnRejection"`
}

// DebtCollectionType says whose the debts are once they have been handed over.
type DebtCollectionType string

// The values of release 1.8.3.
const (
	DebtCollectionTypeTrust    DebtCollectionType = "TRUST"    // the studio's still
	DebtCollectionTypePurchase DebtCollectionType = "PURCHASE" // the agency's
)

// DerecognitionPolicy says who decides that what was not paid is written off.
type DerecognitionPolicy string

// The values of release 1.8.3.
const (
	DerecognitionPolicyByPartner DerecognitionPolicy = "BY_PARTNER" // the agency, by ClosureOptionKeyWriteOffRemainingDebts
	DerecognitionPolicyAlways    DerecognitionPolicy = "ALWAYS"
)

// TransferDetails is a run: one hand-over of debtors to the agency.
type TransferDetails struct {
	CollectionDate     Date               `json:"collectionDate"`
	DebtCollectionType DebtCollectionType `json:"debtCollectionType"`
	Client             *ClientDetails     `json:"client"`
	Status             TransferStatus     `json:"status"`
	Origin             TransferOrigin     `json:"origin"`
}

// TransferStatus is how far a run has come.
type TransferStatus string

// The values of release 1.8.3.
const (
	TransferStatusInternalProcessing     TransferStatus = "INTERNAL_PROCESSING"      // the studio is not ready yet
	TransferStatusWaitingForConfirmation TransferStatus = "WAITING_FOR_CONFIRMATION" // read its debtors, then confirm
	TransferStatusCompleted              TransferStatus = "COMPLETED"
	TransferStatusFailed                 TransferStatus = "FAILED"
)

// TransferOrigin is why a run was made.
type TransferOrigin string

// The values of release 1.8.3.
const (
	TransferOriginDebtCollectionRun   TransferOrigin = "DEBT_COLLECTION_RUN"
	TransferOriginIndividualHandover  TransferOrigin = "INDIVIDUAL_HANDOVER"
	TransferOriginAutomaticHandover   TransferOrigin = "AUTOMATIC_HANDOVER"
	TransferOriginContractCancelation TransferOrigin = "CONTRACT_CANCELATION"
)

// DebtCollectionUpdate is what the agency reports about its cases.
type DebtCollectionUpdate struct {
	Debtors   []DebtorUpdate `json:"debtors"`
	RequestID string         `json:"requestId"` // the agency's own, a new one for each report
}

// DebtorUpdate is the state of one debtor's cases, as the agency reports it and as the
// studio has it.
type DebtorUpdate struct {
	DebtorID              string                       `json:"debtorId"`
	AgencyCollectionCases []AgencyCollectionCaseUpdate `json:"agencyCollectionCases"`
	Block                 *BlockUpdate                 `json:"block,omitzero"`
}

// AgencyCollectionCaseUpdate is a case of the agency, which may take several of the
// studio's together.
type AgencyCollectionCaseUpdate struct {
	AgencyCollectionCaseID string         `json:"agencyCollectionCaseId"`
	PublicCollectionCaseID string         `json:"publicCollectionCaseId,omitzero"` // as the debtor knows it
	CollectionCaseIDs      []string       `json:"collectionCaseIds"`               // the studio's
	Closure                *ClosureUpdate `json:"closure,omitzero"`                // nil while the case is open
	Debts                  []DebtUpdate   `json:"debts"`
}

// ClosureUpdate says how a case ended.
type ClosureUpdate struct {
	Type            ClosureType            `json:"type"`
	Options         []ClosureOption        `json:"options,omitzero"`
	Date            Date                   `json:"date"`
	RejectionReason ClosureRejectionReason `json:"rejectionReason,omitzero"` // of a ClosureTypeRejection
	ClosureReason   string                 `json:"closureReason,omitzero"`   // in words
}

// ClosureType is how a case ended.
type ClosureType string

// The values of release 1.8.3.
const (
	ClosureTypePositive  ClosureType = "POSITIVE"  // paid
	ClosureTypeNegative  ClosureType = "NEGATIVE"  // given up
	ClosureTypeReversal  ClosureType = "REVERSAL"  // given back
	ClosureTypeRejection ClosureType = "REJECTION" // not taken on
)

// ClosureOption is something to be done when a case is closed.
type ClosureOption struct {
	Key   ClosureOptionKey `json:"key"`
	Value string           `json:"value"`
}

// ClosureOptionKey names a ClosureOption.
type ClosureOptionKey string

// ClosureOptionKeyWriteOffRemainingDebts is the only option of release 1.8.3.
const ClosureOptionKeyWriteOffRemainingDebts ClosureOptionKey = "WRITE_OFF_REMAINING_DEBTS"

// ClosureRejectionReason is why the agency does not take a case on.
type ClosureRejectionReason string

// The values of release 1.8.3. The last one stands in the change log under another name.
const (
	ClosureRejectionReasonClaimsAlreadyInCourt                           ClosureRejectionReason = "CLAIMS_ALREADY_IN_COURT"
	ClosureRejectionReasonMissingCompensationBlockingDunningProcess      ClosureRejectionReason = "MISSING_COMPENSATION_BLOCKING_DUNNING_PROCESS"
	ClosureRejectionReasonNoInformationAboutLegalRepresentative          ClosureRejectionReason = "NO_INFORMATION_ABOUT_LEGAL_REPRESENTATIVE"
	ClosureRejectionReasonNoCollectionAbroadPossible                     ClosureRejectionReason = "NO_COLLECTION_ABROAD_POSSIBLE"
	ClosureRejectionReasonCollectingFromInheritNotPossible               ClosureRejectionReason = "COLLECTING_FROM_INHERIT_NOT_POSSIBLE"
	ClosureRejectionReasonClaimsTimeBarredOrResidualDebtDischargeGranted ClosureRejectionReason = "CLAIMS_TIME_BARRED_OR_RESIDUAL_DEBT_DISCHARGE_GRANTED"
	ClosureRejectionReasonRemainingClaimBelowLimit                       ClosureRejectionReason = "REMAINING_CLAIM_BELOW_LIMIT"
	ClosureRejectionReasonNotificationObligationsNotPossible             ClosureRejectionReason = "NOTIFICATION_OBLIGATIONS_NOT_POSSIBLE"
	ClosureRejectionReasonFraud                                          ClosureRejectionReason = "FRAUD"
	ClosureRejectionReasonConflictOfInterest                             ClosureRejectionReason = "CONFLICT_OF_INTEREST"
	ClosureRejectionReasonWithdrawnByStudio                              ClosureRejectionReason = "WITHDRAWN_BY_STUDIO"
	ClosureRejectionReasonNoProcessingAtAll                              ClosureRejectionReason = "NO_PROCESSING_AT_ALL"
	ClosureRejectionReasonHardNegativesInDebtorRegister                  ClosureRejectionReason = "HARD_NEGATIVES_IN_DEBTOR_REGISTER"
	ClosureRejectionReasonPostalDeliveryNotPossible                      ClosureRejectionReason = "POSTAL_DELIVERY_NOT_POSSIBLE"
	ClosureRejectionReasonClaimIncreaseImportedSystem                    ClosureRejectionReason = "CLAIM_INCREASE_IMPORTED_SYSTEM"
)

// DebtUpdate is what has become of one debt.
type DebtUpdate struct {
	DebtID         string       `json:"debtId"`
	OriginalAmount Decimal      `json:"originalAmount"`
	CanceledAmount Decimal      `json:"canceledAmount"`
	PaidAmount     Decimal      `json:"paidAmount"`
	Currency       string       `json:"currency"`
	Block          *BlockUpdate `json:"block,omitzero"`
}

// BlockUpdate puts a stop to the collection of a debtor or a debt, or takes it away.
type BlockUpdate struct {
	LimitType BlockLimitType `json:"limitType"`
	EndDate   Date           `json:"endDate"` // the last day of BlockLimitTypeLimited; always sent
}

// DebtCollectionCasesParams picks cases; the zero value asks for all. Each list takes at
// most 50 ids.
type DebtCollectionCasesParams struct {
	DebtorIDs               []string
	CollectionCaseIDs       []string // the studio's
	AgencyCollectionCaseIDs []string
	CaseAdjustmentRequestID int64 // of a webhook; 0: none
}

// BlockedDebtorsParams asks for a part of the blocked debtors; no DebtorIDs mean all.
type BlockedDebtorsParams struct {
	DebtorIDs []string
	SliceParams
}

// BlockedDebtsParams asks for a part of the blocked debts; no DebtIDs mean all.
type BlockedDebtsParams struct {
	DebtIDs []string // UUIDs
	SliceParams
}

// mostCaseIDs is how many ids of one kind a read of cases takes.
const mostCaseIDs = 50

// GetDebtCollectionConfiguration returns how the studio hands debts over.
func (c *Client) GetDebtCollectionConfiguration(ctx context.Context) (DebtCollectionConfiguration, error) {
	return get[DebtCollectionConfiguration](ctx, c, "getDebtCollectionConfiguration", "/v1/debt-collection/configuration", nil)
}

// GetDebtors returns a slice of the debtors of a run, NotFound if there is no such run.
// It takes 1 to 50 at a time.
func (c *Client) GetDebtors(ctx context.Context, runID int64, p SliceParams) (Slice[Debtor], error) {
	return get[Slice[Debtor]](ctx, c, "getDebtors", "/v1/debt-collection/"+id(runID)+"/debtors", p.query())
}

// AllDebtors goes through the debtors of a run.
func (c *Client) AllDebtors(ctx context.Context, runID int64) iter.Seq2[Debtor, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[Debtor], error) { return c.GetDebtors(ctx, runID, p) })
}

// GetTransferDetails returns how far a run has come and who hands over, NotFound if
// there is no such run.
func (c *Client) GetTransferDetails(ctx context.Context, runID int64) (TransferDetails, error) {
	return get[TransferDetails](ctx, c, "getTransferDetails", "/v1/debt-collection/"+id(runID)+"/details", nil)
}

// ConfirmTransfer tells the studio that the debtors of a run have been read, which
// completes it. The run has to be in TransferStatusWaitingForConfirmation; repeating it
// is harmless.
func (c *Client) ConfirmTransfer(ctx context.Context, runID int64) error {
	return act(ctx, c, "confirmTransfer", http.MethodPost, "/v1/debt-collection/"+id(runID)+"/confirmTransfer", nil)
}

// UpdateDebtCollection reports what has become of cases: Invalid if the studio cannot
// make sense of it, NotFound for a debtor or a case it does not know.
func (c *Client) UpdateDebtCollection(ctx context.Context, update DebtCollectionUpdate) error {
	return act(ctx, c, "updateDebtCollection", http.MethodPost, "/v1/debt-collection/update", update)
}

// GetDebtCollectionCases returns the state of cases as the studio has it. Too many ids
// are Invalid and are not sent.
func (c *Client) GetDebtCollectionCases(ctx context.Context, p DebtCollectionCasesParams) ([]DebtorUpdate, error) {
	const op = "getDebtCollectionCases"
	q := url.Values{}
	for name, ids := range map[string][]string{
		"debtorId": p.DebtorIDs, "collectionCaseId": p.CollectionCaseIDs, "agencyCollectionCaseId": p.AgencyCollectionCaseIDs,
	} {
		if len(ids) > mostCaseIDs {
			return nil, &Error{Op: op, Kind: Invalid, cause: errors.New("more than 50 ids of a kind")}
		}
		if len(ids) > 0 {
			q[name] = ids
		}
	}
	if p.CaseAdjustmentRequestID != 0 {
		q.Set("caseAdjustmentRequestId", strconv.FormatInt(p.CaseAdjustmentRequestID, 10))
	}
	return get[[]DebtorUpdate](ctx, c, op, "/v1/debt-collection/cases", q)
}

// GetDebtCollectionBlockedDebtors returns a slice of the debtors from whom nothing must
// be collected at present. It takes 1 to 50 at a time.
func (c *Client) GetDebtCollectionBlockedDebtors(ctx context.Context, p BlockedDebtorsParams) (Slice[BlockedDebtor], error) {
	q := p.query()
	if len(p.DebtorIDs) > 0 {
		q["debtorId"] = p.DebtorIDs
	}
	return get[Slice[BlockedDebtor]](ctx, c, "getDebtCollectionBlockedDebtors", "/v1/debt-collection/blocked/debtors", q)
}

// AllDebtCollectionBlockedDebtors goes through the blocked debtors; no ids mean all.
func (c *Client) AllDebtCollectionBlockedDebtors(ctx context.Context, debtorIDs ...string) iter.Seq2[BlockedDebtor, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[BlockedDebtor], error) {
		return c.GetDebtCollectionBlockedDebtors(ctx, BlockedDebtorsParams{DebtorIDs: debtorIDs, SliceParams: p})
	})
}

// GetDebtCollectionBlockedDebts returns a slice of the debtors with debts that must not
// be collected at present, and these debts. It takes 1 to 50 at a time.
func (c *Client) GetDebtCollectionBlockedDebts(ctx context.Context, p BlockedDebtsParams) (Slice[BlockedDebtor], error) {
	q := p.query()
	if len(p.DebtIDs) > 0 {
		q["debtId"] = p.DebtIDs
	}
	return get[Slice[BlockedDebtor]](ctx, c, "getDebtCollectionBlockedDebts", "/v1/debt-collection/blocked/debts", q)
}

// AllDebtCollectionBlockedDebts goes through the debtors with blocked debts; no ids mean all.
func (c *Client) AllDebtCollectionBlockedDebts(ctx context.Context, debtIDs ...string) iter.Seq2[BlockedDebtor, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[BlockedDebtor], error) {
		return c.GetDebtCollectionBlockedDebts(ctx, BlockedDebtsParams{DebtIDs: debtIDs, SliceParams: p})
	})
}

// LogValue keeps what a debtor owes out of logs.
func (u DebtorUpdate) LogValue() slog.Value { return slog.StringValue("debtor update") }

// LogValue keeps debtors out of logs; the request id is the agency's own.
func (u DebtCollectionUpdate) LogValue() slog.Value {
	return slog.GroupValue(slog.String("request", u.RequestID), slog.Int("debtors", len(u.Debtors)))
}
