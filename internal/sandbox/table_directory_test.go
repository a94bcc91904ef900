package sandbox_test

import (
	"fmt"
	"maps"
	"net/http"

	"github.com/stretchr/testify/require"
)

// newPerson is a body of createCustomer, with something changed.
func newPerson(change object) object {
	body := object{
		"firstName": "Erika", "lastName": "Mustermann", "dateOfBirth": "1990-02-28", "email": "erika@example.com", "street": "Am Deich",
		"houseNumber": "3-4", "city": "Hamburg", "zipCode": "20457", "countryCode": "DE", "language": object{"languageCode": "de"},
	}
	maps.Copy(body, change)
	return body
}

// visitor is a body of redeemCheckinVoucher.
func visitor(code string) object {
	return object{"voucherCode": code, "firstname": "Max", "lastname": "Mustermann", "email": "max@example.com"}
}

const openVoucher = "CHVB1-YL29-MYVA"

// directoryRows are the operations that list, find, make and move customers, and
// what they do at the door and on the scales.
func directoryRows() []row {
	create := func(body any) func(*server) sent {
		return func(*server) sent { return sent{path: "/v1/customers/create", body: body} }
	}
	redeem := func(body any) func(*server) sent {
		return func(*server) sent { return sent{path: "/v1/checkin-vouchers/redeem", body: body} }
	}
	search := func(body any) func(*server) sent {
		return func(*server) sent { return sent{path: "/v1/cross-studio/customers/search", body: body} }
	}
	withBody := func(ask func(*server) sent, body func(*server) object) func(*server) sent {
		return func(s *server) sent {
			r := ask(s)
			r.body = body(s)
			return r
		}
	}
	toForge := func(s *server) object {
		return object{"targetStudioId": s.studioID("sandbox-forge"), "switchDate": "2026-05-18"}
	}
	always := func(body object) func(*server) object { return func(*server) object { return body } }
	switching := of("regular", "/v1/customers/%d/switch-studio")
	weighing := of("regular", "/v1/customers/%d/weighing")
	return []row{
		{
			op: "getCustomers", success: answer{ask: at("/v1/customers?sliceSize=50")},
			invalid: answer{ask: at("/v1/customers?customerStatus=FORMER_MEMBER"), reference: "customerStatus"},
			never:   read(map[int]string{http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "createCustomer", success: answer{ask: create(newPerson(nil))},
			invalid: answer{ask: create(newPerson(object{"email": "erika"})), reference: "email"},
			never:   map[int]string{http.StatusNotFound: nothingToMiss, http.StatusConflict: nothingShared},
		},
		{
			op: "switchStudio", success: answer{ask: withBody(switching, toForge), check: func(s *server, content []byte) {
				require.Empty(s.t, content, "no body is documented")
			}},
			invalid: answer{ask: withBody(switching, func(s *server) object {
				return object{"targetStudioId": s.studioID("sandbox-forge"), "switchDate": "2026-05-19"}
			}), reference: "switchDate"},
			missing: answer{ask: withBody(switching, always(object{"targetStudioId": 7, "switchDate": "2026-05-18"})), reference: "targetStudioId"},
			never:   map[int]string{http.StatusConflict: nothingShared},
		},
		{
			op: "getCustomerContractsBy", success: answer{ask: at("/v1/customers/contracts/by?customerNumber=1-20017&status=ACTIVE")},
			invalid: answer{ask: at("/v1/customers/contracts/by?customerNumber=1-20017&status=GONE"), reference: "status"},
			missing: answer{ask: at("/v1/customers/contracts/by?customerNumber=1-99999&status=GONE")},
			never:   read(nil),
		},
		{
			op: "getCrossStudioCustomerBy", success: answer{ask: at("/v1/cross-studio/customers/by?customerNumber=1-20017")},
			invalid: answer{ask: at("/v1/cross-studio/customers/by?cardNumberFormat=DECIMAL")},
			missing: answer{ask: at("/v1/cross-studio/customers/by?pin=99")},
			never:   read(nil),
		},
		{
			op: "getCrossStudioCustomerById", success: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf("/v1/cross-studio/customers/%d", s.member("forge", "family").CustomerID)}
			}},
			invalid: answer{ask: at("/v1/cross-studio/customers/seven"), reference: "customerId"},
			missing: answer{ask: at("/v1/cross-studio/customers/7"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "searchCrossStudioCustomers", success: answer{ask: search(object{"lastName": "Clarke"})},
			invalid: answer{ask: search(object{"cardNumberFormat": "DECIMAL"})},
			never:   read(map[int]string{http.StatusNotFound: "nobody found is an empty list"}),
		},
		{
			op: "getCustomersCheckinHistory", success: answer{ask: of("regular", "/v1/customers/%d/activities/checkins")},
			invalid: answer{ask: of("regular", "/v1/customers/%d/activities/checkins?fromDate=2025-05-17&toDate=2026-05-18"), reference: "toDate"},
			missing: answer{ask: at("/v1/customers/7/activities/checkins?fromDate=never"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "getCrossStudioCustomersCheckinHistory", success: answer{ask: of("regular", "/v1/cross-studio/customers/%d/activities/checkins")},
			invalid: answer{ask: of("regular", "/v1/cross-studio/customers/%d/activities/checkins?sliceSize=51"), reference: "sliceSize"},
			missing: answer{ask: at("/v1/cross-studio/customers/7/activities/checkins"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "getCustomerMeasurement", success: answer{ask: func(s *server) sent {
				return sent{path: "/v1/customers/measurement/latest?barcode=" + s.medium("extras", "BARCODE")}
			}},
			invalid: answer{ask: at("/v1/customers/measurement/latest?cardNumberFormat=DECIMAL")},
			missing: answer{ask: at("/v1/customers/measurement/latest?barcode=7")},
			never:   read(nil),
		},
		{
			op: "createCustomerWeighing", success: answer{ask: withBody(weighing, always(object{"weight": 71.5, "rawResults": "W=71.5"}))},
			invalid: answer{ask: withBody(weighing, always(object{"percentBodyFat": 101, "rawResults": ""})), reference: "percentBodyFat"},
			missing: answer{ask: withBody(at("/v1/customers/7/weighing"), always(object{})), reference: "customerId"},
			never:   map[int]string{http.StatusConflict: nothingShared},
		},
		{
			op: "redeemCheckinVoucher", success: answer{ask: redeem(visitor(openVoucher)), check: func(s *server, content []byte) {
				require.Regexp(s.t, `"studioAccessCode":"[A-Z]{8}"`, string(content))
			}},
			invalid: answer{ask: redeem(visitor("CHVB1-P5LC-2FGU")), reference: "voucherCode"},
			missing: answer{ask: redeem(visitor("CHVB2-YL29-MYVA")), reference: "voucherCode"},
			conflict: answer{ask: func(s *server) sent {
				sw := s.box.Switches()
				sw.UsedVoucherStatus = http.StatusConflict
				s.box.SetSwitches(sw)
				return redeem(visitor("CHVB1-W3ND-8HSE"))(s)
			}, reference: "voucherCode"},
		},
	}
}

// studioID is the id of the studio of a key.
func (s *server) studioID(key string) int64 {
	s.t.Helper()
	return int64(get[object](s.as(key), "/v1/studios/information")["studioId"].(float64))
}

// medium is what a member of the server's first studio opens the door with.
func (s *server) medium(story, kind string) string {
	s.t.Helper()
	k := get[struct {
		AccessMediums []struct{ Type, Value string }
	}](s, fmt.Sprintf("/v1/customers/%d", s.member("nordlicht", story).CustomerID))
	for _, m := range k.AccessMediums {
		if m.Type == kind {
			return m.Value
		}
	}
	s.t.Fatalf("%s has no %s", story, kind)
	return ""
}
