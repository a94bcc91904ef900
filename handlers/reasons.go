package handlers

import (
	"memberportal/i18n"
	"memberportal/pgclient"
)

// reasons puts each validation status of a class slot into words.
var reasons = map[pgclient.ClassBookingValidationStatus]string{
	pgclient.ClassBookingValidationStatusNoContingent:                          "classes.refused_contingent",
	pgclient.ClassBookingValidationStatusBookingLimitReached:                   "classes.refused_full",
	pgclient.ClassBookingValidationStatusCustomerAlreadyBooked:                 "classes.refused_already",
	pgclient.ClassBookingValidationStatusCustomerIdle:                          "classes.refused_idle",
	pgclient.ClassBookingValidationStatusCustomerInOtherBooking:                "classes.refused_other",
	pgclient.ClassBookingValidationStatusDisplayOnly:                           "classes.refused_display",
	pgclient.ClassBookingValidationStatusDateTimeBeforeEarliestBookingDateTime: "classes.refused_open_title",
	pgclient.ClassBookingValidationStatusDateTimeAfterLatestBookingDateTime:    "timetable.refused_closed",
	pgclient.ClassBookingValidationStatusStudioClosed:                          "classes.refused_closed",
	pgclient.ClassBookingValidationStatusNotAvailable:                          "classes.refused_unknown",
}

// reasonText is the sentence for a status; one this release does not know
// reads as "not available".
func reasonText(text *i18n.Printer, status pgclient.ClassBookingValidationStatus) string {
	key, ok := reasons[status]
	if !ok {
		key = "classes.refused_unknown"
	}
	return text.T(key)
}
