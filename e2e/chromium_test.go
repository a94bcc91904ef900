package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chromiumBrowser is one that runs with a setting of its own for cookies of other
// sites, and finds the rig's web on this machine. It starts when it is needed.
type chromiumBrowser struct {
	name string
	mode int // profile.cookie_controls_mode of its preferences
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

func (c *chromiumBrowser) start() {
	folder, err := os.MkdirTemp(world.folder, "chromium-")
	if err != nil {
		c.err = err
		return
	}
	profile := filepath.Join(folder, "Default")
	preferences := fmt.Sprintf(`{"profile": {"cookie_controls_mode": %d}}`, c.mode)
	if c.err = os.MkdirAll(profile, 0o700); c.err != nil {
		return
	}
	if c.err = os.WriteFile(filepath.Join(profile, "Preferences"), []byte(preferences), 0o600); c.err != nil {
		return
	}
	options := append(browserOptions(world.chromium),
		chromedp.UserDataDir(folder),
		chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1"),
		chromedp.Flag("ignore-certificate-errors-spki-list", world.authority.fingerprint),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocator)
	c.ctx, c.stop = ctx, func() { end(); stop() }
	c.err = chromedp.Do(ctx)
}

func (c *chromiumBrowser) close() {
	if c.stop != nil {
		c.stop()
	}
}

// visitor is somebody new with this browser.
func (c *chromiumBrowser) visitor(t *testing.T) visitor {
	t.Helper()
	c.once.Do(func() { startAlone(c.start) })
	require.NoError(t, c.err, "starting %s", c.name)
	ctx, closeTabs := chromedp.NewContext(c.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTabs)
	require.NoError(t, chromedp.Do(ctx))
	return &chromiumVisitor{ctx: ctx, attached: map[target.ID]context.Context{}}
}

type chromiumVisitor struct {
	ctx      context.Context // its first tab, which stays empty
	mu       sync.Mutex
	attached map[target.ID]context.Context
	order    []target.ID
}

func (v *chromiumVisitor) open(address string) (document, error) {
	ctx, _ := chromedp.NewContext(v.ctx) // closed with the visitor
	if err := chromedp.Do(ctx); err != nil {
		return nil, err
	}
	id := chromedp.FromContext(ctx).Target.TargetID
	v.mu.Lock()
	v.attached[id] = ctx
	v.order = append(v.order, id)
	v.mu.Unlock()
	tab := &chromiumDocument{v: v, id: id}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := chromedp.Run(limited, chromedp.Navigate(address))
	return tab, err
}

func (v *chromiumVisitor) tabs() ([]document, error) {
	list, err := chromedp.Targets(v.ctx)
	if err != nil {
		return nil, err
	}
	own := chromedp.FromContext(v.ctx)
	v.mu.Lock()
	defer v.mu.Unlock()
	var found []target.ID
	for _, i := range list {
		if i.Type == "page" && i.BrowserContextID == own.BrowserContextID && i.TargetID != own.Target.TargetID {
			found = append(found, i.TargetID)
			if !slices.Contains(v.order, i.TargetID) {
				v.order = append(v.order, i.TargetID)
			}
		}
	}
	var all []document
	for _, id := range v.order {
		if slices.Contains(found, id) {
			all = append(all, &chromiumDocument{v: v, id: id})
		}
	}
	return all, nil
}

// target is the connection to a tab, or to a frame of another site, which is
// a target of its own.
func (v *chromiumVisitor) target(id target.ID) (context.Context, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if ctx := v.attached[id]; ctx != nil && ctx.Err() == nil {
		return ctx, nil
	}
	ctx, _ := chromedp.NewContext(v.ctx, chromedp.WithTargetID(id)) // ends with the visitor
	if err := chromedp.Do(ctx); err != nil {
		return nil, err
	}
	v.attached[id] = ctx
	return ctx, nil
}

// chromiumDocument is in a tab, or in the frame of a parent.
type chromiumDocument struct {
	v        *chromiumVisitor
	id       target.ID
	parent   *chromiumDocument
	selector string // of the frame in the parent
	within   bool   // a frame of the parent's own site, which is no target
}

func (d *chromiumDocument) same(other document) bool {
	o, ok := other.(*chromiumDocument)
	return ok && o.id == d.id
}

func (d *chromiumDocument) limited() (context.Context, context.CancelFunc, error) {
	if d.within {
		return d.parent.limited()
	}
	ctx, err := d.v.target(d.id)
	if err != nil {
		return nil, nil, err
	}
	limited, cancel := context.WithTimeout(ctx, 10*time.Second)
	return limited, cancel, nil
}

func (d *chromiumDocument) evaluate(expression string) (json.RawMessage, error) {
	ctx, cancel, err := d.limited()
	if err != nil {
		return nil, err
	}
	defer cancel()
	options := []chromedp.EvaluateOption{chromedp.EvalAwaitPromise}
	if d.within {
		world, err := chromedp.Call(ctx, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: cdp.FrameID(d.id)})
		if err != nil {
			return nil, err
		}
		options = append(options, func(p *runtime.EvaluateParams) { p.ContextID = world.ExecutionContextID })
	}
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](wrapped(expression), options...))
	if err != nil {
		// The frame may have got another process, and with it another target.
		d.v.forget(d.id)
	}
	return json.RawMessage(text), err
}

func (v *chromiumVisitor) forget(id target.ID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if ctx := v.attached[id]; ctx != nil && !slices.Contains(v.order, id) {
		delete(v.attached, id)
	}
}

func (d *chromiumDocument) click(x, y float64) error {
	if d.parent != nil {
		text, err := d.parent.evaluate(`(e => { const r = e.getBoundingClientRect(); return [r.x + e.clientLeft, r.y + e.clientTop]; })(document.querySelector(` + quote(d.selector) + `))`)
		if err != nil {
			return err
		}
		var at [2]float64
		if err := json.Unmarshal(text, &at); err != nil {
			return err
		}
		return d.parent.click(x+at[0], y+at[1])
	}
	ctx, cancel, err := d.limited()
	if err != nil {
		return err
	}
	defer cancel()
	for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMouseMoved, input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
		if _, err := chromedp.Call(ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{
			Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1,
		}); err != nil {
			return err
		}
	}
	return nil
}

func (d *chromiumDocument) write(text string) error {
	ctx, cancel, err := d.limited()
	if err != nil {
		return err
	}
	defer cancel()
	_, err = chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
	return err
}

// silence keeps the scripts of the pages that come next from running.
func (d *chromiumDocument) silence() error {
	ctx, cancel, err := d.limited()
	if err != nil {
		return err
	}
	defer cancel()
	_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return err
}

func (d *chromiumDocument) frame(selector string) (document, error) {
	ctx, cancel, err := d.limited()
	if err != nil {
		return nil, err
	}
	defer cancel()
	root, err := chromedp.Call(ctx, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		return nil, err
	}
	found, err := chromedp.Call(ctx, dom.QuerySelector, dom.QuerySelectorParams{NodeID: root.Root.NodeID, Selector: selector})
	if err != nil {
		return nil, err
	}
	node, err := chromedp.Call(ctx, dom.DescribeNode, dom.DescribeNodeParams{NodeID: found.NodeID})
	if err != nil {
		return nil, err
	}
	// A frame of another site is a target, whose id is the frame's.
	id := target.ID(node.Node.FrameID)
	list, err := chromedp.Targets(ctx)
	if err != nil {
		return nil, err
	}
	within := !slices.ContainsFunc(list, func(i *target.Info) bool { return i.TargetID == id })
	return &chromiumDocument{v: d.v, id: id, parent: d, selector: selector, within: within}, nil
}
