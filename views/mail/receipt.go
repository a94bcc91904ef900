package mail

import (
	"strings"

	"github.com/a-h/templ"

	"memberportal/i18n"
)

// About is what a mail is about, which decides its words.
type About string

// What mails of this kind are about.
const (
	AboutCancellation About = "cancellation"
	AboutWithdrawal   About = "withdrawal"
	AboutPause        About = "pause"
	AboutPurchase     About = "purchase"
	AboutOther        About = "other" // a receipt of anything else
)

// Arrival is the moment something arrived, in words.
type Arrival struct{ Date, Time, Zone string }

// Line is one part of a declaration. A value may have several lines.
type Line struct{ Label, Value string }

// ReceiptMail confirms what arrived, and when, to the address that was typed. It says
// the same to whoever owns that address, member or not.
type ReceiptMail struct {
	Text         *i18n.Printer
	StudioName   string
	About        About
	Number       string
	Arrived      Arrival
	Ends         string // the wished end, a day in words; "" for the earliest possible, or where nothing ends
	Earliest     bool   // nothing was wished but an end
	Lines        []Line
	Link         string
	File         string // name of the attached file
	BrandColor   string // "#rrggbb"
	OnBrand      string
	ContactEmail string
}

// Receipt returns the three parts of the mail.
func Receipt(m ReceiptMail) (subject, text string, html templ.Component) {
	paragraphs := []string{m.intro()}
	if m.ends() != "" {
		paragraphs = append(paragraphs, m.ends())
	}
	paragraphs = append(paragraphs, m.kept().paragraphs(m.meaning())...)
	paragraphs = append(paragraphs, m.alarm(), "-- \n"+m.footer())
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", receipt(m)
}

func (m ReceiptMail) kept() kept {
	t := m.Text.T
	return kept{
		Text: m.Text, Look: m.look(), Number: m.Number, Content: t("declarationmail.receipt_content"), Lines: m.Lines,
		LinkLead: t("declarationmail.receipt_link_lead"), LinkButton: t("declarationmail.receipt_link_button"), Link: m.Link, File: m.File,
	}
}

func (m ReceiptMail) look() look { return look{m.Text, m.StudioName, m.BrandColor, m.OnBrand} }

func (m ReceiptMail) subject() string {
	switch m.About {
	case AboutCancellation:
		return m.Text.T("declarationmail.receipt_cancellation_subject", "studio", m.StudioName)
	case AboutWithdrawal:
		return m.Text.T("declarationmail.receipt_withdrawal_subject", "studio", m.StudioName)
	}
	return m.Text.T("declarationmail.receipt_other_subject", "studio", m.StudioName)
}

func (m ReceiptMail) heading() string {
	switch m.About {
	case AboutCancellation:
		return m.Text.T("declarationmail.receipt_cancellation_heading")
	case AboutWithdrawal:
		return m.Text.T("declarationmail.receipt_withdrawal_heading")
	}
	return m.Text.T("declarationmail.receipt_other_heading")
}

func (m ReceiptMail) intro() string {
	a := m.Arrived
	switch m.About {
	case AboutCancellation:
		return m.Text.T("declarationmail.receipt_cancellation_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
	case AboutWithdrawal:
		return m.Text.T("declarationmail.receipt_withdrawal_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
	}
	return m.Text.T("declarationmail.receipt_other_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
}

func (m ReceiptMail) ends() string { return endsText(m.Text, m.Ends, m.Earliest) }

// endsText is when a contract is wished to end, "" where nothing ends.
func endsText(text *i18n.Printer, day string, earliest bool) string {
	switch {
	case earliest:
		return text.T("declarationmail.receipt_ends_earliest")
	case day != "":
		return text.T("declarationmail.receipt_ends", "date", day)
	}
	return ""
}

func (m ReceiptMail) meaning() string {
	return m.Text.T("declarationmail.receipt_meaning", "studio", m.StudioName)
}

func (m ReceiptMail) alarm() string {
	return m.Text.T("declarationmail.receipt_alarm", "studio", m.StudioName, "email", m.ContactEmail)
}

func (m ReceiptMail) footer() string {
	return m.Text.T("declarationmail.receipt_footer", "studio", m.StudioName)
}
