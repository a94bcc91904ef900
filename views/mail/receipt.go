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
	t := m.Text.T
	paragraphs := []string{m.intro()}
	if m.ends() != "" {
		paragraphs = append(paragraphs, m.ends())
	}
	paragraphs = append(paragraphs, t("declarationmail.receipt_number")+": "+m.Number, t("declarationmail.receipt_content")+"\n\n"+plainLines(m.Lines),
		m.meaning(), t("declarationmail.receipt_link_lead")+"\n"+m.Link, m.file(), m.alarm(), "-- \n"+m.footer())
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", receipt(m)
}

// plainLines are the parts of a declaration for the text part; every line of a value is
// set in, so that none passes for a label.
func plainLines(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.Label + ":\n    " + strings.ReplaceAll(l.Value, "\n", "\n    ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
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

func (m ReceiptMail) ends() string {
	switch {
	case m.Earliest:
		return m.Text.T("declarationmail.receipt_ends_earliest")
	case m.Ends != "":
		return m.Text.T("declarationmail.receipt_ends", "date", m.Ends)
	}
	return ""
}

func (m ReceiptMail) meaning() string {
	return m.Text.T("declarationmail.receipt_meaning", "studio", m.StudioName)
}

func (m ReceiptMail) file() string { return m.Text.T("declarationmail.receipt_file", "file", m.File) }

func (m ReceiptMail) alarm() string {
	return m.Text.T("declarationmail.receipt_alarm", "studio", m.StudioName, "email", m.ContactEmail)
}

func (m ReceiptMail) footer() string {
	return m.Text.T("declarationmail.receipt_footer", "studio", m.StudioName)
}
