package pgclient

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
)

// Measurement is the person in front of a measuring device.
type Measurement struct {
	ID          int64    `json:"id"` // the customer's
	FirstName   string   `json:"firstName"`
	LastName    string   `json:"lastName"`
	Age         *int     `json:"age"` // years
	DateOfBirth Date     `json:"dateOfBirth"`
	Gender      Gender   `json:"gender"`
	Height      *Decimal `json:"height"` // cm, as last measured
}

func (m *Measurement) incomplete() bool { return m.ID == 0 }

// LogValue keeps everything about a person but the id out of logs.
func (m Measurement) LogValue() slog.Value { return slog.GroupValue(slog.Int64("id", m.ID)) }

// MediumBy identifies a customer by what they hold against a device. Exactly one
// field besides CardNumberFormat is to be set.
type MediumBy struct {
	CardNumber       string
	CardNumberFormat CardNumberFormat // of CardNumber; decimal if it is empty
	Barcode          string
	PIN              string
}

// GetCustomerMeasurement returns what a measuring device needs to know of a customer.
//
// NotFound if there is none; Invalid, and nothing sent, unless exactly one field is set.
func (c *Client) GetCustomerMeasurement(ctx context.Context, by MediumBy) (Measurement, error) {
	return lookUp[Measurement](ctx, c, "getCustomerMeasurement", "/v1/customers/measurement/latest", CustomerBy{
		CardNumber: by.CardNumber, CardNumberFormat: by.CardNumberFormat, Barcode: by.Barcode, PIN: by.PIN,
	}, url.Values{})
}

// Weighing is the result of a body scale. The contract names no units; those given
// here are what the names and examples suggest.
type Weighing struct {
	DatabaseID                *int64   `json:"databaseId,omitzero"`         // the API's or the scale's
	BasalMetabolicRate        *Decimal `json:"basalMetabolicRate,omitzero"` // kcal a day
	BodyFatMass               *Decimal `json:"bodyFatMass,omitzero"`        // kg
	BodyMassIndex             *Decimal `json:"bodyMassIndex,omitzero"`      // kg/m²
	FatFreeMass               *Decimal `json:"fatFreeMass,omitzero"`
	PercentBodyFat            *Decimal `json:"percentBodyFat,omitzero"` // 0 to 100
	PercentSkeletalMuscleMass *Decimal `json:"percentSkeletalMuscleMass,omitzero"`
	SkeletalMuscleMass        *Decimal `json:"skeletalMuscleMass,omitzero"`
	TotalBodyWater            *Decimal `json:"totalBodyWater,omitzero"`
	VisceralFatLevel          *int     `json:"visceralFatLevel,omitzero"`
	Weight                    *Decimal `json:"weight,omitzero"`     // kg
	Height                    *Decimal `json:"height,omitzero"`     // cm
	BfmLeftArm                *Decimal `json:"bfmLeftArm,omitzero"` // Bfm is body fat mass
	BfmLeftLeg                *Decimal `json:"bfmLeftLeg,omitzero"`
	BfmPercentLeftArm         *Decimal `json:"bfmPercentLeftArm,omitzero"`
	BfmPercentLeftLeg         *Decimal `json:"bfmPercentLeftLeg,omitzero"`
	BfmPercentRightArm        *Decimal `json:"bfmPercentRightArm,omitzero"`
	BfmPercentRightLeg        *Decimal `json:"bfmPercentRightLeg,omitzero"`
	BfmPercentTrunk           *Decimal `json:"bfmPercentTrunk,omitzero"`
	BfmRightArm               *Decimal `json:"bfmRightArm,omitzero"`
	BfmRightLeg               *Decimal `json:"bfmRightLeg,omitzero"`
	BfmTrunk                  *Decimal `json:"bfmTrunk,omitzero"`
	FfmLeftArm                *Decimal `json:"ffmLeftArm,omitzero"` // Ffm is fat-free mass
	FfmLeftLeg                *Decimal `json:"ffmLeftLeg,omitzero"`
	FfmPercentLeftArm         *Decimal `json:"ffmPercentLeftArm,omitzero"`
	FfmPercentLeftLeg         *Decimal `json:"ffmPercentLeftLeg,omitzero"`
	FfmPercentRightArm        *Decimal `json:"ffmPercentRightArm,omitzero"`
	FfmPercentRightLeg        *Decimal `json:"ffmPercentRightLeg,omitzero"`
	FfmPercentTrunk           *Decimal `json:"ffmPercentTrunk,omitzero"`
	FfmRightArm               *Decimal `json:"ffmRightArm,omitzero"`
	FfmRightLeg               *Decimal `json:"ffmRightLeg,omitzero"`
	FfmTrunk                  *Decimal `json:"ffmTrunk,omitzero"`
	RawResults                string   `json:"rawResults"` // all of it, as the scale wrote it
}

// LogValue keeps somebody's body out of logs.
func (Weighing) LogValue() slog.Value { return slog.StringValue("weighing") }

// CreateCustomerWeighing stores a weighing and returns it as stored. If benefitKey
// is not "", the call also counts as one use of that benefit.
//
// Nothing prevents that the same weighing is stored twice, and there is no read: an
// outcome that is [Unclear] stays so.
func (c *Client) CreateCustomerWeighing(ctx context.Context, customerID int64, benefitKey string, w Weighing) (Weighing, error) {
	path := "/v1/customers/" + id(customerID) + "/weighing"
	var query url.Values
	if benefitKey != "" {
		query = url.Values{"benefitKey": {benefitKey}}
	}
	var out Weighing
	err := c.do(ctx, call{op: "createCustomerWeighing", method: http.MethodPost, path: path, query: query, body: w, out: &out, write: true})
	return result(out, err)
}
