package sandbox_test

import (
	"fmt"
	"net/http"
)

// customerRows are the operations on customers, their contracts and bookings that
// every sign-in and home page needs, and those on the studio.
func customerRows() []row {
	search := func(body object) func(*server) sent {
		return func(*server) sent { return sent{path: "/v1/customers/search", body: body} }
	}
	appointment := func(s *server) sent {
		list := get[[]object](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", s.member("nordlicht", "regular").CustomerID))
		return sent{path: fmt.Sprintf("/v1/appointments/booking/%d", int64(list[0]["bookingId"].(float64)))}
	}
	noEntity := read(map[int]string{http.StatusBadRequest: nothingToGetWrong, http.StatusNotFound: nothingToMiss})
	return []row{
		{
			op: "searchCustomers", success: answer{ask: search(object{"email": "lena.hansen@example.org"})},
			invalid: answer{ask: search(object{"dateOfBirth": "yesterday"}), reference: "dateOfBirth"},
			never:   read(map[int]string{http.StatusNotFound: "nobody found is an empty list"}),
		},
		{
			op: "getCustomerBy", success: answer{ask: at("/v1/customers/by?customerNumber=1-20017")},
			invalid: answer{ask: at("/v1/customers/by")},
			missing: answer{ask: at("/v1/customers/by?customerNumber=1-99999")},
			never:   read(nil),
		},
		{
			op: "getCustomerById", success: answer{ask: of("regular", "/v1/customers/%d")},
			invalid: answer{ask: at("/v1/customers/seven"), reference: "customerId"},
			missing: answer{ask: at("/v1/customers/7"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "getCustomersContracts", success: answer{ask: of("regular", "/v1/customers/%d/contracts")},
			invalid: answer{ask: of("regular", "/v1/customers/%d/contracts?status=GONE"), reference: "status"},
			missing: answer{ask: at("/v1/customers/7/contracts"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "getContractData", success: answer{ask: of("regular", "/v1/memberships/%d/self-service/contract-data")},
			invalid: answer{ask: at("/v1/memberships/seven/self-service/contract-data"), reference: "customerId"},
			missing: answer{ask: at("/v1/memberships/7/self-service/contract-data"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "getAppointmentBookings", success: answer{ask: of("regular", "/v1/appointments/booking?customerId=%d")},
			invalid: answer{ask: at("/v1/appointments/booking"), reference: "customerId"},
			missing: answer{ask: at("/v1/appointments/booking?customerId=7"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "getAppointmentBooking", success: answer{ask: appointment},
			invalid: answer{ask: at("/v1/appointments/booking/seven"), reference: "bookingId"},
			missing: answer{ask: at("/v1/appointments/booking/7"), reference: "bookingId"},
			never:   read(nil),
		},
		{
			op: "deleteAppointmentBooking", success: answer{ask: appointment},
			invalid: answer{ask: func(s *server) sent {
				r := appointment(s)
				ask[object](s, http.MethodDelete, r.path, nil)
				return r
			}},
			missing: answer{ask: at("/v1/appointments/booking/7"), reference: "bookingId"},
			conflict: answer{ask: func(s *server) sent {
				r := appointment(s)
				ask[object](s, http.MethodDelete, r.path, nil)
				sw := s.box.Switches()
				sw.RepeatedCancelStatus = http.StatusConflict
				s.box.SetSwitches(sw)
				return r
			}},
		},
		{op: "getStudioInformation", success: answer{ask: at("/v1/studios/information")}, never: noEntity},
		{op: "getUtilization", success: answer{ask: at("/v1/studios/utilization")}, never: noEntity},
	}
}
