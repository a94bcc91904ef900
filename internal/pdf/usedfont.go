package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// mostCodes of a font are told apart; the code of a character has two bytes.
const mostCodes = 65_000

// usedFont is a font with those characters that a document has. Each character gets
// a code of its own, so that those which share the replacement box are still told
// apart when text is copied.
type usedFont struct {
	face  *face
	codes map[rune]int // from 1
	runes []rune       // by code, less 1
}

func newUsedFont(f *face) *usedFont { return &usedFont{face: f, codes: map[rune]int{}} }

// encode is text in codes, as hexadecimal digits.
func (u *usedFont) encode(text string) string {
	var b strings.Builder
	for _, r := range text {
		code, ok := u.codes[r]
		if !ok {
			if len(u.runes) >= mostCodes {
				r = utf8.RuneError
			}
			if code, ok = u.codes[r]; !ok {
				u.runes = append(u.runes, r)
				code = len(u.runes)
				u.codes[r] = code
			}
		}
		fmt.Fprintf(&b, "%04X", code)
	}
	return b.String()
}

// file is the part of the font that is needed, and the glyph of each code in two
// bytes each, from code 0 on.
func (u *usedFont) file() (font, glyphOfCode []byte) {
	glyphs, numbers := []int{0}, map[int]int{0: 0}
	glyphOfCode = []byte{0, 0}
	for _, r := range u.runes {
		g := u.face.glyph(r)
		if _, ok := numbers[g]; !ok {
			numbers[g] = len(glyphs)
			glyphs = append(glyphs, g)
		}
		glyphOfCode = append(glyphOfCode, byte(numbers[g]>>8), byte(numbers[g]))
	}
	return u.face.part(glyphs), glyphOfCode
}

// widths is the W array of the font: all from code 1 on.
func (u *usedFont) widths() string {
	var b strings.Builder
	b.WriteString("[1 [")
	for _, r := range u.runes {
		b.WriteString(number(u.face.width(r)))
		b.WriteByte(' ')
	}
	b.WriteString("]]")
	return b.String()
}

// toUnicode says which character each code stands for (ISO 32000-1, section 9.10.3).
func (u *usedFont) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(u.runes); from += 100 { // a section holds 100 at most
		section := u.runes[from:min(from+100, len(u.runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(section))
		for i, r := range section {
			fmt.Fprintf(&b, "<%04X> <%s>\n", from+i+1, utf16Hex(string(r)))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}
