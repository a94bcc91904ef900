package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
)

func TestReceiptVerify(t *testing.T) {
	signer, err := receipt.NewSigner([][]byte{[]byte(strings.Repeat("k", 32))})
	require.NoError(t, err)
	signed := signer.Sign(receipt.Receipt{
		Number: receipt.NumberOf([]byte("x")), Kind: receipt.Cancellation, Studio: "forge", StudioName: "The Forge", Language: "en",
		Arrived: time.Date(2026, 11, 25, 20, 0, 0, 0, time.UTC), Ends: receipt.EarliestPossible, Lines: []receipt.Line{{Label: "Name", Value: "Jo Weber"}},
	})
	keys, err := json.Marshal(signer.Keys())
	require.NoError(t, err)
	folder := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	good, published := file("receipt.txt", signed), file("keys.json", string(keys))
	for name, c := range map[string]struct {
		args []string
		err  error
	}{
		"flag behind":    {[]string{good, "--keys", published}, nil},
		"flag before":    {[]string{"--keys", published, good}, nil},
		"altered":        {[]string{file("altered.txt", strings.Replace(signed, "Weber", "Webber", 1)), "--keys", published}, receipt.ErrAltered},
		"another key":    {[]string{good, "--keys", file("none.json", `{"keys":[]}`)}, receipt.ErrUnknownKey},
		"no signature":   {[]string{file("cut.txt", signed[:len(signed)-120]), "--keys", published}, receipt.ErrUnsigned},
		"no receipt":     {[]string{published, "--keys", published}, receipt.ErrFormat},
		"no file":        {[]string{filepath.Join(folder, "none.txt"), "--keys", published}, os.ErrNotExist},
		"no keys":        {[]string{good, "--keys", filepath.Join(folder, "none.json.txt")}, os.ErrNotExist},
		"nothing named":  {nil, errUsage},
		"two files":      {[]string{good, good, "--keys", published}, errUsage},
		"unknown option": {[]string{"--key", published, good}, errUsage},
	} {
		err := dispatch(t.Context(), append([]string{"receipt", "verify"}, c.args...))
		if c.err == nil {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, c.err, name)
	}
	require.ErrorIs(t, dispatch(t.Context(), []string{"receipt"}), errUsage)
}
