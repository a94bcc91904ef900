package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// daysShown is how far the timetable goes: the API knows slots up to fourteen
// days ahead (behaviour of getActiveClasses and getClassSlots).
const daysShown = 14

// showClasses is the timetable of a day. Strangers may see it where the
// studio has said so.
func showClasses(c *Context) error {
	if c.Who == nil && !c.Studio.Features.PublicTimetable {
		return errSignIn
	}
	today := c.today()
	day := today
	if text := c.echo.QueryParam("day"); text != "" {
		d, err := pgclient.ParseDate(text)
		if err != nil {
			return errNotFound
		}
		if d.Before(today) || today.AddDays(daysShown-1).Before(d) {
			// A bookmark of another week: today's page is closer than none.
			return c.redirect(c.Paths.Classes("", "", "", ""))
		}
		day = d
	}
	load := c.newParts()
	var slots []pgclient.ClassSlot
	var classes part[[]pgclient.Class]
	var own part[[]pgclient.ClassBooking]
	need(load, &slots, func(ctx context.Context) ([]pgclient.ClassSlot, error) {
		return c.Studio.ClassSlots(ctx, day)
	})
	want(load, &classes, c.Studio.Classes)
	var who standing
	if c.Who != nil {
		c.wantStanding(load, &who)
		want(load, &own, func(ctx context.Context) ([]pgclient.ClassBooking, error) {
			return c.API.GetClassBookingsByCustomerId(ctx, c.Who.CustomerID)
		})
	}
	if err := load.wait(); err != nil {
		return err
	}
	c.note(classes.err, own.err, who.customer.err, who.contracts.err)
	page := newClassesPage(c.page(c.Text.T("classes.title"), "classes"), timetable{
		now: c.now(), today: today, day: day, zone: c.Studio.TimeZone, slots: slots, classes: classes.value,
		own: own.value, stranger: c.Who == nil, readOnly: c.info.frame.NoBook, ownMissing: own.missing(), who: who,
		class: c.filter("class"), instructor: c.filter("instructor"), part: c.filter("part"),
	})
	return c.Render(http.StatusOK, views.Classes(page))
}

// longestFilter is more than any id or part of the day takes, in bytes. What
// is filtered by stands in the link of every day: one long address would
// become a page fourteen times as long.
const longestFilter = 64

// filter reads what the timetable is to be filtered by; nonsense counts as nothing.
func (c *Context) filter(name string) string {
	if v := c.echo.QueryParam(name); len(v) <= longestFilter {
		return v
	}
	return ""
}

// timetable is what the page of a day is made of.
type timetable struct {
	now                     time.Time
	today, day              pgclient.Date
	zone                    *time.Location
	slots                   []pgclient.ClassSlot
	classes                 []pgclient.Class
	own                     []pgclient.ClassBooking
	who                     standing // of the member; nothing is known of a stranger's
	stranger, ownMissing    bool
	readOnly                bool   // strangers are not invited to book
	class, instructor, part string // filters as they came
}

func newClassesPage(base views.Page, t timetable) views.ClassesPage {
	text, at := base.Text, base.Paths
	p := views.ClassesPage{
		Page: base, Day: text.Capital(text.DayMonth(t.day.In(t.zone))), DayValue: t.day.String(),
		Missing: t.ownMissing, ClearTo: at.Classes(t.day.String(), "", "", ""),
		Filtered: t.class != "" || t.instructor != "" || t.part != "",
	}
	for i := range daysShown {
		d := t.today.AddDays(i)
		when := d.In(t.zone)
		p.Days = append(p.Days, views.Day{
			To: at.Classes(d.String(), t.class, t.instructor, t.part), Weekday: text.WeekdayShort(when),
			Number: strconv.Itoa(d.Day), Current: d == t.day,
		})
	}
	classes := classesByID(t.classes)
	own := ownBySlot(t.own)
	slots := slotsOfDay(text, t)
	p.Filters = newFilters(text, t, slots, classes)
	var word string
	if b := t.who.barOn(base, t.day); b != nil {
		word = text.T(b.word)
		p.Barred = &b.notice
	}
	if len(slots) > 0 {
		p.Zone = text.T("classes.zone", "zone", zoneName(zoned(text, slots[0].StartDateTime).Location()))
	}
	byPart := map[dayPart][]views.Slot{}
	for _, s := range slots {
		f := slotFacts{slot: s, own: own[s.ID], stranger: t.stranger, readOnly: t.readOnly, barred: word}
		if s.ClassInformation != nil {
			f.class = classes[s.ClassInformation.ID]
		}
		when := partOf(local(text, s.StartDateTime))
		switch {
		case !t.keeps(f, when):
		case over(s, t.now):
			p.Earlier = append(p.Earlier, newSlot(text, at, t.now, f))
		default:
			byPart[when] = append(byPart[when], newSlot(text, at, t.now, f))
		}
	}
	p.EarlierText = text.T("classes.earlier", "n", len(p.Earlier))
	for _, h := range partNames() {
		if list := byPart[h.part]; len(list) > 0 {
			p.Parts = append(p.Parts, views.Part{Heading: text.T(h.key), Count: text.N("classes.count", len(list)), Slots: list})
		}
	}
	return p
}

// slotsOfDay keeps the slots that start on the day, in order, each once: the
// API does not say whether its window includes its last day.
func slotsOfDay(text *i18n.Printer, t timetable) []pgclient.ClassSlot {
	seen := make(map[int64]bool, len(t.slots))
	list := make([]pgclient.ClassSlot, 0, len(t.slots))
	for _, s := range t.slots {
		if s.StartDateTime.IsZero() || seen[s.ID] || pgclient.DateOf(local(text, s.StartDateTime)) != t.day {
			continue
		}
		seen[s.ID] = true
		list = append(list, s)
	}
	slices.SortStableFunc(list, func(a, b pgclient.ClassSlot) int {
		if n := a.StartDateTime.Time().Compare(b.StartDateTime.Time()); n != 0 {
			return n
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return list
}

func (t timetable) keeps(f slotFacts, when dayPart) bool {
	if t.class != "" && idText(f.classID()) != t.class {
		return false
	}
	if t.part != "" && string(when) != t.part {
		return false
	}
	if t.instructor == "" {
		return true
	}
	return slices.ContainsFunc(f.slot.Instructors, func(i pgclient.Instructor) bool { return idText(i.ID) == t.instructor })
}

func classesByID(list []pgclient.Class) map[int64]*pgclient.Class {
	m := make(map[int64]*pgclient.Class, len(list))
	for i := range list {
		m[list[i].ID] = &list[i]
	}
	return m
}

// ownBySlot finds the member's booking of a slot; canceled ones stay in the
// API's list and do not count.
func ownBySlot(list []pgclient.ClassBooking) map[int64]*pgclient.ClassBooking {
	m := make(map[int64]*pgclient.ClassBooking, len(list))
	for i, b := range list {
		if b.BookingStatus != pgclient.ClassBookingStatusCanceled {
			m[b.ClassSlotID] = &list[i]
		}
	}
	return m
}

// newFilters offers what the day has; a chosen class that the day does not
// have stays chosen, so that the member sees why the list is empty.
func newFilters(text *i18n.Printer, t timetable, slots []pgclient.ClassSlot, classes map[int64]*pgclient.Class) []views.Filter {
	titles, names := map[string]string{}, map[string]string{}
	for _, s := range slots {
		f := slotFacts{slot: s}
		if s.ClassInformation != nil {
			f.class = classes[s.ClassInformation.ID]
		}
		titles[idText(f.classID())] = f.title(text)
		for _, i := range s.Instructors {
			names[idText(i.ID)] = instructorName(i)
		}
	}
	for _, c := range t.classes {
		if idText(c.ID) == t.class {
			titles[t.class] = slotFacts{class: &c}.title(text)
		}
	}
	parts := []views.Option{{Value: "", Text: text.T("classes.any_time")}}
	for _, o := range partNames() {
		parts = append(parts, views.Option{Value: string(o.part), Text: text.T(o.key), Selected: t.part == string(o.part)})
	}
	return []views.Filter{
		{Name: "class", Label: text.T("classes.filter_class"), Options: options(text.T("classes.all_classes"), titles, t.class)},
		{Name: "instructor", Label: text.T("classes.filter_instructor"), Options: options(text.T("classes.all_instructors"), names, t.instructor)},
		{Name: "part", Label: text.T("classes.filter_part"), Options: parts},
	}
}

func options(all string, values map[string]string, chosen string) []views.Option {
	list := make([]views.Option, 0, len(values)+1)
	for value, label := range values {
		if value != "0" {
			list = append(list, views.Option{Value: value, Text: label, Selected: value == chosen})
		}
	}
	slices.SortFunc(list, func(a, b views.Option) int {
		if n := strings.Compare(strings.ToLower(a.Text), strings.ToLower(b.Text)); n != 0 {
			return n
		}
		return strings.Compare(a.Value, b.Value)
	})
	return append([]views.Option{{Value: "", Text: all}}, list...)
}
