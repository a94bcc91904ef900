package sandbox

import (
	"fmt"
	"net/http"
	"slices"
)

func idlePeriodOperations() []*operation {
	read, write := []string{"MEMBERSHIP_SELF_SERVICE_IDLE_PERIOD_READ"}, []string{"MEMBERSHIP_SELF_SERVICE_IDLE_PERIOD_WRITE"}
	const base = "/v1/memberships/{contractId}/self-service/idle-periods"
	return []*operation{
		{id: "getIdlePeriodConfig", method: "GET", pattern: base + "/config", scopes: []string{"MEMBERSHIP_SELF_SERVICE_IDLE_PERIOD_CONFIG_READ"}, handle: getIdlePeriodConfig},
		{id: "validateIdlePeriodRequest", method: "POST", pattern: base + "/validate", scopes: read, handle: validateIdlePeriodRequest},
		{id: "getIdlePeriods", method: "GET", pattern: base, scopes: read, handle: getIdlePeriods},
		{id: "createIdlePeriodAmendment", method: "POST", pattern: base, scopes: write, form: true, handle: createIdlePeriodAmendment},
		{id: "getRemainingIdlePeriods", method: "GET", pattern: base + "/remaining", scopes: read, handle: since(getRemainingIdlePeriods, release185, release1110)},
		{id: "getIdlePeriodById", method: "GET", pattern: base + "/{idlePeriodId}", scopes: read, handle: since(getIdlePeriodByID, release185, release1110)},
		{id: "withdrawIdlePeriod", method: "DELETE", pattern: base + "/{idlePeriodId}", scopes: write, handle: withdrawIdlePeriod},
		{id: "idlePeriodUpdatePreview", method: "PUT", pattern: base + "/{idlePeriodId}/preview", scopes: read, handle: since(idlePeriodUpdatePreview, release1110)},
		{id: "updateIdlePeriod", method: "PUT", pattern: base + "/{idlePeriodId}", scopes: write, form: true, handle: since(updateIdlePeriod, release1110)},
	}
}

// since hides an operation from releases that did not have it.
func since(handle func(*call) (any, *refusal), releases ...string) func(*call) (any, *refusal) {
	return func(c *call) (any, *refusal) {
		if !slices.Contains(releases, c.switches.IdlePeriodRelease) {
			return nil, &refusal{status: http.StatusNotFound, code: "error.path.notFound"}
		}
		return handle(c)
	}
}

// pathContract is the contract of the path.
func (c *call) pathContract() (*contract, *refusal) {
	id, refused := c.id("contractId")
	if refused != nil {
		return nil, refused
	}
	k := c.studio.contracts[id]
	if k == nil {
		return nil, c.foreign("contractId")
	}
	return k, nil
}

// pathIdlePeriod is the pause of the path, which has to be the contract's.
func (c *call) pathIdlePeriod() (*contract, *idlePeriod, *refusal) {
	k, refused := c.pathContract()
	if refused != nil {
		return nil, nil, refused
	}
	id, refused := c.id("idlePeriodId")
	if refused != nil {
		return nil, nil, refused
	}
	p := c.studio.IdlePeriods.find(id)
	if p == nil || p.ContractID != k.ID {
		return nil, nil, c.foreign("idlePeriodId")
	}
	return k, p, nil
}

func getIdlePeriodConfig(c *call) (any, *refusal) {
	k, refused := c.pathContract()
	if refused != nil {
		return nil, refused
	}
	s := &c.studio.IdlePeriods
	rules := s.of(k)
	out := idlePeriodConfigJSON{
		TemporalUnit: rules.Unit, MaxTerms: rules.MaxTerms, FirstPossibleStartDate: rules.firstStart(c.today()).String(),
		NextPossibleStartDateOnly: rules.NextStartOnly, IdlePeriodFee: c.studio.idleMoney(rules.Fee.each(k)), AccessRefusal: rules.AccessRefusal,
		IdlePeriodReasons: slices.Clone(s.Reasons), IdlePeriodCreationStatus: rules.Changes, ContractHasExtension: rules.Extends,
		UnlimitedAllowed: rules.Unlimited && c.switches.IdlePeriodRelease != release183, FreeTerms: termJSON{rules.FreeTerms, rules.Unit},
	}
	if rules.Off {
		out.IdlePeriodCreationStatus, out.MaxTerms = changesNone, 0
	}
	if c.switches.IdlePeriodRelease == release1110 {
		out.DayBasedTermShorteningAllowed = &rules.DayShortening
		out.IdlePeriodFeeCalculationConfig = c.studio.idleFeeConfig(k)
	}
	return out, nil
}

func getRemainingIdlePeriods(c *call) (any, *refusal) {
	k, refused := c.pathContract()
	if refused != nil {
		return nil, refused
	}
	s := &c.studio.IdlePeriods
	rules := s.of(k)
	out := remainingIdlePeriodsJSON{RemainingFreeTerms: termJSON{s.freeLeft(k, nil), rules.Unit}}
	if !rules.NoTotal {
		out.RemainingMaxTerms = &termJSON{s.left(k, nil), rules.Unit}
	}
	return out, nil
}

func getIdlePeriods(c *call) (any, *refusal) {
	k, refused := c.pathContract()
	if refused != nil {
		return nil, refused
	}
	out := idlePeriodListsJSON{PastIdlePeriods: []idlePeriodJSON{}, CurrentAndUpcomingIdlePeriods: []idlePeriodJSON{}}
	for _, p := range c.studio.IdlePeriods.periodsOf(k) {
		if !p.Pending && p.over(c.today()) {
			out.PastIdlePeriods = append(out.PastIdlePeriods, c.idlePeriodJSON(k, p))
		} else {
			out.CurrentAndUpcomingIdlePeriods = append(out.CurrentAndUpcomingIdlePeriods, c.idlePeriodJSON(k, p))
		}
	}
	return out, nil
}

func getIdlePeriodByID(c *call) (any, *refusal) {
	k, p, refused := c.pathIdlePeriod()
	if refused != nil {
		return nil, refused
	}
	return c.idlePeriodJSON(k, p), nil
}

func (c *call) idlePeriodJSON(k *contract, p *idlePeriod) idlePeriodJSON {
	reason := c.studio.IdlePeriods.reason(p.ReasonID)
	out := idlePeriodJSON{
		ID: p.ID, StartDate: p.Start, EndDate: p.End, Reason: reason.Name, Fee: c.studio.idleMoney(p.FeeCents),
		DocumentURL: c.link(p.Document, shortLink), State: p.state(),
	}
	if c.switches.IdlePeriodRelease != release183 {
		unlimited := p.Unlimited
		out.Unlimited = &unlimited
	}
	if c.switches.IdlePeriodRelease == release1110 {
		out.IdlePeriodFeeCalculationConfig = c.studio.idleFeeConfig(k)
		out.IdlePeriodFee, out.IdlePeriodReason = c.studio.idleFeeJSON(k, p), reason
	}
	return out
}

// idleWish reads what a request asks for; changed is the pause that it is to change,
// nil for a new one.
func (c *call) idleWish(r idlePeriodRequest, changed *idlePeriod) (idleWish, *refusal) {
	w := idleWish{unit: r.TemporalUnit, terms: r.TermValue, unlimited: r.Unlimited, changes: changed}
	var refused *refusal
	if w.start, refused = requiredDay(r.StartDate, "startDate"); refused != nil {
		return w, refused
	}
	if r.EndDate != "" && changed != nil {
		if w.end, refused = requiredDay(r.EndDate, "endDate"); refused != nil {
			return w, refused
		}
	}
	if c.switches.IdlePeriodRelease == release183 {
		w.unlimited = nil // an unknown field
		switch {
		case r.TemporalUnit == "":
			return w, badRequest("error.validation.missing", "temporalUnit")
		case r.TermValue == nil:
			return w, badRequest("error.validation.missing", "termValue")
		}
	}
	switch {
	case r.TemporalUnit != "" && !slices.Contains([]string{"DAY", "WEEK", "MONTH"}, r.TemporalUnit):
		return w, badRequest("error.validation.format", "temporalUnit")
	case r.TermValue != nil && (*r.TermValue < 1 || *r.TermValue > 10_000):
		return w, badRequest("error.validation.range", "termValue")
	}
	return w, nil
}

func validateIdlePeriodRequest(c *call) (any, *refusal) {
	k, refused := c.pathContract()
	if refused != nil {
		return nil, refused
	}
	var r idlePeriodRequest
	if refused := c.decode(&r); refused != nil {
		return nil, refused
	}
	w, refused := c.idleWish(r, nil)
	if refused != nil {
		return nil, refused
	}
	_, status := c.studio.mayIdle(k, w, c.today(), c.switches)
	return idlePeriodValidation{ValidationStatus: status}, nil
}

func createIdlePeriodAmendment(c *call) (any, *refusal) {
	k, refused := c.pathContract()
	if refused != nil {
		return nil, refused
	}
	p, proof, refused := c.wantedIdlePeriod(k, nil)
	if refused != nil {
		return nil, refused
	}
	p.ID = c.studio.newID()
	c.studio.IdlePeriods.Periods = append(c.studio.IdlePeriods.Periods, p)
	c.attach(p, proof)
	if c.studio.IdlePeriods.of(k).Changes == changesVerified {
		p.Pending = true
		return c.idlePeriodJSON(k, p), nil
	}
	c.studio.extend(k, p)
	c.studio.showIdle(k)
	c.studio.tellContract(c.now, "CONTRACT_IDLE_PERIOD_CREATED", k)
	return c.idlePeriodJSON(k, p), nil
}

// wantedIdlePeriod reads a form and decides on it. The pause it returns has no id
// and is not part of the world yet.
func (c *call) wantedIdlePeriod(k *contract, changed *idlePeriod) (*idlePeriod, *upload, *refusal) {
	var r idlePeriodRequest
	proof, refused := c.readForm(&r, "document")
	if refused != nil {
		return nil, nil, refused
	}
	w, refused := c.idleWish(r, changed)
	if refused != nil {
		return nil, nil, refused
	}
	if refused := c.checkProof(r, proof, changed); refused != nil {
		return nil, nil, refused
	}
	p, status := c.studio.mayIdle(k, w, c.today(), c.switches)
	if p == nil {
		return nil, nil, &refusal{status: c.switches.RefusedIdlePeriodStatus, code: "error.idle." + status}
	}
	p.ReasonID = *r.ReasonID
	return p, proof, nil
}

// checkProof checks the reason and whether it is proven. A pause that is changed
// keeps the proof it has, if the reason stays.
func (c *call) checkProof(r idlePeriodRequest, proof *upload, changed *idlePeriod) *refusal {
	if r.ReasonID == nil {
		return badRequest("error.validation.missing", "reasonId")
	}
	reason := c.studio.IdlePeriods.reason(*r.ReasonID)
	proven := proof != nil || changed != nil && changed.Document != 0 && changed.ReasonID == *r.ReasonID
	switch {
	case reason == nil:
		return badRequest("error.idle.reason", "reasonId")
	case proof != nil && !slices.Contains([]string{"image/jpeg", "image/png", "application/pdf", "image/heic"}, proof.contentType):
		return badRequest("error.idle.documentType", "document")
	case proof != nil && len(proof.content) == 0, reason.DocumentRequired && !proven && c.switches.IdleProofRequired:
		return badRequest("error.idle.document", "document")
	}
	return nil
}

func (c *call) attach(p *idlePeriod, proof *upload) {
	if proof != nil {
		p.Document = c.studio.keep(proof.name, proof.contentType, proof.content)
	}
}

func withdrawIdlePeriod(c *call) (any, *refusal) {
	k, p, refused := c.pathIdlePeriod()
	if refused != nil {
		return nil, refused
	}
	today := c.today()
	begun := !p.Pending && p.Start <= today.String()
	if begun && (p.over(today) || !c.switches.RunningIdlePeriodWithdrawable) {
		return nil, &refusal{status: c.switches.RefusedIdlePeriodStatus, code: "error.idle.begun"}
	}
	c.studio.shrink(k, p)
	c.studio.dropIdle(p)
	if !p.Pending {
		c.studio.dropRequestsFor(p)
		c.studio.showIdle(k)
		c.studio.tellContract(c.now, "CONTRACT_IDLE_PERIOD_CANCELLED", k)
	}
	return voidResult{Success: "true"}, nil
}

// dropRequestsFor forgets the requests to change a pause that is gone.
func (st *studio) dropRequestsFor(p *idlePeriod) {
	for _, request := range slices.Clone(st.IdlePeriods.Periods) {
		if request.Replaces == p.ID {
			st.dropIdle(request)
		}
	}
}

// decideIdlePeriod makes a pause of a request, under a new id, or drops it.
func (st *studio) decideIdlePeriod(d decision) (bool, error) {
	p := st.IdlePeriods.find(d.id)
	if p == nil {
		return false, nil
	}
	if !p.Pending {
		return true, fmt.Errorf("sandbox: staff: idle period %d waits for nothing", d.id)
	}
	if !d.accept {
		st.dropIdle(p)
		return true, nil
	}
	k := st.contracts[p.ContractID]
	kind := "CONTRACT_IDLE_PERIOD_CREATED"
	if old := st.IdlePeriods.find(p.Replaces); old != nil {
		kind = "CONTRACT_IDLE_PERIOD_UPDATED"
		st.shrink(k, old)
		st.dropIdle(old)
	}
	p.ID, p.Pending, p.Replaces = st.newID(), false, 0
	st.extend(k, p)
	st.showIdle(k)
	st.tellContract(d.now, kind, k)
	return true, nil
}
