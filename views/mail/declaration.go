package mail

import (
	"strings"

	"github.com/a-h/templ"

	"memberportal/i18n"
)

// Standing is how far a declaration has come.
type Standing string

// How far a member is told that it has come.
const (
	StandingHanded   Standing = "handed"
	StandingChecking Standing = "checking"
	StandingAccepted Standing = "accepted"
)

// DeclarationMail tells the member, at the address on record, that something was
// declared in their name, and how it stands.
type DeclarationMail struct {
	Text         *i18n.Printer
	StudioName   string
	About        About
	Number       string
	Arrived      Arrival
	Standing     Standing
	Ends         string // a day in words; "" while it is not known
	Link         string // opens the state: nobody else may have it
	BrandColor   string // "#rrggbb"
	OnBrand      string
	ContactEmail string
}

// Declaration returns the three parts of the mail.
func Declaration(m DeclarationMail) (subject, text string, html templ.Component) {
	t := m.Text.T
	paragraphs := []string{
		m.intro(), m.standing(), t("declarationmail.receipt_number") + ": " + m.Number, t("declarationmail.state_link_lead") + "\n" + m.Link,
		t("declarationmail.state_yours"), m.alarm(), "-- \n" + m.footer(),
	}
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", declarationState(m)
}

func (m DeclarationMail) look() look { return look{m.Text, m.StudioName, m.BrandColor, m.OnBrand} }

func (m DeclarationMail) subject() string {
	if m.About == AboutWithdrawal {
		return m.Text.T("declarationmail.state_withdrawal_subject", "studio", m.StudioName)
	}
	return m.Text.T("declarationmail.state_cancellation_subject", "studio", m.StudioName)
}

func (m DeclarationMail) heading() string {
	if m.About == AboutWithdrawal {
		return m.Text.T("declarationmail.state_withdrawal_heading")
	}
	return m.Text.T("declarationmail.state_cancellation_heading")
}

func (m DeclarationMail) intro() string {
	a := m.Arrived
	if m.About == AboutWithdrawal {
		return m.Text.T("declarationmail.state_withdrawal_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
	}
	return m.Text.T("declarationmail.state_cancellation_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone)
}

func (m DeclarationMail) standing() string {
	switch {
	case m.Standing == StandingAccepted && m.Ends != "":
		return m.Text.T("declarationmail.state_accepted_ends", "date", m.Ends)
	case m.Standing == StandingAccepted:
		return m.Text.T("declarationmail.state_accepted")
	case m.Standing == StandingChecking && m.Ends != "":
		return m.Text.T("declarationmail.state_checking_ends", "date", m.Ends)
	case m.Standing == StandingChecking:
		return m.Text.T("declarationmail.state_checking")
	}
	return m.Text.T("declarationmail.state_handed")
}

func (m DeclarationMail) alarm() string {
	return m.Text.T("declarationmail.state_alarm", "studio", m.StudioName, "email", m.ContactEmail)
}

func (m DeclarationMail) footer() string {
	return m.Text.T("declarationmail.state_footer", "studio", m.StudioName)
}

// HandedMail gives a declaration to the studio, whole, with what the portal found out.
type HandedMail struct {
	Text       *i18n.Printer // in the studio's language
	StudioName string
	About      About
	Number     string
	Arrived    Arrival
	Remarks    []Remark
	Signed     string // the signed text
	ReplyTo    string // "" where the address typed is none
	BrandColor string // "#rrggbb"
	OnBrand    string
}

// Handed returns the three parts of the mail. The subject names nobody.
func Handed(m HandedMail) (subject, text string, html templ.Component) {
	t := m.Text.T
	paragraphs := []string{m.intro()}
	if remarks := m.remarks(); len(remarks) > 0 {
		paragraphs = append(paragraphs, t("declarationmail.handed_remarks")+"\n\n- "+strings.Join(remarks, "\n- "))
	}
	paragraphs = append(paragraphs, m.reply(), t("declarationmail.handed_text")+"\n\n"+strings.TrimRight(m.Signed, "\n"), "-- \n"+m.footer())
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", handed(m)
}

func (m HandedMail) look() look { return look{m.Text, m.StudioName, m.BrandColor, m.OnBrand} }

func (m HandedMail) subject() string {
	if m.About == AboutWithdrawal {
		return m.Text.T("declarationmail.handed_withdrawal_subject", "number", m.Number)
	}
	return m.Text.T("declarationmail.handed_cancellation_subject", "number", m.Number)
}

func (m HandedMail) heading() string {
	if m.About == AboutWithdrawal {
		return m.Text.T("declarationmail.handed_withdrawal_heading")
	}
	return m.Text.T("declarationmail.handed_cancellation_heading")
}

func (m HandedMail) intro() string {
	a := m.Arrived
	return m.Text.T("declarationmail.handed_intro", "date", a.Date, "time", a.Time, "zone", a.Zone)
}

func (m HandedMail) reply() string {
	if m.ReplyTo == "" {
		return m.Text.T("declarationmail.handed_no_reply")
	}
	return m.Text.T("declarationmail.handed_reply", "email", m.ReplyTo)
}

func (m HandedMail) remarks() []string { return RemarkTexts(m.Text, m.Remarks) }

func (m HandedMail) footer() string {
	return m.Text.T("declarationmail.handed_footer", "studio", m.StudioName)
}

// RemarkTexts puts remarks into sentences.
func RemarkTexts(p *i18n.Printer, remarks []Remark) []string {
	var list []string
	for _, r := range remarks {
		if text := r.Text(p); text != "" {
			list = append(list, text)
		}
	}
	return list
}

// mostThread is how long a message may be, in characters: what members may write too.
const mostThread = 4000

// Thread is a declaration as a message among those of the member it was matched with.
func Thread(m HandedMail) (subject, content string) {
	a := m.Arrived
	subject = m.Text.T("declarationmail.thread_cancellation", "number", m.Number)
	if m.About == AboutWithdrawal {
		subject = m.Text.T("declarationmail.thread_withdrawal", "number", m.Number)
	}
	parts := []string{m.Text.T("declarationmail.thread_intro", "date", a.Date, "time", a.Time, "zone", a.Zone)}
	if remarks := m.remarks(); len(remarks) > 0 {
		parts = append(parts, "- "+strings.Join(remarks, "\n- "))
	}
	content = strings.Join(append(parts, strings.TrimRight(m.Signed, "\n")), "\n\n")
	if runes := []rune(content); len(runes) > mostThread {
		cut := "\n\n" + m.Text.T("declarationmail.thread_cut")
		content = string(runes[:mostThread-len([]rune(cut))]) + cut
	}
	return subject, content
}
