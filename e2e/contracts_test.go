package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// From home to the contract, a pause with its proof, and back again.
func TestPauseAndTakeBack(t *testing.T) {
	t.Parallel()
	note := filepath.Join(t.TempDir(), "note.pdf")
	require.NoError(t, os.WriteFile(note, []byte("%PDF-1.7\na made-up doctor's note"), 0o600))
	crosswise(t, func(t *testing.T, d *demo, studio string, s setup) {
		b := newTab(t, d.portal, s)
		signIn(b, d, d.member(studio, "regular"), "/contracts")
		require.Equal(t, 200, b.open("/"+studio+"/"))
		require.Equal(t, 200, b.press(`main a[href*="/contracts/"]`))
		contract := b.path()
		require.Equal(t, 200, b.press(`main a[href$="/pause"]`))
		eval[bool](b, `(() => { const s = document.querySelector("#reason"); s.selectedIndex = [...s.options].findIndex(o => o.text.includes("(")); return s.selectedIndex >= 0 })()`)
		if b.has("input#terms") {
			b.fill("terms", "two")
			require.Equal(t, 422, b.press("main form button"))
			require.True(t, b.has("#terms-error"))
			b.fill("terms", "2")
		}
		require.Equal(t, 200, b.press("main form button"))
		require.Contains(t, b.path(), contract+"/pause?")
		require.Zero(t, d.calls("createIdlePeriodAmendment"), "asking changes nothing")
		require.Equal(t, 422, b.press("main form button"), "the proof is missing")
		require.True(t, b.has("#document-error"))
		b.do(chromedp.SetUploadFiles(chromedp.CSS("#document"), []string{note}))
		require.Equal(t, 200, b.press("main form button"))
		require.Equal(t, contract, b.path())
		require.True(t, b.has("[role=status]"))
		require.Equal(t, 1, d.calls("createIdlePeriodAmendment"))

		require.Equal(t, 200, b.press(`.slots a[href$="/withdraw"]`))
		require.Zero(t, d.calls("withdrawIdlePeriod"), "asking changes nothing")
		require.Equal(t, 200, b.press(`main form[action$="/withdraw"] button`))
		require.Equal(t, contract, b.path())
		require.False(t, b.has(`.slots a[href$="/withdraw"]`))
		require.Equal(t, 1, d.calls("withdrawIdlePeriod"))
	})
}
