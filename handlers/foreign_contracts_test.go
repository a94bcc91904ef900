package handlers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func contractForeigns() []foreign {
	return []foreign{
		{"/contracts/:contractID", func(t *testing.T, p *portal, victim sandbox.Member) string {
			return id(p.contractOf(victim).ID)
		}},
	}
}

func pausesOf(t *testing.T, p *portal, m sandbox.Member) []int64 {
	t.Helper()
	lists, err := p.client(m.Studio).GetIdlePeriods(t.Context(), p.contractOf(m).ID)
	require.NoError(t, err)
	var ids []int64
	for _, one := range lists.CurrentAndUpcomingIdlePeriods {
		ids = append(ids, one.ID)
	}
	return ids
}
