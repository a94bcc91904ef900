package handlers

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"memberportal/pgclient"
	"memberportal/views"
)

// showHome greets the member; a stranger meets the welcome page.
func showHome(c *Context) error {
	if c.Who == nil {
		if c.info.storeDown && c.hadSessionCookie() {
			return errStoreDown
		}
		return c.showWelcome()
	}
	h := homeLoad{currency: c.Studio.Currency}
	load := c.newParts()
	want(load, &h.customer, func(ctx context.Context) (pgclient.Customer, error) {
		return c.API.GetCustomerById(ctx, c.Who.CustomerID)
	})
	want(load, &h.contracts, func(ctx context.Context) ([]pgclient.ContractData, error) {
		return c.API.GetContractData(ctx, c.Who.CustomerID)
	})
	wantChain(load, &h.classes, 2, c.classBookings)
	want(load, &h.appointments, func(ctx context.Context) ([]pgclient.AppointmentBooking, error) {
		return c.API.GetAppointmentBookings(ctx, c.Who.CustomerID)
	})
	want(load, &h.utilization, c.Studio.Utilization)
	want(load, &h.past, func(ctx context.Context) (accountEntries, error) {
		return readEntries(ctx, c.API.GetCustomersAccountTransactionData, c.Who.CustomerID, "", homeSlices)
	})
	want(load, &h.upcoming, func(ctx context.Context) (accountEntries, error) {
		return readEntries(ctx, c.API.GetCustomersAccountUpcomingData, c.Who.CustomerID, "", homeSlices)
	})
	want(load, &h.visits, func(ctx context.Context) ([]pgclient.CustomerCheckin, error) {
		return readVisits(ctx, c.API, c.Who.CustomerID, recentPeriod(c.today()))
	})
	_ = load.wait() // every part of this page can be missing
	c.note(h.customer.err, h.contracts.err, h.classes.err, h.appointments.err, h.utilization.err, h.past.err, h.upcoming.err, h.visits.err)
	if h.nothing() {
		return h.customer.err
	}
	p := newHomePage(c.page(c.Text.T("home.title"), "home"), c.now(), h)
	if c.mayCheckin() {
		p.CheckinTo = c.Paths.Checkin()
	}
	return c.Render(http.StatusOK, views.Home(p))
}

// hadSessionCookie tells whether the visitor brought a session that could not be read.
func (c *Context) hadSessionCookie() bool {
	_, err := c.echo.Request().Cookie(c.sessions.Cookie.Name)
	return err == nil
}

func (c *Context) showWelcome() error {
	page := views.WelcomePage{
		Page:            c.page(c.Text.T("common.start"), "home"),
		Heading:         c.Text.T("home.welcome"),
		Lead:            c.Text.T("home.welcome_lead"),
		PublicTimetable: c.Studio.Features.PublicTimetable,
	}
	return c.Render(http.StatusOK, views.Welcome(page))
}

// homeLoad is what the member's first page is made of; each part may be missing.
type homeLoad struct {
	customer     part[pgclient.Customer]
	contracts    part[[]pgclient.ContractData]
	classes      part[[]bookedClass]
	appointments part[[]pgclient.AppointmentBooking]
	utilization  part[pgclient.StudioUtilization]
	past         part[accountEntries]
	upcoming     part[accountEntries]
	currency     string                           // the studio's
	visits       part[[]pgclient.CustomerCheckin] // of the last weeks
}

// nothing: not one call came back, the API is down.
func (h homeLoad) nothing() bool {
	return h.customer.missing() && h.contracts.missing() && h.classes.missing() && h.appointments.missing() && h.utilization.missing() && h.visits.missing()
}

func newHomePage(base views.Page, now time.Time, h homeLoad) views.HomePage {
	text := base.Text
	p := views.HomePage{
		Page: base, Today: text.Capital(text.DayMonth(now)), Greeting: greeting(base, now, strings.TrimSpace(h.customer.value.FirstName)),
		Notices: customerNotices(base, now, h.customer.value),
	}
	p.Notices = append(p.Notices, accountNotices(base, pgclient.DateOf(now), h.currency, h.past, h.upcoming)...)
	list := timedBookings(text, base.Paths, now, h.classes.value, h.appointments.value)
	for _, b := range list {
		if !b.canceled && !b.start.IsZero() && b.end.After(now) {
			p.Next = &b.row
			break
		}
	}
	if p.NextMissing = h.classes.missing() || h.appointments.missing() || slices.ContainsFunc(list, timedBooking.mayCome); p.NextMissing {
		p.Next = nil // what is known may not be the next one
	}
	p.NoticesMissing = h.customer.missing()
	p.NextHidden = h.classes.hidden() && h.appointments.hidden()
	p.MembershipMissing = h.contracts.missing()
	if h.contracts.err == nil {
		p.Membership = newMembership(base, pgclient.DateOf(now), h.contracts.value)
		p.MembershipNone = p.Membership == nil
	}
	switch {
	case h.utilization.missing():
		p.UtilizationMissing = true
	case h.utilization.err == nil:
		p.Utilization = newUtilization(base, h.utilization.value)
	}
	if p.VisitsMissing = h.visits.missing(); h.visits.err == nil {
		p.Visits = newRecentVisits(base, now, h.visits.value)
	}
	return p
}

func greeting(base views.Page, now time.Time, name string) string {
	text := base.Text
	switch h := now.Hour(); {
	case name == "":
		return text.T("home.welcome")
	case h < 11:
		return text.T("home.greeting_morning", "name", name)
	case h < 18:
		return text.T("home.greeting_day", "name", name)
	}
	return text.T("home.greeting_evening", "name", name)
}

// customerNotices tells of pauses and closed doors.
func customerNotices(base views.Page, now time.Time, c pgclient.Customer) []views.Notice {
	today := pgclient.DateOf(now)
	var list []views.Notice
	for _, n := range []*views.Notice{pauseNotice(base, today, c), blockNotice(base, today, c)} {
		if n != nil {
			list = append(list, *n)
		}
	}
	return list
}

func newUtilization(base views.Page, u pgclient.StudioUtilization) *views.Utilization {
	text := base.Text
	v := &views.Utilization{Count: u.Count, Text: text.N("home.utilization_count", u.Count), State: views.Chip{Tone: views.ToneInfo}}
	if u.Capacity == nil || *u.Capacity <= 0 {
		return v
	}
	v.Max = *u.Capacity
	v.Text = text.N("home.utilization_of", u.Count, "max", v.Max)
	switch share := 100 * u.Count / v.Max; {
	case share < 40:
		v.State = views.Chip{Tone: views.ToneGood, Text: text.T("home.quiet")}
	case share < 75:
		v.State = views.Chip{Tone: views.ToneInfo, Text: text.T("home.lively")}
	default:
		v.State = views.Chip{Tone: views.ToneWarn, Text: text.T("home.crowded")}
	}
	return v
}
