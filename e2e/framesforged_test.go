package e2e

import (
	"fmt"
	"html"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// forged is a form as somebody else than the portal would send it.
type forged struct{ action, fields string }

func forge(action string, pairs ...string) forged {
	f := forged{action: action}
	for i := 0; i < len(pairs); i += 2 {
		f.fields += fmt.Sprintf(`<input type="hidden" name="%s" value="%s">`, pairs[i], html.EscapeString(pairs[i+1]))
	}
	return f
}

// markup is the form, and the script that sends it.
func (f forged) markup(target string) string {
	return fmt.Sprintf(`<form method="post" action="%s" target="%s">%s</form><script>document.forms[0].submit()</script>`, html.EscapeString(f.action), target, f.fields)
}

// requireRefused looks at the page that answers a forged form.
func requireRefused(w *view, what string) {
	w.t.Helper()
	require.Equal(w.t, 403, w.status(), what)
	require.NotEmpty(w.t, w.text("h1"), what)
	require.Contains(w.t, w.text("main details"), "For whoever looks after the studio’s website", "the page explains: %s", what)
}

// Forms of others are refused whatever cookie comes with them, and change
// nothing; the portal's own go through.
func TestForgedForms(t *testing.T) {
	t.Parallel()
	inFrames(t, func(t *testing.T, v visitor) {
		r := newRig(t)
		// One member is signed in in the frame, another in a tab, at the same time.
		page, w := r.framed(v, t, studioOne, "/nordlicht/signin?embed=1&next=%2Fnordlicht%2Fclasses%3Fembed%3D1", `name="portal"`)
		r.enter(w, r.member("nordlicht", "newcomer"))
		row := w.toBookable()
		tab := r.visit(t, v, r.at(portalHost, "/nordlicht/signin?next=%2Fnordlicht%2Fclasses"))
		r.enter(tab, r.member("nordlicht", "regular"))
		rowOfTab := tab.toBookableFrom(5) // another day: two classes at one time cannot both be booked
		cookies := map[string]bool{}      // that came with a form
		r.tamper(func(q *http.Request) {
			if q.Method == http.MethodPost {
				for _, c := range q.Cookies() {
					cookies[c.Name] = true
				}
			}
		})
		// A thief that knows even the one-time value of the form.
		forms := func(of *view, row string) []forged {
			return []forged{
				forge(r.at(portalHost, of.attribute(row+" form", "action")), "once", of.attribute(row+" [name=once]", "value")),
				forge(r.at(portalHost, "/nordlicht/signout"), "once", ""),
				forge(r.at(portalHost, "/nordlicht/language"), "language", "pl"),
				forge(r.at(portalHost, "/nordlicht/signin?embed=1"), "email", "thief@attacker.test"),
			}
		}
		day, dayOfTab := w.address().String(), tab.address().String()

		for i, f := range forms(w, row) {
			what := "the website's form into its frame: " + f.action
			w.arrive(what, func() error {
				_, err := page.d.evaluate(`(() => {
					const form = Object.assign(document.createElement("form"), {method: "post", action: ` + quote(f.action) + `, target: "portal", innerHTML: ` + quote(f.fields) + `});
					document.body.append(form);
					form.submit();
				})()`)
				return err
			})
			requireRefused(w, what)
			if i == 0 {
				require.True(t, cookies["__Host-member-nordlicht-f"], "the session's cookie came along: only the check of the origin refused it (%v)", cookies)
			}
			require.Equal(t, 200, w.goTo(day))
		}
		for n, f := range forms(w, row)[:2] {
			// Its forms come from nowhere (Origin: null), and the cookie comes along.
			at := r.website(studioOne, "/null"+itoa(int64(n)), `<iframe id="forged" sandbox="allow-scripts allow-forms" srcdoc="`+html.EscapeString(f.markup("_self"))+`"></iframe>`)
			sandboxed := r.visit(t, v, at)
			inside := sandboxed.frame("#forged")
			inside.until(`location.pathname.startsWith("/nordlicht/")`, "the form is sent")
			requireRefused(inside, "out of a sandbox: "+f.action)
		}
		for _, from := range []string{attackerHost, siblingHost} {
			for n, f := range forms(tab, rowOfTab) {
				what := "a form on " + from + ": " + f.action
				forging := r.visit(t, v, r.website(from, "/"+itoa(int64(n)), f.markup("_self")))
				forging.until(`location.pathname.startsWith("/nordlicht/")`, what)
				requireRefused(forging, what)
				if from == siblingHost && n == 0 {
					require.True(t, cookies["__Host-member-nordlicht-t"], "Lax cookies come along from a sibling (%v)", cookies)
				}
			}
		}

		// A page that frames may lead the frame anywhere; being led changes nothing.
		require.Equal(t, 200, w.arrive("led to sign out", func() error {
			_, err := page.d.evaluate(`(document.querySelector("iframe").src = ` + quote(r.at(portalHost, "/nordlicht/signout?embed=1")) + `, 0)`)
			return err
		}))

		require.Zero(t, r.calls("bookClassSlot"), "nothing was booked")
		require.Empty(t, r.box.to("thief@attacker.test"), "nobody was signed in as another")
		for _, own := range []struct {
			view     *view
			day, row string
		}{{w, day, row}, {tab, dayOfTab, rowOfTab}} {
			require.Equal(t, 200, own.view.goTo(own.day))
			require.True(t, own.view.signedIn(), "nobody was signed out")
			require.Equal(t, "en", own.view.language())
			own.view.book(own.row)
		}
		require.Equal(t, 2, r.calls("bookClassSlot"), "the portal's own forms go through")
	})
}
