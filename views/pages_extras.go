package views

import "memberportal/views/components"

// ExtrasPage lists what a contract has beside the membership, and what it may add.
type ExtrasPage struct {
	Page
	BackTo        string
	Contract      string // its name
	Owned, Offers []Extra
	OffersMissing bool // could not be loaded
	OffersHidden  bool // the studio sells none here
}

// Extra is one add-on, on sale or owned.
type Extra struct {
	Name, Letter, About string // Letter stands where a picture would
	Price               string
	State               Chip
	Rows                []Row
	Note                string
	To, ToText, ToLabel string // the one way on; empty: none
}

// OrderExtraPage lets one choose how to pay for an extra and then shows what it
// will cost, with the button that orders it.
type OrderExtraPage struct {
	Page
	BackTo              string
	Name, Letter, About string
	Refusal             *Notice // why it cannot be ordered
	Action              string
	Choosing            bool // how to pay and the trial are still to be chosen
	Frequencies         []components.Choice
	Frequency           string
	TrialOffer          string // "" where there is none
	Trial               bool
	Rows                []Row
	Notes               []string
	Seen                string // fingerprint of the conditions on the page
	ChangeTo            string // back to the choices; "": there are none
}

// SwitchPage shows what a membership may be switched to.
type SwitchPage struct {
	Page
	BackTo string
	Name   string // of the contract that would be left
	Rows   []Row
	Notice *Notice // why it cannot be switched
	Offers []SwitchOffer
}

// SwitchOffer is another membership with the terms it comes in.
type SwitchOffer struct {
	Name, About, Footnote string
	Includes              []string
	Terms                 []SwitchTerm
}

// SwitchTerm is one of them.
type SwitchTerm struct {
	Text, Price, Label, To string
}

// SwitchConfirmPage shows what a switch changes, with the button that orders it.
type SwitchConfirmPage struct {
	Page
	BackTo           string
	OldName, NewName string
	Old, New         []Row
	Schedule         []Row // payments to come
	Notes            []string
	Texts            []SwitchText
	MustAgree        bool // to the texts
	Agreed           bool
	Refusal          *Notice // why it cannot be ordered here
	Action           string
	Config, Term     string // ids, and what was shown, for the form
	Start, Seen      string
	Free, Paid       components.Choices // extras that go with it
	Modules          []string           // those chosen, by id
}

// SwitchText is something of the contract to read.
type SwitchText struct{ Title, Text, To string }
