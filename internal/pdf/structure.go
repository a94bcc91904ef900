package pdf

import (
	"bytes"
	"fmt"
	"strconv"
)

// page is what is drawn on one page, and whose content each marked part of it is.
type page struct {
	content bytes.Buffer
	owners  []*element // by the number of the marked content
}

// element is a node of the structure that is read aloud.
type element struct {
	tag    string
	parent *element
	kids   []*element
	marks  []mark // content of its own
	id     int    // of its object in the file, once that is known
}

// mark is marked content: which page, counted from 0, and which number there.
type mark struct{ page, number int }

func (e *element) child(tag string) *element {
	c := &element{tag: tag, parent: e}
	e.kids = append(e.kids, c)
	return c
}

// marked draws content of an element on a page.
func (p *page) marked(e *element, pageNumber int, draw func()) {
	m := mark{pageNumber, len(p.owners)}
	p.owners = append(p.owners, e)
	e.marks = append(e.marks, m)
	fmt.Fprintf(&p.content, "/%s <</MCID %d>> BDC\n", e.tag, m.number)
	draw()
	p.content.WriteString("EMC\n")
}

// artifact draws what is not read aloud.
func (p *page) artifact(kind string, draw func()) {
	fmt.Fprintf(&p.content, "/Artifact <<%s>> BDC\n", kind)
	draw()
	p.content.WriteString("EMC\n")
}

// walk visits an element and all below it.
func (e *element) walk(visit func(*element)) {
	visit(e)
	for _, kid := range e.kids {
		kid.walk(visit)
	}
}

// number writes a number with at most two decimals.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	return text
}
