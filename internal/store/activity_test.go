package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestListActivity(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		add := func(target string, customer int64, changes ...Change) {
			n := someIntent()
			n.Target, n.CustomerID, n.Changes = target, customer, changes
			_, won, err := s.SpendOnce(t.Context(), n)
			require.NoError(t, err)
			require.True(t, won)
			clock.Advance(time.Minute)
		}
		me := someIntent().CustomerID
		masked := []Change{{Field: "iban", From: "DE •• 37", To: "DE •• 99"}, {Field: "email", To: "a…@example.org"}}
		add("1", me, masked...)
		add("2", me+1)
		add("3", me)
		list, total, err := s.ListActivity(t.Context(), someIntent().Studio, me, 0, 10)
		require.NoError(t, err)
		require.Equal(t, 2, total)
		require.Equal(t, []string{"3", "1"}, []string{list[0].Target, list[1].Target}, "newest first, nobody else's")
		require.Empty(t, list[0].Changes)
		require.Equal(t, masked, list[1].Changes)
		list, total, err = s.ListActivity(t.Context(), someIntent().Studio, me, 1, 1)
		require.NoError(t, err)
		require.Equal(t, 2, total)
		require.Len(t, list, 1)
		require.Equal(t, "1", list[0].Target)
		_, total, err = s.ListActivity(t.Context(), "elsewhere", me, 0, 10)
		require.NoError(t, err)
		require.Zero(t, total)
	})
}

// What is past its life is neither shown nor kept, whatever the sweep is doing.
func TestActivityEnds(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		require.Equal(t, 180*24*time.Hour, s.ActivityLife(), "half a year unless told")
		s.KeepActivityFor(time.Minute)
		require.Equal(t, 24*time.Hour, s.ActivityLife(), "a spent form must not be good again")
		const life = 10 * 24 * time.Hour
		s.KeepActivityFor(life)
		done, _, err := s.SpendOnce(t.Context(), someIntent())
		require.NoError(t, err)
		require.NoError(t, s.FinishIntent(t.Context(), done.ID, IntentDone, nil))
		_, err = s.NoteDevice(t.Context(), "forge", 7, "Firefox, Linux", NewMail{})
		require.NoError(t, err)
		rows := func() (shown, kept, devices int) {
			_, shown, err := s.ListActivity(t.Context(), someIntent().Studio, someIntent().CustomerID, 0, 1)
			require.NoError(t, err)
			require.NoError(t, s.Sweep(t.Context()))
			return shown, count(t, s, `SELECT COUNT(*) FROM intents`), count(t, s, `SELECT COUNT(*) FROM devices`)
		}
		clock.Advance(life - time.Millisecond)
		shown, kept, devices := rows()
		require.Equal(t, []int{1, 1, 1}, []int{shown, kept, devices})
		clock.Advance(time.Millisecond)
		shown, kept, devices = rows()
		require.Equal(t, []int{0, 0, 0}, []int{shown, kept, devices})
	})
}

func TestNoteDevice(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *testClock) {
		note := func(customer int64, label string) bool {
			told, err := s.NoteDevice(t.Context(), "forge", customer, label, NewMail{Language: "en", Payload: []byte(`{}`)})
			require.NoError(t, err)
			clock.Advance(time.Minute)
			return told
		}
		require.False(t, note(7, "Firefox, Linux"), "the very first sign-in is no news")
		require.False(t, note(7, "Firefox, Linux"))
		require.Nil(t, claim(t, s))
		require.True(t, note(7, "Safari, iPhone"))
		m := claim(t, s)
		require.NotNil(t, m)
		require.Equal(t, MailKindNewDevice, m.Kind)
		require.Equal(t, "forge", m.Studio)
		require.NotContains(t, m.Cause, "7/", "names nobody")
		require.False(t, note(7, "Safari, iPhone"), "told once")
		require.False(t, note(8, "Edge, Windows"), "another member's devices are none of theirs")
		require.False(t, note(7, "Firefox, Linux"))
		list, err := s.ListDevices(t.Context(), "forge", 7)
		require.NoError(t, err)
		require.Len(t, list, 2)
		require.Equal(t, "Firefox, Linux", list[0].Label, "last seen first")
		require.Equal(t, clock.Now().Add(-time.Minute), list[0].Seen)
		_, err = s.NoteDevice(t.Context(), "", 7, "x", NewMail{})
		require.Error(t, err)
	})
}
