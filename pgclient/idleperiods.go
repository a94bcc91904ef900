package pgclient

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
)

// IdlePeriodConfig is how a contract may pause. The API speaks of idle periods.
type IdlePeriodConfig struct {
	TemporalUnit                   IdlePeriodTemporalUnit          `json:"temporalUnit"` // the only unit accepted
	MaxTerms                       int                             `json:"maxTerms"`     // the most units
	FirstPossibleStartDate         Date                            `json:"firstPossibleStartDate"`
	NextPossibleStartDateOnly      bool                            `json:"nextPossibleStartDateOnly"` // FirstPossibleStartDate is the only start accepted
	IdlePeriodFee                  Money                           `json:"idlePeriodFee"`
	AccessRefusal                  bool                            `json:"accessRefusal"` // no entry meanwhile
	IdlePeriodReasons              []IdlePeriodReason              `json:"idlePeriodReasons"`
	IdlePeriodCreationStatus       AmendmentConfigurationStatus    `json:"idlePeriodCreationStatus"`
	ContractHasExtension           bool                            `json:"contractHasExtension"`           // the contract's end moves out by the pause
	UnlimitedAllowed               bool                            `json:"unlimitedAllowed"`               // without end
	FreeTerms                      Term                            `json:"freeTerms"`                      // without fee
	DayBasedTermShorteningAllowed  *bool                           `json:"dayBasedTermShorteningAllowed"`  // to any day; since release 1.11.0
	IdlePeriodFeeCalculationConfig *IdlePeriodFeeCalculationConfig `json:"idlePeriodFeeCalculationConfig"` // since release 1.11.0
}

func (c *IdlePeriodConfig) incomplete() bool { return c.TemporalUnit == "" }

// IdlePeriodTemporalUnit is what pauses are counted in. A pause in weeks starts on a
// Monday, one in months on the first.
type IdlePeriodTemporalUnit string

// The units of release 1.8.3.
const (
	IdlePeriodTemporalUnitDay   IdlePeriodTemporalUnit = "DAY"
	IdlePeriodTemporalUnitWeek  IdlePeriodTemporalUnit = "WEEK"
	IdlePeriodTemporalUnitMonth IdlePeriodTemporalUnit = "MONTH"
)

// IdlePeriodReason is one of the studio's reasons to choose from.
type IdlePeriodReason struct {
	ID               int64  `json:"id"` // 0 from releases before 1.11.0, on an IdlePeriod
	Name             string `json:"name"`
	DocumentRequired bool   `json:"documentRequired"` // a proof has to come with it
}

// LogValue keeps the reason out of logs: it may be an illness.
func (r IdlePeriodReason) LogValue() slog.Value { return slog.GroupValue(slog.Int64("id", r.ID)) }

// IdlePeriodFeeCalculationConfig is how the fee of a pause is worked out.
type IdlePeriodFeeCalculationConfig struct {
	IdlePeriodAmount                  Money                  `json:"idlePeriodAmount"`
	IdlePeriodAmountPerTermUnit       *Money                 `json:"idlePeriodAmountPerTermUnit"`
	DefaultTemporalUnit               IdlePeriodTemporalUnit `json:"defaultTemporalUnit"`
	DynamicIdlePeriodAmountPercentage *Decimal               `json:"dynamicIdlePeriodAmountPercentage"` // of the contract's price
	RecurringIdlePeriodCharges        *bool                  `json:"recurringIdlePeriodCharges"`
}

// IdlePeriodValidationRequest asks whether a contract could pause. Since release
// 1.11.0 Unlimited has to be given; from 1.8.5 on either it is true or unit and value
// are given; before, unit and value are mandatory.
type IdlePeriodValidationRequest struct {
	StartDate    Date                   `json:"startDate"`
	TemporalUnit IdlePeriodTemporalUnit `json:"temporalUnit,omitzero"` // that of the IdlePeriodConfig
	TermValue    *int                   `json:"termValue,omitzero"`    // number of units
	Unlimited    *bool                  `json:"unlimited,omitzero"`    // since release 1.8.5
}

// IdlePeriodValidation tells whether a contract could pause, and if not, why.
type IdlePeriodValidation struct {
	ValidationStatus IdlePeriodValidationStatus `json:"validationStatus"`
}

func (v *IdlePeriodValidation) incomplete() bool { return v.ValidationStatus == "" }

// IdlePeriodValidationStatus is why a contract cannot pause as asked, or Creatable,
// or Updatable for the change of a pause. Take a value that is not known here as a no.
type IdlePeriodValidationStatus string

// The answers of release 1.8.3, and those of later ones.
const (
	IdlePeriodValidationStatusCreatable                   IdlePeriodValidationStatus = "IDLEPERIOD_CREATABLE" // the only yes for a new one
	IdlePeriodValidationStatusDeactivatedForContract      IdlePeriodValidationStatus = "IDLEPERIOD_DEACTIVATED_FOR_CONTRACT"
	IdlePeriodValidationStatusPendingVerification         IdlePeriodValidationStatus = "IDLEPERIOD_PENDING_VERIFICATION"              // another request waits
	IdlePeriodValidationStatusDateNotFirstDayOfUnit       IdlePeriodValidationStatus = "IDLEPERIOD_DATE_NOT_FIRSTDAY_OF_TEMPORALUNIT" // of the week or month
	IdlePeriodValidationStatusDeadlineViolated            IdlePeriodValidationStatus = "IDLEPERIOD_DEADLINE_VIOLATED"                 // starts too soon
	IdlePeriodValidationStatusExpectedStartDateMismatch   IdlePeriodValidationStatus = "IDLEPERIOD_EXPECTED_STARTDATE_MISMATCH"       // only FirstPossibleStartDate is possible
	IdlePeriodValidationStatusMaximumYearsViolated        IdlePeriodValidationStatus = "IDLEPERIOD_MAXIMUM_YEARS_VIOLATED"            // longer than five years
	IdlePeriodValidationStatusOverlapping                 IdlePeriodValidationStatus = "IDLEPERIOD_OVERLAPPING"                       // with another one
	IdlePeriodValidationStatusTemporalUnitInvalid         IdlePeriodValidationStatus = "IDLEPERIOD_TEMPORALUNIT_INVALID"              // not that of the IdlePeriodConfig
	IdlePeriodValidationStatusMaximumTermsViolated        IdlePeriodValidationStatus = "IDLEPERIOD_MAXIMUM_TERMS_VIOLATED"            // too long for this contract
	IdlePeriodValidationStatusTermValueMissing            IdlePeriodValidationStatus = "IDLEPERIOD_TERMVALUE_MISSING"                 // since release 1.8.5
	IdlePeriodValidationStatusUnlimitedParameterIsMissing IdlePeriodValidationStatus = "IDLEPERIOD_UNLIMITED_PARAMETER_IS_MISSING"    // since release 1.11.0
	IdlePeriodValidationStatusEndDateAndTermProvided      IdlePeriodValidationStatus = "IDLEPERIOD_ENDDATE_AND_TERM_PROVIDED"         // since release 1.11.0
	IdlePeriodValidationStatusEndDateBeforeStartDate      IdlePeriodValidationStatus = "IDLEPERIOD_ENDDATE_BEFORE_STARTDATE"          // since release 1.11.0
	IdlePeriodValidationStatusEndDateOnlyForShortening    IdlePeriodValidationStatus = "IDLEPERIOD_ENDDATE_ONLY_FOR_SHORTENING"       // since release 1.11.0
	IdlePeriodValidationStatusUpdatable                   IdlePeriodValidationStatus = "IDLEPERIOD_UPDATABLE"                         // the only yes for a change; since release 1.11.0
)

// IdlePeriodRequest asks for a pause; see IdlePeriodValidationRequest for what has
// to be given.
type IdlePeriodRequest struct {
	StartDate    Date                   `json:"startDate"`
	TemporalUnit IdlePeriodTemporalUnit `json:"temporalUnit,omitzero"`
	TermValue    *int                   `json:"termValue,omitzero"`
	ReasonID     int64                  `json:"reasonId"`
	Unlimited    *bool                  `json:"unlimited,omitzero"` // since release 1.8.5
}

// LogValue keeps a pause and its reason out of logs.
func (IdlePeriodRequest) LogValue() slog.Value { return slog.StringValue("idle period request") }

// IdlePeriod is a pause of a contract, or the request for one.
type IdlePeriod struct {
	ID                             int64                           `json:"id"` // changes when a request is accepted: never keep it
	StartDate                      Date                            `json:"startDate"`
	EndDate                        Date                            `json:"endDate"`     // the last day; means nothing if Unlimited
	DocumentURL                    string                          `json:"documentUrl"` // the proof; dies after 15 minutes
	State                          IdlePeriodState                 `json:"state"`
	Unlimited                      *bool                           `json:"unlimited"`                      // since release 1.8.5; look at it before EndDate
	IdlePeriodFeeCalculationConfig *IdlePeriodFeeCalculationConfig `json:"idlePeriodFeeCalculationConfig"` // since release 1.11.0
	IdlePeriodFee                  *IdlePeriodFee                  `json:"idlePeriodFee"`                  // before release 1.11.0 the total alone
	IdlePeriodReason               *IdlePeriodReason               `json:"idlePeriodReason"`               // before release 1.11.0 the name alone
}

func (p *IdlePeriod) incomplete() bool { return p.ID == 0 }

// LogValue keeps a pause out of logs but for its id and state.
func (p IdlePeriod) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("id", p.ID), slog.String("state", string(p.State)))
}

// UnmarshalJSON also reads what releases before 1.11.0 send for the reason and the
// fee: a name and an amount, which later ones call deprecated.
func (p *IdlePeriod) UnmarshalJSON(data []byte) error {
	type object IdlePeriod // without this method
	var o struct {
		object
		Reason string `json:"reason"`
		Fee    *Money `json:"fee"`
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return misfit[IdlePeriod](err)
	}
	*p = IdlePeriod(o.object)
	if p.IdlePeriodReason == nil && o.Reason != "" {
		p.IdlePeriodReason = &IdlePeriodReason{Name: o.Reason}
	}
	if p.IdlePeriodFee == nil && o.Fee != nil {
		p.IdlePeriodFee = &IdlePeriodFee{IdlePeriodTotalAmount: o.Fee}
	}
	return nil
}

// IdlePeriodState tells a request from a pause. A request that the studio refused is
// gone.
type IdlePeriodState string

// The states of release 1.8.3.
const (
	IdlePeriodStatePendingVerification IdlePeriodState = "PENDING_VERIFICATION" // staff decide
	IdlePeriodStateAccepted            IdlePeriodState = "ACCEPTED"
)

// IdlePeriodFee is what a pause costs. The fee of an IdlePeriodConfig has the same
// name but is an amount.
type IdlePeriodFee struct {
	IdlePeriodFeeCalculationType       IdlePeriodFeeCalculationType `json:"idlePeriodFeeCalculationType"`
	IdlePeriodTotalAmount              *Money                       `json:"idlePeriodTotalAmount"`
	IdlePeriodFeeCalculationAmount     *Money                       `json:"idlePeriodFeeCalculationAmount"`
	IdlePeriodFeeCalculationTerm       *Term                        `json:"idlePeriodFeeCalculationTerm"`
	IdlePeriodFeeCalculationPercentage *Decimal                     `json:"idlePeriodFeeCalculationPercentage"`
}

// IdlePeriodFeeCalculationType is how a fee is worked out.
type IdlePeriodFeeCalculationType string

// The types of release 1.11.0.
const (
	IdlePeriodFeeCalculationTypeNone      IdlePeriodFeeCalculationType = "NONE"
	IdlePeriodFeeCalculationTypeAbsolute  IdlePeriodFeeCalculationType = "ABSOLUTE"
	IdlePeriodFeeCalculationTypeRelative  IdlePeriodFeeCalculationType = "RELATIVE"
	IdlePeriodFeeCalculationTypeTermBased IdlePeriodFeeCalculationType = "TERM_BASED"
)

// IdlePeriodLists are the pauses of a contract. Their order is not documented.
type IdlePeriodLists struct {
	PastIdlePeriods               []IdlePeriod `json:"pastIdlePeriods"`
	CurrentAndUpcomingIdlePeriods []IdlePeriod `json:"currentAndUpcomingIdlePeriods"` // requests included
}

// RemainingIdlePeriods is how much longer a contract may pause.
type RemainingIdlePeriods struct {
	RemainingMaxTerms  *Term `json:"remainingMaxTerms"` // nil: without limit
	RemainingFreeTerms Term  `json:"remainingFreeTerms"`
}

// IdlePeriodUpdateRequest is what a pause is to become. EndDate may only shorten it,
// with the start it has and without unit, value and Unlimited.
type IdlePeriodUpdateRequest struct {
	StartDate    Date                   `json:"startDate"`
	TemporalUnit IdlePeriodTemporalUnit `json:"temporalUnit,omitzero"`
	TermValue    *int                   `json:"termValue,omitzero"`
	Unlimited    *bool                  `json:"unlimited,omitzero"`
	ReasonID     int64                  `json:"reasonId"`
	EndDate      Date                   `json:"endDate,omitzero"`
}

// LogValue keeps a pause and its reason out of logs.
func (IdlePeriodUpdateRequest) LogValue() slog.Value { return slog.StringValue("idle period change") }

// IdlePeriodUpdatePreview tells what the change of a pause would do.
type IdlePeriodUpdatePreview struct {
	PreviewEndDate   Date                       `json:"previewEndDate"` // of the contract
	PreviewCharges   []IdlePeriodPreviewCharge  `json:"previewCharges"`
	ValidationStatus IdlePeriodValidationStatus `json:"validationStatus"`
}

func (p *IdlePeriodUpdatePreview) incomplete() bool { return p.ValidationStatus == "" }

// IdlePeriodPreviewCharge is an amount that a pause would cost, and when.
type IdlePeriodPreviewCharge struct {
	PaidPeriodFrom   Date   `json:"paidPeriodFrom"`
	PaidPeriodTo     Date   `json:"paidPeriodTo"`
	DueDate          Date   `json:"dueDate"`
	Description      string `json:"description"`
	Amount           Money  `json:"amount"`
	DiscountedAmount *Money `json:"discountedAmount"` // what is to be paid instead
}

func idlePeriods(contractID int64) string {
	return "/v1/memberships/" + id(contractID) + "/self-service/idle-periods"
}

// GetIdlePeriodConfig returns how a contract may pause.
func (c *Client) GetIdlePeriodConfig(ctx context.Context, contractID int64) (IdlePeriodConfig, error) {
	return get[IdlePeriodConfig](ctx, c, "getIdlePeriodConfig", idlePeriods(contractID)+"/config", nil)
}

// ValidateIdlePeriodRequest tells whether a pause would be accepted at this moment.
// It changes nothing and counts as a read.
func (c *Client) ValidateIdlePeriodRequest(ctx context.Context, contractID int64, r IdlePeriodValidationRequest) (IdlePeriodValidation, error) {
	return ask[IdlePeriodValidation](ctx, c, "validateIdlePeriodRequest", idlePeriods(contractID)+"/validate", r)
}

// GetIdlePeriods returns the pauses of a contract and the requests that wait.
func (c *Client) GetIdlePeriods(ctx context.Context, contractID int64) (IdlePeriodLists, error) {
	return get[IdlePeriodLists](ctx, c, "getIdlePeriods", idlePeriods(contractID), nil)
}

// CreateIdlePeriodAmendment lets a contract pause, or asks for it where the studio
// decides: the state of the answer tells. The proof is nil, or a JPEG, PNG, PDF or
// HEIC; some reasons demand one. It is a write: never sent twice; see [Unclear].
//
// Invalid means refused; ValidateIdlePeriodRequest then tells why.
func (c *Client) CreateIdlePeriodAmendment(ctx context.Context, contractID int64, r IdlePeriodRequest, proof *Upload) (IdlePeriod, error) {
	var out IdlePeriod
	err := c.do(ctx, call{
		op: "createIdlePeriodAmendment", method: http.MethodPost, path: idlePeriods(contractID),
		form: &form{data: r, file: proof, name: "document"}, out: &out, write: true,
	})
	return result(out, err)
}

// WithdrawIdlePeriod takes back a request, or a pause that has not begun. It is a
// write: never sent twice; see [Unclear]. NotFound may mean that the request was
// decided meanwhile; Invalid, that the pause has begun.
func (c *Client) WithdrawIdlePeriod(ctx context.Context, contractID, idlePeriodID int64) error {
	return act(ctx, c, "withdrawIdlePeriod", http.MethodDelete, idlePeriods(contractID)+"/"+id(idlePeriodID), nil)
}

// GetIdlePeriodById returns one pause or request of a contract. Since release 1.8.5.
func (c *Client) GetIdlePeriodById(ctx context.Context, contractID, idlePeriodID int64) (IdlePeriod, error) {
	return get[IdlePeriod](ctx, c, "getIdlePeriodById", idlePeriods(contractID)+"/"+id(idlePeriodID), nil)
}

// GetRemainingIdlePeriods returns how much longer a contract may pause. Since
// release 1.8.5.
func (c *Client) GetRemainingIdlePeriods(ctx context.Context, contractID int64) (RemainingIdlePeriods, error) {
	return get[RemainingIdlePeriods](ctx, c, "getRemainingIdlePeriods", idlePeriods(contractID)+"/remaining", nil)
}

// IdlePeriodUpdatePreview tells whether a pause could be changed and what it would
// cost then. It changes nothing and counts as a read. Since release 1.11.0.
func (c *Client) IdlePeriodUpdatePreview(ctx context.Context, contractID, idlePeriodID int64, r IdlePeriodUpdateRequest) (IdlePeriodUpdatePreview, error) {
	var out IdlePeriodUpdatePreview
	err := c.do(ctx, call{op: "idlePeriodUpdatePreview", method: http.MethodPut, path: idlePeriods(contractID) + "/" + id(idlePeriodID) + "/preview", body: r, out: &out})
	return result(out, err)
}

// UpdateIdlePeriod changes a pause. The proof is nil, or as for
// CreateIdlePeriodAmendment. It is a write: never sent twice; see [Unclear]. Since
// release 1.11.0.
//
// Invalid means refused; IdlePeriodUpdatePreview then tells why.
func (c *Client) UpdateIdlePeriod(ctx context.Context, contractID, idlePeriodID int64, r IdlePeriodUpdateRequest, proof *Upload) (IdlePeriod, error) {
	var out IdlePeriod
	err := c.do(ctx, call{
		op: "updateIdlePeriod", method: http.MethodPut, path: idlePeriods(contractID) + "/" + id(idlePeriodID),
		form: &form{data: r, file: proof, name: "document"}, out: &out, write: true,
	})
	return result(out, err)
}
