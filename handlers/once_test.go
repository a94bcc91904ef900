package handlers

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// signer has its keys newest first and a clock that stands still.
func signer(now *time.Time, keys ...string) onceSigner {
	o := onceSigner{clock: func() time.Time { return *now }}
	for _, k := range keys {
		o.keys = append(o.keys, []byte(k))
	}
	return o
}

func TestFormTokenWorksForTwoHours(t *testing.T) {
	start := time.Date(2026, 6, 15, 10, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]bool{0: true, time.Minute: true, 2*time.Hour - time.Second: true, 2 * time.Hour: true, 2*time.Hour + time.Second: false, 48 * time.Hour: false} {
		now := start
		o := signer(&now, "k")
		token := o.New("forge", "session")
		now = start.Add(after)
		spend, ok := o.Check(token, "forge", "session")
		require.Equal(t, want, ok, after)
		require.Equal(t, want, spend != nil, after)
	}
}

func TestFormTokenIsOfOneStudioAndSession(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	o := signer(&now, "k")
	token := o.New("forge", "session")
	_, ok := o.Check(token, "forge", "session")
	require.True(t, ok)
	for name, c := range map[string][2]string{
		"another studio": {"nordlicht", "session"}, "another session": {"forge", "other"}, "no session": {"forge", ""}, "no studio": {"", "session"},
		"both moved": {"forg", "e\x00session"}, "both moved on": {"forge\x00session", ""}, "case": {"Forge", "session"}, "run together": {"forges", "ession"},
	} {
		spend, ok := o.Check(token, c[0], c[1])
		require.False(t, ok, name)
		require.Nil(t, spend, name)
	}
	_, ok = o.Check(o.New("forge", ""), "forge", "")
	require.False(t, ok, "a stranger has nothing to send")
}

func TestFormTokensAreAllDifferent(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	o := signer(&now, "k")
	tokens, spends := map[string]bool{}, map[string]bool{}
	for range 1000 {
		token := o.New("forge", "session")
		spend, ok := o.Check(token, "forge", "session")
		require.True(t, ok)
		tokens[token], spends[string(spend)] = true, true
		require.NotContains(t, token, string(spend))
	}
	require.Len(t, tokens, 1000)
	require.Len(t, spends, 1000)
}

// A new key is put before the old one; forms that lie open still work, and a
// key that was taken out is dead.
func TestFormTokenOutlivesAChangeOfKeys(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	token := signer(&now, "old").New("forge", "session")
	spend, ok := signer(&now, "old").Check(token, "forge", "session")
	require.True(t, ok)
	after, ok := signer(&now, "new", "old").Check(token, "forge", "session")
	require.True(t, ok)
	require.Equal(t, spend, after, "spent before the change is spent after it")
	_, ok = signer(&now, "new").Check(token, "forge", "session")
	require.False(t, ok)
	_, ok = signer(&now, "old").Check(signer(&now, "new", "old").New("forge", "session"), "forge", "session")
	require.False(t, ok, "the first key signs")
	_, ok = signer(&now).Check(token, "forge", "session")
	require.False(t, ok)
}

// However a token is spelt, it is spent as the same one or refused.
func TestFormTokenCannotBeChanged(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	o := signer(&now, "k")
	token := o.New("forge", "session")
	spend, ok := o.Check(token, "forge", "session")
	require.True(t, ok)
	raw, err := base64.RawURLEncoding.DecodeString(token)
	require.NoError(t, err)
	for i := range raw {
		for bit := range 8 {
			raw[i] ^= 1 << bit
			_, ok := o.Check(base64.RawURLEncoding.EncodeToString(raw), "forge", "session")
			require.False(t, ok, "bit %d of byte %d", bit, i)
			raw[i] ^= 1 << bit
		}
	}
	for i := range token {
		for _, r := range "A_-9\n\r =%" {
			spelt := token[:i] + string(r) + token[i+1:]
			if spelt == token {
				continue
			}
			_, ok := o.Check(spelt, "forge", "session")
			require.False(t, ok, "%q", spelt)
		}
	}
	for _, spelt := range []string{token + "\n", "\r\n" + token, token[:10] + "\n" + token[10:]} {
		if again, ok := o.Check(spelt, "forge", "session"); ok {
			require.Equal(t, spend, again, "%q must not be another token", spelt)
		}
	}
	for _, other := range []string{
		"", " ", token + "A", token + "AAAA", token[:len(token)-1], token + "=", " " + token, token + token, strings.ToUpper(token), strings.Repeat("A", len(token)),
		base64.StdEncoding.EncodeToString(append(raw, 0)), "!", strings.Repeat("A", 1<<16),
	} {
		_, ok := o.Check(other, "forge", "session")
		require.False(t, ok, "%.80q", other)
	}
}

func TestDeriveKeys(t *testing.T) {
	one, two := []byte(strings.Repeat("1", 32)), []byte(strings.Repeat("2", 32))
	p, err := deriveKeys([][]byte{one, two})
	require.NoError(t, err)
	require.Len(t, p.once, 2)
	require.Len(t, p.guest, 4, "hash and block key of each")
	seen := map[string]bool{string(one): true, string(two): true}
	for _, k := range append(p.once, p.guest...) {
		require.Len(t, k, 32)
		require.False(t, seen[string(k)], "each purpose has a key of its own")
		seen[string(k)] = true
	}
	older, err := deriveKeys([][]byte{two})
	require.NoError(t, err)
	require.Equal(t, older.once[0], p.once[1], "the second key stays what it was as the first")
	_, err = deriveKeys(nil)
	require.Error(t, err)
}
