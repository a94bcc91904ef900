package views

import "memberportal/views/components"

// AccountPage is how the member stands with the studio.
type AccountPage struct {
	Page
	Notices []Notice // debt collection, reminders, what could not be read

	Open         string  // what has to be paid, "" for nothing: "€54.40"
	OpenText     string  // what that means, or that nothing is open
	Instalments  string  // what is being paid off as agreed, in a sentence; else ""
	OpenEntries  []Entry // what the amount is made of
	OpenMissing  bool
	OpenHidden   bool   // no scope for transactions
	PayTo        string // "" where it cannot be paid here
	HowToPay     string // said where it cannot be paid here
	Balance      []Row
	BalanceHint  string
	BalanceGone  bool // the part could not be loaded
	Instrument   []Row
	InstrumentBy string // a sentence below or instead
	InstrumentNo bool   // the part could not be loaded
	Upcoming     EntryList
	Past         EntryList
	CSV          string // address of the file, "" without any
}

// EntryList is one page of transactions.
type EntryList struct {
	Missing, Hidden bool
	First           []Entry // shown at once
	Rest            []Entry // shown when asked for
	RestText        string
	Empty           string // said when there is none
	More, Back      string // addresses of the next and the first slices; "" where there are none
}

// Entry is one transaction.
type Entry struct {
	Title, Date, Amount string
	State               Chip
}

// PayPage asks what is to be paid.
type PayPage struct {
	Page
	Claims  components.Choices // without options: nothing is open any more
	Chosen  []string           // ids
	Total   string
	Warning *Notice
	Refused bool // something was refused: nothing was charged
}

// PayNowPage is where the vendor's widget takes the payment.
type PayNowPage struct {
	Page
	Amount  string
	Entries []Entry
	Claims  []string // ids
	Session string   // for the widget
	Widget  string   // address of the vendor's script
	Country string
	Until   string // how long the session lasts, in a sentence; else ""
}
