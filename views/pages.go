package views

// StudioChoicePage is the root of a portal with several studios.
type StudioChoicePage struct {
	Page
	Studios []StudioLink
}

// StudioLink leads to one studio.
type StudioLink struct{ Name, To string }

// WelcomePage is what a stranger meets at the studio's first page.
type WelcomePage struct {
	Page
	Heading, Lead   string
	PublicTimetable bool // the timetable may be seen without signing in
}

// SignInPage asks for the e-mail address or, as a second way, the customer number.
type SignInPage struct {
	Page
	Next           string // the way back, checked
	Email          string
	CustomerNumber string
	ByNumber       bool // the form asks for the customer number instead of the address
}

// SignInCodePage asks for the code that was mailed.
type SignInCodePage struct {
	Page
	Next          string // the way back, checked
	Digits        int    // of the code: 8, or 12 while somebody is guessing
	MaskedAddress string // "j•••@example.com" as typed by this person; empty when a customer number was given
	Remember      bool   // the box is ticked
	RememberOffer bool   // the studio allows staying signed in
	ResendIn      int    // seconds until a new code may be asked for; 0 now
	MailSlow      bool   // look-ups or mails are delayed at present; the same for everybody
	AlreadySent   bool   // a code was sent less than a minute ago
}

// SignInLinkPage is where the mailed link leads; only its button signs in.
type SignInLinkPage struct {
	Page
	Action        string // where the button posts
	SameBrowser   bool   // false: opened in another browser; asks to type the code where the sign-in began
	Remember      bool
	RememberOffer bool
}

// SignInProfilePage lets one of several customers on one address be chosen.
type SignInProfilePage struct {
	Page
	Profiles []Profile
}

// Profile is one customer to choose.
type Profile struct {
	Value  string // of the radio button
	Name   string
	Detail string // customer number
}

// HomePage greets the member.
type HomePage struct {
	Page
	Greeting, Today    string
	Notices            []Notice // restriction, pause
	NoticesMissing     bool     // whether there are any is not known
	Next               *Booking // nil: nothing booked
	NextMissing        bool     // the part could not be loaded
	NextHidden         bool     // the studio has given no scope for bookings
	Membership         *Membership
	MembershipMissing  bool
	MembershipNone     bool         // prospect or former member: no running contract
	Utilization        *Utilization // nil: hidden
	UtilizationMissing bool
	Visits             *RecentVisits // nil: hidden
	VisitsMissing      bool
	CheckinTo          string // "" where there is nothing to see
}

// Membership is a contract in three lines.
type Membership struct {
	Name, Price string
	Rows        []Row // "Runs until" … "31 March 2027"
	State       *Chip // canceled, pending; nil while it simply runs
	More        int   // further contracts not shown
	To          string
}

// Row is a term with its value.
type Row struct{ Term, Value string }

// Chip is a short status.
type Chip struct {
	Tone Tone
	Text string
}

// Utilization is how full the studio is now.
type Utilization struct {
	Text  string // "64 of 200 people"
	State Chip   // "Quiet"
	Count int
	Max   int // 0: no limit known
}

// Booking is one booking in a list, on the home page, or on its own page.
type Booking struct {
	ID                int64
	Appointment       bool
	To, CancelTo      string // addresses; CancelTo is empty where it cannot be canceled
	Title             string
	Time, Day, Length string // "18:00", "Thu 26 Nov", "55 min"; empty when times are unknown
	DateTime          string // machine-readable, for <time datetime>
	Detail            string // "Marek Nowak · Cycle room"
	Status            Chip
	ZoneNote          string // shown where the visitor's zone may differ; else ""
}

// ClassesPage is the timetable of one day.
type ClassesPage struct {
	Page
	Day         string // heading: "Thursday, 26 November"
	Days        []Day
	Filters     []Filter
	Filtered    bool   // any filter is set
	ClearTo     string // the day without filters
	DayValue    string // YYYY-MM-DD, for the hidden input of the filter form
	Parts       []Part
	Earlier     []Slot // what is over
	EarlierText string
	Barred      *Notice // why the member can book nothing on this day
	Zone        string  // "Berlin time", for visitors who are elsewhere
	Missing     bool    // own bookings could not be read: the marks may be incomplete
	SignInTo    string  // for strangers: where "Sign in to book" leads
}

// Day is one day to choose.
type Day struct {
	To, Weekday, Number string // "Thu", "26"
	Current             bool
}

// Filter is a select of the timetable.
type Filter struct {
	Name, Label string
	Options     []Option
}

// Option of a select.
type Option struct {
	Value, Text string
	Selected    bool
}

// Part is a part of the day.
type Part struct {
	Heading, Count string // "Morning", "2 classes"
	Slots          []Slot
}

// SlotAction says which control a slot carries.
type SlotAction string

// The actions of a slot.
const (
	ActionBook   SlotAction = "book"   // a form that books
	ActionWait   SlotAction = "wait"   // a form that joins the waiting list
	ActionBooked SlotAction = "booked" // a link to the own booking
	ActionSignIn SlotAction = "signin" // a link to sign in
	ActionNone   SlotAction = "none"   // nothing can be done; ActionText says why
)

// Slot is one row of the timetable.
type Slot struct {
	To, Time, Length, DateTime string
	Name, Detail               string // "Indoor Cycling", "Marek Nowak · Cycle room"
	Places                     string // "8 of 20 places left", "Full · 3 waiting", "Opens Wed 20:30"
	Few                        bool   // only a few places left
	Full                       bool
	Taken, Max                 int // for the meter; Max 0: no meter
	Action                     SlotAction
	ActionText                 string // "Book", "Join waiting list", "Booked", "Not open yet"
	ActionTo                   string // where the form posts or the link leads
	OwnTone                    Tone   // of ActionBooked: good when booked, warn on the waiting list, info to be confirmed
}

// ClassSlotPage is one slot with everything known about it.
type ClassSlotPage struct {
	Page
	Slot        Slot
	Day         string
	Description string
	Image       string // address, through the portal; empty: none
	Rows        []Row  // when, where, who, places, waiting list, booking window, free cancellation until
	Own         *Booking
	Refusal     *Notice // why it cannot be booked, in words, with when it opens; nil where it can
	Before      string  // what will happen: "You join the waiting list. …"; beside the button
	BackTo      string  // the timetable of that day
	ZoneNote    string
	Missing     string // what could not be checked about the member; empty: nothing
	OpensIn     int    // seconds until booking opens, for the countdown; 0: open, or too far away to count
}

// BookingsPage lists bookings.
type BookingsPage struct {
	Page
	Upcoming, Past                      []Booking
	ZoneNote                            string
	ClassesMissing, AppointmentsMissing bool   // a part that could not be loaded
	TimesMissing                        bool   // of class bookings that may still be to come
	AppointmentsTo                      string // the services to book; empty: the studio gave no scope for them
	CalendarTo                          string // the private feed
}

// BookingPage is one booking, right after it was made too: then Outcome says what happened.
type BookingPage struct {
	Page
	Booking     Booking
	Outcome     *Notice // what it is, where that has to be said; with Said set it happened just now: "You are booked." / "The studio still has to confirm." / "You are on the waiting list."
	Rows        []Row
	Description string
	SlotTo      string // the class slot, when known
	CancelNote  string // "You can cancel until …" or why not
	TimeMissing bool   // when it is could not be loaded
	FileTo      string // the booking as a calendar file; empty where there is nothing to go to
}

// CancelPage asks before a booking is canceled.
type CancelPage struct {
	Page
	Heading     string
	Booking     Booking
	Consequence []string // what will happen, one sentence each
	Action      string   // where the form posts
	Button      string   // "Cancel booking", "Leave waiting list"
	BackTo      string
	Refusal     *Notice // set where it can no longer be canceled; then there is no form
	TimeMissing bool    // when it is could not be loaded
}

// DonePage shows the outcome of a write that took long.
type DonePage struct {
	Page
	Heading          string
	Notice           Notice
	Working          bool   // still being found out; the page renews itself
	To, ToText       string // the way on
	ElseTo, ElseText string // another one; empty: none
}

// ErrorPage says what went wrong in plain words.
type ErrorPage struct {
	Page
	Status    int
	Heading   string
	Text      string
	RequestID string // to quote; empty where it does not help
	RetryTo   string // the address to try again; empty: none
	HomeTo    string
	Refused   *Refusal // of a form that came from elsewhere
}
