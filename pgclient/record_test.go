package pgclient_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/pgclient"
)

func TestRecordKeepsWhatTheAPIWrote(t *testing.T) {
	const answer = `{"id":9007199254740993,"title":"Yoga","type":"STUDIO","newField":{"a":[1]}}`
	calls := 0
	c := newClient(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		switch {
		case r.Method != http.MethodGet:
			answers(http.StatusOK, "application/json", classBookingJSON).ServeHTTP(w, r)
		case calls == 1:
			answers(http.StatusNotFound, "application/json", `{}`).ServeHTTP(w, r)
		default:
			answers(http.StatusOK, "application/json", answer).ServeHTTP(w, r)
		}
	}))
	var r pgclient.Record
	ctx := pgclient.WithRecord(t.Context(), &r)
	_, err := c.GetClassById(ctx, 5)
	require.Error(t, err)
	require.Empty(t, r.Answers(), "what failed leaves nothing")
	class, err := c.GetClassById(ctx, 5)
	require.NoError(t, err)
	require.Equal(t, "Yoga", class.Title)
	_, err = c.BookClassSlot(ctx, pgclient.ClassBookingRequest{CustomerID: 1001, ClassSlotID: 77})
	require.NoError(t, err)
	_, err = c.GetClassById(t.Context(), 5)
	require.NoError(t, err)
	require.Len(t, r.Answers(), 1, "neither writes nor calls of others")
	require.Equal(t, answer, string(r.Answers()[0]), "to the byte, also what this release does not know")
}
