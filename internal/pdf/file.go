package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
)

// file collects the objects of a PDF.
type file struct {
	out     bytes.Buffer
	offsets []int // by the object's number, less 1
}

// reserve returns the number of an object that is put later.
func (f *file) reserve() int {
	f.offsets = append(f.offsets, 0)
	return len(f.offsets)
}

func (f *file) put(id int, body string) {
	f.offsets[id-1] = f.out.Len()
	fmt.Fprintf(&f.out, "%d 0 obj\n%s\nendobj\n", id, body)
}

func (f *file) add(body string) int {
	id := f.reserve()
	f.put(id, body)
	return id
}

// stream adds data, compressed.
func (f *file) stream(dictionary string, data []byte) int {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(data) // into memory
	_ = z.Close()
	return f.raw(dictionary+" /Filter /FlateDecode", packed.Bytes())
}

func (f *file) raw(dictionary string, data []byte) int {
	return f.add(fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dictionary, len(data), data))
}

// close writes the table of objects; the file's id comes from its content.
func (f *file) close(root, info int) []byte {
	sum := sha256.Sum256(f.out.Bytes())
	at := f.out.Len()
	fmt.Fprintf(&f.out, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets)+1)
	for _, offset := range f.offsets {
		fmt.Fprintf(&f.out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&f.out, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%X> <%X>]>>\nstartxref\n%d\n%%%%EOF\n", len(f.offsets)+1, root, info, sum[:16], sum[:16], at)
	return f.out.Bytes()
}

func utf16Hex(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}

// textString is text outside of pages (ISO 32000-1, section 7.9.2.2).
func textString(s string) string { return "<FEFF" + utf16Hex(s) + ">" }

func date(t time.Time) string {
	zone := t.Format("-07'00")
	if _, offset := t.Zone(); offset%3600 != 0 {
		zone = strings.Replace(t.Format("-07:00"), ":", "'", 1)
	}
	return "(D:" + t.Format("20060102150405") + zone + ")"
}

// assemble writes the pages, their fonts and the structure as a file.
func assemble(d Document, l *layout) []byte {
	f := &file{}
	f.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	catalog, tree, structure := f.reserve(), f.reserve(), f.reserve()
	pageIDs := make([]int, len(l.pages))
	for i := range pageIDs {
		pageIDs[i] = f.reserve()
	}
	l.root.walk(func(e *element) { e.id = f.reserve() })

	fonts := f.fonts(l.fonts)
	for i, p := range l.pages {
		content := f.stream("", p.content.Bytes())
		f.put(pageIDs[i], fmt.Sprintf("<</Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Resources <</Font <<%s>>>> /Contents %d 0 R /StructParents %d /Tabs /S>>",
			tree, number(pageWidth), number(pageHeight), fonts, content, i))
	}
	f.put(tree, fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", references(pageIDs), len(pageIDs)))
	f.structure(l, structure, pageIDs)

	info := f.add(fmt.Sprintf("<</Title %s /Author %s /CreationDate %s /ModDate %s>>", textString(l.title), textString(clean(d.Author)), date(d.Created), date(d.Created)))
	metadata := f.raw("/Type /Metadata /Subtype /XML", metadata(d, l.title))
	f.put(catalog, fmt.Sprintf("<</Type /Catalog /Pages %d 0 R /Lang %s /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R /ViewerPreferences <</DisplayDocTitle true>> /Metadata %d 0 R>>",
		tree, textString(d.Language), structure, metadata))
	return f.close(catalog, info)
}

func references(ids []int) string {
	var b strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&b, "%d 0 R ", id)
	}
	return strings.TrimSpace(b.String())
}

// fonts adds those that are used and returns them as a page's resources.
func (f *file) fonts(fonts [fontCount]*usedFont) string {
	var resources strings.Builder
	for i, u := range fonts {
		if len(u.runes) == 0 {
			continue
		}
		data, glyphs := u.file()
		em := func(v int) int { return v * 1000 / u.face.perEm }
		// Fonts of which a part is embedded have six letters of their own before the name.
		name := fmt.Sprintf("RCPT%c%c+%s", 'A'+i, 'A'+i, u.face.name)
		flags := 4
		if u.face.width('i') == u.face.width('m') {
			flags |= 1
		}
		font := f.stream(fmt.Sprintf("/Length1 %d", len(data)), data)
		descriptor := f.add(fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R>>",
			name, flags, em(u.face.box[0]), em(u.face.box[1]), em(u.face.box[2]), em(u.face.box[3]), em(u.face.ascent), em(u.face.descent), em(u.face.capHeight), font))
		descendant := f.add(fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /W %s /CIDToGIDMap %d 0 R>>",
			name, descriptor, u.widths(), f.stream("", glyphs)))
		id := f.add(fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
			name, descendant, f.stream("", u.toUnicode())))
		fmt.Fprintf(&resources, "/F%d %d 0 R ", i, id)
	}
	return strings.TrimSpace(resources.String())
}

// structure adds the tree that is read aloud, and which element owns what on a page.
func (f *file) structure(l *layout, root int, pageIDs []int) {
	l.root.walk(func(e *element) {
		parent, attributes := root, ""
		if e.parent != nil {
			parent = e.parent.id
		}
		if e.tag == "TH" {
			attributes = " /A <</O /Table /Scope /Row>>"
		}
		var kids strings.Builder
		for _, m := range e.marks {
			fmt.Fprintf(&kids, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", pageIDs[m.page], m.number)
		}
		for _, kid := range e.kids {
			fmt.Fprintf(&kids, "%d 0 R ", kid.id)
		}
		f.put(e.id, fmt.Sprintf("<</Type /StructElem /S /%s /P %d 0 R /K [%s]%s>>", e.tag, parent, strings.TrimSpace(kids.String()), attributes))
	})
	var parents strings.Builder
	for i, p := range l.pages {
		ids := make([]int, len(p.owners))
		for n, owner := range p.owners {
			ids[n] = owner.id
		}
		fmt.Fprintf(&parents, "%d [%s] ", i, references(ids))
	}
	f.put(root, fmt.Sprintf("<</Type /StructTreeRoot /K [%d 0 R] /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>", l.root.id, strings.TrimSpace(parents.String()), len(l.pages)))
}

// metadata says title, author, language and time once more, in XMP (ISO 16684-1).
func metadata(d Document, title string) []byte {
	escape := func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(s)) // into memory
		return b.String()
	}
	author := ""
	if d.Author != "" {
		author = "<dc:creator><rdf:Seq><rdf:li>" + escape(clean(d.Author)) + "</rdf:li></rdf:Seq></dc:creator>"
	}
	return []byte("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">` +
		`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escape(title) + `</rdf:li></rdf:Alt></dc:title>` + author +
		`<dc:language><rdf:Bag><rdf:li>` + escape(d.Language) + `</rdf:li></rdf:Bag></dc:language>` +
		`<xmp:CreateDate>` + d.Created.Format(time.RFC3339) + `</xmp:CreateDate>` +
		"</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
}
