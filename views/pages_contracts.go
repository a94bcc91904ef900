package views

import (
	"strings"

	"memberportal/views/components"
)

// ContractsPage lists the member's contracts.
type ContractsPage struct {
	Page
	Running, Past []Membership
}

// line is the rows of a contract in a list.
func (m Membership) line() string {
	parts := make([]string, 0, len(m.Rows))
	for _, r := range m.Rows {
		parts = append(parts, r.Term+": "+r.Value)
	}
	return strings.Join(parts, " · ")
}

// ContractPage is one contract with everything that is known about it.
type ContractPage struct {
	Page
	Name          string
	State         *Chip
	Notice        *Notice // about a cancelation; nil while the contract simply runs
	Rows          []Row   // price, begin, end, last day to cancel
	Terms         []string
	Prices        []string // what is to be paid when, where one line cannot say it
	Fees, Extras  []SubContract
	DetailMissing bool // fees, extras and terms could not be loaded
	Actions       []Action
	Pauses        []Pause
	PausesHidden  bool // the studio has given no scope for them
	PausesMissing bool
	PauseNote     string // why no pause can be asked for now
}

// SubContract is a fee or an extra of a contract.
type SubContract struct {
	Name, Price, Detail string
	State               *Chip
}

// Action is a link to what can be done.
type Action struct{ Text, To string }

// Pause is a pause of a contract, or the request for one.
type Pause struct {
	Days       string // "1 June – 30 June 2026"
	Detail     string // reason and fee
	Status     Chip
	WithdrawTo string // "" where it cannot be taken back
	Label      string // of that link, for those who hear it alone

	ChangeTo, ChangeLabel string // the same for its change
}

// PausePage asks when and how long a contract pauses.
type PausePage struct {
	Page
	Contract, BackTo, Action string
	Refusal                  *Notice // why none can be asked for; then there is no form
	Unit                     string  // of the API, sent along
	Starts, Reasons, Lengths components.Choices
	Ends                     components.Choices // days to end a pause on before its time
	Values                   []Value            // sent along
	Length                   *components.Input  // in place of Lengths where there would be too many
	Unlimited                bool               // may be chosen
	UnlimitedOn              bool
	Facts                    []Row
	Notes                    []string
	Pauses                   []Pause
	PausesMissing            bool
}

// PauseConfirmPage says what will happen, then asks.
type PauseConfirmPage struct {
	Page
	Contract, BackTo, Action string
	ChangeTo                 string
	Rows                     []Row
	Consequence              []string
	Values                   []Value // sent along
	Proof                    bool    // the reason needs one
	Button                   string
}

// Value is a field that is sent along unseen.
type Value struct{ Name, Value string }

// PauseWithdrawPage asks before a pause or a request is taken back.
type PauseWithdrawPage struct {
	Page
	Contract, BackTo, Action string
	Heading                  string
	Pause                    Pause
	Consequence              []string
	Button                   string
	Refusal                  *Notice // set where it cannot be taken back; then there is no form
}

// With is the page with what has to be mended, each fault beside its field.
func (p PausePage) With(faults []FieldError) PausePage {
	p.Errors = nil
	for _, e := range faults {
		switch {
		case e.Field == "start" && len(p.Starts.Options) > 0:
			p.Starts.Error = e.Text
		case e.Field == "reason" && len(p.Reasons.Options) > 0:
			p.Reasons.Error = e.Text
		case e.Field == "terms" && p.Length != nil:
			length := *p.Length
			length.Error = e.Text
			p.Length = &length
		case e.Field == "terms" && len(p.Lengths.Options) > 0:
			p.Lengths.Error = e.Text
		case e.Field == "end" && len(p.Ends.Options) > 0:
			p.Ends.Error = e.Text
		default:
			e.Field = ""
		}
		p.Errors = append(p.Errors, e)
	}
	return p
}
