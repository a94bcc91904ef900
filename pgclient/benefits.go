package pgclient

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// BenefitValidation says whether a customer may use a benefit at present. The API
// knows keys alone: what a benefit is called and how often it may still be used is
// not told.
type BenefitValidation struct {
	Key   string `json:"key"`
	Valid bool   `json:"valid"`
}

var (
	errNoCardNumber = errors.New("no card number is given")
	errNoBenefit    = errors.New("no benefit is named")
)

// GetBenefits returns what a customer may use of the benefits with these keys, or of
// all for none. Only the keys of the integration that the API key belongs to exist;
// whether others are left out or are not valid is not documented.
func (c *Client) GetBenefits(ctx context.Context, customerID int64, keys ...string) ([]BenefitValidation, error) {
	return get[[]BenefitValidation](ctx, c, "getBenefits", "/v1/customers/"+id(customerID)+"/benefits", benefitQuery(keys))
}

// GetBenefitsByCardNumber does the same for the holder of a card, whose number is
// written in format, decimal for "". The API wants the number in the URL: it may show
// up in the logs of a proxy in between.
//
// NotFound if nobody has the card; Invalid, and nothing sent, without a number.
func (c *Client) GetBenefitsByCardNumber(ctx context.Context, cardNumber string, format CardNumberFormat, keys ...string) ([]BenefitValidation, error) {
	if cardNumber == "" {
		return nil, &Error{Op: "getBenefitsByCardNumber", Kind: Invalid, cause: errNoCardNumber}
	}
	q := benefitQuery(keys)
	q.Set("cardNumber", cardNumber)
	if format != "" {
		q.Set("cardNumberFormat", string(format))
	}
	return get[[]BenefitValidation](ctx, c, "getBenefitsByCardNumber", "/v1/customers/benefits", q)
}

// UseBenefit writes down one use of a benefit. That is the part of the device that
// grants it, not of a page that shows it.
//
// Invalid if the customer may not use it now, or, with nothing sent, without a key.
func (c *Client) UseBenefit(ctx context.Context, customerID int64, key string) error {
	if key == "" {
		return &Error{Op: "useBenefit", Kind: Invalid, cause: errNoBenefit}
	}
	path := "/v1/customers/" + id(customerID) + "/benefits/" + url.PathEscape(key) + "/use"
	return act(ctx, c, "useBenefit", http.MethodPost, path, nil)
}

// benefitQuery repeats the parameter, as the API wants it.
func benefitQuery(keys []string) url.Values {
	q := url.Values{}
	for _, key := range keys {
		q.Add("key", key)
	}
	return q
}
