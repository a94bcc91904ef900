package sandbox

import (
	"slices"
	"time"
)

func benefitOperations() []*operation {
	read := []string{"CUSTOMER_BENEFIT_READ", "CUSTOMER_READ"}
	return []*operation{
		{id: "getBenefits", method: "GET", pattern: "/v1/customers/{customerId}/benefits", scopes: read, mode: anyScope, handle: getBenefits},
		{id: "getBenefitsByCardNumber", method: "GET", pattern: "/v1/customers/benefits", scopes: read, mode: anyScope, handle: getBenefitsByCardNumber},
		{
			id: "useBenefit", method: "POST", pattern: "/v1/customers/{customerId}/benefits/{benefitKey}/use",
			scopes: []string{"CUSTOMER_WRITE", "CUSTOMER_BENEFIT_WRITE"}, mode: anyScope, handle: useBenefit,
		},
	}
}

func benefitTexts() map[string]text {
	return map[string]text{
		"error.benefit.notValid": {"Diese Leistung steht dir gerade nicht zu.", "This benefit is not available to you at present.", "To świadczenie nie jest teraz dla Ciebie dostępne."},
	}
}

// The keys that this integration has.
const (
	benefitSauna    = "SAUNA"
	benefitDrinks   = "DRINKS"
	benefitSolarium = "SOLARIUM"
	benefitTowel    = "TOWEL"
)

// benefit is something that a device of this integration hands out.
type benefit struct {
	Key    string `json:"key"`
	Module string `json:"module"`  // name of the module that brings it, "" if only the studio gives it
	PerDay int    `json:"per_day"` // 0: as often as one likes
}

type benefitUse struct {
	CustomerID int64     `json:"customer_id"`
	Key        string    `json:"key"`
	At         time.Time `json:"at"`
}

type benefitValidation struct {
	Key   string `json:"key"`
	Valid bool   `json:"valid"`
}

// benefits are named after the modules of stories.go, so that whoever has the
// module has the benefit.
func (st *studio) benefits() []benefit {
	drinks := "Drinks Flat Rate"
	if st.Language == "de" {
		drinks = "Getränke-Flat"
	}
	return []benefit{{benefitSauna, "Sauna", 0}, {benefitDrinks, drinks, 3}, {benefitSolarium, "", 1}, {benefitTowel, "", 2}}
}

// mayUse decides whether a customer may use a benefit now, for the question and for
// the use alike.
func (st *studio) mayUse(k *customer, b benefit, now time.Time, sw Switches) bool {
	day := on(now, st.loc)
	switch {
	case !st.has(k, b, day), !k.hasContractOn(day), k.idleOn(day), st.refuses(k, day):
		return false
	case b.PerDay == 0 || !sw.BenefitUsesCount:
		return true
	}
	used := 0
	for _, use := range st.Access.Uses {
		if use.CustomerID == k.Record.ID && use.Key == b.Key && on(use.At, st.loc) == day {
			used++
		}
	}
	return used < b.PerDay
}

// has tells whether a benefit is a customer's on a day, by a module or as a gift.
func (st *studio) has(k *customer, b benefit, day date) bool {
	if slices.Contains(st.Access.Grants[k.Record.ID], b.Key) {
		return true
	}
	return b.Module != "" && slices.ContainsFunc(k.Contracts, func(contract *contract) bool {
		return contract.covers(day) && slices.ContainsFunc(contract.Modules, func(m subContract) bool {
			return m.RateName == b.Module && m.runsOn(day)
		})
	})
}

// runsOn tells whether a module or flat fee is there on a day. ISO dates sort as days do.
func (m subContract) runsOn(day date) bool {
	text := day.String()
	ended := m.EndDate != "" && m.EndDate < text || m.Cancelled && m.CancellationDate != "" && m.CancellationDate < text
	return m.ContractStatus == "ACTIVE" && m.StartDate <= text && !ended
}

// benefitsOf answers for the keys that a request asks for, all of them if it names none.
func (c *call) benefitsOf(k *customer) []benefitValidation {
	out := []benefitValidation{}
	wanted := c.query["key"]
	for _, b := range c.studio.Access.Benefits {
		if len(wanted) == 0 || slices.Contains(wanted, b.Key) {
			out = append(out, benefitValidation{b.Key, c.studio.mayUse(k, b, c.now, c.switches)})
		}
	}
	if c.switches.UnknownBenefitsListed {
		for _, key := range wanted {
			if !slices.ContainsFunc(out, func(v benefitValidation) bool { return v.Key == key }) {
				out = append(out, benefitValidation{Key: key})
			}
		}
	}
	return out
}

func getBenefits(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	return c.benefitsOf(k), nil
}

func getBenefitsByCardNumber(c *call) (any, *refusal) {
	number, format := c.query.Get("cardNumber"), c.query.Get("cardNumberFormat")
	if number == "" {
		return nil, badRequest("error.validation.missing", "cardNumber")
	}
	if refused := c.cardNumberFormat(format); refused != nil {
		return nil, refused
	}
	for _, k := range c.studio.customers { // a card is one customer's
		if k.hasMedium(mediumCard, number, format) {
			return c.benefitsOf(k), nil
		}
	}
	return nil, c.foreign("cardNumber")
}

func useBenefit(c *call) (any, *refusal) {
	k, refused := c.customer()
	if refused != nil {
		return nil, refused
	}
	return nil, c.useBenefit(k, c.params["benefitKey"])
}

// useBenefit notes that a customer uses a benefit, if they may.
func (c *call) useBenefit(k *customer, key string) *refusal {
	at := slices.IndexFunc(c.studio.Access.Benefits, func(b benefit) bool { return b.Key == key })
	if at < 0 {
		return c.foreign("benefitKey")
	}
	if !c.studio.mayUse(k, c.studio.Access.Benefits[at], c.now, c.switches) {
		return &refusal{c.switches.RefusedBenefitStatus, "error.benefit.notValid", "benefitKey"}
	}
	c.studio.Access.Uses = append(c.studio.Access.Uses, benefitUse{k.Record.ID, key, c.now})
	return nil
}
