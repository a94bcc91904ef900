package i18n

import (
	"io/fs"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"
)

func TestFlatReaderAgreesWithTheLibrary(t *testing.T) {
	files, err := fs.Glob(locales, "locales/*/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		data, err := fs.ReadFile(locales, name)
		require.NoError(t, err)
		var want any
		require.NoError(t, yaml.Unmarshal(data, &want), name)
		got, ok := readFlat(string(data))
		require.True(t, ok, "%s is not flat: it would be read slowly", name)
		require.Equal(t, want, any(got), name)
	}
}

func TestFlatReaderLeavesTheRestToTheLibrary(t *testing.T) {
	for _, data := range []string{
		"", "# nothing\n", "a.b", "a.b: 12", "a.b: true", "a.b: No", "a.b: [x]", "a.b: {x: y}", "a.b: >-\n  folded\n",
		"a.b: |\n  block\n", "a.b: &x y", "a.b: *x", "a.b: x # comment", "a.b: x: y", "a.b: \"x\" # comment", "a.b: \"x", "a.b: \"x\\t\"",
		"a.b: 'x'y'", "a.b: x\n  y", "a.b: \"x\n  y\"", "a.b:\n", "a.b:\na.c: x", "a.b: x\na.b: y", "a.b:\n  one: x\n  one: y",
		"a.b:\n    one: x", "a.b:\n  five: x", "  one: x", "A.b: x", "ab: x", "a.b:x", "a.b: x\r\n", "a.b:\tx", "a.b: \xff", "? a.b", "- a.b: x", "\"a.b\": x",
	} {
		got, ok := readFlat(data)
		require.False(t, ok, "%q gave %v", data, got)
	}
	got, ok := readFlat("# texts\n\na.b: Plain text, isn't it\na.c: \"A \\\"quote\\\" and {{.x}}\\n\"\na.d: 'It''s'\na.e:\n  one: \"1\"\n  other: Many\n")
	require.True(t, ok)
	require.Equal(t, map[string]any{
		"a.b": "Plain text, isn't it", "a.c": "A \"quote\" and {{.x}}\n", "a.d": "It's", "a.e": map[string]any{"one": "1", "other": "Many"},
	}, got)
}

func FuzzFlatReader(f *testing.F) {
	f.Add("a.b: \"x {{.y}}\"\na.c: 'it''s'\na.d:\n  one: x\n  other: y z\n")
	f.Add("a.b: x # y")
	f.Add("a.b: ü - ö\n\n# c\na.c: \"\\n\"")
	f.Fuzz(func(t *testing.T, data string) {
		got, ok := readFlat(data)
		if !ok {
			return
		}
		var want any
		if err := yaml.Unmarshal([]byte(data), &want); err != nil {
			t.Fatalf("%q: the library says %v, we read %v", data, err, got)
		}
		require.Equal(t, want, any(got), "%q", data)
	})
}
