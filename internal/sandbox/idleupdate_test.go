package sandbox_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// change is a pause that is to become another; preview and update have to agree.
type change struct {
	s     *server
	story string
	path  string
}

func (s *server) change(story string, id any) change {
	s.t.Helper()
	return change{s, story, fmt.Sprintf("%s/%d", s.pausePath(story), number(id))}
}

func (c change) body(more object) object {
	body := object{"reasonId": c.s.pauseReason(c.story, false)}
	for name, value := range more {
		body[name] = value
	}
	return body
}

func (c change) preview(body object) object {
	c.s.t.Helper()
	return ask[object](c.s, http.MethodPut, c.path+"/preview", c.body(body))
}

func (c change) no(verdict string, body object) {
	c.s.t.Helper()
	require.Equal(c.s.t, verdict, c.preview(body)["validationStatus"])
	status, refusal := c.s.sendPause(http.MethodPut, c.path, c.body(body), nil)
	require.Equal(c.s.t, http.StatusBadRequest, status)
	require.Equal(c.s.t, "error.idle."+verdict, refusal["errorCode"])
}

func (c change) yes(body object) object {
	c.s.t.Helper()
	require.Equal(c.s.t, "IDLEPERIOD_UPDATABLE", c.preview(body)["validationStatus"])
	status, made := c.s.sendPause(http.MethodPut, c.path, c.body(body), nil)
	require.Equal(c.s.t, http.StatusOK, status, "%v", made)
	return made
}

func until(start, end string) object { return object{"startDate": start, "endDate": end} }

// TestChangesOfAnIdlePeriod reaches each answer of the preview.
func TestChangesOfAnIdlePeriod(t *testing.T) {
	s := start(t, monday)
	made := s.pause("newcomer", term("2026-06-10", "DAY", 10))
	c := s.change("newcomer", made["id"])
	both := until("2026-06-10", "2026-06-12")
	both["termValue"], both["temporalUnit"] = 3, "DAY"
	c.no("IDLEPERIOD_ENDDATE_AND_TERM_PROVIDED", both)
	c.no("IDLEPERIOD_ENDDATE_AND_TERM_PROVIDED", object{"startDate": "2026-06-10", "endDate": "2026-06-12", "unlimited": true})
	c.no("IDLEPERIOD_ENDDATE_BEFORE_STARTDATE", until("2026-06-10", "2026-06-09"))
	c.no("IDLEPERIOD_ENDDATE_ONLY_FOR_SHORTENING", until("2026-06-10", "2026-06-19"))
	c.no("IDLEPERIOD_ENDDATE_ONLY_FOR_SHORTENING", until("2026-06-11", "2026-06-15"))
	c.no("IDLEPERIOD_TERMVALUE_MISSING", object{"startDate": "2026-06-10", "unlimited": false})
	c.no("IDLEPERIOD_UNLIMITED_PARAMETER_IS_MISSING", object{"startDate": "2026-06-10"})
	c.no("IDLEPERIOD_MAXIMUM_TERMS_VIOLATED", term("2026-06-10", "DAY", 29))
	c.no("IDLEPERIOD_TEMPORALUNIT_INVALID", term("2026-06-10", "WEEK", 1))
	c.no("IDLEPERIOD_DEADLINE_VIOLATED", term("2026-05-18", "DAY", 1))
	c.no("IDLEPERIOD_MAXIMUM_YEARS_VIOLATED", term("2026-06-10", "DAY", 1830))
	s.pause("newcomer", term("2026-07-10", "DAY", 3))
	c.no("IDLEPERIOD_OVERLAPPING", term("2026-07-01", "DAY", 10))

	longer := c.yes(term("2026-06-11", "DAY", 20))
	require.Equal(t, made["id"], longer["id"])
	require.Equal(t, "2026-06-30", longer["endDate"])
	shorter := c.yes(until("2026-06-11", "2026-06-12"))
	require.Equal(t, "2026-06-12", shorter["endDate"])
	most, _ := s.remaining("newcomer")
	require.Equal(t, 28-2-3, most)
	forever := c.preview(object{"startDate": "2026-06-11", "unlimited": true})
	require.Equal(t, "IDLEPERIOD_OVERLAPPING", forever["validationStatus"])
}

// The running pause keeps its start; its end cannot become past.
func TestShorteningARunningIdlePeriod(t *testing.T) {
	s := start(t, monday)
	now := s.pauses("paused").coming[0]
	end := s.data("paused")["endDate"].(string)
	c := s.change("paused", now["id"])
	c.no("IDLEPERIOD_DEADLINE_VIOLATED", term("2026-05-20", "DAY", 3))
	c.no("IDLEPERIOD_DEADLINE_VIOLATED", until("2026-05-08", "2026-05-16"))
	s.change("paused", s.pauses("paused").past[0]["id"]).no("IDLEPERIOD_DEADLINE_VIOLATED", until("2025-11-18", "2025-11-19"))

	before := c.preview(until("2026-05-08", "2026-05-20"))
	charges := before["previewCharges"].([]any)
	require.Len(t, charges, 1)
	require.Equal(t, "2026-05-20", charges[0].(object)["paidPeriodTo"])
	c.yes(until("2026-05-08", "2026-05-20"))
	require.Equal(t, before["previewEndDate"], s.data("paused")["endDate"])
	require.Less(t, before["previewEndDate"], end)
	who := s.member("nordlicht", "paused").CustomerID
	slot := s.slot(func(b sandbox.ClassSlot) bool { return free("Bootcamp")(b) && b.Start.After(monday.Add(4*day)) })
	require.Equal(t, "AVAILABLE", s.validate(who, slot.ID))
}

// A shortening to a whole term is always possible, to a day only where it is allowed.
func TestShorteningByTerms(t *testing.T) {
	s := start(t, monday)
	c := s.change("extras", s.pause("extras", term("2026-06-01", "MONTH", 3))["id"])
	c.no("IDLEPERIOD_DATE_NOT_FIRSTDAY_OF_TEMPORALUNIT", until("2026-06-01", "2026-07-15"))
	charges := c.preview(until("2026-06-01", "2026-07-31"))["previewCharges"].([]any)
	require.Len(t, charges, 2)
	require.Equal(t, "2026-07-01", charges[1].(object)["paidPeriodFrom"])
	require.Equal(t, "2026-07-31", charges[1].(object)["paidPeriodTo"])
	require.InDelta(t, 3.99, charges[1].(object)["amount"].(object)["amount"], 1e-9)
	require.Equal(t, "2026-07-31", c.yes(until("2026-06-01", "2026-07-31"))["endDate"])
}

// Where new pauses wait for the studio, so do their changes, as requests of their own.
func TestChangesThatWait(t *testing.T) {
	s := start(t, monday)
	asked := s.pause("regular", term("2026-07-01", "MONTH", 3))
	s.change("regular", asked["id"]).no("IDLEPERIOD_PENDING_VERIFICATION", until("2026-07-01", "2026-07-31"))
	require.NoError(t, s.box.Staff("idle_period", number(asked["id"]), true))
	made := s.pauses("regular").coming[0]
	c := s.change("regular", made["id"])
	free := c.preview(until("2026-07-01", "2026-08-31"))["previewCharges"].([]any)[0].(object)
	require.InDelta(t, 0, free["discountedAmount"].(object)["amount"], 0, "the first month is free")

	request := c.yes(until("2026-07-01", "2026-07-31"))
	require.Equal(t, "PENDING_VERIFICATION", request["state"])
	require.NotEqual(t, made["id"], request["id"])
	require.Len(t, s.pauses("regular").coming, 2)
	most, _ := s.remaining("regular")
	require.Equal(t, 3, most, "the request takes the place of the pause")
	require.NoError(t, s.box.Staff("idle_period", number(request["id"]), false))
	require.Len(t, s.pauses("regular").coming, 1)
	require.Equal(t, "2026-09-30", s.pauses("regular").coming[0]["endDate"])

	request = c.yes(until("2026-07-01", "2026-07-31"))
	require.NoError(t, s.box.Staff("idle_period", number(request["id"]), true))
	after := s.pauses("regular").coming
	require.Len(t, after, 1)
	require.Equal(t, "2026-07-31", after[0]["endDate"])
	require.Equal(t, "2026-11-17", s.data("regular")["endDate"], "moved out by July alone")

	s.with(func(w *sandbox.Switches) { w.IdleUpdateNeedsVerification = false })
	direct := s.change("regular", after[0]["id"]).yes(term("2026-08-01", "MONTH", 1))
	require.Equal(t, "ACCEPTED", direct["state"])
	require.Equal(t, after[0]["id"], direct["id"])

	s.with(func(w *sandbox.Switches) { w.IdleUpdateNeedsVerification = true })
	s.change("regular", direct["id"]).yes(term("2026-09-01", "MONTH", 1))
	ask[object](s, http.MethodDelete, s.change("regular", direct["id"]).path, nil)
	require.Empty(t, s.pauses("regular").coming, "the request goes with the pause it is about")
}

// Whatever a member asks for, and however the studio decides: create does what
// validate says, update what its preview says, no pauses overlap, and the
// contract's end has moved out by exactly the days that are accepted.
func TestIdlePeriodsStayConsistent(t *testing.T) {
	for seed := range uint64(3) {
		s := start(t, monday)
		r := rand.New(rand.NewPCG(seed, 1))
		story := []string{"newcomer", "regular", "newcomer"}[seed]
		unit := []string{"DAY", "MONTH", "DAY"}[seed]
		end, err := time.Parse(time.DateOnly, s.data(story)["endDate"].(string))
		require.NoError(t, err)
		reason := s.pauseReason(story, false)
		for range 40 {
			from := monday.AddDate(0, 0, r.IntN(90))
			if unit == "MONTH" && r.IntN(4) > 0 {
				from = time.Date(2026, time.June+time.Month(r.IntN(8)), 1, 0, 0, 0, 0, time.UTC)
			}
			body := term(from.Format(time.DateOnly), unit, 1+r.IntN(4))
			body["reasonId"] = reason
			coming := s.pauses(story).coming
			var one object
			if len(coming) > 0 {
				one = coming[r.IntN(len(coming))]
			}
			switch what := r.IntN(5); {
			case one == nil || what == 0:
				verdict := s.post(s.pausePath(story)+"/validate", term(body["startDate"].(string), unit, body["termValue"].(int)))["validationStatus"]
				status, answer := s.sendPause(http.MethodPost, s.pausePath(story), body, nil)
				require.Equal(t, verdict == "IDLEPERIOD_CREATABLE", status == http.StatusOK, "%v %v", verdict, answer)
			case one["state"] == "PENDING_VERIFICATION":
				require.NoError(t, s.box.Staff("idle_period", number(one["id"]), r.IntN(3) > 0))
			case what == 1:
				s.do(http.MethodDelete, s.change(story, one["id"]).path, nil)
			default:
				if what == 2 {
					body = object{"startDate": one["startDate"], "endDate": from.Format(time.DateOnly), "reasonId": reason}
				}
				path := s.change(story, one["id"]).path
				verdict := ask[object](s, http.MethodPut, path+"/preview", body)["validationStatus"]
				status, answer := s.sendPause(http.MethodPut, path, body, nil)
				require.Equal(t, verdict == "IDLEPERIOD_UPDATABLE", status == http.StatusOK, "%v %v", verdict, answer)
			}
			s.consistent(story, end)
		}
	}
}

func (s *server) consistent(story string, end time.Time) {
	s.t.Helper()
	days, last := 0, ""
	for _, p := range s.pauses(story).coming { // by start
		if p["state"] != "ACCEPTED" {
			continue
		}
		from, to := p["startDate"].(string), p["endDate"].(string)
		require.Less(s.t, last, from, "pauses overlap")
		last = to
		first, err := time.Parse(time.DateOnly, from)
		require.NoError(s.t, err)
		until, err := time.Parse(time.DateOnly, to)
		require.NoError(s.t, err)
		days += int(until.Sub(first).Hours()/24) + 1
	}
	require.Equal(s.t, end.AddDate(0, 0, days).Format(time.DateOnly), s.data(story)["endDate"])
}

// A change keeps the proof while the reason stays, and may bring another.
func TestProofOfAChange(t *testing.T) {
	s := startLoose(t, monday)
	ill := s.pauseReason("newcomer", true)
	body := term("2026-06-10", "DAY", 7)
	body["reasonId"] = ill
	_, made := s.sendPause(http.MethodPost, s.pausePath("newcomer"), body, &formPart{"document", "a.png", "image/png", "first"})
	path := fmt.Sprintf("%s/%d", s.pausePath("newcomer"), number(made["id"]))
	content := func() string {
		_, content := s.file(get[object](s, path)["documentUrl"].(string))
		return content
	}
	body["termValue"] = 8
	status, refusal := s.sendPause(http.MethodPut, path, body, nil)
	require.Equal(t, http.StatusOK, status, "%v", refusal)
	require.Equal(t, "first", content())
	status, _ = s.sendPause(http.MethodPut, path, body, &formPart{"document", "b.png", "image/png", "second"})
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "second", content())
	body["reasonId"] = s.pauseReason("newcomer", false)
	status, changed := s.sendPause(http.MethodPut, path, body, nil)
	require.Equal(t, http.StatusOK, status)
	require.Nil(t, changed["documentUrl"])
	body["reasonId"] = ill
	status, _ = s.sendPause(http.MethodPut, path, body, nil)
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, "reasonId", s.refused(http.StatusBadRequest, http.MethodPut, path+"/preview", object{"startDate": "2026-06-10", "reasonId": 7})["reference"])
}
