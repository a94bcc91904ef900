package handlers

import (
	"net/http"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/internal/conformance"
	"memberportal/views"
)

// showAccessibility is the studio's statement. It asks the API nothing and sets no cookie.
func showAccessibility(c *Context) error {
	checks, err := conformance.Load()
	if err != nil {
		return err
	}
	page := newAccessibilityPage(c.page(c.Text.T("accessibility.title"), ""), c.Studio.Country, c.Studio.Payment.WidgetURL != "", checks)
	return c.Render(http.StatusOK, views.Accessibility(page))
}

// newAccessibilityPage says what the tests check and no more, what is known not to be as
// it should, and whom to tell: that depends on the studio's country.
func newAccessibilityPage(base views.Page, country string, pays bool, checks conformance.Checks) views.AccessibilityPage {
	text := base.Text
	covered := checks.Covered()
	p := views.AccessibilityPage{
		Page:    base,
		Law:     text.T(accessLaw(country)),
		Checked: text.T("accessibility.checked", "covered", text.Number(len(covered)), "total", text.Number(checks.Total)),
		Checks:  []views.Row{{Term: text.T("accessibility.check_axe"), Value: strings.Join(checks.Axe.Criteria, ", ")}},
		Date:    text.T("accessibility.date", "date", text.Date(checks.Day().In(time.UTC))),
		Body:    enforcement(text, country),
	}
	for _, name := range checks.Names() {
		p.Checks = append(p.Checks, views.Row{Term: text.T(checkKey(name)), Value: strings.Join(checks.Of(name), ", ")})
	}
	if pays {
		p.Gaps = append(p.Gaps, text.T("accessibility.gap_payment"))
	}
	p.Gaps = append(p.Gaps,
		text.T("accessibility.gap_documents", "studio", base.Studio.Name), text.T("accessibility.gap_texts", "studio", base.Studio.Name),
		text.T("accessibility.gap_brand"), text.T("accessibility.gap_people"))
	return p
}

// checkKey is the text of a kind of check.
func checkKey(name string) string {
	return map[string]string{
		"contrast": "accessibility.check_contrast", "reflow": "accessibility.check_reflow", "keyboard": "accessibility.check_keyboard",
		"structure": "accessibility.check_structure", "forms": "accessibility.check_forms", "errors": "accessibility.check_errors",
		"messages": "accessibility.check_messages", "undo": "accessibility.check_undo", "signin": "accessibility.check_signin",
	}[name]
}

// accessLaw is the text that names the law of a country beside the standard.
func accessLaw(country string) string {
	switch country {
	case "DE":
		return "accessibility.law_de"
	case "AT":
		return "accessibility.law_at"
	case "PL":
		return "accessibility.law_pl"
	case "GB":
		return "accessibility.law_gb"
	}
	if inUnion(country) {
		return "accessibility.law_eu"
	}
	return "accessibility.law_none"
}

// inUnion tells of a country whether Directive (EU) 2019/882 holds there.
func inUnion(country string) bool {
	const members = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
	return len(country) == 2 && strings.Contains(members, country)
}

// enforcement is whom to complain to when the studio does not help. The addresses are
// those of November 2026; an authority that is not known here is described.
func enforcement(text *i18n.Printer, country string) *views.EnforcementBody {
	switch country {
	case "DE":
		return &views.EnforcementBody{
			Name:    "Marktüberwachungsstelle der Länder für die Barrierefreiheit von Produkten und Dienstleistungen (MLBF)",
			Address: "Carl-Miller-Straße 6, 39112 Magdeburg", Email: "MLBF@ms.sachsen-anhalt.de", Lang: "de",
		}
	case "AT":
		return &views.EnforcementBody{Name: "Sozialministeriumservice", Address: "Babenbergerstraße 5, 1010 Wien", Web: "https://www.sozialministeriumservice.gv.at/", Lang: "de"}
	case "PL":
		return &views.EnforcementBody{
			Name:    "Prezes Zarządu Państwowego Funduszu Rehabilitacji Osób Niepełnosprawnych (PFRON)",
			Address: "al. Jana Pawła II 13, 00-828 Warszawa", Email: "dostepnosc@pfron.org.pl", Lang: "pl",
		}
	case "GB":
		return &views.EnforcementBody{Name: "Equality Advisory and Support Service (EASS)", Web: "https://www.equalityadvisoryservice.com/", Lang: "en"}
	}
	if inUnion(country) {
		return &views.EnforcementBody{Name: text.T("accessibility.body_eu")}
	}
	return nil
}
