package views

// UnsentPage is a form that was not sent, with what was entered into it.
type UnsentPage struct {
	Page
	Action string
	Values []Value
	Files  bool // the form has a file
	Left   bool // something was entered that is not kept
	HomeTo string
}
