package handlers

import (
	"context"
	"net/http"

	"memberportal/i18n"
	"memberportal/pgclient"
	"memberportal/views"
)

// profileRoutes are own data and its changes.
func profileRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	routes := []route{
		{get, "/signin/again", true, showSignInAgain, ""},
		{post, "/signin/again", true, signInAgain, ""},
		{get, "/profile", true, showProfile, ""},
	}
	for _, kind := range dataKinds() {
		routes = append(routes,
			route{get, "/profile/" + string(kind), true, func(c *Context) error { return showOwnData(c, kind) }, ""},
			route{post, "/profile/" + string(kind), true, func(c *Context) error { return changeOwnData(c, kind) }, ""},
		)
	}
	return append(routes, route{post, "/profile/amendments/:amendmentID/withdraw", true, withdrawAmendment, ""})
}

// profileKinds are the writes of these pages, by action.
func profileKinds() map[string]kind {
	return map[string]kind{
		actionChangeData:        {lookFor(changeLook), tellDataChange},
		actionWithdrawAmendment: {lookFor(withdrawLook), tellWithdrawal},
	}
}

// profileSayings are their messages.
func profileSayings() map[string]saying {
	return map[string]saying{
		"data_" + dataChanged:        {views.ToneGood, "", "profile.said_changed"},
		"data_" + dataPending:        {views.ToneInfo, "", "profile.said_pending"},
		"amendment_" + dataWithdrawn: {views.ToneGood, "", "profile.said_withdrawn"},
		"amendment_" + dataChanged:   {views.ToneInfo, "", "profile.said_applied"},
		"amendment_" + dataOver:      {views.ToneInfo, "", "profile.said_over"},
	}
}

// showProfile is the overview: four reads at the same time, each of which may be missing.
func showProfile(c *Context) error {
	var list [4]part[ownData]
	load := c.newParts()
	for i, kind := range dataKinds() {
		want(load, &list[i], func(ctx context.Context) (ownData, error) {
			return readOwnData(ctx, c.API, c.Who.CustomerID, kind)
		})
	}
	_ = load.wait() // every part of this page can be missing
	missing, hidden := 0, 0
	for _, p := range list {
		c.note(p.err)
		if p.missing() {
			missing++
		}
		if p.hidden() {
			hidden++
		}
	}
	if missing+hidden == len(list) {
		for _, p := range list {
			if p.missing() {
				return p.err
			}
		}
		return list[0].err
	}
	page := newProfilePage(c.page(c.Text.T("profile.title"), "profile"), c.Studio.May, list)
	page.More = documentsLinks(page.Page, c.Studio)
	return c.Render(http.StatusOK, views.OwnDataOverview(page))
}

// newProfilePage shows the parts that are there. may tells of operations whether
// the studio lets the portal use them.
func newProfilePage(base views.Page, may func(...string) bool, list [4]part[ownData]) views.ProfilePage {
	p := views.ProfilePage{Page: base}
	for i, kind := range dataKinds() {
		own := list[i]
		if own.hidden() {
			continue
		}
		heading := kindHeading(base.Text, kind)
		s := views.ProfileSection{Heading: heading}
		if own.missing() {
			s.Missing = base.Text.T("profile.part_missing")
			p.Sections = append(p.Sections, s)
			continue
		}
		s.To, s.ToText = base.Paths.ProfileData(string(kind)), base.Text.T("profile.change")
		switch {
		case own.value.pending != nil:
			s.State = views.Chip{Tone: views.ToneInfo, Text: base.Text.T("profile.pending")}
			s.ToText = base.Text.T("profile.look")
		case !own.value.changeable() || !may(kind.writes()):
			s.ToText = base.Text.T("profile.look")
		}
		s.ToLabel = s.ToText + ": " + heading
		if s.Rows = ownRows(base.Text, own.value); len(s.Rows) == 0 {
			s.Rows = []views.Row{{Term: heading, Value: base.Text.T("profile.empty")}}
		}
		p.Sections = append(p.Sections, s)
	}
	return p
}

func kindHeading(text *i18n.Printer, kind dataKind) string {
	return text.T(map[dataKind]string{
		dataContact: "profile.contact", dataAddress: "profile.address", dataMaster: "profile.master", dataPayment: "profile.payment",
	}[kind])
}

// fieldLabel names a field.
func fieldLabel(text *i18n.Printer, field string) string {
	return text.T(map[string]string{
		"email": "profile.email", "phonePrivate": "profile.phone_private", "phonePrivateMobile": "profile.phone_mobile",
		"phoneBusiness": "profile.phone_business", "phoneBusinessMobile": "profile.phone_business_mobile",
		"street": "profile.street", "houseNumber": "profile.house_number", "zipCode": "profile.zip", "city": "profile.city",
		"countryCode": "profile.country", "province": "profile.province", "provinceCode": "profile.province_code",
		"secondStreet": "profile.second_street", "cityPart": "profile.city_part", "district": "profile.district",
		"streetType": "profile.street_type", "streetBlock": "profile.street_block", "portal": "profile.portal", "stairway": "profile.stairway",
		"door": "profile.door", "additionalAddressInformation": "profile.additional", "floor": "profile.floor", "buildingName": "profile.building",
		"firstName": "profile.first_name", "lastName": "profile.last_name", "gender": "profile.gender", "dateOfBirth": "profile.birth",
		"countryOfBirth": "profile.country_of_birth", "customerTitle": "profile.customer_title",
		"accountHolder": "profile.account_holder", "iban": "profile.iban", "bic": "profile.bic", "bankName": "profile.bank_name",
	}[field])
}

// ownRows are the fields on record that say something.
func ownRows(text *i18n.Printer, d ownData) []views.Row {
	var list []views.Row
	for _, name := range d.kind.fields() {
		if value := shownValue(text, name, d.now[name]); value != "" && (name != "customerTitle" || d.now[name] != string(pgclient.CustomerTitleNone)) {
			list = append(list, views.Row{Term: fieldLabel(text, name), Value: value})
		}
	}
	return list
}

// shownValue is a value as people read it. A value that this release does not know
// is shown as it is.
func shownValue(text *i18n.Printer, field, value string) string {
	if value == "" {
		return ""
	}
	switch field {
	case "iban":
		return maskIBAN(value)
	case "countryCode", "countryOfBirth":
		if name := text.CountryName(value); name != "" {
			return name
		}
	case "dateOfBirth":
		if d, err := pgclient.ParseDate(value); err == nil {
			return text.Date(d.In(text.Location()))
		}
	case "gender", "customerTitle":
		if key := choiceKey(value); key != "" {
			return text.T(key)
		}
	}
	return value
}

// choiceKey is the text of a gender or an academic title.
func choiceKey(value string) string {
	return map[string]string{
		string(pgclient.GenderFemale): "profile.female", string(pgclient.GenderMale): "profile.male", string(pgclient.GenderUnisex): "profile.unisex",
		string(pgclient.CustomerTitleNone): "profile.title_none", string(pgclient.CustomerTitleDr): "profile.title_dr",
		string(pgclient.CustomerTitleProf): "profile.title_prof",
	}[value]
}
