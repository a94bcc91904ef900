package sandbox

import (
	"fmt"
	"slices"
	"time"
)

func trialOperations() []*operation {
	read, write := []string{"TRIAL_OFFER_READ"}, []string{"TRIAL_OFFER_WRITE"}
	const trials = "/v1/trial-offers"
	return []*operation{
		{id: "getBookableTrialOfferClasses", method: "GET", pattern: trials + "/bookable-trial-offers/classes", scopes: read, handle: getBookableTrialOfferClasses},
		{id: "getBookableTrialOfferAppointments", method: "GET", pattern: trials + "/bookable-trial-offers/appointments/bookable", scopes: read, handle: getBookableTrialOfferAppointments},
		{id: "getTrialOfferConfig", method: "GET", pattern: trials + "/config/{configId}", scopes: read, handle: getTrialOfferConfig},
		{id: "validateForLeadCustomerCreation", method: "POST", pattern: trials + "/lead/validate", scopes: read, handle: validateForLeadCustomerCreation},
		{id: "createLeadCustomer", method: "POST", pattern: trials + "/lead/create", scopes: write, handle: createLeadCustomer},
		{id: "getClassSlotsForTrialOffers", method: "GET", pattern: trials + "/bookable-trial-offers/classes/{classId}/slots", scopes: read, handle: getClassSlotsForTrialOffers},
		{id: "getBookableAppointmentSlotsForTrialOffers", method: "GET", pattern: trials + "/bookable-trial-offers/appointments/bookable/{bookableAppointmentId}/slots", scopes: read, handle: getBookableAppointmentSlotsForTrialOffers},
		{id: "validateClassSlotForTrialOffers", method: "POST", pattern: trials + "/classes/booking/validate", scopes: read, handle: validateClassSlotForTrialOffers},
		{id: "validateForAppointmentBookingForTrialOffers", method: "POST", pattern: trials + "/appointments/booking/validate", scopes: read, handle: validateForAppointmentBookingForTrialOffers},
		{id: "bookClassSlotForTrialOffers", method: "POST", pattern: trials + "/classes/booking/book", scopes: write, handle: bookClassSlotForTrialOffers},
		{id: "bookAppointmentForTrialOffer", method: "POST", pattern: trials + "/appointments/booking/book", scopes: write, handle: bookAppointmentForTrialOffer},
		{id: "confirmTrialOfferBooking", method: "POST", pattern: trials + "/bookings/{bookingId}/confirm", scopes: write, handle: confirmTrialOfferBooking},
	}
}

// trialsState is trial offers and who took them.
type trialsState struct {
	Configs  []*trialConfig  `json:"configs"`
	Offers   []*trialOffer   `json:"offers"` // by id
	Leads    map[int64]int64 `json:"leads"`  // by customer: the config they were entered for
	Bookings []*trialBooking `json:"bookings"`
}

// trialConfig is rules that several classes and services may share.
type trialConfig struct {
	ID         int64      `json:"id"`
	Name       string     `json:"name"`
	Pause      termJSON   `json:"pause"` // between two bookings
	Contingent int        `json:"contingent"`
	Confirm    *termJSON  `json:"confirm"`     // before the start; nil: no confirmation
	AllowLeads bool       `json:"allow_leads"` // also those who were known before
	LeadConfig int64      `json:"lead_config"`
	Modes      trialModes `json:"modes"`
}

// trialModes says what a lead is asked for: INACTIVE, OPTIONAL or MANDATORY.
type trialModes struct {
	Gender      string `json:"gender"`
	DateOfBirth string `json:"date_of_birth"`
	Telephone   string `json:"telephone"`
	Address     string `json:"address"`
}

// trialOffer opens a class or a service for trial.
type trialOffer struct {
	ID        int64 `json:"id"`
	ConfigID  int64 `json:"config_id"`
	ClassID   int64 `json:"class_id"`   // 0: a service
	ServiceID int64 `json:"service_id"` // 0: a class
}

// trialBooking is what is known of a booking beside the booking itself.
type trialBooking struct {
	BookingID  int64      `json:"booking_id"` // of a class or an appointment
	ConfigID   int64      `json:"config_id"`
	CustomerID int64      `json:"customer_id"`
	ConfirmBy  *time.Time `json:"confirm_by"` // nil: needs none, or has got it
	Lapsed     bool       `json:"lapsed"`     // nobody confirmed in time
}

func (s *trialsState) index(st *studio) error {
	if s.Leads == nil {
		s.Leads = map[int64]int64{}
	}
	for _, o := range s.Offers {
		if o.ClassID != 0 && st.classes[o.ClassID] == nil {
			return fmt.Errorf("trial offer %d has no class", o.ID)
		}
	}
	for _, t := range s.Bookings {
		if st.bookings[t.BookingID] == nil && st.appointments[t.BookingID] == nil {
			return fmt.Errorf("trial booking %d has no booking", t.BookingID)
		}
	}
	return nil
}

func (s *trialsState) config(id int64) *trialConfig {
	for _, k := range s.Configs {
		if k.ID == id {
			return k
		}
	}
	return nil
}

// ofClass and ofService find the rules of what is open for trial, nil for what is not.
func (s *trialsState) ofClass(id int64) *trialConfig {
	return s.ruling(func(o *trialOffer) bool { return o.ClassID == id })
}

func (s *trialsState) ofService(id int64) *trialConfig {
	return s.ruling(func(o *trialOffer) bool { return o.ServiceID == id })
}

func (s *trialsState) ruling(fits func(*trialOffer) bool) *trialConfig {
	if i := slices.IndexFunc(s.Offers, fits); i >= 0 {
		return s.config(s.Offers[i].ConfigID)
	}
	return nil
}

type trialOfferClassJSON struct {
	TrialOfferConfigID int64     `json:"trialOfferConfigId"`
	TrialOfferClass    classJSON `json:"trialOfferClass"`
	ID                 int64     `json:"id,omitempty"`
}

type trialOfferAppointmentJSON struct {
	TrialOfferConfigID            int64                   `json:"trialOfferConfigId"`
	TrialOfferBookableAppointment bookableAppointmentJSON `json:"trialOfferBookableAppointment"`
	ID                            int64                   `json:"id,omitempty"`
}

type trialOfferConfigJSON struct {
	ID                          int64                        `json:"id"`
	Name                        string                       `json:"name"`
	PreventMultipleBookingsTerm termJSON                     `json:"preventMultipleBookingsTerm"`
	Contingent                  int                          `json:"contingent"`
	ConfirmationOfBookingTerm   *termJSON                    `json:"confirmationOfBookingTerm,omitempty"`
	AllowBookingForLeads        bool                         `json:"allowBookingForLeads"`
	LeadDataConfig              trialOfferLeadDataConfigJSON `json:"leadDataConfig"`
}

type trialOfferLeadDataConfigJSON struct {
	TrialOfferLeadDataConfigID int64  `json:"trialOfferLeadDataConfigId"`
	GenderMode                 string `json:"genderMode"`
	DateOfBirthMode            string `json:"dateOfBirthMode"`
	TelephoneMode              string `json:"telephoneMode"`
	AddressMode                string `json:"addressMode"`
}

// getBookableTrialOfferClasses lists classes with a slot within a year. The timetable
// reaches two weeks, so that is what is looked at.
func getBookableTrialOfferClasses(c *call) (any, *refusal) {
	w, refused := c.window(50, 10, 100)
	if refused != nil {
		return nil, refused
	}
	var open []trialOfferClassJSON
	for _, o := range c.studio.Trials.Offers {
		if o.ClassID == 0 || len(slotsBetween(c.studio.slotsOf[o.ClassID], c.now, c.now.AddDate(1, 0, 0))) == 0 {
			continue
		}
		open = append(open, trialOfferClassJSON{TrialOfferConfigID: o.ConfigID, TrialOfferClass: c.studio.classes[o.ClassID].json(), ID: o.ID})
	}
	return sliceByID(open, w, func(o trialOfferClassJSON) int64 { return o.ID }), nil
}

func getBookableTrialOfferAppointments(c *call) (any, *refusal) {
	w, refused := c.window(50, 10, 100)
	if refused != nil {
		return nil, refused
	}
	var open []trialOfferAppointmentJSON
	for _, o := range c.studio.Trials.Offers {
		service := c.studio.Bookable.services[o.ServiceID]
		if service == nil || service.Offline {
			continue
		}
		open = append(open, trialOfferAppointmentJSON{TrialOfferConfigID: o.ConfigID, TrialOfferBookableAppointment: c.serviceJSON(service), ID: o.ID})
	}
	return sliceByID(open, w, func(o trialOfferAppointmentJSON) int64 { return o.ID }), nil
}

func getTrialOfferConfig(c *call) (any, *refusal) {
	id, refused := c.id("configId")
	if refused != nil {
		return nil, refused
	}
	k := c.studio.Trials.config(id)
	if k == nil {
		return nil, c.foreign("configId")
	}
	return trialOfferConfigJSON{
		ID: k.ID, Name: k.Name, PreventMultipleBookingsTerm: k.Pause, Contingent: k.Contingent,
		ConfirmationOfBookingTerm: k.Confirm, AllowBookingForLeads: k.AllowLeads,
		LeadDataConfig: trialOfferLeadDataConfigJSON{
			TrialOfferLeadDataConfigID: k.LeadConfig, GenderMode: k.Modes.Gender, DateOfBirthMode: k.Modes.DateOfBirth,
			TelephoneMode: k.Modes.Telephone, AddressMode: k.Modes.Address,
		},
	}, nil
}

func getClassSlotsForTrialOffers(c *call) (any, *refusal) {
	class, refused := c.class()
	if refused != nil {
		return nil, refused
	}
	if c.studio.Trials.ofClass(class.ID) == nil {
		return nil, notFound("classId")
	}
	w, refused := c.window(50, 10, 100)
	if refused != nil {
		return nil, refused
	}
	from, to := c.timetableWindow()
	return c.slotSlice(slotsBetween(c.studio.slotsOf[class.ID], from, to), w), nil
}

func getBookableAppointmentSlotsForTrialOffers(c *call) (any, *refusal) {
	s, refused := c.service()
	if refused != nil {
		return nil, refused
	}
	if c.studio.Trials.ofService(s.ID) == nil {
		return nil, notFound("bookableAppointmentId")
	}
	return c.appointmentSlots(s, c.studio.trialAppointmentClaim)
}

// settle makes the trial offers of a studio.
func (s *trialsState) settle(st *studio, _ []Member, _ date) {
	s.Leads = map[int64]int64{}
	say := func(de, en string) string {
		if st.Language == "de" {
			return de
		}
		return en
	}
	add := func(k trialConfig, services []string, classes ...string) {
		k.ID, k.LeadConfig = st.newID(), st.newID()
		s.Configs = append(s.Configs, &k)
		for _, key := range classes {
			s.Offers = append(s.Offers, &trialOffer{ID: st.newID(), ConfigID: k.ID, ClassID: st.classByKey(key).ID})
		}
		for _, key := range services {
			s.Offers = append(s.Offers, &trialOffer{ID: st.newID(), ConfigID: k.ID, ServiceID: st.Bookable.byKey(key).ID})
		}
	}
	const off, optional, mandatory = "INACTIVE", "OPTIONAL", "MANDATORY"
	add(trialConfig{
		Name: say("Probetraining im Kurs", "Class Trial"), Pause: termJSON{Value: 3, Unit: "DAY"}, Contingent: 2,
		Confirm: &termJSON{Value: 2, Unit: "HOURS"}, AllowLeads: true,
		Modes: trialModes{Gender: optional, DateOfBirth: mandatory, Telephone: optional, Address: off},
	}, nil, keyYoga, keyHIIT, keyBack)
	add(trialConfig{
		Name: say("Kennenlerntermin", "First Visit"), Pause: termJSON{Value: 1, Unit: "MONTH"}, Contingent: 1, AllowLeads: true,
		Modes: trialModes{Gender: off, DateOfBirth: off, Telephone: mandatory, Address: optional},
	}, []string{serviceAdvice, serviceMassage}, keySpinning, keyBootcamp)
	add(trialConfig{
		Name: say("Schnupperstunde", "Taster Session"), Pause: termJSON{Value: 1, Unit: "WEEK"}, Contingent: 3,
		Confirm: &termJSON{Value: 1, Unit: "DAY"},
		Modes:   trialModes{Gender: mandatory, DateOfBirth: mandatory, Telephone: mandatory, Address: mandatory},
	}, []string{serviceTraining}, keyBoxing, keyEmoji)
}
