package sandbox

// idlePeriodTexts are the messages of pauses: one for each validation status that
// is a no, and those that only creating and withdrawing know.
func idlePeriodTexts() map[string]text {
	return map[string]text{
		"error.idle." + idleDeactivated:      {"Für diesen Vertrag ist keine Ruhezeit möglich.", "This contract cannot be paused.", "Tej umowy nie można zawiesić."},
		"error.idle." + idlePending:          {"Eine Ruhezeit wird bereits geprüft.", "A pause is already being checked.", "Wniosek o zawieszenie jest już sprawdzany."},
		"error.idle." + idleNotFirstDay:      {"Der Tag ist nicht der erste einer Woche oder eines Monats.", "The day is not the first of a week or month.", "To nie jest pierwszy dzień tygodnia lub miesiąca."},
		"error.idle." + idleTooSoon:          {"Der Tag liegt zu früh.", "The day is too soon.", "Ten dzień jest za wcześnie."},
		"error.idle." + idleOtherStart:       {"Die Ruhezeit kann nur zum nächstmöglichen Tag beginnen.", "The pause can only start on the next possible day.", "Zawieszenie może się zacząć tylko w najbliższym możliwym dniu."},
		"error.idle." + idleTooManyYears:     {"Eine Ruhezeit dauert höchstens fünf Jahre.", "A pause lasts at most five years.", "Zawieszenie trwa najwyżej pięć lat."},
		"error.idle." + idleOverlapping:      {"Die Ruhezeit überschneidet sich mit einer anderen.", "The pause overlaps with another one.", "Zawieszenie pokrywa się z innym."},
		"error.idle." + idleOtherUnit:        {"Ruhezeiten haben hier eine andere Einheit.", "Pauses have another unit here.", "Zawieszenia mają tu inną jednostkę."},
		"error.idle." + idleTooManyTerms:     {"Die Ruhezeit ist zu lang.", "The pause is too long.", "Zawieszenie jest za długie."},
		"error.idle." + idleNoTerm:           {"Die Dauer der Ruhezeit fehlt.", "The length of the pause is missing.", "Brakuje długości zawieszenia."},
		"error.idle." + idleNoUnlimited:      {"Die Angabe fehlt, ob die Ruhezeit unbefristet ist.", "It is missing whether the pause is without end.", "Brakuje informacji, czy zawieszenie jest bezterminowe."},
		"error.idle." + idleEndAndTerm:       {"Entweder das Ende oder die Dauer ist anzugeben.", "Give either the end or the length.", "Należy podać koniec albo długość."},
		"error.idle." + idleEndBeforeStart:   {"Das Ende liegt vor dem Beginn.", "The end is before the start.", "Koniec jest przed początkiem."},
		"error.idle." + idleEndNotShortening: {"Mit einem Ende kann die Ruhezeit nur verkürzt werden.", "An end can only make the pause shorter.", "Podając koniec, można zawieszenie tylko skrócić."},
		"error.idle.reason":                  {"Diesen Grund gibt es nicht.", "There is no such reason.", "Nie ma takiego powodu."},
		"error.idle.document":                {"Ein Nachweis ist erforderlich.", "A proof is required.", "Wymagany jest dokument potwierdzający."},
		"error.idle.documentType":            {"Der Nachweis muss ein JPEG, PNG, PDF oder HEIC sein.", "The proof must be a JPEG, PNG, PDF or HEIC.", "Dokument musi być plikiem JPEG, PNG, PDF lub HEIC."},
		"error.idle.begun":                   {"Die Ruhezeit hat schon begonnen.", "The pause has begun already.", "Zawieszenie już się zaczęło."},
	}
}
