package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// inEnglish signs the story's member in; some speak another language by their record.
func (p *portal) inEnglish(studio, story string) *browser {
	p.t.Helper()
	b := p.signIn(studio, story)
	action, values := b.get("/" + studio + "/").form("/language")
	values.Set("language", "en")
	require.Equal(p.t, http.StatusOK, b.post(action, values).status)
	return b
}

// pauseAddress is the pause page of the story's contract.
func (p *portal) pauseAddress(studio, story string) string {
	return "/" + studio + "/contracts/" + id(p.contractOf(p.member(studio, story)).ID) + "/pause"
}

// options are the values that a select of the page offers.
func (p page) options(name string) []string {
	var list []string
	for _, o := range p.Find("select#" + name + " option").EachIter() {
		list = append(list, o.AttrOr("value", ""))
	}
	return list
}

// reasonNamed is the value of the reason that begins with a name.
func (p page) reasonNamed(name string) string {
	p.t.Helper()
	for _, o := range p.Find("select#reason option").EachIter() {
		if strings.HasPrefix(o.Text(), name) {
			return o.AttrOr("value", "")
		}
	}
	require.FailNow(p.t, "no such reason", name)
	return ""
}

// choose fills the form of a pause with its first day, so many terms and a reason.
func (p page) choose(terms, reason string) url.Values {
	p.t.Helper()
	starts := p.options("start")
	require.NotEmpty(p.t, starts, p.text("main"))
	return url.Values{
		"unit": {p.Find(`input[name="unit"]`).AttrOr("value", "")}, "start": {starts[0]}, "terms": {terms}, "reason": {p.reasonNamed(reason)},
	}
}

// confirm opens the confirm page for the values.
func (b *browser) confirm(address string, values url.Values) page {
	return b.get(address + "?" + values.Encode())
}

// pausesNow are the pauses ahead, from the API itself.
func (p *portal) pausesNow(studio, story string) []pgclient.IdlePeriod {
	p.t.Helper()
	lists, err := p.client(studio).GetIdlePeriods(p.t.Context(), p.contractOf(p.member(studio, story)).ID)
	require.NoError(p.t, err)
	return lists.CurrentAndUpcomingIdlePeriods
}

func TestPauseIsAskedForSeenAndTakenBack(t *testing.T) {
	for _, studio := range []string{"nordlicht", "forge"} {
		p := newPortal(t, released("1.11.0"))
		b := p.inEnglish(studio, "regular")
		address := p.pauseAddress(studio, "regular")
		form := b.get(b.contract(studio, "regular").Find(`main a[href$="/pause"]`).AttrOr("href", ""))
		require.Equal(t, address, form.path)
		reason := map[string]string{"nordlicht": "Urlaub", "forge": "Holiday"}[studio]
		values := form.choose("2", reason)
		p.world.ResetCalls()
		ask := b.confirm(address, values)
		require.Equal(t, http.StatusOK, ask.status)
		require.Equal(t, 1, p.calls("validateIdlePeriodRequest"))
		require.Zero(t, p.writes(), "asking changes nothing")
		require.Zero(t, ask.Find(`input[type="file"]`).Length())
		facts := ask.text("main")
		for _, said := range map[string][]string{
			"nordlicht": {"Wed, 1 July 2026", "Mon, 31 August 2026", "2 months", "€5.00", "You pay for 1 month: €5.00 per month.", "Of the pause this much is free: 1 month.", "15 January 2027", "Entry while paused No", "The studio checks your request first."},
			"forge":     {"Mon, 22 June 2026", "Sun, 5 July 2026", "2 weeks", "£10.00 once", "Entry while paused Yes", "The pause is set at once."},
		}[studio] {
			require.Contains(t, strings.ReplaceAll(facts, "pausedNo", "paused No"), strings.ReplaceAll(said, "paused Yes", "pausedYes"), studio)
		}
		action, sent := ask.form("/pause")
		done := b.postFile(action, sent, "document", "", "")
		require.Equal(t, http.StatusOK, done.status)
		require.Equal(t, strings.TrimSuffix(address, "/pause"), done.path)
		outcome := map[string]string{"nordlicht": "Pause requested, the studio still has to confirm.", "forge": "Your pause is set."}[studio]
		require.Contains(t, done.text("[role=status]"), outcome)
		require.Contains(t, done.text("main"), map[string]string{"nordlicht": "Requested", "forge": "Planned"}[studio])
		require.Equal(t, 1, p.calls("createIdlePeriodAmendment"))
		r, shown := b.receiptOn(done)
		require.Equal(t, receipt.Pause, r.Kind)
		require.NotEmpty(t, valuesOf(r)["Pause"])
		require.Equal(t, reason, valuesOf(r)["Reason"])
		require.Contains(t, shown.text("ol.text"), strings.TrimSuffix(outcome, "."))

		again := b.postFile(action, sent, "document", "", "")
		require.Contains(t, again.text("[role=status]"), outcome, "sent again: the first outcome")
		require.Equal(t, 1, p.calls("createIdlePeriodAmendment"))

		back := b.get(done.Find(`.slots a[href$="/withdraw"]`).AttrOr("href", ""))
		require.Zero(t, p.calls("withdrawIdlePeriod"))
		action, once := back.form("/withdraw")
		gone := b.post(action, once)
		require.Contains(t, gone.text("[role=status]"), map[string]string{"nordlicht": "Your request was taken back.", "forge": "The pause was taken back."}[studio])
		require.Empty(t, p.pausesNow(studio, "regular"))
		require.Contains(t, b.post(action, once).text("[role=status]"), "taken back", "sent again: the first outcome")
		require.Equal(t, 1, p.calls("withdrawIdlePeriod"))
		stale := b.get(action)
		require.Equal(t, http.StatusNotFound, stale.status)
		require.Contains(t, stale.text("main"), "This pause is not there any more.")
	}
}

func TestPauseFormOffersOnlyWhatIsPossible(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	weeks := p.inEnglish("forge", "regular").get(p.pauseAddress("forge", "regular"))
	for _, d := range weeks.options("start") {
		require.Equal(t, "Monday", parsedDay(t, d).Weekday().String())
	}
	require.Equal(t, "text", weeks.Find("input#terms").AttrOr("type", ""), "260 weeks are typed")
	require.Equal(t, 1, weeks.Find("input#unlimited").Length())

	months := p.inEnglish("nordlicht", "regular").get(p.pauseAddress("nordlicht", "regular"))
	for _, d := range months.options("start") {
		require.Equal(t, 1, parsedDay(t, d).Day())
	}
	require.Len(t, months.options("terms"), 6)
	require.Zero(t, months.Find("input#unlimited").Length())
	require.Contains(t, months.text("select#reason"), "Krankheit (a proof is needed)")

	only := p.inEnglish("nordlicht", "extras").get(p.pauseAddress("nordlicht", "extras"))
	require.Len(t, only.options("start"), 1)
	require.Contains(t, only.text("main"), "10% of the price per month")

	days := p.inEnglish("nordlicht", "paused").get(p.pauseAddress("nordlicht", "paused"))
	running := p.pausesNow("nordlicht", "paused")[0]
	for _, d := range days.options("start") {
		require.True(t, running.EndDate.Before(day3(t, d)), "%s lies in a pause", d)
	}
	require.Len(t, days.options("terms"), 40, "of 90 days 14 and 36 are used")
	require.Contains(t, days.text("main"), "40 days left of 90 days.")
}

// Every refusal that a made-up address can meet stands beside its field, and what
// was chosen stays chosen.
func TestPauseRefusalsStandBesideTheirFields(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b, address := p.inEnglish("forge", "regular"), p.pauseAddress("forge", "regular")
	base := b.get(address).choose("2", "Work abroad")
	for name, c := range map[string]struct{ key, value, field, says string }{
		"not a Monday":   {"start", "2026-06-24", "start", "A pause starts on a Monday."},
		"too soon":       {"start", "2026-06-15", "start", "That day is too soon."},
		"no day":         {"start", "soon", "start", "Choose the first day of the pause."},
		"too long":       {"terms", "261", "terms", "A pause can last five years at most."},
		"no number":      {"terms", "two", "terms", "Say how long the pause lasts"},
		"no reason":      {"reason", "", "reason", "Choose a reason."},
		"another reason": {"reason", "1", "reason", "The studio does not offer this reason any more."},
		"another unit":   {"unit", "MONTH", "terms", "The studio counts pauses differently now."},
	} {
		values := url.Values{}
		for k := range base {
			values.Set(k, base.Get(k))
		}
		values.Set(c.key, c.value)
		pg := b.confirm(address, values)
		require.Equal(t, http.StatusUnprocessableEntity, pg.status, name)
		require.Contains(t, pg.text("#"+c.field+"-error"), c.says, name)
		if c.key != "terms" {
			require.Equal(t, "2", pg.Find("input#terms").AttrOr("value", ""), name)
		}
		if c.key != "reason" {
			require.Equal(t, base.Get("reason"), pg.Find("select#reason option[selected]").AttrOr("value", ""), name)
		}
		_, once := b.get("/forge/").form("/signout")
		for k := range once {
			values.Set(k, once.Get(k))
		}
		posted := b.postFile(address, values, "document", "", "")
		require.Equal(t, http.StatusUnprocessableEntity, posted.status, name)
		require.Contains(t, posted.text("main"), c.says, name)
	}
	require.Empty(t, p.pausesNow("forge", "regular"))

	only := p.inEnglish("nordlicht", "extras")
	address = p.pauseAddress("nordlicht", "extras")
	values := only.get(address).choose("1", "Urlaub")
	first := values.Get("start")
	values.Set("start", pgclient.DateOf(parsedDay(t, first).AddDate(0, 1, 0)).String())
	require.Contains(t, only.confirm(address, values).text("#start-error"), "Only this day can be chosen")
	values.Set("start", first)
	values.Set("terms", "4")
	require.Contains(t, only.confirm(address, values).text("#terms-error"), "longer than your contract still allows")
	values.Set("unlimited", "1")
	require.Contains(t, only.confirm(address, values).text("#terms-error"), "without a fixed end is not possible")
}

func TestPauseWithoutEnd(t *testing.T) {
	p := newPortal(t, released("1.9.0"))
	b, address := p.inEnglish("forge", "regular"), p.pauseAddress("forge", "regular")
	values := b.get(address).choose("", "Work abroad")
	values.Set("unlimited", "1")
	ask := b.confirm(address, values)
	require.Equal(t, http.StatusOK, ask.status, ask.text("main"))
	require.Contains(t, ask.text("main"), "No fixed end")
	action, sent := ask.form("/pause")
	done := b.postFile(action, sent, "document", "", "")
	require.Contains(t, done.text("[role=status]"), "with no fixed end")
	require.True(t, *p.pausesNow("forge", "regular")[0].Unlimited)
}

// A release that knows neither pauses without end nor what remains.
func TestPauseOnAnOldRelease(t *testing.T) {
	p := newPortal(t)
	switches := p.world.Switches()
	switches.IdlePeriodRelease = "1.8.3"
	p.world.SetSwitches(switches)
	b, address := p.inEnglish("forge", "regular"), p.pauseAddress("forge", "regular")
	form := b.get(address)
	require.Zero(t, form.Find("input#unlimited").Length())
	require.Zero(t, p.calls("getRemainingIdlePeriods"))
	require.Contains(t, form.text("main"), "does not say whether the fee is charged once")
	ask := b.confirm(address, form.choose("2", "Holiday"))
	require.Equal(t, http.StatusOK, ask.status, ask.text("main"))
	action, sent := ask.form("/pause")
	require.Contains(t, b.postFile(action, sent, "document", "", "").text("[role=status]"), "Your pause is set.")

	// The API is newer than the configuration says.
	switches.IdlePeriodRelease = "1.11.0"
	p.world.SetSwitches(switches)
	b, address = p.inEnglish("forge", "extras"), p.pauseAddress("forge", "extras")
	ask = b.confirm(address, b.get(address).choose("1", "Holiday"))
	require.Equal(t, http.StatusOK, ask.status, ask.text("main"))
	action, sent = ask.form("/pause")
	require.Contains(t, b.postFile(action, sent, "document", "", "").text("[role=status]"), "Your pause is set.")

	// And older than it says.
	old := newPortal(t, released("1.9.0"))
	switches.IdlePeriodRelease = "1.8.3"
	old.world.SetSwitches(switches)
	b, address = old.inEnglish("forge", "regular"), old.pauseAddress("forge", "regular")
	ask = b.confirm(address, b.get(address).choose("2", "Holiday"))
	require.Equal(t, http.StatusOK, ask.status, ask.text("main"))
}

const pdf = "%PDF-1.7\na made-up doctor's note"

func TestPauseWithProof(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b, address := p.inEnglish("nordlicht", "regular"), p.pauseAddress("nordlicht", "regular")
	ask := b.confirm(address, b.get(address).choose("1", "Krankheit"))
	require.Equal(t, http.StatusOK, ask.status)
	require.Equal(t, 1, ask.Find(`input[type="file"]#document`).Length())
	last := ask.Find("main form input").Last()
	require.Equal(t, "document", last.AttrOr("name", ""), "the file comes last")
	action, sent := ask.form("/pause")
	sent.Del("document")

	none := b.postFile(action, sent, "document", "", "")
	require.Equal(t, http.StatusUnprocessableEntity, none.status)
	require.Contains(t, none.text("#document-error"), "Add the proof")
	wrong := b.postFile(action, sent, "document", "note.pdf", "MZ an executable")
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text("#document-error"), "not a JPEG, PNG, HEIC or PDF")
	require.Zero(t, p.calls("createIdlePeriodAmendment"))
	require.Equal(t, http.StatusRequestEntityTooLarge, b.postFile(action, sent, "document", "note.pdf", pdf+strings.Repeat("x", 11<<20)).status)
	require.Zero(t, p.calls("createIdlePeriodAmendment"))

	action, sent = wrong.form("/pause")
	sent.Del("document")
	long := pdf + strings.Repeat("0123456789abcdef", 1<<16)
	done := b.postFile(action, sent, "document", "Befund Müller.pdf", long)
	require.Contains(t, done.text("[role=status]"), "Pause requested")
	require.NotContains(t, p.logs.String(), "Befund")
	require.NotContains(t, p.logs.String(), "Krankheit")
	one := p.pausesNow("nordlicht", "regular")[0]
	require.NotEmpty(t, one.DocumentURL)
	answer, err := http.Get(one.DocumentURL) //nolint:noctx // a test server
	require.NoError(t, err)
	defer func() { _ = answer.Body.Close() }()
	require.EqualValues(t, len(long), answer.ContentLength, "all of it arrived")
}

// The studio refuses what it allowed a moment ago: the API's word lands beside the field.
func TestPauseRefusedByTheStudioMeanwhile(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b, address := p.inEnglish("nordlicht", "regular"), p.pauseAddress("nordlicht", "regular")
	first := b.confirm(address, b.get(address).choose("1", "Urlaub"))
	second := b.confirm(address, b.get(address).choose("2", "Urlaub"))
	action, one := first.form("/pause")
	_, two := second.form("/pause")
	require.Contains(t, b.postFile(action, one, "document", "", "").text("[role=status]"), "Pause requested")
	refused := b.postFile(action, two, "document", "", "")
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.text("[role=alert]"), "A pause is already waiting for the studio.")
	require.Len(t, p.pausesNow("nordlicht", "regular"), 1, "two tabs, one pause")
}

// The studio decides while the member looks at an older page.
func TestStaffDecideOverAPauseMeanwhile(t *testing.T) {
	for _, accept := range []bool{true, false} {
		p := newPortal(t, released("1.11.0"))
		b := p.inEnglish("nordlicht", "pending")
		ask := b.get(b.contract("nordlicht", "pending").Find(`.slots a[href$="/withdraw"]`).AttrOr("href", ""))
		require.Contains(t, ask.text("h1"), "Take this request back?")
		action, once := ask.form("/withdraw")
		require.NoError(t, p.world.Staff("idle_period", p.pausesNow("nordlicht", "pending")[0].ID, accept))
		stale := b.post(action, once)
		require.Equal(t, http.StatusNotFound, stale.status)
		require.Contains(t, stale.text("main"), "This pause is not there any more.")
		require.Zero(t, p.calls("withdrawIdlePeriod"))
		now := b.contract("nordlicht", "pending")
		require.Equal(t, b2i(accept), now.Find(`.slots a[href$="/withdraw"]`).Length())
		if accept {
			require.Contains(t, now.text("main"), "Planned")
			action, once = b.get(now.Find(`.slots a[href$="/withdraw"]`).AttrOr("href", "")).form("/withdraw")
			require.Contains(t, b.post(action, once).text("[role=status]"), "The pause was taken back.")
		}
	}
}

func TestRunningPauseCannotBeTakenBack(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b := p.inEnglish("forge", "paused")
	pg := b.contract("forge", "paused")
	require.Contains(t, pg.text("main"), "Running")
	require.Contains(t, pg.text("main"), "Over")
	require.Zero(t, pg.Find(`.slots a[href$="/withdraw"]`).Length())
	address := pg.path + "/pause/" + id(p.pausesNow("forge", "paused")[0].ID) + "/withdraw"
	ask := b.get(address)
	require.Contains(t, ask.text("main"), "A pause that has begun cannot be taken back here.")
	require.Zero(t, ask.Find(`main form[action$="/withdraw"]`).Length())
	_, once := b.get("/forge/").form("/signout")
	refused := b.post(address, once)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.text("[role=alert]"), "begun already")
}

func TestPausedOnceWhateverIsClicked(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b, address := p.inEnglish("forge", "regular"), p.pauseAddress("forge", "regular")
	action, sent := b.confirm(address, b.get(address).choose("2", "Illness")).form("/pause")
	sent.Del("document")
	switches := p.world.Switches()
	switches.LatencyMS = 100 // time for the clicks to meet
	p.world.SetSwitches(switches)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { b.stay().postFile(action, sent, "document", "note.pdf", pdf) })
	}
	wg.Wait()
	require.Equal(t, 1, p.calls("createIdlePeriodAmendment"))
	require.Len(t, p.pausesNow("forge", "regular"), 1)
}

// Whatever happens to the connection, one pause at most exists and the page tells the truth.
func TestUnclearPauseIsReadBack(t *testing.T) {
	for _, kind := range []string{sandbox.FaultDropAfter, sandbox.FaultDropBefore, sandbox.FaultTruncate, sandbox.FaultWrongType, sandbox.FaultHang, sandbox.FaultStatus} {
		for _, studio := range []string{"nordlicht", "forge"} {
			t.Run(kind+" "+studio, func(t *testing.T) {
				p := newPortal(t, released("1.11.0"), func(s *setup) { s.faulty = true })
				p.app.Hurry()
				b, address := p.inEnglish(studio, "regular"), p.pauseAddress(studio, "regular")
				reason := map[string]string{"nordlicht": "Krankheit", "forge": "Illness"}[studio]
				action, sent := b.confirm(address, b.get(address).choose("1", reason)).form("/pause")
				sent.Del("document")
				require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "createIdlePeriodAmendment", Kind: kind, DelayMS: 2000 * b2i(kind == sandbox.FaultHang), Times: 1}))
				pg := b.settled(b.postFile(action, sent, "document", "note.pdf", pdf))
				require.Equal(t, http.StatusOK, pg.status)
				outcome := map[string]string{"nordlicht": "Pause requested", "forge": "Your pause is set."}[studio]
				if len(p.pausesNow(studio, "regular")) == 1 {
					require.Contains(t, pg.text("main"), outcome)
				} else {
					require.Contains(t, pg.text("main"), "could not confirm")
					require.Contains(t, pg.text("main"), "Look at the pauses of your contract")
					require.NotContains(t, pg.text("main"), outcome)
				}
				happened := kind != sandbox.FaultDropBefore && kind != sandbox.FaultHang && kind != sandbox.FaultStatus
				require.Len(t, p.pausesNow(studio, "regular"), b2i(happened), "the fault did what its name says")
				require.Equal(t, 1, p.calls("createIdlePeriodAmendment"), "never sent a second time")
			})
		}
	}
}

func TestUnclearWithdrawalIsReadBack(t *testing.T) {
	for _, kind := range []string{sandbox.FaultDropAfter, sandbox.FaultDropBefore, sandbox.FaultHang, sandbox.FaultStatus} {
		t.Run(kind, func(t *testing.T) {
			p := newPortal(t, released("1.11.0"), func(s *setup) { s.faulty = true })
			p.app.Hurry()
			b := p.inEnglish("nordlicht", "pending")
			action, once := b.get(b.contract("nordlicht", "pending").Find(`.slots a[href$="/withdraw"]`).AttrOr("href", "")).form("/withdraw")
			require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "withdrawIdlePeriod", Kind: kind, DelayMS: 2000 * b2i(kind == sandbox.FaultHang), Times: 1}))
			pg := b.settled(b.post(action, once))
			if len(p.pausesNow("nordlicht", "pending")) == 0 {
				require.Contains(t, pg.text("main"), "Your request was taken back.")
			} else {
				require.Contains(t, pg.text("main"), "could not confirm")
			}
			require.Equal(t, kind == sandbox.FaultDropAfter, len(p.pausesNow("nordlicht", "pending")) == 0, "the fault did what its name says")
			require.Equal(t, 1, p.calls("withdrawIdlePeriod"), "never sent a second time")
		})
	}
}

// "No such pause" may mean that the studio has accepted the request at that moment.
func TestWithdrawalAnsweredNotFoundIsLookedInto(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b := p.inEnglish("nordlicht", "pending")
	action, once := b.get(b.contract("nordlicht", "pending").Find(`.slots a[href$="/withdraw"]`).AttrOr("href", "")).form("/withdraw")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "withdrawIdlePeriod", Kind: sandbox.FaultStatus, Status: 404, Times: 1}))
	pg := b.post(action, once)
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.NotContains(t, pg.text("main"), "taken back.")
	require.Len(t, p.pausesNow("nordlicht", "pending"), 1)
}

func TestPauseFormThatExpiredSendsNothing(t *testing.T) {
	p := newPortal(t, released("1.11.0"))
	b, address := p.inEnglish("forge", "regular"), p.pauseAddress("forge", "regular")
	action, sent := b.confirm(address, b.get(address).choose("2", "Illness")).form("/pause")
	sent.Del("document")
	sent.Set("once", "stale")
	pg := b.postFile(action, sent, "document", "note.pdf", pdf+strings.Repeat("x", 2<<20))
	require.Equal(t, http.StatusUnprocessableEntity, pg.status)
	require.Contains(t, pg.text("[role=alert]"), "nothing was sent")
	require.Equal(t, 1, pg.Find(`main form[method="post"] #document`).Length(), "the form comes back ready to be sent")
	require.Zero(t, p.calls("createIdlePeriodAmendment"))
}
