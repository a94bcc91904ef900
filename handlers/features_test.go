package handlers

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/contract"
	"memberportal/views"
)

func TestEveryAreaSaysWhatItNeeds(t *testing.T) {
	require.ElementsMatch(t, views.Areas(), slices.Collect(maps.Keys(needs())))
	known := contract.Load(t).Operations()
	for area, operations := range needs() {
		for _, o := range operations {
			require.Contains(t, known, o, area)
		}
	}
}
