package mail

import (
	"strings"

	"github.com/a-h/templ"

	"memberportal/i18n"
)

// DigestMail tells the studio, in the morning, what waits for it. It names no more of
// anybody than it takes to find the declaration.
type DigestMail struct {
	Text       *i18n.Printer // in the studio's language
	StudioName string
	Handed     []Waiting // with the studio, oldest first
	Checking   []Waiting // entered, to be confirmed
	MoreHanded int       // left out of the lists
	MoreChecks int
	BrandColor string // "#rrggbb"
	OnBrand    string
}

// Waiting is one declaration that waits.
type Waiting struct {
	Number  string
	About   About
	Name    string // as typed
	Arrived string // moments in words
	Since   string
}

// Digest returns the three parts of the mail. The subject names nobody.
func Digest(m DigestMail) (subject, text string, html templ.Component) {
	var paragraphs []string
	section := func(title string, list []Waiting, more int) {
		if len(list) == 0 {
			return
		}
		paragraphs = append(paragraphs, title)
		for _, w := range list {
			paragraphs = append(paragraphs, m.line(w))
		}
		if more > 0 {
			paragraphs = append(paragraphs, m.more(more))
		}
	}
	section(m.Text.T("declarationmail.digest_handed"), m.Handed, m.MoreHanded)
	if len(m.Handed) > 0 {
		paragraphs = append(paragraphs, m.Text.T("declarationmail.digest_handed_note"))
	}
	section(m.Text.T("declarationmail.digest_checking"), m.Checking, m.MoreChecks)
	paragraphs = append(paragraphs, "-- \n"+m.footer())
	return m.subject(), strings.Join(paragraphs, "\n\n") + "\n", digest(m)
}

func (m DigestMail) line(w Waiting) string {
	if w.Name == "" {
		return m.about(w) + "\n" + m.when(w)
	}
	return m.about(w) + "\n" + w.Name + "\n" + m.when(w)
}

func (m DigestMail) about(w Waiting) string {
	if w.About == AboutWithdrawal {
		return m.Text.T("declarationmail.kind_withdrawal") + " " + w.Number
	}
	return m.Text.T("declarationmail.kind_cancellation") + " " + w.Number
}

func (m DigestMail) when(w Waiting) string {
	return m.Text.T("declarationmail.digest_arrived", "when", w.Arrived) + " · " + m.Text.T("declarationmail.digest_since", "when", w.Since)
}

func (m DigestMail) more(n int) string { return m.Text.N("declarationmail.digest_more", n) }

func (m DigestMail) look() look { return look{m.Text, m.StudioName, m.BrandColor, m.OnBrand} }

func (m DigestMail) subject() string {
	return m.Text.N("declarationmail.digest_subject", len(m.Handed)+len(m.Checking)+m.MoreHanded+m.MoreChecks, "studio", m.StudioName)
}

func (m DigestMail) footer() string {
	return m.Text.T("declarationmail.digest_footer", "studio", m.StudioName)
}
