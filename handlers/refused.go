package handlers

import (
	"net/http"

	"memberportal/i18n"
	"memberportal/views"
)

// longestOrigin bounds what of a header is shown.
const longestOrigin = 200

// refusalOf says what whoever looks after the studio's website has to change, from what
// the browser told. Members are rarely the cause, and never the ones who can mend it.
func refusalOf(r *http.Request, text *i18n.Printer) *views.Refusal {
	origin := r.Header.Get("Origin")
	if len(origin) > longestOrigin {
		origin = origin[:longestOrigin] + "…"
	}
	refusal := &views.Refusal{Origin: origin, Host: r.Host}
	site := r.Header.Get("Sec-Fetch-Site")
	switch {
	case origin == "null":
		// Of a sandboxed frame; the browser does not say whose.
		refusal.Why, refusal.Attribute = text.T("frames.refused_sandbox"), sandboxTokens
	case site == "":
		// An old browser: Origin and Host are compared, and a proxy may have changed Host.
		refusal.Why = text.T("frames.refused_host")
	default:
		refusal.Why = text.T("frames.refused_foreign")
	}
	return refusal
}

// sandboxTokens are what a frame's sandbox has to allow where a site builder forces one.
const sandboxTokens = `sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads allow-top-navigation-by-user-activation"`
