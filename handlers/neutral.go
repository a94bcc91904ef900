package handlers

import (
	"memberportal/internal/brand"
	"memberportal/static"
	"memberportal/views"
)

// neutralColor is the brand colour of pages that belong to no studio.
const neutralColor = "#35507a"

// neutralLook dresses pages that belong to no studio.
type neutralLook struct {
	style, icon     *static.File
	styleTo, iconTo string
	light, dark     string
}

func newNeutralLook(assets *static.Assets) (neutralLook, error) {
	palette, err := brand.Derive(neutralColor, "")
	if err != nil {
		return neutralLook{}, err
	}
	n := neutralLook{
		style: static.NewFile("text/css; charset=utf-8", append([]byte(palette.CSS(14, brand.ThemeAuto)), assets.CSS("base")...)),
		icon:  static.NewFile("image/svg+xml", palette.Icon("•")),
		light: palette.Light.Color(brand.Canvas), dark: palette.Dark.Color(brand.Canvas),
	}
	n.styleTo = "/static/neutral." + n.style.Hash() + ".css"
	n.iconTo = "/static/neutral." + n.icon.Hash() + ".svg"
	return n, nil
}

// studio is the look as a page takes it: without name, slug and languages.
func (n neutralLook) studio() views.Studio {
	return views.Studio{Style: n.styleTo, Favicon: n.iconTo, ThemeLight: n.light, ThemeDark: n.dark}
}
