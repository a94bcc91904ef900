package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// listen notes what reaches a page of a website: every message to its window, and
// every one that comes over a port of its own. The ports stay within reach.
const listen = `(() => {
	if (window !== top) return;
	window.heard = [];
	window.ports = [];
	addEventListener("message", (e) => heard.push({to: "window", data: e.data, from: e.origin}));
	const Channel = MessageChannel;
	window.MessageChannel = function () {
		const channel = new Channel();
		ports.push(channel.port1);
		channel.port1.addEventListener("message", (e) => heard.push({to: "port", data: e.data}));
		return channel;
	};
	window.said = [];
	for (const type of ["ready", "state", "path", "event", "height"])
		addEventListener("portal:" + type, (e) => said.push([type, e.detail]));
})()`

// heardMessage is one that the website got.
type heardMessage struct {
	To   string `json:"to"`
	Data any    `json:"data"`
	From string `json:"from"`
}

// host is the origin of the made-up website: another site than the portal's.
func (d *demo) host() string {
	address, err := url.Parse(d.portal)
	require.NoError(d.t, err)
	return "http://localhost:" + address.Port()
}

// newHostTab opens a tab at a website around the portal, which listens to it.
func newHostTab(t *testing.T, base string, s setup) *tab {
	t.Helper()
	b := newTab(t, base, s)
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: listen})
	return b
}

// frame is the frame of the tab that shows an address with this beginning. A frame
// of another site is a target of its own.
func (b *tab) frame(prefix string) *tab {
	b.t.Helper()
	f := &tab{t: b.t, base: b.base, documents: map[network.RequestID]bool{}}
	end := time.Now().Add(patience)
	for {
		infos, err := chromedp.Targets(b.ctx)
		require.NoError(b.t, err)
		for _, info := range infos {
			if info.Type == "iframe" && strings.HasPrefix(info.URL, prefix) {
				ctx, detach := chromedp.NewContext(b.ctx, chromedp.WithTargetID(info.TargetID), chromedp.WithDetachOnCancel(), chromedp.WithListener(f.hear))
				f.ctx = ctx
				f.use(b.t)
				b.t.Cleanup(detach)
				f.do(chromedp.Func(func(context.Context, *chromedp.Target) error { return nil }))
				return f
			}
		}
		require.True(b.t, time.Now().Before(end), "no frame shows %s", prefix)
		time.Sleep(50 * time.Millisecond)
	}
}

// shown waits until the frame of an element shows a page of the portal that talks to the website.
func (b *tab) shown(path string) {
	b.t.Helper()
	b.until(`said.findLast(([type]) => type === "path")?.[1] === `+quote(path), "the frame shows "+path)
}

func (b *tab) heardAll() []heardMessage {
	b.t.Helper()
	return eval[[]heardMessage](b, `heard`)
}

// website serves a page of somebody's website at localhost; %s in it is the portal.
func website(t *testing.T, html, portal string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<!doctype html><html lang=en><title>A website</title><link rel=icon href=data:,>"+html, portal)
	}))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

// wildPortal is the portal with one thing broken on its way: frame-ancestors lets every
// website in, and change may do more to each answer.
func wildPortal(t *testing.T, d *demo, change func(*http.Response)) string {
	t.Helper()
	to, err := url.Parse(d.portal)
	require.NoError(t, err)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Header.Del("Accept-Encoding")
		},
		ModifyResponse: func(r *http.Response) error {
			policy := regexp.MustCompile(`frame-ancestors [^;]*`).ReplaceAllString(r.Header.Get("Content-Security-Policy"), "frame-ancestors *")
			r.Header.Set("Content-Security-Policy", policy)
			if change != nil {
				change(r)
			}
			return nil
		},
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	return server.URL
}
