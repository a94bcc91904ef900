package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"memberportal/i18n"
	"memberportal/internal/config"
	"memberportal/internal/iban"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/components"
)

func maskIBAN(text string) string { return iban.Mask(text) }

// ownLoad is what the page of one kind is made of.
type ownLoad struct {
	data     ownData
	customer part[pgclient.Customer]          // of bank data and codes: where notice and code go
	studio   part[pgclient.StudioInformation] // address of the creditor on a SEPA mandate
	sepa     config.SEPA
	may      bool // the studio lets the portal change this kind
	fresh    bool
	country  string
	signing  string // address of the scripts of a page with a signature
}

func (l ownLoad) changeable() bool { return l.may && l.data.changeable() }

// mandated: a change of bank account comes with a SEPA mandate.
func (l ownLoad) mandated() bool { return l.data.kind == dataPayment && l.sepa.Creditor != "" }

func (c *Context) loadOwnData(kind dataKind) (ownLoad, error) {
	l := ownLoad{sepa: c.Studio.SEPA, may: c.Studio.May(kind.writes()), fresh: c.fresh(), country: c.Studio.Country, signing: c.script("sign")}
	load := c.newParts()
	need(load, &l.data, func(ctx context.Context) (ownData, error) {
		return readOwnData(ctx, c.API, c.Who.CustomerID, kind)
	})
	if posted := c.echo.Request().Method == http.MethodPost; posted && (kind == dataPayment || kind == dataContact) {
		want(load, &l.customer, func(ctx context.Context) (pgclient.Customer, error) {
			return c.API.GetCustomerById(ctx, c.Who.CustomerID)
		})
	}
	if kind == dataPayment && l.sepa.Creditor != "" {
		want(load, &l.studio, c.Studio.Information)
	}
	err := load.wait()
	c.note(l.studio.err)
	return l, err
}

// showOwnData shows one kind with the form for a change.
func showOwnData(c *Context, kind dataKind) error {
	l, err := c.loadOwnData(kind)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.OwnData(newOwnDataPage(c.page("", "profile"), c.today(), c.Who.CustomerID, l, l.data.now, nil)))
}

// newOwnDataPage shows what is on record, what waits, and the form filled with the
// values given.
func newOwnDataPage(base views.Page, today pgclient.Date, customerID int64, l ownLoad, filled values, errs []views.FieldError) views.OwnDataPage {
	text, d := base.Text, l.data
	p := views.OwnDataPage{Page: base, Heading: kindHeading(text, d.kind), Current: ownRows(text, d)}
	p.Title = p.Heading
	p.Errors = errs
	switch {
	case d.pending != nil:
		p.Pending = newPendingChange(base, d)
	case !l.changeable():
		p.Note = readOnlyNote(base)
	case d.kind == dataPayment && !l.fresh:
		p.Gate = &views.ProofGate{Action: base.Paths.SignInAgain(""), Next: base.Paths.ProfileData(string(d.kind))}
	default:
		if d.verified() {
			p.Note = &views.Notice{Tone: views.ToneInfo, Text: text.T("profile.will_check")}
		}
		p.Form = newOwnDataForm(p, today, customerID, l, filled)
		if p.Form.Sign != nil {
			p.Script = l.signing
		}
	}
	for i, e := range p.Errors { // an error leads to its field, where that is on the page
		if e.Field != "" && !hasField(p.Form, e.Field) {
			p.Errors[i].Field = ""
		}
	}
	return p
}

func hasField(f *views.OwnDataForm, field string) bool {
	if f == nil {
		return false
	}
	return f.Proof != nil && field == "code" || f.Sign != nil && field == "signature_name" || f.Mandate != nil && field == "place" ||
		slices.ContainsFunc(f.Controls, func(c views.Control) bool { return c.Name == field })
}

// readOnlyNote says whom to ask.
func readOnlyNote(base views.Page) *views.Notice {
	n := &views.Notice{Tone: views.ToneInfo, Text: base.Text.T("profile.read_only", "studio", base.Studio.Name)}
	if base.Studio.ContactEmail != "" {
		n.LinkText, n.LinkTo = base.Text.T("profile.write_studio"), "mailto:"+base.Studio.ContactEmail
	}
	return n
}

func newPendingChange(base views.Page, d ownData) *views.PendingChange {
	p := &views.PendingChange{}
	for _, name := range d.kind.changed(d.now, d.pending) {
		from, to := shownValue(base.Text, name, d.now[name]), shownValue(base.Text, name, d.pending[name])
		p.Rows = append(p.Rows, views.ChangedRow{Term: fieldLabel(base.Text, name), From: from, To: to})
	}
	if d.pendingID != 0 {
		p.WithdrawTo = base.Paths.WithdrawAmendment(d.pendingID)
	}
	return p
}

func newOwnDataForm(p views.OwnDataPage, today pgclient.Date, customerID int64, l ownLoad, filled values) *views.OwnDataForm {
	text, d := p.Text, l.data
	f := &views.OwnDataForm{
		Heading: text.T("profile.change_heading"), Action: p.Paths.ProfileData(string(d.kind)), Shown: d.shownPrint(customerID), Button: text.T("profile.save"),
	}
	if d.verified() {
		f.Button = text.T("profile.request")
	}
	if d.kind == dataPayment { // an account never comes back in a form
		filled = values{"accountHolder": filled["accountHolder"], "place": filled["place"]}
	}
	for _, name := range formFields(d, l.country, filled) {
		f.Controls = append(f.Controls, newControl(p.Page, name, filled[name]))
	}
	if l.mandated() {
		f.Mandate = newMandatePart(p.Page, today, l, filled["place"])
		f.Button = text.T("profile.give_mandate")
	}
	if d.kind == dataPayment && d.signed {
		f.Sign = &views.SignPart{Error: p.ErrorAt("signature_name")}
	}
	return f
}

// formFields are the fields that a form asks for: of an address those that everybody
// has, those usual in the studio's country, and those that hold something.
func formFields(d ownData, country string, filled values) []string {
	if d.kind != dataAddress {
		return d.kind.fields()
	}
	usual := append(map[string][]string{
		"GB": {"buildingName", "secondStreet"}, "IE": {"buildingName", "secondStreet"},
		"ES": {"streetType", "portal", "stairway", "floor", "door", "province"}, "PT": {"floor", "door"}, "IT": {"provinceCode"},
		"US": {"provinceCode"}, "CA": {"provinceCode"}, "BR": {"cityPart", "provinceCode"}, "CO": {"district", "province"}, "MX": {"district", "province"},
	}[country], "street", "houseNumber", "additionalAddressInformation", "zipCode", "city", "countryCode")
	var list []string
	for _, name := range d.kind.fields() {
		if slices.Contains(usual, name) || filled[name] != "" || d.now[name] != "" {
			list = append(list, name)
		}
	}
	return list
}

// newControl asks for one field.
func newControl(p views.Page, name, value string) views.Control {
	text := p.Text
	c := views.Control{Input: components.Input{
		Name: name, Label: fieldLabel(text, name), Value: value, Error: p.ErrorAt(name), MaxLength: strconv.Itoa(longest(name)),
		Autocomplete: map[string]string{
			"email": "email", "phonePrivateMobile": "tel", "phonePrivate": "off", "phoneBusiness": "off", "phoneBusinessMobile": "off",
			"street": "street-address", "zipCode": "postal-code", "city": "address-level2", "countryCode": "country-name",
			"firstName": "given-name", "lastName": "family-name", "dateOfBirth": "bday", "accountHolder": "name", "iban": "off", "bic": "off", "bankName": "off",
		}[name],
	}}
	switch name {
	case "email":
		c.Type, c.InputMode, c.Hint = "email", "email", text.T("profile.email_hint")
	case "phonePrivate", "phonePrivateMobile", "phoneBusiness", "phoneBusinessMobile":
		c.Type, c.InputMode = "tel", "tel"
	case "dateOfBirth":
		c.Type, c.MaxLength = "date", ""
	case "countryCode", "countryOfBirth":
		c.Value, c.Options = countryChoices(text, value, name == "countryOfBirth")
	case "customerTitle":
		c.Options = choicesOf(text, titles(), value)
	case "gender":
		c.Options, c.Radios = choicesOf(text, genders(), value), true
	case "iban":
		c.Hint = text.T("profile.iban_hint")
	case "bic":
		c.Hint = text.T("profile.bic_hint")
	case "accountHolder":
		c.Hint = text.T("profile.holder_hint")
	}
	return c
}

// choicesOf are the values with their words; one that this release does not know
// stays as it is, so that nobody changes it unknowingly.
func choicesOf(text *i18n.Printer, known []string, value string) []components.Choice {
	var list []components.Choice
	for _, v := range known {
		list = append(list, components.Choice{Value: v, Text: text.T(choiceKey(v))})
	}
	if value != "" && !slices.Contains(known, value) {
		list = append(list, components.Choice{Value: value, Text: value})
	}
	return list
}

func countryField(name string) bool { return name == "countryCode" || name == "countryOfBirth" }

// countryChoices are all countries, and which is chosen. They go by name: the codes of
// 250 of them would weigh as much as a third of any other page.
func countryChoices(text *i18n.Printer, code string, optional bool) (chosen string, list []components.Choice) {
	chosen = cmp.Or(text.CountryName(code), code)
	if optional || code == "" {
		list = append(list, components.Choice{Text: text.T("profile.choose_country")})
	}
	for _, country := range text.Countries() {
		list = append(list, components.Choice{Value: country.Name, Text: country.Name})
	}
	if code != "" && chosen == code {
		list = append(list, components.Choice{Value: code, Text: code})
	}
	return chosen, list
}

func newMandatePart(p views.Page, today pgclient.Date, l ownLoad, place string) *views.MandatePart {
	text := p.Text
	m := &views.MandatePart{Creditor: l.sepa.Creditor, Place: views.Control{Input: components.Input{
		Name: "place", Label: text.T("profile.sepa_place"), Value: place, Error: p.ErrorAt("place"), Autocomplete: "address-level2", MaxLength: "100",
	}}}
	for _, r := range []views.Row{
		{Term: text.T("profile.sepa_creditor"), Value: l.sepa.Creditor},
		{Term: text.T("profile.sepa_address"), Value: creditorAddress(l)},
		{Term: text.T("profile.sepa_creditor_id"), Value: l.sepa.CreditorID},
		{Term: text.T("profile.sepa_reference"), Value: text.T("profile.sepa_reference_later")},
		{Term: text.T("profile.sepa_kind"), Value: text.T("profile.sepa_recurrent")},
		{Term: text.T("profile.sepa_date"), Value: text.Date(today.In(text.Location()))},
	} {
		if r.Value != "" {
			m.Rows = append(m.Rows, r)
		}
	}
	return m
}

// creditorAddress is the studio's, "" where it could not be read.
func creditorAddress(l ownLoad) string {
	s := l.studio.value
	if s.Street == "" || s.City == "" {
		return ""
	}
	return cleaned(s.Street + " " + s.HouseNumber + ", " + s.Zip + " " + s.City)
}
