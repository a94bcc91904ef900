package views

import "memberportal/views/components"

// ProfilePage is an overview of what the studio keeps of a member.
type ProfilePage struct {
	Page
	Sections []ProfileSection
	More     []ProfileLink // further pages about the member: photo, documents, preferences; each area adds its own
}

// ProfileSection is one kind of own data in short.
type ProfileSection struct {
	Heading string
	State   Chip   // "Change requested"; empty while nothing waits
	Rows    []Row  // what is on record
	Missing string // why nothing is shown, or ""
	To      string // where it is shown in full and changed
	ToText  string // "Change", "Look at"
	ToLabel string // the same with what it is about, for those who only hear it
}

// ProfileLink leads to a further page about the member.
type ProfileLink struct{ Heading, Text, To string }

// OwnDataPage is one kind of own data: what is on record, the change that waits,
// and the form for a change.
type OwnDataPage struct {
	Page
	Heading string
	Current []Row
	Pending *PendingChange // what waits for the studio; then there is no form
	Note    *Notice        // said before the form, or why there is none
	Form    *OwnDataForm   // nil: nothing can be changed now
	Gate    *ProofGate     // stands where the form would: first a fresh code
}

// PendingChange is what the member has asked for.
type PendingChange struct {
	Rows       []ChangedRow
	WithdrawTo string // where the button posts; "" where it cannot be taken back here
}

// ChangedRow is one datum that is to change; From and To are never both empty.
type ChangedRow struct{ Term, From, To string }

// OwnDataForm asks for a change.
type OwnDataForm struct {
	Heading  string
	Action   string
	Shown    string // what was on record when the form was shown, as a fingerprint
	Controls []Control
	Mandate  *MandatePart
	Sign     *SignPart
	Proof    *ProofPart
	Button   string
}

// Control is one question of a form: an input, or a choice where it has options.
type Control struct {
	components.Input
	Options []components.Choice
	Radios  bool
}

// Choices are the control as a choice.
func (c Control) Choices() components.Choices {
	return components.Choices{
		Name: c.Name, Label: c.Label, Hint: c.Hint, Error: c.Error, Autocomplete: c.Autocomplete, Options: c.Options, Selected: c.Value,
	}
}

// MandatePart is the SEPA mandate that is given with a change of bank account.
type MandatePart struct {
	Creditor string
	Rows     []Row // creditor, its address and identifier, reference, kind, date
	Place    Control
}

// SignPart is where the member signs: on a canvas, or by typing the name.
type SignPart struct {
	Error string
	Typed string
}

// ProofPart asks, inside a form, for the code that was just mailed.
type ProofPart struct {
	Address string // masked
	Digits  int
	Error   string
}

// ProofGate stands where a form will be once the member has proved again who they are.
type ProofGate struct {
	Action, Next string
}

// SignInAgainPage asks somebody signed in for a fresh code.
type SignInAgainPage struct {
	Page
	Next        string // the way back, checked
	Address     string // masked; "" where the studio has none
	NoAddress   bool   // no mail can be sent; the studio helps
	Sent        bool   // a code is on its way: the form asks for it
	Digits      int
	ResendIn    int // seconds until a new one may be asked for; 0 now
	AlreadySent bool
	MailSlow    bool
	BackTo      string
}
