package sandbox_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every switch is in the documentation, as it stands from the start.
func TestSwitchesAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/sandbox.md")
	require.NoError(t, err)
	documented := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| `([^`]+)` \\| .+ \\|$").FindAllStringSubmatch(string(doc), -1) {
		documented[row[1]] = row[2]
	}

	all, err := json.Marshal(start(t, monday).box.Switches())
	require.NoError(t, err)
	var values map[string]any
	require.NoError(t, json.Unmarshal(all, &values))
	there := map[string]string{}
	for name, value := range values {
		there[name] = fmt.Sprint(value)
	}
	require.Equal(t, there, documented)
}
