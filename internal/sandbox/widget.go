package sandbox

import (
	_ "embed"
	"net"
	"net/http"
	"net/url"
)

// widgetPath is where the stand-in of the vendor's payment widget lies.
const widgetPath = "/_widget.js"

//go:embed widget.js
var widgetScript []byte

func serveWidget(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(widgetScript) // the client may have left
}

// widgetMay tells whether a page of another origin may do what the widget does there:
// a page of this machine may turn the session token that it knows into the payment
// request token, and nothing else of the control API.
func widgetMay(w http.ResponseWriter, r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/_control/payment-request-tokens" {
		return false
	}
	host := origin.Hostname()
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return false
	}
	w.Header().Set("Access-Control-Allow-Origin", origin.String())
	w.Header().Set("Vary", "Origin")
	return true
}
