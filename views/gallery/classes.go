package gallery

import (
	"strconv"
	"time"

	"memberportal/views"
	"memberportal/views/paths"
)

// longName is as long as the management system allows.
const longName = "Rückenschule für Fortgeschrittene mit Entspannungsübungen und Atemtechnik im Saal"

func (g book) days(at paths.Studio) []views.Day {
	names := make([]views.Day, 0, 14)
	for n := range 14 {
		day := g.at(12, 0).AddDate(0, 0, n-4)
		names = append(names, views.Day{
			To:      at.Classes(day.Format(time.DateOnly), "", "", ""),
			Weekday: g.text.WeekdayShort(day), Number: strconv.Itoa(day.Day()), Current: n == 4,
		})
	}
	return names
}

func (g book) filters(chosen string) []views.Filter {
	t := g.text.T
	return []views.Filter{
		{Name: "class", Label: t("classes.filter_class"), Options: []views.Option{
			{Value: "", Text: t("classes.all_classes"), Selected: chosen == ""}, {Value: "1000012", Text: "Yoga Flow", Selected: chosen != ""}, {Value: "1000013", Text: longName},
		}},
		{Name: "instructor", Label: t("classes.filter_instructor"), Options: []views.Option{
			{Value: "", Text: t("classes.all_instructors"), Selected: true}, {Value: "1000042", Text: "Aylin Demir"},
		}},
		{Name: "part", Label: t("classes.filter_part"), Options: []views.Option{
			{Value: "", Text: t("classes.any_time"), Selected: true}, {Value: "morning", Text: t("classes.morning")}, {Value: "evening", Text: t("classes.evening")},
		}},
	}
}

// slotOf is a bookable slot; the states of the gallery change what they need.
func (g book) slotOf(at paths.Studio, id, hour, minute, length int, name, detail string) views.Slot {
	start := g.at(hour, minute)
	classID, slotID := int64(1000010+id), int64(2000340+id)
	return views.Slot{
		To: at.ClassSlot(classID, slotID), Time: g.text.Time(start), Length: g.text.T("common.minutes", "n", length), DateTime: start.Format(time.RFC3339),
		Name: name, Detail: detail, Places: g.text.N("classes.places_left", 8, "total", 20), Taken: 12, Max: 20,
		Action: views.ActionBook, ActionText: g.text.T("classes.book"),
		ActionTo: at.BookClassSlot(classID, slotID),
	}
}

func (g book) slots(at paths.Studio) (morning, evening []views.Slot) {
	t := g.text.T
	yoga := g.slotOf(at, 1, 7, 0, 45, "Yoga Flow", "Aylin Demir · Studio 2")
	pilates := g.slotOf(at, 2, 9, 30, 60, "Pilates Basics", "Tom Berger · Studio 1")
	pilates.Places, pilates.Few, pilates.Taken = g.text.N("classes.few_left", 1), true, 19
	pilates.Action, pilates.ActionText, pilates.ActionTo = views.ActionBooked, t("classes.booked"), at.ClassBooking(3000001)
	pilates.OwnTone = views.ToneGood
	rtl := g.slotOf(at, 3, 10, 45, 60, "يوغا للمبتدئين 🧘", "نور الهدى · Studio 2")
	off := g.slotOf(at, 4, 11, 0, 30, "Core", "Tom Berger · Studio 1")
	off.Places, off.Max, off.Action, off.ActionText = "", 0, views.ActionNone, t("timetable.over")

	cycling := g.slotOf(at, 5, 18, 0, 55, "Indoor Cycling", "Marek Nowak · Cycle room")
	cycling.Places, cycling.Full, cycling.Taken = g.text.N("classes.full_waiting", 3), true, 20
	cycling.Action, cycling.ActionText = views.ActionWait, t("classes.join")
	strength := g.slotOf(at, 6, 19, 15, 60, longName, "Lena Vogt-Schwarzenbergerhofstetter · Functional-Training-Fläche")
	strength.Places, strength.Few, strength.Taken = g.text.N("classes.few_left", 2), true, 18
	waiting := g.slotOf(at, 7, 19, 30, 45, "HIIT 45", "Lena Vogt · Floor")
	waiting.Places, waiting.Full, waiting.Taken = t("classes.full"), true, 20
	waiting.Action, waiting.ActionText, waiting.ActionTo = views.ActionBooked, t("classes.waiting"), at.ClassBooking(3000002)
	waiting.OwnTone = views.ToneWarn
	stretch := g.slotOf(at, 8, 20, 30, 45, "Stretch & Relax", "Aylin Demir · Studio 2")
	stretch.Places, stretch.Taken = t("classes.opens", "when", g.text.WeekdayTime(g.at(20, 30).AddDate(0, 0, -1))), 0
	stretch.Action, stretch.ActionText = views.ActionNone, t("classes.not_open")
	return []views.Slot{yoga, pilates, rtl, off}, []views.Slot{cycling, strength, waiting, stretch}
}

func (g book) timetable(o ...option) views.ClassesPage {
	page := g.page(g.text.T("classes.title"), "classes", "/classes", o...)
	morning, evening := g.slots(page.Paths)
	return views.ClassesPage{
		Page: page, Day: g.text.DayMonth(g.at(12, 0)), Days: g.days(page.Paths),
		Zone:    g.text.T("classes.zone", "zone", "Berlin"),
		Filters: g.filters(""), DayValue: "2026-11-26", ClearTo: page.Paths.Classes("2026-11-26", "", "", ""),
		Parts: []views.Part{
			{Heading: g.text.T("classes.morning"), Count: g.text.N("classes.count", len(morning)), Slots: morning},
			{Heading: g.text.T("classes.evening"), Count: g.text.N("classes.count", len(evening)), Slots: evening},
		},
	}
}

func (g book) classes() []State {
	t := g.text.T
	empty := g.timetable()
	empty.Parts, empty.Zone = nil, ""

	noMatch := g.timetable()
	noMatch.Parts, noMatch.Filtered, noMatch.Filters = nil, true, g.filters("1000012")

	filtered := g.timetable(framed)
	filtered.Filtered, filtered.Filters, filtered.Parts = true, g.filters("1000012"), filtered.Parts[:1]

	marks := g.timetable(flash(views.Notice{Tone: views.ToneGood, Title: t("bookings.canceled_title"), Text: t("bookings.canceled_text", "title", "Core", "when", "18:00")}))
	marks.Missing = true

	stale := g.timetable()
	stale.AsOf = &views.Notice{Tone: views.ToneWarn, Text: t("timetable.as_of", "when", t("timetable.today_at", "time", "18:02"))}

	visitor := g.timetable(stranger)
	visitor.SignInTo = visitor.Paths.SignIn(visitor.Self)
	for _, part := range visitor.Parts {
		for i := range part.Slots {
			s := &part.Slots[i]
			if s.Action != views.ActionNone {
				s.Action, s.ActionText, s.ActionTo = views.ActionSignIn, t("classes.sign_in"), visitor.SignInTo
			}
		}
	}

	paused := g.timetable()
	paused.Barred = &views.Notice{Tone: views.ToneInfo, Title: t("home.paused_title", "date", g.text.Date(g.at(12, 0).AddDate(0, 0, 24))), Text: t("home.paused_text")}
	for _, part := range paused.Parts {
		for i := range part.Slots {
			s := &part.Slots[i]
			if s.Action == views.ActionBook || s.Action == views.ActionWait {
				s.Action, s.ActionText, s.ActionTo = views.ActionNone, t("classes.barred_idle"), ""
			}
		}
	}

	late := g.timetable()
	late.Earlier = []views.Slot{late.Parts[0].Slots[3]}
	late.EarlierText, late.Parts = t("classes.earlier", "n", 1), late.Parts[1:]
	night := late
	night.Parts = nil

	many := g.timetable()
	many.Parts = []views.Part{{Heading: t("classes.morning"), Count: g.text.N("classes.count", 500)}}
	for n := range 500 {
		many.Parts[0].Slots = append(many.Parts[0].Slots, g.slotOf(many.Paths, 10+n, 6+n%16, 5*(n%12), 45, "Yoga Flow", "Aylin Demir · Studio 2"))
	}

	return []State{
		{"classes", views.Classes(g.timetable())},
		{"classes-empty", views.Classes(empty)},
		{"classes-no-match", views.Classes(noMatch)},
		{"classes-filtered-framed", views.Classes(filtered)},
		{"classes-marks-missing", views.Classes(marks)},
		{"classes-stale", views.Classes(stale)},
		{"classes-stranger", views.Classes(visitor)},
		{"classes-paused", views.Classes(paused)},
		{"classes-evening", views.Classes(late)},
		{"classes-night", views.Classes(night)},
		{"classes-many", views.Classes(many)},
	}
}

func (g book) slot() []State {
	t := g.text.T
	at := paths.For("nordlicht", false)
	page := func(s views.Slot, o ...option) views.ClassSlotPage {
		frame := g.page(s.Name, "classes", "/classes/1000015/slots/2000345", o...)
		return views.ClassSlotPage{
			Page: frame, Slot: s, Day: g.text.DayMonth(g.at(18, 0)),
			Description: "Riding to music, hills included.\n\nBring a towel and something to drink. Shoes with SPD cleats fit.",
			Rows: []views.Row{
				{Term: t("classes.who"), Value: "Marek Nowak"}, {Term: t("classes.where"), Value: "Cycle room"},
				{Term: t("classes.booking_closes"), Value: g.text.DateTime(g.at(17, 30))},
			},
			BackTo: frame.Paths.Classes("2026-11-26", "", "", ""),
		}
	}
	morning, evening := g.slots(at)
	free := page(morning[0])
	free.Image = "/nordlicht/classes/1000011/image"
	free.Before = t("classes.before_cancel", "when", g.text.WeekdayTime(g.at(6, 0)))

	full := page(evening[0])
	full.Before = t("classes.before_wait")

	booked := page(morning[1])
	own := g.booking()
	own.Status = views.Chip{Tone: views.ToneGood, Text: t("bookings.booked")}
	booked.Own = &own
	booked.Slot.OwnTone, booked.Slot.ActionText = views.ToneInfo, t("classes.to_booking")

	unchecked := page(morning[0])
	unchecked.Missing, unchecked.Before = t("classes.nothing_checked"), t("classes.limit_missing")
	ownUnread := page(morning[0])
	ownUnread.Missing = t("classes.own_unchecked")
	ownUnread.Refusal = &views.Notice{Tone: views.ToneWarn, Title: t("classes.refused_title"), Text: t("classes.refused_full")}

	soon := page(evening[3])
	soon.Slot.Places, soon.Slot.Max = "", 0
	soon.Refusal = &views.Notice{Tone: views.ToneInfo, Title: t("classes.refused_open_title"), Text: t("classes.refused_early", "when", g.text.WeekdayTime(g.at(20, 30)))}
	soon.OpensIn = 272

	paused := page(evening[1])
	paused.Refusal = &views.Notice{Tone: views.ToneWarn, Title: t("classes.refused_title"), Text: t("classes.refused_idle_until", "date", g.text.Date(g.at(12, 0)))}
	paused.ZoneNote = t("common.zone_note", "zone", "Berlin")

	off := page(morning[3])
	off.Refusal = &views.Notice{Tone: views.ToneBad, Title: t("classes.refused_title"), Text: t("classes.refused_unknown")}

	visitor := morning[2]
	visitor.Action, visitor.ActionText, visitor.ActionTo = views.ActionSignIn, t("classes.sign_in"), "/nordlicht/signin?next=%2Fnordlicht%2Fclasses"
	rtl := page(visitor, stranger)
	rtl.Description = "حصة هادئة للمبتدئين."

	framedMorning, _ := g.slots(paths.For("nordlicht", true))
	inFrame := page(framedMorning[0], framed)
	inFrame.Rows = nil

	expired := page(morning[0], errorsAt(views.FieldError{Text: t("errors.form_expired")}))

	return []State{
		{"slot", views.ClassSlot(free)},
		{"slot-full", views.ClassSlot(full)},
		{"slot-booked", views.ClassSlot(booked)},
		{"slot-unchecked", views.ClassSlot(unchecked)},
		{"slot-own-unchecked", views.ClassSlot(ownUnread)},
		{"slot-opens-soon", views.ClassSlot(soon)},
		{"slot-paused", views.ClassSlot(paused)},
		{"slot-canceled", views.ClassSlot(off)},
		{"slot-stranger", views.ClassSlot(rtl)},
		{"slot-framed", views.ClassSlot(inFrame)},
		{"slot-expired", views.ClassSlot(expired)},
	}
}
