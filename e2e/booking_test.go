package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// The days of the world that begins on wednesday: tomorrow has full classes,
// some with room on the waiting list; the day after has classes with places.
const (
	tomorrow = "/classes?day=2027-02-11"
	dayAfter = "/classes?day=2027-02-12"
)

// What stands in a row of the timetable.
const (
	bookRow = `.slots form[action$="/book"] button:not(.quiet)`
	waitRow = `.slots form[action$="/book"] button.quiet`
)

// slotOf is the address of the slot in whose row an element stands.
func slotOf(b *tab, selector string) string {
	b.t.Helper()
	to := eval[string](b, `document.querySelector(`+quote(selector)+`).closest("li").querySelector("a").getAttribute("href")`)
	require.Contains(b.t, to, "/slots/")
	return to
}

// nameOf is the class of that row.
func nameOf(b *tab, selector string) string {
	b.t.Helper()
	return eval[string](b, `document.querySelector(`+quote(selector)+`).closest("li").querySelector("a").innerText`)
}

// requireBooked looks at the page of a booking that was just made.
func requireBooked(b *tab, studio, class, outcome string) {
	b.t.Helper()
	require.Regexp(b.t, "^/"+studio+`/bookings/class/\d+$`, b.path())
	require.Contains(b.t, b.text("h1"), class)
	require.Contains(b.t, b.text("[role=status], [role=alert]"), outcome)
}

// cancelHere cancels the booking whose page is open, by its confirm page.
func cancelHere(b *tab, d *demo, studio string) {
	b.t.Helper()
	canceled := d.calls("cancelClassSlotById")
	require.Equal(b.t, 200, b.press(`main a[href$="/cancel"]`))
	require.Regexp(b.t, `/cancel$`, b.path())
	require.Equal(b.t, canceled, d.calls("cancelClassSlotById"), "asking changes nothing")
	require.Equal(b.t, 200, b.press(`main form[action$="/cancel"] button`))
	require.Contains(b.t, b.path(), "/"+studio+"/bookings")
	require.Equal(b.t, canceled+1, d.calls("cancelClassSlotById"))
}

func TestBookAndCancel(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "newcomer"), dayAfter)
		require.Equal(t, "/"+studio+dayAfter, b.path(), "back at the day that was open")

		// One click in the row of the timetable.
		class, slot := nameOf(b, bookRow), slotOf(b, bookRow)
		require.Equal(t, 200, b.press(bookRow))
		requireBooked(b, studio, class, "You are booked.")
		require.Equal(t, 1, d.calls("bookClassSlot"))

		// Everywhere it is shown as booked.
		require.Equal(t, 200, b.open("/"+studio+dayAfter))
		row := `.slots li:has(a[href="` + slot + `"])`
		require.Contains(t, b.text(row), "Booked")
		require.False(t, b.has(row+" form"), "it cannot be booked again")
		require.Equal(t, 200, b.open("/"+studio+"/bookings"))
		require.Contains(t, b.text("main"), class)
		require.Equal(t, 200, b.open("/"+studio+"/"))
		require.Contains(t, b.text("main"), class, "the home page shows what comes next")

		// Cancelled again, from the list.
		require.Equal(t, 200, b.open("/"+studio+"/bookings"))
		cancelHere(b, d, studio)
		require.Contains(t, b.text("[role=status]"), "Cancelled.")
		require.Contains(t, b.text("main"), "Nothing booked")

		// The slot's own page.
		require.Equal(t, 200, b.open(d.portal+slot))
		require.Equal(t, 200, b.press(".act form button"))
		requireBooked(b, studio, class, "You are booked.")
		require.Equal(t, 2, d.calls("bookClassSlot"))
		cancelHere(b, d, studio)

		// A full class.
		require.Equal(t, 200, b.open("/"+studio+tomorrow))
		full := nameOf(b, waitRow)
		require.Equal(t, 200, b.press(waitRow))
		requireBooked(b, studio, full, "You are on the waiting list.")
		require.Equal(t, 200, b.open("/"+studio+tomorrow))
		require.Contains(t, b.text(".slots .btn.warn"), "Waiting list")
		require.Equal(t, 200, b.press(".slots .btn.warn"))
		require.Contains(t, b.text("h1"), full)
		cancelHere(b, d, studio)
		require.Contains(t, b.text("[role=status]"), "You left the waiting list.")
	})
}

func TestDoubleClickBooksOnce(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "newcomer"), dayAfter)
		class := nameOf(b, bookRow)
		// Both clicks meet the timetable, not the second one the page that comes.
		d.breakAPI(fault{Operation: "bookClassSlot", Kind: "hang", DelayMS: 1500})
		b.doubleClick(bookRow)
		b.until(`location.pathname.includes("/bookings/class/")`, "the booking is shown")
		require.Contains(t, b.text("h1"), class)
		require.Equal(t, 1, d.calls("bookClassSlot"))
		require.Equal(t, 200, b.open("/"+studio+"/bookings"))
		require.Equal(t, 1, eval[int](b, `document.querySelectorAll(".slots:not(.past) > li").length`))
	})
}

func TestBackAndSentAgainBooksOnce(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "newcomer"), dayAfter)
		class, slot := nameOf(b, bookRow), slotOf(b, bookRow)
		once := b.attribute(`.slots form:has(button:not(.quiet)) [name=once]`, "value")
		require.Equal(t, 200, b.press(bookRow))
		requireBooked(b, studio, class, "You are booked.")
		booking := b.path()

		b.back()
		require.Equal(t, "/"+studio+dayAfter, b.path())
		// Whatever the browser kept of the page: the form that was sent is sent again.
		status := b.arrive("the same form again", chromedp.Evaluate[chromedp.Void](`(() => {
			const form = document.createElement("form"), once = document.createElement("input");
			form.method = "post"; form.action = `+quote(slot+"/book")+`;
			once.name = "once"; once.value = `+quote(once)+`;
			form.append(once); document.body.append(form); form.submit();
		})()`))
		require.Equal(t, 200, status)
		require.Equal(t, booking, b.path(), "the first outcome is shown again")
		require.Equal(t, 1, d.calls("bookClassSlot"))
	})
}

func TestReloadBooksOnce(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newTab(t, d.portal, setup{})
	signIn(b, d, d.member("nordlicht", "newcomer"), dayAfter)
	require.Equal(t, 200, b.press(bookRow))
	booking := b.path()
	require.Equal(t, 200, b.arrive("reload", chromedp.Reload()))
	require.Equal(t, booking, b.path())
	require.Equal(t, 1, d.calls("bookClassSlot"))
}

// A form that was open while somebody else signed in on the same browser
// belongs to nobody any more.
func TestFormOfAnEarlierSession(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "extras"), dayAfter)
		slot := slotOf(b, bookRow)
		require.Equal(t, 200, b.open(d.portal+slot))
		stale := b.attribute(".act form [name=once]", "value")

		b.do(chromedp.Click(chromedp.CSS("details.menu summary")))
		require.Equal(t, 200, b.press(`details.menu form[action$="/signout"] button`))
		signIn(b, d, d.member(studio, "newcomer"), dayAfter)
		require.Equal(t, 200, b.open(d.portal+slot))
		eval[bool](b, `(document.querySelector(".act form [name=once]").value = `+quote(stale)+`, true)`)
		require.Equal(t, 422, b.press(".act form button"))
		require.Contains(t, b.text("main"), "nothing was sent")
		require.Zero(t, d.calls("bookClassSlot"))
		require.True(t, b.signedIn())

		require.Equal(t, 200, b.press(".act form button"), "the page that says so carries a fresh form")
		require.Contains(t, b.path(), "/bookings/class/")
		require.Equal(t, 1, d.calls("bookClassSlot"))
	})
}

// focus describes the element that has it.
func focus(b *tab) string {
	b.t.Helper()
	return eval[string](b, `(e => e.matches(".skip") ? "skip" : e.matches(".days a") ? "day " + e.getAttribute("href") : e.matches("button") ? "button " + e.innerText : e.matches("#main") ? "main" : e.tagName)(document.activeElement)`)
}

// tabTo presses the tab key until something has the focus; each stop must show
// that it has it.
func tabTo(b *tab, most int, wanted func(string) bool) string {
	b.t.Helper()
	for range most {
		b.key(kb.Tab)
		require.True(b.t, eval[bool](b, `(e => { const s = getComputedStyle(e), r = e.getBoundingClientRect(); return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight; })(document.activeElement)`),
			"the focus is seen at %s", focus(b))
		if at := focus(b); wanted(at) {
			return at
		}
	}
	require.FailNow(b.t, "the tab key does not get there")
	return ""
}

func TestKeyboardAlone(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "newcomer"), "/bookings")
		require.Equal(t, 200, b.open("/"+studio+"/classes"))

		// The first stop jumps over the navigation.
		b.key(kb.Tab)
		require.Equal(t, "skip", focus(b))
		require.True(t, eval[bool](b, `(r => r.width > 40 && r.height >= 24 && r.top >= 0)(document.activeElement.getBoundingClientRect())`), "the skip link is seen when it has the focus")
		b.key(kb.Enter)
		require.Contains(t, eval[string](b, `location.hash`), "#main")

		day := tabTo(b, 5, func(at string) bool { return strings.HasPrefix(at, "day ") })
		require.Contains(t, day, "/classes", "the days are the first stop of the page's own part")
		tabTo(b, 3, func(at string) bool { return strings.HasSuffix(at, dayAfter) })
		require.Equal(t, 200, b.arrive("Enter on a day", chromedp.KeyEvent(kb.Enter)))
		require.Equal(t, "/"+studio+dayAfter, b.path())

		tabTo(b, 80, func(at string) bool { return at == "button Book" })
		require.Equal(t, 200, b.arrive("Enter on Book", chromedp.KeyEvent(kb.Enter)))
		require.Contains(t, b.path(), "/bookings/class/")
		require.Equal(t, 1, d.calls("bookClassSlot"))
	})
}
