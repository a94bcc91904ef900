package handlers

import (
	"net/url"
	"slices"

	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/components"
)

// moduleIDs are the ids of extras as they came, free or paid, each once and in order;
// what is no id is 0, which no offer has.
func moduleIDs(sent url.Values) []int64 {
	var ids []int64
	for _, text := range slices.Concat(sent["module"], sent["extra"]) {
		n, _ := parseID(text)
		ids = append(ids, n)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func idsOf(modules []pgclient.MembershipOfferModule) []int64 {
	var ids []int64
	for _, m := range modules {
		ids = append(ids, m.ID)
	}
	return ids
}

// choose finds the chosen extras among those that go with the offer and the term; false
// where one is not among them any more.
func (q *switchQuote) choose(ids []int64) bool {
	for _, id := range ids {
		this := func(m pgclient.MembershipOfferModule) bool { return m.ID == id }
		if i := slices.IndexFunc(q.offer.SelectableModules, this); i >= 0 && q.mostFree() > 0 {
			q.free = append(q.free, q.offer.SelectableModules[i])
		} else if i := slices.IndexFunc(q.term.OptionalModules, this); i >= 0 {
			q.paid = append(q.paid, q.term.OptionalModules[i])
		} else {
			return false
		}
	}
	return true
}

// mostFree is how many of the free extras may be chosen.
func (q switchQuote) mostFree() int {
	if most := q.offer.MaximumNumberOfSelectableModules; most != nil {
		return min(*most, len(q.offer.SelectableModules))
	}
	return 0
}

func (q switchQuote) tooManyFree() bool { return len(q.free) > q.mostFree() }

// modulesOn offers the extras that go with the switch, with what each costs, and names
// the chosen ones among what is new. What they come to in all is for the preview to say.
func (q switchQuote) modulesOn(p *views.SwitchConfirmPage) {
	text := p.Text
	group := func(name, label, hint string, modules []pgclient.MembershipOfferModule, free bool) components.Choices {
		c := components.Choices{Name: name, Label: label, Hint: hint}
		for _, m := range modules {
			detail := text.T("home.price_free")
			if !free {
				detail = offerPrice(text, m.PaymentFrequency)
			}
			c.Options = append(c.Options, components.Choice{Value: idText(m.ID), Text: m.Name, Detail: detail})
		}
		return c
	}
	if most := q.mostFree(); most > 0 {
		p.Free = group("module", text.T("switch.free_modules"), text.N("switch.free_hint", most), q.offer.SelectableModules, true)
	}
	p.Paid = group("extra", text.T("switch.paid_modules"), "", q.term.OptionalModules, false)
	for _, m := range q.free {
		p.New = append(p.New, views.Row{Term: m.Name, Value: text.T("home.price_free")})
		p.Modules = append(p.Modules, idText(m.ID))
	}
	for _, m := range q.paid {
		p.New = append(p.New, views.Row{Term: m.Name, Value: offerPrice(text, m.PaymentFrequency)})
		p.Modules = append(p.Modules, idText(m.ID))
	}
}

// modulePrices are what is agreed to about the chosen extras; their pictures have another
// address each time.
func (q switchQuote) modulePrices() []any {
	var list []any
	for _, m := range slices.Concat(q.free, q.paid) {
		list = append(list, m.ID, m.PaymentFrequency, m.Term, m.TrialPeriod)
	}
	return list
}
