package gallery

import "memberportal/views"

// demoPages belong to no studio, and exist in the demo alone.
func (g book) demoPages() []State {
	page := views.DemoPage{Page: g.page(g.text.T("demo.title"), "", "/", stranger)}
	page.Studio = views.Studio{Style: "/static/style.5b1c2d3e.css"}
	page.Studios = []views.DemoStudio{{
		Name: "Nordlicht Fitness", To: "/nordlicht/", SignIn: "/nordlicht/signin",
		Members: []views.DemoMember{
			{Name: "Jonas Petersen", Email: "familie.petersen@example.org", Number: "1-20630", Story: "family"},
			{Name: "ليلى الحداد", Email: "layla.alhaddad@example.org", Number: "1-26760", Story: "extras"},
		},
	}}
	box := func(mails ...views.DemoMail) views.DemoMailboxPage {
		p := views.DemoMailboxPage{Page: g.page(g.text.T("demo.mailbox"), "", "/", stranger), Mails: mails}
		p.Studio, p.Renew = views.Studio{Style: "/static/style.5b1c2d3e.css"}, 5
		return p
	}
	mail := views.DemoMail{
		To: "familie.petersen@example.org", At: "18:04:09", Subject: "12345678: Nordlicht Fitness", Text: "Moin,\n\n12345678\n\nhttps://members.example.com/nordlicht/signin/link/Zk3vQ2u8Zk3vQ2u8Zk3vQ2u8Zk3vQ2u8Zk3vQ2u8abc",
		HTML: "/demo/mailbox/1",
	}
	return []State{
		{"demo", views.Demo(page)},
		{"demo-mailbox", views.DemoMailbox(box(mail, mail))},
		{"demo-mailbox-empty", views.DemoMailbox(box())},
	}
}
