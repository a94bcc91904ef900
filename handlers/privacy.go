package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"memberportal/internal/store"
	"memberportal/views"
)

// privacyRoutes are what a member can know and decide about what is kept of them.
func privacyRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/privacy", true, showPrivacy, ""},
		{get, "/privacy/activity", true, showActivity, ""},
		{get, "/privacy/export.json", true, exportJSON, ""},
		{get, "/privacy/export.html", true, exportHTML, ""},
		{get, "/privacy/export.zip", true, exportZIP, ""},
		{post, "/privacy/sessions/:sessionID/end", true, endSession, ""},
		{get, "/accessibility", false, showAccessibility, ""},
	}
}

const saidSessionEnded = "session_over"

// privacySayings are their messages.
func privacySayings() map[string]saying {
	return map[string]saying{saidSessionEnded: {views.ToneGood, "", "privacy.session_ended"}}
}

// showPrivacy needs nothing of the API: it opens when the studio's system is down, too.
func showPrivacy(c *Context) error {
	list, err := c.app.Store.ListSessions(c.Ctx, c.Studio.Slug, c.Who.CustomerID, c.sessions.Token(c.Ctx))
	c.note(err)
	base := c.page(c.Text.T("privacy.title"), "privacy")
	page := newPrivacyPage(base, list, keeping{activity: c.app.Store.ActivityLife(), messages: c.app.Store.MessageLife(), declarations: c.app.Config.Retention.Declarations})
	page.SessionsMissing = err != nil
	if c.Studio.May("getCommunicationPreferences") {
		page.PreferencesTo = c.Paths.Preferences()
	}
	return c.Render(http.StatusOK, views.Privacy(page))
}

// keeping is how long the portal keeps what.
type keeping struct{ activity, messages, declarations time.Duration }

func newPrivacyPage(base views.Page, list []store.Session, k keeping) views.PrivacyPage {
	text := base.Text
	p := views.PrivacyPage{Page: base, ActivityTo: base.Paths.Activity(1)}
	for _, s := range list {
		device := cmp.Or(s.Device, text.T("privacy.device_unknown"))
		row := views.SessionRow{
			Device: device, Since: text.T("privacy.session_since", "when", dayAndTime(text, s.Created)),
			Used: text.T("privacy.session_used", "when", dayAndTime(text, s.LastUse)), Remembered: s.Remembered, Current: s.Current,
		}
		if !s.Current {
			row.EndTo, row.EndLabel = base.Paths.EndSession(s.ID), text.T("privacy.session_end_label", "device", device, "when", dayAndTime(text, s.Created))
		}
		p.Sessions = append(p.Sessions, row)
	}
	long := func(d time.Duration) string { return text.N("privacy.days", days(d)) }
	p.Kept = []views.Row{
		{Term: text.T("privacy.kept_sessions"), Value: text.T("privacy.kept_sessions_value")},
		{Term: text.T("privacy.kept_devices"), Value: long(k.activity)},
		{Term: text.T("privacy.kept_activity"), Value: long(k.activity)},
		{Term: text.T("privacy.kept_messages"), Value: long(k.messages)},
		{Term: text.T("privacy.kept_calendar"), Value: text.T("privacy.kept_calendar_value")},
		{Term: text.T("privacy.kept_mails"), Value: text.T("privacy.kept_mails_value")},
		{Term: text.T("privacy.kept_declarations"), Value: long(k.declarations)},
	}
	return p
}

// endSession signs one of the member's own devices out; the one that asks signs out
// as from the menu.
func endSession(c *Context) error {
	list, err := c.app.Store.ListSessions(c.Ctx, c.Studio.Slug, c.Who.CustomerID, c.sessions.Token(c.Ctx))
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	id := c.echo.Param("sessionID")
	for _, s := range list {
		switch {
		case s.ID != id:
			continue
		case s.Current:
			return signOut(c)
		}
		if _, err := c.app.Store.EndSession(c.Ctx, c.Studio.Slug, c.Who.CustomerID, s.ID); err != nil {
			return errors.Join(errStoreDown, err)
		}
		return c.redirectSaying(c.Paths.Privacy(), flash{Key: saidSessionEnded})
	}
	return errNotFound
}
