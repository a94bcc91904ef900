package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// The answer that learns of a missing scope leads there no more, and the one that learns
// that the studio has given it does, without a restart.
func TestScopesAreLearntOnTheVeryAnswer(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	leads := func(pg page, area string) bool {
		return pg.Find(`header a[href^="/forge/`+area+`"]`).Length() > 0
	}
	require.True(t, leads(b.get("/forge/"), "account"))
	every := []string{"CUSTOMER_READ", "CUSTOMER_ACCOUNT_READ", "BOOKABLE_APPOINTMENTS_READ", "APPOINTMENTS_READ", "CUSTOMER_CONTRACT_READ", "MEMBERSHIP_SELF_SERVICE_READ", "CLASSES_READ"}
	require.NoError(t, p.world.SetScopes("forge", "CUSTOMER_READ"))
	for _, area := range []string{"account", "appointments", "classes"} {
		denied := b.get("/forge/" + area)
		require.Equal(t, http.StatusNotFound, denied.status, area)
		require.False(t, leads(denied, area), area)
	}
	require.NoError(t, p.world.SetScopes("forge", every...))
	for _, area := range []string{"account", "appointments", "classes"} {
		granted := b.get("/forge/" + area)
		require.Equal(t, http.StatusOK, granted.status, area)
		require.True(t, leads(granted, area), area)
		require.True(t, leads(b.get("/forge/"), area), area)
	}
}
