package sandbox

import "time"

// BookableService is a service as the studio holds it. Key is a stable name.
type BookableService struct {
	ID          int64
	Key, Title  string
	Length      time.Duration
	Instructors []int64
}

// BookableServices are all services of a studio by id.
func (s *Sandbox) BookableServices(studio string) []BookableService {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	var out []BookableService
	for _, service := range st.Bookable.Services {
		out = append(out, BookableService{
			ID: service.ID, Key: service.Key, Title: service.Title,
			Length: time.Duration(service.Minutes) * time.Minute, Instructors: append([]int64{}, service.Instructors...),
		})
	}
	return out
}

// AppointmentBooking is an appointment as the studio holds it. Room and Equipment are
// 0 where it takes none, ServiceID where the studio made it by hand.
// Times are in UTC.
type AppointmentBooking struct {
	ID, CustomerID, ServiceID, Room, Equipment int64
	Status                                     string
	Start, End                                 time.Time
	Instructors                                []int64
}

// AppointmentBookings are all appointments of a studio in the order they were made.
func (s *Sandbox) AppointmentBookings(studio string) []AppointmentBooking {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.studios[studio]
	if st == nil {
		return nil
	}
	st.lapse(s.clock.now(), s.switches)
	var out []AppointmentBooking
	for _, a := range sorted(st.appointments, func(a *appointment) int64 { return a.ID }) {
		out = append(out, AppointmentBooking{
			ID: a.ID, CustomerID: a.CustomerID, ServiceID: a.ServiceID, Room: a.Room, Equipment: a.Equipment,
			Status: a.Status, Start: a.Start.UTC(), End: a.End.UTC(), Instructors: append([]int64{}, a.Instructors...),
		})
	}
	return out
}
