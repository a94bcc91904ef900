package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// heights are those of the frame in the website and of the page in the frame.
func heights(b, f *tab) (outside, inside float64) {
	outside = eval[float64](b, `document.querySelector("iframe").getBoundingClientRect().height`)
	inside = eval[float64](f, `document.documentElement.getBoundingClientRect().height`)
	return outside, inside
}

// fits waits until the frame is as high as what it shows.
func fits(b, f *tab, why string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		outside, inside := heights(b, f)
		return outside-inside < 2 && inside-outside < 2
	}, patience, 50*time.Millisecond, why)
}

func TestEmbedFollowsThePortal(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	require.Equal(t, 200, b.open("/demo/host"))
	b.shown("/classes")
	f := b.frame(d.portal + "/nordlicht/classes")

	const frame = "#portal > iframe"
	require.Equal(t, "lazy", b.attribute(frame, "loading"))
	require.Equal(t, "strict-origin-when-cross-origin", b.attribute(frame, "referrerpolicy"))
	require.Contains(t, b.attribute(frame, "allow"), "clipboard-write; publickey-credentials-get; payment")
	require.Contains(t, b.attribute(frame, "title"), "Nordlicht Fitness")
	require.Contains(t, b.attribute(frame, "src"), "embed=1")
	require.False(t, b.has("#portal > :not(iframe)"), "neither place holder nor link is left")
	require.Zero(t, eval[float64](b, `scrollY`), "the website does not move by itself")

	fits(b, f, "at first")
	_, before := heights(b, f)
	eval[bool](f, `(() => { const more = document.createElement("p"); more.id = "more"; more.textContent = "x ".repeat(9000); document.body.append(more); return true; })()`)
	fits(b, f, "grown")
	outside, _ := heights(b, f)
	require.Greater(t, outside, before+100)
	eval[bool](f, `(document.getElementById("more").remove(), true)`)
	fits(b, f, "shrunk")
	outside, _ = heights(b, f)
	require.InDelta(t, before, outside, 2, "back where it was")

	b.resize(360, 740)
	fits(b, f, "on a phone")
	require.LessOrEqual(t, eval[float64](b, `document.documentElement.scrollWidth`), 360.0)
}

// A stylesheet that makes what it finds as high as the window is on many websites; inside
// the frame it would grow for ever.
func TestEmbedDoesNotRunAway(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host/tall")
	b.shown("/classes")
	f := b.frame(d.portal + "/nordlicht/classes")
	fits(b, f, "the website's stylesheet gives way")

	eval[bool](f, `(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync("body { min-height: 100vh; padding: 20px 0; box-sizing: content-box }");
		document.adoptedStyleSheets = [sheet];
		return true;
	})()`)
	const rises = `said.filter(([type]) => type === "height").length`
	require.Eventually(t, func() bool { outside, _ := heights(b, f); return outside == 900 }, patience, 50*time.Millisecond, "the frame has the height of the window and scrolls inside")
	n := eval[int](b, rises)
	time.Sleep(700 * time.Millisecond)
	outside, inside := heights(b, f)
	require.InDelta(t, 900, outside, 0)
	require.Greater(t, inside, outside, "what does not fit is scrolled to")
	require.Equal(t, n, eval[int](b, rises), "and it stays so")
	require.Less(t, n, 40)
}

func TestEmbedDeepLinks(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host?portal=/signin&other=1")
	b.shown("/signin")
	f := b.frame(d.portal + "/nordlicht/signin")
	require.Equal(t, "/demo/host?portal=/signin&other=1", b.path())

	length := eval[int](b, `history.length`)
	eval[bool](f, `(document.querySelector("nav a").click(), true)`)
	b.shown("/")
	require.Equal(t, "/demo/host?portal=/&other=1", b.path())
	require.Equal(t, length+1, eval[int](b, `history.length`), "one page, one entry")

	require.True(t, eval[bool](b, `portal.portal.go("/classes?day=2027-02-11")`))
	b.shown("/classes?day=2027-02-11")
	require.Equal(t, "/demo/host?portal=/classes?day=2027-02-11&other=1", strings.NewReplacer("%3F", "?", "%3D", "=").Replace(b.path()))
	require.Equal(t, length+1, eval[int](b, `history.length`), "what the website does adds nothing")
	f = b.frame(d.portal + "/nordlicht/classes")
	eval[bool](f, `(document.querySelector(".slots a").click(), true)`)
	b.shown("/classes/*/slots/*")
	require.Equal(t, "/demo/host?other=1", b.path(), "an id leads nowhere, and the first page needs no name")

	for _, wrong := range []string{
		"//evil.example", "/../forge/", "/nordlicht/../forge/classes", "/%2e%2e/forge/", "javascript:alert(1)", "https://evil.example/", "/a\\b", "/a\nb", "classes", "/a//b", "",
	} {
		require.False(t, eval[bool](b, `portal.portal.go(`+quote(wrong)+`)`), "%q", wrong)
		b.open("/demo/host?portal=" + url.QueryEscape(wrong))
		b.shown("/classes")
		require.Contains(t, b.attribute("#portal > iframe", "src"), d.portal+"/nordlicht/classes?", "%q", wrong)
	}
}

func TestEmbedBackButton(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host/frame")
	b.open("/demo/host")
	b.shown("/classes")
	f := b.frame(d.portal + "/nordlicht/classes")
	eval[bool](f, `(document.querySelector(".days a:nth-child(3)").click(), true)`)
	b.shown("/classes?day=2027-02-12")
	f = b.frame(d.portal + "/nordlicht/classes")
	eval[bool](f, `(document.querySelector(".slots a").click(), true)`)
	b.shown("/classes/*/slots/*")

	b.back()
	b.shown("/classes?day=2027-02-12")
	require.Contains(t, b.path(), "2027-02-12")
	b.back()
	b.shown("/classes")
	require.Equal(t, "/demo/host", b.path())
	b.back()
	require.Equal(t, "/demo/host/frame", b.path(), "the entries of the frame are used up")
}

func TestEmbedSeveralAndDestroy(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host/both")
	b.until(`new Set(said.filter(([type]) => type === "path").map(String)).size && said.filter(([type]) => type === "ready").length === 2`, "both frames are there")
	north, forge := b.frame(d.portal+"/nordlicht/"), b.frame(d.portal+"/forge/")
	for i, f := range []*tab{north, forge} {
		require.Eventually(t, func() bool {
			outside := eval[[]float64](b, `[...document.querySelectorAll("iframe")].map((f) => f.getBoundingClientRect().height)`)[i]
			inside := eval[float64](f, `document.documentElement.getBoundingClientRect().height`)
			return outside-inside < 2 && inside-outside < 2
		}, patience, 50*time.Millisecond)
	}
	require.NotEqual(t, north.text("h1")+north.attribute("link[rel=stylesheet]", "href"), forge.text("h1")+forge.attribute("link[rel=stylesheet]", "href"))

	eval[bool](b, `(document.querySelector("[data-portal]").portal.destroy(), true)`)
	require.Equal(t, "Open the member portal", b.text("[data-portal]"), "what stood there before is back")
	require.Equal(t, 1, eval[int](b, `document.querySelectorAll("iframe").length`))
	require.Equal(t, "", b.attribute("[data-portal]", "style"))
	n := eval[int](b, `said.length`)
	eval[bool](b, `document.querySelectorAll("[data-portal]")[1].portal.go("/signin")`)
	b.shown("/signin")
	require.Greater(t, eval[int](b, `said.length`), n, "the other one lives on")
}

// What the frame or anybody else says is believed only as far as it can be.
func TestEmbedDropsHostileMessages(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host")
	b.shown("/classes")
	f := b.frame(d.portal + "/nordlicht/classes")
	fits(b, f, "at first")
	before, _ := heights(b, f)
	said := eval[int](b, `said.length`)
	eval[bool](f, `(window.stays = true)`)

	// To the website: by itself, by another frame of the portal's origin, and over the port.
	eval[bool](b, `(async () => {
		postMessage("portal-ready", "*");
		const other = document.body.appendChild(document.createElement("iframe"));
		other.src = portal.portal.frame.src; // of the portal, but no frame of this script
		await new Promise((done) => addEventListener("message", (e) => e.source === other.contentWindow && setTimeout(done, 100)));
		const port = ports.at(-1);
		for (const data of [null, 1, "height", ["height"], ["height", "99"], ["height", 500, 1], ["height", NaN], ["height", -1], ["height", {}], ["path", "//evil.example"], ["path", 5],
			["path", "/a b"], ["state", "yes"], ["event", "paid"], ["event", ["booked"]], ["toString", 1], ["__proto__", 1], ["title", {}], [["height"], "x"], {type: "height", value: 50}])
			port.onmessage({data});
		await new Promise((done) => setTimeout(done, 300));
		other.remove();
		return true;
	})()`)
	after, _ := heights(b, f)
	require.InDelta(t, before, after, 0)
	require.Equal(t, said, eval[int](b, `said.length`), "nothing was passed on")
	require.Equal(t, 1, eval[int](b, `ports.length`), "nobody else was given a port")

	// To the portal, by the website it trusts.
	eval[bool](b, `(async () => {
		const port = ports.at(-1);
		for (const data of [null, "lang", ["lang"], ["lang", "pl", 1], ["lang", "../x"], ["lang", {}], ["lang", ["pl"]], ["theme", 1], ["go", "/signout"], ["signout", true], ["viewport", "ab"], ["viewport", [1, "x"]], ["constructor", "a"]])
			port.postMessage(data);
		frames[0].postMessage("portal-port", "*");
		frames[0].postMessage({port: 1}, "*");
		await new Promise((done) => setTimeout(done, 300));
		return true;
	})()`)
	require.True(t, eval[bool](f, `window.stays === true`), "the page in the frame is the same")
	require.Equal(t, 1, eval[int](b, `ports.length`))
	require.Regexp(t, `^--seen-top: \d+px; --seen-height: \d+px;$`, f.attribute("html", "style"), "only what is right is taken")
	require.Equal(t, 200, b.open("/demo/host"))
}

// A website that the studio has not listed gets no word, even where it could frame the portal.
func TestEmbedIsSilentForStrangers(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	portal := wildPortal(t, d, nil)
	b := newHostTab(t, website(t, `<div id=portal data-portal="%[1]s/nordlicht"></div><script src="%[1]s/embed.js"></script>`, portal), setup{})
	b.open("/")
	f := b.frame(portal + "/nordlicht/")
	f.until("true", "the portal is in the frame")
	require.Equal(t, d.host(), f.attribute("html", "data-origins"))
	eval[bool](b, `(async () => {
		const { port1, port2 } = new MessageChannel();
		port1.start();
		frames[0].postMessage("portal-port", "*", [port2]);
		port1.postMessage(["lang", "pl"]);
		await new Promise((done) => setTimeout(done, 500));
		return true;
	})()`)
	require.Empty(t, b.heardAll())
	require.Equal(t, "en", f.language())
}

// A frame that is refused shows nothing and tells nobody; the way out appears.
func TestEmbedRefusedShowsALink(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, website(t, `<div id=portal data-portal="%[1]s/nordlicht" data-path="/classes?day=2027-02-11" data-lang=pl></div><script async src="%[1]s/embed.js"></script>`, d.portal), setup{})
	b.open("/")
	b.until(`document.querySelector("#portal > a")`, "the link appears")
	require.Greater(t, eval[float64](b, `performance.now()`), 15000.0, "not before")
	require.Equal(t, "Otwórz portal klubowicza w nowej karcie", b.text("#portal > a"))
	require.Equal(t, d.portal+"/nordlicht/classes?day=2027-02-11&lang=pl", b.attribute("#portal > a", "href"))
	require.Equal(t, "_blank", b.attribute("#portal > a", "target"))
	require.Equal(t, "noopener", b.attribute("#portal > a", "rel"))
	require.Empty(t, b.heardAll())
	require.NotEmpty(t, b.heard(), "the browser says why")
}

func TestEmbedWithoutScripts(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	t.Run("none in the website", func(t *testing.T) {
		b := newTab(t, d.host(), setup{noScript: true})
		b.open("/demo/host")
		require.Equal(t, d.portal+"/nordlicht/", b.attribute("#portal > a", "href"))
		require.False(t, b.has("#portal iframe"))
		b.open("/demo/host/frame")
		f := b.frame(d.portal + "/nordlicht/classes")
		require.Equal(t, "Classes", f.text("h1"))
	})
	t.Run("none in the portal", func(t *testing.T) {
		var origin string
		portal := wildPortal(t, d, func(r *http.Response) {
			if strings.Contains(r.Header.Get("Content-Type"), "text/html") {
				body, err := io.ReadAll(r.Body)
				require.NoError(t, err)
				body = bytes.ReplaceAll(body, []byte(`data-origins="`+d.host()), []byte(`data-origins="`+origin))
				body = regexp.MustCompile(`<script[^>]*></script>`).ReplaceAll(body, nil)
				r.Body = io.NopCloser(bytes.NewReader(body))
				r.ContentLength = int64(len(body))
				r.Header.Del("Content-Length")
			}
		})
		origin = website(t, `<div id=portal data-portal="%[1]s/nordlicht" data-path=/classes></div><script async src="%[1]s/embed.js"></script>`, portal)
		b := newHostTab(t, origin, setup{})
		b.open("/")
		f := b.frame(portal + "/nordlicht/classes")
		require.Equal(t, "Classes", f.text("h1"))
		b.until(`document.querySelector("#portal > a")`, "the link appears")
		require.True(t, b.has("#portal > iframe"), "beside the frame, which works")
		require.InDelta(t, 600, eval[float64](b, `document.querySelector("iframe").getBoundingClientRect().height`), 0)
	})
}

// A plain frame becomes one that follows, whether the script is there before or after it.
func TestEmbedTakesOverAFrame(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host/frame")
	f := b.frame(d.portal + "/nordlicht/classes")
	f.until("true", "the portal is in the frame")
	require.InDelta(t, 782, eval[float64](b, `document.querySelector("iframe").getBoundingClientRect().height`), 1)
	eval[bool](b, `new Promise((done) => {
		const script = document.createElement("script");
		script.src = `+quote(d.portal+"/embed.js")+`;
		script.onload = () => done(true);
		document.head.append(script);
	})`)
	b.shown("/classes")
	fits(b, f, "taken over")
}

func TestEmbedLanguageThemeAndSignOut(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host/members")
	b.shown("/")
	click := func(selector string) { eval[bool](b, `(document.querySelector(`+quote(selector)+`).click(), true)`) }
	click(`[data-do=setLanguage][data-value=pl]`)
	f := b.frame(d.portal + "/nordlicht/?embed=1&lang=pl")
	f.until("true", "loaded anew")
	click(`[data-do=setTheme][data-value=dark]`)
	b.frame(d.portal + "/nordlicht/?embed=1&lang=pl&theme=dark")
	require.Equal(t, "dark", eval[string](b, `document.querySelector("iframe").style.colorScheme`))
	click(`[data-go="/bookings"]`)
	b.shown("/signin")
	click(`[data-do=signOut]`)
	b.shown("/")
	click(`[data-do=destroy]`)
	require.True(t, b.has("#portal > a"))
	click(`[data-go="/bookings"]`) // of a portal that is gone: nothing happens
}

// A studio that leaves the old script behind changes one address.
func TestEmbedDropIn(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host/clientportal")
	b.shown("/classes")
	b.until(`document.querySelector("#heard li:nth-child(2)")`, "callbacks were called")
	require.Equal(t, "connected\nstate Classes", b.text("#heard"))
	require.Equal(t, "function", eval[string](b, `typeof ClientPortal`))
	require.Equal(t, 17, eval[int](b, `Object.keys(ClientPortal.State).length`))
	require.True(t, eval[bool](b, `CP.getElement() === document.querySelector("iframe")`))
	require.JSONEq(t, `{"isAuthenticated":false,"user":null}`, eval[string](b, `CP.isUserLoggedIn().then(JSON.stringify)`))
	require.Equal(t, "{}", eval[string](b, `CP.goTo(ClientPortal.State.PersonalTraining).then(JSON.stringify)`))
	b.shown("/signin") // where a stranger is led from there
	require.Equal(t, "{}", eval[string](b, `CP.changeLanguage("pl").then(JSON.stringify)`))
	require.Contains(t, eval[string](b, `CP.goTo("Nowhere").catch(String)`), "no state Nowhere")
	require.Equal(t, "{}", eval[string](b, `CP.logout().then(JSON.stringify)`))
	b.shown("/")
}

// Everything a member does goes past the website; it may know that something was done.
func TestEmbedSaysNothingOfTheMember(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	m := d.member("nordlicht", "regular")
	b := newHostTab(t, d.host(), setup{})
	b.open("/demo/host/members")
	b.shown("/")
	at := func() *tab { return b.frame(d.portal + "/nordlicht/") }
	step := func(path, script string) {
		t.Helper()
		eval[bool](at(), `(`+script+`, true)`)
		b.shown(path)
	}
	step("/signin", `document.querySelector("main a.btn").click()`)
	before := len(d.mailsTo(m.Email))
	step("/signin/code", `(document.querySelector("[name=email]").value = `+quote(m.Email)+`, document.querySelector("main form").requestSubmit())`)
	code := d.newMail(m.Email, before).code(t)
	step("/", `(document.querySelector("[name=code]").value = `+quote(code)+`, document.querySelector("form:has([name=code])").requestSubmit())`)
	b.until(`said.findLast(([type]) => type === "state")[1].signedIn`, "signed in")
	all := eval[string](b, `JSON.stringify(heard)`)
	for _, path := range []string{"/bookings", "/account", "/profile", "/profile/contact", "/contracts", "/checkin", "/checkin/visits", "/messages", "/classes?day=2027-02-11"} {
		eval[bool](b, `portal.portal.go(`+quote(path)+`)`)
		b.shown(path)
	}
	step("/bookings/class/*", `document.querySelector(".slots li form button:not(.quiet)").click()`)
	b.until(`said.some(([type, detail]) => type === "event" && detail === "booked")`, "the booking was announced")
	step("/bookings/class/*/cancel", `document.querySelector('main a[href*="/cancel"]').click()`)
	step("/bookings", `document.querySelector('main form[action*="/cancel"]').requestSubmit(document.querySelector('main form[action*="/cancel"] button'))`)
	b.until(`said.some(([type, detail]) => type === "event" && detail === "cancelled")`, "and so was the cancellation")
	step("/contracts", `location.assign("/nordlicht/contracts?embed=1")`)
	step("/contracts/*", `document.querySelector('main a[href*="/contracts/"]').click()`)
	eval[bool](b, `portal.portal.signOut()`)
	b.shown("/signout")
	step("/", `document.querySelector('main form[action*="/signout"]').requestSubmit()`)
	b.until(`!said.findLast(([type]) => type === "state")[1].signedIn`, "signed out")

	messages := b.heardAll()
	require.Greater(t, len(messages), 60, all)
	kinds := map[string]bool{}
	for _, message := range messages {
		if message.To == "window" {
			require.Equal(t, "portal-ready", message.Data, "no data before the port")
			require.Equal(t, d.portal, message.From)
			continue
		}
		pair, ok := message.Data.([]any)
		require.True(t, ok)
		require.Len(t, pair, 2)
		kind, ok := pair[0].(string)
		require.True(t, ok)
		kinds[kind] = true
		require.Contains(t, []string{"height", "title", "path", "state", "event", "scroll-to-top"}, kind)
		text, err := json.Marshal(pair)
		require.NoError(t, err)
		if kind != "height" && !strings.Contains(string(text), "day=") {
			require.NotRegexp(t, `\d`, string(text), "an id, a date or an amount")
		}
		for _, secret := range append(strings.Fields(m.Name), m.Email, m.Number, code) {
			require.NotContains(t, strings.ToLower(string(text)), strings.ToLower(secret))
		}
	}
	require.Len(t, kinds, 6, "every kind was met: %v", kinds)
}

// The narrow column and the sandbox are not broken, only narrow and boxed.
func TestEmbedInHostileWebsites(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	b := newHostTab(t, d.host(), setup{width: 360, height: 740})
	b.open("/demo/host/narrow")
	b.shown("/classes")
	f := b.frame(d.portal + "/nordlicht/classes")
	fits(b, f, "in 280 pixels")
	require.LessOrEqual(t, eval[float64](f, `document.documentElement.scrollWidth`), 280.0)

	sandboxed := newHostTab(t, d.host(), setup{})
	sandboxed.open("/demo/host/sandbox")
	s := sandboxed.frame(d.portal + "/nordlicht/signin")
	require.NotEmpty(t, s.text("h1"))
	require.Empty(t, sandboxed.heardAll(), "it has no origin that a website could check")
	sandboxed.heard()
	s.heard()
}
