package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// endingContract is the first contract of the story's member.
func (p *portal) endingContract(studio, story string) pgclient.ContractData {
	p.t.Helper()
	m := p.member(studio, story)
	list, err := p.client(studio).GetContractData(p.t.Context(), m.CustomerID)
	require.NoError(p.t, err)
	require.NotEmpty(p.t, list)
	return list[0]
}

// endingReason is one that the studio lets choose.
func (p *portal) endingReason(studio string) string {
	p.t.Helper()
	list, err := p.client(studio).GetContractCancelationReasonData(p.t.Context())
	require.NoError(p.t, err)
	return id(list[0].CancelationReasonID)
}

func (p *portal) endingSwitches(change func(*sandbox.Switches)) {
	s := p.world.Switches()
	change(&s)
	p.world.SetSwitches(s)
}

func endingPath(studio string, k pgclient.ContractData) string {
	return "/" + studio + "/contracts/" + id(k.ID) + "/cancel"
}

// speaking changes the member's language.
func (b *browser) speaking(studio, language string) *browser {
	b.p.t.Helper()
	b.post("/"+studio+"/language", url.Values{"language": {language}, "next": {"/" + studio + "/"}})
	return b
}

func TestCancelContractAtOnce(t *testing.T) {
	words := map[string]string{"nordlicht": "jetzt kündigen", "forge": "cancel now"}
	for studio, button := range words {
		p := newPortal(t)
		b := p.signIn(studio, "regular").speaking(studio, map[string]string{"nordlicht": "de", "forge": "en"}[studio])
		p.endingSwitches(func(s *sandbox.Switches) { s.CancelationNeedsVerification = false })
		k := p.endingContract(studio, "regular")
		p.world.ResetCalls()
		pg := b.get(endingPath(studio, k))
		require.Equal(t, http.StatusOK, pg.status)
		require.Equal(t, button, pg.text("main form button"), "the words of the law, and nothing else")
		require.Equal(t, len(k.AvailableCancelationDates), pg.Find(`input[name=date]`).Length(), "only the days that the API offers")
		require.Equal(t, k.AvailableCancelationDates[0].String(), pg.Find(`input[name=date][checked]`).AttrOr("value", ""), "the earliest is chosen")
		require.Zero(t, p.writes(), "looking changes nothing")
		action, values := pg.form("/cancel")
		values.Set("reason", p.endingReason(studio))
		receipt := b.post(action, values)
		require.Equal(t, http.StatusOK, receipt.status)
		require.Contains(t, receipt.path, endingPath(studio, k)+"?receipt=")
		zone := map[string]string{"nordlicht": "CEST, Europe/Berlin", "forge": "BST, Europe/London"}[studio]
		require.Contains(t, receipt.text("main"), zone)
		require.Equal(t, 1, p.calls("createContractCancelationAmendment"))
		now := p.endingContract(studio, "regular")
		require.Equal(t, pgclient.CancelationStatusCanceled, now.CancelationStatus)
		require.Equal(t, k.AvailableCancelationDates[0], now.CancelationDate)

		require.Equal(t, receipt.path, b.post(action, values).path, "sent again from the history: the same receipt")
		require.Equal(t, 1, p.calls("createContractCancelationAmendment"))
		again := b.get(endingPath(studio, k))
		require.Zero(t, again.Find(`input[name=date]`).Length(), "it is not offered twice")
		require.Equal(t, 1, again.Find(`a[href$="/cancel/withdraw"]`).Length())
	}
}

func TestCancellationWaitsForTheStudio(t *testing.T) {
	for _, accepted := range []bool{true, false} {
		p := newPortal(t)
		b := p.signIn("forge", "regular")
		p.endingSwitches(func(s *sandbox.Switches) { s.CancelationNeedsVerification = true })
		k := p.endingContract("forge", "regular")
		action, values := b.get(endingPath("forge", k)).form("/cancel")
		values.Set("reason", p.endingReason("forge"))
		receipt := b.post(action, values)
		require.Contains(t, receipt.text("main"), "Cancellation requested. The studio still has to confirm")
		require.NotContains(t, receipt.text("main"), "Cancelled.")
		require.NoError(t, p.world.Staff("contract_cancelation", k.ID, accepted))
		receipt = b.get(receipt.path)
		if accepted {
			require.Contains(t, receipt.text("main"), "Cancelled. Premium ends on")
		} else {
			require.Contains(t, receipt.text("main"), "no longer in force")
		}
		require.Contains(t, receipt.text("main"), "Arrived")
	}
}

func TestEveryStateOfACancellation(t *testing.T) {
	p := newPortal(t)
	for story, c := range map[string]struct {
		says     string
		takeBack bool
	}{
		"canceled": {"Cancelled. Premium ends on", true},
		"pending":  {"Cancellation requested.", true},
		"former":   {"This contract has ended.", false},
	} {
		pg := p.signIn("forge", story).speaking("forge", "en").get(endingPath("forge", p.endingContract("forge", story)))
		require.Equal(t, http.StatusOK, pg.status, story)
		require.Contains(t, pg.text("main"), c.says, story)
		require.Zero(t, pg.Find("main form").Length(), story)
		require.Equal(t, c.takeBack, pg.Find(`main a[href$="/cancel/withdraw"]`).Length() == 1, story)
	}
}

func TestTakeACancellationBack(t *testing.T) {
	for name, c := range map[string]struct {
		story    string
		verified bool
		says     string
		status   pgclient.CancelationStatus
	}{
		"at once":              {"canceled", false, "Taken back.", ""},
		"the studio decides":   {"canceled", true, "Requested. The studio still has to confirm", pgclient.CancelationStatusPendingWithdrawalVerification},
		"of a request":         {"pending", true, "Taken back.", ""},
		"of a request, freely": {"pending", false, "Taken back.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			p.endingSwitches(func(s *sandbox.Switches) { s.CancelationWithdrawalNeedsVerification = c.verified })
			b := p.signIn("forge", c.story).speaking("forge", "en")
			k := p.endingContract("forge", c.story)
			p.world.ResetCalls()
			pg := b.get(endingPath("forge", k) + "/withdraw")
			require.Zero(t, p.writes())
			action, values := pg.form("/withdraw")
			after := b.post(action, values)
			require.Equal(t, http.StatusOK, after.status)
			require.Contains(t, after.text("main"), c.says)
			require.Equal(t, 1, p.calls("withdrawContractCancelation"))
			require.Equal(t, c.status, p.endingContract("forge", c.story).CancelationStatus)
			require.Zero(t, after.Find(`main form[action$="/withdraw"]`).Length())
			require.Equal(t, after.path, b.post(action, values).path)
			require.Equal(t, 1, p.calls("withdrawContractCancelation"), "once, whatever is clicked twice")
		})
	}
}

// What the form was made of has changed: nothing is sent, and the page says why.
func TestStaleCancellationsSendNothing(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	k := p.endingContract("forge", "regular")
	action, values := b.get(endingPath("forge", k)).form("/cancel")
	values.Set("reason", p.endingReason("forge"))
	p.world.ResetCalls()
	send := func(change func(url.Values)) page {
		v := url.Values{}
		for name, list := range values {
			v[name] = list
		}
		_, fresh := b.get("/forge/").form("/signout")
		v.Set("once", fresh.Get("once"))
		change(v)
		return b.post(action, v)
	}
	for name, c := range map[string]struct {
		change func(url.Values)
		field  string
	}{
		"a day that is not offered": {func(v url.Values) { v.Set("date", "2031-01-01") }, "date"},
		"no day":                    {func(v url.Values) { v.Del("date") }, "date"},
		"nonsense":                  {func(v url.Values) { v.Set("date", "tomorrow") }, "date"},
		"no reason":                 {func(v url.Values) { v.Set("reason", "") }, "reason"},
		"a reason of nobody":        {func(v url.Values) { v.Set("reason", "42") }, "reason"},
	} {
		pg := send(c.change)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, name)
		require.NotEmpty(t, pg.text("#"+c.field+"-error"), name)
		require.True(t, strings.HasPrefix(pg.text("title"), "Error: "), name)
	}
	pg := send(func(v url.Values) { v.Set("date", k.AvailableCancelationDates[1].String()); v.Set("reason", "42") })
	require.Equal(t, k.AvailableCancelationDates[1].String(), pg.Find("input[name=date][checked]").AttrOr("value", ""), "what was chosen is kept")
	stale := send(func(v url.Values) { v.Set("once", "x") })
	require.Equal(t, http.StatusUnprocessableEntity, stale.status)
	require.Contains(t, stale.text("main"), "nothing was sent")
	require.Zero(t, p.writes())

	// On another device it has been canceled meanwhile.
	reason := p.endingReason("forge")
	other := p.signIn("forge", "regular")
	to, form := other.get(endingPath("forge", k)).form("/cancel")
	form.Set("reason", reason)
	other.post(to, form)
	require.Equal(t, 1, p.calls("createContractCancelationAmendment"))
	late := b.post(action, values)
	require.Equal(t, http.StatusUnprocessableEntity, late.status)
	require.Contains(t, late.text("main"), "has been already. Nothing was sent.")
	require.Zero(t, late.Find("main form").Length())
	require.Equal(t, 1, p.calls("createContractCancelationAmendment"))
}

// The API may say no to what it offered; its words stand beside the field it names.
func TestRefusalsOfACancellationStandWhereTheyBelong(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	k := p.endingContract("forge", "regular")
	action, values := b.get(endingPath("forge", k)).form("/cancel")
	values.Set("reason", p.endingReason("forge"))
	for _, status := range []int{400, 403, 404, 409} {
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "createContractCancelationAmendment", Kind: sandbox.FaultStatus, Status: status, Times: 1}))
		_, fresh := b.get("/forge/").form("/signout")
		values.Set("once", fresh.Get("once"))
		pg := b.post(action, values)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, status)
		require.Equal(t, 1, pg.Find(`main [role=alert]`).Length(), status)
		require.Equal(t, values.Get("reason"), pg.Find("select[name=reason] option[selected]").AttrOr("value", ""), status)
	}
	require.Empty(t, p.endingContract("forge", "regular").CancelationStatus)
}

func TestCancelWithoutAReason(t *testing.T) {
	probe := newPortal(t)
	reason := probe.endingReason("forge") // the same in every world of this seed
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string {
			return strings.Replace(y, "slug: forge", "slug: forge\n    cancel: { default_reason: "+reason+" }", 1)
		}
	})
	b := p.signIn("forge", "regular")
	k := p.endingContract("forge", "regular")
	pg := b.get(endingPath("forge", k))
	require.Contains(t, pg.text("#reason-hint"), "You do not have to give one.")
	action, values := pg.form("/cancel")
	values.Set("reason", "")
	require.Contains(t, b.post(action, values).path, "?receipt=")
	require.NotEmpty(t, p.endingContract("forge", "regular").CancelationReason)

	// Without the list it works, too.
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getContractCancelationReasonData", Kind: sandbox.FaultStatus, Status: 404}))
	b = p.signIn("forge", "newcomer")
	k = p.endingContract("forge", "newcomer")
	pg = b.get(endingPath("forge", k))
	require.Zero(t, pg.Find("select[name=reason]").Length())
	action, values = pg.form("/cancel")
	require.Contains(t, b.post(action, values).path, "?receipt=")
}

func TestCancelWithoutReasonsSaysSo(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	k := p.endingContract("forge", "regular")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getContractCancelationReasonData", Kind: sandbox.FaultStatus, Status: 404}))
	pg := b.get(endingPath("forge", k))
	require.Equal(t, http.StatusOK, pg.status)
	require.Contains(t, pg.text("main"), "cannot be loaded right now")
	require.Zero(t, pg.Find("main form").Length())
}

func TestParallelCancellationsAreOne(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	k := p.endingContract("forge", "regular")
	p.endingSwitches(func(s *sandbox.Switches) { s.LatencyMS = 100 })
	action, values := b.get(endingPath("forge", k)).form("/cancel")
	values.Set("reason", p.endingReason("forge"))
	var wg sync.WaitGroup
	places := make(chan string, 10)
	for range 10 {
		wg.Go(func() { places <- b.stay().post(action, values).header.Get("Location") })
	}
	wg.Wait()
	close(places)
	receipts := map[string]int{}
	for to := range places {
		if to != "" { // on a machine under load a click may be told that the first is still being worked on
			receipts[to]++
		}
	}
	require.Len(t, receipts, 1)
	for to := range receipts {
		require.Contains(t, to, "?receipt=")
	}
	require.Equal(t, 1, p.calls("createContractCancelationAmendment"))
}

func TestReceiptsAreTheMembersOwn(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	k := p.endingContract("forge", "regular")
	action, values := b.get(endingPath("forge", k)).form("/cancel")
	values.Set("reason", p.endingReason("forge"))
	receipt := b.post(action, values).path
	other := p.signIn("forge", "newcomer")
	require.Equal(t, http.StatusNotFound, other.get(receipt).status)
	_, intent, _ := strings.Cut(receipt, "receipt=")
	require.Equal(t, http.StatusNotFound, other.get(endingPath("forge", p.endingContract("forge", "newcomer"))+"?receipt="+intent).status)
	require.Equal(t, http.StatusNotFound, b.get(endingPath("forge", k)+"?receipt=NOBODYS").status)
	require.Equal(t, http.StatusNotFound, b.get("/forge/contracts/"+id(k.ID)+"/switch?receipt="+intent).status, "a receipt of another kind")
}

func TestCancelNeedsItsScope(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	k := p.endingContract("forge", "regular")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "CLASSES_READ"))
	require.Equal(t, http.StatusNotFound, b.get(endingPath("forge", k)).status)
	require.Equal(t, http.StatusOK, b.get("/forge/bookings").status, "nothing else changes")
}

// brokenEnding is one way to break a write.
type brokenEnding struct {
	operation string
	story     string
	send      func(t *testing.T, p *portal, b *browser) page // makes the write
	happened  func(t *testing.T, p *portal) bool
	done, not string // what the page says
}

// Whatever happens to the connection, the page tells what is true, and nothing is sent twice.
func (w brokenEnding) holds(t *testing.T) {
	t.Helper()
	for _, kind := range []string{sandbox.FaultDropAfter, sandbox.FaultDropBefore, sandbox.FaultHang, sandbox.FaultStatus} {
		t.Run(w.operation+" "+kind, func(t *testing.T) {
			p := newPortal(t, func(s *setup) { s.faulty = true })
			p.app.Hurry()
			b := p.signIn("forge", w.story).speaking("forge", "en")
			require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: w.operation, Kind: kind, DelayMS: 2000 * b2i(kind == sandbox.FaultHang), Times: 1}))
			p.world.ResetCalls()
			pg := b.settled(w.send(t, p, b))
			require.Equal(t, 1, p.calls(w.operation), "never sent a second time")
			require.Equal(t, kind == sandbox.FaultDropAfter, w.happened(t, p), "the fault did what its name says")
			if w.happened(t, p) {
				require.Equal(t, http.StatusOK, pg.status)
				require.Contains(t, pg.text("main"), w.done)
				require.NotContains(t, pg.text("main"), w.not)
			} else {
				require.NotContains(t, pg.text("main"), w.done)
				require.Contains(t, pg.text("main"), w.not)
			}
		})
	}
}

func TestUnclearCancellationsAreReadBack(t *testing.T) {
	brokenEnding{
		operation: "createContractCancelationAmendment", story: "regular",
		send: func(t *testing.T, p *portal, b *browser) page {
			t.Helper()
			action, values := b.get(endingPath("forge", p.endingContract("forge", "regular"))).form("/cancel")
			values.Set("reason", p.endingReason("forge"))
			return b.post(action, values)
		},
		happened: func(_ *testing.T, p *portal) bool {
			return p.endingContract("forge", "regular").CancelationStatus != ""
		},
		done: "Your cancellation has arrived", not: "could not confirm",
	}.holds(t)
	brokenEnding{
		operation: "withdrawContractCancelation", story: "canceled",
		send: func(t *testing.T, p *portal, b *browser) page {
			t.Helper()
			action, values := b.get(endingPath("forge", p.endingContract("forge", "canceled")) + "/withdraw").form("/withdraw")
			return b.post(action, values)
		},
		happened: func(_ *testing.T, p *portal) bool {
			return p.endingContract("forge", "canceled").CancelationStatus != pgclient.CancelationStatusCanceled
		},
		done: "goes on. Received on", not: "could not confirm",
	}.holds(t)
}
