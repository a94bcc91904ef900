package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// AdditionalInformationField is a field that the studio keeps about its customers
// beside those of the contract.
type AdditionalInformationField struct {
	ID           int64                           `json:"id"`
	Name         string                          `json:"name"` // the studio's text, not translated
	Type         AdditionalInformationFieldType  `json:"type"`
	Abbreviation string                          `json:"abbreviation"`
	ListItems    []AdditionalInformationListItem `json:"listItems"` // LIST: what can be chosen
}

// AdditionalInformationListItem is one choice of a field of type LIST.
type AdditionalInformationListItem struct {
	ID   int64  `json:"id"` // as text the value of an assignment
	Name string `json:"name"`
}

// LogValue keeps what a studio knows about a member out of logs.
func (a AdditionalInformationFieldAssignment) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("field", a.AdditionalInformationFieldID))
}

// GetAdditionalInformationFields returns the fields that the studio made up.
func (c *Client) GetAdditionalInformationFields(ctx context.Context) ([]AdditionalInformationField, error) {
	return get[[]AdditionalInformationField](ctx, c, "getAdditionalInformationFields", "/v1/customers/additional-information-fields", nil)
}

// SetAdditionalInformationFieldAssignments replaces all values of a customer: those
// that are left out are removed. Send what Customer has, with the changes.
//
// Invalid if a value is not of its field's type.
func (c *Client) SetAdditionalInformationFieldAssignments(ctx context.Context, customerID int64, values []AdditionalInformationFieldAssignment) ([]AdditionalInformationFieldAssignment, error) {
	if values == nil {
		values = []AdditionalInformationFieldAssignment{} // the API wants a list, not null
	}
	path := "/v1/customers/" + id(customerID) + "/additional-information-field-assignments"
	return send[[]AdditionalInformationFieldAssignment](ctx, c, "setAdditionalInformationFieldAssignments", http.MethodPut, path, values)
}
