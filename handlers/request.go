package handlers

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"memberportal/internal/studio"
	"memberportal/views/paths"
)

// requestInfo is what is known of a request before any page looks at it, and
// what the access log says of it afterwards.
type requestInfo struct {
	id        string
	start     time.Time
	slug      string         // first part of the path, whether or not such a studio exists
	rest      string         // path below the slug, without its leading slash
	studio    *studio.Studio // nil: none of that name, or not on this host
	network   netip.Addr     // of the client, as far as trusted proxies say
	frame     paths.Frame    // what the studio's website asks of the page
	framed    bool           // loaded into a frame, or asked to look so
	inFrame   bool           // the browser says the request is for a frame; decides the cookies
	initials  *string        // of the signed-in member, once the session is read; nil for a stranger
	language  string         // of the page, once it is known
	route     string         // pattern, never the path: ids stay out of logs and metrics
	failure   error
	storeDown bool // the session could not be read
}

type infoKey struct{}

func withInfo(ctx context.Context, info *requestInfo) context.Context {
	return context.WithValue(ctx, infoKey{}, info)
}

func infoOf(ctx context.Context) *requestInfo {
	info, _ := ctx.Value(infoKey{}).(*requestInfo)
	return info
}

func (a *App) newRequestInfo(r *http.Request) *requestInfo {
	info := &requestInfo{id: requestID(), start: a.Clock(), network: a.clientNetwork(r)}
	info.slug, info.rest, _ = strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	host := hostname(r)
	info.studio = a.Studios.BySlug(info.slug)
	if owner := a.Studios.ByHost(host); owner != nil && info.studio != owner {
		info.studio = nil // a studio's own hostname shows that studio alone
	}
	info.frame = paths.FrameOf(r.URL.Query())
	if s := info.studio; s == nil || !s.Offers(info.frame.Language) {
		info.frame.Language = ""
	}
	if s := info.studio; s == nil || !s.HasVariant(info.frame.Brand) {
		info.frame.Brand = ""
	}
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "iframe", "frame", "embed", "object", "fencedframe":
		info.inFrame = true
	case "":
		// Browsers before 2023 do not tell. A frame's cookies work at top level too, the
		// other way round they would be lost.
		info.inFrame = info.frame.Embed
	}
	info.framed = info.inFrame || info.frame.Embed
	return info
}

// paths are the addresses of the studio asked for, with what the page keeps.
func (i *requestInfo) paths() paths.Studio { return paths.For(i.slug, false).Keeping(i.frame) }

// hostname is the host asked for, without port and without the dot that may
// end a full name.
func hostname(r *http.Request) string {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.TrimSuffix(host, ".")
}

func requestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand does not fail: it ends the program instead
	return hex.EncodeToString(b[:])
}

// clientNetwork is the address the request came from. X-Forwarded-For is read
// from the right and believed only as far as trusted proxies wrote it.
func (a *App) clientNetwork(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	addr = addr.Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && a.trusted(addr); i-- {
		hop, ok := parseHop(strings.TrimSpace(hops[i]))
		if !ok {
			break
		}
		addr = hop
	}
	return addr
}

// parseHop reads an address as proxies write it: bare, in brackets, or with a port.
func parseHop(text string) (netip.Addr, bool) {
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap(), true
	}
	addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	return addr.Unmap(), err == nil
}

func (a *App) trusted(addr netip.Addr) bool {
	for _, p := range a.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// recorder notes what was answered. Once seal is called nothing more goes
// out: the session middleware may have written an error page of its own, and
// the page it was called for must not follow it.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
	sealed bool
}

func (r *recorder) WriteHeader(status int) {
	if r.sealed || r.status != 0 {
		return
	}
	r.status = status
	oneVary(r.Header())
	r.ResponseWriter.WriteHeader(status)
}

// oneVary says each value once: the session middleware adds its own to what every
// answer says already.
func oneVary(h http.Header) {
	said := h.Values("Vary")
	if len(said) < 2 {
		return
	}
	var values []string
	for name := range strings.SplitSeq(strings.Join(said, ","), ",") {
		name = strings.TrimSpace(name)
		if name != "" && !slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, name) }) {
			values = append(values, name)
		}
	}
	h.Set("Vary", strings.Join(values, ", "))
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.sealed {
		return len(b), nil
	}
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// logRequest writes the one line a request leaves behind. It holds no name,
// address, code, key or id of a member.
func (a *App) logRequest(info *requestInfo, rec *recorder, r *http.Request) {
	took := a.Clock().Sub(info.start)
	slug := ""
	if info.studio != nil {
		slug = info.studio.Slug
	}
	a.Metrics.request(info.route, r.Method, rec.status, took)
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("id", info.id), slog.String("method", r.Method), slog.String("route", info.route),
		slog.Int("status", rec.status), slog.Int("bytes", rec.bytes), slog.Duration("took", took), slog.String("studio", slug),
	}
	if info.failure != nil {
		attrs = append(attrs, slog.String("failure", describe(info.failure)))
		if rec.status >= 500 {
			level = slog.LevelError
		}
	}
	a.Logger.LogAttrs(r.Context(), level, "request", attrs...)
}

func (a *App) recoverPanic(info *requestInfo, rec *recorder, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
		panic(v)
	}
	info.failure = panicError{v}
	a.Logger.Error("panic", "id", info.id, "route", info.route, "type", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
	if rec.status == 0 {
		a.failPlain(rec, r, info, info.failure)
	}
}

// panicError keeps a panic's value from being printed: it may hold member data.
type panicError struct{ value any }

func (panicError) Error() string { return "panic" }
