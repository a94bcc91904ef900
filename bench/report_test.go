package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAMissedGoalIsAnError(t *testing.T) {
	var out bytes.Buffer
	r := &report{Measurement: "test", out: &out}
	r.atMost("G4", "on the line", 10, "B", 10, "")
	r.missing("G1", "later", "")
	r.note("G2", "for information", 5, "ms", "")
	require.NoError(t, r.finish(""))

	r.ratio("G1", "above", []float64{1, 3, 2}, "x", 1.9, "")
	file := filepath.Join(t.TempDir(), "results.json")
	require.ErrorIs(t, r.finish(file), errMissed)
	require.Contains(t, out.String(), "FAIL  G1   above")
	require.Contains(t, out.String(), "not built yet")

	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var back report
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, []verdict{pass, notBuilt, noted, fail}, []verdict{back.Results[0].Verdict, back.Results[1].Verdict, back.Results[2].Verdict, back.Results[3].Verdict})
	require.Equal(t, &spread{Median: 2, Q1: 1.5, Q3: 2.5, N: 3}, back.Results[3].Spread)
}

func TestTheImageHoldsWhatTheDockerfileCopies(t *testing.T) {
	layer, err := imageLayer(bytes.Repeat([]byte("p"), 5000), []byte("certificates"))
	require.NoError(t, err)
	archive, err := imageArchive(layer)
	require.NoError(t, err)
	require.Greater(t, len(layer), 5000)
	for _, name := range []string{"oci-layout", "index.json", "blobs/sha256/"} {
		require.Contains(t, string(archive), name)
	}
	require.Contains(t, string(layer), "etc/ssl/certs/ca-certificates.crt")
}
