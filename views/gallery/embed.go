package gallery

import "memberportal/views"

// embedPages are for those who make the studio's website, and what it leads to.
func (g book) embedPages() []State {
	t := g.text.T
	page := func(o ...option) views.EmbedPage {
		p := views.EmbedPage{
			Page:    g.page(t("embed.title"), "", "/embed", append([]option{stranger}, o...)...),
			Origins: []string{"https://www.nordlicht.example", "https://nordlicht.example"},
			Config:  "embed:\n  origins:\n    - https://www.example.com",
			Pages:   []views.EmbedOption{{Value: "/", Text: t("common.nav_home")}, {Value: "/classes", Text: t("common.nav_classes"), Selected: true}},
			Speech:  []views.EmbedOption{{Text: t("embed.lang_auto"), Selected: true}, {Value: "de", Text: "Deutsch"}},
			Themes:  []views.EmbedOption{{Text: t("embed.theme_auto"), Selected: true}, {Value: "dark", Text: t("embed.theme_dark")}},
			Lines: `<div data-portal="https://members.example.com/nordlicht" data-path="/classes" data-color="#0b6e4f"><a href="https://members.example.com/nordlicht/classes">` + t("embed.open") + "</a></div>\n" +
				`<script async src="https://members.example.com/embed.js"></script>`,
			Pinned: `<script async src="https://members.example.com/embed.b21vGMwYkAG2.js" integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC" crossorigin="anonymous"></script>`,
			Plain:  `<iframe src="https://members.example.com/nordlicht/classes?embed=1" title="` + t("embed.portal") + `"></iframe>`,
			Live: views.EmbedLive{
				Portal: "https://members.example.com/nordlicht", Path: "/classes", Color: "#0b6e4f", To: "https://members.example.com/nordlicht/classes?embed=1",
			},
		}
		return p
	}
	nowhere := page()
	nowhere.Origins = nil
	wrong := page(errorsAt(views.FieldError{Field: "key", Text: t("embed.key_wrong")}, views.FieldError{Field: "offset", Text: t("embed.number_wrong")}))
	wrong.Looks = []views.EmbedOption{{Text: "Nordlicht Fitness"}, {Value: "summer", Text: "summer", Selected: true}}
	wrong.Live.Brand = "summer"
	wrong.Key, wrong.Offset, wrong.MinHeight, wrong.NoBook = `"><script>`, "-1", "600", true
	wrong.Live.NoBook, wrong.Live.MinHeight, wrong.Live.Lang, wrong.Live.Theme = "1", "600", "de", "dark"
	return []State{
		{"embed", views.Embed(page())},
		{"embed-nowhere", views.Embed(nowhere)},
		{"embed-wrong", views.Embed(wrong)},
	}
}
