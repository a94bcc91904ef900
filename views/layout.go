package views

import (
	"cmp"
	"slices"

	"memberportal/views/components"
	"memberportal/views/paths"
)

// area is one entry of the main navigation or of the member's menu; a new area is
// one more line below and, for the bar on phones, one picture in the stylesheet
// (.nav [href$=name]).
type area struct {
	name, text string
	to         func(paths.Studio) string
}

// areas are the main navigation: on top of wide pages, at the bottom of phones.
// What has no page yet is not here.
func areas() []area {
	return []area{
		{"home", "common.nav_home", paths.Studio.Home},
		{"classes", "common.nav_classes", timetable},
		{"appointments", "common.nav_appointments", paths.Studio.Appointments}, // phones have no room for it: there it is in the menu
		{"bookings", "common.nav_bookings", paths.Studio.Bookings},
		{"checkin", "common.nav_checkin", paths.Studio.Checkin},
		{"account", "common.nav_account", account},
	}
}

// ownAreas stand in the member's menu, and before them what the bar on phones has
// no room for. A frame has no such bar.
func ownAreas(framed bool) []area {
	own := []area{
		{"appointments", "common.nav_appointments", paths.Studio.Appointments},
		{"profile", "common.nav_profile", paths.Studio.Profile},
		{"contracts", "common.nav_contracts", paths.Studio.Contracts},
		{"messages", "common.nav_messages", messages},
		{"privacy", "common.nav_privacy", paths.Studio.Privacy},
	}
	if framed {
		return own[1:]
	}
	return own
}

// account is what is owed and was paid, from its first slices.
func account(s paths.Studio) string { return s.Account("", "") }

// messages are the newest ones.
func messages(s paths.Studio) string { return s.Messages(1) }

// Areas are the names of everything that can be led to, for those who decide what
// is hidden.
func Areas() []string {
	var names []string
	for _, a := range append(areas(), ownAreas(false)...) {
		if !slices.Contains(names, a.name) {
			names = append(names, a.name)
		}
	}
	return names
}

// timetable is the timetable of today without filters.
func timetable(s paths.Studio) string { return s.Classes("", "", "", "") }

// fullTitle names the page first, since tabs cut the end off. Before it stands
// what just happened, or that the form was refused, since screen readers speak
// the title first, and what a page brings along they do not announce.
func (p Page) fullTitle() string {
	title := p.Title
	switch {
	case title == "":
		title = p.Studio.Name
	case p.Studio.Name != "":
		title += " · " + p.Studio.Name
	}
	switch said := p.said(); {
	case len(p.Errors) > 0:
		title = p.Text.T("common.error_prefix") + " " + title
	case said != "":
		title = said + " · " + title
	}
	return title
}

// said is what just happened, in a few words.
func (p Page) said() string {
	if p.Flash == nil {
		return p.Said
	}
	return cmp.Or(p.Flash.Title, p.Flash.Text)
}

// shown are the areas that the studio has given the portal the scopes for.
func (p Page) shown(list []area) []area {
	if len(p.Hidden) == 0 {
		return list
	}
	return slices.DeleteFunc(list, func(a area) bool { return slices.Contains(p.Hidden, a.name) })
}

// style is the stylesheet that knows the page: the member's own affairs have one of
// their own, so that nobody loads the rules of all pages for the first one.
func (p Page) style() string {
	switch p.Nav {
	case "", "home", "classes", "bookings":
		return p.Studio.Style
	}
	return p.Studio.OwnStyle
}

// kind is what the stylesheet has to know of the frame around the page.
func (p Page) kind() string {
	switch {
	case p.Framed:
		return "framed"
	case p.Member != nil:
		return "member"
	}
	return ""
}

func languageOptions(languages []Language) []components.Option {
	options := make([]components.Option, 0, len(languages))
	for _, l := range languages {
		options = append(options, components.Option{Value: l.Code, Text: l.Name, Lang: l.Code, Selected: l.Current})
	}
	return options
}

func filterOptions(filter []Option) []components.Option {
	options := make([]components.Option, 0, len(filter))
	for _, o := range filter {
		options = append(options, components.Option{Value: o.Value, Text: o.Text, Selected: o.Selected})
	}
	return options
}
