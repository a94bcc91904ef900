package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/handlers"
	"memberportal/internal/sandbox"
	"memberportal/internal/store"
	"memberportal/pgclient"
)

// signInOn signs a member in with the name that a browser gives itself.
func (p *portal) signInOn(m sandbox.Member, agent string) *browser {
	p.t.Helper()
	b := p.browser()
	b.headers["User-Agent"] = agent
	code, _ := b.askCode(m.Studio, m.Email)
	require.Equal(p.t, http.StatusOK, b.post("/"+m.Studio+"/signin/code", url.Values{"code": {code}}).status)
	return b
}

const (
	onFirefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
	onPhone   = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1"
)

func TestSessionsAreListedAndEnded(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	laptop, phone := p.signInOn(m, onFirefox), p.signInOn(m, onPhone)
	pg := laptop.get("/forge/privacy")
	require.Equal(t, http.StatusOK, pg.status)
	rows := pg.Find("#sessions .slots > li")
	require.Equal(t, 2, rows.Length())
	texts := map[string]string{}
	rows.Each(func(_ int, s *goquery.Selection) {
		texts[s.Find("b").Text()] = strings.Join(strings.Fields(s.Text()), " ")
	})
	require.Contains(t, texts["Firefox, Linux"], "This device")
	require.NotContains(t, texts["Safari, iPhone"], "This device")
	require.Contains(t, texts["Safari, iPhone"], "Signed in: ")
	require.NotContains(t, pg.text("#sessions"), "127.0.0.1", "no place")
	require.Equal(t, 1, pg.Find("#sessions li form").Length(), "the one that asks has no button")

	form := pg.Find("#sessions li form")
	action, values := form.AttrOr("action", ""), url.Values{"once": {form.Find("input[name=once]").AttrOr("value", "")}}
	require.Regexp(t, `^/forge/privacy/sessions/[^/]+/end$`, action)
	require.Equal(t, http.StatusNotFound, p.signIn("forge", "newcomer").post(action, values).status, "another member's")
	done := laptop.post(action, values)
	require.Equal(t, "/forge/privacy", done.path)
	require.Contains(t, done.text("main [role=status], main .notice"), "That device is signed out.")
	require.Equal(t, 1, done.Find("#sessions .slots > li").Length())
	require.Contains(t, phone.get("/forge/privacy").path, "/forge/signin")
	require.Equal(t, http.StatusNotFound, laptop.post(action, values).status, "ended already")
	require.Equal(t, http.StatusOK, laptop.get("/forge/privacy").status)
}

// The page needs nothing of the studio's system, and says how long what is kept.
func TestPrivacyWithoutTheStudiosSystem(t *testing.T) {
	p := newPortal(t, func(s *setup) {
		s.yaml = func(y string) string { return y + "\nretention: { activity: 480h, declarations: 2400h }\n" }
	})
	p.store.KeepActivityFor(480 * time.Hour)
	p.store.KeepMessagesFor(240 * time.Hour)
	b := p.signIn("forge", "regular")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultStatus, Status: 500}))
	pg := b.get("/forge/privacy")
	require.Equal(t, http.StatusOK, pg.status)
	kept := pg.text("main > section:last-of-type")
	require.Contains(t, kept, "What was done here20 days")
	require.Contains(t, kept, "Messages you sent10 days")
	require.Contains(t, kept, "100 days")
	for _, file := range []string{"zip", "html", "json"} {
		require.Equal(t, 1, pg.Find(`#export a[download][href="/forge/privacy/export.`+file+`"]`).Length())
	}
	require.Equal(t, 1, pg.Find(`main a[href="/forge/profile/preferences"]`).Length(), "consent is withdrawn there")
	require.Equal(t, 1, pg.Find(`header a[href="/forge/privacy"]`).Length())
}

func (b *browser) did(studio string) []map[string]string {
	b.p.t.Helper()
	var list []map[string]string
	pg := b.get("/" + studio + "/privacy/activity")
	require.Equal(b.p.t, http.StatusOK, pg.status)
	pg.Find("main article").Each(func(_ int, a *goquery.Selection) {
		list = append(list, map[string]string{
			"what": strings.TrimSpace(a.Find("h2").Text()), "state": strings.TrimSpace(a.Find(".chip").Text()), "all": strings.Join(strings.Fields(a.Text()), " "),
		})
	})
	return list
}

// What a member did is there with its outcome, also when the browser never showed it.
func TestActivityTellsWhatWasDone(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b, other := p.signInAs(m), p.signIn("forge", "newcomer")
	require.Empty(t, b.did("forge"))
	slot := p.slotLike("forge", func(s pgclient.ClassSlot) bool {
		return s.StartDateTime.Time().After(worldNow().Add(72*time.Hour)) && p.bookable("forge", m.CustomerID, s.ID)
	})
	at := "/forge/classes/" + id(slot.ClassInformation.ID) + "/slots/" + id(slot.ID)
	_, once := b.get(at).form("/book")
	booked := b.post(at+"/book", once)
	require.Equal(t, http.StatusOK, booked.status)
	list := b.did("forge")
	require.Len(t, list, 1)
	require.Equal(t, "Book a class", list[0]["what"])
	require.Equal(t, "Done", list[0]["state"])
	require.Contains(t, list[0]["all"], slot.ClassInformation.Title)

	action, values := b.get(booked.path + "/cancel").form("/cancel")
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "cancelClassSlotById", Kind: sandbox.FaultStatus, Status: 409, Times: 1}))
	b.post(action, values)
	list = b.did("forge")
	require.Equal(t, "Cancel a class", list[0]["what"], "newest first")
	require.Equal(t, "Refused", list[0]["state"])
	require.Contains(t, list[0]["all"], slot.ClassInformation.Title)

	p.app.Hurry()
	require.NoError(t, p.world.SetFault(sandbox.Fault{Operation: "*", Kind: sandbox.FaultDropBefore}))
	_, values = b.get("/forge/privacy/activity").form("/signout")
	b.post(action, values)
	p.openIntent(m.CustomerID, slot)
	time.Sleep(1100 * time.Millisecond)
	list = b.did("forge")
	require.Equal(t, "Not confirmed", list[0]["state"], "its process died over it")
	require.Contains(t, list[0]["all"], "Look again")
	require.Empty(t, other.did("forge"), "nobody else's")
}

// Before and after are there, and too little of them to be worth anything.
func TestActivityMasksWhatChanged(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	b := p.signInAs(m)
	action, values := b.get("/forge/profile/contact").form("/profile/contact")
	values.Set("phonePrivateMobile", "+44 7911 123467")
	answer := b.post(action, values)
	require.Equal(t, http.StatusOK, answer.status, answer.text("main"))
	list := b.did("forge")
	require.Equal(t, "Change: Contact details", list[0]["what"])
	require.Contains(t, []string{"Done", "Requested"}, list[0]["state"])
	require.Contains(t, list[0]["all"], "After: ••67")
	require.NotContains(t, list[0]["all"], "123467")
	dump, _, err := p.store.ListActivity(t.Context(), "forge", m.CustomerID, 0, 1)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprintf("%s %v", dump[0].Details, dump[0].Changes), "123467", "nor is it kept")
}

func TestActivityInPages(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "newcomer")
	b := p.signInAs(m)
	for n := range 45 {
		_, _, err := p.store.SpendOnce(t.Context(), store.NewIntent{OnceMAC: []byte("x"), Action: "photo.replace", Target: fmt.Sprint(n), Studio: "forge", CustomerID: m.CustomerID})
		require.NoError(t, err)
	}
	first := b.get("/forge/privacy/activity")
	require.Equal(t, 20, first.Find("main article").Length())
	require.Contains(t, first.text("main"), "1 to 20 of 45")
	require.Zero(t, first.Find("a[rel=prev]").Length())
	last := b.get(first.Find("a[rel=next]").AttrOr("href", ""))
	last = b.get(last.Find("a[rel=next]").AttrOr("href", ""))
	require.Equal(t, 5, last.Find("main article").Length())
	require.Zero(t, last.Find("a[rel=next]").Length())
	for _, odd := range []string{"0", "-1", "x", "99999999"} {
		require.Contains(t, b.get("/forge/privacy/activity?page="+odd).text("main"), "1 to 20 of 45")
	}
}

// Every kind of write has words of its own.
func TestEveryWriteIsInTheActivity(t *testing.T) {
	require.Empty(t, handlers.Wordless())
}

func TestNoticeOfANewDevice(t *testing.T) {
	p := newPortal(t)
	m := p.member("forge", "regular")
	notices := func() (list []string) {
		for _, e := range p.mailsTo(m.Email) {
			if strings.Contains(e.Subject, "New sign-in") {
				list = append(list, e.Text)
			}
		}
		return list
	}
	p.signInOn(m, onFirefox)
	p.signInOn(m, onFirefox)
	p.settle()
	require.Empty(t, notices(), "the first one, and the same again")
	p.signInOn(m, onPhone)
	require.Eventually(t, func() bool { return len(notices()) == 1 }, 10*time.Second, 20*time.Millisecond)
	require.Contains(t, notices()[0], "Safari, iPhone")
	require.Contains(t, notices()[0], p.server.URL+"/forge/privacy\n", "how to end it")
	require.NotContains(t, notices()[0], "127.0.0.1\n")
	p.signInOn(m, onPhone)
	p.settle()
	time.Sleep(200 * time.Millisecond)
	require.Len(t, notices(), 1, "told once")
}

// settle waits for what goes on without its visitor.
func (p *portal) settle() {
	p.t.Helper()
	require.NoError(p.t, p.app.Drain(p.t.Context()))
}

func TestAccessibilityStatement(t *testing.T) {
	p := newPortal(t)
	p.world.ResetCalls()
	for studio, body := range map[string]string{"nordlicht": "Marktüberwachungsstelle", "forge": "Equality Advisory"} {
		b := p.browser()
		pg := b.get("/" + studio + "/accessibility")
		require.Equal(t, http.StatusOK, pg.status)
		require.Empty(t, pg.header.Values("Set-Cookie"), "no cookie")
		require.Contains(t, pg.text("main"), body)
		require.Contains(t, pg.text("main"), "of the 55 success criteria")
		require.NotContains(t, pg.text("main"), "payment form", "neither has the vendor's")
		require.Equal(t, 2, pg.Find(`a[href^="mailto:"][href$="`+map[string]string{"nordlicht": "team@nordlicht.example", "forge": "hello@forge.example"}[studio]+`"]`).Length(), "to complain, and in the footer")
		framed := b.get("/" + studio + "/accessibility?embed=1")
		require.Equal(t, 1, framed.Find(`footer a[href="/`+studio+`/accessibility?embed=1"]`).Length())
	}
	require.Empty(t, p.world.AllCalls())
	require.Equal(t, 1, p.browser().get("/forge/").Find(`footer a[href="/forge/accessibility"]`).Length())
}
