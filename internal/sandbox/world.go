package sandbox

import (
	"time"
)

// newStudio makes the world of one studio as it is at now. The number keeps the
// ids of different studios apart.
func newStudio(slug string, number, crowd int, seed int64, now time.Time) (*studio, []Member) {
	st := &studio{
		Slug: slug, Seed: uint64(seed) ^ hash(slug),
		TimeZone: "Europe/Berlin", Language: "de", Currency: "EUR",
		NextID: 1_000_000_000 + int64(number)*100_000_000,
		Days:   map[string]bool{}, Plan: weekPlan(),
		Instructors: map[int64]instructor{}, Locations: map[int64]location{},
	}
	if slug == forge {
		st.TimeZone, st.Language, st.Currency = "Europe/London", "en", "GBP"
	}
	loc, err := time.LoadLocation(st.TimeZone)
	if err != nil {
		panic("sandbox: " + err.Error()) // no zone data in the program: nothing here could work
	}
	st.loc = loc
	st.resetIndexes()
	st.grant(allScopeNames())
	st.catalogue()
	today := on(now, loc)
	st.inform(today) // before people, whose records name their studio
	st.crowd(crowd, today)
	st.scheduleDays(today, -daysAhead, daysAhead)
	st.today = today
	members := st.people(today)
	st.tell(members, now)
	st.settle(members, today)
	st.letIn(members, now)
	return st, members
}

// rooms makes the rooms and returns their ids.
func (st *studio) rooms(say func(de, en string) string) []int64 {
	var ids []int64
	for _, room := range []location{
		{Name: say("Kursraum 1", "Studio 1"), Description: say("Erster Stock, hinter dem Empfang", "First floor, behind reception")},
		{Name: say("Cycling-Raum", "Spin Room")},
		{Name: say("Halle", "The Hall"), Description: say("Eingang über den Hof", "Entrance from the yard")},
	} {
		room.ID = st.newID()
		st.Locations[room.ID] = room
		ids = append(ids, room.ID)
	}
	return ids
}

// instructors makes the people who teach and returns their ids.
func (st *studio) instructors(german bool) []int64 {
	people := []instructor{
		{FirstName: "Grace", LastName: "Whitfield"},
		{FirstName: "Rhys", LastName: "Davies"},
		{FirstName: "Marcus", LastName: "Campbell", PublicName: "Coach Mo"},
		{FirstName: "Chloe", LastName: "Adeyemi"},
		{FirstName: "Fiona", LastName: "MacLeod"},
		{FirstName: "Tom", LastName: "Hargreaves"},
		{FirstName: "أمل", LastName: "منصور"},
	}
	if german {
		people = []instructor{
			{FirstName: "Katrin", LastName: "Lindner"},
			{FirstName: "Jörg", LastName: "Weiß"},
			{FirstName: "Anna-Lena", LastName: "Behrens", PublicName: "Leni"},
			{FirstName: "Mehmet", LastName: "Yıldız"},
			{FirstName: "Silke", LastName: "Größmann"},
			{FirstName: "Dominika", LastName: "Nowak"},
			{FirstName: "نور", LastName: "الخطيب"},
		}
	}
	var ids []int64
	for _, p := range people {
		p.ID = st.newID()
		st.Instructors[p.ID] = p
		ids = append(ids, p.ID)
	}
	return ids
}

// inform makes the studio's own record.
func (st *studio) inform(today date) {
	enabled := true
	week := func(from, to, open, close string) openingHours {
		return openingHours{DayOfWeekFrom: from, DayOfWeekTo: to, TimeFrom: open, TimeTo: close}
	}
	st.Information = studioInformation{
		StudioID:                st.newID(),
		AccessCodeConfiguration: accessCodeConfiguration{Enabled: &enabled},
		OpeningHours:            []openingHours{week("MONDAY", "SUNDAY", "05:30:00", "23:30:00")},
		PublicOpeningHours: []openingHours{
			week("MONDAY", "FRIDAY", "06:00:00", "23:00:00"), week("SATURDAY", "SUNDAY", "08:00:00", "21:00:00"),
		},
	}
	info := &st.Information
	reason := "Maintenance"
	if st.Language == "de" {
		reason = "Wartung"
		info.Name, info.Country, info.CountryCode = "Nordlicht Fitness", "Germany", "DE"
		info.Description = "Training am Hafen"
		info.Street, info.HouseNumber, info.Zip, info.City = "Hafenstraße", "12", "20457", "Hamburg"
		info.Email, info.Telephone = "team@nordlicht.example", "+49 40 0000000"
		info.Website = "https://www.nordlicht.example"
		info.Location = &geoLocation{Longitude: "9.9937", Latitude: "53.5511"}
		info.StudioTags = []studioTag{{Name: "sauna"}}
		capacity := 120
		st.Capacity = &capacity
	} else {
		info.Name, info.Country, info.CountryCode = "The Forge", "United Kingdom", "GB"
		info.Street, info.HouseNumber, info.Zip, info.City = "Foundry Lane", "7", "M4 5AB", "Manchester"
		info.Email = "hello@forge.example"
		info.Website = "https://www.forge.example"
		info.OpeningHoursCategories = []openingHoursCategory{{
			CategoryID: st.newID(), Name: "Off-Peak",
			OpeningHours: []dayOpeningHours{{DayOfWeek: "MONDAY", TimeFrom: "10:00:00", TimeTo: "15:00:00"}},
		}}
	}
	// A few hours in which the timetable goes on although the studio is closed.
	day := today.add(9)
	closing := period{From: day.at(12, 0, st.loc), To: day.at(15, 0, st.loc), Reason: reason}
	st.Closings = []period{closing}
	info.ClosingHours = []closingHours{{
		Reason:       closing.Reason,
		DateTimeFrom: closing.From.Format("2006-01-02T15:04:05"),
		DateTimeTo:   closing.To.Format("2006-01-02T15:04:05"),
	}}
}
