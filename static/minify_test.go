package static

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
)

var update = flag.Bool("update", false, "write the minified files anew")

// The files that are embedded are those of src without what only authors need.
func TestMinifiedFilesAreCurrent(t *testing.T) {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("text/javascript", js.Minify)
	for _, name := range names(os.DirFS("src")) {
		source, err := os.ReadFile(filepath.Join("src", name))
		require.NoError(t, err)
		media, _, _ := strings.Cut(contentType(name), ";")
		small, err := m.Bytes(media, source)
		require.NoError(t, err, name)
		if *update {
			require.NoError(t, os.WriteFile(filepath.Join("min", name), small, 0o600))
		}
		embedded, err := fs.ReadFile(os.DirFS("min"), name)
		require.NoError(t, err, "make generate")
		require.Equal(t, string(small), string(embedded), "%s: make generate", name)
	}
	require.Equal(t, names(os.DirFS("src")), names(os.DirFS("min")))
}
