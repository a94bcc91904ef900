package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func TestMeasurementAndWeighing(t *testing.T) {
	s := start(t, monday)
	m := s.member("nordlicht", "newcomer")
	path := fmt.Sprintf("/v1/customers/%d", m.CustomerID)
	card := "/v1/customers/measurement/latest?cardNumber=" + s.medium("newcomer", "CARD_NUMBER")
	first := get[object](s, card)
	require.Nil(t, first["height"], "never measured")
	require.Equal(t, "Paula", first["firstName"])
	require.Equal(t, "UNISEX", first["gender"])

	weigh := func(query string, body object) object {
		return ask[object](s, http.MethodPost, path+"/weighing"+query, body)
	}
	stored := weigh("", object{"weight": 64.20, "height": 171, "visceralFatLevel": 0, "rawResults": "a"})
	require.NotZero(t, stored["databaseId"], "it got an id")
	require.EqualValues(t, 0, stored["visceralFatLevel"])
	require.Equal(t, "a", stored["rawResults"])
	require.EqualValues(t, 171, get[object](s, card)["height"])
	weigh("", object{"databaseId": 5, "height": 171.5, "rawResults": "b"})
	s.refused(http.StatusNotFound, http.MethodPost, path+"/weighing?benefitKey=SCALE", object{"rawResults": ""})
	s.refused(http.StatusBadRequest, http.MethodPost, path+"/weighing?benefitKey=TOWEL", object{"rawResults": ""})
	later := weigh("", object{"databaseId": 6, "weight": 64, "rawResults": ""})
	require.EqualValues(t, 6, later["databaseId"], "the scale's own is kept")
	require.EqualValues(t, 171.5, get[object](s, card)["height"], "the latest that has one")

	dump, err := s.box.Dump()
	require.NoError(t, err)
	require.NoError(t, s.box.Restore(dump))
	require.EqualValues(t, 171.5, get[object](s, card)["height"])
	got := s.box.Weighings("nordlicht", m.CustomerID)
	require.Len(t, got, 3)
	require.Equal(t, []string{"a", "b", ""}, []string{got[0].RawResults, got[1].RawResults, got[2].RawResults})
	uses := len(s.box.BenefitUses("nordlicht"))
	regular := s.member("nordlicht", "regular").CustomerID
	ask[object](s, http.MethodPost, fmt.Sprintf("/v1/customers/%d/weighing?benefitKey=TOWEL", regular), object{"rawResults": "c"})
	all := s.box.Weighings("nordlicht", regular)
	require.Equal(t, "TOWEL", all[len(all)-1].BenefitKey)
	require.Len(t, s.box.BenefitUses("nordlicht"), uses+1, "it has been used")
	require.Empty(t, s.box.Weighings("nowhere", m.CustomerID))
}

// TestAgeIsThatOfToday: a year more on the birthday, not a day before.
func TestAgeIsThatOfToday(t *testing.T) {
	s := start(t, monday)
	for born, age := range map[string]float64{"2000-05-18": 26, "2000-05-19": 25, "2000-06-01": 25, "2000-04-30": 26, "2026-05-18": 0} {
		id := int64(ask[object](s, http.MethodPost, "/v1/customers/create", newPerson(object{"dateOfBirth": born}))["customerId"].(float64))
		uuid := get[record](s, fmt.Sprintf("/v1/customers/%d", id)).UUID
		require.Equal(t, age, get[object](s, "/v1/customers/measurement/latest?qrCodeUuid="+uuid)["age"], born)
	}
}

func TestWeighingsAreChecked(t *testing.T) {
	s := startLoose(t, monday)
	path := fmt.Sprintf("/v1/customers/%d/weighing", s.member("nordlicht", "regular").CustomerID)
	had := len(s.box.Weighings("nordlicht", s.member("nordlicht", "regular").CustomerID))
	for field, body := range map[string]object{
		"rawResults":       {"weight": 70},
		"weight":           {"weight": -1, "rawResults": ""},
		"height":           {"height": 301, "rawResults": ""},
		"percentBodyFat":   {"percentBodyFat": 100.1, "rawResults": ""},
		"visceralFatLevel": {"visceralFatLevel": -1, "rawResults": ""},
		"bodyMassIndex":    {"bodyMassIndex": "24", "rawResults": ""},
		"databaseId":       {"databaseId": "x", "rawResults": ""},
	} {
		require.Equal(t, field, s.refused(http.StatusBadRequest, http.MethodPost, path, body)["reference"])
	}
	require.Len(t, s.box.Weighings("nordlicht", s.member("nordlicht", "regular").CustomerID), had)
	s.setSwitches(func(sw *sandbox.Switches) { sw.EnforceBounds = false })
	ask[object](s, http.MethodPost, path, object{"weight": -1, "rawResults": ""})
	s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodPost, path, object{"rawResults": ""})
}

func TestScalesNeedOneOfTwoScopes(t *testing.T) {
	s := start(t, monday)
	path := fmt.Sprintf("/v1/customers/%d/weighing", s.member("nordlicht", "regular").CustomerID)
	pin := "/v1/customers/measurement/latest?pin=" + s.medium("extras", "PIN")
	for _, scopes := range [][]string{{"CUSTOMER_WEIGHING_WRITE", "CUSTOMER_MEASUREMENT_READ"}, {"CUSTOMER_WRITE", "CUSTOMER_READ"}} {
		require.NoError(t, s.box.SetScopes("nordlicht", scopes...))
		ask[object](s, http.MethodPost, path, object{"rawResults": ""})
		get[object](s, pin)
	}
}
