package sandbox

import "time"

// The methods here show tests in the same process what the directory holds.

// CheckinVoucher is a voucher as the studio holds it. It is open if it can be
// redeemed now.
type CheckinVoucher struct {
	Code       string
	Open       bool
	Redeemed   bool
	CustomerID int64 // who redeemed it, 0 for nobody the studio keeps
}

// CheckinVouchers are the vouchers of a studio.
func (s *Sandbox) CheckinVouchers(studio string) []CheckinVoucher {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	today := on(s.clock.now(), st.loc).String()
	var out []CheckinVoucher
	for _, v := range st.Directory.Vouchers {
		used := v.AccessCode != ""
		out = append(out, CheckinVoucher{Code: v.Code, Open: !used && today <= v.Until, Redeemed: used, CustomerID: v.CustomerID})
	}
	return out
}

// Weighing is a stored weighing.
type Weighing struct {
	At         time.Time
	RawResults string
	BenefitKey string // of the use it was counted as, "" for none
}

// Weighings are those of a customer, in the order they came in.
func (s *Sandbox) Weighings(studio string, customerID int64) []Weighing {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	var out []Weighing
	for _, w := range st.Directory.Weighings[customerID] {
		out = append(out, Weighing{At: w.At, RawResults: *w.Result.RawResults, BenefitKey: w.BenefitKey})
	}
	return out
}
