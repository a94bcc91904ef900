// Package mail holds the mails: a text and an HTML part each, in the member's
// language and the studio's colour. A mail loads nothing from anywhere.
package mail

import (
	"strings"

	"github.com/a-h/templ"

	"memberportal/i18n"
)

// SignInMail carries the code of a sign-in and, unless it was started inside
// a frame, the link.
type SignInMail struct {
	Text         *i18n.Printer
	StudioName   string
	Code         string // in groups of four: "1234 5678"
	Link         string // "" when started in a frame: the link would open another cookie jar
	Minutes      int    // how long the code is valid from now
	BrandColor   string // "#rrggbb"
	OnBrand      string // "#rrggbb", readable on BrandColor
	ContactEmail string // "" for none
	Confirm      bool   // asked for by somebody signed in, before a delicate change
}

// SignIn returns the three parts of the sign-in mail. In the text part the
// code stands alone on its line, for people and for programs that offer it.
func SignIn(m SignInMail) (subject, text string, html templ.Component) {
	t := m.Text
	paragraphs := []string{
		m.intro(),
		m.Code,
		t.N("mail.signin_valid", m.Minutes),
	}
	if m.Link != "" {
		paragraphs = append(paragraphs, t.T("mail.signin_link_lead")+"\n"+m.Link)
	}
	paragraphs = append(paragraphs, m.ignore())
	if m.ContactEmail != "" {
		paragraphs = append(paragraphs, t.T("mail.signin_contact", "email", m.ContactEmail))
	}
	paragraphs = append(paragraphs, "-- \n"+m.footer())
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", signIn(m)
}

// The words differ for a code that confirms a change: it signs nobody in.

func (m SignInMail) subject() string {
	if m.Confirm {
		return m.Text.T("mail.confirm_subject", "studio", m.StudioName)
	}
	return m.Text.T("mail.signin_subject", "studio", m.StudioName)
}

func (m SignInMail) heading() string {
	if m.Confirm {
		return m.Text.T("mail.confirm_heading")
	}
	return m.Text.T("mail.signin_heading", "studio", m.StudioName)
}

func (m SignInMail) intro() string {
	if m.Confirm {
		return m.Text.T("mail.confirm_intro", "studio", m.StudioName)
	}
	return m.Text.T("mail.signin_intro", "studio", m.StudioName)
}

func (m SignInMail) ignore() string {
	if m.Confirm {
		return m.Text.T("mail.confirm_ignore", "studio", m.StudioName)
	}
	return m.Text.T("mail.signin_ignore", "studio", m.StudioName)
}

func (m SignInMail) footer() string { return m.Text.T("mail.signin_footer", "studio", m.StudioName) }

func (m SignInMail) look() look { return look{m.Text, m.StudioName, m.BrandColor, m.OnBrand} }

// look is the frame of a mail.
type look struct {
	Text                *i18n.Printer
	StudioName          string
	BrandColor, OnBrand string
}

// Neutral colours where the palette is missing or no colour.
const (
	neutralBrand   = "#3f4a45"
	neutralOnBrand = "#ffffff"
)

// brandBar styles what carries the brand colour.
func (m look) brandBar() (background, foreground string) {
	if isHex(m.BrandColor) && isHex(m.OnBrand) {
		return m.BrandColor, m.OnBrand
	}
	return neutralBrand, neutralOnBrand
}

func (m look) bar() string {
	background, _ := m.brandBar()
	return background
}

func (m look) barStyle() string {
	background, foreground := m.brandBar()
	return "background-color:" + background + ";color:" + foreground + ";border-radius:12px 12px 0 0;padding:18px 28px;font-size:16px;font-weight:600"
}

func (m look) buttonStyle() string {
	background, foreground := m.brandBar()
	return "display:inline-block;background-color:" + background + ";color:" + foreground +
		";border-radius:10px;padding:12px 24px;font-weight:600;text-decoration:none"
}

func isHex(colour string) bool {
	if len(colour) != 7 || colour[0] != '#' {
		return false
	}
	for _, c := range colour[1:] {
		if !strings.ContainsRune("0123456789abcdefABCDEF", c) {
			return false
		}
	}
	return true
}
