package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		series         []float64
		median, q1, q3 float64
	}{
		{nil, 0, 0, 0},
		{[]float64{7}, 7, 7, 7},
		{[]float64{4, 1}, 2.5, 1.75, 3.25},
		{[]float64{5, 1, 4, 2, 3}, 3, 2, 4},
		{[]float64{6, 1, 5, 2, 4, 3}, 3.5, 2.25, 4.75},
		{[]float64{100, 1, 1, 1, 1}, 1, 1, 1}, // one bad window moves nothing
	} {
		s := spreadOf(c.series)
		require.Equal(t, spread{Median: c.median, Q1: c.q1, Q3: c.q3, N: len(c.series)}, s, "%v", c.series)
	}
}

func TestQuantileLeavesTheSeriesAlone(t *testing.T) {
	series := []float64{3, 1, 2}
	require.InDelta(t, 2.9, quantile(series, 0.95), 1e-9)
	require.Equal(t, []float64{3, 1, 2}, series)
}
