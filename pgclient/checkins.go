package pgclient

import (
	"context"
	"iter"
	"log/slog"
)

// CustomerCheckin is a visit to a studio.
type CustomerCheckin struct {
	CheckinID        int64     `json:"checkinId"`
	CheckInDateTime  ZonedTime `json:"checkInDateTime"`  // with its offset, without a zone id
	CheckOutDateTime ZonedTime `json:"checkOutDateTime"` // absent: still inside, or never checked out
	StudioID         *int64    `json:"studioId"`         // where it was
	StudioName       string    `json:"studioName"`
}

// CheckinsParams says which part of a check-in history to return.
type CheckinsParams struct {
	From Date // first day, in the studio's zone; zero: a month ago
	To   Date // last day; zero: today
	// SliceSize is 1 to 50 according to an old release, 10 if it is 0.
	SliceParams
}

// LogValue keeps out of logs when somebody was where.
func (c CustomerCheckin) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("checkinId", c.CheckinID))
}

// GetCustomersCheckinHistory returns a slice of a customer's check-ins, in no
// promised order. AllCustomersCheckinHistory returns all of them.
//
// Invalid if From and To are more than 365 days apart or the wrong way round;
// NotFound for a customer of another studio.
func (c *Client) GetCustomersCheckinHistory(ctx context.Context, customerID int64, p CheckinsParams) (Slice[CustomerCheckin], error) {
	return c.checkins(ctx, "getCustomersCheckinHistory", "/v1/customers/", customerID, p)
}

// AllCustomersCheckinHistory returns a customer's check-ins from one day to another. Zero
// days are those of GetCustomersCheckinHistory.
func (c *Client) AllCustomersCheckinHistory(ctx context.Context, customerID int64, from, to Date) iter.Seq2[CustomerCheckin, error] {
	return all(ctx, func(ctx context.Context, p SliceParams) (Slice[CustomerCheckin], error) {
		return c.GetCustomersCheckinHistory(ctx, customerID, CheckinsParams{From: from, To: to, SliceParams: p})
	})
}

// checkins reads the history in one studio or in all.
func (c *Client) checkins(ctx context.Context, op, path string, customerID int64, p CheckinsParams) (Slice[CustomerCheckin], error) {
	q := p.query()
	if !p.From.IsZero() {
		q.Set("fromDate", p.From.String())
	}
	if !p.To.IsZero() {
		q.Set("toDate", p.To.String())
	}
	return get[Slice[CustomerCheckin]](ctx, c, op, path+id(customerID)+"/activities/checkins", q)
}
