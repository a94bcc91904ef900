package sandbox

import (
	"image/color"
	"slices"
	"strconv"
)

func switchOperations() []*operation {
	read := []string{"MEMBERSHIP_READ"}
	return []*operation{
		{id: "getMembershipSwitchConfigurationsForCustomer", method: "GET", pattern: "/v1/memberships/{customerId}/membership-switch/configs", scopes: read, handle: getMembershipSwitchConfigurationsForCustomer},
		{id: "getMembershipSwitchConfigurationForCustomer", method: "GET", pattern: "/v1/memberships/{customerId}/membership-switch/configs/{configId}", scopes: read, handle: getMembershipSwitchConfigurationForCustomer},
		{id: "postMembershipSwitchPreview", method: "POST", pattern: "/v1/memberships/{customerId}/membership-switch/preview", scopes: read, handle: postMembershipSwitchPreview},
		{id: "switchMembership", method: "POST", pattern: "/v1/memberships/{customerId}/membership-switch", scopes: []string{"MEMBERSHIP_WRITE"}, handle: switchMembership},
	}
}

// switchPath is a way from some rates to some offers. It leads within one studio.
type switchPath struct {
	ID        int64    `json:"id"`
	Name      string   `json:"name"`
	Banner    string   `json:"banner"`
	Picture   int64    `json:"picture"`
	FromRates []string `json:"from_rates"`
	To        []int64  `json:"to"` // offers
}

// switchPaths are a way up and one to paying at once; from the rest none leads away.
func (st *studio) switchPaths() []*switchPath {
	ids := map[string]int64{}
	for _, o := range st.Offers.Offers {
		ids[o.Name] = o.ID
	}
	annual := st.word("Jahreskarte", "Annual Pass")
	return []*switchPath{
		{
			ID: st.newID(), Name: st.word("Wechsel zu Premium", "Upgrade to Premium"), Banner: st.word("Mehr Training für wenig mehr.", "More training for little more."),
			Picture: st.picture("switch.png", color.RGBA{0x2e, 0x7d, 0x32, 0xff}), FromRates: []string{"Basic", "Flex"}, To: []int64{ids["Premium"]},
		},
		{
			ID: st.newID(), Name: st.word("Einmal zahlen", "Pay once"), FromRates: []string{"Premium"}, To: []int64{ids[annual], ids["Basic"]},
		},
	}
}

// rateOffset makes the id of a contract's rate of the contract's own.
const rateOffset = 90_000_000

// sources are the contracts of a customer that a path leads away from: running,
// not canceled nor about to be, and not paused (assumed).
func (p *switchPath) sources(k *customer, today date) []*contract {
	var out []*contract
	for _, contract := range k.Contracts {
		if slices.Contains(p.FromRates, contract.RateName) && contract.CancelationStatus == "" && contract.covers(today) && !k.idleOn(today) {
			out = append(out, contract)
		}
	}
	return out
}

func (c *call) presentation(p *switchPath) membershipSwitchPresentation {
	return membershipSwitchPresentation{BannerText: p.Banner, ImageURL: c.link(p.Picture, shortLink)}
}

func (c *call) sourceContracts(p *switchPath, k *customer) []membershipSwitchSourceContract {
	out := []membershipSwitchSourceContract{}
	for _, contract := range p.sources(k, c.today()) {
		id := contract.ID
		if !c.switches.SwitchSourceIsContractID {
			id += rateOffset
		}
		out = append(out, membershipSwitchSourceContract{ID: id, RateName: contract.RateName})
	}
	return out
}

// elsewhere reads the parameter studioId: whether another studio of the tenant than
// the key's is meant. No path leads there.
func (c *call) elsewhere() (bool, *refusal) {
	text := c.query.Get("studioId")
	if text == "" {
		return false, nil
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return false, badRequest("error.validation.format", "studioId")
	}
	for _, st := range c.studios {
		if st.Information.StudioID == id {
			return st != c.studio, nil
		}
	}
	return false, c.foreign("studioId")
}

func getMembershipSwitchConfigurationsForCustomer(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	elsewhere, refused := c.elsewhere()
	if refused != nil {
		return nil, refused
	}
	out := []membershipSwitchConfig{}
	for _, p := range c.studio.Offers.Paths {
		if from := c.sourceContracts(p, k); len(from) > 0 && !elsewhere {
			out = append(out, membershipSwitchConfig{ID: p.ID, Name: p.Name, Presentation: c.presentation(p), SourceContracts: from})
		}
	}
	return out, nil
}

func (s *offersState) path(id int64) *switchPath {
	if i := slices.IndexFunc(s.Paths, func(p *switchPath) bool { return p.ID == id }); i >= 0 {
		return s.Paths[i]
	}
	return nil
}

// getMembershipSwitchConfigurationForCustomer does not find a path that is not open
// to the customer (assumed).
func getMembershipSwitchConfigurationForCustomer(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	id, refused := c.id("configId")
	if refused != nil {
		return nil, refused
	}
	elsewhere, refused := c.elsewhere()
	if refused != nil {
		return nil, refused
	}
	p := c.studio.Offers.path(id)
	if p == nil || elsewhere || len(p.sources(k, c.today())) == 0 {
		return nil, c.foreign("configId")
	}
	out := membershipSwitchConfigExtended{
		ID: p.ID, Name: p.Name, Presentation: c.presentation(p), SourceContracts: c.sourceContracts(p, k), DestinationMembershipOffers: []membershipOfferExtended{},
	}
	for _, o := range c.studio.Offers.Offers {
		if slices.Contains(p.To, o.ID) && o.onSale(c.today()) {
			out.DestinationMembershipOffers = append(out.DestinationMembershipOffers, c.shown(o))
		}
	}
	return out, nil
}

// wantedSwitch is a switch that the rules allow.
type wantedSwitch struct {
	request  membershipSwitchRequest
	customer *customer
	source   *contract
	wish     wish
	sale     sale
}

func (w wantedSwitch) subject() string {
	return "switch " + strconv.FormatInt(w.request.ConfigID, 10) + " " + strconv.FormatInt(w.source.ID, 10)
}

// wantedSwitch reads and checks the request that preview and switch share.
func (c *call) wantedSwitch() (wantedSwitch, *refusal) {
	var w wantedSwitch
	var refused *refusal
	if w.customer, refused = c.customer(); refused != nil {
		return w, refused
	}
	if refused := c.decode(&w.request); refused != nil {
		return w, refused
	}
	switch {
	case w.request.ConfigID == 0:
		return w, badRequest("error.validation.missing", "configId")
	case w.request.SourceContractID == 0:
		return w, badRequest("error.validation.missing", "sourceContractId")
	}
	w.wish = wish{
		termID: w.request.MembershipOfferTermID, start: w.request.StartDate, selectable: w.request.SelectedSelectableModuleIDs,
		optional: w.request.SelectedOptionalModuleIDs, termField: "membershipOfferTermId",
	}
	p := c.studio.Offers.path(w.request.ConfigID)
	if p == nil {
		return w, c.foreign("configId")
	}
	if w.source = c.studio.contracts[w.request.SourceContractID]; w.source == nil || !slices.Contains(w.customer.Contracts, w.source) {
		return w, c.foreign("sourceContractId")
	}
	if w.sale, refused = c.sale(w.wish); refused != nil {
		return w, refused
	}
	w.sale.switched, w.sale.born, w.sale.use = true, w.customer.born(), w.sale.start
	switch {
	case !slices.Contains(p.sources(w.customer, c.today()), w.source):
		return w, badRequest("error.switch.notPossible", "sourceContractId")
	case !slices.Contains(p.To, w.sale.offer.ID):
		return w, badRequest("error.switch.otherOffer", "membershipOfferTermId")
	case w.request.StartDate <= w.source.Start:
		return w, badRequest("error.switch.sourceContract", "startDate")
	}
	return w, nil
}

func postMembershipSwitchPreview(c *call) (any, *refusal) {
	w, refused := c.wantedSwitch()
	if refused != nil {
		return nil, refused
	}
	elsewhere, refused := c.elsewhere()
	switch {
	case refused != nil:
		return nil, refused
	case elsewhere:
		return nil, badRequest("error.switch.notPossible", "studioId")
	case !w.sale.offer.onSale(c.today()):
		return nil, badRequest("error.sale.notOnSale", w.wish.termField)
	}
	c.studio.Offers.remember(w.subject(), w.wish)
	q := c.studio.quote(w.sale, c.today(), c.switches)
	return membershipSwitchPreview{
		ContractVolumeInformation: &q.volume, AgeAdjustedPrice: q.ageAdjusted, ModuleConsentTextBlocks: c.consents(w.sale), PaymentPreview: q.paymentPreview(),
	}, nil
}

// switchMembership ends the old contract on the day before the new one starts. In
// the old one this is a cancelation by the studio, which nobody can take back.
func switchMembership(c *call) (any, *refusal) {
	w, refused := c.wantedSwitch()
	if refused != nil {
		return nil, refused
	}
	if refused := c.sellable(w.subject(), w.wish, w.sale); refused != nil {
		return nil, refused
	}
	q := c.studio.quote(w.sale, c.today(), c.switches)
	if refused := c.payDue(q, w.request.InitialPaymentRequestToken, "", w.customer.Record.ID, ""); refused != nil {
		return nil, refused
	}
	last := w.sale.start.add(-1)
	w.source.cancel(cancelationDone, last, c.today(), c.studio.word("Tarifwechsel", "Switch to another rate"), "STUDIO")
	c.studio.emit(c.now, "CONTRACT_CANCELLED", w.customer.Record.ID, map[string]int64{"contractId": w.source.ID})
	c.conclude(w.customer, w.sale, q, w.request.ThirdPartyID)
	return nil, nil
}
