package gallery

import "memberportal/views"

// framesPages are those that only a portal inside another website needs.
func (g book) framesPages() []State {
	t := g.text.T
	typed := views.NewTabPage{
		Page: g.page(t("frames.new_tab_title"), "", "/signin", stranger, framed), Method: "POST", Action: "/nordlicht/signin",
		Fields: []views.Value{{Name: "email", Value: "jana.meier@example.org"}, {Name: "next", Value: "/nordlicht/bookings"}},
	}
	again := views.NewTabPage{Page: typed.Page, Method: "GET", Action: "/nordlicht/signin"}
	refusal := func(r views.Refusal, options ...option) views.ErrorPage {
		return views.ErrorPage{
			Page: g.page(t("errors.not_allowed_title"), "", "", options...), Status: 403,
			Heading: t("errors.not_allowed_title"), Text: t("errors.not_allowed_text"), HomeTo: "/nordlicht/", Refused: &r,
		}
	}
	return []State{
		{"new-tab", views.NewTab(typed)},
		{"new-tab-again", views.NewTab(again)},
		{"sign-out", views.SignOut(g.page(t("common.sign_out"), "", "/signout", framed))},
		{"refused-sandbox", views.Error(refusal(views.Refusal{
			Why: t("frames.refused_sandbox"), Attribute: `sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads"`,
			Origin: "null", Host: "members.example.com",
		}, stranger, framed))},
		{"refused-foreign", views.Error(refusal(views.Refusal{
			Why: t("frames.refused_foreign"), Origin: "https://www.a-very-long-name-of-a-website-for-a-fitness-studio.example:8443", Host: "members.example.com",
		}, stranger))},
		{"refused-host", views.Error(refusal(views.Refusal{Why: t("frames.refused_host"), Origin: "https://members.example.com", Host: "10.0.0.5:8080"}, framed))},
	}
}
