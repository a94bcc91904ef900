package store

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func someIdentity() Identity {
	return Identity{
		Studio: "nordlicht", CustomerID: 1234567, Initials: "ŻÓ", Language: "pl", Device: "Firefox, Windows",
		Remembered: true, ProvedAt: time.Date(2027, 3, 27, 19, 59, 58, 7e6, time.UTC),
	}
}

func TestSessionCodecRoundTrip(t *testing.T) {
	deadline := time.Date(2027, 3, 28, 8, 0, 0, 123e6, time.UTC)
	for _, who := range []Identity{someIdentity(), {}, {CustomerID: -1}, {CustomerID: 1<<63 - 1}, {CustomerID: -1 << 63}} {
		b, err := SessionCodec{}.Encode(deadline, map[string]any{IdentityKey: who})
		require.NoError(t, err)
		gotDeadline, values, err := SessionCodec{}.Decode(b)
		require.NoError(t, err)
		require.Equal(t, deadline, gotDeadline)
		require.Equal(t, map[string]any{IdentityKey: who}, values)
	}
}

func TestSessionCodecSize(t *testing.T) {
	b, err := SessionCodec{}.Encode(time.Now(), map[string]any{IdentityKey: someIdentity()})
	require.NoError(t, err)
	require.LessOrEqual(t, len(b), 64, "100,000 of these are kept")
}

func TestSessionCodecRefusesOtherValues(t *testing.T) {
	who := someIdentity()
	long := who
	long.Device = strings.Repeat("x", maxSessionText+1)
	broken := who
	broken.Initials = "\xff"
	for name, values := range map[string]map[string]any{
		"none":       {},
		"nil":        nil,
		"more":       {IdentityKey: who, "flash": "hello"},
		"other key":  {"user": who},
		"other type": {IdentityKey: "who"},
		"pointer":    {IdentityKey: &who},
		"long":       {IdentityKey: long},
		"not UTF-8":  {IdentityKey: broken},
	} {
		_, err := SessionCodec{}.Encode(time.Now(), values)
		require.Error(t, err, name)
	}
}

func TestSessionCodecRefusesOtherBytes(t *testing.T) {
	good, err := SessionCodec{}.Encode(time.Now(), map[string]any{IdentityKey: someIdentity()})
	require.NoError(t, err)
	_, _, err = SessionCodec{}.Decode(good)
	require.NoError(t, err)
	for n := range good {
		_, _, err := SessionCodec{}.Decode(good[:n])
		require.Error(t, err, "cut after %d bytes", n)
	}
	other := append([]byte{}, good...)
	other[0]++
	for name, b := range map[string][]byte{
		"more bytes":    append(append([]byte{}, good...), 0),
		"other version": other,
		"nil":           nil,
		"long zero":     {sessionVersion, 0x80, 0x00, 0, 0, 0, 0, 0, 0, 0},
		"bit of two":    {sessionVersion, 0, 0, 0, 2, 0, 0, 0, 0},
		"overflow":      {sessionVersion, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0},
		"long text":     {sessionVersion, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
		"not UTF-8":     {sessionVersion, 0, 0, 0, 0, 1, 0xff, 0, 0, 0},
	} {
		_, _, err := SessionCodec{}.Decode(b)
		require.Error(t, err, name)
	}
	_, _, err = SessionCodec{}.Decode([]byte{sessionVersion, 0, 0, 0, 0, 0, 0, 0, 0})
	require.NoError(t, err, "the base of the broken ones above")
}

// What is decoded must encode to the same bytes: there is one spelling of every session.
func FuzzSessionCodec(f *testing.F) {
	good, err := SessionCodec{}.Encode(time.Now(), map[string]any{IdentityKey: someIdentity()})
	require.NoError(f, err)
	f.Add(good)
	f.Add([]byte{sessionVersion, 0, 0, 0, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		deadline, values, err := SessionCodec{}.Decode(b)
		if err != nil {
			return
		}
		again, err := SessionCodec{}.Encode(deadline, values)
		require.NoError(t, err)
		require.Equal(t, b, again)
	})
}

func BenchmarkSessionCodecDecode(b *testing.B) {
	data, err := SessionCodec{}.Encode(time.Now(), map[string]any{IdentityKey: someIdentity()})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := (SessionCodec{}).Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}
