package e2e

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// The table of those who come from the vendor's script is complete, and says what the code does.
func TestEmbeddingDocsMapEveryOption(t *testing.T) {
	docs, err := os.ReadFile("../docs/embedding.md")
	require.NoError(t, err)
	script, err := os.ReadFile("../static/src/clientportal.js")
	require.NoError(t, err)
	table := regexp.MustCompile(`(?s)\n\| option \|.*?\n\n`).FindString(string(docs))
	require.Len(t, regexp.MustCompile("(?m)^\\| `").FindAllString(table, -1), 31)
	states := regexp.MustCompile(`(?s)\n\| state \|.*?\n\n`).FindString(string(docs))
	rows := regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` \\| `([^`]+)`").FindAllStringSubmatch(states, -1)
	require.Len(t, rows, 17)
	for _, row := range rows {
		require.Contains(t, string(script), row[1]+`: "`+row[2]+`"`)
	}
	methods := regexp.MustCompile(`(?s)\n\| method \|.*?\n\n`).FindString(string(docs))
	require.Len(t, regexp.MustCompile("(?m)^\\| `").FindAllString(methods, -1), 4)
}
