package handlers

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"memberportal/internal/brand"
	"memberportal/views"
	"memberportal/views/paths"
)

// embedAllow is what a plain frame lets the portal use; a frame made by the script has the same.
const embedAllow = "clipboard-write; publickey-credentials-get; payment"

// embedKey is a name in the query of a website's address.
var embedKey = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)

// embedChoice is what the form of the page asked for, checked.
type embedChoice struct {
	path, lang, theme, look, key, minHeight, offset string
	noBook                                          bool
}

// showEmbed shows the lines by which a website embeds the portal. Nothing frames
// this page, which is for those who make that website; its own preview frames others.
func showEmbed(c *Context) error {
	page := views.EmbedPage{Page: c.page(c.Text.T("embed.title"), ""), Origins: c.Studio.Embed.Origins}
	page.Script = c.script("embed")
	choice := c.embedChoice(&page)
	portal := c.embedPortal()
	base := portal + "/" + c.Studio.Slug
	color := c.Studio.Look(choice.look, brand.ThemeAuto).Palette.Light.Color(brand.Brand)

	page.Config = "embed:\n  origins:\n    - https://www.example.com"
	page.Lines = embedDiv(choice, base, color, c.Text.T("embed.open")) + "\n" + scriptTag(portal+c.app.embed.Path(), "")
	page.Pinned = scriptTag(portal+c.app.embed.Pinned(), c.app.embed.Integrity())
	page.Plain = embedFrame(choice, base, c.Text.T("embed.portal")+", "+c.Studio.Name)
	page.Live = views.EmbedLive{
		Portal: base, Path: choice.path, Lang: choice.lang, Theme: choice.theme, Brand: choice.look, Color: color, MinHeight: choice.minHeight,
		To: framedAddress(choice, base),
	}
	if choice.noBook {
		page.Live.NoBook = "1"
	}
	h := c.echo.Response().Header()
	h.Set("Content-Security-Policy", strings.Replace(contentPolicy, "form-action", "frame-src 'self'; form-action", 1)+"'none'")
	status := http.StatusOK
	if len(page.Errors) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return c.Render(status, views.Embed(page))
}

// embedPortal is where the studio's members reach the portal: its own hostname
// where it has one, since cookies are safest there.
func (c *Context) embedPortal() string {
	public := *c.app.Config.PublicURL
	if len(c.Studio.Hosts) > 0 {
		public.Host = c.Studio.Hosts[0]
	}
	return public.String()
}

// embedChoice reads the form; what is wrong stays on the page and out of the lines.
func (c *Context) embedChoice(p *views.EmbedPage) embedChoice {
	query := c.echo.QueryParams()
	t := c.Text.T
	at := paths.For(c.Studio.Slug, false)
	below := func(address string) string { return strings.TrimPrefix(address, "/"+c.Studio.Slug) }
	p.Pages = chosen(query.Get("start"), []views.EmbedOption{
		{Value: below(at.Home()), Text: t("common.nav_home")},
		{Value: below(at.Classes("", "", "", "")), Text: t("common.nav_classes")},
		{Value: below(at.Appointments()), Text: t("common.nav_appointments")},
		{Value: below(at.Bookings()), Text: t("common.nav_bookings")},
		{Value: below(at.Checkin()), Text: t("common.nav_checkin")},
		{Value: below(at.Account("", "")), Text: t("common.nav_account")},
		{Value: below(at.Profile()), Text: t("common.nav_profile")},
		{Value: below(at.Contracts()), Text: t("common.nav_contracts")},
	})
	speech := []views.EmbedOption{{Text: t("embed.lang_auto")}}
	for _, code := range c.Studio.Languages {
		speech = append(speech, views.EmbedOption{Value: code, Text: c.app.Texts.Name(code)})
	}
	p.Speech = chosen(query.Get("speech"), speech)
	p.Themes = chosen(query.Get("look"), []views.EmbedOption{
		{Text: t("embed.theme_auto")}, {Value: "light", Text: t("embed.theme_light")}, {Value: "dark", Text: t("embed.theme_dark")},
	})
	if len(c.Studio.Brand.Variants) > 0 {
		looks := []views.EmbedOption{{Text: c.Studio.Name}}
		for _, v := range c.Studio.Brand.Variants {
			looks = append(looks, views.EmbedOption{Value: v.Name, Text: v.Name})
		}
		p.Looks = chosen(query.Get("variant"), looks)
	}
	p.Key, p.MinHeight, p.Offset, p.NoBook = query.Get("key"), query.Get("min_height"), query.Get("offset"), query.Get("strangers") == "1"

	choice := embedChoice{path: selected(p.Pages), lang: selected(p.Speech), theme: selected(p.Themes), look: selected(p.Looks), noBook: p.NoBook}
	refuse := func(field, text string) {
		p.Errors = append(p.Errors, views.FieldError{Field: field, Text: text})
	}
	if p.Key != "" && !embedKey.MatchString(p.Key) {
		refuse("key", t("embed.key_wrong"))
	} else {
		choice.key = p.Key
	}
	for _, number := range []struct {
		field, typed string
		to           *string
	}{{"min_height", p.MinHeight, &choice.minHeight}, {"offset", p.Offset, &choice.offset}} {
		if number.typed == "" {
			continue
		}
		n, err := strconv.Atoi(number.typed)
		if err != nil || n < 0 || n > 4000 {
			refuse(number.field, t("embed.number_wrong"))
			continue
		}
		*number.to = strconv.Itoa(n)
	}
	return choice
}

// chosen marks the option with the value, or the first.
func chosen(value string, options []views.EmbedOption) []views.EmbedOption {
	i := max(0, slices.IndexFunc(options, func(o views.EmbedOption) bool { return o.Value == value }))
	options[i].Selected = true
	return options
}

func selected(options []views.EmbedOption) string {
	for _, o := range options {
		if o.Selected {
			return o.Value
		}
	}
	return ""
}

// embedDiv is the first line: what the script turns into a frame, around a link for
// where no script runs.
func embedDiv(c embedChoice, base, color, open string) string {
	var b strings.Builder
	attr := func(name, value string) {
		if value != "" {
			b.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
		}
	}
	b.WriteString("<div")
	attr("data-portal", base)
	if c.path != "/" {
		attr("data-path", c.path)
	}
	attr("data-lang", c.lang)
	attr("data-theme", c.theme)
	attr("data-brand", c.look)
	attr("data-key", c.key)
	attr("data-min-height", c.minHeight)
	attr("data-offset", c.offset)
	if c.noBook {
		attr("data-nobook", "1")
	}
	attr("data-color", color)
	b.WriteString("><a")
	attr("href", base+c.path)
	b.WriteString(">" + html.EscapeString(open) + "</a></div>")
	return b.String()
}

// scriptTag is the second line; with a checksum the browser takes only that very file.
func scriptTag(src, integrity string) string {
	if integrity != "" {
		return `<script async src="` + html.EscapeString(src) + `" integrity="` + html.EscapeString(integrity) + `" crossorigin="anonymous"></script>`
	}
	return `<script async src="` + html.EscapeString(src) + `"></script>`
}

// framedAddress is the first page as a plain frame asks for it. What is chosen stays
// on through links.
func framedAddress(c embedChoice, base string) string {
	asked := paths.Frame{Embed: true, Language: c.lang, Theme: c.theme, Brand: c.look, NoBook: c.noBook}
	return base + c.path + "?" + asked.Query().Encode()
}

func embedFrame(c embedChoice, base, title string) string {
	height := c.minHeight
	if height == "" {
		height = "800"
	}
	return `<iframe src="` + html.EscapeString(framedAddress(c, base)) + `" title="` + html.EscapeString(title) +
		`" loading="lazy" allow="` + embedAllow + `" referrerpolicy="strict-origin-when-cross-origin" style="width:100%;height:` + height + `px;border:0"></iframe>`
}
