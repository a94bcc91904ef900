package handlers_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"memberportal/i18n"
	"memberportal/pgclient"
)

// lang is the language a page says it is in; its title must agree.
func (p page) lang() string { return p.Find("html").AttrOr("lang", "") }

// speaks sets what the browser asks for.
func (b *browser) speaks(accept string) *browser {
	b.headers["Accept-Language"] = accept
	return b
}

// choose picks a language in the form of a page and returns where that led.
func (b *browser) choose(from, language string) page {
	b.p.t.Helper()
	action, values := b.get(from).form("/language")
	values.Set("language", language)
	return b.post(action, values)
}

// enter signs a story's member in with this browser.
func (b *browser) enter(studio, story string) page {
	b.p.t.Helper()
	code, _ := b.askCode(studio, b.p.member(studio, story).Email)
	return b.post("/"+studio+"/signin/code", url.Values{"code": {code}})
}

func TestLanguageOfStrangers(t *testing.T) {
	p := newPortal(t)
	for _, c := range []struct{ studio, accept, want string }{
		{"nordlicht", "", "de"}, {"forge", "", "en"}, {"nordlicht", "fr", "de"}, {"forge", "fr-FR,fr;q=0.9", "en"},
		{"nordlicht", "pl", "pl"}, {"nordlicht", "en-US,en;q=0.9,de;q=0.8", "en"}, {"nordlicht", "fr,pl;q=0.8,de;q=0.5", "pl"},
		{"nordlicht", "de-AT", "de"}, {"forge", "de-CH,pl;q=0.3", "pl"}, {"forge", "de", "en"}, {"nordlicht", "pl;q=0.1,en;q=0.2", "en"},
		{"nordlicht", ";;;", "de"}, {"nordlicht", strings.Repeat("pl,", 500), "de"}, {"nordlicht", "*", "de"},
	} {
		pg := p.browser().speaks(c.accept).get("/" + c.studio + "/")
		require.Equal(t, c.want, pg.lang(), "%s at %s", c.accept, c.studio)
		require.Equal(t, "ltr", pg.Find("html").AttrOr("dir", "ltr"))
		require.Contains(t, pg.header.Get("Vary"), "Accept-Language")
	}
}

// The member's choice, then their record, then the browser, then the studio.
func TestLanguageInItsOrder(t *testing.T) {
	p := newPortal(t)
	for _, c := range []struct{ studio, story, accept, choice, want string }{
		{"nordlicht", "prospect", "en", "", "pl"},       // the record says pl
		{"nordlicht", "prospect", "en", "de", "de"},     // chosen before
		{"nordlicht", "prospect", "de", "en", "en"},     // chosen before
		{"nordlicht", "regular", "en", "", "en"},        // the record says nothing
		{"nordlicht", "regular", "fr", "", "de"},        // nobody says anything
		{"nordlicht", "extras", "pl", "", "pl"},         // the record says ar, which the studio does not speak
		{"forge", "restricted", "pl", "", "pl"},         // the record says de, which this studio does not speak
		{"forge", "restricted", "de", "", "en"},         // and so does the browser
		{"forge", "canceled", "en", "", "pl"},           // the record says pl
		{"nordlicht", "extras", "fr", "ar", "de"},       // a choice nobody offered
		{"forge", "canceled", "en", "de", "pl"},         // a choice of another studio's
		{"forge", "canceled", "de", "en", "en"},         // chosen before
		{"nordlicht", "canceled", "pl", "", "en"},       // the record says en
		{"nordlicht", "canceled", "pl", "xx-<b>", "en"}, // not a language at all
	} {
		b := p.browser().speaks(c.accept)
		if c.choice != "" {
			b.post("/"+c.studio+"/language", url.Values{"language": {c.choice}})
		}
		require.Equal(t, c.want, b.enter(c.studio, c.story).lang(), "%+v", c)
		require.Equal(t, c.want, b.get("/"+c.studio+"/bookings").lang(), "%+v", c)
		for _, later := range []string{"pl", "en"} {
			require.Equal(t, later, b.choose("/"+c.studio+"/bookings", later).lang(), "a member's own choice comes first: %+v", c)
		}
		require.Equal(t, "en", b.speaks("pl").get("/"+c.studio+"/classes").lang(), "and stays")
	}
}

func TestLanguageSurvivesSigningInAndOut(t *testing.T) {
	p := newPortal(t)
	b := p.browser().speaks("en")
	require.Equal(t, "pl", b.choose("/nordlicht/signin", "pl").lang())
	home := b.enter("nordlicht", "regular")
	require.Equal(t, "pl", home.lang())
	require.Equal(t, "de", b.choose("/nordlicht/", "de").lang())
	action, values := b.get("/nordlicht/").form("/signout")
	out := b.post(action, values)
	require.Equal(t, "de", out.lang())
	require.Contains(t, out.text("main"), text(t, "de", "common.signed_out"))
	require.Equal(t, "de", b.get("/nordlicht/signin").lang())
	require.Equal(t, "de", b.enter("nordlicht", "regular").lang(), "and back in")
	everywhere, values := b.get("/nordlicht/").form("/privacy/sessions/end")
	require.Equal(t, "de", b.post(everywhere, values).lang())

	record := p.browser().speaks("en")
	require.Equal(t, "pl", record.enter("nordlicht", "prospect").lang())
	action, values = record.get("/nordlicht/").form("/signout")
	require.Equal(t, "pl", record.post(action, values).lang(), "the page after it speaks the same language")
}

// A language chosen at one studio does not make another speak what it does not.
func TestLanguageOfAnotherStudioIsIgnored(t *testing.T) {
	p := newPortal(t)
	b := p.browser().speaks("pl")
	require.Equal(t, "de", b.choose("/nordlicht/", "de").lang())
	require.Equal(t, "pl", b.get("/forge/").lang())
	require.Equal(t, "de", b.get("/nordlicht/").lang(), "where it was chosen it stays")
}

func TestChangingTheLanguageKeepsThePage(t *testing.T) {
	p := newPortal(t)
	member := p.signIn("nordlicht", "regular")
	for name, b := range map[string]*browser{"stranger": p.browser(), "member": member} {
		for _, from := range []string{"/nordlicht/", "/nordlicht/classes?day=2026-06-17&part=evening", "/nordlicht/nothing-here"} {
			for _, language := range []string{"pl", "de", "en"} {
				pg := b.choose(from, language)
				require.Equal(t, from, pg.path, name)
				require.Equal(t, language, pg.lang(), name)
				require.Equal(t, language, pg.Find(`select[name="language"] option[selected]`).AttrOr("value", ""), name)
			}
		}
		for next, want := range map[string]string{
			"": "/nordlicht/", "/nordlicht/bookings": "/nordlicht/bookings", "https://evil.example/": "/nordlicht/", "//evil.example/": "/nordlicht/",
			`/\evil.example`: "/nordlicht/", "/forge/": "/nordlicht/", "/nordlicht//evil.example": "/nordlicht/", "/nordlicht/a\r\nX: y": "/nordlicht/", "javascript:alert(1)": "/nordlicht/",
		} {
			for _, language := range []string{"pl", "xx"} {
				answer := b.stay().post("/nordlicht/language", url.Values{"language": {language}, "next": {next}})
				require.Equal(t, http.StatusSeeOther, answer.status)
				require.Equal(t, want, answer.header.Get("Location"), "%s: %q", name, next)
			}
		}
	}
	member.headers["Sec-Fetch-Dest"] = "document"
	framed := member.get("/nordlicht/classes?embed=1")
	action, values := framed.form("/language?embed=1")
	values.Set("language", "de")
	require.Equal(t, "/nordlicht/classes?embed=1", member.post(action, values).path)
	b := p.browser()
	_, values = b.choose("/nordlicht/signin?next=%2Fnordlicht%2Fbookings", "pl").form("/signin")
	require.Equal(t, "/nordlicht/bookings", values.Get("next"), "the way back outlives it")
	b.post("/nordlicht/signin", url.Values{"email": {p.member("nordlicht", "regular").Email}})
	require.Equal(t, "/nordlicht/signin/code", b.choose("/nordlicht/signin/code", "de").path, "the pending sign-in too")
	require.Equal(t, http.StatusMethodNotAllowed, b.get("/nordlicht/language").status)
}

// heard keeps the languages the API was asked in, by operation's path.
type heard struct {
	mu   sync.Mutex
	list map[string][]string
	next http.Handler
}

func (h *heard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	h.list[r.Method+" "+r.URL.Path] = append(h.list[r.Method+" "+r.URL.Path], r.Header.Get("Accept-Language"))
	h.mu.Unlock()
	h.next.ServeHTTP(w, r)
}

func (h *heard) take() map[string][]string {
	h.mu.Lock()
	defer h.mu.Unlock()
	list := h.list
	h.list = map[string][]string{}
	return list
}

// The API is asked in the language of the page, also by what goes on after it.
func TestApiIsAskedInTheLanguageOfThePage(t *testing.T) {
	p := newPortal(t)
	h := &heard{list: map[string][]string{}, next: p.api.Config.Handler}
	p.api.Config.Handler = h
	b := p.browser().speaks("fr")
	b.choose("/forge/", "pl")
	b.enter("forge", "newcomer")
	slot := p.openSlot("forge", "newcomer", free)
	h.take()
	for _, language := range []string{"pl", "en"} {
		b.choose("/forge/bookings", language)
		h.take()
		b.get("/forge/")
		b.get("/forge/classes")
		cancel := b.book("forge", slot).Find(`main a[href$="/cancel"]`).AttrOr("href", "")
		action, values := b.get(cancel).form("/cancel")
		b.post(action, values)
		calls := h.take()
		for what, languages := range calls {
			for _, l := range languages {
				require.Equal(t, language, l, what)
			}
		}
		methods := map[string]bool{}
		for what := range calls {
			method, _, _ := strings.Cut(what, " ")
			methods[method] = true
		}
		require.Equal(t, map[string]bool{"GET": true, "POST": true, "DELETE": true}, methods, "reads and writes were looked at")
	}
}

func TestMailsSpeakTheLanguageOfThePage(t *testing.T) {
	p := newPortal(t)
	for _, c := range []struct{ studio, story, accept, choice, want string }{
		{"nordlicht", "regular", "en", "", "en"}, {"nordlicht", "debtor", "en", "pl", "pl"}, {"nordlicht", "extras", "fr", "", "de"},
		{"nordlicht", "newcomer", "pl", "", "pl"}, {"forge", "regular", "de", "", "en"}, {"forge", "debtor", "en", "pl", "pl"},
	} {
		b := p.browser().speaks(c.accept)
		if c.choice != "" {
			b.choose("/"+c.studio+"/signin", c.choice)
		}
		_, m := b.askCode(c.studio, p.member(c.studio, c.story).Email)
		require.Contains(t, m.HTML, `lang="`+c.want+`"`, "%+v", c)
		words := strings.Join(strings.Fields(m.Text), " ")
		ignore := catalogue(t, c.want, "mail")["mail.signin_ignore"]
		require.NotEmpty(t, ignore)
		for _, part := range literals(ignore) {
			require.Contains(t, words, part, "%+v", c)
		}
	}
}

// catalogue is one area of a language's texts as written; plurals by "key.form".
func catalogue(t *testing.T, language, area string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "i18n", "locales", language, area+".yaml"))
	require.NoError(t, err)
	var entries map[string]any
	require.NoError(t, yaml.Unmarshal(data, &entries))
	texts := map[string]string{}
	for key, entry := range entries {
		switch entry := entry.(type) {
		case string:
			texts[key] = entry
		case map[string]any:
			for form, text := range entry {
				if form != "description" {
					texts[key+"."+form] = text.(string)
				}
			}
		}
	}
	return texts
}

// text is a text without placeholders.
func text(t *testing.T, language, key string) string {
	t.Helper()
	bundle, err := i18n.Load()
	require.NoError(t, err)
	return bundle.Printer(i18n.PrinterOptions{Language: language}).T(key)
}

// literals are the parts of a text between its placeholders.
func literals(text string) []string {
	var list []string
	for part := range strings.SplitSeq(text, "{{") {
		if _, after, ok := strings.Cut(part, "}}"); ok {
			part = after
		}
		list = append(list, strings.TrimSpace(part))
	}
	return list
}

// longer are the parts of a language's texts that are long enough to be nobody
// else's words, and that the other language does not share.
func longer(t *testing.T, language, other string) map[string]string {
	t.Helper()
	parts := map[string]string{}
	for _, area := range []string{"common", "signin", "home", "classes", "bookings", "errors", "timetable"} {
		shared := catalogue(t, other, area)
		for key, text := range catalogue(t, language, area) {
			for _, part := range literals(text) {
				if len(part) >= 12 && strings.Contains(part, " ") && !strings.Contains(shared[key], part) {
					parts[part] = key
				}
			}
		}
	}
	return parts
}

// pages are the main pages of a stranger and of a member, with what is said
// when something is wrong.
func (p *portal) mainPages(language string) map[string]page {
	stranger := p.browser().speaks(language)
	member := p.browser().speaks(language)
	pages := map[string]page{}
	for _, path := range []string{"", "signin", "signin?by=number", "classes", "nothing-here", "signin/code", "signin/link/AAAA"} {
		pages["stranger "+path] = stranger.get("/nordlicht/" + path)
	}
	pages["wrong address"] = stranger.post("/nordlicht/signin", url.Values{"email": {"x"}})
	pages["no address"] = stranger.post("/nordlicht/signin", url.Values{"email": {""}})
	stranger.post("/nordlicht/signin", url.Values{"email": {"nobody@example.org"}})
	pages["code"] = stranger.get("/nordlicht/signin/code")
	pages["wrong code"] = stranger.post("/nordlicht/signin/code", url.Values{"code": {"1234 5678"}})
	pages["no code"] = stranger.post("/nordlicht/signin/code", nil)

	code, mail := member.askCode("nordlicht", p.member("nordlicht", "regular").Email)
	link := mail.Text[strings.Index(mail.Text, "/nordlicht/signin/link/"):]
	pages["link"] = member.get(strings.Fields(link)[0])
	pages["link elsewhere"] = p.browser().speaks(language).get(strings.Fields(link)[0])
	pages["home"] = member.post("/nordlicht/signin/code", url.Values{"code": {code}})
	pages["classes"] = member.get("/nordlicht/classes")
	pages["filtered"] = member.get("/nordlicht/classes?class=1")
	pages["bookings"] = member.get("/nordlicht/bookings")
	pages["booking"] = member.get(strings.TrimSuffix(pages["bookings"].Find(`main a[href*="/bookings/class/"]`).First().AttrOr("href", ""), "/cancel"))
	slot := p.openSlot("nordlicht", "regular", func(s pgclient.ClassSlot) bool {
		return free(s) && s.StartDateTime.Time().Sub(p.world.Now()) > 72*time.Hour // time enough to cancel
	})
	pages["slot"] = member.get(at("nordlicht", slot))
	pages["stale form"] = member.post(at("nordlicht", slot)+"/book", url.Values{"once": {"x"}})
	pages["booked"] = member.book("nordlicht", slot)
	pages["slot, booked"] = member.get(at("nordlicht", slot))
	pages["cancel"] = member.get(pages["booked"].Find(`main a[href$="/cancel"]`).AttrOr("href", ""))
	action, values := pages["cancel"].form("/cancel")
	pages["canceled"] = member.post(action, values)
	pages["slot, full"] = member.get(at("nordlicht", p.slotLike("nordlicht", func(s pgclient.ClassSlot) bool { return s.ClassInformation != nil && full(s) })))
	pages["not here"] = member.get("/nordlicht/nothing-here")
	return pages
}

func TestPagesKeepToTheirLanguage(t *testing.T) {
	p := newPortal(t)
	for language, others := range map[string][]string{"de": {"en", "pl"}, "pl": {"en", "de"}, "en": {"de", "pl"}} {
		pages := p.mainPages(language)
		for _, other := range others {
			foreign := longer(t, other, language)
			require.Greater(t, len(foreign), 100)
			for name, pg := range pages {
				require.Equal(t, language, pg.lang(), name)
				text := pg.text("html")
				for part, key := range foreign {
					require.NotContains(t, text, part, "%s in %s says %s in %s", name, language, key, other)
				}
			}
		}
		for name, pg := range pages {
			require.NotContains(t, pg.html, "{{", "%s in %s", name, language)
			for _, word := range strings.Fields(pg.text("body")) {
				area, rest, ok := strings.Cut(word, ".")
				isKey := ok && slices.Contains([]string{"common", "signin", "home", "classes", "bookings", "errors", "timetable"}, area) && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz_") == ""
				require.False(t, isKey && rest != "", "%s in %s shows the key %s", name, language, word)
			}
		}
	}
}
