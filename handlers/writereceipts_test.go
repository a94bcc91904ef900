package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
)

// receiptOn follows the page's link to a receipt and checks its signature.
func (b *browser) receiptOn(pg page) (receipt.Receipt, page) {
	b.p.t.Helper()
	link := pg.Find(`main a[href*="/receipts/"]`)
	require.Equal(b.p.t, 1, link.Length(), "no way to the receipt on\n%s", pg.text("main"))
	to := link.AttrOr("href", "")
	shown := b.get(to)
	require.Equal(b.p.t, http.StatusOK, shown.status)
	keys, err := b.p.desk.Keys(b.p.t.Context())
	require.NoError(b.p.t, err)
	r, err := receipt.Verify(b.get(strings.Replace(to, "?", ".txt?", 1)).html, keys)
	require.NoError(b.p.t, err)
	return r, shown
}

// values are the lines of a receipt by their labels.
func valuesOf(r receipt.Receipt) map[string]string {
	values := map[string]string{}
	for _, l := range r.Lines {
		values[l.Label] = l.Value
	}
	return values
}

// A signed-in cancellation has a receipt whose key alone, in another browser, shows that it
// arrived and no more.
func TestSignedInCancellationHasItsReceipt(t *testing.T) {
	p := newPortal(t)
	b := p.signIn("forge", "regular").speaking("forge", "en")
	k := p.endingContract("forge", "regular")
	action, values := b.get(endingPath("forge", k)).form("/cancel")
	values.Set("reason", p.endingReason("forge"))
	r, shown := b.receiptOn(b.post(action, values))
	require.Equal(t, receipt.Cancellation, r.Kind)
	require.Equal(t, values.Get("date"), r.Ends)
	require.Equal(t, id(k.ID), valuesOf(r)["Contract number"])
	require.NotEmpty(t, valuesOf(r)["Reason"])
	require.Equal(t, 2, shown.Find("ol.text li").Length(), "received, and what came of it")

	stranger := p.browser().get(shown.path)
	require.Equal(t, http.StatusOK, stranger.status)
	require.Equal(t, 1, stranger.Find("ol.text li").Length())
	other := p.signIn("forge", "extras").get(shown.path)
	require.Equal(t, 1, other.Find("ol.text li").Length(), "another member is a stranger")
	require.Empty(t, p.declared(), "it is no declaration of a stranger")

	again, _ := b.receiptOn(b.post(action, values))
	require.Equal(t, r, again, "sent twice: one receipt")
}
