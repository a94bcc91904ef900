package sandbox

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"time"
)

// Keys of the services. Every peculiarity a client has to cope with belongs to one.
const (
	serviceTraining = "training" // several instructors, any of them
	serviceAdvice   = "advice"   // needs no contract
	serviceMassage  = "massage"  // the studio confirms
	serviceCouple   = "couple"   // two instructors at once
	serviceScan     = "scan"     // a device and nobody; one booking at a time
	serviceJet      = "jet"      // two devices
	servicePlan     = "plan"     // for one rate; in a room that classes use
	serviceSauna    = "sauna"    // for those with an add-on and a code
	servicePhysio   = "physio"   // nothing free for weeks
	serviceLong     = "long"     // a name of 80 characters; opens late and closes early
)

// everyDay is all days of the week.
const everyDay = workdays | weekend

// settle makes the services, what they take, and what others have booked already.
func (s *bookableState) settle(st *studio, members []Member, today date) {
	s.Equipment, s.Shifts, s.Absences = map[int64]string{}, map[int64][]workShift{}, map[int64][]period{}
	s.services = map[int64]*bookableService{}
	say := func(de, en string) string {
		if st.Language == "de" {
			return de
		}
		return en
	}
	s.offer(st, say, today)
	s.remember(st, members)
	s.crowd(st, today)
}

// hire adds somebody who gives appointments and no classes.
func (s *bookableState) hire(st *studio, who instructor, shifts ...workShift) int64 {
	who.ID = st.newID()
	st.Instructors[who.ID] = who
	s.Shifts[who.ID] = shifts
	return who.ID
}

// furnish adds a room for appointments.
func (s *bookableState) furnish(st *studio, name string) int64 {
	id := st.newID()
	st.Locations[id] = location{ID: id, Name: name}
	return id
}

// install adds a device.
func (s *bookableState) install(st *studio, name string) int64 {
	id := st.newID()
	s.Equipment[id] = name
	return id
}

func clockHours(days weekdays, from, to int) workShift { return workShift{days, from * 60, to * 60} }

func (s *bookableState) offer(st *studio, say func(de, en string) string, today date) {
	masseuse := s.hire(st, instructor{FirstName: say("Ines", "Hannah"), LastName: say("Kröger", "Doyle"), PublicName: say("Ines", "Hannah")}, clockHours(workdays, 9, 18))
	masseur := s.hire(st, instructor{FirstName: say("Piotr", "Owen"), LastName: say("Zieliński", "Price")}, clockHours(everyDay, 12, 20))
	physio := s.hire(st, instructor{FirstName: "Dr. Amara", LastName: "Okafor"}, clockHours(workdays, 8, 16))
	s.Absences[physio] = []period{{From: today.at(0, 0, st.loc), To: today.add(35).at(0, 0, st.loc), Reason: say("Urlaub", "Leave")}}
	for _, key := range []string{keyYoga, keyHIIT, keyBoxing} { // those who teach are at work early and late
		for _, id := range st.classByKey(key).Instructors {
			s.Shifts[id] = []workShift{clockHours(workdays, 7, 21), clockHours(weekend, 9, 17)}
		}
	}
	treatment := s.furnish(st, say("Behandlungsraum", "Treatment Room"))
	large := s.furnish(st, say("Großer Behandlungsraum", "Large Treatment Room"))
	ritual := s.furnish(st, say("Panorama-Sauna", "Panorama Sauna"))
	scanner := s.install(st, say("Körperwaage", "Body Scanner"))
	jets := []int64{s.install(st, "Hydrojet 1"), s.install(st, "Hydrojet 2")}
	bike := s.install(st, say("Ergometer mit Atemgasmessung", "Ergometer with Gas Analysis"))

	yoga, hiit, boxing := st.classByKey(keyYoga), st.classByKey(keyHIIT), st.classByKey(keyBoxing)
	wellness, coaching, check := say("Wellness", "Wellness"), "Personal Training", say("Diagnostik", "Diagnostics")
	for _, service := range []bookableService{
		{
			Key: serviceTraining, Title: "Personal Training", Category: coaching, Minutes: 60, Step: 30, ClosesMinutes: 120,
			Description: say("Eine Stunde mit Ihrer Trainerin.", "One hour with your coach."),
			Instructors: append(append([]int64{}, boxing.Instructors...), hiit.Instructors...),
			Hours:       []workShift{clockHours(workdays, 8, 20), clockHours(weekend, 9, 17)},
		},
		{
			Key: serviceAdvice, Title: say("Beratungsgespräch", "Consultation"), Minutes: 30, Step: 30, Open: true,
			Description: say("Wir lernen Sie und Ihre Ziele kennen.", "We get to know you and your goals."),
			Instructors: yoga.Instructors, Hours: []workShift{clockHours(workdays, 10, 19)},
		},
		{
			Key: serviceMassage, Title: say("Sportmassage", "Sports Massage"), Category: wellness, Minutes: 45, Step: 15, ClosesMinutes: 60,
			Description: say("Jede Anmeldung wird persönlich bestätigt.", "Every booking is confirmed in person."), NeedsConfirmation: true,
			Instructors: []int64{masseuse, masseur}, Rooms: []int64{treatment}, Hours: []workShift{clockHours(everyDay, 9, 20)},
			Image: st.keep("massage.png", "image/png", plainPicture(color.RGBA{0x6b, 0x8e, 0x7f, 0xff})),
		},
		{
			Key: serviceCouple, Title: say("Massage zu zweit", "Massage for Two"), Category: wellness, Minutes: 60, Step: 60,
			Description: say("Nebeneinander, gleichzeitig.", "Side by side, at the same time."),
			Instructors: []int64{masseuse, masseur}, Together: true, Rooms: []int64{large}, Hours: []workShift{clockHours(workdays, 12, 18)},
		},
		{
			Key: serviceScan, Title: say("Körperanalyse", "Body Scan"), Category: check, Minutes: 20, Step: 20, Limit: 1,
			Description: say("Muskeln, Fett und Wasser in zwei Minuten gemessen.", "Muscle, fat and water measured in two minutes."),
			Equipment:   []int64{scanner}, Hours: []workShift{clockHours(everyDay, 7, 22)},
		},
		{
			Key: serviceJet, Title: "Hydrojet", Category: wellness, Minutes: 30, Step: 30,
			Equipment: jets, Hours: []workShift{clockHours(everyDay, 7, 22)},
		},
		{
			Key: servicePlan, Title: say("Trainingsplan Premium", "Premium Training Plan"), Category: coaching, Minutes: 90, Step: 30,
			Description: say("Nur im Tarif Premium.", "With the Premium rate only."), Restriction: appointmentConditions{Rates: []string{"Premium"}},
			Instructors: hiit.Instructors, Rooms: []int64{yoga.Location}, Hours: []workShift{clockHours(workdays, 8, 20)},
		},
		{
			Key: serviceSauna, Title: say("Aufguss-Ritual", "Sauna Ritual"), Category: wellness, Minutes: 30, Step: 60,
			Description: say("Für alle mit der Zusatzleistung Sauna.", "For all who have the sauna add-on."),
			Restriction: appointmentConditions{Modules: []string{"Sauna"}, Codes: []string{"PREM-12"}},
			Rooms:       []int64{ritual}, Hours: []workShift{clockHours(everyDay, 15, 21)},
		},
		{
			Key: servicePhysio, Title: say("Physiotherapie", "Physiotherapy"), Category: check, Minutes: 40, Step: 20,
			Instructors: []int64{physio}, Rooms: []int64{treatment, large}, Hours: []workShift{clockHours(workdays, 8, 16)},
		},
		{
			Key: serviceLong, Category: check, Minutes: 75, Step: 75, OpensDays: 2, ClosesMinutes: 24 * 60,
			Title: say(
				"Leistungsdiagnostik mit Atemgasmessung, Laktattests und ausführlicher Auswertung",
				"Performance Assessment with Gas Analysis, Lactate Test and Review of All Results",
			),
			Description: say("Buchbar ab zwei Tagen und bis einen Tag vorher.", "Bookable from two days and until one day before."),
			Equipment:   []int64{bike}, Hours: []workShift{clockHours(everyDay, 8, 20)},
		},
	} {
		service.ID = st.newID()
		s.addService(&service)
	}
}

// plainPicture is a small picture of one colour.
func plainPicture(c color.RGBA) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 48, 32))
	for i := 0; i < len(img.Pix); i += 4 {
		copy(img.Pix[i:], []byte{c.R, c.G, c.B, c.A})
	}
	var out bytes.Buffer
	_ = png.Encode(&out, img) // a buffer takes everything
	return out.Bytes()
}

func (s *bookableState) byKey(key string) *bookableService {
	for _, service := range s.Services {
		if service.Key == key {
			return service
		}
	}
	panic("sandbox: no service " + key) // only constants of this file come here
}

// remember says of the appointments that the stories tell which service they are.
func (s *bookableState) remember(st *studio, members []Member) {
	training := s.byKey(serviceTraining)
	for _, m := range members {
		for _, a := range st.appointmentsOf[m.CustomerID] {
			if a.Title == training.Title {
				a.ServiceID = training.ID
			}
		}
	}
}

// crowd lets other customers have some of the times of the coming two weeks.
func (s *bookableState) crowd(st *studio, today date) {
	r := st.random("appointments")
	others := newCrowd(st.Crowd, r)
	for ahead := range daysAhead {
		for _, service := range s.Services {
			if service.Key == serviceSauna { // few may
				continue
			}
			for _, start := range service.startsOn(today.add(ahead), st.loc) {
				if r.IntN(6) != 0 {
					continue
				}
				w := appointmentWish{service: service, start: start, end: service.endOf(start)}
				means, reason := st.unoffered(w, bookingClaim{}, start.Add(-25*time.Hour), defaultSwitches())
				if reason != "" {
					continue
				}
				st.addAppointment(&appointment{
					ID: st.newID(), CustomerID: others.next(st, &slot{Start: w.start, End: w.end}), Status: statusBooked, Start: w.start, End: w.end,
					Title: service.Title, Category: service.Category, Description: service.Description, Participant: "UNSET",
					ServiceID: service.ID, Instructors: means.taken, Room: means.room, Equipment: means.equipment,
				})
			}
		}
	}
}
