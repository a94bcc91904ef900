package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// CustomerAccessCode is what a customer shows to the door.
type CustomerAccessCode struct {
	Format    AccessCodeFormat `json:"format"`
	ExpiresAt ZonedTime        `json:"expiresAt"` // read the next one shortly before; absent: each minute
	Content   string           `json:"content"`   // what to draw; text, whose leading zeros count
}

func (c *CustomerAccessCode) incomplete() bool { return c.Format == "" || c.Content == "" }

// LogValue keeps what opens the door out of logs.
func (c CustomerAccessCode) LogValue() slog.Value { return slog.StringValue(string(c.Format)) }

// AccessCodeFormat is how a door code is drawn. Show no code in a format that is not
// known here.
type AccessCodeFormat string

// The formats of release 1.8.3.
const AccessCodeFormatQRCode AccessCodeFormat = "QR_CODE"

// AccessMediumUpdate is the new value of an access medium.
type AccessMediumUpdate struct {
	Value string `json:"value,omitzero"`
}

// LogValue keeps what opens the door out of logs.
func (AccessMediumUpdate) LogValue() slog.Value { return slog.StringValue("access medium") }

// LogValue keeps the reason, which is about a member, out of logs.
func (r AccessRestriction) LogValue() slog.Value {
	return slog.GroupValue(slog.String("from", r.StartDate.String()), slog.String("to", r.EndDate.String()))
}

// GetCustomerAccessCode returns the door code that is a customer's at present. It is
// for studios whose StudioInformation.AccessCodeConfiguration is enabled; how the API
// refuses elsewhere is not documented, NotFound and Invalid are to be expected.
func (c *Client) GetCustomerAccessCode(ctx context.Context, customerID int64) (CustomerAccessCode, error) {
	return get[CustomerAccessCode](ctx, c, "getCustomerAccessCode", "/v1/customers/"+id(customerID)+"/access-code", nil)
}

// AddAccessMediums gives a customer one more access medium, despite its name, and
// returns it with its id. The ID of the argument is not looked at.
//
// Invalid or Conflict if somebody has the same already.
func (c *Client) AddAccessMediums(ctx context.Context, customerID int64, m AccessMedium) (AccessMedium, error) {
	return send[AccessMedium](ctx, c, "addAccessMediums", http.MethodPost, "/v1/customers/"+id(customerID)+"/access-mediums", m)
}

// AddAccessMedium is the older form of [Client.AddAccessMediums], which the API still
// has but calls superseded.
func (c *Client) AddAccessMedium(ctx context.Context, customerID int64, m AccessMedium) (AccessMedium, error) {
	return send[AccessMedium](ctx, c, "addAccessMedium", http.MethodPut, "/v1/customers/"+id(customerID)+"/access-medium", m)
}

// UpdateAccessMediums changes what is written on one access medium. It has to be one
// that this integration added; how the API refuses others is not documented.
func (c *Client) UpdateAccessMediums(ctx context.Context, customerID, accessMediumID int64, u AccessMediumUpdate) (AccessMedium, error) {
	path := "/v1/customers/" + id(customerID) + "/access-mediums/" + id(accessMediumID)
	return send[AccessMedium](ctx, c, "updateAccessMediums", http.MethodPut, path, u)
}

// DeleteAccessMediums takes one access medium away. It has to be one that this
// integration added.
func (c *Client) DeleteAccessMediums(ctx context.Context, customerID, accessMediumID int64) error {
	path := "/v1/customers/" + id(customerID) + "/access-mediums/" + id(accessMediumID)
	return act(ctx, c, "deleteAccessMediums", http.MethodDelete, path, nil)
}

// SetAccessRestriction keeps a customer out, on the days from StartDate to EndDate in
// the studio's zone, or without both until it is deleted. An integration has one
// restriction for each customer: a second call changes it.
//
// Invalid without a reason, or with one of the days alone.
func (c *Client) SetAccessRestriction(ctx context.Context, customerID int64, r AccessRestriction) (AccessRestriction, error) {
	return send[AccessRestriction](ctx, c, "setAccessRestriction", http.MethodPut, "/v1/customers/"+id(customerID)+"/access-restrictions", r)
}

// DeleteAccessRestriction takes back what SetAccessRestriction did. The studio's own
// restrictions stay.
func (c *Client) DeleteAccessRestriction(ctx context.Context, customerID int64) error {
	return act(ctx, c, "deleteAccessRestriction", http.MethodDelete, "/v1/customers/"+id(customerID)+"/access-restrictions", nil)
}
