package handlers

import (
	"time"

	"github.com/labstack/echo/v4"
)

// Route is a line of the route table, for the tests that walk it.
type Route struct {
	Method, Path string
	Member       bool
	File         string // field of the file that its form may carry
}

// Routes is the route table of a studio.
func Routes() []Route {
	var list []Route
	for _, r := range studioRoutes() {
		list = append(list, Route{r.method, r.path, r.member, r.file})
	}
	return list
}

// Hurry shortens every wait of a write, so that tests of hanging upstreams end soon.
func (a *App) Hurry() {
	t := &a.timing
	t.send, t.budget, t.patience, t.poll = 700*time.Millisecond, 5*time.Second, 300*time.Millisecond, 10*time.Millisecond
	t.stale, t.looks = time.Second, []time.Duration{0, 50 * time.Millisecond, 200 * time.Millisecond}
}

// Parts sets how long a page waits for a part it can do without: long on a
// machine that does much else, where lateness is not what is tested.
func (a *App) Parts(late time.Duration) { a.timing.part, a.timing.page = late, 5*time.Second+late }

// PanicAt makes every request to a path panic, with a value that must not be printed.
func (a *App) PanicAt(path string) {
	a.echo.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if c.Request().URL.Path == path {
				panic("a secret in the panic")
			}
			return next(c)
		}
	})
}

// ForgetFeedKeys leaves the App without the keys that calendar feeds were made with.
func (a *App) ForgetFeedKeys() { a.feeds = [][]byte{[]byte("another key")} }

// Later moves the clock that proofs are measured with, so that those made so far are old.
func (a *App) Later(d time.Duration) {
	before := a.Clock
	a.Clock = func() time.Time { return before().Add(d) }
}

// Wordless are the actions that one of the tables of writes and of their words knows and
// the other does not.
func Wordless() []string {
	var list []string
	written, told := kinds(), deeds()
	for action := range written {
		if _, ok := told[action]; !ok {
			list = append(list, action)
		}
	}
	for action := range told {
		if _, ok := written[action]; !ok {
			list = append(list, action)
		}
	}
	return list
}
