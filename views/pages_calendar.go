package views

import "strings"

// CalendarPage is where the private feed is made, renewed and revoked.
type CalendarPage struct {
	Page
	Has     bool   // there is a feed
	Address string // of the feed; empty when it can no longer be shown
	Made    string // "Made on 26 November 2026."
	Action  string // where the forms post
}

// subscribe is the address under the scheme that calendars answer to.
func (p CalendarPage) subscribe() string {
	_, rest, _ := strings.Cut(p.Address, "://")
	return "webcal://" + rest
}
