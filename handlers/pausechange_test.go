package handlers_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// setPause gives the story's contract a pause ahead, straight through the API.
func (p *portal) setPause(studio, story, start string, unit pgclient.IdlePeriodTemporalUnit, terms int) pgclient.IdlePeriod {
	p.t.Helper()
	contract := p.contractOf(p.member(studio, story)).ID
	config, err := p.client(studio).GetIdlePeriodConfig(p.t.Context(), contract)
	require.NoError(p.t, err)
	day, err := pgclient.ParseDate(start)
	require.NoError(p.t, err)
	unlimited := false
	for _, reason := range config.IdlePeriodReasons {
		if reason.DocumentRequired {
			continue
		}
		made, err := p.client(studio).CreateIdlePeriodAmendment(p.t.Context(), contract, pgclient.IdlePeriodRequest{
			StartDate: day, TemporalUnit: unit, TermValue: &terms, Unlimited: &unlimited, ReasonID: reason.ID,
		}, nil)
		require.NoError(p.t, err)
		return made
	}
	require.FailNow(p.t, "no reason without a proof")
	return pgclient.IdlePeriod{}
}

func (p *portal) changeAddress(studio, story string, pauseID int64) string {
	return p.pauseAddress(studio, story) + "/" + id(pauseID)
}

// changed is the form of a change with other values in it.
func (p page) changed(address string, other url.Values) url.Values {
	_, values := p.filledForm(address)
	return put(values, other)
}

func TestPauseIsChanged(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b := p.inEnglish("forge", "newcomer")
	old := p.setPause("forge", "newcomer", "2026-07-10", pgclient.IdlePeriodTemporalUnitDay, 10)
	address := p.changeAddress("forge", "newcomer", old.ID)
	contract := b.get("/forge/contracts/" + id(p.contractOf(p.member("forge", "newcomer")).ID))
	require.Equal(t, 1, contract.Find(`main a[href="`+address+`"]`).Length(), contract.text("main"))

	form := b.get(address)
	require.Equal(t, http.StatusOK, form.status)
	require.Contains(t, form.options("start"), "2026-07-10")
	require.NotContains(t, form.options("start"), "2026-06-15", "a day that is too soon is not offered")
	require.NotContains(t, form.options("end"), "2026-07-19", "the end it has is no earlier one")
	require.Contains(t, form.options("end"), "2026-07-18")
	same := b.confirm(address, form.changed(address, nil))
	require.Equal(t, http.StatusUnprocessableEntity, same.status)
	require.Contains(t, same.text("[role=alert]"), "That is how the pause is already.")

	p.world.ResetCalls()
	ask := b.confirm(address, form.changed(address, url.Values{"start": {"2026-07-12"}, "terms": {"12"}}))
	require.Equal(t, http.StatusOK, ask.status, ask.text("main"))
	require.Contains(t, ask.text("main dl"), "So far10 July 2026 to 19 July 2026")
	require.Contains(t, ask.text("main dl"), "23 July 2026")
	require.Contains(t, ask.text("main dl"), "Contract then ends")
	require.Equal(t, 1, p.calls("idlePeriodUpdatePreview"))
	require.Zero(t, p.writes(), "looking changes nothing")
	action, sent := ask.form(address)
	done := b.postFile(action, sent, "document", "", "")
	require.Contains(t, done.text("[role=status]"), "The pause was changed. Basic now pauses from 12 July 2026 to 23 July 2026.", done.text("main"))
	require.Equal(t, done.path, b.postFile(action, sent, "document", "", "").path, "sent again: the first outcome")
	require.Equal(t, 1, p.calls("updateIdlePeriod"))
	now := p.pausesNow("forge", "newcomer")
	require.Len(t, now, 1)
	require.Equal(t, "2026-07-23", now[0].EndDate.String())

	// Shorter, by its last day.
	ask = b.confirm(address, b.get(address).changed(address, url.Values{"end": {"2026-07-14"}}))
	require.Equal(t, http.StatusOK, ask.status, ask.text("main"))
	action, sent = ask.form(address)
	require.Contains(t, b.postFile(action, sent, "document", "", "").text("[role=status]"), "to 14 July 2026")
	require.Equal(t, "2026-07-14", p.pausesNow("forge", "newcomer")[0].EndDate.String())
}

// Where the studio decides, the change is asked for, and one at a time.
func TestPauseChangeWaitsForTheStudio(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b := p.inEnglish("nordlicht", "regular")
	asked := p.setPause("nordlicht", "regular", "2026-08-01", pgclient.IdlePeriodTemporalUnitMonth, 2)
	require.Contains(t, b.get(p.changeAddress("nordlicht", "regular", asked.ID)).text("main"), "already waiting", "a request is not changed")
	require.NoError(t, p.world.Staff("idle_period", asked.ID, true))
	pause := p.pausesNow("nordlicht", "regular")[0]
	address := p.changeAddress("nordlicht", "regular", pause.ID)
	form := b.get(address)
	require.Contains(t, form.text("main"), "Until it decides the pause stays as it is.")
	ask := b.confirm(address, form.changed(address, url.Values{"terms": {"1"}}))
	require.Equal(t, http.StatusOK, ask.status, ask.text("main"))
	action, sent := ask.form(address)
	done := b.postFile(action, sent, "document", "", "")
	require.Contains(t, done.text("[role=status]"), "Change requested, the studio still has to confirm.")
	require.NotContains(t, done.text("[role=status]"), "was changed")
	require.Len(t, p.pausesNow("nordlicht", "regular"), 2)
	require.Zero(t, done.Find(`main a[href="`+address+`"]`).Length(), "one at a time")
	require.Contains(t, b.get(address).text("main"), "already waiting")
}

// The pause that runs keeps its first day.
func TestRunningPauseIsShortened(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b := p.inEnglish("forge", "paused")
	pause := p.pausesNow("forge", "paused")[0]
	address := p.changeAddress("forge", "paused", pause.ID)
	form := b.get(address)
	require.Equal(t, http.StatusOK, form.status)
	require.Empty(t, form.options("start"), "it has begun")
	choice := url.Values{}
	if ends := form.options("end"); len(ends) > 1 {
		choice.Set("end", ends[len(ends)-1])
	} else {
		choice.Set("terms", form.options("terms")[0])
	}
	ask := b.confirm(address, form.changed(address, choice))
	require.Equal(t, http.StatusOK, ask.status, ask.text("main"))
	action, sent := ask.form(address)
	require.Contains(t, b.postFile(action, sent, "document", "", "").text("[role=status]"), "hange")
	require.Equal(t, 1, p.calls("updateIdlePeriod"))
}

func TestPauseChangeIsThereOnlyWhenItWorks(t *testing.T) {
	older := newPortal(t, released("1.10.0"))
	pause := older.setPause("forge", "newcomer", "2026-07-10", pgclient.IdlePeriodTemporalUnitDay, 10)
	b, address := older.inEnglish("forge", "newcomer"), older.changeAddress("forge", "newcomer", pause.ID)
	require.Zero(t, b.get(older.pauseAddress("forge", "newcomer")).Find(`main a[href="`+address+`"]`).Length())
	require.Equal(t, http.StatusNotFound, b.get(address).status)
	_, once := b.get("/forge/").form("/signout")
	require.Equal(t, http.StatusNotFound, b.postFile(address, put(once, url.Values{"start": {"2026-07-10"}, "unit": {"DAY"}, "terms": {"3"}, "reason": {"1"}}), "document", "", "").status)

	p := newPortal(t, released("1.11.0"))
	pause = p.setPause("forge", "newcomer", "2026-07-10", pgclient.IdlePeriodTemporalUnitDay, 10)
	b, address = p.inEnglish("forge", "newcomer"), p.changeAddress("forge", "newcomer", pause.ID)
	ask := b.confirm(address, b.get(address).changed(address, url.Values{"terms": {"3"}}))
	action, sent := ask.form(address)
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "updateIdlePeriod", Kind: sandbox.FaultStatus, Status: 403}))
	require.NotEqual(t, http.StatusOK, b.postFile(action, sent, "document", "", "").status)
	p.world.ClearFaults()
	require.Equal(t, http.StatusNotFound, b.get(address).status, "the scope is missing")
	require.Zero(t, b.get(p.pauseAddress("forge", "newcomer")).Find(`main a[href="`+address+`"]`).Length())
}

// A pause of somebody else's is not there below one's own contract.
func TestForeignPausesAreNotChanged(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	foreign := p.setPause("forge", "newcomer", "2026-07-10", pgclient.IdlePeriodTemporalUnitDay, 10)
	b := p.inEnglish("forge", "regular")
	_, once := b.get("/forge/").form("/signout")
	values := put(once, url.Values{"start": {"2026-07-10"}, "unit": {"DAY"}, "terms": {"3"}, "reason": {id(foreign.IdlePeriodReason.ID)}})
	p.world.ResetCalls()
	for _, address := range []string{p.changeAddress("forge", "regular", foreign.ID), p.changeAddress("forge", "newcomer", foreign.ID), p.pauseAddress("forge", "regular") + "/x"} {
		require.Equal(t, http.StatusNotFound, b.get(address).status, address)
		require.Equal(t, http.StatusNotFound, b.postFile(address, values, "document", "", "").status, address)
	}
	require.Zero(t, p.writes())
	require.Equal(t, foreign.EndDate, p.pausesNow("forge", "newcomer")[0].EndDate)
}

// In doubt the pause is read back, and the change never sent twice.
func TestUnclearPauseChangeIsReadBack(t *testing.T) {
	for kind, says := range map[string]string{
		sandbox.FaultDropAfter: "The pause was changed.", sandbox.FaultTruncate: "The pause was changed.", sandbox.FaultDropBefore: "We could not confirm it",
	} {
		p := newPortal(t, released("1.11.0"), func(s *setup) { s.faulty = true })
		p.app.Hurry()
		pause := p.setPause("forge", "newcomer", "2026-07-10", pgclient.IdlePeriodTemporalUnitDay, 10)
		b, address := p.inEnglish("forge", "newcomer"), p.changeAddress("forge", "newcomer", pause.ID)
		ask := b.confirm(address, b.get(address).changed(address, url.Values{"terms": {"3"}}))
		action, sent := ask.form(address)
		p.world.ResetCalls()
		require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "updateIdlePeriod", Kind: kind, Times: 1}))
		pg := b.settled(b.postFile(action, sent, "document", "", ""))
		require.Contains(t, pg.text("main"), says, kind)
		require.Equal(t, 1, p.calls("updateIdlePeriod"), kind)
	}
}

// The studio has changed its mind between asking and sending.
func TestPauseChangeThatIsRefused(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	pause := p.setPause("forge", "newcomer", "2026-07-10", pgclient.IdlePeriodTemporalUnitDay, 10)
	b, address := p.inEnglish("forge", "newcomer"), p.changeAddress("forge", "newcomer", pause.ID)
	long := b.confirm(address, b.get(address).changed(address, url.Values{"terms": {"3000"}}))
	require.Equal(t, http.StatusUnprocessableEntity, long.status)
	require.NotEmpty(t, long.text("#terms-error"))
	ask := b.confirm(address, b.get(address).changed(address, url.Values{"terms": {"12"}}))
	action, sent := ask.form(address)
	p.setPause("forge", "newcomer", "2026-07-21", pgclient.IdlePeriodTemporalUnitDay, 3)
	p.world.ResetCalls()
	refused := b.postFile(action, sent, "document", "", "")
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.text("main"), "You have another pause in that time.")
	require.Zero(t, p.writes())
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "updateIdlePeriod", Kind: sandbox.FaultStatus, Status: 429}))
	ask = b.confirm(address, b.get(address).changed(address, url.Values{"terms": {"4"}}))
	action, sent = ask.form(address)
	unsent := b.postFile(action, sent, "document", "", "")
	require.Equal(t, http.StatusServiceUnavailable, unsent.status)
	_, again := unsent.form(address)
	require.Equal(t, "4", again.Get("terms"))
	require.NotEqual(t, sent.Get("once"), again.Get("once"), "the first is spent")
}
