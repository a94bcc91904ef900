package handlers

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"memberportal/i18n"
	"memberportal/views"
)

// errUnspent: the form's token could not be spent, so nobody has sent anything for it.
var errUnspent = errors.New("form token not spent")

// statusAgain is the status of a form that comes back: 422, unless something else
// than what was entered is to blame.
func (c *Context) statusAgain(status int) int {
	if status == http.StatusUnprocessableEntity && c.again != 0 {
		return c.again
	}
	return status
}

// unsentAgain answers for a write that surely did not go out: the form comes back as
// it was filled in, to be sent again. Where the form itself cannot be made, keepTyped
// takes over.
func (c *Context) unsentAgain(busy bool, again func([]views.FieldError) error) error {
	c.unsent, c.again = true, http.StatusServiceUnavailable
	unsent := notSentError{busy}
	c.retryAfter(failureOf(unsent).after)
	err := again(nil)
	if err != nil {
		return errors.Join(unsent, err)
	}
	c.info.failure = errors.Join(unsent, c.info.failure)
	return nil
}

func (c *Context) retryAfter(d time.Duration) {
	c.echo.Response().Header().Set("Retry-After", strconv.Itoa(int(d.Seconds())))
}

// unsentNotice stands above a form that comes back because it was not sent.
func unsentNotice(text *i18n.Printer) *views.Notice {
	return &views.Notice{Tone: views.ToneBad, Title: text.T("errors.unsent_title"), Text: text.T("errors.unsent_text")}
}

// nextOnce is the token of the forms on the page. A form that was sent but not spent
// keeps its own: should it have been sent twice, both mean the same write.
func (c *Context) nextOnce() string {
	posted := c.form("once")
	if c.keepOnce && !c.onceSpent {
		if _, good := c.app.once.Check(posted, c.Studio.Slug, c.binding()); good {
			return posted
		}
	}
	return c.app.once.New(c.Studio.Slug, c.binding())
}

// withheld never goes back to the browser: an account, what signs for it, proofs of
// who this is; and what the page writes itself.
func withheld() []string {
	return []string{"iban", "bic", "bankName", "signature", "signature_name", "code", "resend", "payment_request_token", "once", "next"}
}

// typed is what was entered and may go back to the browser, in a steady order, and
// whether something else was entered, too.
func typed(form url.Values) (values []views.Value, left bool) {
	for name, entered := range form {
		for _, value := range entered {
			switch {
			case value == "":
			case !slices.Contains(withheld(), name):
				values = append(values, views.Value{Name: name, Value: value})
			case name != "once" && name != "next":
				left = true
			}
		}
	}
	slices.SortStableFunc(values, func(a, b views.Value) int { return cmp.Compare(a.Name, b.Name) })
	return values, left
}

// keepTyped is the last resort for what a member entered, of every form alike: where
// an error says that nothing was done and the form cannot be shown either, the page of
// the error holds what was entered, and sends it again. Other errors stay as they are.
func (c *Context) keepTyped(r route, err error) error {
	f := failureOf(err)
	if f.status != http.StatusServiceUnavailable || c.inDoubt || c.echo.Response().Committed {
		return err
	}
	page := views.UnsentPage{Files: r.file != ""}
	if page.Values, page.Left = typed(c.echo.Request().PostForm); len(page.Values) == 0 {
		return err
	}
	page.Left = page.Left || c.file != nil
	c.drainFile()

	var unsent notSentError
	refused := c.onceSpent && !errors.As(err, &unsent) // it was sent, but not taken
	c.unsent, c.keepOnce = false, true                 // the page itself says it
	page.Page = c.page(c.Text.T("errors.unsent_title"), "")
	if refused {
		page.Title = c.Text.T("bookings.failed_heading")
	}
	// Without a session nobody can tell whether the token is good; it is the browser's own.
	page.Once = cmp.Or(page.Once, c.form("once"))
	page.Action, page.HomeTo = c.echo.Request().URL.RequestURI(), c.Paths.Home()
	c.retryAfter(max(f.after, time.Second))
	c.info.failure = err
	return c.Render(f.status, views.Unsent(page))
}
