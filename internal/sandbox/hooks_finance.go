package sandbox

// DebtCollectionRun is a hand-over as the studio holds it.
type DebtCollectionRun struct {
	ID             int64
	Status, Origin string
	CustomerIDs    []int64 // by id; of a run in processing, too
}

// DebtCollectionRuns are the runs of a studio in the order they were made. The API
// tells of them by webhooks alone.
func (s *Sandbox) DebtCollectionRuns(studio string) []DebtCollectionRun {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	st.schedule(s.clock.now())
	var out []DebtCollectionRun
	for _, r := range st.Finance.Collection.Runs {
		out = append(out, DebtCollectionRun{ID: r.ID, Status: r.Status, Origin: r.Origin, CustomerIDs: st.Finance.Collection.debtorsOf(r.ID)})
	}
	return out
}
