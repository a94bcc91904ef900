package receipt_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
)

func berlin(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	return zone
}

func example(t testing.TB) receipt.Receipt {
	t.Helper()
	return receipt.Receipt{
		Number: receipt.NumberOf([]byte("cause")), Kind: receipt.Cancellation, Studio: "nordlicht", StudioName: "Nordlicht Fitness", Language: "de",
		Arrived: time.Date(2026, 11, 25, 20, 32, 52, 7e6, berlin(t)), Ends: receipt.EarliestPossible,
		Lines: []receipt.Line{{Label: "Name", Value: "Jonas Weber"}, {Label: "Anschrift", Value: "Hafenstraße 3\n20457 Hamburg"}, {Label: "Grund", Value: ""}},
	}
}

func signer(t testing.TB, keys ...string) *receipt.Signer {
	t.Helper()
	var all [][]byte
	for _, k := range keys {
		all = append(all, []byte(strings.Repeat(k, 32)))
	}
	s, err := receipt.NewSigner(all)
	require.NoError(t, err)
	return s
}

// The text is what the signatures of years to come are held to: it must not change
// by accident.
func TestCanonicalText(t *testing.T) {
	require.Equal(t, `MEMBER PORTAL RECEIPT 1
number: `+receipt.NumberOf([]byte("cause"))+`
kind: contract-cancellation
studio: nordlicht
studio-name: Nordlicht Fitness
language: de
arrived: 2026-11-25T20:32:52.007+01:00
zone: Europe/Berlin
ends: earliest-possible

Name:
  Jonas Weber
Anschrift:
  Hafenstraße 3
  20457 Hamburg
Grund:
  
`, example(t).Text())
}

func TestSignedTextIsReadBack(t *testing.T) {
	s := signer(t, "a")
	r := example(t)
	got, err := receipt.Verify(s.Sign(r), s.Keys())
	require.NoError(t, err)
	require.Equal(t, r, got)
	require.Equal(t, "Europe/Berlin", got.Arrived.Location().String())
	parsed, err := receipt.Parse(s.Sign(r))
	require.NoError(t, err)
	require.Equal(t, r, parsed)
}

// Every single character that is changed shows.
func TestNothingCanBeAltered(t *testing.T) {
	s := signer(t, "a")
	signed := s.Sign(example(t))
	text, _, _ := strings.Cut(signed, "\nSIGNATURE\n")
	for i := range len(text) {
		changed := []byte(signed)
		changed[i] ^= 1
		_, err := receipt.Verify(string(changed), s.Keys())
		require.Error(t, err, "byte %d", i)
	}
	for name, changed := range map[string]string{
		"a line more": strings.Replace(signed, "Grund:", "Bonus:\n  1 Jahr\nGrund:", 1),
		"a day later": strings.Replace(signed, "2026-11-25", "2026-11-26", 1),
		"signature":   strings.Replace(signed, "ed25519: ", "ed25519: A", 1),
	} {
		_, err := receipt.Verify(changed, s.Keys())
		require.Error(t, err, name)
	}
	_, err := receipt.Verify(text, s.Keys())
	require.ErrorIs(t, err, receipt.ErrUnsigned)
	_, err = receipt.Verify("Dear Sir or Madam", s.Keys())
	require.ErrorIs(t, err, receipt.ErrFormat)
	_, err = receipt.Verify(strings.Replace(signed, "Jonas", "Jonah", 1), s.Keys())
	require.ErrorIs(t, err, receipt.ErrAltered)
}

// A file that went through a mail program of another system still holds.
func TestLineEndsOfOtherSystemsHold(t *testing.T) {
	s := signer(t, "a")
	signed := "\ufeff" + strings.ReplaceAll(s.Sign(example(t)), "\n", "\r\n")
	_, err := receipt.Verify(signed, s.Keys())
	require.NoError(t, err)
}

func TestOldReceiptsHoldAfterRotation(t *testing.T) {
	old, rotated, gone := signer(t, "a"), signer(t, "b", "a"), signer(t, "b")
	signed := old.Sign(example(t))
	_, err := receipt.Verify(signed, rotated.Keys())
	require.NoError(t, err)
	_, err = receipt.Verify(signed, gone.Keys())
	require.ErrorIs(t, err, receipt.ErrUnknownKey)
	_, err = receipt.Verify(signed, gone.Keys().With(old.Keys()))
	require.NoError(t, err, "the public half is kept for ever")
	require.Len(t, rotated.Keys().With(old.Keys()).Keys, 2)
	require.NotEqual(t, old.Sign(example(t)), rotated.Sign(example(t)), "the newest key signs")
}

// RFC 8037, appendix A.3: the thumbprint of the key of RFC 8032's first test.
func TestKeyIDIsTheThumbprint(t *testing.T) {
	keys := `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"sig"}]}`
	set, err := receipt.ParseKeys([]byte(keys))
	require.NoError(t, err)
	back, err := json.Marshal(set)
	require.NoError(t, err)
	require.JSONEq(t, keys, string(back))
	_, err = receipt.ParseKeys([]byte(strings.Replace(keys, "kPrK", "kPrL", 1)))
	require.Error(t, err, "an id that is not the key's own")
	_, err = receipt.ParseKeys([]byte(`[`))
	require.Error(t, err)
}

func TestNumbers(t *testing.T) {
	a, b := receipt.NumberOf([]byte("a")), receipt.NumberOf([]byte("b"))
	require.Regexp(t, `^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$`, a)
	require.Equal(t, a, receipt.NumberOf([]byte("a")))
	require.NotEqual(t, a, b)
	require.True(t, receipt.IsNumber(a))
	for _, bad := range []string{"", "keys", a + "-AAAA", strings.ToLower(a), strings.ReplaceAll(a, "-", ""), a[1:], "../../../../etc/passwd", a[:18] + "\x00"} {
		require.False(t, receipt.IsNumber(bad), "%q", bad)
	}
	require.NotEqual(t, receipt.NewKey(), receipt.NewKey())
}

// Whatever is typed, the text reads back as the same receipt, no value passes for
// anything else, and the signature holds.
func FuzzValues(f *testing.F) {
	for _, v := range []string{"Jonas", "a\nb", "\n", "x\r\ny\r", "\nSIGNATURE\nkey: a\ned25519: AAAA", "Name:\n  Eve", "\u202eabc", "\xff\xfe", "\x00", strings.Repeat("long ", 2000), "ends: 2027-01-01\n\nName:"} {
		f.Add(v)
	}
	s := signer(f, "a")
	f.Fuzz(func(t *testing.T, value string) {
		r := example(t)
		r.StudioName = value
		r.Lines = []receipt.Line{{Label: "Name", Value: value}, {Label: "Vertrag", Value: "Premium"}}
		got, err := receipt.Verify(s.Sign(r), s.Keys())
		require.NoError(t, err)
		require.Len(t, got.Lines, 2)
		require.Equal(t, r.Lines[1], got.Lines[1])
		require.Equal(t, r.Number, got.Number)
		require.Equal(t, receipt.EarliestPossible, got.Ends)
		r.StudioName, r.Lines[0].Value = got.StudioName, got.Lines[0].Value
		require.Equal(t, r.Text(), got.Text(), "cleaned once is clean")
	})
}
