package mail

import (
	"strings"

	"github.com/a-h/templ"

	"memberportal/i18n"
)

// Outcome is what has become of a write.
type Outcome string

// The outcomes that a mail tells of; what was refused has none.
const (
	OutcomeRecorded  Outcome = "recorded"
	OutcomeRequested Outcome = "requested" // the studio still has to confirm it
	OutcomeUnclear   Outcome = "unclear"   // sent, and reading back did not tell
)

// WriteMail brings the receipt of what somebody did who was signed in, to the address on
// record, and says exactly what has become of it.
type WriteMail struct {
	Text         *i18n.Printer
	StudioName   string
	About        About
	Outcome      Outcome
	Number       string
	Arrived      Arrival
	Ends         string // the wished end, a day in words; "" where nothing ends
	Lines        []Line
	Link         string // opens the state: nobody else may have it
	File         string // name of the attached file
	Notice       Notice // about going back from an order; for orders alone
	BrandColor   string // "#rrggbb"
	OnBrand      string
	ContactEmail string
}

// Write returns the three parts of the mail.
func Write(m WriteMail) (subject, text string, html templ.Component) {
	paragraphs := []string{m.intro(), m.outcome()}
	if m.ends() != "" {
		paragraphs = append(paragraphs, m.ends())
	}
	paragraphs = append(paragraphs, m.kept().paragraphs()...)
	paragraphs = append(paragraphs, m.alarm())
	if m.About == AboutPurchase {
		paragraphs = append(paragraphs, m.Notice.paragraphs()...)
	}
	paragraphs = append(paragraphs, "-- \n"+m.footer())
	return m.words().subject, strings.Join(paragraphs, "\n\n") + "\n", write(m)
}

// writeWords are the words for one kind of write.
type writeWords struct{ subject, heading, content, recorded, requested, unclear string }

func (m WriteMail) words() writeWords {
	t, studio := m.Text.T, m.StudioName
	switch m.About {
	case AboutCancellation:
		return writeWords{
			t("writemail.cancellation_subject", "studio", studio), t("writemail.cancellation_heading"), t("declarationmail.receipt_content"),
			t("writemail.cancellation_recorded"), t("writemail.cancellation_requested"), t("writemail.cancellation_unclear"),
		}
	case AboutPause:
		return writeWords{
			t("writemail.pause_subject", "studio", studio), t("writemail.pause_heading"), t("declarationmail.receipt_content"),
			t("writemail.pause_recorded"), t("writemail.pause_requested"), t("writemail.pause_unclear"),
		}
	case AboutPurchase:
		return writeWords{
			t("writemail.purchase_subject", "studio", studio), t("writemail.purchase_heading"), t("writemail.purchase_content"),
			t("writemail.purchase_recorded"), t("writemail.purchase_requested"), t("writemail.purchase_unclear"),
		}
	}
	return writeWords{
		t("declarationmail.receipt_other_subject", "studio", studio), t("declarationmail.receipt_other_heading"), t("declarationmail.receipt_content"),
		t("writemail.other_recorded"), t("writemail.other_requested"), t("writemail.other_unclear"),
	}
}

func (m WriteMail) intro() string {
	a := m.Arrived
	switch m.About {
	case AboutCancellation:
		return m.Text.T("writemail.cancellation_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
	case AboutPause:
		return m.Text.T("writemail.pause_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
	case AboutPurchase:
		return m.Text.T("writemail.purchase_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
	}
	return m.Text.T("declarationmail.receipt_other_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
}

func (m WriteMail) outcome() string {
	switch m.Outcome {
	case OutcomeRecorded:
		return m.words().recorded
	case OutcomeRequested:
		return m.words().requested
	}
	return m.words().unclear
}

func (m WriteMail) ends() string { return endsText(m.Text, m.Ends, false) }

func (m WriteMail) kept() kept {
	t := m.Text.T
	return kept{
		Text: m.Text, Look: m.look(), Number: m.Number, Content: m.words().content, Lines: m.Lines,
		LinkLead: t("declarationmail.state_link_lead"), LinkButton: t("declarationmail.state_link_button"), Link: m.Link, File: m.File,
	}
}

func (m WriteMail) look() look { return look{m.Text, m.StudioName, m.BrandColor, m.OnBrand} }

func (m WriteMail) alarm() string {
	return m.Text.T("writemail.alarm", "studio", m.StudioName, "email", m.ContactEmail)
}

func (m WriteMail) footer() string {
	return m.Text.T("declarationmail.state_footer", "studio", m.StudioName)
}
