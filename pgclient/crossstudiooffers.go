package pgclient

import "context"

// StudioSummary is a studio of the tenant in short.
type StudioSummary struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Country     string `json:"country"`
	CountryCode string `json:"countryCode"`
	StudioID    int64  `json:"studioId"`
	OpeningDate Date   `json:"openingDate"`
	ClosingDate Date   `json:"closingDate"`
}

// GetStudiosWithActiveMembershipOffers returns the studios of the tenant that sell at
// least one membership.
func (c *Client) GetStudiosWithActiveMembershipOffers(ctx context.Context) ([]StudioSummary, error) {
	return get[[]StudioSummary](ctx, c, "getStudiosWithActiveMembershipOffers", "/v1/cross-studio/membership-offers/studios", nil)
}
