//go:build pictures

package e2e

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// These are no tests: they draw. The tag keeps them out of every ordinary run.
var (
	screenshots = flag.String("screenshots", "", "folder for pictures, relative to the top of the project")
	picture     = flag.String("picture", "", "file for the picture of the README, relative to the top of the project")
)

// pictureFolder is where pictures go.
func pictureFolder(t *testing.T) string {
	t.Helper()
	require.NotEmpty(t, *screenshots, "name a folder: -screenshots DIR")
	return fromTop(*screenshots)
}

// fromTop makes a path that was given relative to the top of the project.
func fromTop(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join("..", path)
}

// shoot takes a picture of the window, or of the whole page.
func (b *tab) shoot(whole bool) []byte {
	b.t.Helper()
	params := page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng, CaptureBeyondViewport: &whole}
	if whole {
		size := eval[struct{ W, H float64 }](b, `({W: document.documentElement.clientWidth, H: Math.min(document.documentElement.scrollHeight, 2600)})`)
		params.Clip = &page.Viewport{Width: size.W, Height: size.H, Scale: 1}
	}
	return call(b, page.CaptureScreenshot, params).Data
}

// TestScreenshots writes pictures of the pages as members of the running demo get them
// into the folder given with -screenshots: phone and desktop, light and dark.
func TestScreenshots(t *testing.T) {
	folder := pictureFolder(t)
	require.NoError(t, os.MkdirAll(folder, 0o755))
	d := startDemo(t)
	take := func(b *tab, name string) {
		for _, w := range everyWay() {
			b.resize(w.width, map[int64]int64{1280: 800, 360: 740}[w.width])
			b.scheme(w.dark)
			file := strings.NewReplacer(" px, ", "-").Replace(name+"-"+w.String()) + ".png"
			require.NoError(t, os.WriteFile(filepath.Join(folder, file), b.shoot(w.width == 1280 || !strings.Contains(name, "classes")), 0o644))
		}
		b.scheme(false)
		b.resize(1280, 800)
	}
	for _, studio := range []string{"nordlicht", "forge"} {
		at := func(path string) string { return "/" + studio + path }
		b := newTab(t, d.portal, setup{})
		b.open(at("/"))
		take(b, studio+"-welcome")
		b.open(at("/signin"))
		take(b, studio+"-signin")
		m := d.member(studio, "regular")
		mail := ask(b, d, m)
		take(b, studio+"-code")
		b.fill("code", "1234 1234")
		b.press(`form:has([name="code"]) button`)
		take(b, studio+"-code-wrong")
		b.fill("code", mail.code(t))
		b.press(`form:has([name="code"]) button`)
		b.open(at("/"))
		take(b, studio+"-home")
		b.open(at(tomorrow))
		take(b, studio+"-classes")
		b.press(`.slots li:has(form) a`)
		take(b, studio+"-slot")
		b.open(at("/bookings"))
		take(b, studio+"-bookings")
		b.press(`.slots a[href*="/bookings/class/"]:not(.btn)`)
		take(b, studio+"-booking")
		b.press(`main a[href$="/cancel"]`)
		take(b, studio+"-cancel")
		b.open(at("/appointments"))
		take(b, studio+"-appointments")
		b.press(`.slots li a`)
		take(b, studio+"-appointment")
		b.press(`details[open] .times a`)
		take(b, studio+"-appointment-book")
		b.open(at("/calendar"))
		take(b, studio+"-calendar-none")
		b.press(`form[action$="/calendar"] button`)
		take(b, studio+"-calendar")
		b.open(at("/nothing-here"))
		take(b, studio+"-not-found")
		b.open(at("/"))
		b.do(chromedp.Click(chromedp.CSS("details.menu summary")))
		take(b, studio+"-menu")

		debtor := newTab(t, d.portal, setup{})
		signIn(debtor, d, d.member(studio, "debtor"), "/account")
		take(debtor, studio+"-account")
		debtor.open(at("/account/pay"))
		take(debtor, studio+"-pay")
		debtor.press(`main form[action$="/pay"] button`)
		debtor.until(`document.querySelector("#payment .pay")`, "the widget is drawn")
		take(debtor, studio+"-pay-now")

		paused := newTab(t, d.portal, setup{language: "de"})
		signIn(paused, d, d.member(studio, "paused"), "/")
		take(paused, studio+"-paused")
		tourOfOwn(t, d, studio, take)
		family := newTab(t, d.portal, setup{})
		signIn(family, d, d.member(studio, "family"), "/")
		take(family, studio+"-profile")
	}
	b := newTab(t, d.portal, setup{})
	b.open("/")
	take(b, "choice")
	b.open("/demo/")
	take(b, "demo")
	b.open("/demo/mailbox")
	take(b, "mailbox")
}

// TestPicture writes the picture of the README into the file given with
// -picture: the timetable on a desktop, and home in the dark on a phone beside it.
func TestPicture(t *testing.T) {
	require.NotEmpty(t, *picture, "name its file: -picture docs/screenshot.png")
	d := startDemo(t)
	desktop := newTab(t, d.portal, setup{width: 856, height: 760})
	signIn(desktop, d, d.member("nordlicht", "regular"), tomorrow)
	phone := newTab(t, d.portal, setup{width: 348, height: 748, dark: true})
	signIn(phone, d, d.member("forge", "regular"), "/")

	paper := newTab(t, "", setup{width: 1280, height: 800})
	paper.do(chromedp.Navigate("about:blank"))
	eval[bool](paper, `(async () => {
		document.body.style.cssText = "margin:0;height:800px;background:#dfe5e2;position:relative;overflow:hidden";
		const frames = [["`+dataURL(desktop.shoot(false))+`", "left:24px;top:20px;width:856px;height:760px;border-radius:12px"], ["`+dataURL(phone.shoot(false))+`", "right:24px;top:20px;width:360px;height:760px;border-radius:28px;border:6px solid #111;box-sizing:border-box"]];
		for (const [src, css] of frames) {
			const img = new Image();
			img.src = src;
			img.style.cssText = "position:absolute;box-shadow:0 6px 30px #0004;" + css;
			document.body.append(img);
			await img.decode();
		}
		return true;
	})()`)
	shot := paper.shoot(false)
	require.Less(t, len(shot), 300<<10, "a README is read on slow lines, too")
	require.NoError(t, os.WriteFile(fromTop(*picture), shot, 0o644))
}
