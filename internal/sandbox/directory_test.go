package sandbox_test

import (
	"fmt"
	"math/bits"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

type record struct {
	ID                                                       int64
	CustomerNumber, FirstName, LastName, Email, Status       string
	DateOfBirth, Street, SecondStreet, Country, PhonePrivate string
	CreatedDateTime, UUID, ThirdPartyID, BuildingName        string
	StudioID                                                 int64
	PreferredLanguage                                        struct{ LanguageCode, CountryCode string }
	AccessMediums                                            []struct{ Type, Value string }
	AdditionalInformationFieldAssignments                    []object
}

type customerSlice struct {
	Result  []record
	HasNext bool
	Offset  string
}

func ids(records []record) []int64 {
	var out []int64
	for _, r := range records {
		out = append(out, r.ID)
	}
	return out
}

// setSwitches changes the switches.
func (s *server) setSwitches(f func(*sandbox.Switches)) {
	s.t.Helper()
	sw := s.box.Switches()
	f(&sw)
	s.box.SetSwitches(sw)
}

func TestCustomersAreListedByID(t *testing.T) {
	s := start(t, monday)
	var all []record
	for offset := ""; ; {
		path := "/v1/customers?sliceSize=50"
		if offset != "" {
			path += "&offset=" + offset
		}
		part := get[customerSlice](s, path)
		all = append(all, part.Result...)
		require.Equal(t, strconv.FormatInt(part.Result[len(part.Result)-1].ID, 10), part.Offset, "the id of the last entry")
		if offset = part.Offset; !part.HasNext {
			break
		}
		require.Len(t, part.Result, 50)
	}
	require.True(t, slices.IsSorted(ids(all)))
	require.Len(t, all, 300+11, "the crowd and the members; no prospect, nobody who left")
	for _, r := range all {
		require.Equal(t, "MEMBER", r.Status)
	}
	first := get[customerSlice](s, "/v1/customers")
	require.Len(t, first.Result, 100)
	old := get[customerSlice](s, "/v1/customers?lastOffsetId="+first.Offset)
	require.Equal(t, all[100].ID, old.Result[0].ID)
	both := get[customerSlice](s, fmt.Sprintf("/v1/customers?lastOffsetId=%d&offset=%s", all[200].ID, first.Offset))
	require.Equal(t, old, both, "the new name wins")

	prospects := get[customerSlice](s, "/v1/customers?customerStatus=PROSPECT")
	require.Equal(t, []int64{s.member("nordlicht", "prospect").CustomerID}, ids(prospects.Result))
	end := get[customerSlice](s, "/v1/customers?offset=9999999999")
	require.Empty(t, end.Result)
	require.False(t, end.HasNext)

	loose := startLoose(t, monday)
	for query, field := range map[string]string{
		"sliceSize=49": "sliceSize", "sliceSize=501": "sliceSize", "offset=x": "offset", "lastOffsetId=x": "lastOffsetId",
		"customerStatus=NOBODY": "customerStatus", "cardNumberFormat=OCTAL": "cardNumberFormat",
	} {
		require.Equal(t, field, loose.refused(http.StatusBadRequest, http.MethodGet, "/v1/customers?"+query, nil)["reference"])
	}
}

func TestACreatedCustomerIsEverywhere(t *testing.T) {
	s := start(t, monday)
	body := newPerson(object{
		"secondStreet": "Hinterhaus", "buildingName": "Alte Werft", "phoneNumberPrivate": "+49 40 1", "thirdPartyId": "A1000",
		"language":                              object{"languageCode": "en", "countryCode": "GB"},
		"additionalInformationFieldAssignments": []object{{"additionalInformationFieldId": s.fields()[slices.IndexFunc(s.fields(), func(f field) bool { return f.Type == "BOOLEAN" })].ID, "value": "true"}},
		"documentIdentification":                object{"documentNumber": "X1", "documentType": "PASSPORT"},
	})
	id := int64(ask[object](s, http.MethodPost, "/v1/customers/create", body)["customerId"].(float64))
	r := get[record](s, fmt.Sprintf("/v1/customers/%d", id))
	require.Equal(t, "PROSPECT", r.Status)
	require.Equal(t, "Hinterhaus/Alte Werft/+49 40 1/A1000/DE/1990-02-28",
		strings.Join([]string{r.SecondStreet, r.BuildingName, r.PhonePrivate, r.ThirdPartyID, r.Country, r.DateOfBirth}, "/"))
	require.Equal(t, "GB", r.PreferredLanguage.CountryCode)
	require.Len(t, r.AdditionalInformationFieldAssignments, 1)
	require.Equal(t, s.studioID(s.key), r.StudioID)
	require.Regexp(t, `^2026-05-18T10:00:0\d\.\d{3}\+02:00\[Europe/Berlin\]$`, r.CreatedDateTime)

	require.Equal(t, id, get[record](s, "/v1/customers/by?customerNumber="+r.CustomerNumber).ID)
	require.Equal(t, []int64{id}, ids(ask[[]record](s, http.MethodPost, "/v1/customers/search", object{"email": "Erika@Example.com"})))
	require.Contains(t, ids(get[customerSlice](s, "/v1/customers?customerStatus=PROSPECT").Result), id)
	require.Empty(t, get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", id)))
	require.Equal(t, "NO_CONTINGENT", s.validate(id, s.slot(free("Yoga Flow")).ID), "without a contract nothing can be booked")

	// Nobody is too much like somebody else, unless the switch says so.
	again := int64(ask[object](s, http.MethodPost, "/v1/customers/create", body)["customerId"].(float64))
	require.NotEqual(t, id, again)
	require.NotEqual(t, r.CustomerNumber, get[record](s, fmt.Sprintf("/v1/customers/%d", again)).CustomerNumber)
	s.setSwitches(func(sw *sandbox.Switches) { sw.RefuseDuplicateCustomer = true })
	s.refused(http.StatusBadRequest, http.MethodPost, "/v1/customers/create", body)
	ask[object](s, http.MethodPost, "/v1/customers/create", newPerson(object{"firstName": "Erik"}))
}

func TestNewCustomersAreChecked(t *testing.T) {
	s := startLoose(t, monday)
	for field, change := range map[string]object{
		"firstName": {"firstName": " "}, "lastName": {"lastName": nil}, "street": {"street": ""}, "city": {"city": ""},
		"zipCode": {"zipCode": ""}, "email": {"email": "@example.com"}, "gender": {"gender": "ROBOT"},
		"dateOfBirth": {"dateOfBirth": "28.02.1990"}, "countryCode": {"countryCode": "Germany"},
		"language.languageCode": {"language": object{}}, "language.countryCode": {"language": object{"languageCode": "de", "countryCode": "at"}},
		"documentIdentification.documentType":   {"documentIdentification": object{"documentNumber": "1", "documentType": "NAPKIN"}},
		"documentIdentification.documentNumber": {"documentIdentification": object{"documentType": "PASSPORT"}},
	} {
		require.Equal(t, field, s.refused(http.StatusBadRequest, http.MethodPost, "/v1/customers/create", newPerson(change))["reference"])
	}
	unborn := s.refused(http.StatusBadRequest, http.MethodPost, "/v1/customers/create", newPerson(object{"dateOfBirth": "2026-05-19"}), "Accept-Language", "pl")
	require.Equal(t, "Data urodzenia jest w przyszłości.", unborn["errorMessage"])
	ask[object](s, http.MethodPost, "/v1/customers/create", newPerson(object{"dateOfBirth": "2026-05-18"}))
}

// TestCardNumberFormats: one card, three ways to write it, in questions and answers.
func TestCardNumberFormats(t *testing.T) {
	s := start(t, monday)
	decimal := s.medium("extras", "CARD_NUMBER")
	n, err := strconv.ParseUint(decimal, 10, 64)
	require.NoError(t, err)
	msb := fmt.Sprintf("%010X", n)
	if n < 1<<32 {
		msb = msb[2:]
	}
	lsb := fmt.Sprintf("%016X", bits.ReverseBytes64(n))[:len(msb)]
	id := s.member("nordlicht", "extras").CustomerID
	for format, card := range map[string]string{"DECIMAL": decimal, "HEX_MSB": msb, "HEX_LSB": lsb} {
		query := "?cardNumberFormat=" + format + "&cardNumber=" + card
		for _, path := range []string{"/v1/customers/by", "/v1/cross-studio/customers/by"} {
			found := get[record](s, path+query)
			require.Equal(t, id, found.ID, format)
			require.Equal(t, card, found.AccessMediums[0].Value, format)
			require.Equal(t, s.medium("extras", "PIN"), found.AccessMediums[2].Value, "a PIN has one way to be written")
		}
		require.EqualValues(t, id, get[object](s, "/v1/customers/measurement/latest"+query)["id"])
		require.Len(t, get[[]object](s, "/v1/customers/contracts/by"+query), 1)
		one := get[record](s, fmt.Sprintf("/v1/customers/%d?cardNumberFormat=%s", id, format))
		require.Equal(t, card, one.AccessMediums[0].Value)
	}
	require.Equal(t, decimal, s.medium("extras", "CARD_NUMBER"), "the record itself is not changed by reading it")
	for _, none := range []string{"?cardNumberFormat=HEX_MSB&cardNumber=XYZ", "?cardNumber=" + msb + "&cardNumberFormat=HEX_LSB"} {
		s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by"+none, nil)
	}
	s.setSwitches(func(sw *sandbox.Switches) { sw.SparseSearchHits = false })
	hit := ask[[]record](s, http.MethodPost, "/v1/customers/search", object{"email": s.member("nordlicht", "extras").Email, "cardNumberFormat": "HEX_MSB"})
	require.Equal(t, msb, hit[0].AccessMediums[0].Value)
}

// TestIdentifiersAreTexts: leading zeros count, kinds do not mix, and who is found
// by one identifier is found by all.
func TestIdentifiersAreTexts(t *testing.T) {
	s := start(t, monday)
	k := get[record](s, fmt.Sprintf("/v1/customers/%d", s.member("nordlicht", "extras").CustomerID))
	pin, barcode := s.medium("extras", "PIN"), s.medium("extras", "BARCODE")
	require.True(t, strings.HasPrefix(pin, "00") && strings.HasPrefix(barcode, "00"))
	for _, query := range []string{
		"pin=" + pin, "barcode=" + barcode, "qrCodeUuid=" + k.UUID, "customerNumber=" + k.CustomerNumber, fmt.Sprintf("debtorId=%d", k.ID),
	} {
		require.Equal(t, k.ID, get[record](s, "/v1/customers/by?"+query).ID, query)
	}
	for _, query := range []string{
		"pin=" + pin[1:], "pin=" + barcode, "barcode=" + pin, "cardNumber=" + pin, "debtorId=x",
		"qrCodeUuid=00000000-0000-4000-8000-000000000000",
	} {
		s.refused(http.StatusNotFound, http.MethodGet, "/v1/customers/by?"+query, nil)
	}
	two := "/v1/customers/by?pin=" + pin + "&customerNumber="
	s.refused(http.StatusBadRequest, http.MethodGet, two+k.CustomerNumber, nil)
	s.setSwitches(func(sw *sandbox.Switches) { sw.ExactlyOneIdentifier = false })
	require.Equal(t, k.ID, get[record](s, two+k.CustomerNumber).ID)
	s.refused(http.StatusNotFound, http.MethodGet, two+"1-20017", nil)
}

func TestCrossStudio(t *testing.T) {
	s := start(t, monday)
	forge := s.as("sandbox-forge")
	family := s.member("forge", "family")
	by := get[record](s, "/v1/cross-studio/customers/by?debtorId="+strconv.FormatInt(family.CustomerID, 10))
	require.Equal(t, family.CustomerID, by.ID)
	require.Equal(t, s.studioID("sandbox-forge"), by.StudioID, "tells whose key to use")
	require.Equal(t, family.CustomerID, get[record](s, fmt.Sprintf("/v1/cross-studio/customers/%d", family.CustomerID)).ID)
	s.refused(http.StatusNotFound, http.MethodGet, fmt.Sprintf("/v1/customers/%d", family.CustomerID), nil)

	// Both studios have given out this number; each finds its own.
	for range 5 {
		for studio, asked := range map[string]*server{"nordlicht": s, "forge": forge} {
			require.Equal(t, s.member(studio, "regular").CustomerID, get[record](asked, "/v1/cross-studio/customers/by?customerNumber=1-20017").ID)
		}
	}

	const search = "/v1/cross-studio/customers/search"
	hits := ask[[]record](s, http.MethodPost, search, object{"email": family.Email})
	require.Len(t, hits, 3)
	require.Equal(t, by.StudioID, hits[0].StudioID)
	require.Empty(t, hits[0].CustomerNumber, "sparse")
	studios := map[int64]bool{}
	for _, hit := range ask[[]record](s, http.MethodPost, search, object{"firstName": "al"}) {
		studios[hit.StudioID] = true
	}
	require.Len(t, studios, 1, "Alfies and Alexandria, all in Manchester")
	s.setSwitches(func(sw *sandbox.Switches) { sw.SparseSearchHits = false })
	hits = ask[[]record](s, http.MethodPost, search, object{"email": family.Email})
	require.Equal(t, family.CustomerNumber, hits[0].CustomerNumber)
	require.Empty(t, ask[[]record](s, http.MethodPost, search, object{"email": "nobody@example.com"}))
}

func TestContractsBy(t *testing.T) {
	s := start(t, monday)
	former := s.member("nordlicht", "former")
	by := "/v1/customers/contracts/by?customerNumber=" + url.QueryEscape(former.CustomerNumber)
	require.Equal(t, get[[]object](s, fmt.Sprintf("/v1/customers/%d/contracts", former.CustomerID)), get[[]object](s, by))
	require.Len(t, get[[]object](s, by+"&status=INACTIVE"), 1)
	require.Empty(t, get[[]object](s, by+"&status=ACTIVE"))
	require.NoError(t, s.box.SetScopes("nordlicht", "CUSTOMER_CONTRACT_READ"))
	get[[]object](s, by)
	s.as("sandbox-forge").refused(http.StatusNotFound, http.MethodGet, "/v1/customers/contracts/by?debtorId="+strconv.FormatInt(former.CustomerID, 10), nil)
}
