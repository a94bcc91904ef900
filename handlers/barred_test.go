package handlers_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The timetable offers nothing that the portal knows will be refused, and says why.
func TestTimetableOfMembersWhoCannotBook(t *testing.T) {
	p := newPortal(t)
	for story, c := range map[string]struct{ notice, word string }{
		"paused":     {"Your membership is paused until", "Paused"},
		"former":     {"You have no running membership on this day.", "No membership"},
		"prospect":   {"You have no running membership on this day.", "No membership"},
		"restricted": {"Your access is blocked at present.", "Access blocked"},
	} {
		b := p.signIn("forge", story)
		pg := b.get("/forge/classes?day=2026-06-17")
		require.Zero(t, pg.Find(`form[action$="/book"]`).Length(), story)
		require.Contains(t, pg.text("main > .notice"), c.notice, story)
		require.Contains(t, pg.text(".slots i"), c.word, story)
	}
	require.NotZero(t, p.signIn("forge", "regular").get("/forge/classes?day=2026-06-17").Find(`form[action$="/book"]`).Length())
}
