package handlers

import (
	"net/http"
	"strings"
	"time"

	"memberportal/pgclient"
	"memberportal/views"
)

// appointmentRoutes are services, their times, and booking one.
func appointmentRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/appointments", true, showAppointments, ""},
		{get, "/appointments/:serviceID", true, showAppointment, ""},
		{get, "/appointments/:serviceID/book", true, showBookAppointment, ""},
		{post, "/appointments/:serviceID/book", true, bookAppointment, ""},
	}
}

// showAppointments lists the services that can be booked online.
func showAppointments(c *Context) error {
	services, err := c.Studio.Services(c.Ctx)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, views.Appointments(newAppointmentsPage(c.page(c.Text.T("appointments.title"), "appointments"), services)))
}

// newAppointmentsPage groups the services by category, in the order in which
// the studio's system lists them; those without one come last.
func newAppointmentsPage(base views.Page, services []pgclient.BookableAppointment) views.AppointmentsPage {
	p := views.AppointmentsPage{Page: base}
	at := map[string]int{}
	var others []views.Service
	for _, s := range services {
		v := newService(base, s)
		category := strings.TrimSpace(s.Category)
		if category == "" {
			others = append(others, v)
			continue
		}
		n, known := at[category]
		if !known {
			n = len(p.Groups)
			at[category] = n
			p.Groups = append(p.Groups, views.ServiceGroup{Heading: category})
		}
		p.Groups[n].Services = append(p.Groups[n].Services, v)
	}
	if len(others) > 0 {
		heading := ""
		if len(p.Groups) > 0 {
			heading = base.Text.T("appointments.more")
		}
		p.Groups = append(p.Groups, views.ServiceGroup{Heading: heading, Services: others})
	}
	return p
}

func newService(base views.Page, s pgclient.BookableAppointment) views.Service {
	v := views.Service{To: base.Paths.Appointment(s.ID, ""), Title: strings.TrimSpace(s.Title), Description: strings.TrimSpace(s.Description)}
	if v.Title == "" {
		v.Title = base.Text.T("bookings.appointment")
	}
	if s.Duration != nil {
		v.Length = minutes(base.Text, time.Duration(*s.Duration)*time.Minute)
	}
	return v
}
