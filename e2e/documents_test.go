package e2e

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// choose picks a file of this content in the form's file input.
func (b *tab) choose(name, fileName string, content []byte) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), fileName)
	require.NoError(b.t, os.WriteFile(path, content, 0o600))
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`input[name="`+name+`"]`), []string{path}))
}

// fetched is status and media type of a file at an address, as this member gets it.
func (b *tab) fetched(to string) string {
	b.t.Helper()
	return eval[string](b, `fetch(`+quote(to)+`).then(async r => { await r.arrayBuffer(); return r.status + " " + r.headers.get("Content-Type"); })`)
}

func TestDocumentsPhotoDetailsAndPreferences(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		at := "/" + studio + "/profile/"
		signIn(b, d, d.member(studio, "newcomer"), "/profile/documents")

		// The wrong file first: what was typed stays, and the focus is on what is wrong.
		b.fill("description", "Student card")
		b.choose("document", "card.pdf", []byte("no PDF at all"))
		require.Equal(t, 422, b.press("main form button"))
		require.Contains(t, b.text("#document-error"), "cannot be sent")
		require.Equal(t, "Student card", b.attribute("#description", "value"))
		require.Equal(t, "alert", eval[string](b, `document.activeElement.getAttribute("role")`))
		b.choose("document", "card.pdf", []byte("%PDF-1.7\n"))
		require.Equal(t, 200, b.press("main form button"))
		require.Contains(t, b.text("[role=status]"), "has been sent to the studio")
		last := eval[string](b, `[...document.querySelectorAll(".slots a")].at(-1).innerText`)
		require.Equal(t, "Student card", last)
		require.Equal(t, "200 application/pdf", b.fetched(eval[string](b, `[...document.querySelectorAll(".slots a")].at(-1).getAttribute("href")`)))
		require.Equal(t, 1, d.calls("uploadDocument"))

		// A photo, which is then on the page.
		require.Equal(t, 200, b.open(at+"photo"))
		require.False(t, b.has("main img"))
		var picture bytes.Buffer
		require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 300, 400))))
		b.choose("image", "me.png", picture.Bytes())
		require.Equal(t, 200, b.press("main form button"))
		require.Contains(t, b.text("[role=status]"), "new photo has been saved")
		require.Positive(t, eval[int](b, `document.querySelector("main img").decode().then(() => document.querySelector("main img").naturalWidth)`))

		// The studio's own fields.
		require.Equal(t, 200, b.open(at+"additional"))
		number := b.attribute("[inputmode=numeric]", "name")
		b.fill(number, "twelve")
		require.Equal(t, 422, b.press("main form button"))
		require.Contains(t, b.text("#"+number+"-error"), "whole number")
		b.fill(number, "12")
		require.Equal(t, 200, b.press("main form button"))
		require.Contains(t, b.text("[role=status]"), "details have been saved")
		require.Equal(t, "12", b.attribute("#"+number, "value"))

		// What to hear, and how.
		require.Equal(t, 200, b.open(at+"preferences"))
		require.False(t, b.has("#NEWSLETTER-EMAIL[checked]"))
		b.do(chromedp.Click(chromedp.CSS("#NEWSLETTER-EMAIL")))
		require.Equal(t, 200, b.press("main form button"))
		require.Contains(t, b.text("[role=status]"), "choice has been saved")
		require.True(t, b.has("#NEWSLETTER-EMAIL[checked]"))
		require.Equal(t, 1, d.calls("updateCommunicationPreferences"))
	})
}
