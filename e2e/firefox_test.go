package e2e

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// firefoxBrowser is one that runs with settings of its own. It starts when it
// is needed.
type firefoxBrowser struct {
	name     string
	settings string // lines for the profile's user.js
	once     sync.Once
	program  *exec.Cmd
	bidi     *bidi
	err      error
}

// findFirefox is the browser named in FIREFOX, else the first on the PATH.
func findFirefox() (string, error) {
	if named := os.Getenv("FIREFOX"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("FIREFOX names %s, which does not run", named)
		}
		return path, nil
	}
	for _, name := range []string{"firefox-esr", "firefox"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Firefox here; install one or name it in FIREFOX")
}

// webOfTheRig leads its names to this machine, and keeps the browser from
// asking anything of any other.
const webOfTheRig = `
user_pref("network.dns.localDomains", "` + portalHost + `,` + siblingHost + `,` + studioOne + `,` + studioTwo + `,` + attackerHost + `");
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.safebrowsing.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
`

func (f *firefoxBrowser) start() {
	profile, err := os.MkdirTemp(world.folder, "firefox-")
	if err != nil {
		f.err = err
		return
	}
	if f.err = os.WriteFile(filepath.Join(profile, "user.js"), []byte(webOfTheRig+f.settings), 0o600); f.err != nil {
		return
	}
	f.program = exec.Command(world.firefox, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "--remote-allow-origins", bidiOrigin)
	// Its children go when it goes.
	f.program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	f.program.Env = append(os.Environ(), "MOZ_CRASHREPORTER_DISABLE=1", "HOME="+profile)
	out, err := f.program.StderrPipe()
	if err != nil {
		f.err = err
		return
	}
	if f.err = f.program.Start(); f.err != nil {
		return
	}
	address := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, at, ok := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); ok {
				address <- strings.TrimSpace(at)
			}
		}
	}()
	select {
	case at := <-address:
		f.bidi, f.err = dialBidi(at)
	case <-time.After(90 * time.Second):
		f.err = errors.New("it does not say where it listens")
	}
}

func (f *firefoxBrowser) close() {
	if f.program != nil && f.program.Process != nil {
		_ = syscall.Kill(-f.program.Process.Pid, syscall.SIGKILL)
		_ = f.program.Wait()
	}
}

// visitor is somebody new with this browser: a container of its own, as
// Firefox calls it.
func (f *firefoxBrowser) visitor(t *testing.T) visitor {
	t.Helper()
	if world.firefox == "" {
		t.Skip("left out: no Firefox here")
	}
	f.once.Do(func() { startAlone(f.start) })
	require.NoError(t, f.err, "starting %s", f.name)
	var made struct{ UserContext string }
	require.NoError(t, f.bidi.call("browser.createUserContext", object{}, &made))
	t.Cleanup(func() { _ = f.bidi.call("browser.removeUserContext", object{"userContext": made.UserContext}, nil) })
	return &firefoxVisitor{bidi: f.bidi, container: made.UserContext}
}

type firefoxVisitor struct {
	bidi      *bidi
	container string
}

func (v *firefoxVisitor) open(address string) (document, error) {
	var made struct{ Context string }
	// A window of its own: tabs in the background get no keys.
	if err := v.bidi.call("browsingContext.create", object{"type": "window", "userContext": v.container}, &made); err != nil {
		return nil, err
	}
	tab := &firefoxDocument{bidi: v.bidi, id: made.Context}
	return tab, v.bidi.call("browsingContext.navigate", object{"context": tab.id, "url": address, "wait": "interactive"}, nil)
}

func (v *firefoxVisitor) tabs() ([]document, error) {
	var tree struct {
		Contexts []struct{ Context, UserContext string }
	}
	if err := v.bidi.call("browsingContext.getTree", object{"maxDepth": 0}, &tree); err != nil {
		return nil, err
	}
	var all []document
	for _, c := range tree.Contexts {
		if c.UserContext == v.container {
			all = append(all, &firefoxDocument{bidi: v.bidi, id: c.Context})
		}
	}
	return all, nil
}

// firefoxDocument is in a tab or in a frame, which both are contexts in BiDi.
type firefoxDocument struct {
	bidi *bidi
	id   string
}

func (d *firefoxDocument) same(other document) bool {
	o, ok := other.(*firefoxDocument)
	return ok && o.id == d.id
}

// run evaluates an expression; a remote value is what BiDi makes of its value.
func (d *firefoxDocument) run(expression string, value any) error {
	var answer struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct{ Text string }
	}
	err := d.bidi.call("script.evaluate", object{"expression": expression, "target": object{"context": d.id}, "awaitPromise": true}, &answer)
	if err != nil {
		return err
	}
	if answer.ExceptionDetails != nil {
		return errors.New(answer.ExceptionDetails.Text)
	}
	return json.Unmarshal(answer.Result.Value, value)
}

func (d *firefoxDocument) evaluate(expression string) (json.RawMessage, error) {
	var text string
	err := d.run(wrapped(expression), &text)
	return json.RawMessage(text), err
}

func (d *firefoxDocument) click(x, y float64) error {
	return d.perform("pointer", object{"pointerType": "mouse"},
		object{"type": "pointerMove", "x": int(x), "y": int(y)},
		object{"type": "pointerDown", "button": 0}, object{"type": "pointerUp", "button": 0})
}

func (d *firefoxDocument) write(text string) error {
	var keys []object
	for _, r := range text {
		keys = append(keys, object{"type": "keyDown", "value": string(r)}, object{"type": "keyUp", "value": string(r)})
	}
	return d.perform("key", nil, keys...)
}

func (d *firefoxDocument) perform(device string, parameters object, actions ...object) error {
	source := object{"type": device, "id": device, "actions": actions}
	if parameters != nil {
		source["parameters"] = parameters
	}
	return d.bidi.call("input.performActions", object{"context": d.id, "actions": []object{source}}, nil)
}

func (d *firefoxDocument) frame(selector string) (document, error) {
	var window struct{ Context string }
	if err := d.run(`document.querySelector(`+quote(selector)+`).contentWindow`, &window); err != nil {
		return nil, err
	}
	return &firefoxDocument{bidi: d.bidi, id: window.Context}, nil
}
