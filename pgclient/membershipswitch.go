package pgclient

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
)

// MembershipSwitchConfig is a way to switch that is open to a customer.
type MembershipSwitchConfig struct {
	ID              int64                            `json:"id"`
	Name            string                           `json:"name"`
	Presentation    MembershipSwitchPresentation     `json:"presentation"`
	SourceContracts []MembershipSwitchSourceContract `json:"sourceContracts"` // contracts that may be switched
}

// MembershipSwitchConfigExtended is a way to switch with the offers that it leads to.
type MembershipSwitchConfigExtended struct {
	ID                          int64                            `json:"id"`
	Name                        string                           `json:"name"`
	Presentation                MembershipSwitchPresentation     `json:"presentation"`
	SourceContracts             []MembershipSwitchSourceContract `json:"sourceContracts"`
	DestinationMembershipOffers []MembershipOfferExtended        `json:"destinationMembershipOffers"`
}

// MembershipSwitchPresentation is what advertises a switch. The picture is a temporary link of
// 15 minutes.
type MembershipSwitchPresentation struct {
	BannerText string `json:"bannerText"`
	ImageURL   string `json:"imageUrl"` // link dies after 15 minutes
}

// MembershipSwitchSourceContract is a contract that may be left. The API calls the id that of
// a contract rate: look for a contract with this id, then for one of this rate name.
type MembershipSwitchSourceContract struct {
	ID       int64  `json:"id"` // id of a contract rate; see behaviour.md
	RateName string `json:"rateName"`
}

// MembershipSwitchRequest is which contract to leave for which term of which offer.
type MembershipSwitchRequest struct {
	ConfigID                    int64   `json:"configId"`
	MembershipOfferTermID       int64   `json:"membershipOfferTermId"`
	SourceContractID            int64   `json:"sourceContractId"` // contract to leave
	StartDate                   Date    `json:"startDate"`
	Notes                       string  `json:"notes,omitzero"`
	ThirdPartyID                string  `json:"thirdPartyId,omitzero"`
	SelectedSelectableModuleIDs []int64 `json:"selectedSelectableModuleIds,omitzero"`
	SelectedOptionalModuleIDs   []int64 `json:"selectedOptionalModuleIds,omitzero"`
	InitialPaymentRequestToken  string  `json:"initialPaymentRequestToken,omitzero"` // token for what is due now; not for previews
}

// MembershipSwitchPreview is what a switch will cost.
type MembershipSwitchPreview struct {
	ContractVolumeInformation *ContractVolume `json:"contractVolumeInformation"`
	AgeAdjustedPrice          *Money          `json:"ageAdjustedPrice"`
	ModuleConsentTextBlocks   []TextBlock     `json:"moduleConsentTextBlocks"`
	PaymentPreview            *PaymentPreview `json:"paymentPreview"`
}

// LogValue keeps notes and the token out of logs.
func (r MembershipSwitchRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("configId", r.ConfigID), slog.Int64("sourceContractId", r.SourceContractID))
}

func (m *MembershipSwitchConfigExtended) incomplete() bool { return m.ID == 0 }

// GetMembershipSwitchConfigurationsForCustomer returns the ways to switch that are open
// to a customer; none means that no switch is possible. studioID looks at another
// studio than the customer's, 0 at that.
func (c *Client) GetMembershipSwitchConfigurationsForCustomer(ctx context.Context, customerID, studioID int64) ([]MembershipSwitchConfig, error) {
	return get[[]MembershipSwitchConfig](ctx, c, "getMembershipSwitchConfigurationsForCustomer", switchPath(customerID)+"/configs", atStudio(studioID))
}

// GetMembershipSwitchConfigurationForCustomer returns a way to switch with its offers:
// NotFound unless it is open to the customer. studioID is as above.
func (c *Client) GetMembershipSwitchConfigurationForCustomer(ctx context.Context, customerID, configID, studioID int64) (MembershipSwitchConfigExtended, error) {
	return get[MembershipSwitchConfigExtended](ctx, c, "getMembershipSwitchConfigurationForCustomer", switchPath(customerID)+"/configs/"+id(configID), atStudio(studioID))
}

// PostMembershipSwitchPreview returns what a switch will cost. It is a read: nothing is
// switched. studioID is as above.
func (c *Client) PostMembershipSwitchPreview(ctx context.Context, customerID, studioID int64, r MembershipSwitchRequest) (MembershipSwitchPreview, error) {
	var out MembershipSwitchPreview
	err := c.do(ctx, call{
		op: "postMembershipSwitchPreview", method: http.MethodPost, path: switchPath(customerID) + "/preview",
		query: atStudio(studioID), body: r, out: &out,
	})
	return result(out, err)
}

// SwitchMembership ends a contract and starts another. The API answers nothing: read
// the contracts again, and before anybody tries again, too.
func (c *Client) SwitchMembership(ctx context.Context, customerID int64, r MembershipSwitchRequest) error {
	return act(ctx, c, "switchMembership", http.MethodPost, switchPath(customerID), r)
}

func switchPath(customerID int64) string {
	return "/v1/memberships/" + id(customerID) + "/membership-switch"
}

func atStudio(studioID int64) url.Values {
	if studioID == 0 {
		return nil
	}
	return url.Values{"studioId": {id(studioID)}}
}
