package pdf

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// face is a TrueType font (the tables are described in ISO/IEC 14496-22) without
// what only a screen needs. Its data is part of the program and trusted.
type face struct {
	name                       string
	tables                     map[string][]byte
	glyphs                     [][]byte
	runes                      map[rune]int // glyph by character
	perEm                      int
	ascent, descent, capHeight int    // in units of the em
	box                        [4]int // in units of the em
}

var errFont = errors.New("pdf: a font of the program is damaged")

func u16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
func s16(b []byte, at int) int { return int(int16(binary.BigEndian.Uint16(b[at:]))) }

func parseFace(name string, data []byte) (*face, error) {
	f := &face{name: name, tables: map[string][]byte{}, runes: map[rune]int{}}
	for i := range u16(data, 4) {
		entry := data[12+16*i:]
		offset := binary.BigEndian.Uint32(entry[8:])
		f.tables[string(entry[:4])] = data[offset : offset+binary.BigEndian.Uint32(entry[12:])]
	}
	for _, table := range []string{"cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "OS/2"} {
		if len(f.tables[table]) == 0 {
			return nil, errFont
		}
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.perEm = u16(head, 18)
	f.box = [4]int{s16(head, 36), s16(head, 38), s16(head, 40), s16(head, 42)}
	f.ascent, f.descent = s16(hhea, 4), s16(hhea, 6)
	f.capHeight = f.ascent
	if os2 := f.tables["OS/2"]; len(os2) >= 90 {
		f.capHeight = s16(os2, 88)
	}
	glyf, loca := f.tables["glyf"], f.tables["loca"]
	at := func(i int) int { return 2 * u16(loca, 2*i) }
	if u16(head, 50) == 1 {
		at = func(i int) int { return int(binary.BigEndian.Uint32(loca[4*i:])) }
	}
	f.glyphs = make([][]byte, u16(f.tables["maxp"], 4))
	for i := range f.glyphs {
		f.glyphs[i] = glyf[at(i):at(i+1)]
		if len(f.glyphs[i]) > 0 && s16(f.glyphs[i], 0) < 0 {
			return nil, errFont // put together from others, which the Go fonts' are not
		}
	}
	return f, f.readCharacters()
}

// readCharacters reads the map of characters in format 4, which the fonts have.
func (f *face) readCharacters() error {
	cmap := f.tables["cmap"]
	for i := range u16(cmap, 2) {
		table := cmap[binary.BigEndian.Uint32(cmap[8+8*i:]):]
		if u16(table, 0) != 4 {
			continue
		}
		n := u16(table, 6) // twice the segments
		ends, starts, deltas, offsets := table[14:], table[16+n:], table[16+2*n:], table[16+3*n:]
		for s := 0; s < n; s += 2 {
			for c := u16(starts, s); c <= u16(ends, s) && c != 0xFFFF; c++ {
				glyph := c
				if offset := u16(offsets, s); offset != 0 {
					glyph = u16(offsets, s+offset+2*(c-u16(starts, s)))
					if glyph == 0 {
						continue
					}
				}
				if glyph = (glyph + u16(deltas, s)) & 0xFFFF; glyph != 0 {
					f.runes[rune(c)] = glyph
				}
			}
		}
		return nil
	}
	return errFont
}

// glyph is the one a character is drawn with: the replacement box if the font has
// none for it.
func (f *face) glyph(r rune) int {
	if r == '\u00a0' {
		r = ' '
	}
	if g, ok := f.runes[r]; ok {
		return g
	}
	return f.runes['\uFFFD']
}

// width of a character in thousandths of the font's size.
func (f *face) width(r rune) float64 {
	return float64(f.metrics(f.glyph(r))[0]) * 1000 / float64(f.perEm)
}

// metrics are the advance and the left bearing of a glyph, in units of the em.
func (f *face) metrics(glyph int) [2]int {
	hmtx, n := f.tables["hmtx"], u16(f.tables["hhea"], 34)
	if glyph < n {
		return [2]int{u16(hmtx, 4*glyph), s16(hmtx, 4*glyph+2)}
	}
	return [2]int{u16(hmtx, 4*(n-1)), s16(hmtx, 4*n+2*(glyph-n))}
}

// bare is a glyph without its program for coarse screens. It is not put together from
// others: parseFace takes no such font.
func bare(glyph []byte) []byte {
	if len(glyph) == 0 {
		return nil
	}
	program := glyphHeader + 2*s16(glyph, 0)
	return slices.Concat(glyph[:program], []byte{0, 0}, glyph[program+2+u16(glyph, program):])
}

// glyphHeader is the length of a glyph's number of contours and its box, in bytes.
const glyphHeader = 10

// part returns a font of these glyphs in this order. Further tables are taken over as
// they are.
func (f *face) part(glyphs []int, tables ...string) []byte {
	var glyf, loca, hmtx []byte
	for _, g := range glyphs {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, bare(f.glyphs[g])...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		m := f.metrics(g)
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(m[0]))
		hmtx = binary.BigEndian.AppendUint16(hmtx, uint16(m[1]))
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	head, hhea, maxp := slices.Clone(f.tables["head"]), slices.Clone(f.tables["hhea"]), slices.Clone(f.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0) // the sum of the whole file, which nobody asks for
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(glyphs)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(glyphs)))
	all := map[string][]byte{"glyf": glyf, "head": head, "hhea": hhea, "hmtx": hmtx, "loca": loca, "maxp": maxp}
	for _, name := range tables {
		all[name] = f.tables[name]
	}
	return writeTables(all)
}

// writeTables puts a font file together.
func writeTables(tables map[string][]byte) []byte {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	n := len(names)
	power := 1 << (bits.Len(uint(n)) - 1)
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{n, 16 * power, bits.Len(uint(power)) - 1, 16 * (n - power)} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	offset := len(out) + 16*n
	var body []byte
	for _, name := range names {
		table := tables[name]
		padded := append(slices.Clone(table), make([]byte, (4-len(table)%4)%4)...)
		var sum uint32
		for i := 0; i < len(padded); i += 4 {
			sum += binary.BigEndian.Uint32(padded[i:])
		}
		out = append(out, name...)
		out = binary.BigEndian.AppendUint32(out, sum)
		out = binary.BigEndian.AppendUint32(out, uint32(offset+len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(table)))
		body = append(body, padded...)
	}
	return append(out, body...)
}
