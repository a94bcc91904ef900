package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

const (
	trialClassBooking   = "/v1/trial-offers/classes/booking"
	trialServiceBooking = "/v1/trial-offers/appointments/booking"
)

// offer is a class or a service that is open for trial, with its rules.
type offer struct {
	id     int64
	config trialRules
}

type trialRules struct {
	ID                          int64
	Name                        string
	PreventMultipleBookingsTerm struct {
		Value int
		Unit  string
	}
	Contingent                int
	ConfirmationOfBookingTerm *struct {
		Value int
		Unit  string
	}
	AllowBookingForLeads bool
	LeadDataConfig       struct{ GenderMode, DateOfBirthMode, TelephoneMode, AddressMode string }
}

func (s *server) trialOffer(list, field, title string) offer {
	s.t.Helper()
	for _, o := range get[struct{ Result []object }](s, "/v1/trial-offers/bookable-trial-offers/"+list).Result {
		if what := o[field].(object); what["title"] == title {
			return offer{int64(what["id"].(float64)), get[trialRules](s, fmt.Sprintf("/v1/trial-offers/config/%.0f", o["trialOfferConfigId"]))}
		}
	}
	s.t.Fatalf("no trial of %s", title)
	return offer{}
}

func (s *server) trialClass(title string) offer {
	return s.trialOffer("classes", "trialOfferClass", title)
}

func (s *server) trialService(title string) offer {
	return s.trialOffer("appointments/bookable", "trialOfferBookableAppointment", title)
}

// trialLead is somebody new with everything that could be asked for.
func trialLead(config int64) object {
	return object{"trialOfferConfigId": config, "leadCustomerData": object{
		"firstname": "Marie", "lastname": "Sommer", "email": "marie.sommer@example.org", "gender": "FEMALE",
		"dateOfBirth": "1994-02-28", "telephone": "+49 1555 0000001",
		"address": object{"street": "Lindenallee", "houseNumber": "3a", "zipCode": "20457", "city": "Hamburg"},
	}}
}

// enter makes a lead, each time another, and returns the customer.
func (s *server) enter(config int64) int64 {
	s.t.Helper()
	body := trialLead(config)
	body["leadCustomerData"].(object)["email"] = fmt.Sprintf("lead%d@example.org", s.box.Calls("createLeadCustomer").Calls)
	return ask[struct{ LeadCustomerID int64 }](s, http.MethodPost, "/v1/trial-offers/lead/create", body).LeadCustomerID
}

// trialSlot is the first slot of a class that begins in two days and has a place.
func (s *server) trialSlot(o offer) sandbox.ClassSlot {
	s.t.Helper()
	return s.slot(func(c sandbox.ClassSlot) bool {
		return c.ClassID == o.id && c.Start.After(s.box.Now().Add(48*time.Hour)) && c.Booked+c.Additional < c.Max
	})
}

// trialWish asks for the first free time of a service in two days.
func (s *server) trialWish(o offer, customer int64) object {
	s.t.Helper()
	path := fmt.Sprintf("/v1/trial-offers/bookable-trial-offers/appointments/bookable/%d/slots?daysAhead=6&customerId=%d", o.id, customer)
	for _, slot := range get[[]appointmentSlot](s, path) {
		if instant(s.t, slot.StartDateTime).After(s.box.Now().Add(48 * time.Hour)) {
			return slot.request(customer, o.id)
		}
	}
	s.t.Fatal("nothing free for trial")
	return nil
}

// trialStatus validates for trial, and makes sure that book says the same if it refuses.
func (s *server) trialStatus(path string, body object) string {
	s.t.Helper()
	status := ask[object](s, http.MethodPost, path+"/validate", body)["validationStatus"].(string)
	if status != "AVAILABLE" {
		e := s.refused(http.StatusBadRequest, http.MethodPost, path+"/book", body)
		require.Contains(s.t, e["errorCode"], status)
	}
	return status
}

func (s *server) confirm(id int64) string {
	s.t.Helper()
	return ask[object](s, http.MethodPost, fmt.Sprintf("/v1/trial-offers/bookings/%d/confirm", id), nil)["status"].(string)
}

func TestEveryStudioHasTrialOffers(t *testing.T) {
	for _, slug := range []string{"nordlicht", "forge"} {
		s := start(t, monday).as("sandbox-" + slug)
		modes := map[string]bool{}
		for list, field := range map[string]string{"classes": "trialOfferClass", "appointments/bookable": "trialOfferBookableAppointment"} {
			offers := get[struct{ Result []object }](s, "/v1/trial-offers/bookable-trial-offers/"+list).Result
			require.GreaterOrEqual(t, len(offers), 3)
			for _, o := range offers {
				require.NotEmpty(t, o[field].(object)["title"])
				rules := get[trialRules](s, fmt.Sprintf("/v1/trial-offers/config/%.0f", o["trialOfferConfigId"]))
				for _, mode := range []string{rules.LeadDataConfig.GenderMode, rules.LeadDataConfig.DateOfBirthMode, rules.LeadDataConfig.TelephoneMode, rules.LeadDataConfig.AddressMode} {
					modes[mode] = true
				}
			}
		}
		require.Len(t, modes, 3, "INACTIVE, OPTIONAL and MANDATORY")
	}
}

func TestSlotsOfATrialClass(t *testing.T) {
	s := start(t, monday)
	o := s.trialClass("Yoga Flow")
	trial := get[slotSlice](s, fmt.Sprintf("/v1/trial-offers/bookable-trial-offers/classes/%d/slots?sliceSize=10", o.id))
	member := get[slotSlice](s, fmt.Sprintf("/v1/classes/%d/slots?sliceSize=10", o.id))
	require.Equal(t, member, trial)
	require.True(t, trial.HasNext)
	require.NotEqual(t, trial.Result, get[slotSlice](s, fmt.Sprintf("/v1/trial-offers/bookable-trial-offers/classes/%d/slots?sliceSize=10&offset=%s", o.id, trial.Offset)).Result)
}

// What is asked for by the rules of the offer decides, and what is not asked for does not.
func TestTrialLeadValidation(t *testing.T) {
	s := startLoose(t, monday) // an unknown gender breaks the contract
	yoga, taster, visit := s.trialClass("Yoga Flow").config.ID, s.trialService("Personal Training").config.ID, s.trialService("Beratungsgespräch").config.ID
	drop := func(field string) func(object) { return func(o object) { delete(o, field) } }
	put := func(field string, value any) func(object) { return func(o object) { o[field] = value } }
	const possible, invalid, duplicate = "POSSIBLE", "INVALID_LEAD_CUSTOMER_DATA", "DUPLICATE_CUSTOMER"
	for name, tt := range map[string]struct {
		config int64
		change func(object)
		status string
		field  string
	}{
		"all there":               {taster, func(object) {}, possible, ""},
		"blank first name":        {yoga, put("firstname", " "), invalid, "firstname"},
		"blank last name":         {yoga, put("lastname", ""), invalid, "lastname"},
		"no address":              {yoga, put("email", "marie"), invalid, "email"},
		"a name before it":        {yoga, put("email", "Marie <marie@example.org>"), invalid, "email"},
		"mandatory gender":        {taster, drop("gender"), invalid, "gender"},
		"unknown gender":          {taster, put("gender", "NONE"), invalid, "gender"},
		"optional gender":         {yoga, drop("gender"), possible, ""},
		"optional but wrong":      {yoga, put("gender", "NONE"), invalid, "gender"},
		"inactive gender":         {visit, put("gender", "NONE"), possible, ""},
		"mandatory birth":         {yoga, drop("dateOfBirth"), invalid, "dateOfBirth"},
		"born tomorrow":           {yoga, put("dateOfBirth", "2026-05-19"), invalid, "dateOfBirth"},
		"born on no day":          {yoga, put("dateOfBirth", "2001-02-29"), invalid, "dateOfBirth"},
		"inactive birth":          {visit, put("dateOfBirth", "2001-02-29"), possible, ""},
		"mandatory telephone":     {visit, drop("telephone"), invalid, "telephone"},
		"telephone without digit": {visit, put("telephone", "ask"), invalid, "telephone"},
		"optional telephone":      {yoga, drop("telephone"), possible, ""},
		"mandatory address":       {taster, drop("address"), invalid, "address"},
		"half an address":         {taster, put("address", object{"street": "Lindenallee", "zipCode": "", "city": "Hamburg"}), invalid, "address"},
		"inactive address":        {yoga, drop("address"), possible, ""},
		"a member's address":      {yoga, put("email", "Lena.Hansen@example.org"), duplicate, ""},
		"a prospect's address":    {yoga, put("email", "emilia.schuster@example.org"), duplicate, ""},
		"wrong before known":      {yoga, func(o object) { o["email"], o["lastname"] = "lena.hansen@example.org", "" }, invalid, "lastname"},
	} {
		t.Run(name, func(t *testing.T) {
			body := trialLead(tt.config)
			tt.change(body["leadCustomerData"].(object))
			status, content := s.do(http.MethodPost, "/v1/trial-offers/lead/validate", body)
			require.Equal(t, http.StatusOK, status, "%s", content)
			require.Contains(t, string(content), `"`+tt.status+`"`)
			if tt.status == possible {
				return
			}
			e := s.refused(http.StatusBadRequest, http.MethodPost, "/v1/trial-offers/lead/create", body)
			if tt.field != "" {
				require.Equal(t, "leadCustomerData."+tt.field, e["reference"])
			}
		})
	}
}

func TestSwitchTrialDuplicateByEmailAlone(t *testing.T) {
	s := start(t, monday)
	body := trialLead(s.trialClass("Yoga Flow").config.ID)
	body["leadCustomerData"].(object)["email"] = "familie.petersen@example.org"
	validate := func() any {
		return ask[object](s, http.MethodPost, "/v1/trial-offers/lead/validate", body)["validationStatus"]
	}
	require.Equal(t, "DUPLICATE_CUSTOMER", validate())
	s.turn(func(w *sandbox.Switches) { w.TrialDuplicateByEmailAlone = false })
	require.Equal(t, "POSSIBLE", validate(), "another of the family")
	body["leadCustomerData"].(object)["firstname"], body["leadCustomerData"].(object)["lastname"] = "mia", "PETERSEN"
	require.Equal(t, "DUPLICATE_CUSTOMER", validate())
}

// A lead is a customer like others, with what was asked for and no more.
func TestATrialLeadIsACustomer(t *testing.T) {
	s := start(t, monday)
	id := s.enter(s.trialClass("Yoga Flow").config.ID)
	record := get[object](s, fmt.Sprintf("/v1/customers/%d", id))
	require.Equal(t, "PROSPECT", record["status"])
	require.Equal(t, "Marie", record["firstName"])
	require.Equal(t, "1994-02-28", record["dateOfBirth"])
	require.Empty(t, record["street"], "the address is not asked for")
	require.Len(t, ask[[]object](s, http.MethodPost, "/v1/customers/search", object{"email": "LEAD0@example.org"}), 1)
	require.Empty(t, get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", id)))
	require.Equal(t, "NO_CONTINGENT", s.status(s.at("jet", id, berlin(t, 2026, time.May, 20, 10, 0))), "no member")

	with := trialLead(s.trialService("Personal Training").config.ID)
	with["leadCustomerData"].(object)["email"] = "other@example.org"
	made := ask[struct{ LeadCustomerID int64 }](s, http.MethodPost, "/v1/trial-offers/lead/create", with)
	record = get[object](s, fmt.Sprintf("/v1/customers/%d", made.LeadCustomerID))
	require.Equal(t, "Lindenallee", record["street"])
	require.Equal(t, "FEMALE", record["gender"])
}

func TestTrialOfAClass(t *testing.T) {
	s := start(t, monday)
	o := s.trialClass("Yoga Flow")
	lead := s.enter(o.config.ID)
	slot := s.trialSlot(o)
	body := request(lead, slot.ID)
	require.Equal(t, "NO_CONTINGENT", s.validate(lead, slot.ID), "the way of members is not theirs")
	require.Equal(t, "AVAILABLE", s.trialStatus(trialClassBooking, body))

	b := ask[booking](s, http.MethodPost, trialClassBooking+"/book", body)
	require.Equal(t, "BOOKED_WITH_CONFIRMATION_REQUIRED", b.BookingStatus)
	require.Equal(t, b, s.booking(b.BookingID))
	require.Equal(t, slot.Booked+1, *s.reload(slot).BookedParticipants, "it holds the place")
	require.Equal(t, "CONFIRMED", s.confirm(b.BookingID))
	require.Equal(t, "BOOKED", s.booking(b.BookingID).BookingStatus)
	require.Equal(t, "CONFIRMED", s.confirm(b.BookingID), "a link may be followed twice")
	s.turn(func(w *sandbox.Switches) { w.RepeatedConfirmStatus = http.StatusConflict })
	s.refused(http.StatusConflict, http.MethodPost, fmt.Sprintf("/v1/trial-offers/bookings/%d/confirm", b.BookingID), nil)
	require.Equal(t, []string{"CLASS_BOOKING_CREATED", "CLASS_BOOKING_UPDATED"}, s.servicesEvents())

	s.cancel(b.BookingID)
	s.refused(http.StatusBadRequest, http.MethodPost, fmt.Sprintf("/v1/trial-offers/bookings/%d/confirm", b.BookingID), nil)
}

func TestAnUnconfirmedTrialLapses(t *testing.T) {
	for name, look := range map[string]func(s *server, b booking){
		"by confirming": func(s *server, b booking) { require.Equal(s.t, "EXPIRED", s.confirm(b.BookingID)) },
		"by reading": func(s *server, b booking) {
			require.Equal(s.t, "CANCELED", s.booking(b.BookingID).BookingStatus)
		},
		"by looking at the desk": func(s *server, b booking) {
			require.Error(s.t, s.box.Staff("class_booking", b.BookingID, true))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, monday)
			o := s.trialClass("Yoga Flow")
			slot := s.trialSlot(o)
			b := ask[booking](s, http.MethodPost, trialClassBooking+"/book", request(s.enter(o.config.ID), slot.ID))
			s.box.SetNow(slot.Start.Add(-2*time.Hour - time.Second))
			require.Equal(t, "BOOKED_WITH_CONFIRMATION_REQUIRED", s.booking(b.BookingID).BookingStatus)
			s.box.SetNow(slot.Start.Add(-2*time.Hour + time.Second))
			look(s, b)
			require.Equal(t, "EXPIRED", s.confirm(b.BookingID))
			require.Equal(t, "CANCELED", s.booking(b.BookingID).BookingStatus)
			require.Equal(t, slot.Booked, *s.reload(slot).BookedParticipants, "the place is free again")
			require.Equal(t, []string{"CLASS_BOOKING_CREATED", "CLASS_BOOKING_CANCELLED"}, s.servicesEvents())
		})
	}
}

// One that the studio has confirmed by itself does not lapse.
func TestTheStudioConfirmsATrial(t *testing.T) {
	s := start(t, monday)
	o := s.trialClass("Yoga Flow")
	slot := s.trialSlot(o)
	b := ask[booking](s, http.MethodPost, trialClassBooking+"/book", request(s.enter(o.config.ID), slot.ID))
	require.NoError(t, s.box.Staff("class_booking", b.BookingID, true))
	s.box.SetNow(slot.Start.Add(-time.Hour))
	require.Equal(t, "BOOKED", s.booking(b.BookingID).BookingStatus)
	require.Equal(t, "CONFIRMED", s.confirm(b.BookingID))
}

func TestTrialClassStatuses(t *testing.T) {
	s := start(t, monday)
	yoga := s.trialClass("Yoga Flow")
	lead := s.enter(yoga.config.ID)
	status := func(customer, slot int64) string { return s.trialStatus(trialClassBooking, request(customer, slot)) }
	var slots []sandbox.ClassSlot
	for _, c := range s.box.ClassSlots("nordlicht") {
		if c.ClassID == yoga.id && c.Start.After(monday.Add(24*time.Hour)) && c.Booked+c.Additional < c.Max {
			slots = append(slots, c)
		}
	}
	first := slots[0]
	require.Equal(t, "AVAILABLE", status(lead, first.ID))
	b := ask[booking](s, http.MethodPost, trialClassBooking+"/book", request(lead, first.ID))
	require.Equal(t, "CUSTOMER_ALREADY_BOOKED", status(lead, first.ID))

	within := slices.IndexFunc(slots, func(c sandbox.ClassSlot) bool {
		return c.Start.After(first.Start) && c.Start.Before(first.Start.Add(60*time.Hour))
	})
	require.Equal(t, "NOT_AVAILABLE", status(lead, slots[within].ID), "too soon after the other")
	later := slices.IndexFunc(slots, func(c sandbox.ClassSlot) bool { return c.Start.After(first.Start.Add(96 * time.Hour)) })
	require.Equal(t, "AVAILABLE", status(lead, slots[later].ID))
	second := ask[booking](s, http.MethodPost, trialClassBooking+"/book", request(lead, slots[later].ID))
	last := slots[len(slots)-1]
	require.Equal(t, "NO_CONTINGENT", status(lead, last.ID), "two are all")
	s.cancel(second.BookingID)
	require.Equal(t, "AVAILABLE", status(lead, last.ID), "a canceled one does not count")
	earlier := ask[booking](s, http.MethodPost, trialClassBooking+"/book", request(lead, last.ID))
	s.cancel(b.BookingID)
	require.Equal(t, "AVAILABLE", status(lead, first.ID))
	s.cancel(earlier.BookingID)

	require.Equal(t, "NOT_AVAILABLE", status(s.member("nordlicht", "newcomer").CustomerID, first.ID), "members have their own way")
	require.Equal(t, "AVAILABLE", status(s.member("nordlicht", "prospect").CustomerID, first.ID), "leads known before may, here")
	pilates := s.slot(func(c sandbox.ClassSlot) bool {
		return c.Title == "Pilates" && c.Start.After(monday.Add(24*time.Hour)) && c.Start.Before(monday.Add(60*time.Hour)) && c.Booked+c.Additional < c.Max
	})
	require.Equal(t, "NOT_AVAILABLE", status(lead, pilates.ID), "not open for trial")
	kids := s.slot(func(c sandbox.ClassSlot) bool { return !c.Bookable })
	require.Equal(t, "DISPLAY_ONLY", status(lead, kids.ID))

	hiit := s.trialClass("HIIT Express")
	full := s.slot(func(c sandbox.ClassSlot) bool { return c.ClassID == hiit.id && c.Booked+c.Additional >= c.Max })
	require.Equal(t, "BOOKING_LIMIT_REACHED", status(lead, full.ID))
	s.box.SetNow(first.Start.Add(-time.Hour))
	require.Equal(t, "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME", status(lead, first.ID), "too late to confirm")
}

func TestSwitchTrialWaitingList(t *testing.T) {
	s := start(t, monday)
	o := s.trialClass("Indoor Cycling")
	slot := s.slot(func(c sandbox.ClassSlot) bool { return c.ClassID == o.id && full(true)(c) })
	lead := s.enter(o.config.ID)
	s.turn(func(w *sandbox.Switches) { w.TrialWaitingList = false })
	require.Equal(t, "BOOKING_LIMIT_REACHED", s.trialStatus(trialClassBooking, request(lead, slot.ID)))
	s.turn(func(w *sandbox.Switches) { w.TrialWaitingList = true })
	b := ask[booking](s, http.MethodPost, trialClassBooking+"/book", request(lead, slot.ID))
	require.Equal(t, "WAITING_LIST", b.BookingStatus)
	s.refused(http.StatusBadRequest, http.MethodPost, fmt.Sprintf("/v1/trial-offers/bookings/%d/confirm", b.BookingID), nil)
}

func TestTrialOfAService(t *testing.T) {
	s := start(t, monday)
	o := s.trialService("Personal Training")
	require.False(t, o.config.AllowBookingForLeads)
	prospect := s.member("nordlicht", "prospect").CustomerID
	require.Equal(t, "NOT_AVAILABLE", s.trialStatus(trialServiceBooking, s.trialWish(o, prospect)), "known before, and those may not")
	lead := s.enter(o.config.ID)
	body := s.trialWish(o, lead)
	require.Equal(t, "AVAILABLE", s.trialStatus(trialServiceBooking, body))
	b := ask[appointmentJSON](s, http.MethodPost, trialServiceBooking+"/book", body)
	require.Equal(t, "BOOKED_WITH_CONFIRMATION_REQUIRED", b.BookingStatus)
	require.Equal(t, "CUSTOMER_IN_OTHER_BOOKING", s.trialStatus(trialServiceBooking, body))
	require.Equal(t, "NOT_AVAILABLE", s.trialStatus(trialServiceBooking, s.trialWish(o, lead)), "a week between two")
	require.Equal(t, "CONFIRMED", s.confirm(b.BookingID))
	require.Equal(t, "BOOKED", get[appointmentJSON](s, fmt.Sprintf("/v1/appointments/booking/%d", b.BookingID)).BookingStatus)
	s.dismiss(b.BookingID)

	again := ask[appointmentJSON](s, http.MethodPost, trialServiceBooking+"/book", s.trialWish(o, lead))
	s.box.SetNow(instant(t, again.StartDateTime).AddDate(0, 0, -1).Add(time.Second))
	require.Equal(t, "EXPIRED", s.confirm(again.BookingID))
	require.Equal(t, "CANCELED", get[appointmentJSON](s, fmt.Sprintf("/v1/appointments/booking/%d", again.BookingID)).BookingStatus)
	require.Equal(t, "APPOINTMENT_BOOKING_CANCELLED", s.servicesEvents()[len(s.servicesEvents())-1])

	late := get[[]appointmentSlot](s, fmt.Sprintf("/v1/trial-offers/bookable-trial-offers/appointments/bookable/%d/slots", o.id))
	require.Equal(t, "DATE_TIME_AFTER_LATEST_BOOKING_DATE_TIME", s.trialStatus(trialServiceBooking, late[len(late)-1].request(lead, o.id)), "too late to confirm")
}

// One contingent for the class and the service that share their rules.
func TestContingentOfSharedRules(t *testing.T) {
	s := start(t, monday)
	visit, cycling := s.trialService("Beratungsgespräch"), s.trialClass("Indoor Cycling")
	require.Equal(t, visit.config, cycling.config)
	lead := s.enter(visit.config.ID)
	body := s.trialWish(visit, lead)
	b := ask[appointmentJSON](s, http.MethodPost, trialServiceBooking+"/book", body)
	require.Equal(t, "BOOKED", b.BookingStatus, "these rules ask for no confirmation")
	require.Equal(t, "CONFIRMED", s.confirm(b.BookingID))
	require.Equal(t, "NO_CONTINGENT", s.trialStatus(trialServiceBooking, s.trialWish(visit, lead)))
	slot := s.slot(func(c sandbox.ClassSlot) bool {
		return c.ClassID == cycling.id && c.Start.After(monday.Add(96*time.Hour))
	})
	require.Equal(t, "NO_CONTINGENT", s.trialStatus(trialClassBooking, request(lead, slot.ID)))

	prospect := s.member("nordlicht", "prospect").CustomerID
	massage := s.trialService("Sportmassage")
	body = s.trialWish(massage, prospect)
	held := ask[appointmentJSON](s, http.MethodPost, trialServiceBooking+"/book", body)
	require.Equal(t, "BOOKED_WITH_CONFIRMATION_REQUIRED", held.BookingStatus, "this service always does")
	s.box.SetNow(instant(t, held.StartDateTime).Add(-time.Second))
	require.Equal(t, "CONFIRMED", s.confirm(held.BookingID), "until it begins")
	require.Equal(t, "NOT_AVAILABLE", s.trialStatus(trialServiceBooking, s.at("jet", s.enter(visit.config.ID), berlin(t, 2026, time.May, 25, 11, 0))), "not open for trial")
}

func TestBookingIDsAreUniqueAcrossClassesAndServices(t *testing.T) {
	s := start(t, monday)
	seen := map[int64]bool{}
	for _, b := range s.box.ClassBookings("nordlicht") {
		seen[b.ID] = true
	}
	for _, a := range s.box.AppointmentBookings("nordlicht") {
		require.False(t, seen[a.ID])
	}
}

func TestTrialsSurviveADump(t *testing.T) {
	s := start(t, monday)
	o := s.trialClass("Yoga Flow")
	taster := s.trialService("Personal Training")
	lead, slot := s.enter(taster.config.ID), s.trialSlot(o)
	b := ask[booking](s, http.MethodPost, trialClassBooking+"/book", request(lead, slot.ID))
	dump, err := s.box.Dump()
	require.NoError(t, err)

	other := sandbox.New(sandbox.Options{Seed: 9, Now: monday})
	require.NoError(t, other.Restore(dump))
	again := serveBox(t, other)
	require.Equal(t, o.config, get[trialRules](again, fmt.Sprintf("/v1/trial-offers/config/%d", o.config.ID)))
	require.Equal(t, "CUSTOMER_ALREADY_BOOKED", again.trialStatus(trialClassBooking, request(lead, slot.ID)))
	require.Equal(t, "AVAILABLE", again.trialStatus(trialServiceBooking, again.trialWish(taster, lead)), "entered for this very offer")
	other.SetNow(slot.Start)
	require.Equal(t, "EXPIRED", again.confirm(b.BookingID), "the time to confirm is remembered")
}
