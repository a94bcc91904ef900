package sandbox

// MoveForTest lets what this area keeps of a customer go to another studio, with the
// customer.
func (s *Sandbox) MoveForTest(customerID int64, from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	here, there := s.studios[from], s.studios[to]
	there.addCustomer(here.customers[customerID])
	delete(here.customers, customerID)
	here.Access.move(customerID, here, there)
	here.Documents.move(customerID, here, there)
}
