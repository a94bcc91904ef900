package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// The routes of pauses begin with a contract, whose line in the table of foreign
// ids stands with the contracts.
func pauseForeigns() []foreign { return nil }

// The pause of another member is not found below the member's own contract either.
func TestForeignPausesAreNotFound(t *testing.T) {
	p := newPortal(t)
	own, victim := p.contractOf(p.member("nordlicht", "regular")), pausesOf(t, p, p.member("nordlicht", "pending"))
	require.NotEmpty(t, victim)
	b := p.signIn("nordlicht", "regular")
	_, once := b.get("/nordlicht/").form("/signout")
	p.world.ResetCalls()
	for _, pause := range []string{id(victim[0]), "0", "-1", "x", "99999999999999999999"} {
		path := "/nordlicht/contracts/" + id(own.ID) + "/pause/" + pause + "/withdraw"
		require.Equal(t, http.StatusNotFound, b.get(path).status)
		require.Equal(t, http.StatusNotFound, b.post(path, once).status)
	}
	require.Zero(t, p.writes())
	require.Equal(t, victim, pausesOf(t, p, p.member("nordlicht", "pending")))
}
