package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/conformance"
)

// TestStatementClaimsWhatAxeChecks: for each success criterion that the accessibility
// statement says axe covers, axe has a rule that is on by default and runs here.
func TestStatementClaimsWhatAxeChecks(t *testing.T) {
	t.Parallel()
	source := axeSource(t)
	checks, err := conformance.Load()
	require.NoError(t, err)
	b := newTab(t, startDemo(t).portal, setup{})
	require.Equal(t, 200, b.open("/nordlicht/accessibility"))
	eval[bool](b, source+"; true")
	rules := eval[[][]string](b, `axe.getRules().map(r => r.tags)`)
	require.NotEmpty(t, rules)
	for _, criterion := range checks.Axe.Criteria {
		tag := "wcag" + strings.ReplaceAll(criterion, ".", "")
		require.True(t, slices.ContainsFunc(rules, func(tags []string) bool {
			return slices.Contains(tags, tag) && !slices.Contains(tags, "experimental") && !slices.Contains(tags, "deprecated") &&
				slices.ContainsFunc(tags, func(t string) bool { return slices.Contains(checks.Axe.Tags, t) })
		}), "axe has no rule for %s", criterion)
	}
}
