package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// parsed is a file as a reader finds it: from its end, by the table of objects.
type parsed struct {
	t       testing.TB
	objects map[int]string // without their streams
	streams map[int][]byte // decompressed
	catalog string
	info    string
	pages   []readPage
}

type readPage struct {
	id     int
	lines  []readLine
	owners []int // element by marked content
}

// readLine is text that is drawn.
type readLine struct {
	text         string
	x, y, width  float64 // width without the blanks at the end
	mark         int     // -1: not read aloud
	font, glyphs string
}

// node is an element of the structure.
type node struct {
	tag   string
	scope string
	lines []string // of its own
	pages []int    // of its own lines
	kids  []node
}

var (
	reference = regexp.MustCompile(`(\d+) 0 R`)
	showing   = regexp.MustCompile(`^BT /F(\d) (\S+) Tf \S+ g (\S+) (\S+) Td <([0-9A-F]*)> Tj ET$`)
	character = regexp.MustCompile(`(?m)^<([0-9A-F]{4})> <([0-9A-F]+)>$`)
	length    = regexp.MustCompile(`/Length (\d+)>>`)
	marked    = regexp.MustCompile(`^/([A-Z][A-Za-z0-9]*) <<(/MCID (\d+)|/Type /(?:Pagination|Layout)[^>]*)>> BDC$`)
	childs    = regexp.MustCompile(`<</Type /MCR /Pg (\d+) 0 R /MCID (\d+)>>|(\d+) 0 R`)
)

func read(t testing.TB, data []byte) *parsed {
	t.Helper()
	p := &parsed{t: t, objects: map[int]string{}, streams: map[int][]byte{}}
	require.True(t, bytes.HasPrefix(data, []byte("%PDF-1.7\n")))
	end := regexp.MustCompile(`trailer\n<<(.*)>>\nstartxref\n(\d+)\n%%EOF\n$`).FindSubmatch(data)
	require.NotNil(t, end)
	at, err := strconv.Atoi(string(end[2]))
	require.NoError(t, err)
	table := strings.Split(string(data[at:]), "\n")
	require.Equal(t, "xref", table[0])
	var count int
	_, err = fmt.Sscanf(table[1], "0 %d", &count)
	require.NoError(t, err)
	for id := 1; id < count; id++ {
		require.Len(t, table[2+id], 19)
		offset, err := strconv.Atoi(table[2+id][:10])
		require.NoError(t, err)
		body := data[offset:]
		head := fmt.Sprintf("%d 0 obj\n", id)
		require.True(t, bytes.HasPrefix(body, []byte(head)), "object %d is not where the table says", id)
		body = body[len(head):]
		line, rest, _ := bytes.Cut(body, []byte("\n"))
		p.objects[id] = string(line)
		if after, ok := bytes.CutPrefix(rest, []byte("stream\n")); ok {
			n, err := strconv.Atoi(length.FindStringSubmatch(string(line))[1])
			require.NoError(t, err)
			rest = after[n:]
			require.True(t, bytes.HasPrefix(rest, []byte("\nendstream\nendobj\n")))
			stream := after[:n]
			if strings.Contains(string(line), "/FlateDecode") {
				z, err := zlib.NewReader(bytes.NewReader(stream))
				require.NoError(t, err)
				stream, err = io.ReadAll(z)
				require.NoError(t, err)
			}
			p.streams[id] = stream
			continue
		}
		require.True(t, bytes.HasPrefix(rest, []byte("endobj\n")), "object %d: %s", id, line)
	}
	for id, body := range p.objects {
		for _, r := range reference.FindAllStringSubmatch(body, -1) {
			to, _ := strconv.Atoi(r[1])
			require.Contains(t, p.objects, to, "object %d names one that is not there", id)
		}
	}
	trailer := string(end[1])
	p.catalog, p.info = p.objects[p.named(trailer, "Root")], p.objects[p.named(trailer, "Info")]
	tree := p.objects[p.named(p.catalog, "Pages")]
	kids, _, _ := strings.Cut(tree[strings.Index(tree, "/Kids [")+7:], "]")
	for _, kid := range reference.FindAllStringSubmatch(kids, -1) {
		id, _ := strconv.Atoi(kid[1])
		p.pages = append(p.pages, p.page(id))
	}
	p.parents()
	return p
}

// named is the object that an entry refers to.
func (p *parsed) named(body, key string) int {
	p.t.Helper()
	m := regexp.MustCompile(`/` + key + ` (\d+) 0 R`).FindStringSubmatch(body)
	require.NotNil(p.t, m, "no %s in %s", key, body)
	id, _ := strconv.Atoi(m[1])
	return id
}

func (p *parsed) page(id int) readPage {
	page, body := readPage{id: id}, p.objects[id]
	mark, open := -1, false
	for line := range strings.Lines(string(p.streams[p.named(body, "Contents")])) {
		line = strings.TrimSuffix(line, "\n")
		if m := marked.FindStringSubmatch(line); m != nil {
			require.False(p.t, open, "marked content in marked content")
			open, mark = true, -1
			if m[1] != "Artifact" {
				mark, _ = strconv.Atoi(m[3])
			}
			continue
		}
		if line == "EMC" {
			require.True(p.t, open)
			open = false
			continue
		}
		require.True(p.t, open, "neither tagged nor an artifact: %s", line)
		m := showing.FindStringSubmatch(line)
		if m == nil {
			require.Regexp(p.t, ` l S$`, line)
			continue
		}
		font := p.objects[p.named(body, "F"+m[1])]
		l := readLine{mark: mark, font: font, glyphs: m[5]}
		size, _ := strconv.ParseFloat(m[2], 64)
		l.x, _ = strconv.ParseFloat(m[3], 64)
		l.y, _ = strconv.ParseFloat(m[4], 64)
		l.text, l.width = p.decode(font, m[5], size)
		page.lines = append(page.lines, l)
	}
	require.False(p.t, open)
	return page
}

// decode reads codes as a program does that copies text.
func (p *parsed) decode(font, codes string, size float64) (string, float64) {
	characters := map[string]string{}
	for _, m := range character.FindAllSubmatch(p.streams[p.named(font, "ToUnicode")], -1) {
		raw, err := hex.DecodeString(string(m[2]))
		require.NoError(p.t, err)
		var units []uint16
		for i := 0; i < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		characters[string(m[1])] = string(utf16.Decode(units))
	}
	widths := p.widths(font)
	var text strings.Builder
	width, visible := 0.0, 0.0
	for i := 0; i < len(codes); i += 4 {
		c, ok := characters[codes[i:i+4]]
		require.True(p.t, ok, "a code without a character")
		text.WriteString(c)
		code, _ := strconv.ParseInt(codes[i:i+4], 16, 32)
		width += widths[code] * size / 1000
		if c != " " {
			visible = width
		}
	}
	return text.String(), visible
}

func (p *parsed) widths(font string) map[int64]float64 {
	descendant := p.objects[p.descendant(font)]
	list, _, _ := strings.Cut(descendant[strings.Index(descendant, "/W [1 [")+7:], "]")
	widths := map[int64]float64{}
	for i, w := range strings.Fields(list) {
		v, err := strconv.ParseFloat(w, 64)
		require.NoError(p.t, err)
		widths[int64(i+1)] = v
	}
	return widths
}

func (p *parsed) descendant(font string) int {
	m := regexp.MustCompile(`/DescendantFonts \[(\d+) 0 R\]`).FindStringSubmatch(font)
	require.NotNil(p.t, m)
	id, _ := strconv.Atoi(m[1])
	return id
}

// parents reads which element owns the marked content of each page.
func (p *parsed) parents() {
	root := p.objects[p.named(p.catalog, "StructTreeRoot")]
	nums := root[strings.Index(root, "/Nums [")+7:]
	for _, m := range regexp.MustCompile(`(\d+) \[([^\]]*)\]`).FindAllStringSubmatch(nums, -1) {
		i, _ := strconv.Atoi(m[1])
		require.Contains(p.t, p.objects[p.pages[i].id], fmt.Sprintf("/StructParents %d ", i))
		for _, owner := range reference.FindAllStringSubmatch(m[2], -1) {
			id, _ := strconv.Atoi(owner[1])
			p.pages[i].owners = append(p.pages[i].owners, id)
		}
	}
}

// tree reads the structure from its root.
func (p *parsed) tree() node {
	root := p.objects[p.named(p.catalog, "StructTreeRoot")]
	m := regexp.MustCompile(`/K \[(\d+) 0 R\]`).FindStringSubmatch(root)
	require.NotNil(p.t, m)
	id, _ := strconv.Atoi(m[1])
	return p.node(id, p.named(p.catalog, "StructTreeRoot"))
}

func (p *parsed) node(id, parent int) node {
	body := p.objects[id]
	require.Equal(p.t, parent, p.named(body, "P"))
	n := node{tag: regexp.MustCompile(`/S /(\w+)`).FindStringSubmatch(body)[1]}
	if strings.Contains(body, "/A <</O /Table /Scope /Row>>") {
		n.scope = "Row"
	}
	kids := body[strings.Index(body, "/K [")+4:]
	for _, m := range childs.FindAllStringSubmatch(kids[:strings.LastIndex(kids, "]")], -1) {
		if m[3] != "" {
			kid, _ := strconv.Atoi(m[3])
			n.kids = append(n.kids, p.node(kid, id))
			continue
		}
		pageID, _ := strconv.Atoi(m[1])
		mark, _ := strconv.Atoi(m[2])
		for i, page := range p.pages {
			if page.id != pageID {
				continue
			}
			require.Equal(p.t, id, page.owners[mark], "the page says another owner")
			for _, line := range page.lines {
				if line.mark == mark {
					n.lines = append(n.lines, line.text)
					n.pages = append(n.pages, i)
				}
			}
		}
	}
	return n
}

// outline is the structure as a screen reader goes through it.
func (n node) outline(indent string) string {
	out := indent + n.tag + n.scope
	if len(n.lines) > 0 {
		out += ": " + strings.Join(n.lines, "|")
	}
	out += "\n"
	for _, kid := range n.kids {
		out += kid.outline(indent + " ")
	}
	return out
}
