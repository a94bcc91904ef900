package gallery

import "memberportal/views"

func (g book) documentsPages() []State {
	var states []State
	for _, list := range [][]State{g.documents(), g.photo(), g.additional(), g.preferences()} {
		states = append(states, list...)
	}
	return states
}

const longGerman = "Einverständniserklärung der Erziehungsberechtigten zur Rehabilitationssportvereinbarung für Donaudampfschifffahrtsgesellschaftskapitäne.pdf"

func (g book) documents() []State {
	list := []views.Document{
		{To: "/nordlicht/profile/documents/71", Name: "Mitgliedsvertrag", Detail: "Vertrag-1002114.pdf", Kind: "PDF"},
		{To: "/nordlicht/profile/documents/72", Name: "Trainingsplan Frühjahr.pdf", Kind: "PDF"},
		{To: "/nordlicht/profile/documents/73", Name: "Studierendenausweis", Detail: "IMG_2031.jpg", Kind: "JPG"},
		{Name: g.text.T("documents.untitled")},
	}
	page := func(change func(*views.DocumentsPage), options ...option) views.DocumentsPage {
		p := views.DocumentsPage{Page: g.page(g.text.T("documents.title"), "profile", "/profile/documents", options...), Documents: list, Upload: true}
		change(&p)
		return p
	}
	as := func(*views.DocumentsPage) {}
	refused := errorsAt(views.FieldError{Field: "document", Text: g.text.T("documents.file_kind")})
	return []State{
		{"documents", views.Documents(page(as))},
		{"documents-empty", views.Documents(page(func(p *views.DocumentsPage) { p.Documents = nil }))},
		{"documents-first", views.Documents(page(func(p *views.DocumentsPage) { p.MoreTo = p.Paths.Documents("20") }))},
		{"documents-later", views.Documents(page(func(p *views.DocumentsPage) {
			p.FirstTo, p.MoreTo = p.Paths.Documents(""), p.Paths.Documents("40")
		}))},
		{"documents-sent", views.Documents(page(as, flash(views.Notice{Tone: views.ToneGood, Text: g.text.T("documents.uploaded")})))},
		{"documents-refused", views.Documents(page(func(p *views.DocumentsPage) { p.Description, p.Missing = "Studierendenausweis", true }, refused))},
		{"documents-only-list", views.Documents(page(func(p *views.DocumentsPage) { p.Upload = false }))},
		{"documents-only-upload", views.Documents(page(func(p *views.DocumentsPage) { p.ListHidden, p.Documents = true, nil }))},
		{"documents-long", views.Documents(page(func(p *views.DocumentsPage) {
			p.Documents = []views.Document{
				{To: "/nordlicht/profile/documents/74", Name: longGerman, Detail: longGerman, Kind: "PDF"},
				{To: "/nordlicht/profile/documents/75", Name: "وثيقة العضوية", Detail: "IMG_20260215_184502_0000000000000000000000000000000000000000000.heic", Kind: "HEIC"},
			}
		}))},
		{"documents-framed", views.Documents(page(func(p *views.DocumentsPage) {
			p.Documents = []views.Document{{To: p.Paths.Document(71), Name: "Mitgliedsvertrag", Detail: "Vertrag-1002114.pdf", Kind: "PDF"}}
		}, framed))},
	}
}

func (g book) photo() []State {
	page := func(change func(*views.PhotoPage), options ...option) views.PhotoPage {
		p := views.PhotoPage{Page: g.page(g.text.T("documents.photo_title"), "profile", "/profile/photo", options...), Has: true, Change: true}
		change(&p)
		return p
	}
	as := func(*views.PhotoPage) {}
	refused := errorsAt(views.FieldError{Field: "image", Text: g.text.T("documents.photo_small")})
	return []State{
		{"photo", views.Photo(page(as))},
		{"photo-none", views.Photo(page(func(p *views.PhotoPage) { p.Has = false }))},
		{"photo-saved", views.Photo(page(as, flash(views.Notice{Tone: views.ToneGood, Text: g.text.T("documents.photo_saved")})))},
		{"photo-refused", views.Photo(page(func(p *views.PhotoPage) { p.Missing, p.Whole = true, true }, refused))},
		{"photo-fixed", views.Photo(page(func(p *views.PhotoPage) { p.Change = false }))},
		{"photo-framed", views.Photo(page(as, framed))},
	}
}

func (g book) additional() []State {
	none := views.Option{Text: g.text.T("documents.fields_empty")}
	fields := []views.AdditionalField{
		{Kind: views.AdditionalYesNo, Name: "field-1", Label: "Fotos erlaubt", Value: "true", Options: []views.Option{{Value: "true", Text: g.text.T("documents.fields_yes")}, {Value: "false", Text: g.text.T("documents.fields_no")}, none}},
		{Kind: views.AdditionalDate, Name: "field-2", Label: "Letzter Gesundheitscheck", Value: "2026-04-15"},
		{Kind: views.AdditionalList, Name: "field-3", Label: "T-Shirt-Größe", Value: "32", Options: []views.Option{none, {Value: "31", Text: "S"}, {Value: "32", Text: "M"}, {Value: "33", Text: "L"}}},
		{Kind: views.AdditionalNumber, Name: "field-4", Label: "Spindnummer", Value: "117"},
		{Kind: views.AdditionalText, Name: "field-5", Label: "Notfallkontakt", Value: "+49 40 0000001"},
	}
	page := func(change func(*views.AdditionalPage), options ...option) views.AdditionalPage {
		p := views.AdditionalPage{Page: g.page(g.text.T("documents.fields_title"), "profile", "/profile/additional", options...), Fields: fields, Seen: "0a1b2c3d4e5f60718293a4b5c6d7e8f9"}
		change(&p)
		return p
	}
	as := func(*views.AdditionalPage) {}
	fixed := func(p *views.AdditionalPage) {
		p.Fields, p.Fixed = nil, []views.Row{{Term: "Fotos erlaubt", Value: g.text.T("documents.fields_yes")}, {Term: "Spindnummer", Value: "117"}}
	}
	refused := errorsAt(views.FieldError{Field: "field-1", Text: g.text.T("documents.fields_bad_choice")}, views.FieldError{Field: "field-2", Text: g.text.T("documents.fields_bad_date")},
		views.FieldError{Field: "field-3", Text: g.text.T("documents.fields_bad_choice")}, views.FieldError{Field: "field-4", Text: g.text.T("documents.fields_bad_number")})
	return []State{
		{"additional", views.Additional(page(as))},
		{"additional-none", views.Additional(page(func(p *views.AdditionalPage) { p.Fields = nil }))},
		{"additional-fixed", views.Additional(page(fixed))},
		{"additional-saved", views.Additional(page(as, flash(views.Notice{Tone: views.ToneGood, Text: g.text.T("documents.fields_saved")})))},
		{"additional-refused", views.Additional(page(as, refused))},
		{"additional-meanwhile", views.Additional(page(as, errorsAt(views.FieldError{Text: g.text.T("documents.changed_meanwhile")})))},
		{"additional-long", views.Additional(page(func(p *views.AdditionalPage) {
			p.Fields = []views.AdditionalField{{Kind: views.AdditionalLong, Name: "field-9", Label: "Rehabilitationssportvereinbarungsbeauftragtenansprechpartnerinnenbezeichnung", Value: longGerman}}
			p.Fixed = []views.Row{{Term: "Krankenversicherungsträgerzuordnung", Value: longGerman}}
		}))},
		{"additional-framed", views.Additional(page(as, framed))},
	}
}

func (g book) preferences() []State {
	t := g.text.T
	on := func(name string) views.Row { return views.Row{Term: name, Value: t("documents.pref_on")} }
	off := func(name string) views.Row { return views.Row{Term: name, Value: t("documents.pref_off")} }
	note := func(names ...string) string { return t("documents.pref_fixed", "channels", g.text.Join(names...)) }
	categories := []views.PreferenceCategory{
		{Heading: t("documents.category_contract"), Text: t("documents.category_contract_text"), Fixed: []views.Row{on(t("documents.channel_letter")), on(t("documents.channel_email"))}, FixedNote: note(t("documents.channel_letter"), t("documents.channel_email"))},
		{Heading: t("documents.category_general"), Text: t("documents.category_general_text"), Channels: []views.PreferenceChannel{
			{Name: "GENERAL-EMAIL", Label: t("documents.channel_email"), On: true}, {Name: "GENERAL-PHONE", Label: t("documents.channel_phone")},
		}, Fixed: []views.Row{off(t("documents.channel_fax"))}, FixedNote: note(t("documents.channel_fax"))},
		{Heading: t("documents.category_newsletter"), Text: t("documents.category_newsletter_text"), Channels: []views.PreferenceChannel{
			{Name: "NEWSLETTER-EMAIL", Label: t("documents.channel_email")}, {Name: "NEWSLETTER-LETTER", Label: t("documents.channel_letter")},
		}},
		{Heading: "Wellness tips", Channels: []views.PreferenceChannel{{Name: "WELLNESS_TIPS-PUSH", Label: "Push", On: true}}},
	}
	page := func(change func(*views.PreferencesPage), options ...option) views.PreferencesPage {
		p := views.PreferencesPage{Page: g.page(t("documents.pref_title"), "profile", "/profile/preferences", options...), Categories: categories, Change: true, Seen: "0a1b2c3d4e5f60718293a4b5c6d7e8f9"}
		change(&p)
		return p
	}
	as := func(*views.PreferencesPage) {}
	return []State{
		{"preferences", views.Preferences(page(as))},
		{"preferences-none", views.Preferences(page(func(p *views.PreferencesPage) { p.Categories, p.Change = nil, false }))},
		{"preferences-fixed", views.Preferences(page(func(p *views.PreferencesPage) { p.Categories, p.Change = categories[:1], false }))},
		{"preferences-saved", views.Preferences(page(as, flash(views.Notice{Tone: views.ToneGood, Text: t("documents.pref_saved")})))},
		{"preferences-partly", views.Preferences(page(as, flash(views.Notice{Tone: views.ToneWarn, Text: t("documents.pref_partly")})))},
		{"preferences-meanwhile", views.Preferences(page(as, errorsAt(views.FieldError{Text: t("documents.changed_meanwhile")})))},
		{"preferences-framed", views.Preferences(page(as, framed))},
	}
}
