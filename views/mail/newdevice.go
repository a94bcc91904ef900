package mail

import (
	"strings"

	"github.com/a-h/templ"

	"memberportal/i18n"
)

// NewDeviceMail tells a member of a sign-in on a kind of device that was not seen before.
// It names no place: the portal does not know any.
type NewDeviceMail struct {
	Text                *i18n.Printer
	StudioName          string
	Device              string // "Firefox, Android"; "" where the browser did not say
	When                string
	Link                string // the member's list of devices, absolute
	BrandColor, OnBrand string // "#rrggbb"
	ContactEmail        string // "" for none
}

// NewDevice returns the three parts of the mail.
func NewDevice(m NewDeviceMail) (subject, text string, html templ.Component) {
	paragraphs := []string{m.intro(), m.device() + "\n" + m.When, m.Text.T("mail.change_yours"), m.Text.T("mail.device_alarm") + "\n" + m.Link}
	if m.ContactEmail != "" {
		paragraphs = append(paragraphs, m.Text.T("mail.signin_contact", "email", m.ContactEmail))
	}
	paragraphs = append(paragraphs, "-- \n"+m.footer())
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", newDevice(m)
}

func (m NewDeviceMail) look() look { return look{m.Text, m.StudioName, m.BrandColor, m.OnBrand} }

func (m NewDeviceMail) subject() string {
	return m.Text.T("mail.device_subject", "studio", m.StudioName)
}

func (m NewDeviceMail) intro() string { return m.Text.T("mail.device_intro", "studio", m.StudioName) }

func (m NewDeviceMail) device() string {
	if m.Device == "" {
		return m.Text.T("privacy.device_unknown")
	}
	return m.Device
}

func (m NewDeviceMail) footer() string {
	return m.Text.T("mail.device_footer", "studio", m.StudioName)
}
