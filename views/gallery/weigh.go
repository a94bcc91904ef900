package gallery

import (
	"math/rand/v2"
	"strconv"

	"github.com/a-h/templ"

	"memberportal/i18n"
	"memberportal/views"
)

// BusyDay is a timetable of 45 slots as a large studio has them on one day:
// a dozen classes, eight instructors, five rooms, every kind of action. It is
// what the weight of the timetable is measured with.
func BusyDay(text *i18n.Printer) templ.Component {
	g := book{text: text, lang: text.Language()}
	random := rand.New(rand.NewPCG(1, 2))
	people := []string{"Aylin Demir", "Tom Berger", "Marek Nowak", "Lena Vogt", "Sofia Rossi", "Jonas Klein", "Mia Schulz", "Paul Weber"}
	classes := []struct {
		name, room      string
		length, max     int
		leader, standIn int
	}{
		{"Yoga Flow", "Studio 2", 45, 20, 0, 3}, {"Pilates Basics", "Studio 1", 60, 16, 1, 4}, {"Indoor Cycling", "Cycle room", 55, 24, 2, 5},
		{"Functional Strength", "Floor", 60, 20, 3, 7}, {"Stretch & Relax", "Studio 2", 45, 20, 0, 6}, {"Zumba", "Studio 1", 60, 24, 4, 1},
		{"BodyPump", "Studio 1", 55, 20, 5, 2}, {"HIIT 45", "Floor", 45, 16, 3, 7}, {"Rückenfit", "Studio 2", 45, 20, 6, 0},
		{"Aqua Fitness", "Pool", 45, 16, 7, 6}, {"Boxing Basics", "Floor", 60, 12, 2, 5}, {"Core Express", "Studio 1", 30, 20, 1, 4},
	}

	p := g.timetable()
	p.Parts = []views.Part{{Heading: text.T("classes.morning")}, {Heading: text.T("classes.afternoon")}, {Heading: text.T("classes.evening")}}
	// Three start at a time, from seven to half past nine in the evening.
	for n := range 45 {
		start := g.at(7+n/3, []int{0, 15, 30}[n%3])
		hour := start.Hour()
		id := random.IntN(len(classes))
		class := classes[id]
		person := people[class.leader]
		if random.IntN(5) == 0 {
			person = people[class.standIn]
		}
		s := g.slotOf(p.Paths, 0, start.Hour(), start.Minute(), class.length, class.name, person+" · "+class.room)
		s.To = p.Paths.ClassSlot(int64(1000010+id), int64(2000100+id*40+random.IntN(40)))
		s.ActionTo = s.To + "/book"
		s.Max = class.max
		s.Taken = random.IntN(s.Max + 1)
		free := s.Max - s.Taken
		switch {
		case free == 0:
			s.Full, s.Places = true, text.N("classes.full_waiting", random.IntN(6))
			s.Action, s.ActionText = views.ActionWait, text.T("classes.join")
		case free <= 3:
			s.Few, s.Places = true, text.N("classes.few_left", free)
		default:
			s.Places = text.N("classes.places_left", free, "total", s.Max)
		}
		if n%15 == 7 {
			s.Action, s.ActionText, s.ActionTo = views.ActionBooked, text.T("classes.booked"), p.Paths.ClassBooking(int64(3000000+random.IntN(900)))
			s.OwnTone = views.ToneGood
		}
		part := &p.Parts[partOf(hour)]
		part.Slots = append(part.Slots, s)
	}
	for i := range p.Parts {
		p.Parts[i].Count = text.N("classes.count", len(p.Parts[i].Slots))
	}
	// The filters list what is there, as on the real page.
	p.Filters[0].Options, p.Filters[1].Options = p.Filters[0].Options[:1], p.Filters[1].Options[:1]
	for n, class := range classes {
		p.Filters[0].Options = append(p.Filters[0].Options, views.Option{Value: strconv.Itoa(1000010 + n), Text: class.name})
	}
	for n, name := range people {
		p.Filters[1].Options = append(p.Filters[1].Options, views.Option{Value: strconv.Itoa(1000040 + n), Text: name})
	}
	return views.Classes(p)
}

func partOf(hour int) int {
	switch {
	case hour < 12:
		return 0
	case hour < 17:
		return 1
	}
	return 2
}
