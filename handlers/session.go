package handlers

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"memberportal/internal/config"
	"memberportal/internal/store"
)

// cookieLook is how every cookie of the portal is spelt: one constructor, so
// that the member's and the guest's cannot drift apart.
type cookieLook struct {
	name        string
	secure      bool
	sameSite    http.SameSite
	partitioned bool
}

// newCookieLook spells a cookie: the framed one must live in a frame on
// another site (None, Partitioned), the top-level one gets Lax. On http
// loopback (secure false) browsers still take the framed pair as it is; the
// top-level pair drops prefix and Secure, for Safari.
func newCookieLook(base string, framed, secure bool) cookieLook {
	if framed {
		return cookieLook{name: "__Host-" + base + "-f", secure: true, sameSite: http.SameSiteNoneMode, partitioned: true}
	}
	if !secure {
		return cookieLook{name: base + "-t", sameSite: http.SameSiteLaxMode}
	}
	return cookieLook{name: "__Host-" + base + "-t", secure: true, sameSite: http.SameSiteLaxMode}
}

// sessionPair holds a studio's two session managers.
type sessionPair struct{ framed, top *scs.SessionManager }

func newSessionPair(slug string, st *store.Store, cfg config.Sessions, secure bool, failed func(http.ResponseWriter, *http.Request, error)) sessionPair {
	sessions := forgiving{st.Sessions(store.SessionLimits{
		Absolute: cfg.Absolute, Idle: cfg.Idle,
		RememberedAbsolute: cfg.RememberedAbsolute, RememberedIdle: cfg.RememberedIdle,
	})}
	make1 := func(framed bool) *scs.SessionManager {
		look := newCookieLook("member-"+slug, framed, secure)
		m := scs.New()
		m.Store = sessions
		m.Codec = sessionCodec{}
		m.Lifetime = cfg.Absolute
		m.IdleTimeout = 0 // the store slides it: scs would write at every request
		m.ErrorFunc = failed
		m.Cookie = scs.SessionCookie{
			Name: look.name, Path: "/", HttpOnly: true, Persist: false,
			Secure: look.secure, SameSite: look.sameSite, Partitioned: look.partitioned,
		}
		return m
	}
	return sessionPair{framed: make1(true), top: make1(false)}
}

// sessionCodec adds to the store's codec what scs keeps beside the identity:
// whether the cookie outlives the browser, which the identity knows too.
type sessionCodec struct{ codec store.SessionCodec }

// rememberKey is where scs.RememberMe keeps its answer.
const rememberKey = "__rememberMe"

// Encode implements scs.Codec.
func (s sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return s.codec.Encode(deadline, map[string]any{store.IdentityKey: values[store.IdentityKey]})
}

// Decode implements scs.Codec.
func (s sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	deadline, values, err := s.codec.Decode(b)
	if identity, ok := values[store.IdentityKey].(store.Identity); ok {
		values[rememberKey] = identity.Remembered
	}
	return deadline, values, err
}

// choose picks the manager by where the page is shown: in a frame, at top
// level, or, for what a page fetches, by the cookie that is there.
func (p sessionPair) choose(r *http.Request) *scs.SessionManager {
	if framedCookies(r, p.framed.Cookie.Name, p.top.Cookie.Name) {
		return p.framed
	}
	return p.top
}

func framedCookies(r *http.Request, framed, top string) bool {
	if info := infoOf(r.Context()); info != nil && info.inFrame {
		return true
	}
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "", "document":
		return false
	}
	_, topErr := r.Cookie(top)
	_, framedErr := r.Cookie(framed)
	return topErr != nil && framedErr == nil
}

// forgiving reads a broken store as "not signed in" and notes it, so that
// public pages live while the database is gone; pages that need the member
// then answer 503 instead of sending everybody to sign in.
type forgiving struct{ *store.SessionStore }

// FindCtx implements scs.CtxStore.
func (f forgiving) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	b, found, err := f.SessionStore.FindCtx(ctx, token)
	if err != nil {
		if info := infoOf(ctx); info != nil {
			info.storeDown, info.failure = true, err
		}
		return nil, false, nil
	}
	return b, found, nil
}

// sessionFailed answers when a session could not be written: the error page,
// and nothing of the page that was about to follow.
func (a *App) sessionFailed(w http.ResponseWriter, r *http.Request, err error) {
	info := infoOf(r.Context())
	info.failure = err
	rec := unwrapRecorder(w)
	a.failPlain(rec, r, info, errStoreDown)
	rec.sealed = true
}

func unwrapRecorder(w http.ResponseWriter) *recorder {
	for {
		switch v := w.(type) {
		case *recorder:
			return v
		case interface{ Unwrap() http.ResponseWriter }:
			w = v.Unwrap()
		default:
			return &recorder{ResponseWriter: w}
		}
	}
}

// who is the signed-in member, nil for a stranger. A session of another
// studio counts as none.
func (c *Context) who() *store.Identity {
	if c.Studio == nil {
		return nil
	}
	identity, ok := c.sessions.Get(c.Ctx, store.IdentityKey).(store.Identity)
	if !ok || identity.Studio != c.Studio.Slug || identity.CustomerID == 0 {
		return nil
	}
	return &identity
}

// signIn starts the member's session under a fresh token; whatever was there
// before is ended.
func (c *Context) signIn(identity store.Identity) error {
	if err := c.sessions.Clear(c.Ctx); err != nil {
		return err
	}
	if err := c.sessions.RenewToken(c.Ctx); err != nil {
		return err
	}
	lifetime := c.app.Config.Sessions.Absolute
	if identity.Remembered {
		lifetime = c.app.Config.Sessions.RememberedAbsolute
	}
	c.sessions.SetDeadline(c.Ctx, time.Now().Add(lifetime).UTC())
	c.sessions.RememberMe(c.Ctx, identity.Remembered)
	c.sessions.Put(c.Ctx, store.IdentityKey, identity)
	c.Who = &identity
	return nil
}
