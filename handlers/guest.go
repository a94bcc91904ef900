package handlers

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/sessions"

	"memberportal/internal/signin"
)

// guest is what a stranger's cookie holds: small, encrypted, and worth
// nothing when replayed, since tries, expiry and single use of a sign-in live
// in the store.
type guest struct {
	Language string       `json:"l,omitempty"`
	Pending  *pendingSign `json:"p,omitempty"`
	Flash    *flash       `json:"f,omitempty"`
	Confirm  *confirming  `json:"c,omitempty"`
	Framed   bool         `json:"e,omitempty"` // set in a frame, to see whether the browser keeps it
	Wrote    int64        `json:"w,omitempty"` // when the visitor's last write had its outcome, in ms since 1970
}

// confirming is the handle of a fresh proof that somebody signed in has begun.
type confirming struct {
	Studio string         `json:"s"`
	Handle signin.Pending `json:"h"`
	Masked string         `json:"m,omitempty"`
	Long   bool           `json:"o,omitempty"` // the code has twelve digits
	Again  bool           `json:"a,omitempty"` // asked again within the pause: no new mail
}

// pendingSign is the handle of a sign-in that waits for its code.
type pendingSign struct {
	Studio     string         `json:"s"`
	Handle     signin.Pending `json:"h"`
	Identifier string         `json:"i"` // as typed, for asking again
	ByNumber   bool           `json:"b,omitempty"`
	Masked     string         `json:"m,omitempty"`
	Next       string         `json:"n,omitempty"`
	Remember   bool           `json:"r,omitempty"`
	Long       bool           `json:"o,omitempty"` // the code has twelve digits
	Again      bool           `json:"a,omitempty"` // asked again within the pause: no new mail
	Proved     bool           `json:"v,omitempty"` // the code was right; a profile is still to be chosen
}

// flash is one message after a redirect, by key, and what it is about.
type flash struct {
	Studio string `json:"s"`
	Key    string `json:"k"`
	Title  string `json:"t,omitempty"`
	When   string `json:"w,omitempty"`
	To     string `json:"o,omitempty"` // path of the page it belongs to; "" for any
	Intent string `json:"i,omitempty"` // of the write that has a receipt
}

// guestAge is how long the guest cookie lives, in seconds.
const guestAge = 15 * 60

// guestPair holds the two cookie stores, framed and top-level.
type guestPair struct {
	framed, top         *sessions.CookieStore
	framedName, topName string
}

func newGuestPair(keys [][]byte, secure bool) guestPair {
	make1 := func(framed bool) (*sessions.CookieStore, string) {
		look := newCookieLook("guest", framed, secure)
		s := sessions.NewCookieStore(keys...)
		s.Options = &sessions.Options{
			Path: "/", HttpOnly: true, Secure: look.secure, SameSite: look.sameSite, Partitioned: look.partitioned,
		}
		s.MaxAge(guestAge) // of the cookie and of the codec
		return s, look.name
	}
	var p guestPair
	p.framed, p.framedName = make1(true)
	p.top, p.topName = make1(false)
	return p
}

func (p guestPair) choose(r *http.Request) (*sessions.CookieStore, string) {
	if framedCookies(r, p.framedName, p.topName) {
		return p.framed, p.framedName
	}
	return p.top, p.topName
}

// longestTitle bounds a flash's title, in characters: a cookie of more than
// 4,096 bytes cannot be sent, and what was done could not be said.
const longestTitle = 120

// encode writes the guest as short as JSON gets: "&" in the way back stays one
// byte, a very long title loses its end.
func (g guest) encode() (string, error) {
	if g.Flash != nil {
		f := *g.Flash
		if title := []rune(f.Title); len(title) > longestTitle {
			f.Title = string(title[:longestTitle-1]) + "…"
		}
		g.Flash = &f
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(g)
	return text.String(), err
}

// guestValue is the only key in the cookie; its value is JSON.
const guestValue = "g"

// loadGuest reads the cookie. A cookie that cannot be read (expired, or sealed
// with a key that is gone) counts as none.
func (a *App) loadGuest(r *http.Request) guest {
	cookies, name := a.guests.choose(r)
	if _, err := r.Cookie(name); err != nil {
		return guest{}
	}
	session, err := cookies.Get(r, name)
	if err != nil || session.IsNew {
		return guest{}
	}
	text, _ := session.Values[guestValue].(string)
	var g guest
	if json.Unmarshal([]byte(text), &g) != nil {
		return guest{}
	}
	return g
}

// saveGuest sets the cookie; an empty guest removes it.
func (a *App) saveGuest(w http.ResponseWriter, r *http.Request, g guest) error {
	cookies, name := a.guests.choose(r)
	// Saved twice in one answer, the last one counts.
	kept := slices.DeleteFunc(w.Header()["Set-Cookie"], func(c string) bool { return strings.HasPrefix(c, name+"=") })
	if len(kept) == 0 {
		w.Header().Del("Set-Cookie")
	} else {
		w.Header()["Set-Cookie"] = kept
	}
	session := sessions.NewSession(cookies, name)
	options := *cookies.Options
	session.Options = &options
	if g == (guest{}) {
		session.Options.MaxAge = -1
	} else {
		text, err := g.encode()
		if err != nil {
			return err
		}
		session.Values[guestValue] = text
	}
	return cookies.Save(r, w, session)
}
