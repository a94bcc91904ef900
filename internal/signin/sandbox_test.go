package signin

import (
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/address"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// Everybody of the made-up studios can be looked up through the real client,
// by address and by number, and by nothing close to them.
func TestLookUpInTheSandbox(t *testing.T) {
	world := sandbox.New(sandbox.Options{Seed: 1})
	server := httptest.NewServer(world)
	t.Cleanup(server.Close)
	require.NotEmpty(t, world.Members())
	for _, studio := range []string{"nordlicht", "forge"} {
		client, err := pgclient.New(server.URL, "sandbox-"+studio)
		require.NoError(t, err)
		for _, m := range world.Members() {
			byEmail, err := lookUp(t.Context(), client, m.Email, false)
			require.NoError(t, err)
			byNumber, err := lookUp(t.Context(), client, m.CustomerNumber, true)
			require.NoError(t, err)
			if m.Studio != studio {
				require.NotContains(t, byEmail.customers, m.CustomerID, m.Story)
				require.NotContains(t, byNumber.customers, m.CustomerID, m.Story)
				continue
			}
			require.Contains(t, byEmail.customers, m.CustomerID, m.Story)
			require.True(t, slices.IsSorted(byEmail.customers))
			require.Equal(t, m.Story == "family", len(byEmail.customers) > 1, m.Story)
			require.Equal(t, []int64{m.CustomerID}, byNumber.customers, m.Story)
			require.True(t, address.Same(m.Email, byEmail.to))
			nobody, err := lookUp(t.Context(), client, "x"+m.Email, false)
			require.NoError(t, err)
			require.Empty(t, nobody.customers)
		}
		nobody, err := lookUp(t.Context(), client, "no-such-number", true)
		require.NoError(t, err)
		require.Empty(t, nobody.customers)
	}
}
