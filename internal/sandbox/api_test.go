package sandbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/internal/sandbox"
)

func TestKeyTest(t *testing.T) {
	s := start(t, monday)
	for path, key := range map[string]string{"/v1/classes": "sandbox-nordlicht", "/anything/at/all": "sandbox-forge"} {
		status, body := s.as(key).do(http.MethodHead, path, nil)
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, body)
	}
	status, _ := s.as("wrong").do(http.MethodHead, "/v1/classes", nil)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, 3, s.box.Calls("HEAD").Calls)
	require.Zero(t, s.box.Calls("getActiveClasses").Calls)
}

// TestOrderOfChecks: each request breaks everything from one check on, so the
// answer shows which check came first.
func TestOrderOfChecks(t *testing.T) {
	s := startLoose(t, monday)
	sw := s.box.Switches()
	sw.RateLimit = 1
	s.box.SetSwitches(sw)
	require.NoError(t, s.box.SetScopes("nordlicht", "CLASSES_READ"))
	const path = "/v1/classes/booking/book"

	s.as("").refused(http.StatusUnauthorized, http.MethodPost, path, nil)
	s.as("wrong").refused(http.StatusUnauthorized, http.MethodPost, path, nil)
	s.refused(http.StatusForbidden, http.MethodPost, path, nil)
	s.refused(http.StatusTooManyRequests, http.MethodPost, path, nil)

	require.NoError(t, s.box.SetScopes("nordlicht", "CLASSES_READ", "CLASSES_WRITE"))
	sw.RateLimit = 0
	s.box.SetSwitches(sw)
	s.refused(http.StatusBadRequest, http.MethodPost, path, nil)
	require.Equal(t, "customerId", s.refused(http.StatusBadRequest, http.MethodPost, path, object{"classSlotId": 1})["reference"])
	require.Equal(t, "classSlotId", s.refused(http.StatusBadRequest, http.MethodPost, path, object{"customerId": 1})["reference"])
	require.Equal(t, "customerId", s.refused(http.StatusBadRequest, http.MethodPost, path, object{"customerId": "x", "classSlotId": 1})["reference"])
	require.Equal(t, "customerId", s.refused(http.StatusNotFound, http.MethodPost, path, request(1, 1))["reference"])
	// An unknown class is found out before a bad query.
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/classes/1/slots?sliceSize=1", nil)
}

func TestScopes(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	contracts := fmt.Sprintf("/v1/customers/%d/contracts", id)

	require.NoError(t, s.box.SetScopes("nordlicht", "CUSTOMER_READ"))
	s.refused(http.StatusForbidden, http.MethodGet, "/v1/classes", nil)
	get[object](s, fmt.Sprintf("/v1/customers/%d", id))
	get[[]object](s, contracts) // one of two scopes is enough
	require.NoError(t, s.box.SetScopes("nordlicht", "CUSTOMER_CONTRACT_READ"))
	get[[]object](s, contracts)
	s.refused(http.StatusForbidden, http.MethodGet, fmt.Sprintf("/v1/customers/%d", id), nil)
	require.NoError(t, s.box.SetScopes("nordlicht"))
	s.refused(http.StatusForbidden, http.MethodGet, contracts, nil)

	get[object](s.as("sandbox-forge"), "/v1/classes") // the other studio is not touched
	require.Error(t, s.box.SetScopes("nordlicht", "NO_SUCH_SCOPE"))
	require.Error(t, s.box.SetScopes("nowhere", "CUSTOMER_READ"))
}

// TestForeignIDs: ids of another studio are unknown to a key.
func TestForeignIDs(t *testing.T) {
	s := start(t, monday)
	other := s.as("sandbox-forge")
	member := s.member("nordlicht", "regular").CustomerID
	slot := s.slot(func(c sandbox.ClassSlot) bool { return c.Bookable })
	booked := s.bookings(member)[0]
	appointment := get[[]object](s, fmt.Sprintf("/v1/appointments/booking?customerId=%d", member))[0]["bookingId"].(float64)
	for _, path := range []string{
		fmt.Sprintf("/v1/classes/%d", slot.ClassID),
		fmt.Sprintf("/v1/classes/%d/slots", slot.ClassID),
		fmt.Sprintf("/v1/classes/%d/slots/%d", slot.ClassID, slot.ID),
		fmt.Sprintf("/v1/classes/booking/%d", booked.BookingID),
		fmt.Sprintf("/v1/classes/booking?customerId=%d", member),
		fmt.Sprintf("/v1/appointments/booking?customerId=%d", member),
		fmt.Sprintf("/v1/appointments/booking/%d", int64(appointment)),
		fmt.Sprintf("/v1/customers/%d", member),
		fmt.Sprintf("/v1/customers/%d/contracts", member),
		fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", member),
	} {
		status, body := s.do(http.MethodGet, path, nil)
		require.Equal(t, http.StatusOK, status, "%s: %s", path, body)
		other.refused(http.StatusNotFound, http.MethodGet, path, nil)
	}
	other.refused(http.StatusNotFound, http.MethodDelete, fmt.Sprintf("/v1/classes/booking/%d", booked.BookingID), nil)
	other.refused(http.StatusNotFound, http.MethodDelete, fmt.Sprintf("/v1/appointments/booking/%d", int64(appointment)), nil)
	other.refused(http.StatusNotFound, http.MethodPost, "/v1/classes/booking/book", request(member, slot.ID))
	other.refused(http.StatusNotFound, http.MethodPost, "/v1/classes/booking/validate",
		request(s.member("forge", "regular").CustomerID, slot.ID))
	require.Equal(t, booked, s.bookings(member)[0])

	// A slot is found below its own class only.
	foreign := s.slot(func(c sandbox.ClassSlot) bool { return c.ClassID != slot.ClassID })
	s.refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("/v1/classes/%d/slots/%d", slot.ClassID, foreign.ID), nil)
}

func TestPathsAndMethods(t *testing.T) {
	s := startLoose(t, monday)
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/nothing", nil)
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/classes/", nil)
	s.refused(http.StatusNotFound, http.MethodGet, "/", nil)
	// Literal segments win: this is a booking with a strange id, not the slots of a class.
	require.Equal(t, "bookingId", s.refused(http.StatusBadRequest, http.MethodGet, "/v1/classes/booking/slots", nil)["reference"])
	require.Equal(t, "classId", s.refused(http.StatusBadRequest, http.MethodGet, "/v1/classes/seven", nil)["reference"])
	resp, _, err := s.try(http.MethodPut, "/v1/classes", nil)
	require.NoError(t, err)
	require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
	require.Equal(t, "GET", resp.Header.Get("Allow"))
	status, _ := s.do(http.MethodPost, "/v1/customers/search", object{"email": "x"}, "Content-Type", "text/plain")
	require.Equal(t, http.StatusBadRequest, status)
}

// TestEveryOperationIsInTheContract compares the table with the contract.
func TestEveryOperationIsInTheContract(t *testing.T) {
	have := sandbox.OperationsForTest()
	routes := map[string]string{}
	for id, op := range have {
		routes[id] = op.Method + " " + op.Pattern
	}
	require.Equal(t, contract.Load(t).Operations(), routes, "all of the contract, and nothing else")
	for path, item := range contract.Load(t).Doc.Paths.Map() {
		for method, op := range item.Operations() {
			mine := have[op.OperationID]
			var scopes []string
			for _, s := range asList(op.Extensions["x-required-scopes"]) { // none for an operation that needs no scope
				scopes = append(scopes, s.(string))
			}
			require.Equal(t, scopes, mine.Scopes, "%s %s", method, path)
			require.Equal(t, op.Extensions["x-required-scopes-mode"] == "any", mine.Any, op.OperationID)
		}
	}
	for _, op := range contract.Load(t).Doc.Paths.Map() {
		for _, o := range op.Operations() {
			for _, scope := range asList(o.Extensions["x-required-scopes"]) {
				require.Contains(t, sandbox.ScopesForTest(), scope)
			}
		}
	}
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

func TestLanguageOfErrors(t *testing.T) {
	s := start(t, monday)
	message := func(key, language string) string {
		var headers []string
		if language != "" {
			headers = []string{"Accept-Language", language}
		}
		return s.as(key).refused(http.StatusNotFound, http.MethodGet, "/v1/customers/1", nil, headers...)["errorMessage"].(string)
	}
	const de, en, pl = "Der Eintrag wurde nicht gefunden.", "The entity was not found.", "Nie znaleziono wpisu."
	for language, want := range map[string]string{
		"de": de, "de-AT": de, "DE": de, "pl": pl, "en-GB": en, "fr": en, "pt-BR": en, "tlh": en,
		"en;q=0.5, pl;q=0.9": pl, "fr, de;q=0.9": en, "de;q=0.2,en": en,
	} {
		require.Equal(t, want, message("sandbox-nordlicht", language), language)
	}
	require.Equal(t, de, message("sandbox-nordlicht", ""))
	require.Equal(t, en, message("sandbox-forge", ""))
	answer := s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/1", nil)
	require.Equal(t, "error.entity.notFound", answer["errorCode"])
	require.Equal(t, "customerId", answer["reference"])
}

func TestSliceByID(t *testing.T) {
	s := start(t, monday)
	type classes struct {
		Result []struct {
			ID    int64
			Title string
		}
		HasNext bool
		Offset  string
	}
	all := get[classes](s, "/v1/classes")
	require.False(t, all.HasNext)
	require.Len(t, all.Result, 13)

	first := get[classes](s, "/v1/classes?sliceSize=10")
	require.True(t, first.HasNext)
	require.Len(t, first.Result, 10)
	require.Equal(t, strconv.FormatInt(first.Result[9].ID, 10), first.Offset)
	rest := get[classes](s, "/v1/classes?sliceSize=10&offset="+first.Offset)
	require.False(t, rest.HasNext)
	require.NotEmpty(t, rest.Offset)
	require.Equal(t, all.Result, append(first.Result, rest.Result...))
	beyond := get[classes](s, "/v1/classes?offset=999999999999")
	require.Empty(t, beyond.Result)
	require.False(t, beyond.HasNext)
}

func TestSliceByCount(t *testing.T) {
	s := start(t, monday)
	class := get[struct{ Result []struct{ ID int64 } }](s, "/v1/classes").Result[1].ID
	path := fmt.Sprintf("/v1/classes/%d/slots?sliceSize=10", class)
	first := get[slotSlice](s, path)
	require.True(t, first.HasNext)
	require.Len(t, first.Result, 10)
	require.Equal(t, "10", first.Offset)
	second := get[slotSlice](s, path+"&offset=10")
	require.NotEqual(t, first.Result[9].ID, second.Result[0].ID)
	all := get[slotSlice](s, fmt.Sprintf("/v1/classes/%d/slots", class))
	require.Equal(t, all.Result[:10], first.Result)
	require.Equal(t, all.Result[10:20], second.Result)
	require.True(t, slices.IsSortedFunc(all.Result, func(a, b slotJSON) int {
		return instant(t, a.StartDateTime).Compare(instant(t, b.StartDateTime))
	}))
}

func TestSliceBounds(t *testing.T) {
	s := startLoose(t, monday)
	class := get[struct{ Result []struct{ ID int64 } }](s, "/v1/classes").Result[0].ID
	slots := fmt.Sprintf("/v1/classes/%d/slots", class)
	for path, reference := range map[string]string{
		"/v1/classes?sliceSize=9":                              "sliceSize",
		"/v1/classes?sliceSize=101":                            "sliceSize",
		"/v1/classes?sliceSize=ten":                            "sliceSize",
		"/v1/classes?offset=abc":                               "offset",
		"/v1/classes?offset=-1":                                "offset",
		slots + "?sliceSize=9":                                 "sliceSize",
		slots + "?sliceSize=101":                               "sliceSize",
		"/v1/classes/slots?sliceSize=0":                        "sliceSize",
		"/v1/classes/slots?daysAhead=0":                        "daysAhead",
		"/v1/classes/slots?slotWindowStartDate=2026-02-30":     "slotWindowStartDate",
		"/v1/classes/slots?slotWindowStartDate=18.05.2026":     "slotWindowStartDate",
		"/v1/classes/booking":                                  "customerId",
		"/v1/classes/booking?customerId=abc":                   "customerId",
		"/v1/appointments/booking":                             "customerId",
		"/v1/customers/by?customerNumber=1&cardNumber=2":       "",
		"/v1/customers/by":                                     "",
		"/v1/customers/by?customerNumber=1&cardNumberFormat=X": "cardNumberFormat",
	} {
		got := s.refused(http.StatusBadRequest, http.MethodGet, path, nil)["reference"]
		if reference == "" {
			require.Nil(t, got, path)
		} else {
			require.Equal(t, reference, got, path)
		}
	}
}

// TestSlotWindow: the window is whole local days, the last one excluded.
func TestSlotWindow(t *testing.T) {
	s := start(t, monday)
	days := func(path string) []string {
		var out []string
		for _, slot := range get[slotSlice](s, path).Result {
			out = append(out, slot.StartDateTime[:10])
		}
		return slices.Compact(out)
	}
	require.Equal(t, []string{"2026-05-18"}, days("/v1/classes/slots"))
	require.Equal(t, []string{"2026-05-20", "2026-05-21"}, days("/v1/classes/slots?slotWindowStartDate=2026-05-20&daysAhead=2&sliceSize=50"))
	sw := s.box.Switches()
	sw.WindowIncludesLastDay = true
	s.box.SetSwitches(sw)
	require.Equal(t, []string{"2026-05-20", "2026-05-21"}, days("/v1/classes/slots?slotWindowStartDate=2026-05-20&daysAhead=1&sliceSize=50"))
}

func TestSearchCustomers(t *testing.T) {
	s := start(t, monday)
	search := func(body object) []object { return ask[[]object](s, http.MethodPost, "/v1/customers/search", body) }
	names := func(found []object) []string {
		var out []string
		for _, f := range found {
			out = append(out, f["firstName"].(string))
		}
		return out
	}
	family := []string{"Jonas", "Mia", "Lotte 🌻"}
	require.Equal(t, family, names(search(object{"email": "familie.petersen@example.org"})))
	require.Equal(t, family, names(search(object{"email": "Familie.Petersen@EXAMPLE.org"})))
	require.Equal(t, []string{"Mia"}, names(search(object{"email": "familie.petersen@example.org", "firstName": "mi"})))
	require.Empty(t, search(object{"email": "familie.petersen@example.org", "lastName": "Hansen"}))
	require.Empty(t, search(object{"email": "familie.petersen@example"}))
	require.Empty(t, search(object{"email": "clarke.family@example.com"}), "another studio's members")
	require.Contains(t, names(search(object{"lastName": "HANS"})), "Lena")

	hit := search(object{"email": "lena.hansen@example.org"})[0]
	require.NotContains(t, hit, "customerNumber")
	require.NotContains(t, hit, "dateOfBirth")
	whole := get[object](s, fmt.Sprintf("/v1/customers/%d", int64(hit["id"].(float64))))
	require.Equal(t, "1-20017", whole["customerNumber"])
	require.Equal(t, whole["id"], get[object](s, "/v1/customers/by?customerNumber=1-20017")["id"])
	require.Equal(t, []string{"Lena"}, names(search(object{"email": "lena.hansen@example.org", "dateOfBirth": whole["dateOfBirth"]})))
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?customerNumber=1-99999", nil)
	card := whole["accessMediums"].([]any)[0].(object)["value"].(string)
	require.Equal(t, whole["id"], get[object](s, "/v1/customers/by?cardNumber="+card)["id"])
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?pin="+card, nil)

	loose := startLoose(t, monday)
	loose.refused(http.StatusBadRequest, http.MethodPost, "/v1/customers/search", object{})
	require.Equal(t, "dateOfBirth", loose.refused(http.StatusBadRequest, http.MethodPost, "/v1/customers/search", object{"dateOfBirth": "yesterday"})["reference"])
}

// TestContractsOfTheStories reads every member's contracts both ways.
func TestContractsOfTheStories(t *testing.T) {
	s := start(t, monday)
	frequencies := map[string]bool{}
	states := map[string]any{}
	for _, m := range s.box.Members() {
		studio := s.as("sandbox-" + m.Studio)
		currency := map[string]string{"nordlicht": "EUR", "forge": "GBP"}[m.Studio]
		record := get[object](studio, fmt.Sprintf("/v1/customers/%d", m.CustomerID))
		require.Equal(t, m.Name, record["firstName"].(string)+" "+record["lastName"].(string))
		contracts := get[[]object](studio, fmt.Sprintf("/v1/customers/%d/contracts", m.CustomerID))
		data := get[[]object](studio, fmt.Sprintf("/v1/memberships/%d/self-service/contract-data", m.CustomerID))
		require.Len(t, data, len(contracts))
		status := "MEMBER"
		switch m.Story {
		case "prospect":
			status = "PROSPECT"
			require.Empty(t, contracts)
		case "former":
			status = "FORMER_MEMBER"
			require.Equal(t, "INACTIVE", contracts[0]["contractStatus"])
			require.Empty(t, get[[]object](studio, fmt.Sprintf("/v1/customers/%d/contracts?status=ACTIVE", m.CustomerID)))
		}
		require.Equal(t, status, record["status"])
		require.Equal(t, m.Story == "restricted" || m.Story == "paused", record["accessRefusal"], "the door is shut in a pause that says so")
		idle, _ := record["idlePeriods"].([]any)
		require.Equal(t, m.Story == "paused", len(idle) > 0)
		for i, c := range contracts {
			require.Equal(t, c["id"], data[i]["id"])
			details := c["priceDetails"].(object)
			require.Equal(t, currency, details["currentPrice"].(object)["currency"])
			frequencies[details["paymentFrequency"].(object)["type"].(string)] = true
			states[m.Story+" "+strings.Fields(m.Name)[0]] = data[i]["cancelationStatus"]
			dates, _ := data[i]["availableCancelationDates"].([]any)
			require.Equal(t, data[i]["cancelationStatus"] == nil, len(dates) > 0, m.Story)
		}
		if m.Story == "extras" {
			require.Len(t, contracts[0]["moduleContracts"], 2)
			require.Len(t, contracts[0]["flatFeeContracts"], 1)
		}
	}
	require.Len(t, frequencies, 5, "every payment frequency")
	require.Equal(t, "CANCELED", states["canceled Tobias"])
	require.Equal(t, "PENDING_VERIFICATION", states["pending Alexandria"])
	require.Equal(t, "PENDING_WITHDRAWAL_VERIFICATION", states["family Mia"])
	require.Nil(t, states["regular Lena"])
}

func TestStudio(t *testing.T) {
	s := start(t, monday)
	require.Equal(t, "DE", get[object](s, "/v1/studios/information")["countryCode"])
	require.Equal(t, "GB", get[object](s.as("sandbox-forge"), "/v1/studios/information")["countryCode"])
	use := get[object](s, "/v1/studios/utilization")
	require.Positive(t, use["count"])
	require.InDelta(t, 120, use["capacity"], 0)
	require.Nil(t, get[object](s.as("sandbox-forge"), "/v1/studios/utilization")["capacity"])
	s.box.SetNow(monday.Add(-6 * 3600e9)) // four in the morning
	require.Zero(t, get[object](s, "/v1/studios/utilization")["count"])
}

func TestAppointmentBookings(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "regular").CustomerID
	list := fmt.Sprintf("/v1/appointments/booking?customerId=%d", id)
	one := fmt.Sprintf("/v1/appointments/booking/%d", int64(get[[]object](s, list)[0]["bookingId"].(float64)))
	got := get[object](s, one)
	require.InDelta(t, float64(id), got["customerId"], 0)
	require.Equal(t, "BOOKED", got["bookingStatus"])
	require.Equal(t, "2026-05-22T13:00:00.000+02:00[Europe/Berlin]", got["startDateTime"])

	ask[object](s, http.MethodDelete, one, nil)
	require.Equal(t, "CANCELED", get[object](s, one)["bookingStatus"])
	require.Equal(t, "CANCELED", get[[]object](s, list)[0]["appointmentStatus"])
	s.refused(http.StatusBadRequest, http.MethodDelete, one, nil)

	late := start(t, monday)
	late.box.SetNow(instant(t, got["startDateTime"].(string)).Add(-3 * 3600e9))
	late.refused(http.StatusBadRequest, http.MethodDelete, one, nil)
}
