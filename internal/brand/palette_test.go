package brand_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"memberportal/internal/brand"
)

// requireReadable measures the hex values a browser gets.
func requireReadable(t *testing.T, palette brand.Palette, of string) {
	t.Helper()
	for name, scheme := range map[string]brand.Scheme{"light": palette.Light, "dark": palette.Dark} {
		for _, pair := range brand.Pairs() {
			front, back := scheme.Color(pair.Front), scheme.Color(pair.Back)
			got, err := brand.Contrast(front, back)
			require.NoError(t, err, "%s %s: %s %s on %s %s", of, name, pair.Front, front, pair.Back, back)
			if got < pair.Least {
				require.Failf(t, "not readable", "%s %s: %s %s on %s %s has %.3f:1, needs %.1f:1", of, name, pair.Front, front, pair.Back, back, got, pair.Least)
			}
		}
	}
}

func corners() []string {
	return []string{"#000000", "#ffffff", "#808080", "#777777", "#767676", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff",
		"#010101", "#fefefe", "#0b6e4f", "#4fd1a5", "#1a0505", "#fffdd0", "#e4572e", "#ff6600", "#7f7f00", "#123", "#FFF"}
}

func TestEveryColourMakesAReadablePalette(t *testing.T) {
	for _, color := range corners() {
		palette, err := brand.Derive(color, "")
		require.NoError(t, err)
		requireReadable(t, palette, color)
		for _, dark := range corners() {
			palette, err := brand.Derive(color, dark)
			require.NoError(t, err)
			requireReadable(t, palette, color+" and "+dark)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		color := fmt.Sprintf("#%06x", random.IntN(1<<24))
		palette, err := brand.Derive(color, "")
		require.NoError(t, err)
		requireReadable(t, palette, color)
	}
}

// The pairs are what is promised: what the design puts on what must be there.
func TestPairsHoldWhatThePagesUse(t *testing.T) {
	pairs := map[string]float64{}
	for _, pair := range brand.Pairs() {
		key := string(pair.Front) + " on " + string(pair.Back)
		require.NotContains(t, pairs, key, "twice")
		pairs[key] = pair.Least
	}
	for _, front := range []string{"ink", "ink-2", "brand-ink"} {
		for _, back := range []string{"paper", "canvas", "brand-soft", "good-soft", "warn-soft", "bad-soft"} {
			require.Equal(t, brand.Text, pairs[front+" on "+back], "%s on %s", front, back)
		}
	}
	for _, tone := range []string{"good", "warn", "bad"} {
		for _, back := range []string{"paper", "canvas", tone + "-soft"} {
			require.Equal(t, brand.Text, pairs[tone+" on "+back], "%s on %s", tone, back)
		}
	}
	require.Equal(t, brand.Text, pairs["on-brand on brand"])
	for _, control := range []string{"line-strong on paper", "line-strong on canvas", "brand on paper", "brand on canvas", "brand on line"} {
		require.Equal(t, brand.Control, pairs[control], control)
	}
}

func TestTheStudiosColourStaysWhereItCan(t *testing.T) {
	for _, color := range []string{"#0b6e4f", "#e30613", "#0057b8", "#6a1b9a", "#c2410c", "#e4572e"} {
		palette, err := brand.Derive(color, "")
		require.NoError(t, err)
		require.Equal(t, color, palette.Light.Color(brand.Brand))
	}
	palette, err := brand.Derive("#0b6e4f", "#4fd1a5")
	require.NoError(t, err)
	require.Equal(t, "#4fd1a5", palette.Dark.Color(brand.Brand))
	require.Equal(t, "#ffffff", palette.Light.Color(brand.OnBrand))
	require.NotEqual(t, "#ffffff", palette.Dark.Color(brand.OnBrand))
}

// A colour that must give way is barely distinct enough afterwards: it has
// not moved further than it had to.
func TestLightnessGivesWayAsLittleAsNeeded(t *testing.T) {
	for _, color := range []string{"#ffff00", "#ffffff", "#7fd4ff", "#ffb000", "#9be7a0"} {
		palette, err := brand.Derive(color, "")
		require.NoError(t, err)
		least := 21.0
		for _, pair := range brand.Pairs() {
			if pair.Front == brand.Brand {
				got, err := brand.Contrast(palette.Light.Color(brand.Brand), palette.Light.Color(pair.Back))
				require.NoError(t, err)
				least = min(least, got)
			}
		}
		require.InDelta(t, brand.Control, least, .05, color)
		require.NotEqual(t, color, palette.Light.Color(brand.Brand))
	}
}

func TestGreyStaysGrey(t *testing.T) {
	palette, err := brand.Derive("#808080", "")
	require.NoError(t, err)
	for _, role := range []brand.Role{brand.Brand, brand.BrandInk, brand.BrandSoft, brand.Canvas, brand.Ink, brand.Line} {
		for _, scheme := range []brand.Scheme{palette.Light, palette.Dark} {
			color := scheme.Color(role)
			require.Equal(t, color[1:3], color[3:5], "%s %s", role, color)
			require.Equal(t, color[3:5], color[5:7], "%s %s", role, color)
		}
	}
}

// The drawings' own colour gives the drawings' palette.
func TestThePaletteOfTheDesign(t *testing.T) {
	palette, err := brand.Derive("#0b6e4f", "#4fd1a5")
	require.NoError(t, err)
	require.Equal(t, "#ffffff", palette.Light.Color(brand.Paper))
	for role, drawn := range map[brand.Role]string{brand.Canvas: "#f5f8f6", brand.Ink: "#161c19", brand.BrandSoft: "#e1f6eb"} {
		requireNear(t, drawn, palette.Light.Color(role), role)
	}
}

// requireNear allows for the difference of hue between the drawing's green
// and this one.
func requireNear(t *testing.T, want, got string, role brand.Role) {
	t.Helper()
	var w, g [3]int
	_, err := fmt.Sscanf(want, "#%02x%02x%02x", &w[0], &w[1], &w[2])
	require.NoError(t, err)
	_, err = fmt.Sscanf(got, "#%02x%02x%02x", &g[0], &g[1], &g[2])
	require.NoError(t, err)
	for i := range w {
		require.InDelta(t, w[i], g[i], 6, "%s: drawn %s, got %s", role, want, got)
	}
}

func TestDeriveRefusesWhatIsNoColour(t *testing.T) {
	for _, bad := range []string{"", "0b6e4f", "#0b6e4", "#0b6e4f0", "#ggg", "green", "#12 456", "#+12345"} {
		_, err := brand.Derive(bad, "")
		require.ErrorIs(t, err, brand.ErrColor, bad)
		if bad != "" {
			_, err = brand.Derive("#000", bad)
			require.ErrorIs(t, err, brand.ErrColor, bad)
		}
	}
}

func TestCSS(t *testing.T) {
	palette, err := brand.Derive("#0b6e4f", "")
	require.NoError(t, err)
	css := palette.CSS(14, brand.ThemeAuto)
	require.Regexp(t, regexp.MustCompile(`^:root\{--brand:#0b6e4f;--on-brand:#fff;[^{}]*;--radius:14px\}@media\(prefers-color-scheme:dark\)\{:root\{[^{}]*\}\}$`), css)
	for _, role := range brand.Roles() {
		require.Equal(t, 2, strings.Count(css, "--"+string(role)+":#"), role)
	}
	require.Contains(t, palette.CSS(0, brand.ThemeAuto), "--radius:0px")
}

func TestIcon(t *testing.T) {
	palette, err := brand.Derive("#0b6e4f", "")
	require.NoError(t, err)
	for text, letter := range map[string]string{
		"Nordlicht": "N", "forge": "F", "  élan": "É", "żubr": "Ż", "ßeta": "ß", "健身": "健", "صالة": "ص", "7th Floor": "7",
		"<&>": "", "": "", "🏋️": "", "<b>": "B", "\xff\xfe": "", "e\u0301lan": "E\u0301", "कि": "कि",
	} {
		icon := string(palette.Icon(text))
		require.Less(t, len(icon), 480, text)
		require.Contains(t, icon, `fill="#0b6e4f" color="#fff"`)
		require.Contains(t, icon, "@media(prefers-color-scheme:dark){svg{fill:"+palette.Dark.Color(brand.Brand)+";")
		require.Equal(t, letter, textOf(t, icon), text)
		require.Equal(t, letter == "", strings.Contains(icon, "<path"), text)
	}
}

func textOf(t *testing.T, icon string) string {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(icon))
	var text strings.Builder
	inText := false
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return text.String()
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "text"
		case xml.CharData:
			if inText {
				text.Write(token)
			}
		}
	}
}

func BenchmarkDerive(b *testing.B) {
	for b.Loop() {
		if _, err := brand.Derive("#0b6e4f", ""); err != nil {
			b.Fatal(err)
		}
	}
}
