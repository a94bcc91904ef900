package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/stretchr/testify/require"
)

// appointmentsRows are the operations on services and on trial offers.
func appointmentsRows() []row { return append(serviceRows(), trialRows()...) }

// conflicting has refused bookings answered with 409 instead of 400.
func conflicting(ask func(*server) sent) func(*server) sent {
	return func(s *server) sent {
		sw := s.box.Switches()
		sw.RefusedBookingStatus, sw.RefusedTrialLeadStatus, sw.RepeatedConfirmStatus = http.StatusConflict, http.StatusConflict, http.StatusConflict
		s.box.SetSwitches(sw)
		return ask(s)
	}
}

func serviceRows() []row {
	one := func(format string) func(*server) sent {
		return func(s *server) sent { return sent{path: fmt.Sprintf(format, s.service(trainingKey).ID)} }
	}
	wanting := func(path string) func(*server) sent {
		return func(s *server) sent { return sent{path: path, body: s.wish(trainingKey, "newcomer")} }
	}
	const validate, book = "/v1/appointments/bookable/validate", "/v1/appointments/booking/book"
	without := func(path, field string) func(*server) sent {
		return func(s *server) sent {
			body := s.wish(trainingKey, "newcomer")
			delete(body, field)
			return sent{path: path, body: body}
		}
	}
	unknown := func(path, field string, value any) func(*server) sent {
		return func(s *server) sent {
			body := s.wish(trainingKey, "newcomer")
			body[field] = value
			return sent{path: path, body: body}
		}
	}
	taken := func(s *server) sent {
		body := s.wish(trainingKey, "newcomer")
		ask[object](s, http.MethodPost, book, body)
		return sent{path: book, body: body}
	}
	return []row{
		{
			op: "getBookableAppointments", success: answer{ask: at("/v1/appointments/bookable?sliceSize=10")},
			invalid: answer{ask: at("/v1/appointments/bookable?sliceSize=9"), reference: "sliceSize"},
			never:   read(map[int]string{http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "getBookableAppointment", success: answer{ask: one("/v1/appointments/bookable/%d")},
			invalid: answer{ask: at("/v1/appointments/bookable/seven"), reference: "bookableAppointmentId"},
			missing: answer{ask: at("/v1/appointments/bookable/7"), reference: "bookableAppointmentId"},
			never:   read(nil),
		},
		{
			op: "getBookableAppointmentSlots", success: answer{ask: one("/v1/appointments/bookable/%d/slots?daysAhead=6")},
			invalid: answer{ask: one("/v1/appointments/bookable/%d/slots?daysAhead=7"), reference: "daysAhead"},
			missing: answer{ask: one("/v1/appointments/bookable/%d/slots?customerId=7"), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "validateForAppointmentBooking", success: answer{ask: wanting(validate)},
			invalid: answer{ask: without(validate, "startDateTime"), reference: "startDateTime"},
			missing: answer{ask: unknown(validate, "bookableAppointmentId", 7), reference: "bookableAppointmentId"},
			never:   read(nil),
		},
		{
			op: "bookAppointmentBooking", success: answer{ask: wanting(book), check: func(s *server, content []byte) {
				var b appointmentJSON
				require.NoError(s.t, json.Unmarshal(content, &b))
				require.Equal(s.t, "BOOKED", b.BookingStatus)
				read := get[appointmentJSON](s, fmt.Sprintf("/v1/appointments/booking/%d", b.BookingID))
				require.Equal(s.t, s.member("nordlicht", "newcomer").CustomerID, read.CustomerID)
			}},
			invalid:  answer{ask: taken},
			missing:  answer{ask: unknown(book, "instructorIds", []int64{7}), reference: "instructorIds"},
			conflict: answer{ask: conflicting(taken)},
		},
	}
}

func trialRows() []row {
	const (
		trials   = "/v1/trial-offers"
		lead     = trials + "/lead"
		classes  = trials + "/classes/booking"
		services = trials + "/appointments/booking"
	)
	rules := func(format string) func(*server) sent {
		return func(s *server) sent { return sent{path: fmt.Sprintf(format, s.trialClass("Yoga Flow").config.ID)} }
	}
	person := func(path string, change func(lead object)) func(*server) sent {
		return func(s *server) sent {
			body := trialLead(s.trialClass("Yoga Flow").config.ID)
			if change != nil {
				change(body)
			}
			return sent{path: path, body: body}
		}
	}
	nameless := func(body object) { delete(body["leadCustomerData"].(object), "firstname") }
	lost := func(body object) { body["trialOfferConfigId"] = 7 }
	known := func(s *server) sent {
		body := trialLead(s.trialClass("Yoga Flow").config.ID)
		ask[object](s, http.MethodPost, lead+"/create", body)
		return sent{path: lead + "/create", body: body}
	}
	slot := func(path string) func(*server) sent {
		return func(s *server) sent {
			offer := s.trialClass("Yoga Flow")
			return sent{path: path, body: request(s.enter(offer.config.ID), s.trialSlot(offer).ID)}
		}
	}
	spent := func(s *server) sent {
		body := slot(classes + "/book")(s)
		ask[object](s, http.MethodPost, body.path, body.body)
		return body
	}
	visit := func(path string) func(*server) sent {
		return func(s *server) sent {
			offer := s.trialService("Beratungsgespräch")
			return sent{path: path, body: s.trialWish(offer, s.enter(offer.config.ID))}
		}
	}
	visited := func(s *server) sent {
		r := visit(services + "/book")(s)
		ask[object](s, http.MethodPost, r.path, r.body)
		return r
	}
	nobody := func(path string, body object) func(*server) sent {
		return func(*server) sent { return sent{path: path, body: body} }
	}
	confirm := func(b booking) sent { return sent{path: fmt.Sprintf(trials+"/bookings/%d/confirm", b.BookingID)} }
	toConfirm := func(s *server) sent {
		r := slot(classes + "/book")(s)
		return confirm(ask[booking](s, http.MethodPost, r.path, r.body))
	}
	return []row{
		{
			op: "getBookableTrialOfferClasses", success: answer{ask: at(trials + "/bookable-trial-offers/classes")},
			invalid: answer{ask: at(trials + "/bookable-trial-offers/classes?offset=first"), reference: "offset"},
			never:   read(map[int]string{http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "getBookableTrialOfferAppointments", success: answer{ask: at(trials + "/bookable-trial-offers/appointments/bookable")},
			invalid: answer{ask: at(trials + "/bookable-trial-offers/appointments/bookable?sliceSize=101"), reference: "sliceSize"},
			never:   read(map[int]string{http.StatusNotFound: nothingToMiss}),
		},
		{
			op: "getTrialOfferConfig", success: answer{ask: rules(trials + "/config/%d")},
			invalid: answer{ask: at(trials + "/config/seven"), reference: "configId"},
			missing: answer{ask: at(trials + "/config/7"), reference: "configId"},
			never:   read(nil),
		},
		{
			op: "validateForLeadCustomerCreation", success: answer{ask: person(lead+"/validate", nil)},
			invalid: answer{ask: person(lead+"/validate", nameless), reference: "leadCustomerData.firstname"},
			missing: answer{ask: person(lead+"/validate", lost), reference: "trialOfferConfigId"},
			never:   read(nil),
		},
		{
			op: "createLeadCustomer", success: answer{ask: person(lead+"/create", nil), check: func(s *server, content []byte) {
				var made struct{ LeadCustomerID int64 }
				require.NoError(s.t, json.Unmarshal(content, &made))
				require.Equal(s.t, "PROSPECT", get[object](s, fmt.Sprintf("/v1/customers/%d", made.LeadCustomerID))["status"])
			}},
			invalid:  answer{ask: known},
			missing:  answer{ask: person(lead+"/create", lost), reference: "trialOfferConfigId"},
			conflict: answer{ask: conflicting(known)},
		},
		{
			op: "getClassSlotsForTrialOffers", success: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf(trials+"/bookable-trial-offers/classes/%d/slots", s.trialClass("Yoga Flow").id)}
			}},
			invalid: answer{ask: at(trials + "/bookable-trial-offers/classes/seven/slots"), reference: "classId"},
			missing: answer{ask: func(s *server) sent { // there is such a class, but not for trial
				c := s.slot(free("Pilates"))
				return sent{path: fmt.Sprintf(trials+"/bookable-trial-offers/classes/%d/slots", c.ClassID)}
			}, reference: "classId"},
			never: read(nil),
		},
		{
			op: "getBookableAppointmentSlotsForTrialOffers", success: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf(trials+"/bookable-trial-offers/appointments/bookable/%d/slots?daysAhead=3", s.service("advice").ID)}
			}},
			invalid: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf(trials+"/bookable-trial-offers/appointments/bookable/%d/slots?slotWindowStartDate=soon", s.service("advice").ID)}
			}, reference: "slotWindowStartDate"},
			missing: answer{ask: func(s *server) sent {
				return sent{path: fmt.Sprintf(trials+"/bookable-trial-offers/appointments/bookable/%d/slots", s.service("jet").ID)}
			}, reference: "bookableAppointmentId"},
			never: read(nil),
		},
		{
			op: "validateClassSlotForTrialOffers", success: answer{ask: slot(classes + "/validate")},
			invalid: answer{ask: nobody(classes+"/validate", object{"classSlotId": 1}), reference: "customerId"},
			missing: answer{ask: nobody(classes+"/validate", request(7, 7)), reference: "customerId"},
			never:   read(nil),
		},
		{
			op: "validateForAppointmentBookingForTrialOffers", success: answer{ask: visit(services + "/validate")},
			invalid: answer{ask: func(s *server) sent {
				r := visit(services + "/validate")(s)
				r.body.(object)["endDateTime"] = "noon"
				return r
			}, reference: "endDateTime"},
			missing: answer{ask: func(s *server) sent {
				r := visit(services + "/validate")(s)
				r.body.(object)["customerId"] = 7
				return r
			}, reference: "customerId"},
			never: read(nil),
		},
		{
			op: "bookClassSlotForTrialOffers", success: answer{ask: slot(classes + "/book"), check: func(s *server, content []byte) {
				var b booking
				require.NoError(s.t, json.Unmarshal(content, &b))
				require.Equal(s.t, "BOOKED_WITH_CONFIRMATION_REQUIRED", s.booking(b.BookingID).BookingStatus)
			}},
			invalid:  answer{ask: spent},
			missing:  answer{ask: nobody(classes+"/book", request(7, 7)), reference: "customerId"},
			conflict: answer{ask: conflicting(spent)},
		},
		{
			op: "bookAppointmentForTrialOffer", success: answer{ask: visit(services + "/book"), check: func(s *server, content []byte) {
				var b appointmentJSON
				require.NoError(s.t, json.Unmarshal(content, &b))
				require.Equal(s.t, "BOOKED", b.BookingStatus)
			}},
			invalid: answer{ask: visited},
			missing: answer{ask: func(s *server) sent {
				r := visit(services + "/book")(s)
				r.body.(object)["bookableAppointmentId"] = 7
				return r
			}, reference: "bookableAppointmentId"},
			conflict: answer{ask: conflicting(visited)},
		},
		{
			op: "confirmTrialOfferBooking", success: answer{ask: toConfirm, check: func(s *server, content []byte) {
				require.Contains(s.t, string(content), `"CONFIRMED"`)
			}},
			invalid: answer{ask: func(s *server) sent {
				r := slot(classes + "/book")(s)
				b := ask[booking](s, http.MethodPost, r.path, r.body)
				s.cancel(b.BookingID)
				return confirm(b)
			}},
			missing: answer{ask: func(s *server) sent { // there is such a booking, but no trial
				slot, id := bookable(s)
				return confirm(s.book(id, slot.ID))
			}, reference: "bookingId"},
			conflict: answer{ask: conflicting(func(s *server) sent {
				r := toConfirm(s)
				ask[object](s, http.MethodPost, r.path, nil)
				return r
			})},
		},
	}
}
