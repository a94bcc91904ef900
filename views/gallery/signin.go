package gallery

import "memberportal/views"

func (g book) signIn() []State {
	t := g.text.T
	signIn := func(o ...option) views.Page {
		return g.page(t("signin.title"), "", "/signin", append([]option{stranger}, o...)...)
	}
	code := func(o ...option) views.Page {
		return g.page(t("signin.code_title"), "", "/signin/code", append([]option{stranger}, o...)...)
	}
	welcome := func(o ...option) views.WelcomePage {
		return views.WelcomePage{
			Page:    g.page("", "", "/", append([]option{stranger}, o...)...),
			Heading: t("home.welcome"), Lead: t("home.welcome_lead"), PublicTimetable: true,
		}
	}
	choice := g.page(t("common.choose_studio"), "", "/", stranger)
	choice.Studio = views.Studio{Style: "/static/style.5b1c2d3e.css"}
	link := func(o ...option) views.Page {
		return g.page(t("signin.title"), "", "/signin/link/Zm9vYmFy", append([]option{stranger}, o...)...)
	}
	profiles := []views.Profile{
		{Value: "1000203", Name: "Jana Maier", Detail: t("signin.customer_number", "number", "M-100203")},
		{Value: "1000204", Name: "نور الهدى", Detail: t("signin.customer_number", "number", "M-100204")},
		{Value: "1000205", Name: "Maximiliane-Friederike Oberhuber-Schwarzenbergerhofstetter 🏋️", Detail: t("signin.customer_number", "number", "M-100205")},
	}
	return []State{
		{"choice", views.StudioChoice(views.StudioChoicePage{Page: choice, Studios: []views.StudioLink{
			{Name: "Nordlicht Fitness", To: "/nordlicht/"}, {Name: "Forge Gym", To: "/forge/"},
		}})},
		{"welcome", views.Welcome(welcome())},
		{"welcome-logo", views.Welcome(welcome(logo, oneLanguage))},
		{"welcome-long", views.Welcome(welcome(longStudio))},
		{"welcome-framed", views.Welcome(welcome(framed))},
		{"signin", views.SignIn(views.SignInPage{Page: signIn(), Next: "/nordlicht/bookings"})},
		{"signin-error", views.SignIn(views.SignInPage{
			Page: signIn(errorsAt(views.FieldError{Field: "email", Text: t("signin.email_invalid")})), Email: "jana@",
		})},
		{"signin-number", views.SignIn(views.SignInPage{Page: signIn(), ByNumber: true, CustomerNumber: "M-100203"})},
		{"signin-number-error", views.SignIn(views.SignInPage{
			Page: signIn(errorsAt(views.FieldError{Field: "customer_number", Text: t("signin.number_missing")})), ByNumber: true,
		})},
		{"signin-too-many", views.SignIn(views.SignInPage{
			Page: signIn(errorsAt(views.FieldError{Text: t("signin.too_many")})), Email: "jana@example.com",
		})},
		{"signin-framed", views.SignIn(views.SignInPage{Page: signIn(framed)})},
		{"signin-ended", views.SignIn(views.SignInPage{Page: signIn(flash(views.Notice{Tone: views.ToneInfo, Text: t("common.session_ended")}))})},
		{"code", views.SignInCode(views.SignInCodePage{Digits: 8, Page: code(), MaskedAddress: "j•••@example.com", RememberOffer: true, ResendIn: 42})},
		{"code-number", views.SignInCode(views.SignInCodePage{Digits: 8, Page: code(), Remember: true, RememberOffer: true})},
		{"code-wrong", views.SignInCode(views.SignInCodePage{
			Digits: 12, Page: code(errorsAt(views.FieldError{Field: "code", Text: g.text.N("signin.code_wrong", 3)})),
			MaskedAddress: "j•••@example.com", RememberOffer: true,
		})},
		{"code-slow", views.SignInCode(views.SignInCodePage{Digits: 8, Page: code(), MaskedAddress: "j•••@example.com", MailSlow: true, AlreadySent: true, ResendIn: 60})},
		{"code-framed", views.SignInCode(views.SignInCodePage{Digits: 8, Page: code(framed), MaskedAddress: "j•••@example.com"})},
		{"link", views.SignInLink(views.SignInLinkPage{Page: link(), Action: "/nordlicht/signin/link/Zm9vYmFy", SameBrowser: true, RememberOffer: true})},
		{"link-elsewhere", views.SignInLink(views.SignInLinkPage{Page: link()})},
		{"profile", views.SignInProfile(views.SignInProfilePage{Page: g.page(t("signin.profile_title"), "", "/signin/profile", stranger), Profiles: profiles})},
		{"profile-error", views.SignInProfile(views.SignInProfilePage{
			Page:     g.page(t("signin.profile_title"), "", "/signin/profile", stranger, errorsAt(views.FieldError{Field: "customer", Text: t("signin.profile_missing")})),
			Profiles: profiles,
		})},
	}
}
