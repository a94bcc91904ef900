package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The statement must not claim what no test checks: each check of the list names a test
// that is there, and the invariants are really called.
func TestEveryCheckIsThere(t *testing.T) {
	c, err := Load()
	require.NoError(t, err)
	checks := append([]Check{{Name: "axe", RanBy: c.Axe.RanBy, Criteria: c.Axe.Criteria}}, c.Each...)
	for _, check := range checks {
		file, name, ok := strings.Cut(check.RanBy, " ")
		require.True(t, ok, check.RanBy)
		source, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(file)))
		require.NoError(t, err)
		require.Regexp(t, `(?m)^func (\(\w+ \*?\w+\) )?`+regexp.QuoteMeta(name)+`\(`, string(source), check.RanBy)
		if !strings.HasPrefix(name, "Test") {
			require.Regexp(t, `(?m)^\t+(page|b)\.`+regexp.QuoteMeta(name)+`\(`, string(source), "%s is not called", check.RanBy)
		}
		require.NotEmpty(t, check.Criteria, check.RanBy)
	}
}

// The rules of axe that run are those that the statement speaks of.
func TestAxeRunsTheTags(t *testing.T) {
	c, err := Load()
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join("..", "..", "e2e", "inspect.js"))
	require.NoError(t, err)
	found := regexp.MustCompile(`type: "tag", values: \[([^\]]*)\]`).FindStringSubmatch(string(source))
	require.NotNil(t, found, "where the tags stand")
	var tags []string
	for _, m := range regexp.MustCompile(`"([^"]+)"`).FindAllStringSubmatch(found[1], -1) {
		tags = append(tags, m[1])
	}
	require.Subset(t, tags, c.Axe.Tags)
	for _, tag := range []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"} {
		require.Contains(t, c.Axe.Tags, tag, "WCAG 2.2 AA is all of them")
	}
	gallery, err := os.ReadFile(filepath.Join("..", "..", "e2e", "gallery_test.go"))
	require.NoError(t, err)
	require.Contains(t, string(gallery), `requireAccessible(b, source, "", share(name)...)`, "every state is looked at")
	axe, err := os.ReadFile(filepath.Join("..", "..", "e2e", "axe_test.go"))
	require.NoError(t, err)
	require.Contains(t, string(axe), "require.Empty(b.t, found.Violations", "what axe finds fails the test")
}

func TestCriteriaAreThoseOfTheStandard(t *testing.T) {
	c, err := Load()
	require.NoError(t, err)
	// Levels A and AA of WCAG 2.2; 4.1.1 is no longer one.
	standard := strings.Fields(`1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13
		2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7 2.5.8
		3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3`)
	require.Len(t, standard, c.Total)
	require.Subset(t, standard, c.Covered())
	require.Equal(t, inOrder(standard), standard)
	day, err := time.Parse(time.DateOnly, c.Reviewed)
	require.NoError(t, err)
	require.Equal(t, day, c.Day())
	require.Less(t, time.Since(day), 366*24*time.Hour, "a statement is read again at least once a year")
}
