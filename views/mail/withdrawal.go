package mail

import (
	"strings"

	"github.com/a-h/templ"

	"memberportal/i18n"
)

// Regime is the law by which somebody may go back from an order.
type Regime string

// The regimes.
const (
	// RegimeEU is Directive 2011/83/EU with Directive (EU) 2023/2673: the model instructions
	// and form of its Annex I, for services, in the mail that confirms the order.
	RegimeEU Regime = "eu"
	// RegimeUK is Schedule 3 of the Consumer Contracts (Information, Cancellation and
	// Additional Charges) Regulations 2013, in a mail of its own.
	RegimeUK Regime = "uk"
	// RegimeOther knows no model: the mail says where to cancel and whom to ask.
	RegimeOther Regime = "other"
)

// Notice is what the law has a studio say about going back from an order. A studio whose
// contracts follow another model replaces its texts.
type Notice struct {
	Text         *i18n.Printer
	Regime       Regime
	StudioName   string
	ContactEmail string
	WithdrawLink string // absolute, of the page to withdraw at
	CancelLink   string // absolute, of the page to cancel at
	BrandColor   string
	OnBrand      string
}

// noticePart is a heading, or paragraphs with perhaps a button below them.
type noticePart struct {
	level      int // of a heading; 0: paragraphs
	text       string
	link, name string
}

// parts are the notice in the mail that confirms an order: for the United Kingdom only that
// the notice comes by itself.
func (n Notice) parts() []noticePart {
	t := n.Text.T
	switch n.Regime {
	case RegimeEU:
		return []noticePart{
			{level: 2, text: t("withdrawal.eu_title")}, {level: 3, text: t("withdrawal.eu_right")},
			{text: t("withdrawal.eu_right_text", "trader", n.trader(), "address", n.WithdrawLink), link: n.WithdrawLink, name: t("rights.withdraw_link")},
			{level: 3, text: t("withdrawal.eu_effects")}, {text: t("withdrawal.eu_effects_text")},
			{level: 3, text: t("withdrawal.eu_form")}, {text: t("withdrawal.eu_form_text", "trader", n.trader())},
		}
	case RegimeUK:
		return []noticePart{{level: 2, text: t("withdrawal.uk_title")}, {text: t("withdrawal.uk_follows")}}
	}
	return []noticePart{
		{level: 2, text: t("withdrawal.other_title")},
		{text: t("withdrawal.other_text", "studio", n.StudioName, "email", n.ContactEmail, "address", n.CancelLink), link: n.CancelLink, name: t("rights.cancel_link")},
	}
}

// coolingOff is the whole notice for the United Kingdom.
func (n Notice) coolingOff() []noticePart {
	t := n.Text.T
	return []noticePart{
		{level: 2, text: t("withdrawal.uk_right")},
		{text: t("withdrawal.uk_right_text", "trader", n.trader(), "address", n.WithdrawLink), link: n.WithdrawLink, name: t("rights.withdraw_link")},
		{level: 2, text: t("withdrawal.uk_effects")}, {text: t("withdrawal.uk_effects_text")},
		{level: 2, text: t("withdrawal.uk_form")}, {text: t("withdrawal.uk_form_text", "trader", n.trader())},
	}
}

// trader is whom the law wants named.
func (n Notice) trader() string {
	return n.Text.T("withdrawal.trader", "studio", n.StudioName, "email", n.ContactEmail)
}

func (n Notice) look() look { return look{n.Text, n.StudioName, n.BrandColor, n.OnBrand} }

func (n Notice) paragraphs() []string { return plainParts(n.parts()) }

func plainParts(parts []noticePart) []string {
	var list []string
	for _, p := range parts {
		list = append(list, p.text)
	}
	return list
}

// paragraphs of a part; a text sets them apart by blank lines.
func (p noticePart) paragraphs() []string { return strings.Split(p.text, "\n\n") }

// CoolingOffMail is the notice of the right to cancel, which the United Kingdom wants by
// itself. It is about one order.
type CoolingOffMail struct {
	Notice
	Number  string // of the receipt
	Arrived Arrival
	Link    string // opens the state: nobody else may have it
}

// CoolingOff returns the three parts of the mail.
func CoolingOff(m CoolingOffMail) (subject, text string, html templ.Component) {
	t := m.Text.T
	paragraphs := append([]string{m.intro()}, plainParts(m.coolingOff())...)
	paragraphs = append(paragraphs, t("declarationmail.state_link_lead")+"\n"+m.Link, "-- \n"+m.footer())
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", coolingOff(m)
}

func (m CoolingOffMail) subject() string {
	return m.Text.T("withdrawal.uk_subject", "studio", m.StudioName)
}

func (m CoolingOffMail) intro() string {
	a := m.Arrived
	return m.Text.T("withdrawal.uk_intro", "studio", m.StudioName, "date", a.Date, "time", a.Time, "zone", a.Zone, "number", m.Number)
}

func (m CoolingOffMail) footer() string {
	return m.Text.T("declarationmail.state_footer", "studio", m.StudioName)
}
