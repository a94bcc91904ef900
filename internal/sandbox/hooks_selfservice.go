package sandbox

import "time"

// CommunicationThread is a conversation as the studio holds it. The API cannot read one.
type CommunicationThread struct {
	ID, CustomerID  int64
	Status, Subject string
	Messages        []CommunicationMessage
}

// CommunicationMessage is a message of a thread.
type CommunicationMessage struct {
	ID                          int64
	At                          time.Time
	Content, Direction, Channel string
}

// CommunicationThreads are all threads of a studio in the order they were started.
func (s *Sandbox) CommunicationThreads(studio string) []CommunicationThread {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	var out []CommunicationThread
	for _, t := range st.Communication.Threads {
		thread := CommunicationThread{ID: t.ID, CustomerID: t.CustomerID, Status: t.Status, Subject: t.Subject}
		for _, m := range t.Messages {
			thread.Messages = append(thread.Messages, CommunicationMessage{m.ID, m.At, m.Content, m.Direction, m.Channel})
		}
		out = append(out, thread)
	}
	return out
}

// CapturedPayment is a payment that was taken. CustomerID is 0 as long as the payer is
// nobody the studio knows.
type CapturedPayment struct {
	CustomerID       int64
	Scope, Reference string
	Amount           string // in the studio's currency, with two decimals
}

// CapturedPayments are the payments of a studio whose tokens were used.
func (s *Sandbox) CapturedPayments(studio string) []CapturedPayment {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	var out []CapturedPayment
	for _, p := range st.Payments.Sessions {
		if p.Used {
			out = append(out, CapturedPayment{st.Payments.Payers[p.Payer], p.Scope, p.Reference, string(amountOf(p.Amount))})
		}
	}
	return out
}
