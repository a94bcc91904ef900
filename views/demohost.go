package views

import "memberportal/i18n"

// DemoHostPage is a page of a made-up studio's website that embeds the portal. It is
// no page of the portal: it lies on another site, with its own look.
type DemoHostPage struct {
	Text   *i18n.Printer
	Kind   string // which way of embedding it shows, see DemoHostKinds
	Portal string // scheme and host of the portal
}

// DemoHostKinds are the pages of the made-up website, by the last part of their address.
func DemoHostKinds() []string {
	return []string{"", "members", "frame", "both", "clientportal", "narrow", "tall", "sandbox"}
}

// at is the address of a page of the made-up website.
func (p DemoHostPage) at(kind string) string {
	if kind == "" {
		return "/demo/host"
	}
	return "/demo/host/" + kind
}

func (p DemoHostPage) title() string {
	switch p.Kind {
	case "members":
		return p.Text.T("host.area")
	case "frame":
		return p.Text.T("host.plain")
	case "both":
		return p.Text.T("host.both")
	case "clientportal":
		return p.Text.T("host.old")
	}
	return p.Text.T("host.today")
}

func (p DemoHostPage) lead() string {
	switch p.Kind {
	case "members":
		return p.Text.T("host.area_lead")
	case "frame":
		return p.Text.T("host.plain_lead")
	case "both":
		return p.Text.T("host.both_lead")
	case "clientportal":
		return p.Text.T("host.old_lead")
	case "narrow":
		return p.Text.T("host.narrow_lead")
	case "tall":
		return p.Text.T("host.tall_lead")
	case "sandbox":
		return p.Text.T("host.sandbox_lead")
	}
	return p.Text.T("host.today_lead")
}

// nav is what the made-up website leads to; the hostile pages are for tests.
func (p DemoHostPage) nav() []Option {
	return []Option{
		{Value: "", Text: p.Text.T("host.home")}, {Value: "members", Text: p.Text.T("host.members")}, {Value: "frame", Text: p.Text.T("host.plain")},
		{Value: "both", Text: p.Text.T("host.both")}, {Value: "clientportal", Text: p.Text.T("host.old")},
	}
}
