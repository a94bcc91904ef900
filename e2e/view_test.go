package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// visitor is somebody with a browser of some kind, whose cookie jar is empty.
type visitor interface {
	// open opens a tab.
	open(address string) (document, error)
	// tabs are all tabs, in the order they were opened.
	tabs() ([]document, error)
}

// document is what a browser shows in a tab or in a frame of it, now and after
// it went on to another page.
type document interface {
	// evaluate returns the value of an expression as JSON. Promises are waited for.
	evaluate(expression string) (json.RawMessage, error)
	// click is one of the mouse, at pixels of the document's own window.
	click(x, y float64) error
	// write types into what has the focus.
	write(text string) error
	// frame is the document in the frame that a selector finds.
	frame(selector string) (document, error)
	// same tells whether two are the same tab or frame.
	same(other document) bool
}

// view looks at a document for a test, which ends where it is not as it should be.
type view struct {
	t        *testing.T
	r        *rig
	v        visitor
	d        document
	noScript bool // the page's own scripts do not run
}

// visit opens a tab and waits for the page.
func (r *rig) visit(t *testing.T, v visitor, address string) *view {
	t.Helper()
	d, err := v.open(address)
	require.NoError(t, err, "opening %s", address)
	page := &view{t: t, r: r, v: v, d: d}
	page.until("true", address)
	return page
}

// value is the value of an expression in the page.
func value[T any](w *view, expression string) T {
	w.t.Helper()
	var got T
	text, err := w.d.evaluate(expression)
	require.NoError(w.t, err, "evaluating %.300s", expression)
	require.NoError(w.t, json.Unmarshal(text, &got), "evaluating %.300s: %s", expression, text)
	return got
}

// until waits for an expression to become true, across pages that come and go.
func (w *view) until(expression, why string) {
	w.t.Helper()
	require.NoError(w.t, waitFor(w.d, expression), why)
}

// loaded is true of a page that is there; a tab or frame begins with an empty one.
const loaded = `document.readyState === "complete" && location.href !== "about:blank"`

func waitFor(d document, expression string) error {
	last := "no page answered"
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		text, err := d.evaluate(`[` + loaded + ` && !!(` + expression + `), document.readyState + " " + location.href]`)
		if err != nil {
			last = err.Error()
			continue
		}
		var done bool
		if err := json.Unmarshal(text, &[]any{&done, &last}); err != nil {
			return err
		}
		if done {
			return nil
		}
	}
	return fmt.Errorf("waited in vain for %s; at last: %s", expression, last)
}

// frame waits for the page in a frame. A frame that is still empty may become
// another document with its first page.
func (w *view) frame(selector string) *view {
	w.t.Helper()
	inside := &view{t: w.t, r: w.r, v: w.v, noScript: w.noScript}
	require.Eventually(w.t, func() bool {
		d, err := w.d.frame(selector)
		if err != nil {
			return false
		}
		text, err := d.evaluate(loaded)
		inside.d = d
		return err == nil && string(text) == "true"
	}, patience, 50*time.Millisecond, "no page in the frame %s", selector)
	return inside
}

// tab waits for a tab that is not among some others.
func (w *view) tab(besides []document) *view {
	w.t.Helper()
	fresh := &view{t: w.t, r: w.r, v: w.v}
	require.Eventually(w.t, func() bool {
		all, err := w.v.tabs()
		for _, d := range all {
			known := false
			for _, k := range besides {
				known = known || d.same(k)
			}
			if !known {
				fresh.d = d
			}
		}
		return err == nil && fresh.d != nil
	}, patience, 50*time.Millisecond, "no new tab")
	fresh.until("true", "the page in the new tab")
	return fresh
}

// tabs are all tabs of the visitor.
func (w *view) tabs() []document {
	w.t.Helper()
	all, err := w.v.tabs()
	require.NoError(w.t, err)
	return all
}

// goTo leads the document to another address, as a script of the page around it may.
func (w *view) goTo(address string) int {
	w.t.Helper()
	return w.arrive("going to "+address, func() error {
		_, err := w.d.evaluate(`(location.href = ` + quote(address) + `, 0)`)
		return err
	})
}

// press clicks with the mouse and waits for the page that comes; it returns its status.
func (w *view) press(selector string) int {
	w.t.Helper()
	return w.arrive("pressing "+selector, func() error { return w.touch(selector) })
}

// click clicks with the mouse and waits for nothing.
func (w *view) click(selector string) {
	w.t.Helper()
	require.NoError(w.t, w.touch(selector), "pressing %s", selector)
}

// touch clicks on the middle of an element, which must be seen there. A click
// on a page that has just come may get lost in the browser, or the page moves
// under it; then it is made again.
func (w *view) touch(selector string) error {
	for end := time.Now().Add(patience); time.Now().Before(end); {
		text, err := w.d.evaluate(`(() => {
			const e = document.querySelector(` + quote(selector) + `);
			if (!e) return {Fault: "not there: " + document.body.innerText};
			e.scrollIntoView({block: "center", behavior: "instant"});
			const r = e.getClientRects()[0];
			if (!r) return {Fault: "not seen"};
			const x = r.x + r.width / 2, y = r.y + r.height / 2, top = document.elementFromPoint(x, y);
			window.felt = false;
			addEventListener("click", (c) => window.felt ||= e.contains(c.target), {capture: true});
			window.mark = true;
			return {X: x, Y: y, Fault: ` + strconv.FormatBool(w.noScript) + ` || e.contains(top) || top?.contains(e) ? "" : "something lies above: " + top?.outerHTML};
		})()`)
		if err != nil {
			return err
		}
		var at struct {
			X, Y  float64
			Fault string
		}
		if err := json.Unmarshal(text, &at); err != nil {
			return err
		}
		if at.Fault != "" {
			return fmt.Errorf("%s: %s", selector, at.Fault)
		}
		if w.noScript {
			// Nothing there to feel it.
			_, err := w.d.evaluate(`(e => (e.focus(), e.click(), 0))(document.querySelector(` + quote(selector) + `))`)
			return err
		}
		if err := w.d.click(at.X, at.Y); err != nil {
			return err
		}
		for until := time.Now().Add(2 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
			text, err := w.d.evaluate(`!!(!window.mark || window.felt)`)
			if err != nil || string(text) == "true" {
				return nil // gone to another page, or felt
			}
		}
	}
	return fmt.Errorf("%s: a click does not arrive", selector)
}

// arrive waits for the page that something leads to, and returns its status.
func (w *view) arrive(what string, something func() error) int {
	w.t.Helper()
	_, err := w.d.evaluate(`(window.before = true)`)
	require.NoError(w.t, err)
	from := w.path()
	require.NoError(w.t, something(), what)
	w.until(`!window.before`, what+" on "+from)
	return w.status()
}

// status is what the page was answered with, as the portal's proxy saw it.
func (w *view) status() int {
	w.t.Helper()
	return w.r.status(w.address().RequestURI())
}

// fill types into an input after emptying it.
func (w *view) fill(name, text string) {
	w.t.Helper()
	selector := `input[name="` + name + `"]`
	w.click(selector)
	w.until(`document.activeElement === document.querySelector(`+quote(selector)+`)`, "the click puts the cursor into "+name)
	value[bool](w, `(document.activeElement.select(), true)`)
	require.NoError(w.t, w.d.write(text))
	w.until(`document.querySelector(`+quote(selector)+`).value === `+quote(text), "typing into "+name)
}

// has tells whether the page has such an element.
func (w *view) has(selector string) bool {
	w.t.Helper()
	return value[bool](w, `document.querySelector(`+quote(selector)+`) !== null`)
}

// text is what the first such element says.
func (w *view) text(selector string) string {
	w.t.Helper()
	return value[string](w, `(document.querySelector(`+quote(selector)+`)?.innerText ?? "").trim()`)
}

// attribute is an attribute of the first such element.
func (w *view) attribute(selector, name string) string {
	w.t.Helper()
	return value[string](w, `document.querySelector(`+quote(selector)+`)?.getAttribute(`+quote(name)+`) ?? ""`)
}

func (w *view) language() string { return w.attribute("html", "lang") }

// signedIn tells whether the page shows a member.
func (w *view) signedIn() bool {
	w.t.Helper()
	return w.has("details.menu .ava")
}

// path is the path of the page; query its query.
func (w *view) path() string {
	w.t.Helper()
	return w.address().Path
}

func (w *view) query() url.Values {
	w.t.Helper()
	return w.address().Query()
}

func (w *view) address() *url.URL {
	w.t.Helper()
	address, err := url.Parse(value[string](w, `location.href`))
	require.NoError(w.t, err)
	return address
}

// wrapped makes JSON of the value of an expression, in the page itself.
func wrapped(expression string) string {
	return `(v => v instanceof Promise ? v.then(x => JSON.stringify(x ?? null)) : JSON.stringify(v ?? null))(` + strings.TrimSpace(expression) + `)`
}
