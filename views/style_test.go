package views_test

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// sheet is a stylesheet without its comments.
func sheet(t *testing.T, name string) string {
	t.Helper()
	css, err := os.ReadFile("../static/src/" + name + ".css")
	require.NoError(t, err)
	return regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(css), "")
}

// stylesheet is all of them.
func stylesheet(t *testing.T) string {
	t.Helper()
	return sheet(t, "base") + sheet(t, "top") + sheet(t, "classes") + sheet(t, "own")
}

// TestStylesheetLeavesColoursToTheStudio: the palette is derived from one
// colour, with contrasts that are proved; a colour written here is not.
func TestStylesheetLeavesColoursToTheStudio(t *testing.T) {
	css := stylesheet(t)
	require.NotRegexp(t, `--(brand|on-brand|brand-ink|brand-soft|paper|canvas|ink|ink-2|line|line-strong|good|warn|bad|good-soft|warn-soft|bad-soft|radius)\s*:`, css)
	require.NotRegexp(t, `#[0-9a-fA-F]{3,8}\b`, css)
	require.NotRegexp(t, `\b(rgb|hsl|oklch)a?\(`, css)
	require.NotRegexp(t, `url\(|@import`, css, "one request for all of the look")
}

// TestStylesheetHoldsInAFrame: a height taken from the window grows for ever
// in a frame that takes its height from the page.
func TestStylesheetHoldsInAFrame(t *testing.T) {
	require.NotRegexp(t, `\d(vh|dvh|svh|lvh|vmin|vmax)\b`, stylesheet(t))
}

// TestEveryClassIsStyled finds names that only one side knows.
func TestEveryClassIsStyled(t *testing.T) {
	css := stylesheet(t)
	styled := map[string]bool{}
	for _, m := range regexp.MustCompile(`\.([a-z][a-z0-9]*)`).FindAllStringSubmatch(css, -1) {
		styled[m[1]] = true
	}
	used := map[string]bool{"js": true} // set by the script
	for _, s := range states(t) {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(render(t, s.Component)))
		require.NoError(t, err)
		doc.Find("[class]").Each(func(_ int, e *goquery.Selection) {
			for _, name := range strings.Fields(e.AttrOr("class", "")) {
				used[name] = true
			}
		})
	}
	unstyled := []string{"m0"} // the empty bar
	for name := range used {
		if !styled[name] && !slices.Contains(unstyled, name) {
			t.Errorf("class %q is in pages, not in the stylesheet", name)
		}
	}
	tenth := regexp.MustCompile(`^m\d+$`)
	for name := range styled {
		if !used[name] && !tenth.MatchString(name) {
			t.Errorf("class %q is in the stylesheet, on no page", name)
		}
	}
}

// rules are the selectors of a stylesheet, and the same without what only a browser
// can tell.
func rules(css string) map[string]string {
	found := map[string]string{}
	browsers := regexp.MustCompile(`::(before|after)|:(hover|focus-visible)`)
	for _, rule := range regexp.MustCompile(`([^{}]+)\{[^{}]*\}`).FindAllStringSubmatch(css, -1) {
		text := strings.TrimSpace(rule[1])
		found[text] = browsers.ReplaceAllString(text, "")
	}
	return found
}

// TestSheets: base.css is for every page. What comes after it depends on the area, and
// on whether a website frames the page; on pages of no studio nothing does. So no rule
// of a sheet may be about a page that does not load it. What all need goes to base.css.
func TestSheets(t *testing.T) {
	more := map[string]map[string]string{"top": rules(sheet(t, "top")), "classes": rules(sheet(t, "classes")), "own": rules(sheet(t, "own"))}
	useful := map[string]bool{"canvas": true} // the script draws it
	for _, s := range states(t) {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(render(t, s.Component)))
		require.NoError(t, err)
		loaded, framed := "", doc.Find("body.framed").Length() > 0
		switch style := doc.Find("link[rel=stylesheet]").AttrOr("href", ""); {
		case strings.Contains(style, "/nordlicht/style."):
			loaded = "classes"
		case strings.Contains(style, "/nordlicht/own."):
			loaded = "own"
		default:
			require.Contains(t, style, "/static/style.", s.Name)
		}
		for name, list := range more {
			for text, selector := range list {
				if doc.Find(selector).Length() == 0 {
					continue
				}
				useful[text] = true
				if name != loaded && (name != "top" || framed || loaded == "") {
					t.Errorf("%s: %q of %s.css is about a page that does not load it", s.Name, text, name)
				}
			}
		}
	}
	tenth := regexp.MustCompile(`^\.m\d+$`)
	for name, list := range more {
		for text := range list {
			if !useful[text] && !tenth.MatchString(text) {
				t.Errorf("%q of %s.css is about no page", text, name)
			}
		}
	}
}
