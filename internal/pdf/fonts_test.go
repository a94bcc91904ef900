package pdf

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

var update = flag.Bool("update", false, "write the fonts anew")

// What is embedded is the Go fonts with all their glyphs, and another reader of
// fonts finds the same outlines in them.
func TestFontsAreCurrent(t *testing.T) {
	for name, source := range map[string][]byte{"regular": goregular.TTF, "bold": gobold.TTF, "mono": gomono.TTF} {
		f, err := parseFace(name, source)
		require.NoError(t, err)
		all := make([]int, len(f.glyphs))
		for i := range all {
			all[i] = i
		}
		small := f.part(all, "cmap", "OS/2")
		if *update {
			require.NoError(t, os.WriteFile("fonts/"+name+".ttf", small, 0o600))
		}
		embedded, err := os.ReadFile("fonts/" + name + ".ttf")
		require.NoError(t, err)
		require.True(t, string(small) == string(embedded), "%s: go test ./internal/pdf -run Fonts -update", name)

		theirs, err := sfnt.Parse(source)
		require.NoError(t, err)
		ours, err := sfnt.Parse(f.part(all, "cmap", "OS/2", "name", "post")) // the last two it insists on
		require.NoError(t, err)
		var b1, b2 sfnt.Buffer
		size := ours.UnitsPerEm()
		for _, r := range "aßŁżΩЖЩ€�0" {
			i1, err := theirs.GlyphIndex(&b1, r)
			require.NoError(t, err)
			i2, err := ours.GlyphIndex(&b2, r)
			require.NoError(t, err)
			require.Equal(t, i1, i2)
			require.NotZero(t, i1, string(r))
			require.Equal(t, int(i1), f.runes[r])
			want, err := theirs.LoadGlyph(&b1, i1, 26*64*64, nil)
			require.NoError(t, err)
			got, err := ours.LoadGlyph(&b2, i2, 26*64*64, nil)
			require.NoError(t, err)
			require.Equal(t, want, got, string(r))
		}
		require.NotZero(t, size)
	}
}
