package sandbox

func idlePeriodUpdatePreview(c *call) (any, *refusal) {
	k, old, refused := c.pathIdlePeriod()
	if refused != nil {
		return nil, refused
	}
	var r idlePeriodRequest
	if refused := c.decode(&r); refused != nil {
		return nil, refused
	}
	w, refused := c.idleWish(r, old)
	if refused != nil {
		return nil, refused
	}
	switch {
	case r.ReasonID == nil:
		return nil, badRequest("error.validation.missing", "reasonId")
	case c.studio.IdlePeriods.reason(*r.ReasonID) == nil:
		return nil, badRequest("error.idle.reason", "reasonId")
	}
	p, status := c.studio.mayIdle(k, w, c.today(), c.switches)
	out := idlePeriodUpdatePreviewJSON{ValidationStatus: status}
	if p != nil {
		end := writtenDate(k.End)
		if c.studio.IdlePeriods.of(k).Extends && k.EndUncanceled == "" {
			end = end.add(p.days() - old.Extended)
		}
		out.PreviewEndDate = end.String()
		out.PreviewCharges = c.studio.idleCharges(k, p, old)
	}
	return out, nil
}

// updateIdlePeriod changes a pause, keeping its id. Where new pauses wait for the
// studio, so does the change: it is a request of its own, and the pause stays as
// it is until somebody decides.
func updateIdlePeriod(c *call) (any, *refusal) {
	k, old, refused := c.pathIdlePeriod()
	if refused != nil {
		return nil, refused
	}
	p, proof, refused := c.wantedIdlePeriod(k, old)
	if refused != nil {
		return nil, refused
	}
	if old.ReasonID == p.ReasonID {
		p.Document = old.Document
	}
	if c.switches.IdleUpdateNeedsVerification && c.studio.IdlePeriods.of(k).Changes == changesVerified {
		p.ID, p.Pending, p.Replaces = c.studio.newID(), true, old.ID
		c.attach(p, proof)
		c.studio.IdlePeriods.Periods = append(c.studio.IdlePeriods.Periods, p)
		return c.idlePeriodJSON(k, p), nil
	}
	if replaced := old.Document; replaced != 0 && (proof != nil || p.Document == 0) {
		delete(c.studio.Files, replaced)
	}
	c.attach(p, proof)
	c.studio.shrink(k, old)
	p.ID = old.ID
	*old = *p
	c.studio.extend(k, old)
	c.studio.showIdle(k)
	c.studio.tellContract(c.now, "CONTRACT_IDLE_PERIOD_UPDATED", k)
	return c.idlePeriodJSON(k, old), nil
}
