package phone

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct{ typed, country, want string }{
		{"0170 1234567", "DE", "+49 170 1234567"},
		{"+49 (0) 170/123 45 67", "DE", "+49 170 1234567"},
		{"040 42838-0", "DE", "+49 40 428380"},
		{"07400 123456", "GB", "+44 7400 123456"},
		{"0049 170 1234567", "DE", "+49 170 1234567"},
		{"+48 512 345 678", "DE", "+48 512 345 678"},
		{"512345678", "PL", "+48 512 345 678"},
	} {
		got, ok := Format(c.typed, c.country)
		require.True(t, ok, c.typed)
		require.Equal(t, c.want, got)
	}
	for _, typed := range []string{"", "12", "call me", "+49", "+999 123456789", "0170 12345678901234", strings.Repeat("1", 61), "+49 170 123", "\xff"} {
		_, ok := Format(typed, "DE")
		require.False(t, ok, typed)
	}
}

func FuzzFormat(f *testing.F) {
	f.Add("0170 1234567", "DE")
	f.Add("+44 7400 123456", "GB")
	f.Fuzz(func(t *testing.T, typed, country string) {
		got, ok := Format(typed, country)
		if !ok {
			require.Empty(t, got)
			return
		}
		again, ok := Format(got, "PL")
		require.True(t, ok, got)
		require.Equal(t, got, again)
	})
}
