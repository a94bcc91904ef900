package sandbox

import (
	"fmt"
	"time"
)

// Keys of classes that stories and tests ask for by name.
const (
	keyYoga     = "yoga"
	keySpinning = "spinning"
	keyPilates  = "pilates"
	keyHIIT     = "hiit"     // no waiting list
	keyOpenGym  = "open"     // no maximum, no cancel condition, no text
	keyBack     = "back"     // opens at 20:30
	keyKids     = "kids"     // shown, not bookable
	keyStream   = "stream"   // a stream, in no room
	keyBoxing   = "boxing"   // bookings need a confirmation
	keyLong     = "long"     // a title of 80 characters
	keyArabic   = "arabic"   // written from right to left
	keyEmoji    = "emoji"    // emoji in the title
	keyBootcamp = "bootcamp" // 30 places and a waiting list
	keyNight    = "night"    // across a clock change
)

// catalogue makes the classes of a studio. Every peculiarity a client has to cope
// with belongs to one of them.
func (st *studio) catalogue() {
	german := st.Language == "de"
	say := func(de, en string) string {
		if german {
			return de
		}
		return en
	}
	rooms := st.rooms(say)
	staff := st.instructors(german)
	strict, lenient := false, true
	term := func(value int, unit string) *termJSON { return &termJSON{Value: value, Unit: unit} }
	number := func(n int) *int { return &n }

	add := func(c class, room int, instructors ...int) {
		c.ID = st.newID()
		if c.Type == "" {
			c.Type = "STUDIO"
		}
		if room >= 0 {
			c.Location = rooms[room]
		}
		for _, i := range instructors {
			c.Instructors = append(c.Instructors, staff[i])
		}
		c.Bookable = c.Key != keyKids
		st.classes[c.ID] = &c
		st.Classes = append(st.Classes, &c)
	}

	add(class{
		Key: keyYoga, Title: say("Yoga Flow", "Yoga Flow"), Category: say("Entspannung", "Mind & Body"), Minutes: 60,
		Description: say("Fließende Abfolgen, ruhiger Atem. Matten sind vorhanden.", "Flowing sequences and calm breathing. Mats are provided."),
		CancelTerm:  term(2, "HOURS"), LateCancel: &strict, Max: number(20), MaxWaiting: number(5), ClosesMinutes: number(15),
	}, 0, 0, 1)
	add(class{
		Key: keySpinning, Title: say("Indoor Cycling", "Spin"), Category: say("Ausdauer", "Cardio"), Minutes: 45,
		Description: say("Intervalle zur Musik, für jedes Niveau.", "Intervals to music, for every level."),
		CancelTerm:  term(2, "HOURS"), LateCancel: &lenient, Max: number(24), MaxWaiting: number(8),
		Opens: &opening{Days: 7, Hour: 0, Minute: 0}, ClosesMinutes: number(30),
	}, 1, 2, 3)
	add(class{
		Key: keyPilates, Title: "Pilates", Category: say("Rücken & Rumpf", "Core"), Minutes: 50,
		Description: say("Kräftigt die tiefe Rumpfmuskulatur.", "Strengthens the deep core muscles."),
		CancelTerm:  term(1, "DAY"), LateCancel: &strict, Max: number(12), MaxWaiting: number(4),
		Opens: &opening{Days: 3, Hour: 12, Minute: 0}, ClosesMinutes: number(60),
	}, 0, 1)
	add(class{
		Key: keyHIIT, Title: "HIIT Express", Category: say("Ausdauer", "Cardio"), Minutes: 30,
		Description: say("Eine halbe Stunde, kein Gramm zu viel.", "Half an hour and not a second wasted."),
		CancelTerm:  term(30, "MINUTES"), LateCancel: &strict, Max: number(16),
	}, 2, 3)
	add(class{Key: keyOpenGym, Title: say("Freies Training", "Open Gym"), Minutes: 120}, 2)
	add(class{
		Key: keyBack, Title: say("Rückenfit", "Healthy Back"), Category: say("Rücken & Rumpf", "Core"), Minutes: 45,
		Description: say("Mobilisieren, kräftigen, dehnen.", "Mobilise, strengthen, stretch."),
		CancelTerm:  term(2, "HOURS"), LateCancel: &strict, Max: number(18), MaxWaiting: number(6),
		Opens: &opening{Days: 5, Hour: 20, Minute: 30}, ClosesMinutes: number(30),
	}, 0, 4)
	add(class{
		Key: keyKids, Title: say("Kinderturnen", "Kids' Gymnastics"), Category: say("Familie", "Family"), Minutes: 60,
		Description: say("Anmeldung nur am Empfang.", "Sign up at the front desk only."), Max: number(15),
	}, 2, 5)
	add(class{
		Key: keyStream, Title: say("Livestream: Core", "Livestream: Core"), Category: "Online", Type: "STREAM", Minutes: 30,
		Description: say("Von zu Hause mitmachen.", "Join in from home."),
	}, -1, 4)
	add(class{
		Key: keyBoxing, Title: say("Boxtechnik", "Boxing Technique"), Category: say("Kraft", "Strength"), Minutes: 60,
		Description: say("Kleine Gruppe; die Trainerin bestätigt jede Anmeldung.", "A small group; the coach confirms every booking."),
		CancelTerm:  term(2, "HOURS"), LateCancel: &strict, Max: number(10), MaxWaiting: number(3), NeedsConfirmation: true,
	}, 2, 5)
	add(class{
		Key: keyLong, Category: say("Rücken & Rumpf", "Core"), Minutes: 50,
		Title: say(
			"Wirbelsäulengymnastik und Beweglichkeitstraining für Wiedereinsteigende, Stufe 2",
			"Spine Mobility, Strength and Balance Conditioning for Returning Members, Level 2",
		),
		Description: say("Langsam zurück in Bewegung.", "Slowly back into motion."),
		CancelTerm:  term(2, "HOURS"), LateCancel: &strict, Max: number(14), MaxWaiting: number(4),
	}, 0, 4)
	add(class{
		Key: keyArabic, Title: "يوغا الصباح", Category: say("Entspannung", "Mind & Body"), Minutes: 45,
		Description: "تمارين هادئة لبداية اليوم.", LateCancel: &lenient, Max: number(12), MaxWaiting: number(4),
	}, 0, 6)
	add(class{
		Key: keyEmoji, Title: "🔥 Power Hour 💪", Category: say("Kraft", "Strength"), Minutes: 60,
		Description: say("Langhantel, laute Musik, viel Schweiß. 🎶", "Barbells, loud music, plenty of sweat. 🎶"),
		Max:         number(22), MaxWaiting: number(6),
	}, 1, 2)
	add(class{
		Key: keyBootcamp, Title: "Bootcamp", Category: say("Kraft", "Strength"), Minutes: 45,
		Description: say("Zirkeltraining in der Gruppe.", "Circuit training in a group."),
		CancelTerm:  term(2, "HOURS"), LateCancel: &strict, Max: number(30), MaxWaiting: number(10),
		ClosesMinutes: number(60),
	}, 2, 3, 5)
	add(class{
		Key: keyNight, Title: "Night Yoga", Category: say("Entspannung", "Mind & Body"), Minutes: 120,
		Description: say("Einmalig in der Nacht der Zeitumstellung.", "Once only, in the night the clocks change."),
		CancelTerm:  term(2, "HOURS"), LateCancel: &strict, Max: number(20), MaxWaiting: number(5),
	}, 0, 0)
}

func (st *studio) classByKey(key string) *class {
	for _, c := range st.Classes {
		if c.Key == key {
			return c
		}
	}
	panic(fmt.Sprintf("sandbox: no class %q", key)) // only constants of this file come here
}

// planned is an entry of the week's plan.
type planned struct {
	Key      string   `json:"key"`
	Days     weekdays `json:"days"`
	Hour     int      `json:"hour"`
	Minute   int      `json:"minute"`
	Optional bool     `json:"optional"` // does not take place every time
}

// weekdays is a set, a bit for each, Sunday lowest.
type weekdays uint8

func (w weekdays) has(d time.Weekday) bool { return w&(1<<d) != 0 }

const (
	workdays weekdays = 0b0111110
	weekend  weekdays = 0b1000001
)

// weekPlan is the timetable in local wall time: up to 18 slots on a working day,
// 14 on others.
func weekPlan() []planned {
	return []planned{
		{keyYoga, workdays, 6, 45, true},
		{keySpinning, workdays, 7, 30, false},
		{keyArabic, workdays, 8, 30, true},
		{keyBack, workdays, 9, 0, false},
		{keyPilates, workdays, 9, 30, false},
		{keyLong, workdays, 10, 15, false},
		{keyHIIT, workdays, 12, 30, false},
		{keyOpenGym, workdays, 14, 0, false},
		{keyKids, workdays, 16, 0, false},
		{keyYoga, workdays, 17, 0, false},
		{keyEmoji, workdays, 17, 30, true},
		{keySpinning, workdays, 18, 0, false},
		{keyBootcamp, workdays, 18, 30, false},
		{keyBoxing, workdays, 19, 15, false},
		{keyPilates, workdays, 19, 30, true},
		{keyBack, workdays, 20, 15, true},
		{keyStream, workdays, 20, 30, false},
		{keyHIIT, workdays, 21, 0, true},

		{keyArabic, weekend, 8, 30, false},
		{keySpinning, weekend, 9, 0, false},
		{keyYoga, weekend, 9, 30, true},
		{keyLong, weekend, 10, 15, false},
		{keyBootcamp, weekend, 10, 30, false},
		{keyBack, weekend, 11, 0, false},
		{keyPilates, weekend, 11, 30, false},
		{keyHIIT, weekend, 12, 30, false},
		{keyOpenGym, weekend, 13, 30, false},
		{keyKids, weekend, 15, 0, false},
		{keyBoxing, weekend, 16, 0, false},
		{keyEmoji, weekend, 17, 0, true},
		{keyStream, weekend, 18, 0, false},
		{keyYoga, weekend, 18, 15, false},
	}
}
