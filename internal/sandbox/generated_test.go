package sandbox_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/oapi-codegen/runtime" // what the generated client is built on
	"github.com/stretchr/testify/require"
)

// A client that a stranger generates from the contract works against the sandbox.
//
// The client has 45,000 lines, so it is generated here each time and laid over the
// folder of the program that uses it.
func TestGeneratedClient(t *testing.T) {
	s := start(t, monday)
	const folder = "testdata/generated"
	dir, err := filepath.Abs(folder)
	require.NoError(t, err)
	client := filepath.Join(t.TempDir(), "client.go")
	out, err := exec.CommandContext(t.Context(), "go", "tool", "oapi-codegen",
		"-config", filepath.Join(dir, "oapi.yaml"), "-o", client, filepath.Join("..", "..", "pgclient", "openapi.yaml")).CombinedOutput()
	require.NoError(t, err, "%s", out)

	overlay := filepath.Join(t.TempDir(), "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(dir, "client.go"): client}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(overlay, text, 0o600))
	out, err = exec.CommandContext(t.Context(), "go", "run", "-overlay", overlay, "./"+folder,
		s.base, s.key, s.member("nordlicht", "regular").Email).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, strings.Fields(string(out)), "createIdlePeriodAmendment", "%s", out)
}
