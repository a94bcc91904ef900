package main

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is measured is what is shipped.
func TestDockerfileBuildsTheSame(t *testing.T) {
	text, err := os.ReadFile("../Dockerfile")
	require.NoError(t, err)
	var packages []string
	for _, m := range regexp.MustCompile(`-gcflags "([^"]+)=-l"`).FindAllStringSubmatch(string(text), -1) {
		packages = append(packages, m[1])
	}
	require.Equal(t, notInlined(), packages)
}
