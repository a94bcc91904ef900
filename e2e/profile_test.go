package e2e

import (
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// drawSignature draws on the canvas with the mouse.
func drawSignature(b *tab) {
	b.t.Helper()
	b.until(`!!document.querySelector("canvas")`, "the canvas is there")
	type at struct{ X, Y, W, H float64 }
	box := eval[at](b, `(() => { const c = document.querySelector("canvas"); c.scrollIntoView({block: "center", behavior: "instant"}); const r = c.getBoundingClientRect(); return {X: r.x, Y: r.y, W: r.width, H: r.height}; })()`)
	move := func(kind input.DispatchMouseEventType, x, y float64) {
		call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: box.X + x*box.W, Y: box.Y + y*box.H, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1})
	}
	move(input.DispatchMouseEventTypeMousePressed, .1, .5)
	for i := range 20 {
		move(input.DispatchMouseEventTypeMouseMoved, .1+float64(i)*.04, .3+.4*float64(i%2))
	}
	move(input.DispatchMouseEventTypeMouseReleased, .9, .5)
}

// Own data from end to end: what applies at once, what the studio checks, a bank
// account with a signature, and the way back.
func TestOwnData(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		d.json(http.MethodPut, d.sandbox+"/_control/switches", map[string]any{"payment_data_require_signature": true}, nil)
		b := newTab(t, d.portal, s)
		m := d.member(studio, "newcomer")
		signIn(b, d, m, "/profile")
		require.Equal(t, "/"+studio+"/profile", b.path())
		require.Contains(t, b.text("main"), m.Email)

		require.Equal(t, 200, b.press(`main a[href$="/profile/contact"]`))
		mails := len(d.mailsTo(m.Email))
		b.fill("phonePrivate", "+48 512 345 678")
		require.Equal(t, 200, b.press(`form.card > button`))
		require.Contains(t, b.text("[role=status]"), "Changed.")
		require.Contains(t, b.text("main"), "+48 512 345 678")
		require.Contains(t, d.newMail(m.Email, mails).Text, "Phone number")

		require.Equal(t, 200, b.open("/"+studio+"/profile/payment"))
		b.fill("iban", "PL61 1090 1014 0000 0712 1981 2875")
		b.fill("bic", "WBKPPLPP")
		b.fill("bankName", "Santander")
		if b.has("[name=place]") {
			b.fill("place", "Hamburg")
		}
		require.Equal(t, 422, b.press(`form.card > button`))
		require.Contains(t, b.text("#iban-error"), "mistake in the IBAN")
		require.Empty(t, eval[string](b, `document.querySelector("#iban").value`), "an account is not kept")
		b.fill("iban", "PL61 1090 1014 0000 0712 1981 2874")
		b.fill("bic", "WBKPPLPP")
		b.fill("bankName", "Santander")
		if s.noScript {
			require.False(t, b.has("canvas"))
			b.fill("signature_name", m.Name)
		} else {
			drawSignature(b)
		}
		require.Equal(t, 200, b.press(`form.card > button`))
		require.Contains(t, b.text("[role=status]"), "Requested.")
		require.Contains(t, b.text("main"), "PL61 •••• 2874")
		require.Equal(t, 1, d.calls("createCustomerPaymentDataAmendment"))

		require.Equal(t, 200, b.press(`form[action$="/withdraw"] button`))
		require.Contains(t, b.text("[role=status]"), "Your request is withdrawn.")
		require.True(t, b.has("#iban"), "another change may be asked for")
	})
}

func TestSignatureCanBeCleared(t *testing.T) {
	t.Parallel()
	d := startDemo(t)
	d.json(http.MethodPut, d.sandbox+"/_control/switches", map[string]any{"payment_data_require_signature": true}, nil)
	b := newTab(t, d.portal, setup{width: 390, height: 844})
	signIn(b, d, d.member("forge", "newcomer"), "/profile/payment")
	drawSignature(b)
	require.Regexp(t, `^\d+,\d+( \d+,\d+)+$`, eval[string](b, `document.querySelector("[name=signature]").value`))
	b.do(chromedp.Click(chromedp.CSS("[data-sign] button")))
	require.Empty(t, eval[string](b, `document.querySelector("[name=signature]").value`))
}
