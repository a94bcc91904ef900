package handlers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

func profileForeigns() []foreign {
	return []foreign{
		{"/profile/amendments/:amendmentID", func(t *testing.T, p *portal, victim sandbox.Member) string {
			a, err := p.client(victim.Studio).CreateCustomerMasterDataAmendment(t.Context(), victim.CustomerID, pgclient.MasterDataFields{
				FirstName: "Anna", LastName: "Berg", Gender: pgclient.GenderFemale, DateOfBirth: pgclient.Date{Year: 1990, Month: 3, Day: 1}, CustomerTitle: pgclient.CustomerTitleNone,
			})
			require.NoError(t, err)
			require.NotNil(t, a.ID)
			return id(*a.ID)
		}},
	}
}
