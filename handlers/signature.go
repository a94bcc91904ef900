package handlers

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// The page of a signature: what the script draws on, and the picture that is made.
const (
	signWidth, signHeight = 600, 200
	mostSignPoints        = 6000
	longestStrokes        = 40 << 10 // bytes of the posted strokes
	leastSignTravel       = 60       // a dot is no signature
)

// drawnSignature makes the picture of posted strokes: points "x,y" with blanks
// between, strokes with semicolons. What comes from the browser are whole numbers on
// the canvas and nothing else; false for anything besides, and for a mere dot.
func drawnSignature(strokes, about string) (string, bool) {
	if strokes == "" || len(strokes) > longestStrokes {
		return "", false
	}
	var path strings.Builder
	points, travel := 0, 0
	for stroke := range strings.SplitSeq(strokes, ";") {
		lastX, lastY := 0, 0
		for i, point := range strings.Split(stroke, " ") {
			px, py, ok := strings.Cut(point, ",")
			x, okX := coordinate(px, signWidth)
			y, okY := coordinate(py, signHeight)
			if points++; !ok || !okX || !okY || points > mostSignPoints {
				return "", false
			}
			command := "L"
			if i == 0 {
				command = "M"
			} else {
				travel += max(x-lastX, lastX-x) + max(y-lastY, lastY-y)
			}
			fmt.Fprintf(&path, "%s%d %d", command, x, y)
			lastX, lastY = x, y
		}
	}
	if travel < leastSignTravel {
		return "", false
	}
	return signaturePicture(about, `<path d="`+path.String()+`" fill="none" stroke="#000" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>`), true
}

func coordinate(text string, most int) (int, bool) {
	if len(text) == 0 || len(text) > 3 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n <= most
}

// typedSignature makes the picture of a typed name.
func typedSignature(name, about string) (string, bool) {
	name = cleaned(name)
	n := len([]rune(name))
	if n < 2 || n > 100 {
		return "", false
	}
	size := min(56, 2*(signWidth-40)/n) // a letter is about half as wide as it is high
	return signaturePicture(about, fmt.Sprintf(`<text x="20" y="120" font-family="cursive" font-size="%d">%s</text>`, size, escaped(name))), true
}

// signaturePicture is an SVG in base64. about says in words what was signed, where and when.
func signaturePicture(about, drawing string) string {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d"><desc>%s</desc>%s</svg>`,
		signWidth, signHeight, signWidth, signHeight, escaped(about), drawing)
	return base64.StdEncoding.EncodeToString([]byte(svg))
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}
