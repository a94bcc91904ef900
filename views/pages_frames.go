package views

// NewTabPage leads out of a frame that keeps no cookies.
type NewTabPage struct {
	Page
	Method string // POST, which sends what was typed again, or GET
	Action string
	Fields []Value
}

// Refusal tells the people behind the studio's website why a form was refused.
type Refusal struct {
	Why          string
	Attribute    string // what the frame should have instead; empty where that is not the cause
	Origin, Host string // what the browser said
}
