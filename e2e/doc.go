// Package e2e holds what is tested in a real browser: whole errands of a member
// in the running demo, every state of every page against the accessibility rules
// of axe-core and the layout rules of the house, and the screenshots.
//
// The files named frames… show the portal on made-up websites of other domains,
// with TLS and names of their own, in Chromium and in Firefox (rig_test.go,
// view_test.go): what browsers do with cookies there differs.
//
// The tests need a Chromium and a Firefox ($CHROMIUM, $FIREFOX or one on the
// PATH) and, for accessibility, axe-core in node_modules; make test installs them
// where it may. PORTAL_REQUIRE_BROWSER=1 makes their absence a failure. To look at the pages:
//
//	go test -tags pictures ./e2e -run Screenshots -screenshots e2e/screenshots
package e2e
