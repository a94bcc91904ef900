package views_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"memberportal/i18n"
)

// TestInvariants holds every state in every language to the rules of the house.
func TestInvariants(t *testing.T) {
	texts := printer(t)
	for _, s := range states(t) {
		t.Run(s.Name, func(t *testing.T) {
			lang := strings.SplitN(s.Name, "/", 2)[0]
			raw := render(t, s.Component)
			doc, err := goquery.NewDocumentFromReader(bytes.NewReader(raw))
			require.NoError(t, err)
			page := inspected{t, doc, texts(lang)}
			page.saysWhatItIs(lang)
			page.hasNoInlineCode()
			page.pointsAtWhatExists()
			page.labelsEveryInput()
			page.namesEveryControl()
			page.postsToAbsolutePaths()
			page.keepsHeadingsInOrder()
			page.showsErrorsFirst()
			page.saysWhatHappened()
			page.staysFramed()
			page.offersTheWayOut(lang)
			require.NotRegexp(t, unfinished, string(raw))
		})
	}
}

// unfinished finds what templ puts in place of an unsafe value, a placeholder
// that got no value, and a key that no catalogue has.
var unfinished = regexp.MustCompile(`zTemplUnsafe|TemplFailedSanitization|\{\{|%!|>(common|signin|home|classes|bookings|errors|account|rights)\.[a-z_]+<`)

// wayOut are the law's words for the way out of a contract, on every page of a studio,
// each language's own (BGB sections 312k and 356a; rights.md of the specification).
var wayOut = map[string][2]string{
	"de": {"Verträge hier kündigen", "Vertrag widerrufen"},
	"en": {"Cancel contracts here", "withdraw from contract here"},
	"pl": {"Wypowiedz umowę tutaj", "odstąp od umowy tutaj"},
}

// offersTheWayOut: one link each, in the open, that leads straight to the page.
func (p inspected) offersTheWayOut(lang string) {
	if p.doc.Find("footer").Length() == 0 {
		return // of no studio
	}
	for i, to := range []string{"/nordlicht/cancel-contract", "/nordlicht/withdraw-from-contract"} {
		link := p.doc.Find(`footer a[href="` + to + `"], footer a[href="` + to + `?embed=1"]`)
		require.Equal(p.t, 1, link.Length(), to)
		require.Equal(p.t, wayOut[lang][i], link.Text())
		require.Zero(p.t, link.Closest("details, [hidden], .sr").Length(), "it is seen without looking for it")
	}
}

type inspected struct {
	t    *testing.T
	doc  *goquery.Document
	text *i18n.Printer
}

func (p inspected) saysWhatItIs(lang string) {
	require.Equal(p.t, lang, p.doc.Find("html").AttrOr("lang", ""))
	require.Equal(p.t, "ltr", p.doc.Find("html").AttrOr("dir", "ltr"), "left to right is what browsers take when nothing is said")
	require.NotEmpty(p.t, strings.Trim(p.doc.Find("title").Text(), " ·"))
	require.Equal(p.t, 1, p.doc.Find("h1").Length(), "one h1")
	require.NotEmpty(p.t, strings.TrimSpace(p.doc.Find("h1").Text()))
	require.Equal(p.t, 1, p.doc.Find("main#main").Length())
	studios := p.doc.Find(`link[rel=stylesheet][href^="/nordlicht/"]`).Length()
	require.Equal(p.t, studios, p.doc.Find("footer").Length(), "a page of no studio has nothing to close with")
	p.doc.Find("header, footer").Each(func(_ int, s *goquery.Selection) { require.NotZero(p.t, s.Find("a").Length()) })
	require.Equal(p.t, "#main", p.doc.Find("body a").First().AttrOr("href", ""), "the way past the header comes first")
	require.Equal(p.t, 1, p.doc.Find("meta[name=viewport]").Length())
}

func (p inspected) hasNoInlineCode() {
	scripts, without := 1, 0
	if p.doc.Find("#payment[data-session]").Length() > 0 { // the one page that needs a script: the widget's and what starts it
		scripts, without = 3, 1
	}
	require.Zero(p.t, p.doc.Find("style, iframe, base").Length())
	require.Equal(p.t, without, p.doc.Find("body noscript").Length())
	require.LessOrEqual(p.t, p.doc.Find("script").Length(), scripts)
	p.doc.Find("script").Each(func(_ int, s *goquery.Selection) {
		if scripts == 1 || !s.Is("[defer]") {
			require.Equal(p.t, "module", s.AttrOr("type", ""))
		}
		require.NotEmpty(p.t, s.AttrOr("src", ""))
		require.Empty(p.t, s.Text())
	})
	p.doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			require.NotEqual(p.t, "style", a.Key)
			require.False(p.t, strings.HasPrefix(a.Key, "on"), "%s=%s", a.Key, a.Val)
			require.NotContains(p.t, strings.ToLower(a.Val), "javascript:")
			if a.Key == "tabindex" {
				require.Equal(p.t, "-1", a.Val)
			}
		}
	})
}

func (p inspected) pointsAtWhatExists() {
	ids := map[string]bool{}
	p.doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		require.NotEmpty(p.t, id)
		require.False(p.t, ids[id], "id %q twice", id)
		ids[id] = true
	})
	for _, attr := range []string{"for", "aria-describedby", "aria-labelledby", "aria-controls"} {
		p.doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr(attr, "")) {
				require.True(p.t, ids[id], "%s=%q leads nowhere", attr, id)
			}
		})
	}
	p.doc.Find(`a[href^="#"]`).Each(func(_ int, s *goquery.Selection) {
		id := strings.TrimPrefix(s.AttrOr("href", ""), "#")
		require.True(p.t, ids[id], "#%s leads nowhere", id)
	})
}

func (p inspected) labelsEveryInput() {
	p.doc.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("type", "") == "hidden" {
			return
		}
		id, name := s.AttrOr("id", ""), s.AttrOr("name", "")
		require.NotEmpty(p.t, name)
		quiet := id == "" && s.Is("label > select")     // no error ever points at a filter or the language
		if !quiet && !strings.HasPrefix(id, name+"-") { // the second radio button and those after it
			require.Equal(p.t, name, id, "the id of an input is its name")
		}
		label := s.Closest("label").Text()
		if label == "" {
			label = p.doc.Find(`label[for="` + id + `"]`).Text()
		}
		require.NotEmpty(p.t, strings.TrimSpace(label), "%s has no label", name)
	})
	p.doc.Find("fieldset").Each(func(_ int, s *goquery.Selection) {
		require.NotEmpty(p.t, strings.TrimSpace(s.Find("legend").Text()))
	})
}

func (p inspected) namesEveryControl() {
	p.doc.Find("button, a, summary").Each(func(_ int, s *goquery.Selection) {
		text := strings.TrimSpace(s.Text())
		name := text + s.AttrOr("aria-label", "") + s.Find("img").AttrOr("alt", "")
		out, err := goquery.OuterHtml(s)
		require.NoError(p.t, err)
		require.NotEmpty(p.t, name, out)
		if s.Is("button") {
			require.NotEmpty(p.t, text, out)
		}
		if s.Is("a") {
			require.NotEmpty(p.t, s.AttrOr("href", ""), out)
		}
		if label := s.AttrOr("aria-label", ""); s.Is("button, a") && label != "" {
			require.True(p.t, strings.HasPrefix(label, text), "what is said begins with what is seen: %s", out)
		}
	})
	p.doc.Find("img").Each(func(_ int, s *goquery.Selection) {
		for _, attr := range []string{"alt", "width", "height"} {
			_, has := s.Attr(attr)
			require.True(p.t, has, "an img without %s", attr)
		}
	})
	p.doc.Find("svg").Each(func(_ int, s *goquery.Selection) {
		require.Equal(p.t, "true", s.AttrOr("aria-hidden", ""))
	})
	p.doc.Find("nav, [role=navigation]").Each(func(_ int, s *goquery.Selection) {
		require.NotEmpty(p.t, s.AttrOr("aria-label", ""), "several navs need names")
	})
	p.doc.Find("time").Each(func(_ int, s *goquery.Selection) {
		value := s.AttrOr("datetime", strings.TrimSpace(s.Text()))
		if s.AttrOr("datetime", "") == "" && value == "" {
			return // a booking whose slot is gone
		}
		require.Regexp(p.t, `^(\d{4}-\d\d-\d\dT)?\d\d:\d\d`, value)
	})
}

func (p inspected) postsToAbsolutePaths() {
	p.doc.Find("form").Each(func(_ int, s *goquery.Selection) {
		action := s.AttrOr("action", "")
		require.Regexp(p.t, `^/[a-z0-9-]+(/|$)`, action)
		if s.AttrOr("method", "get") == "get" {
			return
		}
		require.Equal(p.t, "post", s.AttrOr("method", ""))
		if strings.HasPrefix(action, "/nordlicht/language") {
			require.NotEmpty(p.t, s.Find("input[name=next]").AttrOr("value", ""))
			return
		}
		if s.AttrOr("target", "") == "_blank" { // sent again from a frame without cookies: the new tab is another session
			require.Zero(p.t, s.Find("input[name=once]").Length(), action)
			return
		}
		require.Equal(p.t, 1, s.Find("input[type=hidden][name=once]").Length(), action)
		require.NotEmpty(p.t, s.Find("input[name=once]").AttrOr("value", ""), action)
		require.NotZero(p.t, s.Find("button").Length(), action)
	})
}

func (p inspected) keepsHeadingsInOrder() {
	last := 0
	p.doc.Find("h1, h2, h3, h4").Each(func(_ int, s *goquery.Selection) {
		level := int(s.Nodes[0].Data[1] - '0')
		require.LessOrEqual(p.t, level, last+1, "a level is left out before %q", s.Text())
		last = level
	})
}

// saysWhatHappened: a message that is there when the page loads is announced
// only where the title begins with it and the focus is on it.
func (p inspected) saysWhatHappened() {
	news := p.doc.Find("[autofocus]:not([aria-labelledby])")
	if news.Length() == 0 {
		return
	}
	require.Equal(p.t, "-1", news.AttrOr("tabindex", ""))
	require.Contains(p.t, []string{"status", "alert"}, news.AttrOr("role", ""))
	heading := p.doc.Find("h1")
	said := heading.Text() // of a page that is about the outcome
	if before(news.Nodes[0], heading.Nodes[0]) {
		if said = news.Find("b").Text(); said == "" {
			said = strings.TrimSpace(news.Find("p").Text())
		}
	}
	require.True(p.t, strings.HasPrefix(p.doc.Find("title").Text(), said), "the title says first what happened: %q", said)
}

func (p inspected) showsErrorsFirst() {
	require.LessOrEqual(p.t, p.doc.Find("[autofocus]").Length(), 1)
	summary := p.doc.Find("[autofocus][aria-labelledby]")
	refused := p.doc.Find("[aria-invalid], .wrong").Length() > 0
	if summary.Length() == 0 {
		require.False(p.t, refused, "an error without a summary")
		return
	}
	require.Equal(p.t, "-1", summary.AttrOr("tabindex", ""))
	require.Equal(p.t, "alert", summary.AttrOr("role", ""))
	require.True(p.t, strings.HasPrefix(p.doc.Find("title").Text(), p.text.T("common.error_prefix")+" "), "the title says first that there is an error")
	require.True(p.t, before(summary.Nodes[0], p.doc.Find("h1").Nodes[0]), "the summary stands above the heading")
	summary.Find("a").Each(func(_ int, s *goquery.Selection) {
		field := p.doc.Find(s.AttrOr("href", ""))
		require.Equal(p.t, 1, field.Length())
		shown := p.doc.Find(s.AttrOr("href", "") + "-error")
		require.Equal(p.t, s.Text(), shown.Text(), "the field says the same as the summary")
	})
}

// staysFramed: inside the studio's website there is no header, and every
// address of the portal carries the mark on.
func (p inspected) staysFramed() {
	if !p.doc.Find("body").HasClass("framed") {
		return
	}
	require.Zero(p.t, p.doc.Find("header").Length())
	p.doc.Find("a, form").Each(func(_ int, s *goquery.Selection) {
		address := s.AttrOr("href", "") + s.AttrOr("action", "")
		if !strings.HasPrefix(address, "/") {
			return
		}
		if s.AttrOr("target", "") == "_blank" { // leaves the frame
			require.NotContains(p.t, address, "embed=1")
			return
		}
		if s.Is("form") && s.AttrOr("method", "get") == "get" { // its fields replace the query
			require.Equal(p.t, "1", s.Find("input[name=embed]").AttrOr("value", ""))
			return
		}
		require.Contains(p.t, address, "embed=1")
	})
	p.doc.Find(`a[href^="http"]`).Each(func(_ int, s *goquery.Selection) {
		require.Equal(p.t, "_blank", s.AttrOr("target", ""))
	})
}

// before tells whether a comes before b in the document.
func before(a, b *html.Node) bool {
	root := a
	for root.Parent != nil {
		root = root.Parent
	}
	for n := range root.Descendants() {
		switch n {
		case a:
			return true
		case b:
			return false
		}
	}
	return false
}
