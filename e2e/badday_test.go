package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// deadline is within which a page that needs the studio's system says that it
// does not answer: the time the handlers give themselves and a busy machine.
const deadline = 9 * time.Second

// requireStyled looks for what every page of a studio has: its stylesheet at
// work, one heading, a way home.
func requireStyled(b *tab, studio string) {
	b.t.Helper()
	require.Equal(b.t, 1, eval[int](b, `document.querySelectorAll("h1").length`))
	require.NotEqual(b.t, "rgba(0, 0, 0, 0)", eval[string](b, `getComputedStyle(document.documentElement).backgroundColor`), "the stylesheet is there")
	require.True(b.t, b.has(`a[href="/`+studio+`/"]`), "a way home")
}

// TestStudioSystemDown: whatever is wrong behind the portal, a member sees a
// page that says so in time, can try again, and is still signed in.
func TestStudioSystemDown(t *testing.T) {
	t.Parallel()
	faults := map[string]fault{
		"answers 503": {Operation: "*", Kind: "status", Status: 503},
		"hangs":       {Operation: "*", Kind: "hang"},
		"is gone":     {Operation: "*", Kind: "drop_before"},
	}
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := startDemo(t)
			b := newTab(t, d.portal, setup{width: 390, height: 844})
			signIn(b, d, d.member("nordlicht", "regular"), "/bookings")
			require.True(t, b.signedIn())
			d.breakAPI(f)

			// The timetable is nothing without the studio's system. What the portal
			// still has in memory from before must not be needed: nobody asked.
			began := time.Now()
			status := b.open("/nordlicht/classes?day=2027-02-14")
			require.Less(t, time.Since(began), deadline)
			require.Equal(t, 503, status)
			requireStyled(b, "nordlicht")
			require.True(t, b.signedIn(), "the session is kept")
			require.Contains(t, b.text("main"), "try again")
			require.Equal(t, "/nordlicht/classes?day=2027-02-14", b.attribute("main .btn", "href"))

			// Home and bookings are made of parts, each says for itself.
			for _, path := range []string{"/", "/bookings"} {
				began = time.Now()
				status = b.open("/nordlicht" + path)
				require.Less(t, time.Since(began), deadline, path)
				require.Contains(t, []int{200, 503}, status, path)
				requireStyled(b, "nordlicht")
				require.True(t, b.signedIn(), path)
				require.Regexp(t, "not available|does not answer|could not be read", b.text("main"), path)
			}

			d.mendAPI()
			// The portal asks a system that failed again only after a while, see decision 0014.
			for end := time.Now().Add(patience); time.Now().Before(end) && !b.has(bookRow); time.Sleep(time.Second) {
				b.open("/nordlicht/classes?day=2027-02-14")
			}
			require.True(t, b.has(bookRow), "everything is back: %s", b.text("main"))
			require.True(t, b.signedIn())
		})
	}
}

// TestBookingWhileTheSystemIsDown: a booking whose call was refused is not
// made, and the page offers to try again.
func TestBookingWhileTheSystemIsDown(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]fault{
		"answers 503": {Operation: "*", Kind: "status", Status: 503},
		"is gone":     {Operation: "*", Kind: "drop_before"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := startDemo(t)
			b := newTab(t, d.portal, setup{})
			signIn(b, d, d.member("forge", "newcomer"), dayAfter)
			slot := slotOf(b, bookRow)
			d.breakAPI(f)
			began := time.Now()
			status := b.press(bookRow)
			require.Less(t, time.Since(began), 20*time.Second)
			requireStyled(b, "forge")
			require.NotContains(t, b.text("main"), "You are booked")
			t.Logf("status %d at %s: %s", status, b.path(), b.text("main"))

			d.mendAPI()
			require.Eventually(t, func() bool { return b.open(d.portal+slot) == 200 && b.has(".act form button") }, patience, 200*time.Millisecond)
			require.Equal(t, 200, b.press(".act form button"))
			require.Contains(t, b.path(), "/bookings/class/")
			require.Equal(t, 200, b.open("/forge/bookings"))
			require.Equal(t, 1, eval[int](b, `document.querySelectorAll(".slots:not(.past) > li").length`))
		})
	}
}

// TestAnswerToABookingLost: the booking was made but the answer got lost; the
// portal reads back and tells the truth.
func TestAnswerToABookingLost(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newTab(t, d.portal, setup{noScript: true})
	signIn(b, d, d.member("nordlicht", "newcomer"), dayAfter)
	class := nameOf(b, bookRow)
	d.breakAPI(fault{Operation: "bookClassSlot", Kind: "drop_after"})
	require.Equal(t, 200, b.press(bookRow))
	require.Eventually(t, func() bool {
		if b.has("a[href*='/bookings/class/']") && !b.has("h1[dir=auto]") {
			b.press("a[href*='/bookings/class/']")
		}
		return b.has("h1[dir=auto]")
	}, patience, 500*time.Millisecond)
	require.Contains(t, b.text("h1"), class)
	require.Contains(t, b.text("main"), "You are booked.")
	require.Equal(t, 1, d.calls("bookClassSlot"))
}

// TestNoSuchPage: a mistyped address is a page of the studio, too.
func TestNoSuchPage(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newTab(t, d.portal, setup{})
	require.Equal(t, 404, b.open("/nordlicht/nothing-here"))
	requireStyled(b, "nordlicht")
	require.Equal(t, 404, b.open("/no-such-studio/"))
	require.Equal(t, "Studio not found", b.text("h1"))
	require.NotEqual(t, "rgba(0, 0, 0, 0)", eval[string](b, `getComputedStyle(document.documentElement).backgroundColor`))
	require.Equal(t, 200, b.press("main .btn"))
	require.True(t, b.has(`a[href="/forge/"]`), "the choice of studios")
}

// TestTooManyWrongCodes: after five the code is dead, also the right one; a new
// one can be asked for.
func TestTooManyWrongCodes(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newTab(t, d.portal, setup{noScript: true})
	require.Equal(t, 200, b.open("/forge/signin"))
	mail := ask(b, d, d.member("forge", "regular"))
	for range 5 {
		b.fill("code", "1111 1111")
		require.Equal(t, 422, b.press(`form:has([name="code"]) button`))
	}
	require.Contains(t, b.text("[role=alert]"), "no longer works")
	b.fill("code", mail.code(t))
	require.Equal(t, 422, b.press(`form:has([name="code"]) button`))
	require.False(t, b.signedIn())
	require.True(t, b.has(`form[action$="/signin/code/resend"] button`), "a new code can be asked for")
}
