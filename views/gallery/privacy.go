package gallery

import (
	"fmt"

	"memberportal/views"
)

func (g book) privacyPages() []State {
	t := g.text.T
	when := func(hour, minute int) string {
		return g.text.Date(g.at(hour, minute)) + ", " + g.text.Time(g.at(hour, minute))
	}
	page := func(o ...option) views.PrivacyPage {
		p := views.PrivacyPage{Page: g.page(t("privacy.title"), "privacy", "/privacy", o...)}
		p.ActivityTo, p.PreferencesTo = p.Paths.Activity(1), p.Paths.Preferences()
		half := g.text.N("privacy.days", 180)
		p.Kept = []views.Row{
			{Term: t("privacy.kept_sessions"), Value: t("privacy.kept_sessions_value")}, {Term: t("privacy.kept_devices"), Value: half},
			{Term: t("privacy.kept_activity"), Value: half}, {Term: t("privacy.kept_messages"), Value: half},
			{Term: t("privacy.kept_calendar"), Value: t("privacy.kept_calendar_value")}, {Term: t("privacy.kept_mails"), Value: t("privacy.kept_mails_value")},
			{Term: t("privacy.kept_declarations"), Value: g.text.N("privacy.days", 1095)},
		}
		return p
	}
	session := func(p views.PrivacyPage, device, id string) views.SessionRow {
		return views.SessionRow{
			Device: device, Since: t("privacy.session_since", "when", when(8, 15)), Used: t("privacy.session_used", "when", when(9, 12)),
			EndTo: p.Paths.EndSession(id), EndLabel: t("privacy.session_end_label", "device", device, "when", when(8, 15)),
		}
	}
	here := func(p views.PrivacyPage) views.SessionRow {
		s := session(p, "Firefox, Linux", "")
		s.Current, s.EndTo, s.EndLabel = true, "", ""
		return s
	}
	one := page()
	one.Sessions = []views.SessionRow{here(one)}

	many := page(flash(views.Notice{Tone: views.ToneGood, Text: t("privacy.session_ended")}))
	many.Sessions = []views.SessionRow{here(many), session(many, "Samsung Internet, Android", "A"), session(many, t("privacy.device_unknown"), "B")}
	many.Sessions[1].Remembered = true
	for n := range 4 {
		many.Sessions = append(many.Sessions, session(many, longName+" "+longName, fmt.Sprint("C", n)))
	}

	trouble := page()
	trouble.SessionsMissing, trouble.PreferencesTo = true, ""
	trouble.Studio.Privacy = ""

	inFrame := page(framed)
	inFrame.Sessions = []views.SessionRow{here(inFrame), session(inFrame, "Safari, iPhone", "A")}

	return append([]State{
		{"privacy", views.Privacy(one)},
		{"privacy-many", views.Privacy(many)},
		{"privacy-trouble", views.Privacy(trouble)},
		{"privacy-framed", views.Privacy(inFrame)},
	}, g.activityPages(when)...)
}

func (g book) activityPages(when func(hour, minute int) string) []State {
	t := g.text.T
	page := func(o ...option) views.ActivityPage {
		return views.ActivityPage{
			Page: g.page(t("privacy.activity_title"), "privacy", "/privacy/activity", o...),
			Kept: t("privacy.activity_kept", "days", g.text.N("privacy.days", 180)),
		}
	}
	entry := func(what, about string, tone views.Tone, state string) views.ActivityEntry {
		return views.ActivityEntry{What: what, About: about, When: when(9, 12), DateTime: "2026-11-26T09:12:00+01:00", State: views.Chip{Tone: tone, Text: state}}
	}
	bank := entry(t("privacy.did_change", "what", t("profile.payment")), "", views.ToneInfo, t("privacy.outcome_requested"))
	bank.Changes = []views.ChangedRow{
		{Term: t("profile.account_holder"), From: "J•••", To: "M•••"}, {Term: t("profile.iban"), From: "••37", To: "••99"}, {Term: t("profile.bic"), From: "C•••"},
	}
	contact := entry(t("privacy.did_change", "what", t("profile.contact")), "", views.ToneGood, t("privacy.outcome_done"))
	contact.Changes = []views.ChangedRow{{Term: t("profile.email"), From: "j•••@example.org", To: "m•••@" + longName + ".example"}, {Term: t("profile.phone_mobile"), To: "••67"}}
	refused := entry(t("privacy.did_cancel_class"), "Rückenfit · "+when(18, 0), views.ToneWarn, t("privacy.outcome_refused"))
	refused.Note = t("bookings.cancel_failed_text")
	unclear := entry(t("privacy.did_pause"), longName+" · "+g.text.Date(g.at(0, 0)), views.ToneWarn, t("privacy.outcome_unclear"))
	unclear.To, unclear.ToText = "/nordlicht/done/A", t("common.look_again")
	full := page()
	full.Entries = []views.ActivityEntry{
		entry(t("privacy.did_book_class"), "Indoor Cycling · "+when(18, 0), views.ToneGood, t("privacy.outcome_done")),
		entry(t("privacy.did_book_class"), longName+" · "+when(19, 0), views.ToneInfo, t("privacy.outcome_waiting")),
		bank, contact, refused, unclear,
		entry(t("privacy.did_withdraw_cancel_extra"), "Sauna", views.ToneInfo, t("privacy.outcome_requested")),
		entry(t("privacy.did_message"), "", views.ToneBad, t("privacy.outcome_failed")),
	}
	many := page()
	many.Position = t("privacy.position", "from", "21", "to", "40", "total", "500")
	many.Newer, many.Older = many.Paths.Activity(1), many.Paths.Activity(3)
	for range 20 {
		many.Entries = append(many.Entries, full.Entries[0])
	}
	lost := page()
	lost.Entries = []views.ActivityEntry{unclear}
	inFrame := page(framed)
	inFrame.Entries = []views.ActivityEntry{full.Entries[0], bank}
	return []State{
		{"activity", views.Activity(full)},
		{"activity-none", views.Activity(page())},
		{"activity-many", views.Activity(many)},
		{"activity-unclear", views.Activity(lost)},
		{"activity-framed", views.Activity(inFrame)},
	}
}

func (g book) accessibilityPages() []State {
	t := g.text.T
	page := func(law string, o ...option) views.AccessibilityPage {
		return views.AccessibilityPage{
			Page: g.page(t("accessibility.title"), "", "/accessibility", o...), Law: t(law),
			Checked: t("accessibility.checked", "covered", "29", "total", "55"),
			Checks: []views.Row{
				{Term: t("accessibility.check_axe"), Value: "1.1.1, 1.3.1, 1.3.5, 1.4.1, 1.4.3, 1.4.4, 1.4.12, 2.1.1, 2.2.1, 2.4.1, 2.4.2, 2.4.4, 2.5.8, 3.1.1, 3.1.2, 4.1.2"},
				{Term: t("accessibility.check_contrast"), Value: "1.4.3, 1.4.11"}, {Term: t("accessibility.check_reflow"), Value: "1.4.4, 1.4.10, 2.5.8"},
				{Term: t("accessibility.check_undo"), Value: "3.3.4"},
			},
			Gaps: []string{
				t("accessibility.gap_payment"), t("accessibility.gap_documents", "studio", "Nordlicht Fitness"), t("accessibility.gap_texts", "studio", "Nordlicht Fitness"),
				t("accessibility.gap_brand"), t("accessibility.gap_people"),
			},
			Date: t("accessibility.date", "date", g.text.Date(g.at(0, 0))),
		}
	}
	de := page("accessibility.law_de", stranger)
	de.Body = &views.EnforcementBody{
		Name:    "Marktüberwachungsstelle der Länder für die Barrierefreiheit von Produkten und Dienstleistungen (MLBF)",
		Address: "Carl-Miller-Straße 6, 39112 Magdeburg", Email: "mlbf@example.org", Lang: "de",
	}
	gb := page("accessibility.law_gb", stranger, longStudio)
	gb.Body = &views.EnforcementBody{Name: "Equality Advisory and Support Service (EASS)", Web: "https://www.equalityadvisoryservice.com/", Lang: "en"}
	gb.Gaps = gb.Gaps[1:]
	inFrame := page("accessibility.law_gb", framed)
	inFrame.Body = gb.Body
	other := page("accessibility.law_none")
	other.Studio.ContactEmail = ""
	return []State{
		{"accessibility", views.Accessibility(de)},
		{"accessibility-gb", views.Accessibility(gb)},
		{"accessibility-framed", views.Accessibility(inFrame)},
		{"accessibility-other", views.Accessibility(other)},
	}
}
