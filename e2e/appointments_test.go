package e2e

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAppointmentFromServiceToCalendar(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "newcomer"), "/bookings")
		require.Equal(t, 200, b.press(`main a[href$="/appointments"]`))
		require.Equal(t, 200, b.press(`.slots li a`)) // personal training
		service := b.path()
		require.Equal(t, 200, b.press(`main nav a:last-child`)) // next week: far enough ahead to be cancelled
		require.Equal(t, 200, b.press(`details.day[open] .times li:last-child a`))
		require.Contains(t, b.path(), service+"/book?")
		require.Zero(t, d.calls("bookAppointmentBooking"), "asking changes nothing")
		require.Equal(t, 200, b.press(`main form[action$="/book"] button`))
		require.Regexp(t, "^/"+studio+`/bookings/appointment/\d+$`, b.path())
		require.Contains(t, b.text("[role=status]"), "You are booked.")
		require.Equal(t, 1, d.calls("bookAppointmentBooking"))
		require.True(t, b.has(`main a[href$=".ics"]`))
		title := b.text("h1")

		// The feed, made once, shows it to a calendar that is not signed in.
		require.Equal(t, 200, b.open("/"+studio+"/bookings"))
		require.Equal(t, 200, b.press(`main a[href$="/calendar"]`))
		require.Equal(t, 200, b.press(`main form[action$="/calendar"] button`))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.text("main code"), nil)
		require.NoError(t, err)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, 200, answer.StatusCode)
		require.Contains(t, string(body), "SUMMARY:"+title)

		// Cancelled again, from the list.
		require.Equal(t, 200, b.open("/"+studio+"/bookings"))
		require.Equal(t, 200, b.press(`main a[href*="/appointment/"][href$="/cancel"]`))
		require.Equal(t, 200, b.press(`main form[action$="/cancel"] button`))
		require.Contains(t, b.text("[role=status]"), "Cancelled.")
	})
}
