package handlers

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"memberportal/i18n"
	"memberportal/internal/ics"
	"memberportal/internal/store"
	"memberportal/pgclient"
	"memberportal/views"
	"memberportal/views/paths"
)

// calendarRoutes are the private feed. Single bookings as files stand at the
// addresses of the bookings, see pageOrFile.
func calendarRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/calendar", true, showCalendar, ""},
		{post, "/calendar", true, changeCalendar, ""},
		{get, "/calendar/:token", false, readCalendar, ""},
	}
}

// calendarKinds: the feed is the portal's own, nothing of it is written upstream.
func calendarKinds() map[string]kind { return nil }

// calendarSayings are their messages.
func calendarSayings() map[string]saying {
	return map[string]saying{
		"calendar_make":   {views.ToneGood, "", "calendar.made"},
		"calendar_renew":  {views.ToneGood, "", "calendar.renewed"},
		"calendar_revoke": {views.ToneGood, "", "calendar.revoked"},
	}
}

const (
	// calendarFile is how the address of a calendar ends.
	calendarFile = ".ics"
	// feedRefresh is how often calendars are asked to look, feedAge for how many
	// seconds they may keep what they saw.
	feedRefresh = "PT1H"
	feedAge     = 300
	// A feed may be read so often in so long.
	feedReads  = 30
	feedWindow = 10 * time.Minute
	// eventLife is how long the changes of a booking that is over are counted.
	eventLife = 60 * 24 * time.Hour
)

// pageOrFile serves a booking's page and, where the id ends with .ics, the same
// booking as a calendar file.
func pageOrFile(page, file func(*Context) error) func(*Context) error {
	return func(c *Context) error {
		values := slices.Clone(c.echo.ParamValues())
		i := slices.Index(c.echo.ParamNames(), "bookingID")
		id, isFile := strings.CutSuffix(values[i], calendarFile)
		if !isFile {
			return page(c)
		}
		values[i] = id
		c.echo.SetParamValues(values...)
		return file(c)
	}
}

// classBookingFile is the member's own class booking as a calendar file.
func classBookingFile(c *Context) error {
	d, err := c.loadClassBooking()
	if err != nil {
		return err
	}
	if d.slot == nil || d.slot.StartDateTime.IsZero() {
		if d.failed != nil {
			return d.failed
		}
		return errNotFound // a calendar has no place for what has no time
	}
	if d.slot.ClassInformation == nil && d.class != nil {
		d.slot.ClassInformation = &pgclient.ClassInformation{ID: d.class.ID, Title: d.class.Title}
	}
	return c.sendFile("class-"+idText(d.booking.BookingID), c.classEvent(d.bookedClass))
}

// appointmentBookingFile is the member's own appointment as a calendar file.
func appointmentBookingFile(c *Context) error {
	b, err := c.ownAppointmentBooking(c.Ctx)
	if err != nil {
		return err
	}
	if b.StartDateTime.IsZero() {
		return errNotFound
	}
	return c.sendFile("appointment-"+idText(b.BookingID), c.appointmentEvent(b))
}

// entry is a booking as calendars are told of it, and what of that is a fact in
// any language.
type entry struct {
	event ics.Event
	facts []string
}

func (c *Context) sendFile(name string, e entry) error {
	events, err := c.countEvents(c.Ctx, c.Who.CustomerID, []entry{e})
	if err != nil {
		return err
	}
	c.echo.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+calendarFile+`"`)
	return c.sendCalendar(ics.Calendar{Events: events})
}

func (c *Context) sendCalendar(cal ics.Calendar) error {
	body := cal.Bytes()
	h := c.echo.Response().Header()
	h.Set("Content-Length", strconv.Itoa(len(body)))
	return c.echo.Blob(http.StatusOK, "text/calendar; charset=utf-8", body)
}

// uid names a booking in calendars for ever: by its id, its studio and where the
// portal lives.
func (c *Context) uid(kind string, id int64) string {
	return kind + "-" + idText(id) + "." + c.Studio.Slug + "@" + c.app.Config.PublicURL.Hostname()
}

// absolute is an address of the portal as others need it.
func (c *Context) absolute(path string) string {
	return c.app.Config.PublicURL.Scheme + "://" + c.ownHost() + path
}

// classEvent is a class booking whose times are known.
func (c *Context) classEvent(b bookedClass) entry {
	text := c.Text
	t := newClassBooking(text, c.Paths, c.now(), b)
	status := ics.Confirmed
	switch {
	case t.canceled:
		status = ics.Cancelled
	case b.booking.BookingStatus != pgclient.ClassBookingStatusBooked:
		status = ics.Tentative
	}
	e := ics.Event{
		UID: c.uid("class", b.booking.BookingID), Start: t.start, End: t.end, Status: status,
		Summary: t.row.Title, Location: c.Studio.Name, URL: c.absolute(paths.For(c.Studio.Slug, false).ClassBooking(b.booking.BookingID)),
	}
	if b.slot.Location != nil && b.slot.Location.Name != "" {
		e.Location = b.slot.Location.Name + ", " + c.Studio.Name
	}
	note := ""
	if status == ics.Tentative {
		switch b.booking.BookingStatus {
		case pgclient.ClassBookingStatusWaitingList:
			e.Summary, note = text.T("calendar.summary_waiting", "title", t.row.Title), text.T("calendar.note_waiting")
		default:
			e.Summary, note = text.T("calendar.summary_requested", "title", t.row.Title), text.T("calendar.note_requested")
		}
	}
	e.Details = details(text, b.slot.Instructors, note)
	return entry{e, []string{t.row.Title, t.row.Detail, string(b.booking.BookingStatus)}}
}

// appointmentEvent is an appointment whose times are known.
func (c *Context) appointmentEvent(b pgclient.AppointmentBooking) entry {
	text := c.Text
	t := newAppointmentBooking(text, c.Paths, c.now(), b)
	e := ics.Event{
		UID: c.uid("appointment", b.BookingID), Start: t.start, End: t.end, Status: ics.Confirmed,
		Summary: t.row.Title, Location: c.Studio.Name, URL: c.absolute(paths.For(c.Studio.Slug, false).AppointmentBooking(b.BookingID)),
	}
	note := ""
	switch {
	case t.canceled:
		e.Status = ics.Cancelled
	case b.BookingStatus != pgclient.AppointmentBookingStatusBooked:
		e.Status, note = ics.Tentative, text.T("calendar.note_requested")
		e.Summary = text.T("calendar.summary_requested", "title", t.row.Title)
	}
	e.Details = details(text, b.Instructors, note)
	return entry{e, []string{b.Title, t.row.Detail, string(b.BookingStatus)}}
}

// details are the lines of an event: with whom, and what is still open.
func details(text *i18n.Printer, instructors []pgclient.Instructor, note string) string {
	var lines []string
	if names := instructorNames(text, instructors); names != "" {
		lines = append(lines, text.T("calendar.with", "names", names))
	}
	if note != "" {
		lines = append(lines, note)
	}
	return strings.Join(lines, "\n")
}

// countEvents gives each event the number of its changes.
func (c *Context) countEvents(ctx context.Context, customerID int64, entries []entry) ([]ics.Event, error) {
	counted := make([]store.CalendarEvent, len(entries))
	for i, e := range entries {
		until := e.event.Start
		if e.event.End.After(until) {
			until = e.event.End
		}
		counted[i] = store.CalendarEvent{UID: e.event.UID, Fingerprint: e.fingerprint(), KeepUntil: until.Add(eventLife)}
	}
	if err := c.app.Store.CountCalendarEvents(ctx, c.Studio.Slug, customerID, counted); err != nil {
		return nil, errors.Join(errStoreDown, err)
	}
	events := make([]ics.Event, len(entries))
	for i, e := range entries {
		events[i] = e.event
		events[i].Sequence, events[i].Changed = counted[i].Sequence, counted[i].Changed
	}
	return events, nil
}

// fingerprint changes when a fact changes; a title in another language does not.
func (e entry) fingerprint() []byte {
	h := sha256.New()
	facts := append([]string{
		e.event.Start.UTC().Format(time.RFC3339), e.event.End.UTC().Format(time.RFC3339), string(e.event.Status), e.event.Location,
	}, e.facts...)
	for _, fact := range facts {
		h.Write([]byte(strconv.Itoa(len(fact)) + ":" + fact))
	}
	return h.Sum(nil)
}

// showCalendar shows the member's private feed, or how to get one.
func showCalendar(c *Context) error { return c.renderCalendar(http.StatusOK, nil) }

func (c *Context) renderCalendar(status int, wrong []views.FieldError) error {
	base := c.page(c.Text.T("calendar.title"), "bookings")
	base.Errors = wrong
	feed, err := c.app.Store.GetCalendarFeed(c.Ctx, c.Studio.Slug, c.Who.CustomerID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return errors.Join(errStoreDown, err)
	}
	page := views.CalendarPage{Page: base, Has: err == nil, Action: c.Paths.Calendar()}
	if page.Has {
		page.Made = c.Text.T("calendar.made_on", "date", c.Text.Date(feed.Created))
		if token := c.feedToken(feed); token != "" {
			page.Address = c.absolute(c.Paths.CalendarFeed(token))
		}
	}
	return c.Render(status, views.Calendar(page))
}

// changeCalendar makes, renews or revokes the feed. Sent twice, it does the
// same: the page shows the address that counts.
func changeCalendar(c *Context) error {
	if _, ok := c.app.once.Check(c.form("once"), c.Studio.Slug, c.binding()); !ok {
		return c.renderCalendar(http.StatusUnprocessableEntity, []views.FieldError{{Text: c.Text.T("errors.form_expired")}})
	}
	change := c.form("change")
	var err error
	switch change {
	case "make":
		err = c.app.Store.MakeCalendarFeed(c.Ctx, c.newFeed())
	case "renew":
		err = c.app.Store.RenewCalendarFeed(c.Ctx, c.newFeed())
		if errors.Is(err, store.ErrNotFound) { // revoked in another tab: it stays revoked
			return c.redirect(c.Paths.Calendar())
		}
	case "revoke":
		err = c.app.Store.RevokeCalendarFeed(c.Ctx, c.Studio.Slug, c.Who.CustomerID)
	default:
		return errBadForm
	}
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	return c.redirectSaying(c.Paths.Calendar(), flash{Key: "calendar_" + change})
}

// The feed's token is derived from a nonce and a key of the configuration, so
// that its owner can be shown it at any time while the database alone holds
// nothing that opens a feed.
func (c *Context) newFeed() store.CalendarFeed {
	f := store.CalendarFeed{Studio: c.Studio.Slug, CustomerID: c.Who.CustomerID, Nonce: make([]byte, 32), Language: c.Text.Language()}
	_, _ = rand.Read(f.Nonce) // crypto/rand does not fail: it ends the program instead
	f.Hash = hashToken(feedToken(c.app.feeds[0], f))
	return f
}

func feedToken(key []byte, f store.CalendarFeed) string {
	h := hmac.New(sha256.New, key)
	h.Write(f.Nonce)
	h.Write([]byte(f.Studio + "\x00" + idText(f.CustomerID)))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// feedToken is the token of a feed, "" when the key it was made with is gone.
func (c *Context) feedToken(f store.CalendarFeed) string {
	for _, key := range c.app.feeds {
		if token := feedToken(key, f); hmac.Equal(hashToken(token), f.Hash) {
			return token
		}
	}
	return ""
}

// readCalendar is the private feed: whoever has its address reads the member's
// bookings as they are now. It is all or nothing, since what is missing from a
// feed is deleted from the calendars that read it.
func readCalendar(c *Context) error {
	token, isFile := strings.CutSuffix(c.echo.Param("token"), calendarFile)
	if !isFile || len(token) != base64.RawURLEncoding.EncodedLen(sha256.Size) {
		return errNotFound
	}
	hash := hashToken(token)
	feed, err := c.app.Store.ReadCalendarFeed(c.Ctx, c.Studio.Slug, hash)
	if errors.Is(err, store.ErrNotFound) {
		return errNotFound
	}
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	allowed, after, err := c.app.Store.Hit(c.Ctx, "calendar feed "+hex.EncodeToString(hash[:16]), feedWindow, feedReads)
	if err != nil {
		return errors.Join(errStoreDown, err)
	}
	if !allowed {
		return errTooOften{after}
	}
	if c.Studio.Offers(feed.Language) {
		c.speak(feed.Language)
	}
	events, err := c.feedEvents(feed.CustomerID)
	if err != nil {
		return err
	}
	cal := ics.Calendar{Name: c.Text.T("calendar.feed_name", "studio", c.Studio.Name), Refresh: feedRefresh, Events: events}
	h := c.echo.Response().Header()
	sum := sha256.Sum256(cal.Bytes())
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, max-age="+strconv.Itoa(feedAge))
	h.Set("X-Robots-Tag", "noindex")
	if c.echo.Request().Header.Get("If-None-Match") == tag {
		return c.echo.NoContent(http.StatusNotModified)
	}
	return c.sendCalendar(cal)
}

// feedEvents are the bookings of a member, classes and appointments, in order.
func (c *Context) feedEvents(customerID int64) ([]ics.Event, error) {
	var classes part[[]bookedClass]
	var appointments part[[]pgclient.AppointmentBooking]
	load := c.newParts()
	wantChain(load, &classes, 2, func(ctx context.Context) ([]bookedClass, error) { return c.classBookingsOf(ctx, customerID) })
	want(load, &appointments, func(ctx context.Context) ([]pgclient.AppointmentBooking, error) {
		return c.API.GetAppointmentBookings(ctx, customerID)
	})
	_ = load.wait() // what is missing is looked at below
	switch {
	case classes.missing():
		return nil, classes.err
	case appointments.missing():
		return nil, appointments.err
	case classes.hidden() && appointments.hidden():
		return nil, errNotFound
	}
	var entries []entry
	for _, b := range classes.value {
		if b.failed != nil && !notThere(b.failed) {
			return nil, b.failed
		}
		if b.slot != nil && !b.slot.StartDateTime.IsZero() {
			entries = append(entries, c.classEvent(b))
		}
	}
	for _, b := range appointments.value {
		if !b.StartDateTime.IsZero() {
			entries = append(entries, c.appointmentEvent(b))
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if n := a.event.Start.Compare(b.event.Start); n != 0 {
			return n
		}
		return cmp.Compare(a.event.UID, b.event.UID)
	})
	return c.countEvents(c.Ctx, customerID, entries)
}
