package views_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

const goldenDir = "testdata/golden"

// TestGolden compares every state in English with what was last looked at; a
// difference is to be looked at, then accepted with -update.
func TestGolden(t *testing.T) {
	written := map[string]bool{}
	for _, s := range states(t) {
		name, english := strings.CutPrefix(s.Name, "en/")
		if !english || name == "classes-many" { // 500 rows say nothing more than eight
			continue
		}
		file := filepath.Join(goldenDir, name+".html")
		written[file] = true
		got := lines(render(t, s.Component))
		if *update {
			require.NoError(t, os.MkdirAll(goldenDir, 0o750))
			require.NoError(t, os.WriteFile(file, got, 0o600))
			continue
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err, "run with -update when the state is new")
		require.Equal(t, string(want), string(got), name)
	}
	files, err := filepath.Glob(filepath.Join(goldenDir, "*.html"))
	require.NoError(t, err)
	for _, file := range files {
		if *update && !written[file] {
			require.NoError(t, os.Remove(file))
			continue
		}
		require.True(t, written[file], "%s belongs to no state", file)
	}
}

// lines puts every element on a line of its own, so that differences can be read.
func lines(html []byte) []byte {
	return append(bytes.ReplaceAll(html, []byte("><"), []byte(">\n<")), '\n')
}
