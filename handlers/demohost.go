package handlers

import (
	"embed"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"

	"memberportal/internal/brand"
	"memberportal/static"
	"memberportal/views"
)

// The look and the scripts of the made-up studio website.
//
//go:embed demohost
var demoHostFiles embed.FS

// demoHostName is another site than 127.0.0.1 to a browser, on the same machine.
const demoHostName = "localhost"

// DemoHostOrigin is where the made-up website of a demo lies, which its studios have
// to allow.
func DemoHostOrigin(public *url.URL) string {
	if port := public.Port(); port != "" {
		return public.Scheme + "://" + net.JoinHostPort(demoHostName, port)
	}
	return public.Scheme + "://" + demoHostName
}

// host shows a page of the made-up website, on its own site only.
func (d demoPages) host(w http.ResponseWriter, r *http.Request) {
	kind := r.PathValue("kind")
	if !slices.Contains(views.DemoHostKinds(), kind) {
		d.hostFile(w, r)
		return
	}
	if hostname(r) != demoHostName {
		http.Redirect(w, r, DemoHostOrigin(d.Config.PublicURL)+r.URL.RequestURI(), http.StatusSeeOther) //nolint:gosec // the same address of the demo, on its other name
		return
	}
	portal := d.Config.PublicURL.String()
	h := w.Header()
	// A careful website's policy: the portal's script and its frame, nothing else of others.
	h.Set("Content-Security-Policy", "default-src 'self'; script-src 'self' "+portal+"; frame-src "+portal+"; object-src 'none'; base-uri 'none'; frame-ancestors 'none'")
	h.Del("Permissions-Policy") // the website's own matter, and what it forbids a frame cannot allow
	page := views.DemoHostPage{Text: d.page(r, "host.today").Text, Kind: kind, Portal: portal}
	_ = render(w, r, http.StatusOK, views.DemoHost(page)) // the browser may have left
}

// hostFile serves what the pages are made of.
func (d demoPages) hostFile(w http.ResponseWriter, r *http.Request) {
	types := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
	name := r.PathValue("kind")
	if name == "icon.svg" {
		palette, err := brand.Derive("#0b6e4f", "#4fd1a5")
		if err != nil {
			http.NotFound(w, r)
			return
		}
		static.NewFile("image/svg+xml", palette.Icon("N")).ServeHTTP(w, r)
		return
	}
	data, err := demoHostFiles.ReadFile("demohost/" + name)
	if err != nil || types[path.Ext(name)] == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", types[path.Ext(name)])
	_, _ = w.Write(data) //nolint:gosec // one of the files built in; the browser may have left
}
