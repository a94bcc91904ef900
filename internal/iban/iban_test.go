package iban

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParse(t *testing.T) {
	for typed, want := range map[string]string{
		"DE89 3704 0044 0532 0130 00":                         "DE89370400440532013000",
		"de89370400440532013000":                              "DE89370400440532013000",
		"\u00a0GB29-NWBK-6016-1331-9268-19 ":                  "GB29NWBK60161331926819",
		"PL61 1090 1014 0000 0712 1981 2874":                  "PL61109010140000071219812874",
		"NO93 8601 1117 947":                                  "NO9386011117947",
		"MT84 MALT 0110 0001 2345 MTLC AST0 01S":              "MT84MALT011000012345MTLCAST001S",
		"LC55 HEMM 0001 0001 0012 0012 0002 3015":             "LC55HEMM000100010012001200023015",
		"SC18 SSCB 1101 0000 0000 0000 1497 USD":              "SC18SSCB11010000000000001497USD",
		"FR14 2004 1010 0505 0001 3M02 606":                   "FR1420041010050500013M02606",
		"BR18 0036 0305 0000 1000 9795 493C 1":                "BR1800360305000010009795493C1",
		"AT61\t1904 3002 3457 3201":                           "AT611904300234573201",
		"CH93\u202f0076\u202f2011\u202f6238\u202f5295\u202f7": "CH9300762011623852957",
	} {
		got, err := Parse(typed)
		require.NoError(t, err, typed)
		require.Equal(t, want, got)
	}
}

func TestParseRefuses(t *testing.T) {
	for typed, want := range map[string]error{
		"":                             ErrForm,
		"DE8":                          ErrForm,
		"89DE 3704 0044 0532 0130 00":  ErrForm,
		"DE89 3704 0044 0532 **** 00":  ErrForm,
		"DE89 3704 0044 0532 ٠130 00":  ErrForm,
		"XX89 3704 0044 0532 0130 00":  ErrCountry,
		"US89 3704 0044 0532 0130 00":  ErrCountry,
		"DE89 3704 0044 0532 0130 0":   ErrLength,
		"DE89 3704 0044 0532 0130 000": ErrLength,
		"DE98 3704 0044 0532 0130 00":  ErrChecksum, // two digits changed places
		"DE89 3704 0044 0532 0310 00":  ErrChecksum,
		strings.Repeat(" ", 81):        ErrLength,
	} {
		got, err := Parse(typed)
		require.ErrorIs(t, err, want, typed)
		require.Empty(t, got)
	}
}

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "DE89 3704 0044 0532 0130 00": "DE89 •••• 3000", "DE89 **** **** **** **30 00": "DE89 •••• 3000",
		"DE893000": "••••", "xxxx": "••••",
	} {
		require.Equal(t, want, Mask(text), text)
	}
}

func TestBIC(t *testing.T) {
	for typed, want := range map[string]string{"cobadeff": "COBADEFF", "COBA DE FF XXX": "COBADEFFXXX", "NWBKGB2L": "NWBKGB2L"} {
		got, ok := BIC(typed)
		require.True(t, ok, typed)
		require.Equal(t, want, got)
	}
	for _, typed := range []string{"", "COBADEF", "COBADEFFX", "C0BADEFF", "COBAD3FF", "COBADEFF-ÄÖÜ", strings.Repeat("A", 100)} {
		_, ok := BIC(typed)
		require.False(t, ok, typed)
	}
}

// Whatever is taken is one by the letter of the standard, and its mask hides the middle.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"DE89 3704 0044 0532 0130 00", "gb29nwbk60161331926819", "MT84MALT011000012345MTLCAST001S", "DE00", "ß", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := Parse(typed)
		if err != nil {
			require.Empty(t, got)
			return
		}
		var digits strings.Builder
		for _, c := range got[4:] + got[:4] {
			if c >= 'A' {
				digits.WriteString(strconv.Itoa(int(c-'A') + 10))
			} else {
				digits.WriteRune(c)
			}
		}
		n, ok := new(big.Int).SetString(digits.String(), 10)
		require.True(t, ok)
		require.Equal(t, int64(1), n.Mod(n, big.NewInt(97)).Int64())
		again, err := Parse(got)
		require.NoError(t, err)
		require.Equal(t, got, again)
		require.Equal(t, got[:4]+" •••• "+got[len(got)-4:], Mask(typed))
	})
}
