package main

import "slices"

// spread is the middle of a series and how far its middle half reaches.
type spread struct {
	Median float64 `json:"median"`
	Q1     float64 `json:"q1"`
	Q3     float64 `json:"q3"`
	N      int     `json:"n"`
}

func spreadOf(series []float64) spread {
	return spread{Median: quantile(series, 0.5), Q1: quantile(series, 0.25), Q3: quantile(series, 0.75), N: len(series)}
}

// quantile interpolates between the two nearest values, as spreadsheets and R
// do by default; 0 for an empty series.
func quantile(series []float64, q float64) float64 {
	if len(series) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(series))
	at := q * float64(len(sorted)-1)
	below := int(at)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (at-float64(below))*(sorted[below+1]-sorted[below])
}
