package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/receipt"
)

// A contract is cancelled in a frame on the studio's website, with the cookies of other
// sites blocked and no script running: one link, one page, one button, and the receipt.
// Where a frame keeps no cookie at all it is the same.
func TestCancelInAFrameWithoutScript(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		visitor func(*testing.T) visitor
	}{
		{"Chromium with cookies of other sites blocked", world.blocked.visitor},
		{"Firefox with all cookies of other sites blocked", world.firefoxes[2].visitor},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			v := c.visitor(t)
			_, w := r.framed(v, t, studioOne, "/nordlicht/classes?embed=1&lang=de")
			if d, ok := w.d.(*chromiumDocument); ok { // Firefox tells the same with its scripts running
				w.noScript = true
				require.NoError(t, d.silence())
			}
			require.Equal(t, "Verträge hier kündigen", w.text(`footer a[href*="/cancel-contract"]`))
			require.Equal(t, 200, w.press(`footer a[href*="/cancel-contract"]`))
			require.Equal(t, "/nordlicht/cancel-contract", w.path())
			require.Equal(t, "jetzt kündigen", w.text(`main form button`))

			w.fill("name", "Jonas Weber")
			w.fill("contract", "Premium")
			w.fill("email", "jonas.weber@example.org")
			require.Equal(t, 200, w.press("main form button"))
			require.True(t, strings.HasPrefix(w.path(), "/nordlicht/receipts/"), w.path())
			require.Equal(t, "Ihre Kündigung ist eingegangen", w.text("h1"))
			require.Contains(t, w.text("main"), "Jonas Weber")
			number := strings.TrimPrefix(w.path(), "/nordlicht/receipts/")
			require.True(t, receipt.IsNumber(number), number)

			mail := r.box.next("jonas.weber@example.org", 0)
			require.Contains(t, mail.Text, number)
		})
	}
}
