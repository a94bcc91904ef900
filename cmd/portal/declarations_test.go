package main

import (
	"encoding/csv"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
	"memberportal/internal/declaration"
	"memberportal/internal/receipt"
	"memberportal/internal/store"
)

func TestDeclarationsForTheOperator(t *testing.T) {
	path := configFile(t, "http://127.0.0.1:1")
	code, _, stderr := output(t, "declarations", "list", "--config", path)
	require.Equal(t, 1, code, "a database that is not there is not made")
	require.Contains(t, stderr, "no such file")

	cfg, err := config.Load(path, os.LookupEnv)
	require.NoError(t, err)
	st, err := store.Open(t.Context(), cfg.Database, store.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, st.Close()) }() // the portal runs meanwhile
	desk, err := declaration.NewDesk(st, declaration.NewSpool(filepath.Join(t.TempDir(), "spool")), cfg.Keys, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	declare := func(studio, arrived string, form declaration.Form) store.Receipt {
		at, err := time.Parse(time.RFC3339, arrived)
		require.NoError(t, err)
		kept, _, err := desk.Take(t.Context(), declaration.Received{Cause: []byte(arrived), Form: form, Receipt: receipt.Receipt{
			Kind: receipt.Cancellation, Studio: studio, StudioName: "Gym", Language: "en", Ends: receipt.EarliestPossible, Arrived: at,
			Lines: []receipt.Line{{Label: "Name", Value: form.Name}},
		}})
		require.NoError(t, err)
		return kept
	}
	old := declare("forge", "2026-06-30T22:59:59Z", declaration.Form{Name: "Old Jo", Email: "old@example.org"})
	hostile := declare("forge", "2026-06-30T23:00:00Z", declaration.Form{
		Name: "=cmd|' /C calc'!A0\x1b[2J\n" + strings.Repeat("x", 100), Email: "@sum", Address: "1 Mill Lane, \"York\"\nYO1", Contract: "-1+1", Reason: "+49", MemberNumber: "1-20017",
	})
	gone := declare("gone", "2026-07-02T10:00:00Z", declaration.Form{Name: "Zoë Łódź", Email: "z@example.org"})

	code, stdout, _ := output(t, "declarations", "list", "--config", path)
	require.Zero(t, code)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	require.Len(t, lines, 4, stdout)
	require.Regexp(t, `^NUMBER +STUDIO +KIND +ARRIVED +STATE +NAME$`, lines[0])
	require.Regexp(t, `^`+old.Number+` +forge +contract-cancellation +2026-06-30T23:59:59\+01:00 +received +Old Jo$`, lines[1])
	require.NotContains(t, stdout, "\x1b", "what was typed does not steer the terminal")
	require.Contains(t, lines[3], "Zoë Łódź")

	code, stdout, _ = output(t, "declarations", "list", "--config", path, "--studio", "forge", "--since", "2026-07-01")
	require.Zero(t, code)
	require.NotContains(t, stdout, old.Number, "a day is the studio's")
	require.Contains(t, stdout, hostile.Number)
	require.NotContains(t, stdout, gone.Number)

	code, stdout, _ = output(t, "declarations", "export", "--config", path)
	require.Zero(t, code)
	lines = strings.Split(strings.TrimSpace(stdout), "\n")
	require.Len(t, lines, 3)
	var first struct {
		Number, State, Arrived, Receipt string
		Form                            declaration.Form
	}
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &first))
	require.Equal(t, old.Number, first.Number)
	require.Equal(t, "Old Jo", first.Form.Name)
	require.Equal(t, old.Text, first.Receipt, "what was signed")
	for _, key := range []string{old.ViewKey, old.StateKey, hostile.StateKey} {
		require.NotContains(t, stdout, key, "nobody gets a member's keys")
	}

	code, stdout, _ = output(t, "declarations", "export", "--config", path, "--format", "csv", "--studio", "forge")
	require.Zero(t, code)
	records, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 3)
	row := map[string]string{}
	for i, name := range records[0] {
		row[name] = records[2][i]
	}
	require.True(t, strings.HasPrefix(row["name"], "'=cmd|"), "no formula")
	require.Equal(t, "'@sum", row["email"])
	require.Equal(t, "'-1+1", row["contract"])
	require.Equal(t, "'+49", row["reason"])
	require.Equal(t, "1-20017", row["member_number"])
	require.Equal(t, "1 Mill Lane, \"York\"\nYO1", row["address"])

	for _, bad := range [][]string{{"declarations"}, {"declarations", "delete"}, {"declarations", "list", "extra"}, {"declarations", "list", "--format", "csv"}} {
		code, _, _ := output(t, bad...)
		require.Equal(t, 2, code, bad)
	}
	for _, bad := range [][]string{{"--format", "xml"}, {"--since", "yesterday"}} {
		code, _, _ := output(t, append([]string{"declarations", "export", "--config", path}, bad...)...)
		require.Equal(t, 1, code, bad)
	}
}
