// Package brand makes a palette that anyone can read from the one colour a
// studio configures.
//
// The studio's colour itself stays as it is wherever it can be told from what
// lies under it; where it cannot, its lightness gives way, as little as
// needed, and never its hue. Everything else is computed from it: see [Pairs]
// for what is promised.
package brand

import (
	"fmt"
	"strings"
)

// Palette is the colours of a studio's pages.
type Palette struct {
	Light, Dark Scheme
}

// Scheme is one colour for each role, as "#rrggbb".
type Scheme struct {
	colors map[Role]swatch
}

// Color returns the colour of a role as "#rrggbb", "" for an unknown role.
func (s Scheme) Color(role Role) string {
	color, ok := s.colors[role]
	if !ok {
		return ""
	}
	return color.String()
}

// Derive computes the palette for a studio's colour. darkColor is what stands
// for it in the dark, "" for the same colour. Both are "#rgb" or "#rrggbb";
// anything else is [ErrColor].
func Derive(color, darkColor string) (Palette, error) {
	light, err := parse(color)
	if err != nil {
		return Palette{}, fmt.Errorf("colour: %w", err)
	}
	dark := light
	if darkColor != "" {
		if dark, err = parse(darkColor); err != nil {
			return Palette{}, fmt.Errorf("dark colour: %w", err)
		}
	}
	return Palette{Light: lightRecipe().scheme(light), Dark: darkRecipe().scheme(dark)}, nil
}

// Theme says which of the two schemes pages have.
type Theme string

// The themes.
const (
	ThemeAuto  Theme = "" // what the device prefers
	ThemeLight Theme = "light"
	ThemeDark  Theme = "dark"
)

// CSS returns the palette as custom properties of :root: in the theme asked for, or
// light and, where the reader prefers it, dark. radius is that of corners, in
// pixels.
func (p Palette) CSS(radius int, theme Theme) string {
	var css strings.Builder
	css.WriteString(":root{")
	if theme == ThemeDark {
		p.Dark.write(&css)
	} else {
		p.Light.write(&css)
	}
	fmt.Fprintf(&css, ";--radius:%dpx}", radius)
	if theme != ThemeAuto {
		// Fields and scroll bars follow; more specific than the rule of the base sheet.
		css.WriteString("html:root{color-scheme:" + string(theme) + "}")
		return css.String()
	}
	css.WriteString("@media(prefers-color-scheme:dark){:root{")
	p.Dark.write(&css)
	css.WriteString("}}")
	return css.String()
}

func (s Scheme) write(css *strings.Builder) {
	for i, role := range Roles() {
		if i > 0 {
			css.WriteByte(';')
		}
		css.WriteString("--" + string(role) + ":" + short(s.Color(role)))
	}
}

// short writes "#aabbcc" as "#abc".
func short(hex string) string {
	if len(hex) == 7 && hex[1] == hex[2] && hex[3] == hex[4] && hex[5] == hex[6] {
		return string([]byte{'#', hex[1], hex[3], hex[5]})
	}
	return hex
}
