package sandbox

import (
	"fmt"
	"image/color"
	"slices"
)

// modulesState is what can be added to a contract.
type modulesState struct {
	Catalogue []*module         `json:"catalogue"` // by id
	Contracts []*moduleContract `json:"contracts"` // by id
}

// module is an add-on that the studio has.
type module struct {
	ID          int64                  `json:"id"`
	Name        string                 `json:"name"`
	Description string                 `json:"description"`
	Image       int64                  `json:"image"` // file
	Frequencies []paymentFrequency     `json:"frequencies"`
	Terms       moduleTermInformation  `json:"terms"`
	Trial       *moduleTrialPeriodJSON `json:"trial"`
	RateCodes   []rateCode             `json:"rate_codes"`
	Online      bool                   `json:"online"`   // sold by self-service
	Rates       []string               `json:"rates"`    // of contracts that may buy it; none means all
	Verified    bool                   `json:"verified"` // cancelations and their withdrawal wait for the studio
	Final       bool                   `json:"final"`    // a cancelation once accepted cannot be taken back
}

// moduleContract is an add-on that somebody has, as self-service sees it. The
// contract lists it too, see contract.Modules.
type moduleContract struct {
	ID                int64            `json:"id"`
	ListedID          int64            `json:"listed_id"` // in the contract's list, where the ids are not shared
	ContractID        int64            `json:"contract_id"`
	ModuleID          int64            `json:"module_id"`
	Frequency         paymentFrequency `json:"frequency"`
	Start             string           `json:"start"`
	Trial             *termJSON        `json:"trial"` // before the first term; nil for none
	CancelationStatus string           `json:"cancelation_status"`
	CancelationDate   string           `json:"cancelation_date"`
	CancelationReason string           `json:"cancelation_reason"`
	Received          string           `json:"received"`
}

func (s *modulesState) settle(st *studio, _ []Member, _ date) {
	s.catalogue(st)
	for _, customer := range sorted(st.customers, func(c *customer) int64 { return c.Record.ID }) {
		for _, k := range customer.Contracts {
			for _, sub := range k.Modules {
				m := s.named(sub.RateName)
				s.Contracts = append(s.Contracts, &moduleContract{
					ID: sub.ID, ListedID: st.newID(), ContractID: k.ID, ModuleID: m.ID,
					Frequency: sub.PriceDetails.PaymentFrequency, Start: sub.StartDate,
				})
			}
		}
	}
}

// catalogue makes the add-ons: with every kind of payment, with and without trial,
// canceled directly, after verification and for good.
func (s *modulesState) catalogue(st *studio) {
	say := func(de, en string) string {
		if st.Language == "de" {
			return de
		}
		return en
	}
	month, week := termJSON{1, "MONTH"}, termJSON{1, "WEEK"}
	monthly := moduleTermInformation{
		Term: month, CancelationPeriod: &week,
		Extension: &moduleExtension{ExtensionType: "TERM_EXTENSION", TermExtension: &month, ExtensionCancelationPeriod: &week},
	}
	quarterly := monthly
	quarterly.Term = termJSON{3, "MONTH"}
	s.Catalogue = []*module{
		{
			Name: "Sauna", Description: say("Sauna und Dampfbad zu allen Öffnungszeiten", "Sauna and steam room at all opening hours"), Image: st.modulePicture(0xb5, 0x65, 0x1d),
			Frequencies: []paymentFrequency{st.recurring("9.90", "9.90", 1, "MONTH").PaymentFrequency, st.monthDays("54.00").PaymentFrequency},
			Terms:       quarterly, Online: true, Verified: true, RateCodes: []rateCode{{Name: "Sauna", Identifier: "ADD-SAU"}},
		},
		{
			Name: say("Getränke-Flat", "Drinks Flat Rate"), Description: say("So viel du trinken kannst", "As much as you can drink"), Image: st.modulePicture(0x1d, 0x7a, 0xb5),
			Frequencies: []paymentFrequency{st.recurring("6.50", "6.50", 1, "MONTH").PaymentFrequency, st.termBased("3.25", "6.50").PaymentFrequency},
			Terms:       monthly, Online: true,
			Trial: &moduleTrialPeriodJSON{Term: termJSON{14, "DAY"}, Description: say("14 Tage kostenlos testen", "14 days free trial")},
		},
		{
			Name: say("Handtuchservice", "Towel Service"), Image: st.modulePicture(0xcc, 0xcc, 0xcc),
			Frequencies: []paymentFrequency{st.once("39.00").PaymentFrequency},
			Terms: moduleTermInformation{
				Term: termJSON{12, "MONTH"}, CancelationPeriod: &month,
				Extension: &moduleExtension{ExtensionType: "NEW", TermExtension: &termJSON{12, "MONTH"}, ExtensionCancelationPeriod: &month},
			},
			Online: true, Final: true,
		},
		{
			Name: say("Online-Kurse", "Online Classes"), Description: say("Im Premium-Vertrag enthalten, nur zu aktivieren", "Part of Premium, to be switched on"), Image: st.modulePicture(0x3a, 0x9d, 0x5d),
			Frequencies: []paymentFrequency{st.free().PaymentFrequency},
			Terms:       moduleTermInformation{Term: month}, Online: true, Rates: []string{"Premium"},
		},
		{
			Name: "Solarium", Description: say("Zehn Besuche, nur am Empfang", "Ten visits, at reception only"), Image: st.modulePicture(0xe0, 0xa0, 0x30),
			Frequencies: []paymentFrequency{st.once("29.00").PaymentFrequency}, Terms: monthly,
		},
	}
	for _, m := range s.Catalogue {
		m.ID = st.newID()
	}
}

func (st *studio) modulePicture(r, g, b uint8) int64 {
	return st.keep("module.png", "image/png", picture(color.RGBA{r, g, b, 0xff}))
}

// sellModules lets self-service see the modules that were sold with a contract, under
// the ids the contract lists.
func (st *studio) sellModules(made *contract, s sale) {
	trials := map[string]*termJSON{}
	for _, m := range s.optional {
		if m.TrialPeriod != nil {
			trials[m.Name] = &m.TrialPeriod.TrialPeriod
		}
	}
	for _, sub := range made.Modules {
		st.Modules.Contracts = append(st.Modules.Contracts, &moduleContract{
			ID: sub.ID, ListedID: st.newID(), ContractID: made.ID, ModuleID: st.Modules.named(sub.RateName).ID,
			Frequency: sub.PriceDetails.PaymentFrequency, Start: sub.StartDate, Trial: trials[sub.RateName],
		})
	}
}

// addSold puts what is only sold with contracts into the catalogue.
func (s *modulesState) addSold(st *studio, offers []*membershipOfferExtended) {
	month := termJSON{1, "MONTH"}
	add := func(name, description string, picture int64, f paymentFrequency) {
		if slices.ContainsFunc(s.Catalogue, func(m *module) bool { return m.Name == name }) {
			return
		}
		s.Catalogue = append(s.Catalogue, &module{
			ID: st.newID(), Name: name, Description: description, Image: picture, Frequencies: []paymentFrequency{f},
			Terms: moduleTermInformation{
				Term: month, CancelationPeriod: &month,
				Extension: &moduleExtension{ExtensionType: "TERM_EXTENSION", TermExtension: &month, ExtensionCancelationPeriod: &month},
			},
		})
	}
	for _, o := range offers {
		for _, m := range o.IncludedModules {
			add(m.Name, m.Description, m.Picture, st.free().PaymentFrequency)
		}
		for _, m := range o.SelectableModules {
			add(m.Name, m.Description, m.Picture, m.PaymentFrequency.ofContract())
		}
		for _, t := range o.Terms {
			for _, m := range t.OptionalModules {
				add(m.Name, m.Description, m.Picture, m.PaymentFrequency.ofContract())
			}
		}
	}
}

func (s *modulesState) named(name string) *module {
	i := slices.IndexFunc(s.Catalogue, func(m *module) bool { return m.Name == name })
	if i < 0 {
		panic("sandbox: no module " + name) // the stories and the catalogue disagree
	}
	return s.Catalogue[i]
}

func (s *modulesState) index(st *studio) error {
	for _, m := range s.Contracts {
		if st.contracts[m.ContractID] == nil || s.module(m.ModuleID) == nil {
			return fmt.Errorf("module contract %d has no contract or no module", m.ID)
		}
	}
	return nil
}

// move takes along the module contracts of a customer. Each is then one of the module
// that the other studio has in the place of the old one.
func (s *modulesState) move(customerID int64, _, to *studio) {
	there := &to.Modules
	for _, k := range to.customers[customerID].Contracts {
		for _, m := range s.Contracts {
			if m.ContractID != k.ID {
				continue
			}
			at := slices.IndexFunc(s.Catalogue, func(of *module) bool { return of.ID == m.ModuleID })
			m.ModuleID = there.Catalogue[at].ID
		}
		carryList(&s.Contracts, &there.Contracts, func(m *moduleContract) bool { return m.ContractID == k.ID })
	}
}

func (s *modulesState) module(id int64) *module {
	for _, m := range s.Catalogue {
		if m.ID == id {
			return m
		}
	}
	return nil
}

func (s *modulesState) find(id int64) *moduleContract {
	for _, m := range s.Contracts {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// listed are the modules of a contract as the contract lists them.
func (s *modulesState) listed(k *contract, sw Switches) []subContract {
	if sw.ModuleContractIDsShared || k.Modules == nil {
		return k.Modules
	}
	out := slices.Clone(k.Modules)
	for i := range out {
		if m := s.find(out[i].ID); m != nil {
			out[i].ID = m.ListedID
		}
	}
	return out
}

// ended tells whether a module contract is over.
func (m *moduleContract) ended(of *module, today date) bool {
	end := m.end(of, today)
	return end != "" && end < today.String()
}

// firstTermFrom is the day on which the trial, if there is one, has become a contract.
func (m *moduleContract) firstTermFrom() date {
	start := writtenDate(m.Start)
	if m.Trial == nil {
		return start
	}
	return start.addTerms(*m.Trial, 1)
}

// end is the last day of the term that runs, and of the contract if it is canceled
// or does not go on by itself.
func (m *moduleContract) end(of *module, today date) string {
	if m.CancelationStatus == cancelationDone || m.CancelationStatus == cancelationWithdrawalPending {
		return m.CancelationDate
	}
	day := m.firstTermFrom().addTerms(of.Terms.Term, 1)
	if next := of.Terms.Extension; next != nil {
		for !today.before(day) {
			day = day.addTerms(*next.TermExtension, 1)
		}
	}
	return day.add(-1).String()
}

// available are the days to which a module contract can be canceled: the end of a
// trial that runs, and ends of terms for which the notice can still be given.
func (m *moduleContract) available(of *module, today date) []string {
	if m.CancelationStatus != "" || m.ended(of, today) {
		return nil
	}
	out := []string{}
	if first := m.firstTermFrom(); m.Trial != nil && today.before(first) {
		out = append(out, first.add(-1).String())
	}
	if of.Terms.Extension == nil {
		return out // it ends by itself
	}
	last := writtenDate(m.end(of, today))
	for len(out) < 3 {
		if !of.Terms.CancelationPeriod.noticeFor(last).before(today) {
			out = append(out, last.String())
		}
		last = last.add(1).addTerms(*of.Terms.Extension.TermExtension, 1).add(-1)
	}
	return out
}
