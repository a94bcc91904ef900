package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

func withBenefits(s *setup) {
	s.yaml = func(y string) string {
		return strings.ReplaceAll(y, "    brand:", "    benefits: [SAUNA, DRINKS, SOLARIUM, UNHEARD_OF]\n    brand:")
	}
}

// studioID is the studio's own, as its staff knows it.
func (p *portal) studioID(studio string) int64 {
	p.t.Helper()
	info, err := p.client(studio).GetStudioInformation(p.t.Context())
	require.NoError(p.t, err)
	return info.StudioID
}

func TestCheckinShowsTheCode(t *testing.T) {
	p := newPortal(t, withBenefits)
	for _, studio := range []string{"nordlicht", "forge"} {
		m := p.member(studio, "extras")
		b := p.signInAs(m)
		require.NoError(t, p.world.Staff("access_codes", p.studioID(studio), true))
		pg := b.get("/" + studio + "/checkin")
		require.Equal(t, http.StatusOK, pg.status)
		require.Equal(t, "no-store", pg.header.Get("Cache-Control"))
		require.Equal(t, 1, pg.Find(".qr path").Length())
		require.NotEmpty(t, pg.Find(".qr").AttrOr("aria-label", ""))
		require.Zero(t, pg.Find("main [aria-live], main [role=status], main [role=timer]").Length(), "nobody hears each minute of a new code")
		fresh := pg.Find("[data-fresh]").AttrOr("data-fresh", "")
		require.Contains(t, pg.html, `<noscript><meta http-equiv="refresh" content="`+fresh+`"></noscript>`)
		require.Regexp(t, `Valid until \d\d:\d\d`, pg.text(".door"))
		require.Regexp(t, "Member card ?ends in", pg.text("dl"))
		require.Contains(t, pg.text("dl"), "SaunaValid now")
		require.Contains(t, b.get(pg.script()).html, "data-fresh")
		require.NotContains(t, pg.text("dl"), "Unheard", "what the API does not know is nobody's benefit")

		customer, err := p.client(studio).GetCustomerById(t.Context(), m.CustomerID)
		require.NoError(t, err)
		code, err := p.client(studio).GetCustomerAccessCode(t.Context(), m.CustomerID)
		require.NoError(t, err)
		require.NotContains(t, pg.html, code.Content)
		for _, medium := range customer.AccessMediums {
			require.NotContains(t, pg.html, medium.Value)
		}
		b.client.Timeout = time.Minute
		p.world.Advance(90 * time.Second)
		require.NotEqual(t, pg.Find(".qr path").AttrOr("d", ""), b.get("/"+studio+"/checkin").Find(".qr path").AttrOr("d", ""), "the next code is another one")
		p.world.Advance(-90 * time.Second)
	}
	require.Zero(t, p.writes())
}

func TestCheckinWithoutCodes(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	for _, status := range []int{404, 400, 409} {
		w := p.world.Switches()
		w.AccessCodeOffStatus = status
		p.world.SetSwitches(w)
		require.NoError(t, p.world.Staff("access_codes", p.studioID("forge"), false))
		pg := b.get("/forge/checkin")
		require.Zero(t, pg.Find(".qr, [data-fresh], meta[http-equiv]").Length())
		require.Contains(t, pg.text("main"), "does not use codes")
		require.NotContains(t, b.get(pg.script()).html, "data-fresh", "what would be in vain is not loaded")
		require.Zero(t, p.calls("getBenefits"), "none are configured")
	}
	require.NoError(t, p.world.Staff("access_codes", p.studioID("forge"), true))
	require.Equal(t, 1, b.get("/forge/checkin").Find(".qr").Length(), "switched on meanwhile")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getStudioInformation", Kind: sandbox.FaultStatus, Status: 503}))
	require.Equal(t, 1, b.get("/forge/checkin").Find(".qr").Length(), "the code itself says that there are codes")
	w := p.world.Switches()
	w.AccessCodeExpires = false
	p.world.SetSwitches(w)
	pg := b.get("/forge/checkin")
	require.Equal(t, "60", pg.Find("[data-fresh]").AttrOr("data-fresh", ""))
	require.Contains(t, pg.text(".door"), "Renewed every minute")
}

func TestCheckinSaysWhyTheDoorStaysShut(t *testing.T) {
	p := newPortal(t)
	for story, want := range map[string]string{
		"restricted": "Your access is blocked", "paused": "paused until", "former": "no running membership today", "prospect": "no running membership today",
	} {
		pg := p.signIn("forge", story).get("/forge/checkin")
		require.Contains(t, pg.text(".notice"), want, story)
		if story == "restricted" {
			require.Equal(t, 1, pg.Find(`.notice a[href="/forge/messages"]`).Length())
		}
	}
	require.Zero(t, p.signIn("forge", "regular").get("/forge/checkin").Find(".notice").Length())
}

func TestCheckinWithPartsMissing(t *testing.T) {
	p := newPortal(t, withBenefits)
	b := p.signIn("forge", "regular")
	require.NoError(t, p.world.Staff("access_codes", p.studioID("forge"), true))
	fail := func(operations ...string) {
		p.world.ClearFaults()
		for _, o := range operations {
			require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: o, Kind: sandbox.FaultStatus, Status: 503}))
		}
	}
	fail("getCustomerAccessCode", "getBenefits")
	pg := b.get("/forge/checkin")
	require.Equal(t, http.StatusOK, pg.status)
	require.Contains(t, pg.text("main"), "The code is not available right now.")
	require.Equal(t, "15", pg.Find("[data-fresh]").AttrOr("data-fresh", ""), "it looks again")
	require.Contains(t, pg.text("main"), "Your benefits are not available right now.")
	require.Contains(t, pg.text("main"), "Member card")

	fail("getCustomerById")
	pg = b.get("/forge/checkin")
	require.Equal(t, 1, pg.Find(".qr").Length())
	require.Contains(t, pg.text("main"), "not known right now")

	fail("getCustomerById", "getCustomerAccessCode")
	require.Equal(t, http.StatusServiceUnavailable, b.get("/forge/checkin").status)
}

func TestCheckinWithoutScopes(t *testing.T) {
	p := newPortal(t, withBenefits)
	b := p.signIn("forge", "regular")
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ", "MEMBERSHIP_SELF_SERVICE_READ"))
	require.Equal(t, http.StatusNotFound, b.get("/forge/checkin/visits").status)
	pg := b.get("/forge/checkin")
	require.Equal(t, http.StatusOK, pg.status)
	require.Zero(t, pg.Find(`a[href*="visits"]`).Length(), "no link leads where there is no page")
	require.NotContains(t, b.get("/forge/").text("main"), "in the last 4 weeks")
	require.NoError(t, p.world.SetScopes("forge", "CLASSES_READ"))
	require.Equal(t, http.StatusNotFound, b.get("/forge/checkin").status)
}

func TestHomeLeadsToCheckinAndCountsVisits(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	pg := b.get("/forge/")
	require.Equal(t, 1, pg.Find(`main a[href="/forge/checkin"]`).Length())
	require.Regexp(t, `\d+ visits? in the last 4 weeks`, pg.text(`main a[href="/forge/checkin/visits"]`))
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getCustomersCheckinHistory", Kind: sandbox.FaultStatus, Status: 503}))
	require.Contains(t, b.get("/forge/").text("main"), "Your visits are not available right now.")
}

func TestVisitsOfAYear(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b := p.signInAs(m)
	p.world.ResetCalls()
	pg := b.get("/forge/checkin/visits")
	require.Equal(t, http.StatusOK, pg.status)
	want := 0
	for _, err := range p.client("forge").AllCustomersCheckinHistory(t.Context(), m.CustomerID, pgclient.DateOf(worldNow()).AddDays(-364), pgclient.DateOf(worldNow())) {
		require.NoError(t, err)
		want++
	}
	require.Greater(t, want, 50, "more than a slice")
	require.Equal(t, want, pg.Find("tbody td:nth-child(4)").Length())
	require.Contains(t, pg.text("h2"), id(int64(want))+" visits")
	require.Equal(t, 2, pg.Find(".pics svg").Length())
	w := p.world.Switches()
	w.CheckinsOfKeyStudioOnly = !w.CheckinsOfKeyStudioOnly
	p.world.SetSwitches(w)
	pages := pg.text("tbody") + b.get("/forge/checkin/visits").text("tbody")
	require.Contains(t, pages, "The Forge")
	require.Contains(t, pages, "Nordlicht", "a visit says where it was")
	require.Zero(t, p.writes())
}

func TestVisitsStates(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b := p.signInAs(m)
	require.NoError(t, p.world.Staff("checkin", m.CustomerID, true))
	pg := b.get("/forge/checkin/visits")
	require.Contains(t, pg.text(".notice"), "You have been checked in since 09:00", "London's clock")
	require.Contains(t, pg.text("tbody tr:nth-child(2)"), "still inside")
	require.NoError(t, p.world.Staff("checkin", m.CustomerID, false))
	require.Zero(t, b.get("/forge/checkin/visits").Find(".notice").Length())

	empty := b.get("/forge/checkin/visits?from=2020-01-01&to=2020-02-01")
	require.Contains(t, empty.text(".empty"), "No visits in these days")
	require.Equal(t, "2020-01-01", empty.Find("#from").AttrOr("value", ""))

	p.world.ResetCalls()
	for query, field := range map[string]string{
		"from=nonsense": "from", "from=2020-01-01&to=2026-01-01": "from", "from=2026-02-02&to=2026-01-01": "to", "from=2030-01-01": "from", "to=2026-99-99": "to",
	} {
		bad := b.get("/forge/checkin/visits?" + query)
		require.Equal(t, http.StatusUnprocessableEntity, bad.status, query)
		require.NotEmpty(t, bad.text("#"+field+"-error"), query)
		values, _ := url.ParseQuery(query)
		require.Equal(t, values.Get(field), bad.Find("#"+field).AttrOr("value", ""), "what was typed stays")
	}
	require.Zero(t, p.calls("getCustomersCheckinHistory"), "what cannot be asked for is not asked")

	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "getCustomersCheckinHistory", Kind: sandbox.FaultStatus, Status: 503}))
	down := b.get("/forge/checkin/visits")
	require.Equal(t, http.StatusServiceUnavailable, down.status)
	require.NotEmpty(t, down.header.Get("Retry-After"))
	require.Equal(t, "forge", p.member("forge", "prospect").Studio)
	p.world.ClearFaults()
	require.Contains(t, p.signIn("forge", "prospect").get("/forge/checkin/visits").text("main"), "No visits")
}
