package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"memberportal/views"
	"memberportal/views/paths"
)

// showStudioChoice is the root of the portal. A studio's own hostname, or a
// portal with one studio, leads on to that studio.
func (a *App) showStudioChoice(e echo.Context) error {
	r := e.Request()
	info := infoOf(r.Context())
	info.route = "/"
	host := hostname(r)
	list := a.Studios.List()
	only := a.Studios.ByHost(host)
	if only == nil && len(list) == 1 {
		only = list[0]
	}
	if only != nil {
		return e.Redirect(http.StatusSeeOther, paths.For(only.Slug, false).Home())
	}
	text := a.errorPrinter(r, info)
	page := views.StudioChoicePage{Page: a.barePage(info, text, text.T("common.choose_studio"))}
	for _, s := range list {
		page.Studios = append(page.Studios, views.StudioLink{Name: s.Name, To: paths.For(s.Slug, false).Home()})
	}
	return render(e.Response(), r, http.StatusOK, views.StudioChoice(page))
}
