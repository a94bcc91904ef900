package sandbox

import "time"

// OperationForTest shows a row of the operation table.
type OperationForTest struct {
	Method, Pattern string
	Scopes          []string
	Any             bool
}

// OperationsForTest shows the operation table by operationId.
func OperationsForTest() map[string]OperationForTest {
	out := map[string]OperationForTest{}
	for _, op := range operations() {
		out[op.id] = OperationForTest{op.method, op.pattern, op.scopes, op.mode == anyScope}
	}
	return out
}

// ScopesForTest are all scopes a key can have.
func ScopesForTest() []string { return allScopeNames() }

// RedeemForTest redeems a payment request token as selling does: for somebody new if
// the customer is 0. It returns the code of the refusal, "" for none.
func (s *Sandbox) RedeemForTest(studio, token string, customerID int64, scope, amount string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if refused := st.checkPayment(token, customerID, scope, number(amount), s.clock.now()); refused != nil {
		return refused.code
	}
	return code(st.redeemPayment(token, customerID, scope, number(amount), s.clock.now()))
}

// PayerBecomesForTest is what signing up does with the person behind a token.
func (s *Sandbox) PayerBecomesForTest(studio, token string, customerID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.studios[studio].payerBecomes(token, customerID)
}

func code(r *refusal) string {
	if r == nil {
		return ""
	}
	return r.code
}

// EventForTest is an event that waits to be sent.
type EventForTest struct {
	EntityID int64
	Type     string
}

// EventsForTest shows what a studio's webhook would tell.
func (s *Sandbox) EventsForTest(studio string) []EventForTest {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []EventForTest
	for _, e := range s.studios[studio].Events {
		out = append(out, EventForTest{e.EntityID, e.Type})
	}
	return out
}

// ExaminedForTest is how many customers look-ups in all studios had to look at.
func (s *Sandbox) ExaminedForTest() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, st := range s.studios {
		n += st.examined
	}
	return n
}

// CrowdForTest is the nth of those who fill a studio's classes.
func (s *Sandbox) CrowdForTest(studio string, nth int) PersonForTest {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	r := st.customers[st.Crowd[nth]].Record
	return PersonForTest{r.ID, r.Email, r.CustomerNumber, r.AccessMediums[0].Value}
}

// PersonForTest is how somebody can be found.
type PersonForTest struct {
	ID                                int64
	Email, CustomerNumber, CardNumber string
}

// WrittenCardForTest is a card number in a format.
func WrittenCardForTest(decimal, format string) string { return writtenCard(decimal, format) }

// ChangeForTest changes a record behind the back of the indexes, as any part of the
// sandbox may.
func (s *Sandbox) ChangeForTest(studio string, customerID int64, email, card string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &s.studios[studio].customers[customerID].Record
	r.Email, r.AccessMediums[0].Value = email, card
}

// ScheduleForTest lets a studio's timetable reach so far ahead that it has as many slots.
func (s *Sandbox) ScheduleForTest(studio string, slots int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	for ahead := daysAhead; len(st.Slots) < slots; ahead += 50 {
		st.scheduleDays(st.today, ahead+1, ahead+50)
	}
}

// PatienceForTest shortens how long receivers of webhooks are waited for.
func (s *Sandbox) PatienceForTest(d time.Duration) {
	s.hooks.sending.Lock()
	defer s.hooks.sending.Unlock()
	s.hooks.patience = d
}
