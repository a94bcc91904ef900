package studio

import (
	"slices"
	"sync"

	"memberportal/internal/brand"
	"memberportal/internal/config"
	"memberportal/static"
)

// Look is how a studio's pages look: the studio's own colours, or those of one of its
// variants, in the theme the device prefers, or in the one a website asks for.
type Look struct {
	Page    Sheets        // of pages with their header
	Framed  Sheets        // of pages inside a website
	Logo    string        // last part of the address, "" where there is none
	Dark    string        // logo of dark pages, where it is not the same
	Palette brand.Palette // light and dark are alike where a theme is asked for
}

// Sheets are stylesheets with the palette; a page loads one of them.
type Sheets struct {
	Style *static.File // of what everybody sees, of classes and bookings
	Own   *static.File // of the member's own affairs
}

// Of are the stylesheets of pages in a frame or out of it.
func (l *Look) Of(framed bool) Sheets {
	if framed {
		return l.Framed
	}
	return l.Page
}

// lookEntry is a look that is made when a page first asks for it: a studio has several,
// and most are never asked for.
type lookEntry struct {
	variant string
	theme   brand.Theme
	look    func() *Look
}

// Look finds a look by the name of a variant ("" for none) and a theme. What the studio
// does not have is its own look.
func (s *Studio) Look(variant string, theme brand.Theme) *Look {
	if !s.HasVariant(variant) {
		variant = ""
	}
	for _, entry := range s.looks {
		if entry.variant == variant && entry.theme == theme {
			return entry.look()
		}
	}
	return s.looks[0].look()
}

// HasVariant tells whether a variant of the look has this name.
func (s *Studio) HasVariant(name string) bool {
	return slices.ContainsFunc(s.looks, func(e lookEntry) bool { return e.variant == name })
}

// Sheet finds a stylesheet of the studio by its hash; nil if it is of an older configuration.
// The studio's own look comes first, so the others are made only for who asks for them.
func (s *Studio) Sheet(hash string, own bool) *static.File {
	for _, entry := range s.looks {
		look := entry.look()
		for _, sheets := range []Sheets{look.Page, look.Framed} {
			file := sheets.Style
			if own {
				file = sheets.Own
			}
			if file.Hash() == hash {
				return file
			}
		}
	}
	return nil
}

// addLooks adds the looks of one set of colours and logos, one for each theme, the one
// that follows the device first.
func (s *Studio) addLooks(assets *static.Assets, v config.Variant, fonts string) error {
	palette, err := brand.Derive(v.Color, v.DarkColor)
	if err != nil {
		return err
	}
	logo, dark := s.add("logo", v.Logo), s.add("logo-dark", v.LogoDark)
	for _, theme := range []brand.Theme{brand.ThemeAuto, brand.ThemeLight, brand.ThemeDark} {
		s.looks = append(s.looks, lookEntry{v.Name, theme, sync.OnceValue(func() *Look {
			return newLook(assets, palette, theme, palette.CSS(s.Brand.Radius, theme)+fonts, logo, dark)
		})})
	}
	return nil
}

func newLook(assets *static.Assets, palette brand.Palette, theme brand.Theme, css, logo, dark string) *Look {
	sheet := func(names ...string) *static.File {
		return static.NewFile("text/css; charset=utf-8", append([]byte(css), assets.CSS(names...)...))
	}
	look := &Look{
		Page:   Sheets{sheet("base", "top", "classes"), sheet("base", "top", "own")},
		Framed: Sheets{sheet("base", "classes"), sheet("base", "own")},
		Logo:   logo, Dark: dark, Palette: palette,
	}
	switch theme {
	case brand.ThemeLight:
		look.Palette.Dark, look.Dark = palette.Light, ""
	case brand.ThemeDark:
		look.Palette.Light = palette.Dark
		if dark != "" {
			look.Logo, look.Dark = dark, ""
		}
	}
	return look
}

// variants are the studio's own colours and logos, and then its others.
func variants(b config.Brand) []config.Variant {
	own := config.Variant{Color: b.Color, DarkColor: b.DarkColor, Logo: b.Logo, LogoDark: b.LogoDark}
	list := []config.Variant{own}
	for _, v := range b.Variants {
		if v.Logo == nil {
			v.Logo = b.Logo
			if v.LogoDark == nil {
				v.LogoDark = b.LogoDark
			}
		}
		list = append(list, v)
	}
	return list
}

// fonts are the rules for the studio's own fonts; the address of the file goes by that
// of the stylesheet.
func (s *Studio) fonts() string {
	file, others := s.Brand.Font, s.Brand.Fonts
	if file == nil {
		if others == "" {
			return ""
		}
		return ":root{--font:" + others + "}"
	}
	if others != "" {
		others = "," + others
	}
	return `@font-face{font-family:"Studio";src:url(brand/` + s.add("font", file) + `) format("woff2");font-display:swap}:root{--font:"Studio"` + others + `}`
}
