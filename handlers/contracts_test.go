package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// contractOf is the member's first contract, from the API itself.
func (p *portal) contractOf(m sandbox.Member) pgclient.ContractData {
	p.t.Helper()
	list, err := p.client(m.Studio).GetContractData(p.t.Context(), m.CustomerID)
	require.NoError(p.t, err)
	require.NotEmpty(p.t, list, "%s has no contract", m.Story)
	return list[0]
}

// contract opens the page of the story's contract.
func (b *browser) contract(studio, story string) page {
	b.p.t.Helper()
	pg := b.get("/" + studio + "/contracts/" + id(b.p.contractOf(b.p.member(studio, story)).ID))
	require.Equal(b.p.t, http.StatusOK, pg.status)
	return pg
}

func TestContractsOfEveryStory(t *testing.T) {
	p := newPortal(t)
	for _, studio := range []string{"nordlicht", "forge"} {
		for story, says := range map[string]string{
			"regular": "Premium", "paused": "Premium", "canceled": "Cancelled", "pending": "Cancellation requested", "former": "Ended",
			"restricted": "399.00 once", "extras": "Premium", "newcomer": "14.95 / month", "debtor": "9.90 / week",
		} {
			b := p.inEnglish(studio, story)
			list := b.get("/" + studio + "/contracts")
			require.Equal(t, http.StatusOK, list.status)
			require.Contains(t, list.text("main"), says, "%s %s", studio, story)
			to := list.Find(".slots a").First().AttrOr("href", "")
			one := b.get(to)
			require.Equal(t, http.StatusOK, one.status, to)
			require.Contains(t, one.text("main"), says, "%s %s", studio, story)
		}
		empty := p.inEnglish(studio, "prospect").get("/" + studio + "/contracts")
		require.Contains(t, empty.text("main"), "You have no contract with this studio yet.")
	}
	require.Zero(t, p.writes())
}

func TestHomeLeadsToTheContract(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	to := b.get("/forge/").Find(`main a[href*="/contracts/"]`).AttrOr("href", "")
	require.Equal(t, "/forge/contracts/"+id(p.contractOf(p.member("forge", "regular")).ID), to)
	require.Equal(t, "Premium", b.get(to).text("h1"))
}

func TestContractSaysWhatHoldsInSentences(t *testing.T) {
	p := newPortal(t)
	b := p.inEnglish("nordlicht", "extras")
	pg := b.contract("nordlicht", "extras")
	for _, sentence := range []string{
		"The contract was first made for 12 months.", "it goes on for 1 month at a time, unless somebody cancels.", "The notice period is 1 month.",
		"The next possible end is", "Sauna", "€9.90 / month", "Service", "€19.90",
	} {
		require.Contains(t, pg.text("main"), sentence)
	}
	canceled := p.inEnglish("forge", "canceled").contract("forge", "canceled").text("main")
	require.Contains(t, canceled, "The contract ends on")
	require.Contains(t, canceled, "You cancelled it yourself.")
	require.NotContains(t, canceled, "The next possible end")
	pending := p.inEnglish("forge", "pending").contract("forge", "pending").text("main")
	require.Contains(t, pending, "You asked for the contract to end on")
}

// The two reads of contracts may fail or be closed one by one.
func TestContractsLiveWithHalfOfTheReads(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "extras")
	address := "/forge/contracts/" + id(p.contractOf(p.member("forge", "extras")).ID)
	fault := func(operation string, status int) {
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: operation, Kind: sandbox.FaultStatus, Status: status}))
	}
	fault("getCustomersContracts", 500)
	half := b.get(address)
	require.Equal(t, http.StatusOK, half.status)
	require.Contains(t, half.text("main"), "Term, fees and extras are not available right now.")
	require.Equal(t, 1, half.Find(`main a[href$="/pause"]`).Length(), "what can be done comes from the other read")

	fault("getContractData", 500)
	require.Equal(t, http.StatusServiceUnavailable, b.get(address).status)
	require.Equal(t, http.StatusServiceUnavailable, b.get("/forge/contracts").status)

	p.world.ClearFaults()
	fault("getContractData", 403)
	shown := b.get(address)
	require.Equal(t, http.StatusOK, shown.status)
	require.Contains(t, shown.text("main"), "Sauna")
	require.Zero(t, shown.Find(`main a[href$="/pause"]`).Length(), "nothing can be done without self-service")
	require.Equal(t, http.StatusNotFound, b.get(address+"/pause").status)

	fault("getCustomersContracts", 403)
	require.Equal(t, http.StatusNotFound, b.get("/forge/contracts").status)
}

func TestPausesWithoutScopeAreHidden(t *testing.T) {
	p := newPortal(t)
	b := p.inEnglish("nordlicht", "paused")
	require.Contains(t, b.contract("nordlicht", "paused").text("main"), "Running")
	for _, operation := range []string{"getIdlePeriodConfig", "getIdlePeriods", "getRemainingIdlePeriods"} {
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: operation, Kind: sandbox.FaultStatus, Status: 403}))
	}
	pg := b.contract("nordlicht", "paused")
	require.NotContains(t, pg.text("main"), "Pauses")
	require.Zero(t, pg.Find(`main a[href$="/pause"]`).Length())
	require.Equal(t, http.StatusNotFound, b.get(pg.path+"/pause").status)

	p.world.ClearFaults()
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getIdlePeriods", Kind: sandbox.FaultStatus, Status: 500}))
	require.Contains(t, b.contract("nordlicht", "paused").text("main"), "Your pauses are not available right now.")
}

func TestPauseIsOfferedOnlyWhereItIsPossible(t *testing.T) {
	p := newPortal(t, released("1.9.0"))
	for story, want := range map[string]string{
		"regular": "", "debtor": "This contract cannot be paused online.", "pending": "A pause is already waiting for the studio.", "former": "-",
	} {
		pg := p.inEnglish("nordlicht", story).contract("nordlicht", story)
		require.Equal(t, b2i(want == ""), pg.Find(`main a[href$="/pause"]`).Length(), story)
		if want != "-" {
			require.Contains(t, pg.text("main"), want, story)
		}
	}
}

// released sets the release that the configuration says the API has.
func released(release string) func(*setup) {
	return func(s *setup) {
		s.yaml = func(y string) string {
			return strings.ReplaceAll(y, "key: sandbox-", `release: "`+release+`", key: sandbox-`)
		}
	}
}
