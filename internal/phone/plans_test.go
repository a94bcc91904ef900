package phone

import (
	"cmp"
	"encoding/json"
	"flag"
	"maps"
	"math/rand/v2"
	"os"
	"regexp/syntax"
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
	return kind{d.GetNationalNumberPattern(), ints(d.GetPossibleLength())}
}

// The plans are those of the library's version in go.mod.
func TestPlansAreCurrent(t *testing.T) {
	collection, err := phonenumbers.MetadataCollection()
	require.NoError(t, err)
	var regions []region
	for _, m := range collection.GetMetadata() {
		r := region{
			ID: m.GetId(), Code: int(m.GetCountryCode()), Exit: m.GetInternationalPrefix(), Prefix: m.GetNationalPrefixForParsing(),
			Instead: m.GetNationalPrefixTransformRule(), Extension: m.GetPreferredExtnPrefix(), General: kindOf(m.GetGeneralDesc()),
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
			patterns := []string{r.Exit, r.Prefix, r.General.Pattern}
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

// made is a random text that a pattern matches.
func made(random *rand.Rand, re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		i := 2 * random.IntN(len(re.Rune)/2)
		return string(re.Rune[i] + rune(random.IntN(int(re.Rune[i+1]-re.Rune[i])+1)))
	case syntax.OpCapture:
		return made(random, re.Sub[0])
	case syntax.OpAlternate:
		return made(random, re.Sub[random.IntN(len(re.Sub))])
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(made(random, sub))
		}
		return b.String()
	case syntax.OpQuest:
		return strings.Repeat(made(random, re.Sub[0]), random.IntN(2))
	case syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
		least, most := re.Min, re.Max
		if re.Op != syntax.OpRepeat {
			least, most = 1, 3
		}
		var b strings.Builder
		for range least + random.IntN(max(most, least)-least+1) {
			b.WriteString(made(random, re.Sub[0]))
		}
		return b.String()
	case syntax.OpEmptyMatch, syntax.OpEndText, syntax.OpBeginText:
		return ""
	}
	panic(re.String())
}

func numberOf(t *testing.T, random *rand.Rand, pattern string) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	require.NoError(t, err)
	return made(random, re)
}

// Numbers of every country and kind, written in every way, are read as the library
// reads them; so are numbers with a digit too many, too few, or another.
func TestFormatAgrees(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	valid, invalid := 0, 0
	count := func(typed, country string) {
		if requireAgreement(t, typed, country) {
			valid++
		} else {
			invalid++
		}
	}
	near := []string{"AR", "AT", "BR", "CH", "DE", "GB", "IT", "MX", "NL", "PL", "US"}
	for _, code := range slices.Sorted(maps.Keys(plans().codes)) {
		for _, r := range plans().codes[code] {
			prefix := "+" + strconv.Itoa(code)
			for _, k := range r.Kinds {
				digits := numberOf(t, random, k.Pattern)
				changed := []byte(digits)
				changed[random.IntN(len(changed))] = byte('0' + random.IntN(10))
				ways := []string{
					prefix + digits, prefix[1:] + digits, digits, "00" + prefix[1:] + digits, "011 " + prefix[1:] + digits, "0" + digits, "1" + digits, "8" + digits, prefix + " (0) " + digits,
					digits + " ext. 12", digits + "x3", digits + "5", digits[:len(digits)-1], digits[len(digits)/4:], digits[:min(4, len(digits))], string(changed), prefix + string(changed), "000" + digits,
				}
				if n, err := phonenumbers.Parse(prefix+digits, "ZZ"); err == nil {
					ways = append(ways, phonenumbers.Format(n, phonenumbers.NATIONAL), phonenumbers.Format(n, phonenumbers.INTERNATIONAL))
				}
				if r.Prefix != "" && len(digits) > 6 {
					ways = append(ways, withPrefix(random, r, digits))
				}
				if !slices.Contains(near, r.ID) {
					random.Shuffle(len(ways), func(i, j int) { ways[i], ways[j] = ways[j], ways[i] })
					ways = append(ways[:3], prefix+digits)
				}
				for _, typed := range ways {
					count(typed, r.ID)
				}
				count(prefix+digits, []string{"DE", "US", "ZZ", ""}[random.IntN(4)])
			}
		}
	}
	// Ways that only some countries have.
	for typed, country := range map[string]string{
		"011 15-2345-6789": "AR", "0343 15 555 1212": "AR", "9 11 2345 6789": "AR", "+54 9 11 2345 6789": "DE", "0 11 4321 5678": "AR",
		"044 55 1234 5678": "MX", "1 55 1234 5678": "MX", "01 55 1234 5678": "MX", "0 15 11 96123 4567": "BR", "011 3212 3456": "BR",
		"44 00 7400 123456": "GB", "+0 49 170 1234567": "DE", "1-800-FLO-1234": "US", "1 800 FL 51234": "US", "+49 170 123 FL": "DE",
		"253-0000": "US", "1 650 253 0000": "US", "246 430 1234": "BB", "430 1234": "BB", "1 246 430 1234": "US", "01481 256789": "GG", "256789": "GG", "07781 123456": "GB",
		"02 3661 8300": "IT", "0549 886377": "SM", "886377": "SM", "0039 02 36618300": "IT", "8 800 555 35 35": "RU", "8~10 49 170 1234567": "RU", "810 49 170 1234567": "RU",
		"49 170 1234567": "DE", "4917012345678": "DE", "49 49 1234": "DE", "00 0170 1234567": "DE", "112": "DE", "110 0": "DE", "0 0 170 123": "DE", "048 22 123 45 67": "PL", "48 22 123 45 67": "PL",
	} {
		count(typed, country)
	}
	for range 2_000 {
		typed := strconv.Itoa(random.IntN(1_000_000_000_000))
		typed = []string{"", "0", "+", "+4", "+49", "+48", "+44", "00", "00 49 ", "+1 "}[random.IntN(10)] + typed[:min(len(typed), 4+random.IntN(9))]
		count(typed, []string{"DE", "PL", "GB", "US", "AT", "CH", "FR", "IT"}[random.IntN(8)])
	}
	t.Log(valid, "valid,", invalid, "not")
	require.Greater(t, valid, 2_000)
	require.Greater(t, invalid, 2_000)
}

// withPrefix puts a prefix of the country before the number's end.
func withPrefix(random *rand.Rand, r *region, digits string) string {
	re, err := syntax.Parse(r.Prefix, syntax.Perl)
	if err != nil {
		return digits
	}
	return made(random, re) + digits
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
