package handlers

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/store"
	"memberportal/pgclient"
)

func TestMasked(t *testing.T) {
	for _, c := range []struct{ field, value, want string }{
		{"email", "jo@example.org", "j•••@example.org"}, {"email", "not an address", "••••"}, {"email", "", ""},
		{"iban", "DE89 3704 0044 0532 0130 37", "••37"}, {"iban", "DE12", "••"},
		{"phonePrivate", "+49 40 123-45 67", "••67"}, {"phonePrivate", "112", "••"},
		{"lastName", "Ódor", "Ó•••"}, {"street", " 5th Avenue", "5•••"}, {"street", "—", "••••"},
		{"dateOfBirth", "1952-05-04", "••••"}, {"gender", "FEMALE", "••••"}, {"countryCode", "PL", "PL"},
		{"accountHolder", strings.Repeat("ł", 80), "ł•••"},
	} {
		require.Equal(t, c.want, masked(c.field, c.value), "%s %q", c.field, c.value)
	}
}

// No field of own data is kept whole, whatever it holds; the country says too little to matter.
func TestNoChangeIsKeptWhole(t *testing.T) {
	for _, kind := range dataKinds() {
		from, to := values{}, values{}
		for _, name := range kind.fields() {
			from[name], to[name] = "Secret value 123456", "Another value 654321"
		}
		list := maskedChanges(kind, from, to)
		require.Len(t, list, len(kind.fields()))
		for _, ch := range list {
			if ch.Field == "countryCode" {
				continue
			}
			require.LessOrEqual(t, len([]rune(ch.From)), 4, ch.Field)
			require.NotContains(t, ch.From+ch.To, "value")
		}
	}
}

func TestSwitchedPreferences(t *testing.T) {
	on, off := true, false
	matrix := func(b *bool) preferences {
		return preferences{{MessageCategory: "NEWSLETTER", Channels: []pgclient.CommunicationChannelPreference{{CommunicationChannel: "EMAIL", Active: b}, {CommunicationChannel: "LETTER", Active: &on}}}}
	}
	require.Equal(t, []store.Change{{Field: "preference:NEWSLETTER:EMAIL", From: "on", To: "off"}}, switchedPreferences(matrix(&on), matrix(&off)))
	require.Empty(t, switchedPreferences(matrix(nil), matrix(&off)), "neither was on")
}

func TestAbout(t *testing.T) {
	start := time.Date(2026, 6, 15, 18, 0, 0, 0, time.UTC)
	require.Equal(t, []store.Change{{Field: "title", To: "Yoga"}, {Field: "start", To: "2026-06-15T18:00:00Z"}}, about("Yoga", start))
	require.Empty(t, about("", time.Time{}))
}
