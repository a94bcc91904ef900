package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

// memberRecord is what the tests here look at in a customer's record.
type memberRecord struct {
	ID            int64
	AccessRefusal bool
	AccessMediums []struct {
		ID          int64
		Type, Value string
	}
	AccessRestrictions                    []struct{ Reason, StartDate, EndDate string }
	ImageURL                              string
	AdditionalInformationFieldAssignments []assignment
}

type assignment struct {
	AdditionalInformationFieldID int64  `json:"additionalInformationFieldId"`
	Value                        string `json:"value"`
}

func (s *server) record(story string) memberRecord {
	s.t.Helper()
	return get[memberRecord](s, of(story, "/v1/customers/%d")(s).path)
}

// mediumOf is the value of a member's first medium of a type.
func (s *server) mediumOf(story, kind string) string {
	s.t.Helper()
	for _, m := range s.record(story).AccessMediums {
		if m.Type == kind {
			return m.Value
		}
	}
	s.t.Fatalf("%s has no %s", story, kind)
	return ""
}

func (s *server) homeStudioID() int64 {
	s.t.Helper()
	return get[struct{ StudioID int64 }](s, "/v1/studios/information").StudioID
}

// known leaves of a list of objects what is named, since the sandbox adds fields.
func known(s *server, content []byte, names ...string) string {
	s.t.Helper()
	var list []object
	require.NoError(s.t, json.Unmarshal(content, &list), "%s", content)
	for _, entry := range list {
		for name := range entry {
			if !slices.Contains(names, name) {
				delete(entry, name)
			}
		}
	}
	out, err := json.Marshal(list)
	require.NoError(s.t, err)
	return string(out)
}

func wrap(content []byte) []byte { return slices.Concat([]byte("["), content, []byte("]")) }

// setSwitch changes the switches.
func (s *server) setSwitch(set func(*sandbox.Switches)) {
	sw := s.box.Switches()
	set(&sw)
	s.box.SetSwitches(sw)
}

// again is the same world out of a dump.
func (s *server) again() {
	s.t.Helper()
	dump, err := s.box.Dump()
	require.NoError(s.t, err)
	require.NoError(s.t, s.box.Restore(dump))
	after, err := s.box.Dump()
	require.NoError(s.t, err)
	require.Equal(s.t, timeless(s.t, dump), timeless(s.t, after))
}

// types are the kinds of the events so far about an entity.
func (s *server) types(entity int64) []string {
	s.t.Helper()
	dump, err := s.box.Dump()
	require.NoError(s.t, err)
	var world struct {
		Studios map[string]struct {
			Events []struct {
				EntityID int64 `json:"entity_id"`
				Type     string
			}
		}
	}
	require.NoError(s.t, json.Unmarshal(dump, &world))
	var out []string
	for _, e := range world.Studios["nordlicht"].Events {
		if e.EntityID == entity {
			out = append(out, e.Type)
		}
	}
	return out
}

// benefits are the keys that are valid for a member, of those asked for.
func (s *server) benefits(story, query string) []string {
	s.t.Helper()
	var out []string
	for _, b := range get[[]struct {
		Key   string
		Valid bool
	}](s, of(story, "/v1/customers/%d/benefits")(s).path+query) {
		if b.Valid {
			out = append(out, b.Key)
		}
	}
	return out
}

func TestBenefitsComeFromModulesAndFromTheStudio(t *testing.T) {
	s := start(t, monday)
	require.Equal(t, []string{"SAUNA", "DRINKS", "TOWEL"}, s.benefits("extras", ""))
	require.Equal(t, []string{"SOLARIUM", "TOWEL"}, s.benefits("regular", ""))
	require.Equal(t, []string{"TOWEL"}, s.benefits("regular", "?key=TOWEL&key=SAUNA"))
	for _, nothing := range []string{"newcomer", "prospect", "former", "paused", "restricted"} {
		require.Empty(t, s.benefits(nothing, ""), nothing)
	}
	s.box.Advance(26 * 24 * time.Hour)
	require.Equal(t, []string{"SOLARIUM"}, s.benefits("paused", ""), "the pause is over")

	path := of("regular", "/v1/customers/%d/benefits?key=TOWEL&key=HELICOPTER")(s).path
	require.Len(t, get[[]object](s, path), 1)
	s.setSwitch(func(sw *sandbox.Switches) { sw.UnknownBenefitsListed = true })
	list := get[[]object](s, path)
	require.Len(t, list, 2)
	require.Equal(t, "HELICOPTER", list[1]["key"])
	require.Equal(t, false, list[1]["valid"])

	english := s.as("sandbox-forge")
	id := s.member("forge", "extras").CustomerID
	for _, b := range get[[]object](english, fmt.Sprintf("/v1/customers/%d/benefits?key=SAUNA&key=DRINKS", id)) {
		require.Equal(t, true, b["valid"], b["key"])
	}
}

// A module that is over brings nothing any more, in whichever way it ended.
func TestBenefitEndsWithItsModule(t *testing.T) {
	for name, change := range map[string]object{
		"canceled":    {"cancelled": true, "cancellationDate": "2026-06-30"},
		"ended":       {"endDate": "2026-06-30"},
		"not begun":   {"startDate": "2026-07-01"},
		"not running": {"contractStatus": "INACTIVE"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, monday)
			dump, err := s.box.Dump()
			require.NoError(t, err)
			var world object
			require.NoError(t, json.Unmarshal(dump, &world))
			for _, k := range world["studios"].(object)["nordlicht"].(object)["customers"].([]any) {
				contracts, _ := k.(object)["contracts"].([]any)
				for _, contract := range contracts {
					modules, _ := contract.(object)["modules"].([]any)
					for _, m := range modules {
						if m.(object)["rateName"] == "Sauna" {
							maps.Copy(m.(object), change)
						}
					}
				}
			}
			dump, err = json.Marshal(world)
			require.NoError(t, err)
			require.NoError(t, s.box.Restore(dump))
			has := func() bool { return slices.Contains(s.benefits("extras", ""), "SAUNA") }
			running, begun := name != "not running", name != "not begun"
			require.Equal(t, running && begun, has())
			s.box.SetNow(time.Date(2026, time.June, 30, 12, 0, 0, 0, time.UTC))
			require.Equal(t, running && begun, has(), "on its last day still")
			s.box.SetNow(time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC))
			require.Equal(t, name == "not begun", has())
		})
	}
}

func TestBenefitIsUsedUpUntilTomorrow(t *testing.T) {
	s := startLoose(t, monday)
	member := s.member("nordlicht", "extras").CustomerID
	use := fmt.Sprintf("/v1/customers/%d/benefits/DRINKS/use", member)
	took := func() {
		t.Helper()
		status, content := s.do(http.MethodPost, use, nil)
		require.Equal(t, http.StatusOK, status, "%s", content)
		require.Empty(t, content)
	}
	for range 3 {
		require.Contains(t, s.benefits("extras", ""), "DRINKS")
		took()
		s.again()
	}
	require.NotContains(t, s.benefits("extras", ""), "DRINKS")
	require.Equal(t, "benefitKey", s.refused(http.StatusBadRequest, http.MethodPost, use, nil)["reference"])
	uses := s.box.BenefitUses("nordlicht")
	require.Len(t, uses, 3)
	require.Equal(t, member, uses[0].CustomerID)
	require.Equal(t, "DRINKS", uses[0].Key)
	require.WithinDuration(t, monday, uses[0].At, time.Minute)
	require.Nil(t, s.box.BenefitUses("nowhere"))

	s.setSwitch(func(sw *sandbox.Switches) { sw.BenefitUsesCount = false })
	require.Contains(t, s.benefits("extras", ""), "DRINKS")
	took()
	s.setSwitch(func(sw *sandbox.Switches) { sw.BenefitUsesCount = true })
	s.box.SetNow(time.Date(2026, time.May, 18, 21, 59, 0, 0, time.UTC)) // 23:59 in Berlin
	s.refused(http.StatusBadRequest, http.MethodPost, use, nil)
	s.box.Advance(2 * time.Minute)
	took()

	sauna := fmt.Sprintf("/v1/customers/%d/benefits/SAUNA/use", member)
	for range 10 {
		status, _ := s.do(http.MethodPost, sauna, nil)
		require.Equal(t, http.StatusOK, status, "it has no limit")
	}
}

func TestBenefitsByCard(t *testing.T) {
	s := startLoose(t, monday)
	number, err := strconv.ParseUint(s.mediumOf("extras", "CARD_NUMBER"), 10, 64)
	require.NoError(t, err)
	want := get[any](s, of("extras", "/v1/customers/%d/benefits")(s).path)
	require.Equal(t, want, get[any](s, fmt.Sprintf("/v1/customers/benefits?cardNumber=%010d", number)))
	require.Equal(t, want, get[any](s, fmt.Sprintf("/v1/customers/benefits?cardNumberFormat=HEX_MSB&cardNumber=%s", hexOf(number))))
	require.Equal(t, "cardNumberFormat", s.refused(http.StatusBadRequest, http.MethodGet, "/v1/customers/benefits?cardNumberFormat=OCTAL&cardNumber=1", nil)["reference"])
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/benefits?cardNumber="+s.mediumOf("regular", "PIN"), nil)
}

type code struct{ Format, Content, ExpiresAt string }

func TestAccessCodeChangesAndEnds(t *testing.T) {
	s := start(t, monday)
	path := of("regular", "/v1/customers/%d/access-code")(s).path
	first := get[code](s, path)
	require.Equal(t, "QR_CODE", first.Format)
	require.Regexp(t, `^00\d{17}$`, first.Content)
	require.Equal(t, "2026-05-18T08:02:00Z", first.ExpiresAt)
	require.Equal(t, first, get[code](s, path), "the same within its minute")
	require.NotEqual(t, first.Content, get[code](s, of("extras", "/v1/customers/%d/access-code")(s).path).Content)
	s.again()
	require.Equal(t, first, get[code](s, path))
	s.box.Advance(time.Minute)
	second := get[code](s, path)
	require.NotEqual(t, first.Content, second.Content)
	require.Equal(t, "2026-05-18T08:03:00Z", second.ExpiresAt)

	s.setSwitch(func(sw *sandbox.Switches) { sw.AccessCodeExpires = false })
	require.Equal(t, code{"QR_CODE", second.Content, ""}, get[code](s, path))
}

func TestAccessCodesAreSwitchedOffByTheStudio(t *testing.T) {
	s := start(t, monday)
	path := of("regular", "/v1/customers/%d/access-code")(s).path
	enabled := func() any {
		return get[struct{ AccessCodeConfiguration object }](s, "/v1/studios/information").AccessCodeConfiguration["enabled"]
	}
	require.Equal(t, true, enabled())
	require.NoError(t, s.box.Staff("access_codes", s.homeStudioID(), false))
	require.Equal(t, false, enabled())
	require.Equal(t, "error.accessCode.disabled", s.refused(http.StatusNotFound, http.MethodGet, path, nil)["errorCode"])
	s.again()
	s.setSwitch(func(sw *sandbox.Switches) { sw.AccessCodeOffStatus = http.StatusBadRequest })
	s.refused(http.StatusBadRequest, http.MethodGet, path, nil)
	get[code](s.as("sandbox-forge"), fmt.Sprintf("/v1/customers/%d/access-code", s.member("forge", "regular").CustomerID))
	require.NoError(t, s.box.Staff("access_codes", s.homeStudioID(), true))
	require.Equal(t, true, enabled())
	get[code](s, path)
	require.Error(t, s.box.Staff("access_codes", 7, true))
}

func TestAccessMediumsShowEverywhere(t *testing.T) {
	s := startLoose(t, monday)
	member := s.member("nordlicht", "newcomer").CustomerID
	mediums := fmt.Sprintf("/v1/customers/%d/access-mediums", member)
	made := ask[object](s, http.MethodPost, mediums, object{"id": 5, "type": "BARCODE", "value": "0049"})
	require.NotEqual(t, 5.0, made["id"], "the API gives out ids")
	path := fmt.Sprintf("%s/%d", mediums, int64(made["id"].(float64)))
	require.Equal(t, "0049", s.mediumOf("newcomer", "BARCODE"))
	require.Equal(t, member, get[memberRecord](s, "/v1/customers/by?barcode=0049").ID)
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?pin=0049", nil)
	require.Equal(t, "value", s.refused(http.StatusBadRequest, http.MethodPost, mediums, object{"type": "BARCODE", "value": "0049"})["reference"])
	ask[object](s, http.MethodPost, mediums, object{"type": "PIN", "value": "0049"}) // only the same type is taken
	s.again()

	require.Equal(t, "0050", ask[object](s, http.MethodPut, path, object{"value": "0050"})["value"])
	require.Equal(t, "0050", ask[object](s, http.MethodPut, path, object{"value": "0050"})["value"], "again is no clash with itself")
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?barcode=0049", nil)
	require.Equal(t, member, get[memberRecord](s, "/v1/customers/by?barcode=0050").ID)
	status, content := s.do(http.MethodDelete, path, nil)
	require.Equal(t, http.StatusOK, status)
	require.Empty(t, content)
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?barcode=0050", nil)
	s.refused(http.StatusNotFound, http.MethodDelete, path, nil)
	require.Equal(t, slices.Repeat([]string{"CUSTOMER_UPDATED"}, 5), s.types(member))
	s.again()
}

func TestAccessMediumRules(t *testing.T) {
	s := startLoose(t, monday)
	mediums := of("newcomer", "/v1/customers/%d/access-mediums")(s).path
	for reference, body := range map[string]object{
		"type":  {"value": "1"},
		"value": {"type": "WALLET_PASS", "value": " "},
	} {
		require.Equal(t, reference, s.refused(http.StatusBadRequest, http.MethodPost, mediums, body)["reference"])
	}
	require.Equal(t, "type", s.refused(http.StatusBadRequest, http.MethodPost, mediums, object{"type": "KEY", "value": "1"})["reference"])
	require.Equal(t, "value", s.refused(http.StatusBadRequest, http.MethodPost, mediums, object{"type": "CARD_NUMBER", "value": "0xff"})["reference"])
	ask[object](s, http.MethodPost, mediums, object{"type": "WALLET_PASS", "value": "pass.example/1"})

	// What the studio made is not for the integration to change, whoever asks.
	card := s.record("newcomer").AccessMediums[0]
	path := fmt.Sprintf("%s/%d", mediums, card.ID)
	s.refused(http.StatusForbidden, http.MethodPut, path, object{"value": "1"})
	s.refused(http.StatusForbidden, http.MethodDelete, path, nil)
	s.setSwitch(func(sw *sandbox.Switches) { sw.ForeignMediumStatus = http.StatusNotFound })
	s.refused(http.StatusNotFound, http.MethodDelete, path, nil)
	require.Equal(t, card, s.record("newcomer").AccessMediums[0])
	s.refused(http.StatusNotFound, http.MethodDelete, of("regular", "/v1/customers/%d/access-mediums/")(s).path+strconv.FormatInt(card.ID, 10), nil)
}

func TestMediumsInEachCardFormat(t *testing.T) {
	s := start(t, monday)
	id := s.member("nordlicht", "newcomer").CustomerID
	ask[object](s, http.MethodPost, fmt.Sprintf("/v1/customers/%d/access-mediums", id), object{"type": "CARD_NUMBER", "value": "0016909060"})
	for format, want := range map[string]string{"DECIMAL": "0016909060", "HEX_MSB": "01020304", "HEX_LSB": "04030201"} {
		found := get[memberRecord](s, "/v1/customers/by?cardNumberFormat="+format+"&cardNumber="+want)
		require.Equal(t, id, found.ID, format)
		require.Equal(t, want, found.AccessMediums[1].Value)
		require.Equal(t, want, get[memberRecord](s, fmt.Sprintf("/v1/customers/%d?cardNumberFormat=%s", id, format)).AccessMediums[1].Value)
	}
	s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?cardNumber=01020304", nil)
	require.Equal(t, "0016909060", s.record("newcomer").AccessMediums[1].Value, "kept in decimal")
}

func TestAccessRestrictionKeepsOut(t *testing.T) {
	s := startLoose(t, monday)
	member := s.member("nordlicht", "newcomer").CustomerID
	path := fmt.Sprintf("/v1/customers/%d/access-restrictions", member)
	slot := s.slot(func(c sandbox.ClassSlot) bool { return c.Bookable && s.validate(member, c.ID) == "AVAILABLE" })
	today, yesterday := "2026-05-18", "2026-05-17"

	ask[object](s, http.MethodPut, path, object{"reason": "Later", "startDate": "2026-07-01", "endDate": "2026-07-31"})
	require.False(t, s.record("newcomer").AccessRefusal)
	require.Equal(t, []string{"CUSTOMER_UPDATED"}, s.types(member))

	ask[object](s, http.MethodPut, path, object{"reason": "Now", "startDate": today, "endDate": "2026-06-30"})
	r := s.record("newcomer")
	require.True(t, r.AccessRefusal)
	require.Len(t, r.AccessRestrictions, 1, "one for each integration: it is changed")
	require.Equal(t, "Now", r.AccessRestrictions[0].Reason)
	require.Equal(t, []string{"CUSTOMER_UPDATED", "CUSTOMER_UPDATED", "CUSTOMER_ACCESS_DISABLED"}, s.types(member))
	number := s.member("nordlicht", "newcomer").CustomerNumber
	require.True(t, get[memberRecord](s, "/v1/customers/by?customerNumber="+number).AccessRefusal)
	hit := ask[[]memberRecord](s, http.MethodPost, "/v1/customers/search", object{"email": s.member("nordlicht", "newcomer").Email})[0]
	require.True(t, hit.AccessRefusal)
	require.Equal(t, "NOT_AVAILABLE", s.validate(member, slot.ID))
	s.again()

	s.box.SetNow(time.Date(2026, time.July, 1, 8, 0, 0, 0, time.UTC))
	require.False(t, s.record("newcomer").AccessRefusal, "its last day is over")
	s.box.SetNow(monday)
	status, content := s.do(http.MethodDelete, path, nil)
	require.Equal(t, http.StatusOK, status)
	require.Empty(t, content)
	require.Empty(t, s.record("newcomer").AccessRestrictions)
	require.Equal(t, "AVAILABLE", s.validate(member, slot.ID))
	s.refused(http.StatusNotFound, http.MethodDelete, path, nil)

	for reference, body := range map[string]object{
		"reason":    {"startDate": today, "endDate": today},
		"startDate": {"reason": "x", "endDate": today},
		"endDate":   {"reason": "x", "startDate": today, "endDate": yesterday},
	} {
		require.Equal(t, reference, s.refused(http.StatusBadRequest, http.MethodPut, path, body)["reference"])
	}
	require.Equal(t, "endDate", s.refused(http.StatusBadRequest, http.MethodPut, path, object{"reason": "x", "startDate": today, "endDate": "soon"})["reference"])
	ask[object](s, http.MethodPut, path, object{"reason": "One day", "startDate": today, "endDate": today})
	require.True(t, s.record("newcomer").AccessRefusal)
}

func TestStudiosOwnRestrictionStays(t *testing.T) {
	s := start(t, monday)
	path := of("restricted", "/v1/customers/%d/access-restrictions")(s).path
	require.Len(t, s.record("restricted").AccessRestrictions, 1)
	ask[object](s, http.MethodPut, path, object{"reason": "Also"})
	require.Len(t, s.record("restricted").AccessRestrictions, 2)
	require.Equal(t, []string{"CUSTOMER_UPDATED"}, s.types(s.member("nordlicht", "restricted").CustomerID), "the door was shut before")
	status, _ := s.do(http.MethodDelete, path, nil)
	require.Equal(t, http.StatusOK, status)
	require.Len(t, s.record("restricted").AccessRestrictions, 1)
	require.True(t, s.record("restricted").AccessRefusal)
}

// hexOf is a number in whole bytes, at least four.
func hexOf(n uint64) string {
	if out := fmt.Sprintf("%010x", n); !strings.HasPrefix(out, "00") {
		return out
	}
	return fmt.Sprintf("%08x", n)
}
