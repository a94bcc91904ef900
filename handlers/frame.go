package handlers

import "strings"

// origins are those the script of a framed page talks to; "" for other pages.
func origins(info *requestInfo) string {
	if !info.framed || info.studio == nil {
		return ""
	}
	return strings.Join(info.studio.Embed.Origins, " ")
}

// eventOf is what a website around the frame is told of an outcome: that something
// was done, and nothing of what, when or by whom. What the studio still has to
// confirm, and a waiting list, are no booking.
func eventOf(key string) string {
	switch key {
	case saidBooked, saidAppointmentBooked:
		return "booked"
	case saidCanceled:
		return "cancelled"
	}
	return ""
}
