package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A debtor looks at the account, gives up paying once, then pays. Without the script
// the account is all there, and the page of the widget says what it needs.
func TestPayWhatIsOpen(t *testing.T) {
	t.Parallel()
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "debtor"), "/")
		require.Equal(t, 200, b.press(`.notice a[href$="/account"]`))
		require.Contains(t, b.text("main"), "This was due and has not been paid yet.")
		open := b.text(".sum")
		b.do(chromedp.Click(chromedp.CSS("#upcoming summary")))
		require.Equal(t, 200, b.press(`main a.btn[href$="/account/pay"]`))
		require.Zero(t, d.calls("userSession"))
		require.Equal(t, 200, b.press(`main form[action$="/account/pay"] button`))
		require.Contains(t, b.text("h1"), open)
		if s.noScript {
			require.Contains(t, b.text("main"), "This page needs JavaScript.")
			require.Equal(t, 200, b.press(".back a"))
			require.Equal(t, 0, d.calls("bookCustomerPayment"))
			return
		}
		b.until(`document.querySelector("#payment .cancel")`, "the widget is drawn")
		require.Equal(t, 200, b.press("#payment .cancel"))
		require.Equal(t, "/"+studio+"/account/pay", b.path())

		require.Equal(t, 200, b.press(`main form[action$="/account/pay"] button`))
		b.until(`document.querySelector("#payment .pay")`, "the widget is drawn")
		require.False(t, eval[bool](b, `document.querySelector("#payment-failed").checkVisibility()`), "said only when it is so")
		require.False(t, eval[bool](b, `document.querySelector('form:has([name="payment_request_token"]) button').checkVisibility()`), "the widget comes first")
		require.Equal(t, 200, b.press("#payment .pay"))
		require.Equal(t, "/"+studio+"/account", b.path())
		require.Contains(t, b.text("[role=status]"), "Paid.")
		require.Contains(t, b.text("main"), "Nothing is open.")
		require.Equal(t, 1, d.calls("bookCustomerPayment"))
		require.Empty(t, b.heard(), "the policy of the page lets the widget work")
	})
}
