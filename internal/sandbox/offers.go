package sandbox

import (
	"cmp"
	"slices"
)

func offerOperations() []*operation {
	read, write := []string{"MEMBERSHIP_READ"}, []string{"MEMBERSHIP_WRITE"}
	return []*operation{
		{id: "getMembershipOffers", method: "GET", pattern: "/v1/memberships/membership-offers", scopes: read, handle: getMembershipOffers},
		{id: "getMembershipOfferById", method: "GET", pattern: "/v1/memberships/membership-offers/{membershipOfferId}", scopes: read, handle: getMembershipOfferByID},
		{id: "postSignupPreview", method: "POST", pattern: "/v1/memberships/signup/preview", scopes: read, handle: postSignupPreview},
		{id: "signupMembership", method: "POST", pattern: "/v1/memberships/signup", scopes: write, handle: signupMembership},
		{id: "postMembershipPreview", method: "POST", pattern: "/v1/memberships/customers/{customerId}/add-membership/preview", scopes: read, handle: postMembershipPreview},
		{id: "addMembership", method: "POST", pattern: "/v1/memberships/customers/{customerId}/add-membership", scopes: write, handle: addMembership},
		{id: "getStudiosWithActiveMembershipOffers", method: "GET", pattern: "/v1/cross-studio/membership-offers/studios", scopes: []string{"STUDIO_READ"}, handle: getStudiosWithActiveMembershipOffers},
	}
}

func offerTexts() map[string]text {
	return map[string]text{
		"error.sale.notOnSale":        {"Dieses Angebot gibt es zurzeit nicht.", "This offer is not on sale at the moment.", "Ta oferta nie jest obecnie dostępna."},
		"error.sale.start":            {"An diesem Tag kann der Vertrag nicht beginnen.", "The contract cannot start on that day.", "Umowa nie może rozpocząć się w tym dniu."},
		"error.sale.preUse":           {"Eine Vorabnutzung ab diesem Tag ist nicht möglich.", "Use before the start is not possible from that day.", "Wcześniejsze korzystanie od tego dnia nie jest możliwe."},
		"error.sale.module":           {"Dieses Zusatzmodul gehört nicht zum Angebot.", "This add-on is not part of the offer.", "Ten dodatek nie należy do oferty."},
		"error.sale.tooManyModules":   {"So viele Zusatzmodule sind nicht inbegriffen.", "The offer does not include that many add-ons.", "Oferta nie obejmuje tylu dodatków."},
		"error.sale.noPreview":        {"Vor dem Abschluss ist eine Vorschau nötig.", "A preview is required before the sale.", "Przed zawarciem umowy wymagany jest podgląd."},
		"error.sale.previewDiffers":   {"Die Angaben weichen von der Vorschau ab.", "The details differ from those of the preview.", "Dane różnią się od podglądu."},
		"error.sale.voucher":          {"Dieser Gutschein gilt hier nicht.", "This voucher is not valid here.", "Ten voucher nie jest tutaj ważny."},
		"error.sale.signature":        {"Die Unterschrift fehlt oder ist nicht lesbar.", "The signature is missing or cannot be read.", "Brak podpisu lub podpis jest nieczytelny."},
		"error.sale.textBlock":        {"Diesen Text gibt es in diesem Angebot nicht.", "There is no such text in this offer.", "W tej ofercie nie ma takiego tekstu."},
		"error.sale.paymentMissing":   {"Was bei Abschluss fällig ist, muss zuerst bezahlt werden.", "What is due on signing has to be paid first.", "Najpierw należy zapłacić kwotę wymagalną przy zawarciu umowy."},
		"error.sale.paymentTwice":     {"Die beiden Zahlungen brauchen verschiedene Token.", "The two payments need different tokens.", "Obie płatności wymagają różnych tokenów."},
		"error.sale.paymentMethod":    {"Für laufende Zahlungen fehlt ein Zahlungsmittel.", "A method for recurring payments is missing.", "Brakuje metody płatności cyklicznych."},
		"error.switch.notPossible":    {"Dieser Tarifwechsel ist nicht möglich.", "This switch is not possible.", "Ta zmiana taryfy nie jest możliwa."},
		"error.switch.otherOffer":     {"Dieser Tarif gehört nicht zu diesem Wechsel.", "This rate is not part of this switch.", "Ta taryfa nie należy do tej zmiany."},
		"error.switch.sourceContract": {"Dieser Vertrag kann so nicht gewechselt werden.", "This contract cannot be switched like that.", "Tej umowy nie można w ten sposób zmienić."},
	}
}

// offersState is what the studio sells, and what was asked about it.
type offersState struct {
	Offers   []*membershipOfferExtended `json:"offers"`
	Vouchers []*contractVoucher         `json:"vouchers"`
	Paths    []*switchPath              `json:"switch_paths"`
	Previews []previewed                `json:"previews"` // oldest first

	byTerm map[int64]*membershipOfferExtended
}

func (s *offersState) settle(st *studio, _ []Member, today date) {
	s.Offers = st.offers(today)
	s.Vouchers = st.vouchers(today)
	s.Paths = st.switchPaths()
	s.byTerm = termsOf(s.Offers)
	st.Modules.addSold(st, s.Offers)
}

func (s *offersState) index(*studio) error {
	s.byTerm = termsOf(s.Offers)
	return nil
}

func termsOf(offers []*membershipOfferExtended) map[int64]*membershipOfferExtended {
	byTerm := map[int64]*membershipOfferExtended{}
	for _, o := range offers {
		for _, t := range o.Terms {
			byTerm[t.ID] = o
		}
	}
	return byTerm
}

// term returns an offer by the id of one of its terms.
func (s *offersState) term(id int64) (*membershipOfferExtended, *membershipOfferTermExtended) {
	o := s.byTerm[id]
	if o == nil {
		return nil, nil
	}
	i := slices.IndexFunc(o.Terms, func(t membershipOfferTermExtended) bool { return t.ID == id })
	return o, &o.Terms[i]
}

// onSale tells whether an offer can be bought on a day.
func (o *membershipOfferExtended) onSale(day date) bool {
	text := day.String()
	return !o.OffSale && o.LimitedOfferingPeriod.StartDate <= text && text <= o.LimitedOfferingPeriod.EndDate
}

func getMembershipOffers(c *call) (any, *refusal) {
	out := []membershipOffer{}
	for _, o := range c.studio.Offers.Offers {
		if !o.onSale(c.today()) {
			continue
		}
		short := membershipOffer{
			ID: o.ID, Description: o.Description, Name: o.Name, SubDescription: o.SubDescription, ImageURL: c.link(o.Picture, offerLink),
			Footnote: o.Footnote, PreUseType: o.PreUseType, LimitedOfferingPeriod: o.LimitedOfferingPeriod, RateCodes: o.RateCodes,
			Terms: []membershipOfferTerm{},
		}
		for _, t := range c.shown(o).Terms {
			short.Terms = append(short.Terms, membershipOfferTerm{
				ID: t.ID, Term: t.Term, ContractVolumeInformation: t.ContractVolumeInformation, PaymentFrequency: t.PaymentFrequency, ExtensionTerm: t.ExtensionTerm,
			})
		}
		out = append(out, short)
	}
	return out, nil
}

// getMembershipOfferByID does not find an offer that is not on sale (assumed).
func getMembershipOfferByID(c *call) (any, *refusal) {
	id, refused := c.id("membershipOfferId")
	if refused != nil {
		return nil, refused
	}
	i := slices.IndexFunc(c.studio.Offers.Offers, func(o *membershipOfferExtended) bool { return o.ID == id && o.onSale(c.today()) })
	if i < 0 {
		return nil, c.foreign("membershipOfferId")
	}
	return c.shown(c.studio.Offers.Offers[i]), nil
}

// shown is an offer as it looks today: with links, usual starts and what it costs.
func (c *call) shown(o *membershipOfferExtended) membershipOfferExtended {
	out := *o
	out.ImageURL = c.link(o.Picture, offerLink)
	out.IncludedModules = slices.Clone(o.IncludedModules)
	for i, m := range out.IncludedModules {
		out.IncludedModules[i].ImageURL = c.link(m.Picture, moduleLink)
		out.IncludedModules[i].ConsentTextBlock = c.linkedBlock(m.ConsentTextBlock)
	}
	out.SelectableModules = c.linkedModules(o.SelectableModules)
	out.ContractTextBlocks = c.linkedBlocks(o.ContractTextBlocks)
	out.Terms = slices.Clone(o.Terms)
	for i := range out.Terms {
		t := &out.Terms[i]
		start := c.today().add(t.StartsIn)
		t.DefaultContractStartDate, t.DefaultContractStartDateOfUse = start.String(), start.String()
		if o.PreUseType == "FREE" {
			t.DefaultContractStartDateOfUse = c.today().String()
		}
		t.OptionalModules = c.linkedModules(t.OptionalModules)
		volume := c.studio.quote(sale{offer: o, term: &o.Terms[i], start: start, use: start}, c.today(), c.switches).volume
		t.ContractVolumeInformation = &volume
	}
	return out
}

func (c *call) linkedModules(all []membershipOfferModule) []membershipOfferModule {
	out := slices.Clone(all)
	for i, m := range out {
		out[i].ImageURL = c.link(m.Picture, moduleLink)
		out[i].ConsentTextBlock = c.linkedBlock(m.ConsentTextBlock)
	}
	return out
}

func (c *call) linkedBlocks(all []textBlock) []textBlock {
	out := slices.Clone(all)
	for i := range out {
		out[i] = *c.linkedBlock(&out[i])
	}
	return out
}

// linkedBlock is a copy of a text whose document can be fetched.
func (c *call) linkedBlock(b *textBlock) *textBlock {
	if b == nil || b.AttachedDocument == nil {
		return b
	}
	out, document := *b, *b.AttachedDocument
	document.URL = c.link(document.File, moduleLink)
	out.AttachedDocument = &document
	return &out
}

// getStudiosWithActiveMembershipOffers looks at all studios of the tenant.
func getStudiosWithActiveMembershipOffers(c *call) (any, *refusal) {
	out := []studioSummary{}
	for _, st := range c.studios {
		today := on(c.now, st.loc)
		if !slices.ContainsFunc(st.Offers.Offers, func(o *membershipOfferExtended) bool { return o.onSale(today) }) {
			continue
		}
		info := st.Information
		out = append(out, studioSummary{
			StudioID: info.StudioID, Name: info.Name, Description: info.Description, Country: info.Country, CountryCode: info.CountryCode,
			OpeningDate: info.OpeningDate, ClosingDate: info.ClosingDate,
		})
	}
	slices.SortFunc(out, func(a, b studioSummary) int { return cmp.Compare(a.StudioID, b.StudioID) })
	return out, nil
}

// decideOffer takes an offer back, or puts it on sale again.
func (st *studio) decideOffer(d decision) (bool, error) {
	for _, o := range st.Offers.Offers {
		if o.ID == d.id {
			o.OffSale = !d.accept
			return true, nil
		}
	}
	return false, nil
}
