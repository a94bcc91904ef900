package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// TrialLeadRequest is a person who wants a trial.
type TrialLeadRequest struct {
	LeadCustomerData   TrialLeadCustomer `json:"leadCustomerData"`
	TrialOfferConfigID int64             `json:"trialOfferConfigId"` // decides what is asked for
}

// LogValue keeps a person out of logs.
func (r TrialLeadRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("trialOfferConfigId", r.TrialOfferConfigID))
}

// TrialLeadCustomer is what a person tells about themselves. Which fields are asked
// for is in [TrialOfferLeadDataConfig]. Mind the spelling of the names, which is
// another than everywhere else.
type TrialLeadCustomer struct {
	Firstname       string            `json:"firstname"`
	SecondFirstname string            `json:"secondFirstname,omitzero"`
	Lastname        string            `json:"lastname"`
	SecondLastname  string            `json:"secondLastname,omitzero"`
	Email           string            `json:"email"`
	Gender          Gender            `json:"gender,omitzero"`
	DateOfBirth     Date              `json:"dateOfBirth,omitzero"`
	Telephone       string            `json:"telephone,omitzero"`
	Address         *TrialLeadAddress `json:"address,omitzero"`
	ThirdPartyID    string            `json:"thirdPartyId,omitzero"` // since release 1.9.0
	Language        *Language         `json:"language,omitzero"`     // since release 1.9.0
}

// LogValue keeps a person out of logs.
func (TrialLeadCustomer) LogValue() slog.Value { return slog.StringValue("trial lead") }

// TrialLeadAddress is where a person lives.
type TrialLeadAddress struct {
	Street      string `json:"street"`
	HouseNumber string `json:"houseNumber,omitzero"`
	ZipCode     string `json:"zipCode"`
	City        string `json:"city"`
}

// LogValue keeps an address out of logs.
func (TrialLeadAddress) LogValue() slog.Value { return slog.StringValue("address") }

// TrialLeadValidation tells whether a person could be entered.
type TrialLeadValidation struct {
	ValidationStatus TrialLeadValidationStatus `json:"validationStatus"`
}

func (v *TrialLeadValidation) incomplete() bool { return v.ValidationStatus == "" }

// TrialLeadValidationStatus is the reason why a person cannot be entered, or Possible.
type TrialLeadValidationStatus string

// The answers of release 1.8.3. Never tell a visitor about a duplicate: that
// somebody is known to the studio is nobody else's business.
const (
	TrialLeadValidationStatusPossible                TrialLeadValidationStatus = "POSSIBLE"
	TrialLeadValidationStatusInvalidLeadCustomerData TrialLeadValidationStatus = "INVALID_LEAD_CUSTOMER_DATA"
	TrialLeadValidationStatusDuplicateCustomer       TrialLeadValidationStatus = "DUPLICATE_CUSTOMER"
)

// TrialLead is a person who was entered for a trial; the id is that of a customer.
type TrialLead struct {
	LeadCustomerID *int64 `json:"leadCustomerId"`
}

// incomplete: the contract calls the id optional, but nothing can be booked without.
func (l *TrialLead) incomplete() bool { return l.LeadCustomerID == nil || *l.LeadCustomerID == 0 }

// ValidateForLeadCustomerCreation tells whether a person could be entered. It changes
// nothing and counts as a read.
func (c *Client) ValidateForLeadCustomerCreation(ctx context.Context, r TrialLeadRequest) (TrialLeadValidation, error) {
	return ask[TrialLeadValidation](ctx, c, "validateForLeadCustomerCreation", "/v1/trial-offers/lead/validate", r)
}

// CreateLeadCustomer enters a person. The id of the answer is the customer in the
// bookings of trial offers. It is a write: never sent twice; see [Unclear].
//
// Invalid means refused; ValidateForLeadCustomerCreation then tells why.
func (c *Client) CreateLeadCustomer(ctx context.Context, r TrialLeadRequest) (TrialLead, error) {
	return send[TrialLead](ctx, c, "createLeadCustomer", http.MethodPost, "/v1/trial-offers/lead/create", r)
}
