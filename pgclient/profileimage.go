package pgclient

import (
	"context"
	"log/slog"
	"net/http"
)

// CustomerImage is the answer to a new profile picture.
type CustomerImage struct {
	ImageURL string `json:"imageUrl"` // dies after 15 minutes; needs no key
}

// LogValue keeps the link to a face out of logs.
func (CustomerImage) LogValue() slog.Value { return slog.StringValue("image") }

// UpdateImage replaces a customer's picture by a JPEG or PNG, of which the API makes
// a JPEG of 1200 by 1200 pixels. It cannot be taken away again, only replaced.
//
// Invalid if it is no picture, or one too large; the limit is not documented.
func (c *Client) UpdateImage(ctx context.Context, customerID int64, picture Upload) (CustomerImage, error) {
	var out CustomerImage
	err := c.do(ctx, call{
		op: "updateImage", method: http.MethodPut, path: "/v1/customers/" + id(customerID) + "/images",
		form: &form{file: &picture, name: "image"}, out: &out, write: true,
	})
	return result(out, err)
}
