package handlers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
)

func privacyForeigns() []foreign {
	return []foreign{{"/privacy/sessions/:sessionID", func(t *testing.T, p *portal, victim sandbox.Member) string {
		p.signInAs(victim)
		list, err := p.store.ListSessions(t.Context(), victim.Studio, victim.CustomerID, "")
		require.NoError(t, err)
		require.NotEmpty(t, list)
		return list[0].ID
	}}}
}
