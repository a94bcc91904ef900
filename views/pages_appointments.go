package views

// AppointmentsPage lists the services that can be booked online.
type AppointmentsPage struct {
	Page
	Groups []ServiceGroup
}

// ServiceGroup is the services of a category; Heading is "" where there are no categories.
type ServiceGroup struct {
	Heading  string
	Services []Service
}

// Service is one bookable appointment.
type Service struct {
	To, Title   string
	Length      string // "45 min"; empty when not known
	Description string
}

// AppointmentPage is one service with its free times of seven days.
type AppointmentPage struct {
	Page
	Service    Service
	Category   string
	With       string // who gives all of the times shown; empty where that differs, or nobody is named
	Week       string // "26 November – 2 December"
	Days       []FreeDay
	Missing    bool    // some days could not be read
	Problem    *Notice // why the time that was asked for cannot be had
	EmptyTitle string  // set when nothing is free in these days
	EmptyText  string
	NextTo     string // the first free day further ahead, or where looking goes on
	NextText   string
	EarlierTo  string // the seven days before; empty at the beginning
	LaterTo    string // the seven days after; empty at the end
	ZoneNote   string
}

// FreeDay is a day with its free times.
type FreeDay struct {
	Heading, Count string // "Thursday, 26 November", "12 times"
	Open           bool   // shown at once
	Parts          []FreePart
}

// FreePart is a part of the day.
type FreePart struct {
	Heading string
	Times   []FreeTime
}

// FreeTime is one time to choose. Detail is who gives it, where that differs.
type FreeTime struct {
	To, Time, Detail string
}

// BookAppointmentPage asks before an appointment is booked.
type BookAppointmentPage struct {
	Page
	Service  Service
	Day      string // "Thursday, 26 November 2026"
	Rows     []Row
	ZoneNote string
	Means    []string // what happens when the button is pressed, one sentence each
	Refusal  *Notice  // why it cannot be booked; then there is no form
	Action   string
	Start    string // as the API wrote it
	End      string
	With     string // ids of the instructors
	BackTo   string // the times of that week
}
