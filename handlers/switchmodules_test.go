package handlers_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

// The extras that go with a switch are chosen, shown with their price, and ordered with it.
func TestSwitchWithExtras(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer").speaking("forge", "en")
	m := p.member("forge", "newcomer")
	k := p.endingContract("forge", "newcomer")
	path := termTo(t, b.get(switchPath("forge", k.ID)), "See what changes: Premium, Minimum term 24 months")
	at, err := url.Parse(path)
	require.NoError(t, err)
	config, _ := strconv.ParseInt(at.Query().Get("config"), 10, 64)
	way, err := p.client("forge").GetMembershipSwitchConfigurationForCustomer(t.Context(), m.CustomerID, config, 0)
	require.NoError(t, err)
	var offer pgclient.MembershipOfferExtended
	var term pgclient.MembershipOfferTermExtended
	for _, o := range way.DestinationMembershipOffers {
		for _, t := range o.Terms {
			if id(t.ID) == at.Query().Get("term") {
				offer, term = o, t
			}
		}
	}
	require.NotEmpty(t, term.OptionalModules, "the made-up offer has extras to add")

	confirm := b.get(path)
	require.Equal(t, len(term.OptionalModules), confirm.Find(`input[type=checkbox][name=extra]`).Length())
	extra := term.OptionalModules[0]
	query := at.Query()
	query.Set("extra", id(extra.ID))
	p.world.ResetCalls()
	with := b.get(at.Path + "?" + query.Encode())
	require.Equal(t, http.StatusOK, with.status, with.text("main"))
	require.Contains(t, with.text("main dl"), extra.Name)
	require.Equal(t, 1, with.Find(`input[name=extra][checked]`).Length())
	require.Equal(t, 1, p.calls("postMembershipSwitchPreview"))
	require.NotEqual(t, confirm.Find("main form[method=post] [name=seen]").AttrOr("value", ""), with.Find("main form[method=post] [name=seen]").AttrOr("value", ""))

	// The form carries what was shown; another extra than that orders nothing.
	values := url.Values{"agree": {"1"}}
	for _, in := range with.Find("main form[method=post] input[type=hidden]").EachIter() {
		values.Add(in.AttrOr("name", ""), in.AttrOr("value", ""))
	}
	require.Equal(t, []string{id(extra.ID)}, values["module"])
	_, fresh := b.get("/forge/").form("/signout")
	other := put(put(url.Values{}, values), url.Values{"module": nil, "once": fresh["once"]})
	refused := b.post(switchPath("forge", k.ID), other)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	foreign := put(put(url.Values{}, values), url.Values{"module": {"42"}})
	_, fresh = b.get("/forge/").form("/signout")
	foreign["once"] = fresh["once"]
	require.Equal(t, http.StatusUnprocessableEntity, b.post(switchPath("forge", k.ID), foreign).status)
	require.Zero(t, p.calls("switchMembership"))

	if most := offer.MaximumNumberOfSelectableModules; most != nil && *most < len(offer.SelectableModules) {
		many := at.Query()
		for _, s := range offer.SelectableModules[:*most+1] {
			many.Add("module", id(s.ID))
		}
		over := b.get(at.Path + "?" + many.Encode())
		require.Contains(t, over.text("main"), "of the free extras can be chosen")
		require.Zero(t, over.Find("main form[method=post]").Length(), "nothing can be ordered so")
	}

	done := b.post(switchPath("forge", k.ID), values)
	require.Contains(t, done.path, "?receipt=", done.text("main"))
	list, err := p.client("forge").GetCustomersContracts(t.Context(), m.CustomerID, "")
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(list, func(k pgclient.Contract) bool {
		return slices.ContainsFunc(k.ModuleContracts, func(s pgclient.SubContract) bool { return s.RateName == extra.Name })
	}), "the new contract has the extra")
}

// What leads nowhere is not offered on the page of the contract.
func TestContractLeadsOnlyWhereThereIsSomething(t *testing.T) {
	p := newPortal(t)
	for story, leads := range map[string]bool{"newcomer": true, "restricted": false} {
		b := p.signIn("forge", story).speaking("forge", "en")
		k := p.endingContract("forge", story)
		page := b.get("/forge/contracts/" + id(k.ID))
		require.Equal(t, http.StatusOK, page.status)
		require.Equal(t, leads, page.Find(`main a[href$="/switch"]`).Length() == 1, story)
		extras := b.get(extrasPath("forge", k.ID))
		require.Equal(t, extras.Find("main article, main .slots a, main a[href*='/extras/']").Length() > 0, page.Find(`main a[href$="/extras"]`).Length() == 1, story)
	}
}
