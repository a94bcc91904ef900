package handlers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

func documentForeigns() []foreign {
	return []foreign{{"/profile/documents/:documentID", func(t *testing.T, p *portal, victim sandbox.Member) string {
		list, err := p.client(victim.Studio).GetDocuments(t.Context(), victim.CustomerID, pgclient.SliceParams{})
		require.NoError(t, err)
		require.NotEmpty(t, list.Result)
		return id(*list.Result[0].ID)
	}}}
}
