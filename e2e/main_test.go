package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// shared is what all tests use: one browser, one build of the portal.
type shared struct {
	browser context.Context // a chromedp context; tabs are its children
	portal  string          // path of the program
	folder  string          // for temporary files

	chromium         string // path
	authority        *authority
	blocked, allowed *chromiumBrowser // cookies of other sites
	firefox          string           // path, "" where there is none
	firefoxes        []*firefoxBrowser
}

// world is set by TestMain before any test runs.
var world shared

func TestMain(m *testing.M) {
	flag.Parse()
	// Most of the time is spent waiting, for mails and pages; so two cores can
	// look after more than two tests.
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue {
		_ = f.Value.Set("4") // a number: always taken
	}
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	chromium, err := findChromium()
	if err != nil {
		if browserRequired() {
			return 1, err
		}
		fmt.Println("left out: the tests in a browser:", err)
		return 0, nil
	}
	world.chromium = chromium
	if world.authority, err = newAuthority(); err != nil {
		return 1, err
	}
	world.folder, err = os.MkdirTemp("", "portal-e2e-")
	if err != nil {
		return 1, err
	}
	defer func() { _ = os.RemoveAll(world.folder) }()
	world.portal = filepath.Join(world.folder, "portal")
	build := exec.Command("go", "build", "-o", world.portal, "memberportal/cmd/portal")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return 1, fmt.Errorf("building the portal: %w", err)
	}

	allocator, stop := chromedp.NewExecAllocator(context.Background(), browserOptions(chromium)...)
	defer stop()
	browser, closeBrowser := chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(browser); err != nil {
		return 1, fmt.Errorf("starting %s: %w", chromium, err)
	}
	world.browser = browser
	world.firefox, err = findFirefox()
	if err != nil {
		if browserRequired() {
			return 1, err
		}
		fmt.Println("left out: the tests in Firefox:", err)
	}
	world.firefoxes = []*firefoxBrowser{
		{name: "Firefox"},
		{name: "Firefox, strict", settings: `user_pref("browser.contentblocking.category", "strict");`},
		{name: "Firefox, all cookies of other sites blocked", settings: `user_pref("network.cookie.cookieBehavior", 1);`},
	}
	for _, f := range world.firefoxes {
		defer f.close()
	}
	world.blocked = &chromiumBrowser{name: "Chromium, cookies of other sites blocked", mode: 1}
	world.allowed = &chromiumBrowser{name: "Chromium, cookies of other sites allowed", mode: 0}
	defer world.blocked.close()
	defer world.allowed.close()
	return m.Run(), nil
}

func browserRequired() bool { return os.Getenv("PORTAL_REQUIRE_BROWSER") == "1" }

// findChromium is the browser named in CHROMIUM, else the first on the PATH.
func findChromium() (string, error) {
	if named := os.Getenv("CHROMIUM"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("CHROMIUM names %s, which does not run", named)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/usr/bin/chromium"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium here; install one or name it in CHROMIUM")
}

func browserOptions(chromium string) []chromedp.ExecAllocatorOption {
	// The default options come with a fresh profile, without first run,
	// background networking and sync. Nothing here leaves this machine.
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium),
		chromedp.NoSandbox, // for containers, where tests run as root
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "en-GB"),
		chromedp.WindowSize(1280, 900),
	)
}
