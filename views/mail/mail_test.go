package mail

import (
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"memberportal/i18n"
)

func example(t *testing.T, language string) SignInMail {
	t.Helper()
	bundle, err := i18n.Load()
	require.NoError(t, err)
	return SignInMail{
		Text: bundle.Printer(i18n.PrinterOptions{Language: language}), StudioName: "Bob & <Söhne> Fitness", Code: "4821 0735",
		Link: "https://portal.example/forge/signin/link/abc_-123", Minutes: 10, BrandColor: "#0b6e4f", OnBrand: "#ffffff", ContactEmail: "team@studio.example",
	}
}

func render(t *testing.T, m SignInMail) (subject, text, html string) {
	t.Helper()
	subject, text, component := SignIn(m)
	var b strings.Builder
	require.NoError(t, component.Render(t.Context(), &b))
	return subject, text, b.String()
}

func TestSignInSaysWhatItMustInEveryLanguage(t *testing.T) {
	for _, language := range []string{"en", "de", "pl"} {
		t.Run(language, func(t *testing.T) {
			m := example(t, language)
			subject, text, html := render(t, m)
			require.Contains(t, subject, m.StudioName)
			require.NotContains(t, subject, "4821")
			require.NotContains(t, subject, "\n")
			require.Contains(t, strings.Split(text, "\n"), m.Code, "the code stands alone on its line")
			require.Contains(t, strings.Split(text, "\n"), m.Link, "and so does the link")
			require.Contains(t, text, m.StudioName)
			require.Contains(t, text, "10")
			require.Contains(t, text, m.ContactEmail)

			page, err := goquery.NewDocumentFromReader(strings.NewReader(html))
			require.NoError(t, err)
			lang, _ := page.Find("html").Attr("lang")
			require.Equal(t, language, lang)
			require.Equal(t, 1, page.Find("h1").Length())
			require.Equal(t, m.Code, page.Find(".code").Text())
			link, _ := page.Find("a").Attr("href")
			require.Equal(t, m.Link, link)
			bar, _ := page.Find("td[bgcolor]").First().Attr("bgcolor")
			require.Equal(t, "#0b6e4f", bar)
			for _, paragraph := range strings.Split(text, "\n\n") {
				if strings.HasPrefix(paragraph, "-- ") || strings.Contains(paragraph, m.Link) {
					continue
				}
				require.Contains(t, page.Text(), strings.TrimSpace(paragraph), "both parts say the same")
			}
		})
	}
}

// A mail that loads something tells its sender, and others, that it was read.
func TestMailLoadsNothing(t *testing.T) {
	_, _, html := render(t, example(t, "en"))
	page, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	require.NoError(t, err)
	require.Zero(t, page.Find("img, link, script, iframe, object, [src], [background], [srcset]").Length())
	require.NotRegexp(t, regexp.MustCompile(`(?i)url\(|@import`), html)
	require.NotContains(t, html, "zTempl", "a value was taken for unsafe")
	require.Len(t, regexp.MustCompile(`https?://`).FindAllString(html, -1), 1, "the link alone")
}

func TestMailFromAFrameHasNoLink(t *testing.T) {
	m := example(t, "en")
	m.Link, m.ContactEmail = "", ""
	_, text, html := render(t, m)
	require.NotContains(t, text, "://")
	require.NotContains(t, html, "href")
	require.NotContains(t, text, m.Text.T("mail.signin_link_lead"))
	require.NotContains(t, html, m.Text.T("mail.signin_link_lead"))
}

func TestColoursThatAreNoneFallBack(t *testing.T) {
	m := example(t, "en")
	for _, colour := range []string{"", "red;background:url(https://e.example)", "#12345g"} {
		m.BrandColor = colour
		_, _, html := render(t, m)
		require.Contains(t, html, neutralBrand)
		if colour != "" {
			require.NotContains(t, html, colour)
		}
	}
}
