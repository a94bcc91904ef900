package phone

import (
	"cmp"
	"encoding/json"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the plans anew")

func ints(of []int32) []int {
	var out []int
	for _, i := range of {
		out = append(out, int(i))
	}
	return out
}

func kindOf(d *phonenumbers.PhoneNumberDesc) kind {
	return kind{d.GetNationalNumberPattern(), ints(d.GetPossibleLength()), ints(d.GetPossibleLengthLocalOnly())}
}

// The plans are those of the library's version in go.mod.
func TestPlansAreCurrent(t *testing.T) {
	collection, err := phonenumbers.MetadataCollection()
	require.NoError(t, err)
	var regions []region
	for _, m := range collection.GetMetadata() {
		r := region{
			ID: m.GetId(), Code: int(m.GetCountryCode()), Exit: m.GetInternationalPrefix(), Prefix: m.GetNationalPrefixForParsing(),
			Instead: m.GetNationalPrefixTransformRule(), Leading: m.GetLeadingDigits(), Extension: m.GetPreferredExtnPrefix(), General: kindOf(m.GetGeneralDesc()),
		}
		if r.Rank = slices.Index(phonenumbers.GetRegionCodesForCountryCode(r.Code), r.ID); r.Rank < 0 {
			continue
		}
		require.NotEmpty(t, r.General.Lengths, r.ID)
		require.True(t, slices.IsSorted(r.General.Lengths), r.ID)
		require.Positive(t, r.General.Lengths[0])
		for _, d := range []*phonenumbers.PhoneNumberDesc{
			m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(), m.GetPersonalNumber(), m.GetPager(), m.GetUan(), m.GetVoicemail(), m.GetFixedLine(), m.GetMobile(),
		} {
			k := kindOf(d)
			k.Local = nil
			if k.Pattern != "" && !slices.Equal(k.Lengths, []int{-1}) {
				r.Kinds = append(r.Kinds, k)
			}
		}
		formats := m.GetIntlNumberFormat()
		if len(formats) == 0 {
			formats = m.GetNumberFormat()
		}
		for _, f := range formats {
			leading := ""
			if l := f.GetLeadingDigitsPattern(); len(l) > 0 {
				leading = l[len(l)-1] // the most exact
			}
			r.Formats = append(r.Formats, format{f.GetPattern(), leading, f.GetFormat()})
		}
		regions = append(regions, r)
	}
	slices.SortFunc(regions, func(a, b region) int { return cmp.Or(cmp.Compare(a.ID, b.ID), a.Code-b.Code) })
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	for _, r := range regions {
		require.NoError(t, encoder.Encode(r))
	}
	if *update {
		require.NoError(t, os.WriteFile("plans.txt", []byte(text.String()), 0o600))
	}
	current, err := os.ReadFile("plans.txt")
	require.NoError(t, err)
	require.True(t, text.String() == string(current), "go test ./internal/phone -run Plans -update")
	require.Greater(t, len(regions), 240)
}

// Each pattern is a regular expression, or a form would fail for who types the
// first number of that country.
func TestPlansCompile(t *testing.T) {
	for _, regions := range plans().codes {
		for _, r := range regions {
			patterns := []string{r.Exit, r.Prefix, r.Leading, r.General.Pattern}
			for _, k := range r.Kinds {
				patterns = append(patterns, k.Pattern)
			}
			for _, f := range r.Formats {
				patterns = append(patterns, f.Leading, f.Pattern)
			}
			for _, p := range patterns {
				require.NotPanics(t, func() { compile("^(?:" + p + ")$") }, r.ID)
			}
		}
	}
}

// judge is the library's answer.
func judge(typed, country string) (string, bool) {
	if len(typed) > longest {
		return "", false
	}
	n, err := phonenumbers.Parse(typed, country)
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.INTERNATIONAL), true
}

func requireAgreement(t *testing.T, typed, country string) bool {
	t.Helper()
	want, wantOK := judge(typed, country)
	got, ok := Format(typed, country)
	require.Equal(t, wantOK, ok, "%q in %s: want %q, got %q", typed, country, want, got)
	require.Equal(t, want, got, "%q in %s", typed, country)
	return ok
}

// Numbers of every country and kind, written in every way, are read as the library
// reads them; so are numbers with a digit too many, too few, or another.
func TestFormatAgrees(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := []phonenumbers.PhoneNumberType{
		phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE, phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST,
		phonenumbers.PERSONAL_NUMBER, phonenumbers.VOIP, phonenumbers.PAGER, phonenumbers.UAN, phonenumbers.VOICEMAIL,
	}
	valid, invalid := 0, 0
	count := func(ok bool) {
		if ok {
			valid++
		} else {
			invalid++
		}
	}
	near := []string{"AR", "AT", "BR", "CH", "CZ", "DE", "FR", "GB", "IT", "NL", "PL", "SM", "TR", "UA", "US"}
	for _, id := range slices.Sorted(maps.Keys(phonenumbers.GetSupportedRegions())) {
		code := strconv.Itoa(phonenumbers.GetCountryCodeForRegion(id))
		for _, k := range kinds {
			n := phonenumbers.GetExampleNumberForType(id, k)
			if n == nil || n.GetNationalNumber() == 0 {
				continue
			}
			digits := phonenumbers.GetNationalSignificantNumber(n)
			national, international := phonenumbers.Format(n, phonenumbers.NATIONAL), phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
			changed := []byte(digits)
			changed[random.IntN(len(changed))] = byte('0' + random.IntN(10))
			ways := []string{
				national, international, digits, "+" + code + digits, "00" + code + digits, code + digits, "0" + digits, "+" + code + " (0) " + digits,
				national + " ext. 12", international + "x3", digits + "5", digits[:len(digits)-1], string(changed), "+" + code + string(changed),
			}
			if !slices.Contains(near, id) {
				random.Shuffle(len(ways), func(i, j int) { ways[i], ways[j] = ways[j], ways[i] })
				ways = ways[:3]
			}
			for _, typed := range ways {
				count(requireAgreement(t, typed, id))
			}
			count(requireAgreement(t, national, "DE"))
			count(requireAgreement(t, international, "ZZ"))
		}
	}
	for _, code := range []int{800, 808, 870, 878, 881, 882, 883, 888, 979} {
		if n := phonenumbers.GetExampleNumberForNonGeoEntity(code); n != nil {
			count(requireAgreement(t, phonenumbers.Format(n, phonenumbers.INTERNATIONAL), "PL"))
		}
	}
	for range 3_000 {
		typed := strconv.Itoa(random.IntN(1_000_000_000_000))
		typed = []string{"", "0", "+", "+4", "+49", "+48", "+44", "00", "00 49 ", "+1 "}[random.IntN(10)] + typed[:min(len(typed), 4+random.IntN(9))]
		count(requireAgreement(t, typed, []string{"DE", "PL", "GB", "US", "AT", "CH", "FR", "IT"}[random.IntN(8)]))
	}
	t.Log(valid, "valid,", invalid, "not")
	require.Greater(t, valid, 2_000)
	require.Greater(t, invalid, 2_000)
}

func FuzzFormatAgrees(f *testing.F) {
	for _, typed := range []string{
		"0170 1234567", "+49 (0) 170/123 45 67", "0800 FLOWERS", "٠١٧٠ ١٢٣٤٥٦٧", "040 42838-0 ext. 12", "tel:+49-40-42838", "+", "++49 170 1234567", "49 170 1234567", "(030) 1234 x5/x6",
		"011 49 170 1234567", "1-800-FLOWERS", "+39 02 1234567", "+54 9 11 1234 5678", "0 15 11 1234 5678", "+800 1234 5678", "112", "+49;isub=3", "~170 1234567",
	} {
		f.Add(typed, "DE")
	}
	f.Add("0511 123456", "AR")
	f.Add("070", "")
	f.Fuzz(func(t *testing.T, typed, country string) {
		if strings.Contains(typed, ";phone-context=") || !known(typed) {
			return // addresses of RFC 3966, and digits of scripts that telephones do not have
		}
		requireAgreement(t, typed, country)
	})
}

func known(typed string) bool {
	for _, c := range typed {
		if c > 0x2E7F && (c < 0xFF00 || c > 0xFFEF) || c >= 0x0700 && c < 0x2000 {
			return false
		}
	}
	return true
}
