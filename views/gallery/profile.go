package gallery

import (
	"strconv"

	"memberportal/views"
	"memberportal/views/components"
)

func (g book) profilePages() []State {
	t := g.text.T
	own := func(key, path string, o ...option) views.OwnDataPage {
		return views.OwnDataPage{Page: g.page(t(key), "profile", "/profile/"+path, o...), Heading: t(key)}
	}
	contactRows := []views.Row{{Term: t("profile.email"), Value: "jana.maier@example.com"}, {Term: t("profile.phone_mobile"), Value: "+49 1555 1234567"}}
	bankRows := []views.Row{
		{Term: t("profile.account_holder"), Value: "Jana Maier"}, {Term: t("profile.iban"), Value: "DE89 •••• 3000"},
		{Term: t("profile.bic"), Value: "COBADEFFXXX"}, {Term: t("profile.bank_name"), Value: "Commerzbank"},
	}
	field := func(p views.Page, name, key, value string) views.Control {
		return views.Control{Input: components.Input{Name: name, Label: t(key), Value: value, Error: p.ErrorAt(name), MaxLength: "100"}}
	}
	contactForm := func(p views.Page, email, phone string) *views.OwnDataForm {
		mail := field(p, "email", "profile.email", email)
		mail.Type, mail.Autocomplete, mail.InputMode, mail.Hint = "email", "email", "email", t("profile.email_hint")
		return &views.OwnDataForm{
			Heading: t("profile.change_heading"), Action: p.Paths.ProfileData("contact"), Shown: "q83vEjRWeJASNFZ4", Button: t("profile.save"),
			Controls: []views.Control{
				mail, field(p, "phonePrivateMobile", "profile.phone_mobile", phone), field(p, "phonePrivate", "profile.phone_private", ""),
				field(p, "phoneBusinessMobile", "profile.phone_business_mobile", ""), field(p, "phoneBusiness", "profile.phone_business", ""),
			},
		}
	}

	contact := own("profile.contact", "contact")
	contact.Current, contact.Form = contactRows, contactForm(contact.Page, "jana.maier@example.com", "+49 1555 1234567")

	wrong := own("profile.contact", "contact", errorsAt(
		views.FieldError{Field: "email", Text: t("signin.email_invalid")}, views.FieldError{Field: "phonePrivateMobile", Text: t("profile.phone_invalid")},
	))
	wrong.Current, wrong.Form = contactRows, contactForm(wrong.Page, "jana@", "12")
	wrong.Note = &views.Notice{Tone: views.ToneInfo, Text: t("profile.will_check")}
	wrong.Form.Button = t("profile.request")

	proof := own("profile.contact", "contact", errorsAt(views.FieldError{Field: "code", Text: t("profile.code_needed")}))
	proof.Current, proof.Form = contactRows, contactForm(proof.Page, "jana.neu@example.com", "+49 1555 1234567")
	proof.Form.Proof = &views.ProofPart{Address: "j•••@example.com", Error: t("profile.code_needed")}

	pending := own("profile.contact", "contact", flash(views.Notice{Tone: views.ToneInfo, Text: t("profile.said_pending")}))
	pending.Current = contactRows
	pending.Pending = &views.PendingChange{WithdrawTo: pending.Paths.WithdrawAmendment(4000117), Rows: []views.ChangedRow{
		{Term: t("profile.email"), From: "jana.maier@example.com", To: "maximiliane.friederike.oberhuber-schwarzenbergerhofstetter@donaudampfschifffahrt.example"},
		{Term: t("profile.phone_business"), From: "", To: "+49 40 428380"}, {Term: t("profile.phone_mobile"), From: "+49 1555 1234567", To: ""},
	}}

	fixed := own("profile.contact", "contact")
	fixed.Note = &views.Notice{Tone: views.ToneInfo, Text: t("profile.read_only", "studio", "Nordlicht Fitness"), LinkText: t("profile.write_studio"), LinkTo: "mailto:team@nordlicht.example"}

	address := own("profile.address", "address", framed)
	address.Current = []views.Row{
		{Term: t("profile.street"), Value: "Straße der Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik"}, {Term: t("profile.house_number"), Value: "12 b"},
		{Term: t("profile.zip"), Value: "20095"}, {Term: t("profile.city"), Value: "Hamburg"}, {Term: t("profile.country"), Value: g.text.CountryName("DE")},
	}
	country := field(address.Page, "countryCode", "profile.country", g.text.CountryName("DE"))
	country.Autocomplete = "country-name"
	for _, c := range g.text.Countries() {
		country.Options = append(country.Options, components.Choice{Value: c.Name, Text: c.Name})
	}
	address.Form = &views.OwnDataForm{
		Heading: t("profile.change_heading"), Action: address.Paths.ProfileData("address"), Shown: "q83vEjRWeJASNFZ4", Button: t("profile.save"),
		Controls: []views.Control{
			field(address.Page, "street", "profile.street", address.Current[0].Value), field(address.Page, "houseNumber", "profile.house_number", "12 b"),
			field(address.Page, "additionalAddressInformation", "profile.additional", ""), field(address.Page, "zipCode", "profile.zip", "20095"),
			field(address.Page, "city", "profile.city", "Hamburg"), country,
		},
	}

	master := own("profile.master", "master")
	master.Current = []views.Row{{Term: t("profile.first_name"), Value: "نور"}, {Term: t("profile.last_name"), Value: "الهدى"}, {Term: t("profile.birth"), Value: g.text.Date(g.at(12, 0).AddDate(-31, 2, 5))}}
	master.Note = &views.Notice{Tone: views.ToneInfo, Text: t("profile.will_check")}
	title := field(master.Page, "customerTitle", "profile.customer_title", "NONE")
	title.Options = []components.Choice{{Value: "NONE", Text: t("profile.title_none")}, {Value: "DR", Text: t("profile.title_dr")}, {Value: "PROF", Text: t("profile.title_prof")}}
	gender := field(master.Page, "gender", "profile.gender", "FEMALE")
	gender.Radios, gender.Options = true, []components.Choice{
		{Value: "FEMALE", Text: t("profile.female")}, {Value: "MALE", Text: t("profile.male")}, {Value: "UNISEX", Text: t("profile.unisex")},
	}
	born := field(master.Page, "dateOfBirth", "profile.birth", "1996-01-31")
	born.Type, born.Autocomplete, born.MaxLength = "date", "bday", ""
	master.Form = &views.OwnDataForm{
		Heading: t("profile.change_heading"), Action: master.Paths.ProfileData("master"), Shown: "q83vEjRWeJASNFZ4", Button: t("profile.request"),
		Controls: []views.Control{title, field(master.Page, "firstName", "profile.first_name", "نور"), field(master.Page, "lastName", "profile.last_name", "الهدى"), born, gender},
	}

	gate := own("profile.payment", "payment")
	gate.Current = bankRows
	gate.Gate = &views.ProofGate{Action: gate.Paths.SignInAgain(""), Next: gate.Paths.ProfileData("payment")}

	bank := func(o ...option) views.OwnDataPage {
		p := own("profile.payment", "payment", o...)
		p.Current = bankRows
		iban, bic, holder := field(p.Page, "iban", "profile.iban", ""), field(p.Page, "bic", "profile.bic", ""), field(p.Page, "accountHolder", "profile.account_holder", "Jana Maier")
		iban.Hint, bic.Hint, holder.Hint = t("profile.iban_hint"), t("profile.bic_hint"), t("profile.holder_hint")
		p.Form = &views.OwnDataForm{
			Heading: t("profile.change_heading"), Action: p.Paths.ProfileData("payment"), Shown: "q83vEjRWeJASNFZ4", Button: t("profile.give_mandate"),
			Controls: []views.Control{holder, iban, bic, field(p.Page, "bankName", "profile.bank_name", "")},
			Mandate: &views.MandatePart{
				Creditor: "Nordlicht Fitness GmbH", Place: field(p.Page, "place", "profile.sepa_place", ""),
				Rows: []views.Row{
					{Term: t("profile.sepa_creditor"), Value: "Nordlicht Fitness GmbH"}, {Term: t("profile.sepa_address"), Value: "Hafenstraße 1, 20457 Hamburg"},
					{Term: t("profile.sepa_creditor_id"), Value: "DE98ZZZ09999999999"}, {Term: t("profile.sepa_reference"), Value: t("profile.sepa_reference_later")},
					{Term: t("profile.sepa_kind"), Value: t("profile.sepa_recurrent")}, {Term: t("profile.sepa_date"), Value: g.text.Date(g.at(12, 0))},
				},
			},
			Sign: &views.SignPart{Error: p.ErrorAt("signature_name")},
		}
		p.Script = "/static/portal-sign.1a2b3c4d.js"
		return p
	}
	bankWrong := bank(errorsAt(
		views.FieldError{Field: "iban", Text: t("profile.iban_checksum")}, views.FieldError{Field: "place", Text: t("profile.place_missing")},
		views.FieldError{Field: "signature_name", Text: t("profile.sign_missing")},
	))
	bankWrong.Note = &views.Notice{Tone: views.ToneInfo, Text: t("profile.bank_again")}
	bankTyped := bank(errorsAt(views.FieldError{Field: "iban", Text: t("profile.iban_checksum")}))
	bankTyped.Form.Sign.Typed, bankTyped.Current = "Jana Maier", nil
	bankPending := own("profile.payment", "payment", framed)
	bankPending.Current = bankRows
	bankPending.Pending = &views.PendingChange{Rows: []views.ChangedRow{
		{Term: t("profile.account_holder"), From: "Jana Maier", To: longName}, {Term: t("profile.iban"), From: "DE89 •••• 3000", To: "PL27 •••• 0000"},
	}}

	again := func(o ...option) views.SignInAgainPage {
		p := g.page(t("profile.gate_heading"), "profile", "/signin/again", o...)
		return views.SignInAgainPage{Page: p, Next: p.Paths.ProfileData("payment"), BackTo: p.Paths.ProfileData("payment"), Digits: 8}
	}
	sent := again()
	sent.Sent, sent.Address, sent.ResendIn = true, "j•••@example.com", 42
	sentWrong := again(errorsAt(views.FieldError{Field: "code", Text: g.text.N("signin.code_wrong", 2)}))
	sentWrong.Sent, sentWrong.Address, sentWrong.Digits, sentWrong.MailSlow = true, "j•••@example.com", 12, true
	sentAlready := sent
	sentAlready.AlreadySent, sentAlready.ResendIn = true, 1
	nowhere := again(framed)
	nowhere.NoAddress = true

	return []State{
		{"own-data", views.OwnDataOverview(g.profile(contactRows, bankRows, false))},
		{"own-data-trouble", views.OwnDataOverview(g.profile(contactRows, bankRows, true, framed))},
		{"own-data-contact", views.OwnData(contact)},
		{"own-data-contact-error", views.OwnData(wrong)},
		{"own-data-contact-proof", views.OwnData(proof)},
		{"own-data-contact-pending", views.OwnData(pending)},
		{"own-data-contact-read", views.OwnData(fixed)},
		{"own-data-address", views.OwnData(address)},
		{"own-data-master", views.OwnData(master)},
		{"own-data-payment", views.OwnData(bank())},
		{"own-data-payment-error", views.OwnData(bankWrong)},
		{"own-data-payment-typed", views.OwnData(bankTyped)},
		{"own-data-payment-pending", views.OwnData(bankPending)},
		{"own-data-payment-gate", views.OwnData(gate)},
		{"signin-again", views.SignInAgain(again())},
		{"signin-again-sent", views.SignInAgain(sent)},
		{"signin-again-already", views.SignInAgain(sentAlready)},
		{"signin-again-wrong", views.SignInAgain(sentWrong)},
		{"signin-again-no-address", views.SignInAgain(nowhere)},
	}
}

// profile is the overview; in trouble one part waits, one is missing, one is empty.
func (g book) profile(contact, bank []views.Row, trouble bool, o ...option) views.ProfilePage {
	t := g.text.T
	p := views.ProfilePage{Page: g.page(t("profile.title"), "profile", "/profile", o...)}
	sections := []struct {
		key, path string
		rows      []views.Row
	}{
		{"profile.contact", "contact", contact},
		{"profile.address", "address", []views.Row{
			{Term: t("profile.street"), Value: "Lindenallee"}, {Term: t("profile.house_number"), Value: strconv.Itoa(12)}, {Term: t("profile.zip"), Value: "20095"},
			{Term: t("profile.city"), Value: "Hamburg"}, {Term: t("profile.country"), Value: g.text.CountryName("DE")},
		}},
		{"profile.master", "master", []views.Row{{Term: t("profile.first_name"), Value: "Jana"}, {Term: t("profile.last_name"), Value: "Maier"}, {Term: t("profile.gender"), Value: t("profile.female")}}},
		{"profile.payment", "payment", bank},
	}
	for _, s := range sections {
		p.Sections = append(p.Sections, views.ProfileSection{
			Heading: t(s.key), Rows: s.rows, To: p.Paths.ProfileData(s.path), ToText: t("profile.change"), ToLabel: t("profile.change") + ": " + t(s.key),
		})
	}
	if !trouble {
		p.More = []views.ProfileLink{
			{Heading: t("documents.title"), Text: t("documents.summary"), To: p.Paths.Documents("")},
			{Heading: t("documents.photo_title"), Text: t("documents.photo_summary"), To: p.Paths.Photo()},
			{Heading: t("documents.fields_title"), Text: t("documents.fields_summary"), To: p.Paths.Additional()},
			{Heading: t("documents.pref_title"), Text: t("documents.pref_summary"), To: p.Paths.Preferences()},
		}
		return p
	}
	p.Sections[0].State, p.Sections[0].ToText, p.Sections[0].ToLabel = views.Chip{Tone: views.ToneInfo, Text: t("profile.pending")}, t("profile.look"), t("profile.look")+": "+t("profile.contact")
	p.Sections[1] = views.ProfileSection{Heading: t("profile.address"), Missing: t("profile.part_missing")}
	p.Sections[3].Rows = []views.Row{{Term: t("profile.payment"), Value: t("profile.empty")}}
	p.More = []views.ProfileLink{{Heading: "Fotografie", Text: "Donaudampfschifffahrtsgesellschaftskapitänsmütze", To: p.Paths.Profile()}}
	return p
}
