package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// What a screen reader goes through, in this order.
func TestStructure(t *testing.T) {
	p := read(t, written(t, "short", receipt("Umzug in eine andere Stadt")))
	require.Contains(t, p.catalog, "/MarkInfo <</Marked true>>")
	require.Contains(t, p.catalog, "/ViewerPreferences <</DisplayDocTitle true>>")
	require.Contains(t, p.catalog, "/Lang "+textString("de"))
	require.Contains(t, p.info, "/Title "+textString("Eingangsbestätigung K-7Q4M-2H9X"))
	require.Contains(t, p.info, "/Author "+textString("Nordlicht Fitness"))
	require.Contains(t, p.info, "/CreationDate (D:20261125094107+01'00)")
	metadata := string(p.streams[p.named(p.catalog, "Metadata")])
	require.Contains(t, metadata, `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Eingangsbestätigung K-7Q4M-2H9X</rdf:li>`)
	require.Contains(t, metadata, "<dc:language><rdf:Bag><rdf:li>de</rdf:li>")
	require.Contains(t, metadata, "<xmp:CreateDate>2026-11-25T09:41:07+01:00</xmp:CreateDate>")
	require.Equal(t, `Document
 P: Nordlicht Fitness
 H1: Ihre Kündigung ist bei uns eingegangen
 P: K-7Q4M-2H9X
 P: Eingegangen am Mittwoch, 25. November 2026 um 09:41:07 Uhr (MEZ, UTC+01:00). Bewahren |Sie diese Bestätigung auf: Sie beweist, was Sie erklärt haben und wann.
 H2: Was Sie erklärt haben
 Table
  TR
   THRow: Art
   TD: Ordentliche Kündigung
  TR
   THRow: Name
   TD: Zoë Ångström-Żółkiewska
  TR
   THRow: Name in anderer Schrift
   TD: Дмитро Шевченко · Ελένη Παπαδοπούλου · 李小龍
  TR
   THRow: Anschrift
   TD: Große Freiheit 36|22767 Hamburg
  TR
   THRow: Vertrag
   TD: Premium 24 Monate, Vertragsnummer 1-38571-0042
  TR
   THRow: Ende des Vertrags
   TD: frühestmöglich
  TR
   THRow: Bestätigung an (E-Mail-|Adresse)
   TD: zoe.angstroem-|zolkiewska.mit.einer.sehr.langen.adresse.ohne.pause.1234567890|@mitgliederpost.example
  TR
   THRow: Begründung
   TD: Umzug in eine andere Stadt
 H2: Stand
 P: Die Kündigung liegt dem Studio vor. Sie hören bis zum 2. Dezember 2026 von uns.
 H2: Prüfen
 P: Unter https://portal.example/nordlicht/receipts/K-7Q4M-2H9X können Sie prüfen, dass diese Bestätigung unverändert ist.
 P
  Code: member-portal receipt v1|number: K-7Q4M-2H9X|received: 2026-11-25T09:41:07+01:00|name: Zoë Ångström-Żółkiewska|key: 2026-1|`+
		`signature: q7Vn0Zr3+/q7Vn0Zr3+/q7Vn0Zr3+/q7Vn0Zr3+/q7Vn0Zr3+/q7Vn0Zr3+/q7Vn0Zr3+/q7Vn0Zr3+/|q7Vn0Zr3+/
`, p.tree().outline(""))
}

// Each page has its number at the foot and, from the second on, the title at the head;
// neither is read aloud.
func TestFurniture(t *testing.T) {
	p := read(t, written(t, "long", receipt(strings.Repeat("Ich kündige, weil ich umziehe. ", 330))))
	require.Len(t, p.pages, 5)
	for i, page := range p.pages {
		var silent []string
		for _, line := range page.lines {
			if line.mark < 0 {
				silent = append(silent, line.text)
			}
		}
		want := []string{fmt.Sprintf("Nordlicht Fitness · Hafenstraße 1, 20457 Hamburg · K-7Q4M-2H9X · Seite %d von 5", i+1)}
		if i > 0 {
			want = append([]string{"Eingangsbestätigung K-7Q4M-2H9X"}, want...)
		}
		require.Equal(t, want, silent)
		content := string(p.streams[p.named(p.objects[page.id], "Contents")])
		require.Equal(t, 1, strings.Count(content, "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"))
		require.Equal(t, min(i, 1), strings.Count(content, "/Artifact <</Type /Pagination /Subtype /Header>> BDC"))
	}
}

// A heading is never the last thing on a page.
func TestHeadingStandsWithWhatItHeads(t *testing.T) {
	turned := 0
	for before := 30; before < 46; before++ {
		d := Document{Title: "x", Language: "en", Created: time.Unix(0, 0).UTC(), Blocks: []Block{
			Paragraph{Text: strings.Repeat("line\n", before)}, Heading{2, "Heading"}, Paragraph{Text: strings.Repeat("word ", 60)},
		}}
		kids := read(t, written(t, "heading", d)).tree().kids
		require.Equal(t, []string{"P", "H2", "P"}, []string{kids[0].tag, kids[1].tag, kids[2].tag})
		require.Equal(t, kids[1].pages[0], kids[2].pages[0], before)
		turned += kids[1].pages[0]
	}
	require.NotZero(t, turned, "no heading came near the foot of its page")
	require.Less(t, turned, 16)
}

func TestSameDocumentSameBytes(t *testing.T) {
	a, b := written(t, "a", receipt("Жук, 李")), written(t, "b", receipt("Жук, 李"))
	require.True(t, bytes.Equal(a, b))
	require.False(t, bytes.Equal(a, written(t, "c", receipt("Жук, 王"))))
}

// A character that no font has shares its picture with others, and is itself when copied.
func TestCharactersWithoutGlyph(t *testing.T) {
	p := read(t, written(t, "boxes", receipt("李\U0001F600שלום")))
	var line readLine
	for _, l := range p.pages[0].lines {
		if strings.Contains(l.text, "שלום") {
			line = l
		}
	}
	require.Equal(t, "李\U0001F600שלום", line.text)
	glyphs := p.streams[p.named(p.objects[p.descendant(line.font)], "CIDToGIDMap")]
	var drawn []int
	for i := 0; i < len(line.glyphs); i += 4 {
		var code int
		_, err := fmt.Sscanf(line.glyphs[i:i+4], "%04X", &code)
		require.NoError(t, err)
		drawn = append(drawn, u16(glyphs, 2*code))
	}
	require.Len(t, drawn, 6)
	require.NotZero(t, drawn[0], "glyph 0 means that something is wrong with the file")
	for _, g := range drawn {
		require.Equal(t, drawn[0], g)
	}
}

// The part of a font in the file draws what the font draws.
func TestEmbeddedPart(t *testing.T) {
	p := read(t, written(t, "short", receipt("Żółć Ünïçødé ﬁ")))
	faces, err := embeddedFaces()
	require.NoError(t, err)
	checked := 0
	for _, line := range p.pages[0].lines {
		descendant := p.objects[p.descendant(line.font)]
		glyphOf := p.streams[p.named(descendant, "CIDToGIDMap")]
		descriptor := p.objects[p.named(descendant, "FontDescriptor")]
		data := p.streams[p.named(descriptor, "FontFile2")]
		var whole *face
		for _, f := range faces {
			if strings.Contains(descriptor, "+"+f.name+" ") {
				whole = f
			}
		}
		part := looseFace(t, data)
		for i, r := range []rune(line.text) {
			var code int
			_, err := fmt.Sscanf(line.glyphs[4*i:4*i+4], "%04X", &code)
			require.NoError(t, err)
			want := whole.glyph(r)
			got := u16(glyphOf, 2*code)
			require.Equal(t, whole.metrics(want), part.metrics(got), string(r))
			require.Equal(t, outline(whole, want), outline(part, got), string(r))
			checked++
		}
	}
	require.Greater(t, checked, 500)
}

// looseFace reads a font that has no map of characters.
func looseFace(t *testing.T, data []byte) *face {
	faces, err := embeddedFaces()
	require.NoError(t, err)
	tables := map[string][]byte{}
	for i := range u16(data, 4) {
		e := data[12+16*i:]
		offset, size := u16(e, 8)<<16|u16(e, 10), u16(e, 12)<<16|u16(e, 14)
		tables[string(e[:4])] = data[offset : offset+size]
	}
	require.Len(t, tables, 6)
	tables["cmap"], tables["OS/2"] = faces[0].tables["cmap"], faces[0].tables["OS/2"]
	f, err := parseFace("part", writeTables(tables))
	require.NoError(t, err)
	return f
}

// outline is a glyph without what fills it up to whole words.
func outline(f *face, glyph int) []byte { return bytes.TrimRight(bare(f.glyphs[glyph]), "\x00") }

func FuzzWrite(f *testing.F) {
	for _, text := range []string{
		"", " ", "\n\n", "Zoë\r\nÅngström", "a\tb\x00\x1b[31mc\x7f", "\xff\xfe\xc3", "שלום עולם \u202eabc", strings.Repeat("x", 10_000), strings.Repeat("李", 10_000),
		strings.Repeat("e\u0301", 300), strings.Repeat("a b-c/", 2_000), "(\\)<>/Tj ET", strings.Repeat("\n", 300), strings.Repeat(" ", 3_000), "\u2028\u0085\u00ad\u200d👩‍👩‍👧",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 20_000 {
			return
		}
		d := Document{
			Title: "x" + text, Language: "pl", Author: text, Created: time.Unix(1e9, 0).UTC(),
			Blocks: []Block{Heading{1, text}, Paragraph{text, Body}, Paragraph{text, Large}, Paragraph{text, Small}, Rows{{text, text}, {"a", text}, {text, "b"}}, Preformatted{text}},
			Footer: func(page, _ int) string { return fmt.Sprint(page, text) },
		}
		p := read(t, written(t, "fuzz", d))
		for _, page := range p.pages {
			for _, line := range page.lines {
				require.True(t, utf8.ValidString(line.text))
				require.GreaterOrEqual(t, line.x, left)
				require.LessOrEqual(t, line.x+line.width, right+0.1, "%q runs over the margin", line.text)
				require.Less(t, line.y, pageHeight-40)
				if line.mark < 0 {
					require.Greater(t, line.y, 15.0)
				} else {
					require.Greater(t, line.y, bottom-1)
				}
			}
		}
		// Nothing of the text is lost.
		whole := strings.ReplaceAll(clean(text), "\n", "")
		var texts []string
		var walk func(n node)
		walk = func(n node) {
			if len(n.kids) == 0 && n.tag != "Document" {
				texts = append(texts, strings.Join(n.lines, ""))
			}
			for _, kid := range n.kids {
				walk(kid)
			}
		}
		walk(p.tree())
		want := []string{whole, whole, "a", whole, whole, "b"} // the table
		if clean(text) != "" {
			want = append(append([]string{whole, whole, whole, whole, whole}, want...), whole)
		}
		require.Equal(t, want, texts)
	})
}
