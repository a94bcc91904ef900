package mail

import (
	"strings"

	"github.com/a-h/templ"

	"memberportal/i18n"
)

// DataChangeMail tells a member, at the address on record before, that data
// were changed through the portal. It names kinds of data, never the new values.
type DataChangeMail struct {
	Text         *i18n.Printer
	StudioName   string
	What         []string // of "email", "phone", "bank"
	State        DataChangeState
	When         string
	BrandColor   string // "#rrggbb"
	OnBrand      string
	ContactEmail string   // "" for none
	Mandate      *Mandate // a copy of the SEPA mandate that was given; nil for none
	Receipt      string   // address of the receipt, which opens its state; "" for none
}

// DataChangeState is how far a change has come.
type DataChangeState string

// The states.
const (
	DataChanged       DataChangeState = "changed"
	DataChangePending DataChangeState = "pending" // the studio checks it
	DataChangeUnclear DataChangeState = "unclear"
)

// Mandate is what a SEPA direct debit mandate says beside its fixed words.
type Mandate struct {
	Creditor, CreditorAddress, CreditorID string
	Payer, IBAN, BIC, Bank                string // the IBAN masked
	Place, Date                           string
}

// DataChange returns the three parts of the mail.
func DataChange(m DataChangeMail) (subject, text string, html templ.Component) {
	paragraphs := []string{m.intro() + "\n\n" + "- " + strings.Join(m.items(), "\n- "), m.Text.T("mail.change_yours"), m.alarm()}
	if m.Receipt != "" {
		paragraphs = append(paragraphs, m.Text.T("writemail.change_receipt")+"\n"+m.Receipt)
	}
	if m.Mandate != nil {
		copied := []string{m.Text.T("mail.mandate_title")}
		for _, p := range m.mandateWords() {
			copied = append(copied, "", p)
		}
		copied = append(copied, "")
		for _, r := range m.mandateRows() {
			copied = append(copied, r[0]+": "+r[1])
		}
		paragraphs = append(paragraphs, strings.Join(copied, "\n"))
	}
	paragraphs = append(paragraphs, "-- \n"+m.footer())
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", dataChange(m)
}

func (m DataChangeMail) look() look { return look{m.Text, m.StudioName, m.BrandColor, m.OnBrand} }

func (m DataChangeMail) subject() string {
	return m.Text.T("mail.change_subject", "studio", m.StudioName)
}

func (m DataChangeMail) footer() string {
	return m.Text.T("mail.change_footer", "studio", m.StudioName)
}

func (m DataChangeMail) intro() string {
	switch m.State {
	case DataChanged:
		return m.Text.T("mail.change_made", "studio", m.StudioName, "when", m.When)
	case DataChangePending:
		return m.Text.T("mail.change_pending", "studio", m.StudioName, "when", m.When)
	}
	return m.Text.T("mail.change_unclear", "studio", m.StudioName, "when", m.When)
}

func (m DataChangeMail) items() []string {
	names := map[string]string{"email": "mail.change_email", "phone": "mail.change_phone", "bank": "mail.change_bank"}
	var list []string
	for _, w := range m.What {
		if key, ok := names[w]; ok {
			list = append(list, m.Text.T(key))
		}
	}
	return list
}

func (m DataChangeMail) alarm() string {
	if m.ContactEmail == "" {
		return m.Text.T("mail.change_alarm", "studio", m.StudioName)
	}
	return m.Text.T("mail.change_alarm_at", "studio", m.StudioName, "email", m.ContactEmail)
}

func (m DataChangeMail) mandateWords() []string {
	return []string{m.Text.T("profile.sepa_authorise", "creditor", m.Mandate.Creditor), m.Text.T("profile.sepa_refund")}
}

// mandateRows are the terms of the mandate with their values.
func (m DataChangeMail) mandateRows() [][2]string {
	t, d := m.Text.T, m.Mandate
	var rows [][2]string
	for _, r := range [][2]string{
		{t("profile.sepa_creditor"), d.Creditor}, {t("profile.sepa_address"), d.CreditorAddress}, {t("profile.sepa_creditor_id"), d.CreditorID},
		{t("profile.sepa_reference"), t("profile.sepa_reference_later")}, {t("profile.sepa_kind"), t("profile.sepa_recurrent")},
		{t("profile.account_holder"), d.Payer}, {t("profile.iban"), d.IBAN}, {t("profile.bic"), d.BIC}, {t("profile.bank_name"), d.Bank},
		{t("profile.sepa_place"), d.Place}, {t("profile.sepa_date"), d.Date},
	} {
		if r[1] != "" {
			rows = append(rows, r)
		}
	}
	return rows
}
