package brand

import "math"

// lch is a colour in OKLCH (Björn Ottosson, "A perceptual color space for
// image processing", 2020): l is the perceived lightness from 0 to 1, c the
// chroma, h the hue in radians.
type lch struct{ l, c, h float64 }

// lab is OKLab, the rectangular form of lch.
type lab struct{ l, a, b float64 }

// linear is sRGB with linear components, inside the gamut from 0 to 1.
type linear struct{ r, g, b float64 }

func degrees(d float64) float64 { return d * math.Pi / 180 }

func (c rgb) linear() linear {
	return linear{expand(c.r), expand(c.g), expand(c.b)}
}

// expand undoes the sRGB transfer function for one 8-bit component.
func expand(v uint8) float64 {
	x := float64(v) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

// compress applies the sRGB transfer function and rounds to 8 bits.
func compress(x float64) uint8 {
	x = min(max(x, 0), 1)
	if x <= 0.0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - 0.055
	}
	return uint8(math.Round(x * 255))
}

func (c linear) lab() lab {
	l := math.Cbrt(0.4122214708*c.r + 0.5363325363*c.g + 0.0514459929*c.b)
	m := math.Cbrt(0.2119034982*c.r + 0.6806995451*c.g + 0.1073969566*c.b)
	s := math.Cbrt(0.0883024619*c.r + 0.2817188376*c.g + 0.6299787005*c.b)
	return lab{
		l: 0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		a: 1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		b: 0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
}

func (c lab) linear() linear {
	l := c.l + 0.3963377774*c.a + 0.2158037573*c.b
	m := c.l - 0.1055613458*c.a - 0.0638541728*c.b
	s := c.l - 0.0894841775*c.a - 1.2914855480*c.b
	l, m, s = l*l*l, m*m*m, s*s*s
	return linear{
		r: 4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		g: -1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		b: -0.0041960863*l - 0.7034186147*m + 1.7076147010*s,
	}
}

func (c lab) lch() lch { return lch{c.l, math.Hypot(c.a, c.b), math.Atan2(c.b, c.a)} }

func (c lch) lab() lab { return lab{c.l, c.c * math.Cos(c.h), c.c * math.Sin(c.h)} }

func (c linear) inGamut() bool {
	const slack = 1e-4 // less than the rounding to 8 bits
	inside := func(x float64) bool { return x >= -slack && x <= 1+slack }
	return inside(c.r) && inside(c.g) && inside(c.b)
}

// rgb is the nearest colour a screen can show with the same lightness and
// hue: chroma gives way, as in CSS Color 4, section 13.2.
func (c lch) rgb() rgb {
	c.l = min(max(c.l, 0), 1)
	shown := c.lab().linear()
	if !shown.inGamut() {
		low, high := 0.0, c.c
		for range 20 {
			middle := (low + high) / 2
			if (lch{c.l, middle, c.h}).lab().linear().inGamut() {
				low = middle
			} else {
				high = middle
			}
		}
		shown = lch{c.l, low, c.h}.lab().linear()
	}
	return rgb{compress(shown.r), compress(shown.g), compress(shown.b)}
}

func (c lch) swatch() swatch { return c.rgb().swatch() }

func (c rgb) lch() lch { return c.linear().lab().lch() }
