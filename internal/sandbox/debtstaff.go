package sandbox

import (
	"fmt"
	"slices"
	"time"
)

// processingTime is how long the studio's system works on a run.
const processingTime = 10 * time.Minute

func (st *studio) transferReady(r *collectionRun, now time.Time) {
	r.Status = runWaiting
	st.emit(now, "FINANCE_DEBT_COLLECTION_RUN_CREATED", r.ID, nil)
}

// decideRun ends the processing of a run, or lets a run fail that nobody has fetched.
func (st *studio) decideRun(d decision) (bool, error) {
	r := st.Finance.Collection.runs[d.id]
	switch {
	case r == nil:
		return false, nil
	case d.accept && r.Status == runProcessing:
		st.transferReady(r, d.now)
	case !d.accept && (r.Status == runProcessing || r.Status == runWaiting):
		r.Status = runFailed
	default:
		return true, fmt.Errorf("sandbox: staff: debt collection run %d is %s", d.id, r.Status)
	}
	return true, nil
}

// decideHandover hands a customer over to the agency, or takes all open cases back.
func (st *studio) decideHandover(d decision) (bool, error) {
	c, s := st.customers[d.id], &st.Finance.Collection
	if d.accept && c == nil || !d.accept && !st.inCollection(d.id) { // cases stay when a debtor moves
		return false, nil
	}
	today := on(d.now, st.loc)
	switch {
	case d.accept && st.inCollection(d.id):
		return true, fmt.Errorf("sandbox: staff: customer %d has been handed over already", d.id)
	case d.accept && len(c.Contracts) == 0:
		return true, fmt.Errorf("sandbox: staff: customer %d has no contract that could be unpaid", d.id)
	case d.accept:
		run := s.addRun(st, "INDIVIDUAL_HANDOVER", runProcessing, today, d.now.Add(processingTime))
		s.handOver(st, run, c, 1, today, st.random(fmt.Sprint("debts of run ", run.ID)))
		return true, nil
	}
	return true, st.adjustCases(d, func(f *caseFile) bool {
		f.Closure = &closureUpdate{Type: "REJECTION", Date: today.String(), RejectionReason: "WITHDRAWN_BY_STUDIO"}
		return true
	})
}

// decidePayment takes the money for the oldest debt that is open: the customer came to
// the desk instead of paying the agency.
func (st *studio) decidePayment(d decision) (bool, error) {
	if !st.inCollection(d.id) {
		return false, nil
	}
	if !d.accept {
		return true, fmt.Errorf("sandbox: staff: a payment cannot be refused")
	}
	paid := false
	return true, st.adjustCases(d, func(f *caseFile) bool {
		i := slices.IndexFunc(f.Debts, func(debt *collectedDebt) bool { return debt.open() > 0 })
		if paid || i < 0 {
			return false
		}
		f.Debts[i].Paid += f.Debts[i].open()
		paid = true
		return true
	})
}

// adjustCases changes the open cases of a customer and tells the agency about those it has.
func (st *studio) adjustCases(d decision, change func(*caseFile) bool) error {
	s := &st.Finance.Collection
	adjusted, changed := caseAdjustment{}, false
	for _, f := range s.Cases {
		if f.CustomerID != d.id || f.Closure != nil || !change(f) {
			continue
		}
		changed = true
		for _, where := range d.studios {
			where.settleClaims(f)
		}
		if s.runs[f.RunID].Status == runCompleted {
			adjusted.Cases = append(adjusted.Cases, f.ID)
		}
	}
	if !changed {
		return fmt.Errorf("sandbox: staff: customer %d has no open case", d.id)
	}
	if adjusted.Cases != nil {
		adjusted.ID = st.newID()
		s.Adjustments = append(s.Adjustments, adjusted)
		st.emit(d.now, "FINANCE_DEBT_COLLECTION_CASE_UPDATED", adjusted.ID, nil)
	}
	return nil
}
