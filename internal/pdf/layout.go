package pdf

import "fmt"

// A4 and its margins, in points of 1/72 inch, measured from the lower left corner.
const (
	pageWidth, pageHeight = 595.28, 841.89
	left, right           = 64.0, pageWidth - 64
	top, topAgain         = pageHeight - 64, pageHeight - 84 // the latter below a running head
	bottom                = 84.0
	footTop               = 54.0
	headAt                = pageHeight - 52
)

// baseline is how far up a line's own room its text stands, as a part of the leading;
// two sizes with one leading stand on one line.
const baseline = 0.27

// setting is how a kind of text is set: size and leading in points, grey 0 is black.
type setting struct {
	font          int
	size, leading float64
	grey          float64
}

func settingOf(level int) setting {
	switch level {
	case 1:
		return setting{bold, 19, 24, 0}
	case 2:
		return setting{bold, 12.5, 17, 0}
	}
	return setting{bold, 10.5, 15, 0}
}

var (
	bodyText   = setting{regular, 10.5, 15.5, 0}
	largeText  = setting{bold, 26, 33, 0}
	smallText  = setting{regular, 8.5, 12.5, 0.25}
	termText   = setting{regular, 9.5, 15.5, 0.33}
	monoText   = setting{mono, 7.8, 11.5, 0.1}
	studioText = setting{bold, 10.5, 15.5, 0.33}
	footText   = setting{regular, 8, 11, 0.33}
)

// layout sets blocks on pages from top to bottom.
type layout struct {
	fonts [fontCount]*usedFont
	pages []*page
	y     float64 // upper edge of what comes next
	fresh bool    // nothing stands on the page yet
	title string
	root  *element
}

func newLayout(faces [fontCount]*face, title string) *layout {
	l := &layout{title: title, root: &element{tag: "Document"}}
	for i, f := range faces {
		l.fonts[i] = newUsedFont(f)
	}
	l.turn()
	return l
}

// turn begins the next page. All but the first have the title as running head.
func (l *layout) turn() {
	l.pages = append(l.pages, &page{})
	l.y, l.fresh = top, true
	if len(l.pages) == 1 {
		return
	}
	l.y = topAgain
	line := l.lines(footText, l.title, right-left)[0]
	l.page().artifact("/Type /Pagination /Subtype /Header", func() { l.show(footText, left, headAt, line) })
}

func (l *layout) page() *page { return l.pages[len(l.pages)-1] }

// room turns the page unless there is room for height points on it.
func (l *layout) room(height float64) {
	if l.y-height < bottom && !l.fresh {
		l.turn()
	}
}

// space leaves some room, which a new page does not need.
func (l *layout) space(points float64) {
	if !l.fresh {
		l.y -= points
	}
}

func (l *layout) lines(s setting, text string, width float64) []string {
	f := l.fonts[s.font].face
	return wrap(text, width, func(r rune) float64 { return f.width(r) * s.size / 1000 })
}

// fits is how many lines of a leading the page still takes, at least one.
func (l *layout) fits(leading float64) int { return max(1, int((l.y-bottom)/leading)) }

// show draws a line whose baseline is at y.
func (l *layout) show(s setting, x, y float64, line string) {
	if line == "" {
		return
	}
	fmt.Fprintf(&l.page().content, "BT /F%d %s Tf %s g %s %s Td <%s> Tj ET\n", s.font, number(s.size), number(s.grey), number(x), number(y), l.fonts[s.font].encode(line))
}

// tagged draws lines one below the other from y on, each as content of an element.
func (l *layout) tagged(e *element, s setting, x, y float64, lines []string) {
	for _, line := range lines {
		y -= s.leading
		if line != "" {
			l.page().marked(e, len(l.pages)-1, func() { l.show(s, x, y+s.leading*baseline, line) })
		}
	}
}

// rule draws a line that says nothing.
func (l *layout) rule(x1, y1, x2, y2, width, grey float64) {
	l.page().artifact("/Type /Layout", func() {
		fmt.Fprintf(&l.page().content, "%s G %s w %s %s m %s %s l S\n", number(grey), number(width), number(x1), number(y1), number(x2), number(y2))
	})
}

// text sets lines across the page, over as many pages as they need.
func (l *layout) text(tag string, s setting, text string) {
	if text == "" {
		return
	}
	e := l.root.child(tag)
	lines := l.lines(s, text, right-left)
	// No line stands alone at the foot of a page.
	l.room(float64(min(2, len(lines))) * s.leading)
	for len(lines) > 0 {
		l.room(s.leading)
		n := min(l.fits(s.leading), len(lines))
		l.tagged(e, s, left, l.y, lines[:n])
		l.y -= float64(n) * s.leading
		l.fresh = false
		lines = lines[n:]
	}
}

func (l *layout) letterhead(author string) {
	if author == "" {
		return
	}
	l.text("P", studioText, author)
	l.y -= 7
	l.rule(left, l.y, right, l.y, 0.6, 0.6)
	l.y -= 22
}

func (h Heading) place(l *layout) {
	level := min(max(h.Level, 1), 6)
	s := settingOf(level)
	l.space(s.leading * 0.55)
	// A heading stands with what it heads.
	l.room(s.leading + 3*bodyText.leading)
	l.text(fmt.Sprintf("H%d", level), s, clean(h.Text))
	l.y -= s.leading * 0.25
}

func (p Paragraph) place(l *layout) {
	s := bodyText
	switch p.Style {
	case Large:
		s = largeText
	case Small:
		s = smallText
	}
	l.text("P", s, clean(p.Text))
	l.space(s.leading * 0.5)
}

// The columns of Rows: terms have a third of the page.
const (
	valueAt   = left + 150
	termWidth = valueAt - left - 14
	rowSpace  = 5.0
)

func (rows Rows) place(l *layout) {
	if len(rows) == 0 {
		return
	}
	table := l.root.child("Table")
	for _, row := range rows {
		terms := l.lines(termText, clean(row.Term), termWidth)
		values := l.lines(bodyText, clean(row.Value), right-valueAt)
		height := float64(min(2, max(len(terms), len(values))))*bodyText.leading + 2*rowSpace
		l.room(height)
		l.rule(left, l.y, right, l.y, 0.4, 0.75)
		l.y -= rowSpace
		tr := table.child("TR")
		th, td := tr.child("TH"), tr.child("TD")
		for len(terms)+len(values) > 0 {
			l.room(bodyText.leading)
			n := l.fits(bodyText.leading)
			t, v := min(n, len(terms)), min(n, len(values))
			l.tagged(th, termText, left, l.y, terms[:t])
			l.tagged(td, bodyText, valueAt, l.y, values[:v])
			l.y -= float64(max(t, v)) * bodyText.leading
			l.fresh = false
			terms, values = terms[t:], values[v:]
		}
		l.y -= rowSpace
	}
	l.rule(left, l.y, right, l.y, 0.4, 0.75)
	l.y -= bodyText.leading * 0.8
}

func (p Preformatted) place(l *layout) {
	const inset = 10
	text := clean(p.Text)
	if text == "" {
		return
	}
	code := l.root.child("P").child("Code")
	lines := l.lines(monoText, text, right-left-inset)
	l.room(float64(min(3, len(lines))) * monoText.leading)
	for len(lines) > 0 {
		l.room(monoText.leading)
		n := min(l.fits(monoText.leading), len(lines))
		height := float64(n) * monoText.leading
		l.rule(left+1, l.y, left+1, l.y-height, 1.6, 0.75)
		l.tagged(code, monoText, left+inset, l.y, lines[:n])
		l.y -= height
		l.fresh = false
		lines = lines[n:]
	}
	l.y -= bodyText.leading * 0.6
}

// feet writes the line at the foot of each page, when their number is known.
func (l *layout) feet(text func(page, pages int) string) {
	if text == nil {
		return
	}
	all := l.pages
	for i := range all {
		l.pages = all[:i+1]
		l.rule(left, footTop, right, footTop, 0.4, 0.75)
		lines := l.lines(footText, clean(text(i+1, len(all))), right-left)
		l.page().artifact("/Type /Pagination /Subtype /Footer", func() {
			for n, line := range lines[:min(3, len(lines))] {
				l.show(footText, left, footTop-float64(n+1)*footText.leading-2, line)
			}
		})
	}
	l.pages = all
}
