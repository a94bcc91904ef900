package sandbox

// appointmentTexts are the reasons why an appointment is refused.
func appointmentTexts() map[string]text {
	return map[string]text{
		"error.appointment." + statusPastStart:              {"Der Beginn liegt in der Vergangenheit.", "The start is in the past.", "Początek jest w przeszłości."},
		"error.appointment." + statusEndNotAfterStart:       {"Das Ende liegt nicht nach dem Beginn.", "The end is not after the start.", "Koniec nie jest po początku."},
		"error.appointment." + statusPeriodDoesNotMatch:     {"Die Dauer passt nicht zum Angebot.", "The length does not fit the service.", "Czas trwania nie pasuje do usługi."},
		"error.appointment." + statusCustomerInOtherBooking: {"Zu dieser Zeit besteht schon eine andere Buchung.", "There is another booking at that time.", "W tym czasie istnieje inna rezerwacja."},
		"error.appointment." + statusCustomerIdle:           {"Der Vertrag ruht zu dieser Zeit.", "The contract is paused at that time.", "Umowa jest w tym czasie zawieszona."},
		"error.appointment." + statusNoContingent:           {"Kein passendes Kontingent vorhanden.", "There is no matching contingent.", "Brak odpowiedniego limitu."},
		"error.appointment." + statusRestrictions:           {"Der Tarif berechtigt nicht zu diesem Termin.", "The membership does not include this appointment.", "Karnet nie obejmuje tego terminu."},
		"error.appointment." + statusBookingLimitReached:    {"Mehr Termine dieser Art sind nicht möglich.", "No further appointment of this kind is possible.", "Nie można zarezerwować więcej takich terminów."},
		"error.appointment." + statusBeforeEarliest:         {"Die Buchung ist noch nicht geöffnet.", "Booking is not open yet.", "Rezerwacja nie jest jeszcze otwarta."},
		"error.appointment." + statusAfterLatest:            {"Die Buchung ist bereits geschlossen.", "Booking is already closed.", "Rezerwacja jest już zamknięta."},
		"error.appointment." + statusStudioClosed:           {"Das Studio ist zu dieser Zeit geschlossen.", "The studio is closed at that time.", "Studio jest w tym czasie zamknięte."},
		"error.appointment." + statusResourceUnavailable:    {"Person, Raum oder Gerät sind schon vergeben.", "The person, room or equipment is already taken.", "Osoba, sala lub sprzęt są już zajęte."},
		"error.appointment." + statusNotAvailable:           {"Eine Buchung ist nicht möglich.", "Booking is not possible.", "Rezerwacja nie jest możliwa."},
	}
}
