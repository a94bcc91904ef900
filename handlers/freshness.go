package handlers

import (
	"time"

	"memberportal/views"
)

// asOf says how old the oldest answer is that the page had to do with, nil where all are
// as new as they should be.
func (c *Context) asOf() *views.Notice {
	late := c.reader.Late()
	if late <= 0 {
		return nil
	}
	now := c.now()
	when := momentText(c.Text, now, now.Add(-late), now.Add(-late))
	return &views.Notice{Tone: views.ToneWarn, Text: c.Text.T("timetable.as_of", "when", when)}
}

// wrote remembers in the visitor's cookie that they have just changed something, so that
// no later page of theirs shows what was read before: not on this instance, and not on
// another one, which shares nothing with it but the cookie. A row in the database would
// know it too, at the price of a look-up for every page.
//
// Counts of places are at most some seconds old anyhow, so the line only matters that
// long, and a cookie that is lost costs no more.
func (c *Context) wrote() {
	now := c.app.Clock()
	c.reader.Since = now
	c.guest.Wrote = now.UnixMilli() + 1 // not rounded down: what was read in the same millisecond is older
	c.note(c.saveGuest())               // at worst a count of places is some seconds old
}

// lastWrite is when that was, zero if never or long ago.
func (g guest) lastWrite() time.Time {
	if g.Wrote == 0 {
		return time.Time{}
	}
	return time.UnixMilli(g.Wrote)
}
