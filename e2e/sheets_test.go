//go:build pictures

package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSheets writes every state of the gallery into the folder given with
// -screenshots, a few on a sheet: what belongs together is looked at together.
// A part of them: -run 'Sheets/pl/extras/360'.
func TestSheets(t *testing.T) {
	folder := filepath.Join(pictureFolder(t), "states")
	require.NoError(t, os.MkdirAll(folder, 0o755))
	origins, states := galleryServer(t)
	groups := map[string][]string{} // "pl/extras": the names of its states
	var order []string
	for _, s := range states {
		group, _, _ := strings.Cut(s.Name, "-")
		if groups[group] == nil {
			order = append(order, group)
		}
		groups[group] = append(groups[group], s.Name)
	}
	b := newTab(t, origins["en"], setup{})
	for _, group := range order {
		language, _, _ := strings.Cut(group, "/")
		b.base = origins[language]
		t.Run(group, func(t *testing.T) {
			for _, w := range everyWay() {
				t.Run(w.String(), func(t *testing.T) {
					b.use(t)
					b.sheets(groups[group], filepath.Join(folder, strings.NewReplacer("/", "-", " px, ", "-").Replace(group+"-"+w.String())), w)
				})
			}
		})
	}
}

// sheets takes a picture of every state and lays them out in files that begin with a name.
func (b *tab) sheets(names []string, file string, w way) {
	b.t.Helper()
	b.resize(w.width, 800)
	b.scheme(w.dark)
	row := map[int64]int{360: 5, 1280: 2}[w.width]
	var pictures []image.Image
	for i, name := range names {
		require.Equal(b.t, 200, b.open("/"+name))
		picture, err := png.Decode(bytes.NewReader(b.shoot(true)))
		require.NoError(b.t, err)
		pictures = append(pictures, picture)
		if len(pictures) < row && i < len(names)-1 {
			continue
		}
		sheet := file + "-" + strconv.Itoa(i/row+1) + ".png"
		b.t.Logf("%s: %s", sheet, strings.Join(names[i+1-len(pictures):i+1], ", "))
		require.NoError(b.t, os.WriteFile(sheet, beside(b.t, pictures), 0o644))
		pictures = nil
	}
}

// beside is one picture of several, with a gap between them.
func beside(t *testing.T, pictures []image.Image) []byte {
	t.Helper()
	const gap = 12
	var size image.Point
	for _, p := range pictures {
		size = image.Pt(size.X+gap+p.Bounds().Dx(), max(size.Y, p.Bounds().Dy()))
	}
	sheet := image.NewRGBA(image.Rectangle{Max: size.Add(image.Pt(gap, 2*gap))})
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{Y: 0x88}), image.Point{}, draw.Src)
	x := gap
	for _, p := range pictures {
		draw.Draw(sheet, p.Bounds().Add(image.Pt(x, gap)), p, p.Bounds().Min, draw.Src)
		x += p.Bounds().Dx() + gap
	}
	var file bytes.Buffer
	require.NoError(t, png.Encode(&file, sheet))
	return file.Bytes()
}
