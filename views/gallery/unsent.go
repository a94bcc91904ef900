package gallery

import "memberportal/views"

func (g book) unsentPages() []State {
	page := func(o ...option) views.UnsentPage {
		frame := g.page(g.text.T("errors.unsent_title"), "", "", o...)
		return views.UnsentPage{
			Page: frame, Action: frame.Paths.ProfileData("address"), HomeTo: frame.Paths.Home(),
			Values: []views.Value{{Name: "city", Value: "Bremen"}, {Name: "street", Value: `Am "Alten" Hafen <7>`}},
		}
	}
	files := page(framed)
	files.Files, files.Left, files.Action = true, true, files.Paths.Documents("")
	return []State{{"unsent", views.Unsent(page())}, {"unsent-left-framed", views.Unsent(files)}}
}
