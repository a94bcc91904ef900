//go:build pictures

package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// tourOfOwn takes pictures of what members do with their contracts, their data and at the
// door, each by somebody whose story leads there.
func tourOfOwn(t *testing.T, d *demo, studio string, take func(b *tab, name string)) {
	t.Helper()
	at := func(path string) string { return "/" + studio + path }
	in := func(story, path string) *tab {
		b := newTab(t, d.portal, setup{})
		signIn(b, d, d.member(studio, story), path)
		return b
	}
	look := func(b *tab, path, name string) {
		require.Equal(t, 200, b.open(at(path)), path)
		take(b, studio+"-"+name)
	}
	press := func(b *tab, selector, name string) {
		require.Equal(t, 200, b.press(selector), name)
		take(b, studio+"-"+name)
	}

	b := in("regular", "/checkin")
	take(b, studio+"-checkin")
	look(b, "/checkin/visits", "visits")
	look(b, "/messages", "messages")
	b.fill("subject", "Lost gloves")
	b.do(chromedp.SendKeys(chromedp.CSS("#message"), "I left my gloves in the cycle room."))
	press(b, "main form button", "messages-sent")
	look(b, "/contracts", "contracts")
	press(b, "main .slots a", "contract")
	press(b, `main a[href$="/pause"]`, "pause")
	b.pickWithoutProof()
	if b.has("input#terms") { // where so many are possible that none is chosen
		b.fill("terms", "2")
	}
	press(b, "main form button", "pause-confirm")
	press(b, "main form button", "pause-asked")
	press(b, `.slots a[href$="/withdraw"]`, "pause-take-back")

	take(in("paused", "/contracts"), studio+"-contracts-paused")
	take(in("restricted", "/checkin"), studio+"-checkin-restricted")
	b = in("pending", "/profile")
	take(b, studio+"-profile-pending")
	look(b, "/profile/contact", "contact-pending")

	contract := d.contractPath(d.member(studio, "extras"))
	b = in("extras", contract+"/extras")
	take(b, studio+"-extras")
	press(b, `main a[href$="/cancel"]`, "extra-cancel")
	look(b, contract+"/extras", "extras-again")
	press(b, `main a[href*="?frequency="]`, "order")
	look(b, contract+"/cancel", "cancel-contract")
	b.pick("reason")
	press(b, "main form button", "cancel-receipt")
	press(b, `main a[href$="/cancel/withdraw"]`, "cancel-take-back")
	press(b, "main form button", "cancel-taken-back")

	b = in("newcomer", "/profile")
	take(b, studio+"-own-data")
	for _, page := range []string{"contact", "address", "master", "payment", "documents", "photo", "additional", "preferences"} {
		look(b, "/profile/"+page, "own-"+page)
	}
	look(b, d.contractPath(d.member(studio, "newcomer"))+"/switch", "switch")
	press(b, "main .slots li a", "switch-confirm")
}

// pickWithoutProof chooses a reason of a pause that needs no paper.
func (b *tab) pickWithoutProof() {
	b.t.Helper()
	require.True(b.t, eval[bool](b, `(s => { s.selectedIndex = [...s.options].findIndex((o) => !o.text.includes("(")); return s.selectedIndex >= 0; })(document.querySelector("#reason"))`))
}
