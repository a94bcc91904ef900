package e2e

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// patience is how long a page may take on a busy machine before a test gives up.
const patience = 60 * time.Second

// setup is how a tab differs from a plain desktop one.
type setup struct {
	noScript      bool
	width, height int64
	dark          bool
	language      string // Accept-Language; "" is the browser's own, English
}

func (s setup) String() string {
	if s.noScript {
		return "without script"
	}
	return "with script"
}

// tab is one tab of the shared browser, in a browser context of its own: other
// tabs' cookies are not its cookies. What the browser complains about while it
// is open (script errors, content security policy, files that do not load)
// fails its test.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string // what paths are below

	mu         sync.Mutex
	documents  map[network.RequestID]bool
	complaints []string
}

// newTab opens a tab for the time of the test.
func newTab(t *testing.T, base string, s setup) *tab {
	t.Helper()
	b := &tab{base: base, documents: map[network.RequestID]bool{}}
	ctx, closeTab := chromedp.NewContext(world.browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(b.hear))
	b.ctx = ctx
	b.use(t)
	t.Cleanup(closeTab)
	b.do(chromedp.Func(func(context.Context, *chromedp.Target) error { return nil }))
	if s.width == 0 {
		s.width, s.height = 1280, 900
	}
	b.resize(s.width, s.height)
	b.scheme(s.dark)
	if s.noScript {
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	if s.language != "" {
		call(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": s.language}})
	}
	return b
}

// use hands the tab to a test, which answers for the complaints from now on.
func (b *tab) use(t *testing.T) {
	b.t = t
	t.Cleanup(func() {
		if heard := b.heard(); len(heard) > 0 {
			t.Errorf("the browser complains:\n%s", strings.Join(heard, "\n"))
		}
	})
}

// hear runs in the loop that reads the browser's messages.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if e.Type == network.ResourceTypeDocument {
			b.documents[e.RequestID] = true
		}
	case *runtime.EventExceptionThrown:
		b.complaints = append(b.complaints, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		switch e.Type {
		case "error", "warning", "assert":
			b.complaints = append(b.complaints, "console: "+string(e.Type)+" "+said(e.Args))
		}
	case *log.EventEntryAdded:
		// A page that answers 404 or 503 is logged too; tests look at the status.
		if e.Entry.Source == "network" && b.documents[e.Entry.NetworkRequestID] {
			return
		}
		// A frame of another site may not take the focus by itself; pages do without.
		if strings.HasPrefix(e.Entry.Text, "Blocked autofocusing") {
			return
		}
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			b.complaints = append(b.complaints, fmt.Sprintf("log: %s %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

func said(args []*runtime.RemoteObject) string {
	var all []string
	for _, a := range args {
		all = append(all, string(a.Value)+a.Description)
	}
	return strings.Join(all, " ")
}

// heard returns the complaints so far and forgets them.
func (b *tab) heard() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.complaints
	b.complaints = nil
	return list
}

func (b *tab) limit() (context.Context, context.CancelFunc) {
	return context.WithTimeout(b.ctx, patience)
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	// The first action binds the tab to its context, so that has no time limit.
	if chromedp.FromContext(b.ctx).Target == nil {
		require.NoError(b.t, chromedp.Do(b.ctx, steps...))
		return
	}
	ctx, cancel := b.limit()
	defer cancel()
	require.NoError(b.t, chromedp.Do(ctx, steps...))
}

// call sends a command of the protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	ctx, cancel := b.limit()
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	require.NoError(b.t, err)
	return result
}

// eval is the value of an expression in the page. It works also where the
// page's own scripts do not run.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := b.limit()
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err, "evaluating %.200s", expression)
	return value
}

func quote(text string) string {
	quoted, _ := json.Marshal(text) // a string is always JSON
	return string(quoted)
}

func (b *tab) resize(width, height int64) {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// scheme is what the member's system prefers.
func (b *tab) scheme(dark bool) {
	b.t.Helper()
	value := "light"
	if dark {
		value = "dark"
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// open goes to a path below the base, or to a whole address, and returns the status.
func (b *tab) open(path string) int {
	b.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.base + path
	}
	ctx, cancel := b.limit()
	defer cancel()
	response, err := chromedp.Run(ctx, chromedp.NavigateResponse(path))
	require.NoError(b.t, err, "opening %s", path)
	require.NotNil(b.t, response, "opening %s", path)
	return int(response.Status)
}

// press clicks with the mouse and waits for the page that comes; it returns its status.
func (b *tab) press(selector string) int {
	b.t.Helper()
	return b.arrive("pressing "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// arrive waits for the page that steps lead to.
func (b *tab) arrive(what string, steps ...chromedp.Action[chromedp.Void]) int {
	b.t.Helper()
	ctx, cancel := b.limit()
	defer cancel()
	response, err := chromedp.RunResponse(ctx, steps...)
	require.NoError(b.t, err, "%s on %s", what, b.path())
	require.NotNil(b.t, response, what)
	return int(response.Status)
}

// fill types into an input after emptying it.
func (b *tab) fill(name, text string) {
	b.t.Helper()
	selector := `input[name="` + name + `"]`
	b.do(chromedp.Click(chromedp.CSS(selector)))
	eval[bool](b, `(document.activeElement.select(), true)`)
	b.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// key presses one key.
func (b *tab) key(name string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(name))
}

// doubleClick presses an element twice as fast as hardware can, without
// waiting for anything, before or after.
func (b *tab) doubleClick(selector string) {
	b.t.Helper()
	at := eval[struct{ X, Y float64 }](b, `(() => {
		const e = document.querySelector(`+quote(selector)+`);
		e.scrollIntoView({block: "center"});
		const r = e.getBoundingClientRect();
		return {X: r.x + r.width / 2, Y: r.y + r.height / 2};
	})()`)
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for n := int64(1); n <= 2; n++ {
			for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
				if _, err := cdp.Call(ctx, t, input.DispatchMouseEvent, input.DispatchMouseEventParams{
					Type: kind, X: at.X, Y: at.Y, Button: input.MouseButtonLeft, ClickCount: n,
				}); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// until waits for an expression to become true, across pages that come and go.
func (b *tab) until(expression, why string) {
	b.t.Helper()
	last := "no page answered"
	end := time.Now().Add(patience)
	for time.Now().Before(end) {
		// In between there is no page to ask, and a page that goes takes its answer along.
		ctx, cancel := context.WithTimeout(b.ctx, 2*time.Second)
		at, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.readyState === "complete" && (`+expression+`) ? "" : document.readyState + " " + location.href`))
		cancel()
		switch {
		case err != nil:
			last = err.Error()
		case at == "":
			return
		default:
			last = at
		}
		time.Sleep(50 * time.Millisecond)
	}
	require.FailNow(b.t, "waited in vain", "%s; at last: %s", why, last)
}

// has tells whether the page has such an element.
func (b *tab) has(selector string) bool {
	b.t.Helper()
	return eval[bool](b, `document.querySelector(`+quote(selector)+`) !== null`)
}

// text is what the first such element says, or what the whole page does.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, `(document.querySelector(`+quote(selector)+`)?.innerText ?? "").trim()`)
}

// attribute is an attribute of the first such element.
func (b *tab) attribute(selector, name string) string {
	b.t.Helper()
	return eval[string](b, `document.querySelector(`+quote(selector)+`)?.getAttribute(`+quote(name)+`) ?? ""`)
}

func (b *tab) language() string { return b.attribute("html", "lang") }

// path is path and query of the page.
func (b *tab) path() string {
	b.t.Helper()
	address, err := url.Parse(eval[string](b, `location.href`))
	require.NoError(b.t, err)
	return address.RequestURI()
}

// back goes one page back, as the browser's button does. The page may come
// from the browser's memory, so there is no load to wait for.
func (b *tab) back() {
	b.t.Helper()
	before := call(b, page.GetNavigationHistory, cdp.Empty{})
	require.Positive(b.t, before.CurrentIndex, "there is a page to go back to")
	call(b, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: before.Entries[before.CurrentIndex-1].ID})
	require.Eventually(b.t, func() bool {
		now, err := chromedp.Call(b.ctx, page.GetNavigationHistory, cdp.Empty{})
		return err == nil && now.CurrentIndex < before.CurrentIndex
	}, patience, 30*time.Millisecond, "going back")
	b.until("true", "the page before")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func dataURL(png []byte) string {
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)
}
