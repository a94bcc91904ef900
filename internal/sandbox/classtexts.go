package sandbox

// bookingTexts are the messages about bookings of classes and appointments.
func bookingTexts() map[string]text {
	return map[string]text{
		"error.booking." + statusNoContingent:           {"Kein passendes Kontingent vorhanden.", "There is no matching contingent.", "Brak odpowiedniego limitu."},
		"error.booking." + statusBookingLimitReached:    {"Kurs und Warteliste sind voll.", "The class and its waiting list are full.", "Zajęcia i lista rezerwowa są pełne."},
		"error.booking." + statusCustomerAlreadyBooked:  {"Der Termin ist bereits gebucht.", "This slot is already booked.", "Ten termin jest już zarezerwowany."},
		"error.booking." + statusCustomerInOtherBooking: {"Zu dieser Zeit besteht schon eine andere Buchung.", "There is another booking at that time.", "W tym czasie istnieje inna rezerwacja."},
		"error.booking." + statusCustomerIdle:           {"Der Vertrag ruht zu dieser Zeit.", "The contract is paused at that time.", "Umowa jest w tym czasie zawieszona."},
		"error.booking." + statusDisplayOnly:            {"Dieser Kurs kann nicht gebucht werden.", "This class cannot be booked.", "Tych zajęć nie można rezerwować."},
		"error.booking." + statusBeforeEarliest:         {"Die Buchung ist noch nicht geöffnet.", "Booking is not open yet.", "Rezerwacja nie jest jeszcze otwarta."},
		"error.booking." + statusAfterLatest:            {"Die Buchung ist bereits geschlossen.", "Booking is already closed.", "Rezerwacja jest już zamknięta."},
		"error.booking." + statusStudioClosed:           {"Das Studio ist zu dieser Zeit geschlossen.", "The studio is closed at that time.", "Studio jest w tym czasie zamknięte."},
		"error.booking." + statusNotAvailable:           {"Eine Buchung ist nicht möglich.", "Booking is not possible.", "Rezerwacja nie jest możliwa."},
		"error.booking.cancelTooLate":                   {"Die Frist zum Absagen ist abgelaufen.", "The time to cancel has passed.", "Termin odwołania minął."},
		"error.booking.canceledAlready":                 {"Die Buchung ist bereits abgesagt.", "The booking has been canceled already.", "Rezerwacja została już odwołana."},
		"error.booking.waitingList":                     {"Die Warteliste kann so nicht verlassen werden.", "The waiting list cannot be left this way.", "W ten sposób nie można opuścić listy rezerwowej."},
	}
}
