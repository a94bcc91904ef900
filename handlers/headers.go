package handlers

import (
	"net/http"
	"strings"
)

// permissions switches off every browser feature the portal does not use.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()"

// contentPolicy is the Content-Security-Policy without frame-ancestors.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors "

// topLevelOnly are the pages that no website may frame: mails open them in a tab, and a
// button that signs in must not lie under another one.
func topLevelOnly(rest string) bool { return strings.HasPrefix(rest, "signin/link/") }

// setHeaders sets what every answer carries, errors and redirects included.
// It is decided from the studio in the address alone, before any session.
func (a *App) setHeaders(h http.Header, r *http.Request, info *requestInfo) {
	ancestors := "'none'"
	if s := info.studio; s != nil && len(s.Embed.Origins) > 0 && !topLevelOnly(info.rest) {
		ancestors = strings.Join(s.Embed.Origins, " ")
	}
	if info.studio != nil && !topLevelOnly(info.rest) && ownFrame(r) {
		ancestors = strings.TrimSuffix("'self' "+ancestors, " 'none'")
	}
	h.Set("Content-Security-Policy", contentPolicy+ancestors)
	h.Set("X-Content-Type-Options", "nosniff")
	// Not no-referrer: Origin would become "null" on the portal's own forms.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", permissions)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if s := info.studio; s != nil && s.Embed.COEP {
		// A studio page with COEP can frame the portal only when it sends both.
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	}
	if a.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	h.Set("X-Request-Id", info.id)
	h.Set("Vary", "Cookie, Sec-Fetch-Dest, Accept-Language, Accept-Encoding")
	h.Set("Cache-Control", "no-store")
}

// ownFrame tells of a page that was asked for by a page of the portal, to be shown
// in a frame: the preview of how to embed it. Framing oneself endangers nobody.
func ownFrame(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Site") == "same-origin" && r.Header.Get("Sec-Fetch-Dest") == "iframe"
}
