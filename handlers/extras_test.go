package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// extrasOf are the contract of the story's member with what was added to it.
func (p *portal) extrasOf(studio, story string) pgclient.Contract {
	p.t.Helper()
	list, err := p.client(studio).GetCustomersContracts(p.t.Context(), p.member(studio, story).CustomerID, "")
	require.NoError(p.t, err)
	require.NotEmpty(p.t, list)
	return list[0]
}

// extraNamed is one that a contract has.
func extraNamed(t *testing.T, k pgclient.Contract, name string) pgclient.SubContract {
	t.Helper()
	for _, m := range k.ModuleContracts {
		if m.RateName == name {
			return m
		}
	}
	require.FailNow(t, "no such extra", name)
	return pgclient.SubContract{}
}

// offered finds an extra that a contract may buy.
func (p *portal) offered(studio string, contractID int64, name string) pgclient.AdditionalModule {
	p.t.Helper()
	list, err := p.client(studio).GetPurchasableAdditionalModules(p.t.Context(), contractID)
	require.NoError(p.t, err)
	for _, m := range list {
		if m.Name == name {
			return m
		}
	}
	require.FailNow(p.t, "not offered", name)
	return pgclient.AdditionalModule{}
}

func extrasPath(studio string, contractID int64) string {
	return "/" + studio + "/contracts/" + id(contractID) + "/extras"
}

// follow opens the link whose label begins so.
func (b *browser) follow(pg page, label string) page {
	b.p.t.Helper()
	var to string
	pg.Find("main a").EachWithBreak(func(_ int, a *goquery.Selection) bool {
		if strings.HasPrefix(a.AttrOr("aria-label", strings.TrimSpace(a.Text())), label) {
			to = a.AttrOr("href", "")
		}
		return to == ""
	})
	require.NotEmpty(b.p.t, to, "no link %q on %s", label, pg.text("main"))
	return b.get(to)
}

func TestExtrasOfBothStudios(t *testing.T) {
	for studio, drinks := range map[string]string{"nordlicht": "Getränke-Flat", "forge": "Drinks Flat Rate"} {
		p := newPortal(t)
		b := p.signIn(studio, "extras").speaking(studio, "en")
		k := p.extrasOf(studio, "extras")
		pg := b.get(extrasPath(studio, k.ID))
		require.Equal(t, http.StatusOK, pg.status)
		cards := pg.text("main")
		require.Contains(t, cards, "Sauna")
		require.Contains(t, cards, drinks)
		require.Equal(t, 2, pg.Find(`a[href$="/cancel"]`).Length())
		require.Zero(t, pg.Find("main img").Length(), "nothing from another server")
		on, err := p.client(studio).GetPurchasableAdditionalModules(t.Context(), k.ID)
		require.NoError(t, err)
		require.NotEmpty(t, on)
		for _, m := range on {
			require.Equal(t, 1, pg.Find(`a[href*="/extras/`+id(m.ID)+`"]`).Length(), m.Name)
		}
	}
}

func TestOrderAnExtra(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer").speaking("forge", "en")
	k := p.extrasOf("forge", "newcomer")
	m := p.offered("forge", k.ID, "Drinks Flat Rate")
	p.world.ResetCalls()
	choose := b.follow(b.get(extrasPath("forge", k.ID)), "See and order: Drinks Flat Rate")
	require.Equal(t, len(m.PaymentFrequencies), choose.Find("input[name=frequency]").Length())
	require.Zero(t, choose.Find("form[method=post] [name=frequency]").Length(), "nothing can be ordered before price and term are shown")
	address := choose.path
	last := b.get(address + "?frequency=" + id(*m.PaymentFrequencies[0].ID) + "&trial=1")
	rows := last.text("main dl")
	for _, words := range []string{"Price", "/ month", "Minimum term1 month", "Trial period14 days", "Notice period1 week", "Total for the first term", "6.50"} {
		require.Contains(t, rows, words)
	}
	require.Equal(t, "order with obligation to pay", last.text("main form[method=post] button"))
	require.Equal(t, 1, p.calls("validateAdditionalModuleContractRequest"))
	require.Zero(t, p.writes())

	action, values := last.form(address)
	done := b.post(action, values)
	require.Equal(t, extrasPath("forge", k.ID), done.path)
	require.Contains(t, done.text("main"), "Ordered. Drinks Flat Rate now belongs to your contract.")
	require.Contains(t, done.text("main"), "BST, Europe/London")
	require.Equal(t, 1, p.calls("purchaseAdditionalModuleContract"))
	extraNamed(t, p.extrasOf("forge", "newcomer"), "Drinks Flat Rate")
	require.Contains(t, done.text("main"), "Trial until")
	r, shown := b.receiptOn(done)
	require.Equal(t, receipt.Purchase, r.Kind)
	kept := valuesOf(r)
	require.Equal(t, "Drinks Flat Rate", kept["Ordered"])
	require.Equal(t, "14 days", kept["Trial period"])
	require.Contains(t, kept["Total for the first term"], "6.50")
	require.Equal(t, "I order what is named below, with an obligation to pay.", kept["Declaration"])
	require.Contains(t, shown.text("ol.text"), "Ordered.")
	require.Equal(t, done.path, b.post(action, values).path, "sent again: the first outcome")
	require.Equal(t, 1, p.calls("purchaseAdditionalModuleContract"))

	// Its page now says that it is there already, and a form that was still open orders nothing.
	require.Contains(t, b.get(address).text("main"), "You have it already.")
	_, fresh := b.get("/forge/").form("/signout")
	values.Set("once", fresh.Get("once"))
	stale := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, stale.status)
	require.Contains(t, stale.text("main"), "You have it already.")
	require.Equal(t, 1, p.calls("purchaseAdditionalModuleContract"))
}

// Every button reads as the law of the language wants it.
func TestStatutoryButtons(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "newcomer")
	k := p.extrasOf("nordlicht", "newcomer")
	m := p.offered("nordlicht", k.ID, "Handtuchservice")
	for language, words := range map[string][2]string{
		"de": {"zahlungspflichtig bestellen", "jetzt kündigen"}, "en": {"order with obligation to pay", "cancel now"},
		"pl": {"zamówienie z obowiązkiem zapłaty", "wypowiedz teraz"},
	} {
		b.speaking("nordlicht", language)
		order := b.get(extrasPath("nordlicht", k.ID) + "/" + id(m.ID) + "?frequency=" + id(*m.PaymentFrequencies[0].ID))
		require.Equal(t, words[0], order.text("main form[method=post] button"))
		require.Equal(t, words[1], b.get(endingPath("nordlicht", p.endingContract("nordlicht", "newcomer"))).text("main form button"))
	}
}

func TestOrdersThatAreNotWhatWasShown(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer").speaking("forge", "en")
	k := p.extrasOf("forge", "newcomer")
	m, towels := p.offered("forge", k.ID, "Drinks Flat Rate"), p.offered("forge", k.ID, "Towel Service")
	address := extrasPath("forge", k.ID) + "/" + id(m.ID)
	_, values := b.get(address + "?frequency=" + id(*m.PaymentFrequencies[0].ID)).form(address)
	p.world.ResetCalls()
	for name, change := range map[string]func(url.Values){
		"another way to pay":   func(v url.Values) { v.Set("frequency", id(*m.PaymentFrequencies[1].ID)) },
		"with a trial":         func(v url.Values) { v.Set("trial", "1") },
		"other conditions":     func(v url.Values) { v.Set("seen", "00") },
		"no way to pay":        func(v url.Values) { v.Del("frequency") },
		"another's way to pay": func(v url.Values) { v.Set("frequency", id(*towels.PaymentFrequencies[0].ID)) },
		"a stale form":         func(v url.Values) { v.Set("once", "x") },
	} {
		v := url.Values{}
		for key, list := range values {
			v[key] = list
		}
		_, fresh := b.get("/forge/").form("/signout")
		v.Set("once", fresh.Get("once"))
		change(v)
		pg := b.post(address, v)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, name)
		require.Equal(t, 1, pg.Find("main [role=alert]").Length(), name)
	}
	require.Zero(t, p.calls("purchaseAdditionalModuleContract"))
	require.Equal(t, http.StatusNotFound, b.get(extrasPath("forge", k.ID)+"/999999999").status)
	require.Contains(t, b.get(extrasPath("forge", k.ID)+"/"+id(m.ID)+"?frequency=7").text("main"), "How would you like to pay?")
}

func TestCancelAnExtraAndTakeThatBack(t *testing.T) {
	for name, c := range map[string]struct{ canceled, backTitle string }{
		"Sauna":            {"Cancellation requested.", "Taken back."}, // the studio looks at it first
		"Drinks Flat Rate": {"Cancelled. Drinks Flat Rate is cancelled.", "Taken back. Drinks Flat Rate goes on."},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			b := p.signIn("forge", "extras").speaking("forge", "en")
			k := p.extrasOf("forge", "extras")
			reason := p.endingReason("forge")
			p.world.ResetCalls()
			ask := b.follow(b.get(extrasPath("forge", k.ID)), "Cancel: "+name)
			require.NotZero(t, ask.Find("input[name=date]").Length())
			require.Zero(t, p.writes())
			action, values := ask.form("/cancel")
			refused := b.post(action, values)
			require.Equal(t, http.StatusUnprocessableEntity, refused.status, "a reason is needed here")
			require.NotEmpty(t, refused.text("#reason-error"))
			_, values = refused.form("/cancel")
			values.Set("reason", reason)
			done := b.post(action, values)
			require.Equal(t, extrasPath("forge", k.ID), done.path)
			require.Contains(t, done.text("main"), c.canceled)
			require.Equal(t, 1, p.calls("createModuleContractCancelationAmendment"))
			require.Equal(t, done.path, b.post(action, values).path)
			require.Equal(t, 1, p.calls("createModuleContractCancelationAmendment"))

			back := b.follow(done, "Take back")
			to, form := back.form("/withdraw")
			after := b.post(to, form)
			require.Contains(t, after.text("main"), c.backTitle)
			require.Equal(t, 1, p.calls("withdrawAdditionalModuleContractCancelation"))
			require.Contains(t, b.get(to).text("main"), "nothing to take back")
			_, fresh := b.get("/forge/").form("/signout")
			stale := b.post(to, fresh)
			require.Equal(t, http.StatusUnprocessableEntity, stale.status)
			require.Equal(t, 1, p.calls("withdrawAdditionalModuleContractCancelation"))
		})
	}
}

func TestStaffDecideOnTheEndOfAnExtra(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "extras").speaking("forge", "en")
	k := p.extrasOf("forge", "extras")
	sauna := extraNamed(t, k, "Sauna")
	path := extrasPath("forge", k.ID) + "/" + id(sauna.ID) + "/cancel"
	action, values := b.get(path).form("/cancel")
	values.Set("reason", p.endingReason("forge"))
	b.post(action, values)
	require.NoError(t, p.world.Staff("module_cancelation", sauna.ID, true))
	require.Contains(t, b.get(path).text("main"), "Cancelled. Sauna ends on")
	to, form := b.get(path + "/withdraw").form("/withdraw")
	require.Contains(t, b.post(to, form).text("main"), "Requested. The studio still has to confirm that Sauna goes on.")
	require.Contains(t, b.get(path).text("main"), "You asked to take the cancellation back.")
	require.NoError(t, p.world.Staff("module_cancelation", sauna.ID, true))
	require.Equal(t, 1, b.get(path).Find("main form").Length(), "it runs again")
}

// An extra that self-service knows by another id is shown, and offers nothing.
func TestExtrasWithOtherIDsAreShownOnly(t *testing.T) {
	p := newPortal(t)
	p.endingSwitches(func(s *sandbox.Switches) { s.ModuleContractIDsShared = false })
	b := p.signIn("forge", "extras").speaking("forge", "en")
	k := p.extrasOf("forge", "extras")
	pg := b.get(extrasPath("forge", k.ID))
	require.Contains(t, pg.text("main"), "can only be shown here")
	require.Zero(t, pg.Find(`a[href$="/cancel"]`).Length())
}

func TestForeignExtraOfOwnContract(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	own, foreign := p.extrasOf("forge", "regular"), p.extrasOf("forge", "extras")
	_, once := b.get("/forge/").form("/signout")
	p.world.ResetCalls()
	for _, m := range foreign.ModuleContracts {
		for _, end := range []string{"", "/cancel", "/cancel/withdraw"} {
			path := extrasPath("forge", own.ID) + "/" + id(m.ID) + end
			require.Equal(t, http.StatusNotFound, b.get(path).status, path)
			require.Equal(t, http.StatusNotFound, b.post(path, once).status, path)
		}
	}
	require.Zero(t, p.writes())
}

func TestExtrasNeedTheirScope(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "extras").speaking("forge", "en")
	k := p.extrasOf("forge", "extras")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "CLASSES_READ"))
	pg := b.get(extrasPath("forge", k.ID))
	require.Equal(t, http.StatusOK, pg.status, "what one has is in the contract")
	require.NotContains(t, pg.text("main"), "You can add")
	require.Contains(t, pg.text("main"), "can only be shown here")
	require.NoError(t, p.world.SetScopes("forge", "CLASSES_READ"))
	require.Equal(t, http.StatusNotFound, b.get(extrasPath("forge", k.ID)).status)
	require.Equal(t, http.StatusNotFound, b.get("/forge/contracts/"+id(k.ID)+"/switch").status)
}

func TestExtrasLiveWithoutTheirOffers(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "extras").speaking("forge", "en")
	k := p.extrasOf("forge", "extras")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getPurchasableAdditionalModules", Kind: sandbox.FaultStatus, Status: 404}))
	pg := b.get(extrasPath("forge", k.ID))
	require.Equal(t, http.StatusOK, pg.status)
	require.Contains(t, pg.text("main"), "cannot be loaded right now")
	require.Contains(t, pg.text("main"), "Sauna")
}

func TestUnclearWritesOnExtrasAreReadBack(t *testing.T) {
	end := func(t *testing.T, p *portal, b *browser) page {
		t.Helper()
		k := p.extrasOf("forge", "extras")
		action, values := b.get(extrasPath("forge", k.ID) + "/" + id(extraNamed(t, k, "Drinks Flat Rate").ID) + "/cancel").form("/cancel")
		values.Set("reason", p.endingReason("forge"))
		return b.post(action, values)
	}
	status := func(t *testing.T, p *portal) pgclient.CancelationStatus {
		t.Helper()
		k := p.extrasOf("forge", "extras")
		m, err := p.client("forge").GetAdditionalModuleContract(t.Context(), k.ID, extraNamed(t, k, "Drinks Flat Rate").ID)
		require.NoError(t, err)
		return m.ContractCancelationStatus
	}
	brokenEnding{
		operation: "purchaseAdditionalModuleContract", story: "newcomer",
		send: func(t *testing.T, p *portal, b *browser) page {
			t.Helper()
			k := p.extrasOf("forge", "newcomer")
			m := p.offered("forge", k.ID, "Towel Service")
			address := extrasPath("forge", k.ID) + "/" + id(m.ID)
			_, values := b.get(address + "?frequency=" + id(*m.PaymentFrequencies[0].ID)).form(address)
			return b.post(address, values)
		},
		happened: func(t *testing.T, p *portal) bool {
			t.Helper()
			return len(p.extrasOf("forge", "newcomer").ModuleContracts) > 0
		},
		done: "Ordered.", not: "could not confirm",
	}.holds(t)
	brokenEnding{
		operation: "createModuleContractCancelationAmendment", story: "extras", send: end,
		happened: func(t *testing.T, p *portal) bool { t.Helper(); return status(t, p) != "" },
		done:     "Cancelled. Drinks Flat Rate", not: "could not confirm",
	}.holds(t)
	brokenEnding{
		operation: "withdrawAdditionalModuleContractCancelation", story: "extras",
		send: func(t *testing.T, p *portal, b *browser) page {
			t.Helper()
			end(t, p, b)
			k := p.extrasOf("forge", "extras")
			action, values := b.get(extrasPath("forge", k.ID) + "/" + id(extraNamed(t, k, "Drinks Flat Rate").ID) + "/cancel/withdraw").form("/withdraw")
			return b.post(action, values)
		},
		happened: func(t *testing.T, p *portal) bool { t.Helper(); return status(t, p) == "" },
		done:     "Taken back. Drinks Flat Rate goes on.", not: "could not confirm",
	}.holds(t)
}

func switchPath(studio string, contractID int64) string {
	return "/" + studio + "/contracts/" + id(contractID) + "/switch"
}

// termTo is the address of the page about a switch to a term of an offer.
func termTo(t *testing.T, pg page, label string) string {
	t.Helper()
	to := pg.Find(`main a[aria-label="`+label+`"]`).AttrOr("href", "")
	require.NotEmpty(t, to, "no %q on %s", label, pg.text("main"))
	return to
}

func TestSwitchAMembership(t *testing.T) {
	for _, byContract := range []bool{true, false} {
		p := newPortal(t)
		p.endingSwitches(func(s *sandbox.Switches) { s.SwitchSourceIsContractID = byContract })
		b := p.signIn("forge", "newcomer").speaking("forge", "en")
		k := p.endingContract("forge", "newcomer")
		p.world.ResetCalls()
		pg := b.get(switchPath("forge", k.ID))
		require.Contains(t, pg.text("main"), "You have: Basic")
		confirm := b.get(termTo(t, pg, "See what changes: Premium, Minimum term 24 months"))
		require.Equal(t, http.StatusOK, confirm.status)
		for _, words := range []string{"New: Premium", "Until then: Basic", "Starts16 June 2026", "34.90", "Minimum term24 months", "Last day15 June 2026", "Due on orderingNothing"} {
			require.Contains(t, confirm.text("main"), words)
		}
		require.Equal(t, "order with obligation to pay", confirm.text("main form[method=post] button"))
		require.Zero(t, p.writes())
		action, values := confirm.form("/switch")
		unread := b.post(action, values)
		require.Equal(t, http.StatusUnprocessableEntity, unread.status, "what has to be agreed to was not")
		require.Zero(t, p.calls("switchMembership"))
		values.Set("agree", "1")
		done := b.post(action, values)
		require.Contains(t, done.path, "?receipt=")
		for _, words := range []string{"Your membership is switched", "begins on 16 June 2026", "Instead ofBasic", "BST, Europe/London"} {
			require.Contains(t, done.text("main"), words)
		}
		require.Equal(t, 1, p.calls("switchMembership"))
		require.Equal(t, done.path, b.post(action, values).path, "sent again: the same receipt")
		require.Equal(t, 1, p.calls("switchMembership"))
		old := p.endingContract("forge", "newcomer")
		require.Equal(t, pgclient.CancelationOriginStudio, old.CancelationOrigin)
		require.Zero(t, b.get(switchPath("forge", k.ID)).Find("main .slots a").Length())
		require.Contains(t, b.get(endingPath("forge", k)).text("main"), "ended by the studio")
	}
}

// What is due on signing cannot be paid here: it is said, and nothing can be ordered.
func TestSwitchWithSomethingDueIsTheStudios(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular").speaking("forge", "en")
	k := p.endingContract("forge", "regular")
	ways := b.get(switchPath("forge", k.ID))
	path := termTo(t, ways, "See what changes: Annual Pass, Minimum term 12 months")
	pg := b.get(path)
	require.Contains(t, pg.text("main"), "£399.00 would be due at once.")
	require.Zero(t, pg.Find("main form").Length())
	_, values := b.get(termTo(t, ways, "See what changes: Basic, Minimum term 12 months")).form("/switch")
	at, err := url.Parse(path)
	require.NoError(t, err)
	values.Set("term", at.Query().Get("term"))
	values.Set("agree", "1")
	pg = b.post(switchPath("forge", k.ID), values)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Zero(t, p.calls("switchMembership"))
}

func TestSwitchesThatAreNotOnOffer(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "newcomer").speaking("forge", "en")
	k := p.endingContract("forge", "newcomer")
	path := termTo(t, b.get(switchPath("forge", k.ID)), "See what changes: Premium, Minimum term 24 months")
	_, values := b.get(path).form("/switch")
	values.Set("agree", "1")
	p.world.ResetCalls()
	for name, change := range map[string]func(url.Values){
		"no such way":      func(v url.Values) { v.Set("config", "42") },
		"no such term":     func(v url.Values) { v.Set("term", "42") },
		"a start long ago": func(v url.Values) { v.Set("start", "2020-01-01") },
		"another start":    func(v url.Values) { v.Set("start", "2026-07-01") },
		"a stale form":     func(v url.Values) { v.Set("once", "x") },
	} {
		v := url.Values{}
		for key, list := range values {
			v[key] = list
		}
		_, fresh := b.get("/forge/").form("/signout")
		v.Set("once", fresh.Get("once"))
		change(v)
		pg := b.post(switchPath("forge", k.ID), v)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, name)
		require.Equal(t, 1, pg.Find("main [role=alert]").Length(), name)
	}
	require.Zero(t, p.calls("switchMembership"))
	debtor := p.signIn("forge", "restricted").speaking("forge", "en")
	require.Contains(t, debtor.get(switchPath("forge", p.endingContract("forge", "restricted").ID)).text("main"), "No switch is open to you at present.")
	// The way is another member's: it is not open to this one.
	at, err := url.Parse(path)
	require.NoError(t, err)
	require.Equal(t, http.StatusUnprocessableEntity, debtor.get(switchPath("forge", p.endingContract("forge", "restricted").ID)+"?"+at.RawQuery).status)
}

func TestUnclearSwitchIsReadBack(t *testing.T) {
	brokenEnding{
		operation: "switchMembership", story: "newcomer",
		send: func(t *testing.T, p *portal, b *browser) page {
			t.Helper()
			path := switchPath("forge", p.endingContract("forge", "newcomer").ID)
			_, values := b.get(termTo(t, b.get(path), "See what changes: Premium, Minimum term 24 months")).form("/switch")
			values.Set("agree", "1")
			return b.post(path, values)
		},
		happened: func(_ *testing.T, p *portal) bool {
			return p.endingContract("forge", "newcomer").CancelationStatus != ""
		},
		done: "Your membership is switched", not: "could not confirm",
	}.holds(t)
}
