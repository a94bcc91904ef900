package sandbox

import (
	"fmt"
	"maps"
	"slices"
)

func accessOperations() []*operation {
	return slices.Concat(benefitOperations(), accessCodeOperations(), accessMediumOperations(), accessRestrictionOperations())
}

func accessTexts() map[string]text {
	all := benefitTexts()
	for _, part := range []map[string]text{accessCodeTexts(), accessMediumTexts(), accessRestrictionTexts()} {
		maps.Copy(all, part)
	}
	return all
}

// accessState is what opens the door, and benefits.
type accessState struct {
	Benefits     []benefit                   `json:"benefits"`     // the keys of this integration
	Grants       map[int64][]string          `json:"grants"`       // by customer: benefits that the studio gives beside the modules
	Uses         []benefitUse                `json:"uses"`         // as they happened
	Mediums      map[int64]bool              `json:"mediums"`      // access mediums that this integration made
	Restrictions map[int64]accessRestriction `json:"restrictions"` // by customer: the one of this integration
}

func (s *accessState) settle(st *studio, members []Member, _ date) {
	s.Benefits = st.benefits()
	s.Grants = map[int64][]string{}
	s.Mediums = map[int64]bool{}
	s.Restrictions = map[int64]accessRestriction{}
	for _, m := range members {
		switch m.Story {
		case storyRegular:
			s.Grants[m.CustomerID] = []string{benefitSolarium, benefitTowel}
			st.furnish(m.CustomerID)
		case storyExtras:
			s.Grants[m.CustomerID] = []string{benefitTowel}
		case storyPaused, storyRestricted: // theirs, but of no use to them now
			s.Grants[m.CustomerID] = []string{benefitSolarium}
		}
	}
}

// furnish gives a customer an access medium of each kind that a card is not.
func (st *studio) furnish(customerID int64) {
	r := st.random("mediums")
	k := st.customers[customerID]
	k.Record.AccessMediums = append(slices.Clone(k.Record.AccessMediums),
		accessMedium{ID: st.newID(), Type: mediumPIN, Value: fmt.Sprintf("00%04d", r.IntN(10_000))},
		accessMedium{ID: st.newID(), Type: mediumBarcode, Value: fmt.Sprintf("00%011d", r.Int64N(1e11))},
	)
}

func (s *accessState) index(st *studio) error {
	if s.Grants == nil {
		s.Grants = map[int64][]string{}
	}
	if s.Mediums == nil {
		s.Mediums = map[int64]bool{}
	}
	if s.Restrictions == nil {
		s.Restrictions = map[int64]accessRestriction{}
	}
	for _, use := range s.Uses {
		if st.customers[use.CustomerID] == nil {
			return fmt.Errorf("a benefit was used by nobody: %d", use.CustomerID)
		}
	}
	return nil
}

// move takes along what is a customer's own, and the integration's restriction.
func (s *accessState) move(customerID int64, _, to *studio) {
	carry(customerID, s.Grants, to.Access.Grants)
	carry(customerID, s.Restrictions, to.Access.Restrictions)
	for _, m := range to.customers[customerID].Record.AccessMediums {
		carry(m.ID, s.Mediums, to.Access.Mediums)
	}
	var stay []benefitUse
	for _, use := range s.Uses {
		if use.CustomerID == customerID {
			to.Access.Uses = append(to.Access.Uses, use)
			continue
		}
		stay = append(stay, use)
	}
	s.Uses = stay
}

// recordOf is a customer's record as it is answered: with what depends on the moment,
// which the record itself cannot hold, and card numbers in a format. The customer may
// be one of another studio of the tenant.
func (c *call) recordOf(k *customer, cardFormat string) customerJSON {
	home := *c
	for _, st := range c.studios {
		if st.customers[k.Record.ID] == k {
			home.studio = st
		}
	}
	r := k.shown(cardFormat)
	r.AccessRefusal = home.studio.refuses(k, home.today())
	r.AccessRestrictions = home.studio.restrictions(k)
	r.ImageURL = home.link(home.studio.Documents.Pictures[r.ID], shortLink)
	return r
}
