package views

import (
	"slices"

	"memberportal/views/components"
)

// EndingPage asks for the end of a contract or of an extra, or for taking that
// back, and tells how far it has come.
type EndingPage struct {
	Page
	Heading          string
	BackTo, BackText string
	Name             string // of the contract or extra
	State            *Chip
	Rows             []Row
	Notice           *Notice // how far it has come, or why nothing can be asked for
	Receipt          []Row   // what was asked for, and when that arrived
	ReceiptTo        string  // where its signed receipt is, "" where it has none
	TakeBackTo       string  // "": cannot be taken back
	Action           string  // where the form posts, "": no form
	Button           string
	Stop             bool                // the button ends something
	Dates            []components.Choice // last days to choose from; none: nothing to choose
	Date             string
	Reasons          []components.Choice // none: nothing to choose
	Reason           string
	ReasonHint       string
	Follows          []string // what will happen, one sentence each
	Hint             *Notice  // below the form
}

// mostRadios is how many dates stand as radio buttons; more are in a select.
const mostRadios = 6

// dates are the last days as a select shows them, which has no room for details;
// dateHint are those of the first.
func (p EndingPage) dates() []components.Choice {
	list := slices.Clone(p.Dates)
	for i := range list {
		list[i].Detail = ""
	}
	return list
}

func (p EndingPage) dateHint() string { return p.Dates[0].Text + ": " + p.Dates[0].Detail }
