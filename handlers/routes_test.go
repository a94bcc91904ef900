package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/handlers"
	"memberportal/internal/sandbox"
	"memberportal/pgclient"
)

// parameter is one in a route.
var parameter = regexp.MustCompile(`:[A-Za-z]+`)

// address fills a route's parameters: all of them with the same id.
func address(studio, path, id string) string {
	return "/" + studio + parameter.ReplaceAllString(path, id)
}

// foreign says how another member's id for a route comes about: of the routes that
// begin with the prefix, which ends with the parameter.
type foreign struct {
	prefix string
	id     func(t *testing.T, p *portal, victim sandbox.Member) string
}

// foreigns are all parameters that name something of a member. What names something
// of the studio, and so of everybody, has no id.
func foreigns() []foreign {
	return slices.Concat(bookingForeigns(),
		appointmentForeigns(),
		calendarForeigns(),
		accountForeigns(),
		profileForeigns(),
		contractForeigns(),
		pauseForeigns(),
		endingForeigns(),
		extraForeigns(),
		documentForeigns(),
		checkinForeigns(),
		messageForeigns(),
		privacyForeigns(),
		rightsForeigns(),
	)
}

func bookingForeigns() []foreign {
	return []foreign{
		{prefix: "/classes/:classID"},
		{prefix: "/signin/link/:token"},
		{"/done/:intentID", func(*testing.T, *portal, sandbox.Member) string { return "SOMEBODYELSESINTENT" }},
		{"/bookings/class/:bookingID", func(t *testing.T, p *portal, victim sandbox.Member) string {
			list, err := p.client(victim.Studio).GetClassBookingsByCustomerId(t.Context(), victim.CustomerID)
			require.NoError(t, err)
			require.NotEmpty(t, list)
			return id(list[0].BookingID)
		}},
		{"/bookings/appointment/:bookingID", func(t *testing.T, p *portal, victim sandbox.Member) string {
			list, err := p.client(victim.Studio).GetAppointmentBookings(t.Context(), victim.CustomerID)
			require.NoError(t, err)
			require.NotEmpty(t, list)
			return id(list[0].BookingID)
		}},
	}
}

// client asks the API as the studio does.
func (p *portal) client(studio string) *pgclient.Client {
	c, err := pgclient.New(p.api.URL, "sandbox-"+studio)
	require.NoError(p.t, err)
	return c
}

func TestStrangersAreSentToSignIn(t *testing.T) {
	p := newPortal(t)
	for _, r := range handlers.Routes() {
		if !r.Member {
			continue
		}
		path := address("forge", r.Path, "1")
		b := p.browser().stay()
		answer := b.get(path)
		if r.Method == http.MethodPost {
			answer = b.post(path, url.Values{"once": {"x"}})
		}
		require.Equal(t, http.StatusSeeOther, answer.status, "%s %s", r.Method, r.Path)
		want := "/forge/signin"
		opens := slices.ContainsFunc(handlers.Routes(), func(o handlers.Route) bool { return o.Method == http.MethodGet && o.Path == r.Path })
		if opens {
			want += "?next=" + url.QueryEscape(path)
		}
		require.Equal(t, want, answer.header.Get("Location"), "%s %s", r.Method, r.Path)
	}
	require.Zero(t, p.writes())
}

// Another member's id is not found, and nothing is written upstream. A route with a
// parameter that the table of foreign ids does not know fails.
func TestForeignIdsAreNotFound(t *testing.T) {
	for _, story := range []string{"debtor", "family"} {
		p := newPortal(t)
		victim := p.member("forge", "extras")
		ids := map[string]string{}
		for _, f := range foreigns() {
			if f.id != nil {
				v := victim
				if strings.HasPrefix(f.prefix, "/bookings/") {
					v = p.member("forge", "regular") // who has some
				}
				ids[f.prefix] = f.id(t, p, v)
			}
		}
		b := p.signInAs(p.member("forge", story))
		_, once := b.get("/forge/").form("/signout")
		before, err := p.world.Dump()
		require.NoError(t, err)
		p.world.ResetCalls()
		for _, r := range handlers.Routes() {
			at := parameter.FindStringIndex(r.Path)
			if at == nil {
				continue
			}
			known := slices.ContainsFunc(foreigns(), func(f foreign) bool { return strings.HasPrefix(r.Path, f.prefix) })
			require.True(t, known, "%s: add it to the table of foreign ids", r.Path)
			foreignID, ok := ids[r.Path[:at[1]]]
			if !ok {
				continue
			}
			path := address("forge", r.Path, foreignID)
			answer := page{}
			if r.Method == http.MethodPost && r.File != "" {
				answer = b.postFile(path, once, r.File, "a.pdf", "%PDF-1.7")
			} else if r.Method == http.MethodPost {
				answer = b.post(path, once)
			} else {
				answer = b.get(path)
			}
			require.Equal(t, http.StatusNotFound, answer.status, "%s %s", r.Method, path)
			require.NotContains(t, answer.html, victim.Name)
		}
		require.Zero(t, p.writes(), "%v", p.world.AllCalls())
		after, err := p.world.Dump()
		require.NoError(t, err)
		require.Equal(t, withoutClock(t, before), withoutClock(t, after))
	}
}

func withoutClock(t *testing.T, dump []byte) string {
	t.Helper()
	var world map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(dump, &world))
	delete(world, "now")
	text, err := json.Marshal(world)
	require.NoError(t, err)
	return string(text)
}

// Brothers and sisters share an address, not their bookings.
func TestFamilyMembersAreStrangersToEachOther(t *testing.T) {
	p := newPortal(t)
	var family []int64
	for _, m := range p.world.Members() {
		if m.Studio == "forge" && m.Story == "family" {
			family = append(family, m.CustomerID)
		}
	}
	require.GreaterOrEqual(t, len(family), 2)
	slot := p.slotLike("forge", func(s pgclient.ClassSlot) bool {
		return s.MaxParticipants != nil && s.BookedParticipants != nil && *s.BookedParticipants+s.AdditionalParticipants < *s.MaxParticipants && p.bookable("forge", family[0], s.ID)
	})
	client, err := pgclient.New(p.api.URL, "sandbox-forge")
	require.NoError(t, err)
	booking, err := client.BookClassSlot(t.Context(), pgclient.ClassBookingRequest{CustomerID: family[0], ClassSlotID: slot.ID})
	require.NoError(t, err)

	b := p.browser()
	code, _ := b.askCode("forge", p.member("forge", "family").Email)
	b.post("/forge/signin/code", url.Values{"code": {code}})
	b.post("/forge/signin/profile", url.Values{"customer": {id(family[1])}})
	require.Equal(t, http.StatusNotFound, b.get("/forge/bookings/class/"+id(booking.BookingID)).status)
	_, once := b.get("/forge/").form("/signout")
	require.Equal(t, http.StatusNotFound, b.post("/forge/bookings/class/"+id(booking.BookingID)+"/cancel", once).status)
	require.Zero(t, p.calls("cancelClassSlotById"))
}

func TestCrossSitePostsAreRefused(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	_, once := b.get("/forge/").form("/signout")
	p.world.ResetCalls()
	forged := map[string]map[string]string{
		"cross-site":           {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
		"same-site":            {"Sec-Fetch-Site": "same-site", "Origin": "https://sibling.portal.example"},
		"old browser":          {"Origin": "https://evil.example"},
		"sandboxed frame":      {"Origin": "null"},
		"studio's own website": {"Sec-Fetch-Site": "cross-site", "Origin": "https://www.nordlicht.example:8443"},
	}
	for name, headers := range forged {
		for _, r := range handlers.Routes() {
			if r.Method != http.MethodPost {
				continue
			}
			f := &browser{p: p, client: b.client, headers: map[string]string{"Accept-Language": "en"}}
			for k, v := range headers {
				f.headers[k] = v
			}
			answer := f.post(address("forge", r.Path, "1"), once)
			require.Equal(t, http.StatusForbidden, answer.status, "%s: %s", name, r.Path)
			require.Equal(t, 1, answer.Find("h1").Length())
			require.NotEmpty(t, answer.header.Get("Content-Security-Policy"))
		}
	}
	require.Zero(t, p.writes())
	require.Equal(t, "/forge/bookings", b.get("/forge/bookings").path, "still signed in")
}

func TestOwnPostsPass(t *testing.T) {
	p := newPortal(t)
	for _, headers := range []map[string]string{{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": p.server.URL}, {}} {
		b := p.browser()
		for k, v := range headers {
			b.headers[k] = v
		}
		require.Equal(t, "/forge/signin/code", b.post("/forge/signin", url.Values{"email": {"a@example.org"}}).path)
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "regular")
	paths := map[string]string{
		"/": "'none'", "/nope/": "'none'", "/nope": "'none'", "/healthz": "'none'", "/static/nothing.js": "'none'",
		"/forge/": "'none'", "/forge/nothing-here": "'none'",
		"/nordlicht": "https://www.nordlicht.example:8443", "/nordlicht/nothing-here": "https://www.nordlicht.example:8443",
		"/nordlicht/classes?day=2000-01-01": "https://www.nordlicht.example:8443",
	}
	for _, r := range handlers.Routes() {
		if r.Method == http.MethodGet {
			paths[address("nordlicht", r.Path, "1")] = "https://www.nordlicht.example:8443"
		}
	}
	paths["/nordlicht/signin/link/1"] = "'none'" // its button must not lie under another website's
	delete(paths, "/nordlicht/embed")            // frames the preview, and is framed by nobody: see its own test
	for path, ancestors := range paths {
		answer := b.stay().get(path)
		h := answer.header
		require.Equal(t, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors "+ancestors, h.Get("Content-Security-Policy"), path)
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		require.Equal(t, "same-origin", h.Get("Referrer-Policy"), path)
		require.Equal(t, "same-origin", h.Get("Cross-Origin-Opener-Policy"), path)
		require.Equal(t, "same-origin", h.Get("Cross-Origin-Resource-Policy"), path)
		require.Contains(t, h.Get("Permissions-Policy"), "camera=()", path)
		require.Empty(t, h.Values("X-Frame-Options"), path)
		require.Empty(t, h.Values("X-Xss-Protection"), path)
		require.Empty(t, h.Values("Server"), path)
		require.LessOrEqual(t, len(h.Values("Set-Cookie")), 1, path)
	}
}

func TestEveryPageHasOneFormTokenAndNoUnsafeMarkup(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("nordlicht", "regular")
	for _, path := range []string{"/nordlicht/", "/nordlicht/classes", "/nordlicht/bookings"} {
		pg := b.get(path)
		tokens := map[string]bool{}
		pg.Find(`input[name="once"]`).Each(func(_ int, in *goquery.Selection) { tokens[in.AttrOr("value", "")] = true })
		require.Len(t, tokens, 1, path)
		require.Zero(t, pg.Find("[style],[onclick],script:not([src])").Length(), path)
		again := b.get(path)
		require.NotEqual(t, pg.html, again.html, "the token must differ in every answer")
	}
}

func TestTooLargeFormsAreRefused(t *testing.T) {
	p := newPortal(t)
	answer := p.browser().post("/forge/signin", url.Values{"email": {strings.Repeat("a", 200<<10)}})
	require.Equal(t, http.StatusRequestEntityTooLarge, answer.status)
	require.Equal(t, 1, answer.Find("h1").Length())
}

func TestUnknownStudioIsAStyledPage(t *testing.T) {
	p := newPortal(t)
	answer := p.browser().get("/nobody/classes")
	require.Equal(t, http.StatusNotFound, answer.status)
	require.Equal(t, "Studio not found", answer.text("h1"))
	style := answer.Find("link[rel=stylesheet]").AttrOr("href", "")
	require.Equal(t, http.StatusOK, p.browser().get(style).status)
}

func TestWrongMethods(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	require.Equal(t, http.StatusMethodNotAllowed, b.get("/forge/privacy/sessions/end").status)
	require.Equal(t, http.StatusMethodNotAllowed, b.post("/forge/classes", nil).status)
	require.Equal(t, "/forge/bookings", b.get("/forge/bookings").path)
}

func TestAddressesLeadOn(t *testing.T) {
	p := newPortal(t)
	require.Equal(t, "/forge/", p.browser().get("/forge").path)
	root := p.browser().get("/")
	require.Equal(t, 2, root.Find(`main a[href="/nordlicht/"], main a[href="/forge/"]`).Length())
	own := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string {
			return strings.Replace(y, "slug: forge", "slug: forge\n    hosts: [members.forge.example]", 1)
		}
	})
	b := own.browser().stay()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, own.server.URL+"/", nil)
	require.NoError(t, err)
	r.Host = "members.forge.example"
	require.Equal(t, "/forge/", b.do(r).header.Get("Location"))
	r, err = http.NewRequestWithContext(t.Context(), http.MethodGet, own.server.URL+"/nordlicht/", nil)
	require.NoError(t, err)
	r.Host = "members.forge.example"
	require.Equal(t, http.StatusNotFound, b.do(r).status, "a studio's own hostname shows that studio alone")
}

// A page of an older configuration asks for a stylesheet that is gone: it gets
// the present one, and the browser must not keep that under the old name.
func TestOldStylesheetLeadsToThePresentOne(t *testing.T) {
	p := newPortal(t)
	for name, rule := range map[string]string{"style": ".days", "own": ".money"} {
		old := p.browser().stay().get("/forge/" + name + ".00000000.css")
		require.Equal(t, http.StatusFound, old.status, name)
		require.NotContains(t, old.header.Get("Cache-Control"), "immutable", name)
		present := p.browser().get(old.header.Get("Location"))
		require.Equal(t, http.StatusOK, present.status, name)
		require.Contains(t, present.header.Get("Cache-Control"), "immutable", name)
		for _, must := range []string{"--brand:", ".card{", rule} {
			require.Contains(t, present.html, must, name)
		}
	}
}

func TestNotFoundKeepsTheNavigation(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular")
	for _, path := range []string{"/forge/nothing-here", "/forge/bookings/class/999999999", "/forge/a/b/c"} {
		pg := b.get(path)
		require.Equal(t, http.StatusNotFound, pg.status, path)
		require.Equal(t, 1, pg.Find(`nav a[href="/forge/bookings"]`).Length(), path)
	}
	require.Zero(t, p.browser().get("/forge/nothing-here").Find(`nav a[href="/forge/bookings"]`).Length())
}
