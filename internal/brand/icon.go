package brand

import (
	"bytes"
	"encoding/xml"
	"unicode"
)

// Icon returns a square mark in the studio's colour as SVG, for the favicon
// and, where a studio has no logo, beside its name. It shows the first letter
// or digit of text, in any script; where there is none, a sign of its own.
// It has the colours of the dark scheme where the browser prefers that, so
// that a dark mark does not vanish on a dark tab.
func (p Palette) Icon(text string) []byte {
	var svg bytes.Buffer
	fill, color := short(p.Light.Color(Brand)), short(p.Light.Color(OnBrand))
	dark, onDark := short(p.Dark.Color(Brand)), short(p.Dark.Color(OnBrand))
	svg.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30" fill="` + fill + `" color="` + color + `">`)
	if dark != fill || onDark != color {
		svg.WriteString(`<style>@media(prefers-color-scheme:dark){svg{fill:` + dark + `;color:` + onDark + `}}</style>`)
	}
	svg.WriteString(`<rect width="30" height="30" rx="9"/>`)
	if letter := initial(text); letter != "" {
		svg.WriteString(`<text x="15" y="21.4" text-anchor="middle" font-family="system-ui,sans-serif" font-size="18" font-weight="700" fill="currentColor">`)
		_ = xml.EscapeText(&svg, []byte(letter)) // a bytes.Buffer takes everything
		svg.WriteString(`</text>`)
	} else {
		svg.WriteString(`<path d="M8 21V9l14 12V9" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>`)
	}
	svg.WriteString(`</svg>`)
	return svg.Bytes()
}

// initial is the first letter or digit with the marks that belong to it, in
// its capital form where it has one.
func initial(text string) string {
	var found []rune
	for _, r := range text {
		switch {
		case r == unicode.ReplacementChar:
		case len(found) == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			found = append(found, unicode.ToTitle(r))
			continue
		case len(found) > 0 && unicode.IsMark(r) && len(found) < 5:
			found = append(found, r)
			continue
		}
		if len(found) > 0 {
			break
		}
	}
	return string(found)
}
