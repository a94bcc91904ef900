package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// bookable is a slot that the newcomer can book.
func bookable(s *server) (sandbox.ClassSlot, int64) {
	id := s.member("nordlicht", "newcomer").CustomerID
	return s.slot(func(c sandbox.ClassSlot) bool {
		return c.Bookable && c.Start.After(s.box.Now().Add(48*3600e9)) && s.validate(id, c.ID) == "AVAILABLE"
	}), id
}

func classRows() []row {
	oneClass := func(format string) func(*server) sent {
		return func(s *server) sent { slot, _ := bookable(s); return sent{path: fmt.Sprintf(format, slot.ClassID)} }
	}
	asking := func(path string) func(*server) sent {
		return func(s *server) sent { slot, id := bookable(s); return sent{path: path, body: request(id, slot.ID)} }
	}
	booked := func(s *server) sent {
		slot, id := bookable(s)
		return sent{path: fmt.Sprintf("/v1/classes/booking/%d", s.book(id, slot.ID).BookingID)}
	}
	return []row{
		{
			op: "getActiveClasses", success: answer{ask: at("/v1/classes")},
			invalid: answer{ask: at("/v1/classes?sliceSize=1000"), reference: "sliceSize"},
			never:   read(map[int]string{http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "getClassById", success: answer{ask: oneClass("/v1/classes/%d")},
			invalid: answer{ask: at("/v1/classes/seven"), reference: "classId"},
			missing: answer{ask: at("/v1/classes/7"), reference: "classId"},
			never:   read(nil),
		},
		{
			op: "getClassSlotsForMultipleClasses", success: answer{ask: at("/v1/classes/slots?daysAhead=3")},
			invalid: answer{ask: at("/v1/classes/slots?slotWindowStartDate=today"), reference: "slotWindowStartDate"},
			never:   read(map[int]string{http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "getClassSlots", success: answer{ask: oneClass("/v1/classes/%d/slots")},
			invalid: answer{ask: oneClass("/v1/classes/%d/slots?sliceSize=1"), reference: "sliceSize"},
			missing: answer{ask: at("/v1/classes/7/slots"), reference: "classId"},
			never:   read(nil),
		},
		{
			op: "getClassSlotById", success: answer{ask: func(s *server) sent {
				slot, _ := bookable(s)
				return sent{path: fmt.Sprintf("/v1/classes/%d/slots/%d", slot.ClassID, slot.ID)}
			}},
			invalid: answer{ask: oneClass("/v1/classes/%d/slots/seven"), reference: "classSlotId"},
			missing: answer{ask: oneClass("/v1/classes/%d/slots/7"), reference: "classSlotId"},
			never:   read(nil),
		},
		{
			op: "validateClassSlot", success: answer{ask: asking("/v1/classes/booking/validate")},
			invalid: answer{ask: func(*server) sent { return sent{path: "/v1/classes/booking/validate", body: object{"customerId": 1}} }, reference: "classSlotId"},
			missing: answer{ask: func(*server) sent { return sent{path: "/v1/classes/booking/validate", body: request(1, 1)} }, reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "bookClassSlot", success: answer{ask: asking("/v1/classes/booking/book"), check: func(s *server, content []byte) {
				var b booking
				require.NoError(s.t, json.Unmarshal(content, &b))
				require.Equal(s.t, "BOOKED", s.booking(b.BookingID).BookingStatus)
			}},
			invalid: answer{ask: func(s *server) sent {
				slot, id := bookable(s)
				s.book(id, slot.ID)
				return sent{path: "/v1/classes/booking/book", body: request(id, slot.ID)}
			}},
			missing: answer{ask: func(s *server) sent {
				return sent{path: "/v1/classes/booking/book", body: request(s.member("nordlicht", "newcomer").CustomerID, 1)}
			}, reference: "classSlotId"},
			conflict: answer{ask: func(s *server) sent {
				slot, id := bookable(s)
				s.book(id, slot.ID)
				sw := s.box.Switches()
				sw.RefusedBookingStatus = http.StatusConflict
				s.box.SetSwitches(sw)
				return sent{path: "/v1/classes/booking/book", body: request(id, slot.ID)}
			}},
		},
		{
			op: "getClassBookingById", success: answer{ask: booked},
			invalid: answer{ask: at("/v1/classes/booking/seven"), reference: "bookingId"},
			missing: answer{ask: at("/v1/classes/booking/7"), reference: "bookingId"},
			never:   read(nil),
		},
		{
			op: "cancelClassSlotById", success: answer{ask: booked},
			invalid: answer{ask: func(s *server) sent {
				r := booked(s)
				status, _ := s.do(http.MethodDelete, r.path, nil)
				require.Equal(s.t, http.StatusOK, status)
				return r
			}},
			missing: answer{ask: at("/v1/classes/booking/7"), reference: "bookingId"},
			conflict: answer{ask: func(s *server) sent {
				r := booked(s)
				status, _ := s.do(http.MethodDelete, r.path, nil)
				require.Equal(s.t, http.StatusOK, status)
				sw := s.box.Switches()
				sw.RepeatedCancelStatus = http.StatusConflict
				s.box.SetSwitches(sw)
				return r
			}},
		},
		{
			op: "getClassBookingsByCustomerId", success: answer{ask: of("regular", "/v1/classes/booking?customerId=%d")},
			invalid: answer{ask: at("/v1/classes/booking"), reference: "customerId"},
			missing: answer{ask: at("/v1/classes/booking?customerId=7"), reference: "customerId"},
			never:   read(nil),
		},
	}
}
