//go:build pictures

package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/stretchr/testify/require"
)

// TestEmbedScreenshots: the made-up website is what studios see first.
func TestEmbedScreenshots(t *testing.T) {
	d := startDemo(t)
	for _, dark := range []bool{false, true} {
		for _, width := range []int64{360, 1280} {
			b := newHostTab(t, d.host(), setup{width: width, height: 900, dark: dark, language: "de"})
			call(b, emulation.SetScrollbarsHidden, emulation.SetScrollbarsHiddenParams{Hidden: true})
			for _, kind := range []string{"", "/members", "/frame", "/both", "/clientportal", "/narrow"} {
				b.open("/demo/host" + kind)
				if kind != "/frame" {
					b.until(`said.some(([type]) => type === "height")`, "the portal is there")
				}
				time.Sleep(300 * time.Millisecond)
				take(t, b, "host"+strings.ReplaceAll(kind, "/", "-"), width, dark)
			}
			builder := newTab(t, d.portal, setup{width: width, height: 900, dark: dark, language: "de"})
			if builder.open("/nordlicht/embed") == http.StatusOK {
				time.Sleep(time.Second)
				take(t, builder, "builder", width, dark)
			}
		}
	}
}

// take writes a picture of the whole page into the folder of -screenshots.
func take(t *testing.T, b *tab, name string, width int64, dark bool) {
	t.Helper()
	folder := pictureFolder(t)
	require.NoError(t, os.MkdirAll(folder, 0o755))
	if dark {
		name += "-dark"
	}
	// A frame of another site is drawn as far as it is in the window.
	b.resize(width, eval[int64](b, `Math.min(4000, document.documentElement.scrollHeight)`))
	time.Sleep(time.Second)
	require.NoError(t, os.WriteFile(filepath.Join(folder, name+"-"+itoa(width)+".png"), b.shoot(true), 0o644))
	b.resize(width, 900)
}
