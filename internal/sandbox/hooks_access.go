package sandbox

import "time"

// BenefitUse is one use of a benefit.
type BenefitUse struct {
	CustomerID int64
	Key        string
	At         time.Time
}

// BenefitUses are all uses at a studio as they happened; the API does not list them.
func (s *Sandbox) BenefitUses(studio string) []BenefitUse {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	var out []BenefitUse
	for _, use := range st.Access.Uses {
		out = append(out, BenefitUse(use))
	}
	return out
}
