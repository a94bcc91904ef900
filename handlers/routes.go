package handlers

import (
	"errors"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"memberportal/views/paths"
)

// route is one line of the table below.
type route struct {
	method, path string
	member       bool // a stranger is sent to sign in
	serve        func(*Context) error
	file         string // field of the file that the posted form may carry, "" for none
}

// studioRoutes is every page of a studio, in the order a member meets them.
// Tests walk this table: strangers, foreign ids, cross-site posts, headers.
func studioRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	first := []route{
		{get, "/", false, showHome, ""},
		{post, "/language", false, changeLanguage, ""},
		{get, "/embed", false, showEmbed, ""},

		{get, "/signin", false, showSignIn, ""},
		{post, "/signin", false, startSignIn, ""},
		{get, "/signin/code", false, showSignInCode, ""},
		{post, "/signin/code", false, enterSignInCode, ""},
		{post, "/signin/code/resend", false, resendSignInCode, ""},
		{get, "/signin/link/:token", false, showSignInLink, ""},
		{post, "/signin/link/:token", false, useSignInLink, ""},
		{get, "/signin/profile", false, showSignInProfile, ""},
		{post, "/signin/profile", false, chooseSignInProfile, ""},
		{get, "/signout", false, showSignOut, ""},
		{post, "/signout", false, signOut, ""},
		{post, "/privacy/sessions/end", true, signOutEverywhere, ""},

		{get, "/classes", false, showClasses, ""},
		{get, "/classes/:classID/slots/:slotID", false, showClassSlot, ""},
		{get, "/classes/:classID/slots/:slotID/book", false, showBookClassSlot, ""},
		{post, "/classes/:classID/slots/:slotID/book", true, bookClassSlot, ""},

		{get, "/bookings", true, showBookings, ""},
		{get, "/bookings/class/:bookingID", true, pageOrFile(showClassBooking, classBookingFile), ""},
		{get, "/bookings/class/:bookingID/cancel", true, showCancelClassBooking, ""},
		{post, "/bookings/class/:bookingID/cancel", true, cancelClassBooking, ""},
		{get, "/bookings/appointment/:bookingID", true, pageOrFile(showAppointmentBooking, appointmentBookingFile), ""},
		{get, "/bookings/appointment/:bookingID/cancel", true, showCancelAppointmentBooking, ""},
		{post, "/bookings/appointment/:bookingID/cancel", true, cancelAppointmentBooking, ""},
		{get, "/done/:intentID", true, showDone, ""},
	}
	return slices.Concat(first,
		appointmentRoutes(),
		calendarRoutes(),
		accountRoutes(),
		profileRoutes(),
		contractRoutes(),
		pauseRoutes(),
		endingRoutes(),
		extraRoutes(),
		documentRoutes(),
		checkinRoutes(),
		messageRoutes(),
		privacyRoutes(),
		rightsRoutes(),
	)
}

// newEcho registers the table. echo knows every address twice where it may be
// asked with HEAD.
func (a *App) newEcho() *echo.Echo {
	e := echo.New()
	e.HTTPErrorHandler = a.handleError
	e.GET("/", a.showStudioChoice)
	e.HEAD("/", a.showStudioChoice)
	e.GET(paths.ReceiptKeys(), a.showReceiptKeys)
	e.HEAD(paths.ReceiptKeys(), a.showReceiptKeys)
	e.GET("/:studio", a.addSlash)
	e.HEAD("/:studio", a.addSlash)
	for _, r := range studioRoutes() {
		h := a.page(r)
		e.Add(r.method, "/:studio"+r.path, h)
		if r.method == http.MethodGet {
			e.Add(http.MethodHead, "/:studio"+r.path, h)
		}
	}
	return e
}

// opens tells whether an address that forms are sent to can be opened too: it leads to
// the page of the form.
func (a *App) opens(pattern string) bool {
	return slices.ContainsFunc(a.echo.Routes(), func(r *echo.Route) bool { return r.Method == http.MethodGet && r.Path == pattern })
}

// page turns a line of the table into an echo handler.
func (a *App) page(r route) echo.HandlerFunc {
	return func(e echo.Context) error {
		info := infoOf(e.Request().Context())
		info.route = e.Path()
		if info.studio == nil {
			return errNoStudio
		}
		if r.method == http.MethodPost && r.file == "" {
			e.Request().Body = http.MaxBytesReader(e.Response(), e.Request().Body, maxForm)
			if err := e.Request().ParseForm(); err != nil {
				return errors.Join(errBadForm, err)
			}
		}
		c := a.newContext(e)
		if c.lostItsCookie() && !needsNoCookie(r.path) {
			return c.showNewTab(r)
		}
		if r.member && c.Who == nil {
			if info.storeDown {
				if r.method == http.MethodPost {
					return c.keepTyped(r, errStoreDown)
				}
				return errStoreDown
			}
			if c.hadSessionCookie() {
				c.guest.Flash = &flash{Studio: c.Studio.Slug, Key: "session_ended"}
				if err := c.saveGuest(); err != nil {
					return err
				}
			}
			return errSignIn
		}
		if r.method == http.MethodPost && r.file != "" {
			var err error
			if c.file, err = readUpload(e.Request(), r.file); err != nil {
				return err
			}
		}
		err := r.serve(c)
		if err != nil && r.member && r.method == http.MethodPost {
			return c.keepTyped(r, err)
		}
		return err
	}
}

// addSlash leads /{studio} to the studio's start.
func (a *App) addSlash(e echo.Context) error {
	info := infoOf(e.Request().Context())
	info.route = e.Path()
	if info.studio == nil {
		return errNoStudio
	}
	to := "/" + info.studio.Slug + "/"
	if q := e.Request().URL.RawQuery; q != "" {
		to += "?" + q
	}
	return e.Redirect(http.StatusSeeOther, to)
}
