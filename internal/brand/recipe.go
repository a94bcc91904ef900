package brand

import "math"

// recipe is how a scheme follows from the brand: the values of the design,
// which are starting points. A colour that does not reach its contrast moves
// away from its background until it does.
type recipe struct {
	pairs []Pair
	away  float64 // the direction in which text leaves its background: -1 darker, +1 lighter

	paper, canvas, ink, ink2, lineStrong tint
	line                                 tint
	lineLimit                            float64 // lightness up to which the line may give way to the brand
	soft                                 tint

	inkFrom, inkTo, inkStep float64 // brand-ink: range of lightness, and how far it leaves the brand
	inkChroma               float64 // most chroma of brand-ink

	onBrand tint // near-black

	good, goodSoft, warn, warnSoft, bad, badSoft lch
}

// tint is a lightness and the most chroma it takes from the brand.
type tint struct{ l, c float64 }

func lightRecipe() recipe {
	return recipe{
		pairs: Pairs(),
		away:  -1,
		paper: tint{1, 0}, canvas: tint{.976, .004}, ink: tint{.22, .01}, ink2: tint{.44, .012},
		line: tint{.905, .006}, lineLimit: .945, lineStrong: tint{.59, .01},
		soft:    tint{.955, .025},
		inkFrom: .28, inkTo: .62, inkStep: .08, inkChroma: .17,
		onBrand: tint{.16, .01},
		good:    lch{.46, .11, degrees(150)}, goodSoft: lch{.955, .03, degrees(150)},
		warn: lch{.46, .10, degrees(70)}, warnSoft: lch{.96, .04, degrees(85)},
		bad: lch{.48, .17, degrees(27)}, badSoft: lch{.96, .02, degrees(27)},
	}
}

func darkRecipe() recipe {
	return recipe{
		pairs: Pairs(),
		away:  +1,
		paper: tint{.23, .008}, canvas: tint{.18, .006}, ink: tint{.95, .005}, ink2: tint{.76, .01},
		line: tint{.32, .01}, lineLimit: .28, lineStrong: tint{.59, .012},
		soft:    tint{.30, .04},
		inkFrom: .72, inkTo: .92, inkStep: .08, inkChroma: .13,
		onBrand: tint{.16, .01},
		good:    lch{.80, .13, degrees(150)}, goodSoft: lch{.29, .04, degrees(150)},
		warn: lch{.84, .11, degrees(85)}, warnSoft: lch{.30, .04, degrees(85)},
		bad: lch{.76, .13, degrees(27)}, badSoft: lch{.29, .05, degrees(27)},
	}
}

func (r recipe) scheme(given rgb) Scheme {
	brand := given.lch()
	// The hue of a grey is noise: the closer to grey, the less of it.
	colorful := min(brand.c/.05, 1)
	tinted := func(t tint) lch { return lch{t.l, t.c * colorful, brand.h} }

	c := map[Role]swatch{
		Paper:     tinted(r.paper).swatch(),
		Canvas:    tinted(r.canvas).swatch(),
		BrandSoft: tinted(r.soft).swatch(),
		GoodSoft:  r.goodSoft.swatch(),
		WarnSoft:  r.warnSoft.swatch(),
		BadSoft:   r.badSoft.swatch(),
	}
	c[Brand], c[Line] = r.brandAndLine(given, tinted, c)
	c[OnBrand] = onBrand(c[Brand], tinted(r.onBrand).swatch())

	// The order does not matter from here: each of these is a front alone.
	c[Ink] = r.fit(Ink, tinted(r.ink), c)
	c[Ink2] = r.fit(Ink2, tinted(r.ink2), c)
	c[LineStrong] = r.fit(LineStrong, tinted(r.lineStrong), c)
	c[BrandInk] = r.fit(BrandInk, r.brandInk(c[Brand].lch()), c)
	c[Good] = r.fit(Good, r.good, c)
	c[Warn] = r.fit(Warn, r.warn, c)
	c[Bad] = r.fit(Bad, r.bad, c)
	return Scheme{colors: c}
}

// step is the step in lightness of every search: below what an eye tells
// apart.
const step = .0025

// brandAndLine keeps the studio's colour if any line the design allows makes
// that possible, and otherwise takes the nearest lightness.
func (r recipe) brandAndLine(given rgb, tinted func(tint) lch, backs map[Role]swatch) (brand, line swatch) {
	start := given.lch()
	for distance := 0.0; distance <= 1; distance += step {
		for _, l := range []float64{start.l - distance, start.l + distance} {
			if l < 0 || l > 1 {
				continue
			}
			brand = given.swatch()
			if distance > 0 {
				brand = lch{l, start.c, start.h}.swatch()
			}
			if line, ok := r.lineFor(brand, tinted, backs); ok {
				return brand, line
			}
		}
	}
	// Not reached: black on the light surfaces and white on the dark ones
	// pass, and the search ends there.
	return brand, tinted(r.line).swatch()
}

// lineFor returns the line nearest to the design's that the brand can be told
// from, as it must be from the surfaces.
func (r recipe) lineFor(brand swatch, tinted func(tint) lch, backs map[Role]swatch) (swatch, bool) {
	if contrast(brand, backs[Paper]) < Control || contrast(brand, backs[Canvas]) < Control {
		return swatch{}, false
	}
	most := math.Abs(r.lineLimit - r.line.l)
	for distance := 0.0; distance <= most; distance += step {
		line := tinted(tint{r.line.l - r.away*distance, r.line.c}).swatch()
		if contrast(brand, line) >= Control {
			return line, true
		}
	}
	return swatch{}, false
}

// onBrand is white or near-black, whichever reads better; where neither
// reaches 4.5:1, black does: a colour on which white does not has a luminance
// above 0.183, and black on that has at least 4.66:1.
func onBrand(brand, nearBlack swatch) swatch {
	white := rgb{255, 255, 255}.swatch()
	better := white
	if contrast(nearBlack, brand) > contrast(white, brand) {
		better = nearBlack
	}
	if contrast(better, brand) < Text {
		return rgb{}.swatch()
	}
	return better
}

// brandInk is where the search for the brand as text starts.
func (r recipe) brandInk(brand lch) lch {
	l := min(max(brand.l+r.away*r.inkStep, r.inkFrom), r.inkTo)
	return lch{l, min(brand.c, r.inkChroma), brand.h}
}

// fit moves a colour away from the backgrounds it is used on until every pair
// has its contrast. The backgrounds must be known. Measured is what is shown:
// the colour in the gamut of a screen, rounded to 8 bits.
func (r recipe) fit(role Role, start lch, backs map[Role]swatch) swatch {
	for l := start.l; l >= 0 && l <= 1; l += r.away * step {
		color := lch{l, start.c, start.h}.swatch()
		if r.reads(role, color, backs) {
			return color
		}
	}
	if r.away < 0 {
		return rgb{}.swatch()
	}
	return rgb{255, 255, 255}.swatch()
}

func (r recipe) reads(role Role, color swatch, backs map[Role]swatch) bool {
	for _, pair := range r.pairs {
		if pair.Front == role && contrast(color, backs[pair.Back]) < pair.Least {
			return false
		}
	}
	return true
}
