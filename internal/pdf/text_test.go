package pdf

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWrap(t *testing.T) {
	one := func(rune) float64 { return 1 }
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"abc", []string{"abc"}},
		{"abcde", []string{"abcde"}},
		{"abc de", []string{"abc ", "de"}},
		{"abcde fg", []string{"abcde ", "fg"}}, // blanks hang over the margin
		{"abcde   fg", []string{"abcde   ", "fg"}},
		{"abcdefg", []string{"abcde", "fg"}}, // anywhere
		{"a bcdefgh", []string{"a ", "bcdef", "gh"}},
		{"ab-cde", []string{"ab-", "cde"}},
		{"a/b/c/d", []string{"a/b/", "c/d"}},
		{"a\n\nb", []string{"a", "", "b"}},
		{"a b c d e", []string{"a b c ", "d e"}},
		{"ääääää", []string{"äääää", "ä"}},
		{"  abcdef", []string{"  ", "abcde", "f"}},
	} {
		require.Equal(t, c.want, wrap(c.text, 5, one), c.text)
	}
	require.Equal(t, []string{"a", "b"}, wrap("ab", 0.5, one), "narrower than a letter")
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\u2028d\u0085e": "a\nb\nc\nd\ne",
		"\x00\x1b\x7f\u0090":      "����",
		"\xff\xc3":                "��",
		"\ta":                     "    a",
		"e\u0301 \u212b":          "é Å",
		"שלום":                    "שלום",
	} {
		require.Equal(t, want, clean(in))
	}
}

func TestDate(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 5, 0, time.UTC)
	for offset, want := range map[int]string{
		0: "(D:20260701120005+00'00)", 7200: "(D:20260701140005+02'00)", -12600: "(D:20260701083005-03'30)", 20700: "(D:20260701174505+05'45)",
	} {
		require.Equal(t, want, date(at.In(time.FixedZone("", offset))))
	}
}
