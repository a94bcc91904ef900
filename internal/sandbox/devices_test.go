package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDevicesAreActivatedOnce(t *testing.T) {
	s := start(t, monday)
	path := activating(false)(s).path
	type activation struct {
		ID          int64
		AccessToken string
	}
	first := ask[activation](s, http.MethodPut, path, nil)
	require.NotEmpty(t, first.AccessToken)
	for _, d := range get[[]device](s, "/v1/devices") {
		require.True(t, d.Active, d.Name)
	}
	s.refused(http.StatusBadRequest, http.MethodPut, path, nil)
	s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodPut, path, nil)

	dump, err := s.box.Dump()
	require.NoError(t, err)
	other := start(t, monday)
	require.NoError(t, other.box.Restore(dump))
	other.refused(http.StatusBadRequest, http.MethodPut, path, nil)

	// Out of service, and back with another token.
	require.NoError(t, s.box.Staff("device", first.ID, false))
	require.Error(t, s.box.Staff("device", first.ID, false))
	require.Error(t, s.box.Staff("device", first.ID, true))
	require.Error(t, s.box.Staff("device", 7, false))
	second := ask[activation](s, http.MethodPut, path, nil)
	require.NotEqual(t, first.AccessToken, second.AccessToken)

	sw := s.box.Switches()
	sw.RepeatedActivationStatus = http.StatusOK
	s.box.SetSwitches(sw)
	third := ask[activation](s, http.MethodPut, path, nil)
	require.NotEqual(t, second.AccessToken, third.AccessToken)
}

func TestEmployees(t *testing.T) {
	s := start(t, monday)
	type employee struct {
		ID                              int64
		FirstName, LastName, PublicName string
		Gender, BusinessRole            string
		EmployeeImageURL                *string
	}
	type employees struct {
		Result  []employee
		HasNext bool
		Offset  string
	}
	all := get[employees](s, "/v1/employees").Result
	require.Greater(t, len(all), 10)
	first := get[employees](s, "/v1/employees?sliceSize=10")
	require.True(t, first.HasNext)
	require.Len(t, first.Result, 10)
	rest := get[employees](s, "/v1/employees?sliceSize=10&offset="+first.Offset)
	require.False(t, rest.HasNext)
	require.Len(t, rest.Result, len(all)-10)

	roles, pictures, byID := map[string]bool{}, 0, map[int64]employee{}
	for _, e := range all {
		roles[e.BusinessRole], byID[e.ID] = true, e
		if e.EmployeeImageURL != nil {
			pictures++
		}
		one := get[employee](s, fmt.Sprintf("/v1/employees/%d", e.ID))
		require.Equal(t, e.LastName, one.LastName)
		s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("/v1/employees/%d", e.ID), nil)
	}
	require.Len(t, roles, 6)
	require.Positive(t, pictures)
	// Who gives a class is one of them, under the same id.
	slot := get[slotSlice](s, "/v1/classes/slots?daysAhead=3").Result[0]
	require.Contains(t, byID, int64(slot.Instructors[0]["id"].(float64)))
}

func TestTags(t *testing.T) {
	s := start(t, monday)
	type tag struct{ Name string }
	names := func(tags []tag) (out []string) {
		for _, one := range tags {
			out = append(out, one.Name)
		}
		return out
	}
	carried := func(s *server) []string {
		return names(get[struct{ StudioTags []tag }](s, "/v1/studios/information").StudioTags)
	}
	put := func(s *server, tags ...string) []string {
		body := []object{}
		for _, name := range tags {
			body = append(body, object{"name": name})
		}
		return names(ask[[]tag](s, http.MethodPut, "/v1/studios/information/tags", body))
	}
	known := names(get[[]tag](s, "/v1/studios/tags"))
	require.Subset(t, known, carried(s))
	require.Equal(t, []string{"parkplatz", "sauna"}, put(s, "parkplatz", "sauna", "sauna"))
	require.Equal(t, []string{"parkplatz", "sauna"}, carried(s))
	s.refused(http.StatusBadRequest, http.MethodPut, "/v1/studios/information/tags", []object{{"name": "moat"}})
	require.Empty(t, carried(s.as("sandbox-forge")), "the other studio's are its own")

	sw := s.box.Switches()
	sw.OnlyKnownTags = false
	s.box.SetSwitches(sw)
	require.Equal(t, []string{"moat"}, put(s, "moat"))
	require.Equal(t, append(known, "moat"), names(get[[]tag](s, "/v1/studios/tags")))
	require.Empty(t, put(s))
	require.Empty(t, carried(s))
	dump, err := s.box.Dump()
	require.NoError(t, err)
	other := start(t, monday)
	require.NoError(t, other.box.Restore(dump))
	require.Contains(t, names(get[[]tag](other, "/v1/studios/tags")), "moat")
	require.Empty(t, carried(other))

	loose := startLoose(t, monday)
	require.Equal(t, "[0].name", loose.refused(http.StatusBadRequest, http.MethodPut, "/v1/studios/information/tags", []object{{"name": " "}})["reference"])
	loose.refused(http.StatusBadRequest, http.MethodPut, "/v1/studios/information/tags", object{"name": "sauna"})
}

// TestActivationNeedsNoScope: a key without any may switch the webhooks on.
func TestActivationNeedsNoScope(t *testing.T) {
	s := start(t, monday)
	require.NoError(t, s.box.SetScopes("nordlicht"))
	for range 2 {
		status, body := s.do(http.MethodPost, "/v1/studios/confirmActivation", nil)
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, body)
	}
	confirmed := map[string]bool{}
	for _, w := range s.box.Webhooks() {
		confirmed[w.Studio] = w.Confirmed
	}
	require.Equal(t, map[string]bool{"nordlicht": true, "forge": false}, confirmed)
}
