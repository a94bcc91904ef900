package sandbox

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// refusal is an error answer before it is put into words.
type refusal struct {
	status    int
	code      string // key of texts; sent as errorCode
	reference string // path of the offending field, "" if there is none
}

type errorJSON struct {
	ErrorMessage string `json:"errorMessage"`
	ErrorCode    string `json:"errorCode,omitzero"`
	TraceID      string `json:"traceId,omitzero"`
	Reference    string `json:"reference,omitzero"`
}

func badRequest(code, reference string) *refusal {
	return &refusal{http.StatusBadRequest, code, reference}
}

func conflict(code, reference string) *refusal {
	return &refusal{http.StatusConflict, code, reference}
}

func notFound(reference string) *refusal {
	return &refusal{http.StatusNotFound, "error.entity.notFound", reference}
}

// refuseWith is for statuses that the rules of this package do not choose
// themselves: injected faults and switches.
func refuseWith(status int) *refusal {
	code, ok := map[int]string{
		http.StatusBadRequest:          "error.validation",
		http.StatusUnauthorized:        "error.apiKey",
		http.StatusForbidden:           "error.scope",
		http.StatusNotFound:            "error.entity.notFound",
		http.StatusConflict:            "error.concurrentModification",
		http.StatusTooManyRequests:     "error.rateLimit",
		http.StatusServiceUnavailable:  "error.unavailable",
		http.StatusInternalServerError: "error.internal",
	}[status]
	if !ok {
		code = "error.internal"
	}
	return &refusal{status: status, code: code}
}

// text is one message in the languages this server speaks.
type text struct{ de, en, pl string }

func (t text) in(language string) string {
	switch language {
	case "de":
		return t.de
	case "pl":
		return t.pl
	}
	return t.en
}

// errorTexts are the messages by code. The codes are made up: the vendor
// publishes no list.
func errorTexts() map[string]text {
	all := map[string]text{}
	for _, part := range []map[string]text{
		generalTexts(), bookingTexts(), directoryTexts(), accessTexts(), documentTexts(), selfServiceTexts(), accountTexts(), paymentTexts(),
		communicationTexts(), cancelationTexts(), idlePeriodTexts(), moduleTexts(), offerTexts(), leadTexts(), appointmentTexts(),
		trialTexts(), financeTexts(), deviceTexts(), studioTexts(),
	} {
		maps.Copy(all, part)
	}
	return all
}

// generalTexts are the messages that any operation may answer.
func generalTexts() map[string]text {
	return map[string]text{
		"error.internal":               {"Ein unerwarteter Fehler ist aufgetreten.", "An unexpected error has occurred.", "Wystąpił nieoczekiwany błąd."},
		"error.apiKey":                 {"Der API-Schlüssel fehlt oder ist ungültig.", "The API key is missing or invalid.", "Brak klucza API lub klucz jest nieprawidłowy."},
		"error.scope":                  {"Dem API-Schlüssel fehlt die Berechtigung.", "The API key lacks the required scope.", "Klucz API nie ma wymaganych uprawnień."},
		"error.entity.notFound":        {"Der Eintrag wurde nicht gefunden.", "The entity was not found.", "Nie znaleziono wpisu."},
		"error.path.notFound":          {"Diese Adresse gibt es nicht.", "There is no such path.", "Taki adres nie istnieje."},
		"error.method":                 {"Diese Methode ist hier nicht erlaubt.", "This method is not allowed here.", "Ta metoda nie jest tutaj dozwolona."},
		"error.rateLimit":              {"Zu viele Anfragen. Bitte später erneut versuchen.", "Too many requests. Please try again later.", "Zbyt wiele zapytań. Spróbuj ponownie później."},
		"error.unavailable":            {"Der Dienst ist vorübergehend nicht verfügbar.", "The service is temporarily unavailable.", "Usługa jest chwilowo niedostępna."},
		"error.concurrentModification": {"Der Eintrag wurde gleichzeitig geändert.", "The entity was changed at the same time.", "Wpis został w tym samym czasie zmieniony."},
		"error.validation":             {"Die Anfrage ist ungültig.", "The request is invalid.", "Zapytanie jest nieprawidłowe."},
		"error.validation.json":        {"Der Inhalt der Anfrage ist nicht lesbar.", "The request body cannot be read.", "Nie można odczytać treści zapytania."},
		"error.validation.missing":     {"Ein Pflichtfeld fehlt.", "A required field is missing.", "Brakuje wymaganego pola."},
		"error.validation.format":      {"Ein Wert hat das falsche Format.", "A value has the wrong format.", "Wartość ma nieprawidłowy format."},
		"error.validation.range":       {"Ein Wert liegt außerhalb der Grenzen.", "A value is out of bounds.", "Wartość jest poza dozwolonym zakresem."},
		"error.search.exactlyOne":      {"Genau ein Suchmerkmal ist erforderlich.", "Exactly one identifier is required.", "Wymagany jest dokładnie jeden identyfikator."},
		"error.search.empty":           {"Mindestens ein Suchmerkmal ist erforderlich.", "At least one criterion is required.", "Wymagane jest co najmniej jedno kryterium."},
	}
}

// languageOf reads Accept-Language: the most wanted language decides; one this
// server does not speak is answered in English, none at all in the studio's.
func languageOf(header, studioDefault string) string {
	if strings.TrimSpace(header) == "" {
		return studioDefault
	}
	type wish struct {
		language string
		weight   float64
	}
	var wishes []wish
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(part, ";")
		weight := 1.0
		if q, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			if parsed, err := strconv.ParseFloat(q, 64); err == nil {
				weight = parsed
			}
		}
		language, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		wishes = append(wishes, wish{language, weight})
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return cmp.Compare(b.weight, a.weight) })
	if l := wishes[0].language; l == "de" || l == "pl" {
		return l
	}
	return "en"
}
