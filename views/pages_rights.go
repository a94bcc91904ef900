package views

import (
	"strings"

	"memberportal/views/components"
)

// DeclarePage is where a contract is canceled, or withdrawn from, without signing in.
type DeclarePage struct {
	Page
	Heading, Lead string
	Action        string
	Token         string // one-time token of the form: strangers have none of the page's
	Button        string // the law's words, and nothing else
	Withdrawal    bool
	Form          DeclareForm
	Known         []Row               // of somebody signed in, who is not asked again
	Bought        []components.Choice // what they bought here lately; none: it is typed
	Chosen        string
	Hint          *Notice // below the form: no step of it
}

// DeclareForm is what was typed.
type DeclareForm struct {
	Extraordinary                                                         bool
	Reason, Name, BirthDate, MemberNumber, Address, Contract, Date, Email string
}

func (p DeclarePage) kind() string {
	if p.Form.Extraordinary {
		return "extraordinary"
	}
	return "ordinary"
}

// ReceiptPage is a receipt, with what has become of it where the key opens that too.
type ReceiptPage struct {
	Page
	Heading  string
	Lead     string
	Note     string // whether it comes by mail, right after it was declared
	Rows     []Row  // number, arrival, end
	Declared []Row  // the declaration, whole; values may have several lines
	Language string // of the declaration, where it is another than the page's; "" otherwise
	Steps    []ReceiptStep
	TextTo   string
	PDFTo    string // "": there is none
	KeysTo   string
	Key      string // id of the key it was signed with
	Genuine  bool
}

// ReceiptStep is one state that a declaration came to.
type ReceiptStep struct{ Name, When, Text string }

// lines are the lines of a value.
func lines(value string) []string { return strings.Split(value, "\n") }
