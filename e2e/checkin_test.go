package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestCheckinAndMessages(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "regular"), "/")
		at := func(path string) string { return "/" + studio + path }
		if !s.noScript {
			d.breakAPI(fault{Operation: "getCustomerAccessCode", Kind: "status", Status: 503})
		}
		require.Equal(t, 200, b.press(`main a[href="`+at("/checkin")+`"]`))
		require.Contains(t, b.text("h1"), "Check in")
		if !s.noScript {
			// What is not there, or about to end, is fetched again in place: the page stays.
			require.Contains(t, b.text("main"), "The code is not available right now.")
			b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("h1").dataset.same = "1"`))
			d.mendAPI()
			b.until(`document.querySelector(".qr path")`, "the code comes by itself")
			require.Equal(t, "1", b.attribute("h1", "data-same"))
		}
		require.Contains(t, b.text(".door"), "Valid until")
		require.Equal(t, 200, b.press(`main a[href="`+at("/checkin/visits")+`"]`))
		require.True(t, b.has(".pics svg"))
		require.Contains(t, b.text("h2"), "visits")

		require.Equal(t, 200, b.open(at("/messages")))
		b.fill("subject", "Lost gloves")
		b.do(chromedp.SendKeys(chromedp.CSS("#message"), "Line one"))
		require.Equal(t, 200, b.press(`main form button`))
		require.Equal(t, at("/messages"), b.path())
		require.Contains(t, b.text("[role=status]"), "Sent.")
		require.Contains(t, b.text("article"), "Line one")
		require.Equal(t, 1, d.calls("createCommunicationInNewCommunicationThread"))
	})
}
