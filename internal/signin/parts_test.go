package signin

import (
	"net/netip"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

func TestCodesAreDigitsAndSpread(t *testing.T) {
	for _, long := range []bool{false, true} {
		seen := map[string]bool{}
		var first [10]int
		for range 2000 {
			code := newCode(long)
			require.Regexp(t, `^\d+$`, code)
			require.Len(t, code, map[bool]int{false: 8, true: 12}[long])
			seen[code] = true
			first[code[0]-'0']++
		}
		require.Greater(t, len(seen), 1990)
		for digit, n := range first { // leading zeros too; 200 expected, 6 deviations allowed
			require.InDelta(t, 200, n, 85, digit)
		}
	}
	require.Equal(t, "4821 0735", groupCode("48210735"))
	require.Equal(t, "4821 0735 1122", groupCode("482107351122"))
}

func TestTypedCodes(t *testing.T) {
	for input, want := range map[string]string{
		"48210735":                        "48210735",
		" 4821 0735\n":                    "48210735",
		"4821-0735":                       "48210735",
		"48 21\u00a007\u200935":           "48210735",
		"4821\u20130735":                  "48210735",
		"\u200f٤٨٢١ ٠٧٣٥\u200f":           "48210735",
		"۴۸۲۱۰۷۳۵":                        "48210735",
		"४८२१०७३५":                        "48210735",
		"4821０７３５":                        "48210735",
		"4821 0735 1122":                  "482107351122",
		"\U0001d7d2\U0001d7d68210735":     "",
		"\U0001d7d2\U0001d7d6210735":      "48210735",
		"":                                "",
		"4821073":                         "",
		"482107351":                       "",
		"4821073x":                        "",
		"½8210735":                        "",
		strings.Repeat(" ", 500) + "4821": "",
	} {
		code, ok := normalizeCode(input)
		if want == "" {
			require.False(t, ok, "%q", input)
			continue
		}
		require.True(t, ok, "%q", input)
		require.Equal(t, want, code, "%q", input)
	}
}

// digitValue counts on the layout of Unicode's tables.
func TestDigitsOfEveryScript(t *testing.T) {
	for _, r16 := range unicode.Nd.R16 {
		require.EqualValues(t, 1, r16.Stride)
		require.Zero(t, (r16.Hi-r16.Lo+1)%10, "%U", r16.Lo)
	}
	for _, r32 := range unicode.Nd.R32 {
		require.EqualValues(t, 1, r32.Stride)
		require.Zero(t, (r32.Hi-r32.Lo+1)%10, "%U", r32.Lo)
	}
	require.EqualValues(t, 7, digitValue('๗'))
	require.EqualValues(t, 9, digitValue('9'))
}

func TestIdentifiers(t *testing.T) {
	for _, good := range []string{"jane@example.com", " Jane.Doe+gym@Mail.Example.COM ", "\u200bjane@example.com", "o'hara@example.ie", "jürgen@müller.example"} {
		_, ok := newIdentifier(good, false)
		require.True(t, ok, good)
	}
	for _, bad := range []string{"", "jane", "jane@", "@example.com", "jane@example", "jane@example.", "a@b.example,c@d.example", "a@b@c.example",
		"Jane <jane@example.com>", "jane@example.com\r\nBcc: eve@example.net", "jane doe@example.com", strings.Repeat("a", 65) + "@example.com",
		"a@" + strings.Repeat("b", 250) + ".com", "jane@exa\u202emple.com", "jane@\xff.com", `"jane"@example.com`} {
		_, ok := newIdentifier(bad, false)
		require.False(t, ok, bad)
	}
	for number, want := range map[string]bool{" 1-1004711 ": true, "M/77": true, "": false, "1\n2": false, strings.Repeat("1", 65): false} {
		_, ok := newIdentifier(number, true)
		require.Equal(t, want, ok, number)
	}
}

func TestLimitsSeeOneAddress(t *testing.T) {
	a, _ := newIdentifier(" Jane@Example.COM", false)
	b, _ := newIdentifier("jane@example.com", false)
	number, _ := newIdentifier("jane@example.com", true)
	require.Equal(t, a.canonical(), b.canonical())
	require.NotEqual(t, b.canonical(), number.canonical())
}

func TestMask(t *testing.T) {
	for value, want := range map[string]string{"jane@example.com": "j•••@example.com", "ö@example.com": "ö•••@example.com"} {
		i, ok := newIdentifier(value, false)
		require.True(t, ok)
		require.Equal(t, want, i.mask())
	}
	i, _ := newIdentifier("1-100", true)
	require.Empty(t, i.mask())
}

func TestNetworks(t *testing.T) {
	of := func(s string) string {
		a, err := netip.ParseAddr(s)
		require.NoError(t, err)
		return string(network(a))
	}
	require.Equal(t, of("192.0.2.1"), of("::ffff:192.0.2.1"))
	require.NotEqual(t, of("192.0.2.1"), of("192.0.2.2"))
	require.Equal(t, of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"))
	require.Equal(t, of("fe80::1%eth0"), of("fe80::2%eth1"))
	require.NotEqual(t, of("2001:db8:1:2::1"), of("2001:db8:1:3::1"))
	require.NotEmpty(t, network(netip.Addr{}))
}

func TestKeysAreChecked(t *testing.T) {
	for _, keys := range [][][]byte{nil, {make([]byte, 31)}, {make([]byte, 32), nil}} {
		_, err := New(Options{Keys: keys})
		require.Error(t, err)
	}
}

func TestPurposesDoNotMix(t *testing.T) {
	ring, err := newKeyring([][]byte{make([]byte, 32)})
	require.NoError(t, err)
	k := ring.newest()
	seen := map[string]bool{}
	for _, key := range [][]byte{k.code, k.link, k.nonce, k.identifier, k.tag, k.addr} {
		require.Len(t, key, 32)
		require.False(t, seen[string(key)])
		seen[string(key)] = true
	}
	require.NotEqual(t, mac(k.code, []byte("ab"), []byte("c")), mac(k.code, []byte("a"), []byte("bc")))
}

func TestMinutesLeft(t *testing.T) {
	require.Equal(t, 10, minutesLeft(9*minute+50*second))
	require.Equal(t, 1, minutesLeft(20*second))
}
