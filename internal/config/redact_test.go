package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
)

func TestNothingPrintsSecrets(t *testing.T) {
	example, err := os.ReadFile(examplePath)
	require.NoError(t, err)
	c, err := config.Parse(bytes.Replace(example, []byte("file:portal.db"), []byte("postgres://u:hunter2@db/p?password=hunter2"), 1), brandFolder(t), exampleEnvironment())
	require.NoError(t, err)
	c.Mail.SMTP = "smtp://AKIAUSER:hunter2@mail.example.com:587"
	c.Studios[0].API.Key, c.Studios[0].API.WebhookKey = "hunter2", "hunter2"
	c.Keys = [][]byte{[]byte("hunter2 hunter2 hunter2 hunter2 ")}

	var printed bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&printed, nil))
	for _, part := range []any{c, *c, c.Studios, c.Studios[0], c.Studios[0].API, &c.Studios[0].API, c.Mail, c} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			fmt.Fprintf(&printed, verb+"\n", part)
		}
		logger.Info("part", "part", part)
		encoded, err := json.Marshal(part)
		require.NoError(t, err)
		printed.Write(encoded)
	}
	text := printed.String()
	require.Contains(t, text, "nordlicht")
	require.Contains(t, text, "mail.example.com:587")
	require.NotContains(t, text, "hunter2")
	require.NotContains(t, text, "AKIAUSER")
	require.NotContains(t, text, "104 117 110 116 101 114", "the key's bytes in decimal")
}
