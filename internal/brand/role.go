package brand

// Role is what a colour is for. Its text is the name of the custom property
// in the stylesheet, without the dashes in front.
type Role string

// The roles.
const (
	Brand      Role = "brand"       // the studio's colour: buttons, marks, meters
	OnBrand    Role = "on-brand"    // text on Brand
	BrandInk   Role = "brand-ink"   // Brand as text: links, the focus ring
	BrandSoft  Role = "brand-soft"  // a wash: the current page, notices
	Paper      Role = "paper"       // cards
	Canvas     Role = "canvas"      // what cards lie on
	Ink        Role = "ink"         // text
	Ink2       Role = "ink-2"       // text that steps back
	Line       Role = "line"        // rules and the track of a meter
	LineStrong Role = "line-strong" // borders of controls
	Good       Role = "good"
	GoodSoft   Role = "good-soft"
	Warn       Role = "warn"
	WarnSoft   Role = "warn-soft"
	Bad        Role = "bad"
	BadSoft    Role = "bad-soft"
)

// Roles returns every role, in the order of the stylesheet.
func Roles() []Role {
	return []Role{Brand, OnBrand, BrandInk, BrandSoft, Paper, Canvas, Ink, Ink2, Line, LineStrong,
		Good, GoodSoft, Warn, WarnSoft, Bad, BadSoft}
}

// Contrast that WCAG 2.2 asks for at level AA.
const (
	Text    = 4.5 // success criterion 1.4.3; large text is held to it too
	Control = 3.0 // 1.4.11: what one must see to use a control or read a meter
)

// Pair is a colour that is put on another and the contrast this needs.
type Pair struct {
	Front, Back Role
	Least       float64
}

// Pairs returns every combination a page may use. A combination that is not
// here is not promised to be readable.
func Pairs() []Pair {
	surfaces := []Role{Paper, Canvas, BrandSoft, GoodSoft, WarnSoft, BadSoft}
	var pairs []Pair
	for _, back := range surfaces {
		pairs = append(pairs,
			Pair{Ink, back, Text},
			Pair{Ink2, back, Text},
			Pair{BrandInk, back, Text},
			Pair{LineStrong, back, Control})
	}
	for _, back := range []Role{Paper, Canvas, BrandSoft} {
		pairs = append(pairs, Pair{Good, back, Text}, Pair{Warn, back, Text}, Pair{Bad, back, Text})
	}
	return append(pairs,
		Pair{Good, GoodSoft, Text},
		Pair{Warn, WarnSoft, Text},
		Pair{Bad, BadSoft, Text},
		Pair{OnBrand, Brand, Text},
		Pair{Brand, Paper, Control},
		Pair{Brand, Canvas, Control},
		// The fill of a meter on its track: free, nearly full, full.
		Pair{Brand, Line, Control},
		Pair{Warn, Line, Control},
		Pair{LineStrong, Line, Control},
	)
}
