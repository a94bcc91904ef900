package handlers_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each operation that is for members is used by a page, or docs/coverage.md says why
// no page should.
func TestEveryMemberOperationHasAPage(t *testing.T) {
	table, err := os.ReadFile("../pgclient/coverage.tsv")
	require.NoError(t, err)
	reasons, err := os.ReadFile("../docs/coverage.md")
	require.NoError(t, err)
	var code strings.Builder
	for _, pattern := range []string{"*.go", "../internal/signin/*.go", "../internal/studio/*.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			text, err := os.ReadFile(f)
			require.NoError(t, err)
			code.Write(text)
		}
	}
	used := map[string]bool{}
	for _, call := range regexp.MustCompile(`(?:API|api|Client)\.([A-Z]\w+)\b`).FindAllStringSubmatch(code.String(), -1) {
		used[call[1]] = true
	}
	members := 0
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if cells[len(cells)-1] != "member" {
			continue
		}
		members++
		op := cells[3]
		method := strings.ToUpper(op[:1]) + op[1:]
		inPages := used[method] || used["All"+strings.TrimPrefix(method, "Get")]
		explained := strings.Contains(string(reasons), "| `"+op+"` |")
		require.True(t, inPages || explained, "%s: no page uses it and docs/coverage.md does not say why", op)
		require.False(t, inPages && explained, "%s is used, and docs/coverage.md says that it is not", op)
	}
	require.Equal(t, 76, members)
}
