package handlers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func endingForeigns() []foreign { return []foreign{{"/contracts/:contractID", foreignContract}} }

// foreignContract is a contract of the victim.
func foreignContract(t *testing.T, p *portal, victim sandbox.Member) string {
	t.Helper()
	list, err := p.client(victim.Studio).GetContractData(t.Context(), victim.CustomerID)
	require.NoError(t, err)
	require.NotEmpty(t, list)
	return id(list[0].ID)
}
