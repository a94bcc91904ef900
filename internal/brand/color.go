package brand

import (
	"encoding/hex"
	"errors"
	"strings"
)

// ErrColor is returned for a colour that is not written as "#rgb" or "#rrggbb".
var ErrColor = errors.New(`brand: a colour is written "#rrggbb"`)

type rgb struct{ r, g, b uint8 }

func parse(s string) (rgb, error) {
	digits, ok := strings.CutPrefix(s, "#")
	if ok && len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	if !ok || len(digits) != 6 {
		return rgb{}, ErrColor
	}
	parts, err := hex.DecodeString(digits)
	if err != nil {
		return rgb{}, ErrColor
	}
	return rgb{parts[0], parts[1], parts[2]}, nil
}

// String is the colour as "#rrggbb".
func (c rgb) String() string {
	return "#" + hex.EncodeToString([]byte{c.r, c.g, c.b})
}

// luminance is the relative luminance of WCAG 2.2.
func (c rgb) luminance() float64 {
	l := c.linear()
	return 0.2126*l.r + 0.7152*l.g + 0.0722*l.b
}

// swatch is a colour with its luminance, which is costly and asked for often.
type swatch struct {
	rgb
	light float64
}

func (c rgb) swatch() swatch { return swatch{c, c.luminance()} }

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b swatch) float64 {
	return (max(a.light, b.light) + 0.05) / (min(a.light, b.light) + 0.05)
}

// Contrast returns the contrast ratio of two colours by WCAG 2.2, from 1 to
// 21, or [ErrColor].
func Contrast(a, b string) (float64, error) {
	first, err := parse(a)
	if err != nil {
		return 0, err
	}
	second, err := parse(b)
	if err != nil {
		return 0, err
	}
	return contrast(first.swatch(), second.swatch()), nil
}
