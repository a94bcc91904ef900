package views

import (
	"strconv"

	"memberportal/i18n"
)

func amount(n int) string { return strconv.Itoa(n) }

// cancelLabel is what the way to cancel is called where it is heard alone.
func (b Booking) cancelLabel(text *i18n.Printer) string {
	if b.Day == "" {
		return text.T("bookings.cancel_label_untimed", "title", b.Title)
	}
	return text.T("bookings.cancel_label", "title", b.Title, "day", b.Day, "time", b.Time)
}

// particulars joins who, where and how long.
func (b Booking) particulars() string {
	switch {
	case b.Detail == "":
		return b.Length
	case b.Length == "":
		return b.Detail
	}
	return b.Detail + " · " + b.Length
}
