package views

// CheckinPage is what opens the door, and why it may stay shut.
type CheckinPage struct {
	Page
	Notices        []Notice // pause, restriction, no contract
	NoticesMissing bool     // whether there are any is not known
	Code           *DoorCode
	CodeMissing    bool
	CodeOff        bool // the studio gives out no codes
	Media          []Row
	MediaMissing   bool
	Benefits       []Benefit
	NoBenefits     bool // nothing of what was asked for is this member's
	BenefitsOut    bool // they could not be read
	VisitsTo       string
}

// DoorCode is a code to show to a reader.
type DoorCode struct {
	Size  int    // modules a side
	Path  string // of the dark modules
	Valid string // until when
	Fresh int    // seconds after which a new one is there
}

// Benefit is something beside the training that a membership may hold.
type Benefit struct {
	Name  string
	State Chip
}

// VisitsPage is when the member was there.
type VisitsPage struct {
	Page
	From, To     string // YYYY-MM-DD as in the form
	Max          string // the last day that can be asked for
	Period       string // "27 November 2025 to 26 November 2026"
	Total, Usual string // "143 visits", "2.8 a week on average"
	Inside       string // since when the member is there; "" when not
	Pictures     []VisitPicture
	Shades       []Shade // what the picture's colours mean
	Weeks        []VisitWeek
	Missing      bool
	Refused      bool // the period cannot be asked for
	Zone         string
}

// VisitPicture is days as squares, a column a week.
type VisitPicture struct {
	Box    string // the viewBox
	Shades []Shade
	Labels []Label
}

// Shade is the squares of one shade in a picture, or what it means in a legend.
type Shade struct{ Class, Path, Text string }

// Label is a word in a picture.
type Label struct{ X, Y, Text string }

// VisitWeek is a week with its visits, newest first.
type VisitWeek struct {
	Name, Count string
	Visits      []Visit
}

// Visit is one stay.
type Visit struct{ Day, DateTime, In, Out, Place string }

// RecentVisits is the part of the home page that counts visits.
type RecentVisits struct {
	Text    string
	To      string
	Picture VisitPicture
}

// MessagesPage is where a member writes to the studio, and what was written.
type MessagesPage struct {
	Page
	Form     *MessageForm // nil: nothing can be sent at present
	Closed   string       // why
	Messages []Message
	Missing  bool // the record could not be read
	Newer    string
	Older    string
	Position string // "21 to 40 of 500"
	Contact  string // the studio's address
}

// MessageForm is a message being written.
type MessageForm struct {
	Subject, Text string
	Thread        string // the message of the record that this one belongs to, or ""
	About         string // the subject of that conversation
	NewTo         string // the empty form
}

// Message is one that was sent from here.
type Message struct {
	Subject, Text     string
	When, DateTime    string
	State             Chip
	Note              string // what can be said of an unclear one
	AnswerTo, AgainTo string
}
