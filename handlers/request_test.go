package handlers

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"memberportal/internal/config"
	"memberportal/internal/studio"
)

// What a client writes into X-Forwarded-For is worth nothing; what a trusted
// proxy adds to it is.
func TestClientNetwork(t *testing.T) {
	a := &App{}
	for _, p := range []string{"10.0.0.0/8", "2001:db8:aa::/48", "127.0.0.1/32"} {
		a.proxies = append(a.proxies, netip.MustParsePrefix(p))
	}
	for name, c := range map[string]struct {
		remote    string
		forwarded []string // one header each
		want      string   // "" none
	}{
		"direct":                         {"203.0.113.7:4711", nil, "203.0.113.7"},
		"direct, spoofed":                {"203.0.113.7:4711", []string{"198.51.100.1"}, "203.0.113.7"},
		"direct, spoofed as a proxy":     {"203.0.113.7:4711", []string{"10.0.0.1, 127.0.0.1"}, "203.0.113.7"},
		"one proxy":                      {"10.0.0.1:80", []string{"203.0.113.7"}, "203.0.113.7"},
		"one proxy, spoofed":             {"10.0.0.1:80", []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
		"one proxy, spoofed as a proxy":  {"10.0.0.1:80", []string{"10.0.0.9, 203.0.113.7"}, "203.0.113.7"},
		"two proxies":                    {"10.0.0.1:80", []string{"203.0.113.7, 10.0.0.2"}, "203.0.113.7"},
		"two proxies, two headers":       {"10.0.0.1:80", []string{"203.0.113.7", "10.0.0.2"}, "203.0.113.7"},
		"spoofed in a header of its own": {"10.0.0.1:80", []string{"198.51.100.1", "203.0.113.7"}, "203.0.113.7"},
		"a proxy without the header":     {"10.0.0.1:80", nil, "10.0.0.1"},
		"a proxy with an empty one":      {"10.0.0.1:80", []string{""}, "10.0.0.1"},
		"proxies all the way":            {"10.0.0.1:80", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		"garbage":                        {"10.0.0.1:80", []string{"unknown"}, "10.0.0.1"},
		"garbage behind the client":      {"10.0.0.1:80", []string{"203.0.113.7, garbage"}, "10.0.0.1"},
		"garbage before the client":      {"10.0.0.1:80", []string{"<script>, 203.0.113.7"}, "203.0.113.7"},
		"an address with a port":         {"10.0.0.1:80", []string{"203.0.113.7:1234"}, "203.0.113.7"},
		"IPv6 in brackets":               {"10.0.0.1:80", []string{"[2001:db8:1::7]"}, "2001:db8:1::7"},
		"blanks":                         {"10.0.0.1:80", []string{" 198.51.100.1 ,\t203.0.113.7 "}, "203.0.113.7"},
		"IPv6":                           {"[2001:db8:1::7]:4711", []string{"198.51.100.1"}, "2001:db8:1::7"},
		"IPv6 behind a proxy":            {"[2001:db8:aa::1]:443", []string{"2001:db8:1::7"}, "2001:db8:1::7"},
		"IPv6 beside the proxies":        {"[2001:db8:ab::1]:443", []string{"2001:db8:1::7"}, "2001:db8:ab::1"},
		"IPv4 written as IPv6":           {"[::ffff:203.0.113.7]:4711", nil, "203.0.113.7"},
		"a proxy written as IPv6":        {"[::ffff:10.0.0.1]:80", []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		"loopback beside the one listed": {"127.0.0.2:80", []string{"203.0.113.7"}, "127.0.0.2"},
		"a socket file":                  {"@", []string{"203.0.113.7"}, ""},
		"nothing":                        {"", nil, ""},
		"no address":                     {"somewhere:80", nil, ""},
		"very long":                      {"10.0.0.1:80", []string{strings.Repeat("198.51.100.1, ", 5000) + "203.0.113.7"}, "203.0.113.7"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		got := a.clientNetwork(r)
		if c.want == "" {
			require.False(t, got.IsValid(), name)
			continue
		}
		require.Equal(t, netip.MustParseAddr(c.want), got, name)
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "127.0.0.1:80"
	r.Header.Set("X-Forwarded-For", "203.0.113.7")
	require.Equal(t, "127.0.0.1", (&App{}).clientNetwork(r).String(), "without trusted proxies nobody is believed")
}

func TestAccepts(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "br": false, "gzip": true, "GZIP": true, "gzip, deflate, br, zstd": true, "deflate,gzip": true, "br;q=1.0, gzip;q=0.8, *;q=0.1": true,
		"gzip;q=0": false, "gzip;q=0.0": false, "gzip; q=0.000": false, "gzip ; q=0.001": true, "gzip;q=1": true, "gzip;Q=0": false,
		"*": true, "*;q=0": false, "identity": false, "identity;q=1, *;q=0": false, "gzip;q=0, *": false, "*, gzip;q=0": false, "*;q=0, gzip": true,
		"x-gzip": false, "gzipped": false, ",,gzip": true, ";": false,
	} {
		require.Equal(t, want, accepts(header, "gzip"), "%q", header)
	}
}

// A page comes in the smallest coding that the browser takes, and encoders that were
// used before leave nothing behind.
func TestPagesAreCompressed(t *testing.T) {
	for n := range 3 {
		html := strings.Repeat("<p>page "+strconv.Itoa(n)+"</p>", 200)
		page := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, html)
			return err
		})
		for accept, want := range map[string]string{
			"": "", "identity": "", "gzip": "gzip", "br": "br", "gzip, deflate, br, zstd": "br", "br;q=0, gzip": "gzip", "br;q=0, *": "gzip", "*": "br", "zstd": "",
		} {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("Accept-Encoding", accept)
			w := httptest.NewRecorder()
			require.NoError(t, render(w, r, http.StatusOK, page))
			require.Equal(t, want, w.Header().Get("Content-Encoding"), accept)
			require.Equal(t, strconv.Itoa(w.Body.Len()), w.Header().Get("Content-Length"), accept)
			var body io.Reader = w.Body
			switch want {
			case "br":
				body = brotli.NewReader(body)
			case "gzip":
				z, err := gzip.NewReader(body)
				require.NoError(t, err)
				body = z
			}
			got, err := io.ReadAll(body)
			require.NoError(t, err, accept)
			require.Equal(t, html, string(got), accept)
		}
	}
}

func TestSafeNext(t *testing.T) {
	c := &Context{Studio: &studio.Studio{Studio: config.Studio{Slug: "forge"}}}
	for _, next := range []string{
		"/forge/", "/forge/bookings", "/forge/classes?day=2026-06-15&class=&instructor=7&part=evening", "/forge/bookings?embed=1",
		"/forge/classes/1/slots/2", "/forge/signin?next=//evil.example", "/forge/" + strings.Repeat("a", 493),
	} {
		require.Equal(t, next, c.safeNext(next))
	}
	for _, next := range []string{
		"", "/", "/forge", "/forgery/", "/nordlicht/", "forge/", "//forge/", "///forge/", "/\\forge/", "https://evil.example/", "https://evil.example/forge/", "javascript:alert(1)", "//evil.example",
		"/forge/\\evil.example", "/forge/\\\\evil.example", "\\/forge/", "/forge//evil.example", "/forge/../nordlicht/", "/forge/./x", "/forge/.well-known/x", "/forge/..", "/forge/%2e%2e/nordlicht/",
		"/forge/%5cevil", "/forge/a\r\nSet-Cookie: x=y", "/forge/a\tb", "/forge/\x00", "/forge/\x7f", " /forge/", "/Forge/", "/forge/" + strings.Repeat("a", 494), "/%66orge/", "/forge/?a\nb", "/forge/?a=\\",
	} {
		require.Empty(t, c.safeNext(next), "%q", next)
	}
}

func TestDeviceLabel(t *testing.T) {
	const apple = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
	for agent, want := range map[string]string{
		"": "", "curl/8.5.0": "",
		"Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0":                                                                       "Firefox, Android",
		"Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0":                                                                     "Firefox, Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) " + apple + " Version/18.1 Mobile/15E148 Safari/604.1":                               "Safari, iPhone",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) " + apple + " CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1":                        "Chrome, iPhone",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) " + apple + " FxiOS/133.0 Mobile/15E148 Safari/605.1.15":                             "Firefox, iPhone",
		"Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) " + apple + " Version/18.1 Mobile/15E148 Safari/604.1":                                        "Safari, iPad",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) " + apple + " Version/18.1 Safari/605.1.15":                                                 "Safari, macOS",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":                            "Chrome, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0":              "Edge, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 OPR/115.0.0.0":              "Opera, Windows",
		"Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36": "Samsung Internet, Android",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 EdgA/131.0.0.0":             "Edge, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) " + apple + " Version/18.0 EdgiOS/131.0.2903.68 Mobile/15E148 Safari/604.1":          "Edge, iPhone",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":                             "Chrome, ChromeOS",
		"Firefox/1": "Firefox", "Something (Windows NT 10.0)": "Windows",
		strings.Repeat("x", 1<<16) + "<script>": "",
	} {
		require.Equal(t, want, deviceLabel(agent), "%.120s", agent)
	}
}

func TestInitials(t *testing.T) {
	for want, names := range map[string][]string{
		"OB": {"Olivia", "Bennett"}, "لا": {"ليلى", "الحداد"}, "שכ": {"שרה", "כהן"}, "LP": {"🌻 Lotte", "petersen 🌻"}, "ÉO": {"élodie", "'oualid"},
		"M": {"", "Madonna"}, "": {"", ""}, "Ł": {"łukasz", "🙂"}, "李小": {"李", "小龙"}, "AB": {"Ann", "Bea", "Cat"}, "Ø": {"42 øre", "1/2"},
	} {
		require.Equal(t, want, initials(names...), "%q", names)
	}
	require.Empty(t, initials())
	require.Empty(t, initials("🙂", "\xff\xfe", "  "))
}

// Framed cookies must be None and Partitioned, top-level ones Lax; on http
// loopback the top-level ones lose prefix and Secure.
func TestCookieAttributes(t *testing.T) {
	for _, c := range []struct {
		framed, secure bool
		want           cookieLook
	}{
		{false, true, cookieLook{name: "__Host-guest-t", secure: true, sameSite: http.SameSiteLaxMode}},
		{false, false, cookieLook{name: "guest-t", sameSite: http.SameSiteLaxMode}},
		{true, true, cookieLook{name: "__Host-guest-f", secure: true, sameSite: http.SameSiteNoneMode, partitioned: true}},
		{true, false, cookieLook{name: "__Host-guest-f", secure: true, sameSite: http.SameSiteNoneMode, partitioned: true}},
	} {
		require.Equal(t, c.want, newCookieLook("guest", c.framed, c.secure))

		guests := newGuestPair([][]byte{[]byte(strings.Repeat("h", 32)), []byte(strings.Repeat("b", 32))}, c.secure)
		members := newSessionPair("forge", nil, config.Sessions{}, c.secure, nil)
		guest, guestName, member := guests.top, guests.topName, members.top
		if c.framed {
			guest, guestName, member = guests.framed, guests.framedName, members.framed
		}
		require.Equal(t, c.want.name, guestName)
		require.Equal(t, []any{"/", "", true, c.want.secure, c.want.sameSite, c.want.partitioned, guestAge},
			[]any{guest.Options.Path, guest.Options.Domain, guest.Options.HttpOnly, guest.Options.Secure, guest.Options.SameSite, guest.Options.Partitioned, guest.Options.MaxAge})
		require.Equal(t, strings.Replace(c.want.name, "guest", "member-forge", 1), member.Cookie.Name)
		require.Equal(t, []any{"/", "", true, c.want.secure, c.want.sameSite, c.want.partitioned, false},
			[]any{member.Cookie.Path, member.Cookie.Domain, member.Cookie.HttpOnly, member.Cookie.Secure, member.Cookie.SameSite, member.Cookie.Partitioned, member.Cookie.Persist})
	}
}

// Which pair counts is decided by where the page is shown; what a page fetches
// itself goes by the cookie that is there.
func TestFramedCookies(t *testing.T) {
	for _, c := range []struct {
		dest    string
		cookies []string
		framed  bool
	}{
		{"", nil, false}, {"", []string{"f"}, false}, {"document", []string{"f"}, false}, {"document", []string{"f", "t"}, false},
		{"iframe", nil, true}, {"iframe", []string{"t"}, true}, {"frame", nil, true}, {"embed", nil, true}, {"object", nil, true}, {"fencedframe", nil, true},
		{"empty", nil, false}, {"empty", []string{"f"}, true}, {"empty", []string{"t"}, false}, {"empty", []string{"f", "t"}, false}, {"image", []string{"f"}, true},
	} {
		r := httptest.NewRequest(http.MethodGet, "/forge/", nil)
		r.Header.Set("Sec-Fetch-Dest", c.dest)
		for _, name := range c.cookies {
			r.AddCookie(&http.Cookie{Name: name, Value: "x"})
		}
		info := &requestInfo{}
		switch c.dest {
		case "iframe", "frame", "embed", "object", "fencedframe":
			info.inFrame = true
		}
		require.Equal(t, c.framed, framedCookies(r.WithContext(withInfo(r.Context(), info)), "f", "t"), "%+v", c)
	}
}
